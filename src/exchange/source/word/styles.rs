//! Styles of a Word file: what a paragraph inherits of numbers, headings and hiding.

use std::collections::HashMap;

use super::numbering::Numbering;
use crate::exchange::source::xml::Element;

/// How many styles may stand on one another.
const DEPTH: usize = 40;

/// The styles by their id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    default_paragraph: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    name: String,
    number_id: Option<String>,
    level: Option<usize>,
    outline: Option<u8>,
    hidden: Option<bool>,
}

impl Styles {
    pub(super) fn new(list: &Element) -> Self {
        let mut all = Self::default();
        for it in list.children().filter(|it| it.name == "w:style") {
            let Some(id) = it.attribute("styleId") else { continue };
            let properties = it.child("w:pPr");
            let numbers = properties.and_then(|it| it.child("w:numPr"));
            let style = Style {
                based_on: it.value("w:basedOn").map(str::to_owned),
                name: it.value("w:name").unwrap_or_default().to_lowercase(),
                number_id: numbers.and_then(|it| it.value("w:numId")).map(str::to_owned),
                level: numbers.and_then(|it| it.value("w:ilvl")).and_then(|it| it.parse().ok()),
                outline: properties.and_then(|it| it.value("w:outlineLvl")).and_then(|it| it.parse().ok()),
                hidden: it.child("w:rPr").and_then(|it| it.switch("w:vanish")),
            };
            if it.attribute("type") == Some("paragraph")
                && it.attribute("default").is_some_and(|it| it != "0")
            {
                all.default_paragraph = Some(id.to_owned());
            }
            all.styles.insert(id.to_owned(), style);
        }
        all
    }

    /// A style and those that it stands on; the default one where none is named.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let first = id.or(self.default_paragraph.as_deref());
        let named = |id: Option<&'a str>| id.and_then(|id| self.styles.get(id).map(|style| (id, style)));
        std::iter::successors(named(first), move |(_, style)| named(style.based_on.as_deref())).take(DEPTH)
    }

    /// Whether text of a style is hidden.
    pub(super) fn is_hidden(&self, id: Option<&str>) -> bool {
        self.chain(id).find_map(|(_, style)| style.hidden).unwrap_or(false)
    }

    /// Whether text of a character style is hidden, where the style says so.
    pub(super) fn hides(&self, id: Option<&str>) -> Option<bool> {
        id.and_then(|id| self.chain(Some(id)).find_map(|(_, style)| style.hidden))
    }

    /// The id of the numbers that a style of numbers stands for.
    pub(super) fn number_id(&self, id: &str) -> Option<&str> {
        let (id, _) = self.styles.get_key_value(id)?;
        self.chain(Some(id)).find_map(|(_, style)| style.number_id.as_deref())
    }

    /// The numbers of a paragraph and their level.
    pub(super) fn numbering(
        &self,
        properties: Option<&Element>,
        style: Option<&str>,
        numbering: &Numbering,
    ) -> (Option<String>, usize) {
        let own = properties.and_then(|it| it.child("w:numPr"));
        let own_id = own.and_then(|it| it.value("w:numId"));
        let own_level = own.and_then(|it| it.value("w:ilvl")).and_then(|it| it.parse().ok());
        if let Some(id) = own_id {
            return (Some(id.to_owned()), own_level.unwrap_or(0));
        }
        // The style that brings the numbers may be the level's own.
        let found = self.chain(style).find_map(|(name, it)| it.number_id.as_ref().map(|id| (name, it, id)));
        let Some((name, it, id)) = found else { return (None, 0) };
        let nearest = self.chain(style).find_map(|(name, _)| numbering.level_of_style(id, name));
        let level = own_level.or(nearest).or_else(|| numbering.level_of_style(id, name)).or(it.level);
        (Some(id.clone()), level.unwrap_or(0))
    }

    /// The level of a heading, from 1.
    pub(super) fn heading(&self, properties: Option<&Element>, style: Option<&str>) -> Option<u8> {
        let own = properties.and_then(|it| it.value("w:outlineLvl")).and_then(|it| it.parse::<u8>().ok());
        let inherited = || {
            style?;
            self.chain(style).find_map(|(_, style)| {
                style.outline.or_else(|| {
                    let level =
                        style.name.strip_prefix("heading ").or_else(|| style.name.strip_prefix("标题 "));
                    level.and_then(|it| it.trim().parse::<u8>().ok()).and_then(|it| it.checked_sub(1))
                })
            })
        };
        // Nine stands for running text.
        own.or_else(inherited).filter(|level| *level < 9).map(|level| level + 1)
    }
}

/// How many characters a paragraph in a cell is indented: rows without codes are told apart by it.
pub(super) fn indentation(properties: Option<&Element>) -> usize {
    let Some(properties) = properties else { return 0 };
    if properties.value("w:jc").is_some_and(|it| !matches!(it, "left" | "start" | "both")) {
        return 0;
    }
    let Some(indent) = properties.child("w:ind") else { return 0 };
    let number = |names: [&str; 2]| {
        names.into_iter().find_map(|name| indent.attribute(name)).and_then(|it| it.parse::<i64>().ok())
    };
    // In hundredths of a character, or in twentieths of a point of a character of ten and a half.
    let left = number(["leftChars", "startChars"])
        .or_else(|| number(["left", "start"]).map(|it| it.saturating_mul(100) / 210));
    let first = number(["firstLineChars", "firstLineChars"])
        .or_else(|| number(["firstLine", "firstLine"]).map(|it| it.saturating_mul(100) / 210));
    let hanging = number(["hangingChars", "hangingChars"])
        .or_else(|| number(["hanging", "hanging"]).map(|it| it.saturating_mul(100) / 210));
    let total = left.unwrap_or(0).saturating_add(first.unwrap_or(0)).saturating_sub(hanging.unwrap_or(0));
    usize::try_from(total.clamp(0, 1_000).saturating_add(50) / 100).unwrap_or(0)
}
