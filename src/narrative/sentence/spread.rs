//! Lists whose parts stand in sentences or paragraphs of their own, and lists by what the whole is parted: 其中： at the end
//! of a paragraph, 按功能分类： behind a whole. Whether they add up is for [`super::lists`].

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::Slip;
use super::balanced::is_open;
use super::change::changes;
use super::digits::is_slip;
use super::lists::{COMPLETE, List, SLIPPED, end_of_change, is_moved, name, unlike};
use super::number::{Span, exact};
use super::phrase::clause;
use super::running::Running;
use super::scaled;
use crate::money;
use crate::pattern::Pattern;
use crate::text::unnumbered;

/// How many characters a part may be called by.
const NAME: usize = 30;

/// How many paragraphs before a list may hold its whole.
const BEFORE: usize = 3;

/// How a paragraph announces that its parts follow.
const ANNOUNCED: [&str; 14] = [
    "其中",
    "包括",
    "其中包括",
    "具体为",
    "具体如下",
    "明细如下",
    "具体包括",
    "分别为",
    "主要用于",
    "构成为",
    "支出构成为",
    "收入构成为",
    "支出包括",
    "收入包括",
];

/// 按支出功能分类：.
static PARTED: Pattern = Pattern::new(
    "按(?:照)?[^，。；：、0-9]{2,14}(?:分类|划分|分|构成)(?:科目)?[^，。；：0-9]{0,3}[：，]",
    &["按"],
);

/// The figure that a paragraph begins with behind a short name: what the paragraph is about.
pub(super) fn leading(text: &Running) -> Option<(&str, &Token)> {
    let (at, token) = text.tokens.iter().enumerate().find(|(_, token)| token.is_number())?;
    let named = unnumbered(text.part(0..token.range.start)).trim_start_matches(['—', '-', '–', '·']);
    let named = named.trim_start_matches("其中").trim_start_matches('：');
    let is_name = (2..=NAME).contains(&named.chars().count()) && !named.contains(['，', '。', '；', '：']);
    (token.kind == FigureKind::Amount && is_name && !is_moved(text, at)).then_some((named, token))
}

/// How an item of a list is marked, by its first characters; items of one list are marked alike.
fn mark(text: &Running) -> u8 {
    let text = text.text();
    let numeral = text.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    match text.chars().next() {
        Some('（') => 1,
        Some('—' | '-' | '–' | '·') => 2,
        Some(c) if c.is_ascii_digit() => 3,
        Some('①'..='⑳') => 4,
        _ if numeral.len() < text.len() && numeral.starts_with('、') => 5,
        _ => 0,
    }
}

/// The items that begin at a paragraph, marked alike, each with the figure it is about.
pub(super) fn items(texts: &[Running], at: usize) -> Vec<(&Running, &Token)> {
    let below = texts.get(at..).unwrap_or_default();
    let Some(style) = below.first().map(mark) else { return Vec::new() };
    let own = below.iter().take_while(|text| mark(text) == style);
    own.map_while(|text| leading(text).map(|(_, token)| (text, token))).collect()
}

/// The list that a paragraph announces at its end and whose parts are the paragraphs below.
pub(super) fn below<'t>(texts: &'t [Running], at: usize) -> Option<List<'t>> {
    let text = texts.get(at)?;
    let changes = changes(text);
    let own = text.tokens.iter().enumerate().rev();
    let (_, whole) =
        own.clone().find(|(at, token)| token.kind == FigureKind::Amount && !is_moved(text, *at))?;
    let (behind, _) = end_of_change(text, &changes, whole);
    let rest = text.part(behind..text.text().len());
    let last = rest.rsplit(['。', '；']).next().unwrap_or_default().trim_start_matches('，');
    let opening = last.trim_end_matches('：');
    let is_parted = PARTED.find(last).is_some_and(|found| found.start() == 0);
    if !rest.ends_with('：') || !is_parted && !ANNOUNCED.contains(&opening) {
        return None;
    }
    // 收支总预算9万元。收入包括：一般公共预算拨款9万元；支出包括：….
    let both = text.tokens.iter().find(|token| clause(text, token).contains("收支总"));
    let whole = both.filter(|_| ["支出包括", "收入包括"].contains(&opening)).unwrap_or(whole);
    let parts = items(texts, at + 1);
    (parts.len() >= 2).then_some(List { text, whole, parts, is_open: opening.contains("主要") })
}

/// The parts of a list that is complete by its nature which stand in sentences of their own: 其中：人员经费3万元，主要包括工资。
/// 公用经费2万元.
pub(super) fn behind<'t>(
    text: &'t Running,
    whole: &Token,
    known: &[(&'t Running, &'t Token)],
    end: usize,
) -> Vec<(&'t Running, &'t Token)> {
    let own = clause(text, whole);
    let list = COMPLETE.iter().find(|(of, parts)| {
        let is_part = |token: &Token| parts.iter().any(|word| name(text, token).contains(word));
        own.contains(of) && !known.is_empty() && known.iter().all(|(_, token)| is_part(token))
    });
    let Some((_, parts)) = list.filter(|(_, parts)| known.len() < parts.len()) else { return Vec::new() };
    let mut out: Vec<(&Running, &Token)> = Vec::new();
    let mut from = end;
    while known.len() + out.len() < parts.len() {
        let Some((at, token)) =
            text.tokens.iter().enumerate().find(|(_, token)| token.is_number() && token.range.start >= from)
        else {
            break;
        };
        let said = text.part(from..token.range.start).trim_start_matches(['。', '；']);
        let is_new = |word: &&&str| {
            said.contains(**word)
                && !known.iter().chain(&out).any(|(_, token)| name(text, token).contains(**word))
        };
        let is_short = said.chars().count() <= NAME && !said.contains(['，', '。', '；']);
        if token.kind != FigureKind::Amount
            || !is_short
            || is_moved(text, at)
            || !parts.iter().any(|word| is_new(&word))
        {
            break;
        }
        out.push((text, token));
        let rest = text.part(token.range.end..text.text().len());
        from = rest.find('。').map_or(text.text().len(), |stop| token.range.end + stop);
    }
    out
}

