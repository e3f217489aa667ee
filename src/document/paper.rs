//! On which paper (纸张) a table is printed: what there is, what somebody chose for a table, and how that is remembered. It
//! is a note of the budget, so that whoever prints it next prints it alike. Where nothing is chosen, what fits is for the
//! writers.

use crate::model::{Budget, Note, NoteKey, NoteKind, TableKey};
use crate::session::Session;

/// A size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperSize {
    /// The usual one.
    A4,
    /// Twice as large, for wide tables.
    A3,
}

impl PaperSize {
    /// All there is to choose from.
    pub const ALL: [Self; 2] = [Self::A4, Self::A3];

    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::A3 => "A3",
        }
    }
}

/// A sheet of paper as it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document) struct Paper {
    /// How large it is.
    pub size: PaperSize,
    /// Whether it lies across (横向).
    pub is_wide: bool,
}

impl Paper {
    /// What texts are printed on.
    pub(super) const USUAL: Self = Self { size: PaperSize::A4, is_wide: false };
    /// All there is, the narrowest first.
    pub(super) const ALL: [Self; 4] = [
        Self::USUAL,
        Self { size: PaperSize::A4, is_wide: true },
        Self { size: PaperSize::A3, is_wide: false },
        Self { size: PaperSize::A3, is_wide: true },
    ];

    /// Its width and height, in twentieths of a point.
    pub(super) fn twentieths(self) -> (u32, u32) {
        let (short, long) = match self.size {
            PaperSize::A4 => (11_906, 16_838),
            PaperSize::A3 => (16_838, 23_811),
        };
        if self.is_wide { (long, short) } else { (short, long) }
    }
}

/// What somebody chose of a table's paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaperChoice {
    /// How large it is; the smallest that does where nothing is said.
    pub size: Option<PaperSize>,
    /// Whether it lies across (横向); as the table needs it where nothing is said.
    pub is_wide: Option<bool>,
}

/// What is said for no choice.
pub const AS_IT_FITS: &str = "自动";

impl PaperChoice {
    /// What was chosen for a table of a budget.
    pub fn of(budget: &Budget, table: &TableKey) -> Self {
        let note = budget.notes.get(&key(table));
        note.and_then(|note| Self::of_words(&note.text).ok()).unwrap_or_default()
    }

    /// Reads what people write: `A3横向`, `A4`, `纵`, `自动`.
    ///
    /// # Errors
    /// Says in Chinese what there is.
    pub fn of_words(text: &str) -> Result<Self, String> {
        let words: String =
            text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        if words == AS_IT_FITS {
            return Ok(Self::default());
        }
        let size = PaperSize::ALL.into_iter().find(|size| words.starts_with(size.label()));
        let rest = words.get(size.map_or(0, |size| size.label().len())..).unwrap_or_default();
        let is_wide = match rest {
            "" if size.is_some() => None,
            "横" | "横向" => Some(true),
            "纵" | "纵向" => Some(false),
            _ => {
                return Err(format!(
                    "没有纸张“{text}”；写作 A4、A3、A4纵向、A3横向、横向、纵向 或 {AS_IT_FITS}，表3=A3横向 只管一张表"
                ));
            }
        };
        Ok(Self { size, is_wide })
    }

    /// In words that are read again.
    pub fn words(self) -> String {
        let lie = match self.is_wide {
            Some(true) => "横向",
            Some(false) => "纵向",
            None => "",
        };
        match self {
            Self { size: None, is_wide: None } => AS_IT_FITS.to_owned(),
            Self { size, .. } => format!("{}{lie}", size.map_or("", PaperSize::label)),
        }
    }

    /// Whether it leaves a paper.
    pub(super) fn allows(self, paper: Paper) -> bool {
        self.size.is_none_or(|size| size == paper.size)
            && self.is_wide.is_none_or(|is_wide| is_wide == paper.is_wide)
    }
}

fn key(table: &TableKey) -> NoteKey {
    NoteKey { kind: NoteKind::Paper, place: table.as_str().to_owned(), of: String::new() }
}

/// Remembers what was chosen for a table, as a step that can be undone.
///
/// # Errors
/// As any step, in Chinese.
pub fn choose_paper(session: &mut Session, table: &TableKey, choice: PaperChoice) -> Result<(), String> {
    let title = session.format().table(table).map_or_else(|| table.to_string(), |table| table.called());
    let is_chosen = choice != PaperChoice::default();
    let note = is_chosen.then(|| Note { text: choice.words(), ..Note::default() });
    session.note(key(table), note, &format!("{title} 纸张{}", choice.words()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_read_as_it_is_written() {
        for size in [None, Some(PaperSize::A4), Some(PaperSize::A3)] {
            for is_wide in [None, Some(false), Some(true)] {
                let choice = PaperChoice { size, is_wide };
                assert_eq!(PaperChoice::of_words(&choice.words()), Ok(choice));
            }
        }
        let wide = PaperChoice { size: Some(PaperSize::A3), is_wide: Some(true) };
        assert_eq!(PaperChoice::of_words("a3 横"), Ok(wide));
        for wrong in ["", "B5", "A3斜", "A4A3"] {
            assert!(PaperChoice::of_words(wrong).unwrap_err().contains("A3横向"), "{wrong}");
        }
    }
}
