//! Projects of which the text says that they are managed by their performance (绩效), how many they are and what they cost,
//! against the table of their targets or of projects. A place need not publish all of them, so that one of both is told only where the
//! other is the table's.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::super::called::Called;
use super::super::phrase::{printed, words_before};
use super::super::running::Running;
use super::super::{Slip, SlipKind};
use super::figures::{Figures, Known, grain, is_any, numbers};
use super::{exact, in_unit_of};
use crate::calc::Book;
use crate::model::TableKey;
use crate::money;
use crate::narrative::FigureKind;
use crate::narrative::extract::Token;
use crate::text::is_total_label;

/// How many projects show that a number is no chance.
const SEVERAL: usize = 2;

/// The projects of a table of targets.
struct Targets {
    count: Decimal,
    /// What they cost together.
    whole: Known,
    /// What the table is called.
    table: String,
}

/// The tables that list each project once, with what it costs.
fn targets(book: &Book<'_>, rows: &[Called<'_>]) -> Vec<Targets> {
    let mut tables: BTreeMap<&TableKey, Vec<&Called<'_>>> = BTreeMap::new();
    // Targets that stand in forms are counted by the table of projects, which they are of.
    let lists = |title: &str| title.contains("绩效") || title.contains("项目支出");
    for called in rows.iter().filter(|called| lists(&called.row.sheet.schema.title)) {
        tables.entry(&called.row.sheet.schema.key).or_default().push(called);
    }
    tables.into_values().filter_map(|rows| of_table(book, &rows)).collect()
}

fn of_table(book: &Book<'_>, rows: &[&Called<'_>]) -> Option<Targets> {
    let sheet = rows.first()?.row.sheet;
    let mut projects: BTreeMap<String, Decimal> = BTreeMap::new();
    let (mut total, mut last) = (None, None);
    for Called { row, names, .. } in rows {
        let amount =
            row.cells().find_map(|cell| Some((numbers(&cell, book).first().copied()?, cell.address())));
        let Some((yuan, cell)) = amount.filter(|(yuan, _)| !yuan.is_zero()) else { continue };
        if names.iter().any(|name| is_total_label(name)) {
            total = Some((yuan, cell));
        } else if projects.insert(row.own_name()?, yuan).is_some() {
            return None;
        } else {
            last = Some(cell);
        }
    }
    let sum = money::sum(projects.values().copied())?;
    let (yuan, cell) = total.or_else(|| Some((sum, last?)))?;
    let table = sheet.schema.named();
    let whole = Known {
        yuan,
        grain: grain(&sheet, book),
        side: None,
        is_before: false,
        is_basic: false,
        is_of_all: false,
        cell,
        row: table.clone(),
    };
    let is_list = yuan == sum && projects.len() >= SEVERAL;
    is_list.then(|| Targets { count: Decimal::from(projects.len()), whole, table })
}

/// How many projects a sentence counts, and their money where it says so: 对3个项目编报绩效目标，涉及资金5万元.
fn said(text: &Running) -> Vec<(&Token, Option<&Token>)> {
    let is_count = |token: &&Token| {
        let sentence = text.part(text.sentence(token.range.start));
        let behind = text.part(token.range.end..text.text().len());
        let is_of_projects = behind.starts_with("项目") || words_before(text, token).ends_with("项目");
        token.kind == FigureKind::Count
            && text.part(token.range.clone()).ends_with('个')
            && is_of_projects
            && sentence.contains("绩效")
            && !words_before(text, token).contains("其中")
            && !["上年", "去年", "评价", "自评", "监控"].iter().any(|word| sentence.contains(word))
    };
    let money = |count: &&Token| {
        let end = text.sentence(count.range.start).end;
        let next = text.tokens.iter().find(|token| token.range.start >= count.range.end)?;
        let words = text.part(count.range.end..next.range.start.max(count.range.end));
        let is_money = ["资金", "金额", "预算", "经费"].iter().any(|word| words.contains(word));
        (next.kind == FigureKind::Amount && next.range.start < end && is_money).then_some(next)
    };
    text.tokens.iter().filter(is_count).map(|count| (count, money(&count))).collect()
}

/// Judges all sections.
pub(super) fn judge(
    figures: &Figures,
    book: &Book<'_>,
    rows: &[Called<'_>],
    sections: &[Vec<Running>],
) -> Vec<Slip> {
    let tables = targets(book, rows);
    let mut slips = Vec::new();
    for text in sections.iter().flatten() {
        for (count, money) in said(text) {
            let counts = |of: &&Targets| of.count == count.number;
            let costs = |of: &&Targets| money.is_some_and(|money| is_any(&[&of.whole], money));
            if tables.iter().any(|of| counts(&of) && costs(&of)) {
                continue;
            }
            let wrong_money = money.filter(|money| !figures.has(money));
            if let Some((of, money)) = tables.iter().find(costs).zip(money) {
                slips.push(of.counted(text, count, money));
            } else if let Some((of, money)) = tables.iter().find(counts).zip(wrong_money) {
                slips.extend(of.costed(text, money));
            }
        }
    }
    slips
}

impl Targets {
    fn counted(&self, text: &Running, count: &Token, money: &Token) -> Slip {
        let message = format!(
            "绩效管理的项目写作 {}、{}，{}列有 {} 个，合计正是这个数。",
            printed(text, count),
            printed(text, money),
            self.table,
            self.count
        );
        Slip {
            subject: "绩效目标".to_owned(),
            cells: vec![self.whole.cell.clone()],
            expected: Some(self.count),
            stated: Some(count.number),
            ..Slip::new(SlipKind::Counted, text.place(&count.range), message)
        }
    }

    fn costed(&self, text: &Running, money: &Token) -> Option<Slip> {
        let message = format!(
            "绩效管理的 {} 个项目写作 {}，{}的 {} 个项目合计 {}；各表里没有 {} 这个数。",
            self.count,
            printed(text, money),
            self.table,
            self.count,
            in_unit_of(self.whole.yuan, money)?,
            printed(text, money)
        );
        Some(Slip {
            subject: "绩效目标".to_owned(),
            cells: vec![self.whole.cell.clone()],
            expected: Some(self.whole.yuan),
            stated: Some(exact(money)),
            ..Slip::new(SlipKind::Quote, text.place(&money.range), message)
        })
    }
}
