//! The dialog for a new budget (新建预算).

pub(in crate::ui) mod templates;
mod units;

use std::path::PathBuf;

use eframe::egui::{self, Context, Grid, Id, Modal, RadioButton, RichText, ScrollArea, TextEdit, Ui};

use self::units::Units;
use crate::calc::Cell;
use crate::file;
use crate::model::{CellAddress, Department, TableKey};
use crate::schema::{Formats, Role, Severity, default_format};
use crate::session::{Plan, Session, Start, new_budget, next_format};
use crate::ui::document::Document;
use crate::ui::look::focus;
use crate::ui::look::primary;
use crate::ui::look::room;
use crate::ui::look::style;

/// How high it is with some units, and how far below the top of the window it stands.
const USUAL_HEIGHT: f32 = 640.0;
const LEAST_TOP: f32 = 8.0;
const MOST_TOP: f32 = 80.0;

/// The first fields, of which a mistake can be told, in their order.
const NAME: usize = 0;
const CODE: usize = 1;
const YEAR: usize = 2;

fn field_id(at: usize) -> Id {
    Id::unique(("field of a new budget", at))
}

/// What the new budget is to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
enum From {
    StandardItems,
    Nothing,
    LastYear,
    Template(PathBuf),
}

/// A new budget being described.
#[derive(Clone, Debug)]
pub(in crate::ui) struct NewBudget {
    code: String,
    name: String,
    year: String,
    units: Units,
    from: From,
    copy_amounts: bool,
    /// The templates at hand.
    templates: Vec<PathBuf>,
    error: Option<String>,
    /// The field that is wrong, until it has the keyboard.
    wrong: Option<Id>,
    /// Whether the dialog is not drawn yet: its first field takes the keyboard then.
    is_new: bool,
}

impl NewBudget {
    /// For next year's budget of the document in front, if there is one.
    pub(crate) fn new(document: Option<&Document>, templates: Vec<PathBuf>) -> Self {
        let budget = document.map(|document| document.session.budget());
        let year = budget.map_or_else(|| i32::from(jiff::Zoned::now().year()), |budget| budget.year) + 1;
        let department = budget.map(|budget| budget.department.clone()).unwrap_or_default();
        Self {
            code: department.code,
            name: if department.full_name.is_empty() { department.name } else { department.full_name },
            year: year.to_string(),
            units: Units::default(),
            from: From::StandardItems,
            copy_amounts: false,
            templates,
            error: None,
            wrong: None,
            is_new: true,
        }
    }

    /// What was answered.
    ///
    /// # Errors
    /// What is wrong, and in which field.
    fn plan(&self) -> Result<Plan, (String, Id)> {
        let said = |_| (format!("年度“{}”不是数字", self.year), field_id(YEAR));
        let year = self.year.trim().parse().map_err(said)?;
        let name = self.name.trim().to_owned();
        if name.is_empty() {
            return Err(("请填写部门名称".to_owned(), field_id(NAME)));
        }
        let units = match self.from {
            From::LastYear => Vec::new(),
            _ => self.units.plans(self.from == From::StandardItems)?,
        };
        // A blank budget may be begun without any: they are entered in their table later.
        if units.is_empty() && self.from == From::StandardItems {
            return Err(("请至少写一个单位：代码、名称和性质".to_owned(), Units::first_field()));
        }
        let department =
            Department { code: self.code.trim().to_owned(), name: name.clone(), full_name: name };
        Ok(Plan { year, department, units })
    }

