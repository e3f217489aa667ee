//! A figure over the years (历年走势): what it was in each budget, and by how much it changed since the one
//! before of which it is known.

use eframe::egui::{RichText, ScrollArea, Ui};
use egui_plot::{Line, PlotPoints, Points};

use super::{column_ui, float, listed, still, sum_up, whole_numbers};
use crate::calc::Book;
use crate::compare::{Compared, ComparedRow, ComparedTable, change_of, row_name};
use crate::model::TableKey;
use crate::money::{self, Decimal};
use crate::ui::look::style;
use crate::ui::pages::compare::controls::{choice_ui, choose_table_ui};
use crate::ui::pages::compare::words::{change_colour, change_text, percent_text};
use crate::ui::pages::compare::{Comparing, Found, Name, Wish};

/// What is chosen, kept by the window between frames.
#[derive(Clone, Debug, Default)]
struct Choice {
    table: Option<TableKey>,
    column: usize,
    row: usize,
}

/// A figure in the budgets.
#[derive(Default)]
struct Trend {
    /// What it is: row and column.
    title: String,
    years: Vec<Year>,
}

/// A figure in one of them.
struct Year {
    /// What the budget is called.
    name: String,
    figure: Option<Decimal>,
    /// Since the budget before of which it is known, also in percent.
    change: Option<(Decimal, Option<Decimal>)>,
}

impl Trend {
    fn new(title: String, figures: impl Iterator<Item = (String, Option<Decimal>)>) -> Self {
        let mut before = None;
        let year = |(name, figure): (String, Option<Decimal>)| {
            let change = before
                .zip(figure)
                .and_then(|(before, figure)| change_of(Compared::Number(before), Compared::Number(figure)));
            before = figure.or(before);
            Year { name, figure, change }
        };
        Self { title, years: figures.map(year).collect() }
    }

    /// The chart in a sentence: the figures, and the largest change.
    fn summary(&self, decimals: u32) -> String {
        let known = self.years.iter().map(|year| {
            let figure = year.figure.map(|figure| money::display(figure, decimals));
            format!("{} {}", year.name, figure.unwrap_or_else(|| "不知".to_owned()))
        });
        let changed = self.years.iter().filter_map(|year| Some((year, year.change?)));
        let changed = changed.filter(|(_, (change, _))| !change.is_zero());
        let most = changed.max_by_key(|(_, (change, _))| change.abs()).map(|(year, (change, percent))| {
            let by = change_words(change, percent, decimals);
            format!("；变动最大的是 {} {by}", year.name)
        });
        let figures = known.collect::<Vec<_>>().join("，");
        format!("历年走势图：{}：{figures}{}", self.title, most.unwrap_or_default())
    }
}

fn change_words(change: Decimal, percent: Option<Decimal>, decimals: u32) -> String {
    format!("{}　{}", change_text(change, decimals), percent_text(change, percent))
}

pub(in crate::ui::pages::compare) fn ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    books: &[Book<'_>],
    names: &[Name],
    found: &Found,
    wishes: &mut Vec<Wish>,
) {
    let (trend, copy) = choice_row_ui(ui, comparing, books, names, found);
    let decimals = books.last().map_or(2, |book| book.format.decimals);
    if copy {
        let line = |year: &Year| {
            let figure = year.figure.map(|figure| figure.to_string()).unwrap_or_default();
            format!("{}\t{figure}", year.name)
        };
        wishes.push(Wish::Copy(trend.years.iter().map(line).collect::<Vec<_>>().join("\n")));
    }
    for year in &trend.years {
        ui.horizontal(|ui| {
            ui.label(&year.name);
            let Some(figure) = year.figure else {
                ui.label("不知");
                return;
            };
            ui.label(RichText::new(money::display(figure, decimals)).font(style::strong()));
            if let Some((change, percent)) = year.change {
                let text = change_words(change, percent, decimals);
                ui.label(RichText::new(text).color(change_colour(ui, change)));
            }
        });
    }
    line_ui(ui, &trend, names, decimals);
}

