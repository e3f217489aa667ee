//! The rows that budget lines ask for in a table whose rows are entered (项目绩效目标): of what such a row stands for only
//! its targets are left to be typed.

use std::collections::BTreeSet;

use crate::calc::{Book, WantedRow, rows_wanted};
use crate::edit::{Batch, Edit};
use crate::model::{ColumnKey, Row, RowKey, RowView, Table, TableKey, Value};
use crate::schema::SectionSchema;

/// The step that adds the rows which lines ask for and which are not there, each behind the others that it stands
/// among, and how many lines' rows that are; `None` where none is missing.
pub fn add_wanted_rows(book: &Book<'_>, key: &TableKey) -> Option<(Batch, usize)> {
    let wanted = rows_wanted(book, key);
    let (schema, own) = (book.format.table(key)?, book.budget.table(key)?);
    let [section] = schema.sections.as_slice() else {
        return None;
    };
    if wanted.is_empty() {
        return None;
    }
    let mut rows: Vec<Row> = own.rows().iter().map(|row| row.to_row()).collect();
    let mut taken: BTreeSet<RowKey> = rows.iter().map(|row| row.key.clone()).collect();
    let mut completed = 0;
    for chain in &wanted {
        let before = rows.len();
        let (mut from, mut to) = (0, rows.len());
        for one in outer(section, chain, &rows).iter().chain(chain) {
            let level = section.free_kind(&one.kind)?.level;
            let is_it = |row: &Row| row.kind == one.kind && says(row, one);
            let at = match rows.get(from..to)?.iter().position(is_it) {
                Some(found) => from + found,
                None => {
                    let row = new_row(book, section, one, &mut taken)?;
                    rows.insert(to, row);
                    to
                }
            };
            from = at + 1;
            let is_below = |row: &&Row| section.free_kind(&row.kind).is_some_and(|free| free.level > level);
            to = from + rows.get(from..)?.iter().take_while(is_below).count();
        }
        completed += usize::from(rows.len() > before);
    }
    let added = rows.len() - own.rows().len();
    if added == 0 {
        return None;
    }
    let content = Table::of(own.coverage, own.remark.clone(), own.note.clone(), rows);
    let edit = Edit::SetTable { table: key.clone(), content: Some(content) };
    Some((Batch::one(format!("{} 按明细补上 {added} 行", schema.short), edit), completed))
}

/// The rows that stand around the outermost one where the table has none yet: what the format has above it.
fn outer(section: &SectionSchema, chain: &[WantedRow], rows: &[Row]) -> Option<WantedRow> {
    let level = chain.first().and_then(|first| section.free_kind(&first.kind)).map(|free| free.level)?;
    let above = section.free.iter().filter(|free| free.level < level).min_by_key(|free| free.level)?;
    let there = rows.iter().rfind(|row| row.kind == above.kind);
    // Behind the last of its kind, whatever that is called.
    there.is_none().then(|| WantedRow { kind: above.kind.clone(), texts: Vec::new() })
}

fn says(row: &Row, wanted: &WantedRow) -> bool {
    wanted.texts.iter().all(|(column, text)| row.view().text(column) == text)
}

fn new_row(
    book: &Book<'_>,
    section: &SectionSchema,
    wanted: &WantedRow,
    taken: &mut BTreeSet<RowKey>,
) -> Option<Row> {
    let free = section.free_kind(&wanted.kind)?;
    let mut row = Row { kind: wanted.kind.clone(), ..Row::default() };
    for (column, text) in wanted.texts.iter().cloned().chain(known_of_unit(book, wanted)) {
        row.cells.insert(column, Value::Text(text.into()));
    }
    row.key = free.new_key(row.view(), taken);
    taken.insert(row.key.clone());
    Some(row)
}

