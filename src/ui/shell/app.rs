//! The window's frame: menus, tabs, panels, and the order in which a frame happens. Commands and the
//! grid's actions are gathered while drawing and carried out afterwards.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::time::Duration;

use eframe::egui::{Context, Id, Key, Theme, Ui};

use crate::codes::Classifications;
use crate::exchange;
use crate::rules::Accepted;
use crate::schema::Formats;
use crate::ui::commands;
use crate::ui::dialogs::mapping::Said;
use crate::ui::dialogs::new_budget::templates;
use crate::ui::dialogs::system::Dialogs;
use crate::ui::document::{Document, DocumentId};
use crate::ui::look::focus;
use crate::ui::look::panes::Pane;
use crate::ui::look::settings::Settings;
use crate::ui::look::style;
use crate::ui::look::widths::Widths;
use crate::ui::pages::folder::FolderCheck;
use crate::ui::pages::narrative;
use crate::ui::request::Request;
use crate::ui::safety::acceptance::Acceptance;
use crate::ui::safety::ending::Ending;
use crate::ui::safety::locking::Access;
use crate::ui::safety::protection::Protection;
use crate::ui::shell::dialog::OpenDialogs;
use crate::ui::shell::files;
use crate::ui::shell::importing::Importing;
use crate::ui::shell::menu_keys;
use crate::ui::shell::panels::Panels;
use crate::ui::shell::recent::Recent;
use crate::ui::table::block::{Clipboard, TextOnly};
use crate::ui::table::grid::editor_id;
use crate::ui::table::grid::state::GridAction;
use crate::ui::table::turns::Turns;

/// The window's program.
pub struct App {
    pub(in crate::ui) documents: Vec<Document>,
    /// What the panels of each remember.
    pub(super) panels: BTreeMap<DocumentId, Panels>,
    pub(in crate::ui) active: usize,
    pub(in crate::ui) formats: Formats,
    /// The desktop's file dialogs.
    pub(in crate::ui) desktop: Box<dyn Dialogs>,
    pub(in crate::ui) clipboard: Box<dyn Clipboard>,
    widths: Widths,
    pub(in crate::ui) recent: Recent,
    /// The waivers that this user accepts.
    pub(in crate::ui) acceptance: Acceptance,
    /// What the user has set.
    pub(in crate::ui) settings: Settings,
    pub(in crate::ui) protection: Protection,
    /// Whether the submitted document is shown beside the table; `None` where it is there.
    pub(in crate::ui) show_original: Option<bool>,
    /// Whatever stands over the window.
    pub(in crate::ui) dialogs: OpenDialogs,
    /// Set when the user has agreed to leave.
    pub(in crate::ui) may_quit: bool,
    /// How many more frames to draw unasked at the start: a first frame can come before the window
    /// manager has shown the window, and would then never be seen.
    frames_at_start: u8,
    /// Whether the window has had the keyboard yet.
    was_focused: bool,
    /// The folders with templates for new budgets.
    pub(in crate::ui) templates: Vec<PathBuf>,
    /// Files of units that wait to be taken in.
    pub(in crate::ui) units_waiting: VecDeque<PathBuf>,
    /// Documents that are being read.
    pub(super) imports: Vec<Importing>,
    /// A folder that is checked as a whole.
    pub(super) folder: Option<FolderCheck>,
    /// What was said of documents in this window: of which table a title is, of which column a header.
    pub(super) said: Vec<Said>,
    /// Give the grid the keyboard at the end of the frame.
    pub(in crate::ui) focus_grid: bool,
    /// What had the keyboard in the last frame.
    pub(super) focused: Option<Id>,
    /// The pane that the keyboard was taken to last.
    pub(super) pane: Option<Pane>,
    /// Close the window when everything has come to its turn.
    pub(in crate::ui) closing: bool,
    /// A document came to the front that nobody has seen yet.
    pub(super) is_unseen: bool,
    /// Whether the system wants the program to end.
    pub(super) ending: Ending,
}

impl App {
    /// A window without documents.
    pub fn new(ctx: &Context, desktop: Box<dyn Dialogs>, recent: Recent) -> Self {
        style::install(ctx);
        ctx.add_plugin(Turns::default());
        let (formats, broken) = Formats::with_folders(&crate::file::folders_at_hand("formats"));
        let mut dialogs = OpenDialogs::default();
        dialogs.errors(broken.iter().map(ToString::to_string));
        Self {
            documents: Vec::new(),
            panels: BTreeMap::new(),
            active: 0,
            formats,
            desktop,
            clipboard: Box::new(TextOnly),
            widths: Widths::default(),
            recent,
            acceptance: Acceptance::default(),
            settings: Settings::default(),
            protection: Protection::default(),
            show_original: None,
            dialogs,
            may_quit: false,
            frames_at_start: 0,
            was_focused: false,
            templates: templates::folders(),
            units_waiting: VecDeque::new(),
            imports: Vec::new(),
            folder: None,
            said: Vec::new(),
            focus_grid: true,
            focused: None,
            pane: None,
            closing: false,
            is_unseen: false,
            ending: Ending::default(),
        }
    }

