//! How the document shown and what stands around it share the window.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::{CentralPanel, Context, Frame, Panel, Ui};

use crate::file::journal::Waiting;
use crate::ui::document::{Document, Page};
use crate::ui::look::panes::{self, Pane};
use crate::ui::look::settings::Settings;
use crate::ui::look::sizes::{self, Side};
use crate::ui::panels::{find, findings, inspector, navigation, original, passage, status};
use crate::ui::request::Request;
use crate::ui::safety::watching;
use crate::ui::shell::app::App;
use crate::ui::shell::panels::Panels;
use crate::ui::shell::{middle, welcome};
use crate::ui::table::grid::state::GridAction;

/// From this width on the inspector has room beside a submitted document.
const WIDE: f32 = 1600.0;

/// In a window narrower than this, which a large zoom makes of any, the table has the inspector's room, unless somebody
/// has said otherwise.
const NARROW: f32 = 1000.0;

/// In a window lower than this the findings are folded, unless somebody has said otherwise.
const LOW: f32 = 780.0;

/// How high the findings are at first, and which part of a low window they have.
const FINDINGS: f32 = 210.0;
const ASKED_FOR: f32 = 0.4;

/// So much of the window's height is left to what stands above the findings, menus and toolbar among it: what is compared has
/// lines of its own above its rows.
const LEAST_PAGE: f32 = 360.0;

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

    /// Shows the list of findings, whole, whatever it was folded for.
    pub(super) fn unfold_findings(&mut self, ctx: &Context) {
        if let Some(document) = self.documents.get(self.active) {
            unfold(ctx, self.panels.entry(document.id()).or_default(), &mut self.settings);
        }
    }

    /// Shows the list of findings, or puts it away. One that is folded is not there for who asks for it.
    pub(super) fn toggle_findings(&mut self, ctx: &Context) {
        let Some(document) = self.documents.get(self.active) else {
            self.settings.findings = !self.settings.findings;
            return self.settings.store();
        };
        let panels = self.panels.entry(document.id()).or_default();
        if !self.settings.findings || is_folded(ctx, document, panels, &self.settings) {
            return unfold(ctx, panels, &mut self.settings);
        }
        self.settings.findings = false;
        self.settings.store();
    }

    /// The document shown and what stands around it; without one, the welcome. Returns what was asked of the
    /// grid.
    pub(super) fn panels_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) -> Vec<GridAction> {
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
        let (shows_inspector, shows_original) = (self.shows_inspector(ui.ctx()), self.shows_original());
        self.settle_document(ui.ctx());
        let Some(document) = self.documents.get_mut(self.active) else {
            let waiting = self.protection.waiting.as_ref().unwrap_or(&NOTHING);
            CentralPanel::default().show(ui, |ui| welcome::ui(ui, &self.recent, waiting, requests));
            return Vec::new();
        };
        let panels = self.panels.entry(document.id()).or_default();
        panels.comparing.at_hand = at_hand;
        watching::bar_ui(ui, document, requests);
        let long = Panel::bottom("status").show(ui, |ui| status::ui(ui, document)).inner;
        let width = ui.ctx().content_rect().width();
        sizes::pane(ui, (Side::Left, "navigation"), (216.0, (width * 0.24).max(150.0)), |ui| {
            panes::stop_ui(ui, Pane::Navigation);
            navigation::ui(ui, document, &panels.begun());
        });
        if document.settle_originals() {
            ui.ctx().request_repaint_after(Duration::from_millis(100));
        }
        let has_beside = !matches!(
            document.look.page,
            Page::Compare | Page::Proposals | Page::Reconcile | Page::Reckoning | Page::Printing
        );
        if shows_inspector && has_beside {
            inspector_ui(ui, document, panels);
        }
        panels.findings.is_told_beside = shows_inspector && has_beside;
        if let Some(fold) = findings_ui(ui, document, panels, &self.settings) {
            if fold {
                self.settings.folded = Some(true);
                self.settings.store();
            } else {
                unfold(ui.ctx(), panels, &mut self.settings);
            }
        }
        self.focus_grid |= find_ui(ui, document, panels);
        if shows_original && has_beside {
            original_ui(ui, document, panels, requests);
        }
        if let Some(message) = long {
            status::long_ui(ui, document, &message);
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

    /// Before the document in front is drawn: it shows amounts as the program does, knows who writes, and where one is in it.
    fn settle_document(&mut self, ctx: &Context) {
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        document.show_amounts(self.settings.showing, ctx);
        // Once written on a page it is every document's.
        if document.drafts.signature != self.settings.name {
            match std::mem::take(&mut document.drafts.has_signed) {
                true => {
                    self.settings.name.clone_from(&document.drafts.signature);
                    self.settings.store();
                }
                false => document.drafts.signature.clone_from(&self.settings.name),
            }
        }
        document.follow_finding();
        document.note_place();
        if let Some(cursor) = document.cursor() {
            document.look.last_cell = Some(cursor);
        }
    }
}

/// What is said of the selected cell, or of the chosen passage.
fn inspector_ui(ui: &mut Ui, document: &mut Document, panels: &mut Panels) {
    let width = ui.ctx().content_rect().width();
    sizes::pane(ui, (Side::Right, "inspector"), (280.0, (width * 0.3).max(180.0)), |ui| {
        panes::stop_ui(ui, Pane::Inspector);
        match document.look.page {
            Page::Narrative => passage::ui(ui, document),
            _ => {
                let pages = (&mut panels.reckoning, &mut panels.comparing);
                inspector::ui(ui, document, &mut panels.inspector, pages);
            }
        }
    });
}

/// Whether of the findings only their number is seen. In a low window the table has the room until they are asked for; so have the
/// hits of a search, and printed pages, none of whose findings is gone through there, until they are asked for over these.
fn is_folded(ctx: &Context, document: &Document, panels: &mut Panels, settings: &Settings) -> bool {
    let is_low = ctx.content_rect().height() < LOW;
    let is_printing = document.look.page == Page::Printing;
    panels.findings.is_asked_over &= is_printing;
    let is_over = panels.find.open || is_printing && !panels.findings.is_asked_over;
    settings.folded.unwrap_or(is_low) || is_low && is_over
}

/// Gives the findings the room that something else has in a low window: who asks for them wants to see them.
fn unfold(ctx: &Context, panels: &mut Panels, settings: &mut Settings) {
    panels.findings.is_asked_over = true;
    panels.find.open &= ctx.content_rect().height() >= LOW;
    settings.findings = true;
    settings.folded = Some(false);
    settings.store();
}

/// The findings, or of folded ones their number. Whether they are to be folded, where that was said.
fn findings_ui(
    ui: &mut Ui,
    document: &mut Document,
    panels: &mut Panels,
    settings: &Settings,
) -> Option<bool> {
    if !settings.findings {
        return None;
    }
    let height = ui.ctx().content_rect().height();
    let is_low = height < LOW;
    let folded = is_folded(ui.ctx(), document, panels, settings);
    // The same beside every page: the list stays where it is when a click in it leads to another page.
    let most = (height * if is_low { 0.45 } else { 0.7 }).min(height - LEAST_PAGE);
    let least = findings::least_height(&panels.findings).min(height * 0.5);
    let most = most.max(least).min(findings::height_wanted(document, &panels.findings));
    let draw = |ui: &mut Ui| {
        panes::stop_ui(ui, Pane::Findings);
        findings::ui(ui, document, &mut panels.findings, folded)
    };
    let shown = match folded {
        true => Panel::bottom("findings folded").resizable(false).show(ui, draw),
        // However low the window, rows of the table are left.
        false => {
            // In a low window they are there because somebody asked for them.
            let first = if is_low { (height * ASKED_FOR).max(FINDINGS) } else { FINDINGS };
            sizes::pane(ui, (Side::Bottom, "findings"), (first.min(most), most), draw)
        }
    };
    shown.inner
}

/// The search, where it is open; whether the keyboard is to go back to the table.
fn find_ui(ui: &mut Ui, document: &mut Document, panels: &mut Panels) -> bool {
    if !panels.find.open {
        return false;
    }
    let height = ui.ctx().content_rect().height();
    let share = if height < LOW { 0.45 } else { 0.7 };
    let shown = sizes::pane(ui, (Side::Bottom, "find"), (190.0, height * share), |ui| {
        panes::stop_ui(ui, Pane::Find);
        find::ui(ui, document, &mut panels.find)
    });
    shown.inner
}

/// The submitted document, where there is room for it.
fn original_ui(ui: &mut Ui, document: &mut Document, panels: &mut Panels, requests: &mut Vec<Request>) {
    let width = ui.ctx().content_rect().width();
    let most = (width * 0.6).min(ui.available_width() - LEAST_TABLE);
    if most < LEAST_ORIGINAL {
        return;
    }
    let usual = (width * 0.38).min(620.0);
    sizes::pane(ui, (Side::Right, "original"), (usual, most), |ui| {
        panes::stop_ui(ui, Pane::Original);
        original::ui(ui, document, &mut panels.original, requests);
    });
}
