//! What the text claims of the whole, against the figures that it gives elsewhere: that there is none of a fund, that all
//! is of one fund, that so much of the projects has targets. Looks at the text alone.

use std::ops::Range;

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::is_said;
use super::lists::name;
use super::number::{Span, exact};
use super::phrase::{clause, printed, subject, years};
use super::running::Running;
use super::told::changed;
use super::{Slip, SlipKind};
use crate::pattern::Pattern;

const THINGS: &str = "政府性基金|国有资本经营|政府采购|政府购买服务";
/// What may follow the name of a fund where all of it is meant: 政府性基金预算拨款安排的支出.
const ALL: &str = "(?:预算)?(?:财政)?(?:拨款)?(?:当年)?(?:安排)?的?(?P<side>支出|收入)?(?:预算)?";

static DENIED: Pattern = Pattern::made(
    || {
        let none = "(?:没有|未|无)(?:使用|安排|编制|涉及)?";
        format!(r"{none}(?:20[0-9][0-9]年(?:度)?)?(?P<thing>{THINGS}){ALL}(?:[，。；]|$)")
    },
    &["没有", "未", "无"],
);
static GIVEN: Pattern = Pattern::made(
    || format!(r"(?P<thing>{THINGS}){ALL}(?:总额|总数|数)?(?:为|是|共|共计|合计|安排)?$"),
    &["政府性基金", "国有资本经营", "政府采购", "政府购买服务"],
);
static WHOLLY: Pattern = Pattern::made(
    || {
        let all = "(?:均|全部|都)(?:为|是|由|来自|使用|来源于)";
        format!("^，?{all}(?:本年|当年)?(?P<fund>一般公共预算|财政拨款|政府性基金)")
    },
    &["均", "全部", "都"],
);
/// How many projects have targets, and how much they cost: 项目5个，涉及资金100万元.
static TARGETS: Pattern = Pattern::new(
    "^[，、]?(?:涉及|共涉及|合计|共计|预算)?(?:项目|预算)*(?:资金|金额|预算)",
    &["资金", "金额", "预算"],
);

/// What of the three public expenses is said not to be planned, and how the money for it is called.
static UNPLANNED: Pattern = Pattern::made(
    || {
        let none = "(?:没有|未|无)(?:安排|计划|编制|申请|组织)?";
        let plan = "(?:出国)?(?:计划|安排|任务|团组|费用|经费|费|预算|支出)*";
        format!(
            "{none}(?:20[0-9][0-9]年(?:度)?)?(?P<thing>因公出国(?:（境）)?|公务用车购置|公务接待){plan}[，。；]"
        )
    },
    &["因公出国", "公务用车购置", "公务接待"],
);
static PLANNED: Pattern = Pattern::new(
    "(?P<thing>因公出国(?:（境）)?|公务用车购置|公务接待)(?:费用?|经费)(?:预算|支出|安排|数|为|是|共)*$",
    &["因公出国", "公务用车购置", "公务接待"],
);

/// Words of a sentence that says of less than all this year, or why, that there is none: of one unit, one fund, guests from abroad.
const UNSAID: [&str; 16] = [
    "除",
    "其他单位",
    "下属",
    "所属",
    "上年",
    "去年",
    "本级",
    "原因",
    "由于",
    "因此",
    "基金",
    "资本",
    "外事",
    "境）外",
    "国外",
    "涉外",
];

/// Judges all sections.
pub(super) fn judge(year: i32, sections: &[Vec<Running>], slips: &mut Vec<Slip>) {
    let texts: Vec<&Running> = sections.iter().flatten().collect();
    denied(year, &texts, slips);
    sections.iter().for_each(|section| unplanned(year, section, slips));
    wholly(&texts, slips);
    slips.extend(targets(year, &texts));
}

/// The amounts of a text that are neither changes nor last year's, with the clause that each ends.
fn amounts(year: i32, text: &Running) -> impl Iterator<Item = (&Token, &str)> {
    let own = text.tokens.iter().enumerate().filter(move |(at, token)| {
        token.kind == FigureKind::Amount && !is_said(text, *at) && !changed(text, *at)
    });
    own.map(|(_, token)| (token, clause(text, token))).filter(move |(_, clause)| {
        let of_other = years(clause).iter().any(|named| *named != year);
        !of_other && !["上年", "去年", "结转", "结余"].iter().any(|word| clause.contains(word))
    })
}

