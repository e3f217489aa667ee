//! Where a report goes: what kind it is, by its name, and that it takes the place of nothing but an
//! older report. What stands in it is for the rest of [`super`].

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use super::CheckedFile;
use crate::file::{SaveError, write_file};

/// How much of an older file is read to see what it is.
const ENOUGH: u64 = 8 * 1024;

/// A place for a report.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// Its file.
    pub path: &'a Path,
    write: Writer,
}

type Writer = fn(&[CheckedFile], &mut dyn Write) -> io::Result<()>;

impl<'a> Target<'a> {
    /// The place at a path. Refuses a name of another kind, and a file that is no report: published
    /// texts are `.md` as well.
    ///
    /// # Errors
    /// Says in Chinese why nothing can be written there.
    pub fn at(path: &'a Path) -> Result<Self, String> {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let write: Writer = match extension.as_str() {
            "html" | "htm" => super::html,
            "md" | "markdown" => super::markdown,
            "csv" => super::csv,
            _ => {
                return Err(format!("报告的文件名应以 .html、.md 或 .csv 结尾：{}", path.display()));
            }
        };
        if path.exists() && !holds_report(path) {
            return Err(format!("{} 已经存在，而且不是检查报告；请换一个文件名", path.display()));
        }
        if let Some(folder) = path.parent()
            && !folder.as_os_str().is_empty()
            && !folder.is_dir()
        {
            return Err(format!("{}：文件夹不存在", folder.display()));
        }
        Ok(Self { path, write })
    }

    /// Writes the report: whole, or not at all.
    ///
    /// # Errors
    /// When it cannot be written; what stood there stands there still.
    pub fn save(&self, files: &[CheckedFile]) -> Result<(), SaveError> {
        let mut text = Vec::new();
        (self.write)(files, &mut text)?;
        // What stands there now, not what stood there when the checks began.
        if self.path.exists() && !holds_report(self.path) {
            return Err(SaveError::NotAReport);
        }
        write_file(self.path, &text)
    }
}

/// Whether a file is a report, or empty, so that nothing is lost with it.
fn holds_report(path: &Path) -> bool {
    // Reading a pipe or a device would wait for ever.
    if !path.is_file() {
        return false;
    }
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(ENOUGH).read_to_end(&mut start));
    read.is_ok() && (start.is_empty() || super::is_report(&String::from_utf8_lossy(&start)))
}
