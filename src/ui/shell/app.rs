//! The window's frame: menus, tabs, panels, and the order in which a frame happens. Commands and the
//! grid's actions are gathered while drawing and carried out afterwards.

use std::path::{Path, PathBuf};
use std::time::Duration;

use eframe::egui::{CentralPanel, Context, Frame, Panel, Ui};

use crate::model::CellAddress;
use crate::schema::Formats;
use crate::text::visible;
use crate::ui::commands::{self, Command};
use crate::ui::dialogs::entry_list::ListChooser;
use crate::ui::dialogs::goto::Goto;
use crate::ui::dialogs::merge_units::TakingIn;
use crate::ui::dialogs::new_budget::Beginning;
use crate::ui::dialogs::search_list::Chooser;
use crate::ui::dialogs::system::{Ask, Dialogs};
use crate::ui::document::{Document, Page};
use crate::ui::look::style;
use crate::ui::look::widths::Widths;
use crate::ui::pages::adjusted;
use crate::ui::pages::compare;
use crate::ui::pages::narrative;
use crate::ui::pages::proposals;
use crate::ui::pages::reckoning;
use crate::ui::pages::reconciling;
use crate::ui::pages::rule_editor;
use crate::ui::pages::texts;
use crate::ui::panels::comments;
use crate::ui::panels::find;
use crate::ui::panels::findings;
use crate::ui::panels::inspector;
use crate::ui::panels::navigation;
use crate::ui::panels::status;
use crate::ui::safety::acceptance::Acceptance;
use crate::ui::safety::journals::Guard;
use crate::ui::safety::leaving::Leaving;
use crate::ui::safety::locking::Access;
use crate::ui::safety::watching;
use crate::ui::shell::file_questions::{Asking, Purpose};
use crate::ui::shell::files;
use crate::ui::shell::recent::Recent;
use crate::ui::shell::templates;
use crate::ui::table::block::{Clipboard, TextOnly};
use crate::ui::table::grid::Grid;
use crate::ui::table::grid::state::GridAction;
use crate::ui::table::turns::Turns;

/// The window's program.
pub struct App {
    pub(in crate::ui) documents: Vec<Document>,
    pub(in crate::ui) active: usize,
    pub(in crate::ui) formats: Formats,
    pub(in crate::ui) dialogs: Box<dyn Dialogs>,
    pub(in crate::ui) clipboard: Box<dyn Clipboard>,
    widths: Widths,
    pub(in crate::ui) recent: Recent,
    /// The waivers that this user accepts.
    pub(in crate::ui) acceptance: Acceptance,
    pub(in crate::ui) guard: Guard,
    pub(in crate::ui) show_inspector: bool,
    pub(in crate::ui) show_findings: bool,
    /// What went wrong, to be read and dismissed.
    pub(in crate::ui) errors: Vec<String>,
    /// What to do once the user has said what becomes of unsaved work.
    pub(in crate::ui) question: Option<Leaving>,
    /// Set when the user has agreed to leave.
    pub(in crate::ui) may_quit: bool,
    /// How many more frames to draw unasked at the start: a first frame can come before the window
    /// manager has shown the window, and would then never be seen.
    frames_at_start: u8,
    /// A list to choose from, over the window.
    pub(in crate::ui) overlay: Option<Overlay>,
    /// A new budget being described.
    pub(in crate::ui) beginning: Option<Beginning>,
    /// The folders with templates for new budgets.
    pub(in crate::ui) templates: Vec<PathBuf>,
    /// Units' budgets that wait to be taken in.
    pub(in crate::ui) taking_in: TakingIn,
    /// A question for files, and what it is for.
    pub(in crate::ui) asking: Option<Asking>,
    /// Give the grid the keyboard at the end of the frame.
    pub(in crate::ui) focus_grid: bool,
    /// Close the window when everything has come to its turn.
    pub(in crate::ui) closing: bool,
}

/// What is asked of the app from within a panel.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// A command.
    Command(Command),
    /// Open a file.
    Open(PathBuf),
    /// Put a file beside the budget in front.
    CompareWith(PathBuf),
    /// Choose a code for a cell of the lines being proposed.
    CodeProposal(CellAddress),
    /// Do something about a file that was changed.
    Outside(watching::Wish),
}

/// A list to choose from, over the window.
#[derive(Clone, Debug)]
pub(in crate::ui) enum Overlay {
    Palette(Chooser),
    Goto(Goto),
    Choosing(ListChooser),
}

impl App {
    /// A window without documents.
    pub fn new(ctx: &Context, dialogs: Box<dyn Dialogs>, recent: Recent) -> Self {
        style::install(ctx);
        ctx.add_plugin(Turns::default());
        let (formats, broken) = Formats::at_hand();
        Self {
            documents: Vec::new(),
            active: 0,
            formats,
            dialogs,
            clipboard: Box::new(TextOnly),
            widths: Widths::default(),
            recent,
            acceptance: Acceptance::default(),
            guard: Guard::default(),
            show_inspector: true,
            show_findings: true,
            errors: broken.iter().map(ToString::to_string).collect(),
            question: None,
            may_quit: false,
            frames_at_start: 0,
            overlay: None,
            beginning: None,
            templates: templates::folders(),
            taking_in: TakingIn::default(),
            asking: None,
            focus_grid: true,
            closing: false,
        }
    }

