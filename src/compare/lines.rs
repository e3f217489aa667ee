//! What was submitted against what budget lines give (录入与由明细汇总): for each table that can be derived,
//! the cells in which the two differ, and how many are equal.
//!
//! A row is known by what it is: the columns of its key, and the unit above it. Where a document lists the
//! functions of the whole department while lines are of its units, the units' rows are added up.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::naming;
use crate::calc::{Book, Figure, Figures, SheetRow};
use crate::model::{Budget, CellAddress, ColumnKey, Coverage, KindKey, RowView, Table, TableKey};
use crate::schema::{Format, Role, RowShape, TableSchema};

/// What became of one table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableAgainstLines {
    /// The table.
    pub table: TableKey,
    /// Cells in which both say the same number, other than zero.
    pub equal: usize,
    /// Cells of which the document does not tell the number (缺页).
    pub unknown: usize,
    /// Cells in which they differ, as they stand in the table.
    pub differing: Vec<CellAgainstLines>,
}

/// A cell in which the submitted figure differs from that of the lines.
#[derive(Clone, Debug, PartialEq)]
pub struct CellAgainstLines {
    /// What to call it.
    pub title: String,
    /// Where it stands in the table as submitted; `None` where only lines give such a row.
    pub submitted_at: Option<CellAddress>,
    /// Where it stands in the table that lines give; `None` where only the document has such a row.
    pub derived_at: Option<CellAddress>,
    /// The submitted number, a blank one being zero.
    pub submitted: Decimal,
    /// What the lines give.
    pub derived: Decimal,
}

impl CellAgainstLines {
    /// By how much the lines give more.
    pub fn difference(&self) -> Decimal {
        self.derived - self.submitted
    }
}

/// What a row is: its kind, the keys above it, its own key.
type Identity = (KindKey, Vec<String>, String);

/// A number and where it stands first.
struct Number {
    amount: Decimal,
    known: bool,
    at: CellAddress,
    title: String,
}

/// Compares every table that was submitted and that the budget's lines give as well. Without lines there is
/// nothing to compare.
pub fn against_lines(budget: &Budget, format: &Format) -> Vec<TableAgainstLines> {
    let has_lines = |key: &&TableKey| {
        let table = budget.table(key);
        format.table(key).zip(table).is_some_and(|(schema, table)| !schema.is_empty(table))
    };
    let lines: BTreeSet<&TableKey> =
        format.derivations.iter().map(|derivation| &derivation.lines).filter(has_lines).collect();
    let (mut submitted, mut derived) = (budget.clone(), budget.clone());
    let mut tables = Vec::new();
    for schema in &format.tables {
        let from_lines =
            format.derivations.iter().any(|one| one.table == schema.key && lines.contains(&one.lines));
        let Some(table) = submitted.tables.get_mut(&schema.key) else {
            continue;
        };
        if !from_lines || table.coverage.is_missing() || is_blank(format, schema, table) {
            continue;
        }
        if table.coverage == Coverage::Derived {
            table.coverage = Coverage::Full;
        }
        if let Some(table) = derived.tables.get_mut(&schema.key) {
            table.coverage = Coverage::Derived;
        }
        tables.push(schema);
    }
    let (own, theirs) = (Figures::compute(&submitted, format), Figures::compute(&derived, format));
    let own = Book { format, budget: &submitted, figures: &own };
    let theirs = Book { format, budget: &derived, figures: &theirs };
    tables.into_iter().map(|schema| table(&own, &theirs, schema)).collect()
}

/// Whether nothing was submitted that lines give as well.
fn is_blank(format: &Format, schema: &TableSchema, table: &Table) -> bool {
    let amounts = |row: RowView<'_>| {
        row.cells().iter().any(|(column, value)| format.fills(schema, column) && value.amount().is_some())
    };
    if schema.filled { !table.rows().iter().any(amounts) } else { schema.is_empty(table) }
}

