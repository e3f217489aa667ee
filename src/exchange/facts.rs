//! Facts that stand outside the tables: year, department, and the supplementary tables that the format
//! fills from text (`pattern`), from lists (`listed`) and from other tables' rows (`copied`). Which these
//! are is the format's business; nothing here knows a department or a fact by name.

use std::collections::BTreeSet;

use super::patterns::compile;
use super::report::{ImportNote, NoteKind, TableReport};
use super::split::Line;
use super::units;
use crate::model::{Budget, Department, Layer, Row, RowKey, RowView, Table, Value, ValueView};
use crate::money::{parse_amount, parse_count};
use crate::outline::unnumbered;
use crate::schema::{ColumnKind, Format, FreeRow, Role, RowShape, SectionSchema, TableSchema, year_in};
use crate::text::plain;

/// A name without the marks of Markdown around it: **编制部门：某局**.
fn unmarked(name: &str) -> String {
    name.trim().trim_matches(['*', '_']).trim().to_owned()
}

/// The first group of the first pattern that matches.
fn find(patterns: &[String], text: &str) -> Option<String> {
    patterns.iter().find_map(|pattern| {
        let found = unmarked(compile(pattern)?.captures(text)?.get(1)?.as_str());
        (!found.is_empty()).then_some(found)
    })
}

/// The first group of every match of all patterns.
fn all(patterns: &[String], text: &str) -> Vec<String> {
    let patterns = patterns.iter().filter_map(|pattern| compile(pattern));
    let found = patterns.flat_map(|pattern| {
        let names = pattern.captures_iter(text).filter_map(|found| found.get(1));
        names.map(|name| unmarked(name.as_str())).collect::<Vec<_>>()
    });
    found.filter(|name| !name.is_empty() && !is_unit(name)).collect()
}

/// Whether what stands behind 单位 is that of the amounts, and nobody's name.
pub(super) fn is_unit(name: &str) -> bool {
    let name = plain(name);
    let bare = name.trim_start_matches(|c: char| !c.is_alphabetic());
    bare.starts_with("人民币")
        || ["万元", "千元", "百元", "亿元"].iter().any(|unit| bare.starts_with(unit))
        || units::stated(&format!("单位：{bare}")).is_some()
        || !units::counted(&format!("单位：{bare}")).is_empty()
}

/// Whose budget it is, of the names that stand above its tables: the only one, else the one that the document's own
/// title bears. A table may be of a subordinate unit; then the title alone says it, and without one most tables.
fn whose(names: &[String], title: &str) -> String {
    let Some(first) = names.first() else { return String::new() };
    if names.iter().all(|name| name == first) {
        return first.clone();
    }
    if !title.is_empty() {
        let is_same = |name: &&String| name.contains(title) || title.contains(name.as_str());
        return names.iter().find(is_same).map_or_else(|| title.to_owned(), String::clone);
    }
    let count = |name: &String| names.iter().filter(|other| *other == name).count();
    let most = names.iter().map(count).max().unwrap_or(0);
    names.iter().find(|name| count(name) == most).cloned().unwrap_or_default()
}

/// The bodies that a text says to be of: the one on its cover, then those above its tables.
pub(super) fn bodies(format: &Format, text: &str) -> Vec<String> {
    let cover = find(&format.document.full_name, text).map(|name| super::words::mend(&name).text);
    let cover = cover.map(|name| unnumbered(&name).to_owned());
    let mut out: Vec<String> = cover.into_iter().chain(all(&format.document.department, text)).collect();
    out.retain(|name| name.chars().count() > 2);
    out
}

