//! Figures that no statement of the format understands, also those of sections that none speaks of, bound to a cell by hand.
//! The binding is a note of the budget; the figure is found again by its section, paragraph and wording, so that it survives
//! other changes of the text. What statements say is not looked at: what they understand is not bound by hand.

use std::collections::BTreeSet;

use super::claims::claims;
use super::compile::{Group, Paragraph};
use super::extract::Token;
use super::judge::Judge;
use super::plain::Plain;
use super::{BoundFigure, Extracted, FigureKind, Reading, Role, State, extract};
use crate::calc::Book;
use crate::model::{Budget, CellAddress, NoteKey, NoteKind, section_names};
use crate::money;

/// The note that binds a figure of the reading.
pub fn binding_key(reading: &Reading, figure: &BoundFigure, budget: &Budget) -> NoteKey {
    key_in(reading, figure, &section_names(&budget.narrative))
}

fn key_in(reading: &Reading, figure: &BoundFigure, names: &[String]) -> NoteKey {
    // The same figure may stand in a paragraph several times.
    let same = |other: &&BoundFigure| {
        let (here, there) = (figure.place, other.place);
        (there.section, there.paragraph) == (here.section, here.paragraph)
            && other.text == figure.text
            && there.span.start < here.span.start
    };
    let before = reading.figures.iter().filter(same).count();
    let section = names.get(figure.place.section).map_or("", String::as_str);
    NoteKey {
        kind: NoteKind::Binding,
        place: NoteKey::place_in_text(section, figure.place.paragraph),
        of: format!("{}·{}", figure.text, before + 1),
    }
}

/// The figures of sections that no statement speaks of, so that they can be bound: of those that people wrote beside the
/// format's all, also in paragraphs where one is bound; of others what is money, wherever it stands: a typed amount is no
/// less wrong there. They are of the rule behind all groups. A document that was read for a format that says of no section
/// what it quotes is left to those who judge its sentences.
pub(super) fn read(groups: &[Group], book: &Book<'_>, reading: &mut Reading) {
    let notes = book.budget.notes.keys().filter(|key| key.kind == NoteKind::Binding);
    let bound: BTreeSet<&str> = notes.map(|key| key.place.as_str()).collect();
    let names = section_names(&book.budget.narrative);
    for (at, (section, name)) in book.budget.narrative.iter().zip(&names).enumerate() {
        if groups.iter().any(|group| group.section == section.key) {
            continue;
        }
        let is_written_here = !groups.is_empty() || book.budget.source.is_empty();
        let is_own = section.key.is_empty() && !groups.is_empty();
        let is_whole = |at: usize| is_own || bound.contains(NoteKey::place_in_text(name, at).as_str());
        let paragraphs = section.paragraphs.iter().enumerate();
        let paragraphs: Vec<Paragraph<'_, '_>> = paragraphs
            .filter(|(at, _)| is_written_here || is_whole(*at))
            .map(|(index, source)| {
                let plain = Plain::of(source);
                let mut claims = claims(&plain, &[], &mut Default::default());
                if !is_whole(index) {
                    let of_money = |token: &Token| token.kind == FigureKind::Amount;
                    claims.iter_mut().for_each(|claim| claim.unbound.retain(of_money));
                }
                Paragraph { index, source, plain, claims }
            })
            .collect();
        Judge { book, rule: groups.len(), section: at, last: None }.paragraphs(&paragraphs, reading);
    }
}

/// Compares the figures that were bound by hand with their cells.
pub(super) fn apply(reading: &mut Reading, book: &Book<'_>) {
    if !book.budget.notes.keys().any(|key| key.kind == NoteKind::Binding) {
        return;
    }
    let names = section_names(&book.budget.narrative);
    let bound: Vec<(usize, BoundFigure)> = reading
        .figures
        .iter()
        .enumerate()
        .filter(|(_, figure)| figure.state == State::Unbound)
        .filter_map(|(at, figure)| {
            let note = book.budget.notes.get(&key_in(reading, figure, &names))?;
            Some((at, compared(figure, &note.text, book)))
        })
        .collect();
    for (at, figure) in bound {
        if let Some(slot) = reading.figures.get_mut(at) {
            *slot = figure;
        }
    }
}

/// The figure as it stands to the cell of that address.
fn compared(figure: &BoundFigure, address: &str, book: &Book<'_>) -> BoundFigure {
    let role = Some(Role::Value);
    let not_checked = |why: String| BoundFigure {
        role,
        subject: address.to_owned(),
        state: State::NotChecked(why),
        ..figure.clone()
    };
    let cell = address.parse::<CellAddress>().ok().and_then(|address| book.cell(&address));
    let Some(cell) = cell else {
        return not_checked(format!("人工对应的单元格 {address} 不存在"));
    };
    let subject = format!("{} {}", cell.row.name(), cell.column.title());
    let Some(number) = cell.number() else {
        return BoundFigure { subject, ..not_checked("对应的单元格没有数".to_owned()) };
    };
    let printed = extract::extract(&figure.text).into_iter().next();
    let agrees = printed.as_ref().is_some_and(|printed| {
        let exact = match printed.kind {
            FigureKind::Amount => number
                .checked_mul(book.format.unit.in_yuan())
                .and_then(|yuan| yuan.checked_div(printed.in_yuan)),
            _ => Some(number),
        };
        exact.is_some_and(|exact| money::round(exact, printed.number.scale()) == printed.number)
    });
    // In the unit of the tables, as what is expected.
    let in_unit = |printed: &Extracted| match printed.kind {
        FigureKind::Amount => {
            printed.number.checked_mul(printed.in_yuan)?.checked_div(book.format.unit.in_yuan())
        }
        _ => Some(printed.number),
    };
    let stated = figure.stated.or_else(|| in_unit(printed.as_ref()?));
    BoundFigure {
        role,
        subject,
        state: if agrees { State::Agrees } else { State::Differs },
        cells: vec![cell.address()],
        expected: Some(number),
        stated,
        ..figure.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file;
    use crate::model::Note;
    use crate::schema::Formats;
    use crate::session::Session;

    #[test]
    fn a_figure_is_bound_by_hand_compared_and_let_go() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/samples/焦作市委办公室-2023.ron");
        let loaded = file::load(std::path::Path::new(path), &Formats::embedded()).unwrap();
        let mut session = Session::new(loaded.budget, loaded.format);
        let unbound = |session: &Session| session.verdicts().narrative().unbound().next().cloned();
        let figure = unbound(&session).unwrap();
        let before = session.verdicts().findings().len();
        for (address, state, findings) in [
            ("T3!合计!合计", State::Differs, before + 1),
            ("T3!合计!没有", State::NotChecked("人工对应的单元格 T3!合计!没有 不存在".to_owned()), before),
        ] {
            let key = binding_key(session.verdicts().narrative(), &figure, session.budget());
            let note = Note { text: address.to_owned(), ..Note::default() };
            session.note(key, Some(note), "对应单元格").unwrap();
            let now = session
                .verdicts()
                .narrative()
                .figures
                .iter()
                .find(|other| other.place == figure.place)
                .cloned()
                .unwrap();
            assert_eq!(now.state, state, "{address}");
            assert_eq!(session.verdicts().findings().len(), findings, "{address}");
            session.undo().unwrap();
            assert_eq!(unbound(&session).as_ref(), Some(&figure));
        }
    }
}
