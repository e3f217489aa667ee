//! What law and rules demand of a published budget, as data (`assets/rules/公开要求.ron`), and what becomes of each: met,
//! partly, not met, not applicable, or not checked by this program, so that nothing that is owed is passed over in
//! silence. It judges whether something is there, not whether it is right.

mod lead;
mod shown;

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use self::shown::{End, Shown};
use crate::calc::Book;
use crate::pattern::Pattern;

pub use self::lead::{Lead, leads};

/// What one demand came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// All that it asks for is there.
    Met,
    /// Some of it is.
    Partly,
    /// Nothing of it is.
    NotMet,
    /// Nothing of what the budget holds can be asked for it.
    NotChecked,
    /// It is demanded of something else: of a budget, not of final accounts.
    NotApplicable,
}

impl Standing {
    /// Whether it counts in the points.
    fn is_scored(self) -> bool {
        !matches!(self, Self::NotChecked | Self::NotApplicable)
    }

    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Met => "满足",
            Self::Partly => "部分满足",
            Self::NotMet => "不满足",
            Self::NotChecked => "未检查",
            Self::NotApplicable => "不适用",
        }
    }
}

/// A group of demands, as they are scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Group {
    /// In time.
    #[serde(rename = "及时")]
    InTime,
    /// Complete.
    #[serde(rename = "完整")]
    Complete,
    /// In detail.
    #[serde(rename = "细化")]
    Detailed,
    /// In order.
    #[serde(rename = "规范")]
    Orderly,
}

impl Group {
    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::InTime => "及时",
            Self::Complete => "完整",
            Self::Detailed => "细化",
            Self::Orderly => "规范",
        }
    }
}

/// A demand and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// Its stable id.
    pub id: String,
    /// What is demanded.
    pub title: String,
    /// By what.
    pub basis: String,
    /// Under what it is scored.
    pub group: Group,
    /// How many points it is worth.
    pub points: u32,
    /// What it came to.
    pub standing: Standing,
    /// What is missing, or why it was not checked; empty where it is met.
    pub why: String,
}

/// The points of a group: reached, and to be reached. What was not checked is in neither.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Score {
    /// The group.
    pub group: Group,
    /// Half points count: what is partly met.
    pub reached: f32,
    /// What all demands that were checked are worth.
    pub whole: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    demands: Vec<Demand>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Demand {
    id: String,
    group: Group,
    points: u32,
    title: String,
    basis: String,
    parts: Vec<Part>,
}

/// Something by which a demand is met.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
enum Part {
    /// A table whose title fits.
    Table { title: Words, not: Words },
    /// Words that stand in the text or in a table.
    Text { words: Words, name: String },
    /// Codes of so many digits in a table whose title fits.
    Depth { title: Words, not: Words, digits: usize, name: String },
    /// Tables whose title fits have indicators, if they have money.
    Indicators { title: Words },
    /// What only people can say.
    ByHand { why: String },
}

/// A regular expression; an empty one fits nothing.
#[derive(Debug)]
struct Words(Option<Arc<Pattern>>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pattern = String::deserialize(deserializer)?;
        if pattern.is_empty() {
            return Ok(Self(None));
        }
        Pattern::read(&pattern).map(|words| Self(Some(words))).map_err(serde::de::Error::custom)
    }
}

impl Words {
    fn fit(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|words| words.is_match(text))
    }
}

static SHIPPED: LazyLock<Result<List, String>> = LazyLock::new(|| {
    ron::from_str(include_str!("../../assets/rules/公开要求.ron")).map_err(|error| error.to_string())
});

/// Every demand and what it came to.
pub fn answered(book: &Book<'_>) -> Vec<Answered> {
    let Ok(list) = SHIPPED.as_ref() else { return Vec::new() };
    if book.budget.is_accounts() {
        let why = "这是决算公开，这些是对预算公开的要求";
        let of = |demand: &Demand| demand.came(Standing::NotApplicable, why.to_owned());
        return list.demands.iter().map(of).collect();
    }
    let shown = Shown::of(book);
    list.demands.iter().map(|demand| demand.answered(&shown)).collect()
}

