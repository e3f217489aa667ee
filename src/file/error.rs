//! Why a file cannot be read or written, in Chinese: what is wrong, where, and what to do about it.
//!
//! The messages name no path; whoever shows them says which file is meant.

use std::fmt;
use std::io;

use ron::error::{Error as RonError, SpannedError};

use super::disk::CURRENT;
use super::recover::Recovered;
use crate::opening::OpeningError;

/// Why a budget file cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is no such file.
    #[error("找不到文件；它可能已被移动、改名或删除")]
    NotFound,
    /// The file cannot be read at all.
    #[error("文件读不出来：{0}")]
    Io(String),
    /// The file is not, or no longer, a sound budget file. It is never overwritten.
    #[error("{place}：{message}。原文件不会被改动{}", if recovered.is_some() { "；能读出的部分已恢复，请核对后另存为新文件" } else { "；请改用备份" })]
    Damaged {
        /// Where.
        place: Position,
        /// What is wrong there.
        message: String,
        /// What could be read of it.
        recovered: Option<Box<Recovered>>,
    },
    /// A newer program wrote the file.
    #[error(
        "此文件由更新的版本（格式版本 {version}）保存，本程序最高只读格式版本 {CURRENT}；请升级“预算编辑器”后再打开"
    )]
    TooNew {
        /// The version of the file's layout.
        version: u32,
    },
    /// The tables are of a format that is not at hand.
    #[error("文件的表式是“{id}”，本程序没有这个表式（现有：{}）；请把它的表式文件放进表式文件夹后再打开", known.join("、"))]
    UnknownFormat {
        /// The format's id.
        id: String,
        /// The ids at hand.
        known: Vec<String>,
    },
}

/// A place in a file's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character within the line, from 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第 {} 行第 {} 列", self.line, self.column)
    }
}

impl Position {
    /// The place behind `before`.
    pub(super) fn after(before: &str) -> Self {
        let last = before.rsplit('\n').next().unwrap_or_default();
        Self { line: before.matches('\n').count() + 1, column: last.chars().count() + 1 }
    }

    /// Where the reading of RON stopped.
    pub(super) fn of(error: &SpannedError) -> Self {
        // A value that is refused as a whole is shown by its beginning, anything else by its end.
        let at = match error.code {
            RonError::ExpectedStringEnd | RonError::Message(_) => &error.span.start,
            _ => &error.span.end,
        };
        Self { line: at.line, column: at.col }
    }
}

/// What is wrong with a text that is not the RON expected of it.
pub(super) fn explain(code: &RonError) -> String {
    match code {
        RonError::Eof => "内容到此中断，后面的部分缺失".to_owned(),
        RonError::Message(message) => message.clone(),
        RonError::ExpectedStringEnd => "文字缺少结束的引号，或文件到此中断".to_owned(),
        RonError::ExpectedComma => "此处缺少逗号".to_owned(),
        RonError::ExpectedMapColon => "此处缺少冒号".to_owned(),
        RonError::ExpectedArray => "此处应为“[”".to_owned(),
        RonError::ExpectedArrayEnd => "此处缺少“]”".to_owned(),
        RonError::ExpectedMap => "此处应为“{”".to_owned(),
        RonError::ExpectedMapEnd => "此处缺少“}”".to_owned(),
        RonError::ExpectedStructLike | RonError::ExpectedNamedStructLike(_) => "此处应为“(”".to_owned(),
        RonError::ExpectedStructLikeEnd => "此处缺少“)”".to_owned(),
        RonError::ExpectedString => "此处应为带引号的文字".to_owned(),
        RonError::ExpectedInteger | RonError::InvalidIntegerDigit { .. } => "此处应为整数".to_owned(),
        RonError::IntegerOutOfBounds => "整数太大".to_owned(),
        RonError::ExpectedIdentifier | RonError::SuggestRawIdentifier(_) => "此处应为字段名".to_owned(),
        RonError::InvalidEscape(_) => "文字里有不认识的转义符“\\”".to_owned(),
        RonError::UnexpectedChar(c) => format!("此处不应有“{c}”"),
        RonError::TrailingCharacters => "正文结束后还有多余的内容".to_owned(),
        RonError::ExceededRecursionLimit => "括号嵌套太深".to_owned(),
        RonError::MissingStructField { field, .. } => format!("缺少字段“{field}”"),
        RonError::DuplicateStructField { field, .. } => format!("字段“{field}”出现了两次"),
        RonError::NoSuchEnumVariant { expected, found, .. } => {
            format!("“{found}”不是这里可用的词；可用：{}", expected.join("、"))
        }
        RonError::InvalidValueForType { expected, found } => format!("此处应为{expected}，却是 {found}"),
        other => format!("不合文件语法（{other}）"),
    }
}

