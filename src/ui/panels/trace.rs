//! The trace of a cell, in the inspector: the cells it consists of, the sums and rules that use it. Made
//! once for a cell and a state of the budget, for a total of a long table has many parts.

use eframe::egui::{Button, CollapsingHeader, Rect, RichText, Ui, vec2};
use rust_decimal::prelude::ToPrimitive;

use crate::calc::Cell;
use crate::model::CellAddress;
use crate::report;
use crate::rules::{Findings, PlaceEnd, Reads};
use crate::schema::Role;
use crate::ui::document::Document;
use crate::ui::look::amounts::Shown;
use crate::ui::look::style;
use crate::ui::table::grid::cell::cell_name;

/// Sums with more parts than this are cut short in the list.
const MOST_PARTS: usize = 200;

/// The trace of one cell.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    made_for: (CellAddress, (u64, u64)),
    /// How many cells it sums, how many of them hold a figure, and the first of these.
    parts: usize,
    given: usize,
    listed: Vec<Part>,
    uses: Vec<Part>,
    /// The findings in which it takes part, by position.
    pub(in crate::ui) findings: Vec<usize>,
    /// Whether it holds a number: rules on texts are found in the list of rules.
    number: bool,
    /// The rules that look at it, once asked for.
    rules: Option<Vec<Reads>>,
}

/// A cell in the list.
#[derive(Clone, Debug)]
struct Part {
    address: CellAddress,
    title: String,
    name: String,
    amount: String,
    /// What the part is of the whole, from 0 to 1; none where that says nothing, as with amounts of
    /// different signs.
    share: Option<f32>,
}

fn part(cell: &Cell<'_>, title: String, shown: Shown<'_>, share: Option<f32>) -> Part {
    let amount = shown.number(cell).map(|number| shown.number_like(number, cell)).unwrap_or_default();
    Part { address: cell.address(), title, name: cell_name(cell), amount, share }
}

/// What a cell is of a sum that it goes into.
fn share(part: &Cell<'_>, whole: &Cell<'_>) -> Option<f32> {
    let share = part.number()?.checked_div(whole.number()?)?.to_f32()?;
    (0.0..=1.0).contains(&share).then_some(share)
}

impl Trace {
    fn new(cell: &Cell<'_>, findings: Findings<'_>, state: (u64, u64), shown: Shown<'_>) -> Self {
        let address = cell.address();
        let parts = cell.addends();
        let given = || parts.iter().filter(|part| part.number().is_some_and(|number| !number.is_zero()));
        let titled = |part: &Cell<'_>| {
            if cell.role == Role::SumOfColumns { part.column.title().to_owned() } else { part.row.name() }
        };
        let uses = cell.uses();
        let used = |sum: &Cell<'_>| {
            if sum.role == Role::SumOfColumns { sum.column.title().to_owned() } else { sum.row.name() }
        };
        Self {
            findings: (0..)
                .zip(findings.listed())
                .filter(|(_, listed)| listed.found.may_take_in(&address))
                .filter(|(at, _)| findings.get(*at).is_some_and(|found| found.cells.contains(&address)))
                .map(|(at, _)| at)
                .collect(),
            made_for: (address, state),
            parts: parts.len(),
            given: given().count(),
            listed: given()
                .take(MOST_PARTS)
                .map(|addend| part(addend, titled(addend), shown, share(addend, cell)))
                .collect(),
            uses: uses.iter().map(|sum| part(sum, used(sum), shown, share(cell, sum))).collect(),
            number: cell.column.kind.is_number(),
            rules: None,
        }
    }
}

/// The trace of a cell as it is now: what was traced before, where it still fits.
pub(in crate::ui) fn of<'a>(
    known: &'a mut Option<Trace>,
    document: &mut Document,
    address: &CellAddress,
) -> Option<&'a mut Trace> {
    document.settle_unit();
    let made_for = (address.clone(), document.state());
    if known.as_ref().is_none_or(|trace| trace.made_for != made_for) {
        let findings = document.session.verdicts().findings();
        let cell = document.book().cell(address);
        *known = cell.map(|cell| Trace::new(&cell, findings, made_for.1, document.shown()));
    }
    known.as_mut()
}

/// Draws the trace of a cell; returns the cell to go to.
pub(crate) fn ui(ui: &mut Ui, document: &Document, trace: &mut Trace) -> Option<CellAddress> {
    let mut to = None;
    if trace.parts > 0 {
        ui.separator();
        ui.label(format!("由 {} 格相加，其中 {} 格有数", trace.parts, trace.given));
        parts_ui(ui, &trace.listed, "", &mut to);
        if trace.given > trace.listed.len() {
            ui.label(format!("… 另有 {} 格", trace.given - trace.listed.len()));
        }
    }
    if !trace.uses.is_empty() {
        ui.separator();
        ui.label(format!("计入 {} 个合计", trace.uses.len()));
        parts_ui(ui, &trace.uses, "→ ", &mut to);
    }
    if !trace.number {
        return to;
    }
    ui.separator();
    CollapsingHeader::new("用到此格的规则").default_open(false).show(ui, |ui| {
        let at = &trace.made_for.0;
        let rules = trace.rules.get_or_insert_with(|| document.session.rules_reading(at));
        rules_ui(ui, document, rules, &mut to);
    });
    to
}

fn parts_ui(ui: &mut Ui, parts: &[Part], sign: &str, to: &mut Option<CellAddress>) {
    for part in parts {
        let share = part.share.map(|share| format!("　{:.1}%", share * 100.0)).unwrap_or_default();
        let button = Button::new(format!("{sign}{}", part.title))
            .frame(false)
            .truncate()
            .right_text(format!("{}{share}", part.amount));
        let line = ui.add_sized([ui.available_width(), 20.0], button).on_hover_text(&part.name);
        if let Some(share) = part.share {
            let bar = Rect::from_min_size(
                line.rect.left_bottom() - vec2(0.0, 2.0),
                vec2(line.rect.width() * share, 2.0),
            );
            ui.painter().rect_filled(bar, 0.0, style::palette(ui.visuals()).involved.gamma_multiply(0.6));
        }
        if line.clicked() {
            *to = Some(part.address.clone());
        }
    }
}

fn rules_ui(ui: &mut Ui, document: &Document, rules: &[Reads], to: &mut Option<CellAddress>) {
    if rules.is_empty() {
        ui.label("没有规则用到此格");
    }
    let palette = style::palette(ui.visuals());
    let book = document.book();
    for rule in rules {
        let (sign, colour) = match rule.end {
            Some(PlaceEnd::Passed) => ("✓", palette.good),
            Some(PlaceEnd::Hint) => ("≈", palette.involved),
            Some(PlaceEnd::Violated) => {
                ("×", style::severity_colour(crate::schema::Severity::Error, ui.visuals()))
            }
            Some(PlaceEnd::NotApplicable | PlaceEnd::NotChecked) | None => ("○", palette.faint),
        };
        ui.label(RichText::new(format!("{sign} {}", rule.title)).color(colour)).on_hover_text(&rule.rule);
        for other in rule.others.iter().take(6) {
            let name = report::place_name(&book, Some(other), Some(&other.table));
            let amount = book.cell(other).map(|cell| document.shown().text(&cell)).unwrap_or_default();
            let button = Button::new(name).frame(false).truncate().right_text(amount);
            if ui.add_sized([ui.available_width(), 20.0], button).clicked() {
                *to = Some(other.clone());
            }
        }
        if rule.others.len() > 6 {
            ui.label(RichText::new(format!("… 另有 {} 格", rule.others.len() - 6)).color(palette.faint));
        }
    }
}
