//! One open budget in the window: the session, its file, and what is being looked at.

mod amounts;
pub(in crate::ui) mod asides;
pub(in crate::ui) mod draft;
mod findings;
mod journal;
pub(in crate::ui) mod not_asked;
mod origin;
pub(in crate::ui) mod own_rules;
mod seen;
mod unit;
mod visited;
mod writing;
mod written;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::amounts::Balancing;
use self::draft::Writing;
use self::journal::Kept;
use self::not_asked::NotAsked;
pub(in crate::ui) use self::origin::Known;
use self::own_rules::RuleEditor;
use self::seen::{LaidOut, MarksFor};
pub(super) use self::seen::{Nowhere, SelectionOf};
use self::visited::Places;
use crate::calc::NowhereLines;
use crate::edit::{Batch, EditError};
use crate::exchange::Fit;
use crate::exchange::origin::Spot;
use crate::file;
use crate::model::{Budget, CellAddress, Note, NoteKey, TableKey};
use crate::narrative::Place;
use crate::report::{self, Source};
use crate::schema::Format;
use crate::session::{Passage, Session};
use crate::sheet::levels::belongs_to;
use crate::text::visible;
use crate::ui::look::amounts::Showing;
use crate::ui::look::widths::TableWidths;
pub(super) use crate::ui::request::DocumentId;
use crate::ui::request::Request;
use crate::ui::table::grid::Marks;
use crate::ui::table::grid::state::{GridState, Reveal};

/// What the middle of the window shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// A table.
    Table(TableKey),
    /// The document's text.
    Narrative,
    /// Text of an imported document that found no place.
    Unplaced,
    /// What was noticed when the file was read or imported.
    Notices,
    /// Rules of one's own, being written.
    Rules,
    /// All comments.
    Comments,
    /// The cells that balanced rounding has adjusted.
    Adjusted,
    /// Lines that the submitted tables suggest.
    Proposals,
    /// The tables as submitted against their lines.
    Reconcile,
    /// Lines that are reckoned by a standard per head.
    Reckoning,
    /// The pages as they will be printed.
    Printing,
    /// Other years or versions beside this one.
    Compare,
}

/// The finding chosen in the list, which is marked in the table.
#[derive(Clone, Debug, Default)]
pub(super) struct ChosenFinding {
    /// Its position in the verdicts.
    pub selected: Option<usize>,
    /// The same by rule, cell and sentence, which survive a change of the budget.
    is: Option<(String, Option<CellAddress>, Option<Place>)>,
    /// The revision of the budget for which the position holds.
    revision: u64,
}

/// What the page of the document's text is called.
pub(super) const NARRATIVE: &str = "预算情况说明";

/// How income and expenditure stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Balance {
    /// They are equal.
    Even,
    /// They differ, by this much.
    Off(String),
    /// There is no amount yet.
    Nothing,
    /// They are equal, but lines are not in them: which, and how much.
    Left(String),
    /// It is not checked.
    Unknown,
}

