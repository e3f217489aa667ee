//! `yusuan lines`: the budget lines for other systems and back, and the figures as open data.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::arguments::LinesTask;
use super::output::{Output, write};
use super::{Ended, FINDINGS, FINE, UNREADABLE, complain, load};
use crate::lines::{self, DESCRIPTION, FACTS, Mapping};
use crate::money::MoneyUnit;
use crate::opening;
use crate::schema::Formats;
use crate::session::Session;
use crate::text::visible;

pub(super) fn run(task: &LinesTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    match carry_out(task, formats) {
        Ok(Done { remarks, said }) => {
            for remark in &remarks {
                writeln!(out, "！{}", visible(remark))?;
            }
            writeln!(out, "{said}")?;
            Ok(if remarks.is_empty() { FINE } else { FINDINGS })
        }
        Err(message) => {
            message.lines().for_each(complain);
            Ok(UNREADABLE)
        }
    }
}

/// What a command did, and what of it is to be looked at.
struct Done {
    remarks: Vec<String>,
    said: String,
}

impl From<String> for Done {
    fn from(said: String) -> Self {
        Self { remarks: Vec::new(), said }
    }
}

fn carry_out(task: &LinesTask, formats: &Formats) -> Result<Done, String> {
    let loaded = load(&task.file, formats)?;
    let mut session = Session::new(loaded.budget, loaded.format);
    if task.to.as_deref() == Some("datapackage") {
        return package(&session, task).map(Done::from);
    }
    let format = std::sync::Arc::clone(session.format());
    let schema = lines::table(&format, task.table.as_deref())?;
    let mapping = Mapping::at(task.map.as_deref())?;
    // What one's own mapping names must be there; the program's is for several tables.
    let mapping = if task.map.is_some() {
        mapping.check(schema)?;
        mapping
    } else {
        mapping.of(schema)
    };
    if let Some(from) = &task.from {
        let output = Output::budget(&task.output, &[&task.file], task.force)?;
        let mapping = mapping.in_unit(unit(task));
        let read = lines::read(from, session.budget(), &format, schema, &mapping)?;
        let left = match read.left.as_slice() {
            [] => String::new(),
            left => format!("；对照表里没有、没有读的字段：{}", left.join("、")),
        };
        let taken = lines::take_in(read, session.budget(), &format, schema)
            .map_err(|error| format!("{}：{error}", from.display()))?;
        session.apply(taken.step).map_err(|error| error.to_string())?;
        output.save(session.budget(), &loaded.extras)?;
        let (title, summary, place) = (&schema.title, &taken.summary, task.output.display());
        let said = format!("读入{title} {summary}{left}\n已存为 {place}");
        return Ok(Done { remarks: taken.remarks, said });
    }
    let mapping = mapping.written_in(unit(task), schema);
    if !lines::any(&session.book(), schema) {
        return Err(format!("{}：{}是空的，没有可以写出的行，没有写文件", task.file.display(), schema.title));
    }
    let ending = task.output.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if let Some(to) =
        task.to.as_deref().filter(|to| matches!(ending.as_str(), "csv" | "xlsx") && *to != ending)
    {
        let place = task.output.display();
        return Err(format!("--to {to} 和文件名 {place} 的结尾不一致；文件名以 .{to} 结尾，或不写 --to"));
    }
    let reads: Vec<&Path> = [Some(task.file.as_path()), task.map.as_deref()].into_iter().flatten().collect();
    Output::other(&task.output, &reads, &["csv", "xlsx"], task.force)?;
    let bytes = match ending.as_str() {
        "xlsx" => lines::to_workbook(&session.book(), schema, &mapping)?,
        _ => lines::to_csv(&session.book(), schema, &mapping)?,
    };
    write(&task.output, &bytes)?;
    Ok(format!("已存为 {}", task.output.display()).into())
}

/// The unit of the amounts in the file that is written or read, where it is said.
fn unit(task: &LinesTask) -> Option<MoneyUnit> {
    match task.unit.as_deref()? {
        "元" => Some(MoneyUnit::Yuan),
        _ => Some(MoneyUnit::WanYuan),
    }
}

/// A folder with the figures and their description.
fn package(session: &Session, task: &LinesTask) -> Result<String, String> {
    let folder: PathBuf = task.output.clone();
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("{}：建不成文件夹：{}", folder.display(), opening::words(&error)))?;
    let book = session.book();
    for (name, bytes) in
        [(FACTS, lines::facts(&book)?), (DESCRIPTION, lines::description(&book).into_bytes())]
    {
        let place = folder.join(name);
        Output::other(&place, &[&task.file], &[], task.force)?;
        write(&place, &bytes)?;
    }
    Ok(format!("已存到 {}：{FACTS}、{DESCRIPTION}", folder.display()))
}
