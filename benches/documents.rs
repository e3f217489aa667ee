//! How long it takes from a published document to its findings: one PDF, a folder of them, a workbook:
//! `cargo bench --no-default-features --bench documents`. Measures and prints, judges nothing. The documents are read
//! from `../shared/documents`; where they are absent nothing is measured.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod timing;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use yusuan::document::{Kind, Options, describe, write};
use yusuan::exchange::{import_with_any, source};
use yusuan::schema::Formats;
use yusuan::session::Session;

use timing::median;

const FOLDER: &str = "../shared/documents/pdf";
/// The one with the most pages of figures.
const LONG: &str = "烟台市财政局-2026.pdf";
/// The one with the most tables.
const MANY: &str = "西安市审计局-2026.pdf";

/// The most memory that this process has had at a time, where the system says so.
fn peak() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}

fn judged(path: &Path, formats: &Formats) -> Session {
    let (imported, format) = import_with_any(path, formats).unwrap();
    let session = Session::new(imported.budget, format);
    session.verdicts();
    session
}

fn main() {
    let folder = Path::new(FOLDER);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    if paths.is_empty() {
        println!("{FOLDER} is not there: nothing is measured");
        return;
    }
    let formats = Formats::embedded();
    let long = folder.join(LONG);
    let bytes = fs::read(&long).unwrap();
    let limits = source::Limits::default();
    let pages = source::pdf::read(&bytes, &limits).unwrap().pages.len();
    median(&format!("a PDF of {pages} pages taken apart"), 9, || {
        drop(source::pdf::read(&bytes, &limits).unwrap());
    });
    median("and judged", 9, || drop(judged(&long, &formats)));
    for path in &paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        median(&name, 3, || {
            drop(import_with_any(path, &formats).map(|(imported, format)| {
                let session = Session::new(imported.budget, format);
                session.verdicts();
            }))
        });
    }
    if let Some(peak) = peak() {
        println!("the most memory so far: {peak}");
    }
    median(&format!("a folder of {} PDFs checked by the program", paths.len()), 3, || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yusuan"));
        command.args(["check", "--json"]).arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().unwrap();
    });
    let session = judged(&folder.join(MANY), &formats);
    let document = describe(&session, &Options::default());
    let scratch = tempfile::tempdir().unwrap();
    let workbook = scratch.path().join("表.xlsx");
    fs::write(&workbook, write::to_bytes(&document, Kind::Workbook).unwrap()).unwrap();
    let bytes = fs::read(&workbook).unwrap();
    let sheets = source::workbook::read(&bytes, &limits).unwrap().pages.len();
    median(&format!("a workbook of {sheets} sheets taken apart"), 15, || {
        drop(source::workbook::read(&bytes, &limits).unwrap());
    });
    median("and judged", 9, || drop(judged(&workbook, &formats)));
}
