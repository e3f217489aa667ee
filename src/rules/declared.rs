//! Rules declared in the rule language, applied place by place.

use super::cause;
use super::formula::{
    Context, Expression, FormulaError, Number, Operator, Selection, Term, absent, evaluate,
    evaluate_condition, holds, name_of, parse, parse_rows, resolve, resolve_rows, selected,
};
use super::rounding::{Judgement, judge};
use super::verdict::{Finding, PlaceOutcome};
use crate::calc::{Book, Cell, SheetRow};
use crate::model::{CellAddress, ColumnKey, Coverage, TableKey};
use crate::money;
use crate::schema::{Format, RuleText, Severity};

/// A declared rule, parsed and checked against its format.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    /// As declared.
    pub text: RuleText,
    /// The tables it reads.
    pub tables: Vec<TableKey>,
    each: Option<Selection>,
    when: Option<Expression>,
    check: Expression,
}

impl Declared {
    /// Parses a rule. An error comes with the field of the declaration in which it stands.
    pub fn compile(text: &RuleText, format: &Format) -> Result<Self, (&'static str, FormulaError)> {
        let in_each = |error| ("each", error);
        let each = text.each.as_deref().map(parse_rows).transpose().map_err(in_each)?;
        let own = each.as_ref().map(|rows| resolve_rows(rows, format)).transpose().map_err(in_each)?;
        let formula = |source: &str| {
            let expression = parse(source)?;
            resolve(&expression, format, own, &text.columns)?;
            Ok(expression)
        };
        let when = text.when.as_ref().map(|when| formula(&when.formula));
        let when = when.transpose().map_err(|error| ("when", error))?;
        let check = formula(&text.check).map_err(|error| ("check", error))?;
        let own_table = each.as_ref().map(|rows| &rows.table);
        let mut tables: Vec<TableKey> = own_table.into_iter().cloned().collect();
        check.tables(own_table, &mut tables);
        Ok(Self { text: text.clone(), tables, each, when, check })
    }

    /// Applies the rule to every place it speaks of.
    pub fn apply(&self, book: &Book<'_>) -> Vec<PlaceOutcome> {
        let Some(each) = &self.each else {
            return self.apply_to(book, None);
        };
        match book.sheet(&each.table) {
            Some(sheet) if sheet.coverage() == Coverage::Absent => {
                vec![PlaceOutcome::NotChecked(absent(&sheet))]
            }
            Some(sheet) => {
                // Rows that stand there can be checked one by one even where others are missing.
                let rows = selected(&Context::new(*book, None, None), each, true);
                match rows {
                    Ok(rows) if rows.is_empty() && sheet.coverage() == Coverage::Partial => {
                        vec![PlaceOutcome::NotChecked(format!("{}缺页", name_of(&sheet)))]
                    }
                    Ok(rows) => rows.into_iter().flat_map(|row| self.apply_to(book, Some(row))).collect(),
                    Err(why) => vec![PlaceOutcome::NotChecked(why)],
                }
            }
            None => Vec::new(),
        }
    }

    fn apply_to(&self, book: &Book<'_>, own: Option<SheetRow<'_>>) -> Vec<PlaceOutcome> {
        if self.text.columns.is_empty() {
            return self.apply_at(&Context::new(*book, own, None));
        }
        let at = |column: &ColumnKey| self.apply_at(&Context::new(*book, own, Some(column)));
        self.text.columns.iter().flat_map(at).collect()
    }

    fn apply_at(&self, context: &Context<'_>) -> Vec<PlaceOutcome> {
        if let Some(when) = &self.when {
            let meaning = self.text.when.as_ref().map(|when| when.meaning.clone()).unwrap_or_default();
            match evaluate_condition(context, when) {
                Ok(true) => {}
                Ok(false) => return vec![PlaceOutcome::NotApplicable(meaning)],
                Err(why) => return vec![PlaceOutcome::NotChecked(why)],
            }
        }
        self.check.conjuncts().into_iter().map(|part| self.judge_part(context, part)).collect()
    }

    fn judge_part(&self, context: &Context<'_>, part: &Expression) -> PlaceOutcome {
        if let Expression::Binary(operator, left, right, _) = part
            && operator.compares()
        {
            return match (evaluate(context, left), evaluate(context, right)) {
                (Ok(Term::Number(left)), Ok(Term::Number(right))) => {
                    self.judge_numbers(context, *operator, &left, &right)
                }
                (Ok(left), Ok(right)) if holds(*operator, &left, &right) => PlaceOutcome::Passed,
                (Ok(_), Ok(_)) => PlaceOutcome::Violated(Box::new(self.bare_finding(context))),
                (Err(why), _) | (_, Err(why)) => PlaceOutcome::NotChecked(why),
            };
        }
        match evaluate_condition(context, part) {
            Ok(true) => PlaceOutcome::Passed,
            Ok(false) => PlaceOutcome::Violated(Box::new(self.bare_finding(context))),
            Err(why) => PlaceOutcome::NotChecked(why),
        }
    }

