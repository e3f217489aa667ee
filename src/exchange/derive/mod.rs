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
mod describe;
mod forms;
mod found;
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

use self::found::Found;
use self::words::Words;
pub(super) use self::words::{bare_title, path_of};
use super::general_unit::GeneralUnit;
use super::patterns::{Patterns, compile};
use super::split::{Line, lines};
use super::words::Printed;
use super::{dialects, facts};
use crate::codes::Classification;
use crate::model::TableKey;
use crate::money::MoneyUnit;
use crate::schema::{Format, TableSchema};

pub(crate) use known::Known;

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
fn heads(found: &[Found], words: &Words, list: &Classification) -> BTreeSet<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for first in found.iter().filter_map(|found| found.pieces.first()?.rows().next()) {
        let mut filled = first.iter().filter(|cell| !cell.is_blank());
        let label = filled.next().filter(|label| label.number.is_none() && !words.is_total(&label.squeezed));
        // An item heads the rows as well, where nothing stands above it.
        let is_item = |label: &Printed| {
            told::digits_before(&label.squeezed).is_some()
                || beside::numeral(&label.text).is_some()
                || list.is_any_named(&label.text)
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
    dialects::functions::repeat(&mut source);
    let patterns = Patterns::new(general);
    let lines = lines(&source);
    let raised = titles::raised(&lines, &words, &patterns);
    let titles_below = raised.is_some();
    let lines = raised.unwrap_or(lines);
    let mut found = found::all(&lines, general, &words, &patterns);
    found::settle(&mut found, &words, units);
    let unit = GeneralUnit::of(&lines, |line| patterns.is_note(line.text)).map(|unit| unit.yuan);
    found.iter_mut().for_each(|found| found.unit = found.unit.or(unit));
    let document = Document {
        text,
        withheld: words.withheld.iter().any(|word| word.is_match(text)),
        heads: heads(&found, &words, general.classifications.latest()),
    };
    let mut format = described(&found, general, &words, &document);
    format.document.titles_below |= titles_below;
    format.document.withheld |= document.withheld;
    format.rules = format.rules.iter().filter_map(|rule| rule.among(&format.tables)).collect();
    format.item_rules.retain(|rule| !rule.lacks(&format.tables));
    // What is kept beside the budget must be read again.
    let read = as_kept(&format, &general.name);
    read.filter(|format| !format.tables.is_empty() || !format.document.sections.is_empty())
}

/// A format of the tables that can be described.
fn described(found: &[Found], general: &Format, words: &Words, document: &Document<'_>) -> Format {
    let mut format = Format {
        unit: majority(found, general.unit),
        // Of no year, where the document tells none: it is nobody's guess.
        year: facts::year(general, document.text).map_or(0, |_| general.year),
        tables: Vec::new(),
        vocabulary: None,
        ..general.clone()
    };
    let mut places = 0;
    for found in found {
        let Some(schema) = describe::table(found, words, document) else { continue };
        let unit = found.unit.unwrap_or(format.unit.in_yuan());
        for piece in &found.pieces {
            places = places.max(decimals_in(format.unit, piece.decimals(), unit));
        }
        format.tables.push(schema);
    }
    // In 元 figures may be whole; finer than the 分 they are converted.
    format.decimals = places.min(2);
    format
}

/// A format as it is read again from what is kept of it beside the budget; its tables alone that can be.
fn as_kept(format: &Format, name: &str) -> Option<Format> {
    let again = |format: &Format| {
        let kept = Format::parse(name, &format.to_text()?).ok()?;
        Some(Format { classifications: format.classifications.clone(), ..kept })
    };
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
