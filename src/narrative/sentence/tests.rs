use super::*;
use crate::model::{Budget, Section};

/// What is told of a text: paragraphs parted by line breaks.
fn told(text: &str) -> String {
    // That a change is explained is asked in `reasons`: most of these texts are too short to say why.
    let kinds = found(text)
        .into_iter()
        .map(|slip| slip.kind)
        .filter(|kind| !matches!(kind, SlipKind::Unexplained | SlipKind::Risen));
    kinds.map(|kind| format!("{kind:?}")).collect::<Vec<_>>().join(" ")
}

fn found(text: &str) -> Vec<Slip> {
    let mut budget = Budget { year: 2026, ..Budget::default() };
    budget.narrative.push(Section {
        key: "说明".to_owned(),
        title: "说明".to_owned(),
        paragraphs: text.lines().map(str::to_owned).collect(),
    });
    let format = crate::schema::default_format();
    let figures = crate::calc::Figures::compute(&budget, &format);
    let book = Book { format: &format, budget: &budget, figures: &figures };
    slips(&book)
}

/// What is left of a template or of last year stands in headings as well.
#[test]
fn headings_are_judged_as_sentences_are() {
    let told = |headings: &[&str], accounts: bool| {
        let mut budget = Budget { year: 2026, ..Budget::default() };
        if accounts {
            budget.notes.insert(crate::model::NoteKey::accounts(), crate::model::Note::default());
        }
        budget.narrative.extend(headings.iter().map(|title| Section {
            title: (*title).to_owned(),
            paragraphs: vec!["某局主管统计。".to_owned()],
            ..Section::default()
        }));
        let format = crate::schema::default_format();
        let figures = crate::calc::Figures::compute(&budget, &format);
        let book = Book { format: &format, budget: &budget, figures: &figures };
        let slips = slips(&book);
        slips
            .iter()
            .map(|slip| format!("{:?}{}", slip.kind, slip.place.section))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let own = "第二部分 某局2026年部门预算表";
    for (headings, accounts, expected) in [
        (&[own, "第三部分 2025年部门预算情况说明"][..], false, "Stale1"),
        (&[own, "第三部分 2026年部门预算情况说明", "第四部分 2024年部门决算情况"], false, ""),
        (&[own, "第三部分 某市XX局部门概况"], false, "Gap1"),
        (&["第二部分 2026年度部门决算表", "第三部分 2025年度部门决算情况说明"], true, "Stale1"),
        (&["第二部分 2026年度部门决算表", "第三部分 2027年部门预算情况说明"], true, ""),
    ] {
        assert_eq!(told(headings, accounts), expected, "{headings:?}");
    }
}

#[test]
fn slips_are_told_and_near_misses_are_not() {
    let wrong: Vec<String> = SENTENCE_CASES
        .iter()
        .map(|(text, expected)| (text, expected, told(text)))
        .filter(|(_, expected, found)| *expected != found)
        .map(|(text, expected, found)| format!("{text}\n    {found} instead of {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The figures that a message names are those of its own clause and year.
#[test]
fn a_message_names_the_right_base() {
    for (text, expected) in [
        (
            "2026年支出预算8000.00万元，其中：基本支出3000.50万元，较上年增加100.50万元，增长3.74%；项目支出4999.50万元。",
            "由此推出上年数 2,900.00 万元，100.50万元是其 3.47%，不是 3.74%",
        ),
        (
            "2026年支出预算8000.00万元，2025年支出预算7900.00万元，其中：基本支出3000.50万元，较上年增加100.50万元，增长3.74%。",
            "由此推出上年数 2,900.00 万元，100.50万元是其 3.47%，不是 3.74%",
        ),
        (
            "2026年机关运行经费280.11万元，2025年机关运行经费300.22万元，同比减少20.11万元，下降7.60%。",
            "上年数 300.22万元，20.11万元是其 6.70%，不是 7.60%",
        ),
        (
            "2026年机关运行经费280万元，2025年机关运行经费300万元，同比增加20万元，增长6.67%。",
            "应减少 20.00 万元，文中写作增加 20万元",
        ),
        (
            "支出预算8000.00万元，其中：基本支出2856.00万元，占35.70%；项目支出5144.00万元，占61.70%。",
            "占 8,000.00 万元 的 64.30%，文中写作 61.70%",
        ),
        (
            "支出总计1,000.00万元，与2025年相比增加120.00元，增长13.64%，主要原因是人员增加。",
            "120.00元：按 120.00 万元 算，百分比正是 13.64%，金额单位（元、万元）写错了",
        ),
        (
            "政府采购预算50.00万元，其中：货物20.00万元、服务30.00元。",
            "30.00元：按 30.00 万元 算，各项之和正是 50.00 万元",
        ),
    ] {
        let found = found(text);
        let messages: Vec<&str> = found.iter().map(|slip| slip.message.as_str()).collect();
        assert!(messages.iter().any(|message| message.contains(expected)), "{text}\n{messages:?}");
    }
}
