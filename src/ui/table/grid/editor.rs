//! What is being typed into the cell under the cursor: the text, the caret, and what an input method has not
//! settled yet. Keys and text come here one by one in their order, whether a frame lies between them or not;
//! the text field that is drawn over the cell only shows it. No drawing here.

use std::ops::Range;

use eframe::egui::text::{CCursor, CCursorRange};

use crate::ui::look::held_up::HeldUp;

/// The buffer of the cell under the cursor. Closed, it waits for the first letter.
#[derive(Clone, Debug, Default)]
pub struct CellEditor {
    /// What has been typed.
    pub text: String,
    /// Whether typing has begun.
    pub open: bool,
    /// Whether it began by typing over the cell, so that arrow keys leave the cell.
    pub replacing: bool,
    /// Whether the cell takes several lines of text.
    pub lines: bool,
    /// Why the text, or the first key, was refused.
    pub error: Option<String>,
    /// Where the caret is, in characters.
    caret: usize,
    /// The other end of what is selected.
    anchor: usize,
    /// What stood there when an input method began to compose.
    composing: Option<Before>,
    /// Whether the text was refused and nobody has seen to it yet.
    stopped: bool,
    /// What was typed behind a refused text, by entries: it is not taken.
    behind: HeldUp,
}

/// The editor without what an input method has not settled.
#[derive(Clone, Debug)]
struct Before {
    text: String,
    caret: usize,
    anchor: usize,
    open: bool,
    replacing: bool,
}

/// A way the caret goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A character, or a word, back or on.
    Beside {
        /// Whether on.
        on: bool,
        /// Whether by a word.
        word: bool,
    },
    /// A line up or down.
    Line {
        /// Whether down.
        down: bool,
    },
    /// To the begin or end of the line, or of the text.
    Edge {
        /// Whether the end.
        end: bool,
        /// Whether of the text.
        whole: bool,
    },
}

impl CellEditor {
    /// Opens the editor on the cell's present content.
    pub fn open_with(&mut self, text: String, lines: bool) {
        let caret = text.chars().count();
        *self = Self { text, open: true, lines, caret, anchor: caret, ..Self::default() };
    }

    /// Opens the editor to type over the cell.
    pub fn begin(&mut self, lines: bool) {
        *self = Self { open: true, replacing: true, lines, ..Self::default() };
    }

    /// Closes the editor and forgets its text.
    pub fn close(&mut self) {
        *self = Self::default();
    }

    /// Keeps a text that was refused, selected. What is typed next is not taken until one has seen to it: who types on without
    /// looking means other cells with it.
    pub fn refuse(&mut self, reason: String) {
        if self.stopped {
            self.behind.end_entry();
        }
        self.error = Some(reason);
        self.stopped = true;
        self.select_all();
    }

    /// Whether a text is held up because one before it was refused.
    pub fn holds_up(&mut self, text: &str) -> bool {
        if self.stopped {
            self.behind.push(text);
        }
        self.stopped
    }

    /// Whether what is typed next is held up.
    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// The key that was pressed last was to lead to the next column, not down.
    pub fn turn_right(&mut self) {
        self.behind.turn_right();
    }

    /// What was typed behind a refused text and is entered nowhere.
    pub fn held_up(&self) -> &HeldUp {
        &self.behind
    }

    /// The text is seen to: to be changed, with the caret behind it.
    pub fn change(&mut self) {
        self.replacing = false;
        if std::mem::take(&mut self.stopped) {
            self.caret = self.length();
            self.anchor = self.caret;
        }
    }

    /// Whether an input method is composing.
    pub fn is_composing(&self) -> bool {
        self.composing.is_some()
    }

    /// The text without what an input method has not settled.
    pub fn settled_text(&self) -> &str {
        self.composing.as_ref().map_or(&self.text, |before| &before.text)
    }

    /// Puts text in the place of what is selected.
    pub fn insert(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = if self.lines { text } else { text.replace('\n', " ") };
        self.remove(self.selection());
        self.text.insert_str(self.byte(self.caret), &text);
        self.caret += text.chars().count();
        self.anchor = self.caret;
        self.error = None;
        self.stopped = false;
    }

    /// Takes away what is selected, else a character or a word before the caret or behind it.
    pub fn delete(&mut self, on: bool, word: bool) {
        let range = match self.selection() {
            none if none.is_empty() => {
                let to = self.beside(on, word);
                to.min(self.caret)..to.max(self.caret)
            }
            selected => selected,
        };
        self.remove(range);
        self.error = None;
        self.stopped = false;
    }

    /// Takes characters away around the caret, as an input method asks.
    pub fn delete_around(&mut self, before: usize, behind: usize) {
        let selected = self.selection();
        let end = (selected.end + behind).min(self.length());
        self.remove(selected.end..end);
        self.remove(selected.start.saturating_sub(before)..selected.start);
    }

