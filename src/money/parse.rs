//! Reads an amount the way people write it: full-width digits, thousands separators, a unit behind
//! it, accountant's brackets, or a small sum after `=`.

use rust_decimal::Decimal;

use super::{MoneyUnit, round};
use crate::text;

/// The most digits that may stand before the decimal point, as in the forms' fields.
const MAX_WHOLE_DIGITS: u32 = 13;

/// Why a text is not an amount: a message for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AmountError {
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

impl AmountError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// Reads `text` as an amount in `unit`; blank text is a blank cell (`None`).
///
/// Understood: `2,907.50`, `１２３．４５`, `(3.5)` for a negative, `2907.50万元` and `29075000元` (converted
/// to `unit`), `¥12`, and sums such as `=12.5*4`. Typed decimals below one 分 are refused, the result
/// of a sum is rounded half-up to the 分.
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
    let text = normalise(text);
    if text.is_empty() {
        return Ok(None);
    }
    let (body, written_in) = strip_unit(&text);
    let body = body.trim_start_matches(['¥', '￥']);
    if body.is_empty() {
        return Err(AmountError::new(format!("“{text}”里没有数字；请输入金额，例如 2907.50")));
    }
    let factor = written_in.unwrap_or(typed.in_yuan()) / unit.in_yuan();
    let (value, computed) = match body.strip_prefix('=') {
        Some(sum) => (Sum::new(sum).evaluate()?, true),
        None => (parse_signed(body)?, false),
    };
    let too_long =
        || AmountError::new(format!("数字太长：整数部分最多 {MAX_WHOLE_DIGITS} 位；请检查单位或多输的数字"));
    let value = value.checked_mul(factor).ok_or_else(too_long)?;
    let exact = round(value, unit.exact_decimals());
    if !computed && exact != value {
        return Err(AmountError::new(format!(
            "小数位太多：以{}为单位最多 {} 位小数（精确到分）；请四舍五入后再输入",
            typed.label(),
            typed.exact_decimals()
        )));
    }
    if exact.abs() >= Decimal::from(10_u64.pow(MAX_WHOLE_DIGITS)) {
        return Err(too_long());
    }
    Ok(Some(exact))
}

/// Reads `text` as a whole number of persons, cars or pieces; blank text is a blank cell.
///
/// # Errors
/// Says in Chinese why it is not a whole number.
pub fn parse_count(text: &str) -> Result<Option<Decimal>, AmountError> {
    let text = normalise(text);
    let body = text.trim_end_matches(['人', '个', '辆', '台', '套', '项']);
    match parse_amount(body, MoneyUnit::Yuan)? {
        Some(value) if !value.fract().is_zero() => {
            Err(AmountError::new(format!("“{text}”不是整数；此处填数量，请输入整数")))
        }
        Some(value) => Ok(Some(value.trunc())),
        None => Ok(None),
    }
}

/// Full-width forms to ASCII, blanks removed, also those without width that come with a pasted text, the
/// several minus signs to one.
fn normalise(text: &str) -> String {
    text::squeezed(text)
        .chars()
        .filter(|c| *c != '\u{feff}' && *c != '\u{200b}')
        .map(|c| if matches!(c, '−' | '–' | '—' | '－') { '-' } else { c })
        .collect()
}

/// Splits a unit off the end; the second part is how many 元 the written unit is.
fn strip_unit(text: &str) -> (&str, Option<Decimal>) {
    for (suffix, yuan) in
        [("亿元", 100_000_000), ("万元", 10_000), ("亿", 100_000_000), ("万", 10_000), ("元", 1)]
    {
        if let Some(body) = text.strip_suffix(suffix) {
            return (body, Some(Decimal::new(yuan, 0)));
        }
    }
    (text, None)
}

fn parse_signed(body: &str) -> Result<Decimal, AmountError> {
    if let Some(inner) = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return parse_unsigned(inner, body).map(|value| -value);
    }
    match body.strip_prefix('-') {
        Some(rest) => parse_unsigned(rest, body).map(|value| -value),
        None => parse_unsigned(body.strip_prefix('+').unwrap_or(body), body),
    }
}

