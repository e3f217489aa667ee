//! The grid under the hand: moving, pasting, filling, input methods.

use std::cell::RefCell;
use std::rc::Rc;

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::{App, Clipboard, Recent};

use crate::window::{Answers, WAGES, app, click, press, sample, show, type_text, value};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

pub(crate) fn cursor(harness: &Harness<'_, App>) -> String {
    let document = harness.state().document();
    document.and_then(|document| document.cursor()).map(|cursor| cursor.to_string()).unwrap_or_default()
}

pub(crate) fn message(harness: &Harness<'_, App>) -> String {
    harness.state().document().unwrap().message.clone().unwrap_or_default()
}

fn rows(harness: &Harness<'_, App>, table: &str) -> Vec<String> {
    let budget = harness.state().document().unwrap().session.budget();
    budget.tables[&table.into()].rows().iter().map(|row| row.key().to_string()).collect()
}

/// The cell's text, whether it is in view or not.
pub(crate) fn text(harness: &Harness<'_, App>, address: &str) -> String {
    let session = &harness.state().document().unwrap().session;
    session.book().cell(&address.parse().unwrap()).map(|cell| cell.text()).unwrap_or_default()
}

fn paste(harness: &mut Harness<'_, App>, text: &str) {
    harness.event(egui::Event::Paste(text.to_owned()));
    harness.run();
}

/// A clipboard that the test holds the other end of.
#[derive(Clone, Default)]
pub(crate) struct Board(Rc<RefCell<(String, Option<String>)>>);

impl Board {
    /// What lies there as text.
    pub(crate) fn text(&self) -> String {
        self.0.borrow().0.clone()
    }
}

impl Clipboard for Board {
    fn html(&mut self) -> Option<String> {
        self.0.borrow().1.clone()
    }

    fn put(&mut self, text: &str, html: &str) -> bool {
        *self.0.borrow_mut() = (text.to_owned(), Some(html.to_owned()));
        true
    }
}

pub(crate) fn app_with_board() -> (Harness<'static, App>, Board) {
    let board = Board::default();
    let own = board.clone();
    let mut harness =
        Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(move |context| {
            let mut app = App::new(&context.egui_ctx, Box::new(Answers::default()), Recent::default())
                .with_clipboard(Box::new(own));
            app.open(&sample());
            app
        });
    harness.run();
    (harness, board)
}

#[test]
fn ctrl_and_arrows_jump_to_the_edge_of_the_filled_block() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    press(&mut harness, CTRL_SHIFT, Key::ArrowUp);
    let selected = harness.state_mut().document_mut().unwrap().selected_cells();
    assert_eq!(selected.first().map(ToString::to_string).as_deref(), Some("T3!合计!工资福利支出"));
    assert_eq!(selected.last().map(ToString::to_string).as_deref(), Some("T3!2013101!工资福利支出"));
    click(&mut harness, WAGES);
    for (modifiers, key, expected) in [
        (CTRL, Key::ArrowUp, "T3!合计!工资福利支出"),
        // The end of the block, over the gap to the next one, the edge of the table.
        (CTRL, Key::ArrowRight, "T3!合计!商品和服务支出"),
        (CTRL, Key::ArrowRight, "T3!合计!项目支出"),
        (CTRL, Key::ArrowRight, "T3!合计!特定目标类"),
    ] {
        press(&mut harness, modifiers, key);
        assert_eq!(cursor(&harness), expected, "{key:?}");
    }
}

#[test]
fn a_block_pasted_over_the_edge_adds_rows_in_the_same_step() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    let before = rows(&harness, "T13");
    click(&mut harness, "机关运行经费 30202 印刷费 部门预算支出经济分类科目 科目编码");
    let last = before.len() - before.iter().position(|key| key == "30202").unwrap();
    let mut block: Vec<String> = (0..last).map(|at| format!("3020{at}\t费用{at}\t{at}")).collect();
    block.extend(["31002\t办公设备购置\t1.5\n".to_owned(), "31003\t专用设备购置\t2万元\n".to_owned()]);
    paste(&mut harness, &block.join("\n").replace("\n\n", "\n"));
    let after = rows(&harness, "T13");
    assert_eq!(after.len(), before.len() + 2, "{}", message(&harness));
    assert_eq!(after[before.len()..], ["31002", "31003"], "their codes name them");
    assert_eq!(text(&harness, "T13!31003!合计"), "2.00");
    assert!(message(&harness).contains("增加了 2 行"));
    press(&mut harness, CTRL, Key::Z);
    assert_eq!(rows(&harness, "T13"), before);
    assert!(harness.state().document().unwrap().session.is_saved(), "one step");
}

