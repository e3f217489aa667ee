//! The keyboard is where the cursor is drawn, and keys come to their turn, however many arrive in one frame.

mod cells;
mod elsewhere;

use std::path::PathBuf;

use eframe::egui::{self, Event, ImeEvent, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::{App, Recent};

use super::lines::prepared;
use super::{Answers, WAGES, app, click, press, show, type_text};
use crate::window_hand::{cursor, message, text};

const CTRL: Modifiers = Modifiers::COMMAND;
const NONE: Modifiers = Modifiers::NONE;

/// What a key does: pressed and let go.
fn key(modifiers: Modifiers, key: Key) -> Vec<Event> {
    let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
    let held = |modifiers| Event::ModifiersChanged(modifiers);
    vec![held(modifiers), event(true), event(false), held(NONE)]
}

/// Letters as they are typed, with `⏎` for Enter, `→` and so on for the arrows, `⇥` for Tab, `⎋` for Escape.
fn keys(typed: &str) -> Vec<Event> {
    let one = |c: char| match c {
        '⏎' => key(NONE, Key::Enter),
        '⇥' => key(NONE, Key::Tab),
        '⎋' => key(NONE, Key::Escape),
        '→' => key(NONE, Key::ArrowRight),
        '←' => key(NONE, Key::ArrowLeft),
        '↓' => key(NONE, Key::ArrowDown),
        '↑' => key(NONE, Key::ArrowUp),
        '⌦' => key(NONE, Key::Delete),
        c => vec![Event::Text(c.to_string())],
    };
    typed.chars().flat_map(one).collect()
}

fn clicks(pos: Pos2, times: usize) -> Vec<Event> {
    let button =
        |pressed| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: NONE };
    let once = [button(true), button(false)];
    std::iter::once(Event::PointerMoved(pos)).chain(std::iter::repeat_n(once, times).flatten()).collect()
}

/// Where a cell is on the screen.
fn place(harness: &Harness<'_, App>, cell: &str) -> Pos2 {
    harness.get_by_label(cell).rect().center()
}

/// Puts events into one frame, and draws until nothing more follows.
fn at_once(harness: &mut Harness<'_, App>, events: impl IntoIterator<Item = Event>) {
    harness.input_mut().events.extend(events);
    harness.run();
}

const WAGES_CELL: &str = "T3!2013101!工资福利支出";

/// The wages in table 3 of three lines that follow each other.
fn wages(harness: &Harness<'_, App>) -> [String; 3] {
    let rows = harness.state().document().unwrap().session.budget().tables[&"T3".into()].rows();
    let from = rows.iter().position(|row| row.key().as_str() == "2013101").unwrap();
    [0, 1, 2].map(|at| text(harness, &format!("T3!{}!工资福利支出", rows.get(from + at).unwrap().key())))
}

fn on_wages() -> Harness<'static, App> {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    harness
}

#[test]
fn figures_typed_while_a_frame_was_slow_go_each_into_its_cell() {
    let mut harness = on_wages();
    at_once(&mut harness, keys("4411⏎5522⏎6633⏎"));
    assert_eq!(wages(&harness), ["4,411.00", "5,522.00", "6,633.00"]);
}

#[test]
fn a_click_a_figure_and_enter_in_one_frame() {
    let mut harness = on_wages();
    let next = WAGES.replace("2013101 行政运行", "2050803 培训支出");
    // The stated totals, which differ now, make some lines higher.
    at_once(&mut harness, keys("1⏎"));
    let first = place(&harness, WAGES);
    let second = place(&harness, &next);
    at_once(&mut harness, [clicks(second, 1), keys("12⏎"), clicks(first, 1), keys("34⏎")].concat());
    assert_eq!(wages(&harness)[..2], ["34.00", "12.00"]);
    // From a field beside the table, too.
    harness.get_by_label("新批注").focus();
    harness.run();
    at_once(&mut harness, [keys("x"), clicks(second, 1), keys("56⏎")].concat());
    assert_eq!(wages(&harness)[..2], ["34.00", "56.00"]);
}

