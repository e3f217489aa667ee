//! A trial with published PDFs of other regions, read as text by `pdftotext`: how many figures of the
//! narrative find what they quote. Run by hand, since it judges nothing that a change must keep:
//! `cargo test --test suite pdf -- --ignored --nocapture`. What came of it is in `docs/pdf-trial.md`.

mod rules;
mod text;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use yusuan::exchange::import_text;
use yusuan::narrative::State;
use yusuan::schema::default_format;
use yusuan::session::Session;

use crate::support::repository;

/// The published PDFs in order; none, with a message, where their folder is absent.
fn documents() -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(repository("../shared/documents/pdf")) else {
        eprintln!("skipped: ../shared/documents/pdf is not there");
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Writes the texts that the import is given, to be looked at: `PDF_TEXT=directory cargo test …`.
#[test]
#[ignore = "a trial to be read by people"]
fn texts_are_written() {
    let Ok(target) = std::env::var("PDF_TEXT") else { return };
    for path in documents() {
        let Some(text) = text::read(&path) else { return };
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        fs::write(Path::new(&target).join(format!("{name}.txt")), text).unwrap();
    }
}

#[test]
#[ignore = "a trial to be read by people"]
fn published_pdfs_are_read() {
    for path in documents() {
        for layout in ["-layout", "-nopgbrk"] {
            let Ok(done) = Command::new("pdftotext").arg(layout).arg(&path).arg("-").output() else {
                eprintln!("skipped: there is no pdftotext");
                return;
            };
            let text = String::from_utf8_lossy(&done.stdout).replace('\u{c}', "\n");
            let imported = import_text(&text, "PDF", &default_format());
            let (sections, unplaced) = (imported.budget.narrative.len(), imported.budget.unplaced.len());
            let session = Session::new(imported.budget, default_format());
            let figures = &session.verdicts().narrative().figures;
            let count = |wanted: fn(&State) -> bool| figures.iter().filter(|one| wanted(&one.state)).count();
            println!(
                "{} {layout}: {sections} sections, {unplaced} lines unplaced; figures {}: agree {}, rounding {}, \
                 differ {}, unchecked {}, unbound {}",
                path.file_name().unwrap().display(),
                figures.len(),
                count(|state| *state == State::Agrees),
                count(|state| *state == State::Rounding),
                count(|state| *state == State::Differs),
                count(|state| matches!(state, State::NotChecked(_))),
                count(|state| *state == State::Unbound),
            );
            for finding in session.verdicts().findings().iter().filter(|finding| finding.rule != "表格齐全")
            {
                println!("    {} {} {}", finding.severity.label(), finding.rule, finding.message);
            }
        }
    }
}
