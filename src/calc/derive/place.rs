//! Where a line falls: the row it is added to, as the format says it. Knows one line at a time, and nothing of
//! what stands in the table already.

use std::borrow::Cow;

use super::WITHIN;
use super::entered::{EnteredRows, call};
use crate::codes::Classification;
use crate::model::{ColumnKey, KindKey, Layer, RowKey, RowView, Table, Text, ValueView};
use crate::schema::{Derivation, DerivedRow, Piece, TableSchema};

/// Where a line falls.
#[derive(PartialEq)]
pub(super) enum Place<'a> {
    /// A row that is there without it.
    Fixed(RowKey),
    /// Free rows, each within the one before; the last is the one with the amounts.
    Free(Vec<FreeRow<'a>>),
}

/// A free row that is there because of lines.
#[derive(PartialEq)]
pub(super) struct FreeRow<'a> {
    /// The position of its section.
    pub section: usize,
    /// What it is called among the rows within the same row.
    pub own: Cow<'a, str>,
    kind: &'a KindKey,
    texts: Vec<(&'a ColumnKey, Said<'a>)>,
}

/// What a line says, or the format for it.
#[derive(Clone)]
pub(super) enum Said<'a> {
    /// As it stands in the line.
    Whole(&'a Text),
    /// Some of it, or something else.
    Other(&'a str),
}

impl<'a> Said<'a> {
    pub(super) fn as_str(&self) -> &'a str {
        match self {
            Self::Whole(text) => text,
            Self::Other(text) => text,
        }
    }
}

impl PartialEq for Said<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl FreeRow<'_> {
    /// Its key within the row that it stands in.
    pub(super) fn key(&self, within: Option<&RowKey>) -> RowKey {
        match within {
            Some(outer) => RowKey::from(format!("{outer}{WITHIN}{}", self.own)),
            None => RowKey::from(&self.own),
        }
    }

    /// Adds the row without amounts to a table; gives its position there.
    pub(super) fn add_to(&self, table: &mut Table, key: RowKey) -> usize {
        let at = table.push_blank(key, self.kind);
        for (column, said) in &self.texts {
            match said {
                Said::Whole(text) => table.put(at, Layer::Input, column, ValueView::Text(text)),
                Said::Other(text) => table.put(at, Layer::Input, column, ValueView::Text(&Text::from(text))),
            }
        }
        at
    }

    /// Whether a row, made of other lines, has other texts.
    pub(super) fn is_mixed(&self, made: RowView<'_>) -> bool {
        let of_made = made.cells().values().filter(|value| value.text().is_some()).count();
        of_made != self.texts.len()
            || self.texts.iter().any(|(column, text)| made.text(column) != text.as_str())
    }
}

impl Place<'_> {
    /// The keys of its rows, from the outermost in.
    pub(super) fn keys(&self) -> Vec<RowKey> {
        match self {
            Self::Fixed(key) => vec![key.clone()],
            Self::Free(rows) => {
                let mut keys: Vec<RowKey> = Vec::with_capacity(rows.len());
                for row in rows {
                    keys.push(row.key(keys.last()));
                }
                keys
            }
        }
    }
}

/// Where a line falls; `None` where the table has no row for it.
pub(super) fn place<'a>(
    classification: &'a Classification,
    schema: &TableSchema,
    derivation: &'a Derivation,
    entered: &EnteredRows,
    line: RowView<'a>,
) -> Option<Place<'a>> {
    let mut called = String::new();
    let mut rows: Vec<FreeRow<'a>> = Vec::new();
    for wanted in &derivation.rows {
        match wanted {
            DerivedRow::Fixed(piece) => {
                return Some(Place::Fixed(RowKey::from(said(classification, piece, line).as_str())));
            }
            DerivedRow::Free(kind, cells) if schema.filled => {
                call(
                    &mut called,
                    kind,
                    cells.iter().map(|(column, piece)| (column, said(classification, piece, line).as_str())),
                );
            }
            DerivedRow::Free(kind, cells) => {
                let (section, free) = schema
                    .sections
                    .iter()
                    .enumerate()
                    .find_map(|(at, section)| Some((at, section.free_kind(kind)?)))?;
                let texts = cells.iter().map(|(column, piece)| (column, said(classification, piece, line)));
                let texts: Vec<(&ColumnKey, Said<'a>)> =
                    texts.filter(|(_, said)| !said.as_str().is_empty()).collect();
                let of = |wanted: &ColumnKey| {
                    let found = texts.iter().find(|(column, _)| *column == wanted);
                    found.map(|(_, said)| said.as_str()).unwrap_or_default()
                };
                let own = match free.key.as_slice() {
                    [only] if !of(only).contains('!') => Cow::Borrowed(of(only)),
                    columns => {
                        let parts: Vec<&str> = columns.iter().map(of).collect();
                        Cow::Owned(parts.join(&free.joiner).replace('!', "！"))
                    }
                };
                rows.push(FreeRow { section, own, kind, texts });
            }
        }
    }
    if schema.filled {
        return entered.row(&called).cloned().map(Place::Fixed);
    }
    (!rows.is_empty()).then_some(Place::Free(rows))
}

pub(super) fn said<'a>(classification: &'a Classification, piece: &'a Piece, line: RowView<'a>) -> Said<'a> {
    match piece {
        Piece::Text(column) => match line.cells().get(column) {
            Some(ValueView::Text(text)) => Said::Whole(text),
            _ => Said::Other(""),
        },
        Piece::Part(column, from, to) => Said::Other(part(line.text(column), *from, *to)),
        Piece::Name(scheme, column, digits) => {
            let code = part(line.text(column), 0, *digits);
            let known = classification.lookup(*scheme, code);
            Said::Other(known.map(|code| code.name.as_str()).unwrap_or_default())
        }
        Piece::Words(words) => Said::Other(words),
        Piece::Translated(column, words) => {
            Said::Other(words.get(line.text(column)).map(String::as_str).unwrap_or_default())
        }
    }
}

/// Some of a text's characters: from, and up to, counted from zero.
fn part(text: &str, from: usize, to: usize) -> &str {
    let byte = |character: usize| text.char_indices().nth(character).map_or(text.len(), |(at, _)| at);
    text.get(byte(from)..byte(to).max(byte(from))).unwrap_or_default()
}
