//! `yusuan check`: the findings of budgets, for people, as JSON or as CSV, and as a report beside that.
//! What a finding says is for [`report`]; here it is only which files are checked and where it goes.

mod text;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::arguments::CheckTask;
use super::terminal::json_to;
use super::{Ended, FINDINGS, FINE, UNREADABLE, complain};
use crate::exchange::source::ocr::Ocr;
use crate::report::{self, CheckedFile, FileOutcome};
use crate::rules::{Accepted, RuleFile};
use crate::schema::Formats;
use crate::submitted::{self, Checking, Done, find_with};

/// Checks what is asked for. `own_rules` are the files of rules that are applied to every budget.
pub(super) fn run(task: &CheckTask, formats: &Formats, own_rules: &[PathBuf], out: &mut dyn Write) -> Ended {
    // What cannot be written in the end is better known before a thousand files are read.
    let target = task.report.as_deref().map(report::Target::at).transpose()?;
    let mut rules = Vec::new();
    for path in own_rules.iter().chain(&task.rules) {
        rules.push(RuleFile::load(path).map_err(|error| error.to_string())?);
    }
    let ocr = task.ocr.as_deref().map(Ocr::new).transpose()?;
    let (files, broken) = check(task, formats, &rules, ocr.as_ref())?;
    // A folder is many files even if it holds one: who reads the output must not have to look. So is a document with
    // the budgets of several units.
    let alone = files.len() == 1 && matches!(task.files.as_slice(), [path] if !path.is_dir());
    for error in broken {
        complain(&error);
    }
    for file in &files {
        match &file.outcome {
            FileOutcome::Checked(budget) => {
                budget
                    .tableless_in_words()
                    .into_iter()
                    .for_each(|words| complain(&format!("{}：{words}", file.file)));
            }
            FileOutcome::Unreadable { error } => complain(&format!("{}：{error}", file.file)),
            FileOutcome::NotChecked { not_checked } => {
                complain(&format!("{}：没有检查：{not_checked}", file.file));
            }
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
            json_to(out, file, alone)?;
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

/// The code to end with for a file. What a budget itself claims to be waived is a finding still.
fn code(file: &CheckedFile) -> u8 {
    match &file.outcome {
        // Nothing is known of its figures, whatever its text says.
        FileOutcome::Checked(budget) if budget.tableless => UNREADABLE,
        FileOutcome::Checked(budget) if budget.open() + budget.claimed() == 0 => FINE,
        FileOutcome::Checked(_) => FINDINGS,
        FileOutcome::Unreadable { .. } => UNREADABLE,
        // It lies among what was handed in and is no budget.
        FileOutcome::NotChecked { .. } => FINE,
    }
}

/// Reads and checks every file; in the order of their paths, whichever is done first. With it what is wrong with rules
/// of one's own, each said once, however many budgets they do not fit.
fn check(
    task: &CheckTask,
    formats: &Formats,
    rules: &[RuleFile],
    ocr: Option<&Ocr>,
) -> io::Result<(Vec<CheckedFile>, BTreeSet<String>)> {
    let found = find_with(&task.files, formats);
    let progress = progress(found.len());
    let accepted = task.accept_waivers.then(Accepted::all).unwrap_or_default();
    let stopped = AtomicBool::new(false);
    let by = Checking { formats, rules, accepted: &accepted, ocr, stopped: &stopped };
    let done: Mutex<Vec<(usize, Vec<Done>)>> = Mutex::default();
    submitted::check_all(&found, by, |at, rows| {
        done.lock().unwrap_or_else(PoisonError::into_inner).push((at, rows));
        progress.inc(1);
    })?;
    progress.finish_and_clear();
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    let rows = done.into_iter().flat_map(|(_, rows)| rows);
    let (mut files, broken): (Vec<_>, Vec<_>) = rows.map(|row| (row.file, row.broken)).unzip();
    report::tell_duplicates(&mut files);
    Ok((files, broken.into_iter().flatten().collect()))
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
