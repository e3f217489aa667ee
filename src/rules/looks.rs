//! What a formula looks at, read off the formula itself: so that after an edit only the rows are judged
//! again for which something they look at is different. It errs on the side of judging again.

use std::collections::BTreeSet;

use crate::calc::{Book, Changes, SheetRow, TableChange};
use crate::formula::index::{Index, Stirred, parts};
use crate::formula::{ColumnName, Expression, Lookup, Selection};
use crate::model::{CellAddress, ColumnKey, KindKey, RowKey, TableKey};

/// What has to be judged again.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Again {
    /// The rule's rows at these positions of their table, in order, each once.
    Rows(Vec<usize>),
    /// All.
    All,
}

impl Again {
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

/// What happened: the changes, and the groups that are different by them.
#[derive(Clone, Copy)]
pub(super) struct News<'a> {
    /// The tables as they are now.
    pub book: Book<'a>,
    /// The groups as they are now.
    pub index: &'a Index,
    /// What is different in the tables.
    pub changes: &'a Changes,
    /// What is different in the groups, by grouping.
    pub stirred: &'a [Stirred],
    /// Whether a text is different, by which a row may be called another name.
    is_any_renamed: bool,
}

impl<'a> News<'a> {
    pub fn new(book: Book<'a>, index: &'a Index, changes: &'a Changes, stirred: &'a [Stirred]) -> Self {
        let mut news = Self { book, index, changes, stirred, is_any_renamed: false };
        news.is_any_renamed = changes.tables().any(|(table, change)| match change {
            TableChange::Whole => true,
            TableChange::Cells(cells) => cells.keys().any(|row| news.is_itself_renamed(table, *row)),
        });
        news
    }

    /// Whether any row may be called another name.
    pub fn is_any_renamed(&self) -> bool {
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

    /// Whether texts of the row of a cell changed, or of a row that it belongs to: its name may be another.
    pub fn is_renamed(&self, cell: &CellAddress) -> bool {
        if !self.is_any_renamed || self.changes.of(&cell.table).is_none() {
            return false;
        }
        let row = self.book.sheet(&cell.table).and_then(|sheet| sheet.row_by_key(&cell.row));
        row.is_none_or(|row| self.is_row_renamed(&cell.table, row.index))
    }

    /// The same for the row at a position.
    pub fn is_row_renamed(&self, table: &TableKey, row: usize) -> bool {
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
pub(super) struct Looks {
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

impl Looks {
    /// What a formula looks at.
    pub fn of(expression: &Expression) -> Self {
        let mut looks = Self::default();
        looks.read(expression);
        looks
    }

    /// Whether it is the same for all rows and columns that a rule is applied to.
    pub fn is_the_same_everywhere(&self) -> bool {
        self.own.is_empty() && !self.current
    }

    /// The columns of the rule's own row, and of rows above it, that it looks at.
    pub fn own(&self) -> impl Iterator<Item = (Option<&KindKey>, &ColumnName)> {
        self.own.iter().map(|(above, column)| (above.as_ref(), column))
    }

    fn read(&mut self, expression: &Expression) {
        match expression {
            Expression::Number(_) | Expression::Text(_) => {}
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
                if let Some(filter) = &selection.filter {
                    self.read(filter);
                }
            }
            Expression::Call(_, parts, _) => parts.iter().for_each(|part| self.read(part)),
            Expression::Negative(inner, _) | Expression::Not(inner, _) => self.read(inner),
            Expression::Binary(_, left, right, _) => {
                self.read(left);
                self.read(right);
            }
        }
    }

    /// The rows of a rule, applied to the rows `each` and the columns `columns`, for which something that
    /// the formula looks at is different.
    pub fn again(&self, news: &News<'_>, each: Option<&Selection>, columns: &[ColumnKey]) -> Again {
        let touches = |changed: &BTreeSet<ColumnKey>, column: &ColumnName| match column {
            ColumnName::Named(column) => changed.contains(column),
            ColumnName::Current => columns.iter().any(|column| changed.contains(column)),
        };
        let is_whole = |table: &TableKey| matches!(news.changes.of(table), Some(TableChange::Whole));
        if self.present.iter().any(is_whole) {
            return Again::All;
        }
        for (table, row, column) in &self.cells {
            let touched = match news.changes.of(table) {
                None => false,
                Some(TableChange::Whole) => true,
                Some(TableChange::Cells(cells)) => {
                    let row = news.book.sheet(table).and_then(|sheet| sheet.row_by_key(row));
                    row.and_then(|row| cells.get(&row.index)).is_some_and(|changed| touches(changed, column))
                }
            };
            if touched {
                return Again::All;
            }
        }
        let mut again = Again::nothing();
        for selection in &self.selections {
            again = again.and(of_selection(selection, news, each));
        }
        let Some(each) = each else {
            // Without rows of its own, any of them is all.
            return if again == Again::nothing() { again } else { Again::All };
        };
        let Some(TableChange::Cells(cells)) = news.changes.of(&each.table) else {
            return if news.changes.of(&each.table).is_some() { Again::All } else { again };
        };
        let mut rows = Vec::new();
        for (row, changed) in cells {
            let Some(row) = news.book.sheet(&each.table).and_then(|sheet| sheet.row(*row)) else {
                continue;
            };
            for (above, _) in self.own.iter().filter(|(_, column)| touches(changed, column)) {
                match above {
                    None if row.row.kind == each.kind => {
                        rows.push(row.index);
                    }
                    Some(kind) if row.row.kind == *kind => rows.extend(below(row, &each.kind)),
                    _ => {}
                }
            }
        }
        again.and(Again::rows(rows))
    }
}

/// The rows of a kind that belong to a row, by position.
pub(super) fn below<'a>(row: SheetRow<'a>, kind: &'a KindKey) -> impl Iterator<Item = usize> + use<'a> {
    row.descendants().filter(move |below| below.row.kind == *kind).map(|below| below.index)
}

/// The rows of a rule that look at rows of a selection which are different.
fn of_selection(selection: &Selection, news: &News<'_>, each: Option<&Selection>) -> Again {
    let Some(change) = news.changes.of(&selection.table) else {
        return Again::nothing();
    };
    let (Some(lookup), TableChange::Cells(_)) = (&selection.lookup, change) else {
        return Again::All;
    };
    if !lookup.is_exact {
        return Again::All;
    }
    let mut again = Again::nothing();
    for grouping in lookup.groupings() {
        match news.stirred.get(grouping) {
            None | Some(Stirred::All) => return Again::All,
            Some(Stirred::Keys(keys)) => {
                for key in keys {
                    let texts: Vec<&str> = parts(key).collect();
                    again = again.and(of_group(lookup, &texts, news, each));
                }
            }
        }
    }
    again
}

/// The rows of a rule that look at the group of a key.
fn of_group(lookup: &Lookup, texts: &[&str], news: &News<'_>, each: Option<&Selection>) -> Again {
    // What is blank equals zero as well as the empty text.
    if texts.iter().any(|text| text.chars().all(|c| c == '0')) {
        return Again::All;
    }
    let mut own = Vec::new();
    for (part, text) in lookup.key.iter().zip(texts) {
        match part {
            Expression::Text(wanted) if crate::formula::normal(wanted) != *text => return Again::nothing(),
            Expression::Text(_) => {}
            _ => own.push((*text).into()),
        }
    }
    match (lookup.back, each) {
        (Some(back), Some(_)) => match news.index.group(back, &own) {
            Ok(group) => Again::Rows(group.map(|group| group.rows.clone()).unwrap_or_default()),
            Err(()) => Again::All,
        },
        _ => Again::All,
    }
}
