//! Versions, unknown fields, and what a format does not describe.

use std::collections::BTreeSet;

use super::{damaged, read, sample};
use crate::file::{Extras, LoadError, NoticeKind, from_text, to_text};
use crate::model::{Budget, Coverage, Layer, Note, NoteKey, NoteKind, Value, ValueView};
use crate::schema::Formats;

const VERSION_0: &str = include_str!("version0.ron");

/// A file of a newer program that added fields without a new version.
const WITH_EXTRAS: &str = r#"(
    yusuan: 1,
    format: "焦作-2023",
    year: 2023,
    department: (name: "市委办", 电话: "0391"),
    tables: {
        "T12": (
            locked: true,
            rows: [
                (key: "类型合计", kind: "类型合计"),
                (key: "a", kind: "项目", amounts: {"一般公共预算": "1.00"}, 审核: 通过(by: "李四", on: (2023, 1, 5))),
                (key: "b", kind: "项目", r#a.b: Some([1.50, 'x', b"y"]), mark: "!\"\\"),
            ],
            seen: {"x": 1}, // a comment
        ),
    },
    narrative: [
        (title: "一", paragraphs: [], draft: ()),
        (title: "一", paragraphs: [], draft: 2),
    ],
    unplaced: [
        (line: 3, text: "x", page: 1),
    ],
    history: [
        (1, "a"), /* another */
    ] // a comment
)
"#;

#[test]
fn version_0_is_migrated() {
    let loaded = read(VERSION_0);
    assert_eq!(loaded.version, 0);
    assert_eq!(loaded.notices[0].kind, NoticeKind::Migrated);
    let budget = &loaded.budget;
    assert_eq!(budget.department.name, "市委办");
    assert_eq!(budget.department.code, "101");
    assert_eq!(budget.department.full_name, "中国共产党焦作市委员会办公室");
    assert_eq!(budget.tables[&"T5".into()].coverage, Coverage::Partial);
    let value =
        |address: &str| budget.value(Layer::Input, &address.parse().unwrap()).map(ValueView::to_value);
    assert_eq!(value("T5!2013101!工资福利支出"), Some(Value::Amount("1234.50".parse().unwrap())));
    assert_eq!(value("T5!2013101!名称"), Some("行政运行".into()));
    assert_eq!(budget.narrative[0].paragraphs, ["一段。"]);
    assert_eq!(budget.unplaced[0].line, 7);

    let text = to_text(budget, &loaded.extras);
    let again = read(&text);
    assert_eq!((again.version, &again.budget), (1, budget));
    assert!(text.contains("checked_by: \"张三\""), "{text}");
    // A field that meant nothing in layout 0 must not begin to mean something by being migrated.
    assert!(text.contains("stated_: {\"合计\": \"10.00\"}"), "{text}");
    assert_eq!(again.budget.value(Layer::Stated, &"T5!2013102!合计".parse().unwrap()), None);
}

#[test]
fn a_newer_version_is_refused_by_name() {
    for text in
        ["(yusuan: 9, format: \"x\")", "(\n    yusuan: 9,\n    budget: <<what is this>>", "(yusuan: 9"]
    {
        let error = from_text(text, &Formats::embedded()).unwrap_err();
        assert!(matches!(error, LoadError::TooNew { version: 9 }));
        assert!(error.to_string().contains("格式版本 9") && error.to_string().contains("请升级"), "{error}");
    }
}

#[test]
fn a_format_that_is_not_at_hand_is_named() {
    let error =
        from_text("(yusuan: 1, format: \"郑州-2031\", year: 2031)", &Formats::embedded()).unwrap_err();
    assert!(matches!(&error, LoadError::UnknownFormat { id, .. } if id == "郑州-2031"));
    assert!(error.to_string().contains("郑州-2031") && error.to_string().contains("焦作-2023"), "{error}");
}