fn joined(lines: &[Line<'_>]) -> String {
    lines.iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
}

/// The year that a text tells. In a header of several years it is the latest: others stand there to be compared with.
pub(super) fn year(format: &Format, text: &str) -> Option<i32> {
    format.document.year.iter().find_map(|pattern| {
        let found = compile(pattern)?.captures(text)?.get(1)?;
        let begin = text.get(..found.start())?.rfind('\n').map_or(0, |at| at + 1);
        let line = text.get(begin..)?.lines().next()?;
        let own = found.as_str().parse().ok();
        // 2027年规划数 is of no budget.
        let heads = line.split('\t').filter(|cell| cell.contains('预'));
        let named = heads.filter_map(|cell| i32::try_from(year_in(cell)?).ok());
        if line.contains('\t') { named.chain(own).max() } else { own }
    })
}

/// The year that the text tells.
pub(super) fn year_of(format: &Format, lines: &[Line<'_>]) -> Option<i32> {
    year(format, &joined(lines))
}

/// Year and department, as far as the text tells them; a year that is known otherwise where it tells none. The department's code is the one beside which its
/// name stands in a table.
pub(super) fn read_head(
    budget: &mut Budget,
    format: &Format,
    lines: &[Line<'_>],
    known_year: Option<i32>,
    notes: &mut Vec<ImportNote>,
) {
    let text = joined(lines);
    let mut missing = |what: &str| {
        notes.push(ImportNote { line: 0, kind: NoteKind::Missing, text: format!("{what}；请补填") });
    };
    match year(format, &text).or(known_year) {
        Some(year) => budget.year = year,
        None => {
            budget.year = format.year;
            let supposed = if format.year == 0 {
                String::new()
            } else {
                format!("，暂按格式的 {} 年", format.year)
            };
            missing(&format!("文中没有预算年度{supposed}"));
        }
    }
    let full_name = find(&format.document.full_name, &text).map(|name| super::words::mend(&name).text);
    // The heading of a part may bear it: 第二部分 某局2026年度部门预算.
    let full_name = full_name.map(|name| unnumbered(&name).to_owned()).unwrap_or_default();
    let name = whose(&all(&format.document.department, &text), &full_name);
    if name.is_empty() && full_name.is_empty() {
        missing("文中没有部门名称");
    }
    let code = code_beside(budget, format, &name).or_else(|| code_beside(budget, format, &full_name));
    if code.is_none() {
        missing("表中没有部门代码");
    }
    budget.department = Department { code: code.unwrap_or_default(), name, full_name };
}

fn code_beside(budget: &Budget, format: &Format, name: &str) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    let tables = format.published().filter_map(|table| budget.table(&table.key));
    tables.flat_map(|table| table.rows()).find_map(|row| {
        let texts: Vec<&str> = row.cells().values().filter_map(ValueView::text).collect();
        let code =
            texts.iter().find(|text| text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_digit()))?;
        texts.contains(&name).then(|| (*code).to_owned())
    })
}

/// Fills the tables that are not printed; the account of each.
pub(super) fn read_supplements(budget: &mut Budget, format: &Format) -> Vec<TableReport> {
    let supplementary = format.tables.iter().filter(|table| {
        // Budget lines and the standards behind them are in no published document.
        let is_standards = format.standards.as_ref().is_some_and(|list| list.table == table.key);
        table.number.is_none() && !format.has_lines(&table.key) && !is_standards && !table.overview
    });
    supplementary
        .map(|schema| {
            let mut report = TableReport {
                table: schema.key.clone(),
                title: schema.title.clone(),
                ..TableReport::default()
            };
            let mut table = schema.blank_table();
            for section in &schema.sections {
                read_numbers(&mut table, section, budget, format, &mut report);
                for free in &section.free {
                    copy_rows(&mut table, schema, free, budget, &mut report);
                    read_list(&mut table, free, budget, &mut report);
                }
            }
            let filled = |row: &RowView<'_>| !row.cells().is_empty() || !row.stated().is_empty();
            report.rows = table.rows().iter().filter(filled).count();
            report.cells = table.rows().iter().map(|row| row.cells().len() + row.stated().len()).sum();
            budget.tables.insert(schema.key.clone(), table);
            report
        })
        .collect()
}

fn missing(report: &mut TableReport, text: String) {
    report.notes.push(ImportNote { line: 0, kind: NoteKind::Missing, text });
}

/// Numbers that the text states, into the number column of their fixed rows.
fn read_numbers(
    table: &mut Table,
    section: &SectionSchema,
    budget: &Budget,
    format: &Format,
    report: &mut TableReport,
) {
    let Some(column) = section.columns.iter().find(|column| column.kind.is_number()) else { return };
    let text: Vec<&str> = budget
        .narrative
        .iter()
        .flat_map(|section| std::iter::once(&section.title).chain(&section.paragraphs))
        .map(String::as_str)
        .collect();
    let text = text.join("\n");
    let mut absent: Vec<&str> = Vec::new();
    for fixed in section.fixed_rows() {
        let Some(pattern) = fixed.pattern.as_deref().and_then(compile) else { continue };
        let Some(found) = pattern.captures(&text).and_then(|found| found.get(1)) else {
            absent.push(fixed.key.as_str());
            continue;
        };
        let read = match column.kind {
            ColumnKind::Count => parse_count(found.as_str()),
            _ => parse_amount(found.as_str(), format.unit),
        };
        let value = match read {
            Ok(number) => number.map(Value::Amount),
            Err(error) => {
                report.notes.push(ImportNote { line: 0, kind: NoteKind::Unreadable, text: error.message });
                Some(Value::from(found.as_str()))
            }
        };
        let role = RowShape::Fixed(fixed).role(column);
        if let (Some(at), Some(value)) = (table.position(&fixed.key), value)
            && role != Role::Blank
        {
            let layer = if role.is_computed() { Layer::Stated } else { Layer::Input };
            table.set(at, layer, &column.key, Some(value));
        }
    }
    if !absent.is_empty() {
        missing(report, format!("文中没有：{}", absent.join("、")));
    }
}

/// Rows of another table, each once.
fn copy_rows(
    table: &mut Table,
    schema: &TableSchema,
    free: &FreeRow,
    budget: &Budget,
    report: &mut TableReport,
) {
    let Some(copied) = &free.copied else { return };
    let Some(source) = budget.table(&copied.table) else {
        missing(report, format!("{}不在文件里，本表未能填写", copied.table));
        return;
    };
    let mut seen = BTreeSet::new();
    for from in source.rows().iter().filter(|row| *row.kind() == copied.kind) {
        let mut row = Row { kind: free.kind.clone(), ..Row::default() };
        for (to, column) in &copied.columns {
            if let Some(value) = from.cells().get(column) {
                row.cells.insert(to.clone(), value.to_value());
            }
        }
        let key: Vec<String> = free.key.iter().map(|column| row.text(column).to_owned()).collect();
        if !row.cells.is_empty() && seen.insert(key) {
            push(table, free, row);
        }
    }
    schema.complete(table);
}

fn push(table: &mut Table, free: &FreeRow, mut row: Row) {
    let taken: BTreeSet<RowKey> = table.rows().iter().map(|row| row.key().clone()).collect();
    row.key = free.new_key(row.view(), &taken);
    table.push(row);
}

/// Items of a list in the text, each beside the row whose name is the same or begins alike.
fn read_list(table: &mut Table, free: &FreeRow, budget: &Budget, report: &mut TableReport) {
    let Some(listed) = &free.listed else { return };
    let Some(pattern) = compile(&listed.pattern) else { return };
    let sections = budget.narrative.iter().filter(|section| section.key == listed.section);
    let text = sections.flat_map(|section| &section.paragraphs).cloned().collect::<Vec<_>>().join("\n");
    let items: Vec<&str> =
        pattern.captures_iter(&text).filter_map(|found| Some(found.get(1)?.as_str().trim())).collect();
    let mut open: Vec<&str> = Vec::new();
    // The same name first, so that a name that only begins alike does not take its place.
    for pass in [
        |name: &str, item: &str| name == item,
        |name: &str, item: &str| !name.is_empty() && (name.starts_with(item) || item.starts_with(name)),
    ] {
        open = if open.is_empty() { items.clone() } else { open };
        open.retain(|item| {
            let at = table.rows().iter().position(|row| {
                *row.kind() == free.kind
                    && !row.cells().contains_key(&listed.column)
                    && pass(row.text(&listed.like), item)
            });
            match at {
                Some(at) => {
                    table.set(at, Layer::Input, &listed.column, Some(Value::from(*item)));
                    false
                }
                None => true,
            }
        });
        if open.is_empty() {
            return;
        }
    }
    for item in open {
        missing(report, format!("文中列出的“{item}”在表中没有对应的行，已另起一行"));
        let mut row = Row { kind: free.kind.clone(), ..Row::default() };
        row.cells.insert(listed.column.clone(), Value::from(item));
        push(table, free, row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_markdown_are_no_part_of_a_name() {
        let patterns = ["编制部门：(.+)".to_owned()];
        for line in ["编制部门：某局", "**编制部门：某局**", "编制部门：**某局**", "__编制部门：某局__"]
        {
            assert_eq!(
                (find(&patterns, line), all(&patterns, line)),
                (Some("某局".into()), vec!["某局".into()])
            );
        }
    }

    #[test]
    fn a_unit_of_amounts_is_nobody() {
        for (name, expected) in [
            ("人民币元", true),
            ("万元", true),
            ("万元）", true),
            ("（元）", true),
            ("元氏县财政局", false),
            ("万州区财政局", false),
            ("市委办", false),
        ] {
            assert_eq!(is_unit(name), expected, "{name}");
        }
    }

    #[test]
    fn a_budget_is_of_whom_its_title_says() {
        for (names, title, expected) in [
            (vec![], "某市审计局", ""),
            (vec!["市审计局", "市审计局"], "某市审计局", "市审计局"),
            // The only name may be a short one.
            (vec!["市委办"], "某市委办公室", "市委办"),
            (vec!["审计中心", "某市审计局（汇总）", "审计中心"], "某市审计局", "某市审计局（汇总）"),
            (vec!["审计中心", "信息中心"], "某市审计局", "某市审计局"),
            (vec!["信息中心", "某市审计局", "某市审计局"], "", "某市审计局"),
        ] {
            let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
            assert_eq!(whose(&names, title), expected, "{names:?} {title}");
        }
    }
}
