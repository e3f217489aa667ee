//! What rests on a figure that was read with doubt accuses nobody.

use super::*;

/// A sum of a doubted column is doubtful, too, and a sum of that.
#[test]
fn a_sum_of_a_doubted_column_accuses_nobody() {
    use crate::model::{DOUBTED_COLUMNS, Note, NoteKey, NoteKind};
    let mut budget = coherent();
    change(&mut budget, "T3!2013101!商品和服务支出=28");
    let accused = |budget: &Budget| {
        let ended = verdicts(budget);
        let is_of_sum = |cell: &CellAddress| cell.table.as_str() == "T3" && cell.column.as_str() == "合计";
        ended.findings.iter().filter(|finding| finding.cells.iter().any(is_of_sum)).count()
    };
    assert!(accused(&budget) > 0);
    let place = NoteKey { kind: NoteKind::Import, place: "T3".into(), of: DOUBTED_COLUMNS.to_owned() };
    budget.notes.insert(place, Note { columns: vec!["商品和服务支出".into()], ..Note::default() });
    assert_eq!(accused(&budget), 0);
}

/// What is found with figures of columns that the import doubts is not checked, until somebody says that they are as read.
/// What is found with the table's other columns stands.
#[test]
fn a_doubtful_table_accuses_nobody() {
    use crate::model::{DOUBTED_COLUMNS, IMPORT_RULE, Note, NoteKey, NoteKind};
    let mut budget = coherent();
    change(&mut budget, "T1!221!支出金额=9");
    let accused = |budget: &Budget| {
        let ended = verdicts(budget);
        let is_own = |finding: &&Finding| !finding.rule.id.starts_with(IMPORT_RULE);
        let found = ended.findings.iter().filter(is_own).count();
        let told = ended.rules.iter().filter(|rule| rule.reason.contains("栏次有疑问")).count();
        (found, told)
    };
    let (found, told) = accused(&budget);
    assert!(found > 0 && told == 0, "{found} {told}");
    let key = |kind, of: String| NoteKey { kind, place: "T1".into(), of };
    let doubt = key(NoteKind::Import, DOUBTED_COLUMNS.to_owned());
    budget.notes.insert(doubt.clone(), Note { text: "数可能不在自己的栏里".into(), ..Note::default() });
    let (none, told) = accused(&budget);
    assert!(none == 0 && told > 0, "{none} {told}");
    for (column, is_spared) in [("支出金额", true), ("收入金额", false)] {
        budget.notes.get_mut(&doubt).unwrap().columns = vec![column.into()];
        let (left, told) = accused(&budget);
        assert!(
            (left == 0) == is_spared && (told > 0) == (left < found),
            "{column}: {left} of {found}, {told}"
        );
    }
    let answer = key(NoteKind::Waiver, format!("{IMPORT_RULE}{DOUBTED_COLUMNS} 2-00000000-0000000000000000"));
    budget.notes.insert(answer, Note { text: "已对照原件".into(), ..Note::default() });
    assert_eq!(accused(&budget), (found, 0));
}

/// Rows and columns that are hidden and were left out may hold what a table seems to lack.
#[test]
fn a_table_with_hidden_rows_accuses_nobody_of_its_sums() {
    use crate::model::{HIDDEN_LINES, IMPORT_RULE, Note, NoteKey, NoteKind};
    let mut budget = coherent();
    change(&mut budget, "T1!221!支出金额=9");
    let ended = |budget: &Budget| {
        let ended = verdicts(budget);
        let is_own = |finding: &&Finding| !finding.rule.id.starts_with(IMPORT_RULE);
        let found = ended.findings.iter().filter(is_own).count();
        (found, ended.rules.iter().any(|rule| rule.reason.contains("隐藏的行或列")))
    };
    let (found, is_told) = ended(&budget);
    assert!(found > 0 && !is_told);
    for (table, is_spared) in [("T9", false), ("T1", true)] {
        let mut budget = budget.clone();
        let key = NoteKey { kind: NoteKind::Import, place: table.into(), of: HIDDEN_LINES.to_owned() };
        budget.notes.insert(key, Note { settled: true, ..Note::default() });
        assert_eq!(ended(&budget), if is_spared { (0, true) } else { (found, false) }, "{table}");
    }
}
