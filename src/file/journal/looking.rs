//! Looking for journals that a program left behind. All that hold something are given; what is in its file is
//! removed if it is this user's and was read in full; what cannot be used is renamed, never removed.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::disk::{CURRENT, Content, Header, Line};
use super::recovery::{Journal, Onto, Recovery, kept_base};
use super::{lines, places};
use crate::file::lock;
use crate::file::places::{real, same_file};
use crate::file::process::{Alive, Process};
use crate::file::stamp::{self, Stamp};

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Steps that were not saved: those that go with the file first, then the journal with the most.
    pub found: Vec<Recovery>,
    /// Who has the budget open and writes its journal.
    pub in_use: Option<Process>,
    /// What the user should know, in Chinese.
    pub notices: Vec<String>,
}

/// A file that is looked at.
pub(super) struct Present<'a> {
    pub path: &'a Path,
    /// What it holds; `None` where it is gone.
    pub content: Option<Content>,
}

/// Looks for steps that programs left unsaved which ended without asking: of this file, and of files that were in its
/// folder and are gone. `stamp` is the present state of the file, `data` the user's data folder.
pub fn look_for(path: &Path, stamp: &Stamp, data: Option<&Path>) -> Looked {
    look(&Present { path, content: Some(Content::of_stamp(stamp)) }, data)
}

/// The same for a file that is gone: what its journal began with is beside that.
pub fn look_for_gone(path: &Path, data: Option<&Path>) -> Looked {
    look(&Present { path, content: None }, data)
}

/// Looks for what is in no file: budgets that were never saved, and journals whose files are gone.
pub fn look_for_unsaved(data: &Path) -> Looked {
    let mut looking = Looking::new(Some(data));
    for place in places::all_apart(data) {
        looking.examine(&place);
    }
    looking.settle(|journal| {
        let file = journal.file().filter(|_| !journal.is_of_unsaved());
        // What goes with a file is offered when that is opened.
        if file.is_some_and(|file| file.exists()) || journal.is_of_unknown_file() {
            None
        } else {
            Some(journal.onto(None))
        }
    })
}

/// Looks for journals that were set aside, in the user's data folder and beside a file.
pub fn look_for_aside(path: Option<&Path>, data: Option<&Path>) -> Vec<Recovery> {
    let beside = path.and_then(|path| real(path).parent().map(Path::to_owned));
    let folders = beside.into_iter().chain(data.map(places::apart));
    let mut looking = Looking::new(data);
    for place in folders.flat_map(|folder| places::all_aside(&folder)) {
        looking.examine(&place);
    }
    let found = looking.journals.into_iter().map(|mut journal| {
        let present = journal.file().filter(|file| file.is_file());
        let content = present.as_deref().and_then(content_of);
        let onto = match (&present, content) {
            _ if journal.read.is_nothing() => Some(Onto::Base),
            (Some(path), content) => journal.onto(Some(&Present { path, content })),
            _ => journal.onto(None),
        };
        if onto.is_none() && journal.useless.is_none() {
            journal.useless = Some(journal.why_no_base());
        }
        Recovery::of(journal, onto.unwrap_or(Onto::Base))
    });
    found.collect()
}

fn look(present: &Present<'_>, data: Option<&Path>) -> Looked {
    let mut looking = Looking::new(data);
    let own = places::of_file(present.path, data);
    let folder = real(present.path).parent().map(Path::to_owned);
    let beside = folder.iter().flat_map(|folder| places::all_beside(folder));
    let apart = data.map(places::all_apart).unwrap_or_default();
    let mut seen = HashSet::new();
    for place in
        own.iter().cloned().chain(beside).chain(apart.into_iter().filter(|place| !places::is_unsaved(place)))
    {
        if seen.insert(place.clone()) {
            let is_of_file = own.contains(&place);
            looking.examine_if(&place, is_of_file, |journal| {
                is_of_file
                    || journal.file().is_some_and(|file| same_file(&file, present.path))
                    || journal.is_orphan()
                    || journal.was_saved_to(present.path)
            });
        }
    }
    looking.settle(|journal| {
        let is_of_file =
            own.contains(&journal.place) || journal.file().is_some_and(|file| same_file(&file, present.path));
        let onto = journal.onto(Some(present));
        match &onto {
            // What another file's journal holds is looked at with that file.
            Some(Onto::File { path, .. })
                if !path.as_ref().is_some_and(|path| same_file(path, present.path)) =>
            {
                is_of_file.then_some(onto)
            }
            _ if !is_of_file && !journal.is_orphan() && !matches!(onto, Some(Onto::File { .. })) => None,
            // The file was renamed: what it holds is what the journal began with.
            Some(Onto::File { .. }) => Some(onto),
            // What is apart in the user's data folder is offered at the start.
            _ if !is_of_file && places::is_apart(&journal.place, data) => None,
            _ => Some(onto),
        }
    })
}

/// What a file holds.
pub(super) fn content_of(path: &Path) -> Option<Content> {
    Stamp::read(path).ok().map(|stamp| Content::of_stamp(&stamp))
}

