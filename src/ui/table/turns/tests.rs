//! Which events a frame gets, and which are dropped.

use eframe::egui::{Modifiers, PointerButton, Pos2};

use super::*;

/// `m` and `w` for a move of the mouse and its wheel, `p` and `r` for its button pressed and released, `E` for
/// Enter, `a` for a letter with its key, `1` for text alone, `s` for Shift going down and `S` for its key.
fn events(letters: &str) -> Vec<Event> {
    let key = |key: Key, pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    let button = |pressed| Event::PointerButton {
        pos: Pos2::ZERO,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let one = |letter: char| match letter {
        'm' => vec![Event::PointerMoved(Pos2::ZERO)],
        'p' => vec![button(true)],
        'r' => vec![button(false)],
        'E' => vec![key(Key::Enter, true)],
        'a' => vec![key(Key::A, true), Event::Text("a".to_owned())],
        's' => vec![Event::ModifiersChanged(Modifiers::SHIFT)],
        'S' => vec![key(Key::ShiftLeft, true)],
        letter => vec![Event::Text(letter.to_string())],
    };
    letters.chars().flat_map(one).collect()
}

fn turns(letters: &str) -> Turns {
    let queue = events(letters).into_iter().map(|event| Turn { event, time: 0.0 }).collect();
    Turns { queue, ..Turns::default() }
}

#[test]
fn what_is_pasted_without_text_is_told_by_its_key() {
    let key = |pressed, modifiers| Event::Key {
        key: Key::V,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    };
    let (ctrl, none) = (Modifiers::COMMAND, Modifiers::NONE);
    let text = || Event::Paste("1".to_owned());
    let pastes = |arrived: &[Event]| {
        let events = Turns::default().with_pastes(arrived.to_vec());
        events.iter().filter(|event| matches!(event, Event::Paste(_))).count()
    };
    for (arrived, expected) in [
        (vec![key(false, ctrl)], 1),
        (vec![text(), key(false, ctrl)], 1),
        (vec![text(), text(), key(false, ctrl), key(false, ctrl)], 3),
        (vec![key(true, none), key(false, none)], 0),
        (vec![key(true, none), key(false, ctrl)], 0),
        (vec![key(false, none)], 0),
    ] {
        assert_eq!(pastes(&arrived), expected, "{arrived:?}");
    }
}

#[test]
fn a_frame_gets_what_does_not_change_what_the_next_is_for() {
    for (letters, expected) in [
        // Letters together, each other key by itself.
        ("aa1E1", vec!["aa1", "E", "1"]),
        ("EE", vec!["E", "E"]),
        // A key that is held for the next is none by itself.
        ("aSa1", vec!["aSa1"]),
        // The mouse goes there, is pressed, is released; only then it goes on.
        ("mmprmpr", vec!["mmp", "r", "mp", "r"]),
        // Where it is dragged to is drawn before it is let go.
        ("mpmmr1", vec!["mp", "mm", "r", "1"]),
        ("1msp", vec!["1ms", "p"]),
    ] {
        let mut turns = turns(letters);
        for portion in expected {
            assert_eq!(turns.portion(), events(portion), "{letters}: {portion}");
            turns.end_frame(false, true);
        }
        assert!(!turns.are_waiting(), "{letters}");
    }
}

#[test]
fn what_follows_waits_until_the_screen_is_at_rest_but_not_for_ever() {
    let mut turns = turns("EmEm1");
    assert_eq!(turns.portion(), events("Em")[..1]);
    for _ in 0..FRAMES - 1 {
        turns.end_frame(false, false);
        // The mouse may move meanwhile.
        assert!(turns.portion().iter().all(is_passive));
    }
    turns.end_frame(false, false);
    assert_eq!(turns.portion(), events("E"));
    // What has just opened takes the keyboard in its next frame.
    turns.end_frame(true, true);
    assert!(turns.portion().iter().all(is_passive));
}

#[test]
fn what_was_pressed_before_something_was_seen_is_not_for_it() {
    let mut turns = turns("a1mpr1Es");
    turns.begin_run();
    turns.forget(2);
    let left: Vec<Event> = turns.queue.iter().map(|turn| turn.event.clone()).collect();
    assert!(turns.run.is_empty());
    assert_eq!(left, events("rs"), "that it was let go egui must know");
    assert!(turns.is_unseen());
}

#[test]
fn the_grid_gets_a_run_of_keys_and_gives_back_what_is_not_for_it() {
    let mut turns = turns("1E1sEmE1pE");
    assert_eq!(turns.begin_run(), events("sm"), "what egui keeps account of");
    let mut run = turns.take_run();
    let came: Vec<Event> = run.iter().map(|turn| turn.event.clone()).collect();
    assert_eq!(came, events("1E1sEE1"));
    run.drain(..3);
    turns.give_back(run);
    turns.end_frame(false, true);
    for portion in ["sE", "E", "1", "p", "E"] {
        assert_eq!(turns.portion(), events(portion));
        turns.end_frame(false, true);
    }
}

#[test]
fn a_letter_with_alt_is_no_text_but_on_a_mac() {
    let arrived = || {
        let key = |modifiers| Event::Key {
            key: Key::F,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        };
        vec![
            key(Modifiers::ALT),
            Event::Text("f".to_owned()),
            key(Modifiers::NONE),
            Event::Text("g".to_owned()),
        ]
    };
    let texts = |is_mac| {
        let mut events = arrived();
        Held::default().without_commands(&mut events, is_mac);
        events.into_iter().filter(|event| matches!(event, Event::Text(_))).count()
    };
    assert_eq!((texts(false), texts(true)), (1, 2));
}
