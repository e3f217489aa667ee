//! What a paragraph shows: runs with their tabs, breaks and symbols, results of fields; deleted and hidden text
//! taken out and counted. Knows nothing of numbers before the text.

use super::Reading;
use crate::exchange::source::package::raised;
use crate::exchange::source::xml::{Element, Node};
use crate::text::NOT_CALCULATED;

/// The content of a paragraph.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) text: String,
    pub(super) deleted: String,
    pub(super) deleted_count: usize,
    pub(super) hidden: String,
    pub(super) hidden_count: usize,
    pub(super) struck: String,
    pub(super) struck_count: usize,
    pub(super) pictures: usize,
    /// Formulas without a result.
    pub(super) formulas: Vec<String>,
    /// What stands in text boxes that hang at the paragraph.
    pub(super) boxes: Vec<Element>,
    style_hidden: bool,
}

impl Content {
    pub(super) fn new(style_hidden: bool) -> Self {
        Self { style_hidden, ..Self::default() }
    }
}

/// How a run is shown, as far as it changes what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Plain,
    /// Not at all.
    Hidden,
    /// Struck through, which people do to what no longer holds.
    Struck,
    /// Above the line.
    Raised,
}

/// Fields that are open where the reading has come to; they may go on over paragraphs.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<Field>);

#[derive(Debug, Default)]
struct Field {
    in_result: bool,
    instruction: String,
    has_result: bool,
}

impl Fields {
    /// Whether what comes now is a result, or stands in no field.
    fn shows(&self) -> bool {
        self.0.iter().all(|field| field.in_result)
    }

    fn saw_result(&mut self) {
        for field in &mut self.0 {
            field.has_result |= field.in_result;
        }
    }

    /// A field that was begun but says no result by the end of its paragraph is damage; what follows is shown.
    fn end_paragraph(&mut self) {
        for field in &mut self.0 {
            field.in_result = true;
        }
    }
}

/// Whether a field's instruction calculates.
fn calculates(instruction: &str) -> bool {
    instruction.trim_start().starts_with('=')
}

/// The one of an element's alternatives that is shown.
pub(super) fn chosen(alternatives: &Element) -> Option<&Element> {
    alternatives.child("mc:Choice").or_else(|| alternatives.child("mc:Fallback"))
}

impl Reading {
    /// Reads what stands in a paragraph.
    pub(super) fn runs(&mut self, paragraph: &Element, content: &mut Content) {
        self.inline(paragraph, content);
        self.fields.end_paragraph();
    }

    fn inline(&mut self, of: &Element, content: &mut Content) {
        for child in of.children() {
            match child.name.as_str() {
                "w:r" => self.run(child, content),
                "w:del" | "w:moveFrom" => {
                    // Ends of fields within deleted text still end them.
                    let mut gone = Content::default();
                    self.inline(child, &mut gone);
                    let text = if gone.text.is_empty() { deleted_text(child) } else { gone.text };
                    if !text.is_empty() {
                        content.deleted.push_str(&text);
                        content.deleted_count += 1;
                    }
                }
                "w:fldSimple" => {
                    let before = content.text.len();
                    self.inline(child, content);
                    let instruction = child.attribute("instr").unwrap_or_default();
                    let result = content.text.get(before..).unwrap_or_default();
                    if calculates(instruction) && result.trim().is_empty() {
                        content.formulas.push(instruction.trim().to_owned());
                        content.text.push_str(NOT_CALCULATED);
                    }
                }
                "mc:AlternateContent" => {
                    if let Some(chosen) = chosen(child) {
                        self.inline(chosen, content);
                    }
                }
                "w:drawing" | "w:pict" | "w:object" => drawing(child, content),
                "m:oMath" | "m:oMathPara" => push(&math(child), content),
                // Links, marks, controls, insertions and the like hold runs; properties hold none.
                "w:pPr" | "w:sdtPr" | "w:sdtEndPr" | "w:rPr" | "w:customXmlPr" | "w:smartTagPr" => {}
                "w:ruby" => self.ruby(child, content),
                _ => self.inline(child, content),
            }
        }
    }

