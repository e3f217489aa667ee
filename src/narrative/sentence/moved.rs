//! Changes that a sentence lists behind their whole: 支出预算增加560.66万元，其中基本支出增加385.31万元，项目支出增加175.35万元. A list
//! need not be complete, so only one that makes its whole but for one slip of the hand is told.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::change::{Change, changes};
use super::digits::is_slip;
use super::lists::SLIPPED;
use super::number::{Span, exact};
use super::phrase::{printed, subject};
use super::reckon::in_unit;
use super::running::Running;
use super::{Slip, SlipKind};

/// Judges the changes of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for text in texts {
        let all: Vec<Change<'_>> =
            changes(text).into_iter().filter(|change| change.amount.is_some()).collect();
        for at in 0..all.len() {
            slips.extend(list(text, all.get(at..).unwrap_or_default()));
        }
    }
}

/// The first of some changes against those that its sentence lists behind it.
fn list(text: &Running, changes: &[Change<'_>]) -> Option<Slip> {
    let (first, rest) = changes.split_first()?;
    let whole = first.amount.filter(|whole| whole.kind == FigureKind::Amount)?;
    let from = first.end.max(whole.range.end);
    let next = text.tokens.iter().find(|token| token.range.start >= from)?;
    let opening = text.part(from..next.range.start);
    if !opening.trim_start_matches(['，', '：', '；', '（']).starts_with("其中") {
        return None;
    }
    let end = text
        .part(whole.range.end..text.text().len())
        .find('。')
        .map_or(text.text().len(), |end| whole.range.end + end);
    let parts: Vec<&Change<'_>> = rest.iter().take_while(|change| change.word.range.start < end).collect();
    let zero = Span { low: Decimal::ZERO, high: Decimal::ZERO };
    let (mut sum, mut span) = (Decimal::ZERO, zero);
    let mut shown: Vec<String> = Vec::new();
    for part in &parts {
        let amount = part.amount?;
        let same = part.sign == first.sign;
        let own = Span::of(amount);
        sum = if same { sum.saturating_add(exact(amount)) } else { sum.saturating_sub(exact(amount)) };
        span = if same { span.plus(own) } else { span.minus(own) };
        shown.push(format!("{}{}", text.part(part.word.range.clone()), printed(text, amount)));
    }
    if parts.len() < 2 || span.meets(Span::of(whole)) || !is_slip(sum, exact(whole), SLIPPED) {
        return None;
    }
    let said = text.part(first.word.range.clone());
    let message = format!(
        "“{}”{said}{}：文中分项 {} 合计{said} {}，相差 {}。",
        subject(text, whole),
        printed(text, whole),
        shown.join("、"),
        in_unit(sum, whole),
        in_unit(exact(whole).saturating_sub(sum), whole)
    );
    Some(Slip {
        other: parts.last().and_then(|last| last.amount).map(|last| text.place(&last.range)),
        subject: subject(text, whole),
        expected: Some(sum),
        stated: Some(exact(whole)),
        cause: Some("总数与分项之和只差一处笔误".to_owned()),
        ..Slip::new(SlipKind::Parts, text.place(&whole.range), message)
    })
}
