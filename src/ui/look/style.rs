//! Sizes and colours of the window, in one place: quiet paper, ink for what was entered, blue-grey for
//! what is computed, and red only for what is wrong.

use eframe::egui::{self, Color32, FontFamily, FontId, Stroke, TextStyle, Theme, Visuals};

use crate::schema::Severity;
use crate::ui::look::fonts;

/// Size of body text, in points.
pub(crate) const TEXT_SIZE: f32 = crate::sheet::TEXT_SIZE;
/// Size of side remarks.
pub(crate) const SMALL_SIZE: f32 = 11.5;
/// Height of a grid line with one line of text.
pub(crate) const LINE_HEIGHT: f32 = 25.0;
/// Height of one row of the grid's header.
pub(crate) const HEADER_HEIGHT: f32 = 25.0;

/// The colours that egui's own visuals have no name for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Palette {
    /// Paper under input cells.
    pub input: Color32,
    /// Under computed cells.
    pub computed: Color32,
    /// Under cells that stay blank and beyond the table.
    pub blank: Color32,
    /// Under headers.
    pub header: Color32,
    /// Grid lines.
    pub line: Color32,
    /// Ink of entered text.
    pub ink: Color32,
    /// Ink of computed figures.
    pub computed_ink: Color32,
    /// Ink of remarks and units.
    pub faint: Color32,
    /// Ink of what a merged cell only repeats.
    pub repeated: Color32,
    /// Selected cells.
    pub selected: Color32,
    /// The frame of the cell that the keyboard is in.
    pub cursor: Color32,
    /// Cells that take part in the shown finding.
    pub involved: Color32,
    /// What is right.
    pub good: Color32,
    /// What became more.
    pub rise: Color32,
    /// What became less.
    pub fall: Color32,
    /// Bars of totals, lines of figures.
    pub total: Color32,
}

/// The palette that fits the theme in use.
pub(crate) fn palette(visuals: &Visuals) -> Palette {
    let rgb = Color32::from_rgb;
    if visuals.dark_mode {
        Palette {
            input: rgb(38, 41, 46),
            computed: rgb(36, 46, 62),
            blank: rgb(24, 25, 28),
            header: rgb(44, 50, 60),
            line: rgb(58, 62, 70),
            ink: rgb(226, 228, 232),
            computed_ink: rgb(160, 190, 235),
            faint: rgb(160, 166, 176),
            repeated: rgb(160, 166, 176),
            selected: Color32::from_rgba_unmultiplied(80, 140, 220, 36),
            cursor: rgb(110, 170, 250),
            involved: rgb(240, 170, 70),
            good: rgb(110, 190, 130),
            rise: rgb(240, 160, 96),
            fall: rgb(112, 190, 220),
            total: rgb(150, 168, 196),
        }
    } else {
        Palette {
            input: rgb(255, 255, 255),
            computed: rgb(240, 244, 250),
            blank: rgb(246, 246, 244),
            header: rgb(228, 233, 241),
            line: rgb(214, 218, 224),
            ink: rgb(28, 32, 38),
            computed_ink: rgb(28, 70, 130),
            faint: rgb(96, 102, 112),
            repeated: rgb(96, 102, 112),
            selected: Color32::from_rgba_unmultiplied(60, 120, 210, 26),
            cursor: rgb(30, 100, 200),
            involved: rgb(146, 78, 0),
            good: rgb(24, 114, 60),
            rise: rgb(168, 66, 10),
            fall: rgb(20, 96, 128),
            total: rgb(74, 95, 125),
        }
    }
}

/// The colour of a severity, never the only sign of it.
pub(crate) fn severity_colour(severity: Severity, visuals: &Visuals) -> Color32 {
    match (severity, visuals.dark_mode) {
        (Severity::Error, false) => Color32::from_rgb(190, 28, 34),
        (Severity::Error, true) => Color32::from_rgb(255, 128, 122),
        (Severity::Warning, false) => Color32::from_rgb(146, 78, 0),
        (Severity::Warning, true) => Color32::from_rgb(240, 170, 70),
        (Severity::Hint, false) => Color32::from_rgb(48, 96, 146),
        (Severity::Hint, true) => Color32::from_rgb(130, 180, 230),
    }
}

/// The font of body text and figures.
pub(crate) fn body() -> FontId {
    FontId::new(TEXT_SIZE, FontFamily::Proportional)
}

/// The font of headers and totals.
pub(crate) fn strong() -> FontId {
    FontId::new(TEXT_SIZE, fonts::bold())
}

/// The font of side remarks.
pub(crate) fn small() -> FontId {
    FontId::new(SMALL_SIZE, FontFamily::Proportional)
}

