//! The tasks of a whole department (年度主要任务) with their money: each row's whole is what its sources come to, the last
//! row what the tasks come to, and that is the whole money of the department, which other tables print.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::sources::{Source, is_source_beside, other_sum, tolerance};
use super::{Form, Outcome};
use crate::calc::{Book, Cell};
use crate::formula::name_of_cell;
use crate::money::{MoneyUnit, display, telling_decimals};
use crate::rules::printed::is_total;
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::ColumnKind;
use crate::text::{is_subtotal_label, is_total_label};

/// The column of the whole, and those of its sources to the right of it, with whether each may be within another.
struct Columns {
    whole: usize,
    sources: Vec<(usize, bool)>,
}

/// Tasks with their money, and the row of what they come to.
pub(super) struct TaskList<'a> {
    /// How many 元 one of its figures is.
    in_yuan: Decimal,
    tasks: Vec<Money<'a>>,
    sum: Option<Money<'a>>,
}

impl<'a> TaskList<'a> {
    /// The cells of all its money.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cell<'a>> {
        let rows = self.tasks.iter().chain(&self.sum);
        rows.flat_map(|money| {
            std::iter::once(money.whole.0).chain(money.sources.iter().map(|source| source.cell))
        })
    }
}

/// A row with its figures.
struct Money<'a> {
    at: usize,
    whole: (Cell<'a>, Decimal),
    sources: Vec<Source<'a>>,
}

/// What the totals of published tables print.
pub(super) struct Totals<'a> {
    unit: MoneyUnit,
    printed: Vec<(Cell<'a>, Decimal)>,
}

impl<'a> Totals<'a> {
    pub(super) fn of(book: &Book<'a>) -> Self {
        let published = book.sheets().filter(|sheet| sheet.schema.number.is_some() && !sheet.schema.headless);
        let totals = published.flat_map(|sheet| sheet.rows()).filter(is_total);
        let cells = totals.flat_map(|row| row.cells().collect::<Vec<_>>());
        let amounts = cells.filter(|cell| cell.column.kind == ColumnKind::Amount);
        let printed = amounts.filter_map(|cell| Some((cell, cell.printed()?)));
        Self { unit: book.format.unit, printed: printed.filter(|(_, value)| !value.is_zero()).collect() }
    }
}

impl<'a> Form<'a> {
    /// Holds every list of tasks against itself, and its last row against what other tables print.
    pub(super) fn tasks(&self, head: &Arc<RuleHead>, totals: &Totals<'_>) -> Vec<Outcome<'a>> {
        let mut out = Vec::new();
        for TaskList { in_yuan, tasks, sum } in self.task_lists() {
            out.extend(tasks.iter().chain(&sum).filter_map(|money| self.judge_row(head, money, in_yuan)));
            let Some(sum) = sum else { continue };
            let sums = self.judge_sum(head, &sum, &tasks, in_yuan);
            let adds_up = sums.iter().all(|(_, finding)| finding.is_none());
            out.extend(sums);
            out.extend(adds_up.then(|| totals.hold(head, &sum.whole)));
        }
        out
    }

    /// Every list of tasks, as far as its money goes.
    pub(super) fn task_lists(&self) -> Vec<TaskList<'a>> {
        let mut lists = Vec::new();
        for at in 0..self.rows.len() {
            let Some(columns) = self.columns(at) else { continue };
            let above = at.checked_sub(1).and_then(|above| self.rows.get(above));
            let in_yuan = self.rows.get(at).into_iter().chain(above).map(|row| self.in_yuan(row)).min();
            let mut list = TaskList { in_yuan: in_yuan.unwrap_or_default(), tasks: Vec::new(), sum: None };
            for (below, row) in self.rows.iter().enumerate().skip(at + 1) {
                let has_text = |column: usize| {
                    row.get(column).is_some_and(|entry| !entry.text.is_empty() && entry.amount().is_none())
                };
                if has_text(columns.whole) || columns.sources.iter().any(|(column, _)| has_text(*column)) {
                    break;
                }
                let Some(money) = self.money(below, &columns) else { continue };
                let is_sum = row.iter().any(|entry| {
                    let text = entry.text.as_str();
                    is_total_label(text) || text.ends_with("合计") || text.ends_with("总计")
                });
                if is_sum {
                    list.sum = Some(money);
                    break;
                }
                list.tasks.push(money);
            }
            lists.push(list);
        }
        lists
    }

    /// The columns of money that a header names: 总额, 财政拨款, 其他资金.
    fn columns(&self, at: usize) -> Option<Columns> {
        let row = self.rows.get(at)?;
        let is_whole =
            |text: &str| text == "总额" || text == "金额" || is_total_label(text) || is_subtotal_label(text);
        let whole = row.iter().position(|entry| is_whole(&entry.text))?;
        let behind = row.iter().enumerate().skip(whole + 1);
        let sources: Vec<(usize, bool)> =
            behind.map_while(|(column, entry)| Some((column, is_source_beside(&entry.text)?))).collect();
        (!sources.is_empty()).then_some(Columns { whole, sources })
    }

