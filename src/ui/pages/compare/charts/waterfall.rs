//! The page of what made a total change (增减构成): which total, the chart, and its figures as a list.

use eframe::egui::{Align, Color32, Label, Layout, RichText, ScrollArea, Ui, vec2};

use super::{chart_ui, column_ui};
use crate::calc::Book;
use crate::compare::chart::Chart;
use crate::compare::{ComparedTable, Grouping, Waterfall, change_text, first_changed, waterfall};
use crate::compared::{Handout, PICTURE, amounts, charted, steps};
use crate::model::TableKey;
use crate::money;
use crate::ui::look::list;
use crate::ui::look::style;
use crate::ui::pages::compare::controls::{choice_ui, choose_table_ui, hand_on_ui};
use crate::ui::pages::compare::words::change_colour;
use crate::ui::pages::compare::{Comparing, Found, Name, Wish, names};

/// Of what a waterfall is: table, amount, grouping.
pub(in crate::ui::pages::compare) type WaterfallOf = (TableKey, usize, Grouping);

/// The width of the list beside the chart, and of its figures.
const LIST: f32 = 300.0;
const FIGURE: f32 = 110.0;

/// What is chosen.
#[derive(Debug, Default)]
pub(in crate::ui::pages::compare) struct Choice {
    /// Of which table, and which of its amounts.
    column: Option<(TableKey, usize)>,
    grouping: usize,
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
    let (full, short) = (names::full(names), names::short(names));
    let [.., before, after] = short.as_slice() else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        let what = choice_row_ui(ui, comparing, books, found);
        let Some((what, (made_for, shown))) = what.zip(comparing.waterfall.as_ref()) else {
            return;
        };
        wishes.extend(hand_on_ui(ui, || {
            let of = found.subject(books, &full, &short);
            let sheet = steps(&of, &made_for.0, &what, shown);
            let chart = Chart::of_waterfall(shown, (before, after), decimals, PICTURE);
            Handout::of(sheet.title.clone(), vec![charted(sheet, &chart)])
        }));
    });
    let Some((_, shown)) = &comparing.waterfall else {
        return;
    };
    if shown.unknown > 0 {
        let text = format!("有 {} 行在两年之一里不知道数额，没有计入", shown.unknown);
        ui.label(RichText::new(text).color(style::palette(ui.visuals()).rise));
    }
    if let Some((was, is)) = shown.printed {
        let show = |value| money::display(value, decimals);
        let text = format!(
            "各行之和是 {} → {}，表中的合计是 {} → {}：有的行是其他行的合计，或者没有列出；图里只有各行",
            show(shown.old),
            show(shown.new),
            show(was),
            show(is)
        );
        ui.label(RichText::new(text).color(style::palette(ui.visuals()).rise));
    }
    if shown.steps.is_empty() {
        ui.label("两年都知道的各行没有增减。");
        return;
    }
    let list = LIST.min(ui.available_width() * 0.35);
    let left = vec2(ui.available_width() - list - ui.spacing().item_spacing.x, ui.available_height());
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(left, Layout::top_down(Align::Min), |ui| {
            ScrollArea::vertical().id_salt("bars").auto_shrink(false).show(ui, |ui| {
                chart_ui(ui, &Chart::of_waterfall(shown, (before, after), decimals, ui.available_width()));
            });
        });
        ui.vertical(|ui| figures_ui(ui, shown, (before, after), decimals));
    });
}

/// The choice of table, amount and grouping, for which the waterfall is found out; what it is of.
fn choice_row_ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    books: &[Book<'_>],
    found: &Found,
) -> Option<String> {
    let mut choice = std::mem::take(&mut comparing.taken_apart);
    let sides = (books.len().saturating_sub(2), books.len().saturating_sub(1));
    let mut at = 0;
    let chosen = choose_table_ui(ui, comparing, found).and_then(|table| {
        let known = choice.column.take().filter(|(of, _)| *of == table.key);
        at = known.map_or_else(|| foremost(table, books, sides), |(_, at)| at);
        let column = column_ui(ui, table, &mut at);
        choice.column = Some((table.key.clone(), at));
        let groupings = Grouping::of(table, books);
        choice.grouping = choice.grouping.min(groupings.len().saturating_sub(1));
        let label = groupings.get(choice.grouping).map(Grouping::label).unwrap_or_default();
        choice_ui(ui, "分组", label, 140.0, |ui| {
            for (at, grouping) in groupings.iter().enumerate() {
                list::choice(ui, &mut choice.grouping, at, grouping.label());
            }
        });
        let grouping = groupings.into_iter().nth(choice.grouping);
        column.zip(grouping).map(|(column, grouping)| (table, column, grouping))
    });
    comparing.taken_apart = choice;
    let Some((table, column, grouping)) = chosen else {
        comparing.waterfall = None;
        return None;
    };
    let wanted: WaterfallOf = (table.key.clone(), at, grouping);
    if comparing.waterfall.as_ref().is_none_or(|(made_for, _)| *made_for != wanted) {
        let made = waterfall(table, books, sides, column, &wanted.2);
        comparing.waterfall = Some((wanted, made));
    }
    Some(format!("{} {}", table.title, column.title))
}

/// The amount of a table with which it is shown first.
fn foremost(table: &ComparedTable, books: &[Book<'_>], sides: (usize, usize)) -> usize {
    let changed = first_changed(table, books, sides, amounts(table, None)).map(|(column, _)| column);
    let at = changed.and_then(|of| amounts(table, None).position(|column| std::ptr::eq(column, of)));
    at.unwrap_or_default()
}

/// All figures, also of the bars that are drawn as one.
fn figures_ui(ui: &mut Ui, shown: &Waterfall, (before, after): (&str, &str), decimals: u32) {
    ScrollArea::vertical().id_salt("figures").auto_shrink(false).show(ui, |ui| {
        let ink = style::palette(ui.visuals()).ink;
        line_ui(ui, before, money::display(shown.old, decimals), ink);
        for (name, was, is) in &shown.steps {
            let colour = change_colour(ui, is - was);
            line_ui(ui, name, change_text(is - was, decimals), colour);
        }
        line_ui(ui, after, money::display(shown.new, decimals), ink);
    });
}

fn line_ui(ui: &mut Ui, name: &str, figure: String, colour: Color32) {
    ui.horizontal(|ui| {
        let right = Layout::right_to_left(Align::Center);
        ui.allocate_ui_with_layout(vec2(FIGURE, 18.0), right, |ui| {
            ui.label(RichText::new(figure).color(colour));
        });
        ui.add(Label::new(name).truncate()).on_hover_text(name);
    });
}
