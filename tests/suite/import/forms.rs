//! Tables as other people write them: each small input stands for a kind, with the values that it must give.
//! The files are in `tests/data/import/cases`; their brothers are written here.

use yusuan::exchange::{Imported, Outcome, import_file, import_text};
use yusuan::model::{Coverage, NoteKind};
use yusuan::schema::default_format;

use crate::support::{repository, rows};

const TOP: &str = "市委办\n2023年度部门预算\n\n2023 年部门支出预算表\n部门名称：市委办\n\n单位：万元\n\n";
const HEAD: &str = "科目编码\t\t\t单位代码\t单位（科目名称）\t合计\t基本支出\t\t\t\t\t项目支出\t\t\n\
    类\t款\t项\t\t\t\t小计\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\t小计\t其他运转类\t特定目标类\n";
const ROW: &str = "201\t31\t01\t\t行政运行\t100.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t\n";
const READ: &str =
    "||||合计|100.00|60.00|60.00||||40.00|40.00\n201|31|01||行政运行|100.00|60.00|60.00||||40.00|40.00";

fn shown(imported: &Imported, table: &str) -> String {
    rows(&imported.budget, &default_format(), table).trim().to_owned()
}

/// What the import keeps beside the budget for somebody to look at: topics of problems.
fn problems(imported: &Imported) -> Vec<String> {
    let notes = imported.budget.notes.iter();
    let open = notes.filter(|(key, note)| key.kind == NoteKind::Import && !note.settled);
    open.map(|(key, _)| format!("{} {}", key.place, key.of)).collect()
}

fn read(text: &str) -> Imported {
    import_text(text, "文件.txt", &default_format())
}

#[track_caller]
fn gives(name: &str, text: &str, expected: &str, doubts: &[&str]) {
    let imported = read(text);
    assert_eq!(shown(&imported, "T3"), expected, "{name}\n{}", imported.report);
    assert_eq!(problems(&imported), doubts, "{name}\n{}", imported.report);
}

/// The inputs that went wrong.
#[test]
fn cases_are_read_as_they_should() {
    let one =
        "||||合计|100.00|60.00|60.00||||40.00|40.00\n201|31|01||行政运行|100.00|60.00|60.00||||40.00|40.00";
    let off: Vec<String> = [
        "201|31|01||行政运行",
        "201|31|02||一般行政管理事务",
        "205|08|03||培训支出",
        "208|05|01||行政单位离退休",
        "210|11|01||行政单位医疗",
        "221|02|01||住房公积金",
        "201|31|99||其他党委办公厅（室）及相关机构事务支出",
        "201|36|99||其他共产党事务支出",
    ]
    .map(|name| format!("{name}|100.00（印作 101）|60.00|60.00||||40.00|40.00"))
    .to_vec();
    let off = format!("||||合计|800.00|480.00|480.00||||320.00|320.00\n{}", off.join("\n"));
    let wrong = ["职务工资", "级别工资", "津贴补贴", "养老保险"]
        .map(|item| format!("市委办|人员类|{item}|95.00（印作 100.00）|95.00"))
        .join("\n");
    let wrong = format!("||合计|380.00|380.00\n{wrong}");
    for (file, table, expected) in [
        ("unit-above-title.txt", "T3", one),
        ("unit-behind-one-tab.txt", "T3", one),
        (
            "column-missing.txt",
            "T3",
            "||||合计|100.00|60.00|50.00||10.00||40.00|40.00\n201|31|01||行政运行|100.00|60.00|50.00||10.00||40.00|40.00",
        ),
        ("column-last-year.txt", "T3", one),
        ("off-by-one.txt", "T3", off.as_str()),
        ("wrong-totals.txt", "T7", wrong.as_str()),
        ("pipes-without-edges.md", "T3", one),
        ("html-table.md", "T3", one),
        ("escaped-pipe.md", "T3", &one.replace("行政运行", "行政|运行")),
        ("full-width-codes.md", "T3", one),
        ("joined-codes.md", "T3", one),
    ] {
        let imported =
            import_file(&repository("tests/data/import/cases").join(file), &default_format()).unwrap();
        assert_eq!(shown(&imported, table), expected, "{file}\n{}", imported.report);
        assert_eq!(problems(&imported), Vec::<String>::new(), "{file}\n{}", imported.report);
    }
}

