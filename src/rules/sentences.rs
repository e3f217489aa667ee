//! The sentences of the text as verdicts: what [`crate::narrative::slips`] tells of each, under a few rules that hold
//! in any place. Only severities, titles and bases are added here; a figure that a statement of the format has judged
//! is not judged again.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::place::{PlaceOutcome, Places};
use super::verdict::{Finding, RuleHead};
use crate::calc::Book;
use crate::narrative::{FigureKind, Place, Reading, RemarkKind, Slip, SlipKind, State};
use crate::schema::Severity;

/// A rule on sentences.
struct Kind {
    id: &'static str,
    title: &'static str,
    basis: &'static str,
    tells: &'static [SlipKind],
}

const FIGURES: &str = "说明文字引用的数应当准确，同一份文件前后一致（预算公开说明的一般要求）";
const FRUGAL: &str = "从严控制“三公”经费（预算编制的一般要求）";
const WORDING: &str = "公开的说明应当是写成的文字（预算公开说明的一般要求）";

const KINDS: [Kind; 10] = [
    Kind {
        id: "语句-增减",
        title: "说明文字的增减额、增减百分比与同处的数相符",
        basis: FIGURES,
        tells: &[
            SlipKind::Change,
            SlipKind::Rate,
            SlipKind::CutOff,
            SlipKind::OfZero,
            SlipKind::Direction,
            SlipKind::Reason,
            SlipKind::Fulfilled,
        ],
    },
    Kind {
        id: "语句-三公",
        title: "说明文字的“三公”经费不高于上年",
        basis: FRUGAL,
        tells: &[SlipKind::Risen],
    },
    Kind {
        id: "语句-占比",
        title: "说明文字的占比与同处的数相符",
        basis: FIGURES,
        tells: &[SlipKind::Share, SlipKind::Shares],
    },
    Kind {
        id: "语句-分项", title: "说明文字的分项之和等于总数", basis: FIGURES, tells: &[SlipKind::Parts]
    },
    Kind {
        id: "语句-前后",
        title: "说明文字前后一致",
        basis: FIGURES,
        tells: &[SlipKind::Twice, SlipKind::Denied, SlipKind::Wholly, SlipKind::Scale, SlipKind::Unprocured],
    },
    Kind {
        id: "语句-分项过大",
        title: "说明文字的分项不大于总数，所列个数与列出的一致",
        basis: FIGURES,
        tells: &[SlipKind::Exceeds, SlipKind::Counted],
    },
    Kind {
        id: "语句-年度",
        title: "说明文字的年度与文件的年度一致",
        basis: FIGURES,
        tells: &[SlipKind::Stale],
    },
    Kind {
        id: "语句-用语",
        title: "说明文字没有遗留模板文字、空缺和笔误",
        basis: WORDING,
        tells: &[
            SlipKind::Choice,
            SlipKind::Note,
            SlipKind::Gap,
            SlipKind::Marks,
            SlipKind::PercentSign,
            SlipKind::Malformed,
            SlipKind::NoReason,
            SlipKind::SameYear,
            SlipKind::NoDirection,
            SlipKind::Whose,
            SlipKind::Unexplained,
            SlipKind::Doubled,
        ],
    },
    Kind {
        id: "语句-科目",
        title: "说明文字写的科目名称、编码、用途与表相符",
        basis: FIGURES,
        tells: &[SlipKind::Name, SlipKind::Copied, SlipKind::Listed],
    },
    Kind {
        id: "语句-引用",
        title: "说明文字引用的数与表中列示的一致",
        basis: FIGURES,
        tells: &[SlipKind::Quote],
    },
];

/// The ids of the rules, in order.
pub(super) fn ids() -> impl Iterator<Item = String> {
    KINDS.iter().map(|kind| kind.id.to_owned())
}

/// Each with its title, basis and what it tells, for the page of rules.
#[cfg(test)]
pub(super) fn kinds() -> impl Iterator<Item = (&'static str, &'static str, &'static str, &'static [SlipKind])>
{
    KINDS.iter().map(|kind| (kind.id, kind.title, kind.basis, kind.tells))
}

/// What the slips of a text are worth.
pub(super) fn judge(slips: &[Slip], book: &Book<'_>, reading: &Reading) -> Vec<(Arc<RuleHead>, Places)> {
    KINDS.iter().map(|kind| kind.judge(slips, book, reading)).collect()
}

impl Kind {
    fn judge(&self, slips: &[Slip], book: &Book<'_>, reading: &Reading) -> (Arc<RuleHead>, Places) {
        let head = Arc::new(RuleHead {
            id: self.id.to_owned(),
            title: self.title.to_owned(),
            basis: self.basis.to_owned(),
            severity: Severity::Error,
            tables: Vec::new(),
        });
        let mut places = Places::all();
        let own = slips.iter().filter(|slip| self.tells.contains(&slip.kind));
        let mut is_any = false;
        for slip in own.filter(|slip| !is_judged(slip, reading)) {
            is_any = true;
            let finding = Box::new(finding(&head, slip, book));
            places.add_whole(match finding.severity {
                Severity::Hint => PlaceOutcome::Hint(finding),
                _ => PlaceOutcome::Violated(finding),
            });
        }
        if !is_any {
            let has_text = book.budget.narrative.iter().any(|section| !section.paragraphs.is_empty());
            places.add_whole(match has_text {
                true => PlaceOutcome::Passed,
                false => PlaceOutcome::NotApplicable("没有说明文字".to_owned()),
            });
        }
        (head, places)
    }
}

