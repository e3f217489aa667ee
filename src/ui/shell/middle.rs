//! The middle of the window: a table with its heading, a page, or, where no document is open, how to begin. What is asked
//! there is carried out by who shows it.

use eframe::egui::Ui;

use crate::schema::Formats;
use crate::text::visible;
use crate::ui::commands::Command;
use crate::ui::document::{Document, Page};
use crate::ui::pages::{adjusted, compare, narrative, proposals, reckoning, reconciling, rule_editor, texts};
use crate::ui::panels::{comments, printing};
use crate::ui::request::Request;
use crate::ui::shell::panels::Panels;
use crate::ui::shell::recent::Recent;
use crate::ui::table::entry_bar;
use crate::ui::table::grid::Grid;
use crate::ui::table::grid::state::GridAction;

/// How to begin, where no document is open.
pub(super) fn welcome_ui(ui: &mut Ui, recent: &Recent, requests: &mut Vec<Request>) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.heading("预算编辑器");
        ui.label("打开一份部门预算：报送或公开的 PDF、Excel、Word、网页、文本，或本程序的预算文件（.ron）。");
        ui.label("也可以把文件拖到窗口上；说明和表格分在几个文件里的，一起选中或拖入。");
        ui.add_space(10.0);
        for (title, command) in
            [("打开…", Command::Open), ("新建预算…", Command::New), ("使用说明", Command::Guide)]
        {
            if ui.button(title).clicked() {
                requests.push(Request::Command(command));
            }
        }
        ui.add_space(6.0);
        for file in recent.files().iter().take(6) {
            if ui.link(visible(&file.display().to_string())).clicked() {
                requests.push(Request::Open(file.clone()));
            }
        }
    });
}

/// The middle of the window: a table with its heading, or a page of text.
pub(super) fn ui(
    ui: &mut Ui,
    document: &mut Document,
    panels: &mut Panels,
    formats: &Formats,
    requests: &mut Vec<Request>,
) -> Vec<GridAction> {
    if matches!(document.page, Page::Narrative | Page::Printing) {
        document.follow_text();
    }
    match document.page.clone() {
        Page::Narrative => narrative::ui(ui, document),
        Page::Unplaced => texts::unplaced_ui(ui, document),
        Page::Notices => texts::notices_ui(ui, document),
        Page::Comments => comments::page_ui(ui, document),
        Page::Adjusted => adjusted::page_ui(ui, document),
        Page::Reconcile => reconciling::ui(ui, document, &mut panels.reconciling),
        Page::Reckoning => reckoning::ui(ui, document, &mut panels.reckoning),
        Page::Proposals => proposals::ui(ui, document, &mut panels.proposing),
        Page::Compare => compare::ui(ui, document, &mut panels.comparing, formats, requests),
        Page::Printing => printing::ui(ui, document, &mut panels.printing, requests),
        Page::Rules => rule_editor::ui(ui, document, requests),
        Page::Table(key) => {
            texts::table_heading_ui(ui, document, &key, requests);
            if document.lacks(&key) {
                return Vec::new();
            }
            let opened = entry_bar::ui(ui, document, requests);
            let drawn = document.with_shown_grid(|sheet, layout, marks, state, shown| {
                sheet.table.map(|_| Grid { sheet, layout, marks, state, shown }.show(ui))
            });
            let mut actions: Vec<GridAction> = opened.into_iter().collect();
            actions.extend(drawn.flatten().unwrap_or_default());
            return actions;
        }
    }
    Vec::new()
}
