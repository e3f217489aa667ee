//! A document of no known place, read by its own titles, headers and rows.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::derive;
use crate::exchange::import_text;
use crate::model::{Coverage, Layer, TableKey, Value, ValueView};
use crate::schema::{ColumnKind, Format, Formats};
use crate::session::Session;

/// A budget of two tables; `wrong` stands where 30.00 should.
fn document(wrong: &str) -> String {
    let mut text = "某市某局2026年部门预算\n\n表1\n2026年部门收支总体情况表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n".to_owned();
    text.push_str(
        "一、财政拨款收入\t100.00\t一、一般公共服务支出\t70.00\n二、事业收入\t\t二、住房保障支出\t30.00\n",
    );
    text.push_str("本年收入合计\t100.00\t本年支出合计\t100.00\n上年结转\t\t结转下年\t\n收入总计\t100.00\t支出总计\t100.00\n\n");
    text.push_str("表2\n部门支出总体情况表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t\t项目支出\n\t\t\t人员经费\t公用经费\t\n");
    let rows = [
        ("", "合计", "100.00", "60.00", "10.00", "30.00"),
        ("201", "一般公共服务支出", "70.00", "40.00", "10.00", "20.00"),
        ("20108", "审计事务", "70.00", "40.00", "10.00", "20.00"),
        ("2010801", "行政运行", "50.00", "40.00", "10.00", ""),
        ("2010804", "审计业务", "20.00", "", "", "20.00"),
        ("221", "住房保障支出", "30.00", "20.00", "", "10.00"),
        ("22102", "住房改革支出", "30.00", "20.00", "", "10.00"),
        ("2210201", "住房公积金", wrong, "20.00", "", "10.00"),
    ];
    for (code, name, a, b, c, d) in rows {
        let _ = writeln!(text, "{code}\t{name}\t{a}\t{b}\t{c}\t{d}");
    }
    text
}

fn read(text: &str) -> (Session, Format) {
    let general = Formats::embedded().get("全国通用").unwrap();
    let own = derive(text, &general, &[]).unwrap();
    let imported = import_text(text, "某局", &own);
    (Session::new(imported.budget, std::sync::Arc::new(own.clone())), own)
}

