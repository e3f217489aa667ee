//! A table of a Word file: what stands above it, its header on every page, joined cells, and its notes.

use super::pages::{LINE, page_starts};
use super::remarks::Remarks;
use super::run::run;
use crate::compare::{Fate, Piece};
use crate::document::write::fitting::Fit;
use crate::document::write::joined;
use crate::document::write::xml::Xml;
use crate::document::{Content, PrintedCell, PrintedRow, PrintedTable};

/// A cell in its row: the printed one, or a place that one of a row above covers.
enum Placed<'a> {
    Own(&'a PrintedCell),
    Covered(&'a PrintedCell),
}

/// How the cells of a table are laid out, and where what people remarked on them is gathered.
struct Laid<'a> {
    widths: &'a [u32],
    size: &'a str,
    remarks: &'a Remarks,
}

/// Writes a table below its title.
pub(super) fn write_table(xml: &mut Xml, table: &PrintedTable, fit: &Fit, remarks: &Remarks) {
    // In twentieths of a point, and letters in half points.
    let widths: Vec<u32> = fit.widths.iter().map(|width| (width * 20.0) as u32).collect();
    let room = widths.iter().sum();
    above(xml, table, room);
    let size = &((fit.size * 2.0) as u32).to_string();
    let laid = Laid { widths: &widths, size, remarks };
    let body = joined::cut(table, &page_starts(table, fit));
    let rows = |range: std::ops::Range<usize>| body.get(range).unwrap_or_default();
    // Word repeats only the first rows of a table: heads further down begin one of their own.
    let groups = joined::groups(table);
    for (at, group) in groups.iter().enumerate() {
        if at > 0 {
            xml.open("w:p", &[]).open("w:pPr", &[]).leaf("w:pStyle", &[("w:val", "TableText")]);
            xml.leaf("w:spacing", &[("w:line", "20"), ("w:lineRule", "exact")]).close("w:pPr").close("w:p");
        }
        let heads = table.header.iter().filter(|_| at == 0).chain(rows(group.heads.clone()));
        write_rows(xml, heads.collect(), rows(group.rows.clone()), &laid);
    }
    if groups.is_empty() {
        write_rows(xml, table.header.iter().collect(), &[], &laid);
    }
    for note in &table.notes {
        xml.open("w:p", &[]).open("w:pPr", &[]).leaf("w:pStyle", &[("w:val", "TableNote")]).close("w:pPr");
        run(xml, note);
        xml.close("w:p");
    }
}

/// Rows with the heads that stand above them on every page.
fn write_rows(xml: &mut Xml, heads: Vec<&PrintedRow>, rows: &[PrintedRow], laid: &Laid<'_>) {
    let widths = laid.widths;
    let room: u32 = widths.iter().sum();
    xml.open("w:tbl", &[]).open("w:tblPr", &[]).leaf("w:tblStyle", &[("w:val", "Table")]);
    xml.leaf("w:tblW", &[("w:w", &room.to_string()), ("w:type", "dxa")]);
    xml.leaf("w:tblLayout", &[("w:type", "fixed")]).close("w:tblPr").open("w:tblGrid", &[]);
    for width in widths {
        xml.leaf("w:gridCol", &[("w:w", &width.to_string())]);
    }
    xml.close("w:tblGrid");
    let mut covering: Vec<(&PrintedCell, usize)> = Vec::new();
    for row in &heads {
        write_row(xml, row, true, &mut covering, laid);
    }
    for row in rows {
        write_row(xml, row, false, &mut covering, laid);
    }
    xml.close("w:tbl");
}

/// The number of its form on the right; below that whose it is on the left, its unit on the right.
fn above(xml: &mut Xml, table: &PrintedTable, room: u32) {
    if !table.form_number().is_empty() {
        line_above(xml, "", table.form_number(), room);
    }
    line_above(xml, &table.whose, &table.unit, room);
}

fn line_above(xml: &mut Xml, left: &str, right: &str, room: u32) {
    xml.open("w:p", &[]).open("w:pPr", &[]).leaf("w:pStyle", &[("w:val", "TableHead")]);
    xml.open("w:tabs", &[]).leaf("w:tab", &[("w:val", "right"), ("w:pos", &room.to_string())]);
    xml.close("w:tabs").close("w:pPr");
    run(xml, left);
    xml.open("w:r", &[]).leaf("w:tab", &[]).close("w:r");
    run(xml, right);
    xml.close("w:p");
}

fn write_row<'a>(
    xml: &mut Xml,
    row: &'a PrintedRow,
    is_header: bool,
    covering: &mut Vec<(&'a PrintedCell, usize)>,
    laid: &Laid<'_>,
) {
    let mut cells: Vec<Placed<'a>> = covering.iter().map(|(cell, _)| Placed::Covered(cell)).collect();
    cells.extend(row.cells.iter().map(Placed::Own));
    cells.sort_by_key(|placed| placed.cell().column);
    xml.open("w:tr", &[]).open("w:trPr", &[]).leaf("w:cantSplit", &[]);
    if is_header {
        xml.leaf("w:tblHeader", &[]);
    }
    xml.close("w:trPr");
    for placed in &cells {
        write_cell(xml, placed, row.is_head, laid);
    }
    xml.close("w:tr");
    for (_, left) in covering.iter_mut() {
        *left -= 1;
    }
    covering.retain(|(_, left)| *left > 0);
    covering.extend(row.cells.iter().filter(|cell| cell.rows > 1).map(|cell| (cell, cell.rows - 1)));
}

