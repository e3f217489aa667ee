//! Documents of other places: written and read back they are the same budget, and next year's begins with their tables.

use yusuan::document::{Content, Kind, Options, describe, write};
use yusuan::exchange::import_files_with_any;
use yusuan::file;
use yusuan::model::Budget;
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

/// Tables keep the numbers that their documents print, and names the levels that only indentation tells.
#[test]
fn tables_are_called_and_indented_as_their_documents_have_them() {
    for (name, first, deepest) in [
        ("pdf/苏州市审计局-2026.pdf", "公开01表", 0),
        ("pdf/烟台市审计局-2026.pdf", "公开表1", 0),
        ("pdf/杭州市司法局-2026.pdf", "表1", 2),
    ] {
        let Some(session) = place(name) else { continue };
        let told = |session: &Session| -> Vec<(String, Vec<u8>)> {
            let tables = describe(session, &Options::default()).tables.into_iter();
            let indents = |row: &yusuan::document::PrintedRow| {
                row.cells.iter().map(|cell| cell.indent).max().unwrap_or_default()
            };
            tables
                .map(|table| {
                    (format!("{} {}", table.label, table.title), table.body.iter().map(indents).collect())
                })
                .collect()
        };
        let own = told(&session);
        assert!(own[0].0.starts_with(&format!("{first} 2026年")), "{:?}", own[0]);
        assert!(own.iter().flat_map(|(_, indents)| indents).any(|indent| *indent >= deepest), "{own:?}");
        for &kind in Kind::ALL {
            assert_eq!(told(&again(&session, kind)), own, "{name} {kind:?}");
        }
    }
}

/// A budget for the next year begins with the rows of last year's document wherever that came from, without its amounts or
/// with them; it is saved and opened again, and goes out and comes back in every kind of file.
#[test]
fn next_years_budget_begins_with_the_tables_of_another_places_document() {
    let mut count = 0;
    for name in PLACES.into_iter().take(4) {
        let Some(last) = place(name) else { continue };
        count += 1;
        // What others wrote is not mixed with what the template for all places says.
        if !last.budget().narrative.is_empty() {
            assert!(last.written_narrative().unwrap_err().contains("不改它"), "{name}");
        }
        let mut open = 0;
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
            // Its text is last year's, with its figures to be filled in unless the tables have them, too.
            let text = |budget: &Budget| {
                let sections = budget.narrative.iter();
                sections.flat_map(|section| &section.paragraphs).cloned().collect::<Vec<_>>()
            };
            let (own, was) = (text(&budget), text(last.budget()));
            assert_eq!(own.len(), was.len(), "{name}");
            let is_open = |paragraph: &String| paragraph.contains("〔请填写：上年文字为");
            assert!(amounts || was.is_empty() || own.iter().any(is_open), "{name}: {own:?}");
            // With its amounts only what they changed on the year before is left to fill in.
            let asked = own.iter().map(|paragraph| paragraph.matches("〔请填写").count()).sum::<usize>();
            assert!(!amounts || asked < open || open == 0, "{name}: {asked} {open}");
            open = asked;
            let session = Session::new(loaded.budget, loaded.format);
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
}

/// Tables keep the numbers and the place that their document gives them, and a form of labels has no header.
#[test]
fn tables_stand_where_their_place_puts_them() {
    for (name, title, is_followed) in [
        ("pdf/西安市审计局-2026.pdf", "表1 2026年部门综合预算收支总表", false),
        ("pdf/烟台市审计局-2026.pdf", "2026年政策和项目预算绩效目标表", true),
    ] {
        let Some(session) = place(name) else { return };
        let document = describe(&session, &Options::default());
        let contents: Vec<String> = document.contents().into_iter().map(|(_, title)| title).collect();
        let at = contents.iter().position(|own| own == title);
        let last = contents.iter().rposition(|own| own.starts_with('第'));
        assert!(at.is_some() && (at < last) == is_followed, "{contents:#?}");
        let is_numbered = |cell: &yusuan::document::PrintedCell| cell.content.text() == "第1栏";
        let mut cells = document.tables.iter().flat_map(|table| table.rows()).flat_map(|row| &row.cells);
        assert!(!cells.any(is_numbered), "{name}");
    }
}
