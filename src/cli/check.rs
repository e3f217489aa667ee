//! `yusuan check`: the findings of budgets, for people or as JSON.

use std::io::{self, Write};
use std::path::Path;

use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::arguments::CheckTask;
use super::{FINDINGS, FINE, UNREADABLE, complain, load};
use crate::money;
use crate::rules::{Finding, Outcome, RuleFile};
use crate::schema::Formats;
use crate::session::Session;

pub(super) fn run(task: &CheckTask, formats: &Formats, out: &mut dyn Write) -> io::Result<u8> {
    let mut rules = Vec::new();
    for path in RuleFile::at_hand().iter().chain(&task.rules) {
        match RuleFile::load(path) {
            Ok(file) => rules.push(file),
            Err(error) => {
                complain(&error.to_string());
                return Ok(UNREADABLE);
            }
        }
    }
    let mut worst = FINE;
    for path in &task.files {
        let code = match load(path, formats) {
            Ok(loaded) => {
                let mut session = Session::new(loaded.budget, loaded.format);
                for error in rules.iter().flat_map(|file| session.add_rules(file)) {
                    complain(&error.to_string());
                }
                if task.json {
                    let object = as_json(path, &session);
                    // One file is for people too; of many, each is a line.
                    let text = if task.files.len() == 1 {
                        serde_json::to_string_pretty(&object)?
                    } else {
                        object.to_string()
                    };
                    writeln!(out, "{text}")?;
                } else {
                    for notice in &loaded.notices {
                        writeln!(out, "{}：{notice}", path.display())?;
                    }
                    print(path, &session, task.all, out)?;
                }
                if session.verdicts().findings().is_empty() { FINE } else { FINDINGS }
            }
            Err(message) => {
                if task.json {
                    writeln!(out, "{}", json!({"file": path.display().to_string(), "error": message}))?;
                }
                complain(&message);
                UNREADABLE
            }
        };
        worst = worst.max(code);
    }
    Ok(worst)
}

fn print(path: &Path, session: &Session, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let budget = session.budget();
    let verdicts = session.verdicts();
    writeln!(out, "{}　{} {} 年度部门预算", path.display(), budget.department.full_name, budget.year)?;
    for finding in verdicts.findings() {
        print_finding(finding, session, out)?;
    }
    let listed = verdicts
        .rules()
        .iter()
        .filter(|rule| all || rule.outcome == Outcome::NotChecked || rule.not_checked > 0);
    let lines: Vec<String> = listed
        .map(|rule| {
            let word = match rule.outcome {
                Outcome::Passed => "通过　　",
                Outcome::Violated => "违反　　",
                Outcome::NotChecked => "未检查　",
                Outcome::NotApplicable => "不适用　",
            };
            let word = if all { word } else { "" };
            let reason =
                if rule.reason.is_empty() { String::new() } else { format!("（{}）", rule.reason) };
            format!("  {word}{}　{}{reason}", rule.id, rule.title)
        })
        .collect();
    if !lines.is_empty() {
        writeln!(out, "\n{}\n{}", if all { "全部规则" } else { "未检查的规则" }, lines.join("\n"))?;
    }
    let counts = verdicts.counts();
    writeln!(
        out,
        "\n{} 个问题。规则：通过 {}，违反 {}，未检查 {}，不适用 {}。",
        verdicts.findings().len(),
        counts.passed,
        counts.violated,
        counts.not_checked,
        counts.not_applicable
    )
}

fn print_finding(finding: &Finding, session: &Session, out: &mut dyn Write) -> io::Result<()> {
    let decimals = session.format().decimals;
    let place = match (&finding.address, &finding.table, &finding.sentence) {
        (Some(address), _, _) => address.to_string(),
        (None, Some(table), _) => table.to_string(),
        (None, None, Some(sentence)) => sentence.name(session.budget()),
        (None, None, None) => String::new(),
    };
    writeln!(out, "\n[{}] {}　{place}", finding.severity.label(), finding.title)?;
    writeln!(out, "  {}", finding.message)?;
    // Never rounded: a difference of less than the printed decimals would show as none.
    let number = |number: Decimal| money::display(number, decimals.max(number.normalize().scale()));
    if let (Some(expected), Some(actual), Some(difference)) =
        (finding.expected, finding.actual, finding.difference)
    {
        writeln!(out, "  应为 {}　实为 {}　差额 {}", number(expected), number(actual), number(difference))?;
    }
    if let Some(cause) = &finding.cause {
        writeln!(out, "  可能的原因：{cause}")?;
    }
    writeln!(out, "  规则 {}　依据：{}", finding.rule, finding.basis)
}

fn as_json(path: &Path, session: &Session) -> Json {
    let budget = session.budget();
    let verdicts = session.verdicts();
    let counts = verdicts.counts();
    let amount =
        |number: Option<Decimal>| number.map(|number| money::in_full(number, session.format().decimals));
    let findings = verdicts.findings().iter().map(|finding| {
        json!({
            "rule": finding.rule,
            "severity": finding.severity,
            "table": finding.address.as_ref().map(|address| &address.table).or(finding.table.as_ref()),
            "cell": finding.address.as_ref().map(ToString::to_string),
            "sentence": finding.sentence.map(|place| place.name(budget)),
            "title": finding.title,
            "message": finding.message,
            "expected": amount(finding.expected),
            "actual": amount(finding.actual),
            "difference": amount(finding.difference),
            "cause": finding.cause,
            "basis": finding.basis,
            "cells": finding.cells.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })
    });
    json!({
        "file": path.display().to_string(),
        "year": budget.year,
        "department": budget.department.full_name,
        "rules": {
            "passed": counts.passed,
            "violated": counts.violated,
            "not_checked": counts.not_checked,
            "not_applicable": counts.not_applicable,
        },
        "findings": findings.collect::<Vec<_>>(),
    })
}
