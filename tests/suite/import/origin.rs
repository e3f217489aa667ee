//! Where in the document each cell of an imported budget stands, and the way back.

use std::path::PathBuf;

use rust_decimal::Decimal;
use yusuan::exchange::origin::{self, Origin, Originals};
use yusuan::exchange::{
    Documents, ImportError, Imported, Progress, import_files, import_files_with_any, import_with_any,
};
use yusuan::file::{self, Extras};
use yusuan::model::{Budget, CellAddress, ValueView};
use yusuan::money::{MoneyUnit, parse_amount};
use yusuan::schema::Formats;

use super::documents::{text, word, workbook};
use crate::support::{published, repository};

/// All amounts of the tables that were read, with their addresses.
fn amounts(budget: &Budget) -> Vec<(CellAddress, Decimal)> {
    let mut out = Vec::new();
    for (key, table) in &budget.tables {
        for row in table.rows() {
            for (column, value) in row.cells().iter().chain(row.stated().iter()) {
                if let ValueView::Amount(amount) = value {
                    out.push((CellAddress::new(key, row.key(), column), amount));
                }
            }
        }
    }
    out
}

/// Holds every amount against what is printed at its place: the same figure, in 元 or in 万元. How many there are.
fn check(imported: &Imported, name: &str) -> usize {
    let origin = imported.origin.as_deref().unwrap();
    let mut strange = Vec::new();
    let amounts = amounts(&imported.budget);
    for (address, amount) in &amounts {
        // What is not printed in a table was found in the text.
        let Some(spot) = origin.cell(address) else { continue };
        let printed = origin.text(&spot).unwrap_or_default();
        let read = parse_amount(printed, MoneyUnit::WanYuan).ok().flatten();
        let same = |factor: i64| read.is_some_and(|read| read == amount * Decimal::from(factor));
        let other = |factor: i64| read.is_some_and(|read| read * Decimal::from(factor) == *amount);
        if spot.column.is_none() || !(same(1) || same(10_000) || other(10_000)) {
            strange.push(format!("{address} = {amount}, but {printed:?} at {spot:?}"));
        }
        assert_eq!(origin.address(&spot), Some(address), "{name}");
    }
    assert!(strange.is_empty(), "{name}: {} of {}\n{}", strange.len(), amounts.len(), strange.join("\n"));
    let placed = amounts.iter().filter(|(address, _)| origin.cell(address).is_some()).count();
    assert!(placed * 100 >= amounts.len() * 98, "{name}: {placed} of {} have a place", amounts.len());
    placed
}

/// Points back: the middle of a cell's rectangle leads to the cell.
fn points_back(origin: &Origin, budget: &Budget) -> usize {
    let mut found = 0;
    for (address, _) in amounts(budget) {
        let Some(spot) = origin.cell(&address) else { continue };
        let [left, top, right, bottom] = origin.rectangle(&spot).expect("a page has rectangles");
        assert!(left < right && top < bottom, "{address}");
        let there = origin.at_point(spot.file, spot.page, ((left + right) / 2.0, (top + bottom) / 2.0));
        assert_eq!(there.as_ref().and_then(|spot| origin.address(spot)), Some(&address));
        found += 1;
    }
    found
}

#[test]
fn every_amount_of_a_pdf_has_its_rectangle() {
    for (name, least) in [
        ("烟台市审计局-2026", 400),
        ("上海市水务局-2026", 200),
        ("西安市审计局-2026", 400),
        ("深圳市审计局-2026", 900),
        ("西安市委宣传部-旧年表式", 800),
    ] {
        let Some(path) = published(&format!("pdf/{name}.pdf")) else { return };
        let (imported, _) = import_with_any(&path, &Formats::embedded()).unwrap();
        let count = check(&imported, name);
        assert!(count >= least, "{name}: {count}");
        assert_eq!(points_back(imported.origin.as_deref().unwrap(), &imported.budget), count, "{name}");
    }
}

