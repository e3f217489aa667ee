//! The rows that a selection means: those of the group that its condition names, where they are kept in
//! groups, or all rows, asked one by one.

use rust_decimal::Decimal;
use smol_str::SmolStr;

use super::eval::{name_of, sheet};
use super::index::Group;
use super::{Context, Expression, Lookup, Operator, Selection, Term, evaluate, evaluate_condition, normal};
use crate::calc::{Sheet, SheetRow};
use crate::model::Coverage;

/// Why rows cannot be known, in Chinese.
type Unknown = String;

/// The rows that a selection means. Rows of a table with missing pages prove nothing as a whole; only
/// where each is looked at for itself, `one_by_one`, do they serve.
pub(crate) fn selected<'a>(
    context: &Context<'a>,
    selection: &Selection,
    one_by_one: bool,
) -> Result<Vec<SheetRow<'a>>, Unknown> {
    let sheet = sheet(context, &selection.table)?;
    if sheet.coverage() == Coverage::Partial && !one_by_one {
        return Err(format!("{}缺页", name_of(&sheet)));
    }
    let Some(filter) = &selection.filter else {
        return Ok(sheet.rows_of(&selection.kind).collect());
    };
    let filter = settled(context, filter);
    let mut rows = Vec::new();
    let found = selection.lookup.as_ref().and_then(|lookup| group(context, lookup));
    let candidates: Vec<SheetRow<'a>> = match found {
        Some(Found(group)) => {
            let positions = group.into_iter().flat_map(Group::rows);
            let rows = positions.filter_map(|at| sheet.row(at)).collect();
            if selection.lookup.as_ref().is_some_and(|lookup| lookup.is_exact) {
                return Ok(rows);
            }
            rows
        }
        None => sheet.rows_of(&selection.kind).collect(),
    };
    for row in candidates {
        if evaluate_condition(&context.of_row(row), &filter)? {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// The group that a selection means; no group where there are no such rows.
pub(super) struct Found<'a>(pub Option<Group<'a>>);

/// The group of rows that a lookup means; `None` where that is not certain and all rows are to be asked.
fn group<'a>(context: &Context<'a>, lookup: &Lookup) -> Option<Found<'a>> {
    let (index, grouping) = (context.index?, lookup.grouping(context.column)?);
    let mut key = Vec::with_capacity(lookup.key.len());
    for part in &lookup.key {
        let text = match part {
            Expression::Text(text) => normal(text),
            _ => match evaluate(context, part) {
                Ok(Term::Text(text)) => text,
                _ => return None,
            },
        };
        // A row above that is not there equals zero as well as the empty text.
        if text.parse::<Decimal>().is_ok_and(|number| number.is_zero()) {
            return None;
        }
        key.push(SmolStr::new(text));
    }
    index.group(grouping, &key).ok().map(Found)
}

/// The group that a selection means, if all of it is meant and the table is there in full.
pub(super) fn in_full<'a>(context: &Context<'a>, selection: &Selection) -> Option<Found<'a>> {
    let lookup = selection.lookup.as_ref().filter(|lookup| lookup.is_exact)?;
    let is_there =
        |sheet: &Sheet<'_>| !sheet.coverage().is_missing() && sheet.coverage() != Coverage::Partial;
    context.book.sheet(&selection.table).filter(is_there)?;
    group(context, lookup)
}

/// A condition with the parts evaluated that are the same for every row: `本行.类` in `类 = 本行.类`. What
/// cannot be known stays as it is and says so where it is asked for.
fn settled(context: &Context<'_>, filter: &Expression) -> Expression {
    let at_once = |part: &Expression| match evaluate(context, part) {
        Ok(Term::Text(text)) => Expression::Text(text.into_owned()),
        // Blank cells equal the empty text too, which a plain number would not say.
        Ok(Term::Number(number)) if !number.value.is_zero() => Expression::Number(number.value),
        _ => part.clone(),
    };
    match filter {
        Expression::Binary(operator, left, right, span) if operator.compares() => {
            let side = |side: &Expression| match side {
                Expression::Own(_) | Expression::Cell { .. } => at_once(side),
                _ => side.clone(),
            };
            Expression::Binary(*operator, Box::new(side(left)), Box::new(side(right)), *span)
        }
        Expression::Binary(operator @ (Operator::And | Operator::Or), left, right, span) => {
            Expression::Binary(
                *operator,
                Box::new(settled(context, left)),
                Box::new(settled(context, right)),
                *span,
            )
        }
        Expression::Not(inner, span) => Expression::Not(Box::new(settled(context, inner)), *span),
        other => other.clone(),
    }
}
