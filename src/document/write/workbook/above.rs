//! What stands above a table of a workbook, with the room that it takes.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::above;
use super::heights::height_of;
use super::looks::{Look, Looks};
use crate::document::PrintedTable;

/// What stands above a table: its title, the number of its form in the corner, whose it is and its unit.
pub(super) fn write_above(
    sheet: &mut Worksheet,
    table: &PrintedTable,
    characters: &[f64],
    looks: &Looks,
) -> Result<(), XlsxError> {
    let (title, left, right) = (looks.get(Look::Title), looks.get(Look::Left), looks.get(Look::Right));
    let last_column = u16::try_from(characters.len()).unwrap_or(1).saturating_sub(1);
    let line = above(table) - 1;
    let full_title = table.full_title();
    sheet.set_row_height(0, height_of(&full_title, TITLE_LETTERS, characters.iter().sum()).max(32.0))?;
    if last_column == 0 {
        if !table.form_number().is_empty() {
            sheet.write_string_with_format(1, 0, table.form_number(), &right)?;
        }
        sheet.write_string_with_format(0, 0, full_title, &title)?;
        let words = [table.whose.as_str(), table.unit.as_str()].join("　");
        sheet.write_string_with_format(line, 0, words.trim(), &left)?;
        return Ok(());
    }
    sheet.merge_range(0, 0, 0, last_column, &full_title, &title)?;
    if !table.form_number().is_empty() {
        write_across(
            sheet,
            1,
            (corner(table.form_number(), characters), last_column),
            table.form_number(),
            &right,
        )?;
    }
    let from = corner(&table.unit, characters);
    let room: f64 = characters.iter().take(usize::from(from)).sum();
    sheet.set_row_height(line, height_of(&table.whose, LETTERS_ABOVE, room))?;
    write_across(sheet, line, (0, from - 1), &table.whose, &left)?;
    write_across(sheet, line, (from, last_column), &table.unit, &right)
}

/// The letters of titles, and of what stands below them, in points.
const TITLE_LETTERS: f64 = 18.0;
const LETTERS_ABOVE: f64 = 10.0;

/// The first of the last columns that together have room for a text; never the first column of a table.
fn corner(text: &str, characters: &[f64]) -> u16 {
    // A Chinese letter is as wide as two characters.
    let wanted = text.chars().map(|c| if c.is_ascii() { 1.1 } else { 2.0 }).sum::<f64>() + 1.0;
    let mut room = 0.0;
    let mut from = characters.len();
    while from > 1 && room < wanted {
        from -= 1;
        room += characters.get(from).copied().unwrap_or_default();
    }
    u16::try_from(from).unwrap_or(1)
}

/// Writes a text across columns of a row.
fn write_across(
    sheet: &mut Worksheet,
    row: u32,
    (from, to): (u16, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if from < to {
        sheet.merge_range(row, from, row, to, text, format)?;
    } else {
        sheet.write_string_with_format(row, from, text, format)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_has_room_in_the_corner() {
        for (characters, expected) in [
            (&[20.0, 20.0, 20.0][..], 2),
            (&[20.0, 20.0, 6.0, 6.0], 2),
            (&[20.0, 20.0, 11.2], 2),
            // The first column is left for whose it is.
            (&[4.0, 4.0], 1),
        ] {
            assert_eq!(corner("单位：万元", characters), expected, "{characters:?}");
        }
    }
}
