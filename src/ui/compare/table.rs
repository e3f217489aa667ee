//! One table of all budgets as a grid: for each amount its figures, the change and the percentage. Rows are
//! drawn as far as they are in view; which rows are shown, and in which order, is found out once.

use eframe::egui::{Align2, Id, Rect, Sense, Ui, WidgetInfo, vec2};
use egui_table::{CellInfo, Column, HeaderCellInfo, HeaderRow, Table, TableDelegate, TableState};

use super::controls::{choice_ui, choose_table_ui, filter_ui};
use super::words::{change_colour, change_text, percent_text};
use super::{Comparing, Found, Name, Sort, Wish, chosen};
use crate::calc::Book;
use crate::compare::{
    Change, ChangeKind, Compared, ComparedColumn, ComparedRow, ComparedTable, Filter, change_of,
    decision_note, reason_key,
};
use crate::model::{Coverage, TableKey, Value};
use crate::money::{self, Decimal};
use crate::schema::ColumnKind;
use crate::ui::style::{self, HEADER_HEIGHT, LINE_HEIGHT, Palette};

/// What the rows shown were chosen for: table, thresholds, only changed ones, order.
pub(super) type RowsFor = (TableKey, Filter, bool, Sort);

/// Width of a figure's column.
const FIGURE: f32 = 96.0;

pub(super) fn ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    books: &[Book<'_>],
    names: &[Name],
    found: &Found,
    wishes: &mut Vec<Wish>,
) {
    let mut copy = false;
    let unit = books.last().map_or("", |book| book.format.unit.label());
    let mut table = None;
    ui.horizontal_wrapped(|ui| {
        table = choose_table_ui(ui, comparing, found);
        filter_ui(ui, comparing, unit);
        ui.checkbox(&mut comparing.only_changed, "只看有增减的行");
        let orders = [(Sort::Table, "按表内次序"), (Sort::Change, "按增减额"), (Sort::Percent, "按增减%")];
        let title = orders.iter().find(|(sort, _)| *sort == comparing.sort).map_or("", |(_, title)| *title);
        choice_ui(ui, "次序", title, 110.0, |ui| {
            for (sort, title) in orders {
                ui.selectable_value(&mut comparing.sort, sort, title);
            }
        });
        copy = ui.button("复制此表").on_hover_text("以制表符分隔，可粘贴到 Excel").clicked();
    });
    let Some(table) = table else {
        return;
    };
    for unmatched in found.comparison.unmatched.iter().filter(|one| one.table == table.key) {
        ui.label(
            eframe::egui::RichText::new(&unmatched.message).color(style::palette(ui.visuals()).involved),
        );
    }
    let wanted: RowsFor = (table.key.clone(), comparing.filter(), comparing.only_changed, comparing.sort);
    if comparing.rows.as_ref().is_none_or(|(made_for, _)| *made_for != wanted) {
        let rows = shown(table, books, &wanted);
        comparing.rows = Some((wanted, rows));
    }
    let rows = comparing.rows.as_ref().map(|(_, rows)| rows.clone()).unwrap_or_default();
    let columns: Vec<Slot> = slots(table, books.len());
    if copy {
        wishes.push(Wish::Copy(as_text(table, books, names, &rows, &columns)));
    }
    let strip = if comparing.chosen.is_some() { 64.0 } else { 0.0 };
    let area = ui.available_rect_before_wrap();
    let grid = area.with_max_y(area.bottom() - strip);
    let mut chosen = None;
    ui.scope_builder(eframe::egui::UiBuilder::new().max_rect(grid), |ui| {
        let shown = Shown { table, books, names, rows: &rows, columns: &columns };
        shown.ui(ui, &mut chosen, wishes);
    });
    if let Some(change) = chosen {
        chosen::choose(comparing, &change, books);
    }
    if strip > 0.0 {
        let below = area.with_min_y(grid.bottom());
        ui.scope_builder(eframe::egui::UiBuilder::new().max_rect(below.shrink(4.0)), |ui| {
            chosen::chosen_ui(ui, comparing, books, wishes);
        });
    }
}