    /// Codes are looked up in these.
    pub fn with_classifications(self, classifications: Classifications) -> Self {
        Self { formats: self.formats.with_classifications(classifications), ..self }
    }

    /// The same with a clipboard that carries HTML too.
    pub fn with_clipboard(self, clipboard: Box<dyn Clipboard>) -> Self {
        Self { clipboard, ..self }
    }

    /// The same with the widths that columns were given before.
    pub fn with_widths(self, widths: Widths) -> Self {
        Self { widths, ..self }
    }

    /// The same with the settings that are kept at a place.
    pub fn with_settings_at(mut self, place: PathBuf) -> Self {
        self.settings = Settings::at(Some(place));
        self
    }

    /// From now on files are read by these formats.
    pub fn set_formats(&mut self, formats: Formats) {
        self.formats = formats;
    }

    /// Goes by what the user has set.
    pub(in crate::ui) fn set(&mut self, ctx: &Context, settings: Settings) {
        ctx.set_theme(if settings.dark { Theme::Dark } else { Theme::Light });
        self.settings = settings;
    }

    /// Says what went wrong before the window was there.
    pub(in crate::ui) fn tell(&mut self, wrong: Vec<String>) {
        self.dialogs.errors(wrong);
    }

    /// Opens the files named at the start; without any, the window says how to begin.
    pub fn open_at_start(&mut self, files: &[PathBuf]) {
        self.look_for_unsaved();
        self.open_all(files);
        self.active = 0;
        self.tell_of_waiting();
        self.frames_at_start = 4;
    }

    /// Opens a file, or shows it if it is open already. A document is read in the background.
    pub fn open(&mut self, path: &Path) {
        if path.is_dir() {
            return self.list_folder(path);
        }
        if self.open_package(path) {
            return;
        }
        if exchange::is_document(path) {
            return self.import(vec![path.to_owned()], None, None, None);
        }
        let is_it = |document: &Document| {
            document.file.path.as_deref().is_some_and(|open| crate::file::same_file(open, path))
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
        let was_asked = self.asks();
        match files::open(path, &self.formats) {
            Ok(mut document) => {
                self.protect_opened(&mut document, access);
                self.recent.add(path);
                self.show_anew(document, was_asked);
            }
            Err(error) => {
                self.dialogs.error(error);
                self.recent.look_for(path);
                self.look_for_gone(path);
            }
        }
    }

    /// Takes a document in and shows it.
    pub fn show(&mut self, document: Document) {
        self.take_in(document);
        self.active = self.documents.len() - 1;
        self.focus_grid = true;
    }

    /// Shows a document that took its time to be read: what was pressed meanwhile was not meant for it. What was
    /// pressed while something was asked is for that.
    pub(super) fn show_anew(&mut self, document: Document, was_asked: bool) {
        self.show(document);
        self.is_unseen |= !was_asked;
    }

    /// Takes a document in behind all others.
    pub(super) fn take_in(&mut self, mut document: Document) {
        document.find_not_asked(&self.formats);
        let recent = self.recent.files().iter().filter_map(|file| file.parent());
        document.look_for_originals(recent.map(Path::to_owned).collect());
        let format = document.session.format().clone();
        if !document.is_protected() {
            self.protect_opened(&mut document, Access::default());
        }
        for table in &format.tables {
            document.look.widths.insert(table.key.clone(), self.widths.of(&format.id, &table.key));
        }
        self.documents.push(document);
    }

    /// The document in front.
    pub fn document(&self) -> Option<&Document> {
        self.documents.get(self.active)
    }

    /// The document in front, to change it.
    pub fn document_mut(&mut self) -> Option<&mut Document> {
        self.documents.get_mut(self.active)
    }

    /// Brings the next of the open documents to the front, or, `step` being -1, the one before; behind the last is the
    /// first.
    pub(super) fn turn_document(&mut self, step: isize) {
        let before = usize::from(self.folder.is_some());
        let count = self.documents.len() + before;
        if count > 1 {
            // The folder's tab stands before those of the documents.
            let now = self.document().map_or(0, |_| self.active + before);
            let next = now.saturating_add_signed(step.rem_euclid(count as isize)) % count;
            match next.checked_sub(before) {
                Some(document) => self.active = document,
                None => self.show_folder(),
            }
            self.focus_grid = true;
        }
    }

    /// The document in front and its panels.
    pub(super) fn front(&mut self) -> Option<(&mut Document, &mut Panels)> {
        let document = self.documents.get_mut(self.active)?;
        let panels = self.panels.entry(document.id()).or_default();
        Some((document, panels))
    }

    /// Forgets what the panels of closed documents remember, and closes their dialogs.
    pub(super) fn forget_closed(&mut self) {
        let open: Vec<DocumentId> = self.documents.iter().map(Document::id).collect();
        self.dialogs.keep_of(|of| open.contains(&of));
        self.panels.retain(|of, _| open.contains(of));
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        if let Some(left) = self.frames_at_start.checked_sub(1) {
            self.frames_at_start = left;
            ctx.request_repaint_after(Duration::from_millis(250));
        }
        ctx.accesskit_node_builder(eframe::egui::accesskit_root_id(), |window| {
            window.set_label("预算编辑器")
        });
        self.end_if_asked(&ctx);
        self.documents.iter_mut().for_each(Document::hold_message);
        let mut requests = Vec::new();
        // It is drawn in this frame.
        self.forget_pressed(&ctx, 1);
        self.type_on(&ctx);
        if !self.asks() {
            menu_keys::open_pressed(&ctx);
            requests.extend(commands::pressed(ui, narrative::field_id()).map(Request::Command));
        }
        self.close_in_turn(&ctx);
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        if !dropped.is_empty() {
            requests.push(Request::OpenAll(dropped.iter().map(|file| file.path().to_owned()).collect()));
        }
        self.keep_accepted();
        self.watch(&ctx);
        self.menu_bar_ui(ui, &mut requests);
        self.imports_ui(ui);
        let actions = self.panels_ui(ui, &mut requests);
        self.take(&ctx, actions);
        self.dialogs_ui(&ctx, true);
        self.carry_out(&ctx, requests);
        self.dialogs_ui(&ctx, false);
        // Behind all that was asked of what was in front.
        self.settle_imports(&ctx);
        self.dialogs.end_frame();
        self.forget_pressed(&ctx, 2);
        let is_put_away = ctx.input(|input| input.key_pressed(Key::Escape));
        // Who presses Esc has seen what is in front alone.
        for (at, document) in self.documents.iter_mut().enumerate() {
            document.settle_message(is_put_away && at == self.active);
        }
        self.keep_journals(&ctx);
        self.settle_keyboard(&ctx);
        focus::ring(&ctx, editor_id());
        // A field that asks for the input method before an X11 window was shown keeps it from ever taking a key or a click.
        self.was_focused |= ctx.input(|input| input.focused);
        if !self.was_focused {
            ctx.output_mut(|output| output.ime = None);
        }
    }
}

impl App {
    /// The same for a user who accepted waivers before.
    pub fn with_acceptance(mut self, acceptance: Acceptance) -> Self {
        self.acceptance = acceptance;
        self
    }

