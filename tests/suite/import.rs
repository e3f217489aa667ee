//! Reading documents: a whole one in another region's format, many tiny ones that each show one thing,
//! and arbitrary text, of which nothing may be lost.

mod added;
mod below;
mod broken;
mod captions;
mod continued;
mod copied;
pub(crate) mod documents;
mod exits;
mod forms;
mod halves;
mod held_back;
mod mapping;
mod named;
mod origin;
mod paired;
pub(crate) mod parts;
mod places;
mod rehead;
pub mod sets;
mod sheets;
mod stacked;
mod stated;
mod strict;
mod titled;
mod totals;
mod unit_tables;
mod unread;
mod web;
mod within;

use proptest::prelude::*;
use yusuan::calc::{Book, Figure, Figures};
use yusuan::exchange::{ImportError, NoteKind, import_file, import_files_with, import_text};
use yusuan::model::Coverage;
use yusuan::schema::default_format;

use crate::support::{format, golden, published, repository, rows, whole};

/// Another region's format: other tables, other columns, 元, a table in 万元. It needs no code.
#[test]
fn a_second_format_is_a_file() {
    let format = format("示例区-2024-元.ron");
    let imported = import_file(&repository("tests/data/import/示例区-2024.txt"), &format).unwrap();
    let shown = format!("{}\n{}", imported.report, whole(&imported.budget, &format));
    golden("tests/data/import/示例区-2024.golden", &shown);
}

/// The first real document. What it says is not kept here, only how much of it was read.
#[test]
fn the_published_document_is_read_in_full() {
    let Some(path) = published("焦作市委办公室-2023年度部门预算.md") else { return };
    let format = default_format();
    let imported = import_file(&path, &format).unwrap();
    let counts: Vec<String> = imported
        .report
        .tables
        .iter()
        .map(|table| format!("{} {} {} {}", table.table, table.coverage.label(), table.rows, table.cells))
        .collect();
    assert_eq!(
        counts,
        [
            "T1 完整 45 56",
            "T2 缺表 0 0",
            "T3 完整 15 121",
            "T4 不完整（缺页） 20 23",
            "T5 完整 15 121",
            "T6 完整 38 226",
            "T7 不完整（缺页） 103 315",
            "T8 缺表 0 0",
            "T9 完整 1 4",
            "T10 缺表 0 0",
            "T11 缺表 0 0",
            "T12 完整 30 146",
            "T13 完整 11 32",
            "T14 完整 45 131",
            "T15 完整 93 463",
            "单位 完整 4 12",
            "基本情况 完整 26 26",
        ]
    );
    assert!(imported.budget.unplaced.is_empty(), "{:?}", imported.budget.unplaced);
    let kinds = |kind| {
        let kept = |table: &'_ yusuan::exchange::TableReport| {
            table.notes.iter().filter(|note| note.kind == kind).count()
        };
        imported.report.tables.iter().map(kept).sum::<usize>()
    };
    assert_eq!((kinds(NoteKind::Joined), kinds(NoteKind::Shifted), kinds(NoteKind::Header)), (3, 5, 0));
}

/// A document of one table of the built-in format, and how the table is shown then.
fn check(name: &str, table: &str, text: &str, expected: &str) {
    let format = default_format();
    let imported = import_text(text, name, &format);
    assert_eq!(rows(&imported.budget, &format, table).trim(), expected.trim(), "{name}\n{}", imported.report);
}

