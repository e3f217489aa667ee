//! What a table, a row or a column of any form means, by the words for documents of any place: for those who put budgets of
//! different forms beside each other. Figures are not known here.

use std::sync::OnceLock;

use super::words::{Words, any, path_of};
use crate::model::TableKey;
use crate::schema::{Column, Formats};

/// The words for documents of any place.
pub(crate) struct Known(Words);

impl Known {
    /// Those that the program brings.
    pub(crate) fn words() -> Option<&'static Self> {
        static WORDS: OnceLock<Option<Known>> = OnceLock::new();
        let compiled = WORDS.get_or_init(|| {
            let formats = Formats::embedded();
            let mut all = formats.iter().filter_map(|format| format.vocabulary.as_ref());
            all.find(|words| words.place.is_empty()).map(|words| Self(Words::new(words)))
        });
        compiled.as_ref()
    }

    /// What table a title is of.
    pub(crate) fn table(&self, title: &str) -> Option<&TableKey> {
        self.0.titled(title)
    }

    /// What total a label is of.
    pub(crate) fn row(&self, label: &str) -> Option<&str> {
        self.0.row(label)
    }

    /// Whether a column holds all of its row, not a part, nor another year's.
    pub(crate) fn is_whole(&self, table: &TableKey, column: &Column) -> bool {
        self.0.column(table, &path_of(&column.header)) == Some("合计")
    }

    /// Whether a column is beside the point: last year's figures, a share, a change.
    pub(crate) fn is_apart(&self, column: &Column) -> bool {
        column.last_year_of.is_some()
            || self.0.is_aside(column)
            || column.header.iter().any(|word| any(&self.0.apart, word))
    }
}
