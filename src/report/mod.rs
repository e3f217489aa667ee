//! What the checks found, as something to hand on: for machines ([`CheckedFile`] serialises to the JSON
//! of `yusuan check`), for Excel ([`csv()`]), for reading and printing ([`markdown()`], [`html()`]).
//!
//! All of them, the command's own text and the window's export go by one description of a checked
//! budget, so that no two of them can tell different facts. It holds words and exact amounts, nothing of
//! the budget itself: it outlives the session it was made of, and a thousand of them are small.
//!
//! The module does not know where budgets come from: it learns from its caller what could not be read, and
//! why. Of files it knows only that a report takes the place of nothing but a report ([`Target`]).

mod csv;
mod html;
mod markdown;
mod place;

use std::fmt;

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

pub use self::csv::csv;
pub use html::html;
pub use markdown::markdown;
pub use place::Target;

use crate::calc::Book;
use crate::model::{CellAddress, NoteKey, TableKey};
use crate::money;
use crate::rules::{Counts, Finding, Outcome, RuleVerdict, Verdicts, Waived};
use crate::schema::Severity;

/// The severities, the worst first.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

/// The heading by which a report is told from any other document.
const TITLE: &str = "预算检查报告";

/// What a file that cannot be read gets in place of a severity or a state.
const UNREADABLE: &str = "读不出来";

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
}

/// A budget and what the rules say of it.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedBudget {
    /// The budget year.
    pub year: i32,
    /// The department's full name.
    pub department: String,
    /// How many rules ended in which way.
    #[serde(rename = "rules")]
    pub counts: Counts,
    /// The findings: the most serious first, then in the order of the tables.
    pub findings: Vec<ReportedFinding>,
    /// What the reader should know about the file.
    #[serde(skip)]
    pub notices: Vec<String>,
    /// How each rule ended.
    #[serde(skip)]
    pub rules: Vec<RuleEnd>,
}

/// A finding, worded in full.
#[derive(Clone, Debug, Serialize)]
pub struct ReportedFinding {
    /// The rule's id.
    pub rule: String,
    /// How serious it is.
    pub severity: Severity,
    /// The table it concerns.
    pub table: Option<TableName>,
    /// The cell it stands at.
    pub cell: Option<Place>,
    /// The place in the narrative (说明) it stands at, as people say it.
    pub sentence: Option<String>,
    /// What should hold.
    pub title: String,
    /// What is wrong where, in a sentence.
    pub message: String,
    /// What should stand there.
    pub expected: Option<Amount>,
    /// What stands there.
    pub actual: Option<Amount>,
    /// What stands there less what should.
    pub difference: Option<Amount>,
    /// What probably happened.
    pub cause: Option<String>,
    /// The cells most likely wrong, where several findings point to them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suspects: Vec<Place>,
    /// The number, from 1, of the finding in the list from which this one only follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<usize>,
    /// Why it is accepted as it is (豁免), and by whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<Waiver>,
    /// The waiver that lapsed because a figure changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lapsed: Option<Waiver>,
    /// The official basis.
    pub basis: String,
    /// The cells that take part, the one it stands at first.
    pub cells: Vec<Place>,
}

/// Why a finding was accepted as it is (豁免).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiver {
    /// The reason.
    pub reason: String,
    /// Who accepted it.
    pub by: String,
    /// The day.
    pub date: String,
}

/// A table, by its key and as people say it. Serialises as the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableName {
    /// The key.
    pub key: TableKey,
    /// `表3 支出总表`.
    pub name: String,
}

/// A cell, by its address and as people say it. Serialises as the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The address.
    pub address: CellAddress,
    /// `表3 行政运行 合计`.
    pub name: String,
}

/// An amount and the decimals with which its table prints it. It is never rounded: a difference of less
/// than the printed decimals would show as none. Serialises as text, without separators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The amount, in the format's unit.
    pub value: Decimal,
    /// The decimals it has at least.
    pub decimals: u32,
}

