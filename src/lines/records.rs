//! A file of lines as numbered rows of cells, whatever it is: CSV with any of the usual separators, or a sheet of a workbook.

use super::mapping::Mapping;
use super::record::Record;
use super::titles::Titles;
use crate::encoding::decode;
use crate::exchange::source::sniff::{Sniffed, sniff};
use crate::exchange::source::{Block, Document, Grid, Limits, Place, workbook};
use crate::schema::TableSchema;

/// What parts the cells of a row besides the comma, which does where no other makes more fields known.
const SEPARATORS: [char; 2] = ['\t', ';'];

/// The rows of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    /// The rows, without blank ones.
    pub rows: Vec<Record>,
    /// What of the file is left out or not surely read (hidden rows, other sheets), in words.
    pub remarks: Vec<String>,
}

/// Takes a file apart.
///
/// # Errors
/// Says in Chinese why it cannot be.
pub(super) fn records(bytes: &[u8], schema: &TableSchema, mapping: &Mapping) -> Result<Records, String> {
    if matches!(sniff(bytes), Sniffed::Xlsx | Sniffed::Xls | Sniffed::Ods | Sniffed::SpreadsheetXml) {
        let document = workbook::read(bytes, &Limits::default()).map_err(|error| error.to_string())?;
        return of_workbook(&document, schema, mapping);
    }
    let decoded = decode(bytes);
    if decoded.unreadable > 0 {
        return Err(format!("有 {} 处文字读不出来；请另存为 UTF-8 编码", decoded.unreadable));
    }
    let text = decoded.text.trim_start_matches('\u{feff}');
    // The header is among the first lines; a quote that is open at their end closes behind them.
    let beginning: String = text.split_inclusive('\n').take(HEAD).collect();
    let known = |separator: char| {
        let rows = parted(&beginning, separator).unwrap_or_default();
        Titles::find(&rows, schema, mapping).known()
    };
    let (mut separator, mut most) = (',', known(','));
    for other in SEPARATORS {
        let found = known(other);
        if found > most {
            (separator, most) = (other, found);
        }
    }
    quotes(text, separator)?;
    Ok(Records { rows: parted(text, separator)?, remarks: Vec::new() })
}

/// A table of a workbook.
struct Sheet<'a> {
    name: &'a str,
    rows: Vec<Record>,
    /// How many fields its header knows.
    known: usize,
    /// Whether it has what lines need, and lines.
    is_whole: bool,
}