/// The same table as text, in a Word file, in a workbook, and as two files together.
#[test]
fn cells_have_places_in_every_kind_of_document() {
    let folder = tempfile::tempdir().unwrap();
    let text = text();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let before = file("说明.txt", "第一部分 概况\n\n一、主要职能\n\n负责档案工作。\n".as_bytes());
    let markdown = text.lines().map(|line| match line.contains('\t') {
        true => format!("| {} |\n", line.replace('\t', " | ")),
        false => format!("{line}\n"),
    });
    let cases: [(Vec<PathBuf>, &str); 5] = [
        (vec![file("表.txt", text.as_bytes())], "第 "),
        (vec![file("表.docx", &word(&text))], "第 "),
        (vec![file("表.xlsx", &workbook(&text))], "工作表“表3”"),
        (vec![file("表.md", markdown.collect::<String>().as_bytes())], "第 "),
        (vec![before, file("表格.xlsx", &workbook(&text))], "表格.xlsx 工作表“表3”"),
    ];
    for (paths, place) in cases {
        let (imported, _) = import_files_with_any(&paths, &Formats::embedded()).unwrap();
        let count = check(&imported, place);
        assert!(count > 0, "{paths:?}");
        let origin = imported.origin.as_deref().unwrap();
        let (address, _) = amounts(&imported.budget).into_iter().next().unwrap();
        let spot = origin.cell(&address).unwrap();
        assert!(origin.name(&spot).starts_with(place), "{} {paths:?}", origin.name(&spot));
        if paths.len() > 1 {
            let of_text = origin.files()[0].document.pages[0].blocks.len();
            assert!(of_text > 0 && spot.file == 1, "both files are kept");
        }
    }
}

/// A line of the text leads to its paragraph, and a paragraph to its place.
#[test]
fn sentences_have_places() {
    let path = repository("tests/data/import/示例区-2024.txt");
    let mut formats = Formats::embedded();
    formats.add_file(&repository("tests/data/formats/示例区-2024-元.ron")).unwrap();
    let (imported, _) = import_with_any(&path, &formats).unwrap();
    let origin = imported.origin.as_deref().unwrap();
    let mut seen = 0;
    for (section, of) in imported.budget.narrative.iter().enumerate() {
        for (at, paragraph) in of.paragraphs.iter().enumerate() {
            let spot = origin.paragraph(section, at).unwrap();
            let printed = origin.text(&spot).unwrap();
            let printed = printed.trim_start_matches(['#', ' ']).trim();
            assert!(paragraph.starts_with(printed), "{paragraph} {printed}");
            assert_eq!(origin.paragraph_at(&spot), Some((section, at)));
            seen += 1;
        }
    }
    assert!(seen > 3);
}

/// What is saved names the documents; with them beside it the places come again, and what is gone or another is told.
#[test]
fn places_come_again_from_the_file_beside() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("表.xlsx");
    std::fs::write(&document, workbook(&text())).unwrap();
    let (imported, format) = import_with_any(&document, &Formats::embedded()).unwrap();
    let saved = folder.path().join("预算.ron");
    file::save(&saved, &imported.budget, &Extras::default()).unwrap();
    let loaded = file::load(&saved, &Formats::embedded()).unwrap();
    assert_eq!(loaded.budget, imported.budget);
    let folders = [folder.path().to_owned()];
    let find = || origin::find(&loaded.budget.originals, &folders);
    assert_eq!(find(), Originals::Here(vec![document.clone()]));
    let again = origin::again(std::slice::from_ref(&document), &format, "").unwrap();
    assert_eq!(Some(&again), imported.origin.as_deref());
    std::fs::write(&document, workbook("别的\t内容")).unwrap();
    assert_eq!(find(), Originals::Changed(document.clone()));
    std::fs::remove_file(&document).unwrap();
    assert_eq!(find(), Originals::Gone("表.xlsx".to_owned()));
    assert_eq!(origin::find(&[], &folders), Originals::None);
}

/// One that is stopped ends at its next step, and says so; one that is not says how far it has come.
#[test]
fn an_import_is_stopped() {
    let path = repository("tests/data/import/示例区-2024.txt");
    let formats = Formats::embedded();
    let progress = Progress::default();
    import_files(Documents::of(std::slice::from_ref(&path)), &formats, None, &progress).unwrap();
    assert!(progress.share() > 0.8, "{}", progress.share());
    let stopped = Progress::default();
    stopped.stop();
    assert!(matches!(
        import_files(Documents::of(&[path]), &formats, None, &stopped),
        Err(ImportError::Stopped)
    ));
}
