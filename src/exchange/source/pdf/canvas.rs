//! What a page draws, collected while it is interpreted: glyphs with their characters, straight rules, filled
//! areas and pictures, in points from the upper left corner of the page as it is shown. It decides what can be
//! seen (invisible, clipped and off the page is counted, not kept) and knows nothing of lines, tables or
//! budgets. Interpreting is ended by unwinding once a page asks for more work than any real one does.

use std::time::{Duration, Instant};

use hayro_interpret::font::Glyph as FontGlyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{BlendMode, ClipPath, Device, GlyphDrawMode, Image, Paint, PathDrawMode, SoftMask};
use kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use smol_str::SmolStr;

use super::fonts::{Fonts, clean};
use super::rules::Rule;

/// Drawing calls of one page; a page of a table has some thousand, a map of a city some hundred thousand.
const CALLS: usize = 1_000_000;
/// What a clip counts for. Each form begins with one, and forms within forms are how a small file asks for work
/// without end.
const CLIP: usize = 10;
/// How long a whole document may take; real ones take less than a second.
pub(super) const LONGEST: Duration = Duration::from_secs(60);
/// A filled area thinner than this is a line.
const THIN: f64 = 3.0;

/// What is unwound with when a page asks for too much.
pub(super) struct TooMuch;

/// A character where it stands.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    /// Mostly one character.
    pub text: SmolStr,
    /// Where its baseline begins.
    pub origin: (f32, f32),
    /// Where the next one would begin.
    pub end: (f32, f32),
    /// Height of its font.
    pub size: f32,
    /// Quarter turns clockwise that it is written with; none where it stands aslant.
    pub turn: Option<u8>,
}

impl Glyph {
    /// Its middle: halfway along, and halfway up a Chinese character.
    pub(super) fn centre(&self) -> (f32, f32) {
        let (along, up) = (
            (f32::midpoint(self.origin.0, self.end.0), f32::midpoint(self.origin.1, self.end.1)),
            0.38 * self.size,
        );
        match self.turn {
            Some(0) => (along.0, along.1 - up),
            Some(1) => (along.0 + up, along.1),
            Some(2) => (along.0, along.1 + up),
            Some(_) => (along.0 - up, along.1),
            None => along,
        }
    }
}

/// What was drawn on one page.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// In the order of drawing.
    pub glyphs: Vec<Glyph>,
    /// Upright lines.
    pub upright: Vec<Rule>,
    /// Level lines.
    pub level: Vec<Rule>,
    /// Filled rectangles, other shapes and lines aslant.
    pub areas: Vec<Rect>,
    /// The share of the page that pictures cover.
    pub pictures: f64,
    /// Characters of text drawn invisibly, such as the words behind a scan.
    pub hidden: usize,
    /// Characters outside the clip.
    pub clipped: usize,
    /// Characters outside the page.
    pub off_page: usize,
    /// Characters that no table of their font names.
    pub unknown: usize,
}

/// Collects what a page draws.
pub(super) struct Canvas<'f, 'p> {
    /// What was collected.
    pub drawn: Drawn,
    fonts: &'f mut Fonts<'p>,
    page: Rect,
    clips: Vec<Rect>,
    calls: usize,
    /// Calls, however they count.
    since: usize,
    until: Instant,
}

impl<'f, 'p> Canvas<'f, 'p> {
    /// For a page of this size.
    pub(super) fn new(width: f64, height: f64, fonts: &'f mut Fonts<'p>, until: Instant) -> Self {
        let page = Rect::new(0.0, 0.0, width, height);
        Self { drawn: Drawn::default(), fonts, page, clips: Vec::new(), calls: 0, since: 0, until }
    }

    fn count(&mut self, calls: usize) {
        self.calls += calls;
        self.since += 1;
        let late = self.since.is_multiple_of(64) && Instant::now() > self.until;
        if self.calls > CALLS || late {
            // Not a panic: no message is printed, and the door takes it up.
            std::panic::resume_unwind(Box::new(TooMuch));
        }
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or(self.page)
    }

