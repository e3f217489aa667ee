//! How finely tables print what others print in another unit, and what is said of the figures of the text that follow them.

use crate::calc::Sheet;
use crate::rounding::{Precision, Published};
use crate::schema::ColumnKind;

/// With how many decimals a table prints its amounts exactly, and no fewer than usual: lines, and amounts that other tables
/// print in a smaller unit, so that no two tables say different amounts.
pub(super) fn decimals(sheet: &Sheet<'_>, precision: Precision) -> u32 {
    let cells =
        sheet.rows().flat_map(|row| row.cells()).filter(|cell| cell.column.kind == ColumnKind::Amount);
    let amounts = cells.flat_map(|cell| [cell.number(), cell.stated().and_then(|value| value.amount())]);
    let kept = sheet.format().unit;
    let scales = amounts.flatten().map(|amount| precision.converted(amount, kept).normalize().scale());
    scales.max().unwrap_or_default().clamp(precision.decimals, precision.unit.exact_decimals())
}

/// How many paragraphs are named of those that were rewritten.
const NAMED: usize = 5;

/// What is to be said of figures of the text that were put as the tables print them.
pub(super) fn rewritten_in_words(published: &Published) -> Option<String> {
    let lines = &published.rewritten;
    let first: Vec<&str> = lines.iter().take(NAMED).map(String::as_str).collect();
    let more = if lines.len() > NAMED { format!("；等 {} 段", lines.len()) } else { String::new() };
    let count = published.rewritten_figures;
    (count > 0).then(|| format!("说明文字里有 {count} 个数照表里公布的改写：{}{more}", first.join("；")))
}

/// What is to be said of figures of the text that no table has, beside tables whose unit is another now.
pub(super) fn unit_kept_in_words(published: &Published, now: Precision) -> Option<String> {
    let lines = &published.unknown;
    let first: Vec<&str> = lines.iter().take(NAMED).map(String::as_str).collect();
    let more = if lines.len() > NAMED { format!("；等 {} 段", lines.len()) } else { String::new() };
    let unit = now.unit.label();
    (!lines.is_empty()).then(|| {
        format!(
            "说明文字里各表没有的数不知精确到几位，没有改写为{unit}，仍是原来的单位：{}{more}",
            first.join("；")
        )
    })
}
