//! What a panel, a page, the grid or a dialog asks of the window. All of it comes into one queue, in the order in
//! which it was asked, and is carried out in one place (`shell`). Who asks does not know how it is done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use eframe::egui::Rect;

use crate::document::{Kind, Options};
use crate::model::{CellAddress, ColumnKey};
use crate::money::MoneyUnit;
use crate::narrative::BoundFigure;
use crate::session::PlannedBlock;
use crate::sheet::view::ColumnOf;
use crate::ui::commands::Command;

/// Which of the documents that were opened since the program began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct DocumentId(u64);

impl DocumentId {
    /// One that no other has.
    pub(super) fn next() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed))
    }
}

/// Something to be done by the window.
#[derive(Clone, Debug)]
pub(super) enum Request {
    /// A command.
    Command(Command),
    /// Open a file.
    Open(PathBuf),
    /// Open files that came at once, and may be one budget.
    OpenAll(Vec<PathBuf>),
    /// Put a file beside the budget in front.
    CompareWith(PathBuf),
    /// Put a budget that is open in another tab beside this one, as it is now.
    CompareWithOpen(DocumentId),
    /// Ask for the code of a cell of the lines being proposed.
    CodeProposal(CellAddress),
    /// Do something about a file that was changed by somebody else.
    Outside(Outside),
    /// Ask how to filter and sort the shown table by a column, below its header if that is said.
    Filter(ColumnOf, Option<Rect>),
    /// Ask for the reason why a finding (by position in the verdicts) is waived, or take its waiver back.
    Waive(usize),
    /// Ask for the cell that a figure of the text quotes.
    Bind(Box<BoundFigure>),
    /// Ask which figure is to be put into the open passage of the text.
    InsertFigure,
    /// Ask where the published document goes, and write it.
    Export(Kind, Box<Options>),
    /// Ask where budget lines go, or come from, and write or read them with amounts in this unit; in the usual where none is said.
    Lines(Way, Option<MoneyUnit>),
    /// Ask where what the comparison shows goes, and write it; whether there is a chart.
    HandOnComparison(bool),
    /// Print pages: how, under which name, and the PDF.
    Print(Printing, String, Arc<Vec<u8>>),
    /// Ask where the package goes that is handed in, and write it.
    HandIn,
    /// Ask what to do with a pasted block of which not all can be taken.
    Pasted(Box<PartlyRead>),
}

/// Which way budget lines go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Out of the budget into a file.
    Out,
    /// Out of a file into the budget.
    In,
}

/// Where pages are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printing {
    /// On the default printer.
    Printer,
    /// In the system's viewer, which prints.
    Viewer,
}

/// What to do about a file that was changed by somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outside {
    /// Take what is in the file now, as a step that can be undone.
    Reload,
    /// Stay with what is in the window, and save over the file.
    KeepMine,
}

/// A pasted block, of which some cells may not be read.
#[derive(Clone, Debug)]
pub(super) struct PartlyRead {
    /// What would be entered, and what is refused.
    pub planned: PlannedBlock,
    /// What is to be said once it is taken.
    pub said: Vec<String>,
    /// The revision of the budget for which it was planned.
    pub revision: u64,
    /// What the step is called.
    pub called: &'static str,
    /// The columns that the block goes into.
    pub columns: BTreeSet<ColumnKey>,
    /// The computed cells for which it gives something else than its own lines come to, in words.
    pub unlike: BTreeMap<CellAddress, String>,
}
