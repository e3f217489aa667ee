//! Items and changes that the text quotes from tables of two years and of several classifications: one document in which all
//! agrees, and what is told where one figure of its text is another.

use super::found;

const BUDGET: &str = "清平县水利局2026年部门预算
第一部分 概况
一、主要职责
负责水利。
第二部分 2026年部门预算情况说明
一、一般公共预算支出情况说明
2026年一般公共预算当年拨款1200.50万元，其中：社会保障和就业支出120.30万元。
1.社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）2026年预算数为40.10万元。
2.社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）80.20万元，主要用于养老保险。
3.卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）安排60.20万元。
4.农林水支出（类）水利（款）行政运行（项）540万元，主要用于人员工资。
5.农林水支出（类）水利（款）水利工程建设（项）300万元。
6.防汛100万元，主要用于防汛。
7.住房公积金80万元，主要用于单位缴纳的住房公积金。
二、一般公共预算基本支出情况说明
2026年一般公共预算基本支出800.50万元，其中：人员经费700万元，公用经费100.50万元。
按经济分类：工资福利支出659.90万元，主要用于基本工资300万元、津贴补贴139.50万元；商品和服务支出100.50万元；对个人和家庭的补助40.10万元。
三、“三公”经费预算情况说明
2026年一般公共预算“三公”经费预算40万元，比2025年减少6万元，下降13.04%。
1.因公出国（境）费0万元，与上年持平。
2.公务接待费5万元，比上年减少1万元，主要原因是厉行节约。
3.公务用车购置及运行维护费35万元，其中：公务用车购置费0万元，与上年持平；公务用车运行维护费35万元，比上年下降12.5%，主要原因是压减用车。
四、政府性基金预算支出情况说明
2026年政府性基金预算支出100万元，全部用于城乡社区支出。
第三部分 2026年部门预算表
表1 部门收支总体情况表
单位：万元
收入项目\t预算数\t支出项目\t预算数
一、一般公共预算拨款收入\t1200.50\t一、一般公共服务支出\t0.00
二、政府性基金预算拨款收入\t100.00\t二、社会保障和就业支出\t120.30
三、其他收入\t0.00\t三、卫生健康支出\t60.20
\t\t四、城乡社区支出\t100.00
\t\t五、农林水支出\t940.00
\t\t六、住房保障支出\t80.00
本年收入合计\t1300.50\t本年支出合计\t1300.50
收入总计\t1300.50\t支出总计\t1300.50

表2 一般公共预算支出情况表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t1200.50\t800.50\t400.00
208\t社会保障和就业支出\t120.30\t120.30\t0.00
20805\t行政事业单位养老支出\t120.30\t120.30\t0.00
2080501\t行政单位离退休\t40.10\t40.10\t0.00
2080505\t机关事业单位基本养老保险缴费支出\t80.20\t80.20\t0.00
210\t卫生健康支出\t60.20\t60.20\t0.00
21011\t行政事业单位医疗\t60.20\t60.20\t0.00
2101101\t行政单位医疗\t60.20\t60.20\t0.00
213\t农林水支出\t940.00\t540.00\t400.00
21303\t水利\t940.00\t540.00\t400.00
2130301\t行政运行\t540.00\t540.00\t0.00
2130305\t水利工程建设\t300.00\t0.00\t300.00
2130314\t防汛\t100.00\t0.00\t100.00
221\t住房保障支出\t80.00\t80.00\t0.00
22102\t住房改革支出\t80.00\t80.00\t0.00
2210201\t住房公积金\t80.00\t80.00\t0.00

表3 一般公共预算基本支出情况表
单位：万元
经济科目编码\t经济科目名称\t合计\t人员经费\t公用经费
\t合计\t800.50\t700.00\t100.50
301\t工资福利支出\t659.90\t659.90\t0.00
30101\t基本工资\t300.00\t300.00\t0.00
30102\t津贴补贴\t139.50\t139.50\t0.00
30108\t机关事业单位基本养老保险缴费\t80.20\t80.20\t0.00
30110\t职工基本医疗保险缴费\t60.20\t60.20\t0.00
30113\t住房公积金\t80.00\t80.00\t0.00
302\t商品和服务支出\t100.50\t0.00\t100.50
30201\t办公费\t60.50\t0.00\t60.50
30217\t公务接待费\t5.00\t0.00\t5.00
30231\t公务用车运行维护费\t35.00\t0.00\t35.00
303\t对个人和家庭的补助\t40.10\t40.10\t0.00
30302\t退休费\t40.10\t40.10\t0.00

