//! Reads a formula. A hand-written parser over characters, since a row's key in `T6[30101-50101]` may
//! hold anything but a bracket.

use rust_decimal::Decimal;

use super::{ColumnName, Expression, FormulaError, Function, Operator, Path, Selection, Span};
use crate::model::{ColumnKey, KindKey, RowKey, TableKey};

/// How deep brackets may nest.
const MOST_DEPTH: usize = 60;
/// How many operators a formula may have: a chain of them is as deep a tree as there are links.
const MOST_OPERATORS: usize = 200;

/// Reads a formula.
///
/// # Errors
/// Names the first character that cannot be understood, and what could stand there.
pub fn parse(text: &str) -> Result<Expression, FormulaError> {
    let mut parser =
        Parser { chars: text.chars().collect(), at: 0, depth: 0, operators: 0, in_filter: false };
    let expression = parser.expression(0)?;
    parser.blanks();
    match parser.peek() {
        None => Ok(expression),
        Some(odd) => Err(parser.error(format!("“{odd}”在这里多余；公式应在此结束"))),
    }
}

/// Reads the rows of a rule's `each`: `T1.支出`, optionally with a condition in brackets.
///
/// # Errors
/// As [`parse`].
pub fn parse_rows(text: &str) -> Result<Selection, FormulaError> {
    let mut parser =
        Parser { chars: text.chars().collect(), at: 0, depth: 0, operators: 0, in_filter: false };
    let selection = parser.selection(false)?;
    parser.blanks();
    match parser.peek() {
        None => Ok(selection),
        Some(odd) => Err(parser.error(format!("“{odd}”在这里多余；应写成“表.行类”或“表.行类[条件]”"))),
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
    operators: usize,
    in_filter: bool,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied().map(plain)
    }

    fn peek_second(&self) -> Option<char> {
        self.chars.get(self.at + 1).copied().map(plain)
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.blanks();
        let found = self.peek() == Some(wanted);
        if found {
            self.at += 1;
        }
        found
    }

    fn expect(&mut self, wanted: char, after: &str) -> Result<(), FormulaError> {
        if self.eat(wanted) {
            return Ok(());
        }
        Err(self.error(format!("{after}应有“{wanted}”")))
    }

    fn error(&self, message: String) -> FormulaError {
        FormulaError { span: Span { start: self.at, end: (self.at + 1).min(self.chars.len()) }, message }
    }

    fn span(&self, start: usize) -> Span {
        Span { start, end: self.at }
    }

    /// An expression of operators that bind at least as tightly as `least`.
    fn expression(&mut self, least: u8) -> Result<Expression, FormulaError> {
        self.blanks();
        let start = self.at;
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err(self.error("公式嵌套太深；请拆开".to_owned()));
        }
        let mut left = self.prefix()?;
        while let Some((operator, power, end)) = self.operator() {
            if power < least {
                break;
            }
            self.operators += 1;
            if self.operators > MOST_OPERATORS {
                return Err(self.error("公式太长；请拆成几条规则".to_owned()));
            }
            self.at = end;
            let right = self.expression(power + 1)?;
            left = Expression::Binary(operator, Box::new(left), Box::new(right), self.span(start));
        }
        self.depth -= 1;
        Ok(left)
    }

    /// The operator at the next position, how tightly it binds, and where it ends.
    fn operator(&mut self) -> Option<(Operator, u8, usize)> {
        self.blanks();
        let first = self.peek()?;
        let second = self.peek_second();
        let (operator, power, length) = match (first, second) {
            ('<', Some('>')) | ('!', Some('=')) => (Operator::NotEqual, 3, 2),
            ('<', Some('=')) => (Operator::LessOrEqual, 3, 2),
            ('>', Some('=')) => (Operator::GreaterOrEqual, 3, 2),
            ('≠', _) => (Operator::NotEqual, 3, 1),
            ('≤', _) => (Operator::LessOrEqual, 3, 1),
            ('≥', _) => (Operator::GreaterOrEqual, 3, 1),
            ('=', _) => (Operator::Equal, 3, 1),
            ('<', _) => (Operator::Less, 3, 1),
            ('>', _) => (Operator::Greater, 3, 1),
            ('+', _) => (Operator::Add, 4, 1),
            ('-', _) => (Operator::Subtract, 4, 1),
            ('*' | '×', _) => (Operator::Multiply, 5, 1),
            ('/' | '÷', _) => (Operator::Divide, 5, 1),
            _ => {
                let start = self.at;
                let word = self.word();
                let end = self.at;
                self.at = start;
                return match word.to_uppercase().as_str() {
                    "AND" | "且" => Some((Operator::And, 2, end)),
                    "OR" | "或" => Some((Operator::Or, 1, end)),
                    _ => None,
                };
            }
        };
        Some((operator, power, self.at + length))
    }

    fn prefix(&mut self) -> Result<Expression, FormulaError> {
        self.blanks();
        let start = self.at;
        match self.peek() {
            None => Err(self.error("公式没有写完".to_owned())),
            Some('-') => {
                self.at += 1;
                let inner = self.expression(5)?;
                Ok(Expression::Negative(Box::new(inner), self.span(start)))
            }
            Some('(') => {
                self.at += 1;
                let inner = self.expression(0)?;
                self.expect(')', "括号里的算式之后")?;
                Ok(inner)
            }
            Some('"') => {
                self.at += 1;
                let mut text = String::new();
                while let Some(next) = self.chars.get(self.at).copied() {
                    self.at += 1;
                    if plain(next) == '"' {
                        return Ok(Expression::Text(text));
                    }
                    text.push(next);
                }
                self.at = start;
                Err(self.error("文字缺少后面的引号".to_owned()))
            }
            Some(digit) if digit.is_ascii_digit() => self.number(),
            Some(_) => self.named(start),
        }
    }

    fn number(&mut self) -> Result<Expression, FormulaError> {
        let start = self.at;
        let mut digits = String::new();
        while let Some(next) = self.peek().filter(|next| next.is_ascii_digit() || *next == '.') {
            digits.push(next);
            self.at += 1;
        }
        digits
            .parse::<Decimal>()
            .map(Expression::Number)
            .map_err(|_| FormulaError {
                span: self.span(start), message: format!("“{digits}”不是数字")
            })
    }

    /// A run of letters: a name without quotes. May be empty.
    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(next) =
            self.peek().filter(|next| next.is_alphanumeric() || matches!(next, '_' | '、' | '“' | '”'))
        {
            word.push(next);
            self.at += 1;
        }
        word
    }

    /// A name, in single quotes where it holds odd characters.
    fn name(&mut self, what: &str) -> Result<String, FormulaError> {
        self.blanks();
        let start = self.at;
        if self.peek() == Some('\'') {
            self.at += 1;
            let mut name = String::new();
            while let Some(next) = self.chars.get(self.at).copied() {
                self.at += 1;
                if next == '\'' {
                    return Ok(name);
                }
                name.push(next);
            }
            self.at = start;
            return Err(self.error("名称缺少后面的单引号".to_owned()));
        }
        let word = self.word();
        if word.is_empty() { Err(self.error(format!("这里应有{what}"))) } else { Ok(word) }
    }

    fn column(&mut self) -> Result<ColumnName, FormulaError> {
        let name = self.name("栏的名称")?;
        Ok(if name == "本列" { ColumnName::Current } else { ColumnName::Named(ColumnKey::from(name)) })
    }

    fn named(&mut self, start: usize) -> Result<Expression, FormulaError> {
        let name = self.name("数字、文字、单元格或函数")?;
        let upper = name.to_uppercase();
        if matches!(upper.as_str(), "NOT" | "非") {
            let inner = self.expression(3)?;
            return Ok(Expression::Not(Box::new(inner), self.span(start)));
        }
        self.blanks();
        if self.peek() == Some('(') {
            return self.call(&upper, start);
        }
        if name == "本行" {
            self.expect('.', "“本行”之后")?;
            return self.path(start).map(Expression::Own);
        }
        match self.peek() {
            Some('[') => {
                self.at += 1;
                let row = self.row_key()?;
                self.expect('.', "行键之后")?;
                let column = self.column()?;
                Ok(Expression::Cell { table: TableKey::from(name), row, column, span: self.span(start) })
            }
            _ if self.in_filter => {
                self.at = start;
                self.path(start).map(Expression::Candidate)
            }
            _ => {
                self.at = start;
                Err(self.error(format!("看不懂“{name}”；单元格写作“表[行].栏”，本行的格写作“本行.栏”")))
            }
        }
    }

    /// `栏` or `行类.栏`.
    fn path(&mut self, start: usize) -> Result<Path, FormulaError> {
        let first_at = self.at;
        let first = self.name("栏或行类的名称")?;
        if self.eat('.') {
            let column = self.column()?;
            return Ok(Path { above: Some(KindKey::from(first)), column, span: self.span(start) });
        }
        self.at = first_at;
        let column = self.column()?;
        Ok(Path { above: None, column, span: self.span(start) })
    }

    fn row_key(&mut self) -> Result<RowKey, FormulaError> {
        let start = self.at;
        while let Some(next) = self.chars.get(self.at).copied() {
            if plain(next) == ']' {
                let key: String = self.chars.get(start..self.at).unwrap_or_default().iter().collect();
                self.at += 1;
                return Ok(RowKey::from(key.trim()));
            }
            self.at += 1;
        }
        self.at = start;
        Err(self.error("行键之后缺少“]”".to_owned()))
    }

    fn call(&mut self, name: &str, start: usize) -> Result<Expression, FormulaError> {
        self.expect('(', "函数名之后")?;
        let expression = match name {
            "SUM" | "求和" => Expression::Sum(self.selection(true)?),
            "COUNT" | "计数" => Expression::Count(self.selection(false)?),
            "PRESENT" | "有表" => {
                let table = TableKey::from(self.name("表的键，例如 T8")?);
                Expression::Present(table, self.span(start))
            }
            _ => {
                let (function, least, most) = match name {
                    "ABS" => (Function::Abs, 1, 1),
                    "MIN" => (Function::Min, 1, usize::MAX),
                    "MAX" => (Function::Max, 1, usize::MAX),
                    "ROUND" => (Function::Round, 2, 2),
                    "LEN" | "长度" => (Function::Length, 1, 1),
                    "STARTS" | "前缀" => (Function::Starts, 2, 2),
                    _ => {
                        self.at = start;
                        return Err(self.error(format!(
                            "没有函数“{name}”；可用 SUM、COUNT、ABS、MIN、MAX、ROUND、长度、前缀、PRESENT"
                        )));
                    }
                };
                let mut parts = vec![self.expression(0)?];
                while self.eat(',') {
                    parts.push(self.expression(0)?);
                }
                if parts.len() < least || parts.len() > most {
                    return Err(self.error(format!("函数 {name} 的参数个数不对")));
                }
                self.expect(')', "函数的参数之后")?;
                return Ok(Expression::Call(function, parts, self.span(start)));
            }
        };
        self.expect(')', "函数的参数之后")?;
        Ok(expression)
    }

    /// `表.行类[条件].栏`.
    fn selection(&mut self, with_column: bool) -> Result<Selection, FormulaError> {
        self.blanks();
        let start = self.at;
        let table = TableKey::from(self.name("表的键，例如 T3")?);
        self.expect('.', "表的键之后")?;
        let kind = KindKey::from(self.name("行类的名称")?);
        let filter = if self.eat('[') {
            let outer = std::mem::replace(&mut self.in_filter, true);
            let filter = self.expression(0)?;
            self.in_filter = outer;
            self.expect(']', "条件之后")?;
            Some(Box::new(filter))
        } else {
            None
        };
        let column = if with_column {
            self.expect('.', "行类之后")?;
            Some(self.column()?)
        } else {
            None
        };
        Ok(Selection { table, kind, filter, column, span: self.span(start), lookup: None })
    }
}

/// Full-width punctuation as its ASCII twin, so that a Chinese input method need not be switched off.
fn plain(c: char) -> char {
    match c {
        '（' => '(',
        '）' => ')',
        '［' | '【' => '[',
        '］' | '】' => ']',
        '，' => ',',
        '．' => '.',
        '＝' => '=',
        '＜' => '<',
        '＞' => '>',
        '＋' => '+',
        '－' | '−' => '-',
        '＊' => '*',
        '／' => '/',
        '！' => '!',
        '＂' => '"',
        '　' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests;
