//! Shares (占…%) against the whole that the text gives. A share is accused only where others beside it show which whole is
//! meant, or where the text names it.

mod given;
mod implied;
mod together;
mod wholes;

use rust_decimal::Decimal;

use self::together::{basic_and_projects, three_expenses, two_wholes};
use self::wholes::{is_hundred, named_part, named_whole, short_of, stated_whole, wrong_whole};
use super::super::FigureKind;
use super::super::extract::Token;
use super::change::is_said;
use super::number::{Span, exact};
use super::phrase::{in_unit, printed, subject, used_for, words_before};
use super::running::Running;
use super::scaled;
use super::told::outside;
use super::{Slip, SlipKind};
use crate::money;

/// How many paragraphs before a list may give its whole.
const BEFORE: usize = 6;

/// A share with the part it is said of.
struct Share<'t> {
    /// The position of its paragraph.
    at: usize,
    text: &'t Running,
    part: &'t Token,
    percent: &'t Token,
    /// The whole, as the sentence calls it; may be empty.
    whole: &'t str,
}

/// Judges the shares of a section; the whole may stand in another.
pub(super) fn judge(texts: &[Running], all: &[Vec<Running>], slips: &mut Vec<Slip>) {
    let shares: Vec<Share<'_>> = texts.iter().enumerate().flat_map(|(at, text)| shares(at, text)).collect();
    slips.extend(texts.iter().enumerate().flat_map(|(at, text)| given::judge(at, text)));
    let mut from = 0;
    for end in 1..=shares.len() {
        let (last, next) = (shares.get(end - 1), shares.get(end));
        let goes_on = last.zip(next).is_some_and(|(last, next)| last.goes_on(next));
        if !goes_on {
            run((texts, all), shares.get(from..end).unwrap_or_default(), slips);
            from = end;
        }
    }
}

fn shares(at: usize, text: &Running) -> Vec<Share<'_>> {
    let mut out = Vec::new();
    for (nth, percent) in text.tokens.iter().enumerate() {
        let before = nth.checked_sub(1).and_then(|before| text.tokens.get(before));
        let before = before.filter(|part| part.kind == FigureKind::Amount);
        if let Some((part, whole)) = first(text, nth, before.is_some()) {
            out.push(Share { at, text, part, percent, whole });
            continue;
        }
        let Some(last) = before else { continue };
        // 基本支出5万元（人员经费3万元、公用经费2万元），占50%: the share is that of all.
        let host = outside(text, nth - 1);
        let gap = text.part(last.range.end..percent.range.start);
        let closed = gap.strip_prefix('）').filter(|_| host < nth - 1);
        let Some(part) = text.tokens.get(if closed.is_some() { host } else { nth - 1 }) else { continue };
        let gap = closed.unwrap_or(gap);
        let is_closed = text.part(percent.range.end..text.text().len()).starts_with('）');
        let own = if gap == "（" && is_closed { Some(("", "")) } else { gap.split_once('占') };
        let Some((between, whole)) = own else { continue };
        // 5万元用于人员经费，占50%: what it is for stands behind it.
        let is_used = used_for(between).is_some_and(|used| used.len() + "用于，".len() == between.len());
        let is_share = percent.kind == FigureKind::Percent
            && (is_used || matches!(between, "" | "，" | "（" | "，约" | "、" | "，分别"))
            && whole.chars().count() <= 24
            && !whole.contains(['，', '。', '；']);
        // A change is a part of another whole.
        let moved = nth.checked_sub(1).is_some_and(|part| is_said(text, part));
        if is_share && !moved {
            let whole = whole.trim_end_matches("分别为");
            let whole = whole.trim_end_matches(['的', '比', '例', '重', '为', '约', '率']);
            let pairs = match closed {
                Some(_) => vec![(part, percent)],
                None => respectively(text, nth - 1, nth).unwrap_or_default(),
            };
            out.extend(pairs.into_iter().map(|(part, percent)| Share { at, text, part, percent, whole }));
        }
    }
    out
}

