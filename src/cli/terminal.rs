//! What the commands write, on its way to the terminal: budgets, names of files and messages may hold what others
//! wrote, and none of that may steer the terminal it is shown on. Knows no command.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{steers, visible_lines};

/// Output in which nothing steers the terminal. Lines are the writer's own: what must stay on one of them is
/// made so ([`visible`](crate::text::visible)) before it comes here.
pub(super) struct Terminal<W>(pub W);

impl<W: Write> Write for Terminal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        // All that is written here is text, and a piece of it is never half a character.
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.split("\r\n");
        if let Some(first) = lines.next() {
            self.0.write_all(visible_lines(first).as_bytes())?;
        }
        lines.try_for_each(|line| {
            self.0.write_all(b"\r\n")?;
            self.0.write_all(visible_lines(line).as_bytes())
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes a value as JSON, on one line unless it is to be pretty. JSON escapes only the oldest of the characters
/// that steer a terminal; the others stand escaped as well.
pub(super) fn json_to(out: &mut dyn Write, value: &impl Serialize, pretty: bool) -> io::Result<()> {
    let text = if pretty { serde_json::to_string_pretty(value)? } else { serde_json::to_string(value)? };
    if !text.contains(|c| steers(c) && c != '\n') {
        return writeln!(out, "{text}");
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        // A line break stands between values only.
        if steers(c) && c != '\n' {
            let units = c.encode_utf16(&mut [0; 2]).to_vec();
            escaped.extend(units.into_iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            escaped.push(c);
        }
    }
    writeln!(out, "{escaped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        let mut out = Terminal(Vec::new());
        write!(out, "一\u{1b}[31m\n\t二\u{202e}\r\n三\r四\u{9b}").unwrap();
        let said = String::from_utf8(out.0).unwrap();
        assert_eq!(said, "一\\u{1b}[31m\n\t二\\u{202e}\r\n三 四\\u{9b}");
    }

    #[test]
    fn json_stays_json() {
        let name = "甲\u{1b}\u{9b}\u{202e}\n\u{7f}\u{e0041}乙";
        for pretty in [false, true] {
            let mut out = Vec::new();
            json_to(&mut out, &serde_json::json!({ "name": name }), pretty).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(!text.trim_end().contains(|c| steers(c) && c != '\n'), "{text:?}");
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(read["name"], name);
        }
    }
}