#[test]
fn two_amounts_in_a_cell_are_no_amount() {
    let path = repository("tests/data/import/cases/line-break.md");
    let imported = import_file(&path, &default_format()).unwrap();
    let row = imported.budget.tables[&"T3".into()].row(&"2013101".into()).unwrap();
    assert_eq!(row.text(&"名称".into()), "行政运行");
    assert_eq!(row.text(&"其他运转类".into()), "15.00 25.00");
    let text = TOP.to_owned()
        + "| 类 | 款 | 项 | 单位代码 | 单位（科目名称） | 合计 |\n|---|---|---|---|---|---|\n| 201 | 31 | 01 | | 行政<br>运行 | 1,<br>234.50 |\n";
    let imported = read(&text);
    let row = &imported.budget.tables[&"T3".into()].at(1).unwrap();
    assert_eq!(row.stated().get(&"合计".into()).unwrap().amount().unwrap().to_string(), "1234.50");
}

#[test]
fn the_unit_is_read_wherever_it_stands() {
    let yuan = "201\t31\t01\t\t行政运行\t1000000.00\t600000.00\t600000.00\t\t\t\t400000.00\t400000.00\t\n";
    let unit_column = HEAD.replace("合计\t基本", "合计（元）\t基本");
    let all_columns = HEAD
        .replace("合计\t", "合计（元）\t")
        .replace("基本支出\t", "基本支出（元）\t")
        .replace("项目支出\t", "项目支出（元）\t");
    let title = "2023年部门支出预算表";
    for (name, text) in [
        ("below the title", format!("{title}\n单位：元\n{HEAD}{yuan}")),
        ("above the title", format!("某文。\n\n单位：元\n\n{title}\n{HEAD}{yuan}")),
        ("above, with the number of the table", format!("附件3\n单位：元\n{title}\n\n{HEAD}{yuan}")),
        ("beside the title", format!("{title}        单位：元\n{HEAD}{yuan}")),
        ("in brackets behind the title", format!("{title}（单位：人民币元）\n{HEAD}{yuan}")),
        ("in a row of the title", format!("{title}\t\t\t单位：元\n{HEAD}{yuan}")),
        ("in a row", format!("{title}\n\t\t\t\t\t\t单位：元\n{HEAD}{yuan}")),
        ("beside the department", format!("{title}\n部门名称：市委办\t\t\t金额单位：元\n{HEAD}{yuan}")),
        ("parted into cells", format!("{title}\n部门名称：\t市委办\t\t单位：\t元\n{HEAD}{yuan}")),
        ("wide and spaced", format!("{title}\n单　位　：　元\n{HEAD}{yuan}")),
        ("in the header", format!("{title}\n{all_columns}{yuan}")),
        ("below the rows", format!("{title}\n\n{HEAD}{yuan}\n单位：元\n")),
        ("in a row of bars", {
            let bars = |text: &str| {
                text.lines().map(|row| format!("| {} |\n", row.replace('\t', " | "))).collect::<String>()
            };
            format!("| {title} | | |\n| 部门名称：市委办 | | 单位：元 |\n{}{}", bars(HEAD), bars(yuan))
        }),
        ("by another unit for one column", {
            let thousand = yuan.replace("1000000.00\t6", "100.00\t6");
            format!("{title}\n单位：元\n{}{thousand}", unit_column.replace("合计（元）", "合计（万元）"))
        }),
    ] {
        // A column holds against its table, and that is said.
        let said: &[&str] = if name.starts_with("by another") { &["T3 金额单位"] } else { &[] };
        gives(name, &text, READ, said);
    }
    for (unit, amount) in
        [("千元", "1000"), ("百元", "10000"), ("亿元", "0.01"), ("万元", "100"), ("人民币万元", "100.00")]
    {
        let text =
            format!("{title}\n单位：{unit}\n{HEAD}201\t31\t01\t\t行政运行\t{amount}\t{amount}\t{amount}\n");
        gives(unit, &text, "||||合计|100.00|100.00|100.00\n201|31|01||行政运行|100.00|100.00|100.00", &[]);
    }
}

