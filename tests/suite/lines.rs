//! Budget lines for other systems: out under their field names and back, exactly; and the figures as open data.

use std::path::Path;

use yusuan::file;
use yusuan::lines::{self, Mapping};
use yusuan::model::{Budget, TableKey};
use yusuan::schema::{Formats, default_format};
use yusuan::session::Session;

use crate::support::{repository, said, yusuan};

mod back;

const EXAMPLE: &str = "assets/samples/示例区档案局-2023（示例）.ron";

fn example() -> Session {
    let loaded = file::load(&repository(EXAMPLE), &Formats::embedded()).unwrap();
    Session::new(loaded.budget, loaded.format)
}

/// The lines without their keys, which are given anew.
fn cells(budget: &Budget, table: &str) -> Vec<yusuan::model::Cells> {
    let rows = budget.tables[&TableKey::from(table)].rows().iter();
    rows.filter(|row| row.kind().as_str() != "合计").map(|row| row.cells().to_cells()).collect()
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = yusuan(arguments);
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    (output.status.code().unwrap(), said(&output), told)
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

/// What cannot be read as an amount is in nobody's unit: it is not sent out, no total passes over it, and it is told from
/// an amount.
#[test]
fn an_amount_that_cannot_be_read_is_passed_over_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read_to_string(repository(EXAMPLE)).unwrap();
    let at = whole.find("key: \"预算明细").or_else(|| whole.find("预算明细")).unwrap();
    let (before, lines) = whole.split_at(at);
    let amount = lines.find("\"金额\": \"118.40\"").expect("the first line's amount");
    let (lines, behind) = lines.split_at(amount);
    let odd = path(folder.path(), "odd.ron");
    let behind = behind.replacen("118.40", "123456789012345", 1);
    std::fs::write(&odd, format!("{before}{lines}{behind}")).unwrap();

    for ending in ["csv", "xlsx"] {
        let out = path(folder.path(), &format!("明细.{ending}"));
        let (code, said, told) = run(&["lines", &odd, "-o", &out]);
        assert!(code != 0 && format!("{said}{told}").contains("读不成金额"), "{ending}: {code} {said}{told}");
        assert!(!Path::new(&out).exists());
    }
    let loaded = file::load(Path::new(&odd), &Formats::embedded()).unwrap();
    let session = Session::new(loaded.budget, loaded.format);
    for total in ["T1!支出总计!支出金额", "T3!合计!合计", "预算明细!合计!金额"] {
        let cell = session.book().cell(&total.parse().unwrap()).unwrap();
        assert_eq!((cell.number(), cell.text().as_str()), (None, "无法计算"), "{total}");
    }
    let (_, said, told) = run(&["compare", &odd, EXAMPLE]);
    assert!(said.contains("118.40") && !said.contains("没有差异"), "{said}{told}");
}

