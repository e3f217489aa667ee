//! A budget with its verdicts, kept up to date: after an edit each rule is applied again only where
//! something it looks at is different. [`RuleSet::run`] is the definition; a property test holds what is
//! kept equal to it.
//!
//! It knows how places and findings are kept, not what any rule looks at: the rules say that themselves.

use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::declared::{Asked, Declared};
use super::index::Index;
use super::looks::{Again, News};
use super::native::Native;
use super::verdict::{Finding, Outcome, Place, PlaceEnd, PlaceOutcome, PlaceVerdict, RuleVerdict, Verdicts};
use super::{RuleSet, disclosure, narrative};
use crate::calc::{Book, Changes};
use crate::codes::Classification;
use crate::model::{CellAddress, NoteKey, NoteKind};

/// How all rules ended over one budget, and what is needed to keep that up to date.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    verdicts: Verdicts,
    index: Index,
    /// For each rule on the tables what it was applied to, in the order of the verdicts.
    applied: Vec<Applied>,
    /// What the rules on the text found.
    of_text: Vec<Finding>,
}

/// What a rule was applied to.
#[derive(Clone, Debug, Default)]
struct Applied {
    /// Rows of its table in order; `None` for what is no row.
    to: Vec<Option<usize>>,
    /// Where the places of each begin in its verdict, and where the last ones end.
    begins: Vec<usize>,
    /// What was found, by position in `to`.
    findings: BTreeMap<usize, Vec<Finding>>,
    /// In how many places it is violated.
    violated: usize,
    /// How its condition ended, where that is the same for all places.
    condition: Option<Option<PlaceOutcome>>,
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

/// A rule on the tables.
#[derive(Clone, Copy)]
enum Rule<'a> {
    Declared(&'a Declared),
    Native(&'a Native),
}

/// What rules are applied with.
#[derive(Clone, Copy)]
struct Bench<'a> {
    book: Book<'a>,
    index: &'a Index,
    classification: &'a Classification,
}

impl Rule<'_> {
    fn verdict(self) -> RuleVerdict {
        match self {
            Self::Declared(rule) => RuleVerdict {
                id: rule.text.id.clone(),
                title: rule.text.title.clone(),
                basis: rule.text.basis.clone(),
                severity: rule.text.severity,
                tables: rule.tables.clone(),
                outcome: Outcome::Passed,
                reason: String::new(),
                passed: 0,
                not_checked: 0,
                places: Vec::new(),
            },
            Self::Native(rule) => rule.verdict(),
        }
    }

    fn places(self, bench: &Bench<'_>) -> Vec<Option<usize>> {
        match self {
            Self::Declared(rule) => rule.places(&bench.book, Some(bench.index)),
            Self::Native(rule) => rule.places(&bench.book),
        }
    }

    fn apply(self, bench: &Bench<'_>, row: Option<usize>) -> Vec<Place> {
        match self {
            Self::Declared(rule) => rule.apply(&bench.book, Some(bench.index), row),
            Self::Native(rule) => rule.apply(&bench.book, bench.index, bench.classification, row),
        }
    }

    fn nothing(self) -> Option<Place> {
        match self {
            Self::Declared(_) => None,
            Self::Native(rule) => rule.nothing(),
        }
    }

    fn condition(self, bench: &Bench<'_>) -> Option<Option<PlaceOutcome>> {
        match self {
            Self::Declared(rule) => rule.condition(&bench.book, bench.index),
            Self::Native(_) => None,
        }
    }
}

impl RuleSet {
    /// Applies every rule, and keeps what is needed to follow changes.
    pub fn check(&self, book: &Book<'_>, classification: &Classification) -> Checked {
        let mut checked = Checked { index: Index::new(book, &self.groupings.0), ..Checked::default() };
        let bench = Bench { book: *book, index: &checked.index, classification };
        for rule in self.rules() {
            let (verdict, applied) = Applied::to_all(rule, &bench);
            checked.verdicts.rules.push(verdict);
            checked.applied.push(applied);
        }
        checked.read_text(self, book);
        checked.arrange(book);
        checked
    }

