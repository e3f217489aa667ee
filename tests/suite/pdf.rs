//! A trial with published PDFs of other regions: taken apart, written as text, imported and checked with a
//! format of that region. Of every document it is held what was read, how many figures of the
//! text found what they quote, and every finding. What each finding was on looking at the paper is in
//! `docs/pdf-trial.md`. Skipped where the documents are absent.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use yusuan::calc::{Book, Figures};
use yusuan::exchange::source::{Limits, pdf};
use yusuan::exchange::{Imported, import_files_with_any, import_text};
use yusuan::model::{Budget, Section};
use yusuan::narrative::{FigureKind, Reader, Reading, State, extract};
use yusuan::rules::RuleSet;
use yusuan::schema::{Format, Formats};
use yusuan::session::Session;

use crate::support::{format, golden, published};

/// Documents that make one budget, and the format they are read with.
struct Trial {
    name: &'static str,
    format: &'static str,
    documents: &'static [&'static str],
    /// The same department's documents of the year before, by name, for the changes on last year.
    last: Option<&'static str>,
}

const TRIALS: [Trial; 7] = [
    Trial {
        name: "江苏省委办公厅-2018",
        format: "江苏-2019.ron",
        documents: &["江苏省委办公厅-2018-说明.pdf", "江苏省委办公厅-2018-表格.pdf"],
        last: None,
    },
    Trial {
        name: "江苏省委办公厅-2019",
        format: "江苏-2019.ron",
        documents: &["江苏省委办公厅-2019-说明.pdf", "江苏省委办公厅-2019-表格.pdf"],
        last: Some("江苏省委办公厅-2018"),
    },
    Trial {
        name: "西安市审计局-2026",
        format: "西安-2026.ron",
        documents: &["西安市审计局-2026.pdf"],
        last: None,
    },
    Trial {
        name: "烟台市审计局-2026",
        format: "烟台-2026.ron",
        documents: &["烟台市审计局-2026.pdf"],
        last: None,
    },
    Trial {
        name: "烟台市民政局-2026",
        format: "烟台-2026.ron",
        documents: &["烟台市民政局-2026.pdf"],
        last: None,
    },
    Trial {
        name: "普陀区万里街道办事处-2024",
        format: "普陀区-2025.ron",
        documents: &["普陀区万里街道办事处-2024.pdf"],
        last: None,
    },
    Trial {
        name: "普陀区万里街道办事处-2025",
        format: "普陀区-2025.ron",
        documents: &["普陀区万里街道办事处-2025.pdf"],
        last: Some("普陀区万里街道办事处-2024"),
    },
];

impl Trial {
    fn text(&self) -> Option<String> {
        let read = |name: &&str| {
            let bytes = fs::read(published(&format!("pdf/{name}"))?).unwrap();
            Some(pdf::read(&bytes, &Limits::default()).unwrap().as_text())
        };
        let pieces = self.documents.iter().map(read);
        let Some(pieces) = pieces.collect::<Option<Vec<String>>>() else {
            eprintln!("skipped: {} cannot be read here", self.name);
            return None;
        };
        Some(pieces.join("\n"))
    }

    fn import(&self, format: &Format) -> Option<Imported> {
        Some(import_text(&self.text()?, self.name, format))
    }
}

/// What was read, figure by figure and finding by finding.
fn account(trial: &Trial) -> Option<String> {
    let format = Arc::new(format(trial.format));
    let imported = trial.import(&format)?;
    let mut out = format!("{} （{}）\n", trial.name, format.name);
    for table in &imported.report.tables {
        writeln!(out, "表 {} {:?}：{} 行 {} 格", table.title, table.coverage, table.rows, table.cells)
            .unwrap();
        for note in table.notes.iter().filter(|note| !note.text.is_empty()) {
            writeln!(out, "    {:?} {}", note.kind, note.text).unwrap();
        }
    }
    for note in imported.report.notes.iter().filter(|note| !note.text.is_empty()) {
        writeln!(out, "{:?} {}", note.kind, note.text).unwrap();
    }
    let mut unplaced: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &imported.budget.unplaced {
        *unplaced.entry(&line.reason).or_default() += 1;
    }
    for (reason, count) in unplaced {
        writeln!(out, "未归位 {count} 处：{reason}").unwrap();
    }
    let session = Session::new(imported.budget, Arc::clone(&format));
    tell_figures(&mut out, "只看本年文件", session.budget(), session.verdicts().narrative());
    if let Some(last) = trial.last.and_then(|name| TRIALS.iter().find(|other| other.name == name)) {
        let last = last.import(&format)?.budget;
        let figures = Figures::compute(&last, &format);
        let last = Book { format: &format, budget: &last, figures: &figures };
        let reading = Reader::compile(&format).0.read_beside(&session.book(), &last);
        tell_figures(&mut out, "与上年文件对照", session.budget(), &reading);
    }
    for finding in session.verdicts().findings() {
        writeln!(out, "{} {} {}", finding.severity.label(), finding.rule.id, finding.message).unwrap();
    }
    Some(out)
}

