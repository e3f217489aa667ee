//! How tall the lines of a table are: as the longest text needs in its column.

use std::collections::BTreeSet;

use super::{GridLayout, Line};
use crate::calc::{Sheet, SheetRow};
use crate::sheet::{TEXT_SIZE, wrap};

/// A text is wrapped to at most this many lines; the inspector shows the rest.
const MOST_TEXT_LINES: usize = 5;
/// What the margins of a header cell take of its width, in points.
pub const HEADER_MARGIN: f32 = 6.0;

impl GridLayout {
    pub(super) fn measure(&mut self, sheet: &Sheet<'_>, tall: impl Fn(&SheetRow<'_>) -> bool) {
        let mut offset = 0.0;
        self.offsets = Vec::with_capacity(self.lines.len() + 1);
        self.offsets.push(0.0);
        for line in 0..self.lines.len() {
            offset += self.height(sheet, line, &tall);
            self.offsets.push(offset);
        }
    }

    /// Measures anew the lines of rows whose content changed, and those below them, which may repeat it.
    pub fn measure_again(
        &mut self,
        sheet: &Sheet<'_>,
        rows: impl Iterator<Item = usize>,
        tall: impl Fn(&SheetRow<'_>) -> bool,
    ) {
        let lines: BTreeSet<usize> = rows
            .flat_map(|row| [row, row + 1])
            .filter_map(|row| self.line_of_row.get(&row).copied())
            .collect();
        let mut moved = 0.0;
        let mut from = usize::MAX;
        let mut by: Vec<(usize, f32)> = Vec::new();
        for line in lines {
            let was = match (self.offsets.get(line), self.offsets.get(line + 1)) {
                (Some(top), Some(bottom)) => bottom - top,
                _ => continue,
            };
            let change = self.height(sheet, line, &tall) - was;
            // Offsets far down are not exact to the last bit.
            if change.abs() > 0.1 {
                from = from.min(line);
                by.push((line, change));
            }
        }
        let mut by = by.into_iter().peekable();
        for (line, offset) in self.offsets.iter_mut().enumerate().skip(from.saturating_add(1)) {
            while let Some((_, change)) = by.next_if(|(changed, _)| *changed < line) {
                moved += change;
            }
            *offset += moved;
        }
    }

    /// Gives each row of the header the height that its words need where they are wrapped.
    pub(super) fn measure_headers(&mut self) {
        let depth = self.header_rows.len();
        let mut heights = vec![1.0_f32; depth];
        // A word above others has its own row alone; the last word of a column has the rows below it, too.
        for last_words in [false, true] {
            for (level, groups) in self.header_rows.iter().enumerate() {
                for columns in groups.iter().filter_map(|group| self.columns.get(group.clone())) {
                    let Some((word, own)) = columns
                        .first()
                        .and_then(|first| Some((first.header.get(level)?, first.header.len())))
                    else {
                        continue;
                    };
                    if (level + 1 == own) != last_words {
                        continue;
                    }
                    let width = columns.iter().map(|column| column.width).sum::<f32>() - HEADER_MARGIN;
                    let needed = height_of(wrapped(word, width));
                    let rows = if last_words { level..depth } else { level..level + 1 };
                    let given: f32 = heights.get(rows.clone()).unwrap_or_default().iter().sum();
                    if let Some(height) = heights.get_mut(rows.end - 1)
                        && needed > given
                    {
                        *height += needed - given;
                    }
                }
            }
        }
        self.header_heights = heights;
    }

    /// The height of a line, in lines of text.
    fn height(&self, sheet: &Sheet<'_>, line: usize, tall: &impl Fn(&SheetRow<'_>) -> bool) -> f32 {
        let lines = match self.lines.get(line) {
            None | Some(Line::Heading(_) | Line::Header(_) | Line::Head(_)) => 1,
            Some(Line::Rows(rows)) => rows
                .iter()
                .flatten()
                .filter_map(|row| sheet.row(*row))
                .map(|row| self.text_lines(&row).max(if tall(&row) { 2 } else { 1 }))
                .max()
                .unwrap_or(1),
        };
        height_of(lines)
    }

    /// How many lines the longest text of a row needs in its column.
    fn text_lines(&self, row: &SheetRow<'_>) -> usize {
        let places = self.places.get(row.section_index);
        let lines =
            row.section.columns.iter().enumerate().filter(|(_, column)| !column.kind.is_number()).map(
                |(at, column)| {
                    let text = row.text(&column.key);
                    if row.repeats(column) {
                        return 1;
                    }
                    // The longest words of a budget need not be measured to see that short ones fit.
                    if text.len() < 18 && !text.contains('\n') {
                        return 1;
                    }
                    let place = places.and_then(|places| places.get(at)).cloned().unwrap_or_default();
                    // What is left out takes no room.
                    if place.is_empty() {
                        return 1;
                    }
                    let width: f32 =
                        self.columns.get(place).unwrap_or_default().iter().map(|column| column.width).sum();
                    wrapped(text, (width - 14.0).max(40.0)).min(MOST_TEXT_LINES)
                },
            );
        lines.max().unwrap_or(1)
    }
}

/// How many lines a text takes in a width, with the breaks it has of its own.
fn wrapped(text: &str, width: f32) -> usize {
    let wide = |c: char| if c.is_ascii() { 0.56 } else { 1.0 };
    let room = (width / TEXT_SIZE).max(1.0);
    if !text.contains('\n') && text.chars().map(wide).sum::<f32>() <= room {
        return 1;
    }
    wrap::lines(text, room, wide).len().max(1)
}

/// The height for some lines of text, in rows: one beyond the first takes less than a row with its padding.
fn height_of(lines: usize) -> f32 {
    1.0 + 0.68 * lines.saturating_sub(1) as f32
}
