//! Which row is which, as people say it: a guess confirmed or parted, a row that one year has not put together with one of the
//! other, and that taken back. It is kept as a note of the open budget.

use eframe::egui::{Popup, Response, ScrollArea, SetOpenCommand, Ui};

use super::Shown;
use crate::compare::{ComparedRow, Match, decision_note};
use crate::model::RowKey;
use crate::text::shortened;
use crate::ui::pages::compare::Wish;

/// So many rows are offered at the most.
const MOST: usize = 200;

/// The menu of a row, where there is anything to say of what it is.
pub(super) fn menu(
    response: &Response,
    (shown, row): (&Shown<'_>, &ComparedRow),
    asked: bool,
    wishes: &mut Vec<Wish>,
) {
    let mut content = |ui: &mut Ui| {
        let decided = row.how.iter().position(|how| how.is_proposal() || *how == Match::ByHand);
        match decided {
            Some(side) => decided_ui(ui, shown, row, side, wishes),
            None => lone_ui(ui, shown, row, wishes),
        }
    };
    response.context_menu(&mut content);
    let by_key = Popup::menu(response).id(response.id.with("by key"));
    by_key.open_memory(asked.then_some(SetOpenCommand::Bool(true))).show(content);
}

/// Confirms a guess, or parts what was put together.
fn decided_ui(ui: &mut Ui, shown: &Shown<'_>, row: &ComparedRow, side: usize, wishes: &mut Vec<Wish>) {
    let is_by_hand = row.how.get(side) == Some(&Match::ByHand);
    let (_, newest) = shown.last_two();
    let keys = key(shown, row, newest).zip(key(shown, row, side));
    let mut say = |wish: Option<Wish>, ui: &mut Ui| {
        wishes.extend(wish);
        ui.close();
    };
    if is_by_hand {
        if ui.button("取消人工对照").clicked() {
            let taken_back = keys.map(|(new, old)| {
                let (key, _) = decision_note(&shown.table.key, &new, shown.year(side), &old, true);
                Wish::Note(key, None, "取消行对照")
            });
            say(taken_back, ui);
        }
        return;
    }
    for (title, same) in [("确认是同一项", true), ("不是同一项，分开", false)] {
        if ui.button(title).clicked() {
            say(keys.clone().map(|(new, old)| said(shown, &new, (side, &old), same)), ui);
        }
    }
}

/// Puts a row that one of the last two budgets has not together with one that the other has not.
fn lone_ui(ui: &mut Ui, shown: &Shown<'_>, row: &ComparedRow, wishes: &mut Vec<Wish>) {
    let (old, new) = shown.last_two();
    let has = |row: &ComparedRow, side: usize| row.at.get(side).is_some_and(Option::is_some);
    let is_new = has(row, new) && !has(row, old);
    let is_gone = has(row, old) && !has(row, new);
    if !is_new && !is_gone {
        return;
    }
    let fits = |other: &&ComparedRow| {
        other.section == row.section
            && other.level == row.level
            && (if is_new {
                has(other, old) && !has(other, new)
            } else {
                has(other, new) && !has(other, old)
            })
    };
    let others: Vec<&ComparedRow> = shown.table.rows.iter().filter(fits).take(MOST).collect();
    let of = if is_new { shown.short(old) } else { shown.short(new) };
    if others.is_empty() {
        ui.label(format!("{of}没有可以对应的行"));
        return;
    }
    ui.label(format!("与{of}的哪一行是同一项："));
    ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
        for other in others {
            let name = shown.name(other);
            if ui.button(shortened(name.trim_start_matches('　'))).clicked() {
                let (of_new, of_old) = if is_new { (row, other) } else { (other, row) };
                let keys = key(shown, of_new, new).zip(key(shown, of_old, old));
                wishes.extend(keys.map(|(new, was)| said(shown, &new, (old, &was), true)));
                ui.close();
            }
        }
    });
}

fn key(shown: &Shown<'_>, row: &ComparedRow, side: usize) -> Option<RowKey> {
    Some(shown.table.row(shown.books, side, row)?.row.key().clone())
}

fn said(shown: &Shown<'_>, new: &RowKey, (side, old): (usize, &RowKey), same: bool) -> Wish {
    let (key, note) = decision_note(&shown.table.key, new, shown.year(side), old, same);
    Wish::Note(key, Some(note), "行对照")
}
