//! Comparing and merging through public doors: the sample of 2022, which holds what the document of 2023
//! says of it and nothing else, and the commands.

use std::path::Path;

use serde_json::Value as Json;
use yusuan::calc::{Book, Figures};
use yusuan::compare::stated_beside;
use yusuan::file;
use yusuan::narrative::State;
use yusuan::schema::Formats;

use crate::support::{repository, yusuan};

const OLD: &str = "assets/samples/焦作市委办公室-2022.ron";
const NEW: &str = "assets/samples/焦作市委办公室-2023.ron";

fn json(arguments: &[&str]) -> Json {
    let output = yusuan(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The changes as lines: row, column, old, new, change, percent, kind.
fn lines(found: &Json) -> Vec<String> {
    let text = |value: &Json| value.as_str().unwrap_or("-").to_owned();
    let fields = ["table", "row", "column", "old", "new", "change", "percent", "kind"];
    let line = |change: &Json| fields.map(|field| text(&change[field])).join(" ");
    found["changes"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn the_sample_of_2022_holds_what_2023_says_of_it() {
    let text = std::fs::read_to_string(repository(OLD)).unwrap();
    let loaded = file::load(&repository(OLD), &Formats::embedded()).unwrap();
    assert!(loaded.notices.is_empty(), "{:?}", loaded.notices);
    assert_eq!(loaded.budget.tables.len(), 3, "what the document does not give is absent");
    let amounts = loaded.budget.tables.values().flat_map(|table| table.rows()).filter(|row| {
        row.cells().values().chain(row.stated().values()).any(|value| value.amount().is_some())
    });
    for row in amounts {
        assert!(row.remark().contains("2023 年"), "{} does not say where it comes from", row.key());
    }
    for figure in ["3474.22", "50.30", "46.30", "4.00", "228.04"] {
        assert!(text.contains(&format!("\"{figure}\"")), "{figure}");
    }
}

#[test]
fn the_years_compared_give_the_changes_of_the_narrative() {
    let found = json(&["compare", OLD, NEW, "--json"]);
    assert_eq!(
        lines(&found),
        [
            "T1 收入总计 金额 3474.22 2907.50 -566.72 -16.31 changed",
            "T1 支出总计 支出金额 3474.22 2907.50 -566.72 -16.31 changed",
            "T9 预算数 “三公”经费合计 50.30 50.14 -0.16 -0.32 changed",
            "T9 预算数 公务接待费 4.00 3.84 -0.16 -4.00 changed",
            "T13 合计 合计 228.04 185.46 -42.58 -18.67 changed",
        ]
    );
    assert_eq!(found["budgets"][0]["year"], 2022);
    let table = json(&["compare", OLD, NEW, "--json", "--table", "9", "--min-percent", "1"]);
    assert_eq!(lines(&table), ["T9 预算数 公务接待费 4.00 3.84 -0.16 -4.00 changed"]);
    assert_eq!(lines(&json(&["compare", OLD, NEW, "--json", "--min-change", "100"])).len(), 2);
    assert_eq!(json(&["compare", NEW, NEW, "--json"])["changes"], Json::Array(Vec::new()));
}

#[test]
fn every_change_of_the_narrative_is_held_against_the_file_of_2022() {
    let open = |path| file::load(&repository(path), &Formats::embedded()).unwrap();
    let (old, new) = (open(OLD), open(NEW));
    // What the file keeps of last year itself must play no part.
    let mut bare = new.budget.clone();
    let facts = bare.tables.get_mut(&"基本情况".into()).unwrap();
    facts.change_each(|row| {
        if row.kind.as_str() == "上年数" {
            row.cells.clear();
        }
    });
    let figures = [Figures::compute(&old.budget, &old.format), Figures::compute(&bare, &new.format)];
    let old = Book { format: &old.format, budget: &old.budget, figures: &figures[0] };
    let new = Book { format: &new.format, budget: &bare, figures: &figures[1] };
    let stated = stated_beside(&[old, new]).unwrap();
    let of = |wanted: fn(&State) -> bool| -> Vec<String> {
        let those = stated.iter().filter(|figure| wanted(&figure.state));
        those.map(|figure| format!("{} {}", figure.subject, figure.text)).collect()
    };
    assert_eq!(of(|state| *state == State::Agrees).len(), 15, "{:?}", of(|state| *state == State::Agrees));
    assert_eq!(of(|state| *state == State::Differs), ["公务接待费 0.04%"]);
    // Of 一般公共预算 alone the document gives a percentage and no amount.
    assert_eq!(of(|state| matches!(state, State::NotChecked(_))), ["一般公共预算收支 16.31%"]);
}

#[test]
fn a_single_budget_is_compared_with_what_it_keeps_of_last_year() {
    let found = lines(&json(&["compare", NEW, "--json"]));
    let expected = "T9 预算数 公务接待费 4.00 3.84 -0.16 -4.00 changed";
    assert!(found.iter().any(|line| line == expected), "{found:#?}");
}

#[test]
fn two_peoples_work_merges() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(repository(NEW)).unwrap();
    let write = |name: &str, from: &str, to: &str| {
        assert!(text.contains(from));
        let path = folder.path().join(name);
        std::fs::write(&path, text.replace(from, to)).unwrap();
        path.display().to_string()
    };
    let base = write("base.ron", "71.38", "71.38");
    let ours = write("ours.ron", "\"71.38\"", "\"71.40\"");
    let theirs = write("theirs.ron", "\"17.50\"", "\"17.60\"");
    let other = write("other.ron", "\"71.38\"", "\"71.50\"");
    let out = folder.path().join("out.ron").display().to_string();
    let merged = || std::fs::read_to_string(&out).unwrap();

    let done = yusuan(&["merge", &base, &ours, &theirs, "-o", &out]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(merged().contains("71.40") && merged().contains("17.60"));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(said.contains("我方改动 ") && said.contains("没有冲突"), "{said}");
    // Another year's budget, or another department's, is none of the versions.
    for (from, to, says) in [
        ("year: 2023", "year: 2024", "不是同一年的预算"),
        ("name: \"市委办\"", "name: \"市财政局\"", "不是同一个部门的预算"),
    ] {
        let strange = std::fs::read_to_string(&theirs).unwrap();
        let strange = strange.replacen(from, to, 1).replacen(
            "full_name: \"中国共产党焦作市委员会办公室\"",
            "full_name: \"\"",
            1,
        );
        assert!(strange.contains(to));
        let place = folder.path().join("strange.ron").display().to_string();
        std::fs::write(&place, strange).unwrap();
        for of in [[&base, &ours, &place], [&base, &place, &theirs], [&place, &ours, &theirs]] {
            let done = yusuan(&["merge", of[0], of[1], of[2], "-o", &out, "--force", "--take", "ours"]);
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert_eq!(done.status.code(), Some(2), "{said}");
            assert!(said.contains(says), "{said}");
        }
    }
    // Another file is not overwritten unasked.
    assert_eq!(yusuan(&["merge", &base, &ours, &other, "-o", &out]).status.code(), Some(2));

    let done = yusuan(&["merge", &base, &ours, &other, "-o", &out, "--force", "--json"]);
    assert_eq!(done.status.code(), Some(1));
    let conflicts: Json = serde_json::from_slice(&done.stdout).unwrap();
    let conflicts = conflicts["conflicts"].as_array().unwrap();
    assert!(!conflicts.is_empty());
    assert_eq!((&conflicts[0]["ours"], &conflicts[0]["theirs"]), (&"71.40".into(), &"71.50".into()));
    assert!(merged().contains("71.40"));
    yusuan(&["merge", &base, &ours, &other, "-o", &out, "--take", "theirs"]);

    // Both, and what became of it, as a list to hand on.
    for name in ["清单.md", "清单.html", "清单.docx", "清单.xlsx"] {
        let list = folder.path().join(name);
        let list = list.to_str().unwrap();
        let done = yusuan(&["merge", &base, &ours, &theirs, "-o", &out, "--force", "--list", list]);
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        let text = String::from_utf8_lossy(&std::fs::read(list).unwrap()).into_owned();
        let is_text = name.ends_with(".md") || name.ends_with(".html");
        let parts = ["71.40", "17.60", "没有改", "我方", "对方"];
        assert!(!is_text || parts.iter().all(|part| text.contains(part)), "{text}");
    }

    // A list takes the place of no budget, and says where nothing was merged.
    for taken in [&base, &out] {
        let refused = yusuan(&["merge", &base, &ours, &theirs, "-o", &out, "--force", "--list", taken]);
        assert_eq!(refused.status.code(), Some(2), "{taken}");
    }
    let list = folder.path().join("未决.md");
    let open =
        yusuan(&["merge", &base, &ours, &other, "-o", &out, "--force", "--list", list.to_str().unwrap()]);
    assert_eq!(open.status.code(), Some(1));
    assert!(std::fs::read_to_string(&list).unwrap().contains("合并没有写入"));

    // As version control calls it: the result takes the place of ours.
    let done = yusuan(&["merge", &base, &ours, &theirs, "-o", &ours]);
    assert_eq!(done.status.code(), Some(0));
    assert!(std::fs::read_to_string(Path::new(&ours)).unwrap().contains("17.60"));
    let broken = write("broken.ron", "(\n", "(((\n");
    assert_eq!(yusuan(&["merge", &base, &ours, &broken, "-o", &ours]).status.code(), Some(2));
}

#[test]
fn versions_are_compared_with_their_texts_and_as_csv() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(repository(NEW)).unwrap();
    let path = folder.path().join("送审稿.ron");
    std::fs::write(
        &path,
        text.replace("年初没有购车计划", "本年没有购车计划").replace("\"71.38\"", "\"71.39\""),
    )
    .unwrap();
    let path = path.display().to_string();
    let found = lines(&json(&["compare", NEW, &path, "--json"]));
    assert!(found.iter().any(|line| line.starts_with("说明 ") && line.ends_with("text")), "{found:#?}");
    assert!(found.iter().any(|line| line.starts_with("T13 30201 合计 71.38 71.39 0.01 0.01")), "{found:#?}");
    let csv = String::from_utf8(yusuan(&["compare", NEW, &path, "--csv"]).stdout).unwrap();
    assert!(csv.starts_with("\u{feff}表,行,栏"), "{csv}");
    assert_eq!(csv.lines().count(), found.len() + 1);
}

#[test]
fn a_comparison_is_written_as_the_file_that_its_name_says() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string();
    for name in ["对比.xlsx", "对比.docx", "对比.html", "对比.md", "对比.svg"] {
        let done = yusuan(&["compare", OLD, NEW, "-o", &place(name)]);
        assert_eq!(done.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let read = |name: &str| std::fs::read_to_string(place(name)).unwrap();
    let html = read("对比.html");
    for words in
        ["全部差异", "表1 收支预算", "3,474.22", "-566.72", "增减构成", "历年走势", "说明中的增减", "不符"]
    {
        assert!(html.contains(words), "{words}");
    }
    // What the text says has its sign, as what it should say.
    assert!(html.contains("-566.72万元"));
    assert!(read("对比.svg").contains("▼ 0.16"), "{}", read("对比.svg"));
    // A file that is there is not replaced unasked, and no picture is written where there is none.
    for (arguments, said) in [
        (vec!["-o", "对比.md"], "已经存在"),
        (vec!["--view", "全部差异", "-o", "差异.svg"], "没有图可写"),
        (vec!["-o", "对比.png"], "图以 .svg 结尾"),
    ] {
        let mut all = vec!["compare", OLD, NEW];
        let place = place(arguments.last().unwrap());
        all.extend(&arguments[..arguments.len() - 1]);
        all.push(&place);
        let refused = yusuan(&all);
        let error = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(2) && error.contains(said), "{arguments:?}: {error}");
    }
}

/// A printed total that became another is told, though the sums that are compared stay the same.
#[test]
fn a_printed_total_that_differs_from_its_sum_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(repository(NEW)).unwrap();
    let path = folder.path().join("退回稿.ron").display().to_string();
    let total = |figure: &str| format!("kind: \"支出总计\", stated: {{\"支出金额\": \"{figure}\"");
    assert!(text.contains(&total("2907.50")), "the sample prints another total");
    std::fs::write(&path, text.replacen(&total("2907.50"), &total("3907.50"), 1)).unwrap();
    let said = |files: &[&str]| {
        let mut all = vec!["compare"];
        all.extend(files);
        String::from_utf8(yusuan(&all).stdout).unwrap()
    };
    let told = said(&[NEW, &path]);
    assert!(told.contains("列示 3,907.50") && !told.contains("没有差异。"), "{told}");
    assert!(said(&[NEW, NEW]).contains("没有差异。"));
    let list = folder.path().join("差异.csv").display().to_string();
    said(&[OLD, NEW, "-o", &list]);
    assert!(std::fs::read_to_string(&list).unwrap().starts_with("\u{feff}表,行,栏"));
}

#[test]
fn a_changed_paragraph_is_marked_within() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(repository(NEW)).unwrap();
    let path = folder.path().join("退回稿.ron").display().to_string();
    std::fs::write(&path, text.replace("年初没有购车计划", "本年没有购车计划")).unwrap();
    let place = folder.path().join("改动.html").display().to_string();
    let done = yusuan(&["compare", NEW, &path, "--view", "全部差异", "-o", &place]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let html = std::fs::read_to_string(&place).unwrap();
    assert!(
        html.contains("<ins>本年</ins><del>年初</del>") || html.contains("<del>年初</del><ins>本年</ins>"),
        "{html}"
    );
}

/// What is written says what was left out of it, and what has no counterpart.
#[test]
fn a_written_comparison_says_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str, arguments: &[&str]| {
        let place = folder.path().join(name).display().to_string();
        let mut all = vec!["compare", OLD, NEW, "--view", "全部差异", "-o", &place];
        all.extend(arguments);
        let done = yusuan(&all);
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        std::fs::read_to_string(&place).unwrap()
    };
    assert!(!written("全.md", &[]).contains("只列"));
    assert!(written("大.md", &["--min-change", "100"]).contains("只列增减不小于 100 万元的。"));
    assert!(written("一.md", &["--table", "1"]).contains("只对比表“1”。"));
    assert!(written("快.md", &["--min-percent", "10"]).contains("只列增减不小于 10%的。"));
    let shown = String::from_utf8(yusuan(&["compare", OLD, NEW]).stdout).unwrap();
    let lacking = shown.lines().find(|line| line.starts_with("没有对应：")).unwrap();
    assert!(written("全文.md", &[]).contains(lacking), "{lacking}");
}

/// A chart is of the column that is asked for, and stands above its figures in files that can hold a drawing.
#[test]
fn a_chart_is_of_the_column_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, column: &str| {
        let place = folder.path().join(name);
        let path = place.to_str().unwrap();
        let arguments =
            ["compare", OLD, NEW, "--table", "9", "--view", "历年走势", "--column", column, "-o", path];
        let done = yusuan(&arguments);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        (done.status.code(), said, std::fs::read_to_string(&place).unwrap_or_default())
    };
    for column in ["公务接待费", "“三公”经费合计"] {
        let (code, said, page) = write(&format!("{}.html", column.len()), column);
        assert_eq!(code, Some(0), "{said}");
        assert!(page.contains("<figure><svg") && page.contains(&format!("{column} 历年走势")), "{page}");
    }
    let (code, said, page) = write("没有.html", "没有的栏");
    assert_eq!((code, page.as_str()), (Some(2), ""));
    assert!(said.contains("没有数额栏“没有的栏”；有：") && said.contains("公务接待费"), "{said}");
}

