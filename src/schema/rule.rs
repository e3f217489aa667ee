//! A rule as it is declared in a format: text and nothing more. `rules` parses and applies it.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::TableSchema;
use crate::model::{ColumnKey, TableKey};

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The tables contradict each other (错误).
    #[serde(rename(serialize = "error"), alias = "error")]
    Error,
    /// Probably wrong, or something the document has to explain (警告).
    #[serde(rename(serialize = "warning"), alias = "warning")]
    Warning,
    /// Worth a look, such as a difference within rounding (提示).
    #[serde(rename(serialize = "hint"), alias = "hint")]
    Hint,
}

impl Severity {
    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "警告",
            Self::Hint => "提示",
        }
    }
}

/// A rule declared in the rule language.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// Stable id, unique in the format.
    pub id: String,
    /// How serious a violation is.
    pub severity: Severity,
    /// What must hold, in one line.
    pub title: String,
    /// The official basis.
    pub basis: String,
    /// The rows for each of which the rule is applied (`T1.支出`), each as `本行` in the formulas; none
    /// for a rule that is applied once.
    #[serde(default)]
    pub each: Option<String>,
    /// The columns for each of which the rule is applied, each as `本列` in the formulas.
    #[serde(default)]
    pub columns: Vec<ColumnKey>,
    /// The condition under which the rule holds, as a formula and in words.
    #[serde(default)]
    pub when: Option<Condition>,
    /// What a violation is to be called, where the rule's own words say it best.
    #[serde(default)]
    pub message: Option<String>,
    /// The difference up to which an equality counts as kept, in the format's unit; without it what
    /// rounding explains is a hint.
    #[serde(default)]
    pub tolerance: Option<Decimal>,
    /// What must be true, e.g. `T1[收入总计].金额 = T1[支出总计].金额`.
    pub check: String,
}

impl RuleText {
    /// What is missing among tables of which the rule speaks as `表[行].栏`, in Chinese; nothing where all is there. What it
    /// asks in any other way cannot be told here, and is said to be missing: a rule that is applied must be able to end.
    pub fn lacks(&self, tables: &[TableSchema]) -> Option<String> {
        lacking(&self.check, tables)
    }

    /// The rule as it holds among tables: none where they lack what it asks, without its condition where they lack that:
    /// what a document does not have keeps no rule from it.
    pub fn among(&self, tables: &[TableSchema]) -> Option<Self> {
        let when = self.when.clone().filter(|when| lacking(&when.formula, tables).is_none());
        self.lacks(tables).is_none().then(|| Self { when, ..self.clone() })
    }
}

/// What a formula speaks of as `表[行].栏` that tables lack.
fn lacking(formula: &str, tables: &[TableSchema]) -> Option<String> {
    let parts = formula.split([' ', '(', ')']).filter(|word| word.contains('['));
    parts.into_iter().find_map(|word| {
        let parted = word.split_once('[').and_then(|(key, rest)| Some((key, rest.split_once("].")?)));
        let Some((key, (row, column))) = parted else {
            return Some(format!("不知道有没有“{word}”"));
        };
        let Some(table) = tables.iter().find(|schema| schema.key == TableKey::from(key)) else {
            return Some(format!("没有{key}"));
        };
        let mut with_row =
            table.sections.iter().filter(|of| of.fixed_rows().any(|own| own.key.as_str() == row)).peekable();
        if with_row.peek().is_none() {
            return Some(format!("{key}没有“{row}”一行"));
        }
        let has_column = with_row.any(|of| of.columns.iter().any(|own| own.key.as_str() == column));
        (!has_column).then(|| format!("{key}没有“{column}”一栏"))
    })
}

/// A condition of a rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The formula.
    pub formula: String,
    /// What it means, for the reader of “not applicable”.
    pub meaning: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::default_format;

    /// A rule is left out where something of it is not there, and where that cannot be told.
    #[test]
    fn what_a_rule_lacks_is_said() {
        let tables = &default_format().tables;
        for (check, says) in [
            ("T1[收入总计].金额 = T1[支出总计].支出金额", None),
            ("T99[合计].合计 = 1", Some("没有T99")),
            ("T1[收入].金额 = 1", Some("没有“收入”一行")),
            ("T1[收入总计].合计 = 1", Some("没有“合计”一栏")),
            ("SUM(T99.项[类 = 本行.类].合计) = 1", Some("不知道有没有")),
        ] {
            let rule = RuleText {
                id: "一".to_owned(),
                severity: Severity::Error,
                title: String::new(),
                basis: String::new(),
                each: None,
                columns: Vec::new(),
                when: None,
                message: None,
                tolerance: None,
                check: check.to_owned(),
            };
            let lacks = rule.lacks(tables);
            assert_eq!(lacks.is_some(), says.is_some(), "{check}: {lacks:?}");
            assert!(says.is_none_or(|says| lacks.unwrap_or_default().contains(says)), "{check}");
        }
    }
}