    /// Moves the caret; `select` keeps the other end where it is.
    pub fn go(&mut self, way: Way, select: bool) {
        let selected = self.selection();
        let to = match way {
            Way::Beside { on, word: false } if !select && !selected.is_empty() => {
                if on {
                    selected.end
                } else {
                    selected.start
                }
            }
            Way::Beside { on, word } => self.beside(on, word),
            Way::Line { down } => self.line(down),
            Way::Edge { end: false, whole: true } => 0,
            Way::Edge { end: true, whole: true } => self.length(),
            Way::Edge { end: false, whole: false } => self.line_start(self.caret),
            Way::Edge { end: true, whole: false } => self.line_end(self.caret),
        };
        self.caret = to;
        self.stopped = false;
        if !select {
            self.anchor = to;
        }
    }

    /// Selects all of it.
    pub fn select_all(&mut self) {
        self.anchor = 0;
        self.caret = self.length();
    }

    /// What is selected.
    pub fn selected(&self) -> &str {
        let Range { start, end } = self.selection();
        self.text.get(self.byte(start)..self.byte(end)).unwrap_or_default()
    }

    /// What an input method shows of what it composes; nothing where it has given up.
    pub fn compose(&mut self, text: &str) {
        self.drop_composition();
        if text.is_empty() {
            return;
        }
        let before = Before {
            text: self.text.clone(),
            caret: self.caret,
            anchor: self.anchor,
            open: self.open,
            replacing: self.replacing,
        };
        if !self.open {
            self.begin(self.lines);
        }
        self.insert(text);
        self.composing = Some(before);
    }

    /// Forgets what an input method has not settled.
    pub fn drop_composition(&mut self) {
        if let Some(before) = self.composing.take() {
            self.text = before.text;
            self.caret = before.caret;
            self.anchor = before.anchor;
            self.open = before.open;
            self.replacing = before.replacing;
        }
    }

    /// The text before, in and behind what an input method has not settled.
    pub fn composed(&self) -> Option<[&str; 3]> {
        let before = self.composing.as_ref()?;
        let start = self.byte(before.caret.min(before.anchor));
        let (settled, rest) = self.text.split_at_checked(start)?;
        let (composed, behind) = rest.split_at_checked(self.byte(self.caret).checked_sub(start)?)?;
        Some([settled, composed, behind])
    }

    /// The caret and what is selected, as text fields know it.
    pub fn shown_selection(&self) -> CCursorRange {
        CCursorRange::two(CCursor::new(self.anchor), CCursor::new(self.caret))
    }

    /// Takes over what was selected by the mouse.
    pub fn select(&mut self, range: CCursorRange) {
        let length = self.length();
        let before = (self.caret, self.anchor);
        self.caret = range.primary.index.0.min(length);
        self.anchor = range.secondary.index.0.min(length);
        self.stopped &= before == (self.caret, self.anchor);
    }

    fn selection(&self) -> Range<usize> {
        self.caret.min(self.anchor)..self.caret.max(self.anchor)
    }

    fn length(&self) -> usize {
        self.text.chars().count()
    }

    /// Where a character begins, in bytes.
    fn byte(&self, at: usize) -> usize {
        self.text.char_indices().nth(at).map_or(self.text.len(), |(byte, _)| byte)
    }

    fn remove(&mut self, range: Range<usize>) {
        self.text.replace_range(self.byte(range.start)..self.byte(range.end), "");
        self.caret = range.start;
        self.anchor = range.start;
    }

    fn beside(&self, on: bool, word: bool) -> usize {
        if !word {
            return if on { (self.caret + 1).min(self.length()) } else { self.caret.saturating_sub(1) };
        }
        // Over what parts the words, then over the word.
        let characters: Vec<char> = self.text.chars().collect();
        let is_part = |at: usize| {
            characters.get(at).is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '_'))
        };
        let mut at = self.caret;
        for in_word in [false, true] {
            if on {
                while at < characters.len() && is_part(at) == in_word {
                    at += 1;
                }
            } else {
                while at > 0 && is_part(at - 1) == in_word {
                    at -= 1;
                }
            }
        }
        at
    }

    fn line_start(&self, at: usize) -> usize {
        let before: Vec<char> = self.text.chars().take(at).collect();
        before.iter().rposition(|c| *c == '\n').map_or(0, |end| end + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        self.text.chars().skip(at).position(|c| c == '\n').map_or(self.length(), |end| at + end)
    }

    /// The place a line up or down, as far from its begin; past the first or last line the text's edge.
    fn line(&self, down: bool) -> usize {
        let start = self.line_start(self.caret);
        let column = self.caret - start;
        let other = if down {
            match self.line_end(self.caret) {
                end if end == self.length() => return end,
                end => end + 1,
            }
        } else {
            match start.checked_sub(1) {
                None => return 0,
                Some(end) => self.line_start(end),
            }
        };
        (other + column).min(self.line_end(other))
    }
}

#[cfg(test)]
mod tests;