impl Placed<'_> {
    fn cell(&self) -> &PrintedCell {
        match self {
            Self::Own(cell) | Self::Covered(cell) => cell,
        }
    }
}

fn write_cell(xml: &mut Xml, placed: &Placed<'_>, is_head: bool, laid: &Laid<'_>) {
    let (cell, widths, size) = (placed.cell(), laid.widths, laid.size);
    let width: u32 = widths.iter().skip(cell.column).take(cell.columns).sum();
    xml.open("w:tc", &[]).open("w:tcPr", &[]);
    xml.leaf("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
    if cell.columns > 1 {
        xml.leaf("w:gridSpan", &[("w:val", &cell.columns.to_string())]);
    }
    match placed {
        Placed::Own(cell) if cell.rows > 1 => drop(xml.leaf("w:vMerge", &[("w:val", "restart")])),
        Placed::Own(_) => {}
        Placed::Covered(_) => drop(xml.leaf("w:vMerge", &[])),
    }
    xml.leaf("w:vAlign", &[("w:val", "center")]).close("w:tcPr");
    xml.open("w:p", &[]).open("w:pPr", &[]).leaf("w:pStyle", &[("w:val", "TableText")]);
    // Letters are told in half points, lines in twentieths of one.
    let line = (size.parse::<f32>().unwrap_or(18.0) * 10.0 * LINE).round().to_string();
    xml.leaf("w:spacing", &[("w:line", &line), ("w:lineRule", "exact")]);
    if cell.indent > 0 && !is_head {
        // In letters, and in twentieths of a point for programs that do not count in letters.
        let left = f32::from(cell.indent) * size.parse::<f32>().unwrap_or(18.0) * 10.0;
        let letters = u32::from(cell.indent) * 100;
        let (letters, left) = (letters.to_string(), left.round().to_string());
        xml.leaf("w:ind", &[("w:leftChars", &letters), ("w:left", &left)]);
    }
    let side = cell.content.side(is_head);
    xml.leaf("w:jc", &[("w:val", side)]).close("w:pPr");
    let whole = [Piece { fate: Fate::Kept, text: cell.content.text() }];
    let pieces = match &cell.content {
        Content::Revised(pieces) => pieces.as_slice(),
        _ => whole.as_slice(),
    };
    if matches!(placed, Placed::Own(_)) {
        let remark = (!cell.comment.is_empty()).then(|| laid.remarks.take(&cell.comment));
        if let Some(number) = &remark {
            xml.leaf("w:commentRangeStart", &[("w:id", number)]);
        }
        for piece in pieces.iter().filter(|piece| !piece.text.is_empty()) {
            write_piece(xml, piece, is_head || cell.is_total, size);
        }
        if let Some(number) = &remark {
            xml.leaf("w:commentRangeEnd", &[("w:id", number)]);
            xml.open("w:r", &[]).leaf("w:commentReference", &[("w:id", number)]).close("w:r");
        }
    }
    xml.close("w:p").close("w:tc");
}

/// A piece of a text: what went is struck out, what came is underlined, and colour only repeats that.
fn write_piece(xml: &mut Xml, piece: &Piece, is_bold: bool, size: &str) {
    for (at, line) in piece.text.split('\n').enumerate() {
        xml.open("w:r", &[]).open("w:rPr", &[]);
        if is_bold {
            xml.leaf("w:b", &[]);
        }
        match piece.fate {
            Fate::Kept => {}
            Fate::Gone => drop(xml.leaf("w:strike", &[]).leaf("w:color", &[("w:val", "A61C1C")])),
            Fate::Come => drop(xml.leaf("w:color", &[("w:val", "1C6B3A")])),
        }
        xml.leaf("w:sz", &[("w:val", size)]);
        if piece.fate == Fate::Come {
            xml.leaf("w:u", &[("w:val", "single")]);
        }
        xml.close("w:rPr");
        if at > 0 {
            xml.leaf("w:br", &[]);
        }
        xml.element("w:t", &[("xml:space", "preserve")], line).close("w:r");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(column: usize, rows: usize, text: &str) -> PrintedCell {
        let content = Content::Text(text.to_owned());
        PrintedCell { column, columns: 1, rows, content, ..PrintedCell::default() }
    }

    fn row(cells: Vec<PrintedCell>, is_head: bool) -> PrintedRow {
        PrintedRow { cells, is_head }
    }

    #[test]
    fn heads_and_joined_cells_are_said_on_every_page() {
        let heads = |word: &str| row(vec![cell(0, 1, word), cell(1, 1, "内容")], true);
        let mut body =
            vec![heads("任务"), row(vec![cell(0, 1, "甲"), cell(1, 1, "乙")], false), heads("指标")];
        body.push(row(vec![cell(0, 120, "某单位"), cell(1, 1, "第 0 项")], false));
        body.extend((1..120).map(|at| row(vec![cell(1, 1, &format!("第 {at} 项"))], false)));
        let table = PrintedTable { widths: vec![100.0, 200.0], body, ..PrintedTable::default() };
        let mut xml = Xml::default();
        write_table(&mut xml, &table, &Fit::new(&table), &Remarks::default());
        let count = |part: &str| xml.0.matches(part).count();
        assert_eq!((count("<w:tbl>"), count("<w:tblHeader/>")), (2, 2));
        // 120 rows are more than two pages.
        assert_eq!(count(">某单位<"), count("<w:vMerge w:val=\"restart\"/>"));
        assert!(count(">某单位<") > 2, "{}", count(">某单位<"));
    }
}
