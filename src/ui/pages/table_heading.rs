//! The heading above a table: what it is, how complete, and what can be done with its rows.

use eframe::egui::{
    Align, Button, Color32, FontSelection, Frame, Id, Key, Label, Layout, Popup, PopupCloseBehavior,
    RichText, SetOpenCommand, TextEdit, TextStyle, Ui, UiBuilder, vec2,
};

use crate::calc::Cell;
use crate::model::{Coverage, TableKey};
use crate::schema::{ColumnKind, Role, SectionSchema, TableSchema};
use crate::ui::commands::{Command, entry_of};
use crate::ui::document::Document;
use crate::ui::look::adding::added_in_words;
use crate::ui::look::list;
use crate::ui::look::named::called;
use crate::ui::look::style;
use crate::ui::pages::{adjusted, empty};
use crate::ui::request::Request;
use crate::ui::table::local;
use crate::ui::table::view;

/// The height of a table's heading, in points.
const HEADING_HEIGHT: f32 = 26.0;
/// However many buttons there are, so much is left to the title.
const LEAST_TITLE: f32 = 90.0;
/// So much the title has before the buttons stand side by side.
const MOST_TITLE: f32 = 300.0;
/// And so much the unit of the amounts behind it.
const UNIT: f32 = 90.0;
/// What the buttons take, before that was seen.
const USUAL_BUTTONS: f32 = 430.0;

/// The heading above a table: title, unit, how complete it is, and what can be done with its rows.
pub(crate) fn table_heading_ui(
    ui: &mut Ui,
    document: &mut Document,
    key: &TableKey,
    requests: &mut Vec<Request>,
) {
    let format = document.session.format().clone();
    let Some(schema) = format.table(key) else {
        return;
    };
    let palette = style::palette(ui.visuals());
    Frame::new().inner_margin(vec2(10.0, 6.0)).show(ui, |ui| {
        // The buttons come first: the title has the room that is left, and is whole in its hint.
        let row = Layout::right_to_left(Align::Center);
        let (_, room) = ui.allocate_space(vec2(ui.available_width(), HEADING_HEIGHT));
        // Buttons that have no room do not take the table below along, over what stands beside it.
        let mut heading = ui.new_child(UiBuilder::new().max_rect(room).layout(row));
        heading.scope(|ui| {
            let is_close = is_close(ui, document, schema);
            let before = ui.available_width();
            if !document.lacks(key) {
                coverage_ui(ui, document, key, if is_close { 70.0 } else { 120.0 });
                if schema.number.is_some() {
                    note_ui(ui, document, key);
                }
                if is_close {
                    rows_menu_ui(ui, document, requests);
                } else {
                    rows_ui(ui, document, requests);
                }
                let is_filled = document.book().sheet(key).is_some_and(|sheet| sheet.is_filled);
                let kinds = document.kinds_wanted(key).join("、");
                if is_filled && schema.sections.len() == 1 && !kinds.is_empty() {
                    let hint = format!("明细里有而此表没有的{kinds}，在此表里各补一行；其余各栏由人录入");
                    if ui.button("按明细补行").on_hover_text(hint).clicked() {
                        document.add_wanted_rows(key);
                    }
                }
                if format.standards.as_ref().is_some_and(|list| *key == list.table) {
                    let hint = "列出按人数和支出标准计算的明细，更新金额";
                    if ui.button("按标准计算").on_hover_text(hint).clicked() {
                        requests.push(Request::Command(Command::Reckon));
                    }
                }
            }
            if !is_close {
                let taken = before - ui.available_width();
                ui.data_mut(|data| data.insert_temp(buttons_id(key), taken));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.set_clip_rect(ui.clip_rect().intersect(ui.max_rect()));
                title_ui(ui, document, schema);
                adjusted::count_ui(ui, document, key);
            });
        });
        let table = document.session.budget().table(key);
        let remark = table.map(|table| table.remark.clone()).unwrap_or_default();
        if !remark.is_empty() {
            ui.label(RichText::new(remark).color(palette.involved));
        }
        if let Some((_, unit)) = &document.look.unit {
            let sheet = document.book().sheet(key);
            let of_lines = format.has_lines(key)
                || sheet.is_some_and(|sheet| sheet.is_derived || sheet.is_filled)
                || format.units.as_ref().is_some_and(|list| list.table == *key);
            let hint = match (of_lines, document.is_filtered(key)) {
                (true, _) => format!("只显示 {unit} 的数，合计也只是它的；单位间的往来没有抵销"),
                (false, true) => format!("只显示 {unit} 的行；此表是录入的，合计仍是全部单位的"),
                (false, false) => "此表是录入的，没有分单位；显示的是全部单位的数".to_owned(),
            };
            ui.label(RichText::new(hint).color(palette.computed_ink));
        }
        let note = table.map(|table| table.note.clone()).unwrap_or_default();
        view::banner_ui(ui, document, key);
        local::ui(ui, document, key);
        local::unknown_rows_ui(ui, document, key);
        empty::ui(ui, document, key);
        if !note.is_empty() {
            ui.add(Label::new(RichText::new(&note).font(style::small()).color(palette.faint)).truncate())
                .on_hover_text(note);
        }
    });
    if document.lacks(key) {
        absent_ui(ui, document, key);
    }
}

