//! Evaluates a formula over a book. Pure and total: what cannot be known is said, not guessed.
//!
//! Rules run after every keystroke, and a condition is asked of every row: texts are compared where they
//! stand, and what a condition says without looking at the row is evaluated once.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::index::{Group, Index};
use super::select::{Found, in_full, selected};
use super::{ColumnName, Expression, Function, Operator, Path, Selection};
use crate::calc::{Book, Cell, Figure, Missing, Sheet, SheetRow};
use crate::model::{CellAddress, ColumnKey, Coverage, TableKey};
use crate::money;
use crate::text::squeezed as normal;

/// What a formula is applied to.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The budget.
    pub book: Book<'a>,
    /// `本行`.
    pub own: Option<SheetRow<'a>>,
    /// `本列`.
    pub column: Option<&'a ColumnKey>,
    /// The row that a condition is asked of.
    candidate: Option<SheetRow<'a>>,
    /// The rows in groups; without it every row is asked.
    pub(super) index: Option<&'a Index>,
    /// Whether numbers say which cells they come from. Whoever only wants to know whether a rule holds
    /// does without.
    names_cells: bool,
    /// Whether totals are those that the document states, as they are printed, not those that its rows come to.
    is_printed: bool,
}

/// A number with what it rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Number {
    /// The number.
    pub value: Decimal,
    /// How many entered figures other than zero it rests on: each may be rounded.
    pub figures: u32,
    /// The cells that take part, in order; of a very large sum the first.
    pub cells: Vec<CellAddress>,
    /// How many more take part.
    pub unnamed: usize,
}

/// Nobody looks at more cells of one sum than this; of a larger group of rows the rest are counted.
const MOST_NAMED: usize = 200;

/// What a formula yields.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Term<'a> {
    /// A number.
    Number(Number),
    /// A text, without blanks and differences of character width.
    Text(Cow<'a, str>),
    /// True or false.
    Truth(bool),
}

/// By this name a formula asks for a row's key, unless the section has a column of that name.
pub(super) const ROW_KEY: &str = "键";

/// Why a formula's result cannot be known, in Chinese.
type Unknown = String;

impl<'a> Context<'a> {
    pub(crate) fn new(book: Book<'a>, own: Option<SheetRow<'a>>, column: Option<&'a ColumnKey>) -> Self {
        Self { book, own, column, candidate: None, index: None, names_cells: true, is_printed: false }
    }

    /// To ask a condition of a row.
    pub(crate) fn asking(book: Book<'a>, row: SheetRow<'a>) -> Self {
        Self { candidate: Some(row), names_cells: false, ..Self::new(book, None, None) }
    }

    /// The same, to ask a condition of a row.
    pub(super) fn of_row(self, row: SheetRow<'a>) -> Self {
        Self { candidate: Some(row), ..self }
    }

    /// With the rows in groups.
    pub(crate) fn with_index(self, index: Option<&'a Index>) -> Self {
        Self { index, ..self }
    }

    /// Without saying which cells a number comes from.
    pub(crate) fn without_cells(self) -> Self {
        Self { names_cells: false, ..self }
    }

    /// With totals as the document states them.
    pub(crate) fn as_printed(self) -> Self {
        Self { is_printed: true, ..self }
    }

    /// Whether rows are found by groups.
    pub(crate) fn has_index(&self) -> bool {
        self.index.is_some()
    }
}

/// Evaluates a condition.
pub(crate) fn evaluate_condition<'a>(
    context: &Context<'a>,
    expression: &'a Expression,
) -> Result<bool, Unknown> {
    match evaluate(context, expression)? {
        Term::Truth(truth) => Ok(truth),
        Term::Number(_) | Term::Text(_) => Err("条件的结果不是“是”或“否”".to_owned()),
    }
}

