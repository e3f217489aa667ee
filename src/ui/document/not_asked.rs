//! Rules that are not asked of a budget because its document has not the tables, rows or columns that they speak of: they
//! are counted with those that could not be checked, as in reports.

use super::Document;
use crate::rules::Counts;
use crate::schema::{Format, Formats};

/// A rule that is not asked.
#[derive(Clone, Debug)]
pub(in crate::ui) struct NotAsked {
    /// Its id.
    pub id: String,
    /// What must hold.
    pub title: String,
    /// What is not there.
    pub lacks: String,
}

impl NotAsked {
    fn of(format: &Format, whole: &Format) -> Vec<Self> {
        let left_out = format.left_out(whole).into_iter();
        let named = left_out.map(|left| Self {
            id: left.rule.id.clone(),
            title: left.rule.title.clone(),
            lacks: left.lacks,
        });
        named.collect()
    }
}

impl Document {
    /// Finds out what is not asked: what the format at hand asks and the one that was made for the document does not.
    pub(in crate::ui) fn find_not_asked(&mut self, formats: &Formats) {
        let format = self.session.format();
        self.file.not_asked =
            formats.get(&format.id).map(|whole| NotAsked::of(format, &whole)).unwrap_or_default();
    }

    /// How many rules ended in which way, with those that are not asked.
    pub(in crate::ui) fn counts(&self) -> Counts {
        let mut counts = self.session.verdicts().counts();
        counts.not_checked += self.file.not_asked.len();
        counts
    }
}
