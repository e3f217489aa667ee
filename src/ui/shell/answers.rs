//! What becomes of what is asked: the one place that carries out requests, and the one that draws the open dialogs and
//! does what was answered.

use std::path::Path;

use eframe::egui::{Context, Event, Key, Rect};

use crate::opening;
use crate::sheet::view::ColumnOf;
use crate::ui::commands::Entry;
use crate::ui::dialogs::binding::Binding;
use crate::ui::dialogs::entry_list::{EntryList, EntryListEnd};
use crate::ui::dialogs::filtering::Filtering;
use crate::ui::dialogs::format_choice::Decision as Choice;
use crate::ui::dialogs::merge_units::UnitMerge;
use crate::ui::dialogs::new_budget::{NewBudget, templates};
use crate::ui::dialogs::partly_read::PartlyReadQuestion;
use crate::ui::dialogs::quoting::Quoting;
use crate::ui::dialogs::system::Ask;
use crate::ui::dialogs::{palette, waiving::Waiving};
use crate::ui::document::Document;
use crate::ui::request::Request;
use crate::ui::safety::backups::{Asked, Backups};
use crate::ui::safety::leaving::{self, Decision, Leaving};
use crate::ui::safety::locking::Access;
use crate::ui::shell::app::App;
use crate::ui::shell::dialog::{Dialog, OpenDialogs};
use crate::ui::shell::file_purpose::Purpose;
use crate::ui::shell::files;
use crate::ui::shell::panels::Panels;
use crate::ui::table::typing::not_entered;

impl App {
    /// Does what was asked of the program: first these, then what the document in front was asked.
    pub(super) fn carry_out(&mut self, ctx: &Context, requests: Vec<Request>) {
        let asked = self.document_mut().map(|document| std::mem::take(&mut document.requests));
        for request in requests.into_iter().chain(asked.unwrap_or_default()) {
            self.carry_out_one(ctx, request);
            ctx.request_repaint();
        }
        let is_asked = self.dialogs.any(|dialog| matches!(dialog, Dialog::Files(_)));
        if !is_asked && self.front().is_some_and(|(_, panels)| panels.comparing.wants_merge_file()) {
            self.ask_for(ctx, Purpose::MergeFile, Ask::budget("选择要合并的预算文件"));
        }
    }

    fn carry_out_one(&mut self, ctx: &Context, request: Request) {
        match request {
            Request::Command(command) => return self.run(ctx, command),
            Request::Open(path) => return self.open(&path),
            Request::OpenAll(paths) => return self.open_all(&paths),
            Request::CompareWith(path) => return self.compare_with(&path),
            Request::CompareWithOpen(id) => return self.compare_with_open(id),
            Request::Outside(answer) => return self.settle(answer),
            Request::Filter(column, below) => return self.ask_filter(Some(column), below),
            Request::Export(kind, options) => return self.ask_place_of_export(ctx, kind, *options),
            Request::Lines(way, unit) => return self.ask_file_of_lines(ctx, way, unit),
            Request::HandOnComparison(is_chart) => return self.ask_place_of_comparison(ctx, is_chart),
            Request::Print(how, name, bytes) => return self.print(how, &name, &bytes),
            Request::HandIn => return self.ask_place_of_package(ctx),
            Request::CodeProposal(_)
            | Request::Waive(_)
            | Request::Bind(_)
            | Request::InsertFigure
            | Request::Pasted(_) => {}
        }
        let Some((document, panels)) = self.front() else {
            return;
        };
        let dialog = match request {
            Request::CodeProposal(at) => {
                let chooser = panels.proposing.as_ref().and_then(|proposing| proposing.choose(at));
                chooser.map(Dialog::EntryList)
            }
            Request::Waive(finding) => Waiving::begin(document, finding).map(Dialog::Waive),
            Request::Bind(figure) => Some(Dialog::Bind(Binding::of(document, &figure))),
            Request::InsertFigure if document.drafts.writing.is_some() => {
                Some(Dialog::Quote(Quoting::default()))
            }
            Request::Pasted(block) => Some(Dialog::PartlyRead(PartlyReadQuestion(*block))),
            _ => None,
        };
        let of = Some(document.id());
        if let Some(dialog) = dialog {
            self.dialogs.open_of(of, dialog);
        }
    }

    /// Asks how to filter and sort the shown table by a column; without one, by that of the cursor. Hangs from
    /// a header where that is said.
    pub(super) fn ask_filter(&mut self, column: Option<ColumnOf>, below: Option<Rect>) {
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        match Filtering::of(document, column) {
            Some(filtering) => {
                let asked = filtering.below(below);
                self.dialogs.open_of(Some(document.id()), Dialog::Filter(asked));
            }
            None if document.table_key().is_none() => {
                document.message = Some("请先打开一张表".to_owned());
            }
            None => {}
        }
    }

    /// Opens a list to choose from for the cell under the cursor.
    pub(super) fn choose_from_list(&mut self) {
        let chooser: Option<EntryList> = self.document_mut().and_then(Document::choose_from_list);
        let of = self.document().map(Document::id);
        if let Some(chooser) = chooser {
            self.dialogs.open_of(of, Dialog::EntryList(chooser));
        }
    }

