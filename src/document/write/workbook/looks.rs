//! How cells of a workbook look: fonts, borders, number formats. Each look is made once.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::compare::Fate;

/// The letters of the cover, in points.
pub(super) const COVER_LETTERS: f64 = 26.0;

/// A look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Look {
    /// A line of the cover.
    Cover,
    /// A title across a table.
    Title,
    /// A heading of the text.
    Heading,
    /// A paragraph of the text.
    Paragraph,
    /// An entry of the contents.
    Link,
    /// What stands above or below a table on the left.
    Left,
    /// What stands above a table on the right.
    Right,
    /// A header's word.
    Head,
    /// A text, indented, and whether in a total's row.
    Text(u8, bool),
    /// A number with so many decimals, and whether it is a total.
    Number(u32, bool),
    /// A piece of a text that changed.
    Revised(Fate),
}

/// The looks.
pub(super) struct Looks;

impl Looks {
    /// As the official form prints them.
    pub(super) fn get(&self, look: Look) -> Format {
        let base = || Format::new().set_font_name("宋体").set_font_size(10);
        let framed = || base().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        match look {
            Look::Cover => {
                let font = base().set_font_name("方正小标宋简体").set_font_size(COVER_LETTERS);
                font.set_align(FormatAlign::Center).set_text_wrap()
            }
            Look::Title => {
                let font = base().set_font_name("方正小标宋简体").set_font_size(18);
                font.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_text_wrap()
            }
            Look::Heading => base().set_font_name("黑体").set_font_size(14).set_text_wrap(),
            Look::Paragraph => base()
                .set_font_name("仿宋_GB2312")
                .set_font_size(14)
                .set_text_wrap()
                .set_align(FormatAlign::Top),
            Look::Link => base().set_font_size(12).set_text_wrap(),
            Look::Left => base().set_text_wrap().set_align(FormatAlign::Top),
            Look::Right => base().set_align(FormatAlign::Right),
            Look::Head => framed().set_bold().set_text_wrap().set_align(FormatAlign::Center),
            Look::Revised(Fate::Kept) => base(),
            Look::Revised(Fate::Gone) => base().set_font_strikethrough().set_font_color(0x00A6_1C1C),
            Look::Revised(Fate::Come) => {
                base().set_underline(FormatUnderline::Single).set_font_color(0x001C_6B3A)
            }
            Look::Text(indent, is_total) => bold(framed().set_text_wrap().set_indent(indent), is_total),
            Look::Number(decimals, is_total) => {
                let fraction = "0".repeat(usize::try_from(decimals).unwrap_or_default());
                let point = if fraction.is_empty() { "" } else { "." };
                bold(framed().set_num_format(format!("#,##0{point}{fraction}")), is_total)
            }
        }
    }
}

fn bold(format: Format, is_total: bool) -> Format {
    if is_total { format.set_bold() } else { format }
}
