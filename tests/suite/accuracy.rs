//! How right the findings are on published documents: `tests/accuracy/` holds for each, by place, what is wrong with it
//! as somebody found who read its pages, what is right though it looks wrong, and what is wrong and yet not seen.
//! Errors and warnings that are in no list are false; the test fails where there is one, where a listed one is no
//! longer found, and where what is right is raised.
//!
//! `cargo test --test suite accuracy -- --nocapture` prints precision, recall and false alarms a document by place;
//! `docs/accuracy.md` states them.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;
use yusuan::exchange::import_with_any;
use yusuan::rules::Finding;
use yusuan::schema::{Formats, Severity};
use yusuan::session::Session;

use crate::support::{published, repository, two_at_a_time};

/// The documents of a place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    place: String,
    documents: Vec<Judged>,
}

/// A document with what a reader of its pages says of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Judged {
    file: String,
    /// What is wrong, each matter with the findings that tell of it: rule, and part of what it says.
    #[serde(default)]
    wrong: Vec<Matter>,
    /// Words that no finding may contain, and why they are right though they look wrong.
    #[serde(default)]
    right: Vec<(String, String)>,
    /// What is wrong and not seen.
    #[serde(default)]
    unseen: Vec<String>,
}

/// One thing that is wrong.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Matter {
    why: String,
    findings: Vec<(String, String)>,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    documents: usize,
    /// Matters that were found, and that were not.
    found: usize,
    missed: usize,
    /// Errors and warnings that tell of a matter, and that tell of none.
    right: usize,
    wrong: usize,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.found += other.found;
        self.missed += other.missed;
        self.right += other.right;
        self.wrong += other.wrong;
    }

    fn row(&self, place: &str) -> String {
        let share = |part: usize, whole: usize| match whole {
            0 => "–".to_owned(),
            _ => format!("{:.0} %", part as f64 * 100.0 / whole as f64),
        };
        format!(
            "| {place} | {} | {} | {} | {} | {} | {} | {:.2} |",
            self.documents,
            self.found,
            self.missed,
            self.wrong,
            share(self.right, self.right + self.wrong),
            share(self.found, self.found + self.missed),
            self.wrong as f64 / self.documents.max(1) as f64
        )
    }
}

/// Compares what is raised with what should be, and says what differs, a line each.
fn judge(judged: &Judged, findings: &[Finding]) -> (Counts, Vec<String>) {
    let mut counts = Counts { documents: 1, missed: judged.unseen.len(), ..Counts::default() };
    let mut lines = Vec::new();
    let mut told = vec![false; findings.len()];
    for matter in &judged.wrong {
        let mut is_found = true;
        for (rule, says) in &matter.findings {
            let fits = |at: &usize| {
                !told[*at] && findings[*at].rule.id == *rule && findings[*at].message.contains(says.as_str())
            };
            match (0..findings.len()).find(fits) {
                Some(at) => told[at] = true,
                None => {
                    is_found = false;
                    lines.push(format!("not found: {rule} {says} ({})", matter.why));
                }
            }
        }
        counts.found += usize::from(is_found);
        counts.missed += usize::from(!is_found);
    }
    for (finding, told) in findings.iter().zip(told) {
        let counted = finding.severity != Severity::Hint;
        counts.right += usize::from(counted && told);
        // What the import says of itself is no judgement of the document.
        if counted && !told && !finding.rule.id.starts_with("导入-") {
            counts.wrong += 1;
            lines.push(format!("false: {} {}", finding.rule.id, finding.message));
        }
        for (words, why) in &judged.right {
            if finding.message.contains(words.as_str()) && counted {
                lines.push(format!("raised though right ({why}): {}", finding.message));
            }
        }
    }
    (counts, lines)
}

#[test]
fn what_is_wrong_with_published_documents_is_found_and_nothing_else() {
    let formats = Formats::embedded();
    let mut paths: Vec<_> =
        fs::read_dir(repository("tests/accuracy")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let places: Vec<Place> = paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            ron::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        })
        .collect();
    let documents: Vec<(usize, &Judged)> = places
        .iter()
        .enumerate()
        .flat_map(|(place, of)| of.documents.iter().map(move |judged| (place, judged)))
        .collect();
    let done = two_at_a_time(&documents, |(place, judged)| {
        let path = published(&judged.file)?;
        let (imported, format) = import_with_any(&path, &formats).unwrap();
        let session = Session::new(imported.budget, format);
        let findings: Vec<Finding> = session.verdicts().findings().iter().collect();
        let (counts, lines) = judge(judged, &findings);
        let lines = lines.into_iter().map(|line| format!("{}: {line}", judged.file)).collect();
        Some((*place, counts, lines))
    });
    let done: Vec<(usize, Counts, Vec<String>)> = done.into_iter().flatten().collect();
    let mut by_place: BTreeMap<usize, Counts> = BTreeMap::new();
    let mut all = Counts::default();
    for (place, counts, _) in &done {
        by_place.entry(*place).or_default().add(*counts);
        all.add(*counts);
    }
    println!(
        "| place | documents | matters found | not seen | false | precision | recall | false a document |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (place, counts) in &by_place {
        println!("{}", counts.row(&places[*place].place));
    }
    println!("{}", all.row("all"));
    let wrong: Vec<String> = done.into_iter().flat_map(|(_, _, lines)| lines).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
