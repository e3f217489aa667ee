//! What a declared rule says where it is broken: which cells take part, and what stands in them, in words.

use rust_decimal::Decimal;
use rustc_hash::FxHashSet;

use super::Declared;
use crate::calc::Cell;
use crate::formula::{Context, Expression, Number, Operator, name_of};
use crate::model::{CellAddress, ColumnKey, TableKey};
use crate::money;
use crate::rules::cause;
use crate::rules::place::PlaceOutcome;
use crate::rules::verdict::Finding;

impl Declared {
    pub(super) fn number_finding(
        &self,
        context: &Context<'_>,
        operator: Operator,
        left: &Side<'_>,
        right: &Side<'_>,
    ) -> Finding {
        let Side(_, actual) = left;
        let Side(_, expected) = right;
        let own = context.book.format.decimals;
        let decimals = money::telling_decimals(actual.value, expected.value, own);
        let difference = actual.value.saturating_sub(expected.value);
        let relation = match operator {
            Operator::LessOrEqual | Operator::Less => "不应大于",
            Operator::GreaterOrEqual | Operator::Greater => "不应小于",
            Operator::NotEqual => "不应等于",
            _ => "应等于",
        };
        let message = format!(
            "{}，{relation}{}，相差 {}。",
            left.describe(context, decimals),
            right.describe(context, decimals),
            money::display(difference, decimals)
        );
        let main = actual.cells.first().or(expected.cells.first()).cloned();
        let cause = match operator {
            Operator::Equal => {
                let (of_left, of_right) = (left.parts(context), right.parts(context));
                cause::likely(actual.value, expected.value, (&of_left, &of_right), own)
            }
            _ => None,
        };
        Finding {
            table: main.as_ref().map(|cell| cell.table.clone()),
            cells: distinct(actual.cells.iter().chain(&expected.cells)),
            address: main,
            expected: Some(expected.value),
            actual: Some(actual.value),
            difference: Some(difference),
            cause,
            ..self.finding(message)
        }
    }

    /// The rule is broken in a way that no two amounts show: says what stands in the cells it looks at.
    pub(super) fn broken(&self, context: &Context<'_>, part: &Expression) -> PlaceOutcome {
        let looked_at = looked_at(context, part);
        let stands: Vec<String> = looked_at
            .iter()
            .map(|cell| {
                let text = cell.text();
                let text = if text.is_empty() { "空白" } else { &text };
                format!("{} {text}", cell.column.title())
            })
            .collect();
        let stands = if stands.is_empty() { String::new() } else { format!("：{}", stands.join("，")) };
        let place =
            context.own.map(|row| format!("{}“{}”", name_of(&row.sheet), row.name())).unwrap_or_default();
        let main = main_cell(context, part).map(|cell| cell.address());
        let message = format!("{place}不符合“{}”{stands}。", self.text.title);
        let numbers = looked_at.iter().filter(|cell| cell.column.kind.is_number()).map(Cell::address);
        let cells: Vec<CellAddress> = main.iter().cloned().chain(numbers).collect();
        PlaceOutcome::Violated(Box::new(Finding {
            table: main.as_ref().map(|cell| cell.table.clone()).or_else(|| self.head.tables.first().cloned()),
            cells: distinct(cells.iter()),
            address: main,
            ..self.finding(message)
        }))
    }

    /// A finding of this rule.
    fn finding(&self, message: String) -> Finding {
        let message = match &self.text.message {
            Some(own) => format!("{own}　{message}"),
            None => message,
        };
        Finding::new(&self.head, message)
    }
}

/// The cells that an expression names one by one, in order: those of `本行` and those by address.
fn looked_at<'a>(context: &Context<'a>, expression: &Expression) -> Vec<Cell<'a>> {
    let mut cells: Vec<Cell<'a>> = Vec::new();
    expression.each_named(&mut |named| {
        let cell = match named {
            Expression::Own(path) => {
                let row = match &path.above {
                    Some(kind) => context.own.and_then(|row| row.ancestor(kind)),
                    None => context.own,
                };
                row.and_then(|row| row.cell_by(path.column.key(context.column)?))
            }
            Expression::Cell { table, row, column, .. } => context
                .book
                .sheet(table)
                .and_then(|sheet| sheet.row_by_key(row)?.cell_by(column.key(context.column)?)),
            _ => None,
        };
        if let Some(cell) = cell
            && !cells.iter().any(|known| known.address() == cell.address())
        {
            cells.push(cell);
        }
    });
    cells
}

/// The cell that an application of a rule is shown at: the first amount it names, else the first cell of
/// the row it is applied to.
pub(super) fn main_cell<'a>(context: &Context<'a>, expression: &Expression) -> Option<Cell<'a>> {
    let named = looked_at(context, expression);
    let amount = named.iter().find(|cell| cell.column.kind.is_number());
    let shown = || {
        let row = context.own?;
        let own = |column: &&ColumnKey| row.section.column_index(column);
        let first = || row.section.columns.iter().position(|column| !column.hidden);
        row.cell(context.column.as_ref().and_then(own).or_else(first)?)
    };
    amount.copied().or_else(shown).or_else(|| named.first().copied())
}

/// The cells once each, in order.
fn distinct<'a>(cells: impl Iterator<Item = &'a CellAddress>) -> Vec<CellAddress> {
    let mut seen = FxHashSet::default();
    cells.filter(|cell| seen.insert(*cell)).cloned().collect()
}

/// One side of a comparison: how it is written, and what it comes to.
pub(super) struct Side<'a>(pub &'a Expression, pub Number);

