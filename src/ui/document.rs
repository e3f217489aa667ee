//! One open budget in the window: the session, its file, and what is being looked at.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::binding::Binding;
use super::compare::Comparing;
use super::filtering::Filtering;
use super::find::FindPanel;
use super::findings::FindingsView;
use super::grid::Marks;
use super::grid::layout::GridLayout;
use super::grid::state::{GridState, Reveal, address_at};
use super::grid::view::View;
use super::guard::Kept;
use super::places::Places;
use super::proposing::Proposing;
use super::reconciling::Reconciling;
use super::rule_editor::RuleEditor;
use super::trace::Trace;
use super::waiving::Waiving;
use super::widths::TableWidths;
use crate::calc::{Sheet, SheetRow};
use crate::edit::{Batch, EditError};
use crate::file;
use crate::model::{CellAddress, TableKey};
use crate::narrative::Place;
use crate::rules::Finding;
use crate::session::Session;

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
    /// Lines that the submitted tables suggest.
    Proposals,
    /// The tables as submitted against their lines.
    Reconcile,
    /// Other years or versions beside this one.
    Compare,
}

/// One open budget.
pub struct Document {
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
    /// The unit whose rows are shown: code and name; `None` for all.
    pub unit: Option<(String, String)>,
    /// What the findings panel shows.
    pub findings: FindingsView,
    /// A sentence for the status bar about what was just done or refused.
    pub message: Option<String>,
    /// The sentence to scroll to when the text is shown next.
    pub reveal_sentence: Option<Place>,
    /// The figure to which the search for what is not understood has come.
    pub read_to: Option<Place>,
    /// Text being typed over a stated total in the inspector, and where.
    pub stated_edit: Option<(CellAddress, String)>,
    /// The cell that was selected last, in whichever table.
    pub last_cell: Option<CellAddress>,
    /// The figure of the text that is being bound to a cell.
    pub binding: Option<Binding>,
    /// Comments that were begun, by cell.
    pub comment_drafts: BTreeMap<CellAddress, String>,
    /// Rules of one's own, being written.
    pub rules: RuleEditor,
    /// What it is compared with.
    pub comparing: Comparing,
    /// The lines being proposed.
    pub(super) proposing: Option<Proposing>,
    /// The tables against their lines, once that was asked for.
    pub(super) reconciling: Option<Reconciling>,
    /// The waiver being written.
    pub waiving: Option<Waiving>,
    /// The search in the tables.
    pub find: FindPanel,
    /// The places that were looked at.
    pub(super) places: Places,
    /// What became of its file outside this window, once that was noticed.
    pub outside: Option<file::Outside>,
    /// Its journal.
    pub(super) kept: Kept,
    /// The question how to filter and sort by a column.
    pub filtering: Option<Filtering>,
    /// What the status bar says of the selection, and for which.
    pub(super) selection: Option<(SelectionOf, String)>,
    /// The trace of the cell that the inspector shows.
    pub(super) trace: Option<Trace>,
    /// The widths that columns were given.
    pub widths: BTreeMap<TableKey, TableWidths>,
    /// Counts the changes of what is seen of the tables.
    views: u64,
    grids: HashMap<TableKey, GridState>,
    layout: Option<LaidOut>,
    marks: Option<(MarksFor, Marks)>,
}

/// What marks were made for: the budget's revision, the table, the finding chosen.
type MarksFor = (u64, TableKey, Option<usize>);

/// A selection in a state of the budget and of what is seen of it: table, cursor, other corner.
pub(super) type SelectionOf = (TableKey, Option<CellAddress>, Option<CellAddress>, u64, u64);

/// A layout and what it was made for.
struct LaidOut {
    table: TableKey,
    revision: u64,
    unit: Option<(String, String)>,
    views: u64,
    layout: GridLayout,
}

impl Document {
    /// A document that shows the first table.
    pub fn new(session: Session, path: Option<PathBuf>) -> Self {
        let first =
            session.format().tables.first().map_or_else(|| TableKey::from("T1"), |table| table.key.clone());
        Self {
            session,
            path,
            extras: file::Extras::default(),
            stamp: None,
            read_only: None,
            notices: Vec::new(),
            page: Page::Table(first),
            unit: None,
            findings: FindingsView::default(),
            message: None,
            reveal_sentence: None,
            read_to: None,
            stated_edit: None,
            last_cell: None,
            binding: None,
            comment_drafts: BTreeMap::new(),
            rules: RuleEditor::default(),
            comparing: Comparing::default(),
            proposing: None,
            reconciling: None,
            waiving: None,
            find: FindPanel::default(),
            places: Places::default(),
            outside: None,
            kept: Kept::default(),
            filtering: None,
            trace: None,
            selection: None,
            widths: BTreeMap::new(),
            views: 0,
            grids: HashMap::new(),
            layout: None,
            marks: None,
        }
    }

