//! What a screen reader is told of the window: everything that can be clicked, typed into or chosen has a role and a
//! name, on every page, in every panel and dialog; and the keyboard alone reaches it.

use std::collections::BTreeSet;

use eframe::egui::{Key, Modifiers, Role, accesskit};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::{App, Page};

use crate::window::lines::prepared;
use crate::window::original::until;
use crate::window::{Answers, WAGES, app, app_with, click, press, show, type_text};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// What is wrong with what is shown, each said once.
#[derive(Default)]
struct Nameless(BTreeSet<String>);

impl Nameless {
    /// Looks at what is shown now.
    fn look(&mut self, harness: &Harness<'_, App>, place: &str) {
        for node in harness.root().children_recursive() {
            let of = node.accesskit_node();
            let acts = [accesskit::Action::Click, accesskit::Action::Focus];
            let is_asked = acts.iter().any(|act| of.data().supports_action(*act));
            if !is_asked || of.is_hidden() {
                continue;
            }
            let role = of.role();
            let name = of.label().unwrap_or_default();
            let has_no_name = name.chars().all(|letter| !letter.is_alphanumeric());
            let rect = node.rect();
            // Words say themselves, and scroll bars by their role; the edges of columns, by which the mouse makes them
            // wider, are of the library and are not told.
            if matches!(role, Role::Label | Role::ScrollBar) || role == Role::Unknown && rect.width() < 8.0 {
                continue;
            }
            if role == Role::Unknown || has_no_name {
                let value = of.value().unwrap_or_default();
                self.0.insert(format!("{place}: {role:?} “{name}” = “{value}” at {rect:?}"));
            }
        }
    }
}

/// Runs a command by its name, as from the palette.
fn command(harness: &mut Harness<'_, App>, title: &str) {
    press(harness, CTRL_SHIFT, Key::P);
    type_text(harness, title);
    press(harness, Modifiers::NONE, Key::Enter);
    harness.run();
}

fn go(harness: &mut Harness<'_, App>, page: Page) {
    harness.state_mut().document_mut().unwrap().look.page = page;
    harness.run();
}

const TABS: [&str; 2] = ["问题", "规则"];

#[test]
fn everything_on_every_page_has_a_role_and_a_name() {
    let mut nameless = Nameless::default();
    for mut harness in [app(), prepared()] {
        let document = harness.state().document().unwrap();
        let name = document.title();
        let tables: Vec<_> = document.session.format().tables.iter().map(|table| table.key.clone()).collect();
        for table in tables {
            go(&mut harness, Page::Table(table.clone()));
            nameless.look(&harness, &format!("{name} {table}"));
        }
        for page in [
            Page::Narrative,
            Page::Unplaced,
            Page::Notices,
            Page::Comments,
            Page::Adjusted,
            Page::Reconcile,
            Page::Reckoning,
            Page::Compare,
            Page::Rules,
        ] {
            go(&mut harness, page.clone());
            nameless.look(&harness, &format!("{name} {page:?}"));
        }
        for title in ["由公开表反推明细", "录入的表与明细核对", "自定规则", "按标准计算"]
        {
            command(&mut harness, title);
            nameless.look(&harness, &format!("{name} {title}"));
        }
        // Pages are set by another thread.
        press(&mut harness, CTRL_SHIFT, Key::P);
        type_text(&mut harness, "打印预览");
        harness.key_press_modifiers(Modifiers::NONE, Key::Enter);
        harness.run_steps(4);
        until(&mut harness, |harness| harness.query_by_label("停止排版").is_none());
        nameless.look(&harness, &format!("{name} 打印预览"));
    }
    let none = Harness::builder().with_size([1280.0, 800.0]).with_max_steps(20).build_eframe(|context| {
        App::new(&context.egui_ctx, Box::new(Answers::default()), yusuan::ui::Recent::default())
    });
    nameless.look(&none, "first screen");
    assert!(nameless.0.is_empty(), "{}", Vec::from_iter(nameless.0).join("\n"));
}

