//! A table of income or expenditure that has rows, and no money in them, not even a zero where their whole should stand:
//! somebody left it unfilled, or the amounts were lost on their way. Tables of money that many do not have, and those with a
//! note, may be empty, unless the text says how much it is.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::is_total;
use crate::calc::{Book, Cell, Sheet};
use crate::codes::FUNDS;
use crate::formula::{name_of, name_of_cell};
use crate::model::Coverage;
use crate::money::display;
use crate::pattern::Pattern;
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{ColumnKind, Severity};

/// What tables are about that every budget fills.
const MONEY: [&str; 3] = ["收支", "收入", "支出"];

/// Money that many do not have, and what is no money of a year.
const SOME: [&str; 15] = [
    "基金",
    "资本",
    "三公",
    "转移",
    "结转",
    "债",
    "采购",
    "购买",
    "非税",
    "绩效",
    "资产",
    "会议",
    "专户",
    "单位资金",
    "经营",
];

/// What a note says of a table that is rightly empty.
const EXPLAINED: [&str; 6] = ["空", "没有", "无", "未安排", "不涉及", "为零"];

/// What the text calls the money of a table, and a word of the table's title.
const SAID: [(&str, &str); 5] = [
    ("三公", "三公"),
    ("政府采购", "采购"),
    ("政府性基金", "基金"),
    ("国有资本经营", "资本"),
    ("机关运行经费", "运行经费"),
];

/// An amount that the text says such money comes to.
static AMOUNT: Pattern = Pattern::new(
    "“?(?P<what>三公|政府采购|政府性基金|国有资本经营|机关运行经费)”?(?:经费)?(?P<gap>[^，。；：、（0-9]{0,16})(?P<amount>[0-9][0-9,]*(?:[.][0-9]+)?)万?元",
    &["元"],
);
/// What a note says of money that is there and is not shown, or is another's.
const NOT_SHOWN: [&str; 5] = ["涉密", "保密", "不公开", "统一", "另行"];
/// What the general budget is called in titles of its own tables.
const GENERAL: &str = "一般公共预算";
/// Words by which it is another year's, or a change.
const OTHERS: [&str; 8] = ["上年", "去年", "比", "较", "增", "减", "结转", "限额"];

/// A row or two may be what is left of a note.
const LEAST_ROWS: usize = 3;

pub(super) fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: "空表-无数".to_owned(),
        title: "列有行的收支表都有金额".to_owned(),
        basis: "部门预算公开的一般要求：没有数的表应当说明，有数的表应当填列".to_owned(),
        severity: Severity::Error,
        tables: Vec::new(),
    })
}

/// Judges every table of income or expenditure that was read as a whole.
pub(super) fn judge(book: &Book<'_>) -> Option<(Arc<RuleHead>, Places)> {
    let (head, mut places) = (head(), Places::all());
    let filled = largest(book)?;
    let is_asked = |sheet: &Sheet<'_>| {
        let title = &sheet.schema.title;
        let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
        sheet.schema.number.is_some() && sheet.coverage() == Coverage::Full && has(&MONEY) && !has(&SOME)
    };
    let is_table = |sheet: &Sheet<'_>| {
        sheet.schema.number.is_some() && !sheet.schema.headless && sheet.coverage() == Coverage::Full
    };
    for sheet in book.sheets().filter(is_table).filter(|sheet| !is_asked(sheet)) {
        let Some(said) = said(book, &sheet) else { continue };
        let note = sheet.table.map_or("", |table| table.note.as_str());
        let outcome = match is_filled(&sheet) || NOT_SHOWN.iter().any(|word| note.contains(word)) {
            true => PlaceOutcome::Passed,
            false => {
                let message = format!(
                    "文中写“{}”，{}没有一个金额，请核对是否漏填，或者导入时没有读出金额。",
                    // Within quotation marks stand single ones.
                    said.replace('“', "‘").replace('”', "’"),
                    name_of(&sheet)
                );
                let finding =
                    Finding { table: Some(sheet.schema.key.clone()), ..Finding::new(&head, message) };
                PlaceOutcome::Violated(Box::new(finding))
            }
        };
        places.add_whole(outcome);
    }
    for sheet in book.sheets().filter(is_asked) {
        let is_explained = sheet.table.is_some_and(|table| {
            !table.remark.is_empty() || EXPLAINED.iter().any(|word| table.note.contains(word))
        });
        let rows = sheet.rows().count();
        if is_explained || rows < LEAST_ROWS || is_filled(&sheet) {
            places.add_whole(PlaceOutcome::Passed);
            continue;
        }
        let (other, value) = (&filled, filled.printed().unwrap_or_default());
        let message = format!(
            "{}列有 {rows} 行，却没有一个金额；{}列有 {}。请核对是否漏填，或者导入时没有读出金额。",
            name_of(&sheet),
            name_of_cell(other),
            display(value, other.decimals())
        );
        // It stands where the first figure should: in the total, if there is one.
        let cells = || sheet.rows().flat_map(|row| row.cells().collect::<Vec<_>>());
        let amounts = || cells().filter(|cell| cell.column.kind.is_number());
        let blank = amounts().find(|cell| is_total(&cell.row)).or_else(|| amounts().next());
        let finding = Finding {
            address: blank.map(|cell| cell.address()),
            table: Some(sheet.schema.key.clone()),
            cells: blank.iter().chain([other]).map(Cell::address).collect(),
            ..Finding::new(&head, message)
        };
        places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
    }
    (places.count() > 0).then_some((head, places))
}

