//! A change and its words against each other: two directions of one change, two figures that
//! stand the other way about than the word between them, and reasons for the opposite. Reckons nothing.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::change::{Change, is_either};
use super::counts::unit;
use super::number::exact;
use super::phrase::{clause, subject};
use super::running::Running;
use super::told::Told;
use super::{Slip, SlipKind};

impl Told<'_> {
    /// One change in two directions.
    pub(super) fn direction(&self) -> Option<Slip> {
        let Change { amount, rate, sign, rate_sign, .. } = &self.change;
        let (amount, rate) = ((*amount)?, (*rate)?);
        if sign == rate_sign || amount.number.is_zero() || rate.number.is_zero() {
            return None;
        }
        let message = format!("{}：{}，增减额与百分比方向相反。", self.named(), self.shown());
        Some(self.slip(SlipKind::Direction, rate, message))
    }

    /// A reason that is given for the opposite: 较上年增加9.49万元，减少的主要原因是…
    pub(super) fn reason(&self) -> Option<Slip> {
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
            && self.is_of_same(gap)
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
        self.own_reason().or_else(|| self.opposite_reason())
    }

    /// Whether words before a direction name nothing, or what the change is said of: 收入总计5万元，比上年增加1万元。收入减少的主要原因….
    fn is_of_same(&self, gap: &str) -> bool {
        let named = gap.trim_start_matches(['，', '。', '）', '；']);
        let own = self.value.map(|value| clause(self.text, value.token)).unwrap_or_default();
        let is_other = ["收入", "支出"].iter().any(|side| !named.contains(side) && own.contains(side));
        named.is_empty() || ["收入", "支出"].contains(&named) && own.contains(named) && !is_other
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

    /// Every part of the reason speaks for the other direction: 减少10万元，主要原因是人员增加、工资增长.
    fn opposite_reason(&self) -> Option<Slip> {
        let text = self.text;
        let behind = text.part(self.change.end..text.text().len());
        let (before, reason) = behind.split_once("原因")?;
        // 增长-10% is said in another way.
        let figures = [self.change.amount, self.change.rate].into_iter().flatten();
        let is_moved = figures.clone().any(|token| !token.number.is_zero());
        let is_plain = is_moved && figures.clone().all(|token| !token.number.is_sign_negative());
        if before.chars().count() > 6 || self.value.is_none() || !is_plain {
            return None;
        }
        let reason = reason.trim_start_matches(['是', '为', '：', '系', '由', '于']);
        let reason = reason.split(['。', '；']).next().unwrap_or_default();
        let is_down = self.change.sign.is_sign_negative();
        let (own, other) = if is_down { (DOWNWARDS, UPWARDS) } else { (UPWARDS, DOWNWARDS) };
        let says = |part: &str, words: &[&str]| words.iter().any(|word| part.contains(word));
        // Less of one thing may be the reason for more of another.
        let is_clear = !reason.is_empty() && !says(reason, own) && !says(reason, &UNCLEAR);
        // What only begins so may go on otherwise.
        let is_told = |part: &str| {
            let part = part.trim_end_matches(['等', '所', '致']);
            let near = part.chars().count() <= 8;
            other.iter().any(|word| part.ends_with(word) || near && part.starts_with(word))
        };
        if !is_clear || !reason.split(['、', '，', '和', '及']).all(is_told) {
            return None;
        }
        let message = format!("{}：文中写作{}，说明的原因却是“{reason}”。", self.named(), self.shown());
        Some(self.slip(SlipKind::Reason, self.change.word, message))
    }
}

/// 由120万元减少到130万元: two figures that stand the other way about than the word between them says.
pub(super) fn from_to(text: &Running, at: usize) -> Option<Slip> {
    let [base, word, value] = text.tokens.get(at..at + 3)? else { return None };
    let own = clause(text, base);
    let is_from = own.contains('由') || own.contains('从');
    let behind = text.part(word.range.end..value.range.start);
    let is_to = matches!(behind.trim_start_matches('了'), "到" | "至" | "为");
    let is_next = matches!(text.part(base.range.end..word.range.start), "" | "，" | "大幅" | "逐步");
    let are_alike = match base.kind {
        FigureKind::Count => unit(text, base) == unit(text, value),
        kind => kind == FigureKind::Amount,
    };
    let is_change = word.kind == FigureKind::Direction && base.kind == value.kind && is_next;
    if !is_from || !is_to || !is_change || !are_alike || is_either(text, at + 1) {
        return None;
    }
    let moved = exact(value).saturating_sub(exact(base)).saturating_mul(word.number);
    if moved > Decimal::ZERO {
        return None;
    }
    let shown = text.part(base.range.start..value.range.end);
    let message = match moved.is_zero() {
        true => format!("“{shown}”：两个数相同，没有增减。"),
        false => format!("“{shown}”：增减方向与两个数不符。"),
    };
    Some(Slip {
        other: Some(text.place(&base.range)),
        subject: subject(text, base),
        stated: Some(exact(value)),
        ..Slip::new(SlipKind::Direction, text.place(&word.range), message)
    })
}

/// Reasons for more, and reasons for less.
const UPWARDS: &[&str] =
    &["人员增加", "人数增加", "工资增长", "工资增加", "标准提高", "任务增加", "项目增加"];
const DOWNWARDS: &[&str] =
    &["厉行节约", "过紧日子", "压减", "压缩", "缩减", "节约", "人员减少", "人数减少", "任务减少", "项目减少"];
/// Words by which a reason may be of something else.
const UNCLEAR: [&str; 14] = [
    "退休", "离退", "减员", "调出", "结转", "结余", "上年", "其他", "同时", "导致", "但", "不再", "收回",
    "调整",
];