    /// Whether there is work, in the budget or in the rules being written, that is in no file.
    pub fn has_unsaved(&self) -> bool {
        !self.session.is_saved() || self.rules.is_unsaved()
    }

    /// What the tab says: the file's name or the department and year.
    pub fn title(&self) -> String {
        let name =
            self.path.as_deref().and_then(Path::file_stem).map(|name| name.to_string_lossy().into_owned());
        name.unwrap_or_else(|| {
            format!("{} {}", self.session.budget().department.name, self.session.budget().year)
        })
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

    /// Shows a cell and puts the cursor on it.
    pub(super) fn show_cell(&mut self, to: &CellAddress) {
        let shown =
            self.session.book().cell(to).is_some_and(|cell| belongs_to(&cell.row, self.unit.as_ref()));
        if !shown {
            self.unit = None;
        }
        self.page = Page::Table(to.table.clone());
        self.edit_view(&to.table, |view, sheet| view.reveal(sheet, &to.row));
        let grid = self.grids.entry(to.table.clone()).or_default();
        grid.go(to.clone(), false);
        grid.reveal = Reveal::Centred;
    }

    /// Shows the table that stands `step` places after the shown one.
    pub fn turn_table(&mut self, step: isize) {
        let tables = &self.session.format().tables;
        let at =
            self.table_key().and_then(|key| tables.iter().position(|table| table.key == key)).unwrap_or(0);
        if let Some(table) = at.checked_add_signed(step).and_then(|at| tables.get(at)) {
            self.page = Page::Table(table.key.clone());
        }
    }

    /// Draws with the layout, the marks and the grid's memory of the shown table at hand.
    pub fn with_grid<R>(
        &mut self,
        draw: impl FnOnce(Sheet<'_>, &GridLayout, &Marks, &mut GridState) -> R,
    ) -> Option<R> {
        let key = self.table_key()?;
        self.lay_out(&key);
        self.mark(&key);
        let sheet = self.session.book().sheet(&key)?;
        let laid = self.layout.as_ref()?;
        let (_, marks) = self.marks.as_ref()?;
        let state = self.grids.entry(key).or_default();
        if state
            .cursor
            .as_ref()
            .is_none_or(|cursor| laid.layout.place(&sheet, &cursor.row, &cursor.column).is_none())
        {
            let first = laid.layout.cell_from(0, 0, 1, 0).or_else(|| laid.layout.cell_from(0, 0, 0, 1));
            state.cursor = first.and_then(|place| address_at(&laid.layout, &sheet, place));
            state.anchor = state.cursor.clone();
            state.editor.close();
        }
        Some(draw(sheet, &laid.layout, marks, state))
    }

    /// Whether the unit filter leaves out rows of a table. It does not apply to a table of which it
    /// would leave nothing.
    pub fn is_filtered(&self, key: &TableKey) -> bool {
        let Some(sheet) = self.unit.as_ref().and_then(|_| self.session.book().sheet(key)) else {
            return false;
        };
        sheet.rows().any(|row| row.shape.level().is_some() && belongs_to(&row, self.unit.as_ref()))
    }

    fn lay_out(&mut self, key: &TableKey) {
        let revision = self.session.revision();
        let fits = |laid: &LaidOut| {
            laid.table == *key
                && laid.revision == revision
                && laid.views == self.views
                && laid.unit == self.unit
        };
        if self.layout.as_ref().is_some_and(fits) {
            return;
        }
        let book = self.session.book();
        let Some(sheet) = book.sheet(key) else {
            return;
        };
        let unit = self.unit.as_ref().filter(|_| self.is_filtered(key));
        let mut rows = match self.view(key).filter(|view| view.is_on()) {
            Some(view) => view.rows(&sheet),
            None => (0..sheet.table.map_or(0, |table| table.rows.len())).collect(),
        };
        if unit.is_some() {
            rows.retain(|row| sheet.row(*row).is_some_and(|row| belongs_to(&row, unit)));
        }
        let none = TableWidths::new();
        let layout = GridLayout::new(&sheet, &rows, self.widths.get(key).unwrap_or(&none), |row| {
            row.cells().any(|cell| cell.disagreement().is_some())
        });
        let (unit, views) = (self.unit.clone(), self.views);
        self.layout = Some(LaidOut { table: key.clone(), revision, unit, views, layout });
    }

    /// What is selected in the shown table.
    pub(super) fn selection_of(&self) -> Option<SelectionOf> {
        let key = self.table_key()?;
        let grid = self.grids.get(&key)?;
        Some((key, grid.cursor.clone(), grid.anchor.clone(), self.session.revision(), self.views))
    }

    /// How a table is looked at.
    pub fn view(&self, key: &TableKey) -> Option<&View> {
        Some(&self.grids.get(key)?.view)
    }

    /// Changes how a table is looked at.
    pub(super) fn edit_view(&mut self, key: &TableKey, change: impl FnOnce(&mut View, &Sheet<'_>)) {
        if let Some(sheet) = self.session.book().sheet(key) {
            change(&mut self.grids.entry(key.clone()).or_default().view, &sheet);
            self.views += 1;
        }
    }

    /// How many rows of a table are seen, and how many it has.
    pub(super) fn shown_rows(&mut self, key: &TableKey) -> (usize, usize) {
        self.lay_out(key);
        let all = self.session.budget().table(key).map_or(0, |table| table.rows.len());
        (self.layout.as_ref().map_or(0, |laid| laid.layout.rows()), all)
    }

    /// Remembers a column's width in the shown table.
    pub(super) fn resize(&mut self, name: String, width: f32) {
        if let Some(key) = self.table_key() {
            self.widths.entry(key).or_default().insert(name, width);
            self.views += 1;
        }
    }

    fn mark(&mut self, key: &TableKey) {
        let made_for = (self.session.revision(), key.clone(), self.findings.selected);
        if self.marks.as_ref().is_some_and(|(fits, _)| *fits == made_for) {
            return;
        }
        let mut marks = Marks::default();
        for finding in self.session.verdicts().findings().iter().filter(|finding| finding.is_open()) {
            if let Some(address) = finding.address.as_ref().filter(|address| address.table == *key) {
                let worst = marks
                    .findings
                    .entry((address.row.clone(), address.column.clone()))
                    .or_insert(finding.severity);
                *worst = (*worst).min(finding.severity);
            }
        }
        for (key, _) in self.comments().filter(|(_, note)| !note.settled) {
            if let Ok(cell) = key.place.parse::<CellAddress>()
                && cell.table == made_for.1
            {
                marks.comments.insert((cell.row, cell.column));
            }
        }
        if let Some(finding) = self.selected_finding() {
            for cell in finding.cells.iter().filter(|cell| cell.table == *key) {
                let main = finding.address.as_ref() == Some(cell);
                marks.involved.insert((cell.row.clone(), cell.column.clone()), main);
            }
        }
        self.marks = Some((made_for, marks));
    }

    /// After a change: the chosen finding stays chosen if it is still there, wherever it stands now.
    pub fn follow_finding(&mut self) {
        let revision = self.session.revision();
        if self.findings.revision == revision {
            return;
        }
        let findings = self.session.verdicts().findings();
        let chosen = self.findings.chosen.as_ref();
        self.findings.selected = chosen.and_then(|(rule, place, sentence)| {
            let same =
                |new: &Finding| new.rule == *rule && new.address == *place && new.sentence == *sentence;
            findings.iter().position(same)
        });
        self.findings.revision = revision;
        self.findings.unfolded.clear();
    }

    /// The finding chosen in the list.
    pub fn selected_finding(&self) -> Option<&Finding> {
        self.session.verdicts().findings().get(self.findings.selected?)
    }

    /// Chooses a finding and shows its cell.
    pub fn choose_finding(&mut self, index: usize) {
        let Some(finding) = self.session.verdicts().findings().get(index) else {
            return;
        };
        let (address, table) = (finding.address.clone(), finding.table.clone());
        let sentence = finding.sentence;
        self.findings.chosen = Some((finding.rule.clone(), finding.address.clone(), sentence));
        self.findings.selected = Some(index);
        self.findings.revision = self.session.revision();
        match (address, table) {
            (Some(address), _) => self.jump(&address),
            (None, Some(table)) => self.page = Page::Table(table),
            (None, None) if sentence.is_some() => {
                self.page = Page::Narrative;
                self.reveal_sentence = sentence;
            }
            (None, None) => {}
        }
    }

    /// Corrects a finding, where it is evident how.
    pub fn fix(&mut self, finding: usize) {
        match self.session.fix(finding) {
            Some(fix) => {
                if self.apply(Ok(fix.step)) {
                    self.message = Some(format!("已{}；可以撤销", fix.label));
                }
            }
            None => self.message = Some("这个问题不能自动改正：要由人判断哪一边是对的".to_owned()),
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

/// Whether a row is shown under a unit filter: a fixed row always, a free one if it, a row above that it
/// belongs to, or one below that belongs to it names the unit.
pub(super) fn belongs_to(row: &SheetRow<'_>, unit: Option<&(String, String)>) -> bool {
    let Some((code, name)) = unit else {
        return true;
    };
    if row.shape.level().is_none() {
        return true;
    }
    let names = |row: &SheetRow<'_>| {
        row.section.columns.iter().any(|column| {
            let text = row.text(&column.key);
            !text.is_empty() && (text == name || (!code.is_empty() && text == code))
        })
    };
    names(row)
        || row.section.free.iter().filter_map(|kind| row.ancestor(&kind.kind)).any(|above| names(&above))
        || row.descendants().any(|below| names(&below))
}
