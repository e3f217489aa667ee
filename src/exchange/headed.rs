//! The known tables of a document, each with the unit whose it is: by the name above it, in its title, on the cover or in
//! a heading that stands above the same table of each unit. Reads no figure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::derive::{bare_title, known_title};
use super::dress::{is_number, is_page, undress};
use super::facts::is_unit;
use super::patterns::compile;
use super::split::{Line, Titles, is_short};
use super::units;
use super::words::{mend, squeeze};
use crate::model::TableKey;
use crate::outline::{Level, level, unnumbered};
use crate::pattern::Pattern;
use crate::schema::Format;
use crate::text::is_total_label;

/// How far above a title, and below it, its unit's name may stand, blank lines aside.
const NEAR: (usize, usize) = (3, 5);

/// Whose budget it is in a volume of both: the department's first.
const KINDS: [&str; 4] = ["部门预算", "单位预算", "本级预算", "本级单位预算"];

/// A title with the table it heads.
pub(super) struct Headed {
    /// Which line it is, and where what belongs to the table begins.
    pub at: usize,
    pub from: usize,
    /// The line of the title, where this one only says that the same table follows of another unit.
    pub again: Option<usize>,
    pub key: TableKey,
    pub owner: Option<String>,
    /// Whether a row of it is called a total.
    pub has_total: bool,
}

/// The tables of a document.
pub(super) struct Tables {
    pub headed: Vec<Headed>,
    /// Whose the whole document is, by its first cover.
    pub department: Option<String>,
    /// The lines that are covers, or headings of a unit's tables, and whose what follows is.
    pub begins: Vec<(usize, String)>,
}

/// A line that is the title of a known table, or that says of which unit it follows again.
struct Title {
    at: usize,
    key: TableKey,
    again: Option<usize>,
}

/// The words of a format that tell whose a table is.
struct Names {
    names: Vec<Arc<Pattern>>,
    covers: Vec<Arc<Pattern>>,
}

/// The titles with a known table below; `None` where no table comes twice.
pub(super) fn find(lines: &[Line<'_>], format: &Format) -> Option<Tables> {
    let compiled = |patterns: &[String]| -> Vec<Arc<Pattern>> {
        patterns.iter().filter_map(|pattern| compile(pattern)).collect()
    };
    let names =
        Names { names: compiled(&format.document.department), covers: compiled(&format.document.full_name) };
    let titles = titles(lines, format);
    let titles: Vec<Title> = names.with_again(lines, titles);
    let keys: BTreeSet<&TableKey> = titles.iter().map(|title| &title.key).collect();
    if keys.len() == titles.len() {
        return None;
    }
    let headings = names.headings(lines, &titles);
    let covers = names.covers(lines);
    let first = covers.first().map(|(_, name)| name.clone());
    let is_title = |line: usize| titles.iter().any(|title| title.at == line);
    let mut headed = Vec::with_capacity(titles.len());
    for (nth, title) in titles.iter().enumerate() {
        let Title { at, key, again } = title;
        let (from, said) = names.said(lines, *at);
        let cover = covers.iter().rev().find(|(above, _)| above <= at);
        // A cover below it begins another's tables; the title of a table with whose it is is none.
        let parted = covers.iter().rev().find(|(above, _)| above < at && !is_title(*above));
        let own = names.heading_of(lines, title).filter(|own| headings.contains(own));
        let heading = own.as_ref().or_else(|| headings.iter().rev().find(|(above, _)| above < at));
        let heading = heading.filter(|(above, _)| parted.is_none_or(|(cover, _)| cover < above));
        let cover = cover.map(|(_, name)| name);
        // Who fills in forms for others may leave one name above all of them.
        let owner = match heading {
            Some((_, name)) => Some(name.clone()),
            None if first.as_ref() == cover => said.or(cover.cloned()),
            None => cover.cloned(),
        };
        // What stands right above its head is its heading.
        let from = heading.map(|(above, _)| *above).filter(|above| above + 1 == from).unwrap_or(from);
        let end = titles.get(nth + 1).map_or(lines.len(), |next| next.at);
        let has_total = lines.get(at + 1..end).unwrap_or_default().iter().any(is_total);
        headed.push(Headed { at: *at, from, again: *again, key: key.clone(), owner, has_total });
    }
    let is_parted = |(at, _): &(usize, String)| !is_title(*at);
    let mut begins: Vec<(usize, String)> = covers.into_iter().filter(is_parted).chain(headings).collect();
    begins.sort();
    Some(Tables { headed, department: first, begins })
}

/// The lines that are titles of known tables, with rows below.
pub(super) fn titles(lines: &[Line<'_>], format: &Format) -> Vec<(usize, TableKey)> {
    let words = known_title(format);
    let titles = Titles::new(format);
    // A format that was made of such a document has each unit's table under a title of its own.
    let bare = |line: &Line<'_>| {
        let own = bare_title(&undress(&mend(line.only_text()?).text));
        let table = format.published().find(|table| bare_title(&table.title) == own);
        table.map(|table| table.key.clone())
    };
    let known = |at: usize| match &words {
        Some(known) => known(lines, at),
        None => {
            let line = lines.get(at)?;
            titles.find(line).map(|table| table.key.clone()).or_else(|| bare(line))
        }
    };
    let has_rows = |at: usize| below(lines, at).any(|line| line.cells().is_some());
    let found = (0..lines.len()).filter_map(|at| Some((at, known(at)?)));
    found.filter(|(at, _)| has_rows(*at)).collect()
}

/// The lines near below a title.
fn below<'l, 't>(lines: &'l [Line<'t>], at: usize) -> impl Iterator<Item = &'l Line<'t>> {
    let below = lines.get(at + 1..).unwrap_or_default().iter().filter(|line| !line.is_blank());
    below.take(NEAR.1)
}

