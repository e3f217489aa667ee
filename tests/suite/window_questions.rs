//! Every question that something else than a command asks, in windows of all sizes: nothing of it is beyond the window, and
//! what answers it is in sight.

use std::fs;

use eframe::egui::{Key, Modifiers, Role, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::App;

use crate::lost::{self, Office};
use crate::window::importing::{app_choosing, files, opened};
use crate::window::{click, press};
use crate::window_room::{SIZES, areas_beyond};

/// The app with a question over it, what it is called, what answers it, and the files that it needs.
struct Asked {
    name: &'static str,
    answers: &'static [&'static str],
    harness: Harness<'static, App>,
    _office: Option<Office>,
    _folder: Option<tempfile::TempDir>,
}

fn at_office(
    name: &'static str,
    answers: &'static [&'static str],
    office: Office,
    harness: Harness<'static, App>,
) -> Asked {
    Asked { name, answers, harness, _office: Some(office), _folder: None }
}

fn of_lock() -> Asked {
    let office = Office::new();
    let held = r#"{"host":"财政局-3","user":"某用户","pid":7,"since":"2026-11-23T14:05:09"}"#;
    fs::write(office.folder.path().join(".预算.ron.lock"), held).unwrap();
    let harness = office.start();
    at_office("locked", &["只读打开", "取消"], office, harness)
}

fn of_lost_work() -> Asked {
    let office = Office::new();
    let mut harness = office.start();
    lost::enter(&mut harness, "1111");
    drop(harness);
    let harness = office.start();
    at_office("restoring", &["恢复"], office, harness)
}

fn of_leaving() -> Asked {
    let office = Office::new();
    let mut harness = office.start();
    lost::enter(&mut harness, "1111");
    press(&mut harness, Modifiers::COMMAND, Key::W);
    at_office("leaving", &["保存", "不保存", "取消"], office, harness)
}

fn of_an_error() -> Asked {
    let office = Office::new();
    let broken = office.folder.path().join("坏的.ron");
    fs::write(&broken, "(这不是预算".repeat(40)).unwrap();
    let mut harness = office.start();
    harness.state_mut().open(&broken);
    harness.run_steps(4);
    at_office("error", &["知道了"], office, harness)
}

fn of_a_block() -> Asked {
    let mut harness = crate::window::app();
    let document = harness.state_mut().document_mut().unwrap();
    document.jump(&"T3!2013101!工资福利支出".parse().unwrap());
    harness.run();
    let block: String = (0..9).map(|at| format!("12..{at}\t3.{at}\n")).collect();
    harness.state_mut().document_mut().unwrap().paste(&block, None);
    harness.run();
    Asked {
        name: "partly read", answers: &["全部取消", "其余照录"], harness, _office: None, _folder: None
    }
}

fn of_documents(name: &'static str) -> Asked {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = app_choosing(if name == "together" {
        files(folder.path(), ["甲.txt", "乙.xlsx"])
    } else {
        let rows: String = (0..40).map(|at| format!("301{at:02}\t项目{at}\t1.00\n")).collect();
        let tables = format!(
            "\n表1\n部门日常开支明细表\n单位：万元\n科目编码\t科目名称\t总额\n\t合计\t40.00\n301\t工资福利支出\t40.00\n{rows}"
        );
        let path = folder.path().join("预算.txt");
        fs::write(&path, format!("某市某局2026年部门预算\n{tables}")).unwrap();
        vec![path]
    });
    let answers: &[&str] = match name {
        "together" => &["合为一份预算", "取消"],
        "format" => &["用它重新读入", "取消"],
        _ => &["按此重新读入", "取消"],
    };
    if name == "together" {
        crate::window::original::until(&mut harness, |harness| {
            harness.query_by_label("合为一份预算").is_some()
        });
    } else {
        opened(&mut harness);
        harness.query_all_by_label("读入时的说明").next().unwrap().click();
        harness.run_steps(3);
        click(&mut harness, "换一种表式…");
        if name == "mapping" {
            click(&mut harness, "逐表对应…");
        }
        harness.run_steps(3);
    }
    Asked { name, answers, harness, _office: None, _folder: Some(folder) }
}

#[test]
fn every_question_fits_the_window() {
    let mut found = Vec::new();
    let asked = [
        of_lock(),
        of_lost_work(),
        of_leaving(),
        of_an_error(),
        of_a_block(),
        of_documents("together"),
        of_documents("format"),
        of_documents("mapping"),
    ];
    for mut asked in asked {
        for size in SIZES {
            let [width, height] = size;
            asked.harness.set_size(vec2(width, height));
            asked.harness.run_steps(6);
            found.extend(
                areas_beyond(&asked.harness, size).into_iter().map(|area| format!("{} {area}", asked.name)),
            );
            for answer in asked.answers {
                let buttons = asked.harness.query_all_by_role(Role::Button);
                let said = |node: &egui_kittest::Node<'_>| {
                    use egui_kittest::kittest::NodeT as _;
                    node.accesskit_node().label().is_some_and(|label| label.starts_with(answer))
                };
                let Some(button) = buttons.into_iter().rfind(said) else {
                    found.push(format!("{}: nothing says “{answer}”", asked.name));
                    continue;
                };
                let at = button.rect();
                if at.bottom() > height || at.top() < 0.0 || at.right() > width {
                    found.push(format!("{size:?} {}: “{answer}” at {at:?}", asked.name));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
