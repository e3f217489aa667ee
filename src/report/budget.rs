//! A checked budget as a report tells it: its findings, worded, grouped and counted, and how each rule ended.

use serde::Serialize;

use super::SEVERITIES;
use super::finding::ReportedFinding;
use crate::calc::Book;
use crate::model::Coverage;
use crate::rules::{Counts, Outcome, RuleVerdict, Verdicts};
use crate::schema::Severity;

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
    /// How many of its tables could not be read when it was imported: nothing is said about their figures.
    #[serde(rename = "unread_tables", skip_serializing_if = "is_none")]
    pub unread: usize,
    /// The findings: the most serious first, then in the order of the tables.
    pub findings: Vec<ReportedFinding>,
    /// What the reader should know about the file.
    #[serde(skip)]
    pub notices: Vec<String>,
    /// How each rule ended.
    #[serde(skip)]
    pub rules: Vec<RuleEnd>,
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

impl CheckedBudget {
    /// Words the verdicts on a budget.
    pub fn new(book: &Book<'_>, verdicts: &Verdicts) -> Self {
        Self {
            year: book.budget.year,
            department: book.budget.department.full_name.clone(),
            counts: verdicts.counts(),
            unread: book.sheets().filter(|sheet| sheet.coverage() == Coverage::Unread).count(),
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
        let unread =
            if self.unread > 0 { format!("，{} 张表未读出", self.unread) } else { String::new() };
        match self.findings.len() - self.open() {
            0 => format!("{} 个问题{unread}", self.open()),
            waived => format!("{} 个问题，另有 {waived} 个已豁免{unread}", self.open()),
        }
    }

    /// What a heading says of it.
    pub fn heading(&self) -> String {
        format!("{} {} 年度部门预算", self.department, self.year)
    }

    /// How many findings there are of each severity.
    pub(super) fn counted_findings(&self) -> String {
        SEVERITIES.map(|severity| format!("{} {}", severity.label(), self.count(severity))).join("，")
    }

    /// How many rules ended in which way.
    pub fn counted_rules(&self) -> String {
        let Counts { passed, violated, not_checked, not_applicable } = self.counts;
        format!("通过 {passed}，违反 {violated}，未检查 {not_checked}，不适用 {not_applicable}")
    }

    /// How many tables could not be read, in words.
    pub(super) fn counted_unread(&self) -> String {
        format!("{} 张表，其中的数不知道，依赖它们的规则都没有检查", self.unread)
    }

    /// The rules that could not be checked, wholly or somewhere.
    pub fn unchecked(&self) -> impl Iterator<Item = &RuleEnd> {
        self.rules.iter().filter(|rule| rule.outcome == Outcome::NotChecked || rule.not_checked > 0)
    }

    /// The findings by severity, the waived ones last, under a heading; each with its number in the whole
    /// list, from 1.
    pub(super) fn grouped(&self) -> Vec<(&'static str, Vec<Numbered<'_>>)> {
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

fn is_none(count: &usize) -> bool {
    *count == 0
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

/// A finding and its number in the whole list.
pub(super) type Numbered<'a> = (usize, &'a ReportedFinding);

/// Findings on the same table or on the narrative together, with what to call it.
pub(super) fn by_table<'a>(findings: &[Numbered<'a>]) -> Vec<(&'a str, Vec<Numbered<'a>>)> {
    let mut tables: Vec<(&str, Vec<Numbered<'a>>)> = Vec::new();
    for (number, finding) in findings {
        match tables.iter_mut().find(|(table, _)| *table == finding.part()) {
            Some((_, of)) => of.push((*number, finding)),
            None => tables.push((finding.part(), vec![(*number, finding)])),
        }
    }
    tables
}