    fn glyph(&mut self, glyph: &FontGlyph<'_>, matrix: Affine, invisible: bool) {
        let known = match glyph.as_unicode() {
            Some(BfString::Char(c)) => clean(c.encode_utf8(&mut [0; 4])),
            Some(BfString::String(text)) => clean(&text),
            None => None,
        };
        let (advance, known) = match glyph {
            FontGlyph::Outline(outline) => {
                (outline.advance_width(), known.or_else(|| self.fonts.text(outline)))
            }
            FontGlyph::Type3(_) => (None, known),
        };
        let is_blank = known.as_ref().is_some_and(|text| text.trim().is_empty());
        let wide = known.as_ref().is_none_or(|text| !text.is_ascii());
        let usual = if wide { 1000.0 } else { 500.0 };
        let advance = advance.map(f64::from).filter(|width| *width > 0.0).unwrap_or(usual);
        let [a, b, ..] = matrix.as_coeffs();
        let (origin, end) = (matrix * Point::ORIGIN, matrix * Point::new(advance, 0.0));
        let size = (matrix * Point::new(0.0, 1000.0) - origin).hypot();
        let length = a.hypot(b);
        if !(origin.is_finite() && end.is_finite() && size.is_finite()) || length == 0.0 || size < 0.2 {
            self.drawn.hidden += usize::from(!is_blank);
            return;
        }
        let turn = match (a / length, b / length) {
            (along, across) if across.abs() < 0.1 => Some(if along > 0.0 { 0 } else { 2 }),
            (along, across) if along.abs() < 0.1 => Some(if across > 0.0 { 1 } else { 3 }),
            _ => None,
        };
        let narrow = |point: Point| (point.x as f32, point.y as f32);
        let mut made = Glyph {
            text: SmolStr::default(),
            origin: narrow(origin),
            end: narrow(end),
            size: size as f32,
            turn,
        };
        let (across, down) = made.centre();
        let centre = Point::new(f64::from(across), f64::from(down));
        let seen = |area: Rect| area.inflate(1.0, 1.0).contains(centre);
        let lost = if !seen(self.page) {
            Some(&mut self.drawn.off_page)
        } else if invisible {
            Some(&mut self.drawn.hidden)
        } else if !seen(self.clip()) {
            Some(&mut self.drawn.clipped)
        } else {
            None
        };
        if let Some(count) = lost {
            *count += usize::from(!is_blank);
            return;
        }
        made.text = known.unwrap_or_else(|| {
            self.drawn.unknown += 1;
            SmolStr::new_inline("\u{fffd}")
        });
        self.drawn.glyphs.push(made);
    }

    /// Takes a straight line in as a rule, if it is upright or level.
    fn line(&mut self, from: Point, to: Point, thick: f64) {
        self.count(1);
        let clip = self.clip().inflate(1.0, 1.0);
        let line = Rect::from_points(from, to);
        if !line.is_finite() {
            return;
        }
        if thick > THIN {
            self.area(line.inflate(thick / 2.0, thick / 2.0));
            return;
        }
        let (width, height) = (line.width(), line.height());
        if width > 1.5 && height > 1.5 {
            self.area(line);
            return;
        }
        // `intersect` makes empty what does not meet.
        let seen = line.intersect(clip);
        if seen.x0 > line.x1 || seen.y0 > line.y1 || line.x0 > seen.x1 || line.y0 > seen.y1 {
            return;
        }
        self.piece(seen);
    }

    /// A long thin piece is a rule one way; a dot may be part of either.
    fn piece(&mut self, seen: Rect) {
        let (width, height) = (seen.width(), seen.height());
        let centre = seen.center();
        if height >= width {
            self.drawn.upright.push(Rule::new(centre.x, seen.y0, seen.y1));
        }
        if width >= height {
            self.drawn.level.push(Rule::new(centre.y, seen.x0, seen.x1));
        }
    }

    fn area(&mut self, area: Rect) {
        let seen = area.intersect(self.clip());
        if seen.is_finite() && seen.area() > 1.0 {
            self.drawn.areas.push(seen);
        }
    }

