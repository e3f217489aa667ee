//! The line above the grid: where the cursor is, and the whole text of its cell, also while it is typed. A click on the
//! place goes elsewhere, a click on the text opens the cell. It keeps its height whatever the cell holds; for long
//! texts it is made higher by its button.

use eframe::egui::{
    Align, Frame, Id, Label, Layout, Margin, Response, RichText, ScrollArea, Sense, Ui, Vec2, WidgetInfo,
    vec2,
};

use crate::model::CellAddress;
use crate::schema::Role;
use crate::ui::commands::Command;
use crate::ui::document::Document;
use crate::ui::look::named::called;
use crate::ui::look::style;
use crate::ui::request::Request;
use crate::ui::table::grid::cell::{code_name, place_in_words, text_to_edit};
use crate::ui::table::grid::state::GridAction;

/// How wide the place is, in points.
const PLACE: f32 = 250.0;
/// How many lines are shown of a long text.
const LINES: f32 = 5.0;

/// Draws the line; gives what was asked of the grid.
pub(crate) fn ui(ui: &mut Ui, document: &mut Document, requests: &mut Vec<Request>) -> Option<GridAction> {
    let cursor = document.cursor()?;
    let is_below = document.grid().is_some_and(|grid| grid.is_below());
    let typed = document.grid().filter(|grid| grid.editor.open).map(|grid| grid.editor.text.clone());
    let is_typed = typed.is_some();
    let (place, text, name) = {
        let book = document.book();
        let cell = book.cell(&cursor)?;
        let kept = || match cell.role {
            Role::Input => text_to_edit(&cell, document.session.typed_in()),
            _ => document.shown().text(&cell),
        };
        let text = typed.unwrap_or_else(kept);
        // While a code stands there, its name stands behind it.
        let name = code_name(&cell).filter(|_| !is_typed).map(|name| format!("　{name}")).unwrap_or_default();
        match is_below {
            true => {
                let (table, column) = (cell.row.sheet.schema.called(), cell.column.full_title());
                (format!("{table}　新行　{column}"), String::new(), String::new())
            }
            false => (place_in_words(&cell), text, name),
        }
    };
    let palette = style::palette(ui.visuals());
    let high_id = Id::unique("entry-bar-high");
    let is_high = ui.data(|data| data.get_temp::<bool>(high_id)).unwrap_or_default();
    let height = if is_high { style::TEXT_SIZE * 1.4 * LINES } else { style::TEXT_SIZE * 1.4 };
    // Words at the pointer are for who points. Who goes on by keyboard would have them over heads and questions.
    let pointed = Id::unique("entry-bar-pointed");
    if ui.input(|input| input.pointer.delta() != Vec2::ZERO) {
        ui.data_mut(|data| data.insert_temp(pointed, cursor.clone()));
    }
    let is_pointed = ui.data(|data| data.get_temp::<CellAddress>(pointed)).as_ref() == Some(&cursor);
    let explains = is_pointed && !is_typed && ui.memory(|memory| memory.top_modal_layer().is_none());
    let with_words =
        |response: Response, words: String| if explains { response.on_hover_text(words) } else { response };
    let mut is_opened = false;
    Frame::new().inner_margin(Margin { left: 10, right: 10, top: 0, bottom: 4 }).show(ui, |ui| {
        let size = vec2(ui.available_width(), height + 4.0);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Min), |ui| {
            let words = RichText::new(&place).font(style::small()).color(palette.faint);
            let wide = vec2(PLACE.min(ui.available_width() / 3.0), style::TEXT_SIZE * 1.4);
            let row = Layout::left_to_right(Align::Center);
            let place_label = Label::new(words).truncate().sense(Sense::click());
            let response = ui.allocate_ui_with_layout(wide, row, |ui| {
                ui.set_min_width(wide.x);
                ui.add(place_label)
            });
            if with_words(response.inner, format!("{place}\n转到别处（Ctrl+G）")).clicked() {
                requests.push(Request::Command(Command::Goto));
            }
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                let (sign, hint) = if is_high { ("▲", "只显示一行") } else { ("▼", "显示几行") };
                if called(ui.small_button(sign), hint).on_hover_text(hint).clicked() {
                    ui.data_mut(|data| data.insert_temp(high_id, !is_high));
                }
                let paper = Frame::new().fill(palette.input).inner_margin(Margin::symmetric(6, 2));
                let paper = paper.show(ui, |ui| {
                    ui.with_layout(Layout::top_down(Align::Min), |ui| {
                        ui.set_min_size(vec2(ui.available_width(), height));
                        let ink = if is_typed { palette.cursor } else { palette.ink };
                        let shown = if is_high { text.clone() } else { text.replace('\n', "　") } + &name;
                        let label = Label::new(RichText::new(shown).color(ink)).sense(Sense::click());
                        let response = if is_high {
                            let scrolled = ScrollArea::vertical().max_height(height).auto_shrink(false);
                            scrolled.show(ui, |ui| ui.add(label.wrap())).inner
                        } else {
                            ui.add(label.truncate())
                        };
                        response.widget_info(|| {
                            WidgetInfo::labeled(eframe::egui::Role::Button, true, format!("编辑栏 {text}"))
                        });
                        is_opened = response.clicked();
                    });
                });
                // Beside the text too: who clicks there means to type there.
                let rest = ui.interact(paper.response.rect, Id::unique("entry-bar"), Sense::click());
                rest.widget_info(|| WidgetInfo::labeled(eframe::egui::Role::Button, true, "在编辑栏里修改"));
                let rest = with_words(rest, hint_of(&text));
                is_opened = (is_opened || rest.clicked()) && !is_typed;
            });
        });
    });
    // Where a row is begun there is no cell to open yet.
    (is_opened && !is_below).then_some(GridAction::Open(cursor))
}

fn hint_of(text: &str) -> String {
    if text.is_empty() {
        "点这里录入（F2）".to_owned()
    } else {
        format!("{text}\n点这里修改（F2）")
    }
}
