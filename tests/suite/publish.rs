//! Publishing (公布) through the command: what is written foots, says what was adjusted, and leaves the exact
//! budget alone.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use yusuan::file;
use yusuan::model::{Budget, Coverage, Layer, Note, NoteKey, NoteKind, Section, TableKey, Value};
use yusuan::money::Decimal;
use yusuan::schema::Formats;
use yusuan::session::Session;

use crate::support::{repository, yusuan};

const PREPARED: &str = "assets/samples/示例区档案局-2023（示例）.ron";
const SUBMITTED: &str = "assets/samples/焦作市委办公室-2023.ron";

fn publish(from: &Path, to: &Path, options: &[&str]) -> Output {
    let mut arguments = vec!["publish", from.to_str().unwrap(), "-o", to.to_str().unwrap()];
    arguments.extend(options);
    yusuan(&arguments)
}

fn open(path: &Path) -> Session {
    let loaded = file::load(path, &Formats::embedded()).unwrap();
    Session::new(loaded.budget, loaded.format)
}

/// How often each rule is violated.
fn findings(session: &Session) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for finding in session.verdicts().findings() {
        *found.entry(finding.rule.id.clone()).or_default() += 1;
    }
    found
}

fn amount(budget: &Budget, table: &str, row: &str, column: &str) -> Option<Decimal> {
    let row = budget.tables[&TableKey::from(table)].row(&row.into())?;
    row.cells().get(&column.into()).or(row.stated().get(&column.into()))?.amount()
}

/// The prepared sample with two lines exact to the 分: 0.0051 万元 from one to another of the same unit, so
/// that no total changes.
fn to_the_fen(folder: &Path) -> std::path::PathBuf {
    lines_changed(folder, [("办公费", "0.005149"), ("印刷费", "-0.005149")])
}

fn lines_changed(folder: &Path, changes: [(&str, &str); 2]) -> std::path::PathBuf {
    let loaded = file::load(&repository(PREPARED), &Formats::embedded()).unwrap();
    let mut budget = loaded.budget;
    let lines = budget.tables.get_mut(&TableKey::from("预算明细")).unwrap();
    for (item, change) in changes {
        let at = lines.rows().iter().position(|row| row.text(&"项目名称".into()) == item).unwrap();
        let amount = lines.at(at).unwrap().cells().get(&"金额".into()).unwrap().amount().unwrap();
        let exact = amount + change.parse::<Decimal>().unwrap();
        lines.set(at, Layer::Input, &"金额".into(), Some(Value::Amount(exact)));
    }
    let path = folder.join("精确.ron");
    file::save(&path, &budget, &file::Extras::default()).unwrap();
    path
}

#[test]
fn a_published_budget_foots_and_the_exact_one_is_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let exact = to_the_fen(folder.path());
    let before = std::fs::read(&exact).unwrap();
    for options in [&[][..], &["--decimals", "0"], &["--unit", "元", "--decimals", "0"]] {
        let out = folder.path().join("公布.ron");
        let output = publish(&exact, &out, &[options, &["--force"]].concat());
        assert!(output.status.success(), "{options:?}: {}", String::from_utf8_lossy(&output.stderr));
        let published = open(&out);
        assert_eq!(findings(&published), BTreeMap::new(), "{options:?}");
        let tables = &published.budget().tables;
        assert!(tables.values().all(|table| table.coverage != Coverage::Derived));
        assert!(tables[&TableKey::from("预算明细")].rows().iter().all(|row| row.kind().as_str() != "明细"));
        assert!(tables[&TableKey::from("T3")].rows().iter().any(|row| !row.stated().is_empty()));
    }
    assert_eq!(std::fs::read(&exact).unwrap(), before);
}

