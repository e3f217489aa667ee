//! What is told of tables: as they print it, worded as the figures are, and nothing that nobody entered.

use yusuan::edit::{Batch, Edit};
use yusuan::model::{Budget, Layer, Section, Value};
use yusuan::narrative::{State, Template, write};

use super::{sample, session};

/// How the change of one figure is worded, from this year's and last year's.
#[test]
fn wording_follows_the_figures() {
    let template = Template::parse(
        "[三公] 三公\n接待费{公务接待费}{元}{公务接待费:比上年|，}{公务接待费:原因|，主要原因：}。",
    )
    .unwrap();
    for (this, last, expected) in [
        ("3.84", "4.00", "接待费3.84万元，比2022年减少0.16万元，下降4.00%{？}。"),
        ("4.00", "3.84", "接待费4.00万元，比2022年增加0.16万元，增长4.17%{？}。"),
        ("4.00", "4.00", "接待费4.00万元，与2022年持平。"),
        ("", "4.00", "接待费0.00万元，比2022年减少4.00万元，下降100.00%{？}。"),
        ("4.00", "0", "接待费4.00万元，比2022年增加4.00万元（2022年没有安排）{？}。"),
        ("4.00", "", "接待费4.00万元，〔请填写：“公务接待费”与2022年相比的增减和主要原因〕。"),
        ("1113.00", "1112.99", "接待费1113.00万元，与2022年基本持平。"),
        ("4.00", "4.001", "接待费4.00万元，与2022年基本持平。"),
        ("", "0", "接待费0.00万元，与2022年持平。"),
    ] {
        let mut budget = sample("焦作市委办公室-2023.ron");
        budget.narrative.clear();
        let mut session = session(budget);
        for (cell, text) in [("T9!预算数!公务接待费", this), ("基本情况!上年公务接待费!上年数", last)]
        {
            session.enter(&cell.parse().unwrap(), text).unwrap();
        }
        let written = write(&template, &session.book());
        let reason = "，主要原因：〔请填写：“公务接待费”增减的主要原因〕";
        let expected = expected.replace("{？}", reason);
        assert_eq!(written.sections[0].paragraphs, [expected.as_str()], "{this} {last}");
        assert_eq!(written.open.len(), usize::from(expected.contains("请填写")), "{this} {last}");
    }
}

/// A reason is of the change that it was written for: where the figure turns round it is to be written anew, and the words
/// that were there are kept until they are true again.
#[test]
fn a_reason_belongs_to_the_change_it_was_written_for() {
    let template = Template::parse(
        "[三公] 三公\n接待费{公务接待费}{元}{公务接待费:比上年|，}{公务接待费:原因|，主要原因：}。",
    )
    .unwrap();
    let mut budget = sample("焦作市委办公室-2023.ron");
    let first = "接待费3.84万元，比2022年减少0.16万元，下降4.00%，主要原因：厉行节约。";
    budget.narrative = vec![Section {
        key: "三公".to_owned(),
        title: "三公".to_owned(),
        paragraphs: vec![first.to_owned()],
    }];
    let anew = "〔请填写：“公务接待费”增减的主要原因（原来减少时写：厉行节约）〕";
    for (this, expected) in [
        ("3.00", "接待费3.00万元，比2022年减少1.00万元，下降25.00%，主要原因：厉行节约。"),
        ("5.00", "接待费5.00万元，比2022年增加1.00万元，增长25.00%，主要原因：{？}。"),
        ("6.00", "接待费6.00万元，比2022年增加2.00万元，增长50.00%，主要原因：{？}。"),
        ("4.00", "接待费4.00万元，与2022年持平，主要原因：{？}。"),
        ("3.84", first),
    ] {
        let mut session = session(budget);
        session.enter(&"T9!预算数!公务接待费".parse().unwrap(), this).unwrap();
        let expected = expected.replace("{？}", anew);
        budget = session.budget().clone();
        budget.narrative = write(&template, &session.book()).sections;
        assert_eq!(budget.narrative[0].paragraphs, [expected.as_str()], "{this}");
        let told = super::session(budget.clone());
        let is_told = told.verdicts().findings().iter().any(|found| found.message.contains("原来减少时写"));
        assert_eq!(is_told, expected.contains(anew), "{this}");
    }
}

/// The text of a budget written by the template of its format.
fn written(budget: Budget) -> String {
    let session = session(Budget { narrative: Vec::new(), ..budget });
    let written = session.written_narrative().unwrap();
    written
        .sections
        .iter()
        .flat_map(|section| &section.paragraphs)
        .fold(String::new(), |text, paragraph| text + paragraph + "\n")
}

