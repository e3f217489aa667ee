//! The text of a budget file: RON in stable order, one row, paragraph or unplaced line a line, so
//! that a line diff of two versions shows where the budgets differ and nothing else.
//!
//! Written by hand and not through `serde`, for two reasons: which values share a line follows their
//! meaning here, not their depth, and kept fields ([`Extras`]) have names that `serde` cannot write.
//! It cannot fail. Files and folders are the business of [`super::save`].

use std::fmt::Write;

use rayon::prelude::*;
use rust_decimal::Decimal;

use super::disk::CURRENT;
use super::extras::{Extra, Extras, Owner};
use crate::model::{
    Budget, CellsView, Coverage, Note, NoteKey, Original, RowsInOrder, Table, TableKey, Unplaced, ValueView,
};

/// So many rows are written by one core at a time.
const ROWS: usize = 4096;

const ROW_INDENT: &str = "                ";

/// The file's text for a budget, with the fields that were kept from loading it.
pub fn to_text(budget: &Budget, extras: &Extras) -> String {
    let mut out = String::from("(\n");
    field(&mut out, 1, "yusuan", &CURRENT.to_string());
    field(&mut out, 1, "format", &quoted(&budget.format));
    field(&mut out, 1, "year", &budget.year.to_string());
    field(&mut out, 1, "department", &department(budget, extras));
    text_field(&mut out, 1, "source", &budget.source);
    if !budget.originals.is_empty() {
        let line = |original: &Original| quoted(&original.to_line());
        let originals: Vec<String> = budget.originals.iter().map(line).collect();
        field(&mut out, 1, "originals", &format!("[{}]", originals.join(", ")));
    }
    if !budget.own_format.is_empty() {
        text_field(&mut out, 1, "own_format", &budget.own_format);
    }
    open(&mut out, 1, "tables: {");
    for (key, content) in &budget.tables {
        table(&mut out, key, content, extras);
    }
    open(&mut out, 1, "},");
    open(&mut out, 1, "narrative: [");
    for (at, section) in budget.narrative.iter().enumerate() {
        open(&mut out, 2, "(");
        text_field(&mut out, 3, "key", &section.key);
        text_field(&mut out, 3, "title", &section.title);
        open(&mut out, 3, "paragraphs: [");
        for paragraph in &section.paragraphs {
            open(&mut out, 4, &format!("{},", quoted(paragraph)));
        }
        open(&mut out, 3, "],");
        extra_fields(&mut out, 3, extras.of_section(budget, at));
        open(&mut out, 2, "),");
    }
    open(&mut out, 1, "],");
    if !budget.notes.is_empty() {
        open(&mut out, 1, "notes: [");
        for (key, content) in &budget.notes {
            open(&mut out, 2, &format!("{},", note(key, content, extras.of(&Owner::Note(key.clone())))));
        }
        open(&mut out, 1, "],");
    }
    open(&mut out, 1, "unplaced: [");
    for (at, line) in budget.unplaced.iter().enumerate() {
        open(&mut out, 2, &format!("{},", unplaced(line, extras.of_unplaced(budget, at))));
    }
    open(&mut out, 1, "],");
    extra_fields(&mut out, 1, extras.of(&Owner::File));
    out.push_str(")\n");
    out
}

fn department(budget: &Budget, extras: &Extras) -> String {
    let department = &budget.department;
    let mut line = Line::default();
    line.text("code", &department.code);
    line.text("name", &department.name);
    line.text("full_name", &department.full_name);
    line.extras(extras.of(&Owner::Department));
    line.end()
}

fn table(out: &mut String, key: &TableKey, table: &Table, extras: &Extras) {
    open(out, 2, &format!("{}: (", quoted(key.as_str())));
    match table.coverage {
        Coverage::Full => {}
        Coverage::Partial => field(out, 3, "coverage", "缺页"),
        Coverage::Absent => field(out, 3, "coverage", "缺表"),
        Coverage::Unread => field(out, 3, "coverage", "未读出"),
        Coverage::Derived => field(out, 3, "coverage", "汇总"),
    }
    text_field(out, 3, "remark", &table.remark);
    text_field(out, 3, "note", &table.note);
    open(out, 3, "rows: [");
    let all = table.rows();
    let parts: Vec<String> = (0..all.len().div_ceil(ROWS))
        .into_par_iter()
        .map(|part| rows(key, all.within(part * ROWS..(part + 1) * ROWS), extras))
        .collect();
    out.reserve(parts.iter().map(String::len).sum());
    parts.iter().for_each(|part| out.push_str(part));
    open(out, 3, "],");
    extra_fields(out, 3, extras.of(&Owner::Table(key.clone())));
    open(out, 2, "),");
}

/// Rows, each on a line of its own.
fn rows(key: &TableKey, rows: RowsInOrder<'_>, extras: &Extras) -> String {
    let mut out = String::with_capacity(rows.len() * 256);
    for row in rows {
        let kept =
            if extras.is_empty() { &[] } else { extras.of(&Owner::Row(key.clone(), row.key().clone())) };
        out.push_str(ROW_INDENT);
        let mut line = Line(out, false);
        line.field("key", |out| quote(out, row.key().as_str()));
        line.text("kind", row.kind().as_str());
        line.map("text", row.cells(), ValueView::text, quote);
        line.map("amounts", row.cells(), ValueView::amount, put_amount);
        line.map("stated", row.stated(), ValueView::amount, put_amount);
        line.map("stated_text", row.stated(), ValueView::text, quote);
        line.text("remark", row.remark());
        line.extras(kept);
        out = line.end();
        out.push_str(",\n");
    }
    out
}

