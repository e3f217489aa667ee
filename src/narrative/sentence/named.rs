//! The three public expenses (“三公”经费), which every document names alike: their items against their total, bought and
//! run cars against both together, over the paragraphs of a section.

use super::super::FigureKind;
use super::super::extract::Token;
use super::lists::is_moved;
use super::moved;
use super::number::{Span, exact};
use super::phrase::{clause, in_unit, printed, words_before};
use super::running::Running;
use super::{Slip, SlipKind};
use crate::money;
use crate::pattern::Pattern;

/// How many paragraphs may follow a total with its items.
const REACH: usize = 14;

/// What is looked for, the more particular names first.
const NAMES: [(Item, &str); 6] = [
    (
        Item::Cars,
        "公务用车(?:购置费?[及和与、]?(?:公务用车)?运行(?:维护)?|运行(?:维护)?费?[及和与、](?:公务用车)?购置)",
    ),
    (Item::Bought, "公务用车购置"),
    (Item::Run, "公务用车运行"),
    (Item::Abroad, "因公出国"),
    (Item::Reception, "公务接待费"),
    (Item::Total, "三公经费"),
];

/// One of the three expenses, all of them, or what cars are bought or run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

impl Item {
    /// The one that a row or a column of a table is called.
    pub(super) fn called(name: &str) -> Option<Self> {
        let bare: String = name.chars().filter(|c| !matches!(c, '“' | '”' | ' ' | '\n')).collect();
        found(&CALLED, &bare)
    }

    /// The one that words end with, but for what may stand between a name and its figure.
    pub(super) fn ending(words: &str) -> Option<Self> {
        found(&NAMED, words)
    }
}

/// The name that a pattern of all names finds, in their order.
fn found(names: &Pattern, words: &str) -> Option<Item> {
    let found = names.captures(words)?;
    // The first group is the whole, then one for each name.
    let own = NAMES.iter().zip(found.iter().skip(1)).find(|(_, group)| group.is_some());
    own.map(|((item, _), _)| *item)
}

/// The first name in a text.
static CALLED: Pattern = Pattern::made(|| NAMES.map(|(_, name)| format!("({name})")).join("|"), &[]);

/// Judges the figures of the three expenses in all sections: a heading may stand above each.
pub(super) fn judge(sections: &[Vec<Running>], slips: &mut Vec<Slip>) {
    let texts: Vec<&Running> = sections.iter().flatten().collect();
    for text in texts.iter().filter(|text| !text.text().contains("决算")) {
        slips.extend(cars_of(text));
    }
    for (at, text) in texts.iter().enumerate() {
        for quoted in quoted(text).into_iter().filter(|quoted| quoted.item == Item::Total) {
            let below = || texts.iter().copied().skip(at).take(REACH);
            let all: Vec<Quoted<'_>> = below()
                .flat_map(self::quoted)
                .skip_while(|other| !std::ptr::eq(other.token, quoted.token))
                .skip(1)
                .take_while(|other| other.item != Item::Total)
                .collect();
            // Final accounts give the budget beside what was spent.
            if !below().any(|text| text.text().contains("决算")) {
                slips.extend(add_up(&quoted, &all));
            }
        }
    }
}

/// The items of a paragraph with their figures.
pub(super) fn quoted(text: &Running) -> Vec<Quoted<'_>> {
    let mut out = Vec::new();
    for token in text.tokens.iter().filter(|token| token.kind == FigureKind::Amount) {
        if let Some(item) = Item::ending(words_before(text, token)) {
            out.push(Quoted { item, text, token });
        }
    }
    out
}

/// What cars are bought and run for against both together, where one paragraph gives all three: under their name, or where the sentence
/// only says that it is planned (2026年预算安排9万元，其中：…), as under a heading.
fn cars_of(text: &Running) -> Option<Slip> {
    let all = quoted(text);
    let one = |item: Item| {
        let mut own = all.iter().filter(|quoted| quoted.item == item);
        own.next().filter(|_| own.next().is_none())
    };
    let (bought, run) = (one(Item::Bought)?, one(Item::Run)?);
    let first = bought.token.range.start.min(run.token.range.start);
    let from = text.stopped(first);
    let is_before =
        |token: &&Token| token.kind == FigureKind::Amount && (from..first).contains(&token.range.start);
    let whole = match one(Item::Cars) {
        Some(cars) => cars.token,
        None => {
            let mut before = text.tokens.iter().filter(is_before);
            before.next().filter(|whole| before.next().is_none() && is_bare(text, whole))?
        }
    };
    let gap = text.part(whole.range.end.min(first)..first);
    // Only what is said to be part of it: bought cars may be told for themselves.
    let opens = ["其中", "包括", "（"].iter().any(|word| gap.contains(word));
    let whole = Quoted { item: Item::Cars, text, token: whole };
    let is_told = opens && !has_more(&whole, &[bought, run]);
    is_told.then(|| unequal(&whole, &[bought, run], &[bought, run], "公务用车购置及运行费")).flatten()
}

