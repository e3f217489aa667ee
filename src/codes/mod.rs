//! The year's classifications (政府收支分类科目): which codes exist, what they are called, and which
//! department and government economic codes go together.
//!
//! The lists are data: CSV files in `assets/classification/<year>/`, embedded in the program and read once
//! ([`Classifications::for_year`]). Lists of other years are added from folders ([`Classifications::with_folders`]).
//!
//! What this module deliberately does not know:
//! - amounts, units, tables or findings. It answers questions about codes; what to make of the answer is for
//!   the rules.
//! - everything. The lists were gathered from published budgets and are incomplete in places that are known
//!   ([`Scheme::is_complete_at`]). Where they are, the answer is "cannot tell" ([`CodeStatus::UnknownItem`],
//!   [`PairStatus::Unknown`]), never "wrong".
//! - which function codes go with which economic codes (2210201 住房公积金 and 30113): a rule of its own.
//!
//! 类 of the function classification are numbered as the rows of table 1: row 一 is 201, row 三十四 is 234;
//! 218, 225, 226 and 228 are not in use.

mod added;
mod code;
mod pair;
mod problem;
mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::{LazyLock, OnceLock};

use smol_str::SmolStr;

pub use added::Classifications;
pub use code::{Code, CodeStatus, Scheme, parent_of, same_name};
use pair::Pairs;
pub use pair::{AppliesTo, Pair, PairBasis, PairStatus, UnitKind};
pub use problem::{CodesError, Place, Problem};
pub use read::Files;

/// The kinds of money that make what the state pays (财政拨款) by the budget law (《预算法》第五条, without that of social insurance): who prints
/// all three of them has left out nothing.
pub(crate) const FUNDS: [&str; 3] = ["一般公共预算", "政府性基金", "国有资本"];

/// The files shipped for 2023.
const FILES_2023: Files<'static> = Files {
    functional: include_str!("../../assets/classification/2023/functional.csv"),
    dept_economic: include_str!("../../assets/classification/2023/dept_economic.csv"),
    gov_economic: include_str!("../../assets/classification/2023/gov_economic.csv"),
    revenue: include_str!("../../assets/classification/2023/revenue.csv"),
    econ_mapping: include_str!("../../assets/classification/2023/econ_mapping.csv"),
};

/// The earliest year shipped: what a budget of any earlier year gets as well.
static EARLIEST: LazyLock<Classification> = LazyLock::new(|| Classification::load(2023, &FILES_2023));

/// A name of so few characters may be another code's too that no list has: 专项业务.
const SHORT_NAME: usize = 4;

/// What changed in the years after, as far as it is known: new codes of a year, over the lists of the year before.
/// None of these lists is complete.
const CHANGES: [(i32, Scheme, &str, &str); 4] = [
    (
        2024,
        Scheme::DepartmentEconomic,
        "2024/dept_economic.csv",
        include_str!("../../assets/classification/2024/dept_economic.csv"),
    ),
    (
        2025,
        Scheme::Function,
        "2025/functional.csv",
        include_str!("../../assets/classification/2025/functional.csv"),
    ),
    (2025, Scheme::Income, "2025/revenue.csv", include_str!("../../assets/classification/2025/revenue.csv")),
    (
        2026,
        Scheme::Function,
        "2026/functional.csv",
        include_str!("../../assets/classification/2026/functional.csv"),
    ),
];

/// The years after [`EARLIEST`] that are shipped, in order; each is read when it is first asked for.
static LATER: [(i32, OnceLock<Classification>); 3] =
    [(2024, OnceLock::new()), (2025, OnceLock::new()), (2026, OnceLock::new())];

/// The years of which changes are shipped, in order.
fn years_of_changes() -> impl Iterator<Item = i32> {
    LATER.iter().map(|(year, _)| *year)
}

