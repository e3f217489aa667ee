//! A checked budget as a report tells it: its findings, worded, grouped and counted, and how each rule ended.

use std::fmt;

use serde::Serialize;

use super::SEVERITIES;
use super::comment::ReportedComment;
use super::finding::{ReportedFinding, Standing, Waiver, in_one_direction};
use super::source::{Source, sources};
use crate::calc::Book;
use crate::exchange::origin::Origin;
use crate::model::{Budget, Coverage, Department, Unplaced};
use crate::rules::demands::{self, Answered};
use crate::rules::{AddedRules, Counts, IdleWaiver, Outcome, RuleVerdict, Verdicts};
use crate::schema::{LeftOut, Severity};

/// How many other files of one department and year are named.
const NAMED: usize = 3;

/// What is said of a budget without tables.
const TABLELESS: &str = "文件里没有读出任何一张预算表，只核对了文字；表格在另一个文件里的，请一并写上";
/// What is said where tables are there, and none of them was read.
const UNREAD: &str = "文件里没有读出任何一张预算表，只核对了文字；表里的数没有读成表格，原样保留在“未归位的文字”里，请换用带格线的文件";

/// A budget and what the rules say of it.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedBudget {
    /// The budget year.
    pub year: i32,
    /// The department's full name.
    pub department: String,
    /// What is published: 部门预算, 单位预算, 部门决算, 单位决算.
    pub kind: &'static str,
    /// How many rules ended in which way.
    #[serde(rename = "rules")]
    pub counts: Counts,
    /// How many of its tables could not be read when it was imported: nothing is said about their figures.
    #[serde(rename = "unread_tables", skip_serializing_if = "is_none")]
    pub unread: usize,
    /// Whether it holds no table at all, so that nothing was asked but of its text.
    #[serde(rename = "no_tables", skip_serializing_if = "is_false")]
    pub tableless: bool,
    /// Whether figures stand in its document that are in no table.
    #[serde(skip)]
    pub lost_figures: bool,
    /// The findings: the most serious first, then in the order of the tables.
    pub findings: Vec<ReportedFinding>,
    /// The waivers that belong to no finding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub idle_waivers: Vec<ReportedIdleWaiver>,
    /// What people remarked on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<ReportedComment>,
    /// The other files of the same department, year and kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<String>,
    /// The files by which it was judged beside what the program brings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// What is demanded of a published budget (公开要求), and what each demand came to.
    pub demands: Vec<Answered>,
    /// What the reader should know about the file.
    #[serde(skip)]
    pub notices: Vec<String>,
    /// How each rule ended.
    #[serde(skip)]
    pub rules: Vec<RuleEnd>,
}

/// A waiver that belongs to no finding, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportedIdleWaiver {
    /// The rule that it names.
    pub rule: String,
    /// The place that it names.
    pub place: String,
    /// The finding as it was when it was waived.
    pub about: String,
    /// What is said in it.
    #[serde(flatten)]
    pub waiver: Waiver,
    /// Why it belongs to none.
    pub why: &'static str,
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

/// The department's full name, or as it stands above the tables where the document has no other.
fn department(budget: &Budget) -> String {
    let Department { name, full_name, .. } = &budget.department;
    if full_name.is_empty() { name.clone() } else { full_name.clone() }
}

impl CheckedBudget {
    /// Words the verdicts on a budget. `rules` are those that were added to the format's own; `origin` is where in its
    /// documents it was printed, if that is known.
    pub fn new(
        book: &Book<'_>,
        verdicts: Verdicts<'_>,
        rules: &[AddedRules],
        origin: Option<&Origin>,
    ) -> Self {
        Self {
            year: book.budget.year,
            department: department(book.budget),
            kind: book.budget.published_kind(),
            counts: verdicts.counts(),
            unread: book.sheets().filter(|sheet| sheet.coverage() == Coverage::Unread).count(),
            tableless: !book
                .sheets()
                .any(|sheet| sheet.schema.number.is_some() && !sheet.coverage().is_missing()),
            lost_figures: book.budget.unplaced.iter().any(Unplaced::has_figures),
            findings: in_one_direction(
                verdicts
                    .findings()
                    .iter()
                    .map(|finding| ReportedFinding::new(book, &finding, origin))
                    .collect(),
            ),
            idle_waivers: verdicts
                .idle_waivers()
                .iter()
                .filter_map(|idle| ReportedIdleWaiver::new(book, idle))
                .collect(),
            comments: ReportedComment::all(book),
            duplicates: Vec::new(),
            sources: sources(book, rules),
            demands: demands::answered(book),
            notices: Vec::new(),
            rules: verdicts.rules().iter().map(RuleEnd::new).collect(),
        }
    }

