//! All comments of the budget as a list: sorted by a click on a head, narrowed to those that wait, gone through by keyboard.
//! Enter, like a click, leads to the place.

use std::cmp::Ordering;

use eframe::egui::{Frame, Label, Response, RichText, Role, Sense, TextEdit, Ui, WidgetInfo, vec2};
use egui_extras::{Column, TableRow};

use super::{is_open, state};
use crate::model::{Note, NoteKey};
use crate::report::note_place;
use crate::text::{fold, visible};
use crate::ui::document::Document;
use crate::ui::look::heads;
use crate::ui::look::lines::Lines;
use crate::ui::look::style::{self, LINE_HEIGHT};

/// What the list is called.
pub(in crate::ui) const COMMENTS: &str = "批注的列表";

/// What the list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SortBy {
    State,
    Place,
    Text,
    By,
    Date,
}

/// The columns: title, share of the room, what it sorts by.
const COLUMNS: [(&str, f32, SortBy); 5] = [
    ("状态", 0.08, SortBy::State),
    ("位置", 0.30, SortBy::Place),
    ("批注", 0.35, SortBy::Text),
    ("谁写的", 0.12, SortBy::By),
    ("日期", 0.15, SortBy::Date),
];

/// No column becomes narrower than this, in points.
const LEAST_COLUMN: f32 = 40.0;

/// What is remembered of the page.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct CommentsPage {
    sort: Option<(SortBy, bool)>,
    only_open: bool,
    search: String,
    /// The one that was gone to last.
    chosen: Option<NoteKey>,
}

/// A comment as a line of the list.
struct Line {
    key: NoteKey,
    note: Note,
    place: String,
}

impl Line {
    fn texts(&self) -> [String; COLUMNS.len()] {
        let answer = if self.note.answers().is_some() { "答：" } else { "" };
        [
            state(&self.note).to_owned(),
            self.place.clone(),
            format!("{answer}{}", self.note.text.replace('\n', " ")),
            self.note.by.clone(),
            self.note.date.clone(),
        ]
    }

    fn compared(&self, other: &Self, by: SortBy) -> Ordering {
        let (a, b) = (&self.note, &other.note);
        match by {
            // What waits for somebody first.
            SortBy::State => is_open(b).cmp(&is_open(a)).then(state(a).cmp(state(b))),
            SortBy::Place => self.place.cmp(&other.place),
            SortBy::Text => a.text.cmp(&b.text),
            SortBy::By => a.by.cmp(&b.by),
            SortBy::Date => a.date.cmp(&b.date),
        }
    }
}

impl CommentsPage {
    /// The comments listed, in order.
    fn lines(&self, document: &Document) -> Vec<Line> {
        let book = document.session.book();
        let search = fold(self.search.trim());
        let all = document.comments().map(|(key, note)| {
            let gone = || format!("{}（已经不在了）", key.place);
            let place = visible(&note_place(&book, &key.place).unwrap_or_else(gone)).into_owned();
            Line { key: key.clone(), note: note.clone(), place }
        });
        let is_found =
            |line: &Line| search.is_empty() || line.texts().iter().any(|text| fold(text).contains(&search));
        let mut lines: Vec<Line> =
            all.filter(|line| (!self.only_open || is_open(&line.note)) && is_found(line)).collect();
        if let Some((by, down)) = self.sort {
            lines.sort_by(|a, b| {
                let order = a.compared(b, by);
                if down { order.reverse() } else { order }
            });
        }
        lines
    }
}

/// Goes `step` comments on in the order of the list.
pub(in crate::ui) fn step(document: &mut Document, page: &mut CommentsPage, step: isize) {
    let lines = page.lines(document);
    // One begins at the place at which one is.
    let here = document.cursor().map(|cell| cell.to_string());
    let at = lines.iter().position(|line| page.chosen.as_ref() == Some(&line.key));
    let at = at.filter(|at| {
        here.is_none() || lines.get(*at).is_some_and(|line| Some(&line.key.place) == here.as_ref())
    });
    let at = at.or_else(|| lines.iter().position(|line| Some(&line.key.place) == here.as_ref()));
    let next = match at {
        // Several remarks of one place are seen together.
        Some(at) => {
            let place = |at: usize| lines.get(at).map(|line| &line.key.place);
            let mut next = at.checked_add_signed(step);
            while next.is_some_and(|next| place(next).is_some() && place(next) == place(at)) {
                next = next.and_then(|next| next.checked_add_signed(step));
            }
            next
        }
        None if step > 0 => Some(0),
        None => lines.len().checked_sub(1),
    };
    let Some((number, line)) = next.and_then(|next| Some((next + 1, lines.get(next)?))) else {
        let said = if lines.is_empty() { "没有批注" } else { "已到批注列表的尽头" };
        document.message = Some(said.to_owned());
        return;
    };
    document.go_to_comment(&line.key.place, false);
    let words = line.texts();
    document.message = Some(format!("批注 {number}/{}　{}：{}", lines.len(), line.place, words[2]));
    page.chosen = Some(line.key.clone());
}

