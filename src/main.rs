//! The `yusuan` program: the window, or a command without one.

use std::path::PathBuf;
use std::process::ExitCode;

use yusuan::cli::{self, Request};
use yusuan::codes::Classifications;

fn main() -> ExitCode {
    yusuan::file::tell_of_limits();
    match cli::run() {
        Request::Done(code) => code,
        Request::Window { files, classifications, wrong } => window(files, classifications, wrong),
    }
}

#[cfg(feature = "gui")]
fn window(files: Vec<PathBuf>, classifications: Classifications, wrong: Vec<String>) -> ExitCode {
    match yusuan::ui::run(files, classifications, wrong) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(feature = "gui"))]
fn window(_files: Vec<PathBuf>, _classifications: Classifications, _wrong: Vec<String>) -> ExitCode {
    eprintln!("这个程序编译时没有带窗口；请用命令，见 yusuan --help");
    ExitCode::FAILURE
}
