//! The words by which a format knows what a line is: headings, units, names, notes. Where such a line may stand, and what
//! follows from it, this does not know.

use std::sync::Arc;

use super::words::{mend, squeeze};
use crate::outline::is_broken_off;
use crate::pattern::Pattern;
use crate::schema::Format;

/// The format's regular expressions, ready for use.
pub(super) struct Patterns {
    /// Headings of text sections: key and expression.
    pub headings: Vec<(String, Arc<Pattern>)>,
    /// The unit label above a table.
    pub unit: Vec<Arc<Pattern>>,
    /// The department's name above a table.
    pub department: Vec<Arc<Pattern>>,
    /// The first line of a note.
    pub note: Option<Arc<Pattern>>,
    /// The heading of the contents.
    pub contents: Option<Arc<Pattern>>,
    /// Whether what the format says of the text belongs to the sections that it knows: no other heading begins one then.
    pub knows_all: bool,
}

/// How a line ends that says of the table above that nothing stands there, whatever it begins with.
const EMPTY: [&str; 8] =
    ["无数据", "无内容", "空表", "表为空", "没有数据", "没有内容", "无相关数据", "无相关内容"];

/// Such a line is no longer, in characters.
const SAYS_EMPTY: usize = 60;

/// Whether a line says that the table above is empty: `此表无数据`, `（本表为空表）`.
fn says_empty(text: &str) -> bool {
    let bare = squeeze(text);
    let bare = bare.trim_matches(|c: char| "()[]【】。.!*-—".contains(c));
    bare.chars().count() <= SAYS_EMPTY && EMPTY.iter().any(|end| bare.ends_with(end)) && !bare.contains('》')
}

/// Compiles a pattern of the format, `^` and `$` standing for the ends of a line. Formats are checked
/// when they are read, so none is lost here.
pub(super) fn compile(pattern: &str) -> Option<Arc<Pattern>> {
    Pattern::read(pattern).ok()
}

impl Patterns {
    /// Compiles the patterns of a format.
    pub(super) fn new(format: &Format) -> Self {
        let document = &format.document;
        let all = |patterns: &[String]| patterns.iter().filter_map(|pattern| compile(pattern)).collect();
        Self {
            headings: document
                .sections
                .iter()
                .filter_map(|heading| Some((heading.key.clone(), compile(&heading.pattern)?)))
                .collect(),
            unit: all(&document.unit),
            department: all(&document.department),
            note: document.note.as_deref().and_then(compile),
            contents: document.contents.as_deref().and_then(compile),
            knows_all: !document.statements.is_empty(),
        }
    }

    /// Whether a note under a table begins with a text.
    pub(super) fn is_note(&self, text: &str) -> bool {
        self.note.as_ref().is_some_and(|note| note.is_match(text.trim())) || says_empty(text)
    }

    /// The key of the section whose heading a line is.
    pub(super) fn heading(&self, line: &str) -> Option<&str> {
        let is_sentence = !self.knows_all && is_broken_off(line);
        if line.trim().is_empty() || line.contains('\t') || is_sentence {
            return None;
        }
        self.section(&mend(line).text)
    }

    /// The key of the section with that heading.
    pub(super) fn section(&self, heading: &str) -> Option<&str> {
        self.headings.iter().find(|(_, pattern)| pattern.is_match(heading)).map(|(key, _)| key.as_str())
    }
}
