//! A comparison written as a file: what stands in it, what is marked, and what it says that it lacks.

use super::{NEW, OLD};
use crate::support::{repository, yusuan};

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
