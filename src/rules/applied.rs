//! What one rule was applied to, row by row, and how it ended there: so that after an edit it is applied again
//! only where something it looks at is different. What it looks at, and where, this does not know.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::checked::{Bench, Rule};
use super::declared::{Asked, Declared};
use super::looks::{Again, News};
use super::verdict::{Finding, PlaceEnd, PlaceOutcome, PlaceVerdict, RuleVerdict};

/// What a rule was applied to.
#[derive(Clone, Debug, Default)]
pub(super) struct Applied {
    /// Rows of its table in order; `None` for what is no row.
    to: Vec<Option<u32>>,
    /// Where the places of each begin in its verdict, and where the last ones end.
    begins: Vec<u32>,
    /// Whether it holds at all places of each, of which there are some.
    holds: Vec<bool>,
    /// What was found, by position in `to`.
    pub findings: BTreeMap<usize, Vec<Finding>>,
    /// In how many places it is violated.
    violated: usize,
    /// How its condition ended, where that is the same for all places.
    pub condition: Option<Option<PlaceOutcome>>,
}

/// Rows for which a rule holds, no two of which say the same: rows of the same code in many units are held
/// against the same sums.
struct Holding<'a> {
    asked: Asked<'a>,
    rows: HashTable<usize>,
}

impl<'a> Holding<'a> {
    fn new(asked: Asked<'a>) -> Self {
        Self { asked, rows: HashTable::new() }
    }

    fn hash(asked: &Asked<'_>, row: usize) -> u64 {
        let mut hasher = FxHasher::default();
        asked.says(row).for_each(|text| text.hash(&mut hasher));
        hasher.finish()
    }

    /// Whether it holds for a row that says the same.
    fn contains(&self, row: usize) -> bool {
        let is_same = |other: &usize| self.asked.says(row).eq(self.asked.says(*other));
        self.rows.find(Self::hash(&self.asked, row), is_same).is_some()
    }

    fn insert(&mut self, row: usize) {
        if !self.contains(row) {
            let asked = &self.asked;
            self.rows.insert_unique(Self::hash(asked, row), row, |row| Self::hash(asked, *row));
        }
    }
}

/// Positions are kept in half the space: no table has four thousand million rows.
fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

