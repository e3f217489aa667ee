//! The sums of a table, row by row in one run of memory. What is entered stands in the rows themselves and is not
//! kept here again: a budget of many lines has few sums beside many amounts.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::Derived;
use crate::schema::{Column, RowShape, SectionSchema, TableSchema};

/// The sums of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    sections: Vec<Places>,
    rows: Vec<NumbersOfRow>,
    cells: Vec<Sum>,
    /// Sums that do not fit into a [`Sum`], by their place. Never iterated.
    others: FxHashMap<u32, Derived>,
}

/// By column the place of a sum among those of its row.
#[derive(Clone, Debug, Default, PartialEq)]
struct Places {
    /// In a row that sums other rows.
    of_rows: Vec<Option<usize>>,
    /// In any other, which has sums of its columns only.
    of_columns: Vec<Option<usize>>,
}

/// Where the sums of a row are.
#[derive(Clone, Copy, Debug, PartialEq)]
struct NumbersOfRow {
    /// Its section; [`NO_SECTION`] for a row that the format does not describe, which has no sums.
    section: u16,
    sums_rows: bool,
    /// Where they begin. Four thousand million sums are more than fit into memory.
    from: u32,
}

const NO_SECTION: u16 = u16::MAX;

/// A sum of two decimals at most that does not go wrong anywhere: nearly all of them.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    digits: i64,
    /// How many entered figures it rests on, times four, and how many decimals the digits have.
    given_and_scale: u32,
    figures: u32,
}

/// Stands for a sum that is among the others.
const OTHER: u32 = 3;

impl Sum {
    fn of(derived: Derived) -> Option<Self> {
        let scale = derived.sum.scale();
        let fits = derived.unreadable == 0 && !derived.too_large && scale < OTHER;
        // A zero with a sign is told from one without by nobody, but kept all the same.
        let is_plain = fits && !(derived.sum.is_zero() && derived.sum.is_sign_negative());
        Some(Self {
            digits: i64::try_from(derived.sum.mantissa()).ok().filter(|_| is_plain)?,
            given_and_scale: derived.given.checked_mul(4)? + scale,
            figures: derived.figures,
        })
    }

    fn derived(self) -> Derived {
        Derived {
            sum: Decimal::new(self.digits, self.given_and_scale % 4),
            given: self.given_and_scale / 4,
            figures: self.figures,
            ..Derived::default()
        }
    }
}

impl PartialEq for Numbers {
    fn eq(&self, other: &Self) -> bool {
        // The same number may have more decimals where something was added to it and taken away again.
        let is_same = |place| self.at(place) == other.at(place);
        self.rows == other.rows
            && self.sections == other.sections
            && self.cells.len() == other.cells.len()
            && (0..self.cells.len()).all(is_same)
    }
}

impl Numbers {
    /// None yet, of a table as described.
    pub(super) fn new(schema: &TableSchema) -> Self {
        let places = |section: &SectionSchema, is_kept: fn(&Column) -> bool| {
            let mut next = 0..;
            let mut place = |column: &Column| if is_kept(column) { next.next() } else { None };
            section.columns.iter().map(&mut place).collect()
        };
        let both = |section: &SectionSchema| Places {
            of_rows: places(section, |column| column.kind.is_number()),
            of_columns: places(section, |column| column.kind.is_number() && !column.sum.is_empty()),
        };
        Self { sections: schema.sections.iter().map(both).collect(), ..Self::default() }
    }

    /// Adds a row of a section with all its sums zero, or one that the format does not describe.
    pub(super) fn push(&mut self, shape: Option<(usize, RowShape<'_>)>) {
        let from = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        let sums_rows = shape.is_some_and(|(_, shape)| shape.sums_rows());
        let section = shape.and_then(|(section, _)| u16::try_from(section).ok()).unwrap_or(NO_SECTION);
        let row = NumbersOfRow { section, sums_rows, from };
        let count = self.places(row).map_or(0, |places| places.iter().flatten().count());
        self.rows.push(row);
        self.cells.resize(self.cells.len() + count, Sum::default());
    }

    /// The section of a row that the format describes.
    pub(super) fn section(&self, row: usize) -> Option<usize> {
        self.rows.get(row).map(|row| row.section).filter(|section| *section != NO_SECTION).map(usize::from)
    }

    /// The sum in a cell; nothing for one that holds none.
    pub(super) fn get(&self, row: usize, column: usize) -> Option<Derived> {
        self.at(self.place(row, column)?)
    }

    fn at(&self, place: usize) -> Option<Derived> {
        let sum = self.cells.get(place)?;
        if sum.given_and_scale % 4 == OTHER {
            return self.others.get(&u32::try_from(place).ok()?).copied();
        }
        Some(sum.derived())
    }

    /// Puts a sum into a cell that holds one.
    pub(super) fn set(&mut self, row: usize, column: usize, derived: Derived) {
        let Some(place) = self.place(row, column) else {
            return;
        };
        let (Some(cell), Ok(place)) = (self.cells.get_mut(place), u32::try_from(place)) else {
            return;
        };
        if cell.given_and_scale % 4 == OTHER {
            self.others.remove(&place);
        }
        *cell = Sum::of(derived).unwrap_or_else(|| {
            self.others.insert(place, derived);
            Sum { given_and_scale: OTHER, ..Sum::default() }
        });
    }

    fn places(&self, row: NumbersOfRow) -> Option<&Vec<Option<usize>>> {
        let section = self.sections.get(usize::from(row.section))?;
        Some(if row.sums_rows { &section.of_rows } else { &section.of_columns })
    }

    fn place(&self, row: usize, column: usize) -> Option<usize> {
        let here = *self.rows.get(row)?;
        let place = (*self.places(here)?.get(column)?)?;
        Some(usize::try_from(here.from).ok()? + place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::default_format;

    #[test]
    fn every_sum_is_kept_as_it_is() {
        let format = default_format();
        let schema = format.table(&"T3".into()).unwrap();
        let (section, fixed) = (&schema.sections[0], &schema.sections[0].before[0]);
        let mut numbers = Numbers::new(schema);
        numbers.push(Some((0, RowShape::Fixed(fixed))));
        numbers.push(None);
        let column = section.columns.iter().position(|column| column.kind.is_number()).unwrap();
        let sums = ["0", "12.30", "-0.01", "5", "0.125", "79228162514264337593543950335", "-0.00"];
        let plain =
            sums.map(|sum| Derived { sum: sum.parse().unwrap(), given: 3, figures: 2, ..Derived::default() });
        let odd = [
            Derived { unreadable: 1, ..Derived::default() },
            Derived { too_large: true, given: 7, ..Derived::default() },
            Derived { given: u32::MAX, ..Derived::default() },
        ];
        for sum in plain.into_iter().chain(odd).chain(plain) {
            numbers.set(0, column, sum);
            let kept = numbers.get(0, column).unwrap();
            assert_eq!(kept, sum);
            assert_eq!(kept.sum.to_string(), sum.sum.to_string());
        }
        assert!(numbers.others.len() <= 1);
        assert_eq!(numbers.get(1, column), None);
    }
}
