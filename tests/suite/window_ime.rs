//! Chinese input methods, by their events: what they compose belongs to them until it is settled.

use eframe::egui::{self, ImeEvent, Key, Modifiers};
use egui_kittest::Harness;
use yusuan::ui::App;

use crate::window::{app, click, press, show, type_text};
use crate::window_hand::{cursor, text};

const CTRL: Modifiers = Modifiers::COMMAND;
const NAME: &str = "机关运行经费 30201 办公费 部门预算支出经济分类科目 科目名称";
const CELL: &str = "T13!30201!科目名称";

fn on_the_name() -> Harness<'static, App> {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    click(&mut harness, NAME);
    harness
}

fn ime(harness: &mut Harness<'_, App>, event: ImeEvent) {
    harness.event(egui::Event::Ime(event));
    harness.run();
}

fn compose(harness: &mut Harness<'_, App>, letters: &[&str]) {
    for text in letters {
        let text = (*text).to_owned();
        ime(harness, ImeEvent::Preedit { text, active_range_chars: None });
    }
}

fn settle(harness: &mut Harness<'_, App>, text: &str) {
    ime(harness, ImeEvent::Commit(text.to_owned()));
}

fn is_saved(harness: &Harness<'_, App>) -> bool {
    harness.state().document().unwrap().session.is_saved()
}

#[test]
fn the_first_letter_on_a_selected_cell_is_part_of_the_word() {
    let mut harness = on_the_name();
    compose(&mut harness, &["y", "yi", "yin'shua"]);
    // Some input methods take the letters away before they settle the word.
    compose(&mut harness, &[""]);
    settle(&mut harness, "印刷");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(text(&harness, CELL), "印刷");
    press(&mut harness, CTRL, Key::Z);
    assert_eq!(text(&harness, CELL), "办公费");
    assert!(is_saved(&harness), "one composition, one step");
}

#[test]
fn choosing_a_candidate_moves_nothing() {
    let mut harness = on_the_name();
    compose(&mut harness, &["b", "ban'gong"]);
    // The keys that choose among candidates, where the input method lets them through.
    for key in [Key::ArrowDown, Key::ArrowRight, Key::PageDown, Key::Tab, Key::Enter] {
        press(&mut harness, Modifiers::NONE, key);
        assert_eq!(cursor(&harness), CELL, "{key:?}");
        assert_eq!(text(&harness, CELL), "办公费", "{key:?}");
    }
    settle(&mut harness, "办公");
    type_text(&mut harness, "1");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(text(&harness, CELL), "办公1");
}

#[test]
fn chinese_punctuation_comes_in_settled() {
    let mut harness = on_the_name();
    settle(&mut harness, "“");
    settle(&mut harness, "三公");
    settle(&mut harness, "”、");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(text(&harness, CELL), "“三公”、");
}

#[test]
fn backspace_within_a_composition_takes_a_letter_of_it() {
    let mut harness = on_the_name();
    compose(&mut harness, &["b", "ba", "ban"]);
    press(&mut harness, Modifiers::NONE, Key::Backspace);
    compose(&mut harness, &["ba"]);
    assert_eq!(text(&harness, CELL), "办公费", "the cell is not cleared");
    settle(&mut harness, "八");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(text(&harness, CELL), "八");
}

#[test]
fn a_composition_given_up_leaves_the_cell_as_it_was() {
    let mut harness = on_the_name();
    compose(&mut harness, &["b", "ba", ""]);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(text(&harness, CELL), "办公费");
    assert!(is_saved(&harness));
}

#[test]
fn leaving_during_a_composition_takes_only_what_is_settled() {
    let other = "机关运行经费 30202 印刷费 部门预算支出经济分类科目 科目名称";
    let mut harness = on_the_name();
    compose(&mut harness, &["b", "ban'gong"]);
    click(&mut harness, other);
    assert_eq!(text(&harness, CELL), "办公费");
    assert!(is_saved(&harness));
    click(&mut harness, NAME);
    settle(&mut harness, "办公");
    compose(&mut harness, &["y", "yong'pin"]);
    click(&mut harness, other);
    assert_eq!(text(&harness, CELL), "办公");
    press(&mut harness, CTRL, Key::Z);
    assert!(is_saved(&harness), "one step");
}