    /// White rules part cells only where they are drawn over colour.
    fn is_seen(&self, paint: &Paint<'_>, at: Rect) -> bool {
        let Paint::Color(colour) = paint else { return true };
        let [red, green, blue, alpha] = colour.to_rgba().to_rgba8();
        let white = red > 250 && green > 250 && blue > 250;
        let centre = at.center();
        alpha > 5 && (!white || self.drawn.areas.iter().rev().take(2_000).any(|area| area.contains(centre)))
    }

    fn stroke(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'_>, width: f64) {
        let thick = width * transform.determinant().abs().sqrt();
        let mut curved = false;
        let (mut start, mut last) = (Point::ORIGIN, Point::ORIGIN);
        for element in path.elements() {
            let next = match *element {
                PathEl::MoveTo(to) => {
                    (start, last) = (transform * to, transform * to);
                    continue;
                }
                PathEl::LineTo(to) => transform * to,
                PathEl::ClosePath => start,
                PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => {
                    curved = true;
                    last = transform * to;
                    continue;
                }
            };
            if next != last && self.is_seen(paint, Rect::from_points(last, next)) {
                self.line(last, next, thick);
            }
            last = next;
        }
        if curved {
            self.area(transform.transform_rect_bbox(path.control_box()));
        }
    }

    fn fill(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'_>) {
        let mut piece: Option<Rect> = None;
        for element in path.elements() {
            let points: &[Point] = match element {
                PathEl::MoveTo(to) => {
                    self.filled(piece.take(), paint);
                    &[*to]
                }
                PathEl::LineTo(to) => &[*to],
                PathEl::QuadTo(by, to) => &[*by, *to],
                PathEl::CurveTo(by, and, to) => &[*by, *and, *to],
                PathEl::ClosePath => &[],
            };
            for point in points {
                let at = transform * *point;
                piece = Some(piece.map_or(Rect::from_points(at, at), |piece| piece.union_pt(at)));
            }
        }
        self.filled(piece, paint);
    }

    fn filled(&mut self, piece: Option<Rect>, paint: &Paint<'_>) {
        let Some(piece) = piece.filter(|piece| piece.is_finite() && self.is_seen(paint, *piece)) else {
            return;
        };
        self.count(1);
        let (short, long) = (piece.width().min(piece.height()), piece.width().max(piece.height()));
        if short < THIN && (long > 2.0 * short || long < 1.5) {
            let seen = piece.intersect(self.clip().inflate(1.0, 1.0));
            if seen.x1 >= seen.x0 && seen.y1 >= seen.y0 && seen.x0 <= piece.x1 && seen.y0 <= piece.y1 {
                self.piece(seen);
            }
        } else {
            self.area(piece);
        }
    }
}

impl<'a> Device<'a> for Canvas<'_, '_> {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}

    fn draw_path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'a>, mode: &PathDrawMode) {
        self.count(1);
        match mode {
            PathDrawMode::Fill(_) => self.fill(path, transform, paint),
            PathDrawMode::Stroke(how) => self.stroke(path, transform, paint, f64::from(how.line_width)),
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.count(CLIP);
        let box_of = clip.path.bounding_box();
        // An empty path clips everything away; what is not finite clips nothing.
        let inner = if box_of.is_finite() { self.clip().intersect(box_of) } else { self.clip() };
        self.clips.push(inner);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.count(1);
    }

    fn draw_glyph(
        &mut self,
        glyph: &FontGlyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        paint: &Paint<'a>,
        mode: &GlyphDrawMode,
    ) {
        self.count(1);
        let clear = matches!(paint, Paint::Color(colour) if colour.to_rgba().to_rgba8()[3] == 0);
        let invisible = clear || matches!(mode, GlyphDrawMode::Invisible);
        self.glyph(glyph, transform * glyph_transform, invisible);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, transform: Affine) {
        self.count(1);
        let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let seen = Affine::transform_rect_bbox(transform, whole).intersect(self.clip());
        if seen.is_finite() && self.page.area() > 0.0 {
            self.drawn.pictures += seen.area() / self.page.area();
        }
    }

    fn pop_clip_path(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {}
}
