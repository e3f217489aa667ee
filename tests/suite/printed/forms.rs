//! Forms of tables that other places publish, a small document each: what is right in one looks wrong to who knows another.

use super::{findings, found};

/// A unit that alone has money of one kind stands beside the others, and is not their department.
#[test]
fn the_first_of_some_units_is_one_of_them() {
    let units = |department: &str| {
        format!(
            "某县某局2025年部门预算\n表1 部门收入总表\n单位：万元\n单位名称\t合计\t财政拨款\t其他收入\n\
             合计\t331.00\t323.00\t8.00\n局机关\t{department}\t8.00\n养护中心\t150.00\t150.00\t\n"
        )
    };
    assert_eq!(findings(&units("181.00\t173.00")).len(), 0);
    let wrong = findings(&units("181.00\t163.00"));
    assert!(
        wrong.iter().any(|of| of.message.contains("163.00") || of.message.contains("313.00")),
        "{wrong:#?}"
    );
}

/// Last year's figures and percentages behind the names of a table of two sides: 2.66% is no number of a row.
#[test]
fn rows_beside_percentages_are_none_below_each_other() {
    let table = "某市审计局2024年部门预算\n\n表1\n收支总体情况表\n单位：万元\n收入\t\t\t\t支出\t\t\t\n\
        项目\t2023年预算数\t2024年预算数\t增减%\t项目\t2023年预算数\t2024年预算数\t增减%\n\
        一、一般公共预算拨款收入\t3,785.69\t3,785.46\t-0.01%\t一、一般公共服务支出\t2,776.31\t2,776.12\t-0.01%\n\
        二、政府性基金预算拨款收入\t74.68\t74.48\t-0.27%\t二、教育支出\t6.01\t6.17\t2.66%\n\
        三、事业收入\t36.78\t36.87\t0.24%\t三、社会保障和就业支出\t476.41\t476.32\t-0.02%\n\
        \t\t\t\t四、卫生健康支出\t638.42\t638.20\t-0.03%\n\
        本年收入合计\t3,897.15\t3,896.81\t-0.01%\t本年支出合计\t3,897.15\t3,896.81\t-0.01%\n\
        收入总计\t3,897.15\t3,896.81\t-0.01%\t支出总计\t3,897.15\t3,896.81\t-0.01%\n";
    found(table, &[], "", &[]);
    let wrong = findings(&table.replace("476.41", "467.41"));
    assert!(wrong.iter().any(|of| of.message.contains("3,888.15")), "{wrong:#?}");
}

/// What the text says of all such money is not said of a fund's own table of it, which is empty with a note.
#[test]
fn a_funds_own_table_may_be_empty_of_what_all_have() {
    let table = "某省财政厅2024年部门预算\n\n一、“三公”经费预算情况说明\n\
        2024年“三公”经费财政拨款预算数18.62万元，其中：公务用车运行费16.26万元，公务接待费2.36万元。\n\n\
        表3-3\n一般公共预算“三公”经费支出预算表\n单位：万元\n单位名称\t合计\t公务用车运行费\t公务接待费\n\
        合计\t18.62\t16.26\t2.36\n某厅\t18.62\t16.26\t2.36\n\n\
        表4-1\n政府性基金预算“三公”经费支出预算表\n单位：万元\n单位名称\t合计\t公务用车运行费\t公务接待费\n\
        \t\t\t\n注：此表无数据\n";
    found(table, &[], "", &[]);
    let all = ("政府性基金预算“三公”", "全部“三公”");
    found(table, &[all], "空表-无数", &["表4-1", "文中写“‘三公’经费"]);
    let own = ("2024年“三公”", "2024年政府性基金预算“三公”");
    found(table, &[own], "空表-无数", &["表4-1", "文中写“政府性基金预算‘三公’经费"]);
}

/// What a table prints to the 分 was not rounded: 1 元 too much is an error, in 元; in whole 元 it may be rounding.
#[test]
fn a_table_in_yuan_is_held_to_the_yuan() {
    let items = "科目编码\t科目名称\t合计\n\t合计\t3862.17\n201\t一般公共服务支出\t2854.69\n208\t社会保障和就业支出\t1007.48\n";
    let table = |fen: &str, more: &str| {
        format!(
            "某市某局2024年部门预算\n\n公开01表\n收支总表\n单位：元\n收入\t\t支出\t\n项目\t2024年预算数\t项目\t2024年预算数\n\
             一、一般公共预算拨款收入\t38,621,703{fen}\t一、一般公共服务支出\t28,546,902{fen}\n\
             \t\t二、社会保障和就业支出\t10,074,80{more}{fen}\n\
             本年收入合计\t38,621,703{fen}\t本年支出合计\t38,621,703{fen}\n收入总计\t38,621,703{fen}\t支出总计\t38,621,703{fen}\n\n\
             公开02表\n支出总表\n单位：万元\n{items}\n公开03表\n一般公共预算支出表\n单位：万元\n{items}"
        )
    };
    found(&table(".00", "1"), &[], "", &[]);
    let told = found(
        &table(".00", "2"),
        &[],
        "收支总表-合计",
        &["38,621,703.00 元", "38,621,704.00 元", "-1.00 元"],
    );
    assert!(told.iter().all(|said| !said.contains("四舍五入")), "{told:#?}");
    found(&table("", "2"), &[], "", &[]);
}

