//! `yusuan merge-units`: the budgets of units become the budget of their department.

use std::io::{self, Write};

use super::arguments::MergeUnitsTask;
use super::{FINE, UNREADABLE, complain, load};
use crate::calc::{Book, Figures};
use crate::compare::{take_in_unit, transfers};
use crate::schema::Formats;
use crate::text::visible;
use crate::{file, money};

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
            Ok((label, 0)) => writeln!(out, "{}：没有变化", visible(&label))?,
            Ok((label, changes)) => writeln!(out, "{}：{changes} 处改动", visible(&label))?,
            Err(message) => {
                complain(&message);
                return Ok(UNREADABLE);
            }
        }
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
    if let Err(error) = file::save(&task.output, &department.budget, &department.extras) {
        complain(&format!("{}：{error}", task.output.display()));
        return Ok(UNREADABLE);
    }
    writeln!(out, "已存为 {}", task.output.display())?;
    Ok(FINE)
}
