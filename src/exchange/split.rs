//! Cuts a document into text and tables. Which titles and headings there are it takes from the format; how a title can be
//! dressed is for `dress`. Does not look into rows.

use std::sync::Arc;

use super::behind;
use super::dress::{bare, is_number};
use super::numbered::is_counted;
use super::patterns::Patterns;
use super::sheets;
use super::source::{ColumnDoubts, PAGE};
use super::words::{fold, is_amount, mend, squeeze};
use super::{dialects, units};
use crate::outline::{Level, is_heading, is_sentence, level};
use crate::schema::{Format, TableSchema};
use crate::text::narrow;

/// So many rows below a name the text may begin.
const LEAD: usize = 5;

/// A line of the document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    /// From 1.
    pub number: u32,
    /// Which of the lines read it is, from 0; several may come from one line of the file.
    pub at: u32,
    /// Without its end.
    pub text: &'t str,
    /// Where only blanks part its cells: what makes it doubtful which is in which column.
    pub typed: Option<&'t Arc<ColumnDoubts>>,
}

impl<'t> Line<'t> {
    /// Whether nothing stands there. A form feed alone is a page's end and counts as blank.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether a sheet ends there, or a page of text does.
    pub(super) fn ends_page(&self) -> bool {
        self.is_blank() && self.text.contains(PAGE)
    }

    /// Its cells, if it is a table row.
    pub(super) fn cells(&self) -> Option<Vec<&'t str>> {
        self.text.contains('\t').then(|| self.text.split('\t').collect())
    }

    /// Whether it is a row of a list of tables: a table's number, and a title beside it.
    fn is_listing(&self) -> bool {
        let mut filled = self.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
        self.cells().is_some()
            && filled.next().is_some_and(is_number)
            && filled.next().is_some_and(|title| title.contains('表'))
    }

    /// A row with one filled cell as the line of text that it is.
    pub(super) fn alone(self) -> Self {
        Self { text: self.only_text().unwrap_or(self.text), ..self }
    }

    /// The text of a row with one filled cell, and of a line that is none.
    pub(super) fn only_text(&self) -> Option<&'t str> {
        let mut filled = self.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
        filled.next().filter(|_| filled.next().is_none())
    }
}

