//! The document's text with every figure underlined: green where it agrees with the tables, red where it
//! differs, amber within rounding, dots where it could not be checked or is not understood. A click leads
//! to the cell it quotes. What a figure means and whether it is right is known to `narrative` alone.

use eframe::egui::text::{CCursor, LayoutJob, TextFormat};
use eframe::egui::{Align, Color32, CursorIcon, Frame, Label, RichText, ScrollArea, Sense, Stroke, Ui, vec2};

use super::document::Document;
use super::style::{self, Palette};
use crate::model::CellAddress;
use crate::money;
use crate::narrative::{BoundFigure, FigureKind, State};
use crate::schema::Severity;

const INDENT: &str = "　　";

/// Draws the text.
pub fn ui(ui: &mut Ui, document: &mut Document) {
    let reveal = document.reveal_sentence.take();
    let mut jump: Option<CellAddress> = None;
    Frame::new().inner_margin(vec2(20.0, 10.0)).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.set_max_width(760.0);
            let figures = &document.session.verdicts().narrative().figures;
            for (section, of) in document.session.budget().narrative.iter().enumerate() {
                ui.add_space(10.0);
                ui.label(RichText::new(&of.title).font(style::strong()));
                for (index, paragraph) in of.paragraphs.iter().enumerate() {
                    let here: Vec<&BoundFigure> = figures
                        .iter()
                        .filter(|figure| figure.place.section == section && figure.place.paragraph == index)
                        .collect();
                    let shown =
                        reveal.is_some_and(|place| place.section == section && place.paragraph == index);
                    let clicked = paragraph_ui(ui, document, paragraph, &here, shown);
                    jump = jump.take().or(clicked);
                }
            }
        });
    });
    if let Some(cell) = jump {
        document.jump(&cell);
    }
}

/// One paragraph; the cell to go to, if a figure was clicked.
fn paragraph_ui(
    ui: &mut Ui,
    document: &Document,
    paragraph: &str,
    figures: &[&BoundFigure],
    reveal: bool,
) -> Option<CellAddress> {
    let palette = style::palette(ui.visuals());
    let job = laid_out(ui, paragraph, figures, &palette);
    let (at, galley, response) = Label::new(job).wrap().sense(Sense::click()).layout_in_ui(ui);
    if reveal {
        response.scroll_to_me(Some(Align::Center));
        ui.painter().rect_filled(response.rect.expand(2.0), 2.0, palette.selected);
    }
    ui.painter().galley(at, galley.clone(), palette.ink);
    let indent = INDENT.chars().count();
    for figure in figures.iter().filter(|figure| is_open(figure)) {
        for index in figure.place.span.start..figure.place.span.end {
            let left = galley.pos_from_cursor(CCursor::new(index + indent)).left_bottom();
            for step in [2.0, 6.0, 10.0] {
                ui.painter().circle_filled(at + left.to_vec2() + vec2(step, 0.0), 0.7, palette.faint);
            }
        }
    }
    let pointer = response.hover_pos()?;
    let under = usize::from(galley.cursor_from_pos(pointer - at).index).checked_sub(indent)?;
    let span = |figure: &&&BoundFigure| (figure.place.span.start..figure.place.span.end).contains(&under);
    let figure = figures.iter().find(span)?;
    let cell = figure.cells.first().cloned();
    if cell.is_some() {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    let clicked = response.clicked();
    response.on_hover_text_at_pointer(explained(document, figure));
    cell.filter(|_| clicked)
}

/// Whether a figure could not be compared.
fn is_open(figure: &BoundFigure) -> bool {
    matches!(figure.state, State::NotChecked(_) | State::Unbound)
}

fn laid_out(ui: &Ui, paragraph: &str, figures: &[&BoundFigure], palette: &Palette) -> LayoutJob {
    let chars: Vec<char> = paragraph.chars().collect();
    let plain = TextFormat { font_id: style::body(), color: palette.ink, ..TextFormat::default() };
    let mut job = LayoutJob::default();
    job.append(INDENT, 0.0, plain.clone());
    let mut add = |from: usize, to: usize, underline: Option<Color32>| {
        let text: String = chars.get(from..to).unwrap_or_default().iter().collect();
        let underline = underline.map_or(Stroke::NONE, |colour| Stroke::new(1.5, colour));
        job.append(&text, 0.0, TextFormat { underline, ..plain.clone() });
    };
    let mut at = 0;
    for figure in figures.iter().filter(|figure| !is_open(figure)) {
        let span = figure.place.span;
        if span.start < at {
            continue;
        }
        let colour = match figure.state {
            State::Agrees => palette.good,
            State::Rounding => palette.involved,
            _ => style::severity_colour(Severity::Error, ui.visuals()),
        };
        add(at, span.start, None);
        add(span.start, span.end, Some(colour));
        at = span.end;
    }
    add(at, chars.len(), None);
    job
}

/// What a figure is compared with.
fn explained(document: &Document, figure: &BoundFigure) -> String {
    let decimals = match figure.kind {
        FigureKind::Count => 0,
        FigureKind::Percent => 2,
        _ => document.session.format().decimals,
    };
    let percent = if figure.kind == FigureKind::Percent { "%" } else { "" };
    let number = |number| format!("{}{percent}", money::display(number, decimals));
    let what = match figure.role {
        Some(role) => format!("“{}”的{}", figure.subject, role.label()),
        None => "没有认出它说的是什么，未作比对".to_owned(),
    };
    let state = match (&figure.state, figure.expected) {
        (State::Agrees, _) => "：与表相符".to_owned(),
        (State::Rounding, Some(expected)) => format!("：应为 {}，差额在尾差以内", number(expected)),
        (State::Differs, Some(expected)) => format!("：应为 {}", number(expected)),
        (State::Differs, None) => "：表中没有金额".to_owned(),
        (State::NotChecked(why), _) => format!("：未检查，{why}"),
        _ => String::new(),
    };
    let book = document.session.book();
    let cells = figure.cells.iter().take(6).filter_map(|address| book.cell(address)).map(|cell| {
        let schema = cell.row.sheet.schema;
        let number = schema.number.map_or_else(|| schema.short.clone(), |number| format!("表{number}"));
        format!("\n{number} {} {}：{}", cell.row.name(), cell.column.title(), cell.text())
    });
    let cells: String = cells.collect();
    let cause = figure.cause.as_ref().map(|cause| format!("\n可能的原因：{cause}")).unwrap_or_default();
    format!("{what}{state}{cells}{cause}")
}
