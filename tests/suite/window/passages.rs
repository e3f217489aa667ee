//! Going through the text (说明): what can be opened and left, the places that are to be filled in, the keys by which
//! something opens, and figures that are put in.

use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::model::{NoteKey, NoteKind};
use yusuan::session::Passage;
use yusuan::ui::App;

use super::writing::{choose, chosen, paragraphs, several, text_after_the_total, text_in_front};
use super::{click, fill, press, type_text};

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;

/// The sample with a cover, and places that are to be filled in.
fn to_fill_in() -> Harness<'static, App> {
    let mut harness = text_in_front();
    let section = |key: &str, title: &str, paragraphs: &[&str]| yusuan::model::Section {
        key: key.to_owned(),
        title: title.to_owned(),
        paragraphs: paragraphs.iter().map(|text| (*text).to_owned()).collect(),
    };
    let text = vec![
        section("封面", "", &["某某部门", "2023年度部门预算"]),
        section("", "一、职责", &["用于〔请填写：一〕和〔请填写：二〕。", "另有〔请填写：三〕。", "完。"]),
    ];
    let edit = yusuan::edit::Edit::SetNarrative(text);
    let session = &mut harness.state_mut().document_mut().unwrap().session;
    session.apply(yusuan::edit::Batch::one("写".to_owned(), edit)).unwrap();
    harness.run();
    harness
}

fn selected(harness: &Harness<'_, App>) -> String {
    match harness.query_by_label("修改说明文字") {
        Some(_) => harness.state().document().unwrap().passage_to_copy(),
        None => String::new(),
    }
}

fn message(harness: &Harness<'_, App>) -> String {
    harness.state().document().unwrap().message.clone().unwrap_or_default()
}

/// What stands without a heading has none to be opened; an unchanged or an emptied heading holds nobody.
#[test]
fn a_heading_can_always_be_left() {
    let mut harness = to_fill_in();
    press(&mut harness, CTRL, Key::Home);
    assert_eq!(
        chosen(&harness),
        Some(Passage { section: 0, paragraph: Some(0) }),
        "the cover has no heading"
    );
    choose(&mut harness, 1, 0);
    press(&mut harness, NONE, Key::ArrowUp);
    let heading = Passage { section: 1, paragraph: None };
    assert_eq!(chosen(&harness), Some(heading));
    let title = |harness: &Harness<'_, App>| {
        harness.state().document().unwrap().session.passage(heading).unwrap().to_owned()
    };
    press(&mut harness, NONE, Key::F2);
    press(&mut harness, CTRL, Key::A);
    press(&mut harness, NONE, Key::Backspace);
    press(&mut harness, NONE, Key::Escape);
    assert!(message(&harness).contains("标题不能是空的"), "{}", message(&harness));
    assert!(harness.query_by_label("修改说明文字").is_none());
    assert_eq!(title(&harness), "一、职责");
    // One that is empty already, as of an emptied section.
    let edit = yusuan::edit::Edit::SetNarrative(vec![yusuan::model::Section::default()]);
    let document = harness.state_mut().document_mut().unwrap();
    document.session.apply(yusuan::edit::Batch::one("空".to_owned(), edit)).unwrap();
    document.look.passage = Some(Passage { section: 0, paragraph: None });
    harness.run();
    press(&mut harness, NONE, Key::F2);
    assert!(harness.query_by_label("修改说明文字").is_some());
    press(&mut harness, NONE, Key::Escape);
    assert!(harness.query_by_label("修改说明文字").is_none(), "{}", message(&harness));
}

