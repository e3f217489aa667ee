//! The narrative (预算情况说明) bound to the tables: reads the figures back out of existing text and says
//! of each whether it agrees with the cells it quotes.
//!
//! ```text
//! paragraph ─► plain ─► tokens ─► claims (whose figure is it, and which one?) ─► judge ─► Reading
//! ```
//!
//! Which words name which cell is said by the format (`document.statements`); no region, table or
//! department is known here by name. A statement names its subject; the figures behind it are its value,
//! its share (占…%), its change (增加/减少…) and the change's percentage, told apart by the words around
//! them, so that one statement fits many wordings. A figure that no statement claims is listed as
//! unbound, never guessed at; figures inside a reason (主要原因…) are not claimed at all.
//!
//! `write` is the other way: the text from a template and the same statements. Nothing here changes a budget; severities and findings are the business of `rules`.

mod aligned;
mod by_hand;
pub(crate) mod called;
mod claims;
mod compile;
mod enumerated;
mod extract;
mod items;
mod judge;
mod plain;
mod printed;
mod sentence;
mod stray;
mod template;
#[cfg(test)]
mod tests;
mod whole;
pub mod wording;
mod write;
mod written_like;

pub(crate) use aligned::{aligned, is_alike};
pub use by_hand::binding_key;
pub use compile::{Reader, StatementError};
pub use extract::{Extracted, FigureKind, extract};
use rust_decimal::Decimal;
#[cfg(test)]
pub(crate) use sentence::SENTENCE_CASES;
pub use sentence::{Slip, SlipKind, reads_tables, slips};
pub use stray::strays_in_words;
pub use template::{Condition, Piece, Template, TemplateError, TemplateFigure, TemplateSection};
pub use write::{Held, Kept, OPEN, Why, Written, open_in_words, write, write_anew, write_beside};
pub(crate) use written_like::{number_of, value_of, written_in, written_like};

use crate::formula::Span;
use crate::model::{Budget, CellAddress};

/// A place in the narrative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The position of the section in the narrative.
    pub section: usize,
    /// The position of the paragraph in the section.
    pub paragraph: usize,
    /// The characters in the paragraph.
    pub span: Span,
}

impl Place {
    /// A paragraph as a whole.
    pub fn paragraph(section: usize, paragraph: usize) -> Self {
        Self { section, paragraph, span: Span { start: 0, end: 0 } }
    }

    /// Where it is, for people: the nearest heading above it and the paragraph below that.
    pub fn name(&self, budget: &Budget) -> String {
        let (title, above) = self.heading(budget).unwrap_or_default();
        let paragraph = (self.paragraph + 1).saturating_sub(above);
        match (title, paragraph) {
            ("", _) => format!("说明第 {} 段", self.paragraph + 1),
            (title, 0) => format!("说明“{title}”"),
            (title, _) => format!("说明“{title}”第 {paragraph} 段"),
        }
    }

    /// The nearest heading above it, and how many paragraphs of its section stand before what follows that heading:
    /// a section may hold several, and one that begins with a list of contents is named after that.
    fn heading<'a>(&self, budget: &'a Budget) -> Option<(&'a str, usize)> {
        let section = budget.narrative.get(self.section)?;
        let above = section.paragraphs.iter().take(self.paragraph + 1).enumerate();
        let nearest = above.rev().find(|(_, text)| crate::outline::is_heading(text));
        let is_contents = crate::text::squeezed(&section.title) == "目录";
        match nearest {
            Some((at, text)) => Some((text.trim(), at + 1)),
            None if is_contents => None,
            None => Some((section.title.as_str(), 0)),
        }
    }

    /// What stands there.
    pub fn text(&self, budget: &Budget) -> String {
        let section = budget.narrative.get(self.section);
        let paragraph = section.and_then(|section| section.paragraphs.get(self.paragraph));
        let characters = paragraph.into_iter().flat_map(|text| text.chars());
        characters.skip(self.span.start).take(self.span.end.saturating_sub(self.span.start)).collect()
    }
}

