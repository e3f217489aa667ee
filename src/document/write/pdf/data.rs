//! A document as the data that the typesetter's template reads: texts, and cells with their places.

use std::ops::Range;

use serde_json::{Value, json};

use crate::document::write::fitting::{Fit, INSET, MARGIN, points};
use crate::document::write::joined::{self, Group};
use crate::document::{Document, PrintedCell, PrintedRow, PrintedTable, TextBlock};
use crate::text::is_cjk;

/// The data of a whole document, whose tables' further pages begin with these rows.
pub(super) fn data(document: &Document, starts: &[Vec<usize>]) -> Value {
    let (before, (_, behind)) = (document.text_on_own_pages(), document.text_around());
    json!({
        "title": document.title,
        "cover": document.cover,
        "contents": !document.cover.is_empty() && !document.contents().is_empty(),
        "text": text(before),
        "behind": text(behind),
        "tables": document.tables.iter().enumerate().map(|(at, of)| table(at, of, starts)).collect::<Vec<_>>(),
    })
}

fn text(blocks: &[TextBlock]) -> Vec<Value> {
    let block = |block: &TextBlock| match block {
        TextBlock::Heading(level, title) => {
            json!({ "level": (*level).clamp(1, 3), "text": lines(&parted(title)) })
        }
        TextBlock::Paragraph(text) => json!({ "level": 0, "text": lines(text) }),
    };
    blocks.iter().map(block).collect()
}

/// A heading whose number is parted from its name by a blank as wide as a letter, as documents print it: a narrow one between
/// Chinese letters is hardly to be seen.
fn parted(heading: &str) -> String {
    let mut out = String::new();
    let mut letters = heading.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_between =
            out.chars().next_back().is_some_and(is_cjk) && letters.peek().copied().is_some_and(is_cjk);
        out.push(if letter == ' ' && is_between { '　' } else { letter });
    }
    out
}

/// The typesetter has no tabs: what they part is parted by a blank.
fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(|line| line.replace('\t', "　")).collect()
}

fn table(nth: usize, table: &PrintedTable, starts: &[Vec<usize>]) -> Value {
    let fit = Fit::new(table);
    let (width, height) = points(fit.paper);
    let header = table.header.len();
    let body = joined::cut(table, starts.get(nth).map(Vec::as_slice).unwrap_or_default());
    let rows = |from: usize, rows: &[PrintedRow]| -> Vec<Value> {
        (from..).zip(rows).flat_map(|(at, row)| row_data(&fit, at, row, at < header)).collect()
    };
    let part = |range: &Range<usize>| rows(header + range.start, body.get(range.clone()).unwrap_or_default());
    let groups = joined::groups(table);
    let group = |group: &Group| json!({ "heads": part(&group.heads), "rows": part(&group.rows) });
    json!({
        "above": text(&table.above),
        "title": table.full_title(),
        "title-size": fit.title_size(&table.full_title()),
        "picture": table.picture.as_ref().map_or("", |picture| picture.svg.as_str()),
        "said": table.picture.as_ref().map_or("", |picture| picture.said.as_str()),
        "form": table.form_number(),
        "whose": table.whose,
        "unit": table.unit,
        "notes": table.notes.iter().map(|note| lines(note)).collect::<Vec<_>>(),
        "width": width,
        "height": height,
        "margin": MARGIN,
        "inset": INSET,
        "size": fit.size,
        "columns": fit.widths,
        "header": rows(0, &table.header),
        "nth": nth,
        "marked": joined::has_joined(table),
        "body": groups.iter().map(group).collect::<Vec<_>>(),
    })
}

/// The cells of a row. One without a word in it keeps the height of a line all the same.
fn row_data(fit: &Fit, at: usize, row: &PrintedRow, is_header: bool) -> Vec<Value> {
    let is_head = is_header || row.is_head;
    let is_blank = row.cells.iter().all(|cell| cell.content.text().is_empty());
    let first = row.cells.iter().position(|cell| cell.rows <= 1);
    let of_cell = |(nth, cell): (usize, &PrintedCell)| {
        let side = cell.content.side(is_head);
        json!({
            "x": cell.column,
            "y": at,
            "columns": cell.columns.max(1),
            "rows": cell.rows.max(1),
            "text": fit.lines(cell).iter().flat_map(|line| lines(line)).collect::<Vec<_>>(),
            "side": side,
            "bold": is_head || cell.is_total,
            "indent": if is_head { 0 } else { cell.indent },
            "breaks": cell.rows > 1 || !is_header && fit.is_high(cell),
            "strut": is_blank && nth == 0,
            "first": first == Some(nth),
        })
    };
    row.cells.iter().enumerate().map(of_cell).collect()
}
