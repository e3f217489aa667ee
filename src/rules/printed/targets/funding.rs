//! A project's money as its form prints it: the whole (资金总额) and the sources it comes from.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::sources::{Source, is_source, other_sum};
use super::{Entry, Form, MONEY, NAME, Outcome};
use crate::calc::Cell;
use crate::money::{MoneyUnit, display, telling_decimals};
use crate::pattern::Pattern;
use crate::rules::verdict::{Finding, RuleHead};

/// A figure behind its label in one cell: 资金总额：176.00万元.
static INLINE: Pattern = Pattern::new(
    "^(?P<label>[^:：0-9]{2,16})[:：](?P<amount>[0-9][0-9,]*(?:[.][0-9]+)?)(?P<unit>万元|元)?$",
    &[":", "："],
);

/// A label with its figure.
struct Labelled<'a> {
    label: String,
    /// The column of the label.
    column: usize,
    cell: Cell<'a>,
    value: Decimal,
    /// How many 元 one of it is, where the cell says so.
    in_yuan: Option<Decimal>,
}

/// Labels of money for more than a year.
const OF_YEARS: [&str; 4] = ["实施期", "中期", "周期", "总投资"];

/// The money of one project.
pub(super) struct Funding<'a> {
    /// The project; empty where the form names none.
    pub name: String,
    label: String,
    pub cell: Cell<'a>,
    /// In the form's own unit.
    pub value: Decimal,
    /// How many 元 one of the form's unit is.
    pub in_yuan: Decimal,
    /// Whether the same row says what it is this year: then this is for more than a year.
    pub is_of_years: bool,
    sources: Vec<Source<'a>>,
    named: String,
}

impl<'a> Form<'a> {
    /// Every project's money, in order.
    pub(super) fn fundings(&self) -> Vec<Funding<'a>> {
        let mut out = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            if !row.iter().any(|entry| MONEY.is_match(label_of(&entry.text))) {
                continue;
            }
            let (said, usual) = (self.said_unit(row), self.in_yuan(row));
            let name = self.subject(at).unwrap_or_default().to_owned();
            let totals: Vec<Labelled<'a>> =
                labelled(row).into_iter().filter(|of| MONEY.is_match(&of.label)).collect();
            let is_of_years = |of: &Labelled<'_>| OF_YEARS.iter().any(|word| of.label.contains(word));
            let has_years = totals.iter().any(|of| !is_of_years(of));
            for total in totals {
                let in_yuan = total.in_yuan.unwrap_or(usual);
                out.push(Funding {
                    name: name.clone(),
                    sources: self.sources(at + 1, total.column, (said.unwrap_or(in_yuan), in_yuan)),
                    named: self.named(at, &total.cell),
                    is_of_years: has_years && is_of_years(&total),
                    label: total.label,
                    cell: total.cell,
                    value: total.value,
                    in_yuan,
                });
            }
        }
        out
    }

    /// The sources below a total, whose labels stand in its column; in the unit `into`, of those that do not say theirs
    /// in `usual`.
    fn sources(&self, from: usize, column: usize, (usual, into): (Decimal, Decimal)) -> Vec<Source<'a>> {
        let mut out = Vec::new();
        for row in self.rows.iter().skip(from) {
            let Some(label) = row.get(column) else { break };
            let Some(is_within) = is_source(label_of(&label.text)) else { break };
            if row.iter().any(|entry| NAME.is_match(&entry.text) || MONEY.is_match(label_of(&entry.text))) {
                break;
            }
            let own = labelled(row).into_iter().find(|own| own.column == column);
            let blank = || row.get(column + 1).filter(|beside| beside.text.is_empty());
            let source = match own {
                Some(own) => {
                    let yuan = own.value.saturating_mul(own.in_yuan.unwrap_or(usual));
                    let value = yuan.checked_div(into).unwrap_or(own.value);
                    Some(Source { cell: own.cell, value: Some(value), is_within })
                }
                None => blank().map(|beside| Source { cell: beside.cell, value: None, is_within }),
            };
            out.extend(source);
        }
        out
    }
}

/// The label in a cell that may hold its figure, too.
fn label_of(text: &str) -> &str {
    let inline = INLINE.captures(text).and_then(|found| found.name("label"));
    inline.map_or(text, |label| label.as_str())
}

/// The figures of a row, each with the nearest text before it.
fn labelled<'a>(row: &[Entry<'a>]) -> Vec<Labelled<'a>> {
    let mut out = Vec::new();
    let mut label: Option<(usize, &str)> = None;
    for (column, entry) in row.iter().enumerate() {
        if let Some(value) = entry.amount() {
            if let Some((column, text)) = label.take() {
                let label = text.to_owned();
                out.push(Labelled { label, column, cell: entry.cell, value, in_yuan: None });
            }
        } else if let Some(found) = INLINE.captures(&entry.text) {
            let amount = found.name("amount").and_then(|of| of.as_str().replace(',', "").parse().ok());
            if let (Some(value), Some(label)) = (amount, found.name("label")) {
                let in_yuan = found.name("unit").map(|unit| match unit.as_str() {
                    "元" => MoneyUnit::Yuan.in_yuan(),
                    _ => MoneyUnit::WanYuan.in_yuan(),
                });
                let label = label.as_str().to_owned();
                out.push(Labelled { label, column, cell: entry.cell, value, in_yuan });
            }
        } else if !entry.text.is_empty() {
            label = Some((column, &entry.text));
        }
    }
    out
}

impl<'a> Funding<'a> {
    /// The money as messages print it.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", display(self.value, self.value.normalize().scale().max(2)), self.unit())
    }

    pub(super) fn unit(&self) -> &'static str {
        if self.in_yuan == MoneyUnit::Yuan.in_yuan() { "元" } else { "万元" }
    }

    /// The cells of the whole and of its sources.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cell<'a>> {
        std::iter::once(self.cell).chain(self.sources.iter().map(|source| source.cell))
    }

    /// What the money of a project is called, with its place.
    pub(super) fn named(&self) -> &str {
        &self.named
    }

    /// What the sources come to, if not to the whole.
    pub(super) fn other_sum(&self) -> Option<Decimal> {
        other_sum(self.value, &self.sources, self.in_yuan)
    }

    /// Whether the money is what its sources come to; `None` where there are none.
    pub(super) fn judge(&self, head: &Arc<RuleHead>) -> Option<Outcome<'a>> {
        if self.sources.is_empty() {
            return None;
        }
        let finding = self.other_sum().map(|sum| {
            let decimals = telling_decimals(self.value, sum, self.value.normalize().scale().max(2));
            let show = |value| display(value, decimals);
            let difference = self.value.saturating_sub(sum);
            let label = self.label.trim_end_matches([':', '：']);
            let message = format!(
                "{}的“{label}”列示为 {} {unit}，所列各来源之和为 {} {unit}，相差 {}。",
                self.named,
                show(self.value),
                show(sum),
                show(difference),
                unit = self.unit(),
            );
            let mut cells = vec![self.cell.address()];
            cells.extend(self.sources.iter().map(|source| source.cell.address()));
            Finding {
                actual: Some(self.value),
                difference: Some(difference),
                cells,
                ..Finding::at(head, self.cell.address(), message)
            }
        });
        Some((self.cell, finding))
    }
}
