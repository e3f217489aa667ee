//! The page of lines that are reckoned by a standard per head (按标准计算): the formula, what it stands for, what
//! it gives now, and the amount that stands in the line. Nothing moves until it is asked for.

use eframe::egui::{Align, Button, Frame, Label, Layout, RichText, ScrollArea, Ui, vec2};

use crate::model::{CellAddress, TableKey};
use crate::money;
use crate::schema::Severity;
use crate::session::{Session, reckon_again, take_formulas};
use crate::standards::{ReckonedLine, reckonable_lines, reckoned_lines};
use crate::ui::document::{Document, Page};
use crate::ui::look::style::{self, LINE_HEIGHT};
use crate::ui::pages::proposals::fixed;

/// What the page shows.
#[derive(Default)]
pub(in crate::ui) struct Reckoning {
    /// The revision of the budget that it was made for.
    made_for: Option<u64>,
    /// Lines with a formula.
    lines: Vec<ReckonedLine>,
    /// Lines without one that could have one.
    offered: Vec<ReckonedLine>,
}

/// The height of what a line's names stand for, below it.
const WORDS_HEIGHT: f32 = 18.0;

/// What the user asked of the page.
enum Wish {
    /// To bring all lines up to date.
    All,
    /// To bring one up to date.
    One(CellAddress),
    /// To give lines their formulas.
    Take,
    Jump(CellAddress),
    Show(TableKey),
}

impl Reckoning {
    /// The lines as they are now.
    fn of(&mut self, session: &Session) -> &Self {
        let made_for = Some(session.revision());
        if self.made_for != made_for {
            let (budget, format) = (session.budget(), session.format());
            let (lines, offered) = (reckoned_lines(budget, format), reckonable_lines(budget, format));
            *self = Self { made_for, lines, offered };
        }
        self
    }
}

impl Document {
    /// Whether there are standards to reckon by.
    pub(in crate::ui) fn has_standards(&self) -> bool {
        let list = self.session.format().standards.as_ref();
        let table = list.and_then(|list| self.session.budget().table(&list.table));
        table.is_some_and(|table| !table.rows().is_empty())
    }

    fn take_step(&mut self, step: Option<crate::edit::Batch>) {
        let Some(step) = step else {
            return;
        };
        let said = format!("{}，可以撤销（Ctrl+Z）", step.label);
        if self.apply(Ok(step)) {
            self.message = Some(said);
        }
    }
}

/// Draws the page.
pub(in crate::ui) fn ui(ui: &mut Ui, document: &mut Document, reckoning: &mut Reckoning) {
    let decimals = document.session.format().decimals;
    let unit = document.session.format().unit.label();
    let format = document.session.format().clone();
    let Reckoning { lines, offered, .. } = reckoning.of(&document.session);
    let differing = lines.iter().filter(|line| line.differs()).count();
    let mut wish = None;
    Frame::new().inner_margin(vec2(14.0, 8.0)).show(ui, |ui| {
        ui.heading("按标准计算");
        ui.label(
            "在明细的“测算公式”栏写 =在职人数×标准：人数取自“预算单位”，标准取自“支出标准”里的同名项目（元），\
             也可以写别的项目名称、“基本情况”里的人数，例如 =(在职人数+离退休人数)×办公费×1.1。",
        );
        ui.horizontal(|ui| {
            let units = format.units.as_ref().map(|list| (&list.table, "填人数"));
            let standards = format.standards.as_ref().map(|list| (&list.table, "填标准"));
            for (table, word) in [units, standards].into_iter().flatten() {
                let title = format.table(table).map_or("", |schema| &schema.title);
                if ui.button(format!("{word}：{title}")).clicked() {
                    wish = Some(Wish::Show(table.clone()));
                }
            }
        });
        ui.horizontal(|ui| {
            let open = lines.iter().filter(|line| line.now.is_err()).count();
            let open = if open == 0 { String::new() } else { format!("，{open} 行算不出") };
            let count = lines.len();
            ui.label(format!("有测算公式的明细 {count} 行，{differing} 行的结果与金额不同{open}。单位：{unit}"));
            let button = Button::new(format!("更新全部 {differing} 行"));
            let hint = "金额改为测算公式的结果，一次可以撤销；人数、标准改动后金额不会自己变";
            if ui.add_enabled(differing > 0, button).on_hover_text(hint).clicked() {
                wish = Some(Wish::All);
            }
        });
        if !offered.is_empty() {
            ui.horizontal(|ui| {
                ui.label(format!("另有 {} 行没有测算公式，而“支出标准”里有同名项目：", offered.len()));
                let names: Vec<&str> = offered.iter().map(|line| line.title.as_str()).take(20).collect();
                if ui.button("写上测算公式并计算").on_hover_text(names.join("\n")).clicked() {
                    wish = Some(Wish::Take);
                }
            });
        }
        ui.separator();
        let height = LINE_HEIGHT + WORDS_HEIGHT;
        ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, lines.len(), |ui, range| {
            for line in lines.get(range).into_iter().flatten() {
                line_ui(ui, line, decimals, &mut wish);
            }
        });
    });
    let step = match wish {
        Some(Wish::Jump(cell)) => {
            document.jump_to_type(&cell);
            return;
        }
        Some(Wish::Show(table)) => {
            document.look.page = Page::Table(table);
            document.look.wants_keyboard = true;
            return;
        }
        Some(Wish::All) => reckon_again(lines),
        Some(Wish::One(cell)) => reckon_again(lines.iter().filter(|line| line.at == cell)),
        Some(Wish::Take) => {
            let offered = offered.clone();
            take_formulas(document.session.format(), &offered)
        }
        None => return,
    };
    document.take_step(step);
}

