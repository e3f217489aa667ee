//! Number formats of workbooks: what a cell with a number shows. Decimals, thousands, scaling commas, literals,
//! sections for positive, negative and zero, conditions; dates and percentages are shown and known as no amounts.
//! Colours and widths are passed by. Knows nothing of cells.

use super::dates;
use super::digits::{Digits, general};
use crate::exchange::source::CellState;

/// A number format, taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct NumberFormat {
    sections: Vec<Section>,
}

/// What stands between two semicolons.
#[derive(Clone, Debug, Default)]
struct Section {
    tokens: Vec<Token>,
    condition: Option<(String, f64)>,
    kind: SectionKind,
    /// Hundreds that the number is multiplied by for show.
    percent: i32,
    /// Whether it is a share and no amount: percent, or per mille, which is but a sign.
    is_share: bool,
    /// Powers of a thousand that the number is divided by for show.
    thousands: i32,
    grouped: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum SectionKind {
    /// Nothing but words.
    #[default]
    Literal,
    General,
    Number,
    Date,
    Text,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// Shown as it stands.
    Literal(String),
    /// `0`, `#` or `?`.
    Digit(char),
    /// The decimal point.
    Point,
    /// A comma among digits.
    Comma,
    /// `%`, and `‰`.
    Percent(char),
    /// Letters of a date: what and how many.
    Date(char, usize),
    /// Hours, minutes or seconds past a day: `[h]`.
    Elapsed(char),
    /// 上午/下午 or AM/PM.
    HalfDay,
    /// `General`.
    General,
    /// `@`.
    Text,
    /// `E+` and what follows it, and `/` of fractions: numbers are then shown in full.
    Other,
}

/// What a cell shows, and what that is worth.
pub(super) type Shown = (String, CellState);

impl NumberFormat {
    /// Takes a format's code apart.
    pub(super) fn new(code: &str) -> Self {
        // Excel's own limit is 255; a longer one is damage.
        let code: String = code.chars().take(1_000).collect();
        Self { sections: split(&code).into_iter().take(4).map(|section| Section::new(&section)).collect() }
    }

    /// What a number shows.
    pub(super) fn show(&self, value: f64, from_1904: bool) -> Shown {
        if !value.is_finite() {
            return (String::new(), CellState::Error);
        }
        let Some((section, own_sign)) = self.choose(value) else {
            return (general(value), CellState::Printed);
        };
        match section.kind {
            SectionKind::General | SectionKind::Text => {
                (section.around(&general(if own_sign { value.abs() } else { value })), CellState::Printed)
            }
            SectionKind::Date => match dates::show(&section.tokens, value, from_1904) {
                Some(text) => (text, CellState::NoAmount),
                None => (general(value), CellState::Printed),
            },
            SectionKind::Literal => {
                // A sign of its own is not needed before words.
                (section.tokens.iter().filter_map(Token::literal).collect(), CellState::Printed)
            }
            SectionKind::Number => {
                let text = section.number(value, own_sign);
                (text, if section.is_share { CellState::NoAmount } else { CellState::Printed })
            }
        }
    }

    /// What a text shows: itself, and the words that its section puts around it.
    pub(super) fn show_text(&self, text: &str) -> String {
        match self.sections.iter().find(|section| section.kind == SectionKind::Text) {
            Some(section) => section.around(text),
            None => text.to_owned(),
        }
    }

