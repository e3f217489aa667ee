//! What a budget says that has only just been begun: which tables have no rows yet and where these come from, and that nothing was
//! entered when it is handed in.

use eframe::egui::{Key, Modifiers, PointerButton, Role, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::schema::default_format;
use yusuan::ui::{App, Page, Recent};

use super::{Answers, app, click_containing, press, type_text};
use crate::paste::blank;

const NONE: Modifiers = Modifiers::NONE;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// The window with a budget whose tables are all blank, at one of them.
fn begun(table: &str) -> Harness<'static, App> {
    let mut harness = app();
    let mut document = blank("预算明细", "合计", "项目名称");
    document.look.page = Page::Table(table.into());
    harness.state_mut().show(document);
    harness.run();
    harness
}

fn command(harness: &mut Harness<'_, App>, title: &str) {
    press(harness, CTRL_SHIFT, Key::P);
    type_text(harness, title);
    press(harness, NONE, Key::Enter);
    harness.run_steps(3);
}

fn page(harness: &Harness<'_, App>) -> Page {
    harness.state().document().unwrap().look.page.clone()
}

/// A table without rows that comes from lines says so, and leads to them, whether lines make its rows or fill its amounts.
#[test]
fn a_table_without_rows_leads_to_its_lines() {
    let format = default_format();
    for schema in format.tables.iter().filter(|schema| format.derives(&schema.key)) {
        let mut harness = begun(schema.key.as_str());
        let document = harness.state_mut().document_mut().unwrap();
        document.set_coverage(&schema.key, yusuan::model::Coverage::Derived, String::new());
        harness.run();
        let has_free = |section: &yusuan::schema::SectionSchema| !section.free.is_empty();
        let takes_rows = schema.sections.iter().all(has_free);
        let said = |harness: &Harness<'_, App>, what: &str| harness.query_all_by_label_contains(what).count();
        // Whose rows are all the form's has no figure instead.
        let has_no_figures = !schema.sections.iter().any(has_free) && format.derives(&schema.key);
        assert_eq!(said(&harness, "还没有行："), usize::from(takes_rows), "{}", schema.title);
        assert_eq!(said(&harness, "还没有数："), usize::from(has_no_figures), "{}", schema.title);
        if takes_rows || has_no_figures {
            let lines = format.derivations.iter().find(|one| one.table == schema.key).unwrap().lines.clone();
            click_containing(&mut harness, &format!("到{}", format.table(&lines).unwrap().title));
            assert_eq!(page(&harness), Page::Table(lines), "{}", schema.title);
        }
    }
}

/// Lines that ask for no row of a table are not said to have some, nor is a way offered to add them.
#[test]
fn lines_that_ask_for_nothing_are_not_promised() {
    let mut harness = begun("T15");
    let document = harness.state_mut().document_mut().unwrap();
    document.set_coverage(&"T15".into(), yusuan::model::Coverage::Derived, String::new());
    harness.run();
    assert!(harness.query_by_label_contains("还没有行：先在预算明细里录入").is_some());
    assert!(harness.query_by_label("现在按明细补行").is_none());
}

/// Who hands in nothing is told so first, and sees it.
#[test]
fn an_empty_budget_is_not_handed_in_unsaid() {
    for size in [vec2(1366.0, 768.0), vec2(911.0, 512.0)] {
        let mut harness = begun("T1");
        harness.set_size(size);
        harness.run_steps(3);
        command(&mut harness, "报送打包");
        harness.run_steps(4);
        let said = harness.get_by_label_contains("还没有录入一个金额").rect();
        let first = harness.get_by_label_contains("SHA-256").rect();
        let head = harness.query_all_by_label("报送打包").map(|head| head.rect()).next_back().unwrap();
        assert!(first.top() >= head.bottom() - 1.0, "{size:?}: {first:?} under {head:?}");
        assert!(said.bottom() < size.y, "{size:?}: {said:?}");
    }
    let mut harness = app();
    command(&mut harness, "报送打包");
    assert!(harness.query_all_by_label_contains("还没有录入一个金额").next().is_none());
}

/// The head of a part without rows is begun by mouse: a double click adds the first row, the right button offers the kinds.
#[test]
fn a_part_without_rows_is_begun_by_mouse() {
    for by_menu in [false, true] {
        // Slow steps would be two clicks and not one double click.
        let builder = Harness::builder().with_step_dt(0.02).with_size(vec2(1366.0, 768.0));
        let mut harness = builder.build_eframe(|context| {
            App::new(&context.egui_ctx, Box::new(Answers::default()), Recent::default())
        });
        let mut document = blank("预算明细", "合计", "项目名称");
        document.look.page = Page::Table("T14".into());
        harness.state_mut().show(document);
        harness.run_steps(6);
        let heads = harness.query_all_by_label_contains("，还没有行").map(|head| head.rect());
        // A wide one, beyond the first of the columns that it takes.
        let widest = heads.max_by(|a, b| a.width().total_cmp(&b.width())).expect("a head without rows");
        let head = widest.right_center() - vec2(30.0, 0.0);
        harness.hover_at(head);
        harness.run_steps(2);
        let press = |harness: &mut Harness<'_, App>, button| {
            for pressed in [true, false] {
                let modifiers = NONE;
                harness.event(eframe::egui::Event::PointerButton { pos: head, button, pressed, modifiers });
                harness.run_steps(1);
            }
        };
        let rows = |harness: &Harness<'_, App>| {
            harness.state().document().unwrap().session.budget().tables[&"T14".into()].len()
        };
        let before = rows(&harness);
        if by_menu {
            press(&mut harness, PointerButton::Secondary);
            harness.run_steps(3);
            let mut offered = harness.query_all_by_role(Role::Button).filter(|button| {
                button.accesskit_node().label().is_some_and(|label| label.starts_with("增加"))
            });
            offered.next_back().expect("kinds").click();
        } else {
            press(&mut harness, PointerButton::Primary);
            press(&mut harness, PointerButton::Primary);
        }
        harness.run_steps(4);
        assert!(rows(&harness) > before, "by menu: {by_menu}");
    }
}

/// With its first figure a table whose rows are the form's says nothing any more.
#[test]
fn a_table_with_a_figure_leads_nowhere() {
    let mut harness = super::lines::prepared();
    for table in ["T1", "T9"] {
        harness.state_mut().document_mut().unwrap().look.page = Page::Table(table.into());
        harness.run();
        assert_eq!(harness.query_all_by_label_contains("还没有数：").count(), 0, "{table}");
    }
}
