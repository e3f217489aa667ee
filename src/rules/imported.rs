//! What a person should know about how the document was read: whatever an import could not be sure of, or could
//! not place, is a finding until somebody has looked at it. What it means is kept beside the budget by the import
//! itself; this only brings it up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::verdict::{Finding, Outcome, Place, PlaceOutcome, RuleVerdict, Waived};
use crate::calc::Book;
use crate::model::{NoteKind, TableKey};
use crate::schema::Severity;

const BASIS: &str = "读入的数与原文一致，才能据以检查";

/// What begins the id of such a rule.
const PREFIX: &str = "导入-";

/// Brings up what the import left to be looked at. There is no rule where there is nothing.
pub(super) fn judge(book: &Book<'_>) -> Vec<(RuleVerdict, Vec<Place>)> {
    let mut by_topic: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for (key, note) in book.budget.notes.iter().filter(|(key, _)| key.kind == NoteKind::Import) {
        let table = book.format.table(&TableKey::from(&key.place)).map(|table| {
            let number = table.number.map(|number| format!("表{number} ")).unwrap_or_default();
            (table.key.clone(), format!("{number}{}：", table.short))
        });
        let (table, name) = table.map_or((None, String::new()), |(key, name)| (Some(key), name));
        let finding = finding(&key.of, format!("{name}{}。", note.text), table, None);
        let outcome = if note.settled {
            PlaceOutcome::Hint(Box::new(Finding { severity: Severity::Hint, ..finding }))
        } else {
            PlaceOutcome::Violated(Box::new(finding))
        };
        by_topic.entry(&key.of).or_default().push(outcome.into());
    }
    let unplaced = &book.budget.unplaced;
    let figures: Vec<u32> = unplaced.iter().filter(|line| line.has_figures()).map(|line| line.line).collect();
    if let (Some(first), Some(last)) = (figures.first(), figures.last()) {
        let message = format!(
            "原文有 {} 行没有归位，其中 {} 行有金额（第 {first}–{last} 行之间）；它们在“未归位的文字”里，没有计入任何表。",
            unplaced.len(),
            figures.len()
        );
        let count = Decimal::from(figures.len());
        let finding = finding("未归位", message, None, Some(count));
        by_topic.entry("未归位").or_default().push(PlaceOutcome::Violated(Box::new(finding)).into());
    }
    by_topic
        .into_iter()
        .map(|(topic, places)| {
            let verdict = RuleVerdict {
                id: format!("{PREFIX}{topic}"),
                title: title(topic),
                basis: BASIS.to_owned(),
                severity: Severity::Warning,
                tables: Vec::new(),
                outcome: Outcome::Passed,
                reason: String::new(),
                passed: 0,
                not_checked: 0,
                places: Vec::new(),
            };
            (verdict, places)
        })
        .collect()
}

fn title(topic: &str) -> String {
    format!("导入时的{topic}没有疑问")
}

fn finding(topic: &str, message: String, table: Option<TableKey>, actual: Option<Decimal>) -> Finding {
    Finding {
        rule: format!("{PREFIX}{topic}"),
        severity: Severity::Warning,
        title: title(topic),
        basis: BASIS.to_owned(),
        message,
        address: None,
        sentence: None,
        subject: table.as_ref().map(ToString::to_string).unwrap_or_default(),
        table,
        expected: None,
        actual,
        difference: None,
        cells: Vec::new(),
        cause: None,
        suspects: Vec::new(),
        follows: None,
        waived: Waived::No,
    }
}
