//! Parts that a sentence lists behind their whole: 政府采购预算8万元，其中：货物5万元、工程0万元、服务3万元. Which lists
//! are complete by their nature is known by their words; of others only what exceeds the whole is told, and what makes it
//! but for one slip of the hand.

use std::ops::Range;

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::change::{Change, changes, is_said};
use super::digits::is_slip;
use super::number::{Span, exact};
use super::phrase::{clause, printed, subject};
use super::reckon::in_unit;
use super::running::Running;
use super::{Slip, SlipKind};
use crate::money;

/// Lists that are complete by their nature: what the whole is called, and what each part is called.
const COMPLETE: [(&str, &[&str]); 6] = [
    ("采购", &["货物", "工程", "服务"]),
    ("三公", &["出国", "用车", "接待"]),
    ("用车", &["购置", "运行"]),
    ("基本支出", &["人员", "公用"]),
    ("支出", &["基本支出", "项目支出"]),
    ("编制", &["行政", "事业"]),
];

/// What is counted in lists that are complete.
const COUNTED: [&str; 3] = ["辆", "人", "名"];

/// How many digits show that parts which nearly make a whole are meant to.
pub(super) const SLIPPED: usize = 4;

/// Judges the lists of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for text in texts {
        let changes = changes(text);
        for at in 0..text.tokens.len() {
            if let Some(list) = List::at(text, &changes, at) {
                slips.extend(list.judge());
            }
            slips.extend(List::before(text, at).and_then(|list| list.judge()));
        }
    }
}

/// A whole with its parts.
struct List<'t> {
    text: &'t Running,
    whole: &'t Token,
    parts: Vec<&'t Token>,
    /// Whether only the larger parts are named.
    is_open: bool,
}

