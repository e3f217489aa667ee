//! A submission is not trusted: what is no file costs a row, what its names hold steers no terminal, its waivers are
//! claims, and it brings along neither formats nor rules.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;
use yusuan::file::{self, Extras};
use yusuan::model::{Budget, CellAddress, Note, NoteKey, NoteKind, TableKey};
use yusuan::rules::{Accepted, Waived};
use yusuan::schema::Formats;
use yusuan::session::Session;
use yusuan::text::steers;

use crate::support::{repository, said};

const SAMPLE: &str = "assets/samples/焦作市委办公室-2023.ron";
const PREPARED: &str = "assets/samples/示例区档案局-2023（示例）.ron";
const FORMAT: &str = "assets/formats/焦作-2023.ron";

fn budget(path: &str) -> Budget {
    file::load(&repository(path), &Formats::embedded()).unwrap().budget
}

fn session(budget: Budget) -> Session {
    Session::new(budget, Formats::embedded().get("焦作-2023").unwrap())
}

fn run_in(program: &Path, folder: &Path, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).current_dir(folder).output().unwrap()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    run_in(Path::new(env!("CARGO_BIN_EXE_yusuan")), folder, arguments)
}

fn rows(output: &Output) -> Vec<Json> {
    said(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Nothing that was printed steers the terminal.
fn assert_plain(output: &Output) {
    for text in [&output.stdout, &output.stderr] {
        let text = String::from_utf8(text.clone()).unwrap().replace("\r\n", "\n");
        let found = text.char_indices().find(|(_, c)| steers(*c) && !matches!(c, '\n' | '\t'));
        assert_eq!(found, None, "{text:?}");
    }
}

#[cfg(unix)]
#[test]
fn whatever_is_in_a_folder_is_one_row() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let prepared = fs::read_to_string(repository(PREPARED)).unwrap();
    fs::write(at("a-good.ron"), &prepared).unwrap();
    let long = format!("=1{}", "+1".repeat(4_999));
    assert!(prepared.contains("\"=在职人数×标准\""));
    fs::write(at("b-long.ron"), prepared.replacen("=在职人数×标准", &long, 1)).unwrap();
    fs::write(
        at("c-deep.ron"),
        format!("(yusuan: 1, format: \"焦作-2023\", tables: {}", "(".repeat(100_000)),
    )
    .unwrap();
    assert!(Command::new("mkfifo").arg(at("d-pipe.ron")).status().unwrap().success());
    symlink("/dev/zero", at("e-device.ron")).unwrap();
    fs::File::create(at("f-sparse.ron")).unwrap().set_len(8 << 30).unwrap();
    let mut text = fs::File::create(at("g-hollow.ron")).unwrap();
    std::io::Write::write_all(&mut text, prepared.as_bytes()).unwrap();
    text.set_len(900 << 20).unwrap();
    symlink("h-loop.ron", at("h-loop.ron")).unwrap();
    fs::create_dir(at("i-folder.ron")).unwrap();
    symlink(".", at("j-circle.ron")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("k-socket.ron")).unwrap();
    symlink("/proc/self/maps", at("l-system.ron")).unwrap();
    fs::write(at("m-\u{1b}[2J\n没有问题.ron"), &prepared).unwrap();
    fs::write(at("n-zeros.ron"), vec![0; 4096]).unwrap();
    let expected = [
        ("a-good.ron", None),
        ("b-long.ron", None),
        ("c-deep.ron", Some("")),
        ("d-pipe.ron", Some("管道")),
        ("e-device.ron", Some("设备")),
        ("f-sparse.ron", Some("8.0 GB")),
        ("g-hollow.ron", Some("全为零")),
        ("h-loop.ron", Some("系统报告")),
        ("i-folder.ron", Some("文件夹")),
        ("j-circle.ron", Some("文件夹")),
        ("k-socket.ron", Some("套接字")),
        ("l-system.ron", Some("虚拟文件")),
        ("m-\u{1b}[2J\n没有问题.ron", None),
        ("n-zeros.ron", Some("")),
    ];
    let done = run(folder.path(), &["check", ".", "--json"]);
    assert_eq!(done.status.code(), Some(2));
    assert_plain(&done);
    let rows = rows(&done);
    assert_eq!(rows.len(), expected.len());
    for (row, (name, says)) in rows.iter().zip(expected) {
        assert_eq!(row["file"], format!("./{name}"));
        let error = row["error"].as_str();
        assert_eq!(error.is_some(), says.is_some(), "{row}");
        assert!(error.unwrap_or_default().contains(says.unwrap_or_default()), "{row}");
    }
    // The long formula is reckoned: 5000 元, which the line's amount is not.
    let found = rows[1]["findings"].as_array().unwrap();
    assert!(found.iter().any(|finding| finding["expected"] == "0.50"), "{found:?}");

    let done = run(folder.path(), &["check", "."]);
    assert_eq!(done.status.code(), Some(2));
    assert_plain(&done);
    let summary = said(&done);
    assert_eq!(summary.lines().filter(|line| line.starts_with('│')).count(), 1 + expected.len(), "{summary}");
    // Each alone says the same, whatever the command.
    for (name, says) in expected.iter().filter(|(name, _)| *name != "i-folder.ron" && *name != "j-circle.ron")
    {
        for command in
            [&["check", name][..], &["show", name, "--table", "1"], &["import", name, "-o", "neu.ron"]]
        {
            let done = run(folder.path(), command);
            assert_plain(&done);
            if command[0] != "import" {
                assert_eq!(done.status.code() == Some(2), says.is_some(), "{command:?}");
            }
        }
    }
}

#[test]
fn no_name_fakes_a_verdict_or_steers_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let evil = "好局\n没有问题\r\u{1b}[2J\u{9b}31m\u{202e}\u{2028}0 个问题";
    let mut old = budget(SAMPLE);
    old.department.full_name = evil.to_owned();
    old.department.name = evil.to_owned();
    for table in old.tables.values_mut() {
        table.remark = evil.to_owned();
        table.note = evil.to_owned();
    }
    for section in &mut old.narrative {
        section.title = format!("{}{evil}", section.title);
    }
    let mut new = session(old.clone());
    for table in ["T12", "T3"].map(TableKey::from) {
        let text = new.budget().tables[&table].rows().iter().find_map(|row| {
            let (column, _) = row.cells().iter().find(|(column, _)| column.as_str().contains("名称"))?;
            Some(CellAddress::new(&table, row.key(), column))
        });
        new.enter(&text.unwrap(), &format!("=1+1{evil}")).unwrap();
    }
    let at = |name: &str| folder.path().join(name).display().to_string();
    file::save(Path::new(&at("旧.ron")), &old, &Extras::default()).unwrap();
    file::save(Path::new(&at("新.ron")), new.budget(), &Extras::default()).unwrap();
    for command in [
        &["check", "新.ron"][..],
        &["check", ".", "--all"],
        &["check", ".", "--csv"],
        &["check", ".", "--json"],
        &["check", "新.ron", "--report", "报告.html"],
        &["check", "新.ron", "--report", "报告.md"],
        &["show", "新.ron", "--table", "3"],
        &["show", "新.ron", "--table", "3", "--json"],
        &["show", "新.ron", "--table", evil],
        &["compare", "旧.ron", "新.ron"],
        &["compare", "旧.ron", "新.ron", "--csv"],
        &["compare", "旧.ron", "新.ron", "--json"],
        &["check", evil],
        &["check", "--", "新.ron", "\u{1b}[31m.ron"],
        &["check", "新.ron", "--\u{1b}[31m"],
        &["merge", "旧.ron", "旧.ron", "新.ron", "-o", "合.ron", "--force"],
        &["propose", "新.ron"],
        &["codes", "\u{1b}[31m"],
    ] {
        let done = run(folder.path(), command);
        assert_plain(&done);
        let text = said(&done) + &String::from_utf8_lossy(&done.stderr);
        for line in text.lines() {
            let line = line.trim_matches(|c: char| c == '│' || c.is_whitespace());
            assert!(!line.starts_with("没有问题") && !line.starts_with("0 个问题"), "{command:?}: {line}");
        }
    }
    for name in ["报告.html", "报告.md"] {
        let report = fs::read_to_string(at(name)).unwrap();
        assert!(!report.contains(|c| steers(c) && c != '\n'), "{name}");
        assert!(!report.lines().any(|line| line.starts_with("没有问题")), "{name}");
    }
    let csv = run(folder.path(), &["compare", "旧.ron", "新.ron", "--csv"]);
    assert!(said(&csv).contains("'=1+1好局 没有问题"), "{}", said(&csv));
}

