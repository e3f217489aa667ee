//! The finding that is chosen in the list: it stays chosen while it is there, and leads to what it is about.

use std::collections::BTreeSet;

use super::{Document, Page};
use crate::model::{CellAddress, RowKey};
use crate::rules::{Finding, Listed, imported};
use crate::schema::Severity;
use crate::sheet::view::View;

impl Document {
    /// After a change: the chosen finding stays chosen if it is still there, wherever it stands now.
    pub fn follow_finding(&mut self) {
        let revision = self.session.revision();
        if self.look.chosen.revision == revision {
            return;
        }
        let findings = self.session.verdicts().findings();
        let chosen = self.look.chosen.is.as_ref();
        self.look.chosen.selected = chosen.and_then(|(rule, place, sentence)| {
            let same = |new: &Listed| {
                new.found.address == *place
                    && new.found.sentence() == *sentence
                    && findings.rule_of(new).is_some_and(|ended| ended.rule.id == *rule)
            };
            findings.listed().iter().position(same)
        });
        self.look.chosen.revision = revision;
    }

    /// The finding chosen in the list.
    pub fn selected_finding(&self) -> Option<Finding> {
        self.session.verdicts().findings().get(self.look.chosen.selected?)
    }

    /// Chooses a finding and shows its cell.
    pub fn choose_finding(&mut self, index: usize) {
        let Some(finding) = self.session.verdicts().findings().get(index) else {
            return;
        };
        let (address, table) = (finding.address.clone(), finding.table.clone());
        let sentence = finding.sentence;
        self.look.chosen.is = Some((finding.rule.id.clone(), finding.address.clone(), sentence));
        self.look.chosen.selected = Some(index);
        self.look.chosen.revision = self.session.revision();
        match (address, table) {
            (Some(address), _) => self.jump(&address),
            (None, Some(table)) => self.look.page = Page::Table(table),
            (None, None) if sentence.is_some() => {
                sentence.into_iter().for_each(|place| self.show_passage(place.into()));
            }
            // What an import left, and what it noticed, have pages of their own.
            (None, None) if finding.rule.id == imported::LEFT => {
                self.look.page = Page::Unplaced;
                let first = self.session.budget().unplaced.iter().find(|line| line.has_figures());
                let spot = first.and_then(|line| self.origin()?.line(line.line));
                self.look.reveal_original = spot.or(self.look.reveal_original);
            }
            (None, None) if finding.rule.id.starts_with(imported::PREFIX) => {
                self.look.page = Page::Notices;
                let page = page_named(&finding.message);
                let spot = page.and_then(|page| self.origin()?.page_at(page));
                self.look.reveal_original = spot.or(self.look.reveal_original);
            }
            (None, None) => {}
        }
    }

    /// How many findings stand in the text that want an answer, and how serious they are: none that are gone when one comes to
    /// them, because the text follows the tables.
    pub(in crate::ui) fn open_in_text(&self) -> Option<(usize, Severity)> {
        let verdicts = self.session.verdicts();
        if !self.session.is_text_behind() {
            return verdicts.open_in_text();
        }
        let is_there = |listed: &&Listed| {
            let place = listed.found.sentence();
            listed.is_open() && place.is_some_and(|place| !self.session.is_written_anew(place))
        };
        let severities =
            verdicts.findings().listed().iter().filter(is_there).map(|listed| listed.found.severity);
        severities.fold(None, |known: Option<(usize, Severity)>, severity| {
            let (count, worst) = known.unwrap_or((0, severity));
            Some((count + 1, worst.min(severity)))
        })
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
            None => match self.session.lines_to_mend(finding).as_slice() {
                [] => self.message = Some("这个问题不能自动改正：要由人判断哪一边是对的".to_owned()),
                lines => self.show_alone(lines),
            },
        }
    }

    /// Shows the lines of a figure and no others, the cursor on the first one's amount.
    fn show_alone(&mut self, lines: &[CellAddress]) {
        let Some(first) = lines.first() else {
            return;
        };
        if self.look.unit.is_some() {
            self.show_unit(None);
        }
        let rows: BTreeSet<RowKey> = lines.iter().map(|line| line.row.clone()).collect();
        let count = rows.len();
        self.jump(first);
        self.edit_view(&first.table, |view, sheet| {
            *view = View::default();
            view.only = Some(rows);
            view.settle(sheet);
        });
        self.show_cell(first);
        self.look.wants_keyboard = true;
        self.message = Some(format!("这个数由 {count} 条明细汇总，请逐条修改；看完点“显示全部”"));
    }
}

/// The page of the original that a text names first, counted from 0.
fn page_named(text: &str) -> Option<u32> {
    text.split("第").skip(1).find_map(|rest| {
        let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
        let is_page = rest.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
        let is_page =
            is_page.starts_with('页') || is_page.starts_with('、') || is_page.starts_with(['–', '-']);
        digits.parse::<u32>().ok().filter(|_| is_page)?.checked_sub(1)
    })
}
