//! Texts of xlsx: the shared ones and those in cells. Runs of a rich text are joined; phonetic hints, which are
//! not shown, are left out.

use std::io::BufRead;

use quick_xml::events::Event;

use crate::exchange::source::SourceError;
use crate::exchange::source::archive::PIECE;
use crate::exchange::source::package::raised;
use crate::exchange::source::xml::{Events, attribute, push_text};

/// What all shared texts may hold.
const BYTES: usize = 64 << 20;

/// The shared texts of a workbook.
pub(super) fn shared<R: BufRead>(mut events: Events<R>) -> Result<Vec<String>, SourceError> {
    let mut strings = Vec::new();
    let mut bytes = 0usize;
    loop {
        match events.next()? {
            Event::Start(start) if start.local_name().as_ref() == "si" => {
                let text = rich(&mut events, "si")?;
                bytes = bytes.saturating_add(text.len()).saturating_add(24);
                if bytes > BYTES {
                    return Err(SourceError::TooLarge("工作簿里的文字太多，不像是预算文件".to_owned()));
                }
                strings.push(text);
            }
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// The text of an element that has just begun, up to its end.
pub(super) fn rich<R: BufRead>(events: &mut Events<R>, element: &str) -> Result<String, SourceError> {
    let mut text = String::new();
    let mut inside = false;
    let mut is_raised = false;
    let mut piece = String::new();
    loop {
        if text.len().saturating_add(piece.len()) > PIECE {
            return Err(SourceError::TooLarge("有一个单元格的文字太长，不像是预算文件".to_owned()));
        }
        let event = events.next()?;
        match &event {
            Event::Start(start) => match start.local_name().as_ref() {
                "rPh" | "phoneticPr" => {
                    drop(event);
                    events.skip()?;
                }
                "r" => is_raised = false,
                "vertAlign" => is_raised = attribute(start, "val").as_deref() == Some("superscript"),
                name => inside = name == "t",
            },
            Event::End(end) => {
                if inside {
                    let shown = if is_raised { raised(&piece, &text) } else { std::mem::take(&mut piece) };
                    text.push_str(&shown);
                    piece.clear();
                    inside = false;
                }
                if end.local_name().as_ref() == element {
                    return Ok(unescape(text));
                }
            }
            Event::Eof => return Ok(unescape(text)),
            event => {
                if inside {
                    push_text(event, &mut piece);
                }
            }
        }
    }
}

/// The text of an element that has just begun and holds no other.
pub(super) fn plain<R: BufRead>(events: &mut Events<R>) -> Result<String, SourceError> {
    let mut text = String::new();
    while text.len() <= PIECE {
        match events.next()? {
            Event::End(_) | Event::Eof => return Ok(text),
            event => push_text(&event, &mut text),
        };
    }
    Err(SourceError::TooLarge("有一个单元格的文字太长，不像是预算文件".to_owned()))
}

/// Excel writes characters that XML does not allow as `_x000D_`; line ends become `\n`.
pub(super) fn unescape(text: String) -> String {
    if !text.contains("_x") && !text.contains('\r') {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("_x") {
        plain.push_str(before);
        let code = after.get(..4).filter(|_| after.get(4..5) == Some("_"));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match character {
            Some(character) => {
                if !character.is_control() || matches!(character, '\n' | '\r' | '\t') {
                    plain.push(character);
                }
                rest = after.get(5..).unwrap_or_default();
            }
            None => {
                plain.push_str("_x");
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain.replace("\r\n", "\n").replace('\r', "\n")
}
