//! Reckons changes against the figures beside them: 数额 less 上年数 is the change, and the change is so many percent
//! of 上年数. Last year's figure is the one given in the sentence, or what the other two make it.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::{Change, changes, is_said};
use super::number::{Span, exact};
use super::phrase::{clause, is_last_years, printed, subject, years};
use super::running::Running;
use super::{Slip, SlipKind};
use crate::money;

/// How many paragraphs before a change may hold the figure that it is said of.
const BEFORE: usize = 3;

/// Judges the changes of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for (at, text) in texts.iter().enumerate() {
        let near = texts.get(at.saturating_sub(BEFORE)..at).unwrap_or_default();
        for change in changes(text) {
            let value = value(text, &change);
            let told = Told { text, near, change, value };
            slips.extend(told.direction());
            slips.extend(told.reason());
            slips.extend(told.reckon());
        }
        slips.extend(flat(text));
    }
}

/// The figure of which a change is said.
#[derive(Clone, Copy)]
pub(super) struct Value<'t> {
    pub token: &'t Token,
    /// Whether it is one of several in a row, so that the change may be that of all.
    pub is_listed: bool,
}

/// A change with what it is said of.
struct Told<'t> {
    text: &'t Running,
    near: &'t [Running],
    change: Change<'t>,
    value: Option<Value<'t>>,
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
    fn slip(&self, kind: SlipKind, at: &Token, message: String) -> Slip {
        let subject = self.value.map(|value| subject(self.text, value.token)).unwrap_or_default();
        Slip {
            kind,
            place: self.text.place(&at.range),
            other: None,
            subject,
            message,
            expected: None,
            stated: Some(exact(at)),
            cause: None,
        }
    }

    /// The subject, for the beginning of a message.
    fn named(&self) -> String {
        match self.value.map(|value| (subject(self.text, value.token), printed(self.text, value.token))) {
            Some((name, value)) if !name.is_empty() => format!("“{name}”{value}"),
            Some((_, value)) => value,
            None => "这一句".to_owned(),
        }
    }

    /// The change in words: 减少 5万元、下降 10%.
    fn shown(&self) -> String {
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
    fn direction(&self) -> Option<Slip> {
        let Change { amount, rate, sign, rate_sign, .. } = &self.change;
        let (amount, rate) = ((*amount)?, (*rate)?);
        if sign == rate_sign || amount.number.is_zero() || rate.number.is_zero() {
            return None;
        }
        let message = format!("{}：{}，增减额与百分比方向相反。", self.named(), self.shown());
        Some(self.slip(SlipKind::Direction, rate, message))
    }

    /// A reason that is given for the opposite: 较上年增加9.49万元，减少的主要原因是…
    fn reason(&self) -> Option<Slip> {
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

    /// What a change may be said of: all amounts before it, and unless its sentence says which, those just above and
    /// sums of those in a row.
    fn candidates(&self) -> Vec<Span> {
        let own = self.text.tokens.iter().enumerate().filter(|(at, token)| {
            token.kind == FigureKind::Amount
                && token.range.end <= self.change.begins
                && !changed(self.text, *at)
        });
        let own = own.map(|(_, token)| token);
        let is_said = self
            .value
            .filter(|value| !value.is_listed)
            .is_some_and(|value| self.text.sentence(self.change.begins).contains(&value.token.range.start));
        if is_said {
            return own.map(Span::of).collect();
        }
        let above = self.near.iter().flat_map(|text| &text.tokens);
        let above = above.filter(|token| token.kind == FigureKind::Amount);
        let amounts: Vec<&Token> = above.chain(own).collect();
        let mut spans: Vec<Span> = amounts.iter().map(|token| Span::of(token)).collect();
        // 甲5万元、乙4万元，较上年: of both.
        let last: Vec<&&Token> = amounts.iter().rev().take(8).collect();
        let mut sum = Span { low: Decimal::ZERO, high: Decimal::ZERO };
        for token in last {
            sum = sum.plus(Span::of(token));
            spans.push(sum);
        }
        spans
    }

    /// Last year's figures that the text gives.
    fn bases(&self) -> Vec<&'t Token> {
        if let Some(base) = self.change.base {
            return vec![base];
        }
        let value = self.value.map(|value| clause(self.text, value.token));
        let year = value.and_then(|clause| years(clause).first().copied());
        let before = self
            .text
            .tokens
            .iter()
            .filter(|token| token.kind == FigureKind::Amount && token.range.end <= self.change.begins);
        let own = self.value.map(|value| value.token.range.start);
        before
            .filter(|token| Some(token.range.start) != own && is_last_years(clause(self.text, token), year))
            .collect()
    }

    /// The figures of a change against each other.
    fn reckon(&self) -> Option<Slip> {
        let change = &self.change;
        if change.amount.is_some() && change.rate.is_some() && change.sign != change.rate_sign {
            return None;
        }
        let bases = self.bases();
        let candidates = self.candidates();
        match (change.amount, change.rate) {
            (Some(amount), rate) => self.with_amount(amount, rate, &bases, &candidates),
            (None, Some(rate)) => self.rate_alone(rate, &bases, &candidates),
            (None, None) => None,
        }
    }

    fn with_amount(
        &self,
        amount: &Token,
        rate: Option<&'t Token>,
        bases: &[&Token],
        candidates: &[Span],
    ) -> Option<Slip> {
        let moved = Span::of(amount);
        let signed = if self.change.sign.is_sign_negative() { moved.negated() } else { moved };
        let value = self.value.filter(|value| !value.is_listed);
        // 数额 less 上年数 is the change.
        if let ([base], Some(value)) = (bases, value) {
            let fits = |now: Span| now.minus(Span::of(base)).meets(signed);
            let now = Span::of(value.token);
            if !fits(now) && !candidates.iter().any(|now| fits(*now)) && self.is_close(value.token, base) {
                return Some(self.wrong_change(amount, rate, base, value.token));
            }
        }
        let rate = rate?;
        let stated = Span::of(rate);
        let percents: Vec<Span> = bases
            .iter()
            .map(|base| Span::of(base))
            .chain(candidates.iter().map(|now| now.minus(signed)))
            .filter_map(|base| moved.percent_of(base))
            .collect();
        if percents.iter().any(|percent| percent.meets(stated)) {
            return None;
        }
        let value = match self.value?.is_listed {
            true => Value { token: self.whole()?, is_listed: false },
            false => self.value?,
        };
        let now = Span::of(value.token);
        if bases.is_empty() && !amount.number.is_zero() && now.minus(signed).low <= Decimal::ZERO {
            return self.of_nothing(amount, rate, value);
        }
        let base = bases.first().map_or_else(
            || exact(value.token).saturating_sub(self.change.sign.saturating_mul(exact(amount))),
            |base| exact(base),
        );
        let right = percent(exact(amount), base)?;
        if percents.iter().any(|percent| percent.meets(Span::near(rate))) {
            return Some(self.cut_off(rate, right));
        }
        let shown = money::display(right, 2);
        let of = match bases.first() {
            Some(base) => format!("上年数 {}", printed(self.text, base)),
            None => format!("由此推出上年数 {}", in_unit(base, value.token)),
        };
        let message = format!(
            "{}：{}；{of}，{}是其 {shown}%，不是 {}。",
            self.named(),
            self.shown(),
            printed(self.text, amount),
            printed(self.text, rate)
        );
        let slip = self.slip(SlipKind::Rate, rate, message);
        let cause = self.cause(amount, rate, right, value.token);
        Some(Slip { expected: Some(money::round(right, rate.number.scale().max(2))), cause, ..slip })
    }

    /// Whether two figures are near enough to be those of one thing in two years.
    fn is_close(&self, one: &Token, other: &Token) -> bool {
        let (one, other) = (exact(one), exact(other));
        let times = Decimal::from(20);
        !other.is_zero()
            && !one.is_zero()
            && one < other.saturating_mul(times)
            && other < one.saturating_mul(times)
    }

    fn wrong_change(&self, amount: &Token, rate: Option<&Token>, base: &Token, value: &Token) -> Slip {
        let right = exact(value).saturating_sub(exact(base));
        let word = if right.is_sign_negative() { "减少" } else { "增加" };
        let message = format!(
            "{}：上年数 {}，应{word} {}，文中写作{}。",
            self.named(),
            printed(self.text, base),
            in_unit(right.abs(), amount),
            self.shown()
        );
        // The percentage may say which of the three is wrong.
        let proves = |now: Decimal, base: Decimal| {
            let rate = rate.map(Span::of)?;
            let exact = percent(now.saturating_sub(base).abs(), base)?;
            Some(rate.low <= exact && exact <= rate.high)
        };
        let moved = exact(amount).saturating_mul(self.change.sign);
        let cause = if right == -moved {
            Some("增减方向写反".to_owned())
        } else if proves(exact(value), exact(base)) == Some(true) {
            Some("百分比与两年的数相符，写错的是增减额".to_owned())
        } else if proves(exact(base).saturating_add(moved), exact(base)) == Some(true) {
            Some("百分比与上年数和增减额相符，写错的可能是本年数".to_owned())
        } else {
            None
        };
        let slip = self.slip(SlipKind::Change, amount, message);
        Slip { expected: Some(right), stated: Some(moved), cause, ..slip }
    }

    /// There was nothing last year, or less than nothing.
    fn of_nothing(&self, amount: &Token, rate: &Token, value: Value<'_>) -> Option<Slip> {
        if value.is_listed || self.change.sign.is_sign_negative() {
            return None;
        }
        if exact(value.token) == exact(amount) {
            let message = format!("{}：{}，上年是零，没有增长百分比可算。", self.named(), self.shown());
            return Some(self.slip(SlipKind::OfZero, rate, message));
        }
        let larger = self.text.tokens.iter().any(|token| {
            token.kind == FigureKind::Amount && token.range != amount.range && exact(token) >= exact(amount)
        });
        let message = format!("{}：增加 {}，比本年的数还大。", self.named(), printed(self.text, amount));
        (!larger).then(|| self.slip(SlipKind::Change, amount, message))
    }

    /// A percentage without its amount, of two figures that the text gives: 上年执行数为…，本年安排…，减少10%.
    fn rate_alone(&self, rate: &Token, bases: &[&Token], candidates: &[Span]) -> Option<Slip> {
        let value = self.value.filter(|value| !value.is_listed)?;
        let [base] = bases else { return None };
        if exact(base).is_zero() {
            let message = format!("{}：{}，上年是零，没有增长百分比可算。", self.named(), self.shown());
            return (!exact(value.token).is_zero()).then(|| self.slip(SlipKind::OfZero, rate, message));
        }
        let stated = Span::of(rate);
        let stated = if self.change.rate_sign.is_sign_negative() { stated.negated() } else { stated };
        let of = |now: Span| now.minus(Span::of(base)).percent_of(Span::of(base));
        let fits = |now: Span| of(now).is_some_and(|percent| percent.meets(stated));
        let now = Span::of(value.token);
        if fits(now) {
            return None;
        }
        let right = percent(exact(value.token).saturating_sub(exact(base)), exact(base))?;
        let first =
            self.text.tokens.iter().find(|token| token.kind == FigureKind::Amount && fits(Span::of(token)));
        if let Some(first) = first.filter(|first| first.range.end <= value.token.range.start) {
            return self.said_before(first, value.token);
        }
        if candidates.iter().any(|now| fits(*now)) || !self.is_close(value.token, base) {
            return None;
        }
        let cut = Span::near(rate);
        let cut = if self.change.rate_sign.is_sign_negative() { cut.negated() } else { cut };
        if of(now).is_some_and(|percent| percent.meets(cut)) {
            return Some(self.cut_off(rate, right.abs()));
        }
        let word = if right.is_sign_negative() { "减少" } else { "增加" };
        let message = format!(
            "{}：上年数 {}，应{word} {}%，文中写作{}。",
            self.named(),
            printed(self.text, base),
            money::display(right.abs(), 2),
            self.shown()
        );
        let slip = self.slip(SlipKind::Rate, rate, message);
        Some(Slip { expected: Some(money::round(right.abs(), rate.number.scale().max(2))), ..slip })
    }

    /// The percentage fits a figure that the paragraph gave before, and not the one it gives now.
    fn said_before(&self, first: &Token, again: &Token) -> Option<Slip> {
        let same_year = years(clause(self.text, again));
        // Only where the paragraph speaks of one thing: it begins with that figure.
        let leads =
            self.text.tokens.iter().find(|token| token.kind == FigureKind::Amount)?.range == first.range;
        if !leads || exact(first) == exact(again) || same_year.is_empty() {
            return None;
        }
        let message = format!(
            "同一段里先写 {}，后写作 {}；后面的百分比与前一个数相符。",
            printed(self.text, first),
            printed(self.text, again)
        );
        let slip = self.slip(SlipKind::Twice, again, message);
        let other = Some(self.text.place(&first.range));
        Some(Slip { expected: Some(exact(first)), other, ..slip })
    }

    fn cut_off(&self, rate: &Token, right: Decimal) -> Slip {
        let message = format!(
            "{}：{}，应为 {}%，末位没有四舍五入。",
            self.named(),
            self.shown(),
            money::display(money::round(right, rate.number.scale()), rate.number.scale().max(2))
        );
        let slip = self.slip(SlipKind::CutOff, rate, message);
        Slip { expected: Some(money::round(right, rate.number.scale())), ..slip }
    }

    /// The whole of the list before the change, where its sentence gives it.
    fn whole(&self) -> Option<&'t Token> {
        let from = self.text.sentence(self.change.begins).start;
        let before = self.text.part(from..self.change.begins);
        let word = from + ["其中", "包括"].iter().filter_map(|word| before.find(word)).min()?;
        self.text.tokens.iter().rev().find(|token| {
            token.kind == FigureKind::Amount && token.range.start >= from && token.range.end <= word
        })
    }

    /// What probably happened.
    fn cause(&self, amount: &Token, rate: &Token, right: Decimal, value: &Token) -> Option<String> {
        let stated = Span::of(rate);
        let fits = |percent: Option<Decimal>| percent.is_some_and(|it| stated.low <= it && it <= stated.high);
        if fits(percent(exact(amount), exact(value))) {
            return Some("用本年数作了分母，应当用上年数".to_owned());
        }
        if fits(right.checked_div(Decimal::ONE_HUNDRED)) {
            return Some("百分数小了 100 倍：算出比值后没有乘 100".to_owned());
        }
        if money::round(right, 0) == rate.number || right.trunc() == rate.number {
            return Some("百分数取成了整数".to_owned());
        }
        None
    }
}

fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)
}

/// An amount in the unit in which another is printed.
pub(super) fn in_unit(yuan: Decimal, like: &Token) -> String {
    let value = yuan.checked_div(like.in_yuan).unwrap_or(yuan);
    let unit = if like.in_yuan == Decimal::ONE {
        "元"
    } else if like.in_yuan == Decimal::from(10_000) {
        "万元"
    } else {
        "亿元"
    };
    format!("{} {unit}", money::display(value, like.number.scale().max(2)))
}

/// 与上年持平, where the text gives two figures that differ.
fn flat(text: &Running) -> Vec<Slip> {
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
