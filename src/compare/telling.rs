//! What tells two projects or units of nearly one name apart (一期 and 二期, 第一小学 and 第二小学, 人民路 and 解放路): numbers and
//! letters, however they are written, years as far as they are from the budget's own, and what stands before the word for a
//! place. Names that differ in that are of two things, however alike they are.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::identity::essence;

/// What a name is written with that counts something.
const COUNTERS: &str = "期批标段轮届号";
/// What ends the name of a place or of a body.
const PLACES: [&str; 21] = [
    "路",
    "街",
    "大道",
    "巷",
    "桥",
    "村",
    "镇",
    "乡",
    "县",
    "区",
    "河",
    "渠",
    "水库",
    "湖",
    "港",
    "小学",
    "中学",
    "幼儿园",
    "医院",
    "卫生院",
    "派出所",
];
/// How far before it a name may differ.
const REACH: usize = 2;
/// Years that budgets speak of.
const YEARS: std::ops::Range<i64> = 1990..2100;

/// Whether two names are of two things: `a` in a budget of one year, `b` in one of another.
pub(super) fn tells_apart((a, of_a): (&str, i32), (b, of_b): (&str, i32)) -> bool {
    let (a, b) = (letters(a), letters(b));
    let (numbers, others) = (numbers(&a, of_a), numbers(&b, of_b));
    let only_one = numbers.is_empty() != others.is_empty();
    let counts = |all: &[Number]| all.iter().any(|one| one.counts);
    let values = |all: &[Number]| -> Vec<i64> { all.iter().map(|one| one.value).collect() };
    if values(&numbers) != values(&others) && (!only_one || counts(&numbers) || counts(&others)) {
        return true;
    }
    names_other_place(&a, &b)
}

/// What counts of a name; codes before it are no part of it.
fn letters(name: &str) -> Vec<char> {
    let is_code = |word: &&str| word.len() > 4 && word.chars().all(|c| c.is_ascii_digit());
    name.split(' ').filter(|word| !is_code(word)).flat_map(str::chars).filter_map(essence).collect()
}

/// A number in a name.
struct Number {
    /// Of a year, how far it is from the budget's own.
    value: i64,
    /// Whether it numbers parts of one thing (二期).
    counts: bool,
}

fn numbers(name: &[char], year: i32) -> Vec<Number> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < name.len() {
        let rest = name.get(at..).unwrap_or_default();
        let (value, length) = first_number(rest);
        let Some(value) = value else {
            at += 1;
            continue;
        };
        at += length;
        let next = name.get(at).copied().unwrap_or_default();
        let before = at.checked_sub(length + 1).and_then(|before| name.get(before)).copied();
        let value = if YEARS.contains(&value) && length == 4 { value - i64::from(year) } else { value };
        found.push(Number { value, counts: COUNTERS.contains(next) || before == Some('第') });
    }
    found
}

/// The number that a text begins with, and how many characters it takes. Latin and Roman letters that stand alone number
/// things, too.
fn first_number(text: &[char]) -> (Option<i64>, usize) {
    let run = |is: fn(char) -> bool| text.iter().take_while(|c| is(**c)).count();
    let digits = run(|c| c.is_ascii_digit());
    if digits > 0 {
        let text: String = text.iter().take(digits.min(18)).collect();
        return (text.parse().ok(), digits);
    }
    let chinese = run(|c| "零〇一二三四五六七八九十百".contains(c));
    if chinese > 0 {
        return (Some(chinese_number(text.get(..chinese).unwrap_or_default())), chinese);
    }
    let letters = run(|c| c.is_ascii_alphabetic());
    if letters > 0 {
        let word: String = text.iter().take(letters).collect::<String>().to_lowercase();
        let roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
        let roman = roman.iter().position(|one| *one == word).map(|at| at as i64 + 1);
        let letter = word.bytes().next().filter(|_| letters == 1).map(|byte| -i64::from(byte));
        return (roman.or(letter), letters);
    }
    match text.first().map(|c| u32::from(*c)) {
        Some(code @ 0x2160..=0x216b) => (Some(i64::from(code - 0x215f)), 1),
        Some(code @ 0x2170..=0x217b) => (Some(i64::from(code - 0x216f)), 1),
        _ => (None, 0),
    }
}

/// 十二 is 12, 二〇二四 is 2024, 二百一十 is 210.
fn chinese_number(text: &[char]) -> i64 {
    let digit = |c: char| "零一二三四五六七八九".chars().position(|one| one == c).map(|at| at as i64);
    let digit = |c: char| if c == '〇' { Some(0) } else { digit(c) };
    if text.iter().all(|c| digit(*c).is_some()) {
        let value = |all: i64, c: &char| all.saturating_mul(10).saturating_add(digit(*c).unwrap_or_default());
        return text.iter().fold(0, value);
    }
    let (mut whole, mut last) = (0_i64, None);
    for c in text {
        match (digit(*c), *c) {
            (Some(value), _) => {
                last = Some(last.map_or(value, |before: i64| before.saturating_mul(10) + value))
            }
            (None, unit) => {
                let unit = if unit == '百' { 100 } else { 10 };
                whole = whole.saturating_add(last.take().unwrap_or(1) * unit);
            }
        }
    }
    whole.saturating_add(last.unwrap_or_default())
}

/// Whether one name has other words where the other names a place: 人民路改造, 解放路改造.
fn names_other_place(a: &[char], b: &[char]) -> bool {
    capture_diff_slices(Algorithm::Myers, a, b).into_iter().any(|op| {
        let DiffOp::Replace { old_index, old_len, new_len, .. } = op else { return false };
        let behind = a.get(old_index + old_len..).unwrap_or_default();
        // Words of one length: what is longer was written out.
        let names_place = |at: usize| {
            let behind: String = behind.iter().skip(at).take(3).collect();
            PLACES.iter().any(|place| behind.starts_with(place))
        };
        old_len == new_len && (0..=REACH).any(names_place)
    })
}

#[cfg(test)]
mod tests {
    use super::tells_apart;

    #[test]
    fn names_that_tell_two_things_are_told_from_one_that_was_reworded() {
        for (a, b, expected) in [
            ("信息化平台一期", "信息化平台二期", true),
            ("信息化平台一期", "信息化平台（1期）", false),
            ("信息化平台I期", "信息化平台Ⅱ期", true),
            ("信息化平台", "信息化平台二期", true),
            ("第三批帮扶资金", "第四批帮扶资金", true),
            ("十四五规划编制", "十五五规划编制", true),
            ("A标段监理费", "B标段监理费", true),
            ("2022年综合治理", "2023年综合治理", false),
            ("2021年综合治理尾款", "2021年综合治理尾款项目", true),
            ("二〇二二年普查", "2023年普查", false),
            ("市第一小学", "市第二小学", true),
            ("人民路改造工程", "解放路改造工程", true),
            ("东风路小学修缮", "西风路小学修缮", true),
            // Reworded.
            ("民间对外交往经费", "民间对外友好交往经费", false),
            ("“三公”经费", "三公经费", false),
            ("一体化平台建设", "平台建设", false),
            ("市委办公室", "市委办", false),
            ("退役军人服务中心经费", "退役军人事务中心经费", false),
        ] {
            assert_eq!(tells_apart((a, 2022), (b, 2023)), expected, "{a} {b}");
        }
    }
}
