//! Files that commands write: what may be replaced, what is kept of it, and that whoever reads the output
//! has no part in it.

mod kinds;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use yusuan::file::backup;

use crate::support::{repository, said, yusuan};

const OLD: &str = "assets/samples/焦作市委办公室-2022.ron";
const NEW: &str = "assets/samples/焦作市委办公室-2023.ron";
const TEXT: &str = "tests/data/import/运行经费.txt";
const FORM: &str = "assets/formats/焦作-2023.ron";

/// A folder with budgets to work on.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn path(&self, name: &str) -> String {
        self.at(name).display().to_string()
    }

    /// A copy of the sample with something else in it.
    fn budget(&self, name: &str, from: &str, to: &str) -> String {
        let text = fs::read_to_string(repository(NEW)).unwrap();
        assert!(text.contains(from));
        fs::write(self.at(name), text.replace(from, to)).unwrap();
        self.path(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap()
    }

    /// What is kept of a file, latest first.
    fn kept(&self, name: &str) -> Vec<String> {
        let copies = backup::list(&self.at(name), None);
        copies.iter().map(|copy| fs::read_to_string(&copy.path).unwrap()).collect()
    }
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

/// Runs the program with its output going to a reader that has gone, or to a file.
fn yusuan_into(arguments: &[&str], out: Stdio) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yusuan"))
        .args(arguments)
        .current_dir(repository(""))
        .stdout(out)
        .output()
        .unwrap()
}

/// A pipe whose reader has gone.
fn gone() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

/// Every command that writes a file, with the arguments before the file's name.
fn writing(desk: &Desk) -> Vec<(&'static str, Vec<String>)> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let base = desk.budget("base.ron", "71.38", "71.38");
    let ours = desk.budget("ours.ron", "\"71.38\"", "\"71.40\"");
    let theirs = desk.budget("theirs.ron", "\"17.50\"", "\"17.60\"");
    let example = "assets/samples/示例区档案局-2023（示例）.ron";
    let department = desk.path("department.ron");
    fs::copy(repository(example), &department).unwrap();
    vec![
        ("import", words(&["import", TEXT, "--format", FORM, "-o"])),
        ("merge", words(&["merge", &base, &ours, &theirs, "-o"])),
        ("merge-units", words(&["merge-units", &department, example, "-o"])),
        ("publish", words(&["publish", NEW, "-o"])),
        ("propose", words(&["propose", NEW, "-o"])),
        ("reckon", words(&["reckon", example, "-o"])),
    ]
}

#[test]
fn a_reader_that_has_gone_changes_neither_the_file_nor_the_code() {
    let desk = Desk::new();
    for (name, arguments) in writing(&desk) {
        let with = |file: &str| -> Vec<String> { [arguments.clone(), vec![desk.path(file)]].concat() };
        let run = |file: &str, out: Stdio| {
            let arguments = with(file);
            yusuan_into(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), out)
        };
        let whole = run("whole.ron", Stdio::piped());
        assert!(matches!(code(&whole), Some(0 | 1)), "{name}: {}", String::from_utf8_lossy(&whole.stderr));
        let alone = run("alone.ron", gone());
        assert_eq!(code(&alone), code(&whole), "{name}");
        assert_eq!(desk.text("alone.ron"), desk.text("whole.ron"), "{name}");
        assert_eq!(String::from_utf8_lossy(&alone.stderr), String::from_utf8_lossy(&whole.stderr), "{name}");
        for file in ["whole.ron", "alone.ron"] {
            fs::remove_file(desk.at(file)).unwrap();
        }
    }
    // What only prints ends as if everything had been read.
    for arguments in [&["check", NEW][..], &["check", NEW, "--json"], &["compare", OLD, NEW, "--csv"]] {
        let whole = yusuan_into(arguments, Stdio::piped());
        assert_eq!(code(&yusuan_into(arguments, gone())), code(&whole), "{arguments:?}");
    }
    let report = desk.path("报告.md");
    assert_eq!(code(&yusuan_into(&["check", NEW, "--report", &report], gone())), Some(1));
    assert!(desk.text("报告.md").contains("预算检查报告"));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error_and_the_file_is_there() {
    let full = || -> Stdio { fs::OpenOptions::new().write(true).open("/dev/full").unwrap().into() };
    let desk = Desk::new();
    for (name, arguments) in writing(&desk) {
        let arguments = [arguments, vec![desk.path(&format!("{name}.ron"))]].concat();
        let done = yusuan_into(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), full());
        assert_eq!(code(&done), Some(2), "{name}");
        assert!(String::from_utf8_lossy(&done.stderr).contains("输出失败"), "{name}");
        assert!(desk.at(&format!("{name}.ron")).is_file(), "{name}");
    }
    for arguments in [&["check", NEW][..], &["show", NEW, "-t", "3"], &["--help"], &["check", "--help"]] {
        assert_eq!(code(&yusuan_into(arguments, full())), Some(2), "{arguments:?}");
    }
}

