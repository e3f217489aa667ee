//! Income and spending that a text says are equal: 收支平衡 behind two totals, and 收支总预算 before what income and spending
//! consist of. Which cells they quote is not known here.

mod sides;

use rust_decimal::Decimal;

pub(super) use self::sides::led;

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::is_said;
use super::digits::is_slip;
use super::lists::{SLIPPED, unlike};
use super::number::{Span, exact};
use super::phrase::{clause, printed, subject};
use super::running::Running;
use super::{Slip, SlipKind};
use crate::codes::{Classification, Scheme};
use crate::money;

/// How a sentence says so.
const EQUAL: [&str; 5] = ["收支平衡", "收支相等", "收支持平", "收支相抵", "收支总计相等"];

/// Judges the sentences of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    slips.extend(sides::judge(texts));
    let is_carried = texts.iter().any(|text| ["结转", "结余"].iter().any(|word| text.text().contains(word)));
    for text in texts {
        let said = EQUAL.iter().filter_map(|word| text.text().find(word));
        slips.extend(said.filter_map(|at| unequal(text, at)));
        for at in 0..text.tokens.len() {
            slips.extend(paired(text, at, is_carried));
            slips.extend(together(text, at).filter(|_| !is_carried));
            slips.extend(["收入", "支出"].iter().filter_map(|side| side_of(text, at, side)));
        }
    }
}

/// What totals of all money are called, income's and, with 支出 for 收入, spending's.
const TOTALS: [&str; 6] = ["收入总预算", "收入总计", "收入预算总计", "收入总额", "收入预算总额", "总收入"];

/// 财政拨款收入550.14万元，财政拨款支出505.14万元: what is carried over may part both, but not by a slip of the hand, and not totals of
/// all money.
fn paired(text: &Running, at: usize, is_carried: bool) -> Option<Slip> {
    let (income, spending) = (text.tokens.get(at)?, text.tokens.get(at + 1)?);
    let are_amounts = [income, spending].iter().all(|token| token.kind == FigureKind::Amount);
    let gap = text.part(income.range.end..spending.range.start);
    let plain = |name: &str| name.trim_end_matches(['为', '是', '共']).to_owned();
    let name = plain(gap.strip_prefix(['，', '；', '、'])?);
    let own = plain(clause(text, income));
    let called = own.find("总收入").or_else(|| own.rfind("收入")).and_then(|at| own.get(at..))?;
    // 财政拨款收入9万元，支出8万元.
    let is_shared = name == "支出" && called == "收入" && own.ends_with("拨款收入");
    let is_plain = called == "收入预算" || is_shared;
    let is_total = TOTALS.contains(&called) || is_plain && !is_carried;
    // 财政拨款收入…，支出…: whose it is, is said once.
    let mirrored = own.replace("收入", "支出");
    let is_pair = !name.is_empty() && name.contains("支出") && mirrored.ends_with(&name)
        || name == "支出" && called == "收入";
    // What the sentence says of that itself is judged by `unequal`.
    let sentence = text.part(text.sentence(income.range.start));
    let is_said_so = EQUAL.iter().any(|word| sentence.contains(word));
    let is_like = Span::of(income).meets(Span::of(spending));
    let is_slip = !is_carried && is_slip(exact(income), exact(spending), SLIPPED);
    if !are_amounts || !is_pair || gap.contains(['：', '（']) || is_said(text, at) || is_like {
        return None;
    }
    if is_said_so || !is_slip && !is_total {
        return None;
    }
    let message = format!(
        "“{}”写作 {}，“{name}”写作 {}：收支应当相等{}。",
        subject(text, income),
        printed(text, income),
        printed(text, spending),
        if is_slip { "，两数只差一处笔误" } else { "" }
    );
    Some(Slip {
        other: Some(text.place(&income.range)),
        subject: name,
        stated: Some(exact(spending)),
        ..Slip::new(SlipKind::Twice, text.place(&spending.range), message)
    })
}

/// 收入、支出预算分别为9万元、8万元.
fn together(text: &Running, at: usize) -> Option<Slip> {
    let (income, spending) = (text.tokens.get(at)?, text.tokens.get(at + 1)?);
    let are_amounts = [income, spending].iter().all(|token| token.kind == FigureKind::Amount);
    let own = clause(text, income);
    let is_both = ["收入、支出", "收入和支出", "收、支", "收支"].iter().any(|word| own.contains(word));
    let gap = text.part(income.range.end..spending.range.start);
    let is_row = own.ends_with("分别为") && matches!(gap, "、" | "和" | "，");
    if !are_amounts || !is_both || !is_row || Span::of(income).meets(Span::of(spending)) {
        return None;
    }
    let message = format!("“{own}”{}、{}：收支应当相等。", printed(text, income), printed(text, spending));
    Some(Slip {
        other: Some(text.place(&income.range)),
        subject: subject(text, income),
        stated: Some(exact(spending)),
        ..Slip::new(SlipKind::Twice, text.place(&spending.range), message)
    })
}