    /// Asks what a new budget is to be.
    pub(super) fn ask_new_budget(&mut self) {
        let templates = templates::at_hand(&self.templates);
        let asked = NewBudget::new(self.document(), templates);
        self.dialogs.open(Dialog::NewBudget(asked));
    }

    /// Shows a new budget; last year's, from which it goes on, stands beside it.
    fn begin_new(&mut self, document: Document, is_from_last_year: bool) {
        let last = self.document().filter(|_| is_from_last_year).map(|last| (last.title(), last.clone_of()));
        self.show(document);
        if let (Some((title, last)), Some((_, panels))) = (last, self.front()) {
            panels.comparing.add_open(title, last);
        }
    }

    /// Shows the copies of the file in front.
    pub(super) fn show_backups(&mut self) {
        let data = self.protection.data.clone();
        let Some(document) = self.documents.get_mut(self.active) else {
            return;
        };
        if let Some(backups) = Backups::of(document, data.as_deref(), &self.formats) {
            self.dialogs.open(Dialog::Backups(backups));
        }
    }

    /// Looks into the files of units that wait, until there is something to ask.
    fn look_into_units(&mut self) {
        while !self.dialogs.any(|dialog| matches!(dialog, Dialog::MergeUnit(_))) {
            let (Some(path), Some(document)) =
                (self.units_waiting.pop_front(), self.documents.get_mut(self.active))
            else {
                return;
            };
            match UnitMerge::of(document, &path, &self.formats) {
                Ok(Some(asked)) => self.dialogs.open_of(Some(document.id()), Dialog::MergeUnit(asked)),
                Ok(None) => {}
                Err(error) => self.dialogs.error(format!("{}：{error}", path.display())),
            }
        }
    }

    /// Draws the open dialog, of the lists or of all others, whose turn it is, and does what was answered. After one that closes the table
    /// has the keyboard again.
    pub(super) fn dialogs_ui(&mut self, ctx: &Context, lists: bool) {
        if !lists {
            self.look_into_units();
        }
        self.forget_closed();
        for kind in OpenDialogs::kinds(lists) {
            let front = self.document().map(Document::id);
            if let Some(opened) = self.dialogs.take(kind, front) {
                if opened.is_new {
                    take_pressing_keys(ctx);
                }
                match self.dialog_ui(ctx, opened.dialog) {
                    Some(dialog) => self.dialogs.put_back(opened.of, dialog),
                    None => {
                        self.focus_grid = true;
                        ctx.request_repaint();
                    }
                }
                // One at a time: of two over each other Enter would answer both, the one that nobody sees included. What an
                // answer opens is drawn in the next frame.
                return;
            }
        }
    }

    /// Draws one dialog and does what was answered; what it is, as long as it stays open.
    fn dialog_ui(&mut self, ctx: &Context, dialog: Dialog) -> Option<Dialog> {
        match dialog {
            Dialog::Palette(mut chooser) => {
                let named = |entry: &Entry| {
                    let is_offered = self.is_offered(entry.command);
                    is_offered.then(|| (self.command_title(entry), self.is_enabled(entry.command)))
                };
                match palette::show(&mut chooser, ctx, named) {
                    None => return Some(Dialog::Palette(chooser)),
                    Some(command) => self.carry_out(ctx, command.map(Request::Command).into_iter().collect()),
                }
            }
            Dialog::NewBudget(mut asked) => match asked.show(ctx, &self.formats, self.document()) {
                None => return Some(Dialog::NewBudget(asked)),
                Some(Some(document)) => self.begin_new(*document, asked.is_from_last_year()),
                Some(None) => {}
            },
            Dialog::Locked(locked) => match locked.show(ctx) {
                None => return Some(Dialog::Locked(locked)),
                Some(Some(access)) => self.open_with(locked.path(), access),
                Some(None) => {}
            },
            Dialog::Restore(mut offers) => {
                if let Some(decision) = offers.show(ctx) {
                    self.decide(&mut offers, decision);
                }
                return (!offers.is_empty()).then_some(Dialog::Restore(offers));
            }
            Dialog::Help(help) => {
                return help.show(ctx, &self.formats).map(|help| Dialog::Help(Box::new(help)));
            }
            Dialog::Together(question) => match question.show(ctx) {
                Err(question) => return Some(Dialog::Together(question)),
                Ok(groups) => groups.into_iter().for_each(|files| self.import(files, None, None, None)),
            },
            Dialog::Format(choice) => match choice.show(ctx) {
                Err(choice) => return Some(Dialog::Format(choice)),
                Ok(Choice::Read(format)) => self.read_again(&format),
                Ok(Choice::Map) => self.choose_mapping(),
                Ok(Choice::Leave) => {}
            },
            Dialog::Mapping(choice) => match choice.show(ctx) {
                Err(choice) => return Some(Dialog::Mapping(choice)),
                Ok(said) => said.into_iter().for_each(|said| self.read_as_said(said)),
            },
            Dialog::Backups(backups) => return self.backups_ui(ctx, backups).map(Dialog::Backups),
            Dialog::Files(question) => return self.file_question_ui(ctx, question).map(Dialog::Files),
            Dialog::Unsaved(leaving) => match Leaving::show(ctx, &self.names_unsaved(leaving)) {
                None => return Some(Dialog::Unsaved(leaving)),
                Some(Decision::Save) => self.save_and_leave(ctx, leaving),
                Some(Decision::GiveUp) => self.leave_unsaved(ctx, leaving),
                Some(Decision::Stay) => {}
            },
            Dialog::Error(heading, error) => {
                let read = leaving::error_ui(ctx, heading, &error);
                return (!read).then_some(Dialog::Error(heading, error));
            }
            of_document => return self.of_document_ui(ctx, of_document),
        }
        None
    }