#[test]
fn tiny_documents() {
    for (name, table, text, expected) in [
        (
            "a row without its leading blanks",
            "T13",
            "2023年机关（机构）运行经费\n科目编码\t科目名称\t合计\n合计\t\t3.00\n30201\t办公费\t1.00\n30202\t印刷费\t2.00\n",
            "合计||3.00\n30201|办公费|1.00\n30202|印刷费|2.00",
        ),
        (
            "a total's label in the column of the names",
            "T13",
            "2023年机关（机构）运行经费\n科目编码\t科目名称\t合计\n\t合计\t4.00\n30201\t办公费\t1.00\n",
            "合计||1.00（印作 4.00）\n30201|办公费|1.00",
        ),
        (
            "a header with the year",
            "T13",
            "机关（机构）运行经费\n2023年科目编码\t2023年科目名称\t2023年合计\n30201\t办公费\t1.00\n",
            "合计||1.00\n30201|办公费|1.00",
        ),
        (
            "a total that is wrong stays as stated",
            "T13",
            "机关(机构)运行经费\n\n科目编码\t科目名称\t合计\n合计\t\t4.00\n30201\t办公费\t1.00\n",
            "合计||1.00（印作 4.00）\n30201|办公费|1.00",
        ),
        (
            "a total without its label",
            "T12",
            "项目支出预算表\n类型\t项目名称\t项目单位\t合计\n\t\t\t5.00\t5.00\n其他运转类\t甲\t某馆\t5.00\t5.00\n",
            "|合计||5.00|5.00\n其他运转类|甲|某馆|5.00|5.00",
        ),
        (
            "lost cells at the left of one row",
            "T7",
            "一般公共预算基本支出明细表\n项目单位\t类型\t项目名称\t合计\n某馆\t人员类\t工资\t1.00\t1.00\n奖金\t2.00\t2.00\n",
            "||合计|3.00|3.00\n某馆|人员类|工资|1.00|1.00\n某馆|人员类|奖金|2.00|2.00",
        ),
        (
            "the same item again after a page break",
            "T7",
            "一般公共预算基本支出明细表\n项目单位\t类型\t项目名称\t合计\n甲馆\t人员类\t工资\t1.00\t1.00\n\n\t\t奖金\t3.00\t3.00\n\t\t工资\t2.00\t2.00\n\
             乙馆\t人员类\t工资\t4.00\t4.00\n",
            "甲馆|人员类|工资|1.00|1.00\n||奖金|3.00|3.00  # 缺页，项目单位、类型不详\n\
             ||工资|2.00|2.00  # 缺页，项目单位、类型不详\n乙馆|人员类|工资|4.00|4.00",
        ),
        (
            "a merged cell goes on after a page break",
            "T7",
            "一般公共预算基本支出明细表\n项目单位\t类型\t项目名称\t合计\n甲馆\t人员类\t工资\t1.00\t1.00\n\n\t\t奖金\t3.00\t3.00\n",
            "||合计|4.00|4.00\n甲馆|人员类|工资|1.00|1.00\n甲馆|人员类|奖金|3.00|3.00",
        ),
        (
            "a name cut by a page break, and a value without a name",
            "T15",
            "项目绩效目标表\n三级指标\t指标值\n101101\t甲馆\t1.00\t1.00\n410800220000000012345\t某费\t1.00\t1.00\t\t\t\t\t完成\t95%\n\
             \n\t\t\t\t\t\t\t\t率\n\t\t\t\t\t\t\t\t\t\t\t\t\t98%\n",
            "101101|甲馆|1.00|1.00\n410800220000000012345|某费|1.00|1.00|||||完成率|95%\n|||||||||||||98%",
        ),
        (
            "a name alone that has more beside it goes on nowhere",
            "T12",
            "项目支出预算表\n甲\t乙\n\n丙\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t丁\n",
            "甲|乙",
        ),
        (
            "an amount nobody can read",
            "T13",
            "机关（机构）运行经费\n科目编码\t科目名称\t合计\n30201\t办公费\t见附表\n",
            "合计||无法计算\n30201|办公费|见附表",
        ),
        (
            "元 where the format has 万元",
            "T13",
            "机关（机构）运行经费\n单位：元\n科目编码\t科目名称\t合计\n30201\t办公费\t12,345.67\n",
            "合计||1.23\n30201|办公费|1.23",
        ),
    ] {
        check(name, table, text, expected);
    }
}

/// A page whose title is lost is recognised by its rows; the rows before it are unknown, not zero.
#[test]
fn a_lost_title_page_is_told() {
    let text = "2023年部门支出预算表\n类\t款\t项\t单位代码\t单位（科目名称）\t合计\n201\t31\t01\t\t行政运行\t1.00\t1.00\t1.00\n\n\
                \t\t(二十一) 住房保障支出\t3.00\t3.00\t3.00\n\t\t(二十二) 粮油物资储备支出\n\t\t(二十七) 预备费\n";
    let format = default_format();
    let imported = import_text(text, "缺页", &format);
    let coverage = |key: &str| imported.budget.tables[&key.into()].coverage;
    assert_eq!((coverage("T3"), coverage("T4")), (Coverage::Full, Coverage::Partial));
    let figures = Figures::compute(&imported.budget, &format);
    let book = Book { format: &format, budget: &imported.budget, figures: &figures };
    let figure = |address: &str| book.cell(&address.parse().unwrap()).unwrap().figure();
    assert_eq!(figure("T4!221!合计"), Figure::Known { value: 3.into(), figures: 1 });
    assert_eq!(figure("T4!221!政府性基金支出"), Figure::Blank);
    assert!(matches!(figure("T4!201!合计"), Figure::Unknown(_)));
}

