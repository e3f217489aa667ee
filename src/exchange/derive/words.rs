//! A vocabulary's regular expressions, ready for use.

use std::sync::Arc;

use super::super::patterns::compile;
use super::super::units;
use super::super::words::{Printed, squeeze};
use crate::model::TableKey;
use crate::pattern::Pattern;
use crate::schema::{Column, KnownTable, Named, Vocabulary};

/// Expressions of which any may fit.
type Patterns = Vec<Arc<Pattern>>;

/// The words of a vocabulary.
pub(super) struct Words {
    tables: Vec<(KnownTable, Patterns, Option<Arc<Pattern>>)>,
    /// With the key of the table in which alone each is called so.
    columns: Vec<(String, (String, Patterns))>,
    rows: Vec<(String, Patterns)>,
    /// By the key of a row the keys of those that it is the sum of.
    sums_of_rows: Vec<(String, Vec<String>)>,
    sides: Vec<(String, Patterns)>,
    pub codes: Patterns,
    pub texts: Patterns,
    pub aside: Patterns,
    pub names: Patterns,
    pub counts: Patterns,
    pub totals: Patterns,
    pub sums: Patterns,
    pub apart: Patterns,
    pub forms: Patterns,
    pub money: Patterns,
    pub withheld: Patterns,
    blank: Printed,
}

impl Words {
    /// Compiles them; formats are checked when they are read, so none is lost here.
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let all = |words: &[String]| words.iter().filter_map(|word| compile(word)).collect::<Vec<_>>();
        let named = |names: &[Named]| {
            names.iter().map(|name| (name.key.clone(), all(&name.words))).collect::<Vec<_>>()
        };
        Self {
            tables: vocabulary
                .tables
                .iter()
                .map(|table| {
                    let not = Some(&table.not).filter(|not| !not.is_empty());
                    (table.clone(), all(&table.titles), not.and_then(|not| compile(not)))
                })
                .collect(),
            columns: vocabulary
                .columns
                .iter()
                .map(|of| of.table.clone())
                .zip(named(&vocabulary.columns))
                .collect(),
            rows: named(&vocabulary.rows),
            sums_of_rows: vocabulary.rows.iter().map(|row| (row.key.clone(), row.sum.clone())).collect(),
            sides: named(&vocabulary.sides),
            codes: all(&vocabulary.codes),
            texts: all(&vocabulary.texts),
            aside: all(&vocabulary.aside),
            names: all(&vocabulary.names),
            counts: all(&vocabulary.counts),
            totals: all(&vocabulary.totals),
            sums: all(&vocabulary.sums),
            apart: all(&vocabulary.apart),
            forms: all(&vocabulary.forms),
            money: all(&vocabulary.money),
            withheld: all(&vocabulary.withheld),
            blank: Printed::default(),
        }
    }

    /// A cell in which nothing stands.
    pub(super) fn blank(&self) -> &Printed {
        &self.blank
    }

    /// The known table whose title a text is, word for word: nobody doubts it, however it ends.
    pub(super) fn title_itself(&self, title: &str) -> Option<&TableKey> {
        let bare = bare_title(title);
        let is = |(table, titles, _): &&(KnownTable, Patterns, Option<Arc<Pattern>>)| {
            let itself = table.titles.iter().zip(titles);
            itself.into_iter().any(|(text, word)| is_itself(text) && word.is_match(&bare))
        };
        self.tables.iter().find(is).map(|(table, _, _)| &table.key)
    }

    /// The known table whose title a text is, quotation marks and blanks aside.
    pub(super) fn title(&self, title: &str) -> Option<&TableKey> {
        let bare = bare_title(title);
        let fits = |(_, titles, not): &&(KnownTable, Patterns, Option<Arc<Pattern>>)| {
            titles.iter().any(|word| word.is_match(&bare))
                && !not.as_ref().is_some_and(|not| not.is_match(&squeeze(title)))
        };
        self.tables.iter().find(fits).map(|(table, _, _)| &table.key)
    }

    /// The known table whose title a text is, though it may lack the word for a table at its end.
    pub(super) fn titled(&self, title: &str) -> Option<&TableKey> {
        let whole = || self.title(&format!("{title}表")).filter(|_| !title.ends_with('表'));
        self.title_itself(title).or_else(|| self.title(title)).or_else(whole)
    }

    /// The known table under a key.
    pub(super) fn table(&self, key: &TableKey) -> Option<&KnownTable> {
        self.tables.iter().find(|(table, _, _)| table.key == *key).map(|(table, _, _)| table)
    }

    /// The key of the column of a table whose header is a path.
    pub(super) fn column(&self, table: &TableKey, path: &str) -> Option<&str> {
        let own = self.column_itself(table, path);
        let general =
            || self.columns.iter().filter(|(of, _)| of.is_empty()).find(|(_, (_, words))| any(words, path));
        own.or_else(|| general().map(|(_, (key, _))| key.as_str()))
    }

    /// The same, where it is said of that very table.
    pub(super) fn column_itself(&self, table: &TableKey, path: &str) -> Option<&str> {
        let mut own = self.columns.iter().filter(|(of, _)| of == table.as_str());
        own.find(|(_, (_, words))| any(words, path)).map(|(_, (key, _))| key.as_str())
    }

    /// The key of the row with a label.
    pub(super) fn row(&self, label: &str) -> Option<&str> {
        key_of(&self.rows, label.trim_end_matches(':'))
    }

    /// The keys of the rows that a row is supposed to be the sum of.
    pub(super) fn sum_of(&self, row: &str) -> &[String] {
        let own = self.sums_of_rows.iter().find(|(key, sum)| key == row && !sum.is_empty());
        own.map_or(&[], |(_, sum)| sum)
    }

    /// What the side of a table is called that stands at a position; those behind the last are of its sort.
    pub(super) fn side(&self, nth: usize) -> &str {
        self.sides.get(nth).or(self.sides.last()).map_or("", |(key, _)| key)
    }

    /// Whether a word is what the side of a table is called.
    pub(super) fn is_side(&self, word: &str) -> bool {
        self.side_called(word).is_some()
    }

    /// The position of the side of a table that is called so.
    pub(super) fn side_called(&self, word: &str) -> Option<usize> {
        self.sides.iter().position(|(_, words)| any(words, word))
    }

    /// How many sides a table has.
    pub(super) fn sides(&self) -> usize {
        self.sides.len()
    }

    /// Whether all sides are among the outermost words of a header.
    pub(super) fn are_all_sides(&self, outermost: &[&str]) -> bool {
        !self.sides.is_empty()
            && self.sides.iter().all(|(_, words)| outermost.iter().any(|word| any(words, word)))
    }

    /// Whether a column only says something of the figures beside it.
    pub(super) fn is_aside(&self, column: &Column) -> bool {
        bare_words(&column.header).last().is_some_and(|leaf| any(&self.aside, leaf))
    }

    /// Whether a column is text by its header alone, and no name: a number of its row, a remark.
    pub(super) fn is_text(&self, column: &Column) -> bool {
        bare_words(&column.header).last().is_some_and(|leaf| any(&self.texts, leaf))
    }

    /// Whether a label is that of the sum over all rows.
    pub(super) fn is_total(&self, label: &str) -> bool {
        any(&self.totals, label.trim_end_matches(':'))
    }
}