    /// The text itself and not the phonetic hint above it.
    fn ruby(&mut self, ruby: &Element, content: &mut Content) {
        if let Some(base) = ruby.child("w:rubyBase") {
            self.inline(base, content);
        }
    }

    fn run(&mut self, run: &Element, content: &mut Content) {
        let properties = run.child("w:rPr");
        let own = properties.and_then(|it| it.switch("w:vanish"));
        let styled = || self.styles.hides(properties.and_then(|it| it.value("w:rStyle")));
        let is_on = |name| properties.and_then(|it| it.switch(name)) == Some(true);
        let look = if own.or_else(styled).unwrap_or(content.style_hidden) {
            Look::Hidden
        } else if is_on("w:strike") || is_on("w:dstrike") {
            Look::Struck
        } else if properties.and_then(|it| it.value("w:vertAlign")) == Some("superscript") {
            Look::Raised
        } else {
            Look::Plain
        };
        self.pieces(run, look, content);
    }

    fn pieces(&mut self, run: &Element, look: Look, content: &mut Content) {
        for piece in run.children() {
            let text = match piece.name.as_str() {
                "w:t" => {
                    let text = piece.text();
                    if piece.attribute("space") == Some("preserve") {
                        text
                    } else {
                        text.trim_matches([' ', '\n', '\r', '\t']).to_owned()
                    }
                }
                "w:tab" | "w:ptab" => "\t".to_owned(),
                "w:br" if piece.attribute("type").is_none_or(|it| it == "textWrapping") => "\n".to_owned(),
                "w:cr" => "\n".to_owned(),
                "w:noBreakHyphen" => "-".to_owned(),
                "w:sym" => symbol(piece),
                "w:fldChar" => {
                    self.field_mark(piece, content);
                    continue;
                }
                "w:instrText" => {
                    if let Some(field) = self.fields.0.last_mut() {
                        field.instruction.push_str(&piece.text());
                    }
                    continue;
                }
                "w:footnoteReference" | "w:endnoteReference" => {
                    if let (Some(id), true) = (piece.attribute("id"), self.fields.shows()) {
                        let foot = piece.name == "w:footnoteReference";
                        let reference = (if foot { "w:footnote" } else { "w:endnote" }, id.to_owned());
                        // Some thousands at most: each new one is looked for among those before.
                        if self.references.len() < 5_000 && !self.references.contains(&reference) {
                            self.references.push(reference);
                        }
                    }
                    continue;
                }
                "w:drawing" | "w:pict" | "w:object" => {
                    drawing(piece, content);
                    continue;
                }
                "mc:AlternateContent" => {
                    if let Some(chosen) = chosen(piece) {
                        self.pieces(chosen, look, content);
                    }
                    continue;
                }
                "w:ruby" => {
                    self.ruby(piece, content);
                    continue;
                }
                _ => continue,
            };
            if !self.fields.shows() {
                continue;
            }
            let is_blank = text.trim().is_empty();
            match look {
                Look::Hidden if !is_blank => {
                    content.hidden.push_str(&text);
                    content.hidden_count += 1;
                }
                Look::Struck if !is_blank => {
                    content.struck.push_str(&text);
                    content.struck_count += 1;
                }
                Look::Hidden => {}
                Look::Raised => push(&raised(&text, &content.text), content),
                Look::Struck | Look::Plain => push(&text, content),
            }
            if !is_blank {
                self.fields.saw_result();
            }
        }
    }

    fn field_mark(&mut self, mark: &Element, content: &mut Content) {
        match mark.attribute("fldCharType") {
            Some("begin") => self.fields.0.push(Field::default()),
            Some("separate") => {
                if let Some(field) = self.fields.0.last_mut() {
                    field.in_result = true;
                }
            }
            Some("end") => {
                let Some(field) = self.fields.0.pop() else { return };
                if calculates(&field.instruction) && !field.has_result && self.fields.shows() {
                    content.formulas.push(field.instruction.trim().to_owned());
                    push(NOT_CALCULATED, content);
                }
            }
            _ => {}
        }
    }
}

fn push(text: &str, content: &mut Content) {
    content.text.push_str(text);
}

