//! `yusuan merge`: two people's work on one budget becomes one file; what both changed is listed. Made to be
//! called by version control, so it writes the result even where conflicts remain, and ends with 1 then.

use std::io::{self, Write};

use serde_json::json;

use super::arguments::MergeTask;
use super::terminal::json_to;
use super::{FINDINGS, FINE, UNREADABLE, complain, load};
use crate::compare::{Resolution, Side, merge};
use crate::file;
use crate::schema::Formats;
use crate::text::visible;

pub(super) fn run(task: &MergeTask, formats: &Formats, out: &mut dyn Write) -> io::Result<u8> {
    let inputs = [&task.base, &task.ours, &task.theirs];
    if task.output.exists() && !task.force && !inputs.contains(&&task.output) {
        complain(&format!("{} 已经存在；换一个文件名，或加 --force 覆盖它", task.output.display()));
        return Ok(UNREADABLE);
    }
    let [base, ours, theirs] = match inputs.map(|path| load(path, formats)) {
        [Ok(base), Ok(ours), Ok(theirs)] => [base, ours, theirs],
        others => {
            others.into_iter().filter_map(Result::err).for_each(|message| complain(&message));
            return Ok(UNREADABLE);
        }
    };
    let otherwise = if task.take == "theirs" { Side::Theirs } else { Side::Ours };
    let resolution = Resolution { otherwise, ..Resolution::default() };
    let merged = match merge(&ours.format, &base.budget, &ours.budget, &theirs.budget, &resolution) {
        Ok(merged) => merged,
        Err(error) => {
            complain(&error.to_string());
            return Ok(UNREADABLE);
        }
    };
    if let Err(error) = file::save(&task.output, &merged.budget, &ours.extras) {
        complain(&format!("{}：{error}", task.output.display()));
        return Ok(UNREADABLE);
    }
    let conflicts = &merged.conflicts;
    if task.json {
        let list = conflicts.iter().map(|one| {
            json!({
                "place": one.place, "title": one.title, "base": one.base, "ours": one.ours,
                "theirs": one.theirs, "taken": if one.taken == Side::Ours { "ours" } else { "theirs" },
            })
        });
        let list = json!({"output": task.output, "conflicts": list.collect::<Vec<_>>()});
        json_to(out, &list, true)?;
    } else if conflicts.is_empty() {
        writeln!(out, "已合并到 {}，没有冲突", task.output.display())?;
    } else {
        let count = conflicts.len();
        writeln!(out, "已合并到 {}，{count} 处冲突暂取{}：", task.output.display(), otherwise.label())?;
        for one in conflicts {
            writeln!(out, "  {}（{}）", visible(&one.title), visible(&one.place))?;
            let [base, ours, theirs] = [&one.base, &one.ours, &one.theirs].map(|text| visible(text));
            writeln!(out, "    原来 {base}　我方 {ours}　对方 {theirs}")?;
        }
    }
    Ok(if conflicts.is_empty() { FINE } else { FINDINGS })
}