/// The part whose share stands before it, with what that is of: 基本支出占76.90%，计500万元; 基本支出76.90%（500万元）.
fn first(text: &Running, at: usize, follows: bool) -> Option<(&Token, &str)> {
    let (percent, part) = (text.tokens.get(at)?, text.tokens.get(at + 1)?);
    let gap = text.part(percent.range.end..part.range.start);
    let is_closed = text.part(part.range.end..text.text().len()).starts_with('）');
    let is_next = matches!(gap, "，计" | "，为" | "，共" | "，共计" | "，即" | "，金额" | "，金额为")
        || gap == "（" && is_closed;
    let own = words_before(text, percent);
    let own = own.rsplit(['，', '；', '。', '：', '、']).next().unwrap_or_default();
    let whole = own.split_once('占').map(|(_, whole)| whole);
    let is_share =
        percent.kind == FigureKind::Percent && part.kind == FigureKind::Amount && !is_said(text, at);
    // Right behind another amount it is that one's.
    let is_own = !follows || !own.starts_with('占') && !own.is_empty();
    let whole = whole.or_else(|| (gap == "（" && own.chars().count() >= 2).then_some(""))?;
    let whole = whole.trim_end_matches(['的', '比', '例', '重', '为', '约', '率']);
    (is_share && is_next && is_own && whole.chars().count() <= 24).then_some((part, whole))
}

/// The parts with their shares that begin at a percentage: one with one, or several with as many: 甲和乙分别为3万元和7万元，
/// 分别占30%和70%. Nothing where it is not clear which is whose.
fn respectively(text: &Running, part: usize, percent: usize) -> Option<Vec<(&Token, &Token)>> {
    let is_next = |at: usize| {
        let (one, other) = (text.tokens.get(at)?, text.tokens.get(at + 1)?);
        let gap = text.part(one.range.end..other.range.start);
        (one.kind == other.kind && matches!(gap, "、" | "和" | "及" | "以及" | "与" | "，")).then_some(())
    };
    let count = 1 + (percent..).take_while(|at| is_next(*at).is_some()).count();
    if count == 1 {
        return Some(vec![(text.tokens.get(part)?, text.tokens.get(percent)?)]);
    }
    let adjacent = 1 + (0..part).rev().take_while(|at| is_next(*at).is_some()).count();
    // 其中：甲3万元、乙7万元，分别占30%和70%: all behind the word that opens the list.
    let named = || {
        let end = text.tokens.get(part)?.range.end;
        let sentence = text.sentence(end).start;
        let said = text.part(sentence..end);
        let opened = sentence + ["其中", "包括"].iter().filter_map(|word| said.rfind(word)).max()?;
        let behind = text.tokens.iter().take(part + 1).filter(|token| token.range.start >= opened);
        let is_list = behind.clone().all(|token| token.kind == FigureKind::Amount);
        is_list.then(|| behind.count())
    };
    let listed = if adjacent > 1 { adjacent } else { named().unwrap_or(1) };
    let first = (part + 1).checked_sub(count).filter(|_| listed == count)?;
    (0..count).map(|nth| Some((text.tokens.get(first + nth)?, text.tokens.get(percent + nth)?))).collect()
}

