//! Tables out of budget lines (编制): each line is added to the row and the columns that the format says.
//! The result is a table as if it had been submitted, so that totals, rules and grid need not know.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::TouchedCell;
use crate::codes::Classification;
use crate::model::{
    Budget, CellAddress, ColumnKey, Coverage, Layer, Row, RowKey, SubmittedTable, TableKey, Value,
};
use crate::schema::{Conditions, Derivation, DerivedRow, Format, Piece, TableSchema};

/// What joins the keys of rows within each other.
const WITHIN: &str = "·";

/// A table made of lines, with what is needed to let it follow them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DerivedTable {
    /// The table, as if it had been submitted.
    pub table: SubmittedTable,
    /// For looking a row up by key. Never iterated.
    positions: HashMap<RowKey, usize>,
    /// By position of the row how many lines fall into it, or below it.
    lines: Vec<u32>,
    /// By position of the row how many lines are added to each of its cells.
    parts: Vec<BTreeMap<ColumnKey, u32>>,
    /// Whether lines of one row give it different names: the first one's counts.
    mixed: bool,
}

/// A table made of the lines; `None` where the budget does not derive it.
pub(super) fn derived(budget: &Budget, format: &Format, key: &TableKey) -> Option<DerivedTable> {
    let own = budget.table(key).filter(|table| table.coverage == Coverage::Derived)?;
    let schema = format.table(key).filter(|_| format.derives(key))?;
    let mut making = Making::new(schema);
    for derivation in format.derivations.iter().filter(|derivation| derivation.table == *key) {
        making.take_lines(budget, schema, derivation);
    }
    let mut made = making.finish(schema);
    (made.table.note, made.table.remark) = (own.note.clone(), own.remark.clone());
    Some(made)
}

/// A table while lines are added to it.
struct Making {
    rows: Vec<MadeRow>,
    /// Fixed rows by key and free rows by path. Never iterated.
    fixed: HashMap<RowKey, usize>,
    free: HashMap<Vec<String>, usize>,
    mixed: bool,
}

/// A row while lines are added to it.
struct MadeRow {
    /// What free rows are sorted by, and their section.
    free: Option<(Vec<String>, usize)>,
    row: Row,
    lines: u32,
    /// Sums, `None` where one is too large, and of how many lines.
    cells: Vec<(ColumnKey, Option<Decimal>, u32)>,
}

/// Where lines with the same texts fall: the rows that they stand in, the innermost last, and its columns.
struct Goal {
    rows: Vec<usize>,
    cells: Vec<usize>,
}

impl Making {
    fn new(schema: &TableSchema) -> Self {
        let fixed = schema.blank_table().rows.into_iter();
        let rows: Vec<MadeRow> =
            fixed.map(|row| MadeRow { free: None, row, lines: 0, cells: Vec::new() }).collect();
        let fixed = rows.iter().enumerate().map(|(at, made)| (made.row.key.clone(), at)).collect();
        Self { rows, fixed, free: HashMap::new(), mixed: false }
    }

    /// Adds all lines of a derivation. Many lines say the same but for their amount and their name, so
    /// where a line falls is settled once for all that do.
    fn take_lines(&mut self, budget: &Budget, schema: &TableSchema, derivation: &Derivation) {
        let reads: BTreeSet<&ColumnKey> =
            derivation.reads().filter(|column| **column != derivation.amount).collect();
        let mut goals: FxHashMap<String, Option<Goal>> = FxHashMap::default();
        let mut texts = String::new();
        let rows = budget.table(&derivation.lines).map_or(&[][..], |table| &table.rows);
        for line in rows.iter().filter(|row| row.kind == derivation.kind) {
            let Some(amount) = amount(line, derivation) else {
                continue;
            };
            texts.clear();
            for column in &reads {
                texts.push_str(line.text(column));
                texts.push('\u{1}');
            }
            if !goals.contains_key(&texts) {
                let counts = fits(line, &derivation.when);
                let place = counts.then(|| place(budget, schema, derivation, line)).flatten();
                let goal = place.and_then(|place| self.goal(place, columns(derivation, line)));
                goals.insert(texts.clone(), goal);
            }
            if let Some(Some(goal)) = goals.get(&texts) {
                self.add(goal, amount);
            }
        }
    }