/// One open budget.
pub struct Document {
    id: DocumentId,
    /// The budget.
    pub session: Session,
    /// Its file; `None` for one that has not been saved yet.
    pub path: Option<PathBuf>,
    /// Fields of its file that this program does not know.
    pub extras: file::Extras,
    /// What its file looked like when it was last read or written.
    pub stamp: Option<file::Stamp>,
    /// Why it must not be saved over its file.
    pub read_only: Option<String>,
    /// What the reader is to be told about the file.
    pub notices: Vec<String>,
    /// What is shown.
    pub page: Page,
    /// The unit whose tables are shown: code and name; `None` for all.
    pub unit: Option<(String, String)>,
    /// Its part of the budget, once it was looked at.
    part: Option<unit::SeenPart>,
    /// The finding chosen in the list.
    pub(super) chosen: ChosenFinding,
    /// A sentence for the status bar about what was just done or refused.
    pub message: Option<String>,
    /// The figure to which the search for what is not understood has come.
    pub read_to: Option<Place>,
    /// The heading or paragraph of the text that is chosen.
    pub passage: Option<Passage>,
    /// Whether it is to be scrolled to.
    pub(in crate::ui) reveal_passage: bool,
    /// The paragraph that was copied or cut last, with what goes with it where it is pasted.
    pub(in crate::ui) carried: Option<(String, Vec<(NoteKey, Note)>)>,
    /// The one that is open, with what is typed into it.
    pub(in crate::ui) writing: Option<Writing>,
    /// The cell that was selected last, in whichever table.
    pub last_cell: Option<CellAddress>,
    /// Comments that were begun, by the place of their note: a cell, or a paragraph of the text.
    pub comment_drafts: BTreeMap<String, String>,
    /// The comment that is being answered.
    pub(in crate::ui) answering: Option<NoteKey>,
    /// The name that the user signs with; blank for the one on this machine.
    pub(in crate::ui) signature: String,
    /// Whether it was just written anew.
    pub(in crate::ui) has_signed: bool,
    /// What was begun in questions and fields that stand beside the budget, by what it is and where: it is in the journal until it
    /// is entered or given up.
    pub asides: BTreeMap<String, String>,
    /// The note under a table that is being written.
    pub note_draft: Option<(TableKey, String)>,
    /// Whether somebody wants to write it.
    pub(in crate::ui) note_asked: bool,
    /// Rules of one's own, being written.
    pub rules: RuleEditor,
    /// The revision for which it is known which waivers are accepted.
    pub(super) accepted_at: Option<u64>,
    /// The places that were looked at.
    places: Places,
    /// What became of its file outside this window, once that was noticed.
    pub outside: Option<file::Outside>,
    /// Its journal.
    kept: Kept,
    /// What the status bar says of the selection, and for which.
    pub(super) selection: Option<(SelectionOf, String)>,
    /// How income and expenditure stand to each other, and in which revision.
    pub(super) balance: Option<(u64, Balance)>,
    /// Lines that fall into no row of the tables that the balance is about, and for which revision that is known.
    nowhere: BTreeMap<TableKey, (u64, NowhereLines)>,
    /// The rules that were left out for want of what they speak of.
    pub(in crate::ui) not_asked: Vec<NotAsked>,
    /// How well each format fits these, where that was tried.
    pub(in crate::ui) fits: Vec<Fit>,
    /// The documents it was read from.
    pub(in crate::ui) originals: Known,
    /// The place in them to show next.
    pub(in crate::ui) reveal_original: Option<Spot>,
    /// The widths that columns were given.
    pub widths: BTreeMap<TableKey, TableWidths>,
    /// How wide the shown table can be, in points.
    room: f32,
    /// How amounts are shown.
    pub(super) showing: Showing,
    /// The rounding that is shown.
    balancing: Balancing,
    /// Whether the table shown is to take the keyboard.
    pub(super) wants_keyboard: bool,
    /// Counts the changes of what is seen of the tables.
    views: u64,
    /// Counts the changes of how amounts are shown and of whose tables they are.
    looks: u64,
    /// What the window is asked to do about it, in the order in which it was asked.
    pub(super) requests: Vec<Request>,
    grids: HashMap<TableKey, GridState>,
    layout: Option<LaidOut>,
    marks: Option<(MarksFor, Marks)>,
}

impl Document {
    /// A document that shows the first table, or its text where it has no other content.
    pub fn new(mut session: Session, path: Option<PathBuf>) -> Self {
        session.let_text_follow();
        let first =
            session.format().tables.first().map_or_else(|| TableKey::from("T1"), |table| table.key.clone());
        let budget = session.budget();
        let has_rows = budget.tables.values().any(|table| !table.rows().is_empty());
        let is_text = !has_rows && !budget.narrative.is_empty();
        Self {
            id: DocumentId::next(),
            session,
            path,
            extras: file::Extras::default(),
            stamp: None,
            read_only: None,
            notices: Vec::new(),
            page: if is_text { Page::Narrative } else { Page::Table(first) },
            unit: None,
            part: None,
            chosen: ChosenFinding::default(),
            message: None,
            read_to: None,
            passage: None,
            reveal_passage: false,
            carried: None,
            writing: None,
            last_cell: None,
            comment_drafts: BTreeMap::new(),
            answering: None,
            signature: String::new(),
            has_signed: false,
            asides: BTreeMap::new(),
            note_draft: None,
            note_asked: false,
            rules: RuleEditor::default(),
            accepted_at: None,
            places: Places::default(),
            outside: None,
            kept: Kept::default(),
            selection: None,
            balance: None,
            nowhere: BTreeMap::new(),
            not_asked: Vec::new(),
            fits: Vec::new(),
            originals: Known::None,
            reveal_original: None,
            widths: BTreeMap::new(),
            room: 0.0,
            showing: Showing::default(),
            balancing: Balancing::default(),
            wants_keyboard: false,
            views: 0,
            looks: 0,
            requests: Vec::new(),
            grids: HashMap::new(),
            layout: None,
            marks: None,
        }
    }