    /// How many findings still want an answer, those apart for which the budget claims a waiver.
    pub fn open(&self) -> usize {
        self.findings.iter().filter(|finding| finding.standing() == Standing::Open).count()
    }

    /// The position, from one, of the finding under which one is told: what only follows from another, or is of its kind.
    /// Both must want an answer; one whose waiver lapsed speaks for itself.
    pub fn told_under(&self, finding: &ReportedFinding) -> Option<usize> {
        let is_open = |finding: &ReportedFinding| finding.standing() == Standing::Open;
        let leader = finding.follows.filter(|_| is_open(finding) && finding.lapsed.is_none())?;
        leader.checked_sub(1).and_then(|at| self.findings.get(at)).filter(|leader| is_open(leader))?;
        Some(leader)
    }

    /// For how many findings the budget claims a waiver that was not accepted.
    pub fn claimed(&self) -> usize {
        self.findings.iter().filter(|finding| finding.standing() == Standing::Claimed).count()
    }

    /// How many findings are accepted as they are.
    pub fn waived(&self) -> usize {
        self.findings.iter().filter(|finding| finding.standing() == Standing::Waived).count()
    }

    /// Counts in rules that were left out because the document has not what they speak of.
    pub fn leave_out(&mut self, rules: Vec<LeftOut<'_>>) {
        for LeftOut { rule, lacks } in rules {
            self.counts.not_checked += 1;
            self.rules.push(RuleEnd {
                id: rule.id.clone(),
                title: rule.title.clone(),
                outcome: Outcome::NotChecked,
                reason: lacks,
                not_checked: 0,
            });
        }
    }

    /// How many of the open ones are that serious.
    pub fn count(&self, severity: Severity) -> usize {
        let open = self.findings.iter().filter(|finding| finding.standing() == Standing::Open);
        open.filter(|finding| finding.severity == severity).count()
    }