fn table(own: &Book<'_>, theirs: &Book<'_>, schema: &TableSchema) -> TableAgainstLines {
    let outer_keys = |book: &Book<'_>| -> BTreeSet<String> {
        let rows = book.sheet(&schema.key).into_iter().flat_map(|sheet| sheet.rows().collect::<Vec<_>>());
        rows.filter(|row| is_outer(row)).map(|row| own_key(&row)).collect()
    };
    let (outer, known) = (outer_keys(own), outer_keys(theirs));
    let by_unit = !outer.is_empty() && outer.is_subset(&known);
    let submitted = numbers(own, &schema.key, by_unit);
    let mut derived = numbers(theirs, &schema.key, by_unit);
    let mut done =
        TableAgainstLines { table: schema.key.clone(), equal: 0, unknown: 0, differing: Vec::new() };
    for (identity, column, number) in &submitted.in_order() {
        let other = derived.cells.get_mut(identity).and_then(|cells| cells.remove(column));
        let amount = other.as_ref().map_or(Decimal::ZERO, |other| other.amount);
        if !number.known {
            done.unknown += 1;
        } else if number.amount == amount {
            done.equal += usize::from(!amount.is_zero());
        } else {
            done.differing.push(CellAgainstLines {
                title: number.title.clone(),
                submitted_at: Some(number.at.clone()),
                derived_at: other.map(|other| other.at),
                submitted: number.amount,
                derived: amount,
            });
        }
    }
    let lost = own.sheet(&schema.key).is_some_and(|sheet| sheet.coverage() == Coverage::Partial);
    for (_, _, number) in derived.in_order().into_iter().filter(|(_, _, number)| !number.amount.is_zero()) {
        if lost {
            // It may stand on a page that is not there.
            done.unknown += 1;
            continue;
        }
        done.differing.push(CellAgainstLines {
            title: number.title.clone(),
            submitted_at: None,
            derived_at: Some(number.at.clone()),
            submitted: Decimal::ZERO,
            derived: number.amount,
        });
    }
    done
}

/// The numbers of a table by what their rows are.
#[derive(Default)]
struct Numbers {
    order: Vec<(Identity, ColumnKey)>,
    cells: BTreeMap<Identity, BTreeMap<ColumnKey, Number>>,
}

impl Numbers {
    /// Those that are there still, in the order of the table.
    fn in_order(&self) -> Vec<(Identity, ColumnKey, &Number)> {
        let found = self.order.iter().filter_map(|(identity, column)| {
            Some((identity.clone(), column.clone(), self.cells.get(identity)?.get(column)?))
        });
        found.collect()
    }
}

fn numbers(book: &Book<'_>, table: &TableKey, by_unit: bool) -> Numbers {
    let mut found = Numbers::default();
    let Some(sheet) = book.sheet(table) else {
        return found;
    };
    let names = naming::names(&sheet);
    for row in sheet.rows() {
        let name = names.get(row.index).map_or("", String::as_str);
        let Some(identity) = identity(&row, by_unit) else {
            continue;
        };
        for cell in row.cells() {
            if !cell.column.kind.is_number() || matches!(cell.role, Role::Blank | Role::Label) {
                continue;
            }
            let (amount, known) = match cell.figure() {
                Figure::Blank => (Decimal::ZERO, true),
                Figure::Known { value, .. } => (value, true),
                Figure::Unknown(_) => (Decimal::ZERO, false),
            };
            let at = cell.address();
            let numbers = found.cells.entry(identity.clone()).or_default();
            match numbers.get_mut(&cell.column.key) {
                Some(number) => {
                    number.amount += amount;
                    number.known &= known;
                }
                None => {
                    let title = format!("{name} {}", cell.column.full_title());
                    found.order.push((identity.clone(), cell.column.key.clone()));
                    numbers.insert(cell.column.key.clone(), Number { amount, known, at, title });
                }
            }
        }
    }
    found
}

/// What a row is; `None` for one that only continues another, and for the rows of units where the document's
/// are not those of the lines.
fn identity(row: &SheetRow<'_>, by_unit: bool) -> Option<Identity> {
    let kind = row.row.kind().clone();
    match row.shape {
        RowShape::Fixed(_) => Some((kind, Vec::new(), row.row.key().to_string())),
        RowShape::Free(free) => {
            if free.key.is_empty() || !by_unit && is_outer(row) {
                return None;
            }
            let above = row.section.free.iter().filter(|other| other.level < free.level);
            let above = above.filter_map(|other| row.ancestor(&other.kind)).map(|row| own_key(&row));
            let above = if by_unit { above.collect() } else { Vec::new() };
            Some((kind, above, own_key(row)))
        }
    }
}

/// Whether a row stands above others of its table.
fn is_outer(row: &SheetRow<'_>) -> bool {
    match row.shape {
        RowShape::Free(free) => !free.sum.is_empty(),
        RowShape::Fixed(_) => false,
    }
}

fn own_key(row: &SheetRow<'_>) -> String {
    match row.shape {
        RowShape::Free(free) => {
            let texts: Vec<&str> = free.key.iter().map(|column| row.text(column)).collect();
            texts.join("\u{1f}")
        }
        RowShape::Fixed(fixed) => fixed.key.to_string(),
    }
}