/// Sets fonts, text sizes and visuals of the window.
pub(crate) fn install(ctx: &egui::Context) {
    fonts::install(ctx);
    ctx.set_theme(Theme::Light);
    ctx.all_styles_mut(|style| {
        for (name, size) in [
            (TextStyle::Small, SMALL_SIZE),
            (TextStyle::Body, TEXT_SIZE),
            (TextStyle::Button, TEXT_SIZE),
            (TextStyle::Monospace, TEXT_SIZE),
        ] {
            style.text_styles.insert(name, FontId::new(size, FontFamily::Proportional));
        }
        style.text_styles.insert(TextStyle::Heading, FontId::new(16.0, fonts::bold()));
        style.spacing.item_spacing = egui::vec2(6.0, 4.0);
        style.spacing.button_padding = egui::vec2(8.0, 3.0);
        style.spacing.scroll = egui::style::ScrollStyle::solid();
        // A blinking caret would draw for ever.
        style.visuals.text_cursor.blink = false;
        style.visuals.striped = false;
        style.animation_time = 0.0;
    });
    ctx.style_mut_of(Theme::Light, |style| {
        let visuals = &mut style.visuals;
        visuals.panel_fill = Color32::from_rgb(248, 248, 247);
        visuals.window_fill = Color32::from_rgb(252, 252, 251);
        visuals.extreme_bg_color = Color32::WHITE;
        visuals.override_text_color = None;
        visuals.hyperlink_color = Color32::from_rgb(24, 88, 180);
        // Shortcuts behind commands are read on whatever ground those have.
        visuals.weak_text_color = Some(Color32::from_rgb(80, 86, 96));
        visuals.widgets.active.weak_bg_fill = Color32::from_gray(206);
        visuals.widgets.noninteractive.fg_stroke = Stroke::new(1.0, Color32::from_rgb(28, 32, 38));
        visuals.widgets.inactive.fg_stroke = Stroke::new(1.0, Color32::from_rgb(36, 40, 48));
        // Fields are seen on paper of nearly their own colour.
        visuals.widgets.inactive.bg_stroke = Stroke::new(1.0, Color32::from_rgb(214, 218, 224));
        visuals.selection.bg_fill = Color32::from_rgb(218, 231, 250);
        visuals.selection.stroke = Stroke::new(1.0, Color32::from_rgb(30, 80, 160));
    });
    ctx.style_mut_of(Theme::Dark, |style| {
        // egui's own grey is for side remarks; titles are to be read.
        style.visuals.widgets.noninteractive.fg_stroke = Stroke::new(1.0, Color32::from_rgb(226, 228, 232));
        style.visuals.widgets.inactive.bg_stroke = Stroke::new(1.0, Color32::from_rgb(58, 62, 70));
        style.visuals.hyperlink_color = Color32::from_rgb(110, 180, 255);
        style.visuals.weak_text_color = Some(Color32::from_rgb(180, 186, 194));
        // Figures that rose and fell keep their colours on a chosen line.
        style.visuals.selection.bg_fill = Color32::from_rgb(24, 52, 84);
        style.visuals.selection.stroke = Stroke::new(1.0, Color32::from_rgb(192, 222, 255));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a colour shines, as WCAG 2.2 has it.
    fn luminance(colour: Color32) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(colour.r()) + 0.7152 * part(colour.g()) + 0.0722 * part(colour.b())
    }

    /// What is seen where a colour lies over a ground.
    fn over(colour: Color32, ground: Color32) -> Color32 {
        let rest = 255 - u32::from(colour.a());
        let part = |own: u8, below: u8| {
            u8::try_from((u32::from(own) + u32::from(below) * rest / 255).min(255)).unwrap()
        };
        let [r, g, b] = [(colour.r(), ground.r()), (colour.g(), ground.g()), (colour.b(), ground.b())]
            .map(|(own, below)| part(own, below));
        Color32::from_rgb(r, g, b)
    }

    /// AA asks 4.5 of text that is not large, on whatever it stands: also what a merged cell only repeats, and on what is chosen.
    #[test]
    fn ink_is_read_on_every_ground() {
        let ctx = egui::Context::default();
        install(&ctx);
        let mut pale = Vec::new();
        for theme in [Theme::Light, Theme::Dark] {
            let visuals = ctx.style_of(theme).visuals.clone();
            let of = palette(&visuals);
            let severities = [Severity::Error, Severity::Warning, Severity::Hint];
            let inks =
                [of.ink, of.computed_ink, of.faint, of.repeated, of.involved, of.good, of.rise, of.fall];
            let inks = inks.into_iter().chain([visuals.hyperlink_color]);
            let inks = inks.chain(severities.map(|severity| severity_colour(severity, &visuals)));
            let grounds =
                [of.input, of.computed, of.blank, of.header, visuals.panel_fill, visuals.window_fill];
            let chosen = [of.input, of.computed].map(|ground| over(of.selected, ground));
            let grounds = grounds.into_iter().chain([visuals.selection.bg_fill]).chain(chosen);
            let grounds: Vec<Color32> = grounds.collect();
            // What is weak stands on buttons and in menus, too, wherever the mouse is.
            let widgets = &visuals.widgets;
            let buttons = [&widgets.inactive, &widgets.hovered, &widgets.active, &widgets.open];
            let buttons = buttons.map(|widget| widget.weak_bg_fill);
            let weak = [visuals.panel_fill, visuals.window_fill].into_iter().chain(buttons);
            let weak = weak.map(|ground| (visuals.weak_text_color(), ground));
            let pairs = inks.flat_map(|ink| grounds.iter().map(move |ground| (ink, *ground)));
            for (ink, ground) in pairs.chain(weak) {
                {
                    let [a, b] = [ink, ground].map(|colour| luminance(colour) + 0.05);
                    let contrast = a.max(b) / a.min(b);
                    if contrast < 4.5 {
                        pale.push(format!("{theme:?} {ink:?} on {ground:?}: {contrast:.2}"));
                    }
                }
            }
        }
        assert!(pale.is_empty(), "{}", pale.join("\n"));
    }
}