/// How a rule ended, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleEnd {
    /// The rule's id.
    pub id: String,
    /// What must hold.
    pub title: String,
    /// How it ended as a whole.
    pub outcome: Outcome,
    /// Why it was not checked or does not apply, or at how many places it was not.
    pub reason: String,
    /// In how many places it could not be checked.
    pub not_checked: usize,
}

impl CheckedFile {
    /// A file that could not be read, and why.
    pub fn unreadable(file: impl Into<String>, error: impl Into<String>) -> Self {
        Self { file: file.into(), outcome: FileOutcome::Unreadable { error: error.into() } }
    }

    /// A file that was read and checked.
    pub fn checked(file: impl Into<String>, budget: CheckedBudget) -> Self {
        Self { file: file.into(), outcome: FileOutcome::Checked(Box::new(budget)) }
    }

    /// The budget, if it could be read.
    pub fn budget(&self) -> Option<&CheckedBudget> {
        match &self.outcome {
            FileOutcome::Checked(budget) => Some(budget),
            FileOutcome::Unreadable { .. } => None,
        }
    }

    /// How it ended, in a word.
    pub fn state(&self) -> &'static str {
        match self.budget() {
            Some(budget) if budget.open() == 0 => "没有问题",
            Some(_) => "有问题",
            None => UNREADABLE,
        }
    }

    /// Its line in a summary, below [`SUMMARY`].
    pub fn summary(&self) -> [String; 7] {
        let state = self.state().to_owned();
        match self.budget() {
            Some(budget) => {
                let [errors, warnings, hints] = SEVERITIES.map(|severity| budget.count(severity).to_string());
                let department = budget.department.clone();
                [self.file.clone(), department, budget.year.to_string(), errors, warnings, hints, state]
            }
            None => {
                let [department, year, errors, warnings, hints] = <[String; 5]>::default();
                [self.file.clone(), department, year, errors, warnings, hints, state]
            }
        }
    }
}

/// The columns of a summary of several files: three of words, three of counts, the state.
pub const SUMMARY: [&str; 7] = ["文件", "部门", "年度", "错误", "警告", "提示", "状态"];

/// How many files ended in which way, in a sentence.
pub fn totals(files: &[CheckedFile]) -> String {
    let of = |state: &str| files.iter().filter(|file| file.state() == state).count();
    format!(
        "共 {} 份：没有问题 {}，有问题 {}，{UNREADABLE} {}。",
        files.len(),
        of("没有问题"),
        of("有问题"),
        of(UNREADABLE)
    )
}

/// Whether a text is the beginning of a report that [`markdown()`], [`html()`] or [`csv()`] wrote.
pub fn is_report(text: &str) -> bool {
    text.starts_with(&format!("# {TITLE}\n"))
        || text.trim_start_matches('\u{feff}').starts_with(&csv::HEADER.join(","))
        || text.starts_with("<!DOCTYPE html>") && text.contains(&format!("<title>{TITLE}</title>"))
}

impl CheckedBudget {
    /// Words the verdicts on a budget.
    pub fn new(book: &Book<'_>, verdicts: &Verdicts) -> Self {
        Self {
            year: book.budget.year,
            department: book.budget.department.full_name.clone(),
            counts: verdicts.counts(),
            findings: verdicts.findings().iter().map(|finding| ReportedFinding::new(book, finding)).collect(),
            notices: Vec::new(),
            rules: verdicts.rules().iter().map(RuleEnd::new).collect(),
        }
    }

    /// How many findings still want an answer.
    pub fn open(&self) -> usize {
        self.findings.iter().filter(|finding| finding.waived.is_none()).count()
    }

    /// How many of these are that serious.
    pub fn count(&self, severity: Severity) -> usize {
        let open = self.findings.iter().filter(|finding| finding.waived.is_none());
        open.filter(|finding| finding.severity == severity).count()
    }

