//! Tags and entities within one cell or line, as the characters they stand for.

use std::sync::LazyLock;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use regex::Regex;

/// What makes a text worth looking at: a whole tag, or an entity.
static MARKED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"</?[a-zA-Z][^<>]*>|&#?[a-zA-Z0-9]+;").ok());

/// Tags whose ends are ends of lines.
const BLOCKS: [&[u8]; 14] = [
    b"p", b"div", b"li", b"h1", b"h2", b"h3", b"h4", b"h5", b"h6", b"center", b"section", b"article",
    b"body", b"html",
];

/// Tags that only say how their text looks.
const LOOKS: [&[u8]; 17] = [
    b"b", b"strong", b"i", b"em", b"u", b"span", b"font", b"a", b"small", b"big", b"label", b"nobr", b"ul",
    b"ol", b"img", b"o:p", b"input",
];

/// The text without tags; a line break for `<br>` and at the ends of paragraphs. What is raised or lowered is
/// set apart, so that `100<sup>2</sup>` never reads as 1002; a tag that nobody knows stays.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) || !MARKED.as_ref().is_some_and(|marked| marked.is_match(text)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for Ok(token) in Tokenizer::new_with_emitter(text, DefaultEmitter::<usize>::new_with_span()) {
        let (span, name, opens) = match &token {
            Token::String(piece) => {
                out.push_str(&String::from_utf8_lossy(piece));
                end = piece.span.end;
                continue;
            }
            Token::StartTag(tag) => (tag.span, &tag.name[..], true),
            Token::EndTag(tag) => (tag.span, &tag.name[..], false),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => continue,
        };
        end = span.end;
        match name {
            b"br" => out.push('\n'),
            b"sup" | b"sub" => out.push(if opens { '〔' } else { '〕' }),
            name if BLOCKS.contains(&name) => {
                if !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
            }
            name if LOOKS.contains(&name) => {}
            _ => out.push_str(text.get(span.start..span.end).unwrap_or_default()),
        }
    }
    // A tag that is not closed is no tag.
    out.push_str(text.get(end..).filter(|rest| !rest.starts_with("<!--")).unwrap_or_default());
    out.truncate(out.trim_end_matches('\n').len());
    out
}
