//! The description of one table: of which columns and rows it is, by its header, its rows and its title.

use rust_decimal::Decimal;

use super::super::patterns::compile;
use super::super::words::{Printed, squeeze};
use super::found::Found;
use super::header::{self, Piece};
use super::titles::Title;
use super::words::{self, Words};
use super::{Document, beside, columns, forms, halves, kinds, stacked, sums};
use crate::model::ColumnKey;
use crate::schema::{ColumnKind, KnownTable, Layout, SectionSchema, TableSchema};
use crate::text::shortened_to;

/// How much of a title a table is called by, in characters.
const SHORT: usize = 20;

/// The description of a table.
pub(super) fn table(found: &Found, words: &Words, document: &Document<'_>) -> Option<TableSchema> {
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
        title_year: found.year,
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
