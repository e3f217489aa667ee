//! Lines read back from CSV or a workbook under another system's field names. All or nothing: what cannot be read is said
//! with its row, and no row is given then.

use std::collections::BTreeSet;
use std::path::Path;

use super::guard::unguarded;
use super::is_amount;
use super::mapping::{Field, Mapping, Source};
use super::record::Record;
use super::records::{Records, records};
use super::titles::{Title, Titles};
use crate::model::{Budget, ColumnKey, Row, RowKey, RowView, Value};
use crate::money::{self, Decimal, parse_amount_of};
use crate::opening;
use crate::schema::{ColumnKind, Format, FreeRow, TableSchema};
use crate::session::begins_with_nought;
use crate::text::{is_subtotal_label, is_total_label, narrow};

/// So many mistakes are said at once.
const MOST: usize = 10;

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadLines {
    /// The lines.
    pub lines: Vec<ReadLine>,
    /// Fields of the file that the mapping does not know, and that were left.
    pub left: Vec<String>,
    /// What of the file is to be looked at: rows that were left out, totals that do not agree.
    pub remarks: Vec<String>,
    /// Its columns of amounts.
    pub columns: Vec<ReadColumn>,
    /// Whether the file has the remarks on lines.
    pub has_remarks: bool,
}

/// A line that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadLine {
    /// The number of its row in the file.
    pub number: usize,
    /// The line.
    pub row: Row,
    /// Its amounts that stand in brackets and were taken for negative.
    pub bracketed: Vec<ColumnKey>,
}

/// A column of amounts.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadColumn {
    /// Which column of the lines it is.
    pub column: ColumnKey,
    /// How it is written in the file.
    pub written: String,
    /// How many 元 the unit is in which it was read.
    pub yuan: Decimal,
    /// Whether the file, or whoever reads it, says that unit.
    pub is_stated: bool,
    /// Whether it is called by the name that the mapping gives it.
    pub by_name: bool,
}

impl ReadLine {
    /// Whether it is a sum of others, as sheets have them: nothing but a label and amounts.
    fn is_total(&self) -> bool {
        let mut texts = self.texts();
        let label = texts.next();
        label.is_some_and(|text| is_total_label(text) || is_subtotal_label(text)) && texts.next().is_none()
    }

    fn is_part(&self) -> bool {
        self.texts().any(is_subtotal_label)
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.row.cells.values().filter_map(Value::text)
    }
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
    let (bytes, _) = opening::read(path, opening::DOCUMENT).map_err(|error| place(error.to_string()))?;
    let records = records(&bytes, schema, mapping).map_err(place)?;
    rows(records, budget, format, schema, mapping).map_err(place)
}

/// Columns of the lines that the file lacks: what stands in them now would be gone. The amount is always wanted.
fn missing(
    titles: &Titles,
    (budget, format): (&Budget, &Format),
    schema: &TableSchema,
    mapping: &Mapping,
) -> Vec<String> {
    let amount = format.lines_of(&schema.key).map(|lines| &lines.amount);
    let rows = budget.tables.get(&schema.key).map(crate::model::Table::rows).unwrap_or_default();
    let is_free = |row: &RowView<'_>| {
        schema.sections.iter().flat_map(|section| &section.free).any(|free| free.kind == *row.kind())
    };
    let columns = schema.sections.iter().flat_map(|section| &section.columns);
    let lacking = columns.filter(|column| !titles.has(&column.key)).filter(|column| {
        Some(&column.key) == amount
            || rows.iter().filter(is_free).any(|row| row.cells().contains_key(&column.key))
    });
    lacking
        .map(|column| {
            let named =
                |field: &&Field| matches!(&field.source, Source::Column(of) if *of == column.key.as_str());
            let (title, key) = (column.title(), column.key.as_str());
            match mapping.fields.iter().find(named) {
                Some(field) => format!("{}（{title}）", field.name),
                None if title == key => format!("“{title}”（对照表里也没有）"),
                // In a mapping it is called by its key.
                None => format!("“{title}”（对照表里也没有，栏目写作 {key}）"),
            }
        })
        .collect()
}