#[test]
fn a_double_click_stays_one_and_two_clicks_stay_two() {
    let mut harness = on_wages();
    at_once(&mut harness, keys("→1⏎"));
    let first = place(&harness, WAGES);
    let second = place(&harness, &WAGES.replace("2013101 行政运行", "2050803 培训支出"));
    // Between two frames of the harness passes nearly as much time as between the clicks of a double click.
    at_once(&mut harness, [clicks(second, 1), clicks(first, 2), keys("5⏎")].concat());
    assert_eq!(
        harness
            .state()
            .document()
            .unwrap()
            .session
            .book()
            .cell(&WAGES_CELL.parse().unwrap())
            .unwrap()
            .number(),
        Some("1059.505".parse().unwrap()),
        "opened on what stood there"
    );
    at_once(&mut harness, [clicks(first, 1), clicks(second, 1), clicks(first, 1), keys("5⏎")].concat());
    assert_eq!(wages(&harness)[0], "5.00", "typed over");
}

#[test]
fn what_is_saved_has_the_figure_typed_right_before() {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("预算.ron");
    std::fs::copy(super::sample(), &file).unwrap();
    let opened = file.clone();
    let mut harness =
        Harness::builder().with_size([1280.0, 800.0]).with_max_steps(40).build_eframe(move |context| {
            let mut app = App::new(&context.egui_ctx, Box::new(Answers::default()), Recent::default());
            app.open(&opened);
            app
        });
    harness.run();
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    at_once(&mut harness, [keys("4321.5"), key(CTRL, Key::S), keys("⏎9")].concat());
    let saved = std::fs::read_to_string(&file).unwrap();
    assert!(saved.contains("4321.5"));
    assert_eq!(wages(&harness)[0], "4,321.50");
    // A refused text keeps it from being saved, and says so at the cell.
    at_once(&mut harness, [keys("⎋12..5"), key(CTRL, Key::S)].concat());
    assert!(harness.query_by_label_contains("多个小数点").is_some());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), saved);
}

#[test]
fn a_dialog_gets_what_is_typed_behind_the_key_that_opens_it_and_the_table_what_follows() {
    let mut harness = app();
    at_once(&mut harness, [key(CTRL, Key::G), keys("T3!2050803!工资福利⏎"), keys("12⏎34⏎")].concat());
    assert_eq!(wages(&harness)[1..], ["12.00", "34.00"]);
    at_once(
        &mut harness,
        [key(CTRL.plus(Modifiers::SHIFT), Key::P), keys("转到⏎T3!2050803!工资福利⏎56⏎")].concat(),
    );
    assert_eq!(wages(&harness)[1..], ["56.00", "34.00"]);
    // Escape leaves it to the table, and a click takes a line of it.
    at_once(&mut harness, [key(CTRL, Key::G), keys("没有⎋78⏎")].concat());
    assert_eq!(wages(&harness)[2], "78.00");
}

#[test]
fn an_input_method_a_paste_and_undo_come_to_their_turn() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    click(&mut harness, "机关运行经费 30201 办公费 部门预算支出经济分类科目 科目名称");
    let settle = |word: &str| {
        let preedit = |text: &str| ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None };
        let events = [preedit("b"), preedit("ban"), preedit(""), ImeEvent::Commit(word.to_owned())];
        events.map(Event::Ime).to_vec()
    };
    // The Enter that comes while letters are composed is the input method's; the one behind the word is not.
    let composing = Event::Ime(ImeEvent::Preedit { text: "y".to_owned(), active_range_chars: None });
    let events = [settle("办公"), keys("⏎"), vec![composing], keys("⏎"), settle("印刷"), keys("⏎")].concat();
    at_once(&mut harness, events);
    assert_eq!(text(&harness, "T13!30201!科目名称"), "办公");
    assert_eq!(text(&harness, "T13!30202!科目名称"), "印刷");

    let mut harness = on_wages();
    let paste = |text: &str| vec![Event::Paste(text.to_owned())];
    at_once(&mut harness, [paste("11\n22"), keys("↓↓33⏎")].concat());
    assert_eq!(wages(&harness), ["11.00", "22.00", "33.00"]);
    at_once(&mut harness, [keys("44↑55"), key(CTRL, Key::Z), key(CTRL, Key::Z), keys("66⏎")].concat());
    // 55 was entered and taken back, then 44; the cursor stood where that was.
    assert_eq!(wages(&harness), ["11.00", "22.00", "33.00"]);
    at_once(&mut harness, keys("↑"));
    assert_eq!(text(&harness, &cursor(&harness)), "66.00");
}

