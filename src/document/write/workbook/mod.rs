//! A workbook: a sheet a table in its official layout, totals as formulas with their results, and sheets for cover,
//! contents, text and budget lines. A number that a spreadsheet cannot hold to its last digit is written as text.

mod above;
mod formulas;
mod heights;
mod looks;

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, Formula, Note, Url, Workbook, Worksheet, XlsxError,
};

use crate::compare::Fate;
use crate::document::write::fitting::Fit;
use crate::document::{Content, Document, PaperSize, PrintedCell, PrintedTable, TextBlock};
use above::write_above;
use formulas::Places;
use heights::{characters, height_of, height_of_row, pieces};
use looks::{COVER_LETTERS, Look, Looks};

/// What sizes of paper are to a spreadsheet.
const A3: u8 = 8;
const A4: u8 = 9;
/// Width of a sheet of text, in characters: one column is not scaled to its page by every program that prints it.
const TEXT_WIDTH: u16 = 66;
/// The longest name of a sheet.
const LONGEST: usize = 31;
/// Rows above a table's header: title, the number of its form where it has one, and whose it is.
fn above(table: &PrintedTable) -> u32 {
    if table.form_number().is_empty() { 2 } else { 3 }
}

/// The document as a workbook.
pub(super) fn write(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // No hour of the day: the same budget gives the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(&document.title).set_creation_datetime(&day));
    let looks = Looks;
    let mut names = Names::default();
    let text_name = names.take("说明");
    let tables: Vec<(&PrintedTable, String)> = document
        .tables
        .iter()
        .chain(&document.lines)
        .map(|table| (table, names.take(format!("{} {}", table.label, table.short).trim())))
        .collect();
    if !document.cover.is_empty() {
        write_cover(book.add_worksheet(), document, &looks)?;
        write_contents(book.add_worksheet(), &tables, (document, &text_name), &looks)?;
    }
    if !document.text.is_empty() {
        write_text(book.add_worksheet(), document, &text_name, &looks)?;
    }
    let places = Places::of(&tables, above);
    for (table, name) in &tables {
        write_table(book.add_worksheet().set_name(name)?, table, name, &places, &looks)?;
    }
    let mut areas = BTreeSet::new();
    for (table, name) in &tables {
        if let Some((last_row, last_column)) = last(table).filter(|_| !table.label.is_empty()) {
            let cell = rust_xlsxwriter::utility::row_col_to_cell_absolute;
            let area = format!("='{name}'!{}:{}", cell(above(table), 0), cell(last_row, last_column));
            let own = area_name(&table.label);
            if areas.insert(own.clone()) {
                book.define_name(own, &area)?;
            }
        }
    }
    book.save_to_buffer()
}

/// What the area of a table is called (`_表1_1`): of letters and digits, since nothing else may stand in it.
fn area_name(label: &str) -> String {
    let plain = label.chars().map(|c| if c.is_alphanumeric() || c == '.' { c } else { '_' });
    std::iter::once('_').chain(plain).collect()
}

/// The names of sheets, each once and as they may be.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn take(&mut self, wanted: &str) -> String {
        let allowed =
            |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') && !c.is_control();
        let clean: String = wanted.chars().filter(allowed).take(LONGEST).collect();
        let clean = if clean.trim().is_empty() { "表".to_owned() } else { clean.trim().to_owned() };
        let numbered = |number: usize| {
            let ending = if number == 1 { String::new() } else { format!("~{number}") };
            let stem: String = clean.chars().take(LONGEST - ending.len()).collect();
            format!("{stem}{ending}")
        };
        let free = (1..usize::MAX).map(numbered).find(|name| self.0.insert(name.to_lowercase()));
        free.unwrap_or(clean)
    }
}

/// The last row and column of a table's cells.
fn last(table: &PrintedTable) -> Option<(u32, u16)> {
    let rows = u32::try_from(table.header.len() + table.body.len()).ok()?;
    Some(((above(table) + rows).checked_sub(1)?, u16::try_from(table.widths.len()).ok()?.checked_sub(1)?))
}

