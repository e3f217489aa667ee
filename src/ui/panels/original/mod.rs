//! The submitted document beside the table: the page, the sheet or the text in which the selected cell stands, with
//! its place marked; a click on a place goes to the cell. It follows the cursor and the chosen finding, and can be
//! turned by hand. What the document says is for `exchange::origin`; nothing is read here.

mod blocks;
mod drawing;
mod page;

pub(super) use self::page::PageView;

use std::sync::Arc;

use eframe::egui::{Label, RichText, Ui};

use self::blocks::Sheet;
use crate::exchange::origin::{Origin, OriginFile, Spot};
use crate::exchange::source::Kind;
use crate::session::Passage;
use crate::text::{shortened, visible};
use crate::ui::commands::Command;
use crate::ui::document::{Document, Known, Page};
use crate::ui::look::list;
use crate::ui::look::named::called;
use crate::ui::look::style;
use crate::ui::request::Request;

/// What the document is called here.
const NAME: &str = "原件";

/// What the buttons for pages and size take beside the document's name, and what that has at least.
const BUTTONS: f32 = 345.0;
const NAME_LEAST: f32 = 60.0;

/// What it remembers.
#[derive(Default)]
pub(in crate::ui) struct OriginalPanel {
    view: PageView,
    sheet: Option<Sheet>,
    /// What it has followed to: the place, and the finding that was chosen.
    followed: (Option<Spot>, Option<usize>),
    /// Whether it was the text that was looked at last.
    is_of_text: bool,
}

/// A place that is marked, and whether it is the selected one rather than one that takes part in a finding.
pub(super) type Mark = (Spot, bool);

/// Draws the panel.
pub(in crate::ui) fn ui(
    ui: &mut Ui,
    document: &mut Document,
    panel: &mut OriginalPanel,
    requests: &mut Vec<Request>,
) {
    let origin = match &document.file.originals {
        Known::Here(origin) => Arc::clone(origin),
        Known::Looking(_) => {
            ui.add_space(8.0);
            ui.label("正在找原件、对上各格的位置……");
            return;
        }
        Known::Lacking(why) => return lacking_ui(ui, why, requests),
        Known::None => {
            ui.add_space(8.0);
            ui.add(Label::new("这份预算不是从公开文件读入的，没有原件可以对照。").wrap());
            return;
        }
    };
    panel.follow(document);
    ui.add_space(4.0);
    panel.head_ui(ui, &origin);
    panel.place_ui(ui, document, &origin);
    ui.separator();
    let marks = panel.marks(document, &origin);
    let Some(file) = panel.file_of(&origin) else { return };
    let clicked = match file.document.kind {
        Kind::Pdf => panel.view.page_ui(ui, &origin, &marks, NAME),
        _ => panel.blocks_ui(ui, &origin, &marks),
    };
    if let Some(spot) = clicked {
        panel.go(document, &origin, &spot);
    }
}

fn lacking_ui(ui: &mut Ui, why: &str, requests: &mut Vec<Request>) {
    ui.add_space(8.0);
    ui.add(Label::new(visible(why)).wrap());
    ui.add_space(6.0);
    if ui.button("指明原件…").clicked() {
        requests.push(Request::Command(Command::ChooseOriginals));
    }
}

impl OriginalPanel {
    /// Turns to what is looked at, when that is another place than before.
    fn follow(&mut self, document: &mut Document) {
        let asked = document.look.reveal_original.take();
        let looked_at = (document.original_spot(), document.look.chosen.selected);
        let followed = looked_at.0.filter(|_| looked_at != self.followed);
        // Who comes to the text has chosen nothing of it yet: where it begins is what is looked at.
        let is_text = document.look.page == Page::Narrative;
        let has_come = std::mem::replace(&mut self.is_of_text, is_text) != is_text && is_text;
        let begin = || {
            let origin = document.origin().filter(|_| has_come && looked_at.0.is_none())?;
            origin.heading(0).or_else(|| origin.paragraph(0, 0))
        };
        if let Some(spot) = asked.or(followed).or_else(begin) {
            self.view.turn_to(spot);
        }
        if looked_at.0.is_some() {
            self.followed = looked_at;
        }
    }

