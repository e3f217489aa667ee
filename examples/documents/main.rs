//! What becomes of published documents: `cargo run --release --example documents -- FILES` prints a table in Markdown, a
//! row a document. `--findings` lists what the check says of each, `--tables` what was read of each table.

use std::path::Path;
use std::time::Instant;

use yusuan::exchange::{self, ImportReport};
use yusuan::model::{Budget, Coverage, ValueView};
use yusuan::schema::{Formats, Severity};
use yusuan::session::Session;

fn main() {
    let (options, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let has = |name: &str| options.iter().any(|option| option == name);
    let formats = Formats::embedded();
    println!(
        "| document | read with | tables read, partly, not | rows | amounts in cells | lines with amounts left | errors, warnings, hints | ms |"
    );
    println!("| --- | --- | --- | ---: | ---: | ---: | --- | ---: |");
    for file in &files {
        let name = Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
        let begun = Instant::now();
        let (imported, format) = match exchange::import_with_any(Path::new(file), &formats) {
            Ok(read) => read,
            Err(error) => {
                println!("| {name} | {} |", error.without_path());
                continue;
            }
        };
        let report = imported.report;
        let budget = imported.budget.clone();
        let session = Session::new(imported.budget, format.clone());
        let findings: Vec<_> = session.verdicts().findings().iter().collect();
        let time = begun.elapsed().as_millis();
        let of = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let count = |coverage: Coverage| tables(&report, coverage);
        println!(
            "| {name} | {} | {}, {}, {} | {} | {} | {} | {}, {}, {} | {time} |",
            format.id,
            count(Coverage::Full),
            count(Coverage::Partial),
            count(Coverage::Unread),
            report.tables.iter().map(|table| table.rows).sum::<usize>(),
            amounts(&budget),
            report.unplaced_figures,
            of(Severity::Error),
            of(Severity::Warning),
            of(Severity::Hint),
        );
        if has("--tables") {
            for table in &report.tables {
                println!(
                    "    {} {} {:?} {} rows {} cells {}",
                    table.table, table.title, table.coverage, table.rows, table.cells, table.remark
                );
            }
            for line in budget.unplaced.iter().filter(|line| line.has_figures()).take(8) {
                println!(
                    "    ? {} {} ({})",
                    line.line,
                    line.text.chars().take(90).collect::<String>(),
                    line.reason
                );
            }
        }
        if has("--findings") {
            for finding in findings.iter().filter(|finding| finding.severity != Severity::Hint) {
                println!("    {} {}", finding.rule.id, finding.message);
            }
        }
    }
}

fn tables(report: &ImportReport, coverage: Coverage) -> usize {
    report.tables.iter().filter(|table| table.number.is_some() && table.coverage == coverage).count()
}

fn amounts(budget: &Budget) -> usize {
    let rows = budget.tables.values().flat_map(|table| table.rows());
    rows.flat_map(|row| row.cells().values().chain(row.stated().values()))
        .filter(|value| matches!(value, ValueView::Amount(_)))
        .count()
}
