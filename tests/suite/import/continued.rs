//! Tables that go on on further pages, which spreadsheets print with the title and the header once more.

use std::fs;

use yusuan::exchange::import_with_any;
use yusuan::schema::Formats;

use crate::support::rows;

/// What is read of each table that has rows, and what was left.
fn read(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, format!("某市某局2026年部门预算\n{text}")).unwrap();
    let (imported, own) = import_with_any(&path, &Formats::embedded()).unwrap();
    let mut out = String::new();
    for table in own.published() {
        let rows = rows(&imported.budget, &own, table.key.as_str());
        out.push_str(&format!("{}\n{rows}", table.title));
    }
    for line in &imported.budget.unplaced {
        out.push_str(&format!("未归位 {}\n", line.text));
    }
    out
}

const HEAD: &str = "财政拨款收支总表\n单位：万元\n收入\t\t支出\t\t\n项目\t预算数\t项目\t合计\t一般公共预算\n";
const FIRST: &str = "一、本年收入\t30.00\t一、本年支出\t30.00\t30.00\n（一）一般公共预算拨款\t30.00\t（一）一般公共服务支出\t20.00\t20.00\n（二）政府性基金预算拨款\t\t（二）外交支出\t\t\n二、上年结转\t\t（三）教育支出\t10.00\t10.00\n";
const TOTALS: &str = "收入总计\t30.00\t支出总计\t30.00\t30.00\n";

/// On the second page hardly a row has a figure: its items are no words of the header, and the totals are totals.
#[test]
fn a_page_of_blanks_below_the_header_again_is_the_same_table() {
    let blank = |labels: &[&str]| labels.iter().map(|label| format!("\t\t{label}\t\t\n")).collect::<String>();
    let further = blank(&["（四）预备费支出", "（五）其他支出", "（六）转移性支出", "（七）债务还本支出"]);
    let last = blank(&["二、结转下年"]);
    for (name, again) in [("title and header", HEAD), ("header", HEAD.split_once("万元\n").unwrap().1)] {
        let read = read(&format!("{HEAD}{FIRST}\n{again}{further}{last}{TOTALS}"));
        for row in ["（四）预备费支出", "二、结转下年", "收入总计|30.00", "支出总计|30.00|30.00"]
        {
            assert!(read.lines().any(|line| line == row), "{name}, {row}:\n{read}");
        }
        assert!(!read.contains("未归位"), "{name}:\n{read}");
    }
}

/// An item alone in its row at the top of a page is called as a table is, and begins none; a title with a number does.
#[test]
fn an_item_counted_among_others_is_no_title() {
    let items = "\t\t二十一、粮油物资储备支出\t\t\n\t\t二十二、国有资本经营预算支出\t\t\n\n单位：万元\n";
    let page = "收入\t\t支出\t\t\n项目\t预算数\t项目\t合计\t一般公共预算\n\t\t二十三、其他支出\t\t\n";
    let text = read(&format!("{}{FIRST}{items}{page}{TOTALS}", HEAD));
    assert!(text.starts_with("财政拨款收支总表\n") && !text.contains("未归位"), "{text}");
    assert!(text.contains("收入总计|30.00\n") && text.contains("支出总计|30.00|30.00"), "{text}");
    assert!(text.lines().any(|line| line == "二十二、国有资本经营预算支出"), "{text}");
    let own = "二、国有资本经营预算支出情况\t\t\n单位：万元\t\t\n科目编码\t科目名称\t合计\n\t合计\t5.00\n223\t国有资本经营预算支出\t5.00\n";
    let text = read(&format!("{HEAD}{FIRST}{TOTALS}\n{own}"));
    assert!(text.contains("国有资本经营预算支出情况\n"), "{text}");
    assert!(text.contains("223|国有资本经营预算支出|5.00"), "{text}");
}

const BASIC: &str = "支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t30.00\t25.00\t5.00\n201\t一般公共服务支出\t30.00\t25.00\t5.00\n";

/// Whatever a table is called, the unit and a header of other columns begin it; the same header goes on with the one before.
#[test]
fn a_title_behind_rows_begins_a_table_whatever_it_is_called() {
    let buying = "部门政府采购预算\n361002某市某局 单位：万元\n序号\t单位名称\t采购目录\t数量\t采购金额\n1\t某市某局\t台式计算机\t1\t14.12\n合计\t\t\t\t14.12\n";
    let text = read(&format!("{BASIC}\n第6页\n{buying}"));
    assert!(text.contains("一般公共服务支出|30.00|25.00|5.00\n部门政府采购预算\n"), "{text}");
    assert!(text.contains("台式计算机|1|14.12"), "{text}");
    let again = "某市某局收支预算\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n208\t社会保障和就业支出\t0.00\t0.00\t0.00\n";
    let text = read(&format!("{BASIC}\n{again}"));
    assert!(text.contains("5.00\n208|社会保障和就业支出"), "{text}");
}

