//! The middle of the window: a table with its heading, or a page. What is asked there is carried out by who shows it.

use eframe::egui::{Align2, FontId, Id, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::schema::Formats;
use crate::ui::commands::{Command, entry_of};
use crate::ui::document::{Document, Page};
use crate::ui::look::adding::added_in_words;
use crate::ui::look::style;
use crate::ui::pages::{
    adjusted, compare, imported, narrative, proposals, reckoning, reconciling, rule_editor, table_heading,
};
use crate::ui::panels::{comments, printing};
use crate::ui::request::Request;
use crate::ui::shell::panels::Panels;
use crate::ui::table::entry_bar;
use crate::ui::table::grid::state::GridAction;
use crate::ui::table::grid::{Grid, numbers};

/// How large the sign is that a cell has a list, in points.
const LIST_BUTTON: f32 = 18.0;

/// Tables of sections below each other have no more lines than this.
const MOST_STACKED: usize = 999;

/// The middle of the window: a table with its heading, or a page of text.
pub(super) fn ui(
    ui: &mut Ui,
    document: &mut Document,
    panels: &mut Panels,
    formats: &Formats,
    requests: &mut Vec<Request>,
) -> Vec<GridAction> {
    // A passage is open on the page of the text only.
    if document.look.page != Page::Narrative && !document.commit_passage() {
        document.look.page = Page::Narrative;
    }
    if matches!(document.look.page, Page::Narrative | Page::Printing) && document.drafts.writing.is_none() {
        document.follow_text();
    }
    match document.look.page.clone() {
        Page::Narrative => narrative::ui(ui, document),
        Page::Unplaced => imported::unplaced_ui(ui, document),
        Page::Notices => imported::notices_ui(ui, document),
        Page::Comments => comments::page_ui(ui, document, &mut panels.comments),
        Page::Adjusted => adjusted::page_ui(ui, document),
        Page::Reconcile => reconciling::ui(ui, document, &mut panels.reconciling),
        Page::Reckoning => reckoning::ui(ui, document, &mut panels.reckoning),
        Page::Proposals => proposals::ui(ui, document, &mut panels.proposing),
        Page::Compare => compare::ui(ui, document, &mut panels.comparing, formats, requests),
        Page::Printing => printing::ui(ui, document, &mut panels.printing, requests),
        Page::Rules => rule_editor::ui(ui, document, requests),
        Page::Table(key) => {
            table_heading::table_heading_ui(ui, document, &key, requests);
            if document.lacks(&key) {
                return Vec::new();
            }
            let opened = entry_bar::ui(ui, document, requests);
            let beside = ui.spacing().scroll.bar_width + 4.0 + numbers::width(MOST_STACKED);
            document.give_room(ui.available_width() - beside);
            let kinds = document.kinds_to_add();
            let kinds = kinds.iter().map(|kind| added_in_words(kind, kinds.len())).collect();
            if let Some(grid) = document.grid() {
                grid.kinds = kinds;
            }
            let drawn = document.with_shown_grid(|sheet, layout, marks, state, shown| {
                sheet.table.map(|_| Grid { sheet, layout, marks, state, shown }.show(ui))
            });
            list_button_ui(ui, document, requests);
            let mut actions: Vec<GridAction> = opened.into_iter().collect();
            actions.extend(drawn.flatten().unwrap_or_default());
            return actions;
        }
    }
    Vec::new()
}

/// The sign in the cell under the cursor that there is a list for it: a click opens it there. Beside the cell it would stand on
/// the first letter of the next one.
fn list_button_ui(ui: &mut Ui, document: &mut Document, requests: &mut Vec<Request>) {
    let cell = document.grid().filter(|grid| !grid.editor.open).and_then(|grid| grid.cursor_rect);
    let Some(cell) = cell.filter(|cell| cell.width() > LIST_BUTTON && document.has_list()) else {
        return;
    };
    let side = LIST_BUTTON.min(cell.height() - 4.0);
    let at = Rect::from_min_size(cell.right_top() + vec2(-side - 3.0, 3.0), vec2(side, side));
    let response = ui.interact(at, Id::unique("list of the cell"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "从列表选择"));
    let palette = style::palette(ui.visuals());
    let fill = if response.hovered() { palette.header } else { palette.computed };
    ui.painter().rect(at, 2.0, fill, Stroke::new(1.0, palette.line), StrokeKind::Inside);
    ui.painter().text(at.center(), Align2::CENTER_CENTER, "▼", FontId::proportional(8.0), palette.ink);
    let keys = entry_of(Command::ChooseFromList).and_then(|entry| entry.keys(ui.ctx())).unwrap_or_default();
    if response.on_hover_text(format!("从列表选择（{keys}）")).clicked() {
        requests.push(Request::Command(Command::ChooseFromList));
    }
}
