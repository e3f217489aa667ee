//! Text as it is compared (比对): without what typing, printing and pasting do to it. There are two ways, and
//! who needs to leave out more says so where it does.
//!
//! [`folded`] goes letter by letter, one for one, so that what is found can be pointed at and replaced, and
//! texts can be compared without building new ones. [`plain`] and [`squeezed`] take a text as a whole and undo what
//! Unicode calls compatible, the latter blanks too: for names and codes, which are the same or not. A digit that is
//! raised, circled or part of a fraction is never made one of the digits beside it.
//!
//! Knows no table, no code and no amount.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// A letter for comparing: full-width forms are half-width (`Ａ` and `（` like `A` and `(`, the wide blank like
/// a blank), capitals of ASCII are small.
pub fn folded(c: char) -> char {
    narrow(c).to_ascii_lowercase()
}

/// A letter in its half-width form. Nothing else that Unicode calls compatible is undone: `①` is no `1`.
pub fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// Whether a text is a year and nothing else, as it stands in a header where its word is wrapped.
pub fn is_year(text: &str) -> bool {
    let text: String = text.chars().map(narrow).collect();
    text.len() == 4 && text.starts_with("20") && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A text of a budget of the year `last` for a budget of a later year: the year and the one before it move on, as years
/// (2024年). A day of the calendar stays, unless something is told as of it (截至2024年12月31日).
pub fn years_moved(text: &str, last: i32, by: i32) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_digit = |at: usize| letters.get(at).is_some_and(|c| narrow(*c).is_ascii_digit());
    let behind_blanks = |mut at: usize| {
        while letters.get(at).is_some_and(|c| c.is_whitespace()) {
            at += 1;
        }
        at
    };
    let moved_at = |at: usize| {
        let digits: String = letters.get(at..at + 4)?.iter().map(|c| narrow(*c)).collect();
        let year: i32 =
            digits.parse().ok().filter(|year: &i32| *year == last || year.checked_add(1) == Some(last))?;
        let sign = behind_blanks(at + 4);
        if at.checked_sub(1).is_some_and(is_digit) || letters.get(sign) != Some(&'年') {
            return None;
        }
        let mut day = behind_blanks(sign + 1);
        let is_day = is_digit(day) && {
            while is_digit(day) {
                day += 1;
            }
            letters.get(behind_blanks(day)) == Some(&'月')
        };
        let before: String = letters.get(at.saturating_sub(2)..at)?.iter().collect();
        (!is_day || before == "截至" || before == "截止").then(|| year.saturating_add(by).to_string())
    };
    let mut moved = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        match moved_at(at) {
            Some(year) => {
                moved += &year;
                at += 4;
            }
            None => {
                moved.push(*letter);
                at += 1;
            }
        }
    }
    moved
}

/// Whether a character takes no room: it comes with pasted text, and nobody sees it.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202c}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether a character belongs to Chinese text, punctuation included: between two of them no blank
/// is ever printed on purpose.
pub fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{2018}'..='\u{201d}' | '\u{3001}'..='\u{303f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is a word's, not punctuation's.
pub fn is_ideograph(c: char) -> bool {
    is_cjk(c) && c.is_alphabetic()
}

/// A text for comparing, each letter [`folded`].
pub fn fold(text: &str) -> String {
    text.chars().map(folded).collect()
}

/// A text with its characters in their plain forms (Unicode NFKC: full-width like half-width, `㈱` like `(株)`). What
/// is made of digits and no letter before them (`²`, `①`, `⑴`, `½`, `㏠`) stays what it is: it marks a note or is another
/// figure, and as digits it would make another code of those beside it.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.chars().all(has_no_other_form) {
        return Cow::Borrowed(text);
    }
    let is_mark = |c: char| {
        let mut plain = c.nfkc();
        let has_digits = plain.clone().any(|plain| plain.is_ascii_digit());
        has_digits && !c.is_ascii() && narrow(c) == c && !plain.next().is_some_and(char::is_alphabetic)
    };
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    // What stands between marks goes together, so that what is composed stays so.
    for (at, c) in text.char_indices().filter(|(_, c)| is_mark(*c)) {
        plain.extend(text.get(from..at).unwrap_or_default().nfkc());
        plain.push(c);
        from = at + c.len_utf8();
    }
    plain.extend(text.get(from..).unwrap_or_default().nfkc());
    Cow::Owned(plain)
}

