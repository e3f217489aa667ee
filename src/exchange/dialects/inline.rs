//! Tags, entities and marks of Markdown within one cell or line, as the characters they stand for, and without what
//! they cross out.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::STRIKE;
use crate::pattern::Pattern;

/// What makes a text worth looking at: a whole tag, or an entity.
static MARKED: Pattern = Pattern::new(r"</?[a-zA-Z][^<>]*>|&#?[a-zA-Z0-9]+;", &[]);

/// Tags whose ends are ends of lines.
const BLOCKS: [&[u8]; 20] = [
    b"p", b"div", b"li", b"h1", b"h2", b"h3", b"h4", b"h5", b"h6", b"center", b"section", b"article",
    b"body", b"html", b"head", b"header", b"footer", b"nav", b"main", b"aside",
];

/// Tags that only say how their text looks.
const LOOKS: [&[u8]; 17] = [
    b"b", b"strong", b"i", b"em", b"u", b"span", b"font", b"a", b"small", b"big", b"label", b"nobr", b"ul",
    b"ol", b"img", b"o:p", b"input",
];

/// The text without tags; a line break for `<br>` and at the ends of paragraphs. What is raised or lowered is
/// set apart, so that `100<sup>2</sup>` never reads as 1002; a tag that nobody knows stays.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) || !MARKED.is_match(text) {
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
            b"del" | b"s" | b"strike" => out.push_str(STRIKE),
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

/// A link: `[词](https://…)`. A code in brackets before a name in brackets is none, nor is a picture.
static LINK: Pattern = Pattern::new(
    r#"(^|[^!])\[([^\[\]]+)\]\((?:<[^<>]*>|[!-'*-~]*[/.#:][!-'*-~]*)(?:\s+"[^"]*")?\)"#,
    &["]("],
);

/// The text without the marks of links and code, and without what is crossed out, which is put into `struck`.
pub(super) fn unmarked(text: &str, struck: &mut Vec<String>) -> String {
    let mut text = LINK.replaced(text, "$1$2");
    if text.contains(STRIKE) {
        text = without_struck(&text, struck);
    }
    // Marks of code stand in pairs, around something.
    let pieces: Vec<&str> = text.split('`').collect();
    let within = || pieces.iter().skip(1).step_by(2);
    if pieces.len() > 1 && pieces.len() % 2 == 1 && within().all(|code| !code.is_empty()) {
        return pieces.concat();
    }
    text
}

/// The text without what stands between two marks, close to both.
fn without_struck(text: &str, struck: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(STRIKE) {
        let inner = behind.split_once(STRIKE).map_or("", |(inner, _)| inner);
        let is_close = !inner.is_empty() && inner.trim() == inner && !inner.starts_with('~');
        out.push_str(before);
        if is_close {
            struck.push(inner.to_owned());
            rest = behind.get(inner.len() + STRIKE.len()..).unwrap_or_default();
            // What stood on both sides is not one word.
            if out.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit()) {
                out.push(' ');
            }
        } else {
            out.push_str(STRIKE);
            rest = behind;
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}
