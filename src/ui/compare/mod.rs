//! The comparison (对比): other years or versions beside the open budget, as a grid, as a list of
//! differences, as charts, and merged. What is the same row and what is a change is said by
//! [`compare`](crate::compare); this draws it, and hands over what the user decides.

mod charts;
mod list;
mod merging;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{ComboBox, Frame, RichText, TextEdit, Ui, vec2};

use self::merging::Merging;
use super::app::Request;
use super::commands::Command;
use super::document::{Document, Page};
use super::style;
use crate::calc::{Book, Figures};
use crate::compare::{
    Change, Comparison, Filter, StatedChange, Waterfall, compare, last_year_changes, stated_changes,
};
use crate::edit::Batch;
use crate::file;
use crate::model::{Budget, CellAddress, Note, NoteKey, TableKey};
use crate::money::Decimal;
use crate::narrative::BoundFigure;
use crate::schema::{Format, Formats};

/// A budget beside the open one.
pub(super) struct Other {
    /// What to call it: the file's name.
    name: String,
    budget: Budget,
    format: Arc<Format>,
    figures: Figures,
}

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
pub struct Comparing {
    /// Budget files at hand: those that are open besides.
    pub(super) at_hand: Vec<PathBuf>,
    others: Vec<Other>,
    view: View,
    table: Option<TableKey>,
    least: String,
    least_percent: String,
    only_changed: bool,
    only_without_reason: bool,
    sort: Sort,
    /// The change chosen, as cell of the newest budget and column of the comparison.
    chosen: Option<Change>,
    reason: String,
    merging: Merging,
    found: Option<Found>,
    /// The rows shown of the table, and what they were chosen for.
    rows: Option<(table::RowsFor, Vec<usize>)>,
    /// The differences shown in the list, and what they were chosen for.
    listed: Option<(list::ListedFor, list::Listed)>,
    /// The waterfall shown, and of what.
    waterfall: Option<(charts::WaterfallOf, Waterfall)>,
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
    stated: Option<Vec<BoundFigure>>,
}

impl Found {
    fn new(books: &[Book<'_>], revision: u64) -> Option<Self> {
        let (newest, others) = books.split_last()?;
        let last = others.last()?;
        let comparison = compare(books);
        let changes = comparison.changes(books, books.len() - 2, books.len() - 1);
        let mut counts = BTreeMap::new();
        for change in &changes {
            *counts.entry(change.table.clone()).or_default() += 1;
        }
        let follows = last.budget.year + 1 == newest.budget.year;
        let stated = follows.then(|| stated_changes(last, newest));
        Some(Self { revision, comparison, changes, counts, stated })
    }
}

/// What the user asked for, carried out after drawing.
enum Wish {
    Go(CellAddress),
    Note(NoteKey, Option<Note>, &'static str),
    Copy(String),
    Remove(usize),
    Apply(Batch),
    /// Put the reason of a change into the narrative.
    Tell(CellAddress, String),
}

impl Document {
    /// Puts another budget beside this one and shows the comparison.
    ///
    /// # Errors
    /// Says in Chinese why the file cannot be read.
    pub fn compare_with(&mut self, path: &Path, formats: &Formats) -> Result<(), String> {
        let other = read(path, formats)?;
        self.comparing.others.push(other);
        self.comparing.others.sort_by_key(|other| other.budget.year);
        self.comparing.found = None;
        self.page = Page::Compare;
        Ok(())
    }

    /// Puts the saved state of this budget beside it.
    ///
    /// # Errors
    /// When it is in no file, or the file cannot be read.
    pub fn compare_with_saved(&mut self, formats: &Formats) -> Result<(), String> {
        let path = self.path.clone().ok_or("这份预算还没有保存过，没有可对比的文件")?;
        self.comparing.others.retain(|other| other.name != SAVED);
        self.compare_with(&path, formats)?;
        if let Some(other) = self.comparing.others.iter_mut().find(|other| other.name == name_of(&path)) {
            other.name = SAVED.to_owned();
        }
        Ok(())
    }

