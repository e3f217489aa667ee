//! Steps that add, delete and move rows of tables with free rows. A row of a nested table takes the
//! rows below it along.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Batch, Edit, EditError};
use crate::model::{Cells, ColumnKey, Coverage, KindKey, Row, RowKey, RowView, Table, ValueView};
use crate::schema::{RowShape, SectionSchema, TableSchema};

/// Which way a row moves among its siblings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowMove {
    /// Towards the top.
    Up,
    /// Towards the bottom.
    Down,
}

/// The step with which the entry of a table begins that the budget lacks. Until it is marked as complete
/// it counts as incomplete, so that a half-entered table raises no findings about what is still to come.
/// What a table marked as absent holds all the same is kept.
pub fn start_table(schema: &TableSchema, table: Option<&Table>) -> Batch {
    let mut content = table.cloned().unwrap_or_default();
    schema.complete(&mut content);
    content.coverage = Coverage::Partial;
    content.remark = "补录中；录完后请在右上方标为“完整”，与此表有关的检查随即进行".to_owned();
    let content = Some(content);
    Batch::one(format!("补录 {}", schema.title), Edit::SetTable { table: schema.key.clone(), content })
}

/// A row to be added, with what is known of its cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewRow {
    /// Its kind.
    pub kind: KindKey,
    /// Its input cells.
    pub cells: Cells,
}

/// The step that adds a row of `kind`, and the new row's key; see [`new_rows`].
///
/// # Errors
/// When the table has no such kind of row, or it cannot stand there.
pub fn new_row(
    schema: &TableSchema,
    table: &Table,
    below: Option<usize>,
    kind: &KindKey,
) -> Result<(Batch, RowKey), EditError> {
    let row = NewRow { kind: kind.clone(), cells: Cells::new() };
    let (step, keys) = new_rows(schema, table, below, vec![row])?;
    let key = keys.into_iter().next().unwrap_or_default();
    Ok((Batch { label: format!("{} 增加{kind}行", schema.title), ..step }, key))
}

