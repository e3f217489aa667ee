//! A section of a number format into tokens. Knows nothing of numbers.

use super::format::Token;

/// A section's tokens and, where it has one, its condition such as `[>=100]`.
pub(super) fn tokens(code: &str) -> (Vec<Token>, Option<(String, f64)>) {
    let mut tokens = Vec::new();
    let mut condition = None;
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let lower = rest.to_ascii_lowercase();
        // “G/通用格式” is what a Chinese Excel calls General.
        let word = [
            ("general", Token::General),
            ("g/通用格式", Token::General),
            ("通用格式", Token::General),
            ("am/pm", Token::HalfDay),
            ("a/p", Token::HalfDay),
            ("上午/下午", Token::HalfDay),
        ]
        .into_iter()
        .find(|(word, _)| lower.starts_with(word));
        if let Some((word, token)) = word {
            tokens.push(token);
            rest = rest.get(word.len()..).unwrap_or_default();
            continue;
        }
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        let next = after.chars().next();
        let behind_next = after.get(next.map_or(0, char::len_utf8)..).unwrap_or_default();
        rest = after;
        match first {
            '"' => {
                let (text, behind) = after.split_once('"').unwrap_or((after, ""));
                literal(&mut tokens, text);
                rest = behind;
            }
            '\\' | '!' => {
                if let Some(next) = next {
                    literal(&mut tokens, next.encode_utf8(&mut [0; 4]));
                }
                rest = behind_next;
            }
            // As wide as the next character; filled with it.
            '_' | '*' => rest = behind_next,
            '[' => {
                let (inside, behind) = after.split_once(']').unwrap_or((after, ""));
                rest = behind;
                bracket(inside, &mut tokens, &mut condition);
            }
            '0' | '#' | '?' => tokens.push(Token::Digit(first)),
            '.' => tokens.push(Token::Point),
            ',' => tokens.push(Token::Comma),
            '%' | '‰' => tokens.push(Token::Percent(first)),
            '@' => tokens.push(Token::Text),
            'E' | 'e' if matches!(next, Some('+' | '-')) => {
                tokens.push(Token::Other);
                rest = behind_next;
            }
            '/' if digits_around(&tokens, next) => tokens.push(Token::Other),
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' | 'E' | 'a' | 'A' => {
                let letter = first.to_ascii_lowercase();
                let more = after.chars().take_while(|c| c.to_ascii_lowercase() == letter).count();
                rest = after.get(more..).unwrap_or_default();
                tokens.push(Token::Date(letter, more.saturating_add(1)));
            }
            other => literal(&mut tokens, other.encode_utf8(&mut [0; 4])),
        }
    }
    (tokens, condition)
}

/// A fraction's stroke: digits on both sides.
fn digits_around(tokens: &[Token], next: Option<char>) -> bool {
    let before = tokens.last().is_some_and(|token| matches!(token, Token::Digit('?' | '#')));
    before && next.is_some_and(|next| matches!(next, '?' | '#' | '1'..='9'))
}

fn literal(tokens: &mut Vec<Token>, text: &str) {
    match tokens.last_mut() {
        Some(Token::Literal(before)) => before.push_str(text),
        _ => tokens.push(Token::Literal(text.to_owned())),
    }
}

/// What stands in brackets: a currency, a condition, hours past a day; colours and languages show nothing.
fn bracket(inside: &str, tokens: &mut Vec<Token>, condition: &mut Option<(String, f64)>) {
    if let Some(currency) = inside.strip_prefix('$') {
        literal(tokens, currency.split('-').next().unwrap_or_default());
        return;
    }
    let lower = inside.to_ascii_lowercase();
    if let Some(letter @ ('h' | 'm' | 's')) = lower.chars().next()
        && lower.chars().all(|c| c == letter)
    {
        tokens.push(Token::Elapsed(letter));
        return;
    }
    let number = inside.trim_start_matches(['<', '>', '=']);
    let how = inside.get(..inside.len().saturating_sub(number.len())).unwrap_or_default();
    if let (false, Ok(limit)) = (how.is_empty(), number.trim().parse()) {
        *condition = Some((how.to_owned(), limit));
    }
}
