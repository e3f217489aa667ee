//! On which page of a Word file each heading stands, counted from the sizes that its styles say: Word numbers the contents
//! itself when its fields are updated, but programs that do not update them print what was written. Counted and not taken
//! from the PDF: that has other fonts and other spacing, and not every build writes it.

use crate::document::write::fitting::{self, Fit};
use crate::document::write::joined;
use crate::document::write::lines::{lines, lines_of};
use crate::document::{Document, PrintedRow, PrintedTable, TextBlock};

/// The height of a line of a cell, as a multiple of its letters: the same whatever font stands in for the one that is named.
pub(super) const LINE: f32 = 1.3;

/// Height and width of a page of text within its margins, in points.
const HEIGHT: f32 = 717.0;
const WIDTH: f32 = 470.5;
/// The letters of the text and the height of its lines.
const TEXT: (f32, f32) = (16.0, 28.0);
/// Letters, height of a line, space above and below of headings, by level; and their indent in letters.
const HEADINGS: [(f32, f32, f32, f32, f32); 3] =
    [(20.0, 32.0, 12.0, 6.0, 0.0), (16.0, 28.0, 6.0, 0.0, 2.0), (16.0, 28.0, 0.0, 0.0, 2.0)];
/// Letters and height of a line of the contents, and what their title takes.
const ENTRY: (f32, f32) = (14.0, 22.0);
const CONTENTS_TITLE: f32 = 44.0;
/// The same of a table's title, of what stands above the table, and of a note.
const TITLE: (f32, f32) = (18.0, 26.0);
const ABOVE: f32 = 14.0;
const NOTE: (f32, f32) = (9.0, 14.0);
/// Between two parts of a table.
const SEAM: f32 = 1.0;

/// Where the writing is: the page, and how much of it is used.
struct Place {
    page: usize,
    used: f32,
    height: f32,
}

impl Place {
    fn next(&mut self) {
        self.page += 1;
        self.used = 0.0;
    }

    fn is_begun(&self) -> bool {
        self.used > 0.0
    }

    /// Takes something that stays whole, if a page holds it.
    fn take(&mut self, height: f32) {
        if self.is_begun() && self.used + height > self.height {
            self.next();
        }
        self.used += height;
        while self.used > self.height {
            self.page += 1;
            self.used -= self.height;
        }
    }

    /// Takes the lines of a paragraph, of which no single one is left on a page.
    fn take_lines(&mut self, count: usize, line: f32) {
        let free = ((self.height - self.used).max(0.0) / line) as usize;
        if count <= free {
            self.used += count as f32 * line;
            return;
        }
        let mut here = free.min(count.saturating_sub(2));
        if here < 2 {
            here = 0;
        }
        if here == 0 && !self.is_begun() {
            self.used += count as f32 * line;
            return;
        }
        self.next();
        let rest = count - here;
        let page = ((self.height / line) as usize).max(1);
        self.page += (rest - 1) / page;
        self.used = ((rest - 1) % page + 1) as f32 * line;
    }
}

/// The page of each of the contents, in their order.
pub(super) fn pages(document: &Document) -> Vec<usize> {
    let mut place = Place { page: 1, used: 0.0, height: HEIGHT };
    let entries = document.contents();
    if !document.cover.is_empty() {
        place.next();
        place.used = CONTENTS_TITLE;
        for (level, title) in &entries {
            let room = WIDTH / ENTRY.0 - f32::from(level.clamp(&1, &3) - 1) * 1.2 - 3.0;
            place.take_lines(lines(title, room, 0.0), ENTRY.1);
        }
        if !document.text.is_empty() || !document.tables.is_empty() {
            place.next();
        }
    }
    let mut pages = Vec::with_capacity(entries.len());
    let (before, (_, behind)) = (document.text_on_own_pages(), document.text_around());
    take_text(&mut place, before, &mut pages);
    let mut begins = before.is_empty() && document.cover.is_empty();
    for table in &document.tables {
        if !begins && (place.is_begun() || !pages.is_empty()) {
            place.next();
        }
        begins = false;
        pages.extend(table.above.iter().map(|_| place.page));
        pages.push(place.page);
        take_table(&mut place, table);
    }
    if !behind.is_empty() {
        place.next();
        place.height = HEIGHT;
        take_text(&mut place, behind, &mut pages);
    }
    pages
}

fn take_text(place: &mut Place, text: &[TextBlock], pages: &mut Vec<usize>) {
    for (at, block) in text.iter().enumerate() {
        match block {
            TextBlock::Heading(..) => {
                // A heading stays with what follows it: further headings, and two lines of the text.
                let behind = text.get(at..).unwrap_or_default();
                let kept: f32 = behind.iter().map_while(heading_height).sum();
                if place.is_begun() && place.used + kept + 2.0 * TEXT.1 > HEIGHT {
                    place.next();
                }
                place.used += heading_height(block).unwrap_or_default();
                pages.push(place.page);
            }
            TextBlock::Paragraph(text) => {
                place.take_lines(lines(text, WIDTH / TEXT.0, 2.0), TEXT.1);
            }
        }
    }
}

