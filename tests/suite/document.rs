//! The published document in every kind of file: read back by our own import it is the same budget, it has the same
//! bytes each time, and what a spreadsheet would recalculate is what stands there.

mod corner;
mod mending;
mod pages;
mod places;

use std::sync::Arc;

use rust_decimal::Decimal;
use yusuan::document::{Content, Document, Edition, Kind, Options, PrintedTable, describe, write};
use yusuan::exchange::import_file;
use yusuan::file;
use yusuan::model::{Coverage, Layer, Note, NoteKey, NoteKind, Section};
use yusuan::schema::{Formats, Severity};
use yusuan::session::Session;

use crate::support::repository;

/// A budget of the repository.
fn sample(name: &str) -> Session {
    let loaded = file::load(&repository("assets/samples").join(name), &Formats::embedded()).unwrap();
    Session::new(loaded.budget, loaded.format)
}

const SAMPLES: [&str; 2] = ["焦作市委办公室-2023.ron", "示例区档案局-2023（示例）.ron"];

/// Writes a budget as a file of a kind and reads that as any document is read.
fn again(session: &Session, kind: Kind) -> Session {
    again_with(session, kind, &Options::default())
}

fn again_with(session: &Session, kind: Kind, options: &Options) -> Session {
    let bytes = write::to_bytes(&describe(session, options), kind).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("公开.{}", kind.ending()));
    std::fs::write(&path, bytes).unwrap();
    let imported = import_file(&path, session.format()).unwrap();
    Session::new(imported.budget, Arc::clone(session.format()))
}

/// What each edition lets out: of remarks and budget lines the public one nothing, of findings and the reasons that were
/// given only the one for review.
#[test]
fn each_edition_has_what_is_for_its_readers() {
    let mut budget = sample(SAMPLES[0]).budget().clone();
    let session = sample(SAMPLES[0]);
    let book = session.book();
    let cell = book.sheets().flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells());
    let cell = cell.filter(|cell| cell.column.kind.is_number()).map(|cell| cell.address().to_string()).next();
    let comment = NoteKey { kind: NoteKind::Comment, place: cell.unwrap(), of: "001".to_owned() };
    budget
        .notes
        .insert(comment, Note { text: "不外传".to_owned(), by: "会计".to_owned(), ..Note::default() });
    let finding =
        session.verdicts().findings().iter().find(|found| found.severity == Severity::Error).unwrap();
    let waiver = yusuan::rules::waiver_key(&finding, &book);
    let reason = Note { text: "上级另有批复".to_owned(), by: "科长".to_owned(), ..Note::default() };
    budget.notes.insert(waiver, Note { about: finding.message.clone(), ..reason });
    let session = Session::new(budget, Arc::clone(session.format()));
    let mut with_lines = sample(SAMPLES[1]);
    for edition in Edition::ALL {
        let options = Options { edition, ..Options::default() };
        let document = describe(&session, &options);
        let text: Vec<&str> = document.text.iter().map(|block| block.text()).collect();
        let text = text.join("\n");
        let cells = document.tables.iter().flat_map(|table| &table.body).flat_map(|row| &row.cells);
        let said = (
            document.cover.iter().any(|line| line == "（送审稿）"),
            cells.filter(|cell| cell.comment.contains("不外传")).count(),
            text.contains(&format!("【错误】{} 说明：上级另有批复（科长）", finding.message)),
            document.remarks.iter().any(|remark| remark.contains("公布前请先处理")),
            describe(&with_lines, &options).lines.len(),
            text.contains("不外传（会计）"),
            describe(&with_lines, &options).tables.iter().any(|table| table.short == "预算明细"),
        );
        let expected = match edition {
            Edition::Plain => (false, 1, false, false, 2, false, false),
            Edition::ForReview => (true, 1, true, false, 0, true, true),
            Edition::ForPublic => (false, 0, false, true, 0, false, false),
        };
        assert_eq!(said, expected, "{edition:?}");
    }
    // What nobody can read is told before it goes out, whoever it goes to.
    let amount = with_lines.format().lines.first().unwrap().amount.clone();
    let table = with_lines.format().lines.first().unwrap().table.clone();
    let mut budget = with_lines.budget().clone();
    let lines = budget.tables.get_mut(&table).unwrap();
    let at = lines
        .rows()
        .iter()
        .position(|row| row.cells().get(&amount).is_some_and(|value| value.amount().is_some()))
        .unwrap();
    lines.set(at, Layer::Input, &amount, Some("十二万".into()));
    with_lines = Session::new(budget, Arc::clone(with_lines.format()));
    let remarks = describe(&with_lines, &Options::default()).remarks;
    assert!(remarks.iter().any(|remark| remark.contains("“十二万”认不出是多少")), "{remarks:?}");
}

