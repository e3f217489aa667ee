//! Questions to a table's description: which section a row belongs to, what a cell is, where a row
//! may stand, and what key a new row gets.

use std::collections::BTreeSet;

use super::table::{Column, FixedRow, FreeRow, Role, RowShape, SectionSchema, TableSchema};
use crate::model::{ColumnKey, KindKey, Row, RowKey, RowView, Table, ValueView};

impl TableSchema {
    /// The section and shape of a row, or `None` for a row the format does not describe.
    pub fn shape<'r>(&self, row: impl Into<RowView<'r>>) -> Option<(usize, RowShape<'_>)> {
        let row = row.into();
        self.sections.iter().enumerate().find_map(|(index, section)| Some((index, section.shape(row)?)))
    }

    /// The number of the table as its document prints it (表3, 表1-2, 附表4), else as it is counted; `None` where it has none.
    pub fn numbered(&self) -> Option<String> {
        let number = self.number?;
        Some(if self.label.is_empty() { format!("表{number}") } else { self.label.clone() })
    }

    /// What to call the table in a sentence: `表3`, or its short name where it has no number.
    pub fn called(&self) -> String {
        self.numbered().unwrap_or_else(|| self.short.clone())
    }

    /// The table with number and short name: `表8 支出经济分类汇总表`.
    pub fn named(&self) -> String {
        match self.numbered() {
            Some(number) => format!("{number} {}", self.short),
            None => self.short.clone(),
        }
    }

    /// Whether any section has a column under a key.
    pub fn has_column(&self, key: &ColumnKey) -> bool {
        self.sections.iter().any(|section| section.column(key).is_some())
    }

    /// Whether any section has numbers in the column under a key.
    pub fn has_numbers(&self, key: &ColumnKey) -> bool {
        let mut columns = self.sections.iter().filter_map(|section| section.column(key));
        columns.any(|column| column.kind.is_number())
    }

    /// The free kind of that name, with the position of the section whose rows are of it.
    pub fn free_kind(&self, kind: &KindKey) -> Option<(usize, &FreeRow)> {
        self.sections.iter().enumerate().find_map(|(index, section)| Some((index, section.free_kind(kind)?)))
    }

    /// A table with nothing in it but the fixed rows.
    pub fn blank_table(&self) -> Table {
        let mut table = Table::default();
        self.complete(&mut table);
        table
    }

    /// Adds the fixed rows that a table lacks, each in its place. Other rows stay as they are.
    pub fn complete(&self, table: &mut Table) {
        let mut at = 0;
        for (index, section) in self.sections.iter().enumerate() {
            for fixed in &section.before {
                at = place_fixed(table, fixed, at);
            }
            while table
                .rows()
                .get(at)
                .is_some_and(|row| matches!(self.shape(row), Some((of, RowShape::Free(_))) if of == index))
            {
                at += 1;
            }
            for fixed in &section.after {
                at = place_fixed(table, fixed, at);
            }
        }
    }

    /// Whether any free row or any number has been entered.
    pub fn is_empty(&self, table: &Table) -> bool {
        table.rows().iter().all(|row| {
            matches!(self.shape(row), Some((_, RowShape::Fixed(_))))
                && row.cells().values().chain(row.stated().values()).all(|value| match value {
                    ValueView::Amount(amount) => amount.is_zero(),
                    ValueView::Text(text) => text.is_empty(),
                })
        })
    }
}

fn place_fixed(table: &mut Table, fixed: &FixedRow, at: usize) -> usize {
    if let Some(found) = table.position(&fixed.key) {
        // A fixed row is known by its key; a file that gives it another kind, or none, must not take it
        // out of the sums.
        table.set_kind(found, &fixed.kind);
        return found + 1;
    }
    let row = Row { key: fixed.key.clone(), kind: fixed.kind.clone(), ..Row::default() };
    table.insert(at, [row]);
    at + 1
}

impl SectionSchema {
    /// The shape of a row, if it belongs to this section.
    pub fn shape<'r>(&self, row: impl Into<RowView<'r>>) -> Option<RowShape<'_>> {
        let row = row.into();
        self.fixed(row.key()).map(RowShape::Fixed).or_else(|| self.free_kind(row.kind()).map(RowShape::Free))
    }

    /// All fixed rows from top to bottom.
    pub fn fixed_rows(&self) -> impl Iterator<Item = &FixedRow> {
        self.before.iter().chain(&self.after)
    }

    /// The fixed row under `key`.
    pub fn fixed(&self, key: &RowKey) -> Option<&FixedRow> {
        self.fixed_rows().find(|row| row.key == *key)
    }

    /// The free kind of that name.
    pub fn free_kind(&self, kind: &KindKey) -> Option<&FreeRow> {
        self.free.iter().find(|free| free.kind == *kind)
    }

    /// The position of a column.
    pub fn column_index(&self, key: &ColumnKey) -> Option<usize> {
        self.columns.iter().position(|column| column.key == *key)
    }

    /// The column under `key`.
    pub fn column(&self, key: &ColumnKey) -> Option<&Column> {
        self.columns.iter().find(|column| column.key == *key)
    }

    /// The kinds of free rows that may stand directly below a row of `level` (`None`: below a fixed
    /// row): its children first, then its siblings and those further out.
    pub fn kinds_after(&self, level: Option<u8>) -> Vec<&FreeRow> {
        let reach = match level {
            Some(level) => {
                self.free.iter().map(|kind| kind.level).find(|next| *next > level).unwrap_or(level)
            }
            None => self.free.first().map_or(0, |kind| kind.level),
        };
        let mut kinds: Vec<_> = self.free.iter().filter(|kind| kind.level <= reach).collect();
        kinds.reverse();
        kinds
    }
}