/// Evaluates a formula or one side of it.
pub(crate) fn evaluate<'a>(context: &Context<'a>, expression: &'a Expression) -> Result<Term<'a>, Unknown> {
    match expression {
        Expression::Number(value) => Ok(Term::Number(Number { value: *value, ..Number::default() })),
        Expression::Text(text) => Ok(Term::Text(normal(text))),
        Expression::Cell { table, row, column, .. } => {
            let sheet = sheet(context, table)?;
            match sheet.row_by_key(row) {
                // Where not all rows were read, nobody knows whether there is none.
                None if sheet.coverage() == Coverage::Partial => {
                    Err(format!("{}不完整，没有读到“{row}”这一行", name_of(&sheet)))
                }
                row => column_of(context, row, column),
            }
        }
        Expression::Own(path) => path_of(context, context.own, path),
        Expression::Candidate(path) => path_of(context, context.candidate, path),
        Expression::Sum(selection) => sum(context, selection),
        Expression::Count(selection) => {
            let counted = match in_full(context, selection) {
                Some(Found(group)) => group.map_or(0, Group::len),
                None => selected(context, selection, false)?.len(),
            };
            let value = Decimal::from(counted);
            Ok(Term::Number(Number { value, ..Number::default() }))
        }
        Expression::Present(table, _) => {
            let coverage = context.book.sheet(table).map_or(Coverage::Absent, |sheet| sheet.coverage());
            Ok(Term::Truth(coverage == Coverage::Full))
        }
        Expression::Call(function, parts, _) => call(context, *function, parts),
        Expression::Negative(inner, _) => {
            let number = number(context, inner)?;
            Ok(Term::Number(Number { value: -number.value, ..number }))
        }
        Expression::Not(inner, _) => Ok(Term::Truth(!evaluate_condition(context, inner)?)),
        Expression::Binary(operator, left, right, _) => binary(context, *operator, left, right),
    }
}

/// A table that can be read, or why it cannot.
pub(super) fn sheet<'a>(context: &Context<'a>, key: &TableKey) -> Result<Sheet<'a>, Unknown> {
    let sheet = context.book.sheet(key).ok_or_else(|| format!("格式里没有表 {key}"))?;
    if sheet.coverage().is_missing() { Err(absent(&sheet)) } else { Ok(sheet) }
}

/// “表8 支出经济分类汇总表缺失”, or why else there is nothing to go by.
pub(crate) fn absent(sheet: &Sheet<'_>) -> String {
    let state = if sheet.coverage() == Coverage::Unread { "未读出" } else { "缺失" };
    format!("{}{state}", name_of(sheet))
}

/// “表8 支出经济分类汇总表”.
pub(crate) fn name_of(sheet: &Sheet<'_>) -> String {
    sheet.schema.named()
}

/// “表3 支出预算“行政运行 合计””.
pub(crate) fn name_of_cell(cell: &Cell<'_>) -> String {
    format!("{}“{} {}”", name_of(&cell.row.sheet), cell.row.name(), cell.column.title())
}

fn column_of<'a>(
    context: &Context<'a>,
    row: Option<SheetRow<'a>>,
    column: &ColumnName,
) -> Result<Term<'a>, Unknown> {
    let column = match column {
        ColumnName::Named(key) => key,
        ColumnName::Current => context.column.ok_or("没有“本列”")?,
    };
    if let Some(row) = row
        && column.as_str() == ROW_KEY
        && row.section.column(column).is_none()
    {
        return Ok(Term::Text(normal(row.row.key().as_str())));
    }
    // A row that is not there is blank, and a blank cell is zero.
    let Some(cell) = row.and_then(|row| row.cell_by(column)) else {
        return Ok(Term::Number(Number::default()));
    };
    cell_term(context, &cell)
}

fn cell_term<'a>(context: &Context<'a>, cell: &Cell<'a>) -> Result<Term<'a>, Unknown> {
    if !cell.column.kind.is_number() {
        return Ok(Term::Text(normal(cell.row.text(&cell.column.key))));
    }
    let cells = if context.names_cells { vec![cell.address()] } else { Vec::new() };
    let printed = cell.printed().filter(|_| context.is_printed && cell.is_sum());
    if let Some(value) = printed.filter(|_| !cell.row.sheet.coverage().is_missing()) {
        return Ok(Term::Number(Number { value, figures: 1, cells, unnamed: 0 }));
    }
    match cell.figure() {
        Figure::Blank => Ok(Term::Number(Number { cells, ..Number::default() })),
        Figure::Known { value, figures } => Ok(Term::Number(Number { value, figures, cells, unnamed: 0 })),
        Figure::Unknown(missing) => Err(unknown(&cell.row.sheet, missing)),
    }
}