/// What a figure says of its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// How much it is.
    Value,
    /// Its share of a whole (占…%).
    Share,
    /// Its change on last year.
    Change,
    /// The change as a percentage of last year.
    Rate,
    /// An item of its list.
    Item,
}

impl Role {
    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Value => "数额",
            Self::Share => "占比",
            Self::Change => "增减额",
            Self::Rate => "增减百分比",
            Self::Item => "所列科目",
        }
    }
}

/// How a figure stands to what it is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It agrees.
    Agrees,
    /// It differs, by no more than rounding explains.
    Rounding,
    /// It differs.
    Differs,
    /// It is known what it is, but there is nothing to compare it with; why, in Chinese.
    NotChecked(String),
    /// It is not known what it is.
    Unbound,
}

impl State {
    /// In the interface's words, without what it should be.
    pub fn in_words(&self) -> String {
        match self {
            Self::Agrees => "相符".to_owned(),
            Self::Rounding => "四舍五入".to_owned(),
            Self::Differs => "不符".to_owned(),
            Self::NotChecked(why) => format!("未比较：{why}"),
            Self::Unbound => "未认出".to_owned(),
        }
    }
}

/// A figure of the narrative with what it is compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundFigure {
    /// Where it stands.
    pub place: Place,
    /// As it stands there.
    pub text: String,
    /// What kind of figure it is.
    pub kind: FigureKind,
    /// What it says; `None` for an unbound one.
    pub role: Option<Role>,
    /// Of what; empty for an unbound one.
    pub subject: String,
    /// The rule that judges it, as a position in the format's `document.statements`.
    pub rule: usize,
    /// How it stands.
    pub state: State,
    /// The cells it is compared with.
    pub cells: Vec<CellAddress>,
    /// What should stand there: money in the unit of the tables, percentages in percent, decreases
    /// negative.
    pub expected: Option<Decimal>,
    /// What stands there, likewise.
    pub stated: Option<Decimal>,
    /// What probably happened, where only the text tells.
    pub cause: Option<String>,
}

/// Something that is wrong or in order with a sentence as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// Where.
    pub place: Place,
    /// The rule, as [`BoundFigure::rule`].
    pub rule: usize,
    /// What it is about.
    pub kind: RemarkKind,
    /// Of which of several things in the sentence it speaks; empty where there is one.
    pub subject: String,
    /// What is wrong, in a sentence; `None` where it is in order.
    pub wrong: Option<String>,
    /// The cells that take part.
    pub cells: Vec<CellAddress>,
    /// What should stand there, in the unit of the tables.
    pub expected: Option<Decimal>,
    /// What stands there.
    pub stated: Option<Decimal>,
}

/// What a remark is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkKind {
    /// The parts of a sentence against its whole.
    Parts,
    /// A list names what has no money.
    Surplus,
    /// A list does not name what has money.
    Missing,
    /// A change without a reason.
    Reason,
    /// Whether it is said that there is no money.
    Empty,
}

/// What was read in the narrative.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The figures of all watched sections in the order of the text, unbound ones included.
    pub figures: Vec<BoundFigure>,
    /// What is to be said of sentences as a whole.
    pub remarks: Vec<Remark>,
    /// Sentences that a rule expects and the text does not have: rule, what was looked for.
    pub not_found: Vec<(usize, String)>,
}

impl Reading {
    /// The figures of watched sections of which it is not known what they are.
    pub fn unbound(&self) -> impl Iterator<Item = &BoundFigure> {
        self.figures.iter().filter(|figure| figure.state == State::Unbound)
    }

    /// The figures that quote a cell.
    pub fn quoting<'a>(&'a self, cell: &'a CellAddress) -> impl Iterator<Item = &'a BoundFigure> {
        self.figures.iter().filter(move |figure| figure.cells.contains(cell))
    }
}
