//! Numbers as words and signs: 一, （一）, 壹, 甲, ①, iv. Knows nothing of where they stand.

use crate::text::in_chinese_digits;

/// A number in one of Word's formats; empty for bullets and for none.
pub(super) fn count(number: u32, format: &str) -> String {
    match format {
        "none" | "bullet" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letters(number),
        "lowerLetter" => letters(number).to_lowercase(),
        "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCountingThousand" => {
            chinese(number, &PLAIN)
        }
        // Counts up to ninety-nine, then goes on digit by digit.
        "chineseCounting" | "taiwaneseCounting" if number < 100 => chinese(number, &PLAIN),
        "chineseCounting" | "taiwaneseCounting" | "ideographDigital" | "taiwaneseDigital"
        | "koreanDigital2" => in_chinese_digits(number),
        "chineseLegalSimplified" => chinese(number, &LEGAL),
        "ideographLegalTraditional" | "japaneseLegal" => chinese(number, &LEGAL_TRADITIONAL),
        "ideographTraditional" => cycle(number, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => cycle(number, "子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed(number, 0x2460, 20),
        "decimalEnclosedParen" => enclosed(number, 0x2474, 20),
        "decimalEnclosedFullstop" => enclosed(number, 0x2488, 20),
        "ideographEnclosedCircle" => enclosed(number, 0x3280, 10),
        "ideographParenthesized" => enclosed(number, 0x3220, 10),
        "decimalFullWidth" | "decimalFullWidth2" => {
            number.to_string().chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect()
        }
        "numberInDash" => format!("- {number} -"),
        _ => number.to_string(),
    }
}

/// A format of one's own, such as `001, 002, 003, ...`.
pub(super) fn custom(number: u32, pattern: &str) -> String {
    let first = pattern.split(',').next().unwrap_or_default().trim();
    if first.chars().all(|c| c.is_ascii_digit()) {
        format!("{number:0width$}", width = first.len().min(10))
    } else {
        number.to_string()
    }
}

/// Digits from nought to nine, then ten, hundred, thousand, ten thousand.
type Signs = [&'static str; 14];

const PLAIN: Signs = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "万"];
const LEGAL: Signs = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖", "拾", "佰", "仟", "万"];
const LEGAL_TRADITIONAL: Signs =
    ["零", "壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖", "拾", "佰", "仟", "萬"];

fn sign(signs: &Signs, at: u32) -> &'static str {
    signs.get(at as usize).copied().unwrap_or_default()
}

fn chinese(number: u32, signs: &Signs) -> String {
    if number >= 10_000 {
        let (high, low) = (number / 10_000, number % 10_000);
        let gap = if low > 0 && low < 1_000 { sign(signs, 0) } else { "" };
        let low = if low > 0 { below(low, signs) } else { String::new() };
        return format!("{}{}{gap}{low}", below(high.min(9_999), signs), sign(signs, 13));
    }
    let text = below(number, signs);
    // 十一, not 一十一; in the legal form the one is written.
    match text.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => text,
    }
}

fn below(number: u32, signs: &Signs) -> String {
    if number == 0 {
        return sign(signs, 0).to_owned();
    }
    let mut text = String::new();
    let mut gap = false;
    for (place, unit) in [(1_000, 12), (100, 11), (10, 10), (1, 99)] {
        let digit = number / place % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push_str(sign(signs, 0));
            gap = false;
        }
        text.push_str(sign(signs, digit));
        text.push_str(sign(signs, unit));
    }
    text
}

fn cycle(number: u32, signs: &str) -> String {
    let count = signs.chars().count().max(1);
    let at = (number.max(1) as usize - 1) % count;
    signs.chars().nth(at).map(String::from).unwrap_or_default()
}

fn enclosed(number: u32, first: u32, count: u32) -> String {
    match number {
        1.. if number <= count => char::from_u32(first + number - 1).map(String::from).unwrap_or_default(),
        _ => number.to_string(),
    }
}

/// A to Z, then AA, BB, CC as Word counts on.
fn letters(number: u32) -> String {
    let Some(number) = number.checked_sub(1) else { return String::new() };
    let letter = char::from_u32(u32::from('A') + number % 26).unwrap_or('A');
    std::iter::repeat_n(letter, (number / 26).min(50) as usize + 1).collect()
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = number.min(32_767);
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            text.push_str(sign);
            left -= value;
        }
    }
    text
}
