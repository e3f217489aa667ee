//! The comparison (对比): other years or versions beside the open budget, as a grid, as a list of
//! differences, as charts, and merged. What is the same row and what is a change is said by
//! [`compare`](crate::compare); this draws it, and hands over what the user decides.

mod charts;
mod chosen;
mod controls;
mod last_year;
mod list;
mod merging;
mod others;
mod revised;
mod stated;
mod table;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use eframe::egui::{Frame, Margin, Ui, vec2};

pub(in crate::ui) use self::last_year::LastYear;
use self::merging::Merging;
use self::others::{Name, Other};
use crate::calc::Book;
use crate::compare::{
    Change, Comparison, Filter, StatedChange, Waterfall, compare, last_year_changes, stated_beside,
};
use crate::compared::{Handout, Subject};
use crate::edit::Batch;
use crate::exchange;
use crate::file::Extras;
use crate::model::{CellAddress, Note, NoteKey, TableKey};
use crate::money::Decimal;
use crate::narrative::BoundFigure;
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
    /// The largest change first.
    Change,
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
    table: Option<TableKey>,
    least: String,
    least_percent: String,
    only_changed: bool,
    only_without_reason: bool,
    /// Whether the list has totals, too, that only follow what was changed.
    with_totals: bool,
    /// How the list is sorted: by what, and whether from above down.
    list_sort: Option<(list::SortBy, bool)>,
    sort: Sort,
    /// The change chosen, as cell of the newest budget and column of the comparison.
    chosen: Option<Change>,
    reason: String,
    /// Whether it was typed since it was noted.
    reason_is_typed: bool,
    merging: Merging,
    found: Option<Found>,
    beside: last_year::Known,
    /// The rows shown of the table, and what they were chosen for.
    rows: Option<(table::RowsFor, Vec<usize>)>,
    /// The differences shown in the list, and what they were chosen for.
    listed: Option<(list::ListedFor, list::Listed)>,
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

/// What was found, and for which revision of the budget. Found out once, not in every frame.
struct Found {
    revision: u64,
    comparison: Comparison,
    /// The differences between the last two budgets.
    changes: Vec<Change>,
    /// How many of them each table has.
    counts: BTreeMap<TableKey, usize>,
    /// The changes that the narrative states, if the last two budgets are of years that follow each other.
    stated: Result<Vec<BoundFigure>, &'static str>,
}

impl Found {
    fn new(books: &[Book<'_>], revision: u64) -> Option<Self> {
        if books.len() < 2 {
            return None;
        }
        let comparison = compare(books);
        let changes = comparison.changes(books, books.len() - 2, books.len() - 1);
        let mut counts = BTreeMap::new();
        for change in &changes {
            *counts.entry(change.table.clone()).or_default() += 1;
        }
        let stated = stated_beside(books);
        Some(Self { revision, comparison, changes, counts, stated })
    }
}

/// What the user asked for, carried out after drawing.
enum Wish {
    Go(CellAddress),
    Note(NoteKey, Option<Note>, &'static str),
    Copy(String),
    /// Hand what a page shows on as a file.
    Export(Box<Handout>),
    Remove(usize),
    /// Do the step of a merge, and keep the unknown fields of both.
    /// With the conflicts that nobody decided, in words.
    Apply(Batch, Extras, String),
    /// Put the reason of a change into the narrative.
    Tell(CellAddress, String),
}

impl Found {
    /// What is written of it.
    fn subject<'a>(&'a self, books: &'a [Book<'a>], names: &'a [String], short: &'a [String]) -> Subject<'a> {
        Subject { books, names, short, comparison: &self.comparison }
    }
}

impl Comparing {
    fn filter(&self) -> Filter {
        let number = |text: &str| text.trim().parse::<Decimal>().ok();
        Filter { least: number(&self.least), least_percent: number(&self.least_percent) }
    }

