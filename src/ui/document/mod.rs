//! One open budget in the window: the session, its file, what is being looked at, and what was begun and is in no budget
//! yet. How any of it is drawn is for the rooms above.

mod amounts;
pub(in crate::ui) mod asides;
mod cache;
pub(in crate::ui) mod draft;
mod drafts;
mod findings;
mod journal;
mod look;
pub(in crate::ui) mod not_asked;
mod open_file;
mod origin;
pub(in crate::ui) mod own_rules;
mod page;
mod said;
mod seen;
mod unit;
mod unplaced;
mod visited;
mod writing;
mod written;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) use self::cache::Balance;
use self::cache::Cache;
pub use self::drafts::Drafts;
pub use self::look::Look;
pub use self::open_file::OpenFile;
pub(in crate::ui) use self::origin::Known;
pub use self::page::Page;
use crate::edit::{Batch, EditError};
use crate::file;
use crate::model::{Budget, CellAddress, TableKey};
use crate::report::{self, Source};
use crate::schema::Format;
use crate::session::Session;
use crate::sheet::levels::belongs_to;
use crate::text::visible;
pub(super) use crate::ui::request::DocumentId;
use crate::ui::request::Request;
use crate::ui::table::grid::state::{GridState, Reveal};

/// What the page of the document's text is called.
pub(super) const NARRATIVE: &str = "预算情况说明";

/// One open budget.
pub struct Document {
    id: DocumentId,
    /// The budget.
    pub session: Session,
    /// Its file, and how it was read.
    pub file: OpenFile,
    /// What is looked at, and how.
    pub look: Look,
    /// What was begun and is not in the budget.
    pub drafts: Drafts,
    /// What was worked out for a state of the budget, so that no frame works it out again.
    pub(super) cache: Cache,
    /// A sentence for the status bar about what was just done or refused.
    pub message: Option<String>,
    /// What it said before this frame.
    said: said::Said,
    /// What the window is asked to do about it, in the order in which it was asked.
    pub(super) requests: Vec<Request>,
}

impl Document {
    /// A document that shows the first table, or its text where it has no other content.
    pub fn new(mut session: Session, path: Option<PathBuf>) -> Self {
        session.let_text_follow();
        // Of tables with numbers the first is the one that is called so, wherever it was printed.
        let tables = &session.format().tables;
        let numbered = tables.iter().filter(|table| table.number.is_some()).min_by_key(|table| table.number);
        let first = tables.first().filter(|first| first.number.is_none()).or(numbered);
        let first = first.map_or_else(|| TableKey::from("T1"), |table| table.key.clone());
        let budget = session.budget();
        let has_rows = budget.tables.values().any(|table| !table.rows().is_empty());
        let is_text = !has_rows && !budget.narrative.is_empty();
        let page = if is_text { Page::Narrative } else { Page::Table(first) };
        Self {
            id: DocumentId::next(),
            session,
            file: OpenFile::at(path),
            look: Look::at(page),
            drafts: Drafts::default(),
            cache: Cache::default(),
            message: None,
            said: said::Said::default(),
            requests: Vec::new(),
        }
    }

    /// Which document it is.
    pub(super) fn id(&self) -> DocumentId {
        self.id
    }

    /// In which state the budget is and how its figures are shown: what was made for the same state still fits.
    pub(super) fn state(&self) -> (u64, u64) {
        (self.session.revision(), self.look.looks)
    }

    /// Whether there is work, in the budget, in comments or in the rules being written, that is in no file.
    pub fn has_unsaved(&self) -> bool {
        let is_commented = self.drafts.comments.values().any(|text| !text.trim().is_empty());
        !self.session.is_saved() || is_commented || self.drafts.rules.is_unsaved()
    }

    /// Who signs what is written beside the budget.
    pub(in crate::ui) fn signed_by(&self) -> String {
        match self.drafts.signature.trim() {
            "" => user_name(),
            name => name.to_owned(),
        }
    }

    /// What the tab says: the file's name or the department and year.
    pub fn title(&self) -> String {
        let name = self
            .file
            .path
            .as_deref()
            .and_then(Path::file_stem)
            .map(|name| visible(&name.to_string_lossy()).into_owned());
        name.unwrap_or_else(|| {
            let budget = self.session.budget();
            format!("{} {}", visible(budget.department.short()), budget.year_digits())
        })
    }

    /// The budget as it is now, with its format and the fields of its file that this program does not know.
    pub(super) fn clone_of(&self) -> (Budget, Arc<Format>, file::Extras) {
        (self.session.budget().clone(), self.session.format().clone(), self.file.extras.clone())
    }

    /// The files by which it is judged beside what the program brings.
    pub fn sources(&self) -> Vec<Source> {
        report::sources(&self.session.book(), self.session.added_rules())
    }

    /// The table shown, if a table is shown.
    pub fn table_key(&self) -> Option<TableKey> {
        match &self.look.page {
            Page::Table(key) => Some(key.clone()),
            _ => None,
        }
    }

    /// The grid's memory for the shown table.
    pub fn grid(&mut self) -> Option<&mut GridState> {
        let key = self.table_key()?;
        Some(self.look.grids.entry(key).or_default())
    }

    /// The cell under the cursor in the shown table.
    pub fn cursor(&self) -> Option<CellAddress> {
        self.look.grids.get(&self.table_key()?)?.cursor.clone()
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
        self.look.wants_keyboard = true;
    }

    /// Shows a cell and puts the cursor on it.
    pub(super) fn show_cell(&mut self, to: &CellAddress) {
        self.settle_unit();
        let shown = self.book().cell(to).is_some_and(|cell| belongs_to(&cell.row, self.look.unit.as_ref()));
        if !shown || self.leaves_out(to) {
            self.show_unit(None);
        }
        self.look.page = Page::Table(to.table.clone());
        self.edit_view(&to.table, |view, sheet| view.reveal(sheet, &to.row));
        let grid = self.look.grids.entry(to.table.clone()).or_default();
        grid.go(to.clone(), false);
        grid.reveal = Reveal::Centred;
    }

    /// Shows the table that stands `step` places after the shown one.
    pub fn turn_table(&mut self, step: isize) {
        let tables: Vec<TableKey> = self.listed_tables().into_iter().flat_map(|(_, tables)| tables).collect();
        let at = self.table_key().and_then(|key| tables.iter().position(|table| *table == key)).unwrap_or(0);
        if let Some(table) = at.checked_add_signed(step).and_then(|at| tables.get(at)) {
            self.look.page = Page::Table(table.clone());
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
