//! The one grid widget for all tables: frozen header rows and columns, virtualised lines, an editor over the
//! open cell. It draws a [`Sheet`] and reports what the user asked for as
//! [`GridAction`]s; it changes nothing but its own [`GridState`].
//!
//! `egui_table` carries it: T3 and T15 need frozen columns and grouped headers, and
//! `egui_extras::TableBuilder` (0.37) has neither.

pub(crate) mod below;
pub(crate) mod cell;
pub(crate) mod editor;
mod field;
mod fill;
mod fit;
mod head;
mod header;
pub(crate) mod keys;
mod menu;
pub(crate) mod numbers;
pub(crate) mod state;

use std::collections::{HashMap, HashSet};

use eframe::egui::style::ScrollAnimation;
use eframe::egui::{self, Color32, Id, Painter, Rect, Ui, UiBuilder};
use egui_table::{CellInfo, HeaderCellInfo, HeaderRow, PrefetchInfo, Table, TableDelegate, TableState};

use self::field::CursorCell;
use self::numbers::SeenLine;
use self::state::{Block, GridAction, GridState, Reveal};
use crate::calc::Sheet;
use crate::model::{ColumnKey, RowKey};
use crate::schema::Severity;
use crate::sheet::layout::{GridLayout, Spot};
use crate::ui::look::amounts::Shown;
use crate::ui::look::heads;
use crate::ui::look::style::{self, HEADER_HEIGHT, LINE_HEIGHT, Palette};

/// Marks on cells of one table, looked up only.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// The worst finding at a cell.
    pub findings: HashMap<(RowKey, ColumnKey), Severity>,
    /// Cells that take part in the shown finding; `true` for the one it stands at.
    pub involved: HashMap<(RowKey, ColumnKey), bool>,
    /// Cells with a comment that is not settled.
    pub comments: HashSet<(RowKey, ColumnKey)>,
}

/// The grid over one table.
pub(crate) struct Grid<'a> {
    /// The table.
    pub sheet: Sheet<'a>,
    /// Where its cells stand.
    pub layout: &'a GridLayout,
    /// Marks on its cells.
    pub marks: &'a Marks,
    /// What the grid remembers.
    pub state: &'a mut GridState,
    /// How amounts are shown.
    pub shown: Shown<'a>,
}

/// What stands free beside a text, in points.
const PADDING: f32 = 6.0;
/// The least width of a column of amounts: 123,456,789.00 can still be read in it.
const LEAST_AMOUNT: f32 = 60.0;
/// Lines that are seen above and below one that is jumped to.
const AROUND: usize = 4;
/// What the bar below takes by which one scrolls sideways.
const BAR: f32 = 12.0;

/// The id under which the grid has the keyboard: one for all cells, open or not, in sight or not.
pub(crate) fn editor_id() -> Id {
    Id::unique("cell-editor")
}