impl Share<'_> {
    /// Whether the next one is of the same list: as the sentence calls the whole, and in its paragraph, or each the
    /// only one of an item.
    fn goes_on(&self, next: &Self) -> bool {
        let only = |share: &Self| {
            let shares = share.text.tokens.iter().filter(|token| {
                token.kind == FigureKind::Percent && words_before(share.text, token).contains('占')
            });
            shares.count() == 1
        };
        let near = self.at == next.at || self.at + 1 == next.at && only(self) && only(next);
        let between = match self.at == next.at {
            true => self.text.part(self.part.range.end.min(next.part.range.start)..next.part.range.start),
            false => "",
        };
        // Behind the first only its share is told: 占支出的70%；项目支出3万元，占30%.
        let opens = ["其中", "分类"].iter().any(|word| between.contains(word));
        let is_same =
            self.whole == next.whole && !between.contains("分类") || next.whole.is_empty() && !opens;
        near && is_same
    }

    fn fits(&self, whole: Span) -> bool {
        let percent = Span::of(self.part).percent_of(whole);
        percent.is_some_and(|percent| percent.meets(Span::of(self.percent)))
    }

    /// All that its whole may be; none where it is too small to tell.
    fn implied(&self) -> Option<Span> {
        let (part, percent) = (Span::of(self.part), Span::of(self.percent));
        let of =
            |part: Decimal, percent: Decimal| part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(percent);
        let is_known = percent.low > Decimal::ZERO && part.low >= Decimal::ZERO;
        is_known.then_some(Span { low: of(part.low, percent.high)?, high: of(part.high, percent.low)? })
    }

    fn slip(&self, kind: SlipKind, right: Option<Decimal>, message: String) -> Slip {
        Slip {
            subject: subject(self.text, self.part),
            expected: right,
            stated: Some(self.percent.number),
            ..Slip::new(kind, self.text.place(&self.percent.range), message)
        }
    }

    fn against(&self, whole: Decimal, like: &Token) -> Option<Slip> {
        let right = exact(self.part).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
        let scale = self.percent.number.scale();
        let cut = self.percent.number == right.trunc_with_scale(scale);
        let kind = if cut { SlipKind::CutOff } else { SlipKind::Share };
        let message = format!(
            "“{}”{}：占 {} 的 {}%，文中写作 {}{}。",
            subject(self.text, self.part),
            printed(self.text, self.part),
            in_unit(whole, like),
            money::display(money::round(right, scale.max(2)), scale.max(2)),
            printed(self.text, self.percent),
            if cut { "，末位没有四舍五入" } else { "" }
        );
        Some(self.slip(kind, Some(money::round(right, scale.max(2))), message))
    }
}

