//! Writing the text by hand: the passage that is chosen on the page of the text, and what becomes of the one that is open.
//! How it is drawn is for the page; the steps are the session's.

use eframe::egui::text::{CCursor, CCursorRange};

use super::draft::{Goal, Writing, open_places};
use super::{Document, Page};
use crate::model::NoteKind;
use crate::session::Passage;

impl Document {
    /// Opens a passage to be written, with the caret at a character; else at the first place that is to be filled in, or
    /// behind the last character.
    pub(in crate::ui) fn open_passage(&mut self, at: Passage, caret: Option<usize>) {
        let text = self.session.passage(at).unwrap_or_default();
        let first = || open_places(text).first().copied();
        let select = caret.map(|at| (at, at)).or_else(first);
        self.open_passage_at(at, select);
    }

    /// Opens the chosen passage, or the first.
    pub(in crate::ui) fn open_chosen_passage(&mut self) {
        if let Some(at) = self.look.passage.or_else(|| self.session.passages().first().copied()) {
            self.open_passage(at, None);
        }
    }

    fn open_passage_at(&mut self, at: Passage, select: Option<(usize, usize)>) {
        if !self.commit() {
            return;
        }
        let Some(text) = self.session.passage(at).map(str::to_owned) else {
            return;
        };
        let end = text.chars().count();
        let (from, to) = select.unwrap_or((end, end));
        let select = CCursorRange::two(CCursor::new(from), CCursor::new(to));
        self.look.page = Page::Narrative;
        self.look.passage = Some(at);
        self.drafts.writing = Some(Writing::new(Goal::Instead(at), text, select));
    }

    /// Opens a paragraph at the place to be filled in that a character belongs to; whether there is one.
    pub(in crate::ui) fn fill_in_at(&mut self, at: Passage, under: usize) -> bool {
        let text = self.session.passage(at).unwrap_or_default();
        let place = open_places(text).into_iter().find(|(from, to)| (*from..*to).contains(&under));
        let found = place.is_some();
        if found {
            self.open_passage_at(at, place);
        }
        found
    }

    /// Chooses a passage, unless what is open is refused.
    pub(in crate::ui) fn choose_passage(&mut self, at: Passage) {
        if self.commit() {
            self.look.passage = Some(at);
        }
    }

    /// Shows a passage and chooses it. What is open is taken first; where it is refused, it stays.
    pub(in crate::ui) fn show_passage(&mut self, at: Passage) {
        if !self.commit() {
            return;
        }
        self.leave_place();
        self.look.page = Page::Narrative;
        self.look.passage = Some(at);
        self.look.reveal_passage = true;
    }

    /// Opens the next place that is to be filled in, behind the caret or from the chosen passage on, or the one before
    /// it; where there is none any more, one begins at the other end.
    pub(in crate::ui) fn fill_in_next(&mut self, forward: bool) {
        let caret = self.drafts.writing.as_ref().map(|writing| writing.caret.sorted_cursors());
        let [from, to] = caret.map_or([0, 0], |caret| caret.map(|cursor| usize::from(cursor.index)));
        if !self.commit() {
            return;
        }
        let places = self.places_to_fill_in();
        let here = self.look.passage;
        let next = if forward {
            let is_behind = |(at, (start, _)): &&_| here.is_none_or(|here| (*at, *start) >= (here, to));
            places.iter().find(is_behind).or(places.first())
        } else {
            let is_before = |(at, (_, end)): &&_| here.is_none_or(|here| (*at, *end) <= (here, from));
            places.iter().rev().find(is_before).or(places.last())
        };
        if let Some((at, place)) = next.copied() {
            self.open_passage_at(at, Some(place));
        }
    }

    /// Whether the chosen passage, or one behind it, is to be filled in.
    pub(in crate::ui) fn is_left_to_fill_in(&self) -> bool {
        self.places_to_fill_in()
            .last()
            .is_some_and(|(at, _)| self.look.passage.is_none_or(|here| *at >= here))
    }

    /// The places that are to be filled in, in order.
    pub(in crate::ui) fn places_to_fill_in(&self) -> Vec<(Passage, (usize, usize))> {
        let places = |at| open_places(self.session.passage(at).unwrap_or_default()).into_iter();
        self.session.passages().into_iter().flat_map(|at| places(at).map(move |place| (at, place))).collect()
    }

    /// The same in words, each with where it stands.
    pub(in crate::ui) fn blanks_in_words(&self) -> Vec<(Passage, String)> {
        let said = |(at, (from, to)): (Passage, (usize, usize))| {
            let text = self.session.passage(at).unwrap_or_default();
            let blank: String = text.chars().skip(from).take(to.saturating_sub(from)).collect();
            (at, format!("{}：{blank}", self.session.passage_name(at)))
        };
        self.places_to_fill_in().into_iter().map(said).collect()
    }

    /// Opens a paragraph behind the chosen passage.
    pub(in crate::ui) fn begin_passage(&mut self) {
        if !self.commit() {
            return;
        }
        let goal = match self.look.passage.or_else(|| self.session.passages().last().copied()) {
            Some(at) => Goal::Behind(at),
            None => Goal::Section(None),
        };
        self.begin(goal);
    }

