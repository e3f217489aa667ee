//! One finding, worded in full, and the waiver that accepts it.

use std::fmt;

use rust_decimal::Decimal;
use serde::Serialize;

use super::end::{End, unit};
use super::named::{Amount, Place, TableName, place_name, suspect_name};
use crate::calc::Book;
use crate::exchange::origin::Origin;
use crate::model::{CellAddress, NoteKey};
use crate::narrative::FigureKind;
use crate::rules::{Finding, Waived};
use crate::schema::Severity;

/// How many of the ends that a finding is held against are told.
const MOST_TOLD: usize = 8;

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
    /// What is wrong, as a heading.
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
    /// Whether it is only of the same kind as the one that it follows: each must be put right.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_of_a_kind: bool,
    /// Why it is accepted as it is (豁免), and by whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<Waiver>,
    /// Why, as the budget itself claims, it should be accepted as it is (声明豁免); nobody who looks at it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Waiver>,
    /// The waiver that lapsed because a figure changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lapsed: Option<Waiver>,
    /// The official basis.
    pub basis: String,
    /// The cells that take part, the one it stands at first.
    pub cells: Vec<Place>,
    /// What it holds against each other, the one it stands at first: each with what stands there and where it was
    /// printed.
    pub ends: Vec<End>,
}

/// Findings of one cause ask for one correction: what follows from another says what should stand there only where that is
/// put right by the same figure.
pub(super) fn in_one_direction(mut findings: Vec<ReportedFinding>) -> Vec<ReportedFinding> {
    let asked = |leader: &ReportedFinding| (leader.expected, leader.actual, leader.suspects.clone());
    let leaders: Vec<_> = findings
        .iter()
        .map(|finding| {
            let leader = finding.follows.filter(|_| !finding.is_of_a_kind)?.checked_sub(1)?;
            let leader = findings.get(leader)?;
            Some((asked(leader), leader.cell.clone()))
        })
        .collect();
    for (finding, leader) in findings.iter_mut().zip(leaders) {
        let Some(((expected, actual, suspects), cell)) = leader else { continue };
        let value = |amount: Option<Amount>| amount.map(|amount| amount.value);
        let is_same = value(finding.expected) == value(expected) && value(finding.actual) == value(actual);
        let is_suspect = finding.cell.is_some()
            && suspects.iter().any(|at| Some(&at.address) == finding.cell.as_ref().map(|own| &own.address));
        let is_other_cell =
            finding.cell.as_ref().map(|own| &own.address) != cell.as_ref().map(|own| &own.address);
        // Without what should stand there nothing says what it is off by.
        if !(is_same || is_suspect && is_other_cell) && finding.expected.take().is_some() {
            finding.difference = None;
        }
    }
    findings
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

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It wants an answer.
    Open,
    /// The budget claims a waiver for it that was not accepted.
    Claimed,
    /// It is accepted as it is.
    Waived,
}

impl ReportedFinding {
    /// What became of it.
    pub fn standing(&self) -> Standing {
        match (&self.waived, &self.claimed) {
            (Some(_), _) => Standing::Waived,
            (None, Some(_)) => Standing::Claimed,
            (None, None) => Standing::Open,
        }
    }

