//! Amounts of lines and their formulas: the amount that comes with a formula typed into a line, and the step
//! that brings amounts up to date when it is asked for.

use std::collections::BTreeSet;

use crate::edit::{Batch, Edit};
use crate::model::{Budget, CellAddress, Cells, ColumnKey, Layer, Row, RowView, TableKey, Value};
use crate::schema::Format;
use crate::standards::{Formula, ReckonedLine, is_formula, reckon};

/// The step that writes down what the formulas of these lines give now; `None` where nothing would change.
pub fn reckon_again<'l>(lines: impl IntoIterator<Item = &'l ReckonedLine>) -> Option<Batch> {
    let edits: Vec<Edit> = lines.into_iter().filter(|line| line.differs()).filter_map(amount_of).collect();
    (!edits.is_empty()).then(|| Batch { label: format!("按算法更新金额 {} 行", edits.len()), edits })
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
    (count > 0).then(|| Batch { label: format!("写上算法 {count} 行"), edits })
}

fn amount_of(line: &ReckonedLine) -> Option<Edit> {
    let value = Some(Value::Amount(line.now.as_ref().ok()?.amount));
    Some(Edit::SetCell { layer: Layer::Input, address: line.at.clone(), value })
}

/// Whether a column holds formulas: of lines, or of the table of standards.
fn holds_formulas(format: &Format, table: &TableKey, column: &ColumnKey) -> bool {
    format.standards.as_ref().is_some_and(|list| {
        (table, column) == (&list.lines, &list.formula) || (table, column) == (&list.table, &list.usual)
    })
}

/// Refuses what is meant as a formula and cannot be read.
///
/// # Errors
/// Says in Chinese what is wrong, and at which character.
pub(super) fn check_formula(
    format: &Format,
    table: &TableKey,
    column: &ColumnKey,
    value: Option<&Value>,
) -> Result<(), String> {
    let text = value.and_then(Value::text).filter(|text| is_formula(text));
    match text.filter(|_| holds_formulas(format, table, column)) {
        Some(text) => Formula::parse(text).map(drop),
        None => Ok(()),
    }
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

/// Puts the amount that its formula gives into a line that is about to be added with none.
pub(super) fn fill_in(budget: &Budget, format: &Format, table: &TableKey, cells: &mut Cells) {
    let Some(list) = format.standards.as_ref().filter(|list| *table == list.lines) else {
        return;
    };
    if cells.contains_key(&list.amount) {
        return;
    }
    let line = Row { cells: cells.clone(), ..Row::default() };
    if let Some(amount) = amount_given_by(budget, format, line.view()) {
        cells.insert(list.amount.clone(), amount);
    }
}

fn amount_given_by(budget: &Budget, format: &Format, line: RowView<'_>) -> Option<Value> {
    let formula = line.text(&format.standards.as_ref()?.formula);
    let now = is_formula(formula).then(|| reckon(budget, format, line, formula))?;
    Some(Value::Amount(now.ok()?.amount))
}
