//! Findings that somebody accepted as they are (豁免), with a reason. A waiver stands for the figures it
//! was given for: when one of them changes, it lapses, and the finding says so. What the finding says in words
//! does not count, so that a rule can be worded better without a waiver being lost.
//!
//! A waiver is a note of the budget, and whoever made the budget can have written it. It counts where whoever
//! looks at the budget accepted it ([`Accepted`]), which no budget can say of itself; else it is a claim.
//!
//! It judges nothing: it only matches findings with the notes of the budget.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::found::{Found, List};
use super::verdict::{Finding, IdleWaiver, RuleVerdict, Waived};
use crate::calc::Book;
use crate::model::{Budget, Note, NoteKey, NoteKind, section_names};

/// What the part of a key begins with that tells figures, since it no longer tells words.
const FIGURES: &str = "2-";

/// A waiver with its reason, of one department and year, as whoever accepted it remembers it.
pub type WaiverId = String;

/// Which waivers count for whoever looks at a budget.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    all: bool,
    these: BTreeSet<WaiverId>,
}

impl Accepted {
    /// All that a budget holds, whoever wrote them.
    pub fn all() -> Self {
        Self { all: true, these: BTreeSet::new() }
    }

    /// These, and no others.
    pub fn these(waivers: impl IntoIterator<Item = WaiverId>) -> Self {
        Self { all: false, these: waivers.into_iter().collect() }
    }

    /// Accepts one more.
    pub fn add(&mut self, waiver: WaiverId) {
        self.these.insert(waiver);
    }

    /// Those that were accepted one by one.
    pub fn ids(&self) -> impl Iterator<Item = &WaiverId> {
        self.these.iter()
    }

    fn holds(&self, budget: &Budget, key: &NoteKey) -> bool {
        let is_among = |note: &Note| self.these.contains(&waiver_id(budget, key, note));
        self.all || !self.these.is_empty() && budget.notes.get(key).is_some_and(is_among)
    }
}

/// By what an accepted waiver is known again: all of it that was read before it was accepted. Another reason, or
/// other figures, make another waiver.
pub fn waiver_id(budget: &Budget, key: &NoteKey, note: &Note) -> WaiverId {
    let department = &budget.department.code;
    let year = budget.year.to_string();
    let parts = [department.as_str(), &year, &key.place, &key.of, &note.text, &note.by];
    serde_json::Value::from(parts.to_vec()).to_string()
}

/// The waiver that would stand for a finding now.
pub fn waiver_key(finding: &Finding, book: &Book<'_>) -> NoteKey {
    let figures = figures(finding, book);
    let of = format!("{} {FIGURES}{:08x}-{figures:016x}", finding.rule.id, subject(finding));
    NoteKey { kind: NoteKind::Waiver, place: place(finding, book), of }
}

/// The same as it was kept when it rested on the finding's words as well. Files hold them still.
fn worded_key(finding: &Finding, place: &str, book: &Book<'_>) -> NoteKey {
    let mut text = format!("{} {:?} {:?}", finding.message, finding.expected, finding.actual);
    write_cells(&mut text, finding, book);
    let of = format!("{} {:016x}", finding.rule.id, fnv(&text));
    NoteKey { kind: NoteKind::Waiver, place: place.to_owned(), of }
}

/// Whether a waiver is of a rule.
pub(super) fn is_of_rule(key: &NoteKey, rule: &str) -> bool {
    key.of.rsplit_once(' ').is_some_and(|(of, _)| of == rule)
}

