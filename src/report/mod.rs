//! What the checks found, as something to hand on: for machines ([`CheckedFile`] serialises to the JSON
//! of `yusuan check`), for Excel ([`csv()`]), for reading and printing ([`markdown()`], [`html()`]).
//!
//! All of them, the command's own text and the window's export go by one description of a checked
//! budget, so that no two of them can tell different facts. It holds words and exact amounts, nothing of
//! the budget itself: it outlives the session it was made of, and a thousand of them are small.
//!
//! The module does not know where budgets come from: it learns from its caller what could not be read, and
//! why, and where in its documents a budget was printed, if that is known. Of files it knows only that a report takes the place of nothing but a report ([`Target`]).

mod budget;
mod comment;
mod csv;
mod end;
mod finding;
mod html;
mod markdown;
mod named;
mod source;
mod target;

use std::collections::BTreeMap;

use serde::Serialize;

pub use self::csv::{csv, csv_cell};
pub use budget::{CheckedBudget, ReportedIdleWaiver, RuleEnd};
pub use comment::{ReportedComment, note_place};
pub use end::End;
pub use finding::{ReportedFinding, Standing, Waiver};
pub use html::html;
pub use markdown::markdown;
pub use named::{Amount, Place, TableName, place_name};
pub use source::{Source, SourceKind, sources};
pub use target::Target;

use crate::model::year_digits;
use crate::schema::Severity;
use crate::text::fold;

/// The severities, the worst first.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

/// The heading by which a report is told from any other document.
const TITLE: &str = "预算检查报告";

/// The columns of the list of demands.
const DEMANDS: [&str; 4] = ["要求", "结果", "说明", "依据"];

/// The columns of the list of remarks.
const COMMENTS: [&str; 5] = ["状态", "位置", "批注", "谁写的", "日期"];

/// More notices than these are listed behind the findings.
const MOST_NOTICES: usize = 5;

/// What a file that cannot be read gets in place of a severity or a state.
const UNREADABLE: &str = "读不出来";
/// What a file gets of which nothing but text was read.
const NO_TABLES: &str = "没有读出表";
/// A file that is of no kind that is checked.
const NOT_CHECKED: &str = "没有检查";

/// The other states of a file: nothing found, something, nothing but what the file itself claims to be waived.
const NONE: &str = "没有问题";
const SOME: &str = "有问题";
const CLAIMED: &str = "只有声明豁免";

/// One file that was to be checked.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedFile {
    /// Its path, as given by whoever asked.
    pub file: String,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: FileOutcome,
}

/// What became of a file that was to be checked.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum FileOutcome {
    /// It was read and checked.
    Checked(Box<CheckedBudget>),
    /// It could not be read.
    Unreadable {
        /// Why, in Chinese, without the path.
        error: String,
    },
    /// It stands among what was handed in and is of no kind that is checked.
    NotChecked {
        /// Why, in Chinese, without the path.
        not_checked: String,
    },
}

impl CheckedFile {
    /// A file that could not be read, and why.
    pub fn unreadable(file: impl Into<String>, error: impl Into<String>) -> Self {
        Self { file: file.into(), outcome: FileOutcome::Unreadable { error: error.into() } }
    }

    /// A file that is of no kind that is checked, and why.
    pub fn not_checked(file: impl Into<String>, why: impl Into<String>) -> Self {
        Self { file: file.into(), outcome: FileOutcome::NotChecked { not_checked: why.into() } }
    }

    /// A file that was read and checked.
    pub fn checked(file: impl Into<String>, budget: CheckedBudget) -> Self {
        Self { file: file.into(), outcome: FileOutcome::Checked(Box::new(budget)) }
    }

    /// The budget, if it could be read.
    pub fn budget(&self) -> Option<&CheckedBudget> {
        match &self.outcome {
            FileOutcome::Checked(budget) => Some(budget),
            FileOutcome::Unreadable { .. } | FileOutcome::NotChecked { .. } => None,
        }
    }