impl Grid<'_> {
    /// Draws the grid and returns what the user asked for.
    pub(crate) fn show(self, ui: &mut Ui) -> Vec<GridAction> {
        let whole = ui.available_rect_before_wrap();
        let left = numbers::width(self.layout.lines.len()).min(whole.width() / 2.0);
        let (strip, rest) = whole.split_left_right_at_x(whole.left() + left);
        let mut right = ui.new_child(UiBuilder::new().id_salt("lines").max_rect(rest));
        let actions = self.table_ui(&mut right, strip);
        ui.advance_cursor_after_rect(whole);
        actions
    }

    fn table_ui(mut self, ui: &mut Ui, strip: Rect) -> Vec<GridAction> {
        let palette = style::palette(ui.visuals());
        let mut actions = Vec::new();
        let has_keyboard = ui.memory(|memory| memory.has_focus(editor_id()));
        // The cursor is where it is drawn at once: what is clicked next is what is seen.
        ui.style_mut().scroll_animation = ScrollAnimation::none();
        ui.painter().rect_filled(ui.available_rect_before_wrap(), 0.0, palette.blank);

        let layout = self.layout;
        let frozen = layout.frozen;
        let mut table = table_of(layout, self.state.grows).num_sticky_cols(frozen);
        heads::resize_there_alone(ui, heads_height(layout));
        let key = self.sheet.schema.key.clone();
        let id = ui.push_id(key.as_str(), |ui| table.get_id(ui)).inner;
        let mut known = TableState::load(ui, id);
        let widths = layout.columns.iter().enumerate();
        let widths = widths.filter(|(at, _)| layout.stacked || !fit::is_drawn(ui, id, *at));
        let widths = widths.map(|(at, column)| (Id::unique(at), column.width));
        known.get_or_insert_default().col_widths.extend(widths);
        // Widths come from the format; egui_table would shrink every column to its content.
        known.unwrap_or_default().store(ui, id);
        let reveal = std::mem::take(&mut self.state.reveal);
        let revealed = match reveal {
            Reveal::No => None,
            Reveal::Corner => self.state.corner.as_ref(),
            Reveal::JustInto | Reveal::Centred | Reveal::FromStart | Reveal::Block => {
                self.state.cursor.as_ref()
            }
        };
        let below = self.state.block_below(layout, &self.sheet).filter(|_| reveal != Reveal::No);
        let below = below.map(|block| (block.lines.0, block.columns.0));
        let block = self.state.block(layout, &self.sheet);
        let place = || revealed.and_then(|cell| layout.place(&self.sheet, cell));
        if let Some((line, column)) = below.or_else(place) {
            let centred = reveal == Reveal::Centred;
            let align = (centred && column >= frozen).then_some(egui::Align::Center);
            // The table would align columns, too, though those that stay are in sight: some lines around do for the middle.
            let around = if centred && align.is_none() { AROUND } else { 0 };
            let (first, last) = match block.filter(|_| reveal == Reveal::Block) {
                Some(block) => from_its_first(layout, block.lines, ui.available_height()),
                None => with_around(layout, line, around, ui.available_height()),
            };
            table = table.scroll_to_rows(first as u64..=last as u64, align);
            if column >= frozen {
                table = table.scroll_to_column(column, None);
            } else if reveal == Reveal::FromStart && frozen < layout.columns.len() {
                table = table.scroll_to_column(frozen, None);
            }
        }
        let widths = TableState::load(ui, id).unwrap_or_default().col_widths;
        let widths = layout
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| widths.get(&Id::unique(at)).copied().unwrap_or(column.width))
            .collect();
        let fitted = fit::asked(ui, id, layout, &self.sheet, self.shown);
        let block = self.state.filling_over(block, layout, &self.sheet);
        let mut delegate = Delegate {
            grid: &mut self,
            palette,
            widths,
            block,
            visible: 0..0,
            row_clip: Rect::EVERYTHING,
            actions: &mut actions,
            cursor_cell: None,
            block_end: None,
            seen: Vec::new(),
            has_keyboard,
        };
        // Each table keeps a scroll position of its own.
        ui.push_id(key.as_str(), |ui| {
            table.show(ui, &mut delegate);
            delegate.frozen_edge_ui(ui);
            delegate.fill_handle_ui(ui);
            delegate.numbers_ui(ui, strip);
            delegate.editor_ui(ui);
        });
        fit::settle(ui, id, layout, fitted, &mut actions);
        actions
    }
}

fn heads_height(layout: &GridLayout) -> f32 {
    layout.header_heights.iter().map(|height| HEADER_HEIGHT * height).sum()
}

/// A line and those around it, as many above as below, that a table so high shows together.
fn with_around(layout: &GridLayout, line: usize, around: usize, height: f32) -> (usize, usize) {
    let room = height - heads_height(layout) - BAR;
    let top = |line: usize| layout.offsets.get(line).or(layout.offsets.last()).copied().unwrap_or_default();
    let range = |around: usize| {
        let last = (line + around).min(layout.lines.len().saturating_sub(1)).max(line);
        (line.saturating_sub(around), last)
    };
    let fits = |(first, last): &(usize, usize)| (top(last + 1) - top(*first)) * LINE_HEIGHT <= room;
    (0..=around).rev().map(range).find(fits).unwrap_or((line, line))
}