impl<'t> List<'t> {
    /// The list whose whole is a figure.
    fn at(text: &'t Running, changes: &[Change<'t>], at: usize) -> Option<Self> {
        let whole = text.tokens.get(at)?;
        let counts = Some(unit(text, whole)).filter(|_| whole.kind == FigureKind::Count);
        let is_known = whole.kind == FigureKind::Amount || counts.is_some_and(|unit| COUNTED.contains(&unit));
        if !is_known || is_moved(text, at) {
            return None;
        }
        let (behind, moved) = end_of_change(text, changes, whole);
        let first = text.tokens.iter().position(|token| token.range.start >= behind)?;
        let next = text.tokens.get(first)?;
        // In the sentence of a change the parts may be those of the change.
        let is_unsure = moved.is_some() && text.part(behind..next.range.start).starts_with('，');
        let opening = opening(text, whole, behind..next.range.start);
        let words = ["其中", "包括", "其中包括", "分别为", "具体为", "主要包括"];
        // 按功能分类：…: by what the whole is parted.
        let is_classified = opening.trim_start_matches('。').starts_with('按')
            && opening.contains('分')
            && opening.contains(['：', '，']);
        if !is_classified && !words.iter().any(|word| opening.starts_with(word)) {
            return None;
        }
        let is_open = opening.contains("主要");
        let from = next.range.start;
        let end = text.part(from..text.text().len()).find('。').map_or(text.text().len(), |end| from + end);
        // A list within the list: which figures belong together is not clear. Names alone, up to the next part, are none.
        let inside = text.part(from..end);
        let has_figures = |at: usize| {
            let rest = text.part(from + at..end);
            let to = from + at + rest.find('；').unwrap_or(rest.len());
            text.tokens.iter().any(|token| (from + at..to).contains(&token.range.start))
        };
        let lists = |word: &&str| inside.match_indices(*word).any(|(at, _)| has_figures(at));
        if ["其中", "（含"].iter().any(|word| inside.contains(word)) || ["包括", "主要"].iter().any(lists)
        {
            return None;
        }
        let mut parts: Vec<&Token> = Vec::new();
        for (nth, token) in text.tokens.iter().enumerate().skip(first) {
            if token.range.start >= end {
                break;
            }
            let is_other = counts.is_some_and(|counts| unit(text, token) != counts);
            if token.kind != whole.kind || is_moved(text, nth) || is_other {
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
        // 支出700万元，比上年增加50万元，其中：甲30万元，乙21万元: of which of both they nearly are.
        let sum = money::sum(parts.iter().map(|part| exact(part)))?;
        let is_near = |whole: &&Token| {
            let off = exact(whole).saturating_sub(sum).abs();
            off.saturating_mul(Decimal::TEN) <= exact(whole)
        };
        let whole = match moved.filter(|_| is_unsure) {
            Some(moved) => [moved, whole].into_iter().find(is_near)?,
            None => whole,
        };
        (parts.len() >= 2).then_some(Self { text, whole, parts, is_open })
    }

    /// The list whose sum a figure is, behind its parts: 会议费1万元，培训费2万元，合计3万元.
    fn before(text: &'t Running, at: usize) -> Option<Self> {
        let whole = text.tokens.get(at).filter(|token| token.kind == FigureKind::Amount)?;
        let own = clause(text, whole);
        let is_sum = ["合计", "共计", "总计"].iter().any(|word| own.ends_with(word));
        let sentence = text.sentence(whole.range.start);
        if !is_sum || is_moved(text, at) || sentence.start + own.len() >= whole.range.start {
            return None;
        }
        let said = text.part(sentence.start..whole.range.start);
        let inside = |(_, token): &(usize, &'t Token)| token.range.start >= sentence.start;
        let before = || text.tokens.iter().enumerate().take(at).filter(inside);
        // With changes, counts, parts of parts or another sum between them, they are no list.
        let is_list = before().all(|(nth, token)| token.kind == FigureKind::Amount && !is_moved(text, nth));
        let others =
            ["其中", "包括", "含", "合计", "共计", "总计", "结转", "元的", "占", "上年", "等", "其余"];
        let is_plain = others.iter().all(|word| said.matches(word).count() == own.matches(word).count());
        let parts: Vec<&Token> = before().map(|(_, token)| token).collect();
        (is_list && is_plain && parts.len() >= 2).then_some(Self { text, whole, parts, is_open: false })
    }

    /// Whether its words say that it is complete.
    fn is_complete(&self) -> bool {
        if self.is_open {
            return false;
        }
        if unit(self.text, self.whole) == "辆" {
            let last = self.parts.last().map(|last| name(self.text, last)).unwrap_or_default();
            let own = clause(self.text, self.whole);
            return (own.contains("车辆") || own.contains("用车")) && last.contains("其他用车");
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
        // Whether what is left of last year is in the whole its words do not say.
        let is_own =
            |part: &&&Token| !["结转", "结余"].iter().any(|word| name(self.text, part).contains(word));
        let own = self.parts.iter().filter(is_own).copied();
        let has_rest = own.clone().count() < self.parts.len();
        if has_rest && Span::sum(self.whole, own).1.meets(of_whole) {
            return None;
        }
        let is_equal = match self.whole.kind {
            FigureKind::Count => sum == whole,
            _ => of_parts.meets(of_whole),
        };
        if is_equal || whole.is_zero() && !self.is_complete() {
            return None;
        }
        let is_amount = self.whole.kind == FigureKind::Amount;
        if !is_amount && sum > whole {
            // What is counted above all there are is for `limits`.
            return None;
        }
        let most = whole.saturating_mul(Decimal::new(11, 1));
        let exceeds = sum > whole && sum <= most && is_amount && !self.has_subset();
        let slipped = is_amount && !self.is_open && is_slip(sum, whole, SLIPPED) && !self.has_subset();
        let is_sum = self.parts.last().is_some_and(|last| last.range.start < self.whole.range.start);
        if !self.is_complete() && !exceeds && !slipped && !is_sum {
            return None;
        }
        let shown = |yuan: Decimal| match self.whole.kind {
            FigureKind::Count => format!("{yuan} {}", unit(self.text, self.whole)),
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

/// Where all that is said of how a whole has changed ends, and by how much it has: 支出9万元，比上年增加1万元，增长12.5%。其中：….
fn end_of_change<'t>(text: &Running, changes: &[Change<'t>], whole: &Token) -> (usize, Option<&'t Token>) {
    let (mut end, mut amount) = (whole.range.end, None);
    for change in changes {
        if change.word.range.start < end {
            continue;
        }
        if text.part(end..change.begins) != "，" {
            break;
        }
        let is_closed = text.part(change.end..text.text().len()).starts_with('）');
        end = change.end + if is_closed { '）'.len_utf8() } else { 0 };
        amount = change.amount.or(amount);
    }
    (end, amount)
}

/// The words that open a list behind its whole; what is counted may stand between: 5个所属单位，其中….
pub(super) fn opening<'t>(text: &'t Running, whole: &Token, gap: Range<usize>) -> &'t str {
    let gap = text.part(gap);
    let gap = gap.strip_prefix("（套）").unwrap_or(gap);
    let behind = gap.split_once('，').filter(|(counted, _)| {
        whole.kind == FigureKind::Count && !counted.contains(['。', '；']) && counted.chars().count() <= 8
    });
    let opening = behind.map_or(gap, |(_, behind)| behind);
    opening.trim_start_matches(['，', '。', '：', '；', '（'])
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
    // 上年结转5万元 is a part of this year's income.
    let is_left = ["结转", "结余"].iter().any(|word| own.trim_end_matches("资金").ends_with(word));
    is_said(text, at)
        || !is_left && ["比上", "较上", "比20", "较20", "上年", "去年"].iter().any(|word| own.contains(word))
}
