//! Whether a sheet goes on with the table of the sheet before: a new one is another table unless it plainly does. Compares
//! headers and widths; titles are for others.

use super::dress::is_continuation;
use super::split::Line;
use super::words::{is_amount, squeeze};

/// Whether what begins below the end of a sheet goes on with a table: it says so, it has the same header, or it has none
/// and no more columns. A sheet without rows is no other table.
pub(super) fn goes_on(table: &[Line<'_>], below: &[Line<'_>]) -> bool {
    let sheet = || below.iter().take_while(|line| !line.ends_page()).filter(|line| !line.is_blank());
    let is_row = |line: &&Line<'_>| line.cells().is_some() && line.only_text().is_none();
    let Some(first) = sheet().find(is_row) else { return true };
    let above = sheet().take_while(|line| line.at < first.at).filter_map(Line::only_text);
    if above.into_iter().any(is_continuation) {
        return true;
    }
    let is_header =
        !words(first).iter().any(|word| is_amount(word) || word.chars().all(|c| c.is_ascii_digit()));
    let mut rows = table.iter().filter(is_row);
    if is_header {
        return rows.any(|row| words(row) == words(first));
    }
    let width = |line: &Line<'_>| line.text.trim_end().split('\t').count();
    rows.map(width).max().unwrap_or_default() >= width(first)
}

/// What stands in the cells of a row.
fn words(line: &Line<'_>) -> Vec<String> {
    line.text.split('\t').map(squeeze).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_goes_on_only_plainly() {
        let table = "科目\t合计\t基本支出\n行政运行\t3.00\t3.00\n";
        for (sheet, expected) in [
            ("科目\t合计\t基本支出\n教育\t1.00\t1.00", true),
            ("续表\t\t\n名称\t合计\t项目\n教育\t1.00\t1.00", true),
            ("教育\t1.00\t1.00", true),
            ("教育\t1.00\t1.00\t2.00\t1.00", false),
            ("单位名称\t办公费\t印刷费\n某局\t1.00\t1.00", false),
            ("机关运行经费\t\t\n单位名称\t办公费\n某局\t1.00", false),
            ("注：本表为空。\t\t", true),
        ] {
            let text = format!("{table}\n\u{c}\n{sheet}");
            let source = crate::exchange::dialects::lines(&text).0;
            let lines = crate::exchange::split::lines(&source);
            let end = lines.iter().position(Line::ends_page).unwrap();
            assert_eq!(goes_on(&lines[..end], &lines[end + 1..]), expected, "{sheet}");
        }
    }
}