#[test]
fn unknown_fields_are_reported_and_kept() {
    let loaded = read(WITH_EXTRAS);
    let notices: Vec<_> =
        loaded.notices.iter().map(|notice| (notice.kind, notice.line, notice.message.as_str())).collect();
    for (line, part) in [
        (5, "部门有本程序不认识的字段“电话”"),
        (8, "表“T12”有本程序不认识的字段“locked”"),
        (11, "表“T12”的行“a”有本程序不认识的字段“审核”"),
        (12, "表“T12”的行“b”有本程序不认识的字段“a.b”"),
        (18, "章节“一”等 2 处有本程序不认识的字段“draft”"),
        (22, "原文第 3 行）有本程序不认识的字段“page”"),
        (24, "文件有本程序不认识的字段“history”"),
    ] {
        let found = notices.iter().any(|(kind, at, message)| {
            *kind == NoticeKind::UnknownField && *at == Some(line) && message.contains(part)
        });
        assert!(found, "{line} {part}: {notices:#?}");
    }
    let text = to_text(&loaded.budget, &loaded.extras);
    for part in [
        "(name: \"市委办\", 电话: \"0391\")",
        "审核: 通过(by: \"李四\", on: (2023, 1, 5))),",
        "r#a.b: Some([1.50, 'x', b\"y\"]), mark: \"!\\\"\\\\\"),",
        "seen: {\"x\": 1},\n",
        "draft: (),",
        "draft: 2,",
        "(line: 3, text: \"x\", page: 1)",
        "history: [\n        (1, \"a\"), /* another */\n    ],",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let again = read(&text);
    assert_eq!((&again.budget, &again.extras), (&loaded.budget, &loaded.extras));
    assert_eq!(to_text(&again.budget, &again.extras), text);
}

#[test]
fn unknown_fields_follow_their_row() {
    let loaded = read(WITH_EXTRAS);
    let text = |budget: &Budget| to_text(budget, &loaded.extras);
    let mut budget = loaded.budget.clone();
    let table = budget.tables.get_mut(&"T12".into()).unwrap();
    let at = table.position(&"a".into()).unwrap();
    let removed = table.remove(at..at + 1);
    assert!(!text(&budget).contains("审核"));
    assert!(text(&budget).contains("(key: \"b\", kind: \"项目\", r#a.b"));
    // Undo puts the row back, at another place for good measure.
    budget.tables.get_mut(&"T12".into()).unwrap().extend(removed);
    assert!(
        text(&budget)
            .contains("(key: \"a\", kind: \"项目\", amounts: {\"一般公共预算\": \"1.00\"}, 审核: 通过")
    );
    budget.tables.clear();
    assert!(from_text(&text(&budget), &Formats::embedded()).is_ok());
}

#[test]
fn what_the_format_does_not_describe_is_kept_and_reported() {
    let text = r#"(yusuan: 1, format: "焦作-2023", year: 2023, tables: {
        "T3": (rows: [
            (key: "x", kind: "天书", amounts: {"合计": "1"}),
            (key: "y", kind: "天书"),
            (key: "2013101", kind: "项", amounts: {"奖金": "2.50"}),
        ]),
        "T99": (rows: [(key: "z", text: {"a": "b"})]),
    })"#;
    let loaded = read(text);
    let kinds: Vec<_> = loaded.notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(kinds, [NoticeKind::UnknownTable, NoticeKind::UnknownRow, NoticeKind::UnknownColumn]);
    let messages = loaded.notices.iter().map(|notice| notice.message.as_str()).collect::<Vec<_>>().join("\n");
    for part in ["“T99”", "有 2 行的行类“天书”", "如行“x”", "有 1 格的栏“奖金”"]
    {
        assert!(messages.contains(part), "{part}: {messages}");
    }
    let again = read(&to_text(&loaded.budget, &Extras::default()));
    assert_eq!(again.budget, loaded.budget);
    assert_eq!(
        again.budget.value(Layer::Input, &"T3!2013101!奖金".parse().unwrap()).unwrap(),
        Value::Amount("2.5".parse().unwrap())
    );
    assert_eq!(again.budget.value(Layer::Input, &"T99!z!a".parse().unwrap()).unwrap(), Value::from("b"));
}

#[test]
fn fixed_rows_that_a_file_lacks_are_added() {
    let loaded = read("(yusuan: 1, format: \"焦作-2023\", year: 2023, tables: {\"T1\": (rows: [])})");
    let blank = loaded.format.table(&"T1".into()).unwrap().blank_table();
    assert!(!blank.rows().is_empty());
    assert_eq!(loaded.budget.tables[&"T1".into()], blank);
}