    pub(super) fn new(book: &Book<'_>, finding: &Finding, origin: Option<&Origin>) -> Self {
        let cell = finding.address.as_ref().and_then(|address| book.cell(address));
        let (decimals, unit) = match (finding.measure, cell) {
            (Some(FigureKind::Percent), _) => (2, "%"),
            (Some(FigureKind::Count), _) => (0, ""),
            (None, Some(cell)) => (cell.decimals(), unit(book, &cell)),
            (Some(_), _) => (book.decimals(), book.format.unit.label()),
            // A rule may compare anything.
            (None, None) => (book.decimals(), ""),
        };
        let amount = |value: Option<Decimal>| value.map(|value| Amount::of(book, value, decimals, unit));
        let table = finding.address.as_ref().map(|address| &address.table).or(finding.table.as_ref());
        let place = |address: &CellAddress| Place {
            address: address.clone(),
            name: place_name(book, Some(address), Some(&address.table)),
        };
        // Where another cell is suspected, what is right here is not known.
        let is_known = match &finding.address {
            Some(address) => finding.suspects.is_empty() || finding.suspects.contains(address),
            None => true,
        };
        let suspect = |address: &CellAddress| Place {
            address: address.clone(),
            name: suspect_name(book, finding, address),
        };
        Self {
            rule: finding.rule.id.clone(),
            severity: finding.severity,
            table: table.map(|key| TableName { key: key.clone(), name: place_name(book, None, Some(key)) }),
            cell: finding.address.as_ref().map(place),
            sentence: finding.sentence.map(|place| place.name(book.budget)),
            title: finding.rule.heading(),
            message: finding.message.clone(),
            expected: amount(finding.expected.filter(|_| is_known)),
            actual: amount(finding.actual),
            difference: amount(finding.difference.filter(|_| is_known || finding.expected.is_none())),
            cause: finding.cause.clone(),
            suspects: finding.suspects.iter().map(suspect).collect(),
            follows: finding.follows.map(|leader| leader + 1),
            is_of_a_kind: finding.follows.is_some() && finding.is_lone(),
            waived: match &finding.waived {
                Waived::Yes(key) => Waiver::of(book, key),
                _ => None,
            },
            claimed: match &finding.waived {
                Waived::Claimed(key) => Waiver::of(book, key),
                _ => None,
            },
            lapsed: match &finding.waived {
                Waived::Lapsed(key) => Waiver::of(book, key),
                _ => None,
            },
            basis: finding.rule.basis.clone(),
            cells: finding.cells.iter().map(place).collect(),
            ends: End::of(book, finding, origin),
        }
    }

    /// The part of the document it concerns: a table, the narrative, or all of it.
    pub(super) fn part(&self) -> &str {
        match (&self.table, &self.sentence) {
            (Some(table), _) => &table.name,
            (None, Some(_)) => "说明",
            (None, None) => "全文",
        }
    }

    /// What should stand there, what does, and the difference, as far as they are known, each with its word. What is
    /// counted stands in no place, and has none.
    pub(super) fn amounts(&self) -> impl Iterator<Item = (&'static str, Amount)> {
        let is_placed = self.cell.is_some() || self.sentence.is_some() || self.expected.is_some();
        let all = [("应填数", self.expected), ("实填数", self.actual), ("差额", self.difference)];
        all.into_iter().filter(move |_| is_placed).filter_map(|(word, amount)| Some((word, amount?)))
    }

    /// The same in words; empty where it is no question of amounts.
    pub fn figures(&self) -> String {
        let said = self.amounts().map(|(word, amount)| format!("{word} {amount}"));
        said.collect::<Vec<_>>().join("　")
    }

    /// How it hangs together with other findings, in sentences: the cell most likely wrong, the finding
    /// it follows from; what probably happened.
    pub fn explanation(&self) -> Vec<(&'static str, String)> {
        self.explanation_by(|leader| leader)
    }

    /// The same where findings are numbered otherwise than by their positions: `number` gives that of a position, from one.
    pub fn explanation_by(&self, number: impl Fn(usize) -> usize) -> Vec<(&'static str, String)> {
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
        if let Some(waiver) = &self.claimed {
            lines.push(("声明豁免", format!("{waiver}　（报送文件自己写的，审核方没有认可）")));
        }
        if let Some(waiver) = &self.lapsed {
            lines.push(("豁免已失效", format!("数字已变，请重新审核。原理由：{waiver}")));
        }
        if let Some(leader) = self.follows.map(number) {
            lines.push(match self.is_of_a_kind {
                true => ("同类问题", format!("与第 {leader} 个问题是同一类")),
                false => ("同因问题", format!("与第 {leader} 个问题多半出于同一原因，请先改正那一处再看")),
            });
        }
        lines
    }

    /// Where it stands and what stands there, and what that is held against, in words. Of many ends the first are
    /// told.
    pub fn places(&self) -> Vec<(&'static str, String)> {
        let mut ends = self.ends.iter();
        let Some(own) = ends.next() else { return Vec::new() };
        if self.cell.is_none() && self.sentence.is_none() {
            // It is about tables, which contradict nothing.
            let named: Vec<&str> = self.ends.iter().map(|end| end.name.as_str()).collect();
            return vec![("位置", named.join("、"))];
        }
        let mut lines = vec![("位置", own.in_words())];
        let others: Vec<String> = ends.by_ref().take(MOST_TOLD).map(End::in_words).collect();
        let more = ends.count();
        if !others.is_empty() {
            let more = if more > 0 { format!("；等 {} 处", more + others.len()) } else { String::new() };
            lines.push(("对照", others.join("；") + &more));
        }
        lines
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
