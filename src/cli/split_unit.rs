//! `yusuan split-unit`: one unit's part of its department's budget, for somebody else to fill in.

use std::io::Write;

use super::arguments::SplitUnitTask;
use super::output::Output;
use super::{Ended, FINE, load};
use crate::compare::split_off;
use crate::file::Extras;
use crate::schema::Formats;

pub(super) fn run(task: &SplitUnitTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    if crate::file::same_file(&task.output, &task.department) {
        return Err(format!("{} 是部门的文件；单位的部分请另取文件名", task.output.display()).into());
    }
    let output = Output::budget(&task.output, &[], task.force)?;
    let whole = load(&task.department, formats)?;
    let part = split_off(&whole.format, &whole.budget, &task.unit)
        .map_err(|why| format!("{}：{why}", task.department.display()))?;
    output.save(&part, &Extras::default())?;
    writeln!(out, "已存为 {}；填好后用 yusuan merge-units 汇入部门的文件", task.output.display())?;
    Ok(FINE)
}