/// 没有政府性基金预算安排的支出, and elsewhere 政府性基金预算支出35万元.
fn denied(year: i32, texts: &[&Running], slips: &mut Vec<Slip>) {
    for text in texts {
        for found in DENIED.captures_iter(text.text()) {
            let (Some(all), Some(thing)) = (found.get(0), found.name("thing")) else { continue };
            let sentence = text.part(text.sentence(all.start()));
            let of_some =
                ["除", "其他单位", "下属", "所属", "上年", "去年"].iter().any(|word| sentence.contains(word));
            if of_some || years(sentence).iter().any(|named| *named != year) {
                continue;
            }
            let side = found.name("side").map(|side| side.as_str());
            let contradicts = |(token, clause): &(&Token, &str)| {
                GIVEN.captures(clause).is_some_and(|own| {
                    let own_side = own.name("side").map(|side| side.as_str());
                    own.name("thing").is_some_and(|own| own.as_str() == thing.as_str())
                        && (side.is_none() || own_side.is_none() || side == own_side)
                }) && !token.number.is_zero()
            };
            let other = texts.iter().find_map(|text| Some((*text, amounts(year, text).find(contradicts)?)));
            let Some((of, (token, said))) = other else { continue };
            let said = format!("另一处写“{said}{}”", printed(of, token));
            slips.push(denial((text, all.range()), thing.as_str(), (of, token), &said));
        }
    }
}

/// What is denied of a thing, and the figure that contradicts it.
fn denial(
    (text, denied): (&Running, Range<usize>),
    thing: &str,
    (of, token): (&Running, &Token),
    said: &str,
) -> Slip {
    let message = format!("“{}”：{said}。", text.part(denied.clone()).trim_end_matches(['，', '。', '；']));
    Slip {
        other: Some(of.place(&token.range)),
        subject: thing.to_owned(),
        ..Slip::new(SlipKind::Denied, text.place(&denied), message)
    }
}

/// 无因公出国（境）计划, and in another sentence of the section 因公出国（境）费3万元. What is not for the whole department, and what was planned
/// or spent in another year, is no contradiction.
fn unplanned(year: i32, texts: &[Running], slips: &mut Vec<Slip>) {
    let plain = |thing: &str| thing.trim_end_matches("（境）").to_owned();
    for text in texts {
        for found in UNPLANNED.captures_iter(text.text()) {
            let (Some(all), Some(thing)) = (found.get(0), found.name("thing")) else { continue };
            let sentence = text.part(text.sentence(all.start()));
            let is_other = UNSAID.iter().any(|word| sentence.contains(word));
            if is_other || years(sentence).iter().any(|named| *named != year) {
                continue;
            }
            let is_its = |(token, said): &(&Token, &str)| {
                let named = PLANNED.captures(said).and_then(|own| own.name("thing"));
                let is_other =
                    ["年初", "调整", "执行", "下属", "所属", "单位"].iter().any(|word| said.contains(word));
                !token.number.is_zero()
                    && !is_other
                    && named.is_some_and(|own| plain(own.as_str()) == plain(thing.as_str()))
            };
            let other = texts.iter().find_map(|text| Some((text, amounts(year, text).find(is_its)?)));
            let Some((of, (token, said))) = other else { continue };
            let said = format!("同一节里写“{said}{}”", printed(of, token));
            slips.push(denial((text, all.range()), thing.as_str(), (of, token), &said));
        }
    }
}

/// 支出1200万元，均为一般公共预算, and elsewhere 1200万元，其中：一般公共预算1000万元.
fn wholly(texts: &[&Running], slips: &mut Vec<Slip>) {
    for text in texts {
        for (at, whole) in text.tokens.iter().enumerate() {
            let behind = text.part(whole.range.end..text.text().len());
            let is_own = whole.kind == FigureKind::Amount && !whole.number.is_zero() && !is_said(text, at);
            let Some(found) = WHOLLY.captures(behind).filter(|_| is_own) else { continue };
            let Some(fund) = found.name("fund") else { continue };
            let claim = whole.range.end..whole.range.end + fund.end();
            let part = texts.iter().find_map(|of| Some((*of, part(of, whole, fund.as_str())?)));
            let Some((of, token)) = part else { continue };
            let message = format!(
                "“{}”{}{}：另一处列出其中{} {}，并不是全部。",
                subject(text, whole),
                printed(text, whole),
                text.part(claim.clone()),
                fund.as_str(),
                printed(of, token)
            );
            slips.push(Slip {
                other: Some(of.place(&token.range)),
                subject: subject(text, whole),
                ..Slip::new(SlipKind::Wholly, text.place(&claim), message)
            });
        }
    }
}

