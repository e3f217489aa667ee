//! One unit's part of a department's budget (单位): its lines, and itself as the only unit, so that every table
//! made of lines is that unit's, transfers to other units included.

use crate::model::{Budget, Row};
use crate::schema::Format;

/// A budget as it is for one unit alone. Rows keep their places; those of lines and in the list of units that
/// are of others are blank. What was submitted stays as it is: nobody can say which part of it is whose.
pub fn of_unit(budget: &Budget, format: &Format, code: &str, name: &str) -> Budget {
    let mut own = budget.clone();
    let Some(list) = &format.units else {
        return own;
    };
    let own_column = format.transfers.as_ref().map(|transfers| &transfers.own);
    let is_line_of = |row: &Row| {
        let (own_code, own_name) = (row.text(&list.code), own_column.map(|column| row.text(column)));
        if own_code.is_empty() { own_name == Some(name) } else { own_code == code }
    };
    for (key, table) in &mut own.tables {
        let is_list = *key == list.table;
        if !is_list && !format.has_lines(key) {
            continue;
        }
        table.change_each(|row| {
            let is_own = if is_list {
                row.text(&list.code) == code && row.text(&list.name) == name
            } else {
                is_line_of(row)
            };
            if !is_own {
                row.cells.clear();
                row.stated.clear();
            }
        });
    }
    own
}
