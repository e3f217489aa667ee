//! What was fulfilled (完成…的…%), against the plan that the text gives: the one that stands right there, or the figure that
//! the paragraph calls so.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::limits::PLANS;
use super::number::{Span, exact};
use super::phrase::{clause, printed, subject, years};
use super::running::Running;
use super::{Slip, SlipKind};
use crate::money;
use crate::text::unnumbered;

/// What a clause speaks of, without its year and whether it was planned or spent.
fn thing(clause: &str) -> String {
    let clause = unnumbered(clause);
    let of_year = |(before, _): &(&str, &str)| before.ends_with(|c: char| c.is_ascii_digit());
    let clause = clause.rsplit_once('年').filter(of_year).map_or(clause, |(_, thing)| thing);
    let clause = clause.trim_start_matches('度');
    let clause = clause.rsplit('、').next().unwrap_or_default();
    let words =
        ["其中", "财政拨款", "年初", "全年", "调整后", "调整", "预算", "决算", "执行", "实际", "安排"];
    let bare = words.iter().fold(clause.to_owned(), |bare, word| bare.replace(word, ""));
    bare.trim_end_matches(['支', '出', '收', '入', '数', '为', '是', '共', '计', '了']).to_owned()
}

/// The plan called so of which something was fulfilled, the last before it: 预算为5万元，决算为4万元, or 接待费预算5万元，…接待费支出4万元.
/// What only has the word in its name is none (公共财政预算收入), nor is the plan of the whole that of its part.
fn plan<'t>(text: &Running, before: &'t [Token], done: &Token, name: &str) -> Option<&'t Token> {
    let own = thing(clause(text, done));
    let others = || before.iter().rev().skip(1);
    let is_called = |token: &&Token| {
        let called = clause(text, token);
        let lead = text.part(text.sentence(token.range.start).start..token.range.start);
        let is_plan = called.trim_end_matches(['为', '是', '数', '共', '计', '安', '排']).ends_with(name);
        let is_listed = lead.rsplit_once("其中").is_some_and(|(whole, _)| whole.contains(name));
        // What follows without a name of its own is of the same thing.
        let mut between = others().take_while(|other| other.range != token.range);
        let is_its = match own.as_str() {
            "" => is_plan && between.all(|other| thing(clause(text, other)).is_empty()),
            own => thing(called).ends_with(own),
        };
        token.kind == FigureKind::Amount
            && (is_plan || is_listed)
            && is_its
            && !called.contains("完成")
            && !called.contains('占')
    };
    others().find(is_called)
}

/// Judges what a section says was fulfilled.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    texts.iter().for_each(|text| done(text, slips));
}

/// 完成450万元，占年计划500万元的90%: against the plan that stands there.
fn of_plan(text: &Running, before: &[Token], percent: &Token) -> Option<Slip> {
    let [.., done, plan] = before else { return None };
    let words = text.part(done.range.end..plan.range.start);
    let words = words.trim_start_matches(['，', '（']);
    let is_plan = ["占", "完成"].iter().any(|word| words.starts_with(word))
        && PLANS.iter().any(|word| words.contains(word));
    // 是上年500万元的120%.
    let is_year = ["是", "为", "相当于"].iter().any(|word| words.starts_with(word))
        && (["上年", "去年"].iter().any(|word| words.contains(word)) || !years(words).is_empty());
    let is_plan = (is_plan || is_year) && !words.contains(['，', '。', '；']);
    let are_amounts = [done, plan].iter().all(|token| token.kind == FigureKind::Amount);
    let gap = text.part(plan.range.end..percent.range.start);
    if !is_plan || !are_amounts || percent.kind != FigureKind::Percent || gap != "的" {
        return None;
    }
    let share = Span::of(done).percent_of(Span::of(plan));
    if share.is_none_or(|share| share.meets(Span::near(percent))) {
        return None;
    }
    let right = exact(done).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(exact(plan))?;
    let right = money::round(right, percent.number.scale());
    let message = format!(
        "{} 是 {} 的 {}%，文中写作 {}。",
        printed(text, done),
        printed(text, plan),
        money::display(right, percent.number.scale()),
        printed(text, percent)
    );
    Some(Slip {
        other: Some(text.place(&plan.range)),
        subject: subject(text, done),
        expected: Some(right),
        stated: Some(percent.number),
        ..Slip::new(SlipKind::Fulfilled, text.place(&percent.range), message)
    })
}

/// 支出决算为…，完成年初预算的…%: against the figure that the paragraph calls so.
fn done(text: &Running, slips: &mut Vec<Slip>) {
    for (nth, percent) in text.tokens.iter().enumerate() {
        let before = text.tokens.get(..nth).unwrap_or_default();
        let Some(done) = before.last().filter(|done| done.kind == FigureKind::Amount) else { continue };
        let gap = text.part(done.range.end..percent.range.start);
        slips.extend(of_plan(text, before, percent));
        let name = gap.strip_prefix("，完成").or_else(|| gap.strip_prefix("，为"));
        let Some(name) = name.filter(|_| percent.kind == FigureKind::Percent) else { continue };
        let name = name.trim_end_matches(['的', '数']);
        let known = ["年初预算", "全年预算", "调整预算", "调整后预算", "预算"];
        if !known.contains(&name) {
            continue;
        }
        let Some(base) = plan(text, before, done, name) else { continue };
        let fits = |base: &Token| {
            // Beside a figure with decimals the noughts of another are left out: 1万元 and 0.53万元.
            let scale = done.number.scale().max(base.number.scale());
            let share = Span::to(done, scale).percent_of(Span::to(base, scale));
            share.is_some_and(|share| share.meets(Span::near(percent)))
        };
        let is_nothing = [done, base, percent].iter().all(|token| token.number.is_zero());
        if fits(base) || is_nothing {
            continue;
        }
        let right = exact(done).saturating_mul(Decimal::ONE_HUNDRED).checked_div(exact(base));
        let meant = before
            .iter()
            .rev()
            .skip(1)
            .filter(|token| token.kind == FigureKind::Amount)
            .find(|token| fits(token));
        let cause = meant.map(|meant| format!("与“{}”{} 相符", subject(text, meant), printed(text, meant)));
        let right = right.map(|right| money::round(right, percent.number.scale()));
        let message = match right {
            Some(right) => format!(
                "{name} {}，决算 {}，完成 {}%，文中写作 {}。",
                printed(text, base),
                printed(text, done),
                money::display(right, percent.number.scale()),
                printed(text, percent)
            ),
            None => format!("{name}是零，没有完成百分比可算，文中写作 {}。", printed(text, percent)),
        };
        slips.push(Slip {
            other: Some(text.place(&base.range)),
            subject: subject(text, done),
            expected: right,
            stated: Some(percent.number),
            cause,
            ..Slip::new(SlipKind::Fulfilled, text.place(&percent.range), message)
        });
    }
}
