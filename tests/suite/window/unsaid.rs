//! What is typed where nothing takes it is named, not dropped; and what is not yet placed, or not yet begun, is said where one
//! looks.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use eframe::egui::{
    Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Role, Shape, TouchPhase, pos2, vec2,
};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::model::CellAddress;
use yusuan::ui::{Answer, App, Ask, Dialogs, Page, Recent};

use super::lines::{go, prepared, shown};
use super::{Answers, app, app_with, click, click_containing, press, sample, type_text};
use crate::paste::blank;
use crate::window_hand::{cursor, message, text};

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

fn command(harness: &mut Harness<'_, App>, title: &str) {
    press(harness, CTRL_SHIFT, Key::P);
    type_text(harness, title);
    press(harness, NONE, Key::Enter);
    harness.run_steps(3);
}

/// Types entries, each ended by Enter.
fn enter_all(harness: &mut Harness<'_, App>, entries: &[&str]) {
    for entry in entries {
        type_text(harness, entry);
        press(harness, NONE, Key::Enter);
    }
}

fn is_said(harness: &Harness<'_, App>, part: &str) -> bool {
    harness.query_all_by_label_contains(part).next().is_some()
}

/// A list without a match says so when Enter is pressed, keeps what was typed, and takes no figure that was meant for cells.
#[test]
fn figures_typed_behind_a_search_without_a_match_go_nowhere_and_are_named() {
    for is_seen_to in [true, false] {
        let mut harness = prepared();
        let cell = go(&mut harness, "办公费", "部门经济科目");
        let before = harness.state().document().unwrap().session.revision();
        let was = shown(&harness, &cell);
        press(&mut harness, Modifiers::ALT, Key::ArrowDown);
        enter_all(&mut harness, &["没有的科目"]);
        assert!(is_said(&harness, "没有匹配“没有的科目”的科目，没有录入。退格重找，Esc 放弃"));
        enter_all(&mut harness, &["30201", "30202"]);
        assert!(is_said(&harness, "其后输入的“30201、30202”也没有录入"));
        assert_eq!(harness.state().document().unwrap().session.revision(), before);
        if is_seen_to {
            press(&mut harness, NONE, Key::Backspace);
            enter_all(&mut harness, &["jbgz"]);
            assert_eq!(shown(&harness, &cell), "30101");
        } else {
            press(&mut harness, NONE, Key::Escape);
            assert_eq!(shown(&harness, &cell), was);
        }
        assert!(message(&harness).contains("“30201、30202”没有录入"), "{}", message(&harness));
        // Where one goes then they can be entered.
        let amount = CellAddress { column: "部门经济科目".into(), ..cell };
        harness.state_mut().document_mut().unwrap().jump(&amount);
        harness.run();
        press(&mut harness, CTRL_SHIFT, Key::P);
        type_text(&mut harness, "补录被挡下");
        press(&mut harness, NONE, Key::Enter);
        assert_eq!(shown(&harness, &amount), "30201", "{}", message(&harness));
    }
}

