//! The status bar: unit, balance, the selection's sum, what was just done, saved or not.

use eframe::egui::{
    Align, Align2, Area, Frame, Id, Label, Layout, Order, RichText, Sense, TextStyle, Ui, pos2, vec2,
};
use rust_decimal::Decimal;

use crate::codes::Scheme;
use crate::money;
use crate::report::SourceKind;
use crate::rules::{Listed, Outcome};
use crate::schema::ColumnKind;
use crate::ui::document::{Balance, Document};
use crate::ui::look::style;

/// A part of the status bar says nothing in less room than this, in points.
const LEAST: f32 = 60.0;

/// Draws the status bar. What stands on the right comes first: the message has the room that is left; where that is
/// too little, it lies above, whole.
pub(crate) fn ui(ui: &mut Ui, document: &mut Document) -> Option<String> {
    let palette = style::palette(ui.visuals());
    let row = Layout::right_to_left(Align::Center);
    let height = ui.spacing().interact_size.y;
    let mut long = None;
    ui.allocate_ui_with_layout(vec2(ui.available_width(), height), row, |ui| {
        let is_typed = !document.being_typed().is_empty();
        let (word, colour) = match &document.file.read_only {
            Some(_) => ("只读", palette.involved),
            // What is typed and not entered yet is in no file, either.
            None if document.has_unsaved() || is_typed => ("● 未保存", palette.involved),
            None => ("已保存", palette.good),
        };
        ui.label(RichText::new(word).color(colour));
        ui.separator();
        selection_ui(ui, document);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.set_clip_rect(ui.clip_rect().intersect(ui.max_rect()));
            let session = &document.session;
            let (kept, shown) = (session.format().unit, document.shown().precision().unit);
            // Rules and findings speak of amounts as they are kept.
            let more = if kept == shown {
                String::new()
            } else {
                format!("（问题清单以{}计）", kept.label())
            };
            ui.label(format!("单位：{}{more}", shown.label()));
            for part in [balance_ui, classification_ui, sources_ui] {
                // What has no room is left out, rather than cut off.
                if ui.available_width() > LEAST {
                    part(ui, document);
                }
            }
            ui.separator();
            if let Some(message) = document.said() {
                let font = TextStyle::Body.resolve(ui.style());
                let width = ui.painter().layout_no_wrap(message.to_owned(), font, palette.ink).size().x;
                if width > ui.available_width() {
                    long = Some(message.to_owned());
                } else {
                    ui.label(RichText::new(message).color(palette.ink));
                }
            }
        });
    });
    long
}

/// A message that has no room in the bar lies over the lower edge of what is left of the window when all panels have their
/// room, until it is put away: the page stays where it is, and so does the cell, or the line of a list, that somebody is
/// about to click. Where it would lie over the cell under the cursor it lies above that.
pub(in crate::ui) fn long_ui(ui: &Ui, document: &mut Document, message: &str) {
    let page = ui.available_rect_before_wrap();
    let frame = Frame::popup(ui.style());
    let width = page.width() - frame.total_margin().sum().x;
    let id = Id::unique("long message");
    let cell = document.table_key().and_then(|_| document.grid()?.cursor_rect);
    let cell = cell.filter(|cell| page.intersects(*cell));
    let height = ui.ctx().memory(|memory| memory.area_rect(id)).map_or(0.0, |area| area.height());
    let covered =
        cell.filter(|cell| cell.bottom() > page.bottom() - height && cell.top() - height > page.top());
    let lower = covered.map_or(page.bottom(), |cell| cell.top() - 1.0);
    let area = Area::new(id).order(Order::Middle).constrain(false);
    let shown = area.pivot(Align2::LEFT_BOTTOM).fixed_pos(pos2(page.left(), lower)).show(ui.ctx(), |ui| {
        frame.show(ui, |ui| {
            ui.set_width(width);
            let text = RichText::new(message).color(style::palette(ui.visuals()).ink);
            ui.add(Label::new(text).wrap().selectable(false).sense(Sense::CLICK))
        })
    });
    // It was placed by the height of the one before.
    let is_off = (shown.response.rect.bottom() - lower).abs() > 0.5;
    if is_off || shown.response.rect.height() != height {
        ui.ctx().request_repaint();
    }
    if shown.inner.inner.on_hover_text("按 Esc 或点一下收起").clicked() {
        document.say_nothing();
    }
}

/// Which year's lists of codes are in use; where they come from, in the hint.
fn classification_ui(ui: &mut Ui, document: &mut Document) {
    let palette = style::palette(ui.visuals());
    let year = document.session.budget().year;
    let lists = document.session.book().classification();
    let added = lists.added_files().count();
    let how = if added == 0 { "内置".to_owned() } else { format!("加上 {added} 个文件") };
    let colour = if lists.year() == year { palette.faint } else { palette.involved };
    let text = RichText::new(format!("科目表：{} 年（{how}）", lists.year())).color(colour);
    let mut hint: Vec<String> =
        Scheme::ALL.iter().map(|scheme| format!("{}：{}", scheme.title(), lists.origin(*scheme))).collect();
    if lists.year() != year {
        let said = format!(
            "没有 {year} 年的科目表，用较近年度的。新表存为 CSV 放进 classifications/{year}/（见 yusuan codes --help）"
        );
        hint.insert(0, said);
    }
    ui.separator();
    ui.add(Label::new(text).truncate()).on_hover_text(hint.join("\n"));
}

