//! Where the desktop has no file dialogs, the window asks for files itself, and what was to be done with them
//! is done when the answer comes.

use std::fs;
use std::path::{Path, PathBuf};

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tempfile::TempDir;
use yusuan::ui::{App, Recent};

use super::{Answers, WAGES, click, enter, press, sample, show, type_text};

const FIELD: &str = "文件名或路径";

/// A window on a desktop without dialogs, with a copy of the sample open.
fn office() -> (TempDir, PathBuf, Harness<'static, App>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("预算.ron");
    fs::copy(sample(), &file).unwrap();
    let opened = file.clone();
    let mut harness =
        Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(move |context| {
            let answers = Answers { absent: true, ..Answers::default() };
            let mut app = App::new(&context.egui_ctx, Box::new(answers), Recent::default());
            app.open(&opened);
            app
        });
    harness.run();
    (folder, file, harness)
}

/// Types over what stands in the dialog's field.
fn type_path(harness: &mut Harness<'_, App>, path: &Path) {
    press(harness, Modifiers::COMMAND, Key::A);
    type_text(harness, &path.display().to_string());
}

fn key(harness: &mut Harness<'_, App>, key: Key) {
    press(harness, Modifiers::NONE, key);
}

fn is_asked(harness: &Harness<'_, App>) -> bool {
    harness.query_by_label(FIELD).is_some()
}

fn edit(harness: &mut Harness<'_, App>, amount: &str) {
    show(harness, "3 支出预算");
    enter(harness, WAGES, amount);
}

/// A budget that is in no file.
fn begin_anew(harness: &mut Harness<'_, App>) {
    let text = fs::read_to_string(sample()).unwrap();
    let loaded = yusuan::file::from_text(&text, &yusuan::schema::Formats::embedded()).unwrap();
    let session = yusuan::session::Session::unsaved(loaded.budget, loaded.format);
    harness.state_mut().show(yusuan::ui::Document::new(session, None));
    harness.run();
}

#[test]
fn a_new_budget_is_saved_where_the_user_types() {
    let (folder, _, mut harness) = office();
    begin_anew(&mut harness);
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert!(is_asked(&harness), "Ctrl+S asks where to save");
    let place = folder.path().join("新的");
    type_path(&mut harness, &place);
    key(&mut harness, Key::Enter);
    assert!(!is_asked(&harness));
    let document = harness.state().document().unwrap();
    assert!(document.session.is_saved());
    assert_eq!(document.file.path.as_deref(), Some(folder.path().join("新的.ron").as_path()));
    assert!(folder.path().join("新的.ron").is_file());
    // The keyboard is back at the table.
    edit(&mut harness, "12");
    type_text(&mut harness, "34");
    key(&mut harness, Key::Enter);
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert!(!is_asked(&harness), "now it has a place");
    assert!(harness.state().document().unwrap().session.is_saved());
}

#[test]
fn escape_leaves_everything_as_it_is_and_nothing_reaches_the_table() {
    let (folder, file, mut harness) = office();
    edit(&mut harness, "77");
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
    type_text(&mut harness, "99");
    key(&mut harness, Key::ArrowDown);
    key(&mut harness, Key::Delete);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    key(&mut harness, Key::Escape);
    assert!(!is_asked(&harness));
    let document = harness.state().document().unwrap();
    let cell = "T3!2013101!工资福利支出".parse().unwrap();
    assert_eq!(document.session.book().cell(&cell).unwrap().text(), "77.00");
    assert!(!document.session.is_saved());
    assert_eq!(document.file.path.as_ref(), Some(&file));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_is_there_is_asked_about() {
    let (folder, _, mut harness) = office();
    let other = folder.path().join("别的.ron");
    fs::copy(sample(), &other).unwrap();
    let before = fs::read_to_string(&other).unwrap();
    edit(&mut harness, "77");
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
    // Without its ending.
    type_path(&mut harness, &folder.path().join("别的"));
    key(&mut harness, Key::Enter);
    assert!(harness.query_by_label_contains("要替换它吗").is_some());
    click(&mut harness, "不替换");
    assert_eq!(fs::read_to_string(&other).unwrap(), before);
    assert!(is_asked(&harness), "another name may be typed");
    key(&mut harness, Key::Enter);
    click(&mut harness, "替换");
    assert!(!is_asked(&harness));
    assert!(fs::read_to_string(&other).unwrap().contains("\"77\""));
}

#[test]
fn the_desktops_answer_without_an_ending_does_not_replace_a_file_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().join("别的.ron");
    fs::copy(sample(), &there).unwrap();
    let before = fs::read_to_string(&there).unwrap();
    let given = there.with_extension("");
    let mut harness = super::app_with(Answers { save: Some(given), ..Answers::default() });
    edit(&mut harness, "77");
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
    assert_eq!(fs::read_to_string(&there).unwrap(), before);
    click(&mut harness, "替换");
    assert!(fs::read_to_string(&there).unwrap().contains("\"77\""));
}

