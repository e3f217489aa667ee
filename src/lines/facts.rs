//! Open data: every figure of the published tables as one fact a row, with a description of the columns
//! (`datapackage.json`, Frictionless Data Package). Amounts stand in 元, exactly.

use csv::{Terminator, WriterBuilder};
use serde_json::{Value as Json, json};

use crate::calc::{Book, Cell, SheetRow};
use crate::codes::Scheme;
use crate::money::{self, MoneyUnit};
use crate::report::csv_cell;
use crate::rounding::Precision;
use crate::schema::{Column, ColumnKind, Role};

/// The file of facts within a package.
pub const FACTS: &str = "facts.csv";

/// The description within a package.
pub const DESCRIPTION: &str = "datapackage.json";

/// The columns: name, type, meaning.
const COLUMNS: [(&str, &str, &str); 13] = [
    ("year", "integer", "预算年度"),
    ("department_code", "string", "部门代码"),
    ("department", "string", "部门名称"),
    ("table", "string", "表"),
    ("table_title", "string", "表名"),
    ("row", "string", "行的键"),
    ("row_name", "string", "行的名称"),
    ("column", "string", "栏，自外而内以“/”分开"),
    ("function_code", "string", "支出功能分类科目编码"),
    ("department_economic_code", "string", "部门预算支出经济分类科目编码"),
    ("government_economic_code", "string", "政府预算支出经济分类科目编码"),
    ("amount", "number", "金额（元）"),
    ("origin", "string", "entered 录入，computed 计算，stated 原表所印而与计算不同"),
];

/// The facts of a budget as CSV.
///
/// # Errors
/// When a row cannot be composed, which memory alone can cause.
pub fn facts(book: &Book<'_>) -> Result<Vec<u8>, String> {
    let failed = |error: csv::Error| format!("写不成 CSV：{error}");
    let mut rows = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    rows.write_record(COLUMNS.map(|(name, ..)| name)).map_err(failed)?;
    let published = book.sheets().filter(|sheet| sheet.schema.number.is_some());
    for row in published.flat_map(|sheet| sheet.rows()) {
        for cell in row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount) {
            for (amount, origin) in amounts(&cell) {
                rows.write_record(fact(book, &row, &cell, amount, origin)).map_err(failed)?;
            }
        }
    }
    rows.into_inner().map_err(|error| format!("写不成 CSV：{}", error.error()))
}

/// The figures of a cell: what is entered or computed, and what is stated otherwise.
fn amounts(cell: &Cell<'_>) -> Vec<(money::Decimal, &'static str)> {
    let computed = cell.role.is_computed();
    let own = cell.number().filter(|_| !cell.lacks_rows() && !cell.is_unreadable());
    let own = own.map(|own| (own, if computed && cell.role != Role::Input { "computed" } else { "entered" }));
    let stated = cell.stated().and_then(|value| value.amount());
    let other = stated.filter(|stated| own.is_none_or(|(own, _)| own != *stated));
    own.into_iter().chain(other.map(|stated| (stated, "stated"))).collect()
}

fn fact(
    book: &Book<'_>,
    row: &SheetRow<'_>,
    cell: &Cell<'_>,
    amount: money::Decimal,
    origin: &str,
) -> Vec<String> {
    let (budget, format) = (book.budget, book.format);
    let schema = row.sheet.schema;
    let code = |scheme: Scheme| {
        let mut here = format.codes.iter().filter(|codes| {
            codes.scheme == scheme && codes.tables.contains(&schema.key) && codes.kind == *row.row.kind()
        });
        let parts =
            here.next().map(|codes| codes.parts.iter().map(|part| row.text(part).trim()).collect::<String>());
        parts.unwrap_or_default()
    };
    // Where two items stand in one row, each has its own name and code.
    let half = Half::of(row, cell);
    let (key, name) = match &half {
        Some(half) => (half.key(), half.name.clone()),
        None => (row.row.key().to_string(), row.name()),
    };
    let yuan = Precision::YUAN.converted(amount, format.unit);
    // A format's codes are those of the left half.
    let of_left = |code: String| if half.is_some() { String::new() } else { code };
    let texts = [
        budget.year.to_string(),
        budget.department.code.clone(),
        budget.department.name.clone(),
        schema.key.to_string(),
        schema.title.clone(),
        key,
        name,
        cell.column.header.join("/"),
        of_left(code(Scheme::Function)),
        of_left(code(Scheme::DepartmentEconomic)),
        of_left(code(Scheme::GovernmentEconomic)),
        money::in_full(yuan, MoneyUnit::Yuan.exact_decimals()),
        origin.to_owned(),
    ];
    texts.iter().map(|text| csv_cell(text)).collect()
}

/// A further half of a row of a list that is folded: its columns bear the names of the first one's, with a number.
struct Half {
    code: String,
    name: String,
}

impl Half {
    /// The half in which a cell stands; `None` for the first.
    fn of(row: &SheetRow<'_>, cell: &Cell<'_>) -> Option<Self> {
        let columns = row.section.columns.get(..cell.column_index)?;
        let is_text = |column: &Column| matches!(column.kind, ColumnKind::Text | ColumnKind::Code);
        let end = columns.iter().rposition(is_text)? + 1;
        let start = columns.get(..end)?.iter().rposition(|column| !is_text(column))? + 1;
        let (before, own) = (columns.get(..start)?, columns.get(start..end)?);
        let is_again = |column: &Column| {
            let plain = column.key.as_str().rsplit_once('（').map(|(plain, _)| plain);
            plain
                .is_some_and(|plain| before.iter().any(|other| is_text(other) && other.key.as_str() == plain))
        };
        if !own.iter().all(is_again) {
            return None;
        }
        let text = |is_code: bool| {
            let texts = own.iter().map(|column| row.text(&column.key).trim());
            let is_digits = |text: &&str| text.chars().all(|c| c.is_ascii_digit());
            texts.filter(|text| !text.is_empty()).find(|text| is_digits(text) == is_code).unwrap_or_default()
        };
        Some(Self { code: text(true).to_owned(), name: text(false).to_owned() })
    }

    /// By which it is told from other rows.
    fn key(&self) -> String {
        if self.code.is_empty() { self.name.clone() } else { self.code.clone() }
    }
}

/// The description of the facts.
pub fn description(book: &Book<'_>) -> String {
    let budget = book.budget;
    let fields: Vec<Json> = COLUMNS
        .iter()
        .map(|(name, kind, meaning)| {
            let mut field = json!({"name": name, "type": kind, "description": meaning});
            if let (true, Some(field)) = (*name == "amount", field.as_object_mut()) {
                field.insert("columnType".to_owned(), json!("value"));
                field.insert("currency".to_owned(), json!("CNY"));
                field.insert("factor".to_owned(), json!(1));
                let phase = if budget.kind().ends_with("决算") { "executed" } else { "proposed" };
                field.insert("phase".to_owned(), json!(phase));
            }
            field
        })
        .collect();
    let package = json!({
        "profile": "tabular-data-package",
        "name": format!("budget-{}-{}", budget.year, budget.department.code).trim_end_matches('-'),
        "title": format!("{} {} 年{}", budget.department.name, budget.year, budget.kind()).trim_start(),
        "resources": [{
            "profile": "tabular-data-resource",
            "name": "facts",
            "path": FACTS,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {"fields": fields},
        }],
    });
    serde_json::to_string_pretty(&package).unwrap_or_default() + "\n"
}
