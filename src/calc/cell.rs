//! One cell of a book: what stands in it, what it comes to, how far that can be known, and how it is shown.

use rust_decimal::Decimal;

use super::Derived;
use super::book::SheetRow;
use super::sums::each_addend;
use crate::model::{CellAddress, Coverage, ValueView};
use crate::money::{self, MoneyUnit};
use crate::schema::{Column, ColumnKind, Role};

/// One cell of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// Its row.
    pub row: SheetRow<'a>,
    /// Its column.
    pub column: &'a Column,
    /// The position of the column in its section.
    pub column_index: usize,
    /// What it is.
    pub role: Role,
    pub(super) derived: Derived,
}

/// The number in a cell, as far as it can be known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// Blank, which counts as zero.
    Blank,
    /// A number.
    Known {
        /// The number, in the unit of the table.
        value: Decimal,
        /// How many entered figures it rests on.
        figures: u32,
    },
    /// It cannot be known.
    Unknown(Missing),
}

/// Why a figure cannot be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The table is absent.
    Table,
    /// The table's pages are incomplete, and it states no total here.
    Rows,
    /// A cell it rests on cannot be read as a number.
    Unreadable,
    /// Its sum is too large to be told to the last digit.
    TooLarge,
}

impl<'a> Cell<'a> {
    /// Its address.
    pub fn address(&self) -> CellAddress {
        CellAddress::new(&self.row.sheet.schema.key, self.row.row.key(), &self.column.key)
    }

    /// What was entered, in an input cell.
    pub fn entered(&self) -> Option<ValueView<'a>> {
        self.row.row.cells().get(&self.column.key)
    }

    /// What the document states, in a computed cell.
    pub fn stated(&self) -> Option<ValueView<'a>> {
        self.row.row.stated().get(&self.column.key)
    }

    /// The amount that the document prints: the stated one in a computed cell, else the entered one.
    pub fn printed(&self) -> Option<Decimal> {
        self.stated().or(self.entered()).and_then(ValueView::amount)
    }

    /// Whether it adds up cells of its own table, so that a document may state another total there.
    pub fn is_sum(&self) -> bool {
        matches!(self.role, Role::SumOfColumns | Role::SumOfRows)
    }

    /// The entered or computed number; `None` where everything it rests on is blank, or something of it is unreadable.
    pub fn number(&self) -> Option<Decimal> {
        self.derived.value()
    }

    /// Whether something the number rests on could not be read.
    pub fn is_unreadable(&self) -> bool {
        self.derived.is_unreadable()
    }

    /// Whether its sum runs over rows of which some are missing, so that it proves nothing.
    pub fn lacks_rows(&self) -> bool {
        self.role == Role::SumOfRows && self.row.sheet.coverage() != Coverage::Full
    }

    /// Whether its row may have stood on a lost page: where rows are missing, one without any number
    /// is not known to be zero.
    fn on_lost_page(&self) -> bool {
        let row = self.row.row;
        self.row.sheet.coverage() == Coverage::Partial
            && row.cells().values().chain(row.stated().values()).all(|value| value.amount().is_none())
    }

    /// Whether the document prints the row's totals, and none in this cell.
    fn is_stated_blank(&self) -> bool {
        let stated = &self.row.row.stated();
        !stated.contains_key(&self.column.key) && stated.values().any(|value| value.amount().is_some())
    }

    /// The number the rules go by: the entered or computed one or, where rows are missing, the stated.
    pub fn figure(&self) -> Figure {
        let unknown = if self.row.sheet.coverage().is_missing() {
            Missing::Table
        } else if self.lacks_rows() || self.on_lost_page() {
            Missing::Rows
        } else if self.derived.unreadable > 0 {
            Missing::Unreadable
        } else if self.derived.too_large {
            Missing::TooLarge
        } else {
            return match self.derived.value() {
                Some(value) => Figure::Known { value, figures: self.derived.figures },
                None => Figure::Blank,
            };
        };
        match self.stated().and_then(ValueView::amount) {
            Some(value) if unknown != Missing::Table => Figure::Known { value, figures: 1 },
            // A total row that is printed with blanks states zero there.
            None if self.lacks_rows() && unknown == Missing::Rows && self.is_stated_blank() => Figure::Blank,
            _ => Figure::Unknown(unknown),
        }
    }

    /// The stated and the computed number, where the document states another one than its own figures
    /// give. A blank sum counts as zero.
    pub fn disagreement(&self) -> Option<(Decimal, Decimal)> {
        if !self.role.is_computed() || self.lacks_rows() || self.derived.is_unreadable() {
            return None;
        }
        let stated = self.stated()?.amount()?;
        let computed = self.derived.value().unwrap_or_default();
        (stated != computed).then_some((stated, computed))
    }

    /// How many entered figures the number rests on.
    pub fn figures(&self) -> u32 {
        self.derived.figures
    }

    /// Decimals with which it is printed.
    pub fn decimals(&self) -> u32 {
        match self.column.kind {
            ColumnKind::Count => 0,
            ColumnKind::Yuan => MoneyUnit::Yuan.exact_decimals(),
            _ => self.row.sheet.decimals,
        }
    }

    /// The cell as a table shows it: label, text, or number with separators; where rows are missing,
    /// the stated total.
    pub fn text(&self) -> String {
        match self.role {
            Role::Blank => String::new(),
            Role::Label => self.row.text(&self.column.key).to_owned(),
            Role::Input | Role::SumOfLines => match self.entered() {
                Some(ValueView::Text(text)) => text.to_string(),
                Some(ValueView::Amount(value)) => money::display(value, self.decimals()),
                None => String::new(),
            },
            Role::SumOfColumns | Role::SumOfRows => {
                let number = if self.lacks_rows() {
                    self.stated().and_then(ValueView::amount)
                } else if self.derived.is_unreadable() {
                    return "无法计算".to_owned();
                } else {
                    self.derived.value()
                };
                number.map(|value| money::display(value, self.decimals())).unwrap_or_default()
            }
        }
    }

    /// Whether it shows nothing.
    pub fn is_blank(&self) -> bool {
        match self.role {
            Role::Blank => true,
            Role::Label => self.row.text(&self.column.key).is_empty(),
            Role::Input | Role::SumOfLines => self.entered().is_none(),
            Role::SumOfColumns | Role::SumOfRows => self.text().is_empty(),
        }
    }

    /// The cells summed into it, in printed order, budget lines included; none for an input cell.
    pub fn addends(&self) -> Vec<Cell<'a>> {
        let sheet = self.row.sheet;
        let mut cells = Vec::new();
        if self.role == Role::SumOfLines {
            let book = sheet.book;
            let lines = super::lines_of(&book, &self.address());
            return lines.iter().filter_map(|line| book.cell(line)).collect();
        }
        each_addend(sheet.schema, self.row.table, self.row.index, self.column_index, |row, column| {
            cells.extend(sheet.row(row).and_then(|row| row.cell(column)));
        });
        cells
    }
}
