//! How long it takes to import and to check a published document, and to check a folder of a thousand
//! budgets: `cargo bench --no-default-features`. Measures and prints, judges nothing.
//!
//! The document is read from `../shared/documents`; where that is absent, the text of another region in
//! `tests/data` takes its place, which is much shorter.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod timing;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use yusuan::exchange::import_text;
use yusuan::file::{self, Extras};
use yusuan::model::Budget;
use yusuan::schema::{Formats, default_format};
use yusuan::session::Session;

use timing::median;

const DOCUMENT: &str = "../shared/documents/焦作市委办公室-2023年度部门预算.md";
const SAMPLE: &str = "assets/samples/焦作市委办公室-2023.ron";
const INSTEAD: &str = "tests/data/import/示例区-2024.txt";
const BUDGETS: usize = 1000;

/// What a process has used so far: its most memory in MB and its time on all cores in seconds.
fn used(child: &Child) -> Option<(u64, f64)> {
    let process = Path::new("/proc").join(child.id().to_string());
    let status = fs::read_to_string(process.join("status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let memory = line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024;
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    // utime and stime, in hundredths of a second.
    let ticks = fields[11].parse::<u32>().ok()? + fields[12].parse::<u32>().ok()?;
    Some((memory, f64::from(ticks) / 100.0))
}

fn folder(sample: &Budget) {
    let folder = tempfile::tempdir().unwrap();
    let text = file::to_text(sample, &Extras::default());
    for number in 0..BUDGETS {
        // Each a little different, so that nothing is the same text twice.
        let text = text.replace("2907.50", &format!("29{:02}.{:02}", number / 100, number % 100));
        fs::write(folder.path().join(format!("{number:04}.ron")), text).unwrap();
    }
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_yusuan"))
        .args(["check", "--json"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut last = None;
    while child.try_wait().unwrap().is_none() {
        last = used(&child).or(last);
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = start.elapsed().as_secs_f64();
    let (memory, busy) = last.unwrap_or_default();
    println!(
        "folder of {BUDGETS} budgets of {} KB: {took:.1} s, {:.0} budgets a second, {memory} MB at most, {:.1} cores busy",
        text.len() / 1024,
        BUDGETS as f64 / took,
        busy / took
    );
}

fn main() {
    let format = default_format();
    let document = fs::read_to_string(DOCUMENT).unwrap_or_else(|_| {
        println!("{DOCUMENT} is not there; {INSTEAD} instead");
        fs::read_to_string(INSTEAD).unwrap()
    });
    let imported = import_text(&document, "文件", &format).budget;
    let written = file::to_text(&imported, &Extras::default());
    let sample = file::load(Path::new(SAMPLE), &Formats::embedded()).unwrap().budget;
    median("import the document", 15, || drop(import_text(&document, "文件", &format)));
    median("read its file", 15, || drop(file::from_text(&written, &Formats::embedded()).unwrap()));
    median("check it", 15, || drop(Session::new(imported.clone(), format.clone())));
    median("check the sample", 15, || drop(Session::new(sample.clone(), format.clone())));
    folder(&sample);
}