/// What is demanded, for the page of rules: id, group, points, title, basis.
#[cfg(test)]
pub(super) fn listed() -> impl Iterator<Item = (&'static str, Group, u32, &'static str, &'static str)> {
    SHIPPED.as_ref().into_iter().flat_map(|list| &list.demands).map(|demand| {
        let Demand { id, group, points, title, basis, .. } = demand;
        (id.as_str(), *group, *points, title.as_str(), basis.as_str())
    })
}

/// How many demands came to what, and the points of those that were checked, in words.
pub fn counted(answered: &[Answered]) -> String {
    use Standing::{Met, NotApplicable, NotChecked, NotMet, Partly};
    let count = |of: Standing| answered.iter().filter(|one| one.standing == of).count();
    let is_told = |of: &Standing| *of != NotApplicable || count(*of) > 0;
    let counts = [Met, Partly, NotMet, NotChecked, NotApplicable].into_iter().filter(is_told);
    // Which tables lack, is what whoever reads no more than this line has to know.
    let names = lacking_tables(answered).join("、");
    let lacking = |of: Standing| match names.as_str() {
        "" => String::new(),
        names if of == NotMet => format!("（没有{names}）"),
        _ => String::new(),
    };
    let counts = counts.map(|of| format!("{} {}{}", of.label(), count(of), lacking(of)));
    let counts = counts.collect::<Vec<_>>().join("，");
    let scores = scores(answered);
    let scores: Vec<String> =
        scores.iter().map(|of| format!("{} {}/{}", of.group.label(), of.reached, of.whole)).collect();
    match scores.is_empty() {
        true => counts,
        false => format!("{counts}。得分（参考）：{}", scores.join("，")),
    }
}

/// The tables that are demanded and not there.
pub(super) fn lacking_tables(answered: &[Answered]) -> Vec<&str> {
    let lacks = |one: &&Answered| one.standing == Standing::NotMet && one.why.ends_with(THIS_TABLE);
    answered.iter().filter(lacks).map(|one| one.id.as_str()).collect()
}

/// The points by group.
pub fn scores(answered: &[Answered]) -> Vec<Score> {
    let groups = [Group::InTime, Group::Complete, Group::Detailed, Group::Orderly];
    let of = |group: Group| {
        let mut score = Score { group, reached: 0.0, whole: 0 };
        for one in answered.iter().filter(|one| one.group == group && one.standing.is_scored()) {
            let points = f32::from(u16::try_from(one.points).unwrap_or(u16::MAX));
            score.whole = score.whole.saturating_add(one.points);
            score.reached += match one.standing {
                Standing::Met => points,
                Standing::Partly => points / 2.0,
                Standing::NotMet | Standing::NotChecked | Standing::NotApplicable => 0.0,
            };
        }
        score
    };
    groups.into_iter().map(of).filter(|score| score.whole > 0).collect()
}

/// What a demand lacks that is a table.
const THIS_TABLE: &str = "这张表";

/// A text as it is looked at: without blanks and quotation marks.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"“”\"‘’'《》".contains(*c)).collect()
}

impl Demand {
    fn answered(&self, shown: &Shown<'_>) -> Answered {
        let ends: Vec<End> = self.parts.iter().map(|part| part.end(shown)).collect();
        let missing: Vec<&str> = ends
            .iter()
            .filter_map(|end| match end {
                End::Missing(what) => Some(what.as_str()),
                _ => None,
            })
            .collect();
        let is_any = ends.iter().any(|end| matches!(end, End::There));
        let unknown = ends.iter().find_map(|end| match end {
            End::Unknown(why) => Some(why.clone()),
            _ => None,
        });
        let (standing, why) = match (missing.is_empty(), is_any, unknown) {
            (_, _, Some(why)) => (Standing::NotChecked, why),
            (true, _, None) => (Standing::Met, String::new()),
            (false, true, None) => (Standing::Partly, format!("没有看到：{}", missing.join("、"))),
            (false, false, None) => (Standing::NotMet, format!("没有看到：{}", missing.join("、"))),
        };
        self.came(standing, why)
    }

    fn came(&self, standing: Standing, why: String) -> Answered {
        Answered {
            id: self.id.clone(),
            title: self.title.clone(),
            basis: self.basis.clone(),
            group: self.group,
            points: self.points,
            standing,
            why,
        }
    }
}

#[cfg(test)]
mod tests;
