//! Pages of the web as they are saved: the document within a cell of a table that only places it, and lines that begin with
//! blanks written by their name.

use std::fs;

use yusuan::exchange::{Imported, import_with_any};
use yusuan::schema::{Format, Formats};

use crate::support::{rows, yusuan};

const TABLE: &str = "<table border=1><tr><td colspan=2>收入</td><td colspan=2>支出</td></tr>\n<tr><td>项目</td><td>预算数</td><td>项目</td><td>预算数</td></tr>\n\
    <tr><td>一、一般公共预算拨款收入</td><td>100.00</td><td>一、一般公共服务支出</td><td>100.00</td></tr>\n\
    <tr><td>收入总计</td><td>100.00</td><td>支出总计</td><td>100.00</td></tr></table>\n";
const TEXT: &str = "<p>某市某局2026年部门预算</p>\n<p>收支总表</p>\n<p>单位：万元</p>\n{table}<p>第二部分　预算情况说明</p>\n<p>一、收支总体情况</p>\n\
    <p>某市某局2026年收支总预算130.00万元。</p>\n";

/// The document as it is read and checked.
fn read(page: &str) -> (Imported, std::sync::Arc<Format>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.html");
    fs::write(&path, page).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    let output = yusuan(&["check", "--json", &path.to_string_lossy()]);
    (imported, own, String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_document_in_a_cell_of_a_table_is_one() {
    let document = TEXT.replace("{table}", TABLE);
    let broken = document.replace("<p>", "").replace("</p>", "<br>");
    let menu = "<a href='#'>首页</a><br><a href='#'>政务公开</a>";
    for (name, page) in [
        ("none", document.clone()),
        ("a cell", format!("<table><tr><td>{document}</td></tr></table>")),
        ("a cell in a cell", format!("<table><tr><td><table><tr><td>{document}</table></td></tr></table>")),
        ("beside a menu", format!("<table><tr><td>{menu}</td><td><div>{document}</div></td></tr></table>")),
        ("below a picture", format!("<table><tr><td><img src=a></td></tr><tr><td>{document}</table>")),
        ("broken lines", format!("<TABLE width=100%><TBODY><TR><TD>{broken}</TD></TR></TBODY></TABLE>")),
        ("blanks by name", document.replace("<p>", "&nbsp;&nbsp;&nbsp;&nbsp;").replace("</p>", "<br>")),
    ] {
        for page in
            [format!("<html><head><title>公开</title></head><body>\n{page}</body></html>"), page.clone()]
        {
            let (imported, own, checked) = read(&page);
            let rows = rows(&imported.budget, &own, "收支总表");
            assert!(rows.contains("支出总计|100.00"), "{name}: {rows}");
            assert!(imported.budget.unplaced.is_empty(), "{name}: {:?}", imported.budget.unplaced);
            assert!(checked.contains("130.00万元，表1 “收入总计”列示为 100.00"), "{name}: {checked}");
        }
    }
}
