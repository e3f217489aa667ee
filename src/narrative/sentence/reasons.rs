//! Changes of more than a tenth without a reason, the three public expenses (三公) above last year's, and words written twice.
//! Hints: what a place asks for differs.

use rust_decimal::Decimal;

use super::change::changes;
use super::phrase::subject;
use super::running::Running;
use super::told::value;
use super::{Slip, SlipKind};
use crate::pattern::Pattern;

/// From how many percent on a change wants a reason.
const TENTH: Decimal = Decimal::TEN;

static DOUBLED: Pattern = Pattern::new(
    "费费|元元|用于用于|进一步进一步|以及以及|按照按照|根据根据|万元万元|增加增加|减少减少|增长增长|下降下降|主要主要|主要是主要是|主要是是[^否非]|原因原因",
    &[],
);
/// Words that give a reason.
const GIVEN: [&str; 6] = ["因", "主要是", "主要为", "主要系", "由于", "所致"];

/// Within so many characters of the next paragraph a reason is still this one's.
const NEXT: usize = 80;

/// Judges a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for (at, text) in texts.iter().enumerate() {
        doubled(text, slips);
        risen(text, slips);
        let next: String = texts.get(at + 1).iter().flat_map(|next| next.text().chars()).take(NEXT).collect();
        let gives = |text: &str| GIVEN.iter().any(|word| text.contains(word));
        if gives(text.text()) || gives(&next) {
            continue;
        }
        for change in changes(text) {
            let rate = change.rate.filter(|rate| rate.number.abs() > TENTH);
            let own = value(text, &change).filter(|value| !value.is_part && !value.is_listed);
            if let (Some(rate), Some(own)) = (rate, own) {
                let shown = text.part(change.word.range.start..change.end.max(rate.range.end));
                let message = format!("“{}”{shown}，变化超过 10%，没有写原因。", subject(text, own.token));
                slips.push(Slip::new(SlipKind::Unexplained, text.place(&rate.range), message));
                break;
            }
        }
    }
}

/// “三公”经费…比上年增加….
fn risen(text: &Running, slips: &mut Vec<Slip>) {
    for change in changes(text) {
        let own = value(text, &change).filter(|value| !value.is_listed);
        let subject = own.map(|own| subject(text, own.token)).filter(|subject| subject.contains("三公"));
        let moved =
            change.amount.or(change.rate).filter(|by| change.sign.is_sign_positive() && !by.number.is_zero());
        let (Some(subject), Some(by)) = (subject, moved) else { continue };
        let shown = text.part(change.word.range.start..change.end.max(by.range.end));
        let message = format!("“{subject}”{shown}：“三公”经费高于上年，请核对依据和原因。");
        slips.push(Slip { subject, ..Slip::new(SlipKind::Risen, text.place(&change.word.range), message) });
    }
}

fn doubled(text: &Running, slips: &mut Vec<Slip>) {
    for found in DOUBLED.find_iter(text.text()) {
        let before: String = text.part(0..found.start()).chars().rev().take(8).collect();
        let before: String = before.chars().rev().collect();
        let message = format!("“{before}{}”：字词重复。", found.as_str());
        slips.push(Slip::new(SlipKind::Doubled, text.place(&found.range()), message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Section;

    #[test]
    fn a_change_of_more_than_a_tenth_wants_a_reason() {
        for (text, expected) in [
            ("培训费9万元，比上年减少5万元，下降35.71%。", true),
            ("培训费9万元，比上年减少5万元，下降35.71%。主要原因是不再办班。", false),
            ("培训费9万元，比上年减少5万元，下降35.71%。\n主要原因是不再办班。", false),
            ("培训费99万元，比上年增加9万元，增长10%。", false),
            ("支出99万元，其中：培训费9万元，比上年减少5万元，下降35.71%。", false),
            (
                &format!(
                    "培训费9万元，比上年减少5万元，下降35.71%。\n1.{}原因是不再办班。",
                    "概况".repeat(20)
                ),
                false,
            ),
            (
                &format!(
                    "培训费9万元，比上年减少5万元，下降35.71%。\n1.{}原因是不再办班。",
                    "概况".repeat(50)
                ),
                true,
            ),
        ] {
            let paragraphs = text.lines().map(str::to_owned).collect();
            let section = Section { key: String::new(), title: String::new(), paragraphs };
            let mut slips = Vec::new();
            judge(&Running::of(0, &section), &mut slips);
            assert_eq!(slips.iter().any(|slip| slip.kind == SlipKind::Unexplained), expected, "{text}");
        }
    }
}
