//! A table that a document has once for each unit, and a department's set of tables beside its unit's of the same name.

use std::fs;
use std::path::PathBuf;

use yusuan::exchange::{Documents, Imported, Progress, import_files};
use yusuan::schema::Formats;

const COVER: &str = "某市司法局2026年部门预算\n";
const UNITS: [(&str, &str); 3] =
    [("某市司法局本级", "100.00"), ("某市公证处", "30.00"), ("某市法律援助中心", "10.00")];
const TITLE: &str = "一般公共预算基本支出表\n";

/// Titles with what each table's first amounts are, of a set of a document.
fn read(text: &str, set: usize) -> (Imported, Vec<(String, String)>) {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = vec![folder.path().join("文件.txt")];
    fs::write(&paths[0], text).unwrap();
    let documents = Documents { set, ..Documents::of(&paths) };
    let (imported, own) = import_files(documents, &Formats::embedded(), None, &Progress::default()).unwrap();
    let amounts = |key| {
        let amounts = crate::support::rows(&imported.budget, &own, key);
        UNITS
            .iter()
            .chain(&[("", "140.00")])
            .map(|(_, amount)| *amount)
            .filter(|amount| amounts.contains(amount))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let tables = own.published().map(|table| (table.key.to_string(), amounts(table.key.as_str()))).collect();
    (imported, tables)
}

fn rows(amount: &str) -> String {
    format!(
        "科目编码\t科目名称\t合计\t人员经费\n\t合计\t{amount}\t{amount}\n301\t工资福利支出\t{amount}\t{amount}\n"
    )
}

fn table(title: &str, amount: &str) -> String {
    format!("{title}单位：万元\n{}", rows(amount))
}

#[test]
fn a_table_of_each_unit_is_that_units() {
    let whole = table("支出总表\n", "140.00") + &table(TITLE, "140.00");
    let others = table("支出总表\n", "140.00");
    let of_units = |one: &dyn Fn(usize, &str, &str) -> String| -> String {
        UNITS.iter().enumerate().map(|(at, (unit, amount))| one(at, unit, amount)).collect()
    };
    let heading = |at: usize, unit: &str| format!("（{}）{unit}\n", ["一", "二", "三"][at]);
    let above = of_units(&|at, unit, amount| heading(at, unit) + &table(TITLE, amount));
    let named = of_units(&|_, unit, amount| table(&format!("{TITLE}单位名称：{unit}\n"), amount));
    let below = of_units(&|_, unit, amount| format!("单位：{unit}\n{}", rows(amount)));
    let beside = of_units(&|_, unit, amount| format!("单位：{unit}\t\t\t单位：万元\n{}", rows(amount)));
    let headed = of_units(&|at, unit, amount| heading(at, unit) + &rows(amount));
    let once = format!("{others}{TITLE}金额单位：万元\n");
    for (kind, text, has_whole) in [
        ("below headings, the whole before", whole.clone() + &above, true),
        ("the name below the title, the whole before", whole.clone() + &named, true),
        ("below headings", others.clone() + &above, false),
        ("the name below the title", others.clone() + &named, false),
        ("names below one title", once.clone() + &below, false),
        ("names beside the unit of the amounts", format!("{others}{TITLE}{beside}"), false),
        ("headings below one title", once.clone() + &headed, false),
    ] {
        let (imported, tables) = read(&format!("{COVER}{text}"), 0);
        let own: Vec<&str> = UNITS.iter().map(|(_, amount)| *amount).collect();
        let amounts: Vec<&str> =
            tables.iter().skip(if has_whole { 2 } else { 1 }).map(|(_, amounts)| amounts.as_str()).collect();
        assert_eq!(amounts, own, "{kind}: {tables:?}");
        let is_known =
            tables.iter().any(|(key, amounts)| key == "一般公共预算基本支出表" && amounts == "140.00");
        assert_eq!(is_known, has_whole, "{kind}: {tables:?}");
        let told = imported.report.to_string();
        assert!(told.contains("某市司法局本级、某市公证处、某市法律援助中心"), "{kind}: {told}");
        assert_eq!(told.contains("没有全部门的一张"), !has_whole, "{kind}: {told}");
        assert!(!told.contains("没有找到金额单位"), "{kind}: {told}");
    }
    // The pages of one table, under the same name or none, and headings that are nobody's name.
    let page = |lead: &str| {
        let (first, second) = ("301\t工资福利支出\t140.00\t140.00\n", "30101\t基本工资\t140.00\t140.00\n");
        let header = "科目编码\t科目名称\t合计\t人员经费\n";
        format!(
            "{others}{TITLE}{lead}单位：万元\n{header}\t合计\t140.00\t140.00\n{first}{TITLE}{lead}单位：万元\n{header}{second}"
        )
    };
    for (kind, text) in [
        ("further pages", page("")),
        ("further pages with the name", page("单位名称：某市司法局\n")),
        (
            "headings of the text",
            format!(
                "{others}一、总体情况\n{}二、主要变化\n{}",
                table(TITLE, "140.00"),
                table(TITLE, "140.00")
            ),
        ),
    ] {
        let (imported, tables) = read(&format!("{COVER}{text}"), 0);
        assert_eq!(tables.len(), 2, "{kind}: {tables:?}");
        assert!(!imported.report.to_string().contains("各单位的"), "{kind}");
    }
}

/// Four tables with an amount in all of them.
fn set(lead: &str, amount: &str) -> String {
    ["收入总表", "支出总表", "一般公共预算支出表", "一般公共预算基本支出表"]
        .map(|title| table(&format!("{title}\n{lead}"), amount))
        .concat()
}

#[test]
fn headings_part_the_sets_of_units() {
    let units: String = UNITS
        .iter()
        .zip(["一", "二", "三"])
        .map(|((unit, amount), at)| format!("（{at}）{unit}\n{}", set("", amount)))
        .collect();
    let said = "一、收支情况\n某市司法局收入预算140.00万元。\n";
    for (kind, text, names) in [
        (
            "the whole before",
            format!("{COVER}{said}{}{units}", set("", "140.00")),
            ["某市司法局", UNITS[0].0, UNITS[1].0, UNITS[2].0],
        ),
        // What the text says of the whole is held against none of the units.
        (
            "no tables of the whole",
            format!("{COVER}{said}{units}"),
            [UNITS[0].0, UNITS[1].0, UNITS[2].0, "某市司法局"],
        ),
    ] {
        assert_eq!(read(&text, 0).0.sets, names, "{kind}");
        for (at, name) in names.iter().enumerate() {
            let (imported, tables) = read(&text, at);
            let amount = UNITS.iter().find(|(unit, _)| unit == name).map_or("140.00", |(_, amount)| *amount);
            assert_eq!(imported.budget.year, 2026, "{kind}: {name}");
            let mut sections = imported.budget.narrative.iter();
            let says = sections.any(|section| !section.paragraphs.is_empty());
            assert_eq!(says, *name == "某市司法局", "{kind}: {name}");
            assert!(says || tables.iter().all(|(_, amounts)| amounts == amount), "{kind}: {name} {tables:?}");
        }
    }
}

#[test]
fn a_departments_set_and_its_units_of_the_same_name_are_not_mixed() {
    let lead = "部门：某市司法局\n";
    for (kind, first, second, name) in [
        ("two covers", COVER, "某市司法局2026年单位预算\n", "某市司法局（单位预算）"),
        ("its own office in brackets", COVER, "某市司法局（本级）2026年单位预算\n", "某市司法局（本级）"),
        (
            "its own office",
            "2026年某市司法局部门预算公开\n",
            "2026年某市司法局本级预算公开\n",
            "某市司法局（本级）",
        ),
        (
            "parts of a volume",
            "某市司法局2026年预算\n第一部分 部门预算\n",
            "第二部分 单位预算\n",
            "某市司法局（单位预算）",
        ),
    ] {
        let text = format!("{first}{}{second}{}", set(lead, "140.00"), set(lead, "100.00"));
        assert_eq!(read(&text, 0).0.sets, ["某市司法局", name], "{kind}");
        for (at, amount) in ["140.00", "100.00"].iter().enumerate() {
            let (_, tables) = read(&text, at);
            assert!(tables.iter().all(|(_, amounts)| amounts == amount), "{kind}: {tables:?}");
        }
    }
    // A heading of the text says as much, and has no tables below.
    let text = format!("{COVER}{}某市司法局2026年单位预算绩效\n绩效目标已编制。\n", set(lead, "140.00"));
    assert!(read(&text, 0).0.sets.is_empty());
}

#[test]
fn the_year_is_that_of_the_cover() {
    let before = |title: &str| format!("{title}\n单位：万元\n项目名称\t金额\n甲\t1.00\n合计\t1.00\n");
    for (kind, text, year) in [
        ("a table before the cover", before("2025年部门预算执行情况表") + COVER, 2026),
        ("a cover in two lines", before("2025年项目支出预算表") + "某市司法局\n2026年度部门预算公开\n", 2026),
        (
            "a sentence before the cover",
            "2025年部门预算执行情况良好。\n2026年某市司法局部门预算\n".to_owned(),
            2026,
        ),
        ("no cover", before("2025年项目支出预算表"), 2025),
        // A heading of the text is no cover.
        ("a heading behind", before("2026年项目支出预算表") + "二、2025年部门预算执行情况\n", 2026),
    ] {
        let (imported, _) = read(&(text + &set("", "140.00")), 0);
        assert_eq!(imported.budget.year, year, "{kind}");
    }
}
