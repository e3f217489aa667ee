//! The lines of the page, each with its reason below it.

use eframe::egui::{
    Align, Button, Label, Layout, Response, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2,
};

use super::{Proposing, Wish};
use crate::model::ValueView;
use crate::money;
use crate::propose::{Proposal, Sureness};
use crate::schema::ColumnKind;
use crate::ui::dialogs::entry_list::EntryList;
use crate::ui::look::style::{self, LINE_HEIGHT};

/// The height of the reason below a line.
const WHY_HEIGHT: f32 = 18.0;

pub(super) fn ui(ui: &mut Ui, proposing: &mut Proposing, wishes: &mut Vec<Wish>) {
    let shown: Vec<usize> = (0..proposing.list.len())
        .filter(|at| {
            let one = proposing.list.get(*at);
            one.is_some_and(|one| proposing.shown.is_none_or(|wanted| proposing.sureness(one) == wanted))
        })
        .collect();
    if shown.is_empty() {
        ui.label(if proposing.list.is_empty() {
            "没有可以推出的明细：表中没有列项目，或由明细汇总，或者都已采纳。"
        } else {
            "没有这样的条目。"
        });
        return;
    }
    let mut toggled = Vec::new();
    let height = LINE_HEIGHT + WHY_HEIGHT;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, shown.len(), |ui, range| {
        for one in shown.get(range).into_iter().flatten().filter_map(|at| proposing.list.get(*at)) {
            ui.vertical(|ui| {
                ui.set_height(height);
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.horizontal(|ui| {
                    ui.set_height(LINE_HEIGHT);
                    let mut ticked = proposing.ticked.contains(&one.row.key);
                    let tick = ui.checkbox(&mut ticked, "").on_hover_text("勾选");
                    tick.widget_info(|| {
                        WidgetInfo::selected(Role::CheckBox, true, ticked, format!("勾选 {}", one.row.key))
                    });
                    if tick.changed() {
                        toggled.push((one.row.key.clone(), ticked));
                    }
                    line_ui(ui, proposing, one, wishes);
                });
                let why = RichText::new(one.why()).font(style::small());
                let faint = style::palette(ui.visuals()).faint;
                ui.horizontal(|ui| {
                    ui.add_space(30.0);
                    ui.add(Label::new(why.color(faint)).truncate());
                });
            });
        }
    });
    for (key, ticked) in toggled {
        if ticked {
            proposing.ticked.insert(key);
        } else {
            proposing.ticked.remove(&key);
        }
    }
}

fn line_ui(ui: &mut Ui, proposing: &Proposing, one: &Proposal, wishes: &mut Vec<Wish>) {
    let palette = style::palette(ui.visuals());
    let sureness = proposing.sureness(one);
    let colour = match sureness {
        Sureness::Sure => palette.good,
        Sureness::Likely => palette.ink,
        Sureness::Open => palette.involved,
    };
    fixed(ui, 36.0, |ui| {
        ui.label(RichText::new(sureness.label()).color(colour));
    });
    let book = proposing.draft.book();
    let decimals = book.format.decimals;
    let Some(row) = book.sheet(&one.lines).and_then(|sheet| sheet.row_by_key(&one.row.key)) else {
        return;
    };
    for column in &row.section.columns {
        if !proposing.used.contains(&(one.lines.clone(), column.key.clone())) {
            continue;
        }
        let Some(cell) = row.cell_by(&column.key) else {
            continue;
        };
        let at = cell.address();
        let text = match cell.entered() {
            Some(ValueView::Amount(amount)) => money::display(amount, decimals),
            Some(ValueView::Text(text)) => text.to_string(),
            None => String::new(),
        };
        let reason = one.reasons.get(&column.key).filter(|_| {
            !proposing.by_hand.get(&one.row.key).is_some_and(|own| own.contains_key(&column.key))
        });
        let open = reason.is_some_and(|reason| reason.sureness == Sureness::Open);
        let said = reason.map_or("", |reason| reason.why.as_str());
        match column.kind {
            ColumnKind::Code if EntryList::takes_code(&proposing.draft, &at) => {
                fixed(ui, 74.0, |ui| {
                    let shown = if text.is_empty() { "选择…".to_owned() } else { text };
                    let shown = RichText::new(shown).color(if open { palette.involved } else { palette.ink });
                    let button = ui.add(Button::new(shown).small());
                    if told(button, said).clicked() {
                        wishes.push(Wish::Code(at));
                    }
                });
            }
            // The unit's name says enough.
            ColumnKind::Code => {}
            kind if kind.is_number() => fixed(ui, 84.0, |ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
            }),
            _ => fixed(ui, column.width.unwrap_or(120.0).clamp(66.0, 160.0) * 0.95, |ui| {
                let shown = if text.is_empty() && open { "（待定）".to_owned() } else { text };
                let colour = if open { palette.involved } else { palette.ink };
                let label = ui.add(Label::new(RichText::new(shown).color(colour)).truncate());
                told(label, said);
            }),
        }
    }
    if ui.small_button("采纳").on_hover_text("写入预算的明细").clicked() {
        wishes.push(Wish::Accept(vec![one.row.key.clone()]));
    }
    if ui.small_button(one.from.table.as_str()).on_hover_text(format!("看 {}", one.from)).clicked() {
        wishes.push(Wish::Jump(one.from.clone()));
    }
}

/// Says why where the mouse rests, if there is anything to be said.
fn told(response: Response, why: &str) -> Response {
    if why.is_empty() { response } else { response.on_hover_text(why) }
}

/// A part of a line of that width, so that the parts stand below each other.
pub(in crate::ui) fn fixed(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, LINE_HEIGHT), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(width);
        ui.set_max_width(width);
        content(ui);
    });
}
