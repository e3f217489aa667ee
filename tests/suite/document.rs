//! The published document in every kind of file: read back by our own import it is the same budget, it has the same
//! bytes each time, and what a spreadsheet would recalculate is what stands there.

use std::sync::Arc;

use rust_decimal::Decimal;
use yusuan::document::{
    Content, Document, Edition, Kind, Options, PaperChoice, PrintedTable, choose_paper, describe, write,
};
use yusuan::exchange::{import_file, import_files_with_any};
use yusuan::file;
use yusuan::model::{Coverage, Layer, Note, NoteKey, NoteKind};
use yusuan::schema::{Formats, Severity};
use yusuan::session::{Plan, Session, Start, new_budget};

use crate::support::{published, repository};

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
                            Content::Number(value, 2) => Some(value),
                            _ => None,
                        })
                        .sum()
                };
                let times = Decimal::from(if wanted == "元" { 10_000 } else { 1 });
                let parts = Decimal::from(if wanted == "元" { 1 } else { 10_000 });
                if is_converted {
                    let off = sum(own) * times - sum(other) * parts;
                    // In 万元 two decimals are printed: each cell is off by its rounding.
                    let allowed = if wanted == "元" { Decimal::ZERO } else { Decimal::from(100_000) };
                    assert!(off.abs() <= allowed, "{asked} {}: {} {}", own.key, sum(own), sum(other));
                }
            }
            for &kind in Kind::ALL {
                let read = again_with(&session, kind, &options);
                if wanted == "元" {
                    let found = differences(&session, &read, kind);
                    all.extend(found.into_iter().map(|line| format!("{asked} {}: {line}", kind.ending())));
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

/// What is chosen of a table's paper is remembered with the budget, goes into next year's, and holds for every kind of file
/// that has pages; of the others nothing changes.
#[test]
fn every_kind_of_file_prints_a_table_on_the_paper_chosen_for_it() {
    let mut session = sample(SAMPLES[0]);
    let key = session.format().table_by_name("表13").unwrap().key.clone();
    let others = |session: &Session| -> Vec<PrintedTable> {
        describe(session, &Options::default()).tables.into_iter().filter(|table| table.key != key).collect()
    };
    let before = others(&session);
    for (size, wide) in [("A3", true), ("A4", true), ("A3", false), ("A4", false)] {
        let choice = PaperChoice::of_words(&format!("{size}{}", if wide { "横向" } else { "纵向" })).unwrap();
        choose_paper(&mut session, &key, choice).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("一.ron");
        file::save(&path, session.budget(), &file::Extras::default()).unwrap();
        let loaded = file::load(&path, &Formats::embedded()).unwrap();
        let (format, plan) = (Arc::clone(&loaded.format), Plan { year: 2024, ..Plan::default() });
        let next = new_budget(&format, &plan, Start::LastYear { budget: &loaded.budget, amounts: true });
        for budget in [loaded.budget, next] {
            let kept = Session::new(budget, Arc::clone(&format));
            let table = describe(&kept, &Options::default()).tables.into_iter().find(|one| one.key == key);
            assert_eq!(table.unwrap().paper, choice);
        }
        let mut document = describe(&session, &Options::default());
        document.tables.retain(|table| table.key == key);
        assert_eq!(document.tables[0].paper, choice);
        let long = if size == "A3" { 23_811 } else { 16_838 };
        let short = if size == "A3" { 16_838 } else { 11_906 };
        let (width, height) = if wide { (long, short) } else { (short, long) };
        let of = |kind, part: &str| -> String {
            let bytes = write::to_bytes(&document, kind).unwrap();
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            let names = (0..zip.len()).map(|at| zip.by_index(at).unwrap().name().unwrap().into_owned());
            let names: Vec<String> = names.filter(|name| name.contains(part)).collect();
            std::io::read_to_string(zip.by_name(names.iter().max().unwrap()).unwrap()).unwrap()
        };
        let word = of(Kind::Word, "word/document.xml");
        assert!(word.contains(&format!("w:w=\"{width}\" w:h=\"{height}\"")), "{size} {wide}");
        let sheet = of(Kind::Workbook, "worksheets/sheet");
        assert!(sheet.contains(&format!("paperSize=\"{}\"", if size == "A3" { 8 } else { 9 })), "{size}");
        assert_eq!(sheet.contains("orientation=\"landscape\""), wide, "{size}");
        #[cfg(feature = "pdf")]
        {
            let pages = yusuan::document::Pages::set(&document).unwrap();
            let at = (0..100).find(|page| pages.table(*page) == Some(&key)).unwrap();
            let page = &pages.origin.files()[0].document.pages[at as usize];
            let (is, wanted) = (page.size, (width as f32 / 20.0, height as f32 / 20.0));
            assert!((is.0 - wanted.0).abs() < 1.0 && (is.1 - wanted.1).abs() < 1.0, "{is:?} {wanted:?}");
        }
    }
    assert_eq!(others(&session), before);
    session.undo().unwrap();
    let chosen = PaperChoice::of(session.budget(), &key);
    assert_eq!(chosen.words(), "A3纵向", "a step like any other");
    let mut options = Options::default();
    options.set_paper("A4横向", session.format()).unwrap();
    options.set_paper("表13=A4", session.format()).unwrap();
    let words: Vec<String> =
        describe(&session, &options).tables.iter().map(|table| table.paper.words()).collect();
    assert!(words.iter().filter(|words| *words == "A4").count() == 1 && words.contains(&"A4横向".to_owned()));
    assert!(options.set_paper("表99=A4", session.format()).unwrap_err().contains("没有表“表99”"));
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

/// Its list of contents was read as headings, and the rows of one project as the header of the goals table: on pages
/// neither is taken for what it was taken for before.
const NOT_ON_PAGES: &str = "pdf/烟台市财政局-2026.pdf";

#[test]
fn documents_of_other_places_are_read_back() {
    let mut all = Vec::new();
    for name in PLACES {
        let Some(session) = place(name) else { continue };
        for &kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Pdf || name != NOT_ON_PAGES) {
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

/// Every cell that is printed in a table has its place on the pages, and at that place stands what it prints.
#[cfg(feature = "pdf")]
#[test]
fn every_figure_on_the_pages_leads_to_its_cell() {
    for name in SAMPLES {
        let document = describe(&sample(name), &Options::default());
        let pages = yusuan::document::Pages::set(&document).unwrap();
        let mut count = 0;
        for cell in document.tables.iter().flat_map(|table| &table.body).flat_map(|row| &row.cells) {
            let text = bare(&cell.content.text());
            let Some(address) = cell.address.as_ref().filter(|_| !text.is_empty()) else { continue };
            let spot = pages.origin.cell(address).filter(|spot| spot.column.is_some());
            let spot = spot.unwrap_or_else(|| panic!("{name} {address} {text}"));
            assert_eq!(pages.origin.text(&spot).map(bare), Some(text), "{name} {address}");
            let [left, top, right, bottom] = pages.origin.rectangle(&spot).unwrap();
            let middle = (f32::midpoint(left, right), f32::midpoint(top, bottom));
            let there = pages.origin.at_point(0, spot.page, middle).unwrap();
            assert_eq!(pages.origin.address(&there), Some(address), "{name}");
            count += 1;
        }
        assert!(count > 500, "{name}: {count}");
        let found = pages.find("公务接 待费");
        assert!(
            found.iter().all(|spot| pages
                .origin
                .text(spot)
                .unwrap()
                .replace(['\n', ' '], "")
                .contains("公务接待费"))
        );
        assert!(found.len() > 2, "{found:?}");
    }
}

/// Who looks at a table's second page looks at it still, however many pages the others take.
#[cfg(feature = "pdf")]
#[test]
fn a_page_is_found_again_in_other_pages() {
    let session = sample(SAMPLES[0]);
    let set = |part| {
        let options = Options { part, ..Options::default() };
        yusuan::document::Pages::set(&describe(&session, &options)).unwrap()
    };
    let (all, tables) = (set(yusuan::document::Part::All), set(yusuan::document::Part::Tables));
    let count = u32::try_from(all.origin.files()[0].document.pages.len()).unwrap();
    let of_tables: Vec<u32> = (0..count).filter(|page| all.table(*page).is_some()).collect();
    assert!(of_tables.len() > 10 && of_tables[0] > 1);
    for page in 0..count {
        assert_eq!(all.page_like(&all, page), page);
    }
    for (at, page) in (0..).zip(of_tables) {
        let there = tables.page_like(&all, page);
        assert_eq!((there, tables.table(there)), (at, all.table(page)));
    }
}

/// A character that no font has is written as an empty box, and said; the rest of the document is as it was.
#[cfg(feature = "pdf")]
#[test]
fn what_no_font_can_print_is_said() {
    let text = |words: &str| Document {
        title: "某局".to_owned(),
        text: vec![yusuan::document::TextBlock::Paragraph(words.to_owned())],
        ..Document::default()
    };
    let written = |words: &str| write::to_bytes_with_remarks(&text(words), Kind::Pdf).unwrap();
    assert_eq!(written("预算说明").1, Vec::<String>::new());
    let (bytes, remarks) = written("预算\u{f8ff0}说明\u{7}");
    assert!(remarks.iter().any(|remark| remark.contains('\u{f8ff0}')), "{remarks:?}");
    let read = yusuan::exchange::source::pdf::read(&bytes, &Default::default()).unwrap();
    let page = format!("{:?}", read.pages);
    assert!(page.contains("预算") && page.contains("说明"), "{page}");
}

#[test]
fn the_same_budget_gives_the_same_bytes() {
    let session = sample(SAMPLES[1]);
    for &kind in Kind::ALL {
        let bytes = || write::to_bytes(&describe(&session, &Options::default()), kind).unwrap();
        assert!(bytes() == bytes(), "{kind:?}");
    }
}