#[test]
fn every_adjusted_cell_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let (exact, out) = (to_the_fen(folder.path()), folder.path().join("公布.ron"));
    let output = publish(&exact, &out, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    // 14.405149 and 2.554851: whichever way each goes, they add up to what the total is printed as.
    assert_eq!(amount(open(&out).budget(), "T13", "合计", "合计"), Some("39.28".parse().unwrap()));
    let published = open(&out);
    let budget = published.budget();
    let cell = |code: &str| amount(budget, "T13", code, "合计").unwrap();
    assert_eq!(cell("30201") + cell("30202"), "16.96".parse().unwrap(), "{text}");
    let output = publish(&exact, &out, &["--decimals", "0", "--force"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let listed: Vec<&str> = text.lines().filter(|line| line.starts_with("│ T")).collect();
    assert!(text.contains(&format!("调整了 {} 格", listed.len())), "{text}");
    for line in listed {
        let fields: Vec<&str> = line.trim_matches('│').split('┆').map(str::trim).collect();
        let [cell, _, exact, ordinary, printed, difference] = fields[..] else { panic!("{line}") };
        let number = |text: &str| text.replace(',', "").parse::<Decimal>().unwrap();
        let [table, row, column] = cell.split('!').collect::<Vec<_>>()[..] else { panic!("{cell}") };
        assert_eq!(amount(open(&out).budget(), table, row, column), Some(number(printed)), "{line}");
        assert_eq!(number(printed) - number(ordinary), number(difference), "{line}");
        assert_eq!(number(difference).abs(), Decimal::ONE, "{line}");
        assert!((number(exact) - number(ordinary)).abs() <= "0.5".parse().unwrap(), "{line}");
    }
}

#[test]
fn a_submitted_document_keeps_what_is_wrong_in_it_and_gets_nothing_new() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("公布.ron");
    let output = publish(&repository(SUBMITTED), &out, &["--decimals", "0"]);
    // What its text says otherwise than its tables is said; rounding adds nothing to that.
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("没有带来新的不符") && said.contains("个数与表不符"), "{said}");
    let before = findings(&open(&repository(SUBMITTED)));
    for (rule, times) in findings(&open(&out)) {
        assert!(before.get(&rule).is_some_and(|known| times <= *known), "{rule}: {times}");
    }
}

#[test]
fn the_exact_file_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let exact = to_the_fen(folder.path());
    for (to, options, part) in [
        (exact.clone(), &["--force"][..], "另取文件名"),
        (folder.path().join("./精确.ron"), &["--force"], "另取文件名"),
        (repository(SUBMITTED), &[], "已经存在"),
    ] {
        let output = publish(&exact, &to, options);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(part), "{said}");
    }
}

/// A budget with a section of people's own, of which the format knows nothing.
fn with_own_text(from: &Path, paragraph: &str) -> std::path::PathBuf {
    let loaded = file::load(from, &Formats::embedded()).unwrap();
    let mut budget = loaded.budget;
    let paragraphs = vec![paragraph.to_owned()];
    budget
        .narrative
        .push(Section { title: "十一、其他情况".to_owned(), paragraphs, ..Section::default() });
    let path = from.with_file_name("另有一节.ron");
    file::save(&path, &budget, &loaded.extras).unwrap();
    path
}

#[test]
fn the_text_is_published_as_the_tables_are() {
    let folder = tempfile::tempdir().unwrap();
    let own = "本年支出总计８２４.０１万元（8,240,100元），比上年增加168.61万元；另签合同12.34万元，\
               宣传费0.40万元。";
    let (exact, out) = (with_own_text(&to_the_fen(folder.path()), own), folder.path().join("公布.ron"));
    let output = publish(&exact, &out, &["--decimals", "0"]);
    let said = String::from_utf8_lossy(&output.stdout);
    let published = open(&out);
    let text = |section: &Section| section.paragraphs.join("");
    let all: String = published.budget().narrative.iter().map(text).collect();
    assert!(all.contains("收入总计824万元") && !all.contains("824.01"), "{all}");
    let last = text(published.budget().narrative.last().unwrap());
    let expected = "本年支出总计８２４万元（8,240,000元），比上年增加169万元；另签合同12万元，\
                    宣传费0.40万元。";
    assert_eq!(last, expected, "{said}");
    assert!(said.contains("８２４.０１ 改为 ８２４"), "{said}");
    assert!(said.contains("“0.40万元”：取整后为 0"), "{said}");
    assert_eq!(findings(&published), BTreeMap::new(), "{said}");
}

