//! The `yusuan` program.

use std::process::ExitCode;

#[cfg(feature = "gui")]
fn main() -> ExitCode {
    match yusuan::ui::run(std::env::args_os().skip(1).map(Into::into).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(feature = "gui"))]
fn main() -> ExitCode {
    ExitCode::FAILURE
}