/// Text of deleted runs, which stands in elements of its own.
fn deleted_text(of: &Element) -> String {
    let mut text = String::new();
    for child in of.children() {
        match child.name.as_str() {
            "w:delText" | "w:t" => text.push_str(&child.text()),
            "w:rPr" | "w:instrText" | "w:delInstrText" => {}
            _ => text.push_str(&deleted_text(child)),
        }
    }
    text
}

/// The text of a formula set in type.
fn math(of: &Element) -> String {
    let mut text = String::new();
    for node in &of.nodes {
        if let Node::Element(child) = node {
            match child.name.as_str() {
                "m:t" | "w:t" => text.push_str(&child.text()),
                "m:f" => {
                    let part = |name| child.child(name).map(math).unwrap_or_default();
                    text.push_str(&format!("{}/{}", part("m:num"), part("m:den")));
                }
                _ => text.push_str(&math(child)),
            }
        }
    }
    text
}

/// Text boxes in a drawing, and whether there is anything in it that no text tells.
fn drawing(of: &Element, content: &mut Content) {
    let before = content.boxes.len();
    find_boxes(of, &mut content.boxes);
    let picture = ["a:blip", "v:imagedata", "c:chart", "o:OLEObject", "dgm:relIds"];
    if of.contains(&picture) && (content.boxes.len() == before || of.contains(&["a:blip", "c:chart"])) {
        content.pictures += 1;
    }
}

fn find_boxes(of: &Element, boxes: &mut Vec<Element>) {
    for child in of.children() {
        match child.name.as_str() {
            "w:txbxContent" => boxes.push(child.clone()),
            "mc:AlternateContent" => {
                if let Some(chosen) = chosen(child) {
                    find_boxes(chosen, boxes);
                }
            }
            _ => find_boxes(child, boxes),
        }
    }
}

/// A character of a symbol font.
fn symbol(of: &Element) -> String {
    let code = of.attribute("char").and_then(|it| u32::from_str_radix(it, 16).ok()).unwrap_or(0);
    let font = of.attribute("font").unwrap_or_default().to_lowercase();
    // Symbol fonts keep their characters in the private area.
    let place = if (0xf000..=0xf0ff).contains(&code) { code - 0xf000 } else { code };
    let known = match (font.as_str(), place) {
        ("wingdings", 0xfc) => "✓",
        ("wingdings", 0xfb) => "✗",
        ("wingdings", 0xfe | 0x52) | ("wingdings 2", 0x52 | 0x54) => "☑",
        ("wingdings", 0xfd | 0x51 | 0x78) | ("wingdings 2", 0x51 | 0x53) => "☒",
        ("wingdings", 0xa8 | 0x6f | 0x71 | 0x72) | ("wingdings 2", 0xa3) => "□",
        ("wingdings", 0x6e | 0xa7) => "■",
        ("wingdings", 0x6c) => "●",
        ("wingdings", 0x75) => "◆",
        ("wingdings", 0xd8) => "➢",
        ("wingdings", 0xe0) => "→",
        ("wingdings 2", 0x50) => "✓",
        ("wingdings 2", 0x4f) => "✗",
        ("symbol", 0xb4) => "×",
        ("symbol", 0xb8) => "÷",
        ("symbol", 0xb1) => "±",
        ("symbol", 0xa3) => "≤",
        ("symbol", 0xb3) => "≥",
        ("symbol", 0xb9) => "≠",
        ("symbol", 0xbb) => "≈",
        ("symbol", 0xa5) => "∞",
        ("symbol", 0xb7) => "•",
        ("symbol", 0xb0) => "°",
        ("symbol", 0x6d) => "μ",
        ("symbol", 0x53 | 0xe5) => "∑",
        ("symbol", 0x2d) => "−",
        // Letters and digits of a symbol font are what they are elsewhere only in plain fonts.
        ("symbol", 0x20..=0x3f) => return char::from_u32(place).map(String::from).unwrap_or_default(),
        (name, _) if name.starts_with("wingdings") || name == "symbol" || name == "webdings" => "\u{fffd}",
        _ => return char::from_u32(code).map(String::from).unwrap_or_default(),
    };
    known.to_owned()
}
