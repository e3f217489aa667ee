//! Two sides that do not say which they are: tables of one header below one another, two tables in a row of a third. And
//! text that stands in the cells of tables.

use std::fs;

use yusuan::exchange::{ImportReport, import_with_any};
use yusuan::schema::Formats;

use super::documents::word;
use crate::support::{rows, yusuan};

const INCOME: [[&str; 2]; 4] = [
    ["项目", "预算数"],
    ["一、一般公共预算拨款收入", "30.00"],
    ["二、事业收入", "2.00"],
    ["收入总计", "32.00"],
];
const SPENDING: [[&str; 2]; 5] = [
    ["项目", "预算数"],
    ["一、一般公共服务支出", "19.00"],
    ["二、社会保障和就业支出", "12.00"],
    ["三、住房保障支出", "1.00"],
    ["支出总计", "32.00"],
];
const TEXT: [&str; 4] = [
    "某市某局2026年部门预算",
    "第一部分 部门预算情况说明",
    "一、收支总体情况说明",
    "2026年收入总计32.00万元，支出总计32.00万元。",
];

fn tabs(rows: &[[&str; 2]]) -> String {
    rows.iter().map(|row| row.join("\t") + "\n").collect()
}

fn html(rows: &[[&str; 2]]) -> String {
    let row = |row: &[&str; 2]| format!("<tr><td>{}</td><td>{}</td></tr>", row[0], row[1]);
    format!("<table>{}</table>", rows.iter().map(row).collect::<String>())
}

/// What a document is checked to be, the rows of 收支总表, its paragraphs, and the account of its import.
fn read(name: &str, content: &[u8]) -> (String, String, Vec<String>, ImportReport) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    let output = yusuan(&["check", "--json", &path.to_string_lossy()]);
    let paragraphs = imported.budget.narrative.iter().flat_map(|section| section.paragraphs.clone());
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        own.table(&"收支总表".into()).map(|_| rows(&imported.budget, &own, "收支总表")).unwrap_or_default(),
        paragraphs.collect(),
        imported.report,
    )
}

#[test]
fn sides_that_name_none_are_told_by_their_totals() {
    let (income, spending) = (tabs(&INCOME), tabs(&SPENDING));
    let title = "收支总表\n单位：万元\n";
    let document = |table: &str| format!("某市某局2026年部门预算\n{title}{table}");
    let page = |table: &str| {
        format!(
            "<html><body><p>某市某局2026年部门预算</p><p>收支总表</p><p>单位：万元</p>{table}</body></html>"
        )
    };
    let placed = |above: &str, left: &str, right: &str| {
        page(&format!("<table>{above}<tr><td>{left}</td><td>{right}</td></tr></table>"))
    };
    let beside: String = (0..5)
        .map(|at| {
            let one = INCOME.get(at).copied().unwrap_or_default();
            format!("{}\t{}\t{}\t{}\n", one[0], one[1], SPENDING[at][0], SPENDING[at][1])
        })
        .collect();
    let (left, right) = (html(&INCOME), html(&SPENDING));
    let headed = "<tr><td>收入</td><td>支出</td></tr>";
    for (name, file, content) in [
        ("touching", "a.txt", document(&format!("{income}{spending}"))),
        ("a blank line", "a.txt", document(&format!("{income}\n{spending}"))),
        ("spending first", "a.txt", document(&format!("{spending}{income}"))),
        ("headings", "a.txt", document(&format!("一、收入\n{income}二、支出\n{spending}"))),
        ("labels", "a.txt", document(&format!("收入\t\n{income}支出\t\n{spending}"))),
        ("the title again", "a.txt", document(&format!("{income}{title}{spending}"))),
        ("beside", "a.txt", document(&beside)),
        ("Word", "a.docx", String::new()),
        ("nested", "a.html", placed("", &left, &right)),
        ("nested below names", "a.html", placed(headed, &left, &right)),
        ("nested behind names", "a.html", placed("", &format!("收入{left}"), &format!("支出{right}"))),
    ] {
        let bytes = |content: &str| match file {
            "a.docx" => word(&document(&format!("{income}\n{spending}"))),
            _ => content.as_bytes().to_vec(),
        };
        let (checked, rows, _, report) = read(file, &bytes(&content));
        assert!(!checked.contains("\"rule\": \"收支总表-"), "{name}: {checked}");
        assert_eq!(report.unplaced, 0, "{name}: {report}");
        for row in ["收入总计|32.00", "支出总计|32.00", "一、一般公共服务支出|19.00"] {
            assert!(rows.contains(row), "{name}: {rows}");
        }
        // Another total of one side is found.
        if file != "a.docx" {
            let at = content.rfind("32.00").unwrap();
            let wrong = format!("{}33.00{}", &content[..at], &content[at + 5..]);
            let (checked, ..) = read(file, wrong.as_bytes());
            assert!(checked.contains("\"rule\": \"收支总表-"), "{name}: {checked}");
        }
    }
}

