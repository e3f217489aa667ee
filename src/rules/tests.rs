//! For every rule one change that fires it and one near it that does not, on a small budget that keeps
//! every rule.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::*;
use crate::calc::Figures;
use crate::model::{Budget, CellAddress, Coverage, Layer, Row, SubmittedTable, TableKey, Value};
use crate::schema::{RowShape, TableSchema, default_format};

/// A coherent budget, a row a line: table, kind or fixed row's key, then `column=value`.
const COHERENT: &str = "
T1 !一般公共预算 金额=201
T1 !财政拨款 金额=201
T1 !201 支出金额=167
T1 !208 支出金额=18
T1 !210 支出金额=8
T1 !221 支出金额=8
T2 项 类=201 款=31 项=01 名称=行政运行 一般公共预算=167 财政拨款=167
T2 项 类=208 款=05 项=05 名称=机关事业单位基本养老保险缴费支出 一般公共预算=12 财政拨款=12
T2 项 类=208 款=05 项=01 名称=行政单位离退休 一般公共预算=6 财政拨款=6
T2 项 类=210 款=11 项=01 名称=行政单位医疗 一般公共预算=5 财政拨款=5
T2 项 类=210 款=11 项=03 名称=公务员医疗补助 一般公共预算=3 财政拨款=3
T2 项 类=221 款=02 项=01 名称=住房公积金 一般公共预算=8 财政拨款=8
T3 项 类=201 款=31 项=01 名称=行政运行 工资福利支出=100 商品和服务支出=27 其他运转类=10 特定目标类=30
T3 项 类=208 款=05 项=05 名称=机关事业单位基本养老保险缴费支出 工资福利支出=12
T3 项 类=208 款=05 项=01 名称=行政单位离退休 对个人和家庭的补助=6
T3 项 类=210 款=11 项=01 名称=行政单位医疗 工资福利支出=5
T3 项 类=210 款=11 项=03 名称=公务员医疗补助 工资福利支出=3
T3 项 类=221 款=02 项=01 名称=住房公积金 工资福利支出=8
T4 !一般公共预算 金额=201
T4 !财政拨款 金额=201
T4 !201 一般公共预算支出=167 财政拨款支出=167
T4 !208 一般公共预算支出=18 财政拨款支出=18
T4 !210 一般公共预算支出=8 财政拨款支出=8
T4 !221 一般公共预算支出=8 财政拨款支出=8
T5 项 类=201 款=31 项=01 名称=行政运行 工资福利支出=100 商品和服务支出=27 其他运转类=10 特定目标类=30
T5 项 类=208 款=05 项=05 名称=机关事业单位基本养老保险缴费支出 工资福利支出=12
T5 项 类=208 款=05 项=01 名称=行政单位离退休 对个人和家庭的补助=6
T5 项 类=210 款=11 项=01 名称=行政单位医疗 工资福利支出=5
T5 项 类=210 款=11 项=03 名称=公务员医疗补助 工资福利支出=3
T5 项 类=221 款=02 项=01 名称=住房公积金 工资福利支出=8
T6 科目 部门科目编码=30101 部门科目名称=基本工资 政府科目编码=50101 政府科目名称=工资奖金津补贴 人员经费=100
T6 科目 部门科目编码=30108 部门科目名称=机关事业单位基本养老保险缴费 政府科目编码=50102 政府科目名称=社会保障缴费 人员经费=12
T6 科目 部门科目编码=30110 部门科目名称=职工基本医疗保险缴费 政府科目编码=50102 政府科目名称=社会保障缴费 人员经费=5
T6 科目 部门科目编码=30111 部门科目名称=公务员医疗补助缴费 政府科目编码=50102 政府科目名称=社会保障缴费 人员经费=3
T6 科目 部门科目编码=30113 部门科目名称=住房公积金 政府科目编码=50103 政府科目名称=住房公积金 人员经费=8
T6 科目 部门科目编码=30302 部门科目名称=退休费 政府科目编码=50905 政府科目名称=离退休费 人员经费=6
T6 科目 部门科目编码=30201 部门科目名称=办公费 政府科目编码=50201 政府科目名称=办公经费 公用经费=20
T6 科目 部门科目编码=30231 部门科目名称=公务用车运行维护费 政府科目编码=50208 政府科目名称=公务用车运行维护费 公用经费=5
T6 科目 部门科目编码=30217 部门科目名称=公务接待费 政府科目编码=50206 政府科目名称=公务接待费 公用经费=2
T7 明细 项目单位=某办公室 类型=人员类 项目名称=人员 本年一般公共预算=134
T7 明细 项目单位=某办公室 类型=公用经费 项目名称=公用 本年一般公共预算=27
T8 科目 部门科目编码=30101 部门科目名称=基本工资 政府科目编码=50101 政府科目名称=工资奖金津补贴 基本支出=100 本年一般公共预算=100
T8 科目 部门科目编码=30108 部门科目名称=机关事业单位基本养老保险缴费 政府科目编码=50102 政府科目名称=社会保障缴费 基本支出=12 本年一般公共预算=12
T8 科目 部门科目编码=30110 部门科目名称=职工基本医疗保险缴费 政府科目编码=50102 政府科目名称=社会保障缴费 基本支出=5 本年一般公共预算=5
T8 科目 部门科目编码=30111 部门科目名称=公务员医疗补助缴费 政府科目编码=50102 政府科目名称=社会保障缴费 基本支出=3 本年一般公共预算=3
T8 科目 部门科目编码=30113 部门科目名称=住房公积金 政府科目编码=50103 政府科目名称=住房公积金 基本支出=8 本年一般公共预算=8
T8 科目 部门科目编码=30302 部门科目名称=退休费 政府科目编码=50905 政府科目名称=离退休费 基本支出=6 本年一般公共预算=6
T8 科目 部门科目编码=30201 部门科目名称=办公费 政府科目编码=50201 政府科目名称=办公经费 基本支出=20 本年一般公共预算=20
T8 科目 部门科目编码=30231 部门科目名称=公务用车运行维护费 政府科目编码=50208 政府科目名称=公务用车运行维护费 基本支出=5 本年一般公共预算=5
T8 科目 部门科目编码=30217 部门科目名称=公务接待费 政府科目编码=50206 政府科目名称=公务接待费 基本支出=2 项目支出=1 本年一般公共预算=3
T8 科目 部门科目编码=30227 部门科目名称=委托业务费 政府科目编码=50205 政府科目名称=委托业务费 项目支出=39 本年一般公共预算=39
T9 !预算数 公务用车运行费=5 公务接待费=3
T12 项目 类型=其他运转类 项目名称=会议 项目单位=某办公室 本年一般公共预算=10
T12 项目 类型=特定目标类 项目名称=线路 项目单位=某办公室 本年一般公共预算=30
T13 科目 科目编码=30201 科目名称=办公费 合计=20
T13 科目 科目编码=30231 科目名称=公务用车运行维护费 合计=5
T13 科目 科目编码=30217 科目名称=公务接待费 合计=3
T14 !政府预算资金 预算金额=201
T14 !基本支出 预算金额=161
T14 !项目支出 预算金额=40
T14 指标 一级指标=产出 二级指标=数量 三级指标=会议次数 指标值=≥2次
T14 指标 一级指标=产出 二级指标=数量 三级指标=其他 指标值=≥9次
T15 单位 编码=101101 名称=某办公室
T15 项目 编码=410800220000000000001 名称=会议 政府预算资金=10 产出指标=会议次数 产出指标值=≥2次
T15 项目 编码=410800220000000000002 名称=线路 政府预算资金=30
单位 单位 单位代码=101101 单位名称=某办公室
基本情况 !行政编制 数量=9
基本情况 !车辆 资产金额=3
基本情况 !一般公务用车 设备数量=2
基本情况 !货物 采购金额=1
基本情况 !绩效人员经费 绩效金额=1
基本情况 !绩效项目数 绩效数量=2
基本情况 !上年收支总计 上年数=200
";