/// What stands in a column of the grid. Amounts are counted within the section of the row, so that parts of
/// a table that stand beside each other share the columns.
#[derive(Clone, Copy)]
enum Slot {
    /// The row's name.
    Name,
    /// One budget's figure of an amount.
    Figure(usize, usize),
    /// The change between the last two budgets.
    Change(usize),
    /// The same in percent.
    Percent(usize),
}

impl Slot {
    /// Which amount it speaks of.
    fn amount(self) -> Option<usize> {
        match self {
            Self::Name => None,
            Self::Figure(amount, _) | Self::Change(amount) | Self::Percent(amount) => Some(amount),
        }
    }
}

/// The amounts of a section.
fn amounts(table: &ComparedTable, section: usize) -> impl Iterator<Item = &ComparedColumn> {
    table.columns.iter().filter(move |column| column.section == section && column.column.kind.is_number())
}

fn slots(table: &ComparedTable, sides: usize) -> Vec<Slot> {
    let sections = table.columns.last().map_or(0, |column| column.section + 1);
    let most = (0..sections).map(|section| amounts(table, section).count()).max().unwrap_or_default();
    let mut slots = vec![Slot::Name];
    for amount in 0..most {
        slots.extend((0..sides).map(|side| Slot::Figure(amount, side)));
        slots.extend([Slot::Change(amount), Slot::Percent(amount)]);
    }
    slots
}

/// The rows to show, in order.
fn shown(table: &ComparedTable, books: &[Book<'_>], (_, filter, only_changed, sort): &RowsFor) -> Vec<usize> {
    let (old, new) = (books.len().saturating_sub(2), books.len().saturating_sub(1));
    let narrow = *only_changed || filter.least.is_some() || filter.least_percent.is_some();
    let mut rows: Vec<(usize, Decimal, Decimal)> = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        let (mut most, mut most_percent, mut passes) = (Decimal::ZERO, Decimal::ZERO, false);
        for column in table.columns_of(row).filter(|column| column.column.kind.is_number()) {
            let figures = (table.figure(books, old, row, column), table.figure(books, new, row, column));
            let Some((change, percent)) = change_of(figures.0, figures.1) else {
                continue;
            };
            if !change.is_zero() {
                most = most.max(change.abs());
                // Growth from zero is more than any percentage.
                most_percent = most_percent.max(percent.map_or(Decimal::MAX, |percent| percent.abs()));
                passes |= filter.passes(Some(change), percent);
            }
        }
        if passes || !narrow {
            rows.push((at, most, most_percent));
        }
    }
    match sort {
        Sort::Table => {}
        Sort::Change => rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0))),
        Sort::Percent => rows.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0))),
    }
    rows.into_iter().map(|(at, ..)| at).collect()
}

/// What the grid is drawn from.
struct Shown<'a> {
    table: &'a ComparedTable,
    books: &'a [Book<'a>],
    names: &'a [Name],
    rows: &'a [usize],
    columns: &'a [Slot],
}