表4 一般公共预算“三公”经费支出情况表
单位：万元
项目\t2025年预算数\t2026年预算数
合计\t46.00\t40.00
1.因公出国（境）费\t0.00\t0.00
2.公务接待费\t6.00\t5.00
3.公务用车购置及运行费\t40.00\t35.00
其中：公务用车运行维护费\t40.00\t35.00
公务用车购置费\t0.00\t0.00

表5 政府性基金预算支出情况表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t100.00\t0.00\t100.00
212\t城乡社区支出\t100.00\t0.00\t100.00
21208\t国有土地使用权出让收入安排的支出\t100.00\t0.00\t100.00
2120804\t农村基础设施建设支出\t100.00\t0.00\t100.00

表6 项目支出绩效目标表
单位：万元
项目名称\t项目金额\t年度目标
合计\t500.00\t
水利工程建设\t300.00\t完成水利工程建设
防汛\t100.00\t做好防汛
农村基础设施建设\t100.00\t完成农村基础设施建设
";

/// What is quoted of an item by its path or by its name alone, in whatever words stand between both.
#[test]
fn items_are_held_against_their_own_rows() {
    for (from, to, says) in [
        ("", "", &[] as &[&str]),
        ("预算数为40.10万元", "预算数为41.10万元", &["行政单位离退休", "40.10"]),
        ("缴费支出（项）80.20", "缴费支出（项）82.20", &["80.20"]),
        ("安排60.20", "安排62.20", &["60.20"]),
        ("行政运行（项）540", "行政运行（项）530", &["540.00"]),
        ("缴费支出（项）80.20", "缴费支出（科目编码2080505）82.20", &["80.20"]),
        ("缴费支出（项）80.20", "缴费支出（科目编码2080505）80.20", &[]),
        // The figure of another item, which the tables have.
        ("行政运行（项）540", "行政运行（项）300", &["540.00", "别的项目"]),
        ("防汛100", "防汛110", &["100.00"]),
        ("住房公积金80万元", "住房公积金88万元", &["80.00"]),
        ("工资福利支出659.90", "工资福利支出695.90", &["659.90"]),
        ("基本工资300", "基本工资330", &["300.00"]),
        ("补助40.10万元", "补助41.10万元", &["40.10"]),
        // Of all that is spent the table of basic expenditure has only a part.
        (
            "二、一般公共预算基本支出情况说明\n2026年一般公共预算基本支出800.50万元，其中：人员经费700万元，公用经费100.50万元。\n按经济分类：工资福利支出659.90万元",
            "二、一般公共预算支出按经济分类情况说明\n按经济分类：工资福利支出695.90万元",
            &[],
        ),
        (
            "四、政府性基金",
            "四、机关运行经费情况说明\n2026年机关运行经费支出预算85.60万元。\n五、政府性基金",
            &[],
        ),
        // Rounded, cut off, or of another year it is right.
        ("行政单位医疗（项）安排60.20", "行政单位医疗（项）安排60.2", &[]),
        ("津贴补贴139.50", "津贴补贴139", &[]),
        ("防汛100万元", "防汛2025年预算数110万元", &[]),
    ] {
        found(BUDGET, &[(from, to)], "语句-引用", says);
    }
}

/// Where the list in a sentence is the tables', the one of it that is not is wrong, be it as short as it is.
#[test]
fn a_short_list_is_held_against_the_tables() {
    let text = |said: &str| format!("四、其他情况说明\n{said}\n五、政府性基金");
    for (said, says) in [
        (
            "其中用于社会保障和就业方面支出120.30万元、卫生健康方面支出60.20万元、农林水方面支出940万元。",
            &[] as &[&str],
        ),
        (
            "其中用于社会保障和就业方面支出125.30万元、卫生健康方面支出60.20万元、农林水方面支出940万元。",
            &["125.30万元", "120.30"],
        ),
        ("纳入绩效管理的项目有水利工程建设360万元、防汛100万元、农村基础设施建设100万元。", &["300.00"]),
        // Two that are no row's: it may be of other money.
        ("其中用于社会保障和就业方面支出125.30万元、卫生健康方面支出66.20万元、农林水方面支出940万元。", &[]),
    ] {
        found(BUDGET, &[("四、政府性基金", &text(said))], "语句-引用", says);
    }
    let funds = "2026年政府性基金预算支出100万元，全部用于城乡社区支出";
    found(BUDGET, &[(funds, "2026年使用政府性基金预算拨款安排的支出100万元")], "语句-引用", &[]);
    let wrong = "2026年使用政府性基金预算拨款安排的支出101万元";
    found(BUDGET, &[(funds, wrong)], "语句-引用", &["101万元", "100.00"]);
    let item = |figure: &str| format!("行政运行（项）：2026年预算数为{figure}");
    found(BUDGET, &[("行政运行（项）540", &item("540"))], "语句-引用", &[]);
    found(BUDGET, &[("行政运行（项）540", &item("544"))], "语句-引用", &["544万元", "540.00"]);
}

