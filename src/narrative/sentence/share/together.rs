//! Shares held against each other, where the text gives no whole: two of one whole that cannot be one, and the three public
//! expenses, which make all of it.

use rust_decimal::Decimal;

use super::super::limits::PLANS;
use super::super::number::Span;
use super::super::phrase::{clause, in_unit, printed};
use super::super::{Slip, SlipKind};
use super::{Share, exact};
use crate::money;

/// Shares of one whole that stands nowhere, though it cannot be one: 甲1200万元，占总支出的40%；乙1800万元，占总支出的65%.
pub(super) fn two_wholes(shares: &[Share<'_>]) -> Option<Slip> {
    let of_whole = |share: &Share<'_>| {
        let percent = Span::of(share.percent);
        let all = |part: Decimal, percent: Decimal| {
            part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(percent).filter(|_| percent > Decimal::ZERO)
        };
        let part = Span::of(share.part);
        Some(Span { low: all(part.low, percent.high)?, high: all(part.high, percent.low)? })
    };
    let (first, second) = (shares.first()?, shares.get(1)?);
    let (one, other) = (of_whole(first)?, of_whole(second)?);
    // 同类产品 are others each time.
    let is_named = first.whole.chars().count() > 2 && !first.whole.contains("同类");
    // So are the tasks and plans of each.
    let is_plan = PLANS.iter().chain(&["任务", "目标"]).any(|word| first.whole.contains(word));
    let is_same = first.at == second.at && is_named && !is_plan;
    if shares.len() != 2 || !is_same || one.meets(other) {
        return None;
    }
    let shown = |share: &Share<'_>| {
        let whole = exact(share.part).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(share.percent.number)?;
        let (part, percent) = (printed(share.text, share.part), printed(share.text, share.percent));
        Some(format!("{part} 占 {percent}，是 {} 的", in_unit(money::round(whole, 2), share.part)))
    };
    let message = format!("“{}”只有一个数，文中{}；{}。", first.whole, shown(first)?, shown(second)?);
    let other = Some(first.text.place(&first.percent.range));
    Some(Slip { other, ..second.slip(SlipKind::Shares, None, message) })
}

/// 基本支出5万元，占支出的60%；项目支出5万元，占支出的45%: they are all that there is of what is spent.
pub(super) fn basic_and_projects(shares: &[Share<'_>]) -> Option<Slip> {
    let of = |word: &str| {
        let mut own = shares.iter().filter(|share| {
            let name = clause(share.text, share.part);
            let name = name.rsplit(['、', '）', '.']).next().unwrap_or_default();
            let name = name.trim_end_matches(['为', '是', '共', '计']).trim_end_matches("预算");
            name.trim_start_matches("其中").ends_with(word)
                && name.chars().count() <= word.chars().count() + 4
        });
        own.next().filter(|_| own.next().is_none())
    };
    let (basic, projects) = (of("基本支出")?, of("项目支出")?);
    let sum = basic.percent.number.saturating_add(projects.percent.number);
    let is_one = basic.whole == projects.whole && basic.whole.contains("支出");
    if !is_one || sum.saturating_sub(Decimal::ONE_HUNDRED) <= Decimal::ONE {
        return None;
    }
    let message = format!(
        "基本支出和项目支出占“{}”的百分比之和是 {}%，多于 100%。",
        basic.whole,
        money::display(sum, 2)
    );
    let other = Some(basic.text.place(&basic.percent.range));
    let slip = projects.slip(SlipKind::Shares, None, message);
    Some(Slip { expected: Some(Decimal::ONE_HUNDRED), stated: Some(sum), other, ..slip })
}

/// The three public expenses (三公) are all that there is of them: their shares make 100.
pub(super) fn three_expenses(shares: &[Share<'_>], slips: &mut Vec<Slip>) {
    let of = |word: &str| {
        // “三公”经费支出中，出国费…，占…: named once for all.
        let is_of_them = |share: &&Share<'_>| {
            let before = share.text.part(share.text.sentence(0).start..share.part.range.start);
            share.whole.contains("三公")
                || share.whole.is_empty()
                    && before.split_once("中，").is_some_and(|(of, _)| of.contains("三公"))
        };
        let own = shares.iter().filter(is_of_them);
        let mut own = own.filter(|share| clause(share.text, share.part).contains(word));
        own.next().filter(|_| own.next().is_none())
    };
    let parts = [of("出国"), of("公务用车"), of("接待")];
    let [Some(one), Some(two), Some(three)] = parts else { return };
    let numbers = [one, two, three].map(|share| share.percent.number);
    let Some(sum) = money::sum(numbers) else { return };
    let slack = Decimal::new(2, one.percent.number.scale());
    let any = numbers.iter().any(|number| !number.is_zero());
    if any && sum.saturating_sub(Decimal::ONE_HUNDRED).abs() > slack {
        let message = format!("三项占“三公”经费的百分比之和是 {}%，不是 100%。", money::display(sum, 2));
        let slip = one.slip(SlipKind::Shares, None, message);
        let other = Some(three.text.place(&three.percent.range));
        slips.push(Slip { expected: Some(Decimal::ONE_HUNDRED), stated: Some(sum), other, ..slip });
    }
}
