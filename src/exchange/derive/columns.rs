//! What the columns of a table hold, where its sections are parted, and what each column is called.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::words::{Printed, is_led_by_zero, squeeze};
use super::halves;
use super::words::{Words, any, bare_words, path_of};
use crate::model::{ColumnKey, TableKey};
use crate::schema::{Column, ColumnKind, is_of_year_before, year_in};
use crate::text::{NOT_CALCULATED, is_total_label};

/// What each column holds, by the words above it and the cells below.
pub(super) fn kinds(paths: &[Vec<String>], rows: &[&[Printed]], words: &Words) -> Vec<ColumnKind> {
    let is_decimal = |cell: &Printed| cell.number.is_some() && cell.squeezed.contains('.');
    let has_decimals = rows.iter().any(|row| row.iter().any(is_decimal));
    paths
        .iter()
        .enumerate()
        .map(|(at, path)| {
            // Words of the header that are printed again on a further page are none of the column's.
            let words_above: Vec<String> = path.iter().map(|word| squeeze(word)).collect();
            let is_part = |cell: &Printed| words_above.iter().any(|word| word.contains(&cell.squeezed));
            let column = || rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_blank());
            // 否 below 是否预留 is the column's: what stands in most rows is no head that is printed again.
            let are_heads =
                column().filter(|cell| cell.number.is_none() && is_part(cell)).count() * 2 <= rows.len();
            let is_above =
                |cell: &Printed| words_above.contains(&cell.squeezed) || are_heads && is_part(cell);
            let cells = || column().filter(|cell| cell.number.is_some() || !is_above(cell));
            let filled = cells().filter(|cell| !cell.is_dash()).count();
            let is_number = |cell: &&Printed| {
                cell.number.is_some() || cell.squeezed.ends_with('%') || is_mistyped(&cell.squeezed)
            };
            let numbers = cells().filter(is_number).count();
            let digits = cells().filter(|cell| cell.digits).count();
            let is_total =
                |cell: &&Printed| is_total_label(&cell.squeezed) || halves::is_total_of(&cell.squeezed, path);
            let totals = cells().filter(is_total).count();
            if are_codes(cells().filter(|cell| !is_total(cell) && !cell.is_dash())) {
                return ColumnKind::Code;
            }
            // Zeros lead codes (01, 0102), and no amounts.
            let is_led = |cell: &Printed| is_led_by_zero(&cell.squeezed);
            let is_other = |cell: &Printed| cell.number.is_some() && !cell.digits;
            if cells().any(is_led) && !cells().any(is_other) {
                return if digits == filled { ColumnKind::Code } else { ColumnKind::Text };
            }
            // Whole numbers below no word, beside amounts with decimals, are codes or numbers of rows.
            if path.is_empty() && has_decimals && filled > 0 && digits == filled {
                return ColumnKind::Text;
            }
            let codes_alone = cells().filter(|cell| cell.digits && is_code(&cell.squeezed)).count();
            kind(path, filled, numbers, (digits, totals, codes_alone), words)
        })
        .collect()
}

/// Whether a text is an amount that was mistyped (`2O0.00`, `291..15`), has a unit that none is read in (`3.00百万`), or is a
/// formula's that has none: it makes no text of its column, so that it is told.
fn is_mistyped(text: &str) -> bool {
    if text == NOT_CALCULATED {
        return true;
    }
    let is_point = |c: char| matches!(c, '.' | ',' | '，' | '．');
    let is_like = |c: char| c.is_ascii_digit() || is_point(c) || "-－OoIl|百千万亿元".contains(c);
    text.contains(is_point) && text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(is_like)
}

/// How many cells tell codes by themselves.
const CODES: usize = 4;

/// Whether cells are codes whatever stands above them, which may be cut off at the edges of a narrow column: each goes on with
/// one above it that is a level shorter. They begin anew with every unit of a table of several.
fn are_codes<'p>(cells: impl Iterator<Item = &'p Printed>) -> bool {
    let mut codes: Vec<&str> = Vec::new();
    for cell in cells {
        let code = cell.squeezed.as_str();
        let above = code.get(..code.len().saturating_sub(2));
        let is_below = || code.len() == 3 || codes.iter().rev().any(|other| Some(*other) == above);
        if !is_code(code) || !is_below() || codes.last() == Some(&code) {
            return false;
        }
        codes.push(code);
    }
    let several: BTreeSet<&str> = codes.iter().copied().collect();
    several.len() >= CODES && several.iter().any(|code| code.len() > 3)
}

