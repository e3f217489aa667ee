//! The comparison (对比): other years or versions beside the open budget, as a grid, as a list of
//! differences, as charts, and merged. What is the same row and what is a change is said by
//! [`compare`](crate::compare); this draws it, and hands over what the user decides.

mod asked;
mod charts;
mod chosen;
mod controls;
mod found;
mod last_year;
mod list;
mod listing;
mod merging;
mod names;
mod naming;
mod others;
mod revised;
mod stated;
mod table;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use eframe::egui::{self, Frame, Key, Label, Margin, RichText, Ui, vec2};

use self::asked::{Wish, carry_out};
use self::found::Found;
pub(in crate::ui) use self::last_year::LastYear;
use self::merging::Merging;
use self::names::Name;
use self::others::Other;
use crate::calc::Book;
use crate::compare::{Change, ChangeKind, Comparison, Filter, StatedChange, Waterfall, last_year_changes};
use crate::compared::{Handout, Subject};
use crate::exchange;
use crate::model::TableKey;
use crate::money::Decimal;
use crate::schema::{Formats, Severity};
use crate::ui::commands::Command;
use crate::ui::document::{Document, DocumentId};
use crate::ui::look::named::called;
use crate::ui::look::style;
use crate::ui::request::Request;

/// What is shown of the comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum View {
    /// One table, the budgets side by side.
    #[default]
    Table,
    /// All differences.
    List,
    /// From the old total to the new one.
    Waterfall,
    /// A figure over the years.
    Trend,
    /// What the narrative says of changes.
    Stated,
    /// The work of two people made one.
    Merge,
}

impl View {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Table, "各表对照"),
        (Self::List, "全部差异"),
        (Self::Waterfall, "增减构成"),
        (Self::Trend, "历年走势"),
        (Self::Stated, "说明中的增减"),
        (Self::Merge, "合并修改"),
    ];
}

/// In which order rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sort {
    /// As in the table.
    #[default]
    Table,
    /// The largest change first, up or down.
    Change,
    /// What grew most first, and what was cut most last.
    Rise,
    /// What was cut most first.
    Fall,
    /// The largest percentage first.
    Percent,
}

/// The comparison of an open budget.
#[derive(Default)]
pub(crate) struct Comparing {
    /// Budgets at hand, with their names: those that are open besides.
    pub(in crate::ui) at_hand: Vec<(DocumentId, String)>,
    others: Vec<Other>,
    view: View,
    /// The budget that differences are listed from, where it is not the one before the open one.
    older: Option<usize>,
    table: Option<TableKey>,
    least: String,
    least_percent: String,
    only_changed: bool,
    only_without_reason: bool,
    /// Whether the list has totals, too, that only follow what was changed.
    with_totals: bool,
    /// Whether what there is to choose above the list was asked for, on a low page.
    shows_choices: bool,
    /// How the list is sorted: by what, and whether from above down.
    list_sort: Option<(listing::SortBy, bool)>,
    /// The table and the kind of change that are listed alone.
    list_table: Option<TableKey>,
    list_kind: Option<ChangeKind>,
    sort: Sort,
    /// The change chosen, as cell of the newest budget and column of the comparison.
    chosen: Option<Change>,
    reason: String,
    /// Whether it was typed since it was noted.
    reason_is_typed: bool,
    /// Reasons that were being written when the program ended, by what they are called.
    begun: BTreeMap<String, String>,
    /// The reason being written, as it was in the last frame.
    writing: Option<(String, String)>,
    merging: Merging,
    found: Option<Found>,
    beside: last_year::Known,
    /// The rows shown of the table, and what they were chosen for.
    rows: Option<(table::RowsFor, Vec<usize>)>,
    /// The differences shown in the list, and what they were chosen for.
    listed: Option<(listing::ListedFor, listing::Listed)>,
    /// What the charts are of.
    taken_apart: charts::waterfall::Choice,
    over_years: charts::trend::Choice,
    /// The waterfall shown, and of what.
    waterfall: Option<(charts::waterfall::WaterfallOf, Waterfall)>,
    /// What is to be written as a file, while it is asked where.
    handing_on: Option<Box<Handout>>,
    /// What the open budget keeps of last year, and for which revision.
    kept: Option<(u64, Vec<StatedChange>)>,
}

impl Comparing {
    fn filter(&self) -> Filter {
        let number = |text: &str| text.trim().parse::<Decimal>().ok();
        Filter { least: number(&self.least), least_percent: number(&self.least_percent) }
    }

    /// Of several budgets the one whose differences from the open one are listed, or taken apart; `None` for the one before it.
    fn pair(&self) -> Option<usize> {
        let is_of_two = matches!(self.view, View::List | View::Waterfall);
        self.older.filter(|older| is_of_two && older + 1 < self.others.len())
    }

