//! Damaged files: named with line and column, never a panic, and what stands on sound lines is read.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{damaged, sample, sample_text};
use crate::file::read::load_bytes;
use crate::file::{Loaded, NoticeKind, Recovered};
use crate::model::Budget;
use crate::schema::Formats;

fn recover(text: &str) -> Recovered {
    damaged(text.as_bytes()).2.expect("something to recover")
}

/// The rows that hold something, with their tables.
fn filled(budget: &Budget) -> Vec<(String, crate::model::Row)> {
    budget
        .tables
        .iter()
        .flat_map(|(key, table)| table.rows().iter().map(move |row| (key.to_string(), row.to_row())))
        .filter(|(_, row)| !row.cells.is_empty() || !row.stated.is_empty())
        .collect()
}

/// Replaces the line that contains `part`.
fn with_line(text: &str, part: &str, line: &str) -> String {
    assert_eq!(text.lines().filter(|line| line.contains(part)).count(), 1, "{part}");
    text.lines().map(|old| format!("{}\n", if old.contains(part) { line } else { old })).collect()
}

#[test]
fn a_file_cut_off_anywhere_keeps_the_rows_before() {
    let text = sample_text();
    let bytes = text.as_bytes();
    let whole = filled(&sample());
    assert_eq!(whole.len(), 2);
    let ends: Vec<usize> =
        ["按附表补\"),", "\"项目名称\": \"党刊\"}, amounts: {\"一般公共预算\": \"12.00\"}),"]
            .iter()
            .map(|part| text.find(part).expect("the sample has the row") + part.len())
            .collect();
    let head = text.find("year").expect("the sample has a year");
    // Without the last line break the file is still whole.
    for cut in 0..bytes.len() - 1 {
        let (place, message, recovered) = damaged(&bytes[..cut]);
        assert!(place.line >= 1 && place.column >= 1);
        assert!(!message.is_empty() && !message.contains("Expected"), "{cut}: {message}");
        let last_line = String::from_utf8_lossy(&bytes[..cut]).matches('\n').count() + 1;
        assert!(place.line <= last_line, "{cut}: {place} is beyond the end");
        if cut < head {
            continue;
        }
        let recovered = recovered.unwrap_or_else(|| panic!("nothing recovered of {cut} bytes"));
        assert!(recovered.loaded.read_only_reason.is_some());
        let rows = filled(&recovered.loaded.budget);
        let kept = ends.iter().filter(|end| **end <= cut).count();
        assert_eq!(rows, whole[..rows.len()], "{cut}");
        assert!(rows.len() == kept || rows.len() == kept + 1, "{cut}: {} rows", rows.len());
        assert!(recovered.unreadable.len() <= 1, "{cut}: {:?}", recovered.unreadable);
    }
}

#[test]
fn a_bad_row_costs_one_row() {
    let text = with_line(
        &sample_text(),
        "按附表补",
        "                (key: \"2013101\", amounts: {\"a\": \"1..2\"}),",
    );
    let recovered = recover(&text);
    let [bad] = &recovered.unreadable[..] else { panic!("{:?}", recovered.unreadable) };
    assert_eq!((bad.place.line, bad.place.column), (15, 50));
    assert!(bad.reason.contains("“1..2”不是金额"), "{bad:?}");
    assert!(bad.text.starts_with("(key: \"2013101\""));
    let Loaded { budget, notices, .. } = recovered.loaded;
    assert_eq!(notices[0].kind, NoticeKind::Recovered);
    assert!(notices[0].message.contains("有 1 行读不出"), "{}", notices[0].message);
    let mut expected = sample();
    let table = expected.tables.get_mut(&"T3".into()).unwrap();
    table.remove(table.len() - 1..table.len());
    assert_eq!(budget, expected);
}

#[test]
fn rows_never_move_into_another_table() {
    let gone = "        \u{0}\u{0}\u{0}";
    for text in [
        // The head of the second table is damaged, or swallowed together with the end of the first.
        with_line(&sample_text(), "\"T12\": (", gone),
        with_line(&sample_text(), "\"T12\": (", "        \"T12: ("),
        sample_text().replacen(
            "            ],\n        ),\n        \"T12\": (\n            rows: [\n",
            "\u{0}\n",
            1,
        ),
        sample_text().replacen(
            "),\n            ],\n        ),\n        \"T12\": (\n            rows: [\n",
            "\u{0}",
            1,
        ),
    ] {
        let recovered = recover(&text);
        let tables: BTreeSet<_> = recovered.loaded.budget.tables.keys().map(ToString::to_string).collect();
        assert_eq!(tables, BTreeSet::from(["T3".to_owned()]), "{text}");
        assert!(
            filled(&recovered.loaded.budget).iter().all(|(_, row)| row.key.as_str() != "101101 党刊"),
            "{text}"
        );
        assert!(recovered.unreadable.iter().any(|line| line.text.contains("党刊")), "{text}");
        // What comes after the tables is found again.
        assert_eq!(recovered.loaded.budget.narrative, sample().narrative);
        assert_eq!(recovered.loaded.budget.unplaced, sample().unplaced);
    }
}

