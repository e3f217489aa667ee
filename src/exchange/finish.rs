//! From rows read to a table submitted: merged cells filled down as far as that is certain, keys given,
//! fixed rows completed. Where a page between two pages is lost, what the merged cells of the next one
//! belong to is unknown and stays so until it is printed again.
//!
//! Knows no page's text any more, and nothing of other tables.

use std::collections::{BTreeMap, BTreeSet};

use super::report::{NoteKind, line_list};
use super::table::{ReadRow, Reader};
use crate::model::{ColumnKey, Coverage, KindKey, RowKey, Table, Value};
use crate::schema::{FreeRow, RowShape, SectionSchema};

/// The table that a reader has read, and how many rows it has.
pub(super) fn finish(reader: &mut Reader<'_>) -> (Table, usize) {
    reader.finish_headers();
    let schema = reader.schema;
    let mut table = Table::default();
    table.note = std::mem::take(&mut reader.note);
    let mut remarks = Vec::new();
    remarks.extend(take_partial(&mut table.note));
    if !reader.titled {
        let line = reader.spans.first().map_or(0, |(first, _)| *first);
        reader.tell(line, NoteKind::LostPage, "前面各页连同表题都不在文件里；各行按行名归到本表");
        remarks.push(format!("文件里没有本表的表题和前面各页，只有第 {line} 行起的部分"));
    }
    let fixed = schema.sections.iter().flat_map(SectionSchema::fixed_rows).map(|row| row.key.clone());
    let mut taken: BTreeSet<RowKey> = fixed.collect();
    let mut sections = std::mem::take(&mut reader.sections);
    for (rows, section) in sections.iter_mut().zip(&schema.sections) {
        for free in &section.free {
            for lost in fill_down(rows, section, free, reader) {
                remarks.push(lost);
            }
        }
        for read in rows.iter_mut() {
            if let RowShape::Free(free) = read.shape {
                read.row.key = free.new_key(read.row.view(), &taken);
            }
            taken.insert(read.row.key.clone());
        }
    }
    let count = sections.iter().map(Vec::len).sum();
    let unread = unread(reader, &sections);
    say_unit(reader);
    table.extend(sections.into_iter().flatten().map(|read| {
        reader.marks.push((read.row.key.clone(), read.mark));
        read.row
    }));
    schema.complete(&mut table);
    let nothing = count == 0 || reader.doubts.amounts == 0;
    let is_headed = reader.heads.iter().any(|head| head.header.is_seen());
    let lost = reader.doubts.lost_rows > 0 || reader.doubts.lost_text && !is_headed;
    let lost = lost || reader.doubts.picture;
    let is_bare = count == 0 && table.note.is_empty();
    let line = reader.spans.first().map_or(0, |(first, _)| *first);
    if nothing && (lost && is_bare || !unread.is_empty()) {
        table.coverage = Coverage::Unread;
        remarks.insert(0, format!("第 {line} 行有表题，下面的内容没有认出来，原样保留在“未归位的文字”里"));
    } else if is_bare && !is_headed {
        table.coverage = Coverage::Unread;
        remarks.insert(
            0,
            format!(
                "第 {line} 行有表题，下面没有表头、没有数，也没有说明；请对照原文，看是不是图片或漏了一页"
            ),
        );
    } else {
        if !unread.is_empty() {
            let lines = line_list(&unread);
            remarks.push(format!(
                "有 {} 行没有认出来（第 {lines} 行），原样保留在“未归位的文字”里",
                unread.len()
            ));
        }
        if !remarks.is_empty() {
            table.coverage = Coverage::Partial;
        }
    }
    table.remark = remarks.join("；");
    (table, count)
}

/// Takes off the line of a note by which a document says that its table is incomplete; the remark that it gives.
fn take_partial(note: &mut String) -> Option<String> {
    let says = |line: &str| {
        let bare = line.strip_prefix("注：").unwrap_or(line);
        bare.strip_prefix(Coverage::PARTIAL_NOTE).map(str::to_owned)
    };
    let remark = note.lines().find_map(says)?;
    let kept: Vec<&str> = note.lines().filter(|line| says(line).is_none()).collect();
    *note = kept.join("\n");
    Some(if remark.is_empty() { "文件自己说明本表不完整".to_owned() } else { remark })
}

/// The lines with amounts that are in no row, sums that the rows below them make up aside.
fn unread(reader: &Reader<'_>, sections: &[Vec<ReadRow<'_>>]) -> Vec<u32> {
    let rows = || sections.iter().flatten();
    let is_below = |prefix: &str| {
        reader.codes.iter().any(|codes| {
            rows().any(|read| {
                let code: String = codes.parts.iter().map(|key| read.row.text(key)).collect();
                code.len() > prefix.len() && code.starts_with(prefix)
            })
        })
    };
    let sums = reader.doubts.subtotals.iter().filter(|(_, prefix)| !is_below(prefix)).map(|(line, _)| *line);
    let all: BTreeSet<u32> = reader.doubts.unread.iter().copied().chain(sums).collect();
    all.into_iter().collect()
}

/// Says that no unit was found, where there are amounts that it would matter for. Where the title is on a lost
/// page its unit is, too, and the table is incomplete anyhow.
fn say_unit(reader: &mut Reader<'_>) {
    let Some(line) = reader.doubts.unitless.first().copied() else { return };
    let text = format!("没有找到金额单位，金额按格式的“{}”读入；请对照原文核对", reader.format.unit.label());
    reader.tell(line, NoteKind::UnitMissing, text.clone());
    if reader.titled {
        reader.doubts.problem("金额单位", line, text);
    }
}