    /// Finds or makes the rows and cells of a place; `None` for a fixed row that the table does not have.
    fn goal<'a>(&mut self, place: Place, columns: impl Iterator<Item = &'a ColumnKey>) -> Option<Goal> {
        let rows = match place {
            Place::Fixed(key) => vec![*self.fixed.get(&key)?],
            Place::Free(rows) => rows
                .into_iter()
                .map(|(path, section, row)| match self.free.get(&path).copied() {
                    Some(at) => {
                        self.mixed |= self.rows.get(at).is_some_and(|made| is_mixed(&made.row, &row));
                        at
                    }
                    None => {
                        self.free.insert(path.clone(), self.rows.len());
                        let free = Some((path, section));
                        self.rows.push(MadeRow { free, row, lines: 0, cells: Vec::new() });
                        self.rows.len() - 1
                    }
                })
                .collect(),
        };
        let cells = &mut self.rows.get_mut(*rows.last()?)?.cells;
        let cells = columns
            .map(|column| {
                let known = cells.iter().position(|(known, ..)| known == column);
                known.unwrap_or_else(|| {
                    cells.push((column.clone(), Some(Decimal::ZERO), 0));
                    cells.len() - 1
                })
            })
            .collect();
        Some(Goal { rows, cells })
    }

    fn add(&mut self, goal: &Goal, amount: Decimal) {
        for at in &goal.rows {
            if let Some(made) = self.rows.get_mut(*at) {
                made.lines += 1;
            }
        }
        let Some(made) = goal.rows.last().and_then(|at| self.rows.get_mut(*at)) else {
            return;
        };
        for cell in &goal.cells {
            if let Some((_, sum, lines)) = made.cells.get_mut(*cell) {
                *sum = sum.and_then(|sum| sum.checked_add(amount));
                *lines += 1;
            }
        }
    }

    /// The table: fixed rows in their places, free rows in the order of their paths.
    fn finish(self, schema: &TableSchema) -> DerivedTable {
        let mut derived = DerivedTable { mixed: self.mixed, ..DerivedTable::default() };
        let (mut fixed, mut free): (Vec<MadeRow>, Vec<MadeRow>) =
            self.rows.into_iter().partition(|made| made.free.is_none());
        free.sort_by(|a, b| a.free.cmp(&b.free));
        for (index, section) in schema.sections.iter().enumerate().rev() {
            let last = section.before.last().map(|row| &row.key);
            let above = last.and_then(|key| fixed.iter().position(|made| made.row.key == *key));
            let here = free.extract_if(.., |made| made.free.as_ref().is_some_and(|(_, of)| *of == index));
            let here: Vec<MadeRow> = here.collect();
            let at = above.map_or(0, |at| at + 1);
            fixed.splice(at..at, here);
        }
        for MadeRow { mut row, lines, cells, free } in fixed {
            derived.positions.insert(row.key.clone(), derived.table.rows.len());
            derived.lines.push(if free.is_some() { lines } else { 0 });
            derived.parts.push(cells.iter().map(|(column, _, lines)| (column.clone(), *lines)).collect());
            for (column, sum, _) in cells {
                // What is too large to be added stays visible as text, and every total says so.
                let sum = sum.map_or_else(|| Value::Text("合计太大，算不出".to_owned()), Value::Amount);
                row.cells.insert(column, sum);
            }
            derived.table.rows.push(row);
        }
        derived
    }
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
                let at = *self.positions.get(&row.key)?;
                *self.lines.get_mut(at)? += 1;
                if is_mixed(self.table.rows.get(at)?, row) {
                    return None;
                }
            }
        }
        let Some(at) = self.positions.get(&row).copied() else {
            // Only a fixed row that the table does not have: nothing is added.
            return Some(());
        };
        for column in columns {
            *self.parts.get_mut(at)?.entry(column.clone()).or_default() += 1;
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
                let lines = self.lines.get_mut(*self.positions.get(&row.key)?)?;
                *lines = lines.checked_sub(1).filter(|left| *left > 0)?;
            }
        }
        let Some(at) = self.positions.get(&row).copied() else {
            return Some(());
        };
        for column in columns {
            let of_row = self.parts.get_mut(at)?;
            let parts = of_row.get_mut(column)?;
            *parts = parts.checked_sub(1)?;
            let cells = &mut self.table.rows.get_mut(at)?.cells;
            if *parts == 0 {
                of_row.remove(column);
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