/// Whether a character is ASCII or a Chinese one, which have no other form.
fn has_no_other_form(c: char) -> bool {
    c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Whether a character is a dash, of whatever length and width: alone it stands for a blank amount.
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '−' | '─' | '－')
}

/// A text in its [plain] form, without blanks and line breaks. Capitals and punctuation count.
pub fn squeezed(text: &str) -> Cow<'_, str> {
    match plain(text) {
        Cow::Borrowed(text) if !text.contains(char::is_whitespace) => Cow::Borrowed(text),
        text => text.chars().filter(|c| !c.is_whitespace()).collect(),
    }
}

/// Whether a character steers whoever shows it instead of being shown: controls (of a terminal, among others),
/// marks that turn the direction of what follows, line and paragraph separators, invisible tags.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A text that somebody else wrote, as it may be shown on one line: line breaks and tabs are blanks, other
/// characters that [steer](steers) stand there by their number (`\u{1b}`).
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, |_| false)
}

/// The same of a text of several lines.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    shown(text, |c| matches!(c, '\n' | '\t'))
}

/// What stands in a cell whose formula has no result: neither a blank nor a nought.
pub const NOT_CALCULATED: &str = "未计算";

/// Whether a label is that of a sum over a whole table: 合计, 收入总计.
pub fn is_total_label(text: &str) -> bool {
    const LABELS: [&str; 14] = [
        "合计",
        "总计",
        "收入总计",
        "支出总计",
        "收支总计",
        "收入合计",
        "支出合计",
        "本年收入合计",
        "本年支出合计",
        "收入总数",
        "支出总数",
        "本年收入小计",
        "本年支出小计",
        "合计总计",
    ];
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：')).collect();
    LABELS.contains(&bare.as_str())
}

/// The digits in Chinese, from nought.
const CHINESE_DIGITS: &str = "〇一二三四五六七八九";

/// A number in digits or in Chinese, the latter below a hundred: 12, 十二, 二十.
pub fn numeral(number: &str) -> Option<u32> {
    if let Ok(number) = number.parse() {
        return Some(number);
    }
    // One digit, or none where nothing need be said.
    let digit = |text: &str, none: u32| {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Some(none),
            (Some(only), None) => CHINESE_DIGITS
                .chars()
                .position(|digit| digit == only)
                .and_then(|at| u32::try_from(at).ok().filter(|digit| *digit > 0)),
            _ => None,
        }
    };
    match number.split_once('十') {
        Some((tens, ones)) => Some(digit(tens, 1)? * 10 + digit(ones, 0)?),
        None => digit(number, 0).filter(|number| *number > 0),
    }
}

/// The same written: 12 is 十二, 20 is 二十. Only below a hundred.
pub(crate) fn in_numerals(number: u32) -> String {
    let digit = |of: u32| usize::try_from(of).ok().and_then(|at| CHINESE_DIGITS.chars().nth(at));
    let tens = digit(number / 10).filter(|_| number >= 20);
    let ten = (number >= 10).then_some('十');
    let ones = digit(number % 10).filter(|_| !number.is_multiple_of(10));
    tens.into_iter().chain(ten).chain(ones).collect()
}

/// The years that a text names, in order.
pub(crate) fn years(text: &str) -> Vec<i32> {
    text.split('年')
        .filter_map(|before| {
            let from = before.len().checked_sub(4)?;
            let digits = before.get(from..)?;
            let whole = !before.get(..from)?.ends_with(|c: char| c.is_ascii_digit());
            digits.starts_with("20").then(|| digits.parse().ok()).flatten().filter(|_| whole)
        })
        .collect()
}

/// A number in Chinese digits, one for each of its own: 2026 is 二〇二六.
pub(crate) fn in_chinese_digits(number: u32) -> String {
    let digits = number.to_string();
    let digit = |c: char| CHINESE_DIGITS.chars().nth(c.to_digit(10)? as usize);
    digits.chars().filter_map(digit).collect()
}

/// A text without the item's number before it: `4.一般公共服务`, `（二）教育`. A number that is a word's own stays: 三公.
pub fn unnumbered(text: &str) -> &str {
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let body = text.strip_prefix(['（', '(']).unwrap_or(text);
    let rest = body.trim_start_matches(numeral);
    let mark = rest.trim_start_matches(['、', '.', '．', '）', ')']);
    if rest.len() < body.len() && mark.len() < rest.len() { mark } else { text }
}

