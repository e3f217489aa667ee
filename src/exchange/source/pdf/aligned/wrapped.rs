//! Names whose further lines stand as far below as rows do: a line without figures goes on with the name above it where that
//! fills its column to the edge, as only a name does that was broken there.

use std::collections::BTreeMap;

use super::body::{BodyRow, Part};
use crate::outline::numbered;
use crate::text::{is_subtotal_label, is_total_label};

/// The lines of a name stand at most this far from each other, measured in letters.
const APART: f32 = 1.6;
/// A line that is broken leaves less than this blank, measured in letters.
const FULL: f32 = 1.2;
/// Names begin at the same place as near as this, measured in letters.
const ALIGNED: f32 = 0.5;
/// The end of a name is no longer than this where nothing else tells it from a row.
const END: usize = 3;

/// Puts the lines of such names together.
pub(super) fn join(rows: Vec<BodyRow>, is_number: impl Fn(&str) -> bool) -> Vec<BodyRow> {
    let mut edges: BTreeMap<usize, f32> = BTreeMap::new();
    for part in rows.iter().flat_map(|row| &row.parts).filter(|part| !is_number(&part.text)) {
        let edge = edges.entry(part.first).or_insert(part.area.right);
        *edge = edge.max(part.area.right);
    }
    let mut out: Vec<BodyRow> = Vec::with_capacity(rows.len());
    let mut rows = rows.into_iter().peekable();
    while let Some(row) = rows.next() {
        let next = rows.peek();
        let ends_name = |part: &Part, above: &BodyRow| {
            let own = above.parts.iter().filter(|own| own.first == part.first && !is_number(&own.text));
            let Some(last) = own.max_by_key(|own| own.line) else { return false };
            let edge = edges.get(&part.first).copied().unwrap_or(f32::MAX);
            let apart = part.middle() - last.middle();
            apart > 0.0
                && apart < APART * part.size
                && (part.area.left - last.area.left).abs() < ALIGNED * part.size
                && last.area.right > edge - FULL * part.size
                && goes_on(part, above, next, &is_number)
        };
        let above = out.last_mut().filter(|above| {
            above.parts.iter().any(|part| is_number(&part.text))
                && !row.parts.is_empty()
                && row.parts.iter().all(|part| !is_number(&part.text) && ends_name(part, above))
        });
        match above {
            Some(above) => {
                above.parts.extend(row.parts);
                above.parts.sort_by(|a, b| a.first.cmp(&b.first).then(a.line.cmp(&b.line)));
            }
            None => out.push(row),
        }
    }
    out
}

/// Whether a line can be no row of its own: it has no code where the row above has one, or no number among numbered items.
fn goes_on(part: &Part, above: &BodyRow, next: Option<&BodyRow>, is_number: &impl Fn(&str) -> bool) -> bool {
    let text = part.text.trim();
    if numbered(text).is_some() || is_total_label(text) || is_subtotal_label(text) || text.starts_with("其中")
    {
        return false;
    }
    let is_code = |own: &Part| own.first < part.first && own.text.bytes().all(|byte| byte.is_ascii_digit());
    if above.parts.iter().any(is_code) && above.parts.iter().filter(|own| own.first < part.first).all(is_code)
    {
        return true;
    }
    let of_column = |row: &BodyRow| -> bool {
        let own = row.parts.iter().filter(|own| own.first == part.first && !is_number(&own.text));
        own.min_by_key(|own| own.line).is_some_and(|own| numbered(own.text.trim()).is_some())
    };
    of_column(above) && (text.chars().count() <= END || next.is_some_and(of_column))
}
