//! Two people who changed one text: what only one did is taken, what both did in their ways is asked, and nothing else.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::calc::{Book, Figures};
use crate::compare::{Merge, Resolution, Side, compare, merge, merge_lines};
use crate::model::{Budget, Note, NoteKey, NoteKind, Section};
use crate::schema::default_format;

/// `一：甲|乙／二：丙`: sections with their paragraphs.
fn budget(text: &str) -> Budget {
    let section = |text: &str| {
        let (title, paragraphs) = text.split_once('：').unwrap();
        let paragraphs = paragraphs.split('|').filter(|text| !text.is_empty()).map(str::to_owned);
        Section { title: title.to_owned(), paragraphs: paragraphs.collect(), ..Section::default() }
    };
    let narrative = text.split('／').map(section).collect();
    Budget { format: default_format().id.clone(), year: 2026, narrative, ..Budget::default() }
}

fn text(budget: &Budget) -> String {
    let section = |section: &Section| format!("{}：{}", section.title, section.paragraphs.join("|"));
    budget.narrative.iter().map(section).collect::<Vec<_>>().join("／")
}

fn merged(base: &Budget, ours: &Budget, theirs: &Budget, otherwise: Side) -> Merge {
    let resolution = Resolution { otherwise, ..Resolution::default() };
    merge(&default_format(), base, ours, theirs, &resolution).unwrap()
}

#[test]
fn texts_of_two_are_merged_by_paragraph() {
    let base = "一：甲有一段话|乙有一段话|丙有一段话／二：丁有一段话";
    for (ours, theirs, expected, conflicts) in [
        // One edits, the other adds a section of his own.
        (
            "一：甲有一段话|乙有两段话|丙有一段话／二：丁有一段话",
            "一：甲有一段话|乙有一段话|丙有一段话／补：新的／二：丁有一段话",
            "一：甲有一段话|乙有两段话|丙有一段话／补：新的／二：丁有一段话",
            0,
        ),
        // Each adds one, behind the same.
        (
            "一：甲有一段话|乙有一段话|丙有一段话／补一：新的／二：丁有一段话",
            "一：甲有一段话|乙有一段话|丙有一段话／补二：也新／二：丁有一段话",
            "一：甲有一段话|乙有一段话|丙有一段话／补一：新的／补二：也新／二：丁有一段话",
            0,
        ),
        // One puts a paragraph in, the other edits and takes out.
        (
            "一：加在前面|甲有一段话|乙有一段话|丙有一段话／二：丁有一段话",
            "一：甲有一段话|丙有三段话／二：丁有一段话|尾",
            "一：加在前面|甲有一段话|丙有三段话／二：丁有一段话|尾",
            0,
        ),
        // Both edit one, each in his way.
        (
            "一：甲有两段话|乙有一段话|丙有一段话／二：丁有一段话",
            "一：甲有三段话|乙有一段话|丙有九段话／二：丁有一段话",
            "一：甲有两段话|乙有一段话|丙有九段话／二：丁有一段话",
            1,
        ),
        // One takes out what the other edits; a paragraph, and a section.
        (
            "一：甲有一段话|丙有一段话／二：丁有一段话",
            "一：甲有一段话|乙有八段话|丙有一段话／二：丁有一段话",
            "一：甲有一段话|丙有一段话／二：丁有一段话",
            1,
        ),
        (
            "一：甲有一段话|乙有一段话|丙有一段话",
            "一：甲有一段话|乙有一段话|丙有一段话／二：丁有八段话",
            "一：甲有一段话|乙有一段话|丙有一段话",
            1,
        ),
        ("一：甲有一段话|乙有一段话|丙有一段话", base, "一：甲有一段话|乙有一段话|丙有一段话", 0),
        // Both did the same; both wrote the same passage otherwise.
        (
            "一：甲有一段话|乙有两段话|丙有一段话|同一段／二：丁有一段话",
            "一：甲有一段话|乙有两段话|丙有一段话|同一段／二：丁有一段话",
            "一：甲有一段话|乙有两段话|丙有一段话|同一段／二：丁有一段话",
            0,
        ),
        (
            "一：甲有一段话|乙有一段话|丙有一段话|新写的一段原因是人员增加／二：丁有一段话",
            "一：甲有一段话|乙有一段话|丙有一段话|新写的一段原因是人员减少／二：丁有一段话",
            "一：甲有一段话|乙有一段话|丙有一段话|新写的一段原因是人员增加／二：丁有一段话",
            1,
        ),
        // One renames a section that the other edits.
        (
            "改：甲有一段话|乙有一段话|丙有一段话／二：丁有一段话",
            "一：甲有一段话|乙有一段话|丙有七段话／二：丁有一段话",
            "改：甲有一段话|乙有一段话|丙有七段话／二：丁有一段话",
            0,
        ),
        // One moves a section, the other adds behind it.
        (
            "二：丁有一段话／一：甲有一段话|乙有一段话|丙有一段话",
            "一：甲有一段话|乙有一段话|丙有一段话／二：丁有一段话／三：新",
            "二：丁有一段话／三：新／一：甲有一段话|乙有一段话|丙有一段话",
            0,
        ),
    ] {
        let (before, ours, theirs) = (budget(base), budget(ours), budget(theirs));
        let one = merged(&before, &ours, &theirs, Side::Ours);
        assert_eq!(
            (text(&one.budget).as_str(), one.conflicts.len()),
            (expected, conflicts),
            "{:?}",
            one.conflicts
        );
        let other = merged(&before, &theirs, &ours, Side::Theirs);
        assert_eq!(text(&other.budget), expected);
        // What is listed is what is done: of each place one side's words stand, or what both did.
        let format = default_format();
        let figures = [&before, &ours, &theirs].map(|budget| Figures::compute(budget, &format));
        let book = |budget, at: usize| Book { format: &format, budget, figures: &figures[at] };
        let lines = merge_lines(&book(&before, 0), &book(&ours, 1), &book(&theirs, 2), &one);
        for line in &lines {
            match line.taken {
                Some(side) => {
                    let said = line.of_side(side).unwrap();
                    let words = said.trim_start_matches("新增一节 ").split('\n').next().unwrap();
                    assert!(said.starts_with("删去") || expected.contains(words), "{line:?}");
                }
                None => assert_eq!(line.ours, line.theirs, "{line:?}"),
            }
        }
        assert_eq!(lines.iter().filter(|line| line.conflict.is_some()).count(), conflicts, "{lines:?}");
    }
}