/// Whether a text is as long as codes are, and of digits alone.
fn is_code(text: &str) -> bool {
    matches!(text.len(), 3 | 5 | 7) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn kind(
    path: &[String],
    filled: usize,
    numbers: usize,
    (digits, totals, codes_alone): (usize, usize, usize),
    words: &Words,
) -> ColumnKind {
    let leaf = bare_words(path).pop().unwrap_or_default();
    // Where the first rows have no figures, their words may have come into the header below its own.
    let is_of_codes =
        filled > 0 && digits == filled && path.iter().any(|word| any(&words.codes, &squeeze(word)));
    if is_of_codes || any(&words.codes, &leaf) {
        // A total's label may stand among codes.
        let codes = filled.saturating_sub(totals);
        return if digits > 0 && digits * 10 >= codes * 8 { ColumnKind::Code } else { ColumnKind::Text };
    }
    if any(&words.aside, &leaf) {
        // A share: a value as an indicator's is, and no amount.
        return if numbers * 2 > filled { ColumnKind::Indicator } else { ColumnKind::Text };
    }
    // Codes that slipped below the head of names beside them are no money.
    let are_slipped = filled > 0 && codes_alone == filled && any(&words.names, &leaf);
    if are_slipped || any(&words.texts, &leaf) {
        return ColumnKind::Text;
    }
    let is_amount = match filled {
        // Above two columns without a rule the name of a side seems to have one of its own.
        0 => !any(&words.names, &leaf) && !words.is_side(&leaf) && !path.is_empty(),
        _ => numbers * 10 >= filled * 8,
    };
    match is_amount {
        true if any(&words.counts, &leaf) => ColumnKind::Count,
        true => ColumnKind::Amount,
        false => ColumnKind::Text,
    }
}

/// The ranges of columns that make sections: one, or several `beside` each other, each beginning with text behind
/// amounts.
pub(super) fn ranges(kinds: &[ColumnKind], beside: bool) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut has_number = false;
    for (at, kind) in kinds.iter().enumerate() {
        if kind.is_number() {
            has_number = true;
        } else if beside && has_number && kinds.iter().skip(at).any(|kind| kind.is_number()) {
            starts.push(at);
            has_number = false;
        }
    }
    let ends = starts.iter().skip(1).copied().chain([kinds.len()]);
    starts.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
}

/// What the total of all columns is called.
const TOTAL: &str = "合计";
/// What became of last year's amounts.
const CHANGE: [&str; 4] = ["增减", "增长", "比重", "占比"];

/// Those of some columns that are of an earlier year than another, or changes and shares.
pub(super) fn beside(paths: &[Vec<String>], columns: &[usize]) -> Vec<usize> {
    let before = before(paths, columns);
    let is_change = |at: usize| {
        let title = paths.get(at).map(|path| path_of(path)).unwrap_or_default();
        CHANGE.iter().any(|word| title.contains(word))
    };
    columns.iter().copied().filter(|at| before.contains(at) || is_change(*at)).collect()
}

/// Those of some columns that are of an earlier year than another.
fn before(paths: &[Vec<String>], columns: &[usize]) -> Vec<usize> {
    let title = |at: usize| paths.get(at).map(|path| path_of(path)).unwrap_or_default();
    let year = |at: usize| year_in(&title(at));
    let latest = columns.iter().filter_map(|at| year(*at)).max();
    let is_before =
        |at: &usize| year(*at).is_some_and(|year| Some(year) < latest) || is_of_year_before(&title(*at));
    columns.iter().copied().filter(is_before).collect()
}

/// The columns of a section of the document.
pub(super) struct Columns<'d> {
    pub paths: &'d [Vec<String>],
    pub kinds: &'d [ColumnKind],
    pub range: Range<usize>,
    /// The table they are of.
    pub table: &'d TableKey,
}

