//! The three public expenses (“三公”经费), which every document names alike: their items against their total, bought and
//! run cars against both together, over the paragraphs of a section.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::changes;
use super::number::{Span, exact};
use super::phrase::{printed, years};
use super::reckon::in_unit;
use super::running::Running;
use super::told::value;
use super::twice::says_execution;
use super::{Slip, SlipKind};
use crate::money;
use crate::pattern::Pattern;

/// How many paragraphs may follow a total with its items.
const REACH: usize = 14;

/// What is looked for, the more particular names first.
const NAMES: [(Item, &str); 6] = [
    (Item::Cars, "公务用车购置[及和与]?(?:公务用车)?运行(?:维护)?"),
    (Item::Bought, "公务用车购置"),
    (Item::Run, "公务用车运行"),
    (Item::Abroad, "因公出国"),
    (Item::Reception, "公务接待费"),
    (Item::Total, "三公经费"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Total,
    Abroad,
    Cars,
    Bought,
    Run,
    Reception,
}

static NAMED: Pattern = Pattern::made(
    || {
        let names: Vec<String> = NAMES.iter().map(|(_, name)| format!("({name})")).collect();
        // What may stand between the name and its figure.
        format!(
            "(?:{})(?:(?:（[^（）]*）)?[^，、；。：0-9比较占增减]{{0,14}}[。：]?(?:20[0-9][0-9]年)?[^，、；。：0-9比较占增减上去]{{0,14}})$",
            names.join("|")
        )
    },
    &[],
);

/// A figure of one of the items.
pub(super) struct Quoted<'t> {
    pub item: Item,
    pub text: &'t Running,
    pub token: &'t Token,
}

/// Judges the section's figures of the three expenses.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for (at, text) in texts.iter().enumerate() {
        for quoted in quoted(text).into_iter().filter(|quoted| quoted.item == Item::Total) {
            let below = texts.get(at..).unwrap_or_default().iter().take(REACH);
            let all: Vec<Quoted<'_>> = below
                .flat_map(self::quoted)
                .skip_while(|other| !std::ptr::eq(other.token, quoted.token))
                .skip(1)
                .take_while(|other| other.item != Item::Total)
                .collect();
            // Final accounts give the budget beside what was spent.
            let told = texts.get(at..).unwrap_or_default().iter().take(REACH);
            if !told.into_iter().any(|text| text.text().contains("决算")) {
                slips.extend(add_up(&quoted, &all));
            }
        }
    }
}

/// The items of a paragraph with their figures.
pub(super) fn quoted(text: &Running) -> Vec<Quoted<'_>> {
    let mut out = Vec::new();
    for (at, token) in text.tokens.iter().enumerate() {
        let from =
            at.checked_sub(1).and_then(|before| text.tokens.get(before)).map_or(0, |before| before.range.end);
        if token.kind != FigureKind::Amount {
            continue;
        }
        let before = text.part(from..token.range.start);
        let Some(found) = NAMED.captures(before) else { continue };
        // The first group is the whole, then one for each name.
        let own = NAMES.iter().zip(found.iter().skip(1)).find(|(_, group)| group.is_some());
        if let Some(((item, _), _)) = own {
            out.push(Quoted { item: *item, text, token });
        }
    }
    out
}

/// Parts against their whole, each figure the first of its item.
fn add_up(total: &Quoted<'_>, all: &[Quoted<'_>]) -> Vec<Slip> {
    let first = |item: Item| all.iter().find(|quoted| quoted.item == item);
    let mut slips = Vec::new();
    let (bought, run) = (first(Item::Bought), first(Item::Run));
    let cars = first(Item::Cars);
    if let (Some(cars), Some(bought), Some(run)) = (cars, bought, run) {
        slips.extend(unequal(cars, &[bought, run], "公务用车购置及运行费"));
    }
    let cars: Option<Vec<&Quoted<'_>>> = match (cars, bought, run) {
        (Some(cars), _, _) => Some(vec![cars]),
        (None, Some(bought), Some(run)) => Some(vec![bought, run]),
        _ => None,
    };
    if let (Some(abroad), Some(cars), Some(reception)) = (first(Item::Abroad), cars, first(Item::Reception)) {
        let parts: Vec<&Quoted<'_>> = [abroad].into_iter().chain(cars).chain([reception]).collect();
        slips.extend(unequal(total, &parts, "“三公”经费"));
    }
    slips
}