/// Tab leads on through the places that are to be filled in, Shift+Tab back, opened or only chosen; opening a paragraph
/// selects its first.
#[test]
fn places_to_fill_in_are_gone_through_both_ways() {
    const SHIFT: Modifiers = Modifiers::SHIFT;
    let mut harness = to_fill_in();
    choose(&mut harness, 1, 0);
    for (modifiers, key, expected) in [
        (NONE, Key::F2, "〔请填写：一〕"),
        (NONE, Key::Tab, "〔请填写：二〕"),
        (NONE, Key::Tab, "〔请填写：三〕"),
        (SHIFT, Key::Tab, "〔请填写：二〕"),
        (SHIFT, Key::Tab, "〔请填写：一〕"),
        (SHIFT, Key::Tab, "〔请填写：三〕"),
        (NONE, Key::Escape, ""),
        // Chosen only.
        (NONE, Key::ArrowUp, ""),
        (NONE, Key::Tab, "〔请填写：一〕"),
    ] {
        press(&mut harness, modifiers, key);
        assert_eq!(selected(&harness), expected, "{modifiers:?} {key:?}");
    }
    press(&mut harness, NONE, Key::Escape);
    type_text(&mut harness, "字");
    assert!(
        message(&harness).contains("F2"),
        "what is typed at a paragraph that is not open is not lost in silence"
    );
    // Without one behind it Tab leads out of the text, as everywhere.
    choose(&mut harness, 1, 2);
    press(&mut harness, NONE, Key::Tab);
    assert!(harness.query_by_label("修改说明文字").is_none());
    // What is counted beside the text is what writing it by the template says.
    press(&mut harness, CTRL.plus(SHIFT), Key::U);
    let said = message(&harness);
    let is_on_page = |count: &usize| harness.query_by_label(&format!("还有 {count} 处要填写")).is_some();
    let count = (1..50).find(is_on_page).unwrap();
    assert!(said.contains(&format!("有 {count} 处要填写")), "{count}: {said}");
}

/// The key by which a button is pressed is none of what the button opens.
#[test]
fn a_key_that_presses_a_button_is_not_for_what_opens() {
    for (key, blank) in [(Key::Enter, false), (Key::Space, true)] {
        for button in ["加一节", "加一段", "填下一处"] {
            let mut harness = to_fill_in();
            choose(&mut harness, 1, 0);
            harness.get_by_label(button).focus();
            harness.run();
            let event =
                |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: NONE };
            // The bar's blank comes with its key.
            let events = [Some(event(true)), blank.then(|| Event::Text(" ".to_owned())), Some(event(false))];
            harness.input_mut().events.extend(events.into_iter().flatten());
            harness.run();
            let written = harness.get_by_label("修改说明文字").value().unwrap_or_default();
            assert!(!written.contains(['\n', ' ']), "{button} {key:?}: {written:?}");
            if button == "填下一处" {
                assert_eq!(selected(&harness), "〔请填写：一〕");
            }
        }
    }
}

/// A figure stands apart from a letter or a digit before it; the sign that asks for one can be written, too.
#[test]
fn a_figure_is_parted_from_letters_and_the_sign_itself_is_written() {
    for (typed, expected, is_figure) in [
        ("a", "a 2907.50万元。", true),
        // Blanks are left out where figures are read: behind a digit it is none.
        ("第2", "第2 2907.50万元。", false),
        ("安排", "安排2907.50万元。", true),
    ] {
        let mut harness = text_after_the_total();
        let section = several(&harness);
        choose(&mut harness, section, 1);
        press(&mut harness, CTRL, Key::Enter);
        type_text(&mut harness, &format!("{typed}="));
        press(&mut harness, NONE, Key::Enter);
        type_text(&mut harness, "。");
        press(&mut harness, NONE, Key::Escape);
        assert_eq!(paragraphs(&harness, section)[2], expected);
        let notes = &harness.state().document().unwrap().session.budget().notes;
        let is_bound = |key: &NoteKey| key.kind == NoteKind::Binding && key.place.ends_with("·3");
        assert_eq!(notes.keys().any(is_bound), is_figure, "{typed}");
        press(&mut harness, NONE, Key::F2);
        type_text(&mut harness, "=");
        type_text(&mut harness, "=");
        type_text(&mut harness, "乙");
        press(&mut harness, NONE, Key::Escape);
        assert_eq!(paragraphs(&harness, section)[2], format!("{expected}=乙"));
    }
    // Before anything is typed it says what to type.
    let mut harness = text_in_front();
    let section = several(&harness);
    choose(&mut harness, section, 1);
    press(&mut harness, CTRL, Key::Enter);
    type_text(&mut harness, "=");
    assert!(harness.query_by_label("没有找到").is_none());
    assert!(harness.query_by_label_contains("请输入").is_some());
    // Nor is what is being written called saved.
    press(&mut harness, NONE, Key::Escape);
    type_text(&mut harness, "未完");
    assert!(harness.query_by_label("已保存").is_none());
}

