//! Amounts of lines and their formulas: the amount that comes with a formula typed into a line, and the step
//! that brings amounts up to date when it is asked for.

use std::collections::BTreeSet;

use super::Session;
use crate::edit::{Batch, Edit};
use crate::model::{Budget, CellAddress, Cells, ColumnKey, Layer, Row, RowView, TableKey, Value};
use crate::money::{self, Decimal, MoneyUnit, parse_amount};
use crate::schema::{Column, Format};
use crate::standards::{Formula, ReckonedLine, is_formula, reckon};

/// The step that writes down what the formulas of these lines give now; `None` where nothing would change.
pub fn reckon_again<'l>(lines: impl IntoIterator<Item = &'l ReckonedLine>) -> Option<Batch> {
    let edits: Vec<Edit> = lines.into_iter().filter(|line| line.differs()).filter_map(amount_of).collect();
    (!edits.is_empty())
        .then(|| Batch { label: format!("按测算公式更新金额 {} 行", edits.len()), edits })
}

/// The step that gives lines without a formula theirs, and the amounts with it; `None` where there are none.
pub fn take_formulas<'l>(
    format: &Format,
    lines: impl IntoIterator<Item = &'l ReckonedLine>,
) -> Option<Batch> {
    let column = &format.standards.as_ref()?.formula;
    let mut count = 0;
    let mut edits = Vec::new();
    for line in lines {
        count += 1;
        let address = CellAddress::new(&line.at.table, &line.at.row, column);
        let value = Some(Value::from(line.formula.as_str()));
        edits.push(Edit::SetCell { layer: Layer::Input, address, value });
        edits.extend(Some(line).filter(|line| line.differs()).and_then(amount_of));
    }
    (count > 0).then(|| Batch { label: format!("写上测算公式 {count} 行"), edits })
}

fn amount_of(line: &ReckonedLine) -> Option<Edit> {
    let value = Some(Value::Amount(line.now.as_ref().ok()?.amount));
    Some(Edit::SetCell { layer: Layer::Input, address: line.at.clone(), value })
}

/// What a text typed into a cell is where that holds a formula: the formula, with its sign where that was left out.
///
/// # Errors
/// Says in Chinese what is wrong in what is meant as a formula, and at which character.
pub(super) fn read_formula(
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
    let is_meant = match of_line {
        true => {
            let line = budget.table(&list.lines).and_then(|table| table.row(&address.row));
            line.is_some_and(|line| is_without_sign(budget, format, line, text))
        }
        false => Formula::parse(text).is_ok(),
    };
    Ok(if is_meant { Some(signed(text)) } else { value })
}

/// Whether a text lacks nothing of a formula but its sign: it can be reckoned for its line, or as soon as a number is
/// filled in that it asks for. A number alone is no formula.
fn is_without_sign(budget: &Budget, format: &Format, line: RowView<'_>, text: &str) -> bool {
    let is_number = text.trim().parse::<Decimal>().is_ok();
    let reckoned = || reckon(budget, format, line, text);
    !is_formula(text) && !is_number && !matches!(reckoned(), Err(error) if !error.is_open)
}

fn signed(text: &str) -> Value {
    Value::Text(format!("={}", text.trim()).into())
}

/// The edits that write down the amounts of lines whose formula some of `edits` set, but for amounts that are
/// among them. A formula that gives nothing yet leaves the amount as it is.
pub(super) fn amounts_with(budget: &Budget, format: &Format, edits: &[Edit]) -> Vec<Edit> {
    let Some(list) = &format.standards else {
        return Vec::new();
    };
    let inputs = || {
        edits.iter().filter_map(|edit| match edit {
            Edit::SetCell { layer: Layer::Input, address, value } if address.table == list.lines => {
                Some((address, value))
            }
            _ => None,
        })
    };
    let given: BTreeSet<_> =
        inputs().filter(|(at, _)| at.column == list.amount).map(|(at, _)| &at.row).collect();
    let lines = inputs().filter(|(at, value)| {
        let is_set = value.as_ref().and_then(Value::text).is_some_and(is_formula);
        at.column == list.formula && is_set && !given.contains(&at.row)
    });
    lines
        .filter_map(|(at, _)| {
            let mut line = budget.table(&list.lines)?.row(&at.row)?.to_row();
            // As the line will be: its item or its unit may be typed together with the formula.
            for (other, value) in inputs().filter(|(other, _)| other.row == at.row) {
                match value {
                    Some(value) => drop(line.cells.insert(other.column.clone(), value.clone())),
                    None => drop(line.cells.remove(&other.column)),
                }
            }
            let address = CellAddress::new(&list.lines, &at.row, &list.amount);
            let value = amount_given_by(budget, format, line.view())?;
            Some(Edit::SetCell { layer: Layer::Input, address, value: Some(value) })
        })
        .collect()
}

