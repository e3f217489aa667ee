//! The commands, for those who work without the window: import, check, codes, compare, export, lines, merge,
//! merge-units, narrative, new, propose, reckon, reconcile, publish, show. They do the window's work on the same library, print to standard output, and end
//! with a code that scripts can go by.

mod arguments;
mod check;
mod codes;
mod compare;
mod export;
mod handing_on;
mod help;
mod import;
mod lines;
mod merge;
mod merge_units;
mod mistakes;
mod narrative;
mod new;
mod output;
mod pack;
mod propose;
mod publish;
mod reckon;
mod reconcile;
mod show;
mod split_unit;
mod terminal;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;

use crate::codes::{Classification, Scheme, add_lists, read_folders};
use crate::exchange;
use crate::file::{self, Loaded};
use crate::model::Budget;
use crate::opening;
use crate::rules::RuleFile;
use crate::schema::{Format, Formats};
use crate::text::visible;
use arguments::{Arguments, Task};

/// Everything in order.
const FINE: u8 = 0;
/// The budget has findings.
const FINDINGS: u8 = 1;
/// A file cannot be read or written, or the command was not understood.
const UNREADABLE: u8 = 2;
/// An import read nothing, or not all that the document has.
const NOT_READ: u8 = 3;

/// The stack of every thread that reads and judges budgets. How deep anything in them may nest is bounded where
/// it is read, so that this is ample.
const STACK: usize = 16 << 20;

/// What the command line asks for.
#[derive(Debug)]
pub enum Request {
    /// Open the window with files.
    Window {
        /// The files.
        files: Vec<PathBuf>,
        /// What was wrong with files that people add to the program, to be told in the window.
        wrong: Vec<String>,
    },
    /// The command has been carried out; end with this code.
    Done(ExitCode),
}

/// Reads the command line and carries it out, unless it asks for the window.
pub fn run() -> Request {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return Request::Done(mistakes::explain(&error)),
    };
    // Rules are shared out among threads of rayon; a second call would change nothing.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global();
    let submitted = arguments.task.as_ref().map(Task::submitted).unwrap_or_default();
    let mut at_hand = file::folders_at_hand("classifications");
    at_hand.retain(|folder| is_ones_own(folder, &submitted));
    if let Some(missing) = arguments.codes.iter().find(|folder| !folder.is_dir()) {
        complain(&format!("{} 不是文件夹；--codes 后面写放科目表的文件夹", missing.display()));
        return Request::Done(ExitCode::from(UNREADABLE));
    }
    let (lists, wrong) = read_folders(&[at_hand, arguments.codes].concat());
    let wrong: Vec<String> = wrong.iter().map(|error| format!("{error}这一年的科目表没有使用。")).collect();
    add_lists(lists);
    if arguments.version {
        wrong.iter().for_each(|error| complain(error));
        let (formats, broken) = Formats::with_folders(&file::folders_at_hand("formats"));
        broken.iter().for_each(|error| complain(&error.to_string()));
        let mut out = terminal::Terminal(Reader { out: std::io::stdout().lock(), gone: false });
        let done = out.write_all(version(&formats).as_bytes()).and_then(|()| out.flush());
        return Request::Done(done.map_or_else(
            |error| {
                complain(&not_printed(&error));
                ExitCode::from(UNREADABLE)
            },
            |()| ExitCode::SUCCESS,
        ));
    }
    let Some(task) = arguments.task else {
        // Before a command, the command's name would be taken for a file; and the window takes no format.
        if !arguments.format.is_empty() {
            complain("--format 只用于命令，并写在命令之后，例如：yusuan check 预算.ron --format 格式.ron");
            return Request::Done(ExitCode::from(UNREADABLE));
        }
        return Request::Window { files: arguments.files, wrong };
    };
    for error in wrong {
        complain(&error);
    }
    let own = |name| opening::beside_program(name).filter(|folder| is_ones_own(folder, &submitted));
    let mut folders = file::folders_at_hand("formats");
    folders.retain(|folder| is_ones_own(folder, &submitted));
    let (mut formats, broken) = Formats::with_folders(&folders);
    for error in broken {
        complain(&error.to_string());
    }
    // What a program's fault quotes may come from a file.
    std::panic::set_hook(Box::new(|fault| complain(&format!("程序出错：{fault}"))));
    let mut chosen = None;
    for path in &arguments.format {
        match formats.add_file(path) {
            Ok(format) => chosen = Some(format),
            Err(error) => {
                complain(&error.to_string());
                return Request::Done(ExitCode::from(UNREADABLE));
            }
        }
    }
    let mut out = terminal::Terminal(Reader { out: std::io::stdout().lock(), gone: false });
    let done = match &task {
        Task::Check(task) => {
            let rules = own("rules").map(|folder| RuleFile::in_folder(&folder)).unwrap_or_default();
            check::run(task, &formats, &rules, &mut out)
        }
        Task::Codes(task) => codes::run(task, &mut out),
        Task::Compare(task) => compare::run(task, &formats, &mut out),
        Task::Export(task) => export::run(task, &formats, &mut out),
        Task::Lines(task) => lines::run(task, &formats, &mut out),
        Task::Merge(task) => merge::run(task, &formats, &mut out),
        Task::MergeUnits(task) => merge_units::run(task, &formats, &mut out),
        Task::SplitUnit(task) => split_unit::run(task, &formats, &mut out),
        Task::New(task) => new::run(task, &formats, &mut out),
        Task::Narrative(task) => narrative::run(task, &formats, &mut out),
        Task::Pack(task) => pack::run(task, &formats, &mut out),
        Task::Verify(task) => pack::run_verify(task, &formats, &mut out),
        Task::Publish(task) => publish::run(task, &formats, &mut out),
        Task::Propose(task) => propose::run(task, &formats, &mut out),
        Task::Reckon(task) => reckon::run(task, &formats, &mut out),
        Task::Reconcile(task) => reconcile::run(task, &formats, &mut out),
        Task::Show(task) => show::run(task, &formats, &mut out),
        Task::Import(task) => import::run(task, &formats, chosen, &mut out),
    };
    let code = match done {
        Err(Stop::Unusable(message)) => {
            complain(&message);
            Ok(UNREADABLE)
        }
        Err(Stop::Unprinted(error)) => Err(error),
        Ok(code) => Ok(code),
    };
    let code = code.and_then(|code| out.flush().map(|()| code)).unwrap_or_else(|error| {
        complain(&not_printed(&error));
        UNREADABLE
    });
    Request::Done(ExitCode::from(code))
}