#[test]
fn a_held_arrow_leaves_the_keyboard_where_the_cursor_is() {
    let mut harness = prepared();
    show(&mut harness, "预算明细");
    let first = cursor(&harness);
    press(&mut harness, CTRL, Key::End);
    let last = cursor(&harness);
    press(&mut harness, CTRL, Key::Home);
    assert_eq!(cursor(&harness), first);
    press(&mut harness, NONE, Key::End);
    // A frame for each repetition, none to come to rest in between: the table scrolls all the time.
    for _ in 0..60 {
        harness.input_mut().events.push(Event::Key {
            key: Key::ArrowDown,
            physical_key: None,
            pressed: true,
            repeat: true,
            modifiers: NONE,
        });
        harness.step();
    }
    harness.run();
    assert_eq!(cursor(&harness), last, "as far down as the key was held");
    // That is the blank line below the last one, as in a spreadsheet.
    at_once(&mut harness, keys("↑批注⏎"));
    assert_eq!(text(&harness, &last), "批注", "{}", message(&harness));
    // As many at once: a slow frame.
    at_once(&mut harness, (0..60).flat_map(|_| keys("↑")).collect::<Vec<_>>());
    at_once(&mut harness, keys("↓备注⏎"));
    let third = cursor(&harness);
    assert_ne!(third.split('!').nth(1), last.split('!').nth(1));
}

#[test]
fn typing_brings_a_cell_that_was_scrolled_away_back_into_sight() {
    let mut harness = prepared();
    show(&mut harness, "预算明细");
    for _ in 0..3 {
        press(&mut harness, NONE, Key::ArrowDown);
    }
    let cell = cursor(&harness);
    let name = |harness: &Harness<'_, App>| {
        let document = harness.state().document().unwrap();
        yusuan::ui::cell_name(&document.book().cell(&cell.parse().unwrap()).unwrap())
    };
    let label = name(&harness);
    let over = harness.get_by_label(&label).rect().center();
    let wheel = Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, -600.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: NONE,
    };
    at_once(&mut harness, [Event::PointerMoved(over), wheel]);
    harness.run_steps(30);
    assert!(harness.query_by_label(&label).is_none(), "scrolled away");
    at_once(&mut harness, keys("9"));
    let opened = format!("编辑 {label}");
    let editor = harness.get_by_label(&opened);
    assert_eq!(editor.value().as_deref(), Some("9"), "typed where the cursor is, and seen");
}

#[test]
fn when_a_panel_or_a_question_is_left_typing_goes_to_the_cursor() {
    let ways: [(&str, Vec<Event>); 11] = [
        ("palette", [key(CTRL.plus(Modifiers::SHIFT), Key::P), keys("x⎋")].concat()),
        ("goto", [key(CTRL, Key::G), keys("x⎋")].concat()),
        ("find", [key(CTRL, Key::F), keys("x⎋")].concat()),
        ("replace", [key(CTRL, Key::H), keys("x⎋")].concat()),
        ("filter", [key(CTRL.plus(Modifiers::SHIFT), Key::L), keys("⎋")].concat()),
        ("new", [key(CTRL, Key::N), keys("⎋")].concat()),
        ("waive", [key(CTRL.plus(Modifiers::SHIFT), Key::H), keys("⎋")].concat()),
        ("leave", [keys("1⏎↑"), key(CTRL, Key::W), keys("⎋")].concat()),
        ("backups", [key(CTRL.plus(Modifiers::SHIFT), Key::P), keys("备份⏎⎋")].concat()),
        ("a file that is not there", keys("⎋")),
        ("a menu", keys("↓↓⎋")),
    ];
    for (what, way) in ways {
        for (together, apart) in [(true, "at once"), (false, "one after the other")] {
            let mut harness = on_wages();
            if what == "waive" {
                press(&mut harness, NONE, Key::F8);
                let jump: yusuan::model::CellAddress = WAGES_CELL.parse().unwrap();
                harness.state_mut().document_mut().unwrap().jump(&jump);
                harness.run();
            }
            match what {
                "a file that is not there" => harness.state_mut().open(std::path::Path::new("没有.ron")),
                "a menu" => harness.get_by_label("审核").click(),
                _ => {}
            }
            harness.run();
            if together {
                at_once(&mut harness, [way.clone(), keys("77⏎")].concat());
            } else {
                for event in way.iter().cloned().chain(keys("77⏎")) {
                    at_once(&mut harness, [event]);
                }
            }
            assert_eq!(wages(&harness)[0], "77.00", "{what} {apart}: {}", cursor(&harness));
        }
    }
}

