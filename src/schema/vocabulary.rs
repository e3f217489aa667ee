//! The words by which tables, columns and rows are known wherever a budget comes from: titles, headers and labels
//! that mean the same under many names. Data of a format; what is made of a document by them is for `exchange`.

use serde::{Deserialize, Serialize};

use crate::model::TableKey;

/// The words of a format that has no tables of its own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// A regular expression that the document's text must match for the words to be meant for it: the name of a
    /// place. Blank for one that is meant for all.
    #[serde(default)]
    pub place: String,
    /// The tables that are known; the first whose title fits is taken.
    #[serde(default)]
    pub tables: Vec<KnownTable>,
    /// Columns, by the words of their header from the outermost group inwards, joined by `/`.
    #[serde(default)]
    pub columns: Vec<Named>,
    /// Labels of the totals that rules ask for.
    #[serde(default)]
    pub rows: Vec<Named>,
    /// What stands beside each other in one table (收入, 支出), from the left, by the outermost words of the header.
    #[serde(default)]
    pub sides: Vec<Named>,
    /// Regular expressions for header words of columns of codes.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Regular expressions for header words of columns that are text whatever stands in them.
    #[serde(default)]
    pub texts: Vec<String>,
    /// Regular expressions for header words of columns beside the figures that say something of them (增减率, 备注): text
    /// that names no row and is in no sum.
    #[serde(default)]
    pub aside: Vec<String>,
    /// Regular expressions for header words of columns that hold names where nothing stands in them.
    #[serde(default)]
    pub names: Vec<String>,
    /// Regular expressions for header words of columns that count things.
    #[serde(default)]
    pub counts: Vec<String>,
    /// Regular expressions for labels of the sum over all rows of a table.
    #[serde(default)]
    pub totals: Vec<String>,
    /// Regular expressions for header words of the sum over the other columns of a group.
    #[serde(default)]
    pub sums: Vec<String>,
    /// Regular expressions for header words of columns that are in no sum.
    #[serde(default)]
    pub apart: Vec<String>,
    /// Regular expressions for titles of sheets that are filled in like a form (绩效目标): their cells are text.
    #[serde(default)]
    pub forms: Vec<String>,
    /// Regular expressions for the words above columns of money in such a sheet, where it has a header.
    #[serde(default)]
    pub money: Vec<String>,
    /// Regular expressions for sentences that say that items are withheld: sums over rows are made only where all figures bear them out then.
    #[serde(default)]
    pub withheld: Vec<String>,
}

/// A table that is known under many titles.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownTable {
    /// Its key, by which rules name it.
    pub key: TableKey,
    /// Regular expressions for titles without number and year.
    pub titles: Vec<String>,
    /// A regular expression for titles that only look like it.
    #[serde(default)]
    pub not: String,
    /// Whether nearly every budget has it, so that it is said when it is not found.
    #[serde(default)]
    pub usual: bool,
    /// Whether income stands beside expenditure.
    #[serde(default)]
    pub beside: bool,
    /// Whether it is often empty, and then has to be explained.
    #[serde(default)]
    pub may_be_empty: bool,
    /// A regular expression for sentences of the text that say why it is empty.
    #[serde(default)]
    pub explained: String,
}

/// A column or a row that is known under many names.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Its key, by which rules name it.
    pub key: String,
    /// Regular expressions for its names, blanks aside.
    pub words: Vec<String>,
    /// The key of the table in which alone a column is called so; blank where that holds in all.
    #[serde(default)]
    pub table: String,
    /// Keys of the rows that a row is the sum of, where the figures bear that out.
    #[serde(default)]
    pub sum: Vec<String>,
}