/// Why a figure of a table cannot be known, in Chinese.
pub(crate) fn unknown(sheet: &Sheet<'_>, missing: Missing) -> String {
    match missing {
        Missing::Table => absent(sheet),
        Missing::Rows => format!("{}缺页，得不出合计，文件也没有列出", name_of(sheet)),
        Missing::Unreadable => format!("{} 里有无法识别的金额", name_of(sheet)),
        Missing::TooLarge => format!("{} 的合计太大，无法计算", name_of(sheet)),
    }
}

fn path_of<'a>(context: &Context<'a>, row: Option<SheetRow<'a>>, path: &Path) -> Result<Term<'a>, Unknown> {
    let Some(kind) = &path.above else { return column_of(context, row, &path.column) };
    let above = row.and_then(|row| row.ancestor(kind));
    let partial = row.filter(|row| above.is_none() && row.sheet.coverage() == Coverage::Partial);
    if let Some(row) = partial {
        return Err(format!("{}不完整，没有读到“{}”上面的“{kind}”", name_of(&row.sheet), row.name()));
    }
    column_of(context, above, &path.column)
}

fn sum<'a>(context: &Context<'a>, selection: &'a Selection) -> Result<Term<'a>, Unknown> {
    let mut total = Number::default();
    let Some(column) = &selection.column else {
        return Err("求和没有写明栏".to_owned());
    };
    if let Some(Found(group)) = in_full(context, selection)
        && let Some((value, figures)) = group.map_or(Some((Decimal::ZERO, 0)), Group::sum)
    {
        let rows = group.map_or(0, Group::len);
        if !context.names_cells {
            return Ok(Term::Number(Number { value, figures, ..Number::default() }));
        }
        if rows > MOST_NAMED {
            let (sheet, key) = (sheet(context, &selection.table)?, column.key(context.column));
            let first = group.into_iter().flat_map(Group::rows).take(MOST_NAMED);
            let cells = first.filter_map(|at| Some(sheet.row(at)?.cell_by(key?)?.address())).collect();
            return Ok(Term::Number(Number { value, figures, cells, unnamed: rows - MOST_NAMED }));
        }
    }
    for row in selected(context, selection, false)? {
        if let Term::Number(part) = column_of(context, Some(row), column)? {
            total = joined(total, part, Decimal::checked_add)?;
        }
    }
    Ok(Term::Number(total))
}

fn joined(
    left: Number,
    right: Number,
    join: impl Fn(Decimal, Decimal) -> Option<Decimal>,
) -> Result<Number, Unknown> {
    let value = join(left.value, right.value).ok_or("数字太大，无法计算")?;
    let mut cells = left.cells;
    cells.extend(right.cells);
    let unnamed = left.unnamed + right.unnamed;
    Ok(Number { value, figures: left.figures.saturating_add(right.figures), cells, unnamed })
}

fn number<'a>(context: &Context<'a>, expression: &'a Expression) -> Result<Number, Unknown> {
    match evaluate(context, expression)? {
        Term::Number(number) => Ok(number),
        // A blank text cell in arithmetic is a blank cell.
        Term::Text(text) if text.is_empty() => Ok(Number::default()),
        Term::Text(text) => Err(format!("“{text}”不是数字")),
        Term::Truth(_) => Err("“是”或“否”不能参与计算".to_owned()),
    }
}

