//! Amounts of a block that fell on computed cells: they are not entered, but where the cell comes to another figure whoever
//! pasted is told, with both.
//!
//! Does not know where the block goes, or what it holds besides.

use super::Session;
use super::entry::{Units, parse_as};
use crate::model::CellAddress;
use crate::money::{self, Decimal};
use crate::schema::{ColumnKind, Role};

/// So many are named, more are counted.
const MOST_NAMED: usize = 3;

/// The amount that a text gives for a computed cell.
pub(super) fn given_for(
    role: Role,
    kind: ColumnKind,
    units: Units,
    text: &str,
    address: &CellAddress,
) -> Option<(CellAddress, Decimal)> {
    let is_computed = matches!(role, Role::SumOfColumns | Role::SumOfRows | Role::SumOfLines);
    if !is_computed || !kind.is_number() {
        return None;
    }
    let value = parse_as(Role::Input, kind, units, text).ok().flatten()?;
    Some((address.clone(), value.amount()?))
}

impl Session {
    /// Which of these amounts are others than their cells come to now, in a sentence. An amount is known as exactly as it was
    /// written.
    pub fn differing(&self, given: &[(CellAddress, Decimal)]) -> Option<String> {
        let book = self.book();
        let decimals = self.format.decimals;
        let one = |(address, given): &(CellAddress, Decimal)| {
            let cell = book.cell(address)?;
            let is = cell.number().unwrap_or_default();
            let difference = given.checked_sub(is)?;
            let decimals = money::telling_decimals(*given, is, decimals);
            // In the unit in which the user types, named where it is not the budget's.
            let (kept, typed) = (self.format.unit, self.typed_in);
            let words = |amount: Decimal| {
                if typed == kept {
                    return money::display(amount, decimals);
                }
                let amount = amount.saturating_mul(kept.in_yuan()).checked_div(typed.in_yuan());
                format!("{} {}", money::display(amount.unwrap_or_default(), 2), typed.label())
            };
            (money::round(is, given.scale()) != *given).then(|| {
                let (row, column) = (cell.row.name(), cell.column.title());
                format!(
                    "{row} {column}来源里是 {}，计算是 {}，差 {}",
                    words(*given),
                    words(is),
                    words(difference)
                )
            })
        };
        let differing: Vec<String> = given.iter().filter_map(one).collect();
        let named = differing.get(..MOST_NAMED).unwrap_or(&differing).join("；");
        match differing.len() {
            0 => None,
            count if count > MOST_NAMED => Some(format!("合计与来源不同，请核对：{named}；共 {count} 格")),
            _ => Some(format!("合计与来源不同，请核对：{named}")),
        }
    }
}