/// What is found is counted by how often it stands there; both fields of replacing are one Tab apart; commands of the text
/// are found by their names; a commented paragraph says so.
#[test]
fn the_text_is_searched_and_its_commands_are_found() {
    let mut harness = to_fill_in();
    press(&mut harness, CTRL, Key::H);
    type_text(&mut harness, "请填写");
    assert!(harness.query_by_label("共 3 处").is_some(), "in two paragraphs");
    press(&mut harness, NONE, Key::Enter);
    assert!(harness.query_by_label("第 1–2 处，共 3 处").is_some());
    press(&mut harness, NONE, Key::Tab);
    type_text(&mut harness, "已填");
    click(&mut harness, "全部替换");
    assert!(paragraphs(&harness, 1)[0].contains("〔已填：二〕"));
    click(&mut harness, "关闭查找");
    for (name, length) in [("加一段", 1), ("加一节", 0)] {
        choose(&mut harness, 1, 0);
        press(&mut harness, CTRL.plus(Modifiers::SHIFT), Key::P);
        type_text(&mut harness, name);
        press(&mut harness, NONE, Key::Enter);
        type_text(&mut harness, name);
        press(&mut harness, NONE, Key::Escape);
        let at = chosen(&harness).unwrap();
        let text = harness.state().document().unwrap().session.passage(at).unwrap().to_owned();
        assert_eq!((text.as_str(), at.section), (name, 2 - length));
    }
    press(&mut harness, CTRL, Key::Home);
    assert_eq!(chosen(&harness), Some(Passage { section: 0, paragraph: Some(0) }));
    let is_marked = |harness: &Harness<'_, App>| {
        let says = |label: &str| label.contains("有批注");
        harness.query_all_by(|node| node.description().as_deref().is_some_and(says)).count()
    };
    assert_eq!(is_marked(&harness), 0);
    fill(&mut harness, "新批注", "请核对");
    click(&mut harness, "添加批注");
    assert_eq!(is_marked(&harness), 1);
    press(&mut harness, NONE, Key::Escape);
    press(&mut harness, CTRL, Key::End);
    assert_eq!(chosen(&harness), Some(Passage { section: 2, paragraph: None }));
}

/// The sign for a figure typed twice is the sign itself, however fast it is typed: both signs were lost, or all that was typed
/// behind them.
#[test]
fn the_sign_for_a_figure_typed_twice_loses_nothing_of_what_is_typed_fast() {
    for (typed, expected) in [("x==y end", "x=y end"), ("==", "="), ("甲＝＝乙==丙", "甲＝乙=丙")] {
        // At once, letter by letter, and in two halves.
        for chunk in [100, 1, 2] {
            let mut harness = text_in_front();
            let section = several(&harness);
            choose(&mut harness, section, 1);
            press(&mut harness, Modifiers::COMMAND, Key::Enter);
            let letters: Vec<char> = typed.chars().collect();
            for part in letters.chunks(chunk) {
                type_text(&mut harness, &part.iter().collect::<String>());
            }
            press(&mut harness, Modifiers::NONE, Key::Escape);
            assert_eq!(paragraphs(&harness, section)[2], expected, "{chunk} at a time");
        }
    }
    // A burst that looks for a figure, takes it and goes on.
    let mut harness = text_after_the_total();
    let section = several(&harness);
    choose(&mut harness, section, 1);
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    for c in "安排=2907.5".chars() {
        harness.event(Event::Text(c.to_string()));
    }
    harness.key_press(Key::Enter);
    for c in "，增加".chars() {
        harness.event(Event::Text(c.to_string()));
    }
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(paragraphs(&harness, section)[2], "安排2907.50万元，增加");
}