#[test]
fn a_block_that_cannot_fit_is_refused_as_a_whole() {
    let mut harness = app();
    let office = "机关运行经费 30202 印刷费 机构运行经费支出 合计";
    for (table, cell, block) in [
        // Fixed rows.
        ("1 收支预算", "收支预算 一般公共预算 一、一般公共预算 收入 金额", "1\n".repeat(60)),
        // Columns run out.
        ("13 机关运行经费", office, "1\t2".to_owned()),
        // A row that would be added has a bad number.
        ("13 机关运行经费", office, format!("{}abc\n", "1\n".repeat(40))),
    ] {
        show(&mut harness, table);
        click(&mut harness, cell);
        paste(&mut harness, &block);
        assert!(harness.state().document().unwrap().session.is_saved(), "{table}");
        let message = message(&harness);
        assert!(message.contains("没有"), "{table}: {message}");
    }
}

#[test]
fn a_table_on_the_clipboard_comes_before_its_text() {
    let (mut harness, board) = app_with_board();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    let excel = "<html><table><tr><td x:num=\"1060.505\">1,060.51</td><td>2</td></tr></table></html>";
    *board.0.borrow_mut() = (String::new(), Some(excel.to_owned()));
    paste(&mut harness, "1,060.51\t2");
    let session = &harness.state().document().unwrap().session;
    let cell = session.book().cell(&"T3!2013101!工资福利支出".parse().unwrap()).unwrap().number();
    assert_eq!(cell.unwrap().to_string(), "1060.51", "what is shown, not the number behind it");
    assert!(message(&harness).contains("1060.505"), "which is told: {}", message(&harness));
    // Copying puts both there, and pasting them changes nothing.
    press(&mut harness, CTRL_SHIFT, Key::ArrowRight);
    harness.event(egui::Event::Copy);
    harness.run();
    let (text, html) = board.0.borrow().clone();
    assert!(text.starts_with("1060.51\t2.00\t"), "{text}");
    assert!(html.unwrap().contains("<td style=\"text-align:right\">1060.51</td>"));
}

#[test]
fn text_with_line_breaks_comes_in_right() {
    let mut harness = app();
    show(&mut harness, "14 整体绩效目标");
    let place = "T14!改革创新奖!主要内容".parse().unwrap();
    harness.state_mut().document_mut().unwrap().jump(&place);
    harness.run();
    click(&mut harness, "整体绩效目标 改革创新奖 主要内容");
    paste(&mut harness, "\"第一，\n第二\"");
    let cell = cursor(&harness);
    assert_eq!(text(&harness, &cell), "第一，\n第二", "{}", message(&harness));
}

#[test]
fn a_series_goes_on_as_one_step() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    paste(&mut harness, "1\n3");
    for _ in 0..3 {
        press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    }
    press(&mut harness, CTRL_SHIFT, Key::D);
    let column: Vec<String> = rows(&harness, "T3")
        .iter()
        .skip_while(|key| *key != "2013101")
        .take(4)
        .map(|row| text(&harness, &format!("T3!{row}!工资福利支出")))
        .collect();
    assert_eq!(column, ["1.00", "3.00", "5.00", "7.00"], "{}", message(&harness));
    press(&mut harness, CTRL, Key::Z);
    press(&mut harness, CTRL, Key::Z);
    assert!(harness.state().document().unwrap().session.is_saved(), "one step each");
    // A block is filled while it is selected in the grid, not from another field.
    harness.get_by_label("新批注").focus();
    harness.run();
    type_text(&mut harness, "x");
    press(&mut harness, CTRL, Key::D);
    assert!(harness.state().document().unwrap().session.is_saved());
    assert_eq!(value(&harness, WAGES), "1,059.50");
}

/// egui sends nothing for a clipboard without text; the key that is let go tells.
#[test]
fn a_table_that_is_there_as_html_only_is_pasted() {
    let (mut harness, board) = app_with_board();
    let cell = "T3!2013101!工资福利支出";
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    let before = text(&harness, cell);
    let mut paste_html = |html: Option<&str>| {
        board.0.borrow_mut().1 = html.map(str::to_owned);
        harness.event(egui::Event::Key {
            key: Key::V,
            physical_key: None,
            pressed: false,
            repeat: false,
            modifiers: CTRL,
        });
        harness.run();
        (text(&harness, cell), message(&harness))
    };
    for nothing in [None, Some("<p>没有表格</p>")] {
        let (now, said) = paste_html(nothing);
        assert_eq!(now, before);
        assert!(said.contains("没有能粘贴的"), "{said}");
    }
    assert_eq!(paste_html(Some("<table><tr><td>12.50</table>")).0, "12.50");
    // In an open cell it is text.
    type_text(&mut harness, "9");
    board.0.borrow_mut().1 = Some("<table><tr><td>8.25</table>".to_owned());
    harness.event(egui::Event::Key {
        key: Key::V,
        physical_key: None,
        pressed: false,
        repeat: false,
        modifiers: CTRL,
    });
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(text(&harness, cell), "98.25");
}

