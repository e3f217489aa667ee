//! The titles of a document's tables: every line that ends as one and has rows below it.

use std::collections::BTreeSet;

use super::super::captions::{self, Caption};
use super::super::dress::{NUMERALS, is_continuation, is_number, is_page, undress};
use super::super::numbered::is_counted;
use super::super::patterns::Patterns;
use super::super::split::{Line, is_item, is_short};
use super::super::units;
use super::super::words::{Printed, fold, is_amount, mend, squeeze};
use super::found::Found;
use super::header;
use super::untitled;
use super::words::Words;
use crate::model::TableKey;
use crate::outline::{Level, level};
use crate::schema::{Format, TableSchema};
use crate::text::years;

/// How many rows are looked at for the sides of a table.
const ROWS: usize = 40;

/// A title, and under which key its table is kept.
#[derive(Clone)]
pub(super) struct Title {
    pub key: TableKey,
    /// As it stands in its line.
    pub printed: String,
    /// With what it leaves for the next line.
    pub title: String,
    /// Whether it is a line of the text, since the table has no title besides.
    pub in_text: bool,
}

/// The titles of a document, in its order, and a format that knows nothing but them.
pub(super) struct Provisional {
    pub format: Format,
    pub titles: Vec<Title>,
}

/// Finds what may be titles. Whether rows stand below one is seen when the document is cut.
pub(super) fn provisional(lines: &[Line<'_>], general: &Format, words: &Words) -> Provisional {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut keys: BTreeSet<TableKey> = BTreeSet::new();
    let mut titles: Vec<Title> = Vec::new();
    for at in 0..lines.len() {
        let Some((printed, end)) = printed(lines, at, words) else { continue };
        if !seen.insert(fold(&printed)) {
            continue;
        }
        let title = format!("{printed}{end}");
        let key = TableKey::from(title.replace(['!', '[', ']', '.', ' '], ""));
        if keys.insert(key.clone()) {
            titles.push(Title { key, printed, title, in_text: false });
        }
    }
    for at in 0..lines.len() {
        let is_title = |line: &Line<'_>| title(line, "").is_some() || said_title(line, words).is_some();
        let Some(title) = untitled::title(lines, at, is_title) else { continue };
        if seen.insert(fold(&title.printed)) && keys.insert(title.key.clone()) {
            titles.push(title);
        }
    }
    // Those that a list of tables names among other cells: known, so that the list is not taken for a table.
    for line in lines.iter().filter(|line| line.cells().is_some()) {
        let cells: Vec<&str> = line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        for cell in cells.iter().filter(|_| (2..=5).contains(&cells.len())) {
            let listed = title(&Line { text: cell, ..*line }, "");
            let Some(text) = listed.filter(|text| seen.insert(fold(text))) else { continue };
            let key = TableKey::from(format!("目录·{}", text.replace(['!', '[', ']', '.', ' '], "")));
            if keys.insert(key.clone()) {
                titles.push(Title { key, printed: text.clone(), title: text, in_text: false });
            }
        }
    }
    let tables = titles.iter().enumerate().map(|(at, title)| TableSchema {
        key: title.key.clone(),
        number: u32::try_from(at + 1).ok(),
        title: title.printed.clone(),
        ..TableSchema::default()
    });
    let format = Format { tables: tables.collect(), vocabulary: None, ..general.clone() };
    Provisional { format, titles }
}

/// The lines of a document whose titles stand below their tables, with each above its own.
pub(super) fn raised<'t>(lines: &[Line<'t>], words: &Words, patterns: &Patterns) -> Option<Vec<Line<'t>>> {
    let caption = |at: usize| {
        let key = known(lines, at, words)?;
        Some(Caption { at, is_sided: words.table(&key).is_some_and(|table| table.beside) })
    };
    let captions: Vec<Caption> = (0..lines.len()).filter_map(caption).collect();
    let is_sided = |rows: &[Line<'_>]| {
        let cells = rows.iter().filter_map(Line::cells).take(ROWS);
        let cells = cells.map(|cells| cells.iter().map(|cell| Printed::new(mend(cell).text)).collect());
        let cells: Vec<Vec<Printed>> = cells.filter(|row: &Vec<Printed>| !header::is_head(row)).collect();
        let pieces = header::pieces(cells, ROWS, words, &[]);
        pieces.first().is_some_and(|piece| header::stands_beside(&piece.paths(), words))
    };
    let is_title = |at: usize| lines.get(at).is_some_and(|line| title(line, "").is_some());
    captions::stand_below(lines, &captions, patterns, is_sided)
        .then(|| captions::raised(lines, is_title, patterns))
}