/// Where the list of tables is a table itself, it may say why one is empty.
#[test]
fn a_list_of_tables_gives_reasons() {
    let list = "报表\t报表名称\t是否空表\t理由\n表13\t机关（机构）运行经费\t是\t不涉及\n表12\t项目支出预算表\t否\t\n\n";
    let tables = "机关（机构）运行经费\n科目编码\t科目名称\t合计\n合计\t\t\n";
    for (text, expected) in [
        (format!("{list}{tables}"), "不涉及"),
        (format!("{list}{tables}30201\t办公费\t1.00\n"), ""),
        (format!("{list}{tables}\n注：本部门没有。\n"), "注：本部门没有。"),
        (tables.to_owned(), ""),
    ] {
        let imported = import_text(&text, "报表目录", &default_format());
        assert_eq!(imported.budget.tables[&"T13".into()].note, expected, "{text}");
        assert_eq!(imported.budget.tables[&"T12".into()].note, "", "{text}");
    }
}

#[test]
fn contents_are_no_tables() {
    let text = "目录\n- 一、部门收支预算表\n十三、机关（机构）运行经费\n十四、整体绩效目标表\n第一部分\n一、主要职能\n某事。\n";
    let imported = import_text(text, "目录", &default_format());
    assert!(
        imported
            .report
            .tables
            .iter()
            .filter(|table| table.number.is_some())
            .all(|table| { table.coverage == Coverage::Absent && table.remark == "文件中没有此表" })
    );
    let keys: Vec<&str> = imported.budget.narrative.iter().map(|section| section.key.as_str()).collect();
    assert_eq!(keys, ["目录", "概况", "主要职能"]);
}

#[test]
fn exact_amounts_survive_conversion() {
    let text = "机关（机构）运行经费\n单位：元\n科目编码\t科目名称\t合计\n30201\t办公费\t12,345.67\n";
    let imported = import_text(text, "元", &default_format());
    let row = imported.budget.tables[&"T13".into()].row(&"30201".into()).unwrap();
    assert_eq!(row.cells().get(&"合计".into()).unwrap().amount().unwrap().to_string(), "1.234567");
}

#[test]
fn what_is_no_text_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("文档.pdf");
    std::fs::write(&path, b"%PDF-1.7\0\0").unwrap();
    assert!(matches!(import_file(&path, &default_format()), Err(ImportError::NotText { .. })));
    assert!(matches!(
        import_file(&folder.path().join("没有.txt"), &default_format()),
        Err(ImportError::Unreadable { .. })
    ));
}

/// Lines of a document: titles, headings, rows and text, each with a word of its own that must be found
/// again. `~` stands for that word.
fn line() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "",
        "",
        "~",
        "~，没有写完",
        "- ~",
        "| ~ | ~ |",
        "|---|---|",
        "~\t~",
        "\t~\t1.00",
        "~\t2.00\t2.00",
        "101101\t~\t1.00\t1.00",
        "\t\t\t~\t3.00",
        "人员类\t~\t5.00\t5.00",
        "201\t31\t01\t\t~\t9.00",
        "合计\t\t~",
        "部门收支预算表",
        "2023年部门支出预算表",
        "财政拨款收支预算表",
        "一般公共预算基本支出明细表",
        "项目支出预算表",
        "机关（机构）运行经费",
        "整体绩效目标表",
        "项目绩效目标表",
        "单位：元",
        "单位：~",
        "部门名称：市委办 ~",
        "注：~",
        "第一部分",
        "一、主要职能",
        "第二部分",
        "第三部分 名词解释",
        "目录",
        "科目编码\t科目名称\t~",
        "类\t款\t项\t~",
        "一级指标\t二级指标\t三级指标\t指标值",
        "一、一般公共预算\t~\t一、一般公共服务\t~",
        "(二十一) 住房保障支出\t~",
        "预算情况\t部门预算总额(万元)\t~",
        "年度主要任务\t~\t~",
        "$\\geq ~\\%$\t~",
        "\u{c}",
        "~\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t~",
    ])
}

