//! Parts that a sentence lists behind their whole: 政府采购预算8万元，其中：货物5万元、工程0万元、服务3万元. Which lists
//! are complete by their nature is known by their words; of others only what exceeds the whole is told, and what makes it
//! but for one slip of the hand.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::is_said;
use super::digits::is_slip;
use super::number::{Span, exact};
use super::phrase::{clause, printed, subject};
use super::reckon::in_unit;
use super::running::Running;
use super::{Slip, SlipKind};
use crate::money;

/// Lists that are complete by their nature: what the whole is called, and what each part is called.
const COMPLETE: [(&str, &[&str]); 5] = [
    ("采购", &["货物", "工程", "服务"]),
    ("三公", &["出国", "用车", "接待"]),
    ("用车", &["购置", "运行"]),
    ("基本支出", &["人员", "公用"]),
    ("支出", &["基本支出", "项目支出"]),
];

/// How many digits show that parts which nearly make a whole are meant to.
pub(super) const SLIPPED: usize = 4;

/// Judges the lists of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for text in texts {
        for at in 0..text.tokens.len() {
            if let Some(list) = List::at(text, at) {
                slips.extend(list.judge());
            }
        }
    }
}

/// A whole with its parts.
struct List<'t> {
    text: &'t Running,
    whole: &'t Token,
    parts: Vec<&'t Token>,
}

impl<'t> List<'t> {
    /// The list whose whole is a figure.
    fn at(text: &'t Running, at: usize) -> Option<Self> {
        let whole = text.tokens.get(at)?;
        let is_count = whole.kind == FigureKind::Count && unit(text, whole) == "辆";
        if whole.kind != FigureKind::Amount && !is_count || is_moved(text, at) {
            return None;
        }
        let next = text.tokens.get(at + 1)?;
        let opening = text.part(whole.range.end..next.range.start);
        let opening = opening.trim_start_matches(['，', '。', '：', '；', '（']);
        let words = ["其中", "包括", "其中包括", "分别为", "具体为"];
        if !words.iter().any(|word| opening.starts_with(word)) || opening.contains("主要") {
            return None;
        }
        let from = next.range.start;
        let end = text.part(from..text.text().len()).find('。').map_or(text.text().len(), |end| from + end);
        // A list within the list: which figures belong together is not clear.
        if ["其中", "包括", "（含", "主要", "结转"].iter().any(|word| text.part(from..end).contains(word))
        {
            return None;
        }
        let mut parts: Vec<&Token> = Vec::new();
        for (nth, token) in text.tokens.iter().enumerate().skip(at + 1) {
            if token.range.start >= end {
                break;
            }
            if token.kind != whole.kind || is_moved(text, nth) || is_count && unit(text, token) != "辆" {
                continue;
            }
            // Behind the list the sentence may speak of something else.
            let between = parts.last().map(|last| text.part(last.range.end..token.range.start));
            let breaks = |gap: &str| {
                gap.contains("，较") || gap.contains("，比") || gap.contains("本部门") || gap.contains("共")
            };
            if between.is_some_and(breaks) {
                break;
            }
            parts.push(token);
        }
        (parts.len() >= 2).then_some(Self { text, whole, parts })
    }

    /// Whether its words say that it is complete.
    fn is_complete(&self) -> bool {
        if self.whole.kind == FigureKind::Count {
            let last = self.parts.last().map(|last| name(self.text, last)).unwrap_or_default();
            return clause(self.text, self.whole).contains("车辆") && last.contains("其他用车");
        }
        let own = clause(self.text, self.whole);
        COMPLETE.iter().any(|(whole, parts)| {
            let named = |word: &str, token: &Token| name(self.text, token).contains(word);
            own.contains(whole)
                && parts.len() == self.parts.len()
                && parts.iter().all(|word| self.parts.iter().any(|part| named(word, part)))
        })
    }

    fn judge(&self) -> Option<Slip> {
        let (of_whole, of_parts) = Span::sum(self.whole, self.parts.iter().copied());
        let sum = money::sum(self.parts.iter().map(|part| exact(part)))?;
        let whole = exact(self.whole);
        let is_equal = match self.whole.kind {
            FigureKind::Count => sum == whole,
            _ => of_parts.meets(of_whole),
        };
        if is_equal || whole.is_zero() && !self.is_complete() {
            return None;
        }
        let exceeds = sum > whole
            && sum < whole.saturating_mul(Decimal::new(11, 1))
            && self.whole.kind == FigureKind::Amount
            && !self.has_subset();
        let slipped =
            self.whole.kind == FigureKind::Amount && is_slip(sum, whole, SLIPPED) && !self.has_subset();
        if !self.is_complete() && !exceeds && !slipped {
            return None;
        }
        let shown = |yuan: Decimal| match self.whole.kind {
            FigureKind::Count => format!("{yuan} 辆"),
            _ => in_unit(yuan, self.whole),
        };
        let addends: Vec<String> = self.parts.iter().map(|part| printed(self.text, part)).collect();
        let message = format!(
            "“{}”{}：文中分项 {} 合计 {}，相差 {}。",
            subject(self.text, self.whole),
            printed(self.text, self.whole),
            addends.join(" + "),
            shown(sum),
            shown(whole.saturating_sub(sum))
        );
        Some(Slip {
            other: self.parts.last().map(|last| self.text.place(&last.range)),
            subject: subject(self.text, self.whole),
            expected: Some(sum),
            stated: Some(whole),
            cause: slipped.then(|| "总数与分项之和只差一处笔误".to_owned()),
            ..Slip::new(SlipKind::Parts, self.text.place(&self.whole.range), message)
        })
    }

    /// Whether some of the parts make the whole: the others are parts of those.
    fn has_subset(&self) -> bool {
        if self.parts.len() > 12 {
            return true;
        }
        let whole = Span::of(self.whole);
        (1_u32..1 << self.parts.len()).any(|chosen| {
            let zero = Span { low: Decimal::ZERO, high: Decimal::ZERO };
            let own = self.parts.iter().enumerate().filter(|(at, _)| chosen & (1 << at) != 0);
            own.fold(zero, |sum, (_, part)| sum.plus(Span::of(part))).meets(whole)
        })
    }
}

/// The words between the figure before and this one.
pub(super) fn name<'t>(text: &'t Running, token: &Token) -> &'t str {
    let own = clause(text, token);
    own.rsplit_once('、').map_or(own, |(_, last)| last)
}

/// The unit behind a number.
fn unit<'t>(text: &'t Running, token: &Token) -> &'t str {
    text.part(token.range.clone())
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '-'))
}

/// Whether a figure says by how much something changed, or what it is compared with.
fn is_moved(text: &Running, at: usize) -> bool {
    let Some(token) = text.tokens.get(at) else { return false };
    let own = clause(text, token);
    is_said(text, at)
        || ["比上", "较上", "比20", "较20", "上年", "去年"].iter().any(|word| own.contains(word))
}
