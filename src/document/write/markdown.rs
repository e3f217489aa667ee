//! Markdown: tables with bars, a joined cell once, at its first row and column.

use std::fmt::Write;

use crate::compare::{Fate, Piece};
use crate::document::{Content, Document, PrintedRow, PrintedTable, TextBlock};

/// The document as Markdown.
pub(super) fn write(document: &Document) -> String {
    let mut out = String::new();
    for line in &document.cover {
        paragraph(&mut out, line);
    }
    let contents = document.contents();
    if !document.cover.is_empty() && !contents.is_empty() {
        paragraph(&mut out, "目录");
        for (level, title) in contents {
            let indent = "  ".repeat(usize::from(level.saturating_sub(1)));
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{indent}- {}", escaped(&title));
        }
        out.push('\n');
    }
    let (before, behind) = document.text_around();
    write_text(&mut out, before);
    for table in &document.tables {
        write_table(&mut out, table);
    }
    write_text(&mut out, behind);
    out
}

fn write_text(out: &mut String, text: &[TextBlock]) {
    for block in text {
        match block {
            TextBlock::Heading(level, title) => {
                let marks = "#".repeat(usize::from(*level).clamp(1, 6));
                let _ = writeln!(out, "{marks} {}\n", escaped(title));
            }
            TextBlock::Paragraph(text) => paragraph(out, text),
        }
    }
}

fn paragraph(out: &mut String, text: &str) {
    let text = escaped(text);
    // What would begin a heading, a list or a quotation.
    match text.strip_prefix(['#', '+', '-', '>', '=']) {
        Some(rest) if text.len() > rest.len() => {
            let first = u32::from(text.as_bytes().first().copied().unwrap_or_default());
            let _ = write!(out, "&#{first};{rest}");
        }
        _ => out.push_str(&text),
    }
    out.push_str("\n\n");
}

fn write_table(out: &mut String, table: &PrintedTable) {
    let _ = writeln!(out, "## {}\n", escaped(&table.full_title()));
    for line in [table.form_number(), &table.whose, &table.unit].into_iter().filter(|line| !line.is_empty()) {
        paragraph(out, line);
    }
    let width = table.widths.len();
    let mut rows = table.rows();
    if let Some(first) = rows.next() {
        write_row(out, first, width);
        out.push('|');
        // Numbers stand on the right: a column is one of numbers if any of its cells is.
        for column in 0..width {
            let is_number = |row: &PrintedRow| {
                row.cells.iter().any(|cell| cell.column == column && cell.content.is_number())
            };
            out.push_str(if table.body.iter().any(is_number) { "--:|" } else { "---|" });
        }
        out.push('\n');
    }
    rows.for_each(|row| write_row(out, row, width));
    out.push('\n');
    for note in &table.notes {
        paragraph(out, note);
    }
}

fn write_row(out: &mut String, row: &PrintedRow, width: usize) {
    out.push('|');
    for column in 0..width {
        if let Some(cell) = row.cells.iter().find(|cell| cell.column == column) {
            let _ = match &cell.content {
                Content::Revised(pieces) => write!(out, " {}", revised(pieces)),
                Content::Number(..) => write!(out, " {}", in_cell(&cell.content.text())),
                // A wide blank is no mark: it is shown as it stands.
                content => {
                    let indent = "　".repeat(usize::from(cell.indent));
                    write!(out, " {indent}{}", in_cell(&content.text()))
                }
            };
        }
        out.push_str(" |");
    }
    out.push('\n');
}

/// A revised text in a cell: what went is struck out, what came is underlined.
fn revised(pieces: &[Piece]) -> String {
    let pieces = pieces.iter().map(|piece| match piece.fate {
        Fate::Kept => in_cell(&piece.text),
        Fate::Gone => format!("<del>{}</del>", in_cell(&piece.text)),
        Fate::Come => format!("<ins>{}</ins>", in_cell(&piece.text)),
    });
    pieces.collect()
}

/// A text in a cell: a bar ends none, and a backslash before it stands for itself.
fn in_cell(text: &str) -> String {
    escaped(text).replace('\\', "\\\\").replace('|', "\\|")
}

/// A text in one line, in which nothing is taken for a mark.
fn escaped(text: &str) -> String {
    let line =
        text.split(['\n', '\r']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // As entities, which stand for themselves in cells and in lines alike.
            '*' | '_' | '`' | '~' | '[' | ']' => drop(write!(out, "&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