/// Typed down a column, what comes to a computed cell is named as long as somebody types on, and what comes behind goes where it
/// belongs.
#[test]
fn a_figure_typed_on_a_computed_cell_is_named() {
    let mut harness = app();
    harness.state_mut().show(blank("T1", "一般公共预算", "金额"));
    harness.run();
    let cells = || {
        let harness = app();
        let book = harness.state().document().unwrap().session.book();
        let sheet = book.sheet(&"T1".into()).unwrap();
        let rows = sheet.rows().filter(|row| row.section_index == 0);
        let cells = rows.filter_map(|row| row.cell_by(&"金额".into()));
        let all: Vec<_> = cells.map(|cell| (cell.address(), cell.role)).collect();
        all
    };
    let cells = cells();
    let locked = cells.windows(3).position(|three| {
        let is_input = |at: usize| three[at].1 == yusuan::schema::Role::Input;
        is_input(0) && !is_input(1) && is_input(2)
    });
    let at = locked.expect("a total between two cells that are entered");
    harness.state_mut().document_mut().unwrap().jump(&cells[at].0);
    harness.run();
    for (key, typed) in [(Key::ArrowDown, ["12", "34", "56"]), (Key::Enter, ["13", "34", "57"])] {
        press(&mut harness, NONE, Key::Escape);
        harness.state_mut().document_mut().unwrap().jump(&cells[at].0);
        harness.run();
        for entry in typed {
            type_text(&mut harness, entry);
            press(&mut harness, NONE, key);
        }
        let now = [at, at + 2].map(|at| text(&harness, &cells[at].0.to_string()));
        assert_eq!(now, [typed[0], typed[2]].map(|figure| format!("{figure}.00")));
        let said = message(&harness);
        assert!(said.contains("“34”没有录入（") && said.contains("此格是合计"), "{key:?}: {said}");
    }
    // Who has looked is not told again, and can enter it elsewhere.
    press(&mut harness, NONE, Key::Escape);
    harness.state_mut().document_mut().unwrap().jump(&cells[at].0);
    harness.run();
    press(&mut harness, CTRL_SHIFT, Key::P);
    type_text(&mut harness, "补录被挡下");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(text(&harness, &cells[at].0.to_string()), "34.00");
    enter_all(&mut harness, &["7"]);
    assert!(!message(&harness).contains("没有录入"), "{}", message(&harness));
}

/// Behind the end of a table, too, where its rows are the form's.
#[test]
fn figures_typed_behind_the_end_are_named() {
    let mut harness = app();
    super::show(&mut harness, "3 支出预算");
    press(&mut harness, CTRL, Key::End);
    press(&mut harness, NONE, Key::ArrowLeft);
    let end = cursor(&harness);
    enter_all(&mut harness, &["5.5", "6.5", "7.5"]);
    assert_eq!(cursor(&harness), end);
    let said = message(&harness);
    assert!(said.contains("“6.5、7.5”没有录入：这里已经到头"), "{said}");
}

/// The text quotes totals: as long as amounts of lines are in none of them, that stands above it.
#[test]
fn the_text_says_that_amounts_are_not_placed_yet() {
    let mut harness = prepared();
    let narrative = |harness: &mut Harness<'_, App>| {
        harness.state_mut().document_mut().unwrap().look.page = Page::Narrative;
        harness.run();
    };
    narrative(&mut harness);
    assert!(!is_said(&harness, "这些金额不在各表的合计里"));
    let cell = go(&mut harness, "办公费", "功能科目");
    harness.state_mut().document_mut().unwrap().session.enter(&cell, "").unwrap();
    narrative(&mut harness);
    assert!(is_said(&harness, "没有写功能科目，未归入：这些金额不在各表的合计里"));
}

/// Income of a new budget is begun where its table says so.
#[test]
fn a_table_of_lines_without_any_says_how_to_begin() {
    for (table, title) in [("收入明细", "增加收入"), ("预算明细", "增加明细")] {
        let mut harness = app();
        let mut document = blank(table, "合计", "单位");
        document.look.page = Page::Table(table.into());
        harness.state_mut().show(document);
        harness.run();
        assert!(is_said(&harness, &format!("还没有行：从“{title}”开始")), "{table}");
        let count = |harness: &Harness<'_, App>| {
            harness.state().document().unwrap().session.budget().tables[&table.into()].len()
        };
        let before = count(&harness);
        let button = harness.query_all_by_label(title).next_back().unwrap();
        button.click();
        harness.run();
        assert_eq!(count(&harness), before + 1, "{table}");
        assert!(!is_said(&harness, "还没有行：从"), "{table}");
    }
}

