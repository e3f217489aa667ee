//! How budget lines (预算明细) fall into the rows and columns of the other tables, as data. The lines are
//! tables of the format themselves; `calc` does the summing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Format;
use crate::codes::Scheme;
use crate::model::{ColumnKey, KindKey, RowView, TableKey};

/// What a line must say: for each column one of several texts. A text that ends in `*` is a beginning.
pub type Conditions = BTreeMap<ColumnKey, Vec<String>>;

/// Whether a line says what is wanted.
pub fn says(line: RowView<'_>, conditions: &Conditions) -> bool {
    conditions.iter().all(|(column, texts)| {
        let text = line.text(column);
        texts.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(beginning) => text.starts_with(beginning),
            None => text == wanted,
        })
    })
}

/// How lines make (a part of) a table.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derivation {
    /// The table that is made.
    pub table: TableKey,
    /// The table of lines.
    pub lines: TableKey,
    /// Which of its rows are lines; blank for those that `lines` of the format says.
    #[serde(default)]
    pub kind: KindKey,
    /// The column of their amount; blank for the one that `lines` of the format says.
    #[serde(default)]
    pub amount: ColumnKey,
    /// Which lines count at all.
    #[serde(default)]
    pub when: Conditions,
    /// What becomes of lines that are transfers between units of the department.
    #[serde(default)]
    pub transfers: TransferLines,
    /// The row a line falls into: a fixed one, or free ones from the outermost to the one with the amounts.
    pub rows: Vec<DerivedRow>,
    /// How the rows with the amounts stand within the row above them.
    #[serde(default)]
    pub order: RowOrder,
    /// The columns it is added to.
    pub columns: BTreeMap<ColumnKey, Conditions>,
}

/// How free rows stand that lines make.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowOrder {
    /// By key: right for codes.
    #[default]
    ByKey,
    /// By what stands in a column of theirs; those with the same in the order of their first lines, as they were
    /// entered. For names, which have no order that a reader would expect.
    ByLines(ColumnKey),
}

/// What becomes of lines that are transfers between units (内部往来).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TransferLines {
    /// They are left out (抵销): one unit's spending is another's income, and the department has neither.
    #[default]
    LeftOut,
    /// They alone count: what is left out elsewhere is shown.
    Only,
}

/// How lines say that they are transfers between units of the department.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferColumns {
    /// The column of lines that names the other unit. Only where that unit is one of the department's is
    /// the line left out: in a unit's own budget it counts.
    pub other: ColumnKey,
    /// The column of lines that names their own unit.
    pub own: ColumnKey,
    /// The table that shows what is left out.
    pub table: TableKey,
}

/// The row of a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum DerivedRow {
    /// A fixed row, by its key.
    Fixed(Piece),
    /// A free row of a kind. Lines with the same texts in its key columns fall into the same row; names
    /// are taken from the first.
    Free(KindKey, BTreeMap<ColumnKey, Piece>),
}

/// A text made of a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Piece {
    /// What stands in a column.
    Text(ColumnKey),
    /// Some of its characters: from, and up to, counted from zero.
    Part(ColumnKey, usize, usize),
    /// The official name of so many digits of the code in a column.
    Name(Scheme, ColumnKey, usize),
    /// The same for all.
    Words(String),
    /// Another text for each that stands in a column.
    Translated(ColumnKey, BTreeMap<String, String>),
}

impl Format {
    /// The texts that tables made of lines know in a column of those lines: with any other the line would be missing in
    /// some table. In the order of the columns of the table that tells most of them apart, which is that of the official
    /// form. None where any text does.
    pub fn known_texts(&self, lines: &TableKey, column: &ColumnKey) -> Vec<&str> {
        let of_lines = || self.derivations.iter().filter(|derivation| derivation.lines == *lines);
        let mut lists: Vec<Vec<&str>> =
            of_lines().map(|derivation| self.texts_of_columns(derivation, column)).collect();
        lists.sort_by_key(|texts| std::cmp::Reverse(texts.len()));
        let asked = of_lines().filter_map(|derivation| derivation.when.get(column)).flatten();
        let translated = of_lines()
            .flat_map(|derivation| &derivation.rows)
            .flat_map(DerivedRow::pieces)
            .filter_map(|piece| match piece {
                Piece::Translated(from, words) if from == column => Some(words.keys()),
                _ => None,
            });
        let others = asked.chain(translated.flatten()).map(String::as_str);
        let mut known: Vec<&str> = Vec::new();
        for text in lists.into_iter().flatten().chain(others) {
            if text.ends_with('*') {
                return Vec::new();
            }
            if !known.contains(&text) {
                known.push(text);
            }
        }
        known
    }

    /// The texts of a column of lines by which they fall into the columns of a table, in the order of those.
    fn texts_of_columns<'f>(&'f self, derivation: &'f Derivation, column: &ColumnKey) -> Vec<&'f str> {
        let sections = self.table(&derivation.table).map_or(&[][..], |table| &table.sections);
        let order: Vec<&ColumnKey> =
            sections.iter().flat_map(|section| &section.columns).map(|column| &column.key).collect();
        let place = |key: &ColumnKey| order.iter().position(|one| *one == key);
        let mut columns: Vec<(&ColumnKey, &Conditions)> = derivation.columns.iter().collect();
        columns.sort_by_key(|(key, _)| place(key));
        let mut texts: Vec<&str> = Vec::new();
        for text in columns.into_iter().filter_map(|(_, when)| when.get(column)).flatten() {
            if !texts.contains(&text.as_str()) {
                texts.push(text);
            }
        }
        texts
    }
}

impl DerivedRow {
    fn pieces(&self) -> Vec<&Piece> {
        match self {
            Self::Fixed(piece) => vec![piece],
            Self::Free(_, cells) => cells.values().collect(),
        }
    }
}

impl Derivation {
    /// All columns of lines that it reads.
    pub fn reads(&self) -> impl Iterator<Item = &ColumnKey> {
        self.reads_for_row().chain(self.reads_for_columns()).chain([&self.amount])
    }

    /// The columns that the rows are made of.
    pub fn reads_for_row(&self) -> impl Iterator<Item = &ColumnKey> {
        let pieces = self.rows.iter().flat_map(DerivedRow::pieces);
        pieces.filter_map(|piece| match piece {
            Piece::Text(column)
            | Piece::Part(column, ..)
            | Piece::Name(_, column, _)
            | Piece::Translated(column, _) => Some(column),
            Piece::Words(_) => None,
        })
    }

    /// The columns that say whether a line counts, and where in its row.
    pub fn reads_for_columns(&self) -> impl Iterator<Item = &ColumnKey> {
        self.columns.values().chain([&self.when]).flat_map(BTreeMap::keys)
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::default_format;

    #[test]
    fn known_texts_are_in_the_order_of_the_official_form() {
        let format = default_format();
        for (lines, column, first) in [
            ("收入明细", "收入来源", &["一般公共预算（财政拨款）", "一般公共预算（其他）", "政府性基金"][..]),
            ("预算明细", "资金来源", &["本年一般公共预算", "本年政府性基金", "本年国有资本经营"][..]),
        ] {
            let known = format.known_texts(&lines.into(), &column.into());
            assert!(known.starts_with(first), "{known:?}");
        }
    }
}
