//! The middle of the window: a table with its heading, a page, or, where no document is open, how to begin. What is asked
//! there is carried out by who shows it.

use std::path::Path;

use eframe::egui::{
    Align2, Button, FontId, Id, Label, Rect, RichText, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder,
    WidgetInfo, vec2,
};

use crate::schema::Formats;
use crate::text::visible;
use crate::ui::commands::{Command, entry_of};
use crate::ui::document::{Document, Page};
use crate::ui::look::lines::Lines;
use crate::ui::look::style;
use crate::ui::pages::{adjusted, compare, narrative, proposals, reckoning, reconciling, rule_editor, texts};
use crate::ui::panels::{comments, printing};
use crate::ui::request::Request;
use crate::ui::shell::panels::Panels;
use crate::ui::shell::recent::Recent;
use crate::ui::table::entry_bar;
use crate::ui::table::grid::state::GridAction;
use crate::ui::table::grid::{Grid, numbers};

/// How large the sign is that a cell has a list, in points.
const LIST_BUTTON: f32 = 18.0;

/// Tables of sections below each other have no more lines than this.
const MOST_STACKED: usize = 999;

/// How high a line of the files is that were open lately.
const RECENT: f32 = 44.0;

/// How to begin, where no document is open: what one can do on the left, what one did last on the right.
pub(super) fn welcome_ui(ui: &mut Ui, recent: &Recent, requests: &mut Vec<Request>) {
    let palette = style::palette(ui.visuals());
    let width = ui.available_width().min(860.0);
    let side = (ui.available_width() - width) / 2.0;
    ui.add_space(ui.available_height() * 0.16);
    ui.horizontal_top(|ui| {
        ui.add_space(side);
        ui.vertical(|ui| {
            ui.set_width(width * 0.46);
            ui.label(RichText::new("预算编辑器").size(24.0).strong());
            ui.label(RichText::new("编制、审核、对比部门预算。数据只在本机。").color(palette.faint));
            ui.add_space(14.0);
            for (title, says, command) in [
                ("新建预算…", "写部门和单位，明细从常用项目、上年文件或模板开始", Command::New),
                ("打开…", "报送或公开的 PDF、Excel、Word、网页、文本，或本程序的预算文件", Command::Open),
                ("打开示例", "一份虚构的部门预算，随意试", Command::OpenSample),
                ("三分钟入门", "录入、核对、出表怎么做", Command::Guide),
            ] {
                if ui.add(Button::new(title).min_size(vec2(150.0, 30.0))).clicked() {
                    requests.push(Request::Command(command));
                }
                let keys = entry_of(command).and_then(|entry| entry.keys(ui.ctx()));
                let says = keys.map_or_else(|| says.to_owned(), |keys| format!("{says}（{keys}）"));
                ui.add(Label::new(RichText::new(says).font(style::small()).color(palette.faint)).wrap());
                ui.add_space(8.0);
            }
        });
        ui.add_space(24.0);
        ui.vertical(|ui| {
            ui.set_width(width * 0.46);
            ui.add_space(6.0);
            ui.label(RichText::new("最近打开").font(style::strong()));
            ui.add_space(6.0);
            if recent.files().is_empty() {
                let said = "还没有。也可以把文件拖到窗口上；说明和表格分在几个文件里的，一起选中或拖入。";
                ui.add(Label::new(RichText::new(said).color(palette.faint)).wrap());
            }
            let mut lines = Lines::begin(ui, "最近打开的文件");
            for file in recent.files().iter().take(8) {
                if recent_ui(ui, recent, file, &mut lines) {
                    requests.push(Request::Open(file.clone()));
                }
            }
            lines.end(ui);
        });
    });
}

