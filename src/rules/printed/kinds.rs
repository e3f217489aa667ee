//! Basic expenditure by its economic codes: wages (301) are 人员经费 and no 公用经费, things bought for offices (310) are the reverse,
//! wherever a budget is made. Two columns, or two rows, that were taken for each other keep all sums. What a 项 of
//! goods and services (302) is, each place settles for itself.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Judged, Lines, Printed, by_cell};
use crate::calc::{Book, SheetRow};
use crate::formula::name_of_cell;
use crate::rules::place::Places;
use crate::rules::shown::Shown;
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{ColumnKind, Severity};

/// The words of the columns, 人员经费 first.
const PEOPLE: [&str; 3] = ["人员经费", "人员支出", "人员经费支出"];
const OFFICES: [&str; 5] = ["公用经费", "公用支出", "日常公用经费", "日常公用支出", "公用经费支出"];

/// What a code is for: for all of it, or for its 类 alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    People,
    Offices,
}

impl Kind {
    /// By a code of the economic classification.
    fn of(code: &str) -> Option<Self> {
        match (code.get(..3)?, code.len()) {
            ("301", 3 | 5) => Some(Self::People),
            ("310", 3 | 5) => Some(Self::Offices),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::People => "人员经费",
            Self::Offices => "公用经费",
        }
    }
}

pub(super) fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: "经费-科目".to_owned(),
        title: "人员经费、公用经费与经济分类科目相符".to_owned(),
        basis: "《支出经济分类科目》：301 是工资福利支出，310 是资本性支出".to_owned(),
        severity: Severity::Warning,
        tables: Vec::new(),
    })
}

/// Judges each row with such a code.
pub(super) fn judge(book: &Book<'_>) -> Option<(Arc<RuleHead>, Places)> {
    by_cell(book, head(), judged)
}

fn judged<'a>(head: &Arc<RuleHead>, _: &Book<'_>, lines: &Lines<'a>) -> Vec<Judged<'a>> {
    let Some((people, offices)) = lines.rows.first().and_then(columns) else { return Vec::new() };
    // Units have codes that look alike.
    if !lines.rows.iter().flat_map(SheetRow::texts).any(|text| text.contains("工资福利支出")) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for row in &lines.rows {
        let Some(code) = code(row) else { continue };
        let Some(kind) = Kind::of(&code) else { continue };
        let (own, other) = if kind == Kind::People { (people, offices) } else { (offices, people) };
        let value = |column: usize| row.cell(column).and_then(Printed::of);
        let is_nothing = value(own).is_none_or(|own| own.value.is_zero());
        // All of it in the other column: a part there may be meant.
        let Some(wrong) = value(other).filter(|other| other.value > Decimal::ZERO) else {
            out.extend(row.cell(own).map(|cell| (cell, None)));
            continue;
        };
        let finding = is_nothing.then(|| finding(head, &wrong, &code, kind));
        out.push((wrong.cell, finding));
    }
    out
}

fn finding(head: &Arc<RuleHead>, wrong: &Printed<'_>, code: &str, kind: Kind) -> Finding {
    let shown = Shown::of(&wrong.cell, wrong.value, wrong.value);
    let message = format!(
        "{}列示为 {}，而经济分类科目 {code} 是{}，{}栏没有数；请核对是否写错了栏或行。",
        name_of_cell(&wrong.cell),
        shown.say(wrong.value),
        kind.word(),
        kind.word()
    );
    Finding {
        actual: Some(wrong.value),
        cells: vec![wrong.cell.address()],
        ..Finding::at(head, wrong.cell.address(), message)
    }
}

/// The columns of both, where each is there once.
fn columns(row: &SheetRow<'_>) -> Option<(usize, usize)> {
    let named = |words: &[&str]| {
        let mut found = row.cells().filter(|cell| {
            let leaf = cell.column.header.last().map(|word| word.split_whitespace().collect::<String>());
            cell.column.kind == ColumnKind::Amount && leaf.is_some_and(|leaf| words.contains(&leaf.as_str()))
        });
        let first = found.next().map(|cell| cell.column_index);
        first.filter(|_| found.next().is_none())
    };
    Some((named(&PEOPLE)?, named(&OFFICES)?))
}

/// The code of a row, in however many columns it is parted.
fn code(row: &SheetRow<'_>) -> Option<String> {
    let parts = row.texts().filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));
    let code: String = parts.collect();
    (!code.is_empty()).then_some(code)
}
