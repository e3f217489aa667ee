//! Budget lines proposed from tables as submitted (由公开表反推明细).
//!
//! A published budget gives tables, not the lines they were summed from. Some of its tables list the items
//! themselves (表7, 表12, 表2) and lack only codes; the others say how much each code has. So the item tables
//! are read backwards through the format's `derivations` (`read`), names suggest economic codes (`words`),
//! and the printed sums decide between them where they can (`economic`, `function`).
//!
//! Each proposal says how sure it is and why. Nothing here changes a budget: [`accept`] makes the step, for
//! those proposals that somebody has agreed to. What the tables do not determine stays blank.

mod accept;
mod columns;
mod economic;
mod function;
mod income;
mod printed;
mod read;
mod search;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use accept::accept;

use crate::calc::{Book, Figures};
use crate::model::{Budget, CellAddress, Cells, ColumnKey, Coverage, KindKey, Row, RowKey, TableKey, Value};
use crate::schema::Format;
use columns::LineColumns;

/// How sure a proposal is, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sureness {
    /// The tables say it, or the official name does.
    Sure,
    /// Likely, and not proved.
    Likely,
    /// Not determined: somebody has to fill it in.
    Open,
}

impl Sureness {
    /// All, surest first.
    pub const ALL: [Self; 3] = [Self::Sure, Self::Likely, Self::Open];

    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sure => "确定",
            Self::Likely => "可能",
            Self::Open => "待定",
        }
    }
}

/// Why a cell of a proposal is as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// How sure it is.
    pub sureness: Sureness,
    /// Why, in Chinese.
    pub why: String,
}

/// A budget line that the submitted tables suggest.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The table of lines it would stand in.
    pub lines: TableKey,
    /// The line. Its key is that of the cell it was read from.
    pub row: Row,
    /// The cell its amount was read from.
    pub from: CellAddress,
    /// What is to be said of its cells, by column.
    pub reasons: BTreeMap<ColumnKey, Reason>,
    /// The 类 of its economic code, where its name tells no more than that.
    class: String,
}

impl Proposal {
    fn new(columns: &LineColumns<'_>, cells: Cells, from: CellAddress) -> Self {
        let row = Row { kind: columns.kind.clone(), key: key_of(&from), cells, ..Row::default() };
        Self { lines: columns.lines.clone(), row, from, reasons: BTreeMap::new(), class: String::new() }
    }

    /// How sure the whole line is: as its least sure cell.
    pub fn sureness(&self) -> Sureness {
        self.reasons.values().map(|reason| reason.sureness).max().unwrap_or(Sureness::Sure)
    }

    /// Why, in one sentence: what is least sure first.
    pub fn why(&self) -> String {
        let mut said: Vec<(&Sureness, &str)> =
            self.reasons.values().map(|reason| (&reason.sureness, reason.why.as_str())).collect();
        said.sort_by(|a, b| b.0.cmp(a.0));
        let mut once = BTreeSet::new();
        let said: Vec<&str> =
            said.into_iter().map(|(_, why)| why).filter(|why| !why.is_empty() && once.insert(*why)).collect();
        said.join("；")
    }

    /// The columns of its unit's code and name.
    pub fn unit_columns(&self, format: &Format) -> [Option<ColumnKey>; 2] {
        let columns = LineColumns::of(format, &self.lines, &self.row.kind);
        columns.map(|columns| [columns.unit_code, columns.unit]).unwrap_or_default()
    }

    fn set(&mut self, column: &ColumnKey, text: &str, sureness: Sureness, why: impl Into<String>) {
        if text.is_empty() {
            self.row.cells.remove(column);
        } else {
            self.row.cells.insert(column.clone(), Value::from(text));
        }
        self.reasons.insert(column.clone(), Reason { sureness, why: why.into() });
    }

    fn amount(&self, columns: &LineColumns<'_>) -> crate::money::Decimal {
        self.row.cells.get(&columns.amount).and_then(Value::amount).unwrap_or_default()
    }
}

/// Which tables the lines are to be read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Tables that are not to be read, though they could be.
    pub without: BTreeSet<TableKey>,
}

/// The lines that the submitted tables suggest and that the budget does not have yet, in the order of the
/// tables they were read from.
pub fn propose(budget: &Budget, format: &Format, sources: &Sources) -> Vec<Proposal> {
    let figures = Figures::compute(budget, format);
    let book = Book { format, budget, figures: &figures };
    // What is summed from lines says nothing of lines that are not there.
    let mut sources = sources.clone();
    let derived = budget.tables.iter().filter(|(_, table)| table.coverage == Coverage::Derived);
    sources.without.extend(derived.map(|(key, _)| key.clone()));
    let sources = &sources;
    let mut all = Vec::new();
    let mut tables: Vec<(&TableKey, &KindKey)> = Vec::new();
    // Expenditure first: income may be spread as its expenditure is.
    for derivation in format.derivations.iter().rev() {
        if !tables.iter().any(|(key, _)| **key == derivation.lines) {
            tables.push((&derivation.lines, &derivation.kind));
        }
    }
    for (key, kind) in tables {
        let Some(columns) = LineColumns::of(format, key, kind) else {
            continue;
        };
        let mut found = read::items(&book, &columns, sources);
        if columns.department.is_some() {
            economic::complete(&book, &columns, &mut found);
            economic::remainders(&book, &columns, sources, &mut found);
            function::complete(&book, &columns, &mut found);
        }
        if found.is_empty() {
            found = income::from_totals(&book, &columns, sources, &all);
        }
        columns.name_gaps(&mut found);
        all.extend(found);
    }
    let had = accept::origins(budget, format);
    all.retain(|proposal: &Proposal| !had.contains(&accept::origin(proposal)));
    all
}

/// The key that a line has while it is only proposed.
fn key_of(from: &CellAddress) -> RowKey {
    RowKey::from(from.to_string().replace('!', "·"))
}