/// Projects under performance management: their number and their money are those of the table of targets.
#[test]
fn projects_are_held_against_the_table_of_targets() {
    let text = |said: &str| format!("四、绩效管理情况说明\n2026年我局{said}。\n五、政府性基金");
    for (said, rule, says) in [
        ("对3个项目编报绩效目标，涉及资金500万元，其中一般公共预算400万元", "语句-引用", &[] as &[&str]),
        ("对3个项目编报绩效目标，涉及资金550万元", "语句-引用", &["3 个项目", "500.00"]),
        ("开展绩效目标管理的项目4个，涉及预算500万元", "语句-分项过大", &["4个", "3 个"]),
        // Some of many projects.
        ("对2个项目编报绩效目标，涉及资金550万元", "语句-引用", &[]),
        ("对5个项目开展绩效评价，涉及资金500万元", "语句-分项过大", &[]),
    ] {
        found(BUDGET, &[("四、政府性基金", &text(said))], rule, says);
    }
}

/// A figure that is not the table's and for which its list does not add up is told once, and what it should be.
#[test]
fn one_figure_is_one_finding() {
    let list = [("人员经费700万元", "人员经费770万元")];
    found(BUDGET, &list, "语句-引用", &["700.00", "分项之和也与总数相符"]);
    found(BUDGET, &list, "语句-分项", &[]);
    // The tables know nothing of it.
    found(BUDGET, &[("公用经费100.50万元。", "公用经费100.50万元，福利费5.25万元。")], "语句-引用", &[]);
    // Last year's figure beside it is not taken for the one that is meant.
    found(BUDGET, &[("公务接待费5万元", "公务接待费7万元")], "语句-引用", &["“2.公务接待费”列示为 5.00"]);
}

/// What a document's totals are called differs by place; a point in the wrong place, another's figure, and what no table has any
/// of are wrong whatever they come to.
#[test]
fn totals_and_what_there_is_none_of_are_held_against_the_tables_of_all_money() {
    for (said, says) in [
        ("2026年收支总预算1300.50万元", &[] as &[&str]),
        ("2026年收支总预算13005.00万元", &["13005.00万元", "1,300.50"]),
        ("2026年收支预算总数1400.50万元", &["1400.50万元"]),
        ("2026年预算收入1400.50万元", &["1400.50万元"]),
        ("（一）收入预算：2026年年初预算数1400.50万元", &["1400.50万元"]),
        ("（一）收入预算：2026年年初预算数1300.50万元", &[]),
        // Each unit has its own.
        (
            "局机关2026年支出预算900.00万元，其中：项目支出350.00万元。水利站2026年支出预算400.50万元，其中：项目支出82.00万元",
            &[],
        ),
        // More than basic expenditure has: the words say so.
        ("商品和服务支出260.00万元，占支出预算总额的19.99%", &[]),
        ("商品和服务支出260.00万元（其中：基本支出100.50万元，项目支出159.50万元）", &[]),
        ("商品和服务支出预算190.00万元，占项目支出预算47.50%", &[]),
        // The table has a row of that name, and nothing in it.
        (
            "收入预算1300.50万元，其中：一般公共预算拨款收入1200.50万元。\n其他收入3.57万元",
            &["其他收入", "列示为 0"],
        ),
        ("收入预算1300.50万元，其中：一般公共预算拨款收入1200.50万元。\n其他收入0万元", &[]),
        ("收入预算1300.50万元，其中：一般公共预算拨款收入1200.50万元。\n其他杂项3.57万元", &[]),
        // The only one that is wrong in its section, by one digit of four.
        (
            "农林水支出940.00万元。\n住房保障支出80.00万元。\n社会保障和就业支出130.30万元",
            &["130.30万元", "列示为 120.30"],
        ),
        ("农林水支出940.00万元。\n住房保障支出80.00万元。\n社会保障和就业支出120.30万元", &[]),
        ("农林水支出940.00万元。\n住房保障支出80.00万元。\n社会保障和就业支出35.17万元", &[]),
        // Each has the other's figure.
        ("卫生健康支出80.00万元，住房保障支出60.20万元，社会保障和就业支出120.30万元", &["正好相反"]),
    ] {
        let text = format!("四、其他情况说明\n{said}。\n五、政府性基金");
        found(BUDGET, &[("四、政府性基金", &text)], "语句-引用", says);
    }
    // The year's own money is in the table of income, with what is carried over beside it.
    let income = "表5 部门收入总体情况表\n单位：万元\n科目编码\t科目名称\t合计\t上年结转\t一般公共预算拨款收入\n\t合计\t1300.50\t40.00\t1260.50\n2130305\t水利工程建设\t300.00\t40.00\t260.00\n\n表6 项目";
    let said = [("水利工程建设（项）300万元", "水利工程建设（项）260万元"), ("表6 项目", income)];
    found(BUDGET, &said, "语句-引用", &[]);
    let own = [("2026年政府性基金预算支出100万元，", "2026年本部门政府性基金预算支出108.00万元，")];
    found(BUDGET, &own, "语句-引用", &["108.00万元", "100.00"]);
    let turned = [(
        "公务用车购置费0万元，与上年持平；公务用车运行维护费35万元",
        "公务用车购置费35万元，与上年持平；公务用车运行维护费0万元",
    )];
    found(BUDGET, &turned, "语句-引用", &["正好相反"]);
}

