//! What each command does: to the program, or to the document in front. How commands are offered is for
//! `commands`, how a frame goes for `app`.

use std::path::PathBuf;

use eframe::egui::{self, Context, Event, Theme, ViewportCommand};

use crate::edit::RowMove;
use crate::ui::commands::{Command, entry_of};
use crate::ui::dialogs::goto::Goto;
use crate::ui::dialogs::help::{Help, Topic};
use crate::ui::dialogs::search_list::Chooser;
use crate::ui::dialogs::system::{Ask, Kind};
use crate::ui::document::{Document, Page};
use crate::ui::look::amounts::Showing;
use crate::ui::panels::{comments, findings};
use crate::ui::request::{Request, Way};
use crate::ui::safety::leaving::Leaving;
use crate::ui::shell::app::App;
use crate::ui::shell::at_hand;
use crate::ui::shell::dialog::Dialog;
use crate::ui::shell::file_purpose::Purpose;
use crate::ui::shell::files;
use crate::ui::shell::panels::Panels;
use crate::ui::table::grid::state::GridAction;

impl App {
    /// Carries out a command.
    pub fn run(&mut self, ctx: &Context, command: Command) {
        // Of an open cell its text is cut, copied and pasted.
        let quits_edit = !matches!(
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
        if quits_edit
            && let Some(document) = self.document_mut()
            && !document.commit()
        {
            let left = entry_of(command).map_or("这一步", |entry| entry.title).trim_end_matches('…');
            document.message = Some(format!("没有做“{left}”：先改好没有录入的这一格，或按 Esc 放弃"));
            return;
        }
        match command {
            Command::Open => {
                self.ask_for(ctx, Purpose::Open, Ask::to_open("打开预算文件，或报送、公开的文件"));
            }
            Command::OpenRules => {
                self.ask_for(ctx, Purpose::OpenRules, Ask::rules(Kind::Open, PathBuf::new()));
                if let Some(document) = self.document_mut() {
                    document.page = Page::Rules;
                }
            }
            Command::SaveRules => self.save_rules(ctx, self.active, None),
            Command::Compare if self.has_comparison_behind() => self.show_page(Page::Compare),
            Command::Compare => self.ask_for(ctx, Purpose::Compare, Ask::to_open("选择要对比的预算文件")),
            Command::CompareSaved => self.compare_with_saved(),
            Command::Merge => {
                if let Some((document, panels)) = self.front() {
                    panels.comparing.show_merge();
                    document.page = Page::Compare;
                }
            }
            Command::ExportFindings if self.is_folder_in_front() => self.ask_place_of_folder_list(ctx),
            Command::ExportFindings => self.export_findings(ctx),
            Command::CheckFolder => self.ask_folder_to_check(ctx),
            Command::Close if self.is_folder_in_front() => self.close_folder(),
            Command::Export => self.ask_export(),
            Command::PrintPreview => self.show_page(Page::Printing),
            Command::HandIn => self.ask_hand_in(),
            Command::ExportLines => self.ask_unit_of_lines(Way::Out),
            Command::ImportLines => self.ask_unit_of_lines(Way::In),
            Command::Backups => self.show_backups(),
            Command::KeptJournals => self.show_kept_journals(),
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
            Command::NextDocument => self.turn_document(1),
            Command::PreviousDocument => self.turn_document(-1),
            Command::NextPane => self.next_pane(ctx, 1),
            Command::PreviousPane => self.next_pane(ctx, -1),
            Command::ToggleInspector => {
                let wanted = !self.shows_inspector(ctx);
                // Where there is room for one of them only, the one that was asked for last has it.
                if wanted && self.shows_original() && !App::has_room_for_both(ctx) {
                    self.show_original = Some(false);
                    if let Some(document) = self.document_mut() {
                        document.message =
                            Some("窗口放不下两样，先收起原件；“查看 → 原件对照”再打开".to_owned());
                    }
                }
                self.settings.inspector = Some(wanted);
                self.settings.store();
            }
            Command::ToggleFindings => {
                self.settings.findings = !self.settings.findings;
                self.settings.store();
            }
            Command::ToggleOriginal => {
                self.show_original = Some(!self.shows_original());
            }
            Command::ChooseFormat => self.choose_format(),
            Command::ChooseOriginals => self.choose_originals(ctx),
            Command::New => self.ask_new_budget(),
            Command::TakeInUnits => {
                self.ask_for(ctx, Purpose::TakeIn, Ask::to_open("选择单位的预算文件"));
            }
            Command::SplitUnit => self.ask_place_of_unit(ctx),
            Command::ChooseFromList => self.choose_from_list(),
            Command::Filter => self.ask_filter(None, None),
            Command::Propose => self.show_page(Page::Proposals),
            Command::Reckon => self.show_page(Page::Reckoning),
            Command::Reconcile => self.show_page(Page::Reconcile),
            Command::Palette => self.dialogs.open(Dialog::Palette(Chooser::default())),
            Command::Goto => {
                if let Some(of) = self.document().map(Document::id) {
                    self.dialogs.open_of(Some(of), Dialog::Goto(Goto::default()));
                }
            }
            Command::Find | Command::Replace => {
                if let Some((document, panels)) = self.front() {
                    // Printed pages have a search of their own, and nothing to replace.
                    match document.page {
                        Page::Printing => panels.printing.find(),
                        _ => panels.find.show(command == Command::Replace),
                    }
                }
            }
            Command::Guide => self.show_help(Topic::Guide),
            Command::Keys => self.show_help(Topic::Keys),
            Command::About => self.show_help(Topic::About),
            Command::OpenSample => match files::open_sample(&self.formats) {
                Ok(document) => self.show(document),
                Err(error) => self.dialogs.error(error),
            },
            Command::ToggleTheme => {
                let dark = ctx.theme() == Theme::Dark;
                ctx.set_theme(if dark { Theme::Light } else { Theme::Dark });
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
            Command::Cut => self.exchange(ctx, Event::Cut),
            Command::Copy => self.exchange(ctx, Event::Copy),
            Command::CopyWithHeaders => self.take(ctx, vec![GridAction::Copy { headers: true }]),
            // The text comes with the next frame, as if the keys had been pressed in the grid.
            Command::Paste => {
                ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
                self.focus_grid = true;
            }
            Command::ZoomIn => egui::gui_zoom::zoom_in(ctx),
            Command::ZoomOut => egui::gui_zoom::zoom_out(ctx),
            Command::ZoomReset => ctx.set_zoom_factor(1.0),
            _ => {
                if let Some((document, panels)) = self.front() {
                    run_in(document, panels, command);
                }
                self.focus_grid = true;
                self.carry_out(ctx, Vec::new());
            }
        }
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
        match document.path.clone().filter(|_| !elsewhere && document.read_only.is_none()) {
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
            document.page = page;
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

/// Commands that concern one document.
fn run_in(document: &mut Document, panels: &mut Panels, command: Command) {
    if at_hand::run(document, command) {
        return;
    }
    match command {
        Command::Undo | Command::Redo => {
            let (done, word) = if command == Command::Undo {
                (document.session.undo(), "已撤销")
            } else {
                (document.session.redo(), "已重做")
            };
            if matches!(done, Ok(Some(_))) {
                document.show_step(command == Command::Undo);
            }
            document.message = match done {
                Ok(Some(label)) => Some(format!("{word}：{label}")),
                Ok(None) => None,
                Err(error) => Some(error.to_string()),
            };
        }
        Command::AddRow if document.page == Page::Narrative => document.begin_passage(),
        Command::AddSection => document.begin_section(),
        Command::DeleteRows if document.page == Page::Narrative => document.take_out_passage(),
        Command::MoveRowUp if document.page == Page::Narrative => document.move_passage(false),
        Command::MoveRowDown if document.page == Page::Narrative => document.move_passage(true),
        Command::AddRow => match document.kinds_to_add().first().cloned() {
            Some(kind) => document.add_row(&kind),
            None => document.message = Some("这张表的行是固定的，不能增加行".to_owned()),
        },
        Command::Clear => document.clear(),
        Command::DeleteRows => document.delete_rows(),
        Command::WriteNarrative => document.write_narrative(),
        Command::MoveRowUp => document.move_row(RowMove::Up),
        Command::MoveRowDown => document.move_row(RowMove::Down),
        Command::FillDown => document.fill(true),
        Command::FillRight => document.fill(false),
        Command::FillSeries => document.fill_series(),
        Command::NextFinding => findings::step(document, &mut panels.findings, 1),
        Command::EditRules => document.page = Page::Rules,
        Command::Fix => match document.chosen.selected {
            Some(finding) => document.fix(finding),
            None => document.message = Some("请先在问题列表里选中一个问题".to_owned()),
        },
        Command::Waive => match document.chosen.selected {
            Some(finding) => document.requests.push(Request::Waive(finding)),
            None => document.message = Some("请先在问题列表里选中一个问题".to_owned()),
        },
        Command::PreviousFinding => findings::step(document, &mut panels.findings, -1),
        Command::NextComment => comments::step(document, &mut panels.comments, 1),
        Command::PreviousComment => comments::step(document, &mut panels.comments, -1),
        Command::ListComments if document.commit() => document.page = Page::Comments,
        Command::ListAdjusted => document.list_adjusted(),
        Command::HideEmpty => document.change_view(|view| view.hide_empty = !view.hide_empty),
        Command::Group => document.group_rows(),
        Command::Fold => document.fold_row(),
        Command::FoldAll => document.fold_all(),
        Command::ClearView => document.clear_view(),
        Command::CellMenu => {
            if let Some(grid) = document.grid() {
                grid.bring_into_sight();
                grid.wants_menu = true;
            }
        }
        Command::Back => document.turn_back(true),
        Command::Forward => document.turn_back(false),
        Command::NextTable => document.turn_table(1),
        Command::PreviousTable => document.turn_table(-1),
        _ => {}
    }
}
