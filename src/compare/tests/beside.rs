//! Notes and unknown fields are merged like everything else: nothing of either side goes without a word.

use crate::calc::{Book, Figures};
use crate::compare::{Merge, Resolution, Side, Version, compare, merge_lines, merge_versions};
use crate::file::{Loaded, from_text, to_text};
use crate::schema::{Formats, default_format};

/// A file with two projects, notes and fields that nobody here knows, some of it replaced.
fn file(changes: &[(&str, &str)]) -> Loaded {
    let mut text = r#"(
    yusuan: 1,
    format: "焦作-2023",
    year: 2023,
    department: (name: "市委办"),
    tables: {
        "T12": (
            rows: [
                (key: "a", kind: "项目", text: {"项目名称": "会议费"}, mark: "1"),
                (key: "b", kind: "项目", text: {"项目名称": "培训"}),
            ],
        ),
    },
    narrative: [
    ],
    notes: [
        (kind: "批注", place: "T12!a!合计", of: "001", text: "旧批注"),
    ],
    unplaced: [
    ],
)
"#
    .to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    from_text(&text, &Formats::embedded()).unwrap()
}

fn merged(base: &Loaded, ours: &Loaded, theirs: &Loaded, resolution: &Resolution) -> Merge {
    let [base, ours, theirs] =
        [base, ours, theirs].map(|one| Version { budget: &one.budget, extras: &one.extras });
    merge_versions(&default_format(), base, ours, theirs, resolution).unwrap()
}

fn text(merge: &Merge) -> String {
    to_text(&merge.budget, &merge.extras)
}

fn conflicts(merge: &Merge) -> Vec<String> {
    let said = merge.conflicts.iter();
    said.map(|one| format!("{}：{} | {} | {}", one.title, one.base, one.ours, one.theirs)).collect()
}

/// Merges both ways round; the result does not depend on whose side is whose.
fn both_ways(base: &Loaded, ours: &Loaded, theirs: &Loaded) -> Merge {
    let one = merged(base, ours, theirs, &Resolution::default());
    let theirs_first = Resolution { otherwise: Side::Theirs, ..Resolution::default() };
    let other = merged(base, theirs, ours, &theirs_first);
    assert_eq!(text(&one), text(&other));
    one
}

#[test]
fn unknown_fields_of_both_sides_stay() {
    let base = file(&[]);
    let ours = file(&[("key: \"b\"", "审核: 通过, key: \"b\"")]);
    let theirs = file(&[
        ("mark: \"1\"", "mark: \"2\", 页: 3"),
        ("(name: \"市委办\"", "(电话: \"0391\", name: \"市委办\""),
    ]);
    let one = both_ways(&base, &ours, &theirs);
    assert_eq!(conflicts(&one), Vec::<String>::new());
    for part in ["审核: 通过", "mark: \"2\"", "页: 3", "电话: \"0391\""] {
        assert!(text(&one).contains(part), "{part} in\n{}", text(&one));
    }
    // A field that one side took out is gone.
    let without = file(&[(", mark: \"1\"", "")]);
    assert!(!text(&both_ways(&base, &without, &ours)).contains("mark"));
}

#[test]
fn unknown_fields_that_both_changed_are_a_conflict() {
    let base = file(&[]);
    let (ours, theirs) = (file(&[("mark: \"1\"", "mark: \"2\"")]), file(&[("mark: \"1\"", "mark: \"3\"")]));
    let one = both_ways(&base, &ours, &theirs);
    assert_eq!(conflicts(&one), ["表“T12”的行“a”里本程序不认识的字段“mark”：\"1\" | \"2\" | \"3\""]);
    assert!(text(&one).contains("mark: \"2\""));
    let decided = [(one.conflicts[0].place.clone(), Side::Theirs)].into();
    let other = merged(&base, &ours, &theirs, &Resolution { decided, ..Resolution::default() });
    assert!(text(&other).contains("mark: \"3\""));
}

