//! Which row of one budget is which of another. Exact identities first, then what is left: the same code,
//! the same name, a name under another unit, a similar name. The later steps only propose, and people
//! confirm or part (`decisions`).

use rustc_hash::FxHashMap;

use super::identity::{Identity, hash, likeness};
use super::renamed::Renamed;
use super::telling::tells_apart;

/// How two rows were found to be the same item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// By code, unit and name, or because the form prints the row always.
    Same,
    /// By code; the name is another.
    Code,
    /// Decided by hand.
    ByHand,
    /// Proposed: the same name under another code.
    Recoded,
    /// Proposed: the same name in another place, under another unit or heading.
    Moved,
    /// Proposed: a similar name.
    Renamed,
}

impl Match {
    /// Whether people should have a look at it.
    pub fn is_proposal(self) -> bool {
        matches!(self, Self::Recoded | Self::Moved | Self::Renamed)
    }

    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Same => "相同",
            Self::Code => "代码相同，名称不同",
            Self::ByHand => "人工对照",
            Self::Recoded => "推定：名称相同，代码不同",
            Self::Moved => "推定：名称相同，位置不同",
            Self::Renamed => "推定：名称相近",
        }
    }
}

/// What people decided of two rows of a table: positions among the identities.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decision {
    pub old: usize,
    pub new: usize,
    /// They are the same; else they are not.
    pub same: bool,
}

/// Names so alike are proposed as one item.
const ALIKE: f64 = 0.6;

/// Beyond this many candidates on a side, similar names are not looked for: every pair is compared.
const MOST_COMPARED: usize = 400;

/// No row.
const NONE: usize = usize::MAX;

/// Features of a row together with what it belongs to.
fn mix(features: u64, parent: Option<usize>) -> u64 {
    parent.map_or(features, |parent| hash((features, parent)))
}

/// What is known beside the identities of rows.
#[derive(Clone, Copy)]
pub(super) struct Beside<'a> {
    /// Whether they are of one lineage, so that their keys tell them.
    pub by_key: bool,
    /// What is called otherwise, in any table.
    pub renamed: Option<&'a Renamed>,
    /// The name of an old (`false`) or new (`true`) row, and the year of its budget.
    pub names: &'a dyn Fn(bool, usize) -> (String, i32),
}

/// Matches rows: for each old one the new one and how.
pub(super) struct Matcher<'a> {
    old: &'a [Identity],
    new: &'a [Identity],
    beside: Beside<'a>,
    /// For each old row its new one.
    found: Vec<Option<(usize, Match)>>,
    taken: Vec<bool>,
    parted: Vec<(usize, usize)>,
}

impl<'a> Matcher<'a> {
    /// Matches all rows of a table.
    pub(super) fn run(
        old: &'a [Identity],
        new: &'a [Identity],
        beside: Beside<'a>,
        decisions: &[Decision],
    ) -> Vec<Option<(usize, Match)>> {
        let mut matcher = Self {
            old,
            new,
            beside,
            found: vec![None; old.len()],
            taken: vec![false; new.len()],
            parted: Vec::new(),
        };
        for decision in decisions {
            if decision.same {
                matcher.pair(decision.old, decision.new, Match::ByHand);
            } else {
                matcher.parted.push((decision.old, decision.new));
            }
        }
        const ORDERED: bool = false;
        const UNIQUE: bool = true;
        if beside.by_key {
            matcher.stage(Match::Same, (false, ORDERED), |one| Some(one.key), |_| true);
        }
        matcher.stage(Match::Same, (false, ORDERED), |one| one.fixed.then_some(one.key), |_| true);
        // From the outside in, so that what a row belongs to is matched before it.
        let mut levels: Vec<u8> = old.iter().chain(new).filter_map(|one| one.level).collect();
        levels.sort_unstable();
        levels.dedup();
        for level in levels {
            let here = |one: &Identity| one.level == Some(level);
            let all = |one: &Identity| Some(hash((one.kind, one.codes, one.context, one.name)));
            matcher.stage(Match::Same, (true, ORDERED), all, here);
            if matcher.is_done() {
                break;
            }
            let coded = |one: &Identity| {
                let codes = one.codes.filter(|_| one.is_by_code)?;
                Some(hash((one.kind, codes, one.context)))
            };
            matcher.stage(Match::Code, (true, UNIQUE), coded, here);
            let named = |one: &Identity| Some(hash((one.kind, one.name?, one.context)));
            matcher.stage(Match::Recoded, (true, UNIQUE), named, here);
            let anywhere = |one: &Identity| Some(hash((one.kind, one.name?, one.codes)));
            matcher.stage(Match::Moved, (false, UNIQUE), anywhere, here);
            // 三、 and 八、 say where an item stands in its form. Versions of one form are numbered alike.
            if !beside.by_key {
                let unmarked = |one: &Identity| Some(hash((one.kind, one.bare?, one.codes, one.context)));
                matcher.stage(Match::Moved, (true, UNIQUE), unmarked, here);
            }
            matcher.similar(level);
        }
        if !beside.by_key && !matcher.is_done() {
            matcher.of_other_form(|one| one.name.or(one.bare));
            matcher.of_other_form(|one| one.bare);
        }
        matcher.found
    }

