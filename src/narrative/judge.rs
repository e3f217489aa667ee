//! Compares the figures of claims with the cells they quote. Knows numbers, not words: whose figure it
//! is has been settled by `claims`.
//!
//! A quoted figure is a rounding of its cell: it agrees if the cell rounds to it at its printed decimals,
//! or if it repeats the total that the document states there. What is computed from rounded figures (a
//! percentage, a change) may besides differ by what rounding explains, as a hint.

use std::ops::Range;

use rust_decimal::Decimal;

use super::claims::Claim;
use super::compile::{Bound, Paragraph, Reader};
use super::extract::Token;
use super::{BoundFigure, FigureKind, Place, Reading, Role, State, items};
use crate::calc::Book;
use crate::formula::Quantity;
use crate::model::ValueView;
use crate::money;

/// What is judged where.
pub(super) struct Judge<'b, 'a> {
    pub book: &'b Book<'a>,
    pub rule: usize,
    pub section: usize,
    /// Last year's budget, if it is at hand, with the statements of its format.
    pub last: Option<(&'b Book<'b>, &'b Reader)>,
}

/// How a comparison ended.
struct Verdict {
    state: State,
    quantity: Quantity,
    stated: Decimal,
    cause: Option<String>,
}

impl Verdict {
    fn not_checked(stated: Decimal, why: &str) -> Self {
        Self { state: State::NotChecked(why.to_owned()), quantity: Quantity::default(), stated, cause: None }
    }
}

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

impl Judge<'_, '_> {
    /// A range of a paragraph's plain text as a place.
    pub(super) fn place(&self, paragraph: &Paragraph<'_, '_>, range: &Range<usize>) -> Place {
        Place { section: self.section, paragraph: paragraph.index, span: paragraph.plain.span(range) }
    }

    /// A figure of which nothing is known yet.
    pub(super) fn figure(&self, paragraph: &Paragraph<'_, '_>, range: &Range<usize>) -> BoundFigure {
        let place = self.place(paragraph, range);
        let chars = paragraph.source.chars().skip(place.span.start);
        BoundFigure {
            place,
            text: chars.take(place.span.end.saturating_sub(place.span.start)).collect(),
            kind: FigureKind::Amount,
            role: None,
            subject: String::new(),
            rule: self.rule,
            state: State::Unbound,
            cells: Vec::new(),
            expected: None,
            stated: None,
            cause: None,
        }
    }

    /// Judges the figures of all claims of a section.
    pub(super) fn paragraphs(&self, paragraphs: &[Paragraph<'_, '_>], reading: &mut Reading) {
        for paragraph in paragraphs {
            let from = reading.figures.len();
            for claim in &paragraph.claims {
                for token in &claim.unbound {
                    let kind = token.kind;
                    let stated = Some(self.in_table_unit(token));
                    let figure = self.figure(paragraph, &token.range);
                    reading.figures.push(BoundFigure { kind, stated, ..figure });
                }
                if let Some(statement) = claim.statement {
                    self.claim(statement, claim, paragraph, reading);
                    items::judge(self, statement, claim, paragraph, reading);
                }
            }
            if let Some(of_paragraph) = reading.figures.get_mut(from..) {
                of_paragraph.sort_by_key(|figure| figure.place.span.start);
            }
        }
    }

