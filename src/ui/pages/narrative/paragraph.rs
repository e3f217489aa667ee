//! A heading or paragraph as it is read: every figure underlined, green where it agrees with the tables, red where it
//! differs, amber within rounding, dots where it could not be checked or is not understood; places to be filled in marked.
//! A click on a figure leads to the cell it quotes, a click elsewhere opens the passage there.

use eframe::egui::text::{CCursor, LayoutJob, TextFormat};
use eframe::egui::{
    Button, Color32, CursorIcon, Label, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, vec2,
};

use crate::money;
use crate::narrative::{BoundFigure, FigureKind, State};
use crate::schema::Severity;
use crate::session::Passage;
use crate::ui::commands::{Command, entry_of};
use crate::ui::document::Document;
use crate::ui::document::draft::open_places;
use crate::ui::look::named::described;
use crate::ui::look::style::{self, Palette};

/// How far the first line of a paragraph is drawn in, in letters.
pub(super) const INDENT: f32 = 2.0;

/// So much of the ground around a passage is marked with it, in points: the lines under its figures stay in sight.
pub(super) const AROUND: f32 = 4.0;

/// What is drawn.
pub(super) struct Drawn<'a> {
    /// Where it stands.
    pub at: Passage,
    /// The figures in it.
    pub figures: &'a [BoundFigure],
    /// Whether it is the one that is chosen.
    pub is_chosen: bool,
    /// Whether somebody commented it.
    pub is_commented: bool,
}

/// What was asked of a passage.
pub(super) enum Asked {
    /// It is the one that commands are for.
    Choose,
    /// It is to be written, from a character on if that is said.
    Open(Option<usize>),
    /// The cell that a figure quotes is to be shown; without one it is to be said which.
    Cell(Box<BoundFigure>),
    /// It is to be said which cell a figure quotes, though it is known.
    Bind(Box<BoundFigure>),
    /// A command.
    Do(Command),
}

/// Draws it; what was asked.
pub(super) fn ui(ui: &mut Ui, document: &Document, drawn: &Drawn<'_>) -> (Response, Option<Asked>) {
    let palette = style::palette(ui.visuals());
    let text = document.session.passage(drawn.at).unwrap_or_default();
    let job = laid_out(text, Look::of(drawn.at, palette), &marks(ui, text, drawn.figures, &palette));
    let (at, galley, response) = Label::new(job).wrap().sense(Sense::click()).layout_in_ui(ui);
    let role = if drawn.at.paragraph.is_none() { Role::Label } else { Role::Paragraph };
    response.widget_info(|| WidgetInfo::labeled(role, true, text));
    // What a line under a figure says to the eye.
    described(&response, || {
        let differ = drawn.figures.iter().filter(|figure| figure.state == State::Differs);
        let commented = drawn.is_commented.then(|| "有批注".to_owned());
        let said = commented.into_iter().chain(differ.map(|figure| explained(document, figure)));
        said.collect::<Vec<_>>().join("\n")
    });
    if drawn.is_chosen {
        ui.painter().rect_filled(response.rect.expand(AROUND), 3.0, palette.selected);
    }
    if drawn.is_commented {
        // As at a cell.
        let corner = response.rect.left_top() - vec2(AROUND, 0.0);
        let points = vec![corner, corner + vec2(9.0, 0.0), corner + vec2(0.0, 9.0)];
        ui.painter().add(Shape::convex_polygon(points, palette.cursor, Stroke::NONE));
    }
    ui.painter().galley(at, galley.clone(), palette.ink);
    for figure in drawn.figures.iter().filter(|figure| is_open(figure)) {
        for index in figure.place.span.start..figure.place.span.end {
            let left = galley.pos_from_cursor(CCursor::new(index)).left_bottom();
            for step in [2.0, 6.0, 10.0] {
                ui.painter().circle_filled(at + left.to_vec2() + vec2(step, 0.0), 0.7, palette.faint);
            }
        }
    }
    let under = response.hover_pos().map(|pointer| usize::from(galley.cursor_from_pos(pointer - at).index));
    let figure = under.and_then(|under| {
        let holds = |figure: &&BoundFigure| (figure.place.span.start..figure.place.span.end).contains(&under);
        drawn.figures.iter().find(holds)
    });
    let leads = figure.filter(|figure| !figure.cells.is_empty() || document.is_for_hand(figure));
    if response.hovered() {
        let icon = if leads.is_some() { CursorIcon::PointingHand } else { CursorIcon::Text };
        ui.ctx().set_cursor_icon(icon);
    }
    let mut asked = None;
    if response.secondary_clicked() {
        asked = Some(Asked::Choose);
    }
    menu_ui(&response, document, figure, &mut asked);
    if response.clicked() {
        asked = Some(match leads {
            Some(figure) => Asked::Cell(Box::new(figure.clone())),
            None => Asked::Open(under),
        });
    }
    let response = match figure {
        Some(figure) => response.on_hover_text_at_pointer(explained(document, figure)),
        None => response,
    };
    (response, asked)
}

