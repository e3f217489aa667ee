//! The list of all differences (全部差异), or of those without a reason, sorted as one likes.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use eframe::egui::{Align, Button, Color32, Label, Layout, RichText, Role as Part, Sense, Ui, WidgetInfo};
use egui_extras::{Column, TableBuilder, TableRow};

use super::controls::{filter_ui, hand_on_ui};
use super::words::change_colour;
use super::{Comparing, Found, Name, Wish, chosen, others, revised};
use crate::calc::Book;
use crate::compare::{Change, Filter, Follows, change_text, percent_text, reason_key};
use crate::compared::{Handout, differences};
use crate::model::Value;
use crate::money::{self, Decimal};
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

impl SortBy {
    fn is_of_figures(self) -> bool {
        matches!(self, Self::Old | Self::New | Self::Change | Self::Percent)
    }
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

/// What the list is called.
pub(super) const DIFFERENCES: &str = "各处差异的列表";

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
    /// What is shown of texts, by position: found out once, for paragraphs are long.
    briefs: BTreeMap<usize, [String; 2]>,
}

/// What a line shows of both sides of a difference.
fn briefs(change: &Change, decimals: u32) -> [String; 2] {
    match (&change.old, &change.new) {
        (Some(Value::Text(old)), Some(Value::Text(new))) => revised::brief(old, new),
        (old, new) => [value(old, decimals), value(new, decimals)],
    }
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
            // What only sums others has its reason where these have theirs.
            let is_left_out = !with_totals && follows.is(change, books);
            listed.without += usize::from(lacks && !is_left_out);
            if !filter.shows(change) || only_without_reason && !lacks {
                continue;
            }
            if is_left_out {
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
    };
    if comparing.listed.as_ref().is_none_or(|(made_for, _)| *made_for != wanted) {
        comparing.listed = Some((wanted, Listed::new(found, books, &wanted)));
    }
    let (without, following, shown) = comparing
        .listed
        .as_ref()
        .map(|(_, listed)| (listed.without, listed.following, listed.shown.clone()))
        .unwrap_or_default();
    ui.horizontal_wrapped(|ui| {
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
    let height = (ui.available_height() - chosen::room(comparing)).max(60.0);
    let (chosen, entered) = table_ui(ui, comparing, &shown, found, (decimals, height));
    wishes.extend(entered.map(|change| Wish::Go(change.address())));
    if let Some(change) = chosen {
        chosen::choose(comparing, &change, books, wishes);
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
    let mut known = comparing.listed.as_mut().map(|(_, listed)| &mut listed.briefs);
    let header = table.header(LINE_HEIGHT, |mut header| {
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
    });
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

fn value(value: &Option<Value>, decimals: u32) -> String {
    match value {
        Some(Value::Amount(amount)) => money::display(*amount, decimals),
        Some(Value::Text(text)) => text.to_string(),
        None => "—".to_owned(),
    }
}
