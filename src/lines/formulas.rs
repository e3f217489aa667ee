//! Formulas (测算公式) in lines that were read: an amount goes in as the file says it, and where its formula says something
//! else, or is none, that is told with the row. Lines that were so before are passed over.

use super::listed::{MOST, numbers};
use super::read::ReadLine;
use crate::model::{Budget, RowView, Value, ValueView};
use crate::money;
use crate::schema::{Format, TableSchema};
use crate::standards::{Formula, in_both_units, is_formula, is_without_sign, quoted, reckon, vanishes};

/// What is to be looked at, in words; `before` is the line that each was.
pub(super) fn formulas<'l>(
    lines: impl Iterator<Item = (&'l ReadLine, Option<RowView<'l>>)>,
    budget: &Budget,
    format: &Format,
    schema: &TableSchema,
) -> Vec<String> {
    let Some(list) = format.standards.as_ref().filter(|list| list.lines == schema.key) else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    let mut unsigned = Vec::new();
    for (line, before) in lines {
        let text = line.row.text(&list.formula);
        let amount = line.row.cells.get(&list.amount).and_then(Value::amount);
        let is_as_before = before.is_some_and(|before| {
            before.text(&list.formula) == text
                && before.cells().get(&list.amount).and_then(ValueView::amount) == amount
        });
        if text.is_empty() || is_as_before {
            continue;
        }
        if !is_formula(text) {
            if is_without_sign(budget, format, line.row.view(), text) {
                unsigned.push(line.number);
            }
            continue;
        }
        let told = match Formula::parse(text).map(|_| reckon(budget, format, line.row.view(), text)) {
            Err(why) => why,
            // Nothing to hold it against yet, or a rule says what is wrong.
            Ok(Err(_)) => continue,
            Ok(Ok(now)) if Some(now.amount) == amount => continue,
            Ok(Ok(now)) => {
                let gives = match vanishes(format, now.amount) {
                    Some(why) => why,
                    None => format!("算式按元计算，得 {}", in_both_units(format, now.amount)),
                };
                let own = amount.map(|amount| money::in_full(amount, amount.normalize().scale()));
                let own =
                    own.map_or("是空的".to_owned(), |own| format!("是 {own} {}", format.unit.label()));
                format!("测算公式“{}”：{gives}；金额{own}", quoted(text))
            }
        };
        wrong.push(format!("第 {} 行的{told}", line.number));
    }
    let more = wrong.len().saturating_sub(MOST);
    wrong.truncate(MOST);
    if let Some(last) = wrong.last_mut().filter(|_| more > 0) {
        last.push_str(&format!("；另有 {more} 行也是这样"));
    }
    if !unsigned.is_empty() {
        let rows = numbers(unsigned.into_iter());
        wrong.push(format!("第 {rows} 行的测算公式不以 = 开头，当作文字读入，不计算"));
    }
    wrong
}
