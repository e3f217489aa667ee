//! Lists by keyboard: a list is one stop, the arrows go through it, what they are at is told and in sight, and Enter does what
//! a click does.

use eframe::egui::{Key, Modifiers, Role, accesskit, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use yusuan::ui::{App, Page};

use crate::window::lines::prepared;
use crate::window::{app, press, show};

const NONE: Modifiers = Modifiers::NONE;
/// What lists are called.
const LEFT: &str = "单位、表和文字的列表";
const FINDINGS: &str = "问题列表";

/// What has the keyboard: of a list the line.
fn focused<'h>(harness: &'h Harness<'_, App>) -> Node<'h> {
    let node = harness.root().children_recursive().find(|node| node.is_focused());
    node.unwrap_or_else(|| panic!("nothing has the keyboard"))
}

fn name(harness: &Harness<'_, App>) -> String {
    let node = focused(harness);
    node.accesskit_node().label().or(node.value()).unwrap_or_default()
}

/// Goes to the first thing in a pane.
fn go_to_pane(harness: &mut Harness<'_, App>, pane: &str) {
    for _ in 0..8 {
        press(harness, NONE, Key::F6);
        if name(harness) == pane {
            return press(harness, NONE, Key::Tab);
        }
    }
    panic!("no pane {pane}");
}

/// Whether the line that has the keyboard is seen in its list.
fn is_in_sight(harness: &Harness<'_, App>, list: &str) -> bool {
    let rect = focused(harness).rect();
    let list = harness.get_by_role_and_label(Role::ListBox, list).rect().expand(1.0);
    rect.is_positive() && list.top() <= rect.top() && rect.bottom() <= list.bottom()
}

#[test]
fn units_tables_and_texts_are_one_list() {
    let mut harness = prepared();
    show(&mut harness, "3 支出预算");
    go_to_pane(&mut harness, "单位和各表");
    assert_eq!(name(&harness), "3 支出预算", "one begins at what is shown");
    press(&mut harness, NONE, Key::ArrowDown);
    assert!(name(&harness).starts_with("4 "), "{}", name(&harness));
    // Nothing is opened by going there, and everything gone to is in sight.
    assert_eq!(harness.state().document().unwrap().look.page, Page::Table("T3".into()));
    let mut names = vec![name(&harness)];
    for _ in 0..40 {
        press(&mut harness, NONE, Key::ArrowDown);
        assert!(is_in_sight(&harness, LEFT), "{}: {:?}", name(&harness), focused(&harness).rect());
        names.push(name(&harness));
    }
    names.dedup();
    assert!(names.len() > 10, "{names:?}");
    press(&mut harness, NONE, Key::Home);
    assert!(is_in_sight(&harness, LEFT));
    assert_eq!(name(&harness), "全部单位");
    press(&mut harness, NONE, Key::ArrowDown);
    let unit = name(&harness);
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(harness.state().document().unwrap().look.unit.clone().map(|unit| unit.1), Some(unit));
    // The keyboard is where one goes on: in the table.
    assert!(name(&harness).starts_with("编辑"), "{}", name(&harness));
}

#[test]
fn the_table_follows_who_goes_through_the_findings() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    go_to_pane(&mut harness, "问题和规则");
    for _ in 0..40 {
        if name(&harness).starts_with("问题 ") && harness.query_all_by_label_contains("问题 ").count() > 1
        {
            let role = focused(&harness).accesskit_node().role();
            if role == accesskit::Role::ListBoxOption {
                break;
            }
        }
        press(&mut harness, NONE, Key::Tab);
    }
    let all = harness.state().document().unwrap().session.verdicts().findings().len();
    let mut gone_to = vec![name(&harness)];
    for _ in 0..all.min(12) {
        press(&mut harness, NONE, Key::ArrowDown);
        assert!(is_in_sight(&harness, FINDINGS), "{}", name(&harness));
        let chosen = focused(&harness).accesskit_node().toggled();
        assert_eq!(chosen, Some(accesskit::Toggled::True), "{}", name(&harness));
        gone_to.push(name(&harness));
    }
    gone_to.dedup();
    assert!(gone_to.len() > 5, "{gone_to:?}");
    for key in [Key::End, Key::Home] {
        press(&mut harness, NONE, key);
        assert!(is_in_sight(&harness, FINDINGS), "{}", name(&harness));
    }
    // The first that stands at a cell has the cursor there.
    let begun = harness.state().document().unwrap().cursor();
    for _ in 0..all {
        let document = harness.state().document().unwrap();
        if matches!(document.look.page, Page::Table(_)) && document.cursor() != begun {
            break;
        }
        press(&mut harness, NONE, Key::ArrowDown);
    }
    let document = harness.state().document().unwrap();
    let cursor = document.cursor().unwrap();
    let is_told = |found: yusuan::rules::Finding| found.address.as_ref() == Some(&cursor);
    assert!(
        document.session.verdicts().findings().iter().any(is_told),
        "{cursor} is none that a finding is about"
    );
}

