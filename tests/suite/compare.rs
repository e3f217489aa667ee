//! Comparing through public doors: the sample of 2022, which holds what the document of 2023 says of it and nothing else, and
//! the command.

mod documents;
mod merging;
mod written;

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
    let (printed, others): (Vec<&str>, Vec<&str>) =
        csv.lines().partition(|line| line.contains("列示数与相加数不同"));
    assert_eq!(others.len(), found.len() + 1);
    // A total that is printed as before no longer is the sum of what became another.
    assert!(printed.iter().any(|line| line.contains("列示 185.46") && line.contains("185.47")), "{csv}");
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
