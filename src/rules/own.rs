//! Rules of one's own: a bureau's RON file of rules in the rule language, applied beside the built-in
//! ones.
//!
//! ```ron
//! (
//!     format: "焦作-2023",
//!     rules: [
//!         (id: "本市-接待费", severity: Warning, title: "接待费不超过“三公”经费的一成", basis: "本市规定",
//!          check: "T9[预算数].公务接待费 <= T9[预算数].'“三公”经费合计' * 0.1"),
//!     ],
//! )
//! ```

use std::path::{Path, PathBuf};

use ron::extensions::Extensions;
use serde::Deserialize;

use crate::opening;
use crate::schema::RuleText;

/// A file of rules.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// The format whose tables the rules name; without it they are tried on every format.
    #[serde(default)]
    pub format: Option<String>,
    /// The rules.
    pub rules: Vec<RuleText>,
    /// The file it was read from.
    #[serde(skip)]
    pub file: String,
}

/// Rules that were added to a format's own, told so that nobody is judged by them unawares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedRules {
    /// The file.
    pub file: String,
    /// How many.
    pub count: usize,
    /// The ids of those that took the place of the format's own.
    pub replaced: Vec<String>,
}

/// Why a file of rules cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("规则文件 {file}：{message}")]
pub struct RuleFileError {
    /// The file.
    pub file: String,
    /// What is wrong, with line and column, in Chinese.
    pub message: String,
}

impl RuleFile {
    /// Reads rules from RON.
    ///
    /// # Errors
    /// Names line and column of what is no rule.
    pub fn parse(file: &str, text: &str) -> Result<Self, RuleFileError> {
        let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
        let read: Result<Self, _> = options.from_str(text);
        read.map(|rules| Self { file: file.to_owned(), ..rules }).map_err(|error| {
            let at = error.span.start;
            let message = other_kind(text).map_or_else(
                || format!("第 {} 行第 {} 列看不懂：{}", at.line, at.col, in_words(&error.code)),
                str::to_owned,
            );
            RuleFileError { file: file.to_owned(), message }
        })
    }

    /// Reads a file of rules.
    ///
    /// # Errors
    /// As [`RuleFile::parse`], and when the file cannot be read.
    pub fn load(path: &Path) -> Result<Self, RuleFileError> {
        let file = path.display().to_string();
        match opening::read_text(path, opening::SMALL) {
            Ok(text) => Self::parse(&file, &text),
            Err(error) => Err(RuleFileError { file, message: format!("读不出来：{error}") }),
        }
    }

    /// The rule files in the folder `rules` beside the program; none if there is no such folder.
    pub fn at_hand() -> Vec<PathBuf> {
        opening::beside_program("rules").map(|folder| Self::in_folder(&folder)).unwrap_or_default()
    }

    /// The rule files in a folder; none if there is no such folder.
    pub fn in_folder(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).ok();
        let mut paths: Vec<PathBuf> =
            entries.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "ron"));
        paths.sort();
        paths
    }
}

/// What a file is that is none of rules, by its first field, and what to do with it.
fn other_kind(text: &str) -> Option<&'static str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let begin: String = lines.take(2).flat_map(str::chars).filter(|c| !c.is_whitespace()).take(40).collect();
    if begin.starts_with("(demands:") {
        return Some("这是公开要求的清单，不是规则文件；每份预算满足了哪些，见“审核 → 公开要求和得分”");
    }
    begin.starts_with("(yusuan:").then_some("这是预算文件，不是规则文件；请用“文件 → 打开”")
}

/// What is wrong with the text of a file, in Chinese as far as people make such mistakes.
fn in_words(error: &ron::Error) -> String {
    match error {
        ron::Error::NoSuchStructField { expected, found, .. } => {
            format!("没有“{found}”这一项；可写的是 {}", expected.join("、"))
        }
        ron::Error::MissingStructField { field, .. } => format!("缺少“{field}”这一项"),
        ron::Error::DuplicateStructField { field, .. } => format!("“{field}”写了两次"),
        ron::Error::NoSuchEnumVariant { expected, found, .. } => {
            format!("没有“{found}”这种写法；可写的是 {}", expected.join("、"))
        }
        ron::Error::ExpectedComma => "这里应有逗号".to_owned(),
        ron::Error::ExpectedString => "这里应是双引号里的文字".to_owned(),
        ron::Error::ExpectedStringEnd => "文字的双引号没有关上".to_owned(),
        ron::Error::Eof => "文件到这里就断了，括号或引号没有关上".to_owned(),
        other => other.to_string(),
    }
}