    /// The questions; whether Enter in one of the first fields says that all is answered.
    fn ui(&mut self, ui: &mut Ui, last: Option<String>) -> bool {
        let mut entered = None;
        Grid::new("department of a new budget").num_columns(2).show(ui, |ui| {
            let fields = [
                ("部门名称", &mut self.name, 300.0),
                ("部门代码", &mut self.code, 100.0),
                ("年度", &mut self.year, 100.0),
            ];
            for (at, (title, text, width)) in fields.into_iter().enumerate() {
                let label = ui.label(title);
                let field = TextEdit::singleline(text).id(field_id(at)).desired_width(width);
                let field = ui.add(field).labelled_by(label.id);
                if self.is_new && at == NAME {
                    // Until it has it: what is asked may be drawn once to be measured.
                    self.is_new = !field.has_focus();
                    field.request_focus();
                    // The name that stands there is the last department's: who types means another.
                    focus::select_all(ui.ctx(), field.id);
                }
                if field.changed() {
                    // What was wrong may be right now.
                    self.error = None;
                }
                if field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
                    entered = Some(at);
                }
                ui.end_row();
            }
        });
        // Behind the name its code is wanted: nobody types the department's into the field of a unit's.
        let wants_code = entered == Some(NAME) && self.code.trim().is_empty();
        if wants_code {
            ui.memory_mut(|memory| memory.request_focus(field_id(CODE)));
        }
        let done = entered.is_some() && !wants_code;
        ui.add_space(4.0);
        ui.label(RichText::new("明细从哪里开始").font(style::strong()));
        let before = self.from.clone();
        primary::choice(
            ui,
            &mut self.from,
            From::StandardItems,
            "按单位性质列出常用的人员、公用经费项目（金额留空）",
        );
        let title = "以当前文件为上年：沿用单位、明细和科目，记下上年数";
        if last.is_none() {
            ui.add_enabled(false, RadioButton::new(false, title))
                .on_disabled_hover_text("先打开上年的预算文件，再新建");
        }
        if let Some(last) = last {
            primary::choice(ui, &mut self.from, From::LastYear, title).on_hover_text(last);
            if self.from == From::LastYear {
                ui.indent("amounts", |ui| {
                    let title = "本年金额照抄上年；不选则留空（上年数都保留）";
                    ui.checkbox(&mut self.copy_amounts, title);
                });
            }
        }
        ScrollArea::vertical().id_salt("templates").max_height(110.0).show(ui, |ui| {
            for path in &self.templates {
                let title = format!("模板：{}", templates::name(path));
                let hint = path.display().to_string();
                primary::choice(ui, &mut self.from, From::Template(path.clone()), title).on_hover_text(hint);
            }
        });
        primary::choice(ui, &mut self.from, From::Nothing, "空白");
        if self.from != before {
            // Not every beginning wants the same answers.
            self.error = None;
        }
        ui.add_space(4.0);
        if self.from != From::LastYear {
            let before = self.units.clone();
            match self.units.ui(ui) {
                Err(error) => self.error = Some(error),
                // What was said of them may no longer be so.
                Ok(()) if self.units != before => self.error = None,
                Ok(()) => {}
            }
        }
        if matches!(self.from, From::Template(_)) {
            let said = "每个单位得到模板里同代码、同名或同性质单位的明细；不写则用模板里的单位。";
            let colour = style::palette(ui.visuals()).faint;
            ui.label(RichText::new(said).font(style::small()).color(colour));
        }
        done
    }
}

/// The first cell of a table of lines that takes a number.
fn first_amount(document: &Document, lines: &TableKey) -> Option<CellAddress> {
    let sheet = document.session.book().sheet(lines)?;
    let cells = sheet.rows().flat_map(|row| row.cells());
    let takes_number = |cell: &Cell<'_>| cell.role == Role::Input && cell.column.kind.is_number();
    cells.into_iter().find(takes_number).map(|cell| cell.address())
}

