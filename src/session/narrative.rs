//! Writing the text (说明) of the open budget from its format's template, as one step that can be undone; and letting a
//! text that says what the tables say go on saying it when they are edited.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use super::fix::corrected;
use super::passage_notes::{moved_notes, written_anew};
use super::{Passage, Session};
use crate::edit::{Batch, Edit};
use crate::model::{NoteKey, NoteKind, Section};
use crate::narrative::{BoundFigure, State, Template, TemplateSection, Written, binding_key, write};

/// What undo calls the step in which the text follows the tables.
const FOLLOWED: &str = "说明文字随表更新";

/// A text as the template writes it, or why it does not, and of which revision of the budget it is.
pub(super) type WrittenOf = (u64, Result<Arc<Written>, String>);

/// Whether the text follows the tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum TextFollows {
    /// Nobody asked for it, or it was not in step.
    #[default]
    No,
    /// If it says what the template writes before the first edit: not looked at yet.
    IfInStep,
    /// It does; it was last looked at in this revision.
    Since(u64),
    /// It did, and somebody took that back: not until tables are edited again.
    TakenBack,
}

impl Session {
    /// From now on the text follows the tables, if it says by then what the template writes: a text that others wrote,
    /// or that contradicts its tables, is left as it is.
    pub fn let_text_follow(&mut self) {
        self.text_follows = TextFollows::IfInStep;
    }

    /// Before a step: the last moment at which it can be told whether the text was in step with the tables.
    pub(super) fn note_text_in_step(&mut self, step: &Batch) {
        let is_of_tables = |edit: &Edit| !matches!(edit, Edit::SetNarrative(_) | Edit::SetNote { .. });
        if !step.edits.iter().any(is_of_tables) {
            return;
        }
        if self.text_follows == TextFollows::TakenBack {
            self.text_follows = TextFollows::Since(self.revision);
        }
        self.settle_text_follows();
        let follows = matches!(self.text_follows, TextFollows::Since(_));
        if !follows {
            self.bound_in_step = None;
        } else if self.bound_in_step.is_none() {
            self.bound_in_step = Some(self.bound(&State::Agrees).map(|(key, _)| key).collect());
        }
    }

    /// The figures that are bound to cells by hand, and stand so to them.
    fn bound<'a>(&'a self, state: &'a State) -> impl Iterator<Item = (NoteKey, BoundFigure)> + 'a {
        // Most budgets have none.
        let has_any = self.budget.notes.keys().any(|key| key.kind == NoteKind::Binding);
        let reading = self.verdicts().narrative();
        let here = reading.figures.iter().filter(move |figure| has_any && figure.state == *state);
        let keyed = here.map(|figure| (binding_key(reading, figure, &self.budget), figure.clone()));
        keyed.filter(|(key, _)| self.budget.notes.contains_key(key))
    }

    /// Brings figures up to date that are bound to cells by hand and agreed with them before the tables were edited; how
    /// many paragraphs are new.
    fn follow_bound(&mut self) -> usize {
        let known = self.bound_in_step.take().unwrap_or_default();
        if known.is_empty() {
            return 0;
        }
        let mut texts: BTreeMap<Passage, String> = BTreeMap::new();
        let differing = self.bound(&State::Differs).filter(|(key, _)| known.contains(key));
        let mut figures: Vec<BoundFigure> = differing.map(|(_, figure)| figure).collect();
        // From behind, so that places before stay where they are.
        figures.sort_by_key(|figure| std::cmp::Reverse(figure.place.span.start));
        for figure in figures {
            let at = Passage::from(figure.place);
            let Some(text) = texts.get(&at).map(String::as_str).or_else(|| self.passage(at)) else {
                continue;
            };
            if let Some(corrected) = figure.expected.and_then(|expected| corrected(&figure, text, expected)) {
                texts.insert(at, corrected.text);
            }
        }
        let texts: Vec<(Passage, String)> = texts.into_iter().collect();
        match self.write_passages(&texts, FOLLOWED) {
            Ok(()) => texts.len(),
            Err(_) => 0,
        }
    }

    /// Decides whether the text follows, if that is open: it does if it is in step now.
    pub(super) fn settle_text_follows(&mut self) {
        if self.text_follows == TextFollows::IfInStep {
            let is_in_step = !self.budget.narrative.is_empty()
                && self.written_narrative().is_ok_and(|written| written.sections == self.budget.narrative);
            self.text_follows = if is_in_step { TextFollows::Since(self.revision) } else { TextFollows::No };
        }
    }

    /// After a step was taken back: whoever takes back that the text followed wants it as it was, for now.
    pub(super) fn note_undone(&mut self, label: &str) {
        if label == FOLLOWED {
            self.text_follows = TextFollows::TakenBack;
        }
    }

