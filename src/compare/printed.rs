//! Totals that a budget prints otherwise than its rows come to (列示数与相加数不同). A comparison goes by the sums; that a printed
//! total is another, or became another, would be seen nowhere.

use super::{ComparedTable, Comparison};
use crate::calc::{Book, Figure};
use crate::model::{TableKey, ValueView};
use crate::money::{self, Decimal};

/// A total that is printed otherwise than it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedTotal<'c> {
    /// The table, by its key in the newest format.
    pub table: &'c TableKey,
    /// The budget that prints it, by position.
    pub side: usize,
    /// What that budget is called.
    pub whose: String,
    /// Table, row and column in words.
    pub title: String,
    /// What it prints, in its own unit.
    pub printed: Decimal,
    /// What it is compared with, in the same unit.
    pub compared: Decimal,
}

impl PrintedTotal<'_> {
    /// In words.
    pub fn words(&self, decimals: u32) -> String {
        let shown = |amount: Decimal| money::display(amount, decimals.max(amount.normalize().scale().min(4)));
        let (printed, compared) = (shown(self.printed), shown(self.compared));
        format!("{}：{}列示 {printed}，各项相加 {compared}；对比用的是相加数", self.title, self.whose)
    }
}

/// What a budget is called among those compared: by its year, beside others of that year by its department, too.
pub(super) fn called(books: &[Book<'_>], side: usize) -> String {
    let Some(own) = books.get(side).map(|book| book.budget) else {
        return format!("第 {} 份", side + 1);
    };
    let others: Vec<_> =
        books.iter().map(|book| book.budget).filter(|other| other.year == own.year).collect();
    let namesakes = others.iter().filter(|other| other.department == own.department).count();
    match (others.len(), namesakes) {
        (1, _) => own.year_in_words(),
        (_, 1) if !own.department.short().is_empty() => {
            format!("{} {}", own.department.short(), own.year_in_words())
        }
        _ => format!("第 {} 份（{}）", side + 1, own.year_in_words()),
    }
}

impl Comparison {
    /// All of them that are not the same in all budgets, table by table.
    pub fn printed_totals<'c>(&'c self, books: &[Book<'_>]) -> Vec<PrintedTotal<'c>> {
        self.tables.iter().flat_map(|table| table.printed_totals(books)).collect()
    }
}

impl ComparedTable {
    /// Those of this table.
    pub fn printed_totals<'c>(&'c self, books: &[Book<'_>]) -> Vec<PrintedTotal<'c>> {
        let mut all = Vec::new();
        for row in &self.rows {
            let columns = self.columns.iter().filter(|column| column.section == row.section);
            for column in columns.filter(|column| column.column.kind.is_number()) {
                let figures: Vec<_> = (0..books.len())
                    .map(|side| {
                        let cell = self.cell(books, side, row, column)?;
                        let Figure::Known { value, .. } = cell.figure() else { return None };
                        Some((cell.stated().and_then(ValueView::amount)?, value))
                    })
                    .collect();
                // What is as it was is no difference.
                let is_as_before = |figure: &_| figures.iter().all(|other| other == figure);
                for (side, figure) in figures.iter().enumerate().filter(|(_, of)| !is_as_before(of)) {
                    let Some((printed, compared)) = figure.filter(|(printed, is)| printed != is) else {
                        continue;
                    };
                    let title = format!("{} {} {}", self.title, self.name(books, row), column.title);
                    let whose = called(books, side);
                    all.push(PrintedTotal { table: &self.key, side, whose, title, printed, compared });
                }
            }
        }
        all
    }
}
