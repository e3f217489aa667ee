//! What is handed on of a check: CSV, Markdown and HTML of the sample, and `yusuan check` on a folder in
//! which not everything is a budget.
//!
//! The golden files hold one finding of each kind, not the sample's whole list, which changes with every
//! new rule.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value as Json;
use yusuan::file;
use yusuan::model::{Note, NoteKey, NoteKind};
use yusuan::report::{self, CheckedBudget, CheckedFile, SUMMARY};
use yusuan::schema::{Formats, Severity};
use yusuan::session::Session;

use crate::support::{golden, published, repository, said, yusuan};

const SAMPLE: &str = "assets/samples/焦作市委办公室-2023.ron";

/// The rules whose findings and ends the golden files show: a figure, a text, a table; and one unchecked.
const SHOWN: [&str; 4] = ["基本情况-合计", "绩效指标一致", "表格齐全", "T3-T8"];

type Writer = fn(&[CheckedFile], &mut dyn std::io::Write) -> std::io::Result<()>;

fn checked() -> CheckedBudget {
    let loaded = file::load(&repository(SAMPLE), &Formats::embedded()).unwrap();
    let session = Session::new(loaded.budget, loaded.format);
    CheckedBudget::new(&session.book(), session.verdicts(), session.added_rules(), None)
}

/// The sample with one finding of each of the rules shown.
fn few() -> CheckedBudget {
    let mut budget = checked();
    let one = |rule: &str| budget.findings.iter().find(|finding| finding.rule == rule).cloned();
    let mut findings: Vec<_> = SHOWN.iter().filter_map(|rule| one(rule)).collect();
    findings.sort_by_key(|finding| finding.severity);
    budget.findings = findings;
    budget.rules.retain(|rule| SHOWN.contains(&rule.id.as_str()));
    // The number of rules is not what is looked at.
    budget.counts = Default::default();
    budget.demands.truncate(2);
    budget
}

fn several() -> [CheckedFile; 2] {
    [CheckedFile::checked("报送/焦作.ron", few()), CheckedFile::unreadable("报送/坏.ron", "文件是空的")]
}

fn text(writer: Writer, files: &[CheckedFile]) -> String {
    let mut out = Vec::new();
    writer(files, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn reports_look_as_they_did() {
    golden("tests/data/report/several.md", &text(report::markdown, &several()));
    golden("tests/data/report/several.html", &text(report::html, &several()));
    golden("tests/data/report/several.csv", &text(report::csv, &several()));
}

#[test]
fn every_finding_of_the_sample_is_in_every_report() {
    let budget = checked();
    assert!(!budget.findings.is_empty());
    let titles = budget.findings.len();
    let unchecked = budget.unchecked().count();
    let files = [CheckedFile::checked(SAMPLE, budget.clone())];

    let markdown = text(report::markdown, &files);
    assert_eq!(markdown.matches("\n**（").count(), titles);
    assert!(markdown.contains(&format!("### 未检查的规则（{unchecked}）")));
    assert!(!markdown.contains(SUMMARY[SUMMARY.len() - 1]), "one file needs no summary");

    let html = text(report::html, &files);
    assert_eq!(html.matches("<section class=\"finding ").count(), titles);
    for tag in ["section", "article", "table", "dl", "h2", "h5", "tbody", "p"] {
        let opened = html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "{tag}");
    }

    let csv = text(report::csv, &files);
    let mut rows = csv::Reader::from_reader(csv.strip_prefix('\u{feff}').unwrap().as_bytes());
    let severities: Vec<_> = rows.records().map(|row| row.unwrap()[3].to_owned()).collect();
    let expected: Vec<_> = budget.findings.iter().map(|finding| finding.severity.label()).collect();
    assert_eq!(severities, expected);
}

/// A budget on which people remarked, and its copy in another file.
fn remarked() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut loaded = file::load(&repository(SAMPLE), &Formats::embedded()).unwrap();
    let key =
        |of: &str| NoteKey { kind: NoteKind::Comment, place: "T1!201!支出金额".into(), of: of.into() };
    let asked = Note {
        text: "请附<测算表>".into(),
        by: "财政局".into(),
        date: "2023-02-01".into(),
        ..Note::default()
    };
    let answer = Note { text: "已附".into(), by: "市委办".into(), ..Note::default() }.in_answer_to(&asked);
    loaded.budget.notes.insert(key("001"), asked);
    loaded.budget.notes.insert(key("002"), answer);
    loaded.budget.notes.insert(NoteKey::of_unit(), Note { settled: true, ..Note::default() });
    for name in ["甲.ron", "乙.ron"] {
        file::save(&folder.path().join(name), &loaded.budget, &loaded.extras).unwrap();
    }
    folder
}

