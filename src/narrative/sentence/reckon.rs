//! Reckons changes against the figures beside them: 数额 less 上年数 is the change, and the change is so many percent
//! of 上年数. Last year's figure is the one given in the sentence, or what the other two make it.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::above;
use super::change::changes;
use super::direction::from_to;
use super::flat::flat;
use super::number::{Span, exact};
use super::phrase::{clause, in_unit, is_last_years, printed, years};
use super::running::Running;
use super::scaled;
use super::told::{Told, Value, changed, value};
use super::twice::says_execution;
use super::{Slip, SlipKind};
use crate::money;

/// How many paragraphs before a change may hold the figure that it is said of.
const BEFORE: usize = 3;

/// Judges the changes of a section of a text that prints its amounts to 分, or less finely.
pub(super) fn judge(texts: &[Running], is_fine: bool, slips: &mut Vec<Slip>) {
    for (at, text) in texts.iter().enumerate() {
        let near = texts.get(at.saturating_sub(BEFORE)..at).unwrap_or_default();
        let mut before: Option<(usize, Option<Value<'_>>)> = None;
        for change in changes(text) {
            // 较上年增加3万元，增长5%，较年初预算减少1万元: both are said of one figure.
            let again = before.filter(|(end, _)| {
                matches!(text.part(*end..change.begins), "，" | "；")
                    && change.begins < change.word.range.start
            });
            let again = again.and_then(|(_, value)| value).map(|value| Value { base: None, ..value });
            let value = value(text, &change).or(again);
            before = Some((change.end, value));
            if value.is_none() {
                slips.extend(above::judge(near, text, &change));
            }
            let told = Told { text, near, change, value, is_fine };
            let words: Vec<Slip> = told.direction().into_iter().chain(told.reason()).collect();
            // Which of both words is right is not known, and so not what follows from them.
            let reckoned = told.reckon().filter(|slip| words.is_empty() || slip.kind != SlipKind::Change);
            slips.extend(words.into_iter().chain(reckoned));
        }
        slips.extend(flat(text));
        slips.extend((0..text.tokens.len()).filter_map(|at| from_to(text, at)));
    }
}

impl<'t> Told<'t> {
    /// What a change may be said of: all amounts before it, and unless its sentence says which, those just above and
    /// sums of those in a row.
    fn candidates(&self) -> Vec<Span> {
        let value = self.value.map(|value| value.token.range.start);
        let own = self.text.tokens.iter().enumerate().filter(|(at, token)| {
            let is_before = token.range.end <= self.change.begins && !changed(self.text, *at);
            token.kind == FigureKind::Amount && (is_before || value == Some(token.range.start))
        });
        let last_years = self.value.and_then(|value| value.base);
        let own = own.map(|(_, token)| token);
        let own = own.filter(|token| last_years.is_none_or(|base| base.range != token.range));
        let is_said = self
            .value
            .filter(|value| !value.is_listed)
            .is_some_and(|value| self.text.sentence(self.change.begins).contains(&value.token.range.start));
        if is_said {
            return own.map(|token| self.fine(token)).collect();
        }
        let above = self.near.iter().flat_map(|text| &text.tokens);
        let above = above.filter(|token| token.kind == FigureKind::Amount);
        let own: Vec<&Token> = own.collect();
        let above: Vec<&Token> = above.collect();
        let mut spans: Vec<Span> = above.iter().chain(&own).map(|token| self.fine(token)).collect();
        // 甲5万元、乙4万元，较上年: of both.
        let rows = if own.is_empty() { above } else { own };
        let last: Vec<&&Token> = rows.iter().rev().take(8).collect();
        let mut sum = Span { low: Decimal::ZERO, high: Decimal::ZERO };
        for token in last {
            sum = sum.plus(self.fine(token));
            spans.push(sum);
        }
        spans
    }

    /// Last year's figures that the text gives.
    fn bases(&self) -> Vec<&'t Token> {
        if let Some(base) = self.change.base {
            return vec![base];
        }
        if let Some(base) = self.given() {
            return vec![base];
        }
        let value = self.value.map(|value| clause(self.text, value.token));
        let year = value.and_then(|clause| years(clause).first().copied());
        let before = self
            .text
            .tokens
            .iter()
            .filter(|token| token.kind == FigureKind::Amount && token.range.end <= self.change.begins);
        let own = self.value.map(|value| value.token.range.start);
        before
            .filter(|token| Some(token.range.start) != own && is_last_years(clause(self.text, token), year))
            .filter(|token| self.is_comparable(token))
            .collect()
    }

    /// Last year's figure where the sentence says that the change is on that.
    fn given(&self) -> Option<&'t Token> {
        let base = self.value.and_then(|value| value.base).or_else(|| self.named_base());
        self.change.base.or(base.filter(|base| self.is_comparable(base)))
    }

    /// Whether a figure may be what is compared with: what was spent is not 上年预算数.
    fn is_comparable(&self, base: &Token) -> bool {
        let compared = self.text.part(self.change.begins..self.change.word.range.start);
        let is_plan = |words: &str| words.contains("预算") && !says_execution(words);
        let own = clause(self.text, base);
        !(is_plan(compared) && says_execution(own) || says_execution(compared) && is_plan(own))
    }

    /// The figures of a change against each other.
    fn reckon(&self) -> Option<Slip> {
        let change = &self.change;
        if change.amount.is_some() && change.rate.is_some() && change.sign != change.rate_sign {
            return None;
        }
        let bases = self.bases();
        let candidates = self.candidates();
        match (change.amount, change.rate) {
            (Some(amount), rate) => self.with_amount(amount, rate, &bases, &candidates),
            (None, Some(rate)) => self.rate_alone(rate, &bases, &candidates),
            (None, None) => None,
        }
    }

    fn with_amount(
        &self,
        amount: &Token,
        rate: Option<&'t Token>,
        bases: &[&Token],
        candidates: &[Span],
    ) -> Option<Slip> {
        let moved = self.span(amount);
        let signed = if self.change.sign.is_sign_negative() { moved.negated() } else { moved };
        let value = self.value.filter(|value| !value.is_listed);
        // 数额 less 上年数 is the change.
        if let ([base], Some(value)) = (bases, value) {
            let fits = |now: Span| now.minus(self.fine(base)).meets(signed);
            let now = self.fine(value.token);
            if !fits(now) && !candidates.iter().any(|now| fits(*now)) && self.is_close(value.token, base) {
                return Some(self.wrong_change(amount, rate, base, value.token));
            }
        }
        let Some(rate) = rate else { return self.of_nothing(amount, self.value?) };
        // 比上年0万元增加5万元，增长100%.
        let of_zero = self.given().is_some_and(|base| base.number.is_zero());
        if of_zero && !amount.number.is_zero() && !rate.number.is_zero() {
            let message = format!("{}：{}，上年是零，没有增长百分比可算。", self.named(), self.shown());
            return Some(self.slip(SlipKind::OfZero, rate, message));
        }
        let stated = Span::of(rate);
        let percents: Vec<Span> = bases
            .iter()
            .map(|base| Span::of(base))
            .chain(candidates.iter().map(|now| now.minus(signed)))
            .filter_map(|base| moved.percent_of(base))
            .collect();
        if percents.iter().any(|percent| percent.meets(stated)) {
            return None;
        }
        if let Some(slip) = scaled::of_change(self, (amount, rate), bases, candidates) {
            return Some(slip);
        }
        let own = self.value?;
        let value = match own.is_listed && !own.is_part {
            true => Value { token: self.whole()?, is_listed: false, is_part: false, base: None },
            false => Value { is_listed: false, ..own },
        };
        // Last year's figure of the whole is not that of its part.
        let bases = if own.is_part { self.given().into_iter().collect() } else { bases.to_vec() };
        let told = Self { value: Some(value), ..*self };
        let now = Span::of(value.token);
        if bases.is_empty() && !amount.number.is_zero() && now.minus(signed).low <= Decimal::ZERO {
            let is_all = exact(value.token) == exact(amount);
            return if is_all { told.all_of_zero(rate) } else { told.of_nothing(amount, value) };
        }
        let base = bases.first().map_or_else(
            || exact(value.token).saturating_sub(self.change.sign.saturating_mul(exact(amount))),
            |base| exact(base),
        );
        let right = percent(exact(amount), base)?;
        if percents.iter().any(|percent| percent.meets(Span::near(rate))) && rate.number.scale() > 0 {
            return Some(told.cut_off(rate, right));
        }
        let shown = money::display(right, 2);
        let of = match bases.first() {
            Some(base) => format!("上年数 {}", printed(self.text, base)),
            None => format!("由此推出上年数 {}", in_unit(base, value.token)),
        };
        let message = format!(
            "{}：{}；{of}，{}是其 {shown}%，不是 {}。",
            told.named(),
            told.shown(),
            printed(self.text, amount),
            printed(self.text, rate)
        );
        let slip = told.slip(SlipKind::Rate, rate, message);
        let cause = told.cause(amount, rate, right, value.token);
        Some(Slip { expected: Some(money::round(right, rate.number.scale().max(2))), cause, ..slip })
    }

    /// All that a figure may be of which the change is told to 分: it only leaves out its noughts.
    fn fine(&self, token: &Token) -> Span {
        let scale = self.change.amount.map_or(0, |amount| amount.number.scale());
        let is_fine = scale > 1 && scale > token.number.scale() && !clause(self.text, token).contains('约');
        if is_fine { Span::to(token, scale) } else { Span::of(token) }
    }

    /// All that a change may be. Beside a figure with its 分, in a text that prints them, a whole one only leaves out its noughts.
    fn span(&self, amount: &Token) -> Span {
        let is_whole = amount.number.scale() == 0 && amount.number < Decimal::ONE_THOUSAND;
        let is_beside = self.value.is_some_and(|value| value.token.number.scale() > 1);
        match self.is_fine && is_whole && is_beside && !clause(self.text, amount).contains('约') {
            true => Span::to(amount, 2),
            false => Span::of(amount),
        }
    }

    /// Whether two figures are near enough to be those of one thing in two years.
    fn is_close(&self, one: &Token, other: &Token) -> bool {
        let (one, other) = (exact(one), exact(other));
        let times = Decimal::from(20);
        !other.is_zero()
            && !one.is_zero()
            && one < other.saturating_mul(times)
            && other < one.saturating_mul(times)
    }

    fn wrong_change(&self, amount: &Token, rate: Option<&Token>, base: &Token, value: &Token) -> Slip {
        let right = exact(value).saturating_sub(exact(base));
        let word = if right.is_sign_negative() { "减少" } else { "增加" };
        let message = format!(
            "{}：上年数 {}，应{word} {}，文中写作{}。",
            self.named(),
            printed(self.text, base),
            in_unit(right.abs(), amount),
            self.shown()
        );
        // The percentage may say which of the three is wrong.
        let proves = |now: Decimal, base: Decimal| {
            let rate = rate.map(Span::of)?;
            let exact = percent(now.saturating_sub(base).abs(), base)?;
            Some(rate.low <= exact && exact <= rate.high)
        };
        let moved = exact(amount).saturating_mul(self.change.sign);
        let printed = Span::of(amount);
        let turned = if self.change.sign.is_sign_negative() { printed } else { printed.negated() };
        let cause = if Span::of(value).minus(Span::of(base)).meets(turned) {
            Some("增减方向写反".to_owned())
        } else if proves(exact(value), exact(base)) == Some(true) {
            Some("百分比与两年的数相符，写错的是增减额".to_owned())
        } else if proves(exact(base).saturating_add(moved), exact(base)) == Some(true) {
            Some("百分比与上年数和增减额相符，写错的可能是本年数".to_owned())
        } else {
            None
        };
        let slip = self.slip(SlipKind::Change, amount, message);
        Slip { expected: Some(right), stated: Some(moved), cause, ..slip }
    }

    /// There was nothing last year.
    fn all_of_zero(&self, rate: &Token) -> Option<Slip> {
        let is_said = self.value.is_some_and(|value| !value.is_listed) && self.change.sign.is_sign_positive();
        let message = format!("{}：{}，上年是零，没有增长百分比可算。", self.named(), self.shown());
        is_said.then(|| self.slip(SlipKind::OfZero, rate, message))
    }

    /// There was less than nothing last year: it rose by more than it is.
    fn of_nothing(&self, amount: &Token, value: Value<'_>) -> Option<Slip> {
        let is_more = Span::of(value.token).high < Span::of(amount).low;
        if value.is_listed || self.change.sign.is_sign_negative() || !is_more {
            return None;
        }
        let larger = self.text.tokens.iter().any(|token| {
            token.kind == FigureKind::Amount && token.range != amount.range && exact(token) >= exact(amount)
        });
        let message = format!("{}：增加 {}，比本年的数还大。", self.named(), printed(self.text, amount));
        (!larger).then(|| self.slip(SlipKind::Change, amount, message))
    }

    /// A percentage without its amount, of two figures that the text gives: 上年执行数为…，本年安排…，减少10%.
    fn rate_alone(&self, rate: &Token, bases: &[&Token], candidates: &[Span]) -> Option<Slip> {
        let value = self.value.filter(|value| !value.is_listed)?;
        let [base] = bases else { return None };
        if exact(base).is_zero() {
            let message = format!("{}：{}，上年是零，没有增长百分比可算。", self.named(), self.shown());
            return (!exact(value.token).is_zero()).then(|| self.slip(SlipKind::OfZero, rate, message));
        }
        let stated = Span::of(rate);
        let stated = if self.change.rate_sign.is_sign_negative() { stated.negated() } else { stated };
        let of = |now: Span| now.minus(Span::of(base)).percent_of(Span::of(base));
        let fits = |now: Span| of(now).is_some_and(|percent| percent.meets(stated));
        let now = Span::of(value.token);
        if fits(now) {
            return None;
        }
        let right = percent(exact(value.token).saturating_sub(exact(base)), exact(base))?;
        let first =
            self.text.tokens.iter().find(|token| token.kind == FigureKind::Amount && fits(Span::of(token)));
        if let Some(first) = first.filter(|first| first.range.end <= value.token.range.start) {
            return self.said_before(first, value.token);
        }
        if candidates.iter().any(|now| fits(*now)) || !self.is_close(value.token, base) {
            return None;
        }
        let cut = Span::near(rate);
        let cut = if self.change.rate_sign.is_sign_negative() { cut.negated() } else { cut };
        if of(now).is_some_and(|percent| percent.meets(cut)) {
            return Some(self.cut_off(rate, right.abs()));
        }
        let word = if right.is_sign_negative() { "减少" } else { "增加" };
        let message = format!(
            "{}：上年数 {}，应{word} {}%，文中写作{}。",
            self.named(),
            printed(self.text, base),
            money::display(right.abs(), 2),
            self.shown()
        );
        let slip = self.slip(SlipKind::Rate, rate, message);
        Some(Slip { expected: Some(money::round(right.abs(), rate.number.scale().max(2))), ..slip })
    }

    /// The percentage fits a figure that the paragraph gave before, and not the one it gives now.
    fn said_before(&self, first: &Token, again: &Token) -> Option<Slip> {
        let same_year = years(clause(self.text, again));
        // Only where the paragraph speaks of one thing: it begins with that figure.
        let leads =
            self.text.tokens.iter().find(|token| token.kind == FigureKind::Amount)?.range == first.range;
        if !leads || exact(first) == exact(again) || same_year.is_empty() {
            return None;
        }
        let message = format!(
            "同一段里先写 {}，后写作 {}；后面的百分比与前一个数相符。",
            printed(self.text, first),
            printed(self.text, again)
        );
        let slip = self.slip(SlipKind::Twice, again, message);
        let other = Some(self.text.place(&first.range));
        Some(Slip { expected: Some(exact(first)), other, ..slip })
    }

    fn cut_off(&self, rate: &Token, right: Decimal) -> Slip {
        let message = format!(
            "{}：{}，应为 {}%，末位没有四舍五入。",
            self.named(),
            self.shown(),
            money::display(money::round(right, rate.number.scale()), rate.number.scale().max(2))
        );
        let slip = self.slip(SlipKind::CutOff, rate, message);
        Slip { expected: Some(money::round(right, rate.number.scale())), ..slip }
    }

    /// The whole of the list before the change, where its sentence gives it.
    fn whole(&self) -> Option<&'t Token> {
        let mut from = self.text.sentence(self.change.begins).start;
        if from == self.change.begins {
            // 支出9万元，其中甲5万元；乙4万元。比上年增加1万元: a list may be parted by ；.
            from = self.text.stopped(from.checked_sub('。'.len_utf8())?);
        }
        let before = self.text.part(from..self.change.begins);
        let word = from + ["其中", "包括"].iter().filter_map(|word| before.find(word)).min()?;
        self.text.tokens.iter().rev().find(|token| {
            token.kind == FigureKind::Amount && token.range.start >= from && token.range.end <= word
        })
    }

    /// What probably happened.
    fn cause(&self, amount: &Token, rate: &Token, right: Decimal, value: &Token) -> Option<String> {
        let stated = Span::of(rate);
        let fits = |percent: Option<Decimal>| percent.is_some_and(|it| stated.low <= it && it <= stated.high);
        if fits(percent(exact(amount), exact(value))) {
            return Some("用本年数作了分母，应当用上年数".to_owned());
        }
        if fits(right.checked_div(Decimal::ONE_HUNDRED)) {
            return Some("百分数小了 100 倍：算出比值后没有乘 100".to_owned());
        }
        if money::round(right, 0) == rate.number || right.trunc() == rate.number {
            return Some("百分数取成了整数".to_owned());
        }
        None
    }
}

fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)
}
