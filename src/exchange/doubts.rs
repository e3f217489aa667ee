//! What a person should know about how one table was read, beyond what its rows say: kept while reading, and
//! put beside the budget at the end, where rules and reports find it. Decides nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use super::source::ColumnDoubt;
use super::split::looks_like_figures;
use super::words::squeeze;
use crate::model::{ColumnKey, DOUBTED_COLUMNS, Unplaced};

/// One thing to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    /// What it is about, in a word: 金额单位, 表头.
    pub of: &'static str,
    /// The line it was noticed on.
    pub line: u32,
    /// In Chinese.
    pub text: String,
    /// Whether figures may be wrong because of it; else it only tells what was done.
    pub is_problem: bool,
    /// What would answer it.
    pub answer: Answer,
    /// Which columns it concerns; `None` where it is the whole table.
    pub columns: Option<BTreeSet<ColumnKey>>,
}

/// What answers a doubt besides somebody who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Answer {
    /// Sums of the table that hold.
    Sums,
    /// Besides, totals over the rows that hold in every column with figures.
    Totals,
    /// Sums that hold in all columns, of which none is blank.
    Order,
    /// Nothing.
    None,
}

impl Answer {
    /// What answers a doubt: which column is which sums can tell, what ran into each other they cannot.
    /// On a further page of a table with a header, figures in other columns than above would break the totals.
    pub(super) fn of(doubt: ColumnDoubt, is_further: bool) -> Self {
        match doubt {
            ColumnDoubt::NoHeader if is_further => Self::Totals,
            ColumnDoubt::FewRows | ColumnDoubt::LostWords => Self::Sums,
            ColumnDoubt::Astray
            | ColumnDoubt::Beside
            | ColumnDoubt::Numbering
            | ColumnDoubt::OffCentre
            | ColumnDoubt::AboveNone
            | ColumnDoubt::CrowdedHeader => Self::Order,
            ColumnDoubt::Crowded
            | ColumnDoubt::Nameless
            | ColumnDoubt::NoHeader
            | ColumnDoubt::TallHeader
            | ColumnDoubt::SeveralFigures
            | ColumnDoubt::SeveralTexts
            | ColumnDoubt::Joined
            | ColumnDoubt::Years => Self::None,
        }
    }
}

/// What is noticed while a table is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Doubts {
    /// How many cells with an amount were read, or could not be.
    pub amounts: usize,
    /// Lines with amounts for which no unit was found.
    pub unitless: Vec<u32>,
    /// Lines with amounts that are no row of the table.
    pub unread: Vec<u32>,
    /// How many rows are no row of the table, whatever stands in them.
    pub lost_rows: usize,
    /// Whether words below its title are in no row and no note.
    pub lost_text: bool,
    /// Whether a picture stands below its title.
    pub picture: bool,
    /// Lines of sums that the format does not have, with the code that they are of.
    pub subtotals: Vec<(u32, String)>,
    said: Vec<Doubt>,
    /// Of the page that is being read: by what answers it, why columns are doubtful and which these are.
    pub of_page: BTreeMap<Answer, PageDoubt>,
}

/// What is doubtful on a page.
#[derive(Clone, Debug)]
pub(super) struct PageDoubt {
    /// Why.
    pub why: BTreeSet<ColumnDoubt>,
    /// Which columns; `None` where all are.
    pub columns: Option<BTreeSet<ColumnKey>>,
}

impl Default for PageDoubt {
    fn default() -> Self {
        Self { why: BTreeSet::new(), columns: Some(BTreeSet::new()) }
    }
}

impl Doubts {
    /// A line below the title that is in no row and no note.
    pub(super) fn lose(&mut self, line: &Unplaced) {
        if looks_like_figures(&line.text) {
            self.unread.push(line.line);
        }
        // The number of a page is none of the table's words. A picture may show the whole table.
        let words = squeeze(&line.text).chars().filter(|c| c.is_alphabetic()).count();
        self.picture |= line.text.contains("![");
        self.lost_text |= words > 2 || self.picture;
    }

    /// Whether anything below its title was not read.
    pub(super) fn has_lost(&self) -> bool {
        self.lost_rows > 0 || self.lost_text || !self.unread.is_empty()
    }

    /// Something that may make figures wrong. Each is said once.
    pub(super) fn problem(&mut self, of: &'static str, line: u32, text: impl Into<String>) {
        self.question(of, line, text, Answer::None, None);
    }

    /// The same of some columns, or of all, where the table's own figures may give the answer.
    pub(super) fn question(
        &mut self,
        of: &'static str,
        line: u32,
        text: impl Into<String>,
        answer: Answer,
        columns: Option<BTreeSet<ColumnKey>>,
    ) {
        self.say(Doubt { of, line, text: text.into(), is_problem: true, answer, columns });
    }

    /// Columns of the page that is being read are doubtful; `None` where all are. `is_further` where the header stands on a
    /// page before.
    pub(super) fn doubt_columns(
        &mut self,
        why: ColumnDoubt,
        columns: Option<BTreeSet<ColumnKey>>,
        is_further: bool,
    ) {
        let own = self.of_page.entry(Answer::of(why, is_further)).or_default();
        own.why.insert(why);
        own.columns = own.columns.take().zip(columns).map(|(mut own, more)| {
            own.extend(more);
            own
        });
    }

    /// Says what is doubtful on the page that begins with a line.
    pub(super) fn end_page(&mut self, line: u32) {
        let is_of_some = |doubt: &PageDoubt| doubt.columns.as_ref().is_none_or(|columns| !columns.is_empty());
        let mut of_page = std::mem::take(&mut self.of_page);
        of_page.retain(|_, own| is_of_some(own));
        // Sums that hold are an answer where nothing else is doubtful.
        let is_more = of_page.len() > 1;
        for (answer, PageDoubt { why, columns }) in of_page {
            let answer = if is_more { answer.max(Answer::Order) } else { answer };
            let why: Vec<&str> = why.into_iter().map(ColumnDoubt::in_words).collect();
            let where_ = columns.as_ref().map(|columns| {
                let names: Vec<String> = columns.iter().map(|key| format!("“{key}”")).collect();
                format!("{}栏的", names.join(""))
            });
            let text = format!(
                "这张表没有格线，{}，{}数可能不在自己的栏里；请对照原件核对栏次",
                why.join("，"),
                where_.unwrap_or_default()
            );
            self.question(DOUBTED_COLUMNS, line, text, answer, columns);
        }
    }

    /// Something that was done.
    pub(super) fn remark(&mut self, of: &'static str, line: u32, text: impl Into<String>) {
        self.say(Doubt {
            of,
            line,
            text: text.into(),
            is_problem: false,
            answer: Answer::None,
            columns: None,
        });
    }

    fn say(&mut self, doubt: Doubt) {
        let is_said = |said: &&mut Doubt| said.of == doubt.of && said.text == doubt.text;
        match self.said.iter_mut().find(is_said) {
            // What answers it on one page need not on another.
            Some(said) => said.answer = said.answer.max(doubt.answer),
            None => self.said.push(doubt),
        }
    }

    /// All that was said.
    pub(super) fn said(&self) -> &[Doubt] {
        &self.said
    }
}
