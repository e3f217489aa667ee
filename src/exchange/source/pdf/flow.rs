//! Lines into paragraphs: one that reaches the right edge goes on in the next that begins at the left edge, on
//! the next page too. Headers, footers and page numbers stay lines of their own; of a header that runs over the pages of the
//! text the first is kept.

use std::collections::HashMap;

use super::aligned::{Piece, around};
use super::frame::Frame;
use super::lines::{Line, is_figure};
use crate::exchange::source::{Block, Page, Paragraph, Place, is_page_number};
use crate::text::is_cjk;

/// Blank space above a line within which it goes on with what stands above, measured in letters.
const APART: f32 = 3.0;

/// Lines at the top and at the bottom of a page that may be headers or footers.
const MARGIN: usize = 2;
/// The fewest letters of a header that runs over the pages of the text.
const SHORTEST_HEADER: usize = 6;

/// A page taken apart, before its lines are joined.
pub(super) struct Taken {
    pub frame: Frame,
    /// In reading order.
    pub pieces: Vec<Piece>,
    /// Text written another way round, each a paragraph of its own.
    pub turned: Vec<(String, [f32; 4])>,
}

/// A paragraph that may go on: which, the height of its last line, where that ends, and what it leaves free at the
/// edge.
#[derive(Clone, Copy)]
struct Open {
    page: usize,
    block: usize,
    size: f32,
    bottom: f32,
    free: f32,
}

/// The pages with their lines joined to paragraphs.
pub(super) fn pages(taken: Vec<Taken>) -> Vec<Page> {
    let margins = margins(&taken);
    let mut running: HashMap<&str, bool> =
        margins.iter().filter(|(text, on)| runs(text, on)).map(|(text, _)| (text.as_str(), false)).collect();
    let mut flow = Flow { pages: Vec::with_capacity(taken.len()), open: None };
    for page in taken {
        let size = (page.frame.width, page.frame.height);
        flow.pages.push(Page { name: None, size, blocks: Vec::new() });
        let is_margin = |at: usize, text: &str| {
            let is_outer = at < MARGIN || at + MARGIN >= page.pieces.len();
            is_outer && margins.contains_key(&bare(text))
        };
        let (left, right) =
            edges(&page, |at, text| is_margin(at, text) && running.contains_key(&*bare(text)));
        // The longest of a few short lines does not reach an edge.
        let right = right.max(0.6 * page.frame.reading_width());
        let outer: Vec<bool> = (0..)
            .zip(&page.pieces)
            .map(|(at, piece)| matches!(piece, Piece::Line(line) if is_margin(at, &line.text())))
            .collect();
        for (piece, is_margin) in page.pieces.into_iter().zip(outer) {
            match piece {
                Piece::Grid(grid) => {
                    flow.open = None;
                    flow.push(Block::Grid(grid));
                }
                Piece::Line(line) => {
                    let runs = running.get_mut(&*bare(&line.text())).filter(|_| is_margin);
                    if runs.is_none_or(|is_known| !std::mem::replace(is_known, true)) {
                        flow.line(&line, is_margin, left, right, &page.frame);
                    }
                }
            }
        }
        for (text, rectangle) in page.turned {
            flow.paragraph(text, rectangle);
        }
    }
    flow.pages
}

struct Flow {
    pages: Vec<Page>,
    open: Option<Open>,
}

impl Flow {
    fn push(&mut self, block: Block) {
        if let Some(page) = self.pages.last_mut() {
            page.blocks.push(block);
        }
    }

    fn number(&self) -> u32 {
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }

    fn paragraph(&mut self, text: String, rectangle: [f32; 4]) {
        let place = Place::Page { page: self.number(), rectangle };
        self.push(Block::Paragraph(Paragraph { text, heading: None, place }));
    }

