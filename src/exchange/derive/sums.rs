//! Sums that a header or labels suppose, and whether the table's own figures bear them out.

use rust_decimal::Decimal;

use super::super::words::Printed;
use super::columns::beside;
use super::words::{Words, any, bare_words};
use crate::codes::FUNDS;
use crate::schema::Column;

/// How often a sum holds, of how often it could be tried.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tried {
    pub held: usize,
    pub tried: usize,
    /// How often the parts come to less, or stand where the whole has nothing: not all need be printed.
    pub short: usize,
}

impl Tried {
    /// Counts one comparison; where all is blank there is none.
    pub(super) fn count(&mut self, whole: Option<Decimal>, parts: &[Option<Decimal>]) {
        let given = || parts.iter().flatten().filter(|part| !part.is_zero());
        if whole.is_none_or(|whole| whole.is_zero()) && given().next().is_none() {
            return;
        }
        let sum = given().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part));
        let scale = parts.iter().flatten().chain(&whole).map(|value| value.scale()).max().unwrap_or(0);
        let addends = i64::try_from(given().count()).unwrap_or(i64::MAX - 1);
        // Each addend and the sum may be off by half of a last digit.
        let slack = Decimal::new(addends.saturating_add(1), 0)
            .checked_mul(Decimal::new(5, scale.min(20) + 1))
            .unwrap_or_default();
        self.tried += 1;
        let off = sum.and_then(|sum| sum.checked_sub(whole.unwrap_or_default()));
        self.held += usize::from(off.is_some_and(|off| off.abs() <= slack));
        let is_blank = whole.is_none_or(|whole| whole.is_zero());
        self.short += usize::from(off.is_none_or(|off| off < -slack) || is_blank);
    }

    /// Whether it holds nearly everywhere.
    pub(super) fn holds(self) -> bool {
        self.held > 0 && self.held * 10 >= self.tried * 7
    }

    /// Whether it holds everywhere but in one place, where the parts come to more than the whole: enough for a sum that its
    /// label says it is.
    pub(super) fn holds_but_once(self) -> bool {
        self.held > 1 && self.tried <= self.held + 1 && self.short == 0
    }

    /// The same of few rows, where a label says that it is the sum; whether its parts leave out nothing (`all`), so that they
    /// may also come to less.
    fn holds_of_few(self, all: bool) -> bool {
        self.held > 0 && self.tried == self.held + 1 && (self.short == 0 || all)
    }

    /// Whether it holds nearly everywhere; where items are withheld and a sum need not be of what is printed, everywhere.
    pub(super) fn bears_out(self, withheld: bool) -> bool {
        self.holds() && (self.held == self.tried || !withheld)
    }
}

/// Says which columns are sums of which.
pub(super) fn of_columns(columns: &mut [Column], rows: &[Vec<&Printed>], words: &Words) {
    let paths: Vec<Vec<String>> = columns.iter().map(|column| bare_words(&column.header)).collect();
    let numbers: Vec<usize> = (0..columns.len())
        .filter(|at| columns.get(*at).is_some_and(|column| column.kind.is_number()))
        .collect();
    // Last year's amounts, and what became of them, are parts of nothing.
    let others = beside(&paths, &numbers);
    let numbers: Vec<usize> = numbers.into_iter().filter(|at| !others.contains(at)).collect();
    for (nth, at) in numbers.iter().enumerate() {
        let Some(path) = paths.get(*at) else { continue };
        let Some((leaf, group)) = path.split_last() else { continue };
        let crossed = across(&paths, &numbers, path, words);
        let is_called_sum = any(&words.sums, leaf);
        // Of columns that are parts of one called a sum none is a sum of the others.
        let is_part = || {
            let others = numbers.iter().filter(|other| *other != at).filter_map(|other| paths.get(*other));
            let mut others = others.filter_map(|path| path.split_last());
            others.any(|(leaf, of)| of == group && any(&words.sums, leaf))
        };
        let may_be_sum = is_called_sum || !crossed.is_empty() || nth == 0 && !is_part();
        if !may_be_sum {
            continue;
        }
        let all = members(&paths, &numbers, *at, group, words);
        let apart =
            |at: &usize| paths.get(*at).is_some_and(|path| path.iter().any(|word| any(&words.apart, word)));
        let without: Vec<usize> = all.iter().copied().filter(|at| !apart(at)).collect();
        // What stands behind the parts of a sum often only says more of it (其中).
        let shorter: Vec<Vec<usize>> =
            (2..without.len()).rev().filter_map(|many| without.get(..many).map(<[usize]>::to_vec)).collect();
        let mut best: Option<(usize, Vec<usize>)> = None;
        // And one among them may say something else: what of the money goes to procurement.
        let one_less = (0..all.len()).filter(|_| all.len() > 2).map(|less| {
            all.iter().enumerate().filter(|(at, _)| *at != less).map(|(_, part)| *part).collect::<Vec<_>>()
        });
        let one_less: Vec<Vec<usize>> = one_less.collect();
        for parts in [crossed, without, all].into_iter().chain(shorter).chain(one_less) {
            if parts.len() < 2 && !(parts.len() == 1 && nth > 0) || reaches(columns, &parts, *at) {
                continue;
            }
            let mut tried = Tried::default();
            for row in rows {
                let number = |at: &usize| row.get(*at).and_then(|cell| cell.number);
                let addends: Vec<Option<Decimal>> = parts.iter().map(number).collect();
                tried.count(number(at), &addends);
            }
            let are_all = FUNDS.iter().all(|fund| {
                let named = parts.iter().filter_map(|at| paths.get(*at));
                named.into_iter().filter(|path| path.iter().any(|word| word.contains(fund))).count() == 1
            });
            let holds = tried.holds() || is_called_sum && parts.len() > 1 && tried.holds_of_few(are_all);
            if holds && best.as_ref().is_none_or(|(held, _)| tried.held > *held) {
                best = Some((tried.held, parts));
            }
        }
        let keys = best.map(|(_, parts)| {
            parts.iter().filter_map(|part| Some(columns.get(*part)?.key.clone())).collect::<Vec<_>>()
        });
        if let Some((column, keys)) = columns.get_mut(*at).zip(keys) {
            column.sum = keys;
        }
    }
}

