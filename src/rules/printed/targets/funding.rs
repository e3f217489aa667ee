//! A project's money as its form prints it: the whole (资金总额) and the sources it comes from. Sources of which one may be
//! within another are added in every way that their names allow, and only where none gives the whole is one accused.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Entry, Form, MONEY, NAME, Outcome};
use crate::calc::{Book, Cell};
use crate::money::{MoneyUnit, display, telling_decimals};
use crate::pattern::Pattern;
use crate::rules::rounding::{Judgement, judge as within};
use crate::rules::verdict::{Finding, RuleHead};

/// A source of money; `within` where it may be part of the one above it.
static SOURCE: Pattern = Pattern::new(
    "^(?:其中[:：]?)?(?:[0-9一二三四五六七八九十]{1,2}[.、．])?[（(]?(?:(?P<within>一般公共预算|政府性基金|国有资本经营|中央|省级|市级|区级|县级|本级|上级|当年|上年结转)|财政|其他|其它|自筹|单位|社会|专户|事业|经营|非财政)[^0-9]{0,16}$",
    &[
        "财政", "其他", "其它", "自筹", "单位", "社会", "专户", "事业", "经营", "预算", "基金", "级", "当年",
        "上年",
    ],
);

/// A figure behind its label in one cell: 资金总额：176.00万元.
static INLINE: Pattern = Pattern::new(
    "^(?P<label>[^:：0-9]{2,16})[:：](?P<amount>[0-9][0-9,]*(?:[.][0-9]+)?)(?:万元|元)?$",
    &[":", "："],
);

/// A label with its figure.
struct Labelled<'a> {
    label: String,
    /// The column of the label.
    column: usize,
    cell: Cell<'a>,
    value: Decimal,
}

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
    sources: Vec<(Cell<'a>, Decimal, bool)>,
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
            let in_yuan = self.in_yuan(row);
            let name = self.subject(at).unwrap_or_default().to_owned();
            let totals = labelled(row).into_iter().filter(|of| MONEY.is_match(&of.label));
            for total in totals {
                out.push(Funding {
                    name: name.clone(),
                    sources: self.sources(at + 1, total.column),
                    named: self.named(at, &total.cell),
                    label: total.label,
                    cell: total.cell,
                    value: total.value,
                    in_yuan,
                });
            }
        }
        out
    }

    /// The sources below a total, whose labels stand in its column.
    fn sources(&self, from: usize, column: usize) -> Vec<(Cell<'a>, Decimal, bool)> {
        let mut out = Vec::new();
        for row in self.rows.iter().skip(from) {
            let Some(label) = row.get(column) else { break };
            let Some(found) = SOURCE.captures(label_of(&label.text)) else { break };
            if row.iter().any(|entry| NAME.is_match(&entry.text) || MONEY.is_match(label_of(&entry.text))) {
                break;
            }
            let is_within = found.name("within").is_some();
            let own = labelled(row).into_iter().find(|own| own.column == column);
            // Named with nothing behind it, it is nothing.
            let blank = || row.get(column + 1).filter(|beside| beside.text.is_empty());
            match own {
                Some(own) => out.push((own.cell, own.value, is_within)),
                None => out.extend(blank().map(|beside| (beside.cell, Decimal::ZERO, is_within))),
            }
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
                out.push(Labelled { label: text.to_owned(), column, cell: entry.cell, value });
            }
        } else if let Some(found) = INLINE.captures(&entry.text) {
            let amount = found.name("amount").and_then(|of| of.as_str().replace(',', "").parse().ok());
            if let (Some(value), Some(label)) = (amount, found.name("label")) {
                out.push(Labelled { label: label.as_str().to_owned(), column, cell: entry.cell, value });
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
        format!("{} {}", display(self.value, self.value.scale().max(2)), self.unit())
    }

    pub(super) fn unit(&self) -> &'static str {
        if self.in_yuan == MoneyUnit::Yuan.in_yuan() { "元" } else { "万元" }
    }

    /// What the money of a project is called, with its place.
    pub(super) fn named(&self) -> &str {
        &self.named
    }

    /// What the sources come to, if not to the whole.
    pub(super) fn other_sum(&self, book: &Book<'_>) -> Option<Decimal> {
        let values = |is_kept: fn(&bool) -> bool| {
            let kept = self.sources.iter().filter(move |(.., within)| is_kept(within));
            kept.map(|(_, value, _)| *value).collect::<Vec<_>>()
        };
        let ways = [values(|_| true), values(|within| !within)];
        let sum = |way: &[Decimal]| way.iter().fold(Decimal::ZERO, |sum, value| sum.saturating_add(*value));
        let count = |way: &[Decimal]| u32::try_from(way.len()).unwrap_or(u32::MAX);
        let fits = |way: &&Vec<Decimal>| {
            let off = self.value.saturating_sub(sum(way));
            within(book.format, off, count(way), &[self.value]) != Judgement::Different
        };
        let mut ways = ways.iter().filter(|way| !way.is_empty());
        if ways.clone().any(|way| fits(&way)) {
            return None;
        }
        // One source alone is a part: only more than the whole is wrong.
        let first = ways.find(|way| way.len() > 1).map(|way| sum(way));
        first.or_else(|| self.sources.first().map(|(_, value, _)| *value).filter(|value| *value > self.value))
    }

    /// Whether the money is what its sources come to; `None` where there are none.
    pub(super) fn judge(&self, head: &Arc<RuleHead>, book: &Book<'_>) -> Option<Outcome<'a>> {
        if self.sources.is_empty() {
            return None;
        }
        let finding = self.other_sum(book).map(|sum| {
            let decimals = telling_decimals(self.value, sum, self.value.scale().max(2));
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
            cells.extend(self.sources.iter().map(|(cell, ..)| cell.address()));
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