/// The number of its table that a title has, or the line above it: `表6：`, `公开06表`.
pub(super) fn number(line: &Line<'_>, title: &str) -> Option<u32> {
    let own = printed_number(line, title)?;
    let digits: String = own.chars().filter(char::is_ascii_digit).collect();
    let is_whole = own.contains(&digits) && (1..3).contains(&digits.len());
    digits.parse().ok().filter(|_| is_whole)
}

/// The same as it is printed there, where that is more than a number: `公开06表`, `表六`.
pub(super) fn label(line: &Line<'_>, title: &str) -> Option<String> {
    printed_number(line, title).filter(|own| own.contains('表') && own.chars().any(is_numeral))
}

/// The year that the line of a title says.
pub(super) fn year(line: &Line<'_>) -> Option<i32> {
    // A blank parts the year from the number of the table: 表3 2024年.
    let words: Vec<String> = line.text.split_whitespace().map(squeeze).collect();
    let years = years(&words.join(" ").replace(" 年", "年"));
    let first = *years.first()?;
    // 2023年至2025年: of which of them it is, nobody can tell.
    years.iter().all(|other| *other == first).then_some(first)
}

/// What a line has of a table's number: a word before a year and the title, or all but the title.
fn printed_number(line: &Line<'_>, title: &str) -> Option<String> {
    let text = line.text.trim_start_matches(['#', ' ']).trim();
    let word = text.split_once(char::is_whitespace).map(|(word, _)| squeeze(word));
    let rest = squeeze(text).replacen(&squeeze(title), "", 1);
    let rest = match rest.find("20").map(|at| rest.split_at(at)) {
        Some((before, year)) if is_number(before) && year.contains('年') => before.to_owned(),
        _ => rest,
    };
    let bare = |own: String| own.trim_matches([':', '.', '、', '-', '(', ')']).to_owned();
    word.into_iter().chain([rest]).map(bare).find(|own| is_number(own))
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || NUMERALS.contains(c)
}

/// Numbers tables as they are printed, where most have a number and these go up, and those without behind them; else one
/// after the other.
pub(super) fn count(found: &mut [Found]) {
    // Those within the text have no number in the document.
    found.sort_by_key(|found| (found.title.in_text, found.at));
    let titled = found.iter().take_while(|found| !found.title.in_text).count();
    let (titled, others) = found.split_at_mut(titled);
    let printed: Vec<u32> = titled.iter().filter_map(|found| found.number).collect();
    let goes_up = printed.windows(2).all(|pair| pair.first() < pair.last());
    if !(goes_up && printed.len() * 2 > titled.len()) {
        (1..).zip(titled.iter_mut()).for_each(|(number, found)| found.number = Some(number));
    }
    fill_gaps(titled);
    let mut last = titled.iter().filter_map(|found| found.number).max().unwrap_or_default();
    for found in titled.iter_mut().filter(|found| found.number.is_none()) {
        last = last.saturating_add(1);
        found.number = Some(last);
    }
    (last.saturating_add(1)..).zip(others).for_each(|(number, found)| found.number = Some(number));
    // Where two tables would be called alike, all are called by their order.
    let called = |found: &Found| match (found.label.as_str(), found.number) {
        ("", number) => format!("表{}", number.unwrap_or_default()),
        (label, _) => label.to_owned(),
    };
    let all: BTreeSet<String> = found.iter().map(called).collect();
    if all.len() < found.len() {
        found.iter_mut().for_each(|found| found.label.clear());
    }
}

