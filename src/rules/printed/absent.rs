//! Tables that a document should print and does not: a number that is left out where all others count on, and the table of a
//! fund whose money other tables or the text have. Documents that number some tables only, that number by each chapter, or
//! that lie in several files are not asked for numbers.

use std::sync::Arc;

use super::emptied::money_said;
use super::{Printed, is_total};
use crate::calc::{Book, Cell, Sheet};
use crate::codes::FUNDS;
use crate::formula::name_of_cell;
use crate::model::{CellAddress, Coverage};
use crate::money::display;
use crate::rules::demands;
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{ColumnKind, Severity, parted};
use crate::text::{in_numerals, numeral};

/// How many tables must be numbered for each number that is left out.
const FOR_EACH: usize = 4;

/// How many tables a document has at least that is a whole budget.
const LEAST_TABLES: usize = 5;

/// What the title of a fund's own table has of its name.
const OWN: [(&str, &[&str]); 2] = [("政府性基金", &["基金"]), ("国有资本", &["国有资本", "国资"])];

/// Words of tables and rows that hold something else than a fund's money of this year.
const OTHERS: [&str; 6] = ["转移", "三公", "绩效", "上年", "明细", "结余"];

const ASKED: &str = "请核对是否漏了这张表，或者导入时没有认出";

/// The rules: on numbers, and on funds.
pub(super) fn heads() -> [Arc<RuleHead>; 2] {
    [("表号-印数", "表号连着"), ("缺表-印数", "有钱的基金都有自己的表")].map(|(id, title)| {
        Arc::new(RuleHead {
            id: id.to_owned(),
            title: title.to_owned(),
            basis: "通行的部门预算公开目录：收支总表等八张表".to_owned(),
            severity: Severity::Warning,
            tables: Vec::new(),
        })
    })
}

/// Judges the numbers of a document's tables, and its funds. There is no rule where nothing lacks.
pub(super) fn judge(book: &Book<'_>) -> Vec<(Arc<RuleHead>, Places)> {
    let published: Vec<Sheet<'_>> = book.sheets().filter(|sheet| sheet.schema.number.is_some()).collect();
    // Of a table that could not be read nobody knows what it is.
    if published.iter().any(|sheet| sheet.coverage() == Coverage::Unread) {
        return Vec::new();
    }
    let [numbers, funds] = heads();
    let skipped: Vec<Finding> = skipped(&numbers, book, &published).into_iter().collect();
    let without = without_table(&funds, book, &published);
    let mut judged = Vec::new();
    for (head, found) in [(numbers, skipped), (funds, without)] {
        let mut places = Places::all();
        for finding in found {
            places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
        }
        if places.count() > 0 {
            judged.push((head, places));
        }
    }
    judged
}

/// A printed number: what stands around it, and what it is. 表4-1 is counted within 表4.
struct Number {
    around: (String, String),
    value: u32,
    is_chinese: bool,
    /// How many digits it has, with its noughts: 公开05表.
    width: usize,
}

impl Number {
    fn of(label: &str) -> Option<Self> {
        let is_numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        let (before, rest) = label.split_at(label.find(is_numeral)?);
        let (number, behind) = rest.split_at(rest.find(|c| !is_numeral(c)).unwrap_or(rest.len()));
        let behind = if behind.starts_with(['-', '－', '—', '–', '.']) { "" } else { behind };
        Some(Self {
            around: (before.to_owned(), behind.to_owned()),
            value: numeral(number)?,
            is_chinese: !number.starts_with(|c: char| c.is_ascii_digit()),
            width: number.len(),
        })
    }

    /// What a table of another number would be called.
    fn called(&self, value: u32) -> String {
        let (before, behind) = &self.around;
        match self.is_chinese {
            true => format!("{before}{}{behind}", in_numerals(value)),
            false => {
                let width = if self.width > 1 { self.width } else { 0 };
                format!("{before}{value:0width$}{behind}")
            }
        }
    }
}

/// Numbers that are left out between two tables that follow each other.
fn skipped(head: &Arc<RuleHead>, book: &Book<'_>, published: &[Sheet<'_>]) -> Option<Finding> {
    // What one of several files counts, another may go on with.
    if book.budget.originals.len() > 1 {
        return None;
    }
    let numbers: Vec<Option<Number>> =
        published.iter().map(|sheet| Number::of(&sheet.schema.label)).collect();
    let counted: Vec<&Number> = numbers.iter().flatten().collect();
    let go_on = counted
        .windows(2)
        .all(|pair| matches!(pair, [one, next] if one.around == next.around && one.value <= next.value));
    if !go_on {
        return None;
    }
    let (mut gaps, mut missing) = (Vec::new(), 0);
    for (pair, sheets) in numbers.windows(2).zip(published.windows(2)) {
        let ([Some(one), Some(next)], [before, after]) = (pair, sheets) else { continue };
        let lacking: Vec<String> = (one.value + 1..next.value).map(|value| one.called(value)).collect();
        missing += lacking.len();
        // A table that was read as text, or not at all, is there.
        if !lacking.is_empty() && !lacking.iter().any(|name| is_begun(book, name)) {
            gaps.push((before, after, lacking));
        }
    }
    let (_, first, _) = gaps.first()?;
    if counted.len() < missing * FOR_EACH {
        return None;
    }
    let called = |sheet: &Sheet<'_>| format!("“{}”", sheet.schema.label);
    let places: Vec<String> =
        gaps.iter().map(|(before, after, _)| format!("{}之后是{}", called(before), called(after))).collect();
    let names: Vec<&str> = gaps.iter().flat_map(|(.., lacking)| lacking).map(String::as_str).collect();
    // A form may leave out a number for all: only where a table that is owed lacks as well is more than a hint in it.
    let owed = demands::lacking_tables(&demands::answered(book)).join("、");
    let severity = if owed.is_empty() { Severity::Hint } else { head.severity };
    let owed = if owed.is_empty() { owed } else { format!("；也没有看到应当公开的{owed}") };
    let message =
        format!("{}，没有“{}”，别的表号都是连着的{owed}；{ASKED}。", places.join("，"), names.join("”“"));
    let table = Some(first.schema.key.clone());
    Some(Finding { table, severity, subject: names.join("、"), ..Finding::new(head, message) })
}

