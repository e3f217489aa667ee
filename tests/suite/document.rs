//! The published document in every kind of file: read back by our own import it is the same budget, it has the same
//! bytes each time, and what a spreadsheet would recalculate is what stands there.

use std::sync::Arc;

use yusuan::document::{Document, Kind, Options, PrintedTable, describe, write};
use yusuan::exchange::{import_file, import_files_with_any};
use yusuan::file;
use yusuan::model::Coverage;
use yusuan::schema::Formats;
use yusuan::session::Session;

use crate::support::{published, repository};

/// A budget of the repository.
fn sample(name: &str) -> Session {
    let loaded = file::load(&repository("assets/samples").join(name), &Formats::embedded()).unwrap();
    Session::new(loaded.budget, loaded.format)
}

const SAMPLES: [&str; 2] = ["焦作市委办公室-2023.ron", "示例区档案局-2023（示例）.ron"];

/// Writes a budget as a file of a kind and reads that as any document is read.
fn again(session: &Session, kind: Kind) -> Session {
    let bytes = write::to_bytes(&describe(session, &Options::default()), kind).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("公开.{}", kind.ending()));
    std::fs::write(&path, bytes).unwrap();
    let imported = import_file(&path, session.format()).unwrap();
    Session::new(imported.budget, Arc::clone(session.format()))
}

/// How the budget that was read back differs from the one that was written, a line each.
fn differences(written: &Session, read: &Session) -> Vec<String> {
    let [was, is] = [written, read].map(|session| describe(session, &Options::default()));
    let mut found = Vec::new();
    let mut differs = |what: &str, was: String, is: String| {
        if was != is {
            found.push(format!("{what}: {was:?} → {is:?}"));
        }
    };
    let (department, other) = (&written.budget().department, &read.budget().department);
    differs("year", written.budget().year.to_string(), read.budget().year.to_string());
    differs("department", department.name.clone(), other.name.clone());
    differs("cover", was.cover.join("|"), is.cover.join("|"));
    let keys = |document: &Document| -> Vec<String> {
        document.tables.iter().map(|table| table.key.to_string()).collect()
    };
    differs("tables", keys(&was).join(" "), keys(&is).join(" "));
    for table in &was.tables {
        if written.budget().tables[&table.key].coverage == Coverage::Partial {
            // Of a table with lost pages a reader cannot know what they held.
            continue;
        }
        let Some(other) = is.tables.iter().find(|other| other.key == table.key) else { continue };
        for (was, is) in printed(table).into_iter().zip(printed(other)) {
            differs(table.key.as_str(), was, is);
        }
        differs(table.key.as_str(), printed(table).len().to_string(), printed(other).len().to_string());
    }
    let text = |document: &Document| -> Vec<String> {
        document.text.iter().map(|block| format!("{block:?}")).collect()
    };
    let (was, is) = (text(&was), text(&is));
    for at in 0..was.len().max(is.len()) {
        differs("text", was.get(at).cloned().unwrap_or_default(), is.get(at).cloned().unwrap_or_default());
    }
    for line in &read.budget().unplaced {
        differs("unplaced", String::new(), format!("{} {}", line.reason, line.text));
    }
    found
}

/// The rows of a table as text: where each cell is, and what stands in it. Keys of rows are given anew by an import.
fn printed(table: &PrintedTable) -> Vec<String> {
    let rows = table.rows().map(|row| {
        let cells: Vec<String> = (row.cells.iter())
            .map(|cell| {
                let column =
                    cell.address.as_ref().map(|address| address.column.to_string()).unwrap_or_default();
                format!("{column}@{}={}", cell.column, cell.content.text())
            })
            .collect();
        cells.join(" ")
    });
    rows.chain(table.notes.iter().cloned()).collect()
}

#[test]
fn what_is_written_is_read_back() {
    let mut all = Vec::new();
    for name in SAMPLES {
        let session = sample(name);
        for kind in Kind::ALL {
            let found = differences(&session, &again(&session, kind));
            all.extend(found.into_iter().map(|line| format!("{name} {}: {line}", kind.ending())));
        }
    }
    assert!(all.is_empty(), "{} differences:\n{}", all.len(), all.join("\n"));
}

/// A document of some place, read with whichever format reads most of it. `None` where it is not at hand.
fn place(name: &str) -> Option<Session> {
    let (imported, format) = import_files_with_any(&[published(name)?], &Formats::embedded()).unwrap();
    Some(Session::new(imported.budget, format))
}

const PLACES: [&str; 6] = [
    "pdf/西安市审计局-2026.pdf",
    "pdf/上海市水务局-2026.pdf",
    "pdf/烟台市财政局-2026.pdf",
    "pdf/深圳市审计局-2026.pdf",
    "pdf/杭州市司法局-2026.pdf",
    "pdf/苏州市审计局-2026.pdf",
];

#[test]
fn documents_of_other_places_are_read_back() {
    let mut all = Vec::new();
    for name in PLACES {
        let Some(session) = place(name) else { continue };
        for kind in Kind::ALL {
            let found = differences(&session, &again(&session, kind));
            all.extend(found.into_iter().map(|line| format!("{name} {}: {line}", kind.ending())));
        }
    }
    assert!(all.is_empty(), "{} differences:\n{}", all.len(), all.join("\n"));
}

#[test]
fn the_same_budget_gives_the_same_bytes() {
    let session = sample(SAMPLES[1]);
    for kind in Kind::ALL {
        let bytes = || write::to_bytes(&describe(&session, &Options::default()), kind).unwrap();
        assert!(bytes() == bytes(), "{kind:?}");
    }
}
