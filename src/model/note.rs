//! What people write beside a budget, each bound to a place in it: why a finding is waived (豁免), what
//! somebody remarks on a cell (批注), why a figure changed (原因), what a figure of the text quotes
//! (对应), which row of last year's budget a row is (对照), on which paper a table is printed (纸张). One kind of
//! thing with one way into the file; what each kind means is for those who read it.

use super::ColumnKey;

/// What a note is, where it stands, and which of several there it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoteKey {
    /// What it is.
    pub kind: NoteKind,
    /// Where: a cell's address, a table's key, or a place in the text (`说明·三公·2`).
    pub place: String,
    /// What of it: a rule and the figures it found for a waiver, a number for a comment.
    pub of: String,
}

/// What the id of the rule begins with that brings up what an import doubts; what it doubts follows.
pub const IMPORT_RULE: &str = "导入-";
/// What an import doubts where figures may stand in other columns than their own.
pub const DOUBTED_COLUMNS: &str = "栏次";
/// What an import says of a table where rows or columns of it are hidden and were left out.
pub const HIDDEN_LINES: &str = "隐藏行列";
/// What an import doubts where a table's header does not tell which column is which.
pub const DOUBTED_HEADER: &str = "表头";

impl NoteKey {
    /// The note that says that a document is final accounts (决算): nothing else of what is saved tells.
    pub fn accounts() -> Self {
        Self { kind: NoteKind::Import, place: String::new(), of: "文件种类".to_owned() }
    }

    /// The note that says that a document is one unit's, not a department's with its units.
    pub fn of_unit() -> Self {
        Self { kind: NoteKind::Import, place: String::new(), of: "单位文件".to_owned() }
    }

    /// The note that says that the files of a budget are of different years.
    pub fn of_years() -> Self {
        Self { kind: NoteKind::Import, place: String::new(), of: "年度".to_owned() }
    }

    /// The note that says that the files of a budget are of different bodies.
    pub fn of_bodies() -> Self {
        Self { kind: NoteKind::Import, place: String::new(), of: "单位".to_owned() }
    }

    /// The note that says in which unit and with how many decimals a budget was published, where that is not as its format
    /// prints it.
    pub fn published() -> Self {
        Self { kind: NoteKind::Published, place: String::new(), of: String::new() }
    }

    /// The place of a note on a paragraph of the text, by the name of its section ([`section_names`](super::section_names))
    /// and its position there.
    pub fn place_in_text(section: &str, paragraph: usize) -> String {
        format!("说明·{section}·{}", paragraph + 1)
    }

    /// A key at the same place that is not taken yet, for a second note there.
    pub fn another(&self, is_taken: impl Fn(&Self) -> bool) -> Self {
        let numbered = |number: u32| {
            let of = match self.kind {
                // Comments are counted, padded so that the tenth stands behind the ninth.
                NoteKind::Comment => format!("{number:03}"),
                _ => format!("{}~{number}", self.of),
            };
            Self { of, ..self.clone() }
        };
        (2..u32::MAX).map(numbered).find(|key| !is_taken(key)).unwrap_or_else(|| self.clone())
    }
}

/// What a note is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteKind {
    /// A finding is accepted as it is (豁免).
    Waiver,
    /// Somebody remarks on a cell (批注).
    Comment,
    /// Why a figure differs from last year's (变动原因).
    Reason,
    /// Which cell a figure of the text quotes (对应单元格).
    Binding,
    /// Whether a row is the same item as one of another year's budget (行对照).
    Match,
    /// What a person should know about how the document was read (导入): unsettled where figures may be wrong
    /// because of it.
    Import,
    /// On which paper a table is printed (纸张).
    Paper,
    /// In which unit and with how many decimals it was published (公布单位).
    Published,
    /// What a newer program wrote; kept as it is.
    Other(String),
}

impl NoteKind {
    /// In the interface's words, and in the file.
    pub fn label(&self) -> &str {
        match self {
            Self::Waiver => "豁免",
            Self::Comment => "批注",
            Self::Reason => "变动原因",
            Self::Binding => "对应单元格",
            Self::Match => "行对照",
            Self::Import => "导入",
            Self::Paper => "纸张",
            Self::Published => "公布单位",
            Self::Other(label) => label,
        }
    }

    /// The kind of that label.
    pub fn of_label(label: &str) -> Self {
        let known = [
            Self::Waiver,
            Self::Comment,
            Self::Reason,
            Self::Binding,
            Self::Match,
            Self::Import,
            Self::Paper,
            Self::Published,
        ];
        known.into_iter().find(|kind| kind.label() == label).unwrap_or_else(|| Self::Other(label.to_owned()))
    }
}

/// What the words begin with that say which comment another answers.
const ANSWERS: &str = "答复：";

/// What somebody wrote, who and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// What was written.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// The day it was written, `2023-02-01`.
    pub date: String,
    /// What it was written about, in words: the finding at that time.
    pub about: String,
    /// Whether the matter is settled.
    pub settled: bool,
    /// The columns that a doubt of the import is about; none where it is about all of its table.
    pub columns: Vec<ColumnKey>,
}

impl Note {
    /// A comment that answers another at its place: the one that was answered is kept as what it is about.
    pub fn answers(&self) -> Option<&str> {
        self.about.strip_prefix(ANSWERS)
    }

    /// This comment as the answer to another.
    #[must_use]
    pub fn in_answer_to(self, other: &Self) -> Self {
        Self { about: format!("{ANSWERS}{}", other.text), ..self }
    }

    /// Who wrote it and when, as it is signed: `某科 2023-02-01`; empty where neither is known.
    pub fn signed(&self) -> String {
        format!("{} {}", self.by, self.date).trim().to_owned()
    }
}
