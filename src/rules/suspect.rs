//! Which cell is most likely wrong where several findings have one cause, and which findings only follow.
//!
//! One wrong figure breaks every sum and every comparison above it by the same amount. So findings that
//! differ by the same amount and reach a common cell, through the sums they compare, are one matter: the
//! cell that most of them reach, and reach most directly, is the suspect; the finding nearest to it leads
//! and the others are folded under it. The same two figures held against each other by two rules are one
//! matter too, whatever cells they stand in, and so is all that is said of one figure of the text. Findings of one rule in
//! one table that no amount tells apart are one line.
//!
//! It knows no rule: it only sees what findings say. It never drops a finding.

mod borne_out;
mod joined;
mod swapped;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};

use super::found::Found;
use super::verdict::Finding;
use super::witness;
use crate::calc::{Book, Cell, Sheet};
use crate::model::{CellAddress, TableKey};
use crate::schema::{Role, Severity};

/// With more cells than this equally suspect, none is named.
const MOST_SUSPECTS: usize = 3;

/// By how many last digits, and by which part of itself at most, one difference may be off another with the same cause:
/// sums of rounded figures are.
const SLACK: i64 = 5;
const SHARE: Decimal = Decimal::from_parts(20, 0, 0, false, 0);

/// From how many on findings of a kind are one line; of hints, two are.
const FEW: usize = 3;

/// A finding that reaches more cells than this is not traced further, nor is the total of a longer table.
const MOST_CELLS: usize = 5_000;

/// More findings than this that differ by the same amount are not folded: so many are not one matter.
const MOST_ALIKE: usize = 1_000;

/// The order in which findings are listed.
pub(super) struct Folded {
    /// The findings by position before, each with the position now of the one from which it only follows.
    pub order: Vec<(usize, Option<usize>)>,
    /// The cells most likely wrong, by position now.
    pub suspects: BTreeMap<usize, Vec<CellAddress>>,
}

/// Puts a finding into words.
type Tell<'a> = dyn Fn(&Found) -> Option<Finding> + 'a;

/// Names suspects, and puts findings that follow from another right behind it. `found` are in their order: the
/// most serious first, then by table.
pub(super) fn fold(found: &[Arc<Found>], tell: &Tell<'_>, book: &Book<'_>) -> Folded {
    let mut matters: Vec<Matter> = Vec::new();
    for alike in alike(found, book.format.decimals) {
        let told = |at: &usize| Some((*at, tell(found.get(*at)?)?));
        let told: FxHashMap<usize, Finding> = alike.iter().filter_map(told).collect();
        matters.extend(matters_of(alike, &told, book));
    }
    let mut lead: FxHashMap<usize, usize> = FxHashMap::default();
    let mut suspects: BTreeMap<usize, Vec<CellAddress>> = BTreeMap::new();
    for matter in matters {
        lead.extend(matter.followers.into_iter().map(|follower| (follower, matter.lead)));
        suspects.insert(matter.lead, matter.suspects);
    }
    join_sentences(found, &mut lead, &mut suspects);
    // Of lines nothing is printed twice: there amounts tell.
    if super::printed::applies(book) {
        joined::fold(found, tell, &mut lead, &mut suspects);
    }
    join_kinds(found, &mut lead, &mut suspects);
    witness::name_suspects(found, &lead, tell, book, &mut suspects);
    if super::printed::applies(book) {
        borne_out::clear(found, &lead, tell, book, &mut suspects);
        // The figures of an exchange are right where they do not stand.
        swapped::fold(found, tell, book, &mut lead, &mut suspects);
    }
    in_order(found, &lead, suspects, book)
}

/// Findings with one cause, by position.
struct Matter {
    lead: usize,
    followers: Vec<usize>,
    suspects: Vec<CellAddress>,
}

/// The findings that differ by the same amount, either way, but for what rounding takes off on the way; hints are
/// nobody's error.
fn alike(found: &[Arc<Found>], decimals: u32) -> Vec<Vec<usize>> {
    let mut sorted: Vec<(Decimal, usize)> = (0..)
        .zip(found)
        .filter(|(_, found)| found.severity != Severity::Hint)
        .filter_map(|(at, found)| Some((found.difference?.abs(), at)))
        .filter(|(difference, _)| !difference.is_zero())
        .collect();
    sorted.sort_unstable();
    let most = Decimal::new(SLACK, decimals);
    let mut groups: Vec<(Decimal, Vec<usize>)> = Vec::new();
    for (difference, at) in sorted {
        match groups.last_mut() {
            Some((first, of)) if difference.saturating_sub(*first) <= most.min(*first / SHARE) => of.push(at),
            _ => groups.push((difference, vec![at])),
        }
    }
    let mut alike: Vec<Vec<usize>> = groups.into_iter().map(|(_, of)| of).collect();
    alike.retain(|of| (2..=MOST_ALIKE).contains(&of.len()));
    alike.iter_mut().for_each(|of| of.sort_unstable());
    alike.sort_unstable();
    alike
}

