//! What is being typed and was not entered yet, into a cell, as a comment, as a rule: a line of the journal now
//! and then, so that a crash takes no more of it than the last letter or two, or of a long text what a second brings.

use std::time::{Duration, Instant};

use super::disk::{Draft, Line};
use super::{Journal, JournalError, now};

/// What is being typed: where, in words of whoever types, and the text.
pub type Typed = (String, String);

/// How often what is being typed is written at most: between two keys of a quick hand, not after each.
const OFTEN: Duration = Duration::from_millis(150);
/// The same of a long text, since each time all of it is written.
const SELDOM: Duration = Duration::from_secs(1);
/// From so many bytes on, all together, it is long: some three hundred characters.
const LONG: usize = 900;

/// How long to wait until it is written again.
fn wait(typed: &[Typed]) -> Duration {
    let length: usize = typed.iter().map(|(_, text)| text.len()).sum();
    if length < LONG { OFTEN } else { SELDOM }
}

/// What of it is on disk, and since when.
#[derive(Debug, Default)]
pub(super) struct Drafting {
    pub(super) written: Vec<Typed>,
    last: Option<Instant>,
    /// Whether the journal holds nothing else.
    alone: bool,
}

impl Drafting {
    /// A step was written: it ends what was being typed before it.
    pub(super) fn ended(&mut self) {
        *self = Self::default();
    }
}

impl Journal {
    /// Records all that is being typed, as soon as it changed, but only so often; nothing takes it back. What is
    /// still being typed when a step is recorded is to be said again. Returns how soon it wants to be called again.
    ///
    /// # Errors
    /// As [`Journal::record`].
    pub fn draft(&mut self, typed: Vec<Typed>) -> Result<Option<Duration>, JournalError> {
        if self.drafting.written == typed {
            return Ok(None);
        }
        if typed.is_empty() && self.drafting.alone {
            self.discard();
            return Ok(None);
        }
        let last = self.drafting.last;
        if let Some(left) = last.and_then(|last| wait(&typed).checked_sub(last.elapsed()))
            && !typed.is_empty()
            && !left.is_zero()
        {
            return Ok(Some(left));
        }
        self.drafting.last = Some(Instant::now());
        self.drafting.alone |= self.text.is_empty();
        self.begin();
        let from = self.text.len();
        self.put_draft(typed);
        // What was begun is written from its first line on.
        self.append(if self.open.is_none() { 0 } else { from })?;
        Ok(None)
    }

    /// Records what is being typed without waiting, and sees that all is on the disk: the program ends.
    ///
    /// # Errors
    /// As [`Journal::record`].
    pub fn end(&mut self, typed: Vec<Typed>) -> Result<(), JournalError> {
        self.drafting.last = None;
        self.draft(typed)?;
        self.sync();
        Ok(())
    }

    /// Puts what is being typed into the journal's text.
    pub(super) fn put_draft(&mut self, typed: Vec<Typed>) {
        let mut more = typed.iter().cloned();
        let (place, text) = more.next().unwrap_or_default();
        let line = self.writer.line(&Line::Draft(Draft { at: now(), place, text, more: more.collect() }));
        self.text.extend(line);
        self.drafting.written = typed;
    }

    /// Puts in what was being typed when this journal took another's place.
    pub(super) fn put_inherited(&mut self) {
        let inherited = std::mem::take(&mut self.inherited);
        if !inherited.is_empty() {
            self.put_draft(inherited);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of which every few letters all was written would fill the disk with itself.
    #[test]
    fn a_long_text_is_written_less_often() {
        let typed = |lengths: &[usize]| -> Vec<Typed> {
            lengths.iter().map(|length| ("自定规则".to_owned(), "字".repeat(*length))).collect()
        };
        for (lengths, expected) in
            [(&[][..], OFTEN), (&[12], OFTEN), (&[299], OFTEN), (&[300], SELDOM), (&[200, 200], SELDOM)]
        {
            assert_eq!(wait(&typed(lengths)), expected, "{lengths:?}");
        }
    }
}
