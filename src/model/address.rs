//! The one stable address of a cell, which findings, comments, comparison, rules, export and tests
//! all use: `T3!2013101!合计`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{ColumnKey, TableKey};

/// A row within its table. Given once, when the row is made; never changed by editing the row's
/// cells, so it survives insertion, sorting and reloading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowKey(SmolStr);

impl RowKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: AsRef<str>> From<T> for RowKey {
    fn from(text: T) -> Self {
        Self(SmolStr::new(text))
    }
}

impl From<&RowKey> for RowKey {
    fn from(key: &RowKey) -> Self {
        key.clone()
    }
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a cell is: table, row, column.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellAddress {
    /// The table.
    pub table: TableKey,
    /// The row within the table.
    pub row: RowKey,
    /// The column within the table.
    pub column: ColumnKey,
}

impl CellAddress {
    /// The address of a cell.
    pub fn new(table: impl Into<TableKey>, row: impl Into<RowKey>, column: impl Into<ColumnKey>) -> Self {
        Self { table: table.into(), row: row.into(), column: column.into() }
    }
}

impl fmt::Display for CellAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}!{}!{}", self.table, self.row, self.column)
    }
}

/// A text that is not `表!行!列`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是单元格地址；应写成“表!行!列”，例如 T3!2013101!合计")]
pub struct AddressError(pub String);

impl FromStr for CellAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        match text.split('!').collect::<Vec<_>>().as_slice() {
            [table, row, column] if !table.is_empty() && !row.is_empty() && !column.is_empty() => {
                Ok(Self::new(table, row, column))
            }
            _ => Err(AddressError(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back() {
        let address = CellAddress::new("T3", "2013101", "合计");
        assert_eq!(address.to_string().parse(), Ok(address));
        assert!("T3!合计".parse::<CellAddress>().is_err());
    }

    #[test]
    fn tables_sort_by_number_then_name() {
        let mut keys: Vec<TableKey> =
            ["单位", "T10", "T", "T02", "T2", "T100"].iter().map(TableKey::from).collect();
        keys.sort();
        let sorted: Vec<_> = keys.iter().map(TableKey::as_str).collect();
        assert_eq!(sorted, ["T02", "T2", "T10", "T100", "T", "单位"]);
    }
}
