//! The report as one HTML page that needs nothing beside it and prints well: no scripts, no pictures, a
//! small style sheet within. It knows what HTML takes for markup, and nothing of files.

use std::fmt;
use std::io::{self, Write};

use super::budget::by_table;
use super::{
    COMMENTS, CheckedBudget, CheckedFile, DEMANDS, FileOutcome, MOST_NOTICES, ReportedFinding, RuleEnd,
    SUMMARY, TITLE, totals,
};
use crate::rules::demands::Answered;
use crate::schema::Severity;
use crate::text::{steers, visible};

const STYLE: &str = include_str!("style.css");

/// Writes the report: a summary where there are several files, then each file.
///
/// # Errors
/// When `out` cannot be written to.
pub fn html(files: &[CheckedFile], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    // Whatever a budget holds, nothing in the page runs or is fetched.
    writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    )?;
    writeln!(out, "<title>{TITLE}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{TITLE}</h1>")?;
    let several = files.len() != 1;
    if several {
        summary(files, out)?;
    }
    for (number, file) in (1..).zip(files) {
        let class = if several { "" } else { " class=\"only\"" };
        writeln!(out, "<article id=\"file-{number}\"{class}>")?;
        match &file.outcome {
            FileOutcome::Checked(checked) => budget(file, checked, out)?,
            FileOutcome::Unreadable { error: why } | FileOutcome::NotChecked { not_checked: why } => {
                writeln!(out, "<h2>{}</h2>", Text(&file.file))?;
                writeln!(out, "<p class=\"unreadable\">{}：{}</p>", file.state(), Text(why))?;
            }
        }
        writeln!(out, "</article>")?;
    }
    writeln!(out, "</body>\n</html>")
}

fn summary(files: &[CheckedFile], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<p>{}</p>\n<table>", totals(files))?;
    head(SUMMARY, out)?;
    for (number, file) in (1..).zip(files) {
        let [path, department, year, kind, errors, warnings, hints, claimed, waived, state] = file.summary();
        write!(out, "<tr><td><a href=\"#file-{number}\">{}</a></td>", Text(&path))?;
        write!(out, "<td>{}</td><td>{year}</td><td>{kind}</td>", Text(&department))?;
        for count in [errors, warnings, hints, claimed, waived] {
            write!(out, "<td class=\"number\">{count}</td>")?;
        }
        writeln!(out, "<td>{state}</td></tr>")?;
    }
    writeln!(out, "</tbody>\n</table>")
}