    /// Pairs what is left and is called the same where one form prints always, or nests deeper, what the other has as a line
    /// like others. Only one row of each side may be called so, those that are paired counted with them.
    fn of_other_form(&mut self, called: impl Fn(&Identity) -> Option<u64>) {
        let key = |one: &Identity| Some(hash((one.section, called(one)?, one.context)));
        let only = |all: &[Identity]| {
            let mut only: FxHashMap<u64, Option<usize>> = FxHashMap::default();
            for (at, one) in all.iter().enumerate() {
                if let Some(key) = key(one) {
                    only.entry(key).and_modify(|at| *at = None).or_insert(Some(at));
                }
            }
            only
        };
        let (old, new) = (only(self.old), only(self.new));
        for (at, one) in self.old.iter().enumerate() {
            let Some(key) = key(one).filter(|key| old.get(key) == Some(&Some(at))) else { continue };
            let Some(other) = new.get(&key).copied().flatten() else { continue };
            let codes = self.new.get(other).and_then(|new| new.codes);
            let is_recoded = one.codes.zip(codes).is_some_and(|(was, is)| was != is);
            if !is_recoded {
                self.pair(at, other, Match::Moved);
            }
        }
    }

    fn pair(&mut self, old: usize, new: usize, how: Match) {
        let free = self.taken.get(new) == Some(&false) && self.found.get(old) == Some(&None);
        if !free || self.parted.contains(&(old, new)) || self.are_two(old, new, how) {
            return;
        }
        // One that matches under the name that it has now is told.
        let renamed = self.old.get(old).and_then(|one| one.renamed).filter(|_| how == Match::Same);
        let how = renamed.unwrap_or(how);
        if let (Some(found), Some(taken)) = (self.found.get_mut(old), self.taken.get_mut(new)) {
            *found = Some((new, how));
            *taken = true;
        }
    }

    /// Whether two rows are two things by what they are called, although a code or a guess takes them for one.
    fn are_two(&self, old: usize, new: usize, how: Match) -> bool {
        let (Some(one), Some(other)) = (self.old.get(old), self.new.get(new)) else { return true };
        if one.fixed || self.beside.by_key && one.key == other.key || how == Match::ByHand {
            return false;
        }
        if self.beside.renamed.is_some_and(|renamed| renamed.is_apart(one.name, other.name)) {
            return true;
        }
        // A code of a classification is what it is, whatever it is called.
        let is_asked = how == Match::Renamed || how == Match::Code && !one.is_classified;
        let names = self.beside.names;
        let pair = is_asked.then(|| (names(false, old), names(true, new)));
        pair.is_some_and(|((a, of_a), (b, of_b))| tells_apart((&a, of_a), (&b, of_b)))
    }

    /// Whether one side has no row left.
    fn is_done(&self) -> bool {
        self.taken.iter().all(|taken| *taken) || self.found.iter().all(Option::is_some)
    }

    /// The new position of what an old row belongs to; rows whose parents have no match stand together.
    fn parent_of_old(&self, one: &Identity) -> Option<usize> {
        self.found.get(one.parent?).copied().flatten().map(|(new, _)| new)
    }

