//! Parts that a sentence lists behind their whole: 政府采购预算8万元，其中：货物5万元、工程0万元、服务3万元. Which lists
//! are complete by their nature is known by their words; of others only what exceeds the whole is told, and what makes it
//! but for one slip of the hand.

mod areas;
mod complete;
mod nested;
mod shifted;

use std::ops::Range;

use rust_decimal::Decimal;

use self::areas::AREA;
pub(super) use self::complete::COMPLETE;
use self::complete::are_siblings;
use self::nested::{behind_aside, behind_share, closing, nested};
use super::super::FigureKind;
use super::super::extract::Token;
use super::averages;
use super::change::{Change, changes, is_said};
use super::counts::unit;
use super::digits::{is_miscounted, is_slip};
use super::number::{Span, exact};
use super::phrase::{clause, in_unit, printed, subject};
use super::running::Running;
use super::scaled;
use super::spread;
use super::told::{outside, two_years};
use super::{Slip, SlipKind};
use crate::money;

/// What is counted in lists that are complete.
const COUNTED: [&str; 4] = ["辆", "人", "名", AREA];

/// Words for what is left of last year's money.
const LEFT: [&str; 3] = ["结转", "结余", "余额"];

/// How many digits show that parts which nearly make a whole are meant to.
pub(super) const SLIPPED: usize = 4;

/// How many open lists must add up for the one that does not.
const ADDED: usize = 2;

/// Judges the lists of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    let mut open: Vec<List<'_>> = Vec::new();
    for text in texts {
        let changes = changes(text);
        for at in 0..text.tokens.len() {
            if let Some(list) = List::at(text, &changes, at) {
                slips.extend(list.judge());
                open.extend(Some(list).filter(|list| list.is_open && list.whole.kind == FigureKind::Amount));
            }
            slips.extend(List::before(text, at).and_then(|list| list.judge()));
        }
        slips.extend(spread::among(text).iter().filter_map(List::judge));
        slips.extend(areas::judge(text));
    }
    slips.extend(only_short(&open));
    slips.extend((0..texts.len()).filter_map(|at| spread::below(texts, at)?.judge()));
}

/// Of lists that need not have all their parts (主要包括：) the only one that does not add up, where others do.
fn only_short(open: &[List<'_>]) -> Option<Slip> {
    let mut short = open.iter().filter(|list| !list.adds_up());
    let list = short.next().filter(|_| short.next().is_none() && open.len() > ADDED)?;
    let sum = money::sum(list.parts.iter().map(|(_, part)| exact(part)))?;
    (!list.has_subset()).then(|| unlike((list.text, list.whole), &list.parts, "所列", sum))
}

/// A whole with its parts.
pub(super) struct List<'t> {
    pub text: &'t Running,
    pub whole: &'t Token,
    /// Each with the paragraph it stands in.
    pub parts: Vec<(&'t Running, &'t Token)>,
    /// Whether only the larger parts are named.
    pub is_open: bool,
}

