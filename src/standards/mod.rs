//! Lines reckoned by a standard per head (人数×标准): the formula stays in the line, the amount is an input like
//! any other. What the formula gives now is told beside it, and written down when asked for, so that a changed
//! head-count or standard never moves an amount behind anybody's back; a rule finds the lines that differ.
//!
//! Names in a formula are head-counts of the line's unit (the number columns of the list of units), numbers of
//! the whole department by their rows, `标准` for the standard of the line's own item, or another item of the
//! table of standards by its name. Everything is reckoned in 元, exactly, and brought to the format's unit at
//! the end, to the 分.

mod formula;
#[cfg(test)]
mod tests;
mod typed;

use std::fmt;

pub use formula::{Formula, is_formula, quoted};
pub use typed::{in_both_units, is_without_sign, read_formula, signed, vanishes};

use crate::codes::UnitKind;
use crate::model::{Budget, CellAddress, RowView, ValueView};
use crate::money::{self, Decimal, MoneyUnit};
use crate::schema::{Column, Format, StandardList, TableSchema};

/// The name by which a formula means the standard of its own item.
const OWN: &str = "标准";

/// The formula of a line whose standard says no other.
const USUAL: &str = "=在职人数×标准";

/// A line with a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct ReckonedLine {
    /// The cell of its amount.
    pub at: CellAddress,
    /// Its item, and its unit.
    pub title: String,
    /// The formula as written.
    pub formula: String,
    /// What it gives now, or why it gives nothing.
    pub now: Result<Reckoned, Unreckoned>,
    /// The amount in the line.
    pub amount: Decimal,
}

/// What a formula gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoned {
    /// The amount in the format's unit.
    pub amount: Decimal,
    /// What its names stand for, in order.
    pub names: Vec<Named>,
}

/// What a name in a formula stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Its value: persons, or 元.
    pub value: Decimal,
    /// Where it is kept.
    pub at: CellAddress,
}

/// Why a formula gives nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreckoned {
    /// In Chinese, with what to do.
    pub why: String,
    /// Whether something only has not been filled in yet; else the formula is wrong.
    pub is_open: bool,
}

impl From<String> for Unreckoned {
    fn from(why: String) -> Self {
        Self { why, is_open: false }
    }
}

impl fmt::Display for Unreckoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl ReckonedLine {
    /// Whether the line has another amount than its formula gives.
    pub fn differs(&self) -> bool {
        self.now.as_ref().is_ok_and(|now| now.amount != self.amount)
    }
}

impl Reckoned {
    /// What its names stand for, in words: `在职人数 12，标准 1,200.00`.
    pub fn words(&self) -> String {
        let one = |named: &Named| {
            format!("{} {}", named.name, money::display(named.value, named.value.scale().min(2)))
        };
        self.names.iter().map(one).collect::<Vec<_>>().join("，")
    }
}

/// All lines with formulas, in order.
pub fn reckoned_lines(budget: &Budget, format: &Format) -> Vec<ReckonedLine> {
    let Some(list) = &format.standards else {
        return Vec::new();
    };
    lines(budget, list)
        .filter(|row| is_formula(row.text(&list.formula)))
        .map(|row| reckoned_line(budget, format, list, row, row.text(&list.formula)))
        .collect()
}

/// Lines without a formula for whose item there is a standard, with the formula that they could have.
pub fn reckonable_lines(budget: &Budget, format: &Format) -> Vec<ReckonedLine> {
    let Some(list) = &format.standards else {
        return Vec::new();
    };
    lines(budget, list)
        .filter(|row| row.text(&list.formula).is_empty())
        .filter_map(|row| {
            let kind = unit_of(budget, format, row).and_then(|unit| kind_of(format, unit));
            let standards = standards(budget, list, row.text(&list.line_item), kind);
            let usual = standards.first()?.text(&list.usual);
            let formula = match usual.trim() {
                "" => USUAL.to_owned(),
                usual if is_formula(usual) => usual.to_owned(),
                without_sign => format!("={without_sign}"),
            };
            Some(reckoned_line(budget, format, list, row, &formula))
        })
        .collect()
}

fn lines<'a>(budget: &'a Budget, list: &StandardList) -> impl Iterator<Item = RowView<'a>> {
    budget.table(&list.lines).into_iter().flat_map(|table| table.rows())
}

fn reckoned_line(
    budget: &Budget,
    format: &Format,
    list: &StandardList,
    row: RowView<'_>,
    formula: &str,
) -> ReckonedLine {
    let unit = unit_of(budget, format, row).zip(format.units.as_ref());
    let unit = unit.map(|(unit, units)| unit.text(&units.name)).unwrap_or_default();
    ReckonedLine {
        at: CellAddress::new(&list.lines, row.key(), &list.amount),
        title: format!("{unit} {}", row.text(&list.line_item)).trim().to_owned(),
        now: reckon(budget, format, row, formula).and_then(|now| match vanishes(format, now.amount) {
            Some(why) => Err(why.into()),
            None => Ok(now),
        }),
        formula: formula.to_owned(),
        amount: row.cells().get(&list.amount).and_then(ValueView::amount).unwrap_or_default(),
    }
}

