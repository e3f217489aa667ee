//! Changes with what they are said of: the figure before the words of comparison, behind them, or named once more. Reckons
//! nothing; that is for [`super::reckon`].

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::{Change, is_said};
use super::number::exact;
use super::phrase::{clause, printed, subject, years};
use super::running::Running;
use super::{Slip, SlipKind};
use crate::text::unbracketed;

/// The figure of which a change is said.
#[derive(Clone, Copy)]
pub(super) struct Value<'t> {
    pub token: &'t Token,
    /// Whether it is one of several in a row, so that the change may be that of all.
    pub is_listed: bool,
    /// Whether it is a part with its own change: 其中：基本支出5万元，较上年增加1万元.
    pub is_part: bool,
    /// Last year's figure of the same thing, where it stands beside it: 2026年5万元，2025年4万元，同比….
    pub base: Option<&'t Token>,
}

/// What may stand between a figure and the words of comparison without being another thing.
const LIKE_FOR_LIKE: [&str; 8] =
    ["同口径", "总体", "整体", "实际", "经", "可比口径", "按同口径", "按可比口径"];

/// A change with what it is said of.
#[derive(Clone, Copy)]
pub(super) struct Told<'t> {
    pub text: &'t Running,
    pub near: &'t [Running],
    pub change: Change<'t>,
    pub value: Option<Value<'t>>,
    /// Whether the text prints its amounts to 分.
    pub is_fine: bool,
}

/// The last amount before the words of comparison, if nothing else is spoken of between.
pub(super) fn value<'t>(text: &'t Running, change: &Change<'_>) -> Option<Value<'t>> {
    let is_before = |token: &&Token| token.kind == FigureKind::Amount && token.range.end <= change.begins;
    let Some(last) = text.tokens.iter().rposition(|token| is_before(&token)) else {
        return said_behind(text, change);
    };
    let own = Value { token: text.tokens.get(last)?, is_listed: false, is_part: false, base: None };
    let at = outside(text, last);
    // 公务接待费3万元（上年4万元），减少1万元.
    if at < last
        && let Some((at, base)) = two_years(text, last)
    {
        let (token, base) = (text.tokens.get(at)?, text.tokens.get(base));
        return is_direct(text.part(own.token.range.end..change.begins)).then_some(Value {
            token,
            base,
            ..own
        });
    }
    // 完成9万元，占预算10万元的90%，比上年…: the plan is not what changed.
    let plan = text.tokens.get(at).filter(|plan| {
        let own = clause(text, plan);
        let share = text.part(plan.range.end..text.text().len());
        own.starts_with('占') && share.starts_with('的') && is_share(text, at + 1)
    });
    let at = if plan.is_some() { at.checked_sub(1)? } else { at };
    let token = text.tokens.get(at).filter(|token| token.kind == FigureKind::Amount)?;
    let gap = match plan {
        Some(_) => text.part(text.tokens.get(last + 1)?.range.end.min(change.begins)..change.begins),
        None => text.part(token.range.end..change.begins),
    };
    if are_balanced(text, at, gap) {
        return Some(Value { token, ..own });
    }
    if let Some(token) = named_again(text, at, gap) {
        return Some(Value { token, ..own });
    }
    if !is_direct(gap) || changed(text, at) {
        return said_behind(text, change);
    }
    let own_clause = clause(text, token).trim_end_matches(['为', '是']);
    let (at, base) = match two_years(text, at) {
        Some((at, base)) => (at, text.tokens.get(base)),
        // Last year's figure alone, of whichever was named before.
        None if own_clause.ends_with("上年") || own_clause.ends_with("去年") => return None,
        None => (at, None),
    };
    let token = text.tokens.get(at)?;
    let before = at.checked_sub(1).and_then(|before| text.tokens.get(before));
    let before = before.filter(|before| base.is_none_or(|base| base.range != before.range));
    // 收入总计5万元，支出总计5万元，收支总计各减少…: both are the one that changed.
    let before = before.filter(|before| exact(before) != exact(token));
    let joined = before.filter(|before| before.kind == FigureKind::Amount).is_some_and(|before| {
        let between = text.part(before.range.end..token.range.start);
        let opens = ["其中", "包括", "包含"].iter().any(|word| between.contains(word));
        let goes_on = between.starts_with('，') && !between.contains(['。', '；', '年']) && !opens;
        between.starts_with(['、', '和', '及']) || goes_on
    });
    let opens = |from: usize| {
        let begun = unbracketed(text.part(from..token.range.start));
        ["其中", "包括", "包含"].iter().any(|word| begun.contains(word))
    };
    // 收入9万元，其中：甲5万元；乙4万元。比上年…: ； parts a list, and the sentence behind it is not of its last part.
    let is_behind = gap.contains('。') && opens(text.stopped(token.range.start));
    let listed = joined || is_behind || opens(text.sentence(token.range.start).start);
    let is_part = !joined && listed && !gap.contains(['。', '；']);
    Some(Value { token, is_listed: listed, is_part, base })
}