/// What fires a declared rule, and what is near it but does not: changes parted by `;`, each
/// `表!行!栏=值`.
const CASES: &[(&str, &str, &str)] = &[
    ("T1-平衡", "T1!上年结转结余!金额=5", "T1!上年结转结余!金额=5; T1!年终结转结余!支出金额=5"),
    ("T4-平衡", "T4!上年结转结余!金额=5", "T4!上年结转结余!金额=5; T4!年终结转结余!一般公共预算支出=5"),
    ("T1-T2-一般公共预算", "T1!一般公共预算!金额=202", "T1!一般公共预算!金额=201.01"),
    ("T1-T2-财政拨款", "T1!财政拨款!金额=200", "T1!财政拨款!金额=201.01"),
    ("T1-T2-政府性基金", "T1!政府性基金!金额=1", "T1!政府性基金!金额=1; T2!2013101!政府性基金=1"),
    ("T1-T2-国有资本经营", "T1!国有资本经营!金额=1", "T1!国有资本经营!金额=1; T2!2013101!国有资本经营=1"),
    ("T1-T2-财政专户", "T1!财政专户!金额=1", "T1!财政专户!金额=0"),
    ("T1-T2-事业收入", "T1!事业收入!金额=1", "T1!事业收入!金额=1; T2!2013101!事业收入=1"),
    ("T1-T2-事业单位经营收入", "T2!2013101!事业单位经营收入=1", "T2!2013101!事业单位经营收入=0"),
    ("T1-T2-上级补助", "T2!2013101!上级补助=1", "T2!2013101!上级补助=0.01"),
    ("T1-T2-附属单位上缴", "T2!2013101!附属单位上缴=1", "T2!2013101!附属单位上缴=0"),
    ("T1-T2-其他收入", "T1!其他收入!金额=-1", "T1!其他收入!金额=1; T2!2013101!其他收入=1"),
    ("T1-T2-上年结转结余", "T1!上年结转结余!金额=1", "T1!上年结转结余!金额=1; T2!2013101!上年结转=1"),
    ("T1-T2-收入总计", "T2!2013101!其他收入=1", "T2!2013101!其他收入=0.01"),
    ("T1-T3-类", "T1!201!支出金额=176", "T1!201!支出金额=167.02"),
    ("T1-T3-合计", "T3!2013101!其他运转类=11", "T3!2013101!其他运转类=10.01"),
    ("T4-T1-一般公共预算", "T4!一般公共预算!金额=200", "T4!一般公共预算!金额=201.01"),
    ("T4-T1-财政拨款", "T4!财政拨款!金额=200", "T4!财政拨款!金额=201.01"),
    ("T4-T1-上年结转结余", "T4!上年结转结余!金额=5", "T1!上年结转结余!金额=5; T4!上年结转结余!金额=4"),
    ("T4-T1-政府性基金", "T4!政府性基金!金额=1", "T4!政府性基金!金额=1; T1!政府性基金!金额=1"),
    ("T4-T1-国有资本经营", "T4!国有资本经营!金额=1", "T4!国有资本经营!金额=1; T1!国有资本经营!金额=1"),
    ("T4-T1-支出类", "T4!208!一般公共预算支出=81", "T1!其他收入!金额=9; T4!208!一般公共预算支出=81"),
    ("T4-T1-支出合计", "T4!208!一般公共预算支出=81", "T1!其他收入!金额=9; T4!208!一般公共预算支出=81"),
    (
        "T4-T1-支出类不大于",
        "T1!其他收入!金额=9; T4!208!一般公共预算支出=19",
        "T1!其他收入!金额=9; T4!208!一般公共预算支出=17",
    ),
    ("T4-T5-合计", "T4!208!一般公共预算支出=17", "T4!208!一般公共预算支出=18.01"),
    ("T4-T5", "T4!208!一般公共预算支出=17", "T4!208!一般公共预算支出=18.01"),
    ("T4-T10", "T4!208!政府性基金支出=1", "T4!208!政府性基金支出=0"),
    ("T4-T11", "T4!208!国有资本经营支出=1", "T4!208!国有资本经营支出=0"),
    (
        "T5-T3-不大于",
        "T1!其他收入!金额=9; T5!2080505!工资福利支出=13",
        "T1!其他收入!金额=9; T5!2080505!工资福利支出=11",
    ),
    ("T5-T3-相等", "T5!2080505!工资福利支出=11", "T1!其他收入!金额=9; T5!2080505!工资福利支出=11"),
    ("T3-T5-齐全", "T5!2080505!项=99", "T1!其他收入!金额=9; T5!2080505!项=99"),
    ("T5-T3-合计", "T5!2080505!工资福利支出=13", "T5!2080505!工资福利支出=11"),
    ("T5-T6-基本支出", "T5!2013101!工资福利支出=99", "T5!2013101!其他运转类=99"),
    ("T5-T6-人员经费", "T6!30101-50101!人员经费=99", "T6!30101-50101!人员经费=100.01"),
    ("T5-T6-公用经费", "T6!30201-50201!公用经费=19", "T6!30101-50101!人员经费=99"),
    ("T5-T6-301", "T6!30101-50101!人员经费=99", "T6!30201-50201!公用经费=19"),
    ("T5-T6-303", "T6!30302-50905!人员经费=5", "T6!30101-50101!人员经费=99"),
    ("T5-T6-302", "T6!30201-50201!公用经费=19", "T6!30101-50101!人员经费=99"),
    ("T5-T6-310", "T5!2013101!资本性支出=1", "T5!2013101!资本性支出=0"),
    (
        "T5-T7",
        "T7!某办公室·公用经费·公用!本年一般公共预算=72",
        "T7!某办公室·公用经费·公用!本年一般公共预算=20; T7!某办公室·公用经费·公用!结转一般公共预算=7",
    ),
    ("T6-人员科目", "T6!30201-50201!人员经费=1", "T6!30302-50905!人员经费=1"),
    ("T6-公用科目", "T6!30101-50101!公用经费=1", "T6!30231-50208!公用经费=1"),
    ("T5-T6-住房公积金", "T6!30113-50103!人员经费=9", "T6!30113-50103!人员经费=9; T5!2210201!工资福利支出=9"),
    ("T5-T6-养老保险", "T6!30108-50102!人员经费=21", "T6!30108-50102!人员经费=12.01"),
    ("T5-T6-基本医疗", "T6!30110-50102!人员经费=6", "T5!2101101!项=02"),
    ("T5-T6-公务员医疗", "T5!2101103!工资福利支出=4", "T5!2101103!项目支出=4"),
    ("T3-T12-项目支出", "T12!某办公室·会议!本年一般公共预算=11", "T12!某办公室·会议!类型=特定目标类"),
    ("T3-T12-其他运转类", "T12!某办公室·会议!类型=特定目标类", "T12!某办公室·会议!本年一般公共预算=10.01"),
    ("T3-T12-特定目标类", "T12!某办公室·会议!类型=特定目标类", "T12!某办公室·线路!本年一般公共预算=30.01"),
    ("T12-T15-单位", "T12!某办公室·线路!本年一般公共预算=31", "T12!某办公室·线路!本年一般公共预算=30.01"),
    (
        "T12-T15-项目",
        "T15!410800220000000000001!政府预算资金=11",
        "T15!410800220000000000001!政府预算资金=0; T15!410800220000000000001!单位资金=10",
    ),
    ("T15-T12-项目", "T15!410800220000000000001!名称=别的会议", "T15!410800220000000000001!名称=会 议"),
    (
        "T12-T15-合计",
        "T15!410800220000000000001!政府预算资金=11",
        "T15!410800220000000000001!政府预算资金=10.01",
    ),
    ("T3-T7", "T7!某办公室·人员类·人员!单位资金=1", "T7!某办公室·人员类·人员!单位资金=0.01"),
    ("T3-T8", "T8!30227-50205!项目支出=40", "T8!30227-50205!项目支出=39.01"),
    ("T8-资金", "T8!30227-50205!单位资金=1", "T8!30227-50205!单位资金=1; T8!30227-50205!本年一般公共预算=38"),
    ("T8-T6", "T6!30201-50201!公用经费=21", "T6!30201-50201!公用经费=19"),
    ("T9-T6-30217", "T9!预算数!公务接待费=1", "T9!预算数!公务接待费=2"),
    ("T9-T8-30217", "T9!预算数!公务接待费=4", "T9!预算数!公务接待费=3.01"),
    ("T9-T6-30231", "T9!预算数!公务用车运行费=4", "T9!预算数!公务用车运行费=6"),
    ("T9-T8-30231", "T9!预算数!公务用车运行费=4", "T9!预算数!公务用车运行费=5.01"),
    ("T9-T6-30212", "T6!30201-50201!部门科目编码=30212", "T9!预算数!因公出国（境）费=1"),
    ("T9-T8-30212", "T9!预算数!因公出国（境）费=1", "T9!预算数!因公出国（境）费=0"),
    ("T9-T6-31013", "T6!30201-50201!部门科目编码=31013", "T9!预算数!公务用车购置费=1"),
    ("T9-T8-31013", "T9!预算数!公务用车购置费=1", "T9!预算数!公务用车购置费=0"),
    // 30217 exceeds table 6 but has project money in table 8.
    ("T13-T6", "T13!30201!合计=21", "T13!30217!合计=9"),
    ("T14-T1-总额", "T14!政府预算资金!预算金额=210", "T14!政府预算资金!预算金额=201.01"),
    ("T14-资金", "T14!基本支出!预算金额=160", "T14!基本支出!预算金额=161.01"),
    (
        "T14-T1-政府预算资金",
        "T14!政府预算资金!预算金额=210",
        "T1!上年结转结余!金额=9; T14!政府预算资金!预算金额=210",
    ),
    ("T14-T1-单位资金", "T14!单位资金!预算金额=1", "T14!单位资金!预算金额=1; T1!其他收入!金额=1"),
    ("T14-T1-财政专户", "T14!财政专户管理资金!预算金额=1", "T14!财政专户管理资金!预算金额=0"),
    ("T14-T3-基本支出", "T14!基本支出!预算金额=160", "T14!基本支出!预算金额=161.01"),
    ("T14-T3-项目支出", "T14!项目支出!预算金额=41", "T14!项目支出!预算金额=40.01"),
    (
        "绩效指标一致",
        "T15!410800220000000000001!产出指标值=≥3次",
        "T15!410800220000000000001!产出指标值=≥ 2次",
    ),
    (
        "T14-指标含义",
        "T14!产出·数量·其他!三级指标=完成率",
        "T14!产出·数量·其他!三级指标=完成率; T14!产出·数量·其他!指标值=≥9%",
    ),
    (
        "T15-指标含义",
        "T15!410800220000000000001!产出指标值=≥98%",
        "T15!410800220000000000001!产出指标值=明显",
    ),
    (
        "T15-指标含义",
        "T15!410800220000000000001!产出指标=故障修复时间",
        "T15!410800220000000000001!产出指标=故障修复时间; T15!410800220000000000001!产出指标值=≤2小时",
    ),
    ("T2-支出功能分类科目", "T2!2013101!类=299", "T2!2013101!项=98"),
    ("T3-支出功能分类科目", "T3!2013101!类=299", "T3!2013101!项=98"),
    ("T5-支出功能分类科目", "T5!2013101!项=1", "T5!2013101!项=98"),
    ("T6-部门预算支出经济分类科目", "T6!30201-50201!部门科目编码=30298", "T6!30201-50201!部门科目编码=30202"),
    ("T6-政府预算支出经济分类科目", "T6!30201-50201!政府科目编码=50298", "T6!30201-50201!政府科目编码=50202"),
    (
        "T8-部门预算支出经济分类科目",
        "T8!30201-50201!部门科目编码=302010",
        "T8!30201-50201!部门科目编码=30202",
    ),
    ("T8-政府预算支出经济分类科目", "T8!30201-50201!政府科目编码=5O201", "T8!30201-50201!政府科目编码=50202"),
    ("T13-部门预算支出经济分类科目", "T13!30201!科目编码=30298", "T13!30201!科目编码=30202"),
    ("T6-科目对应", "T6!30101-50101!政府科目编码=50201", "T6!30101-50101!政府科目编码=50501"),
    ("T8-科目对应", "T8!30101-50101!政府科目编码=50201", "T8!30101-50101!政府科目编码=50501"),
];