#[test]
fn of_two_rows_with_one_key_none_is_lost() {
    let rows = ["a~2", "a", "a", "a"].map(|key| format!("(key: \"{key}\", kind: \"项目\"),")).concat();
    let text =
        format!("(yusuan: 1, format: \"焦作-2023\", year: 2023, tables: {{\"T99\": (rows: [{rows}])}})");
    let loaded = read(&text);
    let keys: Vec<_> =
        loaded.budget.tables[&"T99".into()].rows().iter().map(|row| row.key().as_str()).collect();
    assert_eq!(keys, ["a~2", "a", "a~3", "a~4"]);
    assert_eq!(loaded.notices.iter().filter(|notice| notice.kind == NoticeKind::RenamedRow).count(), 2);
}

#[test]
fn a_fault_is_named_with_its_place() {
    let file = |rest: &str| format!("(yusuan: 1, format: \"焦作-2023\", year: 2023,\n{rest}");
    let row = |row: &str| file(&format!("tables: {{\"T1\": (rows: [\n{row}\n])}})"));
    for (text, line, column, part) in [
        (String::new(), 1, 1, "文件是空的"),
        (" \n\n".to_owned(), 1, 1, "文件是空的"),
        ("姓名,金额\n".to_owned(), 1, 1, "不是预算编辑器的文件"),
        ("(yusuan: 1, year: 2023)".to_owned(), 1, 23, "缺少字段“format”"),
        (row("(key: \"201\", amounts: {\"金额\": \"12..5\"}),"), 3, 31, "“12..5”不是金额"),
        (row("(key: \"201\", amounts: {\"金额\": 12.5}),"), 3, 30, "此处应为带引号的文字"),
        (row("(key: \"201\", amounts: {\"金额\": \"1\", \"金额\": \"2\"}),"), 3, 36, "“金额”出现了两次"),
        (row("(key: \"201\", text: {\"a\": \"x\"}, amounts: {\"a\": \"1\"}),"), 3, 51, "“a”既有文字又有金额"),
        (row("(kind: \"收入\"),"), 3, 12, "缺少字段“key”"),
        (row("(key: \"201\", key: \"202\"),"), 3, 24, "字段“key”出现了两次"),
        (row("(key: \"201\", x: 1, x: 2),"), 3, 20, "字段“x”出现了两次"),
        (row("(key: \"201\" kind: \"收入\"),"), 3, 13, "缺少逗号"),
        (row("(key: \"2\\q01\"),"), 3, 11, "转义符"),
        (
            file("tables: {\"T1\": (coverage: 半张)})"),
            2,
            29,
            "“半张”不是这里可用的词；可用：完整、缺页、缺表",
        ),
        (file("tables: {\"T1\": (), \"T1\": ()})"), 2, 21, "“T1”出现了两次"),
        (file("tables: {\n"), 2, 10, "内容到此中断"),
        (file("source: \"没有结束"), 2, 9, "缺少结束的引号"),
        (file(") 多余"), 2, 3, "正文结束后还有多余的内容"),
        (file(&format!("x: {}", "[".repeat(1000))), 2, 0, "括号嵌套太深"),
    ] {
        let (place, message, _) = damaged(text.as_bytes());
        assert!(message.contains(part), "{message}\n{text}");
        assert_eq!(place.line, line, "{message}\n{text}");
        if column > 0 {
            assert_eq!(place.column, column, "{message}\n{text}");
        }
    }
}

#[test]
fn notes_of_a_section_without_a_key_are_read_as_of_its_heading() {
    let note = |place: &str, of: &str| NoteKey {
        kind: NoteKind::Binding,
        place: place.to_owned(),
        of: of.to_owned(),
    };
    let mut budget = sample();
    for (place, of) in [("说明··2", "甲"), ("说明··3", "没有这一段"), ("说明·三公·1", "乙")]
    {
        budget.notes.insert(note(place, of), Note::default());
    }
    let read = read(&to_text(&budget, &Extras::default()));
    let expected = [("说明·三公·1", "乙"), ("说明·附：说明·2", "甲"), ("说明··3", "没有这一段")];
    let expected: BTreeSet<NoteKey> = expected.map(|(place, of)| note(place, of)).into();
    assert_eq!(read.budget.notes.into_keys().collect::<BTreeSet<_>>(), expected);
}
