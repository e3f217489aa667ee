//! In which unit the amounts of budget lines stand in a file of another system, before it is written or read. Where the file
//! is, is asked next, by who carries the request out.

use eframe::egui::{self, Context, Key, Modal, RichText, Ui};

use crate::money::MoneyUnit;
use crate::ui::document::Document;
use crate::ui::look::primary;
use crate::ui::look::room;
use crate::ui::look::style;
use crate::ui::request::{Request, Way};

/// The unit being chosen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineUnit {
    way: Way,
    unit: Option<MoneyUnit>,
}

impl LineUnit {
    /// Begins with the unit of the mapping, or what the file says.
    pub(crate) fn of(way: Way) -> Self {
        Self { way, unit: None }
    }

    /// Draws the question; what it is, as long as it stays open.
    pub(crate) fn show(mut self, ctx: &Context, document: &mut Document) -> Option<Self> {
        let (title, usual, what, go) = match self.way {
            Way::Out => (
                "导出预算明细",
                "按对照表",
                "按对照表：各金额栏用预算管理一体化的单位（元）；选了单位的，写在栏名里。",
                "导出…",
            ),
            Way::In => (
                "读入预算明细",
                "按文件",
                "按文件：栏名或表头写明的单位，没有写的按对照表（元）。读入替换原有的明细，可以撤销。",
                "读入…",
            ),
        };
        let (mut done, mut cancelled) = (false, false);
        Modal::new(egui::Id::unique("unit of lines")).show(ctx, |ui| {
            room::width(ui, 400.0);
            ui.heading(title);
            ui.add_space(4.0);
            self.unit_ui(ui, usual);
            ui.add_space(4.0);
            ui.label(RichText::new(what).font(style::small()));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                done = primary::chosen(ui, true, go);
                cancelled = ui.button("取消").clicked() || ui.input(|input| input.key_pressed(Key::Escape));
            });
        });
        if done {
            document.requests.push(Request::Lines(self.way, self.unit));
        }
        (!done && !cancelled).then_some(self)
    }

    fn unit_ui(&mut self, ui: &mut Ui, usual: &'static str) {
        ui.horizontal(|ui| {
            ui.label("金额单位");
            let units = [None, Some(MoneyUnit::Yuan), Some(MoneyUnit::WanYuan)];
            for unit in units {
                primary::choice(ui, &mut self.unit, unit, unit.map_or(usual, MoneyUnit::label));
            }
        });
    }
}
