//! What law and rules demand of a published budget (公开要求), what became of each demand, and the points: what `check` prints,
//! beside the rules. A demand leads to what is short of it or meets it.

use std::rc::Rc;

use eframe::egui::{
    Color32, Event, Label, Popup, RichText, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, vec2,
};

use crate::rules::demands::{self, Answered, Lead, Standing};
use crate::schema::Severity;
use crate::text::fold;
use crate::ui::document::{Document, Page};
use crate::ui::look::lines::{self, Lines};
use crate::ui::look::style;

/// How wide the column is that says what became of a demand.
const STANDING: f32 = 76.0;

/// What the list is called.
const DEMANDS: &str = "公开要求的各条";

/// A demand, what became of it, and where it leads.
type Line = (Answered, Option<Lead>);

/// What became of the demands, and in which revision of the budget.
#[derive(Clone, Debug, Default)]
pub(super) struct DemandsList {
    known: Option<(u64, Rc<[Line]>)>,
    /// The demand that is chosen, by its id.
    chosen: Option<String>,
    /// Whether the keyboard is to come to the list when it is drawn.
    is_wanted: bool,
}

impl DemandsList {
    pub(super) fn wants_keyboard(&mut self) {
        self.is_wanted = true;
    }

    fn answered(&mut self, document: &Document) -> Rc<[Line]> {
        let revision = document.session.revision();
        let known = self.known.take().filter(|(of, _)| *of == revision);
        let (_, answered) = known.unwrap_or_else(|| {
            let book = document.session.book();
            let leads = demands::leads(&book);
            let mut answered: Vec<Line> = demands::answered(&book).into_iter().zip(leads).collect();
            // What is to be done comes first.
            answered.sort_by_key(|(one, _)| match one.standing {
                Standing::NotMet => 0,
                Standing::Partly => 1,
                Standing::NotChecked => 2,
                Standing::Met => 3,
                Standing::NotApplicable => 4,
            });
            (revision, answered.into())
        });
        self.known = Some((revision, Rc::clone(&answered)));
        answered
    }

    /// Draws the list; the words of the panel's filter apply. Gives where it begins below its head.
    pub(super) fn ui(&mut self, ui: &mut Ui, document: &mut Document, search: &str) -> f32 {
        let answered = self.answered(document);
        let all: Vec<Answered> = answered.iter().map(|(one, _)| one.clone()).collect();
        let counted = RichText::new(format!("{}。", demands::counted(&all))).font(style::strong());
        ui.add(Label::new(counted).wrap());
        let search = fold(search.trim());
        let is_asked = |(one, _): &&Line| {
            [&one.title, &one.why, &one.basis].iter().any(|text| fold(text).contains(&search))
        };
        let shown: Vec<&Line> = answered.iter().filter(is_asked).collect();
        let at = shown.iter().position(|(one, _)| self.chosen.as_ref() == Some(&one.id));
        // What it was asked for in, a menu or a list of commands, has the keyboard until it is closed.
        let is_free = ui.memory(|memory| memory.top_modal_layer().is_none()) && !Popup::is_any_open(ui.ctx());
        if self.is_wanted && is_free {
            self.is_wanted = false;
            ui.memory_mut(|memory| memory.request_focus(lines::id(DEMANDS)));
        } else if self.is_wanted {
            ui.ctx().request_repaint();
        }
        let top = ui.cursor().top();
        let mut lines = Lines::begin_of(ui, DEMANDS, shown.len(), at);
        let mut entered = None;
        ScrollArea::vertical().auto_shrink(false).min_scrolled_height(0.0).show(ui, |ui| {
            for (at, line) in shown.iter().enumerate() {
                let is_chosen = self.chosen.as_ref() == Some(&line.0.id);
                if line_ui(ui, line, is_chosen, (&mut lines, at)) {
                    entered = Some(at);
                }
            }
        });
        if lines.has_keyboard()
            && let Some((one, _)) = lines.gone_to().or(at).and_then(|at| shown.get(at))
            && ui.input_mut(|input| take_copy(&mut input.events))
        {
            ui.ctx().copy_text(as_text(one));
        }
        if let Some((one, _)) = entered.or(lines.gone_to()).and_then(|at| shown.get(at)) {
            self.chosen = Some(one.id.clone());
        }
        lines.end(ui);
        if let Some((one, lead)) = entered.and_then(|at| shown.get(at)) {
            go(document, one, lead.as_ref());
        }
        top
    }
}