#[test]
fn lines_go_out_and_come_back_to_the_last_digit() {
    let folder = tempfile::tempdir().unwrap();
    let before = example();
    for table in ["预算明细", "收入明细"] {
        for ending in ["csv", "xlsx"] {
            let out = path(folder.path(), &format!("{table}.{ending}"));
            let back = path(folder.path(), &format!("{table}-{ending}.ron"));
            let mut write = vec!["lines", EXAMPLE, "-o", &out, "--table", table];
            let mut read = vec!["lines", EXAMPLE, "--from", &out, "-o", &back, "--table", table];
            // Both with the program's own fields and with one's own.
            let map = path(folder.path(), "收入.csv");
            if ending == "xlsx" && table == "收入明细" {
                let fields = "字段,栏目,单位\nagency_code,单位代码,\nagency_name,单位,\nfunc,功能科目,\nsource,收入来源,\namt,金额,元\nlast,上年金额,元\nto,内部往来单位,\n";
                std::fs::write(&map, fields).unwrap();
                write.extend(["--map", &map]);
                read.extend(["--map", &map]);
            }
            assert_eq!(run(&write).0, 0, "{:?}", run(&write));
            let (code, said, told) = run(&read);
            assert_eq!(code, 0, "{table} {ending}: {said}{told}");
            let after = file::load(Path::new(&back), &Formats::embedded()).unwrap().budget;
            assert_eq!(cells(&after, table), cells(before.budget(), table), "{table} {ending}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_said_with_its_row_and_nothing_is_taken() {
    let mut session = example();
    let format = default_format();
    let schema = lines::table(&format, None).unwrap();
    let mapping = Mapping::at(None).unwrap().of(schema);
    // Where there are no lines yet, the amount alone must be there.
    let step = lines::replacing(session.budget(), schema, Vec::new());
    session.apply(step).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (text, parts) in [
        ("", &["空"][..]),
        ("甲,乙\n1,2\n", &["对照表", "agency_code"]),
        ("pro_name,reply_amt\n办公费,十\n,1\n差旅费,2\n", &["第 2 行", "reply_amt", "第 3 行", "项目名称"]),
        ("pro_name,reply_amt,fiscal_year\n办公费,1,2022\n", &["第 2 行", "2022", "2023"]),
        ("pro_name,reply_amt\n办公费,0.001\n", &["第 2 行", "分"]),
        ("pro_name,pro_name\n办公费,差旅费\n", &["两栏"]),
        ("pro_name,reply_amt\n", &["没有一行明细"]),
        ("pro_name\n办公费\n", &["reply_amt（金额）"]),
        ("pro_name,reply_amt\n\"办公费,1\n差旅费,2\n", &["第 2 行", "引号"]),
        ("pro_name,reply_amt\n\"办公费,1\n\"差旅费\",2\n", &["第 2 行", "第 3 行", "引号"]),
        ("pro_name,reply_amt\n办公费,1,234.00\n差旅费\n", &["第 2 行", "第 3 行", "格"]),
        (
            "pro_name,exp_func_code,reply_amt\n办公费,2012601.0,1\n差旅费,2.01E+06,1\n",
            &["第 2 行", "第 3 行", "2.01E+06"],
        ),
    ] {
        let place = folder.path().join("明细.csv");
        std::fs::write(&place, text).unwrap();
        let error = lines::read(&place, session.budget(), &format, schema, &mapping).unwrap_err();
        for part in parts {
            assert!(error.contains(part), "{text:?}: {error}");
        }
    }
    // A formula (算法) is kept from being one in a spreadsheet, and is one again when it is read.
    let place = folder.path().join("明细.csv");
    std::fs::write(&place, "pro_name,formula,reply_amt\n办公费,'=在职人数×标准,123.45\n").unwrap();
    let read = lines::read(&place, session.budget(), &format, schema, &mapping).unwrap();
    assert_eq!(read.lines[0].row.text(&"算法".into()), "=在职人数×标准");
    let amount = read.lines[0].row.cells.get(&"金额".into()).and_then(|value| value.amount());
    assert_eq!(amount, Some("0.012345".parse().unwrap()));
}

#[test]
fn a_file_that_lacks_what_the_lines_hold_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (out, back) = (path(folder.path(), "明细.csv"), path(folder.path(), "回.ron"));
    assert_eq!(run(&["lines", EXAMPLE, "-o", &out]).0, 0);
    let text = std::fs::read_to_string(&out).unwrap();
    for name in ["reply_amt", "fund_type_name", "exp_func_code", "dep_bgt_eco_code", "agency_code"] {
        std::fs::write(&out, text.replace(name, "别的")).unwrap();
        let (code, _, told) = run(&["lines", EXAMPLE, "--from", &out, "-o", &back]);
        assert!(code == 2 && told.contains(name), "{name}: {code} {told}");
        assert!(!Path::new(&back).exists(), "{name}");
    }
    // A budget without lines has none to write.
    let none = "assets/samples/焦作市委办公室-2023.ron";
    let place = path(folder.path(), "无.csv");
    let (code, _, told) = run(&["lines", none, "-o", &place]);
    assert!(code == 2 && told.contains("没有可以写出的行"), "{code} {told}");
    assert!(!Path::new(&place).exists());
}

#[test]
fn mappings_are_checked() {
    for (text, part) in
        [("甲,乙\n", "字段"), ("字段,栏目\na,金额\na,单位\n", "两次"), ("字段,栏目,单位\na,金额,角\n", "角")]
    {
        assert!(Mapping::parse(text).unwrap_err().contains(part), "{text}");
    }
    let format = default_format();
    let mapping = Mapping::parse("字段,栏目\na,没有的栏\n").unwrap();
    let error = mapping.check(lines::table(&format, None).unwrap()).unwrap_err();
    assert!(error.contains("没有的栏") && error.contains("项目名称"), "{error}");
    assert!(lines::table(&format, Some("T3")).unwrap_err().contains("预算明细"));
}

/// A file that is no CSV under the name of one would be opened by nobody.
#[test]
fn the_kind_that_is_asked_for_is_the_one_the_name_says() {
    let folder = tempfile::tempdir().unwrap();
    let example = "assets/samples/示例区档案局-2023（示例）.ron";
    for (to, name, words) in [
        ("xlsx", "明细.csv", "不一致"),
        ("csv", "明细.xlsx", "不一致"),
        ("", "明细.txt", "以 .csv 或 .xlsx 结尾"),
    ] {
        let place = path(folder.path(), name);
        let mut arguments = vec!["lines", example, "-o", &place];
        if !to.is_empty() {
            arguments.extend(["--to", to]);
        }
        let (code, _, said) = run(&arguments);
        assert!(code == 2 && said.contains(words), "{said}");
        assert!(!std::path::Path::new(&place).exists());
    }
    let (_, _, said) = run(&["lines", example, "--map", "没有.csv", "-o", &path(folder.path(), "明细.csv")]);
    assert!(said.contains("找不到文件"), "{said}");
}

#[test]
fn every_figure_is_a_fact() {
    let folder = tempfile::tempdir().unwrap();
    let out = path(folder.path(), "开放数据");
    let (code, _, told) = run(&["lines", EXAMPLE, "--to", "datapackage", "-o", &out]);
    assert_eq!(code, 0, "{told}");
    let description: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(Path::new(&out).join("datapackage.json")).unwrap())
            .unwrap();
    let fields = description["resources"][0]["schema"]["fields"].as_array().unwrap();
    let mut facts = csv::Reader::from_path(Path::new(&out).join("facts.csv")).unwrap();
    let head = facts.headers().unwrap().clone();
    assert!(head.iter().eq(fields.iter().map(|field| field["name"].as_str().unwrap())));
    let at = |name: &str| head.iter().position(|column| column == name).unwrap();
    let mut total = rust_decimal::Decimal::ZERO;
    for fact in facts.records().map(Result::unwrap) {
        if &fact[at("table")] == "T3"
            && &fact[at("column")] == "合计"
            && !fact[at("function_code")].is_empty()
        {
            assert_eq!(fact[at("function_code")].len(), 7);
            total += fact[at("amount")].parse::<rust_decimal::Decimal>().unwrap();
        }
    }
    assert_eq!(total, "8240100".parse().unwrap(), "the sum of 项 is the total, in 元");
}

/// Words of the lines stand as the other system's codes, and come back as words; a code that may be two is not guessed at.
#[test]
fn words_go_out_as_codes_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let (map, out, back) =
        (path(folder.path(), "对照.csv"), path(folder.path(), "明细.xlsx"), path(folder.path(), "回.ron"));
    let fields = |codes: &str| {
        let head = "字段,栏目,单位,别名,对照\nagency_code,单位代码,,,\nagency_name,单位,,,\npro_kind_name,支出类型,,,\npro_name,项目名称,,,\n";
        format!(
            "{head}formula,算法,,,\nexp_func_code,功能科目,,,\ndep,部门经济科目,,,\ngov,政府经济科目,,,\nfund_type_code,资金来源,,,{codes}\nreply_amt,金额,元,,\n"
        )
    };
    for (codes, goes, comes) in [
        ("本年一般公共预算=11、单位资金=15", "", ""),
        ("本年一般公共预算=11", "单位资金", ""),
        ("本年一般公共预算=11、单位资金=11", "", "不知是哪一个"),
    ] {
        std::fs::write(&map, fields(codes)).unwrap();
        let (code, said, told) = run(&["lines", EXAMPLE, "-o", &out, "--map", &map, "--force"]);
        assert_eq!(code == 0, goes.is_empty(), "{codes}: {said}{told}");
        assert!(format!("{said}{told}").contains(goes), "{codes}: {said}{told}");
        if !goes.is_empty() {
            continue;
        }
        let (code, said, told) =
            run(&["lines", EXAMPLE, "--from", &out, "-o", &back, "--map", &map, "--force"]);
        assert_eq!(code < 2, comes.is_empty(), "{codes}: {said}{told}");
        assert!(format!("{said}{told}").contains(comes), "{codes}: {said}{told}");
        if comes.is_empty() {
            let after = file::load(Path::new(&back), &Formats::embedded()).unwrap().budget;
            let of = |budget: &Budget| -> Vec<String> {
                let rows = budget.table(&"预算明细".into()).unwrap().rows();
                rows.iter().map(|row| row.text(&"资金来源".into()).to_string()).collect()
            };
            assert_eq!(of(&after), of(example().budget()));
        }
    }
}
