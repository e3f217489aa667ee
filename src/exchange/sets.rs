//! The sets of tables of a document that has the budgets of several units one behind the other, as a volume of a whole
//! department has: the same titles come again under another unit's name. Read as one budget, the amounts of two units
//! would stand in one table. Says which lines are whose; reads no figure.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::derive::known_title;
use super::dialects;
use super::dress::is_number;
use super::facts::is_unit;
use super::split::{Line, Titles, compile, is_short, lines};
use super::units;
use super::words::squeeze;
use crate::model::TableKey;
use crate::pattern::Pattern;
use crate::schema::Format;

/// So many tables come again at least, and so many hundredths of those of the first.
const AGAIN: (usize, usize) = (3, 50);
/// How far above a title, and below it, its unit's name may stand, blank lines aside.
const NEAR: (usize, usize) = (3, 5);

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

/// A title with the table it heads.
struct Headed<'l> {
    /// Which line it is, and where what belongs to the table begins.
    at: usize,
    from: usize,
    key: TableKey,
    owner: Option<&'l str>,
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
    let headed = headed(&lines, format)?;
    let owners = owners(&headed);
    if owners.len() < 2 {
        return None;
    }
    let whose = whose(&lines, &headed, &owners);
    // In a page without line ends all stands in one line of the file, and nothing can be taken apart.
    let is_apart = headed.iter().all(|headed| {
        let owner = headed.owner.and_then(|owner| owners.iter().position(|known| is_same(known, owner)));
        let line = lines.get(headed.at).and_then(|line| usize::try_from(line.number).ok()?.checked_sub(1));
        owner.is_none_or(|owner| line.and_then(|line| whose.get(line)) == Some(&owner))
    });
    let owners = owners.iter().map(|owner| (*owner).to_owned()).collect();
    Some(match is_apart {
        true => Sets { owners, whose, mixed: Vec::new() },
        false => Sets { mixed: owners, ..Sets::default() },
    })
}

/// The titles with a known table below; `None` where no table comes twice.
fn headed<'l>(lines: &'l [Line<'_>], format: &Format) -> Option<Vec<Headed<'l>>> {
    let compiled = |patterns: &[String]| -> Vec<Arc<Pattern>> {
        patterns.iter().filter_map(|pattern| compile(pattern)).collect()
    };
    let (names, covers) = (compiled(&format.document.department), compiled(&format.document.full_name));
    let words = known_title(format);
    let titles = Titles::new(format);
    let known = |at: usize| match &words {
        Some(known) => known(lines, at),
        None => titles.find(lines.get(at)?).map(|table| table.key.clone()),
    };
    let mut headed: Vec<Headed<'_>> = Vec::new();
    // Whose the document is by its first title, and by the last.
    let (mut first, mut cover) = (None, None);
    for (at, line) in lines.iter().enumerate() {
        let bare = line.text.trim_start_matches(['#', '*', ' ', '\u{3000}']);
        let is_cover =
            line.cells().is_none() && is_short(line.text) && !line.text.contains(['，', '。', '：', '《']);
        if let Some(name) = is_cover.then(|| named(bare, &covers)).flatten() {
            (first, cover) = (first.or(Some(name)), Some(name));
        }
        let Some(key) = known(at) else { continue };
        let below = lines.get(at + 1..).unwrap_or_default().iter().filter(|line| !line.is_blank());
        let below: Vec<&Line<'_>> = below.take(NEAR.1).collect();
        if !below.iter().any(|line| line.cells().is_some()) {
            continue;
        }
        let before = lines.get(..at).unwrap_or_default();
        let is_head = |line: &&Line<'_>| {
            let text = line.only_text().unwrap_or_default();
            line.is_blank()
                || is_number(text)
                || is_short(text) && (units::stated(text).is_some() || named(text, &names).is_some())
        };
        let above = before.iter().rev().take_while(is_head).count();
        let nearest = before.iter().rev().take(above).filter(|line| !line.is_blank()).take(NEAR.0);
        // A row of amounts is none of the head any more.
        let heads =
            below.iter().take_while(|line| line.text.split('\t').filter(|cell| is_filled(cell)).count() < 4);
        let own = before_year(line.text);
        let said = heads.copied().chain(nearest).find_map(|line| named(line.text, &names)).or(own);
        // Who fills in forms for others may leave one name above all of them.
        let owner = if first == cover { said.or(cover) } else { cover };
        headed.push(Headed { at, from: at - above, key, owner });
    }
    let keys: BTreeSet<&TableKey> = headed.iter().map(|headed| &headed.key).collect();
    (keys.len() < headed.len()).then_some(headed)
}

fn is_filled(cell: &str) -> bool {
    !cell.trim().is_empty()
}

/// The name that stands above a table.
fn named<'l>(text: &'l str, names: &[Arc<Pattern>]) -> Option<&'l str> {
    let mut found = names.iter().filter_map(|name| Some(name.captures(text)?.get(1)?.as_str().trim()));
    found.find(|name| !is_unit(name) && name.chars().count() > 2)
}

/// What stands in a title before its year: whose table it is.
fn before_year(title: &str) -> Option<&str> {
    let at = title.find("年").filter(|at| *at >= 4)?;
    let before = title.get(..at - 4).filter(|_| title.get(at - 4..at).is_some_and(is_year))?.trim();
    (before.chars().count() > 3 && !is_number(before) && !before.contains(['\t', '第', '、']))
        .then_some(before)
}

fn is_year(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The units whose tables are those of the first again.
fn owners<'l>(headed: &[Headed<'l>]) -> Vec<&'l str> {
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

/// Whose the lines are: from a table's head on its unit's, and behind a set those that a heading gives to another.
fn whose(lines: &[Line<'_>], headed: &[Headed<'_>], owners: &[&str]) -> Vec<usize> {
    let of = |owner: &str| owners.iter().position(|known| is_same(known, owner));
    let mut begun = headed.iter().filter_map(|headed| Some((headed, of(headed.owner?)?))).peekable();
    let titles: BTreeSet<usize> = headed.iter().map(|headed| headed.at).collect();
    // What stands before the first table is the first unit's.
    let mut current = 0;
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
            current = titled(line.text, owners).unwrap_or(current);
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