#[test]
fn a_lost_head_is_made_up_for_by_the_tables() {
    let text = sample_text();
    let tables = text.find("    tables: {").unwrap();
    let recovered = recover(&format!("\u{0}\u{0}\n{}", &text[tables..]));
    assert_eq!(recovered.loaded.budget.format, "焦作-2023");
    assert_eq!(filled(&recovered.loaded.budget), filled(&sample()));
    assert!(recovered.loaded.notices.iter().any(|notice| notice.message.contains("推断")));
    // A file that is no budget at all has nothing to recover.
    assert!(damaged("一些文字\n(key: \"1\"),\n".as_bytes()).2.is_none());
}

#[test]
fn another_encoding_is_named() {
    let mut bytes = sample_text().into_bytes();
    let at = bytes.windows(6).position(|six| six == "附表".as_bytes()).unwrap();
    bytes[at] = 0xff;
    let (place, message, recovered) = damaged(&bytes);
    assert!(message.contains("UTF-8"), "{message}");
    assert_eq!(place.line, 15);
    let recovered = recovered.unwrap();
    assert_eq!(recovered.unreadable.len(), 1);
    assert_eq!(recovered.unreadable[0].place, place);
    assert!(recovered.unreadable[0].text.contains('\u{fffd}'));
}

#[test]
fn unknown_fields_are_recovered_too() {
    let text = with_line(&sample_text(), "按附表补", "                (key: \"2013101\", mark: 审(1)),")
        .replace("    source:", "    owner: \"甲\",\n    source:")
        .replace("    unplaced: [\n", "    unplaced: [\n        oops\n");
    let loaded = recover(&text).loaded;
    let text = crate::file::to_text(&loaded.budget, &loaded.extras);
    assert!(text.contains("mark: 审(1)),") && text.contains("owner: \"甲\","), "{text}");
}

#[test]
fn a_damaged_file_of_version_0_is_read_as_such() {
    let text = include_str!("version0.ron").replace("cells: {\"特定目标类\": \"10\"}", "cells: {");
    let recovered = recover(&text);
    assert_eq!(recovered.loaded.version, 0);
    let rows = filled(&recovered.loaded.budget);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].1.cells.len(), 5);
    // The department has three fields of the file there, which is not what is recovered line by line.
    assert!(
        recovered
            .unreadable
            .iter()
            .any(|line| line.text.contains("特定目标类") || line.text.contains("2013102"))
    );
}

proptest! {
    #[test]
    fn bytes_gone_wrong_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = sample_text().into_bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = load_bytes(&bytes, None, &Formats::embedded());
    }

    #[test]
    fn a_lost_stretch_never_invents_a_row(from in any::<prop::sample::Index>(), length in 1usize..400) {
        let mut bytes = sample_text().into_bytes();
        let from = from.index(bytes.len());
        let end = (from + length).min(bytes.len());
        bytes[from..end].fill(0);
        let result = load_bytes(&bytes, None, &Formats::embedded());
        if let Err(crate::file::LoadError::Damaged { recovered: Some(recovered), .. }) = result {
            let (whole, recovered) = (sample(), recovered.loaded);
            for row in filled(&recovered.budget) {
                prop_assert!(filled(&whole).contains(&row), "{row:?}");
            }
            for section in &recovered.budget.narrative {
                let fits = whole.narrative.iter().any(|known| {
                    (section.title.is_empty() || section.title == known.title)
                        && section.paragraphs.iter().all(|paragraph| known.paragraphs.contains(paragraph))
                });
                prop_assert!(fits, "{section:?}");
            }
            prop_assert!(recovered.budget.unplaced.iter().all(|line| whole.unplaced.contains(line)));
            prop_assert!(recovered.extras.is_empty(), "{:?}", recovered.extras);
        }
    }
}
