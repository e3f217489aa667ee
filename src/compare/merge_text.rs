//! The text of a budget when two people changed it: section by section and paragraph by paragraph, those that are new where
//! they were put. Only what both changed, each in its way, is a conflict; what was written beside paragraphs goes with them.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::{At, Merger, Side, Three};
use super::merge_lines::MergeLine;
use super::merge_sections::identities;
use crate::model::{Note, NoteKey, NoteKind, Section, section_names};
use crate::narrative::{aligned, is_alike};

/// Of base, ours and theirs.
pub(super) type Each<T> = [T; 3];

/// A paragraph of the result, and which it was in each text.
struct Passage {
    text: String,
    was: Each<Option<usize>>,
}

/// A section of the result, and which it was in each text.
pub(super) struct Part {
    key: String,
    title: String,
    was: Each<Option<usize>>,
    passages: Vec<Passage>,
}

/// A merged text.
pub(super) struct Text {
    pub sections: Vec<Section>,
    /// By text, where the notes on a paragraph stand in the result; none where the paragraph is no more.
    places: Each<BTreeMap<String, Option<String>>>,
}

impl Text {
    /// The notes of one of the three texts by where they stand in the result.
    pub(super) fn notes(&self, of: usize, notes: &BTreeMap<NoteKey, Note>) -> BTreeMap<NoteKey, Note> {
        let moved = notes.iter().filter_map(|(key, note)| Some((self.key(of, key)?, note.clone())));
        moved.collect()
    }

    /// A note of one of the three texts as the result calls it.
    pub(super) fn key(&self, of: usize, key: &NoteKey) -> Option<NoteKey> {
        match self.places.get(of).and_then(|places| places.get(&key.place)) {
            Some(place) => Some(NoteKey { place: place.clone()?, ..key.clone() }),
            None => Some(key.clone()),
        }
    }
}