/// Tables with titles of their own, and two tables of one side.
#[test]
fn tables_that_are_no_sides_stay_apart() {
    let two = format!(
        "某市某局2026年部门预算\n收入总表\n单位：万元\n{}支出总表\n单位：万元\n{}",
        tabs(&INCOME),
        tabs(&SPENDING)
    );
    let titled = |title: &str, rows: &[[&str; 2]]| {
        html(rows).replacen("<table>", &format!("<table><tr><td>{title}</td></tr>"), 1)
    };
    let page = format!(
        "<html><body><p>某市某局2026年部门预算</p><table><tr><td>{}</td><td>{}</td></tr></table></body></html>",
        titled("收入总表", &INCOME),
        titled("支出总表", &SPENDING)
    );
    for (file, content) in [("a.txt", two), ("a.html", page)] {
        let (_, rows, _, report) = read(file, content.as_bytes());
        assert!(rows.is_empty(), "{file}: {rows}");
        let tables: Vec<&str> = report.tables.iter().map(|table| table.table.as_str()).collect();
        assert!(tables.contains(&"收入总表") && tables.contains(&"支出总表"), "{file}: {tables:?}");
        assert!(!report.to_string().contains("收入项目"), "{file}: {report}");
    }
}

#[test]
fn text_in_the_cells_of_a_table_is_text() {
    let rows = [["收入", "", "支出", ""], ["项目", "预算数", "项目", "预算数"]];
    let data = (1..5).map(|at| {
        let one = INCOME.get(at).copied().unwrap_or_default();
        [one[0], one[1], SPENDING[at][0], SPENDING[at][1]]
    });
    let row = |row: [&str; 4]| -> String {
        format!("<tr>{}</tr>", row.map(|cell| format!("<td>{cell}</td>")).concat())
    };
    let table: String = rows.into_iter().chain(data).map(row).collect();
    let wide = |text: &str| format!("<tr><td colspan=4>{text}</td></tr>");
    let lines = |text: &[&str]| text.iter().map(|text| wide(text)).collect::<String>();
    let head = wide("收支总表") + &wide("单位：万元");
    let cell = TEXT.map(|text| format!("<p>{text}</p>")).concat();
    for (name, body) in [
        ("a table of text", format!("<table>{}</table><table>{head}{table}</table>", lines(&TEXT))),
        ("one cell", format!("<table><tr><td>{cell}</td></tr></table><table>{head}{table}</table>")),
        ("one table", format!("<table>{}{head}{table}</table>", lines(&TEXT))),
        (
            "blank cells",
            format!(
                "<table>{}</table><table>{head}{table}</table>",
                lines(&TEXT).replace(" colspan=4", "").replace("</tr>", "<td></td></tr>")
            ),
        ),
    ] {
        let page = format!("<html><body>{body}</body></html>");
        let (_, rows, paragraphs, report) = read("a.html", page.as_bytes());
        assert!(rows.contains("支出总计|32.00"), "{name}: {rows}");
        assert!(paragraphs.iter().any(|text| text == TEXT[3]), "{name}: {paragraphs:?}");
        assert_eq!(report.unplaced, 0, "{name}: {report}");
        let (checked, ..) = read("a.html", page.replace("收入总计32.00万元", "收入总计35.00万元").as_bytes());
        assert!(checked.contains("语句-引用"), "{name}: {checked}");
    }
    // A form whose cells hold sentences keeps them.
    let form = "<html><body><p>某市某局2026年部门预算</p><p>项目绩效目标表</p><table><tr><td>项目名称</td><td>调查</td></tr>\
                <tr><td>年度目标</td><td><p>完成调查。</p><p>提交报告。</p></td></tr></table></body></html>";
    let (_, _, paragraphs, _) = read("a.html", form.as_bytes());
    assert!(!paragraphs.iter().any(|text| text.contains("提交报告")), "{paragraphs:?}");
}

