//! What is read back is said against what was there: nothing is lost, doubled or put into another unit in silence; and of
//! what others make of the file everything is read that can mean one thing only.

use std::path::Path;

use rust_xlsxwriter::Workbook;
use yusuan::file;
use yusuan::model::{Budget, TableKey};
use yusuan::schema::Formats;

use super::{EXAMPLE, cells, example, path, run};

/// The lines of the example as they are sent out.
fn sent(folder: &Path) -> String {
    let out = path(folder, "出.csv");
    assert_eq!(run(&["lines", EXAMPLE, "-o", &out]).0, 0);
    std::fs::read_to_string(out).unwrap()
}

/// The command's end and words, and the budget that it wrote.
fn back(folder: &Path, text: &str, more: &[&str]) -> (i32, String, Option<Budget>) {
    let (from, to) = (path(folder, "回.csv"), path(folder, "回.ron"));
    let _ = std::fs::remove_file(&to);
    std::fs::write(&from, text).unwrap();
    let mut arguments = vec!["lines", EXAMPLE, "--from", &from, "-o", &to];
    arguments.extend(more);
    let (code, said, told) = run(&arguments);
    let written = Path::new(&to).exists();
    let budget = written.then(|| file::load(Path::new(&to), &Formats::embedded()).unwrap().budget);
    (code, format!("{said}{told}"), budget)
}

/// One cell of the file: the row as a spreadsheet counts them, and the field.
fn with(text: &str, row: usize, field: &str, value: &str) -> String {
    let mut lines: Vec<Vec<String>> =
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let column = lines[0].iter().position(|name| name.trim_start_matches('\u{feff}') == field).unwrap();
    lines[row - 1][column] = value.to_owned();
    lines.iter().map(|line| line.join(",") + "\r\n").collect()
}

/// All amounts of the file with another spelling.
fn amounts(text: &str, change: impl Fn(&str) -> String) -> String {
    let column = text.lines().next().unwrap().split(',').position(|name| name == "reply_amt").unwrap();
    let mut out = String::new();
    for (at, line) in text.lines().enumerate() {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if at > 0 {
            cells[column] = change(&cells[column]);
        }
        out += &(cells.join(",") + "\r\n");
    }
    out
}

/// An amount in 元 as one in 万元, of two decimals.
fn ten_thousandth(amount: &str) -> String {
    let amount: rust_decimal::Decimal = amount.parse().unwrap();
    (amount / rust_decimal::Decimal::from(10_000)).round_dp(2).to_string()
}

