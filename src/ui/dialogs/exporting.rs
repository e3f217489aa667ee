//! What of a budget is written as the published document, and as which kind of file (导出公开文本). Where it goes is
//! asked next, by who carries the request out.

use eframe::egui::{self, Context, Key, Modal, RichText, Ui};

use crate::document::{Edition, Kind, Options, PaperChoice, Part, Totals, choose_paper};
use crate::model::TableKey;
use crate::money::MoneyUnit;
use crate::schema::TableSchema;
use crate::ui::document::Document;
use crate::ui::look::list;
use crate::ui::look::named::called;
use crate::ui::look::paper;
use crate::ui::look::primary;
use crate::ui::look::room;
use crate::ui::look::style;
use crate::ui::request::Request;

/// An export being chosen.
#[derive(Clone, Debug)]
pub(crate) struct Exporting {
    kind: Kind,
    options: Options,
    /// The table whose paper is looked at.
    table: Option<TableKey>,
    /// Whether totals are stated otherwise than they come to, so that it makes a difference which are printed.
    differ: bool,
}

impl Exporting {
    /// Begins for a document; nothing where a cell is being edited that cannot be entered.
    pub(crate) fn begin(document: &mut Document) -> Option<Self> {
        if !document.commit() {
            return None;
        }
        document.follow_text();
        let book = document.session.book();
        let mut cells = book.sheets().flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells());
        let differ = cells.any(|cell| cell.disagreement().is_some());
        let table = document.table_key();
        let table = table.filter(|key| printed(document).any(|schema| schema.key == *key));
        let table = table.or_else(|| printed(document).map(|schema| schema.key.clone()).next());
        Some(Self {
            kind: Kind::Word,
            options: Options { edition: Edition::ForPublic, ..Options::default() },
            table,
            differ,
        })
    }

    /// Draws the question; what it is, as long as it stays open.
    pub(crate) fn show(mut self, ctx: &Context, document: &mut Document) -> Option<Self> {
        let own = document.session.format().unit;
        let (mut done, mut cancelled) = (false, false);
        Modal::new(egui::Id::unique("exporting")).show(ctx, |ui| {
            room::width(ui, 440.0);
            ui.heading("导出公开文本");
            room::body(ui, |ui| {
                ui.add_space(4.0);
                egui::Grid::new("export").num_columns(2).spacing([16.0, 8.0]).show(ui, |ui| {
                    let kinds: Vec<_> = Kind::ALL.iter().map(|kind| (*kind, kind.label())).collect();
                    choice(ui, "文件", &mut self.kind, &kinds);
                    choice(ui, "内容", &mut self.options.part, &Part::ALL.map(|part| (part, part.label())));
                    let editions = Edition::ALL.map(|edition| (edition, edition.label()));
                    choice(ui, "稿别", &mut self.options.edition, &editions);
                    let units = [(None, own.label()), (Some(other(own)), other(own).label())];
                    choice(ui, "金额单位", &mut self.options.unit, &units);
                    if self.differ {
                        let totals = [(Totals::Stated, "所列的"), (Totals::Computed, "计算的")];
                        choice(ui, "合计写", &mut self.options.totals, &totals);
                    }
                    self.paper_ui(ui, document);
                });
                ui.add_space(4.0);
                ui.label(
                    RichText::new("封面、目录、说明和各表按表式写出，取整时舍位平衡。公布稿不附批注和预算明细；送审稿附，另附编审说明；不分的只有 Excel 工作簿附。").font(style::small()),
                );
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                done = primary::chosen(ui, true, "导出…");
                cancelled = ui.button("取消").clicked() || ui.input(|input| input.key_pressed(Key::Escape));
            });
        });
        if done {
            // What was chosen is remembered with the budget, also where no file comes of it.
            for (table, choice) in std::mem::take(&mut self.options.papers) {
                if let Err(error) = choose_paper(&mut document.session, &table, choice) {
                    document.message = Some(error);
                }
            }
            let request = Request::Export(self.kind, Box::new(self.options.clone()));
            document.requests.push(request);
        }
        (!done && !cancelled).then_some(self)
    }
}

impl Exporting {
    /// The paper of one of the tables at a time.
    fn paper_ui(&mut self, ui: &mut Ui, document: &Document) {
        let Some(table) = &mut self.table else { return };
        ui.label("各表");
        ui.horizontal_wrapped(|ui| {
            let title = |key: &TableKey| {
                document.session.format().table(key).map_or_else(|| key.to_string(), |table| table.named())
            };
            let list = list::ui(ui, "table of paper", title(table), 150.0, |ui| {
                for schema in printed(document) {
                    list::choice(ui, table, schema.key.clone(), schema.named());
                }
            });
            called(list, "哪张表的纸张");
            let known = || PaperChoice::of(document.session.budget(), table);
            let mut choice = self.options.papers.get(table).copied().unwrap_or_else(known);
            if paper::ui(ui, &mut choice) {
                self.options.papers.insert(table.clone(), choice);
            }
        });
        ui.end_row();
    }
}

/// The tables that are printed.
fn printed(document: &Document) -> impl Iterator<Item = &TableSchema> {
    document.session.format().published()
}

fn other(unit: MoneyUnit) -> MoneyUnit {
    match unit {
        MoneyUnit::Yuan => MoneyUnit::WanYuan,
        MoneyUnit::WanYuan => MoneyUnit::Yuan,
    }
}

/// One of several, side by side.
fn choice<T: PartialEq + Copy>(ui: &mut Ui, label: &str, chosen: &mut T, all: &[(T, &str)]) {
    ui.label(label);
    ui.horizontal(|ui| {
        for (value, name) in all {
            primary::choice(ui, chosen, *value, *name);
        }
    });
    ui.end_row();
}
