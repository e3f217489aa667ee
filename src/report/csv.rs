//! The findings as a table for Excel (`.csv`): a row a finding, whatever file it is in, so that they can
//! be filtered and counted there. It knows nothing of summaries and of rules that found nothing.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::{Amount, CheckedFile, FileOutcome, UNREADABLE};

pub(super) const HEADER: [&str; 14] = [
    "文件",
    "部门",
    "年度",
    "规则",
    "程度",
    "表",
    "单元格",
    "说明",
    "应为",
    "实为",
    "差额",
    "原因",
    "豁免",
    "依据",
];

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
    let amount = |amount: Option<Amount>| amount.map(Amount::in_full).unwrap_or_default();
    for file in files {
        let budget = match &file.outcome {
            FileOutcome::Checked(budget) => budget,
            FileOutcome::Unreadable { error } => {
                let mut row = [const { String::new() }; HEADER.len()];
                let [path, _, _, _, severity, _, _, message, ..] = &mut row;
                (*path, *severity, *message) = (text(&file.file), UNREADABLE.to_owned(), text(error));
                rows.write_record(&row)?;
                continue;
            }
        };
        for finding in &budget.findings {
            let cell = finding.cell.as_ref().map(|cell| cell.address.to_string());
            rows.write_record([
                text(&file.file),
                text(&budget.department),
                budget.year.to_string(),
                text(&finding.rule),
                finding.severity.label().to_owned(),
                text(finding.part()),
                text(&cell.or_else(|| finding.sentence.clone()).unwrap_or_default()),
                text(&finding.message),
                amount(finding.expected),
                amount(finding.actual),
                amount(finding.difference),
                text(finding.cause.as_deref().unwrap_or_default()),
                text(&finding.waived.as_ref().map(ToString::to_string).unwrap_or_default()),
                text(&finding.basis),
            ])?;
        }
    }
    let rows = rows.into_inner().map_err(csv::IntoInnerError::into_error)?;
    out.write_all(BYTE_ORDER_MARK)?;
    out.write_all(&rows)
}

/// A text that Excel does not take for a formula: a budget that somebody else wrote must not be able to
/// have anything calculated on the reader's machine.
fn text(text: &str) -> String {
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']);
    if formula { format!("'{text}") } else { text.to_owned() }
}