/// Notes with each finding whether it is waived, and whether that is only claimed, or was before its figures
/// changed; and the waivers that belong to none. `tell` puts a finding into words, which is asked only of findings
/// at a place that some waiver of their rule names.
pub(super) fn apply(
    list: &mut List,
    rules: &[RuleVerdict],
    tell: &dyn Fn(&Found) -> Option<Finding>,
    book: &Book<'_>,
    accepted: &Accepted,
) {
    let budget = book.budget;
    let waivers: BTreeSet<&NoteKey> =
        budget.notes.keys().filter(|key| key.kind == NoteKind::Waiver).collect();
    list.all.iter_mut().for_each(|listed| listed.waive(Waived::No));
    let mut left = waivers.clone();
    if !waivers.is_empty() {
        let named: Vec<BTreeSet<&str>> = rules
            .iter()
            .map(|ended| {
                let of_rule = waivers.iter().filter(|key| is_of_rule(key, &ended.rule.id));
                of_rule.map(|key| key.place.as_str()).collect()
            })
            .collect();
        let may_be_named = |found: &Found| {
            let places = named.get(found.rule).filter(|places| !places.is_empty())?;
            match &found.address {
                Some(address) if !places.contains(address.to_string().as_str()) => None,
                _ => tell(found),
            }
        };
        let told: Vec<(usize, Finding)> = (0..)
            .zip(&list.all)
            .filter_map(|(at, listed)| Some((at, may_be_named(&listed.found)?)))
            .collect();
        for (at, waived) in of_each(&told, &waivers, &mut left, book, accepted) {
            if let Some(listed) = list.all.get_mut(at) {
                listed.waive(waived);
            }
        }
    }
    let is_known = |key: &NoteKey| rules.iter().any(|ended| is_of_rule(key, &ended.rule.id));
    let idle = left.into_iter().map(|key| IdleWaiver { is_of_no_rule: !is_known(key), key: key.clone() });
    list.idle_waivers = idle.collect();
}

/// The waivers of findings, which they are taken off `left` for.
fn of_each<'n>(
    told: &[(usize, Finding)],
    waivers: &BTreeSet<&'n NoteKey>,
    left: &mut BTreeSet<&'n NoteKey>,
    book: &Book<'_>,
    accepted: &Accepted,
) -> Vec<(usize, Waived)> {
    let budget = book.budget;
    let mut waived = Vec::new();
    let mut unwaived = Vec::new();
    for (at, finding) in told {
        let now = waiver_key(finding, book);
        let before = worded_key(finding, &now.place, book);
        // Of two the one counts that was accepted.
        let mut found: Vec<&NoteKey> =
            [now, before].iter().filter_map(|key| waivers.get(key).copied()).collect();
        for key in &found {
            left.remove(key);
        }
        found.sort_by_key(|key| !accepted.holds(budget, key));
        match found.first() {
            None => unwaived.push((*at, finding)),
            Some(key) if accepted.holds(budget, key) => waived.push((*at, Waived::Yes((*key).clone()))),
            Some(key) => waived.push((*at, Waived::Claimed((*key).clone()))),
        }
    }
    for (at, finding) in unwaived {
        let place = place(finding, book);
        let same_subject = format!(" {FIGURES}{:08x}-", subject(finding));
        let lapsed = left.iter().copied().find(|key| {
            let is_same = if is_of_figures(key) {
                key.of.contains(&same_subject)
            } else {
                let about = budget.notes.get(*key).map(|note| note.about.as_str()).unwrap_or_default();
                wording(&finding.message) == wording(about)
            };
            is_same && key.place == place && is_of_rule(key, &finding.rule.id)
        });
        if let Some(key) = lapsed {
            left.remove(key);
            waived.push((at, Waived::Lapsed(key.clone())));
        }
    }
    waived
}

fn is_of_figures(key: &NoteKey) -> bool {
    key.of.rsplit_once(' ').is_some_and(|(_, figures)| figures.starts_with(FIGURES))
}

/// Where a finding stands, in words that survive other changes of the text.
fn place(finding: &Finding, book: &Book<'_>) -> String {
    match (&finding.address, &finding.sentence, &finding.table) {
        (Some(address), _, _) => address.to_string(),
        (None, Some(sentence), _) => {
            let names = section_names(&book.budget.narrative);
            let section = names.get(sentence.section).map_or("", String::as_str);
            NoteKey::place_in_text(section, sentence.paragraph)
        }
        (None, None, Some(table)) => table.to_string(),
        (None, None, None) => String::new(),
    }
}

/// A number for what a finding is about beside its place.
fn subject(finding: &Finding) -> u32 {
    let [_, _, _, _, low @ ..] = fnv(&finding.subject).to_be_bytes();
    u32::from_be_bytes(low)
}

