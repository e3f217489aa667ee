//! What must hold of comparing, of making one budget of another, and of merging, over random budgets; and
//! cases of rows that are, or are not, the same item.

use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{
    Comparison, Grouping, Match, Resolution, Side, compare, decision_note, difference, merge, waterfall,
};
use crate::calc::{Book, Figures};
use crate::edit::tests::{Act, act, blank, step};
use crate::file::testing::arbitrary_budget;
use crate::model::{Budget, Row, SubmittedTable, Value};
use crate::schema::{Format, default_format};

/// What the acts make of a budget.
fn after(format: &Format, start: &Budget, acts: &[Act]) -> Budget {
    let mut budget = start.clone();
    for act in acts {
        if let Some(step) = step(format, &budget, act) {
            step.apply(&mut budget).unwrap();
        }
    }
    budget
}

/// Compares budgets and gives the differences of the first and the last as lines.
fn changes(format: &Format, budgets: &[&Budget]) -> (Comparison, Vec<String>) {
    let figures: Vec<Figures> = budgets.iter().map(|budget| Figures::compute(budget, format)).collect();
    let books: Vec<Book<'_>> =
        budgets.iter().zip(&figures).map(|(budget, figures)| Book { format, budget, figures }).collect();
    let comparison = compare(&books);
    let lines = comparison.changes(&books, 0, books.len() - 1);
    let text = |value: &Option<Value>| match value {
        Some(Value::Amount(amount)) => amount.to_string(),
        Some(Value::Text(text)) => text.clone(),
        None => "-".to_owned(),
    };
    let lines = lines.iter().map(|change| {
        let percent = change.percent.map(|percent| format!(" {percent}%")).unwrap_or_default();
        format!(
            "{} {} {} {}{percent}",
            change.kind.id(),
            change.address(),
            text(&change.old),
            text(&change.new)
        )
    });
    (comparison, lines.collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn nothing_differs_from_itself(budget in arbitrary_budget(), later in any::<bool>()) {
        let format = default_format();
        let mut other = budget.clone();
        if later {
            other.year = other.year.wrapping_add(1);
        }
        prop_assert_eq!(changes(&format, &[&budget, &other]).1, Vec::<String>::new());
        prop_assert!(difference(&budget, &budget, "").unwrap().edits.is_empty());
    }

    #[test]
    fn a_difference_makes_one_of_the_other(a in arbitrary_budget(), b in arbitrary_budget()) {
        let mut made = a.clone();
        difference(&a, &b, "").unwrap().apply(&mut made).unwrap();
        prop_assert_eq!(made, b);
    }

    #[test]
    fn a_difference_after_edits_is_exact(acts in vec(act(), 1..40)) {
        let format = default_format();
        let start = blank(&format);
        let end = after(&format, &start, &acts);
        let mut made = start.clone();
        let inverse = difference(&start, &end, "").unwrap().apply(&mut made).unwrap();
        prop_assert_eq!(&made, &end);
        inverse.apply(&mut made).unwrap();
        prop_assert_eq!(&made, &start);
        let mut back = end.clone();
        difference(&end, &start, "").unwrap().apply(&mut back).unwrap();
        prop_assert_eq!(back, start);
    }

    #[test]
    fn merging_with_an_unchanged_side_is_the_other_side(
        base in arbitrary_budget(),
        ours in arbitrary_budget(),
    ) {
        let format = default_format();
        for (a, b) in [(&ours, &base), (&base, &ours)] {
            let merged = merge(&format, &base, a, b, &Resolution::default()).unwrap();
            prop_assert_eq!(&merged.budget, &ours);
            prop_assert!(merged.conflicts.is_empty());
        }
    }

    #[test]
    fn merging_does_not_depend_on_whose_side_is_whose(
        before in vec(act(), 0..20),
        ours in vec(act(), 0..20),
        theirs in vec(act(), 0..20),
    ) {
        let format = default_format();
        let base = after(&format, &blank(&format), &before);
        let (ours, theirs) = (after(&format, &base, &ours), after(&format, &base, &theirs));
        let take = |otherwise| Resolution { otherwise, ..Resolution::default() };
        let one = merge(&format, &base, &ours, &theirs, &take(Side::Ours)).unwrap();
        let other = merge(&format, &base, &theirs, &ours, &take(Side::Theirs)).unwrap();
        prop_assert_eq!(&one.budget, &other.budget);
        prop_assert_eq!(one.conflicts.len(), other.conflicts.len());
        let mut made = ours.clone();
        one.step(&ours).unwrap().apply(&mut made).unwrap();
        prop_assert_eq!(&made, &one.budget);
        // Merged again, nothing is left to do.
        let again = merge(&format, &theirs, &one.budget, &theirs, &take(Side::Ours)).unwrap();
        prop_assert_eq!(&again.budget, &one.budget);
    }

    #[test]
    fn arbitrary_budgets_merge_without_panic(
        base in arbitrary_budget(),
        ours in arbitrary_budget(),
        theirs in arbitrary_budget(),
    ) {
        let format = default_format();
        let one = merge(&format, &base, &ours, &theirs, &Resolution::default()).unwrap();
        let all = Resolution { otherwise: Side::Theirs, ..Resolution::default() };
        let other = merge(&format, &base, &theirs, &ours, &all).unwrap();
        prop_assert_eq!(&one.budget, &other.budget);
    }
}

/// A budget of a year with projects (T12) of units: unit, name, amount of the 合计's first part.
fn projects(year: i32, rows: &[(&str, &str, &str)]) -> Budget {
    let format = default_format();
    let mut budget = Budget { format: format.id.clone(), year, ..Budget::default() };
    let schema = format.table(&"T12".into()).unwrap();
    let mut table = schema.blank_table();
    let free = |kind: &str| schema.sections[0].free_kind(&kind.into()).unwrap();
    let amount = &schema.sections[0]
        .columns
        .iter()
        .find(|column| column.kind.is_number() && column.sum.is_empty())
        .unwrap()
        .key;
    let push = |row: Row, kind: &str, table: &mut SubmittedTable| {
        let taken = table.rows.iter().map(|row| row.key.clone()).collect();
        let key = free(kind).new_key(&row, &taken);
        table.rows.push(Row { key, kind: kind.into(), ..row });
    };
    let text = |pairs: &[(&str, &str)]| Row {
        cells: pairs.iter().map(|(column, text)| ((*column).into(), Value::from(*text))).collect(),
        ..Row::default()
    };
    push(text(&[("项目名称", "101"), ("项目单位", "部门")]), "部门", &mut table);
    for (unit, name, amount_text) in rows {
        let mut row = text(&[("类型", "其他运转类"), ("项目单位", unit), ("项目名称", name)]);
        row.cells.insert(amount.clone(), Value::Amount(amount_text.parse().unwrap()));
        push(row, "项目", &mut table);
    }
    budget.tables.insert("T12".into(), table);
    budget
}

/// How the rows of last year's projects were matched, and the names they were matched with.
fn matched(
    old: &[(&str, &str, &str)],
    new: &[(&str, &str, &str)],
    decided: &[(&str, &str, bool)],
) -> Vec<String> {
    let format = default_format();
    let old = projects(2022, old);
    let mut new = projects(2023, new);
    let key = |budget: &Budget, name: &str| {
        let rows = &budget.tables[&"T12".into()].rows;
        rows.iter().find(|row| row.text(&"项目名称".into()) == name).unwrap().key.clone()
    };
    for (was, is, same) in decided {
        let (note_key, note) = decision_note(&"T12".into(), &key(&new, is), 2022, &key(&old, was), *same);
        new.notes.insert(note_key, note);
    }
    let figures = [Figures::compute(&old, &format), Figures::compute(&new, &format)];
    let book = |budget, figures| Book { format: &format, budget, figures };
    let books = [book(&old, &figures[0]), book(&new, &figures[1])];
    let comparison = compare(&books);
    let table = comparison.table(&"T12".into()).unwrap();
    let line = |row: &super::ComparedRow| {
        let name = |side| table.row(&books, side, row).map_or("-".to_owned(), |row| row.name());
        let how = if row.at.iter().all(Option::is_some) && row.how[0] != Match::Same {
            format!(" {:?}", row.how[0])
        } else {
            String::new()
        };
        format!("{}|{}{how}", name(0), name(1))
    };
    let projects = table.rows.iter().filter(|row| row.level == Some(1));
    projects.map(line).collect()
}

#[test]
fn rows_are_matched_by_what_they_are() {
    let plain = [("甲", "会议费", "1"), ("甲", "培训", "2"), ("乙", "会议费", "3")];
    let turned = [("乙", "会议费", "3"), ("甲", "培训", "2"), ("甲", "会议费", "1")];
    assert_eq!(matched(&plain, &turned, &[]), ["会议费|会议费", "培训|培训", "会议费|会议费"]);

    let old = [("甲", "民间对外交往经费", "1"), ("甲", "档案数字化", "2"), ("甲", "办公设备", "3")];
    let new = [("甲", "民间对外友好交往经费", "1"), ("乙", "档案数字化", "2"), ("甲", "党史编研", "4")];
    assert_eq!(
        matched(&old, &new, &[]),
        [
            "民间对外交往经费|民间对外友好交往经费 Renamed",
            "档案数字化|档案数字化 Moved",
            "办公设备|-",
            "-|党史编研"
        ]
    );
    // What was proposed can be parted, and what was not can be joined.
    assert_eq!(
        matched(
            &old,
            &new,
            &[("民间对外交往经费", "民间对外友好交往经费", false), ("办公设备", "党史编研", true)]
        ),
        [
            "民间对外交往经费|-",
            "-|民间对外友好交往经费",
            "档案数字化|档案数字化 Moved",
            "办公设备|党史编研 ByHand"
        ]
    );
    // Width, blanks and quotation marks do not make another name.
    assert_eq!(
        matched(&[("甲", "“三公”经费（一）", "1")], &[("甲", "三公 经费(一)", "1")], &[]),
        ["“三公”经费（一）|三公 经费(一)"]
    );
}

#[test]
fn changes_are_in_amounts_and_percent() {
    let old = projects(
        2022,
        &[("甲", "会议费", "4.00"), ("甲", "培训", "0"), ("甲", "差旅", "1"), ("甲", "劳务", "5")],
    );
    let new = projects(
        2023,
        &[("甲", "会议费", "3.84"), ("甲", "培训", "2"), ("甲", "差旅", "0.00"), ("甲", "党史", "6")],
    );
    let (_, lines) = changes(&default_format(), &[&old, &new]);
    let projects: Vec<&String> =
        lines.iter().filter(|line| line.contains('·') && !line.contains("!合计")).collect();
    let of = |name: &str| {
        projects.iter().find(|line| line.contains(name)).map(|line| line.as_str()).unwrap_or_default()
    };
    for (name, kind, tail) in [
        ("会议费", "changed", "4.00 3.84 -4.00%"),
        ("培训", "new", "0 2"),
        ("差旅", "gone", "1 0.00 -100.00%"),
        ("劳务", "row_removed", "5 - -100.00%"),
        ("党史", "row_added", "- 6"),
    ] {
        let line = of(name);
        assert!(line.starts_with(kind) && line.ends_with(tail), "{name}: {line}\n{lines:#?}");
    }
}

#[test]
fn a_merge_takes_both_sides_and_names_conflicts() {
    let format = default_format();
    let base = projects(2023, &[("甲", "会议费", "1"), ("甲", "培训", "2"), ("甲", "差旅", "3")]);
    let change = |name: &str, amount: i64| {
        let mut budget = base.clone();
        let table = budget.tables.get_mut(&"T12".into()).unwrap();
        let row = table.rows.iter_mut().find(|row| row.text(&"项目名称".into()) == name).unwrap();
        let column = row.cells.iter().find(|(_, value)| value.amount().is_some()).unwrap().0.clone();
        row.cells.insert(column, Value::Amount(Decimal::from(amount)));
        budget
    };
    let amounts = |budget: &Budget| -> Vec<String> {
        let rows = budget.tables[&"T12".into()].rows.iter();
        rows.filter_map(|row| row.cells.values().find_map(Value::amount))
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
    let last = table.rows.last_mut().unwrap();
    last.cells.insert("项目名称".into(), Value::from("档案"));
    let merged = merge(&format, &base, &with("党史", "4"), &other, &Resolution::default()).unwrap();
    assert_eq!(amounts(&merged.budget), ["1", "2", "3", "4", "4"], "{:?}", merged.conflicts);

    // One side took the row out, the other changed it.
    let mut gone = base.clone();
    gone.tables.get_mut(&"T12".into()).unwrap().rows.retain(|row| row.text(&"项目名称".into()) != "培训");
    let merged = merge(&format, &base, &gone, &change("培训", 20), &Resolution::default()).unwrap();
    assert_eq!((amounts(&merged.budget), merged.conflicts.len()), (vec!["1".into(), "3".into()], 1));
    // A row is called what its table calls it, whatever of it is filled in.
    for kept in [&["项目单位", "类型", "项目名称"][..], &["项目单位", "类型"], &["项目单位"], &[]]
    {
        let mut changed = change("培训", 20);
        let rows = &mut changed.tables.get_mut(&"T12".into()).unwrap().rows;
        let row = rows.iter_mut().find(|row| row.text(&"项目名称".into()) == "培训").unwrap();
        row.cells.retain(|column, value| kept.contains(&column.as_str()) || value.amount().is_some());
        let key = row.key.clone();
        let merged = merge(&format, &base, &gone, &changed, &Resolution::default()).unwrap();
        let figures = Figures::compute(&changed, &format);
        let book = Book { format: &format, budget: &changed, figures: &figures };
        let name = book.sheet(&"T12".into()).unwrap().row_by_key(&key).unwrap().name();
        assert_eq!(merged.conflicts[0].title, format!("项目支出 {name}"), "{kept:?}");
    }
}

#[test]
fn a_total_is_taken_apart_into_its_changes() {
    let format = default_format();
    let old = projects(2022, &[("甲", "会议费", "4"), ("甲", "培训", "2"), ("乙", "差旅", "1")]);
    let new = projects(2023, &[("甲", "会议费", "9"), ("甲", "培训", "2"), ("乙", "党史", "6")]);
    let figures = [Figures::compute(&old, &format), Figures::compute(&new, &format)];
    let book = |budget, figures| Book { format: &format, budget, figures };
    let books = [book(&old, &figures[0]), book(&new, &figures[1])];
    let comparison = compare(&books);
    let table = comparison.table(&"T12".into()).unwrap();
    let column = table.columns.iter().find(|column| column.column.key.as_str() == "合计").unwrap();
    let steps = |grouping: &Grouping| {
        let found = waterfall(table, &books, (0, 1), column, grouping);
        let sum: Decimal = found.steps.iter().map(|(_, was, is)| is - was).sum();
        assert_eq!(found.old + sum, found.new, "the steps lead from the old total to the new one");
        assert_eq!(found.unknown, 0);
        let steps = found.steps.iter().map(|(name, was, is)| format!("{name} {}", is - was));
        (found.old.to_string(), steps.collect::<Vec<_>>(), found.new.to_string())
    };
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert_eq!(steps(&Grouping::Rows), ("7".into(), lines(&["党史 6", "会议费 5", "差旅 -1"]), "17".into()));
    assert_eq!(steps(&Grouping::Kind("部门".into())).1, ["101 10"]);
    assert_eq!(Grouping::of(table, &books), [Grouping::Rows, Grouping::Kind("部门".into())]);
}

#[test]
fn forms_of_different_years_and_units_are_bridged() {
    // Last year's form was in 元, called a table and a column otherwise, and had no T13.
    let text = include_str!("../../assets/formats/焦作-2023.ron");
    let text =
        text.replacen("id: \"焦作-2023\"", "id: \"焦作-2022\"", 1).replacen("unit: 万元", "unit: 元", 1);
    let mut earlier = Format::parse("焦作-2022.ron", &text).unwrap();
    assert_eq!((earlier.id.as_str(), earlier.unit), ("焦作-2022", crate::money::MoneyUnit::Yuan));
    earlier.tables.retain(|table| table.key.as_str() != "T13");
    let renamed = earlier.tables.iter_mut().find(|table| table.key.as_str() == "T12").unwrap();
    renamed.key = "项目表".into();
    renamed.sections[0]
        .columns
        .iter_mut()
        .find(|column| column.key.as_str() == "本年一般公共预算")
        .unwrap()
        .key = "一般预算".into();
    let now = default_format();
    let mut old = projects(2022, &[("甲", "会议费", "0"), ("甲", "培训", "0")]);
    old.format.clone_from(&earlier.id);
    let mut table = old.tables.remove(&"T12".into()).unwrap();
    for (row, yuan) in table.rows.iter_mut().filter(|row| row.kind.as_str() == "项目").zip([40_000, 20_000])
    {
        row.cells.remove(&"本年一般公共预算".into());
        row.cells.insert("一般预算".into(), Value::Amount(Decimal::from(yuan)));
    }
    old.tables.insert("项目表".into(), table);
    let new = projects(2023, &[("甲", "培训", "2"), ("甲", "会议费", "3.84")]);
    let figures = [Figures::compute(&old, &earlier), Figures::compute(&new, &now)];
    let books = [
        Book { format: &earlier, budget: &old, figures: &figures[0] },
        Book { format: &now, budget: &new, figures: &figures[1] },
    ];
    let comparison = compare(&books);
    let changes = comparison.changes(&books, 0, 1);
    let of_column = changes
        .iter()
        .filter(|change| change.column.as_str() == "本年一般公共预算" && change.row.as_str().contains('·'));
    let lines: Vec<String> = of_column
        .map(|change| format!("{} {:?} {:?}", change.address(), change.change, change.percent))
        .collect();
    // 培训 is the same money in another unit.
    assert_eq!(lines, ["T12!甲·会议费!本年一般公共预算 Some(-0.16) Some(-4.00)"]);
    let missing = comparison.unmatched.iter().filter(|unmatched| unmatched.table.as_str() == "T13");
    assert_eq!(missing.count(), 1);
}
