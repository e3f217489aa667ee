//! What a new budget takes over of last year's: its lines and units, and its figures where the format has
//! columns or cells for them. Which cells those are the format says: `last_year_of` of a column, and the
//! statements of the text that quote a figure of this year and of the last.

use crate::calc::{Book, Figures};
use crate::model::{Budget, ColumnKey, Coverage, Layer, Table, TableKey, Value};
use crate::narrative::Reader;
use crate::schema::{Format, NextYear, TableSchema};

/// Last year's rows and codes, with or without their amounts as this year's; as last year's they are kept
/// wherever there is a column for them. What becomes of other numbers their sections say.
pub(super) fn rows(format: &Format, key: &TableKey, table: &Table, amounts: bool) -> Table {
    let mut carried = table.clone();
    let schema = format.table(key);
    let columns = schema.map(last_year_columns).unwrap_or_default();
    carried.change_each(|row| {
        row.stated.clear();
        // Where it was read from was last year's document.
        row.remark.clear();
        let kept: Vec<(ColumnKey, Option<Value>)> =
            columns.iter().map(|(into, from)| (into.clone(), row.cells.get(from).cloned())).collect();
        let section = schema.and_then(|schema| schema.sections.get(schema.shape(row.view())?.0));
        let goes_on = match section.map(|section| section.next_year).unwrap_or_default() {
            NextYear::Again => amounts,
            NextYear::Lasting => true,
            NextYear::Never => false,
        };
        if !goes_on {
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

/// What a budget of lines takes over beside them: what is entered once and goes on (基本情况, 支出标准), and the rows of
/// tables of which lines only fill the amounts (绩效目标). What is made of lines is made of this year's.
pub(super) fn beside_lines(
    format: &Format,
    last: &Budget,
    amounts: bool,
) -> impl Iterator<Item = (TableKey, Table)> {
    let entered = format
        .tables
        .iter()
        .filter(|schema| !schema.overview && (schema.filled || !format.derives(&schema.key)));
    entered.filter_map(move |schema| {
        let table = last.table(&schema.key)?;
        let mut carried = match schema.filled {
            // Amounts come from the lines, also where last year's were entered.
            true => rows(format, &schema.key, table, false),
            false => rows(format, &schema.key, table, amounts),
        };
        (carried.remark, carried.note) = (String::new(), String::new());
        carried.coverage = if schema.filled { Coverage::Derived } else { Coverage::Full };
        Some((schema.key.clone(), carried))
    })
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