#[test]
fn a_unit_that_is_not_found_is_a_finding() {
    let title = "2023年部门支出预算表\n部门名称：市委办\n\n";
    gives("no unit", &format!("{title}{HEAD}{ROW}"), READ, &["T3 金额单位"]);
    gives("a foreign one", &format!("{title}单位：美元\n{HEAD}{ROW}"), READ, &["T3 金额单位"]);
    // Another table's unit is not this one's.
    let other = "机关（机构）运行经费\n单位：元\n科目编码\t科目名称\t合计\n30201\t办公费\t10000\n\n";
    gives("another's", &format!("{other}{title}{HEAD}{ROW}"), READ, &["T3 金额单位"]);
    gives("a county", &format!("{title}预算单位：元氏县财政局\n\n{HEAD}{ROW}"), READ, &["T3 金额单位"]);
    // Nothing to be misread.
    gives("no amounts", &format!("{title}{HEAD}"), "", &[]);
    // The title again on the next page, without the unit.
    let page = format!(
        "2023年部门支出预算表\n单位：元\n{HEAD}201\t31\t01\t\t行政运行\t1000000\t600000\t600000\t\t\t\t400000\t400000\t\n"
    );
    let next =
        format!("\n2023年部门支出预算表\n{HEAD}201\t31\t02\t\t一般行政管理事务\t10000\t10000\t10000\n");
    gives(
        "two pages",
        &format!("{page}{next}"),
        "||||合计|101.00|61.00|61.00||||40.00|40.00\n201|31|01||行政运行|100.00|60.00|60.00||||40.00|40.00\n201|31|02||一般行政管理事务|1.00|1.00|1.00",
        &[],
    );
}

#[test]
fn values_go_where_their_header_says() {
    let with = |head: &str, row: &str| format!("{TOP}{head}{row}");
    let one = READ;
    for (name, text, expected) in [
        (
            "a column with numbers of rows first",
            with(
                "序号\t科目编码\t\t\t单位代码\t单位（科目名称）\t合计\t基本支出\t\t\t\t\t项目支出\t\t\n\
                 \t类\t款\t项\t\t\t\t小计\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\t小计\t其他运转类\t特定目标类\n",
                "1\t201\t31\t01\t\t行政运行\t100.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t\n",
            ),
            one,
        ),
        (
            "a remark last",
            with(
                &HEAD.replace("项目支出\t\t\n", "项目支出\t\t\t备注\n"),
                &ROW.replace("40.00\t\n", "40.00\t\t含上年\n"),
            ),
            one,
        ),
        (
            "projects before basic expenditure",
            with(
                "科目编码\t\t\t单位代码\t单位（科目名称）\t合计\t项目支出\t\t\t基本支出\t\t\t\t\n\
                 类\t款\t项\t\t\t\t小计\t其他运转类\t特定目标类\t小计\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\n",
                "201\t31\t01\t\t行政运行\t100.00\t40.00\t40.00\t\t60.00\t60.00\t\t\t\n",
            ),
            one,
        ),
        (
            "words broken over rows, and with spaces",
            with(
                "科目编码\t\t\t单位代码\t单位（科目名称）\t合 计\t基 本 支 出\t\t\t\t\t项目支出\t\t\n\
                 类\t款\t项\t\t\t\t小计\t工资福利\t对个人和家庭\t商品和服务\t资本性\t小 计\t其他\t特定\n\
                 \t\t\t\t\t\t\t支出\t的补助\t支出\t支出\t\t运转类\t目标类\n",
                ROW,
            ),
            one,
        ),
        ("the header again on the next page", format!("{TOP}{HEAD}{HEAD}{ROW}"), one),
        (
            "numbers of columns below the header",
            with(HEAD, &format!("栏次\t\t\t\t\t1\t2\t3\t4\t5\t6\t7\t8\t9\n{ROW}")),
            one,
        ),
        (
            "last year's figures with their year",
            with(
                "科目编码\t\t\t单位代码\t单位（科目名称）\t2022年预算数\t合计\t基本支出\t\t\t\t\t项目支出\t\t\n\
                 类\t款\t项\t\t\t\t\t小计\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\t小计\t其他运转类\t特定目标类\n",
                "201\t31\t01\t\t行政运行\t90.00\t100.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t\n",
            ),
            one,
        ),
        (
            "two columns missing",
            with(
                "科目编码\t\t\t单位（科目名称）\t合计\t基本支出\t\t项目支出\t\n类\t款\t项\t\t\t小计\t工资福利支出\t小计\t其他运转类\n",
                "201\t31\t01\t行政运行\t100.00\t60.00\t60.00\t40.00\t40.00\n",
            ),
            one,
        ),
    ] {
        gives(name, &text, expected, &[]);
    }
}