/// What is not compared is not said to be alike, and a program is told why nothing was held against the text.
#[test]
fn nothing_is_said_of_what_is_not_compared() {
    let folder = tempfile::tempdir().unwrap();
    let text = |year: i32| {
        let path = folder.path().join(format!("{year}.md"));
        let said = format!(
            "# 某局{year}年部门预算\n\n## 一、收支总体情况\n\n{year}年收入总计100.00万元，支出总计100.00万元。\n"
        );
        std::fs::write(&path, said).unwrap();
        path.display().to_string()
    };
    let [old, new] = [text(2022), text(2023)];
    let shown = String::from_utf8(yusuan(&["compare", &old, &new]).stdout).unwrap();
    assert!(!shown.contains("\n没有差异。") && shown.contains("不能说有没有差异"), "{shown}");
    assert!(json(&["compare", &old, &new, "--json"])["not_stated"].is_string());
    assert!(json(&["compare", OLD, NEW, "--json"])["not_stated"].is_null());
    assert!(json(&["compare", NEW, OLD, "--json"])["not_stated"].as_str().unwrap().contains("不是相邻两年"));
}

/// A document of another form, with its totals and expenditure by code.
const OTHER_FORM: &str = "\
某市某局2024年部门预算
收支总表
单位：元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、财政拨款收入\t31000000.00\t一、一般公共服务支出\t31000000.00
本年收入合计\t31000000.00\t本年支出合计\t31000000.00
收入总计\t31000000.00\t支出总计\t31000000.00