/// The choice of table, amount and row; the figure chosen so, and whether it is to be copied.
fn choice_row_ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    books: &[Book<'_>],
    names: &[Name],
    found: &Found,
) -> (Trend, bool) {
    let id = ui.scope_id().with("trend");
    let mut choice: Choice = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let mut trend = Trend::default();
    let mut copy = false;
    ui.horizontal_wrapped(|ui| {
        let Some(table) = choose_table_ui(ui, comparing, found) else {
            return;
        };
        let Some(column) = column_ui(ui, table, &mut choice.column) else {
            return;
        };
        let rows: Vec<_> = table.rows.iter().filter(|row| row.section == column.section).collect();
        if choice.table.as_ref() != Some(&table.key) {
            // What changed most is asked for first.
            let change = |row: &ComparedRow| {
                let figure = |side| table.figure(books, side, row, column);
                let last = books.len().saturating_sub(1);
                change_of(figure(last.saturating_sub(1)), figure(last)).map(|(change, _)| change.abs())
            };
            let most = rows.iter().enumerate().rev().max_by_key(|(_, row)| change(row));
            choice.row = most.map_or(0, |(at, _)| at);
            choice.table = Some(table.key.clone());
        }
        row_ui(ui, table, books, &rows, &mut choice.row);
        copy = ui.button("复制数据").clicked();
        if let Some(row) = rows.get(choice.row) {
            let title = format!("{} {}", name(table, books, row), column.title);
            let figures = names.iter().enumerate();
            let figures =
                figures.map(|(side, name)| (name.full(), table.figure(books, side, row, column).number()));
            trend = Trend::new(title, figures);
        }
    });
    ui.data_mut(|data| data.insert_temp(id, choice));
    (trend, copy)
}

fn name(table: &ComparedTable, books: &[Book<'_>], row: &ComparedRow) -> String {
    table.newest_row(books, row).map(|row| row_name(&row)).unwrap_or_default()
}

fn row_ui(ui: &mut Ui, table: &ComparedTable, books: &[Book<'_>], rows: &[&ComparedRow], chosen: &mut usize) {
    *chosen = (*chosen).min(rows.len().saturating_sub(1));
    let name = |at: usize| rows.get(at).map(|row| name(table, books, row)).unwrap_or_default();
    choice_ui(ui, "行", name(*chosen), 240.0, |ui| {
        // Drawn as far as it is in view: a table may have tens of thousands of rows.
        ScrollArea::vertical().max_height(300.0).show_rows(ui, 18.0, rows.len(), |ui, range| {
            for at in range {
                ui.selectable_value(chosen, at, name(at));
            }
        });
    });
}

fn line_ui(ui: &mut Ui, trend: &Trend, names: &[Name], decimals: u32) {
    let colour = style::palette(ui.visuals()).cursor;
    let known = trend.years.iter().enumerate();
    let points: Vec<[f64; 2]> =
        known.filter_map(|(at, year)| Some([at as f64, float(year.figure?)])).collect();
    let labels: Vec<String> = names.iter().map(|name| name.short.clone()).collect();
    // What is not known is a gap, and no line leads over it.
    let lines = points.chunk_by(|[one, _], [next, _]| next - one < 1.5);
    let lines: Vec<Vec<[f64; 2]>> = lines.map(<[_]>::to_vec).collect();
    let marks = points;
    let chart = still("trend")
        .include_y(0.0)
        .include_x(-0.5)
        .include_x(trend.years.len() as f64 - 0.5)
        .show_grid([false, true])
        .x_grid_spacer(whole_numbers)
        .x_axis_formatter(move |mark, _| listed(&labels, mark.value, 6))
        .show(ui, |plot| {
            for line in lines {
                plot.line(Line::new("数额", PlotPoints::from(line)).color(colour).width(2.0));
            }
            plot.points(Points::new("数额", PlotPoints::from(marks)).color(colour).radius(4.0));
        });
    sum_up(&chart.response, &trend.summary(decimals));
}
