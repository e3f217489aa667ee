//! The findings as a table for Excel (`.csv`): a row a finding, whatever file it is in, so that they can
//! be filtered and counted there. It knows nothing of summaries and of rules that found nothing.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::{Amount, CheckedBudget, CheckedFile, End, FileOutcome, ReportedFinding};
use crate::model::year_digits;
use crate::text::{steers, visible};

/// So many of the columns every list has had: by them it is known.
pub(super) const KNOWN_BY: usize = 22;

pub(super) const HEADER: [&str; 23] = [
    "文件",
    "部门",
    "年度",
    "级别",
    "表",
    "位置",
    "问题",
    "说明",
    "应填数",
    "实填数",
    "差额",
    "单位",
    "原因",
    "最可能有误",
    "同因",
    "对照",
    "豁免",
    "依据",
    // For machines.
    "规则",
    "地址",
    "页",
    "矩形",
    // For those who read the list by position it stands last.
    "种类",
];

/// A line that tells of a file, not of a finding.
fn of_file(file: &str, severity: &str, says: &str) -> [String; HEADER.len()] {
    let mut row = [const { String::new() }; HEADER.len()];
    let [path, _, _, of, _, _, _, message, ..] = &mut row;
    (*path, *of, *message) = (csv_cell(file), severity.to_owned(), csv_cell(says));
    row
}

/// The same of a file that was checked.
fn of_budget(
    file: &CheckedFile,
    budget: &CheckedBudget,
    severity: &str,
    says: &str,
) -> [String; HEADER.len()] {
    let mut row = of_file(&file.file, severity, says);
    let [_, department, year, .., kind] = &mut row;
    (*department, *year) = (csv_cell(&budget.department), year_digits(budget.year));
    budget.kind.clone_into(kind);
    row
}

/// Without it Excel takes the file for the system's old encoding.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the findings, one a row; a file that cannot be read is a row too.
///
/// # Errors
/// When `out` cannot be written to.
pub fn csv(files: &[CheckedFile], out: &mut dyn Write) -> io::Result<()> {
    // Composed in memory: the writer would hide what kind of error `out` has.
    let mut rows = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    rows.write_record(HEADER)?;
    for file in files {
        let budget = match &file.outcome {
            FileOutcome::Checked(budget) => budget,
            FileOutcome::Unreadable { error: why } | FileOutcome::NotChecked { not_checked: why } => {
                let row = of_file(&file.file, file.state(), why);
                rows.write_record(&row)?;
                continue;
            }
        };
        let beside = budget.sources.iter().map(|source| ("依据的文件", source.to_string()));
        let same = budget.others_of_its_year().map(|others| ("同一部门年度", others));
        let idle = budget.idle_waivers.iter().map(|idle| ("豁免无对应", idle.to_string()));
        for (sort, said) in beside.chain(same).chain(idle) {
            rows.write_record(of_budget(file, budget, sort, &said))?;
        }
        for comment in &budget.comments {
            let mut row = of_budget(file, budget, "批注", &comment.words());
            let [_, _, _, _, _, place, title, ..] = &mut row;
            (*place, *title) = (csv_cell(&comment.name), comment.state().to_owned());
            let [.., address, _, _, _] = &mut row;
            *address = csv_cell(&comment.place);
            rows.write_record(&row)?;
        }
        for finding in &budget.findings {
            rows.write_record(row(file, budget, finding))?;
        }
        // Whoever counts files by the list misses none.
        if budget.findings.is_empty() {
            rows.write_record(of_budget(file, budget, "没有问题", ""))?;
        }
    }
    let rows = rows.into_inner().map_err(csv::IntoInnerError::into_error)?;
    out.write_all(BYTE_ORDER_MARK)?;
    out.write_all(&rows)
}