#[test]
fn remarks_and_copies_are_in_every_output() {
    let (folder, beside) = (remarked(), tempfile::tempdir().unwrap());
    let of = |more: &[&str]| said(&check(folder.path(), more));
    let report = |name: &str| {
        let place = beside.path().join(name);
        check(folder.path(), &["--report", place.to_str().unwrap()]);
        fs::read_to_string(place).unwrap()
    };
    for (out, text) in [
        (of(&[]), "[未处理] 表1 一、一般公共服务"),
        (of(&[]), "请附<测算表>（财政局 2023-02-01）"),
        (of(&["--csv"]), "请附<测算表>（财政局 2023-02-01）"),
        (of(&["--json"]), "\"answers\":\"请附<测算表>\""),
        (report("报告.html"), "请附&lt;测算表&gt;"),
        (report("报告.md"), "| 答复 |"),
        // The same department and year twice, and what kind of budget it is.
        (of(&[]), "同一部门、同一年度的单位预算另有一份"),
        (of(&["--csv"]), "同一部门年度"),
        (of(&["--json"]), "\"duplicates\":[\""),
        (of(&["--json"]), "\"kind\":\"单位预算\""),
    ] {
        assert!(out.contains(text), "{text}: {out}");
    }
    // Whose budget it is, is no doubt of the import.
    assert!(!of(&["--csv"]).contains("单位文件"));
    // One alone is nobody's copy.
    fs::remove_file(folder.path().join("乙.ron")).unwrap();
    assert!(!of(&[]).contains("另有一份"));
}

#[test]
fn what_a_budget_says_is_never_markup() {
    let mut budget = few();
    budget.department = "<script>alert('局')</script> & \"办\"".to_owned();
    budget.notices = vec!["=HYPERLINK(\"x\")\n# 标题 | *粗* [链](x)".to_owned()];
    let finding = &mut budget.findings[0];
    finding.message = "=HYPERLINK(\"x\")".to_owned();
    finding.title = "</h5><img src=x>".to_owned();
    let name = "报送/<b>&amp;.ron";
    let files =
        [CheckedFile::checked(name, budget), CheckedFile::unreadable("<script>.ron", "<i>坏</i>\n第二行")];

    let html = text(report::html, &files);
    for markup in ["<script", "<b>&amp;.ron", "<img", "<i>"] {
        assert!(!html.contains(markup), "{markup}");
    }
    assert!(html.contains("&lt;script&gt;alert(&#39;局&#39;)&lt;/script&gt; &amp; &quot;办&quot;"));
    assert!(html.contains("报送/&lt;b&gt;&amp;amp;.ron"));

    let markdown = text(report::markdown, &files);
    for line in markdown.lines() {
        let plain = line.replace("\\<", "");
        assert!(!plain.contains('<'), "{line}");
    }
    assert!(markdown.contains("- 注意：=HYPERLINK(\"x\") \\# 标题 \\| \\*粗\\* \\[链\\](x)"), "{markdown}");

    let csv = text(report::csv, &files);
    assert!(csv.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{csv}");
}

/// A folder with a sound budget, one that breaks off, an empty file, one in a folder below, what is no budget, and
/// what is to be passed over.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sample = fs::read_to_string(repository(SAMPLE)).unwrap();
    let half: String = sample.chars().take(3000).collect();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("b-good.ron", &sample);
    put("a-damaged.ron", &half);
    put("d-empty.ron", "");
    put("c/good.ron", &sample);
    put(".trash/old.ron", &sample);
    put("note.txt", "不是预算");
    folder
}

const NAMES: [&str; 5] = ["a-damaged.ron", "b-good.ron", "c/good.ron", "d-empty.ron", "note.txt"];