impl NewBudget {
    /// Draws the questions. `last` is the document in front. `None` while they stay open; then the new budget, if
    /// there is to be one.
    pub(crate) fn show(
        &mut self,
        ctx: &Context,
        formats: &Formats,
        last: Option<&Document>,
    ) -> Option<Option<Box<Document>>> {
        let title = last.map(Document::title);
        self.wrong = self.wrong.filter(|field| !ctx.memory(|memory| memory.has_focus(*field)));
        if let Some(field) = self.wrong {
            ctx.memory_mut(|memory| memory.request_focus(field));
            ctx.request_repaint();
        }
        let (mut done, mut cancelled) = (false, false);
        let id = egui::Id::unique("beginning");
        // It grows with its units: what is above them stays under the pointer.
        let top = ((ctx.content_rect().height() - USUAL_HEIGHT) / 2.0).clamp(LEAST_TOP, MOST_TOP);
        let area = Modal::default_area(id).anchor(egui::Align2::CENTER_TOP, egui::vec2(0.0, top));
        Modal::new(id).area(area).show(ctx, |ui| {
            room::width(ui, 560.0);
            ui.heading("新建预算");
            let entered = room::body(ui, |ui| {
                let entered = self.ui(ui, title);
                if let Some(error) = &self.error {
                    let colour = style::severity_colour(Severity::Error, ui.visuals());
                    ui.label(RichText::new(error).color(colour));
                }
                entered
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                done = primary::chosen(ui, true, "新建") || entered;
                cancelled =
                    ui.button("取消").clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape));
            });
        });
        if done {
            // What no field is wrong about takes the keyboard from all of them: what is typed on is no part of a name.
            let begin = |plan| self.begin(&plan, formats, last).map_err(|error| (error, None));
            match self.plan().map_err(|(error, field)| (error, Some(field))).and_then(begin) {
                Ok(document) => return Some(Some(Box::new(document))),
                // What is wrong is written right where the keyboard is then.
                Err((error, field)) => {
                    self.error = Some(error);
                    self.wrong = field;
                    if field.is_none() {
                        ctx.memory_mut(|memory| memory.stop_text_input());
                    }
                    ctx.request_repaint();
                }
            }
        }
        cancelled.then_some(None)
    }

    /// Whether it goes on from last year's budget, which is then the document in front.
    pub(crate) fn is_from_last_year(&self) -> bool {
        self.from == From::LastYear
    }

    fn begin(&self, plan: &Plan, formats: &Formats, last: Option<&Document>) -> Result<Document, String> {
        let (format, budget) = match &self.from {
            From::Template(path) => {
                let template =
                    file::load(path, formats).map_err(|error| format!("模板 {}：{error}", path.display()))?;
                let budget = new_budget(&template.format, plan, Start::Template(&template.budget));
                (template.format, budget)
            }
            From::LastYear => {
                let last = last.ok_or("没有打开的文件可以作为上年")?;
                let budget = last.session.budget();
                let format = next_format(last.session.format(), budget, plan.year);
                let start = Start::LastYear { budget, amounts: self.copy_amounts };
                let budget = new_budget(&format, plan, start);
                (format, budget)
            }
            From::StandardItems => {
                let format = default_format();
                let budget = new_budget(&format, plan, Start::StandardItems);
                (format, budget)
            }
            From::Nothing => {
                let format = default_format();
                let budget = new_budget(&format, plan, Start::Empty);
                (format, budget)
            }
        };
        let has_lines = format.tables.iter().any(|table| format.has_lines(&table.key));
        let how = if has_lines {
            "在明细里录入，各表的金额随之生成"
        } else {
            "在各表里录入金额，合计随之算出"
        };
        let mut said = format!("新预算还没有保存；{how}");
        if self.from == From::LastYear {
            said += "；上年各表的数在“对比”里逐行对照";
        }
        if matches!(self.from, From::Template(_)) {
            let without = templates::units_without_lines(&format, &budget, plan);
            if !without.is_empty() {
                said = format!("模板里没有同代码、同名或同性质的单位，没有明细：{}", without.join("、"));
            }
        }
        let mut document = Document::new(Session::unsaved(budget, format.clone()), None);
        if let Some(lines) = format.tables.iter().find(|table| format.has_lines(&table.key)) {
            document.look.page = crate::ui::document::Page::Table(lines.key.clone());
            // Where one begins to type: the amount of the first line.
            if let Some(cell) = first_amount(&document, &lines.key) {
                document.show_cell(&cell);
            }
        }
        document.message = Some(said);
        Ok(document)
    }
}
