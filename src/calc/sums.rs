//! Which cells a sum consists of, and the sums themselves.

use super::Derived;
use super::numbers::Numbers;
use crate::model::{KindKey, Row, Table, Value};
use crate::money;
use crate::schema::{Column, Role, RowShape, SectionSchema, TableSchema};

/// Calls `found(row, column)` for each cell that is summed directly into the cell at (`row`,
/// `column`), in printed order; for none if that cell is not a sum. The one place that says what a
/// sum consists of: totals, the inspector and the rules all ask here.
pub fn each_addend(
    schema: &TableSchema,
    table: &Table,
    row: usize,
    column: usize,
    mut found: impl FnMut(usize, usize),
) {
    let Some((section, shape)) = table.rows().get(row).and_then(|at| schema.shape(at)) else {
        return;
    };
    let Some(section) = schema.sections.get(section) else {
        return;
    };
    let Some(of) = section.columns.get(column) else {
        return;
    };
    match shape.role(of) {
        Role::SumOfColumns => {
            for part in of.sum.iter().filter_map(|key| section.column_index(key)) {
                found(row, part);
            }
        }
        Role::SumOfRows => each_summed_row(section, table, row, shape, |part| found(part, column)),
        Role::Input | Role::SumOfLines | Role::Label | Role::Blank => {}
    }
}

fn each_summed_row(
    section: &SectionSchema,
    table: &Table,
    row: usize,
    shape: RowShape<'_>,
    mut found: impl FnMut(usize),
) {
    match shape {
        RowShape::Fixed(fixed) => {
            let kinds: Vec<KindKey> = fixed.sum.iter().map(KindKey::from).collect();
            let is_named = |row: &Row| {
                kinds.contains(&row.kind) || fixed.sum.iter().any(|name| row.key.as_str() == name)
            };
            for (at, other) in table.rows().iter().enumerate() {
                if at != row && is_named(other) && section.shape(other).is_some() {
                    found(at);
                }
            }
        }
        RowShape::Free(free) => {
            let Some(kind) = &free.sum else {
                return;
            };
            for (at, other) in below(section, table, row, free.level) {
                if other.kind == *kind {
                    found(at);
                }
            }
        }
    }
}

/// The free rows that belong to the free row at `row` of `level`.
pub(super) fn below<'a>(
    section: &'a SectionSchema,
    table: &'a Table,
    row: usize,
    level: u8,
) -> impl Iterator<Item = (usize, &'a Row)> {
    table.rows().iter().enumerate().skip(row + 1).take_while(move |(_, other)| {
        section.shape(other).and_then(|shape| shape.level()).is_some_and(|other| other > level)
    })
}

/// How far the derivation of a row has come.
#[derive(Clone, Copy, PartialEq)]
enum Progress {
    Open,
    Running,
    Done,
}

/// Derives all rows of a table.
pub(super) fn derive(schema: &TableSchema, table: &Table) -> Numbers {
    let mut numbers = Numbers::new(schema);
    for row in table.rows() {
        let shape = schema.shape(row);
        let columns =
            shape.and_then(|(section, _)| schema.sections.get(section)).map(|section| &section.columns);
        let columns = columns.into_iter().flatten().filter(|column| column.kind.is_number());
        let entered = columns.filter_map(|column| Some(entered_cell(shape?.1, row, column)));
        numbers.push(shape.map(|(section, _)| section), entered);
    }
    let mut progress = vec![Progress::Open; table.rows().len()];
    for row in 0..table.rows().len() {
        derive_row(schema, table, row, &mut numbers, &mut progress);
    }
    numbers
}

/// The entered number of a cell.
pub(super) fn entered_cell(shape: RowShape<'_>, row: &Row, column: &Column) -> Derived {
    if !column.kind.is_number() || shape.role(column) != Role::Input {
        return Derived::default();
    }
    match row.cells.get(&column.key) {
        // Whichever way it came in: what no field holds is no figure to go on with.
        Some(Value::Amount(value)) if !money::is_figure(*value) => {
            Derived { unreadable: 1, ..Derived::default() }
        }
        Some(Value::Amount(value)) => {
            Derived { sum: *value, given: 1, figures: u32::from(!value.is_zero()), ..Derived::default() }
        }
        Some(Value::Text(text)) if !text.is_empty() => Derived { unreadable: 1, ..Derived::default() },
        _ => Derived::default(),
    }
}

fn derive_row(
    schema: &TableSchema,
    table: &Table,
    row: usize,
    numbers: &mut Numbers,
    progress: &mut [Progress],
) {
    // A format whose sums run in a circle is refused when it is read; `Running` keeps this total anyway.
    if progress.get(row) != Some(&Progress::Open) {
        return;
    }
    let Some((index, shape)) = table.rows().get(row).and_then(|at| schema.shape(at)) else {
        return;
    };
    let Some(section) = schema.sections.get(index) else {
        return;
    };
    set(progress, row, Progress::Running);
    let sums_rows = match shape {
        RowShape::Fixed(fixed) => !fixed.sum.is_empty(),
        RowShape::Free(free) => free.sum.is_some(),
    };
    if sums_rows {
        let mut parts = Vec::new();
        each_summed_row(section, table, row, shape, |part| parts.push(part));
        for part in &parts {
            derive_row(schema, table, *part, numbers, progress);
        }
        for (at, column) in section.columns.iter().enumerate() {
            if shape.role(column) == Role::SumOfRows {
                let sum = total(parts.iter().filter_map(|part| numbers.get(*part, at)));
                store(numbers, row, at, sum);
            }
        }
    } else {
        for at in 0..section.columns.len() {
            derive_column(section, shape, row, at, numbers, 0);
        }
    }
    set(progress, row, Progress::Done);
}

fn derive_column(
    section: &SectionSchema,
    shape: RowShape<'_>,
    row: usize,
    column: usize,
    numbers: &mut Numbers,
    depth: usize,
) -> Derived {
    let current = numbers.get(row, column).unwrap_or_default();
    let Some(of) = section.columns.get(column) else {
        return current;
    };
    if shape.role(of) != Role::SumOfColumns || depth > section.columns.len() {
        return current;
    }
    let parts = of.sum.iter().filter_map(|key| section.column_index(key));
    let sum = total(parts.map(|part| derive_column(section, shape, row, part, numbers, depth + 1)));
    store(numbers, row, column, sum);
    sum
}

fn total(parts: impl Iterator<Item = Derived>) -> Derived {
    parts.fold(Derived::default(), |sum, part| {
        let exact = money::add(sum.sum, part.sum);
        Derived {
            sum: exact.unwrap_or_default(),
            given: sum.given.saturating_add(part.given),
            figures: sum.figures.saturating_add(part.figures),
            unreadable: sum.unreadable.saturating_add(part.unreadable),
            too_large: sum.too_large || part.too_large || exact.is_none(),
        }
    })
}

fn store(numbers: &mut Numbers, row: usize, column: usize, value: Derived) {
    if let Some(cell) = numbers.get_mut(row, column) {
        *cell = value;
    }
}

fn set(progress: &mut [Progress], row: usize, to: Progress) {
    if let Some(at) = progress.get_mut(row) {
        *at = to;
    }
}
