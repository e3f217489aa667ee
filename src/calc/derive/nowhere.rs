//! Lines that fall into no row of a table: which, and what they come to, so that nobody takes the table for complete, and, where
//! rows are entered, which rows they ask for. What is missing in a line is for rules to say.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::place::{place, said};
use super::{Beside, lines};
use crate::calc::{Book, Changes, TableChange};
use crate::model::{ColumnKey, KindKey, RowView, TableKey, ValueView};
use crate::schema::{Derivation, DerivedRow, LineTable, TransferLines};

/// A row that a line asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WantedRow {
    /// Its kind.
    pub kind: KindKey,
    /// What stands in its columns.
    pub texts: Vec<(ColumnKey, String)>,
}

/// The rows that lines ask for in a table whose rows are entered, and which are not there: for each line the row with
/// its amount behind those that it stands in, each once, in the order of the lines.
pub fn rows_wanted(book: &Book<'_>, table: &TableKey) -> Vec<Vec<WantedRow>> {
    let (mut seen, mut wanted) = (BTreeSet::new(), Vec::new());
    each_chain(book, table, |rows, is_there| {
        if !is_there && seen.insert(rows.clone()) {
            wanted.push(rows);
        }
    });
    wanted
}

/// Whether any line asks for rows in a table whose rows are entered, there or not.
pub fn are_rows_asked(book: &Book<'_>, table: &TableKey) -> bool {
    let mut asked = false;
    each_chain(book, table, |_, _| asked = true);
    asked
}

/// The kinds of row that lines can ask for in a table whose rows are entered, each within the one before (单位, 项目);
/// none where the table is another one, or where there is no table of such lines.
pub fn kinds_wanted<'a>(book: &Book<'a>, table: &TableKey) -> Vec<&'a KindKey> {
    let Book { budget, format, .. } = *book;
    let has_lines = |derivation: &&Derivation| {
        budget.table(&derivation.lines).is_some_and(|lines| !lines.coverage.is_missing())
    };
    let derivations = format.derivations.iter().filter(|derivation| derivation.table == *table);
    let derivations =
        derivations.filter(has_lines).filter(|_| format.table(table).is_some_and(|schema| schema.filled));
    let mut kinds = Vec::new();
    for row in derivations.flat_map(|derivation| &derivation.rows) {
        if let DerivedRow::Free(kind, _) = row
            && !kinds.contains(&kind)
        {
            kinds.push(kind);
        }
    }
    kinds
}

/// The rows that each line asks for, and whether they are there.
fn each_chain(book: &Book<'_>, table: &TableKey, mut found: impl FnMut(Vec<WantedRow>, bool)) {
    let Book { budget, format, .. } = *book;
    let Some(schema) = format.table(table).filter(|schema| schema.filled) else {
        return;
    };
    let (beside, classification) = (Beside::of(budget, format, schema), book.classification());
    for derivation in format.derivations.iter().filter(|derivation| derivation.table == *table) {
        for line in lines(budget, derivation).filter(|line| beside.counts(format, derivation, *line)) {
            let is_there = place(classification, schema, derivation, &beside.entered, line).is_some();
            let rows = derivation.rows.iter().map(|row| match row {
                DerivedRow::Fixed(_) => None,
                DerivedRow::Free(kind, cells) => {
                    let text =
                        |(column, piece)| (column, said(classification, piece, line).as_str().to_owned());
                    let texts: Vec<(&ColumnKey, String)> = cells.iter().map(text).collect();
                    let is_whole = texts.iter().all(|(_, text)| !text.is_empty());
                    let texts = texts.into_iter().map(|(column, text)| (column.clone(), text)).collect();
                    is_whole.then(|| WantedRow { kind: kind.clone(), texts })
                }
            });
            let rows: Option<Vec<WantedRow>> = rows.collect();
            if let Some(rows) = rows.filter(|rows| !rows.is_empty()) {
                found(rows, is_there);
            }
        }
    }
}

/// The lines that fall into no row of a table made of such lines: kept, so that an edit of a line does not have all of
/// them looked at. What units pay each other is not missed there.
#[derive(Clone, Debug, PartialEq)]
pub struct NowhereLines {
    table: TableKey,
    /// By table of lines their positions there, with their amounts.
    lines: BTreeMap<TableKey, BTreeMap<usize, Decimal>>,
}

impl NowhereLines {
    /// Those of a table; none where it is not made of lines.
    pub fn of(book: &Book<'_>, table: &TableKey) -> Self {
        let mut found = Self { table: table.clone(), lines: BTreeMap::new() };
        for of in lines_of_table(book, table) {
            let Some(rows) = book.budget.table(&of.table).map(|table| table.rows()) else {
                continue;
            };
            let mut fallen = vec![false; rows.len()];
            for into in takers(book, of, table) {
                book.figures.lines_in(book.budget, book.format, into, |line| {
                    if settles(line.derivation, of, table)
                        && let Some(fallen) = fallen.get_mut(line.line_at)
                    {
                        *fallen = true;
                    }
                });
            }
            let left = fallen.iter().enumerate().filter(|(_, fallen)| !**fallen);
            let left = left.filter_map(|(at, _)| Some((at, amount_of(of, rows.get(at)?)?)));
            found.lines.insert(of.table.clone(), left.collect());
        }
        found
    }

