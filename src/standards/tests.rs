//! The prepared sample, with standards of its own, and what becomes of its lines.

use super::*;
use crate::model::Row;
use crate::schema::Formats;
use crate::session::{Session, reckon_again, take_formulas};

fn prepared() -> Session {
    let text = include_str!("../../assets/samples/示例区档案局-2023（示例）.ron");
    let loaded = crate::file::from_text(text, &Formats::embedded()).unwrap();
    Session::new(loaded.budget, loaded.format)
}

fn line(session: &Session, unit: &str, item: &str) -> Row {
    let mut rows = session.budget().tables[&"预算明细".into()].rows().iter();
    rows.find(|row| row.text(&"单位代码".into()) == unit && row.text(&"项目名称".into()) == item)
        .unwrap()
        .to_row()
}

fn cell(row: &Row, column: &str) -> CellAddress {
    CellAddress::new("预算明细", &row.key, column)
}

fn shown(session: &Session, cell: &CellAddress) -> String {
    session.book().cell(cell).unwrap().number().unwrap_or_default().normalize().to_string()
}

/// What a formula gives in the line of an item of a unit, in 万元, or why it gives nothing.
fn check(session: &Session, unit: &str, item: &str, formula: &str, expected: &str) {
    let said = match reckon(session.budget(), session.format(), line(session, unit, item).view(), formula) {
        Ok(now) => now.amount.to_string(),
        Err(error) => format!("{}{}", if error.is_open { "（未填）" } else { "" }, error.why),
    };
    assert!(said.starts_with(expected), "{formula}: {said}");
}

#[test]
fn heads_times_standard_for_the_kind_of_unit() {
    let session = prepared();
    check(&session, "901001", "办公费", "=在职人数×标准", "9");
    check(&session, "901001", "培训费", "=在职人数×标准", "1.2");
    check(&session, "901003", "培训费", "=在职人数×标准", "0.4");
    // To the 分, nothing rounded away.
    check(&session, "901001", "公务接待费", "=在职人数×印刷费/7+行政编制×12", "0.252571");
    check(&session, "901001", "办公费", "=离退休人数×标准", "（未填）“预算单位”里没有填这个单位的离退休人数");
    check(&session, "901001", "基本工资", "=在职人数×标准", "（未填）“支出标准”里没有“基本工资”");
    check(&session, "901001", "办公费", "=在职人数×差旅", "“支出标准”里没有“差旅”");
    check(&session, "901001", "办公费", "=在职人数×", "测算公式“=在职人数×”末尾：没有写完");
}

/// The findings about formulas: their messages.
fn differing(session: &Session) -> Vec<String> {
    let findings = session.verdicts().findings().iter();
    findings
        .filter(|finding| finding.rule.id == "预算明细-算法")
        .map(|finding| finding.message.clone())
        .collect()
}

#[test]
fn a_changed_head_count_is_reported_and_moves_nothing_until_it_is_asked_for() {
    let mut session = prepared();
    assert_eq!(reckoned_lines(session.budget(), session.format()).len(), 12);
    assert_eq!(differing(&session), Vec::<String>::new());
    let amount = cell(&line(&session, "901001", "办公费"), "金额");
    let heads = CellAddress::new("单位", "901001", "在职人数");
    session.enter(&heads, "21").unwrap();
    assert_eq!(shown(&session, &amount), "9");
    let found = differing(&session);
    assert_eq!(found.len(), 4, "every line of the unit that is reckoned by it: {found:?}");
    let expected = "=在职人数×标准（在职人数 21，标准 4,500.00）得 9.45，金额是 9.00。";
    assert!(
        found.iter().any(|message| message.contains("办公费") && message.ends_with(expected)),
        "{found:?}"
    );
    let lines = reckoned_lines(session.budget(), session.format());
    session.apply(reckon_again(&lines).unwrap()).unwrap();
    assert_eq!(shown(&session, &amount), "9.45");
    assert_eq!(differing(&session), Vec::<String>::new());
    assert_eq!(reckon_again(&reckoned_lines(session.budget(), session.format())), None);
    session.undo().unwrap();
    assert_eq!((shown(&session, &amount).as_str(), differing(&session).len()), ("9", 4), "one step");
    // A standard is looked at as a head-count is.
    session.undo().unwrap();
    session.enter(&CellAddress::new("费用标准", "办公费", "标准"), "5000").unwrap();
    assert_eq!(differing(&session).len(), 3);
    // One of them, from the list of findings.
    let findings = session.verdicts().findings();
    let at = findings.iter().position(|finding| finding.address.as_ref() == Some(&amount)).unwrap();
    let fix = session.fix(at).unwrap();
    assert_eq!(fix.label, "改为 10.00");
    session.apply(fix.step).unwrap();
    assert_eq!((shown(&session, &amount).as_str(), differing(&session).len()), ("10", 2));
}

