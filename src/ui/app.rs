//! The window's frame: menus, tabs, panels, and the order in which a frame happens. Commands and the
//! grid's actions are gathered while drawing and carried out afterwards.

use std::path::{Path, PathBuf};
use std::time::Duration;

use eframe::egui::{self, CentralPanel, Context, Frame, Panel, Theme, Ui, ViewportCommand};

use super::beginning::Beginning;
use super::block::{Clipboard, TextOnly};
use super::chooser::Chooser;
use super::codes::CodeChooser;
use super::commands::{self, Command};
use super::dialogs::Dialogs;
use super::document::{Document, Page};
use super::goto::Goto;
use super::grid::state::GridAction;
use super::grid::{Grid, editor_id};
use super::guard::Guard;
use super::leaving::Leaving;
use super::locking::Access;
use super::recent::Recent;
use super::widths::Widths;
use super::{
    comments, compare, files, find, findings, inspector, narrative, navigation, pages, rule_editor, status,
    style, watching,
};
use crate::edit::RowMove;
use crate::schema::Formats;

/// The window's program.
pub struct App {
    pub(super) documents: Vec<Document>,
    pub(super) active: usize,
    pub(super) formats: Formats,
    pub(super) dialogs: Box<dyn Dialogs>,
    clipboard: Box<dyn Clipboard>,
    widths: Widths,
    pub(super) recent: Recent,
    pub(super) guard: Guard,
    show_inspector: bool,
    show_findings: bool,
    /// What went wrong, to be read and dismissed.
    pub(super) errors: Vec<String>,
    /// What to do once the user has said what becomes of unsaved work.
    pub(super) question: Option<Leaving>,
    /// Set when the user has agreed to leave.
    pub(super) may_quit: bool,
    /// How many more frames to draw unasked at the start: a first frame can come before the window
    /// manager has shown the window, and would then never be seen.
    frames_at_start: u8,
    /// A list to choose from, over the window.
    pub(super) overlay: Option<Overlay>,
    /// A new budget being described.
    pub(super) beginning: Option<Beginning>,
    /// Give the grid the keyboard in the next frame.
    pub(super) focus_grid: bool,
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
    /// Do something about a file that was changed.
    Outside(watching::Wish),
}

/// A list to choose from, over the window.
#[derive(Clone, Debug)]
pub(super) enum Overlay {
    Palette(Chooser),
    Goto(Goto),
    Codes(CodeChooser),
}

