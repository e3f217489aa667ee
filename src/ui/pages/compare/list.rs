//! The list of all differences (全部差异), or of those without a reason, sorted as one likes. Which are listed is found out in
//! [`listing`](super::listing).

use std::collections::BTreeSet;

use eframe::egui::{
    Align, Button, Color32, Label, Layout, RichText, Role as Part, Sense, Ui, UiBuilder, WidgetInfo,
};
use egui_extras::{Column, TableBuilder, TableRow};

use super::controls::{choice_ui, filter_ui, hand_on_ui};
use super::found::{Found, printed_ui};
use super::listing::{Listed, ListedFor, SortBy, briefs, value};
use super::words::change_colour;
use super::{Comparing, Name, Wish, chosen, others};
use crate::calc::Book;
use crate::compare::{Change, ChangeKind, change_text, percent_text};
use crate::compared::{Handout, differences};
use crate::model::Value;
use crate::ui::look::lines::Lines;
use crate::ui::look::list;
use crate::ui::look::style::{self, LINE_HEIGHT};

/// The columns of the list: title, width, what it sorts by.
const COLUMNS: [(&str, f32, SortBy); 6] = [
    ("项目", 300.0, SortBy::Title),
    ("旧", 110.0, SortBy::Old),
    ("新", 110.0, SortBy::New),
    ("增减", 110.0, SortBy::Change),
    ("增减%", 90.0, SortBy::Percent),
    ("类别", 80.0, SortBy::Kind),
];

/// What the list is called.
pub(super) const DIFFERENCES: &str = "各处差异的列表";

/// However low the window, so many lines are left to the list, its heads among them.
const LEAST_LINES: f32 = 2.0;

/// The least width of a column, in points.
const LEAST_COLUMN: f32 = 50.0;

pub(super) fn ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    books: &[Book<'_>],
    names: &[Name],
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
        table: comparing.list_table.clone(),
        kind: comparing.list_kind,
    };
    if comparing.listed.as_ref().is_none_or(|(made_for, _)| *made_for != wanted) {
        comparing.listed = Some((wanted.clone(), Listed::new(found, books, &wanted)));
    }
    let (without, following, shown) = comparing
        .listed
        .as_ref()
        .map(|(_, listed)| (listed.without, listed.following, listed.shown.clone()))
        .unwrap_or_default();
    ui.horizontal_wrapped(|ui| {
        only_ui(ui, comparing, found);
        filter_ui(ui, comparing, unit);
        let title = format!("只看缺原因的（{without} 处）");
        ui.checkbox(&mut comparing.only_without_reason, title)
            .on_hover_text("没有设定上面的界限时，指增减 10% 以上的");
        ui.checkbox(&mut comparing.with_totals, "也列随之变动的合计");
        wishes.extend(hand_on_ui(ui, || {
            let (full, short) = (others::full(names), others::short(names));
            let sides = (books.len().saturating_sub(2), books.len().saturating_sub(1));
            let changes = shown.iter().filter_map(|at| found.changes.get(*at));
            let mut sheet = differences(&found.subject(books, &full, &short), sides, changes);
            sheet.notes.extend(wanted.filter.in_words(unit));
            sheet.notes.extend(wanted.only_without_reason.then(|| "只列还没有写原因的。".to_owned()));
            Handout::of("全部差异", vec![sheet])
        }));
    });
    let more =
        if following > 0 { format!("，另有 {following} 处合计随之变动") } else { String::new() };
    ui.label(format!("{} 处差异{more}", shown.len()));
    printed_ui(ui, found, comparing.list_table.as_ref());
    // What is said of the chosen one has its room first, however much stands above: heads and lines have what is left.
    let area = ui.available_rect_before_wrap();
    let end = (area.bottom() - chosen::room(comparing)).max(area.top() + LEAST_LINES * LINE_HEIGHT);
    let list = UiBuilder::new().max_rect(area.with_max_y(end));
    let drawn = ui.scope_builder(list, |ui| table_ui(ui, comparing, &shown, found, decimals));
    let (chosen, entered) = drawn.inner;
    wishes.extend(entered.map(|change| Wish::Go(change.address())));
    if let Some(change) = chosen {
        chosen::choose(comparing, &change, books, wishes);
    }
    let below = UiBuilder::new().max_rect(area.with_min_y(end));
    ui.scope_builder(below, |ui| chosen::chosen_ui(ui, comparing, books, wishes));
}

