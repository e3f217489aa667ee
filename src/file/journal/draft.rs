//! What is being typed into a cell and was not entered yet: a line of the journal now and then, so that a
//! crash takes no more of it than about a second.

use std::time::{Duration, Instant};

use super::disk::{Draft, Line};
use super::{Journal, JournalError, SYNC, now};
use crate::model::CellAddress;

/// What of it is on disk, and since when there is more.
#[derive(Debug, Default)]
pub(super) struct Drafting {
    written: Option<(CellAddress, String)>,
    since: Option<Instant>,
    /// Whether the journal holds nothing else.
    alone: bool,
}

impl Drafting {
    /// A step was written: it ends what was being typed before it.
    pub fn ended(&mut self) {
        *self = Self::default();
    }
}

impl Journal {
    /// Records what is being typed where, about a second after it began or changed; `None` takes it back.
    /// Returns how soon it wants to be called again.
    ///
    /// # Errors
    /// As [`Journal::record`].
    pub fn draft(&mut self, draft: Option<(CellAddress, String)>) -> Result<Option<Duration>, JournalError> {
        if self.drafting.written == draft {
            self.drafting.since = None;
            return Ok(None);
        }
        if draft.is_none() && self.drafting.alone {
            self.discard();
            return Ok(None);
        }
        let since = *self.drafting.since.get_or_insert_with(Instant::now);
        if let Some(left) =
            SYNC.checked_sub(since.elapsed()).filter(|left| draft.is_some() && !left.is_zero())
        {
            return Ok(Some(left));
        }
        self.drafting.since = None;
        self.drafting.alone |= self.text.is_empty();
        self.begin();
        let (place, text) = match &draft {
            Some((place, text)) => (place.to_string(), text.clone()),
            None => Default::default(),
        };
        let from = self.text.len();
        let line = self.chain.line(&Line::Draft(Draft { at: now(), place, text }));
        self.text.extend(line);
        self.drafting.written = draft;
        // What was begun is written from its first line on.
        self.append(if self.open.is_none() { 0 } else { from })?;
        Ok(None)
    }
}
