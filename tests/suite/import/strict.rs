//! What is not surely read is said, and never made a figure or a code of.

use yusuan::exchange::{Outcome, import_text, import_with_any};
use yusuan::model::Coverage;
use yusuan::schema::{Formats, default_format};

use crate::support::rows;

const TITLE: &str = "市委办\n2023年度部门预算\n2023 年部门支出预算表\n部门名称：市委办\n单位：万元\n";
const HEAD: &str = "科目编码\t\t\t单位代码\t单位（科目名称）\t合计\t基本支出\t\t\t\t\t项目支出\t\t\n\
    类\t款\t项\t\t\t\t小计\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\t小计\t其他运转类\t特定目标类\n";
const GOOD: &str = "\n机关（机构）运行经费\n单位：万元\n科目编码\t科目名称\t合计\n30201\t办公费\t1.00\n";

#[test]
fn a_title_above_what_are_no_cells_is_unread() {
    let format = default_format();
    for (text, figures) in [
        ("类,款,项,名称,合计\n201,31,01,行政运行,\"1,100.00\"\n", 1),
        ("类;款;项;名称;合计;基本支出\n201;31;01;行政运行;100.00;60.00\n", 1),
        ("科目编码 名称 合计 基本支出\n2013101 行政运行 100.00 60.00\n", 1),
        ("![](支出.png)\n", 0),
    ] {
        let imported = import_text(&format!("{TITLE}{text}{GOOD}"), "文", &format);
        let report = &imported.report;
        assert_eq!(imported.budget.tables[&"T3".into()].coverage, Coverage::Unread, "{text}\n{report}");
        assert_eq!((report.outcome(), report.unplaced_figures), (Outcome::Incomplete, figures), "{text}");
        assert_eq!(imported.budget.tables[&"T13".into()].coverage, Coverage::Full, "{text}");
    }
    // A note says why there is nothing.
    let imported = import_text(&format!("{TITLE}注：本表为空。\n{GOOD}"), "文", &format);
    let table = &imported.budget.tables[&"T3".into()];
    assert_eq!((table.coverage, table.note.as_str()), (Coverage::Full, "注：本表为空。"));
}

#[test]
fn raised_and_circled_digits_are_none_of_a_code() {
    let format = default_format();
    for codes in [
        "201\t31\t1①",
        "201\t31\t0¹",
        "201\t31\t⑤",
        "201\t②⑨\t99",
        "201²\t31\t01",
        "⑳1\t31\t01",
        "20131⑴\t\t",
        "2013101①\t\t",
        "2013101²\t\t",
    ] {
        let text =
            format!("{TITLE}{HEAD}{codes}\t\t行政运行\t100.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t\n{GOOD}");
        let imported = import_text(&text, "文", &format);
        let shown = rows(&imported.budget, &format, "T3");
        assert!(!shown.contains("201|31|01") && !shown.contains("201|29|"), "{codes}\n{shown}");
        let printed = codes.split('\t').find(|code| !code.bytes().all(|byte| byte.is_ascii_digit())).unwrap();
        let kept = imported.budget.unplaced.iter().any(|line| line.text.contains(printed));
        assert!(kept || shown.contains(printed), "{codes}\n{shown}");
    }
    let text = format!("{TITLE}{HEAD}２０１\t３１\t０１\t\t行政运行\t1.00\t1.00\t1.00\t\t\t\t\t\t\n");
    assert!(
        rows(&import_text(&text, "文", &format).budget, &format, "T3").contains("201|31|01||行政运行|1.00")
    );
}

#[test]
fn an_amount_that_was_not_read_makes_the_document_incomplete() {
    let format = default_format();
    for (amount, outcome) in [
        ("1.00", Outcome::Complete),
        ("1.00 2.00", Outcome::Incomplete),
        ("1O.00", Outcome::Incomplete),
        ("约1.00", Outcome::Incomplete),
    ] {
        let text =
            format!("机关（机构）运行经费\n单位：万元\n科目编码\t科目名称\t合计\n30201\t办公费\t{amount}\n");
        let report = import_text(&text, "文", &format).report;
        assert_eq!(report.outcome(), outcome, "{amount}\n{report}");
        assert_eq!(report.summary().contains("没有读出来"), outcome == Outcome::Incomplete, "{report}");
    }
}

