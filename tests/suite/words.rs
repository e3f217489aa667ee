//! The words of the interface and of the guide: one glossary says which are used, and in place of which others.

use std::fs;
use std::path::{Path, PathBuf};

/// Names that are kept in files and in the addresses of cells: they say what people wrote, and are no words of the interface.
const KEYS: [&str; 2] = ["费用标准", "算法"];

struct Term {
    word: String,
    meaning: String,
    instead_of: Vec<String>,
}

fn glossary() -> Vec<Term> {
    let mut file = csv::Reader::from_path("assets/glossary.csv").unwrap();
    let field = |record: &csv::StringRecord, at: usize| record.get(at).unwrap().to_owned();
    file.records()
        .map(|record| {
            let record = record.unwrap();
            let instead_of = field(&record, 2);
            let instead_of = instead_of.split('；').filter(|word| !word.is_empty());
            Term {
                word: field(&record, 0),
                meaning: field(&record, 1),
                instead_of: instead_of.map(str::to_owned).collect(),
            }
        })
        .collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// What a file says to people: of a source the lines that are no comments and no tests.
fn said(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).unwrap();
    let is_source = path.extension().is_some_and(|extension| extension == "rs");
    let begins_tests = |(at, line): &(usize, &str)| {
        let next = text.lines().nth(at + 1).unwrap_or_default();
        *line == "#[cfg(test)]" && next.contains("mod ") && next.ends_with('{')
    };
    let lines = text.lines().enumerate().take_while(|line| !is_source || !begins_tests(line));
    let is_said = |line: &str| !is_source || !line.trim_start().starts_with("//");
    lines.filter(|(_, line)| is_said(line)).map(|(at, line)| (at + 1, line.to_owned())).collect()
}

#[test]
fn one_thing_has_one_word() {
    let terms = glossary();
    let mut sources = vec![PathBuf::from("docs/guide.md")];
    files(Path::new("src"), &mut sources);
    sources.retain(|path| !path.to_string_lossy().contains("tests"));
    let mut wrong = Vec::new();
    for source in &sources {
        for (at, line) in said(source) {
            // The law is called so.
            let line = line.replace("预算法", "");
            for term in &terms {
                for other in term.instead_of.iter().filter(|other| line.contains(other.as_str())) {
                    let is_key = KEYS.contains(&other.as_str())
                        && ["\"", "-"].iter().any(|before| line.contains(&format!("{before}{other}")));
                    if !is_key {
                        wrong.push(format!("{}:{at}: “{other}” is called “{}”", source.display(), term.word));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_word_is_explained_and_used() {
    let mut sources = Vec::new();
    files(Path::new("src"), &mut sources);
    let mut used = fs::read_to_string("docs/guide.md").unwrap();
    for source in &sources {
        used.push_str(&fs::read_to_string(source).unwrap());
    }
    used.push_str(&fs::read_to_string("assets/formats/焦作-2023.ron").unwrap());
    let terms = glossary();
    for term in &terms {
        assert!(!term.meaning.is_empty(), "{}", term.word);
        assert!(used.contains(&term.word), "{} is used nowhere", term.word);
        for other in &term.instead_of {
            assert!(terms.iter().all(|term| term.word != *other), "{other} is a word and not one");
        }
    }
}
