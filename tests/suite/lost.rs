//! Nothing is lost, in the real app: it is dropped as a crash would end it, and started again.

mod asides;
mod first_screen;
mod new;
mod others;

use std::fs;
use std::path::PathBuf;

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::{App, Recent};

use crate::window::{Answers, WAGES, sample};

/// A folder with a copy of the sample.
pub(crate) struct Office {
    pub(crate) folder: tempfile::TempDir,
    file: PathBuf,
    /// A folder with another copy, for windows that are to show something else.
    other: tempfile::TempDir,
}

impl Office {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("预算.ron");
        fs::copy(sample(), &file).unwrap();
        let other = tempfile::tempdir().unwrap();
        fs::copy(sample(), other.path().join("别的.ron")).unwrap();
        Self { folder, file, other }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The window as it starts with some files; without any, with one of another folder.
    fn start_with(&self, mut files: Vec<PathBuf>, answers: Answers) -> Harness<'static, App> {
        if files.is_empty() {
            files.push(self.other.path().join("别的.ron"));
        }
        let data = self.data();
        let mut harness =
            Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(move |context| {
                let mut app = App::new(&context.egui_ctx, Box::new(answers), Recent::default());
                app.protect(Some(data));
                app.open_at_start(&files);
                app
            });
        // The frames at the start ask for the next by themselves.
        for _ in 0..8 {
            harness.step();
        }
        harness
    }

    pub(crate) fn start(&self) -> Harness<'static, App> {
        self.start_with(vec![self.file.clone()], Answers::default())
    }

    /// Whether what lies there holds a text.
    fn has_written(&self, text: &str) -> bool {
        let folders = [self.folder.path().to_owned(), self.data().join("journals")];
        let mut entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
        entries.any(|entry| fs::read_to_string(entry.path()).is_ok_and(|written| written.contains(text)))
    }

    /// Types a text a character at a time, until all of it lies there: on a slow machine what is written first may be only its
    /// beginning.
    fn type_until_written(&self, harness: &mut Harness<'static, App>, text: &str) {
        for c in text.chars() {
            harness.event(egui::Event::Text(c.to_string()));
        }
        while !self.has_written(text) {
            std::thread::yield_now();
            step(harness);
        }
    }

    /// What lies beside the file, and in the data folder.
    fn files(&self) -> Vec<String> {
        let folders = [self.folder.path().to_owned(), self.data().join("journals")];
        let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.file_name().into_string().unwrap())
            .filter(|name| name != "data" && !name.ends_with(".lock") && !name.ends_with(".journal.base"))
            .collect();
        names.sort();
        names
    }
}

fn step(harness: &mut Harness<'_, App>) {
    for _ in 0..4 {
        harness.step();
    }
}

fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    step(harness);
}

fn click(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_label(label).click();
    step(harness);
}

/// Types over a cell of table 3.
pub(crate) fn enter(harness: &mut Harness<'_, App>, text: &str) {
    harness.get_by(|node| node.label().is_some_and(|label| label.starts_with("3 支出预算"))).click();
    step(harness);
    click(harness, WAGES);
    for c in text.chars() {
        harness.event(egui::Event::Text(c.to_string()));
    }
    step(harness);
    press(harness, Modifiers::NONE, Key::Enter);
}

fn wages(harness: &Harness<'_, App>) -> String {
    let document = harness.state().document().unwrap();
    document.session.book().cell(&"T3!2013101!工资福利支出".parse().unwrap()).unwrap().text()
}

fn is_saved(harness: &Harness<'_, App>) -> bool {
    harness.state().document().unwrap().session.is_saved()
}

#[test]
fn work_that_a_crash_took_is_offered_seen_restored_and_undone() {
    let office = Office::new();
    let mut harness = office.start();
    enter(&mut harness, "1111");
    enter(&mut harness, "2222");
    assert_eq!(office.files(), [".预算.ron.journal", "预算.ron"]);
    drop(harness);

    let mut harness = office.start();
    assert!(harness.query_by_label("上次有修改没有保存").is_some());
    assert!(harness.query_by_label("共 2 步：").is_some());
    assert_eq!(wages(&harness), "1,059.50", "nothing is changed before the user says so");
    click(&mut harness, "先看看");
    assert!(harness.query_by_label_contains("有 1 处不同").is_some());
    assert!(harness.query_by_label_contains("2222").is_some());
    click(&mut harness, "恢复");
    assert_eq!(wages(&harness), "2,222.00");
    assert!(!is_saved(&harness));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(wages(&harness), "1,111.00");
    drop(harness);

    // A second crash takes nothing either.
    let mut harness = office.start();
    click(&mut harness, "恢复");
    assert_eq!(wages(&harness), "1,111.00");
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    assert_eq!(wages(&harness), "2,222.00");
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert!(is_saved(&harness));
    assert_eq!(office.files(), [".预算.ron.backups", "预算.ron"], "what is saved needs no journal");
    drop(harness);
    assert!(office.start().query_by_label("上次有修改没有保存").is_none());
}