/// What only the document has is kept in the table, and brought up.
#[test]
fn a_column_of_its_own_is_kept() {
    let path = repository("tests/data/import/cases/column-last-year.txt");
    let imported = import_file(&path, &default_format()).unwrap();
    let row = imported.budget.tables[&"T3".into()].row(&"2013101".into()).unwrap();
    assert_eq!(row.cells().get(&"上年预算数".into()).unwrap().amount().unwrap().to_string(), "90.00");
    let notes: Vec<&str> = imported.budget.notes.keys().map(|key| key.of.as_str()).collect();
    assert_eq!(notes, ["本地栏"]);
    assert_eq!(imported.report.outcome(), Outcome::Complete);
}

/// Words above columns that are not theirs are not followed, and not passed over in silence.
#[test]
fn a_garbled_header_is_not_followed() {
    let garbled = HEAD.replace(
        "\t\t\t单位代码\t单位（科目名称）\t合计",
        "\t单位代码\t单位（科目名称）\t上年数\t合计\t本年增减",
    );
    let imported = read(&format!("{TOP}{garbled}{ROW}"));
    assert_eq!(shown(&imported, "T3"), READ, "{}", imported.report);
    assert_eq!(problems(&imported), ["T3 表头"]);
}

#[test]
fn codes_are_completed() {
    let row = |code: &str, name: &str| {
        format!("{TOP}{HEAD}{code}\t\t{name}\t100.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t\n")
    };
    for (name, text) in [
        ("without zeros", row("201\t31\t1", "行政运行")),
        ("in full width", row("２０１\t３１\t０１", "行政运行")),
        ("joined", row("2013101\t\t", "行政运行")),
        ("joined with the name", row("2013101行政运行\t\t", "")),
        ("joined with the name in brackets", row("[2013101]行政运行\t\t", "")),
        ("joined in the name's column", row("\t\t", "[2013101]行政运行")),
        ("joined in the name's column with a space", row("\t\t", "2013101 行政运行")),
        ("with hyphens", row("201-31-01\t\t", "行政运行")),
        ("each level in full", row("201\t20131\t2013101", "行政运行")),
        ("in brackets", row("【2013101】\t\t", "行政运行")),
    ] {
        gives(name, &text, READ, &[]);
    }
    // 201·3·1 is 2010301, and for the rules to doubt.
    let imported = read(&row("201\t3\t1", "行政运行"));
    assert!(shown(&imported, "T3").contains("201|03|01||行政运行"), "{}", imported.report);
    assert!(imported.budget.tables[&"T3".into()].row(&"2010301".into()).is_some());
    // Stepped: only what is new is printed; sums above are not the table's rows, but nothing is missing.
    let amounts = "100.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t";
    let stepped = format!(
        "{TOP}{HEAD}201\t\t\t\t一般公共服务支出\t{amounts}\n\t31\t\t\t党委办公厅（室）及相关机构事务\t{amounts}\n\t\t01\t\t行政运行\t{amounts}\n"
    );
    let imported = read(&stepped);
    assert_eq!(shown(&imported, "T3"), READ, "{}", imported.report);
    assert_eq!(imported.budget.tables[&"T3".into()].coverage, Coverage::Full);
    // A 款 without 项 may be money of its own.
    let leaf = format!("{TOP}{HEAD}{ROW}205\t08\t\t\t进修及培训\t{amounts}\n");
    assert_eq!(read(&leaf).budget.tables[&"T3".into()].coverage, Coverage::Partial);
}

