//! Tables that go on on further pages, which spreadsheets print with the title and the header once more.

use std::fs;

use yusuan::exchange::import_with_any;
use yusuan::schema::Formats;

use crate::support::rows;

/// What is read of each table that has rows, and what was left.
pub(super) fn read(text: &str) -> String {
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
