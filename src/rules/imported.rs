//! What a person should know about how the document was read: whatever an import could not be sure of, or could
//! not place, is a finding until somebody has looked at it. What it means is kept beside the budget by the import
//! itself; this only brings it up.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::place::{PlaceOutcome, Places};
use super::verdict::{Finding, RuleHead};
use crate::calc::Book;
use crate::model::{IMPORT_RULE, NoteKey, NoteKind, TableKey};
use crate::schema::Severity;
use crate::text::shortened;

const BASIS: &str = "读入的数与原文一致，才能据以检查";

/// What begins the id of such a rule.
pub const PREFIX: &str = IMPORT_RULE;
/// The id of the rule that lines with amounts found no place.
pub const LEFT: &str = "导入-未归位";

/// Brings up what the import left to be looked at. There is no rule where there is nothing.
pub(super) fn judge(book: &Book<'_>) -> Vec<(Arc<RuleHead>, Places)> {
    let mut by_topic: BTreeMap<&str, (Arc<RuleHead>, Places)> = BTreeMap::new();
    // Whose budget it is, is no doubt.
    let is_doubt = |key: &NoteKey| key.kind == NoteKind::Import && *key != NoteKey::of_unit();
    for (key, note) in book.budget.notes.iter().filter(|(key, _)| is_doubt(key)) {
        let table = book.format.table(&TableKey::from(&key.place)).map(|table| {
            let number = table.numbered().map(|number| format!("{number} ")).unwrap_or_default();
            (table.key.clone(), format!("{number}{}：", table.short))
        });
        let (table, name) = table.map_or((None, String::new()), |(key, name)| (Some(key), name));
        let (rule, places) = by_topic.entry(&key.of).or_insert_with(|| (head(&key.of), Places::all()));
        let finding = finding(rule, format!("{name}{}。", note.text), table, None);
        places.add_whole(if note.settled {
            PlaceOutcome::Hint(Box::new(Finding { severity: Severity::Hint, ..finding }))
        } else {
            PlaceOutcome::Violated(Box::new(finding))
        });
    }
    let unplaced = &book.budget.unplaced;
    let figures: Vec<u32> = unplaced.iter().filter(|line| line.has_figures()).map(|line| line.line).collect();
    if let (Some(first), Some(last)) = (figures.first(), figures.last()) {
        let shown = unplaced.iter().find(|line| line.has_figures());
        let shown = shown
            .map(|line| format!("首行“{}”：{}。", shortened(&line.text.replace('\t', " ")), line.reason));
        let message = format!(
            "原文有 {} 行没有归位，其中 {} 行有金额（第 {first}–{last} 行之间）；它们在“未归位的文字”里，没有计入任何表。{}",
            unplaced.len(),
            figures.len(),
            shown.unwrap_or_default()
        );
        let count = Decimal::from(figures.len());
        let (rule, places) = by_topic.entry("未归位").or_insert_with(|| (head("未归位"), Places::all()));
        places.add_whole(PlaceOutcome::Violated(Box::new(finding(rule, message, None, Some(count)))));
    }
    by_topic.into_values().collect()
}

fn head(topic: &str) -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: format!("{PREFIX}{topic}"),
        title: format!("导入时的{topic}没有疑问"),
        basis: BASIS.to_owned(),
        severity: Severity::Warning,
        tables: Vec::new(),
    })
}

fn finding(
    rule: &Arc<RuleHead>,
    message: String,
    table: Option<TableKey>,
    actual: Option<Decimal>,
) -> Finding {
    let subject = table.as_ref().map(ToString::to_string).unwrap_or_default();
    Finding { subject, table, actual, ..Finding::new(rule, message) }
}