/// The lists of the last of some years, over those of the years before.
fn last_of(years: &'static [(i32, OnceLock<Classification>)]) -> &'static Classification {
    match years.split_last() {
        Some(((year, list), before)) => list.get_or_init(|| last_of(before).in_year(*year)),
        None => &EARLIEST,
    }
}

/// A list of codes, in the order of the codes.
type Codes = BTreeMap<SmolStr, Code>;

/// All classifications of one year.
#[derive(Debug, Clone, Default)]
pub struct Classification {
    year: i32,
    function: Codes,
    department: Codes,
    government: Codes,
    income: Codes,
    pairs: Pairs,
    error: Option<CodesError>,
    /// The classifications of which every code is listed, at all levels.
    complete: BTreeSet<Scheme>,
    /// The files that were read over the shipped lists, each with what it lists; `None` for the pairs.
    added: Vec<(Option<Scheme>, String)>,
}

impl Classification {
    /// The nearest shipped year that is not later than `year`, else the earliest shipped.
    pub fn shipped(year: i32) -> &'static Classification {
        let shipped = LATER.partition_point(|(later, _)| *later <= year);
        last_of(LATER.get(..shipped).unwrap_or_default())
    }

    /// The latest shipped: enough where it is asked whether words are a name at all.
    pub fn latest_shipped() -> &'static Classification {
        Self::shipped(i32::MAX)
    }

    /// Where a list comes from, in words: shipped, and the files that were read over it.
    pub fn origin(&self, scheme: Scheme) -> String {
        let changes = CHANGES.iter().filter(|(year, of, ..)| *year <= self.year && *of == scheme);
        let shipped = match changes.map(|(year, ..)| year).max() {
            Some(year) => format!("内置 {} 年及至 {year} 年已知的增补", EARLIEST.year),
            None => format!("内置 {} 年", EARLIEST.year),
        };
        let files = self.added.iter().filter(|(of, _)| *of == Some(scheme)).map(|(_, file)| file.clone());
        std::iter::once(shipped).chain(files).collect::<Vec<_>>().join("，加上 ")
    }

    /// The files that were read over the shipped lists.
    pub fn added_files(&self) -> impl Iterator<Item = &str> {
        self.added.iter().map(|(_, file)| file.as_str())
    }

    /// Reads the classifications of `year` from the text of their files, all or nothing.
    ///
    /// # Errors
    /// The first row that cannot be read, with its file, line and column.
    pub fn from_csv(year: i32, files: &Files<'_>) -> Result<Classification, CodesError> {
        Ok(Classification {
            year,
            function: read::codes(Scheme::Function, files.functional)?,
            department: read::codes(Scheme::DepartmentEconomic, files.dept_economic)?,
            government: read::codes(Scheme::GovernmentEconomic, files.gov_economic)?,
            income: read::codes(Scheme::Income, files.revenue)?,
            pairs: read::pairs(files.econ_mapping)?,
            error: None,
            complete: BTreeSet::new(),
            added: Vec::new(),
        })
    }

    /// As [`Classification::from_csv`], but files that cannot be read give empty lists, about which nothing
    /// is wrong and nothing is known, and the error is kept.
    fn load(year: i32, files: &Files<'_>) -> Classification {
        Classification::from_csv(year, files).unwrap_or_else(|error| Classification {
            year,
            error: Some(error),
            ..Classification::default()
        })
    }

    /// These lists with what is shipped as new in `year`. What they hold already stays, and so does a list that is
    /// complete.
    fn in_year(&self, year: i32) -> Self {
        let mut list = Self { year, ..self.clone() };
        for (_, scheme, file, text) in CHANGES.iter().filter(|(of, ..)| *of == year) {
            if list.complete.contains(scheme) {
                continue;
            }
            let known = list.list(*scheme);
            match read::codes_over(*scheme, file, text, known) {
                Ok(mut codes) => {
                    codes.extend(known.iter().map(|(code, of)| (code.clone(), of.clone())));
                    list.set(*scheme, codes);
                }
                Err(error) => list.error = Some(error),
            }
        }
        list
    }

    /// Whether a code that is not listed does not exist in budgets of `year`: the lists are of that year, and all of
    /// its codes are in them. Of other years not all changes are known.
    pub fn is_sure_of(&self, scheme: Scheme, year: i32) -> bool {
        self.complete.contains(&scheme) || year == EARLIEST.year
    }

    /// The year these lists are for. Not always the year asked for, see [`Classifications::for_year`].
    pub fn year(&self) -> i32 {
        self.year
    }

    /// Why the shipped lists could not be read. They are empty then.
    pub fn error(&self) -> Option<&CodesError> {
        self.error.as_ref()
    }

    /// The listed code, if it is listed.
    pub fn lookup(&self, scheme: Scheme, code: &str) -> Option<&Code> {
        self.list(scheme).get(code)
    }

    /// Every listed code, in order: a 类, then its 款, then their 项.
    pub fn codes(&self, scheme: Scheme) -> impl Iterator<Item = &Code> {
        self.list(scheme).values()
    }

    /// The first listed code below another, used in budgets of `year`: one that has any is no item that money is spent under.
    pub fn first_below(&self, scheme: Scheme, code: &str, year: i32) -> Option<&Code> {
        let below = self.list(scheme).range::<str, _>((Bound::Excluded(code), Bound::Unbounded));
        let mut below = below.map(|(_, code)| code).take_while(|below| below.code.starts_with(code));
        below.find(|below| below.used_in(year))
    }

    /// The listed codes that are called `name`, in order. Names are compared as [`same_name`] does. Many
    /// function codes share a name (行政运行), so that a name alone seldom says which code is meant.
    pub fn named<'a>(&'a self, scheme: Scheme, name: &'a str) -> impl Iterator<Item = &'a Code> {
        self.codes(scheme).filter(move |code| same_name(&code.name, name))
    }

    /// Whether any of the classifications has an item of that name.
    pub fn is_any_named(&self, name: &str) -> bool {
        Scheme::ALL.into_iter().any(|scheme| self.named(scheme, name).next().is_some())
    }

    /// The other code that a name is of, where it is certain: one beside `code`, or else the only one of its level. Codes
    /// of other years are passed over; `is_named` says of a listed code whether it bears the name.
    pub fn bearer(
        &self,
        scheme: Scheme,
        code: &str,
        year: i32,
        is_named: impl Fn(&Code) -> bool,
    ) -> Option<&Code> {
        let others = || {
            self.codes(scheme).filter(|other| {
                other.code.len() == code.len()
                    && other.code != code
                    && self.in_force(scheme, &other.code, year) == Some(true)
                    && is_named(other)
            })
        };
        let beside = others().find(|other| other.parent.as_deref() == parent_of(code));
        let mut all = others();
        let only = all.next().filter(|only| all.next().is_none() && only.name.chars().count() > SHORT_NAME);
        beside.or(only)
    }

    /// Whether a code is listed, and if not, what can be said of it. Years play no part in it: see
    /// [`Classification::in_force`].
    pub fn status(&self, scheme: Scheme, code: &str) -> CodeStatus {
        let list = self.list(scheme);
        if let Some(fault) = scheme.fault_of_form(code) {
            fault
        } else if list.contains_key(code) {
            CodeStatus::Known
        } else if list.is_empty() {
            CodeStatus::UnknownItem
        } else if parent_of(code).is_some_and(|parent| !list.contains_key(parent)) {
            CodeStatus::UnknownParent
        } else if scheme.is_complete_at(code) || self.complete.contains(&scheme) {
            CodeStatus::NotListed
        } else {
            CodeStatus::UnknownItem
        }
    }

    /// Whether a listed code and all codes above it are used in budgets of `year`, as far as the lists say
    /// when codes came and went. `None` for a code that is not listed.
    ///
    /// Lists are used for several years ([`Classifications::for_year`]), so that `year` is the year of the
    /// budget, not of the lists.
    pub fn in_force(&self, scheme: Scheme, code: &str, year: i32) -> Option<bool> {
        let found = self.lookup(scheme, code)?;
        let above = found.parent.as_deref().and_then(|parent| self.in_force(scheme, parent, year));
        Some(found.used_in(year) && above.unwrap_or(true))
    }

    /// Whether a department and a government economic code (both 款, five digits) may stand on one line of a
    /// unit of the given kind; of any kind, where the kind is not known.
    ///
    /// Two codes of which either is not listed give [`PairStatus::Unknown`]: the codes are at fault, not the
    /// pair.
    pub fn pair_status(&self, dept_code: &str, gov_code: &str, kind: Option<UnitKind>) -> PairStatus {
        let listed = self.lookup(Scheme::DepartmentEconomic, dept_code).is_some()
            && self.lookup(Scheme::GovernmentEconomic, gov_code).is_some();
        if listed { self.pairs.status(dept_code, gov_code, kind) } else { PairStatus::Unknown }
    }

    /// The pairs of a department economic code that are legal for the kind of unit: what to offer or fill in
    /// when a line is entered. Where codes were renumbered, pairs of several years are among them: see
    /// [`Classification::in_force`].
    pub fn legal_pairs(&self, dept_code: &str, kind: Option<UnitKind>) -> impl Iterator<Item = &Pair> {
        self.pairs.of(dept_code).filter(move |pair| pair.is_legal_for(kind))
    }

    fn set(&mut self, scheme: Scheme, codes: Codes) {
        let list = match scheme {
            Scheme::Function => &mut self.function,
            Scheme::DepartmentEconomic => &mut self.department,
            Scheme::GovernmentEconomic => &mut self.government,
            Scheme::Income => &mut self.income,
        };
        *list = codes;
    }

    fn list(&self, scheme: Scheme) -> &Codes {
        match scheme {
            Scheme::Function => &self.function,
            Scheme::DepartmentEconomic => &self.department,
            Scheme::GovernmentEconomic => &self.government,
            Scheme::Income => &self.income,
        }
    }
}