fn call<'a>(context: &Context<'a>, function: Function, parts: &'a [Expression]) -> Result<Term<'a>, Unknown> {
    if function == Function::Starts {
        let texts: Vec<Cow<'_, str>> =
            parts.iter().map(|part| text(context, part)).collect::<Result<_, _>>()?;
        return Ok(Term::Truth(
            matches!(texts.as_slice(), [text, prefix] if text.starts_with(prefix.as_ref())),
        ));
    }
    if function == Function::Length {
        let text = parts.first().map(|part| text(context, part)).ok_or("函数缺少参数")??;
        let value = Decimal::from(text.trim().chars().count());
        return Ok(Term::Number(Number { value, ..Number::default() }));
    }
    let mut numbers = parts.iter().map(|part| number(context, part));
    let first = numbers.next().ok_or("函数缺少参数")??;
    let result = match function {
        Function::Abs => Number { value: first.value.abs(), ..first },
        Function::Round => {
            let decimals = numbers.next().ok_or("ROUND 缺少位数")??.value;
            let decimals = u32::try_from(decimals.trunc()).unwrap_or_default();
            Number { value: money::round(first.value, decimals), ..first }
        }
        Function::Min | Function::Max | Function::Starts | Function::Length => {
            let mut best = first;
            for next in numbers {
                let next = next?;
                let better = if function == Function::Min { Decimal::min } else { Decimal::max };
                best = joined(best, next, |a, b| Some(better(a, b)))?;
            }
            best
        }
    };
    Ok(Term::Number(result))
}

fn text<'a>(context: &Context<'a>, expression: &'a Expression) -> Result<Cow<'a, str>, Unknown> {
    Ok(match evaluate(context, expression)? {
        Term::Text(text) => text,
        Term::Number(number) if number.cells.is_empty() && number.value.is_zero() => Cow::default(),
        Term::Number(number) => number.value.normalize().to_string().into(),
        Term::Truth(_) => return Err("“是”或“否”不是文字".to_owned()),
    })
}

fn binary<'a>(
    context: &Context<'a>,
    operator: Operator,
    left: &'a Expression,
    right: &'a Expression,
) -> Result<Term<'a>, Unknown> {
    let checked = |join: fn(Decimal, Decimal) -> Option<Decimal>| {
        joined(number(context, left)?, number(context, right)?, join).map(Term::Number)
    };
    match operator {
        // Either side may settle the matter, even where the other is unknown.
        Operator::And | Operator::Or => {
            let settles = operator == Operator::Or;
            let left = evaluate_condition(context, left);
            if left == Ok(settles) {
                return Ok(Term::Truth(settles));
            }
            let right = evaluate_condition(context, right);
            if right == Ok(settles) {
                return Ok(Term::Truth(settles));
            }
            left.and(right).map(Term::Truth)
        }
        Operator::Add => checked(Decimal::checked_add),
        Operator::Subtract => checked(Decimal::checked_sub),
        Operator::Multiply => checked(Decimal::checked_mul),
        Operator::Divide => {
            let divisor = number(context, right)?;
            if divisor.value.is_zero() {
                return Err("除数是零".to_owned());
            }
            joined(number(context, left)?, divisor, Decimal::checked_div).map(Term::Number)
        }
        _ => {
            let (left, right) = (evaluate(context, left)?, evaluate(context, right)?);
            Ok(Term::Truth(holds(operator, &left, &right)))
        }
    }
}

/// Whether a comparison holds exactly. A blank cell equals both zero and the empty text.
pub(crate) fn holds(operator: Operator, left: &Term<'_>, right: &Term<'_>) -> bool {
    use std::cmp::Ordering;
    let order = match (left, right) {
        (Term::Number(left), Term::Number(right)) => left.value.cmp(&right.value),
        (Term::Text(left), Term::Text(right)) => left.cmp(right),
        (Term::Truth(left), Term::Truth(right)) => left.cmp(right),
        (Term::Text(text), Term::Number(number)) | (Term::Number(number), Term::Text(text)) => {
            let same =
                if text.is_empty() { number.value.is_zero() } else { text.parse() == Ok(number.value) };
            if same { Ordering::Equal } else { Ordering::Less }
        }
        _ => Ordering::Less,
    };
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
        _ => false,
    }
}