/// Under what it is remembered how much room the buttons of a table take side by side.
fn buttons_id(key: &TableKey) -> Id {
    Id::unique(("buttons above a table", key.as_str()))
}

/// Whether the buttons stand closer, those for rows in one menu: the title has its room first.
fn is_close(ui: &Ui, document: &Document, schema: &TableSchema) -> bool {
    let buttons = ui.data(|data| data.get_temp::<f32>(buttons_id(&schema.key))).unwrap_or(USUAL_BUTTONS);
    let font = FontSelection::from(TextStyle::Heading).resolve(ui.style());
    let title = title_of(document, schema);
    let width = ui.painter().layout_no_wrap(title, font, Color32::PLACEHOLDER).size().x;
    ui.available_width() < buttons + width.min(MOST_TITLE) + UNIT
}

fn title_of(document: &Document, schema: &TableSchema) -> String {
    let number = schema.numbered().map(|number| format!("{number}　")).unwrap_or_default();
    let year = document.session.budget().year_digits();
    let year = if year.is_empty() { year } else { format!("{year} 年") };
    format!("{number}{year}{}", schema.title)
}

/// The title, the unit of amounts, and what the table comes to, which stays in sight however far one scrolls.
fn title_ui(ui: &mut Ui, document: &Document, schema: &TableSchema) {
    let palette = style::palette(ui.visuals());
    let title = title_of(document, schema);
    let mut columns = schema.sections.iter().flat_map(|section| &section.columns);
    let has_amounts = columns.any(|column| column.kind == ColumnKind::Amount);
    let unit = if has_amounts { document.shown().heading() } else { String::new() };
    let total = total_of(document, schema).filter(|_| has_amounts);
    let font = FontSelection::from(TextStyle::Body).resolve(ui.style());
    let room_beside = |ui: &Ui, text: &str| {
        let width = ui.painter().layout_no_wrap(text.to_owned(), font.clone(), palette.faint).size().x;
        ui.available_width() - if text.is_empty() { 0.0 } else { width + 6.0 }
    };
    // A figure that would be cut is left out: its first digits are another figure.
    let whole = total.map(|total| format!("{unit}　合计 {total}"));
    let more = whole.filter(|whole| room_beside(ui, whole) >= LEAST_TITLE).unwrap_or(unit);
    let heading = RichText::new(&title).heading();
    let room = room_beside(ui, &more).max(LEAST_TITLE);
    ui.scope(|ui| {
        ui.set_max_width(room);
        ui.add(Label::new(heading).truncate()).on_hover_text(title);
    });
    if !more.is_empty() {
        ui.label(RichText::new(more).color(palette.faint));
    }
}

/// What a table of one section comes to: the first amount of its row that adds up all others.
fn total_of(document: &Document, schema: &TableSchema) -> Option<String> {
    let book = document.book();
    let sheet = book.sheet(&schema.key).filter(|_| schema.sections.len() == 1)?;
    let is_sum = |cell: &Cell<'_>| cell.column.kind == ColumnKind::Amount && cell.role == Role::SumOfRows;
    // Totals stand at the head, or at the foot.
    let mut rows = schema.sections.iter().flat_map(SectionSchema::fixed_rows);
    let total = rows.find_map(|fixed| sheet.row_by_key(&fixed.key)?.cells().find(is_sum))?;
    Some(document.shown().text(&total)).filter(|text| !text.is_empty())
}

/// In place of a table that the budget lacks.
fn absent_ui(ui: &mut Ui, document: &mut Document, key: &TableKey) {
    ui.vertical_centered(|ui| {
        ui.add_space(60.0);
        if document.session.format().has_lines(key) {
            ui.label(RichText::new("这份预算不是按明细编制的").font(style::strong()));
            ui.label("每笔数只在明细里录一次；各表在右上方选“由明细汇总”，即从明细生成。");
            ui.add_space(6.0);
            if ui.button("开始录入明细").clicked() {
                document.start_lines(key);
            }
            if ui.button("由公开表反推明细").clicked() {
                document.requests.push(Request::Command(Command::Propose));
            }
            return;
        }
        let is_unread =
            document.session.budget().table(key).is_some_and(|table| table.coverage == Coverage::Unread);
        if is_unread {
            ui.label(RichText::new("此表没有读出来").font(style::strong()));
            ui.label("原文有此表的表题，内容没有认出来，原样放在左侧“未归位的文字”里；不当作零。");
        } else {
            ui.label(RichText::new("这份预算里没有此表").font(style::strong()));
        }
        ui.label("与此表有关的规则都记为“未检查”。");
        ui.add_space(6.0);
        if ui.button("补录此表").clicked() {
            document.start_table(key);
        }
    });
}

