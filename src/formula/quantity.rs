//! Formulas for those who ask for a number or for rows and judge it themselves, as the narrative does.
//! No comparison happens here.

use rust_decimal::Decimal;

use super::resolve::resolve_number;
use super::{
    Context, Expression, FormulaError, Selection, Term, evaluate, parse, parse_rows, resolve_rows, selected,
};
use crate::calc::{Book, Figure, SheetRow};
use crate::model::{CellAddress, ColumnKey, TableKey};
use crate::schema::Format;

/// Rows by a formula: `T12.项目`, `T6.科目[人员经费 <> 0]`.
#[derive(Clone, Debug)]
pub struct Rows(Selection);

/// One or several formulas for the same number.
#[derive(Clone, Debug, Default)]
pub struct Quantities {
    formulas: Vec<Expression>,
    /// What `本列` stands for.
    column: Option<ColumnKey>,
}

/// A number with what it rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quantity {
    /// The number, in the unit of the tables.
    pub value: Decimal,
    /// How many entered figures other than zero it rests on.
    pub figures: u32,
    /// The cells that take part, in order.
    pub cells: Vec<CellAddress>,
}

impl Rows {
    /// Reads the formula and checks its names against the format.
    ///
    /// # Errors
    /// As [`parse`], and for names that the format does not have.
    pub fn compile(text: &str, format: &Format) -> Result<Self, FormulaError> {
        let rows = parse_rows(text)?;
        resolve_rows(&rows, format)?;
        Ok(Self(rows))
    }

    /// The rows.
    ///
    /// # Errors
    /// Why they cannot be known, in Chinese.
    pub fn of<'a>(&self, book: &Book<'a>) -> Result<Vec<SheetRow<'a>>, String> {
        selected(&Context::new(*book, None, None), &self.0, false)
    }

    /// The table they stand in.
    pub fn table(&self) -> &TableKey {
        &self.0.table
    }
}

impl Quantities {
    /// Reads the formulas and checks their names against the format; `each` are the rows of `本行`.
    ///
    /// # Errors
    /// As [`Rows::compile`].
    pub fn compile(texts: &[String], format: &Format, each: Option<&Rows>) -> Result<Self, FormulaError> {
        let formulas: Vec<Expression> = texts.iter().map(|text| parse(text)).collect::<Result<_, _>>()?;
        Self::resolved(formulas, format, each, None)
    }

    /// One side of a comparison; `column` is what `本列` stands for.
    ///
    /// # Errors
    /// For names that the format does not have, and for what is no number.
    pub(crate) fn of_side(
        side: &Expression,
        format: &Format,
        each: Option<&Rows>,
        column: Option<&ColumnKey>,
    ) -> Result<Self, FormulaError> {
        Self::resolved(vec![side.clone()], format, each, column)
    }

    fn resolved(
        formulas: Vec<Expression>,
        format: &Format,
        each: Option<&Rows>,
        column: Option<&ColumnKey>,
    ) -> Result<Self, FormulaError> {
        let own = each.map(|rows| resolve_rows(&rows.0, format)).transpose()?;
        for formula in &formulas {
            resolve_number(formula, format, own, column.map(std::slice::from_ref).unwrap_or_default())?;
        }
        Ok(Self { formulas, column: column.cloned() })
    }