财政拨款收支总表
单位：元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、本年收入\t1000000.00\t一、一般公共服务支出\t1000000.00
收入总计\t1000000.00\t支出总计\t1000000.00

支出总表
单位：元
科目编码\t科目名称\t合计\t基本支出\t项目支出
2013101\t行政运行\t30000000.00\t30000000.00\t0.00
2013102\t一般行政管理事务\t1000000.00\t0.00\t1000000.00
合计\t\t31000000.00\t30000000.00\t1000000.00
";

#[test]
fn forms_with_nothing_in_common_have_their_totals() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("其他.txt");
    std::fs::write(&other, OTHER_FORM).unwrap();
    let other = other.to_str().unwrap();
    let found = json(&["compare", NEW, other, "--json"]);
    let shared: Vec<String> = found["shared"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!(
                "{} {} {}",
                one["subject"].as_str().unwrap(),
                one["old"].as_str().unwrap(),
                one["new"].as_str().unwrap()
            )
        })
        .collect();
    // In 元, and never from 财政拨款收支总表.
    for expected in ["收支总表 收入总计 29075000", "收支总表 支出总计 29075000", "支出总表 2013101 "]
    {
        assert!(shared.iter().any(|line| line.starts_with(expected)), "{expected}: {shared:?}");
    }
    assert!(
        shared.iter().any(|line| line.contains("收支总表 收入总计") && line.contains("31000000")),
        "{shared:?}"
    );
    // With a form of its own each table is compared in full, and nothing by meaning.
    assert_eq!(json(&["compare", OLD, NEW, "--json"])["shared"].as_array().unwrap().len(), 0);
}

