//! Every printed grand total of the given documents made wrong by 1.00, one at a time: is there a finding that names it?
//! In the budget that was read, so that the tables are described by the right figures, and in the document's text, so
//! that they are described by the wrong one too.
//!
//! Then any printed amount, in the budget that was read.
//!
//! A few are always tried; `TOTALS=1` and `FIGURES=40` before `cargo test --no-default-features --test suite totals --
//! --nocapture` try all totals, and so many figures of each document, and print the shares and what is not found
//! (`docs/accuracy.md`).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// Of how many totals one is tried where nobody asks for all.
const STEP: usize = 9;

/// How many figures of a document are tried where nobody says how many.
const FEW: usize = 12;

struct Total {
    layer: Layer,
    address: CellAddress,
    value: Decimal,
    name: String,
}

/// The printed grand totals of published tables, in order; or every printed amount.
fn totals(session: &Session, every: bool) -> Vec<Total> {
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
                    out.push(Total { layer, address: cell.address(), value, name: name.clone() });
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

/// What was tried in a document and what was not found.
#[derive(Default)]
struct Tried {
    of_budget: usize,
    of_text: usize,
    missed: Vec<String>,
    missed_in_text: Vec<String>,
}

/// Tries the totals of the budget that is read of a document; the id of its format.
fn in_budget(path: &Path, formats: &Formats, step: usize, tried: &mut Tried) -> String {
    let (imported, format) = import_with_any(path, formats).unwrap();
    let id = imported.budget.format.clone();
    let session = Session::new(imported.budget.clone(), Arc::clone(&format));
    let known: Vec<String> = worse(&session).iter().map(|finding| finding.message.clone()).collect();
    for total in totals(&session, false).iter().step_by(step) {
        let mut budget = imported.budget.clone();
        let table = budget.tables.get_mut(&total.address.table).unwrap();
        let position = table.position(&total.address.row).unwrap();
        let wrong = Some(Value::Amount(total.value + Decimal::ONE));
        table.set(position, total.layer, &total.address.column, wrong).unwrap();
        let session = Session::new(budget, Arc::clone(&format));
        let is_named =
            |finding: &Finding| !known.contains(&finding.message) && finding.cells.contains(&total.address);
        tried.of_budget += 1;
        if !worse(&session).iter().any(is_named) {
            tried.missed.push(format!("{} {}", total.name, total.value));
        }
    }
    id
}

/// The text with one figure of a total's line 1.00 more, that figure as it is shown then, and the line.
fn slips(text: &str, step: usize) -> Vec<(String, String, String)> {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out = Vec::new();
    let mut nth = 0;
    for (at, line) in lines.iter().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        let mut labelled = false;
        for (cell, shown) in cells.iter().enumerate() {
            if is_total_label(shown) {
                labelled = true;
                continue;
            }
            let bare = shown.trim().replace(',', "");
            let amount = bare
                .parse::<Decimal>()
                .ok()
                .filter(|value| (value.scale() > 0 || shown.contains(',')) && !value.is_zero());
            // Behind another label the line speaks of something else.
            if !shown.trim().is_empty() && amount.is_none() {
                labelled = false;
            }
            let Some(value) = amount.filter(|_| labelled) else { continue };
            nth += 1;
            if nth % step != 0 {
                continue;
            }
            let wrong = value + Decimal::ONE;
            let mut cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
            cells[cell] = wrong.to_string();
            let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            changed[at] = cells.join("\t");
            out.push((changed.join("\n"), money::display(wrong, wrong.scale()), line.replace('\t', " | ")));
        }
    }
    out
}

/// Whether a message says a figure, not another one that ends or begins with it.
fn says(message: &str, figure: &str) -> bool {
    let is_of_figure = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    message.match_indices(figure).any(|(at, _)| {
        let (before, behind) = (&message[..at], &message[at + figure.len()..]);
        !before.ends_with(is_of_figure) && !behind.starts_with(|c: char| c.is_ascii_digit())
    })
}