impl Columns<'_> {
    /// Their descriptions, and at which printed position each stands. `beside` is the section's position where
    /// several stand beside each other; `taken` are keys of the table that are given already.
    pub(super) fn describe(
        &self,
        words: &Words,
        beside: Option<usize>,
        taken: &mut Vec<ColumnKey>,
    ) -> (Vec<Column>, Vec<usize>) {
        let mut columns: Vec<Column> = Vec::new();
        let mut places = Vec::new();
        let amount = self.of_year();
        let total = words.column(self.table, TOTAL);
        let alone = self.total_alone(words);
        let mut others = self.of_parts(words);
        // What last year's columns are called like is this year's.
        let numbers: Vec<usize> = self.numbers().collect();
        let before = before(self.paths, &numbers);
        others.extend(before.into_iter().filter(|at| amount != Some(*at) && numbers.len() > 1));
        for at in self.range.clone() {
            let (Some(path), Some(kind)) = (self.paths.get(at), self.kinds.get(at)) else { continue };
            let joined = path_of(path);
            let said = words.column_itself(self.table, &joined).filter(|_| kind.is_number());
            let said = said.filter(|_| !others.contains(&at));
            let known = match (beside, amount == Some(at)) {
                _ if said.is_some() => said.map(str::to_owned),
                (Some(nth @ (0 | 1)), true) => Some(format!("{}金额", words.side(nth))),
                (Some(_), _) => None,
                (None, _) => {
                    let known = words.column(self.table, &joined).filter(|_| kind.is_number());
                    // Beside the total of all columns that of a group is none.
                    let is_group = |key: &str| Some(key) == total && alone.is_some() && path.len() > 1;
                    let own = total.filter(|_| alone == Some(at));
                    known.filter(|key| !is_group(key) && !others.contains(&at)).or(own).map(str::to_owned)
                }
            };
            let own = || if path.is_empty() { Column::wordless(at + 1) } else { path.join("·") };
            let stem = known.unwrap_or_else(own).replace(['!', '\n', '[', ']', '\''], "");
            let key = std::iter::once(stem.clone())
                .chain((2..).map(|number| format!("{stem}（{number}）")))
                .map(ColumnKey::from)
                .find(|key| !taken.contains(key))
                .unwrap_or_default();
            taken.push(key.clone());
            let header = if path.is_empty() { vec![stem] } else { path.clone() };
            columns.push(Column { key, header, kind: *kind, ..Column::default() });
            places.push(at);
        }
        (columns, places)
    }

    /// The columns that a group has which is one of several alike, such as units with the same columns each: called like those of
    /// the whole, each is a part of it. A group that is the whole, or of another year, is none of them.
    fn of_parts(&self, words: &Words) -> BTreeSet<usize> {
        let columns: Vec<usize> = self.numbers().collect();
        let beside = beside(self.paths, &columns);
        let path = |at: usize| self.paths.get(at).map(|path| bare_words(path)).unwrap_or_default();
        let mut groups: BTreeMap<String, (Vec<String>, Vec<usize>)> = BTreeMap::new();
        for at in columns {
            let path = path(at);
            let Some((group, leaves)) = path.split_first().filter(|(_, leaves)| !leaves.is_empty()) else {
                continue;
            };
            if beside.contains(&at) || words.is_total(group) || year_in(group).is_some() {
                continue;
            }
            let (own, places) = groups.entry(group.clone()).or_default();
            own.push(leaves.join("/"));
            places.push(at);
        }
        let alike = |own: &Vec<String>| {
            own.len() > 1 && groups.values().filter(|(other, _)| other == own).count() > 1
        };
        let total = |places: &[usize]| {
            // A sum of its own says that these are its parts.
            places.iter().any(|at| path(*at).last().is_some_and(|leaf| any(&words.sums, leaf)))
        };
        let parts = groups.values().filter(|(own, places)| alike(own) && total(places));
        parts.flat_map(|(_, places)| places.iter().copied()).collect()
    }

    /// The column of figures that is called a total and stands below no group.
    fn total_alone(&self, words: &Words) -> Option<usize> {
        self.range.clone().find(|at| {
            let is_number = self.kinds.get(*at).is_some_and(|kind| kind.is_number());
            let path = self.paths.get(*at).map(|path| bare_words(path)).unwrap_or_default();
            is_number && matches!(path.as_slice(), [word] if words.is_total(word))
        })
    }

    /// The column with the year's own amounts: the first that is neither of an earlier year than another, nor what became
    /// of that.
    fn of_year(&self) -> Option<usize> {
        let numbers: Vec<usize> = self.numbers().collect();
        let others = beside(self.paths, &numbers);
        numbers.iter().find(|at| !others.contains(at)).or(numbers.first()).copied()
    }

    /// Those that hold numbers.
    fn numbers(&self) -> impl Iterator<Item = usize> {
        self.range.clone().filter(|at| self.kinds.get(*at).is_some_and(|kind| kind.is_number()))
    }
}
