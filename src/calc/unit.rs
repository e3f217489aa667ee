//! One unit's part of a department's budget (单位): its lines, and itself as the only unit, so that every table
//! made of lines is that unit's, transfers to other units included.

use super::{Figures, Touched, TouchedCell};
use crate::model::{Budget, Row, RowView, Table, TableKey, ValueView};
use crate::schema::Format;

/// A budget as it is for one unit alone, with its figures. Rows keep their places; those of lines and in the list of
/// units that are of others are blank. What was submitted stays as it is: nobody can say which part of it is whose.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitPart {
    code: String,
    name: String,
    budget: Budget,
    figures: Figures,
}

/// How a table is divided among units.
#[derive(Clone, Copy, PartialEq)]
enum Share {
    /// It is the list of units.
    List,
    /// Each line is of a unit.
    Lines,
    /// It is not divided.
    Whole,
}

/// What a row of a table that is divided among units says of whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner<'a> {
    /// The unit of this code.
    Code(&'a str),
    /// The unit of this name: a code is not written.
    Name(&'a str),
    /// Nothing.
    Untold,
}

/// Whose a row is. What another unit pays is told by the names of both.
pub fn owner<'a>(format: &Format, table: &TableKey, row: RowView<'a>) -> Owner<'a> {
    let Some(list) = &format.units else {
        return Owner::Untold;
    };
    let name = match share(format, table) {
        Share::List => Some(&list.name),
        Share::Lines => format.transfers.as_ref().map(|transfers| &transfers.own),
        Share::Whole => None,
    };
    match (row.text(&list.code), name.map_or("", |name| row.text(name))) {
        ("", "") => Owner::Untold,
        ("", name) => Owner::Name(name),
        (code, _) => Owner::Code(code),
    }
}

/// Whether each row of a table is some unit's: it holds lines, or is the list of units.
pub fn is_divided(format: &Format, table: &TableKey) -> bool {
    share(format, table) != Share::Whole
}

impl UnitPart {
    /// The part of the unit of that code and name.
    pub fn of(budget: &Budget, format: &Format, code: &str, name: &str) -> Self {
        let (code, name) = (code.to_owned(), name.to_owned());
        let mut part = Self { code, name, budget: Budget::default(), figures: Figures::default() };
        let tables = budget.tables.iter();
        let tables = tables.map(|(key, table)| (key.clone(), part.table(format, key, table))).collect();
        // The tables are much the largest part of it.
        part.budget = Budget {
            format: budget.format.clone(),
            own_format: budget.own_format.clone(),
            year: budget.year,
            department: budget.department.clone(),
            source: budget.source.clone(),
            originals: budget.originals.clone(),
            tables,
            narrative: budget.narrative.clone(),
            notes: budget.notes.clone(),
            unplaced: budget.unplaced.clone(),
        };
        part.figures = Figures::compute(&part.budget, format);
        part
    }

    /// Code and name of the unit.
    pub fn unit(&self) -> (&str, &str) {
        (&self.code, &self.name)
    }

    /// Its inputs.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// What is derived from them.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// Takes in what an edit of the whole budget touched, or says that the part has to be made anew (`None`): where
    /// rows came or went, or where the edit says whose a line is.
    pub fn follow(&mut self, whole: &Budget, format: &Format, touched: &Touched) -> Option<()> {
        if touched.head || !touched.tables.is_empty() {
            return None;
        }
        if touched.notes {
            self.budget.notes.clone_from(&whole.notes);
            self.budget.unplaced.clone_from(&whole.unplaced);
        }
        if touched.narrative {
            self.budget.narrative.clone_from(&whole.narrative);
        }
        let list = format.units.as_ref();
        let own_column = format.transfers.as_ref().map(|transfers| &transfers.own);
        let mut own = Vec::new();
        for TouchedCell { layer, address, .. } in &touched.cells {
            let table = whole.table(&address.table)?;
            let at = table.position(&address.row)?;
            let row = table.at(at)?;
            match share(format, &address.table) {
                Share::List => return None,
                Share::Lines => {
                    let column = Some(&address.column);
                    if column == list.map(|list| &list.code) || column == own_column {
                        return None;
                    }
                    if !self.has(format, &address.table, row) {
                        continue;
                    }
                }
                Share::Whole => {}
            }
            let value = row.layer(*layer).get(&address.column).map(ValueView::to_value);
            let mine = self.budget.tables.get_mut(&address.table)?;
            let before = mine.set(at, *layer, &address.column, value);
            own.push(TouchedCell { layer: *layer, address: address.clone(), before });
        }
        if !own.is_empty() {
            let touched = Touched { cells: own, ..Touched::default() };
            self.figures.update(&self.budget, format, &touched);
        }
        Some(())
    }

    fn table(&self, format: &Format, key: &TableKey, table: &Table) -> Table {
        let is_own = |row| !is_divided(format, key) || self.has(format, key, row);
        let rows = table.rows().iter().map(|row| {
            if is_own(row) {
                return row.to_row();
            }
            let (key, kind, remark) = (row.key().clone(), row.kind().clone(), row.remark().to_owned());
            Row { key, kind, remark, ..Row::default() }
        });
        Table::of(table.coverage, table.remark.clone(), table.note.clone(), rows.collect())
    }

    fn has(&self, format: &Format, table: &TableKey, row: RowView<'_>) -> bool {
        match owner(format, table, row) {
            Owner::Code(code) => code == self.code,
            Owner::Name(name) => name == self.name,
            Owner::Untold => false,
        }
    }
}

fn share(format: &Format, table: &TableKey) -> Share {
    match &format.units {
        Some(list) if list.table == *table => Share::List,
        Some(_) if format.has_lines(table) => Share::Lines,
        _ => Share::Whole,
    }
}
