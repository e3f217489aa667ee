//! Paper and how it lies, as two lists beside each other (纸张, 方向). What they are of is for who shows them.

use eframe::egui::Ui;

use crate::document::{AS_IT_FITS, PaperChoice, PaperSize};
use crate::ui::look::list;
use crate::ui::look::named::called;

/// Draws both lists; whether something else was chosen.
pub(crate) fn ui(ui: &mut Ui, choice: &mut PaperChoice) -> bool {
    let before = *choice;
    let sizes = PaperSize::ALL.map(|size| (Some(size), size.label()));
    choice_ui(ui, ["纸张", "纸张大小"], &mut choice.size, &sizes);
    choice_ui(ui, ["方向", "纸张方向"], &mut choice.is_wide, &[(Some(false), "纵向"), (Some(true), "横向")]);
    *choice != before
}

/// One of them: what stands before it, and what it is called aloud.
fn choice_ui<T: PartialEq + Copy>(
    ui: &mut Ui,
    [label, name]: [&str; 2],
    chosen: &mut Option<T>,
    all: &[(Option<T>, &str)],
) {
    let shown = all.iter().find(|(value, _)| value == chosen).map_or(AS_IT_FITS, |(_, label)| *label);
    ui.label(label);
    let list = list::ui(ui, name, shown, 56.0, |ui| {
        for (value, label) in [(None, AS_IT_FITS)].iter().chain(all) {
            list::choice(ui, chosen, *value, *label);
        }
    });
    called(list, name);
}
