//! The list of rules: how one is found in it, how it is sorted, and in which words it speaks.

use eframe::egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use yusuan::ui::App;

use super::lines::prepared;
use super::{app, click_containing, type_text};

/// They are found by the initials of their sounds.
#[test]
fn rules_are_found_by_sounds() {
    let mut harness = app();
    click_containing(&mut harness, "规则 2");
    let rules = |harness: &Harness<'_, App>| -> Vec<String> {
        let lines = harness.query_all_by_role(Role::ListBoxOption);
        let labels = lines.filter_map(|line| line.accesskit_node().label());
        labels.filter(|label| label.starts_with("规则 ")).collect()
    };
    harness.get_by_label("筛选文字").focus();
    harness.run();
    type_text(&mut harness, "zfcg");
    let found = rules(&harness);
    assert!(!found.is_empty() && found.iter().all(|rule| rule.contains("政府采购")), "{found:?}");
}

/// Whatever a rule says of its places, it says in the words of the tables: no address of a cell is in it.
#[test]
fn rules_speak_in_the_words_of_the_tables() {
    let is_address = |text: &str| {
        text.split(|c: char| c.is_whitespace() || "“”，。；：（）".contains(c)).any(|word| {
            let parts: Vec<&str> = word.split('!').collect();
            parts.len() > 2 || parts.len() == 2 && parts.iter().all(|part| !part.is_empty())
        })
    };
    assert!(is_address("见 T3!2012601!合计") && !is_address("注意！合计 不等 !"));
    for harness in [app(), prepared()] {
        let document = harness.state().document().unwrap();
        let verdicts = document.session.verdicts();
        for (at, ended) in verdicts.rules().iter().enumerate() {
            let rule = &ended.rule;
            for text in [&rule.title, &rule.id, &rule.basis, &ended.reason] {
                assert!(!is_address(text), "{}: {text}", rule.id);
            }
            for place in verdicts.places(at).take(300) {
                assert!(!is_address(&place.why), "{}: {}", rule.id, place.why);
            }
        }
    }
}