/// Shares that follow each other.
fn run((texts, sections): (&[Running], &[Vec<Running>]), shares: &[Share<'_>], slips: &mut Vec<Slip>) {
    let (Some(first), Some(last)) = (shares.first(), shares.last()) else { return };
    let near = texts.get(first.at.saturating_sub(BEFORE)..last.at + 1).unwrap_or_default();
    let amounts: Vec<&Token> = near
        .iter()
        .flat_map(|text| &text.tokens)
        .filter(|token| token.kind == FigureKind::Amount && !token.number.is_zero())
        .collect();
    let mut all = Span { low: Decimal::ZERO, high: Decimal::ZERO };
    shares.iter().for_each(|share| all = all.plus(Span::of(share.part)));
    three_expenses(shares, slips);
    let told = slips.len();
    slips.extend(wrong_whole(texts, shares, all, &amounts));
    // The whole that explains the most of them.
    let filled: Vec<&Share<'_>> = shares.iter().filter(|share| !share.part.number.is_zero()).collect();
    let count = |whole: &Token| filled.iter().filter(|share| share.fits(Span::of(whole))).count();
    // One that the parts make needs to explain one of them only.
    let is_made = |whole: &Token| filled.len() > 1 && Span::of(whole).meets(all);
    let best = amounts.iter().max_by_key(|whole| (count(whole), is_made(whole)));
    let best = best.map(|whole| (*whole, count(whole)));
    // A whole is not less than its parts.
    let holds_all = |whole: &Token| all.low <= Span::of(whole).high;
    // Percentages that make 100 are those of one whole, whatever the parts come to.
    let slack = Decimal::new(5, 1);
    let sum = shares.iter().try_fold(Decimal::ZERO, |sum, share| money::add(sum, share.percent.number));
    let is_all = sum.is_some_and(|sum| sum.saturating_sub(Decimal::ONE_HUNDRED).abs() <= slack);
    let known = best.filter(|(whole, count)| match is_made(whole) {
        true => *count >= 1 || is_all,
        false => *count >= 2 && *count * 2 >= filled.len() && (is_all || holds_all(whole)),
    });
    // Of which the text says that they are shares of one thing are not shares of each other.
    let is_one_whole =
        !first.whole.is_empty() && known.is_some_and(|(whole, _)| is_made(whole) || filled.len() > 2);
    let is_alone = shares.len() == 1 && stated_whole(shares, &filled).is_some();
    let is_part = |whole: &Token| shares.iter().any(|share| share.part.range == whole.range);
    // Where all but one of three and more show it, it is the whole of that one too.
    let only = known.filter(|(_, count)| is_all && filled.len() > 2 && count + 1 >= filled.len());
    let explained = |share: &Share<'_>| {
        if let Some((whole, _)) = only.filter(|_| !share.part.number.is_zero()) {
            return share.fits(Span::of(whole));
        }
        let explains =
            |whole: &&&Token| share.fits(Span::of(whole)) && !((is_one_whole || is_alone) && is_part(whole));
        // A part alone is all of itself, which says nothing where the whole stands before it.
        let of_all = share.fits(all) && !is_alone;
        of_all
            || share.part.number.is_zero() && share.percent.number.is_zero()
            || amounts.iter().any(|whole| explains(&whole))
    };
    // Shares are made to add up to 100.
    let is_plugged = |slip: &Slip| {
        let (Some(right), Some(stated)) = (slip.expected, slip.stated) else { return false };
        let digit = Decimal::new(2, stated.scale());
        sum == Some(Decimal::ONE_HUNDRED) && right.saturating_sub(stated).abs() <= digit
    };
    for share in shares.iter().filter(|share| !explained(share)) {
        let whole = || known.map(|(whole, _)| whole).or_else(|| stated_whole(shares, &filled));
        slips.extend(unexplained((texts, sections), share, whole).filter(|slip| !is_plugged(slip)));
    }
    if slips.len() == told && !shares.iter().all(explained) {
        slips.extend(two_wholes(shares));
    }
    if slips.len() == told {
        slips.extend(basic_and_projects(shares));
    }
    if slips.len() == told && filled.len() > 1 && sum.is_some_and(is_hundred) {
        slips.extend(short_of(near, &filled));
    }
    if slips.len() == told {
        slips.extend(implied::odd_one(&filled).filter(|slip| !is_plugged(slip)));
    }
    // Of all there is, in a sentence that does not give it: “三公”经费中，接待费1万元，占40%；用车1.5万元，占60%.
    let from = first.text.sentence(first.part.range.start).start;
    let leads = |token: &Token| (from..first.part.range.start).contains(&token.range.start);
    let is_given = first.text.tokens.iter().any(|token| token.kind == FigureKind::Amount && leads(token));
    let has_whole = is_given || amounts.iter().any(|amount| exact(amount) >= all.low);
    if slips.len() == told && is_all && filled.len() > 1 && !has_whole {
        let made = money::sum(filled.iter().map(|share| exact(share.part))).unwrap_or_default();
        let wrong = filled.iter().filter(|share| !share.fits(all));
        slips.extend(
            wrong.filter_map(|share| share.against(made, share.part)).filter(|slip| !is_plugged(slip)),
        );
    }
}

/// A share that nothing near it explains, against its whole where that is known: as `shown` by the shares beside it, or by
/// its name.
fn unexplained<'t>(
    (texts, sections): (&'t [Running], &'t [Vec<Running>]),
    share: &Share<'t>,
    shown: impl FnOnce() -> Option<&'t Token>,
) -> Option<Slip> {
    if share.part.number.is_zero() {
        let message = format!(
            "“{}”是零，却写占 {}。",
            subject(share.text, share.part),
            printed(share.text, share.percent)
        );
        return Some(share.slip(SlipKind::Share, Some(Decimal::ZERO), message));
    }
    let named = || named_whole(texts.iter(), share).or_else(|| named_whole(sections.iter().flatten(), share));
    let whole = shown().or_else(named).or_else(|| named_part(share))?;
    if let Some(slip) = scaled::of_share(share.text, share.part, share.percent, whole) {
        return Some(slip);
    }
    let is_less = exact(share.part) <= exact(whole) && !share.fits(Span::of(whole));
    is_less.then(|| share.against(exact(whole), whole)).flatten()
}
