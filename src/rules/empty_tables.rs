//! A table that has figures, though the note below it or the text says that there are none. For documents whose format
//! has no statements of its own; a note counts only where it names what its table is about, since a reader may have put
//! it under the wrong one.

use std::sync::Arc;

use super::place::{PlaceOutcome, Places};
use super::verdict::{Finding, RuleHead};
use crate::calc::{Book, Cell, Sheet, SheetRow};
use crate::formula::Span;
use crate::model::CellAddress;
use crate::money::display;
use crate::narrative::Place;
use crate::pattern::Pattern;
use crate::schema::Severity;
use crate::text::is_ideograph;

pub(super) const ID: &str = "空表-有数";

/// What a table and its note are about.
const SUBJECTS: [&str; 5] = ["三公", "政府性基金", "国有资本经营", "政府采购", "购买服务"];

static NOTE: Pattern = Pattern::new("(?:本表|此表|该表)(?:为空|无数据|没有数据|无数字|为零)|空表", &["表"]);
/// The same said of the money itself, anywhere in a note.
static NONE: Pattern = Pattern::new(
    "(?:没有|无|未安排|未使用|不涉及)(?:使用|安排|任何)?(?:政府)?“?(?P<what>政府性基金|国有资本经营|三公|政府采购|采购|购买服务)”?(?:经费)?(?:预算)?(?:财政)?(?:拨款)?(?:安排)?(?:的)?(?:支出|预算|收支)",
    &["没有", "无", "未安排", "未使用", "不涉及"],
);
/// 政府采购预算0万元: the same said by a figure, as the first thing that a paragraph says.
static ZERO: Pattern = Pattern::new(
    "^(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．])?(?:20[0-9][0-9]年(?:度)?)?[^。；，、0-9比较]{0,24}?(?P<what>政府性基金|国有资本经营|政府采购|三公|购买服务)[”\"]?[^。；，、0-9比较]{0,16}?(?:为|共|安排|总额|预算|支出|计)0(?:\\.0+)?万?元[，。；]",
    &["0"],
);
static YEAR: Pattern = Pattern::new("20[0-9][0-9]", &["20"]);
static TEXT: Pattern = Pattern::new(
    "^(?:[^。；，]{0,30}[，])?[^。；，]{0,24}(?:没有|无|未安排|未使用|不涉及)(?:使用|安排)?(?P<what>政府性基金|国有资本经营)(?:预算)?(?:财政)?(?:拨款)?(?:安排)?(?:的)?(?:支出|预算|收支|预算支出)[^0-9]{0,40}$",
    &["政府性基金", "国有资本经营"],
);

/// Judges tables, their notes and the text. There is no rule where nothing contradicts.
pub(super) fn judge(book: &Book<'_>) -> Option<(Arc<RuleHead>, Places)> {
    if !book.format.document.statements.is_empty() || book.budget.narrative.is_empty() {
        return None;
    }
    let head = Arc::new(RuleHead {
        id: ID.to_owned(),
        title: "说是空表的表没有数".to_owned(),
        basis: "空表的说明应当与表相符（预算公开的一般要求）".to_owned(),
        severity: Severity::Error,
        tables: Vec::new(),
    });
    let mut places = Places::all();
    let filled: Vec<(Sheet<'_>, &str, CellAddress, String)> = book
        .sheets()
        .filter_map(|sheet| {
            filled(&sheet, book.budget.year).map(|(what, cell, shown)| (sheet, what, cell, shown))
        })
        .collect();
    for (sheet, what, cell, shown) in &filled {
        let named = sheet.schema.named();
        let note = sheet.table.map_or("", |table| table.note.as_str());
        let names = |found: regex::Captures<'_>| {
            found.name("what").is_some_and(|named| what.ends_with(named.as_str()))
        };
        let says =
            |line: &&str| line.contains(what) && NOTE.is_match(line) || NONE.captures_iter(line).any(names);
        if let Some(line) = note.lines().find(says) {
            let message = format!("{named}下注明“{}”，表中却列有 {shown}。", line.trim());
            let finding = Finding {
                address: Some(cell.clone()),
                table: Some(sheet.schema.key.clone()),
                cells: vec![cell.clone()],
                subject: (*what).to_owned(),
                ..Finding::new(&head, message)
            };
            places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
        }
        if let Some((place, sentence)) = said(book, what) {
            let message = format!("文中写“{sentence}”，{named}却列有 {shown}。");
            let finding = Finding {
                sentence: Some(place),
                cells: vec![cell.clone()],
                subject: (*what).to_owned(),
                ..Finding::new(&head, message)
            };
            places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
        }
    }
    (places.count() > 0).then_some((head, places))
}

