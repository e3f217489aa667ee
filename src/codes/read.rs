//! Reading the CSV files of a year's classifications. Columns are found by their names in the header row, in
//! any order; what each holds is told in `assets/classification/README.md`.

use std::fmt;
use std::rc::Rc;

use csv::{ErrorKind, ReaderBuilder, StringRecord};
use smol_str::SmolStr;

use super::Codes;
use super::code::{Code, Scheme, parent_of};
use super::pair::{AppliesTo, Pair, PairBasis, Pairs};

/// The text of the files of one year.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// `functional.csv`, [`Scheme::Function`].
    pub functional: &'a str,
    /// `dept_economic.csv`, [`Scheme::DepartmentEconomic`].
    pub dept_economic: &'a str,
    /// `gov_economic.csv`, [`Scheme::GovernmentEconomic`].
    pub gov_economic: &'a str,
    /// `revenue.csv`, [`Scheme::Income`].
    pub revenue: &'a str,
    /// `econ_mapping.csv`, the pairs of economic codes.
    pub econ_mapping: &'a str,
}

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
    /// The file's name, without folder.
    pub file: &'static str,
    /// The line, from 1, the header row included.
    pub line: u64,
    /// The column by its name in the header row; `None` for the whole row.
    pub column: Option<&'static str>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} 第 {} 行", self.file, self.line)?;
        self.column.map_or(Ok(()), |column| write!(f, " {column} 列"))
    }
}

/// What keeps a classification file from being read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
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

const CODE_COLUMNS: [&str; 8] = ["code", "name", "parent", "since", "until", "times_seen", "source", "note"];
const PAIR_COLUMNS: [&str; 7] =
    ["dept_code", "gov_code", "applies_to", "status", "times_seen", "source", "note"];

/// Reads a list of codes.
pub(super) fn codes(scheme: Scheme, text: &str) -> Result<Codes, CodesError> {
    let mut codes = Codes::new();
    let mut lines = Vec::new();
    for row in rows(file_of(scheme), &CODE_COLUMNS, text)? {
        let row = row?;
        let code = row.code("code", scheme)?;
        let parent = parent_of(&code).unwrap_or_default();
        let stated = row.text("parent")?;
        if stated != parent {
            let problem = Problem::WrongParent { expected: parent.to_owned(), found: stated.to_owned() };
            return Err(row.error(Some("parent"), problem));
        }
        let (since, until) = (row.year("since")?, row.year("until")?);
        if let (Some(since), Some(until)) = (since, until)
            && since > until
        {
            return Err(row.error(Some("until"), Problem::YearsReversed { since, until }));
        }
        let entry = Code {
            name: row.filled("name")?.into(),
            parent: (!parent.is_empty()).then(|| parent.into()),
            since,
            until,
            times_seen: row.count("times_seen")?,
            source: row.filled("source")?.to_owned(),
            note: row.text("note")?.to_owned(),
            code: code.clone(),
        };
        if codes.insert(code.clone(), entry).is_some() {
            return Err(row.error(Some("code"), Problem::Duplicate(code.to_string())));
        }
        lines.push((code, row.line));
    }
    let orphan = lines.iter().find_map(|(code, line)| {
        let parent = parent_of(code).filter(|parent| !codes.contains_key(*parent))?;
        Some((parent.to_owned(), *line))
    });
    match orphan {
        None => Ok(codes),
        Some((parent, line)) => Err(CodesError {
            place: Place { file: file_of(scheme), line, column: Some("parent") },
            problem: Problem::ParentNotListed(parent),
        }),
    }
}

/// Reads the pairs of economic codes. A pair may name a code that is not listed: what a published budget
/// printed is kept as it was.
pub(super) fn pairs(text: &str) -> Result<Pairs, CodesError> {
    let mut pairs = Pairs::default();
    for row in rows("econ_mapping.csv", &PAIR_COLUMNS, text)? {
        let row = row?;
        let pair = Pair {
            dept_code: row.code("dept_code", Scheme::DepartmentEconomic)?,
            gov_code: row.code("gov_code", Scheme::GovernmentEconomic)?,
            applies_to: row.word(
                "applies_to",
                "行政/参公、事业 或 both",
                &[
                    ("行政/参公", AppliesTo::Administration),
                    ("事业", AppliesTo::Institutions),
                    ("both", AppliesTo::All),
                ],
            )?,
            basis: row.word(
                "status",
                "standard、observed-only 或 general",
                &[
                    ("standard", PairBasis::Standard),
                    ("observed-only", PairBasis::ObservedOnly),
                    ("general", PairBasis::General),
                ],
            )?,
            times_seen: row.count("times_seen")?,
            source: row.filled("source")?.to_owned(),
            note: row.text("note")?.to_owned(),
        };
        let codes = format!("{} {}", pair.dept_code, pair.gov_code);
        if !pairs.insert(pair) {
            return Err(row.error(Some("gov_code"), Problem::Duplicate(codes)));
        }
    }
    Ok(pairs)
}

