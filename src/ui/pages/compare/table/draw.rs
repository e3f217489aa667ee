//! The grid of a compared table as it is drawn and clicked. What stands in a cell is known to [`Shown`]; here
//! it gets its place, its colour and what a click on it means.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{
    Align2, Color32, FontId, Galley, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    vec2,
};
use egui_table::{CellInfo, Column, HeaderCellInfo, HeaderRow, Table, TableDelegate, TableState};

use super::{Shown, Slot, pairing};
use crate::compare::{Change, ChangeKind, Compared, ComparedColumn, ComparedRow, reason_key};
use crate::model::Value;
use crate::ui::look::amounts::is_cut;
use crate::ui::look::heads;
use crate::ui::look::lines::Lines;
use crate::ui::look::style::{self, HEADER_HEIGHT, LINE_HEIGHT, Palette};
use crate::ui::pages::compare::words::change_colour;
use crate::ui::pages::compare::{Wish, chosen};

/// What the rows are called as a list.
pub(in crate::ui::pages::compare) const ROWS: &str = "对照的各行";

/// Width of a figure's column at least.
const FIGURE: f32 = 96.0;

/// So many rows are looked at for the longest figure: totals stand among them.
const MEASURED: usize = 200;

impl Shown<'_> {
    pub(super) fn ui(&self, ui: &mut Ui, chosen: &mut Option<Change>, wishes: &mut Vec<Wish>) {
        let palette = style::palette(ui.visuals());
        ui.painter().rect_filled(ui.available_rect_before_wrap(), 0.0, palette.blank);
        let columns: Vec<Column> = self
            .columns
            .iter()
            .map(|slot| {
                let width = if matches!(slot, Slot::Name) { 300.0 } else { self.width_of(ui, *slot) };
                Column::new(width).range(40.0..=900.0).resizable(true)
            })
            .collect();
        // One group for the name, one for each amount.
        let per_amount = self.books.len() + 2;
        let amounts = (1..self.columns.len()).step_by(per_amount).map(|at| at..at + per_amount);
        let groups = std::iter::once(0..1).chain(amounts).collect();
        let headers = vec![
            HeaderRow { height: HEADER_HEIGHT, groups },
            HeaderRow { height: HEADER_HEIGHT, groups: vec![] },
        ];
        let table = Table::new()
            .id_salt("compared")
            .columns(columns)
            .headers(headers)
            .num_sticky_cols(1)
            .num_rows(self.rows.len() as u64);
        let key = self.table.key.as_str();
        let id = ui.push_id(key, |ui| table.get_id(ui)).inner;
        if TableState::load(ui, id).is_none() {
            TableState::default().store(ui, id);
        }
        let at = chosen.as_ref().and_then(|chosen| self.line_of(chosen));
        let lines = Lines::begin_of(ui, ROWS, self.rows.len(), at);
        let mut table = match lines.gone_to() {
            Some(at) => table.scroll_to_row(at as u64, None),
            None => table,
        };
        let aside = lines.aside(ui);
        if let Some(next) = self.gone_to(chosen.as_ref(), lines.gone_to(), aside) {
            if let Some(slot) = self.slot_of(&next) {
                table = table.scroll_to_column(slot, None);
            }
            *chosen = Some(next);
        }
        if lines.has_keyboard() {
            chosen::take_to_reason(ui);
        }
        let mut delegate = Delegate { shown: self, palette, lines: &lines, chosen, wishes };
        ui.push_id(key, |ui| {
            heads::resize_there_alone(ui, 2.0 * HEADER_HEIGHT);
            table.show(ui, &mut delegate);
        });
        let row = lines.entered().and_then(|at| self.row(at as u64));
        // Of a row, what changed most is asked about.
        *chosen = row.and_then(|row| self.most_changed(row)).or(chosen.take());
        lines.end(ui);
    }
}

impl Shown<'_> {
    /// The changes in a row, from left to right.
    fn changes_of(&self, row: &ComparedRow) -> Vec<Change> {
        let columns = self.table.columns_of(row).filter(|column| column.column.kind.is_number());
        columns.filter_map(|column| self.chosen_change(row, column)).collect()
    }

    /// What changed most in a row.
    fn most_changed(&self, row: &ComparedRow) -> Option<Change> {
        let changes = self.changes_of(row).into_iter();
        let changes = changes.filter(|change| change.change.is_some_and(|amount| !amount.is_zero()));
        changes.max_by_key(|change| change.change.map(|amount| amount.abs()))
    }

    /// The change that the keyboard leads to: in another row that in the same column, or what changed most where none was
    /// chosen, or in the same row some columns to the right.
    fn gone_to(&self, chosen: Option<&Change>, line: Option<usize>, aside: isize) -> Option<Change> {
        if let Some(row) = line.and_then(|at| self.row(at as u64)) {
            let mut changes = self.changes_of(row).into_iter();
            let same = chosen.and_then(|chosen| changes.find(|change| change.column == chosen.column));
            return same.or_else(|| self.most_changed(row));
        }
        let chosen = chosen.filter(|_| aside != 0)?;
        let changes = self.changes_of(self.row(self.line_of(chosen)? as u64)?);
        let at = changes.iter().position(|change| change.column == chosen.column)?;
        changes.get(at.checked_add_signed(aside)?).cloned()
    }

    /// The column of the grid in which a change stands.
    fn slot_of(&self, change: &Change) -> Option<usize> {
        let row = self.row(self.line_of(change)? as u64)?;
        let is_it = |slot: &Slot| {
            let column = matches!(slot, Slot::Change(_)).then(|| self.column(row, *slot)).flatten();
            column.is_some_and(|column| column.column.key == change.column)
        };
        self.columns.iter().position(is_it)
    }
}

