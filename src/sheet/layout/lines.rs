//! The lines of a table: rows, one below the other or of several sections side by side, the headings of sections and the heads
//! of groups.

use super::{GridLayout, Line};
use crate::calc::Sheet;
use crate::schema::RowShape;
use crate::sheet::groups::Head;

impl GridLayout {
    pub(super) fn place_rows(&mut self, sheet: &Sheet<'_>, shown: &[usize]) {
        let schema = sheet.schema;
        let mut of_section: Vec<Vec<usize>> = vec![Vec::new(); schema.sections.len()];
        for row in shown.iter().filter_map(|row| sheet.row(*row)) {
            if let Some(rows) = of_section.get_mut(row.section_index) {
                rows.push(row.index);
            }
        }
        if self.stacked {
            for (index, (section, rows)) in schema.sections.iter().zip(&of_section).enumerate() {
                if !section.title.is_empty() {
                    self.lines.push(Line::Heading(index));
                }
                self.starts.push((self.lines.len(), index));
                self.lines.push(Line::Header(index));
                self.lines.extend(rows.iter().map(|row| Line::Rows(vec![Some(*row)])));
            }
        } else {
            self.pair_up(sheet, &of_section);
        }
    }

    /// Puts heads between the rows of a table that has one section.
    pub(super) fn place_heads(&mut self, heads: &[(usize, Head)]) {
        let mut heads = heads.iter().peekable();
        let mut lines = Vec::with_capacity(self.lines.len());
        for (at, line) in std::mem::take(&mut self.lines).into_iter().map(Some).chain([None]).enumerate() {
            while let Some((_, head)) = heads.next_if(|(before, _)| *before <= at) {
                lines.push(Line::Head(self.heads.len()));
                self.heads.push(head.clone());
            }
            lines.extend(line);
        }
        self.lines = lines;
    }

    pub(super) fn remember_rows(&mut self) {
        for (at, line) in self.lines.iter().enumerate() {
            if let Line::Rows(rows) = line {
                self.line_of_row.extend(rows.iter().flatten().map(|row| (*row, at)));
            }
        }
    }

    /// Sections beside each other: their totals at the foot (`after`) stand on the same lines. Where both begin with one
    /// (本年收入合计), that stands beside the other's, and what follows it stays with it.
    fn pair_up(&mut self, sheet: &Sheet<'_>, of_section: &[Vec<usize>]) {
        let parts: Vec<(&[usize], &[usize])> = of_section.iter().map(|rows| foot(sheet, rows)).collect();
        let ending = || parts.iter().map(|(_, foot)| *foot).filter(|foot| !foot.is_empty());
        let is_sum = |row: &usize| sheet.row(*row).is_some_and(|row| row.shape.sums_rows());
        let least = ending().map(<[usize]>::len).min().unwrap_or_default();
        let begin_alike = least > 1 && ending().all(|foot| foot.first().is_some_and(is_sum));
        let height = match ending().count() {
            0 | 1 => 0,
            _ if begin_alike => ending().map(<[usize]>::len).max().unwrap_or_default(),
            _ => least,
        };
        // What is more than the foot of the others stays with the rows above it.
        let parts: Vec<(&[usize], &[usize])> = (of_section.iter().zip(&parts))
            .map(|(rows, (_, foot))| rows.split_at_checked(rows.len() - foot.len().min(height)))
            .map(Option::unwrap_or_default)
            .collect();
        let high = |(body, foot): &(&[usize], &[usize])| {
            // One without a foot goes on beside the others'.
            if foot.is_empty() { body.len().saturating_sub(height) } else { body.len() }
        };
        let above = parts.iter().map(high).max().unwrap_or_default();
        for at in 0..above + height {
            let row = |(body, foot): &(&[usize], &[usize])| match (at.checked_sub(above), foot.split_last()) {
                (Some(down), Some((last, _))) if down + 1 == height => Some(*last),
                (Some(down), Some((_, before))) => before.get(down).copied(),
                _ => body.get(at).copied(),
            };
            self.lines.push(Line::Rows(parts.iter().map(row).collect()));
        }
    }
}

/// The rows of a section that are seen: those above its foot, and the foot.
fn foot<'r>(sheet: &Sheet<'_>, rows: &'r [usize]) -> (&'r [usize], &'r [usize]) {
    let is_of_foot = |row: &&usize| {
        let row = sheet.row(**row);
        row.is_some_and(|row| match row.shape {
            RowShape::Fixed(fixed) => row.section.after.iter().any(|after| after.key == fixed.key),
            RowShape::Free(_) => false,
        })
    };
    let foot = rows.iter().rev().take_while(is_of_foot).count();
    rows.split_at_checked(rows.len() - foot).unwrap_or_default()
}