/// What is said of one figure of one paragraph is one matter, whatever it is held against: the finding that knows
/// what happened leads, or else one that knows a cell.
fn join_sentences(
    found: &[Arc<Found>],
    lead: &mut FxHashMap<usize, usize>,
    suspects: &mut BTreeMap<usize, Vec<CellAddress>>,
) {
    let mut of_figure: BTreeMap<(usize, usize, Decimal), Vec<usize>> = BTreeMap::new();
    for (at, finding) in (0..).zip(found).filter_map(|(at, found)| Some((at, found.kept()?))) {
        let figure = finding.actual.filter(|actual| !actual.is_zero() && finding.severity != Severity::Hint);
        if let (Some(place), Some(figure)) = (finding.sentence, figure) {
            of_figure.entry((place.section, place.paragraph, figure.normalize())).or_default().push(at);
        }
    }
    for of in of_figure.into_values().filter(|of| of.len() > 1) {
        let worth = |at: &usize| {
            let finding = found.get(*at).and_then(|found| found.kept());
            let knows = finding.map(|finding| (finding.cause.is_none(), finding.cells.is_empty()));
            (knows.unwrap_or((true, true)), *at)
        };
        if let Some(best) = of.iter().copied().min_by_key(worth) {
            join(best, &of, lead, suspects);
        }
    }
}

/// What findings that no amount tells apart have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Kind<'a> {
    /// A rule, by its position, and a table.
    Of(usize, &'a TableKey),
    /// Rounding explains them, of whatever rule and in whatever table.
    Rounding,
}

