//! A text of which the cells are parted by commas or semicolons (CSV), or quoted and parted by tabs, as workbooks are saved: a
//! title alone in its row, cells in quotes that have commas themselves. A text is one as a whole or not at all, since
//! sentences and amounts have commas, too.

use super::{Line, row};
use crate::pattern::Pattern;

/// A letter of a page that is written by its name.
static ENTITY: Pattern =
    Pattern::new(r"&(?:nbsp|amp|lt|gt|quot|#x?[0-9a-fA-F]+|e[mn]sp|ldquo|rdquo);", &["&"]);

/// What keeps a number a text in a workbook that is saved as commas: a tab at the beginning or the end of its cell.
static KEPT: [(Pattern, &str); 2] = [
    (Pattern::new("(?m)(^|,)(\"?)\\t+", &["\t"]), "$1$2"),
    (Pattern::new("(?m)\\t+(\"?)(,|\\r?$)", &["\t"]), "$1$2"),
];

/// So many rows at least.
const LEAST: usize = 3;
/// The fewest cells of a row.
const CELLS: usize = 3;

/// The lines of such a text, which begins with a line of that number; nothing where it is none.
pub(super) fn read(text: &str, first: u32) -> Option<Vec<Line>> {
    // Blanks of a page are written with semicolons.
    let of_page = ENTITY.is_match(text);
    let is_often = |sign: &str| text.matches(sign).count() >= LEAST * (CELLS - 1);
    let quoted = is_often("\"\t\"").then_some(b'\t');
    let kept = quoted.is_none() && text.contains('\t') && is_often(",");
    // A tab elsewhere parts cells, and the text is none of commas.
    let bare = kept.then(|| KEPT.iter().fold(text.to_owned(), |text, (tab, by)| tab.replaced(&text, by)));
    let text = bare.as_deref().filter(|bare| !bare.contains('\t')).unwrap_or(text);
    let parts = |sign: &str, by: u8| (!text.contains('\t') && is_often(sign)).then_some(by);
    quoted
        .into_iter()
        .chain(parts(",", b','))
        .chain(parts(";", b';').filter(|_| !of_page))
        .find_map(|by| parted(text, first, by))
}

/// The same, where cells are parted by that character.
fn parted(text: &str, first: u32, by: u8) -> Option<Vec<Line>> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(by).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let records = reader.records().collect::<Result<Vec<_>, _>>().ok()?;
    let filled: Vec<&csv::StringRecord> =
        records.iter().filter(|record| record.iter().any(|cell| !cell.trim().is_empty())).collect();
    let rows: Vec<&&csv::StringRecord> = filled.iter().filter(|record| record.len() >= CELLS).collect();
    let cut = if by == b',' { rows.iter().filter(|record| is_cut(record)).count() } else { 0 };
    let sentences = rows.iter().filter(|record| is_sentence(record)).count();
    let is_prose = sentences * 4 >= rows.len();
    // Quotes around tabs say enough.
    let are_few = by != b'\t' && rows.len() * 2 < filled.len();
    if rows.len() < LEAST || are_few || cut * 10 > rows.len() || is_prose {
        return None;
    }
    let line = |record: &csv::StringRecord| {
        let above = record.position().map_or(0, |place| place.line().saturating_sub(1));
        let number = first.saturating_add(u32::try_from(above).unwrap_or(u32::MAX));
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        match cells.as_slice() {
            [only] => Line { number, text: only.clone(), typed: None },
            _ => row(number, &cells),
        }
    };
    Some(records.iter().map(line).collect())
}

/// Whether a row is running text with commas of half width: it ends or goes on behind a full stop.
fn is_sentence(record: &csv::StringRecord) -> bool {
    let ends = record.iter().next_back().is_some_and(|last| last.trim_end().ends_with(['。', '；', '：']));
    let goes_on = |cell: &str| cell.trim().find('。').is_some_and(|at| at > 0);
    ends || record.len() >= CELLS && record.iter().filter(|cell| goes_on(cell)).count() > 0
}