fn rows(
    records: Records,
    budget: &Budget,
    format: &Format,
    schema: &TableSchema,
    mapping: &Mapping,
) -> Result<ReadLines, String> {
    if records.rows.is_empty() {
        return Err("文件是空的".to_owned());
    }
    let titles = Titles::find(&records.rows, schema, mapping);
    if titles.known() == 0 {
        let all: Vec<&str> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
        return Err(format!(
            "前几行里没有对照表的任何字段；栏名要写对照表的字段名，或明细的栏名（单位、项目名称、金额……）。对照表的字段：{}",
            all.join("、")
        ));
    }
    let fields = || titles.columns.iter().flatten();
    let twice =
        fields().find(|one| fields().filter(|other| one.field.source == other.field.source).count() > 1);
    if let Some(twice) = twice {
        return Err(format!("字段“{}”有两栏", twice.field.name));
    }
    let free = schema.sections.iter().flat_map(|section| &section.free).next();
    let free = free.ok_or_else(|| format!("{}不能增加行", schema.title))?;
    let missing = missing(&titles, (budget, format), schema, mapping);
    if !missing.is_empty() {
        return Err(format!(
            "没有读入：文件里没有 {} 这些栏，读入会清空{}里的这些内容；请补上这些栏，确实要清空的留空白栏",
            missing.join("、"),
            schema.title
        ));
    }
    let mut read = ReadLines {
        left: titles.left.clone(),
        remarks: records.remarks,
        columns: units_of(&titles, format, schema, mapping),
        has_remarks: fields().any(|title| title.field.source == Source::Remark),
        ..ReadLines::default()
    };
    let reader = Reader { titles: &titles, budget, format, schema, mapping, free };
    let mut wrong: Vec<String> = Vec::new();
    let mut taken: BTreeSet<RowKey> = BTreeSet::new();
    let mut totals = Vec::new();
    for record in records.rows.iter().skip(titles.below) {
        let number = record.number;
        let beyond = record.cells.iter().skip(titles.width).any(|cell| !cell.trim().is_empty());
        if record.cells.len() < titles.width || beyond {
            let (count, width) = (record.cells.len(), titles.width);
            wrong.push(format!("第 {number} 行：有 {count} 格，第一行有 {width} 栏；请核对逗号和引号"));
            continue;
        }
        match reader.row(record) {
            Ok(line) if line.is_total() => totals.push(line),
            Ok(mut line) => {
                if let Some(column) = free.needs.iter().find(|column| line.row.text(column).is_empty()) {
                    wrong.push(format!("第 {number} 行：没有“{column}”"));
                    continue;
                }
                line.row.key = free.new_key(line.row.view(), &taken);
                taken.insert(line.row.key.clone());
                read.lines.push(line);
            }
            Err(message) => wrong.push(format!("第 {number} 行：{message}")),
        }
    }
    if wrong.is_empty() && read.lines.is_empty() {
        return Err(format!("没有读入：第一行以下没有一行明细；请核对文件。{}没有改动", schema.title));
    }
    read.remarks.extend(totals.iter().filter_map(|total| total_in_words(total, &read.lines)));
    if wrong.is_empty() {
        return Ok(read);
    }
    let more = wrong.len().saturating_sub(MOST);
    wrong.truncate(MOST);
    let more = if more > 0 { format!("\n……另有 {more} 行") } else { String::new() };
    Err(format!("没有读入：\n{}{more}", wrong.join("\n")))
}

/// A row of totals that does not come to what was read above it.
fn total_in_words(total: &ReadLine, lines: &[ReadLine]) -> Option<String> {
    let amounts = total.row.cells.iter().filter_map(|(column, value)| Some((column, value.amount()?)));
    let unlike = amounts.filter_map(|(column, stated)| {
        let own = lines.iter().filter_map(|line| line.row.cells.get(column)?.amount());
        let sum = money::sum(own)?;
        (sum != stated).then(|| {
            format!(
                "“{column}”写的是 {}，读入的各行加起来是 {}",
                money::in_full(stated, 2),
                money::in_full(sum, 2)
            )
        })
    });
    let unlike: Vec<String> = unlike.collect();
    let number = total.number;
    if total.is_part() {
        return Some(format!("第 {number} 行是小计，没有作为明细读入"));
    }
    (!unlike.is_empty()).then(|| format!("第 {number} 行的合计{}；请核对有没有漏读的行", unlike.join("，")))
}

