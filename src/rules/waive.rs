//! Findings that somebody accepted as they are (豁免), with a reason. A waiver stands for the figures it
//! was given for: when one of them changes, it lapses, and the finding says so.
//!
//! It judges nothing: it only matches findings with the notes of the budget.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::verdict::{Finding, Waived};
use crate::calc::Book;
use crate::model::{NoteKey, NoteKind};

/// The waiver that would stand for a finding now.
pub fn waiver_key(finding: &Finding, book: &Book<'_>) -> NoteKey {
    NoteKey {
        kind: NoteKind::Waiver,
        place: place(finding, book),
        of: format!("{} {:016x}", finding.rule, fingerprint(finding, book)),
    }
}

/// Notes with each finding whether it is waived, or was before its figures changed.
pub(super) fn apply(findings: &mut [Finding], book: &Book<'_>) {
    let waivers: BTreeSet<&NoteKey> =
        book.budget.notes.keys().filter(|key| key.kind == NoteKind::Waiver).collect();
    if waivers.is_empty() {
        return;
    }
    let mut left = waivers.clone();
    for finding in findings.iter_mut() {
        let key = waiver_key(finding, book);
        if waivers.contains(&key) {
            left.remove(&key);
            finding.waived = Waived::Yes(key);
        }
    }
    for finding in findings.iter_mut().filter(|finding| finding.waived == Waived::No) {
        let place = place(finding, book);
        let wording = wording(&finding.message);
        let lapsed = left.iter().copied().find(|key| {
            let rule = key.of.split(' ').next();
            let about = book.budget.notes.get(*key).map(|note| note.about.as_str()).unwrap_or_default();
            key.place == place && rule == Some(&finding.rule) && wording == self::wording(about)
        });
        if let Some(key) = lapsed {
            left.remove(key);
            finding.waived = Waived::Lapsed(key.clone());
        }
    }
}

/// Where a finding stands, in words that survive other changes of the text.
fn place(finding: &Finding, book: &Book<'_>) -> String {
    match (&finding.address, &finding.sentence, &finding.table) {
        (Some(address), _, _) => address.to_string(),
        (None, Some(sentence), _) => {
            let section = book.budget.narrative.get(sentence.section);
            let key = section.map_or("", |section| section.key.as_str());
            format!("说明·{key}·{}", sentence.paragraph + 1)
        }
        (None, None, Some(table)) => table.to_string(),
        (None, None, None) => String::new(),
    }
}

/// A number for all figures a finding speaks of, stable over programs and versions (FNV-1a).
fn fingerprint(finding: &Finding, book: &Book<'_>) -> u64 {
    let mut text = format!("{} {:?} {:?}", finding.message, finding.expected, finding.actual);
    for address in &finding.cells {
        let content = book.cell(address).map(|cell| match cell.number() {
            Some(number) => number.normalize().to_string(),
            None => cell.text(),
        });
        // Writing into a string cannot fail.
        let _ = write!(text, " {address}={}", content.unwrap_or_default());
    }
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A message without its figures.
fn wording(message: &str) -> String {
    message.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '-')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Note;
    use crate::rules::fixtures::changed;
    use crate::schema::{Formats, default_format};
    use crate::session::Session;
    use crate::{file, model::CellAddress};

    fn waived(session: &Session) -> Vec<Waived> {
        session.verdicts().findings().iter().map(|finding| finding.waived.clone()).collect()
    }

    #[test]
    fn a_waiver_is_kept_until_a_figure_changes() {
        let mut session = Session::new(changed("T1!201!支出金额=176"), default_format());
        let findings = session.verdicts().findings().len();
        let reason = Note { text: "报表口径不同".to_owned(), ..Note::default() };
        assert!(session.waive(0, Some(Note::default())).is_err(), "a waiver without a reason");
        session.waive(0, Some(reason)).unwrap();
        assert!(matches!(waived(&session).as_slice(), [Waived::Yes(_), ..]));
        assert_eq!(session.verdicts().open(), findings - 1);

        let text = file::to_text(session.budget(), &file::Extras::default());
        let loaded = file::from_text(&text, &Formats::embedded()).unwrap();
        assert!(matches!(
            waived(&Session::new(loaded.budget, default_format())).as_slice(),
            [Waived::Yes(_), ..]
        ));

        // A figure that takes part changes: the waiver lapses and says so; taken back, it stands again.
        let cell: CellAddress = "T1!201!支出金额".parse().unwrap();
        session.enter(&cell, "177").unwrap();
        assert!(matches!(waived(&session).as_slice(), [Waived::Lapsed(_), ..]), "{:?}", waived(&session));
        assert_eq!(session.verdicts().open(), session.verdicts().findings().len());
        session.undo().unwrap();
        assert!(matches!(waived(&session).as_slice(), [Waived::Yes(_), ..]));

        session.waive(0, None).unwrap();
        assert_eq!(session.verdicts().open(), findings);
        assert!(session.budget().notes.is_empty());
        session.undo().unwrap();
        assert_eq!(session.verdicts().open(), findings - 1);
    }

    #[test]
    fn another_finding_at_the_same_place_is_not_waived() {
        let mut session = Session::new(changed("T1!201!支出金额=176"), default_format());
        let reason = Note { text: "口径不同".to_owned(), ..Note::default() };
        session.waive(0, Some(reason)).unwrap();
        let first = session.verdicts().findings()[0].clone();
        for finding in session.verdicts().findings().iter().skip(1) {
            assert_eq!(finding.waived, Waived::No, "{} beside {}", finding.message, first.message);
        }
    }
}
