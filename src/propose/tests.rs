use super::*;
use crate::calc::Figures;
use crate::model::{Coverage, RowView};
use crate::money::Decimal;
use crate::schema::{Formats, default_format};

fn sample(name: &str) -> Budget {
    let path = format!("{}/assets/samples/{name}.ron", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    crate::file::from_text(&text, &Formats::embedded()).unwrap().budget
}

/// The prepared example as if it had been published: its tables as they are printed, and no lines.
fn published() -> Budget {
    let format = default_format();
    let mut budget = sample("示例区档案局-2023（示例）");
    let figures = Figures::compute(&budget, &format);
    let book = Book { format: &format, budget: &budget, figures: &figures };
    let derived: Vec<_> =
        budget.tables.keys().filter_map(|key| Some((key.clone(), book.sheet(key)?))).collect();
    let derived: Vec<_> = derived
        .into_iter()
        .filter(|(_, sheet)| sheet.is_derived || sheet.is_filled)
        .map(|(key, sheet)| {
            let mut table = sheet.table.unwrap().clone();
            table.coverage = Coverage::Full;
            (key, table)
        })
        .collect();
    budget.tables.extend(derived);
    for lines in ["预算明细", "收入明细"] {
        budget.tables.remove(&lines.into());
    }
    budget
}

/// The line of a proposal with that item, of that unit.
fn find<'a>(list: &'a [Proposal], unit: &str, item: &str) -> &'a Proposal {
    let text = |one: &Proposal, column: &str| one.row.text(&column.into()).to_owned();
    list.iter()
        .find(|one| text(one, "单位").contains(unit) && text(one, "项目名称") == item)
        .unwrap_or_else(|| panic!("{unit} {item}"))
}

/// Sureness, function, department and government code of a line.
fn codes(one: &Proposal) -> String {
    let text = |column: &str| one.row.text(&column.into()).to_owned();
    format!(
        "{} {} {} {}",
        one.sureness().label(),
        text("功能科目"),
        text("部门经济科目"),
        text("政府经济科目")
    )
}

/// The amounts of the lines in a table by the texts in some columns.
fn sums(budget: &Budget, table: &str, by: &[&str]) -> BTreeMap<Vec<String>, Decimal> {
    let mut sums = BTreeMap::new();
    for row in budget.tables[&table.into()].rows().iter().filter(|row| row.kind().as_str() != "合计") {
        let texts = by.iter().map(|column| row.text(&(*column).into()).to_owned()).collect();
        *sums.entry(texts).or_default() += row.cells().get(&"金额".into()).unwrap().amount().unwrap();
    }
    sums
}

#[test]
fn tables_that_are_summed_from_lines_suggest_none() {
    let format = default_format();
    let budget = sample("示例区档案局-2023（示例）");
    assert_eq!(propose(&budget, &format, &Sources::default()), []);
}

#[test]
fn what_a_complete_document_prints_gives_its_lines_back() {
    let format = default_format();
    let original = sample("示例区档案局-2023（示例）");
    let mut budget = published();
    let before = Figures::compute(&budget, &format);
    let list = propose(&budget, &format, &Sources::default());
    assert!(budget.tables.keys().all(|key| !format.has_lines(key)), "nothing is changed by proposing");
    let step = accept(&budget, &format, &list).unwrap();
    let undo = step.apply(&mut budget).unwrap();
    for (table, by) in [
        ("收入明细", &["单位代码", "单位", "功能科目", "收入来源"][..]),
        ("预算明细", &["单位代码", "单位", "支出类型", "项目名称", "资金来源"]),
    ] {
        assert_eq!(sums(&budget, table, by), sums(&original, table, by), "{table}");
    }
    // What is called sure is right; and much of it is sure.
    let mut sure = 0;
    for one in list.iter().filter(|one| one.lines.as_str() == "预算明细") {
        let text = |row: RowView<'_>, column: &str| row.text(&column.into()).to_owned();
        let is_it = |row: &RowView<'_>| {
            ["单位代码", "项目名称", "资金来源"]
                .iter()
                .all(|column| text(*row, column) == text(one.row.view(), column))
        };
        for column in ["功能科目", "部门经济科目", "政府经济科目"] {
            if one.reasons[&column.into()].sureness == Sureness::Sure {
                sure += 1;
                let mut lines = original.tables[&"预算明细".into()].rows().iter().filter(is_it);
                assert!(
                    lines.any(|row| text(row, column) == text(one.row.view(), column)),
                    "{column}: {:?} {}",
                    one.row.cells,
                    one.why()
                );
            }
        }
    }
    assert!(sure > 80, "{sure} of {}", list.len() * 3);
    // Proposed once, not again.
    assert_eq!(propose(&budget, &format, &Sources::default()), Vec::new());
    undo.apply(&mut budget).unwrap();
    assert_eq!(Figures::compute(&budget, &format), before);
}

