//! The submitted document beside the table.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use eframe::egui::{self, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::file::{self, Extras};
use yusuan::model::CellAddress;
use yusuan::schema::Formats;
use yusuan::ui::{App, Recent};

use super::{Answers, click, press};
use crate::import::documents::{text, workbook};
use crate::support::published;

/// The app with a file open.
pub(crate) fn app_of(file: &Path, answers: Answers) -> Harness<'static, App> {
    let file = file.to_owned();
    let mut harness =
        Harness::builder().with_size([1440.0, 900.0]).with_max_steps(20).build_eframe(move |context| {
            let mut app = App::new(&context.egui_ctx, Box::new(answers), Recent::default());
            app.open(&file);
            app
        });
    harness.run_steps(2);
    harness
}

/// Draws frames until something is there that another thread brings.
pub(crate) fn until(harness: &mut Harness<'_, App>, is_there: impl Fn(&Harness<'_, App>) -> bool) {
    for _ in 0..2_000 {
        harness.run_steps(1);
        if is_there(harness) {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("it never came");
}

fn cursor(harness: &Harness<'_, App>) -> CellAddress {
    harness.state().document().unwrap().cursor().unwrap()
}

fn click_at(harness: &mut Harness<'_, App>, at: Pos2) {
    harness.event(egui::Event::PointerMoved(at));
    harness.run_steps(2);
    for pressed in [true, false] {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
        harness.run_steps(2);
    }
    harness.run_steps(4);
}

/// A workbook with the text's tables, and the place of it.
fn submitted(folder: &Path) -> PathBuf {
    let path = folder.join("报送.xlsx");
    std::fs::write(&path, workbook(&text())).unwrap();
    path
}

/// A page of a real document: drawn in the background, with the place of the cursor; a click goes to the cell, a
/// finding to the page.
#[test]
fn the_page_of_a_pdf_follows_the_cursor_and_leads_to_cells() {
    let Some(path) = published("pdf/烟台市审计局-2026.pdf") else { return };
    let mut harness = app_of(&path, Answers::default());
    until(&mut harness, |harness| harness.query_by_label("原件第 8 页").is_some());
    let origin = harness.state().document().unwrap().origin().unwrap().clone();
    let budget = harness.state().document().unwrap().session.budget().clone();
    let wanted = budget.tables[&"收支总表".into()].rows().iter().find_map(|row| {
        let address = CellAddress::new("收支总表", row.key(), row.cells().iter().last()?.0);
        let spot = origin.cell(&address)?;
        (spot.column.is_some() && spot.page == 7 && address != cursor(&harness)).then_some((address, spot))
    });
    let (address, spot) = wanted.unwrap();
    let page = harness.get_by_label("原件第 8 页").rect();
    let size = origin.page(&spot).unwrap().size;
    let [left, top, right, bottom] = origin.rectangle(&spot).unwrap();
    let zoom = page.width() / size.0;
    let middle = egui::vec2((left + right) / 2.0, (top + bottom) / 2.0) * zoom;
    click_at(&mut harness, page.min + middle);
    assert_eq!(cursor(&harness), address);

    // A finding on another page turns to it.
    let document = harness.state().document().unwrap();
    let findings = document.session.verdicts().findings();
    let (at, elsewhere) = (0..findings.len())
        .find_map(|at| {
            let spot = origin.cell(&findings.get(at)?.address?)?;
            (spot.page != 7).then_some((at, spot.page))
        })
        .unwrap();
    harness.state_mut().document_mut().unwrap().choose_finding(at);
    let name = format!("原件第 {} 页", elsewhere + 1);
    until(&mut harness, |harness| harness.query_by_label(&name).is_some());
    harness.get_by_label("原件的下一页").click();
    harness.run_steps(3);
    let next = format!("原件第 {} 页", elsewhere + 2);
    until(&mut harness, |harness| harness.query_by_label(&next).is_some());
}

/// A workbook: its sheet, the place of the cursor in words, and hiding it.
#[test]
fn a_sheet_is_shown_plainly_and_hidden_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = app_of(&submitted(folder.path()), Answers::default());
    until(&mut harness, |harness| harness.query_by_label("原件工作表 表3").is_some());
    let origin = harness.state().document().unwrap().origin().unwrap().clone();
    let at = cursor(&harness);
    let place = origin.name(&origin.cell(&at).unwrap());
    assert!(place.starts_with("工作表“表3”"), "{place}");
    assert!(harness.query_by_label_contains(&place).is_some(), "{place}");
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    assert!(harness.query_by_label("原件工作表 表3").is_none());
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    assert!(harness.query_by_label("原件工作表 表3").is_some());
}

/// Saved and opened again, it finds the document beside; where that is gone, it says so, and takes another file that
/// is the same.
#[test]
fn a_saved_budget_finds_its_document_or_says_that_it_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let document = submitted(folder.path());
    let (imported, _) = yusuan::exchange::import_with_any(&document, &Formats::embedded()).unwrap();
    let saved = folder.path().join("预算.ron");
    file::save(&saved, &imported.budget, &Extras::default()).unwrap();
    let mut harness = app_of(&saved, Answers::default());
    until(&mut harness, |harness| harness.query_by_label("原件工作表 表3").is_some());
    let moved = folder.path().join("另一个名字.bin");
    std::fs::rename(&document, &moved).unwrap();
    let mut harness = app_of(&saved, Answers { open: vec![moved], ..Answers::default() });
    until(&mut harness, |harness| harness.query_by_label_contains("正在找原件").is_none());
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    until(&mut harness, |harness| harness.query_by_label_contains("不在预算文件旁边").is_some());
    click(&mut harness, "指明原件…");
    until(&mut harness, |harness| harness.query_by_label("原件工作表 表3").is_some());
}
