//! What a journal says was not saved. Looking for it changes no budget; a journal that does not belong
//! to what is there is renamed, never removed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{CURRENT, Content, Header, Line};
use super::draft::Typed;
use super::{lines, places};
use crate::edit::Logged;
use crate::file::process::{Alive, Process};
use crate::file::stamp::{self, Stamp};
use crate::file::{Extras, to_text};
use crate::model::Budget;

/// Steps that were not saved.
#[derive(Clone, Debug)]
pub struct Recovery {
    place: PathBuf,
    header: Header,
    done: Vec<Logged>,
    /// What was being typed at the end.
    drafts: Vec<Typed>,
    last: String,
    /// What the budget's text must be for the steps to be done again.
    expects: Content,
    /// Whether the journal ends in what cannot be read.
    damaged: bool,
    /// Whether the steps belong to what is kept beside the journal, and not to the file.
    apart: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Looked {
    /// Steps that were not saved.
    pub pending: Option<Recovery>,
    /// Who has the budget open and writes its journal.
    pub in_use: Option<Process>,
    /// What the user should know, in Chinese.
    pub notices: Vec<String>,
}

/// Looks for steps that a program left unsaved which ended without asking. `stamp` is the present state of
/// the file, `data` the user's data folder.
pub fn look_for(path: &Path, stamp: &Stamp, data: Option<&Path>) -> Looked {
    look(path, Content::of_stamp(stamp), data)
}

fn look(path: &Path, present: Content, data: Option<&Path>) -> Looked {
    let mut looked = Looked::default();
    for place in places::of_file(path, data) {
        match read(&place) {
            Journal::None => {}
            Journal::InUse(process) => looked.in_use = Some(process),
            Journal::Unreadable(reason) => looked.keep_orphan(&place, &reason),
            Journal::Sound(header, lines, damaged) => {
                let found = Recovery::since(&place, &header, &lines, damaged, present)
                    .or_else(|| Recovery::apart(&place, &header, &lines, damaged));
                match found {
                    None => looked.keep_orphan(&place, "文件现在的内容不是日志开始时的内容"),
                    Some(found) if found.steps().is_empty() && found.drafts.is_empty() && !found.apart => {
                        // Everything is in the file.
                        found.remove();
                    }
                    // Of two, one had to be left for the other: the longer is the later.
                    Some(found) => match &looked.pending {
                        Some(other) if other.done.len() >= found.done.len() => found.remove(),
                        Some(other) => {
                            other.remove();
                            looked.pending = Some(found);
                        }
                        None => looked.pending = Some(found),
                    },
                }
            }
        }
    }
    looked
}

/// The same for a file that is gone: what its journal began with is beside that.
pub fn look_for_gone(path: &Path, data: Option<&Path>) -> Looked {
    look(path, Content { hash: 0, length: u64::MAX }, data)
}

/// Looks for budgets that were in no file when their program ended without asking.
pub fn look_for_unsaved(data: &Path) -> (Vec<Recovery>, Vec<String>) {
    let mut looked = Looked::default();
    let mut found = Vec::new();
    for place in places::all_unsaved(data) {
        match read(&place) {
            Journal::None | Journal::InUse(_) => {}
            Journal::Unreadable(reason) => looked.keep_orphan(&place, &reason),
            Journal::Sound(header, lines, damaged) => {
                let recovery =
                    kept_base(&place).and_then(|_| Recovery::apart(&place, &header, &lines, damaged));
                match recovery {
                    Some(recovery) => found.push(recovery),
                    None => looked.keep_orphan(&place, "日志开始时的内容缺失或损坏"),
                }
            }
        }
    }
    (found, looked.notices)
}

/// The content that is kept beside a journal.
fn kept_base(journal: &Path) -> Option<Content> {
    stamp::read(&places::base_of(journal)).ok().map(|(_, stamp)| Content::of_stamp(&stamp))
}

enum Journal {
    None,
    InUse(Process),
    Unreadable(String),
    Sound(Header, Vec<Line>, bool),
}

fn read(place: &Path) -> Journal {
    let bytes = match stamp::read(place) {
        Ok((bytes, _)) if bytes.is_empty() => return Journal::None,
        Ok((bytes, _)) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Journal::None,
        Err(error) => return Journal::Unreadable(format!("读不出来：{error}")),
    };
    let read = lines::read(&bytes);
    let damaged = read.length < bytes.len();
    let mut lines = read.lines.into_iter();
    match lines.next() {
        Some(Line::Header(header)) if header.journal > CURRENT => {
            Journal::Unreadable("由更新的版本写出".to_owned())
        }
        Some(Line::Header(header)) if header.process.alive() == Alive::Yes => Journal::InUse(header.process),
        Some(Line::Header(header)) => Journal::Sound(header, lines.collect(), damaged),
        _ if read.unknown => Journal::Unreadable("由更新的版本写出".to_owned()),
        _ => Journal::Unreadable("开头已损坏".to_owned()),
    }
}

impl Looked {
    fn keep_orphan(&mut self, place: &Path, reason: &str) {
        let notice = match places::set_aside(place, "orphan") {
            Ok(aside) => {
                format!("发现一份不能使用的编辑日志（{reason}），没有套用；已保留为 {}", aside.display())
            }
            Err(error) => format!(
                "发现一份不能使用的编辑日志（{reason}），没有套用；它还在 {}（改名失败：{error}）",
                place.display()
            ),
        };
        self.notices.push(notice);
    }
}

impl Recovery {
    /// The steps that are not in a content; `None` if the journal has nothing to do with it.
    fn since(place: &Path, header: &Header, lines: &[Line], damaged: bool, present: Content) -> Option<Self> {
        let saved =
            lines.iter().rposition(|line| matches!(line, Line::Saving(content) if *content == present));
        let (from, expects) = match saved {
            Some(saved) => (saved + 1, present),
            None if header.base == present => (0, header.opened),
            None => return None,
        };
        Some(Self::of(place, header, lines.get(from..).unwrap_or_default(), damaged, expects))
    }

