//! Income above expenditure: tables whose sides stand below one another, each below a header of its own, and not beside each
//! other. Tells where another side begins, and which pieces of a table are which side.

use super::super::words::Printed;
use super::header::Piece;
use super::words::Words;
use super::{beside, columns, sums};
use crate::model::{ColumnKey, TableKey};
use crate::schema::SectionSchema;

/// The side whose header a row is: it begins with what the side is called, goes on with other words, and speaks of no
/// other side. An item called 支出 that has no amount stands alone in its row.
pub(super) fn side(row: &[Printed], words: &Words) -> Option<usize> {
    let mut filled = row.iter().filter(|cell| !cell.is_blank());
    let side = words.side_called(&filled.next()?.squeezed)?;
    let is_word = |cell: &Printed| {
        cell.number.is_none() && !cell.digits && !cell.is_dash() && !words.is_side(&cell.squeezed)
    };
    (filled.clone().count() > 0 && filled.all(is_word)).then_some(side)
}

/// The rows of a page, parted where the header of another side stands below amounts. `above` is the side that goes on from
/// the page before.
pub(super) fn part(
    rows: impl Iterator<Item = Vec<Printed>>,
    above: Option<usize>,
    words: &Words,
) -> Vec<Vec<Vec<Printed>>> {
    let mut runs: Vec<Vec<Vec<Printed>>> = vec![Vec::new()];
    let mut current = above;
    let mut has_amounts = false;
    for row in rows {
        let own = side(&row, words);
        if has_amounts && own.is_some() && current.is_some() && own != current {
            runs.push(Vec::new());
            has_amounts = false;
        }
        current = own.or(current);
        has_amounts |= row.iter().any(|cell| cell.number.is_some() && !cell.digits);
        if let Some(run) = runs.last_mut() {
            run.push(row);
        }
    }
    runs
}

/// The pieces of each side in the order in which they are printed, with the side's position. `None` where a piece is of no
/// side, a side is missing or comes back below another, or its pieces have other columns.
pub(super) fn sides<'p>(pieces: &'p [Piece], words: &Words) -> Option<Vec<(usize, Vec<&'p Piece>)>> {
    let mut sides: Vec<(usize, Vec<&Piece>)> = Vec::new();
    for piece in pieces {
        let own = piece.head().find_map(|row| side(row, words));
        let is_new = own.is_some_and(|own| sides.iter().all(|(side, _)| *side != own));
        match (own, sides.last_mut()) {
            (Some(own), _) if is_new => sides.push((own, vec![piece])),
            (Some(own), Some((last, of_last))) if own == *last => of_last.push(piece),
            // A further page without a header.
            (None, Some((_, of_last))) if piece.head().next().is_none() => of_last.push(piece),
            _ => return None,
        }
    }
    let are_alike = |of_side: &[&Piece]| {
        of_side.split_first().is_some_and(|(first, rest)| rest.iter().all(|piece| piece.is_like(first)))
    };
    (words.sides() > 1 && sides.len() == words.sides() && sides.iter().all(|(_, of_side)| are_alike(of_side)))
        .then_some(sides)
}

/// The sections of a table, a side each. Columns and rows bear the names that they have where the sides stand beside each
/// other: rules ask for these.
pub(super) fn sections(
    sides: &[(usize, Vec<&Piece>)],
    table: &TableKey,
    words: &Words,
    withheld: bool,
) -> Vec<SectionSchema> {
    let mut taken: Vec<ColumnKey> = Vec::new();
    let section = |(side, pieces): &(usize, Vec<&Piece>)| {
        let paths = pieces.first().map(|piece| piece.paths()).unwrap_or_default();
        let rows: Vec<&[Printed]> = pieces.iter().flat_map(|piece| piece.rows()).collect();
        let kinds = columns::kinds(&paths, &rows, words);
        let own = columns::Columns { paths: &paths, kinds: &kinds, range: 0..paths.len(), table };
        let (mut columns, at) = own.describe(words, Some(*side), &mut taken);
        let cells: Vec<Vec<&Printed>> = rows
            .iter()
            .map(|row| at.iter().map(|at| row.get(*at).unwrap_or(words.blank())).collect())
            .collect();
        sums::of_columns(&mut columns, &cells, words);
        let mut section = SectionSchema { columns, ..SectionSchema::default() };
        beside::rows(&mut section, *side, &cells, words, withheld);
        section
    };
    sides.iter().map(section).collect()
}
