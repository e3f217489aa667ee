//! Widths of columns in a Word file: no number is broken within its cell. Columns whose numbers are too long for their share
//! take room from the others, and letters become smaller where that does not do. How wide letters are in which font of
//! the reader's is not known; digits are taken for wide ones.

use crate::document::{Content, PrintedCell, PrintedTable};

/// A table with more columns than this is printed smaller, in half points of its letters.
const SIZES: [(usize, u32); 3] = [(6, 20), (12, 16), (usize::MAX, 13)];
/// The sizes that are tried one after the other.
const SMALLER: [u32; 7] = [20, 16, 14, 13, 11, 10, 9];
/// What a cell keeps free on both sides, in twentieths of a point.
const MARGINS: u32 = 100;
/// So many letters of a text a column keeps room for.
const LETTERS: usize = 4;

/// The widths of a table's columns in twentieths of a point, and the size of its letters in half points.
pub(super) fn fit(table: &PrintedTable, room: u32) -> (Vec<u32>, u32) {
    let shares = shares(&table.widths, room);
    let usual = SIZES.iter().find(|(most, _)| shares.len() <= *most).map_or(13, |(_, size)| *size);
    for size in SMALLER.into_iter().filter(|size| *size <= usual) {
        let needs = needs(table, shares.len(), size);
        if needs.iter().sum::<u32>() <= room {
            return (settled(&shares, &needs), size);
        }
    }
    // Where even the smallest letters are too wide, numbers are broken as little as may be.
    let smallest = SMALLER.last().copied().unwrap_or(usual).min(usual);
    (settled_in(room, &needs(table, shares.len(), smallest)), smallest)
}

/// Widths in the proportion of what columns need.
fn settled_in(room: u32, needs: &[u32]) -> Vec<u32> {
    let all: u64 = needs.iter().map(|need| u64::from(*need)).sum();
    let share =
        |need: &u32| u64::from(*need).saturating_mul(u64::from(room)).checked_div(all).unwrap_or_default();
    needs.iter().map(|need| u32::try_from(share(need)).unwrap_or(u32::MAX)).collect()
}

/// Widths that fill the room as those on a screen do.
fn shares(points: &[f32], room: u32) -> Vec<u32> {
    let all: f32 = points.iter().sum();
    let share = |width: &f32| (width / all.max(1.0) * room as f32) as u32;
    points.iter().map(share).collect()
}

/// What each column needs for its longest number, and for a few letters of a text.
fn needs(table: &PrintedTable, columns: usize, size: u32) -> Vec<u32> {
    let mut needs = vec![0; columns];
    let cells = table.header.iter().chain(&table.body).flat_map(|row| &row.cells);
    for cell in cells.filter(|cell| cell.columns <= 1) {
        if let Some(need) = needs.get_mut(cell.column) {
            *need = (*need).max(need_of(cell, size));
        }
    }
    needs
}

fn need_of(cell: &PrintedCell, size: u32) -> u32 {
    let count = |text: &str, most: usize| u32::try_from(text.chars().count().min(most)).unwrap_or(u32::MAX);
    let text = cell.content.text();
    let letters = match &cell.content {
        Content::Blank => return 0,
        // Half an em and a little for each digit; a letter is an em, and an em is ten twentieths a half point.
        Content::Number(..) => count(&text, usize::MAX).saturating_mul(size).saturating_mul(6),
        _ => count(&text, LETTERS).saturating_mul(size).saturating_mul(10),
    };
    letters.saturating_add(MARGINS)
}

/// The shares, but no column narrower than it needs: the others give what they can spare.
fn settled(shares: &[u32], needs: &[u32]) -> Vec<u32> {
    let pairs = || shares.iter().zip(needs);
    let lacking: u64 = pairs().map(|(share, need)| u64::from(need.saturating_sub(*share))).sum();
    let spare: u64 = pairs().map(|(share, need)| u64::from(share.saturating_sub(*need))).sum();
    let settle = |(share, need): (&u32, &u32)| {
        let own = u64::from(share.saturating_sub(*need));
        let given = own.saturating_mul(lacking.min(spare)).checked_div(spare).unwrap_or_default();
        let left = share.saturating_sub(u32::try_from(given).unwrap_or(u32::MAX));
        left.max(*need)
    };
    pairs().map(settle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::PrintedRow;

    #[test]
    fn no_number_is_too_long_for_its_column() {
        let row = |contents: &[Content]| PrintedRow {
            cells: contents
                .iter()
                .enumerate()
                .map(|(column, content)| PrintedCell {
                    column,
                    columns: 1,
                    rows: 1,
                    content: content.clone(),
                    ..PrintedCell::default()
                })
                .collect(),
            is_head: false,
        };
        let long = Content::Number("123456789012.34".parse().unwrap(), 2);
        let short = Content::Number("1.00".parse().unwrap(), 2);
        let name = Content::Text("一个很长的项目名称，可以分成几行".to_owned());
        for (columns, contents) in [
            (3, vec![name.clone(), long.clone(), short.clone()]),
            (14, [vec![name], vec![long; 13]].concat()),
            (2, vec![short.clone(), short]),
        ] {
            let table = PrintedTable {
                widths: vec![100.0; columns],
                body: vec![row(&contents)],
                ..PrintedTable::default()
            };
            for room in [9_000, 14_000] {
                let (widths, size) = fit(&table, room);
                let needs = needs(&table, columns, size);
                assert!(widths.iter().sum::<u32>() <= room, "{columns} {room}: {widths:?}");
                if needs.iter().sum::<u32>() <= room {
                    assert!(
                        widths.iter().zip(&needs).all(|(width, need)| width >= need),
                        "{columns}: {widths:?}"
                    );
                }
            }
        }
    }
}