    /// All steps, to be done again to what the journal began with; `None` if that is not beside it.
    fn apart(place: &Path, header: &Header, lines: &[Line], damaged: bool) -> Option<Self> {
        kept_base(place).filter(|base| *base == header.opened)?;
        Some(Self { apart: true, ..Self::of(place, header, lines, damaged, header.opened) })
    }

    fn of(place: &Path, header: &Header, lines: &[Line], damaged: bool, expects: Content) -> Self {
        let mut last = header.started.clone();
        let mut done = Vec::new();
        let mut drafts = Vec::new();
        for line in lines {
            let (step, kind): (_, fn(Arc<_>) -> _) = match line.clone() {
                Line::Apply(step) => (step, Logged::Applied),
                Line::Undo(step) => (step, Logged::Undone),
                Line::Redo(step) => (step, Logged::Redone),
                Line::Header(_) | Line::Saving(_) => continue,
                Line::Draft(typed) => {
                    let first = (typed.place, typed.text);
                    drafts = [first]
                        .into_iter()
                        .chain(typed.more)
                        .filter(|(place, _)| !place.is_empty())
                        .collect();
                    last = typed.at;
                    continue;
                }
            };
            drafts = Vec::new();
            let (batch, at) = step.batch();
            done.push(kind(Arc::new(batch)));
            last = at;
        }
        let (place, header) = (place.to_owned(), header.clone());
        Self { place, header, done, drafts, last, expects, damaged, apart: false }
    }

    /// Where the journal is.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// The budget's file, as its journal names it.
    pub fn file(&self) -> Option<&str> {
        self.header.path.as_deref()
    }

    /// Department and year of the budget, to be shown.
    pub fn title(&self) -> String {
        format!("{} {}", self.header.department, self.header.year)
    }

    /// What was done, in order, to be done again.
    pub fn done(&self) -> &[Logged] {
        &self.done
    }

    /// What was being typed and not entered: where, and the text.
    pub fn drafts(&self) -> &[Typed] {
        &self.drafts
    }

    /// When the last step was taken, `2026-11-23 14:05:09`.
    pub fn last_time(&self) -> String {
        self.last.chars().take(19).collect::<String>().replace('T', " ")
    }

    /// Whether what followed the steps cannot be read.
    pub fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// The names of the steps that are in effect at the end.
    pub fn steps(&self) -> Vec<String> {
        let mut steps: Vec<(String, bool)> = Vec::new();
        let mut undone = Vec::new();
        for logged in &self.done {
            match logged {
                Logged::Applied(step) => {
                    steps.push((step.label.clone(), true));
                    undone.clear();
                }
                Logged::Undone(step) => match steps.pop_if(|(_, own)| *own) {
                    Some(taken_back) => undone.push(taken_back),
                    None => {
                        steps.push((format!("撤销 {}", step.label), false));
                        undone.clear();
                    }
                },
                Logged::Redone(step) => {
                    steps.push(undone.pop().unwrap_or_else(|| (step.label.clone(), true)));
                }
            }
        }
        steps.into_iter().map(|(label, _)| label).collect()
    }

    /// Whether the steps can be done again to a budget: it is, once opened, what they were done to.
    pub fn fits(&self, budget: &Budget, extras: &Extras) -> bool {
        Content::of(&to_text(budget, extras)) == self.expects
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
        fs::read_to_string(places::base_of(&self.place))
    }

    /// Keeps the journal under another name, so that it is not offered again; returns where.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn keep(&self) -> std::io::Result<PathBuf> {
        places::set_aside(&self.place, "kept")
    }

    /// Removes a journal of which nothing is needed.
    fn remove(&self) {
        let _ = fs::remove_file(&self.place);
        let _ = fs::remove_file(places::base_of(&self.place));
    }
}
