//! The dialogs: whatever stands over the window and has the keyboard until it is answered. All that are open have
//! one owner, so that “is anything asked?” is the question whether it has any.
//!
//! How a dialog looks is its own matter, and what becomes of its answer that of [`super::answers`].

use crate::ui::dialogs::binding::Binding;
use crate::ui::dialogs::entry_list::EntryList;
use crate::ui::dialogs::exporting::Exporting;
use crate::ui::dialogs::filtering::Filtering;
use crate::ui::dialogs::format_choice::FormatChoice;
use crate::ui::dialogs::goto::Goto;
use crate::ui::dialogs::handing_in::HandingIn;
use crate::ui::dialogs::help::Help;
use crate::ui::dialogs::line_unit::LineUnit;
use crate::ui::dialogs::mapping::MappingChoice;
use crate::ui::dialogs::merge_units::UnitMerge;
use crate::ui::dialogs::new_budget::NewBudget;
use crate::ui::dialogs::partly_read::PartlyReadQuestion;
use crate::ui::dialogs::quoting::Quoting;
use crate::ui::dialogs::search_list::SearchList;
use crate::ui::dialogs::together::TogetherQuestion;
use crate::ui::dialogs::waiving::Waiving;
use crate::ui::document::DocumentId;
use crate::ui::safety::backups::Backups;
use crate::ui::safety::leaving::Leaving;
use crate::ui::safety::locking::Locked;
use crate::ui::safety::restoring::Offers;
use crate::ui::shell::file_purpose::FileQuestion;

/// Something that is asked or listed over the window, one at a time.
pub(in crate::ui) enum Dialog {
    /// The command palette.
    Palette(SearchList),
    /// Where to go.
    Goto(Goto),
    /// How the program is used.
    Help(Box<Help>),
    /// What to enter, from a list.
    EntryList(EntryList),
    /// How to filter and sort by a column.
    Filter(Filtering),
    /// What a new budget is to be.
    NewBudget(NewBudget),
    /// Whether a unit's budget is taken in.
    MergeUnit(UnitMerge),
    /// Why a finding is waived.
    Waive(Waiving),
    /// What to do with a block that cannot be read as a whole.
    PartlyRead(PartlyReadQuestion),
    /// Which cell a figure quotes.
    Bind(Binding),
    /// Which figure is put into the text.
    Quote(Quoting),
    /// How the budget is published.
    Export(Exporting),
    /// In which unit budget lines are written or read.
    Lines(LineUnit),
    /// Whether the budget may be handed in.
    HandIn(HandingIn),
    /// What to do with a file that somebody else has open.
    Locked(Locked),
    /// What becomes of work that was not saved.
    Restore(Offers),
    /// The copies of earlier contents.
    Backups(Backups),
    /// Whether files are one budget.
    Together(TogetherQuestion),
    /// With which format documents are read.
    Format(FormatChoice),
    /// Which table each title of a document is, and which column each header.
    Mapping(Box<MappingChoice>),
    /// Which files.
    Files(FileQuestion),
    /// What becomes of unsaved work that is left.
    Unsaved(Leaving),
    /// What went wrong, to be read and dismissed.
    Error(&'static str, String),
}

impl Dialog {
    /// How many kinds there are.
    const KINDS: usize = 23;

    /// When it comes to its turn: the lists first, then what went wrong, what becomes of work, what is to be opened, and the rest.
    fn kind(&self) -> usize {
        match self {
            Self::Palette(_) => 0,
            Self::Goto(_) => 1,
            Self::EntryList(_) => 2,
            Self::Quote(_) => 3,
            Self::Bind(_) => 4,
            Self::Error(..) => 5,
            Self::Unsaved(_) => 6,
            Self::Files(_) => 7,
            Self::Restore(_) => 8,
            Self::Locked(_) => 9,
            Self::Together(_) => 10,
            Self::NewBudget(_) => 11,
            Self::MergeUnit(_) => 12,
            Self::Waive(_) => 13,
            Self::PartlyRead(_) => 14,
            Self::Filter(_) => 15,
            Self::Export(_) => 16,
            Self::Backups(_) => 17,
            Self::Format(_) => 18,
            Self::Help(_) => 19,
            Self::HandIn(_) => 20,
            Self::Mapping(_) => 21,
            Self::Lines(_) => 22,
        }
    }

