//! The panes of the window as stops of the keyboard: F6 goes from one to the next, Tab on from there, Esc back to the table.

use eframe::egui::{Id, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::style;

/// A part of the window beside the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Pane {
    /// Menus, tabs and toolbar.
    Menus,
    /// The units, tables and texts there are.
    Navigation,
    /// A page that is no table.
    Page,
    /// What is said of the selected cell.
    Inspector,
    /// The submitted document.
    Original,
    /// The search in the tables.
    Find,
    /// The findings.
    Findings,
}

/// How far the frame around a pane stands off what is in it.
const MARGIN: f32 = 5.0;

impl Pane {
    /// In the order in which one goes through them.
    pub(crate) const ALL: [Self; 7] = [
        Self::Navigation,
        Self::Page,
        Self::Inspector,
        Self::Original,
        Self::Find,
        Self::Findings,
        Self::Menus,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::Menus => "菜单、标签和工具栏",
            Self::Navigation => "单位和各表",
            Self::Page => "当前页",
            Self::Inspector => "单元格说明",
            Self::Original => "原件对照",
            Self::Find => "查找",
            Self::Findings => "问题和规则",
        }
    }

    /// The stop's.
    pub(crate) fn id(self) -> Id {
        Id::unique(("pane", self))
    }
}

/// Where the keyboard stops in a pane, before the first thing in it: to be drawn first of all there.
pub(crate) fn stop_ui(ui: &Ui, pane: Pane) {
    let around = ui.max_rect();
    let at = Rect::from_min_size(around.left_top(), vec2(1.0, 1.0));
    let response = ui.interact(at, pane.id(), Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Group, true, pane.title()));
    if response.has_focus() {
        // In the margin around what stands there, as far as there is one, and above all that is drawn there later.
        let line = Stroke::new(2.0, style::palette(ui.visuals()).cursor);
        let painter = ui.ctx().layer_painter(ui.layer_id());
        let around = around.expand(MARGIN).intersect(ui.ctx().content_rect());
        painter.rect_stroke(around, 0.0, line, StrokeKind::Inside);
    }
}
