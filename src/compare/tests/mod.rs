//! Cases of rows that are, or are not, the same item, and of what changed in them.

mod beside;
mod follows;
mod identities;
mod laws;
mod merging;
mod texts;

use rust_decimal::Decimal;

use super::{ChangeKind, Comparison, Grouping, Match, compare, decision_note, waterfall};
use crate::calc::{Book, Figures};
use crate::model::{Budget, Row, Table, Value};
use crate::schema::{Format, default_format};

/// Compares budgets and gives the differences of the first and the last as lines.
fn changes(format: &Format, budgets: &[&Budget]) -> (Comparison, Vec<String>) {
    let figures: Vec<Figures> = budgets.iter().map(|budget| Figures::compute(budget, format)).collect();
    let books: Vec<Book<'_>> =
        budgets.iter().zip(&figures).map(|(budget, figures)| Book { format, budget, figures }).collect();
    let comparison = compare(&books);
    let lines = comparison.changes(&books, 0, books.len() - 1);
    let text = |value: &Option<Value>| match value {
        Some(Value::Amount(amount)) => amount.to_string(),
        Some(Value::Text(text)) => text.to_string(),
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
    let push = |row: Row, kind: &str, table: &mut Table| {
        let taken = table.rows().iter().map(|row| row.key().clone()).collect();
        let key = free(kind).new_key(row.view(), &taken);
        table.push(Row { key, kind: kind.into(), ..row });
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
        let rows = budget.tables[&"T12".into()].rows();
        rows.iter().find(|row| row.text(&"项目名称".into()) == name).unwrap().key().clone()
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
        assert_eq!((found.unknown, found.printed), (0, None));
        let steps = found.steps.iter().map(|(name, was, is)| format!("{name} {}", is - was));
        (found.old.to_string(), steps.collect::<Vec<_>>(), found.new.to_string())
    };
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert_eq!(steps(&Grouping::Rows), ("7".into(), lines(&["党史 6", "会议费 5", "差旅 -1"]), "17".into()));
    assert_eq!(steps(&Grouping::Kind("部门".into())).1, ["101 10"]);
    assert_eq!(Grouping::of(table, &books), [Grouping::Rows, Grouping::Kind("部门".into())]);
}

/// A document's own sums are rows like others where its form does not make them sums.
#[test]
fn a_row_that_calls_itself_a_sum_is_not_counted() {
    let format = default_format();
    let with = |year, sum: &str, amount: &str| {
        let rows = [
            ("甲", "会议费", amount),
            ("甲", "培训", "2"),
            ("甲", "当年支出小计", sum),
            ("乙", "支出合计", sum),
        ];
        projects(year, &rows)
    };
    let (old, new) = (with(2022, "6", "4"), with(2023, "11", "9"));
    let figures = [Figures::compute(&old, &format), Figures::compute(&new, &format)];
    let book = |budget, figures| Book { format: &format, budget, figures };
    let books = [book(&old, &figures[0]), book(&new, &figures[1])];
    let comparison = compare(&books);
    let table = comparison.table(&"T12".into()).unwrap();
    let column = table.columns.iter().find(|column| column.column.key.as_str() == "合计").unwrap();
    let found = waterfall(table, &books, (0, 1), column, &Grouping::Rows);
    let number = Decimal::from;
    assert_eq!((found.old, found.new), (number(6), number(11)));
    assert_eq!(found.steps, [("会议费".to_owned(), number(4), number(9))]);
    // The form's own total takes them for projects, and is told to be another.
    assert_eq!(found.printed, Some((number(18), number(33))));
}

#[test]
fn forms_of_different_years_and_units_are_bridged() {
    // Last year's form was in 元, called a table and a column otherwise, and had no T13.
    let text = include_str!("../../../assets/formats/焦作-2023.ron");
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
    let mut amounts = [40_000, 20_000].into_iter();
    table.change_each(|row| {
        if row.kind.as_str() == "项目" {
            row.cells.remove(&"本年一般公共预算".into());
            row.cells.insert("一般预算".into(), Value::Amount(Decimal::from(amounts.next().unwrap())));
        }
    });
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

#[test]
fn a_header_is_the_same_with_its_own_year_and_without() {
    let of = super::side_by_side::of_own_year;
    assert_eq!(of("2024年“三公”经费预算数 购置费", 2024), of("“三公”经费预算数 购置费", 2025));
    assert_eq!(of("2024年度预算数", 2024), of("预算数", 2025));
    assert_eq!(of("2023年预算数", 2024), None, "last year's is another");
}

/// What a form has no row for may stand in another of its rows: it has not gone by all of it, and is not new.
#[test]
fn a_row_that_one_form_lacks_has_neither_come_nor_gone() {
    use crate::edit::{Batch, Edit};
    use crate::model::TableKey;
    use crate::session::Session;
    let text = include_str!("../../../assets/formats/焦作-2023.ron");
    let text = text.replacen("id: \"焦作-2023\"", "id: \"别的表式\"", 1);
    let mut other = Format::parse("别的表式.ron", &text).unwrap();
    let table = other.tables.iter_mut().find(|table| table.key.as_str() == "T1").unwrap();
    for section in &mut table.sections {
        section.before.retain(|row| row.key.as_str() != "222");
        section.after.retain(|row| row.key.as_str() != "222");
    }
    let (format, key) = (default_format(), TableKey::from("T1"));
    let mut with = crate::rules::fixtures::coherent();
    with.tables.get_mut(&key).unwrap().change_each(|row| {
        if row.key.as_str() == "222" {
            row.cells.insert("支出金额".into(), Value::Amount(Decimal::from(5)));
        }
    });
    let at = with.table(&key).unwrap().rows().iter().position(|row| row.key().as_str() == "222").unwrap();
    let mut without = Session::new(with.clone(), format.clone());
    let edits = vec![Edit::RemoveRows { table: key.clone(), at, count: 1 }];
    without.apply(Batch { label: String::new(), edits }).unwrap();
    let mut without = without.budget().clone();
    without.format.clone_from(&other.id);
    for (is_gone, kind) in [(true, ChangeKind::NotInNewerForm), (false, ChangeKind::NotInOlderForm)] {
        let (mut old, mut new) = if is_gone { (&with, &without) } else { (&without, &with) };
        let (later, earlier);
        (earlier, later) = (Budget { year: 2022, ..old.clone() }, Budget { year: 2023, ..new.clone() });
        (old, new) = (&earlier, &later);
        let formats = if is_gone { [&format, &other] } else { [&other, &format] };
        let figures = [Figures::compute(old, formats[0]), Figures::compute(new, formats[1])];
        let books = [
            Book { format: formats[0], budget: old, figures: &figures[0] },
            Book { format: formats[1], budget: new, figures: &figures[1] },
        ];
        let comparison = compare(&books);
        let changes = comparison.changes(&books, 0, 1);
        let of_row: Vec<_> = changes.iter().filter(|change| change.row.as_str() == "222").collect();
        assert!(of_row.iter().any(|change| change.kind == kind), "{of_row:?}");
        for change in of_row {
            assert_eq!((change.change, change.percent), (None, None), "{}", change.title);
        }
        let table = comparison.table(&key).unwrap();
        let row = table.rows.iter().find(|row| row.at.contains(&None) && row.at.contains(&Some(at)));
        let row = row.expect("the row stands alone");
        for column in table.columns_of(row) {
            assert_eq!(table.change(&books, (0, 1), row, column), None);
        }
    }
}
