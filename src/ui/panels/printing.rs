//! The pages as they will be printed (打印预览), in the middle of the window: turned, zoomed, searched, on the paper that
//! each table is wanted on; a click on a figure goes to its cell. They are set on a thread of their own, anew when the
//! budget has changed. Where they are printed is for who carries the request out.

use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;
use std::time::Duration;

use eframe::egui::{Button, Frame, Key, Label, Popup, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::original::{Mark, PageView};
use crate::document::{Kind, Options, Pages, PaperChoice, Part, choose_paper, describe};
use crate::exchange::origin::Spot;
use crate::session::Passage;
use crate::text::visible;
use crate::ui::document::Document;
use crate::ui::look::list;
use crate::ui::look::named::called;
use crate::ui::look::paper;
use crate::ui::look::style;
use crate::ui::request::{Printing, Request};

/// What the document is called here.
const NAME: &str = "预览";

/// How large pages are at first, in points of the window to a point of the page.
const ZOOM: f32 = 1.3;

/// Of which state of the budget pages are, and what of it is on them.
type Of = (u64, Part);

/// What it remembers.
#[derive(Default)]
pub(in crate::ui) struct PrintPreview {
    view: PageView,
    part: Part,
    pages: Option<(Of, Pages)>,
    setting: Option<(Of, Receiver<Result<Pages, String>>)>,
    /// Why there are no pages, or that they were not to be set.
    failed: Option<(Of, String)>,
    wanted: String,
    /// Whether the cursor is to go into its field.
    asks_find: bool,
    found: Vec<Spot>,
    /// Which of the places found is shown.
    at: usize,
    /// Whether the place of the cursor has been shown.
    followed: bool,
}

/// Draws the page.
pub(in crate::ui) fn ui(
    ui: &mut Ui,
    document: &mut Document,
    preview: &mut PrintPreview,
    requests: &mut Vec<Request>,
) {
    let is_asked = ui.memory(|memory| memory.top_modal_layer().is_some()) || Popup::is_any_open(ui.ctx());
    if !is_asked && !ui.ctx().egui_wants_keyboard_input() && ui.input(|input| input.key_pressed(Key::Escape))
    {
        document.turn_back(true);
        return;
    }
    preview.settle(document);
    if preview.setting.is_some() {
        ui.ctx().request_repaint_after(Duration::from_millis(50));
    }
    Frame::new().inner_margin(vec2(10.0, 4.0)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| preview.head_ui(ui, requests));
        preview.paper_ui(ui, document);
        preview.state_ui(ui);
    });
    ui.separator();
    let Some((_, pages)) = &preview.pages else { return };
    let origin = pages.origin.clone();
    let last = origin.files().first().map_or(0, |file| file.document.pages.len()).saturating_sub(1);
    preview.view.page = preview.view.page.min(u32::try_from(last).unwrap_or(0));
    if !ui.ctx().egui_wants_keyboard_input() {
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        preview.view.turn(i64::from(pressed(Key::PageDown)) - i64::from(pressed(Key::PageUp)), last);
    }
    let selected = document.look.last_cell.as_ref().and_then(|cell| origin.cell(cell));
    let found = preview.found.get(preview.at).copied();
    let marks: Vec<Mark> =
        found.map(|spot| (spot, true)).into_iter().chain(selected.map(|spot| (spot, false))).collect();
    let here: Vec<Mark> = marks.into_iter().filter(|(spot, _)| spot.page == preview.view.page).collect();
    if let Some(spot) = preview.view.page_ui(ui, &origin, &here, NAME) {
        go(document, &origin, &spot);
    }
}

