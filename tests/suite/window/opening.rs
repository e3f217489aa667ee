//! Documents that come to the front while somebody types: a key is for what was seen when it was pressed.

use std::path::{Path, PathBuf};

use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::App;

use super::importing::app_choosing;
use super::original::until;
use super::{WAGES, app, click, press, show, type_text, value};
use crate::import::documents::{text, workbook};

fn submitted(folder: &Path) -> PathBuf {
    let path = folder.join("报送.xlsx");
    std::fs::write(&path, workbook(&text())).unwrap();
    path
}

/// Everything that changes a cell: letters, Enter, Delete, a paste, what an input method settles.
fn impatience() -> Vec<Event> {
    let key = |key| Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    let ime = eframe::egui::ImeEvent::Commit("局".to_owned());
    let paste = Event::Paste("1\t2\n3\t4".to_owned());
    let typed = || Event::Text("7".to_owned());
    vec![typed(), key(Key::Enter), key(Key::Delete), key(Key::Enter), paste, Event::Ime(ime), typed()]
}

fn is_untouched(harness: &Harness<'_, App>) -> bool {
    let document = harness.state().document().unwrap();
    let history = document.session.history();
    history.undo_label().is_none() && history.redo_label().is_none()
}

fn tabs(harness: &Harness<'_, App>) -> usize {
    harness.query_all_by_label_contains("关闭 ").count()
}

#[test]
fn what_is_pressed_while_a_document_is_read_is_not_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = app_choosing(vec![submitted(folder.path())]);
    // More than comes to its turn while it is read. Enter would push a button of the first screen.
    let is_enter = |event: &Event| matches!(event, Event::Key { key: Key::Enter, .. });
    for event in impatience().into_iter().filter(|event| !is_enter(event)).cycle().take(200) {
        harness.input_mut().events.push(event);
    }
    until(&mut harness, |harness| harness.state().document().is_some());
    // Nobody has seen it yet.
    harness.input_mut().events.extend(impatience());
    harness.run_steps(1);
    harness.input_mut().events.extend(impatience());
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(is_untouched(&harness));
    let document = harness.state_mut().document_mut().unwrap();
    assert!(document.commit() && document.session.history().undo_label().is_none(), "no cell is open");
    // Once it is seen, what is typed is for it: where that cannot be changed it is said.
    harness.run_steps(4);
    let before = harness.state().document().unwrap().message.clone();
    type_text(&mut harness, "7");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!is_untouched(&harness) || harness.state().document().unwrap().message != before);
}

/// Each unit's budget of a volume has a tab of its own, the first in front, and remembers which it is.
#[test]
fn the_budgets_of_several_units_in_one_document_are_tabs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("汇编.txt");
    std::fs::write(&path, crate::import::sets::volume()).unwrap();
    let mut harness = app_choosing(vec![path]);
    until(&mut harness, |harness| tabs(harness) == 2);
    let named = |harness: &Harness<'_, App>| {
        let document = harness.state().document().unwrap();
        (document.session.budget().department.name.clone(), document.origin().and_then(|origin| origin.set()))
    };
    assert_eq!(named(&harness), ("某市司法局".to_owned(), Some(0)));
    let tab = harness.query_all_by_label_contains("服务中心").next().unwrap();
    tab.click();
    harness.run();
    assert_eq!(named(&harness), ("某市司法局服务中心".to_owned(), Some(1)));
}

/// The first says whose tables stand where, and each that it is only one of them.
#[test]
fn what_is_said_of_several_units_names_each() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = app_with_volume(folder.path());
    let said = |harness: &Harness<'_, App>| harness.state().document().unwrap().message.clone().unwrap();
    let units = "汇编.txt 里有 2 个单位的预算，各在一个标签：某市司法局、某市司法局服务中心；旁边的表只是";
    assert!(said(&harness).starts_with(&format!("{units}某市司法局的。")), "{}", said(&harness));
    press(&mut harness, Modifiers::CTRL | Modifiers::COMMAND, Key::Tab);
    assert!(said(&harness).starts_with(&format!("{units}某市司法局服务中心的。")), "{}", said(&harness));
}

fn app_with_volume(folder: &Path) -> Harness<'static, App> {
    let path = folder.join("汇编.txt");
    std::fs::write(&path, crate::import::sets::volume()).unwrap();
    let mut harness = app_choosing(vec![path]);
    until(&mut harness, |harness| tabs(harness) == 2);
    harness.run();
    harness
}

fn in_front(harness: &Harness<'_, App>) -> String {
    harness.state().document().unwrap().session.budget().department.name.clone()
}

