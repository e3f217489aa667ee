//! The report as Markdown, for reading, pasting into a letter and comparing. It knows what Markdown
//! takes for markup, and nothing of files.

use std::fmt;
use std::io::{self, Write};

use super::budget::by_table;
use super::{
    COMMENTS, CheckedBudget, CheckedFile, DEMANDS, FileOutcome, MOST_NOTICES, ReportedFinding, SUMMARY,
    TITLE, totals,
};
use crate::text::{steers, visible};

/// Writes the report: a summary where there are several files, then each file.
///
/// # Errors
/// When `out` cannot be written to.
pub fn markdown(files: &[CheckedFile], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {TITLE}")?;
    if files.len() != 1 {
        writeln!(out, "\n{}\n", totals(files))?;
        row(SUMMARY, out)?;
        writeln!(out, "| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |")?;
        for file in files {
            row(file.summary(), out)?;
        }
    }
    for file in files {
        match &file.outcome {
            FileOutcome::Checked(checked) => budget(file, checked, out)?,
            FileOutcome::Unreadable { error: why } | FileOutcome::NotChecked { not_checked: why } => {
                writeln!(out, "\n## {}\n\n{}：{}", Text(&file.file), file.state(), Text(why))?;
            }
        }
    }
    Ok(())
}

fn budget(file: &CheckedFile, budget: &CheckedBudget, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## {}\n", Text(&budget.heading()))?;
    writeln!(out, "- 文件：{}", Text(&file.file))?;
    writeln!(out, "- 问题：{}", budget.counted_findings())?;
    writeln!(out, "- 规则：{}", budget.counted_rules())?;
    if budget.unread > 0 {
        writeln!(out, "- 未读出：{}", budget.counted_unread())?;
    }
    // A long account of how it was read stands behind what was found.
    let told: Vec<String> = budget.told().collect();
    let is_short = told.len() <= MOST_NOTICES;
    for notice in told.iter().filter(|_| is_short) {
        writeln!(out, "- 注意：{}", Text(notice))?;
    }
    for source in &budget.sources {
        writeln!(out, "- 依据的文件：{}", Text(&source.to_string()))?;
    }
    for (heading, findings) in budget.grouped() {
        writeln!(out, "\n### {}（{}）", heading, findings.len())?;
        for (table, findings) in by_table(&findings) {
            writeln!(out, "\n#### {}", Text(table))?;
            for (number, found) in findings {
                finding(number, found, out)?;
            }
        }
    }
    if !is_short {
        writeln!(out, "\n### 读入时的说明（{}）\n", told.len())?;
        for notice in &told {
            writeln!(out, "- {}", Text(notice))?;
        }
    }
    if !budget.idle_waivers.is_empty() {
        writeln!(out, "\n### 没有对应问题的豁免（{}）\n", budget.idle_waivers.len())?;
        for idle in &budget.idle_waivers {
            writeln!(out, "- {}", Text(&idle.to_string()))?;
        }
    }
    if !budget.comments.is_empty() {
        writeln!(out, "\n### 批注（{}）\n", budget.counted_comments())?;
        row(COMMENTS, out)?;
        writeln!(out, "| --- | --- | --- | --- | --- |")?;
        for one in &budget.comments {
            row([one.state(), &one.name, &one.text, &one.by, &one.date], out)?;
        }
    }
    if !budget.demands.is_empty() {
        writeln!(out, "\n### 公开要求\n\n{}\n", Text(&budget.counted_demands()))?;
        row(DEMANDS, out)?;
        writeln!(out, "| --- | --- | --- | --- |")?;
        for one in &budget.demands {
            row([one.title.as_str(), one.standing.label(), &one.why, &one.basis], out)?;
        }
    }
    if budget.unchecked().next().is_some() {
        writeln!(out, "\n### 未检查的规则（{}）\n", budget.unchecked().count())?;
        row(["规则", "内容", "原因"], out)?;
        writeln!(out, "| --- | --- | --- |")?;
        for rule in budget.unchecked() {
            row([&rule.id, &rule.title, &rule.reason], out)?;
        }
    }
    Ok(())
}

fn finding(number: usize, finding: &ReportedFinding, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n**（{number}）{}**　{}\n", Text(&finding.title), Text(&finding.message))?;
    let figures = finding.figures();
    if !figures.is_empty() {
        writeln!(out, "- {figures}")?;
    }
    for (term, text) in finding.explanation() {
        writeln!(out, "- {term}：{}", Text(&text))?;
    }
    for (term, text) in finding.places() {
        writeln!(out, "- {term}：{}", Text(&text))?;
    }
    writeln!(out, "- 依据：{}", Text(&finding.basis))
}

fn row<T: AsRef<str>>(cells: impl IntoIterator<Item = T>, out: &mut dyn Write) -> io::Result<()> {
    for cell in cells {
        write!(out, "| {} ", Text(cell.as_ref()))?;
    }
    writeln!(out, "|")
}

/// A text that reads as it is, on one line, never as markup.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for (at, c) in self.0.char_indices() {
            match c {
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' => {
                    f.write_char('\\')?;
                    f.write_char(c)?;
                }
                // Escaped, an address is no link: `http\://`, `www\.`, `a\@b`.
                ':' | '@' => {
                    f.write_char('\\')?;
                    f.write_char(c)?;
                }
                '.' if self.0.get(..at).is_some_and(ends_with_www) => f.write_str("\\.")?,
                c if steers(c) => f.write_str(&visible(c.encode_utf8(&mut [0; 4])).replace('\\', "\\\\"))?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

fn ends_with_www(text: &str) -> bool {
    text.get(text.len().saturating_sub(3)..).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}
