//! Any text is a block of cells, and what is written of it reads back; any block can be planned into a table.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yusuan::blocks::{Margins, text};

mod planned;

fuzz_target!(|input: &str| {
    let lines = text::read(input);
    assert!(!lines.is_empty());
    let _ = Margins::of(&lines);
    let texts: Vec<Vec<String>> =
        lines.iter().map(|line| line.iter().map(|cell| cell.text.clone()).collect()).collect();
    let again: Vec<Vec<String>> = text::read(&text::write(&texts))
        .into_iter()
        .map(|line| line.into_iter().map(|cell| cell.text).collect())
        .collect();
    // A last line that is blank reads as the end of the one before.
    let same = again == texts || lines.last().is_some_and(|line| line.len() == 1 && line[0].is_blank());
    assert!(same, "{texts:?} {again:?}");
    planned::plan(&lines);
});
