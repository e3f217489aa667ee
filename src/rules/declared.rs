//! Rules declared in the rule language, applied place by place.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::cause;
use super::formula::{
    ColumnName, Context, Expression, FormulaError, Groupings, Number, Operator, Selection, Term, absent,
    evaluate, evaluate_condition, holds, name_of, parse, parse_rows, resolve, resolve_rows, selected,
};
use super::index::Index;
use super::looks::{Again, Looks, News};
use super::rounding::{Judgement, judge};
use super::verdict::{Finding, Place, PlaceOutcome, Waived};
use crate::calc::{Book, Cell, Changes, SheetRow, TableChange};
use crate::model::{CellAddress, ColumnKey, Coverage, TableKey};
use crate::money;
use crate::schema::{Format, RuleText};

/// A declared rule, parsed and checked against its format.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    /// As declared.
    pub text: RuleText,
    /// The tables it reads.
    pub tables: Vec<TableKey>,
    pub(super) each: Option<Selection>,
    when: Option<(Expression, Looks)>,
    pub(super) check: Expression,
    looks: Looks,
    /// All tables it looks at, its condition included.
    read: Vec<TableKey>,
}

impl Declared {
    /// Parses a rule, and adds the groupings that it asks for. An error comes with the field of the
    /// declaration in which it stands.
    pub fn compile(
        text: &RuleText,
        format: &Format,
        groupings: &mut Groupings,
    ) -> Result<Self, (&'static str, FormulaError)> {
        let in_each = |error| ("each", error);
        let each = text.each.as_deref().map(parse_rows).transpose().map_err(in_each)?;
        let own = each.as_ref().map(|rows| resolve_rows(rows, format)).transpose().map_err(in_each)?;
        let mut formula = |source: &str| {
            let mut expression = parse(source)?;
            resolve(&expression, format, own, &text.columns)?;
            groupings.attach(&mut expression, format, each.as_ref(), &text.columns);
            Ok(expression)
        };
        let when = text.when.as_ref().map(|when| formula(&when.formula));
        let when = when.transpose().map_err(|error| ("when", error))?;
        let check = formula(&text.check).map_err(|error| ("check", error))?;
        let own_table = each.as_ref().map(|rows| &rows.table);
        let mut tables: Vec<TableKey> = own_table.into_iter().cloned().collect();
        check.tables(own_table, &mut tables);
        let when = when.map(|when| {
            let looks = Looks::of(&when);
            (when, looks)
        });
        let looks = Looks::of(&check);
        let mut read = tables.clone();
        when.iter().for_each(|(when, _)| when.tables(own_table, &mut read));
        let filter = each.iter().filter_map(|each| each.filter.as_ref());
        filter.for_each(|filter| filter.tables(own_table, &mut read));
        Ok(Self { text: text.clone(), tables, each, when, check, looks, read })
    }

    /// What the rule is applied to: rows of its table by position; `None` for what is no row.
    pub fn places(&self, book: &Book<'_>, index: Option<&Index>) -> Vec<Option<usize>> {
        let Some(each) = &self.each else {
            return vec![None];
        };
        match self.rows(book, each, index) {
            Ok(rows) => rows.into_iter().map(|row| Some(row.index)).collect(),
            Err(_) => vec![None],
        }
    }

