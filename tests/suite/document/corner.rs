//! The number of a form (公开01表) in the corner: right above the table beside its unit, in every kind of file, and read back
//! as the table's number.

use yusuan::document::{Kind, Options, describe, write};
use yusuan::exchange::import_with_any;
use yusuan::schema::Formats;
use yusuan::session::Session;

const TABLES: &str = "公开01表\n收支总表\n部门：某市某局　单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n\
    一般公共预算拨款收入\t30.00\t一般公共服务支出\t20.00\n\t\t社会保障和就业支出\t10.00\n收入总计\t30.00\t支出总计\t30.00\n\
    公开02表\n支出总表\n部门：某市某局　单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
    201\t一般公共服务支出\t20.00\t15.00\t5.00\n208\t社会保障和就业支出\t10.00\t10.00\t\n\t合计\t30.00\t25.00\t5.00\n";

fn read(bytes: Vec<u8>, ending: &str) -> Session {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("公开.{ending}"));
    std::fs::write(&path, bytes).unwrap();
    let (imported, format) = import_with_any(&path, &Formats::embedded()).unwrap();
    Session::new(imported.budget, format)
}

/// What stands above each table, and its rows.
fn told(session: &Session) -> Vec<(String, String, String, String)> {
    let tables = describe(session, &Options::default()).tables.into_iter();
    tables
        .map(|table| {
            let number = table.form_number().to_owned();
            (table.full_title(), number, table.whose.clone(), table.as_lines())
        })
        .collect()
}

#[test]
fn the_number_of_a_form_stands_in_the_corner() {
    let session = read(format!("某市某局2026年部门预算\n{TABLES}").into_bytes(), "txt");
    let own = told(&session);
    let heads: Vec<(&str, &str)> = own.iter().map(|(title, number, ..)| (&**title, &**number)).collect();
    assert_eq!(heads, [("2026年收支总表", "公开01表"), ("2026年支出总表", "公开02表")]);
    for &kind in Kind::ALL {
        let bytes = write::to_bytes(&describe(&session, &Options::default()), kind).unwrap();
        assert_eq!(told(&read(bytes, kind.ending())), own, "{kind:?}");
    }
}

/// The lines above the first table in their order, and nothing before the title.
#[test]
fn the_corner_is_right_above_the_table() {
    let session = read(format!("某市某局2026年部门预算\n{TABLES}").into_bytes(), "txt");
    let document = describe(&session, &Options::default());
    let html = String::from_utf8(write::to_bytes(&document, Kind::Html).unwrap()).unwrap();
    let section = html.split("<section>").nth(1).unwrap();
    let at = |words: &str| section.find(words).unwrap_or_else(|| panic!("{words} is not in {section}"));
    assert!(at("2026年收支总表") < at("公开01表") && at("公开01表") < at("部门名称：某市某局"), "{section}");
    assert!(at("部门名称：") < at("单位：万元") && at("单位：万元") < at("<table>"), "{section}");
    let contents = html.split("<nav>").nth(1).unwrap().split("</nav>").next().unwrap();
    assert!(contents.contains("2026年收支总表") && !contents.contains("公开01表"), "{contents}");
}
