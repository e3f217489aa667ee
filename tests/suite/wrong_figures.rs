//! Figures of the given documents made wrong, one at a time: is there a finding that tells of it?
//!
//! - *totals*: each printed grand total 1.00 more, in the budget that was read, so that the tables are described by the right
//!   figures: the finding must name the cell;
//! - *lines*: the same in the document's text, so that they are described by the wrong one, too: a new finding must say the
//!   figure;
//! - *rows*: any amount of the tables 1.00 more in the document's text: a new finding must say the figure, or a cell that has it;
//! - *codes*: the last digit of any code of the tables another, in the text: a new finding must say the code;
//! - *emptied*: all amounts of a table gone from the text: a new finding must name the table, or say its total;
//! - *amounts*: any printed amount 1.00 more, in the budget;
//! - *swapped*: all amounts of two rows below the same one changed about, so that no sum within the table tells;
//! - *words*: any amount or share in the narrative with another digit.
//!
//! A few are always tried. `WRONG=totals,lines,rows,codes,emptied,amounts,swapped,words MANY=40 cargo test --no-default-features --test suite
//! wrong_figures -- --nocapture` tries so many of each document (all where `MANY` is not given) and prints the
//! shares and what is not found, which `docs/accuracy.md` states.

mod budget;
mod text;

use std::fmt;
use std::fs;
use std::path::PathBuf;

use yusuan::exchange::import_with_any;
use yusuan::rules::Finding;
use yusuan::schema::{Formats, Severity};
use yusuan::session::Session;

use self::budget::{amounts, in_budget, in_rows, in_words};
use self::text::{codes, every_amount, in_tables, in_text, totals};
use crate::support::{repository, two_at_a_time};

/// How many figures of a kind are tried in each document where nobody says how many.
const FEW: usize = 5;

/// The kinds of figures, with the share in hundredths that is found at least.
const KINDS: [(&str, usize); 8] = [
    ("totals", 96),
    ("lines", 84),
    ("rows", 80),
    ("codes", 80),
    ("emptied", 50),
    ("amounts", 93),
    ("swapped", 50),
    ("words", 50),
];

/// All findings; in 元 without decimals a difference of 1 may be rounding, which is a hint.
fn worse(session: &Session) -> Vec<Finding> {
    let is_whole = session.format().decimals == 0;
    let all = session.verdicts().findings().iter();
    all.filter(|finding| is_whole || finding.severity != Severity::Hint).collect()
}

/// How many figures of one kind were tried in a document, and those of which nothing tells.
#[derive(Default)]
struct Tried {
    tried: usize,
    missed: Vec<String>,
}

impl Tried {
    fn count(&mut self, is_found: bool, what: impl fmt::Display) {
        self.tried += 1;
        if !is_found {
            self.missed.push(what.to_string());
        }
    }
}

/// Every so many of some, so that no more are left than are asked for.
fn some<T>(all: Vec<T>, many: usize) -> impl Iterator<Item = T> {
    let step = all.len().div_ceil(many).max(1);
    all.into_iter().step_by(step)
}

/// The given documents with tables and text; those whose name has the word in `ONLY`.
fn documents() -> Option<Vec<PathBuf>> {
    let folder = repository("../shared/documents/pdf");
    if !folder.is_dir() {
        crate::support::skipped(&folder);
        return None;
    }
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| !path.to_string_lossy().contains("重庆") && path.to_string_lossy().contains(&only));
    paths.sort();
    Some(paths)
}

#[test]
fn wrong_figures_are_found_in_every_place() {
    let Some(paths) = documents() else { return };
    let asked = std::env::var("WRONG").ok();
    let known = |one: &str| KINDS.iter().any(|(kind, _)| *kind == one);
    assert!(asked.iter().flat_map(|asked| asked.split(',')).all(known), "{asked:?}");
    let is_asked = |kind: &str| asked.as_deref().is_none_or(|asked| asked.split(',').any(|one| one == kind));
    let many = match (std::env::var("MANY"), &asked) {
        (Ok(many), _) => many.parse().unwrap(),
        (Err(_), Some(_)) => usize::MAX,
        (Err(_), None) => FEW,
    };
    // Each is a document to be read.
    let of_text = if asked.is_none() { 1 } else { many };
    let formats = Formats::embedded();
    let done: Vec<(String, Vec<Tried>)> = two_at_a_time(&paths, |path| {
        let (imported, format) = import_with_any(path, &formats).unwrap();
        let general = formats.iter().find(|format| format.id == imported.budget.format).unwrap();
        let mut session = Session::new(imported.budget, format);
        let known: Vec<String> = worse(&session).iter().map(|finding| finding.message.clone()).collect();
        let of_kind = |(kind, _): &(&str, usize)| match *kind {
            _ if !is_asked(kind) => Tried::default(),
            "lines" => in_text(path, general, of_text, (totals, false)),
            "rows" => in_text(path, general, of_text, (every_amount, true)),
            "emptied" => in_tables(path, general, (&session, of_text)),
            "codes" => in_text(path, general, of_text, (codes, false)),
            "swapped" => in_rows(&mut session, &known, many),
            "words" => in_words(&mut session, &known, many),
            kind => {
                let figures = amounts(&session, kind == "amounts");
                in_budget(&mut session, &known, figures, many)
            }
        };
        let tried = KINDS.iter().map(of_kind).collect();
        (path.file_stem().unwrap().to_string_lossy().into_owned(), tried)
    });
    for (nth, (kind, least)) in KINDS.iter().enumerate().filter(|(_, (kind, _))| is_asked(kind)) {
        let (mut all, mut found) = (0, 0);
        for (name, tried) in done.iter().filter_map(|(name, tried)| Some((name, tried.get(nth)?))) {
            let own = tried.tried - tried.missed.len();
            println!("{kind} {name}: {own} of {}", tried.tried);
            tried.missed.iter().for_each(|missed| println!("    {missed}"));
            (all, found) = (all + tried.tried, found + own);
        }
        println!("{kind}: {found} of {all}");
        let is_whole = std::env::var_os("ONLY").is_none();
        assert!(all > 0 || !is_whole, "{kind}: none was tried");
        assert!(!is_whole || found * 100 >= all * least, "{kind}: {found} of {all}");
    }
}