#[test]
fn behind_a_button_of_the_mouse_too() {
    let mut harness = app();
    show(&mut harness, "13 机关运行经费");
    click(&mut harness, "机关运行经费 30201 办公费 机构运行经费支出 合计");
    // A row added from the menu, and by its key.
    click(&mut harness, "编辑");
    harness.get_by(|node| node.label().is_some_and(|label| label.starts_with("增加行"))).click();
    harness.run();
    let line = |harness: &Harness<'_, App>, code: &str| {
        let rows = harness.state().document().unwrap().session.budget().tables[&"T13".into()].rows();
        let row = rows.iter().find(|row| row.text(&"科目编码".into()) == code).unwrap();
        [row.text(&"科目名称".into()).to_owned(), text(harness, &format!("T13!{}!合计", row.key()))]
    };
    at_once(&mut harness, keys("30205⇥水费⇥1.5⏎"));
    assert_eq!(line(&harness, "30205"), ["水费", "1.50"]);
    at_once(&mut harness, [key(CTRL, Key::Enter), keys("30206⇥电费⇥2.5⏎")].concat());
    assert_eq!(line(&harness, "30206"), ["电费", "2.50"]);
    // Pages of text and back.
    press(&mut harness, CTRL.plus(Modifiers::SHIFT), Key::C);
    press(&mut harness, CTRL.plus(Modifiers::SHIFT), Key::R);
    show(&mut harness, "预算情况说明");
    show(&mut harness, "3 支出预算");
    click(&mut harness, WAGES);
    show(&mut harness, "13 机关运行经费");
    show(&mut harness, "3 支出预算");
    at_once(&mut harness, keys("8⏎"));
    assert_eq!(wages(&harness)[0], "8.00");
}

#[test]
fn the_window_closes_when_all_that_was_typed_has_come_to_its_turn() {
    let mut harness = on_wages();
    at_once(&mut harness, keys("9⏎↑"));
    let second = place(&harness, &WAGES.replace("2013101 行政运行", "2050803 培训支出"));
    harness.input_mut().events.extend([keys("1⏎"), clicks(second, 1), keys("23⏎")].concat());
    let root = egui::ViewportId::ROOT;
    harness.input_mut().viewports.entry(root).or_default().events.push(egui::ViewportEvent::Close);
    harness.step();
    harness.input_mut().viewports.entry(root).or_default().events.clear();
    assert!(harness.query_by_label("还没有保存").is_none(), "a click still waits");
    let closes = |harness: &Harness<'_, App>| {
        let commands = &harness.output().viewport_output[&root].commands;
        commands.contains(&egui::ViewportCommand::Close)
    };
    let mut asked = false;
    for _ in 0..20 {
        harness.step();
        asked |= closes(&harness);
    }
    assert!(asked, "the window is closed in the end");
    assert_eq!(wages(&harness)[..2], ["1.00", "23.00"]);
}

#[test]
fn leaving_by_its_key_asks_before_what_is_typed_behind_it() {
    let mut harness = on_wages();
    at_once(&mut harness, [keys("1⏎"), key(CTRL, Key::Q), keys("22")].concat());
    assert!(harness.query_by_label("还没有保存").is_some());
    assert_eq!(wages(&harness)[..2], ["1.00", ""]);
    type_text(&mut harness, "3");
    assert_eq!(wages(&harness)[1], "");
}

/// What was refused is written right where Enter was pressed.
#[test]
fn after_a_refused_enter_one_types_on() {
    let mut harness = app();
    press(&mut harness, Modifiers::COMMAND, Key::N);
    harness.get_by_role_and_label(egui::Role::TextInput, "年度").focus();
    harness.run();
    type_text(&mut harness, "年");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_by_label_contains("不是数字").is_some());
    type_text(&mut harness, "底");
    let field = harness.get_by_role_and_label(egui::Role::TextInput, "年度");
    let value = field.accesskit_node().value();
    assert!(value.as_deref().is_some_and(|year| year.contains('年') && year.contains('底')), "{value:?}");
}