#[test]
fn hidden_cells_and_tables_within_cells() {
    let format = default_format();
    let head = "<table><tr><td>科目编码<td>科目名称<td>合计</tr>";
    for (name, html) in [
        ("a cell", "<tr><td>30201<td>办公费<td style='display:none'>99.00<td>1.00</tr>"),
        ("a row", "<tr hidden><td>30202<td>印刷费<td>9.00</tr><tr><td>30201<td>办公费<td>1.00</tr>"),
        (
            "a part",
            "<tbody style='display:none'><tr><td>30202<td>印刷费<td>9.00</tbody><tr><td>30201<td>办公费<td>1.00</tr>",
        ),
        ("words", "<tr><td>30201<td>办公费<td><span style='display:none'>99.00</span>1.00</tr>"),
        ("a table of one cell", "<tr><td>30201<td>办公费<td><table><tr><td>1.00</table></tr>"),
    ] {
        let text = format!("机关（机构）运行经费\n单位：万元\n{head}{html}</table>\n");
        let imported = import_text(&text, "文", &format);
        assert_eq!(rows(&imported.budget, &format, "T13").trim(), "合计||1.00\n30201|办公费|1.00", "{name}");
    }
    let two = "<tr><td>30201<td>办公费<td><table><tr><td>1.00<td>2.00</table></tr>";
    let imported =
        import_text(&format!("机关（机构）运行经费\n单位：万元\n{head}{two}</table>\n"), "文", &format);
    assert_eq!(imported.report.outcome(), Outcome::Incomplete, "{}", imported.report);
    let sheet = "<html><style>.off{display:none}</style><p>机关（机构）运行经费</p>\n<p>单位：万元</p>\n";
    let text = format!("{sheet}{head}<tr><td>30201<td>办公费<td class=off>99.00<td>1.00</tr></table></html>");
    assert!(rows(&import_text(&text, "文", &format).budget, &format, "T13").contains("30201|办公费|1.00"));
}

#[test]
fn totals_ten_thousand_times_each_other_are_a_finding() {
    let format = default_format();
    let row = |amount: &str| format!("201\t31\t01\t\t行政运行\t{amount}\t{amount}\t{amount}\t\t\t\t\t\t\t\n");
    let other = "2023 年一般公共预算支出预算表\n单位：万元\n";
    for (whole, part, found) in [
        ("100.00", "0.01", true),
        ("3.00", "30000.00", true),
        ("100.00", "100.00", false),
        ("100.00", "0.0102", false),
        ("100.00", "0.1", false),
        ("100.00", "", false),
    ] {
        let text = format!("{TITLE}{HEAD}{}{other}{HEAD}{}", row(whole), row(part));
        let session =
            yusuan::session::Session::new(import_text(&text, "文", &format).budget, default_format());
        let verdicts = session.verdicts();
        let said: Vec<String> =
            verdicts.findings().iter().filter(|one| one.rule.id == "数量级").map(|one| one.message).collect();
        assert_eq!(said.len(), usize::from(found), "{whole} {part}: {said:?}");
        assert!(
            said.iter().all(|said| said.contains("表3") && said.contains("表5") && said.contains("万元"))
        );
    }
}

