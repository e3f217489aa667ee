//! Paper and how it lies, as two lists beside each other (纸张, 方向). What they are of is for who shows them.

use eframe::egui::{ComboBox, Ui};

use crate::document::{AS_IT_FITS, PaperChoice, PaperSize};
use crate::ui::look::named::called;

/// Draws both lists; whether something else was chosen.
pub(crate) fn ui(ui: &mut Ui, choice: &mut PaperChoice) -> bool {
    let before = *choice;
    let sizes = PaperSize::ALL.map(|size| (Some(size), size.label()));
    list(ui, ["纸张", "纸张大小"], &mut choice.size, &sizes);
    list(ui, ["方向", "纸张方向"], &mut choice.is_wide, &[(Some(false), "纵向"), (Some(true), "横向")]);
    *choice != before
}

/// One of them: what stands before it, and what it is called aloud.
fn list<T: PartialEq + Copy>(
    ui: &mut Ui,
    [label, name]: [&str; 2],
    chosen: &mut Option<T>,
    all: &[(Option<T>, &str)],
) {
    let shown = all.iter().find(|(value, _)| value == chosen).map_or(AS_IT_FITS, |(_, label)| label);
    ui.label(label);
    let list = ComboBox::from_id_salt(name).selected_text(shown).width(56.0).show_ui(ui, |ui| {
        for (value, label) in [(None, AS_IT_FITS)].iter().chain(all) {
            // A key chooses as well, and leaves the list open.
            if ui.selectable_value(chosen, *value, *label).clicked() {
                ui.close();
            }
        }
    });
    called(list.response, name);
}
