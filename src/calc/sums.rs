//! Which cells a sum consists of, and the sums themselves.

use super::Derived;
use super::numbers::Numbers;
use crate::model::{KindKey, RowView, Table, ValueView};
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
            let is_named = |row: RowView<'_>| {
                kinds.contains(row.kind()) || fixed.sum.iter().any(|name| row.key().as_str() == name)
            };
            for (at, other) in table.rows().iter().enumerate() {
                if at != row && is_named(other) && section.shape(other).is_some() {
                    found(at);
                }
            }
        }
        RowShape::Free(free) => {
            for (at, other) in below(section, table, row, free.level) {
                if free.sum.contains(other.kind()) {
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
) -> impl Iterator<Item = (usize, RowView<'a>)> {
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
        numbers.push(schema.shape(row));
    }
    let mut progress = vec![Progress::Open; table.rows().len()];
    for row in 0..table.rows().len() {
        derive_row(schema, table, row, &mut numbers, &mut progress);
    }
    numbers
}

/// The entered number of a cell.
pub(super) fn entered_cell(shape: RowShape<'_>, column: &Column, value: Option<ValueView<'_>>) -> Derived {
    if !column.kind.is_number() || shape.role(column) != Role::Input {
        return Derived::default();
    }
    match value {
        // Whichever way it came in: what no field holds is no figure to go on with.
        Some(ValueView::Amount(value)) if !money::is_figure(value) => {
            Derived { unreadable: 1, ..Derived::default() }
        }
        Some(ValueView::Amount(value)) => {
            Derived { sum: value, given: 1, figures: u32::from(!value.is_zero()), ..Derived::default() }
        }
        Some(ValueView::Text(text)) if !text.is_empty() => Derived { unreadable: 1, ..Derived::default() },
        _ => Derived::default(),
    }
}

/// The number of a cell: its sum, or what is entered in it.
pub(super) fn number(
    shape: RowShape<'_>,
    column: &Column,
    (row, at): (usize, usize),
    content: RowView<'_>,
    numbers: &Numbers,
) -> Derived {
    numbers.get(row, at).unwrap_or_else(|| entered_cell(shape, column, content.cells().get(&column.key)))
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
    if shape.sums_rows() {
        let mut parts = Vec::new();
        each_summed_row(section, table, row, shape, |part| parts.push(part));
        for part in &parts {
            derive_row(schema, table, *part, numbers, progress);
        }
        let summed: Vec<(usize, &Column)> =
            (0..).zip(&section.columns).filter(|(_, column)| shape.role(column) == Role::SumOfRows).collect();
        let mut sums = vec![Derived::default(); summed.len()];
        for part in parts {
            let Some(content) = table.rows().get(part) else {
                continue;
            };
            let Some((_, shape)) = schema.shape(content).filter(|(of, _)| *of == index) else {
                continue;
            };
            for (sum, (at, column)) in sums.iter_mut().zip(&summed) {
                *sum = plus(*sum, number(shape, column, (part, *at), content, numbers));
            }
        }
        for ((at, _), sum) in summed.into_iter().zip(sums) {
            numbers.set(row, at, sum);
        }
    } else {
        let Some(content) = table.rows().get(row) else {
            return;
        };
        for (at, column) in section.columns.iter().enumerate() {
            if shape.role(column) == Role::SumOfColumns {
                derive_column(section, shape, (row, at), content, numbers, 0);
            }
        }
    }
    set(progress, row, Progress::Done);
}

fn derive_column(
    section: &SectionSchema,
    shape: RowShape<'_>,
    (row, column): (usize, usize),
    content: RowView<'_>,
    numbers: &mut Numbers,
    depth: usize,
) -> Derived {
    let Some(of) = section.columns.get(column) else {
        return Derived::default();
    };
    if shape.role(of) != Role::SumOfColumns || depth > section.columns.len() {
        return number(shape, of, (row, column), content, numbers);
    }
    let mut sum = Derived::default();
    for part in of.sum.iter().filter_map(|key| section.column_index(key)) {
        sum = plus(sum, derive_column(section, shape, (row, part), content, numbers, depth + 1));
    }
    numbers.set(row, column, sum);
    sum
}

fn plus(sum: Derived, part: Derived) -> Derived {
    // Blank cells are most of many.
    if part == Derived::default() {
        return sum;
    }
    let exact = money::add(sum.sum, part.sum);
    Derived {
        sum: exact.unwrap_or_default(),
        given: sum.given.saturating_add(part.given),
        figures: sum.figures.saturating_add(part.figures),
        unreadable: sum.unreadable.saturating_add(part.unreadable),
        too_large: sum.too_large || part.too_large || exact.is_none(),
    }
}

fn set(progress: &mut [Progress], row: usize, to: Progress) {
    if let Some(at) = progress.get_mut(row) {
        *at = to;
    }
}
