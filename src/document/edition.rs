//! Whom a document is for (稿别). The same budget leaves the house twice: to the finance bureau for review, with all that
//! helps to judge it, and to the public, with nothing that was meant for colleagues. Which words either has, this says;
//! how it is printed, it does not know.

use super::order::leads_to_tables;
use super::{TextBlock, unanswered};
use crate::calc::Book;
use crate::model::{Budget, Note, NoteKey, NoteKind, Section};
use crate::report::note_place;
use crate::rules::{Finding, Waived};
use crate::schema::Severity;
use crate::session::Session;

/// Whom a document is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edition {
    /// Nobody in particular (不分): the budget; its workbook, which goes on being worked with, has the remarks on its cells
    /// and its lines too.
    #[default]
    Plain,
    /// The finance bureau (送审稿): it says so on its cover, has the lines, remarks and reasons, and answers the findings.
    ForReview,
    /// The public (公布稿): neither lines nor remarks.
    ForPublic,
}

impl Edition {
    /// All there is to choose from.
    pub const ALL: [Self; 3] = [Self::Plain, Self::ForReview, Self::ForPublic];

    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Plain => "不分",
            Self::ForReview => "送审稿",
            Self::ForPublic => "公布稿",
        }
    }

    /// Whether what colleagues wrote and prepared is in it: remarks on cells, budget lines.
    pub(super) fn has_internal(self) -> bool {
        self != Self::ForPublic
    }
}

/// The heading of what is said to the reviewer.
pub(super) const HEADING: &str = "编审说明";

/// How that begins.
const BEGINNING: &str = "本稿供审核，不公开。";

/// What the cover says of a document for review.
pub(super) fn mark() -> String {
    format!("（{}）", Edition::ForReview.label())
}

/// Whether a line of a cover is that, from a document that was read again.
pub(super) fn is_mark(line: &str) -> bool {
    line.split_whitespace().collect::<String>() == mark()
}

/// The paragraphs of a section without what was said to the reviewer in a document that was read again: it was the last
/// of the text.
pub(super) fn without_review(section: &Section) -> &[String] {
    let begins = |text: &String| text.trim_start().starts_with(BEGINNING);
    let all = &section.paragraphs;
    if section.title.trim() == HEADING && all.first().is_some_and(begins) {
        return &[];
    }
    let heading = all
        .windows(2)
        .position(|pair| matches!(pair, [heading, first] if heading.trim() == HEADING && begins(first)));
    heading.and_then(|at| all.get(..at)).unwrap_or(all)
}

/// What is said to the reviewer: how the checks ended, each error and warning that is left, and what was answered.
pub(super) fn for_reviewer(book: &Book<'_>, findings: &[Finding]) -> Vec<TextBlock> {
    let budget = book.budget;
    let of = |severity| findings.iter().filter(move |found| found.severity == severity);
    let answered = of(Severity::Error).filter(|found| answer(budget, found).is_some()).count();
    let has_any = of(Severity::Error).chain(of(Severity::Warning)).next().is_some();
    let listing = if has_any { "，错误和警告逐条列出如下" } else { "" };
    let mut said = vec![
        TextBlock::Heading(1, HEADING.to_owned()),
        TextBlock::Paragraph(format!(
            "{BEGINNING}检查出错误 {} 处（其中已说明理由 {answered} 处）、警告 {} 处、提示 {} 处{listing}。",
            of(Severity::Error).count(),
            of(Severity::Warning).count(),
            of(Severity::Hint).count(),
        )),
    ];
    let listed = of(Severity::Error).chain(of(Severity::Warning)).enumerate().map(|(at, found)| {
        let answer = match answer(budget, found) {
            Some(answer) => format!("说明：{answer}"),
            None => "尚未说明。".to_owned(),
        };
        TextBlock::Paragraph(format!("{}. 【{}】{} {answer}", at + 1, found.severity.label(), found.message))
    });
    said.extend(listed);
    for kind in [NoteKind::Comment, NoteKind::Reason] {
        let written = written(book, &kind);
        if !written.is_empty() {
            said.push(TextBlock::Paragraph(format!("{}：", kind.label())));
            said.extend(written.into_iter().map(TextBlock::Paragraph));
        }
    }
    said
}

/// Puts that into a text: before the heading under which the tables are appended, if it ends with one.
pub(super) fn add_for_reviewer(text: &mut Vec<TextBlock>, said: Vec<TextBlock>) {
    let at = if text.last().is_some_and(leads_to_tables) { text.len() - 1 } else { text.len() };
    text.splice(at..at, said);
}

/// What people wrote on cells, with the place in words: not every kind of file shows it at its cell.
fn written(book: &Book<'_>, kind: &NoteKind) -> Vec<String> {
    let comments = book.budget.notes.iter().filter(|(key, _)| key.kind == *kind);
    let said = comments.enumerate().map(|(at, (key, note))| {
        let place = note_place(book, &key.place).map(|place| place + "：");
        format!("{}. {}{}", at + 1, place.unwrap_or_default(), in_words(note))
    });
    said.collect()
}

/// The reason that was given for a finding, with who gave it and when.
/// Why an error was accepted, signed; none where nobody answered it.
pub(super) fn answer(budget: &Budget, found: &Finding) -> Option<String> {
    let (Waived::Yes(key) | Waived::Claimed(key)) = &found.waived else { return None };
    budget.notes.get::<NoteKey>(key).map(in_words)
}

/// What somebody wrote, signed.
fn in_words(note: &Note) -> String {
    let signed = note.signed();
    if signed.is_empty() { note.text.clone() } else { format!("{}（{signed}）", note.text) }
}

/// What has to be seen to before the public reads it: errors that nobody mended or answered.
pub(super) fn before_publishing(session: &Session) -> Option<String> {
    let open = unanswered(session).count();
    (open > 0).then(|| format!("还有 {open} 处错误没有改正，也没有说明理由，公布前请先处理"))
}
