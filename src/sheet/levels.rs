//! Rows above and below each other: which row another stands under, and which rows are a unit's (单位).

use crate::calc::SheetRow;

/// The row that a row belongs to.
pub fn parent<'a>(row: &SheetRow<'a>) -> Option<SheetRow<'a>> {
    let level = row.shape.level().filter(|level| *level > 0)?;
    for index in (0..row.index).rev() {
        let above = row.sheet.row(index)?;
        if above.shape.level()? < level {
            return Some(above);
        }
    }
    None
}

/// Whether a row is shown under a unit filter: a fixed row always, a free one if it, a row above that it
/// belongs to, or one below that belongs to it names the unit.
pub fn belongs_to(row: &SheetRow<'_>, unit: Option<&(String, String)>) -> bool {
    let Some((code, name)) = unit else {
        return true;
    };
    if row.shape.level().is_none() {
        return true;
    }
    let names = |row: &SheetRow<'_>| {
        row.section.columns.iter().any(|column| {
            let text = row.text(&column.key);
            !text.is_empty() && (text == name || (!code.is_empty() && text == code))
        })
    };
    names(row)
        || row.section.free.iter().filter_map(|kind| row.ancestor(&kind.kind)).any(|above| names(&above))
        || row.descendants().any(|below| names(&below))
}
