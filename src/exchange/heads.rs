//! The head of a table: its title, the lines between that and the rows with the unit and the department, and the note that
//! may state a unit too. What stands in the rows is for [`super::pages`] and the table's reader.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::dress::{is_continuation, is_number, is_page};
use super::pages::Import;
use super::report::NoteKind;
use super::split::{Line, is_short, looks_like_figures};
use super::unit_row::unit_of;
use super::units;
use super::words::squeeze;
use crate::schema::TableSchema;
use crate::text::is_year;

/// So many blanks part two cells of a form.
const APART: &str = "   ";

impl<'f> Import<'f> {
    /// Reads what stands above the rows of a table, and says which lines come behind it, and which above belong to the rows
    /// all the same: whose a form is may stand above its cells. `lead` stands above the title.
    pub(super) fn read_title<'l, 't>(
        &mut self,
        schema: &'f TableSchema,
        lead: &[Line<'t>],
        title: &Line<'t>,
        below: &'l [Line<'t>],
    ) -> (Vec<Line<'t>>, &'l [Line<'t>]) {
        let is_unit =
            |at: usize, line: &Line<'_>| unit_of(line, below.get(at + 1..).unwrap_or_default()).is_some();
        let mut lines = below.iter().enumerate();
        let rows =
            lines.position(|(at, line)| line.cells().is_some() && !self.is_head(line) && !is_unit(at, line));
        let rows = rows.unwrap_or(below.len());
        // Text that is no head is read with the rows, if there is none.
        let is_figures = |line: &Line<'_>| line.cells().is_none() && looks_like_figures(line.text);
        let rows = below.iter().position(is_figures).map_or(rows, |at| at.min(rows));
        // Where there are no rows, the note stands directly below the title.
        let begins = |line: &Line<'_>| self.is_note(line);
        let rows = if rows < below.len() { rows } else { below.iter().position(begins).unwrap_or(rows) };
        let (above, from) = below.split_at_checked(rows).unwrap_or((below, &[]));
        let known = self.budget.unplaced.len();
        let is_whose = |(at, line): (usize, &Line<'_>)| is_unit(at, line) && !self.is_head(line);
        let whose = above.iter().enumerate().find(|(at, line)| is_whose((*at, line))).map(|(at, _)| at);
        let beside_name = whose.and_then(|at| unit_of(above.get(at)?, below.get(at + 1..)?));
        let other: Vec<Line<'_>> =
            above.iter().enumerate().filter(|(at, _)| whose != Some(*at)).map(|(_, line)| *line).collect();
        let own = self.read_above(&other).or(beside_name.map(Ok));
        let mut own_rows = Vec::new();
        if schema.headless {
            let is_own = |line: &&Line<'_>| is_of_form(line.text);
            let numbers: BTreeSet<u32> = above.iter().filter(is_own).map(|line| line.number).collect();
            let said = self.budget.unplaced.split_off(known);
            let (taken, lost): (Vec<_>, Vec<_>) =
                said.into_iter().partition(|line| numbers.contains(&line.line));
            self.budget.unplaced.extend(lost);
            own_rows.extend(above.iter().filter(|line| taken.iter().any(|own| own.line == line.number)));
        }
        let lost = self.budget.unplaced.get(known..).unwrap_or_default().to_vec();
        let beside = units::stated(title.text).or_else(|| units::bracketed(title.text));
        let before = self.read_above(lead);
        // Below the rows, where nothing above states it.
        let below = from.iter().filter(|line| self.is_head(line)).find_map(|line| units::stated(line.text));
        let noted = from.iter().filter(|line| self.is_note(line)).find_map(|line| units::stated(line.text));
        // A note may tell how the amounts came about: 以元为单位核定后折算为万元.
        let labelled = from.iter().filter(|line| self.is_note(line) && !units::places(line.text).is_empty());
        let labelled = labelled.filter_map(|line| units::stated(line.text));
        let each = |line: &Line<'_>| units::stated(line.text).or_else(|| units::alone(line.text));
        let said: BTreeSet<Decimal> =
            above.iter().chain(lead).filter_map(each).chain(beside).chain(labelled).collect();
        let unit = own.or(beside.map(Ok)).or(before).or_else(|| below.or(noted).map(Ok));
        let counts = |text: &str| !units::counted(text).is_empty();
        let is_counted = above.iter().chain(lead).any(|line| counts(line.text)) || counts(title.text);
        let general = self.unit;
        let reader = self.reader(schema);
        reader.titled = true;
        reader.is_counted |= is_counted;
        reader.begins.get_or_insert(title.at);
        lost.iter().for_each(|line| reader.doubts.lose(line));
        reader.spans.push((title.number, above.iter().map(|line| line.number).max().unwrap_or(title.number)));
        if said.len() > 1 {
            let taken = unit.as_ref().and_then(|unit| unit.as_ref().ok()).map(|unit| units::name(*unit));
            let names = said.iter().map(|unit| units::name(*unit)).collect::<Vec<_>>().join("、");
            let text = format!(
                "表上写着不同的金额单位（{names}），金额按“{}”读入；请对照原文核对",
                taken.unwrap_or_default()
            );
            reader.tell(title.number, NoteKind::Unreadable, text.clone());
            reader.doubts.problem("金额单位", title.number, text);
        }
        if let Some(general) = general.filter(|_| unit.is_none()) {
            reader.tell(title.number, NoteKind::Unit, general.told());
        }
        reader.state_unit(title.number, unit);
        (own_rows, from)
    }

    /// Whether a note under a table begins with a line.
    pub(super) fn is_note(&self, line: &Line<'_>) -> bool {
        self.patterns.is_note(line.text)
    }

    /// Whether a line, or a row of cells, is part of a table's head: its unit, and whose it is.
    pub(super) fn is_head(&self, line: &Line<'_>) -> bool {
        let only = line.text.trim();
        if line.cells().is_some() && is_continuation(only) {
            return true;
        }
        let filled: Vec<&str> =
            line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        // The table's number in a row of its own.
        if line.cells().is_some() && matches!(filled.as_slice(), [number] if is_number(number)) {
            return true;
        }
        let is_note = self.is_note(line);
        let states = units::stated(line.text).is_some()
            || !units::counted(line.text).is_empty()
            || self.patterns.unit.iter().any(|unit| unit.is_match(line.text))
            || line.cells().is_some()
                && self.patterns.department.iter().any(|whose| whose.is_match(line.text));
        let label = |cell: &str| cell.contains([':', '：']);
        let ends = |cell: &str| cell.ends_with([':', '：']);
        let known = |at: usize, cell: &str| {
            label(cell)
                || units::stated(cell).is_some()
                || is_number(cell)
                || is_page(cell)
                || at.checked_sub(1).and_then(|at| filled.get(at)).is_some_and(|before| ends(before))
        };
        states
            && !is_note
            && filled.len() <= 8
            && is_short(&filled.join(" "))
            && filled.iter().enumerate().all(|(at, cell)| known(at, cell))
    }

    /// The lines between a title and the rows: the department's name, and the unit.
    pub(super) fn read_above(&mut self, above: &[Line<'_>]) -> Option<Result<Decimal, String>> {
        let filled: Vec<&Line<'_>> = above.iter().filter(|line| !line.is_blank()).collect();
        let text = filled.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join("\n");
        let mut known = units::places(&text);
        known.extend(units::counted(&text));
        let unit = filled.iter().find_map(|line| units::stated(line.text)).or_else(|| units::stated(&text));
        let alone = || filled.iter().find_map(|line| units::alone(line.text));
        let mut unit = unit.or_else(alone).map(Ok);
        for pattern in &self.patterns.unit {
            // A name that only begins like a unit (元氏县) is none.
            let is_whole = |found: &regex::Captures<'_>| {
                let end = found.get(1).map_or(0, |label| label.end());
                let behind = text.get(end..).and_then(|behind| behind.chars().next());
                !behind.is_some_and(crate::text::is_ideograph)
            };
            if let Some(found) = pattern.captures(&text).filter(is_whole) {
                known.extend(found.get(0).map(|all| all.range()));
                let label = found.get(1).map(|label| squeeze(label.as_str())).unwrap_or_default();
                unit = unit.or_else(|| Some(units::in_yuan(&label).ok_or(label)));
            }
        }
        for pattern in &self.patterns.department {
            known.extend(pattern.find_iter(&text).map(|all| all.range()));
        }
        let mut at = 0;
        for line in filled {
            let own = line.text.trim();
            let known = |byte: usize| known.iter().any(|range| range.contains(&(at + byte)));
            let rest: String = own
                .char_indices()
                .filter(|(byte, c)| c.is_whitespace() || !known(*byte))
                .map(|(_, c)| c)
                .collect();
            if !rest.trim().is_empty()
                && !is_number(own)
                && !is_number(&rest)
                && !is_continuation(own)
                && !is_of_year(own)
            {
                self.lose(line, "表题和表头之间的文字，格式里没有");
            }
            at += own.len() + 1;
        }
        unit
    }
}

/// Whether a line says which year the table is of, and nothing else: `（2026年度）`.
fn is_of_year(text: &str) -> bool {
    let text = squeeze(text);
    let bare = text.trim_matches(['(', ')', '[', ']']).trim_end_matches('度').trim_end_matches('年');
    is_year(bare)
}

/// Whether a line of text among the cells of a form says something of it, as the name of its project does: it is short,
/// and not its year alone.
pub(super) fn is_of_form(text: &str) -> bool {
    let words = squeeze(text).chars().filter(|c| c.is_alphabetic() && !"年度".contains(*c)).count();
    words > 0 && is_short(text.trim()) && !text.contains('。') && !is_page(text) && !is_number(text)
}

/// The cells of such a line: a label and what it names may be parted by blanks alone.
pub(super) fn cells_of_form(text: &str) -> Vec<&str> {
    let is_cell = |cell: &&str| cell.chars().count() > 1;
    let cells: Vec<&str> = text.split(APART).map(str::trim).filter(|cell| !cell.is_empty()).collect();
    // The letters of a word may stand apart as far.
    if cells.iter().all(is_cell) { cells } else { vec![text.trim()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_parts_its_label_from_the_name_beside_it() {
        for (text, expected) in [
            ("      项目名称                审计事务", &["项目名称", "审计事务"][..]),
            ("专项资金名称   惠民补助 资金", &["专项资金名称", "惠民补助 资金"]),
            ("项目 名称：某项目", &["项目 名称：某项目"]),
            ("合    计", &["合    计"]),
        ] {
            assert_eq!(cells_of_form(text), expected, "{text}");
        }
    }
}
