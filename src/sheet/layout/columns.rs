//! The physical columns of a table: those of sections beside each other, one for one, or for sections below each other those
//! of the widest one; and the words above them.

use std::ops::Range;

use super::{Arrangement, GridColumn, GridLayout};
use crate::schema::{Column, ColumnKind, SectionSchema, TableSchema};

/// Width of a column whose format says nothing, in points.
const AMOUNT_WIDTH: f32 = 96.0;
const TEXT_WIDTH: f32 = 170.0;
/// Seven digits, or a header of two characters in two lines.
const CODE_WIDTH: f32 = 72.0;

impl GridLayout {
    /// Makes the columns. Returns whether the amount behind those that stay on the left is to stay, too.
    pub(super) fn place_columns(&mut self, schema: &TableSchema, arrangement: &Arrangement<'_>) -> bool {
        if !self.stacked {
            let mut keeps_amount = false;
            for (index, section) in schema.sections.iter().enumerate() {
                let mut places = Vec::new();
                for column in &section.columns {
                    let at = self.columns.len();
                    if arrangement.hides(column) {
                        places.push(at..at);
                        continue;
                    }
                    if arrangement.frozen_to == Some(&column.key) {
                        self.frozen = at + 1;
                    }
                    keeps_amount |= at == self.frozen && arrangement.amount == Some(&column.key);
                    self.columns.push(GridColumn {
                        header: column.header.clone(),
                        name: format!("{index} {}", column.key),
                        width: width_of(column),
                        amounts: column.kind == ColumnKind::Amount,
                    });
                    places.push(at..at + 1);
                }
                self.places.push(places);
            }
            self.header_rows = header_groups(&self.columns);
            return keeps_amount;
        }
        let span = |column: &Column| if column.hidden { 0 } else { column.span.unwrap_or(1).max(1) };
        let total = |section: &SectionSchema| section.columns.iter().map(span).sum::<usize>();
        let widest = schema.sections.iter().max_by_key(|section| total(section));
        for column in widest.iter().flat_map(|section| &section.columns).filter(|column| !column.hidden) {
            for part in 0..span(column) {
                let width = width_of(column) / span(column) as f32;
                self.columns.push(GridColumn {
                    header: Vec::new(),
                    name: String::new(),
                    width: if part == 0 { width } else { width.max(40.0) },
                    amounts: false,
                });
            }
        }
        for section in &schema.sections {
            let mut at = 0;
            let last = section.columns.iter().rposition(|column| !column.hidden);
            let places = section.columns.iter().enumerate().map(|(index, column)| {
                let start = at;
                at += span(column);
                // The last column of a narrower section reaches the right edge.
                if Some(index) == last { start..self.columns.len().max(at) } else { start..at }
            });
            self.places.push(places.collect());
        }
        false
    }
}

fn width_of(column: &Column) -> f32 {
    column.width.unwrap_or(match column.kind {
        kind if kind.is_number() => AMOUNT_WIDTH,
        ColumnKind::Code => CODE_WIDTH,
        _ => TEXT_WIDTH,
    })
}

/// The header rows of flat columns: neighbours with the same words down to a level are one group. A
/// header with fewer words than levels stands in the topmost rows and is drawn over the rest.
fn header_groups(columns: &[GridColumn]) -> Vec<Vec<Range<usize>>> {
    let depth = columns.iter().map(|column| column.header.len()).max().unwrap_or(1).max(1);
    (0..depth)
        .map(|level| {
            let mut groups: Vec<Range<usize>> = Vec::new();
            for (at, column) in columns.iter().enumerate() {
                let joins = groups.last().is_some_and(|group| {
                    columns.get(group.start).is_some_and(|first| {
                        column.header.len() > level + 1
                            && first.header.len() > level + 1
                            && first.header.get(..=level) == column.header.get(..=level)
                    })
                });
                match groups.last_mut() {
                    Some(group) if joins => group.end = at + 1,
                    _ => groups.push(at..at + 1),
                }
            }
            groups
        })
        .collect()
}