impl Shown<'_> {
    fn ui(&self, ui: &mut Ui, chosen: &mut Option<Change>, wishes: &mut Vec<Wish>) {
        let palette = style::palette(ui.visuals());
        ui.painter().rect_filled(ui.available_rect_before_wrap(), 0.0, palette.blank);
        let columns: Vec<Column> = self
            .columns
            .iter()
            .map(|slot| {
                let width = if matches!(slot, Slot::Name) { 260.0 } else { FIGURE };
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
        let mut delegate = Delegate { shown: self, palette, chosen, wishes };
        ui.push_id(key, |ui| table.show(ui, &mut delegate));
    }

    fn row(&self, line: u64) -> Option<&ComparedRow> {
        self.table.rows.get(*self.rows.get(usize::try_from(line).ok()?)?)
    }

    fn last_two(&self) -> (usize, usize) {
        (self.books.len().saturating_sub(2), self.books.len().saturating_sub(1))
    }

    fn decimals(&self, column: &ComparedColumn) -> u32 {
        let decimals = self.books.last().map_or(2, |book| book.format.decimals);
        if column.column.kind == ColumnKind::Count { 0 } else { decimals }
    }

    fn name(&self, row: &ComparedRow) -> String {
        let name = self.table.newest_row(self.books, row).map(|row| row.name()).unwrap_or_default();
        let indent = "　".repeat(usize::from(row.level.unwrap_or_default()));
        format!("{indent}{name}")
    }

    /// What to call a budget where there is little room.
    fn short(&self, side: usize) -> &str {
        self.names.get(side).map_or("", |name| name.short.as_str())
    }

    /// What is to be said of the row's match.
    fn remark(&self, row: &ComparedRow) -> Option<String> {
        let (old, new) = self.last_two();
        let full =
            |side| self.table.sheet(self.books, side).is_some_and(|sheet| sheet.coverage() == Coverage::Full);
        let there = |side: usize| row.at.get(side).is_some_and(Option::is_some);
        let guessed = row.how.iter().find(|how| how.is_proposal());
        match (there(old), there(new)) {
            (true, false) if full(new) => Some(format!("{}没有此行", self.short(new))),
            (false, true) if full(old) => Some(format!("{}没有此行", self.short(old))),
            _ => guessed.map(|how| how.label().to_owned()),
        }
    }

    /// The change in a column of a row, as the comparison would list it.
    fn change(
        &self,
        row: &ComparedRow,
        column: &ComparedColumn,
    ) -> Option<(Compared, Compared, Decimal, Option<Decimal>)> {
        let (old, new) = self.last_two();
        let (was, is) = (
            self.table.figure(self.books, old, row, column),
            self.table.figure(self.books, new, row, column),
        );
        let (change, percent) = change_of(was, is)?;
        Some((was, is, change, percent))
    }

    /// The column of a row that a slot speaks of.
    fn column(&self, row: &ComparedRow, slot: Slot) -> Option<&ComparedColumn> {
        amounts(self.table, row.section).nth(slot.amount()?)
    }

    /// What a slot's amount is called, in all sections that have it.
    fn group(&self, slot: Slot) -> String {
        let Some(amount) = slot.amount() else {
            return String::new();
        };
        let sections = self.table.columns.last().map_or(0, |column| column.section + 1);
        let mut titles: Vec<&str> = (0..sections)
            .filter_map(|section| Some(amounts(self.table, section).nth(amount)?.title.as_str()))
            .collect();
        titles.dedup();
        titles.join(" / ")
    }

    /// The text of a slot, and the change it speaks of.
    fn text(&self, row: &ComparedRow, slot: Slot) -> (String, Option<Decimal>) {
        let Some(column) = self.column(row, slot) else {
            let name = if slot.amount().is_none() { self.name(row) } else { String::new() };
            return (name, None);
        };
        let decimals = self.decimals(column);
        match slot {
            Slot::Figure(_, side) => {
                let figure = self.table.figure(self.books, side, row, column);
                let text = match figure {
                    Compared::Number(number) => money::display(number, decimals),
                    Compared::NoRow => "—".to_owned(),
                    Compared::Unknown => "不知".to_owned(),
                    Compared::Blank => String::new(),
                };
                (text, None)
            }
            Slot::Name => (String::new(), None),
            Slot::Change(_) | Slot::Percent(_) => match self.change(row, column) {
                Some((_, _, change, percent)) if !change.is_zero() => {
                    let text = if matches!(slot, Slot::Change(_)) {
                        change_text(change, decimals)
                    } else {
                        percent_text(change, percent)
                    };
                    (text, Some(change))
                }
                _ => (String::new(), None),
            },
        }
    }

    fn title(&self, slot: Slot) -> String {
        match slot {
            Slot::Name => "项目".to_owned(),
            Slot::Figure(_, side) => self.short(side).to_owned(),
            Slot::Change(_) => "增减".to_owned(),
            Slot::Percent(_) => "增减%".to_owned(),
        }
    }
}

struct Delegate<'a, 's> {
    shown: &'a Shown<'s>,
    palette: Palette,
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
        let clip = ui.clip_rect().intersect(rect);
        let painter = ui.painter().with_clip_rect(clip);
        painter.text(rect.center(), Align2::CENTER_CENTER, text, style::strong(), self.palette.ink);
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
            let mut info = WidgetInfo::labeled(eframe::egui::Role::GridCell, true, name.clone());
            info.current_text_value = Some(text.clone());
            info
        });
        match slot {
            Slot::Name => self.name_ui(ui, rect, row, &text, &response),
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

impl Delegate<'_, '_> {
    fn right(&self, ui: &Ui, rect: Rect, text: &str, colour: eframe::egui::Color32) {
        let at = rect.right_center() - vec2(6.0, 0.0);
        ui.painter().with_clip_rect(ui.clip_rect().intersect(rect)).text(
            at,
            Align2::RIGHT_CENTER,
            text,
            style::body(),
            colour,
        );
    }

    fn name_ui(
        &mut self,
        ui: &Ui,
        rect: Rect,
        row: &ComparedRow,
        text: &str,
        response: &eframe::egui::Response,
    ) {
        let shown = self.shown;
        let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(rect));
        let at = rect.left_center() + vec2(6.0, 0.0);
        let drawn = painter.text(at, Align2::LEFT_CENTER, text, style::body(), self.palette.ink);
        let Some(remark) = shown.remark(row) else {
            return;
        };
        let at = drawn.right_center() + vec2(8.0, 0.0);
        painter.text(at, Align2::LEFT_CENTER, &remark, style::small(), self.palette.involved);
        response.clone().on_hover_text(&remark);
        let Some(side) = row.how.iter().position(|how| how.is_proposal()) else {
            return;
        };
        response.context_menu(|ui| {
            for (title, same) in [("确认是同一项", true), ("不是同一项，分开", false)] {
                if ui.button(title).clicked() {
                    let key = |side| Some(shown.table.row(shown.books, side, row)?.row.key.clone());
                    let year = shown.books.get(side).map_or(0, |book| book.budget.year);
                    if let (Some(new), Some(old)) = (key(shown.books.len() - 1), key(side)) {
                        let (key, note) = decision_note(&shown.table.key, &new, year, &old, same);
                        self.wishes.push(Wish::Note(key, Some(note), "行对照"));
                    }
                    ui.close();
                }
            }
        });
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
        if !clicked {
            return;
        }
        if let Some((was, is, change, percent)) = shown.change(row, column) {
            let value = |figure: Compared| figure.shown().map(Value::Amount);
            *self.chosen = Some(Change {
                table: address.table.clone(),
                index: 0,
                row: address.row.clone(),
                column: address.column.clone(),
                title: format!(
                    "{} {} {}",
                    shown.table.title,
                    shown.name(row).trim_start_matches('　'),
                    column.title
                ),
                old: value(was),
                new: value(is),
                change: Some(change),
                percent,
                kind: ChangeKind::Changed,
            });
        }
    }
}

