//! Any page is read as the tables it shows, in bounded room, and what is written of a table reads back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yusuan::blocks::{Margins, html};

mod planned;

fuzz_target!(|input: &str| {
    for table in html::tables(input) {
        assert!(!table.lines.is_empty());
        let _ = Margins::of(&table.lines);
        planned::plan(&table.lines);
        if table.lines.len() * table.lines[0].len() > 1000 {
            continue;
        }
        let written: Vec<Vec<html::Written>> = table
            .lines
            .iter()
            .map(|line| {
                let cell = |given: &yusuan::blocks::Given| html::Written {
                    text: given.text.split_whitespace().collect::<Vec<_>>().join(" "),
                    ..html::Written::default()
                };
                line.iter().map(cell).collect()
            })
            .collect();
        let again = html::read(&html::write(&written)).unwrap();
        let texts: Vec<Vec<&str>> =
            again.iter().map(|line| line.iter().map(|cell| cell.text.as_str()).collect()).collect();
        let wanted: Vec<Vec<&str>> =
            written.iter().map(|line| line.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(texts, wanted);
    }
});
