//! What a new budget takes over of last year's: its lines and units, and its figures where the format has
//! columns or cells for them. Which cells those are the format says: `last_year_of` of a column, and the
//! statements of the text that quote a figure of this year and of the last.

use crate::calc::{Book, Figures};
use crate::model::{Budget, ColumnKey, Coverage, Layer, Table, TableKey, Value};
use crate::narrative::Reader;
use crate::schema::{Format, TableSchema};

/// Last year's rows and codes, with or without their amounts as this year's; as last year's they are kept
/// wherever there is a column for them.
pub(super) fn rows(format: &Format, key: &TableKey, table: &Table, amounts: bool) -> Table {
    let mut carried = table.clone();
    let columns = format.table(key).map(last_year_columns).unwrap_or_default();
    carried.change_each(|row| {
        row.stated.clear();
        // Where it was read from was last year's document.
        row.remark.clear();
        let kept: Vec<(ColumnKey, Option<Value>)> =
            columns.iter().map(|(into, from)| (into.clone(), row.cells.get(from).cloned())).collect();
        if !amounts {
            row.cells.retain(|_, value| value.text().is_some());
        }
        for (column, value) in kept {
            match value {
                Some(value) => drop(row.cells.insert(column, value)),
                None => drop(row.cells.remove(&column)),
            }
        }
    });
    carried
}

/// All tables of a budget that is entered table by table, as [`rows`] takes them over. Why a table was empty, or how much of
/// it was read, was said of last year's document.
pub(super) fn tables(
    format: &Format,
    last: &Budget,
    amounts: bool,
) -> impl Iterator<Item = (TableKey, Table)> {
    let known = format.tables.iter().filter(|schema| !schema.overview);
    known.filter_map(move |schema| {
        let mut carried = rows(format, &schema.key, last.table(&schema.key)?, amounts);
        (carried.coverage, carried.remark, carried.note) = (Coverage::Full, String::new(), String::new());
        Some((schema.key.clone(), carried))
    })
}

/// The columns that keep last year's figures, each with the column whose figures they are.
fn last_year_columns(schema: &TableSchema) -> Vec<(ColumnKey, ColumnKey)> {
    let columns = schema.sections.iter().flat_map(|section| &section.columns);
    columns.filter_map(|column| Some((column.key.clone(), column.last_year_of.clone()?))).collect()
}

/// Fills in the cells in which a budget keeps last year's figures, as far as last year's budget knows them.
pub(super) fn keep_figures(format: &Format, budget: &mut Budget, last: &Budget) {
    let of = |budget: &Budget| Figures::compute(budget, format);
    let (own, theirs) = (of(budget), of(last));
    let own = Book { format, budget, figures: &own };
    let theirs = Book { format, budget: last, figures: &theirs };
    let cells = Reader::compile(format).0.last_year_cells(&own, &theirs);
    for (cell, amount) in cells {
        if let Some(table) = budget.tables.get_mut(&cell.table)
            && let Some(at) = table.position(&cell.row)
        {
            table.set(at, Layer::Input, &cell.column, Some(Value::Amount(amount)));
        }
    }
}