/// Where the note is written that is printed under the table.
fn note_ui(ui: &mut Ui, document: &mut Document, key: &TableKey) {
    let now = document.session.budget().table(key).map(|table| table.note.clone()).unwrap_or_default();
    let table = document.session.budget().table(key);
    let remark = table.map(|table| table.remark.trim().to_owned()).unwrap_or_default();
    let hint = match remark.as_str() {
        "" => "印在表下的注；空表在这里写明原因".to_owned(),
        remark => format!("印在表下的注；不写，空表印“{remark}”"),
    };
    let button = ui.button("表注 ▼").on_hover_text("印在这张表下面的注");
    let mut is_done = false;
    // A click into the field is none that leaves it.
    let asked = std::mem::take(&mut document.drafts.note_asked);
    let popup = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    // Without a wish it stays as the button left it.
    let popup = if asked { popup.open_memory(SetOpenCommand::Bool(true)) } else { popup };
    let shown = popup.show(|ui| {
        ui.set_min_width(360.0);
        let begun = document.drafts.note.take().filter(|(of, _)| of == key);
        let is_new = begun.is_none();
        let mut note = begun.map_or_else(|| now.clone(), |(_, note)| note);
        let field = TextEdit::multiline(&mut note).desired_rows(3).desired_width(360.0);
        let field = called(ui.add(field.hint_text(hint)), "表注");
        // It is drawn once to be measured: then the field has not got it yet.
        if is_new || ui.memory(|memory| memory.focused().is_none()) {
            field.request_focus();
        }
        is_done = ui.add_enabled(note.trim() != now.trim(), Button::new("写入表注")).clicked();
        // Escape closes it, and gives up what was written; whatever else closes it takes that in.
        let is_given_up = ui.input(|input| input.key_pressed(Key::Escape));
        document.drafts.note = Some((key.clone(), note)).filter(|_| !is_given_up);
        if is_done {
            ui.close();
        }
    });
    if is_done || shown.is_none() {
        document.commit_note();
    }
}

fn coverage_ui(ui: &mut Ui, document: &mut Document, key: &TableKey, width: f32) {
    let Some(table) = document.session.budget().table(key) else {
        return;
    };
    let (now, remark) = (table.coverage, table.remark.clone());
    let is_filled = document.session.format().table(key).is_some_and(|schema| schema.filled);
    let label = |coverage: Coverage| match coverage {
        // Its texts stay entered.
        Coverage::Derived if is_filled => "金额由明细汇总",
        _ => coverage.label(),
    };
    let mut chosen = now;
    let shown = list::ui(ui, "coverage", label(now), width, |ui| {
        for coverage in [Coverage::Full, Coverage::Partial, Coverage::Absent, Coverage::Derived] {
            if coverage == Coverage::Derived && !document.session.format().derives(key) {
                continue;
            }
            list::choice(ui, &mut chosen, coverage, label(coverage));
        }
    });
    called(shown, "此表怎样得来")
        .on_hover_text("文件中的这张表是否完整（缺页时，按行求和的规则不检查），或者由预算明细汇总而成");
    if chosen != now {
        // What was said of an incomplete table no longer holds of a complete one.
        let remark = if chosen == Coverage::Full { String::new() } else { remark };
        document.set_coverage(key, chosen, remark);
    }
}

/// What can be done with rows, in one menu.
fn rows_menu_ui(ui: &mut Ui, document: &mut Document, requests: &mut Vec<Request>) {
    let kinds = document.kinds_to_add();
    if kinds.is_empty() {
        return;
    }
    let shown = ui.menu_button("行 ▼", |ui| {
        for kind in &kinds {
            if ui.button(added_in_words(kind, kinds.len())).clicked() {
                document.add_row(kind);
                ui.close();
            }
        }
        ui.separator();
        for command in [Command::DeleteRows, Command::MoveRowUp, Command::MoveRowDown] {
            let title = entry_of(command).map_or("", |entry| entry.title);
            if ui.button(title).clicked() {
                requests.push(Request::Command(command));
                ui.close();
            }
        }
    });
    called(shown.response, "行");
}

fn rows_ui(ui: &mut Ui, document: &mut Document, requests: &mut Vec<Request>) {
    let kinds = document.kinds_to_add();
    if kinds.is_empty() {
        return;
    }
    for (title, command, hint) in [
        ("▼", Command::MoveRowDown, "下移行（Alt+Shift+↓）"),
        ("▲", Command::MoveRowUp, "上移行（Alt+Shift+↑）"),
        ("删除行", Command::DeleteRows, "删除选中的行（Ctrl+Delete）"),
    ] {
        let name = hint.split('（').next().unwrap_or(hint);
        if called(ui.button(title), name).on_hover_text(hint).clicked() {
            requests.push(Request::Command(command));
        }
    }
    if let [only] = kinds.as_slice() {
        if ui
            .button(added_in_words(only, kinds.len()))
            .on_hover_text("在选中行下面增加（Ctrl+Enter）")
            .clicked()
        {
            document.add_row(only);
        }
        return;
    }
    ui.menu_button("增加行 ▼", |ui| {
        for kind in &kinds {
            if ui.button(added_in_words(kind, kinds.len())).clicked() {
                document.add_row(kind);
                ui.close();
            }
        }
    });
}
