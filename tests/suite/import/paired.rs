//! Tables whose sides stand beside each other, written and read again: totals stand beside totals, however many rows each
//! side has, and nothing is another figure.

use std::fs;

use crate::support::{said, yusuan};

/// A table with so many items on each side; what stands between its totals; only the first items have amounts.
fn document(left: usize, right: usize, between: &str) -> String {
    let income = [
        "一、一般公共预算拨款收入",
        "二、政府性基金预算拨款收入",
        "三、事业收入",
        "四、事业单位经营收入",
        "五、其他收入",
    ];
    let spending =
        ["一、一般公共服务支出", "二、外交支出", "三、国防支出", "四、公共安全支出", "五、教育支出"];
    let item = |items: &[&str], nth: usize, count: usize| match items.get(nth).filter(|_| nth < count) {
        Some(item) => format!("{item}\t{}", if nth == 0 { "10.00" } else { "" }),
        None => "\t".to_owned(),
    };
    let rows: String = (0..left.max(right))
        .map(|nth| format!("{}\t{}\n", item(&income, nth, left), item(&spending, nth, right)))
        .collect();
    format!(
        "某市某局2026年部门预算\n收支总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n{rows}\
         本年收入合计\t10.00\t本年支出合计\t10.00\n{between}收入总计\t10.00\t支出总计\t10.00\n"
    )
}

#[test]
fn totals_stand_beside_each_other_in_every_kind_of_document() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let run = |arguments: &[&str]| {
        let done = yusuan(arguments);
        assert!(
            matches!(done.status.code(), Some(0 | 1)),
            "{arguments:?} {} {}",
            said(&done),
            String::from_utf8_lossy(&done.stderr)
        );
    };
    let table = |from: &str| {
        run(&["import", from, "-o", &path("a.ron"), "--force"]);
        run(&["export", &path("a.ron"), "-o", &path("b.md"), "--force"]);
        let text = fs::read_to_string(path("b.md")).unwrap();
        text.lines().filter(|line| line.starts_with('|')).map(str::to_owned).collect::<Vec<_>>()
    };
    for (left, right, between) in [
        (2, 5, ""),
        (5, 2, ""),
        (3, 3, "上年结转\t\t结转下年\t\n"),
        (1, 4, "七、使用非财政拨款结余\t\t\t\n上年结转\t\t结转下年\t\n"),
        (4, 1, "\t\t结转下年\t\n"),
    ] {
        let name = format!("{left} {right} {between}");
        fs::write(path("a.txt"), document(left, right, between)).unwrap();
        let first = table(&path("a.txt"));
        for pair in [["本年收入合计", "本年支出合计"], ["收入总计", "支出总计"]] {
            let of = |word: &str| first.iter().position(|line| line.contains(&format!("| {word} | 10.00 |")));
            assert!(of(pair[0]).is_some() && of(pair[0]) == of(pair[1]), "{name}: {first:#?}");
        }
        run(&["import", &path("a.txt"), "-o", &path("first.ron"), "--force"]);
        for kind in ["xlsx", "docx", "html", "md"] {
            let written = path(&format!("c.{kind}"));
            run(&["export", &path("first.ron"), "-o", &written, "--force"]);
            assert_eq!(table(&written), first, "{name} {kind}");
        }
    }
}
