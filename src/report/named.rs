//! Tables, cells and amounts in both forms that a report needs: exact for machines, in words for people.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use crate::calc::Book;
use crate::model::{CellAddress, TableKey, ValueView};
use crate::money::{self, MoneyUnit};
use crate::rules::Finding;

/// A table, by its key and as people say it. Serialises as the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableName {
    /// The key.
    pub key: TableKey,
    /// `表3 支出总表`.
    pub name: String,
}

/// A cell, by its address and as people say it. Serialises as the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The address.
    pub address: CellAddress,
    /// `表3 行政运行 合计`.
    pub name: String,
}

/// An amount and the decimals with which its table prints it. It is never rounded: a difference of less
/// than the printed decimals would show as none. Serialises as text, without separators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The amount, in its unit.
    pub value: Decimal,
    /// The decimals it has at least.
    pub decimals: u32,
    /// What it counts: 万元, 元, %; empty where it counts things.
    pub unit: &'static str,
    /// Whether its document prints it in 元, and it is written so for people.
    pub is_in_yuan: bool,
}

/// Where something stands, as people say it: table, row, column; of a whole table, its short name.
pub fn place_name(book: &Book<'_>, cell: Option<&CellAddress>, table: Option<&TableKey>) -> String {
    let Some(sheet) = table.and_then(|table| book.sheet(table)) else {
        return String::new();
    };
    match cell.and_then(|address| book.cell(address)) {
        Some(cell) => format!("{} {} {}", sheet.schema.called(), cell.row.name(), cell.column.title()),
        None => sheet.schema.named(),
    }
}

/// The cell that is most likely wrong: with all that its row is told by, what stands there, and what would put a total
/// right that only this cell keeps from being the sum of its parts.
pub(super) fn suspect_name(book: &Book<'_>, finding: &Finding, address: &CellAddress) -> String {
    let Some(cell) = book.cell(address) else { return String::new() };
    let mut texts: Vec<&str> = Vec::new();
    for of in cell.row.cells().filter(|of| !of.column.kind.is_number()) {
        let text = cell.row.text(&of.column.key).trim();
        if !text.is_empty() && !texts.contains(&text) && text.chars().count() <= 30 {
            texts.push(text);
        }
    }
    let table = cell.row.sheet.schema.called();
    let name = if texts.is_empty() { cell.row.name() } else { texts.join(" ") };
    let name = format!("{table} {name} {}", cell.column.title());
    let printed = cell.printed();
    let stands_there = finding.address.as_ref() == Some(address);
    let (Some(printed), false) = (printed, stands_there) else { return name };
    let is_part = finding.address.as_ref().and_then(|total| book.cell(total)).is_some_and(|total| {
        let is_stated = total.stated().and_then(ValueView::amount) == finding.actual;
        is_stated && total.addends().iter().any(|part| part.address() == *address)
    });
    match finding.difference.and_then(|off| printed.checked_add(off)).filter(|_| is_part) {
        Some(right) => {
            let decimals = money::telling_decimals(printed, right, cell.decimals());
            let of = |value| Amount::of(book, value, decimals, book.format.unit.label());
            let shown = |value| match of(value) {
                yuan if yuan.is_in_yuan => yuan.to_string(),
                _ => money::display(value, decimals),
            };
            format!("{name}，实填数 {}，改为 {} 则相符", shown(printed), shown(right))
        }
        None => format!("{name}，实填数 {}", money::display(printed, cell.decimals())),
    }
}

impl Amount {
    /// An amount that stands in a document's own table, in the unit of its format.
    pub(super) fn of(book: &Book<'_>, value: Decimal, decimals: u32, unit: &'static str) -> Self {
        let is_kept_in_other = unit == MoneyUnit::WanYuan.label() && !book.budget.own_format.is_empty();
        let is_in_yuan = is_kept_in_other && money::is_to_fen(value, MoneyUnit::WanYuan);
        Self { value, decimals, unit, is_in_yuan }
    }

    /// Without separators, for machines and for Excel.
    pub fn in_full(self) -> String {
        money::in_full(self.value, self.decimals)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_in_yuan {
            let yuan = self.value.checked_mul(MoneyUnit::WanYuan.in_yuan()).unwrap_or(self.value);
            let decimals = MoneyUnit::Yuan.exact_decimals();
            return write!(f, "{} {}", money::display(yuan, decimals), MoneyUnit::Yuan.label());
        }
        let number = money::display(self.value, self.decimals.max(self.value.normalize().scale()));
        // A percent sign stands close to its number.
        let blank = if self.unit.is_empty() || self.unit == "%" { "" } else { " " };
        write!(f, "{number}{blank}{}", self.unit)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.in_full())
    }
}

impl Serialize for TableName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.key.serialize(serializer)
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.address)
    }
}