/// Why an amount that a formula gives is refused: the table would print it as zero. Numbers in a formula are 元, and whoever
/// writes them in the table's unit means something else.
pub(super) fn vanishing(format: &Format, edit: &Edit) -> Option<String> {
    match edit {
        Edit::SetCell { value: Some(Value::Amount(amount)), .. } => vanishes(format, *amount),
        _ => None,
    }
}

/// The same of an amount; in Chinese what the formula gives, in both units, and what to write.
fn vanishes(format: &Format, amount: Decimal) -> Option<String> {
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

/// `9 元，合 0.0009 万元`.
fn in_both_units(format: &Format, amount: Decimal) -> String {
    let show = |amount: Decimal| money::in_full(amount, amount.normalize().scale());
    let unit = format.unit;
    if unit == MoneyUnit::Yuan {
        return format!("{} 元", show(amount));
    }
    let yuan = amount.saturating_mul(unit.in_yuan());
    format!("{} 元，合 {} {}", show(yuan), show(amount), unit.label())
}

impl Session {
    /// What the formula in a cell gives, and what its names stand for, for people; nothing where there is none.
    pub fn reckoned_in_words(&self, address: &CellAddress) -> Option<String> {
        let list = self.format.standards.as_ref()?;
        let is_formulas = (&address.table, &address.column) == (&list.lines, &list.formula);
        let line = self.budget.table(&list.lines).filter(|_| is_formulas)?.row(&address.row)?;
        let formula = Some(line.text(&list.formula)).filter(|text| is_formula(text))?;
        let now = reckon(&self.budget, &self.format, line, formula).ok()?;
        let names = now.words();
        let names = if names.is_empty() { names } else { format!("{names}；") };
        Some(format!("算式按元计算：{names}得 {}", in_both_units(&self.format, now.amount)))
    }
}

/// Puts the amount that its formula gives into a line that is about to be added with none, and the formula's sign where
/// that was left out.
///
/// # Errors
/// With the column of formulas, where the table would print the amount as zero: the line then has no formula.
pub(super) fn fill_in(
    budget: &Budget,
    format: &Format,
    table: &TableKey,
    cells: &mut Cells,
) -> Result<(), (ColumnKey, String)> {
    let Some(list) = format.standards.as_ref().filter(|list| *table == list.lines) else {
        return Ok(());
    };
    let mut line = Row { cells: cells.clone(), ..Row::default() };
    let text = cells.get(&list.formula).and_then(Value::text).filter(|text| !text.is_empty());
    if let Some(text) = text.filter(|text| is_without_sign(budget, format, line.view(), text)) {
        let formula = signed(text);
        line.cells.insert(list.formula.clone(), formula.clone());
        cells.insert(list.formula.clone(), formula);
    }
    if cells.contains_key(&list.amount) {
        return Ok(());
    }
    let Some(value) = amount_given_by(budget, format, line.view()) else { return Ok(()) };
    if let Some(why) = value.amount().and_then(|amount| vanishes(format, amount)) {
        cells.remove(&list.formula);
        return Err((list.formula.clone(), why));
    }
    cells.insert(list.amount.clone(), value);
    Ok(())
}

fn amount_given_by(budget: &Budget, format: &Format, line: RowView<'_>) -> Option<Value> {
    let formula = line.text(&format.standards.as_ref()?.formula);
    let now = is_formula(formula).then(|| reckon(budget, format, line, formula))?;
    Some(Value::Amount(now.ok()?.amount))
}
