//! The first screen, where no document is open: what one can do on the left, what one did last on the right, and before all of
//! it what was not saved there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use eframe::egui::{
    Button, Context, Label, RichText, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, vec2,
};

use crate::file::journal::Waiting;
use crate::schema::Severity;
use crate::text::visible;
use crate::ui::commands::{Command, entry_of};
use crate::ui::look::lines::{self, Lines};
use crate::ui::look::style;
use crate::ui::request::Request;
use crate::ui::shell::recent::Recent;

/// How high a line of the files is that were open lately.
const RECENT: f32 = 44.0;

/// How much more it is where something was not saved.
const UNSAVED: f32 = 18.0;

/// So many files have room in the smallest window.
const MOST: usize = 8;

/// What the list of the files is called.
const FILES: &str = "最近打开的文件";

/// Takes the keyboard to the list of the files.
pub(super) fn focus_files(ctx: &Context) {
    ctx.memory_mut(|memory| memory.request_focus(lines::id(FILES)));
}

/// Draws it. `waiting` is what can be restored of files.
pub(super) fn ui(
    ui: &mut Ui,
    recent: &Recent,
    waiting: &BTreeMap<PathBuf, Waiting>,
    requests: &mut Vec<Request>,
) {
    let width = ui.available_width().min(860.0);
    let side = (ui.available_width() - width) / 2.0;
    ui.add_space(ui.available_height() * 0.16);
    ui.horizontal_top(|ui| {
        ui.add_space(side);
        ui.vertical(|ui| {
            ui.set_width(width * 0.46);
            begin_ui(ui, requests);
        });
        ui.add_space(24.0);
        ui.vertical(|ui| {
            ui.set_width(width * 0.46);
            ScrollArea::vertical().show(ui, |ui| files_ui(ui, recent, waiting, requests));
        });
    });
}

/// The files that one may go on with.
fn files_ui(ui: &mut Ui, recent: &Recent, waiting: &BTreeMap<PathBuf, Waiting>, requests: &mut Vec<Request>) {
    let mut lines = Lines::begin(ui, FILES);
    // What may be lost comes first, and is never one file too many.
    if !waiting.is_empty() {
        heading_ui(ui, &format!("没有保存的修改（{} 份）", waiting.len()));
        for (file, found) in waiting {
            if recent_ui(ui, recent, file, Some(found), &mut lines) {
                requests.push(Request::Open(file.clone()));
            }
        }
    }
    let others = recent.files().iter().filter(|file| !waiting.contains_key(*file));
    let others: Vec<&PathBuf> = others.take(MOST.saturating_sub(waiting.len())).collect();
    if waiting.is_empty() || !others.is_empty() {
        heading_ui(ui, "最近打开");
    }
    if recent.files().is_empty() && waiting.is_empty() {
        let said = "还没有。也可以把文件拖到窗口上；说明和表格分在几个文件里的，一起选中或拖入。";
        let colour = style::palette(ui.visuals()).faint;
        ui.add(Label::new(RichText::new(said).color(colour)).wrap());
    }
    for file in others {
        if recent_ui(ui, recent, file, None, &mut lines) {
            requests.push(Request::Open(file.clone()));
        }
    }
    lines.end(ui);
}

fn heading_ui(ui: &mut Ui, words: &str) {
    ui.add_space(6.0);
    ui.label(RichText::new(words).font(style::strong()));
    ui.add_space(6.0);
}

/// How to begin.
fn begin_ui(ui: &mut Ui, requests: &mut Vec<Request>) {
    let palette = style::palette(ui.visuals());
    ui.label(RichText::new("预算编辑器").size(24.0).strong());
    ui.label(RichText::new("编制、审核、对比部门预算。数据只在本机。").color(palette.faint));
    ui.add_space(14.0);
    for (title, says, command) in [
        ("新建预算…", "写部门和单位，明细从常用项目、上年文件或模板开始", Command::New),
        ("打开…", "报送或公开的 PDF、Excel、Word、网页、文本，或本程序的预算文件", Command::Open),
        ("检查文件夹…", "报送的文件放在一个文件夹里的，一起检查，列出每份的问题", Command::CheckFolder),
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
}

/// A file that was open lately, as a line of their list; whether it is to be opened.
fn recent_ui(
    ui: &mut Ui,
    recent: &Recent,
    file: &Path,
    waiting: Option<&Waiting>,
    lines: &mut Lines,
) -> bool {
    let name = recent.name(file);
    let unsaved = waiting.map(unsaved);
    let folder = file.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    let height = RECENT + unsaved.as_ref().map_or(0.0, |_| UNSAVED);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::CLICK);
    response.widget_info(|| {
        let called: Vec<&str> = [name.as_str()].into_iter().chain(unsaved.as_deref()).collect();
        WidgetInfo::labeled(Role::ListBoxOption, true, visible(&called.join("，")))
    });
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
    if let Some(unsaved) = &unsaved {
        let colour = style::severity_colour(Severity::Warning, ui.visuals());
        let said = RichText::new(format!("{}，打开后可以恢复", visible(unsaved))).color(colour);
        child.add(Label::new(said).truncate().selectable(false));
    }
    let folder = RichText::new(visible(&folder)).font(style::small()).color(palette.faint);
    child.add(Label::new(folder).truncate().selectable(false));
    response.on_hover_text(visible(&file.display().to_string()));
    is_asked
}

/// What is said of what waits to be restored.
pub(super) fn unsaved(waiting: &Waiting) -> String {
    let by = waiting.by.as_ref().map(|by| format!("{by} ")).unwrap_or_default();
    let time: String = waiting.last.chars().take(16).collect();
    match waiting.steps {
        0 => format!("{by}有修改未保存（{time}）"),
        steps => format!("{by}有 {steps} 步未保存（{time}）"),
    }
}