/// A number for all figures a finding speaks of.
fn figures(finding: &Finding, book: &Book<'_>) -> u64 {
    let mut text = String::new();
    for number in [finding.expected, finding.actual] {
        let number = number.map(|number| number.normalize().to_string());
        text.push_str(number.as_deref().unwrap_or("–"));
        text.push(' ');
    }
    // In the text a figure is a few characters of it.
    if let Some(place) = finding.sentence {
        text.push_str(&place.text(book.budget));
    }
    write_cells(&mut text, finding, book);
    fnv(&text)
}

fn write_cells(text: &mut String, finding: &Finding, book: &Book<'_>) {
    for address in &finding.cells {
        let content = book.cell(address).map(|cell| match cell.number() {
            Some(number) => number.normalize().to_string(),
            None => cell.text(),
        });
        // Writing into a string cannot fail.
        let _ = write!(text, " {address}={}", content.unwrap_or_default());
    }
}

/// FNV-1a, 64 bits: written into files, so it stays as it is whatever compiles the program.
fn fnv(text: &str) -> u64 {
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
    use crate::money::Decimal;
    use crate::rules::fixtures::changed;
    use crate::schema::{Formats, default_format};
    use crate::session::Session;
    use crate::{file, model::CellAddress};

    fn waived(session: &Session) -> Vec<Waived> {
        session.verdicts().findings().iter().map(|finding| finding.waived).collect()
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

        // Whoever else opens the file is told of a claim.
        let text = file::to_text(session.budget(), &file::Extras::default());
        let loaded = file::from_text(&text, &Formats::embedded()).unwrap();
        let mut again = Session::new(loaded.budget, default_format());
        assert!(matches!(waived(&again).as_slice(), [Waived::Claimed(_), ..]));
        assert_eq!((again.verdicts().open(), again.verdicts().claimed()), (findings, 1));
        again.accept(session.accepted().clone());
        assert!(matches!(waived(&again).as_slice(), [Waived::Yes(_), ..]));

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
        let first = session.verdicts().findings().get(0).unwrap();
        for finding in session.verdicts().findings().iter().skip(1) {
            assert_eq!(finding.waived, Waived::No, "{} beside {}", finding.message, first.message);
        }
    }

    /// A finding that is worded otherwise is the same; with another figure, place, rule or subject it is not.
    #[test]
    fn words_do_not_count_and_figures_do() {
        let session = Session::new(changed("T1!201!支出金额=176"), default_format());
        let book = session.book();
        let finding = session.verdicts().findings().get(0).unwrap();
        let key = waiver_key(&finding, &book);
        let reworded = Finding { message: "换一种说法。".to_owned(), ..finding.clone() };
        assert_eq!(waiver_key(&reworded, &book), key);
        let same = finding.expected.map(|value| value + Decimal::new(0, 4));
        assert_eq!(waiver_key(&Finding { expected: same, ..finding.clone() }, &book), key);
        let other = finding.expected.map(|value| value + Decimal::ONE);
        let another = crate::rules::RuleHead { id: "另一条".to_owned(), ..(*finding.rule).clone() };
        let other_cells = finding.cells.iter().skip(1).cloned().collect();
        for other in [
            Finding { expected: other, ..finding.clone() },
            Finding { actual: None, ..finding.clone() },
            Finding { cells: other_cells, ..finding.clone() },
            Finding { rule: another.into(), ..finding.clone() },
            Finding { subject: "另一事".to_owned(), ..finding.clone() },
            Finding { address: None, ..finding.clone() },
        ] {
            assert_ne!(waiver_key(&other, &book), key, "{other:?}");
        }
    }

    /// A waiver written when words still counted stands, until a figure changes.
    #[test]
    fn older_waivers_are_read() {
        let session = Session::new(changed("T1!201!支出金额=176"), default_format());
        let finding = session.verdicts().findings().get(0).unwrap();
        // As it stands in files.
        let key = worded_key(&finding, &place(&finding, &session.book()), &session.book());
        let with = |figure: &str| {
            let mut budget = changed(&format!("T1!201!支出金额={figure}"));
            let note = Note { text: "旧的".to_owned(), about: finding.message.clone(), ..Note::default() };
            budget.notes.insert(key.clone(), note);
            let mut session = Session::new(budget, default_format());
            session.accept(Accepted::all());
            waived(&session)[0].clone()
        };
        assert_eq!(with("176"), Waived::Yes(key.clone()));
        assert_eq!(with("177"), Waived::Lapsed(key.clone()));
    }
}