    fn judge_numbers(
        &self,
        context: &Context<'_>,
        operator: Operator,
        left: &Number,
        right: &Number,
    ) -> PlaceOutcome {
        if holds(operator, &Term::Number(left.clone()), &Term::Number(right.clone())) {
            return PlaceOutcome::Passed;
        }
        let difference = left.value - right.value;
        // A total against n addends rests on n + 1 figures in all.
        let addends = (left.figures + right.figures).saturating_sub(1).max(1);
        let judgement = judge(context.book.format, difference, addends, &[left.value, right.value]);
        let finding = self.number_finding(context, operator, left, right);
        match judgement {
            Judgement::WithinRounding => {
                let message = format!("{}可能是四舍五入造成的。", finding.message);
                PlaceOutcome::Hint(Box::new(Finding {
                    severity: Severity::Hint,
                    message,
                    cause: None,
                    ..finding
                }))
            }
            Judgement::Equal | Judgement::Different => PlaceOutcome::Violated(Box::new(finding)),
        }
    }

    fn number_finding(
        &self,
        context: &Context<'_>,
        operator: Operator,
        left: &Number,
        right: &Number,
    ) -> Finding {
        let decimals = context.book.format.decimals;
        let show = |value| money::display(value, decimals);
        let difference = left.value - right.value;
        let relation = match operator {
            Operator::LessOrEqual | Operator::Less => "不应大于",
            Operator::GreaterOrEqual | Operator::Greater => "不应小于",
            Operator::NotEqual => "不应等于",
            _ => "应等于",
        };
        let message = format!(
            "{} {}，{relation}{} {}，相差 {}。",
            describe(context, left),
            show(left.value),
            describe(context, right),
            show(right.value),
            show(difference)
        );
        let main = left.cells.first().or(right.cells.first()).cloned();
        let parts: Vec<Cell<'_>> = right.cells.iter().filter_map(|cell| context.book.cell(cell)).collect();
        let cause = match operator {
            Operator::Equal => cause::likely(left.value, right.value, &parts, decimals),
            _ => None,
        };
        Finding {
            table: main.as_ref().map(|cell| cell.table.clone()),
            cells: distinct(left.cells.iter().chain(&right.cells)),
            address: main,
            message,
            expected: Some(right.value),
            actual: Some(left.value),
            difference: Some(difference),
            cause,
            ..self.bare_finding(context)
        }
    }

    /// A finding that has no figures to show: the rule's title says it all.
    fn bare_finding(&self, context: &Context<'_>) -> Finding {
        let cell = context.own.and_then(|row| {
            let column = context.column.and_then(|column| row.section.column_index(column));
            let shown = || row.section.columns.iter().position(|column| !column.hidden);
            row.cell(column.or_else(shown)?)
        });
        let place =
            context.own.map(|row| format!("{}“{}”：", name_of(&row.sheet), row.name())).unwrap_or_default();
        let address = cell.map(|cell| cell.address());
        Finding {
            rule: self.text.id.clone(),
            severity: self.text.severity,
            title: self.text.title.clone(),
            basis: self.text.basis.clone(),
            message: format!("{place}{}不成立。", self.text.title),
            table: address.as_ref().map(|cell| cell.table.clone()).or_else(|| self.tables.first().cloned()),
            cells: address.iter().cloned().collect(),
            address,
            expected: None,
            actual: None,
            difference: None,
            cause: None,
        }
    }
}

/// The cells once each, in order.
fn distinct<'a>(cells: impl Iterator<Item = &'a CellAddress>) -> Vec<CellAddress> {
    let mut seen = std::collections::BTreeSet::new();
    cells.filter(|cell| seen.insert(*cell)).cloned().collect()
}

/// What a number is, in words: the cell it stands in, or how many cells it sums.
fn describe(context: &Context<'_>, number: &Number) -> String {
    let cell = |address: &CellAddress| {
        context
            .book
            .cell(address)
            .map(|cell| format!("{}“{} {}”", name_of(&cell.row.sheet), cell.row.name(), cell.column.title()))
    };
    match number.cells.as_slice() {
        [] => String::new(),
        [only] => cell(only).unwrap_or_default(),
        [first, ..] => {
            let name = context.book.sheet(&first.table).map(|sheet| name_of(&sheet)).unwrap_or_default();
            format!("{name} {} 格之和", number.cells.len())
        }
    }
}