    /// What was found out for this revision, anew if the budget has changed since; `None` without another
    /// budget.
    fn find(&mut self, books: &[Book<'_>], of: (u64, Option<usize>)) -> Option<Found> {
        let known = self.found.take();
        if books.len() < 2 || known.as_ref().is_some_and(|found| (found.revision, found.pair) == of) {
            return known;
        }
        self.rows = None;
        self.listed = None;
        self.waterfall = None;
        Found::new(books, of)
    }
}

/// Draws the page.
pub(crate) fn ui(
    ui: &mut Ui,
    document: &mut Document,
    comparing: &mut Comparing,
    formats: &Formats,
    requests: &mut Vec<Request>,
) {
    let pair = comparing.pair();
    // What borrows the other budgets must not be in the way of what is typed.
    let others = std::mem::take(&mut comparing.others);
    comparing.begun.clone_from(&document.drafts.asides);
    let before = comparing.writing.take();
    let wishes = page_ui(ui, document, (&others, pair), comparing, formats, requests);
    comparing.others = others;
    if comparing.writing != before {
        before.iter().for_each(|(called, _)| document.keep_aside(called, None));
        comparing.writing.iter().for_each(|(called, text)| document.keep_aside(called, Some(text)));
    }
    for wish in wishes {
        carry_out(ui, document, comparing, wish);
    }
}

fn page_ui(
    ui: &mut Ui,
    document: &Document,
    (others, pair): (&[Other], Option<usize>),
    comparing: &mut Comparing,
    formats: &Formats,
    requests: &mut Vec<Request>,
) -> Vec<Wish> {
    let session = &document.session;
    let own = session.book();
    let books: Vec<Book<'_>> = others.iter().map(Other::book).chain([own]).collect();
    let names = others::names(others, own.budget.year);
    let mut wishes = Vec::new();
    heading_ui(ui, comparing, &names, requests, &mut wishes);
    // Lists are of two: the rest of the page knows no others then.
    let of_pair = |at: &usize| {
        Some((vec![others.get(*at)?.book(), own], vec![names.get(*at)?.clone(), names.last()?.clone()]))
    };
    let (books, names) = pair.as_ref().and_then(of_pair).unwrap_or((books, names));
    let found = comparing.find(&books, (session.revision(), pair));
    let named: Vec<_> = names.iter().zip(&books).map(|(name, book)| (name.full(), book.budget)).collect();
    if let Some(text) = exchange::unlike(&named) {
        let colour = style::severity_colour(Severity::Warning, ui.visuals());
        Frame::new().inner_margin(Margin::symmetric(10, 0)).show(ui, |ui| {
            ui.add(Label::new(RichText::new(format!("注意：{text}")).color(colour)).wrap());
        });
    }
    // Nothing touches the edge of the page.
    Frame::new().inner_margin(Margin::symmetric(10, 2)).show(ui, |ui| match (&found, comparing.view) {
        (_, View::Merge) => {
            let saved = document.file.path.as_deref();
            let own = (session, &document.file.extras);
            merging::ui(ui, &mut comparing.merging, own, saved, formats, &mut wishes);
        }
        (None, _) => empty_ui(ui, comparing, &own, session.revision(), requests, &mut wishes),
        (Some(found), View::Table) => table::ui(ui, comparing, &books, &names, found, &mut wishes),
        (Some(found), View::List) => list::ui(ui, comparing, &books, &names, found, &mut wishes),
        (Some(found), View::Waterfall) => {
            charts::waterfall::ui(ui, comparing, &books, &names, found, &mut wishes)
        }
        (Some(found), View::Trend) => charts::trend::ui(ui, comparing, &books, &names, found, &mut wishes),
        (Some(found), View::Stated) => stated::ui(ui, &books, found, &mut wishes),
    });
    comparing.found = found;
    comparing.writing = chosen::being_written(comparing, &books);
    wishes
}

fn heading_ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    names: &[Name],
    requests: &mut Vec<Request>,
    wishes: &mut Vec<Wish>,
) {
    Frame::new().inner_margin(vec2(10.0, 6.0)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.heading("对比");
            for (at, name) in names.iter().enumerate() {
                if at > 0 {
                    ui.label("→");
                }
                let name = name.full();
                ui.label(&name);
                if at + 1 < names.len()
                    && called(ui.small_button("×"), &format!("不再对比 {name}"))
                        .on_hover_text(format!("不再对比 {name}"))
                        .clicked()
                {
                    wishes.push(Wish::Remove(at));
                }
            }
            let is_new = |name: &str| names.iter().all(|other| other.file != name);
            let open: Vec<_> = comparing.at_hand.iter().filter(|(_, name)| is_new(name)).collect();
            if !open.is_empty() {
                ui.menu_button("增加已打开的…", |ui| {
                    for (id, name) in open {
                        if ui.button(format!("已打开的 {name}")).clicked() {
                            requests.push(Request::CompareWithOpen(*id));
                            ui.close();
                        }
                    }
                });
            }
            if ui.button("增加文件…").clicked() {
                requests.push(Request::Command(Command::Compare));
            }
        });
        ui.horizontal(|ui| {
            for (view, title) in View::ALL {
                if ui.selectable_label(comparing.view == view, title).clicked() {
                    comparing.view = view;
                }
            }
            older_ui(ui, comparing, names);
        });
    });
    ui.separator();
}

