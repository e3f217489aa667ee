//! Small tables within the text that have no title: below a sentence that leads to them (情况如下：), or below a heading.
//! They are called by the heading. What their rows are is for others.

use super::super::dress::bare;
use super::super::split::{Line, introduces};
use super::super::words::{Printed, mend, squeeze};
use super::super::{dress, units};
use super::titles::Title;
use crate::model::TableKey;
use crate::outline::{is_heading, unnumbered};

/// How far above a table its heading may stand, in lines.
const ABOVE: usize = 4;
/// The fewest cells of its header.
const CELLS: usize = 3;

/// How headings and sentences end that lead to a table.
const ENDS: [&str; 4] = [":", "如下", "说明", "情况"];

/// The title of a table that begins below a line; nothing where none does, or its title stands above.
pub(super) fn title(lines: &[Line<'_>], at: usize, is_title: impl Fn(&Line<'_>) -> bool) -> Option<Title> {
    let line = lines.get(at).filter(|line| introduces(line))?;
    let above: Vec<&Line<'_>> =
        lines.get(..at)?.iter().rev().filter(|line| !line.is_blank()).take(ABOVE).collect();
    if above.iter().take_while(|line| line.cells().is_none()).any(|line| is_title(line)) {
        return None;
    }
    let below: Vec<Vec<Printed>> = rows_below(lines.get(at + 1..)?);
    let (head, rows) = below.split_first()?;
    let filled = |row: &[Printed]| row.iter().filter(|cell| !cell.is_blank()).count();
    let is_head = filled(head) >= CELLS && head.iter().all(|cell| cell.number.is_none());
    let has_amount = |row: &Vec<Printed>| {
        filled(row) >= CELLS && row.iter().any(|cell| cell.number.is_some() && cell.squeezed.contains('.'))
    };
    if !is_head || !rows.iter().any(has_amount) {
        return None;
    }
    let heading = std::iter::once(line).chain(above).find(|line| is_heading(line.text.trim()));
    let called = squeeze(heading.map_or(line.text, |heading| unnumbered(heading.text.trim())));
    let called = ENDS.iter().fold(called.as_str(), |called, end| called.trim_end_matches(end));
    // As a heading it would be the title of other rows.
    let called = format!("{called}表");
    let printed = bare(&mend(line.text).text);
    let key = TableKey::from(called.replace(['!', '[', ']', '.', ' '], ""));
    let is_sound = !printed.is_empty() && !key.as_str().is_empty() && units::stated(line.text).is_none();
    (is_sound && !dress::is_number(line.text)).then_some(Title { key, printed, title: called, in_text: true })
}

/// The rows that stand directly below a line.
fn rows_below(lines: &[Line<'_>]) -> Vec<Vec<Printed>> {
    let rows = lines.iter().skip_while(|line| line.is_blank()).map_while(|line| line.cells());
    rows.take(12).map(|cells| cells.iter().map(|cell| Printed::new(mend(cell).text)).collect()).collect()
}
