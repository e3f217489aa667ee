//! The right side: why the selected cell holds what it holds. How it is computed and from which cells,
//! what the document states, and what the rules say of it.

use eframe::egui::{Button, Color32, Label, RichText, ScrollArea, Sense, TextEdit, Ui};

use crate::calc::Cell;
use crate::exchange::origin::Spot;
use crate::model::{CellAddress, ValueView};
use crate::narrative::{Place, State};
use crate::rules::Finding;
use crate::schema::Role;
use crate::text::{shortened, visible};
use crate::ui::document::Document;
use crate::ui::look::style;
use crate::ui::pages::compare::{Comparing, LastYear};
use crate::ui::pages::reckoning::{self, Reckoning};
use crate::ui::panels::comments;
use crate::ui::panels::findings;
use crate::ui::panels::trace::{self, Trace};
use crate::ui::table::grid::cell::amount_to_edit;

/// What the user asked for in the inspector.
enum Wish {
    Jump(CellAddress),
    Read(Place),
    Finding(usize),
    Fix(usize),
    EditStated(CellAddress, String),
    TakeStated(CellAddress, String),
    Original(Spot),
}

/// What the inspector remembers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inspector {
    /// The trace of the cell that it shows.
    trace: Option<Trace>,
    /// Text being typed over a stated total, and where.
    stated: Option<(CellAddress, String)>,
}

/// Draws the inspector.
pub(in crate::ui) fn ui(
    ui: &mut Ui,
    document: &mut Document,
    inspector: &mut Inspector,
    (reckoned, comparing): (&mut Reckoning, &mut Comparing),
) {
    ui.add_space(6.0);
    ui.label(RichText::new("单元格").font(style::strong()));
    ui.separator();
    let Some(address) = document.cursor() else {
        ui.label("选中一个单元格，这里说明它的来历。");
        return;
    };
    let mut wish = None;
    let mut trace = trace::of(&mut inspector.trace, document, &address);
    let stated = inspector.stated.as_ref();
    let last_year = comparing.last_year(&document.book(), document.session.revision(), &address);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if let Some(cell) = document.book().cell(&address) {
            let traced = trace.as_ref().map(|trace| trace.findings.as_slice()).unwrap_or_default();
            content_ui(ui, document, &cell, (stated, traced, last_year), &mut wish);
        }
        if let Some(to) = reckoning::of_cell_ui(ui, document, reckoned, &address) {
            wish = Some(Wish::Jump(to));
        }
        if let Some(to) = trace.as_mut().and_then(|trace| trace::ui(ui, document, trace)) {
            wish = Some(Wish::Jump(to));
        }
        comments::of_place_ui(ui, document, &address.to_string());
    });
    match wish {
        Some(Wish::Jump(to)) => document.jump_to_type(&to),
        Some(Wish::Read(place)) => document.show_passage(place.into()),
        Some(Wish::Finding(index)) => document.choose_finding(index),
        Some(Wish::Fix(index)) => document.fix(index),
        Some(Wish::EditStated(address, text)) => inspector.stated = Some((address, text)),
        Some(Wish::TakeStated(address, text)) => match document.session.enter_stated(&address, &text) {
            Ok(()) => {
                inspector.stated = None;
                document.message = None;
            }
            Err(reason) => document.message = Some(reason),
        },
        Some(Wish::Original(spot)) => document.look.reveal_original = Some(spot),
        None => {}
    }
}

/// What is typed over a stated total, the findings in which the cell takes part, and what stood there last year.
type Remembered<'a> = (Option<&'a (CellAddress, String)>, &'a [usize], Option<LastYear>);

