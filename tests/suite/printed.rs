//! What is printed held against what else is printed: totals, names, codes and quotations of a document whose tables no
//! format describes. One small document in which all agrees, and changes of it: those that are found, and near them
//! those that are right though they look wrong.

mod blame;
mod copies;
mod forms;
mod items;
mod names;
mod parts;
mod quoted;
mod rows;
mod shape;
mod tables;
mod targets;
mod unit;

use yusuan::calc::Cell;
use yusuan::edit::{Batch, Edit};
use yusuan::exchange::import_files_with;
use yusuan::model::Section;
use yusuan::money::Decimal;
use yusuan::rules::Finding;
use yusuan::schema::{Formats, Severity};
use yusuan::session::Session;

const DOCUMENT: &str = "某市统计局2026年部门预算
第一部分 概况
一、主要职责
负责统计。
第二部分 2026年部门预算情况说明
一、收支预算情况说明
2026年收入预算300.00万元，比上年增加6.00万元，增长2.04%，主要原因是人员增加。
二、一般公共预算支出情况说明
1.行政运行（2010501）150.00万元，一般行政管理事务（2010502）50.00万元，计划生育服务（2100717）100.00万元。
2.“卫生健康支出（类）计划生育事务（款）计划生育服务（项）”100.00万元，主要用于计划生育。
三、机关运行经费情况说明
2026年机关运行经费预算为40.25万元。
四、政府采购情况说明
2026年政府采购预算93.75万元。
第三部分 2026年部门预算表
表1 收支总表
单位：万元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、一般公共预算拨款\t280.00\t一、一般公共服务支出\t200.00
二、其他收入\t20.00\t二、卫生健康支出\t100.00
本年收入合计\t300.00\t本年支出合计\t300.00
收入总计\t300.00\t支出总计\t300.00

表2 支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t300.00\t220.25\t79.75
201\t一般公共服务支出\t200.00\t150.25\t49.75
20105\t统计信息事务\t200.00\t150.25\t49.75
2010501\t行政运行\t150.00\t150.00\t
2010502\t一般行政管理事务\t50.00\t0.25\t49.75
210\t卫生健康支出\t100.00\t70.00\t30.00
21007\t计划生育事务\t100.00\t70.00\t30.00
2100717\t计划生育服务\t100.00\t70.00\t30.00

表3 一般公共预算基本支出表
单位：万元
科目编码\t科目名称\t合计
\t合计\t220.25
301\t工资福利支出\t180.00
30101\t基本工资\t123.45
30102\t津贴补贴\t56.55
302\t商品和服务支出\t40.25
30201\t办公费\t35.25
30217\t公务接待费\t5.00

表4 一般公共预算“三公”经费和机关运行经费预算表
单位：万元
“三公”经费\t\t\t\t\t\t机关运行经费
合计\t因公出国（境）费\t公务接待费\t公务用车购置及运行费\t\t\t
\t\t\t小计\t购置费\t运行费\t
28.50\t10.50\t6.00\t12.00\t8.00\t4.00\t40.25

表5 政府采购预算表
单位：万元
品目\t采购项目\t物品\t金额
合计\t\t\t93.75
一、货物\t\t\t60.50
\t设备更新\t\t60.50
\t\t计算机\t40.00
\t\t打印机\t20.50
二、服务\t\t\t33.25
\t物业\t\t33.25
\t\t保洁\t13.25
\t\t保安\t20.00
";

/// The end of the first table; and the same with what is carried over.
const TOTALS: &str = "本年收入合计\t300.00\t本年支出合计\t300.00\n收入总计\t300.00\t支出总计\t300.00";
const CARRIED: &str = "本年收入合计\t300.00\t本年支出合计\t300.00\n上年结转\t50.00\t结转下年\t50.00\n收入总计\t350.00\t支出总计\t350.00";

/// A text as a document that was read.
fn opened(text: &str) -> Session {
    let format = Formats::embedded().get("全国通用").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("某市统计局.md");
    std::fs::write(&file, text).unwrap();
    let (imported, own) = import_files_with(&[file], &format).unwrap();
    Session::new(imported.budget, own)
}

/// What is found in a text, but for what reading it says of itself.
fn findings(text: &str) -> Vec<Finding> {
    let session = opened(text);
    let all = session.verdicts().findings().iter();
    all.filter(|finding| !finding.rule.id.starts_with("导入-")).collect()
}

