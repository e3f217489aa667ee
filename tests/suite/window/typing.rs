//! What is typed, pasted and filled in: taken or refused in place, each as one step.

use eframe::egui::{self, Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::model::{CellAddress, RowView, ValueView};
use yusuan::ui::App;

use super::{BASIC, TOTAL, WAGES, app, click, enter, press, show, type_text, value};

#[test]
fn typing_over_a_cell_moves_every_total_and_undo_takes_it_back() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    assert_eq!(value(&harness, BASIC), "1,309.38");
    enter(&mut harness, WAGES, "1060.50");
    assert_eq!(value(&harness, WAGES), "1,060.50");
    assert_eq!(value(&harness, BASIC), "1,310.38");
    assert_eq!(value(&harness, TOTAL), "2,908.50");
    let session =
        |harness: &Harness<'_, App>| harness.state().document().map(|document| document.session.is_saved());
    assert_eq!(session(&harness), Some(false));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&harness, TOTAL), "2,907.50");
    assert_eq!(session(&harness), Some(true));
    press(&mut harness, Modifiers::COMMAND, Key::Y);
    assert_eq!(value(&harness, TOTAL), "2,908.50");
}

#[test]
fn what_is_typed_is_understood_or_refused_in_place() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    for (typed, shown) in [
        ("１２３．４５", "123.45"),
        ("2,907.50", "2,907.50"),
        ("=12.5*4", "50.00"),
        ("29075000元", "2,907.50"),
    ] {
        enter(&mut harness, WAGES, typed);
        assert_eq!(value(&harness, WAGES), shown, "{typed}");
    }
    for (typed, reason) in
        [("12..5", "多个小数点"), ("abc", "不能出现在数字里"), ("12345678901234567", "太长")]
    {
        enter(&mut harness, WAGES, typed);
        assert_eq!(value(&harness, WAGES), "2,907.50", "{typed} must not be taken");
        let name = format!("编辑 {WAGES}");
        let editor = harness.get_by_label(&name);
        assert_eq!(editor.value().as_deref(), Some(typed), "the text is kept");
        // At the cell, and below.
        assert_eq!(harness.query_all_by_label_contains(reason).count(), 2, "{typed}: {reason}");
        press(&mut harness, Modifiers::NONE, Key::Escape);
    }
}

#[test]
fn the_keyboard_moves_as_in_a_spreadsheet() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    let cursor = |harness: &Harness<'_, App>| {
        harness
            .state()
            .document()
            .and_then(|document| document.cursor())
            .map(|cursor| cursor.to_string())
            .unwrap_or_default()
    };
    click(&mut harness, WAGES);
    for (modifiers, key, expected) in [
        (Modifiers::NONE, Key::ArrowDown, "T3!2050803!工资福利支出"),
        (Modifiers::NONE, Key::ArrowRight, "T3!2050803!对个人和家庭的补助"),
        (Modifiers::NONE, Key::Tab, "T3!2050803!商品和服务支出"),
        (Modifiers::SHIFT, Key::Tab, "T3!2050803!对个人和家庭的补助"),
        (Modifiers::SHIFT, Key::Enter, "T3!2013101!对个人和家庭的补助"),
        (Modifiers::NONE, Key::Home, "T3!2013101!类"),
        (Modifiers::NONE, Key::End, "T3!2013101!特定目标类"),
        (Modifiers::COMMAND, Key::Home, "T3!合计!类"),
    ] {
        press(&mut harness, modifiers, key);
        assert_eq!(cursor(&harness), expected, "{key:?}");
    }
}

/// Who types on behind a refused text without looking means other cells, however the cell was opened: nothing is put to it.
#[test]
fn what_follows_a_refused_text_is_held_back_also_where_the_cell_was_opened_to_be_changed() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    let key = |key: Key| Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    let text = |text: &str| Event::Text(text.to_owned());
    // All of it comes at once, as where a frame was slow.
    for event in [
        key(Key::F2),
        key(Key::Backspace),
        text("+"),
        key(Key::Tab),
        key(Key::ArrowLeft),
        key(Key::ArrowDown),
        text("7"),
        key(Key::Enter),
        text("8"),
        key(Key::Enter),
    ] {
        harness.event(event);
    }
    harness.run();
    let name = format!("编辑 {WAGES}");
    let typed = harness.get_by_label(&name).value().unwrap();
    assert!(typed.ends_with('+'), "{typed}");
    let said = harness.state().document().unwrap().message.clone().unwrap_or_default();
    assert!(said.contains('7') && said.contains('8') && said.contains("没有录入"), "{said}");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(value(&harness, WAGES), "1,059.50");
}

#[test]
fn f2_edits_the_present_content_and_escape_leaves_it() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    press(&mut harness, Modifiers::NONE, Key::F2);
    type_text(&mut harness, "5");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(value(&harness, WAGES), "1,059.50");
    press(&mut harness, Modifiers::NONE, Key::F2);
    type_text(&mut harness, "5");
    press(&mut harness, Modifiers::NONE, Key::Tab);
    // Decimals beyond the printed two are kept: down to the 分 there are six in 万元.
    assert_eq!(
        harness
            .state()
            .document()
            .unwrap()
            .session
            .book()
            .cell(&"T3!2013101!工资福利支出".parse().unwrap())
            .unwrap()
            .number()
            .unwrap()
            .to_string(),
        "1059.505"
    );
}

