//! Comparing and mending printed text: what counts as the same word, which blanks come from line
//! wrapping, what Markdown adds. Knows Chinese typography and Markdown; knows no table and no region.

use rust_decimal::Decimal;

use super::source::numbering;
use super::units;
use crate::money::{MoneyUnit, parse_amount};
use crate::text::{is_cjk, is_dash, plain, squeezed};

/// The letters and digits of a text, widths folded: two labels that differ only in blanks, width or
/// punctuation, or in the unit that one states, fold to the same.
pub(super) fn fold(text: &str) -> String {
    let own = units::without(text);
    let text = own.as_deref().unwrap_or(text);
    plain(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A text without blanks, widths folded: stricter than [`fold`], for telling `一、外交` from `(一) 外交`.
pub(super) fn squeeze(text: &str) -> String {
    squeezed(text).into_owned()
}

/// A mended text, and whether anything was changed.
#[derive(Debug, PartialEq)]
pub(super) struct Mended {
    /// The text.
    pub text: String,
    /// Whether blanks between Chinese characters were removed.
    pub blanks: bool,
    /// Whether Markdown was decoded.
    pub markup: bool,
}

/// Trims a cell or line, decodes Markdown, and removes the blanks that line wrapping left between two
/// Chinese characters. Every other character stays.
pub(super) fn mend(text: &str) -> Mended {
    let (plain, markup) = decode_markup(unquoted(text.trim()));
    let mut out = String::with_capacity(plain.len());
    let mut blanks = false;
    let mut pending = String::new();
    for c in plain.chars() {
        if c.is_whitespace() {
            pending.push(c);
            continue;
        }
        if !pending.is_empty() {
            if out.chars().next_back().is_some_and(is_cjk) && is_cjk(c) {
                blanks = true;
            } else {
                out.push_str(&pending);
            }
            pending.clear();
        }
        out.push(c);
    }
    Mended { text: out, blanks, markup }
}

/// A number without what keeps it a text in a workbook: an apostrophe before it (`'2010301`), or a formula that is nothing
/// but it (`="2010301"`). A name in quotes stays as it is.
fn unquoted(text: &str) -> &str {
    let formula = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let behind = text.strip_prefix(['\'', '’', '‘', '＇', '`']);
    let is_number = |inner: &&str| {
        inner.chars().all(|c| c.is_ascii_digit() || "+-,.%()（），".contains(c))
            && inner.contains(|c: char| c.is_ascii_digit())
    };
    formula.or(behind).map(str::trim).filter(is_number).unwrap_or(text)
}

/// Trims a line of running text and decodes Markdown; blanks stay, since sentences are not wrapped
/// within their lines.
pub(super) fn unmark(text: &str) -> (String, bool) {
    decode_markup(text.trim())
}

/// Joins what a page break took apart; a blank only where two Latin words would run together.
pub(super) fn join(first: &str, second: &str) -> String {
    let letters = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let gap = if letters(first.chars().next_back()) && letters(second.chars().next()) { " " } else { "" };
    format!("{first}{gap}{second}")
}

/// Markdown's `**bold**`, heading marks and `$math$` as the characters they stand for.
fn decode_markup(text: &str) -> (String, bool) {
    let mut changed = false;
    let mut text = text.to_owned();
    if text.starts_with('#') {
        let rest = text.trim_start_matches('#');
        if rest.starts_with(' ') {
            text = rest.trim_start().to_owned();
            changed = true;
        }
    }
    if text.matches("**").count() >= 2 {
        text = text.replace("**", "");
        changed = true;
    }
    for mark in ["__", "*"] {
        let inner = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        if let Some(inner) = inner.filter(|inner| !inner.is_empty() && !inner.contains(mark)) {
            text = inner.to_owned();
            changed = true;
        }
    }
    if !text.contains('$') {
        return (text, changed);
    }
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('$');
    out.push_str(parts.next().unwrap_or_default());
    while let Some(inner) = parts.next() {
        let Some(after) = parts.next() else {
            out.push('$');
            out.push_str(inner);
            break;
        };
        match decode_math(inner) {
            Some(math) => {
                changed = true;
                out.truncate(out.trim_end().len());
                out.push_str(&math);
                out.push_str(after.trim_start());
            }
            None => {
                out.push('$');
                out.push_str(inner);
                out.push('$');
                out.push_str(after);
            }
        }
    }
    (out, changed)
}

/// The few signs a budget needs; anything else is left as it stands.
fn decode_math(inner: &str) -> Option<String> {
    if !inner.contains('\\') {
        return None;
    }
    let mut text = inner.to_owned();
    for (command, sign) in [
        (r"\geqslant", "≥"),
        (r"\leqslant", "≤"),
        (r"\geq", "≥"),
        (r"\leq", "≤"),
        (r"\ge", "≥"),
        (r"\le", "≤"),
        (r"\times", "×"),
        (r"\div", "÷"),
        (r"\pm", "±"),
        (r"\sim", "~"),
        (r"\%", "%"),
    ] {
        text = text.replace(command, sign);
    }
    text.retain(|c| !c.is_whitespace());
    (!text.contains('\\')).then_some(text)
}

/// The one text of a cell whose line break only wraps it; `None` where two stand below each other. A number
/// goes on behind a comma or a point, and nowhere else for certain.
pub(super) fn unbroken(text: &str) -> Option<std::borrow::Cow<'_, str>> {
    if !text.contains('\n') {
        return Some(text.into());
    }
    let pieces: Vec<&str> = text.split('\n').map(str::trim).filter(|piece| !piece.is_empty()).collect();
    let goes_on = |pair: &[&str]| match pair {
        [one, next] => one.ends_with([',', '，', '.']) || next.starts_with([',', '，', '.']),
        _ => false,
    };
    pieces.windows(2).all(goes_on).then(|| pieces.concat().into())
}

/// Whether digits begin with a zero, as codes do (01, 0102) and amounts do not.
pub(super) fn is_led_by_zero(text: &str) -> bool {
    text.len() > 1
        && text.starts_with('0')
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte != b'0')
}

