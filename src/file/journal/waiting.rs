//! What waits to be restored of a file, told before it is opened: no journal is moved or removed by looking.

use std::path::{Path, PathBuf};

use super::disk::{CURRENT, Content};
use super::looking::{Present, content_of, in_use};
use super::recovery::{Journal, Recovery};
use super::{lines, places};
use crate::file::process::Process;
use crate::file::stamp::{self, Stamp};

/// What was done to a file and is in none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// How many steps; none where only something was being typed, or the whole budget is kept.
    pub steps: usize,
    /// When the last was taken, `2026-11-23 14:05:09`.
    pub last: String,
    /// Who made them, where that is not this user.
    pub by: Option<String>,
}

/// What waits of a file, of the journals that are its own by their names; of several, of the one with the most steps.
/// What somebody is writing just now waits for nobody.
pub fn waiting(path: &Path, data: Option<&Path>) -> Option<Waiting> {
    let places = places::of_file(path, data);
    let others = places.last().into_iter().flat_map(|place| places::instead_of(place, data));
    let all: Vec<PathBuf> = places.iter().cloned().chain(others).filter(|place| place.is_file()).collect();
    if all.is_empty() {
        return None;
    }
    let present = Present { path, content: content_of(path) };
    let found = all.iter().filter_map(|place| read(place, &present, data));
    found.max_by_key(|found| found.steps)
}

/// The files whose journals are in the user's data folder since they had no place beside them.
pub fn files_apart(data: &Path) -> Vec<PathBuf> {
    let named = places::all_apart(data).into_iter().filter(|place| !places::is_unsaved(place));
    let read = named.filter_map(|place| lines::read(&stamp::read(&place).ok()?.0).header);
    let files = read.filter_map(|(header, _)| header.path.map(PathBuf::from));
    files.filter(|file| file.is_file()).collect()
}

fn read(place: &Path, present: &Present<'_>, data: Option<&Path>) -> Option<Waiting> {
    let (bytes, stamp): (_, Stamp) = stamp::read(place).ok().filter(|(bytes, _)| !bytes.is_empty())?;
    let read = lines::read(&bytes);
    let (header, _) = read.header.as_ref()?;
    let own = places::is_apart(place, data) || Process::is_of_this_user(&header.process);
    if header.journal > CURRENT || in_use(place, Some(&header.process)).is_some() {
        return None;
    }
    let content = Content::of_stamp(&stamp);
    let journal = Journal { place: place.to_owned(), read, content, own, useless: None };
    let onto = journal.onto(Some(present))?;
    let found = Some(Recovery::of(journal, onto)).filter(Recovery::is_pending)?;
    let by = (!own).then(|| found.author());
    Some(Waiting { steps: found.steps().len(), last: found.last_time(), by })
}
