//! What is handed in (移交): the budget, its documents and a list of both with the SHA-256 of each and the state of its
//! findings, in one zip; and whether such a package is still what it was.
//!
//! A budget with errors that nobody answered is not packed. The same budget gives the same bytes.

mod again;
mod verify;

pub use verify::{Verified, is_package, verify};

use std::io::{Cursor, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::edition::answer;
use super::{Document, Edition, Kind, Options, TextBlock, describe, write};
use crate::file::{Extras, to_text};
use crate::model::Budget;
use crate::rules::{Finding, Waived};
use crate::schema::Severity;
use crate::session::Session;

/// The version of the list.
const PACKAGE: u32 = 1;
/// The version of this program.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");
/// Of which sources it is built: two builds of one version may write other documents.
const BUILD: &str = env!("YUSUAN_BUILD");
/// The list within a package.
const MANIFEST: &str = "清单.json";
/// The budget within a package.
const BUDGET: &str = "预算.ron";
/// The page that goes on top.
const COVER: &str = "移交说明.html";

/// The list of a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this list.
    pub package: u32,
    /// The version of the program that packed; empty in older packages.
    #[serde(default)]
    pub program: String,
    /// Of which sources that program was built; empty in older packages.
    #[serde(default)]
    pub build: String,
    /// The budget year.
    pub year: i32,
    /// The department's code and name.
    pub department: (String, String),
    /// The id of the format.
    pub format: String,
    /// The files.
    pub files: Vec<PackedFile>,
    /// How the budget stood.
    pub findings: FindingsState,
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedFile {
    /// Its name.
    pub name: String,
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal digits.
    pub sha256: String,
}

/// The state of a budget's findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingsState {
    /// Errors that were answered with a reason.
    pub answered_errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Hints.
    pub hints: usize,
    /// The SHA-256 of all findings in words.
    pub sha256: String,
}

/// The errors of a budget that were neither mended nor answered with a reason, with their positions among its findings.
pub fn unanswered(session: &Session) -> impl Iterator<Item = (usize, Finding)> {
    let is_open = |found: &Finding| found.severity == Severity::Error && !is_answered(found);
    session.verdicts().findings().iter().enumerate().filter(move |(_, found)| is_open(found))
}

/// A budget's package.
///
/// # Errors
/// Says in Chinese which errors want an answer first, or what cannot be written.
pub fn pack(session: &Session, extras: &Extras) -> Result<Vec<u8>, String> {
    let open: Vec<String> = unanswered(session).map(|(_, finding)| finding.message).collect();
    if !open.is_empty() {
        return Err(format!(
            "有 {} 个错误没有改正，也没有写明理由（豁免），没有打包：\n{}",
            open.len(),
            open.join("\n")
        ));
    }
    let (mut files, findings) = contents(session, extras)?;
    let manifest = manifest(session, &files, &findings);
    let list = serde_json::to_string_pretty(&manifest).map_err(|error| format!("清单写不成：{error}"))?;
    files.push((MANIFEST.to_owned(), (list + "\n").into_bytes()));
    zipped(&files).map_err(|error| format!("写不成压缩包：{error}"))
}

/// Names and bytes of the files of a package.
type Contents = Vec<(String, Vec<u8>)>;

/// All files of a package but its list, and the findings of its budget.
fn contents(session: &Session, extras: &Extras) -> Result<(Contents, Vec<Finding>), String> {
    let findings: Vec<Finding> = session.verdicts().findings().iter().collect();
    let edition = |edition| describe(session, &Options { edition, ..Options::default() });
    let document = edition(Edition::ForPublic);
    let mut files = vec![(BUDGET.to_owned(), to_text(session.budget(), extras).into_bytes())];
    let mut remarks = document.remarks.clone();
    let mut written = |document: &Document, kind| {
        let (bytes, of_kind) = write::to_bytes_with_remarks(document, kind)?;
        for remark in of_kind {
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
        Ok::<_, String>(bytes)
    };
    for &kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Markdown) {
        files.push((format!("公开文本.{}", kind.ending()), written(&document, kind)?));
    }
    let for_review = edition(Edition::ForReview);
    for kind in [Kind::Word, Kind::Workbook] {
        files.push((format!("送审稿.{}", kind.ending()), written(&for_review, kind)?));
    }
    let cover = cover(&document.title, session.budget(), &findings, &remarks);
    files.push((COVER.to_owned(), write::to_bytes_with_remarks(&cover, Kind::Html)?.0));
    Ok((files, findings))
}

fn zipped(files: &[(String, Vec<u8>)]) -> std::io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn is_answered(finding: &Finding) -> bool {
    matches!(finding.waived, Waived::Yes(_) | Waived::Claimed(_))
}

fn manifest(session: &Session, files: &[(String, Vec<u8>)], findings: &[Finding]) -> Manifest {
    let budget = session.budget();
    let packed = files.iter().map(|(name, bytes)| PackedFile {
        name: name.clone(),
        bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        sha256: sha256(bytes),
    });
    Manifest {
        package: PACKAGE,
        program: PROGRAM.to_owned(),
        build: BUILD.to_owned(),
        year: budget.year,
        department: (budget.department.code.clone(), budget.department.name.clone()),
        format: budget.format.clone(),
        files: packed.collect(),
        findings: state(findings),
    }
}

fn state(findings: &[Finding]) -> FindingsState {
    let count = |severity| findings.iter().filter(|found| found.severity == severity).count();
    let words: Vec<String> =
        findings.iter().map(|found| format!("{} {}", found.rule.id, found.message)).collect();
    FindingsState {
        answered_errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        hints: count(Severity::Hint),
        sha256: sha256(words.join("\n").as_bytes()),
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The page that goes on top, for whoever unpacks it on any computer: which errors were answered, by whom and why, and what
/// of the documents wants looking at.
fn cover(title: &str, budget: &Budget, findings: &[Finding], remarks: &[String]) -> Document {
    let heading = |words: &str| TextBlock::Heading(2, words.to_owned());
    let paragraph = |words: String| TextBlock::Paragraph(words);
    let answered = findings.iter().filter(|found| found.severity == Severity::Error);
    let answered: Vec<String> = answered
        .map(|found| match answer(budget, found) {
            Some(answer) => format!("{} 理由：{answer}", found.message),
            None => found.message.clone(),
        })
        .collect();
    let mut text = vec![paragraph(format!(
        "各文件的 SHA-256 见{MANIFEST}，用 yusuan verify 或在窗口里打开压缩包核对。"
    ))];
    for (words, lines) in [("已说明理由的错误", answered.as_slice()), ("公开文本里要核对的", remarks)]
    {
        text.push(heading(words));
        if lines.is_empty() {
            text.push(paragraph("没有。".to_owned()));
        }
        text.extend((1..).zip(lines).map(|(at, line): (usize, _)| paragraph(format!("{at}. {line}"))));
    }
    let title = format!("{title} 移交说明");
    text.insert(0, TextBlock::Heading(1, title.clone()));
    Document { title, text, ..Document::default() }
}
