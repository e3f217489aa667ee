//! Tables out of budget lines (编制): each line is added to the row and the columns that the format says.
//! The result is a table as if it had been submitted, so that totals, rules and grid need not know.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use super::TouchedCell;
use crate::codes::Classification;
use crate::model::{
    Budget, CellAddress, ColumnKey, Coverage, Layer, Row, RowKey, SubmittedTable, TableKey, Value,
};
use crate::schema::{Conditions, Derivation, DerivedRow, Format, Piece, SectionSchema, TableSchema};

/// What joins the keys of rows within each other.
const WITHIN: &str = "·";

/// A table made of lines, with what is needed to let it follow them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DerivedTable {
    /// The table, as if it had been submitted.
    pub table: SubmittedTable,
    /// For looking a row up by key. Never iterated.
    positions: HashMap<RowKey, usize>,
    /// How many lines fall into each row, or below it. Never iterated.
    lines: HashMap<RowKey, u32>,
    /// How many lines are added to each cell. Never iterated.
    parts: HashMap<(RowKey, ColumnKey), u32>,
    /// Whether lines of one row give it different names: the first one's counts.
    mixed: bool,
}

/// A table made of the lines; `None` where the budget does not derive it.
pub(super) fn derived(budget: &Budget, format: &Format, key: &TableKey) -> Option<DerivedTable> {
    let own = budget.table(key).filter(|table| table.coverage == Coverage::Derived)?;
    let schema = format.table(key).filter(|_| format.derives(key))?;
    let mut made = DerivedTable { table: schema.blank_table(), ..DerivedTable::default() };
    (made.table.note, made.table.remark) = (own.note.clone(), own.remark.clone());
    let mut fixed: HashMap<RowKey, Row> =
        made.table.rows.drain(..).map(|row| (row.key.clone(), row)).collect();
    let mut free: BTreeMap<Vec<String>, (usize, Row)> = BTreeMap::new();
    for derivation in format.derivations.iter().filter(|derivation| derivation.table == *key) {
        for line in lines(budget, derivation) {
            let Some((amount, place)) = part(budget, schema, derivation, line) else {
                continue;
            };
            let row = match place {
                Place::Fixed(key) => fixed.get_mut(&key),
                Place::Free(rows) => {
                    let mut last = None;
                    for (path, section, row) in rows {
                        *made.lines.entry(row.key.clone()).or_default() += 1;
                        match free.entry(path.clone()) {
                            Entry::Vacant(entry) => {
                                entry.insert((section, row));
                            }
                            Entry::Occupied(entry) => made.mixed |= is_mixed(&entry.get().1, &row),
                        }
                        last = Some(path);
                    }
                    last.and_then(|path| free.get_mut(&path)).map(|(_, row)| row)
                }
            };
            let Some(row) = row else {
                continue;
            };
            for column in columns(derivation, line) {
                *made.parts.entry((row.key.clone(), column.clone())).or_default() += 1;
                let cell = row.cells.entry(column.clone()).or_insert(Value::Amount(Decimal::ZERO));
                let sum = cell.amount().and_then(|before| before.checked_add(amount));
                // What is too large to be added stays visible as text, and every total says so.
                *cell = sum.map_or_else(|| Value::Text("合计太大，算不出".to_owned()), Value::Amount);
            }
        }
    }
    made.table.rows = schema.blank_table().rows;
    for row in &mut made.table.rows {
        if let Some(summed) = fixed.remove(&row.key) {
            *row = summed;
        }
    }
    place_free_rows(schema, &mut made.table, free);
    made.positions = made.table.rows.iter().enumerate().map(|(at, row)| (row.key.clone(), at)).collect();
    Some(made)
}

/// Whether two lines give a row different texts.
fn is_mixed(first: &Row, other: &Row) -> bool {
    let texts = |row: &Row| -> Vec<(ColumnKey, Value)> {
        let texts = row.cells.iter().filter(|(_, value)| value.text().is_some());
        texts.map(|(column, value)| (column.clone(), value.clone())).collect()
    };
    texts(first) != texts(other)
}

/// What a line adds, and where; `None` where it adds nothing.
fn part(
    budget: &Budget,
    schema: &TableSchema,
    derivation: &Derivation,
    line: &Row,
) -> Option<(Decimal, Place)> {
    Some((amount(line, derivation)?, place(budget, schema, derivation, line)?))
}

/// A line before and after an edit.
pub(super) struct LineChange<'a> {
    table: &'a TableKey,
    before: Row,
    after: &'a Row,
}

