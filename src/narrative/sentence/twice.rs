//! One thing told twice: under the same name and with the same figure, a document gives one change only. Under another name
//! the same figure may be another thing, so that only a slip of the hand is told.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::Place;
use super::change::{Change, changes};
use super::digits::{digits, is_slip};
use super::number::{Span, exact};
use super::phrase::{printed, subject};
use super::running::Running;
use super::told::value;
use super::{Slip, SlipKind};

/// The fewest characters by which a name tells what is meant.
const NAME: usize = 3;

/// How many digits show that figures which nearly agree are meant to be one.
const DIGITS: usize = 5;

/// How many digits do where two others show which change is meant.
const WITNESSED: usize = 3;

/// A change that is said of a figure.
struct Said {
    signed: Decimal,
    shown: String,
    place: Place,
    /// What it is said of, with its figure.
    subject: String,
    value: String,
}

/// What was said first: where, by how much, and how that is printed.
#[derive(Clone)]
struct First {
    place: Place,
    amount: Span,
    shown: String,
}

/// Holds the changes of all sections against each other.
pub(super) fn judge(sections: &[Vec<Running>], slips: &mut Vec<Slip>) {
    let mut known: BTreeMap<(String, Decimal, bool), First> = BTreeMap::new();
    let mut figures: BTreeMap<(Decimal, bool), Vec<(Decimal, First)>> = BTreeMap::new();
    let mut said: BTreeMap<(Decimal, bool), Vec<Said>> = BTreeMap::new();
    for text in sections.iter().flatten() {
        for change in changes(text) {
            let Some(amount) = change.amount else { continue };
            let Some(value) = value(text, &change).filter(|value| !value.is_listed || value.is_part) else {
                continue;
            };
            let name = essence(&subject(text, value.token));
            let figure = exact(value.token);
            if name.chars().count() < NAME || figure.is_zero() {
                continue;
            }
            let signed = exact(amount).saturating_mul(change.sign);
            // Cut off or rounded, it is the same.
            let span = Span::near(amount);
            let span = if change.sign.is_sign_negative() { span.negated() } else { span };
            let shown = format!("{}{}", text.part(change.word.range.clone()), printed(text, amount));
            let place = text.place(&amount.range);
            let key = (name, figure, is_of_execution(text, &change));
            said.entry((figure, key.2)).or_default().push(Said {
                signed,
                shown: shown.clone(),
                place,
                subject: subject(text, value.token),
                value: printed(text, value.token),
            });
            if value.is_listed {
                continue;
            }
            let own = || First { place, amount: span, shown: shown.clone() };
            let others = figures.entry((figure, key.2)).or_default();
            let is_long = [figure, signed].iter().all(|number| digits(*number).len() >= DIGITS);
            let (first, cause) = match known.get(&key) {
                None => {
                    // Said right somewhere under another name, and once more so.
                    let is_right = others.iter().any(|(other, _)| *other == signed);
                    let is_like = |other: Decimal| {
                        other.is_sign_negative() == signed.is_sign_negative()
                            && is_slip(other, signed, DIGITS)
                    };
                    let mut like = others.iter().filter(|_| is_long && !is_right);
                    let like = like.find(|(other, _)| is_like(*other)).map(|(_, first)| first.clone());
                    known.insert(key.clone(), own());
                    others.push((signed, own()));
                    let cause = "同一个数的增减额只差一处笔误".to_owned();
                    (like, Some(cause))
                }
                Some(first) => (Some(first.clone()).filter(|first| !first.amount.meets(span)), None),
            };
            let Some(first) = first.filter(|first| first.place != place) else { continue };
            let message = format!(
                "“{}”{}：前面写“{}”，这里写“{shown}”。",
                subject(text, value.token),
                printed(text, value.token),
                first.shown
            );
            slips.push(Slip {
                other: Some(first.place),
                subject: key.0,
                stated: Some(signed),
                cause,
                ..Slip::new(SlipKind::Twice, place, message)
            });
        }
    }
    slips.extend(said.iter().filter_map(|((figure, _), said)| odd_one(*figure, said)));
}

/// Whether it is compared with what was spent, not with what was planned.
fn is_of_execution(text: &Running, change: &Change<'_>) -> bool {
    says_execution(text.part(change.begins..change.word.range.start))
}

/// Whether words of comparison name what was spent.
pub(super) fn says_execution(compared: &str) -> bool {
    ["执行", "决算", "完成", "实际支出", "年实际", "实际数"].iter().any(|word| compared.contains(word))
}

/// Of one figure under several names, one change that differs from all others by a slip of the hand: 财政拨款收入9万元，增加147万元;
/// 财政拨款支出9万元，增加147万元; 一般公共预算拨款支出9万元，增加417万元.
fn odd_one(figure: Decimal, said: &[Said]) -> Option<Slip> {
    let odd = said.iter().find(|one| said.iter().filter(|other| other.signed == one.signed).count() == 1)?;
    let others = || said.iter().filter(|other| other.place != odd.place);
    let first = others().next().filter(|_| others().count() >= 2 && digits(figure).len() >= WITNESSED)?;
    let is_other = first.signed.is_sign_negative() == odd.signed.is_sign_negative()
        && is_slip(first.signed, odd.signed, WITNESSED);
    if !is_other || !others().all(|other| other.signed == first.signed) {
        return None;
    }
    let message = format!(
        "“{}”{}：另外 {} 处同一个数都写“{}”，这里写“{}”。",
        odd.subject,
        odd.value,
        others().count(),
        first.shown,
        odd.shown
    );
    Some(Slip {
        other: Some(first.place),
        subject: odd.subject.clone(),
        stated: Some(odd.signed),
        cause: Some("同一个数的增减额只差一处笔误".to_owned()),
        ..Slip::new(SlipKind::Twice, odd.place, message)
    })
}

/// A name without what is said of it: the year, whose it is, and that it is planned.
fn essence(name: &str) -> String {
    let is_number = |c: char| c.is_ascii_digit() || ('①'..='⑳').contains(&c);
    let kept: String = name.chars().filter(|c| !is_number(*c) && !matches!(c, '年' | '（' | '）')).collect();
    let kept = kept.rsplit_once("本部门").map_or(kept.clone(), |(_, own)| own.to_owned());
    kept.rsplit_once("本单位").map_or(kept.clone(), |(_, own)| own.to_owned())
}
