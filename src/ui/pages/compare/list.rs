//! Lists of a comparison: all differences, those without a reason, the changes that the narrative states,
//! and what a single budget keeps of last year.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use eframe::egui::{
    Align, Button, Color32, Label, Layout, RichText, Role as Part, ScrollArea, Sense, Ui, WidgetInfo,
};
use egui_extras::{Column, TableBuilder, TableRow};

use super::controls::filter_ui;
use super::words::{change_colour, change_text, percent_text};
use super::{Comparing, Found, Wish, chosen};
use crate::calc::Book;
use crate::compare::{Change, Filter, StatedChange, reason_key};
use crate::model::{TableKey, Value};
use crate::money::{self, Decimal};
use crate::narrative::State;
use crate::schema::{Role, Severity};
use crate::ui::look::lines::Lines;
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

/// What the differences shown were chosen for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ListedFor {
    filter: Filter,
    only_without_reason: bool,
    /// Whether totals are listed, too, that only follow what was changed.
    with_totals: bool,
    sort: Option<(SortBy, bool)>,
}

/// What the differences are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SortBy {
    Title,
    Old,
    New,
    Change,
    Percent,
    Kind,
}

/// The columns of the list: title, width, what it sorts by.
const COLUMNS: [(&str, f32, SortBy); 6] = [
    ("项目", 300.0, SortBy::Title),
    ("旧", 110.0, SortBy::Old),
    ("新", 110.0, SortBy::New),
    ("增减", 110.0, SortBy::Change),
    ("增减%", 90.0, SortBy::Percent),
    ("类别", 80.0, SortBy::Kind),
];

/// The least width of a column, in points.
const LEAST_COLUMN: f32 = 50.0;

/// The differences shown, by position.
#[derive(Default)]
pub(super) struct Listed {
    shown: Vec<usize>,
    /// How many want a reason and have none.
    without: usize,
    /// How many totals are left out because they only follow.
    following: usize,
}

/// Which tables have changes in what is entered: of their totals, and of those of tables made of lines, it is no news
/// that they changed with it.
struct Follows<'c> {
    entered: BTreeSet<&'c TableKey>,
    lines: bool,
}

impl<'c> Follows<'c> {
    fn of(changes: &'c [Change], books: &[Book<'_>]) -> Self {
        let is_entered = |change: &&Change| role(change, books).is_some_and(|role| !role.is_computed());
        let entered: BTreeSet<_> = changes.iter().filter(is_entered).map(|change| &change.table).collect();
        let lines = books.last().is_some_and(|book| entered.iter().any(|table| book.format.has_lines(table)));
        Self { entered, lines }
    }

    fn is(&self, change: &Change, books: &[Book<'_>]) -> bool {
        let is_of_lines =
            books.last().and_then(|book| book.sheet(&change.table)).is_some_and(|sheet| sheet.is_derived);
        let has_cause = self.entered.contains(&change.table) || self.lines && is_of_lines;
        has_cause && role(change, books).is_some_and(Role::is_computed)
    }
}