/// Whether a line that begins with a table's number was read as text, or found no place.
fn is_begun(book: &Book<'_>, name: &str) -> bool {
    let is_own = |text: &str| {
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        bare.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let paragraphs = book.budget.narrative.iter().flat_map(|section| &section.paragraphs);
    let titles = book.budget.narrative.iter().map(|section| &section.title);
    let unplaced = book.budget.unplaced.iter().map(|line| &line.text);
    paragraphs.chain(titles).chain(unplaced).any(|text| is_own(text))
}

/// Funds with money and without a table, in a document whose other tables are there.
fn without_table(head: &Arc<RuleHead>, book: &Book<'_>, published: &[Sheet<'_>]) -> Vec<Finding> {
    let has = |words: &[&str]| {
        published.iter().any(|sheet| words.iter().any(|word| sheet.schema.title.contains(word)))
    };
    // The general budget's own table shows that the document has one for each fund.
    let general = |sheet: &&Sheet<'_>| {
        let title = &sheet.schema.title;
        title.contains("一般公共预算")
            && title.contains("支出")
            && !title.contains("基本")
            && !title.contains("三公")
    };
    if published.len() < LEAST_TABLES || !published.iter().any(|sheet| general(&sheet)) {
        return Vec::new();
    }
    let lost = |fund: &str| {
        let unplaced = book.budget.unplaced.iter().map(|line| &line.text);
        unplaced.into_iter().any(|text| text.contains(fund) && text.contains('表'))
    };
    let funds = FUNDS.into_iter().skip(1).filter(|fund| !lost(fund));
    let lacking =
        funds.filter(|fund| OWN.iter().find(|(own, _)| own == fund).is_some_and(|(_, words)| !has(words)));
    lacking.filter_map(|fund| of_fund(head, book, published, fund)).collect()
}

fn of_fund(head: &Arc<RuleHead>, book: &Book<'_>, published: &[Sheet<'_>], fund: &str) -> Option<Finding> {
    let has_other = |text: &str| OTHERS.iter().any(|word| text.contains(word));
    let is_of_all = |sheet: &&Sheet<'_>| {
        let title = &sheet.schema.title;
        ["收入", "收支", "支出"].iter().any(|word| title.contains(word)) && !has_other(title)
    };
    let of_year = |cell: &Cell<'_>| parted(&cell.column.full_title(), book.budget.year).0 != Some(true);
    let said = |row: &crate::calc::SheetRow<'_>, cell: &Cell<'_>| {
        let is_row = row.texts().any(|text| text.contains(fund) && !has_other(text));
        let is_column = cell.column.header.iter().any(|word| word.contains(fund) && !has_other(word));
        cell.column.kind == ColumnKind::Amount && (is_row || is_column && is_total(row)) && of_year(cell)
    };
    let lacks = format!("文件里却没有{fund}预算支出表；{ASKED}。");
    let cells = published.iter().filter(is_of_all).flat_map(|sheet| sheet.rows()).flat_map(|row| {
        row.cells().filter(|cell| said(&row, cell)).filter_map(Printed::of).collect::<Vec<_>>()
    });
    let found: Vec<Printed<'_>> = cells.filter(|own| !own.value.is_zero()).collect();
    if let Some(first) = found.first() {
        let shown = display(first.value, first.cell.decimals());
        let message = format!("{}列示为 {shown}，{lacks}", name_of_cell(&first.cell));
        let cells: Vec<CellAddress> = found.iter().map(|own| own.cell.address()).collect();
        return Some(Finding {
            actual: Some(first.value),
            subject: fund.to_owned(),
            cells,
            ..Finding::at(head, first.cell.address(), message)
        });
    }
    let said = money_said(book).find(|said| said.what.starts_with(fund))?;
    let message = format!("文中写“{}”，{lacks}", said.words);
    Some(Finding { subject: fund.to_owned(), ..Finding::new(head, message) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_as_its_document_prints_numbers() {
        for (label, value, next) in [
            ("表3", 3, "表4"),
            ("公开05表", 5, "公开06表"),
            ("公开表9", 9, "公开表10"),
            ("表4-1", 4, "表5"),
            ("附表十九", 19, "附表二十"),
            ("表十", 10, "表十一"),
        ] {
            let number = Number::of(label).unwrap();
            assert_eq!((number.value, number.called(value + 1).as_str()), (value, next), "{label}");
        }
        assert!(Number::of("附表").is_none());
    }
}
