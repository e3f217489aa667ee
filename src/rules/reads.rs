//! Which rules look at a cell, and at which cells together with it. Asked of one cell at a time, when
//! somebody wants to know: a rule's amounts are evaluated for it anew, for the rows that look at the cell.

use super::RuleSet;
use super::checked::Checked;
use super::declared::Declared;
use super::looks::{Again, News};
use super::verdict::PlaceEnd;
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

impl RuleSet {
    /// The rules that look at a cell, declared ones first.
    pub fn reading(&self, book: &Book<'_>, checked: &Checked, cell: &CellAddress) -> Vec<Reads> {
        let verdicts = checked.verdicts();
        let mut found = Vec::new();
        let Some(row) = book.sheet(&cell.table).and_then(|sheet| sheet.row_by_key(&cell.row)) else {
            return found;
        };
        // Who would have to look again if the cell changed looks at it.
        let changes = Changes::of_cell(&cell.table, row.index, &cell.column);
        let stirred = checked.index().around(&self.groupings.0, &cell.table, row);
        let news = News::new(*book, checked.index(), &changes, &stirred);
        for rule in self.declared.iter().filter(|rule| rule.tables.contains(&cell.table)) {
            for cells in rule.compared(&news) {
                if !cells.contains(cell) {
                    continue;
                }
                let ended = verdicts.rules().iter().find(|verdict| verdict.id == rule.text.id);
                let places = ended.map(|verdict| verdict.places.as_slice()).unwrap_or_default();
                let here = places.iter().find(|place| place.at.as_ref().is_some_and(|at| cells.contains(at)));
                let mut others: Vec<CellAddress> = cells.into_iter().filter(|other| other != cell).collect();
                others.sort();
                others.dedup();
                found.push(Reads {
                    rule: rule.text.id.clone(),
                    title: rule.text.title.clone(),
                    end: here.map(|place| place.end),
                    others,
                });
            }
        }
        let declared = |id: &String| self.declared.iter().any(|rule| rule.text.id == *id);
        for verdict in verdicts.rules().iter().filter(|verdict| !declared(&verdict.id)) {
            if let Some(place) = verdict.places.iter().find(|place| place.at.as_ref() == Some(cell)) {
                found.push(Reads {
                    rule: verdict.id.clone(),
                    title: verdict.title.clone(),
                    end: Some(place.end),
                    others: Vec::new(),
                });
            }
        }
        found
    }
}

impl Declared {
    /// For every comparison that looks at what is different the cells whose amounts it compares.
    fn compared(&self, news: &News<'_>) -> Vec<Vec<CellAddress>> {
        let (book, index): (&Book<'_>, &Index) = (&news.book, news.index);
        let rows: Vec<_> = match (&self.each, self.looked_at_by(news)) {
            (None, _) => vec![None],
            (Some(each), Again::All) => {
                let sheet = book.sheet(&each.table);
                let at = |row: usize| sheet?.row(row);
                self.places(book, Some(index)).into_iter().flatten().filter_map(at).map(Some).collect()
            }
            (Some(each), Again::Rows(rows)) => {
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
                    found.push(cells);
                }
            }
        }
        found
    }
}