/// What a section is, one kind of document says and another does not: the same heading with the same words is no change.
#[test]
fn a_section_is_the_same_whether_or_not_its_key_is_known() {
    let format = default_format();
    let changed = |old: &[&str], new: &[&str]| {
        let of = |keys: &[&str]| {
            let mut budget = budget("名词解释：甲有一段话|乙有一段话／主要职能：丙有一段话");
            budget.narrative.iter_mut().zip(keys).for_each(|(section, key)| section.key = (*key).to_owned());
            budget
        };
        let budgets = [of(old), of(new)];
        let figures = [0, 1].map(|at| Figures::compute(&budgets[at], &format));
        let book = |at: usize| Book { format: &format, budget: &budgets[at], figures: &figures[at] };
        let books = [book(0), book(1)];
        compare(&books).changes(&books, 0, 1).len()
    };
    for (old, new) in [(["甲", ""], ["甲", ""]), (["甲", ""], ["", ""]), (["", ""], ["甲", "乙"])] {
        assert_eq!(changed(&old, &new), 0, "{old:?} {new:?}");
    }
    assert!(changed(&["甲", ""], &["乙", ""]) > 0);
}

/// Comments stay with their paragraphs, wherever these went.
#[test]
fn notes_go_with_their_paragraphs() {
    let note = |text: &str| Note { text: text.to_owned(), ..Note::default() };
    let key = |section: &str, at: usize, of: &str| NoteKey {
        kind: NoteKind::Comment,
        place: NoteKey::place_in_text(section, at),
        of: of.to_owned(),
    };
    let with = |text: &str, notes: &[(usize, &str)]| Budget {
        notes: notes.iter().map(|(at, said)| (key("一", *at, "01"), note(said))).collect(),
        ..budget(text)
    };
    let base = with("一：甲有一段话|乙有一段话|丙有一段话", &[(1, "旧批注")]);
    let ours = with("一：加在前面|甲有一段话|乙有一段话|丙有一段话", &[(2, "旧批注")]);
    let theirs = with("一：甲有一段话|乙有一段话|丙有一段话", &[(1, "旧批注"), (2, "新批注")]);
    let expected: BTreeMap<NoteKey, Note> =
        [(2, "旧批注"), (3, "新批注")].map(|(at, said)| (key("一", at, "01"), note(said))).into();
    for (one, other) in [(&ours, &theirs), (&theirs, &ours)] {
        let made = merged(&base, one, other, Side::Ours);
        assert_eq!(made.budget.notes, expected, "{:?}", made.conflicts);
        assert!(made.conflicts.is_empty());
    }
    // Also where he renamed the section.
    let taken_out = with("一：甲有一段话|乙有一段话", &[(1, "旧批注")]);
    let mut renamed = budget("改：甲有一段话|乙有一段话|丙有一段话");
    renamed.notes = [(1, "旧批注"), (2, "新批注")].map(|(at, said)| (key("改", at, "01"), note(said))).into();
    assert_eq!(merged(&base, &taken_out, &renamed, Side::Ours).conflicts.len(), 1);
    // Who takes out a paragraph on which the other just commented is asked.
    let gone = with("一：甲有一段话|乙有一段话", &[(1, "旧批注")]);
    assert_eq!(merged(&base, &gone, &theirs, Side::Ours).conflicts.len(), 1);
    let kept = merged(&base, &gone, &theirs, Side::Theirs);
    assert_eq!(kept.budget.narrative[0].paragraphs.len(), 3);
    assert_eq!(kept.budget.notes.len(), 2);
}

