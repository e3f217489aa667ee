//! What files are asked for, and the question as it waits for its answer.

use crate::document::Options;
use crate::money::MoneyUnit;
use crate::ui::dialogs::paths::PathDialog;
use crate::ui::safety::leaving::Leaving;

/// What files are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Purpose {
    /// To open them.
    Open,
    /// To open them, or to check the folder that they are in.
    OpenOrCheck,
    /// To check a folder.
    CheckFolder,
    /// To write the list of a checked folder.
    FolderList,
    /// To put them beside the document in front.
    Compare,
    /// To take them into the document in front.
    TakeIn,
    /// For the merge page of the document in front.
    MergeFile,
    /// To be shown beside the document in front, which was read from them.
    Originals,
    /// To show rules of one's own.
    OpenRules,
    /// To save a document, by position, and then leave.
    Save(usize, Option<Leaving>),
    /// To save the rules of a document, and then leave.
    SaveRules(usize, Option<Leaving>),
    /// To save the document in front as a template.
    Template,
    /// To write down the findings of the document in front.
    Findings,
    /// To write the document in front as the published one.
    Export(Box<Options>),
    /// To write what the comparison of the document in front shows.
    Comparison,
    /// To hand the document in front in.
    HandIn,
    /// To write the part of a unit of it.
    UnitOut,
    /// To write its budget lines.
    LinesOut(Option<MoneyUnit>),
    /// To read budget lines into it.
    LinesIn(Option<MoneyUnit>),
}

impl Purpose {
    /// Whether a file is written for others out of the document in front. Where one went the next is wanted, too.
    pub(super) fn hands_out(&self) -> bool {
        matches!(
            self,
            Self::Findings
                | Self::Export(_)
                | Self::Comparison
                | Self::HandIn
                | Self::UnitOut
                | Self::LinesOut(_)
        )
    }
}

/// A question that is open.
pub(in crate::ui) struct FileQuestion {
    /// What they are for.
    pub purpose: Purpose,
    /// The window's own dialog.
    pub dialog: Box<PathDialog>,
    /// The document that was in front: a file that is dropped on the window may come before it.
    pub active: usize,
}
