//! Checks the names of a formula against a format, before it meets any budget.

use super::{ColumnName, Expression, FormulaError, Path, Selection, Span};
use crate::model::{ColumnKey, KindKey};
use crate::schema::{Format, SectionSchema, TableSchema};

/// The sections that the names of a formula are looked up in.
#[derive(Clone, Copy)]
struct Scope<'a> {
    format: &'a Format,
    own: Option<&'a SectionSchema>,
    candidate: Option<&'a SectionSchema>,
    columns: &'a [ColumnKey],
}

/// Checks the rows of a rule's `each`; returns their section.
pub(in crate::rules) fn resolve_rows<'a>(
    rows: &Selection,
    format: &'a Format,
) -> Result<&'a SectionSchema, FormulaError> {
    let scope = Scope { format, own: None, candidate: None, columns: &[] };
    scope.selection(rows)
}

/// Checks a formula that is applied to rows of the section `own` and to each of `columns`.
pub(in crate::rules) fn resolve(
    expression: &Expression,
    format: &Format,
    own: Option<&SectionSchema>,
    columns: &[ColumnKey],
) -> Result<(), FormulaError> {
    Scope { format, own, candidate: None, columns }.expression(expression)
}

fn fail<T>(span: Span, message: String) -> Result<T, FormulaError> {
    Err(FormulaError { span, message })
}

impl<'a> Scope<'a> {
    fn expression(&self, expression: &Expression) -> Result<(), FormulaError> {
        match expression {
            Expression::Number(_) | Expression::Text(_) => Ok(()),
            Expression::Cell { table, row, column, span } => {
                let table = self.table(table.as_str(), *span)?;
                let fixed = table.sections.iter().find(|section| section.fixed(row).is_some());
                // Free rows come and go: their keys cannot be known here, their columns can.
                let sections: Vec<_> = match fixed {
                    Some(section) => vec![section],
                    None => table.sections.iter().filter(|section| !section.free.is_empty()).collect(),
                };
                if sections.is_empty() {
                    return fail(*span, format!("表“{}”没有行“{row}”", table.key));
                }
                self.column(&sections, column, *span)
            }
            Expression::Own(path) => match self.own {
                Some(section) => self.path(section, path),
                None => fail(path.span, "没有逐行应用的规则不能用“本行”；请先写 each".to_owned()),
            },
            Expression::Candidate(path) => match self.candidate {
                Some(section) => self.path(section, path),
                None => fail(path.span, "只有在方括号的条件里才能直接写栏名".to_owned()),
            },
            Expression::Sum(selection) | Expression::Count(selection) => {
                self.selection(selection).map(|_| ())
            }
            Expression::Present(table, span) => self.table(table.as_str(), *span).map(|_| ()),
            Expression::Call(_, parts, _) => parts.iter().try_for_each(|part| self.expression(part)),
            Expression::Negative(inner) | Expression::Not(inner) => self.expression(inner),
            Expression::Binary(_, left, right) => {
                self.expression(left)?;
                self.expression(right)
            }
        }
    }

    fn table(&self, name: &str, span: Span) -> Result<&'a TableSchema, FormulaError> {
        match self.format.tables.iter().find(|table| table.key.as_str() == name) {
            Some(table) => Ok(table),
            None => fail(span, format!("格式里没有表“{name}”")),
        }
    }

    fn selection(&self, selection: &Selection) -> Result<&'a SectionSchema, FormulaError> {
        let table = self.table(selection.table.as_str(), selection.span)?;
        let Some(section) = section_of(table, &selection.kind) else {
            return fail(selection.span, format!("表“{}”没有行类“{}”", table.key, selection.kind));
        };
        if let Some(filter) = &selection.filter {
            Scope { candidate: Some(section), ..*self }.expression(filter)?;
        }
        if let Some(column) = &selection.column {
            self.column(&[section], column, selection.span)?;
        }
        Ok(section)
    }

    fn path(&self, section: &SectionSchema, path: &Path) -> Result<(), FormulaError> {
        if let Some(kind) = &path.above
            && section.free_kind(kind).is_none()
        {
            return fail(path.span, format!("没有上级行类“{kind}”"));
        }
        self.column(&[section], &path.column, path.span)
    }

    fn column(
        &self,
        sections: &[&SectionSchema],
        column: &ColumnName,
        span: Span,
    ) -> Result<(), FormulaError> {
        let known = |key: &ColumnKey| sections.iter().any(|section| section.column(key).is_some());
        match column {
            ColumnName::Named(key) if known(key) => Ok(()),
            ColumnName::Named(key) => fail(span, format!("没有栏“{key}”")),
            ColumnName::Current if self.columns.is_empty() => {
                fail(span, "没有逐栏应用的规则不能用“本列”；请先写 columns".to_owned())
            }
            ColumnName::Current => match self.columns.iter().find(|key| !known(key)) {
                Some(key) => fail(span, format!("没有栏“{key}”")),
                None => Ok(()),
            },
        }
    }
}

/// The section of a table in which rows of a kind stand.
fn section_of<'a>(table: &'a TableSchema, kind: &KindKey) -> Option<&'a SectionSchema> {
    table.sections.iter().find(|section| {
        section.free_kind(kind).is_some() || section.fixed_rows().any(|row| row.kind == *kind)
    })
}