/// Of how much of a whole it is no rounding any more that its parts are off it.
const ROUNDED: Decimal = Decimal::from_parts(20, 0, 0, false, 0);

/// What rounding may explain is a hint, unless it would have lost more than a small part.
fn severity(slip: &Slip) -> Severity {
    if slip.may_be_rounded {
        let off = slip.expected.zip(slip.stated).map(|(sum, whole)| sum.saturating_sub(whole).abs());
        let is_much = off.zip(slip.stated).is_some_and(|(off, whole)| off.saturating_mul(ROUNDED) >= whole);
        return if slip.kind == SlipKind::Parts && is_much { Severity::Warning } else { Severity::Hint };
    }
    match slip.kind {
        SlipKind::Change
        | SlipKind::Rate
        | SlipKind::Direction
        | SlipKind::Fulfilled
        | SlipKind::Share
        | SlipKind::Shares
        | SlipKind::Parts
        | SlipKind::Exceeds
        | SlipKind::Scale
        | SlipKind::Quote => Severity::Error,
        SlipKind::OfZero
        | SlipKind::Counted
        | SlipKind::Stale
        | SlipKind::Reason
        | SlipKind::Twice
        | SlipKind::Denied
        | SlipKind::Wholly
        | SlipKind::Choice
        | SlipKind::Note
        | SlipKind::Gap
        | SlipKind::PercentSign
        | SlipKind::Malformed
        | SlipKind::NoReason
        | SlipKind::SameYear
        | SlipKind::Name
        | SlipKind::Listed
        | SlipKind::Whose
        | SlipKind::NoDirection => Severity::Warning,
        SlipKind::CutOff
        | SlipKind::Marks
        | SlipKind::Copied
        | SlipKind::Unexplained
        | SlipKind::Risen
        | SlipKind::Unprocured
        | SlipKind::Doubled => Severity::Hint,
    }
}

fn finding(head: &Arc<RuleHead>, slip: &Slip, book: &Book<'_>) -> Finding {
    // Money is told in the unit of the tables, percentages as they are.
    let is_money = slip.measure.is_none()
        && matches!(
            slip.kind,
            SlipKind::Change | SlipKind::Parts | SlipKind::Twice | SlipKind::Quote | SlipKind::Scale
        );
    let by_kind = match slip.kind {
        SlipKind::Counted | SlipKind::Exceeds => FigureKind::Count,
        _ if is_money => FigureKind::Amount,
        _ => FigureKind::Percent,
    };
    let unit = if is_money { book.format.unit.in_yuan() } else { Decimal::ONE };
    let in_unit = |value: Option<Decimal>| value.and_then(|value| value.checked_div(unit));
    let (expected, actual) = (in_unit(slip.expected), in_unit(slip.stated));
    Finding {
        severity: severity(slip),
        sentence: Some(slip.place),
        other: slip.other,
        measure: Some(slip.measure.unwrap_or(by_kind)),
        cells: slip.cells.clone(),
        expected,
        actual: actual.filter(|_| expected.is_some()),
        difference: expected.zip(actual).and_then(|(expected, actual)| actual.checked_sub(expected)),
        cause: slip.cause.clone(),
        subject: slip.subject.clone(),
        ..Finding::new(head, slip.message.clone())
    }
}

/// Whether a statement of the format has judged what a slip speaks of.
fn is_judged(slip: &Slip, reading: &Reading) -> bool {
    let same = |place: &Place| (place.section, place.paragraph) == (slip.place.section, slip.place.paragraph);
    let meets = |place: &Place| {
        same(place) && place.span.start < slip.place.span.end && slip.place.span.start < place.span.end
    };
    let of_reason = matches!(slip.kind, SlipKind::NoReason | SlipKind::Reason);
    let is_word = matches!(
        slip.kind,
        SlipKind::Choice | SlipKind::Note | SlipKind::Gap | SlipKind::Marks | SlipKind::SameYear
    );
    let figure = |state: &State| !matches!(state, State::NotChecked(_) | State::Unbound);
    let judged = reading.figures.iter().any(|of| figure(&of.state) && meets(&of.place));
    let told = reading.remarks.iter().any(|remark| {
        remark.wrong.is_some()
            && match remark.kind {
                RemarkKind::Reason => of_reason && same(&remark.place),
                _ => meets(&remark.place),
            }
    });
    !is_word && (judged && !of_reason || told)
}
