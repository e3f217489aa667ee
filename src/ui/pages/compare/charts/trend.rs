//! The page of a figure over the years (历年走势): which figure, its years in words, and the chart.

use eframe::egui::{RichText, ScrollArea, Ui};

use super::{chart_ui, column_ui};
use crate::calc::Book;
use crate::compare::chart::Chart;
use crate::compare::{ComparedRow, ComparedTable, Trend, change_words, most_changed};
use crate::compared::{Handout, PICTURE, charted, years};
use crate::model::TableKey;
use crate::money;
use crate::ui::look::list;
use crate::ui::look::style;
use crate::ui::pages::compare::controls::{choice_ui, choose_table_ui, hand_on_ui};
use crate::ui::pages::compare::words::change_colour;
use crate::ui::pages::compare::{Comparing, Found, Name, Wish, names};

/// The least height of the chart, and how high it is as a picture.
const LEAST: f32 = 180.0;
const PICTURE_HEIGHT: f32 = 360.0;

/// What is chosen.
#[derive(Debug, Default)]
pub(in crate::ui::pages::compare) struct Choice {
    table: Option<TableKey>,
    column: usize,
    row: usize,
}

pub(in crate::ui::pages::compare) fn ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    books: &[Book<'_>],
    names: &[Name],
    found: &Found,
    wishes: &mut Vec<Wish>,
) {
    let decimals = books.last().map_or(2, |book| book.format.decimals);
    let short = names::short(names);
    let mut choice = std::mem::take(&mut comparing.over_years);
    let mut trend = Trend::default();
    ui.horizontal_wrapped(|ui| {
        trend = chosen_ui(ui, comparing, &mut choice, books, names, found).unwrap_or_default();
        wishes.extend(hand_on_ui(ui, || {
            let full = names::full(names);
            let of = found.subject(books, &full, &short);
            let table = choice.table.clone().unwrap_or_default();
            let sheet = years(&of, &table, &trend);
            let chart = Chart::of_trend(&trend, &short, decimals, [PICTURE, PICTURE_HEIGHT]);
            Handout::of(sheet.title.clone(), vec![charted(sheet, &chart)])
        }));
    });
    comparing.over_years = choice;
    for year in &trend.years {
        ui.horizontal(|ui| {
            ui.label(&year.name);
            let Some(figure) = year.figure else {
                ui.label(year.without_figure());
                return;
            };
            ui.label(RichText::new(money::display(figure, decimals)).font(style::strong()));
            if let Some(change) = year.change {
                let text = change_words(change, decimals);
                ui.label(RichText::new(text).color(change_colour(ui, change.0)));
            }
        });
    }
    let room = ui.available_size();
    chart_ui(ui, &Chart::of_trend(&trend, &short, decimals, [room.x, room.y.max(LEAST)]));
}

/// The choice of table, amount and row, and the figure chosen so.
fn chosen_ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    choice: &mut Choice,
    books: &[Book<'_>],
    names: &[Name],
    found: &Found,
) -> Option<Trend> {
    let table = choose_table_ui(ui, comparing, found)?;
    let column = column_ui(ui, table, &mut choice.column)?;
    let rows: Vec<_> = table.rows.iter().filter(|row| row.section == column.section).collect();
    if choice.table.as_ref() != Some(&table.key) {
        choice.row = most_changed(table, books, &rows, column);
        choice.table = Some(table.key.clone());
    }
    row_ui(ui, table, books, &rows, &mut choice.row);
    let row = rows.get(choice.row)?;
    Some(Trend::of(table, books, &names::full(names), row, column))
}

fn row_ui(ui: &mut Ui, table: &ComparedTable, books: &[Book<'_>], rows: &[&ComparedRow], chosen: &mut usize) {
    *chosen = (*chosen).min(rows.len().saturating_sub(1));
    let name = |at: usize| rows.get(at).map_or("", |row| table.name(books, row));
    choice_ui(ui, "行", name(*chosen), 240.0, |ui| {
        // Drawn as far as it is in view: a table may have tens of thousands of rows.
        ScrollArea::vertical().max_height(300.0).show_rows(ui, 18.0, rows.len(), |ui, range| {
            for at in range {
                list::choice(ui, chosen, at, name(at));
            }
        });
    });
}
