//! Tables out of budget lines (编制): each line is added to the row and the columns that the format says.
//! The result is a table as if it had been submitted, so that totals, rules and grid need not know.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::codes::Classification;
use crate::model::{Budget, CellAddress, ColumnKey, Coverage, Row, RowKey, SubmittedTable, TableKey, Value};
use crate::schema::{Conditions, Derivation, DerivedRow, Format, Piece, SectionSchema, TableSchema};

/// What joins the keys of rows within each other.
const WITHIN: &str = "·";

/// The tables that are derived, of those that the format can derive.
pub fn derived_tables<'a>(budget: &'a Budget, format: &'a Format) -> impl Iterator<Item = &'a TableKey> {
    budget
        .tables
        .iter()
        .filter(|(key, table)| table.coverage == Coverage::Derived && format.derives(key))
        .map(|(key, _)| key)
}

/// A table made of the lines; `None` where the budget does not derive it.
pub fn derived(budget: &Budget, format: &Format, key: &TableKey) -> Option<SubmittedTable> {
    let own = budget.table(key).filter(|table| table.coverage == Coverage::Derived)?;
    let schema = format.table(key).filter(|_| format.derives(key))?;
    let mut table = schema.blank_table();
    (table.note, table.remark) = (own.note.clone(), own.remark.clone());
    let mut free: BTreeMap<Vec<String>, (usize, Row)> = BTreeMap::new();
    for derivation in format.derivations.iter().filter(|derivation| derivation.table == *key) {
        for line in lines(budget, derivation) {
            let (Some(amount), Some(place)) =
                (amount(line, derivation), place(budget, schema, derivation, line))
            else {
                continue;
            };
            let row = match place {
                Place::Fixed(key) => table.rows.iter_mut().find(|row| row.key == key),
                Place::Free(rows) => {
                    let mut last = None;
                    for (path, section, row) in rows {
                        free.entry(path.clone()).or_insert((section, row));
                        last = Some(path);
                    }
                    last.and_then(|path| free.get_mut(&path)).map(|(_, row)| row)
                }
            };
            let Some(row) = row else {
                continue;
            };
            for column in columns(derivation, line) {
                let cell = row.cells.entry(column.clone()).or_insert(Value::Amount(Decimal::ZERO));
                let sum = cell.amount().and_then(|before| before.checked_add(amount));
                // What is too large to be added stays visible as text, and every total says so.
                *cell = sum.map_or_else(|| Value::Text("合计太大，算不出".to_owned()), Value::Amount);
            }
        }
    }
    place_free_rows(schema, &mut table, free);
    Some(table)
}

/// The cells of lines that a cell of a derived table is made of, in order.
pub fn lines_of(budget: &Budget, format: &Format, cell: &CellAddress) -> Vec<CellAddress> {
    let Some(schema) = format.table(&cell.table) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for derivation in format.derivations.iter().filter(|derivation| derivation.table == cell.table) {
        for line in lines(budget, derivation) {
            let is_here = match place(budget, schema, derivation, line) {
                Some(Place::Fixed(key)) => key == cell.row,
                Some(Place::Free(rows)) => rows.last().is_some_and(|(_, _, row)| row.key == cell.row),
                None => false,
            };
            if is_here && columns(derivation, line).any(|column| *column == cell.column) {
                found.push(CellAddress::new(&derivation.lines, &line.key, &derivation.amount));
            }
        }
    }
    found
}

fn lines<'a>(budget: &'a Budget, derivation: &'a Derivation) -> impl Iterator<Item = &'a Row> {
    let rows = budget.table(&derivation.lines).map_or(&[][..], |table| &table.rows);
    rows.iter().filter(|row| row.kind == derivation.kind && fits(row, &derivation.when))
}

fn amount(line: &Row, derivation: &Derivation) -> Option<Decimal> {
    line.cells.get(&derivation.amount)?.amount()
}

/// The columns that a line is added to.
fn columns<'a>(derivation: &'a Derivation, line: &'a Row) -> impl Iterator<Item = &'a ColumnKey> {
    derivation.columns.iter().filter(|(_, when)| fits(line, when)).map(|(column, _)| column)
}

fn fits(line: &Row, conditions: &Conditions) -> bool {
    conditions.iter().all(|(column, texts)| {
        let text = line.text(column);
        texts.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(beginning) => text.starts_with(beginning),
            None => text == wanted,
        })
    })
}

/// Where a line falls.
enum Place {
    Fixed(RowKey),
    /// The rows from the outermost in: by what it is sorted, its section, the row without amounts.
    Free(Vec<(Vec<String>, usize, Row)>),
}

fn place(budget: &Budget, schema: &TableSchema, derivation: &Derivation, line: &Row) -> Option<Place> {
    let mut rows: Vec<(Vec<String>, usize, Row)> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    for wanted in &derivation.rows {
        match wanted {
            DerivedRow::Fixed(piece) => {
                return Some(Place::Fixed(RowKey::from(text(budget, piece, line))));
            }
            DerivedRow::Free(kind, cells) => {
                let (section, free) = schema
                    .sections
                    .iter()
                    .enumerate()
                    .find_map(|(at, section)| Some((at, section.free_kind(kind)?)))?;
                let mut row = Row { kind: kind.clone(), ..Row::default() };
                for (column, piece) in cells {
                    let text = text(budget, piece, line);
                    if !text.is_empty() {
                        row.cells.insert(column.clone(), Value::Text(text));
                    }
                }
                let own: Vec<&str> = free.key.iter().map(|column| row.text(column)).collect();
                path.push(own.join(&free.joiner).replace('!', "！"));
                row.key = RowKey::from(path.join(WITHIN));
                rows.push((path.clone(), section, row));
            }
        }
    }
    (!rows.is_empty()).then_some(Place::Free(rows))
}

fn text(budget: &Budget, piece: &Piece, line: &Row) -> String {
    let part = |text: &str, from: usize, to: usize| -> String {
        text.chars().skip(from).take(to.saturating_sub(from)).collect()
    };
    match piece {
        Piece::Text(column) => line.text(column).to_owned(),
        Piece::Part(column, from, to) => part(line.text(column), *from, *to),
        Piece::Name(scheme, column, digits) => {
            let code = part(line.text(column), 0, *digits);
            let known = Classification::for_year(budget.year).lookup(*scheme, &code);
            known.map(|code| code.name.to_string()).unwrap_or_default()
        }
        Piece::Words(words) => words.clone(),
        Piece::Translated(column, words) => words.get(line.text(column)).cloned().unwrap_or_default(),
    }
}

/// Puts the free rows, in the order of their paths, behind the fixed rows that stand above them.
fn place_free_rows(
    schema: &TableSchema,
    table: &mut SubmittedTable,
    free: BTreeMap<Vec<String>, (usize, Row)>,
) {
    let mut of_sections: BTreeMap<usize, Vec<Row>> = BTreeMap::new();
    for (section, row) in free.into_values() {
        of_sections.entry(section).or_default().push(row);
    }
    for (section, rows) in of_sections.into_iter().rev() {
        let above = |section: &SectionSchema| section.before.last().map(|row| row.key.clone());
        let last = schema.sections.get(section).and_then(above);
        let at = last.and_then(|key| table.position(&key)).map_or(0, |at| at + 1);
        table.rows.splice(at..at, rows);
    }
}
