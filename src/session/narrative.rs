//! Writing the text (说明) of the open budget from its format's template, as one step that can be undone; and letting what
//! of a text says what the tables say go on saying it when they are edited, paragraph by paragraph.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use super::fix::corrected;
use super::passage_notes::{moved_notes, written_anew};
use super::{Passage, Session};
use crate::edit::{Batch, Edit};
use crate::model::{NoteKey, NoteKind, Section};
use crate::narrative::{
    self, BoundFigure, Held, State, Template, TemplateSection, Written, binding_key, write, write_beside,
};

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
    /// From now on the paragraphs follow the tables that say by then what the template writes: one that somebody wanted
    /// otherwise, or that contradicts its tables, is left as it is, and so is a text of which most is such.
    pub fn let_text_follow(&mut self) {
        self.text_follows = TextFollows::IfInStep;
    }

    /// Before a step: the last moment at which it can be told whether the text was in step with the tables.
    pub(super) fn note_text_in_step(&mut self, step: &Batch) {
        let is_of_tables = |edit: &Edit| !matches!(edit, Edit::SetNarrative(_) | Edit::SetNote { .. });
        if !step.edits.iter().any(is_of_tables) {
            let is_of_text = step.edits.iter().any(|edit| matches!(edit, Edit::SetNarrative(_)));
            let is_settled = self.text_follows == TextFollows::Since(self.revision);
            // What somebody words otherwise now stays so: which paragraphs those are is looked at before tables are edited next.
            if is_of_text && is_settled && step.label != FOLLOWED {
                self.text_follows = TextFollows::IfInStep;
            }
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
        if self.text_follows != TextFollows::IfInStep {
            return;
        }
        self.text_follows = TextFollows::No;
        let written = self.written_narrative();
        if let Some(written) = written.ok().filter(|_| !self.budget.narrative.is_empty()) {
            let places = different(&self.budget.narrative, &written.sections);
            if !self.is_of_others(places) {
                self.text_held = written.otherwise.clone();
                self.text_follows = TextFollows::Since(self.revision);
            }
        }
    }

    /// Whether a text of which so much is said otherwise than the template says it is not the template's at all.
    fn is_of_others(&self, places: usize) -> bool {
        let all: usize = self.budget.narrative.iter().map(|section| 1 + section.paragraphs.len()).sum();
        places.saturating_mul(2) > all
    }

    /// Whether a step of that name is the text's that followed its tables, which nobody took by hand.
    pub fn is_of_following(label: &str) -> bool {
        label == FOLLOWED
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
        let written = match self.text_held.is_empty() {
            true => self.written_narrative(),
            false => self.write_from_template(Some(&self.text_held)).map(Arc::new),
        };
        if written.and_then(|written| self.put_narrative(&written, FOLLOWED)).is_err() {
            // What cannot be written follows nothing.
            self.text_follows = TextFollows::No;
            return 0;
        }
        self.text_follows = TextFollows::Since(self.revision);
        different(&before, &self.budget.narrative)
    }

    /// Whether the text follows the tables, and has not yet followed the last edits.
    pub fn is_text_behind(&self) -> bool {
        matches!(self.text_follows, TextFollows::Since(revision) if revision != self.revision)
    }

    /// Whether what is said at a place of the text is written anew as soon as somebody looks at it: what is wrong there is not for
    /// people to mend.
    pub fn is_written_anew(&self, place: narrative::Place) -> bool {
        if !self.is_text_behind() {
            return false;
        }
        let (Ok(written), Some(text)) = (self.written_narrative(), self.passage(place.into())) else {
            return false;
        };
        if self.text_held.has(text) {
            return false;
        }
        let is_kept =
            |section: &Section| section.title == text || section.paragraphs.iter().any(|own| own == text);
        !written.sections.iter().any(is_kept)
    }

    /// In how many places the template writes otherwise than the text says: these do not follow the tables. None
    /// where there is no text or no template, where others wrote it, and where all of it already follows.
    pub fn text_out_of_step(&self) -> usize {
        let follows = matches!(self.text_follows, TextFollows::Since(_)) && self.text_held.is_empty();
        if self.budget.narrative.is_empty() || follows || self.is_text_behind() {
            return 0;
        }
        let places =
            self.written_narrative().map_or(0, |made| different(&self.budget.narrative, &made.sections));
        if self.is_of_others(places) { 0 } else { places }
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
                let written = self.write_from_template(None).map(Arc::new);
                *known = Some((self.revision, written.clone()));
                written
            }
        }
    }

    fn write_from_template(&self, held: Option<&Held>) -> Result<Written, String> {
        let name = &self.format.name;
        let template = Template::of(&self.format)?.ok_or_else(|| {
            format!(
                "表式“{name}”没有说明模板；模板放在 narratives/{}.txt，写法见 docs/templates.md",
                self.format.id
            )
        })?;
        let written = match held {
            Some(held) => write_beside(&template, &self.book(), held),
            None => write(&template, &self.book()),
        };
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
        let written = self.written_narrative()?;
        self.put_narrative(&written, "按模板写说明文字")?;
        // Whoever asks for it wants it to say what the tables say, what was held as well.
        if self.text_follows == TextFollows::No || !self.text_held.is_empty() {
            self.text_follows = TextFollows::IfInStep;
            self.text_held = Held::default();
        }
        Ok(written)
    }

    fn put_narrative(&mut self, written: &Written, label: &str) -> Result<(), String> {
        if written.sections != self.budget.narrative {
            let notes =
                moved_notes(&self.budget, &written_anew(&self.budget.narrative, &written.sections), true);
            let mut edits = vec![Edit::SetNarrative(written.sections.clone())];
            edits.extend(notes.into_iter().map(|(key, note)| Edit::SetNote { key, note }));
            self.apply(Batch { label: label.to_owned(), edits }).map_err(|error| error.to_string())?;
        }
        Ok(())
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