/// The choice of the two that differences are listed of, or taken apart, where there are more.
fn older_ui(ui: &mut Ui, comparing: &mut Comparing, names: &[Name]) {
    let Some(others @ [_, .., last]) = names.split_last().map(|(_, others)| others) else {
        return;
    };
    if !matches!(comparing.view, View::List | View::Waterfall) {
        return;
    }
    let newest = names.last().map(|name| name.short.clone()).unwrap_or_default();
    let title = |name: &Name| format!("{} → {newest}", name.short);
    let mut chosen = comparing.older.filter(|at| *at < others.len()).unwrap_or(others.len() - 1);
    let before = chosen;
    let shown = title(others.get(chosen).unwrap_or(last));
    controls::choice_ui(ui, "对比的两份", shown, 170.0, |ui| {
        for (at, name) in others.iter().enumerate() {
            crate::ui::look::list::choice(ui, &mut chosen, at, title(name));
        }
    });
    if chosen != before {
        comparing.older = Some(chosen);
        comparing.chosen = None;
    }
}

/// Without another budget: what the open one itself keeps of last year.
fn empty_ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    own: &Book<'_>,
    revision: u64,
    requests: &mut Vec<Request>,
    wishes: &mut Vec<Wish>,
) {
    if comparing.kept.as_ref().is_none_or(|(kept_for, _)| *kept_for != revision) {
        comparing.kept = Some((revision, last_year_changes(own)));
    }
    Frame::new().inner_margin(vec2(20.0, 10.0)).show(ui, |ui| {
        ui.label("选择上年的预算文件，或同一份预算的另一个版本（备份、退回稿），与打开的预算并排对比。");
        ui.horizontal_wrapped(|ui| {
            let mut offered = Vec::new();
            for (id, name) in &comparing.at_hand {
                let button = ui.button(format!("已打开的 {name}"));
                if button.clicked() {
                    requests.push(Request::CompareWithOpen(*id));
                }
                offered.push(button);
            }
            let file = ui.button("选择文件…");
            if file.clicked() {
                requests.push(Request::Command(Command::Compare));
            }
            offered.push(file);
            // Who came by keyboard chooses by it; the likeliest is at hand.
            let is_free =
                ui.memory(|memory| memory.focused().is_none() && memory.top_modal_layer().is_none());
            if let Some(first) = offered.first().filter(|_| is_free) {
                first.request_focus();
            }
            let is_here = is_free || offered.iter().any(egui::Response::has_focus);
            if is_here && ui.input(|input| input.key_pressed(Key::Escape)) {
                requests.push(Request::Command(Command::Back));
            }
        });
        ui.add_space(10.0);
        let kept = comparing.kept.as_ref().map_or(&[][..], |(_, kept)| kept);
        let (books, names) = ([*own], [own.budget.year_in_words()]);
        let of = Subject { books: &books, names: &names, short: &names, comparison: &Comparison::default() };
        stated::kept_ui(ui, &of, kept, wishes);
    });
}

impl Comparing {
    /// Whether the merge page wants the user to choose a file.
    pub(in crate::ui) fn wants_merge_file(&self) -> bool {
        self.merging.wants_file()
    }

    /// The file that was chosen for it, if any was.
    pub(in crate::ui) fn choose_merge_file(&mut self, path: Option<PathBuf>) {
        match path {
            Some(path) => self.merging.take(path),
            None => self.merging.give_up(),
        }
    }

    /// Writes what was to be handed on, if a place was chosen; where it is.
    ///
    /// # Errors
    /// Says in Chinese why it was not written.
    pub(in crate::ui) fn hand_on(&mut self, place: &Path) -> Result<String, String> {
        let handout = self.handing_on.take().ok_or("要导出的内容已经不在了，请再按一次“导出…”")?;
        let written = handout.write(place)?;
        let copy = if written.copy.is_some() { "，原来的内容已留作备份" } else { "" };
        Ok(format!("已导出到 {}{copy}", written.path.display()))
    }

    /// Shows what is merged.
    pub(in crate::ui) fn show_merge(&mut self) {
        self.view = View::Merge;
    }
}