impl App {
    /// A window without documents.
    pub fn new(ctx: &Context, dialogs: Box<dyn Dialogs>, recent: Recent) -> Self {
        style::install(ctx);
        let (formats, broken) = Formats::at_hand();
        Self {
            documents: Vec::new(),
            active: 0,
            formats,
            dialogs,
            clipboard: Box::new(TextOnly),
            widths: Widths::default(),
            recent,
            guard: Guard::default(),
            show_inspector: true,
            show_findings: true,
            errors: broken.iter().map(ToString::to_string).collect(),
            question: None,
            may_quit: false,
            frames_at_start: 0,
            overlay: None,
            beginning: None,
            focus_grid: true,
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
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let open = self
            .documents
            .iter()
            .position(|document| document.path.as_deref().map(absolute) == Some(absolute(path)));
        if let Some(open) = open {
            self.active = open;
            return;
        }
        if let Some(access) = self.access(path) {
            self.open_with(path, access);
        }
    }

    pub(super) fn open_with(&mut self, path: &Path, access: Access) {
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

    /// Carries out a command.
    pub fn run(&mut self, ctx: &Context, command: Command) {
        let quits_edit = !matches!(
            command,
            Command::ZoomIn | Command::ZoomOut | Command::ZoomReset | Command::ToggleTheme
        );
        if quits_edit && self.document_mut().is_some_and(|document| !document.commit()) {
            return;
        }
        match command {
            Command::Open => {
                for path in self.dialogs.files_to_open() {
                    self.open(&path);
                }
            }
            Command::OpenRules => {
                self.open_rules();
                if let Some(document) = self.document_mut() {
                    document.page = Page::Rules;
                }
            }
            Command::SaveRules => self.save_rules(),
            Command::Compare | Command::CompareSaved => self.compare(command == Command::CompareSaved),
            Command::Merge => {
                if let Some(document) = self.document_mut() {
                    document.show_merge();
                }
            }
            Command::ExportFindings => self.export_findings(),
            Command::Backups => self.show_backups(),
            Command::Save => self.save(false),
            Command::SaveAs => self.save(true),
            Command::Close => self.leave(Leaving::Document(self.active)),
            Command::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            Command::ToggleInspector => self.show_inspector = !self.show_inspector,
            Command::ToggleFindings => self.show_findings = !self.show_findings,
            Command::New => self.beginning = Some(Beginning::new(self.document())),
            Command::TakeInUnits => self.take_in_units(),
            Command::ChooseCode => {
                self.overlay = self.document_mut().and_then(Document::choose_code).map(Overlay::Codes);
            }
            Command::Palette => self.overlay = Some(Overlay::Palette(Chooser::default())),
            Command::Goto => self.overlay = self.document().map(|_| Overlay::Goto(Goto::default())),
            Command::Find | Command::Replace => {
                if let Some(document) = self.document_mut() {
                    document.open_find(command == Command::Replace);
                }
            }
            Command::ToggleTheme => {
                let dark = ctx.theme() == Theme::Dark;
                ctx.set_theme(if dark { Theme::Light } else { Theme::Dark });
            }
            Command::ZoomIn => egui::gui_zoom::zoom_in(ctx),
            Command::ZoomOut => egui::gui_zoom::zoom_out(ctx),
            Command::ZoomReset => ctx.set_zoom_factor(1.0),
            _ => {
                if let Some(document) = self.document_mut() {
                    run_in(document, command);
                }
                self.focus_grid = true;
            }
        }
    }

    pub(super) fn save(&mut self, elsewhere: bool) {
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        let known = document.path.clone().filter(|_| !elsewhere && document.read_only.is_none());
        let Some(place) = known.or_else(|| self.dialogs.place_to_save(&files::suggested_place(document)))
        else {
            return;
        };
        match files::save(document, &place) {
            Ok(()) => self.recent.add(&place),
            Err(error) => self.errors.push(error),
        }
    }

    /// Puts budgets beside the document in front: the one it was saved as, or those the user chooses.
    fn compare(&mut self, with_saved: bool) {
        let paths = if with_saved { Vec::new() } else { self.dialogs.files_to_open() };
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        if with_saved {
            self.errors.extend(document.compare_with_saved(&self.formats).err());
        } else if paths.is_empty() {
            // Without another file the page shows what the budget itself keeps of last year.
            document.page = Page::Compare;
        }
        for path in paths {
            self.compare_with(&path);
        }
    }

    fn compare_with(&mut self, path: &Path) {
        if let Some(document) = self.documents.get_mut(self.active) {
            self.errors.extend(document.compare_with(path, &self.formats).err());
        }
    }

    /// Writes the findings of the document in front into a file, of the kind its name says.
    fn export_findings(&mut self) {
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        let suggested = files::suggested_place(document).with_extension("问题清单.html");
        let Some(place) = self.dialogs.place_to_export(&suggested) else {
            return;
        };
        match files::export_findings(document, &place) {
            Ok(()) => document.message = Some(format!("问题清单已导出到 {}", place.display())),
            Err(error) => self.errors.push(error),
        }
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
                if ui.link(file.display().to_string()).clicked() {
                    requests.push(Request::Open(file.clone()));
                }
            }
        });
    }
}

