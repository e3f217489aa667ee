//! Lists of a comparison: all differences, those without a reason, the changes that the narrative states,
//! and what a single budget keeps of last year.

use eframe::egui::{Label, RichText, ScrollArea, Ui};

use super::controls::filter_ui;
use super::words::{change_colour, change_text, percent_text};
use super::{Comparing, Found, Wish, chosen};
use crate::calc::Book;
use crate::compare::{Change, Filter, StatedChange, reason_key};
use crate::model::Value;
use crate::money::{self, Decimal};
use crate::narrative::State;
use crate::schema::Severity;
use crate::ui::look::style::{self, LINE_HEIGHT};

/// Without a threshold of one's own, changes of so many percent want a reason.
const WANTS_REASON: Decimal = Decimal::TEN;

/// Whether a change wants a reason and has none.
fn lacks_reason(change: &Change, books: &[Book<'_>], filter: &Filter) -> bool {
    let (Some(newest), Some(last)) = (books.last(), books.iter().rev().nth(1)) else {
        return false;
    };
    let own = filter.least.is_some() || filter.least_percent.is_some();
    let filter = if own { *filter } else { Filter { least: None, least_percent: Some(WANTS_REASON) } };
    change.change.is_some()
        && filter.shows(change)
        && !newest.budget.notes.contains_key(&reason_key(&change.address(), last.budget.year))
}

/// What the differences shown were chosen for: thresholds, only those without a reason.
pub(super) type ListedFor = (Filter, bool);

/// The differences shown, by position.
#[derive(Default)]
pub(super) struct Listed {
    shown: Vec<usize>,
    /// How many want a reason and have none.
    without: usize,
}

impl Listed {
    fn new(found: &Found, books: &[Book<'_>], (filter, only_without_reason): ListedFor) -> Self {
        let mut listed = Self::default();
        for (at, change) in found.changes.iter().enumerate() {
            let lacks = lacks_reason(change, books, &filter);
            listed.without += usize::from(lacks);
            if filter.shows(change) && (lacks || !only_without_reason) {
                listed.shown.push(at);
            }
        }
        listed
    }
}

pub(super) fn ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    books: &[Book<'_>],
    found: &Found,
    wishes: &mut Vec<Wish>,
) {
    let (unit, decimals) =
        books.last().map_or(("", 2), |book| (book.format.unit.label(), book.format.decimals));
    let wanted: ListedFor = (comparing.filter(), comparing.only_without_reason);
    if comparing.listed.as_ref().is_none_or(|(made_for, _)| *made_for != wanted) {
        comparing.listed = Some((wanted, Listed::new(found, books, wanted)));
    }
    let (without, shown) = comparing
        .listed
        .as_ref()
        .map(|(_, listed)| (listed.without, listed.shown.clone()))
        .unwrap_or_default();
    let mut copy = false;
    ui.horizontal_wrapped(|ui| {
        filter_ui(ui, comparing, unit);
        let title = format!("只看缺原因的（{without} 处）");
        ui.checkbox(&mut comparing.only_without_reason, title)
            .on_hover_text("没有设定上面的界限时，指增减 10% 以上的");
        copy = ui.button("复制清单").clicked();
    });
    ui.label(format!("{} 处差异", shown.len()));
    let change = |at: &usize| found.changes.get(*at);
    if copy {
        wishes.push(Wish::Copy(as_text(shown.iter().filter_map(change), decimals)));
    }
    let mut chosen = None;
    let room = if comparing.chosen.is_some() { 70.0 } else { 0.0 };
    let height = (ui.available_height() - room).max(60.0);
    ScrollArea::vertical().auto_shrink(false).max_height(height).show_rows(
        ui,
        LINE_HEIGHT,
        shown.len(),
        |ui, range| {
            for change in shown.get(range).into_iter().flatten().filter_map(change) {
                let is_chosen = comparing.chosen.as_ref() == Some(change);
                if change_ui(ui, change, is_chosen, decimals) {
                    chosen = Some(change.clone());
                }
            }
        },
    );
    if let Some(change) = chosen {
        chosen::choose(comparing, &change, books);
    }
    chosen::chosen_ui(ui, comparing, books, wishes);
}

/// A difference as a line; whether it was chosen.
fn change_ui(ui: &mut Ui, change: &Change, is_chosen: bool, decimals: u32) -> bool {
    let line = ui.horizontal(|ui| {
        ui.set_min_height(LINE_HEIGHT);
        let (old, new) = (value(&change.old, decimals), value(&change.new, decimals));
        let text = format!("{}　{old} → {new}", change.title);
        let label = ui.selectable_label(is_chosen, shorten(&text)).on_hover_text(&text);
        if let Some(difference) = change.change {
            let text = format!(
                "{}　{}",
                change_text(difference, decimals),
                percent_text(difference, change.percent)
            );
            ui.label(RichText::new(text).color(change_colour(ui, difference)));
        }
        ui.label(RichText::new(change.kind.label()).font(style::small()));
        label.clicked()
    });
    line.inner
}

fn value(value: &Option<Value>, decimals: u32) -> String {
    match value {
        Some(Value::Amount(amount)) => money::display(*amount, decimals),
        Some(Value::Text(text)) => text.to_string(),
        None => "—".to_owned(),
    }
}

/// The differences for a spreadsheet.
fn as_text<'c>(changes: impl Iterator<Item = &'c Change>, decimals: u32) -> String {
    let number = |number: Option<Decimal>| number.map(|number| number.to_string()).unwrap_or_default();
    let mut lines = vec!["项目\t旧\t新\t增减\t增减%\t类别".to_owned()];
    lines.extend(changes.map(|change| {
        let texts = [&change.title, &value(&change.old, decimals), &value(&change.new, decimals)];
        let texts = texts.map(|text| text.replace(['\t', '\n'], " ")).join("\t");
        let figures = [number(change.change), number(change.percent)].join("\t");
        format!("{texts}\t{figures}\t{}", change.kind.label())
    }));
    lines.join("\n")
}

fn shorten(text: &str) -> String {
    let short: String = text.chars().take(70).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// What the narrative says of changes, against last year's budget.
pub(super) fn stated_ui(ui: &mut Ui, newest: &Book<'_>, found: &Found, wishes: &mut Vec<Wish>) {
    let Some(stated) = &found.stated else {
        ui.label("说明写的是与上一年的增减；请与上一年的预算对比。");
        return;
    };
    let palette = style::palette(ui.visuals());
    let decimals = newest.format.decimals;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for figure in stated {
            let (result, colour) = match &figure.state {
                State::Agrees => ("相符".to_owned(), palette.good),
                State::Rounding => ("四舍五入".to_owned(), palette.good),
                State::Differs => {
                    let expected = figure.expected.map(|number| money::display(number, decimals.max(2)));
                    let cause = figure.cause.as_ref().map(|cause| format!("（{cause}）")).unwrap_or_default();
                    let text = format!("不符，应为 {}{cause}", expected.unwrap_or_default());
                    (text, style::severity_colour(Severity::Error, ui.visuals()))
                }
                State::NotChecked(why) => (format!("未比较：{why}"), palette.faint),
                State::Unbound => ("未认出".to_owned(), palette.faint),
            };
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(&figure.subject).font(style::strong()));
                let role = figure.role.map(crate::narrative::Role::label).unwrap_or_default();
                ui.label(format!("{role} 所写 {}", figure.text));
                ui.label(RichText::new(result).color(colour));
                let place = figure.place.name(newest.budget);
                match figure.cells.first() {
                    Some(cell) if ui.link(place.as_str()).clicked() => wishes.push(Wish::Go(cell.clone())),
                    Some(_) => {}
                    None => drop(ui.label(place)),
                }
            });
        }
    });
}

/// What the budget itself keeps of last year.
pub(super) fn kept_ui(ui: &mut Ui, kept: &[StatedChange], decimals: u32, wishes: &mut Vec<Wish>) {
    if kept.is_empty() {
        return;
    }
    ui.label(RichText::new("文件自带的上年数与本年数").font(style::strong()));
    eframe::egui::Grid::new("kept").num_columns(5).striped(true).show(ui, |ui| {
        for title in ["项目", "上年", "本年", "增减", "增减%"] {
            ui.label(RichText::new(title).font(style::small()));
        }
        ui.end_row();
        for one in kept {
            match one.cells.first() {
                Some(cell) if ui.link(&one.subject).clicked() => wishes.push(Wish::Go(cell.clone())),
                Some(_) => {}
                None => drop(ui.label(&one.subject)),
            }
            ui.label(money::display(one.old, decimals));
            ui.label(money::display(one.new, decimals));
            let colour = change_colour(ui, one.change);
            ui.add(Label::new(RichText::new(change_text(one.change, decimals)).color(colour)));
            ui.label(percent_text(one.change, one.percent));
            ui.end_row();
        }
    });
}
