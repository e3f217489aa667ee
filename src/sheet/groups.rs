//! Rows grouped by the codes in their columns (类、款): heads that only the view has, with the rows' number and
//! sums, under which rows are folded. The data stays as it is.
//!
//! Which columns hold codes the format says; what a code is called, the classification.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::levels::parent;
use crate::calc::{Sheet, SheetRow};
use crate::codes::Scheme;
use crate::schema::CodeColumns;

/// The names of the levels of a code.
const LEVELS: [&str; 2] = ["类", "款"];

/// By which codes rows are grouped, and how deep.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouping {
    /// The columns that hold the code.
    pub by: CodeColumns,
    /// One head for each 类, or one more for each 款 within it.
    pub levels: usize,
}

/// The head of a group: stands above its rows, and for them where they are folded.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// By what it is remembered as folded.
    pub key: String,
    /// The code that its rows have in common.
    pub code: String,
    /// What the code is called; empty where the classification does not have it.
    pub name: String,
    /// How many heads it stands within.
    pub level: usize,
    /// The position of its first row in the table.
    pub first: usize,
    /// How many rows it has.
    pub rows: usize,
    /// Whether they are left out.
    pub folded: bool,
    /// By position of the column what its rows come to.
    pub sums: BTreeMap<usize, Decimal>,
}

/// Rows to be seen, in their order, and heads with the position among these rows before which each stands.
pub type Grouped = (Vec<usize>, Vec<(usize, Head)>);

impl Grouping {
    /// In how many ways the rows of a table can be grouped: by each of its codes, less deep first.
    pub fn of(sheet: &Sheet<'_>) -> Vec<Self> {
        // Heads stand between the rows of one section.
        let is_plain = sheet.schema.sections.len() == 1;
        let here = sheet.format().codes.iter().filter(|by| is_plain && by.tables.contains(&sheet.schema.key));
        let levels = |by: &CodeColumns| by.scheme.lengths().len().saturating_sub(1).min(LEVELS.len());
        here.flat_map(|by| (1..=levels(by)).map(|levels| Self { by: by.clone(), levels })).collect()
    }

    /// What it is called: `支出功能分类科目的类、款`.
    pub fn title(&self) -> String {
        let levels = LEVELS.get(..self.levels).unwrap_or_default();
        format!("{}的{}", self.by.scheme.title(), levels.join("、"))
    }

    fn code(&self, row: &SheetRow<'_>) -> Option<String> {
        let is_here = *row.row.kind() == self.by.kind;
        is_here.then(|| self.by.parts.iter().map(|part| row.text(part).trim()).collect())
    }

    /// The keys of the heads above a row, from the outermost in.
    pub fn heads_above(&self, row: &SheetRow<'_>) -> Vec<String> {
        let Some(code) = self.code(row) else {
            return Vec::new();
        };
        let within = parent(row).map(|above| above.row.key().to_string()).unwrap_or_default();
        let prefixes = self.lengths().filter_map(|length| code.get(..length));
        prefixes.map(|prefix| key_of(&within, prefix)).collect()
    }

    fn lengths(&self) -> impl Iterator<Item = usize> + use<> {
        lengths(self.by.scheme, self.levels)
    }

    /// Puts rows that are to be seen together by their codes, among those that belong to the same row, and
    /// heads above them; leaves out what is folded.
    pub fn apply(&self, sheet: &Sheet<'_>, rows: &[usize], folded: &BTreeSet<String>) -> Grouped {
        let mut grouped: Grouped = Default::default();
        let mut run: Vec<(String, SheetRow<'_>)> = Vec::new();
        for row in rows.iter().filter_map(|row| sheet.row(*row)) {
            match self.code(&row) {
                Some(code) => run.push((code, row)),
                None => {
                    self.close(&mut run, folded, &mut grouped);
                    grouped.0.push(row.index);
                }
            }
        }
        self.close(&mut run, folded, &mut grouped);
        grouped
    }

    /// Groups rows that stand one after the other.
    fn close(&self, run: &mut Vec<(String, SheetRow<'_>)>, folded: &BTreeSet<String>, grouped: &mut Grouped) {
        let Some((_, first)) = run.first() else {
            return;
        };
        let within = parent(first).map(|above| above.row.key().to_string()).unwrap_or_default();
        let list = first.sheet.classification();
        // What has no code stands last, in the order it has.
        let deepest = self.lengths().last().unwrap_or_default();
        let order = |code: &str| code.get(..deepest).unwrap_or(code).to_owned();
        run.sort_by_cached_key(|(code, _)| (code.is_empty(), order(code)));
        let mut open: Vec<String> = Vec::new();
        let mut hidden: Option<String> = None;
        for (at, (code, row)) in run.iter().enumerate() {
            for (level, length) in self.lengths().enumerate() {
                let prefix = code.get(..length);
                if open.get(level).map(String::as_str) == prefix {
                    continue;
                }
                open.truncate(level);
                let Some(prefix) = prefix else {
                    break;
                };
                open.push(prefix.to_owned());
                hidden = hidden.filter(|hidden| prefix.starts_with(hidden.as_str()));
                if hidden.is_some() {
                    continue;
                }
                let key = key_of(&within, prefix);
                let members: Vec<&(String, SheetRow<'_>)> =
                    run.iter().skip(at).take_while(|(code, _)| code.starts_with(prefix)).collect();
                let is_folded = folded.contains(&key);
                let known = list.lookup(self.by.scheme, prefix);
                let head = Head {
                    key,
                    code: prefix.to_owned(),
                    name: known.map(|code| code.name.to_string()).unwrap_or_default(),
                    level,
                    first: row.index,
                    rows: members.len(),
                    folded: is_folded,
                    sums: sums(&members),
                };
                grouped.1.push((grouped.0.len(), head));
                hidden = is_folded.then(|| prefix.to_owned());
            }
            if !hidden.as_ref().is_some_and(|hidden| code.starts_with(hidden.as_str())) {
                grouped.0.push(row.index);
            }
        }
        run.clear();
    }
}

fn lengths(scheme: Scheme, levels: usize) -> impl Iterator<Item = usize> {
    scheme.lengths().iter().copied().take(levels)
}

fn key_of(within: &str, prefix: &str) -> String {
    format!("{within}/{prefix}")
}

/// What rows come to, column by column. A row of which the codes of others are parts is their total, and is not
/// added to them.
fn sums(rows: &[&(String, SheetRow<'_>)]) -> BTreeMap<usize, Decimal> {
    let codes: BTreeSet<&str> = rows.iter().map(|(code, _)| code.as_str()).collect();
    let is_total = |code: &str| {
        let next =
            codes.range::<str, _>((std::ops::Bound::Excluded(code), std::ops::Bound::Unbounded)).next();
        next.is_some_and(|next| next.starts_with(code))
    };
    let mut sums: BTreeMap<usize, Decimal> = BTreeMap::new();
    for (_, row) in rows.iter().filter(|(code, _)| !is_total(code)) {
        for cell in row.cells().filter(|cell| cell.column.kind.is_number()) {
            if let Some(number) = cell.number() {
                let sum = sums.entry(cell.column_index).or_default();
                *sum = sum.saturating_add(number);
            }
        }
    }
    sums
}