/// The step that adds rows one behind the other, and their keys. `below` is the row they should stand
/// under: a child directly beneath it, a sibling behind everything that belongs to it; without it, or
/// beneath a fixed row, at the end of the free rows. Merged cells (单位, 一级指标) that are not given are
/// taken over from above.
///
/// # Errors
/// When the table has no such kind of row, or it cannot stand there.
pub fn new_rows(
    schema: &TableSchema,
    table: &Table,
    below: Option<usize>,
    rows: Vec<NewRow>,
) -> Result<(Batch, Vec<RowKey>), EditError> {
    let described = |kind: &KindKey| {
        schema
            .free_kind(kind)
            .ok_or_else(|| EditError::Refused(format!("“{}”不能增加“{kind}”行", schema.title)))
    };
    let Some(first) = rows.first() else {
        return Ok((Batch { label: String::new(), edits: Vec::new() }, Vec::new()));
    };
    let (section_index, free) = described(&first.kind)?;
    let above = below.and_then(|index| {
        let (at, shape) = schema.shape(table.rows().get(index)?)?;
        (at == section_index).then_some((index, shape.level()?))
    });
    let at = match above {
        Some((index, level)) if free.level > level => index + 1,
        Some((index, _)) => {
            // Climb to the sibling it goes behind.
            let mut start = index;
            while start > 0 && level_at(schema, table, start).is_some_and(|level| level > free.level) {
                start -= 1;
            }
            start + extent(schema, table, start)
        }
        None => end_of_free(schema, table, section_index),
    };
    // A row without a key of its own (a project's further indicator lines) only continues one above.
    let continues = free.key.is_empty() && free.level > 0;
    if continues && at.checked_sub(1).and_then(|row| level_at(schema, table, row)).is_none() {
        return Err(EditError::Refused(format!("“{}”行要放在它的上级行之下；请先选中上级行", first.kind)));
    }
    let source = above.and_then(|(index, _)| table.rows().get(index));
    let merged: Vec<(&ColumnKey, ValueView<'_>)> = schema
        .sections
        .get(section_index)
        .into_iter()
        .flat_map(|section| section.columns.iter().filter(|column| column.merged))
        .filter_map(|column| Some((&column.key, source?.cells().get(&column.key)?)))
        .collect();
    let mut taken: BTreeSet<RowKey> = table.rows().iter().map(|row| row.key().clone()).collect();
    let (mut added, mut keys) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for new in rows {
        let (section, free) = described(&new.kind)?;
        if section != section_index {
            return Err(EditError::Refused(format!("“{}”的行不能一起增加在两处", schema.title)));
        }
        let mut row = Row { kind: new.kind, cells: new.cells, ..Row::default() };
        // What is given names the row; until its cells are filled in it is known by its kind alone.
        row.key = free.new_key(row.view(), &taken);
        for (column, value) in merged.iter().filter(|(column, _)| !free.blank.contains(column)) {
            if !row.cells.contains_key(column) {
                row.cells.insert((*column).clone(), value.to_value());
            }
        }
        taken.insert(row.key.clone());
        keys.push(row.key.clone());
        added.push(row);
    }
    let label = format!("{} 增加 {} 行", schema.title, added.len());
    let edit = Edit::InsertRows { table: schema.key.clone(), at, rows: added };
    Ok((Batch::one(label, edit), keys))
}

/// The step that deletes free rows with all that belongs to them.
///
/// # Errors
/// When none of them may be deleted.
pub fn delete_rows(schema: &TableSchema, table: &Table, rows: &[usize]) -> Result<Batch, EditError> {
    let mut gone = BTreeSet::new();
    for &index in rows {
        if level_at(schema, table, index).is_some() {
            gone.insert(index);
        }
    }
    // From top to bottom; what belongs to a row that goes is passed over with it.
    let mut runs: Vec<Range<usize>> = Vec::new();
    for index in gone {
        let end = index + extent(schema, table, index);
        match runs.last_mut() {
            Some(last) if end <= last.end => {}
            Some(last) if index <= last.end => last.end = end,
            _ => runs.push(index..end),
        }
    }
    if runs.is_empty() {
        return Err(EditError::Refused(format!(
            "“{}”的这些行是表式固定的，不能删除；可以清空其中的数据",
            schema.title
        )));
    }
    let count: usize = runs.iter().map(Range::len).sum();
    let label = format!("{} 删除 {count} 行", schema.title);
    let remove =
        |run: Range<usize>| Edit::RemoveRows { table: schema.key.clone(), at: run.start, count: run.len() };
    Ok(Batch { label, edits: runs.into_iter().rev().map(remove).collect() })
}

/// The step that moves a free row, with all that belongs to it, past its neighbour of the same level.
///
/// # Errors
/// When there is no such neighbour, or the row is a fixed one.
pub fn move_rows(schema: &TableSchema, table: &Table, row: usize, way: RowMove) -> Result<Batch, EditError> {
    let level = level_at(schema, table, row)
        .ok_or_else(|| EditError::Refused(format!("“{}”的这一行是表式固定的，不能移动", schema.title)))?;
    let count = extent(schema, table, row);
    let (to, word) = match way {
        RowMove::Up => {
            let sibling = (0..row)
                .rev()
                .take_while(|at| level_at(schema, table, *at).is_some_and(|other| other >= level))
                .find(|at| level_at(schema, table, *at) == Some(level));
            (sibling, "上移")
        }
        RowMove::Down => {
            let next = row + count;
            let sibling =
                (level_at(schema, table, next) == Some(level)).then(|| row + extent(schema, table, next));
            (sibling, "下移")
        }
    };
    let to = to.ok_or_else(|| {
        EditError::Refused(format!(
            "这一行已在同级行的最{}，不能{word}",
            if way == RowMove::Up { "前" } else { "后" }
        ))
    })?;
    let edit = Edit::MoveRows { table: schema.key.clone(), from: row, count, to };
    Ok(Batch::one(format!("{} {word} {count} 行", schema.title), edit))
}

/// The level of the free row at a position; `None` for fixed rows and beyond the table.
fn level_at(schema: &TableSchema, table: &Table, index: usize) -> Option<u8> {
    let (_, shape) = schema.shape(table.rows().get(index)?)?;
    shape.level()
}

/// How many rows a free row and all that belongs to it are.
fn extent(schema: &TableSchema, table: &Table, index: usize) -> usize {
    let Some(level) = level_at(schema, table, index) else {
        return 1;
    };
    1 + (index + 1..table.rows().len())
        .take_while(|at| {
            level_at(schema, table, *at).is_some_and(|below| below > level)
                && same_section(schema, table, index, *at)
        })
        .count()
}

fn same_section(schema: &TableSchema, table: &Table, a: usize, b: usize) -> bool {
    let section = |index: usize| Some(schema.shape(table.rows().get(index)?)?.0);
    section(a) == section(b)
}

/// Where a row comes to stand that is added behind the others of its section: behind the last free row, or
/// behind the fixed rows that precede them.
pub(crate) fn end_of_free(schema: &TableSchema, table: &Table, section: usize) -> usize {
    let stands_above = |row: RowView<'_>| {
        schema.shape(row).is_some_and(|(at, shape)| {
            at < section
                || at == section
                    && match shape {
                        RowShape::Free(_) => true,
                        RowShape::Fixed(fixed) => is_before(schema.sections.get(at), &fixed.key),
                    }
        })
    };
    table.rows().iter().rposition(stands_above).map_or(0, |at| at + 1)
}

