//! The pages of the published document: on which paper, what stands where on them, and what no font can print.

use std::sync::Arc;

#[cfg(feature = "pdf")]
use yusuan::document::Document;
use yusuan::document::{Kind, Options, PaperChoice, PrintedTable, choose_paper, describe, write};
use yusuan::file;
use yusuan::schema::Formats;
use yusuan::session::{Plan, Session, Start, new_budget};

#[cfg(feature = "pdf")]
use super::bare;
use super::{SAMPLES, sample};

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
