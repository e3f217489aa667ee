//! The tables of a document before they are described: their titles, the rows below each by their headers, and what stands
//! beside a title, its number and its unit.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::super::dress::{is_number, is_page};
use super::super::patterns::Patterns;
use super::super::split::{Line, Part, looks_like_figures, split};
use super::super::unit_row::unit_of;
use super::super::words::{Printed, mend};
use super::super::{loose, units};
use super::header::{self, Piece};
use super::titles::{self, Title};
use super::words::Words;
use crate::model::TableKey;
use crate::schema::Format;

/// The most tables that are taken from one document, and rows that are looked at in one table.
const TABLES: usize = 80;
const ROWS: usize = 4_000;
/// How many lines above its title a table's number may stand.
const ABOVE: u32 = 3;
/// How many lines below its title whose it is may stand.
const HEAD: usize = 4;

/// A table of the document before it is described.
pub(super) struct Found {
    pub title: Title,
    pub pieces: Vec<Piece>,
    pub unit: Option<Decimal>,
    /// How many lines below it are nothing but figures, as of a table that was copied cell by cell.
    pub figures: usize,
    /// Whether several figures stand in one of them: a row.
    pub is_in_rows: bool,
    /// Whether the document is cut at its title: the unit, if nothing else, stands below it.
    pub is_begun: bool,
    /// The line of its title.
    pub at: u32,
    /// Which table it is.
    pub number: Option<u32>,
    /// As it is printed.
    pub label: String,
    /// The year that the line of its title says.
    pub year: Option<i32>,
}

/// All tables of a document, in its order.
pub(super) fn all(lines: &[Line<'_>], general: &Format, words: &Words, patterns: &Patterns) -> Vec<Found> {
    let provisional = titles::provisional(lines, general, words);
    let begun = |title: &Title| Found {
        title: title.clone(),
        pieces: Vec::new(),
        unit: None,
        figures: 0,
        is_in_rows: false,
        is_begun: false,
        at: 0,
        number: None,
        label: String::new(),
        year: None,
    };
    let mut found: Vec<Found> = provisional.titles.iter().take(TABLES).map(begun).collect();
    for part in split(lines, &provisional.format, patterns) {
        let Part::Table(schema, lead, own) = part else { continue };
        if let Some(table) = found.iter_mut().find(|found| found.title.printed == schema.title) {
            table.take((&lead, &own), lines, words, patterns);
        }
    }
    found
}

impl Found {
    /// Takes what stands above and below its title in one place of a document of `all` lines.
    fn take(
        &mut self,
        (lead, lines): (&[Line<'_>], &[Line<'_>]),
        all: &[Line<'_>],
        words: &Words,
        patterns: &Patterns,
    ) {
        let stated = lead.iter().chain(lines).filter(|line| line.number > 0);
        let unit = stated.take(12).find_map(|line| units::stated(line.text));
        let named = (1..lines.len().min(1 + HEAD)).find_map(|at| {
            let unit = unit_of(lines.get(at)?, lines.get(at + 1..)?)?;
            lines.get(1..at)?.iter().all(|line| line.only_text().is_some()).then_some((at, unit))
        });
        let unit = unit.or(named.map(|(_, unit)| unit));
        self.unit = self.unit.or(unit);
        if let Some(first) = lines.first().filter(|_| !self.is_begun || self.pieces.is_empty()) {
            self.at = first.number;
            self.year = titles::year(first);
            (self.number, self.label) = number_of(first, all, lead, lines, &self.title.printed);
        }
        self.is_begun = true;
        self.figures += loose::figures(lines);
        let is_row =
            |line: &Line<'_>| looks_like_figures(line.text) && line.text.split_whitespace().count() > 1;
        self.is_in_rows |= lines.iter().any(is_row);
        let rows = rows_below(lines, named.map(|(at, _)| at), patterns);
        let total: usize = self.pieces.iter().map(Piece::len).sum();
        let pieces = header::pieces(rows, ROWS.saturating_sub(total), words, &self.pieces);
        self.pieces.extend(pieces);
    }

    fn has_rows(&self) -> bool {
        !self.pieces.is_empty()
    }
}

/// Leaves the tables that are there, and says which known ones they are.
pub(super) fn settle(found: &mut Vec<Found>, words: &Words, units: &[String]) {
    found.retain(|found| found.has_rows() || found.is_begun);
    let is_whole = |found: &&mut Found| found.has_rows() && !titles::is_of(&found.title, units);
    titles::know(found.iter_mut().filter(is_whole).map(|found| &mut found.title), words);
    // A table that is empty has a title, a note and nothing else: it is there all the same.
    let mut given: BTreeSet<TableKey> =
        found.iter().filter(|found| found.has_rows()).map(|found| found.title.key.clone()).collect();
    found.retain_mut(|found| {
        if found.has_rows() {
            return true;
        }
        let key = words.title(&found.title.title).filter(|key| given.insert((*key).clone()));
        // So is any other that is begun: its figures stand in lines of their own, or are a picture, and are not read. Of a
        // few figures one below the other nobody knows whether they are cells.
        let is_there = found.figures == 0 || found.figures >= loose::FEWEST || found.is_in_rows;
        let key = key.filter(|key| is_there || words.table(key).is_some_and(|known| known.may_be_empty));
        key.inspect(|key| found.title.key = (*key).clone()).is_some()
    });
    // A list of tables may name them in another order, or not all.
    titles::count(found);
}

/// The number of a table that stands with its title, above it or below it, and the same as it is printed.
fn number_of(
    first: &Line<'_>,
    all: &[Line<'_>],
    lead: &[Line<'_>],
    lines: &[Line<'_>],
    title: &str,
) -> (Option<u32>, String) {
    // The number of the first table stands at the end of the text.
    let near = first.number.saturating_sub(ABOVE)..first.number;
    let before = all.iter().filter(|line| near.contains(&line.number));
    let above = || before.clone().filter(|line| line.only_text().is_some_and(is_number)).chain(lead);
    // Or in the corner between the title and the rows.
    let below = || lines.iter().skip(1).take(3).filter(|line| line.only_text().is_some_and(is_number));
    let near = || above().chain([first]).chain(below());
    let number = near().find_map(|line| titles::number(line, title));
    let labels = near().filter_map(|line| titles::label(line, title));
    (number, labels.reduce(|_, nearer| nearer).unwrap_or_default())
}

/// The rows below a title, without notes and what stands above the header; `unit` is the row that names the unit of columns.
fn rows_below(lines: &[Line<'_>], unit: Option<usize>, patterns: &Patterns) -> Vec<Vec<Printed>> {
    let mut noted = false;
    lines
        .iter()
        .enumerate()
        .filter(|(at, _)| *at > 0 && unit != Some(*at))
        .map(|(_, line)| line)
        .filter(|line| {
            // A note is a row with one filled cell in a workbook, and goes on in the next ones.
            let only = line.only_text();
            noted = only.is_some_and(|text| noted || patterns.is_note(text));
            !noted && !only.is_some_and(is_page)
        })
        .filter_map(|line| line.cells())
        .map(|cells| cells.iter().map(|cell| Printed::new(mend(cell).text)).collect())
        .filter(|row: &Vec<Printed>| !row.iter().all(Printed::is_blank) && !header::is_head(row))
        .collect()
}