/// Less than ten thousand times may be a figure mistyped, or a part of a whole: it takes two figures that differ by
/// exactly as much.
#[test]
fn totals_of_other_units_are_a_finding_with_a_witness() {
    let format = default_format();
    let row = |of: [&str; 3]| {
        let [total, basic, project] = of;
        format!("201\t31\t01\t\t行政运行\t{total}\t{basic}\t{basic}\t\t\t\t{project}\t{project}\t\n")
    };
    let total = |of: [&str; 3]| {
        format!("\t\t\t\t合计\t{}\t{}\t{}\t\t\t\t{}\t{}\t\n", of[0], of[1], of[1], of[2], of[2])
    };
    let other = "2023 年一般公共预算支出预算表\n单位：万元\n";
    let whole = ["1234.50", "734.50", "500.00"];
    for (part, found) in [
        (["1.23", "0.73", "0.50"], None),
        (["12.35", "7.35", "5.00"], Some("一百倍")),
        (["123.45", "73.45", "50.00"], Some("十倍")),
        (["1234500.00", "734500.00", "500000.00"], Some("一千倍")),
        (["123450.00", "73450.00", "50000.00"], Some("一百倍")),
        // One slip of the point, and a part that happens to be a hundredth.
        (["123.45", "734.50", "500.00"], None),
        (["12.35", "8.35", "4.00"], None),
        (["739.50", "734.50", "5.00"], None),
    ] {
        let text =
            format!("{TITLE}{HEAD}{}{}{other}{HEAD}{}{}", total(whole), row(whole), total(part), row(part));
        let session =
            yusuan::session::Session::new(import_text(&text, "文", &format).budget, default_format());
        let verdicts = session.verdicts();
        let said: Vec<String> = verdicts
            .findings()
            .iter()
            .filter(|one| one.rule.id == "数量级")
            .map(|one| one.message.to_string())
            .collect();
        assert_eq!(said.len(), usize::from(found.is_some()), "{part:?}: {said:?}");
        assert!(said.iter().all(|said| found.is_some_and(|found| said.contains(found))), "{said:?}");
    }
}

/// A condition that is not met leaves a comparison out here, too.
#[test]
fn figures_that_no_rule_compares_now_are_not_compared() {
    let mut format = (*default_format()).clone();
    let text = format!(
        "{TITLE}{HEAD}{}2023 年一般公共预算支出预算表\n单位：万元\n{HEAD}{}",
        "201\t31\t01\t\t行政运行\t100.00\t100.00\t100.00\n", "201\t31\t01\t\t行政运行\t0.01\t0.01\t0.01\n"
    );
    let count = |format: &yusuan::schema::Format| {
        let budget = import_text(&text, "文", format).budget;
        let session = yusuan::session::Session::new(budget, std::sync::Arc::new(format.clone()));
        session.verdicts().findings().iter().filter(|one| one.rule.id == "数量级").count()
    };
    assert_eq!(count(&format), 1);
    for rule in &mut format.rules {
        rule.when =
            Some(yusuan::schema::Condition { formula: "1 = 2".to_owned(), meaning: "从不".to_owned() });
    }
    assert_eq!(count(&format), 0);
}

#[test]
fn a_long_text_is_not_quoted_in_full() {
    for text in [format!("={}x", "1+".repeat(9_000)), "甲".repeat(9_000), format!("={}", "1+".repeat(9_000))]
    {
        let error = yusuan::money::parse_amount(&text, yusuan::money::MoneyUnit::WanYuan).unwrap_err();
        assert!(error.message.chars().count() < 200, "{}", error.message.chars().count());
    }
}

/// Codes in one column are parted; what reaches to the last column of the header is moved nowhere.
#[test]
fn one_column_of_codes_is_enough() {
    let format = default_format();
    let title = "2023 年部门支出预算表\n部门名称：市委办\n单位：万元\n";
    for (name, table, expected) in [
        (
            "with names",
            "科目编码\t科目名称\t合计\t基本支出\t项目支出\n2013101\t行政运行\t100.00\t60.00\t40.00\n",
            "201|31|01||行政运行|（印作 100.00）|（印作 60.00）",
        ),
        (
            "without names",
            "科目编码\t合计\t基本支出\t项目支出\n2013101\t100.00\t60.00\t40.00\n",
            "201|31|01|||（印作 100.00）|（印作 60.00）",
        ),
        (
            "under groups",
            "科目编码\t单位（科目名称）\t合计\t基本支出\t\t\t\t\t项目支出\t\t\n\
             \t\t\t小计\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\t小计\t其他运转类\t特定目标类\n\
             2013101\t行政运行\t100.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t\n",
            "201|31|01||行政运行|100.00|60.00|60.00||||40.00|40.00",
        ),
        (
            "with a last column that the format does not have",
            "功能科目编码\t科目名称\t合计\t备注\n2013101\t行政运行\t100.00\t电话 65781234\n",
            "201|31|01||行政运行|（印作 100.00）",
        ),
    ] {
        let imported = import_text(&format!("{title}{table}"), name, &format);
        let shown = rows(&imported.budget, &format, "T3");
        assert!(shown.contains(expected), "{name}\n{shown}\n{}", imported.report);
        assert!(!imported.report.to_string().contains("没有“科目编码"), "{name}\n{}", imported.report);
        assert_eq!(imported.report.outcome(), Outcome::Complete, "{name}\n{}", imported.report);
    }
}