    /// The same with a clipboard that carries HTML too.
    pub fn with_clipboard(self, clipboard: Box<dyn Clipboard>) -> Self {
        Self { clipboard, ..self }
    }

    /// The same with the widths that columns were given before.
    pub fn with_widths(self, widths: Widths) -> Self {
        Self { widths, ..self }
    }

    /// Opens the files named at the start; without any, the sample if it is at hand.
    pub fn open_at_start(&mut self, files: &[PathBuf]) {
        self.look_for_unsaved();
        for file in files {
            self.open(file);
        }
        if files.is_empty() {
            let sample = Path::new("assets/samples/焦作市委办公室-2023.ron");
            if sample.is_file() {
                self.open(sample);
            }
        }
        self.active = 0;
        self.frames_at_start = 4;
    }

    /// Opens a file, or shows it if it is open already.
    pub fn open(&mut self, path: &Path) {
        let is_it = |document: &Document| {
            document.path.as_deref().is_some_and(|open| crate::file::same_file(open, path))
        };
        let open = self.documents.iter().position(is_it);
        if let Some(open) = open {
            self.active = open;
            return;
        }
        if let Some(access) = self.access(path) {
            self.open_with(path, access);
        }
    }

    pub(in crate::ui) fn open_with(&mut self, path: &Path, access: Access) {
        match files::open(path, &self.formats) {
            Ok(mut document) => {
                self.guard_opened(&mut document, access);
                self.recent.add(path);
                self.show(document);
            }
            Err(error) => {
                self.errors.push(error);
                self.look_for_gone(path);
            }
        }
    }

    /// Takes a document in and shows it.
    pub fn show(&mut self, mut document: Document) {
        let format = document.session.format().clone();
        if !document.is_guarded() {
            self.guard_opened(&mut document, Access::default());
        }
        for table in &format.tables {
            document.widths.insert(table.key.clone(), self.widths.of(&format.id, &table.key));
        }
        self.documents.push(document);
        self.active = self.documents.len() - 1;
        self.focus_grid = true;
    }

    /// The document in front.
    pub fn document(&self) -> Option<&Document> {
        self.documents.get(self.active)
    }

    /// The document in front, to change it.
    pub fn document_mut(&mut self) -> Option<&mut Document> {
        self.documents.get_mut(self.active)
    }

    fn welcome_ui(&self, ui: &mut Ui, requests: &mut Vec<Request>) {
        ui.vertical_centered(|ui| {
            ui.add_space(ui.available_height() * 0.3);
            ui.heading("预算编辑器");
            ui.label("打开一份部门预算（.ron），或一份公开文本（.md、.txt）来导入。");
            ui.add_space(10.0);
            if ui.button("打开…").clicked() {
                requests.push(Request::Command(Command::Open));
            }
            for file in self.recent.files().iter().take(6) {
                if ui.link(visible(&file.display().to_string())).clicked() {
                    requests.push(Request::Open(file.clone()));
                }
            }
        });
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        if let Some(left) = self.frames_at_start.checked_sub(1) {
            self.frames_at_start = left;
            ctx.request_repaint_after(Duration::from_millis(250));
        }
        let mut requests = Vec::new();
        self.type_on(&ctx);
        if !self.asks() {
            requests.extend(commands::pressed(ui).map(Request::Command));
        }
        self.close_in_turn(&ctx);
        for file in ctx.input(|input| input.raw.dropped_files.clone()) {
            requests.push(Request::Open(file.path().to_owned()));
        }
        self.keep_accepted();
        self.watch(&ctx);
        self.menu_bar_ui(ui, &mut requests);
        let actions = self.panels_ui(ui, &mut requests);
        self.take(&ctx, actions);
        match self.overlay.take() {
            Some(Overlay::Palette(chooser)) => requests.extend(self.palette_ui(&ctx, chooser)),
            Some(Overlay::Goto(goto)) => self.goto_ui(&ctx, goto),
            Some(Overlay::Choosing(choosing)) => self.choose_ui(&ctx, choosing),
            None => {}
        }
        self.carry_out(&ctx, requests);
        self.filtering_ui(&ctx);
        self.beginning_ui(&ctx);
        self.taking_in_ui(&ctx);
        self.waiving_ui(&ctx);
        self.refused_ui(&ctx);
        self.binding_ui(&ctx);
        self.locking_ui(&ctx);
        self.restoring_ui(&ctx);
        self.backups_ui(&ctx);
        self.asking_ui(&ctx);
        self.question_ui(&ctx);
        self.errors_ui(&ctx);
        self.keep_journals(&ctx);
        self.settle_keyboard(&ctx);
    }
}

impl App {
    /// Whether a question is open that the keyboard belongs to.
    pub(in crate::ui) fn asks(&self) -> bool {
        let of_document = self.document().is_some_and(|document| {
            document.pasting.is_some()
                || document.waiving.is_some()
                || document.binding.is_some()
                || document.filtering.is_some()
        });
        of_document
            || self.question.is_some()
            || !self.errors.is_empty()
            || self.overlay.is_some()
            || self.beginning.is_some()
            || self.is_taking_in()
            || self.asking.is_some()
            || self.guard_asks()
    }

