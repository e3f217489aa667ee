//! The list of all differences (全部差异), or of those without a reason, sorted as one likes. Which are listed is found out in
//! [`listing`](super::listing).

use std::collections::BTreeSet;

use eframe::egui::{Align, Color32, Label, Layout, RichText, Role as Part, Sense, Ui, UiBuilder, WidgetInfo};
use egui_extras::{Column, TableRow};

use super::controls::{choice_ui, filter_ui, hand_on_ui};
use super::found::{Found, printed_ui};
use super::listing::{Listed, ListedFor, SortBy, briefs, value};
use super::naming::{brief_name, shortened};
use super::words::change_colour;
use super::{Comparing, Name, Wish, chosen, names};
use crate::calc::Book;
use crate::compare::{Change, ChangeKind, change_text, percent_text};
use crate::compared::{Handout, differences};
use crate::model::Value;
use crate::ui::look::heads;
use crate::ui::look::lines::Lines;
use crate::ui::look::list;
use crate::ui::look::style::{self, LINE_HEIGHT};

/// The columns of the list: title, and what it sorts by. Those of the two sides are called by their budgets.
const COLUMNS: [(&str, Option<SortBy>); 7] = [
    ("项目", Some(SortBy::Title)),
    ("旧", Some(SortBy::Old)),
    ("新", Some(SortBy::New)),
    ("增减", Some(SortBy::Change)),
    ("增减%", Some(SortBy::Percent)),
    ("类别", Some(SortBy::Kind)),
    ("主要原因", None),
];

/// So many lines are looked at for how wide a column must be.
const MEASURED: usize = 100;

/// The most of the room that the column of kinds has.
const MOST_KIND: f32 = 0.16;

/// Of what figures and kinds leave, so much is the names' where names and reasons want more than there is.
const NAMES: f32 = 0.6;

/// So wide the column of reasons is at least where there is room: it is there to be written into.
const LEAST_REASON: f32 = 140.0;

/// What the list is called.
pub(super) const DIFFERENCES: &str = "各处差异的列表";

/// A page lower than this has no room for choices above the list.
const LOW: f32 = 360.0;

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
    let more =
        if following > 0 { format!("，另有 {following} 处合计随之变动") } else { String::new() };
    let is_own = wanted.filter.least.is_some() || wanted.filter.least_percent.is_some();
    let large = if is_own { "" } else { "增减 10% 以上、" };
    let lacking = match without {
        0 => String::new(),
        without => format!("，其中 {without} 处{large}还没有写原因"),
    };
    let counted = format!("{} 处差异{lacking}{more}", shown.len());
    // On a low page the list has the room until the choices are asked for.
    let is_low = ui.available_height() < LOW;
    if is_low {
        ui.horizontal(|ui| {
            let sign = if comparing.shows_choices { "▼" } else { "▶" };
            let (sort, with_totals) = (wanted.sort, wanted.with_totals);
            let is_narrowed = wanted != ListedFor { sort, with_totals, ..ListedFor::default() };
            let set = if is_narrowed { "（已筛选）" } else { "" };
            let button = ui.selectable_label(comparing.shows_choices, format!("{sign} 筛选、导出{set}"));
            comparing.shows_choices ^= button.clicked();
            ui.add(Label::new(&counted).truncate());
        });
    }
    if !is_low || comparing.shows_choices {
        ui.horizontal_wrapped(|ui| {
            only_ui(ui, comparing, found);
            filter_ui(ui, comparing, unit);
            let title = format!("只看缺原因的（{without} 处）");
            ui.checkbox(&mut comparing.only_without_reason, title)
                .on_hover_text("没有设定上面的界限时，指增减 10% 以上的");
            ui.checkbox(&mut comparing.with_totals, "也列随之变动的合计");
            wishes.extend(hand_on_ui(ui, || {
                let (full, short) = (names::full(names), names::short(names));
                let sides = (books.len().saturating_sub(2), books.len().saturating_sub(1));
                let changes = shown.iter().filter_map(|at| found.changes.get(*at));
                let mut sheet = differences(&found.subject(books, &full, &short), sides, changes);
                sheet.notes.extend(wanted.filter.in_words(unit));
                sheet.notes.extend(wanted.only_without_reason.then(|| "只列还没有写原因的。".to_owned()));
                Handout::of("全部差异", vec![sheet])
            }));
        });
    }
    if !is_low {
        ui.label(counted);
    }
    printed_ui(ui, found, comparing.list_table.as_ref());
    // What is said of the chosen one has its room first, however much stands above: heads and lines have what is left.
    let area = ui.available_rect_before_wrap();
    let end = (area.bottom() - chosen::room(comparing)).max(area.top() + LEAST_LINES * LINE_HEIGHT);
    let list = UiBuilder::new().max_rect(area.with_max_y(end));
    let of = Of { found, books, names, decimals };
    let drawn = ui.scope_builder(list, |ui| table_ui(ui, comparing, &shown, &of));
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

/// What the list is made of.
struct Of<'a> {
    found: &'a Found,
    books: &'a [Book<'a>],
    names: &'a [Name],
    decimals: u32,
}

