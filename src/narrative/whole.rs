//! What is judged over several claims of a section: parts against their whole, reasons, percentages that
//! were made to add up to 100, and whether an empty table is explained.

use rust_decimal::Decimal;

use super::claims::Claim;
use super::compile::{Bound, Group, Paragraph};
use super::judge::Judge;
use super::{Reading, Remark, RemarkKind, Role, State};
use crate::money;
use crate::text::quoted;

type Found<'p, 'a, 's> = (&'p Paragraph<'a, 's>, &'p Claim<'a, 's>, &'s Bound);

/// Judges a section as a whole.
pub(super) fn judge(
    judge: &Judge<'_, '_>,
    group: &Group,
    paragraphs: &[Paragraph<'_, '_>],
    reading: &mut Reading,
) {
    let claims: Vec<Found<'_, '_, '_>> = paragraphs
        .iter()
        .flat_map(|paragraph| paragraph.claims.iter().map(move |claim| (paragraph, claim)))
        .filter_map(|(paragraph, claim)| Some((paragraph, claim, claim.statement?)))
        .collect();
    for (paragraph, claim, statement) in &claims {
        reason(judge, (paragraph, claim, statement), &claims, reading);
        if !statement.parts.is_empty() && claim.value.is_some() {
            parts(judge, group, (paragraph, claim, statement), &claims, reading);
        }
    }
    adjusted_shares(judge, reading);
    empty(judge, group, paragraphs, reading);
    for statement in group.statements.iter().filter(|statement| statement.each.is_none()) {
        if !claims.iter().any(|(_, _, found)| found.key == statement.key) {
            reading.not_found.push((judge.rule, statement.key.clone()));
        }
    }
}

