//! What cannot be more than something else, whatever is reckoned: a share above the whole, a decrease by more than all
//! there was, what is kept for small enterprises (中小企业预留) above the procurement it is kept of, people, cars and units of all kinds above all
//! there are.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::is_said;
use super::counts::unit;
use super::lists::opening;
use super::number::{Span, exact};
use super::phrase::{clause, is_last_years, printed, subject};
use super::running::Running;
use super::{Slip, SlipKind};
use crate::money;
use crate::pattern::Pattern;

/// How many paragraphs before what is reserved may name the procurement it is kept of.
const BEFORE: usize = 3;

static PROCURED: Pattern = Pattern::new("政府采购[^，。；：0-9]{0,16}$", &["政府采购"]);
static RESERVED: Pattern = Pattern::new(
    "(?:预留|面向|授予)[^，。；：0-9]{0,16}(?:中小企业|小微企业|小型微型企业|中小微企业)[^，。；：0-9]{0,16}$|(?:中小企业|小微企业)[^，。；：0-9]{0,8}预留[^，。；：0-9]{0,12}$",
    &["小企业", "小微", "小型微型"],
);
/// Things of which there are several kinds, each apart from the others.
struct Kinds {
    /// By what they are counted.
    units: &'static [&'static str],
    /// What all of them are called.
    whole: &'static [&'static str],
    /// What the kinds are called.
    apart: &'static [&'static str],
}

const KINDS: [Kinds; 6] = [
    Kinds {
        units: &["人", "名"],
        whole: &["编制", "人员", "职工", "在职"],
        apart: &["行政", "参公", "事业", "工勤", "离休", "退休", "公务员"],
    },
    Kinds {
        units: &["人", "名"], whole: &["人数", "人员", "实有"], apart: &["在职", "离休", "退休"]
    },
    Kinds { units: &["辆"], whole: &["车辆", "用车"], apart: &["用车"] },
    Kinds { units: &["个", "家"], whole: &["单位"], apart: &["行政单位", "事业单位", "企业"] },
    Kinds {
        units: &["个", "项"],
        whole: &["项目"],
        apart: &[
            "一级项目",
            "二级项目",
            "新增项目",
            "延续项目",
            "经常性项目",
            "一次性项目",
            "特定目标类",
            "其他运转类",
        ],
    },
    Kinds { units: &["台"], whole: &["设备"], apart: &["通用设备", "专用设备"] },
];

/// Judges the figures of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for (at, text) in texts.iter().enumerate() {
        for nth in 0..text.tokens.len() {
            let above = share(text, nth).or_else(|| decrease(text, nth));
            let above = above.or_else(|| kinds(text, nth)).or_else(|| part(text, nth));
            slips.extend(above);
        }
        let before = texts.get(at.saturating_sub(BEFORE)..=at).unwrap_or_default();
        slips.extend(reserved(text, before));
        slips.extend(smaller(text));
    }
}

pub(super) fn slip(kind: SlipKind, text: &Running, at: &Token, message: String) -> Slip {
    Slip {
        subject: subject(text, at),
        stated: Some(exact(at)),
        ..Slip::new(kind, text.place(&at.range), message)
    }
}

/// What is fulfilled, as sentences call it.
pub(super) const PLANS: [&str; 7] = ["任务", "计划", "目标", "预期", "年初预算", "调整", "全年预算"];

/// 占112.5%: a part is not more than its whole.
fn share(text: &Running, at: usize) -> Option<Slip> {
    let percent = text.tokens.get(at).filter(|token| token.kind == FigureKind::Percent)?;
    let own = clause(text, percent);
    let is_share = own.starts_with('占') || own.contains("万元占") || own.contains("元，占");
    let is_above = percent.number > Decimal::new(1005, 1);
    // Of a plan it is said how far it is fulfilled, and more than all of it may be.
    let is_plan = PLANS.iter().any(|word| own.contains(word));
    // What there was last year may be less.
    let is_last = ["上年", "去年"].iter().any(|word| own.contains(word));
    if !is_share || !is_above || is_said(text, at) || is_plan || is_last {
        return None;
    }
    let message = format!("“{own}{}”：占比不会大于 100%。", printed(text, percent));
    Some(slip(SlipKind::Share, text, percent, message))
}