/// Chooses a table and a kind of change that are listed alone, of those that there are.
fn only_ui(ui: &mut Ui, comparing: &mut Comparing, found: &Found) {
    let tables: Vec<_> =
        found.comparison.tables.iter().filter(|table| found.counts.contains_key(&table.key)).collect();
    let all = "全部表";
    let shown = tables.iter().find(|table| comparing.list_table.as_ref() == Some(&table.key));
    choice_ui(ui, "只列一张表", shown.map_or(all, |table| &table.title), 130.0, |ui| {
        list::choice(ui, &mut comparing.list_table, None, all);
        for table in &tables {
            list::choice(ui, &mut comparing.list_table, Some(table.key.clone()), &table.title);
        }
    });
    let kinds: BTreeSet<ChangeKind> = found.changes.iter().map(|change| change.kind).collect();
    let all = "全部类别";
    choice_ui(ui, "只列一类", comparing.list_kind.map_or(all, ChangeKind::label), 90.0, |ui| {
        list::choice(ui, &mut comparing.list_kind, None, all);
        for kind in kinds {
            list::choice(ui, &mut comparing.list_kind, Some(kind), kind.label());
        }
    });
}

/// The differences as a table, sorted by a click on a header; which one was clicked or gone to, and which one Enter
/// was pressed at.
fn table_ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    shown: &[usize],
    found: &Found,
    decimals: u32,
) -> (Option<Change>, Option<Change>) {
    let mut chosen = None;
    let at = comparing
        .chosen
        .as_ref()
        .and_then(|chosen| shown.iter().position(|at| found.changes.get(*at) == Some(chosen)));
    let lines = Lines::begin_of(ui, DIFFERENCES, shown.len(), at);
    if lines.has_keyboard() {
        chosen::take_to_reason(ui);
    }
    let mut table = TableBuilder::new(ui)
        .id_salt("differences")
        .striped(true)
        .resizable(true)
        .sense(Sense::CLICK)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .max_scroll_height(f32::INFINITY)
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
    let mut known = comparing.listed.as_mut().map(|(_, listed)| &mut listed.briefs);
    let header = table.header(LINE_HEIGHT, |header| header_ui(header, sort));
    let selected = comparing.chosen.as_ref();
    let mut at = None;
    header.body(|body| {
        body.rows(LINE_HEIGHT, shown.len(), |mut row| {
            let Some((place, change)) =
                shown.get(row.index()).and_then(|at| Some((*at, found.changes.get(*at)?)))
            else {
                return;
            };
            row.set_selected(selected == Some(change));
            let made = || briefs(change, decimals);
            let sides = match &mut known {
                Some(known) => known.entry(place).or_insert_with(made).clone(),
                None => made(),
            };
            change_ui(&mut row, change, sides, decimals);
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

/// A difference as a line of the table, with what is shown of its two sides.
fn change_ui(row: &mut TableRow<'_, '_>, change: &Change, briefs: [String; 2], decimals: u32) {
    let cell = |ui: &mut Ui, text: String, colour: Option<Color32>, is_number: bool| {
        let text = match colour {
            Some(colour) => RichText::new(&text).color(colour),
            None => RichText::new(&text),
        };
        let label = Label::new(text).truncate().selectable(false);
        if is_number {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(label)).inner
        } else {
            ui.add(label)
        }
    };
    let is_amount = |value: &Option<Value>| !matches!(value, Some(Value::Text(_)));
    row.col(|ui| drop(cell(ui, change.title.clone(), None, false)));
    for (side, brief) in [&change.old, &change.new].into_iter().zip(briefs) {
        row.col(|ui| {
            let is_cut = brief.starts_with('…');
            let response = cell(ui, brief, None, is_amount(side));
            if is_cut {
                response.on_hover_text(value(side, decimals));
            }
        });
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
    row.col(|ui| drop(cell(ui, change.kind.label().to_owned(), None, false)));
}

/// The heads of the columns: a click sorts by one, another the other way, a third no more.
fn header_ui(mut header: TableRow<'_, '_>, sort: &mut Option<(SortBy, bool)>) {
    for (title, _, by) in COLUMNS {
        header.col(|ui| {
            // What heads figures stands where they do.
            let side = if by.is_of_figures() {
                Layout::right_to_left(Align::Center)
            } else {
                Layout::left_to_right(Align::Center)
            };
            ui.with_layout(side, |ui| {
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
        });
    }
}
