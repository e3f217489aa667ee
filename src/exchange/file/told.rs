//! What is kept beside a budget of how its file could be read: figures of another program, bytes that are no text.

use super::super::origin::{Content, Origin, Piece};
use super::super::report::line_list;
use super::super::{ImportNote, Imported, NoteKind as ReportNote};
use crate::model::{Budget, CellAddress, CellsView, HIDDEN_LINES, Note, NoteKey, NoteKind};
use crate::text::years;

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

/// What is said of a file whose name gives one year and whose content another: it may be the wrong one.
pub(super) fn of_another_year(name: &str, year: i32) -> Option<String> {
    let [named] = *years(name).as_slice() else { return None };
    let is_budgets = ["预算", "决算"].iter().any(|word| name.contains(word));
    (named != year && is_budgets && name.contains(&format!("{named}年"))).then(|| {
        format!("文件“{name}”的名称写的是 {named} 年，内容是 {year} 年的；请核对是不是放错了文件，再改文件名或换文件")
    })
}

/// Says beside each table which rows and columns of its sheet are hidden and were left out: what is not there may be hidden. Gives
/// what it said, in the words in which the file's own notes say it.
pub(super) fn tell_hidden(imported: &mut Imported, piece: &Piece) -> Vec<String> {
    let Content::Blocks(document, places) = &piece.content else { return Vec::new() };
    let mut told = Vec::new();
    for (sheet, what) in &document.hidden {
        let is_on_sheet = |line: u32| {
            let nth = line.checked_sub(piece.first).and_then(|nth| usize::try_from(nth).ok());
            let place = nth.and_then(|nth| places.get(nth)?.as_ref());
            let page = place.and_then(|place| document.pages.get(usize::try_from(place.page).ok()?));
            page.is_some_and(|page| page.name.as_ref() == Some(sheet))
        };
        // The line of its title may stand on another sheet; that of its last row does not.
        let tables = imported
            .report
            .tables
            .iter()
            .filter(|table| table.lines.iter().any(|(first, last)| (*first..=*last).any(is_on_sheet)));
        for table in tables {
            told.push(format!("“{sheet}”的{what}是隐藏的"));
            let key = NoteKey {
                kind: NoteKind::Import,
                place: table.table.to_string(),
                of: HIDDEN_LINES.to_owned(),
            };
            let note =
                imported.budget.notes.entry(key).or_insert_with(|| Note { settled: true, ..Note::default() });
            if !note.text.is_empty() {
                note.text.push('；');
            }
            note.text.push_str(&format!("原件的{what}是隐藏的，没有读入"));
        }
    }
    told
}
