//! Where the columns of a table part: the gaps that persist over its rows with figures. It knows no words.

use std::collections::BTreeSet;

use super::super::lines::{Line, is_figure};
use super::TOUCH;
use super::figures::{is_amount, is_filled, is_mixed, is_number};
use super::row::Row;

/// Codes and their names are more labels than this where codes stand in columns of their own.
const LABELS: usize = 2;

/// A piece parted where columns part: between an amount and a label, or where there is any gap.
pub(super) fn parted(piece: &Line, partings: &[f32]) -> Vec<Line> {
    let mixed = is_mixed(&piece.text());
    piece.clone().split(|before, letter| {
        // A label that is too long reaches up to the amount beside it, wherever columns part.
        let near = if mixed { 1.2 } else { 0.3 } * letter.size;
        let (from, to) = (before.right - near, letter.left + near);
        let first = partings.partition_point(|parting| *parting < from);
        let changes = is_figure(&before.text) != is_figure(&letter.text);
        partings.get(first).is_some_and(|parting| *parting <= to)
            && (changes || letter.left - before.right > TOUCH * letter.size)
    })
}

/// Where columns part: the middles of the gaps that persist over the rows with figures.
pub(super) fn partings(rows: &[&Row<'_>]) -> Vec<f32> {
    let figures: Vec<&Row<'_>> = rows.iter().filter(|row| row.is_figures()).copied().collect();
    let size = figures.iter().map(|row| row.size).fold(f32::MAX, f32::min);
    let touching = touching(&figures, size);
    let mut ends: Vec<(f32, i32)> = figures
        .iter()
        .flat_map(|row| &row.pieces)
        .flat_map(|piece| parted(piece, &touching))
        .filter(|piece| !is_mixed(&piece.text()))
        .flat_map(|piece| [(piece.area.left, 1), (piece.area.right, -1)])
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    // A label that is too long for its column does not join two columns.
    let few = i32::try_from(figures.len() / 10).unwrap_or(0);
    let mut out = Vec::new();
    let (mut covering, mut free_from) = (0, None);
    for (at, change) in ends {
        let before = covering;
        covering += change;
        if before > few && covering <= few {
            free_from = Some(at);
        } else if before <= few
            && covering > few
            && let Some(from) = free_from.take()
            && at - from > 0.1 * size
        {
            out.push(f32::midpoint(from, at));
        }
    }
    out.extend(touching);
    out.sort_by(f32::total_cmp);
    out.dedup_by(|next, before| *next - *before < size);
    out
}

/// Where labels that go straight on from an amount begin one below the other.
fn touching(figures: &[&Row<'_>], size: f32) -> Vec<f32> {
    let mixed = figures.iter().flat_map(|row| &row.pieces).filter(|piece| is_mixed(&piece.text()));
    let mut begins: Vec<f32> = mixed
        .filter_map(|piece| piece.seen().find(|letter| !is_figure(&letter.text)).map(|letter| letter.left))
        .collect();
    begins.sort_by(f32::total_cmp);
    let together = begins.chunk_by(|a, b| b - a < 0.1 * size).filter(|group| group.len() > 1);
    together.filter_map(|group| group.first().copied()).collect()
}

/// What is printed in a column.
#[derive(Clone, Copy)]
pub(super) struct Band {
    pub left: f32,
    pub right: f32,
    /// Whether most of it are figures.
    pub is_figures: bool,
}

/// What is printed in each column, from where to where. The label of a total stands alone in its row, in the middle of all
/// columns before the amounts, where other rows have codes in several and names: beside these it is of no column.
pub(super) fn bands(rows: &[&Row<'_>], partings: &[f32]) -> Vec<Band> {
    let is_figures = |text: &str| is_amount(text) || is_filled(text) && !is_number(text);
    let figures = rows.iter().filter(|row| row.is_figures());
    let rows: Vec<Vec<Line>> =
        figures.map(|row| row.pieces.iter().flat_map(|piece| parted(piece, partings)).collect()).collect();
    let labels = |row: &[Line]| row.iter().filter(|piece| !is_figures(&piece.text())).count();
    let are_several = rows.iter().filter(|row| labels(row) > 1).count() * 2 > rows.len()
        && rows.iter().any(|row| labels(row) > LABELS);
    let mut bands: Vec<Option<(f32, f32, i32)>> = vec![None; partings.len() + 1];
    let (alone, others): (Vec<_>, Vec<_>) = rows
        .iter()
        .flat_map(|row| row.iter().map(move |piece| (piece, labels(row))))
        .partition(|(piece, labels)| are_several && *labels == 1 && !is_figures(&piece.text()));
    let count = others.len();
    for (nth, (piece, _)) in others.into_iter().chain(alone).enumerate() {
        let at = f32::midpoint(piece.area.left, piece.area.right);
        let (left, right) = (piece.area.left, piece.area.right);
        // Codes have no decimals, and are figures only to the eye.
        let weight = if is_figures(&piece.text()) { 1 } else { -1 };
        if let Some(band) = bands.get_mut(partings.partition_point(|parting| *parting < at))
            && (nth < count || band.is_none_or(|band| left < band.1 && band.0 < right))
        {
            // What reaches over into the next column is not that column's.
            *band = Some(band.map_or((left, right, weight), |band| {
                (band.0.min(left), band.1.max(right), band.2.saturating_add(weight))
            }));
        }
    }
    let band = |(left, right, weight)| Band { left, right, is_figures: weight >= 0 };
    bands.into_iter().flatten().map(band).collect()
}

/// The columns into which the figures of one fall, where its edges are now, if these are several.
pub(super) fn go_apart(rows: &[&Row<'_>], between: &[f32], partings: &[f32]) -> BTreeSet<usize> {
    let column = |at: f32, partings: &[f32]| partings.partition_point(|parting| *parting < at);
    let mut columns: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); between.len() + 1];
    for piece in pieces(rows, between).filter(|piece| is_filled(&piece.text())) {
        let at = f32::midpoint(piece.area.left, piece.area.right);
        if let Some(own) = columns.get_mut(column(at, between)) {
            own.insert(column(at, partings));
        }
    }
    columns.into_iter().filter(|own| own.len() > 1).flatten().collect()
}

/// The pieces of the rows with figures, parted where columns part.
fn pieces<'r>(rows: &'r [&Row<'_>], partings: &'r [f32]) -> impl Iterator<Item = Line> + 'r {
    let figures = rows.iter().filter(|row| row.is_figures());
    figures.flat_map(|row| &row.pieces).flat_map(|piece| parted(piece, partings))
}

/// Whether the rows are those of a table: amounts one below the other, no page numbers or ordinals.
pub(super) fn is_table(rows: &[&Row<'_>], partings: &[f32], fewest: usize) -> bool {
    let column = |at: f32| partings.partition_point(|parting| *parting < at);
    let (mut amounts, mut plain) = (vec![0_usize; partings.len() + 1], vec![0_usize; partings.len() + 1]);
    for piece in rows.iter().filter(|row| row.is_figures()).flat_map(|row| &row.pieces) {
        let text = piece.text();
        let counts = if is_amount(&text) { &mut amounts } else { &mut plain };
        if let Some(count) = counts.get_mut(column(piece.area.right - 0.1))
            && is_number(&text)
        {
            *count += 1;
        }
    }
    let often = |counts: &[usize]| counts.iter().skip(1).filter(|count| **count >= fewest).count();
    often(&amounts) > 0 || often(&plain) > 1
}
