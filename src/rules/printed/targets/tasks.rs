//! The tasks of a whole department (年度主要任务) with their money: each row's whole is what its sources come to, the last
//! row what the tasks come to, and that is the whole money of the department, which other tables print.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Form, Outcome};
use crate::calc::{Book, Cell};
use crate::formula::name_of_cell;
use crate::money::{MoneyUnit, display, telling_decimals};
use crate::rules::printed::is_total;
use crate::rules::rounding::{Judgement, judge as within};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::ColumnKind;
use crate::text::{is_subtotal_label, is_total_label};

/// The column of the whole, and those of its sources to the right of it.
struct Columns {
    whole: usize,
    sources: Vec<usize>,
}

/// A row with its figures: the whole, then the sources. Nothing printed is zero.
struct Money<'a> {
    at: usize,
    cells: Vec<(Cell<'a>, Decimal)>,
}

impl<'a> Form<'a> {
    /// Holds every list of tasks against itself.
    pub(super) fn tasks(&self, head: &Arc<RuleHead>, book: &Book<'_>) -> Vec<Outcome<'a>> {
        let mut out = Vec::new();
        for at in 0..self.rows.len() {
            let Some(columns) = self.columns(at) else { continue };
            let mut tasks: Vec<Money<'a>> = Vec::new();
            for below in at + 1..self.rows.len() {
                let Some(row) = self.rows.get(below) else { break };
                let has_text = |column: &usize| {
                    row.get(*column).is_some_and(|entry| !entry.text.is_empty() && entry.amount().is_none())
                };
                if std::iter::once(&columns.whole).chain(&columns.sources).any(has_text) {
                    break;
                }
                let Some(money) = self.money(below, &columns) else { continue };
                let is_sum = row.iter().any(|entry| {
                    let text = entry.text.as_str();
                    is_total_label(text) || text.ends_with("合计") || text.ends_with("总计")
                });
                out.extend(self.judge_row(head, book, &money));
                if is_sum {
                    let sums = self.judge_sum(head, book, &money, &tasks);
                    let adds_up = sums.iter().all(|(_, finding)| finding.is_none());
                    out.extend(sums);
                    out.extend(
                        money.cells.first().filter(|_| adds_up).map(|whole| whole_of(head, book, whole)),
                    );
                    break;
                }
                tasks.push(money);
            }
        }
        out
    }

    /// The columns of money that a header names: 总额, 财政拨款, 其他资金.
    fn columns(&self, at: usize) -> Option<Columns> {
        let row = self.rows.get(at)?;
        let is_whole =
            |text: &str| text == "总额" || text == "金额" || is_total_label(text) || is_subtotal_label(text);
        let is_source = |text: &str| text.contains("财政") || text.contains("其他") || text.contains("自筹");
        let whole = row.iter().position(|entry| is_whole(&entry.text))?;
        let behind = row.iter().enumerate().skip(whole + 1);
        let sources: Vec<usize> =
            behind.take_while(|(_, entry)| is_source(&entry.text)).map(|(column, _)| column).collect();
        (!sources.is_empty()).then_some(Columns { whole, sources })
    }

    fn money(&self, at: usize, columns: &Columns) -> Option<Money<'a>> {
        let row = self.rows.get(at)?;
        row.get(columns.whole)?.amount()?;
        let all = std::iter::once(&columns.whole).chain(&columns.sources);
        let cells = all.filter_map(|column| {
            let entry = row.get(*column)?;
            Some((entry.cell, entry.amount().unwrap_or_default()))
        });
        Some(Money { at, cells: cells.collect() })
    }

