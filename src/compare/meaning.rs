//! Figures that budgets of different forms have in common (按含义对应), where their tables are no counterparts: the totals of
//! 收支总表, expenditure by function and by economic code, and 三公. A figure is taken only where one table of the form is meant
//! and gives it once.

use std::collections::BTreeMap;

use super::{Change, ChangeKind, Compared, ComparedTable, Comparison, change_of};
use crate::calc::{Book, Cell, Figure, Sheet, SheetRow};
use crate::codes::Scheme;
use crate::exchange::Known;
use crate::model::{CellAddress, Coverage, TableKey, Value};
use crate::money::Decimal;
use crate::schema::{Column, ColumnKind};
use crate::text::is_total_label;

/// The tables of which figures are taken, by what they mean, and by which codes.
const CODED: [(&str, Scheme, usize); 3] = [
    ("支出总表", Scheme::Function, 7),
    ("一般公共预算支出表", Scheme::Function, 7),
    ("一般公共预算基本支出表", Scheme::DepartmentEconomic, 5),
];
/// Of a code the first digits are its class.
const CLASS: usize = 3;
/// The table of totals, and that of 三公.
const TOTALS: &str = "收支总表";
const THREE: &str = "三公经费表";

/// What 三公 consists of: what it is called here, and the words that a label has or has not.
const PARTS: [(&str, &[&str], &[&str]); 6] = [
    ("因公出国（境）费", &["出国"], &[]),
    ("公务用车购置及运行费", &["用车购置及运行"], &[]),
    ("公务用车购置费", &["用车购置"], &["运行"]),
    ("公务用车运行费", &["用车运行"], &["购置"]),
    ("公务接待费", &["接待"], &["外"]),
    ("“三公”经费合计", &["三公", "合计"], &[]),
];

/// What is said of a difference of figures that only mean the same.
const MEANT: &str = "（表式不同，按含义对应）";

impl Change {
    /// Whether both figures only mean the same, in forms that have nothing in common.
    pub fn is_by_meaning(&self) -> bool {
        self.title.ends_with(MEANT)
    }
}

/// A figure that two budgets have, whatever their forms.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// What it is of.
    pub subject: String,
    /// What stands in the older, in the unit of the newest.
    pub old: Decimal,
    /// What stands in the newer.
    pub new: Decimal,
    /// Where, in the newer.
    pub at: CellAddress,
}

/// A figure and where it stands; none where it is given twice, otherwise.
type Given = BTreeMap<(TableKey, String), Option<(Decimal, CellAddress)>>;

