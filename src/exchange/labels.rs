//! The labels that a format prints in its fixed rows, by which a page without a title is known for a table's.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::split::Line;
use super::words::{fold, squeeze};
use crate::model::TableKey;
use crate::schema::{Format, TableSchema};

/// The labels of all fixed rows: folded → table and squeezed form.
pub(super) struct Labels<'f>(HashMap<String, Vec<(&'f TableSchema, String)>>);

impl<'f> Labels<'f> {
    /// Of all tables that are published.
    pub(super) fn new(format: &'f Format) -> Self {
        let mut labels: HashMap<String, Vec<(&'f TableSchema, String)>> = HashMap::new();
        for table in format.published() {
            let rows =
                table.sections.iter().flat_map(|section| section.fixed_rows().map(move |row| (section, row)));
            for (section, row) in rows {
                for (key, text) in &row.cells {
                    if section.column(key).is_some_and(|column| !column.hidden) {
                        labels.entry(fold(text)).or_default().push((table, squeeze(text)));
                    }
                }
            }
        }
        Self(labels)
    }

    /// The table whose fixed rows most rows of a page are, if they are rather its than `current`'s.
    pub(super) fn owner(
        &self,
        rows: &[(Line<'_>, Vec<&str>)],
        current: Option<&TableSchema>,
    ) -> Option<&'f TableSchema> {
        // By table: how many rows carry one of its labels, and how exactly. A fixed row is printed once: a label that
        // comes again, as that of the department before each project, tells nothing more.
        let mut hits: BTreeMap<&TableKey, (usize, usize, &'f TableSchema)> = BTreeMap::new();
        let mut seen: HashSet<(&TableKey, &str)> = HashSet::new();
        for (_, cells) in rows {
            let mut best: BTreeMap<&TableKey, (usize, &'f TableSchema)> = BTreeMap::new();
            for cell in cells {
                let exact = squeeze(cell);
                for (table, label) in self.0.get(&fold(cell)).into_iter().flatten() {
                    if !seen.insert((&table.key, label)) {
                        continue;
                    }
                    let points = if *label == exact { 2 } else { 1 };
                    let entry = best.entry(&table.key).or_insert((0, *table));
                    entry.0 = entry.0.max(points);
                }
            }
            for (key, (points, table)) in best {
                let entry = hits.entry(key).or_insert((0, 0, table));
                entry.0 += 1;
                entry.1 += points;
            }
        }
        let own = current.and_then(|schema| hits.get(&schema.key)).map_or(0, |(_, points, _)| *points);
        let (count, points, table) =
            hits.values().rev().max_by_key(|(count, points, _)| (*points, *count)).copied()?;
        let other = current.is_none_or(|schema| schema.key != table.key);
        (other && count >= 3 && count * 10 >= rows.len() * 6 && points > own * 2).then_some(table)
    }
}