    fn claim(
        &self,
        statement: &Bound,
        claim: &Claim<'_, '_>,
        paragraph: &Paragraph<'_, '_>,
        reading: &mut Reading,
    ) {
        // Who quotes a total as the table states it quotes what is printed.
        let now = statement.value.evaluate(self.book, claim.own).map(|mut known| {
            let printed = statement.value.printed(self.book, claim.own).unwrap_or_default();
            for other in printed {
                if known.iter().all(|quantity| quantity.value != other.value) {
                    known.push(other);
                }
            }
            known
        });
        let beside = self.last.and_then(|(book, reader)| {
            let section = self.book.budget.narrative.get(self.section)?;
            reader.value(book, &section.key, &statement.key, claim.own).ok()
        });
        let last = if !self.is_on_last_budget(&claim.compared) {
            Err("比较的不是上年预算数".to_owned())
        } else if let Some(beside) = beside {
            // The cells of another budget are not to be gone to in this one.
            let last = beside.into_iter().next().unwrap_or_default();
            Ok(Quantity { cells: Vec::new(), ..last })
        } else if statement.last.is_empty() {
            Err("文件没有上年数".to_owned())
        } else {
            statement.last.first_known(self.book, claim.own).map_err(|_| "文件没有上年数".to_owned())
        };
        let mut add = |token: &Token, role: Role, verdict: Verdict| {
            let expected = !matches!(verdict.state, State::NotChecked(_));
            reading.figures.push(BoundFigure {
                kind: token.kind,
                role: Some(role),
                subject: claim.name.clone(),
                state: verdict.state,
                cells: distinct(verdict.quantity.cells),
                expected: expected.then_some(verdict.quantity.value),
                stated: Some(verdict.stated),
                cause: verdict.cause,
                ..self.figure(paragraph, &token.range)
            });
        };
        if let Some(token) = &claim.value {
            let stated = self.in_table_unit(token);
            let verdict = match &now {
                Ok(known) => self.value(token, stated, known),
                Err(why) => Verdict::not_checked(stated, why),
            };
            add(token, Role::Value, verdict);
        }
        if let Some(token) = &claim.share {
            add(token, Role::Share, self.share(statement, claim, token, &now));
        }
        // A rate that fits a wrong change is right by itself; beside last year's budget it is as wrong as the change.
        let mut is_change_known = true;
        if let Some((token, sign)) = &claim.change {
            let stated = self.in_table_unit(token) * *sign;
            let verdict = self.change(token, stated, &now, &last);
            is_change_known = self.last.is_none() || verdict.state != State::Differs;
            add(token, Role::Change, verdict);
        }
        if let Some((token, sign)) = &claim.rate {
            add(
                token,
                Role::Rate,
                self.rate(claim, token, (token.number * *sign, is_change_known), &now, &last),
            );
        }
    }

    /// Whether a change is said of last year's budget, not of its execution or of another year.
    fn is_on_last_budget(&self, compared: &str) -> bool {
        let years: Vec<i32> = compared
            .split('年')
            .filter_map(|before| {
                let digits = before.trim_start_matches(|c: char| !c.is_ascii_digit());
                (digits.len() == 4).then(|| digits.parse().ok()).flatten()
            })
            .collect();
        let last = self.book.budget.year.saturating_sub(1);
        let other = ["决算", "执行数", "完成数", "实际支出"];
        (years.is_empty() || years.contains(&last)) && !other.iter().any(|word| compared.contains(word))
    }

    fn value(&self, token: &Token, stated: Decimal, known: &[Quantity]) -> Verdict {
        let agreeing = known.iter().find(|quantity| {
            self.rounds_to(quantity.value, token)
                || self.printed_total(quantity).is_some_and(|total| self.rounds_to(total, token))
        });
        let first = known.first().cloned().unwrap_or_default();
        let (state, quantity) = match agreeing {
            Some(quantity) => (State::Agrees, quantity.clone()),
            None => {
                let difference = stated.saturating_sub(first.value).abs();
                // A sum whose addends are printed totals rests on these, not on all that is below them.
                let rounded = if first.cells.iter().all(|cell| self.printed(cell).is_some()) {
                    u32::try_from(first.cells.len()).unwrap_or(u32::MAX)
                } else {
                    first.figures
                };
                let tolerance = self.half_digit() * (Decimal::from(rounded) + Decimal::ONE);
                let may_be = rounded > 1 && token.kind == FigureKind::Amount && difference <= tolerance;
                (if may_be { State::Rounding } else { State::Differs }, first)
            }
        };
        let cause = (state == State::Differs).then(|| self.only_one_addend(stated, &quantity)).flatten();
        Verdict { state, quantity, stated, cause }
    }

