//! Whatever a sentence counts: 培训班4期, 接待60批次, 改造40座. The figures of a text (`extract`) are only what tables have too; a sentence
//! judged by itself may count anything.

use std::ops::Range;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::running::Running;
use crate::pattern::Pattern;

/// What may be counted one by one. A year, a month or a day is none of it.
pub(super) const UNITS: [&str; 25] = [
    "平方米",
    "批次",
    "人次",
    "公顷",
    "公里",
    "辆",
    "台",
    "套",
    "件",
    "批",
    "次",
    "期",
    "场",
    "班",
    "个",
    "家",
    "户",
    "处",
    "所",
    "座",
    "村",
    "校",
    "亩",
    "名",
    "人",
];

static COUNT: Pattern = Pattern::made(
    || format!("(?P<number>[0-9]+(?:,[0-9]{{3}})*(?:\\.[0-9]+)?)(?P<unit>{})", UNITS.join("|")),
    &[],
);

/// The numbers of a part of a text that count something, in order.
pub(super) fn counts(text: &Running, within: Range<usize>) -> Vec<Token> {
    let part = text.part(within.clone());
    let token = |found: regex::Captures<'_>| {
        let (number, all) = (found.name("number")?, found.get(0)?);
        // 第3期 is not three of them, and the end of a longer number is none.
        let before = part.get(..all.start())?;
        let is_other = before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '第' | '.' | ',' | '-'));
        let range = within.start + all.start()..within.start + all.end();
        let number = Decimal::from_str(&number.as_str().replace(',', "")).ok()?;
        (!is_other).then_some(Token { kind: FigureKind::Count, range, number, in_yuan: Decimal::ONE })
    };
    COUNT.captures_iter(part).filter_map(token).collect()
}

/// By what a number counts.
pub(super) fn unit<'t>(text: &'t Running, count: &Token) -> &'t str {
    text.part(count.range.clone()).trim_start_matches(|c: char| c.is_ascii_digit() || ",.-".contains(c))
}