/// Whether a list ends with 等: in 自然资源海洋气象等支出 it is part of the name.
pub(super) fn is_open(listed: &str) -> bool {
    let list = Classification::latest_shipped();
    listed.split(['、', '，', '；']).filter(|item| item.contains('等')).any(|item| {
        let name = item.trim_end_matches(|c: char| c.is_ascii_digit() || "万亿元.,".contains(c));
        list.named(Scheme::Function, name).next().is_none()
    })
}

/// 收支总预算9万元。收入包括：…；支出包括：…: what one side consists of.
fn side_of(text: &Running, at: usize, side: &str) -> Option<Slip> {
    let whole = text.tokens.get(at).filter(|token| token.kind == FigureKind::Amount && !is_said(text, at))?;
    let own = clause(text, whole);
    if !own.contains("收支总") && !own.contains("收支预算") {
        return None;
    }
    // 收入包括：…。支出包括：…。收支总预算9万元: it may stand behind them as well.
    let opening = format!("{side}包括");
    let from = text.text().find(&opening)? + opening.len();
    let rest = text.part(from..text.text().len());
    let end = from + rest.find('。')?;
    let listed = text.part(from..end);
    // Of both sides in one sentence each ends where the other begins, and where ； parts them.
    let other = ["收入包括", "支出包括"].iter().filter_map(|word| listed.find(word)).min();
    let listed = other.map_or(listed, |at| text.part(from..from + at)).trim_end_matches('；');
    let end = from + listed.len();
    // What is not all of it, or a part again, is not added up.
    if is_open(listed) || ["其中", "包括", "主要", "（"].iter().any(|word| listed.contains(word)) {
        return None;
    }
    let inside =
        |token: &&Token| token.kind == FigureKind::Amount && (from..end).contains(&token.range.start);
    let parts: Vec<&Token> = text.tokens.iter().filter(inside).collect();
    let (of_whole, of_parts) = Span::sum(whole, parts.iter().copied());
    if parts.is_empty() || of_parts.meets(of_whole) {
        return None;
    }
    let sum = money::sum(parts.iter().map(|part| exact(part)))?;
    // By more than a tenth another thing may be left out on purpose.
    let off = exact(whole).saturating_sub(sum);
    if off.saturating_mul(Decimal::TEN) > exact(whole) {
        return None;
    }
    let parts: Vec<(&Running, &Token)> = parts.into_iter().map(|part| (text, part)).collect();
    Some(unlike((text, whole), &parts, side, sum))
}

/// Whether words name all income or all spending, with nothing but the year, whose it is and that it is planned: 2025年本部门收入预算.
fn is_all_money(words: &str) -> bool {
    let words = words.rsplit_once('年').map_or(words, |(_, name)| name).trim_start_matches('度');
    let whose = ["本部门", "我部门", "本单位", "我单位", "我局", "本局", "部门", "单位"];
    let name = whose.iter().find_map(|whose| words.strip_prefix(whose)).unwrap_or(words);
    let name = name.trim_end_matches(['为', '是', '共']).replace("预算", "").replace("安排", "");
    matches!(name.as_str(), "收入" | "支出")
}

fn unequal(text: &Running, at: usize) -> Option<Slip> {
    // Both may be told each with its change: up to the full stop.
    let before = text.part(0..at).rfind('。').map_or(0, |stop| stop + '。'.len_utf8());
    let sentence = before..at;
    // What is left of years before, or kept for later, stands between them.
    let others = ["结转", "结余", "动用", "使用", "调入"];
    if others.iter().any(|word| text.part(sentence.clone()).contains(word)) {
        return None;
    }
    let totals = |word: &str| {
        let is_total = |(_, token): &(usize, &Token)| {
            let own = clause(text, token);
            let is_total = ["总", "合计"].iter().any(|total| own.contains(total));
            let is_named = own.contains(word) && (is_total || is_all_money(own));
            is_named && own.contains("收") != own.contains("支")
        };
        let inside = text.tokens.iter().enumerate().filter(|(nth, token)| {
            sentence.contains(&token.range.start) && token.kind == FigureKind::Amount && !is_said(text, *nth)
        });
        let mut own = inside.filter(is_total).map(|(_, token)| token);
        own.next().filter(|_| own.next().is_none())
    };
    let (income, spending) = (totals("收")?, totals("支")?);
    if Span::of(income).meets(Span::of(spending)) {
        return None;
    }
    let message = format!(
        "“{}”{}，“{}”{}，说收支相等，两数不等。",
        subject(text, income),
        printed(text, income),
        subject(text, spending),
        printed(text, spending)
    );
    Some(Slip {
        other: Some(text.place(&income.range)),
        subject: subject(text, spending),
        stated: Some(exact(spending)),
        ..Slip::new(SlipKind::Parts, text.place(&spending.range), message)
    })
}