/// The sample, every finding of which it waives itself, and two waivers that belong to nothing.
fn waiving_all() -> Budget {
    let mut session = session(budget(SAMPLE));
    let reason =
        |at: usize| Note {
            text: format!("自认为合理 {at}"), by: "报送人".to_owned(), ..Note::default()
        };
    for at in 0..session.verdicts().findings().len() {
        session.waive(at, Some(reason(at))).unwrap();
    }
    assert_eq!(session.verdicts().open(), 0);
    let mut budget = session.budget().clone();
    for (place, of) in [
        ("T1!201!支出金额", "没有的规则 2-00000000-0000000000000000"),
        ("T1!204!支出金额", "T1-T3-类 0123456789abcdef"),
    ] {
        let key = NoteKey { kind: NoteKind::Waiver, place: place.to_owned(), of: of.to_owned() };
        budget.notes.insert(key, Note { about: "当时的话".to_owned(), ..reason(99) });
    }
    budget
}

#[test]
fn a_submission_does_not_waive_its_own_findings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("自免.ron");
    file::save(&path, &waiving_all(), &Extras::default()).unwrap();
    let count = session(budget(SAMPLE)).verdicts().findings().len();

    let done = run(folder.path(), &["check", "自免.ron"]);
    assert_eq!(done.status.code(), Some(1));
    let text = said(&done);
    assert!(text.contains(&format!("0 个问题，另有 {count} 个声明豁免（未认可）")), "{text}");
    assert_eq!(text.matches("［声明豁免］").count(), count);
    assert!(text.contains("自认为合理 0（报送人）"));
    assert!(
        text.contains("没有这条规则：规则 没有的规则") && text.contains("已经没有这个问题：规则 T1-T3-类"),
        "{text}"
    );

    let done = run(folder.path(), &["check", "."]);
    assert_eq!(done.status.code(), Some(1));
    let text = said(&done);
    assert!(text.contains("没有问题 0，有问题 0，只有声明豁免 1，读不出来 0。"), "{text}");
    assert!(text.contains(&format!("报送文件自己声明的豁免 {count} 个，没有认可")), "{text}");

    let json: Json =
        serde_json::from_slice(&run(folder.path(), &["check", "自免.ron", "--json"]).stdout).unwrap();
    let findings = json["findings"].as_array().unwrap();
    assert!(findings.iter().all(|one| one["claimed"]["by"] == "报送人" && one.get("waived").is_none()));
    assert_eq!(json["idle_waivers"].as_array().unwrap().len(), 2);

    let csv = said(&run(folder.path(), &["check", "自免.ron", "--csv"]));
    assert_eq!(csv.matches("声明豁免（未认可）：自认为合理").count(), count);
    assert_eq!(csv.matches("豁免无对应").count(), 2);

    for name in ["报告.html", "报告.md"] {
        run(folder.path(), &["check", "自免.ron", "--report", name]);
        let report = fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(report.contains("声明豁免（未认可）") && report.contains("自认为合理 0"), "{name}");
        assert!(report.contains("没有对应问题的豁免（2）") && !report.contains("已豁免（"), "{name}");
    }

    let done = run(folder.path(), &["check", "自免.ron", "--accept-waivers"]);
    assert_eq!(done.status.code(), Some(0));
    let text = said(&done);
    assert!(
        text.contains(&format!("0 个问题，另有 {count} 个已豁免")) && !text.contains("声明豁免"),
        "{text}"
    );
}

