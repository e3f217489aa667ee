//! `yusuan merge`: two people's work on one budget becomes one file; what both changed is listed. Where
//! something is, no result is put in which conflicts were decided by nobody: `--take` decides them.

use std::io::{self, Write};
use std::path::Path;

use serde_json::json;

use super::arguments::MergeTask;
use super::output::Output;
use super::terminal::json_to;
use super::{Ended, FINDINGS, FINE, UNREADABLE, complain, load};
use crate::calc::{Book, Figures};
use crate::compare::{Merge, MergeLine, Resolution, Side, Version, merge_lines, merge_versions, one_budget};
use crate::compared::{self, Handout};
use crate::file::{Loaded, same_file};
use crate::schema::Formats;
use crate::text::visible;

pub(super) fn run(task: &MergeTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    let inputs = [task.base.as_path(), &task.ours, &task.theirs];
    let output = Output::budget(&task.output, &inputs, task.force)?.without_copies(task.no_backup);
    if let Some(place) = &task.list {
        may_list(task, place)?;
    }
    let [loaded_base, ours, theirs] = match inputs.map(|path| load(path, formats)) {
        [Ok(base), Ok(ours), Ok(theirs)] => [base, ours, theirs],
        others => {
            others.into_iter().filter_map(Result::err).for_each(|message| complain(&message));
            return Ok(UNREADABLE);
        }
    };
    let named = [("旧稿", &loaded_base.budget), ("我方", &ours.budget), ("对方", &theirs.budget)];
    one_budget(&named).map_err(|error| error.to_string())?;
    let otherwise = if task.take.as_deref() == Some("theirs") { Side::Theirs } else { Side::Ours };
    let resolution = Resolution { otherwise, ..Resolution::default() };
    let [base, mine, other] =
        [&loaded_base, &ours, &theirs].map(|one| Version { budget: &one.budget, extras: &one.extras });
    let merged =
        merge_versions(&ours.format, base, mine, other, &resolution).map_err(|error| error.to_string())?;
    let conflicts = &merged.conflicts;
    let written = conflicts.is_empty() || task.take.is_some() || !output.replaces();
    let lines = lines_of([&loaded_base, &ours, &theirs], &merged);
    // The list first: where it cannot be written, nothing is.
    if let Some(place) = &task.list {
        list(place, &lines, &merged, written)?;
    }
    if written {
        output.save(&merged.budget, &merged.extras)?;
    }
    print(task, (&merged, &lines), otherwise, written, out)?;
    Ok(if conflicts.is_empty() { FINE } else { FINDINGS })
}

/// Whether a list may be written there: over none of the budgets, nor over anything else unasked.
fn may_list(task: &MergeTask, place: &Path) -> Result<(), String> {
    let budgets = [&task.base, &task.ours, &task.theirs, &task.output];
    if budgets.into_iter().any(|budget| budget == place || same_file(place, budget)) {
        return Err(format!("{} 是要合并的预算文件，清单不能写在它上面；请换一个文件名", place.display()));
    }
    Output::other(place, &[], &[], task.force).map(|_| ())
}

/// What both sides did.
fn lines_of(of: [&Loaded; 3], merged: &Merge) -> Vec<MergeLine> {
    let figures = of.map(|one| Figures::compute(&one.budget, &one.format));
    let ([base, ours, theirs], [of_base, of_ours, of_theirs]) = (of, &figures);
    merge_lines(&book_of(base, of_base), &book_of(ours, of_ours), &book_of(theirs, of_theirs), merged)
}

/// Writes what both sides did, and whether the merge was written.
fn list(place: &Path, lines: &[MergeLine], merged: &Merge, written: bool) -> Result<(), String> {
    let mut table = compared::merged(lines);
    if !written {
        let count = merged.conflicts.len();
        table
            .notes
            .push(format!("有 {count} 处冲突没有决定，合并没有写入；这些行的“取”只是没有另说时的一方。"));
    }
    let written = Handout::of("合并清单", vec![table]).write(place)?;
    if let Some(copy) = &written.copy {
        complain(&format!("{} 原来的内容已留作备份：{}", written.path.display(), copy.display()));
    }
    Ok(())
}

fn book_of<'a>(one: &'a Loaded, figures: &'a Figures) -> Book<'a> {
    Book { format: &one.format, budget: &one.budget, figures }
}

fn print(
    task: &MergeTask,
    (merged, lines): (&Merge, &[MergeLine]),
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
    let changed =
        |of: fn(&MergeLine) -> &Option<String>| lines.iter().filter(|line| of(line).is_some()).count();
    let (ours, theirs) = (changed(|line| &line.ours), changed(|line| &line.theirs));
    let changes = format!("我方改动 {ours} 处，对方改动 {theirs} 处");
    if conflicts.is_empty() {
        return writeln!(out, "已合并到 {output}：{changes}，没有冲突");
    }
    let count = conflicts.len();
    let how = match task.take {
        Some(_) => "取",
        None => "暂取",
    };
    if written {
        writeln!(out, "已合并到 {output}：{changes}，{count} 处冲突{how}{}：", otherwise.label())?;
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