/// That a format or rules from files are in use, if they are: which, in the hint.
fn sources_ui(ui: &mut Ui, document: &mut Document) {
    let mut words = Vec::new();
    let mut replaces = false;
    let sources: Vec<_> =
        document.sources().into_iter().filter(|source| source.kind != SourceKind::Codes).collect();
    for (kind, word) in [(SourceKind::Format, "表式"), (SourceKind::Rules, "规则")] {
        let of_kind: Vec<_> = sources.iter().filter(|source| source.kind == kind).collect();
        if !of_kind.is_empty() {
            let replaced = of_kind.iter().any(|source| !source.replaces.is_empty());
            replaces |= replaced;
            words.push(format!("{}{word}", if replaced { "取代内置的" } else { "文件中的" }));
        }
    }
    if words.is_empty() {
        return;
    }
    let palette = style::palette(ui.visuals());
    let colour = if replaces { palette.involved } else { palette.faint };
    let hint: Vec<String> = sources.iter().map(ToString::to_string).collect();
    ui.separator();
    let text = RichText::new(format!("用{}", words.join("、"))).color(colour);
    ui.add(Label::new(text).truncate()).on_hover_text(hint.join("\n"));
}

/// Whether 收入总计 = 支出总计, as the format's balance rule finds. It is good news only where there is something to
/// balance, and no line whose amount is missing in it.
fn balance_ui(ui: &mut Ui, document: &mut Document) {
    let revision = document.session.revision();
    let known = document.cache.balance.take().filter(|(of, _)| *of == revision);
    let Some((_, balance)) = known.or_else(|| Some((revision, balance_of(document)?))) else {
        return;
    };
    let palette = style::palette(ui.visuals());
    let (text, colour) = match &balance {
        Balance::Even => ("✓ 收入总计 = 支出总计".to_owned(), palette.good),
        Balance::Off(difference) => (
            format!("× 收入总计 ≠ 支出总计，差 {difference}"),
            style::severity_colour(crate::schema::Severity::Error, ui.visuals()),
        ),
        Balance::Nothing => ("收支是否平衡：还没有数".to_owned(), palette.faint),
        Balance::Left(left) => (format!("收入总计 = 支出总计，但{left}"), palette.faint),
        Balance::Unknown => ("收支是否平衡：未检查".to_owned(), palette.faint),
    };
    ui.separator();
    ui.add(Label::new(RichText::new(text).color(colour)).truncate());
    document.cache.balance = Some((revision, balance));
}

/// How the balance of the budget stands; `None` where the format names no rule for it.
fn balance_of(document: &mut Document) -> Option<Balance> {
    let format = document.session.format().clone();
    let id = format.balance.as_ref()?;
    let verdicts = document.session.verdicts();
    let amount = |amount| money::display(amount, format.decimals);
    let ended = verdicts.rules().iter().find(|ended| ended.rule.id == *id);
    match ended.map(|ended| ended.outcome) {
        Some(Outcome::Passed) => {}
        Some(Outcome::Violated) => {
            let findings = verdicts.findings();
            let is_its =
                |listed: &&Listed| findings.rule_of(listed).is_some_and(|ended| ended.rule.id == *id);
            let difference = findings.listed().iter().find(is_its).and_then(|listed| listed.found.difference);
            let difference = difference.map(amount).unwrap_or_default();
            // What falls nowhere is often why.
            let both: Vec<String> = std::iter::once(difference).chain(document.unplaced_in_words()).collect();
            return Some(Balance::Off(both.join("；")));
        }
        Some(Outcome::NotChecked | Outcome::NotApplicable) | None => return Some(Balance::Unknown),
    }
    let left = document.unplaced_in_words();
    let tables = document.balanced_tables();
    let book = document.session.book();
    let sheets = tables.iter().filter_map(|table| book.sheet(table));
    let mut numbers =
        sheets.flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells().filter_map(|cell| cell.number()));
    let is_blank = numbers.all(|number| number.is_zero());
    Some(match (is_blank, left.is_empty()) {
        (_, false) => Balance::Left(left.join("，")),
        (true, true) => Balance::Nothing,
        (false, true) => Balance::Even,
    })
}

/// Sum, count and average of the selected numbers: added up anew only when something changes, for a whole
/// table can be selected.
fn selection_ui(ui: &mut Ui, document: &mut Document) {
    let Some(of) = document.selection_of() else {
        return;
    };
    if of.2.is_none() || of.1 == of.2 {
        if let Some(cursor) = &of.1 {
            let cell = document.book().cell(cursor);
            let exact = cell.as_ref().and_then(|cell| document.shown().exact(cell));
            if let Some(exact) = exact {
                ui.label(RichText::new(format!("精确数 {exact}")).color(style::palette(ui.visuals()).faint));
            }
        }
        return;
    }
    if document.cache.selection.as_ref().is_none_or(|(known, _)| *known != of) {
        let text = selection_text(document);
        document.cache.selection = Some((of, text));
    }
    if let Some((_, text)) = &document.cache.selection {
        ui.label(text);
    }
}

fn selection_text(document: &mut Document) -> String {
    let cells = document.selected_cells();
    let book = document.book();
    let shown = document.shown();
    let mut numbers: Vec<Decimal> = Vec::new();
    let mut counts = false;
    for cell in cells.iter().filter_map(|address| book.cell(address)) {
        if let Some(number) = shown.number(&cell).filter(|_| cell.column.kind.is_number()) {
            numbers.push(number);
            counts |= cell.column.kind == ColumnKind::Count;
        }
    }
    let decimals = document.session.format().decimals;
    // Persons and cars have no unit to be shown in.
    let show = |number| if counts { money::display(number, decimals) } else { shown.amount(number) };
    let sum = numbers.iter().try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number));
    match sum {
        Some(sum) if !numbers.is_empty() => {
            let average = sum.checked_div(Decimal::from(numbers.len())).unwrap_or_default();
            format!("求和 {}　计数 {}　平均 {}", show(sum), numbers.len(), show(average))
        }
        _ => format!("选中 {} 格", cells.len()),
    }
}