    /// A whole and its sources.
    fn judge_row(&self, head: &Arc<RuleHead>, book: &Book<'_>, money: &Money<'a>) -> Option<Outcome<'a>> {
        let (whole, sources) = money.cells.split_first()?;
        // One source beside the whole is a part of it.
        let is_part = sources.len() == 1 && sources.iter().all(|(_, value)| *value <= whole.1);
        if is_part {
            return None;
        }
        Some(self.held(head, book, (money.at, whole), sources, "各来源"))
    }

    /// The row of totals and the tasks above it, column by column.
    fn judge_sum(
        &self,
        head: &Arc<RuleHead>,
        book: &Book<'_>,
        sum: &Money<'a>,
        tasks: &[Money<'a>],
    ) -> Vec<Outcome<'a>> {
        if tasks.is_empty() {
            return Vec::new();
        }
        let held = sum.cells.iter().enumerate().map(|(column, whole)| {
            let parts: Vec<(Cell<'a>, Decimal)> =
                tasks.iter().filter_map(|task| task.cells.get(column).copied()).collect();
            self.held(head, book, (sum.at, whole), &parts, "上面各项任务")
        });
        held.collect()
    }

    fn held(
        &self,
        head: &Arc<RuleHead>,
        book: &Book<'_>,
        (at, (cell, value)): (usize, &(Cell<'a>, Decimal)),
        parts: &[(Cell<'a>, Decimal)],
        what: &str,
    ) -> Outcome<'a> {
        let sum = parts.iter().fold(Decimal::ZERO, |sum, (_, part)| sum.saturating_add(*part));
        let off = value.saturating_sub(sum);
        let count = u32::try_from(parts.len()).unwrap_or(u32::MAX);
        if within(book.format, off, count, &[*value, sum]) != Judgement::Different {
            return (*cell, None);
        }
        let decimals = telling_decimals(*value, sum, value.scale().max(2));
        let name = self.rows.get(at).and_then(|row| row.iter().find(|entry| !entry.text.is_empty()));
        let message = format!(
            "{}（“{}”）列示为 {}，{what}之和为 {}，相差 {}。",
            name_of_cell(cell),
            name.map_or("", |entry| &entry.text),
            display(*value, decimals),
            display(sum, decimals),
            display(off, decimals),
        );
        let mut cells = vec![cell.address()];
        let filled = parts.iter().filter(|(_, value)| !value.is_zero());
        cells.extend(filled.map(|(cell, _)| cell.address()));
        let finding = Finding {
            actual: Some(*value),
            difference: Some(off),
            cells,
            ..Finding::at(head, cell.address(), message)
        };
        (*cell, Some(finding))
    }
}

/// Whether what the tasks come to is a total that a table prints, in 元 or in 万元, as precisely as the form prints it.
fn whole_of<'a>(head: &Arc<RuleHead>, book: &Book<'_>, (cell, value): &(Cell<'a>, Decimal)) -> Outcome<'a> {
    let unit = book.format.unit.in_yuan();
    let digit = Decimal::new(1, value.normalize().scale().max(2));
    let is_same = |total: Decimal| {
        let yuan = total.saturating_mul(unit);
        [MoneyUnit::Yuan, MoneyUnit::WanYuan].iter().any(|own| {
            let total = yuan.checked_div(own.in_yuan()).unwrap_or(yuan);
            total.saturating_sub(*value).abs() < digit
        })
    };
    let published = book.sheets().filter(|sheet| sheet.schema.number.is_some() && !sheet.schema.headless);
    let totals = published.flat_map(|sheet| sheet.rows()).filter(is_total);
    let cells = totals.flat_map(|row| row.cells().collect::<Vec<_>>());
    let printed: Vec<(Cell<'_>, Decimal)> = cells
        .filter(|cell| cell.column.kind == ColumnKind::Amount)
        .filter_map(|cell| Some((cell, cell.printed()?)))
        .filter(|(_, value)| !value.is_zero())
        .collect();
    let most = printed.iter().max_by_key(|(_, value)| *value).filter(|_| !value.is_zero());
    let Some((other, total)) = most.filter(|_| !printed.iter().any(|(_, total)| is_same(*total))) else {
        return (*cell, None);
    };
    let message = format!(
        "{}列示各项任务的金额合计为 {}，各表印出的合计没有这个数（{}为 {} {}），请核对。",
        name_of_cell(cell),
        display(*value, value.scale().max(2)),
        name_of_cell(other),
        display(*total, other.decimals()),
        book.format.unit.label()
    );
    let finding = Finding {
        actual: Some(*value),
        cells: vec![cell.address(), other.address()],
        ..Finding::at(head, cell.address(), message)
    };
    (*cell, Some(finding))
}
