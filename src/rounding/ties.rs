//! Figures that must stay equal though they do not come from the same lines: income and spending, a
//! project in 表12 and its targets in 表15. The rules of the format say which, so they are asked: what a rule
//! finds equal to the 分 must be printed equal.
//!
//! Equalities between tables that are summed from one table of lines hold by themselves and are passed over.

use std::collections::{BTreeMap, BTreeSet};

use crate::calc::{Book, SheetRow};
use crate::formula::{Expression, Operator, Quantities, Quantity, Rows, parse};
use crate::model::{CellAddress, TableKey};
use crate::money::Decimal;
use crate::schema::{ColumnKind, RuleText};
use crate::text::{is_total_label, squeezed, unnumbered};

/// Two sums of cells that are equal.
#[derive(Clone, Debug)]
pub(super) struct Tie {
    /// The rule that says so.
    pub rule: String,
    /// What must hold, in words.
    pub title: String,
    /// The cells on one side.
    pub left: Vec<CellAddress>,
    /// The cells on the other.
    pub right: Vec<CellAddress>,
}

/// The equalities that the exact figures keep.
pub(super) fn ties(book: &Book<'_>) -> Vec<Tie> {
    book.format.rules.iter().flat_map(|rule| of_rule(book, rule)).collect()
}

/// Rows that are called alike in several submitted tables and have the same amount: it is one figure, printed several times.
/// A format that was made of a document has no rule that says so of each.
pub(super) fn alike(book: &Book<'_>, digit: Decimal) -> Vec<Tie> {
    let sheets = book.sheets().filter(|sheet| {
        !sheet.is_derived && !sheet.coverage().is_missing() && !book.format.has_lines(&sheet.schema.key)
    });
    let cells = sheets.flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells());
    let mut first: BTreeMap<(String, Decimal), CellAddress> = BTreeMap::new();
    let mut found = Vec::new();
    for cell in cells.filter(|cell| cell.column.kind == ColumnKind::Amount) {
        let is_rounded = |value: &Decimal| value.checked_rem(digit).is_some_and(|rest| !rest.is_zero());
        let Some((name, value)) = cell.row.own_name().zip(cell.number().filter(is_rounded)) else { continue };
        let name =
            if is_total_label(&name) { String::new() } else { squeezed(unnumbered(&name)).into_owned() };
        let address = cell.address();
        match first.get(&(name.clone(), value)) {
            Some(known) if known.table != address.table => found.push(Tie {
                rule: "舍位-同数".to_owned(),
                title: "各表同一项目的同一个数，舍位后相同".to_owned(),
                left: vec![known.clone()],
                right: vec![address],
            }),
            Some(_) => {}
            None => drop(first.insert((name, value), address)),
        }
    }
    found
}

fn of_rule(book: &Book<'_>, rule: &RuleText) -> Vec<Tie> {
    let Ok(check) = parse(&rule.check) else {
        return Vec::new();
    };
    let each = rule.each.as_ref().and_then(|each| Rows::compile(each, book.format).ok());
    if !rule.columns.is_empty() || each.is_some() != rule.each.is_some() {
        return Vec::new();
    }
    let compile = |side: &Expression| Quantities::of_side(side, book.format, each.as_ref(), None).ok();
    let equalities: Vec<(Quantities, Quantities)> = check
        .conjuncts()
        .into_iter()
        .filter(|part| is_between_origins(book, part, each.as_ref()))
        .filter_map(Expression::comparison)
        .filter(|(operator, ..)| *operator == Operator::Equal)
        .filter_map(|(_, left, right)| compile(left).zip(compile(right)))
        .collect();
    if equalities.is_empty() {
        return Vec::new();
    }
    let rows: Vec<Option<SheetRow<'_>>> = match &each {
        Some(rows) => rows.of(book).unwrap_or_default().into_iter().map(Some).collect(),
        None => vec![None],
    };
    let tie = |row: Option<SheetRow<'_>>, (left, right): &(Quantities, Quantities)| {
        let (left, right) = (side(book, left, row)?, side(book, right, row)?);
        let equal = left.value == right.value && !(left.cells.is_empty() || right.cells.is_empty());
        let (rule, title) = (rule.id.clone(), rule.title.clone());
        equal.then_some(Tie { rule, title, left: left.cells, right: right.cells })
    };
    rows.iter().flat_map(|row| equalities.iter().filter_map(|sides| tie(*row, sides))).collect()
}

/// One side of an equality, if it is nothing but a sum of cells.
fn side(book: &Book<'_>, quantities: &Quantities, row: Option<SheetRow<'_>>) -> Option<Quantity> {
    let quantity = quantities.evaluate(book, row).ok()?.into_iter().next()?;
    let number = |cell: &CellAddress| book.cell(cell).and_then(|cell| cell.number()).unwrap_or_default();
    let sum = quantity.cells.iter().map(number).try_fold(Decimal::ZERO, Decimal::checked_add)?;
    (sum == quantity.value).then_some(quantity)
}

/// Whether tables are compared that are all there and do not all come from one table of lines.
fn is_between_origins(book: &Book<'_>, part: &Expression, each: Option<&Rows>) -> bool {
    let mut tables = Vec::new();
    part.tables(each.map(Rows::table), &mut tables);
    let mut origins: BTreeSet<&TableKey> = BTreeSet::new();
    for table in &tables {
        let Some(sheet) = book.sheet(table).filter(|sheet| !sheet.coverage().is_missing()) else {
            return false;
        };
        let derivations = book.format.derivations.iter().filter(|derivation| derivation.table == *table);
        if sheet.is_derived || sheet.is_filled {
            origins.extend(derivations.map(|derivation| &derivation.lines));
        } else {
            origins.insert(table);
        }
    }
    // What a table owes to itself counts too, unless its figures are lines, of which every table is a sum.
    origins.len() > 1 || origins.iter().any(|table| !book.format.has_lines(table))
}