/// Whether an amount was cut at its commas: three digits behind one to three.
fn is_cut(record: &csv::StringRecord) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let cells: Vec<&str> = record.iter().collect();
    cells.windows(2).any(|pair| {
        let [before, behind] = pair else { return false };
        let (whole, _) = behind.split_once('.').unwrap_or((behind, ""));
        let rest = before.trim_end_matches(|c: char| c.is_ascii_digit());
        let before = before.get(rest.len()..).unwrap_or_default();
        // What ends with decimals is whole.
        !rest.ends_with('.') && digits(before) && before.len() < 4 && digits(whole) && whole.len() == 3
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_parted_by_commas_are_told_from_commas_within() {
        let table = "某局2026年收入总表,,\n单位：元,,\n名称,合计,拨款\n\"一般公共服务,支出\",\"1,234.50\",\"1,234.50\"\n合计,160.23,160.23\n\
                     其中,160.23,160.23";
        let lines = read(table, 5).unwrap();
        let told: Vec<String> = lines.iter().map(|line| format!("{} {}", line.number, line.text)).collect();
        assert_eq!(
            told,
            [
                "5 某局2026年收入总表\t\t",
                "6 单位：元\t\t",
                "7 名称\t合计\t拨款",
                "8 一般公共服务,支出\t1,234.50\t1,234.50",
                "9 合计\t160.23\t160.23",
                "10 其中\t160.23\t160.23",
            ]
        );
        let semicolons =
            table.replace("\"一般公共服务,支出\",\"1,234.50\",\"1,234.50\"", "甲;1,234.50;1,234.50");
        let semicolons =
            semicolons.replace("160.23,160.23", "160.23;160.23").replace("计,", "计;").replace("中,", "中;");
        let semicolons = semicolons.replace(",,", ";;").replace("名称,合计;", "名称;合计;");
        let quoted = "\"收入总表\"\t\"\"\t\"\"\n\"名称\"\t\"合计\"\t\"拨款\"\n\"甲\"\t\"1,234.50\"\t\"1,234.50\"\n\"合计\"\t\"1.00\"\t\"1.00\"";
        for (text, expected) in
            [(semicolons.as_str(), "甲\t1,234.50\t1,234.50"), (quoted, "甲\t1,234.50\t1,234.50")]
        {
            let lines = read(text, 1).unwrap();
            assert!(lines.iter().any(|line| line.text == expected), "{text}\n{lines:?}");
        }
        let kept = "科目编码,科目名称,合计\n\"\t2010301\",行政运行,\"\t1,234.50\"\n2010302\t,其他,1.00\n\t合计,,\"1,235.50\t\"";
        let told: Vec<String> = read(kept, 1).unwrap().into_iter().map(|line| line.text).collect();
        assert_eq!(
            told,
            [
                "科目编码\t科目名称\t合计",
                "2010301\t行政运行\t1,234.50",
                "2010302\t其他\t1.00",
                "合计\t\t1,235.50"
            ]
        );
        for text in [
            "科目\t\"1,234.50\"\t\"1,234.50\"\n行政运行\t\"1,234.50\"\t\"1,234.50\"\n其他\t\"1,234.50\"\t\"1,234.50\"",
            "收入1,234,567.00元,支出1,234,567.00元\n其中,行政运行1,234,567.00元\n合计,1,234,567.00",
            "本年收入增加,主要是人员增加,支出也增加\n另有一行没有\n又一行没有\n再一行",
            "2026年三公经费41万元,其中:出国费0万元,用车21万元。\n比上年减少1.5万元,下降3.53%,主要是节约。\n公务接待费20万元,比上年减少,原因是压减。",
            "行政运行  1,234,567.00  1,234,567.00\n合计      1,234,567.00  1,234,567.00\n其中  1,234,567.00",
        ] {
            assert!(read(text, 1).is_none(), "{text}");
        }
    }
}
