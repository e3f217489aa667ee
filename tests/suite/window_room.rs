//! The window in sizes an office has, and zoomed: nothing beyond its sides, no button of a dialog below it, nothing in its
//! bars over anything else there.

use std::path::PathBuf;

use eframe::egui::{Key, Modifiers, Order, Rect, Role, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use yusuan::ui::{App, Page, Recent};

use crate::window::{Answers, press, type_text};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// Sizes in points: those of 1920×1080, 1366×768, and the latter at 80, 125, 150 and 200 %.
pub(crate) const SIZES: [[f32; 2]; 6] =
    [[1920.0, 1080.0], [1366.0, 768.0], [1707.0, 960.0], [1093.0, 614.0], [911.0, 512.0], [683.0, 384.0]];

fn open(size: [f32; 2], samples: &[&str]) -> Harness<'static, App> {
    open_with(size, samples, Answers::default())
}

fn open_with(size: [f32; 2], samples: &[&str], answers: Answers) -> Harness<'static, App> {
    let samples: Vec<PathBuf> = samples
        .iter()
        .map(|name| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/samples").join(name))
        .collect();
    let mut harness = Harness::builder().with_size(size).with_max_steps(20).build_eframe(move |context| {
        let mut app = App::new(&context.egui_ctx, Box::new(answers), Recent::default());
        samples.iter().for_each(|sample| app.open(sample));
        app
    });
    harness.run();
    harness
}

const PREPARED: &str = "示例区档案局-2023（示例）.ron";
const PUBLISHED: &str = "焦作市委办公室-2023.ron";

/// What is read or clicked and is no part of a table, with what it says.
fn parts<'t>(nodes: impl Iterator<Item = Node<'t>>) -> Vec<(String, Rect)> {
    let roles =
        [Role::Label, Role::Button, Role::CheckBox, Role::RadioButton, Role::ComboBox, Role::TextInput];
    let of_grid = ["筛选 ", "选中 ", "填充柄", "编辑 ", "从列表选择", "分组 "];
    let mut found = Vec::new();
    for node in nodes {
        let of = node.accesskit_node();
        let is_label = of.role() == Role::Label;
        let said = if is_label { of.value() } else { of.label() }.unwrap_or_default();
        let is_part = roles.contains(&of.role()) && !of_grid.iter().any(|of| said.starts_with(of));
        if !is_part || said.trim().is_empty() || !of.has_bounds() {
            continue;
        }
        let rect = node.rect();
        if rect.is_positive() {
            found.push((said, rect));
        }
    }
    found
}

/// What lies beyond the left or right edge, and what in the bars at the top and the foot lies over anything else there.
fn faults(harness: &Harness<'_, App>, [width, height]: [f32; 2], place: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (said, rect) in parts(harness.root().children_recursive()) {
        if rect.left() < -1.0 || rect.right() > width + 1.0 {
            faults.push(format!("{width}×{height} {place}: “{said}” beyond the edge: {rect:?}"));
        }
    }
    for first in [&["文件"] as &[&str], &["已保存", "● 未保存"]] {
        let is_first = |node: &Node<'_>| {
            let of = node.accesskit_node();
            of.label().or(of.value()).is_some_and(|said| first.contains(&said.as_str()))
        };
        let node = harness.root().children_recursive().find(is_first);
        let bar =
            parts(node.unwrap_or_else(|| panic!("no {first:?}")).parent().unwrap().children_recursive());
        assert!(bar.len() >= 3, "{first:?}: {bar:?}");
        for (at, (said, rect)) in bar.iter().enumerate() {
            for (other, under) in bar.iter().skip(at + 1) {
                let both = rect.intersect(*under);
                if both.width() > 1.0 && both.height() > 1.0 {
                    faults.push(format!("{width}×{height} {place}: “{said}” over “{other}”"));
                }
            }
        }
    }
    faults
}

