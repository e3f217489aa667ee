//! Amounts of the text that stand in no table: somebody typed them, and nothing holds them against anything. Knows which
//! amounts are of something else than a budget's figures (standards, thresholds, laws, other years); accuses none.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{BoundFigure, FigureKind, Reading, extract};
use crate::calc::Book;
use crate::money;
use crate::pattern::Pattern;
use crate::schema::ColumnKind;

/// So many are named.
const NAMED: usize = 3;

/// Before an amount that is a measure, not a figure of the budget.
static MEASURE: Pattern = Pattern::new(
    "每|人均|户均|单价|单位价值|标准|限额|限价|上限|下限|超过|低于|高于|不足|达到|最高|最低|起付|档次",
    &[],
);
/// Behind it.
static MEASURED: Pattern =
    Pattern::new("^ ?(?:[（(]含[）)])?(?:及?以[上下内]|[/／每起]|的?标准|的?限额)", &[]);
/// What was spent is in no budget.
static SPENT: Pattern =
    Pattern::new("决算|执行数|完成数|实际支出|累计", &["决算", "执行数", "完成数", "实际支出", "累计"]);
static YEAR: Pattern = Pattern::new("([0-9]{4})(?:年|—|-|至)", &[]);

/// The amounts of the text that nothing binds and that no cell has, in its order.
fn strays<'r>(reading: &'r Reading, book: &Book<'_>) -> Vec<&'r BoundFigure> {
    let of_money = reading.unbound().filter(|figure| figure.kind == FigureKind::Amount);
    let unbound: Vec<&BoundFigure> = of_money.filter(|figure| !is_of_something_else(figure, book)).collect();
    // Most texts have none: the tables are not gone through for them.
    if unbound.is_empty() {
        return unbound;
    }
    let mut known: BTreeSet<Decimal> = BTreeSet::new();
    let unit = book.format.unit.in_yuan();
    for cell in book.sheets().flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells().collect::<Vec<_>>()) {
        let in_unit = |value: Decimal| match cell.column.kind {
            ColumnKind::Amount => Some(value.abs()),
            ColumnKind::Yuan => value.abs().checked_div(unit),
            _ => None,
        };
        known.extend([cell.number(), cell.printed()].into_iter().flatten().filter_map(in_unit));
    }
    unbound.into_iter().filter(|figure| !is_known(figure, &known, book)).collect()
}

/// Whether a cell rounds to what is printed.
fn is_known(figure: &BoundFigure, known: &BTreeSet<Decimal>, book: &Book<'_>) -> bool {
    let Some(printed) = extract::extract(&figure.text).into_iter().next() else { return true };
    // Cells are known without their signs.
    let number = printed.number.abs();
    let scale = number.scale();
    let unit = book.format.unit.in_yuan();
    let half = Decimal::new(5, scale.saturating_add(1).min(28));
    let in_unit = |number: Decimal| number.checked_mul(printed.in_yuan)?.checked_div(unit);
    let (least, most) = (number.saturating_sub(half), number.saturating_add(half));
    let (Some(least), Some(most)) = (in_unit(least), in_unit(most)) else { return false };
    let rounds = |value: &Decimal| {
        let own = value.checked_mul(unit).and_then(|yuan| yuan.checked_div(printed.in_yuan));
        own.is_some_and(|own| money::round(own, scale) == number)
    };
    number.is_zero() || known.range(least..=most).any(rounds)
}

/// Whether the words around an amount say that it is none of the budget's own.
fn is_of_something_else(figure: &BoundFigure, book: &Book<'_>) -> bool {
    let section = book.budget.narrative.get(figure.place.section);
    let Some(text) = section.and_then(|section| section.paragraphs.get(figure.place.paragraph)) else {
        return false;
    };
    let span = figure.place.span;
    let before: String = text.chars().take(span.start).collect();
    let behind: String = text.chars().skip(span.end).collect();
    let sentence = before.rsplit(['。', '；']).next().unwrap_or_default();
    let clause = sentence.rsplit(['，', ',', '：']).next().unwrap_or_default();
    let is_in_title = before.matches('《').count() > before.matches('》').count();
    // The year that is spoken of is the one named last.
    let years = YEAR.captures_iter(sentence).filter_map(|found| found.get(1)?.as_str().parse::<i32>().ok());
    let year = years.last().filter(|_| book.budget.year > 0);
    let is_of_other_year =
        year.is_some_and(|year| !(book.budget.year - 1..=book.budget.year).contains(&year));
    is_in_title
        || is_of_other_year
        || MEASURE.is_match(clause)
        || SPENT.is_match(clause)
        || MEASURED.is_match(&behind)
}

/// What whoever hands a budget in should know of such amounts: how many, and which; nothing where there is none.
pub fn strays_in_words(reading: &Reading, book: &Book<'_>) -> Option<String> {
    let strays = strays(reading, book);
    if strays.is_empty() {
        return None;
    }
    let named = strays.iter().take(NAMED);
    let named: Vec<String> =
        named.map(|figure| format!("{} {}", figure.place.name(book.budget), figure.text)).collect();
    let more = if strays.len() > NAMED { "等" } else { "" };
    Some(format!(
        "说明文字里有 {} 个金额没有对应的单元格，各表里也没有相同的数：{}{more}；请核对",
        strays.len(),
        named.join("，")
    ))
}
