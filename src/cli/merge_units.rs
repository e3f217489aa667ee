//! `yusuan merge-units`: the budgets of units become the budget of their department.

use std::io::{self, Write};

use super::arguments::MergeUnitsTask;
use super::output::Output;
use super::{FINE, UNREADABLE, complain, load};
use crate::calc::{Book, Figures};
use crate::compare::{take_in_unit, transfers};
use crate::money;
use crate::schema::Formats;
use crate::text::visible;

pub(super) fn run(task: &MergeUnitsTask, formats: &Formats, out: &mut dyn Write) -> io::Result<u8> {
    let output = match Output::at(&task.output, &[&task.department], task.force) {
        Ok(output) => output,
        Err(message) => {
            complain(&message);
            return Ok(UNREADABLE);
        }
    };
    let mut department = match load(&task.department, formats) {
        Ok(loaded) => loaded,
        Err(message) => {
            complain(&message);
            return Ok(UNREADABLE);
        }
    };
    let mut said = Vec::new();
    for path in &task.units {
        let step = load(path, formats).and_then(|unit| {
            let step = take_in_unit(&department.format, &department.budget, &unit.budget);
            let step = step.map_err(|error| format!("{}：{error}", path.display()))?;
            Ok((step, unit.budget.notes.len(), unit.extras.len()))
        });
        let changed = step.and_then(|(step, notes, fields)| {
            let (label, changes) = (step.label.clone(), step.edits.len());
            step.apply(&mut department.budget).map_err(|error| format!("{}：{error}", path.display()))?;
            Ok((label, changes, left_out(notes, fields)))
        });
        match changed {
            Ok((label, 0, left)) => said.push(format!("{}：没有变化{left}", visible(&label))),
            Ok((label, changes, left)) => said.push(format!("{}：{changes} 处改动{left}", visible(&label))),
            Err(message) => {
                complain(&message);
                return Ok(UNREADABLE);
            }
        }
    }
    if let Err(message) = output.save(&department.budget, &department.extras) {
        complain(&message);
        return Ok(UNREADABLE);
    }
    for line in said {
        writeln!(out, "{line}")?;
    }
    let (budget, format) = (&department.budget, &department.format);
    let figures = Figures::compute(budget, format);
    let decimals = format.decimals;
    for transfer in transfers(&Book { format, budget, figures: &figures }) {
        let amounts = transfer.amounts.iter();
        let amounts: Vec<String> =
            amounts.map(|(title, amount)| format!("{title} {}", money::display(*amount, decimals))).collect();
        let agrees = if transfer.agrees() { "" } else { "，两方不等，请核对明细" };
        writeln!(out, "抵销内部往来 {}：{}{agrees}", visible(&transfer.name), amounts.join("，"))?;
    }
    writeln!(out, "已存为 {}", task.output.display())?;
    Ok(FINE)
}

/// What of a unit's file does not become part of the department's, in words.
fn left_out(notes: usize, fields: usize) -> String {
    let mut left = Vec::new();
    if notes > 0 {
        left.push(format!("批注、豁免等 {notes} 条"));
    }
    if fields > 0 {
        left.push(format!("本程序不认识的字段 {fields} 处"));
    }
    if left.is_empty() {
        String::new()
    } else {
        format!("；没有带入单位文件里的{}", left.join("、"))
    }
}
