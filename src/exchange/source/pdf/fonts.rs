//! Characters of glyphs whose font does not name them: the font's own table of characters read backwards, and
//! the published tables of the character collections. Everything else about fonts is the interpreter's.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use hayro_interpret::CacheKey;
use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::hayro_cmap::{BfString, CMap, CidFamily, load_embedded};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Stream, String as PdfString};
use skrifa::raw::ps::cff::CffFontRef;
use skrifa::{FontRef, MetadataProvider, Tag};
use smol_str::SmolStr;
use unicode_normalization::UnicodeNormalization;

/// The fonts of one document.
pub(super) struct Fonts<'p> {
    pdf: &'p Pdf,
    /// Characters by glyph, by font.
    read: HashMap<u128, HashMap<u32, SmolStr>>,
    /// What the document says of each composite font; made when first asked for.
    said: Option<HashMap<u128, Said>>,
}

/// What the document says of a composite font.
struct Said {
    family: CidFamily,
    /// Glyphs by character number, two bytes each; empty where they are the same.
    glyphs: Vec<u8>,
}

impl<'p> Fonts<'p> {
    /// Of this document.
    pub(super) fn new(pdf: &'p Pdf) -> Self {
        Self { pdf, read: HashMap::new(), said: None }
    }

    /// The character of a glyph, as its font's program has it.
    pub(super) fn text(&mut self, glyph: &OutlineGlyph) -> Option<SmolStr> {
        let key = glyph.font_cache_key();
        if let Entry::Vacant(vacant) = self.read.entry(key) {
            let data = glyph.font_data().map(|font| font.data);
            let pdf = self.pdf;
            let said = self.said.get_or_insert_with(|| said(pdf)).get(&key);
            let map = data.map(|data| characters((*data).as_ref(), said)).unwrap_or_default();
            vacant.insert(map);
        }
        self.read.get(&key)?.get(&glyph.glyph_id().to_u32()).cloned()
    }
}

/// The composite fonts of a document, by the interpreter's key.
fn said(pdf: &Pdf) -> HashMap<u128, Said> {
    let mut out = HashMap::new();
    for object in pdf.objects() {
        let Some(font) = object.into_dict() else { continue };
        let of = |dict: &Dict<'_>| -> Option<Said> {
            let below = dict.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
            let info = below.get::<Dict<'_>>("CIDSystemInfo")?;
            let registry = info.get::<PdfString<'_>>("Registry")?;
            let ordering = info.get::<PdfString<'_>>("Ordering")?;
            let glyphs =
                below.get::<Stream<'_>>("CIDToGIDMap").and_then(|map| Some(map.decoded().ok()?.into_owned()));
            Some(Said {
                family: CidFamily::from_registry_ordering(&registry, &ordering),
                glyphs: glyphs.unwrap_or_default(),
            })
        };
        if font.get::<Name<'_>>("Subtype").is_some_and(|name| &*name == b"Type0")
            && let Some(said) = of(&font)
        {
            out.insert(font.cache_key(), said);
        }
    }
    out
}

/// Characters by glyph of a font program.
fn characters(data: &[u8], said: Option<&Said>) -> HashMap<u32, SmolStr> {
    let mut map: HashMap<u32, char> = HashMap::new();
    let font = FontRef::from_index(data, 0).ok();
    if let Some(font) = &font {
        for (code, glyph) in font.charmap().mappings() {
            let Some(c) = char::from_u32(code) else { continue };
            match map.entry(glyph.to_u32()) {
                Entry::Vacant(vacant) => {
                    vacant.insert(c);
                }
                Entry::Occupied(mut taken) if rank(c) < rank(*taken.get()) => {
                    taken.insert(c);
                }
                Entry::Occupied(_) => {}
            }
        }
    }
    let mut out: HashMap<u32, SmolStr> =
        map.into_iter().filter_map(|(glyph, c)| Some((glyph, clean(c.encode_utf8(&mut [0; 4]))?))).collect();
    if out.is_empty() {
        out = by_collection(data, font.as_ref(), said).unwrap_or_default();
    }
    out
}

/// Of several characters that one glyph serves, the plainest.
fn rank(c: char) -> (u8, char) {
    let kind = match c {
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{e000}'..='\u{f8ff}' => 3,
        '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' => 2,
        _ => 0,
    };
    (kind, c)
}

/// Characters by glyph over the numbers of the character collection.
fn by_collection(
    data: &[u8],
    font: Option<&FontRef<'_>>,
    said: Option<&Said>,
) -> Option<HashMap<u32, SmolStr>> {
    let said = said?;
    let compact = font.and_then(|font| Some(font.table_data(Tag::new(b"CFF "))?.as_bytes()));
    let is_true_type = font.is_some() && compact.is_none();
    let table = CMap::parse(load_embedded(said.family.ucs2_cmap()?)?, load_embedded)?;
    let character = |number: u32| match table.lookup_bf_string(number)? {
        BfString::Char(c) => clean(c.encode_utf8(&mut [0; 4])),
        BfString::String(text) => clean(&text),
    };
    let mut out = HashMap::new();
    if !said.glyphs.is_empty() {
        for (number, glyph) in said.glyphs.as_chunks::<2>().0.iter().enumerate() {
            let glyph = u32::from(u16::from_be_bytes(*glyph));
            if glyph != 0
                && let Some(text) = character(u32::try_from(number).unwrap_or(0))
            {
                out.entry(glyph).or_insert(text);
            }
        }
    } else if is_true_type {
        out.extend((1..0x1_0000).filter_map(|number| Some((number, character(number)?))));
    } else {
        let font = CffFontRef::new(compact.unwrap_or(data), 0, None).ok()?;
        for (glyph, number) in font.charset()?.iter() {
            if let Some(text) = character(u32::from(number.to_u16())) {
                out.insert(glyph.to_u32(), text);
            }
        }
    }
    Some(out)
}

/// Radicals that Unicode does not say to be the characters they look like; fonts mix them up.
const RADICALS: [(char, char); 28] = [
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺫', '目'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
    ('⻳', '龟'),
    ('⻁', '虎'),
];

/// A character as it is written: radicals and compatibility forms as the characters they look like. `None` for
/// what is no character.
pub(super) fn clean(text: &str) -> Option<SmolStr> {
    let is_plain =
        |c: char| !matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' | '\u{fb00}'..='\u{fb06}');
    let is_none = |c: char| c.is_control() || matches!(c, '\u{fffd}' | '\u{feff}' | '\u{200b}'..='\u{200f}');
    if text.chars().all(|c| is_none(c) && !matches!(c, '\t' | '\n' | '\r')) {
        return None;
    }
    if text.chars().all(|c| is_plain(c) && !is_none(c)) {
        return Some(if matches!(text, "\u{a0}" | "\u{3000}") {
            SmolStr::new_inline(" ")
        } else {
            text.into()
        });
    }
    let out: String = text
        .chars()
        .filter(|c| !is_none(*c))
        .flat_map(|c| match RADICALS.iter().find(|(radical, _)| *radical == c) {
            Some((_, c)) => vec![*c],
            None if is_plain(c) => vec![c],
            None => std::iter::once(c).nfkc().collect(),
        })
        .collect();
    Some(if out.trim().is_empty() { SmolStr::new_inline(" ") } else { out.into() })
}