/// Whether it was asked to copy, which is then done.
fn take_copy(events: &mut Vec<Event>) -> bool {
    let before = events.len();
    events.retain(|event| *event != Event::Copy);
    events.len() < before
}

/// Leads to where a demand is met, or is not.
fn go(document: &mut Document, one: &Answered, lead: Option<&Lead>) {
    if !document.commit() {
        return;
    }
    match lead {
        Some(Lead::Table(table)) => {
            document.leave_place();
            document.look.page = Page::Table(table.clone());
        }
        Some(Lead::Text(place)) => document.show_passage((*place).into()),
        Some(Lead::Begin(table)) => {
            document.leave_place();
            document.look.page = Page::Table(table.clone());
        }
        Some(Lead::Write) => {
            document.leave_place();
            document.look.page = Page::Narrative;
        }
        None => {}
    }
    let is_lacking = matches!(one.standing, Standing::NotMet | Standing::Partly);
    let more = match lead {
        Some(Lead::Begin(_)) if document.file.read_only.is_some() => {
            "　可在这里补录；文件以只读打开，补录后要另存"
        }
        Some(Lead::Begin(_)) => "　可在这里补录此表",
        Some(Lead::Write) if document.file.read_only.is_some() => {
            "　可在这里写上；文件以只读打开，写好后要另存"
        }
        Some(Lead::Write) => "　可在这里写上",
        Some(_) => "",
        None if is_lacking => "　（这份文件的表式里没有能补录它的地方，请补在原件里再读入）",
        None => "　（文件里没有可去的地方）",
    };
    document.message = Some(format!("{}{more}", said(one)));
}

/// A demand and what became of it, in one line.
fn said(one: &Answered) -> String {
    let why = if one.why.is_empty() { String::new() } else { format!("　{}", one.why) };
    format!("［{}］{}{why}", one.group.label(), one.title)
}

/// The same as text for a letter or a message.
fn as_text(one: &Answered) -> String {
    format!("{}　{}　依据：{}（{}）", one.standing.label(), said(one), one.basis, one.id)
}

fn colour(ui: &Ui, standing: Standing) -> Color32 {
    let palette = style::palette(ui.visuals());
    match standing {
        Standing::Met => palette.good,
        Standing::Partly => style::severity_colour(Severity::Warning, ui.visuals()),
        Standing::NotMet => style::severity_colour(Severity::Error, ui.visuals()),
        Standing::NotChecked => palette.involved,
        Standing::NotApplicable => palette.faint,
    }
}

/// Draws a demand as the line of the list at a position; whether it is to be gone to.
fn line_ui(ui: &mut Ui, (one, lead): &Line, is_chosen: bool, (lines, at): (&mut Lines, usize)) -> bool {
    let palette = style::palette(ui.visuals());
    let said = said(one);
    // Its ground is drawn first, as high as the text is.
    let room = (ui.available_width() - STANDING - 2.0 * ui.spacing().item_spacing.x).max(1.0);
    let text = ui.painter().layout(said.clone(), style::body(), palette.ink, room);
    let size = vec2(ui.available_width(), text.size().y.max(18.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
    response.widget_info(|| {
        let name = format!("要求 {} {}", one.standing.label(), one.title);
        WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, name)
    });
    if is_chosen {
        ui.painter().rect_filled(rect, 2.0, ui.visuals().selection.bg_fill);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 2.0, palette.header);
    }
    let entered = lines.line_at(ui, at, &response);
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect));
    child.horizontal_top(|ui| {
        let word = RichText::new(one.standing.label()).color(colour(ui, one.standing));
        ui.add_sized([STANDING, 18.0], Label::new(word).selectable(false));
        ui.add(Label::new(said).wrap().selectable(false));
    });
    let way = if lead.is_some() { "\n点一下或按 Enter 到那里" } else { "" };
    let response = response.on_hover_text(format!("依据：{}（{}）{way}", one.basis, one.id));
    response.context_menu(|ui| {
        if ui.button("复制这一条").clicked() {
            ui.ctx().copy_text(as_text(one));
            ui.close();
        }
    });
    entered
}
