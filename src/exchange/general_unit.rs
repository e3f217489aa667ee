//! The unit of those tables that state none: the one that the document says all its tables have, or in which its text
//! quotes their amounts. What a table states itself is for [`super::heads`].

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::split::Line;
use super::units;
use crate::pattern::Pattern;
use crate::text::plain;

/// An amount with its unit, as sentences have it.
static QUOTED: Pattern = Pattern::new(r"(\d[\d,]*(?:\.\d+)?)\s*((?:[十百千万亿]\s*)*元)", &["元"]);

/// Digits that an amount has at least, so that the same ones stand in a table and in a sentence by no accident: where
/// several amounts agree, and where one does.
const OF_SEVERAL: usize = 5;
const OF_ONE: usize = 8;

/// A unit for all tables.
#[derive(Clone, Copy, Debug)]
pub(super) struct GeneralUnit {
    /// How many 元 it is.
    pub yuan: Decimal,
    /// Whether it is known only by what the text quotes.
    quoted: bool,
}

impl GeneralUnit {
    /// Of a document with these lines.
    pub(super) fn of<'t>(lines: &[Line<'t>], is_note: impl Fn(&Line<'t>) -> bool) -> Option<Self> {
        let text = || lines.iter().filter(|line| line.cells().is_none() && !is_note(line));
        let said: BTreeSet<Decimal> = text().filter_map(|line| units::of_all(line.text)).collect();
        let (units, quoted) = match said.len() {
            0 => (quoted(text(), lines), true),
            _ => (said, false),
        };
        // Several contradict each other.
        let only = units.first().filter(|_| units.len() == 1)?;
        Some(Self { yuan: *only, quoted })
    }

    /// What is to be said of a table that is read in it.
    pub(super) fn told(&self) -> String {
        let unit = units::name(self.yuan);
        if self.quoted {
            format!("表上没有写金额单位；说明文字以{unit}引用表上的数，金额按此读入")
        } else {
            format!("全文说明金额单位是{unit}，表上没有另写单位的金额按此读入")
        }
    }
}

/// The units in which the text quotes amounts that tables have digit by digit.
fn quoted<'l, 't: 'l>(text: impl Iterator<Item = &'l Line<'t>>, lines: &[Line<'t>]) -> BTreeSet<Decimal> {
    let number = |digits: &str| {
        let digits = digits.replace(',', "");
        let count = digits.bytes().filter(u8::is_ascii_digit).count();
        (count >= OF_SEVERAL).then(|| digits.parse::<Decimal>().ok())?.map(|number| number.normalize())
    };
    let cells =
        lines.iter().filter_map(Line::cells).flatten().filter(|cell| cell.contains(['.', ',', '，', '．']));
    let printed: BTreeSet<Decimal> = cells.filter_map(|cell| number(plain(cell.trim()).as_ref())).collect();
    let mut agreed: BTreeMap<Decimal, BTreeSet<Decimal>> = BTreeMap::new();
    for line in text {
        let line = plain(line.text);
        for found in QUOTED.captures_iter(&line) {
            let (Some(digits), Some(unit)) = (found.get(1), found.get(2)) else { continue };
            let unit = units::in_yuan(&unit.as_str().split_whitespace().collect::<String>());
            if let (Some(number), Some(unit)) = (number(digits.as_str()), unit)
                && printed.contains(&number)
            {
                agreed.entry(unit).or_default().insert(number);
            }
        }
    }
    let digits = |number: &Decimal| number.mantissa().unsigned_abs().to_string().len();
    let is_sure = |numbers: &BTreeSet<Decimal>| {
        numbers.len() > 1 || numbers.iter().any(|number| digits(number) >= OF_ONE)
    };
    agreed.into_iter().filter(|(_, numbers)| is_sure(numbers)).map(|(unit, _)| unit).collect()
}
