//! Which department economic code goes with which government economic code.
//!
//! The two classifications show the same spending from two sides, and the standard table
//! (两套支出经济分类科目对照表) ties them together by kind of unit: 30101 基本工资 is 50101
//! 工资奖金津补贴 in a 行政 or 参公 unit and 50501 工资福利支出 in a 事业 unit. The table itself is not at hand
//! in full; each [`Pair`] says what it rests on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use smol_str::SmolStr;

use super::code::GENERAL_KNOWLEDGE;

/// The kind of a budget unit (单位性质), as far as economic codes depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// 行政单位.
    Administrative,
    /// 参照公务员法管理的事业单位 (参公): uses the codes of 行政.
    CivilServiceManaged,
    /// 事业单位.
    Institution,
}

impl UnitKind {
    /// All kinds.
    pub const ALL: [UnitKind; 3] =
        [UnitKind::Administrative, UnitKind::CivilServiceManaged, UnitKind::Institution];

    /// The short name: 行政, 参公 or 事业.
    pub fn short_name(self) -> &'static str {
        match self {
            UnitKind::Administrative => "行政",
            UnitKind::CivilServiceManaged => "参公",
            UnitKind::Institution => "事业",
        }
    }

    /// The kind that a text means, in the words of lists of units: 行政单位, 机关, 参照公务员法管理的事业单位,
    /// 公益一类事业单位. `None` where it says neither or both, as 行政事业单位 does.
    pub fn named(text: &str) -> Option<UnitKind> {
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        match (says(&["行政", "机关"]), says(&["事业"])) {
            _ if says(&["参公", "参照"]) => Some(UnitKind::CivilServiceManaged),
            (true, false) => Some(UnitKind::Administrative),
            (false, true) => Some(UnitKind::Institution),
            (true, true) | (false, false) => None,
        }
    }
}

impl fmt::Display for UnitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.short_name())
    }
}

/// The units a pair is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AppliesTo {
    /// 行政 and 参公 units.
    Administration,
    /// 事业 units.
    Institutions,
    /// Units of every kind: pensions, subsidies to enterprises, debt.
    All,
}

impl AppliesTo {
    /// The units that a government economic code is for: its 类 says so.
    pub(super) fn of(gov_code: &str) -> Self {
        match gov_code.get(..3) {
            Some("501" | "502" | "503" | "504") => Self::Administration,
            Some("505" | "506") => Self::Institutions,
            _ => Self::All,
        }
    }

    /// Whether units of the kind are among them.
    pub fn includes(self, kind: UnitKind) -> bool {
        match self {
            AppliesTo::Administration => kind != UnitKind::Institution,
            AppliesTo::Institutions => kind == UnitKind::Institution,
            AppliesTo::All => true,
        }
    }
}

/// What a listed pair rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PairBasis {
    /// The standard table.
    Standard,
    /// Generally known, not from the table.
    General,
    /// Printed in a published budget, but not in the standard table: an irregularity, or a local habit.
    ObservedOnly,
}

/// A department and a government economic code that are known to go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The department economic code: `30101`.
    pub dept_code: SmolStr,
    /// The government economic code: `50101`.
    pub gov_code: SmolStr,
    /// The units it is meant for.
    pub applies_to: AppliesTo,
    /// What it rests on.
    pub basis: PairBasis,
    /// How often the pair was met in published budgets: for putting likely pairs first.
    pub times_seen: u32,
    /// Where the pair was seen, or `general-knowledge` for nowhere.
    pub source: String,
    /// Doubts and years of changes. Often empty.
    pub note: String,
}

impl Pair {
    /// Whether a unit of the kind (any kind, if not known) may use the pair.
    pub fn is_legal_for(&self, kind: Option<UnitKind>) -> bool {
        self.basis != PairBasis::ObservedOnly && self.is_meant_for(kind)
    }

    /// Whether the pair is in the standard table and was seen in a document.
    pub fn is_documented(&self) -> bool {
        self.basis == PairBasis::Standard && self.source != GENERAL_KNOWLEDGE
    }

    fn is_meant_for(&self, kind: Option<UnitKind>) -> bool {
        kind.is_none_or(|kind| self.applies_to.includes(kind))
    }
}

/// What the lists say of a pair of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PairStatus {
    /// Listed for units of this kind.
    Legal,
    /// Listed, but for units of another kind. A question rather than a mistake: a 行政 unit may have 事业 staff,
    /// whose pay it prints under 505.
    LegalForOtherKind,
    /// Seen in published budgets of units of this kind, but not in the standard table.
    ObservedOnly,
    /// Nothing can be said: either code is not listed or has no listed pair, or the pairs of the department
    /// code were not seen in any document.
    Unknown,
    /// The department code has documented pairs, the government code has pairs as well, and this is none of
    /// them.
    Illegal,
}

/// All listed pairs of a year.
#[derive(Debug, Clone, Default)]
pub(super) struct Pairs {
    by_dept: BTreeMap<SmolStr, BTreeMap<SmolStr, Pair>>,
    /// Every government code that stands in some pair.
    paired_gov: BTreeSet<SmolStr>,
}

impl Pairs {
    /// Adds a pair; `false` if it was there already.
    pub(super) fn insert(&mut self, pair: Pair) -> bool {
        self.paired_gov.insert(pair.gov_code.clone());
        let pairs = self.by_dept.entry(pair.dept_code.clone()).or_default();
        pairs.insert(pair.gov_code.clone(), pair).is_none()
    }

    pub(super) fn of(&self, dept_code: &str) -> impl Iterator<Item = &Pair> {
        self.by_dept.get(dept_code).into_iter().flat_map(BTreeMap::values)
    }

    pub(super) fn status(&self, dept_code: &str, gov_code: &str, kind: Option<UnitKind>) -> PairStatus {
        match self.by_dept.get(dept_code).and_then(|pairs| pairs.get(gov_code)) {
            Some(pair) if pair.is_legal_for(kind) => PairStatus::Legal,
            Some(pair) if pair.basis != PairBasis::ObservedOnly => PairStatus::LegalForOtherKind,
            Some(pair) if pair.is_meant_for(kind) => PairStatus::ObservedOnly,
            _ if !self.paired_gov.contains(gov_code) => PairStatus::Unknown,
            _ if self.of(dept_code).any(Pair::is_documented) => PairStatus::Illegal,
            _ => PairStatus::Unknown,
        }
    }
}