/// A budget is what its own document says, whatever kind of file that is: not one row differs, and one that does is told.
#[test]
fn a_budget_does_not_differ_from_its_own_documents() {
    let folder = tempfile::tempdir().unwrap();
    let own = repository("assets/samples/示例区档案局-2023（示例）.ron");
    let own = own.to_str().unwrap();
    let mut endings = vec!["docx", "xlsx", "html", "md"];
    if cfg!(feature = "pdf") {
        endings.push("pdf");
    }
    for ending in endings {
        let made = folder.path().join(format!("公开.{ending}"));
        let made = made.to_str().unwrap();
        yusuan(&["export", own, "-o", made]);
        let found = json(&["compare", own, made, "--json"]);
        assert_eq!(lines(&found), Vec::<String>::new(), "{ending}");
        let found = json(&["compare", made, own, "--json"]);
        assert_eq!(lines(&found), Vec::<String>::new(), "{ending}, the other way round");
    }
    // One name, one amount and one sentence are others.
    let made = folder.path().join("公开.md");
    let text = std::fs::read_to_string(&made).unwrap();
    let changed = text.replacen("档案执法检查", "档案执法巡查", 1).replacen("内设 6 个", "内设 7 个", 1);
    assert_ne!(text, changed);
    std::fs::write(&made, changed).unwrap();
    let found = json(&["compare", own, made.to_str().unwrap(), "--json"]);
    let found = lines(&found);
    assert!(found.iter().any(|line| line.contains("内设 7 个")), "{found:#?}");
    assert!(found.len() < 12, "{found:#?}");
}

