//! Lines written under another system's field names: CSV, or a sheet of a workbook.

use csv::{Terminator, WriterBuilder};
use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::guard::guarded;
use super::is_amount;
use super::mapping::{Field, Mapping, Source};
use crate::calc::{Book, SheetRow};
use crate::model::ValueView;
use crate::money;
use crate::rounding::Precision;
use crate::schema::TableSchema;

/// Without it Excel takes the file for the system's old encoding.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The lines as CSV.
///
/// # Errors
/// Says in Chinese which amount cannot be read, and which words have no code: under another system's field it would be taken for one in that
/// system's unit. Else when a row cannot be composed, which memory alone can cause.
pub fn to_csv(book: &Book<'_>, schema: &TableSchema, mapping: &Mapping) -> Result<Vec<u8>, String> {
    let mut rows = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    all_readable(book, schema, mapping)?;
    let failed = |error: csv::Error| format!("明细写不成 CSV：{error}");
    rows.write_record(mapping.fields.iter().map(|field| &field.name)).map_err(failed)?;
    for row in lines(book, schema) {
        let cells = mapping.fields.iter().map(|field| guarded(&cell(book, schema, &row, field)));
        rows.write_record(cells).map_err(failed)?;
    }
    rows.into_inner().map_err(|error| format!("明细写不成 CSV：{}", error.error()))
}

/// The lines as a workbook of one sheet. Amounts are numbers, as far as a spreadsheet keeps their last digit; all else is
/// text: codes keep their zeros.
///
/// # Errors
/// Says in Chinese why it cannot be written.
pub fn to_workbook(book: &Book<'_>, schema: &TableSchema, mapping: &Mapping) -> Result<Vec<u8>, String> {
    all_readable(book, schema, mapping)?;
    let composed = || -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
        let sheet = workbook.add_worksheet();
        let bold = Format::new().set_bold();
        let amounts = Format::new().set_num_format(AMOUNT);
        for (column, field) in (0..).zip(&mapping.fields) {
            sheet.write_string_with_format(0, column, &field.name, &bold)?;
            sheet.set_column_width(column, WIDTH)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (at, row) in (1..).zip(lines(book, schema)) {
            for (column, field) in (0..).zip(&mapping.fields) {
                let text = cell(book, schema, &row, field);
                match number(schema, field, &text) {
                    Some(number) => sheet.write_number_with_format(at, column, number, &amounts)?,
                    None => sheet.write_string(at, column, guarded(&text))?,
                };
            }
        }
        workbook.save_to_buffer()
    };
    composed().map_err(|error| format!("明细写不成工作簿：{error}"))
}

/// How amounts are shown: to the 分, and further where one is finer.
const AMOUNT: &str = "#,##0.00####";

/// How wide columns are, in letters.
const WIDTH: f64 = 16.0;

/// An amount as a number, if a spreadsheet keeps all its digits.
fn number(schema: &TableSchema, field: &Field, text: &str) -> Option<f64> {
    /// So many are the same again when a spreadsheet has shown them.
    const DIGITS: usize = 15;
    let Source::Column(column) = &field.source else { return None };
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.parse().ok().filter(|_| is_amount(schema, column) && digits <= DIGITS)
}

/// Refuses what stands in an amount column and is no amount, and words that have no code there.
fn all_readable(book: &Book<'_>, schema: &TableSchema, mapping: &Mapping) -> Result<(), String> {
    for row in lines(book, schema) {
        for field in &mapping.fields {
            let Source::Column(column) = &field.source else {
                continue;
            };
            let text = row.row.text(&column.as_str().into());
            if is_amount(schema, column) && !text.is_empty() {
                return Err(format!(
                    "“{}”的“{column}”写作“{text}”，读不成金额，没有导出；请先改正或留空",
                    row.name()
                ));
            }
            if field.code_of(text).is_none() {
                return Err(format!(
                    "“{}”的“{column}”写作“{text}”，对照表里字段“{}”没有写它是哪个代码，没有导出；请在“对照”一栏补上",
                    row.name(),
                    field.name
                ));
            }
        }
    }
    Ok(())
}

/// Whether there are lines to write.
pub fn any(book: &Book<'_>, schema: &TableSchema) -> bool {
    lines(book, schema).next().is_some()
}

/// The lines: rows that were entered.
fn lines<'a>(book: &Book<'a>, schema: &TableSchema) -> impl Iterator<Item = SheetRow<'a>> + use<'a> {
    let sheet = book.sheet(&schema.key);
    sheet.into_iter().flat_map(|sheet| sheet.rows()).filter(|row| row.shape.level().is_some())
}

fn cell(book: &Book<'_>, schema: &TableSchema, row: &SheetRow<'_>, field: &Field) -> String {
    let budget = book.budget;
    match &field.source {
        Source::Year => budget.year.to_string(),
        Source::DepartmentCode => budget.department.code.clone(),
        Source::DepartmentName => budget.department.name.clone(),
        Source::Remark => row.row.remark().to_owned(),
        Source::Words(words) => words.clone(),
        Source::Column(column) => match row.row.cells().get(&column.as_str().into()) {
            Some(ValueView::Amount(amount)) if is_amount(schema, column) => amount_in(amount, book, field),
            Some(ValueView::Amount(amount)) => money::in_full(amount, 0),
            Some(ValueView::Text(text)) => field.code_of(&text.to_string()).unwrap_or_default().to_owned(),
            None => String::new(),
        },
    }
}

/// An amount in the field's unit, to its last digit.
fn amount_in(amount: Decimal, book: &Book<'_>, field: &Field) -> String {
    let kept = book.format.unit;
    let unit = field.unit.unwrap_or(kept);
    let precision = Precision { unit, decimals: unit.exact_decimals() };
    money::in_full(precision.converted(amount, kept), 2)
}