/// What can be done with the passage.
fn menu_ui(
    response: &Response,
    document: &Document,
    figure: Option<&BoundFigure>,
    asked: &mut Option<Asked>,
) {
    let id = response.id.with("figure");
    if response.secondary_clicked() {
        // The pointer moves on while the menu is open.
        response.ctx.data_mut(|data| data.insert_temp(id, figure.cloned().map(Box::new)));
    }
    response.context_menu(|ui| {
        let figure: Option<Box<BoundFigure>> = ui.data(|data| data.get_temp(id)).flatten();
        let mut chosen = None;
        if ui.add(Button::new("修改").shortcut_text("F2")).clicked() {
            chosen = Some(Asked::Open(None));
        }
        for (title, command) in [
            ("在后面加一段", Command::AddRow),
            ("删去", Command::DeleteRows),
            ("上移", Command::MoveRowUp),
            ("下移", Command::MoveRowDown),
            ("复制", Command::Copy),
        ] {
            let keys = entry_of(command).and_then(|entry| entry.keys(ui.ctx())).unwrap_or_default();
            if ui.add(Button::new(title).shortcut_text(keys)).clicked() {
                chosen = Some(Asked::Do(command));
            }
        }
        if let Some(figure) = figure {
            ui.separator();
            if !figure.cells.is_empty() && ui.button("到对应的单元格").clicked() {
                chosen = Some(Asked::Cell(figure.clone()));
            }
            if document.is_for_hand(&figure) && ui.button("对应单元格…").clicked() {
                chosen = Some(Asked::Bind(figure));
            }
        }
        if chosen.is_some() {
            *asked = chosen;
            ui.close();
        }
    });
}

/// Whether a figure could not be compared.
fn is_open(figure: &BoundFigure) -> bool {
    matches!(figure.state, State::NotChecked(_) | State::Unbound)
}

/// How a passage is written.
pub(super) struct Look {
    format: TextFormat,
    indent: f32,
}

impl Look {
    /// That of a heading or paragraph.
    pub(super) fn of(at: Passage, palette: Palette) -> Self {
        let is_heading = at.paragraph.is_none();
        let font = if is_heading { style::strong() } else { style::body() };
        let indent = if is_heading { 0.0 } else { INDENT * font.size };
        Self { format: TextFormat { font_id: font, color: palette.ink, ..TextFormat::default() }, indent }
    }
}

/// A part of a text that is marked: its characters, the line under it, and what is behind it.
pub(super) type Mark = (usize, usize, Option<Color32>, Color32);

/// What is marked in a text, in order: figures, and places that are to be filled in.
pub(super) fn marks(ui: &Ui, text: &str, figures: &[BoundFigure], palette: &Palette) -> Vec<Mark> {
    let line = |figure: &BoundFigure| match figure.state {
        State::Agrees => palette.good,
        State::Rounding => palette.involved,
        _ => style::severity_colour(Severity::Error, ui.visuals()),
    };
    let checked = figures.iter().filter(|figure| !is_open(figure));
    let underlined = checked.map(|figure| {
        (figure.place.span.start, figure.place.span.end, Some(line(figure)), Color32::TRANSPARENT)
    });
    let open = open_places(text).into_iter().map(|(from, to)| (from, to, None, palette.computed));
    let mut marks: Vec<Mark> = underlined.chain(open).collect();
    marks.sort_by_key(|(from, to, ..)| (*from, *to));
    marks
}

/// Lays a text out with its marks. The first line of a paragraph is drawn in; that is no letter of it.
pub(super) fn laid_out(text: &str, look: Look, marks: &[Mark]) -> LayoutJob {
    let chars: Vec<char> = text.chars().collect();
    let mut job = LayoutJob::default();
    let mut lead = look.indent;
    let mut add = |from: usize, to: usize, underline: Option<Color32>, background: Color32| {
        let text: String = chars.get(from..to).unwrap_or_default().iter().collect();
        if text.is_empty() {
            return;
        }
        let underline = underline.map_or(Stroke::NONE, |colour| Stroke::new(1.5, colour));
        job.append(
            &text,
            std::mem::take(&mut lead),
            TextFormat { underline, background, ..look.format.clone() },
        );
    };
    let mut at = 0;
    for (from, to, underline, background) in marks {
        if *from < at {
            continue;
        }
        add(at, *from, None, Color32::TRANSPARENT);
        add(*from, *to, *underline, *background);
        at = *to;
    }
    add(at, chars.len(), None, Color32::TRANSPARENT);
    if job.sections.is_empty() {
        job.append("", look.indent, look.format);
    }
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
