//! What was found, kept as little as can be: where each finding stands, how serious it is, by how much it
//! differs, and where its rule finds it again. Its words are made when somebody asks for them
//! ([`super::Verdicts`]).

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rust_decimal::Decimal;
use rustc_hash::{FxHashSet, FxHasher};

use super::verdict::{Finding, IdleWaiver, Waived};
use crate::model::{CellAddress, TableKey};
use crate::narrative;
use crate::schema::Severity;

/// Where a rule finds something again: at a row, by position, or at what is no row; and at which of its places.
pub(super) type At = (Option<u32>, u32);

/// A finding without its words.
#[derive(Debug)]
pub struct Found {
    /// The position of its rule in the verdicts.
    pub rule: usize,
    /// How serious it is.
    pub severity: Severity,
    /// The cell it stands at, if it stands at one.
    pub address: Option<CellAddress>,
    /// What stands there less what should.
    pub difference: Option<Decimal>,
    /// The table it concerns, where it stands at no cell.
    table: Option<TableKey>,
    /// Tables of cells that take part, beside its own.
    others: Box<[TableKey]>,
    /// A number for each cell that takes part.
    cells: Box<[u32]>,
    /// What it says, as a number: two of a rule that say the same are one.
    print: u64,
    /// Where its rule finds it again.
    at: At,
    /// The finding itself, where it is found by looking at many things at once.
    kept: Option<Box<Finding>>,
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        self.rule == other.rule && self.said() == other.said()
    }
}

impl Found {
    /// What is kept of a finding that its rule finds again at a row; of one that is found otherwise, all is.
    pub(super) fn new(rule: usize, at: At, finding: Finding) -> Self {
        let own = finding.table();
        let mut others: Vec<TableKey> = Vec::new();
        for table in finding.cells.iter().map(|cell| &cell.table).chain(&finding.also) {
            if Some(table) != own && !others.contains(table) {
                others.push(table.clone());
            }
        }
        Self {
            rule,
            severity: finding.severity,
            address: finding.address.clone(),
            difference: finding.difference,
            table: finding.table.clone(),
            others: others.into(),
            cells: finding.cells.iter().map(cell_number).collect(),
            print: finding.print(),
            at,
            kept: at.0.is_none().then(|| Box::new(finding)),
        }
    }

    /// By what two of a rule are told apart: not by the number of its words alone, which others might have too.
    fn said(&self) -> (u64, Option<&CellAddress>, Option<Decimal>) {
        (self.print, self.address.as_ref(), self.difference)
    }

    /// The table it stands in, or else concerns.
    pub fn table(&self) -> Option<&TableKey> {
        self.address.as_ref().map(|address| &address.table).or(self.table.as_ref())
    }

    /// Whether it concerns a table, or a cell of it takes part.
    pub fn concerns(&self, table: &TableKey) -> bool {
        self.table() == Some(table) || self.table.as_ref() == Some(table) || self.others.contains(table)
    }

    /// The place in the narrative it stands at, if it stands there.
    pub fn sentence(&self) -> Option<narrative::Place> {
        self.kept.as_ref()?.sentence
    }

    /// Whether a cell may take part: if not, it does not.
    pub fn may_take_in(&self, cell: &CellAddress) -> bool {
        self.cells.contains(&cell_number(cell))
    }

    /// Whether one of some cells may take part.
    pub(super) fn takes_in_any(&self, cells: &FxHashSet<u32>) -> bool {
        !cells.is_empty() && self.cells.iter().any(|cell| cells.contains(cell))
    }

    /// Where its rule finds it again.
    pub(super) fn at(&self) -> At {
        self.at
    }

    pub(super) fn kept(&self) -> Option<&Finding> {
        self.kept.as_deref()
    }
}

/// A number for a cell; another cell may have it too.
pub(super) fn cell_number(cell: &CellAddress) -> u32 {
    let mut hasher = FxHasher::default();
    cell.hash(&mut hasher);
    let [_, _, _, _, low @ ..] = hasher.finish().to_be_bytes();
    u32::from_be_bytes(low)
}

/// A finding in the list of all.
#[derive(Clone, Debug)]
pub struct Listed {
    /// What was found.
    pub found: Arc<Found>,
    /// The position of the finding from which this one only follows.
    pub follows: Option<usize>,
    /// Whether somebody accepted it as it is; nothing where nobody says so.
    waived: Option<Box<Waived>>,
}

impl Listed {
    pub(super) fn new(found: Arc<Found>, follows: Option<usize>) -> Self {
        Self { found, follows, waived: None }
    }

    /// Whether somebody accepted it as it is.
    pub fn waived(&self) -> &Waived {
        self.waived.as_deref().unwrap_or(&Waived::No)
    }

    /// Whether it still wants an answer.
    pub fn is_open(&self) -> bool {
        self.waived().is_open()
    }

    pub(super) fn waive(&mut self, waived: Waived) {
        self.waived = (waived != Waived::No).then(|| Box::new(waived));
    }
}

/// All that was found, in order, with what is asked of it again and again.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    pub all: Vec<Listed>,
    /// The cells most likely wrong, by position of the finding.
    pub suspects: BTreeMap<usize, Vec<CellAddress>>,
    pub idle_waivers: Vec<IdleWaiver>,
    pub open: usize,
    pub claimed: usize,
    /// For each table how many findings want an answer, and how bad the worst is.
    pub by_table: BTreeMap<TableKey, (usize, Severity)>,
    /// The same of the text.
    pub of_text: Option<(usize, Severity)>,
}

impl List {
    /// Counts, after it was said which are waived.
    pub(super) fn count(&mut self) {
        self.open = self.all.iter().filter(|listed| listed.is_open()).count();
        self.claimed = self.all.iter().filter(|listed| listed.waived().is_claimed()).count();
        self.by_table.clear();
        self.of_text = None;
        let mut last: Option<(&TableKey, (usize, Severity))> = None;
        let mut counted: Vec<(TableKey, (usize, Severity))> = Vec::new();
        // Most stand in the table of the one before.
        for listed in self.all.iter().filter(|listed| listed.is_open()) {
            let worst = listed.found.severity;
            if listed.found.sentence().is_some() {
                let (count, known) = self.of_text.unwrap_or((0, worst));
                self.of_text = Some((count + 1, known.min(worst)));
            }
            let Some(table) = listed.found.table() else { continue };
            match &mut last {
                Some((known, (count, worst))) if *known == table => {
                    *count += 1;
                    *worst = (*worst).min(listed.found.severity);
                }
                _ => {
                    counted.extend(last.take().map(|(table, count)| (table.clone(), count)));
                    last = Some((table, (1, listed.found.severity)));
                }
            }
        }
        counted.extend(last.map(|(table, count)| (table.clone(), count)));
        for (table, (more, worst)) in counted {
            let (count, known) = self.by_table.entry(table).or_insert((0, worst));
            *count += more;
            *known = (*known).min(worst);
        }
    }
}

/// Two places that say the same of the same cells, such as two rows that are compared together, make one
/// finding.
pub(super) fn distinct<'a>(found: impl Iterator<Item = &'a Arc<Found>>) -> impl Iterator<Item = Arc<Found>> {
    let mut known = FxHashSet::default();
    found.filter(move |found| known.insert(found.said())).cloned()
}