#[test]
fn what_is_lost_or_strange_is_said_and_ends_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let sent = sent(folder.path());
    let lines: Vec<&str> = sent.lines().collect();
    let join = |lines: &[&str]| lines.join("\r\n") + "\r\n";
    let cut = join(&lines[..lines.len() - 1]);
    let doubled = join(&[&lines[..], &lines[5..6]].concat());
    let all_twice = join(&[&lines[..], &lines[1..]].concat());
    let wrong_total = format!("{sent},,,,合计,,,,,,,,,,,8240000.00,,,,,,\r\n");
    for (text, parts) in [
        (&sent, &["44 行（原 44 行），合计 824.01 万元（原 824.01 万元）"][..]),
        (
            &cut,
            &[
                "43 行（原 44 行）",
                "（原 824.01 万元）",
                "原有的 1 行文件里没有（合计 6.00 万元）",
                "档案整理服务",
            ],
        ),
        (&doubled, &["45 行（原 44 行）", "有 1 行是重复的（各栏全同）：第 6、46 行"]),
        (&all_twice, &["88 行（原 44 行）", "1,648.02 万元（原 824.01 万元）", "有 44 行是重复的"]),
        (&with(&sent, 5, "reply_amt", ""), &["第 5 行的“金额”是空的", "782.86 万元（原 824.01 万元）"]),
        (&with(&sent, 5, "reply_amt", "-"), &["第 5 行的“金额”是空的或写作“-”"]),
        (&amounts(&sent, |amount| format!("({amount})")), &["44 行的金额写在括号里，按负数读入"]),
        (&with(&sent, 5, "reply_amt", "-411500.00"), &["第 5 行的金额是负数，原来不是"]),
        (&with(&sent, 5, "reply_amt", "41.15"), &["第 5 行是原来的 10000 分之一"]),
        (
            &with(&sent, 5, "fund_type_name", "债券资金"),
            &["第 5 行的“资金来源”“债券资金”不认识", "本年一般公共预算"],
        ),
        (&with(&sent, 5, "fund_type_name", ""), &["第 5 行的“资金来源”空着"]),
        (&with(&sent, 5, "pro_kind_name", "工资类"), &["第 5 行的“支出类型”“工资类”不认识"]),
        (&with(&sent, 5, "agency_code", "909009"), &["第 5 行的“单位代码”“909009”不在单位名单上"]),
        (&with(&sent, 5, "exp_func_code", "2012-6-01"), &["第 5 行的“功能科目”“2012-6-01”不在科目表里"]),
        (&wrong_total, &["第 46 行的合计", "824.01", "824.00"]),
    ] {
        let (code, said, budget) = back(folder.path(), text, &[]);
        for part in parts {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert_eq!(code, i32::from(*text != sent), "{said}");
        assert!(budget.is_some());
    }
}

#[test]
fn amounts_in_another_unit_are_never_taken_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let sent = sent(folder.path());
    let own = cells(example().budget(), "预算明细");
    let wan = amounts(&sent, ten_thousandth);
    let thousand = amounts(&sent, |amount| format!("{amount}0").replacen(".", "", 1));
    for (text, words) in [
        (&wan, "10000 分之一"),
        (&amounts(&sent, |amount| format!("{}0000", amount.replace(".00", ""))), "10000 倍"),
        (&amounts(&sent, |amount| format!("{}00", amount.replace(".00", ""))), "100 倍"),
        (&thousand, "1000 倍"),
    ] {
        let (code, said, budget) = back(folder.path(), text, &[]);
        assert!(code == 2 && said.contains(words) && said.contains("--unit 万元"), "{code} {said}");
        assert!(budget.is_none());
    }
    let named = wan.replacen("reply_amt", "reply_amt（万元）", 1);
    for (text, more) in [(&wan, &["--unit", "万元"][..]), (&named, &[])] {
        let (code, said, budget) = back(folder.path(), text, more);
        assert_eq!(code, 0, "{said}");
        assert_eq!(cells(&budget.unwrap(), "预算明细"), own);
    }
    // Who says the unit is believed, and told.
    let (code, said, _) = back(folder.path(), &wan, &["--unit", "元"]);
    assert!(code == 1 && said.contains("10000 分之一"), "{said}");
}

/// Written in the unit that is said, the fields' names say it, each amount is exactly so much, and it is read back as what
/// it was; of a file that says nothing the unit is 元.
#[test]
fn amounts_are_written_in_the_unit_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let own = cells(example().budget(), "预算明细");
    let column = |text: &str, field: &str| -> Vec<rust_decimal::Decimal> {
        let head = text.lines().next().unwrap().trim_start_matches('\u{feff}');
        let at = head.split(',').position(|name| name == field).unwrap_or_else(|| panic!("{field}: {head}"));
        let amounts = text.lines().skip(1).map(|line| line.split(',').nth(at).unwrap());
        amounts.map(|amount| amount.parse().unwrap_or_default()).collect()
    };
    let yuan = column(&sent(folder.path()), "reply_amt");
    for (unit, times) in [("元", 1), ("万元", 10_000)] {
        for ending in ["csv", "xlsx"] {
            let out = path(folder.path(), &format!("{unit}.{ending}"));
            let (code, said, told) = run(&["lines", EXAMPLE, "--unit", unit, "-o", &out]);
            assert_eq!(code, 0, "{said}{told}");
            if ending == "csv" {
                let text = std::fs::read_to_string(&out).unwrap();
                let written = column(&text, &format!("reply_amt（{unit}）"));
                let times = rust_decimal::Decimal::from(times);
                assert_eq!(written.iter().map(|amount| amount * times).collect::<Vec<_>>(), yuan);
                assert!(yuan.iter().any(|amount| !amount.is_zero()));
            }
            let to = path(folder.path(), &format!("{unit}-{ending}.ron"));
            let (code, said, told) = run(&["lines", EXAMPLE, "--from", &out, "-o", &to]);
            assert_eq!(code, 0, "{unit} {ending}: {said}{told}");
            let budget = file::load(Path::new(&to), &Formats::embedded()).unwrap().budget;
            assert_eq!(cells(&budget, "预算明细"), own, "{unit} {ending}");
        }
    }
}

