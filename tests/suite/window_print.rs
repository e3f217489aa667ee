//! Looking at the pages, printing them, handing the budget in, and lines for other systems, in the window.

use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::model::TableKey;
use yusuan::ui::{App, Page};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::repository;
use crate::window::original::app_of;
use crate::window::{Answers, app, click, press, show};
use crate::window_hand::message;

const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

fn example() -> PathBuf {
    repository("assets/samples").join("示例区档案局-2023（示例）.ron")
}

/// The key that asks for a file's name does not answer.
#[cfg(feature = "pdf")]
#[test]
fn the_key_that_asks_for_a_name_is_not_its_answer() {
    use crate::window::original::until;

    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("预算.ron");
    std::fs::copy(example(), &place).unwrap();
    let mut harness = app_of(&place, Answers { absent: true, ..Answers::default() });
    harness.key_press_modifiers(Modifiers::COMMAND, Key::P);
    until(&mut harness, |harness| harness.query_by_label_contains("预览第").is_some());
    for key in [Key::Enter, Key::Space] {
        harness.get_by_label("存为 PDF…").focus();
        harness.run_steps(2);
        harness.key_press_modifiers(Modifiers::NONE, key);
        harness.run_steps(6);
        assert!(harness.query_by_label("文件名或路径").is_some(), "{key:?}");
        harness.key_press_modifiers(Modifiers::NONE, Key::Escape);
        harness.run_steps(6);
        assert!(harness.query_by_label("文件名或路径").is_none());
    }
    let pdfs = std::fs::read_dir(&folder).unwrap().flatten();
    assert!(pdfs.into_iter().all(|file| !file.file_name().to_string_lossy().ends_with(".pdf")));
}

/// The pages come in the background, a click on a figure goes to its cell, a change sets them anew, and they are printed.
#[cfg(feature = "pdf")]
#[test]
fn the_pages_are_looked_at_and_printed() {
    use eframe::egui::{Event, PointerButton, vec2};
    use egui_kittest::kittest::NodeT as _;
    use yusuan::document::{Options, Pages, describe};

    use crate::window::original::until;

    let mut harness = app_of(&example(), Answers::default());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::P);
    until(&mut harness, |harness| harness.query_by_label_contains("预览第").is_some());
    let document = describe(&harness.state().document().unwrap().session, &Options::default());
    let pages = Pages::set(&document).unwrap();
    let page_of = |harness: &Harness<'_, App>| -> u32 {
        let label = harness.get_by_label_contains("预览第").accesskit_node().label().unwrap();
        label.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
    };
    let shown = page_of(&harness) - 1;
    let cells = document.tables.iter().flat_map(|table| &table.body).flat_map(|row| &row.cells);
    let figures = cells.filter(|cell| cell.content.is_number()).filter_map(|cell| cell.address.clone());
    let (address, spot) = figures
        .filter_map(|address| Some((address.clone(), pages.origin.cell(&address)?)))
        .find(|(_, spot)| spot.page == shown && spot.column.is_some())
        .expect("a figure on the page of the cursor");
    let page = harness.get_by_label_contains("预览第").rect();
    let zoom = page.width() / pages.origin.page(&spot).unwrap().size.0;
    let [left, top, right, bottom] = pages.origin.rectangle(&spot).unwrap();
    let at = page.min + vec2(f32::midpoint(left, right), f32::midpoint(top, bottom)) * zoom;
    harness.event(Event::PointerMoved(at));
    harness.run_steps(2);
    for pressed in [true, false] {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        harness.event(Event::PointerButton { pos: at, button, pressed, modifiers });
        harness.run_steps(2);
    }
    assert_eq!(harness.state().document().unwrap().cursor(), Some(address));

    harness.key_press_modifiers(Modifiers::COMMAND, Key::P);
    harness.run_steps(4);
    harness.key_press(Key::PageDown);
    harness.run_steps(4);
    assert_eq!(page_of(&harness), shown + 2, "turned by keyboard");
    // The pages have a search of their own.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run_steps(4);
    assert!(harness.get_by_label("在各页里查找").is_focused());
    for (button, said) in [("打印", "Printer"), ("用阅读器打开", "Viewer")] {
        harness.get_by_label(button).click();
        harness.run_steps(6);
        let said = format!("{said} {}.pdf true", document.title);
        assert_eq!(message(&harness), said);
    }
}

