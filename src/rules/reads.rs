//! Which rules look at a cell, and at which cells together with it. Asked of one cell at a time, when
//! somebody wants to know: a rule's amounts are evaluated for it anew, for the rows that look at the cell.

use super::declared::Declared;
use super::dependencies::{Delta, Rejudge};
use super::place::Places;
use super::rule::{Inputs, Rule};
use super::verdict::PlaceEnd;
use super::verdicts::Verdicts;
use crate::calc::{Book, Changes};
use crate::formula::index::Index;
use crate::formula::{Context, Expression, Term, evaluate};
use crate::model::CellAddress;

/// A rule that looks at a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Reads {
    /// The rule's id.
    pub rule: String,
    /// What must hold.
    pub title: String,
    /// How it ended where it looks at the cell, as far as that is known.
    pub end: Option<PlaceEnd>,
    /// The cells that it compares there, without the one asked about.
    pub others: Vec<CellAddress>,
}

impl Verdicts<'_> {
    /// The rules that look at a cell, declared ones first.
    pub fn reading(&self, cell: &CellAddress) -> Vec<Reads> {
        let (book, rules) = (&self.inputs.book, self.rules);
        let mut found = Vec::new();
        let Some(row) = book.sheet(&cell.table).and_then(|sheet| sheet.row_by_key(&cell.row)) else {
            return found;
        };
        // Who would have to look again if the cell changed looks at it.
        let changes = Changes::of_cell(&cell.table, row.index, &cell.column);
        let groups = self.checked.index().around(&rules.groupings.0, &cell.table, row);
        let delta = Delta::new(*book, self.checked.index(), &changes, &groups);
        for rule in rules.declared.iter().filter(|rule| rule.head.tables.contains(&cell.table)) {
            for (row, cells) in rule.compared(&delta) {
                if !cells.contains(cell) {
                    continue;
                }
                let end = ended(Rule::Declared(rule), &self.inputs, row, |at| cells.contains(at));
                let mut others: Vec<CellAddress> = cells.into_iter().filter(|other| other != cell).collect();
                others.sort();
                others.dedup();
                found.push(Reads { rule: rule.head.id.clone(), title: rule.head.title.clone(), end, others });
            }
        }
        for rule in rules.native.iter().filter(|rule| rule.head.tables.contains(&cell.table)) {
            let rule = Rule::Native(rule);
            let row = rule.is_of_kind(&self.inputs, row.index).then_some(row.index);
            if let Some(end) = ended(rule, &self.inputs, row, |at| at == cell) {
                let (id, title) = (rule.head().id.clone(), rule.head().title.clone());
                found.push(Reads { rule: id, title, end: Some(end), others: Vec::new() });
            }
        }
        for (at, verdict) in self.rules().iter().enumerate() {
            let mut places = self.checked.places_of_text(at).unwrap_or_default().iter();
            if let Some(place) = places.find(|place| place.at.as_ref() == Some(cell)) {
                let (id, title) = (verdict.rule.id.clone(), verdict.rule.title.clone());
                found.push(Reads { rule: id, title, end: Some(place.end), others: Vec::new() });
            }
        }
        found
    }
}

/// How a rule ends at the first place of a row that stands at one of some cells.
fn ended(
    rule: Rule<'_>,
    inputs: &Inputs<'_>,
    row: Option<usize>,
    is_here: impl Fn(&CellAddress) -> bool,
) -> Option<PlaceEnd> {
    let mut places = Places::all();
    rule.apply(inputs, (rule.sheet(inputs), row), &mut places);
    let here = places.into_list().into_iter().find(|place| place.at.as_ref().is_some_and(&is_here));
    here.map(|place| place.outcome.end())
}

impl Declared {
    /// For every comparison that looks at what is different its row and the cells whose amounts it compares.
    fn compared(&self, delta: &Delta<'_>) -> Vec<(Option<usize>, Vec<CellAddress>)> {
        let (book, index): (&Book<'_>, &Index) = (&delta.book, delta.index);
        let rows: Vec<_> = match (&self.each, self.looked_at_by(delta)) {
            (None, _) => vec![None],
            (Some(each), Rejudge::All) => {
                let sheet = book.sheet(&each.table);
                let at = |row: usize| sheet?.row(row);
                self.places(book, Some(index)).into_iter().flatten().filter_map(at).map(Some).collect()
            }
            (Some(each), Rejudge::Rows(rows)) => {
                let sheet = book.sheet(&each.table);
                rows.into_iter().filter_map(|row| sheet?.row(row)).map(Some).collect()
            }
        };
        let columns: Vec<_> = if self.text.columns.is_empty() {
            vec![None]
        } else {
            self.text.columns.iter().map(Some).collect()
        };
        let mut found = Vec::new();
        for row in rows {
            for column in &columns {
                let context = Context::new(*book, row, *column).with_index(Some(index));
                for part in self.check.conjuncts() {
                    let mut cells = Vec::new();
                    if let Expression::Binary(_, left, right, _) = part {
                        for side in [left, right] {
                            if let Ok(Term::Number(number)) = evaluate(&context, side) {
                                cells.extend(number.cells);
                            }
                        }
                    }
                    found.push((row.map(|row| row.index), cells));
                }
            }
        }
        found
    }
}