impl<'t> List<'t> {
    /// The list whose whole is a figure.
    pub(super) fn at(text: &'t Running, changes: &[Change<'t>], at: usize) -> Option<Self> {
        let whole = text.tokens.get(at)?;
        let counts = Some(unit(text, whole)).filter(|_| whole.kind == FigureKind::Count);
        let is_known = whole.kind == FigureKind::Amount || counts.is_some_and(|unit| COUNTED.contains(&unit));
        let is_last_years = two_years(text, at).is_some_and(|(_, base)| base == at);
        if !is_known || is_moved(text, at) || is_last_years {
            return None;
        }
        let (behind, moved) = end_of_change(text, changes, whole);
        let is_first = |token: &Token| token.is_number() && token.range.start >= behind;
        let first = text.tokens.iter().position(is_first)?;
        let next = text.tokens.get(first)?;
        // In the sentence of a change the parts may be those of the change.
        let is_unsure = moved.is_some() && text.part(behind..next.range.start).starts_with('，');
        let opening = opening(text, whole, behind..next.range.start);
        let words = ["其中", "包括", "分别为", "具体为", "主要包括", "主要用于", "支出构成为", "构成为"];
        // 按功能分类：…: by what the whole is parted.
        let is_classified = opening.trim_start_matches('。').starts_with('按')
            && ["分", "科目", "性质", "来源"].iter().any(|word| opening.contains(word))
            && opening.contains(['：', '，']);
        // 支出5万元。（1）基本支出3万元…, 支出5万元（基本支出3万元、…）, 支出5万元，基本支出3万元、…: if they are all there is.
        let is_numbered =
            ["1）", "1.", "1、", "一是", "①", "一）"].iter().any(|word| opening.starts_with(word));
        let is_bracketed = text.part(behind..text.text().len()).starts_with('（');
        // 当年收不抵支3万元，由上年结转弥补 is no list.
        let is_of_years = ["当年", "本年"].iter().any(|word| opening.starts_with(word));
        let is_bare = !is_of_years
            && COMPLETE.iter().any(|(_, parts)| parts.iter().any(|part| opening.starts_with(part)));
        let is_announced = is_classified || words.iter().any(|word| opening.starts_with(word));
        if !is_announced && !is_numbered && !is_bracketed && !is_bare {
            return None;
        }
        let is_open = opening.contains("主要");
        let from = next.range.start;
        let rest = text.part(from..text.text().len());
        let bracket = || closing(rest).filter(|_| is_bracketed);
        let end = bracket().or_else(|| rest.find('。')).map_or(text.text().len(), |end| from + end);
        let nested = nested(text, from..end)?;
        let mut parts: Vec<(&Running, &Token)> = Vec::new();
        for (nth, token) in text.tokens.iter().enumerate().skip(first) {
            if token.range.start >= end {
                break;
            }
            let is_other = counts.is_some_and(|counts| !is_like(counts, unit(text, token)));
            let host = outside(text, nth);
            let is_inside =
                nested.iter().any(|inside| inside.contains(&token.range.start)) || host != nth && host != at;
            if token.kind != whole.kind || is_moved(text, nth) || is_other || is_inside {
                continue;
            }
            // 基本支出9万元，其中：人员经费…；项目支出5万元: beside the whole.
            if are_siblings(name(text, whole), name(text, token)) {
                break;
            }
            // 货物…、工程…、服务…；预留…: behind all there is the sentence speaks of something else.
            let of =
                |parts: &[(&'t Running, &'t Token)]| Self { text, whole, parts: parts.to_vec(), is_open };
            let gap = parts.last().map(|(_, last)| text.part(last.range.end..token.range.start));
            if gap.is_some_and(|gap| gap.contains('；')) && parts.len() > 1 && of(&parts).is_closed() {
                break;
            }
            // Behind the list the sentence may speak of something else.
            let between = parts.last().map(|(_, last)| text.part(last.range.end..token.range.start));
            let breaks = |gap: &str| {
                let is_change = gap.contains("，较") || gap.contains("，比");
                is_change && !gap.contains('；') || gap.contains("本部门") || gap.contains("，共")
            };
            if between.is_some_and(breaks) {
                break;
            }
            parts.push((text, token));
        }
        parts.extend(spread::behind(text, whole, &parts, end));
        // 支出700万元，比上年增加50万元，其中：甲30万元，乙21万元: of which of both they nearly are.
        let sum = money::sum(parts.iter().map(|(_, part)| exact(part)))?;
        let is_near = |whole: &&Token| {
            let off = exact(whole).saturating_sub(sum).abs();
            off.saturating_mul(Decimal::TEN) <= exact(whole)
        };
        let near = match moved.filter(|_| is_unsure) {
            Some(moved) => [moved, whole].into_iter().find(is_near),
            None => Some(whole),
        };
        let of = |whole| Self { text, whole, parts: parts.clone(), is_open };
        // Kinds of income are those of the income.
        let list = match near {
            Some(near) => of(near),
            None => {
                Some(of(whole)).filter(|list| subject(text, whole).contains("收入") && list.are_apart())?
            }
        };
        (list.parts.len() >= 2 && (is_announced || list.is_complete())).then_some(list)
    }

    /// The list whose sum a figure is, behind its parts: 会议费1万元，培训费2万元，合计3万元.
    fn before(text: &'t Running, at: usize) -> Option<Self> {
        let whole = text.tokens.get(at)?;
        let counts = Some(unit(text, whole)).filter(|_| whole.kind == FigureKind::Count);
        if whole.kind != FigureKind::Amount && !counts.is_some_and(|unit| COUNTED.contains(&unit)) {
            return None;
        }
        let own = clause(text, whole);
        let is_sum = ["合计", "共计", "总计", "全年"].iter().any(|word| own.ends_with(word));
        let sentence = text.sentence(whole.range.start);
        if !is_sum || is_moved(text, at) || sentence.start + own.len() >= whole.range.start {
            return None;
        }
        let said = text.part(sentence.start..whole.range.start).trim_start_matches("其中");
        let inside = |(_, token): &(usize, &'t Token)| token.range.start >= sentence.start;
        let before = || text.tokens.iter().enumerate().take(at).filter(inside);
        // With changes, counts, parts of parts or another sum between them, they are no list.
        let is_alike = |token: &Token| {
            token.kind == whole.kind && counts.is_none_or(|counts| is_like(counts, unit(text, token)))
        };
        let is_list = before().all(|(nth, token)| is_alike(token) && !is_moved(text, nth));
        let others =
            ["其中", "包括", "含", "合计", "共计", "总计", "结转", "元的", "占", "上年", "等", "其余"];
        let is_plain = others.iter().all(|word| said.matches(word).count() == own.matches(word).count());
        let parts: Vec<(&Running, &Token)> = before().map(|(_, token)| (text, token)).collect();
        // 编制30名，实有28人，离退休20人，合计48人: posts are none of the people.
        let posts = parts.iter().filter(|(text, part)| clause(text, part).contains("编制")).count();
        let is_one_kind = posts == 0 || posts == parts.len();
        let list = Self { text, whole, parts, is_open: false };
        let is_sure = counts.is_none() || is_one_kind && !list.has_subset();
        (is_list && is_plain && is_sure && list.parts.len() >= 2).then_some(list)
    }

    /// Whether the parts make the whole.
    fn adds_up(&self) -> bool {
        let (of_whole, of_parts) = Span::sum(self.whole, self.parts.iter().map(|(_, part)| *part));
        of_parts.meets(of_whole)
    }

    /// Whether the parts make the whole but for one slip of the hand in one of them, with what is missing.
    fn has_slipped_part(&self, missing: Decimal) -> bool {
        let least = if self.are_apart() { SLIPPED } else { SLIPPED + 1 };
        let mut parts = self.parts.iter().map(|(_, part)| exact(part));
        parts.any(|part| is_slip(part.saturating_add(missing), part, least))
    }

    /// Whether a figure before the whole is what the parts come to: they part that one once more, in another way.
    fn is_of_another(&self, sum: Decimal) -> bool {
        let before = self.text.tokens.iter().take_while(|token| token.range.start < self.whole.range.start);
        let mut alike = before.filter(|token| token.kind == self.whole.kind);
        !self.is_sum() && alike.any(|token| exact(token) == sum)
    }

    /// Whether the whole stands behind its parts, as their sum.
    fn is_sum(&self) -> bool {
        self.parts.last().is_some_and(|(of, last)| {
            std::ptr::eq(*of, self.text) && last.range.start < self.whole.range.start
        })
    }

    /// By what it counts, where it counts.
    fn counted(&self) -> Option<&'t str> {
        (self.whole.kind == FigureKind::Count).then(|| unit(self.text, self.whole))
    }

    fn judge(&self) -> Option<Slip> {
        let tokens = self.parts.iter().map(|(_, part)| *part);
        let (of_whole, of_parts) = Span::sum(self.whole, tokens.clone());
        let sum = money::sum(tokens.map(exact))?;
        let whole = exact(self.whole);
        // Whether what is left of last year is in the whole its words do not say.
        let is_own =
            |(text, part): &&(&Running, &Token)| !LEFT.iter().any(|word| name(text, part).contains(word));
        let own = self.parts.iter().filter(is_own).map(|(_, part)| *part);
        let has_rest = own.clone().count() < self.parts.len();
        if has_rest && Span::sum(self.whole, own).1.meets(of_whole) {
            return None;
        }
        let is_area = self.counted() == Some(AREA);
        let is_equal = match self.counted() {
            Some(_) if !is_area => sum == whole,
            _ => of_parts.meets(of_whole),
        };
        if is_equal || whole.is_zero() && !self.is_complete() || self.is_of_another(sum) {
            return None;
        }
        if let Some(slip) = scaled::among((self.text, self.whole), &self.parts) {
            return Some(slip);
        }
        let is_amount = self.whole.kind == FigureKind::Amount || is_area;
        let is_sum = self.is_sum();
        if !is_amount && !is_sum && sum > whole {
            // What is counted above all there are is for `limits`.
            return None;
        }
        // Of people there may be some that are neither, unless the figures show that they are meant to add up.
        let are_people = !is_amount && unit(self.text, self.whole) != "辆";
        if are_people && !is_sum && !is_miscounted(sum, whole) {
            return None;
        }
        let most = whole.saturating_mul(Decimal::new(11, 1));
        let is_near = sum <= most && !self.has_subset();
        // By more than as much again another whole is meant.
        let is_even = self.is_even() && sum <= whole.saturating_mul(Decimal::TWO);
        let exceeds = sum > whole && is_amount && (self.are_apart() || is_even || is_near);
        let slipped = is_amount && (!self.is_open || self.is_of_categories()) && !self.has_subset();
        let slipped =
            slipped && (is_slip(sum, whole, SLIPPED) || self.has_slipped_part(whole.saturating_sub(sum)));
        let shifted = (!self.is_open && !self.has_subset())
            .then(|| self.shifted_part(whole.saturating_sub(sum)))
            .flatten();
        if let Some(slip) = self.short_of_cars(sum) {
            return Some(slip);
        }
        let is_told = exceeds || slipped || shifted.is_some() || is_sum;
        if !is_told && !self.is_complete() && !self.names_nothing() {
            return None;
        }
        let slip = unlike((self.text, self.whole), &self.parts, "分项", sum);
        let cause = match shifted {
            Some((of, part)) => {
                let right = in_unit(exact(part).saturating_add(whole.saturating_sub(sum)), part);
                Some(format!("“{}”的小数点错位，按 {right} 算各项之和正是总数", printed(of, part)))
            }
            None => slipped.then(|| "总数与分项之和只差一处笔误".to_owned()),
        };
        Some(Slip { cause, ..slip })
    }
}

