//! What rows have to say to be seen where they are made: the unit whose tables are shown, and what the filters let
//! through. A row that is added there says it, unless it says something else.

use crate::model::{ColumnKey, TableKey};
use crate::schema::{ColumnKind, TableSchema};
use crate::text::squeezed;
use crate::ui::document::Document;

/// What a row has to say in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Condition {
    /// The column.
    pub column: ColumnKey,
    /// The text.
    pub text: String,
}

impl Condition {
    /// Whether a text is that one.
    pub(crate) fn is_met_by(&self, text: &str) -> bool {
        squeezed(text) == squeezed(&self.text)
    }
}

impl Document {
    /// What rows of a table have to say to be seen.
    pub(in crate::ui) fn conditions(&self, key: &TableKey) -> Vec<Condition> {
        let mut conditions = self.of_unit(key);
        conditions.extend(self.of_filters(key));
        conditions
    }

    /// The unit that is shown, in the columns that name units.
    fn of_unit(&self, key: &TableKey) -> Vec<Condition> {
        let format = self.session.format();
        let Some(((code, name), list)) = self.look.unit.as_ref().zip(format.units.as_ref()) else {
            return Vec::new();
        };
        // Where units have rows of their own, what stands below one is its.
        let is_flat = |table: &TableSchema| table.sections.iter().all(|section| section.free.len() < 2);
        let says_so = format.has_lines(key) || format.table(key).is_some_and(is_flat);
        if *key == list.table || !says_so {
            return Vec::new();
        }
        let own = format.transfers.as_ref().map(|transfers| &transfers.own);
        let pairs = [(Some(&list.code), code), (Some(&list.name), name), (own, name)];
        let columns = format.table(key).into_iter().flat_map(|table| &table.sections);
        let columns: Vec<&ColumnKey> = columns
            .flat_map(|section| &section.columns)
            .filter(|column| matches!(column.kind, ColumnKind::Text | ColumnKind::Code))
            .map(|column| &column.key)
            .collect();
        let wanted = pairs.into_iter().filter_map(|(column, text)| Some((column?, text)));
        wanted
            .filter(|(column, text)| columns.contains(column) && !text.is_empty())
            .map(|(column, text)| Condition { column: column.clone(), text: text.clone() })
            .collect()
    }

    /// What the filtered columns of the rows that are seen all say.
    fn of_filters(&self, key: &TableKey) -> Vec<Condition> {
        let (Some(view), Some(sheet)) = (self.view(key), self.book().sheet(key)) else {
            return Vec::new();
        };
        let mut conditions = Vec::new();
        for ((section, column), filter) in &view.filters {
            let mut texts: Vec<String> = sheet
                .rows()
                .filter(|row| row.section_index == *section && row.shape.level().is_some())
                .filter_map(|row| row.cell_by(column))
                .filter(|cell| matches!(cell.column.kind, ColumnKind::Text | ColumnKind::Code))
                .map(|cell| cell.text())
                .filter(|text| !text.is_empty() && filter.passes(text))
                .collect();
            texts.sort_unstable();
            texts.dedup();
            if let [only] = texts.as_slice() {
                conditions.push(Condition { column: column.clone(), text: only.clone() });
            }
        }
        conditions
    }
}