/// Two findings of one budget that differ are never waived by one waiver, and no finding is waived by the waiver
/// of what it was before a figure changed.
#[test]
fn each_finding_has_a_waiver_of_its_own() {
    for path in [SAMPLE, "assets/samples/焦作市委办公室-2022.ron", PREPARED] {
        let session = session(budget(path));
        let book = session.book();
        let mut known = std::collections::BTreeMap::new();
        for finding in session.verdicts().findings() {
            let before = known.insert(yusuan::rules::waiver_key(&finding, &book), finding.message.clone());
            assert_eq!(before, None, "{}", finding.message);
        }
    }
}

#[test]
fn what_is_accepted_is_known_by_all_that_was_read_of_it() {
    let mut one = session(waiving_all());
    let all = one.verdicts().findings().len();
    assert_eq!((one.verdicts().open(), one.verdicts().claimed()), (all, all));
    one.accept(Accepted::all());
    assert_eq!((one.verdicts().open(), one.verdicts().claimed()), (0, 0));
    // Another reason, or the same for another department, is another waiver.
    let Waived::Yes(key) = one.verdicts().findings().get(0).unwrap().waived else {
        panic!("not accepted");
    };
    let id = yusuan::rules::waiver_id(one.budget(), &key, &one.budget().notes[&key]);
    let accepted = |mut budget: Budget, change: &dyn Fn(&mut Budget)| {
        change(&mut budget);
        let mut session = session(budget);
        session.accept(Accepted::these([id.clone()]));
        session.verdicts().findings().len() - session.verdicts().open()
    };
    assert_eq!(accepted(waiving_all(), &|_| ()), 1);
    assert_eq!(accepted(waiving_all(), &|budget| budget.notes.get_mut(&key).unwrap().text.push('！')), 0);
    assert_eq!(accepted(waiving_all(), &|budget| budget.department.code.push('9')), 0);
}