/// One printed cell with what alignment asks about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Printed {
    /// The mended text.
    pub text: String,
    /// Its [`fold`].
    pub folded: String,
    /// Its [`squeeze`].
    pub squeezed: String,
    /// The number, if it reads as one.
    pub number: Option<Decimal>,
    /// Whether it consists of digits only.
    pub digits: bool,
    /// Whether it begins as an indicator's value does: with a comparison or a digit.
    pub value_like: bool,
    /// Whether it begins with a comparison.
    pub compared: bool,
    /// Its length in characters.
    pub length: usize,
    /// Which cell of its line it was printed in, from 0; `None` where it was taken out of another.
    pub from: Option<u16>,
    /// Whether it says in an amount's place that there is none.
    stands_for_blank: bool,
}

/// What stands for a picture in the text of a document.
pub(super) const PICTURE: &str = "![](图片)";

/// Whether a cell on its own holds an amount as tables print it.
pub(super) fn is_amount(text: &str) -> bool {
    Printed::new(text.to_owned()).number.is_some()
}

impl Printed {
    /// Looks at a mended text.
    pub(super) fn new(text: String) -> Self {
        let squeezed = squeeze(&text);
        let first = squeezed.chars().next();
        let compared = first.is_some_and(|c| matches!(c, '≥' | '≤' | '>' | '<' | '=' | '≧' | '≦'));
        let digits = !squeezed.is_empty() && squeezed.bytes().all(|byte| byte.is_ascii_digit());
        // Several numbers are one to look at, whichever; a year with a word below it is none.
        let of = |text: &str| parse_amount(text, MoneyUnit::WanYuan);
        let read = match unbroken(&text) {
            Some(one) => of(&one),
            None => {
                let mut lines = text.lines().map(of);
                let first = lines.next().unwrap_or(Ok(None));
                lines.find(Result::is_err).unwrap_or(first)
            }
        };
        let number = if compared { None } else { read.clone().ok().flatten() };
        Self {
            stands_for_blank: !squeezed.is_empty() && read.is_ok_and(|read| read.is_none()),
            folded: fold(&text),
            number,
            digits,
            value_like: compared || first.is_some_and(|c| c.is_ascii_digit()),
            compared,
            length: squeezed.chars().count(),
            squeezed,
            text,
            from: None,
        }
    }

    /// The same, printed in that cell of its line.
    pub(super) fn from(self, from: Option<u16>) -> Self {
        Self { from, ..self }
    }

    /// Whether nothing is printed.
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether it is a dash, or another sign, that stands for a blank amount.
    pub(super) fn is_dash(&self) -> bool {
        self.stands_for_blank || !self.squeezed.is_empty() && self.squeezed.chars().all(is_dash)
    }
}

/// Whether a row numbers the columns.
pub(super) fn is_numbering(row: &[Printed]) -> bool {
    let filled = row.iter().filter(|cell| !cell.is_blank());
    numbering::is_numbering(&filled.map(|cell| cell.squeezed.as_str()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A year above a word is no amount of 2026.
    #[test]
    fn a_cell_of_a_number_and_a_word_is_no_number() {
        for (text, is_number) in [("2026\n年预算数", false), ("15.00\n25.00", true), ("1,234,\n567.00", true)]
        {
            assert_eq!(Printed::new(text.to_owned()).number.is_some(), is_number, "{text}");
        }
    }

    #[test]
    fn mends_wrapping_and_markup_only() {
        for (text, expected) in [
            ("财政专户 管理资金", "财政专户管理资金"),
            ("对外友好协 会办公室", "对外友好协会办公室"),
            ("≥2 次", "≥2 次"),
            ("1、资金来源: (1) 政府预算资金", "1、资金来源: (1) 政府预算资金"),
            (r"$\geq 92\%$", "≥92%"),
            (r"总数） $\times 100\%$ 。", "总数）×100%。"),
            ("单价 $5 和 $6", "单价 $5 和 $6"),
            ("部门**2023**年度", "部门2023年度"),
            ("≤10万 元", "≤10万元"),
            ("'2010301", "2010301"),
            ("’1,234.50", "1,234.50"),
            ("=\"2010301\"", "2010301"),
            ("'-12.50", "-12.50"),
            ("'95后", "'95后"),
            ("'2010301'", "'2010301'"),
            ("=\"行政运行\"", "=\"行政运行\""),
            ("=1+2", "=1+2"),
        ] {
            assert_eq!(mend(text).text, expected);
        }
    }

    #[test]
    fn folds_what_printing_varies() {
        assert_eq!(fold("单位编码 (项目编码)"), fold("单位编码（项目编码）"));
        assert_ne!(squeeze("一、外交"), squeeze("(一) 外交"));
        assert_eq!(squeeze("(一) 外交"), squeeze("（一）外交"));
    }
}
