//! What people wrote beside paragraphs of the text (which cell a figure quotes, why a finding is waived, what somebody
//! remarks), when the text becomes another: it goes with its paragraph, and with its figure. It changes nothing itself.

use std::collections::BTreeMap;

use super::passages::{Line, Part, Passage};
use crate::model::{Budget, CellAddress, Note, NoteKey, NoteKind, Section, section_names};
use crate::narrative::{aligned, extract};

/// Where comments on a paragraph stand; none are on headings.
pub fn comment_place(budget: &Budget, at: Passage) -> Option<String> {
    let names = section_names(&budget.narrative);
    Some(NoteKey::place_in_text(names.get(at.section)?, at.paragraph?))
}

/// The paragraph that a comment stands on, if it does on one.
pub fn commented(budget: &Budget, place: &str) -> Option<Passage> {
    let (section, number) = place.strip_prefix("说明·")?.rsplit_once('·')?;
    let paragraph = number.parse::<usize>().ok()?.checked_sub(1)?;
    let section = section_names(&budget.narrative).iter().position(|name| name == section)?;
    budget.narrative.get(section).filter(|of| of.paragraphs.len() > paragraph)?;
    Some(Passage { section, paragraph: Some(paragraph) })
}

/// What people wrote beside a passage: a paragraph's comments, what its figures quote and why its findings are waived.
pub(super) fn notes_on(budget: &Budget, at: Passage) -> Vec<(NoteKey, Note)> {
    let Some(place) = comment_place(budget, at) else { return Vec::new() };
    let on_it = budget.notes.iter().filter(|(key, _)| key.place == place);
    on_it.map(|(key, note)| (key.clone(), note.clone())).collect()
}

/// The figures of a text as notes know them: as they stand there, and which of those that read the same.
fn figures_of(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let figures = extract(text).into_iter().filter_map(|figure| {
        Some(letters.get(figure.span.start..figure.span.end)?.iter().collect::<String>())
    });
    let numbered = figures.map(|figure| {
        let count = count.entry(figure.clone()).or_default();
        *count += 1;
        format!("{figure}·{count}")
    });
    numbered.collect()
}

/// A text that was written anew, each paragraph knowing which it was.
pub(super) fn written_anew(old: &[Section], new: &[Section]) -> Vec<Part> {
    let (old_names, new_names) = (section_names(old), section_names(new));
    let part = |(of, name): (&Section, &String)| {
        let known = old_names.iter().position(|before| before == name);
        let before =
            known.and_then(|at| old.get(at)).map(|before| before.paragraphs.as_slice()).unwrap_or_default();
        let became = aligned(before, &of.paragraphs);
        let were = (0..of.paragraphs.len()).map(|at| became.iter().position(|to| *to == Some(at)));
        let line = |(text, was): (&String, Option<usize>)| Line { text: text.clone(), was: known.zip(was) };
        let lines = of.paragraphs.iter().zip(were).map(line).collect();
        Part { key: of.key.clone(), title: of.title.clone(), lines }
    };
    new.iter().zip(&new_names).map(part).collect()
}

/// What becomes of the notes on paragraphs: those whose place, or whose figure, is called otherwise now.
/// Those on a paragraph that is no more go, unless they are to stay where they were: nobody took it out.
pub(super) fn moved_notes(budget: &Budget, parts: &[Part], stay: bool) -> BTreeMap<NoteKey, Option<Note>> {
    let mut changed: BTreeMap<NoteKey, Option<Note>> = BTreeMap::new();
    let names = section_names(&budget.narrative);
    let sections: Vec<Section> = parts.iter().map(Part::section).collect();
    let new_names = section_names(&sections);
    let place_of = |(section, at): (usize, usize)| {
        NoteKey::place_in_text(new_names.get(section).map_or("", String::as_str), at)
    };
    let mut moved = |key: &NoteKey, note: &Note, to: Option<(String, String)>| {
        let to = to.map(|(place, of)| NoteKey { kind: key.kind.clone(), place, of });
        if to.as_ref() == Some(key) || to.is_none() && stay {
            return;
        }
        changed.entry(key.clone()).or_insert(None);
        if let Some(to) = to {
            changed.insert(to, Some(note.clone()));
        }
    };
    for (key, note) in budget.notes.iter().filter(|(key, _)| key.kind == NoteKind::Comment) {
        if let Some(Passage { section, paragraph: Some(paragraph) }) = commented(budget, &key.place) {
            let place = became(parts, (section, paragraph)).first().map(|(place, _)| place_of(*place));
            moved(key, note, place.map(|place| (place, key.of.clone())));
        }
    }
    for ((section, old), name) in budget.narrative.iter().enumerate().zip(&names) {
        for (paragraph, text) in old.paragraphs.iter().enumerate() {
            let place = NoteKey::place_in_text(name, paragraph);
            let is_on_it = |key: &NoteKey| key.place == place && key.kind != NoteKind::Comment;
            let on_it: Vec<(&NoteKey, &Note)> =
                budget.notes.iter().filter(|(key, _)| is_on_it(key)).collect();
            if on_it.is_empty() {
                continue;
            }
            let now: Vec<(String, &str)> = became(parts, (section, paragraph))
                .into_iter()
                .map(|(place, line)| (place_of(place), line.text.as_str()))
                .collect();
            let renamed = renamed_figures(text, &now);
            for (key, note) in on_it {
                let to = match &key.kind {
                    NoteKind::Binding => renamed.get(&key.of).cloned(),
                    _ => now.first().map(|(place, _)| (place.clone(), key.of.clone())),
                };
                moved(key, note, to);
            }
        }
    }
    changed
}

