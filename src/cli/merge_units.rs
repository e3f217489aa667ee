//! `yusuan merge-units`: the budgets of units become the budget of their department.

use std::io::{self, Write};

use super::arguments::MergeUnitsTask;
use super::{FINE, UNREADABLE, complain, load};
use crate::compare::take_in_unit;
use crate::file;
use crate::schema::Formats;

pub(super) fn run(task: &MergeUnitsTask, formats: &Formats, out: &mut dyn Write) -> io::Result<u8> {
    if task.output.exists() && !task.force && task.output != task.department {
        complain(&format!("{} 已经存在；换一个文件名，或加 --force 覆盖它", task.output.display()));
        return Ok(UNREADABLE);
    }
    let mut department = match load(&task.department, formats) {
        Ok(loaded) => loaded,
        Err(message) => {
            complain(&message);
            return Ok(UNREADABLE);
        }
    };
    for path in &task.units {
        let step = load(path, formats).and_then(|unit| {
            let step = take_in_unit(&department.format, &department.budget, &unit.budget);
            step.map_err(|error| format!("{}：{error}", path.display()))
        });
        let changed = step.and_then(|step| {
            let (label, changes) = (step.label.clone(), step.edits.len());
            step.apply(&mut department.budget).map_err(|error| format!("{}：{error}", path.display()))?;
            Ok((label, changes))
        });
        match changed {
            Ok((label, 0)) => writeln!(out, "{label}：没有变化")?,
            Ok((label, changes)) => writeln!(out, "{label}：{changes} 处改动")?,
            Err(message) => {
                complain(&message);
                return Ok(UNREADABLE);
            }
        }
    }
    if let Err(error) = file::save(&task.output, &department.budget, &department.extras) {
        complain(&format!("{}：{error}", task.output.display()));
        return Ok(UNREADABLE);
    }
    writeln!(out, "已存为 {}", task.output.display())?;
    Ok(FINE)
}
