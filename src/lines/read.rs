//! Lines read back from CSV or a workbook under another system's field names. All or nothing: what cannot be read is said
//! with its row, and no row is given then.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::guard::unguarded;
use super::is_amount;
use super::mapping::{Field, Mapping, Source};
use crate::encoding::decode;
use crate::exchange::source::sniff::{Sniffed, sniff};
use crate::exchange::source::{Block, Limits, workbook};
use crate::model::{Budget, ColumnKey, Row, RowKey, RowView, Value};
use crate::money::{MoneyUnit, parse_amount_of};
use crate::opening;
use crate::schema::{ColumnKind, Format, FreeRow, TableSchema};

/// So many mistakes are said at once.
const MOST: usize = 10;

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadLines {
    /// The lines as rows of their table.
    pub rows: Vec<Row>,
    /// Fields of the file that the mapping does not know, and that were left.
    pub left: Vec<String>,
}

/// Reads the lines of a file for a budget.
///
/// # Errors
/// Says in Chinese what cannot be read, and in which row; nothing is given then.
pub fn read(
    path: &Path,
    budget: &Budget,
    format: &Format,
    schema: &TableSchema,
    mapping: &Mapping,
) -> Result<ReadLines, String> {
    let place = |error: String| format!("{}：{error}", path.display());
    let records = records(path).map_err(place)?;
    rows(&records, budget, format, schema, mapping).map_err(place)
}

/// The cells of a file, row by row.
fn records(path: &Path) -> Result<Vec<Vec<String>>, String> {
    let (bytes, _) = opening::read(path, opening::DOCUMENT).map_err(|error| error.to_string())?;
    if matches!(sniff(&bytes), Sniffed::Xlsx | Sniffed::Xls | Sniffed::Ods) {
        let document = workbook::read(&bytes, &Limits::default()).map_err(|error| error.to_string())?;
        let mut blocks = document.pages.iter().flat_map(|page| &page.blocks);
        let grid = blocks.find_map(|block| match block {
            Block::Grid(grid) => Some(grid),
            Block::Paragraph(_) => None,
        });
        let grid = grid.ok_or("工作簿里没有数据")?;
        let mut records = vec![vec![String::new(); grid.columns]; grid.rows];
        for cell in &grid.cells {
            if let Some(there) = records.get_mut(cell.row).and_then(|row| row.get_mut(cell.column)) {
                there.clone_from(&cell.text);
            }
        }
        return Ok(records);
    }
    let decoded = decode(&bytes);
    if decoded.unreadable > 0 {
        return Err(format!("有 {} 处文字读不出来；请另存为 UTF-8 编码", decoded.unreadable));
    }
    let text = decoded.text.trim_start_matches('\u{feff}');
    quotes(text)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.map_err(|error| format!("CSV 读不出来：{error}"))?;
        Ok(row.iter().map(str::to_owned).collect())
    });
    rows.collect()
}

/// A quote that is not closed takes the rows behind it into one cell.
fn quotes(text: &str) -> Result<(), String> {
    let mut letters = text.chars().peekable();
    let (mut line, mut is_start, mut opened) = (1_usize, true, None);
    while let Some(letter) = letters.next() {
        line += usize::from(letter == '\n');
        match (letter, opened) {
            ('"', Some(_)) if letters.next_if_eq(&'"').is_some() => {}
            ('"', Some(at)) => {
                if !matches!(letters.peek(), None | Some(',' | '\r' | '\n')) {
                    return Err(format!(
                        "没有读入：第 {at} 行开始的引号（\"），第 {line} 行的引号后面不是逗号；多半少了一个引号，请补上"
                    ));
                }
                opened = None;
            }
            ('"', None) if is_start => opened = Some(line),
            _ => {}
        }
        is_start = opened.is_none() && matches!(letter, ',' | '\r' | '\n');
    }
    match opened {
        Some(at) => Err(format!("没有读入：第 {at} 行的引号（\"）没有合上，后面的行会并成一格；请补上引号")),
        None => Ok(()),
    }
}

/// Columns of the lines that the file lacks: what stands in them now would be gone. The amount is always wanted.
fn missing(
    fields: &[Option<&Field>],
    (budget, format): (&Budget, &Format),
    schema: &TableSchema,
    mapping: &Mapping,
) -> Vec<String> {
    let amount = format.lines_of(&schema.key).map(|lines| &lines.amount);
    let is_there = |key: &ColumnKey| {
        let mut sources = fields.iter().flatten().map(|field| &field.source);
        sources.any(|source| matches!(source, Source::Column(column) if column.as_str() == key.as_str()))
    };
    let rows = budget.tables.get(&schema.key).map(crate::model::Table::rows).unwrap_or_default();
    let is_free = |row: &RowView<'_>| {
        schema.sections.iter().flat_map(|section| &section.free).any(|free| free.kind == *row.kind())
    };
    let columns = schema.sections.iter().flat_map(|section| &section.columns);
    let lacking = columns.filter(|column| !is_there(&column.key)).filter(|column| {
        Some(&column.key) == amount
            || rows.iter().filter(is_free).any(|row| row.cells().contains_key(&column.key))
    });
    lacking
        .map(|column| {
            let named =
                |field: &&Field| matches!(&field.source, Source::Column(of) if *of == column.key.as_str());
            match mapping.fields.iter().find(named) {
                Some(field) => format!("{}（{}）", field.name, column.key),
                None => format!("“{}”（对照表里也没有）", column.key),
            }
        })
        .collect()
}

