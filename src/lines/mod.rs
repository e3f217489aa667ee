//! Budget lines (预算明细) as a plain table for other systems, such as 预算管理一体化: a row a line under the other system's
//! field names, and read back by the same names. Which field is which column is a mapping file; its default comes with
//! the program. Amounts are exact on both ways.
//!
//! The figures of the tables go out as open data too ([`facts`]). Nothing here changes a budget: what is read is a step,
//! to be applied by whoever asked.

mod account;
mod facts;
mod formulas;
mod guard;
mod listed;
mod mapping;
mod read;
mod record;
mod records;
mod replace;
mod strange;
mod titles;
mod write;

pub use account::{TakenLines, take_in};
pub use facts::{DESCRIPTION, FACTS, description, facts};
pub use mapping::{Field, Mapping, Source};
pub use read::{ReadColumn, ReadLine, ReadLines, read};
pub use replace::replacing;
pub use write::{any, to_csv, to_workbook};

use crate::schema::{ColumnKind, Format, TableSchema};

/// The table of lines that is meant: by its name, or the first one.
///
/// # Errors
/// Says in Chinese which there are.
pub fn table<'f>(format: &'f Format, name: Option<&str>) -> Result<&'f TableSchema, String> {
    let mut all = format.tables.iter().filter(|table| format.has_lines(&table.key));
    let wanted =
        |table: &&TableSchema| name.is_none_or(|name| table.key.as_str() == name || table.title == name);
    let names: Vec<&str> = all.clone().map(|table| table.key.as_str()).collect();
    all.find(wanted).ok_or_else(|| match names.as_slice() {
        [] => format!("表式“{}”没有预算明细", format.name),
        _ => format!("没有明细表“{}”；有：{}", name.unwrap_or_default(), names.join("、")),
    })
}

/// Whether a column's cells are amounts in the format's unit.
fn is_amount(schema: &TableSchema, column: &str) -> bool {
    let mut columns = schema.sections.iter().flat_map(|section| &section.columns);
    columns.any(|known| known.key.as_str() == column && known.kind == ColumnKind::Amount)
}