#[test]
fn tables_of_no_known_place_are_read_and_checked() {
    let (session, own) = read(&document("30.00"));
    let keys: Vec<&str> = own.tables.iter().map(|table| table.key.as_str()).collect();
    assert_eq!(keys, ["收支总表", "支出总表"]);
    for key in keys {
        assert_eq!(session.budget().tables[&TableKey::from(key)].coverage, Coverage::Full, "{key}");
    }
    assert!(session.budget().unplaced.iter().all(|line| !line.has_figures()));
    let found: Vec<_> = session.verdicts().findings().iter().map(|one| one.message.clone()).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// One figure that is wrong is found, since the others bear out what the sums are.
#[test]
fn a_wrong_figure_is_found_and_nothing_else() {
    let (session, _) = read(&document("31.00"));
    let found = session.verdicts().findings();
    assert!(!found.is_empty());
    assert!(found.iter().all(|one| one.rule.id == "支出总表-合计"));
}

#[test]
fn the_format_is_read_again_from_its_text() {
    let (_, own) = read(&document("30.00"));
    let text = own.to_text().unwrap();
    let again = Format::parse("自带", &text).unwrap();
    assert_eq!(again.to_text().unwrap(), text);
}

/// A list of contents names the tables, and takes no title's key from them; a title is broken over two lines; the
/// numbers of the columns are no row, however few.
#[test]
fn lists_broken_titles_and_numbers_of_columns() {
    let text = "某局2026年部门预算\n\n- 支出总表\n- 一、支出预算总表（2026年）\n\n二、部门一般公共预算支出明细表（按支出功\n能分类科目）\n\
                单位：万元\n科目名称\t合计\t项目支出\n**\t1\t2\n合计\t10.00\t10.00\n审计事务\t10.00\t10.00\n\n\
                三、支出预算总表\n单位：万元\n科目名称\t合计\t项目支出\n**\t\t1\n合计\t10.00\t10.00\n审计事务\t10.00\t10.00\n";
    let (session, own) = read(text);
    let keys: Vec<&str> = own.tables.iter().map(|table| table.key.as_str()).collect();
    assert_eq!(keys, ["一般公共预算支出表", "支出总表"]);
    assert_eq!(own.tables[0].title, "部门一般公共预算支出明细表(按支出功能分类科目)");
    for table in session.budget().tables.values() {
        assert_eq!(table.rows().len(), 2, "{table:?}");
    }
}

/// A table with nothing below its title but words of a header and a note is empty, and says so; without the note nobody
/// knows whether it is, and that is said. In no case is it passed over.
#[test]
fn a_table_without_rows_is_empty_or_unread() {
    let head = "  科目编码      科目名称      合计      基本支出      项目支出\n";
    for (below, coverage) in [
        (format!("单位：万元\n{head}注：本部门没有国有资本经营预算支出，本表为空。\n"), Coverage::Full),
        ("单位：万元\n注：本表为空。\n".to_owned(), Coverage::Full),
        (format!("单位：万元\n{head}"), Coverage::Unread),
        ("单位：万元\n".to_owned(), Coverage::Unread),
        // The note may begin with no 注, and stand behind a blank line.
        (format!("单位：万元\n{head}\n此表无数据\n"), Coverage::Full),
        (format!("单位：万元\n{head}\n（本表无内容）\n"), Coverage::Full),
        (format!("单位：万元\n{head}\n空表\n"), Coverage::Full),
        (format!("单位：万元\n{head}\n本单位没有相关业务\n"), Coverage::Unread),
    ] {
        let text = document("30.00") + "\n表3\n国有资本经营预算支出表\n" + &below;
        let (session, _) = read(&text);
        let table = session.budget().tables.get(&TableKey::from("国有资本经营预算支出表"));
        let table = table.unwrap_or_else(|| panic!("{below}"));
        assert_eq!(table.coverage, coverage, "{below} {}", table.remark);
        assert_eq!(table.note.is_empty(), coverage == Coverage::Unread, "{below}");
    }
    // A picture, or where it is to be found, is none that can be read, of whatever table; a list of titles may end so.
    for shown in ["见附件图片", "![](a.png)", "单位：万元\n（详见附件）"] {
        let (session, _) = read(&format!("{}\n表3\n收入总表\n{shown}\n", document("30.00")));
        let table =
            session.budget().tables.get(&TableKey::from("收入总表")).unwrap_or_else(|| panic!("{shown}"));
        assert_eq!(table.coverage, Coverage::Unread, "{shown}");
    }
    let (session, _) = read(&format!("目录\n收支总表\n收入总表\n（见附件）\n\n{}", document("30.00")));
    assert!(!session.budget().tables.contains_key(&TableKey::from("收入总表")));
    // A list of contents names it, and nothing else does.
    let (session, _) = read(&format!("目录\n国有资本经营预算支出表\n\n{}", document("30.00")));
    assert!(!session.budget().tables.contains_key(&TableKey::from("国有资本经营预算支出表")));
}

/// Tables of no known place that are described by what their rows and columns say of each other. `wrong` stands in each for
/// a figure that the others bear out.
#[test]
fn rows_and_columns_are_sums_of_what_bears_them_out() {
    let by_names = "部门收支总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n\
        一、财政拨款\t100.00\t一般公共服务支出\t70.00\n一般公共预算\t100.00\t审计事务\t58.00\n政府性基金预算\t\t行政运行\t50.00\n\
        二、其他收入\t20.00\t审计业务\t@\n\t\t其他一般公共服务支出\t12.00\n\t\t其他一般公共服务支出\t12.00\n\
        \t\t住房保障支出\t50.00\n\t\t住房改革支出\t50.00\n\t\t住房公积金\t50.00\n\
        本年收入合计\t120.00\t本年支出合计\t120.00\n收入总计\t120.00\t支出总计\t120.00\n";
    let by_texts = "政府采购预算表\n单位：万元\n品目大类\t专项名称\t采购物品名称\t组织形式\t总计\n合计\t\t\t\t90.00\n\
        一、货物\t\t\t\t60.00\n\t办公设备购置费\t\t\t40.00\n\t\t复印机\t自行采购\t32.00\n\t\t打印机\t自行采购\t@\n\
        \t信息化运行费\t\t\t20.00\n\t\t服务器\t集中采购\t20.00\n二、服务\t\t\t\t30.00\n\t商品和服务\t\t\t30.00\n\
        \t\t会议服务\t自行采购\t10.00\n\t\t印刷服务\t自行采购\t20.00\n";
    let by_sums = "项目支出总表\n单位：万元\n支出项目类别\t总计\t一般公共预算\t其他收入\n某局（本级）\t60.00\t50.00\t10.00\n\
        信访业务\t52.00\t42.00\t10.00\n预备金\t@\t8.00\t0.00\n某中心\t9.00\t9.00\t\n业务甲\t4.00\t4.00\t\n业务乙\t5.00\t5.00\t\n";
    let across = "财政拨款“三公”经费支出表\n单位：万元\n预算单位\t年度\t总计\t\t因公出国（境）费\t\t公务用车购置和运行费\t\t\t\n\
        \t\t一般公共预算\t政府性基金\t一般公共预算\t政府性基金\t小计\t\t购置费\t\n\
        \t\t\t\t\t\t一般公共预算\t政府性基金\t一般公共预算\t政府性基金\n\
        某局\t2025年\t9.00\t1.00\t4.00\t\t5.00\t1.00\t5.00\t1.00\n某局\t2026年\t12.00\t\t@\t\t4.00\t\t4.00\t\n";
    // One column says what of the money goes to procurement.
    let one_less = "支出总表\n单位：万元\n科目编码\t科目名称\t政府采购\t项目支出\t基本支出\t支出总计\n201\t一般公共服务支出\t4.00\t18.00\t20.00\t38.00\n\
        20108\t审计事务\t4.00\t18.00\t20.00\t38.00\n2010801\t行政运行\t\t\t20.00\t20.00\n2010804\t审计业务\t4.00\t18.00\t\t18.00\n\
        221\t住房保障支出\t\t\t@\t8.00\n22102\t住房改革支出\t\t\t8.00\t8.00\n2210201\t住房公积金\t\t\t5.00\t5.00\n2210203\t购房补贴\t\t\t3.00\t3.00\n";
    let names_alone = "支出总表\n单位：万元\n科目名称\t合计\t基本支出\t项目支出\n合计\t38.00\t28.00\t10.00\n一般公共服务支出\t30.00\t20.00\t10.00\n\
        档案事务\t22.00\t12.00\t10.00\n行政运行\t12.00\t12.00\t\n档案馆\t10.00\t\t10.00\n其他一般公共服务支出\t8.00\t8.00\t\n\
        其他一般公共服务支出\t8.00\t8.00\t\n住房保障支出\t8.00\t8.00\t\n住房改革支出\t8.00\t8.00\t\n购房补贴\t@\t8.00\t\n";
    for (table, says) in [
        (one_less, "221"),
        (names_alone, "购房补贴"),
        (by_names, "审计业务"),
        (by_texts, "打印机"),
        (by_sums, "预备金"),
        (across, "某局~2"),
    ] {
        let text = |figure: &str| format!("某局2026年部门预算\n\n表1\n{}", table.replace('@', figure));
        let findings = |text: &str| -> Vec<String> {
            let (session, _) = read(text);
            let all = session.verdicts().findings();
            let of_tables = all.iter().filter(|one| !one.rule.id.starts_with("缺表"));
            of_tables.map(|one| one.message.clone()).collect()
        };
        let right = text("8.00");
        assert!(findings(&right).iter().all(|one| !one.contains("各分项之和")), "{:#?}", findings(&right));
        // Read rightly, then made wrong.
        let (session, own) = read(&right);
        let mut budget = session.budget().clone();
        let (key, row, column, layer) = session
            .book()
            .sheets()
            .flat_map(|sheet| sheet.rows().collect::<Vec<_>>())
            .flat_map(|row| row.cells().collect::<Vec<_>>())
            .find_map(|cell| {
                let named = cell.address().row.as_str().contains(says) && cell.column.kind.is_number();
                let is = |value: Option<ValueView<'_>>| {
                    value.and_then(ValueView::amount) == Some(Decimal::from(8))
                };
                let address = cell.address();
                let layer = if is(cell.entered()) { Layer::Input } else { Layer::Stated };
                (named && (is(cell.entered()) || is(cell.stated()))).then_some((
                    address.table,
                    address.row,
                    address.column,
                    layer,
                ))
            })
            .unwrap_or_else(|| panic!("{says}: {budget:#?}"));
        let table = budget.tables.get_mut(&key).unwrap();
        let at = table.position(&row).unwrap();
        table.set(at, layer, &column, Some(Value::Amount(Decimal::from(9)))).unwrap();
        let session = Session::new(budget, std::sync::Arc::new(own));
        let found = session.verdicts().findings();
        let is_told = |one: &crate::rules::Finding| one.cells.iter().any(|cell| cell.row == row);
        assert!(found.iter().any(|one| is_told(&one)), "{says}: nothing is told of a wrong figure");
    }
}