    /// Draws a dialog that is about the document in front and nothing else.
    fn of_document_ui(&mut self, ctx: &Context, dialog: Dialog) -> Option<Dialog> {
        let (document, panels) = self.front()?;
        match dialog {
            Dialog::Goto(goto) => goto.show(ctx, document).map(Dialog::Goto),
            Dialog::EntryList(list) => entry_list_ui(ctx, list, document, panels).map(Dialog::EntryList),
            Dialog::Filter(filtering) => filtering.show(ctx, document).map(Dialog::Filter),
            Dialog::MergeUnit(asked) => asked.show(ctx, document).map(Dialog::MergeUnit),
            Dialog::Waive(waiving) => waiving.show(ctx, document).map(Dialog::Waive),
            Dialog::PartlyRead(question) => question.show(ctx, document).map(Dialog::PartlyRead),
            Dialog::Bind(binding) => binding.show(ctx, document).map(Dialog::Bind),
            Dialog::Quote(quoting) => quoting.show(ctx, document).map(Dialog::Quote),
            Dialog::HandIn(asked) => asked.show(ctx, document).map(Dialog::HandIn),
            Dialog::Lines(asked) => asked.show(ctx, document).map(Dialog::Lines),
            Dialog::Export(exporting) => exporting.show(ctx, document).map(Dialog::Export),
            other => Some(other),
        }
    }

    fn backups_ui(&mut self, ctx: &Context, backups: Backups) -> Option<Backups> {
        let mut most = self.settings.backups;
        let asked = backups.show(ctx, &mut most);
        if most != self.settings.backups {
            self.settings.backups = most;
            self.settings.store();
            self.documents.iter_mut().for_each(|document| document.keep_backups(most));
        }
        match asked {
            None => return Some(backups),
            Some(Asked::Close) => {}
            Some(Asked::Open(copy)) => match self.open_backup(&copy, backups.file()) {
                Ok(document) => {
                    self.documents.push(document);
                    self.active = self.documents.len() - 1;
                }
                Err(error) => self.dialogs.error(format!("{}：{error}", copy.display())),
            },
        }
        None
    }

    fn open_backup(&mut self, copy: &Path, file: &Path) -> Result<Document, String> {
        let text = opening::read_text(copy, opening::BUDGET).map_err(|error| format!("读不出来：{error}"))?;
        let mut document = files::open_text(&text, &self.formats)?;
        self.protect_opened(&mut document, Access::default());
        document.message = Some(format!("这是 {} 的备份副本，还没有存成文件", file.display()));
        Ok(document)
    }
}

/// Takes the keys out of the frame by which buttons are pressed, and questions answered.
fn take_pressing_keys(ctx: &Context) {
    let presses = |event: &Event| match event {
        Event::Key { key, pressed, .. } => *pressed && matches!(key, Key::Enter | Key::Space | Key::Escape),
        Event::Text(text) => text == " ",
        _ => false,
    };
    ctx.input_mut(|input| input.events.retain(|event| !presses(event)));
}

/// Draws a list to choose from, and writes what was chosen into its cells; what it is, as long as it stays open.
fn entry_list_ui(
    ctx: &Context,
    list: EntryList,
    document: &mut Document,
    panels: &mut Panels,
) -> Option<EntryList> {
    let mut proposing = panels.proposing.as_mut().filter(|_| list.is_proposed());
    if list.is_proposed() && proposing.is_none() {
        return None;
    }
    let session = proposing.as_ref().map_or(&document.session, |proposing| proposing.draft());
    let (done, held_up) = match list.show(ctx, session) {
        EntryListEnd::Open(list) => return Some(list),
        EntryListEnd::Left(held_up) => (Ok(()), held_up),
        EntryListEnd::Chosen(entries, held_up) => {
            let done = match &mut proposing {
                Some(proposing) => proposing.fill_in(&entries),
                None => document.session.enter_all(&entries, "从列表选择").map(drop),
            };
            (done, held_up)
        }
    };
    document.hold_back(&held_up);
    let held_up = held_up.named().map(|held_up| not_entered(&held_up));
    document.message = done.err().or(held_up).or(document.message.take());
    None
}