/// One number with optional thousands separators. `whole_text` is what the message quotes.
fn parse_unsigned(digits: &str, whole_text: &str) -> Result<Decimal, AmountError> {
    if digits.is_empty() {
        return Err(AmountError::new(format!("“{whole_text}”里没有数字；请输入金额，例如 2907.50")));
    }
    if let Some(at) = digits.chars().position(|c| !c.is_ascii_digit() && c != '.' && c != ',') {
        let found: String = digits.chars().skip(at).take(1).collect();
        return Err(AmountError::new(format!(
            "“{whole_text}”不是金额：第 {} 个字符“{found}”不能出现在数字里",
            at + 1
        )));
    }
    if digits.matches('.').count() > 1 {
        return Err(AmountError::new(format!("“{whole_text}”有多个小数点；请只保留一个")));
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let separated = whole.contains(',');
    if fraction.contains(',')
        || (separated && (first.is_empty() || first.len() > 3))
        || groups.any(|group| group.len() != 3)
    {
        return Err(AmountError::new(format!(
            "“{whole_text}”的千位分隔符位置不对；请按三位一组，或去掉逗号"
        )));
    }
    let plain: String = digits.chars().filter(|c| *c != ',').collect();
    if plain == "." {
        return Err(AmountError::new(format!("“{whole_text}”里没有数字；请输入金额，例如 2907.50")));
    }
    let padded = if plain.starts_with('.') { format!("0{plain}") } else { plain };
    // Decimal holds 28 digits and would round what goes beyond: too long is an error, not a guess.
    if padded.len() > 28 {
        return Err(AmountError::new(format!("“{whole_text}”太长：整数部分最多 {MAX_WHOLE_DIGITS} 位")));
    }
    padded
        .trim_end_matches('.')
        .parse()
        .map_err(|_| AmountError::new(format!("“{whole_text}”不是金额；请输入数字，例如 2907.50")))
}

/// A sum typed into a cell: `+ - * / ( )` over numbers.
struct Sum<'a> {
    text: &'a str,
    rest: &'a str,
    depth: u32,
}

