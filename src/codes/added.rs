//! Lists that people add for a year (`classifications/2024/功能分类.csv`): read over the lists of the nearest
//! earlier year, so that only what is new or called otherwise need be written; a code that is no longer used has
//! its last year in the column 停用年度 (`until`). A list that says in its name that it is complete
//! (`功能分类（完整）.csv`) takes the place of the earlier one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::pair::Pairs;
use super::problem::{CodesError, Place, Problem};
use super::read::{codes_instead, codes_over, pairs_over};
use super::{Classification, Scheme, years_of_changes};
use crate::{encoding, opening};

/// The names that files of lists may have, with what they hold; `None` for the pairs of economic codes.
const FILES: [(&str, Option<Scheme>); 10] = [
    ("functional", Some(Scheme::Function)),
    ("功能分类", Some(Scheme::Function)),
    ("dept_economic", Some(Scheme::DepartmentEconomic)),
    ("部门经济分类", Some(Scheme::DepartmentEconomic)),
    ("gov_economic", Some(Scheme::GovernmentEconomic)),
    ("政府经济分类", Some(Scheme::GovernmentEconomic)),
    ("revenue", Some(Scheme::Income)),
    ("收入分类", Some(Scheme::Income)),
    ("econ_mapping", None),
    ("经济分类对照", None),
];

/// What is added to the name of a list that holds every code of its year.
const COMPLETE: [&str; 3] = ["（完整）", "(完整)", "-complete"];

/// The classifications of all years: the shipped ones, and those that were added. A copy costs nothing.
#[derive(Clone, Debug, Default)]
pub struct Classifications {
    /// In the order of their years.
    pub(super) added: Arc<[Classification]>,
}

impl Classifications {
    /// The shipped ones and those of folders; what of these cannot be used. A year is read as a whole or not at all; a folder is
    /// either that of a year or holds folders of years, and one that does not exist holds none.
    pub fn with_folders(folders: &[PathBuf]) -> (Self, Vec<CodesError>) {
        let (mut lists, errors) = read_folders(folders);
        lists.sort_by_key(Classification::year);
        (Self { added: lists.into() }, errors)
    }

    /// The classifications to use for a budget of `year`: the nearest year that is not later, of those shipped
    /// and those added, else the earliest shipped; for 0, which is no year, the latest.
    /// [`Classification::year`] says which one it is.
    pub fn for_year(&self, year: i32) -> &Classification {
        let year = if year == 0 { i32::MAX } else { year };
        nearest(&self.added, year).unwrap_or_else(|| Classification::shipped(year))
    }

    /// The latest: what is asked where no year is known, as of a document that is being read.
    pub fn latest(&self) -> &Classification {
        self.for_year(0)
    }
}

/// The added list to use for a year, if there is one that is not older than the shipped one.
fn nearest(lists: &[Classification], year: i32) -> Option<&Classification> {
    let found = lists.iter().rev().find(|list| list.year <= year)?;
    let shipped = Classification::shipped(year);
    (found.year >= shipped.year || shipped.year > year).then_some(found)
}

/// The lists of every year in folders, and what is wrong with those that cannot be read.
fn read_folders(folders: &[PathBuf]) -> (Vec<Classification>, Vec<CodesError>) {
    let (mut years, mut errors) = (Vec::new(), Vec::new());
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        if let Some(year) = year_of(folder) {
            years.push((year, folder.clone()));
            continue;
        }
        let entries = fs::read_dir(folder).into_iter().flatten();
        let mut below: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        below.retain(|path| path.is_dir());
        below.sort();
        for path in below {
            match year_of(&path) {
                Some(year) => years.push((year, path)),
                None => errors.push(error(&path, Problem::UnknownYear)),
            }
        }
    }
    years.sort_by_key(|(year, _)| *year);
    let mut lists: Vec<Classification> = Vec::new();
    for (year, folder) in years {
        go_on(&mut lists, |next| next < year);
        let shipped = years_of_changes().any(|of| of == year);
        let base = match lists.iter().rev().find(|list| list.year <= year) {
            Some(list) if list.year < year && shipped => list.in_year(year),
            Some(list) => list.clone(),
            None => Classification::shipped(year).clone(),
        };
        match read_year(year, &folder, base) {
            Ok(Some(list)) => {
                // What stands in a later folder for the same year was read over the earlier one.
                lists.retain(|known| known.year != year);
                lists.push(list);
            }
            Ok(None) => {}
            Err(error) => errors.push(error),
        }
    }
    go_on(&mut lists, |_| true);
    (lists, errors)
}

/// Carries what was added over to later years of which changes are shipped.
fn go_on(lists: &mut Vec<Classification>, is_wanted: impl Fn(i32) -> bool) {
    for year in years_of_changes() {
        let Some(last) = lists.last().filter(|last| last.year < year && is_wanted(year)) else { continue };
        let next = last.in_year(year);
        lists.push(next);
    }
}

fn year_of(folder: &Path) -> Option<i32> {
    let name = folder.file_name()?.to_str()?.trim_end_matches('年');
    name.parse().ok().filter(|year| (1949..=9999).contains(year))
}

fn read_year(year: i32, folder: &Path, base: Classification) -> Result<Option<Classification>, CodesError> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found.eq_ignore_ascii_case("csv")));
    paths.sort();
    let mut files = Vec::with_capacity(paths.len());
    for path in &paths {
        let (scheme, is_complete) = named(path).ok_or_else(|| error(path, Problem::UnknownFile))?;
        files.push((path, scheme, is_complete));
    }
    // What is added stands over what is complete.
    files.sort_by_key(|(_, _, is_complete)| !is_complete);
    let mut list = Classification { year, ..base };
    for &(path, scheme, is_complete) in &files {
        let (bytes, _) = opening::read(path, opening::SMALL)
            .map_err(|why| error(path, Problem::Unreadable(why.to_string())))?;
        let text = encoding::decode(&bytes).text;
        let name = path.display().to_string();
        match scheme {
            Some(scheme) => {
                let known = list.list(scheme);
                let codes = if is_complete {
                    codes_instead(scheme, &name, &text, known, year)?
                } else {
                    codes_over(scheme, &name, &text, known)?
                };
                list.set(scheme, codes);
                if is_complete {
                    list.complete.insert(scheme);
                }
            }
            None if is_complete => list.pairs = pairs_over(&name, &text, &Pairs::default())?,
            None => list.pairs = pairs_over(&name, &text, &list.pairs)?,
        }
        list.added.push((scheme, name));
    }
    Ok((!files.is_empty()).then_some(list))
}

/// What a file lists by its name, and whether all of it; `None` for a name that no list has.
fn named(path: &Path) -> Option<(Option<Scheme>, bool)> {
    let stem = path.file_stem()?.to_string_lossy().to_lowercase();
    let complete = COMPLETE.iter().find_map(|ending| stem.strip_suffix(ending));
    let (_, scheme) = FILES.iter().find(|(name, _)| *name == complete.unwrap_or(&stem).trim_end())?;
    Some((*scheme, complete.is_some()))
}

fn error(path: &Path, problem: Problem) -> CodesError {
    CodesError { place: Place { file: path.display().to_string(), line: 0, column: None }, problem }
}
