//! Where a text in a cell is broken into lines: between any two Chinese characters, but so that no line begins with a
//! closing sign or ends with an opening one (避头尾), and no number or word is cut that has room in a line. How wide a
//! character is, the caller says: the layout by rule of thumb, the window by its font.

use unicode_linebreak::{BreakOpportunity, linebreaks};

/// The lines of a text that is at most `width` wide, without the breaks between them.
pub fn lines(text: &str, width: f32, wide: impl Fn(char) -> f32) -> Vec<&str> {
    let mut lines = Vec::new();
    // Where the line begins, how wide it is up to the last place where it may end, and beyond that.
    let (mut start, mut fits, mut used) = (0, 0, 0.0);
    for (at, opportunity) in linebreaks(text) {
        let Some(piece) = text.get(fits..at) else {
            break;
        };
        let piece_width = width_of(piece.trim_end(), &wide);
        if used + piece_width > width && fits > start {
            lines.extend(text.get(start..fits));
            (start, used) = (fits, 0.0);
        }
        // What is longer than a line is cut wherever the line ends.
        for (from, character) in piece.char_indices() {
            let own = wide(character);
            let here = fits + from;
            if used + own > width && here > start && piece_width > width {
                lines.extend(text.get(start..here));
                (start, used) = (here, 0.0);
            }
            used += own;
        }
        fits = at;
        if opportunity == BreakOpportunity::Mandatory {
            lines.extend(text.get(start..at));
            (start, used) = (at, 0.0);
        }
    }
    lines.iter().map(|line| line.trim_end()).collect()
}

/// The same with lines of about the same width, as few as there must be: no last line of one character.
pub fn even_lines(text: &str, width: f32, wide: impl Fn(char) -> f32) -> Vec<&str> {
    let as_wide = lines(text, width, &wide);
    if as_wide.len() < 2 || text.contains('\n') {
        return as_wide;
    }
    let least = width_of(text, &wide) / as_wide.len() as f32;
    let mut tries = (0..STEPS).map(|step| least + (width - least) * f32::from(step) / f32::from(STEPS));
    let even = tries.find_map(|width| {
        let found = lines(text, width, &wide);
        (found.len() == as_wide.len()).then_some(found)
    });
    even.unwrap_or(as_wide)
}

/// So many widths are tried for even lines.
const STEPS: u8 = 8;

fn width_of(text: &str, wide: &impl Fn(char) -> f32) -> f32 {
    text.chars().map(wide).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_have_even_lines() {
        let wide = |character: char| if character.is_ascii() { 0.5 } else { 1.0 };
        for (text, width, expected) in [
            ("商品和服务支出", 6.0, vec!["商品和服", "务支出"]),
            ("一般公共预算（财政拨款）", 11.0, vec!["一般公共预算", "（财政拨款）"]),
            ("对个人和家庭的补助", 4.0, vec!["对个人", "和家庭", "的补助"]),
            ("合计", 4.0, vec!["合计"]),
        ] {
            assert_eq!(even_lines(text, width, wide), expected, "{text} in {width}");
        }
    }

    #[test]
    fn signs_stay_with_what_they_close_or_open() {
        let wide = |character: char| if character.is_ascii() { 0.5 } else { 1.0 };
        for (text, width, expected) in [
            ("一般公共预算（财政拨款）", 11.0, vec!["一般公共预算（财政拨", "款）"]),
            ("一般公共预算（财政拨款）", 7.0, vec!["一般公共预算", "（财政拨款）"]),
            ("商品和服务支出", 6.0, vec!["商品和服务支", "出"]),
            ("甲、乙、丙", 3.0, vec!["甲、", "乙、丙"]),
            ("合计 1,060.35 万元", 5.0, vec!["合计", "1,060.35", "万元"]),
            ("410800101101000000001", 4.0, vec!["41080010", "11010000", "00001"]),
            ("第一行\n第二行", 10.0, vec!["第一行", "第二行"]),
            ("", 5.0, vec![]),
            ("短", 0.5, vec!["短"]),
        ] {
            assert_eq!(lines(text, width, wide), expected, "{text} {width}");
        }
    }
}
