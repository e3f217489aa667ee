//! What is looked at of a budget, and how: the page, the unit, the finding chosen, and what each grid remembers. Nothing
//! here is of the budget: all of it may be lost.

use std::collections::{BTreeMap, HashMap};

use super::page::Page;
use super::visited::Places;
use crate::exchange::origin::Spot;
use crate::model::{CellAddress, TableKey};
use crate::narrative::Place;
use crate::session::Passage;
use crate::ui::look::amounts::Showing;
use crate::ui::look::widths::TableWidths;
use crate::ui::table::grid::state::GridState;

/// The finding chosen in the list, which is marked in the table.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct ChosenFinding {
    /// Its position in the verdicts.
    pub selected: Option<usize>,
    /// The same by rule, cell and sentence, which survive a change of the budget.
    pub(super) is: Option<(String, Option<CellAddress>, Option<Place>)>,
    /// The revision of the budget for which the position holds.
    pub(super) revision: u64,
}

/// What is looked at.
pub struct Look {
    /// What is shown.
    pub page: Page,
    /// The unit whose tables are shown: code and name; `None` for all.
    pub unit: Option<(String, String)>,
    /// The finding chosen in the list.
    pub(in crate::ui) chosen: ChosenFinding,
    /// The figure to which the search for what is not understood has come.
    pub read_to: Option<Place>,
    /// The heading or paragraph of the text that is chosen.
    pub passage: Option<Passage>,
    /// Whether it is to be scrolled to.
    pub(in crate::ui) reveal_passage: bool,
    /// The cell that was selected last, in whichever table.
    pub last_cell: Option<CellAddress>,
    /// The place in the documents it was read from to show next.
    pub(in crate::ui) reveal_original: Option<Spot>,
    /// The widths that columns were given.
    pub widths: BTreeMap<TableKey, TableWidths>,
    /// How amounts are shown.
    pub(in crate::ui) showing: Showing,
    /// Whether the table shown is to take the keyboard.
    pub(in crate::ui) wants_keyboard: bool,
    /// The places that were looked at.
    pub(super) places: Places,
    /// How wide the shown table can be, in points.
    pub(super) room: f32,
    /// Counts the changes of what is seen of the tables.
    pub(super) views: u64,
    /// Counts the changes of how amounts are shown and of whose tables they are.
    pub(super) looks: u64,
    /// What each table's grid remembers.
    pub(super) grids: HashMap<TableKey, GridState>,
}

impl Look {
    /// Looks at a page for the first time.
    pub(super) fn at(page: Page) -> Self {
        Self {
            page,
            unit: None,
            chosen: ChosenFinding::default(),
            read_to: None,
            passage: None,
            reveal_passage: false,
            last_cell: None,
            reveal_original: None,
            widths: BTreeMap::new(),
            showing: Showing::default(),
            wants_keyboard: false,
            places: Places::default(),
            room: 0.0,
            views: 0,
            looks: 0,
            grids: HashMap::new(),
        }
    }
}
