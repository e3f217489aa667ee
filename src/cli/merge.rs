//! `yusuan merge`: two people's work on one budget becomes one file; what both changed is listed. Where
//! something is, no result is put in which conflicts were decided by nobody: `--take` decides them.

use std::io::{self, Write};
use std::path::Path;

use serde_json::json;

use super::arguments::MergeTask;
use super::output::Output;
use super::terminal::json_to;
use super::{FINDINGS, FINE, UNREADABLE, complain, load};
use crate::calc::{Book, Figures};
use crate::compare::{Merge, Resolution, Side, Version, merge_lines, merge_versions};
use crate::compared::{self, Handout};
use crate::file::Loaded;
use crate::schema::Formats;
use crate::text::visible;

pub(super) fn run(task: &MergeTask, formats: &Formats, out: &mut dyn Write) -> io::Result<u8> {
    let inputs = [task.base.as_path(), &task.ours, &task.theirs];
    let output = match Output::at(&task.output, &inputs, task.force) {
        Ok(output) => output.without_copies(task.no_backup),
        Err(message) => {
            complain(&message);
            return Ok(UNREADABLE);
        }
    };
    let [loaded_base, ours, theirs] = match inputs.map(|path| load(path, formats)) {
        [Ok(base), Ok(ours), Ok(theirs)] => [base, ours, theirs],
        others => {
            others.into_iter().filter_map(Result::err).for_each(|message| complain(&message));
            return Ok(UNREADABLE);
        }
    };
    let otherwise = if task.take.as_deref() == Some("theirs") { Side::Theirs } else { Side::Ours };
    let resolution = Resolution { otherwise, ..Resolution::default() };
    let [base, mine, other] =
        [&loaded_base, &ours, &theirs].map(|one| Version { budget: &one.budget, extras: &one.extras });
    let merged = match merge_versions(&ours.format, base, mine, other, &resolution) {
        Ok(merged) => merged,
        Err(error) => {
            complain(&error.to_string());
            return Ok(UNREADABLE);
        }
    };
    let conflicts = &merged.conflicts;
    // The list first: where it cannot be written, nothing is.
    if let Some(place) = &task.list
        && let Err(message) = list(task, place, [&loaded_base, &ours, &theirs], &merged)
    {
        complain(&message);
        return Ok(UNREADABLE);
    }
    let written = conflicts.is_empty() || task.take.is_some() || !output.replaces();
    if written && let Err(message) = output.save(&merged.budget, &merged.extras) {
        complain(&message);
        return Ok(UNREADABLE);
    }
    print(task, &merged, otherwise, written, out)?;
    Ok(if conflicts.is_empty() { FINE } else { FINDINGS })
}

/// Writes what both sides did.
fn list(task: &MergeTask, place: &Path, of: [&Loaded; 3], merged: &Merge) -> Result<(), String> {
    Output::at(place, &[&task.base, &task.ours, &task.theirs], task.force)?;
    let figures = of.map(|one| Figures::compute(&one.budget, &one.format));
    let book = |at: usize| {
        let (one, figures) = of.get(at).zip(figures.get(at))?;
        Some(Book { format: &one.format, budget: &one.budget, figures })
    };
    let (Some(base), Some(ours), Some(theirs)) = (book(0), book(1), book(2)) else { return Ok(()) };
    let lines = merge_lines(&base, &ours, &theirs, merged);
    Handout::of("合并清单", vec![compared::merged(&lines)]).write(place).map(|_| ())
}

fn print(
    task: &MergeTask,
    merged: &Merge,
    otherwise: Side,
    written: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let conflicts = &merged.conflicts;
    let output = task.output.display();
    if task.json {
        let list = conflicts.iter().map(|one| {
            json!({
                "place": one.place, "title": one.title, "base": one.base, "ours": one.ours,
                "theirs": one.theirs, "taken": if one.taken == Side::Ours { "ours" } else { "theirs" },
            })
        });
        let list = json!({"output": task.output, "written": written, "conflicts": list.collect::<Vec<_>>()});
        return json_to(out, &list, true);
    }
    if conflicts.is_empty() {
        return writeln!(out, "已合并到 {output}，没有冲突");
    }
    let count = conflicts.len();
    let how = match task.take {
        Some(_) => "取",
        None => "暂取",
    };
    if written {
        writeln!(out, "已合并到 {output}，{count} 处冲突{how}{}：", otherwise.label())?;
    } else {
        writeln!(out, "有 {count} 处冲突，没有写入：{output} 保持原样。")?;
        writeln!(
            out,
            "冲突处要取一方，请加 --take ours（我方）或 --take theirs（对方）；或换一个新的文件名："
        )?;
    }
    for one in conflicts {
        writeln!(out, "  {}（{}）", visible(&one.title), visible(&one.place))?;
        let [base, ours, theirs] = [&one.base, &one.ours, &one.theirs].map(|text| visible(text));
        writeln!(out, "    原来 {base}　我方 {ours}　对方 {theirs}")?;
    }
    Ok(())
}
