//! Publishing from the window: the question, the place, the file; and the text written from its template.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use yusuan::exchange::import_file;
use yusuan::schema::default_format;

use crate::window::{Answers, app, app_with, press};
use crate::window_hand::message;

const CTRL: Modifiers = Modifiers::COMMAND;

#[test]
fn the_document_is_published_by_keyboard_or_mouse() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, ending) in [(None, "docx"), (Some("Excel 工作簿"), "xlsx"), (Some("网页"), "html")] {
        let place = folder.path().join(format!("公开.{ending}"));
        let mut harness = app_with(Answers {
            export: Some(place.clone()),
            save: Some(place.clone()),
            ..Answers::default()
        });
        press(&mut harness, CTRL, Key::E);
        if let Some(kind) = kind {
            // By the space bar, the keyboard being at it, as by a click.
            harness.get_by_label(kind).focus();
            harness.run();
            press(&mut harness, Modifiers::NONE, Key::Space);
        }
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert!(message(&harness).contains("已导出到"), "{}", message(&harness));
        let imported = import_file(&place, &default_format()).unwrap();
        let total = imported.budget.tables[&"T3".into()]
            .at(0)
            .unwrap()
            .stated()
            .get(&"合计".into())
            .map(yusuan::model::ValueView::to_value);
        assert_eq!(
            total.and_then(|value| value.amount()).map(|value| value.to_string()).as_deref(),
            Some("2907.50")
        );
        assert!(harness.state().document().unwrap().session.is_saved(), "the budget is as it was");
        // What the document lacks is said over the window.
        assert!(harness.query_by_label_contains("缺表").is_some());
    }
}

#[test]
fn thinking_better_of_it_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("公开.docx");
    let mut harness =
        app_with(Answers { export: Some(place.clone()), save: Some(place.clone()), ..Answers::default() });
    press(&mut harness, CTRL, Key::E);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!place.exists());
    assert!(harness.query_by_label("导出公开文本").is_none());
}

#[test]
fn the_text_is_written_and_can_be_taken_back() {
    let mut harness = app();
    let text = |harness: &egui_kittest::Harness<'_, yusuan::ui::App>| {
        harness.state().document().unwrap().session.budget().narrative.clone()
    };
    let before = text(&harness);
    press(&mut harness, CTRL.plus(Modifiers::SHIFT), Key::U);
    assert!(message(&harness).contains("没有改动"), "{}", message(&harness));
    let after = text(&harness);
    assert_ne!(before, after, "the figures that people wrote wrong in the template's words are right now");
    press(&mut harness, CTRL, Key::Z);
    assert_eq!(text(&harness), before);
}
