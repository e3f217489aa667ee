//! What a formula looks at, read off the formula itself: so that after an edit only the rows are judged
//! again for which something they look at is different. It errs on the side of judging again.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::found::{Found, cell_number};
use crate::calc::{Book, Changes, SheetRow, TableChange};
use crate::formula::index::{ChangedGroups, Group, Index, parts};
use crate::formula::{ColumnName, Expression, Lookup, Selection};
use crate::model::{ColumnKey, KindKey, RowKey, TableKey};

/// What has to be judged again.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rejudge {
    /// The rule's rows at these positions of their table, in order, each once.
    Rows(Vec<usize>),
    /// All.
    All,
}

impl Rejudge {
    pub(super) fn nothing() -> Self {
        Self::Rows(Vec::new())
    }

    /// The rule's rows at these positions.
    pub(super) fn rows(rows: impl IntoIterator<Item = usize>) -> Self {
        let mut rows: Vec<usize> = rows.into_iter().collect();
        rows.sort_unstable();
        rows.dedup();
        Self::Rows(rows)
    }

    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            // The sides of a comparison, and its columns, mostly ask for the same rows.
            (Self::Rows(rows), Self::Rows(more)) if more.is_empty() || rows == more => Self::Rows(rows),
            (Self::Rows(rows), Self::Rows(more)) if rows.is_empty() => Self::Rows(more),
            (Self::Rows(rows), Self::Rows(more)) => Self::rows([rows, more].concat()),
            _ => Self::All,
        }
    }
}

/// What is different: the changes, and the groups that are different by them.
pub(super) struct Delta<'a> {
    /// The tables as they are now.
    pub book: Book<'a>,
    /// The groups as they are now.
    pub index: &'a Index,
    /// What is different in the tables.
    pub changes: &'a Changes,
    /// What is different in the groups, by grouping.
    pub groups: &'a [ChangedGroups],
    /// Whether a text is different, by which a row may be called another name.
    is_any_renamed: bool,
    /// The cells of rows that may be called another name, by number.
    renamed: FxHashSet<u32>,
}

impl<'a> Delta<'a> {
    pub(super) fn new(
        book: Book<'a>,
        index: &'a Index,
        changes: &'a Changes,
        groups: &'a [ChangedGroups],
    ) -> Self {
        let renamed = FxHashSet::default();
        let mut delta = Self { book, index, changes, groups, is_any_renamed: false, renamed };
        for (table, change) in changes.tables() {
            match change {
                TableChange::Whole => delta.is_any_renamed = true,
                TableChange::Cells(cells) => {
                    let rows = cells.keys().filter(|row| delta.is_itself_renamed(table, **row));
                    let rows = rows.filter_map(|row| book.sheet(table)?.row(*row));
                    let with_below = rows.flat_map(|row| [row].into_iter().chain(row.descendants()));
                    let cells =
                        with_below.flat_map(|row| row.cells()).map(|cell| cell_number(&cell.address()));
                    let cells: Vec<u32> = cells.collect();
                    delta.is_any_renamed |= !cells.is_empty();
                    delta.renamed.extend(cells);
                }
            }
        }
        delta
    }

    /// Whether any row may be called another name.
    pub(super) fn is_any_renamed(&self) -> bool {
        self.is_any_renamed
    }

    /// Whether texts of the row at a position changed.
    fn is_itself_renamed(&self, table: &TableKey, row: usize) -> bool {
        let Some(TableChange::Cells(cells)) = self.changes.of(table) else {
            return false;
        };
        let Some(row) = self.book.sheet(table).and_then(|sheet| sheet.row(row)) else {
            return false;
        };
        let is_text = |key: &ColumnKey| row.section.column(key).is_none_or(|column| !column.kind.is_number());
        cells.get(&row.index).is_some_and(|columns| columns.iter().any(is_text))
    }

    /// Whether a finding may speak of a row that is called another name now: its texts changed, or those of a row
    /// that it belongs to.
    pub(super) fn renames(&self, found: &Found) -> bool {
        let is_whole = |(table, change): (&TableKey, &TableChange)| {
            matches!(change, TableChange::Whole) && found.concerns(table)
        };
        found.takes_in_any(&self.renamed) || self.changes.tables().any(is_whole)
    }

    /// Whether the row at a position is called another name now.
    pub(super) fn is_row_renamed(&self, table: &TableKey, row: usize) -> bool {
        match self.changes.of(table) {
            Some(TableChange::Whole) => return true,
            Some(TableChange::Cells(_)) if self.is_any_renamed => {}
            _ => return false,
        }
        let mut row = self.book.sheet(table).and_then(|sheet| sheet.row(row));
        while let Some(here) = row {
            if self.is_itself_renamed(table, here.index) {
                return true;
            }
            row = here.parent();
        }
        false
    }
}

/// What a formula looks at.
#[derive(Clone, Debug, Default)]
pub(super) struct Dependencies {
    /// Columns of the rule's own row, or of a row of a kind above it.
    own: Vec<(Option<KindKey>, ColumnName)>,
    /// Cells by address.
    cells: Vec<(TableKey, RowKey, ColumnName)>,
    /// Rows of tables.
    selections: Vec<Selection>,
    /// Tables that it asks whether they are there.
    present: Vec<TableKey>,
    /// Whether it looks at the column that the rule is applied to.
    current: bool,
}

impl Dependencies {
    /// What a formula looks at.
    pub(super) fn of(expression: &Expression) -> Self {
        let mut found = Self::default();
        found.read(expression);
        found
    }