/// How the budget that was read back from a file of a kind differs from the one that was written, a line each. On a
/// page a blank between Chinese letters cannot be told from none: there texts are compared as `text` compares them.
fn differences(written: &Session, read: &Session, kind: Kind) -> Vec<String> {
    let [was, is] = [written, read].map(|session| describe(session, &Options::default()));
    let mut found = Vec::new();
    let mut differs = |what: &str, was: String, is: String| {
        let is_same = if kind == Kind::Pdf { bare(&was) == bare(&is) } else { was == is };
        if !is_same {
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

fn bare(text: &str) -> String {
    text.replace("\\n", "").chars().filter(|c| !c.is_whitespace()).collect()
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
        for &kind in Kind::ALL {
            let found = differences(&session, &again(&session, kind), kind);
            all.extend(found.into_iter().map(|line| format!("{name} {}: {line}", kind.ending())));
        }
    }
    assert!(all.is_empty(), "{} differences:\n{}", all.len(), all.join("\n"));
}

/// Projects that have no code yet, and no indicator, are read back as the projects they are.
#[test]
fn projects_without_codes_are_read_back() {
    let prepared = sample(SAMPLES[1]);
    let mut budget = prepared.budget().clone();
    let table = budget.tables.get_mut(&"T15".into()).unwrap();
    let of_kind = |kind: &str, table: &yusuan::model::Table| -> Vec<usize> {
        (0..table.len()).filter(|at| table.at(*at).unwrap().kind().as_str() == kind).collect()
    };
    let amounts = ["编码", "名称", "资金总额", "政府预算资金", "财政专户", "单位资金"];
    for at in of_kind("项目", table) {
        let columns: Vec<_> = table.at(at).unwrap().cells().iter().map(|(key, _)| key.clone()).collect();
        for column in columns.iter().filter(|key| !amounts[1..].contains(&key.as_str())) {
            table.set(at, Layer::Input, column, None);
        }
    }
    for at in of_kind("指标", table).into_iter().rev() {
        table.remove(at..at + 1);
    }
    let session = Session::new(budget, Arc::clone(prepared.format()));
    let mut all = Vec::new();
    for &kind in Kind::ALL {
        let found = differences(&session, &again(&session, kind), kind).into_iter();
        let found = found.filter(|line| line.starts_with("T15") || line.starts_with("unplaced"));
        all.extend(found.map(|line| format!("{}: {line}", kind.ending())));
    }
    assert!(all.is_empty(), "{} differences:\n{}", all.len(), all.join("\n"));
}

/// What a table prints in some unit is what it prints in its own, times what the units are to each other; and what is
/// read back is the budget that was written.
#[test]
fn amounts_are_converted_with_their_unit() {
    let in_wan = sample(SAMPLES[1]);
    let mut formats = Formats::embedded();
    formats.add_file(&repository("tests/data/formats/示例区-2024-元.ron")).unwrap();
    let loaded = file::load(&repository("tests/corpus/元.ron"), &formats).unwrap();
    let in_yuan = Session::new(loaded.budget, loaded.format);
    let mut all = Vec::new();
    for (session, wanted) in [(in_wan, "元"), (in_yuan, "万元")] {
        let one = session.format().published().find(|table| table.number == Some(3)).unwrap().key.clone();
        for asked in [wanted.to_owned(), format!("表3={wanted}")] {
            let mut options = Options::default();
            options.set_unit(&asked, session.format()).unwrap();
            let (own, other) = (describe(&session, &Options::default()), describe(&session, &options));
            for (own, other) in own.tables.iter().zip(&other.tables) {
                let is_converted = asked == wanted || own.key == one;
                let unit = if is_converted { format!("单位：{wanted}") } else { own.unit.clone() };
                if own.unit.is_empty() || own.unit == format!("单位：{wanted}") {
                    continue;
                }
                assert_eq!(other.unit, unit, "{asked} {}", own.key);
                let sum = |table: &PrintedTable| -> Decimal {
                    let cells = table.body.iter().flat_map(|row| &row.cells);
                    cells
                        .filter_map(|cell| match cell.content {
                            Content::Number(value, decimals) if decimals > 0 => Some(value),
                            _ => None,
                        })
                        .sum()
                };
                let times = Decimal::from(if wanted == "元" { 10_000 } else { 1 });
                let parts = Decimal::from(if wanted == "元" { 1 } else { 10_000 });
                if is_converted {
                    let off = sum(own) * times - sum(other) * parts;
                    // In 万元 two decimals are printed: each cell is off by its rounding.
                    // Beside tables in 元 it says all that they say.
                    let is_whole = wanted == "元" || asked != wanted;
                    let allowed = if is_whole { Decimal::ZERO } else { Decimal::from(100_000) };
                    assert!(off.abs() <= allowed, "{asked} {}: {} {}", own.key, sum(own), sum(other));
                }
            }
            for &kind in Kind::ALL {
                let read = again_with(&session, kind, &options);
                if wanted == "元" {
                    // The text follows the unit: that it does is tested where it is published.
                    let found = differences(&session, &read, kind).into_iter();
                    let found = found.filter(|line| asked != wanted || !line.starts_with("text:"));
                    all.extend(found.map(|line| format!("{asked} {}: {line}", kind.ending())));
                }
                let mut same = Options::default();
                same.set_unit(&asked, session.format()).unwrap();
                let [was, is] = [&session, &read].map(|session| describe(session, &same).tables);
                for (was, is) in was.iter().zip(&is) {
                    for (was, is) in printed(was).into_iter().zip(printed(is)).filter(|(was, is)| was != is) {
                        if kind == Kind::Pdf && bare(&was) == bare(&is) {
                            continue;
                        }
                        all.push(format!("{asked} {}: {was} → {is}", kind.ending()));
                    }
                }
            }
        }
    }
    assert!(all.is_empty(), "{} differences:\n{}", all.len(), all.join("\n"));
}

/// A paragraph that no row of a workbook is high enough for stands in several, and is one when it is read.
#[test]
fn a_long_paragraph_of_a_workbook_is_one() {
    let mut budget = sample("示例区档案局-2023（示例）.ron").budget().clone();
    let is_of_duties =
        |section: &&mut Section| section.paragraphs.iter().any(|text| text.contains("负责全区"));
    let section = budget.narrative.iter_mut().find(is_of_duties).unwrap();
    let long = "做好各项服务保障，推动档案事业发展。".repeat(100);
    section.paragraphs.push(long.clone());
    let session = Session::new(budget, sample("示例区档案局-2023（示例）.ron").format().clone());
    let read = again(&session, Kind::Workbook);
    let mut paragraphs = read.budget().narrative.iter().flat_map(|section| &section.paragraphs);
    assert!(paragraphs.any(|paragraph| *paragraph == long));
}

/// Marks of Markdown in a text and in a cell are read as what they are.
#[test]
fn marks_stand_for_themselves_in_markdown() {
    let mut budget = sample(SAMPLES[1]).budget().clone();
    let marks = "甲*乙*与_丙_相同，1*2|3。";
    let section = budget.narrative.iter_mut().find(|section| section.title.contains("运行经费")).unwrap();
    section.paragraphs.extend([marks.to_owned(), "# 丁戊己。".to_owned()]);
    let session = Session::new(budget, sample(SAMPLES[1]).format().clone());
    let document = describe(&session, &Options::default());
    let text = String::from_utf8(write::to_bytes(&document, Kind::Markdown).unwrap()).unwrap();
    assert!(text.contains("甲&#42;乙&#42;与&#95;丙&#95;相同") && text.contains("&#35; 丁戊己"), "{text}");
    let read = again(&session, Kind::Markdown);
    let mut paragraphs = read.budget().narrative.iter().flat_map(|section| &section.paragraphs);
    assert!(paragraphs.any(|paragraph| paragraph == marks));
}

#[test]
fn the_same_budget_gives_the_same_bytes() {
    let session = sample(SAMPLES[1]);
    for &kind in Kind::ALL {
        let bytes = || write::to_bytes(&describe(&session, &Options::default()), kind).unwrap();
        assert!(bytes() == bytes(), "{kind:?}");
    }
}

/// Places number their tables 表1-1, and a table that goes on may have the number once more: a spreadsheet takes neither as the
/// name of an area.
#[test]
fn tables_of_any_number_become_a_workbook() {
    let mut document = describe(&sample(SAMPLES[1]), &Options::default());
    for table in &mut document.tables {
        table.label = "表1-1（续）".to_owned();
    }
    assert!(write::to_bytes(&document, Kind::Workbook).is_ok());
}