fn frame(ui: &Ui, rect: Rect, palette: &Palette) {
    let stroke = eframe::egui::Stroke::new(1.0, palette.line);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, stroke);
    ui.painter().vline(rect.right() - 0.5, rect.y_range(), stroke);
}

/// The grid as text for a spreadsheet.
fn as_text(
    table: &ComparedTable,
    books: &[Book<'_>],
    names: &[Name],
    rows: &[usize],
    columns: &[Slot],
) -> String {
    let shown = Shown { table, books, names, rows, columns };
    let header = columns.iter().map(|slot| format!("{} {}", shown.group(*slot), shown.title(*slot)));
    let mut lines = vec![header.collect::<Vec<_>>().join("\t")];
    for row in rows.iter().filter_map(|at| table.rows.get(*at)) {
        let cells = columns.iter().map(|slot| {
            let change = shown.column(row, *slot).and_then(|column| shown.change(row, column));
            match (slot, change) {
                (Slot::Change(_), Some((_, _, change, _))) => change.to_string(),
                (Slot::Percent(_), Some((_, _, _, percent))) => {
                    percent.map(|percent| format!("{percent}%")).unwrap_or_default()
                }
                (slot, _) => shown.text(row, *slot).0.trim_start_matches('　').replace(',', ""),
            }
        });
        lines.push(cells.collect::<Vec<_>>().join("\t"));
    }
    lines.join("\n")
}
