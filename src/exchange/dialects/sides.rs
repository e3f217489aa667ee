//! Headers that do not say which side of a table they head: 项目 and 预算数 above income, and once more below it or beside
//! it above expenditure. The totals of their rows say it; the side's name is put before the word for the names of
//! rows, as other documents print it (收入项目). Headers without a twin are left as they are.

use super::Line;
use crate::exchange::words::is_amount;
use crate::text::{is_year, unnumbered};

/// What the sides are called.
const SIDES: [&str; 2] = ["收入", "支出"];
/// What stands above the names of rows.
const NAMES: [&str; 4] = ["项目", "项目名称", "科目", "科目名称"];
/// How many lines above a header the title of its table may stand.
const ABOVE: usize = 6;
/// How far below a header its rows are looked at.
const MOST: usize = 400;

/// Names the sides of headers that name none.
pub(super) fn name(lines: &mut [Line]) {
    let headers: Vec<usize> = (0..lines.len()).filter(|at| lines.get(*at).is_some_and(is_header)).collect();
    let mut named: Vec<(usize, usize, usize)> = Vec::new();
    let mut gone: Vec<usize> = Vec::new();
    for (nth, at) in headers.iter().enumerate() {
        let end = headers.get(nth + 1).copied().unwrap_or(lines.len()).min(at + MOST);
        named.extend(beside(lines, *at, end));
        let Some(next) = headers.get(nth + 1) else { continue };
        let below = headers.get(nth + 2).copied().unwrap_or(lines.len()).min(next + MOST);
        let sides = stacked(lines, *at..end, *next..below);
        for (header, side) in [*at, *next].into_iter().zip(sides.into_iter().flatten()) {
            named.push((header, first_filled(lines, header), side));
            gone.extend(label_above(lines, header));
        }
    }
    named.sort_unstable();
    named.dedup();
    for (at, column, side) in named {
        let Some(line) = lines.get_mut(at) else { continue };
        let mut cells: Vec<String> = line.text.split('\t').map(str::to_owned).collect();
        if let (Some(cell), Some(side)) = (cells.get_mut(column), SIDES.get(side)) {
            *cell = format!("{side}{}", cell.trim());
        }
        line.text = cells.join("\t");
    }
    // The side's name stands in the header now.
    for at in gone {
        lines.get_mut(at).into_iter().for_each(|line| line.text.clear());
    }
}

/// Whether a line is the first of a header that names rows and amounts, and no side.
fn is_header(line: &Line) -> bool {
    let cells = line.cells();
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let is_word =
        |cell: &String| !is_amount(cell) && (is_year(cell) || !cell.bytes().all(|b| b.is_ascii_digit()));
    line.text.contains('\t')
        && filled.clone().all(is_word)
        && filled.next().is_some_and(|cell| NAMES.contains(&cell.as_str()))
        && filled.any(|cell| cell.ends_with('数') || cell.ends_with('额') || cell.contains("合计"))
}

/// The columns of a header of two halves with the same words, and the side of each.
fn beside(lines: &[Line], at: usize, end: usize) -> Vec<(usize, usize, usize)> {
    let Some(header) = lines.get(at).map(Line::cells) else { return Vec::new() };
    let filled: Vec<usize> = (0..header.len()).filter(|at| !text(&header, *at).is_empty()).collect();
    let (one, other) = filled.split_at(filled.len() / 2);
    let are_alike = one.len() == other.len()
        && one.len() > 1
        && one.iter().zip(other).all(|(one, other)| text(&header, *one) == text(&header, *other));
    let (Some(left), Some(right)) = (one.first(), other.first()) else { return Vec::new() };
    if !are_alike || is_named(lines, at) {
        return Vec::new();
    }
    let rows = rows(lines, at + 1, end);
    match (side_of(&rows, *left..*right), side_of(&rows, *right..usize::MAX)) {
        (Some(one), Some(other)) if one != other => vec![(at, *left, one), (at, *right, other)],
        _ => Vec::new(),
    }
}

