//! XML of office files: as events for long parts, as a tree for the others. Entities of a document's own (the
//! “billion laughs”) are never expanded; depth and number of elements are bounded. Prefixes are free in XML, so
//! the tree names elements by what their prefix stands for. Knows nothing of what the elements mean.

use std::collections::HashMap;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use smol_str::SmolStr;

use super::SourceError;
use super::archive::Budget;

/// Elements may stand in one another this deep at most; real ones stay below sixty.
const DEPTH: usize = 200;
/// Elements that one tree may have at a time: some 100 MB in memory.
const ELEMENTS: usize = 800_000;
/// Text that one tree may have at a time, in bytes.
const TEXT: usize = 64 << 20;
/// How things look, which is most of a Word file: not kept. What tells anything of content is not among them.
const LOOKS: [&str; 22] = [
    "w:rFonts",
    "w:sz",
    "w:szCs",
    "w:b",
    "w:bCs",
    "w:color",
    "w:kern",
    "w:lang",
    "w:shd",
    "w:spacing",
    "w:tcW",
    "w:tcBorders",
    "w:tcMar",
    "w:vAlign",
    "w:noWrap",
    "w:snapToGrid",
    "w:widowControl",
    "w:adjustRightInd",
    "w:proofErr",
    "w:bookmarkStart",
    "w:bookmarkEnd",
    "w:lastRenderedPageBreak",
];

/// The events of one part.
pub(super) struct Events<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    part: String,
    budget: Budget,
}

impl<R: BufRead> Events<R> {
    /// Begins to read a part.
    pub(super) fn new(input: R, part: &str, budget: Budget) -> Self {
        let mut reader = Reader::from_reader(input);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, buffer: Vec::new(), part: part.to_owned(), budget }
    }

    /// The next event; [`Event::Eof`] at the end.
    pub(super) fn next(&mut self) -> Result<Event<'_>, SourceError> {
        self.buffer.clear();
        self.budget.next_piece();
        let Self { reader, buffer, part, budget } = self;
        reader.read_event_into(buffer).map_err(|_| budget.error(part))
    }

    /// Passes by the rest of the element that has just begun.
    pub(super) fn skip(&mut self) -> Result<(), SourceError> {
        let mut depth = 1usize;
        while depth > 0 {
            match self.next()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Puts the text that an event stands for behind `text`; whether it stands for any.
pub(super) fn push_text(event: &Event<'_>, text: &mut String) -> bool {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(name) => match (name.resolve_char_ref(), &**name) {
            (Ok(Some(character)), _) => text.push(character),
            (_, "lt") => text.push('<'),
            (_, "gt") => text.push('>'),
            (_, "amp") => text.push('&'),
            (_, "apos") => text.push('\''),
            (_, "quot") => text.push('"'),
            // One of the document's own: shown by its name, never expanded.
            (_, other) => {
                text.push('&');
                text.push_str(other);
                text.push(';');
            }
        },
        _ => return false,
    }
    true
}

/// An attribute by its name without prefix.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start.attributes().with_checks(false).flatten().find(|it| it.key.local_name().as_ref() == name).map(
        |it| {
            let value = it.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            value.map_or_else(|_| it.value.into_owned(), std::borrow::Cow::into_owned)
        },
    )
}

/// Whether a switch such as `hidden="1"` is on.
pub(super) fn is_on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off" | "none")
}

/// An element of a tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    /// What its prefix stands for and its name, such as `w:p`.
    pub(super) name: SmolStr,
    attributes: Vec<(SmolStr, SmolStr)>,
    /// What stands in it.
    pub(super) nodes: Vec<Node>,
}

/// A piece of an element.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Another element.
    Element(Element),
    /// Text.
    Text(String),
}

impl Element {
    /// Its elements.
    pub(super) fn children(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Its first element of a name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children().find(|child| child.name == name)
    }

    /// An attribute, by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The `val` of its first element of a name, as Word writes its properties.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.child(name)?.attribute("val")
    }

    /// Whether it has such a property and it is not switched off.
    pub(super) fn switch(&self, name: &str) -> Option<bool> {
        self.child(name).map(|child| child.attribute("val").is_none_or(is_on))
    }

    /// All the text in it, however deep.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.push_text(&mut text);
        text
    }

    fn push_text(&self, text: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Element(element) => element.push_text(text),
                Node::Text(piece) => text.push_str(piece),
            }
        }
    }

    /// Whether an element of one of these names stands in it, however deep.
    pub(super) fn contains(&self, names: &[&str]) -> bool {
        self.children().any(|child| names.contains(&child.name.as_str()) || child.contains(names))
    }
}