    /// What the document prints in a computed cell.
    fn printed(&self, cell: &crate::model::CellAddress) -> Option<Decimal> {
        self.book.cell(cell)?.stated().and_then(ValueView::amount)
    }

    fn printed_total(&self, quantity: &Quantity) -> Option<Decimal> {
        match quantity.cells.as_slice() {
            [only] => self.printed(only),
            _ => None,
        }
    }

    fn only_one_addend(&self, stated: Decimal, quantity: &Quantity) -> Option<String> {
        if quantity.cells.len() < 2 || stated.is_zero() {
            return None;
        }
        let cells = quantity.cells.iter().filter_map(|cell| self.book.cell(cell));
        let same = cells.into_iter().find(|cell| cell.number() == Some(stated))?;
        Some(format!("只是其中“{}”一项的数，漏了其余", same.column.title()))
    }

    fn share(
        &self,
        statement: &Bound,
        claim: &Claim<'_, '_>,
        token: &Token,
        now: &Result<Vec<Quantity>, String>,
    ) -> Verdict {
        let stated = token.number;
        let quoted = claim.value.as_ref().map(|value| self.in_table_unit(value));
        let whole = match statement.whole.evaluate(self.book, claim.own) {
            Ok(known) => known.into_iter().next().unwrap_or_default(),
            Err(why) => return Verdict::not_checked(stated, &why),
        };
        let cell = now.as_ref().ok().and_then(|known| known.first());
        let parts = [cell.map(|part| part.value), quoted];
        let ratio = |part: &Decimal| part.checked_mul(HUNDRED)?.checked_div(whole.value);
        let ratios: Vec<Decimal> = parts.iter().flatten().filter_map(ratio).collect();
        let Some(exact) = ratios.first().copied() else {
            return Verdict::not_checked(stated, "整体是零或不知道，算不出占比");
        };
        let slack = |exact: Decimal| {
            (self.half_digit() * HUNDRED.saturating_add(exact.abs()))
                .checked_div(whole.value.abs())
                .unwrap_or_default()
        };
        let mut cells = cell.map(|part| part.cells.clone()).unwrap_or_default();
        cells.extend(whole.cells.clone());
        self.percentage(token, stated, &ratios, slack(exact), cells)
    }

    fn change(
        &self,
        token: &Token,
        stated: Decimal,
        now: &Result<Vec<Quantity>, String>,
        last: &Result<Quantity, String>,
    ) -> Verdict {
        let (known, last) = match (now, last) {
            (Ok(now), Ok(last)) => (now, last),
            (Err(why), _) | (_, Err(why)) => return Verdict::not_checked(stated, why),
        };
        let now = known.first().cloned().unwrap_or_default();
        let value = now.value.saturating_sub(last.value);
        let signed = Token { number: self.signed(token, stated), ..token.clone() };
        let is_change = |now: &Quantity| self.rounds_to(now.value.saturating_sub(last.value), &signed);
        let state = if known.iter().any(is_change) {
            State::Agrees
        } else if self.is_of_rounded(now.value, last.value, &signed)
            || stated.saturating_sub(value).abs() <= self.half_digit() * Decimal::from(3)
        {
            State::Rounding
        } else {
            State::Differs
        };
        let mut cells = now.cells;
        cells.extend(last.cells.clone());
        let cause = (state == State::Differs && stated == -value).then(|| "增减方向写反".to_owned());
        Verdict { state, quantity: Quantity { value, figures: 2, cells }, stated, cause }
    }

    /// The number as written, with the sign of the direction.
    fn signed(&self, token: &Token, stated: Decimal) -> Decimal {
        let mut number = token.number;
        number.set_sign_positive(!stated.is_sign_negative() || stated.is_zero());
        number
    }

