//! The keys of the table where a field of text beside it has the keyboard: they do nothing to its rows.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::{CTRL, on_wages};
use crate::window::{press, type_text};
use crate::window_hand::message;

const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;

#[test]
fn no_key_of_the_table_acts_from_a_field_of_text() {
    for field in ["新批注", "筛选文字"] {
        for (modifiers, key) in [
            (CTRL, Key::Enter),
            (CTRL, Key::Delete),
            (CTRL, Key::D),
            (CTRL, Key::R),
            (CTRL, Key::OpenBracket),
            (CTRL, Key::CloseBracket),
            (CTRL | SHIFT, Key::D),
            (CTRL | SHIFT, Key::J),
            (CTRL | SHIFT, Key::L),
            (ALT, Key::ArrowDown),
            (ALT | SHIFT, Key::ArrowDown),
            (ALT | SHIFT, Key::ArrowUp),
        ] {
            let mut harness = on_wages();
            let rows = |harness: &egui_kittest::Harness<'_, yusuan::ui::App>| {
                let document = harness.state().document().unwrap();
                document.session.budget().tables.values().map(|table| table.len()).sum::<usize>()
            };
            let before = rows(&harness);
            if let Some(fold) = harness.query_by_label("展开问题列表") {
                fold.click();
                harness.run();
            }
            harness.get_by_label(field).focus();
            harness.run();
            // Nothing is written: a remark is a step of its own.
            press(&mut harness, modifiers, key);
            let what = format!("{field}: {modifiers:?} {key:?}");
            assert_eq!(rows(&harness), before, "{what}");
            assert!(harness.state().document().unwrap().session.is_saved(), "{what}");
            assert_eq!(message(&harness), "", "{what}");
            assert!(harness.get_by_label(field).is_focused(), "{what}");
        }
    }
}

/// As in the other fields of several lines: Enter is a line, Ctrl+Enter is done.
#[test]
fn ctrl_enter_adds_the_remark_that_is_written() {
    let mut harness = on_wages();
    harness.get_by_label("新批注").focus();
    harness.run();
    type_text(&mut harness, "请附测算表");
    press(&mut harness, CTRL, Key::Enter);
    let document = harness.state().document().unwrap();
    let notes: Vec<_> = document.comments().map(|(_, note)| note.text.clone()).collect();
    assert_eq!(notes, ["请附测算表"]);
    harness.get_by_label("批注 1");
    press(&mut harness, CTRL, Key::Enter);
    assert_eq!(harness.state().document().unwrap().comments().count(), 1, "a blank one is none");
}
