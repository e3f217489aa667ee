//! Tables that a document has once for each unit, where they are too few to be budgets of their own: below one title the
//! rows of all units would stand in one table. Each unit's table gets the unit's name behind its title; the
//! department's keeps its own. Reads no figure.

use std::collections::{BTreeMap, BTreeSet};

use super::dialects;
use super::headed::{self, Headed, Tables};
use super::split::{Line, lines};
use super::units;
use super::words::squeeze;
use crate::model::TableKey;
use crate::schema::Format;

/// So many lines from its title on a table may state its unit.
const NEAR: usize = 5;

/// A text whose tables of units are called by the units.
pub(super) struct UnitTables {
    pub text: String,
    /// The titles with the units, and whether there is one of the whole department.
    pub told: Vec<(String, Vec<String>, bool)>,
    /// The units.
    pub units: Vec<String>,
}

impl UnitTables {
    /// Finds them by the titles that a format knows, or its words. `None` where there are none.
    pub(super) fn find(text: &str, format: &Format) -> Option<Self> {
        let (source, _) = dialects::lines(text);
        let lines = lines(&source);
        let Tables { headed, department, .. } = headed::find(&lines, format)?;
        let department = department.or_else(|| most_named(&headed));
        let of_department = |headed: &Headed| match (&headed.owner, &department) {
            (Some(owner), Some(department)) => squeeze(owner) == squeeze(department),
            (owner, _) => owner.is_none(),
        };
        let mut of_keys: BTreeMap<&TableKey, Vec<&Headed>> = BTreeMap::new();
        headed.iter().for_each(|headed| of_keys.entry(&headed.key).or_default().push(headed));
        let unified = dialects::unified(text);
        let mut texts: Vec<String> = unified.split('\n').map(str::to_owned).collect();
        let mut told = Vec::new();
        let mut units: Vec<String> = Vec::new();
        for tables in of_keys.values() {
            let names = |tables: &mut dyn Iterator<Item = &&Headed>| -> Vec<String> {
                let mut seen = BTreeSet::new();
                let names = tables.filter_map(|table| table.owner.clone());
                names.filter(|name| seen.insert(squeeze(name))).collect()
            };
            // A further page of a table has no total of its own.
            let whole = tables.iter().any(|table| of_department(table) && table.has_total);
            let totals = names(&mut tables.iter().filter(|table| !of_department(table) && table.has_total));
            if totals.len() + usize::from(whole) < 2 || totals.is_empty() {
                continue;
            }
            let own: Vec<&&Headed> = tables.iter().filter(|table| !of_department(table)).collect();
            let Some(title) =
                own.first().and_then(|table| title(lines.get(table.again.unwrap_or(table.at))?))
            else {
                continue;
            };
            let called: Option<Vec<(usize, String)>> =
                own.iter().map(|table| called(table, &lines, &texts)).collect();
            let Some(called) = called else { continue };
            for (at, line) in called {
                texts.get_mut(at).into_iter().for_each(|text| text.clone_from(&line));
            }
            let named = names(&mut own.iter().copied());
            units.extend(named.iter().filter(|name| !units.contains(name)).cloned().collect::<Vec<_>>());
            told.push((title.to_owned(), named, whole));
        }
        (!told.is_empty()).then(|| Self { text: texts.join("\n"), told, units })
    }

    /// What is to be said of them, a sentence a title.
    pub(super) fn notes(&self) -> Vec<String> {
        let note = |(title, units, whole): &(String, Vec<String>, bool)| {
            let units = units.join("、");
            match whole {
                true => format!("“{title}”除全部门的一张外，另有各单位的（{units}），各作为一张表读入"),
                false => format!(
                    "“{title}”只有各单位的（{units}），没有全部门的一张；各作为一张表读入，与这张表有关的表间核对没有检查"
                ),
            }
        };
        self.told.iter().map(note).collect()
    }
}

/// Whose most tables are, where no cover tells whose the document is; `None` where two have as many.
fn most_named(headed: &[Headed]) -> Option<String> {
    let mut counts: BTreeMap<String, (BTreeSet<&TableKey>, &String)> = BTreeMap::new();
    for Headed { key, owner, .. } in headed {
        let Some(owner) = owner else { continue };
        counts.entry(squeeze(owner)).or_insert((BTreeSet::new(), owner)).0.insert(key);
    }
    let most = counts.values().map(|(keys, _)| keys.len()).max()?;
    let mut first = counts.values().filter(|(keys, _)| keys.len() == most);
    first.next().filter(|_| first.next().is_none()).map(|(_, owner)| (*owner).clone())
}

/// The cell of a line that is its title.
pub(super) fn title<'l>(line: &Line<'l>) -> Option<&'l str> {
    let mut cells = line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
    let first = cells.clone().next();
    cells.find(|cell| end_of_title(cell).is_some()).or(first)
}

/// Where the word ends that makes a title one, brackets aside.
pub(super) fn end_of_title(title: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut end = None;
    let mut chars = title.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            '表' if depth == 0 => {
                let is_end =
                    chars.peek().is_none_or(|(_, next)| next.is_whitespace() || "(（".contains(*next));
                end = is_end.then_some(at + c.len_utf8()).or(end);
            }
            _ => {}
        }
    }
    end
}

/// The line of the file, from 0, in which a unit's title stands, with the unit's name behind the title. `None` where it cannot
/// be told in that line which words are the title.
fn called(table: &Headed, lines: &[Line<'_>], texts: &[String]) -> Option<(usize, String)> {
    let (line, owner) = (lines.get(table.at)?, table.owner.as_ref()?);
    let at = usize::try_from(line.number).ok()?.checked_sub(1)?;
    let title = title(lines.get(table.again.unwrap_or(table.at))?)?;
    let whole = match end_of_title(title) {
        Some(end) => format!("{}（{owner}）{}", title.get(..end)?, title.get(end..)?),
        None => format!("{title}表（{owner}）"),
    };
    let text = texts.get(at)?;
    // A line that names the unit alone becomes the title; the unit of the amounts stays beside it.
    let mut cells = line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
    let own = cells.find(|cell| units::stated(cell).is_none());
    let Some(again) = table.again else {
        return (text.matches(title).count() == 1).then(|| (at, text.replacen(title, &whole, 1)));
    };
    // So does the unit above the first, where it is said once for all.
    let stated = |line: &Line<'_>| line.text.split('\t').find_map(units::stated);
    let first = || lines.get(again..)?.iter().take(NEAR).find_map(stated);
    let unit = if stated(line).is_some() { None } else { first() };
    let unit = unit.map(|unit| format!("（单位：{}）", units::name(unit))).unwrap_or_default();
    let (title, whole) = (own?, format!("{whole}{unit}"));
    (text.matches(title).count() == 1).then(|| (at, text.replacen(title, &whole, 1)))
}
