//! What each command does to the program; what it does in the document in front is for `in_document`. How commands are
//! offered is for `commands`, how a frame goes for `app`.

use std::path::PathBuf;

use eframe::egui::{self, Context, Event, Theme, ViewportCommand};

use crate::ui::commands::{Command, entry_of};
use crate::ui::dialogs::goto::Goto;
use crate::ui::dialogs::help::{Help, Topic};
use crate::ui::dialogs::search_list::SearchList;
use crate::ui::dialogs::system::{Ask, Kind};
use crate::ui::document::{Document, Page};
use crate::ui::look::amounts::Showing;
use crate::ui::request::Way;
use crate::ui::safety::leaving::Leaving;
use crate::ui::shell::app::App;
use crate::ui::shell::dialog::Dialog;
use crate::ui::shell::file_purpose::Purpose;
use crate::ui::shell::{files, in_document};
use crate::ui::table::grid::state::GridAction;

impl App {
    /// Carries out a command.
    pub fn run(&mut self, ctx: &Context, command: Command) {
        if !self.takes_edit(command) {
            return;
        }
        let is_done = self.run_of_files(ctx, command)
            || self.run_of_questions(command)
            || self.run_of_window(ctx, command)
            || self.run_of_pages(command)
            || self.run_of_blocks(ctx, command);
        if is_done {
            return;
        }
        if let Some((document, panels)) = self.front() {
            in_document::run(document, panels, command);
        }
        self.focus_grid = true;
        self.carry_out(ctx, Vec::new());
    }

    /// Takes what is being written before a command is carried out, but for those that leave an open cell open: of its text is
    /// cut, copied and pasted. Whether it was taken; where not, what is left undone is said.
    fn takes_edit(&mut self, command: Command) -> bool {
        let leaves_edit = matches!(
            command,
            Command::ZoomIn
                | Command::ZoomOut
                | Command::ZoomReset
                | Command::ToggleTheme
                | Command::Cut
                | Command::Copy
                | Command::Paste
                | Command::Guide
                | Command::Keys
                | Command::About
        );
        if !leaves_edit
            && let Some(document) = self.document_mut()
            && !document.commit()
        {
            let left = entry_of(command).map_or("这一步", |entry| entry.title).trim_end_matches('…');
            document.message = Some(format!("没有做“{left}”：先改好没有录入的这一格，或按 Esc 放弃"));
            return false;
        }
        true
    }

    /// Commands that read or write files, or leave what is open; whether it was one.
    fn run_of_files(&mut self, ctx: &Context, command: Command) -> bool {
        match command {
            Command::Open => {
                self.ask_for(ctx, Purpose::Open, Ask::to_open("打开预算文件，或报送、公开的文件"));
            }
            Command::OpenRules => {
                self.ask_for(ctx, Purpose::OpenRules, Ask::rules(Kind::Open, PathBuf::new()));
                self.show_page(Page::Rules);
            }
            Command::SaveRules => self.save_rules(ctx, self.active, None),
            Command::Compare if self.has_comparison_behind() => self.show_page(Page::Compare),
            Command::Compare => self.ask_for(ctx, Purpose::Compare, Ask::to_open("选择要对比的预算文件")),
            Command::CompareSaved => self.compare_with_saved(),
            Command::ExportFindings if self.is_folder_in_front() => self.ask_place_of_folder_list(ctx),
            Command::ExportFindings => self.export_findings(ctx),
            Command::CheckFolder => self.ask_folder_to_check(ctx),
            Command::Close if self.is_folder_in_front() => self.close_folder(),
            Command::Save => self.save(ctx, self.active, false, None),
            Command::SaveAs => self.save(ctx, self.active, true, None),
            Command::SaveTemplate => self.save_template(ctx),
            Command::Close => self.leave(Leaving::Document(self.active)),
            Command::Quit => {
                // At once, so that what is typed behind it does not go into the budget.
                if self.may_leave_now() {
                    self.may_quit = true;
                    ctx.send_viewport_cmd(ViewportCommand::Close);
                }
            }
            Command::ChooseFormat => self.choose_format(),
            Command::ChooseOriginals => self.choose_originals(ctx),
            Command::TakeInUnits => {
                self.ask_for(ctx, Purpose::TakeIn, Ask::to_open("选择单位的预算文件"));
            }
            Command::SplitUnit => self.ask_place_of_unit(ctx),
            Command::OpenSample => match files::open_sample(&self.formats) {
                Ok(document) => self.show(document),
                Err(error) => self.dialogs.error(error),
            },
            _ => return false,
        }
        true
    }

    /// Commands that ask something first, or tell it, in a box of its own; whether it was one.
    fn run_of_questions(&mut self, command: Command) -> bool {
        match command {
            Command::New => self.ask_new_budget(),
            Command::Export => self.ask_export(),
            Command::HandIn => self.ask_hand_in(),
            Command::ExportLines => self.ask_unit_of_lines(Way::Out),
            Command::ImportLines => self.ask_unit_of_lines(Way::In),
            Command::Backups => self.show_backups(),
            Command::KeptJournals => self.show_kept_journals(),
            Command::ChooseFromList => self.choose_from_list(),
            Command::Filter => self.ask_filter(None, None),
            Command::Palette => self.dialogs.open(Dialog::Palette(SearchList::default())),
            Command::Goto => {
                if let Some(of) = self.document().map(Document::id) {
                    self.dialogs.open_of(Some(of), Dialog::Goto(Goto::default()));
                }
            }
            Command::Guide => self.show_help(Topic::Guide),
            Command::Keys => self.show_help(Topic::Keys),
            Command::About => self.show_help(Topic::About),
            _ => return false,
        }
        true
    }