/// The line of a finding.
fn row(file: &CheckedFile, budget: &CheckedBudget, finding: &ReportedFinding) -> [String; HEADER.len()] {
    let amount = |amount: Option<Amount>| amount.map(Amount::in_full).unwrap_or_default();
    let unit = finding.expected.or(finding.actual).map_or("", |amount| amount.unit);
    let suspects: Vec<&str> = finding.suspects.iter().map(|cell| cell.name.as_str()).collect();
    let own = finding.ends.first();
    let against: Vec<String> = finding.ends.iter().skip(1).map(End::in_words).collect();
    let corners =
        own.and_then(|end| end.rectangle).map(|at| at.map(|corner| format!("{corner:.1}")).join(" "));
    [
        csv_cell(&file.file),
        csv_cell(&budget.department),
        year_digits(budget.year),
        finding.severity.label().to_owned(),
        csv_cell(finding.part()),
        csv_cell(own.map_or("", |end| &end.name)),
        csv_cell(&finding.title),
        csv_cell(&finding.message),
        amount(finding.expected),
        amount(finding.actual),
        amount(finding.difference),
        unit.to_owned(),
        csv_cell(finding.cause.as_deref().unwrap_or_default()),
        csv_cell(&suspects.join("；")),
        finding.follows.map(|leader| leader.to_string()).unwrap_or_default(),
        csv_cell(&against.join("；")),
        csv_cell(&waiver(finding)),
        csv_cell(&finding.basis),
        csv_cell(&finding.rule),
        csv_cell(&own.and_then(|end| end.address.as_ref()).map(ToString::to_string).unwrap_or_default()),
        own.and_then(|end| end.page).map(|page| page.to_string()).unwrap_or_default(),
        corners.unwrap_or_default(),
        budget.kind.to_owned(),
    ]
}

/// The waiver of a finding, and whether it is only claimed.
fn waiver(finding: &ReportedFinding) -> String {
    match (&finding.waived, &finding.claimed) {
        (Some(waiver), _) => waiver.to_string(),
        (None, Some(waiver)) => format!("声明豁免（未认可）：{waiver}"),
        (None, None) => String::new(),
    }
}

/// A text as a cell of a list for Excel. It stands on one line, and Excel does not take it for a formula: a
/// budget that somebody else wrote must not be able to have anything calculated on the reader's machine.
/// Excel passes over blanks, quotation marks and what cannot be seen, and takes full-width signs for signs.
/// A plain number stays one.
pub fn csv_cell(text: &str) -> String {
    let shown = visible(text);
    let begins = text.chars().find(|c| !is_passed_over(*c));
    let opens = begins.is_some_and(|c| {
        matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '−' | '﹦' | '﹢' | '﹣' | '﹫')
    });
    if (opens && !is_number(&shown)) || text.starts_with(['\t', '\r', '\n']) {
        format!("'{shown}")
    } else {
        shown.into_owned()
    }
}

/// What may stand before a formula.
fn is_passed_over(c: char) -> bool {
    c.is_whitespace()
        || steers(c)
        || matches!(c, '\'' | '"' | '“' | '”' | '‘' | '’' | '＂' | '＇' | '`')
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{2800}' | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}'
        )
}

/// Whether a text is a number and nothing else: `-1,234.50`, `+4.00%`.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str, more: &str| {
        part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c.is_ascii_digit() || more.contains(c))
    };
    all(whole, ",") && all(decimals, "")
}

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn nothing_is_taken_for_a_formula_and_numbers_stay_numbers() {
        for opener in
            ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "＋cmd", "－2+3", "＠x", "−1", "=-1", "--1", "-"]
        {
            for before in [
                "", " ", "\t", "\r", "\n", "\u{3000}", "\u{feff}", "\u{200b}", "\u{202e}", "\"", "'", "“ ",
                "\u{1b}",
            ] {
                let cell = csv_cell(&format!("{before}{opener}"));
                assert!(cell.starts_with('\''), "{before:?}{opener}: {cell:?}");
                assert!(!cell.contains(crate::text::steers), "{cell:?}");
            }
        }
        assert!(csv_cell("\t甲").starts_with('\''));
        for number in
            ["12.50", "-12.50", "+3", "-1,234.00", "-4.00%", "0", "", "“三公”经费", "甲-乙", "1e5=x"]
        {
            assert_eq!(csv_cell(number), number);
        }
        assert_eq!(csv_cell("甲\n没有问题"), "甲 没有问题");
    }
}
