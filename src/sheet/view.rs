//! Which rows of a table are seen and in which order: filters, sorting, empty rows, folding. The data
//! stays as it is.
//!
//! What a filter hides is settled when it is set, as in Excel: a row does not vanish from under the hand
//! because of what is typed into it, and one that is added is seen.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::groups::Grouping;
use super::levels::parent;
use crate::calc::{Sheet, SheetRow};
use crate::model::{ColumnKey, RowKey};
use crate::schema::Role;
use crate::text::fold;

/// A column of a section.
pub type ColumnOf = (usize, ColumnKey);

/// What one column lets through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A part of the text; empty for any.
    pub contains: String,
    /// Texts that are left out.
    pub without: BTreeSet<String>,
}

impl Filter {
    /// Whether it leaves nothing out.
    pub fn is_empty(&self) -> bool {
        self.contains.trim().is_empty() && self.without.is_empty()
    }

    /// Whether it lets a text through.
    pub fn passes(&self, text: &str) -> bool {
        let part = fold(self.contains.trim());
        !self.without.contains(text) && (part.is_empty() || fold(text).contains(&part))
    }
}

/// How one table is looked at.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// What its columns let through.
    pub filters: BTreeMap<ColumnOf, Filter>,
    /// The only rows that are looked at, where somebody asked for these: the lines behind a figure.
    pub only: Option<BTreeSet<RowKey>>,
    /// The column it is sorted by, and whether downwards.
    pub sort: Option<(ColumnOf, bool)>,
    /// Whether rows without any figure are left out.
    pub hide_empty: bool,
    /// Rows of which what belongs to them is not shown.
    pub folded: BTreeSet<RowKey>,
    /// By which codes rows stand together under heads.
    pub grouping: Option<Grouping>,
    /// Heads whose rows are not shown.
    pub folded_heads: BTreeSet<String>,
    /// The head that was folded last, until the cursor moves on: to be unfolded by the same key.
    pub last_folded: Option<String>,
    /// What the filters left out when they were set.
    hidden: BTreeSet<RowKey>,
    /// The order of the rows when they were sorted.
    rank: HashMap<RowKey, usize>,
}

impl View {
    /// Whether rows are left out or stand in another order.
    pub fn is_on(&self) -> bool {
        !self.filters.is_empty()
            || self.only.is_some()
            || self.sort.is_some()
            || self.hide_empty
            || !self.folded.is_empty()
            || self.grouping.is_some()
    }

    /// Shows a row whatever the filters say.
    pub fn reveal(&mut self, sheet: &Sheet<'_>, row: &RowKey) {
        self.hidden.remove(row);
        let mut at = sheet.row_by_key(row);
        if let (Some(grouping), Some(row)) = (&self.grouping, at) {
            let above = grouping.heads_above(&row);
            self.folded_heads.retain(|head| !above.contains(head));
        }
        while let Some(above) = at.and_then(|row| parent(&row)) {
            self.hidden.remove(above.row.key());
            self.folded.remove(above.row.key());
            at = Some(above);
        }
    }

    /// Settles what the filters leave out, and the order, by what the table holds now.
    pub fn settle(&mut self, sheet: &Sheet<'_>) {
        self.filters.retain(|_, filter| !filter.is_empty());
        self.hidden.clear();
        self.rank.clear();
        if !self.filters.is_empty() || self.hide_empty || self.only.is_some() {
            // A row is also seen where one that belongs to it is.
            let mut above: Vec<(u8, RowKey)> = Vec::new();
            for row in sheet.rows() {
                let level = row.shape.level();
                above.truncate(
                    above.iter().take_while(|(other, _)| level.is_some_and(|level| *other < level)).count(),
                );
                if self.passes(&row) {
                    for (_, key) in &above {
                        self.hidden.remove(key);
                    }
                } else {
                    self.hidden.insert(row.row.key().clone());
                }
                above.extend(level.map(|level| (level, row.row.key().clone())));
            }
        }
        if let Some(((section, column), down)) = &self.sort {
            let rows: Vec<SheetRow<'_>> = sheet.rows().collect();
            let mut order: Vec<&SheetRow<'_>> = Vec::with_capacity(rows.len());
            let mut run: Vec<&SheetRow<'_>> = Vec::new();
            for row in &rows {
                if row.section_index == *section && row.shape.level().is_some() {
                    run.push(row);
                    continue;
                }
                order.extend(sorted(&std::mem::take(&mut run), column, *down));
                order.push(row);
            }
            order.extend(sorted(&run, column, *down));
            self.rank = order.iter().enumerate().map(|(at, row)| (row.row.key().clone(), at)).collect();
        }
    }