/// A row that is not cut, since a column of its own holds something too.
#[test]
fn a_row_with_more_than_the_end_of_a_name_is_kept() {
    let text = "机关（机构）运行经费\n词甲尾\t2.00\t2.00\n单位：元\n科目编码\t科目名称\t词乙尾\n| 词丙尾 | 词丁尾 |\n\t\t\t词戊尾\t3.00\n";
    let imported = import_text(text, "任意", &default_format());
    let kept = format!("{:?} {:?}", imported.budget, imported.report);
    for word in ["词甲尾", "词乙尾", "词丙尾", "词丁尾", "词戊尾"] {
        assert!(kept.contains(word), "{word} is lost of:\n{text}\n{}", imported.report);
    }
}

/// Of files that are one budget together each has its own: where cells of a text may have lost their places, those of a
/// workbook beside it have not.
#[test]
fn cells_of_a_workbook_stay_beside_a_text_as_well() {
    let lines_of = |item: &'static str| {
        [
            vec!["项目单位", "类型", "项目名称", "合计"],
            vec!["某馆", "人员类", "工资", "1.00", "1.00"],
            vec![item, "2.00", "2.00"],
        ]
    };
    let title = "一般公共预算基本支出明细表";
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("表.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let page = workbook.add_worksheet();
    page.write(0, 0, title).unwrap();
    for (row, cells) in (1..).zip(lines_of("奖金")) {
        for (column, cell) in (0..).zip(cells) {
            page.write(row, column, cell).unwrap();
        }
    }
    workbook.save(&book).unwrap();
    let markdown = folder.path().join("说明.md");
    let lines: Vec<String> = lines_of("津贴").iter().map(|cells| cells.join("\t")).collect();
    std::fs::write(&markdown, format!("{title}\n{}\n", lines.join("\n"))).unwrap();
    let format = std::sync::Arc::new(default_format().clone());
    for (files, moved) in [
        (vec![&book], vec![]),
        (vec![&markdown], vec!["津贴"]),
        (vec![&book, &markdown], vec!["津贴"]),
        (vec![&markdown, &book], vec!["津贴"]),
    ] {
        let files: Vec<_> = files.into_iter().cloned().collect();
        let (imported, format) = import_files_with(&files, &format).unwrap();
        let read = rows(&imported.budget, &format, "T7");
        for item in ["奖金", "津贴"] {
            let is_moved = read.contains(&format!("某馆|人员类|{item}|2.00|2.00"));
            assert_eq!(is_moved, moved.contains(&item), "{item} of {files:?}\n{read}\n{}", imported.report);
        }
    }
}

/// Cells that lost their places are never moved onto each other, in a column that only the document has either.
#[test]
fn two_cells_are_not_moved_into_one_local_column() {
    let text = "机关（机构）运行经费\n科目编码\t科目名称\t词甲尾\n词乙尾\t2.00\t2.00\n";
    let imported = import_text(text, "任意", &default_format());
    let kept = format!("{:?} {:?}", imported.budget, imported.report);
    assert!(kept.contains("词乙尾"), "{}", imported.report);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "(\\PC|\t|\n|1|\\.|，){0,200}") {
        import_text(&text, "任意", &default_format());
    }

    #[test]
    fn nothing_is_lost(lines in prop::collection::vec(line(), 0..60)) {
        let mut words = Vec::new();
        let mut text = String::new();
        for line in lines {
            for (at, part) in line.split('~').enumerate() {
                if at > 0 {
                    // A word of letters reads as no number and stays whole wherever it stands.
                    let word = format!("词{}尾", char::from_u32(0x4e00 + words.len() as u32).unwrap());
                    text.push_str(&word);
                    words.push(word);
                }
                text.push_str(part);
            }
            text.push('\n');
        }
        let imported = import_text(&text, "任意", &default_format());
        let kept = format!("{:?} {:?}", imported.budget, imported.report);
        for word in words {
            prop_assert!(kept.contains(&word), "{word} is lost of:\n{text}\n{}", imported.report);
        }
    }
}
