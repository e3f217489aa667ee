//! One unit's part of a department's budget as a file of its own (拆出单位), for somebody else to fill in: its lines under the
//! keys that they have, its projects with their targets, itself as the only unit, and the standards that amounts are reckoned by. Taking it in again
//! ([`take_in_unit`](super::take_in_unit)) puts its lines in the place of those that it came from. Tables that are entered
//! are the department's, and so is the text.

use super::unit_rows::Headed;
use super::units_beside::{Rows, placed};
use crate::calc::{Owner, is_divided, owner};
use crate::model::{Budget, Coverage, Department, NoteKind, RowView};
use crate::schema::Format;

/// The part of the unit that is called so, by its code or its name.
///
/// # Errors
/// Says in Chinese why there is none, and which units there are.
pub fn split_off(format: &Format, department: &Budget, unit: &str) -> Result<Budget, String> {
    let Some(list) = &format.units else {
        return Err(format!("表式“{}”没有预算单位的名单，不能拆出一个单位", format.name));
    };
    let units = || department.table(&list.table).into_iter().flat_map(|table| table.rows());
    let named = |row: RowView<'_>| (row.text(&list.code).to_owned(), row.text(&list.name).to_owned());
    let all: Vec<(String, String)> = units().map(named).filter(|(code, _)| !code.is_empty()).collect();
    let Some((code, name)) = all.iter().find(|(code, name)| code == unit.trim() || name == unit.trim())
    else {
        let all: Vec<String> = all.iter().map(|(code, name)| format!("{code} {name}")).collect();
        let all = if all.is_empty() { "没有".to_owned() } else { all.join("、") };
        return Err(format!("没有单位“{unit}”；预算单位有：{all}"));
    };
    let mut part = Budget {
        format: department.format.clone(),
        own_format: department.own_format.clone(),
        year: department.year,
        // It stands under the unit's name wherever it is printed; the code says whose part it is.
        department: match name.as_str() {
            "" => department.department.clone(),
            _ => Department {
                code: department.department.code.clone(),
                name: name.clone(),
                full_name: name.clone(),
            },
        },
        ..Budget::default()
    };
    let mut rows = Rows::new();
    for schema in &format.tables {
        let Some(whole) = department.table(&schema.key) else { continue };
        let is_standards = format.standards.as_ref().is_some_and(|standards| standards.table == schema.key);
        let table = if is_divided(format, &schema.key) {
            let mut table = whole.clone();
            table.retain(|row| match owner(format, &schema.key, row) {
                Owner::Code(own) => own == code,
                Owner::Name(own) => own == name,
                Owner::Untold => false,
            });
            let keys = table.rows().iter().map(|row| row.key().clone());
            rows.extend(keys.map(|key| ((schema.key.clone(), key.clone()), key)));
            table
        } else if is_standards {
            whole.clone()
        } else if let Some(headed) = Headed::of(format, list, schema) {
            let mut table = whole.clone();
            headed.keep(&mut table, &|own, named| own == code || own.is_empty() && named == name);
            let keys = table.rows().iter().map(|row| row.key().clone());
            rows.extend(keys.map(|key| ((schema.key.clone(), key.clone()), key)));
            table
        } else {
            let mut table = schema.blank_table();
            if format.derives(&schema.key) {
                table.coverage = Coverage::Derived;
            }
            table
        };
        part.tables.insert(schema.key.clone(), table);
    }
    let goes_along = |kind: &NoteKind| *kind == NoteKind::Paper;
    let notes = department.notes.iter();
    let notes = notes.filter(|(key, _)| goes_along(&key.kind) || placed(key, &rows).is_some());
    part.notes = notes.map(|(key, note)| (key.clone(), note.clone())).collect();
    Ok(part)
}
