//! An amount in the digits of a style.

use rust_decimal::Decimal;

use super::Style;

impl Style {
    pub(super) fn amount(&self, hundredths: i64, unit: &str) -> String {
        let value = match unit {
            "元" => Decimal::new(hundredths * 100, 0),
            _ => Decimal::new(hundredths, 2),
        };
        if value.is_zero() {
            return self.blank.clone();
        }
        let text = format!("{:.2}", value.abs());
        let text = match self.digits.as_str() {
            "逗号" | "括号负数" => grouped(&text),
            "全角" => text.chars().map(wide).collect(),
            _ => text,
        };
        match (value.is_sign_negative(), self.digits.as_str()) {
            (true, "括号负数") => format!("({text})"),
            (true, _) => format!("-{text}"),
            _ => text,
        }
    }
}

fn grouped(text: &str) -> String {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{out}.{rest}")
}

fn wide(c: char) -> char {
    match c {
        '.' => '．',
        c => c.to_digit(10).and_then(|digit| char::from_u32('０' as u32 + digit)).unwrap_or(c),
    }
}
