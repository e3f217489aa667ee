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

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use regex::Regex;
use rust_decimal::Decimal;
use yusuan::calc::SheetRow;
use yusuan::edit::{Batch, Edit};
use yusuan::exchange::source::{Limits, pdf};
use yusuan::exchange::{import_files_with, import_with_any};
use yusuan::model::{CellAddress, Layer, Value, ValueView};
use yusuan::money;
use yusuan::rules::Finding;
use yusuan::schema::{ColumnKind, Format, Formats, Severity};
use yusuan::session::Session;
use yusuan::text::is_total_label;

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

/// A printed amount.
struct Printed {
    layer: Layer,
    address: CellAddress,
    value: Decimal,
    name: String,
}

/// The printed grand totals of published tables, in order; or every printed amount.
fn amounts(session: &Session, every: bool) -> Vec<Printed> {
    let mut out = Vec::new();
    for sheet in session.book().sheets().filter(|sheet| sheet.schema.number.is_some()) {
        let is_labelled = |row: &SheetRow<'_>| {
            let mut texts = row.cells().filter(|cell| !cell.column.kind.is_number());
            every
                || texts.any(|cell| is_total_label(row.text(&cell.column.key)))
                || row.row.key().as_str() == "合计"
        };
        for row in sheet.rows().filter(is_labelled) {
            for cell in row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount) {
                let of = |value: Option<ValueView<'_>>| {
                    value.and_then(ValueView::amount).filter(|value| !value.is_zero())
                };
                let name = format!(
                    "表{} {} {} {}",
                    sheet.schema.number.unwrap(),
                    sheet.schema.short,
                    row.name(),
                    cell.column.title()
                );
                let mut add = |layer, value| {
                    out.push(Printed { layer, address: cell.address(), value, name: name.clone() });
                };
                match (of(cell.stated()), of(cell.entered())) {
                    (Some(value), _) => add(Layer::Stated, value),
                    (None, Some(value)) => add(Layer::Input, value),
                    (None, None) => {}
                }
            }
        }
    }
    out
}

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

fn in_budget(session: &mut Session, known: &[String], figures: Vec<Printed>, many: usize) -> Tried {
    let mut tried = Tried::default();
    for figure in some(figures, many) {
        let value = Some(Value::Amount(figure.value + Decimal::ONE));
        let edit = Edit::SetCell { layer: figure.layer, address: figure.address.clone(), value };
        session.apply(Batch { label: "错".to_owned(), edits: vec![edit] }).unwrap();
        let is_told =
            |finding: &Finding| !known.contains(&finding.message) && finding.cells.contains(&figure.address);
        tried.count(worse(session).iter().any(is_told), format_args!("{} {}", figure.name, figure.value));
        session.undo().unwrap();
    }
    tried
}

/// Every two rows that follow each other below the same one, with what changes their amounts about.
fn swaps(session: &Session) -> Vec<(String, Vec<Edit>)> {
    let mut out = Vec::new();
    for sheet in session.book().sheets().filter(|sheet| sheet.schema.number.is_some()) {
        let mut last: BTreeMap<String, SheetRow<'_>> = BTreeMap::new();
        for row in sheet.rows().filter(|row| row.parent().is_some()) {
            let group = format!("{:?} {}", row.parent().map(|above| above.row.key()), row.row.kind());
            let Some(before) = last.insert(group, row) else { continue };
            let mut edits = Vec::new();
            let pairs =
                before.cells().zip(row.cells()).filter(|(cell, _)| cell.column.kind == ColumnKind::Amount);
            for (one, other) in pairs {
                let of = |value: Option<ValueView<'_>>| value.and_then(ValueView::amount).map(Value::Amount);
                for (layer, mine, theirs) in [
                    (Layer::Input, of(one.entered()), of(other.entered())),
                    (Layer::Stated, of(one.stated()), of(other.stated())),
                ] {
                    if mine != theirs {
                        edits.push(Edit::SetCell { layer, address: one.address(), value: theirs });
                        edits.push(Edit::SetCell { layer, address: other.address(), value: mine });
                    }
                }
            }
            if !edits.is_empty() {
                let name = format!("表{} {}", sheet.schema.number.unwrap(), sheet.schema.short);
                out.push((format!("{name} {} / {}", before.name(), row.name()), edits));
            }
        }
    }
    out
}