/// Makes the changes of a text, each where it stands first, and looks at what is found. Of the rules that begin so nothing may
/// be found where `says` is empty, and else something that says all of it; where no rule is named, nothing worse than a hint
/// may be found. What those rules say.
fn found(whole: &str, changes: &[(&str, &str)], rule: &str, says: &[&str]) -> Vec<String> {
    let text = changes.iter().fold(whole.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    let findings = findings(&text);
    let own = findings.iter().filter(|finding| match rule {
        "" => finding.severity != Severity::Hint,
        rule => finding.rule.id.starts_with(rule),
    });
    let told: Vec<String> = own.map(|finding| format!("{} {}", finding.rule.id, finding.message)).collect();
    let is_said = told.iter().any(|one| says.iter().all(|word| one.contains(word)));
    let is_right = if rule.is_empty() || says.is_empty() { told.is_empty() } else { is_said };
    let all: Vec<&String> = findings.iter().map(|finding| &finding.message).collect();
    assert!(is_right, "{changes:?}: {told:#?} of {all:#?}");
    told
}

/// A table is called by the number that its document prints, also where the text quotes it.
#[test]
fn a_quoted_table_is_called_as_it_is_printed() {
    let printed = DOCUMENT.replace("\n表", "\n公开表");
    let wrong = ("一般行政管理事务（2010502）50.00", "一般行政管理事务（2010502）50.70");
    found(&printed, &[wrong], "语句-引用", &["公开表2 “一般行政管理事务”"]);
}

#[test]
fn what_is_printed_is_held_against_what_else_is() {
    // What is changed, and the rule and the words of the finding; none where it is right.
    for (from, to, rule, says) in [
        ("", "", "", ""),
        // A part that is wrong itself; what is carried over; and both where other figures are right.
        ("一般公共预算拨款\t280.00", "一般公共预算拨款\t281.00", "收支总表-合计", "各分项之和为 301.00"),
        (TOTALS, CARRIED, "", ""),
        (
            TOTALS,
            &CARRIED.replace("上年结转\t50.00", "上年结转\t40.00"),
            "收支总表-合计",
            "各分项之和为 340.00",
        ),
        (TOTALS, &CARRIED.replace("总计\t350.00", "总计\t340.00"), "收支总表-合计", "各分项之和为 350.00"),
        (TOTALS, &CARRIED.replace("总计\t350.00", "总计\t300.00"), "", ""),
        (
            TOTALS,
            &CARRIED
                .replace("收入总计\t350.00", "用事业基金弥补收支差额\t10.00\t\t\n收入总计\t360.00")
                .replace("结转下年\t50.00", "结转下年\t60.00")
                .replace("支出总计\t350.00", "支出总计\t360.00"),
            "",
            "",
        ),
        (
            TOTALS,
            &CARRIED.replace("收入总计\t350.00", "其中：一般公共预算\t50.00\t\t\n收入总计\t351.00"),
            "合计-印数",
            "之和为 350.00",
        ),
        // An item without a figure of its own stands for those below it.
        (
            "二、其他收入\t20.00\t二、卫生健康支出\t100.00",
            "二、单位资金\t\t二、卫生健康支出\t100.00\n（一）事业收入\t15.00\t\t\n（二）其他收入\t5.00\t\t",
            "",
            "",
        ),
        // A total without other columns, whose parts are sums themselves.
        ("合计\t\t\t93.75", "合计\t\t\t94.75", "合计-印数", "列示为 94.75，印出的各分项之和为 93.75"),
        ("本年支出合计\t300.00", "本年支出合计\t301.00", "收支总表-合计", "301.00"),
        // The three public expenses, of which there is one row.
        ("28.50\t10.50", "29.50\t10.50", "合计-印数", "29.50"),
        // Where no car is bought, running them is all.
        ("28.50\t10.50\t6.00\t12.00\t8.00\t4.00", "28.50\t10.50\t6.00\t12.00\t\t12.00", "", ""),
        ("28.50\t10.50\t6.00\t12.00\t8.00\t4.00", "28.50\t10.50\t6.00\t12.00\t\t13.00", "合计-印数", "12.00"),
        // The same where the total's own header says so in one word.
        (
            "“三公”经费\t\t\t\t\t\t机关运行经费\n合计\t因公出国（境）费\t公务接待费\t公务用车购置及运行费\t\t\t\n\t\t\t小计\t购置费\t运行费\t\n28.50",
            "“三公”经费合计\t因公出国（境）费\t公务接待费\t公务用车购置及运行费\t\t\t机关运行经费\n\t\t\t小计\t购置费\t运行费\t\n29.50",
            "合计-印数",
            "29.50",
        ),
        ("12.00\t8.00\t4.00", "12.00\t8.00\t5.00", "合计-印数", "12.00"),
        // Basic expenditure is part of all of it.
        ("公务接待费\t5.00", "公务接待费\t7.00", "合计-印数", "大于表4"),
        ("公务接待费\t5.00\n", "公务接待费\t5.00\n30239\t其他交通费用\t0.00\n", "", ""),
        // Names and codes.
        ("行政运行（2010501）150", "行政运行（2050101）150", "语句-科目", "2010501"),
        ("计划生育服务（2100717）100", "一般行政管理事务（2100717）100", "语句-科目", "名称与编码不符"),
        ("计划生育服务（项）", "计划生育事务（项）", "语句-科目", "是款"),
        ("计划生育服务（2100717）", "计划生育服务支出（2100717）", "", ""),
        (
            "行政运行（2010501）150.00万元，一般行政管理事务（2010502）50.00万元",
            "行政运行（2010501）50.00万元，一般行政管理事务（2010502）150.00万元，一般公共服务支出（201）200.00万元，统计信息事务（20105）200.00万元",
            "语句-引用",
            "正好相反",
        ),
        // The same in tables: the name of a code beside it, one that the lists lack but another table has.
        ("2010501\t行政运行\t150", "2010502\t行政运行\t150", "名称-印数", "“行政运行”是 2010501"),
        ("30102\t津贴补贴", "30102\t住房公积金", "名称-印数", "“住房公积金”是 30113"),
        ("2100717\t计划生育服务\t", "2100717\t计生服务\t", "", ""),
        ("30201\t办公费", "30201\t办公经费", "", ""),
        // The operating cost, as a table calls it.
        ("运行经费预算为40.25", "运行经费预算为41.25", "语句-引用", "41.25"),
        ("运行经费预算为40.25", "运行经费预算为40.3", "", ""),
        // A slip of the hand in a figure that the tables have under the name it is said of.
        ("四、政府采购情况", "其中基本工资124.45万元。\n四、政府采购情况", "语句-引用", "列示为 123.45"),
        ("四、政府采购情况", "其中基本工资132.45万元。\n四、政府采购情况", "语句-引用", "列示为 123.45"),
        ("四、政府采购情况", "其中基本工资123.45万元。\n四、政府采购情况", "", ""),
        // Of few digits a likeness may be chance.
        ("四、政府采购情况", "其中办公费36.25万元。\n四、政府采购情况", "", ""),
        ("四、政府采购情况", "其中印刷费124.45万元。\n四、政府采购情况", "", ""),
        ("四、政府采购情况", "2025年基本工资124.45万元。\n四、政府采购情况", "", ""),
        ("四、政府采购情况", "基本工资年初预算124.45万元。\n四、政府采购情况", "", ""),
        // The same figure that grows here and falls there.
        (
            "预算为40.25万元。",
            "预算为40.25万元，比上年增加1.00万元，增长2.55%，主要原因是人员增加。\n2026年机关运行经费预算为40.25万元，比上年减少1.00万元，下降2.42%，主要原因是人员减少。",
            "语句-前后",
            "前面写",
        ),
        (
            "预算为40.25万元。",
            "预算为40.25万元，比上年增加1.00万元，增长2.55%，主要原因是人员增加。\n2026年机关运行经费预算为40.25万元，比2025年执行数减少1.00万元，下降2.42%，主要原因是人员减少。",
            "",
            "",
        ),
        // No procurement, though the tables buy.
        ("政府采购预算93.75万元", "政府采购预算0万元", "语句-前后", "“设备更新”"),
        // More of the three public expenses than last year.
        (
            "三、机关运行经费情况说明",
            "“三公”经费预算28.50万元，比上年增加8.50万元，增长42.50%，主要原因是车辆更新。\n三、机关运行经费情况说明",
            "语句-三公",
            "高于上年",
        ),
    ] {
        found(DOCUMENT, &[(from, to)], rule, &[says]);
    }
}

/// A table whose amounts are gone keeps its codes, and is told of.
#[test]
fn a_table_of_rows_without_a_figure_is_told() {
    let figure = regex::Regex::new("\t[0-9.]*[0-9][.][0-9]{2}").unwrap();
    let general = format!("{DOCUMENT}{}", items::GENERAL);
    let silent = DOCUMENT.replace("2026年政府采购预算93.75万元。", "");
    for (text, title, note, is_told) in [
        (DOCUMENT, "表2 支出总表", "", true),
        (DOCUMENT, "表2 支出总表", "注：本表没有数据\n", false),
        (DOCUMENT, "表2 支出总表", "注：金额四舍五入\n", true),
        (DOCUMENT, "表3 一般公共预算基本支出表", "", true),
        (&general, "表6 一般公共预算支出表", "", true),
        // What many do not have, though the text says how much it is; and though it says nothing of it.
        (DOCUMENT, "表5 政府采购预算表", "", true),
        (&silent, "表5 政府采购预算表", "", false),
        (DOCUMENT, "表5 政府采购预算表", "注：涉密采购不公开\n", false),
    ] {
        let (before, rest) = text.split_once(title).unwrap();
        let (own, behind) = rest.split_once("\n\n").unwrap_or((rest, ""));
        let emptied = figure.replace_all(own, "\t");
        let text = format!("{before}{title}{emptied}\n{note}\n{behind}");
        let says = if is_told { &[title] as &[&str] } else { &[] };
        let told = found(&text, &[], "空表-无数", says);
        assert!(told.len() < 2, "{title}: {told:?}");
        // Its codes are no amounts.
        assert!(findings(&text).iter().all(|finding| !finding.message.contains("201.00")), "{title}");
    }
}

/// What a note says that there is none of is looked for in its own table only.
#[test]
fn a_note_that_there_is_none_is_held_against_its_own_table() {
    for (note, says) in [
        ("注：本部门没有安排政府采购预算。", &["表5", "没有安排政府采购预算", "93.75"] as &[&str]),
        ("注：本表为空。", &[]),
        ("注：政府采购预算表为空表。", &["表5"]),
        // Of something else, or of a part.
        ("注：本部门无政府购买服务支出。", &[]),
        ("注：没有使用政府性基金预算拨款安排的支出。", &[]),
        ("注：采购预算按品目填列。", &[]),
    ] {
        found(&format!("{DOCUMENT}{note}\n"), &[], "空表-有数", says);
    }
}

/// The general template leaves a text that was read alone; one that it wrote itself into such a document follows.
#[test]
fn a_text_that_was_read_is_not_written_over_and_a_written_one_follows() {
    let mut session = opened(DOCUMENT);
    let before = session.budget().narrative.clone();
    let why = session.write_narrative().map(drop).unwrap_err();
    assert!(why.contains("通用的说明模板不改它"), "{why}");
    assert_eq!(session.budget().narrative, before);
    session.apply(Batch::one("清除说明".to_owned(), Edit::SetNarrative(Vec::new()))).unwrap();
    session.write_narrative().unwrap();
    let written = session.budget().narrative.clone();
    let of = |narrative: &[Section], figure: &str| {
        narrative.iter().flat_map(|section| &section.paragraphs).any(|text| text.contains(figure))
    };
    assert!(!written.is_empty() && of(&written, "300.00"), "{written:#?}");
    let sheets: Vec<_> = session.book().sheets().map(|sheet| sheet.schema.key.clone()).collect();
    let overview = sheets.first().unwrap();
    let cells = session.book().sheet(overview).unwrap();
    let of = |is_it: &dyn Fn(&Cell<'_>) -> bool| {
        cells.rows().flat_map(|row| row.cells()).find(is_it).unwrap().address()
    };
    let income = of(&|cell| cell.printed() == Some(Decimal::from(280)));
    let total = of(&|cell| cell.row.name() == "收入总计" && cell.printed().is_some());
    session.enter(&income, "290").unwrap();
    session.enter_stated(&total, "310").unwrap();
    session.write_narrative().unwrap();
    assert_ne!(session.budget().narrative, written);
}

/// An amount that cannot be read is told, and makes no text of its column, however few rows that has.
#[test]
fn a_mistyped_amount_is_told() {
    for (amount, is_told) in [
        ("200.00", false),
        ("2O0.00", true),
        ("200..00", true),
        ("l00.00", true),
        ("2.00百万", true),
        ("未计算", true),
    ] {
        let text = format!(
            "某市水利局2026年部门预算\n\n支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
             213\t农林水支出\t300.00\t100.00\t200.00\n21303\t水利\t300.00\t100.00\t200.00\n\
             2130301\t行政运行\t100.00\t100.00\t\n2130302\t一般行政管理事务\t200.00\t\t{amount}\n\
             合计\t\t300.00\t100.00\t200.00\n"
        );
        let told = findings(&text).iter().any(|found| found.rule.id.ends_with("识别"));
        assert_eq!(told, is_told, "{amount}");
    }
}
