//! What of a pasted block is taken off before it is placed: its blank margins; and which of its cells go into which columns.

use super::{NOWHERE, Placing, TOO_WIDE};
use crate::blocks::{Given, Margins};
use crate::money::{self, MoneyUnit};
use crate::schema::ColumnKind;

/// What of a block goes in, and into which columns.
pub(super) struct Cut<'l> {
    pub lines: &'l [Vec<Given>],
    /// For each cell of a line the section and the column that it goes into.
    pub columns: Vec<(usize, usize)>,
    /// Cells before this one are a blank margin.
    pub from: usize,
    /// Whether headers, or the cells themselves, said which columns these are.
    pub is_lined_up: bool,
    /// Headers over cells for which there is no column.
    pub without: Vec<(usize, String)>,
    /// The line of headers that says so.
    pub head: Option<usize>,
}

impl Placing<'_, '_> {
    /// Takes the blank margins off a block. Where they say nothing of where it belongs, what is left keeps its
    /// place; `line` is where its first line goes.
    pub(super) fn cut<'l>(
        &mut self,
        lines: &'l [Vec<Given>],
        left: usize,
        home: usize,
        line: &mut usize,
    ) -> Result<Cut<'l>, String> {
        let margins = Margins::of(lines);
        let lines = lines.get(margins.top..lines.len() - margins.bottom).unwrap_or_default();
        let columns = self.columns_from(left, home);
        let misfits = |skipped: usize| {
            let cells = lines.iter().flat_map(|cells| cells.iter().skip(skipped).enumerate());
            cells.filter(|(nth, cell)| !cell.is_blank() && !self.fits(columns.get(*nth), cell)).count()
        };
        let shifted = margins.left > 0 && misfits(margins.left) < misfits(0);
        let (skipped, from) = if shifted { (margins.left, 0) } else { (0, margins.left) };
        let width = lines.iter().map(|cells| cells.len()).max().unwrap_or_default();
        let width = width.saturating_sub(margins.right + skipped);
        let mut before = vec![(NOWHERE, 0); skipped];
        before.extend(columns.into_iter().take(width));
        let lined_up = self.lined_up(lines, home, before)?;
        if !lined_up.is_lined_up && width + skipped > lined_up.columns.len() {
            return Err(TOO_WIDE.to_owned());
        }
        // A block of bare figures may well begin with blank ones; with names, a blank line is none of it.
        let named = lines.iter().flatten().any(|cell| !cell.is_blank() && money_of(&cell.text).is_none());
        if !named {
            for _ in 0..margins.top {
                *line = self.next_line(*line + 1, Some(home)).map_or(*line + 1, |(line, _)| line);
            }
        }
        let from = if lined_up.is_lined_up { 0 } else { from + skipped };
        Ok(Cut { from, ..lined_up })
    }

    /// Whether a cell can go into a column, by its looks.
    fn fits(&self, column: Option<&(usize, usize)>, cell: &Given) -> bool {
        let Some(column) = column.and_then(|column| self.column(*column)) else {
            return false;
        };
        match column.kind {
            kind if kind.is_number() => money_of(&cell.text).is_some(),
            ColumnKind::Code => {
                cell.text.chars().all(|c| c.is_ascii_alphanumeric() || c.is_whitespace() || c == '-')
            }
            _ => true,
        }
    }
}

fn money_of(text: &str) -> Option<Option<money::Decimal>> {
    money::parse_amount(text, MoneyUnit::WanYuan).ok()
}