/// Commands that concern one document.
fn run_in(document: &mut Document, command: Command) {
    match command {
        Command::Undo | Command::Redo => {
            let (done, word) = if command == Command::Undo {
                (document.session.undo(), "已撤销")
            } else {
                (document.session.redo(), "已重做")
            };
            document.message = match done {
                Ok(Some(label)) => Some(format!("{word}：{label}")),
                Ok(None) => None,
                Err(error) => Some(error.to_string()),
            };
        }
        Command::AddRow => match document.kinds_to_add().first().cloned() {
            Some(kind) => document.add_row(&kind),
            None => document.message = Some("这张表的行是固定的，不能增加行".to_owned()),
        },
        Command::DeleteRows => document.delete_rows(),
        Command::MoveRowUp => document.move_row(RowMove::Up),
        Command::MoveRowDown => document.move_row(RowMove::Down),
        Command::FillDown => document.fill(true),
        Command::FillRight => document.fill(false),
        Command::FillSeries => document.fill_series(),
        Command::NextFinding => findings::step(document, 1),
        Command::EditRules => document.page = Page::Rules,
        Command::Fix => match document.findings.selected {
            Some(finding) => document.fix(finding),
            None => document.message = Some("请先在问题列表里选中一个问题".to_owned()),
        },
        Command::Waive => match document.findings.selected {
            Some(finding) => document.waive_or_take_back(finding),
            None => document.message = Some("请先在问题列表里选中一个问题".to_owned()),
        },
        Command::PreviousFinding => findings::step(document, -1),
        Command::Filter => document.ask_filter(None),
        Command::HideEmpty => document.change_view(|view| view.hide_empty = !view.hide_empty),
        Command::Fold => document.fold_row(),
        Command::FoldAll => document.fold_all(),
        Command::ClearView => document.clear_view(),
        Command::Back => document.turn_back(true),
        Command::Forward => document.turn_back(false),
        Command::NextTable => document.turn_table(1),
        Command::PreviousTable => document.turn_table(-1),
        _ => {}
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
        let asking = self.document().is_some_and(|document| {
            document.waiving.is_some() || document.binding.is_some() || document.filtering.is_some()
        });
        let asked = asking
            || self.question.is_some()
            || !self.errors.is_empty()
            || self.overlay.is_some()
            || self.beginning.is_some()
            || self.guard_asks();
        if !asked {
            let in_grid = ui.memory(|memory| memory.has_focus(editor_id()));
            requests.extend(commands::pressed(ui, in_grid).map(Request::Command));
        }
        if ctx.input(|input| input.viewport().close_requested()) && !self.may_quit && !self.may_leave_now() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        }
        for file in ctx.input(|input| input.raw.dropped_files.clone()) {
            requests.push(Request::Open(file.path().to_owned()));
        }
        self.watch(&ctx);
        self.menu_bar_ui(ui, &mut requests);

        let others = self.documents.iter().enumerate().filter(|(at, _)| *at != self.active);
        let at_hand = others.filter_map(|(_, document)| document.path.clone()).collect();
        // Behind a question that was open in the last frame nothing takes the keyboard yet.
        let behind = ctx.memory(|memory| memory.top_modal_layer().is_some());
        let focus_grid = !behind && std::mem::take(&mut self.focus_grid);
        if self.focus_grid && !asked {
            ctx.request_repaint();
        }
        let mut actions = Vec::new();
        if let Some(document) = self.documents.get_mut(self.active) {
            document.follow_finding();
            document.comparing.at_hand = at_hand;
            document.note_place();
            if let Some(cursor) = document.cursor() {
                document.last_cell = Some(cursor);
            }
            watching::bar_ui(ui, document, &mut requests);
            Panel::bottom("status").show(ui, |ui| status::ui(ui, document));
            Panel::left("navigation").default_size(216.0).show(ui, |ui| navigation::ui(ui, document));
            if self.show_inspector && document.page != Page::Compare {
                Panel::right("inspector").default_size(280.0).show(ui, |ui| inspector::ui(ui, document));
            }
            if self.show_findings {
                Panel::bottom("findings")
                    .resizable(true)
                    .default_size(210.0)
                    .show(ui, |ui| findings::ui(ui, document));
            }
            if document.find.open {
                let shown = Panel::bottom("find").resizable(true).default_size(190.0);
                self.focus_grid |= shown.show(ui, |ui| find::ui(ui, document)).inner;
            }
            CentralPanel::default().frame(Frame::NONE.fill(ui.visuals().panel_fill)).show(ui, |ui| {
                actions = middle_ui(ui, document, &self.formats, focus_grid, &mut requests);
            });
        } else {
            CentralPanel::default().show(ui, |ui| self.welcome_ui(ui, &mut requests));
        }

        let mut copied = None;
        if let Some(document) = self.documents.get_mut(self.active) {
            let acted = !actions.is_empty();
            for action in actions {
                let resized = matches!(action, GridAction::Resize { .. });
                let takes_keyboard = matches!(action, GridAction::Go { .. } | GridAction::Open(_));
                let html = matches!(action, GridAction::Paste(_)).then(|| self.clipboard.html()).flatten();
                document.act(action, html.as_deref(), &mut copied);
                if let Some(key) = document.table_key().filter(|_| resized) {
                    let widths = document.widths.get(&key).cloned().unwrap_or_default();
                    self.widths.set(&document.session.format().id, &key, widths);
                }
                if takes_keyboard {
                    ctx.memory_mut(|memory| memory.request_focus(editor_id()));
                }
            }
            if acted {
                ctx.request_repaint();
            }
        }
        if let Some(block) = copied.filter(|block| !self.clipboard.put(&block.text, &block.html)) {
            ctx.copy_text(block.text);
        }
        match self.overlay.take() {
            Some(Overlay::Palette(chooser)) => requests.extend(self.palette_ui(&ctx, chooser)),
            Some(Overlay::Goto(goto)) => self.goto_ui(&ctx, goto),
            Some(Overlay::Codes(choosing)) => self.codes_ui(&ctx, choosing),
            None => {}
        }
        for request in requests {
            match request {
                Request::Command(command) => self.run(&ctx, command),
                Request::Open(path) => self.open(&path),
                Request::CompareWith(path) => self.compare_with(&path),
                Request::Outside(wish) => self.settle(wish),
            }
            ctx.request_repaint();
        }
        if self.document().is_some_and(Document::wants_merge_file) {
            let path = self.dialogs.files_to_open().into_iter().next();
            if let Some(document) = self.document_mut() {
                document.choose_merge_file(path);
            }
            ctx.request_repaint();
        }
        self.filtering_ui(&ctx);
        self.beginning_ui(&ctx);
        self.waiving_ui(&ctx);
        self.binding_ui(&ctx);
        self.locking_ui(&ctx);
        self.restoring_ui(&ctx);
        self.backups_ui(&ctx);
        self.question_ui(&ctx);
        self.errors_ui(&ctx);
        self.keep_journals(&ctx);
    }
}

/// The middle of the window: a table with its heading, or a page of text.
fn middle_ui(
    ui: &mut Ui,
    document: &mut Document,
    formats: &Formats,
    focus_grid: bool,
    requests: &mut Vec<Request>,
) -> Vec<GridAction> {
    match document.page.clone() {
        Page::Narrative => narrative::ui(ui, document),
        Page::Unplaced => pages::unplaced_ui(ui, document),
        Page::Notices => pages::notices_ui(ui, document),
        Page::Comments => comments::page_ui(ui, document),
        Page::Compare => compare::ui(ui, document, formats, requests),
        Page::Rules => rule_editor::ui(ui, document, requests),
        Page::Table(key) => {
            pages::table_heading_ui(ui, document, &key, requests);
            if focus_grid {
                ui.memory_mut(|memory| memory.request_focus(editor_id()));
            }
            if document.lacks(&key) {
                return Vec::new();
            }
            let drawn = document.with_grid(|sheet, layout, marks, state| {
                sheet.table.map(|_| Grid { sheet, layout, marks, state }.show(ui))
            });
            return drawn.flatten().unwrap_or_default();
        }
    }
    Vec::new()
}