/// The sides of two tables below one another that have the same header and no other title between.
fn stacked(lines: &[Line], one: std::ops::Range<usize>, other: std::ops::Range<usize>) -> Option<[usize; 2]> {
    let (first, second) = (lines.get(one.start)?, lines.get(other.start)?);
    let are_alike = first.cells() == second.cells() && one.end == other.start;
    if !are_alike || is_named(lines, one.start) || is_named(lines, other.start) {
        return None;
    }
    let above = lines.get(one.start.saturating_sub(ABOVE)..one.start)?;
    let is_said = |text: &str| above.iter().any(|line| only(line).is_some_and(|own| own == text));
    let goes_on = |line: &Line| match only(line) {
        Some(text) => side_label(&text).is_some() || is_said(&text) || text.contains("单位"),
        None => true,
    };
    if !lines.get(one.start + 1..one.end)?.iter().all(goes_on) {
        return None;
    }
    let income = side_of(&rows(lines, one.start + 1, one.end), 0..usize::MAX)?;
    let spending = side_of(&rows(lines, other.start + 1, other.end), 0..usize::MAX)?;
    (income != spending).then_some([income, spending])
}

/// The rows from a line on, to the first that is none.
fn rows(lines: &[Line], from: usize, end: usize) -> Vec<Vec<String>> {
    let of_table = lines.get(from..end).unwrap_or_default().iter();
    let of_table = of_table.filter(|line| !line.text.trim().is_empty());
    of_table.take_while(|line| line.text.contains('\t')).map(Line::cells).collect()
}

/// Of which side the totals in some columns speak; `None` where they speak of both or of none.
fn side_of(rows: &[Vec<String>], columns: std::ops::Range<usize>) -> Option<usize> {
    let has_total = |side: &str| {
        let is_total = |cell: &String| {
            let label = unnumbered(cell);
            label.len() < 40
                && (label.ends_with(&format!("{side}总计")) || label.ends_with(&format!("{side}合计")))
        };
        rows.iter().any(|row| row.iter().skip(columns.start).take(columns.len()).any(is_total))
    };
    // Where no total says it, the items do.
    let items = |side: &str| {
        let of_columns = |row: &Vec<String>| {
            row.iter().skip(columns.start).take(columns.len()).any(|cell| cell.ends_with(side))
        };
        rows.iter().filter(|row| of_columns(row)).count()
    };
    match (SIDES.map(has_total), SIDES.map(items)) {
        ([true, false], _) => Some(0),
        ([false, true], _) => Some(1),
        ([false, false], [income, 0]) if income > 1 => Some(0),
        ([false, false], [0, spending]) if spending > 1 => Some(1),
        _ => None,
    }
}

/// The side that a line names which holds nothing else: `一、收入`, `支出部分`.
fn side_label(text: &str) -> Option<usize> {
    let bare = unnumbered(text);
    let bare = bare.trim_start_matches(['(', '（', '一', '二', ')', '）', '、', '.']);
    let bare = bare.strip_suffix("部分").unwrap_or(bare);
    SIDES.iter().position(|side| *side == bare)
}

/// The line right above a header that names its side alone.
fn label_above(lines: &[Line], header: usize) -> Option<usize> {
    let at = lines.get(..header)?.iter().rposition(|line| !line.text.trim().is_empty())?;
    side_label(&only(lines.get(at)?)?).map(|_| at)
}

/// Whether the row above a header is one of it and names a side. A row of amounts is the end of what stands above.
fn is_named(lines: &[Line], header: usize) -> bool {
    let Some(above) = header.checked_sub(1).and_then(|at| lines.get(at)) else { return false };
    let cells = above.cells();
    let says = |cell: &String| SIDES.iter().any(|side| cell.contains(side));
    only(above).is_none() && cells.iter().any(says) && !cells.iter().any(|cell| is_amount(cell))
}

/// The text of a line with one filled cell.
fn only(line: &Line) -> Option<String> {
    let cells = line.cells();
    let mut filled = cells.into_iter().filter(|cell| !cell.is_empty());
    filled.next().filter(|_| filled.next().is_none())
}

fn first_filled(lines: &[Line], at: usize) -> usize {
    lines
        .get(at)
        .map(Line::cells)
        .and_then(|cells| cells.iter().position(|cell| !cell.is_empty()))
        .unwrap_or(0)
}

fn text(cells: &[String], at: usize) -> &str {
    cells.get(at).map_or("", String::as_str)
}