/// The system ends the program: nothing is lost, not even the letter that was typed last, and nobody speaks of a crash.
#[test]
fn what_the_system_ends_is_offered_the_next_time() {
    let office = Office::new();
    let mut harness = office.start();
    enter(&mut harness, "1111");
    click(&mut harness, WAGES);
    harness.event(egui::Event::Text("3".to_owned()));
    harness.step();
    harness.event(egui::Event::Text("7".to_owned()));
    harness.step();
    let ctx = harness.ctx.clone();
    harness.state_mut().end(&ctx);
    drop(harness);

    let mut harness = office.start();
    assert!(harness.query_by_label("上次有修改没有保存").is_some());
    assert!(harness.query_by_label_contains("上次关闭时有修改没有保存").is_some());
    assert!(harness.query_by_label("未录完的内容（工资福利支出）：“37”").is_some());
    click(&mut harness, "恢复");
    assert_eq!(wages(&harness), "1,111.00");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    press(&mut harness, Modifiers::COMMAND, Key::S);
    let ctx = harness.ctx.clone();
    harness.state_mut().end(&ctx);
    drop(harness);
    // What was saved leaves nothing behind.
    assert_eq!(office.files(), [".预算.ron.backups", "预算.ron"]);
    assert!(office.start().query_by_label("上次有修改没有保存").is_none());
}

#[test]
fn what_stood_in_an_open_cell_is_put_back_into_it() {
    let office = Office::new();
    let typed = |harness: &mut Harness<'_, App>| {
        let editor = &harness.state_mut().document_mut().unwrap().grid().unwrap().editor;
        (editor.open, editor.text.clone())
    };
    // Typed until it is on disk, as it is about a second later.
    let begin = |harness: &mut Harness<'static, App>| {
        harness.get_by(|node| node.label().is_some_and(|label| label.starts_with("3 支出预算"))).click();
        step(harness);
        click(harness, WAGES);
        office.type_until_written(harness, "=33.5+");
    };
    let mut harness = office.start();
    begin(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(office.files(), ["预算.ron"], "what is given up is not kept");
    begin(&mut harness);
    drop(harness);

    let mut harness = office.start();
    assert!(harness.query_by_label("未录完的内容（工资福利支出）：“=33.5+”").is_some());
    click(&mut harness, "恢复");
    assert_eq!(typed(&mut harness), (true, "=33.5+".to_owned()));
    assert_eq!(wages(&harness), "1,059.50", "it is not entered before the user does so");
    harness.event(egui::Event::Text("1".to_owned()));
    step(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(wages(&harness), "34.50");
    drop(harness);

    // What was entered is a step like any other, and the draft is none any more.
    let mut harness = office.start();
    assert!(harness.query_by_label("共 1 步：").is_some());
    assert!(harness.query_by_label_contains("未录完").is_none());
    click(&mut harness, "恢复");
    assert_eq!((typed(&mut harness).0, wages(&harness)), (false, "34.50".to_owned()));
}

#[test]
fn what_was_being_written_as_a_comment_or_a_rule_is_put_back() {
    let office = Office::new();
    let mut harness = office.start();
    harness.get_by(|node| node.label().is_some_and(|label| label.starts_with("3 支出预算"))).click();
    step(&mut harness);
    click(&mut harness, WAGES);
    let write = |harness: &mut Harness<'_, App>, label: &str, text: &str| {
        harness.get_by_label(label).focus();
        step(harness);
        harness.event(egui::Event::Text(text.to_owned()));
        step(harness);
    };
    write(&mut harness, "新批注", "请附测算表");
    // A step between does not end it.
    harness
        .state_mut()
        .document_mut()
        .unwrap()
        .session
        .enter(&"T5!2013101!资本性支出".parse().unwrap(), "3")
        .unwrap();
    harness.state_mut().document_mut().unwrap().look.page = yusuan::ui::Page::Rules;
    step(&mut harness);
    write(&mut harness, "规则的文字", "// 草稿");
    let kept = |says: &str| {
        let mut journals = office.files().into_iter().filter(|name| name != "预算.ron");
        journals.any(|name| {
            fs::read_to_string(office.folder.path().join(name)).unwrap_or_default().contains(says)
        })
    };
    while !(kept("请附测算表") && kept("// 草稿")) {
        std::thread::yield_now();
        step(&mut harness);
    }
    drop(harness);

    let mut harness = office.start();
    assert!(harness.query_by_label_contains("未录完的内容（批注 工资福利支出）：“请附测算表”").is_some());
    click(&mut harness, "恢复");
    let document = harness.state_mut().document_mut().unwrap();
    let written = &document.drafts.comments;
    assert_eq!(written.get("T3!2013101!工资福利支出").map(String::as_str), Some("请附测算表"));
    assert!(document.drafts.rules.unsaved().is_some_and(|text| text.contains("// 草稿")));
}

