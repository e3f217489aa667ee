//! Sheets of performance targets: their weights and costs, and the money of their projects.

use yusuan::session::{Plan, Start, as_template, new_budget};

use super::{DOCUMENT, found, opened};

/// A sheet of targets, of two projects.
const TARGETS: &str = "表6 项目支出绩效目标表
单位：万元
项目名称\t统计调查\t\t\t\t
主管部门\t某市统计局\t\t\t\t
资金金额（万元）\t\t\t年度资金总额：\t49.75\t执行率分值（10分）
\t\t\t其中：财政拨款\t49.75\t
年度绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t分值权重（90分）
\t成本指标\t经济成本指标\t项目总成本\t≤49.75万元\t20
\t\t\t人均补贴标准\t≤100万元\t10
\t产出指标\t数量指标\t调查报告\t≥5篇\t20
\t效益指标\t社会效益指标\t决策参考\t采用\t30
\t满意度指标\t服务对象满意度指标\t满意度\t≥95%\t10
资金金额（万元）\t\t\t年度资金总额：\t30.00\t执行率分值（10分）
年度绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t分值权重（90分）
\t成本指标\t经济成本指标\t实际支出\t≤30万元\t40
\t产出指标\t数量指标\t服务人次\t≥500人次\t25
\t效益指标\t社会效益指标\t家庭幸福\t提升\t25
";

/// Sheets of targets with the money of three projects and of the whole department, and the table of projects.
const FUNDED: &str = "表6 项目支出预算表
单位：万元
项目名称\t项目类别\t合计\t一般公共预算\t单位资金
合计\t\t79.75\t49.75\t30.00
统计调查\t特定目标类\t40.25\t40.25\t
办公设备\t其他运转类\t9.50\t9.50\t
人口普查\t特定目标类\t20.00\t\t20.00
人口普查（结转）\t特定目标类\t10.00\t\t10.00

表7 项目支出绩效目标表
单位：万元
项目名称\t统计调查\t\t\t\t
资金金额（万元）\t\t\t年度资金总额：\t40.25\t
\t\t\t其中：财政拨款\t40.25\t
\t\t\t其他资金\t\t
总体目标\t查清家底。\t\t\t\t
项目名称\t办公设备\t\t\t\t
资金金额（万元）\t\t\t年度资金总额：\t9.50\t
\t\t\t其中：财政拨款\t9.50\t
\t\t\t一般公共预算\t9.50\t
\t\t\t其他资金\t0.00\t
总体目标\t更新设备。\t\t\t\t
项目名称\t人口普查\t\t\t\t
资金金额（万元）\t\t\t年度资金总额：\t30.00\t
\t\t\t其中：财政拨款\t\t
\t\t\t其他资金\t30.00\t
总体目标\t普查人口。\t\t\t\t

表8 部门整体支出绩效目标表
单位：万元
部门（单位）名称\t某市统计局\t\t\t\t
年度主要任务\t任务名称\t主要内容\t预算金额（万元）\t\t
\t\t\t总额\t财政拨款\t其他资金
\t保障运转\t人员和公用\t220.25\t220.25\t0
\t统计调查\t各项调查\t79.75\t49.75\t30
\t金额合计\t\t300.00\t270.00\t30
年度总体目标\t做好统计工作。\t\t\t\t
";

