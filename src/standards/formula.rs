//! A line's own formula: `=在职人数×标准×12`. Numbers, names, the four operations, brackets. What a name
//! stands for is for the caller to say.
//!
//! A formula is kept as its steps in the order in which they are taken, not as a tree: files are written by
//! others, and a chain of many thousand terms is as deep a tree, which to follow or to drop takes a stack
//! without bound.

use crate::money::{self, Decimal};
use crate::text::plain;

/// Brackets within each other beyond this are refused rather than followed.
const DEEPEST: usize = 32;

/// Nobody writes a longer formula, in characters.
const LONGEST: usize = 65_536;

/// Of a long formula a message quotes only so many characters.
const QUOTED: usize = 60;

/// A formula that was read: its steps, each of which takes values from a stack and puts one there.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula(Vec<Step>);

#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// Puts a number.
    Number(Decimal),
    /// Puts what a name stands for.
    Name(String),
    /// Takes two values and puts what is made of them: `+ - × ÷`.
    Join(char),
}

/// Whether a text is meant as a formula: it begins with an equals sign.
pub fn is_formula(text: &str) -> bool {
    text.trim_start().starts_with(['=', '＝'])
}

impl Formula {
    /// Reads a formula with its equals sign.
    ///
    /// # Errors
    /// Says in Chinese at which character what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (kept, more) = text.char_indices().nth(LONGEST).map_or((text, ""), |(at, _)| text.split_at(at));
        let plain: Vec<char> = plain(kept).chars().collect();
        if plain.len() > LONGEST || !more.is_empty() {
            return Err(format!("测算公式“{}”太长：最多 {LONGEST} 个字符；请拆成几行", quoted(text)));
        }
        let start = plain.iter().position(|c| *c == '=').map_or(0, |at| at + 1);
        let mut reader = Reader { text: plain.get(start..).unwrap_or_default(), at: 0, steps: Vec::new() };
        let read = reader.sum(0).and_then(|()| match reader.peek() {
            None => Ok(()),
            Some(c) => Err(format!("“{c}”不知道是什么")),
        });
        match (read, reader.peek()) {
            (Ok(()), _) => Ok(Self(reader.steps)),
            (Err(why), None) => Err(format!("测算公式“{}”末尾：{why}", quoted(text))),
            (Err(why), Some(_)) => {
                Err(format!("测算公式“{}”第 {} 个字符：{why}", quoted(text), start + reader.at + 1))
            }
        }
    }

    /// The value, where `name` says what names stand for.
    ///
    /// # Errors
    /// What `name` says, division by zero, and results too large.
    pub fn value<E: From<String>>(
        &self,
        name: &mut impl FnMut(&str) -> Result<Decimal, E>,
    ) -> Result<Decimal, E> {
        let mut values = Vec::new();
        for step in &self.0 {
            let value = match step {
                Step::Number(number) => *number,
                Step::Name(text) => name(text)?,
                Step::Join(sign) => {
                    // Reading puts two before each of them.
                    let (b, a) = (values.pop().unwrap_or_default(), values.pop().unwrap_or_default());
                    joined(a, *sign, b)?
                }
            };
            values.push(value);
        }
        Ok(values.pop().unwrap_or_default())
    }
}

fn joined(a: Decimal, sign: char, b: Decimal) -> Result<Decimal, String> {
    let done = match sign {
        '+' => a.checked_add(b),
        '-' => a.checked_sub(b),
        '×' => a.checked_mul(b),
        _ if b.is_zero() => return Err("测算公式里除以零".to_owned()),
        _ => a.checked_div(b),
    };
    done.ok_or_else(|| "测算公式的结果太大".to_owned())
}

/// A formula as a message quotes it: of a long one the beginning.
pub fn quoted(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(QUOTED) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

struct Reader<'a> {
    text: &'a [char],
    at: usize,
    steps: Vec<Step>,
}

