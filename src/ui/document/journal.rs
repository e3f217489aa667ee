//! The journal and the lock of a document: every step is written down when it is done, and the file is held as long as
//! it is open. What is offered when a program ended without asking is for the shell.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Document;
use crate::file::backup::Copies;
use crate::file::journal::Journal;
use crate::file::lock::{self, Lock};

/// How long to wait before a journal that no place took is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// A document's journal.
#[derive(Debug, Default)]
pub(super) struct Kept {
    journal: Option<Journal>,
    /// When what could not be written is tried again.
    again: Option<Instant>,
    /// Why it cannot be written, as long as that is so.
    failing: Option<String>,
    /// Why what it begins with cannot be kept, as long as that is so.
    without_base: Option<String>,
    /// How many copies of earlier contents are kept, and in which data folder if not beside the file.
    copies: usize,
    data: Option<PathBuf>,
    /// The lock of its file.
    lock: Option<Lock>,
}

impl Document {
    /// From now on what is done is written into this journal, and that many copies of earlier contents are kept.
    pub(in crate::ui) fn keep_in(&mut self, journal: Journal, copies: usize, data: Option<PathBuf>) {
        self.file.kept.journal = Some(journal);
        self.file.kept.failing = None;
        self.file.kept.copies = copies;
        self.file.kept.data = data;
    }

    /// Holds the lock of its file.
    pub(in crate::ui) fn hold(&mut self, lock: Option<Lock>) {
        self.file.kept.lock = lock;
    }

    /// Writes down what was done; returns how soon to call again.
    pub(in crate::ui) fn keep_journal(&mut self) -> Option<Duration> {
        let log = self.session.take_log();
        let typed = if self.file.kept.journal.is_some() { self.being_typed() } else { Vec::new() };
        let journal = self.file.kept.journal.as_mut()?;
        if let Some(left) = self.file.kept.again.map(|again| again.saturating_duration_since(Instant::now()))
            && log.is_empty()
            && !left.is_zero()
        {
            return Some(left);
        }
        let mut kept = journal.record(&log).and_then(|()| {
            let draft = journal.draft(typed)?;
            Ok([draft, journal.flush()?].into_iter().flatten().min())
        });
        if self.file.outside.is_some() && !self.session.is_saved() && !journal.is_detached() {
            // Steps cannot be done again to a file that is another: the whole budget is kept.
            kept = kept.and_then(|soon| {
                journal.detach(self.session.budget(), &self.file.extras)?;
                Ok(soon)
            });
        }
        let without_base = journal.without_base().map(|reason| {
            format!(
                "编辑日志在写，但打开时的内容没能另存一份（{reason}）；文件若被别的程序改动，未保存的修改就不能恢复，请尽快保存"
            )
        });
        if without_base != self.file.kept.without_base {
            self.file.kept.without_base = without_base;
            self.message.clone_from(&self.file.kept.without_base);
        }
        let again = self.file.kept.without_base.as_ref().map(|_| AGAIN);
        match kept {
            Ok(soon) => {
                let soon = [soon, again].into_iter().flatten().min();
                if self.file.kept.again.take().is_some() {
                    self.file.kept.failing = None;
                    self.message = Some("编辑日志已补写，修改不会丢".to_owned());
                }
                soon
            }
            Err(error) => {
                self.message = Some(error.to_string());
                self.file.kept.failing = self.message.clone();
                self.file.kept.again = Some(Instant::now() + AGAIN);
                Some(AGAIN)
            }
        }
    }

    /// Writes down at once what was restored, with what is being typed.
    pub(in crate::ui) fn keep_restored(&mut self) {
        let log = self.session.take_log();
        let kept = self.file.kept.journal.as_mut().map(|journal| match log.is_empty() {
            true => journal.start(),
            false => journal.record(&log),
        });
        if let Some(Err(error)) = kept {
            self.file.kept.failing = Some(error.to_string());
            self.file.kept.again = Some(Instant::now());
        }
    }

    /// How copies of what is saved over are kept. Work is never held back for want of one.
    pub(in crate::ui) fn copies(&self) -> Copies {
        Copies {
            most: self.file.kept.copies,
            spare: false,
            required: false,
            data: self.file.kept.data.clone(),
        }
    }

