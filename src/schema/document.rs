//! How the text around the tables is recognised: headings of the narrative's sections.

use serde::Deserialize;

/// The parts of a document that are not tables.
#[derive(Clone, Debug, Default, Deserialize)]
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
    /// The headed sections in order.
    #[serde(default)]
    pub sections: Vec<Heading>,
}

/// A heading that begins a section of text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Stable key of the section, e.g. `三公`.
    pub key: String,
    /// A regular expression for the heading's line.
    pub pattern: String,
}