#[test]
fn the_money_of_projects_agrees_with_its_sources_and_with_their_table() {
    let whole = format!("{DOCUMENT}{FUNDED}");
    let office = "\t\t\t年度资金总额：\t9.50\t\n\t\t\t其中：财政拨款\t9.50";
    for (from, to, says) in [
        ("", "", &[] as &[&str]),
        // A source, the whole with its sources, the whole alone.
        ("其中：财政拨款\t40.25", "其中：财政拨款\t45.25", &["“统计调查”", "各来源之和为 45.25 万元"]),
        (
            "年度资金总额：\t40.25\t\n\t\t\t其中：财政拨款\t40.25",
            "年度资金总额：\t41.25\t\n\t\t\t其中：财政拨款\t41.25",
            &["“统计调查”", "41.25 万元", "表6", "40.25 万元"],
        ),
        ("年度资金总额：\t30.00", "年度资金总额：\t31.00", &["“人口普查”", "各来源之和为 30.00 万元"]),
        ("其他资金\t30.00", "其他资金\t30.00万元", &[]),
        // A source within another may exceed no whole.
        ("一般公共预算\t9.50", "一般公共预算\t6.50", &[]),
        (office, "\t\t\t年度资金总额：\t9.50\t\n\t\t\t其中：财政拨款\t8.50", &["各来源之和为 8.50 万元"]),
        // What one source is within another, and money for several years beside this year's.
        (
            "其中：财政拨款\t9.50\t\n\t\t\t一般公共预算\t9.50",
            "一般公共预算\t9.50\t\n\t\t\t其中：上级资金\t3.00\t\n\t\t\t其中：本级\t6.50",
            &[],
        ),
        ("其中：财政拨款\t40.25\t\n\t\t\t其他资金\t\t", "其中：财政拨款\t\t\n\t\t\t其他资金\t\t", &[]),
        ("\t\t\t年度资金总额：\t40.25\t", "\t实施期资金总额：\t120.75\t年度资金总额：\t40.25\t", &[]),
        ("年度资金总额：\t9.50\t", "年度资金总额：9.50万元\t\t", &[]),
        ("年度资金总额：\t9.50\t", "年度资金总额：95000.00元\t\t", &[]),
        (
            "统计调查\t特定目标类\t40.25\t40.25",
            "统计调查\t特定目标类\t40.26\t40.26",
            &["“统计调查”", "40.26 万元"],
        ),
        // Columns whose money is within another's, and money of which nothing is known.
        (
            "总额\t财政拨款\t其他资金\n\t保障运转\t人员和公用\t220.25\t220.25\t0",
            "总额\t财政拨款\t其中：上级补助\n\t保障运转\t人员和公用\t220.25\t220.25\t20",
            &["“金额合计”", "50.00"],
        ),
        // A project that the table calls otherwise, and one that it has not.
        (
            "项目名称\t办公设备",
            "项目名称\t办公用房",
            &["“办公用房”", "没有这个项目", "金额相同的是“办公设备”"],
        ),
        ("人口普查\t\t\t\t\n资金", "人口普查和抽查\t\t\t\t\n资金", &["“人口普查和抽查”", "没有这个项目"]),
        // Cut where the form prints less than the table.
        ("统计调查\t特定目标类\t40.25\t40.25", "统计调查\t特定目标类\t40.255\t40.255", &[]),
        ("\t220.25\t220.25\t0", "\t220.25\t210.25\t0", &["“保障运转”", "各来源之和为 210.25"]),
        ("\t300.00\t270.00\t30", "\t300.00\t270.00\t31", &["“金额合计”", "上面各项任务之和为 30.00"]),
        (
            "\t79.75\t49.75\t30\n\t金额合计\t\t300.00\t270.00\t30",
            "\t78.75\t48.75\t30\n\t金额合计\t\t299.00\t269.00\t30",
            &["金额合计为 299.00", "300.00 万元"],
        ),
        ("\t79.75\t49.75\t30\n", "\t79.75\t49.75\t\n", &["“统计调查”", "各来源之和为 49.75"]),
    ] {
        found(&whole, &[(from, to)], "绩效-印数", says);
    }
}

#[test]
fn sheets_of_targets_agree_with_themselves() {
    let whole = format!("{DOCUMENT}{TARGETS}");
    for (from, to, says) in [
        ("", "", ""),
        ("调查报告\t≥5篇\t20", "调查报告\t≥5篇\t25", "之和为 95，应为 90"),
        ("服务人次\t≥500人次\t25", "服务人次\t≥500人次\t20", "之和为 85，应为 90"),
        ("项目总成本\t≤49.75万元", "项目总成本\t≤50万元", "超过项目资金 49.75 万元"),
        ("项目总成本\t≤49.75万元", "项目总成本\t≤497500元", ""),
        ("实际支出\t≤30万元", "实际支出\t不超过40万元", "超过项目资金 30.00 万元"),
        (
            "三级指标\t指标值\t分值权重（90分）\n\t成本指标\t经济成本指标\t实际支出\t≤30万元\t40",
            "三级指标\t得分\t分值权重（90分）\n\t成本指标\t经济成本指标\t实际支出\t45\t40",
            "得分 45，高于分值 40",
        ),
        // What ends the weights, and what only sounds like money or like a cost.
        ("满意度\t≥95%\t10", "满意度\t≥95%\t10\n\t总分\t\t\t\t90", ""),
        ("调查报告\t≥5篇\t20", "预算资金执行率\t100%\t20", ""),
        ("社会效益指标\t决策参考\t采用", "经济效益指标\t为企业节约成本\t800万元", ""),
        // Where a weight is wanting, cells have moved.
        ("调查报告\t≥5篇\t20", "调查报告\t≥5篇\t", ""),
    ] {
        let words: &[&str] = if says.is_empty() { &[] } else { &[says] };
        let told = found(&whole, &[(from, to)], "绩效-印数", words);
        assert!(told.len() < 2, "{from} -> {to}: {told:?}");
    }
}

