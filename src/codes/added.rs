//! Lists that people add for a year (`classifications/2024/功能分类.csv`): read over the lists of the nearest
//! earlier year, so that only what is new or called otherwise need be written; a code that is no longer used has
//! its last year in the column 停用年度 (`until`). A list that says in its name that it is complete
//! (`功能分类（完整）.csv`) takes the place of the earlier one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::pair::Pairs;
use super::problem::{CodesError, Place, Problem};
use super::read::{codes_instead, codes_over, pairs_over};
use super::{Classification, Scheme, shipped_for, years_of_changes};
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

/// The names in words, for whoever used another.
pub(super) const NAMES: &str = "功能分类.csv、部门经济分类.csv、政府经济分类.csv、收入分类.csv 或 经济分类对照.csv；\
     列全了当年科目的，名称后加“（完整）”，例如 功能分类（完整）.csv";

/// The lists that were added, by year.
static ADDED: OnceLock<Vec<Classification>> = OnceLock::new();

/// Lets the program use these lists beside the shipped ones. Only the first call counts, for what was judged
/// by one list must not be judged by another; to be called before a budget is opened.
pub fn add_lists(mut lists: Vec<Classification>) {
    lists.sort_by_key(Classification::year);
    // A second call is a mistake of the program that changes nothing.
    let _ = ADDED.set(lists);
}

/// The added list to use for a year, if there is one that is not older than the shipped one.
pub(super) fn added_for(year: i32) -> Option<&'static Classification> {
    nearest(ADDED.get()?, year)
}

fn nearest(lists: &[Classification], year: i32) -> Option<&Classification> {
    let found = lists.iter().rev().find(|list| list.year <= year)?;
    let shipped = shipped_for(year);
    (found.year >= shipped.year || shipped.year > year).then_some(found)
}

/// Reads the lists of every year in folders, and says what is wrong with those that cannot be read; a year is
/// read as a whole or not at all. A folder is either that of a year or holds folders of years; one that does
/// not exist holds none.
pub fn read_folders(folders: &[PathBuf]) -> (Vec<Classification>, Vec<CodesError>) {
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
            None => shipped_for(year).clone(),
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
