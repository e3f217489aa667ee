//! Documents of other places: written and read back they are the same budget, and next year's begins with their tables.

use yusuan::document::{Content, Kind, Options, describe, write};
use yusuan::exchange::import_files_with_any;
use yusuan::file;
use yusuan::schema::Formats;
use yusuan::session::{Plan, Session, Start, new_budget};

use super::{again, differences};
use crate::support::published;

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
        for &kind in Kind::ALL {
            let found = differences(&session, &again(&session, kind), kind);
            all.extend(found.into_iter().map(|line| format!("{name} {}: {line}", kind.ending())));
        }
    }
    assert!(all.is_empty(), "{} differences:\n{}", all.len(), all.join("\n"));
}

/// A budget for the next year begins with the rows of last year's document wherever that came from, without its amounts or
/// with them; it is saved and opened again, and goes out and comes back in every kind of file.
#[test]
fn next_years_budget_begins_with_the_tables_of_another_places_document() {
    let (mut told, mut count) = (0, 0);
    for name in PLACES.into_iter().take(4) {
        let Some(last) = place(name) else { continue };
        count += 1;
        // What others wrote is not mixed with what the template for all places says.
        if !last.budget().narrative.is_empty() {
            assert!(last.written_narrative().unwrap_err().contains("不改它"), "{name}");
        }
        for amounts in [false, true] {
            let department = last.budget().department.clone();
            let plan = Plan { year: last.budget().year + 1, department, units: Vec::new() };
            let start = Start::LastYear { budget: last.budget(), amounts };
            let budget = new_budget(last.format(), &plan, start);
            for (key, table) in &last.budget().tables {
                let rows = budget.tables.get(key).map_or(0, |own| own.rows().len());
                assert!(rows >= table.rows().len(), "{name} {key}: {rows}");
            }
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("新.ron");
            file::save(&path, &budget, &file::Extras::default()).unwrap();
            let loaded = file::load(&path, &Formats::embedded()).unwrap();
            assert!(loaded.budget == budget, "{name}");
            // Its text comes out of the template for all places, with the figures of its own tables.
            assert!(budget.narrative.len() > 10, "{name}: {}", budget.narrative.len());
            let text: Vec<String> =
                budget.narrative.iter().flat_map(|section| &section.paragraphs).cloned().collect();
            assert!(text.iter().all(|paragraph| !paragraph.contains(['{', '}'])), "{text:?}");
            let session = Session::new(loaded.budget, loaded.format);
            if amounts {
                let total = session
                    .book()
                    .cell(&"支出总表!合计!合计".parse().unwrap())
                    .and_then(|cell| cell.number());
                let said = text.iter().find(|paragraph| paragraph.contains("年支出合计"));
                let shown = total.map(|total| yusuan::money::in_full(total, session.format().decimals));
                let both = said.zip(shown);
                assert!(
                    both.as_ref().is_none_or(|(said, shown)| said.contains(shown)),
                    "{name}: {said:?} {total:?}"
                );
                told += usize::from(both.is_some());
            }
            let figures = describe(&session, &Options::default()).tables;
            let figures = figures.iter().flat_map(|table| &table.body).flat_map(|row| &row.cells);
            let is_amount = |cell: &&yusuan::document::PrintedCell| matches!(cell.content, Content::Number(value, _) if !value.is_zero());
            assert_eq!(figures.filter(is_amount).count() > 20, amounts, "{name}");
            if amounts {
                for &kind in Kind::ALL.iter().filter(|_| count == 1) {
                    let bytes = write::to_bytes(&describe(&session, &Options::default()), kind);
                    assert!(bytes.unwrap().len() > 1000, "{name} {kind:?}");
                }
            }
        }
    }
    assert!(told * 2 >= count, "{told} of {count} documents say what their spending comes to");
}