/// What is known of the merged columns while going down the rows of one kind.
#[derive(Clone)]
struct Known {
    /// By merged column: its value, or `None` after a lost page.
    values: Vec<Option<String>>,
}

/// Fills the merged columns of one kind of row; returns a remark for each lost page.
fn fill_down(
    rows: &mut [ReadRow<'_>],
    section: &SectionSchema,
    free: &FreeRow,
    reader: &mut Reader<'_>,
) -> Vec<String> {
    let merged: Vec<&ColumnKey> = section
        .columns
        .iter()
        .filter(|column| column.merged && !free.blank.contains(&column.key))
        .map(|column| &column.key)
        .collect();
    let mut remarks = Vec::new();
    if merged.is_empty() {
        return remarks;
    }
    let mut known = Known { values: vec![Some(String::new()); merged.len()] };
    let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut filled: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    let own: Vec<usize> = (0..rows.len()).filter(|at| is_kind(rows, *at, &free.kind)).collect();
    let mut at = 0;
    while let Some(page) = own.get(at).and_then(|row| rows.get(*row)).map(|read| read.page) {
        let on_page: Vec<usize> = own
            .iter()
            .skip(at)
            .copied()
            .take_while(|row| rows.get(*row).is_some_and(|read| read.page == page))
            .collect();
        at += on_page.len();
        // First as if nothing were lost: the same item twice under the same heads shows a lost page.
        let plan = plan(rows, &on_page, &merged, known.clone());
        let uncertain = plan.iter().take_while(|(row, _)| !prints(rows, *row, merged.first().copied()));
        let collides = page > 0
            && uncertain
                .into_iter()
                .any(|(row, values)| seen.contains(&key_of(rows, *row, free, &merged, values)));
        let plan = if collides {
            let line = rows.get(on_page.first().copied().unwrap_or_default()).map_or(0, |read| read.line);
            let names = merged.iter().map(|key| key.as_str()).collect::<Vec<_>>().join("”“");
            reader.tell(
                line,
                NoteKind::LostPage,
                format!("换页后的项目与前页重复，中间有整页不在文件里；再次印出之前“{names}”不详"),
            );
            remarks.push(format!("第 {line} 行之前缺页"));
            known = Known { values: vec![None; merged.len()] };
            self::plan(rows, &on_page, &merged, known.clone())
        } else {
            plan
        };
        for (row, values) in &plan {
            seen.insert(key_of(rows, *row, free, &merged, values));
            known = Known { values: values.clone() };
            let Some(read) = rows.get_mut(*row) else { continue };
            let mut unknown = Vec::new();
            for (index, (key, value)) in merged.iter().zip(values).enumerate() {
                match value {
                    Some(text) if !text.is_empty() && read.row.text(key).is_empty() => {
                        read.row.cells.insert((*key).clone(), Value::Text(text.into()));
                        filled.entry(index).or_default().push(read.line);
                    }
                    None if read.row.text(key).is_empty() => unknown.push(key.as_str()),
                    _ => {}
                }
            }
            if !unknown.is_empty() {
                read.row.remark = format!("缺页，{}不详", unknown.join("、"));
            }
        }
    }
    for (index, lines) in filled {
        if let (Some(key), Some(first)) = (merged.get(index), lines.first()) {
            let text = format!("“{key}”补全 {} 行（第 {} 行）", lines.len(), line_list(&lines));
            reader.tell(*first, NoteKind::FilledDown, text);
        }
    }
    remarks
}

fn is_kind(rows: &[ReadRow<'_>], at: usize, kind: &KindKey) -> bool {
    rows.get(at).is_some_and(|read| matches!(read.shape, RowShape::Free(free) if free.kind == *kind))
}

/// Whether a row prints a value in a column.
fn prints(rows: &[ReadRow<'_>], at: usize, key: Option<&ColumnKey>) -> bool {
    key.zip(rows.get(at)).is_some_and(|(key, read)| !read.row.text(key).is_empty())
}

/// What the merged columns hold, row by row. A printed value holds from there on and ends the ones
/// inside it.
fn plan(
    rows: &[ReadRow<'_>],
    on_page: &[usize],
    merged: &[&ColumnKey],
    mut known: Known,
) -> Vec<(usize, Vec<Option<String>>)> {
    let mut plan = Vec::new();
    for at in on_page {
        let Some(read) = rows.get(*at) else { continue };
        let mut renewed = false;
        for (value, key) in known.values.iter_mut().zip(merged) {
            let printed = read.row.text(key);
            if !printed.is_empty() {
                renewed = true;
                *value = Some(printed.to_owned());
            } else if renewed {
                *value = Some(String::new());
            }
        }
        plan.push((*at, known.values.clone()));
    }
    plan
}

/// The cells by which a row is told from others, merged ones as planned.
fn key_of(
    rows: &[ReadRow<'_>],
    at: usize,
    free: &FreeRow,
    merged: &[&ColumnKey],
    values: &[Option<String>],
) -> Vec<String> {
    let Some(read) = rows.get(at) else { return Vec::new() };
    free.key
        .iter()
        .map(|key| match merged.iter().zip(values).find(|(of, _)| **of == key) {
            // What is unknown is like nothing else.
            Some((_, None)) => format!("?{at}"),
            Some((_, Some(value))) => value.clone(),
            None => read.row.text(key).to_owned(),
        })
        .collect()
}
