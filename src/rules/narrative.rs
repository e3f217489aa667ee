//! The reading of the narrative as verdicts: a rule for each section that the format speaks of, its
//! figures and sentences as places. What agrees and what differs has been settled by
//! [`crate::narrative`]; only severities, causes and words are added here.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::cause;
use super::place::{PlaceOutcome, Places};
use super::verdict::{Finding, RuleHead};
use crate::calc::Book;
use crate::formula::name_of;
use crate::model::NoteKey;
use crate::money;
use crate::narrative::{BoundFigure, FigureKind, Reader, Reading, Remark, RemarkKind, Role, State};
use crate::schema::{Severity, StatementGroup};
use crate::text::quoted;

/// Reads the narrative, and judges all statements of the format.
pub(super) fn judge(reader: &Reader, book: &Book<'_>) -> (Reading, Vec<(Arc<RuleHead>, Places)>) {
    let reading = reader.read(book);
    let mut judged = Vec::new();
    for (rule, group) in book.format.document.statements.iter().enumerate() {
        let head = Arc::new(RuleHead {
            id: group.id.clone(),
            title: group.title.clone(),
            basis: group.basis.clone(),
            severity: group.severity,
            tables: reader.tables(rule).to_vec(),
        });
        let mut places = Places::all();
        outcomes(rule, &head, group, book, &reading)
            .into_iter()
            .for_each(|outcome| places.add_whole(outcome));
        judged.push((head, places));
    }
    judged.extend(bound_by_hand(book, &reading));
    (reading, judged)
}

/// Figures of sections that the format says nothing of, bound to cells by hand. There is no rule where none is.
fn bound_by_hand(book: &Book<'_>, reading: &Reading) -> Option<(Arc<RuleHead>, Places)> {
    let own = book.format.document.statements.len();
    let head = Arc::new(RuleHead {
        id: "说明-对应".to_owned(),
        title: "自己写的各节里，数与对应的单元格一致".to_owned(),
        basis: "编制人自己定的对应关系".to_owned(),
        severity: Severity::Error,
        tables: Vec::new(),
    });
    let figures = reading.figures.iter().filter(|figure| figure.rule == own);
    let outcomes: Vec<_> = figures.filter_map(|figure| of_figure(&head, book, reading, figure)).collect();
    let mut places = Places::all();
    let is_any = !outcomes.is_empty();
    outcomes.into_iter().for_each(|outcome| places.add_whole(outcome));
    is_any.then_some((head, places))
}

fn outcomes(
    rule: usize,
    head: &Arc<RuleHead>,
    group: &StatementGroup,
    book: &Book<'_>,
    reading: &Reading,
) -> Vec<PlaceOutcome> {
    if !book.budget.narrative.iter().any(|section| section.key == group.section) {
        return vec![PlaceOutcome::NotApplicable("没有这一节文字".to_owned())];
    }
    if book.budget.is_apart() {
        return vec![PlaceOutcome::NotChecked("文字和表格不是同一份预算的，没有互相核对".to_owned())];
    }
    let figures = reading.figures.iter().filter(|figure| figure.rule == rule);
    let remarks = reading.remarks.iter().filter(|remark| remark.rule == rule);
    let not_found = reading.not_found.iter().filter(|(of, _)| *of == rule);
    figures
        .filter_map(|figure| of_figure(head, book, reading, figure))
        .chain(remarks.map(|remark| of_remark(head, remark)))
        .chain(not_found.map(|(_, key)| PlaceOutcome::NotChecked(format!("文中没有找到“{key}”"))))
        .collect()
}

fn of_figure(
    head: &Arc<RuleHead>,
    book: &Book<'_>,
    reading: &Reading,
    figure: &BoundFigure,
) -> Option<PlaceOutcome> {
    Some(match &figure.state {
        // Listed by the reading; a rule says nothing of what is not understood.
        State::Unbound => return None,
        // A list's surplus items are one finding.
        State::Differs if figure.kind == FigureKind::Item => return None,
        State::Agrees => PlaceOutcome::Passed,
        // The exact figures behind what was published are not there: a change may be theirs.
        State::Rounding if is_of_exact(book, figure) => PlaceOutcome::Passed,
        State::NotChecked(why) => PlaceOutcome::NotChecked(format!("“{}”：{why}", figure.subject)),
        State::Rounding => {
            let finding = figure_finding(head, book, reading, figure);
            let severity = Severity::Hint;
            let message = match finding.cause {
                Some(_) => finding.message.clone(),
                None => format!("{}可能是四舍五入造成的。", finding.message),
            };
            PlaceOutcome::Hint(Box::new(Finding { severity, message, ..finding }))
        }
        State::Differs => PlaceOutcome::Violated(Box::new(figure_finding(head, book, reading, figure))),
    })
}