/// Of lines the first and as many of those behind it as a table so high shows together.
fn from_its_first(layout: &GridLayout, (first, last): (usize, usize), height: f32) -> (usize, usize) {
    let room = height - heads_height(layout) - BAR;
    let top = |line: usize| layout.offsets.get(line).or(layout.offsets.last()).copied().unwrap_or_default();
    let fits = |last: &usize| (top(last + 1) - top(first)) * LINE_HEIGHT <= room;
    (first, (first..=last).take_while(fits).last().unwrap_or(first))
}

/// The table that `egui_table` is to draw, but for its frozen columns; whether a blank line stands below the last one.
fn table_of(layout: &GridLayout, grows: bool) -> Table {
    let columns: Vec<_> = layout
        .columns
        .iter()
        .enumerate()
        // The line that resizes a column runs down the whole table, across wide cells too.
        .map(|(at, column)| {
            // A figure is set smaller where it must, but not out of sight.
            let least = if column.amounts { LEAST_AMOUNT } else { 24.0 };
            egui_table::Column::new(column.width).range(least..=900.0).resizable(!layout.follows_window(at))
        })
        .collect();
    let headers: Vec<_> = layout
        .header_rows
        .iter()
        .zip(&layout.header_heights)
        .map(|(groups, height)| HeaderRow { height: HEADER_HEIGHT * height, groups: groups.clone() })
        .collect();
    Table::new()
        // Columns have widths of their own where amounts need more room, or some are left out.
        .id_salt((if layout.wide { "grid wide" } else { "grid" }, layout.columns.len()))
        .columns(columns)
        .headers(headers)
        .num_rows(layout.lines.len() as u64 + u64::from(grows))
}

/// Draws for `egui_table`.
struct Delegate<'a, 'g> {
    grid: &'a mut Grid<'g>,
    palette: Palette,
    /// Present widths of the physical columns.
    widths: Vec<f32>,
    block: Option<Block>,
    /// The scrolling columns in view.
    visible: std::ops::Range<usize>,
    row_clip: Rect,
    actions: &'a mut Vec<GridAction>,
    /// The cell under the cursor, once it is drawn.
    cursor_cell: Option<CursorCell>,
    /// The last cell of the selection, once it is drawn, and how much of it is in view.
    block_end: Option<(Rect, Rect)>,
    /// The lines in sight, each once for each part of the table in which it is.
    seen: Vec<SeenLine>,
    has_keyboard: bool,
}

impl Delegate<'_, '_> {
    fn width(&self, columns: std::ops::Range<usize>) -> f32 {
        self.widths.get(columns).unwrap_or_default().iter().sum()
    }

    /// Where columns go by under those that stay, an edge says so: a code cut off there would be read with the amount
    /// beside it as one number.
    fn frozen_edge_ui(&self, ui: &Ui) {
        let (frozen, all) = (self.grid.layout.frozen, self.widths.len());
        let area = ui.max_rect();
        if frozen == 0 || frozen == all || self.width(0..all) <= area.width() {
            return;
        }
        let below = self.seen.iter().map(|seen| seen.at.max.min(seen.body.max)).fold(area.top(), f32::max);
        let edge = area.left() + self.width(0..frozen);
        ui.painter().vline(edge - 0.5, area.top()..=below, (1.0, self.palette.faint));
    }
}

impl TableDelegate for Delegate<'_, '_> {
    fn prepare(&mut self, info: &PrefetchInfo) {
        self.visible = info.visible_columns.clone();
    }

