//! Where the total of a table stands, and what its columns are called besides their names: the rules of any place ask for
//! it all the same.

use std::fs;

use yusuan::exchange::import_with_any;
use yusuan::schema::Formats;

use crate::support::rows;

const OVERVIEW: &str = "收支总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n一、一般公共预算拨款收入\t30.00\t一、一般公共服务支出\t20.00\n\t\t二、社会保障和就业支出\t10.00\n收入总计\t30.00\t支出总计\t30.00\n";

/// The rules left out for lack of a table, a row or a column, and the rows of 支出总表.
fn read(spending: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("文件.txt");
    fs::write(&path, format!("某市某局2026年部门预算\n{OVERVIEW}\n支出总表\n{spending}")).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    assert!(imported.budget.unplaced.is_empty(), "{spending}\n{:?}", imported.budget.unplaced);
    let notes = imported.report.notes.iter().map(|note| note.text.as_str());
    (notes.collect::<Vec<_>>().join("\n"), rows(&imported.budget, &own, "支出总表"))
}

#[test]
fn a_total_is_asked_for_wherever_it_stands() {
    let head = "单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n";
    let items = "201\t一般公共服务支出\t20.00\t15.00\t5.00\n208\t社会保障和就业支出\t10.00\t10.00\t\n";
    let total = "\t合计\t30.00\t25.00\t5.00\n";
    let wrong = "\t合计\t31.00\t26.00\t5.00\n";
    let units = head.replacen("科目编码", "预算单位\t科目编码", 1);
    let of_units: String = items.lines().map(|line| format!("\t{line}\n")).collect();
    for (name, text, totals) in [
        ("above", format!("{head}{total}{items}"), 1),
        ("below", format!("{head}{items}{total}"), 1),
        ("both", format!("{head}{total}{items}{total}"), 2),
        ("both, one of them wrong", format!("{head}{total}{items}{wrong}"), 2),
        ("beside the department", format!("{units}某市某局\t{total}{of_units}"), 1),
        (
            "beside the unit in every row",
            format!("{units}某市某局\t合计\t{}{}", &total[7..], of_units.replace("\t20", "某市某局\t20")),
            1,
        ),
        (
            "units in the names",
            format!(
                "{}{total}{items}",
                head.replace("单位：万元\n", "")
                    .replace("合计", "合计（万元）")
                    .replace("支出\t", "支出（万元）\t")
            ),
            1,
        ),
        (
            "units below the names",
            format!("{}\t\t万元\t万元\t万元\n{total}{items}", head.replace("单位：万元\n", "")),
            1,
        ),
    ] {
        let (notes, rows) = read(&text);
        assert!(!notes.contains("支出总表没有"), "{name}: {notes}");
        assert_eq!(rows.lines().filter(|row| row.contains("合计")).count(), totals, "{name}: {rows}");
        assert!(rows.contains("|30.00|25.00|5.00"), "{name}: {rows}");
    }
}

/// A column that numbers the rows (行次) is no name of theirs: totals are known beside it, and a number alone is no row.
#[test]
fn totals_are_known_in_rows_that_are_numbered() {
    let table = |income: &str| {
        format!(
            "某市某局2026年部门预算\n收支总表\n单位：万元\n收入\t\t\t支出\t\t\n项目\t行次\t预算数\t项目\t行次\t预算数\n\
             一、一般公共预算拨款收入\t1\t30.00\t一、一般公共服务支出\t4\t20.00\n\
             二、事业收入\t2\t\t二、社会保障和就业支出\t5\t10.00\n\
             \t\t\t\t6\t\n\
             收入总计\t3\t{income}\t支出总计\t7\t30.00\n"
        )
    };
    for (income, told) in [("30.00", false), ("31.00", true)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("文件.txt");
        fs::write(&path, table(income)).unwrap();
        let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
        assert!(imported.budget.unplaced.is_empty(), "{:?}", imported.budget.unplaced);
        let rows = rows(&imported.budget, &own, "收支总表");
        assert!(rows.contains("支出总计|7|30.00"), "{rows}");
        let output = crate::support::yusuan(&["check", "--json", &path.to_string_lossy()]);
        let found = String::from_utf8_lossy(&output.stdout).contains("\"rule\": \"收支总表-");
        assert_eq!(found, told, "{income}");
    }
}

/// Income below 本年收入 that comes to less than it is told where all three funds are printed: nothing is left out there.
#[test]
fn income_of_all_funds_makes_all_income() {
    let table = |general: &str, third: &str| {
        format!(
            "某市某局2026年部门预算\n财政拨款收支总表\n单位：万元\n收入\t\t支出\t\t\n项目\t预算数\t项目\t合计\t一般公共预算\n\
             一、本年收入\t30.00\t一、本年支出\t30.00\t25.00\n\
             （一）一般公共预算拨款\t{general}\t（一）一般公共服务支出\t20.00\t20.00\n\
             （二）政府性基金预算拨款\t5.00\t（二）城乡社区支出\t10.00\t5.00\n\
             （三）{third}\t0.00\t\t\t\n\
             二、上年结转\t0.00\t二、结转下年\t0.00\t0.00\n\
             收入总计\t30.00\t支出总计\t30.00\t25.00\n"
        )
    };
    for (general, third, is_told) in [
        ("25.00", "国有资本经营预算拨款", false),
        ("24.00", "国有资本经营预算拨款", true),
        ("26.00", "国有资本经营预算拨款", true),
        // What else there is should stand there too.
        ("24.00", "专项收入", true),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("文件.txt");
        fs::write(&path, table(general, third)).unwrap();
        let output = crate::support::yusuan(&["check", "--json", &path.to_string_lossy()]);
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.contains("“一、本年收入"), is_told, "{general} {third} {output}");
    }
}