/// Last year's table before this year's under the same title is a table by itself.
#[test]
fn a_table_of_the_year_before_stands_apart() {
    let table = |title: &str, year: &str, total: &str| {
        let head = format!("{title}\n单位：万元\n收入\t\t支出\t\n项目\t{year}预算数\t项目\t{year}预算数\n");
        format!(
            "{head}一、财政拨款收入\t{total}\t一、一般公共服务支出\t{total}\n收入总计\t{total}\t支出总计\t{total}\n"
        )
    };
    let both =
        |first: &str, second: &str| format!("某市某局2026年部门预算\n{first}第一部分 预算表\n{second}");
    for (name, text, is_apart) in [
        (
            "by its title",
            both(&table("2025年收支总表", "", "28.00"), &table("2026年收支总表", "", "32.00")),
            true,
        ),
        (
            "by its header",
            both(&table("收支总表", "2025年", "28.00"), &table("收支总表", "2026年", "32.00")),
            true,
        ),
        ("alone", format!("某市某局2026年部门预算\n{}", table("2025年收支总表", "", "32.00")), false),
    ] {
        let (checked, rows, _, report) = read("a.txt", text.as_bytes());
        assert!(rows.contains("收入总计|32.00") && !rows.contains("28.00"), "{name}: {rows}");
        assert_eq!(report.unplaced, 0, "{name}: {report}");
        assert_eq!(report.to_string().contains("是2025年的"), is_apart, "{name}: {report}");
        assert!(!checked.contains("导入-未归位"), "{name}: {checked}");
    }
}

/// Rows that are numbered before their codes keep the number of the total.
#[test]
fn the_total_keeps_the_number_of_its_row() {
    let text = "某市某局2026年部门预算\n支出总表\n单位：万元\n行次\t科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                1\t\t合计\t32.00\t20.00\t12.00\n2\t201\t一般公共服务支出\t20.00\t20.00\t\n\
                3\t208\t社会保障和就业支出\t12.00\t\t12.00\n";
    let (checked, _, _, report) = read("a.txt", text.as_bytes());
    assert_eq!(report.unplaced, 0, "{report}");
    assert!(!checked.contains("未归位"), "{checked}");
}

/// A header of two rows that was copied without its joined cells: the words of the second stand below their group.
#[test]
fn words_of_a_second_row_stand_below_their_group() {
    let names = ["合计", "因公出国（境）费", "公务用车购置及运行费", "公务接待费"];
    let of_cars = ["小计", "公务用车购置费", "公务用车运行费"];
    let title = "某市某局2026年部门预算\n一般公共预算“三公”经费支出表\n单位：万元\n";
    let right = "11.10\t0.26\t7.34\t0.00\t7.34\t3.50";
    for (name, head, row) in [
        ("flush", format!("{}\n{}", names.join("\t"), of_cars.join("\t")), right.to_owned()),
        ("moved", format!("{}\n\t\t{}", names.join("\t"), of_cars.join("\t")), right.to_owned()),
        ("blank at the end", format!("{}\t\t\n\t\t{}\t", names.join("\t"), of_cars.join("\t")), right.to_owned()),
        ("named", format!("单位名称\t{}\n{}", names.join("\t"), of_cars.join("\t")), format!("某市某局\t{right}")),
        ("told by sums", format!("{}\n小计\t购置\t运行", names.join("\t")), right.to_owned()),
        ("as printed", "合计\t因公出国（境）费\t公务用车购置及运行费\t\t\t公务接待费\n\t\t小计\t公务用车购置费\t公务用车运行费\t".to_owned(), right.to_owned()),
    ] {
        let (checked, ..) = read("a.txt", format!("{title}{head}\n{row}\n").as_bytes());
        assert!(!checked.contains("\"severity\": \"error\""), "{name}: {checked}");
        // A wrong total of the whole is found below such a header.
        let wrong = row.replacen("11.10", "12.10", 1);
        let (checked, ..) = read("a.txt", format!("{title}{head}\n{wrong}\n").as_bytes());
        assert!(checked.contains("12.10"), "{name}: {checked}");
    }
}