#[test]
fn what_one_took_out_and_the_other_wrote_an_unknown_field_into_is_a_conflict() {
    let base = file(&[]);
    let row = "                (key: \"b\", kind: \"项目\", text: {\"项目名称\": \"培训\"}),\n";
    let note = "        (kind: \"批注\", place: \"T12!a!合计\", of: \"001\", text: \"旧批注\"),\n";
    let into = |what: &str| what.replacen(')', ", 审核: 通过)", 1);
    for what in [row, note] {
        let (gone, written) = (file(&[(what, "")]), file(&[(what, &into(what))]));
        let one = both_ways(&base, &gone, &written);
        assert_eq!(one.conflicts.len(), 1, "{:?}", conflicts(&one));
        assert!(!text(&one).contains("审核"));
        let kept =
            merged(&base, &gone, &written, &Resolution { otherwise: Side::Theirs, ..Resolution::default() });
        assert_eq!(kept.conflicts.len(), 1);
        assert!(text(&kept).contains("审核: 通过"), "{}", text(&kept));
    }
}

#[test]
fn two_comments_on_one_place_stay_both() {
    let base = file(&[]);
    let with = |words: &str| {
        file(&[(
            "text: \"旧批注\"),",
            &format!(
                "text: \"旧批注\"),\n        (kind: \"批注\", place: \"T12!a!合计\", of: \"002\", {words}),"
            ),
        )])
    };
    let (ours, theirs) = (with("text: \"甲说\", 色: 红"), with("text: \"乙说\", 色: 蓝"));
    let one = both_ways(&base, &ours, &theirs);
    assert_eq!(conflicts(&one), Vec::<String>::new());
    for part in ["旧批注", "甲说\", 色: 红", "乙说\", 色: 蓝"] {
        assert!(text(&one).contains(part), "{part} in\n{}", text(&one));
    }
    // Both are told as what was done, and a version with another remark differs.
    let told = |base: &Loaded, ours: &Loaded, theirs: &Loaded, made: &Merge| -> Vec<String> {
        let of = [base, ours, theirs];
        let figures = of.map(|one| Figures::compute(&one.budget, &one.format));
        let book = |at: usize| Book { format: &of[at].format, budget: &of[at].budget, figures: &figures[at] };
        let lines = merge_lines(&book(0), &book(1), &book(2), made);
        assert_eq!(compare(&[book(0), book(1)]).changes(&[book(0), book(1)], 0, 1).len(), 1);
        lines.into_iter().map(|one| format!("{:?} {:?}", one.ours, one.theirs)).collect()
    };
    assert_eq!(told(&base, &ours, &theirs, &one), ["Some(\"甲说\") None", "None Some(\"乙说\")"]);
    // The same words are one comment.
    let same = both_ways(&base, &ours, &with("text: \"甲说\", 色: 红"));
    assert_eq!(same.budget.notes.len(), 2);
    // The same comment changed by both is a conflict that shows both.
    let (ours, theirs) = (file(&[("旧批注", "甲改")]), file(&[("旧批注", "乙改")]));
    let one = both_ways(&base, &ours, &theirs);
    assert_eq!(conflicts(&one), ["批注 T12!a!合计：旧批注 | 甲改 | 乙改"]);
}

#[test]
fn rows_that_are_parted_keep_their_own_fields() {
    let base = file(&[]);
    let with = |name: &str, mark: &str| {
        file(&[(
            "                (key: \"b\"",
            &format!(
                "                (key: \"c\", kind: \"项目\", text: {{\"项目名称\": \"{name}\"}}, 源: \"{mark}\"),\n                (key: \"b\""
            ),
        )])
    };
    let one = both_ways(&base, &with("党史", "甲"), &with("档案", "乙"));
    assert_eq!(conflicts(&one), Vec::<String>::new());
    for part in ["\"党史\"}, 源: \"甲\"", "\"档案\"}, 源: \"乙\""] {
        assert!(text(&one).contains(part), "{part} in\n{}", text(&one));
    }
}

#[test]
fn two_notes_in_one_place_of_a_file_are_both_read() {
    let first = "(kind: \"批注\", place: \"T12!a!合计\", of: \"001\", text: \"旧批注\"),";
    let twice =
        file(&[(first, &format!("{first}\n        {}\n        {first}", first.replace("旧批注", "又一条")))]);
    let texts: Vec<&str> = twice.budget.notes.values().map(|note| note.text.as_str()).collect();
    assert_eq!(texts, ["旧批注", "又一条"], "and the same note twice is one");
    let said: Vec<String> = twice.notices.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|notice| notice.contains("两条批注")), "{said:?}");
}
