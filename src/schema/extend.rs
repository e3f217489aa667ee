//! A format that names its base and says only what is different: `extends`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Column, DocumentSchema, Format, ItemRule, RuleText, TableSchema, Vocabulary};
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
    /// Bases of rules under names, beside the base's.
    #[serde(default)]
    pub bases: BTreeMap<String, String>,
    /// Groups of columns under names, beside the base's.
    #[serde(default)]
    pub columns: BTreeMap<String, Vec<Column>>,
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
    /// Likewise those on rows of one item.
    #[serde(default)]
    pub item_rules: Vec<ItemRule>,
}

impl Extension {
    /// The whole format.
    ///
    /// # Errors
    /// When something is to be removed that the base has not.
    pub(super) fn onto(self, base: &Format) -> Result<Format, String> {
        let mut format = Format { id: self.id, name: self.name, source: None, ..base.clone() };
        format.year = self.year.unwrap_or(base.year);
        for name in &self.remove {
            let count = |format: &Format| format.tables.len() + format.rules.len() + format.item_rules.len();
            let before = count(&format);
            format.tables.retain(|table| table.key != TableKey::from(name));
            format.rules.retain(|rule| rule.id != *name);
            format.item_rules.retain(|rule| rule.id != *name);
            if count(&format) == before {
                return Err(format!("“{}”里没有要去掉的表或规则“{name}”", base.id));
            }
        }
        format.bases.extend(self.bases);
        format.columns.extend(self.columns);
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
        for rule in self.item_rules {
            match format.item_rules.iter_mut().find(|known| known.id == rule.id) {
                Some(known) => *known = rule,
                None => format.item_rules.push(rule),
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
        document.template = own.template.or_else(|| document.template.take());
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
        self.sides.extend(base.sides);
        self.codes.extend(base.codes);
        self.texts.extend(base.texts);
        self.aside.extend(base.aside);
        self.names.extend(base.names);
        self.counts.extend(base.counts);
        self.totals.extend(base.totals);
        self.sums.extend(base.sums);
        self.apart.extend(base.apart);
        self.forms.extend(base.forms);
        self.money.extend(base.money);
        self.withheld.extend(base.withheld);
        if self.place.is_empty() {
            self.place = base.place;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::schema::Formats;

    fn parse(text: &str) -> Result<Format, String> {
        let known = Formats::embedded();
        Format::parse_with("某地.ron", text, |id| known.get(id)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_format_says_only_what_is_different() {
        let base: Arc<Format> = Formats::embedded().get("全国通用").unwrap();
        let text = r#"(
            id: "某地", name: "某地部门预算", extends: "全国通用",
            remove: ["收支总表-收支"],
            vocabulary: (place: "某地", tables: [(key: "项目表", titles: ["^项目表$"])]),
            rules: [(id: "项目", severity: Error, title: "项目", basis: "表式", check: "项目表[合计].合计 = 支出总表[合计].项目支出")],
        )"#;
        let own = parse(text).unwrap();
        assert_eq!((own.id.as_str(), own.unit, own.year), ("某地", base.unit, base.year));
        assert_eq!(own.rules.len(), base.rules.len());
        assert!(own.rules.iter().all(|rule| rule.id != "收支总表-收支"));
        let tables = |format: &Format| format.vocabulary.as_ref().map_or(0, |words| words.tables.len());
        assert_eq!(tables(&own), tables(&base) + 1);
    }

    #[test]
    fn what_leads_nowhere_is_refused_in_words() {
        for (text, says) in [
            (
                r#"(id: "甲", name: "甲",
                extends: "没有的")"#,
                "没有“没有的”这个格式",
            ),
            (
                r#"(id: "甲", name: "甲",
                extends: "甲")"#,
                "又以本格式为基础",
            ),
            (
                r#"(id: "甲", name: "甲",
                extends: "全国通用", remove: ["没有的规则"])"#,
                "没有要去掉的表或规则“没有的规则”",
            ),
            (
                r#"(id: "甲", name: "甲",
                extends: "全国通用", colour: 3)"#,
                "第 2 行",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }
}