    fn header_cell_ui(&mut self, ui: &mut Ui, info: &HeaderCellInfo) {
        let place = (info.row_nr, &info.col_range);
        let selected = self.block.map(|block| block.columns);
        header::cell_ui(ui, self.grid.layout, self.grid.shown, &self.palette, place, selected);
        if let Some(of) = self.column_headed(info.row_nr, &info.col_range) {
            let (rect, clip) = (ui.max_rect(), ui.clip_rect());
            self.header_menu(ui, rect, clip, of);
            self.filter_button(ui, rect, clip, of);
        }
    }

    fn row_ui(&mut self, ui: &mut Ui, line: u64) {
        self.row_clip = ui.clip_rect();
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        self.seen.push(SeenLine { line, at: ui.max_rect().y_range(), body: self.row_clip.y_range() });
    }

    fn cell_ui(&mut self, ui: &mut Ui, info: &CellInfo) {
        let line = usize::try_from(info.row_nr).unwrap_or(usize::MAX);
        let column = info.col_nr;
        let (spot, place) = self.grid.layout.spot(line, column);
        let mut rect = ui.max_rect();
        if place.len() > 1 {
            // A wide cell is drawn once, from whichever of its columns is the first in view.
            let first = place.start.max(self.visible.start.min(place.end.saturating_sub(1)));
            if column != first {
                return;
            }
            rect.min.x -= self.width(place.start..column);
            rect.max.x = rect.min.x + self.width(place.clone());
        }
        let clip = rect.intersect(self.row_clip);
        if self.is_below(line) {
            self.below_ui(ui, rect, clip, column);
            return;
        }
        if place.len() > 1 {
            // The mouse is over all of it, not over the first of its columns alone.
            ui.set_clip_rect(clip);
        }
        match spot {
            Spot::Empty => {
                ui.painter().rect_filled(rect, 0.0, self.palette.blank);
            }
            Spot::Heading(section) => {
                header::heading_ui(ui, rect, clip, &self.grid.sheet, section, &self.palette);
                if self.has_no_rows(line) {
                    self.begin_ui(ui, rect, clip, (section, None));
                }
            }
            Spot::Header { section, column } => {
                header::section_header_ui(ui, rect, clip, &self.grid.sheet, (section, column), &self.palette);
                if self.has_no_rows(line) {
                    self.begin_ui(ui, rect, clip, (section, Some(column)));
                    return;
                }
                self.header_menu(ui, rect, clip, (section, column));
                self.filter_button(ui, rect, clip, (section, column));
            }
            Spot::Head { head, column } => self.head_ui(ui, rect, clip, head, (place.start, column)),
            Spot::Cell { row, column } => {
                self.table_cell_ui(ui, rect, clip, (line, place.start), (row, column))
            }
        }
    }

    fn row_top_offset(&self, _ctx: &egui::Context, _table_id: Id, line: u64) -> f32 {
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        let offsets = &self.grid.layout.offsets;
        // The blank line below the last one is as high as one of text.
        let below = if line > self.grid.layout.lines.len() { 1.0 } else { 0.0 };
        (offsets.get(line).or(offsets.last()).copied().unwrap_or_default() + below) * LINE_HEIGHT
    }

    fn default_row_height(&self) -> f32 {
        LINE_HEIGHT
    }
}

/// A painter within `clip`, which may reach beyond the column that `egui_table` has clipped `ui` to:
/// wide cells and tall headers do.
fn painter_in(ui: &Ui, clip: Rect) -> Painter {
    let mut painter = ui.painter().clone();
    painter.set_clip_rect(clip);
    painter
}

/// A thin frame around a cell, as grids have it: its right and lower edge.
fn grid_lines(ui: &Ui, rect: Rect, clip: Rect, colour: Color32) {
    let painter = painter_in(ui, clip);
    let stroke = egui::Stroke::new(1.0, colour);
    painter.hline(rect.x_range(), rect.bottom() - 0.5, stroke);
    painter.vline(rect.right() - 0.5, rect.y_range(), stroke);
}