/// Wages among 公用经费 keep all sums where two columns, or two rows, were taken for each other; what a 项 of goods and services is,
/// each place settles for itself, and units have codes, too.
#[test]
fn people_and_offices_are_told_apart_by_codes() {
    let table = |rows: &[(&str, &str, &str)]| {
        let rows = rows.iter().map(|(name, people, offices)| {
            let whole = if people.is_empty() { offices } else { people };
            format!("{name}\t{whole}\t{people}\t{offices}\n")
        });
        format!(
            "某局2026年部门预算\n\n表1\n一般公共预算基本支出表\n单位：万元\n科目编码\t科目名称\t合计\t人员经费\t公用经费\n{}",
            rows.collect::<String>()
        )
    };
    let wages =
        |people, offices| [("301\t工资福利支出", people, offices), ("30101\t基本工资", people, offices)];
    let goods =
        |people, offices| [("302\t商品和服务支出", people, offices), ("30201\t办公费", people, offices)];
    let right = [wages("70.00", ""), goods("", "30.00")].concat();
    let wrong = [wages("", "70.00"), goods("30.00", "")].concat();
    let traffic = [&right[..], &[("30239\t其他交通费用", "10.00", "")]].concat();
    let units: Vec<_> = right.iter().map(|row| (row.0.split('\t').next().unwrap(), row.2, row.1)).collect();
    let units: Vec<(String, &str, &str)> = units
        .into_iter()
        .map(|(code, people, offices)| (format!("{code}\t某中心"), people, offices))
        .collect();
    let units: Vec<(&str, &str, &str)> = units.iter().map(|row| (row.0.as_str(), row.1, row.2)).collect();
    for (name, rows, count) in
        [("right", right, 0), ("wrong", wrong, 2), ("traffic", traffic, 0), ("units", units, 0)]
    {
        let found = findings(&table(&rows));
        let own = found.iter().filter(|finding| finding.rule.id == "经费-科目").count();
        assert_eq!(own, count, "{name} {found:?}");
    }
}

/// A form fills in noughts where nothing stands: one beside no name is no total.
#[test]
fn a_nought_without_a_name_is_no_total() {
    let table = |nought: &str| {
        format!(
            "某局2026年部门预算\n\n表1\n收支总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n\
             一、一般公共预算拨款收入\t60.00\t一、一般公共服务支出\t90.00\n\
             二、事业收入\t40.00\t二、卫生健康支出\t10.00\n\t{nought}\t三、住房保障支出\t\n\
             本年收入合计\t100.00\t本年支出合计\t100.00\n收入总计\t100.00\t支出总计\t100.00\n"
        )
    };
    for nought in ["", "0.00", "-"] {
        let found = findings(&table(nought));
        assert!(found.is_empty(), "{nought:?}: {found:#?}");
    }
}

/// A function printed once for the economies below it, joined over their rows, is that of each: the last of them is no sum
/// of what follows.
#[test]
fn economies_below_one_function_are_its() {
    let table = |rows: &str| {
        format!(
            "某局2026年部门预算\n\n表4\n部门基本支出预算表\n单位：万元\n\
             单位名称\t功能科目编码\t功能科目名称\t部门经济科目编码\t部门经济科目名称\t合计\n{rows}"
        )
    };
    let rows = "某局\t2040601\t行政运行\t30101\t基本工资\t30.00\n某局\t\t\t30102\t津贴补贴\t20.00\n\
                某局\t\t\t30103\t奖金\t9.00\n某局\t2080505\t机关事业单位基本养老保险缴费支出\t30108\t机关事业单位基本养老保险缴费\t8.00\n\
                某局\t2210201\t住房公积金\t30113\t住房公积金\t7.00\n合计\t\t\t\t\t74.00\n";
    let found = findings(&table(rows));
    assert!(found.is_empty(), "{found:#?}");
    let found = findings(&table(&rows.replace("20.00", "21.00")));
    assert!(!found.is_empty(), "a part that is wrong is found");
}

/// 否 below 是否面向中小企业预留 is the column's own, and no part of its head.
#[test]
fn a_column_of_yes_and_no_is_no_amount() {
    let table = "某区民政厅2025年部门预算\n\n公开11表\n政府采购预算表\n单位：万元\n\
        单位名称\t采购品目\t是否面向中小企业预留\t合计\t货物\t工程\t服务\n合计\t\t\t320.45\t5.80\t118.35\t196.30\n\
        某厅\t信息系统开发服务\t否\t132.50\t\t\t132.50\n某厅\t会计审计服务\t否\t63.80\t\t\t63.80\n\
        某厅\t台式计算机\t否\t5.80\t5.80\t\t\n某中心\t房屋修缮工程\t否\t118.35\t\t118.35\t\n";
    found(table, &[], "", &[]);
    // Also where the cells have more of the head's words, or both of them.
    found(&table.replace("\t否\t", "\t中小企业\t"), &[], "", &[]);
    found(&table.replacen("\t否\t", "\t是\t", 2), &[], "", &[]);
    let wrong = findings(&table.replace("\t132.50\t\t\t132.50", "\t123.50\t\t\t132.50"));
    assert!(
        wrong.iter().any(|of| of.message.contains("123.50") || of.message.contains("311.45")),
        "{wrong:#?}"
    );
}

