//! The step that makes budget lines of proposals. Each line remembers in its remark the cell it was read
//! from, so that what was taken once is not proposed again.

use std::collections::{BTreeMap, BTreeSet};

use super::Proposal;
use crate::edit::{Batch, Edit};
use crate::model::{Budget, Coverage, Row, RowKey, RowView, TableKey};
use crate::schema::Format;

/// What a line remembers of where it was read.
pub(super) fn origin(proposal: &Proposal) -> String {
    format!("据 {}", proposal.row.key)
}

/// What the lines of a budget remember of where they come from.
pub(super) fn origins(budget: &Budget, format: &Format) -> BTreeSet<String> {
    let tables = budget.tables.iter().filter(|(key, _)| format.has_lines(key));
    let remarks = tables.flat_map(|(_, table)| table.rows()).map(|row| row.remark().to_owned());
    remarks.filter(|remark| !remark.is_empty()).collect()
}

/// The step that adds the lines, as one edit; `None` where there are none.
pub fn accept<'p>(
    budget: &Budget,
    format: &Format,
    proposals: impl IntoIterator<Item = &'p Proposal>,
) -> Option<Batch> {
    let mut of_tables: BTreeMap<&TableKey, Vec<&Proposal>> = BTreeMap::new();
    for proposal in proposals {
        of_tables.entry(&proposal.lines).or_default().push(proposal);
    }
    let mut edits = Vec::new();
    let mut count = 0;
    for (key, proposals) in of_tables {
        let Some(schema) = format.table(key) else {
            continue;
        };
        let had = budget.table(key);
        let mut table = had.cloned().unwrap_or_else(|| schema.blank_table());
        schema.complete(&mut table);
        let is_free = |row: RowView<'_>| schema.shape(row).is_some_and(|(_, shape)| shape.level().is_some());
        let fixed = schema.sections.first().map_or(0, |section| section.before.len());
        let at = table.rows().iter().rposition(is_free).map_or(fixed.min(table.rows().len()), |at| at + 1);
        let mut taken: BTreeSet<RowKey> = table.rows().iter().map(|row| row.key().clone()).collect();
        let mut rows = Vec::with_capacity(proposals.len());
        for proposal in proposals {
            let mut row = Row { remark: origin(proposal), ..proposal.row.clone() };
            if let Some(free) = schema.sections.iter().find_map(|section| section.free_kind(&row.kind)) {
                row.key = free.new_key(row.view(), &taken);
            }
            taken.insert(row.key.clone());
            rows.push(row);
        }
        count += rows.len();
        if had == Some(&table) {
            edits.push(Edit::InsertRows { table: key.clone(), at, rows });
        } else {
            table.insert(at, rows);
            table.coverage = Coverage::Full;
            table.remark.clear();
            edits.push(Edit::SetTable { table: key.clone(), content: Some(table) });
        }
    }
    (count > 0).then(|| Batch { label: format!("由公开表建立明细 {count} 行"), edits })
}
