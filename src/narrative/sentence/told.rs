//! Changes with what they are said of, and their words against each other: two directions of one change, a reason for
//! the opposite, 持平 between two figures that differ. Reckons nothing; that is for [`super::reckon`].

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::{Change, is_said};
use super::number::exact;
use super::phrase::{clause, is_last_years, printed, subject, years};
use super::running::Running;
use super::{Slip, SlipKind};

/// The figure of which a change is said.
#[derive(Clone, Copy)]
pub(super) struct Value<'t> {
    pub token: &'t Token,
    /// Whether it is one of several in a row, so that the change may be that of all.
    pub is_listed: bool,
}

/// A change with what it is said of.
pub(super) struct Told<'t> {
    pub text: &'t Running,
    pub near: &'t [Running],
    pub change: Change<'t>,
    pub value: Option<Value<'t>>,
}

/// The last amount before the words of comparison, if nothing else is spoken of between.
pub(super) fn value<'t>(text: &'t Running, change: &Change<'_>) -> Option<Value<'t>> {
    let at = text
        .tokens
        .iter()
        .rposition(|token| token.kind == FigureKind::Amount && token.range.end <= change.begins)?;
    let token = text.tokens.get(at)?;
    let gap = text.part(token.range.end..change.begins);
    if !is_direct(gap) || changed(text, at) {
        return None;
    }
    let before = at.checked_sub(1).and_then(|before| text.tokens.get(before));
    let joined = before.filter(|before| before.kind == FigureKind::Amount).is_some_and(|before| {
        let between = text.part(before.range.end..token.range.start);
        let goes_on = between.starts_with('，') && !between.contains(['。', '；', '年']);
        between.starts_with(['、', '和', '及']) || goes_on
    });
    let begun = text.part(text.sentence(token.range.start).start..token.range.start);
    let listed = joined || ["其中", "包括", "包含"].iter().any(|word| begun.contains(word));
    Some(Value { token, is_listed: listed })
}

/// Whether nothing stands between a figure and its change but what it is used for.
fn is_direct(gap: &str) -> bool {
    // In brackets stands what is included.
    let gap = match gap.strip_prefix('（').and_then(|rest| rest.split_once('）')) {
        Some((_, rest)) => rest,
        None => gap,
    };
    let rest = gap.trim_start_matches(['，', '。', '、', '；']);
    if rest.is_empty() {
        return true;
    }
    let used = ["主要用于", "用于", "主要是", "主要为", "主要包括", "全部", "具体用于", "占"];
    let is_use = used.iter().any(|word| rest.starts_with(word));
    let has_number = rest.contains("万元") || rest.contains("亿元") || rest.contains("其中");
    // What stands behind the use belongs to it as long as it is one sentence.
    let ends = rest.trim_end_matches(['，', '。', '；']).contains(['。', '；']);
    rest.len() < gap.len() && is_use && !has_number && !ends
}

/// Whether an amount is itself by how much something changed, or what something is compared with.
pub(super) fn changed(text: &Running, at: usize) -> bool {
    let Some(token) = text.tokens.get(at) else { return false };
    let clause = clause(text, token);
    let compared = ["比上", "较上", "比20", "较20", "与上", "与20"].iter().any(|word| clause.contains(word));
    is_said(text, at) || compared
}

impl<'t> Told<'t> {
    pub fn slip(&self, kind: SlipKind, at: &Token, message: String) -> Slip {
        let subject = self.value.map(|value| subject(self.text, value.token)).unwrap_or_default();
        Slip {
            kind,
            place: self.text.place(&at.range),
            other: None,
            cells: Vec::new(),
            subject,
            message,
            expected: None,
            stated: Some(exact(at)),
            cause: None,
        }
    }

    /// The subject, for the beginning of a message.
    pub fn named(&self) -> String {
        match self.value.map(|value| (subject(self.text, value.token), printed(self.text, value.token))) {
            Some((name, value)) if !name.is_empty() => format!("“{name}”{value}"),
            Some((_, value)) => value,
            None => "这一句".to_owned(),
        }
    }

    /// The change in words: 减少 5万元、下降 10%.
    pub fn shown(&self) -> String {
        let word = |sign: Decimal| if sign.is_sign_negative() { "减少" } else { "增加" };
        let amount = self
            .change
            .amount
            .map(|token| format!("{} {}", word(self.change.sign), printed(self.text, token)));
        let rate = self
            .change
            .rate
            .map(|token| format!("{}百分比 {}", word(self.change.rate_sign), printed(self.text, token)));
        [amount, rate].into_iter().flatten().collect::<Vec<_>>().join("、")
    }