/// Codes are known by themselves where the word above them is cut off; whole amounts are none, however they go up.
#[test]
fn codes_below_a_word_cut_off_are_codes() {
    let of = |text: &str| {
        read(text).1.tables.iter().flat_map(|table| table.sections[0].columns.clone()).next().unwrap()
    };
    let clipped = document("30.00").replace("科目编码", "能分类科");
    let (_, own) = read(&clipped);
    let first = &own.tables[1].sections[0].columns[0];
    assert_eq!((first.header[0].as_str(), first.kind), ("能分类科", ColumnKind::Code));
    let rows = |amounts: [&str; 5]| {
        let rows = amounts.map(|amount| format!("{amount}\t甲\t1.00\n")).concat();
        format!("某市某局2026年部门预算\n\n支出总表\n单位：元\n能分类科\t名称\t合计\n{rows}")
    };
    assert_eq!(of(&rows(["201", "20103", "20104", "208", "20805"])).kind, ColumnKind::Code);
    for amounts in [
        ["201", "20103", "20103", "208", "20805"],
        ["201", "20103", "20804", "308", "40805"],
        ["201", "203", "204", "208", "209"],
        ["20103", "201", "20104", "208", "20805"],
    ] {
        assert_eq!(of(&rows(amounts)).kind, ColumnKind::Amount, "{amounts:?}");
    }
}

