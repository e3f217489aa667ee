//! What a finding holds against each other: cells and sentences, each with what stands there and where it was printed.

use rust_decimal::Decimal;
use serde::Serialize;

use super::named::{Amount, place_name};
use crate::calc::{Book, Cell};
use crate::exchange::origin::{Origin, Spot};
use crate::model::{CellAddress, ValueView};
use crate::narrative;
use crate::rules::Finding;
use crate::schema::ColumnKind;

/// The most characters of a sentence that are quoted.
const QUOTED: usize = 60;

/// One end of a finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct End {
    /// Where, as people say it: `表3 行政运行 合计`, `说明“八、‘三公’经费”第 2 段`.
    pub name: String,
    /// The cell, where it is one.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "address")]
    pub address: Option<CellAddress>,
    /// What stands there, with its unit; empty where nothing does.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// Where in the document it was printed, as people say it: `第 5 页`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printed: Option<String>,
    /// The page of a PDF, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Where on that page: left, top, right, bottom in points from the upper left corner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rectangle: Option<[f32; 4]>,
}

/// Writes an address as text; one that is not there is left out before.
fn address<S: serde::Serializer>(address: &Option<CellAddress>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&address.as_ref().map(ToString::to_string).unwrap_or_default())
}

impl End {
    /// The ends of a finding: the one it stands at first.
    pub(super) fn of(book: &Book<'_>, finding: &Finding, origin: Option<&Origin>) -> Vec<Self> {
        let sentences = finding.sentence.iter().chain(&finding.other);
        let mut ends: Vec<Self> = sentences.map(|place| Self::sentence(book, *place, origin)).collect();
        let own = finding.address.iter();
        let others = finding.cells.iter().filter(|cell| Some(*cell) != finding.address.as_ref());
        ends.extend(own.chain(others).map(|cell| Self::cell(book, cell, origin)));
        if ends.is_empty() {
            ends.extend(finding.table.iter().chain(&finding.also).map(|table| {
                let at = origin.and_then(|origin| Some((origin, origin.table(table)?)));
                Self { name: place_name(book, None, Some(table)), ..Self::printed(at) }
            }));
        }
        ends
    }

    fn sentence(book: &Book<'_>, place: narrative::Place, origin: Option<&Origin>) -> Self {
        let at = origin.and_then(|origin| Some((origin, origin.paragraph(place.section, place.paragraph)?)));
        let said = place.text(book.budget);
        let value = match said.chars().count() {
            0..=QUOTED => said,
            _ => said.chars().take(QUOTED).chain(['…']).collect(),
        };
        Self { name: place.name(book.budget), value, ..Self::printed(at) }
    }

    fn cell(book: &Book<'_>, address: &CellAddress, origin: Option<&Origin>) -> Self {
        let at = origin.and_then(|origin| Some((origin, origin.cell(address)?)));
        let value = book.cell(address).map(|cell| value(book, &cell)).unwrap_or_default();
        Self {
            name: place_name(book, Some(address), Some(&address.table)),
            address: Some(address.clone()),
            value,
            ..Self::printed(at)
        }
    }

    fn printed(at: Option<(&Origin, Spot)>) -> Self {
        let of = |place: fn(&Origin, &Spot) -> Option<[f32; 4]>| {
            at.and_then(|(origin, spot)| place(origin, &spot))
        };
        let rectangle = of(Origin::rectangle);
        Self {
            name: String::new(),
            address: None,
            value: String::new(),
            printed: at.map(|(origin, spot)| origin.name(&spot)),
            page: at.filter(|_| rectangle.is_some()).map(|(_, spot)| spot.page.saturating_add(1)),
            rectangle,
        }
    }

    /// It in words: where, what stands there, on which page.
    pub fn in_words(&self) -> String {
        let printed = self.printed.as_ref().map(|page| format!("（{page}）")).unwrap_or_default();
        match self.value.as_str() {
            "" => format!("{}{printed}", self.name),
            value => format!("{}{printed}：{value}", self.name),
        }
    }
}

/// What a cell says, as it is printed, with its unit.
fn value(book: &Book<'_>, cell: &Cell<'_>) -> String {
    let printed = cell.stated().and_then(ValueView::amount).or_else(|| cell.number());
    let shown = |value: Decimal| Amount::of(book, value, cell.decimals(), unit(book, cell));
    if let Some((stated, computed)) = cell.disagreement() {
        let is_nested = cell.addends().iter().any(|part| part.disagreement().is_some());
        let of = if is_nested { "从最末一级逐级相加" } else { "各分项之和" };
        return format!("{}（{of} {}）", shown(stated), shown(computed));
    }
    match printed.filter(|_| cell.column.kind.is_number()) {
        Some(value) => shown(value).to_string(),
        None => cell.text(),
    }
}

/// The unit of a cell's figures.
pub(super) fn unit(book: &Book<'_>, cell: &Cell<'_>) -> &'static str {
    match cell.column.kind {
        ColumnKind::Amount => book.format.unit.label(),
        ColumnKind::Yuan => "元",
        _ => "",
    }
}