#[test]
fn what_a_command_replaces_is_kept() {
    let desk = Desk::new();
    for (name, arguments) in writing(&desk) {
        let file = format!("{name}-old.ron");
        desk.budget(&file, "71.38", "99.99");
        let before = desk.text(&file);
        let arguments = [arguments, vec![desk.path(&file)]].concat();
        let run = |more: &[&str]| {
            yusuan(&arguments.iter().map(String::as_str).chain(more.iter().copied()).collect::<Vec<_>>())
        };
        assert_eq!(code(&run(&[])), Some(2), "{name}: another file is not replaced unasked");
        assert_eq!(desk.text(&file), before);
        let done = run(&["--force"]);
        assert!(matches!(code(&done), Some(0 | 1)), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        assert_ne!(desk.text(&file), before, "{name}");
        assert_eq!(desk.kept(&file), [before], "{name}");
        assert!(String::from_utf8_lossy(&done.stderr).contains("备份"), "{name}");
    }
}

#[test]
fn conflicts_that_nobody_decided_are_not_written_over_anything() {
    let desk = Desk::new();
    let base = desk.budget("base.ron", "71.38", "71.38");
    let ours = desk.budget("ours.ron", "\"71.38\"", "\"71.40\"");
    let theirs = desk.budget("theirs.ron", "\"71.38\"", "\"71.50\"");
    let other = desk.budget("other.ron", "71.38", "99.99");
    let before = (desk.text("ours.ron"), desk.text("other.ron"));
    for (output, more) in [(&ours, &[][..]), (&other, &["--force"])] {
        let done = yusuan(&[&["merge", &base, &ours, &theirs, "-o", output.as_str()], more].concat());
        assert_eq!(code(&done), Some(1));
        assert!(said(&done).contains("没有写入") && said(&done).contains("71.50"), "{}", said(&done));
    }
    assert_eq!((desk.text("ours.ron"), desk.text("other.ron")), before);
    assert!(desk.kept("ours.ron").is_empty());

    // Where nothing is, the result is written, with the conflicts listed.
    let done = yusuan(&["merge", &base, &ours, &theirs, "-o", &desk.path("new.ron")]);
    assert_eq!(code(&done), Some(1));
    assert!(desk.text("new.ron").contains("\"71.40\""));

    let done = yusuan(&["merge", &base, &ours, &theirs, "-o", &ours, "--take", "theirs"]);
    assert_eq!(code(&done), Some(1));
    assert!(desk.text("ours.ron").contains("\"71.50\""));
    assert_eq!(desk.kept("ours.ron"), [before.0]);

    // As version control calls it.
    let done = yusuan(&["merge", &base, &other, &theirs, "-o", &other, "--take", "ours", "--no-backup"]);
    assert_eq!(code(&done), Some(1));
    assert!(desk.text("other.ron").contains("99.99") && desk.kept("other.ron").is_empty());
}

#[test]
fn a_merge_keeps_unknown_fields_of_both() {
    let desk = Desk::new();
    let base = desk.budget("base.ron", "71.38", "71.38");
    let ours = desk.budget("ours.ron", "    tables: {", "    甲: 1,\n    tables: {");
    let theirs = desk.budget("theirs.ron", "    tables: {", "    乙: 2,\n    tables: {");
    let done = yusuan(&["merge", &base, &ours, &theirs, "-o", &desk.path("out.ron")]);
    assert_eq!(code(&done), Some(0), "{}", said(&done));
    let text = desk.text("out.ron");
    assert!(text.contains("甲: 1") && text.contains("乙: 2"));
    let other = desk.budget("other.ron", "    tables: {", "    甲: 3,\n    tables: {");
    let done = yusuan(&["merge", &base, &ours, &other, "-o", &desk.path("two.ron")]);
    assert_eq!(code(&done), Some(1));
    assert!(said(&done).contains("字段“甲”"), "{}", said(&done));
}

#[cfg(unix)]
#[test]
fn the_file_that_was_read_may_be_written_by_any_of_its_names() {
    let desk = Desk::new();
    let base = desk.budget("base.ron", "71.38", "71.38");
    let theirs = desk.budget("theirs.ron", "\"17.50\"", "\"17.60\"");
    for link in ["symbolic.ron", "hard.ron"] {
        let ours = desk.budget("ours.ron", "\"71.38\"", "\"71.40\"");
        let before = desk.text("ours.ron");
        let path = desk.path(link);
        if link == "hard.ron" {
            fs::hard_link(&ours, &path).unwrap();
        } else {
            std::os::unix::fs::symlink("ours.ron", &path).unwrap();
        }
        let done = yusuan(&["merge", &base, &ours, &theirs, "-o", &path]);
        assert_eq!(code(&done), Some(0), "{link}: {}", String::from_utf8_lossy(&done.stderr));
        assert!(desk.text(link).contains("71.40") && desk.text(link).contains("17.60"));
        let kept = [desk.kept(link), desk.kept("ours.ron")].concat();
        assert!(kept.contains(&before), "{link}");
        // What is published is another document: never in the place of the exact figures.
        let done = yusuan(&["publish", &ours, "-o", &path, "--force"]);
        if link == "symbolic.ron" {
            assert_eq!(code(&done), Some(2));
            assert!(path_is_link(Path::new(&path)), "the link is followed, not replaced");
        }
        fs::remove_file(&path).unwrap();
        fs::remove_file(&ours).unwrap();
    }
}

#[cfg(unix)]
fn path_is_link(path: &Path) -> bool {
    path.symlink_metadata().unwrap().is_symlink()
}

#[test]
fn a_report_takes_the_place_of_nothing_but_a_report() {
    let desk = Desk::new();
    let budget = desk.budget("预算.ron", "71.38", "71.38");
    let text = desk.text("预算.ron");
    // A budget that is called like a report.
    fs::copy(&budget, desk.at("预算.md")).unwrap();
    let mut targets = vec!["预算.md".to_owned()];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("预算.ron", desk.at("链接.html")).unwrap();
        fs::hard_link(&budget, desk.at("硬.csv")).unwrap();
        targets.extend(["链接.html".to_owned(), "硬.csv".to_owned()]);
    }
    for target in targets {
        let done = yusuan(&["check", &budget, "--report", &desk.path(&target)]);
        assert_eq!(code(&done), Some(2), "{target}");
        assert_eq!((desk.text("预算.ron"), desk.text(&target)), (text.clone(), text.clone()));
    }
    // An older report is replaced, by a name as long as names can be.
    let name = format!("{}{}.html", "长".repeat(83), "a");
    assert_eq!(name.len(), 255);
    for _ in 0..2 {
        assert_eq!(code(&yusuan(&["check", &budget, "--report", &desk.path(&name)])), Some(1));
    }
    assert!(desk.text(&name).contains("预算检查报告"));
}

