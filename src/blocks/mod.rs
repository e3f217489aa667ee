//! Blocks of cells as other programs write them: `text` reads what stands between tabs, `html` tables of HTML.
//! What counts is what a cell shows; what stands behind it unseen is kept beside it, to be told about.
//!
//! Knows no clipboard, no table of a format and no budget: what a text means in its cell is for others.

pub(crate) mod columns;
pub mod html;
pub(crate) mod style;
pub mod text;

use rust_decimal::Decimal;

use crate::money::{self, MoneyUnit};
use crate::text::{is_invisible, shortened};

/// A cell as another program gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// As it is shown.
    pub text: String,
    /// The number behind it, where the program tells.
    pub number: Option<String>,
    /// The exact amount in 元 behind it, where this program wrote it.
    pub yuan: Option<String>,
    /// Whether it is shown as a date or a time.
    pub date: bool,
    /// What of it is crossed out. It is no part of the text.
    pub struck: String,
}

impl From<&str> for Given {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}

/// What of a cell goes into a number cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForNumber {
    /// The text to be read.
    pub text: String,
    /// The number behind it, where that is another than the one shown and was left; or what beside it is crossed out.
    pub left: Option<String>,
}

impl Given {
    /// Whether it shows nothing, crossed out or not.
    pub fn is_blank(&self) -> bool {
        self.struck.is_empty() && self.has_no_text()
    }

    fn has_no_text(&self) -> bool {
        self.text.chars().all(|c| c.is_whitespace() || is_invisible(c))
    }

    /// What goes into a number cell: the number as it is shown.
    ///
    /// # Errors
    /// Says in Chinese why what is shown is no number, whatever stands behind it.
    pub fn for_number(&self) -> Result<ForNumber, String> {
        if self.date && !self.is_blank() {
            return Err(format!(
                "“{}”是按日期或时间显示的，不是金额；请在来源处改为数值格式再复制",
                self.text
            ));
        }
        if self.has_no_text() && !self.struck.is_empty() {
            return Err(format!("“{}”划掉了，不算金额；要录入请在此处填写", shortened(&self.struck)));
        }
        if let Some(yuan) = self.yuan.as_deref().filter(|yuan| self.is_shown_of(yuan)) {
            return Ok(ForNumber { text: format!("{yuan}元"), left: None });
        }
        let shown = in_wan_yuan(&self.text);
        let behind = self.number.as_deref().and_then(plain_number);
        let differs = shown.zip(behind).is_some_and(|(shown, behind)| shown != behind);
        let struck = (!self.struck.is_empty()).then(|| format!("{}（已划掉）", self.struck));
        let left = struck.or_else(|| self.number.clone().filter(|_| differs));
        Ok(ForNumber { text: self.text.clone(), left })
    }

    /// Whether what is shown is that amount, in 元 or in 万元, rounded: balanced rounding may move the last digit
    /// or two. Any page can claim an amount behind what it shows.
    fn is_shown_of(&self, yuan: &str) -> bool {
        let (Some(shown), Some(exact)) = (in_wan_yuan(&self.text), plain_number(yuan)) else {
            return false;
        };
        let decimals = self.text.trim().rsplit_once('.').map_or(0, |(_, fraction)| fraction.len());
        let digits = u32::try_from(decimals).unwrap_or(u32::MAX).min(Decimal::MAX_SCALE);
        let near = Decimal::new(2, digits);
        [Decimal::ONE, MoneyUnit::WanYuan.in_yuan()].iter().any(|unit| {
            let in_unit = exact.checked_div(*unit);
            in_unit.and_then(|in_unit| in_unit.checked_sub(shown)).is_some_and(|off| off.abs() <= near)
        })
    }
}

/// The number that a text shows, whatever its unit; with as many decimals as 万元 has.
fn in_wan_yuan(text: &str) -> Option<Decimal> {
    money::parse_amount(text, MoneyUnit::WanYuan).ok().flatten()
}

/// A number as programs write it to each other.
fn plain_number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

/// The lines of what the clipboard holds: the one table of its HTML if there is one, else its text.
pub fn read(from_text: &str, from_html: Option<&str>) -> Vec<Vec<Given>> {
    from_html.and_then(html::read).unwrap_or_else(|| text::read(from_text))
}

/// How many lines and columns at the edges of a block show nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Margins {
    /// Lines above.
    pub top: usize,
    /// Lines below.
    pub bottom: usize,
    /// Columns on the left.
    pub left: usize,
    /// Columns on the right, counted from the longest line.
    pub right: usize,
}

impl Margins {
    /// Those of a block; none where all of it is blank.
    pub fn of(lines: &[Vec<Given>]) -> Self {
        let is_blank = |line: &Vec<Given>| line.iter().all(Given::is_blank);
        let Some(first) = lines.iter().position(|line| !is_blank(line)) else {
            return Self::default();
        };
        let last = lines.iter().rposition(|line| !is_blank(line)).unwrap_or(first);
        let width = lines.iter().map(Vec::len).max().unwrap_or_default();
        let edges = lines.iter().filter_map(|line| {
            let left = line.iter().position(|cell| !cell.is_blank())?;
            Some((left, line.iter().rposition(|cell| !cell.is_blank())?))
        });
        let (left, right) =
            edges.fold((width, 0), |(left, right), (from, to)| (left.min(from), right.max(to)));
        Self { top: first, bottom: lines.len() - 1 - last, left, right: width.saturating_sub(right + 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_counts() {
        let number = |text: &str, number: &str| Given { number: Some(number.to_owned()), ..text.into() };
        for (given, expected, left) in [
            (number("33.33", "33.3333333333333"), "33.33", true),
            (number("1,060.51", "1060.505"), "1,060.51", true),
            (number("318,567.85", "318567.85"), "318,567.85", false),
            (number("12.50", "1.25E1"), "12.50", false),
            (number("12.5%", "0.125"), "12.5%", false),
            (number(" -   ", "0"), " -   ", false),
            // Ours, rounded to 万元; and a claim that what is shown does not bear out.
            (Given { yuan: Some("318567.85".to_owned()), ..Given::from("31.86") }, "318567.85元", false),
            (Given { yuan: Some("99999".to_owned()), ..Given::from("31.86") }, "31.86", false),
        ] {
            let read = given.for_number().unwrap();
            assert_eq!((read.text.as_str(), read.left.is_some()), (expected, left), "{given:?}");
        }
        let struck = |text: &str| Given { struck: "99.00".to_owned(), ..text.into() };
        let read = struck("12.50").for_number().unwrap();
        assert_eq!((read.text.as_str(), read.left.as_deref()), ("12.50", Some("99.00（已划掉）")));
        assert!(struck("").for_number().unwrap_err().contains("“99.00”划掉了"));
        assert!(Given { date: true, ..number("5", "44986") }.for_number().unwrap_err().contains("日期"));
    }

    #[test]
    fn margins_show_nothing() {
        let lines = |text: &str| text::read(text);
        let margins = |top, bottom, left, right| Margins { top, bottom, left, right };
        for (text, expected) in [
            ("甲\t1", margins(0, 0, 0, 0)),
            ("\n\t甲\t1\t\n\n\n", margins(1, 2, 1, 1)),
            ("\t\n甲\t\n\u{200b}\t \t\u{3000}", margins(1, 1, 0, 2)),
            ("\t\n\t", margins(0, 0, 0, 0)),
        ] {
            assert_eq!(Margins::of(&lines(text)), expected, "{text:?}");
        }
    }
}