fn line_ui(ui: &mut Ui, line: &ReckonedLine, decimals: u32, wish: &mut Option<Wish>) {
    let palette = style::palette(ui.visuals());
    ui.vertical(|ui| {
        ui.set_height(LINE_HEIGHT + WORDS_HEIGHT);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.horizontal(|ui| {
            ui.set_height(LINE_HEIGHT);
            let title = Button::new(RichText::new(&line.title).color(palette.ink)).frame(false).truncate();
            let mut clicked = false;
            fixed(ui, 280.0, |ui| clicked = ui.add(title).clicked());
            if clicked {
                *wish = Some(Wish::Jump(line.at.clone()));
            }
            fixed(ui, 230.0, |ui| {
                ui.add(Label::new(&line.formula).truncate());
            });
            let warning = style::severity_colour(Severity::Warning, ui.visuals());
            let now = line.now.as_ref().ok().map(|now| now.amount);
            let difference = now.map(|now| now - line.amount).filter(|difference| !difference.is_zero());
            for (word, amount, colour) in [
                ("现为", Some(line.amount), palette.ink),
                ("算得", now, palette.ink),
                ("差", difference, warning),
            ] {
                let shown = amount.map(|amount| format!("{word} {}", money::in_full(amount, decimals)));
                fixed(ui, 118.0, |ui| {
                    let text = RichText::new(shown.unwrap_or_default()).color(colour);
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
                });
            }
            if line.differs() && ui.small_button("更新").clicked() {
                *wish = Some(Wish::One(line.at.clone()));
            }
        });
        let (said, colour) = match &line.now {
            Ok(now) => (now.words(), palette.faint),
            Err(error) => (error.to_string(), palette.involved),
        };
        ui.add(Label::new(RichText::new(said).font(style::small()).color(colour)).truncate());
    });
}

/// In the inspector, for the amount or the formula of a line: what the formula gives, and from what. Returns
/// the cell to go to.
pub(in crate::ui) fn of_cell_ui(
    ui: &mut Ui,
    document: &Document,
    reckoning: &mut Reckoning,
    at: &CellAddress,
) -> Option<CellAddress> {
    let list = document.session.format().standards.as_ref()?;
    if at.table != list.lines || (at.column != list.formula && at.column != list.amount) {
        return None;
    }
    let decimals = document.session.format().decimals;
    let palette = style::palette(ui.visuals());
    let Some(line) = reckoning.of(&document.session).lines.iter().find(|line| line.at.row == at.row) else {
        let text = document.session.budget().table(&at.table)?.row(&at.row)?.text(&list.formula);
        if !text.is_empty() {
            let said = "测算公式不以 = 开头，当作文字，不计算。写成 =在职人数×标准 这样才计算。";
            ui.add(Label::new(RichText::new(said).color(palette.involved)).wrap());
        }
        return None;
    };
    let mut to = None;
    ui.separator();
    ui.label(RichText::new("测算公式").font(style::strong()));
    ui.add(Label::new(&line.formula).wrap());
    match &line.now {
        Ok(now) => {
            for named in &now.names {
                let value = money::display(named.value, named.value.scale().min(2));
                let text = RichText::new(format!("{}　{value}", named.name)).color(palette.ink);
                if ui.add(Button::new(text).frame(false)).on_hover_text("到填这个数的地方").clicked()
                {
                    to = Some(named.at.clone());
                }
            }
            ui.label(format!("得　{}", money::in_full(now.amount, decimals)));
            if line.differs() {
                let said = "与金额不同。金额保留；要用测算公式的结果，在问题里点“改为”，或到“按标准计算”。";
                ui.add(Label::new(RichText::new(said).color(palette.involved)).wrap());
            }
        }
        Err(error) => {
            ui.add(Label::new(RichText::new(error.to_string()).color(palette.involved)).wrap());
        }
    }
    to
}