    /// Commands for what of the window is seen, and how; whether it was one.
    fn run_of_window(&mut self, ctx: &Context, command: Command) -> bool {
        match command {
            Command::NextDocument => self.turn_document(1),
            Command::PreviousDocument => self.turn_document(-1),
            Command::NextPane => self.next_pane(ctx, 1),
            Command::PreviousPane => self.next_pane(ctx, -1),
            Command::ToggleInspector => self.toggle_inspector(ctx),
            Command::ListDemands => {
                if let Some((_, panels)) = self.front() {
                    panels.findings.show_demands();
                }
                self.unfold_findings(ctx);
            }
            Command::ToggleFindings => self.toggle_findings(ctx),
            Command::ToggleOriginal => {
                self.show_original = Some(!self.shows_original());
            }
            Command::ToggleTheme => {
                let dark = ctx.theme() == Theme::Dark;
                ctx.set_theme(if dark { Theme::Light } else { Theme::Dark });
                self.settings.dark = !dark;
                self.settings.store();
            }
            Command::ShowAsPrinted
            | Command::ShowYuan
            | Command::ShowWholeYuan
            | Command::ShowWanYuan
            | Command::ShowWholeWanYuan
            | Command::Balance => {
                let mut showing = self.settings.showing;
                match command.shows() {
                    Some(precision) => showing.precision = precision,
                    None => showing.balanced = !showing.balanced,
                }
                self.show_amounts(showing);
            }
            Command::ZoomIn => egui::gui_zoom::zoom_in(ctx),
            Command::ZoomOut => egui::gui_zoom::zoom_out(ctx),
            Command::ZoomReset => ctx.set_zoom_factor(1.0),
            _ => return false,
        }
        true
    }

    /// Commands that lead to another page of the document in front, or to a panel beside it; whether it was one.
    fn run_of_pages(&mut self, command: Command) -> bool {
        match command {
            Command::Merge => {
                if let Some((document, panels)) = self.front() {
                    panels.comparing.show_merge();
                    document.look.page = Page::Compare;
                }
            }
            Command::PrintPreview => self.show_page(Page::Printing),
            Command::Propose => self.show_page(Page::Proposals),
            Command::Reckon => self.show_page(Page::Reckoning),
            Command::Reconcile => self.show_page(Page::Reconcile),
            Command::Find | Command::Replace => {
                if let Some((document, panels)) = self.front() {
                    // Printed pages have a search of their own, and nothing to replace.
                    match document.look.page {
                        Page::Printing => panels.printing.find(),
                        _ => panels.find.show(command == Command::Replace),
                    }
                }
            }
            _ => return false,
        }
        true
    }

    /// Commands for the clipboard; whether it was one.
    fn run_of_blocks(&mut self, ctx: &Context, command: Command) -> bool {
        match command {
            Command::Cut => self.exchange(ctx, Event::Cut),
            Command::Copy => self.exchange(ctx, Event::Copy),
            Command::CopyWithHeaders => self.take(ctx, vec![GridAction::Copy { headers: true }]),
            // The text comes with the next frame, as if the keys had been pressed in the grid.
            Command::Paste => {
                ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
                self.focus_grid = true;
            }
            _ => return false,
        }
        true
    }

    /// Shows what is said of the selected cell, or puts it away.
    fn toggle_inspector(&mut self, ctx: &Context) {
        let wanted = !self.shows_inspector(ctx);
        // Where there is room for one of them only, the one that was asked for last has it.
        if wanted && self.shows_original() && !App::has_room_for_both(ctx) {
            self.show_original = Some(false);
            if let Some(document) = self.document_mut() {
                document.message = Some("窗口放不下两样，先收起原件；“视图 → 原件对照”再打开".to_owned());
            }
        }
        self.settings.inspector = Some(wanted);
        self.settings.store();
    }

    /// Shows amounts as chosen, now and the next time.
    pub fn show_amounts(&mut self, showing: Showing) {
        self.settings.showing = showing;
        self.settings.store();
        self.focus_grid = true;
    }

    /// Saves a document in its file, or asks for a place, and then does what was to be done.
    pub(in crate::ui) fn save(&mut self, ctx: &Context, at: usize, elsewhere: bool, then: Option<Leaving>) {
        let Some(document) = self.documents.get(at) else {
            return;
        };
        match document.file.path.clone().filter(|_| !elsewhere && document.file.read_only.is_none()) {
            Some(place) => self.save_in(ctx, at, &place, then),
            None => {
                let ask = Ask::to_save("保存预算文件", files::suggested_place(document));
                self.ask_for(ctx, Purpose::Save(at, then), ask);
            }
        }
    }

    fn show_help(&mut self, topic: Topic) {
        self.dialogs.open(Dialog::Help(Box::new(Help::at(topic))));
    }

    fn show_page(&mut self, page: Page) {
        if let Some(document) = self.document_mut() {
            document.look.page = page;
        }
    }

    /// Asks for the documents that the budget in front was read from.
    fn choose_originals(&mut self, ctx: &Context) {
        match self.document_mut() {
            Some(document) if document.session.budget().originals.is_empty() => {
                document.message = Some("这份预算不是从公开文件读入的，没有原件".to_owned());
            }
            Some(_) => self.ask_for(ctx, Purpose::Originals, Ask::to_open("选择导入时的原件")),
            None => {}
        }
    }
}
