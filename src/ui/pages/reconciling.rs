//! The page that holds the tables as submitted against what the budget lines give (与明细核对): per table how
//! many cells are equal, and each that differs, with its way to the cell and to the lines behind it. From here
//! a table is switched over to its lines, and back.

use eframe::egui::{Align, Button, CollapsingHeader, Frame, Label, Layout, RichText, ScrollArea, Ui, vec2};

use crate::calc::lines_of;
use crate::compare::{CellAgainstLines, TableAgainstLines, against_lines};
use crate::model::{Budget, CellAddress, Coverage, TableKey};
use crate::money;
use crate::schema::{Format, Severity};
use crate::ui::document::Document;
use crate::ui::look::style::{self, LINE_HEIGHT};
use crate::ui::pages::proposals::fixed;

/// More cells of a table than this are not gone through by eye.
const MOST: usize = 300;

/// The comparison, and the revision of the budget it was made for.
pub(in crate::ui) type Reconciling = (u64, Vec<TableAgainstLines>);

/// What the user asked of the page.
enum Wish {
    Jump(CellAddress),
    Lines(CellAddress),
    Switch(TableKey, Coverage, Option<String>),
}

impl Document {
    /// Goes to the first of the lines behind a cell, as if its table were summed from them.
    fn show_lines(&mut self, cell: &CellAddress) {
        match lines_of(&self.session.book(), cell).into_iter().next() {
            Some(line) => self.jump_to_type(&line),
            None => self.message = Some("这一格没有明细；合计请看它的组成部分".to_owned()),
        }
    }
}

/// Draws the page.
pub(in crate::ui) fn ui(ui: &mut Ui, document: &mut Document, reconciling: &mut Option<Reconciling>) {
    let revision = document.session.revision();
    let (budget, format) = (document.session.budget(), document.session.format().clone());
    if reconciling.as_ref().is_none_or(|(made_for, _)| *made_for != revision) {
        *reconciling = Some((revision, against_lines(budget, &format)));
    }
    let tables = reconciling.as_ref().map_or(&[][..], |(_, tables)| tables);
    let mut wishes = Vec::new();
    Frame::new().inner_margin(vec2(14.0, 8.0)).show(ui, |ui| {
        ui.heading("录入的表与明细核对");
        if tables.is_empty() {
            ui.label("没有可以核对的表：需要既有明细，又有录入（或导入）的表。");
            ui.label("只有公开表时，先用“编辑 → 由公开表反推明细”。");
            return;
        }
        ui.label("只列不同的格；点一行到那一格，“明细”到它的第一条明细。全部一致的表可以改为由明细汇总。");
        ui.separator();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for table in tables {
                table_ui(ui, table, budget, &format, &mut wishes);
            }
        });
    });
    for wish in wishes {
        match wish {
            Wish::Jump(cell) => document.jump_to_type(&cell),
            Wish::Lines(cell) => document.show_lines(&cell),
            Wish::Switch(key, coverage, said) => {
                let remark = document.session.budget().table(&key).map(|table| table.remark.clone());
                document.set_coverage(&key, coverage, remark.unwrap_or_default());
                document.message = said.or(document.message.take());
            }
        }
    }
}

fn table_ui(
    ui: &mut Ui,
    table: &TableAgainstLines,
    budget: &Budget,
    format: &Format,
    wishes: &mut Vec<Wish>,
) {
    let Some(schema) = format.table(&table.table) else {
        return;
    };
    let palette = style::palette(ui.visuals());
    let coverage = budget.table(&table.table).map_or(Coverage::Absent, |table| table.coverage);
    let number = schema.numbered().map(|number| format!("{number} ")).unwrap_or_default();
    let mut title = format!("{number}{}　一致 {}，不同 {}", schema.short, table.equal, table.differing.len());
    if table.unknown > 0 {
        title.push_str(&format!("，缺页不能核对 {}", table.unknown));
    }
    if coverage == Coverage::Derived {
        title.push_str("　（现在由明细汇总）");
    }
    let colour = if table.differing.is_empty() { palette.good } else { palette.ink };
    CollapsingHeader::new(RichText::new(title).color(colour)).id_salt(&table.table).show(ui, |ui| {
        let (label, to) = match coverage {
            Coverage::Derived => ("改回录入的数", Coverage::Full),
            _ => ("改为由明细汇总", Coverage::Derived),
        };
        if ui.button(label).on_hover_text("录入的数保留在文件里，随时可以改回；可以撤销").clicked()
        {
            wishes.push(Wish::Switch(table.table.clone(), to, changed(table, format, to)));
        }
        let height = LINE_HEIGHT;
        for cell in table.differing.iter().take(MOST) {
            ui.horizontal(|ui| {
                ui.set_min_height(height);
                cell_ui(ui, cell, format.decimals, coverage == Coverage::Derived, wishes);
            });
        }
        if let Some(rest) = table.differing.len().checked_sub(MOST).filter(|rest| *rest > 0) {
            ui.label(format!("其余 {rest} 格没有列出；全部见命令 yusuan reconcile"));
        }
    });
}

/// Which figures a table changes to when it is made of its lines, or goes back; nothing where none does.
fn changed(table: &TableAgainstLines, format: &Format, to: Coverage) -> Option<String> {
    let first = table.differing.first()?;
    let (before, now) = match to {
        Coverage::Derived => (first.submitted, first.derived),
        _ => (first.derived, first.submitted),
    };
    let show = |amount| money::display(amount, format.decimals);
    let how = if to == Coverage::Derived { "改为由明细汇总" } else { "改回录入的数" };
    Some(format!(
        "{how}：{} 格的数变了，如“{}”由 {} 变为 {}；可以撤销",
        table.differing.len(),
        first.title,
        show(before),
        show(now)
    ))
}

fn cell_ui(ui: &mut Ui, cell: &CellAgainstLines, decimals: u32, is_derived: bool, wishes: &mut Vec<Wish>) {
    let palette = style::palette(ui.visuals());
    let show = |amount| money::display(amount, decimals);
    // A derived table shows the rows that the lines give, another one those that were submitted.
    let place = if is_derived { &cell.derived_at } else { &cell.submitted_at };
    let title = Button::new(RichText::new(&cell.title).color(palette.ink)).frame(false).truncate();
    let mut clicked = false;
    fixed(ui, 430.0, |ui| clicked = ui.add_enabled(place.is_some(), title).clicked());
    if let Some(at) = place.as_ref().filter(|_| clicked) {
        wishes.push(Wish::Jump(at.clone()));
    }
    let warning = style::severity_colour(Severity::Warning, ui.visuals());
    for (word, amount, colour) in [
        ("录入", cell.submitted, palette.ink),
        ("明细", cell.derived, palette.ink),
        ("差", cell.difference(), warning),
    ] {
        fixed(ui, 118.0, |ui| {
            let text = RichText::new(format!("{word} {}", show(amount))).color(colour);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
        });
    }
    if cell.submitted_at.is_none() {
        let said = RichText::new("录入的表没有这一行").font(style::small()).color(palette.faint);
        ui.add(Label::new(said));
    }
    if let Some(at) = &cell.derived_at
        && ui.small_button("明细").clicked()
    {
        wishes.push(Wish::Lines(at.clone()));
    }
}