    fn money(&self, at: usize, columns: &Columns) -> Option<Money<'a>> {
        let row = self.rows.get(at)?;
        let whole = row.get(columns.whole)?;
        let source = |(column, is_within): &(usize, bool)| {
            let entry = row.get(*column)?;
            Some(Source { cell: entry.cell, value: entry.amount(), is_within: *is_within })
        };
        let sources = columns.sources.iter().filter_map(source).collect();
        Some(Money { at, whole: (whole.cell, whole.amount()?), sources })
    }

    /// A whole and its sources; nothing where more money stands behind those that are known.
    fn judge_row(&self, head: &Arc<RuleHead>, money: &Money<'a>, in_yuan: Decimal) -> Option<Outcome<'a>> {
        let last = money.sources.last()?.cell.column_index;
        let row = self.rows.get(money.at)?;
        if row.get(last + 1).is_some_and(|behind| behind.amount().is_some()) {
            return None;
        }
        let (cell, value) = money.whole;
        let sum = other_sum(value, &money.sources, in_yuan);
        let parts: Vec<Cell<'a>> =
            money.sources.iter().filter(|source| source.value.is_some()).map(|source| source.cell).collect();
        let finding = sum.map(|sum| self.wrong(head, money.at, (&money.whole, sum), (&parts, "各来源")));
        Some((cell, finding))
    }

    /// The row of totals and the tasks above it, column by column.
    fn judge_sum(
        &self,
        head: &Arc<RuleHead>,
        sum: &Money<'a>,
        tasks: &[Money<'a>],
        in_yuan: Decimal,
    ) -> Vec<Outcome<'a>> {
        let of = |money: &Money<'a>| -> Vec<(Cell<'a>, Decimal)> {
            let sources = money.sources.iter();
            let sources = sources.map(|source| (source.cell, source.value.unwrap_or_default()));
            std::iter::once(money.whole).chain(sources).collect()
        };
        let tasks: Vec<Vec<(Cell<'a>, Decimal)>> = tasks.iter().map(of).collect();
        let columns = of(sum).into_iter().enumerate().filter(|_| !tasks.is_empty());
        let held = columns.map(|(column, whole)| {
            let parts: Vec<(Cell<'a>, Decimal)> =
                tasks.iter().filter_map(|task| task.get(column).copied()).collect();
            let all = parts.iter().fold(Decimal::ZERO, |sum, (_, part)| sum.saturating_add(*part));
            let figures = parts.iter().map(|(_, part)| *part).chain([whole.1]);
            let is_right = whole.1.saturating_sub(all).abs() <= tolerance(figures, in_yuan);
            let cells: Vec<Cell<'a>> =
                parts.iter().filter(|(_, part)| !part.is_zero()).map(|(cell, _)| *cell).collect();
            let wrong = || self.wrong(head, sum.at, (&whole, all), (&cells, "上面各项任务"));
            (whole.0, (!is_right).then(wrong))
        });
        held.collect()
    }

    fn wrong(
        &self,
        head: &Arc<RuleHead>,
        at: usize,
        ((cell, value), sum): (&(Cell<'a>, Decimal), Decimal),
        (parts, what): (&[Cell<'a>], &str),
    ) -> Finding {
        let off = value.saturating_sub(sum);
        let decimals = telling_decimals(*value, sum, value.normalize().scale().max(2));
        let name = self.rows.get(at).and_then(|row| row.iter().find(|entry| !entry.text.is_empty()));
        let message = format!(
            "{}（“{}”）列示为 {}，{what}之和为 {}，相差 {}。",
            name_of_cell(cell),
            name.map_or("", |entry| &entry.text),
            display(*value, decimals),
            display(sum, decimals),
            display(off, decimals),
        );
        Finding {
            actual: Some(*value),
            difference: Some(off),
            cells: std::iter::once(cell).chain(parts).map(Cell::address).collect(),
            ..Finding::at(head, cell.address(), message)
        }
    }
}

impl Totals<'_> {
    /// Whether what tasks come to is one of them, in 元 or in 万元, as precisely as the form prints it.
    fn hold<'a>(&self, head: &Arc<RuleHead>, (cell, value): &(Cell<'a>, Decimal)) -> Outcome<'a> {
        let digit = Decimal::new(1, value.scale());
        let is_same = |total: Decimal| {
            let yuan = total.saturating_mul(self.unit.in_yuan());
            [MoneyUnit::Yuan, MoneyUnit::WanYuan].iter().any(|own| {
                let total = yuan.checked_div(own.in_yuan()).unwrap_or(yuan);
                total.saturating_sub(*value).abs() < digit
            })
        };
        let most = self.printed.iter().max_by_key(|(_, total)| *total).filter(|_| !value.is_zero());
        let Some((other, total)) = most.filter(|_| !self.printed.iter().any(|(_, total)| is_same(*total)))
        else {
            return (*cell, None);
        };
        let message = format!(
            "{}列示各项任务的金额合计为 {}，各表印出的合计没有这个数（{}为 {} {}），请核对。",
            name_of_cell(cell),
            display(*value, value.normalize().scale().max(2)),
            name_of_cell(other),
            display(*total, other.decimals()),
            self.unit.label()
        );
        let finding = Finding {
            actual: Some(*value),
            cells: vec![cell.address(), other.address()],
            ..Finding::at(head, cell.address(), message)
        };
        (*cell, Some(finding))
    }
}
