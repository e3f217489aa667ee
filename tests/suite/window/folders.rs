//! A folder that is to be opened: its documents are listed, to choose from, or all are checked.

use std::path::{Path, PathBuf};
use std::time::Duration;

use eframe::App as _;
use eframe::egui::{Context, Key, Modifiers, RawInput};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::{App, Recent};

use super::{Answers, press, sample};
use crate::window_hand::cursor;

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;

fn opened(folder: &Path, answers: Answers, is_named: bool) -> Harness<'static, App> {
    let named: PathBuf = folder.to_owned();
    let mut harness =
        Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(move |context| {
            let mut app = App::new(&context.egui_ctx, Box::new(answers), Recent::default());
            match is_named {
                true => app.open_at_start(&[named]),
                false => app.open_all(&[named]),
            }
            app
        });
    harness.run();
    harness
}

/// Named at the start, chosen, or dropped on the window.
#[test]
fn a_folder_lists_its_documents_to_open() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(sample(), folder.path().join("甲.ron")).unwrap();
    std::fs::write(folder.path().join("说明.log"), "").unwrap();
    for is_named in [true, false] {
        let mut harness = opened(folder.path(), Answers::default(), is_named);
        harness.get_by_label_contains("这是文件夹：选其中的文件打开");
        assert!(harness.query_by_label_contains("说明.log").is_none(), "what is no budget is not listed");
        harness.get_all_by_label_contains("甲.ron").next().unwrap().click();
        harness.run();
        press(&mut harness, NONE, Key::Enter);
        assert!(harness.state().document().is_some(), "named: {is_named}");
    }
}

/// Before it has the keyboard for the first time, a window may not be shown yet: a field that asks for the input method then keeps it from
/// ever taking a key.
#[test]
fn no_input_method_is_asked_for_before_the_window_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let context = Context::default();
    let mut app = App::new(&context, Box::new(Answers::default()), Recent::default());
    app.open_at_start(&[folder.path().to_owned()]);
    let mut frame = eframe::Frame::_new_kittest();
    let mut asks = |focused| {
        let input = RawInput { focused, ..RawInput::default() };
        let mut output = context.run_ui(input, |ui| app.ui(ui, &mut frame));
        output.textures_delta.clear();
        output.platform_output.ime.is_some()
    };
    let asked: Vec<bool> = [false, false, false, true, true].into_iter().map(&mut asks).collect();
    assert_eq!(asked[..3], [false; 3]);
    assert!(asked[4], "the field that names a file has the keyboard");
}

/// Draws until every file is checked.
fn wait(harness: &mut Harness<'_, App>) {
    while harness.query_by_label("重新检查").is_none() {
        std::thread::sleep(Duration::from_millis(20));
        harness.step();
    }
    harness.run();
}

/// As the command does: a file in order, one with findings, one that cannot be read, one that is no budget.
#[test]
fn a_folder_is_checked_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("清单.csv");
    std::fs::copy(sample(), folder.path().join("乙.ron")).unwrap();
    std::fs::write(folder.path().join("丙.ron"), "坏").unwrap();
    std::fs::write(folder.path().join("说明.log"), [0_u8, 1, 2]).unwrap();
    let answers = Answers { save: Some(place.clone()), export: Some(place.clone()), ..Answers::default() };
    let mut harness = opened(folder.path(), answers, true);
    // Nothing in the folder is chosen: Enter means the folder.
    press(&mut harness, NONE, Key::Enter);
    wait(&mut harness);
    harness.get_by_label_contains("共 2 份");
    harness.get_by_label_contains("丙.ron，读不出来：");
    harness.get_by_label_contains("说明.log，没有检查：");
    harness.get_by_label_contains("乙.ron，有问题，错误 ");
    // The list goes on, by keyboard alone, to what is said of a file and to the file itself.
    press(&mut harness, NONE, Key::Home);
    press(&mut harness, NONE, Key::ArrowDown);
    harness.get_by_label_contains("；规则：通过");
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::E);
    let listed = std::fs::read_to_string(&place).unwrap();
    assert!(listed.contains("乙.ron") && listed.contains("读不出来"), "{listed}");
    press(&mut harness, NONE, Key::Enter);
    let document = harness.state().document().unwrap();
    let verdicts = document.session.verdicts();
    assert_eq!(document.file.path.as_deref(), Some(folder.path().join("乙.ron").as_path()));
    assert!(verdicts.open() > 0);
    let first = verdicts.findings().listed().first().unwrap().found.address.clone();
    assert_eq!(cursor(&harness), first.map(|cell| cell.to_string()).unwrap_or_default());
    // Back at the list, whose place is kept, and away from it.
    press(&mut harness, Modifiers::CTRL, Key::Tab);
    assert!(harness.state().document().is_none());
    harness.get_by_label_contains("；规则：通过");
    press(&mut harness, CTRL, Key::W);
    assert!(harness.query_by_label("重新检查").is_none());
    assert!(harness.state().document().is_some(), "the budget stays open");
}