/// The coherent budget.
fn coherent() -> Budget {
    read(COHERENT)
}

/// The budget that `lines` give.
fn read(lines: &str) -> Budget {
    let format = default_format();
    let mut budget = Budget { format: format.id.clone(), year: 2023, ..Budget::default() };
    for schema in &format.tables {
        budget.tables.insert(schema.key.clone(), schema.blank_table());
    }
    for table in ["T10", "T11"] {
        budget.tables.get_mut(&table.into()).unwrap().remark = "本年没有此项资金".to_owned();
    }
    for line in lines.lines().filter(|line| !line.is_empty()) {
        let mut words = line.split(' ');
        let (key, kind) = (TableKey::from(words.next().unwrap()), words.next().unwrap());
        let schema = format.table(&key).unwrap();
        let table = budget.tables.get_mut(&key).unwrap();
        let fixed = kind.strip_prefix('!');
        let mut row = match fixed {
            Some(key) => table.rows.iter().find(|row| row.key.as_str() == key).unwrap().clone(),
            None => Row { kind: kind.into(), ..Row::default() },
        };
        for word in words {
            let (column, text) = word.split_once('=').unwrap();
            put(schema, &mut row, column, text);
        }
        match fixed {
            Some(_) => {
                let at = table.position(&row.key).unwrap();
                table.rows[at] = row;
            }
            None => {
                let section =
                    schema.sections.iter().find(|section| section.free_kind(&row.kind).is_some()).unwrap();
                let taken: BTreeSet<_> = table.rows.iter().map(|row| row.key.clone()).collect();
                row.key = section.free_kind(&row.kind).unwrap().new_key(&row, &taken);
                let foot = section.after.first().and_then(|foot| table.position(&foot.key));
                let next = schema.sections.iter().skip_while(|other| !std::ptr::eq(*other, section)).nth(1);
                let next = next
                    .and_then(|next| next.fixed_rows().next())
                    .and_then(|fixed| table.position(&fixed.key));
                let at = foot.or(next).unwrap_or(table.rows.len());
                table.rows.insert(at, row);
            }
        }
    }
    budget
}

