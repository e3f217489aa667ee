//! How deep the rows of a table stand that have no codes: by the names of a classification, which say 类, 款 or 项, or by
//! how the rows are numbered. It knows no amounts; whether rows are the sum of those below them is for who asks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use super::super::patterns::compile;
use crate::codes::{Classification, Scheme};
use crate::pattern::Pattern;
use crate::text;

/// How many levels there are.
pub(super) const LEVELS: usize = 3;

/// The levels of rows by their numbering, outermost first: their names, and the expressions that tell them.
const NUMBERED: [(&str, &str); LEVELS] = [
    ("项目", r"^[一二三四五六七八九十]+、"),
    ("分项", r"^(?:[（(][一二三四五六七八九十]+[)）]|\d+\s*[.．、])"),
    ("细项", ""),
];

/// The levels of rows by the names of a classification.
pub(super) const NAMED: [&str; LEVELS] = ["类", "款", "项"];

/// The levels of rows, from 0.
pub(super) struct Levels {
    by_names: bool,
    /// By row.
    pub of: Vec<Option<usize>>,
}

impl Levels {
    /// The levels of rows with these labels; rows without a label have none.
    pub(super) fn of(labels: &[Option<&str>]) -> Self {
        match by_names(labels, &numbering()) {
            Some(of) => Self { by_names: true, of },
            None => Self::by_numbers(labels),
        }
    }

    /// The same, by their numbers alone.
    pub(super) fn by_numbers(labels: &[Option<&str>]) -> Self {
        let patterns = numbering();
        let numbered = |label: &str| {
            let is = |pattern: &Arc<Pattern>| !pattern.words().is_empty() && pattern.is_match(label);
            patterns.iter().position(is).unwrap_or(LEVELS - 1)
        };
        Self { by_names: false, of: labels.iter().map(|label| label.map(numbered)).collect() }
    }

    /// Whether they are told by names that the law gives, so that a few figures may speak against them.
    pub(super) fn are_by_names(&self) -> bool {
        self.by_names
    }

    /// What rows of a level are called.
    pub(super) fn name(&self, level: usize) -> &'static str {
        let numbered = || NUMBERED.get(level).map_or("", |(name, _)| name);
        if self.by_names { NAMED.get(level).copied().unwrap_or_default() } else { numbered() }
    }

    /// The expression by which rows of a level are told whatever they are called; empty where there is none.
    pub(super) fn pattern(&self, level: usize) -> &'static str {
        let numbered = || NUMBERED.get(level).map_or("", |(_, pattern)| pattern);
        if self.by_names { "" } else { numbered() }
    }
}

/// The levels that a name has in a classification: several codes may bear it.
type Names = BTreeMap<String, BTreeSet<usize>>;

static NAMES: LazyLock<Vec<Names>> = LazyLock::new(|| {
    let lists = Classification::latest_shipped();
    let of = |scheme: Scheme| {
        let mut names = Names::new();
        for code in lists.codes(scheme) {
            // 类 have three digits, each level below them two more.
            let level = code.code.len().saturating_sub(3) / 2;
            names.entry(text::squeezed(&code.name).into_owned()).or_default().insert(level.min(LEVELS - 1));
        }
        names
    };
    [Scheme::Function, Scheme::DepartmentEconomic, Scheme::GovernmentEconomic].map(of).into()
});

/// The levels of rows nearly all of which bear names of one classification, of several levels.
fn by_names(labels: &[Option<&str>], numbering: &[Arc<Pattern>]) -> Option<Vec<Option<usize>>> {
    let bare: Vec<Option<String>> =
        labels.iter().map(|label| label.map(|label| unnumbered(label, numbering))).collect();
    let known = |names: &&Names| bare.iter().flatten().filter(|label| names.contains_key(*label)).count();
    let names = NAMES.iter().max_by_key(known)?;
    let all = bare.iter().flatten().count();
    if known(&names) * 10 < all * 8 || all < 3 {
        return None;
    }
    let mut levels: Vec<Option<usize>> = Vec::with_capacity(bare.len());
    let mut before: Option<(usize, &str)> = None;
    for label in &bare {
        let Some(label) = label else {
            levels.push(None);
            before = None;
            continue;
        };
        let deepest = before.map_or(0, |(level, _)| level + 1).min(LEVELS - 1);
        let own = names.get(label);
        let level = match (own, before) {
            // 款 and 项 of one name stand one below the other.
            (Some(own), Some((above, same))) if same == label => {
                own.iter().copied().find(|level| *level > above).unwrap_or(above)
            }
            (Some(own), _) => {
                let fitting = own.iter().copied().find(|level| *level <= deepest);
                fitting.or(own.first().copied()).unwrap_or(deepest)
            }
            // What is not known goes on at the level of items.
            (None, _) => deepest,
        };
        levels.push(Some(level));
        before = Some((level, label));
    }
    let named = bare
        .iter()
        .zip(&levels)
        .filter(|(label, _)| label.as_ref().is_some_and(|label| names.contains_key(label)));
    let used: BTreeSet<usize> = named.filter_map(|(_, level)| *level).collect();
    (used.len() > 1).then_some(levels)
}

/// The expressions that tell the levels by numbers.
fn numbering() -> Vec<Arc<Pattern>> {
    NUMBERED.iter().filter_map(|(_, pattern)| compile(pattern)).collect()
}

/// A label without its number.
fn unnumbered(label: &str, numbering: &[Arc<Pattern>]) -> String {
    let found = numbering.iter().filter(|pattern| !pattern.words().is_empty());
    let end = found.filter_map(|pattern| pattern.find(label)).map(|found| found.end()).max().unwrap_or(0);
    text::squeezed(label.get(end..).unwrap_or(label)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_as_deep_as_names_or_numbers_say() {
        let cases: [(&[&str], &[usize], bool); 5] = [
            (
                &[
                    "一、一般公共服务支出",
                    "社会工作事务",
                    "其他社会工作事务支出",
                    "其他一般公共服务支出",
                    "其他一般公共服务支出",
                    "二、公共安全支出",
                    "司法",
                    "行政运行",
                    "没有这一项",
                    "监狱",
                ],
                &[0, 1, 2, 1, 2, 0, 1, 2, 2, 1],
                true,
            ),
            (
                &["一、本年支出", "（一）一般公共服务支出", "（二）公共安全支出", "（三）教育支出"],
                &[0, 1, 1, 1],
                false,
            ),
            (&["工资福利支出", "基本工资", "津贴补贴", "商品和服务支出", "办公费"], &[0, 1, 1, 0, 1], true),
            // Of one level they are told by their numbers, if they have any.
            (&["一、一般公共服务支出", "二、公共安全支出", "三、教育支出"], &[0, 0, 0], false),
            (
                &["一、财政拨款", "1.一般公共预算", "2.政府性基金", "二、事业收入", "其中：非税"],
                &[0, 1, 1, 0, 2],
                false,
            ),
        ];
        for (labels, expected, by_names) in cases {
            let labels: Vec<Option<&str>> = labels.iter().map(|label| Some(*label)).collect();
            let levels = Levels::of(&labels);
            let of: Vec<usize> = levels.of.iter().flatten().copied().collect();
            assert_eq!((of.as_slice(), levels.are_by_names()), (expected, by_names), "{labels:?}");
        }
    }
}
