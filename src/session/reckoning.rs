//! The amount that comes with a formula typed into a line.

use crate::edit::Edit;
use crate::model::{Budget, CellAddress, Layer, Value};
use crate::schema::Format;
use crate::standards::{Formula, is_formula, reckon};

/// The edit that writes down what a formula gives, where one is typed into a line; `None` for anything else,
/// and where something that the formula names is not filled in yet.
///
/// # Errors
/// Says in Chinese why the formula cannot be read.
pub(super) fn amount_with(
    budget: &Budget,
    format: &Format,
    address: &CellAddress,
    value: Option<&Value>,
) -> Result<Option<Edit>, String> {
    let Some(list) = format.standards.as_ref() else {
        return Ok(None);
    };
    let text = value.and_then(Value::text).filter(|text| is_formula(text));
    let Some(text) = text.filter(|_| address.table == list.lines && address.column == list.formula) else {
        return Ok(None);
    };
    Formula::parse(text)?;
    let line = budget.table(&address.table).and_then(|table| table.row(&address.row));
    let now = line.and_then(|line| reckon(budget, format, line, text).ok());
    Ok(now.map(|now| Edit::SetCell {
        layer: Layer::Input,
        address: CellAddress::new(&list.lines, &address.row, &list.amount),
        value: Some(Value::Amount(now.amount)),
    }))
}
