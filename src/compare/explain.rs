//! Changes that a budget itself speaks of: last year's figures that it keeps, and the changes that its
//! narrative states, held against last year's budget.

use rust_decimal::Decimal;

use super::changes::percent;
use crate::calc::Book;
use crate::model::CellAddress;
use crate::narrative::{BoundFigure, Reader, Role};

/// A change that the narrative states, or a figure that a budget keeps for two years.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedChange {
    /// Of what.
    pub subject: String,
    /// Last year's figure, in the unit of the tables.
    pub old: Decimal,
    /// This year's.
    pub new: Decimal,
    /// This year's less last year's.
    pub change: Decimal,
    /// In percent of last year's; `None` for growth from zero.
    pub percent: Option<Decimal>,
    /// Where this year's figure is.
    pub cells: Vec<CellAddress>,
}

/// The figures for which a budget keeps last year's too: a comparison without a second file.
pub fn last_year_changes(book: &Book<'_>) -> Vec<StatedChange> {
    let kept = Reader::compile(book.format).0.kept_figures(book);
    let mut seen = std::collections::BTreeSet::new();
    kept.into_iter()
        .filter(|(subject, ..)| seen.insert(subject.clone()))
        .map(|(subject, new, old)| {
            let change = new.value.saturating_sub(old.value);
            let percent = percent(change, old.value);
            StatedChange { subject, old: old.value, new: new.value, change, percent, cells: new.cells }
        })
        .collect()
}

/// Why what a text says of changes is not held against last year's budget where its format says nothing of it.
const NOT_STATED: &str = "这份文件的表式没有写明说明文字引用哪些单元格，这里不逐句对照；各句的增减是否自相矛盾，由检查（“问题”）核对";

/// What the text of the last of some budgets says of changes, held against the one before it.
///
/// # Errors
/// Says in Chinese why nothing is.
pub fn stated_beside(books: &[Book<'_>]) -> Result<Vec<BoundFigure>, &'static str> {
    let [.., last, newest] = books else { return Err("只有一份文件；请给出上年的文件") };
    if last.budget.year + 1 != newest.budget.year {
        return Err("说明写的是与上一年的增减，最后两份文件不是相邻两年的，没有对照；请与上一年的预算对比");
    }
    if newest.budget.narrative.is_empty() {
        return Err("新文件没有说明文字");
    }
    if newest.format.document.statements.is_empty() {
        return Err(NOT_STATED);
    }
    let stated = stated_changes(last, newest);
    if stated.is_empty() { Err("说明文字里没有认出写增减的句子") } else { Ok(stated) }
}

/// The changes and percentages in the narrative of `new`, each compared with what `old`, last year's
/// budget, says; where that says nothing, with what `new` itself keeps of last year.
fn stated_changes(old: &Book<'_>, new: &Book<'_>) -> Vec<BoundFigure> {
    let reading = Reader::compile(new.format).0.read_beside(new, old);
    let changes = |figure: &BoundFigure| matches!(figure.role, Some(Role::Change | Role::Rate));
    reading.figures.into_iter().filter(changes).collect()
}