#[test]
fn save_then_close_closes_when_the_place_is_named_and_not_before() {
    let (folder, _, mut harness) = office();
    begin_anew(&mut harness);
    press(&mut harness, Modifiers::COMMAND, Key::W);
    click(&mut harness, "保存");
    assert!(is_asked(&harness));
    // Given up: nothing is closed, nothing lost.
    key(&mut harness, Key::Escape);
    assert!(harness.query_by_label("还没有保存").is_none());
    let document = harness.state().document().unwrap();
    assert!(document.file.path.is_none() && !document.session.is_saved());

    press(&mut harness, Modifiers::COMMAND, Key::W);
    click(&mut harness, "保存");
    // A place where nothing can be saved is said, and one stays.
    type_path(&mut harness, &folder.path().join("没有/新.ron"));
    key(&mut harness, Key::Enter);
    assert!(is_asked(&harness) && harness.query_all_by_label_contains("没有这个文件夹").count() == 1);
    type_path(&mut harness, &folder.path().join("新.ron"));
    key(&mut harness, Key::Enter);
    assert!(folder.path().join("新.ron").is_file());
    let document = harness.state().document().expect("the other document is still open");
    assert_eq!(document.file.path.as_deref(), Some(folder.path().join("预算.ron").as_path()));
}

/// Asks the window to close, as the desktop does.
fn close_window(harness: &mut Harness<'_, App>) {
    let root = egui::ViewportId::ROOT;
    harness.input_mut().viewports.entry(root).or_default().events.push(egui::ViewportEvent::Close);
    harness.step();
    harness.input_mut().viewports.entry(root).or_default().events.clear();
    harness.run();
}

fn closes(harness: &Harness<'_, App>) -> bool {
    let commands = harness.output().viewport_output.values().flat_map(|viewport| &viewport.commands);
    commands.into_iter().any(|command| *command == egui::ViewportCommand::Close)
}

#[test]
fn save_then_quit_asks_for_each_place_and_quits_at_the_end() {
    let (folder, file, mut harness) = office();
    edit(&mut harness, "77");
    for _ in 0..2 {
        begin_anew(&mut harness);
    }
    close_window(&mut harness);
    click(&mut harness, "保存");
    assert!(fs::read_to_string(&file).unwrap().contains("\"77\""), "what has a place is saved at once");
    type_path(&mut harness, &folder.path().join("一.ron"));
    key(&mut harness, Key::Enter);
    assert!(is_asked(&harness), "the next one");
    // The window's own cross takes the question back and asks what is to become of the rest.
    close_window(&mut harness);
    assert!(!is_asked(&harness) && harness.query_by_label("还没有保存").is_some());
    click(&mut harness, "保存");
    type_path(&mut harness, &folder.path().join("二.ron"));
    // One frame, whose commands are looked at.
    harness.event(egui::Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    harness.step();
    assert!(closes(&harness));
    for name in ["一.ron", "二.ron"] {
        assert!(folder.path().join(name).is_file(), "{name}");
    }
}

#[test]
fn files_are_opened_compared_and_merged_by_the_windows_own_dialog() {
    let (folder, file, mut harness) = office();
    for name in ["a.ron", "b.ron"] {
        fs::copy(sample(), folder.path().join(name)).unwrap();
    }
    press(&mut harness, Modifiers::COMMAND, Key::O);
    // The first two of the folder.
    key(&mut harness, Key::ArrowDown);
    press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    key(&mut harness, Key::Enter);
    let path = harness.state().document().unwrap().file.path.clone();
    assert_eq!(path, Some(folder.path().join("b.ron")));

    // The others that are open come first; this one is a file.
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::C);
    assert!(!is_asked(&harness));
    click(&mut harness, "选择文件…");
    assert!(is_asked(&harness));
    type_path(&mut harness, &file);
    key(&mut harness, Key::Enter);
    assert!(harness.state().is_compared());

    click(&mut harness, "合并修改");
    for button in ["选择对方的文件…", "选择共同的旧稿…"] {
        click(&mut harness, button);
        assert!(is_asked(&harness), "{button}");
        key(&mut harness, Key::Escape);
        assert!(!is_asked(&harness), "given up once, it is not asked again: {button}");
        click(&mut harness, button);
        assert!(is_asked(&harness), "{button}");
        type_path(&mut harness, &file);
        assert_eq!(harness.get_by_label(FIELD).value().as_deref(), file.to_str(), "{button}");
        key(&mut harness, Key::Enter);
        assert!(!is_asked(&harness), "{button}");
    }
    assert!(harness.query_by_label_contains("0 处冲突").is_some());
}