/// A whole that its parts, called so, do not make: they come to that sum.
pub(super) fn unlike(
    (text, whole): (&Running, &Token),
    parts: &[(&Running, &Token)],
    called: &str,
    sum: Decimal,
) -> Slip {
    let shown = |yuan: Decimal| match whole.kind {
        FigureKind::Count => format!("{yuan} {}", unit(text, whole)),
        _ => in_unit(yuan, whole),
    };
    let addends: Vec<String> = parts.iter().map(|(text, part)| printed(text, part)).collect();
    let message = format!(
        "“{}”{}：文中{called} {} 合计 {}，相差 {}。",
        subject(text, whole),
        printed(text, whole),
        addends.join(" + "),
        shown(sum),
        shown(exact(whole).saturating_sub(sum))
    );
    Slip {
        other: parts.last().map(|(text, last)| text.place(&last.range)),
        subject: subject(text, whole),
        expected: Some(sum),
        stated: Some(exact(whole)),
        measure: (whole.kind == FigureKind::Count).then_some(FigureKind::Count),
        ..Slip::new(SlipKind::Parts, text.place(&whole.range), message)
    }
}

/// Where all that is said of how a whole has changed ends, and by how much it has: 支出9万元，比上年增加1万元，增长12.5%。其中：….
pub(super) fn end_of_change<'t>(
    text: &Running,
    changes: &[Change<'t>],
    whole: &Token,
) -> (usize, Option<&'t Token>) {
    let (mut end, mut amount) = (behind_share(text, behind_aside(text, whole.range.end)), None);
    // 支出9万元，2025年8万元，增加1万元。其中：….
    let at = text.tokens.iter().position(|token| token.range == whole.range);
    if let Some((_, base)) = at.and_then(|at| two_years(text, at + 1).filter(|(own, _)| *own == at)) {
        end = text.tokens.get(base).map_or(end, |base| base.range.end);
    }
    for change in changes {
        if change.word.range.start < end {
            continue;
        }
        if text.part(end..change.begins) != "，" {
            break;
        }
        let is_closed = text.part(change.end..text.text().len()).starts_with('）');
        end = change.end + if is_closed { '）'.len_utf8() } else { 0 };
        amount = change.amount.or(amount);
    }
    (end, amount)
}

