//! The dialog for a new budget (新建预算).

use eframe::egui::{self, Context, Modal, RichText, TextEdit};

use super::app::App;
use super::document::Document;
use super::style;
use crate::codes::UnitKind;
use crate::model::Department;
use crate::schema::{Severity, default_format};
use crate::session::{Plan, Session, UnitPlan, new_budget};

/// A new budget being described.
#[derive(Clone, Debug)]
pub(super) struct Beginning {
    code: String,
    name: String,
    year: String,
    units: String,
    standard_items: bool,
    from_last: bool,
    copy_amounts: bool,
    error: Option<String>,
}

impl Beginning {
    /// For next year's budget of the document in front, if there is one.
    pub fn new(document: Option<&Document>) -> Self {
        let budget = document.map(|document| document.session.budget());
        let year = budget.map_or_else(|| i32::from(jiff::Zoned::now().year()), |budget| budget.year) + 1;
        let department = budget.map(|budget| budget.department.clone()).unwrap_or_default();
        Self {
            code: department.code,
            name: if department.full_name.is_empty() { department.name } else { department.full_name },
            year: year.to_string(),
            units: String::new(),
            standard_items: true,
            from_last: false,
            copy_amounts: false,
            error: None,
        }
    }

    fn plan(&self) -> Result<Plan, String> {
        let year = self.year.trim().parse().map_err(|_| format!("年度“{}”不是数字", self.year))?;
        let name = self.name.trim().to_owned();
        if name.is_empty() {
            return Err("请填写部门名称".to_owned());
        }
        let mut units = Vec::new();
        for line in self.units.lines().filter(|line| !line.trim().is_empty()) {
            let mut words = line.split([' ', '\t', '，', ',', '　']).filter(|word| !word.is_empty());
            let (Some(code), Some(unit)) = (words.next(), words.next()) else {
                return Err(format!("“{line}”应写成：单位代码 单位名称 性质（行政、参公、事业）"));
            };
            let kind = words
                .next()
                .and_then(|word| UnitKind::ALL.into_iter().find(|kind| word.starts_with(kind.short_name())));
            units.push(UnitPlan { code: code.to_owned(), name: unit.to_owned(), kind });
        }
        if units.is_empty() && !self.from_last {
            return Err("请至少写一个单位，每行一个：单位代码 单位名称 性质".to_owned());
        }
        let department =
            Department { code: self.code.trim().to_owned(), name: name.clone(), full_name: name };
        let (standard_items, copy_amounts) = (self.standard_items, self.copy_amounts);
        Ok(Plan { year, department, units, standard_items, copy_amounts })
    }
}

impl App {
    /// The dialog, while it is open.
    pub(super) fn beginning_ui(&mut self, ctx: &Context) {
        let Some(mut beginning) = self.beginning.take() else {
            return;
        };
        let can_carry = self.document().is_some();
        let (mut done, mut cancelled) = (false, false);
        Modal::new(egui::Id::unique("beginning")).show(ctx, |ui| {
            ui.set_width(480.0);
            ui.heading("新建预算");
            for (title, text, width) in [
                ("部门名称", &mut beginning.name, 300.0),
                ("部门代码", &mut beginning.code, 100.0),
                ("年度", &mut beginning.year, 100.0),
            ] {
                ui.horizontal(|ui| {
                    let label = ui.label(title);
                    ui.add(TextEdit::singleline(text).desired_width(width)).labelled_by(label.id);
                });
            }
            if can_carry {
                ui.checkbox(&mut beginning.from_last, "以当前文件为上年：沿用单位、明细和科目，记下上年数");
            }
            if beginning.from_last {
                ui.checkbox(&mut beginning.copy_amounts, "本年金额照抄上年；不选则留空（上年数都保留）");
            } else {
                let label = ui.label("单位，每行一个：单位代码 单位名称 性质（行政、参公、事业）");
                let hint = "901001 某局 行政\n901002 某中心 事业";
                let field = TextEdit::multiline(&mut beginning.units).hint_text(hint).desired_rows(4);
                ui.add(field.desired_width(f32::INFINITY)).labelled_by(label.id);
                ui.checkbox(
                    &mut beginning.standard_items,
                    "按单位性质列出常用的人员、公用经费项目（金额留空）",
                );
            }
            if let Some(error) = &beginning.error {
                ui.label(RichText::new(error).color(style::severity_colour(Severity::Error, ui.visuals())));
            }
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                done = ui.button("新建").clicked();
                cancelled =
                    ui.button("取消").clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape));
            });
        });
        if done {
            match beginning.plan() {
                Ok(plan) => {
                    self.begin(&plan, beginning.from_last);
                    return;
                }
                Err(error) => beginning.error = Some(error),
            }
        }
        if !cancelled {
            self.beginning = Some(beginning);
        }
    }

    fn begin(&mut self, plan: &Plan, from_last: bool) {
        let last = self.document().filter(|_| from_last);
        let format = last.map_or_else(default_format, |last| last.session.format().clone());
        let budget = new_budget(&format, plan, last.map(|last| last.session.budget()));
        let mut document = Document::new(Session::unsaved(budget, format.clone()), None);
        if let Some(lines) = format.tables.iter().find(|table| format.has_lines(&table.key)) {
            document.page = super::document::Page::Table(lines.key.clone());
        }
        document.message = Some("新预算还没有保存；在明细里录入，各表的金额随之生成".to_owned());
        self.show(document);
    }
}