fn position(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Whether a rule holds at all of these places, of which there are some.
fn holds(places: &[PlaceVerdict]) -> bool {
    !places.is_empty() && places.iter().all(|place| place.end == PlaceEnd::Passed)
}

/// Counts a place in, or out.
pub(super) fn count(verdict: &mut RuleVerdict, violated: &mut usize, end: PlaceEnd, is_in: bool) {
    let counter = match end {
        PlaceEnd::Passed | PlaceEnd::Hint => &mut verdict.passed,
        PlaceEnd::Violated => violated,
        PlaceEnd::NotChecked => &mut verdict.not_checked,
        PlaceEnd::NotApplicable => return,
    };
    *counter = if is_in { *counter + 1 } else { counter.saturating_sub(1) };
}

impl Applied {
    pub fn to_all(rule: Rule<'_>, bench: &Bench<'_>) -> (RuleVerdict, Self) {
        let mut verdict = rule.verdict();
        let mut applied = Self {
            to: rule.places(bench).into_iter().map(|row| row.map(number)).collect(),
            begins: vec![0],
            condition: rule.condition(bench),
            ..Self::default()
        };
        for (at, row) in applied.to.iter().enumerate() {
            let from = verdict.places.len();
            for place in rule.apply(bench, row.map(position)) {
                let (place, finding) = place.split();
                count(&mut verdict, &mut applied.violated, place.end, true);
                verdict.places.push(place);
                if let Some(finding) = finding {
                    applied.findings.entry(at).or_default().push(finding);
                }
            }
            applied.begins.push(number(verdict.places.len()));
            applied.holds.push(holds(verdict.places.get(from..).unwrap_or_default()));
        }
        verdict.places.shrink_to_fit();
        applied.begins.shrink_to_fit();
        applied.say_if_nothing(rule, &mut verdict);
        (verdict, applied)
    }

    /// Says why there is no place, if there is none, and concludes.
    fn say_if_nothing(&self, rule: Rule<'_>, verdict: &mut RuleVerdict) {
        if verdict.places.is_empty() {
            verdict.places.extend(rule.nothing().map(|place| place.split().0));
        }
        verdict.conclude(self.violated);
    }

    /// Applies a rule again, and says whether findings may be different.
    pub fn apply_again(
        &mut self,
        rule: Rule<'_>,
        bench: &Bench<'_>,
        verdict: &mut RuleVerdict,
        again: Again,
    ) -> bool {
        let rows = match again {
            Again::All => {
                let before = std::mem::take(&mut self.findings);
                (*verdict, *self) = Self::to_all(rule, bench);
                return before != self.findings;
            }
            Again::Rows(rows) if rows.is_empty() => return false,
            Again::Rows(rows) => rows,
        };
        self.condition = rule.condition(bench);
        // What is said where there is no place belongs to no row.
        verdict.places.truncate(self.begins.last().copied().map_or(0, position));
        let mut is_new = false;
        let mut moved: Vec<(usize, Vec<PlaceVerdict>)> = Vec::new();
        let mut holding = match rule {
            Rule::Declared(rule) => rule.asked(&bench.book).map(Holding::new),
            Rule::Native(_) => None,
        };
        for row in rows {
            let Ok(at) = self.to.binary_search(&Some(number(row))) else {
                continue;
            };
            let held = self.holds.get(at) == Some(&true);
            if held && holding.as_ref().is_some_and(|holding| holding.contains(row)) {
                continue;
            }
            let (from, to) = self.span(at);
            let before = verdict.places.get(from..to).unwrap_or_default();
            let before: Vec<PlaceEnd> = before.iter().map(|place| place.end).collect();
            let mut places = Vec::new();
            let mut found = Vec::new();
            for place in rule.apply(bench, Some(row)) {
                let (place, finding) = place.split();
                count(verdict, &mut self.violated, place.end, true);
                places.push(place);
                found.extend(finding);
            }
            let holds = holds(&places);
            self.holds.get_mut(at).into_iter().for_each(|held| *held = holds);
            if let Some(holding) = holding.as_mut().filter(|_| holds) {
                holding.insert(row);
            }
            for end in before {
                count(verdict, &mut self.violated, end, false);
            }
            is_new |= match found.is_empty() {
                true => self.findings.remove(&at).is_some(),
                false => self.findings.get(&at) != Some(&found),
            };
            if !found.is_empty() {
                self.findings.insert(at, found);
            }
            match verdict.places.get_mut(from..to) {
                Some(old) if old.len() == places.len() => {
                    old.iter_mut().zip(places).for_each(|(old, new)| *old = new)
                }
                _ => moved.push((at, places)),
            }
        }
        self.make_room(verdict, moved);
        self.say_if_nothing(rule, verdict);
        is_new
    }

    /// Where the places of what it was applied to stand in the verdict.
    fn span(&self, at: usize) -> (usize, usize) {
        let begin = |at: usize| self.begins.get(at).copied().map_or(0, position);
        (begin(at), begin(at + 1))
    }

    /// Puts in places of which there are more or fewer than before, in ascending order, in one pass.
    fn make_room(&mut self, verdict: &mut RuleVerdict, moved: Vec<(usize, Vec<PlaceVerdict>)>) {
        if moved.is_empty() {
            return;
        }
        let mut moved: BTreeMap<usize, Vec<PlaceVerdict>> = moved.into_iter().collect();
        let mut old = std::mem::take(&mut verdict.places).into_iter();
        let mut begins = vec![0];
        for at in 0..self.to.len() {
            let (from, to) = self.span(at);
            let kept = old.by_ref().take(to.saturating_sub(from));
            match moved.remove(&at) {
                Some(places) => {
                    kept.for_each(drop);
                    verdict.places.extend(places);
                }
                None => verdict.places.extend(kept),
            }
            begins.push(number(verdict.places.len()));
        }
        self.begins = begins;
    }

    /// Where a finding speaks of a row whose texts changed: it may call it by another name now.
    pub fn renamed_findings(&self, news: &News<'_>) -> Again {
        if self.findings.is_empty() || !news.is_any_renamed() {
            return Again::nothing();
        }
        let mut rows = Vec::new();
        for (at, found) in &self.findings {
            let speaks = found.iter().flat_map(|finding| &finding.cells).any(|cell| news.is_renamed(cell));
            if speaks {
                match self.to.get(*at) {
                    Some(Some(row)) => rows.push(position(*row)),
                    _ => return Again::All,
                }
            }
        }
        Again::rows(rows)
    }

    /// The same for a declared rule, whose findings call its own row by name as well.
    pub fn renamed(&self, news: &News<'_>, rule: &Declared) -> Again {
        let mut again = self.renamed_findings(news);
        if let (Some(each), true) = (&rule.each, news.is_any_renamed()) {
            for at in self.findings.keys() {
                if let Some(Some(row)) = self.to.get(*at)
                    && news.is_row_renamed(&each.table, position(*row))
                {
                    again = again.and(Again::rows([position(*row)]));
                }
            }
        }
        again
    }
}