/// A total that the table states is what it prints, and what the text quotes.
#[test]
fn the_text_quotes_what_the_tables_print() {
    let mut budget = sample("焦作市委办公室-2023.ron");
    let table = budget.tables.get_mut(&"T3".into()).unwrap();
    let total = table.rows().iter().position(|row| row.key().as_str() == "合计").unwrap();
    let stated = Value::Amount("2907.51".parse().unwrap());
    table.set(total, Layer::Stated, &"合计".into(), Some(stated));
    assert!(written(budget.clone()).contains("2023年支出合计2907.51万元，分两部分"));
    budget.narrative.clear();
    let mut session = session(budget);
    session.write_narrative().unwrap();
    let wrong =
        session.verdicts().narrative().figures.iter().filter(|figure| figure.text.contains("2907.51"));
    assert!(wrong.into_iter().all(|figure| figure.state == State::Agrees));
}

/// A table that is missing says nothing: not that there is nothing.
#[test]
fn a_missing_table_is_not_zero() {
    let nothing = "2023年未安排政府性基金预算支出。";
    assert!(written(sample("示例区档案局-2023（示例）.ron")).contains(nothing));
    // Its table 10 is not in the document, though table 1 has no income of that kind.
    let text = written(sample("焦作市委办公室-2023.ron"));
    assert!(!text.contains(nothing), "{text}");
    assert!(text.contains("2023年政府性基金预算支出〔请填写：政府性基金预算支出〕万元。"), "{text}");
}

/// Money carried over and of 国有资本经营 is in the section on 财政拨款, which says both sides by themselves.
#[test]
fn appropriations_are_told_with_what_is_carried_over() {
    let mut budget = sample("示例区档案局-2023（示例）.ron");
    let lines = budget.tables.get_mut(&"预算明细".into()).unwrap();
    let carried = lines.rows().iter().position(|row| row.cells().contains_key(&"金额".into())).unwrap();
    let text = |text: &str| Some(Value::Text(text.into()));
    lines.set(carried, Layer::Input, &"资金来源".into(), text("结转国有资本经营"));
    let mut known = budget.clone();
    let text = written(budget);
    let told = text.lines().find(|line| line.contains("财政拨款支出总计")).unwrap();
    let (income, spending) = told.split_once("财政拨款支出总计").unwrap();
    assert!(income.contains("财政拨款收入总计812.01万元"), "{told}");
    assert!(spending.contains("；国有资本经营预算支出"), "{told}");
    assert!(spending.contains("〔请填写：财政拨款收支总计的增减和主要原因〕"), "{told}");
    assert!(!told.contains("财政拨款收支总计比"), "last year's is not known: {told}");
    // Where the lines tell last year's, the change is theirs, and it is read back as what it is.
    let lines = known.tables.get_mut(&"预算明细".into()).unwrap();
    let last = Some(Value::Amount("800".parse().unwrap()));
    lines.set(carried, Layer::Input, &"上年金额".into(), last);
    let mut session = session(Budget { narrative: Vec::new(), ..known });
    session.write_narrative().unwrap();
    let told = "。财政拨款收支总计比2022年增加12.01万元，增长1.50%。与2022年相比，〔请填写：";
    let paragraphs = session.budget().narrative.iter().flat_map(|section| &section.paragraphs);
    assert!(paragraphs.into_iter().any(|text| text.contains(told)));
    let figures = &session.verdicts().narrative().figures;
    let change = figures.iter().find(|figure| figure.text == "12.01万元").unwrap();
    assert_eq!((change.state.clone(), change.subject.as_str()), (State::Agrees, "财政拨款收支总计"));
}

/// What the operating cost is spent on are the rows of its table.
#[test]
fn operating_cost_is_spent_on_the_rows_of_its_table() {
    let text = written(sample("示例区档案局-2023（示例）.ron"));
    let told = text.lines().find(|line| line.contains("机构运行经费支出预算")).unwrap();
    assert!(told.contains("用于：办公费、印刷费、差旅费、培训费"), "{told}");
    assert!(!told.contains("水电"), "{told}");
}

/// Nothing is said that nobody entered: of subordinate units where there are none, of targets, of what others published.
#[test]
fn nothing_is_said_that_nobody_entered() {
    let mut budget = sample("示例区档案局-2023（示例）.ron");
    let text = written(budget.clone());
    assert!(text.contains("汇总了本级和所属单位：1. 示例区档案局；2."), "{text}");
    assert!(!text.contains("已全部公开") && !text.contains("已为部门整体"), "{text}");
    let units = budget.tables.get_mut(&"单位".into()).unwrap();
    units.remove(1..units.rows().len());
    let text = written(budget);
    assert!(text.contains("预算只包括本级（示例区档案局），没有所属单位。"), "{text}");
    assert!(text.contains("2023年没有所属预算单位。"), "{text}");
}