/// A piece of the document.
pub(super) enum Part<'t, 'f> {
    /// Text between tables.
    Text(Vec<Line<'t>>),
    /// A table: what stands above its title and belongs to it, and its lines from the title to the next title
    /// or heading.
    Table(&'f TableSchema, Vec<Line<'t>>, Vec<Line<'t>>),
    /// Table rows before which no title stands, and what seems to be one.
    Loose(Option<&'t str>, Vec<Line<'t>>),
}

/// The lines of a document.
pub(super) fn lines(source: &[dialects::Line]) -> Vec<Line<'_>> {
    let lines = (0..).zip(source).map(|(at, dialects::Line { number, text, typed })| Line {
        number: *number,
        at,
        text,
        typed: typed.as_ref(),
    });
    lines.collect()
}

/// Cuts the lines into parts. Every line that is not blank is in exactly one of them, but for titles,
/// which open a table's lines.
pub(super) fn split<'t, 'f>(
    lines: &[Line<'t>],
    format: &'f Format,
    patterns: &Patterns,
) -> Vec<Part<'t, 'f>> {
    let titles = Titles::new(format);
    let mut parts: Vec<Part<'t, 'f>> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let is_listed = || {
            // Rows of a list of tables name one after the other.
            let before = lines.get(..at).unwrap_or_default().iter().rev().find(|line| !line.is_blank());
            let after = lines.get(at + 1..).unwrap_or_default().iter().find(|line| !line.is_blank());
            line.cells().is_some()
                && (before.is_some_and(|before| before.cells().is_some() && titles.is_named_in(before))
                    || line.is_listing() && after.is_some_and(Line::is_listing))
        };
        if let Some(table) = titles.find(line)
            && !is_listed()
            && !is_counted(lines, at)
            && begins_table(lines, at, &titles, patterns)
        {
            let lead = lead(parts.last_mut(), table);
            // A sentence that leads to a table is one of the text all the same.
            if introduces(line) {
                match parts.last_mut() {
                    Some(Part::Text(lines)) => lines.push(*line),
                    _ => parts.push(Part::Text(vec![*line])),
                }
            }
            parts.push(Part::Table(table, lead, vec![*line]));
            continue;
        }
        let heading = patterns.heading(line.text).is_some();
        let in_text = matches!(parts.last(), None | Some(Part::Text(_)));
        // Among rows a sentence alone may be what a page broke off a cell.
        let says = |text: &str| {
            level(text) == Some(Level::Part) || in_text && (is_sentence(text) || is_heading(text))
        };
        let is_said = line.cells().is_some()
            && (line.only_text().is_some_and(says) || in_text && leads_to_text(lines, at, &says));
        let is_row = line.cells().is_some() && !is_said;
        if line.ends_page()
            && let Some(Part::Table(table, _, own)) = parts.last()
            && !table.headless
            && !sheets::goes_on(own, lines.get(at + 1..).unwrap_or_default())
        {
            parts.push(Part::Loose(None, Vec::new()));
            continue;
        }
        let whole = line;
        let line = &if is_said { line.alone() } else { *line };
        match parts.last_mut() {
            Some(Part::Table(_, _, lines)) if !heading => lines.push(*whole),
            Some(Part::Text(lines)) if !is_row => lines.push(*line),
            Some(Part::Loose(_, lines)) if is_row || line.is_blank() => lines.push(*line),
            _ if is_row => {
                let title = parts.last().and_then(local_title);
                parts.push(Part::Loose(title, vec![*line]));
            }
            _ => parts.push(Part::Text(vec![*line])),
        }
    }
    behind::return_units(&mut parts);
    behind::part_texts(parts, patterns)
}

/// Whether a row with one filled cell stands above text that goes on in such rows: a cover, a name.
fn leads_to_text(lines: &[Line<'_>], at: usize, says: &dyn Fn(&str) -> bool) -> bool {
    let mut below = lines.get(at..).unwrap_or_default().iter().filter(|line| !line.is_blank()).take(LEAD);
    let is_alone =
        |line: &Line<'_>| line.cells().is_some() && line.only_text().is_some_and(|text| !is_amount(text));
    below.next().is_some_and(is_alone)
        && below.take_while(|line| is_alone(line)).any(|line| line.only_text().is_some_and(says))
}

/// The lines at the end of a part that state the unit, or the department, of the table whose title comes next.
/// They are taken off the part; none are where the same table goes on.
fn lead<'t>(part: Option<&mut Part<'t, '_>>, next: &TableSchema) -> Vec<Line<'t>> {
    let in_table = matches!(part, Some(Part::Table(..)));
    let lines = match part {
        Some(Part::Table(table, _, _)) if table.key == next.key => return Vec::new(),
        Some(Part::Table(_, _, lines) | Part::Text(lines) | Part::Loose(_, lines)) => lines,
        None => return Vec::new(),
    };
    // What is said of all tables is not this one's.
    let unit = |text: &str| units::stated(text).filter(|_| units::of_all(text).is_none());
    let from = lines.iter().rposition(|line| {
        let states = line.only_text().is_some_and(|text| unit(text).is_some() && is_short(text));
        !line.is_blank() && !states && !line.only_text().is_some_and(is_number)
    });
    let from = from.map_or(0, |at| at + 1);
    let states = |line: &Line<'_>| line.only_text().is_some_and(|text| unit(text).is_some());
    if lines.get(from..).unwrap_or_default().iter().any(states) {
        return lines.split_off(from);
    }
    // The number alone, as the first row of a sheet or below a note: nothing of the table before.
    let number = lines.iter().rposition(|line| !line.is_blank() && !line.only_text().is_some_and(is_number));
    let from = number.map_or(0, |at| at + 1);
    let is_its = |line: &Line<'_>| (in_table || line.cells().is_some()) && !line.is_blank();
    if lines.get(from..).unwrap_or_default().iter().any(is_its) { lines.split_off(from) } else { Vec::new() }
}

pub(super) fn is_short(text: &str) -> bool {
    text.chars().count() <= 40
}

/// Whether a line of the text may lead to a table that has no title: a sentence that goes on below it, or a heading.
pub(super) fn introduces(line: &Line<'_>) -> bool {
    let text = line.text.trim();
    let leads = text.ends_with(['：', ':']) && text.chars().count() > 8 || text.contains("如下");
    line.cells().is_none() && !squeeze(text).contains('表') && (leads || is_heading(text))
}

/// Whether a line is an item of a list, which may name a table and is no title.
pub(super) fn is_item(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['-', '*', '+']) && !text.starts_with("**")
}

/// What seems to be the title of rows that come next: the last line above them that ends as one.
fn local_title<'t>(part: &Part<'t, '_>) -> Option<&'t str> {
    let Part::Text(lines) = part else { return None };
    let last = lines.iter().rev().filter(|line| !line.is_blank()).take(4);
    let mut titles = last.filter_map(|line| {
        let text = line.text.trim();
        let bare = units::without(text).unwrap_or_else(|| text.to_owned());
        let is_title = squeeze(&bare).trim_end_matches(')').ends_with('表') && text.chars().count() <= 60;
        is_title.then_some(text)
    });
    titles.next()
}

/// Whether a table follows a title: in the contents only other titles do. Figures in lines of their own, or
/// parted by blanks, are a table, too, if one that cannot be read.
fn begins_table(lines: &[Line<'_>], title: usize, titles: &Titles<'_>, patterns: &Patterns) -> bool {
    let following = lines.get(title + 1..).unwrap_or_default();
    let is_listed = || {
        let before = lines.get(..title).unwrap_or_default().iter().rev().find(|line| !line.is_blank());
        before.is_some_and(|line| titles.is_named_in(line))
    };
    for (at, line) in following.iter().filter(|line| !line.is_blank()).take(40).enumerate() {
        if titles.is_named_in(line) || patterns.heading(line.text).is_some() {
            return false;
        }
        if at < 12
            && (line.cells().is_some()
                || patterns.unit.iter().any(|unit| unit.is_match(line.text))
                || units::stated(line.text).is_some_and(|_| is_short(line.text)))
        {
            return true;
        }
        if looks_like_figures(line.text) || at == 0 && stands_for_table(line.text) && !is_listed() {
            return true;
        }
        // Sentences that quote figures are none.
        if line.text.contains(['，', '。', '；']) {
            return false;
        }
    }
    false
}

/// Whether a line stands where the table would: a picture, or where that is found (见附件图片). A list of titles may end so.
fn stands_for_table(text: &str) -> bool {
    let bare = squeeze(text);
    let bare = bare.trim_matches(|c: char| "()[]【】。:".contains(c));
    let is_referred = ["见附", "详见附", "见图", "附图", "见下图", "见扫描", "附后", "表格见"];
    text.contains("![") || bare.chars().count() <= 20 && is_referred.iter().any(|word| bare.starts_with(word))
}

/// Whether a line is nothing but figures, or a name with figures far apart from it.
pub(super) fn looks_like_figures(text: &str) -> bool {
    let text: &str = &text.chars().map(narrow).collect::<String>();
    let is_amount = |word: &str| {
        let digits = word.trim_start_matches('-');
        digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.contains(['.', ','])
            && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
            && (!digits.ends_with(['.', ',']) || digits.len() > 4)
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let amounts = words.iter().filter(|word| is_amount(word)).count();
    amounts > 0 && (amounts == words.len() || text.trim().contains("  ") || amounts > 1 && !has_stops(text))
        || crate::model::parted(text).filter(|piece| is_amount(piece)).count() > 1
}

fn has_stops(text: &str) -> bool {
    text.contains(['，', '。', '；', '、'])
}

/// The titles of a format's printed tables, folded, and of its budget lines: a workbook of ours has them, too.
pub(super) struct Titles<'f> {
    titles: Vec<(String, &'f TableSchema)>,
}

impl<'f> Titles<'f> {
    /// The titles of a format.
    pub(super) fn new(format: &'f Format) -> Self {
        let lines = format.tables.iter().filter(|table| format.has_lines(&table.key));
        let titles = format
            .published()
            .chain(lines)
            .flat_map(|table| {
                std::iter::once(&table.title).chain(&table.aliases).map(move |title| (fold(title), table))
            })
            .collect();
        Self { titles }
    }

    pub(super) fn find(&self, line: &Line<'_>) -> Option<&'f TableSchema> {
        let mut cells = line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
        let text = cells.next()?;
        let is_row = line.cells().is_some();
        if line.text.len() > 400 || text.len() > 240 || is_item(text) {
            return None;
        }
        // In a row of its own, with nothing beside it but its number, its unit or whose it is.
        let mut text = text;
        let mut found = self.of(text);
        for cell in cells {
            if found.is_none() && is_number(text) {
                text = cell;
                found = self.of(cell);
            } else if units::stated(cell).is_none() && !is_number(cell) {
                return None;
            }
        }
        found.filter(|_| !is_row || !squeeze(text).is_empty())
    }

    /// Whether a line, or a cell of a row, is a title.
    fn is_named_in(&self, line: &Line<'_>) -> bool {
        self.find(line).is_some()
            || line.cells().is_some_and(|cells| cells.iter().any(|cell| self.of(cell.trim()).is_some()))
    }

    /// The table whose title a text is, number and year aside.
    pub(super) fn of(&self, text: &str) -> Option<&'f TableSchema> {
        if text.is_empty() || text.len() > 240 {
            return None;
        }
        let mended = mend(text).text;
        let mended = match units::places(&mended).first() {
            // The unit beside it, or in brackets behind it.
            Some(unit) if unit.start > 0 => mended.get(..unit.start).unwrap_or_default(),
            _ => &mended,
        };
        let bare = fold(&bare(mended));
        self.titles.iter().find(|(title, _)| *title == bare).map(|(_, table)| *table)
    }
}