/// Gives tables without a number those that lack between the numbers before and behind them, where they are as many.
fn fill_gaps(titled: &mut [Found]) {
    let mut before = 0;
    for run in titled.chunk_by_mut(|one, _| one.number.is_none()) {
        let Some(behind) = run.last().and_then(|found| found.number) else { return };
        if usize::try_from(behind.saturating_sub(before)).is_ok_and(|more| more == run.len()) {
            (before + 1..).zip(run).for_each(|(number, found)| found.number = Some(number));
        }
        before = behind;
    }
}

/// Gives the tables that were found the keys that the words know their titles by, each to the first that bears it. A
/// title without rows, as lists of tables have them, takes none.
pub(super) fn know<'t>(found: impl Iterator<Item = &'t mut Title>, words: &Words) {
    let mut given: BTreeSet<TableKey> = BTreeSet::new();
    let mut give = |title: &mut Title, key: Option<&TableKey>| {
        let key = key.filter(|key| given.insert((*key).clone()));
        key.inspect(|key| title.key = (*key).clone()).is_some()
    };
    // What is said of a title word for word goes before what it looks like.
    let mut open: Vec<&mut Title> = found.collect();
    open.retain_mut(|title| !give(title, words.title_itself(&title.title)));
    for title in open {
        give(title, words.titled(&title.title));
    }
}

/// Whether a table is called after one of some units: `支出总表（某市公证处）`.
pub(super) fn is_of(title: &Title, units: &[String]) -> bool {
    units.iter().any(|unit| squeeze(&title.title).contains(&format!("表({})", squeeze(unit))))
}

