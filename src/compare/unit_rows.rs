//! Rows of a department's entered tables that stand below a unit's own row (项目绩效目标, by 类型, unit and project): split off with
//! the unit, and taken in again with it. It knows no lines: tables made of those follow by themselves.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::{ColumnKey, KindKey, RowKey, RowView, Table};
use crate::schema::{Format, RowShape, TableSchema, UnitList};

/// How a table names the units whose rows it has.
pub(super) struct Headed<'f> {
    schema: &'f TableSchema,
    /// The kind of a unit's own row.
    kind: &'f KindKey,
    code: Option<&'f ColumnKey>,
    name: Option<&'f ColumnKey>,
}

/// A unit's rows: those above that they belong to (类型), and its own with all below it.
struct Part {
    above: Vec<usize>,
    rows: Range<usize>,
}

impl<'f> Headed<'f> {
    /// The table as far as it has a row for each unit, from which the list of units is filled on import.
    pub(super) fn of(format: &'f Format, list: &'f UnitList, schema: &'f TableSchema) -> Option<Self> {
        let units = format.table(&list.table)?;
        let mut free = units.sections.iter().flat_map(|section| &section.free);
        let copied =
            free.find_map(|free| free.copied.as_ref().filter(|copied| copied.table == schema.key))?;
        let of = |column: &ColumnKey| copied.columns.get(column);
        let (code, name) = (of(&list.code), of(&list.name));
        (schema.filled && (code.is_some() || name.is_some())).then_some(Self {
            schema,
            kind: &copied.kind,
            code,
            name,
        })
    }

    fn is_unit(&self, row: RowView<'_>, is_called: &dyn Fn(&str, &str) -> bool) -> bool {
        let text = |column: Option<&ColumnKey>| column.map_or("", |column| row.text(column));
        row.kind() == self.kind && is_called(text(self.code), text(self.name))
    }

    fn level(&self, row: RowView<'_>) -> Option<usize> {
        match self.schema.shape(row)?.1 {
            RowShape::Free(free) => Some(usize::from(free.level)),
            RowShape::Fixed(_) => None,
        }
    }

    fn parts(&self, table: &Table, is_called: &dyn Fn(&str, &str) -> bool) -> Vec<Part> {
        let mut above: Vec<(usize, usize)> = Vec::new();
        let mut parts: Vec<Part> = Vec::new();
        // The level of the unit whose rows go on.
        let mut own: Option<usize> = None;
        for (at, row) in table.rows().iter().enumerate() {
            let Some(level) = self.level(row) else {
                above.clear();
                own = None;
                continue;
            };
            if own.is_some_and(|own| level > own) {
                if let Some(part) = parts.last_mut() {
                    part.rows.end = at + 1;
                }
                continue;
            }
            above.retain(|(known, _)| *known < level);
            own = self.is_unit(row, is_called).then_some(level);
            match own {
                Some(_) => {
                    parts.push(Part { above: above.iter().map(|(_, at)| *at).collect(), rows: at..at + 1 })
                }
                None => above.push((level, at)),
            }
        }
        parts
    }

    /// Leaves a table only what is a unit's, with the rows above that.
    pub(super) fn keep(&self, table: &mut Table, is_called: &dyn Fn(&str, &str) -> bool) {
        let parts = self.parts(table, is_called);
        let kept: BTreeSet<usize> =
            parts.iter().flat_map(|part| part.above.iter().copied().chain(part.rows.clone())).collect();
        let mut at = 0;
        table.retain(|_| {
            at += 1;
            kept.contains(&(at - 1))
        });
    }

    /// Puts the units' rows of one table in the place of those that another has of them; their keys before and now.
    /// What the other has of a unit of which this has nothing stays.
    pub(super) fn replace(
        &self,
        ours: &mut Table,
        theirs: &Table,
        is_called: &dyn Fn(&str, &str) -> bool,
    ) -> Vec<(RowKey, RowKey)> {
        let mut keys = Vec::new();
        for part in self.parts(theirs, is_called) {
            let path = |table: &Table, above: &[usize]| -> Vec<Vec<String>> {
                above.iter().filter_map(|at| table.at(*at)).map(texts).collect()
            };
            let wanted = path(theirs, &part.above);
            let Some(unit) = theirs.at(part.rows.start) else { continue };
            let is_own = |code: &str, name: &str| {
                let text = |column: Option<&ColumnKey>| column.map_or("", |column| unit.text(column));
                (code, name) == (text(self.code), text(self.name))
                    || !code.is_empty() && code == text(self.code)
            };
            let mine = self.parts(ours, &is_own);
            let same = mine.into_iter().find(|mine| path(ours, &mine.above) == wanted);
            let mut above = Vec::new();
            let at = match same {
                Some(same) => {
                    let at = same.rows.start;
                    ours.remove(same.rows);
                    at
                }
                None => self.end_below(ours, &wanted).unwrap_or_else(|| {
                    above.extend(part.above.iter().filter_map(|at| theirs.at(*at)));
                    ours.len()
                }),
            };
            let own = part.rows.clone().filter_map(|at| theirs.at(at));
            let mut taken: BTreeSet<RowKey> = ours.rows().iter().map(|row| row.key().clone()).collect();
            let mut rows = Vec::new();
            for row in above.into_iter().chain(own) {
                let (old, mut row) = (row.key().clone(), row.to_row());
                if taken.contains(&row.key)
                    && let Some((_, RowShape::Free(free))) = self.schema.shape(row.view())
                {
                    row.key = free.new_key(row.view(), &taken);
                }
                taken.insert(row.key.clone());
                keys.push((old, row.key.clone()));
                rows.push(row);
            }
            ours.insert(at, rows);
        }
        keys
    }

    /// Behind the last row that stands below rows called so.
    fn end_below(&self, table: &Table, wanted: &[Vec<String>]) -> Option<usize> {
        let last = wanted.last()?;
        let rows = || table.rows().iter().enumerate();
        let (at, row) = rows().find(|(_, row)| texts(*row) == *last)?;
        let level = self.level(row)?;
        let next = rows().skip(at + 1).find(|(_, row)| self.level(*row).is_none_or(|own| own <= level));
        Some(next.map_or(table.len(), |(next, _)| next))
    }
}

/// What a row calls itself, or its key where it says nothing.
fn texts(row: RowView<'_>) -> Vec<String> {
    let own: Vec<String> = row.cells().values().filter_map(|value| value.text().map(str::to_owned)).collect();
    if own.is_empty() { vec![row.key().to_string()] } else { own }
}
