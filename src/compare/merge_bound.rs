//! Sentences that the program wrote of the tables, when two people's tables are merged: each of the texts is told anew by the
//! merged tables before they are held against each other. What then still differs somebody wrote.
//!
//! Only what says in its own budget what the template writes there is told anew. A figure that somebody changed by hand, or
//! that no longer fits its tables, stays as it is.

use std::collections::BTreeMap;

use super::merge::{Merger, Three};
use super::merge_text::Each;
use crate::calc::{Book, Figures};
use crate::model::{Budget, Note, NoteKey, NoteKind, Section, Table, TableKey, section_names};
use crate::narrative::{Template, write};

impl Merger<'_> {
    /// The three texts as they are held against each other, told by the merged tables.
    pub(super) fn texts_by(&self, tables: &BTreeMap<TableKey, Table>) -> Each<Vec<Section>> {
        let all = [self.base, self.ours, self.theirs];
        let as_they_are = || all.map(|one| one.narrative.clone());
        // Where only one changed the text there is nothing to decide.
        let [base, ours, theirs] = all.map(|one| &one.narrative);
        if ours == theirs || base == ours || base == theirs {
            return as_they_are();
        }
        let Some(template) = Template::of(self.format).ok().flatten() else { return as_they_are() };
        let is_of_template = |sections: &Vec<Section>| {
            sections.iter().any(|own| template.sections.iter().any(|known| known.key == own.key))
        };
        if ![ours, theirs].into_iter().all(is_of_template) {
            return as_they_are();
        }
        let merged = |one: &Budget| Budget {
            tables: tables.clone(),
            notes: self.reasons(),
            narrative: one.narrative.clone(),
            ..one.clone()
        };
        all.map(|one| {
            // What was read is the document's own wording, which a template of all places does not have.
            if template.is_general && !one.source.is_empty() {
                return one.narrative.clone();
            }
            let (before, after) = (self.told(&template, one), self.told(&template, &merged(one)));
            anew(one, &before, &after)
        })
    }

    fn told(&self, template: &Template, budget: &Budget) -> Vec<Section> {
        let figures = Figures::compute(budget, self.format);
        write(template, &Book { format: self.format, budget, figures: &figures }).sections
    }

    /// The reasons beside cells on which nobody disagrees.
    fn reasons(&self) -> BTreeMap<NoteKey, Note> {
        let three = Three::new(&self.base.notes, &self.ours.notes, &self.theirs.notes);
        let keys = three.ours.keys().chain(three.theirs.keys()).filter(|key| key.kind == NoteKind::Reason);
        let plain = |key: &NoteKey| {
            let of = [three.base.get(key), three.ours.get(key), three.theirs.get(key)];
            let [base, ours, theirs] = &of;
            let note = (*Three::new(base, ours, theirs).plain()?)?;
            Some((key.clone(), note.clone()))
        };
        keys.filter_map(plain).collect()
    }
}

/// A budget's text in which what the template wrote by its own tables, `before`, is what it writes by others, `after`.
fn anew(budget: &Budget, before: &[Section], after: &[Section]) -> Vec<Section> {
    let (old, new) = (section_names(before), section_names(after));
    let named = |names: &[String], sections: &'_ [Section], name: &String| {
        let at = names.iter().position(|other| other == name)?;
        sections.get(at).cloned()
    };
    let own = section_names(&budget.narrative);
    let told = budget.narrative.iter().zip(&own).map(|(section, name)| {
        let (Some(was), Some(is)) = (named(&old, before, name), named(&new, after, name)) else {
            return section.clone();
        };
        // Notes stand beside paragraphs by their numbers.
        let is_bare = || {
            let begins = format!("说明·{name}·");
            !budget.notes.keys().any(|key| key.place.starts_with(&begins))
        };
        if *section == was && (was.paragraphs.len() == is.paragraphs.len() || is_bare()) {
            return is;
        }
        let mut told = section.clone();
        if section.title == was.title {
            told.title = is.title;
        }
        let lengths = [&section.paragraphs, &was.paragraphs, &is.paragraphs].map(Vec::len);
        if lengths.iter().all(|length| *length == lengths[0]) {
            for ((text, was), is) in told.paragraphs.iter_mut().zip(was.paragraphs).zip(is.paragraphs) {
                if *text == was {
                    *text = is;
                }
            }
        }
        told
    });
    told.collect()
}
