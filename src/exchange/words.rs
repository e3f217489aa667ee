//! Comparing and mending printed text: what counts as the same word, which blanks come from line
//! wrapping, what Markdown adds. Knows Chinese typography and Markdown; knows no table and no region.

use rust_decimal::Decimal;

use super::units;
use crate::money::{MoneyUnit, parse_amount};
use crate::text::{is_cjk, plain, squeezed};

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
    let (plain, markup) = decode_markup(text.trim());
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
        self.stands_for_blank
            || !self.squeezed.is_empty()
                && self.squeezed.chars().all(|c| matches!(c, '-' | '—' | '–' | '−' | '─'))
    }
}

/// What stands in a cell of a row that numbers the columns.
enum Numbering {
    /// `**`, 栏次: here is no figure.
    Star,
    /// The nth letter: `A`, 甲.
    Letter(usize, char),
    /// `3`, `3=4+5`, `(3)`, ③, `③=①+②`; and whether it is said that it is a number of a column.
    Number(u32, bool),
}

impl Numbering {
    fn of(cell: &Printed) -> Option<Self> {
        let text = cell.squeezed.as_str();
        if matches!(text, "栏次" | "行次" | "栏目")
            || text.chars().all(|c| matches!(c, '*' | '-' | '—' | '×'))
        {
            return Some(Self::Star);
        }
        let bare = text.trim_matches(['(', ')', '第', '栏', '列']);
        let mut letters = bare.chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            let nth = ["ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "甲乙丙丁戊己庚辛壬癸"];
            let nth = nth.iter().find_map(|all| all.chars().position(|one| one == letter));
            if let Some(nth) = nth {
                return Some(Self::Letter(nth, letter));
            }
        }
        let circled = |c: char| Some(u32::from(c).checked_sub(u32::from('①'))? + 1).filter(|nth| *nth <= 20);
        let first = bare.chars().next().and_then(circled);
        let rest = match first {
            Some(_) => bare.trim_start_matches(|c: char| circled(c).is_some()),
            None => bare.trim_start_matches(|c: char| c.is_ascii_digit()),
        };
        let own = bare.get(..bare.len() - rest.len())?;
        // Several circled digits make no number.
        let number = if own.chars().count() == 1 { first } else { None };
        let number = number.or_else(|| own.parse::<u32>().ok())?;
        let is_part = |c: char| c.is_ascii_digit() || circled(c).is_some() || "=+-*/()".contains(c);
        let is_formula = rest.starts_with('=') && rest.chars().all(is_part);
        let says_so = first.is_some() || is_formula || text.contains(['第', '栏', '列']);
        (number < 200 && (rest.is_empty() || is_formula)).then_some(Self::Number(number, says_so))
    }
}

/// Whether a row numbers the columns: `1 2 3`, with stars or letters (`** 1 2`, `甲 乙 1 2`, `A B C`) where no figures
/// stand.
pub(super) fn is_numbering(row: &[Printed]) -> bool {
    let cells: Option<Vec<Numbering>> =
        row.iter().filter(|cell| !cell.is_blank()).map(Numbering::of).collect();
    let Some(cells) = cells else { return false };
    // A dash alone may stand for a blank amount.
    let is_star = |cell: &Printed| cell.squeezed.contains('*') || cell.squeezed.ends_with('次');
    let (mut letters, mut numbers, mut closely) = (Vec::new(), Vec::new(), true);
    let mut is_latin = true;
    let mut says_so = row.iter().any(|cell| !cell.is_blank() && is_star(cell));
    for cell in &cells {
        match cell {
            Numbering::Star => {}
            Numbering::Letter(nth, letter) => {
                letters.push(*nth);
                is_latin &= letter.is_ascii();
            }
            Numbering::Number(number, said) => {
                says_so |= said;
                closely &= numbers.last().is_none_or(|last| last + 1 == *number);
                numbers.push(*number);
            }
        }
    }
    let rises = numbers.windows(2).all(|pair| matches!(pair, [one, other] if one < other));
    let letters_rise = letters.windows(2).all(|pair| matches!(pair, [one, other] if one + 1 == *other));
    let first = numbers.first().copied();
    // A name of one letter is none of these.
    let lettered = letters_rise && letters.first().is_some_and(|first| *first == 0);
    if !letters.is_empty() && !lettered || !rises {
        return false;
    }
    match (numbers.len(), letters.len()) {
        // 甲 and 乙 alone may be names.
        (0, letters) => is_latin && letters > 1,
        (count, 0) => {
            count > 2 && closely
                || says_so && (count > 1 || first == Some(1) || cells.len() > 2 && first < Some(20))
        }
        // A row whose name is one letter has figures, too.
        _ => says_so || closely && first == Some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_number_the_columns_are_known() {
        for (row, expected) in [
            ("1|2|3", true),
            ("**|1", true),
            ("**|1|**|2", true),
            ("栏次|1|2|3", true),
            ("甲|乙|1|2", true),
            ("A|B|C", true),
            ("①|②|③=①+②", true),
            ("甲|1|2", true),
            ("A|B|1栏|3栏", true),
            ("A|100|150", false),
            ("甲|5|9", false),
            ("甲|乙|1|5", false),
            ("①②|1|2", false),
            ("1|2|3=1+2", true),
            ("1栏|2栏", true),
            ("甲|乙", false),
            ("1|2", false),
            ("3|2|1", false),
            ("合计|1|2|3", false),
            ("-|-|5", false),
            ("1.00|2.00|3.00", false),
            ("2026\n年预算数|1|2", false),
        ] {
            let row: Vec<Printed> = row.split('|').map(|cell| Printed::new(cell.to_owned())).collect();
            assert_eq!(
                is_numbering(&row),
                expected,
                "{}",
                row.iter().map(|cell| &*cell.text).collect::<Vec<_>>().join("|")
            );
        }
    }

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
