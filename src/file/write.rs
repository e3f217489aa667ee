//! The text of a budget file: RON in stable order, one row, paragraph or unplaced line a line, so
//! that a line diff of two versions shows where the budgets differ and nothing else.
//!
//! Written by hand and not through `serde`, for two reasons: which values share a line follows their
//! meaning here, not their depth, and kept fields ([`Extras`]) have names that `serde` cannot write.
//! It cannot fail. Files and folders are the business of [`super::save`].

use std::fmt::Write;

use super::disk::CURRENT;
use super::extras::{Extra, Extras, Owner};
use crate::model::{Budget, Cells, Coverage, Note, NoteKey, Row, Table, TableKey, Unplaced, Value};

/// The file's text for a budget, with the fields that were kept from loading it.
pub fn to_text(budget: &Budget, extras: &Extras) -> String {
    let mut out = String::from("(\n");
    field(&mut out, 1, "yusuan", &CURRENT.to_string());
    field(&mut out, 1, "format", &quoted(&budget.format));
    field(&mut out, 1, "year", &budget.year.to_string());
    field(&mut out, 1, "department", &department(budget, extras));
    text_field(&mut out, 1, "source", &budget.source);
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
    for content in table.rows() {
        let kept =
            if extras.is_empty() { &[] } else { extras.of(&Owner::Row(key.clone(), content.key.clone())) };
        open(out, 4, &format!("{},", row(content, kept)));
    }
    open(out, 3, "],");
    extra_fields(out, 3, extras.of(&Owner::Table(key.clone())));
    open(out, 2, "),");
}

fn row(row: &Row, extras: &[Extra]) -> String {
    let mut line = Line::default();
    line.field("key", &quoted(row.key.as_str()));
    line.text("kind", row.kind.as_str());
    line.map("text", &row.cells, text_of);
    line.map("amounts", &row.cells, amount_of);
    line.map("stated", &row.stated, amount_of);
    line.map("stated_text", &row.stated, text_of);
    line.text("remark", &row.remark);
    line.extras(extras);
    line.end()
}

fn note(key: &NoteKey, note: &Note, extras: &[Extra]) -> String {
    let mut line = Line::default();
    line.field("kind", &quoted(key.kind.label()));
    line.text("place", &key.place);
    line.text("of", &key.of);
    line.text("text", &note.text);
    line.text("by", &note.by);
    line.text("date", &note.date);
    line.text("about", &note.about);
    if note.settled {
        line.field("settled", "true");
    }
    line.extras(extras);
    line.end()
}

fn unplaced(unplaced: &Unplaced, extras: &[Extra]) -> String {
    let mut line = Line::default();
    line.field("line", &unplaced.line.to_string());
    line.text("text", &unplaced.text);
    line.text("reason", &unplaced.reason);
    line.extras(extras);
    line.end()
}

fn text_of(value: &Value) -> Option<String> {
    value.text().map(quoted)
}

/// An amount is a string on disk, so that no reader takes it for a float.
fn amount_of(value: &Value) -> Option<String> {
    value.amount().map(|mut amount| {
        if amount.is_zero() {
            // There is one zero of each scale; a sign would be lost in reading.
            amount.set_sign_positive(true);
        }
        format!("\"{amount}\"")
    })
}

/// One struct on one line.
#[derive(Default)]
struct Line(String);

impl Line {
    fn field(&mut self, name: &str, ron: &str) {
        self.0.push_str(if self.0.is_empty() { "(" } else { ", " });
        self.0.push_str(name);
        self.0.push_str(": ");
        self.0.push_str(ron);
    }

    /// A text, unless it is empty.
    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.field(name, &quoted(text));
        }
    }

    /// The cells of which `ron` makes something, unless there are none.
    fn map(&mut self, name: &str, cells: &Cells, ron: impl Fn(&Value) -> Option<String>) {
        let mut entries = cells.iter().filter_map(|(column, value)| Some((column, ron(value)?))).peekable();
        if entries.peek().is_some() {
            let entries: Vec<_> =
                entries.map(|(column, ron)| format!("{}: {ron}", quoted(column.as_str()))).collect();
            self.field(name, &format!("{{{}}}", entries.join(", ")));
        }
    }

    fn extras(&mut self, extras: &[Extra]) {
        for extra in extras {
            self.field(&identifier(&extra.name), &extra.ron);
        }
    }

    fn end(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('(');
        }
        self.0.push(')');
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

/// A text in quotes. What would break the line, or hide in it, is escaped; all else, Chinese above
/// all, stays as it is.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
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
    out.push('"');
    out
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
