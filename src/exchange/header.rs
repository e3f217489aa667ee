//! Header rows: telling them from data and holding them against the format's header words; where they differ
//! from the format that is reported. What they say about columns is for `columns` to find out.

use std::collections::{BTreeMap, BTreeSet};

use super::align::Grid;
use super::report::{ImportNote, NoteKind};
use super::units;
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
    /// Words that are not the format's, and words in another order, as they are told.
    strange: Vec<String>,
    /// Header rows that have been read, folded.
    rows: BTreeSet<String>,
    /// Words without which a column of numbers is not there.
    numbers: BTreeSet<String>,
    /// Whether no header stands above the columns: only our own, of their numbers.
    headless: bool,
    line: u32,
}

impl Header {
    /// The header of a grid.
    pub(super) fn new(grid: &Grid<'_>, headless: bool) -> Self {
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
        let numbers = grid.slots.iter().filter(|slot| slot.column.kind.is_number());
        let numbers = numbers.filter_map(|slot| slot.column.header.last().map(|word| fold(word))).collect();
        Self {
            words,
            written,
            labels,
            seen: BTreeSet::new(),
            reported: BTreeSet::new(),
            strange: Vec::new(),
            rows: BTreeSet::new(),
            numbers,
            headless,
            line: 0,
        }
    }

    /// Whether a row is part of the header. Where rows have begun, only one of nothing but header words
    /// is; at the top of a page half of them suffice.
    pub(super) fn is_header(&self, cells: &[Printed], top: bool) -> bool {
        let filled: Vec<&Printed> = cells.iter().filter(|cell| !cell.is_blank()).collect();
        if filled.is_empty() {
            return false;
        }
        if self.headless {
            return filled.iter().all(|cell| self.known(cell).is_some());
        }
        if self.rows.contains(&signature(cells)) {
            return true;
        }
        // A year is a header's word where the format says so.
        let is_number = |cell: &&Printed| cell.number.is_some() || cell.digits;
        if filled.iter().any(|cell| is_number(cell) && self.known(cell).is_none()) {
            // `1 2 3 4=5+6`: the columns' numbers under a header.
            return top && filled.len() >= 3 && !self.seen.is_empty() && is_count_up(&filled);
        }
        if top && self.is_seen() && filled.iter().all(|cell| units::alone(&cell.text).is_some()) {
            return true;
        }
        // A document may say more of a code, and of the name beside it, than the format.
        let ends = |cell: &Printed, words: &[&str]| words.iter().any(|word| cell.folded.ends_with(word));
        let has_code = top && filled.len() > 2 && filled.iter().any(|cell| ends(cell, &["编码", "代码"]));
        let is_kin = |cell: &Printed| has_code && ends(cell, &["编码", "代码", "名称"]);
        let known = filled.iter().filter(|cell| self.known(cell).is_some() || is_kin(cell)).count();
        // A total row without a figure looks like the header word 合计.
        let is_label = filled.iter().all(|cell| self.labels.contains(&cell.folded));
        if is_label && !self.seen.is_empty() && filled.len() < 3 {
            return false;
        }
        if top { known * 2 >= filled.len() && known > 0 } else { known == filled.len() && known >= 2 }
    }

    /// Whether a header begins with a row among others: one of nothing but its words, or of several of them and
    /// no more others, none of which is a row's of the table.
    pub(super) fn begins(&self, cells: &[Printed]) -> bool {
        if self.is_header(cells, false) {
            return true;
        }
        let filled = || cells.iter().filter(|cell| !cell.is_blank());
        // 合计 is a header's word and a row's.
        let others = |cell: &&Printed| self.known(cell).is_none();
        let others: Vec<Printed> = filled().filter(others).cloned().collect();
        filled().count() >= others.len() + 3 && self.could_be(&others) && self.is_header(cells, true)
    }

