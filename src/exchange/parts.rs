//! Which documents that somebody names together are one budget though not each of their names says which part it is: the text
//! in one and the tables in another, of one department and one year. It reads them; what names alone say is for
//! `together`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::Text;
use super::patterns::compile;
use super::together::are_called_alike;
use super::words::squeeze;
use crate::schema::{Format, Formats};
use crate::text::is_cjk;

/// More files than these are not read to find out.
const MOST: usize = 4;
/// So many tables make a file one of tables, and so many paragraphs one of text; a note or two below tables make none.
const TABLES: usize = 2;
const PARAGRAPHS: usize = 3;

/// What a file says of itself.
struct Part {
    path: PathBuf,
    is_text: bool,
    department: String,
    year: Option<i32>,
    /// All of it, without blanks between letters.
    words: String,
}

/// The files that are one budget each, the text before the tables; `groups` are those whose names say so already. Where
/// a text fits several files of tables, or these several texts, nobody can tell and all stay apart.
pub fn parts_together(groups: Vec<Vec<PathBuf>>, formats: &Formats) -> Vec<Vec<PathBuf>> {
    let (single, mut out): (Vec<_>, Vec<_>) = groups.into_iter().partition(|files| files.len() == 1);
    let paths: Vec<PathBuf> = single.into_iter().flatten().collect();
    let general = formats.iter().find(|format| format.vocabulary.is_some());
    let Some(general) = general.filter(|_| (2..=MOST).contains(&paths.len())) else {
        out.extend(paths.into_iter().map(|path| vec![path]));
        out.sort();
        return out;
    };
    let parts: Vec<Part> = paths.iter().filter_map(|path| Part::of(path, general)).collect();
    let (texts, tables): (Vec<&Part>, Vec<&Part>) = parts.iter().partition(|part| part.is_text);
    let pairs: Vec<(&Path, &Path)> = texts
        .iter()
        .flat_map(|text| tables.iter().map(move |tables| (*text, *tables)))
        .filter(|(text, tables)| text.belongs_to(tables))
        .map(|(text, tables)| (text.path.as_path(), tables.path.as_path()))
        .collect();
    let count = |path: &Path| pairs.iter().filter(|(one, other)| *one == path || *other == path).count();
    let sure = |path: &Path| {
        pairs
            .iter()
            .find(|(one, other)| (*one == path || *other == path) && count(one) == 1 && count(other) == 1)
    };
    for path in &paths {
        match sure(path) {
            Some((text, tables)) if *text == path.as_path() => {
                out.push(vec![path.clone(), tables.to_path_buf()])
            }
            Some(_) => {}
            None => out.push(vec![path.clone()]),
        }
    }
    out.sort();
    out
}

impl Part {
    /// `None` of a file that cannot be read, that is a whole budget, or neither part.
    fn of(path: &Path, general: &Arc<Format>) -> Option<Self> {
        let text = Text::read(path, None).ok()?;
        let imported = match text.import_by(general) {
            Some((imported, _)) => imported,
            None => text.import(general),
        };
        let (tables, ..) = imported.report.reach();
        let sections = imported.budget.narrative.iter();
        let paragraphs = sections.flat_map(|section| &section.paragraphs).filter(|text| text.ends_with('。'));
        let is_text = match (tables >= TABLES, paragraphs.count() >= PARAGRAPHS) {
            (true, false) => false,
            (false, true) => true,
            _ => return None,
        };
        let department = &imported.budget.department;
        let names = [&department.name, &department.full_name];
        let department = names.into_iter().find(|name| !name.is_empty()).map(|name| squeeze(name));
        let department = department.unwrap_or_default();
        let words = text.text.lines().map(squeeze).collect::<Vec<_>>().join("\n");
        Some(Self { path: path.to_owned(), is_text, department, year: year(general, &text.text), words })
    }

    /// Whether another file that does not say whose it is names its department, and no body whose name begins so.
    fn is_named_in(&self, other: &Self) -> bool {
        let name = self.department.as_str();
        let mut behind = other.words.match_indices(name).map(|(at, _)| other.words.get(at + name.len()..));
        let ends = |rest: Option<&str>| rest.and_then(|rest| rest.chars().next()).is_none_or(|c| !is_cjk(c));
        let is_named = !name.is_empty() && other.department.is_empty() && behind.next().is_some_and(ends);
        is_named && behind.all(ends)
    }

    /// Whether both are of one department and year: nothing may speak against it, and the names or both say it.
    fn belongs_to(&self, other: &Self) -> bool {
        let is_same = self.department == other.department;
        let is_whose =
            is_same && !self.department.is_empty() || self.is_named_in(other) || other.is_named_in(self);
        let speaks_against = !is_same && !self.department.is_empty() && !other.department.is_empty()
            || self.year.zip(other.year).is_some_and(|(one, other)| one != other);
        let is_said = are_called_alike(&self.path, &other.path)
            || is_whose && self.year.is_some() && self.year == other.year;
        is_said && !speaks_against
    }
}

/// The year of a document by its cover; else the latest of those whose budget it speaks of, since tables have columns of the
/// year before; else the latest that stands anywhere, but for months in which something is to be done.
pub(super) fn year(general: &Format, text: &str) -> Option<i32> {
    let (anywhere, titles) = general.document.year.split_last()?;
    let of = |pattern: &String| -> Vec<i32> {
        let Some(pattern) = compile(pattern) else { return Vec::new() };
        let found = pattern.captures_iter(text).filter_map(|found| {
            let year = found.get(1)?;
            let behind = text.get(year.end()..)?.trim_start_matches(['年', ' ']);
            let is_month = behind.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('月');
            (!is_month).then(|| year.as_str().parse().ok())?
        });
        found.collect()
    };
    let (cover, titles) = titles.split_first()?;
    let of_titles = || titles.iter().flat_map(of).max();
    of(cover).first().copied().or_else(of_titles).or_else(|| of(anywhere).into_iter().max())
}
