//! The sets of tables of a document that has the budgets of several units one behind the other, as a volume of a whole
//! department has: the same titles come again under another unit's name. Read as one budget, the amounts of two units
//! would stand in one table. Says which lines are whose; reads no figure.

use std::collections::BTreeSet;

use super::dialects;
use super::headed::{self, Headed, Tables};
use super::split::{Line, is_short, lines};
use super::words::squeeze;
use crate::model::TableKey;
use crate::outline::is_sentence;
use crate::schema::Format;

/// So many tables come again at least, and so many hundredths of those of the first.
const AGAIN: (usize, usize) = (3, 50);

/// Whose each line of a document is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sets {
    /// The units, in the order of their first table.
    pub owners: Vec<String>,
    /// By the lines of the file, from 0: which unit's.
    whose: Vec<usize>,
    /// The units, where their tables stand in one line of the file and cannot be taken apart.
    pub mixed: Vec<String>,
}

impl Sets {
    /// Finds them by the titles that a format knows, or its words. Empty where the document is one budget.
    pub(super) fn find(text: &str, format: &Format) -> Self {
        find(text, format).unwrap_or_default()
    }

    /// Which is that of a unit; the first where none is.
    pub(super) fn of(&self, owner: &str) -> usize {
        self.owners.iter().position(|known| is_same(known, owner)).unwrap_or(0)
    }