/// However many keys come in one frame, each is for the document that was in front when it was pressed.
#[test]
fn ctrl_tab_goes_through_the_documents_and_keys_keep_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = app_with_volume(folder.path());
    let ctrl = Modifiers::CTRL | Modifiers::COMMAND;
    let key =
        |key, modifiers| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
    let text = |harness: &Harness<'_, App>| {
        let document = harness.state().document().unwrap();
        let at = document.cursor().unwrap();
        document.session.book().cell(&at).unwrap().row.text(&at.column).to_owned()
    };
    let run = [
        Event::Text("甲".to_owned()),
        key(Key::Tab, ctrl),
        Event::Text("乙".to_owned()),
        key(Key::Tab, ctrl | Modifiers::SHIFT),
    ];
    harness.input_mut().events.extend(run);
    harness.run();
    assert_eq!((in_front(&harness), text(&harness)), ("某市司法局".to_owned(), "甲".to_owned()));
    // Round behind the last, and not while a text is refused.
    press(&mut harness, ctrl | Modifiers::SHIFT, Key::Tab);
    assert_eq!((in_front(&harness), text(&harness)), ("某市司法局服务中心".to_owned(), "乙".to_owned()));
    press(&mut harness, ctrl, Key::Tab);
    assert_eq!(in_front(&harness), "某市司法局");
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    type_text(&mut harness, "三");
    press(&mut harness, ctrl, Key::Tab);
    assert_eq!(in_front(&harness), "某市司法局");
    let said = harness.state().document().unwrap().message.clone().unwrap();
    assert!(said.starts_with("没有做“下一个文件”"), "{said}");
}

/// Ctrl+W asks of unsaved work; a tab that is closed beside the one in front leaves that in front.
#[test]
fn closing_one_document_leaves_the_others_where_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = app_with_volume(folder.path());
    press(&mut harness, Modifiers::COMMAND, Key::W);
    harness.get_by_label_contains("“某市司法局 2026”有未保存的修改");
    click(&mut harness, "取消");
    assert_eq!(tabs(&harness), 2);
    press(&mut harness, Modifiers::CTRL | Modifiers::COMMAND, Key::Tab);
    assert_eq!(in_front(&harness), "某市司法局服务中心");
    harness.query_all_by_label_contains("关闭 某市司法局 2026").next().unwrap().click();
    harness.run();
    click(&mut harness, "不保存");
    assert_eq!((tabs(&harness), in_front(&harness)), (1, "某市司法局服务中心".to_owned()));
    // Of two tables beside each other the first in front stays so, too.
    harness.state_mut().open(&submitted(folder.path()));
    until(&mut harness, |harness| tabs(harness) == 2);
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::W);
    click(&mut harness, "不保存");
    assert_eq!(in_front(&harness), "某市司法局服务中心");
}

/// Above the tables of many workbooks nobody is named: the tab says who stands on the cover.
#[test]
fn a_tab_bears_the_name_on_the_cover_where_none_stands_above_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("报送.txt");
    let text = "某市司法局2026年部门预算\n收入总表\n单位：万元\n科目编码\t科目名称\t合计\n\t合计\t30.00\n204\t公共安全支出\t30.00\n";
    std::fs::write(&path, text).unwrap();
    let mut harness = app_choosing(vec![path]);
    until(&mut harness, |harness| harness.state().document().is_some());
    let document = harness.state().document().unwrap();
    assert_eq!(document.session.budget().department.name, "");
    assert_eq!(document.title(), "某市司法局 2026");
}

/// Who goes on in the budget in front meanwhile keeps it there, and is told of the other.
#[test]
fn a_document_that_was_read_does_not_take_what_is_typed_in_another() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    type_text(&mut harness, "1");
    harness.state_mut().open(&submitted(folder.path()));
    type_text(&mut harness, "2");
    until(&mut harness, |harness| tabs(harness) == 2);
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("报送.xlsx 已读入").is_some());
    type_text(&mut harness, "3");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value(&harness, WAGES), "123.00");
}

/// A question about the budget in front is answered there.
#[test]
fn a_document_that_was_read_waits_behind_a_question() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    press(&mut harness, Modifiers::COMMAND, Key::G);
    harness.state_mut().open(&submitted(folder.path()));
    until(&mut harness, |harness| tabs(harness) == 2);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness.run();
    let path = harness.state().document().unwrap().file.path.clone();
    assert!(path.is_some_and(|path| path.ends_with("焦作市委办公室-2023.ron")));
}

/// Who only waits has it in front.
#[test]
fn a_document_that_is_waited_for_comes_to_the_front() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = app();
    harness.state_mut().open(&submitted(folder.path()));
    until(&mut harness, |harness| tabs(harness) == 2);
    harness.run();
    assert!(harness.state().document().unwrap().file.path.is_none());
}
