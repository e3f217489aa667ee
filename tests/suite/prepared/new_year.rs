//! A new year's budget made by the command.

use std::path::Path;

use yusuan::calc::{Book, Figures};
use yusuan::file;
use yusuan::schema::Formats;

use super::sample;
use crate::support::yusuan;

/// A new year made on the command line, of last year's file or of its document: both carry last year's figures as last year's.
#[test]
fn a_new_year_is_made_of_last_years_file_or_document() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (own, document) = (sample().to_str().unwrap().to_owned(), place("上年.docx"));
    yusuan(&["export", &own, "-o", &document]);
    for (from, name) in [(&own, "新.ron"), (&document, "新二.ron")] {
        let made = yusuan(&["new", "--from", from, "-o", &place(name)]);
        assert_eq!(made.status.code(), Some(1), "{}", String::from_utf8_lossy(&made.stderr));
        let loaded = file::load(Path::new(&place(name)), &Formats::embedded()).unwrap();
        assert_eq!(loaded.budget.year, 2024);
        let figures = Figures::compute(&loaded.budget, &loaded.format);
        let book = Book { format: &loaded.format, budget: &loaded.budget, figures: &figures };
        let shown = |cell: &str| book.cell(&cell.parse().unwrap()).unwrap().text();
        for (cell, expected) in [
            ("基本情况!上年收支总计!上年数", "824.01"),
            ("基本情况!上年公务接待费!上年数", "1.80"),
            ("基本情况!行政编制!数量", "20"),
        ] {
            assert_eq!(shown(cell), expected, "{name} {cell}");
        }
        let again = yusuan(&["new", "--from", from, "-o", &place(name)]);
        assert_eq!(again.status.code(), Some(2), "nothing is overwritten unasked");
    }
    let made = yusuan(&[
        "new",
        "--year",
        "2024",
        "--department",
        "某局",
        "--unit",
        "901001,某局,行政,12",
        "-o",
        &place("空.ron"),
    ]);
    assert_eq!(made.status.code(), Some(1), "{}", String::from_utf8_lossy(&made.stderr));
    let loaded = file::load(Path::new(&place("空.ron")), &Formats::embedded()).unwrap();
    assert!(loaded.budget.tables[&"预算明细".into()].rows().len() > 10);
    let wrong =
        yusuan(&["new", "--year", "2024", "--department", "某局", "--unit", "某局", "-o", &place("错.ron")]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("--unit 写作"));
}