/// Findings that no amount tells apart from others of their rule in their table: each is to be put right, and one line
/// is enough for all.
fn join_kinds(
    found: &[Arc<Found>],
    lead: &mut FxHashMap<usize, usize>,
    suspects: &mut BTreeMap<usize, Vec<CellAddress>>,
) {
    let mut kinds: BTreeMap<(Severity, Kind<'_>), Vec<usize>> = BTreeMap::new();
    for (at, found) in (0..).zip(found) {
        let is_lone = found.severity == Severity::Hint
            || found.difference.is_none_or(|difference| difference.is_zero());
        let is_led = lead.contains_key(&at) || suspects.contains_key(&at);
        if let (Some(table), true) = (found.table(), is_lone && !is_led && found.sentence().is_none()) {
            let is_rounded = found.severity == Severity::Hint
                && found.difference.is_some_and(|difference| !difference.is_zero());
            let kind = if is_rounded { Kind::Rounding } else { Kind::Of(found.rule, table) };
            kinds.entry((found.severity, kind)).or_default().push(at);
        }
    }
    for ((severity, _), of) in kinds {
        let few = if severity == Severity::Hint { 2 } else { FEW };
        if let (Some(first), true) = (of.first(), of.len() >= few) {
            join(*first, &of, lead, suspects);
        }
    }
}

/// Lets one lead some others, with all that those led and were led by.
fn join(
    best: usize,
    of: &[usize],
    lead: &mut FxHashMap<usize, usize>,
    suspects: &mut BTreeMap<usize, Vec<CellAddress>>,
) {
    let leaders: BTreeSet<usize> = of.iter().map(|at| lead.get(at).copied().unwrap_or(*at)).collect();
    lead.values_mut().filter(|leader| leaders.contains(leader)).for_each(|leader| *leader = best);
    lead.extend(leaders.iter().chain(of).filter(|at| **at != best).map(|at| (*at, best)));
    lead.remove(&best);
    let mut named: Vec<CellAddress> = Vec::new();
    for leader in &leaders {
        named.extend(suspects.remove(leader).unwrap_or_default());
    }
    named.sort();
    named.dedup();
    suspects.insert(best, if named.len() > MOST_SUSPECTS { Vec::new() } else { named });
}

fn matters_of(mut left: Vec<usize>, findings: &FxHashMap<usize, Finding>, book: &Book<'_>) -> Vec<Matter> {
    let reached: FxHashMap<usize, Reached> =
        left.iter().filter_map(|at| Some((*at, reach(findings.get(at)?, book)))).collect();
    let mut matters = Vec::new();
    while left.len() > 1 {
        let Some((of, suspects)) = most_suspect(&left, &reached) else {
            break;
        };
        let distance = |at: usize| {
            let cell = suspects.first()?;
            let stands_there = findings.get(&at)?.address.as_ref() == Some(cell);
            Some((!stands_there, *reached.get(&at)?.get(cell)?))
        };
        let Some(lead) = of.iter().copied().min_by_key(|at| (distance(*at), *at)) else {
            break;
        };
        left.retain(|at| !of.contains(at));
        let followers = of.into_iter().filter(|at| *at != lead).collect();
        let suspects = if suspects.len() > MOST_SUSPECTS { Vec::new() } else { suspects };
        matters.push(Matter { lead, followers, suspects });
    }
    // What is left has no cell in common; the same two figures are still one matter.
    let figures = |at: &usize| findings.get(at).map(|finding| (finding.expected, finding.actual));
    while let Some(lead) = left.first().copied() {
        let (same, other): (Vec<_>, Vec<_>) =
            left.iter().copied().skip(1).partition(|at| figures(at) == figures(&lead));
        if !same.is_empty() {
            matters.push(Matter { lead, followers: same, suspects: Vec::new() });
        }
        left = other;
    }
    matters
}

/// Cells with the number of sums on the way to them. Never iterated into a result but sorted.
type Reached = FxHashMap<CellAddress, usize>;

/// The cells a finding compares and, through their sums, all that they consist of; with the number of
/// sums between. What is reckoned is not wrong by itself: of sums only the one is among them whose printed total
/// the finding holds against its parts.
fn reach(finding: &Finding, book: &Book<'_>) -> Reached {
    let mut reached = Reached::default();
    let mut seen: FxHashSet<CellAddress> = FxHashSet::default();
    let mut waiting: VecDeque<(CellAddress, usize)> =
        finding.cells.iter().map(|cell| (cell.clone(), 0)).collect();
    // Most cells stand in the table of the one before.
    let mut near: Option<Sheet<'_>> = None;
    while let Some((address, depth)) = waiting.pop_front() {
        if seen.len() >= MOST_CELLS {
            break;
        }
        if !seen.insert(address.clone()) {
            continue;
        }
        // What is summed from lines is what the lines say in every table: they contradict nothing.
        let is_of_lines = |cell: &Cell<'_>| cell.role == Role::SumOfLines || cell.row.sheet.is_derived;
        let is_too_large =
            |cell: &Cell<'_>| cell.role == Role::SumOfRows && cell.row.table.rows().len() > MOST_CELLS;
        near = near.filter(|sheet| sheet.schema.key == address.table).or_else(|| book.sheet(&address.table));
        let cell = near.and_then(|sheet| sheet.row_by_key(&address.row)?.cell_by(&address.column));
        let traced = cell.filter(|cell| !is_of_lines(cell) && !is_too_large(cell));
        let mut is_reckoned = false;
        if let Some(cell) = traced {
            let before = waiting.len();
            waiting.extend(cell.addends().iter().map(|part| (part.address(), depth + 1)));
            is_reckoned = waiting.len() > before;
        }
        if !is_reckoned || traced.is_some_and(|cell| finding.is_of_printed(&cell)) {
            reached.insert(address, depth);
        }
    }
    reached
}

/// The cells that most of the findings reach, and of these the ones nearest to them; with the findings.
fn most_suspect(
    left: &[usize],
    reached: &FxHashMap<usize, Reached>,
) -> Option<(Vec<usize>, Vec<CellAddress>)> {
    let mut scores: FxHashMap<&CellAddress, (usize, usize)> = FxHashMap::default();
    for cells in left.iter().filter_map(|at| reached.get(at)) {
        for (cell, depth) in cells {
            let (findings, distance) = scores.entry(cell).or_default();
            *findings += 1;
            *distance += depth;
        }
    }
    let best = scores.values().map(|(findings, distance)| (*findings, std::cmp::Reverse(*distance))).max()?;
    if best.0 < 2 {
        return None;
    }
    let mut suspects: Vec<CellAddress> = scores
        .iter()
        .filter(|(_, (findings, distance))| (*findings, std::cmp::Reverse(*distance)) == best)
        .map(|(cell, _)| (*cell).clone())
        .collect();
    suspects.sort();
    let first = suspects.first()?;
    let of = left
        .iter()
        .copied()
        .filter(|at| reached.get(at).is_some_and(|cells| cells.contains_key(first)))
        .collect();
    Some((of, suspects))
}

/// Findings that lead others first among their equals, each with its followers behind it; what stands where it can be put
/// right before what stands in tables made of lines.
fn in_order(
    found: &[Arc<Found>],
    lead: &FxHashMap<usize, usize>,
    mut suspects: BTreeMap<usize, Vec<CellAddress>>,
    book: &Book<'_>,
) -> Folded {
    let derived: BTreeSet<TableKey> =
        book.sheets().filter(|sheet| sheet.is_derived).map(|sheet| sheet.schema.key.clone()).collect();
    let is_derived =
        |at: usize| found.get(at).and_then(|of| of.table()).is_some_and(|table| derived.contains(table));
    if suspects.is_empty() && derived.is_empty() {
        return Folded { order: (0..found.len()).map(|at| (at, None)).collect(), suspects };
    }
    // A matter is as serious as the worst of it.
    let mut worst: Vec<_> = found.iter().map(|found| found.severity).collect();
    for (at, found) in found.iter().enumerate() {
        if let Some(of_leader) = lead.get(&at).and_then(|leader| worst.get_mut(*leader)) {
            *of_leader = (*of_leader).min(found.severity);
        }
    }
    let mut keys: Vec<_> = (0..found.len())
        .map(|at| {
            let follows = lead.get(&at).copied();
            let leader = follows.unwrap_or(at);
            let is_led = follows.is_some();
            let of_lines = is_derived(leader);
            (worst.get(leader).copied(), !suspects.contains_key(&leader), of_lines, leader, is_led, at)
        })
        .collect();
    keys.sort_unstable();
    let leads = |(new, (.., at)): (usize, &(_, bool, bool, usize, bool, usize))| {
        suspects.contains_key(at).then_some((*at, new))
    };
    let place: FxHashMap<usize, usize> = keys.iter().enumerate().filter_map(leads).collect();
    let follows = |at: &usize| lead.get(at).and_then(|leader| place.get(leader).copied());
    let order = keys.iter().map(|(.., at)| (*at, follows(at))).collect();
    let named = place.iter().filter_map(|(at, new)| Some((*new, suspects.remove(at)?)));
    let suspects = named.filter(|(_, cells)| !cells.is_empty()).collect();
    Folded { order, suspects }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixtures::{changed, verdicts};

    /// One wrong figure: the cell that is named, and how many findings follow from the first.
    #[test]
    fn one_wrong_figure_is_one_matter() {
        for (change, suspect) in [
            ("T3!2013101!工资福利支出=109", "T3!2013101!工资福利支出"),
            ("T5!2013101!商品和服务支出=72", "T5!2013101!商品和服务支出"),
            ("T1!201!支出金额=176", "T1!201!支出金额"),
            ("T6!30101-50101!人员经费=190", "T6!30101-50101!人员经费"),
        ] {
            let verdicts = verdicts(&changed(change));
            let findings = &verdicts.findings;
            let named: Vec<String> =
                findings.first().unwrap().suspects.iter().map(ToString::to_string).collect();
            assert!(named.contains(&suspect.to_owned()), "{change}: {named:?}");
            let same = findings.first().unwrap().difference.map(|difference| difference.abs());
            for finding in findings.iter().skip(1) {
                let follows = finding.difference.map(|difference| difference.abs()) == same;
                assert_eq!(finding.follows, follows.then_some(0), "{change}: {}", finding.message);
            }
        }
    }

    #[test]
    fn two_errors_are_two_matters() {
        let both = "T1!208!支出金额=21; T6!30101-50101!人员经费=190";
        let verdicts = verdicts(&changed(both));
        let leading: Vec<_> = verdicts.findings.iter().filter(|finding| finding.follows.is_none()).collect();
        let named =
            |cell: &str| leading.iter().any(|one| one.suspects.iter().any(|at| at.to_string() == cell));
        assert!(named("T1!208!支出金额") && named("T6!30101-50101!人员经费"), "{leading:#?}");
        for (at, finding) in verdicts.findings.iter().enumerate() {
            let Some(leader) = finding.follows else { continue };
            assert!(leader < at, "a follower stands behind its leader");
            let amount = |finding: &Finding| finding.difference.map(|difference| difference.abs());
            assert_eq!(amount(finding), amount(&verdicts.findings[leader]));
        }
    }
}
