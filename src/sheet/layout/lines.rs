//! The lines of a table: rows, one below the other or of several sections side by side, the headings of sections and the heads
//! of groups.

use super::{GridLayout, Line};
use crate::calc::Sheet;
use crate::schema::TableSchema;
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
            self.pair_up(&of_section, schema);
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

    /// Sections beside each other: their totals at the foot (`after`) stand on the same lines.
    fn pair_up(&mut self, of_section: &[Vec<usize>], schema: &TableSchema) {
        let foot = schema.sections.iter().map(|section| section.after.len()).min().unwrap_or(0);
        let foot = if of_section.len() > 1 { foot } else { 0 };
        let bodies: Vec<&[usize]> = of_section
            .iter()
            .map(|rows| rows.get(..rows.len().saturating_sub(foot)).unwrap_or_default())
            .collect();
        let height = bodies.iter().map(|body| body.len()).max().unwrap_or(0);
        for at in 0..height {
            self.lines.push(Line::Rows(bodies.iter().map(|body| body.get(at).copied()).collect()));
        }
        for at in (1..=foot).rev() {
            self.lines.push(Line::Rows(
                of_section.iter().map(|rows| rows.get(rows.len().checked_sub(at)?).copied()).collect(),
            ));
        }
    }
}