/// How a command ends: with a code, or before it is done.
type Ended = Result<u8, Stop>;

/// Why a command ends before it is done.
#[derive(Debug)]
enum Stop {
    /// Nothing can be made of what it was given; why, in Chinese.
    Unusable(String),
    /// What it found cannot be printed.
    Unprinted(std::io::Error),
}

impl From<String> for Stop {
    fn from(why: String) -> Self {
        Self::Unusable(why)
    }
}

impl From<&str> for Stop {
    fn from(why: &str) -> Self {
        Self::Unusable(why.to_owned())
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Unprinted(error)
    }
}

/// Which program it is, and by which formats and classifications it goes.
fn version(formats: &Formats) -> String {
    let formats: Vec<&str> = formats.iter().map(|format| format.id.as_str()).collect();
    let lists = Classification::for_year(i32::MAX);
    let schemes = Scheme::ALL.iter().map(|scheme| {
        format!("  {}：{}，{} 条\n", scheme.title(), lists.origin(*scheme), lists.codes(*scheme).count())
    });
    format!(
        "yusuan {}\n表式：{}\n科目表：\n{}",
        env!("CARGO_PKG_VERSION"),
        formats.join("、"),
        schemes.collect::<String>()
    )
}

/// Says that the result could not be printed. Files that were asked for have been written before.
fn not_printed(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            "输出失败：磁盘空间不足".to_owned()
        }
        std::io::ErrorKind::FileTooLarge => "输出失败：文件大小超过系统限制".to_owned(),
        _ => format!("输出失败：系统报告“{error}”"),
    }
}

/// Whoever reads the output. Having had enough (`| head`) is no reason to complain, nor to leave anything
/// undone or to end otherwise: the rest is said to nobody.
struct Reader<W> {
    out: W,
    gone: bool,
}

impl<W: Write> Reader<W> {
    fn unless_gone<T>(&mut self, done: std::io::Result<T>, all: T) -> std::io::Result<T> {
        match done {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(all)
            }
            done => done,
        }
    }
}

impl<W: Write> Write for Reader<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.gone {
            return Ok(bytes.len());
        }
        let done = self.out.write(bytes);
        self.unless_gone(done, bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.gone {
            return Ok(());
        }
        let done = self.out.flush();
        self.unless_gone(done, ())
    }
}

/// Whether a folder of formats, rules or lists is not part of what somebody handed in to be checked: nobody
/// brings along what he is judged by. Says so where it is.
fn is_ones_own(folder: &Path, submitted: &[PathBuf]) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let Some(place) = real(folder) else {
        return true;
    };
    let is_own = !submitted.iter().filter_map(|path| real(path)).any(|path| place.starts_with(path));
    if !is_own {
        complain(&format!("{} 在要检查的文件夹里，没有使用", folder.display()));
    }
    is_own
}

/// Loads a budget for a command: one that cannot be read in full is not worked with.
fn load(path: &Path, formats: &Formats) -> Result<Loaded, String> {
    file::load(path, formats).map_err(|error| {
        let place = path.display();
        // A document is not damaged: it has to be read in first.
        if path.is_file() && exchange::is_document(path) {
            return format!(
                "{place}：这是公开文件，不是预算文件；请先用 yusuan import {place} -o 预算.ron 读入"
            );
        }
        format!("{place}：{error}")
    })
}

/// Reads a budget to be looked at: its file, or a document as it was published.
fn open(path: &Path, formats: &Formats) -> Result<(Budget, Arc<Format>), String> {
    if !exchange::is_document(path) {
        return load(path, formats).map(|loaded| (loaded.budget, loaded.format));
    }
    let (imported, format) = exchange::import_with_any(path, formats).map_err(|error| error.to_string())?;
    if imported.report.outcome() == exchange::Outcome::Nothing {
        return Err(format!("{}：{}", path.display(), imported.report.summary().trim_end()));
    }
    Ok((imported.budget, format))
}

/// Prints a message about a failure to standard error, on one line, whatever names it quotes.
fn complain(message: &str) {
    // Nobody is left to tell if standard error is gone.
    drop(writeln!(std::io::stderr(), "{}", visible(message)));
}