#[test]
fn an_input_method_types_into_a_selected_cell() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    let name = "机关运行经费 30201 办公费 部门预算支出经济分类科目 科目名称";
    click(&mut harness, name);
    let preedit = |text: &str| {
        egui::Event::Ime(egui::ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None })
    };
    for event in [
        preedit("b"),
        preedit("ban"),
        preedit(""),
        egui::Event::Ime(egui::ImeEvent::Commit("办公".to_owned())),
    ] {
        harness.event(event);
        harness.run();
    }
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let changed = "机关运行经费 30201 办公 部门预算支出经济分类科目 科目名称";
    assert_eq!(value(&harness, changed), "办公");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&harness, name), "办公费", "one composition is one step");
}

#[test]
fn pasted_blocks_are_one_step() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    harness.event(egui::Event::Paste("1\t2\n3万元\t4".to_owned()));
    harness.run();
    assert_eq!(value(&harness, WAGES), "1.00");
    assert_eq!(value(&harness, "支出预算 2050803 培训支出 基本支出 人员经费 对个人和家庭的补助"), "4.00");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&harness, WAGES), "1,059.50");
}

#[test]
fn a_block_is_filled_down_as_one_step() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    let next = WAGES.replace("2013101 行政运行", "2050803 培训支出");
    let (first, before) = (value(&harness, WAGES), value(&harness, &next));
    press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    press(&mut harness, Modifiers::COMMAND, Key::D);
    assert_eq!(value(&harness, &next), first);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&harness, &next), before);
}

#[test]
fn rows_are_added_and_deleted() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    let rows = |harness: &Harness<'_, App>| {
        harness.state().document().unwrap().session.budget().tables[&"T13".into()].rows().len()
    };
    let before = rows(&harness);
    click(&mut harness, "机关运行经费 30201 办公费 机构运行经费支出 合计");
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert_eq!(rows(&harness), before + 1);
    type_text(&mut harness, "30205");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::COMMAND, Key::Delete);
    assert_eq!(rows(&harness), before, "the row below is deleted");
    for _ in 0..3 {
        press(&mut harness, Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(rows(&harness), before);
    assert!(harness.state().document().unwrap().session.is_saved());
}

#[test]
fn following_a_finding_takes_the_text_in_an_open_cell_first() {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    type_text(&mut harness, "7");
    harness.get_by_role_and_label(egui::Role::ListBoxOption, "全部单位").click();
    harness.run();
    assert_eq!(value(&harness, WAGES), "7.00");
    click(&mut harness, WAGES);
    type_text(&mut harness, "12..5");
    // By the keyboard too: F8 leads away just as a click does.
    press(&mut harness, Modifiers::NONE, Key::F8);
    harness.run();
    let document = harness.state().document().unwrap();
    assert_eq!(document.cursor().unwrap().to_string(), "T3!2013101!工资福利支出", "refused text is not left");
    // Nor for another table, where no save would take it and nobody would see it.
    show(&mut harness, "2 收入预算");
    let cursor = |harness: &Harness<'_, App>| harness.state().document().unwrap().cursor();
    assert_eq!(cursor(&harness).unwrap().to_string(), "T3!2013101!工资福利支出");
    press(&mut harness, Modifiers::COMMAND, Key::S);
    harness.run();
    assert!(harness.query_by_label_contains("没有做“保存”").is_some(), "it is said that nothing was saved");
}

/// What is typed behind the last entry of the last line is never typed over it: in a table of lines it begins a new line, in
/// others it is refused, and said.
#[test]
fn what_is_typed_behind_the_last_line_takes_the_place_of_nothing() {
    let mut harness = super::lines::prepared();
    show(&mut harness, "预算明细");
    let rows = |harness: &Harness<'_, App>| {
        let budget = harness.state().document().unwrap().session.budget();
        let table = &budget.tables[&"预算明细".into()];
        let amount = |row: RowView<'_>| {
            row.cells().get(&"金额".into()).and_then(ValueView::amount).map(|amount| amount.to_string())
        };
        table.rows().iter().map(amount).collect::<Vec<_>>()
    };
    let before = rows(&harness);
    let document = harness.state_mut().document_mut().unwrap();
    let last =
        document.session.budget().tables[&"预算明细".into()].rows().iter().last().unwrap().key().clone();
    document.jump(&CellAddress::new("预算明细", &last, "金额"));
    harness.run();
    // All in one run, as on a slow machine.
    for text in ["5.5", "6.5", "7.5"] {
        for c in text.chars() {
            harness.event(egui::Event::Text(c.to_string()));
        }
        harness.key_press_modifiers(Modifiers::NONE, Key::Enter);
    }
    harness.run();
    let now = rows(&harness);
    assert_eq!(now.len(), before.len() + 2);
    let end: Vec<_> =
        now[before.len() - 1..].iter().map(|amount| amount.clone().unwrap_or_default()).collect();
    assert_eq!(end, ["5.5", "6.5", "7.5"]);
    // Ended by Enter and left alone, no line is added.
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(rows(&harness).len(), now.len());

    // The last cell of a table whose rows are not added by typing.
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    press(&mut harness, Modifiers::COMMAND, Key::End);
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    let cell = harness.state().document().unwrap().cursor().unwrap();
    type_text(&mut harness, "5.5");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    type_text(&mut harness, "6.5");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let document = harness.state().document().unwrap();
    assert_eq!(document.cursor(), Some(cell.clone()));
    assert_eq!(document.session.book().cell(&cell).unwrap().text(), "5.50");
    assert!(document.message.clone().unwrap().contains("没有录入"), "{:?}", document.message);
    // Whoever wants to change it can.
    press(&mut harness, Modifiers::NONE, Key::Delete);
    type_text(&mut harness, "7");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let document = harness.state().document().unwrap();
    assert_eq!(document.session.book().cell(&cell).unwrap().text(), "7.00");
}
