//! A figure that is wrong in a list is told twice: it is not the table's, and the list does not add up. Where the table's
//! figure makes the list add up, that is one cause, and the figure is blamed, not the sum.

use rust_decimal::Decimal;

use super::{Place, Slip, SlipKind};

/// How many times smaller than what a list was off what is left of it must be: tables print finer than texts.
const LEFT: Decimal = Decimal::from_parts(20, 0, 0, false, 0);

/// Slips without those of lists that a figure beside them explains.
pub(super) fn fold(mut slips: Vec<Slip>) -> Vec<Slip> {
    let sums: Vec<usize> = (0..slips.len()).filter(|at| slips.get(*at).is_some_and(is_sum)).collect();
    let mut explained: Vec<usize> = Vec::new();
    for at in sums {
        let Some(sum) = slips.get(at) else { continue };
        let Some(cause) = slips.iter().position(|quote| explains(quote, sum)) else { continue };
        if let Some(quote) = slips.get_mut(cause) {
            let own = quote.message.trim_end_matches('。').to_owned();
            quote.message = format!("{own}；照表改正，文中分项之和也与总数相符。");
        }
        explained.push(at);
    }
    let kept = slips.into_iter().enumerate().filter(|(at, _)| !explained.contains(at));
    kept.map(|(_, slip)| slip).collect()
}

fn is_sum(slip: &Slip) -> bool {
    slip.kind == SlipKind::Parts
}

/// Whether the figure that should stand for a quoted one makes a list add up.
fn explains(quote: &Slip, sum: &Slip) -> bool {
    let figures = || Some((quote.expected?, quote.stated?, sum.expected?, sum.stated?));
    let Some((right, stated, parts, whole)) = figures().filter(|_| quote.kind == SlipKind::Quote) else {
        return false;
    };
    let off = parts.saturating_sub(whole);
    let left = if quote.place == sum.place {
        parts.saturating_sub(right)
    } else if sum.other.as_ref().is_some_and(|last| is_between(&quote.place, &sum.place, last)) {
        off.saturating_add(right).saturating_sub(stated)
    } else {
        return false;
    };
    left.abs().saturating_mul(LEFT) <= off.abs()
}

fn is_between(place: &Place, first: &Place, last: &Place) -> bool {
    let at = |place: &Place| (place.section, place.paragraph, place.span.start);
    at(first) <= at(place) && at(place) <= at(last)
}
