//! Codes against the year's classifications.

use std::sync::Arc;

use super::Native;
use crate::calc::{Book, Cell, SheetRow};
use crate::codes::{Classification, Code, CodeStatus, PairStatus};
use crate::formula::name_of_cell;
use crate::model::ColumnKey;
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{CodeColumns, PairColumns, Severity};

/// Whether the code of a row is in its classification, under its name.
pub(super) fn known(
    rule: &Native,
    book: &Book<'_>,
    row: &SheetRow<'_>,
    columns: &CodeColumns,
    places: &mut Places,
) {
    at_code(row, columns.parts.last(), known_code(rule, book, row, columns), places);
}

/// What a rule yields at the code of a row; a finding may stand at its name instead.
fn at_code(row: &SheetRow<'_>, column: Option<&ColumnKey>, outcome: PlaceOutcome, places: &mut Places) {
    match outcome {
        PlaceOutcome::Hint(_) | PlaceOutcome::Violated(_) => places.add_whole(outcome),
        _ => places.add(outcome, || Some(row.cell_by(column?)?.address())),
    }
}

fn known_code(rule: &Native, book: &Book<'_>, row: &SheetRow<'_>, columns: &CodeColumns) -> PlaceOutcome {
    let classification = book.classification();
    let code: String = columns.parts.iter().map(|part| row.text(part).trim()).collect();
    if code.is_empty() {
        return PlaceOutcome::NotApplicable("没有填编码".to_owned());
    }
    let Some(cell) = columns.parts.last().and_then(|part| row.cell_by(part)) else {
        return PlaceOutcome::Passed;
    };
    let scheme = columns.scheme;
    let lengths = scheme.lengths().iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
    let wrong = match classification.status(scheme, &code) {
        CodeStatus::Known => {
            if classification.in_force(scheme, &code, book.budget.year) == Some(false) {
                Some(format!("{}“{code}”在 {} 年不使用", scheme.title(), book.budget.year))
            } else if let Some(wrong) = too_coarse(book, row, columns, &code) {
                Some(wrong)
            } else {
                return name_agrees(rule, row, columns, (classification, book.budget.year), &code);
            }
        }
        // The list of 项 is not complete: what it lacks is unknown, not wrong.
        CodeStatus::UnknownItem => None,
        CodeStatus::NotListed | CodeStatus::UnknownParent
            if !classification.is_sure_of(scheme, book.budget.year) =>
        {
            return not_listed(rule, &cell, book.budget.year, columns, classification, &code);
        }
        CodeStatus::NotListed => Some(format!("{}“{code}”不在科目表中", scheme.title())),
        CodeStatus::UnknownParent => Some(format!("{}“{code}”的上级科目不在科目表中", scheme.title())),
        CodeStatus::NotDigits => Some(format!("{}“{code}”含有数字以外的字符", scheme.title())),
        CodeStatus::WrongLength => {
            Some(format!("{}“{code}”有 {} 位，应为 {lengths} 位", scheme.title(), code.chars().count()))
        }
    };
    match wrong {
        None => PlaceOutcome::Passed,
        Some(wrong) => {
            let message = format!("{}：{wrong}。", name_of_cell(&cell));
            PlaceOutcome::Violated(Box::new(rule.at_cell(&cell, message)))
        }
    }
}

/// Of a line whose code has others below it: money is budgeted under the lowest, or sums by 项 leave it out.
fn too_coarse(book: &Book<'_>, row: &SheetRow<'_>, columns: &CodeColumns, code: &str) -> Option<String> {
    book.format.lines_of(&row.sheet.schema.key).filter(|lines| lines.kind == *row.row.kind())?;
    let below = book.classification().first_below(columns.scheme, code, book.budget.year)?;
    let title = columns.scheme.title();
    Some(format!("{title}“{code}”下面还有科目（如 {} {}），明细应当编列到最末一级", below.code, below.name))
}

