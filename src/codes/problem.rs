//! What is wrong with a file of codes: where, what, and what to do.

use std::fmt;

use super::code::Scheme;

/// The names in words, for whoever used another.
const NAMES: &str = "功能分类.csv、部门经济分类.csv、政府经济分类.csv、收入分类.csv 或 经济分类对照.csv；\
     列全了当年科目的，名称后加“（完整）”，例如 功能分类（完整）.csv";

/// A classification file that cannot be read: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("分类数据 {place}：{problem}。{}。", problem.advice())]
pub struct CodesError {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub problem: Problem,
}

/// A place in a classification file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file: of a shipped one its name, else its path.
    pub file: String,
    /// The line, from 1, the header row included; 0 for the whole file.
    pub line: u64,
    /// The column by its name in the header row; `None` for the whole row.
    pub column: Option<&'static str>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, " 第 {} 行", self.line)?;
        }
        self.column.map_or(Ok(()), |column| write!(f, " {column} 列"))
    }
}

/// What keeps a classification file from being read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The file cannot be read.
    #[error("读不出来（{0}）")]
    Unreadable(String),
    /// No list has such a name.
    #[error("不知道是哪一种科目")]
    UnknownFile,
    /// A folder that is to be named by its year and is not.
    #[error("文件夹名不是年度")]
    UnknownYear,
    /// The row is no CSV.
    #[error("无法识别的 CSV 内容（{0}）")]
    Csv(String),
    /// The row has more or fewer cells than the header row.
    #[error("本行有 {found} 个单元格，表头有 {expected} 个")]
    CellCount {
        /// The cells of the header row.
        expected: u64,
        /// The cells of this row.
        found: u64,
    },
    /// The header row lacks a column.
    #[error("表头缺少此列")]
    MissingColumn,
    /// A cell that must be filled is empty.
    #[error("单元格为空")]
    Empty,
    /// A code whose form is not that of its classification.
    #[error("“{code}”不是{}的编码", scheme.title())]
    BadCode {
        /// The code.
        code: String,
        /// Its classification.
        scheme: Scheme,
    },
    /// A code or pair that stands in the file twice.
    #[error("“{0}”重复出现")]
    Duplicate(String),
    /// A parent that is not the code one level up.
    #[error("上级科目“{found}”与编码不符，应为“{expected}”")]
    WrongParent {
        /// The code one level up, empty for a 类.
        expected: String,
        /// What the cell says.
        found: String,
    },
    /// The code one level up is not in the file.
    #[error("上级科目“{0}”不在本文件中")]
    ParentNotListed(String),
    /// A year or number that is none.
    #[error("“{0}”不是有效的数字")]
    BadNumber(String),
    /// A code that ends before it begins.
    #[error("停用年度 {until} 早于启用年度 {since}")]
    YearsReversed {
        /// The first year.
        since: i32,
        /// The last year.
        until: i32,
    },
    /// A word that is none of those allowed.
    #[error("“{found}”不是可用的值")]
    BadWord {
        /// What the cell says.
        found: String,
        /// What it may say.
        allowed: &'static str,
    },
}

impl Problem {
    /// What to do about it, as a sentence without its full stop.
    pub fn advice(&self) -> String {
        match self {
            Problem::Unreadable(_) => "请检查文件是否存在、能否打开".to_owned(),
            Problem::UnknownFile => format!("文件名请用 {}", NAMES),
            Problem::UnknownYear => "请以年度命名，例如 2024，科目表的 CSV 放在其中".to_owned(),
            Problem::Csv(_) => "请将文件存为 UTF-8 编码的 CSV，并检查引号是否成对".to_owned(),
            Problem::CellCount { .. } => "请补齐或删去多余的逗号，含逗号的内容须用双引号括起".to_owned(),
            Problem::MissingColumn => "请在第一行补上该列名".to_owned(),
            Problem::Empty => "请填写该单元格".to_owned(),
            Problem::BadCode { scheme, .. } => {
                let lengths: Vec<String> = scheme.lengths().iter().map(usize::to_string).collect();
                format!("请填写 {} 位数字的编码", lengths.join("、"))
            }
            Problem::Duplicate(_) => "请只保留一行".to_owned(),
            Problem::WrongParent { .. } => "请改正上级科目或编码".to_owned(),
            Problem::ParentNotListed(code) => format!("请补上“{code}”一行"),
            Problem::BadNumber(_) => "请填写阿拉伯数字，或留空".to_owned(),
            Problem::YearsReversed { .. } => "请检查两个年度".to_owned(),
            Problem::BadWord { allowed, .. } => format!("请填写 {allowed}"),
        }
    }
}
