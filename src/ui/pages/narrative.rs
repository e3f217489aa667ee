//! The document's text with every figure underlined: green where it agrees with the tables, red where it
//! differs, amber within rounding, dots where it could not be checked or is not understood. A click leads
//! to the cell it quotes. What a figure means and whether it is right is known to `narrative` alone.

use std::sync::Arc;

use eframe::egui::text::{CCursor, LayoutJob, TextFormat};
use eframe::egui::{
    Align, Color32, CursorIcon, Frame, Id, Label, RichText, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo,
    vec2,
};

use crate::money;
use crate::narrative::{BoundFigure, FigureKind, Place, State};
use crate::schema::Severity;
use crate::session::{Aside, asides_in_words};
use crate::ui::document::Document;
use crate::ui::look::named::described;
use crate::ui::look::style::{self, Palette};

const INDENT: &str = "　　";

/// Draws the text.
pub(crate) fn ui(ui: &mut Ui, document: &mut Document) {
    let reveal = document.reveal_sentence.take();
    let mut clicked: Option<BoundFigure> = None;
    let mut next = None;
    Frame::new().inner_margin(vec2(20.0, 10.0)).show(ui, |ui| {
        next = counts_ui(ui, document);
        next = out_of_step_ui(ui, document).or(next);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.set_max_width(ui.available_width().min(760.0));
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
                    let here = paragraph_ui(ui, document, paragraph, &here, shown);
                    clicked = clicked.take().or(here);
                }
            }
        });
    });
    if let Some(place) = next {
        document.reveal_sentence = Some(place);
        document.read_to = Some(place);
    }
    let Some(figure) = clicked else {
        return;
    };
    match figure.cells.first() {
        Some(cell) => document.jump(cell),
        None => document.bind_by_hand(&figure),
    }
}

/// How many figures stand how, and the way to those that are not understood.
fn counts_ui(ui: &mut Ui, document: &Document) -> Option<Place> {
    let palette = style::palette(ui.visuals());
    let figures = &document.session.verdicts().narrative().figures;
    let count = |of: fn(&State) -> bool| figures.iter().filter(|figure| of(&figure.state)).count();
    let unbound = count(|state| *state == State::Unbound);
    let mut next = None;
    ui.horizontal(|ui| {
        let text = format!(
            "{} 个数：相符 {}　不符 {}　尾差 {}　未检查 {}　未认出 {unbound}",
            figures.len(),
            count(|state| *state == State::Agrees),
            count(|state| *state == State::Differs),
            count(|state| *state == State::Rounding),
            count(|state| matches!(state, State::NotChecked(_))),
        );
        ui.label(RichText::new(text).color(palette.faint));
        if unbound > 0 && ui.button("下一个未认出的数").clicked() {
            next = document.next_unbound(document.read_to);
        }
    });
    next
}

/// Says of a text that does not follow the tables that it does not, and offers to bring it in step; says which paragraphs
/// nobody but people can bring in step, and leads to the next of them.
fn out_of_step_ui(ui: &mut Ui, document: &mut Document) -> Option<Place> {
    // Found out once for a revision: the whole text is written for it.
    let id = Id::unique(("text in step", document.id()));
    let revision = document.session.revision();
    let known: Option<(u64, usize, Arc<[Aside]>)> = ui.data(|data| data.get_temp(id));
    let (places, asides) = match known {
        Some((of, places, asides)) if of == revision => (places, asides),
        _ => {
            let places = document.session.text_out_of_step();
            let asides: Arc<[Aside]> = document.session.text_aside().into();
            ui.data_mut(|data| data.insert_temp(id, (revision, places, Arc::clone(&asides))));
            (places, asides)
        }
    };
    let colour = style::severity_colour(Severity::Hint, ui.visuals());
    if places > 0 {
        ui.horizontal_wrapped(|ui| {
            let text = format!("有 {places} 处与按表写的不一样，所以说明文字不随表更新。");
            ui.label(RichText::new(text).color(colour));
            let hint =
                "照模板写的段落里的数、占比、增减按表里的数改过来，自己写的不动；以后随表更新，可以撤销";
            if ui.button("按表更新说明文字").on_hover_text(hint).clicked() {
                document.write_narrative();
            }
        });
    }
    let said = asides_in_words(&asides)?;
    let mut next = None;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(format!("{said}。")).color(colour));
        let hint = "这些段落不是照模板写的，程序不改；逐段去看，里面的数照表改好";
        if ui.button("下一段").on_hover_text(hint).clicked() {
            let at = |place: Place| (place.section, place.paragraph);
            let is_behind = |aside: &&Aside| document.read_to.is_none_or(|read| at(aside.place) > at(read));
            next = asides.iter().find(is_behind).or(asides.first()).map(|aside| aside.place);
        }
    });
    next
}

/// One paragraph; the figure that was clicked, if it leads somewhere or can be bound by hand.
fn paragraph_ui(
    ui: &mut Ui,
    document: &Document,
    paragraph: &str,
    figures: &[&BoundFigure],
    reveal: bool,
) -> Option<BoundFigure> {
    let palette = style::palette(ui.visuals());
    let job = laid_out(ui, paragraph, figures, &palette);
    let (at, galley, response) = Label::new(job).wrap().sense(Sense::click()).layout_in_ui(ui);
    response.widget_info(|| WidgetInfo::labeled(Role::Paragraph, true, paragraph));
    // What a line under a figure says to the eye.
    described(&response, || {
        let differ = figures.iter().filter(|figure| figure.state == State::Differs);
        differ.map(|figure| explained(document, figure)).collect::<Vec<_>>().join("\n")
    });
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
    let leads = !figure.cells.is_empty() || document.is_for_hand(figure);
    if leads {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    let clicked = response.clicked();
    let mut rebind = false;
    if document.is_for_hand(figure) {
        response.context_menu(|ui| {
            rebind = ui.button("对应单元格…").clicked();
            if rebind {
                ui.close();
            }
        });
    }
    response.on_hover_text_at_pointer(explained(document, figure));
    if rebind {
        return Some(BoundFigure { cells: Vec::new(), ..(**figure).clone() });
    }
    (clicked && leads).then(|| (**figure).clone())
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
        None => "没有认出它说的是什么，未作比对；点击可以指定它对应的单元格".to_owned(),
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
        let number = schema.called();
        format!("\n{number} {} {}：{}", cell.row.name(), cell.column.title(), cell.text())
    });
    let cells: String = cells.collect();
    let cause = figure.cause.as_ref().map(|cause| format!("\n可能的原因：{cause}")).unwrap_or_default();
    format!("{what}{state}{cells}{cause}")
}