/// A row is moved for what its cells are, never for what its sums would be.
#[test]
fn a_wrong_total_moves_nothing() {
    let text = |row: &str| format!("{TOP}{HEAD}201\t31\t01\t\t行政运行\t{row}\n");
    let imported = read(&text("120.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t"));
    let shown = shown(&imported, "T3");
    assert!(shown.ends_with("|100.00（印作 120.00）|60.00|60.00||||40.00|40.00"), "{shown}");
    // One column further to the right every sum would foot.
    let imported = read(&text("100.00\t60.00\t\t60.00\t\t\t\t40.00\t40.00"));
    let row = imported.budget.tables[&"T3".into()].row(&"2013101".into()).unwrap();
    let amount = |key: &str| row.cells().get(&key.into()).map(|value| value.amount().unwrap().to_string());
    for (column, expected) in
        [("对个人和家庭的补助", "60.00"), ("其他运转类", "40.00"), ("特定目标类", "40.00")]
    {
        assert_eq!(amount(column).as_deref(), Some(expected), "{column}\n{}", imported.report);
    }
}

/// What stands on a further page before its head does not hide the unit there.
#[test]
fn a_further_page_has_a_unit_of_its_own_behind_other_words() {
    let head = "科目编码\t科目名称\t合计\n";
    for between in ["续表\n", "机关（机构）运行经费（续表）\n部门名称：某局\n", "（接上表）\n\n"]
    {
        let text = format!(
            "机关（机构）运行经费\n单位：万元\n{head}30201\t办公费\t10.00\n{between}单位：元\n{head}30202\t印刷费\t600000.00\n"
        );
        let imported = read(&text);
        let row = imported.budget.tables[&"T13".into()].row(&"30202".into());
        let amount = row.and_then(|row| row.cells().get(&"合计".into())?.amount());
        assert_eq!(amount, Some(60.into()), "{text}\n{}", imported.report);
    }
}

/// A second header without a blank line before it says what the columns are from there on.
#[test]
fn a_header_that_stands_again_is_read_again() {
    let text = "部门支出预算表\n单位：万元\n类\t款\t项\t单位（科目名称）\t合计\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\n201\t31\t01\t行政运行\t100.00\t60.00\t20.00\t10.00\t10.00\n类\t款\t项\t单位（科目名称）\t合计\t工资福利支出\t商品和服务支出\n201\t31\t02\t一般行政管理事务\t70.00\t60.00\t10.00\n";
    let imported = read(text);
    let table = &imported.budget.tables[&"T3".into()];
    let amount = |key: &str, column: &str| {
        let value = table.row(&key.into())?.cells().get(&column.into())?.amount()?;
        Some(value.to_string())
    };
    assert_eq!(amount("2013101", "对个人和家庭的补助").as_deref(), Some("20.00"), "{}", imported.report);
    assert_eq!(amount("2013102", "商品和服务支出").as_deref(), Some("10.00"), "{}", imported.report);
    assert_eq!(amount("2013102", "对个人和家庭的补助"), None, "{}", imported.report);
}
