//! Steps that were not saved, as a journal says: what they are, whose, and what they are to be done again to. Reading
//! them changes no budget, and no journal is removed here without being asked.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Content, Header, Line};
use super::draft::Typed;
use super::fitting::Later;
use super::lines::{Read, Sound};
use super::places;
use crate::edit::{How, Logged};
use crate::file::lock::{self, Lock};
use crate::file::stamp;
use crate::file::{Extras, to_text};
use crate::model::Budget;

/// A journal that was found and can be read, at least in part.
pub(super) struct Journal {
    pub place: PathBuf,
    pub read: Read,
    /// What the journal's file holds.
    pub content: Content,
    /// Whether this user may remove it.
    pub own: bool,
    /// Why nothing of it can be done again, if that is so.
    pub useless: Option<&'static str>,
}

/// What the steps are to be done again to.
pub(super) enum Onto {
    /// A file, which holds those before `from` and is then as `expects` says.
    File { path: Option<PathBuf>, from: usize, expects: Option<Content> },
    /// What is kept beside the journal.
    Base,
}

/// Steps that were not saved.
#[derive(Clone, Debug)]
pub struct Recovery {
    place: PathBuf,
    content: Content,
    own: bool,
    header: Option<(Header, u64)>,
    /// The file that the steps are done again to; none where that is what is kept beside the journal.
    onto: Option<PathBuf>,
    done: Vec<Logged>,
    later: Vec<Later>,
    /// What was being typed at the end.
    drafts: Vec<Typed>,
    last: String,
    /// What the budget's text must be for the steps to be done again, if that is known.
    expects: Option<Content>,
    /// Whether the steps belong to what is kept beside the journal, and not to the file.
    apart: bool,
    damage: Damage,
    useless: Option<&'static str>,
}

/// What of a journal could not be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Damage {
    /// How many lines.
    pub lines: usize,
    /// Whether the last line was not written to its end.
    pub torn: bool,
    /// Whether the first line is damaged, in one of the two places where it stands or in both.
    pub head: bool,
    /// Whether what the journal begins with is damaged.
    pub base: bool,
    /// Whether there is something between the lines that is none of the journal.
    pub strange: bool,
    /// Whether nothing of the journal is left but what it begins with.
    pub only_base: bool,
}

/// A journal is being restored by this program and no other. It ends when this is dropped.
#[derive(Debug)]
pub struct Claim {
    _lock: Option<Lock>,
}

/// The content that is kept beside a journal.
pub(super) fn kept_base(journal: &Path) -> Option<Content> {
    stamp::read(&places::base_of(journal)).ok().map(|(_, stamp)| Content::of_stamp(&stamp))
}

impl Recovery {
    /// The steps of a journal that are to be done again to something.
    pub(super) fn of(journal: Journal, onto: Onto) -> Self {
        let Journal { place, read, content, own, useless } = journal;
        let base = kept_base(&place);
        let opened = read.header.as_ref().map(|(header, _)| header.opened);
        let base_damaged = base.is_some() && opened.is_some() && base != opened;
        let damage = Damage {
            lines: read.lost,
            torn: read.torn,
            head: !read.sound_head,
            base: base_damaged,
            strange: read.strange,
            only_base: read.is_nothing() && useless.is_none(),
        };
        let (path, from, expects, apart) = match onto {
            Onto::File { path, from, expects } => (path, from, expects, false),
            Onto::Base => (None, 0, opened.filter(|_| !base_damaged), true),
        };
        let last = read.header.as_ref().map(|(header, _)| header.started.clone()).unwrap_or_default();
        let mut recovery = Self {
            place,
            content,
            own,
            header: read.header,
            onto: path,
            done: Vec::new(),
            later: Vec::new(),
            drafts: Vec::new(),
            last,
            expects,
            apart,
            damage,
            useless,
        };
        // What a damaged base has become nobody knows: there each step must fit.
        let mut doubtful = apart && base_damaged;
        for Sound { line, after_lost } in read.lines.into_iter().skip(from) {
            doubtful |= after_lost;
            recovery.take(line, doubtful);
        }
        recovery
    }

