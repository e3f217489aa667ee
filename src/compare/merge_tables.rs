//! One table in three versions, and its rows cell by cell. Which rows there are is for `merge_rows`.

use std::rc::Rc;

use super::merge::{At, Merger, Side, Three, keys};
use super::merge_rows;
use crate::model::{CellAddress, ColumnKey, Coverage, Layer, Row, RowView, Table, TableKey, Value};
use crate::schema::{Column, Format};

impl Merger<'_> {
    pub(super) fn table(
        &mut self,
        key: &TableKey,
        base: Option<&Table>,
        ours: Option<&Table>,
        theirs: Option<&Table>,
    ) -> Option<Table> {
        let written = |side| self.changed_fields_within(side, key);
        let by_row = match (base, ours, theirs) {
            (_, Some(_), Some(_)) => written(Side::Ours) || written(Side::Theirs),
            // What one side took out is not plain where the other wrote unknown fields into it.
            (Some(_), Some(_), None) => written(Side::Ours),
            (Some(_), None, Some(_)) => written(Side::Theirs),
            _ => false,
        };
        if let Some(plain) = Three::new(&base, &ours, &theirs).plain().filter(|_| !by_row) {
            return plain.cloned();
        }
        let short = self.format.table(key).map_or_else(|| key.to_string(), |schema| schema.short.clone());
        let empty = Table::default();
        let (Some(ours), Some(theirs)) = (ours, theirs) else {
            // One side took the table out, the other changed it.
            let show = |table: Option<&Table>| match table {
                Some(table) => format!("{} 行", table.rows().len()),
                None => "没有此表".to_owned(),
            };
            let side = self.conflict(At::new(key.as_str(), short), show(base), show(ours), show(theirs));
            return if side == Side::Ours { ours } else { theirs }.cloned();
        };
        let three = Three::new(base.unwrap_or(&empty), ours, theirs);
        let at = |what: &str| At::new(format!("{key}·{what}"), format!("{short} {what}"));
        let coverage = *self.pick(
            &three.map(|one| &one.coverage),
            || at("是否完整"),
            |coverage: &Coverage| coverage.label().to_owned(),
        );
        let remark = self.pick(&three.map(|one| &one.remark), || at("说明"), String::clone).clone();
        let note = self.pick(&three.map(|one| &one.note), || at("注"), String::clone).clone();
        let rows = merge_rows::rows(self, key, &three);
        Some(Table::of(coverage, remark, note, rows))
    }

    /// One row that both sides have, which stands at `at` in our budget.
    pub(super) fn row(&mut self, table: &TableKey, at: usize, base: &Row, ours: &Row, theirs: &Row) -> Row {
        let three = Three::new(base, ours, theirs);
        let mut row = Row { key: ours.key.clone(), ..Row::default() };
        let (format, names) = (self.format, Rc::clone(&self.names));
        let name = || names.of(Side::Ours, table, at);
        let place = format!("{table}!{}", ours.key);
        row.kind = self
            .pick(
                &three.map(|one| &one.kind),
                || At::new(format!("{place}·行类"), format!("{} 行类", name())),
                ToString::to_string,
            )
            .clone();
        row.remark = self
            .pick(
                &three.map(|one| &one.remark),
                || At::new(format!("{place}·说明"), format!("{} 说明", name())),
                String::clone,
            )
            .clone();
        for layer in [Layer::Input, Layer::Stated] {
            for column in keys(&three.map(|one| one.layer(layer))) {
                let values = three.map(|one| one.layer(layer));
                let (b, o, t) =
                    (values.base.get(&column), values.ours.get(&column), values.theirs.get(&column));
                let at = || {
                    let cell = CellAddress::new(table, &ours.key, &column);
                    let (mark, word) = mark(layer);
                    At {
                        place: format!("{cell}{mark}"),
                        title: format!(
                            "{} {}{word}",
                            name(),
                            column_name(format, table, ours.view(), &column)
                        ),
                        cell: Some(cell),
                    }
                };
                if let Some(value) = self.pick(&Three::new(&b, &o, &t), at, |value| shown(*value)) {
                    row.layer_mut(layer).insert(column, (*value).clone());
                }
            }
        }
        row
    }
}

/// How what a document prints in a cell is told from what is entered there: in the key of a conflict, and in its title.
pub(super) fn mark(layer: Layer) -> (&'static str, &'static str) {
    match layer {
        Layer::Input => ("", ""),
        Layer::Stated => ("·所列", "（原表数）"),
    }
}

/// What to call a column of a row.
pub(super) fn column_name(format: &Format, table: &TableKey, row: RowView<'_>, column: &ColumnKey) -> String {
    let schema = format.table(table);
    let section = schema.and_then(|schema| schema.sections.get(schema.shape(row)?.0));
    let column_schema = section.and_then(|section| section.column(column));
    column_schema.map_or_else(|| column.to_string(), Column::full_title)
}

/// A value for people.
pub(super) fn shown(value: Option<&Value>) -> String {
    match value {
        None => "（空）".to_owned(),
        Some(Value::Text(text)) => text.to_string(),
        Some(Value::Amount(amount)) => amount.to_string(),
    }
}
