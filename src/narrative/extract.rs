//! Finds amounts, percentages, counts and words of direction in a text. Does not know what they are
//! about.
//!
//! Not figures: years, item numbers, ordinals (第3项), and thresholds (单价50万元以上).

use std::ops::Range;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::plain::Plain;
use crate::formula::Span;
use crate::money::unit_in_yuan;
use crate::pattern::Pattern;

/// What a figure of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FigureKind {
    /// Money.
    Amount,
    /// A percentage.
    Percent,
    /// People, cars, machines, projects.
    Count,
    /// A word that says there is no change (持平).
    Flat,
    /// A word of direction (增加, 减少).
    Direction,
    /// A name in a list of items.
    Item,
}

/// A figure or a word of direction in a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub struct Extracted {
    /// What it is.
    pub kind: FigureKind,
    /// Where it stands, in characters.
    pub span: Span,
    /// The number as written; for a word of direction, 1 or -1.
    pub number: Decimal,
    /// How many 元 one unit is, for an amount.
    pub in_yuan: Decimal,
}

/// The same in plain text.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: FigureKind,
    pub range: Range<usize>,
    pub number: Decimal,
    pub in_yuan: Decimal,
}

impl Token {
    /// Whether it is a number.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.kind, FigureKind::Amount | FigureKind::Percent | FigureKind::Count)
    }
}

static TOKEN: Pattern = Pattern::made(
    || {
        let number = r"(?P<number>-?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)";
        let unit = r"(?P<unit>[十百千万亿]*元|%|人次|人|名|个百分点|个|辆|台|套|项|家)";
        let up = r"(?P<up>净?增加|净?增长|上升|提高|增幅|增收|增支|净增|核增|多收|多支|增)";
        let down = r"(?P<down>负增长|净?减少|下降|降低|减幅|降幅|压减|减收|减支|净减|核减|缩减|削减|少收|少支|短收|回落|减)";
        let flat = r"(?P<flat>持平|无增减|没有变化|无变化)";
        // 一致 and 相同 are said of many things; of last year's figure they say that nothing has changed.
        let same = r"上年度?(?:预算)?(?:安排)?数?(?:相比)?(?:基本)?(?P<same>一致|相同)";
        format!("{number}{unit}(?P<threshold>(?:（含）|及)?以[上下内])?|{down}|{up}|{flat}|{same}")
    },
    &[],
);

/// The figures and words of direction of a plain text, in order.
pub(super) fn tokens(plain: &Plain) -> Vec<Token> {
    let word = |kind, range, number| Token { kind, range, number, in_yuan: Decimal::ONE };
    TOKEN
        .captures_iter(&plain.text)
        .filter_map(|found| {
            let range = |name: &str| found.name(name).map(|part| part.range());
            if found.get(0).is_some_and(|word| is_part_of_word(&plain.text, word.range())) {
                return None;
            }
            if let Some(up) = range("up") {
                return Some(word(FigureKind::Direction, up, Decimal::ONE));
            }
            if let Some(down) = range("down") {
                return Some(word(FigureKind::Direction, down, Decimal::NEGATIVE_ONE));
            }
            if let Some(flat) = range("flat").or_else(|| range("same")) {
                return Some(word(FigureKind::Flat, flat, Decimal::ZERO));
            }
            number_token(plain, range("number")?, range("unit")?, found.name("threshold").is_some())
        })
        .filter(|token| !plain.is_open(token.range.start))
        .collect()
}

/// Whether 增 or 减 is a part of another word: alone it stands right before its figure, as in 较上年增5.2万元.
fn is_part_of_word(text: &str, word: Range<usize>) -> bool {
    if !matches!(text.get(word.clone()), Some("增" | "减")) {
        return false;
    }
    let behind = text.get(word.end..).unwrap_or_default();
    let before = text.get(..word.start).unwrap_or_default();
    !behind.starts_with(|c: char| c.is_ascii_digit())
        || before.ends_with(['新', '递', '加', '追', '裁', '压'])
}

fn number_token(plain: &Plain, digits: Range<usize>, unit: Range<usize>, threshold: bool) -> Option<Token> {
    let before = plain.part(0..digits.start).chars().next_back();
    // A letter that a blank parts from it is of another word.
    let is_parted = plain.is_parted(digits.start);
    let odd = |c: char| {
        c.is_ascii_alphabetic() && !is_parted || c.is_ascii_digit() || matches!(c, '第' | '.' | ',' | '-')
    };
    if threshold || before.is_some_and(odd) {
        return None;
    }
    let label = plain.part(unit.clone());
    let (kind, in_yuan) = match unit_in_yuan(label) {
        Some(yuan) => (FigureKind::Amount, yuan),
        None if label == "%" => (FigureKind::Percent, Decimal::ONE),
        // A difference of percentages is none of the figures that can be compared.
        None if label == "个百分点" => return None,
        None => (FigureKind::Count, Decimal::ONE),
    };
    let number = Decimal::from_str(&plain.part(digits.clone()).replace(',', "")).ok()?;
    Some(Token { kind, range: digits.start..unit.end, number, in_yuan })
}

/// The figures and words of direction of a paragraph, in order.
pub fn extract(paragraph: &str) -> Vec<Extracted> {
    let plain = Plain::of(paragraph);
    tokens(&plain)
        .into_iter()
        .map(|token| Extracted {
            kind: token.kind,
            span: plain.span(&token.range),
            number: token.number,
            in_yuan: token.in_yuan,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_and_other_numbers_are_not() {
        for (text, expected) in [
            (
                "2023年收入总计2907.50万元，比2022年减少566.72万元，减少16.31%。",
                "2907.50万元 减少 566.72万元 减少 16.31%",
            ),
            ("行政编制 91 人、参公编制 39 人，内设 27 个职能科（室）", "91 人 39 人 27 个"),
            ("单价50万元以上通用设备2台", "2台"),
            ("共3人，比上年〔请填写：上年文字为增加4人，增长5%〕。占6%", "3人 6%"),
            ("支出19988.70千元，比上年减少4.5百万元", "19988.70千元 减少 4.5百万元"),
            ("1、处理公文；2、第3项任务；20.5.1版", ""),
            ("２，９０７．５０万元，占8%，与上年持平", "２，９０７．５０万元 8% 持平"),
            ("上升2个百分点", "上升"),
            ("用于abc 824.01万元，b12.00万元，第 3人", "824.01万元"),
            ("支出70万元，与上年预算数一致，与附表一致", "70万元 一致"),
            ("1234567890123456789012345678901234567890万元", ""),
        ] {
            let found: Vec<String> = extract(text)
                .iter()
                .map(|one| text.chars().skip(one.span.start).take(one.span.end - one.span.start).collect())
                .collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }
}