    /// The section for a number, and whether it writes the sign itself.
    fn choose(&self, value: f64) -> Option<(&Section, bool)> {
        let numbers: Vec<&Section> =
            self.sections.iter().enumerate().filter(|(at, _)| *at < 3).map(|(_, section)| section).collect();
        if numbers.iter().any(|section| section.condition.is_some()) {
            let fits = |section: &&Section| {
                section.condition.as_ref().is_none_or(|(how, limit)| match how.as_str() {
                    "<" => value < *limit,
                    "<=" => value <= *limit,
                    ">" => value > *limit,
                    ">=" => value >= *limit,
                    "=" => value == *limit,
                    "<>" => value != *limit,
                    _ => true,
                })
            };
            let found = numbers.iter().copied().find(|section| fits(section));
            return found.map(|section| (section, false));
        }
        match numbers.as_slice() {
            [] => None,
            [only] => Some((only, false)),
            [_, negative, ..] if value < 0.0 => Some((negative, true)),
            [_, _, zero] if value == 0.0 => Some((zero, true)),
            [positive, ..] => Some((positive, false)),
        }
    }
}

impl Token {
    fn literal(&self) -> Option<&str> {
        match self {
            Self::Literal(text) => Some(text),
            _ => None,
        }
    }
}

impl Section {
    fn new(code: &str) -> Self {
        let (tokens, condition) = super::tokens::tokens(code);
        let mut section = Self { condition, ..Self::default() };
        let is_date =
            tokens.iter().any(|t| matches!(t, Token::Date(..) | Token::Elapsed(_) | Token::HalfDay));
        let has_digits = tokens.iter().any(|t| matches!(t, Token::Digit(_)));
        section.kind = if is_date {
            SectionKind::Date
        } else if has_digits {
            SectionKind::Number
        } else if tokens.contains(&Token::General) {
            SectionKind::General
        } else if tokens.contains(&Token::Text) {
            SectionKind::Text
        } else {
            SectionKind::Literal
        };
        if section.kind == SectionKind::Number {
            section.percent = tokens.iter().map(|t| i32::from(*t == Token::Percent('%'))).sum();
            section.is_share = tokens.iter().any(|t| matches!(t, Token::Percent(_)));
            let last = tokens.iter().rposition(|t| matches!(t, Token::Digit(_))).unwrap_or(0);
            let point = tokens.iter().position(|t| *t == Token::Point).unwrap_or(tokens.len());
            let whole_end = tokens.iter().take(point).rposition(|t| matches!(t, Token::Digit(_)));
            for (at, token) in tokens.iter().enumerate() {
                if *token == Token::Comma {
                    if at > last || (at < point && whole_end.is_some_and(|end| at > end)) {
                        section.thousands += 1;
                    } else if at < point {
                        section.grouped = true;
                    }
                }
            }
        }
        section.tokens = tokens;
        section
    }

    /// Its words around a text.
    fn around(&self, text: &str) -> String {
        let shown = self.tokens.iter().map(|token| match token {
            Token::Text | Token::General => text,
            token => token.literal().unwrap_or_default(),
        });
        shown.collect()
    }

    fn number(&self, value: f64, own_sign: bool) -> String {
        if self.tokens.contains(&Token::Other) {
            // Powers and fractions: shown in full rather than as seven digits of a code.
            return general(value);
        }
        let shift = self.percent.saturating_mul(2).saturating_sub(self.thousands.saturating_mul(3));
        let point = self.tokens.iter().position(|t| *t == Token::Point).unwrap_or(self.tokens.len());
        let is_digit = |token: &&Token| matches!(token, Token::Digit(_));
        let decimals = self.tokens.iter().skip(point).filter(is_digit).count();
        let digits = Digits::new(value, shift).round(decimals);
        let whole = self.whole(&digits, point);
        let fraction = self.fraction(&digits, point);
        let mut text = format!("{whole}{fraction}");
        // A negative number in a section that marks it by colour only: the sign is not lost.
        let marked = own_sign && text.contains(['-', '(', '（', '−']);
        if value < 0.0 && !digits.is_zero() && !marked {
            text.insert(0, '-');
        }
        text.trim().to_owned()
    }

