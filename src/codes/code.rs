//! One code: its form, its name, and where it stands among the others.

use smol_str::SmolStr;

use crate::text;

/// A `source` that stands for: not seen in a document.
pub(super) const GENERAL_KNOWLEDGE: &str = "general-knowledge";

/// One of the classifications of 政府收支分类科目.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Scheme {
    /// 支出功能分类科目, what the money is for: 类 `201`, 款 `20131`, 项 `2013101`.
    Function,
    /// 部门预算支出经济分类科目, what is bought: 类 `301`, 款 `30101`.
    DepartmentEconomic,
    /// 政府预算支出经济分类科目, the same from the government's side: 类 `501`, 款 `50101`.
    GovernmentEconomic,
    /// 收入分类科目 (`101`, `10101`), and the income rows of table 1 (`L01` … `L11`).
    Income,
}

impl Scheme {
    /// All classifications.
    pub const ALL: [Scheme; 4] =
        [Scheme::Function, Scheme::DepartmentEconomic, Scheme::GovernmentEconomic, Scheme::Income];

    /// The classification of expenditure that a code is of by its first digit; income has others.
    pub fn of_expenditure(code: &str) -> Option<Scheme> {
        let schemes =
            [('2', Scheme::Function), ('3', Scheme::DepartmentEconomic), ('5', Scheme::GovernmentEconomic)];
        schemes.into_iter().find(|(first, _)| code.starts_with(*first)).map(|(_, scheme)| scheme)
    }

    /// The official name of the classification.
    pub fn title(self) -> &'static str {
        match self {
            Scheme::Function => "支出功能分类科目",
            Scheme::DepartmentEconomic => "部门预算支出经济分类科目",
            Scheme::GovernmentEconomic => "政府预算支出经济分类科目",
            Scheme::Income => "收入分类科目",
        }
    }

    /// How many digits a code may have, by level: 类, 款, 项, and 目 for income.
    pub fn lengths(self) -> &'static [usize] {
        match self {
            Scheme::Function => &[3, 5, 7],
            Scheme::DepartmentEconomic | Scheme::GovernmentEconomic => &[3, 5],
            Scheme::Income => &[3, 5, 7, 9],
        }
    }

    /// Whether the shipped list is meant to hold every code of the level of `code`, so that a code which is
    /// not in it is probably wrong. Function 项, and income below 类, are partial.
    pub fn is_complete_at(self, code: &str) -> bool {
        match self {
            Scheme::Function => code.len() <= 5,
            Scheme::DepartmentEconomic | Scheme::GovernmentEconomic => true,
            Scheme::Income => code.len() <= 3,
        }
    }

    /// What is wrong with the mere form of a code, if anything.
    pub(super) fn fault_of_form(self, code: &str) -> Option<CodeStatus> {
        let digits = match code.strip_prefix('L') {
            // A row of table 1 is a letter and two digits: as long as a 类.
            Some(row) if self == Scheme::Income && row.len() == 2 => row,
            _ => code,
        };
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Some(CodeStatus::NotDigits)
        } else if !self.lengths().contains(&code.len()) {
            Some(CodeStatus::WrongLength)
        } else {
            None
        }
    }
}

/// What the lists say of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeStatus {
    /// Listed.
    Known,
    /// Not listed, but the list is partial at this level and the code above is listed: cannot tell. Also
    /// every code of a list that could not be read.
    UnknownItem,
    /// Not listed, though the list is meant to be complete at this level.
    NotListed,
    /// Not listed, and neither is the code directly above it.
    UnknownParent,
    /// Something other than the digits 0 to 9 is in it: a letter, a space, a full-width digit.
    NotDigits,
    /// No code of this classification has so many digits ([`Scheme::lengths`]).
    WrongLength,
}

/// A listed code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The digits, without spaces: `2013101`.
    pub code: SmolStr,
    /// The official name of the code alone, without the names above it: 行政运行.
    pub name: SmolStr,
    /// The code one level up; `None` for a 类.
    pub parent: Option<SmolStr>,
    /// The first budget year that uses the code, where it is known to have come later than others.
    pub since: Option<i32>,
    /// The last budget year that uses the code, where it is known to be gone.
    pub until: Option<i32>,
    /// How often the code was met in published budgets: for putting likely codes first, not for judging.
    pub times_seen: u32,
    /// Where the row was seen: a document, or `general-knowledge` for none.
    pub source: String,
    /// Former names, years of changes, doubts; for an income code, what list it is from. Often empty.
    pub note: String,
}

impl Code {
    /// Whether budgets of `year` use the code, as far as `since` and `until` are known.
    pub fn used_in(&self, year: i32) -> bool {
        self.since.is_none_or(|since| since <= year) && self.until.is_none_or(|until| year <= until)
    }

    /// The name that the code had in the classification of 2018, where the note gives it.
    pub fn former_name(&self) -> Option<&str> {
        self.note.strip_prefix("2018 name: ")?.split(' ').next()
    }

    /// Whether a table may print the code under that name: its own, or the former one, which budgets
    /// keep using for years.
    pub fn is_called(&self, printed: &str) -> bool {
        same_name(printed, &self.name) || self.former_name().is_some_and(|name| same_name(printed, name))
    }
}

/// The code one level up by its form alone (`2013101` → `20131` → `201`), listed or not; `None` for a 类.
pub fn parent_of(code: &str) -> Option<&str> {
    let length = code.len().checked_sub(2).filter(|length| *length >= 3)?;
    code.get(..length)
}

/// Whether two names are the same but for what printing does to them: spaces and line breaks inside, and
/// full-width or half-width brackets, letters and digits (维修(护)费 and 维修（护）费). Quotation marks and
/// punctuation count: a name of the classification is copied, not retold.
pub fn same_name(a: &str, b: &str) -> bool {
    text::squeezed(a) == text::squeezed(b)
}
