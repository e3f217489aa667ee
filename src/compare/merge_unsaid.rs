//! What a side of a merge did that is no difference of figures: whose the budget is, what stands under a table, what the
//! document prints beside a sum. It is taken over like everything else, and whoever signs the merge has to see it.

use std::collections::BTreeSet;

use super::merge::Side;
use super::merge_names::RowNames;
use super::merge_tables::{column_name, mark, shown};
use crate::calc::Book;
use crate::model::{Budget, CellAddress, ColumnKey, Coverage, Layer, RowView, Table, TableKey};

/// A place that is another than before, called as a conflict about it would be.
pub(super) struct Unsaid {
    /// The key of the conflict that there would be.
    pub place: String,
    pub title: String,
    pub cell: Option<CellAddress>,
    pub base: String,
    pub text: String,
}

/// All of them, without cells that differences of figures and texts tell already.
pub(super) fn unsaid(
    base: &Book<'_>,
    book: &Book<'_>,
    is_told: impl Fn(&CellAddress) -> bool,
) -> Vec<Unsaid> {
    let mut all = of_document(base.budget, book.budget);
    let names = RowNames::new(book.format, [book.budget, book.budget]);
    for (key, table) in &book.budget.tables {
        let Some(before) = base.budget.table(key).filter(|before| *before != table) else { continue };
        all.extend(of_table(book, key, before, table));
        for (at, row) in table.rows().iter().enumerate() {
            let Some(before) = before.row(row.key()).filter(|before| *before != row) else { continue };
            let of_row = of_row(book, key, (before, row), || names.of(Side::Ours, key, at));
            all.extend(of_row.into_iter().filter(|one| !one.cell.as_ref().is_some_and(&is_told)));
        }
    }
    all
}

/// What stands of the budget as a whole.
fn of_document(base: &Budget, budget: &Budget) -> Vec<Unsaid> {
    let lines = |budget: &Budget| format!("{} 行", budget.unplaced.len());
    let fields = |budget: &Budget| {
        let department = budget.department.clone();
        [
            budget.year.to_string(),
            department.code,
            department.name,
            department.full_name,
            budget.source.clone(),
        ]
    };
    let places = [
        ("年度", "年度"),
        ("部门·代码", "部门代码"),
        ("部门·简称", "部门简称"),
        ("部门·全称", "部门全称"),
        ("来源", "来源"),
    ];
    let pairs = fields(base).into_iter().zip(fields(budget));
    let mut all: Vec<Unsaid> = places
        .into_iter()
        .zip(pairs)
        .filter_map(|((place, title), (before, after))| Unsaid::new(place, title, before, after))
        .collect();
    if base.unplaced != budget.unplaced {
        all.push(Unsaid {
            place: "未归位".to_owned(),
            title: "未归位的文字".to_owned(),
            cell: None,
            base: lines(base),
            text: lines(budget),
        });
    }
    all
}

/// What stands of a table as a whole.
fn of_table(book: &Book<'_>, key: &TableKey, before: &Table, table: &Table) -> Vec<Unsaid> {
    let short = book.format.table(key).map_or_else(|| key.to_string(), |schema| schema.short.clone());
    let coverage = |coverage: Coverage| coverage.label().to_owned();
    [
        ("是否完整", coverage(before.coverage), coverage(table.coverage)),
        ("说明", before.remark.clone(), table.remark.clone()),
        ("注", before.note.clone(), table.note.clone()),
    ]
    .into_iter()
    .filter_map(|(what, before, after)| {
        Unsaid::new(&format!("{key}·{what}"), &format!("{short} {what}"), before, after)
    })
    .collect()
}

/// What stands of a row: its remark, and its cells in what was entered and what was printed.
fn of_row(
    book: &Book<'_>,
    table: &TableKey,
    (before, row): (RowView<'_>, RowView<'_>),
    name: impl Fn() -> String,
) -> Vec<Unsaid> {
    let place = format!("{table}!{}", row.key());
    let remarks = (before.remark().to_owned(), row.remark().to_owned());
    let remark = Unsaid::new(&format!("{place}·说明"), &format!("{} 说明", name()), remarks.0, remarks.1);
    let mut all: Vec<Unsaid> = remark.into_iter().collect();
    let (before, row) = (before.to_row(), row.to_row());
    for layer in [Layer::Input, Layer::Stated] {
        let (was, is) = (before.layer(layer), row.layer(layer));
        let columns: BTreeSet<&ColumnKey> = was.keys().chain(is.keys()).collect();
        for column in columns.into_iter().filter(|column| was.get(column) != is.get(column)) {
            let cell = CellAddress::new(table, &row.key, column);
            let (mark, word) = mark(layer);
            let title = format!("{} {}{word}", name(), column_name(book.format, table, row.view(), column));
            all.push(Unsaid {
                place: format!("{cell}{mark}"),
                title,
                // What is printed is told beside what was entered in the same cell.
                cell: (layer == Layer::Input).then_some(cell),
                base: shown(was.get(column)),
                text: shown(is.get(column)),
            });
        }
    }
    all
}

impl Unsaid {
    fn new(place: &str, title: &str, base: String, text: String) -> Option<Self> {
        (base != text).then(|| Self {
            place: place.to_owned(),
            title: title.to_owned(),
            cell: None,
            base: if base.is_empty() { "（空）".to_owned() } else { base },
            text: if text.is_empty() { "（空）".to_owned() } else { text },
        })
    }
}
