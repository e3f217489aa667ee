//! A format made of a document: where no format describes the tables of its place, they are described by the
//! document's own titles, headers and rows, as far as the words of a [`Vocabulary`] know them.
//!
//! ```text
//! text ─► titles ─► split ─► pieces of a table ─► header ─► columns ─┐
//!                                                └► rows ─► kinds ───┴─► sums ─► Format
//! ```
//!
//! The document is then read with it as with any other. What a sum consists of is supposed by the header and the
//! labels, and taken only where the table's own figures bear it out nearly everywhere: a form that adds up otherwise
//! is not to be found wrong. Nothing here knows a place, a table or a column by name.

mod beside;
mod columns;
mod forms;
mod halves;
mod header;
mod kinds;
mod known;
mod levels;
mod rows;
mod stacked;
mod sums;
#[cfg(test)]
mod tests;
mod titles;
mod told;
mod untitled;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use self::header::Piece;
use self::titles::Title;
use self::words::Words;
pub(super) use self::words::{bare_title, path_of};
use super::dress::is_number;
use super::general_unit::GeneralUnit;
use super::loose;
use super::split::{Line, Part, Patterns, compile, lines, split};
use super::unit_row::unit_of;
use super::words::{Printed, mend, squeeze};
use super::{dialects, units};
use crate::codes::{Classification, Scheme};
use crate::model::{ColumnKey, TableKey};
use crate::money::MoneyUnit;
use crate::schema::{ColumnKind, Format, KnownTable, Layout, SectionSchema, TableSchema};
use crate::text::shortened_to;

/// How much of a title a table is called by, in characters.
const SHORT: usize = 20;
/// The most tables that are taken from one document, and rows that are looked at in one table.
const TABLES: usize = 80;
/// How many lines above its title a table's number may stand.
const ABOVE: u32 = 3;
const ROWS: usize = 4_000;
/// How many lines below its title whose it is may stand.
const HEAD: usize = 4;

pub(crate) use known::Known;

/// A table of the document before it is described.
struct Found {
    title: Title,
    pieces: Vec<Piece>,
    unit: Option<Decimal>,
    /// How many lines below it are nothing but figures, as of a table that was copied cell by cell.
    figures: usize,
    /// Whether the document is cut at its title: the unit, if nothing else, stands below it.
    is_begun: bool,
    /// The line of its title.
    at: u32,
    /// Which table it is.
    number: Option<u32>,
    /// As it is printed.
    label: String,
}

/// What is known of the whole document when a table is described.
struct Document<'t> {
    text: &'t str,
    /// Whether it says that items are withheld.
    withheld: bool,
    /// What heads tables that have no row called a total: the department.
    heads: BTreeSet<String>,
}

/// In so many tables the department heads the rows at least, if it does in place of a total.
const HEADED: usize = 3;

/// The labels that head the rows of several tables.
fn heads(found: &[Found], words: &Words) -> BTreeSet<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for first in found.iter().filter_map(|found| found.pieces.first()?.rows().next()) {
        let mut filled = first.iter().filter(|cell| !cell.is_blank());
        let label = filled.next().filter(|label| label.number.is_none() && !words.is_total(&label.squeezed));
        // An item heads the rows as well, where nothing stands above it.
        let is_item = |label: &Printed| {
            told::digits_before(&label.squeezed).is_some()
                || beside::numeral(&label.text).is_some()
                || is_listed(&label.text)
        };
        let label = label.filter(|label| filled.clone().next().is_some() && !is_item(label));
        let Some(label) = label else { continue };
        if filled.all(|cell| cell.number.is_some()) {
            *counts.entry(&label.squeezed).or_default() += 1;
        }
    }
    let often = counts.into_iter().filter(|(_, count)| *count >= HEADED);
    often.map(|(label, _)| label.to_owned()).collect()
}

/// Whether a classification has an item of that name.
fn is_listed(name: &str) -> bool {
    let list = Classification::for_year(i32::MAX);
    Scheme::ALL.into_iter().any(|scheme| list.named(scheme, name).next().is_some())
}

