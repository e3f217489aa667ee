//! What the status bar says passes with what it was said of: another page, another state of the budget, or some steps of the
//! cursor later it is told of nothing that is seen.

use super::{Document, Page};
use crate::model::CellAddress;

/// So many cells one may go to with a message in sight: what is said of a block is looked up in it.
const STEPS: u8 = 4;

/// What was said before this frame, and where one was when it had been said.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    text: Option<String>,
    at: Option<Seen>,
}

/// What is seen of a document.
#[derive(Clone, Debug)]
struct Seen {
    page: Page,
    revision: u64,
    cell: Option<CellAddress>,
    steps: u8,
}

impl Document {
    /// What the status bar says.
    pub(in crate::ui) fn said(&self) -> Option<&str> {
        self.message.as_deref().or(self.said.text.as_deref())
    }

    /// Says nothing any more.
    pub(in crate::ui) fn say_nothing(&mut self) {
        self.message = None;
        self.said.text = None;
    }

    /// To be called before anything is done in a frame: what the frame says is told from what was said before.
    pub(in crate::ui) fn hold_message(&mut self) {
        self.said.text = self.message.take();
    }

    /// To be called when all is done in a frame: what was said before is said on as long as it is of what is seen, and
    /// nobody put it away with Esc.
    pub(in crate::ui) fn settle_message(&mut self, is_put_away: bool) {
        let before = self.said.text.take().filter(|_| !is_put_away);
        let (None, Some(before)) = (&self.message, before) else {
            // What follows from the act that a new message tells of may come with the next frame.
            self.said.at = None;
            return;
        };
        let (page, revision) = (self.look.page.clone(), self.session.revision());
        let now = Seen { page, revision, cell: self.cursor(), steps: 0 };
        let at = self.said.at.get_or_insert_with(|| now.clone());
        if at.cell != now.cell {
            (at.cell, at.steps) = (now.cell, at.steps + 1);
        }
        if (&at.page, at.revision) == (&now.page, now.revision) && at.steps < STEPS {
            self.message = Some(before);
        }
    }
}