/// Where there is nothing it is said so, with no columns of zeros.
#[test]
fn nothing_is_written_as_not_planned() {
    let text = written(sample("示例区档案局-2023（示例）.ron"));
    assert!(text.contains("（一）因公出国（境）费：未安排，与2022年持平。"), "{text}");
    assert!(!text.contains("减少0.00万元"), "{text}");
}

/// A term that somebody explained in other words is not explained once more, and the terms stay numbered in a row.
#[test]
fn a_term_is_explained_once() {
    let mut session = session(sample("示例区档案局-2023（示例）.ron"));
    session.write_narrative().unwrap();
    let glossary = session.budget().narrative.iter().find(|section| section.title.contains("名词解释"));
    let texts = &glossary.unwrap().paragraphs;
    let own = ["本级财政当年拨给", "七、机关（机构）运行经费"];
    assert!(own.iter().all(|own| texts.iter().any(|text| text.contains(own))), "{texts:#?}");
    let numbers: Vec<String> =
        texts.iter().filter_map(|text| Some(text.split_once('、')?.0.to_owned())).collect();
    let all = ["一", "二", "三", "四", "五", "六", "七"];
    assert_eq!(numbers, all, "{texts:#?}");
}

/// An amount that somebody typed is never passed over: wherever it stands it can be bound, and one that no table has is told.
#[test]
fn a_typed_amount_is_passed_over_nowhere() {
    let source = sample("示例区档案局-2023（示例）.ron");
    assert_eq!(session(source.clone()).strays_in_words(), None);
    let unit = source.narrative.iter().position(|one| one.key == "单位构成").unwrap();
    for (typed, told) in [
        ("全年收入824.01万元。", ""),
        ("全年收入9999.99万元，“三公”经费5000万元。", "有 2 个金额"),
        ("收支差额-824.01万元。", ""),
        ("另安排0.5亿元。", "有 1 个金额"),
        ("另安排8240100.00元和8240100.50元。", "有 1 个金额"),
        ("每人每年3333.33元，单价77万元以上的设备，补助标准为66.6万元。", ""),
        ("依照《加强30万元项目管理的办法》，2019年安排77.77万元，上年决算88.88万元。", ""),
    ] {
        let mut budget = source.clone();
        budget.narrative[unit].paragraphs[0].push_str(typed);
        let session = session(budget);
        let told_now = session.strays_in_words().unwrap_or_default();
        assert_eq!(told_now.is_empty(), told.is_empty(), "{typed}: {told_now}");
        assert!(told_now.contains(told), "{typed}: {told_now}");
        let typed_amounts = typed.matches("元").count() - typed.matches("元以上").count();
        let here = session.verdicts().narrative().unbound().filter(|one| one.place.section == unit).count();
        assert_eq!(here, typed_amounts, "{typed}: each can be bound");
    }
    // In a reason, too, where no statement claims it.
    let mut budget = source;
    let at = budget.narrative.iter().position(|one| one.key == "收支总体").unwrap();
    let reason = &mut budget.narrative[at].paragraphs[0];
    *reason = reason.replace("数字化经费", "数字化经费7777.77万元");
    let told = session(budget).strays_in_words().unwrap();
    assert!(told.contains("7777.77万元") && told.contains("1 个金额"), "{told}");
}

