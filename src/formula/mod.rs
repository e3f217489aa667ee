//! The rule language: formulas over cell addresses, as a bureau's reviewer would write them.
//!
//! ```text
//! T1[收入总计].金额 = T1[支出总计].支出金额
//! 本行.支出金额 = SUM(T3.项[类 = 本行.类].合计)
//! ```
//!
//! - `T1[行键].栏` is one cell; `本行.栏` a cell of the row that the rule is applied to; `本行.行类.栏` of
//!   the nearest row of that kind above it; `本行.键` is the row's key; `本列` stands for the column that it is applied to.
//! - `SUM(表.行类[条件].栏)` and `COUNT(表.行类[条件])` run over rows; in the condition a bare name is a
//!   column of the row in question, `行类.栏` of the row above it.
//! - `+ - * /`, `= <> < <= > >=`, `且 或 非` (`AND OR NOT`), `ABS`, `MIN`, `MAX`, `ROUND(x, n)`,
//!   `长度(文字)` (`LEN`), `前缀(文字, "30")` (`STARTS`), `PRESENT(T8)`.
//! - A name with odd characters stands in single quotes: `T9[预算数].'因公出国（境）费'`.
//!
//! Texts compare without regard to blanks and character width. A blank cell is zero. What cannot be
//! known (an absent table, missing pages) makes a formula's result unknown, with the reason.

pub(crate) mod asked;
mod complete;
mod eval;
mod groups;
pub(crate) mod index;
mod lookup;
mod parse;
mod quantity;
mod resolve;
mod select;
#[cfg(test)]
mod unread_tests;

use rust_decimal::Decimal;

pub use complete::{Suggestion, complete};
pub(crate) use eval::{
    Context, Number, Term, absent, evaluate, evaluate_condition, holds, name_of, name_of_cell, unknown,
};
pub(crate) use lookup::{Grouping, Groupings, Lookup};
pub use parse::{parse, parse_rows};
pub use quantity::{Quantities, Quantity, Rows};
pub(crate) use resolve::{resolve, resolve_rows};
pub(crate) use select::selected;

/// A text as formulas compare it: without blanks and differences of character width.
pub(crate) use crate::text::squeezed as normal;

use crate::model::{ColumnKey, KindKey, RowKey, TableKey};

/// Where in a formula something stands: character offsets, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
}

/// Why a formula cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("第 {} 个字符处：{message}", span.start + 1)]
pub struct FormulaError {
    /// Where.
    pub span: Span,
    /// What is wrong and what to write instead, in Chinese.
    pub message: String,
}

/// A formula, parsed.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A number.
    Number(Decimal),
    /// A text in double quotes.
    Text(String),
    /// A cell by its address.
    Cell {
        /// The table.
        table: TableKey,
        /// The row.
        row: RowKey,
        /// The column.
        column: ColumnName,
        /// Where it stands.
        span: Span,
    },
    /// A cell of the row that the rule is applied to, or of a row above it.
    Own(Path),
    /// A cell of the row that a condition is asked of, or of a row above it.
    Candidate(Path),
    /// The sum of a column over rows.
    Sum(Selection),
    /// How many rows there are.
    Count(Selection),
    /// Whether a table is there in full.
    Present(TableKey, Span),
    /// A function of other values.
    Call(Function, Vec<Expression>, Span),
    /// The negative.
    Negative(Box<Expression>, Span),
    /// The opposite.
    Not(Box<Expression>, Span),
    /// Two values joined.
    Binary(Operator, Box<Expression>, Box<Expression>, Span),
}

/// A column by name, or the one the rule is applied to.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnName {
    /// By key.
    Named(ColumnKey),
    /// `本列`.
    Current,
}

impl ColumnName {
    /// The column's key, if the rule is applied to the column `current`.
    pub(crate) fn key<'a>(&'a self, current: Option<&'a ColumnKey>) -> Option<&'a ColumnKey> {
        match self {
            Self::Named(key) => Some(key),
            Self::Current => current,
        }
    }
}

/// A column of a row, or of the nearest row of a kind above it.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The kind of the row above; `None` for the row itself.
    pub above: Option<KindKey>,
    /// The column.
    pub column: ColumnName,
    /// Where it stands.
    pub span: Span,
}

