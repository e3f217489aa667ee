//! `yusuan import`: a published document becomes a budget file, with a report of what was read; what somebody says of
//! its tables and columns goes before what they look like, and can be kept for the next document.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use super::arguments::ImportTask;
use super::output::Output;
use super::{Ended, FINE, NOT_READ, complain};
use crate::exchange::mapping::{self, Mapping};
use crate::exchange::source::ocr::Ocr;
use crate::exchange::{self, Documents, Imported, Outcome, Progress};
use crate::file::{self, Extras};
use crate::schema::{Format, Formats};
use crate::text::visible;

/// What a profile that is not kept is called.
const UNNAMED: &str = "本次对应";

pub(super) fn run(
    task: &ImportTask,
    formats: &Formats,
    chosen: Option<Arc<Format>>,
    out: &mut dyn Write,
) -> Ended {
    let output = Output::budget(&task.output, &[], task.force)?;
    let (imported, format, saved) = read(task, formats, chosen)?;
    let code = match imported.report.outcome() {
        Outcome::Complete => FINE,
        Outcome::Incomplete => NOT_READ,
        Outcome::Nothing => {
            let why = imported.report.nothing_in_words(&format.name);
            complain(&format!("{}：没有存盘：{why}", imported.report.source));
            return Ok(NOT_READ);
        }
    };
    output.save(&imported.budget, &Extras::default())?;
    write!(out, "{}", imported.report)?;
    if task.tables {
        list(&format, formats, out)?;
    }
    writeln!(out, "已存为 {}", task.output.display())?;
    let others = imported.sets.len().saturating_sub(1);
    if others > 0 && task.set.is_none() {
        complain(&format!(
            "{}：另有 {others} 套预算表没有读入；用 --set 2 等逐套读入，各存一个文件",
            imported.report.source
        ));
        return Ok(NOT_READ);
    }
    if let Some(path) = saved {
        writeln!(out, "对应关系已存为 {}", path.display())?;
    }
    Ok(code)
}

/// The budget, the format it was read with, and where what was said of it is kept.
type Read = (Imported, Arc<Format>, Option<PathBuf>);

fn read(task: &ImportTask, formats: &Formats, chosen: Option<Arc<Format>>) -> Result<Read, String> {
    let paths = &task.documents;
    let ocr = task.ocr.as_deref().map(Ocr::new).transpose()?;
    let import = |format: Option<&Arc<Format>>| {
        let set = task.set.map_or(0, |set| set.get() - 1);
        let documents = Documents { paths, set, ocr: ocr.as_ref() };
        exchange::import_files(documents, formats, format, &Progress::default())
            .map_err(|error| error.to_string())
    };
    let (mut imported, mut own) = import(chosen.as_ref())?;
    let count = imported.sets.len().max(1);
    if let Some(set) = task.set.filter(|set| set.get() > count) {
        return Err(format!("--set {set}：文件里只有 {count} 套预算表"));
    }
    if task.map.is_empty() {
        return Ok((imported, own, None));
    }
    let base = chosen.filter(|format| format.vocabulary.is_some()).or_else(|| mapping::base(&own, formats));
    let base = base.ok_or("没有能补充对应关系的表式")?;
    let name = task.save_profile.as_deref().unwrap_or(UNNAMED);
    let mut mapping = Mapping::default();
    let mut read = mapping::read_as(&own, &base);
    let mut open: Vec<&String> = task.map.iter().collect();
    // What is said of a table that is only found because its title was said is understood in the second round.
    for is_last in [false, true] {
        let mut problems = Vec::new();
        open.retain(|text| {
            let problem = mapping.add(text, &read, &base).err();
            problems.extend(problem.as_ref().map(|error| format!("--map {text}：{error}")));
            problem.is_some()
        });
        if let Some(problem) = problems.into_iter().next().filter(|_| is_last || mapping.is_empty()) {
            return Err(problem);
        }
        (imported, own) = import(Some(&mapping.format(name, &base, formats)?))?;
        read = mapping::read_as(&own, &base);
        if open.is_empty() {
            break;
        }
    }
    let lacking = mapping.lacking(&imported, &read);
    if !lacking.is_empty() {
        let titles: Vec<&str> = read.iter().map(|table| table.title.as_str()).collect();
        return Err(format!(
            "--map：文件里没有表题“{}”，或者它下面没有表格；认出的表题有：{}",
            lacking.join("”“"),
            titles.join("、")
        ));
    }
    let saved = match &task.save_profile {
        Some(name) => Some(file::save_profile(name, &mapping.to_text(name, &base)?, task.force)?),
        None => None,
    };
    Ok((imported, own, saved))
}

/// What each table and each column was read as.
fn list(own: &Format, formats: &Formats, out: &mut dyn Write) -> io::Result<()> {
    let Some(base) = mapping::base(own, formats) else { return Ok(()) };
    writeln!(out, "各表、各栏的对应（--map 可以另行指定）：")?;
    for table in mapping::read_as(own, &base) {
        let sign = if table.is_known { "" } else { "（表式里没有）" };
        let key = table.key.as_str();
        writeln!(out, "  {} {} → {}{sign}", table.number, visible(&table.title), visible(key))?;
        for (path, key) in &table.columns {
            writeln!(out, "      {} → {}", visible(path), visible(key))?;
        }
    }
    Ok(())
}
