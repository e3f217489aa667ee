//! A whole document of a place that no format describes and that is not real (`tests/data/printed`), in which all agrees: each
//! of its rows made wrong, in all columns alike, so that nothing within the row tells.

use std::collections::BTreeSet;

use yusuan::rules::Finding;
use yusuan::schema::Severity;

use super::{DOCUMENT, findings, found};
use crate::support::{repository, two_at_a_time};

/// What is worse than a hint, in words.
fn told(text: &str) -> BTreeSet<String> {
    let worse = |finding: &Finding| finding.severity != Severity::Hint;
    findings(text).into_iter().filter(worse).map(|finding| finding.message).collect()
}

/// The texts in which one figure of a row is another wherever the row prints it, with what was changed: 1.00 more in one
/// row, less in the next.
fn changed(text: &str) -> Vec<(String, String)> {
    let from = text.find("表1\n").unwrap();
    let mut out = Vec::new();
    let mut at = from;
    for (nth, line) in text[from..].split_inclusive('\n').enumerate() {
        let cells: Vec<&str> = line.trim_end_matches('\n').split('\t').collect();
        let is_amount = |cell: &&&str| cell.contains('.') && cell.ends_with(|c: char| c.is_ascii_digit());
        for amount in cells.iter().filter(is_amount).collect::<BTreeSet<_>>() {
            let value: f64 = amount.replace(',', "").parse().unwrap();
            let other = format!("{:.2}", if nth % 2 == 0 { value + 1.0 } else { value - 1.0 });
            let row: Vec<&str> =
                cells.iter().map(|cell| if cell == amount { other.as_str() } else { cell }).collect();
            let row = row.join("\t");
            let whole = format!("{}{row}\n{}", &text[..at], &text[at + line.len()..]);
            out.push((format!("{} -> {row}", line.trim_end()), whole));
        }
        at += line.len();
    }
    out
}

#[test]
fn every_row_that_is_wrong_in_itself_is_found_by_the_others() {
    let text = std::fs::read_to_string(repository("tests/data/printed/示例市商务局-2026.txt")).unwrap();
    assert_eq!(told(&text), BTreeSet::new());
    let all = changed(&text);
    assert!(all.len() > 100, "{}", all.len());
    let missed = two_at_a_time(&all, |(what, text)| told(text).is_empty().then(|| what.clone()));
    let missed: Vec<String> = missed.into_iter().flatten().collect();
    assert!(missed.is_empty(), "{} of {}: {missed:#?}", missed.len(), all.len());
}

/// The total is right, since another table prints it too; one of its rows is left out, which that table has.
#[test]
fn a_row_that_is_left_out_is_told_by_another_table_that_has_it() {
    let row = "210\t卫生健康支出\t100.00\t70.00\t30.00\n21007\t计划生育事务\t100.00\t70.00\t30.00\n2100717\t计划生育服务\t100.00\t70.00\t30.00\n";
    let told = found(DOCUMENT, &[(row, "")], "合计-印数", &["卫生健康支出", "少 100.00", "没有这一行"]);
    assert_eq!(told.iter().filter(|told| told.contains("没有这一行")).count(), 1, "{told:?}");
    found(DOCUMENT, &[], "合计-印数", &[]);
}