impl<'a> Sum<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, rest: text, depth: 0 }
    }

    fn evaluate(mut self) -> Result<Decimal, AmountError> {
        let value = self.terms()?;
        if self.rest.is_empty() { Ok(value) } else { Err(self.unexpected()) }
    }

    fn unexpected(&self) -> AmountError {
        let at = self.text.chars().count() - self.rest.chars().count() + 1;
        match self.rest.chars().next() {
            Some(found) => AmountError::new(format!(
                "算式“={}”第 {at} 个字符“{found}”看不懂；只能用数字、+ - * / 和括号",
                self.text
            )),
            None => AmountError::new(format!("算式“={}”没有写完", self.text)),
        }
    }

    fn eat(&mut self, symbols: &[char]) -> Option<char> {
        let found = self.rest.chars().next().filter(|c| symbols.contains(c))?;
        self.rest = self.rest.get(found.len_utf8()..).unwrap_or_default();
        Some(found)
    }

    fn terms(&mut self) -> Result<Decimal, AmountError> {
        let mut value = self.factors()?;
        while let Some(operator) = self.eat(&['+', '-']) {
            let next = self.factors()?;
            let result = if operator == '+' { value.checked_add(next) } else { value.checked_sub(next) };
            value = result.ok_or_else(|| self.overflow())?;
        }
        Ok(value)
    }

    fn factors(&mut self) -> Result<Decimal, AmountError> {
        let mut value = self.atom()?;
        while let Some(operator) = self.eat(&['*', '×', '/', '÷']) {
            let next = self.atom()?;
            let result = if matches!(operator, '*' | '×') {
                value.checked_mul(next)
            } else if next.is_zero() {
                return Err(AmountError::new(format!("算式“={}”除以零；请改正除数", self.text)));
            } else {
                value.checked_div(next)
            };
            value = result.ok_or_else(|| self.overflow())?;
        }
        Ok(value)
    }

    fn atom(&mut self) -> Result<Decimal, AmountError> {
        // Every level is a call: text nested without end must end in a message.
        self.depth += 1;
        if self.depth > 200 {
            return Err(AmountError::new("算式太复杂；请拆成几步"));
        }
        let value = if self.eat(&['-']).is_some() {
            -self.atom()?
        } else if self.eat(&['+']).is_some() {
            self.atom()?
        } else if self.eat(&['(']).is_some() {
            let inner = self.terms()?;
            if self.eat(&[')']).is_none() {
                return Err(self.unexpected());
            }
            inner
        } else {
            let end = self
                .rest
                .find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
                .unwrap_or(self.rest.len());
            if end == 0 {
                return Err(self.unexpected());
            }
            let (number, rest) = self.rest.split_at(end);
            self.rest = rest;
            parse_unsigned(number, number)?
        };
        self.depth -= 1;
        Ok(value)
    }

    fn overflow(&self) -> AmountError {
        AmountError::new(format!("算式“={}”的结果太大；请检查", self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The amount in 万元 as text, `空` for blank, or the message.
    fn read(text: &str) -> String {
        match parse_amount(text, MoneyUnit::WanYuan) {
            Ok(Some(value)) => value.normalize().to_string(),
            Ok(None) => "空".into(),
            Err(error) => error.message,
        }
    }

    #[test]
    fn understands_what_people_write() {
        for (text, expected) in [
            ("", "空"),
            ("　 ", "空"),
            ("2,907.50", "2907.5"),
            ("１２３．４５", "123.45"),
            ("２，９０７．５０", "2907.5"),
            ("(3.5)", "-3.5"),
            ("（3.5）", "-3.5"),
            ("-0.16", "-0.16"),
            ("−0.16", "-0.16"),
            ("2,907.50万元", "2907.5"),
            ("29075000元", "2907.5"),
            ("0.29075亿元", "2907.5"),
            ("¥12", "12"),
            (".5", "0.5"),
            ("12.", "12"),
            ("=12.5*4", "50"),
            ("＝（1＋2）×3", "9"),
            ("=1,000+-1", "999"),
            ("=10/3", "3.333333"),
            ("=100*5元", "0.05"),
            ("9999999999999", "9999999999999"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn an_amount_is_meant_in_the_unit_it_is_typed_in() {
        let kept = MoneyUnit::WanYuan;
        for (text, expected) in
            [("318567.85", "31.856785"), ("31.856785万元", "31.856785"), ("=12*3", "0.0036"), ("1", "0.0001")]
        {
            let read = parse_amount_typed(text, kept, MoneyUnit::Yuan).unwrap().unwrap();
            assert_eq!(read, expected.parse().unwrap(), "{text}");
        }
        let refused = parse_amount_typed("1.234", kept, MoneyUnit::Yuan).unwrap_err();
        assert!(refused.message.contains("以元为单位最多 2 位"), "{}", refused.message);
        let read = parse_amount_typed("1.5", MoneyUnit::Yuan, kept).unwrap().unwrap();
        assert_eq!(read, Decimal::from(15_000));
    }

    #[test]
    fn refuses_with_the_reason() {
        for (text, part) in [
            ("12..5", "多个小数点"),
            ("abc", "第 1 个字符“a”"),
            ("12a", "第 3 个字符“a”"),
            ("29,07.50", "千位分隔符"),
            (",5", "千位分隔符"),
            ("1.234,5", "千位分隔符"),
            ("-", "没有数字"),
            (".", "没有数字"),
            ("万元", "没有数字"),
            ("12345678901234", "太长"),
            ("99999999999999999999999999999999999999", "太长"),
            ("=99999999999999999999999999*99999", "太大"),
            ("1.2345678", "小数位太多"),
            ("0.001元", "小数位太多"),
            ("=1/0", "除以零"),
            ("=1+", "没有写完"),
            ("=(1", "没有写完"),
            ("=1a", "第 2 个字符“a”"),
            ("88.65%", "第 6 个字符“%”"),
        ] {
            let message = read(text);
            assert!(message.contains(part), "{text}: {message}");
        }
        assert!(read(&format!("={}1", "(".repeat(5000))).contains("太复杂"));
    }

    #[test]
    fn counts_are_whole() {
        assert_eq!(parse_count("91人").unwrap(), Some(Decimal::new(91, 0)));
        assert_eq!(parse_count("").unwrap(), None);
        assert!(parse_count("1.5").unwrap_err().message.contains("不是整数"));
    }
}