#[test]
fn an_amount_typed_over_stays_and_the_difference_is_reported() {
    let mut session = prepared();
    let row = line(&session, "901001", "办公费");
    let (amount, formula) = (cell(&row, "金额"), cell(&row, "算法"));
    session.enter(&amount, "8").unwrap();
    assert_eq!((shown(&session, &amount).as_str(), differing(&session).len()), ("8", 1));
    // Without the formula the amount is right as it is.
    session.enter(&formula, "").unwrap();
    assert_eq!((shown(&session, &amount).as_str(), differing(&session).len()), ("8", 0));
    // The amount comes with the formula, as one step; what cannot be read is refused.
    assert!(session.enter(&formula, "=在职人数×").unwrap_err().contains("没有写完"));
    session.enter(&formula, "=在职人数×标准×2").unwrap();
    assert_eq!(shown(&session, &amount), "18");
    session.undo().unwrap();
    assert_eq!(shown(&session, &amount), "8");
    // A name that is nothing is found; what is not filled in yet is only not checked.
    session.enter(&formula, "=在职人数×差旅").unwrap();
    assert!(differing(&session)[0].contains("算不出"), "{:?}", differing(&session));
    session.enter(&formula, "=离退休人数×标准").unwrap();
    assert_eq!((shown(&session, &amount).as_str(), differing(&session).len()), ("8", 0));
    let rule = session.verdicts().rules().iter().find(|ended| ended.rule.id == "预算明细-算法").unwrap();
    assert_eq!(rule.not_checked, 1);
    // Text that is no formula is a remark.
    session.enter(&formula, "按上年").unwrap();
    assert_eq!(differing(&session).len(), 0);
}

#[test]
fn pasted_formulas_bring_their_amounts_but_for_those_pasted_with_them() {
    let mut session = prepared();
    let [pay, bonus] = ["基本工资", "奖金"].map(|item| line(&session, "901001", item));
    let entries = [
        (cell(&pay, "算法"), "=在职人数×办公费".to_owned()),
        (cell(&bonus, "金额"), "5".to_owned()),
        (cell(&bonus, "算法"), "=在职人数×办公费".to_owned()),
    ];
    session.enter_all(&entries, "粘贴").unwrap();
    assert_eq!(shown(&session, &cell(&pay, "金额")), "9");
    assert_eq!(shown(&session, &cell(&bonus, "金额")), "5");
    let refused = session.enter_all(&[(cell(&pay, "算法"), "=1+".to_owned())], "粘贴").unwrap_err();
    assert!(refused.contains("基本工资 测算公式：测算公式“=1+”末尾：没有写完"), "{refused}");
}

#[test]
fn lines_of_items_with_a_standard_are_offered_its_formula() {
    let mut session = prepared();
    let row = line(&session, "901003", "办公费");
    let (amount, formula) = (cell(&row, "金额"), cell(&row, "算法"));
    assert_eq!(reckonable_lines(session.budget(), session.format()), Vec::new());
    session.enter(&formula, "").unwrap();
    session.enter(&amount, "1").unwrap();
    let usual = CellAddress::new("费用标准", "办公费", "算法");
    assert!(session.enter(&usual, "=在职人数×").unwrap_err().contains("没有写完"));
    session.enter(&usual, "=在职人数×标准+100").unwrap();
    let offered = reckonable_lines(session.budget(), session.format());
    assert_eq!(offered.len(), 1);
    session.apply(take_formulas(session.format(), &offered).unwrap()).unwrap();
    assert_eq!(session.book().cell(&formula).unwrap().text(), "=在职人数×标准+100");
    assert_eq!(shown(&session, &amount), "3.61");
    session.undo().unwrap();
    assert_eq!(
        (shown(&session, &amount).as_str(), session.book().cell(&formula).unwrap().text().as_str()),
        ("1", "")
    );
}

#[test]
fn a_formula_whose_sign_was_left_out_gets_it_and_other_texts_are_told() {
    let mut session = prepared();
    let row = line(&session, "901001", "办公费");
    let (amount, formula) = (cell(&row, "金额"), cell(&row, "算法"));
    let text = |session: &Session| {
        session
            .budget()
            .table(&"预算明细".into())
            .unwrap()
            .row(&row.key)
            .unwrap()
            .text(&"算法".into())
            .to_owned()
    };
    for (typed, kept, gives) in [
        ("在职人数×标准×2", "=在职人数×标准×2", "18"),
        ("(在职人数)*4500", "=(在职人数)*4500", "9"),
        // What names nothing is no formula; amounts stay.
        ("按上年执行数", "按上年执行数", "9"),
    ] {
        session.enter(&formula, typed).unwrap();
        assert_eq!((text(&session).as_str(), shown(&session, &amount).as_str()), (kept, gives), "{typed}");
    }
    // An amount that was typed one column too far is told, and changes nothing.
    assert!(session.enter(&formula, "2023").unwrap_err().contains("金额"));
    assert_eq!((text(&session).as_str(), shown(&session, &amount).as_str()), ("按上年执行数", "9"));
    session.enter(&formula, "见附件").unwrap();
    let rule = session.verdicts().rules().iter().position(|ended| ended.rule.id == "预算明细-算法").unwrap();
    let mut places = session.verdicts().places(rule);
    assert!(places.any(|place| place.why.contains("不以 = 开头")), "it is not silent");
}
