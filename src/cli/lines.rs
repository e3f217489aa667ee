//! `yusuan lines`: the budget lines for other systems and back, and the figures as open data.

use std::io::Write;
use std::path::PathBuf;

use super::arguments::LinesTask;
use super::output::{Output, write};
use super::{Ended, FINE, UNREADABLE, complain, load};
use crate::lines::{self, DESCRIPTION, FACTS, Mapping};
use crate::schema::Formats;
use crate::session::Session;

pub(super) fn run(task: &LinesTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    match carry_out(task, formats) {
        Ok(said) => {
            writeln!(out, "{said}")?;
            Ok(FINE)
        }
        Err(message) => {
            message.lines().for_each(complain);
            Ok(UNREADABLE)
        }
    }
}

fn carry_out(task: &LinesTask, formats: &Formats) -> Result<String, String> {
    let loaded = load(&task.file, formats)?;
    let mut session = Session::new(loaded.budget, loaded.format);
    if task.to.as_deref() == Some("datapackage") {
        return package(&session, task);
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
        let output = Output::at(&task.output, &[&task.file], task.force)?;
        let read = lines::read(from, session.budget(), &format, schema, &mapping)?;
        let count = read.rows.len();
        let step = lines::replacing(session.budget(), schema, read.rows);
        session.apply(step).map_err(|error| error.to_string())?;
        output.save(session.budget(), &loaded.extras)?;
        let left = if read.left.is_empty() {
            String::new()
        } else {
            format!("；对照表里没有、没有读的字段：{}", read.left.join("、"))
        };
        return Ok(format!("读入{} {count} 行{left}\n已存为 {}", schema.title, task.output.display()));
    }
    if !lines::any(&session.book(), schema) {
        return Err(format!("{}：{}是空的，没有可以写出的行，没有写文件", task.file.display(), schema.title));
    }
    Output::at(&task.output, &[], task.force)?;
    let ending = task.output.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if let Some(to) =
        task.to.as_deref().filter(|to| matches!(ending.as_str(), "csv" | "xlsx") && *to != ending)
    {
        let place = task.output.display();
        return Err(format!("--to {to} 和文件名 {place} 的结尾不一致；文件名以 .{to} 结尾，或不写 --to"));
    }
    let bytes = match task.to.as_deref().unwrap_or(&ending) {
        "csv" => lines::to_csv(&session.book(), schema, &mapping)?,
        "xlsx" => lines::to_workbook(&session.book(), schema, &mapping)?,
        other => {
            return Err(format!(
                "不知道写成哪种文件“{other}”；文件名以 .csv 或 .xlsx 结尾，或写 --to csv、xlsx、datapackage"
            ));
        }
    };
    write(&task.output, &bytes)?;
    Ok(format!("已存为 {}", task.output.display()))
}

/// A folder with the figures and their description.
fn package(session: &Session, task: &LinesTask) -> Result<String, String> {
    let folder: PathBuf = task.output.clone();
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("{}：建不成文件夹：{error}", folder.display()))?;
    let book = session.book();
    for (name, bytes) in
        [(FACTS, lines::facts(&book)?), (DESCRIPTION, lines::description(&book).into_bytes())]
    {
        let place = folder.join(name);
        Output::at(&place, &[], task.force)?;
        write(&place, &bytes)?;
    }
    Ok(format!("已存到 {}：{FACTS}、{DESCRIPTION}", folder.display()))
}