    /// Pairs what has the same features: in order or, with `unique`, if only one row of each side has them.
    fn stage(
        &mut self,
        how: Match,
        (with_parent, unique): (bool, bool),
        features: impl Fn(&Identity) -> Option<u64>,
        which: impl Fn(&Identity) -> bool,
    ) {
        // The open new rows by their features: how many, the first, and for each row the next like it.
        let mut first: FxHashMap<u64, (u32, usize)> = FxHashMap::default();
        let mut next: Vec<usize> = Vec::new();
        for (at, one) in self.new.iter().enumerate().rev() {
            let open = self.taken.get(at) == Some(&false) && which(one);
            let Some(key) = features(one).filter(|_| open) else {
                continue;
            };
            next.resize(self.new.len(), NONE);
            let parent = one.parent.filter(|_| with_parent);
            let (count, head) = first.entry(mix(key, parent)).or_insert((0, NONE));
            if let Some(next) = next.get_mut(at) {
                *next = *head;
            }
            (*count, *head) = (*count + 1, at);
        }
        if first.is_empty() {
            return;
        }
        let old = self.old;
        let key_of = |this: &Self, at: usize, one: &Identity| {
            let open = this.found.get(at) == Some(&None) && which(one);
            let parent = if with_parent { this.parent_of_old(one) } else { None };
            features(one).filter(|_| open).map(|key| mix(key, parent))
        };
        let mut often: FxHashMap<u64, u32> = FxHashMap::default();
        for (at, one) in old.iter().enumerate().filter(|_| unique) {
            if let Some(key) = key_of(self, at, one) {
                *often.entry(key).or_default() += 1;
            }
        }
        for (at, one) in old.iter().enumerate() {
            let Some(key) = key_of(self, at, one) else {
                continue;
            };
            let Some((count, head)) = first.get_mut(&key) else {
                continue;
            };
            if unique && (*count > 1 || often.get(&key) != Some(&1)) {
                continue;
            }
            // A pair that was parted leaves the new row to the next one.
            let mut candidate = *head;
            let mut before = NONE;
            while candidate != NONE && self.parted.contains(&(at, candidate)) {
                before = candidate;
                candidate = next.get(candidate).copied().unwrap_or(NONE);
            }
            if candidate == NONE {
                continue;
            }
            let after = next.get(candidate).copied().unwrap_or(NONE);
            match next.get_mut(before) {
                Some(before) => *before = after,
                None => *head = after,
            }
            self.pair(at, candidate, how);
        }
    }

    /// Proposes what is left and has a similar name, the most alike first.
    fn similar(&mut self, level: u8) {
        let names = self.beside.names;
        let here = |one: &Identity| one.level == Some(level) && one.name.is_some();
        let left = |all: &[Identity], open: &dyn Fn(usize) -> bool| -> Vec<usize> {
            let those = all.iter().enumerate().filter(|(at, one)| here(one) && open(*at));
            those.map(|(at, _)| at).collect()
        };
        let old = left(self.old, &|at| self.found.get(at) == Some(&None));
        let new = left(self.new, &|at| self.taken.get(at) == Some(&false));
        if old.is_empty() || new.is_empty() || old.len() > MOST_COMPARED || new.len() > MOST_COMPARED {
            return;
        }
        let new_names: Vec<String> = new.iter().map(|at| names(true, *at).0).collect();
        let mut pairs = Vec::new();
        for one in &old {
            let name = names(false, *one).0;
            let Some(identity) = self.old.get(*one) else {
                continue;
            };
            for (other, other_name) in new.iter().zip(&new_names) {
                let fits = self.new.get(*other).is_some_and(|other| {
                    other.kind == identity.kind
                        && other.parent == self.parent_of_old(identity)
                        && other.context == identity.context
                        && !(other.is_classified && identity.is_classified && other.codes != identity.codes)
                });
                let alike = if fits { likeness(&name, other_name) } else { 0.0 };
                if alike >= ALIKE {
                    pairs.push((alike, *one, *other));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        for (_, one, other) in pairs {
            self.pair(one, other, Match::Renamed);
        }
    }
}