fn is_number(kind: FigureKind) -> bool {
    matches!(kind, FigureKind::Amount | FigureKind::Percent | FigureKind::Count)
}

fn tell_figures(out: &mut String, title: &str, budget: &Budget, reading: &Reading) {
    let paragraphs = budget.narrative.iter().flat_map(|section| &section.paragraphs);
    let all = paragraphs.flat_map(|text| extract(text)).filter(|figure| is_number(figure.kind)).count();
    let read: Vec<_> = reading.figures.iter().filter(|figure| is_number(figure.kind)).collect();
    let count = |wanted: fn(&State) -> bool| read.iter().filter(|figure| wanted(&figure.state)).count();
    writeln!(
        out,
        "{title}：文中的数 {all}，在有对应规则的节里 {}，相符 {}，舍入 {}，不符 {}，没有可比的数 {}，没有绑定 {}",
        read.len(),
        count(|state| *state == State::Agrees),
        count(|state| *state == State::Rounding),
        count(|state| *state == State::Differs),
        count(|state| matches!(state, State::NotChecked(_))),
        count(|state| *state == State::Unbound),
    )
    .unwrap();
    for figure in &reading.figures {
        let about = match &figure.state {
            State::Agrees => continue,
            State::Rounding => "舍入",
            State::Differs => "不符",
            State::NotChecked(why) => why,
            State::Unbound => "没有绑定",
        };
        let text = &budget.narrative[figure.place.section].paragraphs[figure.place.paragraph];
        let before: String = text
            .chars()
            .take(figure.place.span.start)
            .collect::<Vec<_>>()
            .iter()
            .rev()
            .take(24)
            .rev()
            .collect();
        let expected = figure.expected.map(|value| format!("，应为 {value}")).unwrap_or_default();
        writeln!(
            out,
            "    {about} {} …{before}【{}】{}{expected}",
            figure.place.name(budget),
            figure.text,
            figure.subject
        )
        .unwrap();
    }
}

/// Rules and statements that cannot be compiled would be missing in silence.
#[test]
fn the_formats_of_the_trial_are_sound() {
    for trial in &TRIALS {
        let format = format(trial.format);
        let (rules, statements) = (RuleSet::compile(&format).1, Reader::compile(&format).1);
        assert!(rules.is_empty() && statements.is_empty(), "{}: {rules:?} {statements:?}", trial.format);
    }
}

#[test]
fn published_pdfs_are_read() {
    for trial in &TRIALS {
        if let Some(account) = account(trial) {
            golden(&format!("tests/data/pdf/{}.golden", trial.name), &account);
        }
    }
}

/// Writes the texts that the import is given, to be looked at:
/// `PDF_TEXT=directory cargo test --test suite pdf -- --ignored`.
#[test]
#[ignore = "to be read by people"]
fn texts_are_written() {
    let Ok(target) = std::env::var("PDF_TEXT").map(PathBuf::from) else { return };
    for trial in &TRIALS {
        if let Some(text) = trial.text() {
            fs::write(target.join(format!("{}.txt", trial.name)), text).unwrap();
        }
    }
}

/// Documents of nine places, each divided by its own numbers and contents: the sections of its text, and how many paragraphs
/// each has. Behind the contents stands nothing that is no entry, and every heading is one.
#[test]
fn texts_are_divided_as_they_are_printed() {
    let mut account = String::new();
    for name in [
        "上海市水务局-2026",
        "北京市财政局-2026-说明",
        "普陀区万里街道办事处-2024",
        "杭州市司法局-2026",
        "江苏省政协办公厅-2019-说明",
        "深圳市审计局-2026",
        "烟台市财政局-2026",
        "苏州市审计局-2026",
        "西安市委宣传部-旧年表式",
        "西安市审计局-2026",
    ] {
        let Some(path) = published(&format!("pdf/{name}.pdf")) else { return };
        let (imported, _) = import_files_with_any(&[path], &Formats::embedded()).unwrap();
        writeln!(account, "{name}").unwrap();
        for Section { key, title, paragraphs } in &imported.budget.narrative {
            writeln!(account, "  {key}｜{title}｜{}", paragraphs.len()).unwrap();
        }
    }
    golden("tests/data/pdf/sections.golden", &account);
}
