//! Lines that fall into no row of the tables that income and spending are balanced by: what they come to, and what they do not
//! say. As long as there are any, no total holds all that was entered.

use super::Document;
use crate::calc::NowhereLines;
use crate::model::TableKey;
use crate::money::{self, Decimal};
use crate::schema::Column;

/// Lines of a table that fall nowhere.
struct Nowhere {
    /// What their table is called.
    lines: String,
    /// What they come to.
    sum: Decimal,
    /// The columns that are blank in them and decide where they fall.
    lacks: Vec<String>,
    /// Whether some of them say all that decides it, and fall nowhere all the same.
    says_all: bool,
}

impl Document {
    /// The tables that the format's rule of balance is about.
    pub(in crate::ui) fn balanced_tables(&self) -> Vec<TableKey> {
        let Some(id) = &self.session.format().balance else {
            return Vec::new();
        };
        let ended = self.session.verdicts().rules().iter().find(|ended| ended.rule.id == *id);
        ended.map(|ended| ended.rule.tables.clone()).unwrap_or_default()
    }

    /// Which amounts of lines are in none of those tables, in sentences, with what is to be written into the lines.
    pub(in crate::ui) fn unplaced_in_words(&mut self) -> Vec<String> {
        let decimals = self.session.format().decimals;
        let mut said = Vec::new();
        for table in self.balanced_tables() {
            for nowhere in self.amounts_nowhere(&table) {
                let Nowhere { lines, sum, lacks, says_all } = nowhere;
                let why = match (lacks.as_slice(), says_all) {
                    ([], _) => "所写的不归入任何一行，".to_owned(),
                    (lacks, false) => format!("没有写{}，", lacks.join("、")),
                    (lacks, true) => {
                        format!("没有写{}，或所写的不归入任何一行，", lacks.join("、"))
                    }
                };
                said.push(format!("{lines}有 {} {why}未归入", money::display(sum, decimals)));
            }
        }
        said
    }

    /// What lines come to that fall into no row of a table made of such lines, by their table, and what they do not say
    /// that would decide it. What was known before the last edit is brought up to date: an edit has not all lines looked
    /// at.
    fn amounts_nowhere(&mut self, table: &TableKey) -> Vec<Nowhere> {
        let (book, revision) = (self.session.book(), self.session.revision());
        let lines = match self.cache.nowhere.remove(table) {
            Some((known, lines)) if known == revision => lines,
            Some((known, mut lines)) if known + 1 == revision => {
                lines.follow(&book, self.session.last_changes());
                lines
            }
            _ => NowhereLines::of(&book, table),
        };
        let nowhere = lines.sums().into_iter().map(|(table, sum)| {
            let schema = book.format.table(&table);
            let (lacks, says_all) = lines.lacking(&book, &table);
            let lacks = lacks.into_iter().map(|key| {
                let mut columns = schema.into_iter().flat_map(|schema| &schema.sections);
                let column = columns.find_map(|section| section.column(key));
                column.map_or_else(|| key.to_string(), Column::full_title)
            });
            let lacks = lacks.collect();
            Nowhere {
                lines: schema.map_or_else(String::new, |schema| schema.short.clone()),
                sum,
                lacks,
                says_all,
            }
        });
        let nowhere = nowhere.collect();
        self.cache.nowhere.insert(table.clone(), (revision, lines));
        nowhere
    }
}
