//! What is owed and is not there shows.

use super::*;
use crate::calc::Figures;
use crate::model::Budget;
use crate::rules::fixtures::coherent;
use crate::schema::default_format;

#[test]
fn the_shipped_list_can_be_read() {
    assert!(SHIPPED.is_ok(), "{SHIPPED:?}");
}

fn text(paragraph: &str) -> Budget {
    let mut budget = coherent();
    budget.narrative = vec![crate::model::Section {
        key: "说明".to_owned(),
        title: "说明".to_owned(),
        paragraphs: vec![paragraph.to_owned()],
    }];
    budget
}

fn of(budget: &Budget, id: &str) -> Answered {
    let format = default_format();
    let figures = Figures::compute(budget, &format);
    let book = Book { format: &format, budget, figures: &figures };
    answered(&book).into_iter().find(|one| one.id == id).unwrap()
}

fn standing(budget: &Budget, id: &str) -> Option<Standing> {
    Some(of(budget, id).standing)
}

/// Tables of targets that have nothing but money are no targets; where there is no money there is nothing to ask for.
#[test]
fn targets_without_indicators_are_missed() {
    let told = "绩效目标已经编制。";
    assert_eq!(standing(&text(told), "绩效目标"), Some(Standing::Met));
    for (columns, money, expected) in [
        (&["产出指标", "产出指标值"][..], true, Standing::Partly),
        (&["产出指标", "产出指标值"], false, Standing::Met),
        // The name alone is an indicator that lacks its value: its own rule says so.
        (&["产出指标值"], true, Standing::Partly),
        (&["产出指标"], true, Standing::Met),
    ] {
        let mut budget = text(told);
        let table = budget.tables.get_mut(&"T15".into()).unwrap();
        let money = if money { &[][..] } else { &["政府预算资金"] };
        for at in 0..table.len() {
            for column in columns.iter().chain(money) {
                table.set(at, crate::model::Layer::Input, &(*column).into(), None);
            }
        }
        let came = of(&budget, "绩效目标");
        assert_eq!(came.standing, expected, "{columns:?} {money:?}");
        assert_eq!(came.why.contains("项目绩效目标"), expected == Standing::Partly, "{}", came.why);
    }
}

/// A deleted table, and a text that lacks something, each shows.
#[test]
fn what_is_owed_and_not_there_shows() {
    let whole = text("政府采购预算5万元，其中：货物3万元、工程0万元、服务2万元。机关运行经费6万元。");
    for (id, expected) in [
        ("收支总表", Standing::Met),
        ("功能分类到项", Standing::Met),
        ("经济分类到款", Standing::Met),
        ("政府采购", Standing::Met),
        ("机关运行经费", Standing::Met),
        ("名词解释", Standing::NotMet),
        ("二十日内", Standing::NotChecked),
    ] {
        assert_eq!(standing(&whole, id), Some(expected), "{id}");
    }
    assert_eq!(standing(&text("政府采购预算5万元。"), "政府采购"), Some(Standing::Partly));
    assert_eq!(standing(&coherent(), "政府采购"), Some(Standing::NotChecked), "there is no text");
    let mut lacking = whole.clone();
    lacking.tables.remove(&"T9".into());
    assert_eq!(standing(&lacking, "三公经费表"), Some(Standing::NotMet));
    // The line that counts names it.
    let format = default_format();
    let line = |budget: &Budget| {
        let figures = Figures::compute(budget, &format);
        counted(&answered(&Book { format: &format, budget, figures: &figures }))
    };
    assert!(line(&lacking).contains("（没有三公经费表）"), "{}", line(&lacking));
    assert!(!line(&whole).contains("（没有"), "{}", line(&whole));
}
