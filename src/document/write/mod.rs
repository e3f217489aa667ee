//! The writers: a document as the bytes of a file, one kind a file. None knows a budget.

mod fit;
mod fitting;
mod html;
mod joined;
mod lines;
mod markdown;
#[cfg(feature = "pdf")]
mod pdf;
mod word;
mod workbook;
mod xml;

use super::{Document, Kind};

/// A document as the bytes of a file.
///
/// # Errors
/// Says in Chinese why it cannot be written as a file of that kind.
pub fn to_bytes(document: &Document, kind: Kind) -> Result<Vec<u8>, String> {
    to_bytes_with_remarks(document, kind).map(|(bytes, _)| bytes)
}

/// The same, with what files of that kind do not show as it should be.
///
/// # Errors
/// Likewise.
pub fn to_bytes_with_remarks(document: &Document, kind: Kind) -> Result<(Vec<u8>, Vec<String>), String> {
    if document.is_empty() {
        return Err("这份预算里没有可以写出的内容".to_owned());
    }
    let of_paper = || document.tables.iter().filter_map(fitting::remark);
    let written = match kind {
        #[cfg(feature = "pdf")]
        Kind::Pdf => {
            let (bytes, mut remarks) =
                pdf::write(document).map_err(|error| format!("写不成 PDF：{error}"))?;
            remarks.extend(of_paper());
            return Ok((bytes, remarks));
        }
        #[cfg(not(feature = "pdf"))]
        Kind::Pdf => Err(Kind::NO_PDF.to_owned()),
        Kind::Markdown => Ok(markdown::write(document).into_bytes()),
        Kind::Html => Ok(html::write(document).into_bytes()),
        Kind::Word => word::write(document).map_err(|error| format!("写不成 Word 文档：{error}")),
        Kind::Workbook => match too_long(document) {
            Some(place) => Err(format!("写不成工作簿：{place}")),
            None => workbook::write(document).map_err(|error| format!("写不成工作簿：{error}")),
        },
    };
    let is_on_paper = matches!(kind, Kind::Word | Kind::Workbook);
    written.map(|bytes| (bytes, of_paper().filter(|_| is_on_paper).collect()))
}

/// Says which cell holds more than a cell of a workbook can.
fn too_long(document: &Document) -> Option<String> {
    const MOST: usize = 32_767;
    document.tables.iter().chain(&document.lines).find_map(|table| {
        let cells = table.rows().flat_map(|row| row.cells.iter().map(move |cell| (row, cell)));
        let texts = cells.map(|(row, cell)| {
            let first = row.cells.first().map(|cell| cell.content.text()).unwrap_or_default();
            let place: String = first.chars().take(20).collect();
            (format!("“{place}”行第 {} 栏", cell.column + 1), cell.content.text())
        });
        let notes = table.notes.iter().map(|note| ("表下的注".to_owned(), note.clone()));
        let (place, count) = texts
            .chain(notes)
            .map(|(place, text)| (place, text.encode_utf16().count()))
            .find(|(_, count)| *count > MOST)?;
        let title = table.full_title();
        Some(format!(
            "{title}{place}有 {count} 字，Excel 一格最多 {MOST} 字；请缩短这段文字，或导出为 Word 文档"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Content, PrintedCell, PrintedRow, PrintedTable};

    #[test]
    fn a_text_that_no_cell_holds_is_said_with_its_place() {
        let cell =
            PrintedCell { column: 2, content: Content::Text("长".repeat(32_768)), ..PrintedCell::default() };
        let row = PrintedRow { cells: vec![cell], is_head: false };
        let table = PrintedTable { label: "表9".to_owned(), body: vec![row], ..PrintedTable::default() };
        let document = Document { tables: vec![table], ..Document::default() };
        let error = to_bytes(&document, Kind::Workbook).unwrap_err();
        assert!(error.contains("表9") && error.contains("第 3 栏") && error.contains("32768"), "{error}");
    }
}
