//! This year's figures told under another year: 2023年支出预算640.96万元, where 640.96 is what the tables of 2024 print. What both
//! years have is told of neither.

use super::super::super::FigureKind;
use super::super::super::extract::Token;
use super::super::change::is_said;
use super::super::digits::digits;
use super::super::number::exact;
use super::super::phrase::{clause, printed, years};
use super::super::running::Running;
use super::super::stale::{BUDGETED, is_of_past};
use super::super::{Slip, SlipKind};
use super::figures::{Figures, Known};

/// How many digits show that a figure is one row's and no chance.
const DIGITS: usize = 4;

/// How many years before this one a slip of the year may be, and how many behind it.
const BEFORE: i32 = 2;
const BEHIND: i32 = 1;

/// Judges the figures of a paragraph.
pub(super) fn judge(figures: &Figures, text: &Running, year: i32) -> Vec<Slip> {
    if figures.is_accounts || is_of_past(text.text()) {
        return Vec::new();
    }
    let amounts = text.tokens.iter().enumerate().filter(|(at, token)| {
        token.kind == FigureKind::Amount && !is_said(text, *at) && digits(token.number).len() >= DIGITS
    });
    amounts.filter_map(|(_, token)| of_figure(figures, text, token, year)).collect()
}

fn of_figure(figures: &Figures, text: &Running, token: &Token, year: i32) -> Option<Slip> {
    let own = clause(text, token);
    let [named] = *years(own).as_slice() else { return None };
    let is_off = named != year && (year - BEFORE..=year + BEHIND).contains(&named);
    let is_budgeted = BUDGETED.iter().any(|word| own.contains(word));
    let is_other =
        ["比", "较", "上年", "去年", "结转", "结余", "增", "减"].iter().any(|word| own.contains(word));
    let sentence = text.part(text.sentence(token.range.start));
    let has_own = |words: &str| years(words).contains(&year);
    // 2023年预算5.5万元。2024年预算5.5万元: both years have it.
    let is_of_both = || {
        let same = |other: &&Token| other.kind == FigureKind::Amount && exact(other) == exact(token);
        text.tokens.iter().filter(same).any(|other| has_own(clause(text, other)))
    };
    if !is_off || !is_budgeted || is_other || has_own(sentence) || is_of_both() {
        return None;
    }
    let is_it = |known: &&Known| known.yuan == exact(token);
    let all = || figures.totals.iter().chain(figures.by_name.values().flatten()).filter(is_it);
    let known = all().next().filter(|_| !all().any(|known| known.is_before))?;
    let message = format!(
        "“{own}”写的是 {named} 年，{} 却是各表里 {year} 年的数（{}）；请核对年度。",
        printed(text, token),
        known.row
    );
    let year_of = format!("{named}年");
    let at = token.range.start - own.len() + own.find(&year_of)?;
    Some(Slip {
        cells: vec![known.cell.clone()],
        subject: own.to_owned(),
        ..Slip::new(SlipKind::Stale, text.place(&(at..at + year_of.len())), message)
    })
}
