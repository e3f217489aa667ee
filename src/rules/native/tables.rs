//! Whether the tables are all there, can be read, and say nothing twice.

use super::{Native, place, with_cells};
use crate::calc::{Sheet, SheetRow};
use crate::formula::index::Index;
use crate::formula::{name_of, normal};
use crate::model::{Coverage, KindKey, ValueView};
use crate::rules::place::{PlaceOutcome, Places};
use crate::schema::RowShape;

/// Whether a table is there in full.
pub(super) fn present(rule: &Native, sheet: &Sheet<'_>) -> PlaceOutcome {
    let remark = sheet.table.map(|table| table.remark.as_str()).unwrap_or_default();
    let remark = if remark.is_empty() { String::new() } else { format!("（{remark}）") };
    let message = match sheet.coverage() {
        Coverage::Full | Coverage::Derived => return PlaceOutcome::Passed,
        Coverage::Partial => format!("{}不完整{remark}；依赖它的检查只用文件所列的合计。", name_of(sheet)),
        Coverage::Absent => format!("没有{}{remark}；依赖它的规则都没有检查。", name_of(sheet)),
        Coverage::Unread => {
            format!("{}没有读出来{remark}；依赖它的规则都没有检查。请对照原文补录。", name_of(sheet))
        }
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

/// The amounts of a row that could not be read as one.
pub(super) fn readable(rule: &Native, row: SheetRow<'_>, places: &mut Places) {
    for cell in row.cells().filter(|cell| cell.column.kind.is_number() && !cell.role.is_computed()) {
        if let Some(ValueView::Text(text)) = cell.entered() {
            let message = format!(
                "{}填的“{}”不是金额，没有计入合计；请改正。",
                place(&cell),
                crate::text::shortened(text)
            );
            places.add_whole(PlaceOutcome::Violated(Box::new(rule.at_cell(&cell, message))));
        }
    }
}

/// Whether an earlier row of the kind, under the same row above, has the key of this one.
pub(super) fn duplicate(
    rule: &Native,
    row: SheetRow<'_>,
    groupings: &[(KindKey, usize)],
    index: &Index,
    places: &mut Places,
) {
    let RowShape::Free(free) = row.shape else {
        return;
    };
    let Some((_, grouping)) = groupings.iter().find(|(kind, _)| *kind == *row.row.kind()) else {
        return;
    };
    let key: Vec<_> = free.key.iter().map(|column| normal(row.text(column))).collect();
    if key.iter().any(|text| text.is_empty()) {
        return;
    }
    let above = |row: &SheetRow<'_>| row.parent().map(|parent| parent.index);
    // What belongs to the same row stands below it.
    let since = above(&row).map_or(0, |parent| parent + 1);
    let key_of_row = index.key_of(*grouping, row.index);
    let alike = key_of_row.map(|key| index.rows_between(*grouping, key, since..row.index));
    let earlier = alike
        .into_iter()
        .flatten()
        .filter_map(|at| row.sheet.row(at))
        .find(|other| above(other) == above(&row));
    let key_cell = |row: SheetRow<'_>| Some(row.cell_by(free.key.last()?)?.address());
    let cell = free.key.last().and_then(|column| row.cell_by(column));
    let Some(earlier) = earlier else {
        return places.add(PlaceOutcome::Passed, || key_cell(row));
    };
    let message = format!(
        "{}第 {} 行与第 {} 行重复：{}。",
        name_of(&row.sheet),
        row.index + 1,
        earlier.index + 1,
        key.join(" ")
    );
    let finding = match cell {
        Some(cell) => with_cells(rule.at_cell(&cell, message), key_cell(earlier).into_iter()),
        None => rule.at_table(&row.sheet, message),
    };
    places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
}
