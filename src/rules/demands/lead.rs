//! Where a demand leads in the budget: to what is short of it, else to what meets it.

use super::shown::{End, Shown, depth, lacks_indicators};
use super::{Demand, Part, SHIPPED, Words, bare};
use crate::calc::{Book, Sheet};
use crate::model::TableKey;
use crate::narrative::Place;

/// Where a demand leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// To a table.
    Table(TableKey),
    /// To a paragraph of the text.
    Text(Place),
    /// To a table that the budget lacks and its format has: it can be begun there.
    Begin(TableKey),
    /// To the text, which says nothing of it.
    Write,
}

/// Where each demand leads, in the order of [`answered`](super::answered); `None` where nothing of it is there.
pub fn leads(book: &Book<'_>) -> Vec<Option<Lead>> {
    let Ok(list) = SHIPPED.as_ref() else { return Vec::new() };
    if book.budget.is_accounts() {
        return vec![None; list.demands.len()];
    }
    let shown = Shown::of(book);
    list.demands.iter().map(|demand| demand.lead(book, &shown)).collect()
}

impl Demand {
    fn lead(&self, book: &Book<'_>, shown: &Shown<'_>) -> Option<Lead> {
        let short = self.parts.iter().find_map(|part| part.short(shown));
        let missing = || self.parts.iter().find_map(|part| part.begin(book, shown));
        let there = || self.parts.iter().find_map(|part| part.there(book, shown));
        short.or_else(missing).or_else(there)
    }
}

fn to_table(sheet: &Sheet<'_>) -> Lead {
    Lead::Table(sheet.schema.key.clone())
}

impl Part {
    /// What is there and does not meet it.
    fn short(&self, shown: &Shown<'_>) -> Option<Lead> {
        match self {
            Self::Depth { title, not, digits, name } => {
                let sheet = shown.table(title, not)?;
                matches!(depth(sheet, *digits, name), End::Missing(_)).then(|| to_table(sheet))
            }
            Self::Indicators { title } => {
                let mut fits = shown.tables.iter().filter(|(of, _)| title.fit(of)).map(|(_, sheet)| sheet);
                fits.find(|sheet| lacks_indicators(sheet)).map(to_table)
            }
            Self::Table { .. } | Self::Text { .. } | Self::ByHand { .. } => None,
        }
    }

    /// Where what is missing can be begun.
    fn begin(&self, book: &Book<'_>, shown: &Shown<'_>) -> Option<Lead> {
        match self {
            Self::Table { title, not } | Self::Depth { title, not, .. } => {
                if shown.table(title, not).is_some() {
                    return None;
                }
                let fits = |name: &str| title.fit(&bare(name)) && !not.fit(&bare(name));
                let mut printed = book.format.tables.iter().filter(|table| table.number.is_some());
                let lacking = printed.find(|table| fits(&table.title) || fits(table.key.as_str()));
                lacking.map(|table| Lead::Begin(table.key.clone()))
            }
            Self::Text { .. } => {
                matches!(self.end(shown), End::Missing(_) | End::Unknown(_)).then_some(Lead::Write)
            }
            Self::Indicators { .. } | Self::ByHand { .. } => None,
        }
    }

    /// What meets it, or is looked at for it.
    fn there(&self, book: &Book<'_>, shown: &Shown<'_>) -> Option<Lead> {
        match self {
            Self::Table { title, not } | Self::Depth { title, not, .. } => {
                shown.table(title, not).map(to_table)
            }
            Self::Text { words, .. } => {
                for (section, of) in book.budget.narrative.iter().enumerate() {
                    // Whose heading says it begins with its first paragraph.
                    let texts = std::iter::once(&of.title).chain(&of.paragraphs);
                    let found = texts.map(|text| words.fit(&bare(text))).position(|fits| fits);
                    if let Some(at) = found {
                        let paragraph = at.saturating_sub(1);
                        return Some(Lead::Text(Place::paragraph(section, paragraph)));
                    }
                }
                shown.tables.iter().map(|(_, sheet)| sheet).find(|sheet| says(sheet, words)).map(to_table)
            }
            Self::Indicators { .. } | Self::ByHand { .. } => None,
        }
    }
}

/// Whether a table has a text, in its title, heads or rows, that fits.
fn says(sheet: &Sheet<'_>, words: &Words) -> bool {
    let mut columns = sheet.schema.sections.iter().flat_map(|section| &section.columns);
    words.fit(&bare(&sheet.schema.title))
        || columns.any(|column| words.fit(&bare(column.title())))
        || sheet.rows().any(|row| row.texts().any(|text| words.fit(&bare(text))))
}
