//! Budgets that are in no file yet, several journals at once, damaged ones, and one file by two paths.

use std::fs;
use std::path::PathBuf;

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::model::{CellAddress, Value};
use yusuan::schema::Role;
use yusuan::ui::App;

use super::{Office, click, enter, is_saved, press, step, wages};
use crate::window::Answers;

/// Begins a new budget, as Ctrl+N does, with the one in front as last year's.
fn begin(harness: &mut Harness<'_, App>) {
    press(harness, Modifiers::COMMAND, Key::N);
    harness.get_by_label_contains("以当前文件为上年").click();
    step(harness);
    click(harness, "新建");
    assert!(harness.state().document().unwrap().file.path.is_none());
}

/// The first cell that takes an amount.
fn first_amount(harness: &Harness<'_, App>) -> CellAddress {
    let book = harness.state().document().unwrap().session.book();
    let sheets = book.format.tables.iter().filter_map(|table| book.sheet(&table.key));
    let mut cells = sheets.flat_map(|sheet| {
        let rows = sheet.rows().flat_map(|row| row.cells()).collect::<Vec<_>>();
        rows.into_iter()
            .filter(|cell| cell.role == Role::Input && cell.column.kind.is_number())
            .map(|cell| cell.address())
            .collect::<Vec<_>>()
    });
    cells.next().unwrap()
}

/// Takes a step: an amount of the first line.
fn change(harness: &mut Harness<'_, App>, text: &str) -> CellAddress {
    let cell = first_amount(harness);
    harness.state_mut().document_mut().unwrap().session.enter(&cell, text).unwrap();
    step(harness);
    cell
}

fn value(harness: &Harness<'_, App>, cell: &CellAddress) -> Option<Value> {
    let budget = harness.state().document().unwrap().session.budget();
    budget.value(yusuan::model::Layer::Input, cell).map(yusuan::model::ValueView::to_value)
}

#[test]
fn a_new_budget_is_kept_from_its_making_on_and_beside_its_file_from_its_first_save() {
    let office = Office::new();
    let place = office.folder.path().join("新.ron");
    let answers = || Answers { save: Some(place.clone()), ..Answers::default() };
    let mut harness = office.start();
    begin(&mut harness);
    assert!(office.files().iter().any(|name| name.starts_with("unsaved-")), "{:?}", office.files());
    let cell = change(&mut harness, "12");
    let budget = harness.state().document().unwrap().session.budget().clone();
    drop(harness);

    // Without a step it was work already, and a second window begins with the same offer.
    let mut harness = office.start_with(vec![office.file.clone()], answers());
    assert!(harness.query_by_label_contains("未保存过的新预算").is_some());
    assert!(harness.query_by_label("共 1 步：").is_some());
    click(&mut harness, "恢复");
    assert_eq!(harness.state().document().unwrap().session.budget(), &budget);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_ne!(value(&harness, &cell), Some(Value::Amount(12.into())));
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    drop(harness);

    let mut harness = office.start_with(vec![office.file.clone()], answers());
    click(&mut harness, "恢复");
    assert_eq!(value(&harness, &cell), Some(Value::Amount(12.into())));
    press(&mut harness, Modifiers::COMMAND, Key::S);
    assert!(place.is_file() && is_saved(&harness));
    assert_eq!(office.files(), ["新.ron", "预算.ron"], "what is saved needs no journal");
    assert!(office.folder.path().join(".新.ron.lock").is_file());
    change(&mut harness, "13");
    assert!(office.files().contains(&".新.ron.journal".to_owned()), "{:?}", office.files());
    drop(harness);

    let mut harness = office.start_with(vec![place.clone()], Answers::default());
    click(&mut harness, "恢复");
    assert_eq!(value(&harness, &cell), Some(Value::Amount(13.into())));
    assert_eq!(harness.state().document().unwrap().file.path, Some(place));
}

