//! Rules declared in the rule language, applied place by place.

mod finding;

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::dependencies::{Delta, Dependencies, Rejudge};
use super::place::{PlaceOutcome, Places};
use super::printed;
use super::rounding::{Judgement, judge};
use super::verdict::RuleHead;
use crate::calc::{Book, Changes, Sheet, SheetRow, TableChange};
use crate::formula::asked::{Asked, Asks};
use crate::formula::index::Index;
use crate::formula::{
    ColumnName, Context, Expression, FormulaError, Groupings, Operator, Selection, Term, absent, evaluate,
    evaluate_condition, holds, name_of, parse, parse_rows, resolve, resolve_rows, selected,
};
use crate::model::{ColumnKey, Coverage, TableKey};
use crate::schema::{Format, RuleText};
use finding::{Side, main_cell};

/// A declared rule, parsed and checked against its format.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    /// What all its findings share.
    pub head: Arc<RuleHead>,
    /// As declared.
    pub text: RuleText,
    pub(super) each: Option<Selection>,
    when: Option<(Expression, Dependencies)>,
    pub(super) check: Expression,
    looks_at: Dependencies,
    asks: Asks,
    /// All tables it looks at, its condition included.
    read: Vec<TableKey>,
}

impl Declared {
    /// Parses a rule, and adds the groupings that it asks for. An error comes with the field of the
    /// declaration in which it stands.
    pub(super) fn compile(
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
            let looks_at = Dependencies::of(&when);
            (when, looks_at)
        });
        let looks_at = Dependencies::of(&check);
        let asks = Asks::of(when.as_ref().map(|(when, _)| when), &check);
        let mut read = tables.clone();
        when.iter().for_each(|(when, _)| when.tables(own_table, &mut read));
        let filter = each.iter().filter_map(|each| each.filter.as_ref());
        filter.for_each(|filter| filter.tables(own_table, &mut read));
        let head = Arc::new(RuleHead {
            id: text.id.clone(),
            title: text.title.clone(),
            basis: text.basis.clone(),
            severity: text.severity,
            tables,
        });
        Ok(Self { head, text: text.clone(), each, when, check, looks_at, asks, read })
    }

    /// What the rule is applied to: rows of its table by position; `None` for what is no row.
    pub(super) fn places(&self, book: &Book<'_>, index: Option<&Index>) -> Vec<Option<usize>> {
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
        if sheet.coverage().is_missing() {
            return Err(PlaceOutcome::NotChecked(absent(&sheet)));
        }
        let rows = selected(&Context::new(*book, None, None).with_index(index), each, true);
        let rows = rows.map_err(PlaceOutcome::NotChecked)?;
        if rows.is_empty() && sheet.coverage() == Coverage::Partial {
            return Err(PlaceOutcome::NotChecked(format!("{}缺页", name_of(&sheet))));
        }
        Ok(rows)
    }

    /// Whether only some rows of its kind are chosen.
    pub(super) fn chooses_rows(&self) -> bool {
        self.each.as_ref().is_some_and(|each| each.filter.is_some())
    }

    /// Whether the row at a position is of the kind that it is applied to.
    pub(super) fn is_of_kind(&self, book: &Book<'_>, row: usize) -> bool {
        let row = self.each.as_ref().and_then(|each| Some((each, self.sheet(book)?.row(row)?)));
        row.is_some_and(|(each, row)| *row.row.kind() == each.kind)
    }

    /// The table to whose rows it is applied.
    pub(super) fn sheet<'a>(&self, book: &Book<'a>) -> Option<Sheet<'a>> {
        book.sheet(&self.each.as_ref()?.table)
    }

    /// Applies the rule to one of its [`Declared::places`] in its [`Declared::sheet`].
    pub(super) fn apply<'a>(
        &self,
        book: &Book<'a>,
        index: Option<&'a Index>,
        (sheet, row): (Option<Sheet<'a>>, Option<usize>),
        places: &mut Places,
    ) {
        let own = match (&self.each, row) {
            (None, _) => None,
            (Some(_), Some(row)) => match sheet.and_then(|sheet| sheet.row(row)) {
                Some(row) => Some(row),
                None => return,
            },
            (Some(each), None) => {
                if let Err(outcome) = self.rows(book, each, index) {
                    places.add_whole(outcome);
                }
                return;
            }
        };
        let context = |column| Context::new(*book, own, column).with_index(index);
        if self.text.columns.is_empty() {
            self.apply_at(&context(None), places);
        }
        for column in &self.text.columns {
            self.apply_at(&context(Some(column)), places);
        }
    }

    /// What has to be judged again after changes. `condition` is how the rule's condition ended before,
    /// where it is the same for all its places.
    pub(super) fn rejudge(&self, delta: &Delta<'_>, condition: Option<&Option<PlaceOutcome>>) -> Rejudge {
        let (each, columns) = (self.each.as_ref(), &self.text.columns);
        let is_same =
            condition.is_some_and(|before| self.condition(&delta.book, delta.index).as_ref() == Some(before));
        // Where the condition keeps it from all its rows, as before, nothing in them matters.
        let is_whole = |each: &Selection| matches!(delta.changes.of(&each.table), Some(TableChange::Whole));
        let mut rejudge = match condition {
            Some(Some(_)) if is_same && !each.is_some_and(is_whole) => Rejudge::nothing(),
            _ => self.looks_at.rejudge(delta, each, columns),
        };
        if let Some((_, looks)) = self.when.as_ref().filter(|_| !is_same) {
            rejudge = rejudge.and(looks.rejudge(delta, each, columns));
        }
        if let Some(each) = each {
            rejudge = rejudge.and(chosen_otherwise(each, delta));
        }
        rejudge
    }

    /// The places whose comparison looks at what is different.
    pub(super) fn looked_at_by(&self, delta: &Delta<'_>) -> Rejudge {
        self.looks_at.rejudge(delta, self.each.as_ref(), &self.text.columns)
    }

    /// Whether it or its condition looks at a table in which something is different.
    pub(super) fn reads_any(&self, changes: &Changes) -> bool {
        self.read.iter().any(|table| changes.of(table).is_some())
    }

    /// How the condition ends, where it is the same for all places.
    pub(super) fn condition(&self, book: &Book<'_>, index: &Index) -> Option<Option<PlaceOutcome>> {
        let (_, looks) = self.when.as_ref()?;
        let is_one = self.each.is_some() && looks.is_the_same_everywhere();
        is_one.then(|| self.unmet(&Context::new(*book, None, None).with_index(Some(index))))
    }

    /// What decides how the rule ends at a row of its own, beside what is the same for all its rows; `None` where that
    /// cannot be told without applying it.
    pub(super) fn asked<'a>(&'a self, book: &Book<'a>) -> Option<Asked<'a>> {
        self.asks.told(self.sheet(book)?, &self.each.as_ref()?.kind, &self.text.columns)
    }

    fn apply_at(&self, context: &Context<'_>, places: &mut Places) {
        let at = || main_cell(context, &self.check).map(|cell| cell.address());
        match self.unmet(context) {
            Some(outcome) => places.add(outcome, at),
            None => self.check.each_conjunct(&mut |part| places.add(self.judge_part(context, part), at)),
        }
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
        if let Some((operator, left, right)) = part.comparison() {
            // Most hold, and then nobody asks for the cells.
            if context.has_index() {
                let swift = context.without_cells();
                if let (Ok(left), Ok(right)) = (evaluate(&swift, left), evaluate(&swift, right))
                    && holds(operator, &left, &right)
                {
                    return PlaceOutcome::Passed;
                }
            }
            return match (evaluate(context, left), evaluate(context, right)) {
                (Ok(left_term), Ok(right_term)) if holds(operator, &left_term, &right_term) => {
                    PlaceOutcome::Passed
                }
                (Ok(Term::Number(actual)), Ok(Term::Number(expected)))
                    if !(actual.cells.is_empty() && expected.cells.is_empty()) =>
                {
                    self.judge_numbers(context, operator, &Side(left, actual), &Side(right, expected))
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
        // What rounding makes of sums is nothing where the printed totals agree; and in a document's own tables it is for
        // each table alone to say that its total is not the sum of its parts.
        let printed = left.printed(context).zip(right.printed(context));
        let of_printed = printed
            .map(|(left, right)| judge(context.book.format, left.saturating_sub(right), 1, &[left, right]));
        let is_agreed = match of_printed {
            Some(Judgement::Equal) => {
                judgement == Judgement::WithinRounding || printed::applies(&context.book)
            }
            Some(Judgement::WithinRounding) => printed::applies(&context.book),
            Some(Judgement::Different) | None => false,
        };
        if is_agreed && operator == Operator::Equal {
            return PlaceOutcome::Passed;
        }
        let finding = self.number_finding(context, operator, left, right);
        match judgement {
            Judgement::WithinRounding => PlaceOutcome::Hint(Box::new(finding.explained_by_rounding())),
            Judgement::Equal | Judgement::Different => PlaceOutcome::Violated(Box::new(finding)),
        }
    }
}

/// What has to be judged again because other rows may be chosen by the condition on a rule's rows.
fn chosen_otherwise(each: &Selection, delta: &Delta<'_>) -> Rejudge {
    let Some(filter) = &each.filter else {
        return Rejudge::nothing();
    };
    let mut asked = Vec::new();
    filter.each_candidate(&mut |path| asked.push(&path.column));
    let is_asked = |columns: &BTreeSet<ColumnKey>| {
        asked.iter().any(|column| matches!(column, ColumnName::Named(key) if columns.contains(key)))
    };
    let own = match delta.changes.of(&each.table) {
        None => false,
        Some(TableChange::Whole) => true,
        Some(TableChange::Cells(cells)) => cells.values().any(is_asked),
    };
    let is_other = |table: &TableKey| *table != each.table && delta.changes.of(table).is_some();
    let mut tables = Vec::new();
    filter.tables(None, &mut tables);
    if own || tables.iter().any(is_other) { Rejudge::All } else { Rejudge::nothing() }
}
