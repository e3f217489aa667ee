//! A small sum typed into a cell after `=`: `+ - * / ( )` over numbers. Its characters are plain already.

use crate::text::shortened;
use rust_decimal::Decimal;

use super::characters::{kind_of, named};
use super::number::{AmountError, number};

/// What the sum behind `=` gives.
pub(super) fn evaluate(text: &str) -> Result<Decimal, AmountError> {
    let mut sum = Sum { text, rest: text, depth: 0 };
    let value = sum.terms()?;
    sum.skip_blanks();
    if sum.rest.is_empty() { Ok(value) } else { Err(sum.unexpected()) }
}

struct Sum<'a> {
    text: &'a str,
    rest: &'a str,
    depth: u32,
}

impl Sum<'_> {
    fn unexpected(&self) -> AmountError {
        let at = self.text.chars().count() - self.rest.chars().count() + 1;
        match self.rest.chars().next() {
            Some(found) => AmountError::new(format!(
                "算式“={}”第 {at} 个字符“{}”{}看不懂；只能用数字、+ - * / 和括号",
                shortened(self.text),
                named(found),
                kind_of(found)
            )),
            None => AmountError::new(format!("算式“={}”没有写完", shortened(self.text))),
        }
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches(' ');
    }

    fn eat(&mut self, symbols: &[char]) -> Option<char> {
        self.skip_blanks();
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
                return Err(AmountError::new(format!("算式“={}”除以零；请改正除数", shortened(self.text))));
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
            let end = self.rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
            let (digits, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
            if digits.is_empty() {
                return Err(self.unexpected());
            }
            self.rest = rest;
            number(digits, digits)?
        };
        self.depth -= 1;
        Ok(value)
    }

    fn overflow(&self) -> AmountError {
        AmountError::new(format!("算式“={}”的结果太大；请检查", shortened(self.text)))
    }
}
