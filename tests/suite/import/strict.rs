//! What is not surely read is said, and never made a figure or a code of.

use yusuan::exchange::{Outcome, import_text};
use yusuan::model::Coverage;
use yusuan::schema::default_format;

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

#[test]
fn a_long_text_is_not_quoted_in_full() {
    for text in [format!("={}x", "1+".repeat(9_000)), "甲".repeat(9_000), format!("={}", "1+".repeat(9_000))]
    {
        let error = yusuan::money::parse_amount(&text, yusuan::money::MoneyUnit::WanYuan).unwrap_err();
        assert!(error.message.chars().count() < 200, "{}", error.message.chars().count());
    }
}