/// Basic expenditure out of all money is more than what a table of one fund has of it.
#[test]
fn a_part_of_more_than_a_table_has_is_not_held_against_it() {
    let whole = "四、政府性基金";
    let said = |basic: &str| {
        format!(
            "四、支出预算情况说明\n2026年全部支出1500.60万元，其中：基本支出{basic}万元，项目支出600.00万元。\n五、政府性基金"
        )
    };
    found(BUDGET, &[(whole, &said("900.60"))], "语句-引用", &[]);
    for other in [
        "局本级一般公共预算支出900.50万元，其中基本支出600.30万元，项目支出300.20万元；下属水利站300.00万元，其中基本支出200.20万元。",
        "项目支出620.00万元，其中一般公共预算400.00万元，政府性基金220.00万元。基本支出900.60万元，其中财政拨款800.50万元。",
        "2026年部门全口径“三公”经费46万元，其中财政拨款40万元。",
    ] {
        found(BUDGET, &[(whole, &format!("四、其他情况说明\n{other}\n五、政府性基金"))], "语句-引用", &[]);
    }
    let own = "四、支出预算情况说明\n2026年一般公共预算支出1200.50万元。\n基本支出808.50万元，主要用于人员。\n五、政府性基金";
    let other = [(whole, own), ("一般公共预算基本支出800.50万元", "一般公共预算支出1200.50万元")];
    found(BUDGET, &other, "语句-引用", &["808.50万元"]);
}

/// 人员经费 and 公用经费 of all funds, where the table that names them has those of one fund: the text shows it by a share, by
/// a list, item for item.
#[test]
fn figures_of_all_funds_are_not_held_against_those_of_one() {
    let funds = [
        ("三、其他收入\t0.00", "三、其他收入\t60.00"),
        ("五、农林水支出\t940.00", "五、农林水支出\t1000.00"),
        ("本年收入合计\t1300.50\t本年支出合计\t1300.50", "本年收入合计\t1360.50\t本年支出合计\t1360.50"),
        ("收入总计\t1300.50\t支出总计\t1300.50", "收入总计\t1360.50\t支出总计\t1360.50"),
    ];
    for (said, says) in [
        ("人员经费750万元，占支出预算的55.13%", &[] as &[&str]),
        ("2026年安排：人员经费750万元，公用经费110.50万元，项目支出500万元", &[]),
        ("1.人员经费750万元。\n2.公用经费110.50万元。\n3.项目支出500万元", &[]),
        // The share and the list are those of the fund.
        ("人员经费750万元，占58.31%", &["750万元", "700.00"]),
        ("2026年安排：人员经费750万元，公用经费100.50万元", &["750万元", "700.00"]),
        ("1.人员经费750万元。\n2.公用经费100.50万元。\n3.项目支出400万元", &["750万元", "700.00"]),
    ] {
        let text = format!("四、其他情况说明\n{said}。\n五、政府性基金");
        let mut changes =
            vec![("四、政府性基金", text.as_str()), ("其中：人员经费700万元，公用经费100.50万元。", "")];
        changes.extend(funds);
        found(BUDGET, &changes, "语句-引用", says);
    }
}

