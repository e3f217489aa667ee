//! How one rule ended, kept so that after an edit it is applied again only to the rows that look at something
//! different. Of a row only a number is kept, which says how the rule ended at its places; of most rules not
//! even that, for they end alike at all rows. What a rule looks at, and where, this does not know.

use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHasher};

use super::declared::Declared;
use super::dependencies::{Delta, Rejudge};
use super::found::{At, Found};
use super::place::{PlaceOutcome, Places};
use super::rule::{Inputs, Rule};
use super::verdict::{PlaceEnd, RuleVerdict, Tally};
use crate::calc::Sheet;
use crate::formula::asked::Asked;

/// How a rule ended at the places of one row: how many there are, and which of them are not passed, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Ending {
    places: u32,
    not_passed: Vec<(u32, PlaceEnd, String)>,
}

impl Ending {
    /// Whether it is the same wherever a row says the same: nothing in it speaks of the row itself.
    fn is_shared(&self) -> bool {
        self.not_passed.iter().all(|(_, end, _)| *end == PlaceEnd::NotApplicable)
    }

    fn first(&self, end: PlaceEnd) -> Option<&String> {
        self.not_passed.iter().find(|(_, ended, _)| *ended == end).map(|(_, _, why)| why)
    }
}

/// What stands for an ending at rows that the rule is not applied to.
const NOT_APPLIED: u32 = u32::MAX;

/// The ending of each row, by its number.
#[derive(Clone, Debug, Default, PartialEq)]
enum OfRows {
    /// There are no rows.
    #[default]
    None,
    /// It is the same for all rows of the rule's kind.
    Same(u32),
    /// By position in the table.
    Each(Vec<u32>),
}

/// How a rule ended.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleState {
    /// The position of the rule.
    rule: usize,
    /// The endings that occur, or did, with how often they do.
    endings: Vec<(Ending, usize)>,
    numbers: HashMap<Ending, u32, FxBuildHasher>,
    of_rows: OfRows,
    /// The ending of what is no row.
    of_whole: Option<u32>,
    /// What was found, by row, nothing for what is no row, and place.
    found: BTreeMap<At, Arc<Found>>,
    /// How its condition ended, where that is the same for all places.
    pub condition: Option<Option<PlaceOutcome>>,
}

/// Rows whose ending others share that say the same, one of each: rows of the same code in many units are held
/// against the same sums.
struct Sharing<'a> {
    asked: Asked<'a>,
    rows: HashTable<(usize, u32)>,
}

impl<'a> Sharing<'a> {
    fn new(asked: Asked<'a>) -> Self {
        Self { asked, rows: HashTable::new() }
    }

    fn hash(asked: &Asked<'_>, row: usize) -> u64 {
        let mut hasher = FxHasher::default();
        asked.says(row).for_each(|number| number.hash(&mut hasher));
        hasher.finish()
    }

    /// How the rule ended for a row that says the same, if it is known of one.
    fn ending(&self, row: usize) -> Option<u32> {
        let is_same = |other: &(usize, u32)| self.asked.says(row).eq(self.asked.says(other.0));
        self.rows.find(Self::hash(&self.asked, row), is_same).map(|(_, ending)| *ending)
    }

    /// Notes the ending of a row; no row that says the same is known.
    fn insert(&mut self, row: usize, ending: u32) {
        let asked = &self.asked;
        let hash = |row: &(usize, u32)| Self::hash(asked, row.0);
        self.rows.insert_unique(Self::hash(asked, row), (row, ending), hash);
    }
}

/// Positions are kept in half the space: no table has four thousand million rows.
fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