    fn line(&mut self, line: &Line, is_margin: bool, left: f32, right: f32, frame: &Frame) {
        let (text, rectangle) = (line.text(), frame.rectangle(line.area));
        if is_margin || is_page_number(&text) {
            // What goes on, goes on around it.
            self.paragraph(text, rectangle);
            return;
        }
        let begins = line.area.left - left > line.size * 0.9 || line.is_spaced();
        // How much room the line leaves.
        let free = right - line.area.right;
        // A number is never broken: the line before it may end as much earlier.
        let begin: f32 = line
            .seen()
            .take_while(|letter| is_figure(&letter.text))
            .map(|letter| letter.right - letter.left)
            .sum();
        let here = self.pages.len();
        let fits = |open: &Open| {
            open.free < (line.size * 2.5).max(begin + line.size)
                && (open.size - line.size).abs() < line.size * 0.25
                && (open.page + 1 != here || line.area.top - open.bottom < APART * line.size)
        };
        // Digits and signs may be of another height than the words they stand among.
        let open = self.open.take().filter(|open| !begins && fits(open));
        let (page, block) = match open {
            Some(open) if self.join(open, &text, rectangle) => (open.page, open.block),
            _ => {
                self.paragraph(text, rectangle);
                let blocks = self.pages.last().map_or(0, |page| page.blocks.len());
                (self.pages.len().saturating_sub(1), blocks.saturating_sub(1))
            }
        };
        // What stands at the right, such as a table's unit, goes on nowhere.
        let is_right = line.area.left > 0.5 * frame.reading_width();
        let may_go_on = !line.is_spaced() && !line.leads() && !is_right;
        self.open =
            may_go_on.then_some(Open { page, block, size: line.size, bottom: line.area.bottom, free });
    }

    /// Adds a line to the paragraph that goes on. On another page its place stays where it begins.
    fn join(&mut self, open: Open, text: &str, rectangle: [f32; 4]) -> bool {
        let number = self.number();
        let block = self.pages.get_mut(open.page).and_then(|page| page.blocks.get_mut(open.block));
        let Some(Block::Paragraph(paragraph)) = block else { return false };
        // A sentence may end at the very edge; a table's title never goes on with one.
        if paragraph.text.ends_with('。') && (text.starts_with('表') || text.ends_with('表')) {
            return false;
        }
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        if is_word(paragraph.text.chars().next_back()) && is_word(text.chars().next()) {
            paragraph.text.push(' ');
        }
        paragraph.text.push_str(text);
        if let Place::Page { page, rectangle: whole } = &mut paragraph.place
            && *page == number
        {
            *whole = around(*whole, rectangle);
        }
        true
    }
}

/// Of fewer lines it is not known how far the text of their page reaches.
const FEW: usize = 3;

/// The edges between which the text of a page stands; a running header may stand farther out.
fn edges(page: &Taken, runs: impl Fn(usize, &str) -> bool) -> (f32, f32) {
    let lines = page.pieces.iter().enumerate().filter_map(|(at, piece)| match piece {
        Piece::Line(line) if !line.is_spaced() => {
            let text = line.text();
            (!is_page_number(&text) && !runs(at, &text)).then_some(line)
        }
        _ => None,
    });
    let mut count = 0;
    let (left, right) = lines.fold((f32::MAX, f32::MIN), |(left, right), line| {
        count += 1;
        (left.min(line.area.left), right.max(line.area.right))
    });
    // A heading alone on its page does not reach to where text would.
    let least = if count < FEW { 0.75 * page.frame.reading_width() } else { right };
    (left, right.max(least))
}

/// A line without what differs from page to page.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_ascii_digit()).collect()
}

/// On how many pages a line stands at the top or bottom, and on how many of them without any table: above a table it may say
/// what that is.
#[derive(Default)]
struct Repeated {
    pages: usize,
    of_text: usize,
}

/// Whether a line is the header of the whole document, and nothing that a table is called or says.
fn runs(text: &str, on: &Repeated) -> bool {
    let letters = text.chars().filter(|c| is_cjk(*c)).count();
    on.of_text > 2 && letters >= SHORTEST_HEADER && !text.contains(['表', '：', ':'])
}

/// Lines that stand at the top or bottom of three pages or more.
fn margins(taken: &[Taken]) -> HashMap<String, Repeated> {
    let mut counts: HashMap<String, Repeated> = HashMap::new();
    for page in taken {
        let count = page.pieces.len();
        let is_text = !page.pieces.iter().any(|piece| matches!(piece, Piece::Grid(_)));
        for (at, piece) in page.pieces.iter().enumerate() {
            if let Piece::Line(line) = piece
                && (at < MARGIN || at + MARGIN >= count)
            {
                let repeated = counts.entry(bare(&line.text())).or_default();
                repeated.pages += 1;
                repeated.of_text += usize::from(is_text);
            }
        }
    }
    counts.retain(|_, repeated| repeated.pages > 2);
    counts
}