    /// What was found out for this revision, anew if the budget has changed since; `None` without another
    /// budget.
    fn find(&mut self, books: &[Book<'_>], revision: u64) -> Option<Found> {
        let known = self.found.take();
        if books.len() < 2 || known.as_ref().is_some_and(|found| found.revision == revision) {
            return known;
        }
        self.rows = None;
        self.listed = None;
        self.waterfall = None;
        Found::new(books, revision)
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
    // What borrows the other budgets must not be in the way of what is typed.
    let others = std::mem::take(&mut comparing.others);
    let wishes = page_ui(ui, document, &others, comparing, formats, requests);
    comparing.others = others;
    for wish in wishes {
        carry_out(ui, document, comparing, wish);
    }
}

fn page_ui(
    ui: &mut Ui,
    document: &Document,
    others: &[Other],
    comparing: &mut Comparing,
    formats: &Formats,
    requests: &mut Vec<Request>,
) -> Vec<Wish> {
    let session = &document.session;
    let own = session.book();
    let books: Vec<Book<'_>> = others.iter().map(Other::book).chain([own]).collect();
    let names = others::names(others, own.budget.year);
    let found = comparing.find(&books, session.revision());
    let mut wishes = Vec::new();
    heading_ui(ui, comparing, &names, requests, &mut wishes);
    let named: Vec<_> = names.iter().zip(&books).map(|(name, book)| (name.full(), book.budget)).collect();
    if let Some(text) = exchange::unlike(&named) {
        ui.colored_label(style::severity_colour(Severity::Warning, ui.visuals()), format!("注意：{text}"));
    }
    // Nothing touches the edge of the page.
    Frame::new().inner_margin(Margin::symmetric(10, 2)).show(ui, |ui| match (&found, comparing.view) {
        (_, View::Merge) => {
            let saved = document.path.as_deref();
            let own = (session, &document.extras);
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
    wishes
}

fn carry_out(ui: &Ui, document: &mut Document, comparing: &mut Comparing, wish: Wish) {
    match wish {
        Wish::Go(cell) => document.jump(&cell),
        Wish::Note(key, note, label) => {
            if let Err(error) = document.session.note(key, note, label) {
                document.message = Some(error);
            }
        }
        Wish::Copy(text) => {
            ui.ctx().copy_text(text);
            document.message = Some("已复制".to_owned());
        }
        Wish::Export(handout) => {
            let is_chart = handout.chart().is_some();
            comparing.handing_on = Some(handout);
            document.requests.push(Request::HandOnComparison(is_chart));
        }
        Wish::Remove(at) => {
            if at < comparing.others.len() {
                comparing.others.remove(at);
                comparing.forget();
                comparing.chosen = None;
            }
        }
        Wish::Tell(cell, reason) => match document.session.write_reason(&cell, &reason) {
            Ok(step) => {
                if document.apply(Ok(step)) {
                    document.message = Some("原因已写入说明；可以撤销".to_owned());
                }
            }
            Err(why) => document.message = Some(why),
        },
        Wish::Apply(batch, extras, undecided) => {
            if batch.edits.is_empty() || document.apply(Ok(batch)) {
                document.take_extras(extras);
                document.message = Some(format!("已合并{undecided}；可以撤销"));
            }
        }
    }
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
        });
    });
    ui.separator();
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
            for (id, name) in &comparing.at_hand {
                if ui.button(format!("已打开的 {name}")).clicked() {
                    requests.push(Request::CompareWithOpen(*id));
                }
            }
            if ui.button("选择文件…").clicked() {
                requests.push(Request::Command(Command::Compare));
            }
        });
        ui.add_space(10.0);
        let kept = comparing.kept.as_ref().map_or(&[][..], |(_, kept)| kept);
        let (books, names) = ([*own], [format!("{} 年", own.budget.year)]);
        let of = Subject { books: &books, names: &names, short: &names, comparison: &Comparison::default() };
        stated::kept_ui(ui, &of, kept, wishes);
    });
}

impl Document {
    /// Keeps other unknown fields from now on. The journal begins with the fields of the file, so the whole
    /// budget is written down anew. Undoing a merge leaves them: those of rows that go are not saved.
    fn take_extras(&mut self, extras: Extras) {
        if extras != self.extras {
            self.extras = extras;
            self.session.mark_unsaved();
            self.detach_journal();
        }
    }
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