#[test]
fn what_stood_in_an_open_cell_of_a_new_budget_is_put_back_and_saving_loses_no_comment() {
    let office = Office::new();
    let mut harness = office.start();
    begin(&mut harness);
    let cell = first_amount(&harness);
    press(&mut harness, Modifiers::COMMAND, Key::G);
    harness.event(egui::Event::Text(cell.to_string()));
    step(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    for c in "=7+".chars() {
        harness.event(egui::Event::Text(c.to_string()));
    }
    step(&mut harness);
    let journal = || -> PathBuf {
        let folder = office.data().join("journals");
        let entries = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
        entries.filter(|path| path.extension().is_some_and(|it| it == "journal")).max().unwrap()
    };
    let mut steps = 0;
    while !fs::read_to_string(journal()).unwrap().contains("=7+") {
        steps += 1;
        assert!(steps < 20_000, "what is being typed is never written down");
        std::thread::yield_now();
        step(&mut harness);
    }
    drop(harness);
    let mut harness = office.start();
    assert!(harness.query_by_label_contains("“=7+”").is_some());
    click(&mut harness, "恢复");
    assert!(fs::read_to_string(journal()).unwrap().contains("=7+"), "it is in the new journal at once");
    let editor = &harness.state_mut().document_mut().unwrap().grid().unwrap().editor;
    assert_eq!((editor.open, editor.text.as_str()), (true, "=7+"));
}

#[test]
fn two_windows_with_new_budgets_do_not_take_each_others() {
    let office = Office::new();
    let mut one = office.start();
    begin(&mut one);
    change(&mut one, "1");
    let mut other = office.start_with(Vec::new(), Answers::default());
    assert!(other.query_by_label("上次有修改没有保存").is_none(), "it is being written");
    begin(&mut other);
    change(&mut other, "2");
    change(&mut other, "3");
    drop((one, other));
    let mut harness = office.start_with(Vec::new(), Answers::default());
    assert!(harness.query_by_label_contains("找到 2 份").is_some());
    assert!(harness.query_by_label("共 2 步：").is_some(), "that with the most first");
    click(&mut harness, "恢复");
    assert!(harness.query_by_label("共 1 步：").is_some());
    click(&mut harness, "不恢复（保留日志）");
    // Kept until the user has it removed.
    click(&mut harness, "文件");
    click(&mut harness, "未恢复的修改…");
    click(&mut harness, "删除…");
    assert!(office.files().iter().any(|name| name.contains(".kept-")));
    click(&mut harness, "确定删除，不能找回");
    assert!(office.files().iter().all(|name| !name.contains(".kept-")));
}

#[test]
fn a_damaged_journal_gives_what_can_be_read_and_is_kept() {
    for (line, steps, says) in [(0, "共 3 步：", "开头有损坏"), (3, "共 2 步：", "1 行读不出来")]
    {
        let office = Office::new();
        let mut harness = office.start();
        for text in ["1111", "2222", "3333"] {
            enter(&mut harness, text);
        }
        drop(harness);
        let place = office.folder.path().join(".预算.ron.journal");
        let text = fs::read(&place).unwrap();
        let mut lines: Vec<Vec<u8>> =
            text.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        // The header, or the last step but one; what was being typed has lines of its own.
        let steps_at: Vec<usize> =
            (0..lines.len()).filter(|at| String::from_utf8_lossy(&lines[*at]).contains("apply")).collect();
        let line = if line == 0 { 0 } else { steps_at[steps_at.len() - 2] };
        let middle = lines[line].len() / 2;
        lines[line][middle] ^= 1;
        fs::write(&place, lines.concat()).unwrap();
        let mut harness = office.start();
        assert!(harness.query_by_label(steps).is_some(), "line {line}");
        assert!(harness.query_by_label_contains(says).is_some());
        click(&mut harness, "恢复");
        assert_eq!(wages(&harness), "3,333.00");
        let kept: Vec<String> = office
            .files()
            .into_iter()
            .filter(|name| name.contains(".damaged-") && !name.ends_with(".base"))
            .collect();
        assert_eq!(kept.len(), 1, "{:?}", office.files());
        let said = &harness.state().document().unwrap().file.notices;
        assert!(said.iter().any(|said| said.contains(&kept[0])), "it is said where: {said:?}");
    }
}

#[cfg(unix)]
#[test]
fn one_file_by_two_paths_is_one_document() {
    let office = Office::new();
    let folder = office.folder.path();
    std::os::unix::fs::symlink(&office.file, folder.join("链接.ron")).unwrap();
    fs::create_dir(folder.join("别处")).unwrap();
    fs::hard_link(&office.file, folder.join("别处/硬链接.ron")).unwrap();
    let mut harness = office.start();
    enter(&mut harness, "1111");
    for path in ["链接.ron", "别处/硬链接.ron", "./别处/../预算.ron"] {
        harness.state_mut().open(&folder.join(path));
        step(&mut harness);
        assert_eq!(harness.state().document().unwrap().file.path.as_ref(), Some(&office.file), "{path}");
    }
    // Another program sees it too.
    let mut other = office.start_with(Vec::new(), Answers::default());
    for path in ["链接.ron", "别处/硬链接.ron"] {
        other.state_mut().open(&folder.join(path));
        step(&mut other);
        assert!(other.query_by_label("文件正在被别人编辑").is_some(), "{path}");
        click(&mut other, "取消");
    }
    enter(&mut harness, "2222");
    drop((harness, other));
    let mut harness = office.start();
    click(&mut harness, "恢复");
    assert_eq!(wages(&harness), "2,222.00");
}

#[test]
fn where_no_journal_can_be_written_it_stands_above_the_table() {
    let office = Office::new();
    // A file stands where the folder of journals would be.
    fs::write(office.data(), "x").unwrap();
    let mut harness = office.start();
    begin(&mut harness);
    let cell = change(&mut harness, "4");
    assert!(harness.query_all_by_label_contains("编辑日志写不进去").next().is_some());
    assert_eq!(value(&harness, &cell), Some(Value::Amount(4.into())), "one goes on all the same");
}