/// Rows of a kind in a table, and a column of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The table.
    pub table: TableKey,
    /// The kind of row.
    pub kind: KindKey,
    /// Which of them; all without a condition.
    pub filter: Option<Box<Expression>>,
    /// The column; none where rows are only counted.
    pub column: Option<ColumnName>,
    /// Where it stands.
    pub span: Span,
    /// How its rows are found without asking all of them; known once a rule is compiled.
    pub(crate) lookup: Option<Box<Lookup>>,
}

/// Functions of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The amount without its sign.
    Abs,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// Rounded half-up.
    Round,
    /// Whether a text begins with another.
    Starts,
    /// How many characters a text has.
    Length,
}

/// Operators, in the order in which they bind: the loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Operator {
    /// Whether it compares two values.
    pub fn compares(self) -> bool {
        matches!(
            self,
            Self::Equal
                | Self::NotEqual
                | Self::Less
                | Self::LessOrEqual
                | Self::Greater
                | Self::GreaterOrEqual
        )
    }
}

impl Expression {
    /// Where it stands; numbers and texts do not know.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Number(_) | Self::Text(_) => None,
            Self::Own(path) | Self::Candidate(path) => Some(path.span),
            Self::Sum(selection) | Self::Count(selection) => Some(selection.span),
            Self::Cell { span, .. }
            | Self::Present(_, span)
            | Self::Call(_, _, span)
            | Self::Negative(_, span)
            | Self::Not(_, span)
            | Self::Binary(_, _, _, span) => Some(*span),
        }
    }

    /// The parts of `A 且 B 且 C`, each of which must hold by itself.
    pub fn conjuncts(&self) -> Vec<&Expression> {
        let mut parts = Vec::new();
        self.each_conjunct(&mut |part| parts.push(part));
        parts
    }

    /// Calls `found` for each of the [`Expression::conjuncts`].
    pub(crate) fn each_conjunct<'a>(&'a self, found: &mut impl FnMut(&'a Expression)) {
        match self {
            Self::Binary(Operator::And, left, right, _) => {
                left.each_conjunct(found);
                right.each_conjunct(found);
            }
            other => found(other),
        }
    }

    /// The two sides of it where it compares values, and how.
    pub(crate) fn comparison(&self) -> Option<(Operator, &Expression, &Expression)> {
        match self {
            Self::Binary(operator, left, right, _) if operator.compares() => Some((*operator, left, right)),
            _ => None,
        }
    }

    /// Calls `found` for each part of it, in order; of rows that are selected that is their condition.
    pub(crate) fn each_part<'a>(&'a self, found: &mut impl FnMut(&'a Expression)) {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Cell { .. } | Self::Present(..) => {}
            Self::Own(_) | Self::Candidate(_) => {}
            Self::Sum(selection) | Self::Count(selection) => {
                selection.filter.iter().for_each(|filter| found(filter));
            }
            Self::Call(_, parts, _) => parts.iter().for_each(found),
            Self::Negative(inner, _) | Self::Not(inner, _) => found(inner),
            Self::Binary(_, left, right, _) => {
                found(left);
                found(right);
            }
        }
    }

    /// Calls `found` for each cell that is named by itself, in order; conditions are looked into as well.
    pub(crate) fn each_named<'a>(&'a self, found: &mut impl FnMut(&'a Expression)) {
        match self {
            Self::Cell { .. } | Self::Own(_) => found(self),
            _ => self.each_part(&mut |part| part.each_named(found)),
        }
    }

    /// Calls `found` for each column that is asked of the row that a condition is asked of.
    pub(crate) fn each_candidate<'a>(&'a self, found: &mut impl FnMut(&'a Path)) {
        match self {
            Self::Candidate(path) => found(path),
            // Their conditions ask other rows.
            Self::Sum(_) | Self::Count(_) => {}
            _ => self.each_part(&mut |part| part.each_candidate(found)),
        }
    }

    /// The tables it reads, each once, in order of appearance; `own` is the table of `本行`.
    pub fn tables(&self, own: Option<&TableKey>, found: &mut Vec<TableKey>) {
        let table = match self {
            Self::Cell { table, .. } | Self::Present(table, _) => Some(table),
            Self::Own(_) => own,
            Self::Sum(selection) | Self::Count(selection) => Some(&selection.table),
            _ => None,
        };
        found.extend(table.filter(|table| !found.contains(table)).cloned());
        self.each_part(&mut |part| part.tables(own, found));
    }
}
