//! `yusuan check`: the findings of budgets, for people, as JSON or as CSV, and as a report beside that.
//! What a finding says is for [`report`]; here it is only which files are checked and where it goes.

mod text;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::arguments::CheckTask;
use super::find::find;
use super::{FINDINGS, FINE, UNREADABLE, complain};
use crate::file;
use crate::report::{self, CheckedBudget, CheckedFile, FileOutcome};
use crate::rules::RuleFile;
use crate::schema::Formats;
use crate::session::Session;

pub(super) fn run(task: &CheckTask, formats: &Formats, out: &mut dyn Write) -> io::Result<u8> {
    // What cannot be written in the end is better known before a thousand files are read.
    let target = match task.report.as_deref().map(report::Target::at).transpose() {
        Ok(target) => target,
        Err(message) => {
            complain(&message);
            return Ok(UNREADABLE);
        }
    };
    // A folder is many files even if it holds one: who reads the output must not have to look.
    let alone = matches!(task.files.as_slice(), [path] if !path.is_dir());
    let mut rules = Vec::new();
    for path in RuleFile::at_hand().iter().chain(&task.rules) {
        match RuleFile::load(path) {
            Ok(file) => rules.push(file),
            Err(error) => {
                complain(&error.to_string());
                return Ok(UNREADABLE);
            }
        }
    }
    let (files, broken) = check(task, formats, &rules);
    for error in broken {
        complain(&error);
    }
    for file in &files {
        if let FileOutcome::Unreadable { error } = &file.outcome {
            complain(&format!("{}：{error}", file.file));
        }
    }
    // The report first: nobody may be left to read what is printed.
    let mut written = true;
    if let Some(target) = &target
        && let Err(error) = target.save(&files)
    {
        complain(&format!("{}：报告没有写成：{error}", target.path.display()));
        written = false;
    }
    if task.json {
        for file in &files {
            let text = if alone { serde_json::to_string_pretty(file)? } else { serde_json::to_string(file)? };
            writeln!(out, "{text}")?;
        }
    } else if task.csv {
        report::csv(&files, out)?;
    } else {
        text::print(&files, task.all, alone, out)?;
    }
    let worst = files.iter().map(code).max().unwrap_or(FINE);
    match target {
        Some(_) if !written => Ok(UNREADABLE),
        Some(target) => {
            if !task.json && !task.csv {
                writeln!(out, "报告已写到 {}", target.path.display())?;
            }
            Ok(worst)
        }
        None => Ok(worst),
    }
}

/// The code to end with for a file.
fn code(file: &CheckedFile) -> u8 {
    match file.budget() {
        Some(budget) if budget.open() == 0 => FINE,
        Some(_) => FINDINGS,
        None => UNREADABLE,
    }
}

/// Reads and checks every file, on all cores; in the order of their paths, whichever is done first. With
/// it what is wrong with rules of one's own, each said once, however many budgets they do not fit.
fn check(task: &CheckTask, formats: &Formats, rules: &[RuleFile]) -> (Vec<CheckedFile>, BTreeSet<String>) {
    let found: Vec<_> = find(&task.files).into_iter().collect();
    let progress = progress(found.len());
    let checked: Vec<_> = found
        .par_iter()
        .map(|(path, problem)| {
            let done = match problem {
                Some(problem) => (CheckedFile::unreadable(path.display().to_string(), problem), Vec::new()),
                None => check_file(path, formats, rules),
            };
            progress.inc(1);
            done
        })
        .collect();
    progress.finish_and_clear();
    let (files, broken): (Vec<_>, Vec<_>) = checked.into_iter().unzip();
    (files, broken.into_iter().flatten().collect())
}

fn check_file(path: &Path, formats: &Formats, rules: &[RuleFile]) -> (CheckedFile, Vec<String>) {
    let name = path.display().to_string();
    match file::load(path, formats) {
        Ok(loaded) => {
            let mut session = Session::new(loaded.budget, loaded.format);
            let broken = rules
                .iter()
                .flat_map(|file| session.add_rules(file))
                .map(|error| error.to_string())
                .collect();
            let mut budget = CheckedBudget::new(&session.book(), session.verdicts());
            budget.notices = loaded.notices.iter().map(ToString::to_string).collect();
            (CheckedFile::checked(name, budget), broken)
        }
        Err(error) => (CheckedFile::unreadable(name, error.to_string()), Vec::new()),
    }
}

/// A bar on standard error; hidden where that is no terminal, and of no use for a single file.
fn progress(files: usize) -> ProgressBar {
    if files < 2 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("检查 {bar:40} {pos}/{len}　剩余 {eta}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