/// The paper of a table is chosen beside its page by keyboard alone, the page is set anew on it, and the question of an
/// export chooses it too.
#[cfg(feature = "pdf")]
#[test]
fn the_paper_of_a_table_is_chosen_beside_its_page() {
    use yusuan::document::PaperChoice;

    use crate::window::original::until;

    let mut harness = app_of(&example(), Answers::default());
    let chosen = |harness: &Harness<'_, App>, key| {
        PaperChoice::of(harness.state().document().unwrap().session.budget(), key).words()
    };
    let act = |harness: &mut Harness<'_, App>, key| {
        harness.key_press_modifiers(Modifiers::COMMAND, key);
        harness.run_steps(6);
    };
    act(&mut harness, Key::P);
    until(&mut harness, |harness| harness.query_by_label_contains("预览第").is_some());
    // A page of text has none to choose.
    for _ in 0..60 {
        harness.key_press(Key::PageUp);
        harness.run_steps(2);
    }
    assert!(harness.query_by_label("纸张大小").is_none(), "the cover is of no table");
    for _ in 0..60 {
        harness.key_press(Key::PageDown);
        harness.run_steps(2);
    }
    let session = &harness.state().document().unwrap().session;
    let tables: Vec<(TableKey, String)> =
        session.format().published().map(|table| (table.key.clone(), table.named())).collect();
    let (table, name) = tables.into_iter().find(|(_, name)| harness.query_by_label(name).is_some()).unwrap();
    assert_eq!(chosen(&harness, &table), "自动", "{name}");
    let shape = |harness: &Harness<'_, App>| {
        let page = harness.get_by_label_contains("预览第").rect();
        page.width() / page.height()
    };
    let wide = shape(&harness) > 1.0;
    // The second or third of 自动, A4, A3 and of 自动, 纵向, 横向.
    let lists = [("纸张大小", 2, "A3".to_owned()), ("纸张方向", if wide { 1 } else { 2 }, String::new())];
    for (list, downs, then) in lists {
        harness.get_by_label(list).focus();
        harness.run_steps(2);
        harness.key_press(Key::Space);
        harness.run_steps(4);
        for _ in 0..=downs {
            harness.key_press(Key::Tab);
            harness.run_steps(2);
        }
        harness.key_press(Key::Space);
        harness.run_steps(4);
        if !then.is_empty() {
            assert_eq!(chosen(&harness, &table), then);
        }
    }
    assert_eq!(chosen(&harness, &table), if wide { "A3纵向" } else { "A3横向" });
    until(&mut harness, |harness| {
        harness.query_by_label_contains("预览第").is_some() && (shape(harness) > 1.0) != wide
    });
    act(&mut harness, Key::Z);
    assert_eq!(chosen(&harness, &table), "A3", "a step like any other");
    // The question of an export has both lists, too, and says what the budget remembers.
    act(&mut harness, Key::E);
    for list in ["哪张表的纸张", "纸张大小", "纸张方向"] {
        assert!(harness.query_all_by_label(list).next().is_some(), "{list}");
    }
}

#[test]
fn a_budget_with_open_errors_is_not_handed_in_but_shown_what_stands_against_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("包.zip");
    let mut harness =
        app_of(&crate::window::sample(), Answers { save: Some(place.clone()), ..Answers::default() });
    press(&mut harness, CTRL_SHIFT, Key::M);
    assert!(harness.query_by_label_contains("个错误没有改正").is_some());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!place.exists());
    // An error leads to its place, and the question is gone.
    let document = harness.state().document().unwrap();
    let (at, finding) = yusuan::document::unanswered(&document.session).next().unwrap();
    harness.query_all_by_label(&finding.message).last().unwrap().click();
    harness.run();
    assert!(harness.query_by_label_contains("个错误没有改正").is_none());
    let chosen = harness.state().document().unwrap().selected_finding().unwrap();
    let wanted = harness.state().document().unwrap().session.verdicts().findings().get(at).unwrap();
    assert_eq!(chosen.message, wanted.message);
}

/// Handed in by keyboard alone; opened again it is held against its list.
#[test]
fn a_package_is_made_and_checked_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("包.zip");
    let mut harness = app_of(&example(), Answers { save: Some(place.clone()), ..Answers::default() });
    press(&mut harness, CTRL_SHIFT, Key::M);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(message(&harness).contains("已打包到"), "{}", message(&harness));
    let own = harness.state().document().unwrap().session.budget().clone();

    let opened = app_of(&place, Answers::default());
    assert!(message(&opened).contains("各文件与清单一致"), "{}", message(&opened));
    let budget = opened.state().document().unwrap().session.budget();
    assert_eq!((&budget.tables, &budget.narrative), (&own.tables, &own.narrative));

    // A document of the package was exchanged.
    let mut zip = ZipArchive::new(Cursor::new(std::fs::read(&place).unwrap())).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        let (name, mut content) = (entry.name().unwrap().into_owned(), Vec::new());
        entry.read_to_end(&mut content).unwrap();
        if name.ends_with(".html") {
            content.push(b' ');
        }
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    std::fs::write(&place, out.finish().unwrap().into_inner()).unwrap();
    let opened = app_of(&place, Answers::default());
    assert!(opened.query_by_label_contains("“公开文本.html”改动过").is_some());
}