    /// How it ended, in a word.
    pub fn state(&self) -> &'static str {
        match &self.outcome {
            FileOutcome::Checked(budget) if budget.tableless => NO_TABLES,
            FileOutcome::Checked(budget) if budget.open() > 0 => SOME,
            // A budget that waives its own findings is not in order before somebody has looked at that.
            FileOutcome::Checked(budget) if budget.claimed() > 0 => CLAIMED,
            FileOutcome::Checked(_) => NONE,
            FileOutcome::Unreadable { .. } => UNREADABLE,
            FileOutcome::NotChecked { .. } => NOT_CHECKED,
        }
    }

    /// Its line in a summary, below [`SUMMARY`].
    pub fn summary(&self) -> [String; 10] {
        let state = self.state().to_owned();
        let Some(budget) = self.budget() else {
            let mut line = <[String; 10]>::default();
            let [file, .., last] = &mut line;
            (*file, *last) = (self.file.clone(), state);
            return line;
        };
        let [errors, warnings, hints] = SEVERITIES.map(|severity| budget.count(severity).to_string());
        let [claimed, waived] = [budget.claimed(), budget.waived()].map(|count| count.to_string());
        let (file, department) = (self.file.clone(), budget.department.clone());
        let (year, kind) = (year_digits(budget.year), budget.kind.to_owned());
        [file, department, year, kind, errors, warnings, hints, claimed, waived, state]
    }
}

/// The columns of a summary of several files: four of words, five of counts, the state.
pub const SUMMARY: [&str; 10] =
    ["文件", "部门", "年度", "种类", "错误", "警告", "提示", "声明豁免", "已豁免", "状态"];

/// How many files ended in which way, in a sentence.
pub fn totals(files: &[CheckedFile]) -> String {
    let of = |state: &str| files.iter().filter(|file| file.state() == state).count();
    let claimed = match of(CLAIMED) {
        0 => String::new(),
        files => format!("，{CLAIMED} {files}"),
    };
    let waivers: usize = files.iter().filter_map(|file| Some(file.budget()?.claimed())).sum();
    let waivers = match waivers {
        0 => String::new(),
        count => format!("报送文件自己声明的豁免 {count} 个，没有认可。"),
    };
    let unread = files.iter().filter(|file| file.budget().is_some_and(|budget| budget.unread > 0)).count();
    let unread = if unread > 0 { format!("；其中 {unread} 份有未读出的表") } else { String::new() };
    let not_checked = match of(NOT_CHECKED) {
        0 => String::new(),
        files => format!("另有 {files} 个文件{NOT_CHECKED}。"),
    };
    let tableless = match of(NO_TABLES) {
        0 => String::new(),
        files => format!("，{NO_TABLES} {files}"),
    };
    format!(
        "共 {} 份：{NONE} {}，{SOME} {}{claimed}{tableless}，{UNREADABLE} {}{unread}。{not_checked}{waivers}",
        files.len() - of(NOT_CHECKED),
        of(NONE),
        of(SOME),
        of(UNREADABLE)
    )
}

/// Tells each budget of the others that are of the same department, year and kind: one of them was most likely replaced
/// by the other.
pub fn tell_duplicates<'f>(files: impl IntoIterator<Item = &'f mut CheckedFile>) {
    let mut files: Vec<&mut CheckedFile> = files.into_iter().collect();
    let mut known: BTreeMap<(String, i32, &str), Vec<usize>> = BTreeMap::new();
    for (at, budget) in files.iter().enumerate().filter_map(|(at, file)| Some((at, file.budget()?))) {
        let department: String = fold(&budget.department).split_whitespace().collect();
        if !department.is_empty() && !budget.tableless {
            known.entry((department, budget.year, budget.kind)).or_default().push(at);
        }
    }
    for group in known.into_values().filter(|group| group.len() > 1) {
        let names: Vec<(usize, String)> =
            group.iter().filter_map(|at| Some((*at, files.get(*at)?.file.clone()))).collect();
        for at in group {
            if let Some(FileOutcome::Checked(budget)) = files.get_mut(at).map(|file| &mut file.outcome) {
                let others = names.iter().filter(|(other, _)| *other != at);
                budget.duplicates = others.map(|(_, name)| name.clone()).collect();
            }
        }
    }
}

/// What a list for Excel begins with.
fn known_by() -> String {
    csv::HEADER.iter().take(csv::KNOWN_BY).copied().collect::<Vec<_>>().join(",")
}

/// Whether a text is the beginning of a report that [`markdown()`], [`html()`] or [`csv()`] wrote.
pub fn is_report(text: &str) -> bool {
    text.starts_with(&format!("# {TITLE}\n"))
        || text.trim_start_matches('\u{feff}').starts_with(&known_by())
        || text.starts_with("<!DOCTYPE html>") && text.contains(&format!("<title>{TITLE}</title>"))
}