/// What a namespace is called here, whatever prefix the file has for it.
fn canonical(namespace: &str) -> Option<&'static str> {
    const ENDS: [(&str, &str); 16] = [
        ("/wordprocessingml/2006/main", "w"),
        ("/ooxml/wordprocessingml/main", "w"),
        ("/drawingml/2006/main", "a"),
        ("/ooxml/drawingml/main", "a"),
        ("/drawingml/2006/spreadsheetDrawing", "xdr"),
        ("/ooxml/drawingml/spreadsheetDrawing", "xdr"),
        ("/drawingml/2006/chart", "c"),
        ("/office/word/2010/wordprocessingShape", "wps"),
        ("/markup-compatibility/2006", "mc"),
        ("/officeDocument/2006/math", "m"),
        ("/ooxml/officeDocument/math", "m"),
        ("urn:schemas-microsoft-com:vml", "v"),
        ("urn:schemas-microsoft-com:office:office", "o"),
        ("/spreadsheetml/2006/main", ""),
        ("/ooxml/spreadsheetml/main", ""),
        ("/package/2006/relationships", ""),
    ];
    ENDS.iter().find(|(end, _)| namespace.ends_with(end)).map(|(_, name)| *name)
}

/// Names of prefixes, as they hold where the reading has come to.
#[derive(Default)]
struct Prefixes {
    names: HashMap<SmolStr, SmolStr>,
    /// What held before, with the depth at which it was changed.
    before: Vec<(usize, SmolStr, Option<SmolStr>)>,
}

impl Prefixes {
    fn enter(&mut self, start: &BytesStart<'_>, depth: usize) {
        for it in start.attributes().with_checks(false).flatten() {
            let key = it.key.as_ref();
            let prefix = match key.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => rest.trim_start_matches(':'),
                _ => continue,
            };
            let name = canonical(&it.value).map_or_else(|| SmolStr::new(prefix), SmolStr::new);
            let old = self.names.insert(SmolStr::new(prefix), name);
            self.before.push((depth, SmolStr::new(prefix), old));
        }
    }

    fn leave(&mut self, depth: usize) {
        while let Some((_, prefix, old)) = self.before.pop_if(|(at, _, _)| *at >= depth) {
            match old {
                Some(old) => self.names.insert(prefix, old),
                None => self.names.remove(&prefix),
            };
        }
    }

    fn element(&self, start: &BytesStart<'_>) -> SmolStr {
        let name = start.name();
        let (prefix, local) = name.as_ref().split_once(':').unwrap_or(("", name.as_ref()));
        match self.names.get(prefix).map_or(prefix, SmolStr::as_str) {
            "" => SmolStr::new(local),
            prefix => smol_str::format_smolstr!("{prefix}:{local}"),
        }
    }
}

/// Reads a part as a tree. Elements that stand directly in one named `apart` are handed to `take` as soon as they
/// are complete and kept no longer; what is left is returned.
pub(super) fn tree<R: BufRead>(
    mut events: Events<R>,
    apart: &str,
    mut take: impl FnMut(Element) -> Result<(), SourceError>,
) -> Result<Element, SourceError> {
    let mut prefixes = Prefixes::default();
    let mut open: Vec<Element> = vec![Element::default()];
    let (mut kept, mut kept_text) = (0usize, 0usize);
    let damaged = events.budget.error(&events.part);
    loop {
        let depth = open.len();
        match events.next()? {
            Event::Start(start) => {
                if depth > DEPTH || kept > ELEMENTS || kept_text > TEXT {
                    return Err(SourceError::TooLarge("文档的结构过于庞杂，不像是预算文件".to_owned()));
                }
                prefixes.enter(&start, depth);
                let mut attributes = Vec::new();
                for it in start.attributes().with_checks(false).flatten() {
                    let name = it.key.local_name();
                    // Word marks every element with the sessions in which it was typed.
                    if name.as_ref().starts_with("rsid") {
                        continue;
                    }
                    let value = it.normalized_value(quick_xml::XmlVersion::Implicit1_0);
                    let value = value.map_or_else(|_| SmolStr::new(&it.value), SmolStr::from);
                    attributes.push((SmolStr::new(name.as_ref()), value));
                }
                kept = kept.saturating_add(attributes.len()).saturating_add(1);
                open.push(Element { name: prefixes.element(&start), attributes, nodes: Vec::new() });
            }
            Event::End(_) => {
                let Some(done) = open.pop() else { return Err(damaged) };
                prefixes.leave(depth - 1);
                match open.last_mut() {
                    Some(parent) if parent.name == apart => {
                        (kept, kept_text) = (0, 0);
                        take(done)?;
                    }
                    Some(_) if LOOKS.contains(&done.name.as_str()) => {
                        kept = kept.saturating_sub(done.attributes.len().saturating_add(1));
                    }
                    Some(parent) => parent.nodes.push(Node::Element(done)),
                    None => return Err(damaged),
                }
            }
            Event::Eof => {
                // An element that was never closed: the part breaks off.
                let root = open.pop().and_then(|mut outer| outer.nodes.pop());
                return match root {
                    Some(Node::Element(root)) if open.is_empty() => Ok(root),
                    _ => Err(damaged),
                };
            }
            event => {
                let Some(parent) = open.last_mut() else { return Err(damaged) };
                if depth == 1 {
                    continue;
                }
                // Pieces of one text, as entities part them, are kept as one.
                if !matches!(parent.nodes.last(), Some(Node::Text(_))) {
                    parent.nodes.push(Node::Text(String::new()));
                }
                if let Some(Node::Text(text)) = parent.nodes.last_mut() {
                    let before = text.len();
                    push_text(&event, text);
                    kept_text = kept_text.saturating_add(text.len() - before).saturating_add(24);
                }
            }
        }
    }
}
