//! Rows that are parts by the shape of their table, whatever their figures say: also those that are wrong in every column.

use yusuan::schema::Severity;

use super::{findings, found};

/// A change, and what is said of it; `""` where nothing is to be.
type Change = (&'static str, &'static str, &'static str);

/// A table alone in its document, with changes of it.
const TABLES: [(&str, &[Change]); 9] = [
    (
        "部门收入总表\n单位：万元\n单位名称\t合计\t一般公共预算拨款收入\t政府性基金预算拨款收入\t事业收入\n\
         合计\t470.18\t470.18\t\t\n某市统计局\t470.18\t470.18\t\t\n",
        &[
            ("局\t470.18\t470.18", "局\t111.11\t111.11", "印出的各分项之和为 111.11"),
            ("局\t470.18\t470.18", "局\t470.18\t480.18", "480.18"),
        ],
    ),
    (
        "部门收入预算表\n单位：元\n单位代码\t单位名称\t合计\t一般公共预算\n255\t某局\t600.00\t600.00\n\
         255001\t某局机关\t400.00\t400.00\n255002\t某站\t200.00\t200.00\n合计\t\t600.00\t600.00\n",
        &[
            ("机关\t400.00\t400.00", "机关\t1.00\t1.00", "201.00"),
            ("255002\t某站\t200.00\t200.00\n", "", "400.00"),
        ],
    ),
    (
        "一般公共预算“三公”经费支出表\n单位：万元\n单位编码\t单位名称\t合计\t因公出国(境)费\t公务接待费\t公务用车运行维护费\n\
         \t合计\t7.66\t0\t2.39\t5.27\n310012\t某小学\t7.66\t0\t2.39\t5.27\n",
        &[("学\t7.66\t0\t2.39\t5.27", "学\t7.66\t0\t5.27\t2.39", "公务接待费")],
    ),
    (
        "一般公共预算项目支出预算表\n单位：万元\n科目编码\t\t\t单位名称（科目）\t金额\n类\t款\t项\t\t\n\
         \t\t\t合计\t216.47\n204\t05\t04\t案件审判项目\t186.36\n204\t05\t99\t其他法院支出项目\t30.11\n",
        &[("186.36", "999.99", "1,030.10")],
    ),
    (
        "部门支出总表\n单位：万元\n科目编码\t\t\t单位名称（科目）\t合计\t基本支出\t项目支出\n类\t款\t项\t\t\t\t\n\
         \t\t\t合计\t1215.96\t999.49\t216.47\n\t\t\t某法院\t1215.96\t999.49\t216.47\n\
         204\t05\t01\t行政运行\t875.45\t875.45\t\n204\t05\t04\t案件审判\t186.36\t\t186.36\n\
         204\t05\t99\t其他法院支出\t30.11\t\t30.11\n208\t05\t05\t机关事业单位基本养老保险缴费支出\t124.04\t124.04\t\n",
        &[("204\t05\t04\t案件审判\t186.36\t\t186.36\n", "", "30.11")],
    ),
    (
        "财政拨款收支预算总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n\
         一、本年收入\t1215.96\t一、本年支出\t1215.96\n一般公共预算拨款收入\t1215.96\t公共安全支出\t1091.92\n\
         政府性基金预算拨款收入\t\t社会保障和就业支出\t70.11\n国有资本经营预算拨款收入\t\t卫生健康支出\t20.96\n\
         二、上年结转\t\t住房保障支出\t32.97\n\t\t二、结转下年\t\n收入总计\t1215.96\t支出总计\t1215.96\n",
        &[
            ("拨款收入\t1215.96", "拨款收入\t2215.96", "2,215.96"),
            ("上年结转\t\t住房保障支出\t32.97", "上年结转\t\t\t", "1,182.99"),
        ],
    ),
    (
        "部门收支总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n\
         一、一般公共预算拨款收入\t1360.93\t一、基本支出\t1133.79\n二、政府性基金预算拨款收入\t\t人员支出\t1006.66\n\
         三、国有资本经营预算拨款收入\t\t公用支出\t127.13\n四、其他收入\t\t二、项目支出\t227.14\n\
         本年收入合计\t1360.93\t本年支出合计\t1360.93\n收入总计\t1360.93\t支出总计\t1360.93\n",
        &[("1006.66", "2006.66", "2,133.79"), ("127.13", "227.13", "1,233.79")],
    ),
    (
        "部门收入总体情况表\n单位：万元\n项目\t预算数\n一、一般公共预算财政拨款\t744.93\n经费拨款\t744.93\n\
         二、政府性基金预算财政拨款\t\n三、国有资本经营预算财政拨款\t\n四、其他收入\t\n本年收入合计\t744.93\n\
         五、上年结转\t12.34\n收入总计\t757.27\n",
        &[("经费拨款\t744.93", "经费拨款\t844.93", "844.93")],
    ),
    (
        "支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\n\t合计\t360.00\t360.00\n\
         208\t社会保障和就业支出\t30.00\t30.00\n20805\t行政事业单位养老支出\t30.00\t30.00\n\
         2080505\t机关事业单位基本养老保险缴费支出\t30.00\t30.00\n\
         213\t农林水支出\t270.00\t270.00\n21303\t水利\t270.00\t270.00\n2130301\t行政运行\t270.00\t270.00\n\
         221\t住房保障支出\t60.00\t60.00\n22102\t住房改革支出\t60.00\t60.00\n2210201\t住房公积金\t60.00\t60.00\n",
        &[
            ("221\t住房保障支出\t60.00\t60.00\n", "", "缺“221 住房保障支出”一行"),
            ("22102\t住房改革支出\t60.00\t60.00\n", "", "缺“22102 住房改革支出”一行"),
        ],
    ),
];

#[test]
fn rows_are_parts_by_the_shape_of_their_table() {
    for (table, changes) in TABLES {
        let whole = format!("某市统计局2026年部门预算\n\n{table}");
        found(&whole, &[], "", &[]);
        for (from, to, says) in changes {
            assert!(whole.contains(from), "{from}");
            let all = findings(&whole.replacen(from, to, 1));
            let serious = all.iter().filter(|of| of.severity != Severity::Hint);
            let told: Vec<&str> = serious.map(|of| of.message.as_str()).collect();
            assert!(told.iter().any(|message| message.contains(says)), "{from:?} {to:?}: {told:#?}");
        }
    }
}

/// Of a document that says that items are withheld, nobody knows what a total consists of.
#[test]
fn what_is_withheld_is_no_part_that_is_missing() {
    let (table, changes) = TABLES[1];
    let (from, to, _) = changes[1];
    let whole = format!("某市统计局2026年部门预算\n\n{table}按规定涉密，部分具体项目予以剔除。\n");
    assert!(whole.contains(from));
    let found = findings(&whole.replacen(from, to, 1));
    let serious = found.iter().filter(|of| of.severity != Severity::Hint && of.rule.id == "合计-印数");
    assert_eq!(serious.count(), 0, "{found:#?}");
}

/// A row that is missing is one matter: neither the row above it nor the total is accused apart from it.
#[test]
fn a_missing_row_is_one_finding() {
    let (table, changes) = TABLES[8];
    for (from, to, says) in changes {
        let found = findings(&format!("某市统计局2026年部门预算\n\n{table}").replacen(from, to, 1));
        let heads: Vec<&str> = found
            .iter()
            .filter(|of| of.severity != Severity::Hint && of.follows.is_none())
            .map(|of| of.message.as_str())
            .filter(|message| message.contains("支出总表"))
            .collect();
        assert!(matches!(heads.as_slice(), [only] if only.contains(says)), "{heads:#?}");
    }
}

/// A 项 that is missing below its 款 is told by another table that has it, or by another unit's rows.
#[test]
fn an_item_that_is_missing_is_told_by_a_table_that_has_it() {
    let (table, _) = TABLES[8];
    let other = table.replacen("支出总表", "一般公共预算支出表", 1);
    let whole = format!("某市统计局2026年部门预算\n\n{table}\n{other}");
    found(&whole, &[], "合计-印数", &[]);
    found(
        &whole,
        &[("2210201\t住房公积金\t60.00\t60.00\n", "")],
        "合计-印数",
        &["“住房改革支出”（22102）下面没有列出项级科目", "“住房公积金”（2210201）"],
    );
}