/// Why a budget was not saved. What was in the file before is there still.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// The folder does not exist.
    #[error("文件夹不存在；请选择另一个文件夹，或先建立它")]
    NoFolder,
    /// The folder does not let itself be written to.
    #[error("没有权限写入这个文件夹；请另存到别处，或请管理员放开权限")]
    ReadOnlyFolder,
    /// The file is protected against writing.
    #[error("文件是只读的；请先取消只读属性，或另存为新文件")]
    ReadOnlyFile,
    /// The path names something that is not a file.
    #[error("这个位置上是{0}，不是文件；请换一个文件名")]
    NotAFile(&'static str),
    /// A symbolic link (快捷链接) leads nowhere.
    #[error("这是一个链接，它指向的文件不存在；请另存为新文件")]
    BrokenLink,
    /// No room on the disk.
    #[error("磁盘空间不足，没有保存；请清理磁盘，或另存到别处")]
    DiskFull,
    /// The system lets no file become so large: a limit of the user's, or of the disk's file system.
    #[error("文件大小超过系统限制，没有保存；请另存到别的磁盘，或请管理员放开限制")]
    TooLarge,
    /// The file's name cannot be used.
    #[error("文件名太长或含有不能用的字符；请换一个文件名")]
    BadName,
    /// The file that would be overwritten cannot be read in full, so nobody knows what would be lost.
    #[error("没有保存：这个位置上已有一个不能完整读出的文件（{0}），不能覆盖；请另存为新文件")]
    Unreadable(String),
    /// Somebody else changed the file since it was opened or saved.
    #[error("没有保存：文件打开后被别的程序改动过；请另存为新文件，或重新打开它")]
    ChangedOutside,
    /// Somebody else deleted or moved the file since it was opened or saved.
    #[error("没有保存：文件打开后被移动或删除；请另存为新文件")]
    Gone,
    /// A report would take the place of something else.
    #[error("这个位置上已有别的文件，不是检查报告，不能覆盖；请换一个文件名")]
    NotAReport,
    /// Something else would take the place of a budget.
    #[error("这个位置上是预算文件，不能写成别的文件；请换一个文件名")]
    IsBudget,
    /// A budget would be called as another kind of file is.
    #[error("预算文件不能以 .{0} 结尾，别的程序打不开；请另取以 .ron 结尾的文件名")]
    OtherEnding(String),
    /// What would be replaced cannot be kept as a copy, and must be.
    #[error("没有保存：原来的内容不能留下备份（{0}）；请另存为新文件")]
    NoCopy(String),
    /// The text that would be written does not read back, which only a defect can cause.
    #[error("没有保存：写出的内容不能原样读回（{0}）；这是程序的缺陷，请联系开发者，并先另行保留数据")]
    NotReadable(String),
    /// Anything else the system says.
    #[error("没有保存：{0}")]
    Io(String),
}

impl From<io::Error> for SaveError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NoFolder,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnlyFolder,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::FileTooLarge => Self::TooLarge,
            io::ErrorKind::InvalidFilename => Self::BadName,
            io::ErrorKind::IsADirectory => Self::NotAFile("文件夹"),
            _ => Self::Io(system_words(&error)),
        }
    }
}

impl SaveError {
    /// Why something beside a budget could not be written, without what to do about the budget.
    pub(super) fn reason(error: io::Error) -> String {
        match Self::from(error) {
            Self::NoFolder => "文件夹不存在".to_owned(),
            Self::ReadOnlyFolder => "没有权限写入这个文件夹".to_owned(),
            Self::DiskFull => "磁盘空间不足".to_owned(),
            Self::TooLarge => "文件大小超过系统限制".to_owned(),
            Self::BadName => "文件名太长".to_owned(),
            Self::Io(words) => words,
            other => other.to_string(),
        }
    }
}

impl From<io::Error> for LoadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Io("没有读取权限".to_owned()),
            io::ErrorKind::IsADirectory => Self::Io("这是文件夹，不是文件".to_owned()),
            _ => Self::Io(system_words(&error)),
        }
    }
}

impl From<OpeningError> for LoadError {
    fn from(error: OpeningError) -> Self {
        match error {
            OpeningError::Io(error) => error.into(),
            other => Self::Io(other.to_string()),
        }
    }
}

fn system_words(error: &io::Error) -> String {
    format!("系统报告“{error}”")
}