    /// Opens a section behind that of the chosen passage.
    pub(in crate::ui) fn begin_section(&mut self) {
        if self.commit() {
            let last = self.session.budget().narrative.len().checked_sub(1);
            self.begin(Goal::Section(self.look.passage.map(|at| at.section).or(last)));
        }
    }

    fn begin(&mut self, goal: Goal) {
        self.look.page = Page::Narrative;
        self.drafts.writing = Some(Writing::new(goal, String::new(), CCursorRange::default()));
    }

    /// What copying takes: what is selected in the open passage, else the chosen passage.
    pub fn passage_to_copy(&self) -> String {
        let chosen =
            || self.look.passage.and_then(|at| self.session.passage(at)).unwrap_or_default().to_owned();
        self.drafts.writing.as_ref().map_or_else(chosen, |writing| {
            let [from, to] = writing.caret.sorted_cursors().map(|cursor| usize::from(cursor.index));
            writing.text.chars().skip(from).take(to - from).collect()
        })
    }

    /// Remembers what people wrote beside the chosen paragraph that is copied or cut. Of a copy only the cells that its figures
    /// quote go along: what else was written is of the one that stays.
    pub(in crate::ui) fn carry_passage(&mut self, is_cut: bool) {
        let at = self.look.passage.filter(|at| at.paragraph.is_some() && self.drafts.writing.is_none());
        self.drafts.carried = at.and_then(|at| {
            let notes = self.session.notes_on_passage(at).into_iter();
            let notes = notes.filter(|(key, _)| is_cut || key.kind == NoteKind::Binding).collect();
            Some((self.session.passage(at)?.to_owned(), notes))
        });
    }

    /// Takes out what copying takes.
    pub(in crate::ui) fn cut_passage(&mut self) {
        match &mut self.drafts.writing {
            Some(writing) => writing.insert(""),
            None => self.take_out_passage(),
        }
    }

    /// Puts paragraphs behind the chosen passage.
    pub(in crate::ui) fn paste_passage(&mut self, text: &str) {
        if !self.commit() {
            return;
        }
        let at = self.look.passage.or_else(|| self.session.passages().last().copied());
        let carried =
            self.drafts.carried.as_ref().filter(|(own, _)| own == text.trim_end_matches(['\r', '\n']));
        let done = match (at, carried) {
            (Some(at), Some((own, notes))) => self.session.put_passage(at, own, notes),
            (Some(at), None) => self.session.add_passage(at, text, &[]),
            (None, _) => self.session.add_section(None, text, &[]),
        };
        if let (Some(at), Ok(())) = (at, &done) {
            let behind = Passage { paragraph: Some(at.paragraph.map_or(0, |at| at + 1)), ..at };
            self.look.passage =
                Some(behind).filter(|at| self.session.passage(*at).is_some()).or(self.look.passage);
        }
        // Pasted again it is a copy.
        if let Some((_, notes)) = &mut self.drafts.carried {
            notes.retain(|(key, _)| key.kind == NoteKind::Binding);
        }
        self.message = done.err();
    }

    /// Takes the chosen passage out.
    pub(in crate::ui) fn take_out_passage(&mut self) {
        if !self.commit() {
            return;
        }
        let Some(at) = self.look.passage else {
            self.message = Some("请先选中一段说明".to_owned());
            return;
        };
        let name = self.session.passage_name(at);
        self.message = Some(match self.session.take_out_passage(at) {
            Ok(()) => format!("已删去{name}；可以撤销"),
            Err(reason) => reason,
        });
        self.choose_near(at);
    }

    /// Chooses what stands now where a passage was taken out.
    fn choose_near(&mut self, at: Passage) {
        let passages = self.session.passages();
        self.look.passage = passages.iter().rev().find(|passage| **passage <= at).copied();
    }

    /// Moves the chosen paragraph.
    pub(in crate::ui) fn move_passage(&mut self, down: bool) {
        if !self.commit() {
            return;
        }
        let Some(at) = self.look.passage else {
            self.message = Some("请先选中一段说明".to_owned());
            return;
        };
        match self.session.move_passage(at, down) {
            Ok(to) => {
                self.look.passage = Some(to);
                self.message = None;
            }
            Err(reason) => self.message = Some(reason),
        }
    }

    /// What is being written where it is not what stands there anyway, and where: `2·3` is the third paragraph of the
    /// second section, `2·0` its heading, with a `+` what comes behind that.
    pub(in crate::ui) fn typed_in_passage(&self) -> Option<(String, String)> {
        let writing = self.drafts.writing.as_ref()?;
        let text = writing.settled();
        let number = |at: Passage| format!("{}·{}", at.section + 1, at.paragraph.map_or(0, |at| at + 1));
        let place = match writing.goal {
            Goal::Instead(at) => number(at),
            Goal::Behind(at) => format!("{}+", number(at)),
            Goal::Section(behind) => format!("{}+", behind.map_or(0, |section| section + 1)),
        };
        (text != writing.before).then_some((place, text))
    }