#[test]
fn the_file_of_another_tab_is_not_replaced_from_here() {
    let (folder, _, mut harness) = office();
    let other = folder.path().join("别的.ron");
    fs::copy(sample(), &other).unwrap();
    let before = fs::read_to_string(&other).unwrap();
    harness.state_mut().open(&other);
    harness.run();
    begin_anew(&mut harness);
    press(&mut harness, Modifiers::COMMAND, Key::S);
    type_path(&mut harness, &other);
    key(&mut harness, Key::Enter);
    click(&mut harness, "替换");
    assert!(harness.query_by_label_contains("另一个标签页").is_some());
    assert_eq!(fs::read_to_string(&other).unwrap(), before);
}

#[test]
fn tab_completes_and_double_click_opens() {
    let (folder, _, mut harness) = office();
    fs::create_dir(folder.path().join("报送")).unwrap();
    fs::copy(sample(), folder.path().join("报送/市委办.ron")).unwrap();
    press(&mut harness, Modifiers::COMMAND, Key::O);
    type_text(&mut harness, "报");
    key(&mut harness, Key::Tab);
    type_text(&mut harness, "市");
    key(&mut harness, Key::Tab);
    assert_eq!(harness.get_by_label(FIELD).value().as_deref(), Some("报送/市委办.ron"));
    key(&mut harness, Key::Enter);
    let path = harness.state().document().unwrap().file.path.clone();
    assert_eq!(path, Some(folder.path().join("报送/市委办.ron")));
}

/// Enter saves wherever the keyboard is; of a file that is there the button in which the keyboard is decides.
#[test]
fn enter_replaces_no_file_from_the_button_that_keeps_it() {
    let (folder, _, mut harness) = office();
    let other = folder.path().join("别的.ron");
    fs::copy(sample(), &other).unwrap();
    let before = fs::read_to_string(&other).unwrap();
    edit(&mut harness, "77");
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
    type_path(&mut harness, &other);
    key(&mut harness, Key::Enter);
    harness.get_by_label("不替换").focus();
    harness.run();
    key(&mut harness, Key::Enter);
    assert_eq!(fs::read_to_string(&other).unwrap(), before);
    assert!(is_asked(&harness));
    // Without going to a button it is replaced, as the coloured one says.
    key(&mut harness, Key::Enter);
    key(&mut harness, Key::Enter);
    assert!(!is_asked(&harness) && fs::read_to_string(&other).unwrap().contains("\"77\""));
}

/// Buttons stay where they are while something is refused or a folder is named.
#[test]
fn a_folder_is_made_by_keys_and_nothing_moves() {
    let (folder, _, mut harness) = office();
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
    let button =
        |harness: &Harness<'_, App>| harness.get_by_role_and_label(egui::Role::Button, "取消").rect();
    let before = button(&harness);
    type_path(&mut harness, &folder.path().join("没有/新.ron"));
    key(&mut harness, Key::Enter);
    assert!(harness.query_all_by_label_contains("没有这个文件夹").count() == 1);
    assert_eq!(button(&harness), before);
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::N);
    type_text(&mut harness, "报送");
    assert_eq!(button(&harness), before);
    key(&mut harness, Key::Enter);
    assert!(folder.path().join("报送").is_dir());
    // In the new folder, with the name that was suggested.
    key(&mut harness, Key::Enter);
    assert!(folder.path().join("报送/预算.ron").is_file());
}