impl Comparison {
    /// The figures that two budgets have in common in tables that have no counterpart.
    pub fn shared(&self, books: &[Book<'_>], old: usize, new: usize) -> Vec<Shared> {
        let (Some(before), Some(after)) = (books.get(old), books.get(new)) else { return Vec::new() };
        // What has a counterpart is compared there, row by row.
        let table = |key: &TableKey, side: usize| {
            let is_it = |keys: &Vec<Option<TableKey>>| keys.get(side).and_then(Option::as_ref) == Some(key);
            self.tables.iter().find(|table| is_it(&table.tables))
        };
        let has = |table: &ComparedTable, side: usize| table.tables.get(side).is_some_and(Option::is_some);
        let of_old = |key: &TableKey| table(key, old).is_none_or(|table| !has(table, new));
        let of_new = |key: &TableKey| table(key, new).is_some_and(|table| !has(table, old));
        if before.format.id == after.format.id {
            return Vec::new();
        }
        let Some(known) = Known::words() else { return Vec::new() };
        let given = given(known, before, of_old);
        let mut found = Vec::new();
        let all = self::given(known, after, of_new);
        let is_item = |subject: &str| subject.chars().take_while(char::is_ascii_digit).count() > CLASS;
        let has_items = |table: &TableKey, given: &Given| {
            given.keys().any(|(of, subject)| of == table && is_item(subject))
        };
        for ((table, subject), figure) in &all {
            let class = subject.chars().take_while(char::is_ascii_digit).count() == CLASS;
            if class && has_items(table, &given) && has_items(table, &all) {
                continue;
            }
            let of_old = given.get(&(table.clone(), subject.clone()));
            let Some((new, at)) = figure else { continue };
            let Some((old, _)) = of_old.and_then(Option::as_ref) else { continue };
            let Some(old) = in_unit(*old, before, after) else { continue };
            found.push(Shared { subject: format!("{table} {subject}"), old, new: *new, at: at.clone() });
        }
        found
    }
}

/// The differences among them.
pub(super) fn changes(
    comparison: &Comparison,
    books: &[Book<'_>],
    old: usize,
    new: usize,
    all: &mut Vec<Change>,
) {
    for one in comparison.shared(books, old, new) {
        let figures = (Compared::Number(one.old), Compared::Number(one.new));
        let Some((change, percent)) = change_of(figures.0, figures.1).filter(|(change, _)| !change.is_zero())
        else {
            continue;
        };
        let index = comparison.newest_position(books, &one.at);
        all.push(Change {
            table: one.at.table,
            index,
            row: one.at.row,
            column: one.at.column,
            title: format!("{}{MEANT}", one.subject),
            old: Some(Value::Amount(one.old)),
            new: Some(Value::Amount(one.new)),
            change: Some(change),
            percent,
            kind: match (one.old.is_zero(), one.new.is_zero()) {
                (true, _) => ChangeKind::New,
                (_, true) => ChangeKind::Gone,
                _ => ChangeKind::Changed,
            },
        });
    }
}

fn in_unit(value: Decimal, from: &Book<'_>, to: &Book<'_>) -> Option<Decimal> {
    if from.format.unit == to.format.unit {
        return Some(value);
    }
    value.checked_mul(from.format.unit.in_yuan())?.checked_div(to.format.unit.in_yuan())
}

/// What a budget gives in tables of which `wanted` is asked.
fn given(known: &Known, book: &Book<'_>, wanted: impl Fn(&TableKey) -> bool) -> Given {
    let mut tables: BTreeMap<&TableKey, Vec<Sheet<'_>>> = BTreeMap::new();
    for sheet in book.sheets().filter(|sheet| !sheet.coverage().is_missing()) {
        if let Some(key) = known.table(&sheet.schema.title) {
            tables.entry(key).or_default().push(sheet);
        }
    }
    let mut given = Given::new();
    for (key, sheets) in tables {
        // Of two that are called so nobody knows which is the department's.
        let [sheet] = sheets.as_slice() else { continue };
        if !wanted(&sheet.schema.key) {
            continue;
        }
        match key.as_str() {
            TOTALS => totals(known, key, sheet, &mut given),
            THREE => three(known, key, sheet, &mut given),
            _ => {
                for (_, scheme, length) in CODED.iter().filter(|(table, ..)| *table == key.as_str()) {
                    coded(known, key, sheet, (*scheme, *length), &mut given);
                }
            }
        }
    }
    given
}

fn put(given: &mut Given, table: &TableKey, subject: &str, cell: &Cell<'_>) {
    let Figure::Known { value, .. } = cell.figure() else { return };
    let key = (table.clone(), subject.to_owned());
    match given.get_mut(&key) {
        Some(known) if known.as_ref().is_some_and(|(other, _)| *other == value) => {}
        Some(known) => *known = None,
        None => drop(given.insert(key, Some((value, cell.address())))),
    }
}

/// The first column of a row that holds all of it.
fn whole<'a>(known: &Known, table: &TableKey, row: &SheetRow<'a>) -> Option<Cell<'a>> {
    let numbers = || row.cells().filter(|cell| cell.column.kind.is_number() && !known.is_apart(cell.column));
    let mut wholes = numbers().filter(|cell| known.is_whole(table, cell.column));
    match (wholes.next(), wholes.next()) {
        (Some(one), None) => Some(one),
        (None, _) => Some(numbers().next()?).filter(|_| numbers().count() == 1),
        _ => None,
    }
}

/// Totals by their labels: the first figure behind each.
fn totals(known: &Known, table: &TableKey, sheet: &Sheet<'_>, given: &mut Given) {
    for row in sheet.rows() {
        let mut label = None;
        for cell in row.cells() {
            if !cell.column.kind.is_number() {
                let text = row.text(&cell.column.key).trim();
                label = known.row(text).map(str::to_owned).or(label.filter(|_| text.is_empty()));
            } else if let Some(of) = label.clone().filter(|_| !known.is_apart(cell.column)) {
                put(given, table, &of, &cell);
                label = None;
            }
        }
    }
}

