//! What law and rules demand of a published budget, as data (`assets/rules/公开要求.ron`), and what becomes of each: met,
//! partly, not met, not applicable, or not checked by this program, so that nothing that is owed is passed over in
//! silence. It judges whether something is there, not whether it is right.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use crate::calc::{Book, Sheet};
use crate::model::Coverage;
use crate::pattern::Pattern;
use crate::schema::ColumnKind;

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

/// How one part ended: it is there, it is missing under a name, nobody could look, or there is nothing to look for.
enum End {
    There,
    Missing(String),
    Unknown(String),
    Idle,
}

/// What a document shows.
struct Shown<'a> {
    /// The titles of its tables, without blanks and quotation marks, with the tables.
    tables: Vec<(String, Sheet<'a>)>,
    /// Whether a table of it was not read: what it is, is not known.
    has_unread: bool,
    /// Its text.
    text: String,
    /// The texts in its tables.
    cells: String,
}

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

impl<'a> Shown<'a> {
    fn of(book: &Book<'a>) -> Self {
        let bare = |text: &str| -> String {
            text.chars().filter(|c| !c.is_whitespace() && !"“”\"‘’'《》".contains(*c)).collect()
        };
        let mut shown =
            Self { tables: Vec::new(), has_unread: false, text: String::new(), cells: String::new() };
        for sheet in book.sheets().filter(|sheet| sheet.schema.number.is_some()) {
            match sheet.coverage() {
                Coverage::Absent => continue,
                Coverage::Unread => shown.has_unread = true,
                Coverage::Full | Coverage::Partial | Coverage::Derived => {}
            }
            shown.cells.push_str(&bare(&sheet.schema.title));
            for column in sheet.schema.sections.iter().flat_map(|section| &section.columns) {
                shown.cells.push('\n');
                shown.cells.push_str(&bare(column.title()));
            }
            shown.cells.push('\n');
            for row in sheet.rows() {
                for cell in row.cells().filter(|cell| !cell.column.kind.is_number()) {
                    shown.cells.push_str(&bare(row.text(&cell.column.key)));
                    shown.cells.push('\n');
                }
            }
            // What people said a table is (逐表对应) is its key.
            shown.tables.push((bare(&sheet.schema.title), sheet));
            let key = bare(sheet.schema.key.as_str());
            if shown.tables.last().is_some_and(|(title, _)| *title != key) {
                shown.tables.push((key, sheet));
            }
        }
        for section in &book.budget.narrative {
            for text in std::iter::once(&section.title).chain(&section.paragraphs) {
                shown.text.push_str(&bare(text));
                shown.text.push('\n');
            }
        }
        shown
    }

    fn table(&self, title: &Words, not: &Words) -> Option<&Sheet<'a>> {
        let found = self.tables.iter().find(|(of, _)| title.fit(of) && !not.fit(of));
        found.map(|(_, sheet)| sheet)
    }
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

impl Part {
    fn end(&self, shown: &Shown<'_>) -> End {
        let no_tables = || End::Unknown("这份文件里没有读出表".to_owned());
        match self {
            Self::ByHand { why } => End::Unknown(why.clone()),
            Self::Table { title, not } => match shown.table(title, not) {
                Some(_) => End::There,
                None if shown.tables.is_empty() => no_tables(),
                None if shown.has_unread => End::Unknown("有的表没有读出来".to_owned()),
                None => End::Missing("这张表".to_owned()),
            },
            Self::Depth { title, not, digits, name } => match shown.table(title, not) {
                None if shown.tables.is_empty() => no_tables(),
                None => End::Unknown("没有这张表".to_owned()),
                Some(sheet) => depth(sheet, *digits, name),
            },
            Self::Indicators { title } => {
                let fits = shown.tables.iter().filter(|(of, _)| title.fit(of)).map(|(_, sheet)| sheet);
                let mut bare: Vec<&str> = fits
                    .filter(|sheet| lacks_indicators(sheet))
                    .map(|sheet| sheet.schema.short.as_str())
                    .collect();
                bare.dedup();
                if bare.is_empty() { End::Idle } else { End::Missing(bare.join("、")) }
            }
            Self::Text { words, name } => {
                if words.fit(&shown.text) || words.fit(&shown.cells) {
                    End::There
                } else if shown.text.is_empty() {
                    End::Unknown("这份文件里没有说明文字".to_owned())
                } else {
                    End::Missing(name.clone())
                }
            }
        }
    }
}

/// Whether a table of performance targets has money and not one indicator's value.
fn lacks_indicators(sheet: &Sheet<'_>) -> bool {
    let is_full = matches!(sheet.coverage(), Coverage::Full | Coverage::Derived);
    let cells = || sheet.rows().flat_map(|row| row.cells());
    let of = |kind: ColumnKind| cells().filter(move |cell| cell.column.kind == kind);
    let mut columns = sheet.schema.sections.iter().flat_map(|section| &section.columns);
    let has_money =
        || of(ColumnKind::Amount).any(|cell| cell.number().is_some_and(|number| !number.is_zero()));
    is_full
        && columns.any(|column| column.kind == ColumnKind::Indicator)
        && of(ColumnKind::Indicator).all(|cell| cell.text().trim().is_empty())
        && has_money()
}

/// Whether a table has codes of so many digits.
fn depth(sheet: &Sheet<'_>, digits: usize, name: &str) -> End {
    let mut longest = 0;
    // 类, 款 and 项 may stand in columns of their own, each in a row of its own.
    let mut short: BTreeSet<&str> = BTreeSet::new();
    let mut is_filled = false;
    for row in sheet.rows() {
        let texts = row.cells().filter(|cell| !cell.column.kind.is_number());
        let texts: Vec<&str> = texts.map(|cell| row.text(&cell.column.key).trim()).collect();
        let is_code = |text: &&&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let of_column = row.cells().filter(|cell| !cell.column.kind.is_number());
        short.extend(of_column.filter_map(|cell| {
            let text = row.text(&cell.column.key).trim();
            let is_short = matches!(text.len(), 2 | 3) && text.chars().all(|c| c.is_ascii_digit());
            is_short.then_some(cell.column.key.as_str())
        }));
        // A code stands in one column, or in three: 201 31 01.
        let whole: usize = texts.iter().filter(is_code).map(|text| text.len()).sum();
        // 2013101行政运行, [2013101]行政运行.
        let before = |text: &&str| {
            let bare = text.trim_start_matches(['[', '［', '（', '(']);
            bare.chars().take_while(char::is_ascii_digit).count()
        };
        let before = texts.iter().map(before).max().unwrap_or(0);
        longest = longest.max(if whole == 0 { before } else { whole });
        is_filled |= row
            .cells()
            .any(|cell| cell.column.kind.is_number() && cell.number().is_some_and(|of| !of.is_zero()));
    }
    if short.len() >= 2 {
        longest = longest.max(short.len() * 2 + 1);
    }
    match longest {
        _ if !is_filled => End::Unknown("表里没有数".to_owned()),
        0 | 1 => End::Unknown("表里没有编码，看不出到哪一级".to_owned()),
        longest if longest >= digits => End::There,
        _ => End::Missing(name.to_owned()),
    }
}

#[cfg(test)]
mod tests;