/// Each unit has its columns: what they have together is a table's figure too.
#[test]
fn columns_of_units_have_a_sum() {
    let table = "表5 部门支出总体情况表\n单位：万元\n科目编码\t科目名称\t合计\t水利局\t\t水利站\t\n\t\t\t基本支出\t项目支出\t基本支出\t项目支出\n\t合计\t1300.50\t600.50\t350.00\t200.00\t150.00\n\n表6 项目";
    let said = |figure: &str| format!("四、支出预算情况说明\n2026年项目支出{figure}万元。\n五、政府性基金");
    for (figure, says) in [("500.00", &[] as &[&str]), ("508.00", &["508.00万元"])] {
        found(BUDGET, &[("表6 项目", table), ("四、政府性基金", &said(figure))], "语句-引用", says);
    }
}

/// A whole amount is not taken for a rounded one in a text that only leaves out noughts.
#[test]
fn a_whole_amount_is_one_where_noughts_alone_are_left_out() {
    // 120 is near 120.30, which another row has.
    found(BUDGET, &[("基金预算支出100万元", "基金预算支出120万元")], "语句-引用", &["120万元", "100.00"]);
}

/// What a thing has changed by is what the table has of both years.
#[test]
fn changes_are_held_against_the_table_of_two_years() {
    for (from, to, says) in [
        ("", "", &[] as &[&str]),
        ("减少6万元，下降13.04%", "减少8万元，下降16.67%", &["应减少 6.00 万元", "减少8万元"]),
        ("减少6万元，下降13.04%", "增加6万元，增长17.65%", &["应减少 6.00 万元", "增加6万元"]),
        ("减少1万元", "减少2万元", &["公务接待费", "应减少 1.00 万元"]),
        ("境）费0万元，与上年持平", "境）费0万元，比上年减少2万元", &["没有增减"]),
        ("比上年下降12.5%", "比上年下降22.5%", &["应减少 5.00 万元（12.50%）"]),
        ("公务接待费5万元，比上年减少1万元", "公务接待费5万元，与上年持平", &["应减少 1.00 万元", "持平"]),
        // Compared once, for the whole list.
        (
            "2.公务接待费5万元，比上年减少1万元，主要原因是厉行节约",
            "2.“三公”经费比2025年预算减少6万元。其中：公务用车购置及运行维护费减少5万元，主要原因是压减；公务接待费减少2万元",
            &["公务接待费", "应减少 1.00 万元"],
        ),
        // Compared with something else, or with another year.
        ("比上年减少1万元", "比上年执行数减少2万元", &[]),
        ("比上年减少1万元", "比2024年减少2万元", &[]),
    ] {
        found(BUDGET, &[(from, to)], "语句-增减", says);
    }
    found(BUDGET, &[("公务接待费5万元", "公务接待费6万元")], "语句-引用", &["那是上年的数", "5.00"]);
}

/// What the general budget has changed by stands in the total of its table, whose first column of each year is all of it.
#[test]
fn the_change_of_the_general_budget_is_that_of_its_total() {
    let head = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t1200.50\t800.50\t400.00";
    let years = "科目编码\t科目名称\t2025年预算数\t2026年预算数\t\t\n\t\t\t合计\t基本支出\t项目支出\n\t合计\t1300.80\t1200.50\t800.50\t400.00";
    let rows = BUDGET.split("表2 ").nth(1).unwrap().split("\n\n").next().unwrap();
    let own = rows.split_once("208\t").map(|(_, own)| format!("208\t{own}")).unwrap();
    let wider: Vec<String> = own
        .lines()
        .map(|row| {
            let cells: Vec<&str> = row.splitn(3, '\t').collect();
            format!("{}\t{}\t\t{}", cells[0], cells[1], cells[2])
        })
        .collect();
    let wider = wider.join("\n");
    for (said, says) in [
        ("2026年一般公共预算当年拨款1200.50万元，比上年减少100.30万元，主要原因是项目减少", &[] as &[&str]),
        (
            "2026年一般公共预算当年拨款1200.50万元，比上年增加100.30万元，主要原因是项目增加",
            &["应减少 100.30 万元"],
        ),
    ] {
        let changes = [("2026年一般公共预算当年拨款1200.50万元", said), (head, years), (&own, &wider)];
        found(BUDGET, &changes, "语句-增减", says);
    }
}

/// The figure of one item under the name of another, which no table has.
#[test]
fn a_figure_under_a_name_that_no_table_has_is_told() {
    for (from, to, says) in [
        ("住房公积金80万元", "住房公积金80.00万元", &[] as &[&str]),
        ("其中：社会保障和就业支出120.30", "其中：教育支出120.30", &["教育", "社会保障和就业"]),
        // It may be money of another table that is not here.
        ("其中：社会保障和就业支出120.30", "其中：教育支出121.35", &[]),
    ] {
        found(BUDGET, &[(from, to)], "语句-科目", says);
    }
}