/// A text of a few sections and paragraphs, so that two of them have much in common.
fn small_text() -> impl Strategy<Value = String> {
    let words = ["甲有一段话", "乙有一段话", "丙有一段话", "丁说了些别的", "一句"];
    let paragraph = prop::sample::select(words.to_vec());
    let section = (prop::sample::select(vec!["一", "二", "三"]), vec(paragraph, 0..4));
    vec(section, 0..4).prop_map(|sections| {
        let section = |(title, paragraphs): &(&str, Vec<&str>)| format!("{title}：{}", paragraphs.join("|"));
        sections.iter().map(section).collect::<Vec<_>>().join("／")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    /// Whose side is whose does not matter, and what somebody wrote is in the result or asked.
    #[test]
    fn nothing_that_somebody_wrote_is_lost(base in small_text(), ours in small_text(), theirs in small_text()) {
        let [base, ours, theirs] = [base, ours, theirs].map(|text| match text.as_str() {
            "" => Budget { narrative: Vec::new(), ..budget("一：") },
            text => budget(text),
        });
        let one = merged(&base, &ours, &theirs, Side::Ours);
        let other = merged(&base, &theirs, &ours, Side::Theirs);
        prop_assert_eq!(&one.budget, &other.budget);
        prop_assert_eq!(&merged(&base, &ours, &base, Side::Theirs).budget, &ours);
        prop_assert_eq!(&merged(&base, &base, &ours, Side::Ours).budget, &ours);
        let paragraphs = |budget: &Budget| -> Vec<String> {
            budget.narrative.iter().flat_map(|section| section.paragraphs.clone()).collect()
        };
        let known = paragraphs(&base);
        let there = paragraphs(&one.budget);
        for new in paragraphs(&ours).iter().chain(&paragraphs(&theirs)).filter(|text| !known.contains(text)) {
            let is_asked = one.conflicts.iter().any(|conflict| {
                conflict.ours.contains(new.as_str()) || conflict.theirs.contains(new.as_str())
            });
            prop_assert!(there.contains(new) || is_asked, "{new} of {one:?}");
        }
    }
}
