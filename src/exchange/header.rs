//! Header rows: telling them from data and holding them against the format's header words. Headers of
//! converted documents are merged and garbled, so they decide nothing about columns; where they differ
//! from the format that is reported.

use std::collections::{BTreeMap, BTreeSet};

use super::align::Grid;
use super::report::{ImportNote, NoteKind};
use super::words::{Printed, fold};

/// The header words of a grid and what was seen of them.
pub(super) struct Header {
    /// Folded word → the slots over which it stands.
    words: BTreeMap<String, BTreeSet<usize>>,
    /// Folded word → as the format writes it.
    written: BTreeMap<String, String>,
    labels: BTreeSet<String>,
    seen: BTreeSet<String>,
    reported: BTreeSet<String>,
    line: u32,
}

impl Header {
    /// The header of a grid.
    pub fn new(grid: &Grid<'_>) -> Self {
        let mut words: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut written = BTreeMap::new();
        for (at, slot) in grid.slots.iter().enumerate() {
            for word in &slot.column.header {
                words.entry(fold(word)).or_default().insert(at);
                written.insert(fold(word), word.clone());
            }
        }
        let labels = grid
            .parts
            .iter()
            .flat_map(|part| part.schema.fixed_rows())
            .flat_map(|row| row.cells.values().map(|text| fold(text)))
            .collect();
        Self { words, written, labels, seen: BTreeSet::new(), reported: BTreeSet::new(), line: 0 }
    }

    /// Whether a row is part of the header. Where rows have begun, only one of nothing but header words
    /// is; at the top of a page half of them suffice.
    pub fn is_header(&self, cells: &[Printed], top: bool) -> bool {
        let filled: Vec<&Printed> = cells.iter().filter(|cell| !cell.is_blank()).collect();
        if filled.is_empty() {
            return false;
        }
        if filled.iter().any(|cell| cell.number.is_some()) {
            // `1 2 3 4=5+6`: the columns' numbers under a header.
            return top && filled.len() >= 3 && !self.seen.is_empty() && is_count_up(&filled);
        }
        let known = filled.iter().filter(|cell| self.known(cell).is_some()).count();
        // A total row without a figure looks like the header word 合计.
        let is_label = filled.iter().all(|cell| self.labels.contains(&cell.folded));
        if is_label && !self.seen.is_empty() && filled.len() < 3 {
            return false;
        }
        if top { known * 2 >= filled.len() && known > 0 } else { known == filled.len() && known >= 2 }
    }

    /// The header word that a cell is, and its slots: with the year that is printed before it, or without.
    fn known(&self, cell: &Printed) -> Option<(&str, &BTreeSet<usize>)> {
        let folded = cell.folded.as_str();
        let found = self.words.get_key_value(folded).or_else(|| self.words.get_key_value(undated(folded)?));
        found.map(|(word, slots)| (word.as_str(), slots))
    }

    /// Takes note of a header row.
    pub fn see(&mut self, line: u32, cells: &[Printed], notes: &mut Vec<ImportNote>) {
        self.line = line;
        let mut last: Option<(usize, &Printed)> = None;
        for cell in cells.iter().filter(|cell| !cell.is_blank() && cell.number.is_none()) {
            let Some((word, slots)) = self.known(cell) else {
                if self.reported.insert(cell.folded.clone()) {
                    notes.push(note(line, format!("格式里没有的表头“{}”", cell.text)));
                }
                continue;
            };
            let (word, slots) = (word.to_owned(), slots.clone());
            self.seen.insert(word);
            let from = last.map_or(0, |(slot, _)| slot);
            match (slots.range(from..).next(), last) {
                (Some(slot), _) => last = Some((*slot, cell)),
                (None, Some((_, before))) => {
                    if self.reported.insert(format!("{}<{}", before.folded, cell.folded)) {
                        let text =
                            format!("“{}”印在“{}”之后，格式里在它之前；请核对栏次", cell.text, before.text);
                        notes.push(note(line, text));
                    }
                }
                (None, None) => {}
            }
        }
    }

    /// Reports header words that were expected, where any header was seen.
    pub fn finish(&self, notes: &mut Vec<ImportNote>) {
        if self.seen.is_empty() {
            return;
        }
        let missing: Vec<&str> = self
            .words
            .keys()
            .filter(|word| !self.seen.contains(*word))
            .filter_map(|word| self.written.get(word).map(String::as_str))
            .collect();
        if !missing.is_empty() {
            notes.push(note(self.line, format!("没有印出“{}”", missing.join("”“"))));
        }
    }
}

/// A word without the year before it: `2024年预算数` → `预算数`.
fn undated(word: &str) -> Option<&str> {
    let behind = word.trim_start_matches(|c: char| c.is_ascii_digit());
    (word.len() - behind.len() == 4).then(|| behind.strip_prefix('年')).flatten()
}

fn note(line: u32, text: String) -> ImportNote {
    ImportNote { line, kind: NoteKind::Header, text }
}

/// Whether cells are `1 2 3 …`.
fn is_count_up(filled: &[&Printed]) -> bool {
    let mut expected = filled.first().and_then(|cell| cell.text.parse::<u32>().ok()).unwrap_or(u32::MAX);
    expected <= 1
        && filled.iter().all(|cell| {
            let same = cell.text.parse::<u32>() == Ok(expected);
            expected = expected.saturating_add(1);
            same
        })
}