/// A new year made on the command line, of last year's file or of its document: both carry last year's figures as last year's.
#[test]
fn a_new_year_is_made_of_last_years_file_or_document() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let own = repository("assets/samples/示例区档案局-2023（示例）.ron");
    let (own, document) = (own.to_str().unwrap().to_owned(), place("上年.docx"));
    yusuan(&["export", &own, "-o", &document]);
    for (from, name) in [(&own, "新.ron"), (&document, "新二.ron")] {
        let made = yusuan(&["new", "--from", from, "-o", &place(name)]);
        assert_eq!(made.status.code(), Some(1), "{}", String::from_utf8_lossy(&made.stderr));
        let loaded = file::load(Path::new(&place(name)), &Formats::embedded()).unwrap();
        assert_eq!(loaded.budget.year, 2024);
        let figures = Figures::compute(&loaded.budget, &loaded.format);
        let book = Book { format: &loaded.format, budget: &loaded.budget, figures: &figures };
        let shown = |cell: &str| book.cell(&cell.parse().unwrap()).unwrap().text();
        for (cell, expected) in [
            ("基本情况!上年收支总计!上年数", "824.01"),
            ("基本情况!上年公务接待费!上年数", "1.80"),
            ("基本情况!行政编制!数量", "20"),
        ] {
            assert_eq!(shown(cell), expected, "{name} {cell}");
        }
        let again = yusuan(&["new", "--from", from, "-o", &place(name)]);
        assert_eq!(again.status.code(), Some(2), "nothing is overwritten unasked");
    }
    let made = yusuan(&[
        "new",
        "--year",
        "2024",
        "--department",
        "某局",
        "--unit",
        "901001,某局,行政,12",
        "-o",
        &place("空.ron"),
    ]);
    assert_eq!(made.status.code(), Some(1), "{}", String::from_utf8_lossy(&made.stderr));
    let loaded = file::load(Path::new(&place("空.ron")), &Formats::embedded()).unwrap();
    assert!(loaded.budget.tables[&"预算明细".into()].rows().len() > 10);
    let wrong =
        yusuan(&["new", "--year", "2024", "--department", "某局", "--unit", "某局", "-o", &place("错.ron")]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("--unit 写作"));
}
