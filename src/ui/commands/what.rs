//! What the user can have done, and what kind of command each is.

use crate::rounding::Precision;

/// Something the user can have done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Begin a new budget.
    New,
    /// Take the budgets of units into the department's.
    TakeInUnits,
    /// Write one unit's part as a file of its own.
    SplitUnit,
    /// Open files.
    Open,
    /// Save the budget.
    Save,
    /// Save the budget under another name.
    SaveAs,
    /// Save the budget as a template for new ones.
    SaveTemplate,
    /// Show the copies of earlier contents.
    Backups,
    /// Show what was not saved and not restored.
    KeptJournals,
    /// Close the budget.
    Close,
    /// Leave the program.
    Quit,
    /// Take the last step back.
    Undo,
    /// Take an undone step again.
    Redo,
    /// Put the selected cells on the clipboard and make them blank.
    Cut,
    /// Put the selected cells on the clipboard.
    Copy,
    /// The same with the headers of their columns.
    CopyWithHeaders,
    /// Put what the clipboard holds into the cells from the cursor on.
    Paste,
    /// Enter from the cursor on what was typed behind a text that was refused.
    EnterHeld,
    /// Make the selected cells blank.
    Clear,
    /// Add a row below the cursor.
    AddRow,
    /// Add a row of the second kind that can stand there.
    AddSecond,
    /// Add a row of the third kind.
    AddThird,
    /// Add a row of the fourth kind.
    AddFourth,
    /// Add a section of the text behind that of the chosen passage.
    AddSection,
    /// Change the chosen paragraph of the text.
    EditPassage,
    /// Add the rows that budget lines ask for in the shown table.
    AddWanted,
    /// Write the note that is printed below the shown table.
    NoteBelow,
    /// Sum the shown table from budget lines, or enter it.
    SumFromLines,
    /// Say that pages of the shown table are missing, or take that back.
    MarkPartial,
    /// Put the shown table into the budget, which lacks it.
    StartTable,
    /// Go to the next place of the text that is to be filled in.
    FillInNext,
    /// Go to the next figure of the text that is not understood.
    NextUnbound,
    /// Go to the next paragraph that does not follow the tables.
    NextAside,
    /// Delete the selected rows.
    DeleteRows,
    /// Move the row up among its siblings.
    MoveRowUp,
    /// Move the row down among its siblings.
    MoveRowDown,
    /// Repeat the first line of the block down it.
    FillDown,
    /// Repeat the first column of the block to the right.
    FillRight,
    /// Go on with the series that the block's first cells begin.
    FillSeries,
    /// Find a text in the tables.
    Find,
    /// Find a text and put another in its place.
    Replace,
    /// Show the menu of the cell under the cursor.
    CellMenu,
    /// Go to a place by typing where.
    Goto,
    /// Go back to the place before.
    Back,
    /// Go forward again.
    Forward,
    /// Filter and sort by the column of the cursor.
    Filter,
    /// Show rows without any figure, or leave them out.
    HideEmpty,
    /// Group the rows by their codes, in the next of the ways there are.
    Group,
    /// Fold or unfold the row.
    Fold,
    /// Fold or unfold all rows.
    FoldAll,
    /// Show all rows in their order.
    ClearView,
    /// Take the keyboard to the next pane of the window.
    NextPane,
    /// Take it to the pane before.
    PreviousPane,
    /// Choose a command by name.
    Palette,
    /// Go to the next finding.
    NextFinding,
    /// Go to the previous finding.
    PreviousFinding,
    /// Go to the next comment.
    NextComment,
    /// Go to the previous comment.
    PreviousComment,
    /// Show all comments.
    ListComments,
    /// Accept the chosen finding as it is, or take that back.
    Waive,
    /// Show what is demanded of a published budget, and what became of it.
    ListDemands,
    /// Write the list of findings into a file.
    ExportFindings,
    /// Check every file in a folder.
    CheckFolder,
    /// Write the budget as the published document.
    Export,
    /// Show the pages as they will be printed.
    PrintPreview,
    /// Hand the budget in: a package with its documents.
    HandIn,
    /// Write the budget lines for other systems.
    ExportLines,
    /// Read budget lines of another system in place of those there are.
    ImportLines,
    /// Write the text (说明) from the template, or bring its figures up to date.
    WriteNarrative,
    /// Write rules of one's own.
    EditRules,
    /// Open a file of rules in the editor.
    OpenRules,
    /// Save the rules being written.
    SaveRules,
    /// Put other years or versions beside the budget.
    Compare,
    /// Put the saved state beside the budget.
    CompareSaved,
    /// Take in what somebody else made of the same budget.
    Merge,
    /// Correct the chosen finding, where it is evident how.
    Fix,
    /// Show which budget lines the submitted tables suggest.
    Propose,
    /// Show the lines that are reckoned by standards, and bring them up to date.
    Reckon,
    /// Hold the submitted tables against the budget lines.
    Reconcile,
    /// Choose what the cell takes from a list: a code, a unit, an item, a source.
    ChooseFromList,
    /// Show amounts in the unit of the format.
    ShowAsPrinted,
    /// Show amounts in 元, to the 分.
    ShowYuan,
    /// Show amounts in whole 元.
    ShowWholeYuan,
    /// Show amounts in 万元 with two decimals.
    ShowWanYuan,
    /// Show amounts in whole 万元.
    ShowWholeWanYuan,
    /// Round what is shown so that it foots, or each amount by itself.
    Balance,
    /// List the cells that balanced rounding has adjusted.
    ListAdjusted,
    /// Show the next table.
    NextTable,
    /// Show the previous table.
    PreviousTable,
    /// Show the next of the open budgets.
    NextDocument,
    /// Show the one before.
    PreviousDocument,
    /// Show or hide the inspector.
    ToggleInspector,
    /// Show or hide the findings.
    ToggleFindings,
    /// Show or hide the submitted document beside the table.
    ToggleOriginal,
    /// Read the submitted document again with another format.
    ChooseFormat,
    /// Say where the submitted document is.
    ChooseOriginals,
    /// Light or dark.
    ToggleTheme,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// Original size.
    ZoomReset,
    /// Show how the program is used.
    Guide,
    /// Show the keys.
    Keys,
    /// Open the made-up budget that comes with the program.
    OpenSample,
    /// Show what the program is.
    About,
}

