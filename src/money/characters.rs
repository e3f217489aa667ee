//! The characters of an amount: which of them are only other forms of the same, which do not show, and which
//! look like digits and are none.
//!
//! Full-width forms, the dashes and the blanks that word processors and spreadsheets write are folded one by
//! one. Nothing else is: what Unicode calls compatible (`²`, `①`, `½`) is another figure or none at all.

use crate::text::{is_invisible, narrow};

/// What every dash, minus sign and hyphen is folded to.
pub(super) const MINUS: char = '-';

/// A text with its characters in their plain forms, without those that do not show, and without blanks around it.
///
/// # Errors
/// Says in Chinese which character cannot stand in an amount.
pub(super) fn plain(text: &str) -> Result<String, String> {
    let mut plain = String::with_capacity(text.len());
    for c in text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c)).chars() {
        if is_invisible(c) {
            continue;
        }
        if matches!(c, '\u{202d}' | '\u{202e}') {
            return Err(format!(
                "金额里有改变显示次序的控制字符（U+{:04X}），看到的和实际的不一样；请重新输入",
                u32::from(c)
            ));
        }
        plain.push(folded(c));
    }
    Ok(plain.trim_matches(' ').to_owned())
}

/// One character in its plain form.
fn folded(c: char) -> char {
    match c {
        // Hyphens, dashes and minus signs, of full and of small width too.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => MINUS,
        // Accounts mark what is below nought so.
        '△' | '▲' => MINUS,
        '\u{ffe5}' => '¥',
        // Blanks of every width; a line break or a tab is none within a number.
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        other => narrow(other),
    }
}

/// What a character is that may be taken for a digit, for a message; empty where there is nothing to say.
pub(super) fn kind_of(c: char) -> &'static str {
    match c {
        '²' | '³' | '¹' | '\u{2070}'..='\u{207f}' => "（上标）",
        '\u{2080}'..='\u{208e}' => "（下标）",
        '¼' | '½' | '¾' | '\u{2150}'..='\u{215f}' | '\u{2189}' => "（分数）",
        '\u{2160}'..='\u{2188}' => "（罗马数字）",
        '\u{2460}'..='\u{24ff}'
        | '\u{2776}'..='\u{2793}'
        | '\u{3220}'..='\u{3243}'
        | '\u{3251}'..='\u{325f}'
        | '\u{3280}'..='\u{32bf}'
        | '\u{1f100}'..='\u{1f10c}' => "（带圈或括号的序号）",
        '。' | '｡' => "（句号；小数点请用“.”）",
        '、' => "（顿号）",
        '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => "（换行或制表符）",
        c if is_chinese_numeral(c) => "（中文数字，请改用阿拉伯数字）",
        c if c.is_numeric() && !c.is_ascii_digit() => "（不是 0–9）",
        _ => "",
    }
}

fn is_chinese_numeral(c: char) -> bool {
    "〇零一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟廿卅".contains(c)
}

/// How a character is named in a message: itself, or its number where it does not show.
pub(super) fn named(c: char) -> String {
    if c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}') {
        format!("U+{:04X}", u32::from(c))
    } else {
        c.to_string()
    }
}