impl Merger<'_> {
    pub(super) fn text(&mut self, three: &Three<'_, Vec<Section>>) -> Text {
        let texts = [three.base, three.ours, three.theirs];
        let names = identities(&texts);
        let all: BTreeSet<&String> = names.iter().flatten().collect();
        let mut parts: BTreeMap<String, Part> = BTreeMap::new();
        for name in all {
            let at = |of: usize| names.get(of)?.iter().position(|other| other == name);
            let was = [at(0), at(1), at(2)];
            if let Some(part) = self.part(name, &texts, was) {
                parts.insert(name.clone(), part);
            }
        }
        let order = self.sections_in_order(&names, &parts);
        let parts: Vec<Part> = order.iter().filter_map(|name| parts.remove(name)).collect();
        let section = |part: &Part| Section {
            key: part.key.clone(),
            title: part.title.clone(),
            paragraphs: part.passages.iter().map(|passage| passage.text.clone()).collect(),
        };
        let sections: Vec<Section> = parts.iter().map(section).collect();
        let places =
            [0, 1, 2].map(|of| places(of, texts.get(of).copied(), &parts, &section_names(&sections)));
        Text { sections, places }
    }

    /// One section. None where it is no more.
    fn part(&mut self, name: &str, texts: &Each<&Vec<Section>>, was: Each<Option<usize>>) -> Option<Part> {
        let of = |side: usize| texts.get(side)?.get(was.get(side).copied().flatten()?);
        let (base, ours, theirs) = (of(0), of(1), of(2));
        let whole =
            |section: Option<&Section>| section.map_or(String::new(), |one| one.paragraphs.join("\n"));
        let title = base.or(ours).or(theirs).map(|one| one.title.clone()).unwrap_or_default();
        if let (Some(own), None) | (None, Some(own)) = (ours, theirs) {
            let side = if ours.is_some() { Side::Ours } else { Side::Theirs };
            let mut line = MergeLine::new(format!("说明“{title}”一节"), whole(base));
            let mut taken = side;
            match base {
                // One took it out: plainly, where the other left it as it was.
                Some(before) => {
                    line.set(side.other(), "删去此节".to_owned());
                    if before == own && !self.has_new_comment(side, was, None) {
                        taken = side.other();
                    } else {
                        let place = format!("说明·{name}");
                        let said =
                            |of: Side| if of == side { whole(Some(own)) } else { "删去此节".to_owned() };
                        line.set(side, whole(Some(own)));
                        let at = At::new(place.clone(), line.title.clone());
                        taken = self.conflict(at, whole(base), said(Side::Ours), said(Side::Theirs));
                        (line.taken, line.conflict) = (Some(taken), Some(place));
                    }
                }
                None => line.set(side, format!("新增一节 {}", whole(Some(own)))),
            }
            self.passages.push(line);
            let alone = |nth: usize| match side {
                Side::Ours => [None, Some(nth), None],
                Side::Theirs => [None, None, Some(nth)],
            };
            let passage = |(nth, text): (usize, &String)| Passage { text: text.clone(), was: alone(nth) };
            let passages = own.paragraphs.iter().enumerate().map(passage).collect();
            let [_, in_ours, in_theirs] = was;
            let was = [None, in_ours, in_theirs];
            let part = || Part { key: own.key.clone(), title: own.title.clone(), was, passages };
            return (taken == side).then(part);
        }
        let (ours, theirs) = (ours?, theirs?);
        let empty = Section::default();
        let before = base.unwrap_or(&empty);
        let at = || At::new(format!("说明·{name}·标题"), format!("说明“{title}”的标题"));
        let three = Three::new(before, ours, theirs);
        let new_title = self.pick(&three.map(|one| &one.title), at, String::clone).clone();
        let key = match three.map(|one| &one.key).plain() {
            Some(key) => key.clone(),
            None => ours.key.clone().max(theirs.key.clone()),
        };
        let passages = self.paragraphs((name, &title, was), &three.map(|one| &one.paragraphs));
        Some(Part { key, title: new_title, was, passages })
    }

    /// The paragraphs of a section that both have.
    fn paragraphs(
        &mut self,
        (name, title, of): (&str, &str, Each<Option<usize>>),
        three: &Three<'_, Vec<String>>,
    ) -> Vec<Passage> {
        let became = [aligned(three.base, three.ours), aligned(three.base, three.theirs)];
        let added = [added(three.ours, &became[0]), added(three.theirs, &became[1])];
        let mut merged = Vec::new();
        for nth in 0..=three.base.len() {
            let new = |side: usize| {
                added.get(side).and_then(|added| added.get(&nth)).map_or(&[][..], Vec::as_slice)
            };
            self.new_paragraphs((name, title, nth), three, [new(0), new(1)], &mut merged);
            let Some(before) = three.base.get(nth) else { break };
            let [ours, theirs] = [0, 1].map(|side| became.get(side)?.get(nth).copied().flatten());
            let text = |at: Option<usize>, of: &[String]| at.and_then(|at| of.get(at)).cloned();
            let (own, other) = (text(ours, three.ours), text(theirs, three.theirs));
            let was = [Some(nth), ours, theirs];
            if own.as_ref() == Some(before) && other.as_ref() == Some(before) {
                merged.push(Passage { text: before.clone(), was });
                continue;
            }
            let commented =
                |side: Side, at: Option<usize>| at.is_some() && self.has_new_comment(side, of, at);
            let is_kept = |side: Side, at: Option<usize>, text: &Option<String>| {
                text.as_ref() == Some(before) && !commented(side, at)
            };
            let mut line = MergeLine::new(format!("说明“{title}”第 {} 段", nth + 1), before.clone());
            let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "删去此段".to_owned());
            for (side, text) in [(Side::Ours, &own), (Side::Theirs, &other)] {
                if text.as_ref() != Some(before) {
                    line.set(side, said(text));
                }
            }
            let taken = if own == other || is_kept(Side::Theirs, theirs, &other) {
                own
            } else if is_kept(Side::Ours, ours, &own) {
                other
            } else {
                let place = format!("说明·{name}·{nth}");
                let at = At::new(place.clone(), line.title.clone());
                let side = self.conflict(at, before.clone(), said(&own), said(&other));
                line.set(Side::Ours, said(&own));
                line.set(Side::Theirs, said(&other));
                (line.taken, line.conflict) = (Some(side), Some(place));
                if side == Side::Ours { own } else { other }
            };
            self.passages.push(line);
            merged.extend(taken.map(|text| Passage { text, was }));
        }
        merged
    }

    /// What either side wrote before the paragraph `nth`: both stay, but for two that say much the same.
    fn new_paragraphs(
        &mut self,
        (name, title, nth): (&str, &str, usize),
        three: &Three<'_, Vec<String>>,
        [ours, theirs]: [&[usize]; 2],
        merged: &mut Vec<Passage>,
    ) {
        let text = |side: Side, at: usize| {
            let of = if side == Side::Ours { three.ours } else { three.theirs };
            of.get(at).cloned().unwrap_or_default()
        };
        let where_ = if nth == 0 { "开头".to_owned() } else { format!("第 {nth} 段后") };
        let mut left: Vec<usize> = theirs.to_vec();
        let mut same: Vec<(usize, usize, Passage)> = Vec::new();
        let mut own: Vec<(usize, Passage)> = Vec::new();
        for at in ours {
            let written = text(Side::Ours, *at);
            let other = left.iter().position(|other| is_alike(&written, &text(Side::Theirs, *other)));
            let mut line = MergeLine::new(format!("说明“{title}”{where_}新增"), String::new());
            line.set(Side::Ours, written.clone());
            let Some(other) = other.map(|at| left.remove(at)) else {
                self.passages.push(line);
                own.push((*at, Passage { text: written, was: [None, Some(*at), None] }));
                continue;
            };
            let theirs = text(Side::Theirs, other);
            line.set(Side::Theirs, theirs.clone());
            let mut taken = written.clone();
            if written != theirs {
                let place = format!("说明·{name}·{nth}+{}", same.len() + 1);
                let at = At::new(place.clone(), line.title.clone());
                let side = self.conflict(at, String::new(), written.clone(), theirs.clone());
                (line.taken, line.conflict) = (Some(side), Some(place));
                if side == Side::Theirs {
                    taken = theirs;
                }
            }
            self.passages.push(line);
            same.push((*at, other, Passage { text: taken, was: [None, Some(*at), Some(other)] }));
        }
        let mut others: Vec<(usize, Passage)> = Vec::new();
        for at in left {
            let mut line = MergeLine::new(format!("说明“{title}”{where_}新增"), String::new());
            line.set(Side::Theirs, text(Side::Theirs, at));
            self.passages.push(line);
            others.push((at, Passage { text: text(Side::Theirs, at), was: [None, None, Some(at)] }));
        }
        // Where both wrote something, which stands first does not depend on whose it is.
        if others.is_empty() || own.is_empty() {
            // The same in another order.
            let in_theirs =
                same.windows(2).all(|pair| pair.first().map(|one| one.1) < pair.last().map(|one| one.1));
            if own.is_empty() && others.is_empty() && !in_theirs {
                same.sort_by(|(.., one), (.., other)| one.text.cmp(&other.text));
                merged.extend(same.into_iter().map(|(.., passage)| passage));
                return;
            }
            let by_theirs = own.is_empty();
            let nth = |(ours, theirs, one)| (if by_theirs { theirs } else { ours }, one);
            own.extend(others);
            own.extend(same.into_iter().map(nth));
            own.sort_by_key(|(at, _)| *at);
            merged.extend(own.into_iter().map(|(_, passage)| passage));
            return;
        }
        let texts =
            |of: Vec<(usize, Passage)>| of.into_iter().map(|(_, passage)| passage).collect::<Vec<_>>();
        let mut same: Vec<Passage> = same.into_iter().map(|(.., passage)| passage).collect();
        same.sort_by(|one, other| one.text.cmp(&other.text));
        let (own, others) = (texts(own), texts(others));
        let words = |of: &[Passage]| of.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
        let (first, second) = if words(&own) <= words(&others) { (own, others) } else { (others, own) };
        merged.extend(same.into_iter().chain(first).chain(second));
    }

    /// Whether a side has comments that the base does not have: on a section, by where it stands in each text, or on a
    /// paragraph of that side's.
    fn has_new_comment(&self, side: Side, section: Each<Option<usize>>, paragraph: Option<usize>) -> bool {
        let (own, at) = match side {
            Side::Ours => (self.ours, section[1]),
            Side::Theirs => (self.theirs, section[2]),
        };
        let names = section_names(&own.narrative);
        let Some(name) = at.and_then(|at| names.get(at)) else { return false };
        let begins = format!("说明·{name}·");
        let place = paragraph.map(|at| NoteKey::place_in_text(name, at));
        let is_there = |key: &NoteKey| match &place {
            Some(place) => key.place == *place,
            None => key.place.starts_with(&begins),
        };
        let is_old = |note: &Note| self.base.notes.values().any(|before| before == note);
        let mut comments = own.notes.iter().filter(|(key, _)| key.kind == NoteKind::Comment && is_there(key));
        comments.any(|(_, note)| !is_old(note))
    }
}

