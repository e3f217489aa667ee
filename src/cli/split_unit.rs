//! `yusuan split-unit`: one unit's part of its department's budget, for somebody else to fill in.

use std::io::{self, Write};

use super::arguments::SplitUnitTask;
use super::output::Output;
use super::{FINE, UNREADABLE, complain, load};
use crate::compare::split_off;
use crate::file::Extras;
use crate::schema::Formats;

pub(super) fn run(task: &SplitUnitTask, formats: &Formats, out: &mut dyn Write) -> io::Result<u8> {
    let done = Output::at(&task.output, &[], task.force).and_then(|output| {
        if crate::file::same_file(&task.output, &task.department) {
            return Err(format!("{} 是部门的文件；单位的部分请另取文件名", task.output.display()));
        }
        let whole = load(&task.department, formats)?;
        let part = split_off(&whole.format, &whole.budget, &task.unit)
            .map_err(|why| format!("{}：{why}", task.department.display()))?;
        output.save(&part, &Extras::default())
    });
    match done {
        Ok(()) => {
            writeln!(out, "已存为 {}；填好后用 yusuan merge-units 汇入部门的文件", task.output.display())?;
            Ok(FINE)
        }
        Err(message) => {
            complain(&message);
            Ok(UNREADABLE)
        }
    }
}
