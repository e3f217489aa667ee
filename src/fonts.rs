//! Fonts: the two that are bundled and hold all that a budget is made of (see `assets/fonts/README.md`), and the
//! installed ones for a rare name that these cannot write. What is written with them, in which size, is for the window
//! and for the published document.

use fontdb::{Database, ID, Style};
use skrifa::instance::{LocationRef, Size};
use skrifa::{GlyphId, MetadataProvider as _};

const REGULAR: &[u8] = include_bytes!("../assets/fonts/NotoSansSC-Regular-subset.ttf");
const SEMI_BOLD: &[u8] = include_bytes!("../assets/fonts/NotoSansSC-SemiBold-subset.ttf");

/// Families to try first for a missing character, best looking first.
const PREFERRED: [&str; 10] = [
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "SimSun",
    "SimSun-ExtB",
    "PingFang TC",
];

/// A bundled font as it is in its file.
pub fn bytes(is_bold: bool) -> &'static [u8] {
    if is_bold { SEMI_BOLD } else { REGULAR }
}

/// Whether the font has an outline for the character.
pub fn draws(font: &[u8], index: u32, character: char) -> bool {
    let Ok(font) = skrifa::FontRef::from_index(font, index) else {
        return false;
    };
    font.charmap()
        .map(character)
        .filter(|&glyph| glyph != GlyphId::NOTDEF)
        .is_some_and(|glyph| font.outline_glyphs().get(glyph).is_some())
}

/// The middle of a font's line above the baseline, in its size.
pub fn middle(font: &[u8], index: u32) -> Option<f32> {
    let font = skrifa::FontRef::from_index(font, index).ok()?;
    let line = font.metrics(Size::new(1.0), LocationRef::default());
    Some((line.ascent + line.descent) / 2.0)
}

/// A list of fonts in the order in which they are tried.
pub struct Faces {
    database: Database,
    order: Vec<ID>,
}

/// A font that was read.
pub struct Face {
    /// What it is called here.
    pub name: String,
    /// Its file.
    pub bytes: Vec<u8>,
    /// Which of the file's fonts it is.
    pub index: u32,
}

impl Faces {
    /// Those installed on this machine.
    pub fn installed() -> Self {
        let mut database = Database::new();
        database.load_system_fonts();
        Self::of(database)
    }

    /// Those listed.
    pub fn of(database: Database) -> Self {
        Self { order: in_order(&database), database }
    }

    /// The first that draws a character.
    pub fn find(&self, character: char) -> Option<Face> {
        self.order.iter().find_map(|&id| {
            self.database.with_face_data(id, |bytes, index| {
                draws(bytes, index, character).then(|| Face {
                    name: format!("system {id}"),
                    bytes: bytes.to_vec(),
                    index,
                })
            })?
        })
    }
}

/// Upright faces: preferred families first, then by nearness to the regular weight, then by name so that the choice
/// does not hang on the disk's order.
fn in_order(database: &Database) -> Vec<ID> {
    let mut faces: Vec<_> = database
        .faces()
        .filter(|face| face.style == Style::Normal)
        .map(|face| {
            let rank =
                PREFERRED.iter().position(|name| face.families.iter().any(|(family, _)| family == name));
            let key = (
                rank.unwrap_or(PREFERRED.len()),
                face.weight.0.abs_diff(fontdb::Weight::NORMAL.0),
                face.post_script_name.clone(),
            );
            (key, face.id)
        })
        .collect();
    faces.sort();
    faces.into_iter().map(|(_, id)| id).collect()
}
