//! Figures that stand in no table, though one does that differs from them by a single slip of the hand, under a name that
//! the clause says: a digit mistaken, left out, put in or changed about with the next. It knows no other mistakes.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::super::called::essence;
use super::super::Slip;
use super::super::change::is_said;
use super::super::digits::{are_alike, digits, neighbours};
use super::super::number::exact;
use super::super::phrase::{clause, is_last_years, years};
use super::super::running::Running;
use super::{Figures, Known, as_printed};
use crate::calc::Cell;
use crate::money;
use crate::narrative::FigureKind;

/// How many digits show that a likeness is no chance: under the name of a row there are few figures, under that of a column
/// many.
const OF_ROW: usize = 5;
const OF_COLUMN: usize = 6;

/// How many characters a name has that is said of one thing.
const NAME: usize = 3;

/// Words of clauses whose figures the tables need not have: of other years, and of changes.
const OTHERS: [&str; 18] = [
    "上年", "去年", "比", "较", "年初", "执行", "决算", "完成", "增加", "减少", "增长", "下降", "调整",
    "追加", "人均", "累计", "标准", "面积",
];

/// Figures by their digits, with the names they stand under.
#[derive(Default)]
pub(super) struct Printed {
    by_digits: BTreeMap<String, Vec<(Known, Vec<String>)>>,
}

impl Printed {
    /// Adds a figure with the names of its row and of its column.
    pub(super) fn add(&mut self, known: Known, row: &BTreeSet<String>, cell: &Cell<'_>) {
        let column = cell.column.header.iter().map(|word| essence(word));
        let long = |name: &String| name.chars().count() >= NAME;
        // 的 is often left out.
        let bare = |name: String| name.replace('的', "");
        let of_row: Vec<String> = row.iter().filter(|name| long(name)).cloned().map(bare).collect();
        let both: Vec<String> = of_row.iter().cloned().chain(column.filter(long).map(bare)).collect();
        // In full, and as a text in 万元 prints it.
        let in_wan = known.yuan.checked_div(Decimal::from(10_000)).map(|wan| money::round(wan, 2));
        let shapes = BTreeSet::from([digits(known.yuan), digits(in_wan.unwrap_or_default())]);
        for digits in shapes.into_iter().filter(|digits| digits.len() >= OF_ROW) {
            let names = if digits.len() >= OF_COLUMN { &both } else { &of_row };
            self.by_digits.entry(digits).or_default().push((known.clone(), Vec::clone(names)));
        }
    }
}

/// Judges a text.
pub(super) fn judge(figures: &Figures, text: &Running, year: i32) -> Vec<Slip> {
    let mut slips = Vec::new();
    for (at, token) in text.tokens.iter().enumerate() {
        // What is carried over from last year is this year's money.
        let own = clause(text, token).replace("上年结", "结");
        let own = own.as_str();
        let is_other = text.part(text.sentence(token.range.start)).contains("决算")
            || OTHERS.iter().any(|word| own.contains(word))
            || years(own).iter().any(|named| *named != year)
            || is_last_years(own, Some(year));
        if token.kind != FigureKind::Amount || is_said(text, at) || is_other || figures.has(token) {
            continue;
        }
        // What is managed by its performance (绩效) is what projects cost.
        let mut said = essence(own).replace('的', "");
        if text.part(text.sentence(token.range.start)).contains("绩效") && own.contains("资金") {
            said.push_str("项目支出");
        }
        let stated = exact(token);
        let own_digits = digits(stated);
        let like = neighbours(&own_digits);
        let like = like
            .iter()
            .filter(|like| **like != own_digits)
            .filter_map(|digits| figures.printed.by_digits.get(digits))
            .flatten();
        let is_named = |names: &[String]| names.iter().any(|name| said.contains(name.as_str()));
        let like: Vec<&Known> = like
            .filter(|(known, names)| are_alike(as_printed(known.yuan, token), stated) && is_named(names))
            .map(|(known, _)| known)
            .collect();
        let Some(first) = like.first().filter(|first| like.iter().all(|other| other.yuan == first.yuan))
        else {
            continue;
        };
        slips.extend(figures.wrong(text, token, &[*first]));
    }
    slips
}