/// The words that open a list behind its whole; what is counted may stand between: 5个所属单位，其中….
pub(super) fn opening<'t>(text: &'t Running, whole: &Token, gap: Range<usize>) -> &'t str {
    let gap = text.part(gap);
    let gap = gap.strip_prefix("（套）").unwrap_or(gap);
    let behind = gap.split_once('，').filter(|(counted, _)| {
        whole.kind == FigureKind::Count && !counted.contains(['。', '；']) && counted.chars().count() <= 8
    });
    let opening = behind.map_or(gap, |(_, behind)| behind);
    // …增加5万元，主要原因是人员增加。其中：….
    let reason = opening.rsplit_once('。').filter(|(reason, list)| {
        ["原因", "主要是", "主要系", "由于"].iter().any(|word| reason.contains(word))
            && list.starts_with("其中")
            && whole.kind == FigureKind::Amount
    });
    let opening = reason.map_or(opening, |(_, list)| list);
    // 项目支出5万元，是指…而发生的支出，其中：…: what the whole is stands between.
    let is_defined =
        ["，是指", "，指"].iter().any(|word| opening.starts_with(word)) && !opening.contains('。');
    let behind = |word: &str| opening.rfind(word).and_then(|at| opening.get(at..));
    let listed = ["，其中", "，包括", "；包括"].iter().find_map(|word| behind(word).filter(|_| is_defined));
    let opening = listed.unwrap_or(opening);
    opening.trim_start_matches(['，', '。', '：', '；', '（'])
}