/// Whether a figure may be right by the exact figures of a budget that was published more roughly.
fn is_of_exact(book: &Book<'_>, figure: &BoundFigure) -> bool {
    let is_change = matches!(figure.role, Some(Role::Change | Role::Rate));
    is_change && book.budget.notes.contains_key(&NoteKey::published())
}

fn figure_finding(head: &Arc<RuleHead>, book: &Book<'_>, reading: &Reading, figure: &BoundFigure) -> Finding {
    let (expected, stated) = (figure.expected.unwrap_or_default(), figure.stated.unwrap_or_default());
    let decimals = match figure.kind {
        FigureKind::Count => 0,
        FigureKind::Percent => 2,
        _ => book.format.decimals,
    };
    let decimals = money::telling_decimals(expected, stated, decimals);
    let shown = match figure.kind {
        FigureKind::Percent => format!("{}%", money::display(expected, decimals)),
        _ => money::display(expected, decimals),
    };
    let change = matches!(figure.role, Some(Role::Change | Role::Rate));
    let shown = match (change, expected.is_sign_negative() && !expected.is_zero()) {
        (true, true) => format!("减少 {}", shown.trim_start_matches('-')),
        (true, false) => format!("增加 {shown}"),
        _ => shown,
    };
    let role = figure.role.map_or("", Role::label);
    let message = format!(
        "{}的{role}写作 {}，{}{shown}。",
        quoted(&figure.subject),
        figure.text,
        held_against(book, figure)
    );
    let guessed = || match figure.kind {
        FigureKind::Amount => cause::likely(stated, expected, (&[], &[]), decimals),
        _ => None,
    };
    Finding {
        sentence: Some(figure.place),
        measure: Some(figure.kind),
        expected: Some(expected),
        actual: Some(stated),
        difference: Some(stated.checked_sub(expected).unwrap_or(Decimal::ZERO)),
        cells: figure.cells.clone(),
        cause: figure.cause.clone().or_else(guessed).or_else(|| other_figure(reading, figure)),
        subject: figure.subject.clone(),
        ..Finding::new(head, message)
    }
}

/// What a figure is held against. Where it is one cell, either of both may be wrong; only what is reckoned is right.
fn held_against(book: &Book<'_>, figure: &BoundFigure) -> String {
    match figure.cells.as_slice() {
        [address] if figure.role == Some(Role::Value) => match book.cell(address) {
            Some(cell) => {
                let table = name_of(&cell.row.sheet);
                format!("{table}“{} {}”列示为 ", cell.row.name(), cell.column.title())
            }
            None => "应为 ".to_owned(),
        },
        _ => "应为 ".to_owned(),
    }
}

/// Whether the difference is just another amount of the same paragraph, taken in or left out.
fn other_figure(reading: &Reading, figure: &BoundFigure) -> Option<String> {
    if figure.kind != FigureKind::Amount || figure.role != Some(Role::Value) {
        return None;
    }
    let difference = figure.stated?.checked_sub(figure.expected?)?;
    let here = |other: &&BoundFigure| {
        (other.place.section, other.place.paragraph) == (figure.place.section, figure.place.paragraph)
            && other.kind == FigureKind::Amount
            && other.role == Some(Role::Value)
            && other.place != figure.place
            && other.stated.is_some_and(|stated| !stated.is_zero() && stated == difference.abs())
    };
    let other = reading.figures.iter().find(here)?;
    let word = if difference.is_sign_negative() { "漏了它" } else { "把它也算了进去" };
    Some(format!("差额正好是同一段里{}的 {}：可能{word}", quoted(&other.subject), other.text))
}

fn of_remark(head: &Arc<RuleHead>, remark: &Remark) -> PlaceOutcome {
    let Some(wrong) = &remark.wrong else {
        return PlaceOutcome::Passed;
    };
    let severity = match remark.kind {
        RemarkKind::Parts => head.severity,
        RemarkKind::Surplus | RemarkKind::Reason | RemarkKind::Empty => Severity::Warning,
        // “主要包括” may leave something out.
        RemarkKind::Missing => Severity::Hint,
    };
    let difference = remark.stated.zip(remark.expected).and_then(|(stated, sum)| stated.checked_sub(sum));
    PlaceOutcome::Violated(Box::new(Finding {
        severity,
        sentence: Some(remark.place),
        expected: remark.expected,
        actual: remark.stated,
        difference,
        cells: remark.cells.clone(),
        subject: format!("{:?} {}", remark.kind, remark.subject),
        ..Finding::new(head, wrong.clone())
    }))
}