/// The words of the text that say how much the money of a table is, where that is more than nothing. What a fund has of
/// it (政府性基金预算“三公”经费) is only said where the fund is named, too.
fn said(book: &Book<'_>, sheet: &Sheet<'_>) -> Option<String> {
    let title = &sheet.schema.title;
    let mut names = SAID.iter().filter(|(_, word)| title.contains(word)).map(|(name, _)| *name);
    let name = names.next()?;
    let funds: Vec<&str> = FUNDS.into_iter().skip(1).filter(|fund| !name.starts_with(fund)).collect();
    let of_title = |fund: &&&str| names_fund(title, fund);
    let is_of_all = !funds.iter().any(|fund| names_fund(title, fund)) && !title.contains(GENERAL);
    // The funds that the sentence names are those that the table does.
    money_said(book).find_map(|said| {
        let of_sentence = |fund: &&&str| names_fund(said.before, fund) || names_fund(said.words, fund);
        let is_of_fund = is_of_all || funds.iter().filter(of_title).eq(funds.iter().filter(of_sentence));
        let is_own = said.what == name || said.words.contains(name);
        (is_own && is_of_fund).then(|| said.words.to_owned())
    })
}

/// Whether a title or a sentence names a fund, by the word that tells it from others.
fn names_fund(text: &str, fund: &str) -> bool {
    let word = SAID.iter().find(|(name, _)| fund.starts_with(name)).map_or(fund, |(_, word)| word);
    text.contains(word)
}

/// An amount of this year that the text gives: of what, its words, and the sentence before them.
pub(super) struct Said<'t> {
    pub what: &'t str,
    pub words: &'t str,
    pub before: &'t str,
}

/// All such amounts that are not nothing.
pub(super) fn money_said<'t>(book: &Book<'t>) -> impl Iterator<Item = Said<'t>> + use<'t> {
    let paragraphs = book.budget.narrative.iter().flat_map(|section| &section.paragraphs);
    paragraphs.flat_map(|text| AMOUNT.captures_iter(text).map(move |found| (text, found))).filter_map(
        |(text, found)| {
            let gap = found.name("gap")?.as_str();
            let amount: Decimal = found.name("amount")?.as_str().replace(',', "").parse().ok()?;
            let all = found.get(0)?;
            let before = text.get(..all.start())?.rsplit(['。', '；', '\n']).next()?;
            let is_other = OTHERS.iter().any(|word| gap.contains(word));
            let what = found.name("what")?.as_str();
            (!is_other && !amount.is_zero()).then_some(Said { what, words: all.as_str(), before })
        },
    )
}

/// Whether a table has money, or says in its first column of figures that it has none.
fn is_filled(sheet: &Sheet<'_>) -> bool {
    sheet.rows().any(|row| {
        let first = row.cells().find(|cell| cell.column.kind == ColumnKind::Amount);
        first.is_some_and(|cell| cell.printed().is_some()) || row.cells().any(|cell| is_money(&cell))
    })
}

/// Whether a cell has money, also where its column was not taken for one of amounts.
fn is_money(cell: &Cell<'_>) -> bool {
    if cell.column.kind.is_number() {
        return cell.is_unreadable() || cell.printed().is_some_and(|value| !value.is_zero());
    }
    let text = cell.text();
    let is_figure = |word: &str| {
        let bare = word.trim_end_matches(['元', '万', '%', '％']);
        bare.contains(['.', ',']) && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))
    };
    text.split_whitespace().any(is_figure)
}

/// The largest total that any table prints: that there is money.
fn largest<'a>(book: &Book<'a>) -> Option<Cell<'a>> {
    let rows = book.sheets().filter(|sheet| sheet.schema.number.is_some()).flat_map(|sheet| sheet.rows());
    let cells = rows.filter(is_total).flat_map(|row| row.cells().collect::<Vec<_>>());
    let amounts = cells.filter(|cell| cell.column.kind == ColumnKind::Amount);
    let printed = amounts.filter(|cell| cell.printed().is_some_and(|value| !value.is_zero()));
    printed.max_by_key(|cell| cell.printed())
}
