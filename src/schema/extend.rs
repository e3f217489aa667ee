//! A format that names its base and says only what is different: `extends`.

use serde::Deserialize;

use super::{DocumentSchema, Format, RuleText, TableSchema, Vocabulary};
use crate::model::TableKey;

/// What a format says of itself beside its base.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Extension {
    /// Its own id.
    pub id: String,
    /// Its own name.
    pub name: String,
    /// The id of its base.
    pub extends: String,
    /// The year, where it is not the base's.
    #[serde(default)]
    pub year: Option<i32>,
    /// Keys of tables and ids of rules that the base has and it has not.
    #[serde(default)]
    pub remove: Vec<String>,
    /// Tables in place of the base's with the same keys; others behind them.
    #[serde(default)]
    pub tables: Vec<TableSchema>,
    /// Words that are asked before the base's.
    #[serde(default)]
    pub vocabulary: Option<Vocabulary>,
    /// What of the text is read before, and besides, what the base reads.
    #[serde(default)]
    pub document: DocumentSchema,
    /// Rules in place of the base's with the same ids; others behind them.
    #[serde(default)]
    pub rules: Vec<RuleText>,
}

impl Extension {
    /// The whole format.
    ///
    /// # Errors
    /// When something is to be removed that the base has not.
    pub fn onto(self, base: &Format) -> Result<Format, String> {
        let mut format = Format { id: self.id, name: self.name, source: None, ..base.clone() };
        format.year = self.year.unwrap_or(base.year);
        for name in &self.remove {
            let before = format.tables.len() + format.rules.len();
            format.tables.retain(|table| table.key != TableKey::from(name));
            format.rules.retain(|rule| rule.id != *name);
            if format.tables.len() + format.rules.len() == before {
                return Err(format!("“{}”里没有要去掉的表或规则“{name}”", base.id));
            }
        }
        for table in self.tables {
            match format.tables.iter_mut().find(|known| known.key == table.key) {
                Some(known) => *known = table,
                None => format.tables.push(table),
            }
        }
        for rule in self.rules {
            match format.rules.iter_mut().find(|known| known.id == rule.id) {
                Some(known) => *known = rule,
                None => format.rules.push(rule),
            }
        }
        if let Some(own) = self.vocabulary {
            let base = format.vocabulary.take().unwrap_or_default();
            format.vocabulary = Some(own.before(base));
        }
        let own = self.document;
        let document = &mut format.document;
        for (own, known) in [
            (own.year, &mut document.year),
            (own.department, &mut document.department),
            (own.full_name, &mut document.full_name),
            (own.unit, &mut document.unit),
        ] {
            known.splice(0..0, own);
        }
        document.note = own.note.or_else(|| document.note.take());
        document.contents = own.contents.or_else(|| document.contents.take());
        document.sections.splice(0..0, own.sections);
        document.statements.extend(own.statements);
        document.disclosure = own.disclosure.or_else(|| document.disclosure.take());
        Ok(format)
    }
}

impl Vocabulary {
    /// These words, and behind them those of a base.
    fn before(mut self, base: Self) -> Self {
        self.tables.extend(base.tables);
        self.columns.extend(base.columns);
        self.rows.extend(base.rows);
        self.totals.extend(base.totals);
        self.sums.extend(base.sums);
        self.apart.extend(base.apart);
        self.forms.extend(base.forms);
        self.withheld.extend(base.withheld);
        if self.place.is_empty() {
            self.place = base.place;
        }
        self
    }
}
