//! The blank line below the last one of a table of lines: what is typed or pasted there makes rows, and nothing above is touched.

use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::model::CellAddress;
use yusuan::ui::App;

use super::lines::{go, prepared};
use super::{click, enter, press, show, type_text};
use crate::window_hand::{cursor, message};

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const LINES: &str = "预算明细";

/// The prepared example, the cursor in a column of its last line; and that line.
fn at_end(column: &str) -> (Harness<'static, App>, CellAddress) {
    let mut harness = prepared();
    let rows = harness.state().document().unwrap().session.budget().tables[&LINES.into()].rows();
    let cell = CellAddress::new(LINES, rows.last().unwrap().key(), column);
    harness.state_mut().document_mut().unwrap().jump(&cell);
    harness.run_steps(3);
    (harness, cell)
}

/// What the lines are called, from the `from`th on, with their amounts.
fn lines(harness: &Harness<'_, App>, from: usize) -> Vec<String> {
    let session = &harness.state().document().unwrap().session;
    let book = session.book();
    let sheet = book.sheet(&LINES.into()).unwrap();
    let text = |row: &yusuan::calc::SheetRow<'_>, column: &str| row.cell_by(&column.into()).unwrap().text();
    let rows = sheet.rows().skip(from);
    rows.map(|row| format!("{}|{}", text(&row, "项目名称"), text(&row, "金额"))).collect()
}

fn paste(harness: &mut Harness<'_, App>, text: &str) {
    harness.event(Event::Paste(text.to_owned()));
    harness.run_steps(5);
}

#[test]
fn a_block_pasted_below_the_last_line_is_appended() {
    for way in ["arrow", "enter", "click", "typed"] {
        let (mut harness, last) = at_end("项目名称");
        match way {
            "arrow" => press(&mut harness, NONE, Key::ArrowDown),
            "enter" => press(&mut harness, NONE, Key::Enter),
            "click" => click(&mut harness, "预算明细 新行 项目名称"),
            _ => {
                type_text(&mut harness, "最后一项");
                press(&mut harness, NONE, Key::Enter);
            }
        }
        let before = lines(&harness, 0);
        assert_eq!(cursor(&harness), last.to_string());
        let block: String = (1..=40).map(|at| format!("第{at}项\t{at}\n")).collect();
        paste(&mut harness, &block);
        let all = lines(&harness, 0);
        assert_eq!(all.len(), before.len() + 40, "{way}: {}", message(&harness));
        assert_eq!(all[1..before.len()], before[1..], "{way}");
        assert_eq!(all[before.len()], "第1项|1.00");
        assert!(!message(&harness).contains("替换"), "{}", message(&harness));
        // It is selected, and seen from its first line on.
        let document = harness.state_mut().document_mut().unwrap();
        assert_eq!(document.selected_cells().len(), 80, "{way}");
        let seen = harness.query_all_by_label_contains("第1项 项目名称").next().is_some();
        assert!(seen, "{way}");
        assert!(harness.query_all_by_label_contains("第8项 项目名称").next().is_some(), "{way}");
        // One step.
        press(&mut harness, CTRL, Key::Z);
        assert_eq!(lines(&harness, 0), before, "{way}: {}", message(&harness));
    }
}

#[test]
fn what_is_typed_below_the_last_line_begins_one() {
    let (mut harness, _) = at_end("项目名称");
    let before = lines(&harness, 0);
    press(&mut harness, NONE, Key::ArrowDown);
    harness.run_steps(3);
    let line = harness.get_by_label("预算明细 新行 项目名称").rect();
    assert!(line.height() > 20.0, "it is scrolled into sight as a whole: {line}");
    press(&mut harness, NONE, Key::ArrowRight);
    press(&mut harness, NONE, Key::ArrowLeft);
    type_text(&mut harness, "新来的");
    press(&mut harness, NONE, Key::Tab);
    type_text(&mut harness, "3.5");
    press(&mut harness, NONE, Key::Enter);
    type_text(&mut harness, "再来的");
    press(&mut harness, NONE, Key::Enter);
    let all = lines(&harness, before.len());
    assert_eq!(all, ["新来的|3.50", "再来的|"], "{}", message(&harness));
    // A cell that is opened there begins one, too.
    press(&mut harness, NONE, Key::F2);
    type_text(&mut harness, "又一项");
    press(&mut harness, NONE, Key::Enter);
    assert_eq!(lines(&harness, before.len() + 2), ["又一项|"]);
}