/// A large zoom takes of the panes; with the room comes back what somebody had.
#[test]
fn panes_have_their_width_again_when_there_is_room_again() {
    let mut harness = prepared();
    harness.set_size(vec2(1280.0, 800.0));
    harness.run();
    let width = |harness: &Harness<'_, App>| {
        let line = harness.get_by_role_and_label(Role::ListBoxOption, "全部单位");
        line.rect().width()
    };
    let before = width(&harness);
    for size in [vec2(640.0, 400.0), vec2(1280.0, 800.0)] {
        harness.set_size(size);
        harness.run();
        harness.run();
        assert_eq!(
            width(&harness) < before - 20.0,
            size.x < 700.0,
            "{size:?}: {} of {before}",
            width(&harness)
        );
    }
    assert!((width(&harness) - before).abs() < 1.0, "{} instead of {before}", width(&harness));
}

/// However little room there is: where a line's amount is typed is seen beside what it is for.
#[test]
fn the_amount_of_a_line_stays_in_sight() {
    let mut harness = prepared();
    harness.set_size(vec2(1366.0, 768.0));
    for table in ["预算明细", "收入明细"] {
        harness.state_mut().document_mut().unwrap().look.page = Page::Table(table.into());
        harness.run();
        press(&mut harness, Modifiers::COMMAND, Key::Home);
        for _ in 0..12 {
            press(&mut harness, NONE, Key::ArrowRight);
            let cursor = harness.state().document().unwrap().cursor().unwrap();
            let filter = harness.get_by_label("筛选 金额").rect();
            assert!(filter.is_positive() && filter.right() < 1100.0, "{table} at {cursor}: {filter:?}");
        }
    }
}

/// A jump to what stays in sight leaves the columns beside it where they are.
#[test]
fn a_new_budget_shows_its_lines_from_the_beginning() {
    let mut harness = prepared();
    harness.set_size(vec2(1366.0, 768.0));
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::N);
    harness.get_all_by_role_and_label(Role::TextInput, "单位代码").next().unwrap().focus();
    harness.run();
    harness.event(eframe::egui::Event::Paste("902001\t某局\t行政\t\n".to_owned()));
    harness.run();
    harness.get_by_label("新建").click();
    harness.run();
    let columns = |harness: &Harness<'_, App>| {
        let filters = harness.get_all_by_label_contains("筛选 ");
        filters.filter_map(|node| Some((node.accesskit_node().label()?, node.rect()))).collect::<Vec<_>>()
    };
    let at_once = columns(&harness);
    press(&mut harness, Modifiers::COMMAND, Key::Home);
    assert_eq!(at_once, columns(&harness));
}

/// Widths that the window decides are nobody's: dragging a pane keeps none, dragging an edge keeps that one.
#[test]
fn only_widths_that_somebody_drew_are_kept() {
    let mut harness = prepared();
    harness.set_size(vec2(1366.0, 768.0));
    harness.state_mut().document_mut().unwrap().look.page = Page::Table("预算明细".into());
    harness.run();
    let drag = |harness: &mut Harness<'_, App>, from: eframe::egui::Pos2, by: f32| {
        harness.drag_at(from);
        harness.run();
        for step in 1_u8..=4 {
            harness.hover_at(from + vec2(by * f32::from(step) / 4.0, 0.0));
            harness.run();
        }
        harness.drop_at(from + vec2(by, 0.0));
        harness.run();
        harness.run();
    };
    let pane = harness.get_by_role_and_label(Role::ListBox, LEFT).rect();
    for by in [160.0, -200.0] {
        let edge = harness.get_by_role_and_label(Role::ListBox, LEFT).rect().right() + 18.0;
        drag(&mut harness, eframe::egui::pos2(edge, 500.0), by);
        let widths = &harness.state().document().unwrap().look.widths;
        assert!(widths.values().all(|own| own.is_empty()), "{by}: {widths:?}");
    }
    assert!((harness.get_by_role_and_label(Role::ListBox, LEFT).rect().width() - pane.width()).abs() > 5.0);
    let filter = harness.get_by_label("筛选 测算公式").rect();
    drag(&mut harness, eframe::egui::pos2(filter.right() + 6.0, filter.center().y), 40.0);
    let widths = &harness.state().document().unwrap().look.widths;
    assert_eq!(widths.values().map(|own| own.len()).sum::<usize>(), 1, "{widths:?}");
}
