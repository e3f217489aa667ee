//! Whether the tables are all there, can be read, and say nothing twice.

use super::Native;
use crate::calc::{Cell, Sheet, SheetRow};
use crate::formula::index::Index;
use crate::formula::{name_of, name_of_cell, normal};
use crate::model::{ColumnKey, Coverage, KindKey, ValueView};
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::Finding;
use crate::schema::{ColumnKind, RowShape, Severity, TableSchema};
use crate::text::NOT_CALCULATED;

/// Whether the tables are there in full. Those that are wanting in one way are one finding.
pub(super) fn present(rule: &Native, sheets: &[Sheet<'_>], places: &mut Places) {
    let of = |coverage: Coverage| -> Vec<&Sheet<'_>> {
        sheets.iter().filter(|sheet| sheet.coverage() == coverage).collect()
    };
    for (coverage, is_wrong, follows) in [
        (Coverage::Absent, "没有", "依赖它的规则都没有检查"),
        (Coverage::Partial, "不完整", "依赖它的检查只用原表的合计"),
        (Coverage::Unread, "没有读出来", "依赖它的规则都没有检查。请对照原文补录"),
    ] {
        let wanting = of(coverage);
        let named = |sheet: &&Sheet<'_>| {
            let remark = sheet.table.map(|table| table.remark.as_str()).unwrap_or_default();
            // That it is not there needs no remark where several are not.
            let is_told = remark.is_empty() || coverage == Coverage::Absent && wanting.len() > 1;
            if is_told { name_of(sheet) } else { format!("{}（{remark}）", name_of(sheet)) }
        };
        let names: Vec<String> = wanting.iter().map(named).collect();
        let message = match (names.as_slice(), coverage) {
            ([], _) => continue,
            ([name], Coverage::Absent) => format!("{is_wrong}{name}；{follows}。"),
            ([name], _) => format!("{name}{is_wrong}；{follows}。"),
            (names, _) => {
                let follows = follows.replace("依赖它的", "依赖它们的");
                let before = if coverage == Coverage::Absent { "文件中没有这" } else { "这" };
                let behind = if coverage == Coverage::Absent { "" } else { is_wrong };
                format!("{before} {} 张表{behind}：{}；{follows}。", names.len(), names.join("、"))
            }
        };
        let mut keys = wanting.iter().map(|sheet| sheet.schema.key.clone());
        let finding = Finding {
            table: keys.next(),
            also: keys.collect(),
            subject: if names.len() > 1 { names.join("、") } else { String::new() },
            ..Finding::new(&rule.head, message)
        };
        places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
    }
    let is_there = |sheet: &&Sheet<'_>| matches!(sheet.coverage(), Coverage::Full | Coverage::Derived);
    sheets.iter().filter(is_there).for_each(|_| places.add_whole(PlaceOutcome::Passed));
}

/// Whether an empty table says why it is empty. One that is made of lines is printed with a note of its own.
pub(super) fn empty_explained(rule: &Native, sheet: &Sheet<'_>) -> PlaceOutcome {
    let Some(table) = sheet.table.filter(|table| sheet.schema.is_empty(table)) else {
        return PlaceOutcome::NotApplicable("表中有数据".to_owned());
    };
    if sheet.is_derived || !table.remark.is_empty() || !table.note.is_empty() {
        return PlaceOutcome::Passed;
    }
    let message = format!("{}是空表，却没有说明原因。", name_of(sheet));
    PlaceOutcome::Violated(Box::new(rule.at_table(sheet, message)))
}

/// The amounts of a row that could not be read as one.
pub(super) fn readable(rule: &Native, row: SheetRow<'_>, places: &mut Places) {
    let cells = row.row.cells();
    let is_text = |key: &ColumnKey| matches!(cells.get(key), Some(ValueView::Text(_)));
    // Nearly every row has none.
    if !row.section.columns.iter().any(|column| column.kind.is_number() && is_text(&column.key)) {
        return;
    }
    for cell in row.cells().filter(|cell| cell.column.kind.is_number() && !cell.role.is_computed()) {
        let Some(ValueView::Text(text)) = cell.entered() else { continue };
        if **text == *NOT_CALCULATED {
            let message = format!(
                "{}的公式没有算出结果，没有计入合计；请用 Excel 或 WPS 打开原件，保存后再读入。",
                name_of_cell(&cell)
            );
            let finding = Finding { severity: Severity::Warning, ..rule.at_cell(&cell, message) };
            places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
        } else {
            let message = format!(
                "{}填的“{}”不是金额，没有计入合计；请改正。",
                name_of_cell(&cell),
                crate::text::shortened(text)
            );
            places.add_whole(PlaceOutcome::Violated(Box::new(rule.at_cell(&cell, message))));
        }
    }
}

/// What columns and rows are called whose amounts may be below nought: changes, differences, what is left or set off.
const SIGNED: [&str; 18] = [
    "增减",
    "增加",
    "增长",
    "减少",
    "变化",
    "变动",
    "差额",
    "差异",
    "比上年",
    "较上年",
    "调整",
    "抵销",
    "抵消",
    "冲减",
    "冲销",
    "结转",
    "结余",
    "余额",
];

fn may_be_negative(name: &str) -> bool {
    SIGNED.iter().any(|word| name.contains(word))
}

/// Whether a table has amounts that are not below nought.
pub(super) fn has_amounts(table: &TableSchema) -> bool {
    let mut columns = table.sections.iter().flat_map(|section| &section.columns);
    columns.any(|column| column.kind == ColumnKind::Amount && !may_be_negative(&column.full_title()))
        && !may_be_negative(&table.title)
}

/// The amounts of a row that are entered below nought.
pub(super) fn not_negative(rule: &Native, row: SheetRow<'_>, places: &mut Places) {
    let cells = row.row.cells();
    let is_below = |key: &ColumnKey| matches!(cells.get(key), Some(ValueView::Amount(amount)) if amount.is_sign_negative() && !amount.is_zero());
    // Nearly every row has none.
    if !row.section.columns.iter().any(|column| column.kind == ColumnKind::Amount && is_below(&column.key)) {
        return;
    }
    let mut texts = row.section.columns.iter().filter(|column| !column.kind.is_number());
    if may_be_negative(&row.name()) || texts.any(|column| may_be_negative(row.text(&column.key))) {
        return;
    }
    let is_entered = |cell: &Cell<'_>| cell.column.kind == ColumnKind::Amount && !cell.role.is_computed();
    let below = row.cells().filter(|cell| is_entered(cell) && is_below(&cell.column.key));
    for cell in below.filter(|cell| !may_be_negative(&cell.column.full_title())) {
        let message = format!(
            "{}填的是负数 {}；预算的收入和支出不应小于零，请核对。",
            name_of_cell(&cell),
            cell.text()
        );
        places.add_whole(PlaceOutcome::Violated(Box::new(rule.at_cell(&cell, message))));
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
    if free.key.iter().any(|column| row.text(column).chars().all(char::is_whitespace)) {
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
    let key: Vec<_> = free.key.iter().map(|column| normal(row.text(column))).collect();
    let message = format!(
        "{}第 {} 行与第 {} 行重复：{}。",
        name_of(&row.sheet),
        row.index + 1,
        earlier.index + 1,
        key.join(" ")
    );
    let finding = match cell {
        Some(cell) => rule.at_cell(&cell, message).with_cells(key_cell(earlier)),
        None => rule.at_table(&row.sheet, message),
    };
    places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
}
