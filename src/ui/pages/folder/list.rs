//! The files of a folder as a list: by mouse and by keyboard, sorted by any column. Enter, or a double click, opens a file.

use std::cmp::Ordering;

use eframe::egui::{
    Align, Color32, Label, Layout, RichText, Role, ScrollArea, Sense, TextStyle, Ui, UiBuilder, WidgetInfo,
    vec2,
};

use super::{At, FolderCheck, Wish};
use crate::model::year_digits;
use crate::report::{CheckedFile, FileOutcome};
use crate::schema::Severity;
use crate::text::visible;
use crate::ui::look::lines::{self, Lines};
use crate::ui::look::list;
use crate::ui::look::style;

/// What the list is called.
const FILES: &str = "检查的文件";

/// How high a line is.
const HEIGHT: f32 = 22.0;

/// By which column the list is sorted, and whether from the last.
pub(super) type Sort = Option<(usize, bool)>;

/// The columns: title, width, whether it is a number. The first has what is left.
const COLUMNS: [(&str, f32, bool); 8] = [
    ("文件", 0.0, false),
    ("部门", 190.0, false),
    ("年度", 46.0, true),
    ("错误", 46.0, true),
    ("警告", 46.0, true),
    ("提示", 46.0, true),
    ("未检查", 58.0, true),
    ("状态", 220.0, false),
];

/// In less room the department, which the file's name says as a rule, is left out.
const NARROW: f32 = 860.0;

/// The last column, and so much of the room of both that the names have at least.
const LAST: usize = COLUMNS.len() - 1;
const LEAST_NAMES: f32 = 0.35;

/// So many files are looked at for the longest name.
const MEASURED: usize = 300;

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

impl FolderCheck {
    /// Which files are listed.
    pub(super) fn filter_ui(&mut self, ui: &mut Ui) {
        let shown =
            self.only.map_or("全部文件".to_owned(), |severity| format!("有{}的", severity.label()));
        let list = list::ui(ui, "files listed", shown, 90.0, |ui| {
            list::choice(ui, &mut self.only, None, "全部文件");
            for severity in SEVERITIES {
                list::choice(ui, &mut self.only, Some(severity), format!("有{}的", severity.label()));
            }
        });
        list.on_hover_text("只列出有这一级问题的文件");
    }

    /// The rows listed, in their order.
    fn listed(&self) -> Vec<At> {
        let all = self.rows.iter().flat_map(|(at, rows)| (0..rows.len()).map(|nth| (*at, nth)));
        let is_wanted = |at: &At| {
            let count = |severity| {
                self.row(*at).and_then(CheckedFile::budget).map_or(0, |budget| budget.count(severity))
            };
            self.only.is_none_or(|severity| count(severity) > 0)
        };
        let mut listed: Vec<At> = all.filter(is_wanted).collect();
        if let Some((column, down)) = self.sort {
            listed.sort_by(|a, b| {
                let order = self.row(*a).zip(self.row(*b)).map(|(a, b)| self.compared(a, b, column));
                let order = order.unwrap_or(Ordering::Equal);
                if down { order.reverse() } else { order }
            });
        }
        listed
    }

    fn compared(&self, a: &CheckedFile, b: &CheckedFile, column: usize) -> Ordering {
        let [a, b] = [a, b].map(|file| self.texts(file));
        let text = |texts: &[String; COLUMNS.len()]| texts.get(column).cloned().unwrap_or_default();
        let number = |texts| text(texts).parse::<u32>().ok();
        match COLUMNS.get(column).is_some_and(|(_, _, is_number)| *is_number) {
            true => number(&a).cmp(&number(&b)),
            false => text(&a).cmp(&text(&b)),
        }
    }

    /// What the columns say of a file.
    fn texts(&self, file: &CheckedFile) -> [String; COLUMNS.len()] {
        let name = self.name(file);
        let Some(budget) = file.budget() else {
            let why = match &file.outcome {
                FileOutcome::Unreadable { error } => error.as_str(),
                FileOutcome::NotChecked { not_checked } => not_checked.as_str(),
                FileOutcome::Checked(_) => "",
            };
            let state = format!("{}：{}", file.state(), visible(why));
            return [
                name,
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                state,
            ];
        };
        let [errors, warnings, hints] = SEVERITIES.map(|severity| budget.count(severity).to_string());
        let mut state = file.state().to_owned();
        for (count, what) in [
            (budget.claimed(), "声明豁免"),
            (budget.waived(), "已豁免"),
            (budget.unread, "张表未读出"),
            (budget.duplicates.len(), "同一部门年度另有"),
        ] {
            if count > 0 {
                state += &format!("，{what} {count}");
            }
        }
        let department = visible(&budget.department).into_owned();
        let unchecked = budget.unchecked().count().to_string();
        [name, department, year_digits(budget.year), errors, warnings, hints, unchecked, state]
    }

