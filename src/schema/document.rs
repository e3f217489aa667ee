//! How the text around the tables is recognised: headings of the narrative's sections.

use serde::{Deserialize, Serialize};

use super::StatementGroup;

/// The parts of a document that are not tables.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentSchema {
    /// Regular expressions for the year (group 1), tried in order.
    #[serde(default)]
    pub year: Vec<String>,
    /// Regular expressions for the department's short name (group 1), as printed above tables.
    #[serde(default)]
    pub department: Vec<String>,
    /// Regular expressions for the department's full name (group 1).
    #[serde(default)]
    pub full_name: Vec<String>,
    /// Regular expressions for the unit label above a table (group 1, e.g. `万元`).
    #[serde(default)]
    pub unit: Vec<String>,
    /// A regular expression for the first line of a note under a table (注).
    #[serde(default)]
    pub note: Option<String>,
    /// A regular expression for the heading of the contents (目录). What stands before it is the cover.
    #[serde(default)]
    pub contents: Option<String>,
    /// Whether titles stand below their tables.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub titles_below: bool,
    /// Whether the document says that items are withheld, so that rows need not come to their totals.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// The template of its text (说明模板), where none is called like the format.
    #[serde(default)]
    pub template: Option<String>,
    /// The headed sections in order. The text begins where the first of them is found last: the
    /// contents may name it too.
    #[serde(default)]
    pub sections: Vec<Heading>,
    /// What the sections quote, so that it can be compared.
    #[serde(default)]
    pub statements: Vec<StatementGroup>,
    /// What must be published beside the tables (公开).
    #[serde(default)]
    pub disclosure: Option<Disclosure>,
}

/// What the text of a published budget must hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// The official basis.
    pub basis: String,
    /// The sections that must be there and say something.
    pub sections: Vec<RequiredSection>,
    /// The key of the section that explains terms (名词解释).
    pub glossary: String,
    /// The terms it must explain where the rest of the text uses them.
    pub terms: Vec<Term>,
}

/// A section that must be published.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredSection {
    /// Its key.
    pub section: String,
    /// What to call it.
    pub title: String,
}

/// A term that a reader needs explained.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// What to call it.
    pub name: String,
    /// How it is written, without spaces, quotation marks and brackets.
    pub words: Vec<String>,
}

/// A heading that begins a section of text.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Stable key of the section, e.g. `三公`.
    pub key: String,
    /// A regular expression for the heading's line.
    pub pattern: String,
}
