//! What the lines of units come to before and after their own file took their place: lines that go are seen in their number
//! and their money, before anybody misses them in a total.

use rust_decimal::Decimal;

use crate::calc::{Book, Figures};
use crate::model::{Budget, RowView, TableKey};
use crate::money;
use crate::schema::Format;

/// A table of lines, and what stands in it of the units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitSum {
    /// What the table is called.
    pub table: String,
    /// How many lines there were and are.
    pub lines: (usize, usize),
    /// Their amounts before and after, in the unit of the form.
    pub amounts: (Decimal, Decimal),
}

impl UnitSum {
    /// Whether lines are gone.
    pub fn is_less(&self) -> bool {
        self.lines.1 < self.lines.0
    }

    /// `预算明细：原 21 行 295.60，现 15 行 281.32`.
    pub fn in_words(&self, decimals: u32) -> String {
        let said = |lines, amount| format!("{lines} 行 {}", money::display(amount, decimals));
        let (before, after) = (said(self.lines.0, self.amounts.0), said(self.lines.1, self.amounts.1));
        format!("{}：原 {before}，现 {after}", self.table)
    }
}

/// The tables of lines in which units have others than before.
pub(super) fn sums(
    format: &Format,
    (before, after): (&Budget, &Budget),
    is_its: impl Fn(&TableKey, RowView<'_>) -> bool,
) -> Vec<UnitSum> {
    let of = |budget: &Budget| -> Vec<(usize, Decimal)> {
        let figures = Figures::compute(budget, format);
        let book = Book { budget, format, figures: &figures };
        let in_table = |lines: &crate::schema::LineTable| {
            let rows = book.sheet(&lines.table).into_iter().flat_map(|sheet| sheet.rows_of(&lines.kind));
            let own = rows.filter(|row| is_its(&lines.table, row.row));
            let amounts = own.map(|row| row.cell_by(&lines.amount).and_then(|cell| cell.number()));
            let amounts: Vec<Decimal> = amounts.map(Option::unwrap_or_default).collect();
            (amounts.len(), money::sum(amounts.iter().copied()).unwrap_or_default())
        };
        format.lines.iter().map(in_table).collect()
    };
    let pairs = of(before).into_iter().zip(of(after)).zip(&format.lines);
    let told = pairs.filter(|((before, after), _)| before != after).map(|((before, after), lines)| {
        let table = format.table(&lines.table);
        UnitSum {
            table: table.map_or_else(|| lines.table.to_string(), |table| table.called().to_owned()),
            lines: (before.0, after.0),
            amounts: (before.1, after.1),
        }
    });
    told.collect()
}
