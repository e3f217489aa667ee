//! Where a text stands in the tables, and what its cells become when it is replaced. No drawing, and
//! nothing is changed here.

use crate::calc::Cell;
use crate::model::{CellAddress, TableKey};
use crate::money::{self, MoneyUnit};
use crate::schema::Role;
use crate::session::{Session, parse_entry};
use crate::text::{fold, folded};
use crate::ui::look::amounts::Shown;
use crate::ui::table::grid::cell::text_to_edit;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Query {
    /// The text: letters, a code, an amount.
    pub text: String,
    /// Whether it must be all that a cell holds.
    pub whole: bool,
    /// The table; `None` for all.
    pub table: Option<TableKey>,
}

/// Where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hit {
    /// The cell.
    pub address: CellAddress,
    /// Table, row and column in words.
    pub place: String,
    /// What the cell shows.
    pub text: String,
    /// Whether the cell is entered, so that it can be replaced.
    pub input: bool,
}

/// The cells that hold what is looked for, in the order of the tables.
pub(super) fn hits(session: &Session, query: &Query, shown: Shown<'_>) -> Vec<Hit> {
    let needle = fold(query.text.trim());
    if needle.is_empty() {
        return Vec::new();
    }
    let kept = session.format().unit;
    let amount = money::parse_amount_typed(&needle, kept, session.typed_in()).ok().flatten();
    let mut hits = Vec::new();
    for sheet in session.book().sheets() {
        if query.table.as_ref().is_some_and(|table| sheet.schema.key != *table) {
            continue;
        }
        for row in sheet.rows() {
            for cell in row.cells().filter(|cell| !cell.column.hidden && cell.role != Role::Blank) {
                let text = shown.text(&cell);
                let number = cell.number().filter(|_| cell.column.kind.is_number());
                let folded = fold(&text);
                let is_it = if query.whole { folded == needle } else { folded.contains(&needle) };
                let same = number.is_some() && number == amount;
                let digits = number.is_some() && !query.whole && folded.replace(',', "").contains(&needle);
                if is_it || same || digits {
                    hits.push(Hit {
                        address: cell.address(),
                        place: crate::ui::table::grid::cell::cell_name(&cell),
                        text,
                        input: cell.role == Role::Input,
                    });
                }
            }
        }
    }
    hits
}

/// What the cell's content becomes, amounts in the unit `typed`; `None` where it does not hold the text as it
/// is entered.
pub(super) fn replaced(cell: &Cell<'_>, typed: MoneyUnit, query: &Query, by: &str) -> Option<String> {
    let content = text_to_edit(cell, typed);
    let needle: Vec<char> = query.text.trim().chars().map(folded).collect();
    let letters: Vec<char> = content.chars().collect();
    let compared: Vec<char> = letters.iter().copied().map(folded).collect();
    let number = cell.number().filter(|_| cell.column.kind.is_number());
    let kept = cell.row.sheet.format().unit;
    let amount = money::parse_amount_typed(&query.text, kept, typed).ok().flatten();
    if (number.is_some() && number == amount) || (query.whole && compared == needle) {
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
        let cell = book.cell(&hit.address).filter(|cell| cell.role == Role::Input);
        let Some((cell, text)) = cell.and_then(|cell| Some((cell, replaced(&cell, typed, query, by)?)))
        else {
            plan.fixed += 1;
            continue;
        };
        match parse_entry(&cell, typed, &text) {
            Ok(_) => plan.entries.push((hit.address.clone(), text)),
            Err(reason) => plan.refused.push(format!("{}：{reason}", hit.place)),
        }
    }
    plan
}
