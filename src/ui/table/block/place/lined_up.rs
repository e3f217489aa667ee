//! A block whose columns are not those beside the cursor: which they are is for the session to say; here it is asked, and what
//! that leaves out is refused. And the line of a block without names that is what the others come to.

use super::cut::Cut;
use super::{NOWHERE, Placing};
use crate::blocks::Given;
use crate::model::ColumnKey;
use crate::money::{self, Decimal};
use crate::session::{Columns, Refusal, RefusedEntry};

impl Placing<'_, '_> {
    /// Finds out which columns the cells of lines go into that would else go into those `beside` each other.
    pub(super) fn lined_up<'l>(
        &mut self,
        lines: &'l [Vec<Given>],
        home: usize,
        beside: Vec<(usize, usize)>,
    ) -> Result<Cut<'l>, String> {
        let alone =
            |columns| Cut { lines, columns, from: 0, is_lined_up: false, without: Vec::new(), head: None };
        let is_within = beside.iter().all(|(section, _)| *section == home || *section == NOWHERE);
        let Some(section) = self.section(home).filter(|section| is_within && !section.free.is_empty()) else {
            let columns: Vec<_> = beside.iter().map(|place| self.column(*place)).collect();
            self.known.refuse_codes(&columns, lines)?;
            return Ok(alone(beside));
        };
        let here: Vec<Option<usize>> =
            beside.iter().map(|(section, at)| (*section == home).then_some(*at)).collect();
        let seen: Vec<usize> = self.layout.columns_of(home).map(|(at, _)| at).collect();
        let columns = Columns {
            table: self.sheet.schema,
            section,
            beside: &here,
            unseen: &self.unseen(home),
            seen: &seen,
        };
        let Some(found) = self.known.line_up(columns, lines)? else {
            return Ok(alone(beside));
        };
        self.placed.notes.lined_up = found.told;
        let columns = found.columns.into_iter().map(|at| at.map_or((NOWHERE, 0), |at| (home, at))).collect();
        Ok(Cut { lines, columns, from: 0, is_lined_up: true, without: found.without, head: found.head })
    }

    /// The columns of a section that are not seen because all rows that are say the same there.
    fn unseen(&self, home: usize) -> Vec<usize> {
        let seen: Vec<usize> = self.layout.columns_of(home).map(|(at, _)| at).collect();
        let columns = self.section(home).map(|section| section.columns.as_slice()).unwrap_or_default();
        let is_said = |key: &ColumnKey| self.conditions.iter().any(|condition| condition.column == *key);
        let unseen = columns
            .iter()
            .enumerate()
            .filter(|(at, column)| !column.hidden && !seen.contains(at) && is_said(&column.key));
        unseen.map(|(at, _)| at).collect()
    }

    /// Refuses a block with lines of another unit than the one that is looked at: they would vanish from sight.
    pub(super) fn of_this_unit(
        &self,
        cut: &Cut<'_>,
        home: usize,
        is_content: &dyn Fn(usize) -> bool,
    ) -> Result<(), String> {
        let unseen = self.unseen(home);
        let columns = self.section(home).map(|section| section.columns.as_slice()).unwrap_or_default();
        for (_, cells) in cut.lines.iter().enumerate().filter(|(at, _)| is_content(*at)) {
            for ((_, at), cell) in cut
                .columns
                .iter()
                .zip(cells)
                .filter(|((_, at), cell)| unseen.contains(at) && !cell.is_blank())
            {
                let key = columns.get(*at).map(|column| &column.key);
                let asked = self.conditions.iter().find(|condition| Some(&condition.column) == key);
                if let Some(asked) = asked.filter(|asked| !asked.is_met_by(&cell.text)) {
                    return Err(format!(
                        "粘贴的内容里有“{}”的行，而现在只看“{}”；请先改为显示全部单位，再粘贴",
                        cell.text.trim(),
                        asked.text
                    ));
                }
            }
        }
        Ok(())
    }

    /// Refuses the cells of a line for which there is no column.
    pub(super) fn refuse_without(&mut self, cut: &Cut<'_>, cells: &[Given]) {
        for (nth, title) in &cut.without {
            if let Some(cell) = cells.get(*nth).filter(|cell| !cell.is_blank()) {
                let (refusal, column) = (Refusal::NoPlace, title.clone());
                let reason = format!("此处没有“{title}”栏");
                let (place, text) = (title.clone(), cell.text.clone());
                self.placed.refused.push(RefusedEntry { refusal, column, place, text, reason });
            }
        }
    }

    /// Refuses a whole line of words that may be headers.
    pub(super) fn refuse_words(&mut self, cells: &[Given]) {
        for cell in cells.iter().filter(|cell| !cell.is_blank()) {
            self.placed.refused.push(RefusedEntry {
                refusal: Refusal::NoPlace,
                column: String::new(),
                place: "只有文字的一行".to_owned(),
                text: cell.text.clone(),
                reason: "像没有认出来的表头，整行不录入；若是一行明细，请补上金额再粘贴".to_owned(),
            });
        }
    }

    /// The last line without words, or the first, where it is what the other lines come to in each of its columns: a total
    /// whose name did not come along.
    pub(super) fn unnamed_total(
        &self,
        cut: &Cut<'_>,
        home: usize,
        is_content: &dyn Fn(usize) -> bool,
    ) -> Option<usize> {
        let columns = &self.section(home)?.columns;
        let number = |at: usize| columns.get(at).filter(|column| column.kind.is_number());
        let figure = |line: usize, nth: usize| -> Option<Decimal> {
            let given = cut.lines.get(line)?.get(nth).filter(|given| !given.is_blank())?;
            self.totals.figure(given)
        };
        let places = || cut.columns.iter().enumerate().filter(|(_, (section, _))| *section == home);
        let is_unnamed = |line: usize| {
            let cells = cut.lines.get(line).map(Vec::as_slice).unwrap_or_default();
            places().all(|(nth, (_, at))| number(*at).is_some() || cells.get(nth).is_none_or(Given::is_blank))
        };
        let lines: Vec<usize> = (0..cut.lines.len()).filter(|at| is_content(*at)).collect();
        let is_sum = |line: usize, others: &[usize]| {
            let mut figures = places().filter_map(|(nth, (_, at))| {
                number(*at)?;
                Some((nth, figure(line, nth)?))
            });
            let adds_up = |(nth, figure_of_it): (usize, Decimal)| {
                let parts: Vec<Decimal> = others.iter().filter_map(|other| figure(*other, nth)).collect();
                let sum = parts.iter().try_fold(Decimal::ZERO, |sum, part| money::add(sum, *part));
                parts.len() > 1 && !figure_of_it.is_zero() && sum == Some(figure_of_it)
            };
            let mut any = false;
            figures.all(|one| {
                any = true;
                adds_up(one)
            }) && any
        };
        let (first, behind) = lines.split_first()?;
        let (last, before) = lines.split_last()?;
        [(last, before), (first, behind)]
            .into_iter()
            .find_map(|(line, others)| (is_unnamed(*line) && is_sum(*line, others)).then_some(*line))
    }
}