fn check(folder: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yusuan"))
        .args(["check", "."])
        .args(more)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn a_folder_is_checked_whatever_is_in_it() {
    let folder = folder();
    let done = check(folder.path(), &[]);
    assert_eq!(done.status.code(), Some(2));
    let out = String::from_utf8(done.stdout).unwrap();
    let summary: Vec<_> = out.lines().filter(|line| line.starts_with('│')).skip(1).collect();
    assert_eq!(summary.len(), NAMES.len(), "{out}");
    for (line, (name, state)) in
        summary.iter().zip(NAMES.iter().zip(["读不出来", "有问题", "有问题", "读不出来", "没有检查"]))
    {
        assert!(line.contains(name) && line.contains(state), "{line}");
    }
    assert!(out.contains("共 4 份：没有问题 0，有问题 2，读不出来 2。另有 1 个文件没有检查。"));
    // No terminal, no progress bar: the reasons are all that is said there.
    let errors = String::from_utf8(done.stderr).unwrap();
    assert_eq!(errors.lines().count(), 3, "{errors}");
    assert!(!errors.contains('\u{1b}'));
}

#[test]
fn of_a_folder_each_file_is_a_line_of_json() {
    let folder = folder();
    let done = check(folder.path(), &["--json"]);
    assert_eq!(done.status.code(), Some(2));
    let out = String::from_utf8(done.stdout).unwrap();
    let objects: Vec<Json> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<_> = objects.iter().map(|object| object["file"].as_str().unwrap()).collect();
    assert_eq!(names, NAMES.map(|name| format!("./{name}")));
    let (damaged, good, note) = (&objects[0], &objects[1], &objects[4]);
    assert!(note["not_checked"].is_string() && note.get("error").is_none());
    assert!(damaged["error"].is_string() && damaged.get("findings").is_none());
    assert_eq!(good["year"], 2023);
    let keys: Vec<_> = good.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["file", "year", "department", "kind", "rules", "findings", "duplicates", "demands"]);
    let findings = good["findings"].as_array().unwrap();
    let stated = findings.iter().find(|finding| finding["rule"] == "基本情况-合计").unwrap();
    assert_eq!(stated["severity"], "error");
    assert_eq!(stated["cell"], "基本情况!绩效支出总额!绩效金额");
    assert_eq!(stated["cells"][0], stated["cell"]);
    // Another cell may be wrong: what should stand here is not known, nor what it is off by.
    assert_eq!(stated["actual"], "2907.05");
    assert!(stated["expected"].is_null() && stated["difference"].is_null(), "{stated}");
}

/// A finding of a published PDF says of both its ends what stands there, on which page and where on it.
#[test]
fn both_ends_of_a_finding_have_their_place_in_the_document() {
    let Some(path) = published("pdf/烟台市民政局-2026.pdf") else { return };
    let done = yusuan(&["check", "--json", path.to_str().unwrap()]);
    let object: Json = serde_json::from_str(&said(&done)).unwrap();
    let findings = object["findings"].as_array().unwrap();
    let of_one = "“商品和服务支出 小计”所列 4.50";
    let is_told = |finding: &&Json| finding["message"].as_str().is_some_and(|told| told.contains(of_one));
    let of_tables = findings.iter().find(is_told).unwrap();
    let ends = of_tables["ends"].as_array().unwrap();
    assert_eq!(ends.len(), 2, "{ends:?}");
    for (end, value) in ends.iter().zip(["4.50 万元（各分项之和 5.50 万元）", "5.50 万元"]) {
        assert_eq!(end["value"], value);
        assert!(
            end["page"].as_u64().unwrap() > 1 && end["rectangle"].as_array().unwrap().len() == 4,
            "{end}"
        );
    }
    assert_ne!(ends[0]["rectangle"], ends[1]["rectangle"]);
    // Printed totals that agree are no contradiction between tables.
    assert!(!findings.iter().any(|finding| finding["rule"] == "支出总表-基本支出"));
    // One slip: the cell is named, and the sums that it makes wrong only follow.
    let of_slip = |finding: &&Json| {
        // What only follows says in words by how much its sum is off, and gives no 差额 of its own.
        let off = finding["difference"].as_str().and_then(|off| off.parse::<f64>().ok());
        let said = finding["message"].as_str().is_some_and(|told| told.contains("相差 -1.00"));
        finding["severity"] == "error" && off.map_or(said, |off| (1.0..1.05).contains(&off.abs()))
    };
    let matter: Vec<&Json> = findings.iter().filter(of_slip).collect();
    assert_eq!(matter.len(), 3);
    assert_eq!(matter.iter().filter(|finding| finding.get("follows").is_none()).count(), 1);
    assert_eq!(
        matter[0]["suspects"],
        serde_json::json!(["基本支出预算表!30211商品和服务支出!财政拨款·一般公共预算"])
    );
}

