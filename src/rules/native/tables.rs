//! Whether the tables are all there, can be read, and say nothing twice.

use std::collections::BTreeMap;

use super::{Native, place, with_cells};
use crate::calc::{Sheet, SheetRow};
use crate::model::{Coverage, KindKey, Value};
use crate::rules::formula::{name_of, normal};
use crate::rules::verdict::{Place, PlaceOutcome};
use crate::schema::RowShape;

/// Whether a table is there in full.
pub(super) fn present(rule: &Native, sheet: &Sheet<'_>) -> PlaceOutcome {
    let remark = sheet.table.map(|table| table.remark.as_str()).unwrap_or_default();
    let remark = if remark.is_empty() { String::new() } else { format!("（{remark}）") };
    let message = match sheet.coverage() {
        Coverage::Full | Coverage::Derived => return PlaceOutcome::Passed,
        Coverage::Partial => format!("{}不完整{remark}；依赖它的检查只用文件所列的合计。", name_of(sheet)),
        Coverage::Absent => format!("没有{}{remark}；依赖它的规则都没有检查。", name_of(sheet)),
    };
    PlaceOutcome::Violated(Box::new(rule.at_table(sheet, message)))
}

/// Whether an empty table says why it is empty.
pub(super) fn empty_explained(rule: &Native, sheet: &Sheet<'_>) -> PlaceOutcome {
    let Some(table) = sheet.table.filter(|table| sheet.schema.is_empty(table)) else {
        return PlaceOutcome::NotApplicable("表中有数据".to_owned());
    };
    if !table.remark.is_empty() || !table.note.is_empty() {
        return PlaceOutcome::Passed;
    }
    let message = format!("{}是空表，却没有说明原因。", name_of(sheet));
    PlaceOutcome::Violated(Box::new(rule.at_table(sheet, message)))
}

/// Whether every amount could be read as one.
pub(super) fn readable(rule: &Native, sheet: &Sheet<'_>) -> Vec<Place> {
    let mut places = vec![PlaceOutcome::Passed.into()];
    for cell in sheet.rows().flat_map(|row| row.cells()).filter(|cell| cell.column.kind.is_number()) {
        if let Some(Value::Text(text)) = cell.entered().filter(|_| !cell.role.is_computed()) {
            let message = format!("{}填的“{text}”不是金额，没有计入合计；请改正。", place(&cell));
            places.push(PlaceOutcome::Violated(Box::new(rule.at_cell(&cell, message))).into());
        }
    }
    places
}

/// Whether two rows of a kind, under the same row above, have the same key.
pub(super) fn duplicates(rule: &Native, sheet: &Sheet<'_>) -> Vec<Place> {
    let mut first: BTreeMap<(KindKey, Option<usize>, Vec<String>), SheetRow<'_>> = BTreeMap::new();
    let mut places = Vec::new();
    // The rows that the next one can belong to, the outermost first.
    let mut above: Vec<(u8, usize)> = Vec::new();
    for row in sheet.rows() {
        let RowShape::Free(free) = row.shape else {
            above.clear();
            continue;
        };
        above.retain(|(level, _)| *level < free.level);
        let parent = above.last().map(|(_, index)| *index);
        above.push((free.level, row.index));
        let key: Vec<String> = free.key.iter().map(|column| normal(row.text(column)).into_owned()).collect();
        if key.is_empty() || key.iter().any(String::is_empty) {
            continue;
        }
        match first.get(&(row.row.kind.clone(), parent, key.clone())) {
            None => {
                let cell = free.key.last().and_then(|column| row.cell_by(column)).map(|cell| cell.address());
                first.insert((row.row.kind.clone(), parent, key), row);
                places.push(Place { at: cell, outcome: PlaceOutcome::Passed });
            }
            Some(earlier) => {
                let column = free.key.last();
                let cell = column.and_then(|column| row.cell_by(column));
                let message = format!(
                    "{}第 {} 行与第 {} 行重复：{}。",
                    name_of(sheet),
                    row.index + 1,
                    earlier.index + 1,
                    key.join(" ")
                );
                let other = column.and_then(|column| earlier.cell_by(column)).map(|cell| cell.address());
                let finding = match cell {
                    Some(cell) => with_cells(rule.at_cell(&cell, message), other.into_iter()),
                    None => rule.at_table(sheet, message),
                };
                places.push(PlaceOutcome::Violated(Box::new(finding)).into());
            }
        }
    }
    places
}
