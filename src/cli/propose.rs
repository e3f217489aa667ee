//! `yusuan propose`: which budget lines the submitted tables suggest, and the sure ones written down.

use std::io::{self, Write};

use super::arguments::ProposeTask;
use super::output::Output;
use super::{Ended, FINE, load};
use crate::model::Value;
use crate::propose::{Proposal, Sources, Sureness, accept, propose};
use crate::schema::{Format, Formats};
use crate::text::visible;

pub(super) fn run(task: &ProposeTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    let output =
        task.output.as_deref().map(|path| Output::budget(path, &[&task.file], task.force)).transpose()?;
    let mut loaded = load(&task.file, formats)?;
    let format = loaded.format.clone();
    let mut sources = Sources::default();
    for name in &task.without {
        let Some(schema) = format.table_by_name(name) else {
            return Err(format!("没有表“{name}”").into());
        };
        sources.without.insert(schema.key.clone());
    }
    let list = propose(&loaded.budget, &format, &sources);
    let Some(output) = &output else {
        print(&format, &list, out)?;
        return Ok(FINE);
    };
    let most = if task.take == "likely" { Sureness::Likely } else { Sureness::Sure };
    let taken = list.iter().filter(|one| one.sureness() <= most);
    let said = match accept(&loaded.budget, &format, taken) {
        Some(step) => {
            let said = step.label.clone();
            step.apply(&mut loaded.budget).map_err(|error| error.to_string())?;
            said
        }
        None => "没有可以采纳的明细".to_owned(),
    };
    output.save(&loaded.budget, &loaded.extras)?;
    print(&format, &list, out)?;
    writeln!(out, "{said}，已存为 {}", output.path().display())?;
    Ok(FINE)
}

fn print(format: &Format, list: &[Proposal], out: &mut dyn Write) -> io::Result<()> {
    for one in list {
        writeln!(out, "[{}] {}", one.sureness().label(), visible(&line(format, one)))?;
        writeln!(out, "    {}　{}", visible(&one.from.to_string()), visible(&one.why()))?;
    }
    let count = |wanted| list.iter().filter(|one| one.sureness() == wanted).count();
    let [sure, likely, open] = Sureness::ALL.map(count);
    writeln!(out, "共 {} 条：确定 {sure}，可能 {likely}，待定 {open}", list.len())
}

/// A line's cells in the order of their columns.
fn line(format: &Format, one: &Proposal) -> String {
    let schema = format.table(&one.lines);
    let section = schema.and_then(|schema| schema.sections.first());
    let cells = section.into_iter().flat_map(|section| &section.columns).map(|column| {
        match one.row.cells.get(&column.key) {
            Some(Value::Text(text)) => text.to_string(),
            Some(Value::Amount(amount)) => amount.to_string(),
            None => "—".to_owned(),
        }
    });
    cells.collect::<Vec<_>>().join(" ")
}
