//! Amounts of lines and their formulas: the amount that comes with a formula typed into a line, and the step
//! that brings amounts up to date when it is asked for.

use std::collections::BTreeSet;

use super::Session;
use crate::edit::{Batch, Edit};
use crate::model::{Budget, CellAddress, Cells, ColumnKey, Layer, Row, RowKey, RowView, TableKey, Value};
use crate::money::{self, Decimal};
use crate::schema::Format;
use crate::standards::{ReckonedLine, in_both_units, is_formula, is_without_sign, reckon, signed, vanishes};

/// So many lines are named in a sentence, more are counted.
const MOST_NAMED: usize = 3;

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
    // A formula that is wrong is not written down; one that waits for a number is.
    for line in lines.into_iter().filter(|line| line.now.as_ref().err().is_none_or(|error| error.is_open)) {
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

/// A line whose formula is set, and what becomes of its amount.
#[derive(Clone, Debug)]
pub(super) struct ReckonedSet {
    /// The cell of its formula.
    pub formula: CellAddress,
    /// The cell of its amount.
    pub amount: CellAddress,
    /// What the formula gives.
    pub gives: Decimal,
    /// The amount that comes with it, if one does.
    pub given: Option<Decimal>,
}

impl ReckonedSet {
    /// The edit that writes down the amount.
    pub(super) fn edit(&self) -> Edit {
        let value = Some(Value::Amount(self.gives));
        Edit::SetCell { layer: Layer::Input, address: self.amount.clone(), value }
    }
}

/// The lines whose formula some of `edits` set. The amount comes with it in rows of `given`, also where it is the one that
/// stands there. A formula that gives nothing yet leaves the amount as it is.
pub(super) fn reckoned_with(
    budget: &Budget,
    format: &Format,
    edits: &[Edit],
    given: &BTreeSet<RowKey>,
) -> Vec<ReckonedSet> {
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
    let formulas = inputs().filter(|(at, value)| {
        at.column == list.formula && value.as_ref().and_then(Value::text).is_some_and(is_formula)
    });
    formulas
        .filter_map(|(at, _)| {
            let mut line = budget.table(&list.lines)?.row(&at.row)?.to_row();
            // As the line will be: its item or its unit may be typed together with the formula.
            for (other, value) in inputs().filter(|(other, _)| other.row == at.row) {
                match value {
                    Some(value) => drop(line.cells.insert(other.column.clone(), value.clone())),
                    None => drop(line.cells.remove(&other.column)),
                }
            }
            let amount = line.cells.get(&list.amount).and_then(Value::amount);
            Some(ReckonedSet {
                formula: at.clone(),
                amount: CellAddress::new(&list.lines, &at.row, &list.amount),
                gives: given_by(budget, format, line.view())?,
                given: amount.filter(|_| given.contains(&at.row)),
            })
        })
        .collect()
}

/// What formulas of a block did to amounts, to be told with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Reckonings {
    reckoned: usize,
    first: Option<String>,
    differing: Vec<String>,
}

impl Reckonings {
    /// Notes a line called so: its amount is what its formula gives, or the amount that came with it.
    pub(super) fn note(&mut self, format: &Format, line: &str, gives: Decimal, given: Option<Decimal>) {
        match given {
            None => {
                self.reckoned += 1;
                let said = || format!("{line} 得 {}", in_both_units(format, gives));
                self.first.get_or_insert_with(said);
            }
            Some(given) if given != gives => {
                let (given, unit) = (money::in_full(given, given.normalize().scale()), format.unit.label());
                let gives = in_both_units(format, gives);
                self.differing.push(format!("{line} 算得 {gives}，金额是 {given} {unit}"));
            }
            Some(_) => {}
        }
    }

    /// In sentences.
    pub(super) fn said(&self) -> Vec<String> {
        let reckoned = self.first.as_ref().map(|first| {
            let more = if self.reckoned > 1 { format!("等 {} 行", self.reckoned) } else { String::new() };
            format!("算式按元计算，金额已按结果填写：{first}{more}")
        });
        let named = self.differing.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join("；");
        let count = self.differing.len();
        let more = if count > MOST_NAMED { format!("；共 {count} 行") } else { String::new() };
        let differing = (count > 0)
            .then(|| format!("算式的结果（按元计算）与一同录入的金额不同，金额照录，请核对：{named}{more}"));
        reckoned.into_iter().chain(differing).collect()
    }
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

/// What a formula gives, and the amount that came with it.
pub(super) type Reckoned = (Decimal, Option<Decimal>);

/// Puts the amount that its formula gives into a line that is about to be added with none, and the formula's sign where
/// that was left out. Gives what the formula gives and the amount that came with it.
///
/// # Errors
/// With the column of formulas, where the table would print what the formula gives as zero: the line then has no formula.
pub(super) fn fill_in(
    budget: &Budget,
    format: &Format,
    table: &TableKey,
    cells: &mut Cells,
) -> Result<Option<Reckoned>, (ColumnKey, String)> {
    let Some(list) = format.standards.as_ref().filter(|list| *table == list.lines) else {
        return Ok(None);
    };
    let mut line = Row { cells: cells.clone(), ..Row::default() };
    let text = cells.get(&list.formula).and_then(Value::text).filter(|text| !text.is_empty());
    if let Some(text) = text.filter(|text| is_without_sign(budget, format, line.view(), text)) {
        let formula = signed(text);
        line.cells.insert(list.formula.clone(), formula.clone());
        cells.insert(list.formula.clone(), formula);
    }
    let Some(gives) = given_by(budget, format, line.view()) else { return Ok(None) };
    if let Some(why) = vanishes(format, gives) {
        cells.remove(&list.formula);
        return Err((list.formula.clone(), why));
    }
    let given = cells.get(&list.amount).and_then(Value::amount);
    if !cells.contains_key(&list.amount) {
        cells.insert(list.amount.clone(), Value::Amount(gives));
    }
    Ok(Some((gives, given)))
}

fn given_by(budget: &Budget, format: &Format, line: RowView<'_>) -> Option<Decimal> {
    let formula = line.text(&format.standards.as_ref()?.formula);
    let now = is_formula(formula).then(|| reckon(budget, format, line, formula))?;
    Some(now.ok()?.amount)
}