    /// Applies every rule.
    pub fn run(&self, book: &Book<'_>, classification: &Classification) -> Verdicts {
        self.check(book, classification).verdicts
    }

    fn rules(&self) -> impl Iterator<Item = Rule<'_>> {
        let declared = self.declared.iter().map(Rule::Declared);
        declared.chain(self.native.iter().map(Rule::Native))
    }
}

impl Checked {
    /// How the rules ended, and what they found.
    pub fn verdicts(&self) -> &Verdicts {
        &self.verdicts
    }

    /// The rows in groups.
    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// Applies rules again wherever something they look at is different. `rules` are those it was checked
    /// with.
    pub fn update(
        &mut self,
        rules: &RuleSet,
        book: &Book<'_>,
        classification: &Classification,
        changes: &Changes,
    ) {
        if changes.everything {
            *self = rules.check(book, classification);
            return;
        }
        let stirred = self.index.update(book, &rules.groupings.0, changes);
        let news = News::new(*book, &self.index, changes, &stirred);
        let bench = Bench { book: *book, index: &self.index, classification };
        // Waivers are notes; who leads whom depends on which rows there are.
        let mut is_new = changes.notes || changes.is_any_whole();
        for ((rule, verdict), applied) in rules.rules().zip(&mut self.verdicts.rules).zip(&mut self.applied) {
            if !verdict.tables.iter().any(|table| changes.of(table).is_some())
                && !matches!(rule, Rule::Declared(rule) if rule.reads_any(changes))
            {
                continue;
            }
            let again = match rule {
                Rule::Declared(rule) => {
                    let again = rule.again(&news, applied.condition.as_ref());
                    again.and(applied.renamed(&news, rule))
                }
                Rule::Native(rule) => rule.again(&news).and(applied.renamed_findings(&news)),
            };
            is_new |= applied.apply_again(rule, &bench, verdict, again);
        }
        let is_read = || {
            let is_bound = |key: &NoteKey| key.kind == NoteKind::Binding;
            rules.narrative.reads(|table| changes.of(table).is_some())
                // What was bound by hand may be any cell.
                || book.budget.notes.keys().any(is_bound)
        };
        if changes.narrative || changes.notes || !book.budget.narrative.is_empty() && is_read() {
            self.verdicts.rules.truncate(self.applied.len());
            let before = std::mem::take(&mut self.of_text);
            self.read_text(rules, book);
            is_new |= before != self.of_text;
        }
        if is_new {
            self.arrange(book);
        }
    }

    /// Applies the rules on the text.
    fn read_text(&mut self, rules: &RuleSet, book: &Book<'_>) {
        self.of_text.clear();
        if rules.of_text.is_empty() {
            return;
        }
        let (reading, mut judged) = narrative::judge(&rules.narrative, book);
        self.verdicts.narrative = reading;
        judged.extend(disclosure::judge(book));
        for (mut verdict, places) in judged {
            let (mut found, mut violated) = (Vec::new(), 0);
            for place in places {
                let (place, finding) = place.split();
                count(&mut verdict, &mut violated, place.end, true);
                verdict.places.push(place);
                found.extend(finding);
            }
            verdict.conclude(violated);
            self.verdicts.rules.push(verdict);
            self.of_text.extend(distinct(found));
        }
    }

    /// Puts together what was found.
    fn arrange(&mut self, book: &Book<'_>) {
        let of_tables = self.applied.iter().flat_map(|applied| {
            let found: Vec<Finding> = applied.findings.values().flatten().cloned().collect();
            distinct(found)
        });
        let findings = of_tables.chain(self.of_text.iter().cloned()).collect();
        self.verdicts.arrange(findings, book);
    }
}

/// Two places that say the same of the same cells, such as two rows that are compared together, make one
/// finding.
fn distinct(found: Vec<Finding>) -> Vec<Finding> {
    let mut known: HashMap<(String, Option<CellAddress>), Vec<usize>> = HashMap::new();
    let mut distinct: Vec<Finding> = Vec::with_capacity(found.len());
    for finding in found {
        let alike = known.entry((finding.message.clone(), finding.address.clone())).or_default();
        if !alike.iter().any(|at| distinct.get(*at) == Some(&finding)) {
            alike.push(distinct.len());
            distinct.push(finding);
        }
    }
    distinct
}