/// By the paragraph of the base before which they stand, those that became of none.
fn added(own: &[String], became: &[Option<usize>]) -> BTreeMap<usize, Vec<usize>> {
    let mut added: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut before = 0;
    for at in 0..own.len() {
        match became.iter().position(|to| *to == Some(at)) {
            Some(from) => before = from + 1,
            None => added.entry(before).or_default().push(at),
        }
    }
    added
}

/// Where the notes on the paragraphs of a text stand in the result.
fn places(
    of: usize,
    text: Option<&Vec<Section>>,
    parts: &[Part],
    new_names: &[String],
) -> BTreeMap<String, Option<String>> {
    let Some(text) = text else { return BTreeMap::new() };
    let mut places = BTreeMap::new();
    for ((nth, section), name) in text.iter().enumerate().zip(section_names(text)) {
        let now = parts.iter().position(|part| part.was.get(of).copied().flatten() == Some(nth));
        for at in 0..section.paragraphs.len() {
            let to = now.and_then(|now| {
                let mut passages = parts.get(now)?.passages.iter();
                let to = passages.position(|passage| passage.was.get(of).copied().flatten() == Some(at))?;
                Some(NoteKey::place_in_text(new_names.get(now)?, to))
            });
            places.insert(NoteKey::place_in_text(&name, at), to);
        }
    }
    places
}
