//! Figures that stand in no table, though one does that differs from them by a single slip of the hand, under a name that
//! the clause says: a digit mistaken, left out or changed about with the next. It knows no other mistakes.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::Slip;
use super::super::change::is_said;
use super::super::number::exact;
use super::super::phrase::{clause, is_last_years, years};
use super::super::running::Running;
use super::{Figures, Known, as_printed, essence};
use crate::calc::Cell;
use crate::money;
use crate::narrative::FigureKind;

/// How many digits show that a likeness is no chance.
const LEAST: usize = 4;

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
        let names = row.iter().cloned().chain(column);
        let names: Vec<String> = names.filter(|name| name.chars().count() >= NAME).collect();
        // In full, and as a text in 万元 prints it.
        let in_wan = known.yuan.checked_div(Decimal::from(10_000)).map(|wan| money::round(wan, 2));
        let shapes = BTreeSet::from([digits(known.yuan), digits(in_wan.unwrap_or_default())]);
        for digits in shapes.into_iter().filter(|digits| digits.len() >= LEAST) {
            self.by_digits.entry(digits).or_default().push((known.clone(), Vec::clone(&names)));
        }
    }
}

/// Judges a text.
pub(super) fn judge(figures: &Figures, text: &Running, year: i32) -> Vec<Slip> {
    let mut slips = Vec::new();
    if ["决算", "执行"].iter().any(|word| text.text().contains(word)) {
        return slips;
    }
    for (at, token) in text.tokens.iter().enumerate() {
        let own = clause(text, token);
        let is_other = OTHERS.iter().any(|word| own.contains(word))
            || years(own).iter().any(|named| *named != year)
            || is_last_years(own, Some(year));
        if token.kind != FigureKind::Amount || is_said(text, at) || is_other || figures.has(token) {
            continue;
        }
        let said = essence(own);
        let stated = exact(token);
        let like = neighbours(&digits(stated));
        let like = like.iter().filter_map(|digits| figures.printed.by_digits.get(digits)).flatten();
        let is_named = |names: &[String]| names.iter().any(|name| said.contains(name.as_str()));
        let like: Vec<&Known> = like
            .filter(|(known, names)| is_alike(as_printed(known.yuan, token), stated) && is_named(names))
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

/// The digits of a figure without the noughts at its end.
fn digits(value: Decimal) -> String {
    value.normalize().mantissa().unsigned_abs().to_string().trim_end_matches('0').to_owned()
}

/// Whether two figures are of one size, so that a digit of one was mistaken and not its point.
fn is_alike(known: Decimal, stated: Decimal) -> bool {
    let ratio = stated.checked_div(known).map(|ratio| ratio.abs()).unwrap_or_default();
    ratio > Decimal::new(5, 2) && ratio < Decimal::from(20)
}

/// The digits that one slip makes of some.
fn neighbours(stated: &str) -> Vec<String> {
    let digits: Vec<char> = stated.chars().collect();
    let mut all = Vec::new();
    let mut put = |chars: Vec<char>| {
        let made: String = chars.into_iter().collect();
        all.push(made.trim_end_matches('0').to_owned());
    };
    for at in 0..=digits.len() {
        for digit in '0'..='9' {
            let mut longer = digits.clone();
            longer.insert(at, digit);
            put(longer);
            let mut other = digits.clone();
            if let Some(place) = other.get_mut(at).filter(|own| **own != digit) {
                *place = digit;
                put(other);
            }
        }
        if at + 1 < digits.len() {
            let mut swapped = digits.clone();
            swapped.swap(at, at + 1);
            put(swapped);
        }
    }
    all
}
