//! What a comparison found, once for each revision of the open budget.

use std::collections::BTreeMap;

use eframe::egui::{CollapsingHeader, ScrollArea, Ui};

use crate::calc::Book;
use crate::compare::{Change, Comparison, compare, stated_beside};
use crate::compared::Subject;
use crate::model::TableKey;
use crate::narrative::BoundFigure;

/// What was found, and for which revision of the budget. Found out once, not in every frame.
pub(super) struct Found {
    pub revision: u64,
    /// Which two of several budgets it is of, where only two are looked at: the older one.
    pub pair: Option<usize>,
    pub comparison: Comparison,
    /// The differences between the last two budgets.
    pub changes: Vec<Change>,
    /// How many of them each table has.
    pub counts: BTreeMap<TableKey, usize>,
    /// Totals that are printed otherwise than they are compared: the table, and what to say.
    pub printed: Vec<(TableKey, String)>,
    /// The changes that the narrative states, if the last two budgets are of years that follow each other.
    pub stated: Result<Vec<BoundFigure>, &'static str>,
}

impl Found {
    pub(super) fn new(books: &[Book<'_>], (revision, pair): (u64, Option<usize>)) -> Option<Self> {
        if books.len() < 2 {
            return None;
        }
        let comparison = compare(books);
        let changes = comparison.changes(books, books.len() - 2, books.len() - 1);
        let mut counts = BTreeMap::new();
        for change in &changes {
            *counts.entry(change.table.clone()).or_default() += 1;
        }
        let stated = stated_beside(books);
        let decimals = books.last().map_or(2, |book| book.format.decimals);
        let printed = comparison.printed_totals(books);
        let printed = printed.iter().map(|one| (one.table.clone(), one.words(decimals))).collect();
        Some(Self { revision, pair, comparison, changes, counts, printed, stated })
    }
}

impl Found {
    /// What is written of it.
    pub(super) fn subject<'a>(
        &'a self,
        books: &'a [Book<'a>],
        names: &'a [String],
        short: &'a [String],
    ) -> Subject<'a> {
        Subject { books, names, short, comparison: &self.comparison }
    }
}

/// The totals that are printed otherwise than they are compared, of a table or of all, folded.
pub(super) fn printed_ui(ui: &mut Ui, found: &Found, table: Option<&TableKey>) {
    let said = || found.printed.iter().filter(|(of, _)| table.is_none_or(|table| table == of));
    let count = said().count();
    if count == 0 {
        return;
    }
    let title = format!("列示的合计与各项相加不同：{count} 处");
    CollapsingHeader::new(title).id_salt("printed totals").show(ui, |ui| {
        ScrollArea::vertical().id_salt("printed totals").max_height(110.0).show(ui, |ui| {
            said().for_each(|(_, words)| drop(ui.label(words)));
        });
    });
}