#[test]
fn files_are_read_as_others_save_them() {
    let folder = tempfile::tempdir().unwrap();
    let sent = sent(folder.path());
    let own = cells(example().budget(), "预算明细");
    let (head, body) = sent.split_once("\r\n").unwrap();
    let chinese = "预算年度,部门代码,部门名称,单位代码,单位名称,项目名称,支出类型,功能科目,部门经济科目,政府经济科目,资金来源,申报环节,申报数,审核数,控制数,金额（元）,测算公式,上年金额,付给单位,政府采购,新增资产,备注";
    let wide = body.replace("2023,901,", "２０２３,９０１,").replace(",2012601,", ",２０１２６０１,");
    for text in [
        format!("{}\r\n{body}", head.to_uppercase()),
        format!("{chinese}\r\n{body}"),
        format!("{}\r\n{body}", chinese.replace("（元）", "")),
        format!("某局预算明细表,,,\r\n\r\n{head}\r\n{body}"),
        format!("某局预算明细表\r\n单位：元\r\n{}\r\n{body}", chinese.replace("（元）", "")),
        sent.replace(',', ";"),
        sent.replace(',', "\t"),
        format!("{head}\r\n{wide}"),
        format!("{sent},,,,合计,,,,,,,,,,,8240100.00,,,,,,\r\n"),
    ] {
        let (code, said, budget) = back(folder.path(), &text, &[]);
        assert_eq!(code, 0, "{said}\n{}", &text[..200]);
        assert_eq!(cells(&budget.unwrap(), "预算明细"), own, "{}", &text[..200]);
    }
}

#[test]
fn a_sheet_that_hides_rows_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let sent = sent(folder.path());
    let (from, to) = (path(folder.path(), "回.xlsx"), path(folder.path(), "回.ron"));
    let mut book = Workbook::new();
    for name in ["一", "二"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, line) in (0..).zip(sent.trim_start_matches('\u{feff}').lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        sheet.set_row_hidden(4).unwrap();
    }
    book.save(&from).unwrap();
    let (code, said, told) = run(&["lines", EXAMPLE, "--from", &from, "-o", &to]);
    assert_eq!(code, 1, "{said}{told}");
    for part in ["第 5 行是隐藏的", "取消隐藏", "43 行（原 44 行）", "41.15 万元", "“二”里也有这样的明细"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_line_keeps_its_key_and_its_remark() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(crate::support::repository(EXAMPLE)).unwrap();
    let amount = "amounts: {\"金额\": \"118.40\"}";
    let marked = text.replacen(amount, &format!("{amount}, remark: \"见附件\""), 1);
    assert_ne!(marked, text);
    // The key of a line that was renamed later is not the one that its words would give.
    let marked = marked.replacen("·示例区档案局·基本工资\"", "·示例区档案局·工资\"", 1);
    let (from, out, to) =
        (path(folder.path(), "原.ron"), path(folder.path(), "出.csv"), path(folder.path(), "回.ron"));
    std::fs::write(&from, &marked).unwrap();
    assert_eq!(run(&["lines", &from, "-o", &out]).0, 0);
    let whole = std::fs::read_to_string(&out).unwrap();
    assert!(whole.contains("见附件"));
    let without: String =
        whole.lines().map(|line| line.rsplit_once(',').unwrap().0.to_owned() + "\r\n").collect();
    for text in [&whole, &without] {
        std::fs::write(&out, text).unwrap();
        let (code, said, told) = run(&["lines", &from, "--from", &out, "-o", &to, "--force"]);
        assert_eq!(code, 0, "{said}{told}");
        let rows = |place: &str| {
            let budget = file::load(Path::new(place), &Formats::embedded()).unwrap().budget;
            let table = budget.tables[&TableKey::from("预算明细")].clone();
            table.rows().iter().map(|row| row.to_row()).collect::<Vec<_>>()
        };
        assert_eq!(rows(&to), rows(&from));
    }
}