    /// Whether it is the same for all rows and columns that a rule is applied to.
    pub(super) fn is_the_same_everywhere(&self) -> bool {
        self.own.is_empty() && !self.current
    }

    fn read(&mut self, expression: &Expression) {
        match expression {
            Expression::Candidate(path) => self.current |= path.column == ColumnName::Current,
            Expression::Own(path) => {
                self.current |= path.column == ColumnName::Current;
                self.own.push((path.above.clone(), path.column.clone()));
            }
            Expression::Cell { table, row, column, .. } => {
                self.current |= *column == ColumnName::Current;
                self.cells.push((table.clone(), row.clone(), column.clone()));
            }
            Expression::Present(table, _) => self.present.push(table.clone()),
            Expression::Sum(selection) | Expression::Count(selection) => {
                self.current |= selection.column == Some(ColumnName::Current);
                self.selections.push(selection.clone());
            }
            _ => {}
        }
        expression.each_part(&mut |part| self.read(part));
    }

    /// The rows of a rule, applied to the rows `each` and the columns `columns`, for which something that
    /// the formula looks at is different.
    pub(super) fn rejudge(
        &self,
        delta: &Delta<'_>,
        each: Option<&Selection>,
        columns: &[ColumnKey],
    ) -> Rejudge {
        let touches = |changed: &BTreeSet<ColumnKey>, column: &ColumnName| match column {
            ColumnName::Named(column) => changed.contains(column),
            ColumnName::Current => columns.iter().any(|column| changed.contains(column)),
        };
        let is_whole = |table: &TableKey| matches!(delta.changes.of(table), Some(TableChange::Whole));
        if self.present.iter().any(is_whole) {
            return Rejudge::All;
        }
        for (table, row, column) in &self.cells {
            let touched = match delta.changes.of(table) {
                None => false,
                Some(TableChange::Whole) => true,
                Some(TableChange::Cells(cells)) => {
                    let row = delta.book.sheet(table).and_then(|sheet| sheet.row_by_key(row));
                    row.and_then(|row| cells.get(&row.index)).is_some_and(|changed| touches(changed, column))
                }
            };
            if touched {
                return Rejudge::All;
            }
        }
        let mut rejudge = Rejudge::nothing();
        for selection in &self.selections {
            rejudge = rejudge.and(of_selection(selection, delta, each));
        }
        let Some(each) = each else {
            // Without rows of its own, any of them is all.
            return if rejudge == Rejudge::nothing() { rejudge } else { Rejudge::All };
        };
        let Some(TableChange::Cells(cells)) = delta.changes.of(&each.table) else {
            return if delta.changes.of(&each.table).is_some() { Rejudge::All } else { rejudge };
        };
        let mut rows = Vec::new();
        for (row, changed) in cells {
            let Some(row) = delta.book.sheet(&each.table).and_then(|sheet| sheet.row(*row)) else {
                continue;
            };
            for (above, _) in self.own.iter().filter(|(_, column)| touches(changed, column)) {
                match above {
                    None if *row.row.kind() == each.kind => {
                        rows.push(row.index);
                    }
                    Some(kind) if *row.row.kind() == *kind => rows.extend(below(row, &each.kind)),
                    _ => {}
                }
            }
        }
        rejudge.and(Rejudge::rows(rows))
    }
}

/// The rows of a kind that belong to a row, by position.
pub(super) fn below<'a>(row: SheetRow<'a>, kind: &'a KindKey) -> impl Iterator<Item = usize> + use<'a> {
    row.descendants().filter(move |below| *below.row.kind() == *kind).map(|below| below.index)
}

/// The rows of a rule that look at rows of a selection which are different.
fn of_selection(selection: &Selection, delta: &Delta<'_>, each: Option<&Selection>) -> Rejudge {
    let Some(change) = delta.changes.of(&selection.table) else {
        return Rejudge::nothing();
    };
    let (Some(lookup), TableChange::Cells(_)) = (&selection.lookup, change) else {
        return Rejudge::All;
    };
    if !lookup.is_exact {
        return Rejudge::All;
    }
    let mut rejudge = Rejudge::nothing();
    for grouping in lookup.groupings() {
        match delta.groups.get(grouping) {
            None | Some(ChangedGroups::All) => return Rejudge::All,
            Some(ChangedGroups::Keys(keys)) => {
                for key in keys {
                    let texts: Vec<&str> = parts(key).collect();
                    rejudge = rejudge.and(of_group(lookup, &texts, delta, each));
                }
            }
        }
    }
    rejudge
}

/// The rows of a rule that look at the group of a key.
fn of_group(lookup: &Lookup, texts: &[&str], delta: &Delta<'_>, each: Option<&Selection>) -> Rejudge {
    // What is blank equals zero as well as the empty text.
    if texts.iter().any(|text| text.chars().all(|c| c == '0')) {
        return Rejudge::All;
    }
    let mut own = Vec::new();
    for (part, text) in lookup.key.iter().zip(texts) {
        match part {
            Expression::Text(wanted) if crate::formula::normal(wanted) != *text => return Rejudge::nothing(),
            Expression::Text(_) => {}
            _ => own.push((*text).into()),
        }
    }
    match (lookup.back, each) {
        (Some(back), Some(_)) => match delta.index.group(back, &own) {
            Ok(group) => Rejudge::Rows(group.into_iter().flat_map(Group::rows).collect()),
            Err(()) => Rejudge::All,
        },
        _ => Rejudge::All,
    }
}
