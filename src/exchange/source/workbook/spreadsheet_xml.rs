//! Excel 2003's workbook in one XML file, which old reporting software writes under the name `.xls`.

use std::collections::HashMap;

use super::format::NumberFormat;
use super::sheet::Joined;
use super::{Book, Style};
use crate::exchange::source::archive::Budget;
use crate::exchange::source::xml::{Element, Events, tree};
use crate::exchange::source::{CellState, SourceError};

/// Reads all sheets that are shown.
pub(super) fn read(bytes: &[u8], book: &mut Book<'_>) -> Result<(), SourceError> {
    let text = crate::encoding::decode(bytes).text;
    let events = Events::new(text.as_bytes(), "工作簿", Budget::of_text(text.as_bytes()));
    let workbook = tree(events, "no element", |_| Ok(()))?;
    let mut styles: HashMap<&str, Style> = HashMap::new();
    for style in elements(&workbook, "Styles").flat_map(|it| elements(it, "Style")) {
        let code = elements(style, "NumberFormat").find_map(|it| it.attribute("Format")).unwrap_or("General");
        let indent = elements(style, "Alignment").find_map(|it| it.attribute("Indent"));
        let indent = indent.and_then(|it| it.parse().ok()).unwrap_or(0);
        let style_id = style.attribute("ID").unwrap_or_default();
        styles.insert(style_id, Style { format: NumberFormat::new(named(code)), indent });
    }
    for sheet in elements(&workbook, "Worksheet") {
        let name = sheet.attribute("Name").unwrap_or_default();
        let options = elements(sheet, "WorksheetOptions").flat_map(|it| elements(it, "Visible")).next();
        if options.is_some_and(|it| it.text().contains("Hidden")) {
            book.note(format!("工作表“{name}”是隐藏的，没有读入"));
            continue;
        }
        book.sheet(name)?;
        for table in elements(sheet, "Table") {
            read_table(table, &styles, book)?;
        }
    }
    Ok(())
}

/// Elements by their name, whatever their prefix.
fn elements<'a>(of: &'a Element, name: &'a str) -> impl Iterator<Item = &'a Element> {
    of.children().filter(move |child| child.name.rsplit(':').next() == Some(name))
}

/// Formats that are called by a name.
fn named(code: &str) -> &str {
    match code {
        "Standard" => "#,##0.00",
        "Fixed" => "0.00",
        "Currency" | "Euro Currency" => "\"¥\"#,##0.00",
        "Percent" => "0.00%",
        "Short Date" | "General Date" => "yyyy/m/d",
        "Long Date" | "Medium Date" => "yyyy\"年\"m\"月\"d\"日\"",
        "Short Time" | "Medium Time" => "h:mm",
        "Long Time" => "h:mm:ss",
        code => code,
    }
}

fn number(of: &Element, name: &str) -> Option<u32> {
    of.attribute(name).and_then(|it| it.trim().parse().ok()).map(|it: u32| it.min(1 << 20))
}

fn is_hidden(of: &Element) -> bool {
    of.attribute("Hidden").is_some_and(|it| it == "1")
}

fn read_table(
    table: &Element,
    styles: &HashMap<&str, Style>,
    book: &mut Book<'_>,
) -> Result<(), SourceError> {
    let mut column = 0;
    for it in elements(table, "Column") {
        column = number(it, "Index").and_then(|index| index.checked_sub(1)).unwrap_or(column);
        let last = column.saturating_add(number(it, "Span").unwrap_or(0));
        if let (true, Some(sheet)) = (is_hidden(it), book.sheets.last_mut()) {
            sheet.hidden_columns.push((column, last));
        }
        column = last.saturating_add(1);
    }
    let mut row = 0u32;
    for it in elements(table, "Row") {
        row = number(it, "Index").and_then(|index| index.checked_sub(1)).unwrap_or(row);
        let last = row.saturating_add(number(it, "Span").unwrap_or(0));
        if let (true, Some(sheet)) = (is_hidden(it), book.sheets.last_mut()) {
            sheet.hidden_rows.push((row, last));
        }
        let mut column = 0u32;
        for cell in elements(it, "Cell") {
            column = number(cell, "Index").and_then(|index| index.checked_sub(1)).unwrap_or(column);
            let across = number(cell, "MergeAcross").unwrap_or(0);
            let down = number(cell, "MergeDown").unwrap_or(0);
            let (last_row, last_column) = (row.saturating_add(down), column.saturating_add(across));
            if let (true, Some(sheet)) = (across + down > 0, book.sheets.last_mut()) {
                sheet.joined.push(Joined { rows: (row, last_row), columns: (column, last_column) });
            }
            read_cell(cell, (row, column), styles, book)?;
            column = last_column.saturating_add(1);
        }
        row = last.saturating_add(1);
    }
    Ok(())
}

fn read_cell(
    cell: &Element,
    (row, column): (u32, u32),
    styles: &HashMap<&str, Style>,
    book: &mut Book<'_>,
) -> Result<(), SourceError> {
    let style = styles.get(cell.attribute("StyleID").unwrap_or("Default"));
    let formula = cell.attribute("Formula");
    let Some(data) = elements(cell, "Data").next() else {
        return formula.map_or(Ok(()), |formula| book.not_calculated(row, column, formula));
    };
    let text = data.text();
    match data.attribute("Type").unwrap_or("String") {
        "Number" => match (text.trim().parse::<f64>(), formula) {
            (Ok(value), formula) => book.number((row, column), value, style, false, formula),
            (Err(_), Some(formula)) if text.trim().is_empty() => book.not_calculated(row, column, formula),
            (Err(_), _) => book.cell(row, column, text, CellState::Error),
        },
        "DateTime" => book.cell(row, column, text, CellState::NoAmount),
        "Boolean" => book.boolean(row, column, text.trim() == "1"),
        "Error" => book.cell(row, column, text, CellState::Error),
        _ => book.text((row, column), &text.replace("\r\n", "\n"), style),
    }
}