impl Reader<'_> {
    /// The next character that is not blank.
    fn peek(&mut self) -> Option<char> {
        while self.text.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn sum(&mut self, depth: usize) -> Result<(), String> {
        self.product(depth)?;
        while let Some(sign @ ('+' | '-')) = self.peek() {
            self.at += 1;
            self.product(depth)?;
            self.steps.push(Step::Join(sign));
        }
        Ok(())
    }

    fn product(&mut self, depth: usize) -> Result<(), String> {
        self.factor(depth)?;
        while let Some(sign) = self.peek() {
            let sign = match sign {
                '*' | '×' | '✕' => '×',
                '/' | '÷' => '÷',
                _ => break,
            };
            self.at += 1;
            self.factor(depth)?;
            self.steps.push(Step::Join(sign));
        }
        Ok(())
    }

    fn factor(&mut self, depth: usize) -> Result<(), String> {
        match self.peek() {
            None => Err("没有写完".to_owned()),
            Some('(') if depth == DEEPEST => Err("括号太多".to_owned()),
            Some('(') => {
                self.at += 1;
                self.sum(depth + 1)?;
                if self.peek() != Some(')') {
                    return Err("缺右括号".to_owned());
                }
                self.at += 1;
                Ok(())
            }
            Some(open @ ('\'' | '"' | '「' | '“')) => {
                let close = match open {
                    '「' => '」',
                    '“' => '”',
                    other => other,
                };
                self.at += 1;
                let name = self.take(|c| c != close);
                if self.peek() != Some(close) {
                    return Err(format!("名称后面缺“{close}”"));
                }
                self.at += 1;
                self.steps.push(Step::Name(name));
                Ok(())
            }
            Some(c) if c.is_ascii_digit() || c == '.' => {
                let digits = self.take(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
                let number = money::plain_number(&digits).map_err(|error| error.message)?;
                self.steps.push(Step::Number(number));
                if self.peek() == Some('%') {
                    self.at += 1;
                    self.steps.extend([Step::Number(Decimal::new(1, 2)), Step::Join('×')]);
                }
                Ok(())
            }
            Some(c) if c.is_alphabetic() => {
                let name = self.take(|c| c.is_alphanumeric() || matches!(c, '_' | '、'));
                self.steps.push(Step::Name(name));
                Ok(())
            }
            Some(c) => Err(format!("“{c}”不知道是什么")),
        }
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let taken: String = rest.iter().copied().take_while(|c| wanted(*c)).collect();
        self.at += taken.chars().count();
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value with 人数 12 and 标准 1200, or why there is none.
    fn check(text: &str, expected: &str) {
        let mut name = |name: &str| match name {
            "人数" => Ok(Decimal::from(12)),
            "标准" | "职工（行政）" | "职工(行政)" => Ok(Decimal::from(1200)),
            other => Err(format!("没有{other}")),
        };
        let said = Formula::parse(text).and_then(|formula| formula.value::<String>(&mut name));
        let said = said.map_or_else(|why| why, |value| value.normalize().to_string());
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn formulas_are_reckoned_as_people_write_them() {
        check("=人数*标准*12", "172800");
        check("＝人数 × 标准 ÷ 12", "1200");
        check("=人数×（标准＋0.5）", "14406");
        check("=1,200.50*2", "2401");
        check("=人数×「职工（行政）」", "14400");
        check("=标准*8%", "96");
        check("=标准-100-100", "1000");
        check("=1/3*3", "0.9999999999999999999999999999");
    }

    #[test]
    fn what_is_wrong_is_said() {
        check("=人数*", "测算公式“=人数*”末尾：没有写完");
        check("=(人数", "测算公式“=(人数”末尾：缺右括号");
        check("=人数 标准", "测算公式“=人数 标准”第 5 个字符：“标”不知道是什么");
        check("=补助*2", "没有补助");
        check("=1/(人数-12)", "测算公式里除以零");
        for number in ["1,2,3", "12,34.5", "1.234,5", "1234,567"] {
            let why = "的千位分隔符位置不对；请按三位一组，或去掉分隔符";
            check(&format!("={number}"), &format!("测算公式“={number}”末尾：“{number}”{why}"));
        }
        check("=,123", "测算公式“=,123”第 2 个字符：“,”不知道是什么");
        check("=1.2.3", "测算公式“=1.2.3”末尾：“1.2.3”有多个小数点；请只保留一个");
        check("=2×#", "测算公式“=2×#”第 4 个字符：“#”不知道是什么");
        let deep = format!("={}1", "(".repeat(50));
        check(&deep, &format!("测算公式“{deep}”第 34 个字符：括号太多"));
    }

    /// On a small stack, as the threads that apply rules have.
    #[test]
    fn a_long_chain_is_reckoned_and_one_without_end_is_refused() {
        let small = std::thread::Builder::new().stack_size(128 * 1024);
        let done = small.spawn(|| {
            for (term, count, value) in
                [("+1", 4_999, "5000"), ("-1", 5_000, "-4999"), ("*1", 20_000, "1"), ("+(1-1)", 5_000, "1")]
            {
                check(&format!("=1{}", term.repeat(count)), value);
            }
            let endless = Formula::parse(&format!("=1{}", "+1".repeat(100_000))).unwrap_err();
            assert!(endless.contains("太长") && endless.chars().count() < 120, "{endless}");
            let wrong = Formula::parse(&format!("=1{}+", "+1".repeat(5_000))).unwrap_err();
            assert!(wrong.contains("…”末尾：没有写完"), "{wrong}");
        });
        done.unwrap().join().unwrap();
    }
}
