//! Reads an amount the way people write it: full-width digits, thousands separators, sign, currency and unit in
//! either order, accountant's brackets, a dash for nothing, or a small sum after `=`. One reader for what is
//! typed, pasted and imported; `tests/data/amounts.txt` holds what it makes of each spelling.
//!
//! What is not surely one amount is refused with the reason, and whoever asked keeps the text: two numbers with a
//! blank between them, a percentage, a date, a number in powers of ten, whose digits are not all shown.

use rust_decimal::Decimal;

use super::characters::{MINUS, plain};
use super::number::{AmountError, number};
use super::{MoneyUnit, round, sum};
use crate::text::shortened;

/// Units as they are written with a number, longer ones before those they end in, and how many 元 one is.
const UNITS: [(&str, i64); 12] = [
    ("万亿元", 1_000_000_000_000),
    ("千万元", 10_000_000),
    ("百万元", 1_000_000),
    ("十万元", 100_000),
    ("亿元", 100_000_000),
    ("万元", 10_000),
    ("千元", 1_000),
    ("百元", 100),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("圆", 1),
    ("元", 1),
];

/// Words for the currency, which is always the same.
const CURRENCIES: [&str; 6] = ["人民币", "RMB", "rmb", "CNY", "cny", "¥"];

/// Reads `text` as an amount in `unit`; blank text is a blank cell (`None`), and so is what stands for nothing in
/// a table: dashes, `/` and `无`.
///
/// Understood: `2,907.50`, `12 345.60`, `１２３．４５`, `(3.5)` for a negative, `2907.50万元` and `29075000元`
/// (converted to `unit`), `¥-12`, and sums such as `=12.5*4`. Decimals below one 分 are refused, the result of a
/// sum is rounded half-up to the 分.
///
/// # Errors
/// Says in Chinese what cannot be read, at which character, and what to write instead.
pub fn parse_amount(text: &str, unit: MoneyUnit) -> Result<Option<Decimal>, AmountError> {
    parse_amount_typed(text, unit, unit)
}

/// Reads `text` as an amount in `unit`, of a person who writes in `typed` where no unit is written behind it.
///
/// # Errors
/// As [`parse_amount`].
pub fn parse_amount_typed(
    text: &str,
    unit: MoneyUnit,
    typed: MoneyUnit,
) -> Result<Option<Decimal>, AmountError> {
    parse_amount_of(text, unit, typed.in_yuan())
}

/// Reads `text` as an amount in `unit`, from a table in whose unit (千元, 亿元) one is `yuan` 元. An amount that
/// brings a unit of its own is in that one.
///
/// # Errors
/// As [`parse_amount`].
pub fn parse_amount_of(text: &str, unit: MoneyUnit, yuan: Decimal) -> Result<Option<Decimal>, AmountError> {
    let Some(Written { value, yuan: own, computed }) = read(text)? else {
        return Ok(None);
    };
    let too_long = || AmountError::new(unit.too_long());
    // All units are powers of ten: the factor is exact, and where it is one the decimals stay as written.
    let factor = own.unwrap_or(yuan).checked_div(unit.in_yuan()).ok_or_else(too_long)?;
    let value = value.checked_mul(factor).ok_or_else(too_long)?;
    let exact = round(value, unit.exact_decimals());
    if !computed && exact != value {
        return Err(AmountError::new(
            "小数位太多：金额精确到分（以元为单位最多 2 位小数，以万元为单位最多 6 位）；请四舍五入后再录入",
        ));
    }
    unit.holds(exact).map_err(AmountError::new)?;
    Ok(Some(exact))
}

/// Reads `text` as a whole number of persons, cars or pieces; blank text is a blank cell.
///
/// # Errors
/// Says in Chinese why it is not a whole number.
pub fn parse_count(text: &str) -> Result<Option<Decimal>, AmountError> {
    let text = plain(text).map_err(AmountError::new)?;
    let body = text.trim_end_matches(['人', '个', '辆', '台', '套', '项']);
    if body.contains(['元', '圆', '¥']) {
        return Err(AmountError::new(format!("“{}”是金额；此处填数量，请输入整数", shortened(&text))));
    }
    match parse_amount(body, MoneyUnit::Yuan)? {
        Some(value) if !value.fract().is_zero() => {
            Err(AmountError::new(format!("“{}”不是整数；此处填数量，请输入整数", shortened(&text))))
        }
        Some(value) => Ok(Some(value.trunc())),
        None => Ok(None),
    }
}

/// Whether a text stands for no amount where one could stand: dashes, also behind a currency as spreadsheets
/// show zero, a stroke, the word 无. Blank text is not among them.
pub fn is_no_amount(text: &str) -> bool {
    plain(text).is_ok_and(|text| !text.is_empty() && stands_for_nothing(&text))
}

fn stands_for_nothing(plain: &str) -> bool {
    let mut body = plain;
    for currency in CURRENCIES {
        body = body.strip_prefix(currency).unwrap_or(body);
    }
    let body = body.trim_matches(' ');
    matches!(body, "/" | "无") || !body.is_empty() && body.chars().all(|c| matches!(c, MINUS | ' '))
}

/// A number as it is written.
struct Written {
    value: Decimal,
    /// How many 元 the unit is that is written with it.
    yuan: Option<Decimal>,
    /// Whether it is the result of a sum.
    computed: bool,
}

