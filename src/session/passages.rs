//! Steps that change the text (说明) by hand: a heading or a paragraph written, added, taken out, moved. What people wrote
//! beside a paragraph goes with it ([`passage_notes`](super::passage_notes)).
//!
//! What stands in the text is not looked at here; whether its figures are right is for the rules, what the template writes
//! for [`narrative`](super::narrative).

use super::Session;
use super::passage_notes::{bind, moved_notes, notes_on};
use crate::edit::{Batch, Edit};
use crate::model::{CellAddress, Note, NoteKey, Section, section_names};
use crate::narrative::Place;

/// A heading of the text, or one of its paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Passage {
    /// The position of the section.
    pub section: usize,
    /// The position of the paragraph in it; `None` for the heading.
    pub paragraph: Option<usize>,
}

impl From<Place> for Passage {
    fn from(place: Place) -> Self {
        Self { section: place.section, paragraph: Some(place.paragraph) }
    }
}

/// A paragraph of a new text, and which of the old one it was: section and position.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub text: String,
    pub was: Option<(usize, usize)>,
}

/// A section of a new text.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub key: String,
    pub title: String,
    pub lines: Vec<Line>,
}

/// What is typed as a passage, as it stands in the text: its lines without blanks around them, and without empty ones.
fn lines_of(text: &str) -> Vec<String> {
    let lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

impl Session {
    /// The headings and paragraphs of the text in order. What stands without a heading, as the cover, has none to be written.
    pub fn passages(&self) -> Vec<Passage> {
        let sections = self.budget.narrative.iter().enumerate();
        let of = |(section, of): (usize, &Section)| {
            let has_heading = !of.title.is_empty() || of.paragraphs.is_empty();
            let paragraphs = (0..of.paragraphs.len()).map(Some);
            let all = has_heading.then_some(None).into_iter().chain(paragraphs);
            all.map(move |paragraph| Passage { section, paragraph })
        };
        sections.flat_map(of).collect()
    }

    /// What stands there.
    pub fn passage(&self, at: Passage) -> Option<&str> {
        let section = self.budget.narrative.get(at.section)?;
        match at.paragraph {
            None => Some(&section.title),
            Some(paragraph) => section.paragraphs.get(paragraph).map(String::as_str),
        }
    }

    /// Where it is, for people: `说明“三公”第 2 段`.
    pub fn passage_name(&self, at: Passage) -> String {
        match at.paragraph {
            None => format!("标题“{}”", self.passage(at).unwrap_or_default()),
            Some(paragraph) => Place::paragraph(at.section, paragraph).name(&self.budget),
        }
    }

    /// Puts a text in place of a heading or paragraph, as one step. Its further lines become paragraphs behind it; of a
    /// paragraph without any text nothing is left. `quoted` are figures that were put in, each as it stands in the text,
    /// with the cells they quote.
    ///
    /// # Errors
    /// Says in Chinese why it cannot be written; nothing is changed then.
    pub fn write_passage(
        &mut self,
        at: Passage,
        text: &str,
        quoted: &[(String, CellAddress)],
    ) -> Result<(), String> {
        let mut new = lines_of(text);
        let mut parts = self.parts();
        let part = parts.get_mut(at.section).ok_or("说明里没有这一段")?;
        match at.paragraph {
            None => {
                if new.is_empty() {
                    return Err("标题不能是空的；不要这一节，先删去它的各段，再删去标题".to_owned());
                }
                part.title = new.remove(0);
                let new = new.into_iter().map(|text| Line { text, was: None });
                part.lines.splice(0..0, new);
            }
            Some(paragraph) => {
                let was = part.lines.get(paragraph).ok_or("说明里没有这一段")?.was;
                let new = new.into_iter().map(|text| Line { text, was });
                part.lines.splice(paragraph..=paragraph, new);
            }
        }
        let label = format!("修改{}", self.passage_name(at));
        let was = at.paragraph.map(|paragraph| (at.section, paragraph));
        self.rewrite(&label, parts, (at.section, was), quoted)
    }

    /// Puts texts in place of headings and paragraphs, as one step.
    ///
    /// # Errors
    /// As [`Session::write_passage`].
    pub fn write_passages(&mut self, texts: &[(Passage, String)], label: &str) -> Result<(), String> {
        let mut parts = self.parts();
        for (at, text) in texts {
            let part = parts.get_mut(at.section).ok_or("说明里没有这一段")?;
            // Positions stay those that they were: each text takes the place of one.
            let text = lines_of(text).join("");
            match at.paragraph {
                None if text.is_empty() => return Err("标题不能替换成空的".to_owned()),
                None => part.title = text,
                Some(paragraph) => part.lines.get_mut(paragraph).ok_or("说明里没有这一段")?.text = text,
            }
        }
        for part in &mut parts {
            part.lines.retain(|line| !line.text.is_empty());
        }
        match texts.is_empty() {
            true => Ok(()),
            false => self.rewrite(label, parts, (0, None), &[]),
        }
    }

    /// Adds paragraphs behind a heading or paragraph, one for each line; nothing where there is no text.
    ///
    /// # Errors
    /// As [`Session::write_passage`].
    pub fn add_passage(
        &mut self,
        behind: Passage,
        text: &str,
        quoted: &[(String, CellAddress)],
    ) -> Result<(), String> {
        let (parts, _) = self.parts_with(behind, lines_of(text))?;
        let label = format!("在{}后面加一段", self.passage_name(behind));
        self.rewrite(&label, parts, (behind.section, None), quoted)
    }

    /// What people wrote beside a passage, to go with it to where it is put next.
    pub fn notes_on_passage(&self, at: Passage) -> Vec<(NoteKey, Note)> {
        notes_on(&self.budget, at)
    }

    /// Puts a paragraph that was taken from elsewhere behind a heading or paragraph, with what people wrote beside it.
    ///
    /// # Errors
    /// As [`Session::write_passage`].
    pub fn put_passage(
        &mut self,
        behind: Passage,
        text: &str,
        notes: &[(NoteKey, Note)],
    ) -> Result<(), String> {
        let (parts, at) = self.parts_with(behind, vec![text.to_owned()])?;
        let sections: Vec<Section> = parts.iter().map(Part::section).collect();
        let name = section_names(&sections).get(behind.section).cloned().unwrap_or_default();
        let place = NoteKey::place_in_text(&name, at);
        let label = format!("在{}后面放一段", self.passage_name(behind));
        let notes = notes
            .iter()
            .map(|(key, note)| (NoteKey { place: place.clone(), ..key.clone() }, Some(note.clone())));
        self.rewrite_with(&label, parts, (behind.section, None), &[], notes.collect())
    }

    /// Adds a section behind that one, or as the first of all: the first line is its heading.
    ///
    /// # Errors
    /// As [`Session::write_passage`].
    pub fn add_section(
        &mut self,
        behind: Option<usize>,
        text: &str,
        quoted: &[(String, CellAddress)],
    ) -> Result<(), String> {
        let mut new = lines_of(text);
        if new.is_empty() {
            return Ok(());
        }
        let mut parts = self.parts();
        let title = new.remove(0);
        let label = format!("加一节“{title}”");
        let lines = new.into_iter().map(|text| Line { text, was: None }).collect();
        let at = behind.map_or(0, |section| section + 1).min(parts.len());
        parts.insert(at, Part { key: String::new(), title, lines });
        self.rewrite(&label, parts, (at, None), quoted)
    }

    /// Takes a paragraph out, or a section that has none.
    ///
    /// # Errors
    /// Says in Chinese why it stays.
    pub fn take_out_passage(&mut self, at: Passage) -> Result<(), String> {
        let mut parts = self.parts();
        let part = parts.get_mut(at.section).ok_or("说明里没有这一节")?;
        match at.paragraph {
            Some(paragraph) if paragraph < part.lines.len() => drop(part.lines.remove(paragraph)),
            Some(_) => return Err("说明里没有这一段".to_owned()),
            None if part.lines.is_empty() => drop(parts.remove(at.section)),
            None => return Err("这一节还有段落；先删去各段，再删去标题".to_owned()),
        }
        let label = format!("删去{}", self.passage_name(at));
        self.rewrite(&label, parts, (at.section, None), &[])
    }

    /// Moves a paragraph up or down, past a heading into the next section; where it then stands. A heading stays.
    ///
    /// # Errors
    /// Says in Chinese why it stays.
    pub fn move_passage(&mut self, at: Passage, down: bool) -> Result<Passage, String> {
        let paragraph = at.paragraph.ok_or("标题不能移动；可以移动各段")?;
        let mut parts = self.parts();
        let part = parts.get_mut(at.section).ok_or("说明里没有这一节")?;
        let count = part.lines.len();
        let line = part.lines.get(paragraph).cloned().ok_or("说明里没有这一段")?;
        let (section, to) = match down {
            true if paragraph + 1 < count => (at.section, paragraph + 1),
            true => (at.section + 1, 0),
            false if paragraph > 0 => (at.section, paragraph - 1),
            false => (at.section.wrapping_sub(1), usize::MAX),
        };
        part.lines.remove(paragraph);
        let edge = if down { "已经是最后一段" } else { "已经是第一段" };
        let into = parts.get_mut(section).ok_or(edge)?;
        let to = to.min(into.lines.len());
        into.lines.insert(to, line);
        let label = format!("移动{}", self.passage_name(at));
        self.rewrite(&label, parts, (section, None), &[])?;
        Ok(Passage { section, paragraph: Some(to) })
    }

    /// The text as it is, each paragraph knowing which it was.
    fn parts(&self) -> Vec<Part> {
        let part = |(section, of): (usize, &Section)| {
            let line = |(at, text): (usize, &String)| Line { text: text.clone(), was: Some((section, at)) };
            let lines = of.paragraphs.iter().enumerate().map(line).collect();
            Part { key: of.key.clone(), title: of.title.clone(), lines }
        };
        self.budget.narrative.iter().enumerate().map(part).collect()
    }

    /// The text with new paragraphs behind a heading or paragraph, and where in its section the first of them stands.
    fn parts_with(&self, behind: Passage, new: Vec<String>) -> Result<(Vec<Part>, usize), String> {
        let mut parts = self.parts();
        let part = parts.get_mut(behind.section).ok_or("说明里没有这一节")?;
        let at = behind.paragraph.map_or(0, |paragraph| paragraph + 1).min(part.lines.len());
        part.lines.splice(at..at, new.into_iter().map(|text| Line { text, was: None }));
        Ok((parts, at))
    }

    /// Puts a text in place of the one that is there, with the notes on its paragraphs; nothing where it is the same.
    /// `quoted` are the figures put into the lines of a section that were that paragraph, or that are new.
    fn rewrite(
        &mut self,
        label: &str,
        parts: Vec<Part>,
        section: (usize, Option<(usize, usize)>),
        quoted: &[(String, CellAddress)],
    ) -> Result<(), String> {
        self.rewrite_with(label, parts, section, quoted, Vec::new())
    }

    /// The same, with notes that come from elsewhere.
    fn rewrite_with(
        &mut self,
        label: &str,
        parts: Vec<Part>,
        section: (usize, Option<(usize, usize)>),
        quoted: &[(String, CellAddress)],
        brought: Vec<(NoteKey, Option<Note>)>,
    ) -> Result<(), String> {
        let mut notes = moved_notes(&self.budget, &parts, false);
        notes.extend(brought);
        bind(&self.budget, &parts, section, quoted, &mut notes);
        let sections: Vec<Section> = parts.iter().map(Part::section).collect();
        if sections == self.budget.narrative && notes.is_empty() {
            return Ok(());
        }
        let mut edits = vec![Edit::SetNarrative(sections)];
        edits.extend(notes.into_iter().map(|(key, note)| Edit::SetNote { key, note }));
        self.apply(Batch { label: label.to_owned(), edits }).map_err(|error| error.to_string())
    }
}

impl Part {
    /// As it stands in a budget.
    pub(super) fn section(&self) -> Section {
        let paragraphs = self.lines.iter().map(|line| line.text.clone()).collect();
        Section { key: self.key.clone(), title: self.title.clone(), paragraphs }
    }
}

#[cfg(test)]
mod tests;