/// The program beside which somebody put formats and rules, in a folder of its own.
fn program_with_its_own() -> (tempfile::TempDir, PathBuf) {
    let built = Path::new(env!("CARGO_BIN_EXE_yusuan"));
    // Beside the built one: a link does not lead to another disk.
    let folder = tempfile::tempdir_in(built.parent().unwrap()).unwrap();
    let program = folder.path().join("yusuan");
    fs::hard_link(built, &program).unwrap();
    put_rules_into(folder.path());
    (folder, program)
}

/// A format that prints no decimals, a rule that always holds in place of a built-in one, a list of codes.
fn put_rules_into(folder: &Path) {
    for name in ["formats", "rules", "classifications/2023"] {
        fs::create_dir_all(folder.join(name)).unwrap();
    }
    fs::copy(repository(FORMAT), folder.join("formats/别的.ron")).unwrap();
    let rule =
        r#"(rules: [(id: "T1-平衡", severity: Hint, title: "总是成立", basis: "无", check: "1 = 1")])"#;
    let balance = Formats::embedded().get("焦作-2023").unwrap().balance.clone().unwrap();
    fs::write(folder.join("rules/松.ron"), rule.replace("T1-平衡", &balance)).unwrap();
    fs::write(folder.join("classifications/2023/功能分类.csv"), "编码,名称\n2019999,报送人自己的科目\n")
        .unwrap();
}

#[test]
fn what_stands_beside_the_program_is_told_wherever_it_counts() {
    let (folder, program) = program_with_its_own();
    let sample = repository(SAMPLE);
    let sample = sample.to_str().unwrap();
    let done = run_in(&program, folder.path(), &["check", sample, "--json"]);
    let json: Json = serde_json::from_slice(&done.stdout).unwrap();
    let sources = json["sources"].as_array().unwrap();
    let kinds: Vec<_> = sources.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["format", "rules", "codes"]);
    assert_eq!(sources[0]["replaces"][0], "焦作-2023");
    assert!(sources[0]["file"].as_str().unwrap().ends_with("formats/别的.ron"));
    assert_eq!(sources[1]["replaces"].as_array().unwrap().len(), 1);
    for (more, out) in [
        (&[][..], None),
        (&["--csv"], None),
        (&["--report", "a.html"], Some("a.html")),
        (&["--report", "a.md"], Some("a.md")),
    ] {
        let done = run_in(&program, folder.path(), &[&["check", sample], more].concat());
        let text =
            out.map_or_else(|| said(&done), |name| fs::read_to_string(folder.path().join(name)).unwrap());
        for said in ["不是程序内置的", "别的.ron", "取代内置规则", "松.ron", "加用了科目表文件"]
        {
            assert!(text.contains(said), "{more:?}: {said}");
        }
    }
}

#[test]
fn a_submitted_folder_brings_nothing_along() {
    let folder = tempfile::tempdir().unwrap();
    put_rules_into(folder.path());
    fs::copy(repository(SAMPLE), folder.path().join("预算.ron")).unwrap();
    for command in [&["check", "预算.ron", "--json"][..], &["check", ".", "--json"]] {
        let done = run(folder.path(), command);
        let text = said(&done);
        let rows: Vec<Json> = match command[1] {
            "." => text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
            _ => vec![serde_json::from_str(&text).unwrap()],
        };
        let row = rows.iter().find(|row| row["file"].as_str().unwrap().ends_with("预算.ron")).unwrap();
        assert!(row.get("sources").is_none(), "{row}");
        assert!(!row["findings"].as_array().unwrap().is_empty());
    }
    // Not even where the program itself lies in it.
    let (folder, program) = program_with_its_own();
    fs::copy(repository(SAMPLE), folder.path().join("预算.ron")).unwrap();
    let done = run_in(&program, folder.path(), &["check", ".", "--json"]);
    let rows = rows(&done);
    let row = rows.iter().find(|row| row["file"] == "./预算.ron").unwrap();
    assert!(row.get("sources").is_none(), "{row}");
    let errors = String::from_utf8(done.stderr).unwrap();
    assert_eq!(errors.matches("在要检查的文件夹里，没有使用").count(), 3, "{errors}");
}
