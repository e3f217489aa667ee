//! A vocabulary's regular expressions, ready for use.

use regex::Regex;

use super::super::split::compile;
use super::super::words::{Printed, squeeze};
use crate::model::TableKey;
use crate::schema::{KnownTable, Named, Vocabulary};

/// The words of a vocabulary.
pub(super) struct Words {
    tables: Vec<(KnownTable, Vec<Regex>, Option<Regex>)>,
    columns: Vec<(String, Vec<Regex>)>,
    rows: Vec<(String, Vec<Regex>)>,
    /// By the key of a row the keys of those that it is the sum of.
    sums_of_rows: Vec<(String, Vec<String>)>,
    sides: Vec<(String, Vec<Regex>)>,
    pub codes: Vec<Regex>,
    pub texts: Vec<Regex>,
    pub names: Vec<Regex>,
    pub counts: Vec<Regex>,
    pub totals: Vec<Regex>,
    pub sums: Vec<Regex>,
    pub apart: Vec<Regex>,
    pub forms: Vec<Regex>,
    pub withheld: Vec<Regex>,
    blank: Printed,
}

impl Words {
    /// Compiles them; formats are checked when they are read, so none is lost here.
    pub fn new(vocabulary: &Vocabulary) -> Self {
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
            columns: named(&vocabulary.columns),
            rows: named(&vocabulary.rows),
            sums_of_rows: vocabulary.rows.iter().map(|row| (row.key.clone(), row.sum.clone())).collect(),
            sides: named(&vocabulary.sides),
            codes: all(&vocabulary.codes),
            texts: all(&vocabulary.texts),
            names: all(&vocabulary.names),
            counts: all(&vocabulary.counts),
            totals: all(&vocabulary.totals),
            sums: all(&vocabulary.sums),
            apart: all(&vocabulary.apart),
            forms: all(&vocabulary.forms),
            withheld: all(&vocabulary.withheld),
            blank: Printed::default(),
        }
    }

    /// A cell in which nothing stands.
    pub fn blank(&self) -> &Printed {
        &self.blank
    }

    /// The known table whose title a text is, quotation marks and blanks aside.
    pub fn title(&self, title: &str) -> Option<&TableKey> {
        let bare: String = squeeze(title).chars().filter(|c| !"“”\"‘’'".contains(*c)).collect();
        // What stands in brackets behind 表 only says more.
        let bare = bare.split_once("表(").map_or(bare.clone(), |(before, _)| format!("{before}表"));
        let fits = |(_, titles, not): &&(KnownTable, Vec<Regex>, Option<Regex>)| {
            titles.iter().any(|word| word.is_match(&bare))
                && !not.as_ref().is_some_and(|not| not.is_match(&squeeze(title)))
        };
        self.tables.iter().find(fits).map(|(table, _, _)| &table.key)
    }

    /// The known table under a key.
    pub fn table(&self, key: &TableKey) -> Option<&KnownTable> {
        self.tables.iter().find(|(table, _, _)| table.key == *key).map(|(table, _, _)| table)
    }

    /// The key of the column whose header is a path.
    pub fn column(&self, path: &str) -> Option<&str> {
        key_of(&self.columns, path)
    }

    /// The key of the row with a label.
    pub fn row(&self, label: &str) -> Option<&str> {
        key_of(&self.rows, label)
    }

    /// The keys of the rows that a row is supposed to be the sum of.
    pub fn sum_of(&self, row: &str) -> &[String] {
        let own = self.sums_of_rows.iter().find(|(key, sum)| key == row && !sum.is_empty());
        own.map_or(&[], |(_, sum)| sum)
    }

    /// What the side of a table is called that stands at a position; those behind the last are of its sort.
    pub fn side(&self, nth: usize) -> &str {
        self.sides.get(nth).or(self.sides.last()).map_or("", |(key, _)| key)
    }

    /// Whether all sides are among the outermost words of a header.
    pub fn are_all_sides(&self, outermost: &[&str]) -> bool {
        !self.sides.is_empty()
            && self.sides.iter().all(|(_, words)| outermost.iter().any(|word| any(words, word)))
    }

    /// Whether a label is that of the sum over all rows.
    pub fn is_total(&self, label: &str) -> bool {
        any(&self.totals, label)
    }
}

fn key_of<'n>(names: &'n [(String, Vec<Regex>)], text: &str) -> Option<&'n str> {
    names.iter().find(|(_, words)| any(words, text)).map(|(key, _)| key.as_str())
}

/// Whether any of some expressions matches.
pub(super) fn any(words: &[Regex], text: &str) -> bool {
    words.iter().any(|word| word.is_match(text))
}