impl Of<'_> {
    fn change(&self, at: Option<&usize>) -> Option<&Change> {
        self.found.changes.get(*at?)
    }

    /// What the columns are called: those of figures by their budgets.
    fn titles(&self) -> [String; 7] {
        let short = |back: usize| self.names.iter().rev().nth(back).map(|name| name.short.clone());
        COLUMNS.map(|(title, by)| {
            let of = match by {
                Some(SortBy::Old) => short(1),
                Some(SortBy::New) => short(0),
                _ => None,
            };
            of.unwrap_or_else(|| title.to_owned())
        })
    }

    /// The reason that is written of a change.
    fn reason(&self, change: &Change) -> String {
        chosen::noted(change, self.books)
    }

    /// What stands in the columns of a change behind its name and sides.
    fn told(&self, change: &Change) -> [String; 4] {
        let [amount, share] = match change.change {
            Some(amount) => [change_text(amount, self.decimals), percent_text(amount, change.percent)],
            None => [String::new(), String::new()],
        };
        [amount, share, change.kind.label().to_owned(), self.reason(change)]
    }

    /// How wide the columns are to be but for the last, which has what is left: figures stand in full, names and reasons share
    /// the rest by what they want.
    fn widths(&self, ui: &Ui, shown: &[usize]) -> [f32; 6] {
        let width = |text: &str, font| {
            ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER).size().x + 14.0
        };
        let mut widths = self.titles().map(|title| width(&format!("{title} ▼"), style::strong()));
        for change in shown.iter().take(MEASURED).filter_map(|at| self.change(Some(at))) {
            let [old, new] = [&change.old, &change.new].map(|side| match side {
                Some(Value::Text(_)) => String::new(),
                side => value(side, self.decimals),
            });
            let [amount, share, kind, reason] = self.told(change);
            for (widest, text) in
                widths.iter_mut().zip([change.title.clone(), old, new, amount, share, kind, reason])
            {
                *widest = widest.max(width(&text, style::body()));
            }
        }
        let all = ui.available_width();
        let [name, old, new, amount, share, kind, reason] = widths;
        let kind = kind.min((all * MOST_KIND).max(LEAST_COLUMN));
        let between = ui.spacing().item_spacing.x * widths.len() as f32;
        let rest = all - old - new - amount - share - kind - between;
        let name = name.min((rest - reason.max(LEAST_REASON)).max(rest * NAMES)).max(LEAST_COLUMN);
        [name, old, new, amount, share, kind]
    }
}

/// The differences as a table, sorted by a click on a header; which one was clicked or gone to, and which one Enter
/// was pressed at.
fn table_ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    shown: &[usize],
    of: &Of<'_>,
) -> (Option<Change>, Option<Change>) {
    let (found, decimals) = (of.found, of.decimals);
    let mut chosen = None;
    let at = comparing
        .chosen
        .as_ref()
        .and_then(|chosen| shown.iter().position(|at| found.changes.get(*at) == Some(chosen)));
    let lines = Lines::begin_of(ui, DIFFERENCES, shown.len(), at);
    if lines.has_keyboard() {
        chosen::take_to_reason(ui);
    }
    let widths = of.widths(ui, shown);
    let titles = of.titles();
    let salt = ("differences", titles.clone(), ui.available_width() as i64);
    // A column keeps the width that it was given as long as the same files and as much room are there.
    let mut table = heads::table(ui, salt).striped(true).sense(Sense::CLICK);
    for width in widths {
        table = table.column(Column::initial(width).at_least(LEAST_COLUMN).clip(true));
    }
    table = table.column(Column::remainder().at_least(LEAST_COLUMN).clip(true));
    if let Some(at) = lines.gone_to() {
        table = table.scroll_to_row(at, None);
        chosen = shown.get(at).and_then(|at| found.changes.get(*at)).cloned();
    }
    let sort = &mut comparing.list_sort;
    let mut known = comparing.listed.as_mut().map(|(_, listed)| &mut listed.briefs);
    let header = table.header(LINE_HEIGHT, |header| header_ui(header, &titles, sort));
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
            change_ui(&mut row, change, sides, of);
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
        lines.mark_row(ui, &at);
    }
    let entered = lines.entered().and_then(|at| found.changes.get(*shown.get(at)?)).cloned();
    lines.end(ui);
    (chosen, entered)
}

/// A difference as a line of the table, with what is shown of its two sides.
fn change_ui(row: &mut TableRow<'_, '_>, change: &Change, briefs: [String; 2], of: &Of<'_>) {
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
    row.col(|ui| {
        let mut tables = of.found.comparison.tables.iter();
        let table = tables.find(|table| table.key == change.table).map_or("", |table| &table.title);
        let brief = brief_name(&change.table, of.books);
        let title = shortened(ui, &change.title, (table, &brief), ui.available_width());
        let is_cut = title != change.title;
        let response = cell(ui, title, None, false);
        if is_cut {
            response.on_hover_text(&change.title);
        }
    });
    for (side, brief) in [&change.old, &change.new].into_iter().zip(briefs) {
        row.col(|ui| {
            let is_cut = brief.starts_with('…');
            let response = cell(ui, brief, None, is_amount(side));
            if is_cut {
                response.on_hover_text(value(side, of.decimals));
            }
        });
    }
    let [amount, share, kind, reason] = of.told(change);
    for text in [amount, share] {
        row.col(|ui| {
            let colour = change_colour(ui, change.change.unwrap_or_default());
            cell(ui, text, Some(colour), true);
        });
    }
    row.col(|ui| drop(cell(ui, kind, None, false)));
    row.col(|ui| drop(cell(ui, reason, None, false)));
}

/// The heads of the columns.
fn header_ui(mut header: TableRow<'_, '_>, titles: &[String], sort: &mut Option<(SortBy, bool)>) {
    for ((_, by), title) in COLUMNS.into_iter().zip(titles) {
        header.col(|ui| {
            // What heads figures stands where they do.
            let side = match by.is_some_and(SortBy::is_of_figures) {
                true => Layout::right_to_left(Align::Center),
                false => Layout::left_to_right(Align::Center),
            };
            ui.with_layout(side, |ui| heads::sort_ui(ui, title, by, sort));
        });
    }
}
