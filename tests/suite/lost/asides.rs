//! What was being written beside the budget when the program ended: the reason of a waiver, a note under a table.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::{Office, click, press, step};

#[test]
fn a_reason_and_a_note_that_were_being_written_are_put_back() {
    let office = Office::new();
    let mut harness = office.start();
    press(&mut harness, Modifiers::NONE, Key::F8);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    step(&mut harness);
    office.type_until_written(&mut harness, "上级另有批复");
    drop(harness);

    // The question comes again with what was written.
    let mut harness = office.start();
    assert!(harness.query_by_label_contains("未录完的内容（豁免）：“上级另有批复”").is_some());
    click(&mut harness, "恢复");
    press(&mut harness, Modifiers::NONE, Key::F8);
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    step(&mut harness);
    let reason = |harness: &egui_kittest::Harness<'_, yusuan::ui::App>| {
        harness.get_by_label_contains("理由（必填").value().unwrap_or_default()
    };
    assert_eq!(reason(&harness), "上级另有批复");
    // Given up it is none any more.
    press(&mut harness, Modifiers::NONE, Key::Escape);
    step(&mut harness);
    assert!(harness.state().document().unwrap().drafts.asides.is_empty());

    harness.get_by(|node| node.label().is_some_and(|label| label.starts_with("3 支出预算"))).click();
    step(&mut harness);
    click(&mut harness, "表注 ▼");
    step(&mut harness);
    office.type_until_written(&mut harness, "空表的原因");
    drop(harness);
    let mut harness = office.start();
    click(&mut harness, "恢复");
    let document = harness.state().document().unwrap();
    assert_eq!(document.session.budget().table(&"T3".into()).unwrap().note, "空表的原因");
}