/// 下降120%: nothing decreases by more than all of it.
fn decrease(text: &Running, at: usize) -> Option<Slip> {
    let percent = text.tokens.get(at).filter(|token| token.kind == FigureKind::Percent)?;
    let word = text.tokens.get(at.checked_sub(1)?)?;
    let is_down = word.kind == FigureKind::Direction && word.number.is_sign_negative();
    let gap = text.part(word.range.end..percent.range.start);
    let is_direct = matches!(gap, "" | "了" | "约" | "比例为" | "幅度为" | "率为");
    if !is_down || !is_direct || percent.number <= Decimal::ONE_HUNDRED {
        return None;
    }
    let shown = text.part(word.range.start..percent.range.end);
    Some(slip(SlipKind::Rate, text, percent, format!("“{shown}”：减少不会超过 100%。")))
}

/// 预留给中小企业8万元 of a procurement of 5万元.
fn reserved(text: &Running, before: &[Running]) -> Option<Slip> {
    let own = text.tokens.iter().filter(|token| token.kind == FigureKind::Amount);
    let kept = own.clone().find(|token| {
        let said = text.part(0..token.range.start);
        RESERVED.is_match(said)
    })?;
    let of_whole = |text: &Running, token: &Token| {
        let said = text.part(0..token.range.start);
        token.kind == FigureKind::Amount
            && PROCURED.is_match(said)
            && !is_last_years(clause(text, token), None)
            && !RESERVED.is_match(said)
    };
    let mut wholes: Vec<(&Running, &Token)> = Vec::new();
    for text in before {
        wholes.extend(text.tokens.iter().filter(|token| of_whole(text, token)).map(|token| (text, token)));
    }
    // The largest that is said of it: goods, works and services are named alike.
    let (of, whole) = wholes.into_iter().max_by_key(|(_, token)| exact(token))?;
    if exact(whole).is_zero() || Span::of(kept).low <= Span::of(whole).high {
        return None;
    }
    let message =
        format!("预留给中小企业的采购 {} 大于政府采购预算 {}。", printed(text, kept), printed(of, whole));
    let other = Some(of.place(&whole.range));
    Some(Slip { other, ..slip(SlipKind::Exceeds, text, kept, message) })
}

/// 面向中小企业预留80万元，面向小微企业预留90万元: the smaller are some of them.
fn smaller(text: &Running) -> Option<Slip> {
    let kept = |token: &&Token| {
        token.kind == FigureKind::Amount
            && RESERVED.is_match(text.part(0..token.range.start))
            && !is_last_years(clause(text, token), None)
    };
    let all = text.tokens.iter().find(|token| kept(token) && clause(text, token).contains("中小企业"))?;
    let sentence = text.sentence(all.range.start);
    let some = text.tokens.iter().find(|token| {
        let own = clause(text, token);
        let names_some = ["小微企业", "小型微型企业"].iter().any(|name| own.contains(name));
        kept(token) && names_some && !own.contains("中小") && sentence.contains(&token.range.start)
    })?;
    if Span::of(some).low <= Span::of(all).high {
        return None;
    }
    let message = format!("给小微企业的 {} 大于给中小企业的 {}。", printed(text, some), printed(text, all));
    Some(Slip { other: Some(text.place(&all.range)), ..slip(SlipKind::Exceeds, text, some, message) })
}

