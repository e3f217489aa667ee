//! Which rows of the shown table are seen, and in which order, with a line above the table that says so. The data is
//! not touched; see `sheet::view`.

use eframe::egui::{RichText, Ui};

use crate::model::TableKey;
use crate::sheet::view::{ColumnOf, View};
use crate::ui::document::Document;
use crate::ui::look::style;
use crate::ui::table::grid::state::Reveal;

impl Document {
    /// Changes how the shown table is looked at, and settles what is seen.
    pub fn change_view(&mut self, change: impl FnOnce(&mut View)) {
        let Some(key) = self.table_key() else {
            return;
        };
        self.edit_view(&key, |view, sheet| {
            change(view);
            view.settle(sheet);
        });
    }

    /// Shows all rows in their order, around the cell that one was at: what was found by a filter is not lost among them.
    pub fn clear_view(&mut self) {
        self.change_view(|view| *view = View::default());
        if let Some(grid) = self.grid() {
            grid.reveal = Reveal::Centred;
        }
    }
}

/// Says that not all rows are shown, or not in their order, with a way back.
pub(crate) fn banner_ui(ui: &mut Ui, document: &mut Document, key: &TableKey) {
    let Some(view) = document.view(key).filter(|view| view.is_on()).cloned() else {
        return;
    };
    let format = document.session.format().clone();
    let title = |of: &ColumnOf| {
        let section = format.table(key).and_then(|table| table.sections.get(of.0));
        section
            .and_then(|section| section.column(&of.1))
            .map(|column| column.title().to_owned())
            .unwrap_or_default()
    };
    let mut said = Vec::new();
    if view.only.is_some() {
        said.push("只看一个数的明细".to_owned());
    }
    if !view.filters.is_empty() {
        said.push(format!("按 {} 筛选", view.filters.keys().map(title).collect::<Vec<_>>().join("、")));
    }
    if view.hide_empty {
        said.push("隐藏了空行".to_owned());
    }
    if let Some(grouping) = &view.grouping {
        said.push(format!("按{}分组", grouping.title()));
    }
    let folded = view.folded.len() + view.folded_heads.len();
    if folded > 0 {
        said.push(format!("折叠了 {folded} 处"));
    }
    if let Some((of, down)) = &view.sort {
        said.push(format!("按 {} {}排列", title(of), if *down { "降序" } else { "升序" }));
    }
    let (shown, all) = document.shown_rows(key);
    ui.horizontal(|ui| {
        let palette = style::palette(ui.visuals());
        let text = format!("{}；显示 {shown} 行，共 {all} 行。数据和合计不变", said.join("，"));
        ui.label(RichText::new(text).color(palette.computed_ink));
        if ui.small_button("显示全部").clicked() {
            document.clear_view();
        }
    });
}
