//! Wrong copies of one right budget: its tables and its text say the same of each thing in several places, and in each copy one of
//! them is another. What is wrong is found and blamed where it stands; near it, what is right though it looks wrong is silent.

use yusuan::schema::Severity;

use super::tables::within;
use super::{findings, found};

const BUDGET: &str = include_str!("../../data/printed/清平县民政局-2026.txt");

/// The table that is changed, nothing for the text; what is changed; the rule, and the words of its finding, none where it is right.
type Copy = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static [&'static str]);

fn hold(copies: &[Copy]) {
    found(BUDGET, &[], "", &[]);
    for (title, changes, rule, says) in copies {
        if title.is_empty() {
            found(BUDGET, changes, rule, says);
            continue;
        }
        let text = within(BUDGET, &format!("{title} "), |table| {
            changes.iter().fold(table.to_owned(), |table, (from, to)| {
                assert!(table.contains(from), "{title} {from}");
                table.replace(from, to)
            })
        });
        found(&text, &[], rule, says);
    }
}

#[test]
fn a_class_and_an_item_have_one_name() {
    hold(&[
        ("表1", &[("社会保障和就业支出", "社会保障支出")], "名称-印数", &["“一、社会保障支出”", "（208）"]),
        ("表4", &[("社会保障和就业支出", "社会保障支出")], "名称-印数", &["“（一）社会保障支出”"]),
        ("表1", &[("社会保障和就业支出", "城乡社区支出")], "名称-印数", &["另一个类（212）"]),
        ("表1", &[("社会保障和就业支出", "社会保障和就业")], "名称-印数", &[]),
        (
            "表5",
            &[("208\t社会保障和就业支出", "208\t社会保障支出")],
            "名称-印数",
            &["208 是“社会保障和就业支出”"],
        ),
        ("表5", &[("20802\t民政管理事务", "20802\t民政事务管理")], "名称-印数", &["20802 是“民政管理事务”"]),
        ("表5", &[("2080207\t行政区划和地名管理", "2080207\t地名普查管理")], "名称-印数", &["2080207"]),
        // Below a 类 a name may be told in short.
        ("表5", &[("2080207\t行政区划和地名管理", "2080207\t区划和地名管理")], "名称-印数", &[]),
    ]);
    // A 类 whose code is wrong wherever it is printed does not make its name wrong.
    let text = BUDGET.replace("\n208\t社会", "\n207\t社会");
    let told = findings(&text);
    let is_accused = |at: &&yusuan::rules::Finding| at.message.contains("另一个类");
    assert_eq!(told.iter().filter(is_accused).count(), 0, "{told:#?}");
}

#[test]
fn an_item_of_the_text_has_a_row() {
    const UNKNOWN: &str = "社会保障和就业支出（类）社会福利（款）老年福利（项）33.30万元，主要用于老年福利。\n7.住房保障支出（类）";
    hold(&[
        ("", &[("7.住房保障支出（类）", UNKNOWN)], "语句-引用", &["没有“老年福利”这一项", "33.30万元"]),
        (
            "",
            &[("7.住房保障支出（类）", "老年福利（2081002）33.30万元。\n7.住房保障支出（类）")],
            "语句-引用",
            &["老年福利"],
        ),
        ("", &[("行政区划和地名管理（项）", "社会组织管理（项）")], "语句-科目", &["没有“社会组织管理”"]),
        // In short, of another year, and of one of several units.
        ("", &[("行政区划和地名管理（项）", "区划和地名管理（项）")], "语句", &[]),
        (
            "",
            &[(
                "7.住房保障支出（类）",
                "2025年社会福利（款）老年福利（项）预算数33.30万元。\n7.住房保障支出（类）",
            )],
            "语句-引用",
            &[],
        ),
    ]);
}

#[test]
fn listed_expenses_have_money() {
    hold(&[
        ("", &[("办公费、公务接待费", "办公费、印刷费、公务接待费")], "语句-科目", &["“印刷费”", "没有金额"]),
        ("", &[("津贴补贴、机关", "津贴补贴、绩效工资、机关")], "语句-科目", &["“绩效工资”"]),
        // What is not an item of the classification, and a list out of the form.
        ("", &[("办公费、公务接待费", "办公费、日常开支、公务接待费")], "语句-科目", &[]),
        ("", &[("办公费、公务接待费", "办公费、印刷费、咨询费、手续费、公务接待费")], "语句-科目", &[]),
        // What a term means.
        (
            "",
            &[(
                "第三部分 ",
                "十一、名词解释\n公用经费：包括办公费、印刷费、公务接待费、公务用车运行维护费。\n第三部分 ",
            )],
            "语句-科目",
            &[],
        ),
    ]);
}

#[test]
fn another_departments_name_is_told() {
    const OWN: &str = "清平县民政局2026年收入预算";
    hold(&[
        ("", &[(OWN, "清平县水利局2026年收入预算")], "语句-用语", &["“清平县水利局”", "清平县民政局"]),
        ("", &[(OWN, "民政局2026年收入预算")], "语句-用语", &[]),
        ("", &[(OWN, "我局2026年收入预算")], "语句-用语", &[]),
        // By whose order it is made.
        (
            "",
            &[(OWN, "按照清平县财政局2026年收入预算编制要求，清平县民政局2026年收入预算")],
            "语句-用语",
            &[],
        ),
        ("", &[(OWN, "清平县财政局2026年预算批复以后，清平县民政局2026年收入预算")], "语句-用语", &[]),
        // One of its units, which is listed.
        (
            "",
            &[
                (OWN, "清平县老龄工作委员会办公室2026年收入预算"),
                ("设4个内设机构", "下属清平县老龄工作委员会办公室"),
            ],
            "语句-用语",
            &[],
        ),
    ]);
}

#[test]
fn what_stands_between_a_whole_and_its_parts_is_passed_over() {
    const LIST: &str =
        "2026年支出预算1300.50万元，其中：基本支出800.50万元，占61.55%；项目支出500.00万元，占38.45%。";
    hold(&[
        (
            "",
            &[
                ("其中：人员经费700.00万元", "其中：人员经费100.50万元"),
                ("；公用经费100.50", "；公用经费700.00"),
            ],
            "语句-引用",
            &["正好相反"],
        ),
        (
            "",
            &[(LIST, "2026年支出预算1300.50万元，收支平衡。其中：基本支出800.50万元，项目支出510.00万元。")],
            "语句-分项",
            &["1,310.50"],
        ),
        (
            "",
            &[(LIST, "2026年支出预算1300.50万元，共3个项目，其中：基本支出800.50万元，项目支出510.00万元。")],
            "语句-分项",
            &["1,310.50"],
        ),
        (
            "",
            &[(LIST, "2026年支出预算1300.50万元，收支平衡。其中：基本支出800.50万元，项目支出500.00万元。")],
            "",
            &[],
        ),
        ("", &[("与2025年相比，收入、支出各", "与2024年相比，收入、支出各")], "语句-用语", &["2025 年比较"]),
    ]);
}

#[test]
fn cars_and_their_money_agree() {
    hold(&[
        ("", &[("拟购置公务用车1辆", "拟购置公务用车0辆")], "语句-前后", &["18.00万元", "0辆"]),
        ("", &[("拟购置公务用车1辆", "2026年不购置公务用车")], "语句-前后", &["不购置公务用车"]),
        ("", &[("执法执勤用车2辆", "执法执勤用车1辆")], "语句-分项过大", &["4 辆", "相差 1 辆"]),
        // Some kinds of all, and two of them.
        ("", &[("、执法执勤用车2辆", "")], "语句-分项过大", &[]),
        ("", &[("执法执勤用车2辆", "执法执勤用车1辆等")], "语句-分项过大", &[]),
    ]);
    let all = findings(&BUDGET.replacen("执法执勤用车2辆", "其他用车1辆", 1));
    let short = all.iter().find(|of| of.message.contains("车辆")).unwrap();
    assert_eq!(short.expected.map(|it| it.to_string()).as_deref(), Some("4"), "{short:#?}");
}

#[test]
fn targets_and_projects_agree() {
    hold(&[
        (
            "表10",
            &[("\t300.00", "\t3000000.00"), ("\t100.00", "\t1000000.00")],
            "绩效-印数",
            &["全部 3 个项目", "按元填"],
        ),
        ("表10", &[("≥500人\t30", "≥500人\t35")], "绩效-印数", &["之和为 105"]),
        ("表10", &[("≥800个\t30", "≥800个\t25")], "绩效-印数", &["之和为 95", "地名普查专项"]),
        ("", &[("对3个项目编报", "对5个项目编报")], "语句-分项过大", &["5个", "有 3 个"]),
        ("", &[("涉及资金500.00", "涉及资金560.00")], "语句-引用", &["560.00万元", "500.00"]),
        (
            "",
            &[("对3个项目编报绩效目标，涉及资金500.00", "对2个项目编报绩效目标，涉及资金400.00")],
            "语句",
            &[],
        ),
        (
            "表9",
            &[
                ("专项\t300.00\t300.00", "专项\t1.00\t1.00"),
                ("普查专项\t100.00\t100.00", "普查专项\t300.00\t300.00"),
                ("专项\t1.00\t1.00", "专项\t100.00\t100.00"),
            ],
            "绩效-印数",
            &["地名普查专项", "300.00"],
        ),
    ]);
}

/// What is missing below a head that those above bear out, what is carried over and left blank: the total is not what is wrong.
#[test]
fn a_total_that_is_right_is_not_accused() {
    let without = |start: &str| {
        let lines = BUDGET.lines().filter(|line| !line.starts_with(start));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    let carried = BUDGET.replacen(
        "收入总计\t1300.50\t支出总计\t1300.50",
        "上年结转\t\t结转下年\t50.00\n收入总计\t1350.50\t支出总计\t1350.50",
        1,
    );
    for (text, says, expected, actual) in [
        (without("30113\t"), "某个分项", "659.90", "579.90"),
        (without("30201\t"), "某个分项", "100.50", "40.00"),
        (carried, "“上年结转 预算数”没有填数", "50.00", "0"),
    ] {
        let all = findings(&text);
        let own = all.iter().find(|of| of.message.contains(says));
        let own = own.unwrap_or_else(|| panic!("{says}: {all:#?}"));
        let shown = |value: Option<yusuan::money::Decimal>| value.map(|value| value.to_string());
        assert_eq!(shown(own.expected).as_deref(), Some(expected), "{own:#?}");
        assert_eq!(shown(own.actual).as_deref(), Some(actual), "{own:#?}");
    }
}

/// Two rows of one table that were written into each other's places are one matter, and it is theirs.
#[test]
fn rows_that_were_exchanged_are_the_suspects() {
    for (title, changes, table) in [
        (
            "表5 ",
            [
                ("事务\t300.00\t\t300.00", "事务\t1.00"),
                ("管理\t100.00\t\t100.00", "管理\t300.00\t\t300.00"),
                ("事务\t1.00", "事务\t100.00\t\t100.00"),
            ],
            "表5",
        ),
        (
            "表1 ",
            [
                ("二、卫生健康支出\t60.20", "二、卫生健康支出\t1.00"),
                ("支出\t80.00", "支出\t60.20"),
                ("支出\t1.00", "支出\t80.00"),
            ],
            "表1",
        ),
    ] {
        let text = within(BUDGET, title, |part| {
            changes.iter().fold(part.to_owned(), |part, (from, to)| {
                assert!(part.contains(from), "{title} {from}");
                part.replacen(from, to, 1)
            })
        });
        let all = findings(&text);
        let lead: Vec<_> =
            all.iter().filter(|of| of.severity != Severity::Hint && of.follows.is_none()).collect();
        assert_eq!(lead.len(), 1, "{title}: {lead:#?}");
        let named: Vec<String> = lead[0].suspects.iter().map(|cell| cell.table.to_string()).collect();
        let key = |of: &yusuan::rules::Finding| of.message.contains(table);
        assert!(key(lead[0]) && named.len() == 2, "{title}: {lead:#?}");
        let cells = &lead[0].suspects;
        assert!(lead[0].cells.iter().any(|cell| cells.contains(cell)), "{title}: {lead:#?}");
    }
}

/// One thing that is wrong in one cell is told once.
#[test]
fn one_wrong_cell_is_one_finding() {
    for (title, from, to) in [
        ("表6 ", "30217\t公务接待费\t5.00\t\t5.00", "30217\t公务接待费\t7.60\t\t7.60"),
        ("表7 ", "2.公务接待费\t6.00\t5.00", "2.公务接待费\t6.00\t4.60"),
    ] {
        let all = findings(&within(BUDGET, title, |table| table.replace(from, to)));
        let lead: Vec<_> =
            all.iter().filter(|of| of.severity != Severity::Hint && of.follows.is_none()).collect();
        assert_eq!(lead.len(), 1, "{title}: {lead:#?}");
        assert!(lead[0].message.contains("应当是 5.00"), "{lead:#?}");
    }
}

/// What is left of a figure, a part of a project and the sum of a kind of projects are no single cell's.
#[test]
fn what_is_no_cells_figure_is_not_held_against_one() {
    let with = |sentence: &str| {
        BUDGET.replacen(
            "五、“三公”经费预算情况说明\n",
            &format!("五、“三公”经费预算情况说明\n{sentence}\n"),
            1,
        )
    };
    for (sentence, says) in [
        ("按可比口径，剔除公务接待费5.00万元后，“三公”经费为53.00万元。", &[][..]),
        ("剔除公务接待费5.10万元后，“三公”经费不变。", &["公务接待费", "5.10万元"]),
        ("民政业务专项300.00万元，其中办公费120.00万元、委托业务费180.00万元。", &[]),
        ("公用经费100.50万元，其中办公费60.05万元、公务接待费5.00万元。", &["办公费", "60.05万元"]),
    ] {
        found(&with(sentence), &[], "语句-引用", says);
    }
    // A row that bears the name of its kind is one of several.
    let kinds = |sentence: &str| {
        within(&with(sentence), "表9 ", |table| {
            ["项目名称\t合计", "民政业务专项\t", "地名普查专项\t", "社会福利设施建设\t"].iter().fold(
                table.to_owned(),
                |table, row| {
                    let kind =
                        if row.starts_with("项目名称") { "项目类别" } else { "特定目标类" };
                    let table = table.replacen(row, &format!("{kind}\t{row}"), 1);
                    table.replacen("\n合计\t", "\n合计\t\t", usize::from(kind == "项目类别"))
                },
            )
        })
    };
    found(&kinds("项目支出500.00万元，其中特定目标类500.00万元。"), &[], "语句-引用", &[]);
}