    /// Lets documents that were just opened know what is accepted, and remembers what was accepted in others.
    pub(in crate::ui) fn keep_accepted(&mut self) {
        for document in &mut self.documents {
            let revision = document.session.revision();
            match document.cache.accepted_at {
                None => {
                    let own = document.session.accepted().ids().cloned();
                    let accepted = Accepted::these(self.acceptance.waivers().cloned().chain(own));
                    document.session.accept(accepted);
                }
                Some(before) if before == revision => continue,
                Some(_) => self.acceptance.add(document.session.accepted().ids()),
            }
            document.cache.accepted_at = Some(document.session.revision());
        }
    }

    /// Whether a question is open that the keyboard belongs to.
    pub(in crate::ui) fn asks(&self) -> bool {
        self.dialogs.ask(self.document().map(Document::id))
    }

    /// Does what was asked of the grid.
    pub(in crate::ui) fn take(&mut self, ctx: &Context, actions: Vec<GridAction>) {
        if !actions.is_empty() {
            ctx.request_repaint();
        }
        let mut copied = None;
        for action in actions {
            let Some(document) = self.documents.get_mut(self.active) else {
                return;
            };
            let resized = matches!(action, GridAction::Resize { .. });
            let takes_keyboard =
                matches!(action, GridAction::Go { .. } | GridAction::Select { .. } | GridAction::Open(_));
            let html = matches!(action, GridAction::Paste(_)).then(|| self.clipboard.html()).flatten();
            document.act(action, html.as_deref(), &mut copied);
            if let Some(key) = document.table_key().filter(|_| resized) {
                let widths = document.look.widths.get(&key).cloned().unwrap_or_default();
                self.widths.set(&document.session.format().id, &key, widths);
            }
            self.focus_grid |= takes_keyboard;
        }
        if let Some(block) = copied.filter(|block| !self.clipboard.put(&block.text, &block.html)) {
            ctx.copy_text(block.text);
        }
        self.carry_out(ctx, Vec::new());
    }
}