/// Units with the same columns each are parts of the whole: no column of theirs is called like the whole's. Years are none.
#[test]
fn columns_of_units_are_not_those_of_the_whole() {
    let keys = |first: &str, second: &str| -> Vec<String> {
        let text = format!(
            "某市某局2026年部门预算\n\n支出总表\n单位：万元\n科目编码\t科目名称\t合计\t{first}\t\t\t{second}\t\t\n\
             \t\t\t小计\t基本支出\t项目支出\t小计\t基本支出\t项目支出\n\t合计\t60.00\t50.00\t40.00\t10.00\t10.00\t8.00\t2.00\n\
             201\t一般公共服务支出\t60.00\t50.00\t40.00\t10.00\t10.00\t8.00\t2.00\n"
        );
        let (_, own) = read(&text);
        own.tables[0].sections[0].columns.iter().map(|column| column.key.to_string()).collect()
    };
    let units = keys("某市某局本级", "某市某局服务中心");
    assert!(
        units.iter().all(|key| !key.starts_with("基本支出") && !key.starts_with("项目支出")),
        "{units:?}"
    );
    assert!(units.contains(&"某市某局本级·基本支出".to_owned()), "{units:?}");
    for (first, second) in
        [("合计", "其中：结转"), ("2026年预算", "2025年预算"), ("本年预算数", "上年预算数")]
    {
        let whole = keys(first, second);
        assert!(whole.contains(&"基本支出".to_owned()), "{first}: {whole:?}");
    }
}

/// A total that is called like this year's and stands below another year is that year's.
#[test]
fn columns_of_last_year_are_not_this_years() {
    for (before, this) in
        [("2025年预算数", "2026年预算数"), ("上年预算数", "本年预算数"), ("2025年执行数", "2026年预算数")]
    {
        let text = format!(
            "某市某局2026年部门预算\n\n一般公共预算支出表\n单位：万元\n科目编码\t科目名称\t{before}\t{this}\t\t\t比上年\t\n\
             \t\t合计\t合计\t基本支出\t项目支出\t增减额\t增减%\n\t合计\t52.00\t60.00\t50.00\t10.00\t8.00\t15.38%\n\
             201\t一般公共服务支出\t52.00\t60.00\t50.00\t10.00\t8.00\t15.38%\n"
        );
        let (_, own) = read(&text);
        let columns = &own.tables[0].sections[0].columns;
        let total = columns.iter().find(|column| column.key.as_str() == "合计").unwrap();
        assert!(total.full_title().contains(this), "{before}: {:?}", total.header);
    }
}

/// A list of projects in full is the table of projects where there is no other; where there is, that is it.
#[test]
fn a_list_of_projects_is_their_table_under_longer_titles() {
    let rows = "单位：万元\n项目名称\t合计\t财政拨款\n合计\t10.00\t10.00\n某项目\t10.00\t10.00\n";
    for (titles, expected) in [
        (&["部门预算项目支出明细情况表"][..], "部门预算项目支出明细情况表"),
        (&["项目支出预算明细表", "部门项目支出预算表"][..], "部门项目支出预算表"),
    ] {
        let tables: String = titles.iter().map(|title| format!("\n{title}\n{rows}")).collect();
        let (_, own) = read(&(document("30.00") + &tables));
        let found = own.tables.iter().find(|table| table.key.as_str() == "项目支出表");
        assert_eq!(found.map(|table| table.title.as_str()), Some(expected), "{titles:?}");
    }
    let (_, own) = read(&format!("{}\n项目支出绩效目标表\n{rows}", document("30.00")));
    assert!(own.tables.iter().all(|table| table.key.as_str() != "项目支出表"));
}