fn position(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl RuleState {
    /// Applies a rule wherever it is applied.
    pub(super) fn new(at: usize, rule: Rule<'_>, inputs: &Inputs<'_>) -> Self {
        let mut state = Self { rule: at, condition: rule.condition(inputs), ..Self::default() };
        let (sheet, mut sharing) = (rule.sheet(inputs), sharing(rule, inputs));
        let is_silent = matches!(rule, Rule::Native(rule) if rule.is_silent(&inputs.book));
        let mut of_rows: Vec<u32> = Vec::new();
        let mut is_same = !rule.chooses_rows();
        let mut first = None;
        for row in rule.places(inputs) {
            let Some(row) = row else {
                let (ending, found) = state.apply(rule, inputs, (sheet, None));
                state.of_whole = Some(ending);
                state.found.extend(found);
                continue;
            };
            let ending = if is_silent {
                state.number(Ending::default())
            } else {
                let (ending, found) = state.apply_or_share(rule, inputs, (sheet, row), sharing.as_mut());
                state.found.extend(found);
                ending
            };
            state.count(ending, true);
            is_same &= *first.get_or_insert(ending) == ending;
            if of_rows.len() <= row {
                of_rows.resize(row, NOT_APPLIED);
                of_rows.push(ending);
            }
        }
        if let Some(ending) = state.of_whole {
            state.count(ending, true);
        }
        state.of_rows = match first {
            None => OfRows::None,
            Some(ending) if is_same => OfRows::Same(ending),
            Some(_) => {
                of_rows.shrink_to_fit();
                OfRows::Each(of_rows)
            }
        };
        state
    }

    /// Applies the rule to a row, or to what is no row: the number of how it ended, and what was found.
    fn apply<'i>(
        &mut self,
        rule: Rule<'_>,
        inputs: &Inputs<'i>,
        (sheet, row): (Option<Sheet<'i>>, Option<usize>),
    ) -> (u32, Vec<(At, Arc<Found>)>) {
        let mut places = Places::not_passed();
        rule.apply(inputs, (sheet, row), &mut places);
        let mut ending = Ending { places: places.count(), not_passed: Vec::new() };
        let mut found = Vec::new();
        for place in places.into_list() {
            let at = (row.map(number), place.nth);
            let (verdict, finding) = place.split();
            ending.not_passed.push((at.1, verdict.end, verdict.why));
            found.extend(finding.map(|finding| (at, Arc::new(Found::new(self.rule, at, finding)))));
        }
        (self.number(ending), found)
    }

    /// The same of a row, without applying the rule where it is known how it ends for what the row says.
    fn apply_or_share<'i>(
        &mut self,
        rule: Rule<'_>,
        inputs: &Inputs<'i>,
        (sheet, row): (Option<Sheet<'i>>, usize),
        mut sharing: Option<&mut Sharing<'_>>,
    ) -> (u32, Vec<(At, Arc<Found>)>) {
        if let Some(ending) = sharing.as_ref().and_then(|sharing| sharing.ending(row)) {
            return (ending, Vec::new());
        }
        let (ending, found) = self.apply(rule, inputs, (sheet, Some(row)));
        let is_shared = self.endings.get(position(ending)).is_some_and(|(ending, _)| ending.is_shared());
        if let Some(sharing) = sharing.as_mut().filter(|_| is_shared) {
            sharing.insert(row, ending);
        }
        (ending, found)
    }

    fn number(&mut self, ending: Ending) -> u32 {
        if let Some(known) = self.numbers.get(&ending) {
            return *known;
        }
        let new = number(self.endings.len());
        self.numbers.insert(ending.clone(), new);
        self.endings.push((ending, 0));
        new
    }

    fn count(&mut self, ending: u32, is_in: bool) {
        if let Some((_, count)) = self.endings.get_mut(position(ending)) {
            *count = if is_in { *count + 1 } else { count.saturating_sub(1) };
        }
    }

    /// Applies a rule again, and says whether findings may be different.
    pub(super) fn rejudge(&mut self, rule: Rule<'_>, inputs: &Inputs<'_>, what: Rejudge) -> bool {
        let rows = match what {
            Rejudge::All => {
                let before = std::mem::replace(self, Self::new(self.rule, rule, inputs));
                return before.found != self.found;
            }
            Rejudge::Rows(rows) if rows.is_empty() => return false,
            Rejudge::Rows(rows) => rows,
        };
        self.condition = rule.condition(inputs);
        let (sheet, mut sharing) = (rule.sheet(inputs), sharing(rule, inputs));
        let mut is_new = false;
        for row in rows {
            let Some(before) = self.ending_of(rule, inputs, row) else {
                continue;
            };
            let (ending, found) = self.apply_or_share(rule, inputs, (sheet, row), sharing.as_mut());
            is_new |= self.replace_found(number(row), found);
            if ending != before {
                self.count(before, false);
                self.count(ending, true);
                self.set_ending(rule, inputs, row, ending);
            }
        }
        is_new
    }

    /// The ending of a row that the rule is applied to.
    fn ending_of(&self, rule: Rule<'_>, inputs: &Inputs<'_>, row: usize) -> Option<u32> {
        match &self.of_rows {
            OfRows::None => None,
            OfRows::Same(ending) => rule.is_of_kind(inputs, row).then_some(*ending),
            OfRows::Each(endings) => endings.get(row).copied().filter(|ending| *ending != NOT_APPLIED),
        }
    }

    fn set_ending(&mut self, rule: Rule<'_>, inputs: &Inputs<'_>, row: usize, ending: u32) {
        if let OfRows::Same(same) = self.of_rows {
            let rows = rule.places(inputs).into_iter().flatten();
            let mut endings = Vec::new();
            for row in rows {
                endings.resize(row, NOT_APPLIED);
                endings.push(same);
            }
            self.of_rows = OfRows::Each(endings);
        }
        if let OfRows::Each(endings) = &mut self.of_rows
            && let Some(place) = endings.get_mut(row)
        {
            *place = ending;
        }
    }

    /// Puts what was found at a row in place of what was before, and says whether it is different.
    fn replace_found(&mut self, row: u32, found: Vec<(At, Arc<Found>)>) -> bool {
        let of_row = (Some(row), 0)..=(Some(row), u32::MAX);
        // The same finding may stand at another place of the row: it is asked for by its place.
        if self.found.range(of_row.clone()).eq(found.iter().map(|(at, found)| (at, found))) {
            return false;
        }
        let before: Vec<_> = self.found.range(of_row).map(|(at, _)| *at).collect();
        for at in before {
            self.found.remove(&at);
        }
        self.found.extend(found);
        true
    }

    /// How the rule ended as a whole.
    pub(super) fn verdict(&self, rule: Rule<'_>) -> RuleVerdict {
        let why_not_checked = self.first(PlaceEnd::NotChecked);
        let why_not_applicable = self.first(PlaceEnd::NotApplicable);
        let mut tally = Tally { why_not_checked, why_not_applicable, ..Tally::default() };
        for (ending, count) in self.endings.iter().filter(|(_, count)| *count > 0) {
            let passed = position(ending.places).saturating_sub(ending.not_passed.len());
            tally.add(PlaceEnd::Passed, passed * count, "");
            ending.not_passed.iter().for_each(|(_, end, why)| tally.add(*end, *count, why));
        }
        if self.endings.iter().all(|(ending, count)| *count == 0 || ending.places == 0)
            && let Some(why) = rule.nothing()
        {
            tally.add(PlaceEnd::NotApplicable, 1, &why);
        }
        RuleVerdict::of(rule.head(), tally)
    }

    /// Why the first place, in the order of the rows, that ended in a way did so.
    fn first(&self, end: PlaceEnd) -> Option<String> {
        let whys: Vec<Option<&String>> = self.endings.iter().map(|(ending, _)| ending.first(end)).collect();
        let why = |ending: u32| whys.get(position(ending)).copied().flatten();
        if let Some(found) = self.of_whole.and_then(why) {
            return Some(found.clone());
        }
        match &self.of_rows {
            OfRows::None => None,
            OfRows::Same(ending) => why(*ending).cloned(),
            // Most rules never end in that way, and nobody need look at their rows.
            OfRows::Each(_) if whys.iter().all(Option::is_none) => None,
            OfRows::Each(endings) => endings.iter().find_map(|ending| why(*ending)).cloned(),
        }
    }

    /// What was found, in order.
    pub(super) fn found(&self) -> impl Iterator<Item = &Arc<Found>> {
        self.found.values()
    }

    /// Where a finding speaks of a row whose texts changed: it may call it by another name now.
    pub(super) fn renamed(&self, delta: &Delta<'_>, declared: Option<&Declared>) -> Rejudge {
        if self.found.is_empty() || !delta.is_any_renamed() {
            return Rejudge::nothing();
        }
        // A declared rule calls its own row by name as well.
        let own = declared.and_then(|rule| Some(&rule.each.as_ref()?.table));
        let mut rows = Vec::new();
        for ((row, _), found) in &self.found {
            let is_own = row.zip(own).is_some_and(|(row, table)| delta.is_row_renamed(table, position(row)));
            if is_own || delta.renames(found) {
                match row {
                    Some(row) => rows.push(position(*row)),
                    None => return Rejudge::All,
                }
            }
        }
        Rejudge::rows(rows)
    }
}

fn sharing<'a>(rule: Rule<'a>, inputs: &Inputs<'a>) -> Option<Sharing<'a>> {
    match rule {
        Rule::Declared(rule) => rule.asked(&inputs.book).map(Sharing::new),
        Rule::Native(rule) => rule.asked(&inputs.book).map(Sharing::new),
    }
}

#[cfg(test)]
impl RuleState {
    /// How the rule ended at each row and at what is no row. Where it ended alike at all rows, there is one.
    fn told(&self) -> (Option<&Ending>, Vec<Option<&Ending>>) {
        let ending = |number: u32| self.endings.get(position(number)).map(|(ending, _)| ending);
        let of_rows = match &self.of_rows {
            OfRows::None => Vec::new(),
            OfRows::Same(same) => vec![ending(*same)],
            OfRows::Each(endings) => {
                let each: Vec<_> = endings.iter().map(|number| ending(*number)).collect();
                let mut known = each.iter().flatten();
                match known.next() {
                    Some(first) if known.all(|other| other == first) => vec![Some(*first)],
                    _ => each,
                }
            }
        };
        (self.of_whole.and_then(ending), of_rows)
    }
}

#[cfg(test)]
impl PartialEq for RuleState {
    /// Whether the same is kept, however it came about.
    fn eq(&self, other: &Self) -> bool {
        self.told() == other.told() && self.found == other.found && self.condition == other.condition
    }
}