fn rows(
    records: &[Vec<String>],
    budget: &Budget,
    format: &Format,
    schema: &TableSchema,
    mapping: &Mapping,
) -> Result<ReadLines, String> {
    let (head, body) = records.split_first().ok_or("文件是空的")?;
    let known = |name: &str| mapping.fields.iter().find(|field| field.name == name.trim());
    let fields: Vec<Option<&Field>> = head.iter().map(|name| known(name)).collect();
    if fields.iter().all(Option::is_none) {
        let all: Vec<&str> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
        return Err(format!("第一行里没有对照表的任何字段；要有：{}", all.join("、")));
    }
    let twice = fields
        .iter()
        .flatten()
        .find(|field| fields.iter().flatten().filter(|other| other == field).count() > 1);
    if let Some(field) = twice {
        return Err(format!("字段“{}”有两栏", field.name));
    }
    let free = schema.sections.iter().flat_map(|section| &section.free).next();
    let free = free.ok_or_else(|| format!("{}不能增加行", schema.title))?;
    let mut read = ReadLines::default();
    let left = head.iter().zip(&fields).filter(|(name, field)| field.is_none() && !name.trim().is_empty());
    read.left = left.map(|(name, _)| name.trim().to_owned()).collect();
    let missing = missing(&fields, (budget, format), schema, mapping);
    if !missing.is_empty() {
        return Err(format!(
            "没有读入：文件里没有 {} 这些栏，读入会清空{}里的这些内容；请补上这些栏，确实要清空的留空白栏",
            missing.join("、"),
            schema.title
        ));
    }
    let width = head.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |last| last + 1);
    let mut wrong: Vec<String> = Vec::new();
    let mut taken: BTreeSet<RowKey> = BTreeSet::new();
    for (number, record) in (2..).zip(body) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let beyond = record.iter().skip(width).any(|cell| !cell.trim().is_empty());
        if record.len() < width || beyond {
            let count = record.len();
            wrong.push(format!("第 {number} 行：有 {count} 格，第一行有 {width} 栏；请核对逗号和引号"));
            continue;
        }
        match row(record, &fields, budget, format, schema, free) {
            Ok(mut row) => {
                row.key = free.new_key(row.view(), &taken);
                taken.insert(row.key.clone());
                read.rows.push(row);
            }
            Err(message) => wrong.push(format!("第 {number} 行：{message}")),
        }
    }
    if wrong.is_empty() && read.rows.is_empty() {
        return Err(format!("没有读入：第一行以下没有一行明细；请核对文件。{}没有改动", schema.title));
    }
    if wrong.is_empty() {
        return Ok(read);
    }
    let more = wrong.len().saturating_sub(MOST);
    wrong.truncate(MOST);
    let more = if more > 0 { format!("\n……另有 {more} 行") } else { String::new() };
    Err(format!("没有读入：\n{}{more}", wrong.join("\n")))
}

fn row(
    record: &[String],
    fields: &[Option<&Field>],
    budget: &Budget,
    format: &Format,
    schema: &TableSchema,
    free: &FreeRow,
) -> Result<Row, String> {
    let mut row = Row { kind: free.kind.clone(), ..Row::default() };
    let mut values: BTreeMap<&str, Value> = BTreeMap::new();
    for (cell, field) in record.iter().zip(fields) {
        let Some(field) = field else { continue };
        let text = unguarded(cell.trim());
        let must_be = |own: &str, what: &str| {
            if text.is_empty() || text == own {
                Ok(())
            } else {
                Err(format!("{what}“{text}”不是本预算的“{own}”"))
            }
        };
        match &field.source {
            Source::Year => must_be(&budget.year.to_string(), "年度")?,
            Source::DepartmentCode => must_be(&budget.department.code, "部门代码")?,
            Source::DepartmentName => must_be(&budget.department.name, "部门名称")?,
            Source::Words(words) => must_be(words, &field.name)?,
            Source::Column(_) if text.is_empty() => {}
            Source::Column(column) => {
                let value = value(text, column, field.unit, format, schema)
                    .map_err(|message| format!("{}“{text}”：{message}", field.name))?;
                if let Some(value) = value {
                    values.insert(column, value);
                }
            }
        }
    }
    row.cells = values.into_iter().map(|(column, value)| (column.into(), value)).collect();
    match free.needs.iter().find(|column| row.text(column).is_empty()) {
        Some(column) => Err(format!("没有“{column}”")),
        None => Ok(row),
    }
}

fn value(
    text: &str,
    column: &str,
    unit: Option<MoneyUnit>,
    format: &Format,
    schema: &TableSchema,
) -> Result<Option<Value>, String> {
    if !is_amount(schema, column) {
        let mut columns = schema.sections.iter().flat_map(|section| &section.columns);
        let is_code = columns.any(|known| known.key.as_str() == column && known.kind == ColumnKind::Code);
        if is_code && was_number(text) {
            let message = "不是代码，像是被电子表格改成了数；请把这一栏设为文本格式，重新填写代码";
            return Err(message.to_owned());
        }
        return Ok(Some(Value::from(text)));
    }
    let yuan = unit.unwrap_or(format.unit).in_yuan();
    let amount = parse_amount_of(text, format.unit, yuan).map_err(|error| error.message)?;
    Ok(amount.map(Value::Amount))
}

/// Whether a code went through a spreadsheet as a number: `2012601.0`, `2.01E+06`.
fn was_number(text: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    let has_decimals = text.split_once('.').is_some_and(|(_, decimals)| decimals.chars().all(|c| c == '0'));
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(is_number)
        && (has_decimals || text.contains(['e', 'E']))
}