fn write_cover(sheet: &mut Worksheet, document: &Document, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name("封面")?.set_column_width(0, TEXT_WIDTH)?.set_paper_size(A4);
    for (row, line) in (0..).zip(&document.cover) {
        sheet.set_row_height(row, height_of(line, COVER_LETTERS, f64::from(TEXT_WIDTH)).max(48.0))?;
        sheet.write_string_with_format(row, 0, line, &looks.get(Look::Cover))?;
    }
    Ok(())
}

fn write_contents(
    sheet: &mut Worksheet,
    tables: &[(&PrintedTable, String)],
    (document, text): (&Document, &String),
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_name("目录")?.set_column_width(0, TEXT_WIDTH)?.set_paper_size(A4);
    sheet.write_string_with_format(0, 0, "目录", &looks.get(Look::Title))?;
    let headings = rows_of(document).filter(|(_, block, _)| matches!(block, TextBlock::Heading(..)));
    let headings = headings.map(|(row, block, _)| (block.text().to_owned(), text, row + 1));
    let tables = tables.iter().map(|(table, name)| (table.full_title(), name, 1));
    for (row, (title, name, to)) in (1..).zip(headings.chain(tables)) {
        sheet.write_url_with_format(
            row,
            0,
            Url::new(format!("internal:'{name}'!A{to}")).set_text(title),
            &looks.get(Look::Link),
        )?;
    }
    Ok(())
}

fn write_text(
    sheet: &mut Worksheet,
    document: &Document,
    name: &str,
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?.set_column_width(0, TEXT_WIDTH)?.set_paper_size(A4);
    sheet.set_print_fit_to_pages(1, 0);
    for (row, block, pieces) in rows_of(document) {
        let look = match block {
            TextBlock::Heading(..) => Look::Heading,
            TextBlock::Paragraph(_) => Look::Paragraph,
        };
        for (row, piece) in (row..).zip(pieces) {
            sheet.set_row_height(row, height_of(&piece, LETTERS, f64::from(TEXT_WIDTH)))?;
            sheet.write_string_with_format(row, 0, piece, &looks.get(look))?;
        }
    }
    Ok(())
}

/// Each block of the text with the first row in which it stands, and what stands in that and the next: a row is only so high;
/// a longer paragraph goes on below.
fn rows_of(document: &Document) -> impl Iterator<Item = (u32, &TextBlock, Vec<String>)> {
    let mut next = 0;
    document.text.iter().map(move |block| {
        let pieces = pieces(block.text(), LETTERS, f64::from(TEXT_WIDTH));
        let row = next;
        next += u32::try_from(pieces.len()).unwrap_or_default();
        (row, block, pieces)
    })
}

/// The letters of the text, in points.
const LETTERS: f64 = 14.0;