/// A text without its brackets and what stands in them: 机关（机构）运行经费 is 机关运行经费.
pub fn unbracketed(text: &str) -> String {
    let mut depth = 0_usize;
    let is_outside = |c: &char| {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    text.chars().filter(is_outside).collect()
}

/// Whether a label is that of a sum over a part of a table.
pub fn is_subtotal_label(text: &str) -> bool {
    text.chars().filter(|c| !c.is_whitespace()).eq("小计".chars())
}

/// A text to be quoted in a message: of a long one the beginning.
pub fn shortened(text: &str) -> Cow<'_, str> {
    shortened_to(text, 60)
}

/// A text of at most so many characters, and where it is longer a sign that it goes on.
pub fn shortened_to(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
    }
}

fn shown(text: &str, keeps: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|c| steers(c) && !keeps(c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        match c {
            c if keeps(c) || !steers(c) => shown.push(c),
            // Of two that are one line break.
            '\n' if before == '\r' => {}
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => shown.push(' '),
            c => shown.extend(c.escape_unicode()),
        }
        before = c;
    }
    Cow::Owned(shown)
}

/// A name in quotation marks, unless it has its own: “支出总计”, “三公”经费.
pub(crate) fn quoted(name: &str) -> String {
    if name.contains('“') { name.to_owned() } else { format!("“{name}”") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_move_on_and_days_do_not() {
        for (text, moved) in [
            ("2024年度比２０２３ 年增加", "2025年度比2024 年增加"),
            ("2022年、12024年、2024万元", "2022年、12024年、2024万元"),
            ("自2024年1月1日起", "自2024年1月1日起"),
            ("截至2023年12月31日", "截至2024年12月31日"),
        ] {
            assert_eq!(years_moved(text, 2024, 1), moved);
        }
    }

    #[test]
    fn numbers_are_read_in_chinese_too() {
        for (text, number) in [
            ("3", Some(3)),
            ("三", Some(3)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("二十三", Some(23)),
            ("三公", None),
            ("十二三", None),
            ("〇", None),
            ("", None),
        ] {
            assert_eq!(numeral(text), number, "{text}");
        }
        for number in 1..100 {
            assert_eq!(numeral(&in_numerals(number)), Some(number));
        }
    }

    #[test]
    fn what_steers_is_shown_by_its_number() {
        for (text, line, lines) in [
            ("行政运行", "行政运行", "行政运行"),
            ("甲\n没有问题", "甲 没有问题", "甲\n没有问题"),
            ("甲\r\n乙\r丙\t丁", "甲 乙 丙 丁", "甲 \n乙 丙\t丁"),
            ("\u{1b}[2J\u{9b}31m\u{7f}", "\\u{1b}[2J\\u{9b}31m\\u{7f}", "\\u{1b}[2J\\u{9b}31m\\u{7f}"),
            ("\u{202e}乙\u{2069}", "\\u{202e}乙\\u{2069}", "\\u{202e}乙\\u{2069}"),
            ("一\u{2028}二", "一 二", "一 二"),
        ] {
            assert_eq!(visible(text), line);
            assert_eq!(visible_lines(text), lines);
        }
    }

    #[test]
    fn what_counts_as_the_same() {
        // Two texts, whether they fold to one, whether they squeeze to one.
        for (a, b, folds, squeezes) in [
            ("办公费", "办公费", true, true),
            ("ＡＢ１（甲）", "AB1(甲)", true, true),
            ("ABc", "abC", true, false),
            ("甲 乙", "甲\u{3000}乙", true, true),
            ("甲 乙", "甲乙", false, true),
            ("甲\n乙", "甲乙", false, true),
            ("㎡", "m2", false, true),
            ("m²", "m2", false, false),
            ("2㏠", "21日", false, false),
            ("30201①", "302011", false, false),
            ("3020¹", "30201", false, false),
            ("第⑴组", "第(1)组", false, false),
            ("½", "1⁄2", false, false),
            ("30201", "３０２０１", true, true),
            ("㈠", "(一)", false, true),
            ("“三公”经费", "三公经费", false, false),
            ("一、外交", "一外交", false, false),
            ("印刷费", "办公费", false, false),
        ] {
            assert_eq!(fold(a) == fold(b), folds, "{a} / {b}");
            assert_eq!(squeezed(a) == squeezed(b), squeezes, "{a} / {b}");
        }
    }
}
