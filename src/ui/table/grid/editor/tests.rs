//! The buffer of a cell under keys, an input method and a refusal.

use super::*;

/// The text with the caret as `|` and the other end of the selection as `^`.
fn shown(editor: &CellEditor) -> String {
    let mut marks = vec![(editor.caret, '|')];
    if editor.anchor != editor.caret {
        marks.push((editor.anchor, '^'));
    }
    let mut text: Vec<char> = editor.text.chars().collect();
    marks.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    for (at, mark) in marks {
        text.insert(at, mark);
    }
    text.into_iter().collect()
}

fn editor(marked: &str) -> CellEditor {
    let mut editor = CellEditor::default();
    let at = |mark: char| marked.chars().filter(|c| *c == mark || !"|^".contains(*c)).position(|c| c == mark);
    let text: String = marked.chars().filter(|c| !"|^".contains(*c)).collect();
    editor.open_with(text, true);
    let caret = at('|').unwrap();
    editor.select(CCursorRange::two(CCursor::new(at('^').unwrap_or(caret)), CCursor::new(caret)));
    editor
}

#[test]
fn the_caret_goes_and_text_is_taken_away_as_in_any_field() {
    let go = |way, select| move |editor: &mut CellEditor| editor.go(way, select);
    let delete = |on, word| move |editor: &mut CellEditor| editor.delete(on, word);
    let beside = |on, word| Way::Beside { on, word };
    let edge = |end, whole| Way::Edge { end, whole };
    type Does = Box<dyn Fn(&mut CellEditor)>;
    let cases: Vec<(&str, Does, &str)> = vec![
        ("公用|经费", Box::new(go(beside(true, false), false)), "公用经|费"),
        ("|公用", Box::new(go(beside(false, false), false)), "|公用"),
        ("^公用|经费", Box::new(go(beside(false, false), false)), "|公用经费"),
        ("公用|经费", Box::new(go(beside(false, false), true)), "公|用^经费"),
        ("1,200.50 万元|", Box::new(go(beside(false, true), false)), "1,200.50 |万元"),
        ("|12 34", Box::new(go(beside(true, true), false)), "12| 34"),
        ("12| 34", Box::new(go(beside(true, true), false)), "12 34|"),
        ("一二\n三|四", Box::new(go(edge(false, false), false)), "一二\n|三四"),
        ("一|二\n三四", Box::new(go(edge(true, false), false)), "一二|\n三四"),
        ("一|二\n三四", Box::new(go(edge(true, true), false)), "一二\n三四|"),
        ("一二|\n三", Box::new(go(Way::Line { down: true }, false)), "一二\n三|"),
        ("一\n二三|", Box::new(go(Way::Line { down: false }, false)), "一|\n二三"),
        ("一|二", Box::new(go(Way::Line { down: true }, false)), "一二|"),
        ("一|二", Box::new(go(Way::Line { down: false }, false)), "|一二"),
        ("12|3", Box::new(delete(false, false)), "1|3"),
        ("12|3", Box::new(delete(true, false)), "12|"),
        ("|", Box::new(delete(false, false)), "|"),
        ("1^23|4", Box::new(delete(false, false)), "1|4"),
        ("12 34|", Box::new(delete(false, true)), "12 |"),
        ("1^23|4", Box::new(|editor| editor.insert("万")), "1万|4"),
        ("上|", Box::new(|editor| editor.insert("\r\n下")), "上\n下|"),
        ("一二|三四", Box::new(|editor| editor.delete_around(1, 1)), "一|四"),
        ("一|", Box::new(|editor| editor.select_all()), "^一|"),
    ];
    for (before, does, after) in cases {
        let mut editor = editor(before);
        does(&mut editor);
        assert_eq!(shown(&editor), after, "{before}");
    }
}

#[test]
fn what_is_not_settled_goes_without_a_trace() {
    let mut editor = editor("公^用|经费");
    for letters in ["d", "de", "de'a"] {
        editor.compose(letters);
        assert_eq!(shown(&editor), format!("公{letters}|经费"));
        assert_eq!(editor.settled_text(), "公用经费");
        assert_eq!(editor.composed(), Some(["公", letters, "经费"]));
    }
    editor.compose("");
    assert_eq!(shown(&editor), "公^用|经费");
    let mut closed = CellEditor::default();
    closed.compose("d");
    assert!(closed.open && closed.replacing);
    closed.compose("");
    assert!(!closed.open && closed.text.is_empty());
}

#[test]
fn a_refused_text_holds_up_what_is_typed_next() {
    let mut editor = CellEditor::default();
    editor.begin(false);
    editor.insert("12..5");
    editor.refuse("不是数".to_owned());
    assert_eq!(shown(&editor), "^12..5|");
    for text in ["7", ".7"] {
        assert!(editor.holds_up(text));
    }
    editor.refuse("不是数".to_owned());
    assert!(editor.holds_up("8"));
    assert_eq!((shown(&editor).as_str(), editor.held_up().named().as_deref()), ("^12..5|", Some("“7.7、8”")));
    editor.delete(false, false);
    assert!(!editor.holds_up("7"));
    editor.insert("7");
    assert_eq!((editor.text.as_str(), editor.error), ("7", None));
}

/// As it was typed, down or to the right, so that it can be entered as a block.
#[test]
fn what_is_held_up_is_a_block() {
    for (typed, block) in [
        ("7⏎8⏎", Some("7\n8")),
        ("7⇥8⇥9⏎", Some("7\t8\t9")),
        ("⏎7⇥⏎8", Some("7\n8")),
        ("7⏎8⇥9", Some("7\n8\t9")),
        ("⏎⇥", None),
    ] {
        let mut editor = CellEditor::default();
        editor.begin(false);
        editor.insert("1..2");
        editor.refuse("不是数".to_owned());
        for key in typed.chars() {
            match key {
                '⏎' => editor.refuse("不是数".to_owned()),
                '⇥' => {
                    editor.refuse("不是数".to_owned());
                    editor.turn_right();
                }
                text => assert!(editor.holds_up(&text.to_string())),
            }
        }
        assert_eq!(editor.held_up().block().as_deref(), block, "{typed}");
    }
}
