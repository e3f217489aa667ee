//! The one stable address of a cell, which findings, comments, comparison, rules, export and tests
//! all use: `T3!2013101!合计`.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(SmolStr);

        impl $name {
            /// The key as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<T: AsRef<str>> From<T> for $name {
            fn from(text: T) -> Self {
                Self(SmolStr::new(text))
            }
        }

        impl From<&$name> for $name {
            fn from(key: &$name) -> Self {
                key.clone()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

key! {
    /// A table of the format: `T3`, or a name for a supplementary table (`单位`). Ordered as people
    /// number tables: T2 before T10.
    TableKey
}
key! {
    /// A row within its table. Given once, when the row is made; never changed by editing the row's
    /// cells, so it survives insertion, sorting and reloading.
    RowKey
}
key! {
    /// A column within its table, e.g. `基本支出小计`.
    ColumnKey
}
key! {
    /// A kind of row (行类), e.g. `项` or `项目`: rows of a kind have the same role in sums.
    KindKey
}

macro_rules! plain_order {
    ($($name:ident),*) => {$(
        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                self.0.cmp(&other.0)
            }
        }
    )*};
}
plain_order!(RowKey, ColumnKey, KindKey);

impl TableKey {
    /// The printed number of the table, if its key is `T` and a number.
    pub fn number(&self) -> Option<u32> {
        self.0.strip_prefix('T')?.parse().ok()
    }
}

impl PartialOrd for TableKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TableKey {
    fn cmp(&self, other: &Self) -> Ordering {
        // Tables are looked up at every cell: nearly all keys are plain numbers, which need not be read.
        fn digits(key: &TableKey) -> Option<&str> {
            let digits = key.0.strip_prefix('T')?;
            let is_plain = (1..=9).contains(&digits.len())
                && !digits.starts_with('0')
                && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_plain.then_some(digits)
        }
        if let (Some(a), Some(b)) = (digits(self), digits(other)) {
            return a.len().cmp(&b.len()).then_with(|| a.cmp(b));
        }
        let rank = |key: &Self| key.number().unwrap_or(u32::MAX);
        rank(self).cmp(&rank(other)).then_with(|| self.0.cmp(&other.0))
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