impl Shown<'_> {
    /// The line in which the row of a change stands.
    fn line_of(&self, change: &Change) -> Option<usize> {
        self.rows.iter().position(|at| {
            let row = self.table.rows.get(*at).and_then(|row| self.table.newest_row(self.books, row));
            row.is_some_and(|row| *row.row.key() == change.row)
        })
    }

    /// The change in a column of a row, to say more of it.
    fn chosen_change(&self, row: &ComparedRow, column: &ComparedColumn) -> Option<Change> {
        let address = self.table.address(self.books, row, column)?;
        let (was, is, change, percent) = self.change(row, column)?;
        let value = |figure: Compared| figure.shown().map(Value::Amount);
        Some(Change {
            table: address.table.clone(),
            index: 0,
            row: address.row.clone(),
            column: address.column.clone(),
            title: format!(
                "{} {} {}",
                self.table.title,
                self.name(row).trim_start_matches('　'),
                column.title
            ),
            old: value(was),
            new: value(is),
            change: Some(change),
            percent,
            kind: ChangeKind::Changed,
        })
    }
}

struct Delegate<'a, 's> {
    shown: &'a Shown<'s>,
    palette: Palette,
    lines: &'a Lines,
    chosen: &'a mut Option<Change>,
    wishes: &'a mut Vec<Wish>,
}

impl TableDelegate for Delegate<'_, '_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, info: &HeaderCellInfo) {
        let rect = ui.max_rect();
        ui.painter().rect_filled(rect, 0.0, self.palette.header);
        frame(ui, rect, &self.palette);
        let Some(slot) = self.shown.columns.get(info.col_range.start) else {
            return;
        };
        let text = if info.row_nr == 0 { self.shown.group(*slot) } else { self.shown.title(*slot) };
        let drawn = shortened(ui, &text, style::strong(), self.palette.ink, rect.width() - 8.0);
        if drawn.elided {
            let id = Id::unique(("compared header", info.row_nr, info.col_range.start));
            ui.interact(rect, id, Sense::hover()).on_hover_text(&text);
        }
        let at = rect.center() - drawn.size() / 2.0;
        ui.painter().with_clip_rect(ui.clip_rect().intersect(rect)).galley(at, drawn, self.palette.ink);
    }

    fn cell_ui(&mut self, ui: &mut Ui, info: &CellInfo) {
        let rect = ui.max_rect();
        let shown = self.shown;
        let (Some(row), Some(slot)) = (shown.row(info.row_nr), shown.columns.get(info.col_nr).copied())
        else {
            return;
        };
        let column = shown.column(row, slot);
        let (text, change) = shown.text(row, slot);
        let is_change = matches!(slot, Slot::Change(_) | Slot::Percent(_));
        let fill = if is_change { self.palette.computed } else { self.palette.input };
        ui.painter().rect_filled(rect, 0.0, fill);
        frame(ui, rect, &self.palette);
        let response = ui.interact(rect, Id::unique(("compared", info.row_nr, info.col_nr)), Sense::click());
        let name = match column {
            Some(column) => {
                format!("{} {} {}", shown.name(row).trim_start_matches('　'), column.title, shown.title(slot))
            }
            None => shown.name(row),
        };
        if slot.amount().is_some() && column.is_none() {
            return;
        }
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::GridCell, true, name.clone());
            info.current_text_value = Some(text.clone());
            info
        });
        if slot.amount().is_none() && self.is_chosen(row) {
            ui.painter().rect_filled(rect, 0.0, ui.visuals().selection.bg_fill);
        }
        match slot {
            Slot::Name => {
                self.name_ui(ui, rect, row, &text, &response);
                let at = usize::try_from(info.row_nr).unwrap_or(usize::MAX);
                if self.lines.is_at(at) {
                    self.lines.mark(ui, &response);
                }
                if shown.remark(row).is_some() {
                    let asked = self.lines.asks_menu(ui, at);
                    pairing::menu(&response, (shown, row), asked, self.wishes);
                }
            }
            Slot::Figure(_, side) => {
                self.right(ui, rect, &text, self.palette.ink);
                if response.double_clicked() && side + 1 == shown.books.len() {
                    let cell = column.and_then(|column| shown.table.cell(shown.books, side, row, column));
                    self.wishes.extend(cell.map(|cell| Wish::Go(cell.address())));
                }
            }
            Slot::Change(_) | Slot::Percent(_) => {
                let colour = change.map_or(self.palette.ink, |change| change_colour(ui, change));
                self.right(ui, rect, &text, colour);
                if let Some(column) = column {
                    let mark = matches!(slot, Slot::Change(_));
                    self.change_cell(ui, rect, row, column, mark, response.clicked());
                }
            }
        }
    }

    fn default_row_height(&self) -> f32 {
        LINE_HEIGHT
    }
}

