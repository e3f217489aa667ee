//! `yusuan import`: a published document's text becomes a budget file, with a report of what was read.

use std::io::{self, Write};
use std::sync::Arc;

use super::arguments::ImportTask;
use super::output::Output;
use super::{FINE, UNREADABLE, complain};
use crate::exchange;
use crate::file::Extras;
use crate::schema::{Format, default_format};

pub(super) fn run(task: &ImportTask, format: Option<Arc<Format>>, out: &mut dyn Write) -> io::Result<u8> {
    let output = match Output::at(&task.output, &[], task.force) {
        Ok(output) => output,
        Err(message) => {
            complain(&message);
            return Ok(UNREADABLE);
        }
    };
    let format = format.unwrap_or_else(default_format);
    let imported = match exchange::import_file(&task.document, &format) {
        Ok(imported) => imported,
        Err(error) => {
            complain(&error.to_string());
            return Ok(UNREADABLE);
        }
    };
    if let Err(message) = output.save(&imported.budget, &Extras::default()) {
        complain(&message);
        return Ok(UNREADABLE);
    }
    write!(out, "{}", imported.report)?;
    writeln!(out, "已存为 {}", task.output.display())?;
    Ok(FINE)
}
