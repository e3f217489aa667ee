//! Figures of another year told as this year's: a paragraph left from last year's document, a count of cars of three years ago.
//! Headings and projects are for [`super::times`].

use super::super::FigureKind;
use super::above::essence;
use super::change::changes;
use super::phrase::{clause, years};
use super::running::Running;
use super::twice::says_execution;
use super::{Slip, SlipKind};
use crate::model::Budget;
use crate::pattern::Pattern;

/// How many paragraphs show which year a document is of.
const WITNESSES: usize = 2;

/// 截至2021年12月31日.
static AS_OF: Pattern =
    Pattern::new("截[至止]到?(?P<year>20[0-9][0-9])年(?:12月|年?底|年?末)", &["截至", "截止"]);

/// By how many characters one subject is known from another.
const SUBJECT: usize = 6;

/// The fewest characters by which a name tells what is meant.
const LEAST: usize = 3;

/// What a budget says of the money of a year.
pub(super) const BUDGETED: [&str; 5] = ["预算", "安排", "收入", "支出", "经费"];

/// Words of what is past.
const PAST: [&str; 6] = ["已", "累计", "回顾", "批复", "以来", "年中"];

/// Judges the paragraphs of a budget, section by section.
pub(super) fn judge(budget: &Budget, sections: &[Vec<Running>], slips: &mut Vec<Slip>) {
    let year = budget.year;
    let leads = |text: &Running| lead(text).is_some_and(|(_, own)| own == year);
    let all = || sections.iter().flatten();
    let own = format!("{year}年");
    let titles = budget.narrative.iter().map(|section| section.title.as_str());
    let named = titles.chain(all().map(Running::text)).filter(|words| words.contains(&own));
    if budget.is_accounts() || named.filter(|words| words.contains("预算")).count() < WITNESSES {
        return;
    }
    // What of both years is told is compared, not left over.
    let is_told = |name: &str| all().any(|text| leads(text) && text.text().contains(name));
    for (texts, section) in sections.iter().zip(&budget.narrative) {
        let is_of_last = ["上年", "去年"].iter().any(|word| section.title.contains(word));
        if !is_of_past(&section.title) && !is_of_last {
            for text in texts.iter().filter(|text| !is_of_past(text.text())) {
                slips.extend(left_over(text, year).filter(|slip| !is_told(&slip.subject)));
            }
        }
        slips.extend(texts.iter().filter_map(|text| as_of(text, year)));
        slips.extend(texts.iter().filter_map(|text| compared(text, year)));
    }
}

/// Whether words speak of what is past.
pub(super) fn is_of_past(words: &str) -> bool {
    says_execution(words) || PAST.iter().any(|word| words.contains(word))
}

/// 2024年…经费预算数为5.3万元。2023年…经费预算较上年减少0.2万元: what is compared is this year's, which the paragraph gave before.
fn compared(text: &Running, year: i32) -> Option<Slip> {
    changes(text).into_iter().find_map(|change| {
        let from = text.sentence(change.begins).start;
        let said = text.part(from..change.begins);
        let [named] = *years(said).as_slice() else { return None };
        let against = text.part(change.begins..change.word.range.start);
        let is_of_last = ["上年", "去年"].iter().any(|word| against.contains(word));
        let name = essence(said);
        let is_it = |own: &str| {
            let known = essence(own);
            let is_same = known.ends_with(name) || known.chars().count() >= LEAST && name.ends_with(known);
            years(own) == [year] && is_same
        };
        let mut before = text.tokens.iter().filter(|token| token.range.end <= from);
        let is_told = before.any(|token| token.kind == FigureKind::Amount && is_it(clause(text, token)));
        if named + 1 != year || !is_of_last || name.chars().count() < LEAST || is_of_past(said) || !is_told {
            return None;
        }
        let year_of = format!("{named}年");
        let at = from + said.find(&year_of)?;
        let message = format!("“{said}{against}…”写的是 {named} 年，前面说的是 {year} 年的数；请核对年度。");
        let place = text.place(&(at..at + year_of.len()));
        Some(Slip { subject: name.to_owned(), ..Slip::new(SlipKind::Stale, place, message) })
    })
}

/// The first figure of a paragraph with the only year that its clause names.
fn lead(text: &Running) -> Option<(&str, i32)> {
    let first = text.tokens.iter().find(|token| token.is_number())?;
    let own = clause(text, first);
    let named = years(own);
    let is_budgeted = BUDGETED.iter().any(|word| own.contains(word));
    match named.as_slice() {
        [year] if first.kind == FigureKind::Amount && is_budgeted => Some((own, *year)),
        _ => None,
    }
}

/// A paragraph that speaks of last year's budget alone, as if it were this year's.
fn left_over(text: &Running, year: i32) -> Option<Slip> {
    let (own, named) = lead(text)?;
    let is_any_own = years(text.text()).contains(&year);
    if named + 1 != year && named + 2 != year || is_any_own || own.contains('比') || own.contains('较') {
        return None;
    }
    let said = format!("{named}年");
    let (before, name) = own.split_once(&said)?;
    let name = name.trim_start_matches('度');
    let name = ["本部门", "本单位"].iter().find_map(|whose| name.strip_prefix(whose)).unwrap_or(name);
    let from = text.text().find(own)? + before.len();
    let place = text.place(&(from..from + said.len()));
    let message = format!("“{own}”写的是 {named} 年，这份文件是 {year} 年的预算，整段没有提到 {year} 年。");
    let subject: String = name.chars().take(SUBJECT).collect();
    Some(Slip { subject, ..Slip::new(SlipKind::Stale, place, message) })
}

/// A count of what there was three years ago: last year's, or the year before's, may be the last there is.
fn as_of(text: &Running, year: i32) -> Option<Slip> {
    let found = AS_OF.captures(text.text())?;
    found.name("year")?.as_str().parse::<i32>().ok().filter(|named| *named < year - 2)?;
    let all = found.get(0)?;
    let message = format!("“{}”：{year} 年的预算，应当写 {} 年末的数。", all.as_str(), year - 1);
    Some(Slip::new(SlipKind::Stale, text.place(&all.range()), message))
}