    /// Opens what was being written, with what was typed; whether its place is still there.
    pub(in crate::ui) fn go_on_with_passage(&mut self, place: &str, text: &str) -> bool {
        let Some((goal, before)) = self.goal_of(place) else {
            return false;
        };
        let end = CCursorRange::one(CCursor::new(text.chars().count()));
        self.look.page = Page::Narrative;
        self.look.passage = match goal {
            Goal::Instead(at) | Goal::Behind(at) => Some(at),
            Goal::Section(behind) => behind.map(|section| Passage { section, paragraph: None }),
        };
        self.look.reveal_passage = true;
        self.drafts.writing = Some(Writing { before, ..Writing::new(goal, text.to_owned(), end) });
        true
    }

    /// What to call the place of what was being written.
    pub(in crate::ui) fn goal_name(&self, place: &str) -> Option<String> {
        let (goal, _) = self.goal_of(place)?;
        Some(match goal {
            Goal::Instead(at) => self.session.passage_name(at),
            Goal::Behind(at) => format!("{}后面的一段", self.session.passage_name(at)),
            Goal::Section(_) => "新加的一节".to_owned(),
        })
    }

    fn goal_of(&self, place: &str) -> Option<(Goal, String)> {
        let (number, is_behind) = place.strip_suffix('+').map_or((place, false), |number| (number, true));
        let sections = self.session.budget().narrative.len();
        let Some((section, paragraph)) = number.split_once('·') else {
            let section: usize = number.parse().ok().filter(|section| *section <= sections)?;
            return Some((Goal::Section(section.checked_sub(1)), String::new()));
        };
        let [section, paragraph]: [Option<usize>; 2] = [section, paragraph].map(|number| number.parse().ok());
        let at = Passage { section: section?.checked_sub(1)?, paragraph: paragraph?.checked_sub(1) };
        let before = self.session.passage(at)?.to_owned();
        Some(if is_behind { (Goal::Behind(at), String::new()) } else { (Goal::Instead(at), before) })
    }

    /// Whether the place is there that something goes to.
    fn has_place_for(&self, goal: Goal) -> bool {
        match goal {
            Goal::Instead(at) | Goal::Behind(at) => self.session.passage(at).is_some(),
            Goal::Section(behind) => behind.is_none_or(|at| at < self.session.budget().narrative.len()),
        }
    }

    /// Whether a passage is open.
    pub(in crate::ui) fn is_writing(&self) -> bool {
        self.drafts.writing.is_some()
    }

    /// Takes what is typed into the text; `false` where it is refused and stays open.
    pub(in crate::ui) fn commit_passage(&mut self) -> bool {
        let Some(writing) = self.drafts.writing.take() else {
            return true;
        };
        let text = writing.settled();
        // There is nothing to write, and nothing that could be refused.
        if text == writing.before {
            if let Goal::Instead(at) = writing.goal {
                self.look.passage = Some(at);
            }
            return true;
        }
        let name = match writing.goal {
            Goal::Instead(at) => self.session.passage_name(at),
            Goal::Behind(_) | Goal::Section(_) => String::new(),
        };
        let done = match writing.goal {
            Goal::Instead(at) => self.session.write_passage(at, &text, &writing.quoted),
            Goal::Behind(at) => self.session.add_passage(at, &text, &writing.quoted),
            Goal::Section(behind) => self.session.add_section(behind, &text, &writing.quoted),
        };
        let is_there = !text.trim().is_empty();
        if done.is_ok() {
            // What was said of the text before no longer holds.
            self.message = None;
        }
        match (done, writing.goal) {
            (Ok(()), Goal::Instead(at)) if !is_there => {
                self.message = Some(format!("{name}删空，已去掉；可以撤销"));
                self.choose_near(at);
            }
            (Ok(()), Goal::Instead(at)) => self.look.passage = Some(at),
            (Ok(()), Goal::Behind(at)) if is_there => {
                let paragraph = Some(at.paragraph.map_or(0, |paragraph| paragraph + 1));
                self.look.passage = Some(Passage { paragraph, ..at });
            }
            (Ok(()), Goal::Section(behind)) if is_there => {
                let section = behind.map_or(0, |section| section + 1);
                self.look.passage = Some(Passage { section, paragraph: None });
            }
            (Ok(()), _) => {}
            // Nobody is held by a heading that was emptied: the old one stands.
            (Err(reason), Goal::Instead(at)) if !is_there && at.paragraph.is_none() => {
                self.message = Some(format!("{name}没有改：{reason}"));
                self.look.passage = Some(at);
            }
            // Where its place is no more, it must not hold anybody on the page: what was typed is kept among the notices.
            (Err(_), goal) if !self.has_place_for(goal) => {
                self.message =
                    Some("正在写的一段没有写入：原来的段落不在了；写的内容记在“读入时的说明”里".to_owned());
                self.file.notices.push(format!("没有写入的一段说明：{text}"));
            }
            (Err(reason), _) => {
                self.message = Some(reason);
                self.drafts.writing = Some(writing);
                return false;
            }
        }
        true
    }
}
