//! Tables of an earlier year that a document has beside the same of its own: below one title the rows of both would stand in
//! one table. The earlier one gets its year behind its title, and is a table by itself. Reads no figure.

use std::collections::BTreeSet;

use super::dialects;
use super::facts;
use super::headed::titles;
use super::split::{Line, lines};
use super::unit_tables::{end_of_title, title};
use super::words::is_amount;
use crate::schema::Format;
use crate::text::{in_chinese_digits, years};

/// So many lines below its title a table's header ends.
const HEADER: usize = 8;

/// A text whose tables of earlier years are called by their year.
pub(super) struct PastTables {
    pub text: String,
    /// The titles, and the year of each.
    told: Vec<(String, i32)>,
}

impl PastTables {
    /// Finds them by the titles that a format knows. `None` where there are none, or nobody says the document's year.
    pub(super) fn find(text: &str, format: &Format) -> Option<Self> {
        let (source, _) = dialects::lines(text);
        let lines = lines(&source);
        let titles = titles(&lines, format);
        let keys: BTreeSet<_> = titles.iter().map(|(_, key)| key).collect();
        if keys.len() == titles.len() {
            return None;
        }
        let own = facts::year_of(format, &lines)?;
        let is_past = |at: usize| year(&lines, at).filter(|year| *year < own);
        let unified = dialects::unified(text);
        let mut texts: Vec<String> = unified.split('\n').map(str::to_owned).collect();
        let mut told = Vec::new();
        for (at, key) in &titles {
            let Some(year) = is_past(*at) else { continue };
            let is_there = titles.iter().any(|(other, of)| of == key && is_past(*other).is_none());
            let renamed = lines.get(*at).filter(|_| is_there).and_then(|line| {
                let title = title(line)?;
                let end = end_of_title(title)?;
                let place = usize::try_from(line.number).ok()?.checked_sub(1)?;
                let whole = format!("{}（{}）{}", title.get(..end)?, called(year), title.get(end..)?);
                let text = texts.get(place).filter(|text| text.matches(title).count() == 1)?;
                Some((place, text.replacen(title, &whole, 1), title.to_owned()))
            });
            if let Some((place, text, title)) = renamed {
                texts.get_mut(place).into_iter().for_each(|line| line.clone_from(&text));
                told.push((title, year));
            }
        }
        (!told.is_empty()).then(|| Self { text: texts.join("\n"), told })
    }

    /// By what the tables are called.
    pub(super) fn years(&self) -> impl Iterator<Item = String> {
        let years: BTreeSet<i32> = self.told.iter().map(|(_, year)| *year).collect();
        years.into_iter().map(called)
    }

    /// What is to be said of them, a sentence a table.
    pub(super) fn notes(&self) -> Vec<String> {
        let note = |(title, year): &(String, i32)| {
            format!("“{title}”有一张是{year}年的，单独作为一张表读入，不与本年的表核对")
        };
        self.told.iter().map(note).collect()
    }
}

/// The year of a table: that of its title, else the latest in its header.
fn year(lines: &[Line<'_>], at: usize) -> Option<i32> {
    let own = years(lines.get(at)?.text).into_iter().max();
    let below = lines.get(at + 1..)?.iter().take(HEADER);
    let header = below.take_while(|line| !line.text.split('\t').any(is_amount));
    own.or_else(|| header.flat_map(|line| years(line.text)).max())
}

/// A year as it stands behind a title: in digits it would be taken for a date, which titles are compared without.
fn called(year: i32) -> String {
    format!("{}年", in_chinese_digits(year.unsigned_abs()))
}