fn is_total(line: &Line<'_>) -> bool {
    let cells = line.cells().unwrap_or_default();
    let has_amount = cells.iter().any(|cell| super::words::is_amount(cell));
    has_amount && cells.iter().any(|cell| is_total_label(&squeeze(cell)))
}

impl Names {
    /// The covers, with whose budget each begins. Where a department's and that of the unit of the same name stand in one
    /// document, the second is called by what sets it apart.
    fn covers(&self, lines: &[Line<'_>]) -> Vec<(usize, String)> {
        let kind = |at: usize| {
            let text = lines.get(at).map(|line| squeeze(line.text)).unwrap_or_default();
            match (text.contains("本级"), text.contains("单位预算"), text.contains("部门预算")) {
                (true, ..) => "本级",
                (_, true, false) => "单位预算",
                (_, false, true) => "部门预算",
                _ => "",
            }
        };
        let found = (0..lines.len()).filter_map(|at| Some((at, self.cover(lines.get(at)?)?)));
        let mut found: Vec<(usize, String)> = found.collect();
        let Some((own, first)) = found.first().map(|(at, name)| (kind(*at), name.clone())) else {
            return found;
        };
        // In a volume a heading alone may say it: 第二部分 单位预算.
        let is_heading = |line: &Line<'_>| {
            let text = line.only_text().unwrap_or_default().trim();
            let bare = squeeze(unnumbered(text));
            level(text) == Some(Level::Part) && KINDS.contains(&bare.trim_end_matches('表'))
        };
        let headings = (0..lines.len()).filter(|at| lines.get(*at).is_some_and(is_heading));
        found.extend(headings.map(|at| (at, first.clone())).collect::<Vec<_>>());
        found.sort_by_key(|(at, _)| *at);
        for (at, name) in found.iter_mut().filter(|(_, name)| *name == first) {
            let other = kind(*at);
            if !other.is_empty() && own != other && (!own.is_empty() || other != KINDS[0]) {
                name.push_str(&format!("（{other}）"));
            }
        }
        found
    }

    /// The name on a cover.
    fn cover(&self, line: &Line<'_>) -> Option<String> {
        let bare = line.text.trim_start_matches(['#', '*', ' ', '\u{3000}']);
        let is_cover =
            line.cells().is_none() && is_short(line.text) && !line.text.contains(['，', '。', '：', '《']);
        is_cover.then(|| named(bare, &self.covers)).flatten().map(str::to_owned)
    }

