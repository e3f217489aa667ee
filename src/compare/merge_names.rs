//! What the rows of two budgets under merging are called in what is said of conflicts. Figures are not needed for it. The
//! names of a table are found when the first of them is asked for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Side, naming};
use crate::calc::{Book, Figures};
use crate::model::{Budget, TableKey};
use crate::schema::Format;

/// The names of the rows of a side's table, by their positions.
type Known = BTreeMap<(usize, TableKey), Rc<[String]>>;

/// The names of rows on both sides.
pub(super) struct RowNames<'a> {
    format: &'a Format,
    sides: [&'a Budget; 2],
    known: RefCell<Known>,
}

impl<'a> RowNames<'a> {
    /// For the rows of our budget and of the other one.
    pub(super) fn new(format: &'a Format, sides: [&'a Budget; 2]) -> Self {
        Self { format, sides, known: RefCell::default() }
    }

    /// What to call the row at a position of a side's table: the table, and its name there.
    pub(super) fn of(&self, side: Side, table: &TableKey, at: usize) -> String {
        let side = side as usize;
        let Some(budget) = self.sides.get(side) else { return table.to_string() };
        let figures = Figures::default();
        let book = Book { format: self.format, budget, figures: &figures };
        let sheet = book.sheet(table);
        let known = self.known.borrow().get(&(side, table.clone())).cloned();
        let names = known.unwrap_or_else(|| {
            let names: Rc<[String]> = sheet.map(|sheet| naming::names(&sheet)).unwrap_or_default().into();
            self.known.borrow_mut().insert((side, table.clone()), Rc::clone(&names));
            names
        });
        let short = sheet.map_or(table.as_str(), |sheet| sheet.schema.short.as_str());
        let key = || budget.table(table).and_then(|table| Some(table.rows().get(at)?.key().to_string()));
        let name = names.get(at).filter(|name| !name.is_empty()).cloned();
        format!("{short} {}", name.or_else(key).unwrap_or_default())
    }
}