    /// Draws the list.
    pub(super) fn list_ui(&mut self, ui: &mut Ui) -> Option<Wish> {
        let listed = self.listed();
        self.names = self.widest_name(ui, &listed);
        self.heads_ui(ui);
        if listed.is_empty() && !self.is_running() {
            ui.label("没有符合筛选的文件。");
        }
        let chosen = self.chosen.and_then(|chosen| listed.iter().position(|at| *at == chosen));
        let mut lines = Lines::begin_of(ui, FILES, listed.len(), chosen);
        let (mut clicked, mut opened) = (None, None);
        ScrollArea::vertical().auto_shrink(false).show_rows(ui, HEIGHT, listed.len(), |ui, range| {
            lines.reveal(ui, &range, HEIGHT);
            for (at, row) in listed.iter().enumerate().skip(range.start).take(range.len()) {
                let Some(file) = self.row(*row) else { continue };
                let response = self.line_ui(ui, file, chosen == Some(at));
                if lines.line_at(ui, at, &response) {
                    clicked = Some(*row);
                }
                if response.double_clicked() {
                    opened = Some(*row);
                }
            }
        });
        let entered = lines.entered().and_then(|at| listed.get(at)).copied();
        let gone_to = lines.gone_to().and_then(|at| listed.get(at)).copied();
        lines.end(ui);
        self.chosen = clicked.or(gone_to).or(self.chosen);
        let opened = entered.or(opened).and_then(|(at, _)| self.found.get(at));
        opened.map(|submission| Wish::Open(submission.files.clone()))
    }

    /// How wide the longest name is.
    fn widest_name(&self, ui: &Ui, listed: &[At]) -> f32 {
        let font = TextStyle::Body.resolve(ui.style());
        let names = listed.iter().take(MEASURED).filter_map(|at| Some(self.name(self.row(*at)?)));
        let width =
            |name: String| ui.painter().layout_no_wrap(name, font.clone(), Color32::PLACEHOLDER).size().x;
        names.map(width).fold(0.0, f32::max) + 14.0
    }

    /// The heads: a click sorts by a column, another the other way, a third no more.
    fn heads_ui(&mut self, ui: &mut Ui) {
        let palette = style::palette(ui.visuals());
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for (at, width) in widths(ui.available_width(), self.names) {
                let Some((title, _, is_number)) = COLUMNS.get(at) else { continue };
                let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
                response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("按{title}排序")));
                let arrow = match self.sort {
                    Some((by, true)) if by == at => " ▼",
                    Some((by, false)) if by == at => " ▲",
                    _ => "",
                };
                cell_ui(
                    ui,
                    rect,
                    *is_number,
                    RichText::new(format!("{title}{arrow}")).font(style::small()).color(palette.faint),
                );
                if response.clicked() {
                    self.sort = match self.sort {
                        Some((by, false)) if by == at => Some((at, true)),
                        Some((by, true)) if by == at => None,
                        _ => Some((at, false)),
                    };
                }
            }
        });
        ui.separator();
    }

    fn line_ui(&self, ui: &mut Ui, file: &CheckedFile, is_chosen: bool) -> eframe::egui::Response {
        let palette = style::palette(ui.visuals());
        let size = vec2(ui.available_width(), HEIGHT);
        let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
        let texts = self.texts(file);
        response.widget_info(|| {
            let [name, _, _, errors, warnings, hints, _, state] = &texts;
            let counts = match file.budget() {
                Some(_) => format!("，错误 {errors}，警告 {warnings}，提示 {hints}"),
                None => String::new(),
            };
            WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, format!("{name}，{state}{counts}"))
        });
        if is_chosen {
            ui.painter().rect_filled(rect, 2.0, ui.visuals().selection.bg_fill);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 2.0, palette.header);
        }
        let mut left = rect.left();
        for (at, width) in widths(rect.width(), self.names) {
            let cell = rect.with_min_x(left).with_max_x(left + width);
            left += width;
            let (Some(text), Some((_, _, is_number))) = (texts.get(at), COLUMNS.get(at)) else { continue };
            let colour = match at.checked_sub(3).and_then(|at| SEVERITIES.get(at)) {
                Some(severity) if text != "0" => style::severity_colour(*severity, ui.visuals()),
                _ if file.budget().is_none() => palette.faint,
                _ if text == "0" => palette.faint,
                _ => palette.ink,
            };
            cell_ui(ui, cell, *is_number, RichText::new(text).color(colour));
        }
        response.on_hover_text(visible(&file.file))
    }
}

/// The columns shown in so much room, by position, with their widths: the first has what its names need, the last, which says why
/// a file was not checked, all that is left.
fn widths(room: f32, names: f32) -> impl Iterator<Item = (usize, f32)> {
    let is_shown = move |at: usize| room >= NARROW || at != 1;
    let columns = COLUMNS.iter().enumerate().filter(move |(at, _)| is_shown(*at));
    let between = columns.clone().filter(|(at, _)| *at > 0 && *at < LAST).map(|(_, column)| column.1);
    let left = (room - between.sum::<f32>()).max(240.0);
    let first =
        names.min(left - COLUMNS.last().map_or(0.0, |column| column.1)).max(left * LEAST_NAMES).min(left);
    columns.map(move |(at, (_, width, _))| match at {
        0 => (at, first),
        LAST => (at, left - first),
        _ => (at, *width),
    })
}

/// A text in a cell of the list, cut where it is too long; numbers at the right.
fn cell_ui(ui: &mut Ui, rect: eframe::egui::Rect, is_number: bool, text: RichText) {
    let layout =
        if is_number { Layout::right_to_left(Align::Center) } else { Layout::left_to_right(Align::Center) };
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect.shrink2(vec2(5.0, 0.0))).layout(layout));
    child.add(Label::new(text).truncate().selectable(false));
}

/// What the keyboard goes to.
pub(in crate::ui) fn id() -> eframe::egui::Id {
    lines::id(FILES)
}
