//! What a formula makes of rows that are not there: zero where the table was read in full, unknown where it was not.

use super::{Context, Term, evaluate, parse};
use crate::calc::{Book, Figures};
use crate::model::{Budget, Coverage, Row, Table};
use crate::schema::default_format;

/// The number that a formula gives, asked of the first row of 表15, or why it gives none.
fn value(formula: &str, coverage: Coverage) -> Result<String, String> {
    let format = default_format();
    let mut budget = Budget { format: format.id.clone(), ..Budget::default() };
    // An indicator without the project that it is of, as the first row behind a lost page.
    let mut table = Table::default();
    table.coverage = coverage;
    table.extend([Row { key: "指标~1".into(), kind: "指标".into(), ..Row::default() }]);
    budget.tables.insert("T15".into(), table);
    let figures = Figures::compute(&budget, &format);
    let book = Book { format: &format, budget: &budget, figures: &figures };
    let own = book.sheet(&"T15".into()).and_then(|sheet| sheet.row(0));
    match evaluate(&Context::new(book, own, None), &parse(formula).unwrap())? {
        Term::Number(number) => Ok(number.value.to_string()),
        _ => Ok("不是数字".to_owned()),
    }
}

#[test]
fn a_row_that_was_not_read_is_not_zero() {
    for (formula, says) in [
        ("T15[不在的行].资金总额 + 1", "没有读到“不在的行”这一行"),
        ("本行.项目.资金总额 + 1", "上面的“项目”"),
    ] {
        assert_eq!(value(formula, Coverage::Full), Ok("1".to_owned()), "{formula}");
        let why = value(formula, Coverage::Partial).unwrap_err();
        assert!(why.contains("不完整") && why.contains(says), "{formula}: {why}");
    }
}
