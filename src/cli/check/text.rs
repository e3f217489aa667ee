//! The findings as text for a terminal. It knows no JSON and no report.

use std::collections::BTreeMap;
use std::io::{self, Write};

use comfy_table::{CellAlignment, Table, presets};

use crate::report::{
    self, CheckedBudget, CheckedFile, FileOutcome, ReportedFinding, RuleEnd, SUMMARY, Standing,
};
use crate::rules::Outcome;
use crate::schema::Severity;
use crate::text::visible;

/// Prints every budget and, unless it is asked for alone, a summary of all files. What cannot be read is
/// in the summary only: why has been said on standard error.
pub(super) fn print(files: &[CheckedFile], all: bool, alone: bool, out: &mut dyn Write) -> io::Result<()> {
    for file in files {
        if let FileOutcome::Checked(budget) = &file.outcome {
            print_budget(&file.file, budget, all, out)?;
            if !alone {
                writeln!(out)?;
            }
        }
    }
    if alone { Ok(()) } else { writeln!(out, "{}\n{}", summary(files), report::totals(files)) }
}

fn summary(files: &[CheckedFile]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED).set_header(SUMMARY);
    for file in files {
        table.add_row(file.summary().map(|text| visible(&text).into_owned()));
    }
    for column in table.column_iter_mut().skip(4).take(5) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn print_budget(file: &str, budget: &CheckedBudget, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let file = visible(file);
    for notice in budget.told() {
        writeln!(out, "{file}：{}", visible(&notice))?;
    }
    for source in &budget.sources {
        writeln!(out, "{file}：{}", visible(&source.to_string()))?;
    }
    writeln!(out, "{file}　{}", visible(&budget.heading()))?;
    // One matter is one finding; what follows from it, or is of its kind, is told below it.
    let mut led: BTreeMap<usize, Vec<&ReportedFinding>> = BTreeMap::new();
    let mut numbers: Vec<usize> = Vec::with_capacity(budget.findings.len());
    let mut number = 0;
    for finding in &budget.findings {
        match budget.told_under(finding) {
            Some(leader) => led.entry(leader).or_default().push(finding),
            None => number += 1,
        }
        numbers.push(number);
    }
    let number = |at: usize| at.checked_sub(1).and_then(|at| numbers.get(at)).copied().unwrap_or(at);
    for (at, finding) in (1..).zip(&budget.findings) {
        if budget.told_under(finding).is_none() {
            print_finding(at, finding, &number, out)?;
            print_led(led.get(&at).map(Vec::as_slice).unwrap_or_default(), out)?;
        }
    }
    if !budget.idle_waivers.is_empty() {
        writeln!(out, "\n没有对应问题的豁免")?;
    }
    for idle in &budget.idle_waivers {
        writeln!(out, "  {}", visible(&idle.to_string()))?;
    }
    if !budget.comments.is_empty() {
        writeln!(out, "\n批注（{}）", budget.counted_comments())?;
    }
    for comment in &budget.comments {
        writeln!(out, "  {}", visible(&comment.to_string()))?;
    }
    let rules: Vec<&RuleEnd> = if all { budget.rules.iter().collect() } else { budget.unchecked().collect() };
    if !rules.is_empty() {
        writeln!(out, "\n{}", if all { "全部规则" } else { "未检查的规则" })?;
    }
    for rule in rules {
        let word = if all { outcome(rule.outcome) } else { String::new() };
        let reason = if rule.reason.is_empty() { String::new() } else { format!("（{}）", rule.reason) };
        writeln!(out, "  {word}{}　{}{}", visible(&rule.id), visible(&rule.title), visible(&reason))?;
    }
    if all && !budget.demands.is_empty() {
        writeln!(out, "\n公开要求")?;
        for one in &budget.demands {
            let why = if one.why.is_empty() { String::new() } else { format!("（{}）", one.why) };
            writeln!(out, "  {}　{}{}", one.standing.label(), visible(&one.title), visible(&why))?;
        }
    }
    writeln!(out, "\n{}。规则：{}。", budget.counted(), budget.counted_rules())?;
    writeln!(out, "公开要求：{}。", budget.counted_demands())
}

/// How a rule ended, all as wide as the longest.
fn outcome(outcome: Outcome) -> String {
    let word = outcome.label();
    let missing = 4_usize.saturating_sub(word.chars().count());
    format!("{word}{}", "　".repeat(missing))
}

/// How many findings of one matter are named.
const MOST_LED: usize = 6;

/// The findings that only follow from another, or are of its kind, where they stand.
fn print_led(led: &[&ReportedFinding], out: &mut dyn Write) -> io::Result<()> {
    for of_a_kind in [false, true] {
        let own: Vec<&&ReportedFinding> = led.iter().filter(|one| one.is_of_a_kind == of_a_kind).collect();
        if own.is_empty() {
            continue;
        }
        let said = if of_a_kind { "同类的还有" } else { "同因的还有" };
        // Hints of a kind say the same; of others each has to be put right.
        if own.iter().all(|one| one.severity == Severity::Hint) {
            let places: Vec<String> = own.iter().take(MOST_LED).map(|one| place(one)).collect();
            let more = if own.len() > MOST_LED { "；等" } else { "" };
            writeln!(out, "  {said} {} 处：{}{more}", own.len(), visible(&places.join("；")))?;
            continue;
        }
        writeln!(out, "  {said} {} 处：", own.len())?;
        for one in own {
            writeln!(out, "    · {}", visible(&one.message))?;
        }
    }
    Ok(())
}

/// Where a finding stands.
fn place(finding: &ReportedFinding) -> String {
    match finding.ends.first() {
        Some(end) => match &end.printed {
            Some(page) => format!("{}（{page}）", end.name),
            None => end.name.clone(),
        },
        None => finding.title.clone(),
    }
}

fn print_finding(
    at: usize,
    finding: &ReportedFinding,
    number: &dyn Fn(usize) -> usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let place = if finding.ends.is_empty() { String::new() } else { place(finding) };
    let claimed = if finding.standing() == Standing::Claimed { "［声明豁免］" } else { "" };
    let (severity, title) = (finding.severity.label(), visible(&finding.title));
    writeln!(out, "\n{}. [{severity}] {claimed}{title}　{}", number(at), visible(&place))?;
    writeln!(out, "  {}", visible(&finding.message))?;
    let figures = finding.figures();
    if !figures.is_empty() {
        writeln!(out, "  {figures}")?;
    }
    for (term, text) in finding.explanation_by(number) {
        writeln!(out, "  {term}：{}", visible(&text))?;
    }
    for (term, text) in finding.places().into_iter().skip(1) {
        writeln!(out, "  {term}：{}", visible(&text))?;
    }
    writeln!(out, "  规则 {}　依据：{}", visible(&finding.rule), visible(&finding.basis))
}
