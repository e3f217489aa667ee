//! Which way up a page is read. Everything above works on upright text; here is the turn between the page as it
//! is shown and the page as it is read, and the rectangles of both.

use super::canvas::Glyph;
use super::rules::Rule;

/// A rectangle: left, top, right, bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl Area {
    /// The smallest that holds both.
    pub(super) fn joined(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// A page as it is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Quarter turns clockwise that its text is written with.
    pub turn: u8,
    /// Size of the page as it is shown.
    pub width: f32,
    pub height: f32,
}

/// A character in reading position.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub text: smol_str::SmolStr,
    pub left: f32,
    pub right: f32,
    pub baseline: f32,
    pub size: f32,
    /// Which it is of those drawn together.
    pub order: usize,
}

impl Letter {
    /// Its middle line.
    pub(super) fn middle(&self) -> f32 {
        self.baseline - 0.38 * self.size
    }

    /// Whether nothing is to be seen of it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Where it stands.
    pub(super) fn area(&self) -> Area {
        Area {
            left: self.left,
            top: self.baseline - 0.88 * self.size,
            right: self.right,
            bottom: self.baseline + 0.12 * self.size,
        }
    }
}

impl Frame {
    /// Width of the page as it is read.
    pub(super) fn reading_width(&self) -> f32 {
        if self.turn.is_multiple_of(2) { self.width } else { self.height }
    }

    /// A point of the shown page as it is read.
    pub(super) fn read(&self, (x, y): (f32, f32)) -> (f32, f32) {
        match self.turn {
            1 => (y, self.width - x),
            2 => (self.width - x, self.height - y),
            3 => (self.height - y, x),
            _ => (x, y),
        }
    }

    /// A point as it is read, on the shown page.
    fn shown(&self, (x, y): (f32, f32)) -> (f32, f32) {
        match self.turn {
            1 => (self.width - y, x),
            2 => (self.width - x, self.height - y),
            3 => (y, self.height - x),
            _ => (x, y),
        }
    }

    /// The rectangle on the shown page: left, top, right, bottom.
    pub(super) fn rectangle(&self, area: Area) -> [f32; 4] {
        let ((a, b), (c, d)) = (self.shown((area.left, area.top)), self.shown((area.right, area.bottom)));
        [a.min(c), b.min(d), a.max(c), b.max(d)]
    }

    /// A glyph as it is read.
    pub(super) fn letter(&self, glyph: &Glyph) -> Letter {
        let ((left, baseline), (right, _)) = (self.read(glyph.origin), self.read(glyph.end));
        Letter {
            text: glyph.text.clone(),
            left: left.min(right),
            right: left.max(right),
            baseline,
            size: glyph.size,
            order: 0,
        }
    }

    /// The rules as they are read: upright ones, then level ones.
    pub(super) fn rules(&self, upright: &[Rule], level: &[Rule]) -> (Vec<Rule>, Vec<Rule>) {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        // Seen from the turned page, what was upright is level.
        let turned = |rules: &[Rule], at: Option<f64>, along: Option<f64>| -> Vec<Rule> {
            rules
                .iter()
                .map(|rule| {
                    Rule::new(
                        at.map_or(rule.at, |size| size - rule.at),
                        along.map_or(rule.from, |size| size - rule.to),
                        along.map_or(rule.to, |size| size - rule.from),
                    )
                })
                .collect()
        };
        match self.turn {
            1 => (turned(level, None, Some(width)), turned(upright, Some(width), None)),
            2 => (turned(upright, Some(width), Some(height)), turned(level, Some(height), Some(width))),
            3 => (turned(level, Some(height), None), turned(upright, None, Some(height))),
            _ => (upright.to_vec(), level.to_vec()),
        }
    }
}

/// The turn of most of the glyphs.
pub(super) fn main_turn(glyphs: &[Glyph]) -> u8 {
    let mut counts = [0_usize; 4];
    for turn in glyphs.iter().filter_map(|glyph| glyph.turn) {
        if let Some(count) = counts.get_mut(usize::from(turn)) {
            *count += 1;
        }
    }
    // Of equal ones the first: upright.
    (0..4).rev().max_by_key(|turn| counts.get(usize::from(*turn)).copied()).unwrap_or(0)
}
