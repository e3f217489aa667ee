//! What must hold of the rows of one item (科目) in the tables that print it, wherever in them it stands: data of a format
//! that is made of each document, whose columns of codes have other names in every one. `rules` finds the rows.

use serde::{Deserialize, Serialize};

use super::{Severity, TableSchema};
use crate::model::{ColumnKey, TableKey};

/// A rule on rows of the same item.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemRule {
    /// Stable id, unique in the format.
    pub id: String,
    /// How serious a violation is.
    pub severity: Severity,
    /// What must hold, in one line.
    pub title: String,
    /// The official basis.
    pub basis: String,
    /// What is asked.
    pub check: ItemCheck,
}

/// What is asked of an item.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ItemCheck {
    /// No item has more in one table than in another that is wider, and the same where both come to the same total.
    Within {
        /// The narrower table.
        part: TableKey,
        /// The wider one.
        whole: TableKey,
        /// Columns of the one beside those of the other.
        columns: Vec<(ColumnKey, ColumnKey)>,
    },
    /// What a row has in one table stands below a header of its name in the total row of another, the same where both
    /// come to the same total.
    Across {
        /// The table of rows, and the column of their amounts.
        rows: (TableKey, ColumnKey),
        /// The table of columns, and the one that is its total.
        columns: (TableKey, ColumnKey),
        /// What a name may end with in the one and not in the other.
        endings: Vec<String>,
    },
    /// An item of these names has nothing in a column.
    Nothing {
        /// Where it stands.
        tables: Vec<TableKey>,
        /// What it is called in the classification.
        names: Vec<String>,
        /// The column.
        column: ColumnKey,
        /// Why, as it is said to whoever prepared it.
        why: String,
    },
    /// What one item has is paid by another of the other classification, which has at least as much.
    PaidBy {
        /// The table, the code and the column.
        part: (TableKey, String, ColumnKey),
        /// By which it is paid.
        whole: (TableKey, String, ColumnKey),
    },
}

impl ItemRule {
    /// Whether tables lack what it speaks of.
    pub fn lacks(&self, tables: &[TableSchema]) -> bool {
        let lacks = |key: &TableKey, column: &ColumnKey| {
            let table = tables.iter().find(|table| table.key == *key);
            table.is_none_or(|table| table.sections.iter().all(|section| section.column(column).is_none()))
        };
        match &self.check {
            ItemCheck::Within { part, whole, columns } => {
                columns.iter().all(|(own, of)| lacks(part, own) || lacks(whole, of))
            }
            ItemCheck::Across { rows, columns, .. } => {
                lacks(&rows.0, &rows.1) || lacks(&columns.0, &columns.1)
            }
            ItemCheck::Nothing { tables: of, column, .. } => of.iter().all(|table| lacks(table, column)),
            ItemCheck::PaidBy { part, whole } => lacks(&part.0, &part.2) || lacks(&whole.0, &whole.2),
        }
    }
}