/// What the formula of a line gives, in the format's unit.
///
/// # Errors
/// Says in Chinese why it gives nothing.
pub fn reckon(
    budget: &Budget,
    format: &Format,
    line: RowView<'_>,
    formula: &str,
) -> Result<Reckoned, Unreckoned> {
    let list = format.standards.as_ref().ok_or_else(|| "这种表式没有支出标准".to_owned())?;
    let mut names: Vec<Named> = Vec::new();
    let value = Formula::parse(formula)?.value(&mut |name| {
        if let Some(known) = names.iter().find(|known| known.name == name) {
            return Ok(known.value);
        }
        let (value, at) = stands_for(budget, format, list, line, name)?;
        names.push(Named { name: name.to_owned(), value, at });
        Ok::<_, Unreckoned>(value)
    })?;
    let yuan = money::round(value, MoneyUnit::Yuan.exact_decimals());
    let amount = yuan.checked_div(format.unit.in_yuan()).ok_or_else(|| "测算公式的结果太大".to_owned())?;
    Ok(Reckoned { amount: amount.normalize(), names })
}

/// The unit of a line, in the list of units.
fn unit_of<'a>(budget: &'a Budget, format: &Format, line: RowView<'_>) -> Option<RowView<'a>> {
    let list = format.units.as_ref()?;
    let (code, units) = (line.text(&list.code), budget.table(&list.table)?);
    let is_it = |row: &RowView<'_>| !code.is_empty() && row.text(&list.code) == code;
    // A unit stands under its code, unless that was changed since.
    units.row(&code.into()).filter(is_it).or_else(|| units.rows().iter().find(is_it))
}

fn kind_of(format: &Format, unit: RowView<'_>) -> Option<UnitKind> {
    format.units.as_ref()?.kind_of(unit)
}

/// The value of a name in the formula of a line, and its cell.
fn stands_for(
    budget: &Budget,
    format: &Format,
    list: &StandardList,
    line: RowView<'_>,
    name: &str,
) -> Result<(Decimal, CellAddress), Unreckoned> {
    let open = |why: String| Unreckoned { why, is_open: true };
    let unit = unit_of(budget, format, line);
    let units = format.units.as_ref().and_then(|units| format.table(&units.table));
    if let Some((units, column)) = units.and_then(|units| Some((units, head_count(units, name)?))) {
        let unit =
            unit.ok_or_else(|| open(format!("这一行的单位代码不在“{}”里，不知道{name}", units.title)))?;
        let value = unit.cells().get(&column.key).and_then(ValueView::amount);
        let value = value.ok_or_else(|| open(format!("“{}”里没有填这个单位的{name}", units.title)))?;
        return Ok((value, CellAddress::new(&units.key, unit.key(), &column.key)));
    }
    if let Some(facts) = &list.facts
        && let Some(row) = budget.table(&facts.table).and_then(|table| table.row(&name.into()))
    {
        let value = row.cells().get(&facts.number).and_then(ValueView::amount);
        let title = format.table(&facts.table).map_or("", |schema| &schema.title);
        let value = value.ok_or_else(|| open(format!("“{title}”里没有填{name}")))?;
        return Ok((value, CellAddress::new(&facts.table, row.key(), &facts.number)));
    }
    let kind = unit.and_then(|unit| kind_of(format, unit));
    let item = if name == OWN { line.text(&list.line_item) } else { name };
    // A name that is nothing is a mistake in the formula; that the own item has no standard yet is not.
    standard(budget, list, item, kind).map_err(|error| Unreckoned {
        is_open: error.is_open && (name == OWN || has_standard(budget, list, item)),
        ..error
    })
}

/// The column of the list of units that holds a head-count of that name.
fn head_count<'a>(units: &'a TableSchema, name: &str) -> Option<&'a Column> {
    let mut columns = units.sections.iter().flat_map(|section| &section.columns);
    columns.find(|column| column.kind.is_number() && column.key.as_str() == name)
}

/// The standards of an item for a kind of unit: those of the kind before those of all.
fn standards<'a>(
    budget: &'a Budget,
    list: &StandardList,
    item: &str,
    kind: Option<UnitKind>,
) -> Vec<RowView<'a>> {
    let rows = budget.table(&list.table).map(|table| table.rows()).unwrap_or_default();
    let of_item = || rows.iter().filter(|row| !item.is_empty() && row.text(&list.item) == item);
    let for_kind =
        |row: &RowView<'_>| kind.is_some_and(|kind| row.text(&list.unit_kind).contains(kind.short_name()));
    let own: Vec<RowView<'_>> = of_item().filter(for_kind).collect();
    if own.is_empty() { of_item().filter(|row| row.text(&list.unit_kind).is_empty()).collect() } else { own }
}

/// Whether there is a standard for an item, for whatever kind of unit.
fn has_standard(budget: &Budget, list: &StandardList, item: &str) -> bool {
    budget.table(&list.table).is_some_and(|table| table.rows().iter().any(|row| row.text(&list.item) == item))
}

/// The one standard for an item, and its cell.
fn standard(
    budget: &Budget,
    list: &StandardList,
    item: &str,
    kind: Option<UnitKind>,
) -> Result<(Decimal, CellAddress), Unreckoned> {
    let open = |why: String| Unreckoned { why, is_open: true };
    let found = standards(budget, list, item, kind);
    let Some(first) = found.first() else {
        return Err(open(match has_standard(budget, list, item) {
            true => format!("“支出标准”里的“{item}”不适用于这种性质的单位；请增加一行，或改“适用单位性质”"),
            false => format!("“支出标准”里没有“{item}”，它也不是“预算单位”“基本情况”里的人数"),
        }));
    };
    let rate = |row: RowView<'_>| row.cells().get(&list.rate).and_then(ValueView::amount);
    let value = rate(*first).ok_or_else(|| open(format!("“支出标准”里“{item}”没有填标准")))?;
    if found.iter().any(|row| rate(*row) != Some(value)) {
        return Err(format!("“支出标准”里“{item}”有几个不同的标准，请只留一个").into());
    }
    Ok((value, CellAddress::new(&list.table, first.key(), &list.rate)))
}