/// However long a message is, nothing in the status bar stands on anything else; what has no room beside the rest lies above it, and
/// the page stays where it was.
#[test]
fn the_status_bar_prints_nothing_on_another() {
    for said in ["已保存到 /很长的/文件夹/市委办 2023.ron", &"很长的消息，".repeat(40)] {
        let (mut harness, _) = app_with_board();
        show(&mut harness, "3 支出预算");
        click(&mut harness, WAGES);
        let before = harness.get_by_label(WAGES).rect();
        harness.state_mut().document_mut().unwrap().message = Some(said.to_owned());
        harness.run();
        assert_eq!(harness.get_by_label(WAGES).rect(), before, "nothing moves under the pointer");
        let bar = |label: &str| {
            let all = harness.query_all_by_label(label).map(|node| node.rect());
            all.max_by(|a, b| a.max.y.total_cmp(&b.max.y)).unwrap_or_else(|| panic!("no {label}"))
        };
        let labels = ["单位：万元", "科目表：2023 年（内置）", said, "已保存"];
        let places = labels.map(bar);
        for (at, one) in places.iter().enumerate() {
            let is_apart = |other: &egui::Rect| !one.shrink(1.0).intersects(*other);
            assert!(places[at + 1..].iter().all(is_apart), "{places:?}");
            assert!(one.min.x >= 0.0 && one.max.x <= 1280.0 && one.max.y <= 800.0, "{places:?}");
        }
        let is_above = places[2].max.y <= places[0].min.y;
        assert_eq!(is_above, said.chars().count() > 60, "{places:?}");
        press(&mut harness, Modifiers::NONE, Key::Escape);
        assert!(harness.query_by_label(said).is_none(), "Esc puts it away");
    }
}

/// What is said of a text that is refused goes with the text; on other pages Esc puts away what was said, too.
#[test]
fn escape_takes_what_was_said_of_a_text_along() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    type_text(&mut harness, "1.2.3");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(message(&harness).contains("Esc"), "{}", message(&harness));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(message(&harness), "");
    show(&mut harness, "预算情况说明");
    harness.state_mut().document_mut().unwrap().message = Some("已复制".to_owned());
    harness.run();
    assert_eq!(message(&harness), "已复制");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(message(&harness), "");
}

#[test]
fn backspace_opens_the_cell_blank_and_escape_brings_back_what_stood_there() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    // All in one frame, as from a slow machine: each key finds the cell as the one before left it.
    for key in [Key::Backspace, Key::Escape] {
        harness.key_press(key);
    }
    harness.run();
    assert_eq!(value(&harness, WAGES), "1,059.50");
    press(&mut harness, Modifiers::NONE, Key::Backspace);
    type_text(&mut harness, "7");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(value(&harness, WAGES), "7.00");
    press(&mut harness, CTRL, Key::Z);
    harness.key_press(Key::Backspace);
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(value(&harness, WAGES), "", "entered blank");
    // A total takes nothing, and says so.
    click(&mut harness, "支出预算 合计 合计");
    press(&mut harness, Modifiers::NONE, Key::Backspace);
    assert!(message(&harness).contains("此格是合计"), "{}", message(&harness));
}

#[test]
fn whole_lines_and_columns_are_selected_at_their_heads() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    let selected = |harness: &mut Harness<'_, App>| {
        let cells = harness.state_mut().document_mut().unwrap().selected_cells();
        let ends = [cells.first(), cells.last()].map(|cell| cell.unwrap().to_string());
        (cells.len(), ends)
    };
    click(&mut harness, "选中第 3 行");
    let (count, [first, last]) = selected(&mut harness);
    let row = first.split('!').nth(1).unwrap().to_owned();
    assert!(count > 8 && last.split('!').nth(1) == Some(&row), "{first} to {last}");
    harness.get_by_label("选中第 5 行").click_modifiers(Modifiers::SHIFT);
    harness.run();
    assert_eq!(selected(&mut harness).0, 3 * count);
    assert_eq!(selected(&mut harness).1[0], first, "the cursor stays");
    click(&mut harness, "选中 基本支出 人员经费 工资福利支出 一栏");
    let (count, [first, last]) = selected(&mut harness);
    assert_eq!(count, rows(&harness, "T3").len());
    assert_eq!(first, "T3!合计!工资福利支出");
    let row = rows(&harness, "T3").pop().unwrap();
    assert_eq!(last, format!("T3!{row}!工资福利支出"));
}

#[test]
fn home_shows_the_first_columns() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    let left = |harness: &Harness<'_, App>| {
        harness.query_by_label("支出预算 合计 合计").map(|cell| cell.rect().left())
    };
    let before = left(&harness);
    press(&mut harness, Modifiers::NONE, Key::End);
    assert!(left(&harness).is_none_or(|now| before.is_some_and(|before| now < before)), "it is wide");
    press(&mut harness, CTRL, Key::Home);
    assert_eq!(left(&harness), before, "the first columns again");
    assert!(before.is_some_and(|left| left >= 0.0));
}