    /// Everything before the point: literals where they stand, digits from the right.
    fn whole(&self, digits: &Digits, point: usize) -> String {
        let mut left: Vec<char> = digits.whole.chars().collect();
        let places = self.tokens.iter().take(point).filter(|t| matches!(t, Token::Digit(_))).count();
        let mut place = 0usize;
        let mut pieces: Vec<String> = Vec::new();
        let mut written = 0usize;
        let mut put = |left: &mut Vec<char>, all: bool, mark: char, pieces: &mut Vec<String>| {
            loop {
                let digit = match left.pop() {
                    Some(digit) => digit,
                    None if !all && mark == '0' => '0',
                    None => break,
                };
                if self.grouped && written > 0 && written.is_multiple_of(3) {
                    pieces.push(",".to_owned());
                }
                pieces.push(digit.to_string());
                written += 1;
                if !all {
                    break;
                }
            }
        };
        for token in self.tokens.iter().take(point).rev() {
            match token {
                Token::Digit(mark) => {
                    place += 1;
                    put(&mut left, false, *mark, &mut pieces);
                    if place == places {
                        put(&mut left, true, *mark, &mut pieces);
                    }
                }
                Token::Literal(text) => pieces.push(text.clone()),
                Token::Percent(mark) => pieces.push(mark.to_string()),
                _ => {}
            }
        }
        // `#.##` shows .5 for a half; a zero before it is easier to read and the same.
        if places > 0 && written == 0 && !digits.fraction.is_empty() {
            let at = pieces.iter().position(|piece| !piece.is_empty()).unwrap_or(0);
            pieces.insert(at, "0".to_owned());
        }
        pieces.into_iter().rev().collect()
    }

    /// The point and everything behind it.
    fn fraction(&self, digits: &Digits, point: usize) -> String {
        let mut text = String::new();
        let mut left = digits.fraction.chars();
        for token in self.tokens.iter().skip(point) {
            match token {
                Token::Point if text.is_empty() => {
                    let behind = self.tokens.iter().skip(point);
                    if !digits.fraction.is_empty() || behind.clone().any(|t| *t == Token::Digit('0')) {
                        text.push('.');
                    }
                }
                Token::Digit(mark) => match (left.next(), mark) {
                    (Some(digit), _) => text.push(digit),
                    (None, '0') => text.push('0'),
                    (None, _) => {}
                },
                Token::Literal(literal) => text.push_str(literal),
                Token::Percent(mark) => text.push(*mark),
                _ => {}
            }
        }
        text
    }
}

/// Parts a code at its semicolons, but not within quotes or brackets, nor behind an escape.
fn split(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let (mut quoted, mut bracket, mut escaped) = (false, false, false);
    for character in code.chars() {
        let plain = !quoted && !bracket && !escaped;
        if plain && character == ';' {
            sections.push(String::new());
            continue;
        }
        if escaped {
            escaped = false;
        } else {
            match character {
                '"' if !bracket => quoted = !quoted,
                '[' if !quoted => bracket = true,
                ']' if !quoted => bracket = false,
                '\\' | '!' | '_' | '*' if plain => escaped = true,
                _ => {}
            }
        }
        if let Some(section) = sections.last_mut() {
            section.push(character);
        }
    }
    sections
}

/// The codes of the formats that have none in the file, as a Chinese Excel has them.
pub(super) fn builtin(id: u32) -> Option<&'static str> {
    Some(match id {
        0 => "General",
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 => "\"¥\"#,##0;\"¥\"-#,##0",
        6 => "\"¥\"#,##0;[Red]\"¥\"-#,##0",
        7 => "\"¥\"#,##0.00;\"¥\"-#,##0.00",
        8 => "\"¥\"#,##0.00;[Red]\"¥\"-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        37 => "#,##0;-#,##0",
        38 => "#,##0;[Red]-#,##0",
        39 => "#,##0.00;-#,##0.00",
        40 => "#,##0.00;[Red]-#,##0.00",
        41 => "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ",
        42 => "_ \"¥\"* #,##0_ ;_ \"¥\"* -#,##0_ ;_ \"¥\"* \"-\"_ ;_ @_ ",
        43 => "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
        44 => "_ \"¥\"* #,##0.00_ ;_ \"¥\"* -#,##0.00_ ;_ \"¥\"* \"-\"??_ ;_ @_ ",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "上午/下午h\"时\"mm\"分\"",
        35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        _ => return None,
    })
}