fn in_rows(session: &mut Session, known: &[String], many: usize) -> Tried {
    let mut tried = Tried::default();
    for (name, edits) in some(swaps(session), many) {
        let cells: Vec<CellAddress> = edits
            .iter()
            .filter_map(|edit| match edit {
                Edit::SetCell { address, .. } => Some(address.clone()),
                _ => None,
            })
            .collect();
        session.apply(Batch { label: "错".to_owned(), edits }).unwrap();
        let is_told = |finding: &Finding| {
            !known.contains(&finding.message) && finding.cells.iter().any(|cell| cells.contains(cell))
        };
        tried.count(worse(session).iter().any(is_told), name);
        session.undo().unwrap();
    }
    tried
}

fn in_words(session: &mut Session, known: &[String], many: usize) -> Tried {
    let figure = Regex::new(r"(\d[\d,]*\.\d+)(万元|元|%|％|个百分点)").unwrap();
    let before = session.budget().narrative.clone();
    let mut all = Vec::new();
    for (section, of) in before.iter().enumerate() {
        for (at, paragraph) in of.paragraphs.iter().enumerate() {
            let found = figure.captures_iter(paragraph).map(|found| found.get(1).unwrap().range());
            all.extend(found.map(|range| (section, at, range)));
        }
    }
    let mut tried = Tried::default();
    for (nth, (section, at, range)) in some(all, many).enumerate() {
        let mut narrative = before.clone();
        let paragraph = &mut narrative[section].paragraphs[at];
        let text = paragraph.clone();
        // The first digit, or the last but one: 12.30 as 22.30, as 12.40.
        let place = if nth % 2 == 0 { range.start } else { range.end - 2 };
        let Some(digit) = text[place..=place].chars().next().and_then(|c| c.to_digit(10)) else { continue };
        paragraph.replace_range(place..=place, &(digit % 9 + 1).to_string());
        let edits = vec![Edit::SetNarrative(narrative)];
        session.apply(Batch { label: "错".to_owned(), edits }).unwrap();
        let is_found = worse(session).iter().any(|finding| !known.contains(&finding.message));
        let from = text[..range.start].char_indices().rev().nth(24).map_or(0, |(at, _)| at);
        let to = text[range.end..].char_indices().nth(24).map_or(text.len(), |(at, _)| range.end + at);
        let around = (&text[from..range.start], &text[range.clone()], &text[range.end..to]);
        tried.count(is_found, format_args!("{}【{}】{}", around.0, around.1, around.2));
        session.undo().unwrap();
    }
    tried
}

/// A text with one thing wrong, that as it is shown then, and the line.
type Slip = (String, String, String);

/// The text with one cell of its tables changed: `wrong` says of each line what its cells may become, and how that is shown.
fn slips(text: &str, wrong: impl Fn(&[&str]) -> Vec<(usize, String, String)>) -> Vec<Slip> {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        for (cell, changed, shown) in wrong(&cells) {
            let mut cells: Vec<&str> = cells.clone();
            cells[cell] = &changed;
            let own = cells.join("\t");
            let mut changed = lines.clone();
            changed[at] = &own;
            out.push((changed.join("\n"), shown, line.replace('\t', " | ")));
        }
    }
    out
}

/// The amount that a cell shows.
fn amount(shown: &str) -> Option<Decimal> {
    let bare = shown.trim().replace(',', "");
    let value = bare.parse::<Decimal>().ok();
    value.filter(|value| (value.scale() > 0 || shown.contains(',')) && !value.is_zero())
}

fn more(cell: usize, value: Decimal) -> (usize, String, String) {
    let wrong = value + Decimal::ONE;
    (cell, wrong.to_string(), money::display(wrong, wrong.scale()))
}

fn totals(cells: &[&str]) -> Vec<(usize, String, String)> {
    let mut labelled = false;
    let mut out = Vec::new();
    for (cell, shown) in cells.iter().enumerate() {
        let value = amount(shown);
        if is_total_label(shown) {
            labelled = true;
        } else if let Some(value) = value.filter(|_| labelled) {
            out.push(more(cell, value));
        } else if !shown.trim().is_empty() && value.is_none() {
            // Behind another label the line speaks of something else.
            labelled = false;
        }
    }
    out
}

fn every_amount(cells: &[&str]) -> Vec<(usize, String, String)> {
    let amounts = cells.iter().enumerate().filter(|_| cells.len() > 2);
    amounts.filter_map(|(cell, shown)| Some(more(cell, amount(shown)?))).collect()
}

/// Codes to 款 or 项 alone in their cell.
fn codes(cells: &[&str]) -> Vec<(usize, String, String)> {
    let is_code = |shown: &str| {
        matches!(shown.len(), 5 | 7)
            && shown.starts_with(['2', '3'])
            && shown.chars().all(|c| c.is_ascii_digit())
    };
    let all = cells.iter().enumerate().filter(|(_, shown)| cells.len() > 2 && is_code(shown.trim()));
    all.map(|(cell, shown)| {
        let (before, last) = shown.trim().split_at(shown.trim().len() - 1);
        let wrong = format!("{before}{}", last.parse::<u32>().unwrap() % 9 + 1);
        (cell, wrong.clone(), wrong)
    })
    .collect()
}

