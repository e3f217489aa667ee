//! The window's fonts: two bundled ones, and whatever the system has for the
//! characters that these lack.
//!
//! A budget must look the same on every machine, so the bundled fonts come
//! first in every family and hold all that a budget is made of (see
//! `assets/fonts/README.md`). Only a rare name can need more; then, and not
//! before, the installed fonts are searched and one is read into memory.
//!
//! Sizes, colours and which text is bold are not decided here, and nothing here
//! knows what a budget is: egui asks for a character when it draws it.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui;
use egui::mutex::Mutex;
use egui::{FallbackRequest, FontData, FontDefinitions, FontFamily, FontInsert, FontProvider};

use crate::fonts::{Faces, bytes, draws, middle};

const REGULAR_NAME: &str = "NotoSansSC-Regular";
const SEMI_BOLD_NAME: &str = "NotoSansSC-SemiBold";

/// The family of headers and totals. Its digits are a little wider than the
/// regular ones, so bold and regular figures in one column line up only at the
/// right.
pub(crate) fn bold() -> FontFamily {
    FontFamily::Name("bold".into())
}

/// Sets the bundled fonts, and them alone: what is drawn afterwards does not
/// depend on the machine, as picture tests need it.
pub(crate) fn install(ctx: &egui::Context) {
    ctx.set_fonts(bundled());
}

/// Lets egui look among the installed fonts for what the bundled ones lack.
/// Costs nothing until such a character is drawn.
pub(crate) fn add_system_fallback(ctx: &egui::Context) {
    ctx.add_font_provider(Arc::new(SystemFonts::default()));
}

fn bundled() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, is_bold) in [(REGULAR_NAME, false), (SEMI_BOLD_NAME, true)] {
        let data = centred(FontData::from_static(bytes(is_bold)));
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    }
    for (family, names) in [
        (FontFamily::Proportional, &[REGULAR_NAME][..]),
        (FontFamily::Monospace, &[REGULAR_NAME]),
        (bold(), &[SEMI_BOLD_NAME, REGULAR_NAME]),
    ] {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        fonts.families.insert(family, names);
    }
    fonts
}

/// Egui centres a font's line, and fonts differ in how much of it lies above the
/// ideographs, whose middle is 0.38 em above the baseline in nearly all of
/// them. Moved so that this middle is the line's, every font's text stands in
/// the middle of its cell, and a fallback level with its neighbours.
fn centred(mut data: FontData) -> FontData {
    if let Some(middle) = middle(data.bytes(), data.index) {
        data.tweak.y_offset_factor = 0.38 - middle;
    }
    data
}

/// The fonts installed on this machine, listed when first asked for.
#[derive(Default)]
struct SystemFonts(Mutex<Search>);

#[derive(Default)]
struct Search {
    /// All faces in the order in which to try them.
    faces: Option<Faces>,
    /// Fonts already read, kept so that each is in memory once.
    opened: Vec<(String, FontData)>,
    /// What no font has, so that it is looked for once.
    nowhere: BTreeSet<char>,
}

impl FontProvider for SystemFonts {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        let character = request.cluster.chars().next()?;
        let (name, data) = self.0.lock().find(character, Faces::installed)?;
        Some(FontInsert::new(&name, data, Vec::new()))
    }
}

impl Search {
    fn find(&mut self, character: char, list: fn() -> Faces) -> Option<(String, FontData)> {
        if self.nowhere.contains(&character) {
            return None;
        }
        let has = |(_, font): &&(String, FontData)| draws(font.bytes(), font.index, character);
        if let Some(font) = self.opened.iter().find(has) {
            return Some(font.clone());
        }
        let found = self.faces.get_or_insert_with(list).find(character);
        let font = found.map(|face| {
            let data = FontData::from_blob(Arc::new(face.bytes), face.index);
            (face.name, centred(data))
        });
        match &font {
            Some(font) => self.opened.push(font.clone()),
            None => {
                self.nowhere.insert(character);
            }
        }
        font
    }
}