    fn context<'a>(&'a self, book: &Book<'a>, own: Option<SheetRow<'a>>) -> Context<'a> {
        Context::new(*book, own, self.column.as_ref())
    }

    /// Whether there is no formula.
    pub fn is_empty(&self) -> bool {
        self.formulas.is_empty()
    }

    /// The tables that are read; `each` are the rows of `本行`.
    pub fn tables(&self, each: Option<&Rows>, found: &mut Vec<TableKey>) {
        self.formulas.iter().for_each(|formula| formula.tables(each.map(Rows::table), found));
    }

    /// The numbers that can be known, in the order of the formulas; at least one.
    ///
    /// # Errors
    /// Why none can be known, in Chinese.
    pub fn evaluate(&self, book: &Book<'_>, own: Option<SheetRow<'_>>) -> Result<Vec<Quantity>, String> {
        self.evaluate_in(&self.context(book, own))
    }

    /// The same, with totals as the document states and prints them.
    ///
    /// # Errors
    /// As [`Quantities::evaluate`].
    pub fn printed(&self, book: &Book<'_>, own: Option<SheetRow<'_>>) -> Result<Vec<Quantity>, String> {
        self.evaluate_in(&self.context(book, own).as_printed())
    }

    /// Whether the first formula can be answered: what the others say is only what stands elsewhere.
    pub fn is_answered(&self, book: &Book<'_>, own: Option<SheetRow<'_>>) -> bool {
        let first = self.formulas.first().map(|formula| evaluate(&self.context(book, own), formula));
        matches!(first, Some(Ok(Term::Number(number))) if !is_not_filled_in(book, &number.cells))
    }

    /// The number of the first formula that can be known, with totals as the document prints them: what the others say is
    /// asked of those alone that it leaves open.
    ///
    /// # Errors
    /// As [`Quantities::evaluate`].
    pub fn first_printed(&self, book: &Book<'_>, own: Option<SheetRow<'_>>) -> Result<Quantity, String> {
        self.first_in(&self.context(book, own).as_printed())
    }

    /// The same, with computed totals.
    ///
    /// # Errors
    /// As [`Quantities::evaluate`].
    pub fn first_known(&self, book: &Book<'_>, own: Option<SheetRow<'_>>) -> Result<Quantity, String> {
        self.first_in(&self.context(book, own))
    }

    fn first_in(&self, context: &Context<'_>) -> Result<Quantity, String> {
        let mut unknown = None;
        for formula in &self.formulas {
            match known(context, formula) {
                Ok(found) => return Ok(found),
                Err(why) => drop(unknown.get_or_insert(why)),
            }
        }
        Err(unknown.unwrap_or_else(|| "没有公式".to_owned()))
    }

    fn evaluate_in(&self, context: &Context<'_>) -> Result<Vec<Quantity>, String> {
        let mut found = Vec::new();
        let mut unknown = None;
        for formula in &self.formulas {
            match known(context, formula) {
                Ok(quantity) => found.push(quantity),
                Err(why) => drop(unknown.get_or_insert(why)),
            }
        }
        if found.is_empty() { Err(unknown.unwrap_or_else(|| "没有公式".to_owned())) } else { Ok(found) }
    }
}

/// What a formula comes to, or why that is not known.
fn known(context: &Context<'_>, formula: &Expression) -> Result<Quantity, String> {
    match evaluate(context, formula)? {
        Term::Number(number) if is_not_filled_in(&context.book, &number.cells) => Err("没有填写".to_owned()),
        Term::Number(number) => {
            Ok(Quantity { value: number.value, figures: number.figures, cells: number.cells })
        }
        Term::Truth(_) | Term::Text(_) => Err("公式的结果不是数字".to_owned()),
    }
}

impl Quantities {
    /// The cells that the first formula reads, filled in or not.
    pub fn cells(&self, book: &Book<'_>) -> Vec<CellAddress> {
        match self.formulas.first().map(|formula| evaluate(&self.context(book, None), formula)) {
            Some(Ok(Term::Number(number))) => number.cells,
            _ => Vec::new(),
        }
    }
}

/// Whether all cells are blanks of supplementary tables. What was not entered there is unknown, whereas
/// a blank in a printed table is zero.
fn is_not_filled_in(book: &Book<'_>, cells: &[CellAddress]) -> bool {
    let blank = |address: &CellAddress| {
        book.format.table(&address.table).is_some_and(|table| table.number.is_none())
            && book.cell(address).is_none_or(|cell| cell.figure() == Figure::Blank && cell.stated().is_none())
    };
    !cells.is_empty() && cells.iter().all(blank)
}