/// In which unit each column of amounts is read.
fn units_of(titles: &Titles, format: &Format, schema: &TableSchema, mapping: &Mapping) -> Vec<ReadColumn> {
    let titles = titles.columns.iter().flatten();
    let amounts = titles.filter_map(|title| match &title.field.source {
        Source::Column(column) if is_amount(schema, column) => Some((title, column)),
        _ => None,
    });
    amounts
        .map(|(title, column)| ReadColumn {
            column: column.as_str().into(),
            written: title.written.clone(),
            yuan: yuan_of(title, format, mapping),
            is_stated: title.yuan.or(mapping.stated).is_some(),
            by_name: title.by_name,
        })
        .collect()
}

/// How many 元 the unit of a column is: as somebody said, as the file says, or as the mapping has it.
fn yuan_of(title: &Title, format: &Format, mapping: &Mapping) -> Decimal {
    let usual = title.field.unit.unwrap_or(format.unit).in_yuan();
    title.yuan.or(mapping.stated).unwrap_or(usual)
}

/// What rows are read by.
struct Reader<'a> {
    titles: &'a Titles,
    budget: &'a Budget,
    format: &'a Format,
    schema: &'a TableSchema,
    mapping: &'a Mapping,
    free: &'a FreeRow,
}

impl Reader<'_> {
    fn row(&self, record: &Record) -> Result<ReadLine, String> {
        let budget = self.budget;
        let mut line = ReadLine { number: record.number, ..ReadLine::default() };
        line.row.kind = self.free.kind.clone();
        for (cell, title) in record.cells.iter().zip(&self.titles.columns) {
            let Some(title) = title else { continue };
            let text = unguarded(cell.trim());
            let must_be = |own: &str, what: &str| {
                let plain: String = text.chars().map(narrow).collect();
                if text.is_empty()
                    || text == own
                    || plain.trim() == own
                    || what == "年度" && plain.trim_end_matches('年').trim() == own
                {
                    Ok(())
                } else {
                    Err(format!("{what}“{text}”不是本预算的“{own}”"))
                }
            };
            match &title.field.source {
                Source::Year => must_be(&budget.year.to_string(), "年度")?,
                Source::DepartmentCode => must_be(&budget.department.code, "部门代码")?,
                Source::DepartmentName => must_be(&budget.department.name, "部门名称")?,
                Source::Words(words) => must_be(words, &title.field.name)?,
                Source::Remark => text.clone_into(&mut line.row.remark),
                Source::Column(_) if text.is_empty() => {}
                Source::Column(column) => {
                    let words = title.field.words_of(text);
                    let value = words.and_then(|words| self.value(words, column, title));
                    let value = value.map_err(|message| format!("{}“{text}”：{message}", title.written))?;
                    let is_bracketed = text.starts_with(['(', '（']);
                    if is_bracketed
                        && value.as_ref().and_then(Value::amount).is_some_and(|it| it.is_sign_negative())
                    {
                        line.bracketed.push(column.as_str().into());
                    }
                    if let Some(value) = value {
                        line.row.cells.insert(column.as_str().into(), value);
                    }
                }
            }
        }
        Ok(line)
    }

    fn value(&self, text: &str, column: &str, title: &Title) -> Result<Option<Value>, String> {
        if is_amount(self.schema, column) {
            if begins_with_nought(text) {
                return Err("以 0 开头，像编码，不是金额".to_owned());
            }
            let yuan = yuan_of(title, self.format, self.mapping);
            let amount = parse_amount_of(text, self.format.unit, yuan).map_err(|error| error.message)?;
            return Ok(amount.map(Value::Amount));
        }
        let mut columns = self.schema.sections.iter().flat_map(|section| &section.columns);
        if !columns.any(|known| known.key.as_str() == column && known.kind == ColumnKind::Code) {
            return Ok(Some(Value::from(text)));
        }
        let code: String = text.chars().map(narrow).collect();
        if was_number(&code) {
            let message = "不是代码，像是被电子表格改成了数；请把这一栏设为文本格式，重新填写代码";
            return Err(message.to_owned());
        }
        Ok(Some(Value::from(code.as_str())))
    }
}

/// Whether a code went through a spreadsheet as a number: `2012601.0`, `2.01E+06`.
fn was_number(text: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    let has_decimals = text.split_once('.').is_some_and(|(_, decimals)| decimals.chars().all(|c| c == '0'));
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(is_number)
        && (has_decimals || text.contains(['e', 'E']))
}