impl PrintPreview {
    /// Takes pages that have been set meanwhile, and has others set where the budget is not the same any more.
    fn settle(&mut self, document: &mut Document) {
        if let Some((of, done)) = &self.setting {
            let of = *of;
            match done.try_recv() {
                Ok(Ok(pages)) => self.show(document, of, pages),
                Ok(Err(error)) => self.fail(of, error),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => self.fail(of, "排版没有做完".to_owned()),
            }
        }
        let wanted = (document.session.revision(), self.part);
        let is_known = self.pages.as_ref().is_some_and(|(of, _)| *of == wanted)
            || self.setting.as_ref().is_some_and(|(of, _)| *of == wanted)
            || self.failed.as_ref().is_some_and(|(of, _)| *of == wanted);
        if !is_known {
            self.begin(document, wanted);
        }
    }

    fn begin(&mut self, document: &Document, of: Of) {
        let described = describe(&document.session, &Options { part: of.1, ..Options::default() });
        let (told, done) = mpsc::channel();
        let set = move || {
            // Nobody waits for pages that are not wanted any more.
            let _ = told.send(Pages::set(&described));
        };
        match thread::Builder::new().name("printing".to_owned()).spawn(set) {
            Ok(_) => self.setting = Some((of, done)),
            Err(error) => self.fail(of, format!("没有能开始排版：{error}")),
        }
    }

    fn fail(&mut self, of: Of, why: String) {
        self.setting = None;
        self.failed = Some((of, why));
    }

    fn show(&mut self, document: &Document, of: Of, pages: Pages) {
        self.setting = None;
        self.failed = None;
        let cell = document.look.last_cell.as_ref().filter(|_| !self.followed);
        if let Some(spot) = cell.and_then(|cell| pages.origin.cell(cell)) {
            self.view.turn_to(spot);
        }
        if !self.followed {
            // Wide enough to be read; as wide as the window a page would not be seen as one.
            self.view.zoom = Some(ZOOM);
        }
        if let Some((_, before)) = self.pages.as_ref().filter(|_| self.followed) {
            // Tables before it may take more pages now, or fewer.
            self.view.page = pages.page_like(before, self.view.page);
        }
        self.followed = true;
        self.pages = Some((of, pages));
        self.search();
    }