/// 授予中小企业80万元，其中小微企业90万元: one part above the only amount that it can be part of.
fn part(text: &Running, at: usize) -> Option<Slip> {
    let (whole, part) = (text.tokens.get(at)?, text.tokens.get(at + 1)?);
    let are_amounts = [whole, part].iter().all(|token| token.kind == FigureKind::Amount);
    let gap = text.part(whole.range.end..part.range.start);
    // 5万元，全部用于教育，其中：….
    let opens = ["其中", "主要包括", "具体包括", "包括"];
    let (purpose, name) = opens.iter().find_map(|word| gap.split_once(word))?;
    let purpose = purpose.trim_matches(['，', '（']);
    let is_purpose = ["用于", "全部用于", "主要用于"].iter().any(|word| purpose.starts_with(word));
    let is_next = purpose.is_empty() || is_purpose && !purpose.contains(['，', '。', '；']);
    let name = name.trim_start_matches(['：', '，']);
    let is_name = (2..=30).contains(&name.chars().count())
        && !name.contains(['，', '。', '；', '（', '比', '较', '结']);
    let sentence = text.sentence(whole.range.start);
    let is_first = text
        .tokens
        .iter()
        .take(at)
        .all(|token| token.kind != FigureKind::Amount || token.range.start < sentence.start);
    let is_told = is_said(text, at) || is_said(text, at + 1) || is_last_years(clause(text, whole), None);
    if !are_amounts || !is_next || !is_name || !is_first || is_told || exact(whole).is_zero() {
        return None;
    }
    if Span::of(part).low <= Span::of(whole).high {
        return None;
    }
    let message = format!(
        "“{}”{}，其中“{}”{}：一部分多于全部。",
        subject(text, whole),
        printed(text, whole),
        subject(text, part),
        printed(text, part)
    );
    let other = Some(text.place(&whole.range));
    Some(Slip { other, ..slip(SlipKind::Exceeds, text, part, message) })
}

/// 编制20人，其中：行政编制15人、事业编制8人: parts of a staff above the staff.
fn kinds(text: &Running, at: usize) -> Option<Slip> {
    let whole = text.tokens.get(at)?;
    let is_counted = |kinds: &Kinds, token: &Token| {
        token.kind == FigureKind::Count
            && kinds.units.iter().any(|unit| text.part(token.range.clone()).ends_with(unit))
    };
    let next = text.tokens.get(at + 1)?;
    // 车辆5辆, and 5个单位.
    let behind = text.part(whole.range.end..next.range.start).split('，').next().unwrap_or_default();
    let said = format!("{}{behind}", clause(text, whole));
    let is_whole =
        |kinds: &&Kinds| is_counted(kinds, whole) && kinds.whole.iter().any(|word| said.contains(word));
    if !KINDS.iter().any(|kinds| is_whole(&kinds)) {
        return None;
    }
    let opening = opening(text, whole, whole.range.end..next.range.start);
    if !opening.starts_with("其中") && !opening.starts_with("包括") {
        return None;
    }
    let rest = text.part(next.range.start..text.text().len());
    let end = rest.find(['。', '；', '）']).map_or(text.text().len(), |end| next.range.start + end);
    let listed: Vec<&Token> =
        text.tokens.iter().skip(at + 1).take_while(|token| token.range.start < end).collect();
    let name = |token: &Token| {
        let name = clause(text, token);
        name.rsplit_once('、')
            .map_or(name, |(_, last)| last)
            .trim_start_matches("其中")
            .trim_start_matches('：')
    };
    let is_own = |kinds: &&Kinds| {
        let has = |token: &&Token| {
            is_counted(kinds, token) && kinds.apart.iter().any(|word| name(token).contains(word))
        };
        // 事业单位4家 beside 公益一类事业单位3家 is all of them beside some.
        let is_one_of = |one: &&Token| {
            listed.iter().any(|other| name(other).len() > name(one).len() && name(other).ends_with(name(one)))
        };
        is_whole(kinds) && listed.iter().all(has) && !listed.iter().any(is_one_of)
    };
    // A list within the list, or one of something else beside, is not added up.
    let rest = text.part(next.range.start..end);
    let is_nested = ["其中", "包括", "含"].iter().any(|word| rest.contains(word));
    let sum = money::sum(listed.iter().map(|part| part.number))?;
    if is_nested || listed.len() < 2 || sum <= whole.number || !KINDS.iter().any(|kinds| is_own(&kinds)) {
        return None;
    }
    let unit = unit(text, whole);
    let addends: Vec<String> = listed.iter().map(|part| printed(text, part)).collect();
    let message = format!(
        "“{}”{}：文中所列 {} 合计 {sum} {unit}，多于总数。",
        subject(text, whole),
        printed(text, whole),
        addends.join(" + ")
    );
    Some(slip(SlipKind::Exceeds, text, whole, message))
}
