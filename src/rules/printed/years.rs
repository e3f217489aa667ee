//! Tables of another year or another kind than the document they stand in: one that was taken over from last year's budget,
//! or from the final accounts. Its title says so where those of the others do not, or the years above its columns do.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::calc::{Book, Sheet};
use crate::formula::name_of;
use crate::model::Coverage;
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{ColumnKind, Severity};
use crate::text::years as years_in;

/// What of another year a budget prints on purpose.
const OTHERS: [&str; 8] = ["上年", "去年", "结转", "执行", "资产", "债", "绩效", "预决算"];

/// How columns are called that compare others.
const CHANGES: [&str; 6] = ["增", "减", "比", "差", "率", "%"];

/// Of more tables than this, for each that is of another year, the document itself is of that year.
const FOR_EACH: usize = 3;

pub(super) fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: "年度-印数".to_owned(),
        title: "各表的年度与本预算一致".to_owned(),
        basis: "部门预算公开的一般要求：公开的是同一年度的预算".to_owned(),
        severity: Severity::Warning,
        tables: Vec::new(),
    })
}

/// Judges the tables of a budget that says its year.
pub(super) fn judge(book: &Book<'_>) -> Option<(Arc<RuleHead>, Places)> {
    let own = book.budget.year;
    if own <= 2000 || book.budget.is_accounts() {
        return None;
    }
    let is_asked = |sheet: &Sheet<'_>| {
        let title = &sheet.schema.title;
        sheet.schema.number.is_some()
            && !sheet.schema.headless
            && sheet.coverage() == Coverage::Full
            && !OTHERS.iter().any(|word| title.contains(word))
    };
    let sheets: Vec<Sheet<'_>> = book.sheets().filter(is_asked).collect();
    let (head, mut places) = (head(), Places::all());
    let told: Vec<(&Sheet<'_>, Option<String>)> =
        sheets.iter().map(|sheet| (sheet, wrong(sheet, own))).collect();
    let wrong = told.iter().filter(|(_, message)| message.is_some()).count();
    if wrong * FOR_EACH >= told.len() {
        return None;
    }
    for (sheet, message) in told {
        let outcome = message.map_or(PlaceOutcome::Passed, |message| {
            let finding = Finding {
                table: Some(sheet.schema.key.clone()),
                ..Finding::new(&head, format!("{}{message}", name_of(sheet)))
            };
            PlaceOutcome::Violated(Box::new(finding))
        });
        places.add_whole(outcome);
    }
    Some((head, places))
}

/// What says that a table is none of the year's budget.
fn wrong(sheet: &Sheet<'_>, own: i32) -> Option<String> {
    if let Some(year) = sheet.schema.title_year.filter(|year| *year != own) {
        return Some(format!(
            "的表题写的是 {year} 年，本文件是 {own} 年度的预算，请核对是否误用了其他年度的表。"
        ));
    }
    if sheet.schema.title.contains("决算") {
        return Some("的表题写的是决算，本文件是预算，请核对是否误用了决算的表。".to_owned());
    }
    // The years above its amounts, where these are called budgets: last year's may stand beside columns that say no year.
    let columns = sheet.schema.sections.iter().flat_map(|section| &section.columns);
    let (mut years, mut has_others): (BTreeSet<i32>, bool) = (BTreeSet::new(), false);
    for column in columns.filter(|column| column.kind == ColumnKind::Amount) {
        let words = column.header.iter().filter(|word| !word.contains('结'));
        let own: BTreeSet<i32> = words.flat_map(|word| years_in(word)).collect();
        let says =
            |words: &[&str]| column.header.iter().any(|word| words.iter().any(|one| word.contains(one)));
        has_others |= own.is_empty() && !says(&CHANGES);
        years.extend(own.into_iter().filter(|_| says(&["预算"])));
    }
    if has_others && years.len() < 2 {
        return None;
    }
    let last = years.last().filter(|last| **last < own && !years.contains(&own))?;
    Some(format!("各栏的表头写到 {last} 年为止，没有 {own} 年的预算数，请核对是否误用了其他年度的表或表头。"))
}
