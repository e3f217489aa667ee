//! The whole that shares imply where no sentence gives it: 教育支出5万元，占62.5%；卫生健康支出2万元，占25%；住房保障支出1万元，占12.5%. Of
//! three and more the only one that implies another is wrong, itself or its part.

use rust_decimal::Decimal;

use super::super::phrase::{in_unit, printed, subject};
use super::super::{Slip, SlipKind};
use super::wholes::is_hundred;
use super::{Share, Span, exact};
use crate::money;

/// How many shares show their whole to another.
const OTHERS: usize = 2;

/// The only one of some shares that is not of the whole of the others, where those are all there is: their percentages make 100
/// or their parts the whole.
pub(super) fn odd_one(shares: &[&Share<'_>]) -> Option<Slip> {
    let spans: Vec<Span> = shares.iter().map(|share| share.implied()).collect::<Option<_>>()?;
    let without = |odd: usize| {
        let mut others = spans.iter().enumerate().filter(|(at, _)| *at != odd).map(|(_, span)| *span);
        let first = others.next()?;
        let common = others.try_fold(first, Span::common)?;
        let own = spans.get(odd)?;
        own.common(common).is_none().then_some((odd, common))
    };
    if shares.len() <= OTHERS {
        return None;
    }
    let mut found = (0..shares.len()).filter_map(without);
    let (odd, whole) = found.next().filter(|_| found.next().is_none())?;
    let share = shares.get(odd)?;
    let sum = money::sum(shares.iter().map(|share| exact(share.part)))?;
    if whole.low <= sum && sum <= whole.high {
        return share.against(sum, share.part);
    }
    let percents = money::sum(shares.iter().map(|share| share.percent.number))?;
    if !is_hundred(percents) {
        return None;
    }
    let near = whole.low.checked_add(whole.high)?.checked_div(Decimal::TWO)?;
    // Percentages are made to add up to 100.
    let percent = exact(share.part).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(near)?;
    let digit = Decimal::new(2, share.percent.number.scale());
    if percent.saturating_sub(share.percent.number).abs() <= digit {
        return None;
    }
    let right = near.checked_mul(share.percent.number)?.checked_div(Decimal::ONE_HUNDRED)?;
    let message = format!(
        "“{}”{}，占 {}：按其余各项的金额和占比，总数约为 {}，这一项应约为 {}。",
        subject(share.text, share.part),
        printed(share.text, share.part),
        printed(share.text, share.percent),
        in_unit(money::round(near, 0), share.part),
        in_unit(money::round(right, 0), share.part)
    );
    Some(share.slip(SlipKind::Share, None, message))
}
