//! The corpus: budgets with everything that is to be found in them, and nothing else.
//!
//! A manifest `tests/corpus/NAME.expect.ron` lists the findings, each
//! under the contradiction it tells of and why that is one. It speaks of the budget `NAME.ron` beside it,
//! or of a published document, which is imported and skipped where it is absent. The list is exact: what
//! is missing fails the test, and so does what is raised besides. `ends` holds how rules must end of whose
//! silence the budget is an example: silence of a rule that was not checked says nothing.
//!
//! What one rule does with one changed cell is not tested here but in `src/rules/fixtures.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use yusuan::exchange::import_file;
use yusuan::file;
use yusuan::model::Budget;
use yusuan::rules::{Finding, Outcome};
use yusuan::schema::{Formats, Severity, default_format};
use yusuan::session::Session;

use crate::support::{published, repository};

const CORPUS: &str = "tests/corpus";

/// What must be found in a budget.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// What it is an example of.
    about: String,
    /// The published document to import; without one, the budget file beside the manifest.
    #[serde(default)]
    document: Option<String>,
    /// What is to be found.
    found: Vec<Contradiction>,
    /// What is wrong with the budget and yet is not found.
    #[serde(default)]
    not_found: Vec<Gap>,
    /// How rules must end, in the interface's words.
    #[serde(default)]
    ends: BTreeMap<String, String>,
}

/// One thing that is wrong, and the findings that tell of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contradiction {
    why: String,
    findings: Vec<Expected>,
}

/// Severity, rule, place (a cell, a table, or `说明!section`), part of the message.
#[derive(Debug, Deserialize)]
struct Expected(String, String, String, String);

/// A contradiction that no rule sees.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gap {
    at: String,
    why: String,
}

fn severity(severity: Severity) -> &'static str {
    severity.label()
}

fn place(finding: &Finding, budget: &Budget) -> String {
    if let Some(cell) = &finding.address {
        return cell.to_string();
    }
    if let Some(place) = &finding.sentence {
        return format!("说明!{}", budget.narrative[place.section].key);
    }
    finding.table.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// What a manifest and a budget disagree about, a line each.
fn differences(manifest: &Manifest, session: &Session) -> Vec<String> {
    let verdicts = session.verdicts();
    let mut raised: Vec<(String, Finding)> =
        verdicts.findings().iter().map(|finding| (place(&finding, session.budget()), finding)).collect();
    let mut out = Vec::new();
    for contradiction in &manifest.found {
        for expected @ Expected(level, rule, at, says) in &contradiction.findings {
            let fits = |(place, finding): &(String, Finding)| {
                severity(finding.severity) == level
                    && finding.rule.id == *rule
                    && place == at
                    && finding.message.contains(says)
            };
            match raised.iter().position(fits) {
                Some(found) => {
                    raised.remove(found);
                }
                None => out.push(format!("not found: {expected:?} ({})", contradiction.why)),
            }
        }
    }
    for (place, finding) in raised {
        let level = severity(finding.severity);
        out.push(format!(
            "raised besides: ({level:?}, {:?}, {place:?}, {:?})",
            finding.rule.id, finding.message
        ));
    }
    for (rule, expected) in &manifest.ends {
        let end = verdicts.outcome(rule).map(Outcome::label);
        if end != Some(expected) {
            let reason =
                verdicts.rules().iter().find(|known| known.rule.id == *rule).map(|rule| &rule.reason);
            out.push(format!("{rule} ended {end:?}, not {expected}: {reason:?}"));
        }
    }
    out
}

/// The budget that a manifest speaks of, or `None` where it is not at hand.
fn open(path: &Path, manifest: &Manifest, formats: &Formats) -> Option<Session> {
    let (text, formats) = match &manifest.document {
        Some(name) => {
            let imported = import_file(&published(name)?, &default_format()).unwrap();
            // As `yusuan import -o` writes it and `yusuan check` reads it.
            (file::to_text(&imported.budget, &file::Extras::default()), formats)
        }
        None => {
            let name = path.file_name().unwrap().to_string_lossy().replace(".expect.ron", ".ron");
            (fs::read_to_string(path.with_file_name(name)).unwrap(), formats)
        }
    };
    let loaded =
        file::from_text(&text, formats).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(loaded.notices.is_empty(), "{}: {:?}", path.display(), loaded.notices);
    Some(Session::new(loaded.budget, loaded.format))
}

#[test]
fn every_contradiction_of_the_corpus_is_found_and_nothing_else() {
    let mut formats = Formats::embedded();
    assert!(formats.add_folder(&repository("tests/data/formats")).is_empty());
    let entries = fs::read_dir(repository(CORPUS)).unwrap().map(|entry| entry.unwrap().path());
    let (mut manifests, budgets): (Vec<_>, Vec<_>) =
        entries.partition(|path| path.to_string_lossy().ends_with(".expect.ron"));
    manifests.sort();
    for budget in budgets {
        let manifest = budget.with_extension("expect.ron");
        assert!(manifests.contains(&manifest), "{} has no manifest", budget.display());
    }
    let mut wrong = Vec::new();
    for path in &manifests {
        let text = fs::read_to_string(path).unwrap();
        let manifest: Manifest = ron::Options::default()
            .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
            .from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(
            !manifest.about.is_empty()
                && manifest.not_found.iter().all(|gap| !gap.at.is_empty() && !gap.why.is_empty())
        );
        let Some(session) = open(path, &manifest, &formats) else { continue };
        let differences = differences(&manifest, &session);
        wrong.extend(
            differences.iter().map(|line| format!("{}: {line}", path.file_name().unwrap().display())),
        );
    }
    assert!(!manifests.is_empty() && wrong.is_empty(), "{}", wrong.join("\n"));
}