fn is_share(text: &Running, at: usize) -> bool {
    text.tokens.get(at).is_some_and(|token| token.kind == FigureKind::Percent)
}

/// Whether income and spending of one figure are spoken of together: 收入总计9万元，支出总计9万元。收支比上年….
fn are_balanced(text: &Running, at: usize, gap: &str) -> bool {
    let both = at.checked_sub(1).and_then(|before| text.tokens.get(before)).zip(text.tokens.get(at));
    let is_one = both.is_some_and(|(one, other)| {
        one.kind == FigureKind::Amount && other.kind == FigureKind::Amount && exact(one) == exact(other)
    });
    let named = gap.trim_start_matches(['，', '。', '；']).trim_end_matches('均').replace('、', "");
    let named = named.trim_end_matches(['总', '计', '额', '各', '合', '均']);
    is_one && matches!(named, "收支" | "收入支出" | "收入和支出")
}

/// The position of the figure before the brackets in which one stands, else its own: 收入5万元（其中：拨款4万元）.
pub(super) fn outside(text: &Running, at: usize) -> usize {
    let inside = || {
        let token = text.tokens.get(at)?;
        let open = text.part(0..token.range.start).rfind('（')?;
        let is_closed = text.part(open..token.range.start).contains('）');
        let closes = text.part(token.range.end..text.text().len()).find(['）', '。', '（'])?;
        let closes = text.part(token.range.end + closes..text.text().len()).starts_with('）');
        let before = text.tokens.iter().rposition(|before| before.range.end == open)?;
        let is_amount = text.tokens.get(before)?.kind == FigureKind::Amount;
        (!is_closed && closes && is_amount).then_some(before)
    };
    inside().unwrap_or(at)
}

/// The figure to which something has come where nothing stands before: 与上年相比增加3万元，增长50%，达到9万元.
fn said_behind<'t>(text: &'t Running, change: &Change<'_>) -> Option<Value<'t>> {
    let token = text.tokens.iter().find(|token| token.range.start >= change.end)?;
    let gap = text.part(change.end..token.range.start);
    // 与上年相比增加3万元，增长50%。2026年安排9万元: the next sentence gives the figure and names nothing else.
    let is_apart = gap.starts_with('。') && !years(gap).is_empty();
    let gap = gap.strip_prefix('，').or_else(|| gap.strip_prefix('。').filter(|_| is_apart))?;
    let gap = years(gap).first().map_or(gap, |_| gap.split_once('年').map_or(gap, |(_, behind)| behind));
    let gap = gap.trim_start_matches('度');
    let is_result =
        matches!(gap, "为" | "达到" | "达" | "至" | "预算为" | "预算数为" | "总额达到" | "总额为")
            || is_apart
                && matches!(
                    gap,
                    "预算" | "预算数" | "安排" | "预算安排" | "年初预算" | "年初预算数" | "安排预算"
                );
    (token.kind == FigureKind::Amount && is_result).then_some(Value {
        token,
        is_listed: false,
        is_part: false,
        base: None,
    })
}

