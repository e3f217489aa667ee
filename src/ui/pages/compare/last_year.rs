//! Last year's figure of one cell, for tables that have no column of the year before: from the file that was put beside the
//! open budget. What is the same cell is said by [`compare`](crate::compare).

use std::cmp::Ordering;

use super::Comparing;
use super::others::Other;
use crate::calc::{Book, Cell, Figure};
use crate::compare::{Compared, ComparedTable, compare_table};
use crate::model::{CellAddress, TableKey};
use crate::money::{self, Decimal};
use crate::schema::{Column, ColumnKind};
use crate::ui::look::amounts::Shown;

/// What was found out last, and for which revision: of the table, and of the cell.
#[derive(Default)]
pub(super) struct Known {
    table: Option<(TableKey, u64, Option<ComparedTable>)>,
    cell: Option<(CellAddress, u64, Option<LastYear>)>,
}

/// Last year's figure of a cell.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct LastYear {
    year: i32,
    was: Compared,
}

impl LastYear {
    /// What to say of it: the figure and the change, in the unit in which the cell is shown.
    pub(in crate::ui) fn told(&self, cell: &Cell<'_>, shown: Shown<'_>) -> String {
        let year = self.year;
        let was = match self.was {
            Compared::Unknown => return format!("上年（{year}）：文件里没有这个数"),
            Compared::NoRow => format!("上年（{year}）没有此行"),
            Compared::Blank => format!("上年（{year}）空白"),
            Compared::Number(number) => format!("上年（{year}）{}", shown.number_like(number, cell)),
        };
        let now = match cell.figure() {
            Figure::Known { value, .. } => Some(value),
            Figure::Blank => Some(Decimal::ZERO),
            Figure::Unknown(_) => None,
        };
        let (Some(before), Some(now)) = (self.was.number(), now) else { return was };
        let Some(change) = now.checked_sub(before) else { return was };
        let way = match change.cmp(&Decimal::ZERO) {
            Ordering::Less => "减少",
            Ordering::Equal => return format!("{was}，持平"),
            Ordering::Greater => "增加",
        };
        let percent = change.abs().checked_mul(Decimal::ONE_HUNDRED);
        let percent = percent.and_then(|change| change.checked_div(before.abs()));
        let percent = percent.filter(|_| cell.column.kind == ColumnKind::Amount);
        let percent = percent.map(|percent| format!("，{}%", money::display(percent, 2))).unwrap_or_default();
        format!("{was}，{way} {}{percent}", shown.number_like(change.abs(), cell))
    }
}

impl Comparing {
    /// Last year's figure of a cell of the open budget; `None` where no file of last year is beside it, where the cell
    /// holds none, or where last year's stands in the next column.
    pub(in crate::ui) fn last_year(
        &mut self,
        own: &Book<'_>,
        revision: u64,
        cell: &CellAddress,
    ) -> Option<LastYear> {
        if let Some((of, at, known)) = &self.beside.cell
            && (of, *at) == (cell, revision)
        {
            return *known;
        }
        let found = self.find_last_year(own, revision, cell);
        self.beside.cell = Some((cell.clone(), revision, found));
        found
    }

    fn find_last_year(&mut self, own: &Book<'_>, revision: u64, address: &CellAddress) -> Option<LastYear> {
        let year = own.budget.year.checked_sub(1)?;
        let last = self.others.iter().rev().find(|other| other.budget.year == year).map(Other::book)?;
        let cell = own.cell(address)?;
        let is_beside = |column: &Column| {
            column.last_year_of.as_ref() == Some(&address.column)
                || column.key == address.column && column.last_year_of.is_some()
        };
        if !cell.column.kind.is_number() || cell.row.section.columns.iter().any(is_beside) {
            return None;
        }
        let books = [last, *own];
        let is_known =
            matches!(&self.beside.table, Some((key, at, _)) if (key, *at) == (&address.table, revision));
        if !is_known {
            let table = compare_table(&books, &address.table);
            self.beside.table = Some((address.table.clone(), revision, table));
        }
        let (.., table) = self.beside.table.as_ref()?;
        let table = table.as_ref()?;
        let index = cell.row.index;
        let row = table.rows.iter().find(|row| row.at.last() == Some(&Some(index)))?;
        let column = table.columns_of(row).find(|column| column.column.key == address.column)?;
        Some(LastYear { year, was: table.figure(&books, 0, row, column) })
    }

    /// Other files are beside the open one from now on.
    pub(super) fn forget(&mut self) {
        self.found = None;
        self.older = None;
        self.beside = Known::default();
    }
}