/// What the cell of a change is in the newest budget, if it has it.
fn role(change: &Change, books: &[Book<'_>]) -> Option<Role> {
    Some(books.last()?.cell(&change.address())?.role)
}

fn compared(a: &Change, b: &Change, by: SortBy) -> Ordering {
    let amount = |value: &Option<Value>| value.as_ref().and_then(Value::amount);
    match by {
        SortBy::Title => a.title.cmp(&b.title),
        SortBy::Old => amount(&a.old).cmp(&amount(&b.old)),
        SortBy::New => amount(&a.new).cmp(&amount(&b.new)),
        SortBy::Change => a.change.map(|change| change.abs()).cmp(&b.change.map(|change| change.abs())),
        SortBy::Percent => a.percent.map(|share| share.abs()).cmp(&b.percent.map(|share| share.abs())),
        SortBy::Kind => a.kind.cmp(&b.kind),
    }
}

impl Listed {
    fn new(found: &Found, books: &[Book<'_>], wanted: &ListedFor) -> Self {
        let ListedFor { filter, only_without_reason, with_totals, sort } = *wanted;
        let follows = Follows::of(&found.changes, books);
        let mut listed = Self::default();
        for (at, change) in found.changes.iter().enumerate() {
            let lacks = lacks_reason(change, books, &filter);
            listed.without += usize::from(lacks);
            if !filter.shows(change) || only_without_reason && !lacks {
                continue;
            }
            if !with_totals && !only_without_reason && follows.is(change, books) {
                listed.following += 1;
                continue;
            }
            listed.shown.push(at);
        }
        if let Some((by, down)) = sort {
            let change = |at: &usize| found.changes.get(*at);
            listed.shown.sort_by(|a, b| {
                let order =
                    change(a).zip(change(b)).map(|(a, b)| compared(a, b, by)).unwrap_or(Ordering::Equal);
                if down { order.reverse() } else { order }
            });
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
    let wanted = ListedFor {
        filter: comparing.filter(),
        only_without_reason: comparing.only_without_reason,
        with_totals: comparing.with_totals,
        sort: comparing.list_sort,
    };
    if comparing.listed.as_ref().is_none_or(|(made_for, _)| *made_for != wanted) {
        comparing.listed = Some((wanted, Listed::new(found, books, &wanted)));
    }
    let (without, following, shown) = comparing
        .listed
        .as_ref()
        .map(|(_, listed)| (listed.without, listed.following, listed.shown.clone()))
        .unwrap_or_default();
    let mut copy = false;
    ui.horizontal_wrapped(|ui| {
        filter_ui(ui, comparing, unit);
        let title = format!("只看缺原因的（{without} 处）");
        ui.checkbox(&mut comparing.only_without_reason, title)
            .on_hover_text("没有设定上面的界限时，指增减 10% 以上的");
        ui.checkbox(&mut comparing.with_totals, "也列随之变动的合计");
        copy = ui.button("复制清单").clicked();
    });
    let more =
        if following > 0 { format!("，另有 {following} 处合计随之变动") } else { String::new() };
    ui.label(format!("{} 处差异{more}", shown.len()));
    let change = |at: &usize| found.changes.get(*at);
    if copy {
        wishes.push(Wish::Copy(as_text(shown.iter().filter_map(change), decimals)));
    }
    let room = if comparing.chosen.is_some() { 70.0 } else { 0.0 };
    let height = (ui.available_height() - room).max(60.0);
    let (chosen, entered) = table_ui(ui, comparing, &shown, found, (decimals, height));
    wishes.extend(entered.map(|change| Wish::Go(change.address())));
    if let Some(change) = chosen {
        chosen::choose(comparing, &change, books);
    }
    chosen::chosen_ui(ui, comparing, books, wishes);
}

/// The differences as a table, sorted by a click on a header; which one was clicked or gone to, and which one Enter
/// was pressed at.
fn table_ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    shown: &[usize],
    found: &Found,
    (decimals, height): (u32, f32),
) -> (Option<Change>, Option<Change>) {
    let mut chosen = None;
    let at = comparing
        .chosen
        .as_ref()
        .and_then(|chosen| shown.iter().position(|at| found.changes.get(*at) == Some(chosen)));
    let lines = Lines::begin_of(ui, "各处差异的列表", shown.len(), at);
    let mut table = TableBuilder::new(ui)
        .id_salt("differences")
        .striped(true)
        .resizable(true)
        .sense(Sense::CLICK)
        .auto_shrink(false)
        .max_scroll_height(height)
        .cell_layout(Layout::left_to_right(Align::Center));
    for (at, (_, width, _)) in COLUMNS.iter().enumerate() {
        let column = if at == 0 { Column::remainder() } else { Column::initial(*width) };
        table = table.column(column.at_least(LEAST_COLUMN).clip(true));
    }
    if let Some(at) = lines.gone_to() {
        table = table.scroll_to_row(at, None);
        chosen = shown.get(at).and_then(|at| found.changes.get(*at)).cloned();
    }
    let sort = &mut comparing.list_sort;
    let header = table.header(LINE_HEIGHT, |mut header| {
        for (title, _, by) in COLUMNS {
            header.col(|ui| {
                let arrow = match *sort {
                    Some((of, down)) if of == by => {
                        if down {
                            " ▼"
                        } else {
                            " ▲"
                        }
                    }
                    _ => "",
                };
                let button = Button::new(RichText::new(format!("{title}{arrow}")).font(style::strong()));
                if ui.add(button.frame(false)).on_hover_text(format!("按{title}排列")).clicked() {
                    *sort = match *sort {
                        Some((of, false)) if of == by => Some((by, true)),
                        Some((of, true)) if of == by => None,
                        _ => Some((by, false)),
                    };
                }
            });
        }
    });
    let selected = comparing.chosen.as_ref();
    let mut at = None;
    header.body(|body| {
        body.rows(LINE_HEIGHT, shown.len(), |mut row| {
            let Some(change) = shown.get(row.index()).and_then(|at| found.changes.get(*at)) else {
                return;
            };
            row.set_selected(selected == Some(change));
            change_ui(&mut row, change, decimals);
            let response = row.response();
            response.widget_info(|| {
                let (old, new) = (value(&change.old, decimals), value(&change.new, decimals));
                let name = format!("{}　{old} → {new}", change.title);
                WidgetInfo::selected(Part::ListBoxOption, true, selected == Some(change), name)
            });
            if response.clicked() {
                chosen = Some(change.clone());
            }
            if lines.is_at(row.index()) {
                at = Some(response);
            }
        });
    });
    if let Some(at) = at {
        lines.mark(ui, &at);
    }
    let entered = lines.entered().and_then(|at| found.changes.get(*shown.get(at)?)).cloned();
    lines.end(ui);
    (chosen, entered)
}

/// A difference as a line of the table.
fn change_ui(row: &mut TableRow<'_, '_>, change: &Change, decimals: u32) {
    let cell = |ui: &mut Ui, text: String, colour: Option<Color32>, is_number: bool| {
        let text = match colour {
            Some(colour) => RichText::new(&text).color(colour),
            None => RichText::new(&text),
        };
        let label = Label::new(text).truncate().selectable(false);
        if is_number {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(label));
        } else {
            ui.add(label);
        }
    };
    let is_amount = |value: &Option<Value>| !matches!(value, Some(Value::Text(_)));
    row.col(|ui| cell(ui, change.title.clone(), None, false));
    for side in [&change.old, &change.new] {
        row.col(|ui| cell(ui, value(side, decimals), None, is_amount(side)));
    }
    let difference = change.change.unwrap_or_default();
    let texts = match change.change {
        Some(_) => [change_text(difference, decimals), percent_text(difference, change.percent)],
        None => [String::new(), String::new()],
    };
    for text in texts {
        row.col(|ui| {
            let colour = change_colour(ui, difference);
            cell(ui, text, Some(colour), true);
        });
    }
    row.col(|ui| cell(ui, change.kind.label().to_owned(), None, false));
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