    /// What is said of it where it holds no table.
    pub fn tableless_in_words(&self) -> Option<&'static str> {
        let has_lost = self.unread > 0 || self.lost_figures;
        self.tableless.then_some(if has_lost { UNREAD } else { TABLELESS })
    }

    /// How many there are, in words.
    pub fn counted(&self) -> String {
        let unread =
            if self.unread > 0 { format!("，{} 张表未读出", self.unread) } else { String::new() };
        let tableless = self.tableless_in_words().map(|words| format!("；{words}")).unwrap_or_default();
        let led = self.findings.iter().filter(|one| self.told_under(one).is_some()).count();
        let followers =
            if led > 0 { format!("（同因、同类的另有 {led} 处）") } else { String::new() };
        format!(
            "{} 个问题{followers}{}{unread}{tableless}",
            self.open().saturating_sub(led),
            self.counted_waivers()
        )
    }

    /// How many of the others are claimed to be waived, and how many are, in words; empty where none is.
    fn counted_waivers(&self) -> String {
        let mut words = String::new();
        if self.claimed() > 0 {
            words += &format!("，另有 {} 个声明豁免（未认可）", self.claimed());
        }
        if self.waived() > 0 {
            words += &format!("，另有 {} 个已豁免", self.waived());
        }
        words
    }

    /// The other files of its department, year and kind: the first of them by name, of the others how many there are.
    pub fn others_of_its_year(&self) -> Option<String> {
        let named = self.duplicates.get(..NAMED).unwrap_or(&self.duplicates).join("、");
        match self.duplicates.len() {
            0 => None,
            count if count > NAMED => Some(format!("{named}等 {count} 份")),
            _ => Some(named),
        }
    }

    /// What is to be known of its file before anything else, in sentences.
    pub fn told(&self) -> impl Iterator<Item = String> {
        let same = self.others_of_its_year().map(|others| {
            let count = match self.duplicates.len() {
                1 => "一份".to_owned(),
                count => format!(" {count} 份"),
            };
            format!("同一部门、同一年度的{}另有{count}：{others}；请确认以哪一份为准", self.kind)
        });
        self.notices.iter().cloned().chain(same)
    }

    /// How many remarks wait for somebody, in words.
    pub fn counted_comments(&self) -> String {
        let open = self.comments.iter().filter(|one| !one.settled && one.answers.is_none()).count();
        format!("{} 条，其中 {open} 条未处理", self.comments.len())
    }

    /// What a heading says of it.
    pub fn heading(&self) -> String {
        match self.year {
            0 => format!("{} 年度不详的{}", self.department, self.kind),
            year => format!("{} {year} 年度{}", self.department, self.kind),
        }
    }

    /// How many findings there are of each severity.
    pub(super) fn counted_findings(&self) -> String {
        let counted = SEVERITIES.map(|severity| format!("{} {}", severity.label(), self.count(severity)));
        counted.join("，") + &self.counted_waivers()
    }

    /// How many rules ended in which way.
    pub fn counted_rules(&self) -> String {
        let Counts { violated, not_checked, not_applicable, .. } = self.counts;
        let passed = self.counts.passed_in_words();
        format!("{passed}，未通过 {violated}，未检查 {not_checked}，不适用 {not_applicable}")
    }

    /// How many tables could not be read, in words.
    pub(super) fn counted_unread(&self) -> String {
        format!("{} 张表，其中的数不知道，依赖它们的规则都没有检查", self.unread)
    }

    /// The rules that could not be checked, wholly or somewhere.
    pub fn unchecked(&self) -> impl Iterator<Item = &RuleEnd> {
        self.rules.iter().filter(|rule| rule.outcome == Outcome::NotChecked || rule.not_checked > 0)
    }

    /// How many demands came to what, and the points of those that were checked, in words.
    pub fn counted_demands(&self) -> String {
        demands::counted(&self.demands)
    }

    /// The findings by severity, those claimed to be waived and those that are last, under a heading; each with
    /// its number in the whole list, from 1.
    pub(super) fn grouped(&self) -> Vec<(&'static str, Vec<Numbered<'_>>)> {
        let of = |standing: Standing, severity: Option<Severity>| -> Vec<Numbered<'_>> {
            let of = |finding: &ReportedFinding| {
                finding.standing() == standing && severity.is_none_or(|severity| finding.severity == severity)
            };
            (1..).zip(&self.findings).filter(|(_, finding)| of(finding)).collect()
        };
        let mut groups: Vec<(&str, Vec<_>)> = SEVERITIES
            .iter()
            .map(|severity| (severity.label(), of(Standing::Open, Some(*severity))))
            .collect();
        groups.push(("声明豁免（未认可）", of(Standing::Claimed, None)));
        groups.push(("已豁免", of(Standing::Waived, None)));
        groups.retain(|(_, findings)| !findings.is_empty());
        groups
    }
}

impl ReportedIdleWaiver {
    fn new(book: &Book<'_>, idle: &IdleWaiver) -> Option<Self> {
        let (rule, _) = idle.key.of.rsplit_once(' ').unwrap_or((&idle.key.of, ""));
        Some(Self {
            rule: rule.to_owned(),
            place: idle.key.place.clone(),
            about: book.budget.notes.get(&idle.key)?.about.clone(),
            waiver: Waiver::of(book, &idle.key)?,
            why: if idle.is_of_no_rule { "没有这条规则" } else { "已经没有这个问题" },
        })
    }
}

impl fmt::Display for ReportedIdleWaiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, place, about, waiver, why } = self;
        write!(f, "{why}：规则 {rule}　{place}　理由：{waiver}")?;
        if about.is_empty() { Ok(()) } else { write!(f, "　当时的问题：{about}") }
    }
}

fn is_false(is: &bool) -> bool {
    !is
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

impl RuleEnd {
    fn new(rule: &RuleVerdict) -> Self {
        Self {
            id: rule.rule.id.clone(),
            title: rule.rule.title.clone(),
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
