//! Which differences only follow from others.

use crate::calc::{Book, Figures};
use crate::compare::{Follows, compare};
use crate::model::{Budget, Layer, Value};
use crate::schema::default_format;

/// Table 1 with the general budget, what of it is 财政拨款, and another income.
fn income(year: i32, amounts: [&str; 3]) -> Budget {
    let format = default_format();
    let mut budget = Budget { format: format.id.clone(), year, ..Budget::default() };
    let mut table = format.table(&"T1".into()).unwrap().blank_table();
    for (row, amount) in ["一般公共预算", "财政拨款", "政府性基金"].into_iter().zip(amounts) {
        let at = table.position(&row.into()).unwrap();
        table.set(at, Layer::Input, &"金额".into(), Some(Value::Amount(amount.parse().unwrap())));
    }
    budget.tables.insert("T1".into(), table);
    budget
}

/// A whole beside its 其中, and totals beside both, are listed once: as what changed. Where a whole changed by something else,
/// too, it is listed.
#[test]
fn totals_and_wholes_follow_from_their_parts() {
    let format = default_format();
    for (new, listed) in [
        (["120", "120", "50"], &["财政拨款"][..]),
        (["130", "120", "50"], &["一般公共预算", "财政拨款"]),
        (["120", "100", "50"], &["一般公共预算"]),
        (["100", "100", "60"], &["政府性基金"]),
        (["120", "120", "60"], &["财政拨款", "政府性基金"]),
    ] {
        let budgets = [income(2022, ["100", "100", "50"]), income(2023, new)];
        let figures = budgets.each_ref().map(|budget| Figures::compute(budget, &format));
        let book = |at: usize| Book { format: &format, budget: &budgets[at], figures: &figures[at] };
        let books = [book(0), book(1)];
        let changes = compare(&books).changes(&books, 0, 1);
        let follows = Follows::of(&changes, &books);
        let own = changes.iter().filter(|change| !follows.is(change, &books));
        let own: Vec<&str> = own.map(|change| change.row.as_str()).collect();
        assert_eq!(own, listed, "{new:?}");
        assert!(changes.len() > own.len(), "totals changed, too");
    }
}