    /// Brings them up to date after an edit that changed this.
    pub fn follow(&mut self, book: &Book<'_>, changes: &Changes) {
        let is_whole = |key: &TableKey| matches!(changes.of(key), Some(TableChange::Whole));
        let of_lines = lines_of_table(book, &self.table);
        let is_anew = |of: &&LineTable| {
            is_whole(&of.table)
                || !self.lines.contains_key(&of.table)
                || takers(book, of, &self.table).into_iter().any(is_whole)
        };
        if changes.everything
            || is_whole(&self.table)
            || of_lines.len() != self.lines.len()
            || of_lines.iter().any(is_anew)
        {
            *self = Self::of(book, &self.table);
            return;
        }
        for of in of_lines {
            let (Some(TableChange::Cells(cells)), Some(kept), Some(table)) =
                (changes.of(&of.table), self.lines.get_mut(&of.table), book.budget.table(&of.table))
            else {
                continue;
            };
            for at in cells.keys() {
                let falls = takers(book, of, &self.table).into_iter().any(|into| {
                    let schema = book.format.table(into);
                    let derived = book.figures.derived.get(into).zip(schema);
                    derived.is_some_and(|(derived, schema)| {
                        derived.takes(book, schema, (&of.table, *at), |derivation| {
                            settles(derivation, of, &self.table)
                        })
                    })
                });
                match table.at(*at).and_then(|row| amount_of(of, row)).filter(|_| !falls) {
                    Some(amount) => kept.insert(*at, amount),
                    None => kept.remove(at),
                };
            }
        }
    }

    /// The columns that are blank in any of a table's lines, of those that decide where a line falls; and whether there are
    /// lines that say all of it and fall nowhere for what they say.
    pub fn lacking<'a>(&self, book: &Book<'a>, lines: &TableKey) -> (BTreeSet<&'a ColumnKey>, bool) {
        let derivations = book.format.derivations.iter();
        let decide = derivations.filter(|one| one.table == self.table && one.lines == *lines);
        let columns: BTreeSet<&ColumnKey> = decide.flat_map(Derivation::reads_for_row).collect();
        let rows = self.lines.get(lines).into_iter().flat_map(|lines| lines.keys());
        let rows = rows.filter_map(|at| book.budget.table(lines)?.at(*at));
        let (mut blank, mut says_all) = (BTreeSet::new(), false);
        for row in rows {
            let of_row = columns.iter().copied().filter(|key| row.text(key).trim().is_empty());
            let of_row: Vec<&ColumnKey> = of_row.collect();
            says_all |= of_row.is_empty();
            blank.extend(of_row);
        }
        (blank, says_all)
    }

    /// What they come to by their table, whatever their signs; none where nothing is left over.
    pub fn sums(&self) -> BTreeMap<TableKey, Decimal> {
        let sums = self.lines.iter().map(|(table, lines)| {
            let add = |sum: Decimal, amount: &Decimal| sum.checked_add(amount.abs()).unwrap_or(sum);
            (table.clone(), lines.values().fold(Decimal::ZERO, add))
        });
        sums.filter(|(_, sum)| !sum.is_zero()).collect()
    }
}

/// The tables of lines of which a table is made; none where it is not made of lines.
fn lines_of_table<'a>(book: &Book<'a>, table: &TableKey) -> Vec<&'a LineTable> {
    if !book.figures.derived.contains_key(table) {
        return Vec::new();
    }
    let makes = |lines: &&LineTable| {
        let mut derivations = book.format.derivations.iter();
        derivations.any(|derivation| derivation.table == *table && derivation.lines == lines.table)
    };
    let is_there = |lines: &&LineTable| book.budget.table(&lines.table).is_some();
    book.format.lines.iter().filter(makes).filter(is_there).collect()
}

/// The tables in which such a line is looked for: the one that is made of them, and those of what units pay each other.
fn takers<'a>(book: &Book<'a>, lines: &LineTable, table: &'a TableKey) -> BTreeSet<&'a TableKey> {
    let derivations = book.format.derivations.iter();
    let transfers = derivations
        .filter(|derivation| derivation.lines == lines.table && derivation.transfers == TransferLines::Only);
    transfers.map(|derivation| &derivation.table).chain([table]).collect()
}

/// Whether a line that a derivation takes is in its place.
fn settles(derivation: &Derivation, lines: &LineTable, table: &TableKey) -> bool {
    derivation.lines == lines.table
        && (derivation.table == *table || derivation.transfers == TransferLines::Only)
}

/// The amount of a line that is one.
fn amount_of(lines: &LineTable, row: RowView<'_>) -> Option<Decimal> {
    let amount = row.cells().get(&lines.amount).and_then(ValueView::amount)?;
    (*row.kind() == lines.kind).then_some(amount)
}
