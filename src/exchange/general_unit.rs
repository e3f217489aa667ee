//! The unit of those tables that state none: the one that the document says all its tables have, in which its text
//! quotes their amounts, or that another table with the same amounts states. What a table states itself is for [`super::heads`].

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::split::{Line, is_short};
use super::units;
use crate::money::MoneyUnit;
use crate::pattern::Pattern;
use crate::text::{is_ideograph, plain};

/// An amount with its unit, as sentences have it.
static QUOTED: Pattern = Pattern::new(r"(\d[\d,]*(?:\.\d+)?)\s*((?:[十百千万亿]\s*)*元)", &["元"]);

/// Digits that an amount has at least, so that the same ones stand in a table and in a sentence by no accident: where
/// several amounts agree, and where one does.
const OF_SEVERAL: usize = 5;
const OF_ONE: usize = 8;
/// In another unit more than so many amounts agree.
const OTHERWISE: usize = 2;

/// A unit for all tables.
#[derive(Clone, Copy, Debug)]
pub(super) struct GeneralUnit {
    /// How many 元 it is.
    pub yuan: Decimal,
    known: Known,
}

/// By what it is known.
#[derive(Clone, Copy, Debug)]
enum Known {
    Said,
    Quoted,
    /// The text quotes their amounts in another unit.
    Converted,
    /// Other tables state it, and have the same amounts.
    Shared,
}

impl GeneralUnit {
    /// Of a document with these lines.
    pub(super) fn of<'t>(lines: &[Line<'t>], is_note: impl Fn(&Line<'t>) -> bool) -> Option<Self> {
        let text = || lines.iter().filter(|line| line.cells().is_none() && !is_note(line));
        let said: BTreeSet<Decimal> = text().filter_map(|line| units::of_all(line.text)).collect();
        let agreed = quoted(text(), lines);
        let of = |is: fn(&(Decimal, Decimal)) -> bool| {
            agreed.iter().filter(|units| is(units)).map(|(_, of_tables)| *of_tables).collect()
        };
        let (same, other) = (of(|(quoted, own)| quoted == own), of(|(quoted, own)| quoted != own));
        let ways = [
            (said, Known::Said),
            (same, Known::Quoted),
            (shared(lines), Known::Shared),
            (other, Known::Converted),
        ];
        let (units, known) = ways.into_iter().find(|(units, _)| !units.is_empty())?;
        // Several contradict each other.
        let only = units.first().filter(|_| units.len() == 1)?;
        Some(Self { yuan: *only, known })
    }

    /// What is to be said of a table that is read in it.
    pub(super) fn told(&self) -> String {
        let unit = units::name(self.yuan);
        match self.known {
            Known::Said => format!("全文说明金额单位是{unit}，表上没有另写单位的金额按此读入"),
            Known::Quoted => format!("表上没有写金额单位；说明文字以{unit}引用表上的数，金额按此读入"),
            Known::Converted => {
                format!("表上没有写金额单位；按{unit}读入，才与说明文字引用的数一致")
            }
            Known::Shared => format!("表上没有写金额单位；写明{unit}的表里有同样的数，金额按此读入"),
        }
    }
}

/// An amount that stands twice by no accident.
fn number(digits: &str) -> Option<Decimal> {
    let digits = digits.replace(',', "");
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    (count >= OF_SEVERAL).then(|| digits.parse::<Decimal>().ok())?.map(|number| number.normalize())
}

/// The amounts of a row. Before a name a whole number is its code.
fn amounts(cells: &[&str]) -> Vec<Decimal> {
    let behind = cells.iter().rposition(|cell| cell.contains(is_ideograph)).map_or(0, |at| at + 1);
    let is_amount = |(at, cell): &(usize, &&str)| *at >= behind || cell.contains(['.', ',', '．', '，']);
    let cells = cells.iter().enumerate().filter(is_amount);
    cells.filter_map(|(_, cell)| number(plain(cell.trim()).as_ref())).collect()
}

/// The units that stand above tables of which others without one have amounts digit by digit.
fn shared(lines: &[Line<'_>]) -> BTreeSet<Decimal> {
    let (mut units, mut stated, mut bare) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    // From its unit on to the blank line behind its rows a table has it.
    let (mut unit, mut has_rows) = (None, false);
    for line in lines {
        let own = line.only_text().filter(|text| is_short(text)).and_then(units::stated);
        if let Some(own) = own {
            (unit, has_rows) = (Some(own), false);
            units.insert(own);
        } else if let Some(cells) = line.cells().filter(|_| !line.is_blank()) {
            has_rows = true;
            let amounts = amounts(&cells);
            if unit.is_some() { stated.extend(amounts) } else { bare.extend(amounts) }
        } else if has_rows {
            (unit, has_rows) = (None, false);
        }
    }
    if stated.intersection(&bare).count() > 1 { units } else { BTreeSet::new() }
}

/// The units in which the text quotes amounts that tables have digit by digit, each with the unit that makes those of the
/// tables the same money.
fn quoted<'l, 't: 'l>(
    text: impl Iterator<Item = &'l Line<'t>>,
    lines: &[Line<'t>],
) -> BTreeSet<(Decimal, Decimal)> {
    let printed: BTreeSet<Decimal> =
        lines.iter().filter_map(Line::cells).flat_map(|cells| amounts(&cells)).collect();
    let mut agreed: BTreeMap<(Decimal, Decimal), BTreeSet<Decimal>> = BTreeMap::new();
    for line in text {
        let line = plain(line.text);
        for found in QUOTED.captures_iter(&line) {
            let (Some(digits), Some(unit)) = (found.get(1), found.get(2)) else { continue };
            let unit = units::in_yuan(&unit.as_str().split_whitespace().collect::<String>());
            let Some((number, unit)) = number(digits.as_str()).zip(unit) else { continue };
            for own in [unit, MoneyUnit::Yuan.in_yuan(), MoneyUnit::WanYuan.in_yuan()] {
                if number.checked_mul(unit / own).is_some_and(|number| printed.contains(&number.normalize()))
                {
                    agreed.entry((unit, own)).or_default().insert(number);
                }
            }
        }
    }
    let digits = |number: &Decimal| number.mantissa().unsigned_abs().to_string().len();
    let is_sure = |(unit, own): &(Decimal, Decimal), numbers: &BTreeSet<Decimal>| {
        let is_same = unit == own;
        numbers.len() > if is_same { 1 } else { OTHERWISE }
            || is_same && numbers.iter().any(|number| digits(number) >= OF_ONE)
    };
    agreed.into_iter().filter(|(units, numbers)| is_sure(units, numbers)).map(|(units, _)| units).collect()
}