/// What was handed in is checked whatever it is; what is no budget has a row that says so, and does not fail.
#[test]
fn a_folder_of_documents_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let table = fs::read_to_string(repository("tests/data/import/cases/unit-above-title.txt")).unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    put("a.md", table.as_bytes());
    put("b.png", b"\x89PNG\r\n\x1a\n0000");
    put("c.zip", b"PK\x03\x04 cut off");
    put("~$d.docx", b"\x03abc");
    put("e-说明.txt", "第一部分 概况\n\n一、主要职能\n\n负责档案工作。\n".as_bytes());
    put("e-表格.txt", table.as_bytes());
    let done = check(folder.path(), &["--json", "--report", "报告.html"]);
    let out = String::from_utf8(done.stdout).unwrap();
    let objects: Vec<Json> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let states: Vec<(&str, bool)> = objects
        .iter()
        .map(|object| (object["file"].as_str().unwrap(), object.get("findings").is_some()))
        .collect();
    let together = "./e-说明.txt + ./e-表格.txt";
    assert_eq!(
        states,
        [("./a.md", true), ("./b.png", false), ("./c.zip", false), (together, true), ("./~$d.docx", false)]
    );
    for (at, why) in [(1, "图片"), (2, "压缩包"), (4, "临时文件")] {
        assert!(objects[at]["not_checked"].as_str().unwrap().contains(why), "{}", objects[at]);
    }
    assert_eq!(done.status.code(), Some(1));
    // The report of the first check is not taken for a budget by the second.
    let again = check(folder.path(), &["--csv"]);
    let csv = String::from_utf8(again.stdout).unwrap();
    assert!(csv.lines().any(|line| line.contains("报告.html") && line.contains("没有检查")), "{csv}");
    // Named by somebody, a picture is a file that cannot be read.
    let named = Command::new(env!("CARGO_BIN_EXE_yusuan"))
        .args(["check", "b.png"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(named.status.code(), Some(2));
}

#[test]
fn a_report_replaces_nothing_but_a_report() {
    let folder = folder();
    fs::write(folder.path().join("公开.md"), "# 2023 年度部门预算\n").unwrap();
    let refused = check(folder.path(), &["--report", "公开.md"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stdout.is_empty());
    assert_eq!(fs::read_to_string(folder.path().join("公开.md")).unwrap(), "# 2023 年度部门预算\n");
    assert_eq!(check(folder.path(), &["--report", "报告.docx"]).status.code(), Some(2));

    for name in ["报告.html", "报告.md", "报告.html", "报告.md"] {
        let done = check(folder.path(), &["--csv", "--report", name]);
        assert_eq!(done.status.code(), Some(2));
        assert!(done.stdout.starts_with("\u{feff}文件,部门".as_bytes()));
        let report = fs::read_to_string(folder.path().join(name)).unwrap();
        for path in NAMES {
            assert!(report.contains(path), "{path} in {name}");
        }
    }
}

#[test]
fn a_sound_budget_has_a_clean_report() {
    let mut budget = few();
    budget.findings.clear();
    budget.rules.clear();
    budget.demands.clear();
    let files = [CheckedFile::checked("好.ron", budget)];
    assert_eq!(files[0].state(), "没有问题");
    assert_eq!(files[0].budget().unwrap().count(Severity::Error), 0);
    assert!(text(report::markdown, &files).ends_with("不适用 0\n"));
    let rows = text(report::csv, &files);
    assert_eq!(rows.lines().count(), 2, "{rows}");
    assert!(rows.contains("好.ron") && rows.contains("没有问题"), "{rows}");
}
