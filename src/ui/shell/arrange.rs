//! How the document shown and what stands around it share the window.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::{CentralPanel, Context, Frame, Panel, Ui};

use crate::file::journal::Waiting;
use crate::ui::document::{Document, Page};
use crate::ui::look::panes::{self, Pane};
use crate::ui::look::sizes::{self, Side};
use crate::ui::panels::{find, findings, inspector, navigation, original, passage, status};
use crate::ui::request::Request;
use crate::ui::safety::watching;
use crate::ui::shell::app::App;
use crate::ui::shell::{middle, welcome};
use crate::ui::table::grid::state::GridAction;

/// From this width on the inspector has room beside a submitted document.
const WIDE: f32 = 1600.0;

/// In a window narrower than this, which a large zoom makes of any, the table has the inspector's room, unless somebody
/// has said otherwise.
const NARROW: f32 = 1000.0;

/// In a window lower than this the findings are folded, unless somebody has said otherwise.
const LOW: f32 = 780.0;

/// So much of the window is the table's, whatever stands beside it: its buttons have room, and its first columns.
const LEAST_TABLE: f32 = 440.0;

/// A submitted document that would be narrower than this is put away until the window has room for it.
const LEAST_ORIGINAL: f32 = 160.0;

/// What waits to be restored before anybody has looked.
static NOTHING: BTreeMap<PathBuf, Waiting> = BTreeMap::new();

impl App {
    /// Whether what is said of the selected cell stands beside tables.
    pub(super) fn has_inspector(&self, ctx: &Context) -> bool {
        self.settings.inspector.unwrap_or(ctx.content_rect().width() >= NARROW)
    }

    /// Whether there is room for it beside a submitted document.
    pub(super) fn has_room_for_both(ctx: &Context) -> bool {
        ctx.content_rect().width() >= WIDE
    }

    /// Whether the submitted document stands beside tables and the text.
    pub(super) fn shows_original(&self) -> bool {
        let is_here = self.document().is_some_and(Document::has_originals);
        self.show_original.unwrap_or(is_here)
    }

    /// Whether what is said of the selected cell is in sight beside tables.
    pub(super) fn shows_inspector(&self, ctx: &Context) -> bool {
        self.has_inspector(ctx) && (!self.shows_original() || Self::has_room_for_both(ctx))
    }

    /// The document shown and what stands around it; without one, the welcome. Returns what was asked of the
    /// grid.
    pub(super) fn panels_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) -> Vec<GridAction> {
        let (shows_inspector, shows_original) = (self.shows_inspector(ui.ctx()), self.shows_original());
        if sizes::settle(ui.ctx(), &mut self.settings.panes) {
            self.settings.store();
        }
        let at_hand = self.to_compare_with();
        self.look_for_waiting(ui.ctx());
        if self.is_folder_in_front() {
            CentralPanel::default()
                .frame(Frame::NONE.fill(ui.visuals().panel_fill))
                .show(ui, |ui| self.folder_ui(ui));
            return Vec::new();
        }
        let Some(document) = self.documents.get_mut(self.active) else {
            let waiting = self.guard.waiting.as_ref().unwrap_or(&NOTHING);
            CentralPanel::default().show(ui, |ui| welcome::ui(ui, &self.recent, waiting, requests));
            return Vec::new();
        };
        document.show_amounts(self.settings.showing, ui.ctx());
        // Once written on a page it is every document's.
        if document.signature != self.settings.name {
            match std::mem::take(&mut document.has_signed) {
                true => {
                    self.settings.name.clone_from(&document.signature);
                    self.settings.store();
                }
                false => document.signature.clone_from(&self.settings.name),
            }
        }
        document.follow_finding();
        let panels = self.panels.entry(document.id()).or_default();
        panels.comparing.at_hand = at_hand;
        document.note_place();
        if let Some(cursor) = document.cursor() {
            document.last_cell = Some(cursor);
        }
        watching::bar_ui(ui, document, requests);
        Panel::bottom("status").show(ui, |ui| status::ui(ui, document));
        let width = ui.ctx().content_rect().width();
        sizes::pane(ui, (Side::Left, "navigation"), (216.0, (width * 0.24).max(150.0)), |ui| {
            panes::stop_ui(ui, Pane::Navigation);
            navigation::ui(ui, document, &panels.begun());
        });
        if document.settle_originals() {
            ui.ctx().request_repaint_after(Duration::from_millis(100));
        }
        let beside = !matches!(
            document.page,
            Page::Compare | Page::Proposals | Page::Reconcile | Page::Reckoning | Page::Printing
        );
        let original = beside && shows_original;
        if shows_inspector && beside {
            sizes::pane(ui, (Side::Right, "inspector"), (280.0, (width * 0.3).max(180.0)), |ui| {
                panes::stop_ui(ui, Pane::Inspector);
                match document.page {
                    Page::Narrative => passage::ui(ui, document),
                    _ => {
                        let pages = (&mut panels.reckoning, &mut panels.comparing);
                        inspector::ui(ui, document, &mut panels.inspector, pages);
                    }
                }
            });
        }
        let height = ui.ctx().content_rect().height();
        let is_low = height < LOW;
        let share = if is_low { 0.45 } else { 0.7 };
        // In a low window the table has the room: of the findings their number, until they are asked for.
        let folded = self.settings.folded.unwrap_or(is_low) || is_low && panels.find.open;
        let mut fold = None;
        if self.settings.findings {
            let draw = |ui: &mut Ui| {
                panes::stop_ui(ui, Pane::Findings);
                findings::ui(ui, document, &mut panels.findings, folded)
            };
            let shown = match folded {
                true => Panel::bottom("findings folded").resizable(false).show(ui, draw),
                // However low the window, rows of the table are left.
                false => sizes::pane(ui, (Side::Bottom, "findings"), (210.0, height * share), draw),
            };
            fold = shown.inner;
        }
        if fold.is_some() {
            self.settings.folded = fold;
            self.settings.store();
        }
        if panels.find.open {
            let shown = sizes::pane(ui, (Side::Bottom, "find"), (190.0, height * share), |ui| {
                panes::stop_ui(ui, Pane::Find);
                find::ui(ui, document, &mut panels.find)
            });
            self.focus_grid |= shown.inner;
        }
        let most = (width * 0.6).min(ui.available_width() - LEAST_TABLE);
        if original && most >= LEAST_ORIGINAL {
            let usual = (width * 0.38).min(620.0);
            sizes::pane(ui, (Side::Right, "original"), (usual, most), |ui| {
                panes::stop_ui(ui, Pane::Original);
                original::ui(ui, document, &mut panels.original, requests);
            });
        }
        let middle = CentralPanel::default().frame(Frame::NONE.fill(ui.visuals().panel_fill));
        let middle = middle.show(ui, |ui| {
            if document.table_key().is_none() {
                panes::stop_ui(ui, Pane::Page);
            }
            middle::ui(ui, document, panels, &self.formats, requests)
        });
        middle.inner
    }
}