fn unequal(whole: &Quoted<'_>, parts: &[&Quoted<'_>], name: &str) -> Option<Slip> {
    let (of_whole, of_parts) = Span::sum(whole.token, parts.iter().map(|part| part.token));
    if of_parts.meets(of_whole) {
        return moved(whole, parts, name);
    }
    let sum = money::sum(parts.iter().map(|part| exact(part.token)))?;
    let addends: Vec<String> = parts.iter().map(|part| printed(part.text, part.token)).collect();
    let message = format!(
        "{name} {}：文中分项 {} 合计 {}，相差 {}。",
        printed(whole.text, whole.token),
        addends.join(" + "),
        in_unit(sum, whole.token),
        in_unit(exact(whole.token).saturating_sub(sum), whole.token)
    );
    Some(Slip {
        other: parts.last().map(|part| part.text.place(&part.token.range)),
        subject: name.to_owned(),
        expected: Some(sum),
        stated: Some(exact(whole.token)),
        ..Slip::new(SlipKind::Parts, whole.text.place(&whole.token.range), message)
    })
}

/// By how much a figure changed.
struct Moved {
    by: Span,
    shown: String,
    /// Whether on what was spent, not on what was planned.
    of_execution: bool,
    /// The years that it is compared with, where it names any.
    years: Vec<i32>,
}

/// By how much a figure changed: an amount that is said right behind it, or nothing where it is 持平 itself.
fn change_of(quoted: &Quoted<'_>) -> Option<Moved> {
    let (text, token) = (quoted.text, quoted.token);
    let moved = |by, shown, compared: &str| Moved {
        by,
        shown,
        of_execution: says_execution(compared),
        years: years(compared),
    };
    let own = changes(text).into_iter().find(|change| {
        change.amount.is_some() && value(text, change).is_some_and(|value| value.token.range == token.range)
    });
    if let Some(change) = own {
        let amount = change.amount?;
        let span = Span::of(amount);
        let span = if change.sign.is_sign_negative() { span.negated() } else { span };
        let shown = format!("{}{}", text.part(change.word.range.clone()), printed(text, amount));
        return Some(moved(span, shown, text.part(change.begins..change.word.range.start)));
    }
    let next = text.tokens.iter().find(|next| next.range.start >= token.range.end)?;
    let gap = text.part(token.range.end..next.range.start).trim_start_matches(['，', '（']);
    // Behind anything else than a comparison another item is spoken of.
    let is_own = gap.is_empty() || gap.starts_with(['与', '和', '同', '较', '比']);
    let is_flat = next.kind == FigureKind::Flat && is_own && !gap.contains(['，', '。', '；']);
    let nothing = Span { low: Decimal::ZERO, high: Decimal::ZERO };
    is_flat.then(|| moved(nothing, "持平".to_owned(), gap))
}

/// What a whole changed against what its parts changed, where all of them say so.
fn moved(whole: &Quoted<'_>, parts: &[&Quoted<'_>], name: &str) -> Option<Slip> {
    let own = change_of(whole)?;
    let all: Vec<Moved> = parts.iter().map(|part| change_of(part)).collect::<Option<_>>()?;
    let is_other = |part: &Moved| {
        part.of_execution != own.of_execution
            || part.years != own.years && !part.years.is_empty() && !own.years.is_empty()
    };
    let zero = Span { low: Decimal::ZERO, high: Decimal::ZERO };
    let sum = all.iter().fold(zero, |sum, part| sum.plus(part.by));
    if all.iter().any(is_other) || sum.meets(own.by) {
        return None;
    }
    let addends: Vec<&str> = all.iter().map(|part| part.shown.as_str()).collect();
    let message = format!(
        "{name} {}写作{}，文中各分项为 {}，合起来不是这个数。",
        printed(whole.text, whole.token),
        own.shown,
        addends.join("、")
    );
    Some(Slip {
        other: parts.last().map(|part| part.text.place(&part.token.range)),
        subject: name.to_owned(),
        ..Slip::new(SlipKind::Parts, whole.text.place(&whole.token.range), message)
    })
}