fn write_table(
    sheet: &mut Worksheet,
    table: &PrintedTable,
    name: &str,
    places: &Places,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let Some((last_row, last_column)) = last(table) else { return Ok(()) };
    let fit = Fit::new(table);
    let paper = fit.paper;
    sheet.set_paper_size(if paper.size == PaperSize::A3 { A3 } else { A4 });
    if paper.is_wide {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0).set_footer("&C第 &P 页，共 &N 页");
    let characters = characters(table, &fit);
    for (column, width) in (0..).zip(&characters) {
        sheet.set_column_width(column, *width)?;
    }
    write_above(sheet, table, &characters, looks)?;
    for (row, printed) in (above(table)..).zip(table.rows()) {
        sheet.set_row_height(row, height_of_row(printed, &characters))?;
        for cell in &printed.cells {
            write_cell(sheet, (row, name), cell, printed.is_head, places, looks)?;
        }
    }
    let (above, header) = (above(table), u32::try_from(table.header.len()).unwrap_or_default());
    if header > 0 {
        sheet.set_repeat_rows(above, above + header - 1)?;
    }
    sheet.set_freeze_panes(above + header, u16::try_from(table.frozen).unwrap_or_default())?;
    for (row, note) in (last_row + 1..).zip(&table.notes) {
        sheet.set_row_height(row, height_of(note, 10.0, characters.iter().sum()))?;
        if last_column > 0 {
            sheet.merge_range(row, 0, row, last_column, note, &looks.get(Look::Left))?;
        } else {
            sheet.write_string_with_format(row, 0, note, &looks.get(Look::Left))?;
        }
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, name): (u32, &str),
    cell: &PrintedCell,
    is_head: bool,
    places: &Places,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let Ok(column) = u16::try_from(cell.column) else { return Ok(()) };
    let number = match &cell.content {
        Content::Number(value, decimals) => exact(*value).map(|number| (number, *decimals)),
        _ => None,
    };
    let look = match (is_head, number, &cell.content) {
        (true, ..) => Look::Head,
        (_, Some((_, decimals)), _) => Look::Number(decimals, cell.is_total),
        (.., Content::Number(..)) => Look::Right,
        _ => Look::Text(cell.indent, cell.is_total),
    };
    let format = &looks.get(look);
    let down = u32::try_from(cell.rows.max(1)).unwrap_or(1) - 1;
    let right = u16::try_from(cell.columns.max(1)).unwrap_or(1) - 1;
    let text = cell.content.text();
    if down > 0 || right > 0 {
        sheet.merge_range(row, column, row + down, column + right, "", format)?;
    }
    match number {
        Some((number, _)) => match places.formula(cell, name) {
            Some(formula) => {
                let formula = Formula::new(formula).set_result(number.to_string());
                sheet.write_formula_with_format(row, column, formula, format)?;
            }
            None => {
                sheet.write_number_with_format(row, column, number, format)?;
            }
        },
        None if write_revised(sheet, (row, column), cell, format)? => {}
        None if text.is_empty() => {
            sheet.write_blank(row, column, format)?;
        }
        None => {
            sheet.write_string_with_format(row, column, text, format)?;
        }
    }
    if !cell.comment.is_empty() {
        sheet.insert_note(row, column, &Note::new(&cell.comment).add_author_prefix(false))?;
    }
    Ok(())
}

/// Writes a text with what changed in it: what went is struck out, what came is underlined. Whether it was one that a
/// spreadsheet can write so: a part without a word in it cannot be, nor can one part alone.
fn write_revised(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &PrintedCell,
    format: &Format,
) -> Result<bool, XlsxError> {
    let Content::Revised(pieces) = &cell.content else { return Ok(false) };
    if pieces.len() < 2 || pieces.iter().any(|piece| piece.text.is_empty()) {
        return Ok(false);
    }
    let [kept, gone, come] =
        [Look::Revised(Fate::Kept), Look::Revised(Fate::Gone), Look::Revised(Fate::Come)]
            .map(|look| Looks.get(look));
    let parts: Vec<(&Format, &str)> = pieces
        .iter()
        .map(|piece| {
            let look = match piece.fate {
                Fate::Kept => &kept,
                Fate::Gone => &gone,
                Fate::Come => &come,
            };
            (look, piece.text.as_str())
        })
        .collect();
    sheet.write_rich_string_with_format(row, column, &parts, format)?;
    Ok(true)
}

/// The number as a spreadsheet holds it, if it holds it to the last digit.
fn exact(value: Decimal) -> Option<f64> {
    /// So many digits are the same again when a spreadsheet has shown them.
    const DIGITS: usize = 15;
    let digits = value.normalize().mantissa().unsigned_abs().to_string().len();
    value.to_f64().filter(|_| digits <= DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_names_that_may_be() {
        let mut names = Names::default();
        let long = "很".repeat(40);
        for (wanted, expected) in [
            ("表1 收支", "表1 收支"),
            ("表1 收支", "表1 收支~2"),
            ("[甲]/乙:'", "甲乙"),
            ("", "表"),
            ("?", "表~2"),
            (long.as_str(), "很".repeat(31).as_str()),
            (long.as_str(), format!("{}~2", "很".repeat(29)).as_str()),
        ] {
            assert_eq!(names.take(wanted), expected);
        }
    }

    #[test]
    fn a_number_is_written_as_one_only_where_nothing_is_lost() {
        for (text, expected) in [
            ("2907.50", Some(2907.5)),
            ("-0.01", Some(-0.01)),
            ("123456789012345", Some(123_456_789_012_345.0)),
            ("1234567890123456.78", None),
        ] {
            assert_eq!(exact(text.parse().unwrap()), expected, "{text}");
        }
    }
}
