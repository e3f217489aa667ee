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

use crate::codes::{Classifications, Scheme};
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
        /// The classifications of all years.
        classifications: Classifications,
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
    let (classifications, wrong) = match classifications(&arguments.codes, &submitted) {
        Ok(read) => read,
        Err(stop) => return done(Err(stop)),
    };
    if arguments.version {
        wrong.iter().for_each(|error| complain(error));
        return done(print_version(classifications));
    }
    let Some(task) = arguments.task else {
        // Before a command, the command's name would be taken for a file; and the window takes no format.
        if !arguments.format.is_empty() {
            let message =
                "--format 只用于命令，并写在命令之后，例如：yusuan check 预算.ron --format 格式.ron";
            return done(Err(message.into()));
        }
        return Request::Window { files: arguments.files, classifications, wrong };
    };
    wrong.iter().for_each(|error| complain(error));
    // What a program's fault quotes may come from a file.
    std::panic::set_hook(Box::new(|fault| complain(&format!("程序出错：{fault}"))));
    let (formats, chosen) = match formats(&arguments.format, &submitted, classifications) {
        Ok(formats) => formats,
        Err(stop) => return done(Err(stop)),
    };
    let mut out = terminal::Terminal(Reader { out: std::io::stdout().lock(), gone: false });
    let ended = carry_out(&task, &submitted, &formats, chosen, &mut out);
    let printed = out.flush();
    done(ended.and_then(|code| Ok(printed.map(|()| code)?)))
}

/// The classifications with those that people put at hand or name; what of these cannot be used.
fn classifications(named: &[PathBuf], submitted: &[PathBuf]) -> Result<(Classifications, Vec<String>), Stop> {
    let mut at_hand = file::folders_at_hand("classifications");
    at_hand.retain(|folder| is_ones_own(folder, submitted));
    if let Some(missing) = named.iter().find(|folder| !folder.is_dir()) {
        return Err(format!("{} 不是文件夹；--codes 后面写放科目表的文件夹", missing.display()).into());
    }
    let (classifications, wrong) = Classifications::with_folders(&[at_hand, named.to_vec()].concat());
    Ok((classifications, wrong.iter().map(|error| format!("{error}这一年的科目表没有使用。")).collect()))
}

/// The formats at hand with those that are named, and the last of these.
fn formats(
    named: &[PathBuf],
    submitted: &[PathBuf],
    classifications: Classifications,
) -> Result<(Formats, Option<Arc<Format>>), Stop> {
    let mut folders = file::folders_at_hand("formats");
    folders.retain(|folder| is_ones_own(folder, submitted));
    let (formats, broken) = Formats::with_folders(&folders);
    let mut formats = formats.with_classifications(classifications);
    broken.iter().for_each(|error| complain(&error.to_string()));
    let mut chosen = None;
    for path in named {
        chosen = Some(formats.add_file(path).map_err(|error| error.to_string())?);
    }
    Ok((formats, chosen))
}

fn print_version(classifications: Classifications) -> Ended {
    let (formats, broken) = Formats::with_folders(&file::folders_at_hand("formats"));
    broken.iter().for_each(|error| complain(&error.to_string()));
    let mut out = terminal::Terminal(Reader { out: std::io::stdout().lock(), gone: false });
    out.write_all(version(&formats.with_classifications(classifications)).as_bytes())
        .and_then(|()| out.flush())?;
    Ok(FINE)
}

fn carry_out(
    task: &Task,
    submitted: &[PathBuf],
    formats: &Formats,
    chosen: Option<Arc<Format>>,
    out: &mut dyn Write,
) -> Ended {
    match task {
        Task::Check(task) => {
            let own = opening::beside_program("rules").filter(|folder| is_ones_own(folder, submitted));
            let rules = own.map(|folder| RuleFile::in_folder(&folder)).unwrap_or_default();
            check::run(task, formats, &rules, out)
        }
        Task::Codes(task) => codes::run(task, formats.classifications(), out),
        Task::Compare(task) => compare::run(task, formats, out),
        Task::Export(task) => export::run(task, formats, out),
        Task::Lines(task) => lines::run(task, formats, out),
        Task::Merge(task) => merge::run(task, formats, out),
        Task::MergeUnits(task) => merge_units::run(task, formats, out),
        Task::SplitUnit(task) => split_unit::run(task, formats, out),
        Task::New(task) => new::run(task, formats, out),
        Task::Narrative(task) => narrative::run(task, formats, out),
        Task::Pack(task) => pack::run(task, formats, out),
        Task::Verify(task) => pack::run_verify(task, formats, out),
        Task::Publish(task) => publish::run(task, formats, out),
        Task::Propose(task) => propose::run(task, formats, out),
        Task::Reckon(task) => reckon::run(task, formats, out),
        Task::Reconcile(task) => reconcile::run(task, formats, out),
        Task::Show(task) => show::run(task, formats, out),
        Task::Import(task) => import::run(task, formats, chosen, out),
    }
}

/// Tells why a command ended before it was done; the code with which it ends.
fn done(ended: Ended) -> Request {
    let code = ended.unwrap_or_else(|stop| {
        complain(&match stop {
            Stop::Unusable(message) => message,
            Stop::Unprinted(error) => not_printed(&error),
        });
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
    let lists = formats.classifications().latest();
    let formats: Vec<&str> = formats.iter().map(|format| format.id.as_str()).collect();
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
        let why = exchange::misnamed(path).unwrap_or_else(|| error.to_string());
        format!("{place}：{why}")
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