/// A file that was open lately, as a line of their list; whether it is to be opened.
fn recent_ui(ui: &mut Ui, recent: &Recent, file: &Path, lines: &mut Lines) -> bool {
    let name = recent.name(file);
    let folder = file.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), RECENT), Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, visible(&name)));
    let palette = style::palette(ui.visuals());
    if response.hovered() {
        ui.painter().rect_filled(rect, 3.0, palette.header);
    }
    let is_asked = lines.line(ui, &response, false);
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect.shrink2(vec2(6.0, 3.0))));
    child.spacing_mut().item_spacing.y = 1.0;
    let colour = if recent.is_gone(file) { palette.faint } else { ui.visuals().hyperlink_color };
    let name = RichText::new(visible(&name)).color(colour);
    child.add(Label::new(name).truncate().selectable(false));
    let folder = RichText::new(visible(&folder)).font(style::small()).color(palette.faint);
    child.add(Label::new(folder).truncate().selectable(false));
    response.on_hover_text(visible(&file.display().to_string()));
    is_asked
}

/// The middle of the window: a table with its heading, or a page of text.
pub(super) fn ui(
    ui: &mut Ui,
    document: &mut Document,
    panels: &mut Panels,
    formats: &Formats,
    requests: &mut Vec<Request>,
) -> Vec<GridAction> {
    // A passage is open on the page of the text only.
    if document.page != Page::Narrative && !document.commit_passage() {
        document.page = Page::Narrative;
    }
    if matches!(document.page, Page::Narrative | Page::Printing) && document.writing.is_none() {
        document.follow_text();
    }
    match document.page.clone() {
        Page::Narrative => narrative::ui(ui, document),
        Page::Unplaced => texts::unplaced_ui(ui, document),
        Page::Notices => texts::notices_ui(ui, document),
        Page::Comments => comments::page_ui(ui, document),
        Page::Adjusted => adjusted::page_ui(ui, document),
        Page::Reconcile => reconciling::ui(ui, document, &mut panels.reconciling),
        Page::Reckoning => reckoning::ui(ui, document, &mut panels.reckoning),
        Page::Proposals => proposals::ui(ui, document, &mut panels.proposing),
        Page::Compare => compare::ui(ui, document, &mut panels.comparing, formats, requests),
        Page::Printing => printing::ui(ui, document, &mut panels.printing, requests),
        Page::Rules => rule_editor::ui(ui, document, requests),
        Page::Table(key) => {
            texts::table_heading_ui(ui, document, &key, requests);
            if document.lacks(&key) {
                return Vec::new();
            }
            let opened = entry_bar::ui(ui, document, requests);
            let beside = ui.spacing().scroll.bar_width + 4.0 + numbers::width(MOST_STACKED);
            document.give_room(ui.available_width() - beside);
            let drawn = document.with_shown_grid(|sheet, layout, marks, state, shown| {
                sheet.table.map(|_| Grid { sheet, layout, marks, state, shown }.show(ui))
            });
            list_button_ui(ui, document, requests);
            let mut actions: Vec<GridAction> = opened.into_iter().collect();
            actions.extend(drawn.flatten().unwrap_or_default());
            return actions;
        }
    }
    Vec::new()
}

/// The sign beside the cell under the cursor that there is a list for it, as spreadsheets have it: a click opens it there.
fn list_button_ui(ui: &mut Ui, document: &mut Document, requests: &mut Vec<Request>) {
    let cell = document.grid().filter(|grid| !grid.editor.open).and_then(|grid| grid.cursor_rect);
    let Some(cell) = cell.filter(|cell| cell.width() > LIST_BUTTON && document.has_list()) else {
        return;
    };
    let side = LIST_BUTTON.min(cell.height() - 4.0);
    let at = Rect::from_min_size(cell.right_top() + vec2(-side - 3.0, 3.0), vec2(side, side));
    let response = ui.interact(at, Id::unique("list of the cell"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "从列表选择"));
    let palette = style::palette(ui.visuals());
    let fill = if response.hovered() { palette.header } else { palette.computed };
    ui.painter().rect(at, 2.0, fill, Stroke::new(1.0, palette.line), StrokeKind::Inside);
    ui.painter().text(at.center(), Align2::CENTER_CENTER, "▼", FontId::proportional(8.0), palette.ink);
    let keys = entry_of(Command::ChooseFromList).and_then(|entry| entry.keys(ui.ctx())).unwrap_or_default();
    if response.on_hover_text(format!("从列表选择（{keys}）")).clicked() {
        requests.push(Request::Command(Command::ChooseFromList));
    }
}
