//! `yusuan import`: a published document's text becomes a budget file, with a report of what was read.

use std::io::{self, Write};
use std::sync::Arc;

use super::arguments::ImportTask;
use super::output::Output;
use super::{FINE, NOT_READ, UNREADABLE, complain};
use crate::exchange::{self, Outcome};
use crate::file::Extras;
use crate::schema::{Format, Formats};

pub(super) fn run(
    task: &ImportTask,
    formats: &Formats,
    chosen: Option<Arc<Format>>,
    out: &mut dyn Write,
) -> io::Result<u8> {
    let output = match Output::at(&task.output, &[], task.force) {
        Ok(output) => output,
        Err(message) => {
            complain(&message);
            return Ok(UNREADABLE);
        }
    };
    let read = match chosen {
        Some(format) => exchange::import_files(&task.documents, &format).map(|imported| (imported, format)),
        None => exchange::import_files_with_any(&task.documents, formats),
    };
    let (imported, format) = match read {
        Ok(read) => read,
        Err(error) => {
            complain(&error.to_string());
            return Ok(UNREADABLE);
        }
    };
    let code = match imported.report.outcome() {
        Outcome::Complete => FINE,
        Outcome::Incomplete => NOT_READ,
        Outcome::Nothing => {
            let format = &format.name;
            complain(&format!(
                "{}：没有读出任何一张表、任何一节说明，没有存盘；文件不是部门预算，或者不合格式“{format}”",
                imported.report.source
            ));
            return Ok(NOT_READ);
        }
    };
    if let Err(message) = output.save(&imported.budget, &Extras::default()) {
        complain(&message);
        return Ok(UNREADABLE);
    }
    write!(out, "{}", imported.report)?;
    writeln!(out, "已存为 {}", task.output.display())?;
    Ok(code)
}