fn content_ui(
    ui: &mut Ui,
    document: &Document,
    cell: &Cell<'_>,
    (stated, traced, last_year): Remembered<'_>,
    wish: &mut Option<Wish>,
) {
    let palette = style::palette(ui.visuals());
    let faint = |text: String| RichText::new(text).font(style::small()).color(palette.faint);
    ui.add(Label::new(RichText::new(cell.row.name()).font(style::strong())).wrap());
    ui.add(Label::new(cell.column.full_title()).wrap());
    ui.add_space(6.0);

    let shown = document.shown();
    let text = shown.text(cell);
    if !text.is_empty() {
        ui.add(
            Label::new(RichText::new(&text).size(if cell.column.kind.is_number() {
                20.0
            } else {
                style::TEXT_SIZE
            }))
            .wrap(),
        );
    }
    if let Some(explained) = shown.explained(cell) {
        ui.add(Label::new(RichText::new(explained).color(palette.involved)).wrap());
    }
    if let Some(last_year) = last_year {
        ui.add(Label::new(last_year.told(cell, shown)).wrap());
    }
    if let Some(origin) = document.origin()
        && let Some(spot) = origin.cell(&cell.address()).filter(|spot| spot.column.is_some())
    {
        let printed = origin.text(&spot).unwrap_or_default();
        let text = format!("原件 {}：{}", origin.name(&spot), visible(&shortened(printed)));
        if ui.add(Label::new(faint(text)).wrap().sense(Sense::click())).clicked() {
            *wish = Some(Wish::Original(spot));
        }
    }
    match cell.role {
        Role::Input => ui.label(faint("录入".to_owned())),
        Role::Label => ui.label(faint("表式固定的文字".to_owned())),
        Role::Blank => ui.label(faint("此行在此栏不填数".to_owned())),
        Role::SumOfColumns => ui.label(faint("合计：同一行各栏相加".to_owned())),
        Role::SumOfRows => ui.label(faint("合计：同一栏各行相加".to_owned())),
        Role::SumOfLines => ui.label(faint("由预算明细汇总，明细见下".to_owned())),
    };
    if let (true, Some(ValueView::Text(text))) = (cell.column.kind.is_number(), cell.entered()) {
        let colour = style::severity_colour(crate::schema::Severity::Error, ui.visuals());
        ui.colored_label(colour, format!("“{text}”不是金额，没有计入合计"));
    }
    if cell.lacks_rows() {
        ui.add(Label::new("此表缺页，按行求和得不出合计；显示的是原表数。").wrap());
    }
    if !cell.row.row.remark().is_empty() {
        ui.add(Label::new(RichText::new(cell.row.row.remark()).color(palette.involved)).wrap());
    }
    if cell.role.is_computed() {
        stated_ui(ui, document, cell, stated, wish);
    }
    // Before the trace, which can be long.
    findings_ui(ui, document, traced, wish);
    sentences_ui(ui, document, cell, wish);
}

/// What the document states for a computed cell.
fn stated_ui(
    ui: &mut Ui,
    document: &Document,
    cell: &Cell<'_>,
    edited: Option<&(CellAddress, String)>,
    wish: &mut Option<Wish>,
) {
    ui.separator();
    let address = cell.address();
    if let Some((at, text)) = edited
        && *at == address
    {
        ui.horizontal(|ui| {
            let mut text = text.clone();
            let label = ui.label("原表数");
            let field = ui.add(TextEdit::singleline(&mut text).desired_width(100.0)).labelled_by(label.id);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(eframe::egui::Key::Enter));
            if ui.button("确定").clicked() || entered {
                *wish = Some(Wish::TakeStated(address, text));
            } else if field.changed() {
                *wish = Some(Wish::EditStated(address, text));
            }
        });
        return;
    }
    let stated = match cell.stated() {
        Some(ValueView::Amount(value)) => document.shown().number_like(value, cell),
        Some(ValueView::Text(text)) => text.to_string(),
        None => "没有".to_owned(),
    };
    ui.horizontal(|ui| {
        ui.label(format!("原表数　{stated}"));
        if ui.small_button("修改").clicked() {
            let text = match cell.stated() {
                Some(ValueView::Amount(value)) => amount_to_edit(value, cell, document.session.typed_in()),
                Some(ValueView::Text(text)) => text.to_string(),
                None => String::new(),
            };
            *wish = Some(Wish::EditStated(address.clone(), text));
        }
    });
    if let Some((stated, computed)) = cell.disagreement() {
        let colour = style::severity_colour(crate::schema::Severity::Error, ui.visuals());
        ui.colored_label(
            colour,
            format!("与计算结果相差 {}", document.shown().number_like(stated - computed, cell)),
        );
        if ui.button("改为计算结果").clicked() {
            let text = amount_to_edit(computed, cell, document.session.typed_in());
            *wish = Some(Wish::TakeStated(address, text));
        }
    }
}