/// 小计 two groups deep is of all that stands in the group.
#[test]
fn a_subtotal_below_two_heads_is_of_its_group() {
    let table = "某市档案馆2025年部门预算\n\n表2-1\n财政拨款支出预算表（部门经济分类科目）\n金额单位：元\n\
        项目\t\t总计\t当年财政拨款安排\t\t\t上年结转安排\t\t\n科目编码\t科目名称\t\t一般公共预算拨款\t\t\t一般公共预算拨款\t\t\n\
        \t\t\t小计\t基本支出\t项目支出\t小计\t基本支出\t项目支出\n\
        \t合计\t786.00\t600.00\t400.00\t200.00\t186.00\t\t186.00\n\
        301\t工资福利支出\t300.00\t300.00\t300.00\t\t\t\t\n30101\t基本工资\t100.00\t100.00\t100.00\t\t\t\t\n\
        30102\t津贴补贴\t80.00\t80.00\t80.00\t\t\t\t\n30103\t奖金\t70.00\t70.00\t70.00\t\t\t\t\n\
        30113\t住房公积金\t50.00\t50.00\t50.00\t\t\t\t\n302\t商品和服务支出\t486.00\t300.00\t100.00\t200.00\t186.00\t\t186.00\n\
        30201\t办公费\t60.00\t60.00\t60.00\t\t\t\t\n30202\t印刷费\t40.00\t40.00\t40.00\t\t\t\t\n\
        30227\t委托业务费\t386.00\t200.00\t\t200.00\t186.00\t\t186.00\n";
    found(table, &[], "", &[]);
    let wrong =
        findings(&table.replace("\t386.00\t200.00\t\t200.00\t186.00", "\t368.00\t200.00\t\t200.00\t186.00"));
    assert!(wrong.iter().any(|of| of.message.contains("368.00")), "{wrong:#?}");
}

/// A table of one kind of money need not have the project of another, and one that stands once for each target is told once.
#[test]
fn targets_of_projects_that_are_paid_otherwise_are_a_hint() {
    let table = |title: &str| {
        let targets = |name: &str, money: &str| {
            ["数量", "质量", "时效"]
                .map(|of| format!("某馆\t{name}\t{money}\t产出指标\t{of}指标\t完成\n"))
                .concat()
        };
        format!(
            "某市档案馆2025年部门预算\n\n表3-2\n{title}\n单位：元\n科目编码\t项目名称\t金额\n\t合计\t600.00\n\
             2012604\t档案抢救保护项目\t300.00\n2012604\t库房运行维护项目\t200.00\n2012604\t红色档案征集项目\t100.00\n\n\
             表6\n部门预算项目绩效目标表\n单位：元\n单位名称\t项目名称\t预算数\t一级指标\t二级指标\t三级指标\n{}{}{}{}",
            targets("档案抢救保护项目", "300.00"),
            targets("库房运行维护项目", "200.00"),
            targets("红色档案征集项目", "100.00"),
            targets("数字化二期尾款", "86.00"),
        )
    };
    found(&table("一般公共预算项目支出预算表"), &[], "", &[]);
    let said = found(&table("项目支出预算表"), &[], "绩效-印数", &["“数字化二期尾款 预算数”列示为 86.00 元"]);
    assert_eq!(said.len(), 1, "{said:#?}");
}

/// A header of two years tells the later one, and a table whose number is lost has the one that is missing.
#[test]
fn a_table_of_two_years_tells_the_later() {
    let first = "部门收支总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n\
        一、一般公共预算拨款收入\t90.00\t一、社会保障和就业支出\t60.00\n二、事业收入\t\t二、住房保障支出\t30.00\n\
        本年收入合计\t90.00\t本年支出合计\t90.00\n收入总计\t90.00\t支出总计\t90.00\n\n";
    let years = |years: [&str; 2]| {
        format!(
            "{first}公开02表\n一般公共预算“三公”经费支出表\n单位：万元\n{}\t\t\t{}\t\t\n\
             合计\t因公出国（境）费\t公务接待费\t合计\t因公出国（境）费\t公务接待费\n26.70\t21.60\t5.10\t26.40\t21.60\t4.80\n",
            years[0], years[1]
        )
    };
    for order in
        [["2024年预算数", "2025年预算数"], ["2025年预算数", "2024年预算数"], ["2025年预算数", "2026年规划数"]]
    {
        let session = super::opened(&years(order));
        assert_eq!(session.budget().year, 2025, "{order:?}");
        let numbers: Vec<_> = session.format().tables.iter().filter_map(|table| table.number).collect();
        assert_eq!(numbers, [1, 2]);
    }
}