/// The columns that a total over groups would be the sum of: in each of the other groups the one that is called as it is in
/// its own (总计 / 一般公共预算), or the total there.
fn across(paths: &[Vec<String>], numbers: &[usize], path: &[String], words: &Words) -> Vec<usize> {
    let Some(depth) = path.iter().position(|word| any(&words.sums, word)) else { return Vec::new() };
    let (Some(group), Some(behind)) = (path.get(..depth), path.get(depth + 1..)) else { return Vec::new() };
    if behind.is_empty() {
        return Vec::new();
    }
    let mut best: Vec<(&String, usize, usize)> = Vec::new();
    for at in numbers {
        let Some(other) = paths.get(*at).filter(|other| other.starts_with(group) && other.ends_with(behind))
        else {
            continue;
        };
        let (Some(own), false) = (other.get(depth), other.get(depth) == path.get(depth)) else { continue };
        let is_total = other.get(depth + 1).is_some_and(|word| any(&words.sums, word));
        let further = other.len().saturating_sub(depth + 1 + behind.len());
        let rank = if further == 1 && is_total { 0 } else { further };
        match best.iter_mut().find(|(of, ..)| *of == own) {
            Some(known) if known.1 > rank => *known = (own, rank, *at),
            Some(_) => {}
            None => best.push((own, rank, *at)),
        }
    }
    // A group in which none stands for all of it cannot be added.
    let are_clear = best.iter().all(|(_, rank, _)| *rank == 0);
    if are_clear { best.into_iter().map(|(_, _, at)| at).collect() } else { Vec::new() }
}

/// The columns that a total of a group would be the sum of: each by itself, or the total of its own group.
fn members(
    paths: &[Vec<String>],
    numbers: &[usize],
    of: usize,
    group: &[String],
    words: &Words,
) -> Vec<usize> {
    let depth = group.len();
    let mut done: Vec<&String> = Vec::new();
    let mut parts = Vec::new();
    for at in numbers.iter().filter(|at| **at != of) {
        let Some(path) = paths.get(*at).filter(|path| path.starts_with(group)) else { continue };
        let Some(next) = path.get(depth) else { continue };
        if done.contains(&next) {
            continue;
        }
        let own: Vec<usize> = numbers
            .iter()
            .copied()
            .filter(|other| {
                *other != of
                    && paths
                        .get(*other)
                        .is_some_and(|path| path.starts_with(group) && path.get(depth) == Some(next))
            })
            .collect();
        done.push(next);
        let total = own.iter().find(|at| {
            let Some(path) = paths.get(**at) else { return false };
            // Below 上年结转安排 / 一般公共预算拨款 a 小计 is of all that stands there.
            let is_of_all = |(leaf, above): (&String, &[String])| {
                any(&words.sums, leaf)
                    && own.iter().all(|other| paths.get(*other).is_some_and(|path| path.starts_with(above)))
            };
            path.len() == depth + 1 || path.split_last().is_some_and(is_of_all)
        });
        match total {
            Some(total) if own.len() > 1 => parts.push(*total),
            _ => parts.extend(own),
        }
    }
    parts
}

/// Whether a sum of some columns would come back to a column.
fn reaches(columns: &[Column], parts: &[usize], of: usize) -> bool {
    let Some(own) = columns.get(of).map(|column| &column.key) else { return true };
    let mut open: Vec<usize> = parts.to_vec();
    let mut steps = 0;
    while let Some(at) = open.pop() {
        steps += 1;
        let Some(column) = columns.get(at) else { continue };
        if column.key == *own || steps > 10_000 {
            return true;
        }
        open.extend(column.sum.iter().filter_map(|key| columns.iter().position(|column| column.key == *key)));
    }
    false
}