#[test]
fn a_title_may_stand_in_book_marks() {
    for title in ["（一）《支出总表》", "《支出总表》", "三、《2026年支出总表》（公开03表）"]
    {
        let text = read(&BASIC.replace("支出总表", title));
        assert!(text.starts_with("支出总表\n|合计|30.00"), "{title}: {text}");
    }
    let text = read(&format!("支出情况在《支出总表》\n{BASIC}"));
    assert!(text.starts_with("支出总表\n|合计|30.00"), "{text}");
}

/// The row above a header may say whose the table is and its unit without saying so.
#[test]
fn a_name_and_a_unit_above_a_header_are_none_of_it() {
    let text = read(&BASIC.replace("单位：万元", "某市某局\t\t\t\t万元"));
    assert!(text.starts_with("支出总表\n|合计|30.00|25.00|5.00"), "{text}");
    assert!(!text.contains("未归位"), "{text}");
    let text = read(&BASIC.replace("单位：万元", "某市某局\t\t\t\t元"));
    assert!(text.contains("30.00") && !text.contains("300,000"), "{text}");
    // A header of two words, one of them a unit.
    let two = "“三公”经费支出表\n项目\t万元\n合计\t9.50\n公务接待费\t2.00\n公务用车购置及运行费\t7.50\n";
    let text = read(two);
    assert!(text.contains("公务接待费|2.00") && text.contains("合计|9.50"), "{text}");
}

/// The total of all columns is the one that stands below no group, whatever stands below one.
#[test]
fn a_groups_subtotal_is_not_the_total() {
    let income = "收入总表\n单位：万元\n科目编码\t科目名称\t收入合计\t一般公共预算\t\t单位资金\n\t\t\t小计\t其中：本年安排\t\n\t合计\t30.00\t20.00\t20.00\t10.00\n205\t教育支出\t30.00\t20.00\t20.00\t10.00\n";
    let both = "收支总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n一、拨款收入\t{}\t一、教育支出\t30.00\n收入总计\t{}\t支出总计\t30.00\n";
    let folder = tempfile::tempdir().unwrap();
    let said = |total: &str| {
        let path = folder.path().join("a.txt");
        fs::write(&path, format!("某市某局2026年部门预算\n{}{income}", both.replace("{}", total))).unwrap();
        let output = crate::support::yusuan(&["check", "--json", path.to_str().unwrap()]);
        crate::support::said(&output).contains("收支总表-收入总表")
    };
    assert!(!said("30.00") && said("20.00"));
}

/// A header whose cells a page printed one below the other is a header to its last word.
#[test]
fn no_word_of_a_header_printed_in_one_column_is_an_amount() {
    let words = [
        "“三公”经费合计",
        "因公出国(境)费",
        "公务接待费",
        "公务用车购置及运行费",
        "小计",
        "公务用车运行费",
        "公务用车购置费",
    ];
    let lines: String =
        words.iter().chain(&["9.5", "0", "2", "7.5", "7.5"]).map(|word| format!("{word}\t\n")).collect();
    let text = read(&format!("“三公”经费支出表\n单位：万元\n{lines}"));
    assert!(text.lines().all(|line| line != "公务用车购置费"), "{text}");
}

/// A list folded in two: each half has its own items, and a total called by its group that may stand in the column of codes.
#[test]
fn halves_beside_each_other_have_their_own_rows_and_totals() {
    let head = "一般公共预算基本支出表\n单位：万元\n人员经费\t\t\t公用经费\t\t\n科目编码\t科目名称\t金额\t科目编码\t科目名称\t金额\n";
    let items = "301\t工资福利支出\t{1}\t302\t商品和服务支出\t12.00\n30101\t基本工资\t50.00\t30201\t办公费\t{2}\n30102\t津贴补贴\t30.00\t30216\t培训费\t4.00\n\t\t\t30217\t公务接待费\t3.00\n";
    let folder = tempfile::tempdir().unwrap();
    let said = |own: [&str; 2], totals: &str| {
        let path = folder.path().join("a.txt");
        let items = items.replace("{1}", own[0]).replace("{2}", own[1]);
        fs::write(&path, format!("某市某局2026年部门预算\n{head}{items}{totals}")).unwrap();
        let output = crate::support::yusuan(&["check", "--json", path.to_str().unwrap()]);
        let said = crate::support::said(&output);
        assert!(!said.contains("导入-未归位"), "{said}");
        said.matches("\"severity\": \"error\"").count()
    };
    for totals in [
        "人员经费合计\t\t{1}\t公用经费合计\t\t{2}\n",
        "\t人员经费合计\t{1}\t公用经费合计\t\t{2}\n",
        "\t合计\t{1}\t\t合计\t{2}\n",
    ] {
        let of = |staff: &str, office: &str| totals.replace("{1}", staff).replace("{2}", office);
        assert_eq!(said(["80.00", "5.00"], &of("80.00", "12.00")), 0, "{totals}");
        assert!(said(["80.00", "5.00"], &of("86.00", "12.00")) > 0, "{totals}");
        assert!(said(["80.00", "5.00"], &of("80.00", "21.00")) > 0, "{totals}");
        assert!(said(["80.00", "6.50"], &of("80.00", "12.00")) > 0, "{totals}");
    }
}