fn file_of(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Function => "functional.csv",
        Scheme::DepartmentEconomic => "dept_economic.csv",
        Scheme::GovernmentEconomic => "gov_economic.csv",
        Scheme::Income => "revenue.csv",
    }
}

/// One row, with what is needed to find its cells and to say where they are.
struct Row {
    file: &'static str,
    line: u64,
    header: Rc<StringRecord>,
    cells: StringRecord,
}

fn rows(
    file: &'static str,
    columns: &[&'static str],
    text: &str,
) -> Result<impl Iterator<Item = Result<Row, CodesError>>, CodesError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| csv_error(file, &error))?.clone();
    if let Some(column) = columns.iter().find(|column| !header.iter().any(|name| name.trim() == **column)) {
        return Err(missing_column(file, column));
    }
    let header = Rc::new(header);
    let mut records = reader.into_records();
    Ok(std::iter::from_fn(move || {
        Some(match records.next()? {
            Ok(cells) => {
                let line = cells.position().map_or(0, csv::Position::line);
                Ok(Row { file, line, header: Rc::clone(&header), cells })
            }
            Err(error) => Err(csv_error(file, &error)),
        })
    }))
}

fn missing_column(file: &'static str, column: &'static str) -> CodesError {
    CodesError { place: Place { file, line: 1, column: Some(column) }, problem: Problem::MissingColumn }
}

fn csv_error(file: &'static str, error: &csv::Error) -> CodesError {
    let problem = match error.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Problem::CellCount { expected: *expected_len, found: *len }
        }
        _ => Problem::Csv(error.to_string()),
    };
    let line = error.position().map_or(1, csv::Position::line);
    CodesError { place: Place { file, line, column: None }, problem }
}

impl Row {
    fn error(&self, column: Option<&'static str>, problem: Problem) -> CodesError {
        CodesError { place: Place { file: self.file, line: self.line, column }, problem }
    }

    /// The cell of the column, without the blanks around it.
    fn text(&self, column: &'static str) -> Result<&str, CodesError> {
        let cell = self.header.iter().position(|name| name.trim() == column);
        cell.and_then(|cell| self.cells.get(cell))
            .map(str::trim)
            .ok_or_else(|| missing_column(self.file, column))
    }

    fn filled(&self, column: &'static str) -> Result<&str, CodesError> {
        match self.text(column)? {
            "" => Err(self.error(Some(column), Problem::Empty)),
            text => Ok(text),
        }
    }

    fn code(&self, column: &'static str, scheme: Scheme) -> Result<SmolStr, CodesError> {
        let code = self.filled(column)?;
        match scheme.fault_of_form(code) {
            None => Ok(code.into()),
            Some(_) => Err(self.error(Some(column), Problem::BadCode { code: code.to_owned(), scheme })),
        }
    }

    fn year(&self, column: &'static str) -> Result<Option<i32>, CodesError> {
        match self.text(column)? {
            "" => Ok(None),
            text => match text.parse() {
                Ok(year) if (1949..=9999).contains(&year) => Ok(Some(year)),
                _ => Err(self.error(Some(column), Problem::BadNumber(text.to_owned()))),
            },
        }
    }

    fn count(&self, column: &'static str) -> Result<u32, CodesError> {
        match self.text(column)? {
            "" => Ok(0),
            text => text.parse().map_err(|_| self.error(Some(column), Problem::BadNumber(text.to_owned()))),
        }
    }

    fn word<T: Copy>(
        &self,
        column: &'static str,
        allowed: &'static str,
        words: &[(&str, T)],
    ) -> Result<T, CodesError> {
        let found = self.text(column)?;
        words
            .iter()
            .find(|(word, _)| *word == found)
            .map(|(_, meaning)| *meaning)
            .ok_or_else(|| self.error(Some(column), Problem::BadWord { found: found.to_owned(), allowed }))
    }
}
