//! The one table of commands: menus, shortcuts and buttons all come from it.

mod list;

use eframe::egui::os::OperatingSystem;
use eframe::egui::{Context, Event, Id, Key, KeyboardShortcut, Modifiers, Ui};

pub(super) use self::list::{ALL, OF_CELL, TOOLBAR};
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
    /// Make the selected cells blank.
    Clear,
    /// Add a row below the cursor.
    AddRow,
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

/// The menus, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Menu {
    /// 文件.
    File,
    /// 编辑.
    Edit,
    /// 审核.
    Review,
    /// 转到.
    Go,
    /// 视图.
    View,
    /// 帮助.
    Help,
}

impl Menu {
    /// All menus from left to right.
    pub(super) const ALL: [Self; 6] =
        [Self::File, Self::Edit, Self::Review, Self::Go, Self::View, Self::Help];

    /// Its title.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::File => "文件",
            Self::Edit => "编辑",
            Self::Review => "审核",
            Self::Go => "转到",
            Self::View => "视图",
            Self::Help => "帮助",
        }
    }

    /// The letter that opens it with Alt, the one that such a menu has in other programs for Chinese Windows.
    fn letter(self) -> Key {
        match self {
            Self::File => Key::F,
            Self::Edit => Key::E,
            Self::Review => Key::R,
            Self::Go => Key::G,
            Self::View => Key::V,
            Self::Help => Key::H,
        }
    }

    /// The keys that open it, in words; `None` on a Mac, where Option with a letter types another one.
    pub(super) fn keys(self, ctx: &Context) -> Option<String> {
        (!ctx.os().is_mac()).then(|| format!("Alt+{}", self.letter().name()))
    }

    /// The menu that a key opens.
    pub(super) fn of(os: OperatingSystem, modifiers: Modifiers, key: Key) -> Option<Self> {
        let is_alt = modifiers == Modifiers::ALT && !os.is_mac();
        Self::ALL.into_iter().find(|menu| is_alt && menu.letter() == key)
    }
}

/// How a command is offered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The command.
    pub command: Command,
    /// Its name.
    pub title: &'static str,
    /// Where it stands.
    pub menu: Menu,
    /// Its key.
    pub shortcut: Option<KeyboardShortcut>,
    /// Whether a line in the menu parts it from what stands above.
    pub begins_group: bool,
}

impl Entry {
    const fn below_line(self) -> Self {
        Self { begins_group: true, ..self }
    }

    /// Its key in words: `Ctrl+Shift+[`.
    pub(super) fn keys(&self, ctx: &Context) -> Option<String> {
        let shortcut = self.shortcut?;
        let text = ctx.format_shortcut(&shortcut);
        let (name, symbol) = (shortcut.logical_key.name(), shortcut.logical_key.symbol_or_name());
        // Arrows as symbols are not in every font; brackets and signs are on the key itself.
        let is_sign = symbol.is_ascii() || shortcut.logical_key == Key::Minus;
        let symbol = if shortcut.logical_key == Key::Minus { "-" } else { symbol };
        Some(match text.strip_suffix(name) {
            Some(before) if is_sign => format!("{before}{symbol}"),
            _ => text,
        })
    }
}

/// How a command is offered.
pub(super) fn entry_of(command: Command) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.command == command)
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

    /// Whether the keyboard stays in the grid, so that the next key is for it.
    pub fn stays_in_grid(self) -> bool {
        matches!(
            self,
            Self::Undo
                | Self::Redo
                | Self::AddRow
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
    fn is_told_otherwise(self) -> bool {
        matches!(self, Self::Cut | Self::Copy | Self::Paste | Self::Clear)
    }

    /// Whether its keys are the grid's, and another field's where the grid does not have the keyboard.
    fn is_of_grid(self) -> bool {
        matches!(self, Self::FillDown | Self::FillRight | Self::FillSeries | Self::CellMenu)
    }

    /// Whether its keys mean something of their own in a field of text: what was typed there is taken back.
    fn is_of_field(self) -> bool {
        matches!(self, Self::Undo | Self::Redo)
    }

    /// Whether it acts on the row or the cell of the cursor, or on the order of the rows: nobody means that who
    /// writes in a field of text elsewhere.
    fn is_of_table(self) -> bool {
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

/// The command whose keys were pressed in this frame, if any. Where the grid has the keyboard, it is asked for
/// each of its keys by itself ([`of`]). In the field of a passage, which is `passage`, adding a row adds a passage.
pub(super) fn pressed(ui: &Ui, passage: Id) -> Option<Command> {
    let is_typing = ui.ctx().text_edit_focused();
    let is_in_passage = ui.memory(|memory| memory.has_focus(passage));
    let is_kept = |command: Command| {
        let adds_passage = is_in_passage && command == Command::AddRow;
        is_typing && (command.is_of_field() || command.is_of_table() && !adds_passage)
    };
    ui.input_mut(|input| {
        let is_pressed = |shortcut: &KeyboardShortcut| {
            input.events.iter().any(|event| {
                matches!(event, Event::Key { key, modifiers, pressed: true, .. }
                    if *key == shortcut.logical_key && modifiers.matches_logically(shortcut.modifiers))
            })
        };
        // What is kept stays the field's: it is not taken for the command of the same key without Shift.
        let (command, shortcut) = in_turn(false).find(|(_, shortcut)| is_pressed(shortcut))?;
        (!is_kept(command) && input.consume_shortcut(&shortcut)).then_some(command)
    })
}

/// The command of a key.
pub(super) fn of(modifiers: Modifiers, key: Key, in_grid: bool) -> Option<Command> {
    // The key that keyboards have for it.
    if key == Key::Menu && in_grid {
        return Some(Command::CellMenu);
    }
    in_turn(in_grid)
        .find(|(_, shortcut)| shortcut.logical_key == key && modifiers.matches_logically(shortcut.modifiers))
        .map(|(command, _)| command)
}

/// The commands that have keys, in the order in which these are looked at.
fn in_turn(in_grid: bool) -> impl Iterator<Item = (Command, KeyboardShortcut)> {
    // egui takes Ctrl for pressed where Ctrl and Shift are: so those with Shift are asked first.
    [true, false].into_iter().flat_map(move |with_shift| {
        ALL.iter()
            .filter(move |entry| {
                !entry.command.is_told_otherwise() && (in_grid || !entry.command.is_of_grid())
            })
            .filter_map(|entry| Some((entry.command, entry.shortcut?)))
            .filter(move |(_, shortcut)| shortcut.modifiers.shift == with_shift)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_stands_once() {
        for (at, entry) in ALL.iter().enumerate() {
            assert!(ALL.iter().skip(at + 1).all(|other| other.command != entry.command
                && other.title != entry.title
                && (other.shortcut.is_none() || other.shortcut != entry.shortcut)));
        }
    }
}