/// The figure whose name stands once more before its change: 收入总计5万元，支出总计5万元，收入总计比上年减少….
fn named_again<'t>(text: &'t Running, last: usize, gap: &str) -> Option<&'t Token> {
    let name = gap
        .strip_prefix('，')
        .filter(|name| name.chars().count() > 2 && !name.contains(['，', '。', '；']))?;
    let sentence = text.sentence(text.tokens.get(last)?.range.start);
    let is_its = |(at, token): &(usize, &Token)| {
        let own = clause(text, token);
        let own = own.trim_end_matches(['为', '是']);
        token.kind == FigureKind::Amount
            && sentence.contains(&token.range.start)
            && own.ends_with(name)
            && !changed(text, *at)
    };
    let mut found = text.tokens.iter().enumerate().take(last + 1).filter(is_its);
    found.next().map(|(_, token)| token).filter(|_| found.next().is_none())
}

/// The figures of one thing in two years that stand side by side, this year's and last year's, if the last of both
/// stands at a position: 2026年机关运行经费5万元，2025年机关运行经费4万元.
pub(super) fn two_years(text: &Running, at: usize) -> Option<(usize, usize)> {
    let first = at.checked_sub(1)?;
    let (one, other) = (text.tokens.get(first)?, text.tokens.get(at)?);
    if one.kind != FigureKind::Amount || other.kind != FigureKind::Amount || changed(text, first) {
        return None;
    }
    let between = text.part(one.range.end..other.range.start);
    let behind = text.part(other.range.end..text.text().len());
    let bracketed = between.strip_prefix('（').filter(|_| behind.starts_with('）'));
    let between = bracketed.or_else(|| between.strip_prefix('，'))?;
    if between.contains(['，', '。', '；', '：', '（', '、']) {
        return None;
    }
    let before = clause(text, one);
    let (year, next) = (years(before), years(between));
    let is_last = ["上年", "去年"].iter().any(|word| between.starts_with(word));
    let (year, next) = match (year.as_slice(), next.as_slice()) {
        ([year], [next]) => (*year, *next),
        // In brackets behind a figure of no year stands last year's.
        ([], [next]) if bracketed.is_some() => (next + 1, *next),
        ([], []) if is_last => (1, 0),
        // Last year's is named as such: 2026年培训费5万元，上年4万元.
        ([year], []) if is_last => (*year, year - 1),
        _ => return None,
    };
    // The same name, or none again. What is left over of a year is another thing.
    if bracketed.is_some() {
        return (year == next + 1 && is_bare_year(between)).then_some((first, at));
    }
    let name = |words: &str| -> String {
        let (_, behind) = words.split_once('年').unwrap_or_default();
        behind.trim_start_matches('度').trim_end_matches(['为', '是', '共']).to_owned()
    };
    let (name, again) = (name(before), name(between));
    let bare = [
        "",
        "预算",
        "预算数",
        "预算为",
        "安排",
        "执行数",
        "预算执行数",
        "决算数",
        "预算安排",
        "年初预算",
        "年初预算数",
    ];
    let same = name == again || bare.contains(&again.as_str());
    let other_thing = ["结转", "结余", "增", "减", "累计", "底"].iter().any(|word| again.contains(word));
    if !same || other_thing {
        return None;
    }
    if year == next + 1 {
        Some((first, at))
    } else if next == year + 1 {
        Some((at, first))
    } else {
        None
    }
}

/// Whether words name a year, or that it is last year's figure, and no other thing.
fn is_bare_year(words: &str) -> bool {
    let named = words.get(..4).filter(|year| year.bytes().all(|c| c.is_ascii_digit()));
    let behind = named.and_then(|_| words.get(4..)?.strip_prefix('年'));
    let behind = behind.or_else(|| words.strip_prefix("上年")).or_else(|| words.strip_prefix("去年"));
    let bare = ["", "预算", "预算数", "年初预算", "年初预算数", "执行数", "预算执行数", "决算数", "安排"];
    behind.is_some_and(|rest| bare.contains(&rest.trim_start_matches('度').trim_end_matches(['为', '是'])))
}

