//! Choosing instead of typing: codes, items, units, and what lines may say of themselves (从列表选择), by a part or
//! by the initials of its sounds (`jbgz` is 30101 基本工资). Government codes that are legal with the line's
//! department code come first; an item that was used before brings its codes along, a unit its name. What is
//! chosen for the cell under the cursor is written into the selected cells of its column, too.

mod offer;

use eframe::egui::{Context, Rect};

use self::offer::{Candidate, List, Offer};
use crate::model::CellAddress;
use crate::session::Session;
use crate::ui::dialogs::search_list::{Choice, Chosen, SearchList};
use crate::ui::document::Document;
use crate::ui::look::held_up::HeldUp;

/// More lines than this are not looked through by eye.
const MOST: usize = 200;

/// Something being chosen for a cell.
#[derive(Clone, Debug)]
pub(in crate::ui) struct EntryList {
    chooser: SearchList,
    at: CellAddress,
    /// The other cells that take what is chosen.
    others: Vec<CellAddress>,
    /// Whether the cell is of the lines being proposed, which are not in the budget yet.
    proposed: bool,
    /// Where the cell is drawn, which the list stands beside.
    beside: Option<Rect>,
    /// The text for which the list was made.
    made_for: Option<String>,
    candidates: Vec<Candidate>,
    choices: Vec<Choice>,
}

impl Document {
    /// Begins to choose for the cell under the cursor, if there is a list for it.
    pub(in crate::ui) fn choose_from_list(&mut self) -> Option<EntryList> {
        let at = self.cursor()?;
        let mut selected = self.selected_cells();
        selected.retain(|cell| cell.column == at.column && *cell != at);
        let beside = self.grid().and_then(|grid| grid.cursor_rect);
        let chooser = EntryList::new(&self.session, at, selected, false);
        if chooser.is_none() {
            self.message = Some("此格没有可选的列表；科目，明细的单位、类型、项目、来源可以选择".to_owned());
        }
        chooser.map(|chooser| EntryList { beside, ..chooser })
    }

    /// Whether there is a list for the cell under the cursor.
    pub(in crate::ui) fn has_list(&self) -> bool {
        self.cursor().is_some_and(|at| Offer(&self.session).list_for(&at).is_some())
    }
}

impl EntryList {
    /// Begins to choose for a cell of the budget, or of the lines being proposed; `None` where there is no list
    /// for it. What is chosen is written into those of the other cells, too, that have the same list.
    pub(in crate::ui) fn new(
        session: &Session,
        at: CellAddress,
        mut others: Vec<CellAddress>,
        proposed: bool,
    ) -> Option<Self> {
        let offer = Offer(session);
        let list = offer.list_for(&at)?;
        others.retain(|other| offer.list_for(other).as_ref() == Some(&list));
        Some(Self {
            chooser: SearchList::guarding(list.noun()),
            at,
            others,
            proposed,
            beside: None,
            made_for: None,
            candidates: Vec::new(),
            choices: Vec::new(),
        })
    }

    /// Whether a cell takes a code of a classification.
    pub(in crate::ui) fn takes_code(session: &Session, at: &CellAddress) -> bool {
        matches!(Offer(session).list_for(at), Some(List::Codes(..)))
    }
}

/// What became of the list in a frame.
pub(in crate::ui) enum EntryListEnd {
    /// It stays open.
    Open(EntryList),
    /// It was left without a choice, with what had been typed behind a search without a result.
    Left(HeldUp),
    /// What was chosen, as texts for cells: of the budget, or of the lines being proposed; and what had been typed behind an
    /// earlier search without a result.
    Chosen(Vec<(CellAddress, String)>, HeldUp),
}

impl EntryList {
    /// Whether the cell is of the lines being proposed.
    pub(in crate::ui) fn is_proposed(&self) -> bool {
        self.proposed
    }

    /// Draws the list. `session` is the budget of its cells.
    pub(in crate::ui) fn show(mut self, ctx: &Context, session: &Session) -> EntryListEnd {
        let offer = Offer(session);
        if self.made_for.as_ref() != Some(&self.chooser.text) {
            let mut candidates = offer.candidates(&self.at);
            let typed = &self.chooser.text;
            candidates.retain(|candidate| candidate.found_by(typed).is_some());
            // What bears the name itself comes before what only stands below it.
            candidates.sort_by_cached_key(|candidate| candidate.found_by(typed) != Some(true));
            let more = candidates.len().saturating_sub(MOST);
            candidates.truncate(MOST);
            let choice = |one: &Candidate| Choice {
                title: one.title.clone(),
                detail: one.detail.clone(),
                disabled: false,
            };
            self.choices = candidates.iter().map(choice).collect();
            if more > 0 {
                let title = format!("还有 {more} 个，写出几个字再找");
                self.choices.push(Choice { title, detail: String::new(), disabled: true });
            }
            self.candidates = candidates;
            self.made_for = Some(self.chooser.text.clone());
        }
        let name = match self.others.len() {
            0 => "从列表选择".to_owned(),
            others => format!("从列表选择，写入选中的 {} 格", others + 1),
        };
        let hint = "编码、名称或拼音首字母，如 jbgz";
        let at = match self.chooser.ui_at(ctx, self.beside, &name, hint, &self.choices) {
            Chosen::Not => return EntryListEnd::Open(self),
            Chosen::Nothing => return EntryListEnd::Left(self.chooser.held_up().clone()),
            Chosen::Line(at) => at,
        };
        match self.candidates.get(at) {
            None => EntryListEnd::Left(HeldUp::default()),
            Some(candidate) => {
                let entries = match self.proposed {
                    true => candidate.entries.clone(),
                    false => offer.entries(&self.at, &self.others, candidate),
                };
                EntryListEnd::Chosen(entries, self.chooser.held_up().clone())
            }
        }
    }
}