struct Looking<'a> {
    data: Option<&'a Path>,
    journals: Vec<Journal>,
    looked: Looked,
}

impl<'a> Looking<'a> {
    fn new(data: Option<&'a Path>) -> Self {
        Self { data, journals: Vec::new(), looked: Looked::default() }
    }

    fn examine(&mut self, place: &Path) {
        self.examine_if(place, true, |_| true);
    }

    /// Reads a journal and takes it up if it is wanted. `is_own_place` says that nothing else may be in that place.
    fn examine_if(&mut self, place: &Path, is_own_place: bool, wanted: impl FnOnce(&Journal) -> bool) {
        if place.metadata().is_ok_and(|found| !found.is_file()) {
            return;
        }
        let (bytes, stamp) = match stamp::read(place) {
            Ok((bytes, _)) if bytes.is_empty() && !keeps_budget(place) => return,
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::NotFound && keeps_budget(place) => {
                (Vec::new(), Stamp::of(&[], None))
            }
            Err(error) => {
                if is_own_place && !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
                    let said = format!("编辑日志 {} 读不出来（{error}），它还在那里", place.display());
                    self.looked.notices.push(said);
                }
                return;
            }
        };
        let read = lines::read(&bytes);
        let is_newer = read.header.as_ref().map_or(read.unknown, |(header, _)| header.journal > CURRENT);
        let writer = read.header.as_ref().map(|(header, _)| header.process.clone());
        let own = places::is_apart(place, self.data) || writer.as_ref().is_none_or(Process::is_of_this_user);
        let content = Content::of_stamp(&stamp);
        let mut journal = Journal { place: place.to_owned(), read, content, own, useless: None };
        if is_newer {
            journal.useless = Some("由更新的版本写出，请用那个版本恢复");
        } else if journal.read.is_nothing() && !keeps_budget(place) {
            journal.useless = Some("读不出任何一步，它开始时的内容也没有留下");
        }
        if let Some(writer) = in_use(place, writer.as_ref()) {
            if is_own_place || wanted(&journal) {
                self.looked.in_use = Some(writer);
            }
        } else if let Some(useless) = journal.useless.filter(|_| !places::is_aside(place)) {
            if is_own_place {
                self.set_aside(place, useless);
            }
        } else if wanted(&journal) {
            self.journals.push(journal);
        }
    }

    /// Says of each journal what its steps are done again to: `None` leaves it alone, `Some(None)` finds nothing.
    fn settle(mut self, onto: impl Fn(&Journal) -> Option<Option<Onto>>) -> Looked {
        let journals = self.without_those_in_others();
        for journal in journals {
            let place = journal.place.clone();
            match onto(&journal) {
                None => {}
                Some(None) if !journal.own => {
                    let said = format!(
                        "另有一份 {} 的编辑日志与现在的内容对不上，没有套用；它还在 {}",
                        writer_of(&journal),
                        place.display()
                    );
                    self.looked.notices.push(said);
                }
                Some(None) => self.set_aside(&place, journal.why_no_base()),
                Some(Some(onto)) => self.offer(Recovery::of(journal, onto)),
            }
        }
        self.looked.found.sort_by_key(|found| (found.is_apart(), std::cmp::Reverse(found.steps().len())));
        self.looked
    }

    fn offer(&mut self, found: Recovery) {
        let place = found.place().to_owned();
        if found.is_pending() {
            self.looked.found.push(found);
        } else if found.is_own() && found.is_whole() {
            // Everything is in the file. What cannot be removed is recognised again.
            let _ = places::remove(&place);
        } else if found.is_own() && !found.is_aside() {
            self.set_aside(&place, &found.damage().words().unwrap_or_default());
        }
    }

    /// The journals without those of which another, that was read in full, holds everything.
    fn without_those_in_others(&mut self) -> Vec<Journal> {
        let journals = std::mem::take(&mut self.journals);
        let held: Vec<bool> =
            journals.iter().map(|journal| journals.iter().any(|other| other.holds(journal))).collect();
        let mut left = Vec::new();
        for (journal, held) in journals.into_iter().zip(held) {
            if !held {
                left.push(journal);
            } else if journal.own && journal.read.in_full() {
                let _ = places::remove(&journal.place);
            }
        }
        left
    }

    fn set_aside(&mut self, place: &Path, reason: &str) {
        let notice = match places::set_aside(place, "orphan") {
            Ok(aside) => {
                format!("发现一份不能使用的编辑日志（{reason}），没有套用；已保留为 {}", aside.display())
            }
            Err(error) => format!(
                "发现一份不能使用的编辑日志（{reason}），没有套用；它还在 {}（改名失败：{error}）",
                place.display()
            ),
        };
        self.looked.notices.push(notice);
    }
}

/// Whether what is kept beside a journal is worth restoring without it: the whole budget of one that is in no file, or
/// what was set aside.
fn keeps_budget(place: &Path) -> bool {
    (places::is_unsaved(place) || places::is_aside(place))
        && kept_base(place).is_some_and(|base| base.length > 0)
}

