//! The first screen says of which files something was not saved, and opening one of them offers it.

use std::fs;
use std::path::PathBuf;

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::{App, Page, Recent};

use super::{Office, enter, press, step, wages};
use crate::window::Answers;

/// The window as it starts without files: those of the office were open last.
fn start(office: &Office, files: &[PathBuf]) -> Harness<'static, App> {
    let list = office.other.path().join("recent.txt");
    fs::write(&list, files.iter().map(|file| format!("{}\n", file.display())).collect::<String>()).unwrap();
    let data = office.data();
    let mut harness =
        Harness::builder().with_size([1366.0, 768.0]).with_max_steps(20).build_eframe(move |context| {
            let mut app = App::new(&context.egui_ctx, Box::new(Answers::default()), Recent::at(Some(list)));
            app.protect(Some(data));
            app.open_at_start(&[]);
            app
        });
    for _ in 0..8 {
        harness.step();
    }
    harness
}

/// A line of the files that were open last.
fn line<'h>(harness: &'h Harness<'_, App>, called: &'h str) -> egui_kittest::Node<'h> {
    let is_it = move |label: String| label.starts_with(called);
    harness.get_by(move |node| node.role() == Role::ListBoxOption && node.label().is_some_and(is_it))
}

/// An office whose program was killed after two steps, and a list of files with its file at the end.
fn killed() -> (Office, Vec<PathBuf>) {
    let office = Office::new();
    let mut harness = office.start();
    enter(&mut harness, "1111");
    enter(&mut harness, "2222");
    drop(harness);
    let mut files: Vec<PathBuf> =
        (1..=9).map(|number| office.folder.path().join(format!("另一份{number}.ron"))).collect();
    for file in &files {
        fs::copy(&office.file, file).unwrap();
    }
    files.push(office.file.clone());
    (office, files)
}

#[test]
fn a_file_with_unsaved_steps_is_told_first_and_opened_by_enter() {
    let (office, files) = killed();
    let before = office.files();
    let mut harness = start(&office, &files);
    let unsaved = line(&harness, "预算.ron，有 2 步未保存（20");
    assert!(line(&harness, "另一份1.ron").rect().top() > unsaved.rect().top(), "it stands first");
    assert_eq!(office.files(), before, "nothing is moved by looking");
    // The keyboard is in the list already.
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_by_label("上次有修改没有保存").is_some());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(wages(&harness), "2,222.00");
}

#[test]
fn where_the_last_step_was_is_in_front_after_it_is_restored() {
    let (office, files) = killed();
    let mut harness = start(&office, &files);
    line(&harness, "预算.ron，有 2 步未保存").click();
    step(&mut harness);
    harness.get_by_label("恢复").click();
    step(&mut harness);
    let document = harness.state_mut().document_mut().unwrap();
    assert_eq!(document.look.page, Page::Table("T3".into()));
    assert_eq!(document.cursor().unwrap().to_string(), "T3!2013101!工资福利支出");
    // One step back, and where that was taken back stays in front.
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(wages(&harness), "1,111.00");
}

#[test]
fn what_was_restored_and_saved_waits_no_more() {
    let (office, files) = killed();
    let mut harness = start(&office, &files);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::COMMAND, Key::S);
    press(&mut harness, Modifiers::COMMAND, Key::W);
    assert!(harness.state().document().is_none());
    line(&harness, "预算.ron");
    assert!(harness.query_by_label_contains("未保存").is_none());
}

#[test]
fn a_file_that_is_gone_is_told_with_what_is_left_of_it() {
    let (office, files) = killed();
    fs::remove_file(&office.file).unwrap();
    let mut harness = start(&office, &files);
    line(&harness, "预算.ron（不在原处了），有 2 步未保存").click();
    step(&mut harness);
    harness.get_by_label("知道了").click();
    step(&mut harness);
    harness.get_by_label("恢复").click();
    step(&mut harness);
    assert_eq!(wages(&harness), "2,222.00");
}

/// Of two questions over each other Enter would answer both, and one of them nobody has read.
#[test]
fn questions_come_one_after_the_other_and_all_is_restored_at_once() {
    let (office, _) = killed();
    let documents = ["甲局", "乙局"].map(|name| office.folder.path().join(format!("{name}.md")));
    for document in &documents {
        fs::copy(crate::support::repository("tests/data/import/cases/unit-above-title.txt"), document)
            .unwrap();
    }
    // Another one is killed, too, that is in no file.
    let mut harness = office.start_with(vec![documents[0].clone()], Answers::default());
    crate::window::original::until(&mut harness, |harness| harness.state().document().is_some());
    drop(harness);
    let files = [[office.file.clone()].as_slice(), &documents].concat();
    let mut harness = office.start_with(files, Answers::default());
    let asks = |harness: &Harness<'_, App>, what: &str| harness.query_by_label(what).is_some();
    let (lost, together) = ("上次有修改没有保存", "这些文件是一份预算吗");
    assert!(asks(&harness, lost) && !asks(&harness, together));
    harness.get_by_label("全部恢复（2 份）").click();
    step(&mut harness);
    assert!(!asks(&harness, lost) && asks(&harness, together));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(harness.query_all_by_label_contains("关闭 ").count(), 2);
}

/// A file stays offered however many were opened since, and is told of where the program starts with another one.
#[test]
fn a_file_of_long_ago_is_told_of_too() {
    let (office, files) = killed();
    let copies = (10..=30).map(|number| {
        let copy = office.folder.path().join(format!("又一份{number}.ron"));
        fs::copy(&files[0], &copy).unwrap();
        copy
    });
    let all: Vec<PathBuf> = copies.chain(files.iter().cloned()).collect();
    let harness = start(&office, &all);
    line(&harness, "预算.ron，有 2 步未保存（20");
    assert!(harness.query_by_label("没有保存的修改（1 份）").is_some());
    drop(harness);
    let list = office.other.path().join("recent.txt");
    let (data, first) = (office.data(), all[0].clone());
    let mut harness = Harness::builder().with_size([1366.0, 768.0]).build_eframe(move |context| {
        let mut app = App::new(&context.egui_ctx, Box::new(Answers::default()), Recent::at(Some(list)));
        app.protect(Some(data));
        app.open_at_start(&[first]);
        app
    });
    harness.step();
    let document = harness.state().document().unwrap();
    let said = document.message.clone().unwrap_or_default();
    assert!(said.contains("预算.ron（有 2 步未保存（20"), "{said}");
    assert!(
        document.file.notices.is_empty(),
        "what is of other files is not handed on with this one's findings"
    );
    // What is open itself asks by itself.
    let own = start_with(&office, &files[9]);
    let said = own.state().document().unwrap().message.clone().unwrap_or_default();
    assert!(!said.contains("另有文件"), "{said}");
}

fn start_with(office: &Office, file: &std::path::Path) -> Harness<'static, App> {
    let harness = office.start_with(vec![file.to_owned()], Answers::default());
    assert!(harness.query_by_label("上次有修改没有保存").is_some());
    harness
}