    /// How many there are, in words.
    pub fn counted(&self) -> String {
        match self.findings.len() - self.open() {
            0 => format!("{} 个问题", self.open()),
            waived => format!("{} 个问题，另有 {waived} 个已豁免", self.open()),
        }
    }

    /// What a heading says of it.
    pub fn heading(&self) -> String {
        format!("{} {} 年度部门预算", self.department, self.year)
    }

    /// How many findings there are of each severity.
    fn counted_findings(&self) -> String {
        SEVERITIES.map(|severity| format!("{} {}", severity.label(), self.count(severity))).join("，")
    }

    /// How many rules ended in which way.
    pub fn counted_rules(&self) -> String {
        let Counts { passed, violated, not_checked, not_applicable } = self.counts;
        format!("通过 {passed}，违反 {violated}，未检查 {not_checked}，不适用 {not_applicable}")
    }

    /// The rules that could not be checked, wholly or somewhere.
    pub fn unchecked(&self) -> impl Iterator<Item = &RuleEnd> {
        self.rules.iter().filter(|rule| rule.outcome == Outcome::NotChecked || rule.not_checked > 0)
    }

    /// The findings by severity, the waived ones last, under a heading; each with its number in the whole
    /// list, from 1.
    fn grouped(&self) -> Vec<(&'static str, Vec<Numbered<'_>>)> {
        let (open, waived): (Vec<Numbered<'_>>, Vec<Numbered<'_>>) =
            (1..).zip(&self.findings).partition(|(_, finding)| finding.waived.is_none());
        let of = |severity: Severity| {
            open.iter().copied().filter(|(_, finding)| finding.severity == severity).collect()
        };
        let mut groups: Vec<(&str, Vec<_>)> =
            SEVERITIES.iter().map(|severity| (severity.label(), of(*severity))).collect();
        groups.push(("已豁免", waived));
        groups.retain(|(_, findings)| !findings.is_empty());
        groups
    }
}

/// A finding and its number in the whole list.
type Numbered<'a> = (usize, &'a ReportedFinding);

