//! Where a text stands in the tables and in the narrative, and what is there when it is replaced. No drawing, and nothing is
//! changed here.

use crate::calc::Cell;
use crate::model::{CellAddress, TableKey};
use crate::money::{self, MoneyUnit};
use crate::schema::Role;
use crate::session::{Passage, Session, parse_entry};
use crate::text::{fold, folded};
use crate::ui::look::amounts::Shown;
use crate::ui::table::grid::cell::{cell_name, text_to_edit};

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Query {
    /// The text: letters, a code, an amount.
    pub text: String,
    /// Whether it must be all that a cell holds.
    pub whole: bool,
    /// Where.
    pub scope: Scope,
}

/// Where it is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Scope {
    /// In all tables, and in the text.
    #[default]
    All,
    /// In a table.
    Table(TableKey),
    /// In the text.
    Text,
}

/// A place where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Spot {
    /// A cell.
    Cell(CellAddress),
    /// A heading or paragraph.
    Passage(Passage),
}

/// Where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hit {
    /// The cell or passage.
    pub spot: Spot,
    /// Table, row and column in words, or whereabouts in the text.
    pub place: String,
    /// What the cell shows, or of the passage what is around it.
    pub text: String,
    /// How often it stands there: once in a cell.
    pub times: usize,
    /// Whether the cell is entered, so that it can be replaced.
    pub input: bool,
}

/// Letters of a passage that are listed before what was found.
const BEFORE: usize = 12;

/// The passages that hold what is looked for.
fn hits_in_text(session: &Session, needle: &str, whole: bool) -> Vec<Hit> {
    let hit = |at: Passage| {
        let text = session.passage(at)?;
        let folded: String = text.chars().map(folded).collect();
        let is_it = if whole { folded == needle } else { folded.contains(needle) };
        let before = is_it.then(|| folded.split(needle).next().unwrap_or_default().chars().count())?;
        let skipped = before.saturating_sub(BEFORE);
        let dots = if skipped > 0 { "…" } else { "" };
        let text = format!("{dots}{}", text.chars().skip(skipped).collect::<String>());
        let times = if whole { 1 } else { folded.matches(needle).count() };
        Some(Hit { spot: Spot::Passage(at), place: session.passage_name(at), text, times, input: true })
    };
    session.passages().into_iter().filter_map(hit).collect()
}

/// Where a cell stands. A budget line is told by its number, as the grid shows it: many bear one name.
fn place_of(cell: &Cell<'_>, line: Option<usize>) -> String {
    match line {
        Some(at) => {
            let (table, column) = (&cell.row.sheet.schema.short, cell.column.full_title());
            format!("{table} 第 {} 行 {} {column}", at + 1, cell.row.name())
        }
        None => cell_name(cell),
    }
}

/// The cells that hold what is looked for, in the order of the tables, and then the passages of the text.
pub(super) fn hits(session: &Session, query: &Query, shown: Shown<'_>) -> Vec<Hit> {
    let needle = fold(query.text.trim());
    if needle.is_empty() {
        return Vec::new();
    }
    let kept = session.format().unit;
    let amount = money::parse_amount_typed(&needle, kept, session.typed_in()).ok().flatten();
    let mut hits = Vec::new();
    for sheet in session.book().sheets() {
        let is_looked_through = match &query.scope {
            Scope::All => true,
            Scope::Table(table) => sheet.schema.key == *table,
            Scope::Text => false,
        };
        if !is_looked_through {
            continue;
        }
        let are_lines = session.format().has_lines(&sheet.schema.key);
        for (at, row) in sheet.rows().enumerate() {
            for cell in row.cells().filter(|cell| !cell.column.hidden && cell.role != Role::Blank) {
                let text = shown.text(&cell);
                let number = cell.number().filter(|_| cell.column.kind.is_number());
                let folded = fold(&text);
                let is_it = if query.whole { folded == needle } else { folded.contains(&needle) };
                let same = number.is_some() && number == amount;
                let digits = number.is_some() && !query.whole && folded.replace(',', "").contains(&needle);
                if is_it || same || digits {
                    hits.push(Hit {
                        spot: Spot::Cell(cell.address()),
                        place: place_of(&cell, are_lines.then_some(at)),
                        text,
                        times: 1,
                        input: cell.role == Role::Input,
                    });
                }
            }
        }
    }
    if !matches!(query.scope, Scope::Table(_)) {
        hits.extend(hits_in_text(session, &needle, query.whole));
    }
    hits
}

/// What the cell's content becomes, amounts in the unit `typed`; `None` where it does not hold the text as it
/// is entered.
pub(super) fn replaced(cell: &Cell<'_>, typed: MoneyUnit, query: &Query, by: &str) -> Option<String> {
    let content = text_to_edit(cell, typed);
    let number = cell.number().filter(|_| cell.column.kind.is_number());
    let kept = cell.row.sheet.format().unit;
    let amount = money::parse_amount_typed(&query.text, kept, typed).ok().flatten();
    if number.is_some() && number == amount {
        return Some(by.to_owned());
    }
    replaced_in(&content, query, by)
}

/// What a text becomes; `None` where it does not hold what is looked for.
fn replaced_in(content: &str, query: &Query, by: &str) -> Option<String> {
    let needle: Vec<char> = query.text.trim().chars().map(folded).collect();
    let letters: Vec<char> = content.chars().collect();
    let compared: Vec<char> = letters.iter().copied().map(folded).collect();
    if query.whole && compared == needle {
        return Some(by.to_owned());
    }
    if query.whole || needle.is_empty() {
        return None;
    }
    let mut result = String::new();
    let mut at = 0;
    let mut found = false;
    while at < letters.len() {
        if compared.get(at..at + needle.len()) == Some(needle.as_slice()) {
            result.push_str(by);
            at += needle.len();
            found = true;
        } else {
            result.extend(letters.get(at));
            at += 1;
        }
    }
    found.then_some(result)
}

/// What replacing would type, and what it leaves out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Plan {
    /// The cells and their new contents.
    pub entries: Vec<(CellAddress, String)>,
    /// The passages and their new texts.
    pub passages: Vec<(Passage, String)>,
    /// Hits that are computed or printed.
    pub fixed: usize,
    /// Why new contents are refused, with the cell.
    pub refused: Vec<String>,
}

/// What replacing the hits would do.
pub(super) fn plan(session: &Session, hits: &[Hit], query: &Query, by: &str) -> Plan {
    let (book, typed) = (session.book(), session.typed_in());
    let mut plan = Plan::default();
    for hit in hits {
        let address = match &hit.spot {
            Spot::Cell(address) => address,
            Spot::Passage(at) => {
                let text = session.passage(*at).and_then(|text| replaced_in(text, query, by));
                plan.passages.extend(text.map(|text| (*at, text)));
                continue;
            }
        };
        let cell = book.cell(address).filter(|cell| cell.role == Role::Input);
        let Some((cell, text)) = cell.and_then(|cell| Some((cell, replaced(&cell, typed, query, by)?)))
        else {
            plan.fixed += 1;
            continue;
        };
        match parse_entry(&cell, typed, &text) {
            Ok(_) => plan.entries.push((address.clone(), text)),
            Err(reason) => plan.refused.push(format!("{}：{reason}", hit.place)),
        }
    }
    plan
}
