//! The commands, for those who work without the window: import, check, codes, compare, merge, merge-units, propose,
//! reckon, reconcile, publish, show. They do the window's work on the same library, print to standard output, and end
//! with a code that scripts can go by.

mod arguments;
mod check;
mod codes;
mod compare;
mod find;
mod help;
mod import;
mod merge;
mod merge_units;
mod propose;
mod publish;
mod reckon;
mod reconcile;
mod show;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser as _;

use crate::codes::{add_lists, read_folders};
use crate::file::{self, Loaded};
use crate::schema::Formats;
use arguments::{Arguments, Task};

/// Everything in order.
const FINE: u8 = 0;
/// The budget has findings.
const FINDINGS: u8 = 1;
/// A file cannot be read or written, or the command was not understood.
const UNREADABLE: u8 = 2;
/// An import read nothing, or not all that the document has.
const NOT_READ: u8 = 3;

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
        Err(error) => return Request::Done(arguments::explain(&error)),
    };
    let at_hand = file::folders_at_hand("classifications");
    if let Some(missing) = arguments.codes.iter().find(|folder| !folder.is_dir()) {
        complain(&format!("{} 不是文件夹；--codes 后面写放科目表的文件夹", missing.display()));
        return Request::Done(ExitCode::from(UNREADABLE));
    }
    let (lists, wrong) = read_folders(&[at_hand, arguments.codes].concat());
    let wrong: Vec<String> = wrong.iter().map(|error| format!("{error}这一年的科目表没有使用。")).collect();
    add_lists(lists);
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
    let (mut formats, broken) = Formats::at_hand();
    for error in broken {
        complain(&error.to_string());
    }
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
    let mut out = std::io::stdout().lock();
    let done = match &task {
        Task::Check(task) => check::run(task, &formats, &mut out),
        Task::Codes(task) => codes::run(task, &mut out),
        Task::Compare(task) => compare::run(task, &formats, &mut out),
        Task::Merge(task) => merge::run(task, &formats, &mut out),
        Task::MergeUnits(task) => merge_units::run(task, &formats, &mut out),
        Task::Publish(task) => publish::run(task, &formats, &mut out),
        Task::Propose(task) => propose::run(task, &formats, &mut out),
        Task::Reckon(task) => reckon::run(task, &formats, &mut out),
        Task::Reconcile(task) => reconcile::run(task, &formats, &mut out),
        Task::Show(task) => show::run(task, &formats, &mut out),
        Task::Import(task) => import::run(task, chosen, &mut out),
    };
    let code = match done.and_then(|code| out.flush().map(|()| code)) {
        Ok(code) => code,
        // The reader has had enough (`| head`): no reason to complain.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => FINE,
        Err(error) => {
            complain(&format!("输出失败：{error}"));
            UNREADABLE
        }
    };
    Request::Done(ExitCode::from(code))
}

/// Loads a budget for a command: one that cannot be read in full is not worked with.
fn load(path: &Path, formats: &Formats) -> Result<Loaded, String> {
    file::load(path, formats).map_err(|error| format!("{}：{error}", path.display()))
}

/// Prints a message about a failure to standard error.
fn complain(message: &str) {
    // Nobody is left to tell if standard error is gone.
    drop(writeln!(std::io::stderr(), "{message}"));
}
