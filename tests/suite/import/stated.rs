//! The unit of amounts, in the ways in which documents state it, and where they contradict themselves; and a
//! total under another word than the format's.

use yusuan::exchange::{Imported, import_text};
use yusuan::model::NoteKind;
use yusuan::schema::default_format;

use crate::support::rows;

const TITLE: &str = "2023年部门支出预算表\n";
const TOP: &str = "科目编码\t\t\t单位代码\t单位（科目名称）\t合计\t基本支出\t\t\t\t\t项目支出\t\t\n";
const LOW: &str = "类\t款\t项\t\t\t\t小计\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\t小计\t其他运转类\t特定目标类\n";
const YUAN: &str =
    "201\t31\t01\t\t行政运行\t1000000.00\t600000.00\t600000.00\t\t\t\t400000.00\t400000.00\t\n";
const READ: &str =
    "||||合计|100.00|60.00|60.00||||40.00|40.00\n201|31|01||行政运行|100.00|60.00|60.00||||40.00|40.00";

fn problems(imported: &Imported) -> Vec<String> {
    let notes = imported.budget.notes.iter();
    let open = notes.filter(|(key, note)| key.kind == NoteKind::Import && !note.settled);
    open.map(|(key, _)| format!("{} {}", key.place, key.of)).collect()
}

#[track_caller]
fn gives(name: &str, text: &str, expected: &str, doubts: &[&str]) {
    let format = default_format();
    let imported = import_text(text, "文件.txt", &format);
    let shown = rows(&imported.budget, &format, "T3");
    assert_eq!(shown.trim(), expected, "{name}\n{}", imported.report);
    assert_eq!(problems(&imported), doubts, "{name}\n{}", imported.report);
}

#[test]
fn a_unit_is_read_in_every_way_to_write_it() {
    for head in [
        "单位：（元）\n",
        "单位：人民币（元）\n",
        "（元）\n",
        "(人民币元)\n",
        "元\n",
        "單位：元\n",
        "单\u{200b}位：元\n",
        "部门名称：市委办\t\t\t\t第1页\t金额:元\n",
        "单位为元\n",
    ] {
        gives(head, &format!("{TITLE}{head}{TOP}{LOW}{YUAN}"), READ, &[]);
    }
    for head in [
        TOP.replace("科目编码", "单位：元"),
        TOP.replace("合计", "合计（元）"),
        TOP.replace("合计", "金额合计/元"),
        TOP.replace("基本支出", "基本支出(单位：元)"),
    ] {
        gives(&head, &format!("{TITLE}{head}{LOW}{YUAN}"), READ, &[]);
    }
    let units = "\t\t\t\t\t元\t元\t元\t元\t元\t元\t元\t元\t元\n";
    gives("a row of units", &format!("{TITLE}{TOP}{LOW}{units}{YUAN}"), READ, &[]);
    gives("a note", &format!("{TITLE}{TOP}{LOW}{YUAN}注：本表金额单位为元。\n"), READ, &[]);
    let all = "（本预算所列金额除另有说明外，单位均为元）\n";
    gives("for all tables", &format!("{all}{TITLE}{TOP}{LOW}{YUAN}"), READ, &[]);
    let ten_thousand = YUAN.replace("0000.00", ".00");
    gives("but for one", &format!("{all}{TITLE}单位：万元\n{TOP}{LOW}{ten_thousand}"), READ, &[]);
    // The next table has no head of its own either.
    let other = "机关（机构）运行经费\n科目编码\t科目名称\t合计\n30201\t办公费\t10000\n";
    let imported = import_text(&format!("{all}{TITLE}{TOP}{LOW}{YUAN}\n{other}"), "文", &default_format());
    let row = imported.budget.tables[&"T13".into()].row(&"30201".into()).unwrap();
    assert_eq!(row.cells().get(&"合计".into()).and_then(|value| value.amount()), Some(1.into()));
}

#[test]
fn units_of_different_columns_stay_theirs() {
    let mixed = TOP.replace("合计", "合计（元）").replace("基本支出", "基本支出（万元）");
    let row = "201\t31\t01\t\t行政运行\t600000.00\t60.00\t60.00\n";
    let read = "||||合计|60.00|60.00|60.00\n201|31|01||行政运行|60.00|60.00|60.00";
    gives("two", &format!("{TITLE}{mixed}{LOW}{row}"), read, &[]);
    // Which of the two the third group has is not said.
    let row = "201\t31\t01\t\t行政运行\t1000000.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t\n";
    gives("neither", &format!("{TITLE}{mixed}{LOW}{row}"), READ, &["T3 金额单位"]);
}

#[test]
fn contradicting_units_are_a_finding() {
    let rows = "201\t31\t01\t\t行政运行\t100.00\t60.00\t60.00\t\t\t\t40.00\t40.00\t\n";
    let title = "2023年部门支出预算表";
    for (name, text) in [
        ("in the title", format!("{title}（单位：元）\n单位：万元\n{TOP}{LOW}{rows}")),
        ("above the title", format!("某文。\n单位：元\n{title}\n单位：万元\n{TOP}{LOW}{rows}")),
        ("twice below it", format!("{title}\n单位：万元\n金额单位：元\n{TOP}{LOW}{rows}")),
        ("in the note", format!("{title}\n单位：万元\n{TOP}{LOW}{rows}注：本表金额单位为元。\n")),
    ] {
        gives(name, &text, READ, &["T3 金额单位"]);
    }
    let same = format!("{title}（单位：万元）\n单位：万元\n{TOP}{LOW}{rows}注：金额单位为万元。\n");
    gives("the same", &same, READ, &[]);
}

/// Its error is one of the table's, not a local column's.
#[test]
fn a_total_under_another_word_is_the_total() {
    let format = default_format();
    for word in ["合计", "总计"] {
        for head in [
            format!(
                "{word}\t因公出国（境）费\t公务用车购置及运行费\t\t\t公务接待费\n\t\t小计\t公务用车购置费\t公务用车运行费\t\n99.00\t2.00\t7.00\t4.00\t3.00\t1.00\n"
            ),
            format!(
                "{word}\t公务接待费\t因公出国（境）费\t公务用车购置及运行费\t\t\n\t\t\t小计\t公务用车运行费\t公务用车购置费\n99.00\t1.00\t2.00\t7.00\t3.00\t4.00\n"
            ),
        ] {
            let text = format!("2023年一般公共预算“三公”经费预算表\n单位：万元\n{head}");
            let imported = import_text(&text, "文件.txt", &format);
            let shown = rows(&imported.budget, &format, "T9");
            assert_eq!(
                shown.trim(),
                "10.00（印作 99.00）|2.00|7.00|4.00|3.00|1.00",
                "{head}\n{}",
                imported.report
            );
        }
    }
}
