//! What kind of file is at a place: a budget is not lost to another kind, and each is called what it is.

use std::fs;

use super::*;

/// What a command reads is not written over by another kind of file, nor is any budget, whatever is asked; and no file is
/// called as one of another kind is.
#[test]
fn no_budget_is_lost_to_another_kind_of_file() {
    let desk = Desk::new();
    let example = "assets/samples/示例区档案局-2023（示例）.ron";
    for name in ["预算.ron", "另一份.ron", "预算.zip", "预算.csv", "预算.md"] {
        fs::copy(repository(example), desk.at(name)).unwrap();
    }
    let own = desk.text("预算.ron");
    let budget = desk.path("预算.ron");
    for (arguments, to) in [
        (&["pack"][..], "预算.ron"),
        (&["pack"], "另一份.ron"),
        (&["pack"], "预算.zip"),
        (&["pack"], "包.docx"),
        (&["pack"], "包"),
        (&["lines", "--to", "csv"], "预算.ron"),
        (&["lines", "--to", "csv"], "明细.txt"),
        (&["lines"], "预算.csv"),
        (&["export"], "预算.md"),
        (&["publish"], "预算.ron"),
        (&["publish"], "公布.docx"),
        (&["publish"], "公布.zip"),
        (&["propose"], "明细.xlsx"),
        (&["narrative"], "说明.docx"),
        (&["reckon"], "测算.csv"),
        (&["split-unit", "--unit", "901002"], "馆.pdf"),
    ] {
        let (before, to) = (desk.at(to).exists(), desk.at(to));
        let mut all = vec![arguments[0], &budget];
        all.extend(&arguments[1..]);
        let place = to.display().to_string();
        let done = yusuan(&[&all[..], &["-o", &place, "--force"]].concat());
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(code(&done), Some(2), "{arguments:?} {place}: {told}");
        assert!(told.contains("文件名"), "{arguments:?} {place}: {told}");
        assert_eq!(to.exists(), before, "{place}");
        if before {
            assert_eq!(fs::read_to_string(&to).unwrap(), own, "{place}");
        }
    }
    // What is called so already may be written back.
    let done = yusuan(&["narrative", &desk.path("预算.md"), "-o", &desk.path("预算.md")]);
    assert!(matches!(code(&done), Some(0 | 1)), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_copy_is_called_as_what_it_is_a_copy_of() {
    let desk = Desk::new();
    let example = desk.path("示例.ron");
    fs::copy(repository("assets/samples/示例区档案局-2023（示例）.ron"), desk.at("示例.ron")).unwrap();
    let ending_of_copy = |name: &str| {
        let folder = fs::read_dir(desk.at(&format!(".{name}.backups"))).unwrap();
        let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut copies: Vec<String> = names.filter(|name| name.starts_with("20")).collect();
        assert_eq!(copies.len(), 1, "{copies:?}");
        copies.remove(0).rsplit_once('.').unwrap().1.to_owned()
    };
    for (command, name, ending) in [
        ("pack", "包.zip", "zip"),
        ("lines", "明细.csv", "csv"),
        ("lines", "明细.xlsx", "xlsx"),
        ("export", "公开.md", "md"),
        ("compare", "增减.svg", "svg"),
    ] {
        fs::write(desk.at(name), "原来的").unwrap();
        let place = desk.path(name);
        let mut arguments = vec![command, &example];
        if command == "compare" {
            arguments = vec!["compare", OLD, NEW, "--view", "增减构成"];
        }
        let done = yusuan(&[&arguments[..], &["-o", &place, "--force"]].concat());
        assert!(matches!(code(&done), Some(0 | 1)), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(ending_of_copy(name), ending);
    }
    // A budget's is a budget, whatever it was called.
    fs::copy(desk.at("示例.ron"), desk.at("预算.bak")).unwrap();
    let done = yusuan(&["publish", &example, "-o", &desk.path("预算.bak"), "--force"]);
    assert!(matches!(code(&done), Some(0 | 1)), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(ending_of_copy("预算.bak"), "ron");
}

#[test]
fn a_document_is_not_called_a_damaged_budget() {
    let desk = Desk::new();
    let document = desk.path("公开.docx");
    assert!(matches!(code(&yusuan(&["export", NEW, "-o", &document])), Some(0 | 1)));
    for command in ["export", "pack", "publish", "lines"] {
        let to = desk.path(match command {
            "pack" => "包.zip",
            "publish" => "公布.ron",
            "lines" => "明细.csv",
            _ => "公开.md",
        });
        let done = yusuan(&[command, &document, "-o", &to]);
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(code(&done) == Some(2) && told.contains("yusuan import"), "{command}: {told}");
        assert!(!told.contains("备份"), "{command}: {told}");
    }
}
