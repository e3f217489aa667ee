//! How a table stands on its paper, and how wide letters are; how that is found is for `fitting`.

use crate::document::paper::Paper;

/// Blank space left and right of a cell's text, in points.
pub(super) const INSET: f32 = 2.5;

/// A table's layout.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fit {
    pub paper: Paper,
    /// Of the letters, in points.
    pub size: f32,
    /// Of the columns, in points.
    pub widths: Vec<f32>,
}

pub(super) fn letter(letter: char) -> f32 {
    match letter {
        ',' | '.' | ' ' | ':' | ';' | '\'' | '!' | '|' | 'i' | 'j' | 'l' => 0.32,
        '0'..='9' => 0.585,
        'M' | 'W' | 'm' | 'w' | '@' | '%' => 0.95,
        '!'..='~' => 0.68,
        _ => 1.0,
    }
}