    fn file_of<'o>(&self, origin: &'o Origin) -> Option<&'o OriginFile> {
        origin.files().get(usize::try_from(self.view.file).ok()?)
    }

    /// Which document, which page, how large.
    fn head_ui(&mut self, ui: &mut Ui, origin: &Origin) {
        // The name has what the buttons leave: a long one put them into another line, and the page moved with each document.
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("原件").font(style::strong()));
            let room = (ui.available_width() - BUTTONS).max(NAME_LEAST);
            ui.scope(|ui| {
                ui.set_max_width(room);
                self.files_ui(ui, origin);
            });
            let Some(file) = self.file_of(origin) else { return };
            match file.document.kind {
                Kind::Pdf => self.view.pages_ui(ui, file.document.pages.len(), NAME),
                Kind::Workbook => self.sheets_ui(ui, file),
                _ => {}
            }
        });
    }

    fn files_ui(&mut self, ui: &mut Ui, origin: &Origin) {
        let name = |file: &OriginFile| visible(&file.original.name).into_owned();
        if let [only] = origin.files() {
            ui.add(Label::new(name(only)).truncate()).on_hover_text(only.path.display().to_string());
            return;
        }
        let shown = self.file_of(origin).map(name).unwrap_or_default();
        let before = self.view.file;
        let width = ui.spacing().combo_width;
        let shown = list::ui(ui, "original file", shown, width, |ui| {
            for (at, file) in (0..).zip(origin.files()) {
                list::choice(ui, &mut self.view.file, at, name(file));
            }
        });
        called(shown, "哪一份原件");
        if self.view.file != before {
            self.view.page = 0;
        }
    }

    fn sheets_ui(&mut self, ui: &mut Ui, file: &OriginFile) {
        let name = |at: usize| {
            let page = file.document.pages.get(at);
            page.and_then(|page| page.name.clone()).unwrap_or_else(|| format!("工作表 {}", at + 1))
        };
        let now = usize::try_from(self.view.page).unwrap_or(0);
        let width = ui.spacing().combo_width;
        let shown = list::ui(ui, "original sheet", name(now), width, |ui| {
            for (at, nth) in (0..).zip(0..file.document.pages.len()) {
                list::choice(ui, &mut self.view.page, at, name(nth));
            }
        });
        shown.on_hover_text("原件的工作表");
    }

    /// Where the selected cell stands, what is printed there, and where else the chosen finding looks.
    fn place_ui(&mut self, ui: &mut Ui, document: &Document, origin: &Origin) {
        let palette = style::palette(ui.visuals());
        let faint = |text: String| RichText::new(text).font(style::small()).color(palette.faint);
        ui.horizontal_wrapped(|ui| {
            match document.original_spot() {
                Some(spot) => {
                    let place = visible(&origin.name(&spot)).into_owned();
                    let printed = origin.text(&spot).map(shortened).unwrap_or_default();
                    let text = match spot.row.is_some() && spot.column.is_none() {
                        true => format!("选中的在 {place} 这一行，这一格原文没有印"),
                        false => format!("选中的在 {place}，原文“{}”", visible(&printed)),
                    };
                    if ui.link(faint(text)).on_hover_text("回到选中的这一处").clicked() {
                        self.turn_to(spot);
                    }
                }
                None => {
                    let is_chosen = document.look.page != Page::Narrative || document.look.passage.is_some();
                    let said = match is_chosen {
                        true => "选中的这一处不是从原件读入的",
                        false => "在左边选一段文字，这里就转到它",
                    };
                    ui.label(faint(said.to_owned()));
                }
            }
            for (nth, spot) in self.others(document, origin).into_iter().enumerate() {
                if nth == 0 {
                    ui.label(faint("问题还涉及".to_owned()));
                }
                if ui.link(faint(visible(&origin.name(&spot)).into_owned())).clicked() {
                    self.turn_to(spot);
                }
            }
        });
    }

    fn turn_to(&mut self, spot: Spot) {
        self.view.turn_to(spot);
    }

    /// A few of the places in which the chosen finding takes part beside the selected one, each page once.
    fn others(&self, document: &Document, origin: &Origin) -> Vec<Spot> {
        let mut spots: Vec<Spot> = document
            .involved_cells()
            .iter()
            .filter_map(|cell| origin.cell(cell))
            .filter(|spot| Some(*spot) != document.original_spot())
            .collect();
        spots.dedup_by_key(|spot| (spot.file, spot.page));
        spots.truncate(4);
        spots
    }

    /// What is marked on the page that is shown.
    fn marks(&self, document: &Document, origin: &Origin) -> Vec<Mark> {
        let involved = document.involved_cells().into_iter().filter_map(|cell| origin.cell(&cell));
        let selected = document.original_spot();
        let all = involved.map(|spot| (spot, false)).chain(selected.map(|spot| (spot, true)));
        all.filter(|(spot, _)| spot.file == self.view.file && spot.page == self.view.page).collect()
    }

    /// Goes to what was read at a place.
    fn go(&mut self, document: &mut Document, origin: &Origin, spot: &Spot) {
        if let Some(address) = origin.address(spot) {
            document.jump_to_type(address);
        } else if let Some((section, paragraph)) = origin.paragraph_at(spot) {
            document.show_passage(Passage { section, paragraph: Some(paragraph) });
        } else {
            let printed = origin.text(spot).map(shortened).unwrap_or_default();
            document.message = Some(format!("原件这一处“{}”没有读成表里的一格", visible(&printed)));
        }
        // The place was clicked: it is in sight already.
        self.followed = (document.original_spot(), document.look.chosen.selected);
    }
}