    /// One change in two directions.
    pub fn direction(&self) -> Option<Slip> {
        let Change { amount, rate, sign, rate_sign, .. } = &self.change;
        let (amount, rate) = ((*amount)?, (*rate)?);
        if sign == rate_sign || amount.number.is_zero() || rate.number.is_zero() {
            return None;
        }
        let message = format!("{}：{}，增减额与百分比方向相反。", self.named(), self.shown());
        Some(self.slip(SlipKind::Direction, rate, message))
    }

    /// A reason that is given for the opposite: 较上年增加9.49万元，减少的主要原因是…
    pub fn reason(&self) -> Option<Slip> {
        let moved = [self.change.amount, self.change.rate];
        if !moved.into_iter().flatten().any(|token| !token.number.is_zero()) {
            return None;
        }
        let text = self.text;
        let next = text.tokens.iter().find(|token| token.range.start >= self.change.end)?;
        let gap = text.part(self.change.end..next.range.start);
        let behind = text.part(next.range.end..text.text().len());
        let announced =
            ["的主要原因", "主要原因", "的原因", "原因"].iter().any(|word| behind.starts_with(word));
        if next.kind == FigureKind::Direction
            && announced
            && gap.chars().all(|c| matches!(c, '，' | '。' | '）' | '；'))
            && next.number != self.change.sign
        {
            let message = format!(
                "{}：文中写作{}，接着却说“{}”的原因。",
                self.named(),
                self.shown(),
                text.part(next.range.clone())
            );
            return Some(self.slip(SlipKind::Direction, self.change.word, message));
        }
        self.own_reason()
    }

    /// The whole reason is that the very thing went the other way: 减少2.98%。主要原因是：宣传事务经费增加。
    fn own_reason(&self) -> Option<Slip> {
        let value = self.value?;
        let text = self.text;
        let behind = text.part(self.change.end..text.text().len());
        let (before, reason) = behind.split_once("原因")?;
        if before.chars().count() > 6 {
            return None;
        }
        let reason = reason.trim_start_matches(['是', '为', '：', '系']);
        let reason = reason.split(['。', '；']).next().unwrap_or_default();
        let (body, sign) = [("增加", Decimal::ONE), ("减少", Decimal::NEGATIVE_ONE)]
            .into_iter()
            .find_map(|(word, sign)| Some((reason.strip_suffix(word)?, sign)))?;
        let body = ["经费", "支出", "预算", "费用"]
            .iter()
            .fold(body, |body, word| body.strip_suffix(word).unwrap_or(body));
        let own = clause(text, value.token);
        let lead = 0..text.sentence(0).end.min(self.change.begins);
        let is_own = body.chars().count() >= 4
            && !body.contains(['，', '、'])
            && (own.contains(body)
                || text.part(lead).replace(['（', '）', '类', '款', '项'], "").contains(body));
        if !is_own || sign == self.change.sign {
            return None;
        }
        let message = format!("{}：文中写作{}，说明的原因却是“{reason}”。", self.named(), self.shown());
        Some(self.slip(SlipKind::Reason, self.change.word, message))
    }
}

/// 与上年持平, where the text gives two figures that differ.
pub(super) fn flat(text: &Running) -> Vec<Slip> {
    let mut slips = Vec::new();
    for (at, word) in text.tokens.iter().enumerate() {
        if word.kind != FigureKind::Flat {
            continue;
        }
        let before = text.tokens.get(..at).unwrap_or_default();
        let amounts: Vec<&Token> =
            before.iter().rev().take_while(|token| token.kind == FigureKind::Amount).collect();
        let [value, base, ..] = amounts.as_slice() else { continue };
        let sentence = text.sentence(word.range.start);
        let both = sentence.contains(&base.range.start);
        let own = clause(text, value);
        let year = years(own).first().copied();
        let gap = text.part(value.range.end..word.range.start);
        let words = gap.chars().count() <= 20 && !gap.contains("基本") && gap.starts_with(['，', '。', '；']);
        if both
            && words
            && year.is_some()
            && is_last_years(clause(text, base), year)
            && exact(value) != exact(base)
        {
            let message = format!(
                "“{}”：上年数 {}，本年 {}，不是“{}”。",
                subject(text, value),
                printed(text, base),
                printed(text, value),
                text.part(word.range.clone())
            );
            slips.push(Slip {
                kind: SlipKind::Direction,
                place: text.place(&word.range),
                other: None,
                cells: Vec::new(),
                subject: subject(text, value),
                message,
                expected: None,
                stated: None,
                cause: None,
            });
        }
    }
    slips
}