/// A title as it is compared: without blanks, quotation marks and what stands in brackets behind 表, which only says
/// more.
pub(crate) fn bare_title(title: &str) -> String {
    let bare: String = squeeze(title).chars().filter(|c| !"“”\"‘’'".contains(*c)).collect();
    bare.split_once("表(").map_or(bare.clone(), |(before, _)| format!("{before}表"))
}

/// The path of a header as it is compared.
pub(crate) fn path_of(header: &[String]) -> String {
    bare_words(header).join("/")
}

/// The words of a header as they are compared: without the unit that stands with one, or alone below it.
pub(super) fn bare_words(header: &[String]) -> Vec<String> {
    let bare = |word: &String| squeeze(&units::without(word).unwrap_or_else(|| word.clone()));
    let words = header.iter().filter(|word| units::alone(word).is_none()).map(bare);
    words.filter(|word| !word.is_empty()).collect()
}

/// Whether an expression stands for one text and no other.
fn is_itself(expression: &str) -> bool {
    let inner = expression.strip_prefix('^').and_then(|rest| rest.strip_suffix('$'));
    inner.is_some_and(|inner| regex::escape(&inner.replace('\\', "")) == inner)
}

fn key_of<'n>(names: &'n [(String, Patterns)], text: &str) -> Option<&'n str> {
    names.iter().find(|(_, words)| any(words, text)).map(|(key, _)| key.as_str())
}

/// Whether any of some expressions matches.
pub(super) fn any(words: &[Arc<Pattern>], text: &str) -> bool {
    words.iter().any(|word| word.is_match(text))
}