/// All comments of the budget; each leads to its place.
pub(in crate::ui) fn page_ui(ui: &mut Ui, document: &mut Document, page: &mut CommentsPage) {
    Frame::new().inner_margin(vec2(20.0, 10.0)).show(ui, |ui| {
        head_ui(ui, document, page);
        let lines = page.lines(document);
        if document.comments().next().is_none() {
            ui.label("还没有批注。选中一个单元格，或说明里的一段，在右侧“批注”里写。");
        } else if lines.is_empty() {
            ui.label("没有符合筛选的批注。");
        }
        // An empty list is one, too: the keyboard is not looked for in vain.
        if let Some(line) = list_ui(ui, &lines, page) {
            page.chosen = Some(line.key.clone());
            document.go_to_comment(&line.key.place, true);
        }
    });
}

fn head_ui(ui: &mut Ui, document: &mut Document, page: &mut CommentsPage) {
    ui.horizontal_wrapped(|ui| {
        ui.heading("批注");
        ui.label(format!("{} 条，{} 条未处理", document.comments().count(), document.open_comments()));
        ui.separator();
        ui.checkbox(&mut page.only_open, "只看未处理");
        let search = TextEdit::singleline(&mut page.search).hint_text("筛选文字").desired_width(140.0);
        ui.add(search).on_hover_text("筛选文字");
        ui.separator();
        let label = ui.label("署名");
        let usual = crate::ui::document::user_name();
        let field =
            TextEdit::singleline(&mut document.drafts.signature).hint_text(usual).desired_width(120.0);
        let hint = "批注、豁免和变动原因都署这个名字；不写则用系统的用户名。记在本机，写一次就行";
        document.drafts.has_signed |= ui.add(field).labelled_by(label.id).on_hover_text(hint).changed();
    });
}

/// The list; the comment that was gone to.
fn list_ui<'l>(ui: &mut Ui, all: &'l [Line], page: &mut CommentsPage) -> Option<&'l Line> {
    let chosen = all.iter().position(|line| page.chosen.as_ref() == Some(&line.key));
    let lines = Lines::begin_of(ui, COMMENTS, all.len(), chosen);
    let mut gone_to = lines.entered().and_then(|at| all.get(at));
    let between = ui.spacing().item_spacing.x * (COLUMNS.len() - 1) as f32;
    let room = ui.available_width() - between;
    // A column keeps the width that it was given as long as there is as much room.
    let mut table = heads::table(ui, ("comments", room as i64)).sense(Sense::CLICK);
    for (title, share, _) in COLUMNS {
        let is_last = COLUMNS.last().is_some_and(|last| last.0 == title);
        let column = if is_last { Column::remainder() } else { Column::initial(room * share) };
        table = table.column(column.at_least(LEAST_COLUMN).clip(true));
    }
    if let Some(at) = lines.gone_to() {
        table = table.scroll_to_row(at, None);
    }
    let sort = &mut page.sort;
    let header = table.header(LINE_HEIGHT, |mut header| {
        for (title, _, by) in COLUMNS {
            header.col(|ui| heads::sort_ui(ui, title, Some(by), sort));
        }
    });
    let mut marked = None;
    header.body(|body| {
        body.rows(LINE_HEIGHT, all.len(), |mut row| {
            let at = row.index();
            let Some(line) = all.get(at) else { return };
            row.set_selected(chosen == Some(at));
            let response = line_ui(&mut row, line, chosen == Some(at));
            if response.clicked() {
                gone_to = Some(line);
            }
            if lines.is_at(at) {
                marked = Some(response);
            }
        });
    });
    if let Some(response) = marked {
        lines.mark_row(ui, &response);
    }
    lines.end(ui);
    gone_to
}

fn line_ui(row: &mut TableRow<'_, '_>, line: &Line, is_chosen: bool) -> Response {
    for text in line.texts() {
        row.col(|ui| {
            let palette = style::palette(ui.visuals());
            let colour = if is_open(&line.note) { palette.ink } else { palette.faint };
            let text = RichText::new(visible(&text)).color(colour);
            ui.add(Label::new(text).truncate().selectable(false));
        });
    }
    let response = row.response();
    response.widget_info(|| {
        let name = format!("[{}] {}：{}", state(&line.note), line.place, line.note.text);
        WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, name)
    });
    let about = line.note.answers().map(|about| format!("答复“{about}”：\n")).unwrap_or_default();
    response.on_hover_text(format!("{}\n{about}{}", line.place, visible(&line.note.text)))
}
