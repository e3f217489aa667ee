//! Tables of which the import doubts which figure stands in which column. What rules find with their figures may be the
//! reading's fault, and accuses nobody: it counts as not checked until somebody has looked at the table. Why a table
//! is doubted, this does not know.

use std::collections::BTreeMap;

use super::verdict::Finding;
use crate::calc::Book;
use crate::model::TableKey;

/// The doubted tables of a budget, each with its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Doubted(BTreeMap<TableKey, String>);

impl Doubted {
    pub(super) fn of(book: &Book<'_>) -> Self {
        let doubted = book.sheets().filter(|sheet| sheet.is_doubted());
        Self(doubted.map(|sheet| (sheet.schema.key.clone(), sheet.schema.named())).collect())
    }

    /// Why a finding says nothing; `None` where it takes part in no doubted table.
    pub(super) fn why(&self, finding: &Finding) -> Option<String> {
        let tables = finding.cells.iter().map(|cell| &cell.table).chain(finding.table()).chain(&finding.also);
        let name = tables.filter_map(|table| self.0.get(table)).next()?;
        Some(format!("{name}的栏次有疑问（见导入的疑问），请先对照原件核对"))
    }
}