#[test]
fn nothing_above_is_touched_from_there() {
    let (mut harness, last) = at_end("金额");
    let before = lines(&harness, 0);
    press(&mut harness, NONE, Key::ArrowDown);
    press(&mut harness, NONE, Key::Delete);
    press(&mut harness, CTRL, Key::D);
    press(&mut harness, NONE, Key::ArrowDown);
    assert_eq!(lines(&harness, 0), before);
    // Up again is the last line, and there Delete means that.
    press(&mut harness, NONE, Key::ArrowUp);
    assert_eq!(cursor(&harness), last.to_string());
    press(&mut harness, NONE, Key::ArrowUp);
    assert_ne!(cursor(&harness), last.to_string());
    press(&mut harness, NONE, Key::ArrowDown);
    press(&mut harness, NONE, Key::ArrowDown);
    press(&mut harness, NONE, Key::Escape);
    press(&mut harness, NONE, Key::Delete);
    assert_ne!(lines(&harness, 0), before);
}

/// Where rows are of several kinds, or made of lines, none is begun unasked.
#[test]
fn tables_of_several_kinds_of_rows_have_no_such_line() {
    let mut harness = prepared();
    for (table, is_there) in [("3 支出预算", false), ("14 整体绩效目标", false), (LINES, true)] {
        if table == LINES {
            go(&mut harness, "办公费", "项目名称");
            press(&mut harness, CTRL, Key::End);
        } else {
            show(&mut harness, table);
            press(&mut harness, CTRL, Key::End);
        }
        harness.run_steps(3);
        let found = harness.query_all_by_label_contains(" 新行 ").next().is_some();
        assert_eq!(found, is_there, "{table}");
    }
}

/// Words of headers that nobody knows are left out as a whole where the rest is taken.
#[test]
fn the_rest_of_a_block_is_taken_without_a_line_of_words() {
    let (mut harness, _) = at_end("项目名称");
    let before = lines(&harness, 0);
    press(&mut harness, NONE, Key::ArrowDown);
    paste(&mut harness, "事由\t多少\n甲项目\t12.50\n乙项目\t3\n");
    assert_eq!(lines(&harness, 0), before);
    click(&mut harness, "其余照录");
    assert_eq!(lines(&harness, before.len()), ["甲项目|12.50", "乙项目|3.00"], "{}", message(&harness));
}

/// Digits behind a nought are a code, typed as pasted.
#[test]
fn a_code_typed_into_an_amount_is_refused() {
    for (text, is_taken) in [("0102", false), ("01", false), ("0.5", true), ("0", true), ("102", true)] {
        let mut harness = prepared();
        let cell = go(&mut harness, "办公费", "金额");
        let name = {
            let session = &harness.state().document().unwrap().session;
            yusuan::ui::cell_name(&session.book().cell(&cell).unwrap())
        };
        let before = harness.state().document().unwrap().session.revision();
        enter(&mut harness, &name, text);
        let is_changed = harness.state().document().unwrap().session.revision() != before;
        assert_eq!(is_changed, is_taken, "{text}: {}", message(&harness));
        assert_eq!(message(&harness).contains("像编码"), !is_taken, "{text}: {}", message(&harness));
    }
}

/// The columns of the unit go in the view of one; what calls the total is read in the first that is seen.
#[test]
fn a_total_is_named_in_the_view_of_a_unit() {
    let mut harness = prepared();
    show(&mut harness, "收入明细");
    assert_eq!(super::value(&harness, "收入明细 合计 单位"), "合计");
    assert_eq!(super::value(&harness, "收入明细 合计 单位代码"), "");
    let document = harness.state_mut().document_mut().unwrap();
    document.look.unit = document.session.units().into_iter().next();
    harness.run();
    assert_eq!(super::value(&harness, "收入明细 合计 功能科目"), "合计");
}