#[test]
fn sums_decide_where_names_do_not() {
    let format = default_format();
    let list = propose(&sample("焦作市委办公室-2023"), &format, &Sources::default());
    for (unit, item, expected) in [
        // 文明奖 is a bonus by its name; only as an allowance are the sums of table 6 met.
        ("办公室", "在职人员文明奖（事业）", "确定 2013101 30102 50501"),
        ("办公室", "养老金（事业）", "确定 2080505 30108 50501"),
        ("办公室", "离休费（行政）", "确定 2080501 30301 50905"),
        ("办公室", "离休人员文明奖（行政）", "确定 2080599 30301 50905"),
        ("办公室", "失业保险金", "确定 2013101 30112 50501"),
        // By its namesake.
        ("办公室", "在职人员文明奖（行政）", "可能 2013101 30102 50101"),
        // The unit's salaries are what table 3 prints only if this is none.
        ("友好协会", "在职人员公务通讯补贴", "可能 2012901 30207 50201"),
        ("友好协会", "住房公积金（行政）", "确定 2210201 30113 50103"),
        ("友好协会", "在职人员定额公用经费（行政）", "待定 2012901  "),
        // The projects of a unit are together what table 3 prints for one function.
        ("党史研究室", "党史宣传教育", "待定 2013699  "),
        ("办公室", "接待费", "待定 2013101 30217 "),
        // On a page that is lost: table 6 says how much, not whose.
        ("", "机关事业单位基本养老保险缴费", "待定 2080505 30108 50102"),
    ] {
        let one = find(&list, unit, item);
        assert_eq!(codes(one), expected, "{item}: {}", one.why());
    }
    let why = find(&list, "友好协会", "在职人员公用经费培训费（行政）").why();
    assert!(why.contains("多于表3 2050803 的 8.86"), "{why}");
    // What is open says so, and is never filled in.
    let open = list.iter().filter(|one| one.sureness() == Sureness::Open);
    assert!(open.clone().count() > 50 && open.clone().all(|one| !one.why().is_empty()));
}

#[test]
fn the_lines_of_a_document_sum_up_to_what_it_prints() {
    let format = default_format();
    let list = propose(&sample("焦作市委办公室-2023"), &format, &Sources::default());
    let sum = |table: &str, wanted: &dyn Fn(&Proposal) -> bool| -> Decimal {
        let of = list.iter().filter(|one| one.lines.as_str() == table && wanted(one));
        of.map(|one| one.row.cells.get(&"金额".into()).unwrap().amount().unwrap()).sum()
    };
    let coded = |one: &Proposal| !one.row.text(&"部门经济科目".into()).is_empty();
    let basic = |one: &Proposal| {
        !one.row.text(&"支出类型".into()).ends_with("类") || one.row.text(&"支出类型".into()) == "人员类"
    };
    assert_eq!(sum("预算明细", &|one| basic(one) && coded(one)).to_string(), "2577.62");
    assert_eq!(sum("预算明细", &|one| !basic(one)).to_string(), "329.88");
    assert_eq!(sum("收入明细", &|_| true).to_string(), "2907.50");
}

#[test]
fn tables_that_are_not_to_be_read_are_left_out() {
    let format = default_format();
    let sources = Sources { without: ["T7".into(), "T12".into()].into() };
    let list = propose(&sample("焦作市委办公室-2023"), &format, &sources);
    let from: BTreeSet<&str> = list.iter().map(|one| one.from.table.as_str()).collect();
    assert_eq!(from, ["T1", "T6"].into());
}