    /// The rows it is applied to, or how it ends where there is none to apply it to. Rows that stand there
    /// can be checked one by one even where others are missing.
    fn rows<'a>(
        &self,
        book: &Book<'a>,
        each: &Selection,
        index: Option<&'a Index>,
    ) -> Result<Vec<SheetRow<'a>>, PlaceOutcome> {
        let Some(sheet) = book.sheet(&each.table) else {
            return Ok(Vec::new());
        };
        if sheet.coverage() == Coverage::Absent {
            return Err(PlaceOutcome::NotChecked(absent(&sheet)));
        }
        let rows = selected(&Context::new(*book, None, None).with_index(index), each, true);
        let rows = rows.map_err(PlaceOutcome::NotChecked)?;
        if rows.is_empty() && sheet.coverage() == Coverage::Partial {
            return Err(PlaceOutcome::NotChecked(format!("{}缺页", name_of(&sheet))));
        }
        Ok(rows)
    }

    /// Applies the rule to one of its [`Declared::places`].
    pub fn apply<'a>(&self, book: &Book<'a>, index: Option<&'a Index>, row: Option<usize>) -> Vec<Place> {
        let own = match (&self.each, row) {
            (None, _) => None,
            (Some(each), Some(row)) => match book.sheet(&each.table).and_then(|sheet| sheet.row(row)) {
                Some(row) => Some(row),
                None => return Vec::new(),
            },
            (Some(each), None) => {
                return match self.rows(book, each, index) {
                    Err(outcome) => vec![outcome.into()],
                    Ok(_) => Vec::new(),
                };
            }
        };
        let context = |column| Context::new(*book, own, column).with_index(index);
        if self.text.columns.is_empty() {
            return self.apply_at(&context(None));
        }
        self.text.columns.iter().flat_map(|column| self.apply_at(&context(Some(column)))).collect()
    }

    /// What has to be judged again after changes. `condition` is how the rule's condition ended before,
    /// where it is the same for all its places.
    pub fn again(&self, news: &News<'_>, condition: Option<&Option<PlaceOutcome>>) -> Again {
        let (each, columns) = (self.each.as_ref(), &self.text.columns);
        let mut again = self.looks.again(news, each, columns);
        if let Some((_, looks)) = &self.when {
            let of_condition = looks.again(news, each, columns);
            let is_same = of_condition != Again::nothing()
                && condition
                    .is_some_and(|before| self.condition(&news.book, news.index).as_ref() == Some(before));
            if !is_same {
                again = again.and(of_condition);
            }
        }
        if let Some(each) = each {
            again = again.and(chosen_again(each, news));
        }
        again
    }

    /// The places whose comparison looks at what is different.
    pub fn looked_at_by(&self, news: &News<'_>) -> Again {
        self.looks.again(news, self.each.as_ref(), &self.text.columns)
    }

    /// Whether it or its condition looks at a table in which something is different.
    pub fn reads_any(&self, changes: &Changes) -> bool {
        self.read.iter().any(|table| changes.of(table).is_some())
    }

    /// How the condition ends, where it is the same for all places.
    pub fn condition(&self, book: &Book<'_>, index: &Index) -> Option<Option<PlaceOutcome>> {
        let (_, looks) = self.when.as_ref()?;
        let is_one = self.each.is_some() && looks.is_the_same_everywhere();
        is_one.then(|| self.unmet(&Context::new(*book, None, None).with_index(Some(index))))
    }

    fn apply_at(&self, context: &Context<'_>) -> Vec<Place> {
        let at = main_cell(context, &self.check).map(|cell| cell.address());
        let outcomes = match self.unmet(context) {
            Some(outcome) => vec![outcome],
            None => self.check.conjuncts().into_iter().map(|part| self.judge_part(context, part)).collect(),
        };
        outcomes.into_iter().map(|outcome| Place { at: at.clone(), outcome }).collect()
    }

    /// What keeps the rule from being applied, if something does.
    fn unmet(&self, context: &Context<'_>) -> Option<PlaceOutcome> {
        let (when, _) = self.when.as_ref()?;
        match evaluate_condition(&context.without_cells(), when) {
            Ok(true) => None,
            Ok(false) => {
                let meaning = self.text.when.as_ref().map(|when| when.meaning.clone());
                Some(PlaceOutcome::NotApplicable(meaning.unwrap_or_default()))
            }
            Err(why) => Some(PlaceOutcome::NotChecked(why)),
        }
    }

    fn judge_part(&self, context: &Context<'_>, part: &Expression) -> PlaceOutcome {
        if let Expression::Binary(operator, left, right, _) = part
            && operator.compares()
        {
            // Most hold, and then nobody asks for the cells.
            if context.has_index() {
                let swift = context.without_cells();
                if let (Ok(left), Ok(right)) = (evaluate(&swift, left), evaluate(&swift, right))
                    && holds(*operator, &left, &right)
                {
                    return PlaceOutcome::Passed;
                }
            }
            return match (evaluate(context, left), evaluate(context, right)) {
                (Ok(left_term), Ok(right_term)) if holds(*operator, &left_term, &right_term) => {
                    PlaceOutcome::Passed
                }
                (Ok(Term::Number(actual)), Ok(Term::Number(expected)))
                    if !(actual.cells.is_empty() && expected.cells.is_empty()) =>
                {
                    self.judge_numbers(context, *operator, &Side(left, actual), &Side(right, expected))
                }
                (Ok(_), Ok(_)) => self.broken(context, part),
                (Err(why), _) | (_, Err(why)) => PlaceOutcome::NotChecked(why),
            };
        }
        match evaluate_condition(context, part) {
            Ok(true) => PlaceOutcome::Passed,
            Ok(false) => self.broken(context, part),
            Err(why) => PlaceOutcome::NotChecked(why),
        }
    }

    /// Judges a comparison of amounts that does not hold exactly.
    fn judge_numbers(
        &self,
        context: &Context<'_>,
        operator: Operator,
        left: &Side<'_>,
        right: &Side<'_>,
    ) -> PlaceOutcome {
        let Side(_, actual) = left;
        let Side(_, expected) = right;
        // A total against n addends rests on n + 1 figures in all.
        let addends = actual.figures.saturating_add(expected.figures).saturating_sub(1).max(1);
        let values = [actual.value, expected.value];
        let difference = actual.value.saturating_sub(expected.value);
        let within = |most: Decimal| difference.abs() <= most;
        if self.text.tolerance.is_some_and(within) && operator == Operator::Equal {
            return PlaceOutcome::Passed;
        }
        let judgement = judge(context.book.format, difference, addends, &values);
        let finding = self.number_finding(context, operator, left, right);
        match judgement {
            Judgement::WithinRounding => PlaceOutcome::Hint(Box::new(finding.explained_by_rounding())),
            Judgement::Equal | Judgement::Different => PlaceOutcome::Violated(Box::new(finding)),
        }
    }

    fn number_finding(
        &self,
        context: &Context<'_>,
        operator: Operator,
        left: &Side<'_>,
        right: &Side<'_>,
    ) -> Finding {
        let Side(_, actual) = left;
        let Side(_, expected) = right;
        let decimals = context.book.format.decimals;
        let difference = actual.value.saturating_sub(expected.value);
        let relation = match operator {
            Operator::LessOrEqual | Operator::Less => "不应大于",
            Operator::GreaterOrEqual | Operator::Greater => "不应小于",
            Operator::NotEqual => "不应等于",
            _ => "应等于",
        };
        let message = format!(
            "{}，{relation}{}，相差 {}。",
            left.describe(context),
            right.describe(context),
            money::display(difference, decimals)
        );
        let main = actual.cells.first().or(expected.cells.first()).cloned();
        let cause = match operator {
            Operator::Equal => {
                let (of_left, of_right) = (left.parts(context), right.parts(context));
                cause::likely(actual.value, expected.value, (&of_left, &of_right), decimals)
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
    fn broken(&self, context: &Context<'_>, part: &Expression) -> PlaceOutcome {
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
            table: main.as_ref().map(|cell| cell.table.clone()).or_else(|| self.tables.first().cloned()),
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
        Finding {
            rule: self.text.id.clone(),
            severity: self.text.severity,
            title: self.text.title.clone(),
            basis: self.text.basis.clone(),
            message,
            address: None,
            table: None,
            expected: None,
            actual: None,
            difference: None,
            sentence: None,
            cells: Vec::new(),
            cause: None,
            suspects: Vec::new(),
            follows: None,
            waived: Waived::No,
        }
    }
}

/// What has to be judged again because other rows may be chosen by the condition on a rule's rows.
fn chosen_again(each: &Selection, news: &News<'_>) -> Again {
    let Some(filter) = &each.filter else {
        return Again::nothing();
    };
    let mut asked = Vec::new();
    filter.each_candidate(&mut |path| asked.push(&path.column));
    let is_asked = |columns: &BTreeSet<ColumnKey>| {
        asked.iter().any(|column| matches!(column, ColumnName::Named(key) if columns.contains(key)))
    };
    let own = match news.changes.of(&each.table) {
        None => false,
        Some(TableChange::Whole) => true,
        Some(TableChange::Cells(cells)) => cells.values().any(is_asked),
    };
    let is_other = |table: &TableKey| *table != each.table && news.changes.of(table).is_some();
    let mut tables = Vec::new();
    filter.tables(None, &mut tables);
    if own || tables.iter().any(is_other) { Again::All } else { Again::nothing() }
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
fn main_cell<'a>(context: &Context<'a>, expression: &Expression) -> Option<Cell<'a>> {
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
    let mut seen = std::collections::BTreeSet::new();
    cells.filter(|cell| seen.insert(*cell)).cloned().collect()
}

/// One side of a comparison: how it is written, and what it comes to.
struct Side<'a>(&'a Expression, Number);

