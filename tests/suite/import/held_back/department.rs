//! The made department: its items with figures that foot, by function and by economy, at all levels. How they are
//! printed, it does not know.

/// Function codes and names with 人员经费, 公用经费 and 项目支出 in hundredths of 万元.
pub(super) const ITEMS: [(&str, &str, [i64; 3]); 6] = [
    ("2010801", "行政运行", [120_012, 23_456, 0]),
    ("2010804", "审计业务", [0, 0, 98_765]),
    ("2080501", "行政单位离退休", [34_516, 1_290, 0]),
    ("2080505", "机关事业单位基本养老保险缴费支出", [40_177, 0, 0]),
    ("2101101", "行政单位医疗", [15_033, 0, 0]),
    ("2210201", "住房公积金", [52_098, 0, 0]),
];
pub(super) const ABOVE: [(&str, &str); 8] = [
    ("201", "一般公共服务支出"),
    ("20108", "审计事务"),
    ("208", "社会保障和就业支出"),
    ("20805", "行政事业单位养老支出"),
    ("210", "卫生健康支出"),
    ("21011", "行政事业单位医疗"),
    ("221", "住房保障支出"),
    ("22102", "住房改革支出"),
];
/// Economic codes and names with 人员经费 and 公用经费: in all those of the items.
pub(super) const ECONOMIC: [(&str, &str, [i64; 2]); 5] = [
    ("30101", "基本工资", [140_000, 0]),
    ("30102", "津贴补贴", [87_320, 0]),
    ("30201", "办公费", [0, 22_646]),
    ("30217", "公务接待费", [0, 2_100]),
    ("30302", "退休费", [34_516, 0]),
];
pub(super) const ECONOMIC_ABOVE: [(&str, &str); 3] =
    [("301", "工资福利支出"), ("302", "商品和服务支出"), ("303", "对个人和家庭的补助")];

pub(super) type Line = (String, String, Vec<i64>);

/// Lines of all levels, each the sum of those below it.
pub(super) fn tree(items: &[Line], above: &[(&str, &str)], levels: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = items.to_vec();
    for (code, name) in above.iter().filter(|_| levels) {
        lines.push(((*code).to_owned(), (*name).to_owned(), sum(items, code)));
    }
    lines.sort();
    lines
}

pub(super) fn sum(items: &[Line], code: &str) -> Vec<i64> {
    let width = items.first().map_or(0, |item| item.2.len());
    let below = || items.iter().filter(|item| item.0.starts_with(code));
    (0..width).map(|at| below().map(|item| item.2[at]).sum()).collect()
}

pub(super) fn function(columns: fn(&[i64; 3]) -> Vec<i64>, levels: bool) -> Vec<Line> {
    let items: Vec<Line> = ITEMS
        .iter()
        .map(|(code, name, parts)| ((*code).to_owned(), (*name).to_owned(), columns(parts)))
        .collect();
    tree(&items, &ABOVE, levels)
}
