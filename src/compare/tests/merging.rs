//! Two people's changes become one budget, and what they did not agree on is said.

use rust_decimal::Decimal;

use super::projects;
use crate::calc::{Book, Figures};
use crate::compare::{Resolution, Side, merge, merge_lines};
use crate::model::{Budget, Layer, Value, ValueView};
use crate::schema::default_format;
use crate::session::Session;

#[test]
fn a_merge_takes_both_sides_and_names_conflicts() {
    let format = default_format();
    let base = projects(2023, &[("甲", "会议费", "1"), ("甲", "培训", "2"), ("甲", "差旅", "3")]);
    let change = |name: &str, amount: i64| {
        let mut budget = base.clone();
        let table = budget.tables.get_mut(&"T12".into()).unwrap();
        let at = table.rows().iter().position(|row| row.text(&"项目名称".into()) == name).unwrap();
        let cells = table.at(at).unwrap().cells();
        let column = cells.iter().find(|(_, value)| value.amount().is_some()).unwrap().0.clone();
        table.set(at, Layer::Input, &column, Some(Value::Amount(Decimal::from(amount))));
        budget
    };
    let amounts = |budget: &Budget| -> Vec<String> {
        let rows = budget.tables[&"T12".into()].rows().iter();
        rows.filter_map(|row| row.cells().values().find_map(ValueView::amount))
            .map(|amount| amount.to_string())
            .collect()
    };
    let merged =
        merge(&format, &base, &change("会议费", 10), &change("差旅", 30), &Resolution::default()).unwrap();
    assert_eq!(
        (amounts(&merged.budget), merged.conflicts.len()),
        (vec!["10".into(), "2".into(), "30".into()], 0)
    );

    let (ours, theirs) = (change("培训", 20), change("培训", 21));
    let merged = merge(&format, &base, &ours, &theirs, &Resolution::default()).unwrap();
    let [conflict] = merged.conflicts.as_slice() else {
        panic!("one conflict expected: {:?}", merged.conflicts)
    };
    assert_eq!((conflict.base.as_str(), conflict.ours.as_str(), conflict.theirs.as_str()), ("2", "20", "21"));
    assert!(conflict.title.contains("培训"), "{}", conflict.title);
    assert_eq!(amounts(&merged.budget), ["1", "20", "3"]);
    let theirs_wins =
        Resolution { decided: [(conflict.place.clone(), Side::Theirs)].into(), ..Resolution::default() };
    let merged = merge(&format, &base, &ours, &theirs, &theirs_wins).unwrap();
    assert_eq!(amounts(&merged.budget), ["1", "21", "3"]);

    // Both add a project of the same name: one row. Rows of other names that got one key: two rows.
    let with = |name: &str, amount: &str| {
        let mut rows = vec![("甲", "会议费", "1"), ("甲", "培训", "2"), ("甲", "差旅", "3")];
        rows.push(("甲", name, amount));
        projects(2023, &rows)
    };
    let merged =
        merge(&format, &base, &with("党史", "4"), &with("党史", "4"), &Resolution::default()).unwrap();
    assert_eq!(amounts(&merged.budget), ["1", "2", "3", "4"]);
    let mut other = with("党史", "4");
    let table = other.tables.get_mut(&"T12".into()).unwrap();
    table.set(table.len() - 1, Layer::Input, &"项目名称".into(), Some(Value::from("档案")));
    let merged = merge(&format, &base, &with("党史", "4"), &other, &Resolution::default()).unwrap();
    assert_eq!(amounts(&merged.budget), ["1", "2", "3", "4", "4"], "{:?}", merged.conflicts);

    // One side took the row out, the other changed it.
    let mut gone = base.clone();
    gone.tables.get_mut(&"T12".into()).unwrap().retain(|row| row.text(&"项目名称".into()) != "培训");
    let merged = merge(&format, &base, &gone, &change("培训", 20), &Resolution::default()).unwrap();
    assert_eq!((amounts(&merged.budget), merged.conflicts.len()), (vec!["1".into(), "3".into()], 1));
    let changed = change("培训", 20);
    let figures = [&base, &gone, &changed].map(|budget| Figures::compute(budget, &format));
    let book = |budget, at: usize| Book { format: &format, budget, figures: &figures[at] };
    let lines = merge_lines(&book(&base, 0), &book(&gone, 1), &book(&changed, 2), &merged);
    let said: Vec<_> = lines.iter().map(|line| (line.theirs.as_deref(), line.taken)).collect();
    assert!(said.iter().all(|(_, taken)| *taken == Some(Side::Ours)), "{lines:?}");
    assert!(said.iter().any(|(theirs, _)| theirs.is_some_and(|text| text.starts_with("20"))), "{lines:?}");
    // A row is called what its table calls it, whatever of it is filled in.
    for kept in [&["项目单位", "类型", "项目名称"][..], &["项目单位", "类型"], &["项目单位"], &[]]
    {
        let mut changed = change("培训", 20);
        let table = changed.tables.get_mut(&"T12".into()).unwrap();
        let at = table.rows().iter().position(|row| row.text(&"项目名称".into()) == "培训").unwrap();
        table.change(at, |row| {
            row.cells.retain(|column, value| kept.contains(&column.as_str()) || value.amount().is_some());
        });
        let key = table.at(at).unwrap().key().clone();
        let merged = merge(&format, &base, &gone, &changed, &Resolution::default()).unwrap();
        let figures = Figures::compute(&changed, &format);
        let book = Book { format: &format, budget: &changed, figures: &figures };
        let name = book.sheet(&"T12".into()).unwrap().row_by_key(&key).unwrap().name();
        assert_eq!(merged.conflicts[0].title, format!("项目支出 {name}"), "{kept:?}");
    }
}

