//! What is written beside the tables and not finished by its button: saved with the budget, or asked about.

use std::path::Path;

use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::{App, Recent};

use super::{Answers, WAGES, app, click, enter, fill, press, sample, show, type_text, value};
use crate::window_hand::message;

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;

fn opened(file: &Path) -> Harness<'static, App> {
    let opened = file.to_owned();
    let mut harness =
        Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(move |context| {
            let mut app = App::new(&context.egui_ctx, Box::new(Answers::default()), Recent::default());
            app.open(&opened);
            app
        });
    harness.run();
    harness
}

/// It said 已保存, closed without a question, and the comment was nowhere.
#[test]
fn a_comment_being_written_is_saved_with_the_budget_and_asked_about_when_one_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("预算.ron");
    std::fs::copy(sample(), &file).unwrap();
    for (text, is_saved_first) in [("请附测算表", true), ("再核对一次", false)] {
        let mut harness = opened(&file);
        show(&mut harness, "3 支出预算");
        click(&mut harness, WAGES);
        fill(&mut harness, "新批注", text);
        press(&mut harness, NONE, Key::Escape);
        click(&mut harness, WAGES);
        press(&mut harness, NONE, Key::ArrowDown);
        assert!(harness.state().document().unwrap().has_unsaved());
        if is_saved_first {
            press(&mut harness, CTRL, Key::S);
            assert!(message(&harness).contains("已保存"), "{}", message(&harness));
            assert!(!harness.state().document().unwrap().has_unsaved());
        }
        press(&mut harness, CTRL, Key::W);
        if !is_saved_first {
            harness.get_by_label("还没有保存");
            press(&mut harness, NONE, Key::Enter);
        }
        assert!(harness.state().document().is_none());
        assert!(std::fs::read_to_string(&file).unwrap().contains(text), "{text}");
    }
}

/// Its window closed at the first click into the field, and what was typed went to the table.
#[test]
fn the_note_under_a_table_is_written_by_mouse_and_keyboard() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    let note = |harness: &Harness<'_, App>| {
        let tables = &harness.state().document().unwrap().session.budget().tables;
        tables[&"T13".into()].note.clone()
    };
    // By the keyboard, and by a click into the field.
    for (text, is_clicked) in [("本年没有安排。", false), ("另见说明。", true)] {
        let before = note(&harness);
        click(&mut harness, "表注 ▼");
        if is_clicked {
            click(&mut harness, "表注");
        }
        type_text(&mut harness, text);
        assert_eq!(harness.get_by_label("表注").value(), Some(format!("{before}{text}")));
        click(&mut harness, "写入表注");
        assert_eq!(note(&harness), format!("{before}{text}"));
        assert!(harness.query_by_label("写入表注").is_none(), "it closes");
    }
    // Escape gives up what was written; leaving it by a click takes it.
    let before = note(&harness);
    click(&mut harness, "表注 ▼");
    type_text(&mut harness, "不要");
    press(&mut harness, NONE, Key::Escape);
    assert_eq!(note(&harness), before);
    click(&mut harness, "表注 ▼");
    type_text(&mut harness, "要");
    show(&mut harness, "3 支出预算");
    harness.run();
    assert_eq!(note(&harness), format!("{before}要"));
}

/// As in a spreadsheet; a line was pushed in, and one cell had it.
#[test]
fn what_is_typed_goes_into_all_chosen_cells_by_ctrl_and_enter() {
    for is_at_once in [true, false] {
        let mut harness = app();
        show(&mut harness, "3 支出预算");
        enter(&mut harness, WAGES, "1");
        click(&mut harness, WAGES);
        let key =
            |key, modifiers| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
        let run = [
            key(Key::ArrowDown, Modifiers::SHIFT),
            key(Key::ArrowDown, Modifiers::SHIFT),
            Event::Text("9.9".to_owned()),
            key(Key::Enter, CTRL),
        ];
        for event in run {
            harness.event(event);
            if !is_at_once {
                harness.run();
            }
        }
        harness.run();
        let document = harness.state_mut().document_mut().unwrap();
        let chosen = document.selected_cells();
        assert_eq!(chosen.len(), 3, "they stay chosen, and no line is added");
        for cell in chosen {
            assert_eq!(document.session.book().cell(&cell).unwrap().text(), "9.90");
        }
        press(&mut harness, CTRL, Key::Z);
        assert_eq!(value(&harness, WAGES), "1.00", "one step");
    }
}
