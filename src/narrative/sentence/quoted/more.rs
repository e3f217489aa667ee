//! Whether the text speaks of more money than a table has: 人员经费750万元、公用经费110万元 are of all funds where the table that
//! names them has those of one fund. The text shows it by a whole, by a share, by a list that comes to a total of another table, or by the part that the
//! table has. What is told of such figures is not known here.

use rust_decimal::Decimal;

use super::super::super::FigureKind;
use super::super::super::extract::Token;
use super::super::change::is_said;
use super::super::number::Span;
use super::super::running::Running;
use super::{Figures, Known, is_any};
use crate::money;

/// How many figures one after the other make a list.
const LISTED: usize = 4;

/// What a table's figures of a name can be held against.
pub(super) struct Whole<'f> {
    known: &'f [&'f Known],
    /// The most that the tables of that name have in all.
    largest: Option<Decimal>,
    /// What other tables have in all, where it is more.
    totals: Vec<Decimal>,
}

impl<'f> Whole<'f> {
    pub(super) fn of(figures: &Figures, known: &'f [&'f Known]) -> Self {
        let is_theirs = |total: &&Known| known.iter().any(|known| known.cell.table == total.cell.table);
        let largest = figures.totals.iter().filter(is_theirs).map(|total| total.yuan).max();
        let is_more = |yuan: &Decimal| largest.is_some_and(|most| *yuan > most);
        let totals = figures.totals.iter().map(|total| total.yuan).filter(is_more).collect();
        Self { known, largest, totals }
    }

    /// Whether the figure at a position of a section is of more money.
    pub(super) fn is_exceeded(&self, texts: &[Running], (paragraph, nth): (usize, usize)) -> bool {
        let Some(text) = texts.get(paragraph) else { return false };
        let Some(token) = text.tokens.get(nth) else { return false };
        let is_amount = |of: &&Token| of.kind == FigureKind::Amount;
        let mut before = text.tokens.iter().take(nth).filter(is_amount);
        let is_part_of_more = self.largest.is_some_and(|most| before.any(|of| Span::of(of).low > most));
        let behind = text.tokens.get(nth + 1);
        is_part_of_more
            || behind
                .is_some_and(|next| self.has_part(text, token, next) || self.has_share(text, token, next))
            || self.is_listed(texts, (paragraph, nth))
    }

    /// 基本支出9万元，其中财政拨款8万元: the table has the part.
    fn has_part(&self, text: &Running, token: &Token, next: &Token) -> bool {
        let gap = text.part(token.range.end..next.range.start);
        let is_money = ["财政拨款", "公共预算"].iter().any(|money| gap.contains(money));
        let is_part =
            next.kind == FigureKind::Amount && gap.contains("其中") && is_money && !gap.contains('。');
        is_part && is_any(self.known, next)
    }

    /// 人员经费750万元，占支出预算的54.72%: the share is that of another table's total.
    fn has_share(&self, text: &Running, token: &Token, next: &Token) -> bool {
        let gap = text.part(token.range.end..next.range.start);
        let is_share = next.kind == FigureKind::Percent && gap.contains('占') && !gap.contains('。');
        let share = Span::of(next);
        let is_of = |total: &Decimal| {
            let whole = Span { low: *total, high: *total };
            Span::of(token).percent_of(whole).is_some_and(|percent| percent.meets(share))
        };
        is_share && self.totals.iter().any(is_of)
    }

    /// 人员经费750万元，公用经费110万元，项目支出510万元: what stands one after the other comes to another table's total.
    fn is_listed(&self, texts: &[Running], at: (usize, usize)) -> bool {
        let amounts: Vec<((usize, usize), &Token)> = texts
            .iter()
            .enumerate()
            .flat_map(|(paragraph, text)| {
                let amounts = text.tokens.iter().enumerate();
                let amounts = amounts.filter(|(_, token)| token.kind == FigureKind::Amount);
                let amounts = amounts.filter(|(nth, _)| !is_said(text, *nth));
                amounts.map(move |(nth, token)| ((paragraph, nth), token))
            })
            .collect();
        let Some(own) = amounts.iter().position(|(of, _)| *of == at) else { return false };
        let is_whole = |list: &[((usize, usize), &Token)]| {
            let sum = |of: fn(Span) -> Decimal| money::sum(list.iter().map(|(_, token)| of(Span::of(token))));
            let low = sum(|span| span.low);
            let high = sum(|span| span.high);
            low.zip(high)
                .is_some_and(|(low, high)| self.totals.iter().any(|total| low <= *total && *total <= high))
        };
        (2..=LISTED).any(|count| {
            let first = own.saturating_sub(count - 1);
            (first..=own).filter_map(|from| amounts.get(from..from + count)).any(is_whole)
        })
    }
}

/// Whether a figure is said to be a share of all spending or of projects, or to have basic expenditure as a part: 9万元（其中：
/// 基本支出5万元，项目支出4万元）.
pub(super) fn is_of_more(text: &Running, at: usize) -> bool {
    let own = text.tokens.get(at).zip(text.tokens.get(at + 1));
    own.is_some_and(|(token, next)| {
        let gap = text.part(token.range.end..next.range.start);
        let wholes =
            ["支出预算总", "支出总", "总支出", "本年支出", "支出合计", "支出预算的", "部门预算", "项目支出"];
        let is_share = next.kind == FigureKind::Percent && gap.contains('占');
        let is_parted = next.kind == FigureKind::Amount
            && gap.trim_start_matches(['（', '，']).starts_with("其中")
            && gap.ends_with("基本支出");
        is_parted
            || is_share
                && !["基本支出", "公共预算", "拨款"].iter().any(|word| gap.contains(word))
                && wholes.iter().any(|whole| gap.contains(whole))
    })
}
