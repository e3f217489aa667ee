//! What was handed in: which files that is, and the check of each of them. The command line and the window ask for it; what
//! they make of the rows is theirs.

mod find;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use self::find::is_budget;
pub use self::find::{Submission, find, find_with};
use crate::exchange::origin::Origin;
use crate::exchange::source::ocr::Ocr;
use crate::exchange::{self, Documents, FileKind, Outcome, Progress};
use crate::file;
use crate::model::Budget;
use crate::opening;
use crate::report::{self, CheckedBudget, CheckedFile};
use crate::rules::{Accepted, RuleFile};
use crate::schema::{Format, Formats};
use crate::session::Session;

/// A thread's stack: a document's reader recurses as deep as it is nested.
const STACK: usize = 16 << 20;

/// By what files are checked.
#[derive(Clone, Copy)]
pub struct Checking<'a> {
    /// The formats at hand.
    pub formats: &'a Formats,
    /// Rules of one's own, which are applied to every budget.
    pub rules: &'a [RuleFile],
    /// The waivers that are accepted.
    pub accepted: &'a Accepted,
    /// What reads pages that are pictures.
    pub ocr: Option<&'a Ocr>,
    /// Set where no further file is wanted.
    pub stopped: &'a AtomicBool,
}

/// How a file was checked.
#[derive(Clone, Debug)]
pub struct Done {
    /// Its row.
    pub file: CheckedFile,
    /// What is wrong with rules of one's own.
    pub broken: Vec<String>,
}

/// Reads and checks every file, on all cores, and tells of each by its position as soon as it is done: a row, or one for
/// each unit whose budget it holds.
///
/// Each is checked on a thread whose stack is of a known size, not among the threads that share out the rules of
/// a budget: one of those that waits may begin with another file upon its stack, and with another upon that.
///
/// # Errors
/// When there is no thread to be had.
pub fn check_all(
    found: &[Submission],
    by: Checking<'_>,
    tell: impl Fn(usize, Vec<Done>) + Sync,
) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let worker = || {
        while !by.stopped.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(submission) = found.get(at) else {
                return;
            };
            tell(at, rows_of(submission, by));
        }
    };
    std::thread::scope(|scope| -> io::Result<_> {
        let workers = rayon::current_num_threads().min(found.len().max(1));
        let spawn = |_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker);
        let workers: Vec<_> = (0..workers).map(spawn).collect::<io::Result<_>>()?;
        let fault = |_| io::Error::other("检查没有做完，这是程序自身的缺陷");
        workers.into_iter().try_for_each(|worker| worker.join()).map_err(fault)
    })
}

/// The rows of what was handed in.
fn rows_of(submission: &Submission, by: Checking<'_>) -> Vec<Done> {
    let name = submission.name();
    if let Some(problem) = &submission.problem {
        return vec![Done { file: CheckedFile::unreadable(name, problem), broken: Vec::new() }];
    }
    // A document with the budgets of several units is a row for each.
    let (mut rows, mut sets) = (Vec::new(), Vec::new());
    while rows.is_empty() || rows.len() < sets.len() {
        let wanted = Wanted { submission, set: rows.len() };
        rows.push(one_row(&name, || check_one(wanted, by, &mut sets)));
    }
    rows
}

/// Whatever a file makes of its check, it is one row: where the program itself fails, that is said there.
fn one_row(name: &str, check: impl FnOnce() -> Done) -> Done {
    // What the check was working on is not looked at any more.
    catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|payload| {
        let words = payload.downcast_ref::<&str>().copied();
        let words =
            words.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("原因不明");
        let why = format!("没有检查：程序自身出错（{words}）。这是程序的缺陷，不是文件的结论；请联系开发者");
        Done { file: CheckedFile::unreadable(name, why), broken: Vec::new() }
    })
}

/// What is to be checked, with what its reader should know, where it was printed, and whose sets of tables stand there.
type Read = (Budget, Arc<Format>, Vec<String>, Option<Arc<Origin>>, Vec<String>);

/// What was handed in, and which of its sets of tables, from 0.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    submission: &'a Submission,
    set: usize,
}

/// Why there is nothing to be checked.
enum Unread {
    /// It should have been: somebody handed in a budget, or named the file.
    Failed(String),
    /// It is something else that lies in the folder.
    Other(String),
}

/// Checks one set of tables; whose sets there are is said in `sets`.
fn check_one(wanted: Wanted<'_>, by: Checking<'_>, sets: &mut Vec<String>) -> Done {
    let read = read(wanted, by);
    if let Ok((.., owners)) = &read {
        sets.clone_from(owners);
    }
    let name = wanted.submission.name();
    let name = sets.get(wanted.set).map_or(name.clone(), |owner| format!("{name}（{owner}）"));
    match read {
        Ok((budget, format, notices, origin, _)) => {
            let mut session = Session::new(budget, format);
            session.accept(by.accepted.clone());
            let broken = by
                .rules
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
            let whole = by.formats.get(&format.id).unwrap_or_else(|| Arc::clone(format));
            budget.notices.extend(format.not_asked(&whole, session.budget()));
            budget.notices.extend(session.strays_in_words());
            budget.leave_out(format.left_out(&whole));
            Done { file: CheckedFile::checked(name, budget), broken }
        }
        Err(Unread::Failed(error)) => Done { file: CheckedFile::unreadable(name, error), broken: Vec::new() },
        Err(Unread::Other(why)) => Done { file: CheckedFile::not_checked(name, why), broken: Vec::new() },
    }
}

/// Reads a submission. What somebody named is read or failed; what lies in a folder may be something else.
fn read(wanted: Wanted<'_>, by: Checking<'_>) -> Result<Read, Unread> {
    let (submission, formats) = (wanted.submission, by.formats);
    let import = || import_one(Documents { paths: &submission.files, set: wanted.set, ocr: by.ocr }, formats);
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
    notices.extend(documents.told());
    notices.extend(report.summary().lines().map(str::to_owned));
    Ok((imported.budget, format, notices, imported.origin, imported.sets))
}

fn tried(formats: &Formats) -> String {
    formats.iter().map(|format| format.name.as_str()).collect::<Vec<_>>().join("”“")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::FileOutcome;

    #[test]
    fn a_fault_of_the_program_costs_one_row() {
        let row = one_row("坏.ron", || panic!("第 {} 行", 7));
        let FileOutcome::Unreadable { error } = &row.file.outcome else {
            panic!("{row:?}");
        };
        assert!(error.contains("程序自身出错（第 7 行）"), "{error}");
        let sound =
            || Done { file: CheckedFile::unreadable("好.ron", "文件是空的"), broken: Vec::new() };
        assert_eq!(one_row("好.ron", sound).file.file, "好.ron");
    }

    /// What was not begun is not told of.
    #[test]
    fn nothing_is_checked_any_more_once_it_is_stopped() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["甲.ron", "乙.ron"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let found = find(&[folder.path().to_owned()]);
        let formats = Formats::embedded();
        for (stops, expected) in [(false, 2), (true, 0)] {
            let (stopped, told) = (AtomicBool::new(stops), AtomicUsize::new(0));
            let accepted = Accepted::default();
            let by =
                Checking { formats: &formats, rules: &[], accepted: &accepted, ocr: None, stopped: &stopped };
            check_all(&found, by, |_, rows| {
                told.fetch_add(rows.len(), Ordering::Relaxed);
            })
            .unwrap();
            assert_eq!(told.into_inner(), expected);
        }
    }
}
