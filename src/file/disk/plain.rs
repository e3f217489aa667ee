//! Rows as this program writes them, one a line, read without the RON parser: it takes a text character by
//! character, and there are as many rows as lines of a budget. Anything in the least unusual (an escaped
//! character, a field in another place, an amount of many digits) is not read here: whoever asks then reads the
//! text with the parser. What is read here is what the parser would give.

use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::model::{Cells, ColumnKey, KindKey, Row, RowKey, Text, Value};

/// Amounts of more digits, before and behind the point together, are left to the parser.
const MOST_DIGITS: usize = 15;

/// Reads rows, of which many have the same columns, kinds and texts: these are kept once.
#[derive(Default)]
pub(super) struct PlainRows<'t> {
    kinds: FxHashMap<&'t str, KindKey>,
    columns: FxHashMap<&'t str, ColumnKey>,
    texts: FxHashSet<Text>,
    /// By their number in the row above: the names of columns, and what stood there.
    above: Vec<(&'t str, ColumnKey)>,
    texts_above: Vec<(&'t str, Text)>,
    cells: Vec<(ColumnKey, Value)>,
}

/// What is left of a line.
struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    fn takes(&mut self, wanted: &str) -> bool {
        match self.0.strip_prefix(wanted) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, wanted: &str) -> Option<()> {
        self.takes(wanted).then_some(())
    }

    /// A text in quotes, without any escaped character.
    fn text(&mut self) -> Option<&'t str> {
        let rest = self.0.strip_prefix('"')?;
        let end = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\'))?;
        let (text, rest) = rest.split_at_checked(end)?;
        self.0 = rest.strip_prefix('"')?;
        Some(text)
    }
}

impl<'t> PlainRows<'t> {
    /// The row on a line, with its comma; `None` where it is not written as this program does.
    pub(super) fn read(&mut self, line: &'t str) -> Option<Row> {
        let mut rest = Rest(line.trim_ascii_end().trim_ascii_start());
        rest.expect("(key: ")?;
        let mut row = Row { key: RowKey::from(rest.text()?), ..Row::default() };
        if rest.takes(", kind: ") {
            let kind = rest.text()?;
            row.kind = self.kinds.entry(kind).or_insert_with(|| KindKey::from(kind)).clone();
        }
        let mut number = 0;
        if rest.takes(", text: {") {
            self.texts(&mut rest, &mut number)?;
        }
        if rest.takes(", amounts: {") {
            self.amounts(&mut rest, &mut number)?;
        }
        row.cells = self.taken()?;
        if rest.takes(", stated: {") {
            self.amounts(&mut rest, &mut number)?;
        }
        if rest.takes(", stated_text: {") {
            self.texts(&mut rest, &mut number)?;
        }
        row.stated = self.taken()?;
        if rest.takes(", remark: ") {
            row.remark = rest.text()?.to_owned();
        }
        (rest.0 == "),").then_some(row)
    }

    fn texts(&mut self, rest: &mut Rest<'t>, number: &mut usize) -> Option<()> {
        self.entries(rest, number, |rows, rest, number| {
            let text = rest.text()?;
            if let Some((above, known)) = rows.texts_above.get(number)
                && *above == text
            {
                return Some(Value::Text(known.clone()));
            }
            let read = rows.text(text);
            if let Some(above) = rows.texts_above.get_mut(number) {
                *above = (text, read.clone());
            } else if rows.texts_above.len() == number {
                rows.texts_above.push((text, read.clone()));
            }
            Some(Value::Text(read))
        })
    }

    fn amounts(&mut self, rest: &mut Rest<'t>, number: &mut usize) -> Option<()> {
        self.entries(rest, number, |_, rest, _| amount(rest.text()?).map(Value::Amount))
    }

    /// Cells up to the end of their map, of which there is at least one.
    fn entries(
        &mut self,
        rest: &mut Rest<'t>,
        number: &mut usize,
        mut value: impl FnMut(&mut Self, &mut Rest<'t>, usize) -> Option<Value>,
    ) -> Option<()> {
        loop {
            let column = self.column(rest.text()?, *number);
            rest.expect(": ")?;
            let value = value(self, rest, *number)?;
            self.cells.push((column, value));
            *number += 1;
            if rest.takes("}") {
                return Some(());
            }
            rest.expect(", ")?;
        }
    }

    fn column(&mut self, name: &'t str, number: usize) -> ColumnKey {
        if let Some((above, column)) = self.above.get(number)
            && *above == name
        {
            return column.clone();
        }
        let column = self.columns.entry(name).or_insert_with(|| ColumnKey::from(name)).clone();
        if let Some(above) = self.above.get_mut(number) {
            *above = (name, column.clone());
        } else if self.above.len() == number {
            self.above.push((name, column.clone()));
        }
        column
    }

    /// The cells that were read; `None` where two are in one column.
    fn taken(&mut self) -> Option<Cells> {
        let count = self.cells.len();
        let cells: Cells = self.cells.drain(..).collect();
        (cells.len() == count).then_some(cells)
    }

    fn text(&mut self, text: &str) -> Text {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let text = Text::of(SmolStr::new(text));
        if text.is_shared() {
            self.texts.insert(text.clone());
        }
        text
    }
}

/// An amount of two decimals at most, which any field holds.
fn amount(text: &str) -> Option<Decimal> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if matches!(fraction.len(), 1 | 2) => (whole, fraction),
        Some(_) => return None,
        None => (digits, ""),
    };
    if whole.is_empty() || whole.len() + fraction.len() > MOST_DIGITS {
        return None;
    }
    let mut units = 0_i64;
    for digit in whole.bytes().chain(fraction.bytes()) {
        units = units * 10 + i64::from(char::from(digit).to_digit(10)?);
    }
    // A zero with a sign is for the parser to make something of.
    if is_negative && units == 0 {
        return None;
    }
    let scale = u32::try_from(fraction.len()).ok()?;
    Some(Decimal::new(if is_negative { -units } else { units }, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_what_the_parser_makes_of_them_or_left_to_it() {
        for text in ["0", "0.00", "1", "-1.5", "12.30", "0012.3", "999999999999.99"] {
            let (read, exact) = (amount(text), Decimal::from_str_exact(text));
            assert_eq!(read, exact.clone().ok(), "{text}");
            assert_eq!(
                read.map(|read| read.to_string()),
                exact.ok().map(|exact| exact.to_string()),
                "{text}"
            );
        }
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "1.234",
            "-0",
            "-0.00",
            "+1",
            "1e3",
            "１",
            "1.2.3",
            "--1",
            "12345678901234.56",
        ] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_otherwise_is_left() {
        let mut rows = PlainRows::default();
        assert!(rows.read("    (key: \"x\", text: {\"a\": \"b\"}, amounts: {\"c\": \"1.00\"}),\n").is_some());
        for line in [
            "(key: \"x\")",
            "(key: \"x\") ,",
            "(key: \"x\\n\"),",
            "(key: \"x\", text: {}),",
            "(key: \"x\", text: {\"a\": \"b\", \"a\": \"c\"}),",
            "(key: \"x\", text: {\"a\": \"b\"}, amounts: {\"a\": \"1\"}),",
            "(key: \"x\", amounts: {\"a\": \"1\"}, text: {\"b\": \"b\"}),",
            "(key: \"x\", kind: \"k\", kind: \"k\"),",
            "(key: \"x\", other: 1),",
            "(key: \"x\"), // ),",
        ] {
            assert!(rows.read(line).is_none(), "{line}");
        }
    }
}