    fn rate(
        &self,
        claim: &Claim<'_, '_>,
        token: &Token,
        (stated, is_change_known): (Decimal, bool),
        now: &Result<Vec<Quantity>, String>,
        last: &Result<Quantity, String>,
    ) -> Verdict {
        let now = now.as_ref().ok().and_then(|known| known.first());
        let quoted_change = claim
            .change
            .as_ref()
            .filter(|_| is_change_known)
            .map(|(change, sign)| self.in_table_unit(change) * *sign);
        let quoted_now = claim.value.as_ref().map(|value| self.in_table_unit(value));
        let mut pairs: Vec<(Decimal, Decimal)> = Vec::new();
        if let (Some(now), Ok(last)) = (now, last) {
            pairs.push((now.value.saturating_sub(last.value), last.value));
        }
        if let (Some(change), Ok(last)) = (quoted_change, last) {
            pairs.push((change, last.value));
        }
        // The sentence itself says what last year's figure was.
        if let (Some(change), Some(now)) = (quoted_change, quoted_now.or(now.map(|now| now.value))) {
            pairs.push((change, now.saturating_sub(change)));
        }
        let Some((_, base)) = pairs.first().copied() else {
            let why = last.as_ref().err().map_or("没有上年数", String::as_str);
            return Verdict::not_checked(stated, why);
        };
        let ratio = |(change, base): &(Decimal, Decimal)| match (change.is_zero(), base.is_zero()) {
            (true, _) => Some(Decimal::ZERO),
            (false, true) => None,
            _ => change.checked_mul(HUNDRED)?.checked_div(*base),
        };
        let ratios: Vec<Decimal> = pairs.iter().filter_map(ratio).collect();
        let Some(exact) = ratios.first() else {
            return Verdict::not_checked(stated, "上年数是零，算不出增减百分比");
        };
        // What is quoted in 万元 is rounded, though the tables are in 元.
        let half = match claim.change.as_ref() {
            Some((change, _)) if last.is_err() => self.half_digit().max(self.half_printed(change)),
            _ => self.half_digit(),
        };
        let slack = (half * (Decimal::TWO * HUNDRED).saturating_add(exact.abs()))
            .checked_div(base.abs())
            .unwrap_or_default();
        let mut cells = now.map(|now| now.cells.clone()).unwrap_or_default();
        cells.extend(last.as_ref().map(|last| last.cells.clone()).unwrap_or_default());
        self.percentage(token, stated, &ratios, slack, cells)
    }

    /// A percentage against what it may be, the likeliest first. `slack` is what the rounding of the
    /// figures behind it may make of it.
    fn percentage(
        &self,
        token: &Token,
        stated: Decimal,
        exact: &[Decimal],
        slack: Decimal,
        cells: Vec<crate::model::CellAddress>,
    ) -> Verdict {
        let scale = token.number.scale();
        let rounded = |exact: &Decimal| money::round(*exact, scale);
        let first = exact.first().copied().unwrap_or_default();
        let half = Decimal::new(5, scale.saturating_add(1).min(28));
        let state = if exact.iter().any(|exact| rounded(exact) == stated) {
            State::Agrees
        } else if stated.saturating_sub(first).abs() <= half.saturating_add(slack) {
            State::Rounding
        } else {
            State::Differs
        };
        let decimals = scale.max(2);
        let value = money::round(first, decimals);
        let cause = (state == State::Differs)
            .then(|| {
                if stated == -value {
                    return Some("增减方向写反".to_owned());
                }
                let slipped = !stated.is_zero() && rounded(&(first / HUNDRED)) == stated;
                slipped.then(|| "百分数小了 100 倍：算出比值后没有乘 100".to_owned())
            })
            .flatten();
        Verdict { state, quantity: Quantity { value, figures: 0, cells }, stated, cause }
    }
}

/// Each cell once, in order.
fn distinct(cells: Vec<crate::model::CellAddress>) -> Vec<crate::model::CellAddress> {
    let mut seen = std::collections::BTreeSet::new();
    cells.into_iter().filter(|cell| seen.insert(cell.clone())).collect()
}