    fn take(&mut self, line: Line, doubtful: bool) {
        let (step, how) = match line {
            Line::Apply(step) => (step, How::Applied),
            Line::Undo(step) => (step, How::Undone),
            Line::Redo(step) => (step, How::Redone),
            Line::Header(_) | Line::Saving(_) => return,
            Line::Draft(typed) => {
                let first = (typed.place, typed.text);
                let all = [first].into_iter().chain(typed.more);
                self.drafts = all.filter(|(place, _)| !place.is_empty()).collect();
                self.last = typed.at;
                return;
            }
        };
        self.drafts = Vec::new();
        let (batch, hints, at) = step.batch();
        self.last = at;
        if doubtful {
            self.later.push(Later { how, batch, hints });
        } else {
            self.done.push(Logged { how, batch: Arc::new(batch), found: Vec::new() });
        }
    }

    /// Whether there is anything that is in no file. Steps that were all taken back are nothing.
    pub(super) fn is_pending(&self) -> bool {
        self.apart || !self.steps().is_empty() || !self.drafts.is_empty()
    }

    /// Where the journal is.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// The check of its first line, which no other journal has.
    pub(super) fn check(&self) -> Option<String> {
        self.header.as_ref().map(|(_, check)| format!("{check:016x}"))
    }

    /// The budget's file, as its journal names it.
    pub fn file(&self) -> Option<&str> {
        self.header.as_ref()?.0.path.as_deref()
    }

    /// The file that the steps are done again to; none where that is what is kept beside the journal.
    pub fn onto(&self) -> Option<&Path> {
        self.onto.as_deref()
    }

    /// Department and year of the budget, to be shown.
    pub fn title(&self) -> String {
        match &self.header {
            Some((header, _)) => format!("{} {}", header.department, header.year),
            None => "日志开头读不出，不知是哪份预算".to_owned(),
        }
    }

    /// Who made the steps.
    pub fn author(&self) -> String {
        self.header.as_ref().map_or_else(|| "不详".to_owned(), |(header, _)| header.process.name())
    }

    /// When the program was started that wrote it, if it says so, `2026-11-23 14:05:09`.
    pub fn program_start(&self) -> Option<String> {
        let started = &self.header.as_ref()?.0.process.started;
        (!started.is_empty()).then(|| started.replace('T', " "))
    }

    /// Whether it is this user's, who may have it removed.
    pub fn is_own(&self) -> bool {
        self.own
    }

    /// What was done, in order, to be done again.
    pub fn done(&self) -> &[Logged] {
        &self.done
    }

    /// What was done after something that cannot be read, to be done again as far as it fits.
    pub fn later(&self) -> &[Later] {
        &self.later
    }

    /// What was being typed and not entered: where, and the text.
    pub fn drafts(&self) -> &[Typed] {
        &self.drafts
    }

    /// When the last step was taken, `2026-11-23 14:05:09`.
    pub fn last_time(&self) -> String {
        self.last.chars().take(19).collect::<String>().replace('T', " ")
    }

    /// What cannot be read.
    pub fn damage(&self) -> Damage {
        self.damage
    }

