//! How an old total became the new one, item by item: by row, by unit or other heading, or by class (类) of
//! the function classification. Figures only; drawing them is for others.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{ComparedColumn, ComparedRow, ComparedTable};
use crate::calc::{Book, SheetRow};
use crate::codes::Scheme;
use crate::model::KindKey;
use crate::schema::Role;
use crate::text::squeezed;

/// By what a total is taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// The rows that nothing is below.
    #[default]
    Rows,
    /// Rows of a kind that sums others: units, departments.
    Kind(KindKey),
    /// 类 of the function classification.
    Class,
}

/// From the old total to the new one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waterfall {
    /// The old total of what is taken apart.
    pub old: Decimal,
    /// The changes other than zero, the largest first: what, old, new.
    pub steps: Vec<(String, Decimal, Decimal)>,
    /// The new total.
    pub new: Decimal,
    /// Rows of which a figure is not known, and which are left out.
    pub unknown: usize,
    /// The old and the new total that the table prints, where the rows do not come to them: some are sums of others, or
    /// are wanting.
    pub printed: Option<(Decimal, Decimal)>,
}

impl Grouping {
    /// How the amounts of a table can be taken apart.
    pub fn of(table: &ComparedTable, books: &[Book<'_>]) -> Vec<Self> {
        let mut all = vec![Self::Rows];
        let Some(newest) = books.last() else {
            return all;
        };
        let schema = newest.format.table(&table.key);
        let free = schema.into_iter().flat_map(|schema| &schema.sections).flat_map(|section| &section.free);
        all.extend(free.filter(|free| !free.sum.is_empty()).map(|free| Self::Kind(free.kind.clone())));
        let by_function = newest
            .format
            .codes
            .iter()
            .any(|codes| codes.scheme == Scheme::Function && codes.tables.contains(&table.key));
        if by_function {
            all.push(Self::Class);
        }
        all
    }

    /// In the interface's words.
    pub fn label(&self) -> String {
        match self {
            Self::Rows => "按最细的行".to_owned(),
            Self::Kind(kind) => format!("按{kind}"),
            Self::Class => "按功能分类的类".to_owned(),
        }
    }
}

/// Takes the change of a column between the budgets `old` and `new` apart.
pub fn waterfall(
    table: &ComparedTable,
    books: &[Book<'_>],
    (old, new): (usize, usize),
    column: &ComparedColumn,
    grouping: &Grouping,
) -> Waterfall {
    let mut found = Waterfall::default();
    let mut groups: BTreeMap<(usize, String), (Decimal, Decimal)> = BTreeMap::new();
    let (mut printed, mut counted) = (None::<(Decimal, Decimal)>, 0_u32);
    for (at, row) in table.rows.iter().enumerate().filter(|(_, row)| row.section == column.section) {
        let Some(newest) = table.newest_row(books, row) else { continue };
        let figures = (table.figure(books, old, row, column), table.figure(books, new, row, column));
        if is_total(&newest) {
            let total = figures.0.number().zip(figures.1.number());
            printed = [printed, total].into_iter().flatten().max_by_key(|(_, is)| *is);
        }
        let Some(name) = name(table, books, row, &newest, column, grouping) else { continue };
        let (Some(was), Some(is)) = (figures.0.number(), figures.1.number()) else {
            // A row that no budget fills in is not worth a word.
            let said = newest.row.cells().contains_key(&column.column.key) || figures.0.shown().is_some();
            found.unknown += usize::from(said);
            continue;
        };
        found.old = found.old.saturating_add(was);
        found.new = found.new.saturating_add(is);
        counted += 1;
        // Rows of one name stay apart, unless they are taken together on purpose.
        let place = if *grouping == Grouping::Class { 0 } else { at };
        let group = groups.entry((place, name)).or_default();
        group.0 = group.0.saturating_add(was);
        group.1 = group.1.saturating_add(is);
    }
    let changed = groups.into_iter().filter(|(_, (was, is))| was != is);
    found.steps = changed.map(|((_, name), (was, is))| (name, was, is)).collect();
    // Rounded figures come to a little more or less than their rounded total.
    let decimals = books.last().map_or(0, |book| book.format.decimals);
    let most = Decimal::new(5, decimals + 1).saturating_mul(Decimal::from(counted + 1));
    let is_off = |(was, is): &(Decimal, Decimal)| {
        was.saturating_sub(found.old).abs() > most || is.saturating_sub(found.new).abs() > most
    };
    found.printed =
        printed.filter(|total| *grouping == Grouping::Rows && found.unknown == 0 && is_off(total));
    found.steps.sort_by_key(|(_, was, is)| std::cmp::Reverse(is.saturating_sub(*was).abs()));
    found
}

/// With which amount of a table one begins: the first that changed, of income and spending side by side it may be either.
/// One whose rows come to the total that the table prints goes before one whose rows do not.
pub fn first_changed<'t>(
    table: &ComparedTable,
    books: &[Book<'_>],
    sides: (usize, usize),
    columns: impl Iterator<Item = &'t ComparedColumn>,
) -> Option<(&'t ComparedColumn, Waterfall)> {
    let of = |column| (column, waterfall(table, books, sides, column, &Grouping::Rows));
    let mut first = None;
    for (column, found) in columns.map(of).filter(|(_, found)| !found.steps.is_empty()) {
        if found.printed.is_none() {
            return Some((column, found));
        }
        first = first.or(Some((column, found)));
    }
    first
}

/// What a row counts as; `None` where it does not count.
fn name(
    table: &ComparedTable,
    books: &[Book<'_>],
    row: &ComparedRow,
    newest: &SheetRow<'_>,
    column: &ComparedColumn,
    grouping: &Grouping,
) -> Option<String> {
    let role = newest.shape.role(&column.column);
    let is_leaf = matches!(role, Role::Input | Role::SumOfColumns);
    match grouping {
        // A part (其中) is counted in what it is a part of.
        Grouping::Rows => {
            let is_counted = is_leaf && !is_part(newest) && !is_total(newest) && !sums_others(newest, column);
            is_counted.then(|| table.name(books, row).to_owned())
        }
        Grouping::Kind(kind) => (*newest.row.kind() == *kind).then(|| table.name(books, row).to_owned()),
        Grouping::Class if is_leaf => {
            let side = row.at.iter().rposition(Option::is_some)?;
            let book = books.get(side)?;
            let columns = book.format.codes.iter().find(|codes| {
                codes.scheme == Scheme::Function
                    && codes.kind == *newest.row.kind()
                    && table
                        .tables
                        .get(side)
                        .is_some_and(|key| key.as_ref().is_some_and(|key| codes.tables.contains(key)))
            })?;
            let code: String = columns.parts.iter().map(|part| newest.text(part)).collect();
            let class = code.get(..3)?;
            let known = book.classification().lookup(Scheme::Function, class);
            Some(known.map_or_else(|| class.to_owned(), |known| format!("{class} {}", known.name)))
        }
        Grouping::Class => None,
    }
}

/// Whether a row calls itself a sum, though the form does not make it one.
fn is_total(row: &SheetRow<'_>) -> bool {
    row.texts().any(|text| {
        let text = squeezed(text);
        ["合计", "总计", "小计"].iter().any(|word| text.ends_with(word))
    })
}

/// Whether rows below a row have amounts in a column, of which its own is the sum.
fn sums_others(row: &SheetRow<'_>, column: &ComparedColumn) -> bool {
    row.descendants().any(|below| {
        let number = below.cell_by(&column.column.key).and_then(|cell| cell.number());
        number.is_some_and(|number| !number.is_zero())
    })
}

fn is_part(row: &SheetRow<'_>) -> bool {
    matches!(row.shape, crate::schema::RowShape::Fixed(fixed) if fixed.part_of.is_some())
}