/// The sheet 预算明细 of an exported workbook stands in the unit of its tables, whose totals are formulas over it; and it
/// is read back as what it is.
#[test]
fn the_sheet_of_an_exported_workbook_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let own = cells(example().budget(), "预算明细");
    let mut formulas = Vec::new();
    for unit in ["元", "万元"] {
        let (from, to) =
            (path(folder.path(), &format!("{unit}.xlsx")), path(folder.path(), &format!("{unit}.ron")));
        let (code, said, told) = run(&["export", EXAMPLE, "--unit", unit, "-o", &from]);
        assert!(code < 2, "{said}{told}");
        let (code, said, told) = run(&["lines", EXAMPLE, "--from", &from, "-o", &to]);
        assert_eq!(code, 0, "{said}{told}");
        let budget = file::load(Path::new(&to), &Formats::embedded()).unwrap().budget;
        assert_eq!(cells(&budget, "预算明细"), own, "{unit}");
        let mut zip = zip::ZipArchive::new(std::fs::File::open(&from).unwrap()).unwrap();
        let mut count = 0;
        for at in 0..zip.len() {
            let mut text = String::new();
            let mut entry = zip.by_index(at).unwrap();
            if std::io::Read::read_to_string(&mut entry, &mut text).is_ok() {
                count += text.matches("<f>").count();
            }
        }
        formulas.push(count);
    }
    assert!(formulas[0] >= formulas[1] && formulas[1] > 300, "{formulas:?}");
}

/// A file cannot be asked cell by cell: the amount goes in as it says, and what its formula says besides is told.
#[test]
fn a_formula_that_is_not_its_amount_is_told_with_its_row() {
    let folder = tempfile::tempdir().unwrap();
    let sent = sent(folder.path());
    assert!(back(folder.path(), &sent, &[]).1.find("测算公式“").is_none(), "as they were");
    let at = sent.lines().position(|line| line.contains("'=")).unwrap();
    let line = sent.lines().nth(at).unwrap();
    let formula = line.split(',').find(|cell| cell.starts_with("'=")).unwrap();
    for (written, told) in [
        ("'=3*4", "元，表里只印到 0.01 万元，会成为零"),
        ("'=3*40000", "得 120000 元，合 12 万元；金额是"),
        ("'=3*", "没有写完"),
        ("3*40000", "不以 = 开头，当作文字读入"),
        ("按上年", ""),
    ] {
        let text = sent.replace(line, &line.replace(formula, written));
        let (code, said, budget) = back(folder.path(), &text, &[]);
        assert!(code < 2 && budget.is_some(), "{said}");
        let row = format!("第 {} 行的测算公式", at + 1);
        match told {
            "" => assert!(!said.contains("测算公式"), "{said}"),
            told => assert!(said.contains(&row) && said.contains(told), "{written}: {said}"),
        }
    }
}