    /// What can be done with the pages.
    fn head_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        ui.label(RichText::new("打印预览").font(style::strong()));
        let part = list::ui(ui, "part", self.part.label(), 60.0, |ui| {
            for part in Part::ALL {
                list::choice(ui, &mut self.part, part, part.label());
            }
        });
        called(part, "打印哪一部分");
        let count = self.pages.as_ref().and_then(|(_, pages)| pages.origin.files().first());
        let count = count.map_or(0, |file| file.document.pages.len());
        if count > 0 {
            self.view.pages_ui(ui, count, NAME);
            ui.separator();
            self.find_ui(ui);
            ui.separator();
        }
        let Some((of, pages)) = &self.pages else { return };
        // What is printed is what is seen, and what is seen is what the budget is now.
        let is_current = self.setting.is_none() && self.failed.is_none();
        for (label, how) in [("打印", Printing::Printer), ("用阅读器打开", Printing::Viewer)] {
            if ui.add_enabled(is_current, Button::new(label)).clicked() {
                let name = pages.origin.files().first().map(|file| file.original.name.clone());
                requests.push(Request::Print(how, name.unwrap_or_default(), pages.bytes.clone()));
            }
        }
        if ui.add_enabled(is_current, Button::new("存为 PDF…")).clicked() {
            let options = Options { part: of.1, ..Options::default() };
            requests.push(Request::Export(Kind::Pdf, Box::new(options)));
        }
    }

    /// The paper of the table that is looked at, which the budget remembers.
    fn paper_ui(&self, ui: &mut Ui, document: &mut Document) {
        let Some((_, pages)) = &self.pages else { return };
        let format = document.session.format().clone();
        let table = pages.table(self.view.page).and_then(|key| format.table(key));
        ui.horizontal_wrapped(|ui| {
            let Some(table) = table else {
                let said = "这一页用 A4 纵向；翻到一张表，可以为它选纸张和方向";
                ui.label(RichText::new(said).color(style::palette(ui.visuals()).faint));
                return;
            };
            ui.label(RichText::new(table.named()).font(style::strong()));
            let mut choice = PaperChoice::of(document.session.budget(), &table.key);
            if paper::ui(ui, &mut choice)
                && let Err(error) = choose_paper(&mut document.session, &table.key, choice)
            {
                document.message = Some(error);
            }
            let said = "随预算保存，PDF、Word、Excel 都照此";
            ui.label(RichText::new(said).color(style::palette(ui.visuals()).faint));
        });
    }

    /// Puts the cursor into the field of its own search.
    pub(in crate::ui) fn find(&mut self) {
        self.asks_find = self.pages.is_some();
    }

    fn find_ui(&mut self, ui: &mut Ui) {
        let field = TextEdit::singleline(&mut self.wanted).hint_text("在各页里查找").desired_width(120.0);
        let field = called(ui.add(field), "在各页里查找").on_hover_text("在预览的各页里查找；回车到下一处");
        if std::mem::take(&mut self.asks_find) {
            field.request_focus();
        }
        let next = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if field.changed() {
            self.at = 0;
            self.search();
            self.turn_to_found();
        } else if next && !self.found.is_empty() {
            self.at = (self.at + 1) % self.found.len();
            self.turn_to_found();
            field.request_focus();
        }
        if !self.wanted.trim().is_empty() {
            let at = if self.found.is_empty() { 0 } else { self.at + 1 };
            ui.label(format!("{at}/{} 处", self.found.len()));
        }
    }

    fn search(&mut self) {
        let pages = self.pages.as_ref();
        self.found = pages.map(|(_, pages)| pages.find(&self.wanted)).unwrap_or_default();
        self.at = self.at.min(self.found.len().saturating_sub(1));
    }

    fn turn_to_found(&mut self) {
        if let Some(spot) = self.found.get(self.at) {
            self.view.turn_to(*spot);
        }
    }

    /// Whether pages are being set, why there are none, and what on them wants looking at.
    fn state_ui(&mut self, ui: &mut Ui) {
        let mut stopped = None;
        if let Some((of, _)) = &self.setting {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(if self.pages.is_some() {
                    "预算改过了，正在重新排版……"
                } else {
                    "正在排版……"
                });
                if ui.button("停止排版").clicked() {
                    stopped = Some(*of);
                }
            });
        }
        if let Some(of) = stopped {
            self.fail(of, "已停止排版".to_owned());
        }
        let mut again = false;
        if let Some((_, why)) = &self.failed {
            ui.horizontal_wrapped(|ui| {
                ui.add(Label::new(visible(why)).wrap());
                again = ui.button("重新排版").clicked();
            });
        }
        if again {
            self.failed = None;
        }
        let remarks = self.pages.as_ref().map(|(_, pages)| pages.remarks.as_slice()).unwrap_or_default();
        if !remarks.is_empty() {
            ui.collapsing(format!("有 {} 处要核对", remarks.len()), |ui| {
                ScrollArea::vertical().max_height(120.0).show(ui, |ui| {
                    for remark in remarks {
                        ui.add(Label::new(visible(remark)).wrap());
                    }
                });
            });
        }
    }
}

/// Goes to what is printed at a place: a cell, or a paragraph of the text.
fn go(document: &mut Document, origin: &crate::exchange::origin::Origin, spot: &Spot) {
    if let Some(address) = origin.address(spot) {
        return document.jump_to_type(address);
    }
    let printed: String =
        origin.text(spot).unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    let is_it = |text: &String| text.chars().filter(|c| !c.is_whitespace()).eq(printed.chars());
    let sections = document.session.budget().narrative.iter().enumerate();
    let place = sections
        .filter_map(|(at, section)| {
            let in_title = is_it(&section.title).then_some(0);
            Some((at, section.paragraphs.iter().position(is_it).or(in_title)?))
        })
        .next();
    match place.filter(|_| !printed.is_empty()) {
        Some((section, paragraph)) => {
            document.show_passage(Passage { section, paragraph: Some(paragraph) });
        }
        _ => document.message = Some("这一处不是表里的一格，也不是说明里的一段".to_owned()),
    }
}