fn in_text(path: &Path, format: &Arc<Format>, step: usize, folder: &Path, tried: &mut Tried) {
    let document = pdf::read(&fs::read(path).unwrap(), &Limits::default()).unwrap();
    let (text, _) = document.as_lines();
    let name = format!("{}.md", path.file_stem().unwrap().to_string_lossy());
    let file = folder.join(name);
    let judged = |text: &str| {
        fs::write(&file, text).unwrap();
        let (imported, own) = import_files_with(std::slice::from_ref(&file), format).unwrap();
        worse(&Session::new(imported.budget, own))
    };
    let known: Vec<String> = judged(&text).into_iter().map(|finding| finding.message).collect();
    for (changed, shown, line) in slips(&text, step) {
        let found = judged(&changed);
        tried.of_text += 1;
        let is_new = |finding: &&Finding| !known.contains(&finding.message);
        if !found.iter().filter(is_new).any(|finding| says(&finding.message, &shown)) {
            if let Some(folder) = std::env::var_os("KEEP") {
                fs::write(
                    Path::new(&folder)
                        .join(format!("{}-{shown}.md", path.file_stem().unwrap().to_string_lossy())),
                    &changed,
                )
                .unwrap();
            }
            tried.missed_in_text.push(format!("{shown} of {line}"));
        }
    }
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
fn a_wrong_grand_total_is_found_in_every_place() {
    let Some(paths) = documents() else { return };
    let step = if std::env::var_os("TOTALS").is_some() { 1 } else { STEP };
    let formats = Formats::embedded();
    let done: Vec<(String, Tried)> = two_at_a_time(&paths, |path| {
        let scratch = tempfile::tempdir().unwrap();
        let mut tried = Tried::default();
        let id = in_budget(path, &formats, step, &mut tried);
        let general = formats.iter().find(|format| format.id == id).unwrap();
        in_text(path, general, step * 2, scratch.path(), &mut tried);
        (path.file_stem().unwrap().to_string_lossy().into_owned(), tried)
    });
    let (mut all, mut found) = (0, 0);
    let (mut all_text, mut found_text) = (0, 0);
    for (name, tried) in &done {
        let (of_budget, of_text) =
            (tried.of_budget - tried.missed.len(), tried.of_text - tried.missed_in_text.len());
        println!("{name}: {of_budget} of {}, in the text {of_text} of {}", tried.of_budget, tried.of_text);
        tried.missed.iter().for_each(|missed| println!("    {missed}"));
        tried.missed_in_text.iter().for_each(|missed| println!("    in the text {missed}"));
        all += tried.of_budget;
        found += of_budget;
        all_text += tried.of_text;
        found_text += of_text;
    }
    println!("all: {found} of {all}, in the text {found_text} of {all_text}");
    if std::env::var_os("ONLY").is_none() {
        assert!(found * 100 >= all * 96, "{found} of {all}");
        assert!(found_text * 100 >= all_text * 84, "in the text {found_text} of {all_text}");
    }
}

/// Any printed amount made wrong, in the budget that was read: how many are found with the cell named, by document.
/// `FIGURES=200 cargo test --no-default-features --test suite any_wrong_figure -- --nocapture` tries so many of each.
#[test]
fn any_wrong_figure_is_found_in_every_place() {
    let Some(paths) = documents() else { return };
    let few = std::env::var("FIGURES").ok().map_or(FEW, |few| few.parse().unwrap());
    let formats = Formats::embedded();
    let done: Vec<(String, usize, Vec<String>)> = two_at_a_time(&paths, |path| {
        let (imported, format) = import_with_any(path, &formats).unwrap();
        let mut session = Session::new(imported.budget, format);
        let known: Vec<String> = worse(&session).iter().map(|finding| finding.message.clone()).collect();
        let all = totals(&session, true);
        let step = all.len().div_ceil(few).max(1);
        let mut missed = Vec::new();
        let mut tried = 0;
        for figure in all.iter().step_by(step) {
            let value = Some(Value::Amount(figure.value + Decimal::ONE));
            let edit = Edit::SetCell { layer: figure.layer, address: figure.address.clone(), value };
            session.apply(Batch { label: "错".to_owned(), edits: vec![edit] }).unwrap();
            let is_named = |finding: &Finding| {
                !known.contains(&finding.message) && finding.cells.contains(&figure.address)
            };
            tried += 1;
            if !worse(&session).iter().any(is_named) {
                missed.push(format!("{} {}", figure.name, figure.value));
            }
            session.undo().unwrap();
        }
        (path.file_stem().unwrap().to_string_lossy().into_owned(), tried, missed)
    });
    let (mut all, mut found) = (0, 0);
    for (name, tried, missed) in &done {
        println!("{name}: {} of {tried}", tried - missed.len());
        missed.iter().for_each(|missed| println!("    {missed}"));
        all += tried;
        found += tried - missed.len();
    }
    println!("any figure: {found} of {all}");
    assert!(found * 100 >= all * 93, "{found} of {all}");
}
