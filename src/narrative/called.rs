//! What the rows of published tables call themselves: their codes and their names. Knows no figure.

use std::collections::BTreeSet;

use crate::calc::{Book, SheetRow};
use crate::codes::Scheme;
use crate::model::Coverage;
use crate::schema::ColumnKind;

/// A name as it is compared: letters only, without its number and without 支出 at its end.
pub(crate) fn essence(name: &str) -> String {
    let is_number =
        |before: &str| !before.is_empty() && before.chars().all(|c| "一二三四五六七八九十（( ".contains(c));
    let name = match name.split_once(['、', '）', ')', '.', '．']) {
        Some((before, own)) if is_number(before) => own,
        _ => name,
    };
    let kept: String = name.chars().filter(|c| crate::text::is_ideograph(*c)).collect();
    let kept = kept.replace("其它", "其他");
    let bare = kept.strip_prefix("其中").unwrap_or(&kept);
    bare.strip_suffix("支出").filter(|bare| bare.chars().count() > 1).unwrap_or(bare).to_owned()
}

/// Whether all characters of a name stand in another in the same order.
pub(crate) fn is_short_for(short: &str, long: &str) -> bool {
    let long = essence(long);
    let mut left = long.chars();
    essence(short).chars().all(|own| left.any(|of| of == own))
}

/// A row with what it calls itself.
pub(crate) struct Called<'a> {
    pub row: SheetRow<'a>,
    /// The code of its item; `None` where it has none, or one that is no classification's.
    pub code: Option<String>,
    /// Its [`essence`] in each column that has one.
    pub names: BTreeSet<String>,
}

/// The rows of all tables that were read as a whole; of some of their columns the reading may doubt.
pub(crate) fn rows<'a>(book: &Book<'a>) -> Vec<Called<'a>> {
    let published = book.sheets().filter(|sheet| {
        sheet.schema.number.is_some()
            && matches!(sheet.coverage(), Coverage::Full | Coverage::Derived)
            && sheet.doubted().is_none_or(|columns| !columns.is_empty())
    });
    let called = |row: SheetRow<'a>| {
        let texts: Vec<&str> = row.texts().collect();
        let names = texts.iter().map(|text| essence(text)).filter(|name| name.chars().count() > 1).collect();
        Called { row, code: code(&texts).or_else(|| staggered(&row, &texts)), names }
    };
    published.flat_map(|sheet| sheet.rows()).map(called).collect()
}

/// The code of a row's item, as [`Called::code`].
fn code_of(row: &SheetRow<'_>) -> Option<String> {
    let texts: Vec<&str> = row.texts().collect();
    code(&texts).or_else(|| staggered(row, &texts))
}

/// Whether a row that stands behind an item is not below it, as their codes say: the row that it is below is missing. Units
/// have codes as well, which say nothing of the items behind them.
pub(crate) fn is_stray(row: &SheetRow<'_>, below: &SheetRow<'_>) -> bool {
    let is_astray = |(own, above): (String, String)| {
        own.len() > above.len() && !own.starts_with(above.as_str()) && is_item(below, &above)
    };
    code_of(row).zip(code_of(below)).is_some_and(is_astray)
}

/// Whether a code is that of the item by which a row calls itself.
fn is_item(row: &SheetRow<'_>, code: &str) -> bool {
    let list = row.sheet.format().classifications.latest();
    let schemes = [Scheme::Function, Scheme::DepartmentEconomic, Scheme::GovernmentEconomic];
    let texts: Vec<&str> = row.texts().collect();
    schemes.iter().filter_map(|scheme| list.lookup(*scheme, code)).any(|entry| {
        let name = essence(&entry.name);
        texts.iter().any(|text| essence(text) == name)
    })
}

/// The code of a row that prints only its own two digits, below the row with those before.
fn staggered(row: &SheetRow<'_>, texts: &[&str]) -> Option<String> {
    let is_digits = |text: &&&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let mut own = texts.iter().filter(is_digits);
    let last = own.next().filter(|digits| digits.len() == 2 && own.next().is_none())?;
    let mut codes = row.cells().filter(|cell| cell.column.kind == ColumnKind::Code);
    codes.find(|cell| row.text(&cell.column.key).trim() == *last)?;
    let above = row.parent()?;
    let texts: Vec<&str> = above.texts().collect();
    let code = code(&texts).or_else(|| staggered(&above, &texts))? + last;
    matches!(code.len(), 5 | 7).then_some(code)
}

/// The code that stands in columns of its own, for all levels or for each, or before the name: `201 …`, `[20101]…`.
fn code(texts: &[&str]) -> Option<String> {
    let is_code = |text: &&&str| text.len() <= 7 && text.chars().all(|c| c.is_ascii_digit());
    let mut own = String::new();
    for part in texts.iter().filter(is_code) {
        let is_whole = matches!(part.len(), 3 | 5 | 7);
        match own.len() {
            // A number of the row stands before its code; where it has as many digits as a code, it is not known which is.
            1 | 2 if is_whole => own.clear(),
            3 if part.len() > 3 && is_whole && part.starts_with(own.as_str()) => own.clear(),
            3 if part.len() > 3 && is_whole => return None,
            // Behind the code of one classification may stand that of another: 30101 50101.
            3.. if part.len() > 2 => break,
            _ => {}
        }
        own.push_str(part);
    }
    let first = texts.iter().find(|text| !text.is_empty())?;
    let before = first.trim_start_matches(['[', '［', '（', '(', '【']);
    let code = match own.as_str() {
        "" => before.chars().take_while(char::is_ascii_digit).collect(),
        _ => own,
    };
    matches!(code.len(), 3 | 5 | 7).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_one_wherever_it_stands() {
        for (texts, expected) in [
            (&["201", "31", "01", "行政运行"] as &[&str], Some("2013101")),
            (&["2013101", "行政运行"], Some("2013101")),
            (&["", "[20131]党委办公厅事务"], Some("20131")),
            (&["（20131）党委办公厅事务"], Some("20131")),
            (&["201 一般公共服务支出"], Some("201")),
            (&["2026年预算"], None),
            (&["1", "2013101", "行政运行"], Some("2013101")),
            (&["201", "2050201", "学前教育"], None),
            (&["201", "20131", "党委办公厅事务"], Some("20131")),
            (&["30101", "基本工资", "50101", "工资奖金津补贴"], Some("30101")),
            (&["301", "01", "基本工资", "501", "01"], Some("30101")),
            (&["41080022000000001", "201", "某项目"], Some("201")),
            (&["合计"], None),
            (&["1", "合计"], None),
            (&["", ""], None),
        ] {
            assert_eq!(code(texts).as_deref(), expected, "{texts:?}");
        }
    }
}
