//! The finding that is chosen in the list: it stays chosen while it is there, and leads to what it is about.

use super::{Document, Page};
use crate::rules::{Finding, Listed, imported};

impl Document {
    /// After a change: the chosen finding stays chosen if it is still there, wherever it stands now.
    pub fn follow_finding(&mut self) {
        let revision = self.session.revision();
        if self.chosen.revision == revision {
            return;
        }
        let findings = self.session.verdicts().findings();
        let chosen = self.chosen.is.as_ref();
        self.chosen.selected = chosen.and_then(|(rule, place, sentence)| {
            let same = |new: &Listed| {
                new.found.address == *place
                    && new.found.sentence() == *sentence
                    && findings.rule_of(new).is_some_and(|ended| ended.rule.id == *rule)
            };
            findings.listed().iter().position(same)
        });
        self.chosen.revision = revision;
    }

    /// The finding chosen in the list.
    pub fn selected_finding(&self) -> Option<Finding> {
        self.session.verdicts().findings().get(self.chosen.selected?)
    }

    /// Chooses a finding and shows its cell.
    pub fn choose_finding(&mut self, index: usize) {
        let Some(finding) = self.session.verdicts().findings().get(index) else {
            return;
        };
        let (address, table) = (finding.address.clone(), finding.table.clone());
        let sentence = finding.sentence;
        self.chosen.is = Some((finding.rule.id.clone(), finding.address.clone(), sentence));
        self.chosen.selected = Some(index);
        self.chosen.revision = self.session.revision();
        match (address, table) {
            (Some(address), _) => self.jump(&address),
            (None, Some(table)) => self.page = Page::Table(table),
            (None, None) if sentence.is_some() => {
                sentence.into_iter().for_each(|place| self.show_passage(place.into()));
            }
            // What an import left, and what it noticed, have pages of their own.
            (None, None) if finding.rule.id == imported::LEFT => {
                self.page = Page::Unplaced;
                let first = self.session.budget().unplaced.iter().find(|line| line.has_figures());
                let spot = first.and_then(|line| self.origin()?.line(line.line));
                self.reveal_original = spot.or(self.reveal_original);
            }
            (None, None) if finding.rule.id.starts_with(imported::PREFIX) => self.page = Page::Notices,
            (None, None) => {}
        }
    }

    /// Corrects a finding, where it is evident how.
    pub fn fix(&mut self, finding: usize) {
        // What is open would be written over the correction, and may have been about the same.
        let before = self.session.revision();
        if !self.commit() {
            return;
        }
        if self.session.revision() != before {
            self.message = Some("先录入了正在写的内容；问题还在的话，再改正一次".to_owned());
            return;
        }
        match self.session.fix(finding) {
            Some(fix) => {
                if self.apply(Ok(fix.step)) {
                    self.message = Some(format!("已{}；可以撤销", fix.label));
                }
            }
            None => self.message = Some("这个问题不能自动改正：要由人判断哪一边是对的".to_owned()),
        }
    }
}