    /// The text with the lines of one unit alone; the others are blank, so that each keeps its number.
    pub(super) fn only(&self, text: &str, set: usize) -> String {
        let is_its = |at: usize| self.whose.get(at).is_none_or(|whose| *whose == set);
        let unified = dialects::unified(text);
        let lines = unified.split('\n').enumerate().map(|(at, line)| if is_its(at) { line } else { "" });
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn find(text: &str, format: &Format) -> Option<Sets> {
    let (source, _) = dialects::lines(text);
    let lines = lines(&source);
    let Tables { headed, department, begins } = headed::find(&lines, format)?;
    let mut owners = owners(&headed);
    if owners.len() < 2 {
        return None;
    }
    // The text of a department that has no tables of its own speaks of all units; it is held against none of them.
    let from = headed.first().map_or(0, |headed| headed.from);
    let says = lines.get(..from).unwrap_or_default().iter().any(|line| is_sentence(line.text));
    let apart = department.as_deref().filter(|name| says && owners.iter().all(|owner| is_part(owner, name)));
    owners.extend(apart);
    let first = if apart.is_some() { owners.len() - 1 } else { 0 };
    let whose = whose(&lines, (&headed, &begins), &owners, first);
    // In a page without line ends all stands in one line of the file, and nothing can be taken apart.
    let is_apart = headed.iter().all(|headed| {
        let owner =
            headed.owner.as_deref().and_then(|owner| owners.iter().position(|known| is_same(known, owner)));
        let line = lines.get(headed.at).and_then(|line| usize::try_from(line.number).ok()?.checked_sub(1));
        owner.is_none_or(|owner| line.and_then(|line| whose.get(line)) == Some(&owner))
    });
    let owners = owners.iter().map(|owner| (*owner).to_owned()).collect();
    Some(match is_apart {
        true => Sets { owners, whose, mixed: Vec::new() },
        false => Sets { mixed: owners, ..Sets::default() },
    })
}

/// The units whose tables are those of the first again.
fn owners(headed: &[Headed]) -> Vec<&str> {
    let mut all: Vec<(&str, BTreeSet<&TableKey>)> = Vec::new();
    for Headed { key, owner, .. } in headed {
        let Some(owner) = owner else { continue };
        match all.iter_mut().find(|(known, _)| is_same(known, owner)) {
            Some((_, keys)) => drop(keys.insert(key)),
            None => all.push((owner, BTreeSet::from([key]))),
        }
    }
    let Some((_, first)) = all.first() else { return Vec::new() };
    let first = first.clone();
    all.retain(|(_, keys)| {
        let shared = keys.intersection(&first).count();
        shared >= AGAIN.0 && shared * 100 >= first.len() * AGAIN.1
    });
    all.into_iter().map(|(owner, _)| owner).collect()
}

fn is_same(one: &str, other: &str) -> bool {
    squeeze(one) == squeeze(other)
}

/// Whether a unit is certainly not the whole department: another by name, or its own office (本级).
fn is_part(unit: &str, department: &str) -> bool {
    let (unit, department) = (squeeze(unit), squeeze(department));
    let is_office = unit.contains("本级") || unit.ends_with("机关");
    is_office && !department.contains("本级") || !unit.contains(&department) && !department.contains(&unit)
}

/// Whose the lines are: from a table's head on its unit's, and behind a set those that a cover or a heading gives to
/// another. What stands before the first table is that of `current`.
fn whose(
    lines: &[Line<'_>],
    (headed, begins): (&[Headed], &[(usize, String)]),
    owners: &[&str],
    mut current: usize,
) -> Vec<usize> {
    let of = |owner: &str| owners.iter().position(|known| is_same(known, owner));
    let mut begun =
        headed.iter().filter_map(|headed| Some((headed, of(headed.owner.as_deref()?)?))).peekable();
    let titles: BTreeSet<usize> = headed.iter().map(|headed| headed.at).collect();
    let mut is_begun = false;
    let rows = lines.iter().rposition(|line| line.cells().is_some());
    let count = lines.iter().map(|line| line.number).max().unwrap_or(0);
    let mut whose = vec![None; usize::try_from(count).unwrap_or(0)];
    for (at, line) in lines.iter().enumerate() {
        while let Some((_, set)) = begun.next_if(|(headed, _)| headed.from <= at) {
            (current, is_begun) = (set, true);
        }
        if rows.is_some_and(|rows| rows + 1 == at) {
            current = spoken_of(lines.get(at..).unwrap_or_default(), owners).unwrap_or(current);
        }
        if is_begun && !titles.contains(&at) && line.cells().is_none() && is_short(line.text) {
            let begun = begins.iter().find(|(begun, _)| *begun == at).and_then(|(_, name)| of(name));
            current = begun.or_else(|| titled(line.text, owners)).unwrap_or(current);
        }
        let number = usize::try_from(line.number).unwrap_or(0);
        if let Some(whose) = number.checked_sub(1).and_then(|at| whose.get_mut(at)) {
            // Of a line of the file that holds several, the first tells.
            whose.get_or_insert(current);
        }
    }
    let mut last = 0;
    whose.into_iter().map(|whose| *whose.as_ref().inspect(|set| last = **set).unwrap_or(&last)).collect()
}

/// The unit that a text names most often; `None` where it names none, or two as often.
fn spoken_of(lines: &[Line<'_>], owners: &[&str]) -> Option<usize> {
    let text: String = lines.iter().map(|line| squeeze(line.text)).collect();
    let named = |owner: &str| text.matches(&squeeze(owner)).count();
    // A name that begins another's is not meant where that stands.
    let counts = owners.iter().map(|owner| {
        let longer = owners.iter().filter(|other| other.len() > owner.len() && other.contains(owner));
        named(owner).saturating_sub(longer.map(|other| named(other)).sum())
    });
    let counts: Vec<usize> = counts.collect();
    let most = counts.iter().copied().max().filter(|most| *most > 0)?;
    let mut spoken = counts.iter().enumerate().filter(|(_, count)| **count == most);
    spoken.next().map(|(at, _)| at).filter(|_| spoken.next().is_none())
}

/// The unit that a heading without a full stop is about: the longest name in it.
fn titled(text: &str, owners: &[&str]) -> Option<usize> {
    let text = squeeze(text);
    if text.contains(['。', ',', ';', ':', '、']) {
        return None;
    }
    let named = owners.iter().enumerate().filter(|(_, owner)| text.contains(&squeeze(owner)));
    named.max_by_key(|(_, owner)| owner.len()).map(|(at, _)| at)
}