    /// Whether there is something to compare with.
    pub fn is_compared(&self) -> bool {
        !self.comparing.others.is_empty()
    }
}

/// What to call one of the budgets.
struct Name {
    year: i32,
    file: String,
    /// Where there is little room.
    short: String,
}

impl Name {
    fn new(year: i32, file: &str) -> Self {
        Self { year, file: file.to_owned(), short: format!("{year} 年") }
    }

    fn full(&self) -> String {
        format!("{} 年（{}）", self.year, self.file)
    }
}

/// What the saved state is called.
const SAVED: &str = "已保存的版本";

fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn read(path: &Path, formats: &Formats) -> Result<Other, String> {
    let loaded = file::load(path, formats).map_err(|error| format!("{}：{error}", path.display()))?;
    let figures = Figures::compute(&loaded.budget, &loaded.format);
    Ok(Other { name: name_of(path), budget: loaded.budget, format: loaded.format, figures })
}

impl Comparing {
    fn filter(&self) -> Filter {
        let number = |text: &str| text.trim().parse::<Decimal>().ok();
        Filter { least: number(&self.least), least_percent: number(&self.least_percent) }
    }
}

/// Draws the page.
pub fn ui(ui: &mut Ui, document: &mut Document, formats: &Formats, requests: &mut Vec<Request>) {
    // Beside the session it reads, so that both can be borrowed.
    let mut comparing = std::mem::take(&mut document.comparing);
    let mut wishes = Vec::new();
    {
        let session = &document.session;
        let own = session.book();
        let mut books: Vec<Book<'_>> = comparing
            .others
            .iter()
            .map(|other| Book { format: &other.format, budget: &other.budget, figures: &other.figures })
            .collect();
        books.push(own);
        let mut names: Vec<Name> =
            comparing.others.iter().map(|other| Name::new(other.budget.year, &other.name)).collect();
        names.push(Name::new(own.budget.year, "本文件"));
        let years: std::collections::BTreeSet<i32> = names.iter().map(|name| name.year).collect();
        if years.len() < names.len() {
            // Years alone would not tell them apart.
            names.iter_mut().for_each(|name| name.short.clone_from(&name.file));
        }
        let mut found = comparing.found.take();
        if found.as_ref().is_none_or(|found| found.revision != session.revision()) && books.len() > 1 {
            comparing.rows = None;
            comparing.listed = None;
            comparing.waterfall = None;
            found = Found::new(&books, session.revision());
        }
        // What borrows the other budgets must not be in the way of what is typed.
        let others = std::mem::take(&mut comparing.others);
        let books: Vec<Book<'_>> = others
            .iter()
            .map(|other| Book { format: &other.format, budget: &other.budget, figures: &other.figures })
            .chain([own])
            .collect();
        heading_ui(ui, &mut comparing, &names, requests, &mut wishes);
        match (&found, comparing.view) {
            (_, View::Merge) => merging::ui(
                ui,
                &mut comparing.merging,
                session,
                document.path.as_deref(),
                formats,
                &mut wishes,
            ),
            (None, _) => {
                if comparing.kept.as_ref().is_none_or(|(revision, _)| *revision != session.revision()) {
                    comparing.kept = Some((session.revision(), last_year_changes(&own)));
                }
                empty_ui(ui, &comparing, own.format.decimals, requests, &mut wishes);
            }
            (Some(found), View::Table) => {
                table::ui(ui, &mut comparing, &books, &names, found, &mut wishes);
            }
            (Some(found), View::List) => list::ui(ui, &mut comparing, &books, found, &mut wishes),
            (Some(found), View::Waterfall) => {
                charts::waterfall_ui(ui, &mut comparing, &books, &names, found, &mut wishes)
            }
            (Some(found), View::Trend) => {
                charts::trend_ui(ui, &mut comparing, &books, &names, found, &mut wishes)
            }
            (Some(found), View::Stated) => list::stated_ui(ui, &own, found, &mut wishes),
        }
        drop(books);
        comparing.others = others;
        comparing.found = found;
    }
    document.comparing = comparing;
    for wish in wishes {
        carry_out(ui, document, wish);
    }
}

fn carry_out(ui: &Ui, document: &mut Document, wish: Wish) {
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
        Wish::Remove(at) => {
            if at < document.comparing.others.len() {
                document.comparing.others.remove(at);
                document.comparing.found = None;
                document.comparing.chosen = None;
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
        Wish::Apply(batch) => {
            if document.apply(Ok(batch)) {
                document.message = Some("已合并；可以撤销".to_owned());
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
                    && ui.small_button("×").on_hover_text(format!("不再对比 {name}")).clicked()
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
    comparing: &Comparing,
    decimals: u32,
    requests: &mut Vec<Request>,
    wishes: &mut Vec<Wish>,
) {
    Frame::new().inner_margin(vec2(20.0, 10.0)).show(ui, |ui| {
        ui.label("选择上年的预算文件，或同一份预算的另一个版本（备份、退回稿），与打开的预算并排对比。");
        ui.horizontal_wrapped(|ui| {
            if ui.button("选择文件…").clicked() {
                requests.push(Request::Command(Command::Compare));
            }
            for path in &comparing.at_hand {
                if ui.button(format!("已打开的 {}", name_of(path))).clicked() {
                    requests.push(Request::CompareWith(path.clone()));
                }
            }
        });
        ui.add_space(10.0);
        let kept = comparing.kept.as_ref().map_or(&[][..], |(_, kept)| kept);
        list::kept_ui(ui, kept, decimals, wishes);
    });
}

/// Thresholds and what else narrows the rows.
fn filter_ui(ui: &mut Ui, comparing: &mut Comparing, unit: &str) {
    for (title, text) in [
        (format!("增减额不小于（{unit}）"), &mut comparing.least),
        ("增减%不小于".to_owned(), &mut comparing.least_percent),
    ] {
        let label = ui.label(&title);
        let wrong = !text.trim().is_empty() && text.trim().parse::<Decimal>().is_err();
        let colour = wrong.then(|| style::severity_colour(crate::schema::Severity::Error, ui.visuals()));
        let field = TextEdit::singleline(text).desired_width(70.0).text_color_opt(colour);
        ui.add(field).labelled_by(label.id);
    }
}

/// Chooses a table, each with the number of its differences.
fn choose_table_ui(ui: &mut Ui, comparing: &mut Comparing, found: &Found) -> Option<TableKey> {
    let count = |key: &TableKey| found.counts.get(key).copied().unwrap_or_default();
    let title = |table: &crate::compare::ComparedTable| {
        let number = table.key.number().map(|number| format!("表{number} ")).unwrap_or_default();
        let count = count(&table.key);
        let count = if count > 0 { format!("　{count} 处") } else { String::new() };
        format!("{number}{}{count}", table.title)
    };
    let first = || found.comparison.tables.iter().find(|table| count(&table.key) > 0);
    let known = comparing.table.as_ref().and_then(|key| found.comparison.table(key));
    let table = known.or_else(first).or(found.comparison.tables.first())?;
    let mut chosen = table.key.clone();
    choice_ui(ui, "对比的表", title(table), 220.0, |ui| {
        for table in &found.comparison.tables {
            ui.selectable_value(&mut chosen, table.key.clone(), title(table));
        }
    });
    if comparing.table.as_ref() != Some(&chosen) {
        comparing.table = Some(chosen.clone());
        comparing.rows = None;
    }
    Some(chosen)
}

/// One of several, under a name.
fn choice_ui(ui: &mut Ui, name: &str, shown: impl Into<String>, width: f32, choices: impl FnOnce(&mut Ui)) {
    let shown = ComboBox::from_id_salt(name).selected_text(shown.into()).width(width).show_ui(ui, choices);
    shown.response.on_hover_text(name);
}

/// A change with its direction, which colour only repeats.
fn change_text(change: Decimal, decimals: u32) -> String {
    let mark = if change > Decimal::ZERO {
        "▲ "
    } else if change < Decimal::ZERO {
        "▼ "
    } else {
        ""
    };
    format!("{mark}{}", crate::money::display(change.abs(), decimals))
}

fn change_colour(ui: &Ui, change: Decimal) -> eframe::egui::Color32 {
    let palette = style::palette(ui.visuals());
    if change > Decimal::ZERO {
        palette.involved
    } else if change < Decimal::ZERO {
        palette.computed_ink
    } else {
        palette.faint
    }
}

/// A percentage with its direction, or that there was nothing before.
fn percent_text(change: Decimal, percent: Option<Decimal>) -> String {
    match percent {
        Some(percent) => format!("{}%", change_text(percent, 2)),
        None if change.is_zero() => String::new(),
        None => "新增".to_owned(),
    }
}

/// The chosen change with its reason, and the sentence made of it.
fn chosen_ui(ui: &mut Ui, comparing: &mut Comparing, books: &[Book<'_>], wishes: &mut Vec<Wish>) {
    let Some(change) = comparing.chosen.clone() else {
        return;
    };
    let Some((last, newest)) = books.split_last().and_then(|(newest, rest)| Some((rest.last()?, newest)))
    else {
        return;
    };
    let key = crate::compare::reason_key(&change.address(), last.budget.year);
    let decimals = newest.format.decimals;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&change.title).font(style::strong()));
        if let Some(difference) = change.change {
            let text = format!(
                "{}　{}",
                change_text(difference, decimals),
                percent_text(difference, change.percent)
            );
            ui.label(RichText::new(text).color(change_colour(ui, difference)));
        }
        if ui.link("到此单元格").clicked() {
            wishes.push(Wish::Go(change.address()));
        }
    });
    ui.horizontal(|ui| {
        let label = ui.label("主要原因");
        let field = TextEdit::singleline(&mut comparing.reason).desired_width(360.0);
        let field = ui.add(field).labelled_by(label.id);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(eframe::egui::Key::Enter));
        if ui.button("记下原因").clicked() || entered {
            let text = comparing.reason.trim().to_owned();
            let note = (!text.is_empty()).then(|| Note {
                text,
                by: super::waiving::user_name(),
                date: jiff::Zoned::now().date().to_string(),
                about: change.title.clone(),
                ..Note::default()
            });
            wishes.push(Wish::Note(key, note, "变动原因"));
        }
        let given = !comparing.reason.trim().is_empty();
        if ui.add_enabled(given, eframe::egui::Button::new("写入说明")).clicked() {
            wishes.push(Wish::Tell(change.address(), comparing.reason.clone()));
        }
        if change.change.is_some()
            && ui.button("复制成说明文字").on_hover_text("比上年……，主要原因：……").clicked()
        {
            wishes.push(Wish::Copy(sentence(&change, &comparing.reason, last, newest)));
        }
    });
}

/// The change as the narrative words it.
fn sentence(change: &Change, reason: &str, last: &Book<'_>, newest: &Book<'_>) -> String {
    let difference = change.change.unwrap_or_default();
    let decimals = newest.format.decimals;
    let unit = newest.format.unit.label();
    let (more, grew) = if difference < Decimal::ZERO { ("减少", "下降") } else { ("增加", "增长") };
    let amount = crate::money::display(difference.abs(), decimals).replace(',', "");
    let rate = match change.percent {
        Some(percent) => format!("，{grew}{}%", percent.abs()),
        None => "（上年为零）".to_owned(),
    };
    let reason = reason.trim();
    let reason = if reason.is_empty() { String::new() } else { format!("，主要原因：{reason}") };
    format!("比{}年{more}{amount}{unit}{rate}{reason}。", last.budget.year)
}

/// Chooses a change, to say more of it.
fn choose(comparing: &mut Comparing, change: &Change, books: &[Book<'_>]) {
    let year = books.iter().rev().nth(1).map_or(0, |last| last.budget.year);
    let key = crate::compare::reason_key(&change.address(), year);
    let known = books.last().and_then(|newest| newest.budget.notes.get(&key));
    comparing.reason = known.map(|note| note.text.clone()).unwrap_or_default();
    comparing.chosen = Some(change.clone());
}

impl Document {
    /// Whether the merge page wants the user to choose a file.
    pub(super) fn wants_merge_file(&self) -> bool {
        self.comparing.merging.wants_file()
    }

    /// The file that was chosen for it, if any was.
    pub(super) fn choose_merge_file(&mut self, path: Option<PathBuf>) {
        match path {
            Some(path) => self.comparing.merging.take(path),
            None => self.comparing.merging.give_up(),
        }
    }

    /// Shows the merge page.
    pub(super) fn show_merge(&mut self) {
        self.comparing.view = View::Merge;
        self.page = Page::Compare;
    }
}
