//! What a budget was judged by beside what the program brings: formats, rules and lists of codes in files, told so
//! that nobody takes a verdict by other rules for the program's own.

use std::fmt;

use serde::Serialize;

use crate::calc::Book;
use crate::rules::AddedRules;

/// A file that took part in the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// What it holds.
    pub kind: SourceKind,
    /// The file.
    pub file: String,
    /// What of the program's own it took the place of: ids of rules, the id of the format.
    pub replaces: Vec<String>,
    /// How many rules it adds or replaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<usize>,
}

/// What such a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A format (表式).
    Format,
    /// Rules of one's own (自定规则).
    Rules,
    /// A list of codes (科目表).
    Codes,
}

/// The files that took part in the verdict on a budget.
pub fn sources(book: &Book<'_>, rules: &[AddedRules]) -> Vec<Source> {
    let format = book.format.source.iter().map(|source| Source {
        kind: SourceKind::Format,
        file: source.file.clone(),
        replaces: source.replaces.then(|| book.format.id.clone()).into_iter().collect(),
        rules: None,
    });
    let rules = rules.iter().filter(|added| added.count > 0).map(|added| Source {
        kind: SourceKind::Rules,
        file: added.file.clone(),
        replaces: added.replaced.clone(),
        rules: Some(added.count),
    });
    let lists = book.classification().added_files().map(|file| Source {
        kind: SourceKind::Codes,
        file: file.to_owned(),
        replaces: Vec::new(),
        rules: None,
    });
    format.chain(rules).chain(lists).collect()
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let replaces = self.replaces.join("、");
        match self.kind {
            SourceKind::Format if replaces.is_empty() => write!(f, "表式取自文件 {}", self.file),
            SourceKind::Format => {
                write!(f, "表式“{replaces}”不是程序内置的：文件 {} 取代了它", self.file)
            }
            SourceKind::Rules => {
                let file = if self.file.is_empty() { "还没有保存" } else { &self.file };
                write!(f, "加用了自定规则 {} 条，文件 {file}", self.rules.unwrap_or_default())?;
                if replaces.is_empty() {
                    Ok(())
                } else {
                    write!(f, "；其中取代内置规则：{replaces}")
                }
            }
            SourceKind::Codes => write!(f, "加用了科目表文件 {}", self.file),
        }
    }
}