/// Puts a text into a row as its column wants it.
fn put(schema: &TableSchema, row: &mut Row, column: &str, text: &str) {
    let kind = schema.sections.iter().find_map(|section| section.column(&column.into())).unwrap().kind;
    let value = match text.parse::<Decimal>() {
        Ok(amount) if kind.is_number() => Value::Amount(amount),
        _ => Value::Text(text.to_owned()),
    };
    row.cells.insert(column.into(), value);
}

fn verdicts(budget: &Budget) -> Verdicts {
    let format = default_format();
    let figures = Figures::compute(budget, &format);
    let book = Book { format: &format, budget, figures: &figures };
    RuleSet::compile(&format).0.run(&book, Classification::for_year(2023))
}

/// The coherent budget after some changes.
fn changed(changes: &str) -> Budget {
    let mut budget = coherent();
    change(&mut budget, changes);
    budget
}

fn change(budget: &mut Budget, changes: &str) {
    let format = default_format();
    for change in changes.split("; ") {
        let (place, text) = change.split_once('=').unwrap();
        let address: CellAddress = place.trim().parse().unwrap();
        let table = budget.tables.get_mut(&address.table).unwrap();
        let at = table.position(&address.row).unwrap_or_else(|| panic!("no row {address}"));
        put(format.table(&address.table).unwrap(), &mut table.rows[at], address.column.as_str(), text);
    }
}