/// What a table is about, a cell of it that is not zero, and what stands there.
fn filled<'a>(sheet: &Sheet<'a>, year: i32) -> Option<(&'static str, CellAddress, String)> {
    let what = SUBJECTS.into_iter().find(|what| sheet.schema.title.contains(what))?;
    // Only a total tells, and a code where there is none: numbers of columns, and what else a form prints, stand in other
    // rows.
    let is_total = |row: &SheetRow<'_>| ["合计", "总计"].iter().any(|word| row.name().contains(word));
    let has_total = sheet.rows().any(|row| is_total(&row));
    let is_coded = |row: &SheetRow<'_>| {
        let texts: Vec<&str> = row.texts().collect();
        let is_code =
            |text: &&str| matches!(text.len(), 3 | 5 | 7) && text.chars().all(|c| c.is_ascii_digit());
        texts.iter().any(is_code) && texts.iter().any(|text| text.contains(is_ideograph))
    };
    let totals = sheet.rows().filter(|row| if has_total { is_total(row) } else { is_coded(row) });
    // Last year's money stands beside this year's nothing.
    let of_year = |cell: &Cell<'_>| {
        let title = cell.column.title();
        let another = YEAR.find(title).map(|year| year.as_str());
        !["上年", "去年", "执行", "增减", "决算"].iter().any(|word| title.contains(word))
            && another.is_none_or(|other| other == year.to_string())
    };
    let cells = totals.flat_map(|row| row.cells().collect::<Vec<_>>()).filter(|cell| of_year(cell));
    // What is printed there, not what is reckoned.
    let mut amounts = cells.filter(|cell| cell.column.kind.is_number()).filter_map(|cell| {
        let printed = cell.printed()?;
        (!printed.is_zero()).then_some((cell, printed))
    });
    let (cell, printed) = amounts.next()?;
    let shown = display(printed, sheet.decimals);
    Some((what, cell.address(), format!("“{}” {shown}", cell.row.name())))
}

/// The sentence that says that there is no such money.
fn said(book: &Book<'_>, what: &str) -> Option<(Place, String)> {
    for (section, of) in book.budget.narrative.iter().enumerate() {
        for (paragraph, text) in of.paragraphs.iter().enumerate() {
            let bare = text.trim().trim_end_matches('。');
            let found = TEXT.captures(bare);
            let is_told =
                found.and_then(|found| found.name("what")).is_some_and(|found| found.as_str() == what);
            let bare_of_blanks: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let zero = ZERO.captures(&bare_of_blanks);
            let zero = zero.filter(|found| found.name("what").is_some_and(|found| found.as_str() == what));
            let span = Span { start: 0, end: text.chars().count() };
            if let Some(all) = zero.and_then(|found| found.get(0)) {
                return Some((Place { section, paragraph, span }, all.as_str().to_owned()));
            }
            if is_told {
                return Some((Place { section, paragraph, span }, bare.to_owned()));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_by_a_figure_too() {
        for (text, expected) in [
            ("（二）2026年政府采购预算0万元，其中：货物0万元。", Some("政府采购")),
            ("2026年“三公”经费财政拨款预算0万元，比2025年减少3万元。", Some("三公")),
            ("政府采购预算10万元，其中：货物0万元。", None),
            ("政府采购货物预算5万元、政府采购工程预算0万元。", None),
            ("2026年政府性基金预算支出比上年减少0万元，", None),
        ] {
            let found = ZERO.captures(text);
            assert_eq!(
                found.and_then(|found| found.name("what")).map(|found| found.as_str()),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn only_a_whole_sentence_says_that_there_is_none() {
        for (text, expected) in [
            ("本部门2026年没有使用政府性基金预算拨款安排的支出，与上年持平", true),
            ("2026年，本部门无国有资本经营预算支出", true),
            ("本单位没有使用一般公共预算以外的支出，政府性基金预算支出5万元", false),
            ("政府性基金预算支出5万元，比上年增加3万元", false),
            ("政府性基金：指没有专门用途的政府性基金收入", false),
        ] {
            assert_eq!(TEXT.is_match(text), expected, "{text}");
        }
    }
}
