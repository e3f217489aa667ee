//! `yusuan reconcile`: the tables as submitted against what the budget lines give, cell by cell.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::arguments::ReconcileTask;
use super::terminal::json_to;
use super::{Ended, FINDINGS, FINE, load};
use crate::compare::{TableAgainstLines, against_lines};
use crate::money;
use crate::schema::{Format, Formats};
use crate::text::visible;

pub(super) fn run(task: &ReconcileTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    let loaded = load(&task.file, formats)?;
    let format = &loaded.format;
    let mut tables = against_lines(&loaded.budget, format);
    if let Some(name) = &task.table {
        let Some(schema) = format.table_by_name(name) else {
            return Err(format!("没有表“{name}”").into());
        };
        tables.retain(|table| table.table == schema.key);
    }
    if tables.is_empty() {
        return Err("没有可以核对的表：需要既有明细，又有录入的表".into());
    }
    if task.json {
        let tables: Vec<Json> = tables.iter().map(as_json).collect();
        json_to(out, &json!({ "tables": tables }), false)?;
    } else {
        for table in &tables {
            write_table(table, format, out)?;
        }
    }
    let differs = tables.iter().any(|table| !table.differing.is_empty());
    Ok(if differs { FINDINGS } else { FINE })
}

fn write_table(table: &TableAgainstLines, format: &Format, out: &mut dyn Write) -> io::Result<()> {
    let schema = format.table(&table.table);
    let number = schema.and_then(|schema| schema.numbered()).map(|number| format!("{number} "));
    let title = schema.map(|schema| schema.title.as_str()).unwrap_or_default();
    write!(
        out,
        "{}{title}：一致 {} 格，不同 {} 格",
        number.unwrap_or_default(),
        table.equal,
        table.differing.len()
    )?;
    if table.unknown > 0 {
        write!(out, "，缺页不能核对 {} 格", table.unknown)?;
    }
    writeln!(out)?;
    let show = |amount| money::display(amount, format.decimals);
    for cell in &table.differing {
        let at =
            cell.submitted_at.as_ref().map_or_else(|| "（录入的表没有此行）".to_owned(), ToString::to_string);
        writeln!(
            out,
            "    {}　录入 {}，明细 {}，差 {}　{}",
            visible(&cell.title),
            show(cell.submitted),
            show(cell.derived),
            show(cell.difference()),
            visible(&at)
        )?;
    }
    Ok(())
}

fn as_json(table: &TableAgainstLines) -> Json {
    let cells: Vec<Json> = table
        .differing
        .iter()
        .map(|cell| {
            json!({
                "title": cell.title,
                "cell": cell.submitted_at.as_ref().map(ToString::to_string),
                "submitted": cell.submitted.to_string(),
                "derived": cell.derived.to_string(),
                "difference": cell.difference().to_string(),
            })
        })
        .collect();
    json!({
        "table": table.table.as_str(),
        "equal": table.equal,
        "unknown": table.unknown,
        "differing": cells,
    })
}
