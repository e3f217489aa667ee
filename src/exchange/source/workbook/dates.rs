//! Dates of workbooks: days since the end of 1899, or of 1904, as a format shows them.

use super::format::Token;

/// A day and a time of it.
struct Moment {
    year: i64,
    month: i64,
    day: i64,
    /// 0 is a Sunday.
    weekday: usize,
    seconds: i64,
}

/// Shows a date; nothing where the number is none, such as a negative one.
pub(super) fn show(tokens: &[Token], value: f64, from_1904: bool) -> Option<String> {
    // The year 9999 ends there.
    if !(0.0..2_958_466.0).contains(&value) {
        return None;
    }
    let moment = Moment::new(value, from_1904);
    let half_day = tokens.contains(&Token::HalfDay);
    let mut text = String::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Date(letter, count) => moment.part(*letter, *count, half_day, tokens, at, &mut text),
            Token::Elapsed(letter) => {
                let total = (value * 86_400.0).round();
                let unit = match letter {
                    'h' => 3_600.0,
                    'm' => 60.0,
                    _ => 1.0,
                };
                text.push_str(&format!("{}", (total / unit).floor()));
            }
            Token::HalfDay => text.push_str(if moment.seconds < 43_200 { "上午" } else { "下午" }),
            Token::Literal(literal) => text.push_str(literal),
            Token::Point => text.push('.'),
            Token::Comma => text.push(','),
            Token::Digit(_) => text.push('0'),
            Token::Other => text.push('/'),
            _ => {}
        }
    }
    Some(text.trim().to_owned())
}

impl Moment {
    fn new(value: f64, from_1904: bool) -> Self {
        let mut days = value.floor() as i64;
        let mut seconds = ((value - value.floor()) * 86_400.0).round() as i64;
        if seconds >= 86_400 {
            seconds = 0;
            days += 1;
        }
        // Day 60 is the 29th of February 1900, which there never was: before it, one day is lacking.
        let since_1900 = if from_1904 { days + 1_462 } else { days };
        let serial = if since_1900 < 60 { since_1900 + 1 } else { since_1900 };
        // Days since the 1st of March of the year 0, by which leap days come last.
        let z = serial - 25_569 + 719_468;
        let era = z.div_euclid(146_097);
        let of_era = z.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let weekday = usize::try_from((serial + 6).rem_euclid(7)).unwrap_or(0);
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: of_year - (153 * shifted + 2) / 5 + 1,
            weekday,
            seconds,
        }
    }

    fn part(
        &self,
        letter: char,
        count: usize,
        half_day: bool,
        tokens: &[Token],
        at: usize,
        text: &mut String,
    ) {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        const DAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];
        let two = |number: i64| if count >= 2 { format!("{number:02}") } else { number.to_string() };
        let weekday = DAYS.get(self.weekday).copied().unwrap_or_default();
        let hour = self.seconds / 3_600;
        let piece = match (letter, count) {
            ('y', 1 | 2) => format!("{:02}", self.year % 100),
            ('y' | 'e', _) => self.year.to_string(),
            ('m', _) if is_minute(tokens, at) => two(self.seconds / 60 % 60),
            ('m', 3..) => {
                let month = usize::try_from(self.month - 1).ok().and_then(|month| MONTHS.get(month));
                month.copied().unwrap_or_default().to_owned()
            }
            ('m', _) => two(self.month),
            ('d', 3) | ('a', 3) => format!("周{weekday}"),
            ('d' | 'a', 4..) => format!("星期{weekday}"),
            ('d', _) => two(self.day),
            ('h', _) if half_day => two(if hour % 12 == 0 { 12 } else { hour % 12 }),
            ('h', _) => two(hour),
            ('s', _) => two(self.seconds % 60),
            _ => String::new(),
        };
        text.push_str(&piece);
    }
}

/// Whether an `m` means minutes: behind hours or before seconds.
fn is_minute(tokens: &[Token], at: usize) -> bool {
    let letter = |token: &Token| match token {
        Token::Date(letter, _) | Token::Elapsed(letter) => Some(*letter),
        _ => None,
    };
    let before = tokens.iter().take(at).rev().find_map(letter);
    let after = tokens.iter().skip(at.saturating_add(1)).find_map(letter);
    before == Some('h') || after == Some('s')
}