/// A code that a list lacks which does not hold all codes of its year: unknown, not wrong.
fn not_listed(
    rule: &Native,
    cell: &Cell<'_>,
    year: i32,
    columns: &CodeColumns,
    classification: &Classification,
    code: &str,
) -> PlaceOutcome {
    let scheme = columns.scheme;
    let message = format!(
        "{}：{}“{code}”科目表未收录（{}）；请以 {year} 年《政府收支分类科目》为准。",
        name_of_cell(cell),
        scheme.title(),
        classification.origin(scheme)
    );
    let basis = "程序所带的科目表没有收全当年的科目，未收录不等于有误".to_owned();
    let rule_said = said(rule, "为科目表收录", basis);
    PlaceOutcome::Hint(Box::new(Finding {
        rule: rule_said,
        severity: Severity::Hint,
        ..rule.at_cell(cell, message)
    }))
}

/// The rule, with what else must hold of a code.
fn said(rule: &Native, title: &str, basis: String) -> Arc<RuleHead> {
    let title = rule.head.title.replace("在科目表中", title);
    Arc::new(RuleHead { title, basis, ..(*rule.head).clone() })
}

fn name_agrees(
    rule: &Native,
    row: &SheetRow<'_>,
    columns: &CodeColumns,
    (classification, year): (&Classification, i32),
    code: &str,
) -> PlaceOutcome {
    let Some(listed) = classification.lookup(columns.scheme, code) else {
        return PlaceOutcome::Passed;
    };
    let cell = columns.name.as_ref().and_then(|column: &ColumnKey| row.cell_by(column));
    let Some(cell) = cell else {
        return PlaceOutcome::Passed;
    };
    let printed = row.text(&cell.column.key);
    if printed.is_empty() || listed.name.is_empty() || listed.is_called(printed) {
        return PlaceOutcome::Passed;
    }
    let is_printed = |code: &Code| code.is_called(printed);
    let bearer = classification.bearer(columns.scheme, code, year, is_printed);
    let whose = bearer.map(|bearer| format!("，那是 {} 的名称", bearer.code)).unwrap_or_default();
    let message =
        format!("{}：{code} 的名称是“{}”，这里写作“{printed}”{whose}。", name_of_cell(&cell), listed.name);
    let rule_said = said(rule, "与名称相符", rule.head.basis.clone());
    let finding = |severity| Finding { rule: rule_said, severity, ..rule.at_cell(&cell, message) };
    match bearer {
        Some(_) => PlaceOutcome::Violated(Box::new(finding(Severity::Warning))),
        None => PlaceOutcome::Hint(Box::new(finding(Severity::Hint))),
    }
}

/// Whether department and government economic codes of a row pair up.
pub(super) fn pair(rule: &Native, row: &SheetRow<'_>, columns: &PairColumns, places: &mut Places) {
    at_code(row, Some(&columns.government), paired(rule, row, columns), places);
}

fn paired(rule: &Native, row: &SheetRow<'_>, columns: &PairColumns) -> PlaceOutcome {
    let (department, government) =
        (row.text(&columns.department).trim(), row.text(&columns.government).trim());
    if department.is_empty() || government.is_empty() {
        return PlaceOutcome::NotApplicable("没有填编码".to_owned());
    }
    // A department has units of several kinds: what is legal for one of them is legal here.
    match row.sheet.classification().pair_status(department, government, None) {
        PairStatus::Legal | PairStatus::LegalForOtherKind | PairStatus::ObservedOnly => PlaceOutcome::Passed,
        PairStatus::Unknown => PlaceOutcome::NotApplicable("科目表没有列出这一对应关系".to_owned()),
        PairStatus::Illegal => match row.cell_by(&columns.government) {
            Some(cell) => {
                let message = format!(
                    "{}：部门经济分类 {department} 不能对应政府经济分类 {government}。",
                    name_of_cell(&cell)
                );
                PlaceOutcome::Violated(Box::new(rule.at_cell(&cell, message)))
            }
            None => PlaceOutcome::Passed,
        },
    }
}