/// How a rule ends after some changes to the coherent budget.
fn outcome_after(rule: &str, changes: &str) -> Outcome {
    verdicts(&changed(changes)).outcome(rule).unwrap_or_else(|| panic!("no rule {rule}"))
}

/// The rules with findings, once each.
fn fired(verdicts: &Verdicts) -> Vec<&str> {
    let mut rules: Vec<&str> = verdicts.findings().iter().map(|finding| finding.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

#[test]
fn the_coherent_budget_keeps_every_rule() {
    let verdicts = verdicts(&coherent());
    let messages: Vec<_> =
        verdicts.findings().iter().map(|finding| format!("{} {}", finding.rule, finding.message)).collect();
    assert!(messages.is_empty(), "{}", messages.join("\n"));
    let skipped: Vec<_> =
        verdicts.rules().iter().filter(|rule| rule.outcome == Outcome::NotChecked).collect();
    assert!(skipped.is_empty(), "{skipped:?}");
}

#[test]
fn each_rule_fires_and_spares_the_near_miss() {
    let mut wrong = Vec::new();
    for (rule, fires, spares) in CASES {
        if outcome_after(rule, fires) != Outcome::Violated {
            wrong.push(format!("{rule} does not fire: {fires}"));
        }
        if outcome_after(rule, spares) == Outcome::Violated {
            wrong.push(format!("{rule} does not spare: {spares}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rules that hold of every table are fired by what they say, wherever the table has such a cell.
#[test]
fn native_rules_fire_on_every_table() {
    let format = default_format();
    for schema in &format.tables {
        let key = &schema.key;
        let figures = Figures::compute(&coherent(), &format);
        let budget = coherent();
        let sheet = Book { format: &format, budget: &budget, figures: &figures }.sheet(key).unwrap();
        let cells: Vec<_> =
            sheet.rows().flat_map(|row| row.cells()).filter(|cell| cell.column.kind.is_number()).collect();
        let with = |change: &dyn Fn(&mut SubmittedTable)| {
            let mut budget = coherent();
            change(budget.tables.get_mut(key).unwrap());
            verdicts(&budget)
        };
        let ends = |verdicts: &Verdicts, rule: &str| verdicts.outcome(&format!("{key}-{rule}"));

        if let Some(total) = cells.iter().find(|cell| cell.role.is_computed()) {
            let (at, column, value) =
                (total.row.index, total.column.key.clone(), total.number().unwrap_or_default());
            let state = |by: i64| {
                let stated = Value::Amount(value + Decimal::from(by));
                with(&|table| {
                    *table.rows[at].layer_mut(Layer::Stated) = [(column.clone(), stated.clone())].into()
                })
            };
            assert_eq!(ends(&state(7), "合计"), Some(Outcome::Violated), "{key}");
            assert_eq!(ends(&state(0), "合计"), Some(Outcome::Passed), "{key}");
        }
        if let Some(input) = cells.iter().find(|cell| cell.role == crate::schema::Role::Input) {
            let (at, column) = (input.row.index, input.column.key.clone());
            let enter = |value: Value| {
                with(&|table| drop(table.rows[at].cells.insert(column.clone(), value.clone())))
            };
            assert_eq!(ends(&enter("29O7".into()), "识别"), Some(Outcome::Violated), "{key}");
            assert_eq!(ends(&enter(Decimal::ONE.into()), "识别"), Some(Outcome::Passed), "{key}");
        }
        for cell in &cells {
            let RowShape::Fixed(fixed) = cell.row.shape else { continue };
            if fixed.part_of.is_none() {
                continue;
            }
            let (at, column) = (cell.row.index, cell.column.key.clone());
            let part = |value: i64| {
                with(&|table| drop(table.rows[at].cells.insert(column.clone(), Decimal::from(value).into())))
            };
            assert_eq!(ends(&part(9999), "其中"), Some(Outcome::Violated), "{key}");
            assert_eq!(ends(&part(1), "其中"), Some(Outcome::Passed), "{key}");
        }
        let keyed =
            sheet.rows().find(|row| matches!(row.shape, RowShape::Free(free) if !free.key.is_empty()));
        if let Some(row) = keyed {
            let RowShape::Free(free) = row.shape else { continue };
            let twice = |change: &str| {
                with(&|table| {
                    let mut copy = table.rows[row.index].clone();
                    copy.key = "又一行".into();
                    let last = free.key.last().unwrap();
                    let text = format!("{}{change}", copy.text(last));
                    copy.cells.insert(last.clone(), Value::Text(text));
                    table.rows.insert(row.index + 1, copy);
                })
            };
            assert_eq!(ends(&twice(""), "重复"), Some(Outcome::Violated), "{key}");
            assert_eq!(ends(&twice("9"), "重复"), Some(Outcome::Passed), "{key}");
        }
        if schema.number.is_some() {
            let gone = with(&|table| table.coverage = Coverage::Absent);
            assert_eq!(gone.outcome("表格齐全"), Some(Outcome::Violated), "{key}");
            let mine = gone.findings().iter().filter(|finding| finding.rule == "表格齐全").count();
            assert_eq!(mine, 1);
            assert_eq!(gone.findings().len(), 1, "{key}: a missing table is one finding, not many");
        }
        if schema.may_be_empty {
            assert_eq!(
                with(&|table| table.remark.clear()).outcome("空表说明"),
                Some(Outcome::Violated),
                "{key}"
            );
        }
    }
}

/// Money that is not fiscal, and money carried over, are no contradictions.
#[test]
fn conditions_spare_what_they_name() {
    for (what, changes) in [
        (
            "income that is not fiscal",
            "T1!其他收入!金额=9; T2!2013101!其他收入=9; T1!201!支出金额=176; T3!2013101!商品和服务支出=36; \
             T7!某办公室·公用经费·公用!单位资金=9; T8!30201-50201!基本支出=29; T8!30201-50201!单位资金=9; \
             T14!单位资金!预算金额=9; T14!基本支出!预算金额=170",
        ),
        (
            "income of the general public budget that is no appropriation",
            "T1!财政拨款!金额=190; T2!2013101!财政拨款=156; T4!财政拨款!金额=190; T4!201!财政拨款支出=156",
        ),
        (
            "money carried over",
            "T1!上年结转结余!金额=5; T2!2013101!上年结转=5; T4!上年结转结余!金额=5; T1!201!支出金额=172; \
             T4!201!一般公共预算支出=172; T3!2013101!特定目标类=35; T5!2013101!特定目标类=35; \
             T8!30217-50206!项目支出=6; T8!30217-50206!结转一般公共预算=5; \
             T12!某办公室·线路!结转一般公共预算=5; T15!410800220000000000002!政府预算资金=35; \
             T14!政府预算资金!预算金额=206; T14!项目支出!预算金额=45",
        ),
    ] {
        let verdicts = verdicts(&changed(changes));
        let messages: Vec<_> = verdicts.findings().iter().map(|finding| &finding.message).collect();
        assert!(messages.is_empty(), "{what}: {messages:#?}");
    }
}

/// The coherent budget with table 3's and table 5's lines parted between a department's two units, under
/// the department's own row.
fn two_units() -> Budget {
    let mut lines = COHERENT.to_owned();
    for table in ["T3", "T5"] {
        let first = format!("{table} 项 类=201 款=31 项=01 名称=行政运行 工资福利支出=100");
        let head = format!(
            "{table} 单位 单位代码=101 名称=某部门\n{table} 单位 单位代码=101101 名称=甲\n{}",
            first.replace("=100", "=60")
        );
        lines = lines.replace(&first, &head);
        lines.push_str(&format!("{table} 单位 单位代码=101102 名称=乙\n{}\n", first.replace("=100", "=40")));
    }
    read(&lines)
}

#[test]
fn units_that_share_a_code_are_compared_together_and_each_by_itself() {
    let stated = |mut budget: Budget| {
        let table = budget.tables.get_mut(&"T3".into()).unwrap();
        let at = table.position(&"101".into()).unwrap();
        table.rows[at].stated.insert("合计".into(), Decimal::from(201).into());
        budget
    };
    let whole = verdicts(&stated(two_units()));
    let messages: Vec<_> = whole.findings().iter().map(|finding| &finding.message).collect();
    assert!(messages.is_empty(), "{messages:#?}");
    assert_eq!(whole.outcome("T5-T3-单位"), Some(Outcome::Passed));

    let mut swapped = two_units();
    change(&mut swapped, "T5!2013101!工资福利支出=59; T5!2013101~2!工资福利支出=41");
    assert_eq!(fired(&verdicts(&swapped)), ["T5-T3-单位"]);

    let mut wrong = two_units();
    change(&mut wrong, "T5!2013101~2!工资福利支出=42");
    let wrong = verdicts(&wrong);
    let same: Vec<_> = wrong.findings().iter().filter(|finding| finding.rule == "T5-T3-相等").collect();
    let columns: Vec<_> = same.iter().map(|finding| finding.cells[0].column.as_str()).collect();
    assert_eq!(columns, ["合计", "基本支出", "工资福利支出"], "one finding for both units' rows");
}

/// Tables that most departments leave empty.
#[test]
fn codes_of_funds_and_state_capital_are_looked_up() {
    for table in ["T10", "T11"] {
        let rule = format!("{table}-支出功能分类科目");
        for (class, expected) in [("299", Outcome::Violated), ("212", Outcome::Passed)] {
            let line = format!("{table} 项 类={class} 款=08 项=01\n");
            assert_eq!(verdicts(&read(&(COHERENT.to_owned() + &line))).outcome(&rule), Some(expected));
        }
        assert_eq!(verdicts(&coherent()).outcome(&rule), Some(Outcome::NotApplicable));
    }
}

/// What findings say: where, what stands there, what should, and what probably happened.
#[test]
fn findings_explain_themselves() {
    for (rule, changes, message, cause) in [
        (
            "T1-T3-类",
            "T1!201!支出金额=176",
            "表1 收支预算“一、一般公共服务 金额” 176.00，应等于表3 支出预算“行政运行 合计” 167.00，相差 9.00。",
            "相邻两位数字颠倒（176.00 与 167.00）",
        ),
        (
            "T1-T3-类",
            "T1!208!支出金额=47",
            "表1 收支预算“八、社会保障和就业 金额” 47.00，应等于表3 支出预算“合计” 2 行之和 18.00，相差 29.00。",
            "",
        ),
        ("T1-T3-类", "T1!201!支出金额=1670", "", "小数点错位"),
        ("T1-T3-类", "T1!201!支出金额=1670000", "", "元与万元混淆"),
        ("T1-T3-类", "T1!201!支出金额=-167", "", "正负号写反"),
        ("T1-T3-类", "T1!208!支出金额=12", "", "差额正好是“行政单位离退休”的金额：可能漏加"),
        (
            "T1-T3-类",
            "T1!208!支出金额=30",
            "",
            "差额正好是“机关事业单位基本养老保险缴费支出”的金额：可能重复加",
        ),
        (
            "T5-T6-人员经费",
            "T6!30101-50101!人员经费=94",
            "表6 基本支出“合计 人员经费” 128.00，应等于表5 一般公共预算支出“合计” 2 栏之和 134.00，相差 -6.00。",
            "差额正好是“对个人和家庭的补助”的金额：可能漏加",
        ),
        (
            "T12-T15-项目",
            "T12!某办公室·会议!项目名称=会务",
            "表12 项目支出“会务 合计” 10.00，应等于表15 项目绩效目标（没有对应的行）0.00，相差 10.00。",
            "",
        ),
        (
            "T6-人员科目",
            "T6!30201-50201!人员经费=1",
            "表6 基本支出“办公费”不符合“表6 人员经费只列 301、303 科目”：人员经费 1.00，科目编码 30201。",
            "",
        ),
        (
            "T3-T5-齐全",
            "T5!2080505!项=99",
            "表3 支出预算“机关事业单位基本养老保险缴费支出”不符合“全部资金是一般公共预算时，表3 各项都在表5”：\
             合计 12.00，类 208，款 05，项 05。",
            "",
        ),
    ] {
        let verdicts = verdicts(&changed(changes));
        let finding = verdicts.findings().iter().find(|finding| finding.rule == rule).unwrap();
        if !message.is_empty() {
            assert_eq!(finding.message, message, "{changes}");
        }
        let found = finding.cause.clone().unwrap_or_default();
        assert!(found.contains(cause) && found.is_empty() == cause.is_empty(), "{changes}: {found}");
        assert_eq!(finding.cells.first(), finding.address.as_ref());
        assert!(!finding.basis.is_empty());
    }
}

/// Which rules were applied to a table, where, and how they ended.
#[test]
fn every_place_is_accounted_for() {
    let mut budget = changed("T1!208!支出金额=81; T1!210!支出金额=8.01");
    budget.tables.get_mut(&"T8".into()).unwrap().coverage = Coverage::Absent;
    let verdicts = verdicts(&budget);
    let table = TableKey::from("T1");
    let (_, places) = verdicts.of_table(&table).find(|(rule, _)| rule.id == "T1-T3-类").unwrap();
    let end = |row: &str| {
        let at = CellAddress::new("T1", row, "支出金额");
        places.iter().find(|place| place.at.as_ref() == Some(&at)).map(|place| place.end)
    };
    assert_eq!(end("201"), Some(PlaceEnd::Passed));
    assert_eq!(end("208"), Some(PlaceEnd::Violated));
    assert_eq!(end("210"), Some(PlaceEnd::Hint));
    assert_eq!(places.len(), 30);
    for rule in verdicts.rules() {
        assert!(!rule.places.is_empty() || rule.outcome == Outcome::NotApplicable, "{}", rule.id);
        for place in &rule.places {
            let skipped = matches!(place.end, PlaceEnd::NotChecked | PlaceEnd::NotApplicable);
            assert_eq!(place.why.is_empty(), !skipped, "{} {place:?}", rule.id);
        }
    }
    // 30217 stands above table 6 with table 8 gone: neither right nor wrong.
    let outcome = verdicts.rules().iter().find(|rule| rule.id == "T13-T6").unwrap();
    assert_eq!((outcome.outcome, outcome.not_checked), (Outcome::Passed, 1));
    assert!(outcome.reason.contains("表8"), "{}", outcome.reason);
}

#[test]
fn no_rule_is_without_a_case() {
    let families = ["合计", "其中", "识别", "重复"];
    let covered = |id: &str| {
        CASES.iter().any(|(rule, ..)| *rule == id)
            || matches!(id, "表格齐全" | "空表说明" | "T5-T3-单位")
            || matches!(id, "T10-支出功能分类科目" | "T11-支出功能分类科目")
            || id.rsplit_once('-').is_some_and(|(_, family)| families.contains(&family))
    };
    let bare: Vec<String> =
        RuleSet::compile(&default_format()).0.ids().into_iter().filter(|id| !covered(id)).collect();
    assert!(bare.is_empty(), "{bare:?}");
}

#[test]
fn every_declared_rule_of_the_embedded_formats_can_be_applied() {
    for format in crate::schema::Formats::embedded().iter() {
        let (rules, errors) = RuleSet::compile(format);
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        let mut ids = rules.ids();
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all, "ids are unique");
    }
}

#[test]
fn rules_of_ones_own_are_applied_beside_the_built_in_ones() {
    let file = RuleFile::parse(
        "本市.ron",
        r#"(rules: [
            (id: "甲", severity: Warning, title: "接待费不超过一成", basis: "本市规定", message: "请压减接待费。",
             check: "T9[预算数].公务接待费 <= T9[预算数].'“三公”经费合计' * 0.1"),
            (id: "乙", severity: Error, title: "两数相近", basis: "本市规定", tolerance: "2",
             check: "T9[预算数].公务接待费 = T9[预算数].公务用车运行费"),
            (id: "丙", severity: Error, title: "写错的规则", basis: "", check: "T9[预算数].没有的栏 = 0"),
        ])"#,
    )
    .unwrap();
    let mut session = crate::session::Session::new(coherent(), default_format());
    let errors = session.add_rules(&file);
    assert_eq!(errors.len(), 1);
    assert!(errors[0].to_string().contains("“丙”的 check 第 1 个字符处"), "{}", errors[0]);
    let verdicts = session.verdicts();
    assert_eq!(verdicts.outcome("甲"), Some(Outcome::Violated));
    assert_eq!(verdicts.outcome("乙"), Some(Outcome::Passed), "5 and 3 differ by no more than 2");
    assert!(verdicts.findings()[0].message.starts_with("请压减接待费。"));
    let error = RuleFile::parse("坏.ron", "(rules: [\n (id: 3)])").unwrap_err();
    assert!(error.to_string().contains("第 2 行"), "{error}");
}