    /// Whether several of them wait for their turn; of the others a new one takes the place of the old.
    fn queues(&self) -> bool {
        matches!(self, Self::Locked(_) | Self::Together(_) | Self::Error(..))
    }

    /// Whether it is a list that a key opens. It is drawn before what is asked in the frame is carried out, so that
    /// the key which opens it is not taken for one of its own.
    fn is_list(kind: usize) -> bool {
        kind < 5
    }
}

/// A dialog that is open, and the document that it is about, if it is about one: behind another document it waits.
pub(in crate::ui) struct Opened {
    /// The document.
    pub of: Option<DocumentId>,
    /// The dialog.
    pub dialog: Dialog,
    /// Whether it was opened in this frame: the key that did is none of its own.
    pub is_new: bool,
}

/// All dialogs that are open.
#[derive(Default)]
pub(in crate::ui) struct OpenDialogs(Vec<Opened>);

impl OpenDialogs {
    /// Opens one about the program.
    pub(crate) fn open(&mut self, dialog: Dialog) {
        self.open_of(None, dialog);
    }

    /// Opens one about a document.
    pub(crate) fn open_of(&mut self, of: Option<DocumentId>, dialog: Dialog) {
        if !dialog.queues() {
            self.0.retain(|open| open.of != of || open.dialog.kind() != dialog.kind());
        }
        self.0.push(Opened { of, dialog, is_new: true });
    }

    /// Says what went wrong.
    pub(crate) fn error(&mut self, error: String) {
        self.open(Dialog::Error("没有完成", error));
    }

    /// Says of what was done what wants looking at.
    pub(crate) fn done_but(&mut self, heading: &'static str, what: String) {
        self.open(Dialog::Error(heading, what));
    }

    /// Says all that went wrong.
    pub(crate) fn errors(&mut self, errors: impl IntoIterator<Item = String>) {
        errors.into_iter().for_each(|error| self.error(error));
    }

    /// To be called at the end of a frame: from the next one on keys are for those that were opened in this one.
    pub(crate) fn end_frame(&mut self) {
        self.0.iter_mut().for_each(|open| open.is_new = false);
    }

    /// Whether any is open while a document is in front.
    pub(crate) fn ask(&self, front: Option<DocumentId>) -> bool {
        self.0.iter().any(|open| open.of.is_none() || open.of == front)
    }

    /// Whether any is as described.
    pub(crate) fn any(&self, is_it: impl Fn(&Dialog) -> bool) -> bool {
        self.0.iter().any(|open| is_it(&open.dialog))
    }

    /// Offers work that was not saved, with what is offered already.
    pub(crate) fn offer(&mut self, offers: Offers) {
        let open = self.0.iter_mut().find_map(|open| match &mut open.dialog {
            Dialog::Restore(there) => Some(there),
            _ => None,
        });
        match open {
            Some(there) => there.add(offers),
            None if offers.is_empty() => {}
            None => self.open(Dialog::Restore(offers)),
        }
    }

    /// Closes those about documents that are not open any more.
    pub(crate) fn keep_of(&mut self, is_open: impl Fn(DocumentId) -> bool) {
        self.0.retain(|open| open.of.is_none_or(&is_open));
    }

    /// The kinds in the order in which they come to their turn: lists, or all others.
    pub(crate) fn kinds(lists: bool) -> impl Iterator<Item = usize> {
        (0..Dialog::KINDS).filter(move |kind| Dialog::is_list(*kind) == lists)
    }

    /// Takes out the first of a kind, to be drawn.
    pub(crate) fn take(&mut self, kind: usize, front: Option<DocumentId>) -> Option<Opened> {
        let is_it = |open: &Opened| open.dialog.kind() == kind && (open.of.is_none() || open.of == front);
        let at = self.0.iter().position(is_it)?;
        Some(self.0.remove(at))
    }

    /// Closes the question for files, if it is open.
    pub(crate) fn take_file_question(&mut self) -> Option<FileQuestion> {
        let at = self.0.iter().position(|open| matches!(open.dialog, Dialog::Files(_)))?;
        match self.0.remove(at).dialog {
            Dialog::Files(question) => Some(question),
            _ => None,
        }
    }

    /// Puts back one that stays open, before others of its kind.
    pub(crate) fn put_back(&mut self, of: Option<DocumentId>, dialog: Dialog) {
        match dialog {
            Dialog::Restore(offers) => self.offer(offers),
            dialog => self.0.insert(0, Opened { of, dialog, is_new: false }),
        }
    }
}