fn budget(file: &CheckedFile, budget: &CheckedBudget, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>{}</h2>\n<dl>", Text(&budget.heading()))?;
    item("文件", &file.file, out)?;
    item("问题", &budget.counted_findings(), out)?;
    item("规则", &budget.counted_rules(), out)?;
    if budget.unread > 0 {
        item("未读出", &budget.counted_unread(), out)?;
    }
    // A long account of how it was read stands behind what was found.
    let told: Vec<String> = budget.told().collect();
    let is_short = told.len() <= MOST_NOTICES;
    for notice in told.iter().filter(|_| is_short) {
        item("注意", notice, out)?;
    }
    for source in &budget.sources {
        item("依据的文件", &source.to_string(), out)?;
    }
    writeln!(out, "</dl>")?;
    for (heading, findings) in budget.grouped() {
        writeln!(out, "<h3>{}（{}）</h3>", heading, findings.len())?;
        for (table, findings) in by_table(&findings) {
            writeln!(out, "<h4>{}</h4>", Text(table))?;
            for (number, found) in findings {
                finding(number, found, out)?;
            }
        }
    }
    if !is_short {
        writeln!(out, "<h3>读入时的说明（{}）</h3>\n<ul>", told.len())?;
        for notice in &told {
            writeln!(out, "<li>{}</li>", Text(notice))?;
        }
        writeln!(out, "</ul>")?;
    }
    if !budget.idle_waivers.is_empty() {
        writeln!(out, "<h3>没有对应问题的豁免（{}）</h3>\n<ul>", budget.idle_waivers.len())?;
        for idle in &budget.idle_waivers {
            writeln!(out, "<li>{}</li>", Text(&idle.to_string()))?;
        }
        writeln!(out, "</ul>")?;
    }
    if !budget.comments.is_empty() {
        writeln!(out, "<h3>批注（{}）</h3>\n<table>", budget.counted_comments())?;
        head(COMMENTS, out)?;
        for one in &budget.comments {
            write!(
                out,
                "<tr><td>{}</td><td>{}</td><td>{}</td>",
                one.state(),
                Text(&one.name),
                Text(&one.text)
            )?;
            writeln!(out, "<td>{}</td><td>{}</td></tr>", Text(&one.by), Text(&one.date))?;
        }
        writeln!(out, "</tbody>\n</table>")?;
    }
    if !budget.demands.is_empty() {
        writeln!(out, "<h3>公开要求</h3>\n<p>{}</p>\n<table>", Text(&budget.counted_demands()))?;
        head(DEMANDS, out)?;
        for Answered { title, standing, why, basis, .. } in &budget.demands {
            let (title, why, basis) = (Text(title), Text(why), Text(basis));
            writeln!(
                out,
                "<tr><td>{title}</td><td>{}</td><td>{why}</td><td>{basis}</td></tr>",
                standing.label()
            )?;
        }
        writeln!(out, "</tbody>\n</table>")?;
    }
    let unchecked: Vec<_> = budget.unchecked().collect();
    if unchecked.is_empty() { Ok(()) } else { not_checked(&unchecked, out) }
}

fn finding(number: usize, finding: &ReportedFinding, out: &mut dyn Write) -> io::Result<()> {
    let class = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    };
    write!(out, "<section class=\"finding {class}\" data-rule=\"{}\"", Text(&finding.rule))?;
    // For machines; people read the place by its name.
    if let Some(end) = finding.ends.first() {
        if let Some(address) = &end.address {
            write!(out, " data-address=\"{}\"", Text(&address.to_string()))?;
        }
        if let Some((page, rectangle)) = end.page.zip(end.rectangle) {
            let corners = rectangle.map(|corner| format!("{corner:.1}")).join(" ");
            write!(out, " data-page=\"{page}\" data-rectangle=\"{corners}\"")?;
        }
    }
    writeln!(out, ">\n<h5>（{number}）{}</h5>", Text(&finding.title))?;
    writeln!(out, "<p>{}</p>", Text(&finding.message))?;
    if finding.amounts().next().is_some() {
        write!(out, "<p class=\"figures\">")?;
        for (word, amount) in finding.amounts() {
            write!(out, "{word} <b>{amount}</b> ")?;
        }
        writeln!(out, "</p>")?;
    }
    writeln!(out, "<dl>")?;
    for (term, text) in finding.explanation() {
        item(term, &text, out)?;
    }
    for (term, text) in finding.places() {
        item(term, &text, out)?;
    }
    item("依据", &finding.basis, out)?;
    writeln!(out, "</dl>\n</section>")
}

fn not_checked(rules: &[&RuleEnd], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h3>未检查的规则（{}）</h3>\n<table>", rules.len())?;
    head(["规则", "内容", "原因"], out)?;
    for RuleEnd { id, title, reason, .. } in rules {
        writeln!(out, "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", Text(id), Text(title), Text(reason))?;
    }
    writeln!(out, "</tbody>\n</table>")
}

/// The head of a table, whose body is open then.
fn head<const N: usize>(titles: [&str; N], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<thead><tr><th>{}</th></tr></thead>\n<tbody>", titles.join("</th><th>"))
}

fn item(term: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<dt>{term}</dt><dd>{}</dd>", Text(text))
}

/// A text that reads as it is, never as markup.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // What turns the direction of the text would turn what the report says beside it.
                c if steers(c) => f.write_str(&visible(c.encode_utf8(&mut [0; 4])))?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