/// Who is writing a journal, if anybody is.
pub(super) fn in_use(place: &Path, writer: Option<&Process>) -> Option<Process> {
    let said = || writer.cloned().unwrap_or_default();
    if writer.is_some_and(|writer| writer.alive() == Alive::Yes) {
        return Some(said());
    }
    // Where the system holds the journal for whoever writes it, it knows best.
    let held = cfg!(unix)
        && File::open(place).is_ok_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)));
    if held {
        return Some(said());
    }
    lock::holder_at(&places::lock_of(place)).map(|holder| holder.process)
}

fn writer_of(journal: &Journal) -> String {
    journal.header().map_or_else(|| "不知是谁".to_owned(), |header| header.process.name())
}

impl Journal {
    fn header(&self) -> Option<&Header> {
        self.read.header.as_ref().map(|(header, _)| header)
    }

    /// The file of its budget.
    fn file(&self) -> Option<PathBuf> {
        match self.header() {
            // Relative to which folder, nobody knows any more.
            Some(header) if header.path.is_some() && !self.has_relative_path() => {
                header.path.as_ref().map(PathBuf::from)
            }
            _ if self.is_of_unsaved() => None,
            _ => places::file_of(&self.place),
        }
    }

    /// Why there is nothing that its steps could be done again to.
    fn why_no_base(&self) -> &'static str {
        match self.file() {
            None => "这份预算还没有存成文件，日志开始时的内容也没有留下",
            Some(file) if !file.exists() => "它的文件已不在，日志开始时的内容也没有留下",
            Some(_) => "文件现在的内容不是日志开始时的内容，那时的内容也没有留下",
        }
    }

    fn has_relative_path(&self) -> bool {
        let path = self.header().and_then(|header| header.path.as_ref());
        path.is_some_and(|path| !Path::new(path).is_absolute())
    }

    /// Whether only its place tells of which file it is, once that is opened.
    fn is_of_unknown_file(&self) -> bool {
        self.has_relative_path() && !self.is_of_unsaved()
    }

    fn is_of_unsaved(&self) -> bool {
        places::is_unsaved(&self.place) || self.header().is_some_and(|header| header.kept)
    }

    /// Whether its file is gone, under the name that it says and under that of the file beside it.
    fn is_orphan(&self) -> bool {
        let beside = places::file_of(&self.place).filter(|_| !self.is_of_unsaved());
        !self.file().is_some_and(|file| file.exists()) && !beside.is_some_and(|file| file.exists())
    }

    /// Whether it says that its budget was about to be written to a file.
    fn was_saved_to(&self, path: &Path) -> bool {
        let path = real(path).to_string_lossy().into_owned();
        self.read
            .lines
            .iter()
            .any(|sound| matches!(&sound.line, Line::Saving(saving) if saving.path.as_ref() == Some(&path)))
    }

    /// Whether everything that another holds is in this one.
    fn holds(&self, other: &Self) -> bool {
        if self.place == other.place || !self.read.in_full() {
            return false;
        }
        let (Some((header, check)), Some((_, others))) = (&self.read.header, &other.read.header) else {
            return false;
        };
        if header.follows.as_deref() == Some(format!("{others:016x}").as_str()) {
            return true;
        }
        // The same journal, left behind where it could not be written any more.
        check == others
            && self.read.lines.starts_with(&other.read.lines)
            && (self.read.lines.len(), &self.place) > (other.read.lines.len(), &other.place)
    }

    /// What its steps are to be done again to; `None` where there is nothing of that kind.
    pub(super) fn onto(&self, present: Option<&Present<'_>>) -> Option<Onto> {
        if let Some(onto) = self.saved_to(present) {
            return Some(onto);
        }
        let base = kept_base(&self.place);
        if let Some(Present { path, content: Some(content) }) = present {
            let onto = |expects| Onto::File { path: Some((*path).to_owned()), from: 0, expects };
            match self.header() {
                Some(header) if header.base == *content => return Some(onto(Some(header.opened))),
                None if base == Some(*content) => return Some(onto(None)),
                _ => {}
            }
        }
        base.map(|_| Onto::Base)
    }

    /// The file that was written with the steps up to a line, and is as it was written.
    fn saved_to(&self, present: Option<&Present<'_>>) -> Option<Onto> {
        self.read.lines.iter().enumerate().rev().find_map(|(at, sound)| {
            let Line::Saving(saving) = &sound.line else {
                return None;
            };
            let own = self.file();
            let path = saving.path.as_ref().map(PathBuf::from).or(own);
            let is_present =
                present.filter(|present| path.as_ref().is_none_or(|path| same_file(path, present.path)));
            let (path, content) = match is_present {
                Some(present) => (Some(present.path.to_owned()), present.content),
                None => {
                    let path = path?;
                    let same_length = path.metadata().is_ok_and(|file| file.len() == saving.length);
                    let content = same_length.then(|| content_of(&path)).flatten();
                    (Some(path), content)
                }
            };
            let expects = saving.content();
            (content == Some(expects)).then_some(Onto::File { path, from: at + 1, expects: Some(expects) })
        })
    }
}