impl<'a> LineChange<'a> {
    /// The lines whose cells were touched, each once; `None` where one cannot be found.
    pub fn of(
        budget: &'a Budget,
        cells: &[&'a TouchedCell],
        position: impl Fn(&TouchedCell) -> Option<usize>,
    ) -> Option<Vec<Self>> {
        let mut found: BTreeMap<(&TableKey, usize), Self> = BTreeMap::new();
        for cell in cells.iter().filter(|cell| cell.layer == Layer::Input) {
            let table = &cell.address.table;
            let at = position(cell)?;
            let after = budget.table(table)?.rows.get(at)?;
            let line =
                found.entry((table, at)).or_insert_with(|| Self { table, before: after.clone(), after });
            match &cell.before {
                Some(value) => line.before.cells.insert(cell.address.column.clone(), value.clone()),
                None => line.before.cells.remove(&cell.address.column),
            };
        }
        Some(found.into_values().collect())
    }
}

impl DerivedTable {
    /// Takes a changed line in, and says which cells are different. `None` where rows come or go, or
    /// names are not certain: the table then has to be made anew.
    pub fn follow(
        &mut self,
        budget: &Budget,
        format: &Format,
        key: &TableKey,
        line: &LineChange<'_>,
    ) -> Option<Vec<(RowKey, ColumnKey)>> {
        let schema = format.table(key)?;
        let mut changed = Vec::new();
        let here = |derivation: &&Derivation| derivation.table == *key && derivation.lines == *line.table;
        for derivation in format.derivations.iter().filter(here) {
            let part = |row: &Row| {
                let counts = row.kind == derivation.kind && fits(row, &derivation.when);
                counts.then(|| part(budget, schema, derivation, row)).flatten()
            };
            let (before, after) = (part(&line.before), part(line.after));
            let is_same_place = match (&before, &after) {
                (Some((_, before)), Some((_, after))) => before == after,
                (None, None) => continue,
                _ => false,
            };
            if !is_same_place && self.mixed {
                return None;
            }
            if let Some((amount, place)) = after {
                let columns = columns(derivation, line.after);
                self.add(is_same_place, amount, place, columns, &mut changed)?;
            }
            if let Some((amount, place)) = before {
                let columns = columns(derivation, &line.before);
                self.take(is_same_place, amount, place, columns, &mut changed)?;
            }
        }
        changed.sort();
        changed.dedup();
        Some(changed)
    }

    fn add<'a>(
        &mut self,
        is_same_place: bool,
        amount: Decimal,
        place: Place,
        columns: impl Iterator<Item = &'a ColumnKey>,
        changed: &mut Vec<(RowKey, ColumnKey)>,
    ) -> Option<()> {
        let Some(row) = place.row() else {
            return Some(());
        };
        if let (Place::Free(rows), false) = (&place, is_same_place) {
            for (_, _, row) in rows {
                *self.lines.get_mut(&row.key)? += 1;
                let there = self.positions.get(&row.key).and_then(|at| self.table.rows.get(*at))?;
                if is_mixed(there, row) {
                    return None;
                }
            }
        }
        let Some(at) = self.positions.get(&row).copied() else {
            // Only a fixed row that the table does not have: nothing is added.
            return Some(());
        };
        for column in columns {
            *self.parts.entry((row.clone(), column.clone())).or_default() += 1;
            let cells = &mut self.table.rows.get_mut(at)?.cells;
            let cell = cells.entry(column.clone()).or_insert(Value::Amount(Decimal::ZERO));
            *cell = Value::Amount(cell.amount()?.checked_add(amount)?);
            changed.push((row.clone(), column.clone()));
        }
        Some(())
    }

    fn take<'a>(
        &mut self,
        is_same_place: bool,
        amount: Decimal,
        place: Place,
        columns: impl Iterator<Item = &'a ColumnKey>,
        changed: &mut Vec<(RowKey, ColumnKey)>,
    ) -> Option<()> {
        let Some(row) = place.row() else {
            return Some(());
        };
        if let (Place::Free(rows), false) = (&place, is_same_place) {
            for (_, _, row) in rows {
                let lines = self.lines.get_mut(&row.key)?;
                *lines = lines.checked_sub(1).filter(|left| *left > 0)?;
            }
        }
        let Some(at) = self.positions.get(&row).copied() else {
            return Some(());
        };
        for column in columns {
            let parts = self.parts.get_mut(&(row.clone(), column.clone()))?;
            *parts = parts.checked_sub(1)?;
            let cells = &mut self.table.rows.get_mut(at)?.cells;
            if *parts == 0 {
                self.parts.remove(&(row.clone(), column.clone()));
                cells.remove(column);
            } else {
                let cell = cells.get_mut(column)?;
                *cell = Value::Amount(cell.amount()?.checked_sub(amount)?);
            }
            changed.push((row.clone(), column.clone()));
        }
        Some(())
    }
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
#[derive(PartialEq)]
enum Place {
    Fixed(RowKey),
    /// The rows from the outermost in: by what it is sorted, its section, the row without amounts.
    Free(Vec<(Vec<String>, usize, Row)>),
}

impl Place {
    /// The row with the amounts.
    fn row(&self) -> Option<RowKey> {
        match self {
            Self::Fixed(key) => Some(key.clone()),
            Self::Free(rows) => rows.last().map(|(_, _, row)| row.key.clone()),
        }
    }
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