/// What is no difference of figures is told as well: whose budget it is, a table's note, what a document prints beside a sum.
#[test]
fn all_that_a_side_did_is_listed() {
    let format = default_format();
    let base = projects(2023, &[("甲", "会议费", "1"), ("甲", "培训", "2")]);
    let mut theirs = base.clone();
    theirs.department.full_name = "某市某局".to_owned();
    let table = theirs.tables.get_mut(&"T12".into()).unwrap();
    table.note = "含上年结转".to_owned();
    table.set(1, Layer::Stated, &"合计".into(), Some(Value::Amount(Decimal::from(7))));
    let merged = merge(&format, &base, &base, &theirs, &Resolution::default()).unwrap();
    let figures = [&base, &base, &theirs].map(|budget| Figures::compute(budget, &format));
    let book = |budget, at: usize| Book { format: &format, budget, figures: &figures[at] };
    let lines = merge_lines(&book(&base, 0), &book(&base, 1), &book(&theirs, 2), &merged);
    let said: Vec<String> = lines
        .iter()
        .map(|line| format!("{} {}", line.title, line.theirs.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(said.len(), 3, "{said:?}");
    for (part, is) in [("部门全称", "某市某局"), ("项目支出 注", "含上年结转"), ("（原表数）", "7")]
    {
        assert!(said.iter().any(|line| line.contains(part) && line.ends_with(is)), "{part}: {said:?}");
    }
    // Where both did it, each in his way, it is one line, and the conflict's.
    let mut ours = theirs.clone();
    ours.department.full_name = "某市某委".to_owned();
    let merged = merge(&format, &base, &ours, &theirs, &Resolution::default()).unwrap();
    let figures = [&base, &ours, &theirs].map(|budget| Figures::compute(budget, &format));
    let book = |budget, at: usize| Book { format: &format, budget, figures: &figures[at] };
    let lines = merge_lines(&book(&base, 0), &book(&ours, 1), &book(&theirs, 2), &merged);
    let open: Vec<&str> =
        lines.iter().filter(|line| line.conflict.is_some()).map(|line| line.title.as_str()).collect();
    assert_eq!((lines.len(), open), (3, vec!["部门全称"]), "{lines:?}");
}

#[test]
fn conflicts_of_rows_of_one_name_are_told_apart() {
    let format = default_format();
    let with = |one: &str, other: &str| {
        projects(2023, &[("甲", "培训", one), ("乙", "培训", other), ("甲", "差旅", "3")])
    };
    let merged =
        merge(&format, &with("1", "2"), &with("10", "20"), &with("11", "21"), &Resolution::default())
            .unwrap();
    let titles: Vec<&str> = merged.conflicts.iter().map(|conflict| conflict.title.as_str()).collect();
    let [first, second] = titles.as_slice() else { panic!("two conflicts expected: {titles:?}") };
    assert_ne!(first, second);
    assert!([first, second].iter().all(|title| title.contains("培训")), "{titles:?}");
}

/// Two people change different lines, and each one's text follows the tables: what the program wrote is told by the merged
/// tables, and what they wrote themselves is merged as ever.
#[test]
fn sentences_that_the_program_wrote_are_told_anew() {
    let format = default_format();
    let text = include_str!("../../../assets/samples/示例区档案局-2023（示例）.ron");
    let mut base = crate::file::from_text(text, &crate::schema::Formats::embedded()).unwrap().budget;
    base.narrative.clear();
    let mut session = Session::new(base, format.clone());
    session.write_narrative().unwrap();
    let base = session.budget().clone();
    let change = |item: &str, amount: &str, section: &str, sentence: Option<&str>| {
        let mut session = Session::new(base.clone(), format.clone());
        session.let_text_follow();
        let rows = session.budget().tables[&"预算明细".into()].rows();
        let row = rows.iter().find(|row| row.text(&"项目名称".into()) == item).unwrap().key().to_string();
        session.enter(&format!("预算明细!{row}!金额").parse().unwrap(), amount).unwrap();
        session.follow_text();
        let mut budget = session.budget().clone();
        if let Some(sentence) = sentence {
            let own = budget.narrative.iter_mut().find(|own| own.key == section).unwrap();
            own.paragraphs.push(sentence.to_owned());
        }
        budget
    };
    let ours = change("办公费", "99.01", "主要职能", Some("我方写的一段，说馆藏。"));
    let theirs = change("馆藏档案数字化", "77.02", "单位构成", Some("对方写的话，讲机构变动。"));
    let merged = merge(&format, &base, &ours, &theirs, &Resolution::default()).unwrap();
    let titles: Vec<&str> = merged.conflicts.iter().map(|conflict| conflict.title.as_str()).collect();
    assert!(titles.is_empty(), "{titles:?}");
    let mut session = Session::new(merged.budget.clone(), format.clone());
    assert_eq!(session.text_out_of_step(), 0);
    let said: String = session.budget().narrative.iter().flat_map(|one| one.paragraphs.clone()).collect();
    assert!(said.contains("我方写的一段") && said.contains("对方写的话"), "{said}");
    let total = session.book().cell(&"T1!支出总计!支出金额".parse().unwrap()).unwrap().text();
    assert!(said.contains(&format!("支出总计{}万元", total.replace(',', ""))), "{total}: {said}");
    session.write_narrative().unwrap();
    assert_eq!(session.budget().narrative, merged.budget.narrative);

    // What both wrote in their own words is for them to decide.
    let (one, other) = (
        change("办公费", "99.01", "主要职能", Some("馆藏有一万卷，今年整理。")),
        change("馆藏档案数字化", "77.02", "主要职能", Some("馆藏有两万卷，今年整理。")),
    );
    let merged = merge(&format, &base, &one, &other, &Resolution::default()).unwrap();
    assert_eq!(merged.conflicts.len(), 1, "{:?}", merged.conflicts);
    assert!(merged.conflicts[0].ours.contains("一万卷"), "{:?}", merged.conflicts);
}