impl<'a> RowShape<'a> {
    /// The level of a free row; fixed rows bound the free ones and have none.
    pub fn level(&self) -> Option<u8> {
        match self {
            Self::Fixed(_) => None,
            Self::Free(free) => Some(free.level),
        }
    }

    /// Whether its numbers are sums of other rows.
    pub fn sums_rows(&self) -> bool {
        match self {
            Self::Fixed(row) => !row.sum.is_empty(),
            Self::Free(row) => !row.sum.is_empty(),
        }
    }

    /// What the cell of this row in `column` is.
    pub fn role(&self, column: &Column) -> Role {
        let blank = match self {
            Self::Fixed(row) => &row.blank,
            Self::Free(row) => &row.blank,
        };
        let sums_rows = self.sums_rows();
        if blank.contains(&column.key) {
            return Role::Blank;
        }
        if let Self::Fixed(row) = self
            && row.cells.contains_key(&column.key)
        {
            return Role::Label;
        }
        if !column.kind.is_number() {
            return match self {
                Self::Fixed(row) if row.department.as_ref() == Some(&column.key) => Role::Input,
                // A share of the total is not text that a total lacks.
                Self::Fixed(_) if sums_rows && column.kind != super::ColumnKind::Indicator => Role::Blank,
                _ => Role::Input,
            };
        }
        if sums_rows {
            Role::SumOfRows
        } else if column.sum.is_empty() {
            Role::Input
        } else {
            Role::SumOfColumns
        }
    }

    /// The printed text of a fixed row in `column`, if it has one.
    pub fn label(&self, column: &ColumnKey) -> Option<&'a str> {
        match self {
            Self::Fixed(row) => row.cells.get(column).map(String::as_str),
            Self::Free(_) => None,
        }
    }
}

impl Column {
    /// The column's own header word under its groups.
    pub fn title(&self) -> &str {
        self.header.last().map_or_else(|| self.key.as_str(), String::as_str)
    }

    /// The header words from the outermost group inwards, for names where no header is in sight.
    pub fn full_title(&self) -> String {
        self.header.join(" ")
    }
}

/// So many rows that are alike have the first numbers that are free.
const FEW: u32 = 64;

impl FreeRow {
    /// A key for a row with these cells that no row of `taken` has: made from its key columns, or
    /// from its kind where those are blank, with a number behind it where that is taken.
    pub fn new_key(&self, cells: RowView<'_>, taken: &BTreeSet<RowKey>) -> RowKey {
        let parts: Vec<&str> =
            self.key.iter().map(|column| cells.text(column)).filter(|text| !text.is_empty()).collect();
        let stem = if parts.is_empty() { self.kind.to_string() } else { parts.join(&self.joiner) };
        // `!` separates the parts of an address.
        let stem = stem.replace('!', "！");
        let free = RowKey::from(&stem);
        if !parts.is_empty() && !taken.contains(&free) {
            return free;
        }
        let numbered = |number: u32| RowKey::from(format!("{stem}~{number}"));
        let is_free = |number: &u32| !taken.contains(&numbered(*number));
        let first = if parts.is_empty() { 1 } else { 2 };
        if let Some(number) = (first..first + FEW).find(is_free) {
            return numbered(number);
        }
        // Of very many rows alike the numbers before are taken: not each is asked again for each row.
        let (mut last, mut step) = (first + FEW - 1, FEW);
        let mut next = last.saturating_add(step);
        while !is_free(&next) && next < u32::MAX {
            (last, step) = (next, step.saturating_mul(2));
            next = last.saturating_add(step);
        }
        while next - last > 1 {
            let middle = last + (next - last) / 2;
            if is_free(&middle) { next = middle } else { last = middle }
        }
        numbered(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Row;

    #[test]
    fn rows_that_are_alike_have_keys_of_their_own() {
        let free = FreeRow { kind: "行".into(), ..FreeRow::default() };
        let mut taken = BTreeSet::new();
        for nth in 1..=3_000 {
            let key = free.new_key(Row::default().view(), &taken);
            assert_eq!(key.as_str(), format!("行~{nth}"));
            taken.insert(key);
        }
        // One in the middle that was given up is taken again, if it is among the first.
        taken.remove(&RowKey::from("行~7"));
        assert_eq!(free.new_key(Row::default().view(), &taken).as_str(), "行~7");
    }
}