    /// Brings the text up to date, if it follows the tables, as a step of its own; how many of its paragraphs are new.
    pub fn follow_text(&mut self) -> usize {
        let TextFollows::Since(revision) = self.text_follows else { return 0 };
        if revision == self.revision {
            return 0;
        }
        let before = self.budget.narrative.clone();
        // First, while they are called as they were.
        self.follow_bound();
        if self.write_narrative_as(FOLLOWED).is_err() {
            // What cannot be written follows nothing.
            self.text_follows = TextFollows::No;
            return 0;
        }
        self.text_follows = TextFollows::Since(self.revision);
        different(&before, &self.budget.narrative)
    }

    /// In how many places the template writes otherwise than the text says: such a text does not follow the tables. None
    /// where there is no text or no template, where others wrote it, and where it already follows.
    pub fn text_out_of_step(&self) -> usize {
        if self.budget.narrative.is_empty() || matches!(self.text_follows, TextFollows::Since(_)) {
            return 0;
        }
        let places =
            self.written_narrative().map_or(0, |made| different(&self.budget.narrative, &made.sections));
        let all: usize = self.budget.narrative.iter().map(|section| 1 + section.paragraphs.len()).sum();
        // A text of which most is said otherwise is not the template's: others wrote it.
        if places.saturating_mul(2) > all { 0 } else { places }
    }

    /// The text as the template writes it now, once for each state of the budget: figures and wording by the tables,
    /// free places and paragraphs of one's own as they are.
    ///
    /// # Errors
    /// When the format has no template, or the one at hand is none.
    pub fn written_narrative(&self) -> Result<Arc<Written>, String> {
        let mut known = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((of, written)) if *of == self.revision => written.clone(),
            _ => {
                let written = self.write_anew().map(Arc::new);
                *known = Some((self.revision, written.clone()));
                written
            }
        }
    }

    fn write_anew(&self) -> Result<Written, String> {
        let name = &self.format.name;
        let template = Template::of(&self.format)?.ok_or_else(|| {
            format!(
                "表式“{name}”没有说明模板；模板放在 narratives/{}.txt，写法见 docs/templates.md",
                self.format.id
            )
        })?;
        let written = write(&template, &self.book());
        // A text that was read has other sections than one that this template wrote before.
        let text = &self.budget.narrative;
        let is_own = |section: &TemplateSection| {
            let title = |sections: &[Section]| {
                sections.iter().find(|own| own.key == section.key).map(|own| own.title.clone())
            };
            title(text) == title(&written.sections)
        };
        let is_read = !self.budget.source.is_empty() && !text.is_empty();
        if template.is_general && is_read && !template.sections.iter().all(is_own) {
            return Err(format!(
                "说明文字是从“{}”读入的，通用的说明模板不改它；要照模板写，请放一个 narratives/{}.txt，写法见 docs/templates.md",
                self.budget.source, self.format.id
            ));
        }
        Ok(written)
    }

    /// Puts the text that the template writes in place of the one that is there.
    ///
    /// # Errors
    /// As [`Session::written_narrative`].
    pub fn write_narrative(&mut self) -> Result<Arc<Written>, String> {
        // The template may be another one by now.
        *self.written.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
        let written = self.write_narrative_as("按模板写说明文字")?;
        // Whoever asks for it wants it to say what the tables say.
        if self.text_follows == TextFollows::No {
            self.text_follows = TextFollows::IfInStep;
        }
        Ok(written)
    }

    fn write_narrative_as(&mut self, label: &str) -> Result<Arc<Written>, String> {
        let written = self.written_narrative()?;
        if written.sections != self.budget.narrative {
            let notes =
                moved_notes(&self.budget, &written_anew(&self.budget.narrative, &written.sections), true);
            let mut edits = vec![Edit::SetNarrative(written.sections.clone())];
            edits.extend(notes.into_iter().map(|(key, note)| Edit::SetNote { key, note }));
            self.apply(Batch { label: label.to_owned(), edits }).map_err(|error| error.to_string())?;
        }
        Ok(written)
    }
}

/// How many paragraphs and headings one text has that the other has not.
fn different(before: &[Section], after: &[Section]) -> usize {
    let lines = |sections: &'_ [Section]| -> Vec<String> {
        let all = sections
            .iter()
            .flat_map(|section| std::iter::once(&section.title).chain(&section.paragraphs).cloned());
        all.collect()
    };
    let mut known = lines(before);
    let mut is_new = |line: &String| match known.iter().position(|other| other == line) {
        Some(at) => {
            known.swap_remove(at);
            false
        }
        None => true,
    };
    lines(after).iter().filter(|line| is_new(line)).count()
}