#[cfg(test)]
mod tests {
    use fontdb::Database;
    use skrifa::MetadataProvider as _;
    use skrifa::instance::{LocationRef, Size};

    use super::*;

    /// Outside GBK, outside the 通用规范汉字表: not bundled.
    const RARE: char = '𠮷';

    fn lacking(font: &[u8], text: &str) -> String {
        text.chars().filter(|&c| !draws(font, 0, c)).collect()
    }

    /// Width in font units.
    fn advance(font: &[u8], character: char) -> Option<f32> {
        let font = skrifa::FontRef::new(font).ok()?;
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        metrics.advance_width(font.charmap().map(character)?)
    }

    #[test]
    fn both_weights_cover_what_tables_and_headers_say() {
        let text = "部门收支总体情况表 一、一般公共预算拨款收入 2080505 机关事业单位基本养老保险缴费支出 \
                    “三公”经费〔2023〕《预算法》（万元）：；，。、！？—…· 0123456789,.-−+×÷=%％‰￥¥ \
                    ①②⑩⑳㉑㊿ ⅠⅡⅫ ≥≤≠±√∑Σ ←↑→↓↔ ▲▼△▽■□●○◆◇★☆✓▶◀⚠ ㎡℃№° ┌─┐│└┘├┤┬┴┼";
        assert_eq!(lacking(bytes(false), text), "");
        assert_eq!(lacking(bytes(true), text), "");
    }

    #[test]
    fn names_beyond_gb2312_are_bundled() {
        // GBK, then the list of characters for registered names.
        assert_eq!(lacking(bytes(false), "镕喆堃甦昇珺淼槑嘦囧㛃䶮𬍛𬬭𫖯鿍"), "");
    }

    #[test]
    fn arrow_keys_of_shortcuts_are_bundled() {
        use egui::Key;
        for key in [Key::ArrowUp, Key::ArrowDown, Key::ArrowLeft, Key::ArrowRight] {
            assert_eq!(lacking(bytes(false), key.symbol_or_name()), "");
        }
    }

    #[test]
    fn digits_stand_in_columns() {
        for font in [bytes(false), bytes(true)] {
            for digits in ["0123456789", "０１２３４５６７８９"] {
                let mut widths: Vec<_> = digits.chars().map(|c| advance(font, c)).collect();
                widths.dedup();
                assert_eq!(widths.len(), 1, "{digits}: {widths:?}");
                assert!(widths[0].is_some());
            }
        }
    }

    #[test]
    fn egui_draws_from_the_bundled_fonts_alone() {
        let ctx = egui::Context::default();
        install(&ctx);
        let mut seen = Vec::new();
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            ui.fonts_mut(|fonts| {
                for family in [FontFamily::Proportional, FontFamily::Monospace, bold()] {
                    let font = egui::FontId::new(14.0, family);
                    // 镕 is not in the bold font: the regular one steps in.
                    seen.push((fonts.has_glyphs(&font, "预算 1,234.50 镕"), fonts.has_glyph(&font, RARE)));
                }
            });
        });
        output.textures_delta.clear();
        assert_eq!(seen, [(true, false); 3]);
    }

    #[test]
    fn a_missing_character_is_found_once_and_remembered_when_nowhere() {
        fn faces() -> Faces {
            let mut database = Database::new();
            database.load_font_data(bytes(true).to_vec());
            database.load_font_data(bytes(false).to_vec());
            Faces::of(database)
        }

        let mut search = Search::default();
        // The regular weight is tried first.
        let first = search.find('预', faces).expect("in both");
        assert_eq!(first.1.bytes(), bytes(false));
        let second = search.find('镕', faces).expect("in the regular");
        assert_eq!(first, second);
        assert_eq!(search.opened.len(), 1);

        assert_eq!(search.find(RARE, faces), None);
        assert!(search.nowhere.contains(&RARE));
    }

    #[test]
    fn emoji_without_outlines_do_not_count_as_drawn() {
        assert!(draws(bytes(false), 0, '预'));
        assert!(!draws(bytes(false), 0, '🔒'));
        assert!(!draws(b"no font", 0, '预'));
    }
}
