//! The cells that balanced rounding has adjusted (舍位调整): how many of a table, and all of them on a page
//! that leads to each. What could not be kept stands first.

use eframe::egui::{Button, Frame, Grid, Label, RichText, ScrollArea, Ui, vec2};

use crate::model::{CellAddress, TableKey};
use crate::rounding::Adjusted;
use crate::schema::Severity;
use crate::ui::document::{Document, Page};
use crate::ui::look::style;
use crate::ui::table::grid::cell::cell_name;

/// Lines of the list, in points.
const LINE: f32 = 22.0;

impl Document {
    /// Shows the list, where amounts are balanced.
    pub(in crate::ui) fn list_adjusted(&mut self) {
        if self.look.showing.balanced {
            self.look.page = Page::Adjusted;
        } else {
            self.message = Some("没有舍位平衡：先在“视图”里选“舍位平衡”".to_owned());
        }
    }

    /// The adjusted cells of a table, or of all.
    fn adjusted_in(&self, table: Option<&TableKey>) -> impl Iterator<Item = &Adjusted> {
        let adjusted = self.balanced().map(|balanced| balanced.adjusted()).unwrap_or_default();
        adjusted.iter().filter(move |one| table.is_none_or(|table| one.address.table == *table))
    }
}

/// Beside the head of a table: how many of its cells are adjusted; leads to the list.
pub(crate) fn count_ui(ui: &mut Ui, document: &mut Document, table: &TableKey) {
    let count = document.adjusted_in(Some(table)).count();
    if count > 0 && ui.link(format!("调整 {count} 格")).on_hover_text("列出舍位调整的单元格").clicked()
    {
        document.list_adjusted();
    }
}

/// All adjusted cells; each leads to its cell.
pub(crate) fn page_ui(ui: &mut Ui, document: &mut Document) {
    let mut jump = None;
    Frame::new().inner_margin(vec2(20.0, 10.0)).show(ui, |ui| {
        ui.heading("舍位调整");
        match document.balanced() {
            Some(_) => list_ui(ui, document, &mut jump),
            None if document.look.showing.balanced => drop(ui.label("正在舍位平衡…")),
            None => drop(ui.label("没有舍位平衡：在“视图”里选“舍位平衡”。")),
        }
    });
    if let Some(cell) = jump {
        document.jump_to_type(&cell);
    }
}

fn list_ui(ui: &mut Ui, document: &Document, jump: &mut Option<CellAddress>) {
    let Some(balanced) = document.balanced() else {
        return;
    };
    let palette = style::palette(ui.visuals());
    let error = style::severity_colour(Severity::Error, ui.visuals());
    let (shown, book) = (document.shown(), document.session.book());
    let precision = shown.precision();
    ui.label(format!(
        "按“{}”舍位平衡：每笔明细取到最末一位，各表由它们汇总，所以合计都等于所列分项之和。",
        precision.label()
    ));
    let all = balanced.adjusted();
    let beyond = all.iter().filter(|one| one.is_beyond()).count();
    if all.is_empty() {
        ui.label("没有需要调整的数：每个数都是自身的四舍五入。");
    } else {
        ui.label(format!("以下 {} 格不是自身的四舍五入；其余各格都是。点一行到那一格。", all.len()));
    }
    if beyond > 0 {
        ui.colored_label(error, format!("其中 {beyond} 格差了不止最末一位，列在最前面。"));
    }
    for apart in balanced.kept_apart() {
        let [left, right] = apart.printed.map(|value| shown.amount(value));
        ui.colored_label(error, format!("“{}”舍位后做不到：{left} 与 {right}", apart.title));
    }
    ui.add_space(6.0);
    let mut order: Vec<&Adjusted> = all.iter().collect();
    order.sort_by_key(|one| !one.is_beyond());
    let amounts = |one: &Adjusted| {
        [shown.in_full(one.exact), shown.amount(one.ordinary), shown.amount(one.printed)]
            .into_iter()
            .chain([shown.signed(one.difference())])
    };
    Grid::new("adjusted head").num_columns(5).min_col_width(110.0).show(ui, |ui| {
        for head in ["精确数", "四舍五入", "显示", "相差", "单元格"] {
            ui.label(RichText::new(head).font(style::small()).color(palette.faint));
        }
        ui.end_row();
    });
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, LINE, order.len(), |ui, lines| {
        Grid::new("adjusted").num_columns(5).min_col_width(110.0).show(ui, |ui| {
            for one in order.get(lines).unwrap_or_default() {
                let colour = if one.is_beyond() { error } else { palette.ink };
                for amount in amounts(one) {
                    ui.add(Label::new(RichText::new(amount).color(colour)).selectable(false));
                }
                let name = book.cell(&one.address).map(|cell| cell_name(&cell)).unwrap_or_default();
                if ui.add(Button::new(name).frame(false).truncate()).clicked() {
                    *jump = Some(one.address.clone());
                }
                ui.end_row();
            }
        });
    });
}
