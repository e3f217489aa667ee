//! The unit of amounts (元, 万元, …) wherever a document says it: in a line of its own, beside a title, in a
//! cell, in brackets behind a header's word. Knows the units and how they are written; where to look, and what
//! to do without one, is for those who ask.

use rust_decimal::Decimal;

use crate::money::MoneyUnit;
pub(super) use crate::money::{unit_in_yuan as in_yuan, unit_name as name};
use crate::pattern::Pattern;
use crate::text::plain;

/// `单位：人民币万元`, alone or among other things. What goes on as a word (`单位：元氏县`) is no unit.
static STATED: Pattern = Pattern::made(
    || {
        let word = r"(?:[单單]\s*位|[币幣]\s*[种種]|金\s*[额額]\s*:|(?:人\s*民|货)\s*[币幣]\s*:)\s*(?:均?\s*[为為是])?\s*[:∶\s]?";
        let label = r"\(?\s*(?:人\s*民\s*[币幣]\s*)?[:\s/]?\s*\(?\s*((?:[十百千万萬亿億]\s*)*元)\s*\)?";
        let end = r"(?:\s*\(人\s*民\s*[币幣]\))?(?:[^\p{Han}]|$|部门|编制|公开|填报|日期|单位)";
        format!(r"{word}\s*{label}{end}")
    },
    &["元"],
);

/// `以万元为单位`.
static TAKEN: Pattern = Pattern::new(
    r"以\s*(?:人\s*民\s*币\s*)?((?:[十百千万萬亿億]\s*)*元)\s*为\s*(?:金\s*额\s*)?单\s*位",
    &["元"],
);

/// A unit and nothing else: `(元)`, `万元`.
static ALONE: Pattern = Pattern::new(
    r"^\s*[(\[【〔]?\s*(?:人\s*民\s*币\s*:?\s*)?((?:[十百千万萬亿億]\s*)*元)\s*[)\]】〕]?\s*$",
    &["元"],
);

/// A unit behind a word: `金额/元`.
static BEHIND: Pattern = Pattern::new(r"\p{Han}\s*/\s*((?:[十百千万萬亿億]\s*)*元)\s*$", &["元"]);

/// `(万元)`, `[单位：元]`, `(人民币：元)`.
static BRACKETED: Pattern = Pattern::new(
    r"[(\[【〔]\s*(?:(?:金额|计量)?单\s*位\s*:?\s*)?(?:人\s*民\s*币\s*:?\s*)?((?:[十百千万亿]\s*)*元)\s*[)\]】〕]",
    &["元"],
);

/// `单位：人`: what a table counts is no money.
static COUNTED: Pattern = Pattern::new(
    r"[(（\[]?\s*(?:计\s*量\s*)?[单單]\s*位\s*[:：]\s*(?:[人名辆台套个件户册](?:次|数)?|平方米)(?:\s*[、,，/]\s*(?:[人名辆台套个件户册](?:次|数)?|平方米))*\s*[)）\]]?\s*(?:\t|\n|$)",
    &["单", "單"],
);

/// Where in a text it is stated that things are counted (`单位：人`), in bytes.
pub(super) fn counted(text: &str) -> Vec<std::ops::Range<usize>> {
    COUNTED.find_iter(text).map(|found| found.range()).collect()
}

fn folded(text: &str) -> Option<String> {
    text.contains('元').then(|| plain(text).into_owned())
}

fn find(pattern: &Pattern, text: &str) -> Option<Decimal> {
    let text = folded(text)?;
    let found = pattern.captures(&text)?;
    in_yuan(&found.get(1)?.as_str().split_whitespace().collect::<String>())
}

/// How many 元 the unit is that a text states with the word 单位.
pub(crate) fn stated(text: &str) -> Option<Decimal> {
    find(&STATED, text).or_else(|| find(&TAKEN, text)).or_else(|| {
        let text = plain(text);
        BRACKETED
            .find(&text)
            .filter(|found| found.as_str().contains('位') || found.as_str().contains("人民币"))?;
        bracketed(&text)
    })
}

/// How many 元 the unit is that stands in brackets in a text.
pub(super) fn bracketed(text: &str) -> Option<Decimal> {
    find(&BRACKETED, text)
}

/// How many 元 the unit is that a text is, and nothing else.
pub(super) fn alone(text: &str) -> Option<Decimal> {
    find(&ALONE, text)
}

/// How many 元 the unit is of which a header's word speaks: in brackets, behind it, or all it is.
pub(crate) fn of_word(text: &str) -> Option<Decimal> {
    stated(text).or_else(|| bracketed(text)).or_else(|| alone(text)).or_else(|| find(&BEHIND, text))
}