/// Whether a change comes with its reason: in its sentence, or where the section says the same change of
/// what it consists of (总计增加5万元。其中：甲增加5万元，主要原因是…).
fn reason(
    judge: &Judge<'_, '_>,
    (paragraph, claim, statement): Found<'_, '_, '_>,
    claims: &[Found<'_, '_, '_>],
    reading: &mut Reading,
) {
    let changes = [claim.change.as_ref(), claim.rate.as_ref()];
    let changed = changes.into_iter().flatten().find(|(token, _)| !token.number.is_zero());
    let Some((token, _)) = changed.filter(|_| statement.reason) else { return };
    let signed =
        |of: &Claim<'_, '_>| of.change.as_ref().map(|(token, sign)| judge.in_table_unit(token) * *sign);
    let mine = signed(claim).filter(|change| !change.is_zero());
    let elsewhere = |other: &Claim<'_, '_>| other.explained && mine.is_some() && signed(other) == mine;
    let explained = claim.explained || claims.iter().any(|(_, other, _)| elsewhere(other));
    let wrong = (!explained).then(|| format!("{}有增减，没有说明原因。", quoted(&claim.name)));
    reading.remarks.push(Remark {
        place: judge.place(paragraph, &token.range),
        rule: judge.rule,
        kind: RemarkKind::Reason,
        subject: claim.name.to_string(),
        wrong,
        cells: Vec::new(),
        expected: None,
        stated: None,
    });
}

/// Parts against their whole, as the text states them. Only where every part that has money is stated:
/// a text may name some of them.
fn parts(
    judge: &Judge<'_, '_>,
    group: &Group,
    (paragraph, claim, statement): Found<'_, '_, '_>,
    claims: &[Found<'_, '_, '_>],
    reading: &mut Reading,
) {
    let Some(whole) = &claim.value else { return };
    let mut sum = Decimal::ZERO;
    let mut count = 0_u32;
    let mut addends = Vec::new();
    for part in group.statements.iter().filter(|part| statement.parts.contains(&part.key)) {
        let stated: Vec<_> = claims
            .iter()
            .filter(|(_, claim, of)| of.key == part.key && !claim.again)
            .filter_map(|(_, claim, _)| Some((claim.own, claim.value.as_ref()?)))
            .collect();
        if !is_complete(judge, part, &stated.iter().map(|(own, _)| *own).collect::<Vec<_>>()) {
            return;
        }
        for (_, token) in &stated {
            let value = judge.in_table_unit(token);
            // Numbers of a text can be of any size: what cannot be added up says nothing.
            let Some(more) = money::add(sum, value) else { return };
            sum = more;
            count += u32::from(!value.is_zero());
            if !value.is_zero() {
                addends.push(money::display(value, judge.book.decimals()));
            }
        }
    }
    let stated = judge.in_table_unit(whole);
    let difference = stated.saturating_sub(sum);
    let tolerance = judge.half_digit() * (Decimal::from(count) + Decimal::ONE);
    let wrong = (difference.abs() > tolerance).then(|| {
        let decimals = money::telling_decimals(stated, sum, judge.book.decimals());
        let show = |value| money::display(value, decimals);
        let addends = addends.join(" + ");
        format!(
            "{}{} 不等于文中分项之和 {addends} = {}，相差 {}。",
            quoted(&claim.name),
            show(stated),
            show(sum),
            show(difference)
        )
    });
    reading.remarks.push(Remark {
        place: judge.place(paragraph, &whole.range),
        rule: judge.rule,
        kind: RemarkKind::Parts,
        subject: String::new(),
        wrong,
        cells: Vec::new(),
        expected: Some(sum),
        stated: Some(stated),
    });
}

/// Whether what the text leaves out of a part is zero.
fn is_complete(judge: &Judge<'_, '_>, part: &Bound, stated: &[Option<crate::calc::SheetRow<'_>>]) -> bool {
    let is_zero = |own| {
        let known = part.value.evaluate(judge.book, own);
        known.is_ok_and(|known| known.first().is_some_and(|quantity| quantity.value.is_zero()))
    };
    match &part.each {
        None => !stated.is_empty() || is_zero(None),
        Some((rows, _)) => rows.of(judge.book).is_ok_and(|rows| {
            rows.into_iter().all(|row| {
                let named = stated.iter().flatten().any(|own| own.row.key() == row.row.key());
                named || is_zero(Some(row))
            })
        }),
    }
}

/// Shares that add up to 100 exactly, which the correctly rounded ones would not: one was adjusted.
fn adjusted_shares(judge: &Judge<'_, '_>, reading: &mut Reading) {
    let mut shares: Vec<_> = reading
        .figures
        .iter_mut()
        .filter(|figure| {
            figure.rule == judge.rule
                && figure.place.section == judge.section
                && figure.role == Some(Role::Share)
        })
        .collect();
    let sum = |of: &dyn Fn(&super::BoundFigure) -> Option<Decimal>| {
        shares.iter().filter_map(|figure| of(figure)).try_fold(Decimal::ZERO, money::add)
    };
    let (stated, expected) = (sum(&|figure| figure.stated), sum(&|figure| figure.expected));
    if stated != Some(Decimal::ONE_HUNDRED) || expected.is_none() || expected == stated {
        return;
    }
    for figure in shares.iter_mut().filter(|figure| figure.state == State::Differs) {
        let (Some(stated), Some(expected)) = (figure.stated, figure.expected) else { continue };
        if stated.saturating_sub(expected).abs() <= Decimal::new(1, stated.scale()) {
            figure.cause = Some("为使各项占比之和正好是 100% 而调整了尾数".to_owned());
            figure.state = State::Rounding;
        }
    }
}

fn empty(judge: &Judge<'_, '_>, group: &Group, paragraphs: &[Paragraph<'_, '_>], reading: &mut Reading) {
    let Some((amount, says)) = &group.empty else { return };
    let Ok(known) = amount.evaluate(judge.book, None) else { return };
    let Some(quantity) = known.into_iter().find(|quantity| !quantity.cells.is_empty()) else { return };
    let said = paragraphs.iter().find(|paragraph| says.is_match(&paragraph.plain.text));
    let has_amounts = paragraphs
        .iter()
        .flat_map(|paragraph| &paragraph.claims)
        .any(|claim| claim.value.is_some() || !claim.unbound.is_empty());
    let wrong = match (quantity.value.is_zero(), said) {
        (true, None) if !has_amounts => Some("没有这项资金，文中没有说明。".to_owned()),
        (false, Some(_)) if !has_amounts => {
            Some(format!("表中有 {}，文中却说没有。", money::display(quantity.value, judge.book.decimals())))
        }
        _ => None,
    };
    let Some(paragraph) = said.or(paragraphs.first()) else { return };
    reading.remarks.push(Remark {
        place: judge.place(paragraph, &(0..paragraph.plain.text.len())),
        rule: judge.rule,
        kind: RemarkKind::Empty,
        subject: String::new(),
        wrong,
        cells: quantity.cells,
        expected: None,
        stated: None,
    });
}