/// The words between the figure before and this one.
pub(super) fn name<'t>(text: &'t Running, token: &Token) -> &'t str {
    let own = clause(text, token);
    own.rsplit_once('、').map_or(own, |(_, last)| last)
}

/// Whether two units count the same: people are 人 or 名.
fn is_like(one: &str, other: &str) -> bool {
    let people = ["人", "名"];
    one == other || people.contains(&one) && people.contains(&other)
}

/// Whether a figure says by how much something changed, what it is compared with, or what it comes to for each: no part, and no whole.
pub(super) fn is_moved(text: &Running, at: usize) -> bool {
    let Some(token) = text.tokens.get(at) else { return false };
    // 上年结余1万元、其他收入5万元: each has its own words.
    let last = at.checked_sub(1).and_then(|last| text.tokens.get(last));
    let gap = last.map(|last| text.part(last.range.end..token.range.start));
    let own = gap.and_then(|gap| gap.strip_prefix('、')).unwrap_or_else(|| clause(text, token));
    // 上年结转5万元 and 上年结转收入5万元 are parts of this year's income.
    let name =
        ["资金", "收入", "支出", "安排"].iter().find_map(|ending| own.strip_suffix(ending)).unwrap_or(own);
    let is_left = LEFT.iter().any(|word| name.ends_with(word));
    is_said(text, at)
        || averages::is_average(own)
        || !is_left && ["比上", "较上", "比20", "较20", "上年", "去年"].iter().any(|word| own.contains(word))
}
