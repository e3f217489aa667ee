//! Figures made wrong in a budget that was read, so that its tables are described by the right ones.

use std::collections::BTreeMap;

use regex::Regex;
use rust_decimal::Decimal;
use yusuan::calc::SheetRow;
use yusuan::edit::{Batch, Edit};
use yusuan::model::{CellAddress, Layer, Value, ValueView};
use yusuan::rules::Finding;
use yusuan::schema::ColumnKind;
use yusuan::session::Session;
use yusuan::text::is_total_label;

use super::{Tried, some, worse};

/// A printed amount.
pub(super) struct Printed {
    layer: Layer,
    address: CellAddress,
    value: Decimal,
    name: String,
}

/// The printed grand totals of published tables, in order; or every printed amount.
pub(super) fn amounts(session: &Session, every: bool) -> Vec<Printed> {
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

pub(super) fn in_budget(
    session: &mut Session,
    known: &[String],
    figures: Vec<Printed>,
    many: usize,
) -> Tried {
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

pub(super) fn in_rows(session: &mut Session, known: &[String], many: usize) -> Tried {
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

pub(super) fn in_words(session: &mut Session, known: &[String], many: usize) -> Tried {
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