    /// Whether a row above others could be part of their header: words only, and none of a row of the table.
    pub(super) fn could_be(&self, cells: &[Printed]) -> bool {
        let filled = cells.iter().filter(|cell| !cell.is_blank());
        filled.into_iter().all(|cell| {
            let is_word = cell.number.is_none() && !cell.digits && !cell.is_dash();
            is_word && !self.labels.contains(&cell.folded) && cell.length <= 20
        })
    }

    /// Whether a row below a header's first has nothing but its words, or their beginnings and ends: words that
    /// are broken over several rows.
    pub(super) fn is_broken(&self, cells: &[Printed]) -> bool {
        let mut filled = cells.iter().filter(|cell| !cell.is_blank()).peekable();
        let is_part = |cell: &Printed| {
            let part = cell.folded.as_str();
            self.known(cell).is_some()
                || part.chars().count() > 1
                    && self.words.keys().any(|word| word.starts_with(part) || word.ends_with(part))
        };
        self.is_seen() && filled.peek().is_some() && filled.all(is_part)
    }

    /// Keeps a row of the header in mind: where it is printed again it is one, too.
    pub(super) fn remember(&mut self, cells: &[Printed]) {
        self.rows.insert(signature(cells));
    }

    /// Whether any header has been read.
    pub(super) fn is_seen(&self) -> bool {
        !self.seen.is_empty()
    }

    /// What makes it doubtful which column is which: words that are not the format's, and columns of numbers
    /// whose words are not printed.
    pub(super) fn strange(&self) -> Option<String> {
        let missing = self.numbers.iter().filter(|word| !self.seen.contains(*word));
        let missing = missing.filter_map(|word| self.written.get(word)).map(|word| format!("没有“{word}”"));
        let all: Vec<String> = self.strange.iter().cloned().chain(missing).collect();
        (!all.is_empty()).then(|| all.join("，"))
    }

    /// The header word that a cell is, and its slots: with the year that is printed before it, or without.
    fn known(&self, cell: &Printed) -> Option<(&str, &BTreeSet<usize>)> {
        let folded = cell.folded.as_str();
        let found = self.words.get_key_value(folded).or_else(|| self.words.get_key_value(undated(folded)?));
        found.map(|(word, slots)| (word.as_str(), slots))
    }

    /// Takes note of a header row.
    pub(super) fn see(&mut self, line: u32, cells: &[Printed], notes: &mut Vec<ImportNote>) {
        self.line = line;
        let mut last: Option<(usize, &Printed)> = None;
        let words = cells.iter().filter(|cell| !cell.is_blank() && cell.number.is_none());
        for cell in words.filter(|cell| units::alone(&cell.text).is_none()) {
            let Some((word, slots)) = self.known(cell) else {
                if self.reported.insert(cell.folded.clone()) {
                    notes.push(note(line, format!("格式里没有的表头“{}”", cell.text)));
                    self.strange.push(format!("“{}”", cell.text));
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
                        self.strange.push(format!("“{}”在“{}”之后", cell.text, before.text));
                    }
                }
                (None, None) => {}
            }
        }
    }

    /// Reports header words that were expected, where any header was seen.
    pub(super) fn finish(&self, notes: &mut Vec<ImportNote>) {
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

/// The words of a row in their places.
fn signature(cells: &[Printed]) -> String {
    let cells: Vec<&str> = cells.iter().map(|cell| cell.folded.as_str()).collect();
    cells.join("\t").trim_end().to_owned()
}

/// Whether cells are `1 2 3 …`, with a word before them (栏次) or sums of each other among them (`3=1+2`).
fn is_count_up(filled: &[&Printed]) -> bool {
    let cells = match filled.split_first() {
        Some((first, rest)) if matches!(first.folded.as_str(), "栏次" | "行次" | "列次" | "序号") => {
            rest
        }
        _ => filled,
    };
    let mut expected = None;
    cells.iter().all(|cell| {
        let number = cell
            .squeezed
            .split('=')
            .next()
            .and_then(|text| text.trim_matches(['(', ')']).parse::<u32>().ok());
        let Some(number) = number else { return false };
        let is_next = expected.map_or(number <= 1, |expected| number == expected);
        expected = Some(number.saturating_add(1));
        is_next
    })
}