/// Whether the words before a figure only say that it is planned for a year.
fn is_bare(text: &Running, token: &Token) -> bool {
    let own = clause(text, token);
    let name = own.split_once('年').map_or(own, |(_, name)| name).trim_start_matches('度');
    matches!(
        name.trim_end_matches(['为', '是', '共']),
        "预算安排" | "预算数" | "预算" | "安排" | "安排预算" | "年初预算" | "年初预算数" | "支出预算"
    )
}

/// Parts against their whole, each figure the first of its item.
fn add_up(total: &Quoted<'_>, all: &[Quoted<'_>]) -> Vec<Slip> {
    let first = |item: Item| all.iter().find(|quoted| quoted.item == item);
    let mut slips = Vec::new();
    let (bought, run) = (first(Item::Bought), first(Item::Run));
    let cars = first(Item::Cars);
    if let (Some(cars), Some(bought), Some(run)) = (cars, bought, run)
        && !has_more(cars, &[bought, run])
    {
        slips.extend(unequal(cars, &[bought, run], &[bought, run], "公务用车购置及运行费"));
    }
    let (abroad, reception) = (first(Item::Abroad), first(Item::Reception));
    let both: Vec<&Quoted<'_>> = [bought, run].into_iter().flatten().collect();
    let are_cars_told = cars.is_some() || both.len() == 2;
    let parts = with(cars.map_or_else(|| both.clone(), |cars| vec![cars]), [abroad, reception]);
    // All may stand in the total's paragraph, and once more with their changes in one of their own.
    let compared = |quoted: &&Quoted<'_>| moved::is_compared(quoted.text, quoted.token);
    let told =
        |item: Item| all.iter().filter(|quoted| quoted.item == item).find(compared).or_else(|| first(item));
    // What cars cost may be compared with last year only bought and run apart.
    let is_compared = told(Item::Cars).as_ref().is_some_and(compared);
    let both: Vec<&Quoted<'_>> = [told(Item::Bought), told(Item::Run)].into_iter().flatten().collect();
    let cars_moved = match told(Item::Cars) {
        Some(cars) if both.len() < 2 || is_compared => vec![cars],
        _ => both,
    };
    let moved = with(cars_moved, [told(Item::Abroad), told(Item::Reception)]);
    if are_cars_told && abroad.is_some() && reception.is_some() {
        slips.extend(unequal(total, &parts, &moved, "“三公”经费"));
    } else if parts.len() >= 2 {
        slips.extend(risen(total, &parts));
    }
    slips
}

/// What cars cost, between the other two expenses.
fn with<'q, 't>(cars: Vec<&'q Quoted<'t>>, others: [Option<&'q Quoted<'t>>; 2]) -> Vec<&'q Quoted<'t>> {
    let [abroad, reception] = others;
    abroad.into_iter().chain(cars).chain(reception).collect()
}

/// Whether the brackets or the sentence behind a figure list more than some parts: other vehicles beside cars.
fn has_more(whole: &Quoted<'_>, parts: &[&Quoted<'_>]) -> bool {
    let text = whole.text;
    let end = text.sentence(whole.token.range.end).end;
    let behind = text.part(whole.token.range.end..end);
    let end = match behind.starts_with('（') {
        true => whole.token.range.end + behind.find('）').unwrap_or(behind.len()),
        false => end,
    };
    let is_other = |(at, token): (usize, &Token)| {
        token.kind == FigureKind::Amount
            && (whole.token.range.end..end).contains(&token.range.start)
            && !is_moved(text, at)
            && !quoted(text).iter().any(|known| known.token.range == token.range)
    };
    let all_here = parts.iter().all(|part| std::ptr::eq(part.text, text) && part.token.range.start < end);
    all_here && text.tokens.iter().enumerate().any(is_other)
}

/// Parts that do not make their whole, or whose changes do not make its change.
fn unequal(whole: &Quoted<'_>, parts: &[&Quoted<'_>], moved: &[&Quoted<'_>], name: &str) -> Option<Slip> {
    let (of_whole, of_parts) = Span::sum(whole.token, parts.iter().map(|part| part.token));
    if of_parts.meets(of_whole) {
        let parts: Vec<(&Running, &Token)> = moved.iter().map(|part| (part.text, part.token)).collect();
        return moved::against_parts((whole.text, whole.token), &parts, name, false);
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

/// Items that make the total though not all are named: of the others there was more last year, not less, so that the
/// total cannot have risen by more than these did.
fn risen(total: &Quoted<'_>, parts: &[&Quoted<'_>]) -> Option<Slip> {
    let (of_whole, of_parts) = Span::sum(total.token, parts.iter().map(|part| part.token));
    if total.token.number.is_zero() || !of_parts.meets(of_whole) {
        return None;
    }
    let parts: Vec<(&Running, &Token)> = parts.iter().map(|part| (part.text, part.token)).collect();
    moved::against_parts((total.text, total.token), &parts, "“三公”经费", true)
}
