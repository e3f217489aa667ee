//! Shares whose clause gives the whole itself: 280万元，占政府采购预算400万元的70%; 占总收入1000万元的95%，即950万元.

use super::super::Slip;
use super::super::limits::PLANS;
use super::{FigureKind, Running, Share, Span, Token, is_said, words_before};

/// What may stand behind 的 before the percentage.
const CALLED: [&str; 5] = ["", "比例为", "比重为", "比例是", "比例约为"];

/// Judges the shares of a paragraph.
pub(super) fn judge(at: usize, text: &Running) -> Vec<Slip> {
    let share = |nth: usize| {
        let [one, two, three] = text.tokens.get(nth..nth + 3)? else { return None };
        let (part, whole, percent) = match (one.kind, two.kind, three.kind) {
            (FigureKind::Amount, FigureKind::Amount, FigureKind::Percent) => {
                let gap = text.part(one.range.end..two.range.start).trim_start_matches(['，', '（']);
                (opens(gap) && is_of(text, two, three) && !is_said(text, nth)).then_some((one, two, three))?
            }
            (FigureKind::Amount, FigureKind::Percent, FigureKind::Amount) => {
                let before = words_before(text, one);
                let before = before.rfind('占').and_then(|at| before.get(at..))?;
                let gap = text.part(two.range.end..three.range.start);
                let is_next = matches!(gap, "，即" | "，为" | "，计" | "，共" | "，共计");
                (opens(before) && is_of(text, one, two) && is_next).then_some((three, one, two))?
            }
            _ => return None,
        };
        let share = Share { at, text, part, percent, whole: "" };
        let is_known = !whole.number.is_zero() && !percent.number.is_zero();
        (is_known && !share.fits(Span::of(whole)))
            .then(|| share.against(super::exact(whole), whole))
            .flatten()
    };
    (0..text.tokens.len()).filter_map(share).collect()
}

/// Whether words open a share and name its whole.
fn opens(words: &str) -> bool {
    // What is fulfilled of a plan may be more than all of it.
    let is_plan = PLANS.iter().any(|word| words.contains(word));
    words.starts_with('占') && !is_plan && !words.contains(['，', '。', '；', '、', '（'])
}

/// Whether a percentage is said to be of the amount before it.
fn is_of(text: &Running, whole: &Token, percent: &Token) -> bool {
    let gap = text.part(whole.range.end..percent.range.start);
    gap.strip_prefix('的').is_some_and(|name| CALLED.contains(&name))
}