fn heading_height(block: &TextBlock) -> Option<f32> {
    let TextBlock::Heading(level, title) = block else { return None };
    let (size, line, above, below, indent) =
        *HEADINGS.get(usize::from(level.saturating_sub(1))).or(HEADINGS.last())?;
    Some(lines(title, WIDTH / size, indent) as f32 * line + above + below)
}

/// The rows of a table's body with which its further pages begin.
pub(super) fn page_starts(table: &PrintedTable, fit: &Fit) -> Vec<usize> {
    let mut place = Place { page: 1, used: 0.0, height: HEIGHT };
    if joined::has_joined(table) { take_rows(&mut place, table, fit) } else { Vec::new() }
}

fn take_table(place: &mut Place, table: &PrintedTable) {
    let fit = Fit::new(table);
    let room = fitting::room(fit.paper);
    take_rows(place, table, &fit);
    for note in &table.notes {
        place.take_lines(lines(note, room / NOTE.0, 0.0), NOTE.1);
    }
}

/// Takes a table that begins a page; the rows of its body with which further ones begin.
fn take_rows(place: &mut Place, table: &PrintedTable, fit: &Fit) -> Vec<usize> {
    let (_, height) = fitting::points(fit.paper);
    let room = fitting::room(fit.paper);
    place.height = height - 2.0 * fitting::MARGIN;
    place.used = lines(&table.full_title(), room / TITLE.0, 0.0) as f32 * TITLE.1 + 3.0 + ABOVE;
    place.used += if table.form_number().is_empty() { 0.0 } else { ABOVE };
    place.used += table.above.iter().filter_map(heading_height).sum::<f32>();
    let height_of = |rows: &[PrintedRow]| rows.iter().map(|row| row_height(fit, row)).sum::<f32>();
    let header = height_of(&table.header);
    place.used += header;
    let mut starts = Vec::new();
    for (at, group) in joined::groups(table).iter().enumerate() {
        let rows = |range: &std::ops::Range<usize>| table.body.get(range.clone()).unwrap_or_default();
        let heads = height_of(rows(&group.heads));
        place.used += if at > 0 { SEAM } else { 0.0 };
        for (nth, row) in group.rows.clone().zip(rows(&group.rows)) {
            let page = place.page;
            // Heads stay with the first of their rows.
            let with = if nth == group.rows.start { heads } else { 0.0 };
            place.take(row_height(fit, row) + with);
            if place.page > page {
                place.used += if with > 0.0 { 0.0 } else { header + heads };
                starts.push(nth);
            }
        }
    }
    starts
}

fn row_height(fit: &Fit, row: &PrintedRow) -> f32 {
    lines_of(fit, row) as f32 * fit.size * LINE + 0.5
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::write::word::STYLES;

    /// The sizes that are counted with are those of the styles: letters in half points, lines and spaces in twentieths.
    #[test]
    fn sizes_are_those_of_the_styles() {
        let style = |id: &str| {
            let from = STYLES.find(&format!("w:styleId=\"{id}\"")).unwrap();
            STYLES[from..].split("</w:style>").next().unwrap()
        };
        let number = |id: &str, name: &str| -> f32 {
            let own = style(id).split(&format!("{name}=\"")).nth(1);
            own.map_or(0.0, |rest| rest.split('"').next().unwrap().parse().unwrap())
        };
        let letters = |id: &str| number(id, "<w:sz w:val") / 2.0;
        let points = |id: &str, name: &str| number(id, name) / 20.0;
        for (id, expected) in [("TOC1", ENTRY), ("TOC2", ENTRY), ("TableTitle", TITLE), ("TableNote", NOTE)] {
            assert_eq!((letters(id), points(id, "w:line")), expected, "{id}");
        }
        for (at, (size, line, before, after, _)) in HEADINGS.into_iter().enumerate() {
            let id = format!("Heading{}", at + 1);
            let own = [letters(&id), points(&id, "w:line"), points(&id, "w:before"), points(&id, "w:after")];
            assert_eq!(own, [size, line, before, after], "{id}");
        }
        assert_eq!(points("BodyText", "w:line"), TEXT.1);
        assert_eq!(points("ContentsTitle", "w:line") + points("ContentsTitle", "w:after"), CONTENTS_TITLE);
        assert_eq!(points("TableHead", "w:line"), ABOVE);
    }

    /// Each page of text holds 25 lines, and no line stands alone.
    #[test]
    fn headings_are_on_the_pages_that_lines_come_to() {
        let paragraph = |lines: usize| TextBlock::Paragraph("字".repeat(29 * lines - 2));
        let heading = || TextBlock::Heading(2, "一、概况".to_owned());
        for (lines, page) in [(1, 1), (21, 1), (22, 1), (23, 2), (25, 2), (26, 2), (60, 3)] {
            let text = vec![paragraph(lines), heading(), paragraph(2)];
            let document = Document { text, ..Document::default() };
            assert_eq!(pages(&document), [page], "{lines}");
        }
    }
}