impl Command {
    /// The unit that it shows amounts in, if it does: `Some(None)` is that of the format.
    pub fn shows(self) -> Option<Option<Precision>> {
        match self {
            Self::ShowAsPrinted => Some(None),
            Self::ShowYuan => Some(Some(Precision::YUAN)),
            Self::ShowWholeYuan => Some(Some(Precision::WHOLE_YUAN)),
            Self::ShowWanYuan => Some(Some(Precision::WAN_YUAN)),
            Self::ShowWholeWanYuan => Some(Some(Precision::WHOLE_WAN_YUAN)),
            _ => None,
        }
    }

    /// Those that add a row, by which of the kinds that can be added.
    pub const ADD: [Self; 4] = [Self::AddRow, Self::AddSecond, Self::AddThird, Self::AddFourth];

    /// Which of the kinds of row that can be added it adds, if it does.
    pub fn adds(self) -> Option<usize> {
        Self::ADD.iter().position(|command| *command == self)
    }

    /// Whether the keyboard stays in the grid, so that the next key is for it.
    pub fn stays_in_grid(self) -> bool {
        matches!(
            self,
            Self::Undo
                | Self::Redo
                | Self::AddRow
                | Self::AddSecond
                | Self::AddThird
                | Self::AddFourth
                | Self::DeleteRows
                | Self::MoveRowUp
                | Self::MoveRowDown
                | Self::FillDown
                | Self::FillRight
                | Self::FillSeries
                | Self::Fold
                | Self::NextFinding
                | Self::PreviousFinding
                | Self::NextComment
                | Self::PreviousComment
                | Self::NextTable
                | Self::PreviousTable
                | Self::NextDocument
                | Self::PreviousDocument
                | Self::Back
                | Self::Forward
        )
    }

    /// Whether its keys come as what they mean, or are the grid's own: they are shown in the menus only.
    pub(super) fn is_told_otherwise(self) -> bool {
        matches!(self, Self::Cut | Self::Copy | Self::Paste | Self::Clear)
    }

    /// Whether its keys are the grid's, and another field's where the grid does not have the keyboard.
    pub(super) fn is_of_grid(self) -> bool {
        matches!(self, Self::FillDown | Self::FillRight | Self::FillSeries | Self::CellMenu)
    }

    /// Whether its keys mean something of their own in a field of text: what was typed there is taken back.
    pub(super) fn is_of_field(self) -> bool {
        matches!(self, Self::Undo | Self::Redo)
    }

    /// Whether it acts on the row or the cell of the cursor, or on the order of the rows: nobody means that who
    /// writes in a field of text elsewhere.
    pub(super) fn is_of_table(self) -> bool {
        matches!(
            self,
            Self::AddRow
                | Self::DeleteRows
                | Self::MoveRowUp
                | Self::MoveRowDown
                | Self::ChooseFromList
                | Self::Filter
                | Self::Group
                | Self::Fold
                | Self::FoldAll
        )
    }
}
