//! The figures of all rows of a table, in one run of memory: a budget of many lines has a few columns of numbers
//! beside many of text, which have none.

use super::Derived;
use crate::schema::{Column, SectionSchema, TableSchema};

/// What is derived for the number cells of a table, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Numbers {
    /// By section and column the place of the column among the numbers of its row.
    places: Vec<Vec<Option<usize>>>,
    rows: Vec<NumbersOfRow>,
    cells: Vec<Derived>,
}

/// Where the numbers of a row are.
#[derive(Clone, Copy, Debug, PartialEq)]
struct NumbersOfRow {
    /// Its section; `None` for a row that the format does not describe, which has no numbers.
    section: Option<u16>,
    /// Where they begin. Four thousand million figures are more than fit into memory.
    from: u32,
}

impl Numbers {
    /// None yet, of a table as described.
    pub fn new(schema: &TableSchema) -> Self {
        let places = |section: &SectionSchema| {
            let mut next = 0..;
            let mut place = |column: &Column| if column.kind.is_number() { next.next() } else { None };
            section.columns.iter().map(&mut place).collect()
        };
        Self { places: schema.sections.iter().map(places).collect(), ..Self::default() }
    }

    /// Adds a row of a section with its numbers from left to right, or one that the format does not describe.
    pub fn push(&mut self, section: Option<usize>, numbers: impl Iterator<Item = Derived>) {
        let section = section.and_then(|section| u16::try_from(section).ok());
        self.rows.push(NumbersOfRow { section, from: u32::try_from(self.cells.len()).unwrap_or(u32::MAX) });
        self.cells.extend(numbers);
    }

    /// The section of a row that the format describes.
    pub fn section(&self, row: usize) -> Option<usize> {
        self.rows.get(row)?.section.map(usize::from)
    }

    /// What is derived for a cell; nothing for one that holds no number.
    pub fn get(&self, row: usize, column: usize) -> Option<Derived> {
        self.cells.get(self.place(row, column)?).copied()
    }

    /// The same, to change it.
    pub fn get_mut(&mut self, row: usize, column: usize) -> Option<&mut Derived> {
        let place = self.place(row, column)?;
        self.cells.get_mut(place)
    }

    fn place(&self, row: usize, column: usize) -> Option<usize> {
        let here = self.rows.get(row)?;
        let place = (*self.places.get(usize::from(here.section?))?.get(column)?)?;
        Some(usize::try_from(here.from).ok()? + place)
    }
}
