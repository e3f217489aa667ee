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
use super::find::{Submission, find, is_budget};
use super::terminal::json_to;
use super::{Ended, FINDINGS, FINE, STACK, UNREADABLE, complain};
use crate::exchange::origin::Origin;
use crate::exchange::source::ocr::Ocr;
use crate::exchange::{self, Documents, FileKind, Outcome, Progress};
use crate::file;
use crate::model::Budget;
use crate::opening;
use crate::report::{self, CheckedBudget, CheckedFile, FileOutcome};
use crate::rules::{Accepted, RuleFile};
use crate::schema::{Format, Formats};
use crate::session::Session;

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
            FileOutcome::Checked(budget) if budget.tableless => {
                complain(&format!("{}：{}", file.file, report::TABLELESS));
            }
            FileOutcome::Checked(_) => (),
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
    ocr: Option<&Ocr>,
) -> io::Result<(Vec<CheckedFile>, BTreeSet<String>)> {
    let found = find(&task.files);
    let progress = progress(found.len());
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done: Vec<(usize, Done)> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(submission) = found.get(at) else {
                return done;
            };
            let name = submission.name();
            if let Some(problem) = &submission.problem {
                done.push((at, (CheckedFile::unreadable(name, problem), Vec::new())));
            } else {
                // A document with the budgets of several units is a row for each.
                let mut sets = Vec::new();
                let mut set = 0;
                while set == 0 || set < sets.len() {
                    let wanted = Wanted { submission, set, ocr };
                    let check = || check_one(wanted, formats, rules, task.accept_waivers, &mut sets);
                    done.push((at, one_row(&name, check)));
                    set += 1;
                }
            }
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

/// What is to be checked, with what its reader should know, where it was printed, and whose sets of tables stand there.
type Read = (Budget, Arc<Format>, Vec<String>, Option<Arc<Origin>>, Vec<String>);

/// What was handed in, which of its sets of tables, from 0, and what reads pages that are pictures.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    submission: &'a Submission,
    set: usize,
    ocr: Option<&'a Ocr>,
}

/// Why there is nothing to be checked.
enum Unread {
    /// It should have been: somebody handed in a budget, or named the file.
    Failed(String),
    /// It is something else that lies in the folder.
    Other(String),
}

/// Checks one set of tables; whose sets there are is said in `sets`.
fn check_one(
    wanted: Wanted<'_>,
    formats: &Formats,
    rules: &[RuleFile],
    accepts: bool,
    sets: &mut Vec<String>,
) -> Done {
    let read = read(wanted, formats);
    if let Ok((.., owners)) = &read {
        sets.clone_from(owners);
    }
    let name = wanted.submission.name();
    let name = sets.get(wanted.set).map_or(name.clone(), |owner| format!("{name}（{owner}）"));
    match read {
        Ok((budget, format, notices, origin, _)) => {
            let mut session = Session::new(budget, format);
            if accepts {
                session.accept(Accepted::all());
            }
            let broken = rules
                .iter()
                .flat_map(|file| session.add_rules(file))
                .map(|error| error.to_string())
                .collect();
            let mut budget = CheckedBudget::new(
                &session.book(),
                session.verdicts(),
                session.added_rules(),
                origin.as_deref(),
            );
            budget.notices = notices;
            let format = session.format();
            let whole = formats.get(&format.id).unwrap_or_else(|| Arc::clone(format));
            budget.notices.extend(format.not_asked(&whole, session.budget()));
            budget.leave_out(format.left_out(&whole));
            (CheckedFile::checked(name, budget), broken)
        }
        Err(Unread::Failed(error)) => (CheckedFile::unreadable(name, error), Vec::new()),
        Err(Unread::Other(why)) => (CheckedFile::not_checked(name, why), Vec::new()),
    }
}

/// Reads a submission. What somebody named is read or failed; what lies in a folder may be something else.
fn read(wanted: Wanted<'_>, formats: &Formats) -> Result<Read, Unread> {
    let submission = wanted.submission;
    let import =
        || import_one(Documents { paths: &submission.files, set: wanted.set, ocr: wanted.ocr }, formats);
    let [path] = submission.files.as_slice() else {
        return import();
    };
    if submission.named {
        return if exchange::is_document(path) { import() } else { load(path, formats) };
    }
    if is_budget(path) {
        return load(path, formats);
    }
    if is_report(path) {
        return Err(Unread::Other("这是检查报告，不是报送的预算".to_owned()));
    }
    match exchange::file_kind(path) {
        FileKind::Budget => load(path, formats),
        FileKind::Document => import(),
        FileKind::Text => import().map_err(|_| Unread::Other("这是文本，从中没有读出预算表".to_owned())),
        FileKind::Other(why) => Err(Unread::Other(why)),
        FileKind::Unreadable(why) => Err(Unread::Failed(why)),
    }
}

/// Whether it is what an earlier check wrote into the same folder.
fn is_report(path: &Path) -> bool {
    let head = opening::beginning(path, 1024).unwrap_or_default();
    report::is_report(&String::from_utf8_lossy(&head))
}

fn load(path: &Path, formats: &Formats) -> Result<Read, Unread> {
    let loaded = file::load(path, formats).map_err(|error| Unread::Failed(error.to_string()))?;
    let notices = loaded.notices.iter().map(ToString::to_string).collect();
    Ok((loaded.budget, loaded.format, notices, None, Vec::new()))
}

/// A document is checked as it is read, with no file of its own between.
fn import_one(documents: Documents<'_>, formats: &Formats) -> Result<Read, Unread> {
    let (imported, format) = exchange::import_files(documents, formats, None, &Progress::default())
        .map_err(|error| Unread::Failed(error.without_path()))?;
    let report = &imported.report;
    if report.outcome() == Outcome::Nothing {
        // What of the file could not be read at all is not for want of a format.
        let why = report.nothing_in_words(&tried(formats));
        return Err(Unread::Failed(why));
    }
    let mut notices = vec![format!("从公开文件读入，格式“{}”，文件是{}", format.name, report.kind)];
    notices.extend(report.summary().lines().map(str::to_owned));
    Ok((imported.budget, format, notices, imported.origin, imported.sets))
}

fn tried(formats: &Formats) -> String {
    formats.iter().map(|format| format.name.as_str()).collect::<Vec<_>>().join("”“")
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
