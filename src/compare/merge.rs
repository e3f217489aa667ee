//! Three-way merge: two people changed the same budget, each offline. What they did not both touch merges
//! by itself, down to the cell; the rest is a conflict that is decided one by one or by a rule.
//!
//! Which rows there are and in which order is the business of `merge_rows`. The result does not depend on
//! whose side is called whose, except where a conflict is decided by side.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::difference::{Different, difference};
use super::merge_beside::Renamed;
use super::merge_lines::MergeLine;
use super::merge_names::RowNames;
use crate::edit::Batch;
use crate::file::Extras;
use crate::model::{Budget, CellAddress, Department, Original};
use crate::schema::Format;

/// One of the two that are merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// The budget at hand.
    #[default]
    Ours,
    /// The other one.
    Theirs,
}

impl Side {
    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ours => "我方",
            Self::Theirs => "对方",
        }
    }

    pub(super) fn other(self) -> Self {
        match self {
            Self::Ours => Self::Theirs,
            Self::Theirs => Self::Ours,
        }
    }
}

/// How conflicts are decided.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolution {
    /// Those that are not decided one by one.
    pub otherwise: Side,
    /// Those that are, by [`Conflict::place`].
    pub decided: BTreeMap<String, Side>,
}

/// What both sides changed, each in its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// A key for this place, the same whenever the same budgets are merged.
    pub place: String,
    /// What it is, for people.
    pub title: String,
    /// The cell, if it is one.
    pub cell: Option<CellAddress>,
    /// What stood there.
    pub base: String,
    /// What one side made of it.
    pub ours: String,
    /// What the other side made of it.
    pub theirs: String,
    /// Whose stands in the result.
    pub taken: Side,
}

/// One of the three that are merged, as it was read from its file.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The budget.
    pub budget: &'a Budget,
    /// The fields of the file that this program does not know.
    pub extras: &'a Extras,
}

/// A merged budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// The result.
    pub budget: Budget,
    /// The fields that this program does not know, of both.
    pub extras: Extras,
    /// What both changed.
    pub conflicts: Vec<Conflict>,
    /// What either did to the text, place by place.
    pub passages: Vec<MergeLine>,
}

impl Merge {
    /// The step that makes the result of our budget.
    ///
    /// # Errors
    /// When the budgets are of different formats.
    pub fn step(&self, ours: &Budget) -> Result<Batch, Different> {
        difference(ours, &self.budget, "合并")
    }
}

/// Merges what two sides made of `base`, where only the budgets matter.
///
/// # Errors
/// When the three are not of one format.
pub fn merge(
    format: &Format,
    base: &Budget,
    ours: &Budget,
    theirs: &Budget,
    resolution: &Resolution,
) -> Result<Merge, Different> {
    let extras = Extras::default();
    let [base, ours, theirs] = [base, ours, theirs].map(|budget| Version { budget, extras: &extras });
    merge_versions(format, base, ours, theirs, resolution)
}

/// Merges what two sides made of `base`, with the fields of their files that this program does not know.
///
/// # Errors
/// When the three are not of one format.
pub fn merge_versions(
    format: &Format,
    base: Version<'_>,
    ours: Version<'_>,
    theirs: Version<'_>,
    resolution: &Resolution,
) -> Result<Merge, Different> {
    for other in [ours, theirs] {
        if other.budget.format != base.budget.format {
            return Err(Different(base.budget.format.clone(), other.budget.format.clone()));
        }
    }
    let mut merger = Merger {
        format,
        base: base.budget,
        ours: ours.budget,
        theirs: theirs.budget,
        extras: Three::new(base.extras, ours.extras, theirs.extras),
        resolution,
        renamed: Renamed::default(),
        names: Rc::new(RowNames::new(format, [ours.budget, theirs.budget])),
        conflicts: Vec::new(),
        passages: Vec::new(),
    };
    let budget = merger.budget(base.budget, ours.budget, theirs.budget);
    let extras = merger.extras(&budget);
    Ok(Merge { budget, extras, conflicts: merger.conflicts, passages: merger.passages })
}

/// The three states of something.
pub(super) struct Three<'a, T: ?Sized> {
    pub base: &'a T,
    pub ours: &'a T,
    pub theirs: &'a T,
}

impl<T: ?Sized> Clone for Three<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Three<'_, T> {}

impl<'a, T: ?Sized> Three<'a, T> {
    pub(super) fn new(base: &'a T, ours: &'a T, theirs: &'a T) -> Self {
        Self { base, ours, theirs }
    }

    /// A part of each.
    pub(super) fn map<U: ?Sized>(&self, part: impl Fn(&'a T) -> &'a U) -> Three<'a, U> {
        Three { base: part(self.base), ours: part(self.ours), theirs: part(self.theirs) }
    }

