//! Printing a file with what the system has for it: the printer's queue (lp), or whatever opens such files.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::text::visible;
use crate::ui::request::Printing;

/// So soon a program that finds no viewer gives up.
const SOON: Duration = Duration::from_millis(400);

/// Hands a file on; what became of it.
///
/// # Errors
/// Says in Chinese why it was not taken, and what to do.
pub(crate) fn print(path: &Path, how: Printing) -> Result<String, String> {
    match how {
        Printing::Printer => to_printer(path),
        Printing::Viewer => to_viewer(path),
    }
}

fn to_printer(path: &Path) -> Result<String, String> {
    let done = Command::new("lp").arg("--").arg(path).stdin(Stdio::null()).output();
    match done {
        Ok(output) if output.status.success() => Ok("已送到默认打印机".to_owned()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = visible(said.trim());
            Err(format!("打印机没有接受：{said}。请检查默认打印机，或点“用阅读器打开”，在阅读器里打印"))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            to_viewer(path).map(|_| "没有打印程序（lp），已用阅读器打开，请在阅读器里打印".to_owned())
        }
        Err(error) => Err(format!("打印程序（lp）没有能运行：{error}")),
    }
}

fn to_viewer(path: &Path) -> Result<String, String> {
    let program = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let none = || {
        format!(
            "没有找到能打开 PDF 的程序（{program}）；文件在 {}，请用别的程序打开后打印",
            visible(&path.display().to_string())
        )
    };
    let mut viewer = Command::new(program);
    viewer.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut started = viewer.spawn().map_err(|_| none())?;
    let began = Instant::now();
    while began.elapsed() < SOON {
        match started.try_wait() {
            Ok(Some(status)) if status.success() || cfg!(windows) => break,
            Ok(Some(_)) | Err(_) => return Err(none()),
            Ok(None) => std::thread::sleep(Duration::from_millis(20)),
        }
    }
    // Its end is nobody's concern, but waited for, so that nothing of it is left behind.
    std::thread::spawn(move || started.wait());
    Ok("已用阅读器打开".to_owned())
}