#[test]
fn everything_in_every_panel_menu_and_dialog_has_a_role_and_a_name() {
    let mut nameless = Nameless::default();
    let mut harness = app();
    for menu in ["文件", "编辑", "审核", "转到", "视图", "帮助"] {
        click(&mut harness, menu);
        nameless.look(&harness, menu);
        press(&mut harness, Modifiers::NONE, Key::Escape);
    }
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    for tab in TABS {
        if let Some(tab) = harness.query_all_by_label_contains(tab).next() {
            tab.click();
        }
        harness.run();
        nameless.look(&harness, tab);
    }
    for title in ["查找…", "替换…", "原件对照", "与上年或其他版本对比…"] {
        command(&mut harness, title);
        nameless.look(&harness, title);
    }
    // Beside a table of lines, where lists and units are.
    let of_lines = || {
        let mut harness = prepared();
        go(&mut harness, Page::Table("预算明细".into()));
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
        harness
    };
    for title in [
        "全部命令…",
        "转到…",
        "使用说明",
        "快捷键",
        "关于",
        "从列表选择…",
        "筛选和排序…",
        "新建预算…",
        "导出公开文本…",
        "报送打包…",
        "备份…",
        "未恢复的修改…",
        "换一种表式读入…",
        "豁免 / 撤销豁免…",
    ] {
        let mut harness = of_lines();
        command(&mut harness, title);
        nameless.look(&harness, title);
    }
    for title in
        ["打开…", "另存为…", "导出问题清单…", "汇入单位预算…", "导出预算明细…", "与上年或其他版本对比…"]
    {
        let mut harness = app_with(Answers { absent: true, ..Answers::default() });
        command(&mut harness, title);
        nameless.look(&harness, title);
    }
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    type_text(&mut harness, "7");
    nameless.look(&harness, "a cell being typed into");
    press(&mut harness, CTRL, Key::W);
    nameless.look(&harness, "what is not saved");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness.get_by_label(WAGES).click_secondary();
    harness.run();
    nameless.look(&harness, "the menu of a cell");
    assert!(nameless.0.is_empty(), "{}", Vec::from_iter(nameless.0).join("\n"));
}

/// F6 takes the keyboard from the table through every pane and back, Tab on from there, Esc back to the table.
#[test]
fn the_keyboard_alone_reaches_every_pane_and_comes_back() {
    let focused = |harness: &Harness<'_, App>| {
        let node = harness.root().children_recursive().find(|node| node.is_focused());
        node.and_then(|node| node.accesskit_node().label().or(node.value())).unwrap_or_default()
    };
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    let in_grid = format!("编辑 {WAGES}");
    let mut panes = Vec::new();
    loop {
        press(&mut harness, Modifiers::NONE, Key::F6);
        let pane = focused(&harness);
        if pane == in_grid {
            break;
        }
        // From there Tab leads to what stands in the pane.
        press(&mut harness, Modifiers::NONE, Key::Tab);
        assert!(focused(&harness) != pane && !focused(&harness).is_empty(), "{pane}: {}", focused(&harness));
        assert!(panes.len() < 8, "{panes:?}");
        panes.push(pane);
    }
    assert_eq!(panes, ["单位和各表", "单元格说明", "问题和规则", "菜单、标签和工具栏"]);
    press(&mut harness, Modifiers::SHIFT, Key::F6);
    assert_eq!(focused(&harness), "菜单、标签和工具栏");
    // A menu opens by Enter; what is chosen there is done.
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert_eq!(focused(&harness), "文件");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_by_label_contains("另存为模板").is_some());
    press(&mut harness, Modifiers::NONE, Key::Escape);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(focused(&harness), in_grid, "Esc leads back to the table");
    // What is typed goes into its cell.
    type_text(&mut harness, "5");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(crate::window::value(&harness, WAGES), "5.00");
}

/// In a dialog Tab goes round among its own things, and Esc leaves it with the table where it was.
#[test]
fn dialogs_are_gone_through_by_tab_and_left_by_escape() {
    for (modifiers, key, part) in
        [(CTRL, Key::N, "部门名称"), (CTRL, Key::E, "取消"), (CTRL_SHIFT, Key::L, "包含文字")]
    {
        let mut harness = prepared();
        go(&mut harness, Page::Table("预算明细".into()));
        press(&mut harness, modifiers, key);
        let mut reached = BTreeSet::new();
        for _ in 0..40 {
            press(&mut harness, Modifiers::NONE, Key::Tab);
            let node = harness.root().children_recursive().find(|node| node.is_focused());
            reached.extend(node.and_then(|node| node.accesskit_node().label()));
        }
        assert!(reached.contains(part), "{key:?}: {reached:?}");
        assert!(reached.contains("取消"), "{key:?}: {reached:?}");
        assert!(
            reached.iter().all(|name| !name.starts_with("工具栏") && name != "文件"),
            "{key:?}: {reached:?}"
        );
        press(&mut harness, Modifiers::NONE, Key::Escape);
        assert!(harness.query_by_label("取消").is_none(), "{key:?}");
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
        let cursor = harness.state().document().unwrap().cursor();
        assert!(cursor.is_some_and(|cursor| cursor.table.as_str() == "预算明细"), "{key:?}");
    }
}