#[test]
fn names_as_long_as_they_can_be_are_written_and_kept() {
    let desk = Desk::new();
    let name = format!("{}{}.ron", "长".repeat(83), "ab");
    assert_eq!(name.len(), 255);
    let file = desk.path(&name);
    assert_eq!(code(&yusuan(&["import", TEXT, "--format", FORM, "-o", &file])), Some(0));
    let before = desk.text(&name);
    // What its text says otherwise than its tables is to be looked at.
    assert_eq!(code(&yusuan(&["publish", NEW, "-o", &file, "--force"])), Some(1));
    assert_eq!(desk.kept(&name), [before]);
    let names: Vec<_> =
        fs::read_dir(desk.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "the file and its copies, nothing else: {names:?}");
    let done =
        yusuan(&["import", TEXT, "--format", FORM, "-o", &desk.path(&format!("{}.ron", "长".repeat(84)))]);
    assert_eq!(code(&done), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("文件名太长"));
}

#[test]
fn places_that_take_no_file_are_named() {
    let desk = Desk::new();
    fs::create_dir(desk.at("夹.ron")).unwrap();
    desk.budget("只读.ron", "71.38", "99.99");
    let mut permissions = fs::metadata(desk.at("只读.ron")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(desk.at("只读.ron"), permissions).unwrap();
    fs::write(desk.at("文章.ron"), "不是预算").unwrap();
    for (name, part) in [
        ("夹.ron", "文件夹"),
        ("没有/新.ron", "文件夹不存在"),
        ("只读.ron", "只读"),
        ("文章.ron", "不能完整读出"),
    ] {
        let done = yusuan(&["import", TEXT, "--format", FORM, "-o", &desk.path(name), "--force"]);
        assert_eq!(code(&done), Some(2), "{name}");
        let why = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(why.contains(part), "{name}: {why}");
    }
    assert_eq!(desk.text("文章.ron"), "不是预算");
    assert!(desk.text("只读.ron").contains("99.99"));
}