    /// What is plain: both sides agree, or one left it as it was.
    pub(super) fn plain(&self) -> Option<&'a T>
    where
        T: PartialEq,
    {
        if self.ours == self.theirs || self.theirs == self.base {
            Some(self.ours)
        } else if self.ours == self.base {
            Some(self.theirs)
        } else {
            None
        }
    }
}

/// Where something is, for a conflict.
pub(super) struct At {
    pub place: String,
    pub title: String,
    pub cell: Option<CellAddress>,
}

impl At {
    pub(super) fn new(place: impl Into<String>, title: impl Into<String>) -> Self {
        Self { place: place.into(), title: title.into(), cell: None }
    }
}

pub(super) struct Merger<'a> {
    pub format: &'a Format,
    pub base: &'a Budget,
    pub ours: &'a Budget,
    pub theirs: &'a Budget,
    pub extras: Three<'a, Extras>,
    pub resolution: &'a Resolution,
    pub renamed: Renamed,
    pub names: Rc<RowNames<'a>>,
    pub conflicts: Vec<Conflict>,
    pub passages: Vec<MergeLine>,
}

impl Merger<'_> {
    /// Takes what is plain; else notes a conflict and takes the side that was decided.
    pub(super) fn pick<'t, T: PartialEq + ?Sized>(
        &mut self,
        three: &Three<'t, T>,
        at: impl FnOnce() -> At,
        show: impl Fn(&T) -> String,
    ) -> &'t T {
        if let Some(plain) = three.plain() {
            return plain;
        }
        match self.conflict(at(), show(three.base), show(three.ours), show(three.theirs)) {
            Side::Ours => three.ours,
            Side::Theirs => three.theirs,
        }
    }

    /// Notes a conflict; whose side is taken.
    pub(super) fn conflict(&mut self, at: At, base: String, ours: String, theirs: String) -> Side {
        let At { place, title, cell } = at;
        let taken = self.resolution.decided.get(&place).copied().unwrap_or(self.resolution.otherwise);
        self.conflicts.push(Conflict { place, title, cell, base, ours, theirs, taken });
        taken
    }

    fn budget(&mut self, base: &Budget, ours: &Budget, theirs: &Budget) -> Budget {
        let three = Three::new(base, ours, theirs);
        let year = *self.pick(&three.map(|one| &one.year), || At::new("年度", "年度"), ToString::to_string);
        let department = self.department(&three.map(|one| &one.department));
        let source =
            self.pick(&three.map(|one| &one.source), || At::new("来源", "来源"), String::clone).clone();
        let names = |originals: &Vec<Original>| {
            originals.iter().map(|original| original.name.as_str()).collect::<Vec<_>>().join("、")
        };
        let originals =
            self.pick(&three.map(|one| &one.originals), || At::new("原件", "原件"), names).clone();
        let mut tables = BTreeMap::new();
        for key in keys(&three.map(|one| &one.tables)) {
            if let Some(table) = self.table(&key, base.table(&key), ours.table(&key), theirs.table(&key)) {
                tables.insert(key, table);
            }
        }
        let [base_text, our_text, their_text] = self.texts_by(&tables);
        let text = self.text(&Three::new(&base_text, &our_text, &their_text));
        for (of, side, budget) in [(1, Side::Ours, ours), (2, Side::Theirs, theirs)] {
            self.renamed.note_places(side, &text, of, budget);
        }
        let notes = [(0, base), (1, ours), (2, theirs)].map(|(of, budget)| text.notes(of, &budget.notes));
        Budget {
            format: base.format.clone(),
            own_format: base.own_format.clone(),
            year,
            department,
            source,
            originals,
            tables,
            narrative: text.sections,
            notes: self.notes(&Three::new(&notes[0], &notes[1], &notes[2])),
            unplaced: self
                .pick(
                    &three.map(|one| &one.unplaced),
                    || At::new("未归位", "未归位的文字"),
                    |lines| format!("{} 行", lines.len()),
                )
                .clone(),
        }
    }

    fn department(&mut self, three: &Three<'_, Department>) -> Department {
        let mut field = |name: &str, part: fn(&Department) -> &String| {
            let at = || At::new(format!("部门·{name}"), format!("部门{name}"));
            self.pick(&three.map(part), at, String::clone).clone()
        };
        Department {
            code: field("代码", |one| &one.code),
            name: field("简称", |one| &one.name),
            full_name: field("全称", |one| &one.full_name),
        }
    }
}

/// The keys that any of the three has, in order.
pub(super) fn keys<'a, T, K, V>(three: &Three<'a, T>) -> BTreeSet<K>
where
    &'a T: IntoIterator<Item = (&'a K, &'a V)>,
    K: Ord + Clone + 'a,
    V: 'a,
{
    [three.base, three.ours, three.theirs].into_iter().flatten().map(|(key, _)| key.clone()).collect()
}
