//! A file of rules of one's own (自定规则) as it is written: its text, its place, and how the rules end as they are now.
//! How it is edited is for the page.

use std::path::{Path, PathBuf};

use crate::file::write_file;
use crate::model::CellAddress;
use crate::opening;
use crate::rules::{Outcome, RuleFile};
use crate::schema::Severity;

const EXAMPLE: &str = include_str!("../../../assets/rules/示例.ron");

/// The rule file being written.
#[derive(Clone, Debug)]
pub struct RuleEditor {
    /// Where it is kept; `None` if it is in no file yet.
    pub path: Option<PathBuf>,
    pub(in crate::ui) text: String,
    /// What is in the file.
    saved: String,
    pub(in crate::ui) trial: Option<Trial>,
    /// Where the cursor was last, in characters.
    pub(in crate::ui) cursor: Option<usize>,
}

impl Default for RuleEditor {
    fn default() -> Self {
        Self { path: None, text: EXAMPLE.to_owned(), saved: EXAMPLE.to_owned(), trial: None, cursor: None }
    }
}

/// How the rules end, for a text and a revision of the budget.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Trial {
    pub text: String,
    pub revision: u64,
    /// What is wrong with the text.
    pub errors: Vec<String>,
    /// The rules: id, how each ended, and where.
    pub rules: Vec<(String, Outcome, String)>,
    /// What they found.
    pub findings: Vec<(Severity, String, Option<CellAddress>)>,
}

impl RuleEditor {
    /// Reads a rule file to go on writing it.
    ///
    /// # Errors
    /// Says in Chinese why it cannot be read.
    pub fn open(path: &Path) -> Result<Self, String> {
        let text = opening::read_text(path, opening::SMALL)
            .map_err(|error| format!("{}：读不出来：{error}", path.display()))?;
        Ok(Self { path: Some(path.to_owned()), saved: text.clone(), text, trial: None, cursor: None })
    }

    /// What was written and is in no file.
    pub fn unsaved(&self) -> Option<&str> {
        self.is_unsaved().then_some(self.text.as_str())
    }

    /// Goes on with what was written before.
    pub fn go_on(&mut self, text: &str) {
        text.clone_into(&mut self.text);
    }

    /// Whether something was written that is in no file.
    pub fn is_unsaved(&self) -> bool {
        self.text != self.saved
    }

    /// Writes the text into a file: whole, or not at all.
    ///
    /// # Errors
    /// Says in Chinese why it could not be written.
    pub fn save(&mut self, path: &Path) -> Result<(), String> {
        let failed = |reason: String| format!("{}：规则没有写成：{reason}", path.display());
        // Budgets end in .ron as well.
        let old = std::fs::read_to_string(path).unwrap_or_default();
        let own = self.path.as_deref() == Some(path);
        if path.exists() && !own && !old.trim().is_empty() && RuleFile::parse("", &old).is_err() {
            return Err(failed("这个位置上已有别的文件，不是规则文件；请换一个文件名".to_owned()));
        }
        write_file(path, self.text.as_bytes()).map_err(|error| failed(error.to_string()))?;
        self.saved.clone_from(&self.text);
        self.path = Some(path.to_owned());
        Ok(())
    }
}