    /// Why nothing of it can be done again, if that is so: it can only be kept, or removed by its owner.
    pub fn useless(&self) -> Option<&'static str> {
        self.useless
    }

    /// Whether all of it was read.
    pub fn is_whole(&self) -> bool {
        self.damage == Damage::default() && self.useless.is_none()
    }

    /// The names of the steps that are in effect at the end.
    pub fn steps(&self) -> Vec<String> {
        let mut steps: Vec<(String, bool)> = Vec::new();
        let mut undone = Vec::new();
        for Logged { how, batch: step, .. } in &self.done {
            match how {
                How::Applied => {
                    steps.push((step.label.clone(), true));
                    undone.clear();
                }
                How::Undone => match steps.pop_if(|(_, own)| *own) {
                    Some(taken_back) => undone.push(taken_back),
                    None => {
                        steps.push((format!("撤销 {}", step.label), false));
                        undone.clear();
                    }
                },
                How::Redone => {
                    steps.push(undone.pop().unwrap_or_else(|| (step.label.clone(), true)));
                }
            }
        }
        steps.into_iter().map(|(label, _)| label).chain(self.later.iter().map(Later::label)).collect()
    }

    /// Whether the steps can be done again to a budget: it is, once opened, what they were done to.
    pub fn fits(&self, budget: &Budget, extras: &Extras) -> bool {
        self.expects.is_none_or(|expects| Content::of(&to_text(budget, extras)) == expects)
    }

    /// Whether the steps are to be done again to what is kept beside the journal ([`Recovery::base`]),
    /// because no file holds that, or not any more.
    pub fn is_apart(&self) -> bool {
        self.apart
    }

    /// The text that the journal begins with, where it is kept beside it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn base(&self) -> std::io::Result<String> {
        let bytes = fs::read(places::base_of(&self.place))?;
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// Lets nobody else restore or remove the journal as long as the claim is held.
    ///
    /// # Errors
    /// Says in Chinese who does so already, or that it was done.
    pub fn claim(&self) -> Result<Claim, String> {
        let lock = lock::acquire_at(&places::lock_of(&self.place))
            .map_err(|holder| format!("它正由 {} 恢复", holder.name()))?;
        match stamp::read(&self.place) {
            Ok((_, stamp)) if Content::of_stamp(&stamp) == self.content => Ok(Claim { _lock: lock }),
            Err(error)
                if error.kind() == std::io::ErrorKind::NotFound
                    && self.damage.only_base
                    && kept_base(&self.place).is_some() =>
            {
                Ok(Claim { _lock: lock })
            }
            Ok(_) => Err("它在这期间变过，请重新打开文件再看".to_owned()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err("它已经由另一个窗口恢复或删除".to_owned())
            }
            Err(error) => Err(format!("它读不出来了：{error}")),
        }
    }

    /// Keeps the journal under another name, so that it is not offered again; returns where. One that is kept already,
    /// or is another's, stays where it is.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn keep(&self) -> std::io::Result<PathBuf> {
        if self.is_aside() || !self.own {
            return Ok(self.place.clone());
        }
        // With it goes what a program left behind that had it locked.
        let _claim = self.claim().ok();
        places::set_aside(&self.place, "kept")
    }

    /// Whether the journal was set aside before.
    pub fn is_aside(&self) -> bool {
        self.place.extension().is_none_or(|extension| extension != "journal")
    }

    /// Removes the journal, as its owner wishes.
    ///
    /// # Errors
    /// Says in Chinese why it is still there.
    pub fn delete(&self) -> Result<(), String> {
        if !self.own {
            return Err(format!("这份日志是 {} 的，不能由别人删除", self.author()));
        }
        let _claim = self.claim()?;
        places::remove(&self.place).map_err(|error| format!("删除失败：{error}"))
    }
}

impl Damage {
    /// What cannot be read, in words; `None` where all can.
    pub fn words(&self) -> Option<String> {
        let mut words = Vec::new();
        if self.only_base {
            words.push("编辑日志丢失或读不出来，只剩它开始时的内容；此后的修改不能恢复".to_owned());
        } else if self.head {
            words.push("日志开头有损坏".to_owned());
        }
        if self.base {
            words.push("日志开始时的内容有损坏，恢复出来的请逐项核对".to_owned());
        }
        if self.lines > 0 {
            words.push(format!("日志有 {} 行读不出来，其中的修改不能恢复", self.lines));
        }
        if self.strange {
            words.push("日志里夹有读不出的内容".to_owned());
        }
        if self.torn {
            words.push("日志最后一行没有写完，没有用它".to_owned());
        }
        (!words.is_empty()).then(|| words.join("；"))
    }
}