/// How many 元 the unit is that a text says all tables have: `单位均为万元`.
pub(super) fn of_all(text: &str) -> Option<Decimal> {
    let says_all = ["均", "所有", "全部", "一律", "统一"].iter().any(|word| text.contains(word));
    stated(text)
        .filter(|_| says_all && !["本表", "上表", "下表", "该表"].iter().any(|word| text.contains(word)))
}

/// A text without the unit it states, and whether there was one.
pub(crate) fn without(text: &str) -> Option<String> {
    let folded = folded(text)?;
    let bare = BRACKETED.replaced(&folded, "");
    let bare = match BEHIND.captures(&bare).and_then(|found| found.get(1)) {
        Some(unit) => bare.get(..unit.start())?.trim_end().trim_end_matches('/').to_owned(),
        None => bare,
    };
    (bare != folded).then_some(bare)
}

/// Where in a text its unit is stated, in bytes.
pub(super) fn places(text: &str) -> Vec<std::ops::Range<usize>> {
    // Only where widths make no difference are the bytes the same.
    LOOSE.find_iter(text).map(|found| found.range()).collect()
}

static LOOSE: Pattern = Pattern::new(
    r"[（(\[【〔]?\s*(?:(?:金\s*[额額]|计\s*量)?\s*(?:[单單]\s*位|[币幣]\s*[种種])|金\s*[额額]\s*[:：]|(?:人\s*民|货)\s*[币幣]\s*[:：])\s*(?:均?\s*[为為是])?\s*[:：\s]?\s*[（(]?\s*(?:人\s*民\s*[币幣]\s*)?[:：\s/]?\s*[（(]?\s*(?:[十百千万萬亿億]\s*)*元\s*[)）]?(?:\s*[（(]人民币[)）])?\s*[)）\]】〕]?|[（(\[【〔]\s*(?:人\s*民\s*币\s*[:：]?\s*)?(?:[十百千万亿]\s*)*元\s*[)）\]】〕]",
    &["元"],
);

/// How many of `unit` so many 元 are; nothing where they are the same.
pub(super) fn factor(yuan: Decimal, unit: MoneyUnit) -> Option<Decimal> {
    let factor = yuan / unit.in_yuan();
    (factor != Decimal::ONE).then_some(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_however_they_are_written() {
        for (text, expected) in [
            ("单位：元", Some(1)),
            ("人民币：元", Some(1)),
            ("公开01表 货币：万元", Some(10_000)),
            ("人民币100元", None),
            ("单位:万元", Some(10_000)),
            ("单位： 万 元", Some(10_000)),
            ("单　位：元", Some(1)),
            ("金额单位：人民币万元", Some(10_000)),
            ("金额单位：人民币元", Some(1)),
            ("部门名称：市委办  单位：百元", Some(100)),
            ("单位：千元 部门名称：市委办", Some(1_000)),
            ("单位：元部门名称：市委办", Some(1)),
            ("（单位：亿元）", Some(100_000_000)),
            ("(单位:百万元)", Some(1_000_000)),
            ("2023年部门支出预算表（单位：万元）", Some(10_000)),
            ("单位：万元（保留两位小数）", Some(10_000)),
            ("币种：人民币 单位：元", Some(1)),
            ("单位：元（人民币）", Some(1)),
            ("［单位：万元］", Some(10_000)),
            ("单位：（万元）", Some(10_000)),
            ("单位：人民币（元）", Some(1)),
            ("單位：萬元", Some(10_000)),
            ("市委办 第1页 金额:元", Some(1)),
            ("注：本表金额单位为元。", Some(1)),
            ("（金额单位均为千元）", Some(1_000)),
            ("注：本表金额以元为单位。", Some(1)),
            ("（以人民币万元为金额单位）", Some(10_000)),
            ("单位∶元", Some(1)),
            ("金额：100元", None),
            ("预算单位为元氏县财政局", None),
            ("单位：元氏县财政局", None),
            ("单位：市委办", None),
            ("预算单位（科目名称）", None),
            ("全年支出1,234.50万元", None),
            ("合计（元）", None),
        ] {
            assert_eq!(stated(text), expected.map(Decimal::from), "{text}");
        }
        for (text, expected) in [
            ("合计（元）", Some(1)),
            ("项目金额 (万元)", Some(10_000)),
            ("金额【百元】", Some(100)),
            ("预算数（单位：千元）", Some(1_000)),
            ("金额合计/元", Some(1)),
            ("元", Some(1)),
            ("（万元）", Some(10_000)),
            ("科目（类）", None),
            ("元/年", None),
            ("单元", None),
        ] {
            assert_eq!(of_word(text), expected.map(Decimal::from), "{text}");
        }
    }

    #[test]
    fn a_word_is_known_without_its_unit() {
        assert_eq!(without("合计（元）").as_deref(), Some("合计"));
        assert_eq!(without("单位（科目名称）"), None);
        assert_eq!(without("金额合计/元").as_deref(), Some("金额合计"));
        assert_eq!(without("单位：元"), None);
    }
}