    /// Which document it is.
    pub(super) fn id(&self) -> DocumentId {
        self.id
    }

    /// In which state the budget is and how its figures are shown: what was made for the same state still fits.
    pub(super) fn state(&self) -> (u64, u64) {
        (self.session.revision(), self.looks)
    }

    /// Whether there is work, in the budget, in comments or in the rules being written, that is in no file.
    pub fn has_unsaved(&self) -> bool {
        let is_commented = self.comment_drafts.values().any(|text| !text.trim().is_empty());
        !self.session.is_saved() || is_commented || self.rules.is_unsaved()
    }

    /// Who signs what is written beside the budget.
    pub(in crate::ui) fn signed_by(&self) -> String {
        match self.signature.trim() {
            "" => user_name(),
            name => name.to_owned(),
        }
    }

    /// What the tab says: the file's name or the department and year.
    pub fn title(&self) -> String {
        let name = self
            .path
            .as_deref()
            .and_then(Path::file_stem)
            .map(|name| visible(&name.to_string_lossy()).into_owned());
        name.unwrap_or_else(|| {
            let budget = self.session.budget();
            format!("{} {}", visible(budget.department.short()), budget.year)
        })
    }

    /// The budget as it is now, with its format and the fields of its file that this program does not know.
    pub(super) fn clone_of(&self) -> (Budget, Arc<Format>, file::Extras) {
        (self.session.budget().clone(), self.session.format().clone(), self.extras.clone())
    }

    /// The files by which it is judged beside what the program brings.
    pub fn sources(&self) -> Vec<Source> {
        report::sources(&self.session.book(), self.session.added_rules())
    }

    /// The table shown, if a table is shown.
    pub fn table_key(&self) -> Option<TableKey> {
        match &self.page {
            Page::Table(key) => Some(key.clone()),
            _ => None,
        }
    }

    /// The grid's memory for the shown table.
    pub fn grid(&mut self) -> Option<&mut GridState> {
        let key = self.table_key()?;
        Some(self.grids.entry(key).or_default())
    }

    /// The cell under the cursor in the shown table.
    pub fn cursor(&self) -> Option<CellAddress> {
        self.grids.get(&self.table_key()?)?.cursor.clone()
    }

    /// Shows a cell and puts the cursor on it. Text in an open cell is taken first; where it is refused,
    /// it stays, and so does the cursor.
    pub fn jump(&mut self, to: &CellAddress) {
        if !self.commit() {
            return;
        }
        self.leave_place();
        self.show_cell(to);
    }

    /// As [`Document::jump`], from a list or a panel beside the table: what is typed next goes into the cell.
    pub(super) fn jump_to_type(&mut self, to: &CellAddress) {
        self.jump(to);
        self.wants_keyboard = true;
    }

    /// Shows a cell and puts the cursor on it.
    pub(super) fn show_cell(&mut self, to: &CellAddress) {
        self.settle_unit();
        let shown = self.book().cell(to).is_some_and(|cell| belongs_to(&cell.row, self.unit.as_ref()));
        if !shown || self.leaves_out(to) {
            self.show_unit(None);
        }
        self.page = Page::Table(to.table.clone());
        self.edit_view(&to.table, |view, sheet| view.reveal(sheet, &to.row));
        let grid = self.grids.entry(to.table.clone()).or_default();
        grid.go(to.clone(), false);
        grid.reveal = Reveal::Centred;
    }

    /// Shows the table that stands `step` places after the shown one.
    pub fn turn_table(&mut self, step: isize) {
        let tables: Vec<TableKey> = self.listed_tables().into_iter().flat_map(|(_, tables)| tables).collect();
        let at = self.table_key().and_then(|key| tables.iter().position(|table| *table == key)).unwrap_or(0);
        if let Some(table) = at.checked_add_signed(step).and_then(|at| tables.get(at)) {
            self.page = Page::Table(table.clone());
        }
    }

    /// Takes a step, and says in the status bar why where it is refused.
    pub fn apply(&mut self, step: Result<Batch, EditError>) -> bool {
        let done = step.and_then(|step| self.session.apply(step));
        match done {
            Ok(()) => {
                self.message = None;
                true
            }
            Err(error) => {
                self.message = Some(error.to_string());
                false
            }
        }
    }
}

/// The user's name on this machine, as a suggestion.
pub(in crate::ui) fn user_name() -> String {
    ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default()
}