/// Whether nothing stands between a figure and its change but what it is used for.
fn is_direct(gap: &str) -> bool {
    // 收入5万元（比上年减少1万元）.
    if gap == "（" {
        return true;
    }
    // In brackets stands what is included.
    let gap = match gap.strip_prefix('（').and_then(|rest| rest.split_once('）')) {
        Some((_, rest)) => rest,
        None => gap.strip_prefix('）').unwrap_or(gap),
    };
    let rest = gap.trim_start_matches(['，', '。', '、', '；']);
    if rest.is_empty() || LIKE_FOR_LIKE.contains(&rest) {
        return true;
    }
    let used = ["主要用于", "用于", "主要是", "主要为", "主要包括", "全部", "具体用于", "占"];
    let is_use = used.iter().any(|word| rest.starts_with(word));
    let has_number = rest.contains("万元") || rest.contains("亿元") || rest.contains("其中");
    // What stands behind the use belongs to it as long as it is one sentence.
    let ends = rest.trim_end_matches(['，', '。', '；']).contains(['。', '；']);
    rest.len() < gap.len() && is_use && !has_number && !ends
}

/// Whether an amount is itself by how much something changed, or what something is compared with.
pub(super) fn changed(text: &Running, at: usize) -> bool {
    let Some(token) = text.tokens.get(at) else { return false };
    // 经比较2024年公务接待费5万元: what is compared, not with what.
    let clause = clause(text, token).replace("比较", "");
    let compared = ["比上", "较上", "比20", "较20", "与上", "与20"].iter().any(|word| clause.contains(word));
    is_said(text, at) || compared
}

impl<'t> Told<'t> {
    /// Last year's figure where the sentence names it beside the change: 由2025年的12.5万元减少到8万元，减少4.5万元; 增长6.67%（上年750万元）.
    pub(super) fn named_base(&self) -> Option<&'t Token> {
        self.left().or_else(|| self.bracketed())
    }

    /// The figure from which its own is said to have come.
    fn left(&self) -> Option<&'t Token> {
        let (text, value) = (self.text, self.value?.token);
        let at = text.tokens.iter().position(|token| token.range == value.range)?;
        let (base, word) = (text.tokens.get(at.checked_sub(2)?)?, text.tokens.get(at.checked_sub(1)?)?);
        let own = clause(text, base);
        let is_from = own.contains('由') || own.contains('从');
        let is_word =
            word.kind == FigureKind::Direction && text.part(base.range.end..word.range.start).is_empty();
        let is_to = matches!(text.part(word.range.end..value.range.start), "到" | "至" | "为");
        (base.kind == FigureKind::Amount && is_from && is_word && is_to).then_some(base)
    }

    /// Last year's figure in brackets behind the change.
    fn bracketed(&self) -> Option<&'t Token> {
        let text = self.text;
        let base = text.tokens.iter().find(|token| token.range.start >= self.change.end)?;
        let said = text.part(self.change.end..base.range.start).strip_prefix('（')?;
        let is_closed = text.part(base.range.end..text.text().len()).starts_with('）');
        (base.kind == FigureKind::Amount && is_closed && is_bare_year(said)).then_some(base)
    }

    pub(super) fn slip(&self, kind: SlipKind, at: &Token, message: String) -> Slip {
        let subject = self.value.map(|value| subject(self.text, value.token)).unwrap_or_default();
        Slip { subject, stated: Some(exact(at)), ..Slip::new(kind, self.text.place(&at.range), message) }
    }

    /// The subject, for the beginning of a message.
    pub(super) fn named(&self) -> String {
        match self.value.map(|value| (subject(self.text, value.token), printed(self.text, value.token))) {
            Some((name, value)) if !name.is_empty() => format!("“{name}”{value}"),
            Some((_, value)) => value,
            None => "这一句".to_owned(),
        }
    }

    /// The change in words: 减少 5万元、下降 10%.
    pub(super) fn shown(&self) -> String {
        let word = |sign: Decimal| if sign.is_sign_negative() { "减少" } else { "增加" };
        let amount = self
            .change
            .amount
            .map(|token| format!("{} {}", word(self.change.sign), printed(self.text, token)));
        let rate = self
            .change
            .rate
            .map(|token| format!("{}百分比 {}", word(self.change.rate_sign), printed(self.text, token)));
        [amount, rate].into_iter().flatten().collect::<Vec<_>>().join("、")
    }
}