/// The paragraphs that a paragraph became: in which section and where in it.
fn became(parts: &[Part], was: (usize, usize)) -> Vec<((usize, usize), &Line)> {
    let all = parts.iter().enumerate().flat_map(|(section, part)| {
        part.lines.iter().enumerate().map(move |(at, line)| ((section, at), line))
    });
    all.filter(|(_, line)| line.was == Some(was)).collect()
}

/// What notes call each figure of a paragraph in what it became: place and figure. Figures before and behind what was
/// changed are the same; those between are, too, where there are as many.
fn renamed_figures(before: &str, now: &[(String, &str)]) -> BTreeMap<String, (String, String)> {
    let old = figures_of(before);
    let new: Vec<(String, String)> = now
        .iter()
        .flat_map(|(place, text)| figures_of(text).into_iter().map(|figure| (place.clone(), figure)))
        .collect();
    let bare = |figure: &str| figure.rsplit_once('·').map_or(figure, |(bare, _)| bare).to_owned();
    let same = |(old, (_, new)): &(&String, &(String, String))| bare(old) == bare(new);
    let head = old.iter().zip(&new).take_while(same).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(same).count();
    let is_one_to_one = old.len() == new.len();
    let pairs = old.iter().enumerate().filter_map(|(at, figure)| {
        let from_end = old.len() - at;
        let to = if at < head || is_one_to_one {
            at
        } else if from_end <= tail {
            new.len() - from_end
        } else {
            return None;
        };
        Some((figure.clone(), new.get(to)?.clone()))
    });
    pairs.collect()
}

/// Notes which cells figures quote that were put into the lines of a section that were a paragraph, or that are new: each is
/// the first that reads so and quotes none yet.
pub(super) fn bind(
    budget: &Budget,
    parts: &[Part],
    (section, was): (usize, Option<(usize, usize)>),
    quoted: &[(String, CellAddress)],
    notes: &mut BTreeMap<NoteKey, Option<Note>>,
) {
    let Some(part) = parts.get(section) else { return };
    let sections: Vec<Section> = parts.iter().map(Part::section).collect();
    let names = section_names(&sections);
    let name = names.get(section).map_or("", String::as_str);
    for (figure, cell) in quoted {
        let written = part.lines.iter().enumerate().filter(|(_, line)| line.was == was);
        let keys = written.flat_map(|(at, line)| {
            let numbered = figures_of(&line.text).into_iter();
            let own = numbered.filter(|one| one.rsplit_once('·').is_some_and(|(bare, _)| bare == figure));
            own.map(move |of| NoteKey {
                kind: NoteKind::Binding,
                place: NoteKey::place_in_text(name, at),
                of,
            })
        });
        let is_free = |key: &NoteKey| match notes.get(key) {
            Some(note) => note.is_none(),
            None => !budget.notes.contains_key(key),
        };
        let key = keys.into_iter().find(is_free);
        if let Some(key) = key {
            let note = Note { text: cell.to_string(), about: figure.clone(), ..Note::default() };
            notes.insert(key, Some(note));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_known_again_in_a_text_that_was_written_anew() {
        for (old, new, expected) in [
            (vec!["甲", "乙"], vec!["甲", "乙"], vec![Some(0), Some(1)]),
            // One was added above another's own words, or is gone.
            (vec!["甲", "乙"], vec!["甲", "新", "乙"], vec![Some(0), None, Some(1)]),
            (vec!["甲", "旧", "乙"], vec!["甲", "乙"], vec![Some(0), Some(2)]),
            // Its figures are others now.
            (vec!["甲1", "乙"], vec!["甲2", "乙"], vec![Some(0), Some(1)]),
            (vec!["甲", "乙1", "丙1"], vec!["甲", "乙2", "丙2"], vec![Some(0), Some(1), Some(2)]),
            // Which of them it was cannot be told.
            (vec!["甲1"], vec!["甲2", "新"], vec![None, None]),
            (vec![], vec!["新"], vec![None]),
        ] {
            let section = |paragraphs: &[&str]| Section {
                key: "三公".to_owned(),
                paragraphs: paragraphs.iter().map(|text| (*text).to_owned()).collect(),
                ..Section::default()
            };
            let parts = written_anew(&[section(&old)], &[section(&new)]);
            let were: Vec<Option<usize>> =
                parts[0].lines.iter().map(|line| line.was.map(|(_, at)| at)).collect();
            assert_eq!(were, expected, "{old:?} {new:?}");
        }
    }
}