fn note(key: &NoteKey, note: &Note, extras: &[Extra]) -> String {
    let mut line = Line::default();
    line.field("kind", |out| quote(out, key.kind.label()));
    line.text("place", &key.place);
    line.text("of", &key.of);
    line.text("text", &note.text);
    line.text("by", &note.by);
    line.text("date", &note.date);
    line.text("about", &note.about);
    if note.settled {
        line.field("settled", |out| out.push_str("true"));
    }
    if !note.columns.is_empty() {
        let columns: Vec<String> = note.columns.iter().map(|key| quoted(key.as_str())).collect();
        line.field("columns", |out| out.push_str(&format!("[{}]", columns.join(", "))));
    }
    line.extras(extras);
    line.end()
}

fn unplaced(unplaced: &Unplaced, extras: &[Extra]) -> String {
    let mut line = Line::default();
    line.field("line", |out| out.push_str(&unplaced.line.to_string()));
    line.text("text", &unplaced.text);
    line.text("reason", &unplaced.reason);
    line.extras(extras);
    line.end()
}

/// An amount is a string on disk, so that no reader takes it for a float.
fn put_amount(out: &mut String, mut amount: Decimal) {
    if amount.is_zero() {
        // There is one zero of each scale; a sign would be lost in reading.
        amount.set_sign_positive(true);
    }
    // Writing into a string cannot fail.
    let _ = write!(out, "\"{amount}\"");
}

/// One struct on one line, behind what is written already; and whether a field of it is.
#[derive(Default)]
struct Line(String, bool);

impl Line {
    fn field(&mut self, name: &str, put: impl FnOnce(&mut String)) {
        self.0.push_str(if self.1 { ", " } else { "(" });
        self.1 = true;
        self.0.push_str(name);
        self.0.push_str(": ");
        put(&mut self.0);
    }

    /// A text, unless it is empty.
    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.field(name, |out| quote(out, text));
        }
    }

    /// The cells in which `of` finds something, unless there are none.
    fn map<'a, T>(
        &mut self,
        name: &str,
        cells: CellsView<'a>,
        of: impl Fn(ValueView<'a>) -> Option<T>,
        put: impl Fn(&mut String, T),
    ) {
        let mut entries = cells.iter().filter_map(|(column, value)| Some((column, of(value)?))).peekable();
        if entries.peek().is_none() {
            return;
        }
        self.field(name, |out| {
            for (at, (column, value)) in entries.enumerate() {
                out.push_str(if at == 0 { "{" } else { ", " });
                quote(out, column.as_str());
                out.push_str(": ");
                put(out, value);
            }
            out.push('}');
        });
    }

    fn extras(&mut self, extras: &[Extra]) {
        for extra in extras {
            self.field(&identifier(&extra.name), |out| out.push_str(&extra.ron));
        }
    }

    fn end(mut self) -> String {
        self.0.push_str(if self.1 { ")" } else { "()" });
        self.0
    }
}

fn open(out: &mut String, depth: usize, line: &str) {
    for _ in 0..depth {
        out.push_str("    ");
    }
    out.push_str(line);
    out.push('\n');
}

fn field(out: &mut String, depth: usize, name: &str, ron: &str) {
    open(out, depth, &format!("{name}: {ron},"));
}

/// A text on a line of its own, unless it is empty.
fn text_field(out: &mut String, depth: usize, name: &str, text: &str) {
    if !text.is_empty() {
        field(out, depth, name, &quoted(text));
    }
}

fn extra_fields(out: &mut String, depth: usize, extras: &[Extra]) {
    for extra in extras {
        field(out, depth, &identifier(&extra.name), &extra.ron);
    }
}

/// A field's name, marked as raw where RON wants it.
fn identifier(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || ('\u{4e00}'..='\u{9fff}').contains(&c);
    if name.chars().all(plain) && !name.starts_with(|c: char| c.is_ascii_digit()) {
        name.to_owned()
    } else {
        format!("r#{name}")
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    quote(&mut out, text);
    out
}

/// A text in quotes. What would break the line, or hide in it, is escaped; all else, Chinese above
/// all, stays as it is.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    // Nearly all texts have nothing to escape; what needs it begins with one of these bytes.
    let may_need = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'\\' | 0x7f | 0xc2 | 0xe2 | 0xef);
    if text.bytes().any(may_need) {
        escape(out, text);
    } else {
        out.push_str(text);
    }
    out.push('"');
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || is_hidden(c) => {
                // Writing into a string cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

/// Line and paragraph separators, marks of direction, the byte order mark.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_on_its_line_and_reads_back() {
        for (text, expected) in [
            ("行政运行", "\"行政运行\""),
            ("全角　“引号”！", "\"全角　“引号”！\""),
            ("a\"b\\c", r#""a\"b\\c""#),
            ("一\r\n二\t三", r#""一\r\n二\t三""#),
            ("it's 🀄", "\"it's 🀄\""),
            ("\u{0}\u{85}\u{2028}\u{202e}", r#""\u{0}\u{85}\u{2028}\u{202e}""#),
        ] {
            assert_eq!(quoted(text), expected);
            assert_eq!(ron::from_str::<String>(&quoted(text)).unwrap(), text);
        }
    }

    #[test]
    fn names_of_fields_are_marked_where_ron_wants_it() {
        for (name, expected) in [("审核_1", "审核_1"), ("a.b", "r#a.b"), ("1a", "r#1a"), ("é", "r#é")] {
            assert_eq!(identifier(name), expected);
        }
    }
}
