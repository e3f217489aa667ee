//! The row between a title and its header that says whose the table is and in what unit, without the words 部门 and 单位 for
//! it: `某局 | | 万元`. Knows that row alone.

use rust_decimal::Decimal;

use super::split::Line;
use super::units;
use super::words::is_amount;

/// So many cells such a row has at most: a number, whose the table is, the unit.
const MOST: usize = 3;

/// The unit of a row that ends in one, above one of more cells that are words alone: its header. Below a header of two
/// words, of which one is a unit, rows follow.
pub(super) fn unit_of(line: &Line<'_>, below: &[Line<'_>]) -> Option<Decimal> {
    let filled = |line: &Line<'_>| -> Option<usize> {
        let cells = line.cells()?;
        let filled = || cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        (!filled().any(is_amount)).then(|| filled().count())
    };
    let count = filled(line).filter(|count| (2..=MOST).contains(count))?;
    let next = below.iter().find(|line| !line.is_blank())?;
    let last = line.cells()?.into_iter().rev().map(str::trim).find(|cell| !cell.is_empty())?;
    filled(next).filter(|next| *next > count)?;
    units::alone(last)
}
