//! A text that comes into the column of formulas, by whatever way: what is meant as a formula and what is a remark, and
//! which formulas are refused. Who asks, a cell, a block or a file of lines, is not known here.

use super::{Formula, is_formula, reckon};
use crate::model::{Budget, CellAddress, RowView, Value};
use crate::money::{self, Decimal, MoneyUnit, parse_amount};
use crate::schema::{Column, Format};
use crate::text::plain;

/// What a text typed into a cell is where that holds a formula: the formula, with its sign where that was left out.
///
/// # Errors
/// Says in Chinese what is wrong in what is meant as a formula, and at which character.
pub fn read_formula(
    budget: &Budget,
    format: &Format,
    address: &CellAddress,
    value: Option<Value>,
) -> Result<Option<Value>, String> {
    let Some((list, text)) = format.standards.as_ref().zip(value.as_ref().and_then(Value::text)) else {
        return Ok(value);
    };
    let of_line = (&address.table, &address.column) == (&list.lines, &list.formula);
    let of_standard = (&address.table, &address.column) == (&list.table, &list.usual);
    if !of_line && !of_standard {
        return Ok(value);
    }
    if is_formula(text) {
        return Formula::parse(text).map(|_| value);
    }
    // An amount beside the column of amounts is no formula: kept as a text it would be in no total.
    if of_line && matches!(parse_amount(text, format.unit), Ok(Some(_))) {
        let title = |column| {
            let found = format
                .table(&list.lines)
                .into_iter()
                .flat_map(|schema| &schema.sections)
                .find_map(|section| section.column(column));
            found.map_or_else(|| column.to_string(), Column::full_title)
        };
        return Err(format!(
            "“{text}”是金额，请写在“{}”栏；“{}”栏里写以 = 开头的算式",
            title(&list.amount),
            title(&list.formula)
        ));
    }
    if is_reckoning(text) || has_open_bracket(text) {
        return Err(why_not(text));
    }
    let is_meant = match of_line {
        true => {
            let line = budget.table(&list.lines).and_then(|table| table.row(&address.row));
            line.is_some_and(|line| is_without_sign(budget, format, line, text))
        }
        false => Formula::parse(text).is_ok(),
    };
    Ok(if is_meant { Some(signed(text)) } else { value })
}

/// Whether a text holds figures and signs alone, but is nothing that can be reckoned: nobody writes a remark so.
fn is_reckoning(text: &str) -> bool {
    let plain = plain(text);
    let is_part = |c: char| c.is_ascii_digit() || c.is_whitespace() || ".,+-*/×✕÷()%".contains(c);
    let has_digit = plain.contains(|c: char| c.is_ascii_digit());
    has_digit && plain.chars().all(is_part) && Formula::parse(text).is_err()
}

/// Whether a text multiplies or adds, and has a bracket without the other. `1）` is how remarks are numbered.
fn has_open_bracket(text: &str) -> bool {
    let plain = plain(text);
    let rest = plain.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let count = |bracket: char| plain.matches(bracket).count();
    let has_sign = plain.contains(['+', '*', '×', '✕', '÷']);
    let is_numbered = rest.len() < plain.len() && rest.starts_with(')');
    has_sign && count('(') != count(')') && !is_numbered && Formula::parse(text).is_err()
}

/// Why a text cannot be reckoned: what is said of typed amounts where it is one figure, else of formulas.
fn why_not(text: &str) -> String {
    let is_sum =
        plain(text).trim_start_matches(['+', '-']).contains(['+', '*', '/', '×', '✕', '÷', '(', ')']);
    let of_amount = parse_amount(text, MoneyUnit::Yuan).err().filter(|_| !is_sum);
    let of_formula = || Formula::parse(text).err().unwrap_or_default();
    of_amount.map_or_else(of_formula, |error| error.message)
}

/// Whether a text lacks nothing of a formula but its sign: it can be reckoned for its line, or as soon as a number is
/// filled in that it asks for. A number alone is no formula.
pub fn is_without_sign(budget: &Budget, format: &Format, line: RowView<'_>, text: &str) -> bool {
    let is_number = text.trim().parse::<Decimal>().is_ok();
    let reckoned = || reckon(budget, format, line, text);
    !is_formula(text) && !is_number && !matches!(reckoned(), Err(error) if !error.is_open)
}

/// The formula of a text without a sign.
pub fn signed(text: &str) -> Value {
    Value::Text(format!("={}", text.trim()).into())
}

/// Why an amount that a formula gives is refused: the table would print it as zero. Numbers in a formula are 元, and whoever
/// writes them in the table's unit means something else. In Chinese what the formula gives, in both units, and what to
/// write.
pub fn vanishes(format: &Format, amount: Decimal) -> Option<String> {
    if amount.is_zero() || !money::round(amount, format.decimals).is_zero() {
        return None;
    }
    let (given, unit) = (in_both_units(format, amount), format.unit);
    let last = money::in_full(Decimal::new(1, format.decimals), format.decimals);
    let advice = match unit {
        MoneyUnit::Yuan => "请核对算式",
        MoneyUnit::WanYuan => "算式里的数请写元，如 =在职人数*3000",
    };
    Some(format!("算式按元计算，得 {given}，表里只印到 {last} {}，会成为零；{advice}", unit.label()))
}

/// An amount of the format in words: `9 元，合 0.0009 万元`.
pub fn in_both_units(format: &Format, amount: Decimal) -> String {
    let show = |amount: Decimal| money::in_full(amount, amount.normalize().scale());
    let unit = format.unit;
    if unit == MoneyUnit::Yuan {
        return format!("{} 元", show(amount));
    }
    let yuan = amount.saturating_mul(unit.in_yuan());
    format!("{} 元，合 {} {}", show(yuan), show(amount), unit.label())
}