#[test]
fn a_passage_that_was_being_written_is_put_back() {
    let office = Office::new();
    let text = |harness: &Harness<'_, App>| {
        let at = yusuan::session::Passage { section: 2, paragraph: Some(0) };
        harness.state().document().unwrap().session.passage(at).unwrap().to_owned()
    };
    let mut harness = office.start();
    let before = text(&harness);
    let document = harness.state_mut().document_mut().unwrap();
    document.look.page = yusuan::ui::Page::Narrative;
    document.look.passage = Some(yusuan::session::Passage { section: 2, paragraph: Some(0) });
    step(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::F2);
    step(&mut harness);
    office.type_until_written(&mut harness, "没有写完的话");
    drop(harness);

    let mut harness = office.start();
    assert!(harness.query_by_label_contains("没有写完的话").is_some());
    let named = harness.query_by_label_contains("未录完的内容（说明“");
    assert!(named.is_some(), "it is called by its heading");
    click(&mut harness, "恢复");
    assert!(harness.query_by_label("修改说明文字").is_some());
    assert_eq!(text(&harness), before, "it is not entered before the user does so");
    let document = harness.state().document().unwrap();
    assert!(document.message.as_ref().unwrap().contains("接着写"), "{:?}", document.message);
    assert!(!document.message.as_ref().unwrap().contains("0 步"), "{:?}", document.message);
    assert!(document.look.passage.is_some(), "the right side says of the open passage what it quotes");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(text(&harness), format!("{before}没有写完的话"));
}

#[test]
fn what_is_not_wanted_is_kept_as_a_file() {
    let office = Office::new();
    let mut harness = office.start();
    enter(&mut harness, "1111");
    drop(harness);
    let mut harness = office.start();
    click(&mut harness, "不恢复（保留日志）");
    assert_eq!(wages(&harness), "1,059.50");
    assert!(office.files()[0].starts_with(".预算.ron.journal.kept-"), "{:?}", office.files());
    drop(harness);
    assert!(office.start().query_by_label("上次有修改没有保存").is_none());
}

#[test]
fn leaving_without_saving_discards_the_journal() {
    let office = Office::new();
    let mut harness = office.start();
    enter(&mut harness, "1111");
    press(&mut harness, Modifiers::COMMAND, Key::W);
    click(&mut harness, "不保存");
    assert!(harness.state().document().is_none());
    assert_eq!(office.files(), ["预算.ron"]);
}

#[test]
fn an_import_that_was_never_saved_is_offered_at_the_next_start() {
    let office = Office::new();
    let text = office.folder.path().join("公开.md");
    fs::copy(crate::support::repository("tests/data/import/cases/unit-above-title.txt"), &text).unwrap();
    let mut harness = office.start_with(vec![text], Answers::default());
    // It is read on a thread of its own, however long that takes.
    crate::window::original::until(&mut harness, |harness| harness.state().document().is_some());
    let key = harness.state().document().unwrap().session.format().tables[0].key.clone();
    harness.state_mut().document_mut().unwrap().start_table(&key);
    step(&mut harness);
    let budget = harness.state().document().unwrap().session.budget().clone();
    drop(harness);
    let place = office.folder.path().join("新.ron");
    let mut harness = office
        .start_with(vec![office.file.clone()], Answers { save: Some(place.clone()), ..Answers::default() });
    assert!(harness.query_by_label_contains("尚未存成文件").is_some());
    click(&mut harness, "恢复");
    assert_eq!(harness.state().document().unwrap().session.budget(), &budget);
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert!(place.is_file());
    assert_eq!(office.files(), ["公开.md", "新.ron", "预算.ron"]);
}

#[test]
fn what_was_saved_over_is_kept_and_opened_as_a_new_budget() {
    let office = Office::new();
    let mut harness = office.start();
    for text in ["1111", "2222"] {
        enter(&mut harness, text);
        press(&mut harness, Modifiers::COMMAND, Key::S);
    }
    click(&mut harness, "文件");
    click(&mut harness, "备份…");
    let copies = |harness: &Harness<'_, App>| harness.query_all_by_label_contains("打开为新文件 20").count();
    assert_eq!(copies(&harness), 2);
    assert_eq!(harness.query_all_by_label_contains("与现在有 1 处不同").count(), 2);
    let oldest = harness.query_all_by_label_contains("打开为新文件 20").last().unwrap();
    oldest.click();
    step(&mut harness);
    assert_eq!(wages(&harness), "1,059.50");
    assert!(harness.state().document().unwrap().file.path.is_none());
    assert!(!is_saved(&harness));
}