/// What tells of a line of which known table it is the title. `None` where the format has no words.
pub(super) fn known_title(general: &Format) -> Option<impl Fn(&[Line<'_>], usize) -> Option<TableKey>> {
    let words = Words::new(general.vocabulary.as_ref()?);
    Some(move |lines: &[Line<'_>], at: usize| titles::known(lines, at, &words))
}

/// Makes a format of a document's text. `None` where the words are not meant for it, or no table is found. Tables called
/// after one of `units` are that unit's, and never the department's.
pub(super) fn derive(text: &str, general: &Format, units: &[String]) -> Option<Format> {
    let vocabulary = general.vocabulary.as_ref()?;
    if !compile(&vocabulary.place)?.is_match(text) {
        return None;
    }
    let words = Words::new(vocabulary);
    let (mut source, _) = dialects::lines(text);
    dialects::owners::repeat(&mut source);
    let patterns = Patterns::new(general);
    let lines = lines(&source);
    let raised = titles::raised(&lines, &words, &patterns);
    let titles_below = raised.is_some();
    let lines = raised.unwrap_or(lines);
    let provisional = titles::provisional(&lines, general, &words);
    let mut found: Vec<Found> = provisional
        .titles
        .iter()
        .take(TABLES)
        .map(|title| Found {
            title: title.clone(),
            pieces: Vec::new(),
            unit: None,
            figures: 0,
            is_begun: false,
            at: 0,
            number: None,
            label: String::new(),
        })
        .collect();
    let all = &lines;
    for part in split(all, &provisional.format, &patterns) {
        let Part::Table(schema, lead, lines) = part else { continue };
        let Some(table) = found.iter_mut().find(|found| found.title.printed == schema.title) else {
            continue;
        };
        let stated = lead.iter().chain(&lines).filter(|line| line.number > 0);
        let unit = stated.take(12).find_map(|line| units::stated(line.text));
        let named = (1..lines.len().min(1 + HEAD)).find_map(|at| {
            let unit = unit_of(lines.get(at)?, lines.get(at + 1..)?)?;
            lines.get(1..at)?.iter().all(|line| line.only_text().is_some()).then_some((at, unit))
        });
        let unit = unit.or(named.map(|(_, unit)| unit));
        table.unit = table.unit.or(unit);
        if let Some(first) = lines.first().filter(|_| !table.is_begun || table.pieces.is_empty()) {
            table.at = first.number;
            (table.number, table.label) = number_of(first, all, &lead, &lines, &schema.title);
        }
        table.is_begun = true;
        table.figures += lines.iter().filter(|line| loose::is_figure(line)).count();
        let rows = rows_below(&lines, named.map(|(at, _)| at), &patterns);
        let total: usize = table.pieces.iter().map(Piece::len).sum();
        let pieces = header::pieces(rows, ROWS.saturating_sub(total), &words, &table.pieces);
        table.pieces.extend(pieces);
    }
    let has_rows = |found: &Found| !found.pieces.is_empty();
    found.retain(|found| has_rows(found) || found.is_begun);
    let is_whole = |found: &&mut Found| has_rows(found) && !titles::is_of(&found.title, units);
    titles::know(found.iter_mut().filter(is_whole).map(|found| &mut found.title), &words);
    // A table that often is empty has a title, a note and nothing else: it is there all the same.
    let mut given: BTreeSet<TableKey> =
        found.iter().filter(|found| has_rows(found)).map(|found| found.title.key.clone()).collect();
    found.retain_mut(|found| {
        if has_rows(found) {
            return true;
        }
        let key = words.title(&found.title.title).filter(|key| given.insert((*key).clone()));
        // One whose figures stand in lines of their own is there, too, and is not read.
        let is_there = found.figures >= loose::FEWEST;
        let key = key.filter(|key| is_there || words.table(key).is_some_and(|known| known.may_be_empty));
        key.inspect(|key| found.title.key = (*key).clone()).is_some()
    });
    // A list of tables may name them in another order, or not all.
    titles::count(&mut found);
    let unit = GeneralUnit::of(&lines, |line| patterns.is_note(line.text)).map(|unit| unit.yuan);
    found.iter_mut().for_each(|found| found.unit = found.unit.or(unit));
    let document = Document {
        text,
        withheld: words.withheld.iter().any(|word| word.is_match(text)),
        heads: heads(&found, &words),
    };
    let mut format = Format {
        unit: majority(&found, general.unit),
        tables: Vec::new(),
        vocabulary: None,
        ..general.clone()
    };
    format.document.titles_below |= titles_below;
    let mut places = 0;
    for found in &found {
        let Some(schema) = describe(found, &words, &document) else { continue };
        let unit = found.unit.unwrap_or(format.unit.in_yuan());
        for piece in &found.pieces {
            places = places.max(decimals_in(format.unit, piece.decimals(), unit));
        }
        format.tables.push(schema);
    }
    // In 元 figures may be whole; finer than the 分 they are converted.
    format.decimals = places.min(2);
    format.rules = format.rules.iter().filter_map(|rule| rule.among(&format.tables)).collect();
    format.item_rules.retain(|rule| !rule.lacks(&format.tables));
    // What is kept beside the budget must be read again.
    let read = as_kept(&format, &general.name);
    read.filter(|format| !format.tables.is_empty() || !format.document.sections.is_empty())
}

/// The number of a table that stands with its title, above it or below it, and the same as it is printed.
fn number_of(
    first: &Line<'_>,
    all: &[Line<'_>],
    lead: &[Line<'_>],
    lines: &[Line<'_>],
    title: &str,
) -> (Option<u32>, String) {
    // The number of the first table stands at the end of the text.
    let near = first.number.saturating_sub(ABOVE)..first.number;
    let before = all.iter().filter(|line| near.contains(&line.number));
    let above = || before.clone().filter(|line| line.only_text().is_some_and(is_number)).chain(lead);
    // Or in the corner between the title and the rows.
    let below = || lines.iter().skip(1).take(3).filter(|line| line.only_text().is_some_and(is_number));
    let near = || above().chain([first]).chain(below());
    let number = near().find_map(|line| titles::number(line, title));
    let labels = near().filter_map(|line| titles::label(line, title));
    (number, labels.reduce(|_, nearer| nearer).unwrap_or_default())
}

/// The rows below a title, without notes and what stands above the header; `unit` is the row that names the unit of columns.
fn rows_below(lines: &[Line<'_>], unit: Option<usize>, patterns: &Patterns) -> Vec<Vec<Printed>> {
    let mut noted = false;
    lines
        .iter()
        .enumerate()
        .filter(|(at, _)| *at > 0 && unit != Some(*at))
        .map(|(_, line)| line)
        .filter(|line| {
            // A note is a row with one filled cell in a workbook, and goes on in the next ones.
            let only = line.only_text();
            noted = only.is_some_and(|text| noted || patterns.is_note(text));
            !noted
        })
        .filter_map(|line| line.cells())
        .map(|cells| cells.iter().map(|cell| Printed::new(mend(cell).text)).collect())
        .filter(|row: &Vec<Printed>| !row.iter().all(Printed::is_blank) && !header::is_head(row))
        .collect()
}

/// A format as it is read again from what is kept of it beside the budget; its tables alone that can be.
fn as_kept(format: &Format, name: &str) -> Option<Format> {
    let again = |format: &Format| Format::parse(name, &format.to_text()?).ok();
    again(format).or_else(|| {
        let alone =
            |table: &TableSchema| Format { tables: vec![table.clone()], rules: Vec::new(), ..format.clone() };
        let sound = format.tables.iter().filter(|table| again(&alone(table)).is_some()).cloned().collect();
        again(&Format { tables: sound, rules: Vec::new(), ..format.clone() })
    })
}

/// The unit of most tables, or the next smaller one: 元 where they are in 千元.
fn majority(found: &[Found], usual: MoneyUnit) -> MoneyUnit {
    let (wan, yuan): (Vec<Decimal>, Vec<Decimal>) =
        found.iter().filter_map(|found| found.unit).partition(|unit| *unit >= MoneyUnit::WanYuan.in_yuan());
    match yuan.len().cmp(&wan.len()) {
        std::cmp::Ordering::Greater => MoneyUnit::Yuan,
        std::cmp::Ordering::Less => MoneyUnit::WanYuan,
        std::cmp::Ordering::Equal => usual,
    }
}

/// How many decimals amounts have in a unit that are printed with so many in another.
fn decimals_in(unit: MoneyUnit, decimals: u32, printed: Decimal) -> u32 {
    let one = (Decimal::new(1, decimals) * printed) / unit.in_yuan();
    one.normalize().scale()
}

/// The description of a table.
fn describe(found: &Found, words: &Words, document: &Document<'_>) -> Option<TableSchema> {
    let known = words.table(&found.title.key);
    let may_be_empty = known.is_some_and(|known| known.may_be_empty && !says_why(known, document.text));
    if found.pieces.is_empty() {
        return Some(TableSchema { may_be_empty, sections: vec![forms::section(1)], ..titled(found) });
    }
    if let Some(sides) = stacked::sides(&found.pieces, words) {
        let sections = stacked::sections(&sides, &found.title.key, words, document.withheld);
        return Some(TableSchema { may_be_empty, sections, ..titled(found) });
    }
    let widest = found.pieces.iter().max_by_key(|piece| (piece.len(), piece.width))?;
    // Columns are those of the first header that most rows stand below.
    let alike: Vec<&Piece> = found.pieces.iter().filter(|piece| piece.is_like(widest)).collect();
    let first = alike.first()?;
    let rows: Vec<&[Printed]> = alike.iter().flat_map(|piece| piece.rows()).collect();
    let paths = first.paths();
    let beside = known.is_some_and(|known| known.beside) || header::stands_beside(&paths, words);
    let is_form = known.is_none() && words::any(&words.forms, &found.title.title);
    if is_form && forms::are_headless(&found.pieces, widest) {
        let width = found.pieces.iter().map(|piece| piece.width).max().unwrap_or(0);
        return Some(TableSchema { headless: true, sections: vec![forms::section(width)], ..titled(found) });
    }
    let mut kinds = columns::kinds(&paths, &rows, words);
    if is_form {
        // A list of projects has their money beside their targets.
        let is_money =
            |path: &Vec<String>| path.last().is_some_and(|leaf| words::any(&words.money, &squeeze(leaf)));
        let is_amount =
            |(kind, path): (&ColumnKind, &Vec<String>)| *kind == ColumnKind::Amount && is_money(path);
        let money: Vec<bool> = kinds.iter().zip(&paths).map(is_amount).collect();
        let text = |is_money: bool| if is_money { ColumnKind::Amount } else { ColumnKind::Text };
        kinds = money.into_iter().map(text).collect();
    }
    let halves = halves::of(&paths, &kinds).filter(|_| !beside && !is_form);
    let ranges = halves.clone().map_or_else(|| columns::ranges(&kinds, beside), |halves| halves.to_vec());
    let others = found.pieces.iter().filter(|piece| !piece.is_like(widest));
    let apart: Vec<Vec<Decimal>> = others.flat_map(|piece| piece.totals(words)).collect();
    let mut sections: Vec<SectionSchema> = Vec::new();
    let mut taken: Vec<ColumnKey> = Vec::new();
    for range in &ranges {
        let own =
            columns::Columns { paths: &paths, kinds: &kinds, range: range.clone(), table: &found.title.key };
        let beside = (ranges.len() > 1 && halves.is_none()).then_some(sections.len());
        let (mut columns, at) = own.describe(words, beside, &mut taken);
        let cells: Vec<Vec<&Printed>> = rows
            .iter()
            .map(|row| at.iter().map(|at| row.get(*at)).map(|cell| cell.unwrap_or(words.blank())).collect())
            .collect();
        sums::of_columns(&mut columns, &cells, words);
        let mut section = SectionSchema { columns, ..SectionSchema::default() };
        if halves.is_some() {
            // A row may be there in one half alone.
            let is_filled = |row: &Vec<&Printed>| row.iter().any(|cell| !cell.is_blank());
            let own: Vec<Vec<&Printed>> = cells.into_iter().filter(is_filled).collect();
            kinds::rows(&mut section, &own, &[], words, document);
        } else if ranges.len() > 1 {
            beside::rows(&mut section, sections.len(), &cells, words, document.withheld);
        } else {
            kinds::rows(&mut section, &cells, &apart, words, document);
        }
        sections.push(section);
    }
    if halves.is_some() {
        let group = |range: &std::ops::Range<usize>| paths.get(range.start)?.first().map(String::as_str);
        halves::name(&mut sections, ranges.iter().filter_map(group), document.withheld);
    }
    Some(TableSchema {
        layout: if ranges.len() > 1 { Layout::Beside } else { Layout::Stacked },
        // What a row is called stays in sight beside its figures.
        frozen: if is_form || ranges.len() > 1 { 0 } else { names_before(&kinds) },
        may_be_empty,
        sections,
        ..titled(found)
    })
}

/// A table of which nothing is known but its title.
fn titled(found: &Found) -> TableSchema {
    let Title { key, printed, title, .. } = &found.title;
    TableSchema {
        key: key.clone(),
        number: found.number,
        label: found.label.clone(),
        title: title.clone(),
        short: shortened_to(title, SHORT).into_owned(),
        aliases: if printed == title { Vec::new() } else { vec![printed.clone()] },
        ..TableSchema::default()
    }
}

/// How many columns stand before the first with figures; none where that is all of them.
fn names_before(kinds: &[ColumnKind]) -> usize {
    kinds.iter().position(|kind| kind.is_number()).unwrap_or(0)
}

/// Whether the text says why a table is empty.
fn says_why(known: &KnownTable, text: &str) -> bool {
    !known.explained.is_empty() && compile(&known.explained).is_some_and(|words| words.is_match(text))
}
