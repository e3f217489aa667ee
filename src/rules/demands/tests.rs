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

/// A deleted table, and a text that lacks something, each shows.
#[test]
fn what_is_owed_and_not_there_shows() {
    let text = |paragraph: &str| {
        let mut budget = coherent();
        budget.narrative = vec![crate::model::Section {
            key: "说明".to_owned(),
            title: "说明".to_owned(),
            paragraphs: vec![paragraph.to_owned()],
        }];
        budget
    };
    let standing = |budget: &Budget, id: &str| {
        let format = default_format();
        let figures = Figures::compute(budget, &format);
        let book = Book { format: &format, budget, figures: &figures };
        answered(&book).into_iter().find(|one| one.id == id).map(|one| one.standing)
    };
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
}