/// A new budget without amounts has none in its forms either, where they are texts; what else stands there is kept.
#[test]
fn a_new_budget_has_no_money_in_its_forms() {
    let whole = format!("{DOCUMENT}{FUNDED}").replace("年度资金总额：\t9.50\t", "年度资金总额：9.50万元\t\t");
    let last = opened(&whole);
    let (format, budget) = (last.format(), last.budget());
    let plan = Plan { year: 2027, ..Plan::default() };
    let begun = |amounts| new_budget(format, &plan, Start::LastYear { budget, amounts });
    for (new, has_money) in [(begun(false), false), (as_template(format, budget), false), (begun(true), true)]
    {
        let session = yusuan::session::Session::new(new, format.clone());
        let book = session.book();
        let forms = book.sheets().filter(|sheet| sheet.schema.title.contains("绩效"));
        let cells = forms.flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells().collect::<Vec<_>>());
        let texts: Vec<String> = cells.map(|cell| cell.text()).collect();
        for text in ["统计调查", "年度资金总额：", "查清家底。", "金额合计"] {
            assert!(texts.iter().any(|own| own == text), "{text}: {texts:?}");
        }
        let money = ["40.25", "30.00", "9.50", "年度资金总额：9.50万元", "220.25", "300.00", "270.00"];
        let left: Vec<&String> = texts.iter().filter(|text| money.contains(&text.as_str())).collect();
        assert_eq!(!left.is_empty(), has_money, "{left:?}");
    }
}

/// Targets as one list, whose project, money and target stand once for all their rows: the money is that of the table of
/// projects, whichever column that has before their names.
#[test]
fn money_in_a_list_of_targets_is_that_of_the_table_of_projects() {
    let list = "表7 项目支出绩效目标表\n单位：万元\n项目名称\t项目金额\t绩效目标\t一级指标\t三级指标\t指标值\n\
                统计调查\t40.25\t查清家底。\t产出指标\t调查报告\t≥5篇\n\t\t\t效益指标\t决策参考\t采用\n\
                办公设备\t9.50\t更新设备。\t产出指标\t购置数量\t≥3台\n\
                人口普查\t20.00\t普查人口。\t产出指标\t入户次数\t≥500次\n";
    for table in [
        "项目类别\t项目名称\t合计\n合计\t\t69.75\n特定目标类\t统计调查\t40.25\n其他运转类\t办公设备\t9.50\n特定目标类\t人口普查\t20.00\n",
        "项目\t合计\n合计\t69.75\n统计调查\t40.25\n办公设备\t9.50\n人口普查\t20.00\n",
        // Without names the sorts are what the list is of.
        "项目类别\t合计\n合计\t69.75\n统计调查\t40.25\n办公设备\t9.50\n人口普查\t20.00\n",
    ] {
        let whole = format!("{DOCUMENT}表6 项目支出预算表\n单位：万元\n{table}\n{list}");
        let told = found(&whole, &[], "绩效-印数", &[]);
        assert_eq!(told, Vec::<String>::new(), "{table}");
        let told =
            found(&whole, &[("\t9.50\t更新", "\t8.50\t更新")], "绩效-印数", &["办公设备", "8.50", "9.50"]);
        assert_eq!(told.len(), 1, "{table}: {told:?}");
    }
}