impl Side<'_> {
    /// The cells that are added up on this side; none if it is a single figure.
    fn parts<'a>(&self, context: &Context<'a>) -> Vec<Cell<'a>> {
        match self.1.cells.as_slice() {
            [] | [_] => Vec::new(),
            // Among so many any difference happens to be one of them.
            _ if self.1.unnamed > 0 => Vec::new(),
            cells => cells.iter().filter_map(|cell| context.book.cell(cell)).collect(),
        }
    }

    /// What the document prints for it, where it is one cell.
    pub(super) fn printed(&self, context: &Context<'_>) -> Option<Decimal> {
        let [address] = self.1.cells.as_slice() else { return None };
        let is_all = self.1.unnamed == 0;
        let cell = context.book.cell(address).filter(|_| is_all)?;
        cell.printed()
    }

    /// What the number is, in words, and the number with so many decimals: the cell it stands in, or which cells it sums.
    fn describe(&self, context: &Context<'_>, decimals: u32) -> String {
        let Side(expression, number) = self;
        let value = money::display(number.value, decimals);
        let name =
            |table: &TableKey| context.book.sheet(table).map(|sheet| name_of(&sheet)).unwrap_or_default();
        let cells: Vec<Cell<'_>> = number.cells.iter().filter_map(|cell| context.book.cell(cell)).collect();
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else {
            let mut tables = Vec::new();
            expression.tables(None, &mut tables);
            return match tables.first() {
                Some(table) => format!("{}（没有对应的行）{value}", name(table)),
                None => format!(" {value}"),
            };
        };
        let table = name_of(&first.row.sheet);
        let one = || format!("{table}“{} {}”", first.row.name(), first.column.title());
        let is_one = first.address() == last.address();
        if is_one && is_plain(expression) {
            return format!("{} {value}", one());
        }
        let count = cells.len() + number.unnamed;
        if !is_sum(expression) {
            let of = if is_one { one() } else { format!("{}等 {count} 格", one()) };
            return match scaled(expression).filter(|_| is_one) {
                Some(by) => format!("{of}{by} = {value}"),
                None => format!("由{of}算得的 {value}"),
            };
        }
        let alike = |same: &dyn Fn(&Cell<'_>) -> bool| {
            cells.iter().all(|cell| cell.row.sheet.schema.key == first.row.sheet.schema.key && same(cell))
        };
        if alike(&|cell| cell.column.key == first.column.key) {
            format!("{table}“{}” {count} 行之和 {value}", first.column.title())
        } else if alike(&|cell| cell.row.row.key() == first.row.row.key()) {
            format!("{table}“{}” {count} 栏之和 {value}", first.row.name())
        } else {
            format!("{table} {count} 格之和 {value}")
        }
    }
}

/// Whether an expression is a cell, or a sum over rows, as it stands.
fn is_plain(expression: &Expression) -> bool {
    use Expression::{Candidate, Cell, Own, Sum};
    matches!(expression, Cell { .. } | Own(_) | Candidate(_) | Sum(_))
}

/// Whether an expression is what its cells come to together.
fn is_sum(expression: &Expression) -> bool {
    match expression {
        Expression::Binary(Operator::Add, left, right, _) => is_sum(left) && is_sum(right),
        other => is_plain(other),
    }
}

/// By what a cell is multiplied or divided, in words: `×10%`.
fn scaled(expression: &Expression) -> Option<String> {
    let Expression::Binary(operator, left, right, _) = expression else { return None };
    match (operator, left.as_ref(), right.as_ref()) {
        (Operator::Multiply, cell, Expression::Number(by))
        | (Operator::Multiply, Expression::Number(by), cell)
            if is_plain(cell) =>
        {
            let percent = by.checked_mul(Decimal::ONE_HUNDRED).filter(|_| by.abs() < Decimal::ONE);
            Some(match percent {
                Some(percent) => format!("×{}%", percent.normalize()),
                None => format!("×{}", by.normalize()),
            })
        }
        (Operator::Divide, cell, Expression::Number(by)) if is_plain(cell) => {
            Some(format!("÷{}", by.normalize()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::rules::RuleFile;
    use crate::schema::Formats;
    use crate::session::Session;

    /// A figure that is reckoned from a cell is not called by the cell's name.
    #[test]
    fn what_is_reckoned_is_not_called_by_the_cell_it_is_reckoned_from() {
        let path = Path::new("assets/samples/示例区档案局-2023（示例）.ron");
        let loaded = crate::file::load(path, &Formats::embedded()).unwrap();
        let session = Session::new(loaded.budget, loaded.format);
        let (own, all) = ("T9[预算数].公务接待费", "T9[预算数].'“三公”经费合计'");
        for (check, said) in [
            (format!("{own} <= {all} * 0.1"), "经费合计”×10% = 1.08"),
            (format!("{own} <= 0.1 * {all}"), "经费合计”×10% = 1.08"),
            (format!("{own} <= {all} / 20"), "经费合计”÷20 = 0.54"),
            (format!("{own} > {all} * 2"), "经费合计”×2 = 21.60"),
            (format!("{own} = {all} - {own}"), "算得的 9.00"),
            (format!("{own} = {all}"), "经费合计” 10.80"),
        ] {
            let text = format!(
                "(rules: [(id: \"x\", severity: Hint, title: \"x\", basis: \"x\", check: r#\"{check}\"#)])"
            );
            let (ended, errors) = session.try_rules(&RuleFile::parse("", &text).unwrap());
            assert!(errors.is_empty(), "{check}: {errors:?}");
            let messages: Vec<&str> = ended.findings.iter().map(|finding| finding.message.as_str()).collect();
            assert!(matches!(messages.as_slice(), [only] if only.contains(said)), "{check}: {messages:?}");
        }
    }
}