/// 项目支出中：设备购置1万元、维修2万元, of what the paragraph has named before.
static AMONG: Pattern =
    Pattern::new("(?:^|[，。；])(?P<name>[^，。；：、0-9]{2,12})中[：，]", &["中：", "中，"]);

/// The lists of parts of what a paragraph has named before.
pub(super) fn among(text: &Running) -> Vec<List<'_>> {
    let list = |found: regex::Captures<'_>| {
        let (all, called) = (found.get(0)?, found.name("name")?.as_str());
        let is_named = |(at, token): &(usize, &Token)| {
            let own = name(text, token);
            token.kind == FigureKind::Amount && own.contains(called) && !is_moved(text, *at)
        };
        let before = text.tokens.iter().enumerate().filter(|(_, token)| token.range.end <= all.start());
        let (_, whole) = before.rev().find(is_named)?;
        let rest = text.part(all.end()..text.text().len());
        let end = all.end() + rest.find('。').unwrap_or(rest.len());
        let inside = |(_, token): &(usize, &Token)| (all.end()..end).contains(&token.range.start);
        let own = || text.tokens.iter().enumerate().filter(inside);
        // With anything but amounts among them it is no mere list.
        let is_list = own().all(|(at, token)| token.kind == FigureKind::Amount && !is_moved(text, at));
        let is_plain = !["其中", "包括", "（", "主要"]
            .iter()
            .any(|word| rest.get(..end - all.end()).is_none_or(|own| own.contains(word)));
        let parts: Vec<(&Running, &Token)> = own().map(|(_, token)| (text, token)).collect();
        (is_list && is_plain && parts.len() >= 2).then_some(List { text, whole, parts, is_open: false })
    };
    AMONG.captures_iter(text.text()).filter_map(list).collect()
}

/// Judges the lists by what a whole is parted.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for (at, text) in texts.iter().enumerate() {
        for found in PARTED.find_iter(text.text()) {
            slips.extend(parted(texts, at, text, found.end()));
        }
    }
}

/// 支出9万元。1.按功能分类：公共安全支出5万元；教育支出3万元。 Of which
/// neither the sum nor the whole stands near it, one is wrong where they nearly agree.
fn parted(texts: &[Running], at: usize, text: &Running, from: usize) -> Option<Slip> {
    let rest = text.part(from..text.text().len());
    let end = from + rest.find('。').unwrap_or(rest.len());
    let listed = text.part(from..end);
    if is_open(listed)
        || ["其中", "包括", "主要", "（", "较", "比上", "结转"].iter().any(|word| listed.contains(word))
    {
        return None;
    }
    let inside =
        |token: &&Token| token.kind == FigureKind::Amount && (from..end).contains(&token.range.start);
    let parts: Vec<&Token> = text.tokens.iter().filter(inside).collect();
    let sum = money::sum(parts.iter().map(|part| exact(part)))?;
    let near = texts.get(at.saturating_sub(BEFORE)..at)?;
    let above = near.iter().flat_map(|near| near.tokens.iter().map(move |token| (near, token)));
    let own = text.tokens.iter().filter(|token| token.range.end <= from).map(|token| (text, token));
    let amounts: Vec<(&Running, &Token)> =
        above.chain(own).filter(|(_, token)| token.kind == FigureKind::Amount).collect();
    let is_told = |(_, whole): &(&Running, &Token)| {
        let (of_whole, of_parts) = Span::sum(whole, parts.iter().copied());
        of_parts.meets(of_whole)
    };
    if parts.len() < 2 || amounts.iter().any(is_told) {
        return None;
    }
    // What the paragraph begins with, or the one above that only gives the whole.
    let lead = |text: &'_ Running| text.tokens.iter().position(|token| token.kind == FigureKind::Amount);
    let of = match amounts.iter().any(|(of, _)| std::ptr::eq(*of, text)) {
        true => text,
        false => near.iter().rev().find(|near| !PARTED.is_match(near.text()))?,
    };
    let first = lead(of)?;
    let whole = of.tokens.get(first).filter(|_| !is_moved(of, first))?;
    // 按资金性质分：财政拨款9万元…；按单位分：…: a part of another list is no whole.
    if PARTED.is_match(of.part(0..whole.range.start)) {
        return None;
    }
    let off = exact(whole).saturating_sub(sum);
    // Of what is missing something small may be left out.
    let is_above = off.is_sign_negative() && off.abs().saturating_mul(Decimal::TEN) <= exact(whole);
    let parts = parts.iter().map(|part| (text, *part)).collect();
    let list = List { text: of, whole, parts, is_open: false };
    if let Some(slip) = scaled::among((of, whole), &list.parts) {
        return Some(slip);
    }
    if !list.is_complete() && !is_above && !is_slip(sum, exact(whole), SLIPPED) {
        return None;
    }
    let by = text.part(0..from).rsplit(['。', '；', '，', '.', '、']).next().unwrap_or_default();
    Some(unlike((of, whole), &list.parts, &format!("“{by}”"), sum))
}