    /// The document shown and what stands around it; without one, the welcome. Returns what was asked of the
    /// grid.
    fn panels_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) -> Vec<GridAction> {
        let others = self.documents.iter().enumerate().filter(|(at, _)| *at != self.active);
        let at_hand = others.filter_map(|(_, document)| document.path.clone()).collect();
        let Some(document) = self.documents.get_mut(self.active) else {
            CentralPanel::default().show(ui, |ui| self.welcome_ui(ui, requests));
            return Vec::new();
        };
        document.show_amounts(self.guard.settings.showing, ui.ctx());
        document.follow_finding();
        document.comparing.at_hand = at_hand;
        document.note_place();
        if let Some(cursor) = document.cursor() {
            document.last_cell = Some(cursor);
        }
        watching::bar_ui(ui, document, requests);
        Panel::bottom("status").show(ui, |ui| status::ui(ui, document));
        Panel::left("navigation").default_size(216.0).show(ui, |ui| navigation::ui(ui, document));
        if self.show_inspector
            && !matches!(document.page, Page::Compare | Page::Proposals | Page::Reconcile | Page::Reckoning)
        {
            Panel::right("inspector").default_size(280.0).show(ui, |ui| inspector::ui(ui, document));
        }
        if self.show_findings {
            let shown = Panel::bottom("findings").resizable(true).default_size(210.0);
            shown.show(ui, |ui| findings::ui(ui, document));
        }
        if document.find.open {
            let shown = Panel::bottom("find").resizable(true).default_size(190.0);
            self.focus_grid |= shown.show(ui, |ui| find::ui(ui, document)).inner;
        }
        let middle = CentralPanel::default().frame(Frame::NONE.fill(ui.visuals().panel_fill));
        middle.show(ui, |ui| middle_ui(ui, document, &self.formats, requests)).inner
    }

    /// Does what was asked of the grid.
    pub(in crate::ui) fn take(&mut self, ctx: &Context, actions: Vec<GridAction>) {
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        if !actions.is_empty() {
            ctx.request_repaint();
        }
        let mut copied = None;
        for action in actions {
            let resized = matches!(action, GridAction::Resize { .. });
            let takes_keyboard = matches!(action, GridAction::Go { .. } | GridAction::Open(_));
            let html = matches!(action, GridAction::Paste(_)).then(|| self.clipboard.html()).flatten();
            document.act(action, html.as_deref(), &mut copied);
            if let Some(key) = document.table_key().filter(|_| resized) {
                let widths = document.widths.get(&key).cloned().unwrap_or_default();
                self.widths.set(&document.session.format().id, &key, widths);
            }
            self.focus_grid |= takes_keyboard;
        }
        if let Some(block) = copied.filter(|block| !self.clipboard.put(&block.text, &block.html)) {
            ctx.copy_text(block.text);
        }
    }

    /// Does what was asked of the program.
    fn carry_out(&mut self, ctx: &Context, requests: Vec<Request>) {
        for request in requests {
            match request {
                Request::Command(command) => self.run(ctx, command),
                Request::Open(path) => self.open(&path),
                Request::CompareWith(path) => self.compare_with(&path),
                Request::CodeProposal(at) => {
                    self.overlay = self.document().and_then(|document| document.choose_proposed(at));
                }
                Request::Outside(wish) => self.settle(wish),
            }
            ctx.request_repaint();
        }
        if self.asking.is_none() && self.document().is_some_and(Document::wants_merge_file) {
            self.ask_for(ctx, Purpose::MergeFile, Ask::budget("选择要合并的预算文件"));
        }
    }
}

/// The middle of the window: a table with its heading, or a page of text.
fn middle_ui(
    ui: &mut Ui,
    document: &mut Document,
    formats: &Formats,
    requests: &mut Vec<Request>,
) -> Vec<GridAction> {
    match document.page.clone() {
        Page::Narrative => narrative::ui(ui, document),
        Page::Unplaced => texts::unplaced_ui(ui, document),
        Page::Notices => texts::notices_ui(ui, document),
        Page::Comments => comments::page_ui(ui, document),
        Page::Adjusted => adjusted::page_ui(ui, document),
        Page::Reconcile => reconciling::ui(ui, document),
        Page::Reckoning => reckoning::ui(ui, document),
        Page::Proposals => requests.extend(proposals::ui(ui, document)),
        Page::Compare => compare::ui(ui, document, formats, requests),
        Page::Rules => rule_editor::ui(ui, document, requests),
        Page::Table(key) => {
            texts::table_heading_ui(ui, document, &key, requests);
            if document.lacks(&key) {
                return Vec::new();
            }
            let drawn = document.with_shown_grid(|sheet, layout, marks, state, shown| {
                sheet.table.map(|_| Grid { sheet, layout, marks, state, shown }.show(ui))
            });
            return drawn.flatten().unwrap_or_default();
        }
    }
    Vec::new()
}
