//! What was typed where nothing takes it: behind a text that was refused, behind a search that finds nothing, on a cell that is
//! computed. It is kept entry by entry, so that it can be named and entered where somebody says.
//!
//! Knows no cell, and not why nothing takes it.

/// More entries than these are not named.
const MOST_NAMED: usize = 6;

/// What was typed and is entered nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldUp {
    entries: Vec<String>,
}

impl HeldUp {
    /// A text goes to the entry that is being typed.
    pub fn push(&mut self, text: &str) {
        match self.entries.last_mut() {
            Some(last) => last.push_str(text),
            None => self.entries.push(text.to_owned()),
        }
    }

    /// The entry that is being typed ends; one that holds nothing goes on.
    pub fn end_entry(&mut self) {
        match self.entries.last_mut() {
            Some(last) if last.trim().is_empty() => last.clear(),
            Some(_) => self.entries.push(String::new()),
            None => {}
        }
    }

    /// Whether an entry is being typed.
    pub fn is_typed(&self) -> bool {
        self.entries.last().is_some_and(|last| !last.trim().is_empty())
    }

    /// The key that was pressed last was to lead to the next column, not down: so stands what comes.
    pub fn turn_right(&mut self) {
        if let Some(last) = self.entries.last_mut().filter(|last| last.is_empty()) {
            last.push('\t');
        }
    }

    /// Forgets all of it.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// All of it as a block: a line for each that was to stand below, parted by tabs where it was to stand beside.
    pub fn block(&self) -> Option<String> {
        let mut block: Option<String> = None;
        for entry in self.entries.iter().filter(|entry| !entry.trim().is_empty()) {
            match &mut block {
                None => block = Some(entry.trim().to_owned()),
                Some(block) => {
                    block.push(if entry.starts_with('\t') { '\t' } else { '\n' });
                    block.push_str(entry.trim());
                }
            }
        }
        block
    }

    /// All of it by name, if there is any.
    pub fn named(&self) -> Option<String> {
        let entries: Vec<&str> =
            self.entries.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
        let named = entries.get(..MOST_NAMED).unwrap_or(&entries).join("、");
        match entries.len() {
            0 => None,
            count if count > MOST_NAMED => Some(format!("“{named}”等 {count} 项")),
            _ => Some(format!("“{named}”")),
        }
    }
}