/// The part of a whole that a list behind the same figure gives to a fund, where it is less.
fn part<'t>(text: &'t Running, whole: &Token, fund: &str) -> Option<&'t Token> {
    text.tokens.iter().enumerate().find_map(|(at, own)| {
        let next = text.tokens.get(at + 1)?;
        let opening = text.part(own.range.end..next.range.start);
        let opens = own.kind == FigureKind::Amount
            && exact(own) == exact(whole)
            && opening.trim_start_matches(['，', '：', '；', '（', '。']).starts_with("其中");
        let end = text.sentence(next.range.start).end;
        let listed = || {
            let own = text.tokens.iter().enumerate().skip(at + 1);
            own.take_while(|(_, token)| token.range.start < end)
                .filter(|(nth, token)| token.kind == FigureKind::Amount && !is_said(text, *nth))
                .map(|(_, token)| (token, name(text, token)))
        };
        let (token, _) = listed().find(|(_, name)| name.contains(fund)).filter(|_| opens)?;
        // What is carried over may be of the same fund, and all funds of the budget are fiscal ones (财政拨款).
        let is_other = |name: &str| {
            let fiscal = ["公共预算", "基金", "资本"].iter().any(|word| name.contains(word));
            let same = ["结转", "结余", fund].iter().any(|word| name.contains(word));
            !(same || fund == "财政拨款" && fiscal)
        };
        let has_other = listed().any(|(part, name)| !part.number.is_zero() && is_other(name));
        (has_other && Span::of(token).high < Span::of(whole).low).then_some(token)
    })
}

/// 实行绩效目标管理的项目5个，涉及资金1200万元, and elsewhere 项目支出400万元: only where it is all that the department spends.
fn targets(year: i32, texts: &[&Running]) -> Option<Slip> {
    let largest = |words: [&str; 2]| {
        let is_said = |clause: &str| {
            let clause = clause.trim_end_matches(['为', '是', '共']);
            words.iter().any(|word| clause.ends_with(word))
        };
        let own =
            texts.iter().flat_map(|text| amounts(year, text).map(|(token, clause)| (*text, token, clause)));
        own.filter(|(_, _, clause)| is_said(clause)).max_by_key(|(_, token, _)| exact(token))
    };
    let (of, projects, _) = largest(["项目支出", "项目支出预算"])?;
    let (_, basic, _) = largest(["基本支出", "基本支出预算"])?;
    let all = Span::of(projects).plus(Span::of(basic));
    texts.iter().find_map(|text| {
        text.tokens.windows(2).find_map(|pair| {
            let [count, amount] = pair else { return None };
            let between = text.part(count.range.end..amount.range.start);
            let sentence = text.part(text.sentence(count.range.start));
            let is_claim = count.kind == FigureKind::Count
                && amount.kind == FigureKind::Amount
                && sentence.contains("绩效")
                && text.part(0..count.range.end).ends_with('个')
                && TARGETS.is_match(between)
                && !["整体", "转移", "基本支出"].iter().any(|word| sentence.contains(word));
            let is_all = Span::of(amount).meets(all) && exact(basic) > Decimal::ZERO;
            if !is_claim || !is_all || Span::of(amount).meets(Span::of(projects)) {
                return None;
            }
            let message = format!(
                "有绩效目标的项目涉及资金 {}，与全部支出相等，大于项目支出 {}。",
                printed(text, amount),
                printed(of, projects)
            );
            Some(Slip {
                other: Some(of.place(&projects.range)),
                subject: "绩效目标".to_owned(),
                ..Slip::new(SlipKind::Exceeds, text.place(&amount.range), message)
            })
        })
    })
}
