//! Titles that stand below their tables, as under pictures. Told by what the tables are, and put above them, so that whatever
//! reads tables knows one order. Each line keeps its number and its place in the file.

use super::dress::{is_number, is_page};
use super::patterns::Patterns;
use super::split::{Line, is_short};
use super::units;

/// A line that is the title of a known table.
pub(super) struct Caption {
    /// Which line it is.
    pub at: usize,
    /// Whether its table has two sides beside one another: what is seen of rows, too.
    pub is_sided: bool,
}

/// Whether the titles of a document stand below their tables. Order alone does not say so, where the first title was not
/// found and the last table has no rows: a table with two sides must stand above its title, and none below.
pub(super) fn stand_below(
    lines: &[Line<'_>],
    captions: &[Caption],
    patterns: &Patterns,
    is_sided: impl Fn(&[Line<'_>]) -> bool,
) -> bool {
    let is_title = |at: usize| captions.iter().any(|caption| caption.at == at);
    let above = |at: usize| rows_above(lines, at, &is_title, patterns);
    let below = |at: usize| rows_below(lines, at, &is_title, patterns);
    let near: Vec<&Caption> = captions
        .iter()
        // In a list of tables title follows title.
        .filter(|caption| {
            let before = (0..caption.at).rev().find(|at| lines.get(*at).is_some_and(|line| !line.is_blank()));
            !before.is_some_and(is_title)
        })
        .filter(|caption| above(caption.at).is_some() || below(caption.at).is_some())
        .collect();
    let has_none_below = near.last().is_some_and(|last| below(last.at).is_none());
    let all_above = near.iter().all(|caption| above(caption.at).is_some());
    if near.len() < 2 || !has_none_below || !all_above {
        return false;
    }
    let sided = |range: Option<(usize, usize)>| {
        range.and_then(|(from, to)| lines.get(from..to)).is_some_and(&is_sided)
    };
    let mut witnesses = near.iter().filter(|caption| caption.is_sided).peekable();
    witnesses.peek().is_some()
        && witnesses.clone().all(|caption| sided(above(caption.at)))
        && witnesses.any(|caption| !sided(below(caption.at)))
}

/// The lines with each title above its rows, and what stands between the two behind it.
pub(super) fn raised<'t>(
    lines: &[Line<'t>],
    is_title: impl Fn(usize) -> bool,
    patterns: &Patterns,
) -> Vec<Line<'t>> {
    let mut out: Vec<Line<'t>> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let rows = is_title(at).then(|| rows_above(lines, at, &is_title, patterns)).flatten();
        let Some((from, to)) = rows else {
            out.push(*line);
            continue;
        };
        // What stands above it was taken over as it is, since no title is among it.
        let mut behind = out.split_off(out.len().saturating_sub(at - from));
        let head = behind.split_off((to - from).min(behind.len()));
        out.push(*line);
        out.extend(head);
        out.extend(behind);
    }
    out
}

/// The rows that end right above a line with what stands above them of their head: their first line, and the one behind the
/// last.
fn rows_above(
    lines: &[Line<'_>],
    at: usize,
    is_title: &impl Fn(usize) -> bool,
    patterns: &Patterns,
) -> Option<(usize, usize)> {
    let own = |at: &usize| lines.get(*at).is_some_and(|line| !is_title(*at) && !is_text(line, patterns));
    let row = |at: &usize| lines.get(*at).is_some_and(is_row);
    let from = (0..at).rev().take_while(own).last()?;
    let last = (from..at).rev().find(row)?;
    let is_head = (last + 1..at).all(|at| lines.get(at).is_some_and(|line| is_margin(line, patterns)));
    let first = (from..=last).find(|at| lines.get(*at).is_some_and(|line| !line.is_blank()))?;
    is_head.then_some((first, last + 1))
}

/// The rows that begin right below a line.
fn rows_below(
    lines: &[Line<'_>],
    at: usize,
    is_title: &impl Fn(usize) -> bool,
    patterns: &Patterns,
) -> Option<(usize, usize)> {
    let first = (at + 1..lines.len()).find(|at| {
        is_title(*at) || lines.get(*at).is_some_and(|line| !is_margin(line, patterns) || is_row(line))
    })?;
    let is_end = |at: &usize| is_title(*at) || lines.get(*at).is_some_and(|line| is_text(line, patterns));
    let end = (first..lines.len()).find(is_end).unwrap_or(lines.len());
    (end > first && lines.get(first).is_some_and(is_row)).then_some((first, end))
}

/// Whether a line is a row with something beside something else.
fn is_row(line: &Line<'_>) -> bool {
    !line.is_blank() && line.cells().is_some() && line.only_text().is_none()
}

/// Whether a line says whose a table is, in what unit, or on which page it stands.
fn is_margin(line: &Line<'_>, patterns: &Patterns) -> bool {
    let text = line.only_text().unwrap_or(line.text).trim();
    let is_named = || patterns.department.iter().any(|department| department.is_match(text));
    line.is_blank()
        || is_short(text) && (units::stated(text).is_some() || is_named())
        || is_number(text)
        || is_page(text)
}

/// Whether a line is one of the text.
fn is_text(line: &Line<'_>, patterns: &Patterns) -> bool {
    line.cells().is_none() && !is_margin(line, patterns)
}
