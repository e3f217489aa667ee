//! What income and spending changed on last year: both years balance, so that all income, all spending and both together
//! (收支预算) change by one amount. Held against each other where a section tells it of two or three of them.

use super::super::change::{Change, changes, is_said};
use super::super::number::{Span, exact};
use super::super::phrase::{clause, printed};
use super::super::told::value;
use super::super::twice::says_execution;
use super::super::{Slip, SlipKind};
use super::{FigureKind, Running, Token};
use crate::pattern::Pattern;
use crate::text::unnumbered;

/// How a clause ends that names all income, all spending, or both.
static NAMED: Pattern = Pattern::new(
    "^(?:20[0-9][0-9]年度?)?(?:本部门|本单位|部门|单位)?(?:(?P<side>收支|收入|支出)(?:总预算|预算总额|预算|总计|总额)|预算(?P<turned>收入|支出))(?:总额|安排)?(?:为|是)?$",
    &["预算", "总计", "总额"],
);

/// What of one side is told.
struct Told<'t> {
    text: &'t Running,
    side: &'t str,
    /// All of it, where the paragraph gives that.
    whole: Option<&'t Token>,
    amount: &'t Token,
    by: Span,
    of_execution: bool,
    shown: String,
}

impl<'t> Told<'t> {
    fn of(text: &'t Running, change: &Change<'t>) -> Option<Self> {
        let amount = change.amount?;
        let value = value(text, change).map(|value| value.token);
        let words = text.part(text.sentence(change.begins).start..change.begins);
        let words = words.rsplit(['，', '：']).next().unwrap_or_default();
        let own = value.map_or(words, |value| clause(text, value));
        let named =
            NAMED.captures(unnumbered(own)).and_then(|found| found.name("side").or(found.name("turned")));
        let (side, whole) = match named {
            Some(side) => (side.as_str(), value),
            None => led(text, words)?,
        };
        let by = Span::of(amount);
        Some(Self {
            text,
            side,
            whole,
            amount,
            by: if change.sign.is_sign_negative() { by.negated() } else { by },
            of_execution: says_execution(text.part(change.begins..change.word.range.start)),
            shown: format!("{}{}", text.part(change.word.range.clone()), printed(text, amount)),
        })
    }

    fn is_one(&self, other: &Self) -> bool {
        self.by.meets(other.by)
    }

    fn is_equal(&self, other: &Self) -> bool {
        let both = self.whole.zip(other.whole);
        both.is_some_and(|(one, other)| !one.number.is_zero() && exact(one) == exact(other))
    }

    fn against(&self, other: &Self, message: String) -> Slip {
        Slip {
            other: Some(other.text.place(&other.amount.range)),
            subject: format!("{}预算", self.side),
            stated: Some(exact(self.amount)),
            ..Slip::new(SlipKind::Twice, self.text.place(&self.amount.range), message)
        }
    }
}

/// A side that is named by that word alone, in a paragraph that begins with all of it: 收入预算9万元，…收入增加2万元.
pub(in super::super) fn led<'t>(text: &'t Running, words: &'t str) -> Option<(&'t str, Option<&'t Token>)> {
    let side = words.trim_end_matches("预算");
    let (at, whole) = text.tokens.iter().enumerate().find(|(_, token)| token.kind == FigureKind::Amount)?;
    let lead = text.part(0..whole.range.start);
    let names = |side: &str| {
        let totals = ["预算", "总计", "预算总额", "总预算", "合计"];
        totals.iter().any(|total| lead.contains(&format!("{side}{total}")))
    };
    let mut named = ["收入", "支出"].into_iter().filter(|side| names(side));
    let is_only = named.next() == Some(side) && named.next().is_none();
    let is_of_fund = ["财政拨款", "公共预算", "基金"].iter().any(|fund| lead.contains(fund));
    (is_only && !is_of_fund && !is_said(text, at)).then_some((side, Some(whole)))
}

/// The first of each side that a section tells, against each other.
pub(super) fn judge(texts: &[Running]) -> Option<Slip> {
    let mut told: Vec<Told<'_>> = Vec::new();
    for text in texts {
        for own in changes(text).iter().filter_map(|change| Told::of(text, change)) {
            let is_like = told.first().is_none_or(|first| first.of_execution == own.of_execution);
            if is_like && !told.iter().any(|known| known.side == own.side) {
                told.push(own);
            }
        }
    }
    match told.as_slice() {
        [one, other] if one.is_equal(other) && !one.is_one(other) => {
            let message = format!(
                "{}和{}都是 {}，{}写作{}，{}写作{}：两年的收支总数都应当相等，变化也应当相等。",
                one.side,
                other.side,
                printed(one.text, one.whole?),
                one.side,
                one.shown,
                other.side,
                other.shown
            );
            Some(other.against(one, message))
        }
        [_, _, _] => {
            let alike = |one: &Told<'_>| told.iter().filter(|other| one.is_one(other)).count();
            let odd = told.iter().find(|one| alike(one) == 1)?;
            let right = told.iter().find(|one| alike(one) == 2)?;
            let message = format!(
                "{}预算写作{}，另外两处写作{}：两年的收支都平衡，三处应当相等。",
                odd.side, odd.shown, right.shown
            );
            Some(odd.against(right, message))
        }
        _ => None,
    }
}
