//! The lines of the page, each with its reason below it.

use eframe::egui::{
    Align, Button, Id, Label, Layout, Response, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2,
};

use super::{Proposing, Wish};
use crate::model::ValueView;
use crate::money;
use crate::propose::{Proposal, Sureness};
use crate::schema::{Column, ColumnKind, SectionSchema, TableSchema};
use crate::ui::dialogs::entry_list::EntryList;
use crate::ui::look::style::{self, LINE_HEIGHT};
use crate::ui::table::grid::cell::{code_name, place_in_words};

/// The height of the reason below a line.
const WHY_HEIGHT: f32 = 18.0;

/// The least room of a code and of an amount, and what more a code or a text has at most.
const CODE: f32 = 74.0;
const AMOUNT: f32 = 84.0;
const MOST_MORE: f32 = 110.0;
/// The room of the box before a line, of how sure it is, and of the buttons behind it.
const TICK: f32 = 24.0;
const SURENESS: f32 = 36.0;
const BUTTONS: f32 = 150.0;

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
    // Lines of several tables have heads of their own: those of the first line in sight.
    let first_id = Id::unique("first proposal in sight");
    let first = ui.data(|data| data.get_temp::<usize>(first_id)).unwrap_or_default();
    let scroll = ui.spacing().scroll;
    let room =
        (ui.available_width() - scroll.bar_width - scroll.bar_inner_margin, ui.spacing().item_spacing.x);
    let headed = shown.get(first).or(shown.first()).and_then(|at| proposing.list.get(*at));
    if let Some(one) = headed {
        heads_ui(ui, proposing, one, room);
    }
    let mut in_sight = 0;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, shown.len(), |ui, range| {
        in_sight = range.start;
        for one in shown.get(range).into_iter().flatten().filter_map(|at| proposing.list.get(*at)) {
            ui.vertical(|ui| {
                ui.set_height(height);
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.horizontal(|ui| {
                    ui.set_height(LINE_HEIGHT);
                    let mut ticked = proposing.ticked.contains(&one.row.key);
                    fixed(ui, TICK, |ui| {
                        let tick = ui.checkbox(&mut ticked, "").on_hover_text("勾选");
                        tick.widget_info(|| {
                            let name = format!("勾选 {}", one.row.key);
                            WidgetInfo::selected(Role::CheckBox, true, ticked, name)
                        });
                        if tick.changed() {
                            toggled.push((one.row.key.clone(), ticked));
                        }
                    });
                    line_ui(ui, proposing, one, room, wishes);
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
    if in_sight != first {
        ui.data_mut(|data| data.insert_temp(first_id, in_sight));
        ui.ctx().request_repaint();
    }
    for (key, ticked) in toggled {
        if ticked {
            proposing.ticked.insert(key);
        } else {
            proposing.ticked.remove(&key);
        }
    }
}

/// The columns that something is said of, with the room that each has: what is left over goes to codes and words.
fn columns<'c>(
    (room, gap): (f32, f32),
    proposing: &Proposing,
    one: &Proposal,
    section: &'c SectionSchema,
) -> Vec<(&'c Column, f32)> {
    let used = |column: &&Column| proposing.used.contains(&(one.lines.clone(), column.key.clone()));
    let book = proposing.draft.book();
    let takes_code = |column: &Column| {
        book.format
            .codes
            .iter()
            .any(|codes| codes.tables.contains(&one.lines) && codes.parts.contains(&column.key))
    };
    let least = |column: &Column| match column.kind {
        ColumnKind::Code => CODE,
        kind if kind.is_number() => AMOUNT,
        _ => column.width.unwrap_or(120.0).clamp(66.0, 160.0) * 0.95,
    };
    // The unit's name says enough of it.
    let shown = section.columns.iter().filter(used);
    let shown: Vec<&Column> =
        shown.filter(|column| column.kind != ColumnKind::Code || takes_code(column)).collect();
    let taken: f32 = shown.iter().map(|column| least(column) + gap).sum();
    let wide = shown.iter().filter(|column| !column.kind.is_number()).count().max(1) as f32;
    let more = ((room - TICK - SURENESS - BUTTONS - taken) / wide).clamp(0.0, MOST_MORE);
    let more = |column: &Column| if column.kind.is_number() { 0.0 } else { more };
    shown.into_iter().map(|column| (column, least(column) + more(column))).collect()
}

/// The heads of the columns.
fn heads_ui(ui: &mut Ui, proposing: &Proposing, one: &Proposal, room: (f32, f32)) {
    let book = proposing.draft.book();
    let Some(row) = book.sheet(&one.lines).and_then(|sheet| sheet.row_by_key(&one.row.key)) else {
        return;
    };
    let columns = columns(room, proposing, one, row.section);
    ui.horizontal(|ui| {
        fixed(ui, TICK, |_| {});
        fixed(ui, SURENESS, |ui| drop(ui.label(RichText::new("把握").font(style::strong()))));
        for (column, width) in columns {
            fixed(ui, width, |ui| {
                let title = Label::new(RichText::new(column.full_title()).font(style::strong())).truncate();
                match column.kind.is_number() {
                    true => drop(ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(title))),
                    false => drop(ui.add(title)),
                }
            });
        }
    });
}

fn line_ui(ui: &mut Ui, proposing: &Proposing, one: &Proposal, room: (f32, f32), wishes: &mut Vec<Wish>) {
    let palette = style::palette(ui.visuals());
    let sureness = proposing.sureness(one);
    let colour = match sureness {
        Sureness::Sure => palette.good,
        Sureness::Likely => palette.ink,
        Sureness::Open => palette.involved,
    };
    let book = proposing.draft.book();
    let Some(row) = book.sheet(&one.lines).and_then(|sheet| sheet.row_by_key(&one.row.key)) else {
        return;
    };
    let columns = columns(room, proposing, one, row.section);
    fixed(ui, SURENESS, |ui| {
        ui.label(RichText::new(sureness.label()).color(colour));
    });
    let decimals = book.format.decimals;
    for (column, width) in columns {
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
                fixed(ui, width, |ui| {
                    let name = code_name(&cell).map(|name| format!(" {name}")).unwrap_or_default();
                    let shown = if text.is_empty() { "选择…".to_owned() } else { text + &name };
                    let said = format!("{shown}\n{said}");
                    let shown = RichText::new(shown).color(if open { palette.involved } else { palette.ink });
                    let button = ui.add(Button::new(shown).small().truncate());
                    if told(button, said.trim()).clicked() {
                        wishes.push(Wish::Code(at));
                    }
                });
            }
            ColumnKind::Code => fixed(ui, width, |_| {}),
            kind if kind.is_number() => fixed(ui, width, |ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
            }),
            _ => fixed(ui, width, |ui| {
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
    let from = proposing.draft.format().table(&one.from.table);
    let from = from.map_or_else(|| one.from.table.to_string(), TableSchema::called);
    let place = book.cell(&one.from).map(|cell| place_in_words(&cell));
    let whole = format!("看 {}", place.unwrap_or_else(|| from.clone()));
    let short = from.split(' ').next().unwrap_or(&from);
    if ui.small_button(short).on_hover_text(whole).clicked() {
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
