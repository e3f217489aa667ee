//! Charts of a comparison: from the old total to the new one, and a figure over the years; each beside the
//! same figures as a table, and summed up in a sentence for who cannot see it. Floats are for drawing only.

pub(super) mod trend;
pub(super) mod waterfall;

use eframe::egui::{Response, Role, Ui, WidgetInfo};
use egui_plot::{GridInput, GridMark, Plot};

use super::controls::choice_ui;
use crate::compare::{ComparedColumn, ComparedTable};
use crate::money::Decimal;

/// A figure for drawing.
fn float(amount: Decimal) -> f64 {
    amount.try_into().unwrap_or_default()
}

/// A chart that stays as it is drawn: the wheel and the mouse are for the page.
fn still(name: &str) -> Plot<'_> {
    Plot::new(name).allow_scroll(false).allow_drag(false).allow_zoom(false)
}

/// Marks at whole numbers, where what the axis lists stands.
fn whole_numbers(input: GridInput) -> Vec<GridMark> {
    let (from, to) = (input.bounds.0.floor() as i64, input.bounds.1.ceil() as i64);
    (from..=to).map(|at| GridMark { value: at as f64, step_size: 1.0 }).collect()
}

/// What stands at a mark of such an axis, shortened to so many characters.
fn listed(names: &[String], at: f64, most: usize) -> String {
    let whole = (at - at.round()).abs() < 1e-6 && at >= 0.0;
    let name = if whole { names.get(at.round() as usize) } else { None };
    name.map(|name| name.chars().take(most).collect()).unwrap_or_default()
}

/// Says what a chart shows to who cannot see it.
fn sum_up(chart: &Response, sentence: &str) {
    chart.widget_info(|| WidgetInfo::labeled(Role::Figure, true, sentence));
}

/// Chooses an amount column of the table.
fn column_ui<'t>(ui: &mut Ui, table: &'t ComparedTable, chosen: &mut usize) -> Option<&'t ComparedColumn> {
    let columns: Vec<&ComparedColumn> =
        table.columns.iter().filter(|column| column.column.kind.is_number()).collect();
    *chosen = (*chosen).min(columns.len().saturating_sub(1));
    let title = columns.get(*chosen).map_or("", |column| column.title.as_str());
    choice_ui(ui, "栏", title, 180.0, |ui| {
        for (at, column) in columns.iter().enumerate() {
            ui.selectable_value(chosen, at, &column.title);
        }
    });
    columns.get(*chosen).copied()
}