/// The sheet whose header knows most fields, and what is said of it and of the others.
fn of_workbook(document: &Document, schema: &TableSchema, mapping: &Mapping) -> Result<Records, String> {
    let mut sheets: Vec<Sheet<'_>> = Vec::new();
    for page in &document.pages {
        for block in &page.blocks {
            let Block::Grid(grid) = block else { continue };
            let rows = grid_rows(grid);
            let titles = Titles::find(&rows, schema, mapping);
            let is_whole = titles.has_needed(schema) && rows.len() > titles.below;
            let name = page.name.as_deref().unwrap_or_default();
            sheets.push(Sheet { name, rows, known: titles.known(), is_whole });
        }
    }
    let rank = |(at, sheet): &(usize, &Sheet<'_>)| (sheet.is_whole, sheet.known, std::cmp::Reverse(*at));
    let Some((best, found)) = sheets.iter().enumerate().max_by_key(rank) else {
        return Err("工作簿里没有表".to_owned());
    };
    let name = found.name;
    let mut remarks: Vec<String> = Vec::new();
    for note in &document.notes {
        let of_this = match &note.place {
            Some(Place::Sheet { sheet, .. }) => sheet == name,
            _ => true,
        };
        if !of_this {
            continue;
        }
        let place = match &note.place {
            Some(Place::Sheet { cell, .. }) => format!("（{cell}）"),
            _ => String::new(),
        };
        remarks.push(format!("{}{place}", note.text));
    }
    if remarks.iter().any(|remark| remark.contains("隐藏")) {
        remarks.push("隐藏的内容没有读入：要读入的，请先清除筛选、取消隐藏，保存后再读".to_owned());
    }
    // Tables of the document name units and projects too; lines have nearly all fields.
    let is_like = |sheet: &Sheet<'_>| sheet.is_whole && sheet.known * 2 > found.known;
    let others = sheets.iter().enumerate().filter(|(at, sheet)| *at != best && is_like(sheet));
    let others: Vec<String> = others.map(|(_, sheet)| format!("“{}”", sheet.name)).collect();
    if !others.is_empty() {
        remarks.push(format!(
            "只读了工作表“{name}”；{}里也有这样的明细，没有读入；要读入的请并到一张表里",
            others.join("、")
        ));
    }
    Ok(Records { rows: found.rows.clone(), remarks })
}

/// Headers stand in the first rows; there a joined cell stands in each of its places.
const HEAD: usize = 12;

fn grid_rows(grid: &Grid) -> Vec<Record> {
    let mut rows: Vec<Record> =
        (1..=grid.rows).map(|number| Record { number, cells: vec![String::new(); grid.columns] }).collect();
    for cell in &grid.cells {
        let is_title = cell.row < HEAD && !cell.text.chars().any(|c| c.is_ascii_digit());
        let (down, right) = if is_title { (cell.row_span.min(HEAD), cell.column_span) } else { (1, 1) };
        for at in cell.row..cell.row.saturating_add(down) {
            let Some(row) = rows.get_mut(at) else { break };
            for place in row.cells.iter_mut().skip(cell.column).take(right) {
                place.clone_from(&cell.text);
            }
        }
        if let (Some(row), Place::Sheet { cell, .. }) = (rows.get_mut(cell.row), &cell.place) {
            // Hidden rows have no place in the grid: the number is that of the sheet.
            let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
            row.number = digits.parse().unwrap_or(row.number);
        }
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    rows
}

fn parted(text: &str, separator: char) -> Result<Vec<Record>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let (mut number, mut counted) = (1, 0);
    for row in reader.records() {
        let row = row.map_err(|error| format!("CSV 读不出来：{error}"))?;
        // A record may be said to begin with the line break before it.
        let begins = row.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(counted);
        let behind = text.as_bytes().get(begins..).unwrap_or_default();
        let breaks = behind.iter().take_while(|byte| matches!(**byte, b'\r' | b'\n')).count();
        let begins = begins.saturating_add(breaks).max(counted);
        let passed = text.as_bytes().get(counted..begins).unwrap_or_default();
        number += passed.iter().filter(|byte| **byte == b'\n').count();
        counted = begins;
        let cells: Vec<String> = row.iter().map(str::to_owned).collect();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(Record { number, cells });
        }
    }
    Ok(rows)
}

/// A quote that is not closed takes the rows behind it into one cell.
fn quotes(text: &str, separator: char) -> Result<(), String> {
    let parts = |letter: char| letter == separator || matches!(letter, '\r' | '\n');
    let mut letters = text.chars().peekable();
    let (mut line, mut is_start, mut opened) = (1_usize, true, None);
    while let Some(letter) = letters.next() {
        line += usize::from(letter == '\n');
        match (letter, opened) {
            ('"', Some(_)) if letters.next_if_eq(&'"').is_some() => {}
            ('"', Some(at)) => {
                if letters.peek().is_some_and(|next| !parts(*next)) {
                    return Err(format!(
                        "没有读入：第 {at} 行开始的引号（\"），第 {line} 行的引号后面不是逗号；多半少了一个引号，请补上"
                    ));
                }
                opened = None;
            }
            ('"', None) if is_start => opened = Some(line),
            _ => {}
        }
        is_start = opened.is_none() && parts(letter);
    }
    match opened {
        Some(at) => Err(format!("没有读入：第 {at} 行的引号（\"）没有合上，后面的行会并成一格；请补上引号")),
        None => Ok(()),
    }
}