impl Side<'_> {
    /// The cells that are added up on this side; none if it is a single figure.
    fn parts<'a>(&self, context: &Context<'a>) -> Vec<Cell<'a>> {
        match self.1.cells.as_slice() {
            [] | [_] => Vec::new(),
            cells => cells.iter().filter_map(|cell| context.book.cell(cell)).collect(),
        }
    }

    /// What the number is, in words, and the number: the cell it stands in, or which cells it sums.
    fn describe(&self, context: &Context<'_>) -> String {
        let Side(expression, number) = self;
        let value = money::display(number.value, context.book.format.decimals);
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
        if first.address() == last.address() {
            return format!("{table}“{} {}” {value}", first.row.name(), first.column.title());
        }
        let count = cells.len();
        let alike = |same: &dyn Fn(&Cell<'_>) -> bool| {
            cells.iter().all(|cell| cell.row.sheet.schema.key == first.row.sheet.schema.key && same(cell))
        };
        if alike(&|cell| cell.column.key == first.column.key) {
            format!("{table}“{}” {count} 行之和 {value}", first.column.title())
        } else if alike(&|cell| cell.row.row.key == first.row.row.key) {
            format!("{table}“{}” {count} 栏之和 {value}", first.row.name())
        } else {
            format!("{table} {count} 格之和 {value}")
        }
    }
}