/// How figures changed is reckoned exactly, however roughly they are printed; a change of which nothing is printed is none.
#[test]
fn changes_are_those_of_the_exact_figures() {
    let folder = tempfile::tempdir().unwrap();
    let (exact, out) = (to_the_fen(folder.path()), folder.path().join("公布.ron"));
    let output = publish(&exact, &out, &["--decimals", "0"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let published = open(&out);
    let text: Vec<&String> =
        published.budget().narrative.iter().flat_map(|section| &section.paragraphs).collect();
    for part in [
        "支出预算11万元，比2022年减少1万元，下降6.09%",
        "公务接待费2万元，用于接待上级检查，与2022年基本持平，主要原因：压缩接待开支",
        "公务用车购置费未安排，与2022年持平",
    ] {
        let is_there = text.iter().any(|paragraph| paragraph.contains(part));
        assert!(is_there, "{part}: {said}\n{text:#?}");
    }
    assert!(said.contains("比2022年减少0万元，下降10.00% 改为 与2022年基本持平"), "{said}");
    assert_eq!(findings(&published), BTreeMap::new(), "{said}");
}

/// A table made of lines that came to nothing has its reason where it is published, as it is printed.
#[test]
fn an_empty_table_is_published_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let loaded = file::load(&repository(PREPARED), &Formats::embedded()).unwrap();
    let mut budget = loaded.budget;
    let mut empty = Vec::new();
    for (key, table) in &mut budget.tables {
        if table.coverage == Coverage::Derived && table.rows().iter().all(|row| row.cells().is_empty()) {
            table.remark.clear();
            table.note.clear();
            empty.push(key.clone());
        }
    }
    assert!(!empty.is_empty());
    let (exact, out) = (folder.path().join("精确.ron"), folder.path().join("公布.ron"));
    file::save(&exact, &budget, &file::Extras::default()).unwrap();
    let output = publish(&exact, &out, &["--decimals", "0"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!said.contains("却没有说明原因"), "{said}");
    assert_eq!(output.status.code(), Some(0), "{said}");
    let mut published = open(&out).budget().clone();
    // One that was submitted empty needs a reason as ever.
    let table = published.tables.get_mut(&"T11".into()).unwrap();
    table.remark.clear();
    table.note.clear();
    let session = Session::new(published, yusuan::schema::default_format());
    let findings = session.verdicts().findings();
    assert!(findings.iter().any(|found| found.message.contains("却没有说明原因")));
}

#[test]
fn the_text_beside_balanced_tables_says_what_they_print() {
    let folder = tempfile::tempdir().unwrap();
    // 14.4049 and 2.5549 round down, and are 16.96 together.
    let exact = lines_changed(folder.path(), [("办公费", "0.0049"), ("印刷费", "-0.0051")]);
    let exact = with_own_text(&exact, "办公费14.40万元，印刷费2.55万元。");
    let (text, said) = exported(&exact, "公布.md", &[]);
    let (up, down) = ("办公费14.41万元，印刷费2.55万元。", "办公费14.40万元，印刷费2.56万元。");
    assert!(text.contains(up) || text.contains(down), "{said}\n{text}");
    assert!(said.contains("说明文字里有 1 个数照表里公布的改写"), "{said}");
}

/// Where the tables change their unit, what the text says in it changes along, to the 分 where a table says it; shares, counts and
/// other units stay, as does what no table has.
#[test]
fn the_text_follows_the_unit_of_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let own = "办公费9.01万元，占1.09%；支出总计824.01 万元，合0.082401亿元；另签合同12.34万元，\
               单价50万元以上设备2台；分别为9.01、1.59万元。";
    let exact = with_own_text(&to_the_fen(folder.path()), own);
    let (text, said) = exported(&exact, "公布.md", &["--unit", "元"]);
    for part in [
        "支出总计8,240,100.00 元，合0.082401亿元",
        "占1.09%",
        "单价50万元以上设备2台",
        "分别为9.01、1.59万元",
    ] {
        assert!(text.contains(part), "{part}: {said}\n{text}");
    }
    // The lines are finer than the text: of what no table has nobody knows how fine it is.
    assert!(text.contains("另签合同12.34万元") && said.contains("仍是原来的单位"), "{said}");
    assert!(text.contains("收入总计8,240,100.00元"), "{text}");
    assert!(exported(&exact, "照旧.md", &[]).0.contains("支出总计824.01 万元"));
}

/// What a command writes into a file of that name, and what it says.
fn exported(budget: &Path, name: &str, options: &[&str]) -> (String, String) {
    let to = budget.with_file_name(name);
    let mut arguments = vec!["export", budget.to_str().unwrap(), "-o", to.to_str().unwrap(), "--force"];
    arguments.extend(options);
    let output = yusuan(&arguments);
    let text =
        std::fs::read(&to).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    (text, String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The unit and the decimals that were chosen are those of every document written from what was published.
#[test]
fn what_was_published_stays_in_its_unit_and_decimals() {
    let folder = tempfile::tempdir().unwrap();
    let exact = to_the_fen(folder.path());
    for (options, unit, total) in [
        (&[][..], "单位：万元", "| 824.01 |"),
        (&["--decimals", "0"], "单位：万元", "| 824 |"),
        (&["--unit", "元", "--decimals", "0"], "单位：元", "| 8,240,100 |"),
        (&["--unit", "元"], "单位：元", "| 8,240,100.00 |"),
    ] {
        let out = folder.path().join("公布.ron");
        publish(&exact, &out, &[options, &["--force"]].concat());
        let (text, said) = exported(&out, "公布.md", &["--part", "表格"]);
        assert!(text.contains(unit) && text.contains(total), "{options:?}: {said}\n{text}");
        // And so once more, saved and read.
        let again = folder.path().join("再存.ron");
        let loaded = file::load(&out, &Formats::embedded()).unwrap();
        file::save(&again, &loaded.budget, &loaded.extras).unwrap();
        assert_eq!(exported(&again, "再存.md", &["--part", "表格"]).0, text, "{options:?}");
    }
}

/// The prepared sample with a remark on a cell and the reason of a change.
fn remarked(folder: &Path) -> std::path::PathBuf {
    let mut budget = file::load(&repository(PREPARED), &Formats::embedded()).unwrap().budget;
    for (kind, text) in [(NoteKind::Comment, "请附测算表"), (NoteKind::Reason, "因为搬家")] {
        let key = NoteKey { kind, place: "T3!901001!合计".to_owned(), of: "001".to_owned() };
        budget.notes.insert(key, Note { text: text.to_owned(), by: "张三".to_owned(), ..Note::default() });
    }
    let path = folder.join("批注.ron");
    file::save(&path, &budget, &file::Extras::default()).unwrap();
    path
}

#[test]
fn what_colleagues_wrote_is_for_review_alone() {
    let folder = tempfile::tempdir().unwrap();
    let budget = remarked(folder.path());
    let words = ["请附测算表", "因为搬家", "张三"];
    let has = |text: &str| words.map(|word| text.contains(word));
    for name in ["公开.html", "公开.md"] {
        assert_eq!(has(&exported(&budget, name, &[]).0), [false; 3], "{name}");
    }
    let (_, said) = exported(&budget, "公开.xlsx", &[]);
    assert!(said.contains("1 格的批注") && said.contains("公布稿"), "{said}");
    let (_, said) = exported(&budget, "公布.xlsx", &["--edition", "公布稿"]);
    assert!(!said.contains("批注"), "{said}");
    // Published, it has them no more.
    let published = folder.path().join("公布.ron");
    publish(&budget, &published, &[]);
    assert_eq!(has(&std::fs::read_to_string(&published).unwrap()), [false; 3]);
    // Written for review and read again, it has them as text; what is written for others has not.
    let (review, _) = exported(&budget, "送审.md", &["--edition", "送审稿"]);
    assert_eq!(has(&review), [true; 3], "{review}");
    let (from, to) = (folder.path().join("送审.md"), folder.path().join("读回.ron"));
    yusuan(&["import", from.to_str().unwrap(), "-o", to.to_str().unwrap()]);
    for options in [&[][..], &["--edition", "公布稿"]] {
        let (text, said) = exported(&to, "再公开.md", options);
        assert_eq!(has(&text), [false; 3], "{text}");
        assert!(
            !text.contains("送审稿") && text.contains("名词解释") && said.contains("编审说明没有写入"),
            "{said}"
        );
    }
}

/// Tables of a document of any place print the same figure alike, whatever else it is added up to in each of them.
#[test]
fn the_same_figure_is_rounded_once_in_all_tables() {
    let items = ["办公费", "印刷费", "水费", "电费", "邮电费"];
    let row = |item: &str| format!("{item}\t10049.00\t10049.00\t\n");
    let mut text = "某市某局2026年部门预算\n支出总表\n单位：元\n项目\t合计\t基本支出\t项目支出\n".to_owned();
    text += "合计\t50245.00\t50245.00\t\n";
    text.extend(items.map(row));
    text += "一般公共预算支出表\n单位：元\n项目\t合计\t基本支出\t项目支出\n";
    text.extend(items.iter().rev().map(|item| row(item)));
    text += "合计\t50245.00\t50245.00\t\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("公开.txt");
    std::fs::write(&path, text).unwrap();
    let (imported, format) = yusuan::exchange::import_with_any(&path, &Formats::embedded()).unwrap();
    let session = Session::new(imported.budget, format);
    let mut options = yusuan::document::Options::default();
    options.set_unit("万元", session.format()).unwrap();
    let document = yusuan::document::describe(&session, &options);
    let rows = |at: usize| {
        let lines = document.tables[at].as_lines();
        let mut rows: Vec<String> = lines.lines().skip(1).map(str::to_owned).collect();
        rows.sort();
        rows
    };
    assert_eq!(rows(0), rows(1));
    // The total is its own rounding, and its parts come to it.
    assert!(rows(0).iter().any(|row| row.starts_with("合计\t5.02")), "{:?}", rows(0));
    assert_eq!(rows(0).iter().filter(|row| row.contains("\t1.00\t")).count(), 3, "{:?}", rows(0));
}
