//! Checks the names of a formula against a format, and that numbers, texts and truths stand where they
//! can, before it meets any budget. What the cells of a budget hold is not looked at.

use super::eval::ROW_KEY;
use super::{ColumnName, Expression, FormulaError, Function, Operator, Path, Selection, Span};
use crate::model::{ColumnKey, KindKey};
use crate::schema::{Format, SectionSchema, TableSchema};

/// What a formula, or a part of it, yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    Truth,
}

impl Kind {
    fn label(self) -> &'static str {
        match self {
            Self::Number => "数字",
            Self::Text => "文字",
            Self::Truth => "“是”或“否”",
        }
    }
}

/// The sections that the names of a formula are looked up in.
#[derive(Clone, Copy)]
struct Scope<'a> {
    format: &'a Format,
    own: Option<&'a SectionSchema>,
    candidate: Option<&'a SectionSchema>,
    columns: &'a [ColumnKey],
}

/// Checks the rows of a rule's `each`; returns their section.
pub(crate) fn resolve_rows<'a>(
    rows: &Selection,
    format: &'a Format,
) -> Result<&'a SectionSchema, FormulaError> {
    let scope = Scope { format, own: None, candidate: None, columns: &[] };
    scope.selection(rows)
}

/// Checks a formula that is applied to rows of the section `own` and to each of `columns`. It must say
/// something that is true or false.
pub(crate) fn resolve(
    expression: &Expression,
    format: &Format,
    own: Option<&SectionSchema>,
    columns: &[ColumnKey],
) -> Result<(), FormulaError> {
    let whole = Span { start: 0, end: usize::MAX };
    Scope { format, own, candidate: None, columns }.expect(expression, Kind::Truth, whole)
}

/// Checks a formula that must yield a number, applied to rows of the section `own` and to each of `columns`.
pub(super) fn resolve_number(
    expression: &Expression,
    format: &Format,
    own: Option<&SectionSchema>,
    columns: &[ColumnKey],
) -> Result<(), FormulaError> {
    let whole = Span { start: 0, end: usize::MAX };
    Scope { format, own, candidate: None, columns }.expect(expression, Kind::Number, whole)
}

fn fail<T>(span: Span, message: String) -> Result<T, FormulaError> {
    Err(FormulaError { span, message })
}

impl<'a> Scope<'a> {
    fn expression(&self, expression: &Expression) -> Result<Kind, FormulaError> {
        match expression {
            Expression::Number(_) => Ok(Kind::Number),
            Expression::Text(_) => Ok(Kind::Text),
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
            Expression::Sum(selection) => {
                let section = self.selection(selection)?;
                if let Some(column) = &selection.column
                    && self.column(&[section], column, selection.span)? != Kind::Number
                {
                    return fail(selection.span, "只能对金额或数量的栏求和".to_owned());
                }
                Ok(Kind::Number)
            }
            Expression::Count(selection) => self.selection(selection).map(|_| Kind::Number),
            Expression::Present(table, span) => self.table(table.as_str(), *span).map(|_| Kind::Truth),
            Expression::Call(Function::Starts, parts, span) => {
                parts.iter().try_for_each(|part| self.expect(part, Kind::Text, *span))?;
                Ok(Kind::Truth)
            }
            Expression::Call(Function::Length, parts, span) => {
                parts.iter().try_for_each(|part| self.expect(part, Kind::Text, *span))?;
                Ok(Kind::Number)
            }
            Expression::Call(_, parts, span) => {
                parts.iter().try_for_each(|part| self.expect(part, Kind::Number, *span))?;
                Ok(Kind::Number)
            }
            Expression::Negative(inner, span) => {
                self.expect(inner, Kind::Number, *span)?;
                Ok(Kind::Number)
            }
            Expression::Not(inner, span) => {
                self.expect(inner, Kind::Truth, *span)?;
                Ok(Kind::Truth)
            }
            Expression::Binary(operator, left, right, span) => self.binary(*operator, left, right, *span),
        }
    }

    fn binary(
        &self,
        operator: Operator,
        left: &Expression,
        right: &Expression,
        span: Span,
    ) -> Result<Kind, FormulaError> {
        let needed = match operator {
            Operator::And | Operator::Or => Kind::Truth,
            _ if operator.compares() => {
                let (left, right) = (self.expression(left)?, self.expression(right)?);
                if left != right {
                    return fail(span, format!("{}不能与{}比较", left.label(), right.label()));
                }
                return Ok(Kind::Truth);
            }
            _ => Kind::Number,
        };
        self.expect(left, needed, span)?;
        self.expect(right, needed, span)?;
        Ok(needed)
    }

