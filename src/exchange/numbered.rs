//! Rows without a figure that are one of a numbered list: the item above or below has the number before or behind theirs.
//! However they are called, they are no titles.

use super::split::Line;
use crate::outline::numbered;

/// Whether the only cell of a row goes on counting from the row above it, or the row below goes on from it.
pub(super) fn is_counted(lines: &[Line<'_>], at: usize) -> bool {
    let own = lines.get(at).and_then(|line| {
        let cells = line.cells()?;
        let mut filled = cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let (column, cell) = filled.next().filter(|_| filled.next().is_none())?;
        Some((column, numbered(cell.trim())?))
    });
    let Some((column, (level, number))) = own else { return false };
    let near = |line: Option<&Line<'_>>| {
        let cells = line.and_then(Line::cells);
        cells.and_then(|cells| numbered(cells.get(column)?.trim())).filter(|(own, _)| *own == level)
    };
    let above = lines.get(..at).unwrap_or_default().iter().rev().find(|line| !line.is_blank());
    let below = lines.get(at + 1..).unwrap_or_default().iter().find(|line| !line.is_blank());
    near(above).is_some_and(|(_, above)| above.checked_add(1) == Some(number))
        || near(below).is_some_and(|(_, below)| number.checked_add(1) == Some(below))
}
