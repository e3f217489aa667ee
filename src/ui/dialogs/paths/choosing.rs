//! Which of what is listed in the path dialog is at hand, and which are chosen together.

use super::PathDialog;
use crate::ui::dialogs::system::Kind;

impl PathDialog {
    /// Goes on in the list; `extend` chooses what is passed.
    pub(super) fn step(&mut self, down: bool, by: usize, extend: bool) {
        let Some(last) = self.entries().len().checked_sub(1) else {
            return;
        };
        let to = match self.at {
            None if down => 0,
            None => last,
            Some(at) if down => at.saturating_add(by).min(last),
            Some(at) => at.saturating_sub(by),
        };
        match extend {
            true => self.choose_to(to),
            false => self.choose_only(to),
        }
        self.reveal = true;
    }

    /// Chooses one alone.
    pub(super) fn choose_only(&mut self, at: usize) {
        self.marked.clear();
        self.anchor = Some(at);
        self.choose(at);
    }

    /// Chooses all files from the one that was chosen alone to one, if several may be.
    pub(super) fn choose_to(&mut self, to: usize) {
        if self.ask.kind != Kind::OpenSeveral {
            return self.choose_only(to);
        }
        let from = self.anchor.unwrap_or(to);
        self.anchor = Some(from);
        self.marked.clear();
        (from.min(to)..=from.max(to)).for_each(|at| self.mark(Some(at)));
        self.choose(to);
    }

    /// Chooses one beside the others, or no more, if several may be.
    pub(super) fn choose_too(&mut self, at: usize) {
        if self.ask.kind != Kind::OpenSeveral {
            return self.choose_only(at);
        }
        if self.marked.is_empty() {
            self.mark(self.at);
        }
        self.choose(at);
        self.anchor = Some(at);
        let is_marked = self.entries().get(at).is_some_and(|entry| self.marked.contains(&entry.path));
        if !is_marked {
            return self.mark(Some(at));
        }
        let path = self.entries().get(at).map(|entry| entry.path.clone());
        self.marked.retain(|marked| Some(marked) != path.as_ref());
        self.at = None;
    }

    /// Makes an entry the one at hand; a file's name is put into the field.
    pub(super) fn choose(&mut self, at: usize) {
        self.at = Some(at);
        self.error = None;
        let name = self.entries().get(at).filter(|entry| !entry.is_folder).map(|entry| entry.name.clone());
        if let Some(name) = name {
            // The name alone is seen from the folder that is listed.
            self.from.clone_from(&self.folder);
            self.set_text(name);
        }
    }

    pub(super) fn mark(&mut self, at: Option<usize>) {
        let entry = at.and_then(|at| self.entries().get(at)).filter(|entry| !entry.is_folder);
        let path = entry.map(|entry| entry.path.clone());
        self.marked.extend(path);
    }
}
