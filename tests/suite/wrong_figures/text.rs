//! Figures made wrong in a document's text, so that the wrong ones also decide how its tables are described.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rust_decimal::Decimal;
use yusuan::exchange::import_files_with;
use yusuan::exchange::source::{Limits, pdf};
use yusuan::model::CellAddress;
use yusuan::money;
use yusuan::rules::Finding;
use yusuan::schema::Format;
use yusuan::session::Session;
use yusuan::text::is_total_label;

use super::{Tried, some, worse};

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

pub(super) fn totals(cells: &[&str]) -> Vec<(usize, String, String)> {
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

pub(super) fn every_amount(cells: &[&str]) -> Vec<(usize, String, String)> {
    let amounts = cells.iter().enumerate().filter(|_| cells.len() > 2);
    amounts.filter_map(|(cell, shown)| Some(more(cell, amount(shown)?))).collect()
}

/// Codes to 款 or 项 alone in their cell.
pub(super) fn codes(cells: &[&str]) -> Vec<(usize, String, String)> {
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
pub(super) fn in_tables(path: &Path, format: &Arc<Format>, (read, many): (&Session, usize)) -> Tried {
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

pub(super) fn in_text(
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
