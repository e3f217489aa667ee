//! The titles of a document's tables: every line that ends as one and has rows below it.

use std::collections::BTreeSet;

use super::super::split::{Line, is_number, undress};
use super::super::units;
use super::super::words::{fold, mend, squeeze};
use super::words::Words;
use crate::model::TableKey;
use crate::schema::{Format, TableSchema};

/// A title, and under which key its table is kept.
#[derive(Clone)]
pub(super) struct Title {
    pub key: TableKey,
    pub title: String,
}

/// The titles of a document, in its order, and a format that knows nothing but them.
pub(super) struct Provisional {
    pub format: Format,
    pub titles: Vec<Title>,
}

/// Finds what may be titles. Whether rows stand below one is seen when the document is cut.
pub(super) fn provisional(lines: &[Line<'_>], general: &Format, words: &Words) -> Provisional {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut keys: BTreeSet<TableKey> = BTreeSet::new();
    let mut titles: Vec<Title> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        // A title that is too long for its line leaves its end for the next.
        let next = lines.get(at + 1).map(|next| squeeze(next.text)).unwrap_or_default();
        let end = if next == "表" { "表" } else { "" };
        let Some(text) = title(line, end) else { continue };
        if !seen.insert(fold(&text)) {
            continue;
        }
        let known = words.title(&format!("{text}{end}")).filter(|key| !keys.contains(*key)).cloned();
        let own = TableKey::from(text.replace(['!', '[', ']', '.', ' '], ""));
        let key = known.unwrap_or(own);
        if keys.insert(key.clone()) {
            titles.push(Title { key, title: text });
        }
    }
    // Those that a list of tables names among other cells: known, so that the list is not taken for a table.
    for line in lines.iter().filter(|line| line.cells().is_some()) {
        let cells: Vec<&str> = line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        for cell in cells.iter().filter(|_| (2..=5).contains(&cells.len())) {
            let listed = title(&Line { text: cell, ..*line }, "");
            let Some(text) = listed.filter(|text| seen.insert(fold(text))) else { continue };
            let key = TableKey::from(format!("目录·{}", text.replace(['!', '[', ']', '.', ' '], "")));
            if keys.insert(key.clone()) {
                titles.push(Title { key, title: text });
            }
        }
    }
    let tables = titles.iter().enumerate().map(|(at, title)| TableSchema {
        key: title.key.clone(),
        number: u32::try_from(at + 1).ok(),
        title: title.title.clone(),
        ..TableSchema::default()
    });
    let format = Format { tables: tables.collect(), vocabulary: None, ..general.clone() };
    Provisional { format, titles }
}

/// The title that a line may be with what its next line adds, number, year and unit aside.
fn title(line: &Line<'_>, end: &str) -> Option<String> {
    if line.text.len() > 400 {
        return None;
    }
    let cells = line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
    let mut cells =
        cells.filter(|cell| units::stated(cell).is_none_or(|_| cell.contains('表')) && !is_number(cell));
    let text = cells.next().filter(|_| cells.next().is_none())?;
    let mended = mend(text).text;
    let bare = match units::places(&mended).first() {
        Some(unit) if unit.start > 0 => mended.get(..unit.start).unwrap_or_default(),
        _ => &mended,
    };
    let bare = undress(bare);
    let last = if end.is_empty() { bare.as_str() } else { end };
    let end = bare
        .split_once("表(")
        .map_or(last, |(_, behind)| if behind.ends_with(')') || !behind.contains(')') { "表" } else { "" });
    let length = bare.chars().count();
    let speaks = squeeze(&bare).contains([',', '。', ';', ':', '见', '附']);
    (end.ends_with('表') && (4..=60).contains(&length) && !speaks && !is_number(&bare)).then_some(bare)
}