/// Findings on the same table or on the narrative together, with what to call it.
fn by_table<'a>(findings: &[Numbered<'a>]) -> Vec<(&'a str, Vec<Numbered<'a>>)> {
    let mut tables: Vec<(&str, Vec<Numbered<'a>>)> = Vec::new();
    for (number, finding) in findings {
        match tables.iter_mut().find(|(table, _)| *table == finding.part()) {
            Some((_, of)) => of.push((*number, finding)),
            None => tables.push((finding.part(), vec![(*number, finding)])),
        }
    }
    tables
}

impl ReportedFinding {
    fn new(book: &Book<'_>, finding: &Finding) -> Self {
        let cell = finding.address.as_ref().and_then(|address| book.cell(address));
        let decimals = cell.map_or(book.format.decimals, |cell| cell.decimals());
        let amount = |value: Option<Decimal>| value.map(|value| Amount { value, decimals });
        let table = finding.address.as_ref().map(|address| &address.table).or(finding.table.as_ref());
        let place = |address: &CellAddress| Place {
            address: address.clone(),
            name: place_name(book, Some(address), Some(&address.table)),
        };
        Self {
            rule: finding.rule.clone(),
            severity: finding.severity,
            table: table.map(|key| TableName { key: key.clone(), name: place_name(book, None, Some(key)) }),
            cell: finding.address.as_ref().map(place),
            sentence: finding.sentence.map(|place| place.name(book.budget)),
            title: finding.title.clone(),
            message: finding.message.clone(),
            expected: amount(finding.expected),
            actual: amount(finding.actual),
            difference: amount(finding.difference),
            cause: finding.cause.clone(),
            suspects: finding.suspects.iter().map(place).collect(),
            follows: finding.follows.map(|leader| leader + 1),
            waived: match &finding.waived {
                Waived::Yes(key) => Waiver::of(book, key),
                Waived::No | Waived::Lapsed(_) => None,
            },
            lapsed: match &finding.waived {
                Waived::Lapsed(key) => Waiver::of(book, key),
                Waived::No | Waived::Yes(_) => None,
            },
            basis: finding.basis.clone(),
            cells: finding.cells.iter().map(place).collect(),
        }
    }

    /// The part of the document it concerns: a table, the narrative, or all of it.
    fn part(&self) -> &str {
        match (&self.table, &self.sentence) {
            (Some(table), _) => &table.name,
            (None, Some(_)) => "说明",
            (None, None) => "全文",
        }
    }

    /// What should stand there, what does, and the difference, in words; empty where it is no question
    /// of amounts.
    pub fn figures(&self) -> String {
        let parts = [("应为", self.expected), ("实为", self.actual), ("差额", self.difference)];
        let known = parts.iter().filter_map(|(word, amount)| Some(format!("{word} {}", (*amount)?)));
        known.collect::<Vec<_>>().join("　")
    }

    /// How it hangs together with other findings, in sentences: the cell most likely wrong, the finding
    /// it follows from; what probably happened.
    pub fn explanation(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        if let Some(cause) = &self.cause {
            lines.push(("可能的原因", cause.clone()));
        }
        if !self.suspects.is_empty() {
            let names: Vec<&str> = self.suspects.iter().map(|cell| cell.name.as_str()).collect();
            lines.push(("最可能有误", names.join("，或 ")));
        }
        if let Some(waiver) = &self.waived {
            lines.push(("已豁免", waiver.to_string()));
        }
        if let Some(waiver) = &self.lapsed {
            lines.push(("豁免已失效", format!("数字已变，请重新审核。原理由：{waiver}")));
        }
        if let Some(leader) = self.follows {
            lines.push(("随同", format!("与第 {leader} 个问题出于同一原因，改正后应一并消失")));
        }
        lines
    }

    /// The cells that take part beside the one it stands at.
    fn other_cells(&self) -> impl Iterator<Item = &Place> {
        self.cells.iter().filter(|cell| Some(*cell) != self.cell.as_ref())
    }
}

/// Where something stands, as people say it: table, row, column; of a whole table, its short name.
pub fn place_name(book: &Book<'_>, cell: Option<&CellAddress>, table: Option<&TableKey>) -> String {
    let Some(sheet) = table.and_then(|table| book.sheet(table)) else {
        return String::new();
    };
    let short = &sheet.schema.short;
    let number = sheet.schema.number.map(|number| format!("表{number}"));
    let table = number.as_ref().unwrap_or(short);
    match cell.and_then(|address| book.cell(address)) {
        Some(cell) => format!("{table} {} {}", cell.row.name(), cell.column.title()),
        None if number.is_none() => short.clone(),
        None => format!("{table} {short}"),
    }
}

impl Waiver {
    /// What a note of the budget says.
    pub fn of(book: &Book<'_>, key: &NoteKey) -> Option<Self> {
        let note = book.budget.notes.get(key)?;
        Some(Self { reason: note.text.clone(), by: note.by.clone(), date: note.date.clone() })
    }
}

impl fmt::Display for Waiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signed = [self.by.as_str(), self.date.as_str()];
        let signed: Vec<&str> = signed.into_iter().filter(|part| !part.is_empty()).collect();
        match signed.as_slice() {
            [] => f.write_str(&self.reason),
            signed => write!(f, "{}（{}）", self.reason, signed.join(" ")),
        }
    }
}

impl RuleEnd {
    fn new(rule: &RuleVerdict) -> Self {
        Self {
            id: rule.id.clone(),
            title: rule.title.clone(),
            outcome: rule.outcome,
            reason: rule.reason.clone(),
            not_checked: rule.not_checked,
        }
    }
}

impl Amount {
    /// Without separators, for machines and for Excel.
    pub fn in_full(self) -> String {
        money::in_full(self.value, self.decimals)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&money::display(self.value, self.decimals.max(self.value.normalize().scale())))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.in_full())
    }
}

impl Serialize for TableName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.key.serialize(serializer)
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.address)
    }
}