/// What else the list of units says of a unit's row: its name beside its code.
fn known_of_unit(book: &Book<'_>, wanted: &WantedRow) -> Vec<(ColumnKey, String)> {
    let format = book.format;
    let Some(list) = &format.units else {
        return Vec::new();
    };
    let kinds = format.table(&list.table).into_iter().flat_map(|schema| &schema.sections);
    let copied = kinds.flat_map(|section| &section.free).find_map(|free| free.copied.as_ref());
    let Some(copied) = copied.filter(|copied| copied.kind == wanted.kind) else {
        return Vec::new();
    };
    let said =
        |column: &ColumnKey| wanted.texts.iter().find(|(of, _)| of == column).map(|(_, text)| text.as_str());
    let units = book.budget.table(&list.table).map(|table| table.rows()).unwrap_or_default();
    let is_it =
        |unit: &RowView<'_>| copied.columns.iter().any(|(own, there)| said(there) == Some(unit.text(own)));
    let Some(unit) = units.iter().find(is_it) else {
        return Vec::new();
    };
    let missing = copied.columns.iter().filter(|(_, there)| said(there).is_none());
    missing.map(|(own, there)| (there.clone(), unit.text(own).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::calc::{are_rows_asked, kinds_wanted};
    use crate::schema::Formats;
    use crate::session::Session;

    /// Where no line can ask for a row, nothing is offered; where none does, that is told apart from having all.
    #[test]
    fn rows_are_offered_where_lines_can_ask_for_them() {
        let path = Path::new("assets/samples/示例区档案局-2023（示例）.ron");
        let loaded = crate::file::load(path, &Formats::embedded()).unwrap();
        let mut session = Session::new(loaded.budget, loaded.format);
        let asked = |session: &Session, key: &str| {
            let (book, key) = (session.book(), TableKey::from(key));
            let kinds = kinds_wanted(&book, &key).into_iter().map(ToString::to_string);
            (kinds.collect::<Vec<_>>(), are_rows_asked(&book, &key))
        };
        let of_projects = vec!["单位".to_owned(), "项目".to_owned()];
        assert_eq!(asked(&session, "T15"), (of_projects.clone(), true));
        // Its rows are entered, and lines fill only those that the format has; the other is made of lines.
        assert_eq!(asked(&session, "T14").0, [""; 0]);
        assert_eq!(asked(&session, "T3"), (Vec::new(), false));
        let lines = TableKey::from("预算明细");
        let none = Table::of(crate::model::Coverage::Full, String::new(), String::new(), Vec::new());
        let clear = Edit::SetTable { table: lines.clone(), content: Some(none) };
        session.apply(Batch::one("清空", clear)).unwrap();
        assert_eq!(asked(&session, "T15"), (of_projects, false));
        assert_eq!(add_wanted_rows(&session.book(), &"T15".into()), None);
        session.apply(Batch::one("去掉", Edit::SetTable { table: lines, content: None })).unwrap();
        assert_eq!(asked(&session, "T15"), (Vec::new(), false));
    }

    #[test]
    fn a_table_of_targets_gets_the_rows_of_its_projects() {
        let path = Path::new("assets/samples/示例区档案局-2023（示例）.ron");
        let loaded = crate::file::load(path, &Formats::embedded()).unwrap();
        let mut session = Session::new(loaded.budget, loaded.format);
        let key = TableKey::from("T15");
        assert_eq!(add_wanted_rows(&session.book(), &key), None, "none is missing");
        let table = session.budget().table(&key).unwrap().clone();
        let total = |session: &Session| {
            let row = session.budget().table(&key).unwrap().at(0).unwrap().key().clone();
            let book = session.book();
            let sheet = book.sheet(&key).unwrap();
            let total = sheet.row_by_key(&row).unwrap().cell_by(&"资金总额".into()).unwrap().number();
            total.unwrap_or_default()
        };
        // Without any row, and without one project in the middle.
        let sum: crate::money::Decimal = {
            let book = session.book();
            let sheet = book.sheet(&key).unwrap();
            let rows = sheet.rows().filter(|row| row.shape.level() == Some(0));
            rows.filter_map(|row| row.cell_by(&"资金总额".into())?.number()).sum()
        };
        let empty = Table::of(table.coverage, String::new(), String::new(), Vec::new());
        let clear = Edit::SetTable { table: key.clone(), content: Some(empty) };
        session.apply(Batch::one("清空", clear)).unwrap();
        let (step, projects) = add_wanted_rows(&session.book(), &key).unwrap();
        assert_eq!(projects, 4);
        session.apply(step).unwrap();
        assert_eq!(total(&session), sum);
        let names = session.budget().table(&key).unwrap().rows().iter().map(|row| {
            let text = row.text(&"名称".into());
            format!("{} {text}", row.kind())
        });
        assert_eq!(
            names.collect::<Vec<_>>(),
            [
                "类型合计 ",
                "单位 示例区档案馆",
                "项目 档案库房维护",
                "项目 馆藏档案数字化",
                "单位 示例区档案局",
                "项目 档案执法检查",
                "单位 示例区档案服务中心",
                "项目 档案整理服务",
            ]
        );
        assert_eq!(add_wanted_rows(&session.book(), &key), None);
    }
}