/// The rules are listed by how they ended.
#[test]
fn rules_are_listed_by_their_outcome() {
    let mut harness = app();
    click_containing(&mut harness, "规则 2");
    for (outcome, sign) in
        [("通过", "✓ 通过"), ("未通过", "× 未通过"), ("未检查", "○ 未检查"), ("不适用", "－ 不适用")]
    {
        let field = harness.query_all_by_value("全部结果").next();
        field.unwrap().click();
        harness.run();
        // A head of the list has the same name.
        let is_choice = |one: &egui_kittest::Node<'_>| one.accesskit_node().toggled().is_some();
        harness.query_all_by_label(outcome).find(is_choice).unwrap().click();
        harness.run();
        let signs = ["✓ 通过", "× 未通过", "○ 未检查", "－ 不适用"];
        for other in signs {
            let count = harness.query_all_by_label(other).count();
            assert_eq!(count > 0, other == sign, "{outcome}: {count} {other}");
        }
        harness.query_all_by_value(outcome).next().unwrap().click();
        harness.run();
        click(&mut harness, "全部结果");
    }
}

/// Sorted by their heads, the worst first; by keyboard a rule opens to its places, and one of these leads there.
#[test]
fn rules_are_sorted_and_opened_by_keyboard() {
    let mut harness = app();
    click_containing(&mut harness, "规则 2");
    let first = |harness: &Harness<'_, App>| {
        let lines = harness.query_all_by_role(Role::ListBoxOption);
        let mut labels = lines.filter_map(|line| line.accesskit_node().label());
        labels.find(|label| label.starts_with("规则 ")).unwrap()
    };
    let before = first(&harness);
    click(&mut harness, "结果");
    assert!(first(&harness).contains("未通过"), "{}", first(&harness));
    click(&mut harness, "结果 ▲");
    assert!(first(&harness).contains("不适用"), "{}", first(&harness));
    click(&mut harness, "结果 ▼");
    assert_eq!(first(&harness), before);
    click(&mut harness, "结果");
    harness.get_by_label("规则列表").focus();
    harness.run();
    press(&mut harness, NONE, Key::Home);
    press(&mut harness, NONE, Key::Enter);
    assert!(is_said(&harness, "依据："));
    press(&mut harness, NONE, Key::Enter);
    assert!(!is_said(&harness, "依据："));
}