    fn expect(&self, expression: &Expression, needed: Kind, span: Span) -> Result<(), FormulaError> {
        let found = self.expression(expression)?;
        if found == needed {
            return Ok(());
        }
        let span = expression.span().unwrap_or(span);
        fail(span, format!("这里应是{}，不能是{}", needed.label(), found.label()))
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
            Scope { candidate: Some(section), ..*self }.expect(filter, Kind::Truth, selection.span)?;
        }
        if let Some(column) = &selection.column {
            self.column(&[section], column, selection.span)?;
        }
        Ok(section)
    }

    fn path(&self, section: &SectionSchema, path: &Path) -> Result<Kind, FormulaError> {
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
    ) -> Result<Kind, FormulaError> {
        let known = |key: &ColumnKey| {
            let column = sections.iter().find_map(|section| section.column(key));
            match column {
                Some(column) if column.kind.is_number() => Ok(Kind::Number),
                Some(_) => Ok(Kind::Text),
                None if key.as_str() == ROW_KEY => Ok(Kind::Text),
                None => fail(span, format!("没有栏“{key}”")),
            }
        };
        match column {
            ColumnName::Named(key) => known(key),
            ColumnName::Current => {
                let mut kinds = self.columns.iter().map(known);
                let Some(first) = kinds.next() else {
                    return fail(span, "没有逐栏应用的规则不能用“本列”；请先写 columns".to_owned());
                };
                let first = first?;
                for kind in kinds {
                    if kind? != first {
                        return fail(span, "columns 里的栏应都是数字，或都是文字".to_owned());
                    }
                }
                Ok(first)
            }
        }
    }
}

/// The section of a table in which rows of a kind stand.
fn section_of<'a>(table: &'a TableSchema, kind: &KindKey) -> Option<&'a SectionSchema> {
    table.sections.iter().find(|section| {
        section.free_kind(kind).is_some() || section.fixed_rows().any(|row| row.kind == *kind)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{parse, parse_rows};
    use super::*;
    use crate::schema::default_format;

    /// The message of a formula that is applied to rows of T3 and to two of its columns.
    fn check(formula: &str) -> Option<(usize, String)> {
        let format = default_format();
        let own = resolve_rows(&parse_rows("T3.项").unwrap(), &format).unwrap();
        let columns = ["基本支出".into(), "项目支出".into()];
        let error = resolve(&parse(formula).unwrap(), &format, Some(own), &columns).err()?;
        Some((error.span.start + 1, error.message))
    }

    #[test]
    fn unknown_names_and_wrong_kinds_are_found_before_any_budget() {
        for (formula, at, part) in [
            ("T99[合计].合计 = 1", 1, "没有表“T99”"),
            ("1 = T1[支出合].金额", 5, "没有行“支出合”"),
            ("T3[合计].金额 = 1", 1, "没有栏“金额”"),
            ("SUM(T3.行.合计) = 1", 5, "没有行类“行”"),
            ("SUM(T3.项[种 = \"1\"].合计) = 1", 10, "没有栏“种”"),
            ("本行.部门.名称 = \"\"", 1, "没有上级行类“部门”"),
            ("SUM(T3.项.名称) = 1", 5, "求和"),
            ("本行.类 = 201", 1, "文字不能与数字比较"),
            ("本行.合计", 1, "应是“是”或“否”"),
            ("本行.合计 + 1", 1, "应是“是”或“否”"),
            ("1 = 2 且 本行.合计", 9, "应是“是”或“否”"),
            ("1 = 本行.名称 + 2", 5, "应是数字，不能是文字"),
            ("前缀(本行.合计, \"3\")", 4, "应是文字"),
            ("COUNT(T3.项[合计]) = 1", 12, "应是“是”或“否”"),
            ("PRESENT(T99)", 1, "没有表"),
        ] {
            let (found, message) = check(formula).unwrap_or_else(|| panic!("{formula} is accepted"));
            assert!(message.contains(part), "{formula}: {message}");
            assert_eq!(found, at, "{formula}: {message}");
        }
        for formula in [
            "本行.本列 = SUM(T5.项[类 = 本行.类].本列)",
            "本行.单位.名称 <> \"\" 且 本行.键 = \"2013101\"",
            "COUNT(T15.项目[单位.名称 = \"甲\"]) >= 1 或 非 PRESENT(T8)",
            "ROUND(MAX(1, ABS(-T3[合计].合计)) / 3, 2) > 0",
        ] {
            assert_eq!(check(formula), None, "{formula}");
        }
    }
}