/// Figures by the codes of their rows.
fn coded(
    known: &Known,
    table: &TableKey,
    sheet: &Sheet<'_>,
    (scheme, length): (Scheme, usize),
    given: &mut Given,
) {
    // A row that is on a lost page is in no sum.
    if sheet.coverage() == Coverage::Partial {
        return;
    }
    let mut sums: BTreeMap<String, Option<(Decimal, CellAddress)>> = BTreeMap::new();
    for row in sheet.rows() {
        let Some(code) = code_of(&row, scheme, length) else { continue };
        let Some(cell) = whole(known, table, &row) else { continue };
        let Some(class) = code.get(..CLASS) else { continue };
        for subject in [code.as_str(), class] {
            let sum = sums.entry(subject.to_owned()).or_insert_with(|| Some((Decimal::ZERO, cell.address())));
            *sum = match (sum.take(), cell.figure()) {
                (Some((sum, at)), Figure::Known { value, .. }) => sum.checked_add(value).map(|sum| (sum, at)),
                (Some(sum), Figure::Blank) => Some(sum),
                _ => None,
            };
        }
    }
    given.extend(sums.into_iter().map(|(code, sum)| ((table.clone(), code), sum)));
}

/// The code of an item, as the format says where it stands; a form made of a document says that a column holds codes: one of
/// them alone, or those of its levels (类, 款, 项) joined.
fn code_of(row: &SheetRow<'_>, scheme: Scheme, length: usize) -> Option<String> {
    let declared = row.sheet.format().codes.iter().find(|codes| {
        codes.scheme == scheme
            && codes.tables.contains(&row.sheet.schema.key)
            && codes.kind == *row.row.kind()
    });
    let is_item = |code: &String| code.len() == length && code.chars().all(|c| c.is_ascii_digit());
    if let Some(codes) = declared {
        let code: String = codes.parts.iter().map(|part| row.text(part).trim()).collect();
        return Some(code).filter(is_item);
    }
    let codes = row.cells().filter(|cell| cell.column.kind == ColumnKind::Code);
    let codes: Vec<String> = codes.map(|cell| row.text(&cell.column.key).trim().to_owned()).collect();
    let levels: String = codes.iter().filter(|code| code.len() <= CLASS).map(String::as_str).collect();
    codes.into_iter().chain([levels]).find(is_item)
}

/// What 三公 and its parts come to, by rows or by columns.
fn three(known: &Known, table: &TableKey, sheet: &Sheet<'_>, given: &mut Given) {
    let rows: Vec<SheetRow<'_>> = sheet.rows().collect();
    let has_total = rows.iter().any(is_total);
    for row in &rows {
        let label: String = row.texts().collect();
        if let Some(subject) = part(&label) {
            if let Some(cell) = whole(known, table, row) {
                put(given, table, subject, &cell);
            }
            continue;
        }
        // Of several units the row of all is meant.
        if rows.len() > 1 && has_total && !is_total(row) {
            continue;
        }
        for cell in row.cells().filter(|cell| cell.column.kind.is_number() && !known.is_apart(cell.column)) {
            if let Some(subject) = of_column(cell.column) {
                put(given, table, subject, &cell);
            }
        }
    }
}

fn is_total(row: &SheetRow<'_>) -> bool {
    row.cells().any(|cell| !cell.column.kind.is_number() && is_total_label(row.text(&cell.column.key)))
}

/// What a column is of: its header says it, all of it or the word below a group.
fn of_column(column: &Column) -> Option<&'static str> {
    let whole: String = column.header.concat();
    let leaf = column.header.last()?;
    part(leaf).or_else(|| part(&whole))
}

/// Which part of 三公 a label is of.
fn part(label: &str) -> Option<&'static str> {
    let label: String = label.chars().filter_map(super::identity::essence).collect();
    let is = |(_, words, without): &&(&'static str, &[&str], &[&str])| {
        words.iter().all(|word| label.contains(word)) && !without.iter().any(|word| label.contains(word))
    };
    PARTS.iter().find(is).map(|(name, ..)| *name)
}