    /// To be called right before the budget is written to its file.
    pub(in crate::ui) fn before_saving(&mut self, path: &Path) {
        self.keep_journal();
        if let Some(journal) = &mut self.file.kept.journal {
            // What is about to be in the file need not be in the journal.
            let _ = journal.saving(path, self.session.budget(), &self.file.extras);
        }
    }

    /// To be called when the budget is in its file.
    pub(in crate::ui) fn after_saving(&mut self) {
        if let (Some(journal), Some(path), Some(stamp)) =
            (&mut self.file.kept.journal, &self.file.path, &self.file.stamp)
        {
            journal.saved(path, stamp, self.session.budget(), &self.file.extras);
            match &mut self.file.kept.lock {
                // Saving puts another file in its place.
                Some(lock) if lock.is_of(path) => lock.hold_again(path),
                // Who saves over a file that somebody else has open was told before.
                _ => self.file.kept.lock = lock::acquire(path).ok().flatten(),
            }
            (self.file.kept.again, self.file.kept.failing) = (None, None);
        }
    }

    /// From now on that many copies of earlier contents are kept.
    pub(in crate::ui) fn keep_backups(&mut self, most: usize) {
        if self.file.kept.journal.is_some() {
            self.file.kept.copies = most;
        }
    }

    /// The file is no longer what the journal began with: the whole budget is kept instead.
    pub(in crate::ui) fn detach_journal(&mut self) {
        self.keep_journal();
        if let Some(journal) = self.file.kept.journal.as_mut().filter(|journal| !journal.is_detached())
            && !self.session.is_saved()
            && let Err(error) = journal.detach(self.session.budget(), &self.file.extras)
        {
            self.message = Some(error.to_string());
        }
    }

    /// Gives a sign of life to those who find the file locked, and stops saving over it where somebody has taken
    /// it over.
    pub(in crate::ui) fn keep_lock(&mut self) {
        let Some(Err(holder)) = self.file.kept.lock.as_ref().map(Lock::renew) else {
            return;
        };
        self.file.kept.lock = None;
        let reason = format!("已由 {} 从 {} 起接手编辑", holder.name(), holder.since());
        self.message = Some(format!("{reason}；这里改为只读，没有保存的修改请另存"));
        self.file.read_only = Some(reason);
    }

    /// Takes the lock over from the document that this one replaces.
    pub(in crate::ui) fn take_lock(&mut self, from: &mut Self) {
        self.file.kept.lock = from.file.kept.lock.take();
    }

    /// The program ends without a question: what was done and is not saved, and what is being typed, is on the disk now.
    pub(in crate::ui) fn end_journal(&mut self) {
        let typed = self.being_typed();
        if self.session.is_saved() && typed.is_empty() {
            return self.discard_journal();
        }
        let log = self.session.take_log();
        if let Some(journal) = &mut self.file.kept.journal {
            // Nobody is there any more to be told where no place takes it.
            let _ = journal.record(&log).and_then(|()| journal.end(typed));
        }
    }

    /// What was done is saved or not wanted.
    pub(in crate::ui) fn discard_journal(&mut self) {
        self.session.take_log();
        if let Some(mut journal) = self.file.kept.journal.take() {
            journal.discard();
        }
    }

    /// Whether what is done to it is kept.
    pub(in crate::ui) fn is_protected(&self) -> bool {
        self.file.kept.journal.is_some()
    }

    /// Locks its file for this document, if nobody else has it.
    pub(in crate::ui) fn lock_file(&mut self) -> bool {
        let lock = self.file.path.as_deref().map(lock::acquire);
        let is_free = !matches!(lock, Some(Err(_)));
        self.file.kept.lock = lock.and_then(Result::ok).flatten();
        is_free
    }

    /// Why what is done is in the window only, as long as that is so.
    pub(in crate::ui) fn unkept(&self) -> Option<&str> {
        self.file.kept.failing.as_deref().or(self.file.kept.without_base.as_deref())
    }
}
