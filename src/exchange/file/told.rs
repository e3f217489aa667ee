//! What is kept beside a budget of how its file could be read: figures of another program, bytes that are no text.

use super::super::origin::Origin;
use super::super::report::line_list;
use super::super::{ImportNote, Imported, NoteKind as ReportNote};
use crate::model::{Budget, CellAddress, CellsView, Note, NoteKey, NoteKind};

/// What is remarked on a figure that another program read off a picture.
pub(crate) const RECOGNISED: &str = "OCR，请核对";

/// Marks every figure that another program read off a picture, and says how many there are.
pub(super) fn mark_recognised(origin: &Origin, budget: &mut Budget) {
    let is_amount = |address: &CellAddress| {
        let row = budget.table(&address.table).and_then(|table| table.row(&address.row));
        let of =
            |cells: CellsView<'_>| cells.get(&address.column).is_some_and(|value| value.amount().is_some());
        row.is_some_and(|row| of(row.cells()) || of(row.stated()))
    };
    let cells: Vec<CellAddress> = origin.recognised().into_iter().filter(is_amount).collect();
    if cells.is_empty() {
        return;
    }
    let text = format!(
        "有 {} 个数在图片上，由外部识别程序读出，每个都有批注“{RECOGNISED}”；请对照原件逐个核对",
        cells.len()
    );
    let whole = NoteKey { kind: NoteKind::Import, place: String::new(), of: "图片识别".to_owned() };
    budget.notes.insert(whole, Note { text, ..Note::default() });
    for cell in cells {
        let key = NoteKey { kind: NoteKind::Comment, place: cell.to_string(), of: "001".to_owned() };
        budget.notes.insert(key, Note { text: RECOGNISED.to_owned(), ..Note::default() });
    }
}

/// Says how much could not be read, and where, in the report and beside the budget.
pub(super) fn tell_unreadable(imported: &mut Imported, text: &str, encoding: &str, count: usize) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<u32> = (1..)
        .zip(text.split('\n'))
        .filter(|(_, line)| line.contains('\u{fffd}'))
        .map(|(number, _)| number)
        .collect();
    let message = format!(
        "有 {count} 处字节按 {encoding} 读不出来（第 {} 行），已换成“\u{fffd}”；请对照原文改正",
        line_list(&lines)
    );
    let line = lines.first().copied().unwrap_or(0);
    imported.report.notes.push(ImportNote { line, kind: ReportNote::Unreadable, text: message.clone() });
    let key = NoteKey { kind: NoteKind::Import, place: String::new(), of: "编码".to_owned() };
    imported.budget.notes.insert(key, Note { text: message, ..Note::default() });
}
