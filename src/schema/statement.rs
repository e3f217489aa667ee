//! What the narrative (预算情况说明) says where, as data: which words name which cell, so that the figures
//! behind them can be compared. `narrative` reads it; nothing here knows a text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Severity;
use crate::model::{ColumnKey, KindKey};

/// The statements of one section of the text, judged as one rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementGroup {
    /// The id of the rule, e.g. `说明-三公`.
    pub id: String,
    /// The key of the section.
    pub section: String,
    /// How serious a violation is.
    pub severity: Severity,
    /// What must hold, in one line.
    pub title: String,
    /// The official basis.
    pub basis: String,
    /// What the section quotes.
    #[serde(default)]
    pub statements: Vec<Statement>,
    /// What the section must say where there is no money to speak of.
    #[serde(default)]
    pub empty: Option<EmptyStatement>,
}

/// What stands behind a subject: its figure, its share of a whole, its change on last year.
///
/// Patterns are matched against the text without blanks and quotation marks, with full-width brackets
/// and punctuation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// What it is, for messages and for `parts`.
    pub key: String,
    /// A regular expression for the words that name it; `{名称}` stands for the names of `each`, `{上级}`
    /// for the names of the rows they belong to.
    pub subject: String,
    /// A regular expression for words by which the same paragraph takes it up again: `\d{4}年预算安排`.
    #[serde(default)]
    pub again: Option<String>,
    /// Whether its figure is money or a count.
    #[serde(default)]
    pub kind: QuoteKind,
    /// Rows for each of which the statement may stand, as `本行` in the formulas.
    #[serde(default)]
    pub each: Option<NamedRows>,
    /// What the figure must equal, in the rule language. Where there are several, any of them will do:
    /// the form leaves open which is meant.
    pub value: Vec<String>,
    /// The whole of which `占…%` is said.
    #[serde(default)]
    pub whole: Vec<String>,
    /// Last year's figure.
    #[serde(default)]
    pub last: Vec<String>,
    /// The statements that must add up to this one.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Whether a change must come with its reason.
    #[serde(default)]
    pub reason: bool,
    /// The list of items behind the figure.
    #[serde(default)]
    pub items: Option<ItemList>,
}

/// What a statement quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuoteKind {
    /// Money.
    #[default]
    Amount,
    /// People, cars, projects.
    Count,
}

/// Rows and the column of their names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedRows {
    /// The rows, in the rule language: `T12.项目`.
    pub rows: String,
    /// The column of the name. An item number before it and 支出 behind it are left out.
    pub name: ColumnKey,
    /// The kind of row to which they belong and whose name stands for `{上级}`: 一般行政管理事务 is found
    /// under many.
    #[serde(default)]
    pub within: Option<KindKey>,
}

/// A list of items (主要包括：…) that must name the rows which have money.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemList {
    /// The rows that have money, in the rule language: `T6.科目[人员经费 <> 0]`.
    pub rows: String,
    /// The column of their names.
    pub name: ColumnKey,
    /// Names the text may use for one or several rows.
    #[serde(default)]
    pub aliases: BTreeMap<String, Vec<String>>,
}

/// What must be said where there is no money.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmptyStatement {
    /// The money, in the rule language.
    pub amount: Vec<String>,
    /// A regular expression for saying that there is none.
    pub says: String,
}