/// Lines go out under the other system's names and come back as they were, as one step.
#[test]
fn lines_are_written_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["csv", "xlsx"] {
        let place = folder.path().join(format!("明细.{ending}"));
        let answers = Answers { save: Some(place.clone()), open: vec![place.clone()], ..Answers::default() };
        let mut harness = app_of(&example(), answers);
        let values = |harness: &Harness<'_, App>| -> Vec<Vec<String>> {
            let book = harness.state().document().unwrap().session.book();
            let sheet = book.sheets().find(|sheet| book.format.has_lines(&sheet.schema.key)).unwrap();
            sheet.rows().map(|row| row.cells().map(|cell| cell.text().to_string()).collect()).collect()
        };
        let before = values(&harness);
        for command in ["导出预算明细…", "读入预算明细…"] {
            click(&mut harness, "文件");
            click(&mut harness, command);
            click(&mut harness, if command.starts_with("导出") { "导出…" } else { "读入…" });
        }
        assert!(message(&harness).contains("可以撤销"), "{}", message(&harness));
        assert_eq!(values(&harness), before, "{ending}");
        assert!(!harness.state().document().unwrap().session.is_saved(), "it is a step");
    }
}

/// Lines are written in the unit that was chosen, which their names of columns say, and read in the one that was said.
#[test]
fn lines_go_out_and_come_back_in_the_chosen_unit() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("明细.csv");
    let answers = Answers { save: Some(place.clone()), open: vec![place.clone()], ..Answers::default() };
    let mut harness = app_of(&example(), answers);
    let through = |harness: &mut Harness<'_, App>, command: &str, unit: Option<&str>, go: &str| {
        click(harness, "文件");
        click(harness, command);
        if let Some(unit) = unit {
            click(harness, unit);
        }
        click(harness, go);
    };
    let amounts = |harness: &Harness<'_, App>| -> Vec<String> {
        let book = harness.state().document().unwrap().session.book();
        let sheet = book.sheets().find(|sheet| book.format.has_lines(&sheet.schema.key)).unwrap();
        sheet.rows().flat_map(|row| row.cells()).map(|cell| cell.text().to_string()).collect()
    };
    let before = amounts(&harness);
    through(&mut harness, "导出预算明细…", None, "导出…");
    let usual = std::fs::read_to_string(&place).unwrap();
    through(&mut harness, "导出预算明细…", Some("万元"), "导出…");
    let sent = std::fs::read_to_string(&place).unwrap();
    let head = sent.lines().next().unwrap();
    assert!(head.contains("reply_amt（万元）") && !head.contains("remark（"), "{head}");
    assert_ne!(sent.lines().nth(1), usual.lines().nth(1), "the amounts are others");
    through(&mut harness, "读入预算明细…", None, "读入…");
    assert!(message(&harness).contains("可以撤销"), "{}", message(&harness));
    assert_eq!(amounts(&harness), before);
    // Without its unit in the header it is what somebody says.
    std::fs::write(&place, sent.replace("（万元）", "")).unwrap();
    through(&mut harness, "读入预算明细…", Some("万元"), "读入…");
    assert!(message(&harness).contains("可以撤销"), "{}", message(&harness));
    assert_eq!(amounts(&harness), before);
}

/// What of lines read back is to be looked at stands in front of the window, not at its foot; in another unit none are read.
#[test]
fn lines_read_back_say_what_is_to_be_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("明细.csv");
    let answers = Answers { save: Some(place.clone()), open: vec![place.clone()], ..Answers::default() };
    let mut harness = app_of(&example(), answers);
    click(&mut harness, "文件");
    click(&mut harness, "导出预算明细…");
    click(&mut harness, "导出…");
    let sent = std::fs::read_to_string(&place).unwrap();
    let cut = sent.trim_end().rsplit_once('\n').unwrap().0.to_owned();
    let larger = sent.replace(".00,", "0000.00,");
    for (text, heading, words, is_changed) in
        [(&cut, "已读入，请核对", "原有的 1 行文件里没有", true), (&larger, "没有完成", "10000 倍", false)]
    {
        std::fs::write(&place, text).unwrap();
        let before = harness.state().document().unwrap().session.revision();
        click(&mut harness, "文件");
        click(&mut harness, "读入预算明细…");
        click(&mut harness, "读入…");
        assert!(harness.query_all_by_label_contains(heading).next().is_some(), "{heading}");
        assert!(harness.query_all_by_label_contains(words).next().is_some(), "{words}");
        assert_eq!(harness.state().document().unwrap().session.revision() != before, is_changed);
        press(&mut harness, Modifiers::NONE, Key::Escape);
    }
}

/// Escape leaves the pages for where one was, also while they are being set.
#[test]
fn escape_leaves_the_pages() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    let page = |harness: &Harness<'_, App>| harness.state().document().unwrap().look.page.clone();
    let before = page(&harness);
    for (modifiers, key, there) in
        [(Modifiers::COMMAND, Key::P, Page::Printing), (Modifiers::NONE, Key::Escape, before)]
    {
        harness.key_press_modifiers(modifiers, key);
        harness.run_steps(8);
        assert_eq!(page(&harness), there);
    }
}
