//! `yusuan check`: the findings of budgets, for people, as JSON or as CSV, and as a report beside that.
//! What a finding says is for [`report`]; here it is only which files are checked and where it goes.

mod text;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::arguments::CheckTask;
use super::find::find;
use super::terminal::json_to;
use super::{FINDINGS, FINE, STACK, UNREADABLE, complain};
use crate::exchange::{self, Outcome};
use crate::file;
use crate::model::Budget;
use crate::report::{self, CheckedBudget, CheckedFile, FileOutcome};
use crate::rules::{Accepted, RuleFile};
use crate::schema::{Format, Formats};
use crate::session::Session;

/// Checks what is asked for. `own_rules` are the files of rules that are applied to every budget.
pub(super) fn run(
    task: &CheckTask,
    formats: &Formats,
    own_rules: &[PathBuf],
    out: &mut dyn Write,
) -> io::Result<u8> {
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
    for path in own_rules.iter().chain(&task.rules) {
        match RuleFile::load(path) {
            Ok(file) => rules.push(file),
            Err(error) => {
                complain(&error.to_string());
                return Ok(UNREADABLE);
            }
        }
    }
    let (files, broken) = check(task, formats, &rules)?;
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
    match file.budget() {
        Some(budget) if budget.open() + budget.claimed() == 0 => FINE,
        Some(_) => FINDINGS,
        None => UNREADABLE,
    }
}

/// How a file was checked, and what is wrong with rules of one's own.
type Done = (CheckedFile, Vec<String>);

/// Reads and checks every file, on all cores; in the order of their paths, whichever is done first. With
/// it what is wrong with rules of one's own, each said once, however many budgets they do not fit.
///
/// Each is checked on a thread whose stack is of a known size, not among the threads that share out the rules of
/// a budget: one of those that waits may begin with another file upon its stack, and with another upon that.
fn check(
    task: &CheckTask,
    formats: &Formats,
    rules: &[RuleFile],
) -> io::Result<(Vec<CheckedFile>, BTreeSet<String>)> {
    let found: Vec<_> = find(&task.files).into_iter().collect();
    let progress = progress(found.len());
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done: Vec<(usize, Done)> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((path, problem)) = found.get(at) else {
                return done;
            };
            let name = path.display().to_string();
            done.push((
                at,
                match problem {
                    Some(problem) => (CheckedFile::unreadable(name, problem), Vec::new()),
                    None => one_row(&name, || check_file(path, formats, rules, task.accept_waivers)),
                },
            ));
            progress.inc(1);
        }
    };
    let mut checked: Vec<(usize, Done)> = std::thread::scope(|scope| -> io::Result<_> {
        let workers = rayon::current_num_threads().min(found.len().max(1));
        let spawn = |_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker);
        let workers: Vec<_> = (0..workers).map(spawn).collect::<io::Result<_>>()?;
        let ended = workers.into_iter().map(|worker| worker.join());
        let fault = |_| io::Error::other("检查没有做完，这是程序自身的缺陷");
        Ok(ended.collect::<Result<Vec<_>, _>>().map_err(fault)?.into_iter().flatten().collect())
    })?;
    progress.finish_and_clear();
    checked.sort_by_key(|(at, _)| *at);
    let (files, broken): (Vec<_>, Vec<_>) = checked.into_iter().map(|(_, done)| done).unzip();
    Ok((files, broken.into_iter().flatten().collect()))
}

/// Whatever a file makes of its check, it is one row: where the program itself fails, that is said there.
fn one_row(name: &str, check: impl FnOnce() -> Done) -> Done {
    // What the check was working on is not looked at any more.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(check)).unwrap_or_else(|payload| {
        let words = payload.downcast_ref::<&str>().copied();
        let words =
            words.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("原因不明");
        let why = format!("没有检查：程序自身出错（{words}）。这是程序的缺陷，不是文件的结论；请联系开发者");
        (CheckedFile::unreadable(name, why), Vec::new())
    })
}

/// What is to be checked, with what its reader should know.
type Read = (Budget, Arc<Format>, Vec<String>);

fn check_file(path: &Path, formats: &Formats, rules: &[RuleFile], accepts: bool) -> Done {
    let name = path.display().to_string();
    let read = if exchange::is_document(path) { import(path, formats) } else { load(path, formats) };
    match read {
        Ok((budget, format, notices)) => {
            let mut session = Session::new(budget, format);
            if accepts {
                session.accept(Accepted::all());
            }
            let broken = rules
                .iter()
                .flat_map(|file| session.add_rules(file))
                .map(|error| error.to_string())
                .collect();
            let mut budget = CheckedBudget::new(&session.book(), session.verdicts(), session.added_rules());
            budget.notices = notices;
            (CheckedFile::checked(name, budget), broken)
        }
        Err(error) => (CheckedFile::unreadable(name, error), Vec::new()),
    }
}

fn load(path: &Path, formats: &Formats) -> Result<Read, String> {
    let loaded = file::load(path, formats).map_err(|error| error.to_string())?;
    let notices = loaded.notices.iter().map(ToString::to_string).collect();
    Ok((loaded.budget, loaded.format, notices))
}

/// A document is checked as it is read, with no file of its own between.
fn import(path: &Path, formats: &Formats) -> Result<Read, String> {
    let (imported, format) =
        exchange::import_with_any(path, formats).map_err(|error| error.without_path())?;
    let report = &imported.report;
    if report.outcome() == Outcome::Nothing {
        return Err(format!("{}（试过的格式：{}）", report.summary().trim_end(), tried(formats)));
    }
    let mut notices = vec![format!("从公开文件读入，格式“{}”", format.name)];
    notices.extend(report.summary().lines().map(str::to_owned));
    Ok((imported.budget, format, notices))
}

fn tried(formats: &Formats) -> String {
    formats.iter().map(|format| format.name.as_str()).collect::<Vec<_>>().join("、")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_program_costs_one_row() {
        let (file, _) = one_row("坏.ron", || panic!("第 {} 行", 7));
        let FileOutcome::Unreadable { error } = &file.outcome else {
            panic!("{file:?}");
        };
        assert!(error.contains("程序自身出错（第 7 行）"), "{error}");
        assert_eq!(code(&file), UNREADABLE);
        let sound = CheckedFile::unreadable("好.ron", "文件是空的");
        assert_eq!(one_row("好.ron", || (sound, Vec::new())).0.file, "好.ron");
    }
}