fn read(text: &str) -> Result<Option<Written>, AmountError> {
    let text = plain(text).map_err(AmountError::new)?;
    if text.is_empty() || stands_for_nothing(&text) {
        return Ok(None);
    }
    if let Some(sum) = text.strip_prefix('=') {
        let (body, yuan) = strip_unit(sum.trim_matches(' '));
        // 12.5×4 has one decimal to a computer, and none to anybody else.
        let value = sum::evaluate(body)?.normalize();
        return Ok(Some(Written { value, yuan, computed: true }));
    }
    if let Some(reason) = no_amount_at_all(&text) {
        return Err(AmountError::new(format!("“{}”{reason}", shortened(&text))));
    }
    let mut marks = Marks::default();
    let body = marks.take(&text);
    let twice = || {
        AmountError::new(format!(
            "“{}”里的正负号、括号写了两次或不成对，看不出是多少；请改正",
            shortened(&text)
        ))
    };
    if marks.opened != marks.closed || marks.opened && marks.sign.is_some() {
        return Err(twice());
    }
    if body.starts_with([MINUS, '+']) && marks.sign.is_some() {
        return Err(twice());
    }
    let value = number(body, &text)?;
    let value = if marks.opened || marks.sign == Some(MINUS) { -value } else { value };
    Ok(Some(Written { value, yuan: marks.yuan, computed: false }))
}

/// What is said of a text that is something else than an amount.
fn no_amount_at_all(text: &str) -> Option<&'static str> {
    if !text.is_empty() && text.chars().all(|c| c == '#') {
        return Some("是来源处的栏太窄、没有显示出来的数；请把栏放宽再复制");
    }
    let has_digit = |c: char| c.is_ascii_digit();
    if !text.contains(has_digit) {
        return None;
    }
    if text.ends_with(['%', '‰', '‱']) {
        return Some("是百分比，不是金额；请录入金额本身");
    }
    let between = |mark: char| {
        let mut parts = text.split(mark);
        let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        text.contains(mark) && parts.all(|part| number(part.trim_matches(' ')))
    };
    if between(MINUS) || between('/') || between(':') || text.contains(['年', '月', '日', '时']) {
        return Some("像是日期、时间或分数，不是金额；请按看到的数重新录入");
    }
    let power = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, MINUS | '+'));
    if let Some(before) = power.strip_suffix(['E', 'e'])
        && power.len() < text.len()
        && before.ends_with(|c: char| c.is_ascii_digit() || c == '.')
    {
        return Some("是科学记数法，没有显示出全部数字；请在来源处把格式改为数值，再复制或录入");
    }
    None
}

/// What stands around a number, each at most once.
#[derive(Default)]
struct Marks {
    sign: Option<char>,
    currency: bool,
    yuan: Option<Decimal>,
    opened: bool,
    closed: bool,
}

impl Marks {
    /// Takes the marks off both ends; the number is what remains.
    fn take<'a>(&mut self, text: &'a str) -> &'a str {
        let mut body = text;
        while let Some(rest) = self.front(body) {
            body = rest.trim_start_matches(' ');
        }
        while let Some(rest) = self.back(body) {
            body = rest.trim_end_matches(' ');
        }
        body
    }

    fn front<'a>(&mut self, body: &'a str) -> Option<&'a str> {
        if let Some(rest) = body.strip_prefix([MINUS, '+']).filter(|_| self.sign.is_none()) {
            self.sign = body.chars().next();
            return Some(rest);
        }
        if let Some(rest) = body.strip_prefix('(').filter(|_| !self.opened) {
            self.opened = true;
            return Some(rest);
        }
        self.currency(body, |body, word| body.strip_prefix(word))
            .or_else(|| self.unit(body, |body, word| body.strip_prefix(word)))
    }

    fn back<'a>(&mut self, body: &'a str) -> Option<&'a str> {
        if let Some(rest) = body.strip_suffix(')').filter(|_| !self.closed) {
            self.closed = true;
            return Some(rest);
        }
        // 12元整, as on a receipt.
        if let Some(rest) = body.strip_suffix(['整', '正']).filter(|rest| rest.ends_with(['元', '圆'])) {
            return Some(rest);
        }
        self.currency(body, |body, word| body.strip_suffix(word))
            .or_else(|| self.unit(body, |body, word| body.strip_suffix(word)))
    }

    fn currency<'a>(
        &mut self,
        body: &'a str,
        strip: impl Fn(&'a str, &str) -> Option<&'a str>,
    ) -> Option<&'a str> {
        if self.currency {
            return None;
        }
        let rest = CURRENCIES.iter().find_map(|word| strip(body, word))?;
        self.currency = true;
        Some(rest)
    }

    fn unit<'a>(
        &mut self,
        body: &'a str,
        strip: impl Fn(&'a str, &str) -> Option<&'a str>,
    ) -> Option<&'a str> {
        if self.yuan.is_some() {
            return None;
        }
        let (rest, yuan) = UNITS.iter().find_map(|(word, yuan)| Some((strip(body, word)?, *yuan)))?;
        self.yuan = Some(Decimal::new(yuan, 0));
        Some(rest)
    }
}

/// Splits a unit off the end; the second part is how many 元 the written unit is.
fn strip_unit(text: &str) -> (&str, Option<Decimal>) {
    let found = UNITS.iter().find_map(|(word, yuan)| Some((text.strip_suffix(word)?, *yuan)));
    found.map_or((text, None), |(body, yuan)| (body.trim_end_matches(' '), Some(Decimal::new(yuan, 0))))
}

#[cfg(test)]
mod tests;