#[test]
fn no_page_reaches_beyond_its_edges_in_any_size() {
    let mut found = Vec::new();
    for size in SIZES {
        for sample in [PREPARED, PUBLISHED] {
            let mut harness = open(size, &[sample]);
            let unit = harness.state().document().unwrap().session.units().into_iter().next();
            for (page, unit) in [
                (Page::Table("T1".into()), None),
                (Page::Table("T14".into()), None),
                (Page::Table("预算明细".into()), None),
                // The longest row of what can be chosen is that of the findings with a unit.
                (Page::Table("预算明细".into()), unit),
                (Page::Narrative, None),
                (Page::Notices, None),
                (Page::Rules, None),
                (Page::Compare, None),
            ] {
                let document = harness.state_mut().document_mut().unwrap();
                document.look.page = page.clone();
                document.look.unit = unit;
                document.message = Some("很长的消息，".repeat(30));
                harness.run();
                found.extend(faults(&harness, size, &format!("{sample} {page:?}")));
            }
            // Unfolded, what narrows the findings stands beside their number.
            if let Some(fold) = harness.query_by_label("展开问题列表") {
                fold.click();
                harness.run();
            }
            found.extend(faults(&harness, size, "findings"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What stands over the window and does not fit into it.
pub(crate) fn areas_beyond(harness: &Harness<'_, App>, [width, height]: [f32; 2]) -> Vec<String> {
    let window = Rect::from_min_size(Rect::ZERO.min, vec2(width, height)).expand(1.0);
    harness.ctx.memory(|memory| {
        let shown = memory.areas().visible_layer_ids().into_iter();
        let shown = shown.filter(|layer| layer.order != Order::Background);
        shown
            .filter_map(|layer| memory.area_rect(layer.id))
            .filter(|rect| !window.contains_rect(*rect))
            .map(|rect| format!("{width}×{height}: {rect:?}"))
            .collect()
    })
}

/// What opens a dialog.
enum Way {
    Keys(Modifiers, Key),
    /// By its name in the list of commands.
    Command(&'static str),
}

#[test]
fn no_dialog_reaches_beyond_its_edges_in_any_size() {
    use Way::{Command, Keys};
    let ways = [
        (PREPARED, Keys(CTRL, Key::N)),
        (PREPARED, Keys(CTRL, Key::G)),
        (PREPARED, Keys(CTRL_SHIFT, Key::P)),
        (PREPARED, Keys(CTRL, Key::E)),
        (PREPARED, Keys(CTRL_SHIFT, Key::M)),
        (PREPARED, Keys(CTRL_SHIFT, Key::L)),
        (PREPARED, Keys(Modifiers::NONE, Key::F1)),
        (PREPARED, Command("快捷键")),
        (PREPARED, Command("关于")),
        (PREPARED, Command("从列表选择…")),
        (PREPARED, Command("备份…")),
        (PREPARED, Command("打开…")),
        (PREPARED, Command("另存为…")),
        (PREPARED, Command("汇入单位预算…")),
        (PUBLISHED, Command("报送打包…")),
        (PUBLISHED, Command("豁免 / 撤销豁免…")),
    ];
    let mut found = Vec::new();
    for size in SIZES {
        for (sample, way) in &ways {
            let mut harness = open_with(size, &[sample], Answers { absent: true, ..Answers::default() });
            harness.state_mut().document_mut().unwrap().look.page = Page::Table(match *sample {
                PREPARED => "预算明细".into(),
                _ => "T3".into(),
            });
            harness.run();
            press(&mut harness, Modifiers::NONE, Key::F8);
            press(&mut harness, Modifiers::NONE, Key::ArrowDown);
            let name = match way {
                Keys(modifiers, key) => {
                    press(&mut harness, *modifiers, *key);
                    format!("{key:?}")
                }
                Command(title) => {
                    press(&mut harness, CTRL_SHIFT, Key::P);
                    type_text(&mut harness, title);
                    press(&mut harness, Modifiers::NONE, Key::Enter);
                    (*title).to_owned()
                }
            };
            harness.run();
            let layers = harness.ctx.memory(|memory| memory.areas().visible_layer_ids());
            if !layers.iter().any(|layer| layer.order == Order::Foreground) {
                found.push(format!("{size:?} {name}: nothing has opened"));
            }
            found.extend(faults(&harness, size, &name));
            found.extend(areas_beyond(&harness, size).into_iter().map(|area| format!("{name} {area}")));
            for end in ["取消", "关闭", "新建", "确定", "导出…", "打包…", "豁免", "用它重新读入"]
            {
                for button in harness.query_all_by_role_and_label(Role::Button, end) {
                    if button.rect().bottom() > size[1] {
                        found.push(format!("{size:?} {name}: “{end}” below the edge: {:?}", button.rect()));
                    }
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What two people made of a budget stands side by side, however narrow the window.
#[test]
fn the_panes_of_a_merge_have_room_beside_each_other() {
    const PANES: [&str; 5] = ["项目", "我方", "共同的旧稿", "对方", "结果"];
    let folder = tempfile::tempdir().unwrap();
    let theirs = folder.path().join("对方.ron");
    let text = std::fs::read_to_string(
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/samples").join(PUBLISHED),
    );
    std::fs::write(&theirs, text.unwrap().replace("\"1059.50\"", "\"1059.99\"")).unwrap();
    let mut found = Vec::new();
    for size in SIZES {
        let answers = Answers { open: vec![theirs.clone()], ..Answers::default() };
        let mut harness = open_with(size, &[PUBLISHED], answers);
        press(&mut harness, CTRL_SHIFT, Key::P);
        type_text(&mut harness, "合并另一人的修改");
        press(&mut harness, Modifiers::NONE, Key::Enter);
        for button in ["选择对方的文件…", "以已保存的版本为共同的旧稿"] {
            harness.get_by_label(button).click();
            harness.run();
        }
        found.extend(faults(&harness, size, "merge"));
        let all = parts(harness.root().children_recursive());
        let heads = PANES.map(|pane| all.iter().rfind(|(said, _)| said == pane).map(|(_, rect)| *rect));
        let [first, .., last] = heads;
        let (Some(first), Some(last)) = (first, last) else {
            found.push(format!("{size:?}: a pane is missing: {heads:?}"));
            continue;
        };
        let is_in_order =
            heads.iter().is_sorted_by(|a, b| a.is_some_and(|a| b.is_some_and(|b| a.right() <= b.left())));
        if !is_in_order || last.right() > size[0] || first.top() > size[1] - 60.0 {
            found.push(format!("{size:?}: {heads:?}"));
        }
        if harness.query_by_label("合并到本文件").is_none_or(|button| button.rect().right() > size[0]) {
            found.push(format!("{size:?}: 合并到本文件"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Many budgets are open: their tabs share the room, each with its cross.
#[test]
fn tabs_share_the_room() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> =
        (0..6).map(|at| format!("某某市很长名称的某某局第{at}份报送的部门预算.ron")).collect();
    for name in &names {
        let sample = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/samples").join(PREPARED);
        std::fs::copy(sample, folder.path().join(name)).unwrap();
    }
    for size in [[1366.0, 768.0], [1093.0, 614.0]] {
        let paths: Vec<PathBuf> = names.iter().map(|name| folder.path().join(name)).collect();
        let mut harness =
            Harness::builder().with_size(size).with_max_steps(20).build_eframe(move |context| {
                let mut app = App::new(&context.egui_ctx, Box::new(Answers::default()), Recent::default());
                paths.iter().for_each(|path| app.open(path));
                app
            });
        harness.run();
        let found = faults(&harness, size, "tabs");
        assert!(found.is_empty(), "{}", found.join("\n"));
        assert_eq!(harness.query_all_by_label_contains("关闭 某某市").count(), names.len());
    }
}

/// Zoomed until little is left, the table has the room: what is said of a cell comes when it is asked for.
#[test]
fn a_narrow_window_is_the_tables() {
    let mut harness = open([683.0, 384.0], &[PREPARED]);
    assert!(harness.query_by_label("新批注").is_none());
    press(&mut harness, CTRL, Key::I);
    assert!(harness.query_by_label("新批注").is_some());
    press(&mut harness, CTRL, Key::I);
    assert!(harness.query_by_label("新批注").is_none());
    assert!(open([1366.0, 768.0], &[PREPARED]).query_by_label("新批注").is_some());
}
