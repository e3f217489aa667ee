//! Money and what it is for, of which one is nothing and the other is not: 购置费0万元，计划购置公务用车1辆; 会议费2万元，拟召开会议0次.

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::is_said;
use super::counts::{counts, unit};
use super::limits::slip;
use super::phrase::{clause, is_last_years, printed, words_before};
use super::running::Running;
use super::{Slip, SlipKind};
use crate::pattern::Pattern;

/// Words by which something is planned, rather than done.
const PLANNING: [&str; 4] = ["计划", "拟", "安排", "预计"];

/// Judges the figures of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for text in texts {
        slips.extend((0..text.tokens.len()).filter_map(|at| {
            let denied = for_nothing(text, at).or_else(|| none_for_money(text, at));
            denied.or_else(|| money_for_none(text, at))
        }));
    }
}

/// What is planned of which a sentence gives the money: the money's name, the plan's name and unit.
const PLANNED: [(&str, &str, &str); 2] = [("购置", "购置", "辆"), ("出国", "团组", "个")];

/// 公务用车购置费0万元，计划购置公务用车1辆: what costs nothing is not planned.
fn for_nothing(text: &Running, at: usize) -> Option<Slip> {
    let money = text.tokens.get(at).filter(|token| token.kind == FigureKind::Amount)?;
    let named = clause(text, money);
    let (_, plan, unit) = PLANNED.iter().find(|(of, _, _)| named.contains(of))?;
    let next = text.tokens.get(at + 1)?.range.start;
    let sentence = text.sentence(money.range.start);
    let is_its = |count: &&Token| {
        let said = clause(text, count);
        let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
        // In another sentence it says of which year it speaks.
        let is_near = count.range.start == next && sentence.contains(&next);
        let is_planned = is_near && says(&PLANNING) || says(&["本年", "当年"]);
        count.kind == FigureKind::Count
            && text.part(count.range.clone()).ends_with(unit)
            && said.contains(plan)
            && is_planned
            && !says(&["上年", "累计", "已", "年末"])
    };
    let count = text.tokens.iter().skip(at + 1).find(is_its)?;
    if is_said(text, at) || !money.number.is_zero() || count.number.is_zero() {
        return None;
    }
    let message =
        format!("“{named}”{}，却写“{}{}”。", printed(text, money), clause(text, count), printed(text, count));
    let other = Some(text.place(&money.range));
    Some(Slip { other, ..slip(SlipKind::Denied, text, count, message) })
}

/// 计划购置车辆0辆、3万元: nothing bought costs nothing.
fn none_for_money(text: &Running, at: usize) -> Option<Slip> {
    let (count, money) = (text.tokens.get(at)?, text.tokens.get(at + 1)?);
    let is_none = count.kind == FigureKind::Count && count.number.is_zero();
    let is_some = money.kind == FigureKind::Amount && !money.number.is_zero();
    let gap = text.part(count.range.end..money.range.start);
    let gap = gap.strip_prefix("（套）").or_else(|| gap.strip_prefix("（台、套）")).unwrap_or(gap);
    let is_next = matches!(gap, "、" | "，" | "，金额" | "，预算" | "，资金" | "，安排" | "，共" | "，共计");
    let is_bought = clause(text, count).contains("购置") || words_before(text, count).contains("购置");
    if !is_none || !is_some || !is_next || !is_bought || is_said(text, at + 1) {
        return None;
    }
    let message =
        format!("“{}{}”，却写“{}”。", clause(text, count), printed(text, count), printed(text, money));
    let other = Some(text.place(&count.range));
    Some(Slip { other, ..slip(SlipKind::Denied, text, money, message) })
}

static UNBOUGHT: Pattern =
    Pattern::new("(?:不|未|没有|无)(?:安排|计划|拟|新增|再)*购置(?:公务用车|车辆|计划)", &["购置"]);

/// What money is for: what the money is called, and what it pays for is called and counted by.
const PAID: [(&str, &str, &[&str]); 5] = [
    ("购置费", "购置", &["辆"]),
    ("会议费", "会议", &["次", "个", "场"]),
    ("培训费", "培训", &["次", "期", "个", "班"]),
    ("接待费", "接待", &["批", "批次", "次", "个"]),
    ("出国", "团组", &["个", "次", "批"]),
];

/// 公务用车购置费18万元，…，2026年不购置公务用车: what is not bought costs nothing.
fn unbought(text: &Running, money: &Token, end: usize) -> Option<Slip> {
    let found = UNBOUGHT.find(text.part(money.range.end..end.max(money.range.end)))?;
    let range = money.range.end + found.start()..money.range.end + found.end();
    // 主要原因是上年未购置公务用车: it is bought now.
    let before =
        text.part(money.range.end..range.start).rsplit(['，', '；', '。']).next().unwrap_or_default();
    if ["上年", "去年", "以前年度"].iter().any(|word| before.contains(word)) {
        return None;
    }
    let message =
        format!("“{}”{}，却写“{}”。", clause(text, money), printed(text, money), text.part(range.clone()));
    let place = text.place(&range);
    Some(Slip { other: Some(text.place(&money.range)), ..Slip::new(SlipKind::Denied, place, message) })
}

/// 会议费2万元，拟召开会议0次: what is paid for takes place.
fn money_for_none(text: &Running, at: usize) -> Option<Slip> {
    let money = text.tokens.get(at).filter(|token| token.kind == FigureKind::Amount)?;
    let named = clause(text, money);
    let (_, plan, units) = PAID.iter().find(|(of, _, _)| named.contains(of))?;
    if money.number.is_zero() || is_said(text, at) || is_last_years(named, None) {
        return None;
    }
    let sentence = text.sentence(money.range.start);
    // Another expense has its own counts.
    let mut behind = text.tokens.iter().enumerate().skip(at + 1);
    let next = behind.find(|(nth, token)| token.kind == FigureKind::Amount && !is_said(text, *nth));
    let next = next.map_or(sentence.end, |(_, token)| token.range.start.min(sentence.end));
    let counts = counts(text, money.range.end..next);
    let is_its = |count: &&Token| {
        let own = clause(text, count);
        let is_other = ["上年", "去年", "执行"].iter().any(|word| own.contains(word));
        units.contains(&unit(text, count)) && own.contains(plan) && !is_other
    };
    let counts: Vec<&Token> = counts.iter().filter(is_its).collect();
    if counts.is_empty() && *plan == "购置" {
        return unbought(text, money, next);
    }
    let none = counts.first().filter(|_| counts.iter().all(|count| count.number.is_zero()))?;
    let is_planned = PLANNING.iter().any(|word| clause(text, none).contains(word));
    is_planned.then_some(())?;
    let message =
        format!("“{named}”{}，却写“{}{}”。", printed(text, money), clause(text, none), printed(text, none));
    let other = Some(text.place(&money.range));
    Some(Slip { other, ..slip(SlipKind::Denied, text, none, message) })
}