/// Counts a place in, or out.
fn count(verdict: &mut RuleVerdict, violated: &mut usize, end: PlaceEnd, is_in: bool) {
    let counter = match end {
        PlaceEnd::Passed | PlaceEnd::Hint => &mut verdict.passed,
        PlaceEnd::Violated => violated,
        PlaceEnd::NotChecked => &mut verdict.not_checked,
        PlaceEnd::NotApplicable => return,
    };
    *counter = if is_in { *counter + 1 } else { counter.saturating_sub(1) };
}

impl Applied {
    fn to_all(rule: Rule<'_>, bench: &Bench<'_>) -> (RuleVerdict, Self) {
        let mut verdict = rule.verdict();
        let mut applied = Self {
            to: rule.places(bench),
            begins: vec![0],
            condition: rule.condition(bench),
            ..Self::default()
        };
        for (at, row) in applied.to.iter().enumerate() {
            for place in rule.apply(bench, *row) {
                let (place, finding) = place.split();
                count(&mut verdict, &mut applied.violated, place.end, true);
                verdict.places.push(place);
                if let Some(finding) = finding {
                    applied.findings.entry(at).or_default().push(finding);
                }
            }
            applied.begins.push(verdict.places.len());
        }
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
    fn apply_again(
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
        verdict.places.truncate(self.begins.last().copied().unwrap_or_default());
        let mut is_new = false;
        let mut moved: Vec<(usize, Vec<PlaceVerdict>)> = Vec::new();
        let mut holds = match rule {
            Rule::Declared(rule) => rule.asked(&bench.book).map(Holding::new),
            Rule::Native(_) => None,
        };
        for row in rows {
            let Ok(at) = self.to.binary_search(&Some(row)) else {
                continue;
            };
            let (from, to) = self.span(at);
            let before = verdict.places.get(from..to).unwrap_or_default();
            let held = !before.is_empty() && before.iter().all(|place| place.end == PlaceEnd::Passed);
            if held && holds.as_ref().is_some_and(|holds| holds.contains(row)) {
                continue;
            }
            let before: Vec<PlaceEnd> = before.iter().map(|place| place.end).collect();
            let mut places = Vec::new();
            let mut found = Vec::new();
            for place in rule.apply(bench, Some(row)) {
                let (place, finding) = place.split();
                count(verdict, &mut self.violated, place.end, true);
                places.push(place);
                found.extend(finding);
            }
            if let Some(holds) =
                holds.as_mut().filter(|_| places.iter().all(|place| place.end == PlaceEnd::Passed))
            {
                holds.insert(row);
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
        let begin = |at: usize| self.begins.get(at).copied().unwrap_or_default();
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
            begins.push(verdict.places.len());
        }
        self.begins = begins;
    }

    /// Where a finding speaks of a row whose texts changed: it may call it by another name now.
    fn renamed_findings(&self, news: &News<'_>) -> Again {
        if self.findings.is_empty() || !news.is_any_renamed() {
            return Again::nothing();
        }
        let mut rows = std::collections::BTreeSet::new();
        for (at, found) in &self.findings {
            let speaks = found.iter().flat_map(|finding| &finding.cells).any(|cell| news.is_renamed(cell));
            if speaks {
                match self.to.get(*at) {
                    Some(Some(row)) => drop(rows.insert(*row)),
                    _ => return Again::All,
                }
            }
        }
        Again::Rows(rows)
    }

    /// The same for a declared rule, whose findings call its own row by name as well.
    fn renamed(&self, news: &News<'_>, rule: &Declared) -> Again {
        let mut again = self.renamed_findings(news);
        if let (Some(each), true) = (&rule.each, news.is_any_renamed()) {
            for at in self.findings.keys() {
                if let Some(Some(row)) = self.to.get(*at)
                    && news.is_row_renamed(&each.table, *row)
                {
                    again = again.and(Again::Rows([*row].into()));
                }
            }
        }
        again
    }
}
