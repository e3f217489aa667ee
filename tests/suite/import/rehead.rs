//! A header that is printed again within a table: it says anew what the columns below it are.

use yusuan::exchange::import_text;
use yusuan::schema::default_format;

use crate::support::rows;

const TITLE: &str = "2023年部门支出预算表\n单位：万元\n";
const TOP: &str = "科目编码\t\t\t单位代码\t单位（科目名称）\t合计\t基本支出\t\t\t\t\t项目支出\t\t\n";
const LOW: &str = "类\t款\t项\t\t\t\t小计\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\t小计\t其他运转类\t特定目标类\n";
const ROW: &str = "201\t31\t01\t\t行政运行\t100.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t\n";
const READ: &str = "201|31|01||行政运行|100.00|60.00|60.00||||40.00|40.00";

#[track_caller]
fn gives(name: &str, below: &str, expected: &[&str]) {
    let format = default_format();
    let imported = import_text(&format!("{TITLE}{TOP}{LOW}{ROW}{below}"), "文件.txt", &format);
    let shown = rows(&imported.budget, &format, "T3");
    let shown: Vec<&str> = shown.trim().lines().skip(1).collect();
    let expected: Vec<&str> = std::iter::once(READ).chain(expected.iter().copied()).collect();
    assert_eq!(shown, expected, "{name}\n{}", imported.report);
    assert!(imported.budget.unplaced.is_empty(), "{name}\n{:?}", imported.budget.unplaced);
}

#[test]
fn a_header_within_a_page_gives_other_columns() {
    let next = "201\t31\t02\t\t一般行政管理事务\t100.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t\n";
    let as_before = "201|31|02||一般行政管理事务|100.00|60.00|60.00||||40.00|40.00";
    let swapped_read = "201|31|02||一般行政管理事务|100.00|60.00|60.00||||40.00||40.00";
    let swapped = LOW.replace("其他运转类\t特定目标类", "特定目标类\t其他运转类");
    gives("the same", &format!("{TOP}{LOW}{next}"), &[as_before]);
    gives("its last row only", &format!("{LOW}{next}"), &[as_before]);
    gives("two columns swapped", &format!("{TOP}{swapped}{next}"), &[swapped_read]);
    gives("its last row only, two columns swapped", &format!("{swapped}{next}"), &[swapped_read]);
    let back = "205\t08\t03\t\t培训支出\t9.00\t5.00\t5.00\t\t\t\t4.00\t4.00\t\n";
    let back_read = "205|08|03||培训支出|9.00|5.00|5.00||||4.00|4.00";
    gives("swapped and back", &format!("{TOP}{swapped}{next}{TOP}{LOW}{back}"), &[swapped_read, back_read]);
    let short = format!(
        "{}{}201\t31\t02\t\t一般行政管理事务\t60.00\t60.00\t50.00\t10.00\t\t\t\t\n",
        TOP.replacen("基本支出\t", "基本支出", 1),
        LOW.replace("对个人和家庭的补助\t", "")
    );
    gives("a column less", &short, &["201|31|02||一般行政管理事务|60.00|60.00|50.00||10.00"]);
    let wide = format!(
        "{}{}201\t31\t02\t\t一般行政管理事务\t7.00\t100.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t\n",
        TOP.replace("合计", "上年执行数\t合计"),
        LOW.replace("\t\t\t\t小计", "\t\t\t\t\t小计")
    );
    gives("a column more", &wide, &[as_before]);
    let yuan = next.replace("100.00\t6", "1000000.00\t6");
    gives("another unit", &format!("{}{LOW}{yuan}", TOP.replace("合计", "合计（元）")), &[as_before]);
}

/// Groups over columns of the same words.
#[test]
fn groups_change_their_places() {
    let title = "2023年一般公共预算基本支出明细表\n单位：万元\n";
    let funds = "一般公共预算\t政府性基金预算\t国有资本经营预算";
    let head = |first: &str, second: &str| {
        format!(
            "项目单位\t类型\t项目名称\t合计\t{first}\t\t\t{second}\t\t\t财政专户管理资金\t单位资金\n\t\t\t\t{funds}\t{funds}\t\t\n"
        )
    };
    let text = format!(
        "{title}{}市委办\t人员类\t职务工资\t9.00\t9.00\n{}市委办\t人员类\t级别工资\t5.00\t\t\t\t5.00\n",
        head("本年拨款", "财政拨款结转结余"),
        head("财政拨款结转结余", "本年拨款"),
    );
    let format = default_format();
    let imported = import_text(&text, "文件.txt", &format);
    for (row, expected) in [("市委办·人员类·职务工资", 9), ("市委办·人员类·级别工资", 5)]
    {
        let row = imported.budget.tables[&"T7".into()].row(&row.into()).unwrap();
        let amount = row.cells().get(&"本年一般公共预算".into()).and_then(|value| value.amount());
        assert_eq!(amount, Some(expected.into()), "{}", imported.report);
    }
}