/// Where a table and a column of it state different units, the column's holds, and that is said.
#[test]
fn the_unit_of_a_column_holds_against_that_of_its_table() {
    let format = default_format();
    for (head, expected, said) in [
        ("合计（元）", "30201|办公费|1.25", true),
        ("合计（万元）", "30201|办公费|12,500.00", false),
        ("合计", "30201|办公费|12,500.00", false),
    ] {
        let text = format!(
            "机关（机构）运行经费\n单位：万元\n科目编码\t科目名称\t{head}\n30201\t办公费\t12500.00\n"
        );
        let imported = import_text(&text, "文", &format);
        assert!(rows(&imported.budget, &format, "T13").contains(expected), "{head}");
        let session = yusuan::session::Session::new(imported.budget, default_format());
        let found = session.verdicts().findings().iter().any(|one| one.message.contains("有的栏另写了单位"));
        assert_eq!(found, said, "{head}");
    }
}

#[test]
fn a_table_goes_on_under_its_title_again() {
    let format = default_format();
    let head = "科目编码\t科目名称\t合计\n";
    let first = format!("机关（机构）运行经费\n单位：万元\n{head}30201\t办公费\t1.00\n");
    let rest = format!("{head}30202\t印刷费\t2.00\n");
    for between in [
        "续\n",
        "续表\n",
        "（续）\n",
        "续表13\n",
        "续表\t\n",
        "机关（机构）运行经费（续）\n",
        "机关（机构）运行经费（续表）\n单位：万元\n",
        "机关（机构）运行经费\n（续）\n单位：万元\n",
        "续表13 机关（机构）运行经费\n单位：万元\n",
        "\n接上表\n\n",
    ] {
        let imported = import_text(&format!("{first}{between}{rest}"), "文", &format);
        let shown = rows(&imported.budget, &format, "T13");
        assert!(
            shown.contains("30201|办公费|1.00") && shown.contains("30202|印刷费|2.00"),
            "{between}\n{shown}"
        );
        assert_eq!(imported.report.outcome(), Outcome::Complete, "{between}\n{}", imported.report);
        assert!(imported.budget.unplaced.is_empty(), "{between} {:?}", imported.budget.unplaced);
    }
}

/// Nothing below a title is not a table of zeros.
#[test]
fn a_title_above_nothing_is_unread() {
    let format = default_format();
    for (below, expected) in [
        ("", Coverage::Unread),
        ("\n\n", Coverage::Unread),
        ("![](表.png)\n", Coverage::Unread),
        ("科目编码\t科目名称\t合计\n![](表.png)\n", Coverage::Unread),
        ("科目编码\t科目名称\t合计\n", Coverage::Full),
        ("注：本部门没有运行经费。\n", Coverage::Full),
        ("科目编码\t科目名称\t合计\n合计\t\t\n", Coverage::Full),
    ] {
        for behind in ["", "\n第三部分 名词解释\n\n无。\n"] {
            let imported =
                import_text(&format!("机关（机构）运行经费\n单位：万元\n{below}{behind}"), "文", &format);
            let table = &imported.budget.tables[&"T13".into()];
            assert_eq!(table.coverage, expected, "{below:?}\n{}", imported.report);
        }
    }
}

