//! The report as Markdown, for reading, pasting into a letter and comparing. It knows what Markdown
//! takes for markup, and nothing of files.

use std::fmt;
use std::io::{self, Write};

use super::budget::by_table;
use super::{CheckedBudget, CheckedFile, FileOutcome, ReportedFinding, SUMMARY, TITLE, totals};

/// Writes the report: a summary where there are several files, then each file.
///
/// # Errors
/// When `out` cannot be written to.
pub fn markdown(files: &[CheckedFile], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {TITLE}")?;
    if files.len() != 1 {
        writeln!(out, "\n{}\n", totals(files))?;
        row(SUMMARY, out)?;
        writeln!(out, "| --- | --- | --- | ---: | ---: | ---: | --- |")?;
        for file in files {
            row(file.summary(), out)?;
        }
    }
    for file in files {
        match &file.outcome {
            FileOutcome::Checked(checked) => budget(file, checked, out)?,
            FileOutcome::Unreadable { error } => {
                writeln!(out, "\n## {}\n\n{}：{}", Text(&file.file), file.state(), Text(error))?;
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
    for notice in &budget.notices {
        writeln!(out, "- 注意：{}", Text(notice))?;
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
    writeln!(out, "- 依据：{}", Text(&finding.basis))?;
    if let Some(cell) = &finding.cell {
        writeln!(out, "- 单元格：{}（{}）", Text(&cell.name), Text(&cell.address.to_string()))?;
    }
    if let Some(sentence) = &finding.sentence {
        writeln!(out, "- 位置：{}", Text(sentence))?;
    }
    let others: Vec<String> = finding.other_cells().map(|cell| Text(&cell.name).to_string()).collect();
    if !others.is_empty() {
        writeln!(out, "- 相关：{}", others.join("；"))?;
    }
    writeln!(out, "- 规则：{}", Text(&finding.rule))
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
        for c in self.0.chars() {
            match c {
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' => {
                    f.write_char('\\')?;
                    f.write_char(c)?;
                }
                c if c.is_control() => f.write_char(' ')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
