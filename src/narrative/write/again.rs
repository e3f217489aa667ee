//! The text of a new year with what people wrote in last year's: the template's sentences are told by the new tables, also
//! where somebody had put them in other words.

use super::words::Free;
use super::{Held, OPEN, Writer, Written, write_over};
use crate::calc::Book;
use crate::model::Section;
use crate::narrative::is_alike;
use crate::narrative::template::{Piece, Template};

/// Writes the narrative of a budget with what people wrote in another's, last year's: no figure, change or reason of that is
/// taken over, and what they wrote becomes what `again` makes of it.
pub fn write_anew(
    template: &Template,
    book: &Book<'_>,
    before: &[Section],
    again: &dyn Fn(&str) -> String,
) -> Written {
    write_over(template, book, before, Some(again), &Held::default())
}

impl Writer<'_, '_> {
    /// The first of the template's paragraphs from `next` on that says much the same as a paragraph of another year: which,
    /// and what it says now.
    pub(super) fn said_otherwise(&mut self, paragraph: &str, next: usize) -> Option<(usize, String)> {
        let number = self.number;
        let is_figure =
            |piece: &Piece| matches!(piece, Piece::Field { name, .. } if self.known.is_some(name).is_some());
        let of: Vec<usize> = (next..self.section.paragraphs.len())
            .filter(|at| self.section.paragraphs.get(*at).is_some_and(|pieces| pieces.iter().any(is_figure)))
            .collect();
        let own = skeleton(paragraph);
        for at in of {
            let pieces = self.section.paragraphs.get(at)?;
            let text = self.render(pieces, &Free::default());
            if is_alike(&skeleton(&text), &own) {
                return Some((at, text));
            }
            self.number = number;
        }
        None
    }
}

/// A paragraph without its figures, what is to be filled in, and reasons: they are another year's.
fn skeleton(text: &str) -> String {
    let mut bare = String::new();
    for (nth, part) in text.split(OPEN).enumerate() {
        bare.push_str(if nth == 0 { part } else { part.split_once('〕').map_or("", |(_, rest)| rest) });
    }
    let said = bare.split_inclusive(['。', '；']).map(|said| said.split("原因").next().unwrap_or_default());
    said.flat_map(str::chars).filter(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '%' | ' ')).collect()
}
