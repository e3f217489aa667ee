//! What a printed figure may stand for: all that rounds to it. What is reckoned from such figures is a range too, and
//! contradicts a printed one only where it lies outside all of that one's range.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;

/// All that a figure may be, in 元 for money, in percent for a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub low: Decimal,
    pub high: Decimal,
}

/// Half of the last printed digit. A nought is a nought, but for a percentage to some decimals, which may be very little.
fn half(token: &Token, scale: u32) -> Decimal {
    let may_be_little = token.kind != FigureKind::Amount && token.number.scale() > 0;
    match token.number.is_zero() && !may_be_little {
        true => Decimal::ZERO,
        false => Decimal::new(5, scale.saturating_add(1).min(28)),
    }
}

/// A figure as printed, in 元 for money.
pub(super) fn exact(token: &Token) -> Decimal {
    match token.kind {
        FigureKind::Amount => token.number.saturating_mul(token.in_yuan),
        _ => token.number,
    }
}

impl Span {
    /// All that rounds to a printed figure.
    pub(super) fn of(token: &Token) -> Self {
        Self::to(token, token.number.scale())
    }

    /// All that rounds to a figure of which noughts behind the point may be left out, to so many decimals.
    pub(super) fn to(token: &Token, scale: u32) -> Self {
        let half = half(token, scale);
        let half = match token.kind {
            FigureKind::Amount => half.saturating_mul(token.in_yuan),
            _ => half,
        };
        let value = exact(token);
        Self { low: value.saturating_sub(half), high: value.saturating_add(half) }
    }

    /// All that is rounded to a printed figure, or cut off there instead.
    pub(super) fn near(token: &Token) -> Self {
        let printed = Self::of(token);
        let half = printed.high.saturating_sub(exact(token));
        Self { low: printed.low.saturating_sub(half), high: printed.high.saturating_add(half) }
    }

    /// What the last digit of a figure stands for, in 元.
    pub(super) fn grain(token: &Token) -> Decimal {
        token.in_yuan.saturating_mul(Decimal::new(1, token.number.scale().min(28)))
    }

    /// All that a figure is printed as where the last digit stands for so much, in 元.
    pub(super) fn within(token: &Token, grain: Decimal) -> Self {
        let half = grain.checked_div(Decimal::TWO).unwrap_or_default();
        let value = exact(token);
        Self { low: value.saturating_sub(half), high: value.saturating_add(half) }
    }

    pub(super) fn negated(self) -> Self {
        Self { low: -self.high, high: -self.low }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self { low: self.low.saturating_add(other.low), high: self.high.saturating_add(other.high) }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(other.negated())
    }

    /// What one is of the other in percent; none where that may be zero or less.
    pub(super) fn percent_of(self, whole: Self) -> Option<Self> {
        if whole.low <= Decimal::ZERO {
            return None;
        }
        let percent =
            |part: Decimal, whole: Decimal| part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole);
        let ends = [
            percent(self.low, whole.low)?,
            percent(self.low, whole.high)?,
            percent(self.high, whole.low)?,
            percent(self.high, whole.high)?,
        ];
        Some(Self { low: ends.into_iter().min()?, high: ends.into_iter().max()? })
    }

    /// The sum of parts as their list prints them, and the whole, each as all that it may be. Where several are
    /// printed to two decimals, the others only leave out their noughts.
    pub(super) fn sum<'t>(whole: &'t Token, parts: impl Iterator<Item = &'t Token> + Clone) -> (Self, Self) {
        let all = || parts.clone().chain([whole]).filter(|token| !token.number.is_zero());
        let finest = all().map(|token| token.number.scale()).max().unwrap_or(0);
        let several = all().filter(|token| token.number.scale() == finest).count() > 1;
        let scale = |token: &Token| if several { finest } else { token.number.scale() };
        let zero = Self { low: Decimal::ZERO, high: Decimal::ZERO };
        let sum = parts.clone().fold(zero, |sum, part| sum.plus(Self::to(part, scale(part))));
        (Self::to(whole, scale(whole)), sum)
    }

    /// Whether both may be the same, where a half is rounded up: what is printed as 3 is never printed as 4.
    pub(super) fn overlaps(self, other: Self) -> bool {
        self == other || self.low < other.high && other.low < self.high
    }

    /// All that is in both; none where nothing is.
    pub(super) fn common(self, other: Self) -> Option<Self> {
        let common = Self { low: self.low.max(other.low), high: self.high.min(other.high) };
        (common.low <= common.high).then_some(common)
    }

    /// Whether both may be the same.
    pub(super) fn meets(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}