/// The findings in which the cell takes part.
fn findings_ui(ui: &mut Ui, document: &Document, traced: &[usize], wish: &mut Option<Wish>) {
    let all = document.session.verdicts().findings();
    let mine: Vec<_> = traced.iter().filter_map(|at| Some((*at, all.get(*at)?))).collect();
    if mine.is_empty() {
        return;
    }
    ui.separator();
    ui.label(RichText::new(format!("问题 {}", mine.len())).font(style::strong()));
    for (index, finding) in mine {
        let (is_chosen, is_fixed) = finding_ui(ui, document, index, &finding);
        if is_chosen {
            *wish = Some(Wish::Finding(index));
        }
        if is_fixed {
            *wish = Some(Wish::Fix(index));
        }
    }
}

/// A finding by its position; whether it is to be shown, and whether it is to be corrected.
pub(super) fn finding_ui(ui: &mut Ui, document: &Document, index: usize, finding: &Finding) -> (bool, bool) {
    let colour = style::severity_colour(finding.severity, ui.visuals());
    let waiver = findings::waiver(document, finding);
    let colour = if finding.is_open() { colour } else { style::palette(ui.visuals()).faint };
    ui.colored_label(colour, format!("{}　{}", finding.severity.label(), finding.rule.heading()));
    if let Some(waiver) = waiver {
        ui.add(Label::new(RichText::new(waiver).font(style::strong())).wrap());
    }
    let is_chosen = ui.add(Button::new(&finding.message).frame(false).wrap()).clicked();
    if let Some(cause) = &finding.cause {
        ui.add(Label::new(format!("可能的原因：{cause}")).wrap());
    }
    let fix = document.session.fix_in_words(index);
    let is_fixed = fix.is_some_and(|fix| ui.small_button(fix).clicked());
    if !finding.rule.basis.is_empty() {
        let basis = RichText::new(format!("依据：{}", finding.rule.basis)).font(style::small());
        ui.add(Label::new(basis.color(style::palette(ui.visuals()).faint)).wrap());
    }
    ui.add_space(4.0);
    (is_chosen, is_fixed)
}

/// The figures of the text that quote the cell.
fn sentences_ui(ui: &mut Ui, document: &Document, cell: &Cell<'_>, wish: &mut Option<Wish>) {
    let address = cell.address();
    let quoting: Vec<_> = document.session.verdicts().narrative().quoting(&address).collect();
    if quoting.is_empty() {
        return;
    }
    ui.separator();
    ui.label(RichText::new(format!("说明中引用 {} 处", quoting.len())).font(style::strong()));
    for figure in quoting {
        let (sign, colour) = sign_of(ui, &figure.state);
        let text = format!("{sign} {}：{}", figure.subject, figure.text);
        let button = Button::new(RichText::new(text).color(colour)).frame(false).wrap();
        if ui.add(button).on_hover_text(figure.place.name(document.session.budget())).clicked() {
            *wish = Some(Wish::Read(figure.place));
        }
    }
}

/// The sign of how a figure of the text stands to its cell, and its colour.
pub(super) fn sign_of(ui: &Ui, state: &State) -> (&'static str, Color32) {
    let palette = style::palette(ui.visuals());
    match state {
        State::Agrees => ("✓", palette.good),
        State::Rounding => ("≈", palette.involved),
        State::Differs => ("×", style::severity_colour(crate::schema::Severity::Error, ui.visuals())),
        State::Unbound | State::NotChecked(_) => ("○", palette.faint),
    }
}