    fn passes(&self, row: &SheetRow<'_>) -> bool {
        if !is_subject(row) {
            return true;
        }
        let filtered = self.filters.iter().filter(|((section, _), _)| *section == row.section_index);
        let lets = |(of, filter): (&ColumnOf, &Filter)| {
            row.cell_by(&of.1).is_none_or(|cell| filter.passes(&cell.text()))
        };
        let is_asked = self.only.as_ref().is_none_or(|only| only.contains(row.row.key()));
        is_asked && filtered.into_iter().all(lets) && !(self.hide_empty && is_empty(row))
    }

    /// The positions of the rows that are seen, in their order.
    pub fn rows(&self, sheet: &Sheet<'_>) -> Vec<usize> {
        let mut seen: Vec<(usize, usize)> = Vec::new();
        let mut last = 0;
        let mut folded: Option<u8> = None;
        for row in sheet.rows() {
            // A row that was added later stands behind the one above it.
            last = self.rank.get(row.row.key()).copied().unwrap_or(last);
            let level = row.shape.level();
            folded = folded.filter(|top| level.is_some_and(|level| level > *top));
            if folded.is_none() && !self.hidden.contains(row.row.key()) {
                seen.push((last, row.index));
            }
            if folded.is_none() && self.folded.contains(row.row.key()) {
                folded = level;
            }
        }
        if !self.rank.is_empty() {
            seen.sort();
        }
        seen.into_iter().map(|(_, index)| index).collect()
    }
}

/// Whether filters concern a row: a free one, or, where all are fixed, one that is not a total.
pub fn is_subject(row: &SheetRow<'_>) -> bool {
    if row.shape.level().is_some() {
        return true;
    }
    row.section.free.is_empty()
        && !row.section.after.iter().any(|fixed| fixed.key == *row.row.key())
        && !row.section.columns.iter().any(|column| row.shape.role(column) == Role::SumOfRows)
}

/// Whether a row has no figure, or, where it has no room for any, no text.
pub fn is_empty(row: &SheetRow<'_>) -> bool {
    let mut numbers = row
        .cells()
        .filter(|cell| cell.column.kind.is_number() && !matches!(cell.role, Role::Blank | Role::Label))
        .peekable();
    if numbers.peek().is_some() {
        return numbers
            .all(|cell| cell.number().is_none_or(|number| number.is_zero()) && !cell.is_unreadable());
    }
    row.cells().all(|cell| cell.role == Role::Label || cell.is_blank())
}

/// The rows of a run sorted among their siblings, each with all that belongs to it.
fn sorted<'a, 'b>(rows: &[&'a SheetRow<'b>], column: &ColumnKey, down: bool) -> Vec<&'a SheetRow<'b>> {
    let mut families: Vec<&[&SheetRow<'b>]> = Vec::new();
    let mut rest = rows;
    while let Some(first) = rest.first() {
        let level = first.shape.level();
        let size = 1 + rest.iter().skip(1).take_while(|row| row.shape.level() > level).count();
        let (family, after) = rest.split_at(size);
        families.push(family);
        rest = after;
    }
    let mut keyed: Vec<(SortKey, &[&SheetRow<'b>])> = families
        .into_iter()
        .map(|family| (family.first().map(|row| sort_key(row, column)).unwrap_or(SortKey::Blank), family))
        .collect();
    keyed.sort_by(|(a, _), (b, _)| a.order(b, down));
    keyed
        .into_iter()
        .filter_map(|(_, family)| family.split_first())
        .flat_map(|(first, below)| std::iter::once(*first).chain(sorted(below, column, down)))
        .collect::<Vec<&'a SheetRow<'b>>>()
}

enum SortKey {
    Number(Decimal),
    Text(String),
    Blank,
}

impl SortKey {
    fn order(&self, other: &Self, down: bool) -> Ordering {
        let turned = |order: Ordering| if down { order.reverse() } else { order };
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => turned(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => turned(a.cmp(b)),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
            // What is blank stands last, whichever way the others go.
            (Self::Blank, Self::Blank) => Ordering::Equal,
            (Self::Blank, _) => Ordering::Greater,
            (_, Self::Blank) => Ordering::Less,
        }
    }
}

fn sort_key(row: &SheetRow<'_>, column: &ColumnKey) -> SortKey {
    let Some(cell) = row.cell_by(column) else {
        return SortKey::Blank;
    };
    match cell.number().filter(|_| cell.column.kind.is_number()) {
        Some(number) => SortKey::Number(number),
        None => {
            let text = cell.text();
            if text.is_empty() { SortKey::Blank } else { SortKey::Text(text) }
        }
    }
}
