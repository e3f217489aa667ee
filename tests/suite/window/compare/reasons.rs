//! The reason of a change: where it is written, what of it is kept, and the way to it by keyboard.

use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::ui::App;

use super::super::{click, fill, press, type_text};
use super::{compared, pick};

#[test]
fn a_reason_is_kept_with_its_change() {
    let mut harness = compared();
    click(&mut harness, "收入总计 收入 金额 增减");
    fill(&mut harness, "主要原因", "压减一般性开支");
    click(&mut harness, "记下原因");
    let notes = |harness: &Harness<'_, App>| {
        let budget = harness.state().document().unwrap().session.budget().clone();
        budget.notes.values().map(|note| note.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(notes(&harness), ["压减一般性开支"]);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(notes(&harness).is_empty());
    // Without a reason it is on the list of those that want one.
    click(&mut harness, "全部差异");
    assert!(harness.query_by_label_contains("只看缺原因的（3 处）").is_some());
}

/// Who types a reason and goes on to the next change without Enter has noted it; Escape takes back what was typed.
#[test]
fn a_reason_is_noted_when_one_goes_on() {
    let mut harness = compared();
    click(&mut harness, "收入总计 收入 金额 增减");
    fill(&mut harness, "主要原因", "压减一般性开支");
    let seen = harness.query_all_by_label_contains(" 金额 增减").rfind(|node| !node.rect().is_negative());
    seen.unwrap().click();
    harness.run();
    let notes = |harness: &Harness<'_, App>| {
        let budget = harness.state().document().unwrap().session.budget().clone();
        budget.notes.values().map(|note| note.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(notes(&harness), ["压减一般性开支"]);
    fill(&mut harness, "主要原因", "不算数");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(notes(&harness), ["压减一般性开支"]);
}

/// What is being typed is in the journal until it is noted, and of another table nothing of it is left.
#[test]
fn a_reason_is_of_the_table_in_front() {
    let mut harness = compared();
    click(&mut harness, "收入总计 收入 金额 增减");
    harness.get_by_label("主要原因").focus();
    harness.run();
    type_text(&mut harness, "压减一般性开支");
    let asides = |harness: &Harness<'_, App>| harness.state().document().unwrap().drafts.asides.clone();
    let expected = ("变动原因 T1!收入总计!金额 2022".to_owned(), "压减一般性开支".to_owned());
    assert_eq!(asides(&harness).into_iter().collect::<Vec<_>>(), [expected]);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(asides(&harness).is_empty());
    assert!(harness.query_by_label_contains("收支预算 收入总计 收入").is_some());
    pick(&mut harness, "表1 ", "表3 支出预算");
    // Of the other table what changed most is asked about, if anything.
    assert!(harness.query_by_label_contains("收支预算 收入总计 收入").is_none());
}

/// By keyboard alone: the list in front has it, ↑ and ↓ go from row to row and say more of each, ← and → from change to
/// change in a row, F2 leads to the reason and Enter back.
#[test]
fn changes_are_gone_through_by_keyboard() {
    let mut harness = compared();
    let none = Modifiers::NONE;
    for (view, sideways) in [("各表对照", true), ("全部差异", false)] {
        click(&mut harness, view);
        press(&mut harness, none, Key::End);
        press(&mut harness, none, Key::Home);
        assert!(harness.query_by_label("记下原因").is_some(), "{view}");
        let chosen = |harness: &Harness<'_, App>| {
            let all = harness.query_all_by_label("主要原因");
            let field = all.last().map(|node| node.rect());
            assert!(field.is_some_and(|rect| rect.is_positive()));
            harness.query_by_label("到此单元格").is_some()
        };
        assert!(chosen(&harness), "{view}");
        if sideways {
            // From income to expenditure, and no further to the left than the first.
            press(&mut harness, none, Key::ArrowRight);
            press(&mut harness, none, Key::ArrowLeft);
            press(&mut harness, none, Key::ArrowLeft);
            assert!(chosen(&harness));
        }
        let reason = format!("人员增加{view}");
        press(&mut harness, none, Key::F2);
        type_text(&mut harness, &reason);
        press(&mut harness, none, Key::Enter);
        press(&mut harness, none, Key::ArrowDown);
        let notes = &harness.state().document().unwrap().session.budget().notes;
        assert!(notes.values().any(|note| note.text == reason), "{view}");
    }
}