/// What is crossed out or hidden is no figure, and that is said.
#[test]
fn what_is_crossed_out_is_not_read() {
    let format = default_format();
    let title = "机关（机构）运行经费\n单位：万元\n";
    for (name, table, warned) in [
        (
            "marks",
            "| 科目编码 | 科目名称 | 合计 |\n|---|---|---|\n| 30201 | [办公费](https://a.b/c) | ~~99.00~~ 1.00 |\n",
            true,
        ),
        ("code", "| 科目编码 | 科目名称 | 合计 |\n|---|---|---|\n| `30201` | **办公费** | `1.00` |\n", false),
        (
            "tags",
            "| 科目编码 | 科目名称 | 合计 |\n|---|---|---|\n| 30201 | 办公费 | <del>99.00</del><br>1.00 |\n",
            true,
        ),
        (
            "HTML",
            "<table><tr><td>科目编码<td>科目名称<td>合计</tr><tr><td>30201<td>办公费<td><s>99.00</s>1.00</tr></table>\n",
            true,
        ),
        (
            "columns",
            "<table><col><col><col style='display:none'><col width=0><col><tr><td>科目编码<td>科目名称<td>上年<td>前年<td>合计</tr>\
             <tr><td>30201<td>办公费<td>99.00<td>98.00<td>1.00</tr></table>\n",
            false,
        ),
    ] {
        let imported = import_text(&format!("{title}{table}"), name, &format);
        let shown = rows(&imported.budget, &format, "T13");
        assert_eq!(shown.trim(), "合计||1.00\n30201|办公费|1.00", "{name}\n{}", imported.report);
        let said = imported.report.to_string();
        assert_eq!(said.contains("99.00"), name != "code", "{name}\n{said}");
        let session = yusuan::session::Session::new(imported.budget, default_format());
        let found = session.verdicts().findings().iter().any(|one| one.rule.id == "导入-删除线");
        assert_eq!(found, warned, "{name}");
    }
    // A figure that is crossed out and nothing beside it is none.
    let text = format!("{title}科目编码\t科目名称\t合计\n30201\t办公费\t~~1.00~~\n");
    let shown = rows(&import_text(&text, "文", &format).budget, &format, "T13");
    assert!(shown.contains("30201|办公费") && !shown.contains("1.00"), "{shown}");
}

/// A year of the header that stands in a row of its own, or alone, is no amount of it, in whichever way the table is written, nor where
/// the header stands again.
#[test]
fn a_year_of_a_header_is_no_amount() {
    let formats = Formats::embedded();
    let place = tempfile::tempdir().unwrap();
    let rows = [
        "一、一般公共预算拨款收入|100.00|一、一般公共服务支出|80.00",
        "二、政府性基金预算拨款收入||二、教育支出|20.00",
        "{head}",
        "本年收入合计|100.00|本年支出合计|100.00",
        "收入总计|100.00|支出总计|100.00",
    ];
    for head in ["收入||支出|\n|2026||2026\n项目|年预算数|项目|年预算数", "收入||支出|\n项目|2026|项目|2026"]
    {
        let table = format!("{head}\n{}", rows.join("\n").replace("{head}", head));
        let tabs = table.replace('|', "\t");
        let bars: String = table.lines().map(|row| format!("|{row}|\n")).collect();
        let cells = |row: &str| row.split('|').map(|cell| format!("<td>{cell}</td>")).collect::<String>();
        let page: String = table.lines().map(|row| format!("<tr>{}</tr>", cells(row))).collect();
        for (name, text) in
            [("表.txt", tabs), ("表.md", bars), ("表.html", format!("<html><table>{page}</table></html>"))]
        {
            let path = place.path().join(name);
            let top = "某局2026年部门预算\n\n部门收支总体表\n\n单位：万元\n\n";
            let top = if name.ends_with("html") {
                format!("<p>{}</p>", top.replace('\n', "<br>"))
            } else {
                top.into()
            };
            std::fs::write(&path, format!("{top}{text}\n")).unwrap();
            let (imported, format) = import_with_any(&path, &formats).unwrap();
            let key = format.tables.first().unwrap().key.to_string();
            let shown = crate::support::rows(&imported.budget, &format, &key);
            let said = format!("{name} {head}\n{shown}\n{}", imported.report);
            assert!(shown.contains("教育支出|20.00") && shown.contains("支出总计|100.00"), "{said}");
            assert!(
                !shown.contains("2026") && !shown.contains("2,026") && !shown.contains("项目|"),
                "{said}"
            );
        }
    }
}