/// What a unit's file brings that cannot be reckoned with is said with the result, as at other entrances.
#[test]
fn what_a_taken_in_file_has_wrong_is_said_with_the_result() {
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("局.ron");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/示例区档案局-2023（示例）.ron");
    let text = std::fs::read_to_string(path).unwrap();
    let wrong = |line: &str| {
        let is_of =
            |item: &str| line.contains("\"901001\"") && line.contains(&format!("\"项目名称\": \"{item}\""));
        let line = match line {
            line if is_of("办公费") => line.replace("\"金额\": \"9.00\"", "\"金额\": \"8.00\""),
            line if is_of("印刷费") => line.replace("=在职人数×标准", "=在职人数××标准"),
            line if is_of("奖金") => {
                line.replace("text: {", "text: {\"金额\": \"52..6\", ").replace("\"金额\": \"52.60\"", "")
            }
            line => line.to_owned(),
        };
        line + "\n"
    };
    let is_other = |line: &&str| {
        line.contains("单位代码") && (line.contains("\"901002\"") || line.contains("\"901003\""))
    };
    let own: String = text.lines().filter(|line| !is_other(line)).map(wrong).collect();
    std::fs::write(&unit, own).unwrap();
    let mut harness = app_with(Answers { open: vec![unit], ..Answers::default() });
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/示例区档案局-2023（示例）.ron");
    harness.state_mut().open(&sample);
    harness.run();
    command(&mut harness, "汇入单位");
    harness.run();
    assert!(is_said(&harness, "请核对："), "in the question");
    click(&mut harness, "汇入");
    let said = message(&harness);
    for part in [
        "办公费”的测算公式“=在职人数×标准”得 9",
        "金额写的是 8.00 万元",
        "印刷费”的测算公式",
        "金额“52..6”不是数",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

/// A click near the edge of a column in a table's body is the cell's, in the comparison as elsewhere.
#[test]
fn a_click_near_a_columns_edge_is_the_cells_in_the_comparison_too() {
    let mut harness = super::compare::compared();
    harness.set_size(vec2(1280.0, 1600.0));
    harness.run_steps(4);
    click(&mut harness, "各表对照");
    for from_edge in [2.0, 30.0] {
        let cell = harness.get_by_label("收入总计 收入 金额 增减").rect();
        let place = cell.right_center() - vec2(from_edge, 0.0);
        harness.hover_at(place);
        harness.run_steps(2);
        harness.drag_at(place);
        harness.drop_at(place);
        harness.run();
        assert!(is_said(&harness, "记下原因"), "{from_edge} from the edge of {cell:?}");
    }
}

/// A code that is seen in part only is a sign, for its last digits would be read as another code.
#[test]
fn a_code_at_the_edge_of_what_scrolls_is_whole_or_a_sign() {
    let mut harness = prepared();
    super::show(&mut harness, "预算明细");
    let mut seen = 0;
    for step in 0..24 {
        for clipped in &harness.output().shapes {
            let mut shapes = vec![&clipped.shape];
            while let Some(shape) = shapes.pop() {
                match shape {
                    Shape::Vec(more) => shapes.extend(more),
                    Shape::Text(text) if is_code(text.galley.text()) => {
                        let (at, clip) = (text.visual_bounding_rect(), clipped.clip_rect);
                        if at.intersects(clip) {
                            seen += 1;
                            let is_whole = at.left() >= clip.left() - 1.0 && at.right() <= clip.right() + 1.0;
                            assert!(is_whole, "{} at {at:?} in {clip:?}, step {step}", text.galley.text());
                        }
                    }
                    _ => {}
                }
            }
        }
        harness.hover_at(pos2(900.0, 400.0));
        harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(-23.0, 0.0),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
            modifiers: NONE,
        });
        harness.run_steps(4);
    }
    assert!(seen > 100, "{seen}");
}

fn is_code(text: &str) -> bool {
    text.len() >= 5 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Answers with a place, and keeps where it was asked to begin.
#[derive(Clone, Default)]
struct Places {
    answer: PathBuf,
    suggested: Rc<RefCell<Vec<PathBuf>>>,
}

impl Dialogs for Places {
    fn ask(&mut self, ask: &Ask) -> Answer {
        self.suggested.borrow_mut().push(ask.suggested.clone());
        let name = ask.suggested.file_name().unwrap_or_default();
        Answer::Paths(vec![self.answer.join(name)])
    }
}

/// Where one file was handed out the next begins; where the budget itself is saved stays its own.
#[test]
fn the_next_export_begins_where_the_last_one_went() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places { answer: folder.path().to_owned(), ..Places::default() };
    let asked = Rc::clone(&places.suggested);
    let mut harness =
        Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(move |context| {
            let mut app = App::new(&context.egui_ctx, Box::new(places), Recent::default());
            app.open(&sample());
            app
        });
    harness.run();
    let own = sample().parent().unwrap().to_owned();
    for expected in [own, folder.path().to_owned()] {
        command(&mut harness, "导出问题清单");
        assert_eq!(asked.borrow().last().unwrap().parent(), Some(expected.as_path()));
    }
    assert!(folder.path().read_dir().unwrap().next().is_some(), "it was written there");
}

/// The name of the last department is typed over.
#[test]
fn the_name_of_a_new_budget_is_typed_over() {
    let mut harness = app();
    press(&mut harness, CTRL, Key::N);
    harness.run();
    type_text(&mut harness, "新局");
    assert_eq!(harness.get_by_label("部门名称").value().as_deref(), Some("新局"));
}