/// The known table whose title a line is.
pub(super) fn known(lines: &[Line<'_>], at: usize, words: &Words) -> Option<TableKey> {
    let (printed, end) = printed(lines, at, words)?;
    words.titled(&format!("{printed}{end}")).cloned()
}

/// The title that a line is by its end, by what somebody said, or by what follows it, and its end in the next line.
fn printed(lines: &[Line<'_>], at: usize, words: &Words) -> Option<(String, String)> {
    let line = lines.get(at)?;
    let next = lines.get(at + 1).map(|next| squeeze(next.text)).unwrap_or_default();
    let whole = || {
        let known = said_title(line, words).or_else(|| short_title(lines, at, words));
        let known = known.or_else(|| behind_rows(lines, at)).or_else(|| tops_sheet(lines, at, words));
        known.or_else(|| behind_number(lines, at, words))
    };
    broken_title(line, &next).or_else(|| whole().map(|title| (title, String::new())))
}

/// The title that a line is because somebody said so, whatever it ends in.
fn said_title(line: &Line<'_>, words: &Words) -> Option<String> {
    let text = line.only_text().filter(|text| text.len() <= 240 && !is_item(text))?;
    let bare = undress(&mend(text).text);
    words.title_itself(&bare).is_some().then_some(bare)
}

/// The title that a line is without the word for a table (收支总体情况), where the rows or their unit follow at once and
/// the table is known. A heading of the text with a table below it is one only where the unit stands between.
fn short_title(lines: &[Line<'_>], at: usize, words: &Words) -> Option<String> {
    let line = lines.get(at)?;
    let text = line.only_text().filter(|text| text.chars().count() <= 40 && !is_item(text))?;
    let bare = undress(&mend(text).text);
    let is_known =
        !bare.ends_with('表') && bare.chars().count() > 3 && !squeeze(&bare).contains([',', '。', ';', ':']);
    words.title(&format!("{bare}表")).filter(|_| is_known)?;
    let mut below = lines.get(at + 1..)?.iter().filter(|line| !line.is_blank()).take(3);
    let is_row = |line: &Line<'_>| line.cells().is_some() && line.only_text().is_none();
    let is_unit = |line: &Line<'_>| units::stated(line.text).is_some() && is_short(line.text);
    // Behind rows or another title the unit is another table's.
    let mut near = below.clone().take(2).skip_while(|line| !is_unit(line) && !is_row(line));
    let has_unit = near.next().is_some_and(|line| is_unit(line) && title(line, "").is_none());
    let has_rows = below.next().is_some_and(is_row);
    let own = level(text.trim());
    // （二）政府性基金预算拨款 in a row is an item without an amount.
    if own == Some(Level::Item) && line.cells().is_some() || is_counted(lines, at) {
        return None;
    }
    let is_numbered = matches!(own, Some(Level::Section | Level::Item));
    // A row with one filled cell is an item without an amount.
    let stands_alone = !is_numbered && line.cells().is_none() && is_one_name(text);
    (has_unit || has_rows && stands_alone).then_some(bare)
}

/// The title that a line is because it stands between the rows of a table and the unit and the header of other columns,
/// whatever it is called. The same header again says that the table goes on.
fn behind_rows(lines: &[Line<'_>], at: usize) -> Option<String> {
    let line = lines.get(at).filter(|line| line.cells().is_none())?;
    let bare = name(line)?;
    let is_margin = |line: &&Line<'_>| line.is_blank() || is_page(line.text) || is_number(line.text);
    let above = lines.get(..at)?.iter().rev().find(|line| !is_margin(line))?;
    let mut below = lines.get(at + 1..)?.iter().filter(|line| !line.is_blank());
    below.next().filter(|line| units::stated(line.text).is_some() && is_short(line.text))?;
    let header = below.next()?;
    let is_new = || !lines.iter().take(at).any(|line| line.text == header.text);
    (above.cells().is_some() && heads_columns(header) && is_new()).then_some(bare)
}

/// The title that a line is because it stands between the number of a table (部门公开表9) and the unit or the header of its
/// columns, whatever it is called. Where the title stands above the number, it is whose the table is.
fn behind_number(lines: &[Line<'_>], at: usize, words: &Words) -> Option<String> {
    let line = lines.get(at).filter(|line| line.only_text().is_some())?;
    let bare = name(line)?;
    let mut above = lines.get(..at)?.iter().enumerate().rev().filter(|(_, line)| !line.is_blank());
    above.next().filter(|(_, line)| line.text.contains('表') && is_number(line.text))?;
    let (before, line_before) = above.next()?;
    if title(line_before, "").is_some() || short_title(lines, before, words).is_some() {
        return None;
    }
    let mut below = lines.get(at + 1..)?.iter().filter(|line| !line.is_blank()).peekable();
    let has_unit = below.next_if(|line| units::stated(line.text).is_some() && is_short(line.text)).is_some();
    (has_unit && heads_columns(below.next()?)).then_some(bare)
}

/// Whether a line is the header of several columns.
fn heads_columns(line: &Line<'_>) -> bool {
    let cells = line.cells().unwrap_or_default();
    let filled = || cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    filled().count() > 2 && !filled().any(is_amount)
}

/// What a line says that may be a name: short, and no sentence, item or unit.
fn name(line: &Line<'_>) -> Option<String> {
    let bare = undress(&mend(line.text).text);
    let is_name = (5..=30).contains(&bare.chars().count())
        && !squeeze(&bare).contains([',', '。', ';', ':', '见', '注', '年'])
        && !is_item(line.text)
        && units::stated(line.text).is_none();
    is_name.then_some(bare)
}

/// The title that a line is because it stands at the top of a sheet, above the header of its columns, whatever it is
/// called. Where nobody knows it, there are amounts below.
fn tops_sheet(lines: &[Line<'_>], at: usize, words: &Words) -> Option<String> {
    let text = lines.get(at)?.only_text().filter(|text| !is_item(text) && !says(text))?;
    let bare = undress(&mend(text).text);
    let is_name = (4..=40).contains(&bare.chars().count())
        && !squeeze(&bare).contains([',', '。', ';', ':'])
        && !is_amount(&bare)
        && !is_continuation(&bare);
    let above = lines.get(..at).filter(|_| is_name)?;
    let is_first = match above.iter().rposition(Line::ends_page) {
        Some(end) => above.get(end + 1..)?.iter().all(is_dress),
        // The first line of all, and a row: only sheets begin so.
        None => above.iter().all(is_dress) && lines.get(at)?.cells().is_some(),
    };
    if !is_first {
        return None;
    }
    let below = lines.get(at + 1..)?.iter().take_while(|line| !line.ends_page());
    let below: Vec<&Line<'_>> = below.filter(|line| !line.is_blank()).take(ROWS).collect();
    let head = below.iter().position(|line| line.only_text().is_none()).filter(|head| *head <= HEAD)?;
    let (between, rows) = below.split_at_checked(head)?;
    let filled = |line: &Line<'_>| line.text.split('\t').filter(|cell| !cell.trim().is_empty()).count();
    let is_header = |line: &&Line<'_>| filled(line) > 1 && !line.text.split('\t').any(is_amount);
    let has_header =
        rows.first().is_some_and(is_header) && !between.iter().any(|line| title(line, "").is_some());
    let has_amounts =
        || rows.iter().any(|line| line.cells().is_some_and(|cells| cells.into_iter().any(is_amount)));
    (has_header && (words.titled(&bare).is_some() || has_amounts())).then_some(bare)
}

/// So many lines may stand between the title of a sheet and the header.
const HEAD: usize = 4;

/// Whether a line is no title by itself: a number, or what is said of the table.
fn is_dress(line: &Line<'_>) -> bool {
    line.is_blank() || line.only_text().is_some_and(|text| is_number(text) || says(text))
}

/// Whether a text says whose a table is, or in what unit.
fn says(text: &str) -> bool {
    units::stated(text).is_some() || text.contains([':', '：'])
}

/// Whether a line is one name, with its number before it or its letters set apart: several are a line of a header.
fn is_one_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [_] => true,
        [number, _] if number.contains(|c: char| c.is_ascii_digit()) => true,
        words => words.iter().all(|word| word.chars().count() == 1),
    }
}

/// The title that a line may be, and the end of it that is too long for the line and begins the next one.
fn broken_title(line: &Line<'_>, next: &str) -> Option<(String, String)> {
    let end = if next == "表" { "表" } else { "" };
    let printed = title(line, end)?;
    let is_open = |text: &str| text.matches('(').count() > text.matches(')').count();
    let closes = next.ends_with(')') && !next.contains('(') && next.chars().count() <= 20;
    let end = if is_open(&printed) && closes { next } else { end };
    Some((printed, end.to_owned()))
}

/// The title that a line may be with what its next line adds, number, year and unit aside.
fn title(line: &Line<'_>, end: &str) -> Option<String> {
    // An item of a list names a table and begins none.
    if line.text.len() > 400 || is_item(line.text) {
        return None;
    }
    let cells = line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
    let mut cells =
        cells.filter(|cell| units::stated(cell).is_none_or(|_| cell.contains('表')) && !is_number(cell));
    let text = cells.next().filter(|_| cells.next().is_none())?;
    let mended = mend(text).text;
    let bare = match units::places(&mended).first() {
        Some(unit) if unit.start > 0 => mended.get(..unit.start).unwrap_or_default(),
        _ => &mended,
    };
    let bare = undress(bare);
    let last = if end.is_empty() { bare.as_str() } else { end };
    let end = bare
        .split_once("表(")
        .map_or(last, |(_, behind)| if behind.ends_with(')') || !behind.contains(')') { "表" } else { "" });
    let length = bare.chars().count();
    // What stands in brackets may be a name, of whatever letters.
    let squeezed = squeeze(&bare);
    let named = squeezed.split_once("表(").filter(|(_, behind)| !behind.starts_with(['见', '附', '详']));
    let speaks = named.map_or(squeezed.as_str(), |(before, _)| before);
    let speaks = speaks.contains([',', '。', ';', ':', '见', '附']);
    (end.ends_with('表') && (4..=60).contains(&length) && !speaks && !is_number(&bare)).then_some(bare)
}