/// Whether a message says a figure, not another one that ends or begins with it.
fn says(message: &str, figure: &str) -> bool {
    let is_of_figure = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    message.match_indices(figure).any(|(at, _)| {
        let (before, behind) = (&message[..at], &message[at + figure.len()..]);
        !before.ends_with(is_of_figure) && !behind.starts_with(|c: char| c.is_ascii_digit())
    })
}

fn lines_of(path: &Path) -> String {
    let document = pdf::read(&fs::read(path).unwrap(), &Limits::default()).unwrap();
    document.as_lines().0
}

/// A document's text, read and judged.
fn judged(text: &str, format: &Arc<Format>) -> Session {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("文.md");
    fs::write(&file, text).unwrap();
    let (imported, own) = import_files_with(std::slice::from_ref(&file), format).unwrap();
    Session::new(imported.budget, own)
}

/// Tables whose amounts are all gone from the text, from their title to that of another.
fn in_tables(path: &Path, format: &Arc<Format>, (read, many): (&Session, usize)) -> Tried {
    let text = lines_of(path);
    let lines: Vec<&str> = text.split('\n').collect();
    let bare = |line: &str| line.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let titles: Vec<(String, String)> = read
        .book()
        .sheets()
        .filter(|sheet| sheet.schema.number.is_some())
        .map(|sheet| (bare(&sheet.schema.title), sheet.schema.short.clone()))
        .collect();
    let title_of = |line: &str| {
        let line = bare(line);
        let own = titles.iter().filter(|(title, _)| line.contains(title.as_str()) && !line.contains('。'));
        own.max_by_key(|(title, _)| title.len())
    };
    // The lines of each table, its title on later pages among them.
    let mut tables: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut current = None;
    for (at, line) in lines.iter().enumerate() {
        current = title_of(line).filter(|_| !line.contains('\t')).or(current);
        let is_row = line.split('\t').count() > 1 && line.split('\t').any(|cell| amount(cell).is_some());
        if let Some((title, _)) = current.filter(|_| is_row) {
            tables.entry(title).or_default().push(at);
        }
    }
    let known: Vec<String> =
        worse(&judged(&text, format)).into_iter().map(|finding| finding.message).collect();
    let mut tried = Tried::default();
    let all: Vec<(&str, Vec<usize>)> = tables.into_iter().filter(|(_, rows)| rows.len() > 2).collect();
    for (title, rows) in some(all, many) {
        let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        for at in &rows {
            let cells = lines[*at].split('\t').map(|cell| if amount(cell).is_some() { "" } else { cell });
            changed[*at] = cells.collect::<Vec<_>>().join("\t");
        }
        let short = titles.iter().find(|(own, _)| own == title).map_or("", |(_, short)| short);
        let session = judged(&changed.join("\n"), format);
        let found = worse(&session);
        let mut new = found.iter().filter(|finding| !known.contains(&finding.message));
        tried.count(new.any(|finding| finding.message.contains(short)), title);
    }
    tried
}

fn in_text(
    path: &Path,
    format: &Arc<Format>,
    many: usize,
    (wrong, of_parts): (impl Fn(&[&str]) -> Vec<(usize, String, String)>, bool),
) -> Tried {
    let text = lines_of(path);
    let judged = |text: &str| judged(text, format);
    let known: Vec<String> = worse(&judged(&text)).into_iter().map(|finding| finding.message).collect();
    let mut tried = Tried::default();
    for (changed, shown, line) in some(slips(&text, wrong), many) {
        let session = judged(&changed);
        let book = session.book();
        // One of the parts of a total that it is not.
        let has = |address: &CellAddress| {
            let printed = book.cell(address).and_then(|cell| cell.printed());
            printed.is_some_and(|value| money::display(value, value.scale()) == shown)
        };
        let is_new = |finding: &&Finding| !known.contains(&finding.message);
        let tells =
            |finding: &Finding| says(&finding.message, &shown) || of_parts && finding.cells.iter().any(has);
        let is_found = worse(&session).iter().filter(is_new).any(tells);
        tried.count(is_found, format_args!("{shown} of {line}"));
    }
    tried
}

/// The given documents with tables and text; those whose name has the word in `ONLY`.
fn documents() -> Option<Vec<PathBuf>> {
    let folder = repository("../shared/documents/pdf");
    if !folder.is_dir() {
        eprintln!("skipped: {} is not there", folder.display());
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
