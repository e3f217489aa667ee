//! What a budget itself says of changes: its text, held against last year's budget (说明中的增减), and last year's figures
//! that it keeps.

use eframe::egui::{Align, Color32, FontSelection, Grid, Label, Layout, RichText, TextStyle, Ui, vec2};
use egui_extras::Column;

use super::controls::hand_on_ui;
use super::words::change_colour;
use super::{Found, Wish};
use crate::calc::Book;
use crate::compare::{StatedChange, change_text, percent_text};
use crate::compared::{self, Handout, Subject, of_kind, stated, with_sign};
use crate::money;
use crate::narrative::{BoundFigure, State};
use crate::schema::Severity;
use crate::ui::look::heads;
use crate::ui::look::style::{self, LINE_HEIGHT};

/// The columns: title, width.
const COLUMNS: [(&str, f32); 4] = [("项目", 260.0), ("所写", 190.0), ("结果", 260.0), ("位置", 160.0)];
/// The least width of a column of figures.
const LEAST_FIGURE: f32 = 60.0;
/// The least width of a column.
const LEAST: f32 = 50.0;

/// What the narrative says of changes, against last year's budget.
pub(super) fn ui(ui: &mut Ui, books: &[Book<'_>], found: &Found, wishes: &mut Vec<Wish>) {
    let figures = match &found.stated {
        Ok(figures) => figures,
        Err(why) => {
            ui.add(Label::new(format!("{why}。")).wrap());
            return;
        }
    };
    let [.., last, newest] = books else { return };
    let wrong = figures.iter().filter(|figure| figure.state == State::Differs).count();
    ui.horizontal_wrapped(|ui| {
        let against = format!("{}的文件", last.budget.year_in_words());
        ui.label(format!("{} 处增减，与 {against} 比较，{wrong} 处不符", figures.len()));
        wishes
            .extend(hand_on_ui(ui, || Handout::of("说明中的增减", vec![stated(newest, &against, figures)])));
    });
    let mut table = heads::table(ui, "stated").striped(true);
    for (at, (_, width)) in COLUMNS.iter().enumerate() {
        let column = if at + 1 == COLUMNS.len() { Column::remainder() } else { Column::initial(*width) };
        table = table.column(column.at_least(LEAST).clip(true));
    }
    let header = table.header(LINE_HEIGHT, |mut header| {
        for (title, _) in COLUMNS {
            header.col(|ui| drop(ui.label(RichText::new(title).font(style::strong()))));
        }
    });
    header.body(|body| {
        body.rows(LINE_HEIGHT, figures.len(), |mut row| {
            let Some(figure) = figures.get(row.index()) else {
                return;
            };
            let role = figure.role.map(crate::narrative::Role::label).unwrap_or_default();
            row.col(|ui| drop(ui.add(Label::new(&figure.subject).truncate())));
            row.col(|ui| drop(ui.add(Label::new(format!("{role} {}", with_sign(figure))).truncate())));
            row.col(|ui| {
                let (result, colour) = result(ui, figure, newest.format.decimals.max(2));
                ui.add(Label::new(RichText::new(result).color(colour)).truncate());
            });
            row.col(|ui| {
                let place = figure.place.name(newest.budget);
                match figure.cells.first() {
                    Some(cell) if ui.link(place.as_str()).clicked() => wishes.push(Wish::Go(cell.clone())),
                    Some(_) => {}
                    None => drop(ui.label(place)),
                }
            });
        });
    });
}

/// How a figure of the text stands to last year's budget.
fn result(ui: &Ui, figure: &BoundFigure, decimals: u32) -> (String, Color32) {
    let palette = style::palette(ui.visuals());
    match &figure.state {
        State::Differs => {
            let expected = figure.expected.map(|number| of_kind(number, figure, decimals));
            let cause = figure.cause.as_ref().map(|cause| format!("（{cause}）")).unwrap_or_default();
            let text = format!("{}，应为 {}{cause}", figure.state.in_words(), expected.unwrap_or_default());
            (text, style::severity_colour(Severity::Error, ui.visuals()))
        }
        State::Agrees | State::Rounding => (figure.state.in_words(), palette.good),
        State::NotChecked(_) | State::Unbound => (figure.state.in_words(), palette.faint),
    }
}

/// What the budget itself keeps of last year.
pub(super) fn kept_ui(ui: &mut Ui, of: &Subject<'_>, kept: &[StatedChange], wishes: &mut Vec<Wish>) {
    if kept.is_empty() {
        return;
    }
    let decimals = of.books.last().map_or(2, |book| book.format.decimals);
    ui.horizontal(|ui| {
        ui.label(RichText::new("文件自带的上年数与本年数").font(style::strong()));
        wishes.extend(hand_on_ui(ui, || Handout::of("上年数与本年数", vec![compared::kept(of, kept)])));
    });
    let texts = |one: &StatedChange| {
        [
            money::display(one.old, decimals),
            money::display(one.new, decimals),
            change_text(one.change, decimals),
            percent_text(one.change, one.percent),
        ]
    };
    let font = FontSelection::from(TextStyle::Body).resolve(ui.style());
    let width = |text: String| ui.painter().layout_no_wrap(text, font.clone(), Color32::BLACK).size().x;
    let widest = kept.iter().flat_map(texts).map(width).fold(LEAST_FIGURE, f32::max);
    Grid::new("kept").num_columns(5).striped(true).show(ui, |ui| {
        ui.label(RichText::new("项目").font(style::small()));
        for title in ["上年", "本年", "增减", "增减%"] {
            figure_ui(ui, widest, RichText::new(title).font(style::small()));
        }
        ui.end_row();
        for one in kept {
            match one.cells.first() {
                Some(cell) if ui.link(&one.subject).clicked() => wishes.push(Wish::Go(cell.clone())),
                Some(_) => {}
                None => drop(ui.label(&one.subject)),
            }
            let colour = change_colour(ui, one.change);
            let [old, new, changes @ ..] = texts(one).map(RichText::new);
            [old, new].into_iter().for_each(|figure| figure_ui(ui, widest, figure));
            changes.into_iter().for_each(|figure| figure_ui(ui, widest, figure.color(colour)));
            ui.end_row();
        }
    });
}

/// A figure, or what stands above it, at the right of its column. In a layout of its own width: the last column would be
/// as wide as the page, and without the least width the others as narrow as what stands in them.
fn figure_ui(ui: &mut Ui, width: f32, figure: RichText) {
    let right = Layout::right_to_left(Align::Center);
    ui.allocate_ui_with_layout(vec2(width, LINE_HEIGHT), right, |ui| {
        ui.set_min_width(width);
        ui.label(figure);
    });
}
