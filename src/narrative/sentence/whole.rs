//! Whole 万元: 8万元 may be 8.00万元 or all that rounds to it, and the sentence does not say which. The figures of a section
//! are judged once more as if its whole 万元 were exact. What is wrong only then is told as what rounding may explain.
//!
//! It knows no sentence: it prints the same figures more finely and asks the others again.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::phrase::clause;
use super::running::Running;
use super::{Slip, SlipKind, of_figures};

/// What is said behind a slip that rounding may explain.
const ROUNDED: &str = "如果这里的整数是四舍五入到万元的，可以不改。";

/// What is reckoned of figures; the rest is wrong however finely they are printed.
const RECKONED: [SlipKind; 5] =
    [SlipKind::Change, SlipKind::Rate, SlipKind::Share, SlipKind::Parts, SlipKind::Exceeds];

/// Judges all sections once more; what `known` tells already is not told again.
pub(super) fn judge(sections: &[Vec<Running>], known: &[Slip]) -> Vec<Slip> {
    let is_any =
        |texts: &[Running]| texts.iter().any(|text| text.tokens.iter().any(|own| is_whole(text, own)));
    if !sections.iter().any(|texts| is_any(texts)) {
        return Vec::new();
    }
    let exact: Vec<Vec<Running>> = sections.iter().map(|texts| texts.iter().map(exactly).collect()).collect();
    let mut slips = Vec::new();
    for (texts, _) in exact.iter().zip(sections).filter(|(_, printed)| is_any(printed)) {
        of_figures(texts, &exact, false, &mut slips);
    }
    // A paragraph of which something is known to be wrong is looked at anyway.
    let is_told = |slip: &Slip| {
        known.iter().any(|known| {
            RECKONED.contains(&known.kind)
                && [Some(known.place), known.other].into_iter().flatten().any(|place| {
                    (place.section, place.paragraph) == (slip.place.section, slip.place.paragraph)
                })
        })
    };
    slips.retain(|slip| RECKONED.contains(&slip.kind) && !is_told(slip));
    for slip in &mut slips {
        slip.may_be_rounded = true;
        slip.message.push_str(ROUNDED);
    }
    slips
}

/// Whether an amount is printed to whole 万元, and not said to be about so much.
fn is_whole(text: &Running, token: &Token) -> bool {
    token.kind == FigureKind::Amount
        && token.number.scale() == 0
        && !token.number.is_zero()
        && token.in_yuan == Decimal::from(10_000)
        && !clause(text, token).contains('约')
}

/// How finely it is printed then: as budgets print 万元.
const FINE: u32 = 2;

/// The same text with its whole 万元 printed as budgets do.
fn exactly(text: &Running) -> Running {
    let tokens = text.tokens.iter().map(|token| {
        let mut own = token.clone();
        if is_whole(text, token) {
            own.number.rescale(FINE);
        }
        own
    });
    text.with(tokens.collect())
}