/// What the template says otherwise stays as it is, and does not keep the rest of the text from following.
#[test]
fn one_stubborn_paragraph_does_not_stop_the_others() {
    let mut budget = sample("示例区档案局-2023（示例）.ron");
    budget.narrative.clear();
    let mut first = session(budget);
    first.write_narrative().unwrap();
    let mut budget = first.budget().clone();
    let at = |budget: &Budget, key: &str| budget.narrative.iter().position(|one| one.key == key).unwrap();
    let (stubborn, total) = (at(&budget, "基本支出"), at(&budget, "收支总体"));
    // A list in another order: the template has it otherwise.
    let own = budget.narrative[stubborn].paragraphs[0].replace("基本工资、津贴补贴", "津贴补贴、基本工资");
    assert_ne!(own, budget.narrative[stubborn].paragraphs[0]);
    budget.narrative[stubborn].paragraphs[0].clone_from(&own);
    let mut session = session(budget);
    session.let_text_follow();
    assert_eq!(session.text_out_of_step(), 1);
    let lines = session.budget().table(&"预算明细".into()).unwrap();
    let line = lines.rows().iter().find(|row| row.cells().contains_key(&"金额".into())).unwrap();
    let cell = yusuan::model::CellAddress::new("预算明细", line.key(), "金额");
    let amount =
        session.budget().value(Layer::Input, &cell).and_then(yusuan::model::ValueView::amount).unwrap();
    session.enter(&cell, &(amount + rust_decimal::Decimal::TEN).to_string()).unwrap();
    assert!(session.follow_text() > 0);
    assert!(session.budget().narrative[total].paragraphs[0].contains("支出总计834.01万元"));
    assert_eq!(session.budget().narrative[stubborn].paragraphs[0], own, "as somebody wanted it");
    assert_eq!(session.text_out_of_step(), 1);
    // Whoever asks for it has all of it told by the tables, and it follows from then on.
    session.write_narrative().unwrap();
    assert_ne!(session.budget().narrative[stubborn].paragraphs[0], own);
    assert_eq!(session.text_out_of_step(), 0);
    session.enter(&cell, &amount.to_string()).unwrap();
    assert!(session.follow_text() > 0);
    assert_eq!(session.written_narrative().unwrap().sections, session.budget().narrative);
    // What somebody words otherwise from then on stays so, too.
    let mut sections = session.budget().narrative.clone();
    let reworded = sections[stubborn].paragraphs[0].replace("基本工资、津贴补贴", "津贴补贴、基本工资");
    assert_ne!(reworded, sections[stubborn].paragraphs[0]);
    sections[stubborn].paragraphs[0].clone_from(&reworded);
    session.apply(Batch::one("改说明".to_owned(), Edit::SetNarrative(sections))).unwrap();
    assert_eq!(session.follow_text(), 0);
    assert_eq!(session.budget().narrative[stubborn].paragraphs[0], reworded);
    session.enter(&cell, &(amount + rust_decimal::Decimal::TEN).to_string()).unwrap();
    assert!(session.follow_text() > 0);
    assert!(session.budget().narrative[total].paragraphs[0].contains("支出总计834.01万元"));
    assert_eq!(session.budget().narrative[stubborn].paragraphs[0], reworded);
}

/// A change whose last year is not known any more is told to be so; beside another figure it is to be written anew.
#[test]
fn a_change_without_a_last_year_is_told() {
    let template = Template::parse("[三公] 三公\n接待费{公务接待费}{元}{公务接待费:比上年|，}。").unwrap();
    let said = "接待费3.84万元，比2022年减少0.16万元，下降4.00%。";
    for (this, last, expected, unproved) in [
        ("3.84", "", said, 1),
        ("3.84", "4.00", said, 0),
        ("3.00", "", "接待费3.00万元，〔请填写：“公务接待费”与2022年相比的增减〕。", 0),
    ] {
        let mut budget = sample("焦作市委办公室-2023.ron");
        let paragraphs = vec![said.to_owned()];
        budget.narrative = vec![Section { key: "三公".into(), title: "三公".into(), paragraphs }];
        let mut session = session(budget);
        for (cell, text) in [("T9!预算数!公务接待费", this), ("基本情况!上年公务接待费!上年数", last)]
        {
            session.enter(&cell.parse().unwrap(), text).unwrap();
        }
        let written = write(&template, &session.book());
        assert_eq!(written.sections[0].paragraphs, [expected], "{this} {last}");
        assert_eq!(written.unproved.len(), unproved, "{this} {last}");
    }
}

/// Where a table is missing, whoever wrote that there is none knew more than the tables do.
#[test]
fn what_people_knew_stays_where_a_table_is_missing() {
    let source = sample("焦作市委办公室-2023.ron");
    for (paragraph, expected) in [
        ("2023年未安排政府性基金预算支出。", "2023年未安排政府性基金预算支出。"),
        ("2023年政府性基金预算支出5.00万元。", "2023年政府性基金预算支出5.00万元。"),
        ("2023年政府性基金预算支出万元。", "2023年政府性基金预算支出〔请填写：政府性基金预算支出〕万元。"),
    ] {
        let mut budget = source.clone();
        let own = budget.narrative.iter_mut().find(|section| section.key == "政府性基金").unwrap();
        own.paragraphs = vec![paragraph.to_owned()];
        let session = session(budget);
        let written = session.written_narrative().unwrap();
        let own = written.sections.iter().find(|section| section.key == "政府性基金").unwrap();
        assert_eq!(own.paragraphs, [expected], "{paragraph}");
    }
}