fn is_before(section: Option<&SectionSchema>, key: &RowKey) -> bool {
    section.is_some_and(|section| section.before.iter().any(|row| row.key == *key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Budget;
    use crate::schema::default_format;

    /// T15 with two projects of one unit, the first with a further indicator line.
    fn projects() -> Table {
        let row = |kind: &str, key: &str| Row { kind: kind.into(), key: key.into(), ..Row::default() };
        let rows = vec![
            row("类型合计", "t"),
            row("单位", "u"),
            row("项目", "a"),
            row("指标", "a1"),
            row("项目", "b"),
        ];
        Table::from(rows)
    }

    fn keys_after(step: Result<Batch, EditError>) -> String {
        let mut budget = Budget::default();
        budget.tables.insert("T15".into(), projects());
        match step.and_then(|step| step.apply(&mut budget)) {
            Ok(_) => budget.tables[&"T15".into()]
                .rows()
                .iter()
                .map(|row| row.key().as_str())
                .collect::<Vec<_>>()
                .join(" "),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn rows_take_along_what_belongs_to_them() {
        let format = default_format();
        let schema = format.table(&"T15".into()).unwrap();
        let table = projects();
        let add = |below: Option<usize>, kind: &str| {
            keys_after(new_row(schema, &table, below, &kind.into()).map(|(step, _)| step))
        };
        assert_eq!(keys_after(move_rows(schema, &table, 2, RowMove::Down)), "t u b a a1");
        assert_eq!(keys_after(move_rows(schema, &table, 4, RowMove::Up)), "t u b a a1");
        assert!(keys_after(move_rows(schema, &table, 2, RowMove::Up)).contains("最前"));
        assert!(keys_after(move_rows(schema, &table, 3, RowMove::Down)).contains("最后"));
        assert_eq!(keys_after(delete_rows(schema, &table, &[2])), "t u b");
        assert_eq!(keys_after(delete_rows(schema, &table, &[3, 2])), "t u b");
        assert_eq!(add(Some(2), "指标"), "t u a 指标~1 a1 b");
        assert_eq!(add(Some(3), "项目"), "t u a a1 项目~1 b");
        assert_eq!(add(None, "类型合计"), "t u a a1 b 类型合计~1");
        assert!(add(Some(0), "没有").contains("不能增加"));
    }

    #[test]
    fn free_rows_stand_between_the_fixed_ones() {
        let format = default_format();
        let schema = format.table(&"T14".into()).unwrap();
        let mut table = schema.blank_table();
        let (step, _) = new_row(schema, &table, None, &"任务".into()).unwrap();
        let mut budget = Budget::default();
        budget.tables.insert("T14".into(), table.clone());
        step.apply(&mut budget).unwrap();
        table = budget.tables[&"T14".into()].clone();
        assert_eq!(table.position(&"任务~1".into()), Some(2));
        assert!(delete_rows(schema, &table, &[0]).is_err());
    }
}
