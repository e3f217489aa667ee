//! Where an axis begins and ends, the same rule for every chart: at zero, unless what differs could not be seen beside
//! what is alike; then it is cut, and the chart says so. Marks stand at round numbers.

use rust_decimal::Decimal;

use super::float;

/// About so many marks.
const MARKS: i64 = 5;
/// Cut where the figures lie within this part of the largest.
const ALIKE: i64 = 5;

/// An axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    from: Decimal,
    to: Decimal,
    step: Decimal,
}

impl Axis {
    /// For figures.
    pub(super) fn of(figures: &[Decimal]) -> Self {
        let least = figures.iter().copied().min().unwrap_or_default();
        let most = figures.iter().copied().max().unwrap_or_default();
        let range = most.saturating_sub(least);
        let is_cut =
            least > Decimal::ZERO && range.saturating_mul(Decimal::from(ALIKE)) < most && !range.is_zero();
        let (least, most) = if is_cut {
            (least.saturating_sub(range), most)
        } else {
            (least.min(Decimal::ZERO), most.max(Decimal::ZERO))
        };
        let step = round_step(most.saturating_sub(least));
        let whole = |amount: Decimal| amount.checked_div(step).unwrap_or_default();
        let from = whole(least).floor().saturating_mul(step);
        let to = whole(most).ceil().saturating_mul(step);
        Self { from, to, step }
    }

    /// Where it begins.
    pub(super) fn from(&self) -> Decimal {
        if self.is_cut() { self.from } else { Decimal::ZERO }
    }

    /// Whether it does not show zero.
    pub(super) fn is_cut(&self) -> bool {
        self.from > Decimal::ZERO
    }

    /// Where an amount stands, from 0 at the beginning to 1 at the end.
    pub(super) fn share(&self, amount: Decimal) -> f32 {
        let range = float(self.to.saturating_sub(self.from));
        if range <= 0.0 { 0.0 } else { (float(amount.saturating_sub(self.from)) / range).clamp(0.0, 1.0) }
    }

    /// The amounts at which it is marked.
    pub(super) fn marks(&self) -> Vec<Decimal> {
        let mut marks = Vec::new();
        let mut at = self.from;
        while at <= self.to && marks.len() < 20 {
            marks.push(at);
            at = at.saturating_add(self.step);
        }
        marks
    }

    /// The decimals of its marks.
    pub(super) fn decimals(&self) -> u32 {
        self.step.normalize().scale()
    }
}

/// A round step that parts a range into a few: 1, 2 or 5 with noughts.
fn round_step(range: Decimal) -> Decimal {
    let Some(wanted) = range.checked_div(Decimal::from(MARKS)).filter(|wanted| *wanted > Decimal::ZERO)
    else {
        return Decimal::ONE;
    };
    let mut unit = Decimal::new(1, 6);
    loop {
        for factor in [1, 2, 5] {
            match unit.checked_mul(Decimal::from(factor)) {
                Some(step) if step >= wanted => return step.normalize(),
                Some(_) => {}
                None => return wanted,
            }
        }
        match unit.checked_mul(Decimal::TEN) {
            Some(next) => unit = next,
            None => return wanted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_begins_at_zero_unless_nothing_could_be_seen() {
        for (figures, from, to, step, is_cut) in [
            (&["100", "130", "110"][..], "0", "150", "50", false),
            (&["2907.50", "2908.50"], "2906.5", "2908.5", "0.5", true),
            (&["-30", "50"], "-40", "60", "20", false),
            (&["100", "100"], "0", "100", "20", false),
            (&["0"], "0", "0", "1", false),
            (&[], "0", "0", "1", false),
            (&["79228162514264337593543950335", "1"], "0", "79228162514264337593543950335", "", false),
        ] {
            let figures: Vec<Decimal> = figures.iter().map(|text| text.parse().unwrap()).collect();
            let axis = Axis::of(&figures);
            assert_eq!(axis.is_cut(), is_cut, "{figures:?}");
            if !step.is_empty() {
                let expected = [from, to, step].map(|text| text.parse::<Decimal>().unwrap());
                assert_eq!([axis.from, axis.to, axis.step], expected, "{figures:?}");
            }
            for figure in &figures {
                assert!((0.0..=1.0).contains(&axis.share(*figure)));
            }
        }
    }
}