impl Shown<'_> {
    /// How wide the column of figures must be: one whose first digits are cut off is read as another.
    fn width_of(&self, ui: &Ui, slot: Slot) -> f32 {
        let rows = (0..self.rows.len().min(MEASURED)).filter_map(|at| self.row(at as u64));
        let longest = rows.map(|row| self.text(row, slot).0).max_by_key(|text| text.chars().count());
        longest.map_or(FIGURE, |text| (text_width(ui, &text) + 14.0).max(FIGURE))
    }
}

fn text_width(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), style::body(), Color32::PLACEHOLDER).size().x
}

impl Delegate<'_, '_> {
    /// Whether what stands below the grid is of this row.
    fn is_chosen(&self, row: &ComparedRow) -> bool {
        let newest = self.shown.table.newest_row(self.shown.books, row);
        let chosen = self.chosen.as_ref().filter(|chosen| chosen.table == self.shown.table.key);
        chosen.zip(newest).is_some_and(|(chosen, row)| chosen.row == *row.row.key())
    }

    fn right(&self, ui: &Ui, rect: Rect, text: &str, colour: Color32) {
        let (at, width) = (rect.right_center() - vec2(6.0, 0.0), text_width(ui, text));
        // In a column that was made narrower, or is half out of sight, no part of a figure is shown for the whole.
        let is_cut = width > rect.width() - 6.0 || is_cut(ui.clip_rect(), at.x - width, at.x);
        let text = if is_cut { "…" } else { text };
        ui.painter().with_clip_rect(ui.clip_rect().intersect(rect)).text(
            at,
            Align2::RIGHT_CENTER,
            text,
            style::body(),
            colour,
        );
    }

    fn name_ui(&mut self, ui: &Ui, rect: Rect, row: &ComparedRow, text: &str, response: &Response) {
        let shown = self.shown;
        let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(rect));
        let drawn = shortened(ui, text, style::body(), self.palette.ink, rect.width() - 10.0);
        let size = drawn.size();
        let at = rect.left_center() + vec2(6.0, -size.y / 2.0);
        if drawn.elided {
            response.clone().on_hover_text(text.trim_start_matches('　'));
        }
        painter.galley(at, drawn, self.palette.ink);
        let Some(remark) = shown.remark(row) else {
            return;
        };
        // What has no room ends with dots, and is whole in the hint.
        let left = at.x + size.x + 8.0;
        let drawn = shortened(ui, &remark, style::small(), self.palette.involved, rect.right() - 4.0 - left);
        let at = eframe::egui::pos2(left, rect.center().y - drawn.size().y / 2.0);
        painter.galley(at, drawn, self.palette.involved);
        response.clone().on_hover_text(&remark);
    }

    fn change_cell(
        &mut self,
        ui: &Ui,
        rect: Rect,
        row: &ComparedRow,
        column: &ComparedColumn,
        mark: bool,
        clicked: bool,
    ) {
        let shown = self.shown;
        let Some(address) = shown.table.address(shown.books, row, column) else {
            return;
        };
        let year = shown.books.get(shown.last_two().0).map_or(0, |book| book.budget.year);
        let newest = shown.books.last();
        if mark && newest.is_some_and(|book| book.budget.notes.contains_key(&reason_key(&address, year))) {
            let at = rect.left_top() + vec2(3.0, 3.0);
            ui.painter().rect_filled(Rect::from_min_size(at, vec2(5.0, 5.0)), 1.0, self.palette.good);
        }
        if mark && self.chosen.as_ref().is_some_and(|chosen| chosen.address() == address) {
            let line = Stroke::new(2.0, self.palette.cursor);
            ui.painter().rect_stroke(rect.shrink(1.0), 0.0, line, StrokeKind::Inside);
        }
        if !clicked {
            return;
        }
        *self.chosen = shown.chosen_change(row, column).or(self.chosen.take());
    }
}

/// A text in one line; where there is no room for all of it, it ends with dots.
fn shortened(ui: &Ui, text: &str, font: FontId, colour: Color32, room: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = TextWrapping::truncate_at_width(room);
    ui.painter().layout_job(job)
}

fn frame(ui: &Ui, rect: Rect, palette: &Palette) {
    let stroke = Stroke::new(1.0, palette.line);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, stroke);
    ui.painter().vline(rect.right() - 0.5, rect.y_range(), stroke);
}