    /// Where what belongs to the table below a title begins, and whose it says to be.
    fn said(&self, lines: &[Line<'_>], at: usize) -> (usize, Option<String>) {
        let before = lines.get(..at).unwrap_or_default();
        let above = before.iter().rev().take_while(|line| self.is_head(line)).count();
        let nearest = before.iter().rev().take(above).filter(|line| !line.is_blank()).take(NEAR.0);
        // A row of amounts is none of the head any more.
        let heads = below(lines, at)
            .take_while(|line| line.text.split('\t').filter(|cell| !cell.trim().is_empty()).count() < 4);
        let own = lines.get(at).and_then(|line| self.name_in(line).or_else(|| before_year(line.text)));
        let said = heads.chain(nearest).find_map(|line| named(line.text, &self.names)).or(own);
        (at - above, said.map(str::to_owned))
    }

    /// Whether a line above a title belongs to its table.
    fn is_head(&self, line: &Line<'_>) -> bool {
        let text = line.only_text().unwrap_or_default();
        line.is_blank()
            || is_number(text)
            || is_short(text) && (units::stated(text).is_some() || named(text, &self.names).is_some())
    }

    /// The headings that are the name of a unit and nothing else, where they part the same table of several units:
    /// `（二）某市公证处`.
    fn headings(&self, lines: &[Line<'_>], titles: &[Title]) -> Vec<(usize, String)> {
        let mut of_tables: BTreeMap<&TableKey, Vec<(usize, String)>> = BTreeMap::new();
        for title in titles {
            let name = self.heading_of(lines, title);
            of_tables.entry(&title.key).or_default().extend(name);
        }
        let is_of_units = |found: &&Vec<(usize, String)>| {
            let names: BTreeSet<&String> = found.iter().map(|(_, name)| name).collect();
            names.len() > 1 && names.iter().filter(|name| self.is_body(name)).count() * 2 > names.len()
        };
        let found: BTreeMap<usize, String> =
            of_tables.values().filter(is_of_units).flatten().cloned().collect();
        found.into_iter().collect()
    }

    /// The heading of a table that may be a unit's name: above its head, or between its title and its rows.
    fn heading_of(&self, lines: &[Line<'_>], title: &Title) -> Option<(usize, String)> {
        let name = |at: usize| Some((at, self.heading(lines.get(at)?)?));
        if title.again.is_some() {
            return name(title.at);
        }
        let above = lines.get(..title.at)?.iter().rposition(|line| !self.is_head(line));
        let is_text =
            |at: &usize| lines.get(*at).is_some_and(|line| line.is_blank() || line.only_text().is_some());
        let mut below = (title.at + 1..lines.len()).take_while(is_text).take(NEAR.1);
        above.and_then(name).or_else(|| below.find_map(name))
    }

    /// The titles with the lines below each that name a unit above the same header again.
    fn with_again(&self, lines: &[Line<'_>], titles: Vec<(usize, TableKey)>) -> Vec<Title> {
        let ends: Vec<usize> = titles.iter().skip(1).map(|(at, _)| *at).chain([lines.len()]).collect();
        let mut out = Vec::new();
        for ((at, key), end) in titles.into_iter().zip(ends) {
            out.push(Title { at, key: key.clone(), again: None });
            let is_row =
                |line: &Line<'_>| line.cells().is_some() && line.only_text().is_none() && !line.is_blank();
            let is_header = |line: &&Line<'_>| is_row(line) && self.name_in(line).is_none();
            let own = || lines.get(at + 1..end).unwrap_or_default();
            let Some(header) = own().iter().find(is_header) else { continue };
            let first = own().iter().position(|line| line.at == header.at).unwrap_or(0);
            for (nth, line) in (at + 1..end).zip(own()).skip(first + 1) {
                let below = lines.get(nth + 1..end).unwrap_or_default();
                let next = below.iter().take(NEAR.1).find(|line| !self.is_head(line));
                let is_again = || self.name_in(line).is_some() || self.heading(line).is_some();
                if next.is_some_and(|next| next.text == header.text) && is_again() {
                    out.push(Title { at: nth, key: key.clone(), again: Some(at) });
                }
            }
        }
        out
    }

    /// The cell that says whose a table is, where nothing but the unit of its amounts stands beside it.
    fn name_in<'l>(&self, line: &Line<'l>) -> Option<&'l str> {
        let is_unit = |cell: &&str| units::stated(cell).is_some() && named(cell, &self.names).is_none();
        let cells = line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
        let mut cells = cells.filter(|cell| !is_unit(cell) && !is_number(cell));
        let only = cells.next().filter(|_| cells.next().is_none())?;
        named(only, &self.names).filter(|_| is_short(only))
    }

    /// The name that a heading may be.
    fn heading(&self, line: &Line<'_>) -> Option<String> {
        let text = line.only_text().filter(|text| is_short(text))?.trim_start_matches(['#', '*', ' ']).trim();
        let text = text.trim_end_matches(['*', ' ']);
        let name = squeeze(unnumbered(text));
        let name = name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['.', '、']);
        let is_name = (3..=30).contains(&name.chars().count())
            && !name.contains([',', '。', ';', ':', '、', '《', '表', '图'])
            && !is_page(text)
            && self.cover(line).is_none();
        is_name.then(|| name.to_owned())
    }

    /// Whether a name is that of a body, as it would stand on a cover.
    fn is_body(&self, name: &str) -> bool {
        let bare = name.split_once('(').map_or(name, |(bare, _)| bare);
        let bare = bare.trim_end_matches("本级").trim_end_matches("机关");
        named(&format!("{bare}2000年部门预算"), &self.covers) == Some(bare)
    }
}

/// The name that stands in a line.
fn named<'l>(text: &'l str, names: &[Arc<Pattern>]) -> Option<&'l str> {
    let mut found = names.iter().filter_map(|name| Some(name.captures(text)?.get(1)?.as_str().trim()));
    found.find(|name| !is_unit(name) && name.chars().count() > 2)
}

/// What stands in a title before its year: whose table it is.
fn before_year(title: &str) -> Option<&str> {
    let is_year = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let at = title.find("年").filter(|at| *at >= 4)?;
    let before = title.get(..at - 4).filter(|_| title.get(at - 4..at).is_some_and(is_year))?.trim();
    (before.chars().count() > 3 && !is_number(before) && !before.contains(['\t', '第', '、']))
        .then_some(before)
}
