//! A new budget (新建预算): empty, with the standard items of its units, from a template, or with the lines of
//! last year's.
//! Which columns of a format's lines hold what is known here by their names, as the standard items
//! (`assets/templates/标准项目.csv`) name them; a format without lines gives a budget with empty tables.

use std::sync::Arc;

use super::plan::{UnitPlan, papers};
use super::{last_text, last_year, template};
use crate::calc::{Book, Figures};
use crate::codes::UnitKind;
use crate::edit::{NewRow, new_rows};
use crate::model::{Budget, Coverage, Department, Layer, TableKey, Value};
use crate::narrative::{Template, write};
use crate::schema::{Format, SectionSchema};

/// What a new budget is to be.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The budget year.
    pub year: i32,
    /// Whose it is.
    pub department: Department,
    /// Its units.
    pub units: Vec<UnitPlan>,
}

/// What a new budget begins with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start<'a> {
    /// Nothing but its units.
    Empty,
    /// For each unit the lines that units of its kind usually have, without amounts.
    StandardItems,
    /// The units and lines of last year's budget, and its figures as last year's.
    LastYear {
        /// That budget.
        budget: &'a Budget,
        /// Whether its amounts are copied as this year's too; else they are left blank.
        amounts: bool,
    },
    /// What another budget holds, without its amounts.
    Template(&'a Budget),
}

/// The format of a budget of `year` that begins with another's: one that was made of last year's document speaks of last
/// year.
pub fn next_format(format: &Arc<Format>, last: &Budget, year: i32) -> Arc<Format> {
    match last.own_format.is_empty() {
        true => format.clone(),
        false => Arc::new(format.moved_on(last.year, year)),
    }
}

/// Makes a new budget, with its text as far as the tables and the format's template tell it.
pub fn new_budget(format: &Format, plan: &Plan, start: Start<'_>) -> Budget {
    let mut budget = without_text(format, plan, start);
    // A template at hand that cannot be read is said where somebody asks for the text.
    let template = Template::of(format).ok().flatten();
    let last = match start {
        Start::LastYear { budget, amounts } => {
            Some((budget, amounts)).filter(|_| !budget.narrative.is_empty())
        }
        _ => None,
    };
    match (template, last) {
        (Some(template), last) if last.is_none() || !template.is_general => {
            let figures = Figures::compute(&budget, format);
            let book = Book { format, budget: &budget, figures: &figures };
            let written = match last {
                Some((last, amounts)) => last_text::written(&template, &book, last, amounts),
                None => write(&template, &book).sections,
            };
            budget.narrative = written;
        }
        (_, Some((last, amounts))) => budget.narrative = last_text::rewritten(last, plan.year, amounts),
        (_, None) => {}
    }
    budget
}

fn without_text(format: &Format, plan: &Plan, start: Start<'_>) -> Budget {
    let mut budget = Budget {
        format: format.id.clone(),
        year: plan.year,
        department: plan.department.clone(),
        ..Budget::default()
    };
    if let Start::LastYear { budget: from, .. } | Start::Template(from) = start {
        // A format that was made of last year's document is in no file but the budget's.
        budget.own_format = from.own_format.clone();
        if !budget.own_format.is_empty()
            && let Some(text) = format.to_text()
        {
            budget.own_format = text;
        }
        budget.notes.extend(papers(from));
    }
    for schema in format.tables.iter().filter(|schema| !schema.overview) {
        let mut table = schema.blank_table();
        if format.derives(&schema.key) {
            table.coverage = Coverage::Derived;
        }
        budget.tables.insert(schema.key.clone(), table);
    }
    let Some(list) = &format.units else {
        // Without lines the tables are all there is to take over.
        match start {
            Start::LastYear { budget: last, amounts } => {
                budget.tables.extend(last_year::tables(format, last, amounts));
                if !amounts {
                    template::forget_money(format, &mut budget);
                }
            }
            Start::Template(from) => template::begin(format, &mut budget, &[], from),
            Start::Empty | Start::StandardItems => {}
        }
        name_department(format, &mut budget);
        return budget;
    };
    if let Start::LastYear { budget: last, amounts } = start {
        budget.tables.extend(last_year::beside_lines(format, last, amounts));
    }
    if let Start::Template(from) = start {
        template::begin(format, &mut budget, &plan.units, from);
    }
    for unit in &plan.units {
        let kind = unit.kind.map(UnitKind::short_name).unwrap_or_default();
        let kind_column = list.kind.as_ref().map_or("", |column| column.as_str());
        let cells =
            [(list.code.as_str(), unit.code.as_str()), (list.name.as_str(), &unit.name), (kind_column, kind)];
        add(format, &mut budget, &list.table, &cells);
        let table = budget.tables.get_mut(&list.table);
        if let (Some(table), Some(heads), Some(column)) = (table, unit.heads, &list.heads) {
            let last = table.len().saturating_sub(1);
            table.set(last, Layer::Input, column, Some(Value::Amount(heads.into())));
        }
    }
    if let Start::LastYear { budget: last, .. } = start {
        last_year::keep_figures(format, &mut budget, last);
    }
    name_department(format, &mut budget);
    if start == Start::StandardItems {
        for unit in &plan.units {
            add_standard_items(format, &mut budget, unit);
        }
    }
    budget
}

/// Writes the department's name where a table has a place for it and nothing stands there.
fn name_department(format: &Format, budget: &mut Budget) {
    let name = budget.department.name.clone();
    for schema in &format.tables {
        let Some(table) = budget.tables.get_mut(&schema.key).filter(|_| !name.is_empty()) else {
            continue;
        };
        for fixed in schema.sections.iter().flat_map(SectionSchema::fixed_rows) {
            let place = fixed.department.as_ref().zip(table.position(&fixed.key));
            if let Some((column, at)) = place
                && table.at(at).is_some_and(|row| row.text(column).is_empty())
            {
                table.set(at, Layer::Input, column, Some(Value::from(name.as_str())));
            }
        }
    }
}

fn add_standard_items(format: &Format, budget: &mut Budget, unit: &UnitPlan) {
    // Standard items are of what is bought.
    let Some(lines) = format.lines.iter().find(|lines| lines.department.is_some()) else {
        return;
    };
    let kind = match unit.kind {
        Some(UnitKind::Institution) => "事业",
        // 参公 units use the codes of 行政.
        Some(UnitKind::Administrative | UnitKind::CivilServiceManaged) => "行政",
        None => return,
    };
    let mut reader = csv::Reader::from_reader(include_str!("../../assets/templates/标准项目.csv").as_bytes());
    for item in reader.records().flatten().filter(|item| item.get(0) == Some(kind)) {
        let text = |at: usize| item.get(at).unwrap_or_default();
        let cells = [
            (&lines.unit_code, unit.code.as_str()),
            (&lines.unit, unit.name.as_str()),
            (&lines.spending, text(1)),
            (&lines.item, text(2)),
            (&lines.function, text(3)),
            (&lines.department, text(4)),
            (&lines.government, text(5)),
            (&lines.source, text(6)),
        ];
        let cells = cells.into_iter().filter_map(|(column, text)| Some((column.as_ref()?.as_str(), text)));
        add(format, budget, &lines.table, &cells.collect::<Vec<_>>());
    }
}

/// Adds a row of the first free kind behind the others.
fn add(format: &Format, budget: &mut Budget, key: &TableKey, cells: &[(&str, &str)]) {
    let Some((schema, table)) = format.table(key).zip(budget.table(key)) else {
        return;
    };
    let Some((section, free)) =
        schema.sections.iter().find_map(|section| Some((section, section.free.first()?)))
    else {
        return;
    };
    let known = |column: &str| section.column(&column.into()).is_some();
    let filled = cells.iter().filter(|(column, text)| !text.is_empty() && known(column));
    let row = NewRow {
        kind: free.kind.clone(),
        cells: filled.map(|(column, text)| ((*column).into(), Value::from(*text))).collect(),
    };
    // A kind that only continues a row above cannot begin a table: such a table stays empty.
    if let Ok((step, _)) = new_rows(schema, table, None, vec![row]) {
        let _ = step.apply(budget);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::default_format;
    use crate::session::Session;

    fn plan() -> Plan {
        let unit = |code: &str, name: &str, kind| UnitPlan {
            code: code.into(),
            name: name.into(),
            kind: Some(kind),
            heads: Some(12),
        };
        Plan {
            year: 2024,
            department: Department { code: "901".into(), name: "某局".into(), full_name: "某局".into() },
            units: vec![
                unit("901001", "某局", UnitKind::Administrative),
                unit("901002", "某中心", UnitKind::Institution),
            ],
        }
    }

    #[test]
    fn a_new_budget_has_its_units_and_their_standard_items() {
        let format = default_format();
        let budget = new_budget(&format, &plan(), Start::StandardItems);
        let begun = Session::unsaved(budget.clone(), format.clone());
        let told: Vec<String> = begun.verdicts().findings().iter().map(|found| found.message).collect();
        // Nothing is wrong in what nobody has typed yet, but that the text is to be filled in.
        assert!(matches!(told.as_slice(), [only] if only.contains("没有填写")), "{told:?}");
        let goals = budget.table(&"T14".into()).unwrap();
        assert_eq!(goals.row(&"部门(单位)名称".into()).unwrap().text(&"基本内容".into()), "某局");
        let lines = budget.tables[&"预算明细".into()].rows();
        let of = |unit: &str| lines.iter().filter(|row| row.text(&"单位".into()) == unit).count();
        assert_eq!((of("某局"), of("某中心")), (22, 18));
        let units = budget.tables[&"单位".into()].rows();
        assert!(units.iter().all(
            |row| row.cells().get(&"在职人数".into()) == Some(crate::model::ValueView::Amount(12.into()))
        ));
        let session = Session::new(budget, format);
        assert!(session.is_derived(&"T3".into()));
        assert_eq!(session.units().len(), 2);
        // The offered codes are right ones that go together.
        let wrong =
            |rule: &str| rule.contains("经济分类科目") || rule.contains("科目对应") || rule.contains("重复");
        let findings = session.verdicts().findings().iter().filter(|finding| wrong(&finding.rule.id));
        assert_eq!(findings.map(|finding| finding.message.clone()).collect::<Vec<_>>(), Vec::<String>::new());
    }

    #[test]
    fn last_years_lines_are_carried_over_with_or_without_amounts() {
        let format = default_format();
        let text = include_str!("../../assets/samples/示例区档案局-2023（示例）.ron");
        let last = crate::file::from_text(text, &crate::schema::Formats::embedded()).unwrap().budget;
        let empty = Plan { year: 2024, ..Plan::default() };
        for (copy_amounts, total) in [(false, "0"), (true, "824.01")] {
            let start = Start::LastYear { budget: &last, amounts: copy_amounts };
            let budget = new_budget(&format, &empty, start);
            let lines = |budget: &Budget| budget.tables[&"预算明细".into()].rows().len();
            assert_eq!(lines(&budget), lines(&last));
            let session = Session::new(budget, format.clone());
            let cell = session.book().cell(&"T3!合计!合计".parse().unwrap()).unwrap().number();
            assert_eq!(cell.unwrap_or_default().normalize().to_string(), total);
            // Last year's amounts stand beside, line by line and in the totals that the text quotes.
            for (address, amount) in [
                ("预算明细!合计!上年金额", "824.01"),
                ("收入明细!合计!上年金额", "824.01"),
                ("基本情况!上年收支总计!上年数", "824.01"),
                ("基本情况!上年公务接待费!上年数", "1.8"),
                ("基本情况!上年因公出国（境）费!上年数", "0"),
            ] {
                let cell = session.book().cell(&address.parse().unwrap()).unwrap().number();
                let shown = cell.map(|number| number.normalize().to_string());
                assert_eq!(shown.as_deref(), Some(amount), "{address}");
            }
        }
    }

    /// What is no year's own goes on: head-counts, cars, standards, targets and what people wrote; what was the year before's
    /// does not.
    #[test]
    fn what_stands_beside_the_lines_goes_on() {
        let format = default_format();
        let text = include_str!("../../assets/samples/示例区档案局-2023（示例）.ron");
        let last = crate::file::from_text(text, &crate::schema::Formats::embedded()).unwrap().budget;
        for amounts in [false, true] {
            let start = Start::LastYear { budget: &last, amounts };
            let budget = new_budget(&format, &Plan { year: 2024, ..Plan::default() }, start);
            let session = Session::new(budget, format.clone());
            let shown =
                |budget: &Session, cell: &str| budget.book().cell(&cell.parse().unwrap()).unwrap().text();
            let before = Session::new(last.clone(), format.clone());
            let cells = ["基本情况!行政编制!数量", "基本情况!车辆总数!设备数量", "单位!901001!在职人数"];
            for cell in cells {
                assert_eq!(shown(&session, cell), shown(&before, cell), "{cell}");
                assert!(!shown(&session, cell).is_empty(), "{cell}");
            }
            assert_eq!(shown(&session, "基本情况!货物!采购金额").is_empty(), !amounts);
            let rows = |of: &Session, table: &str| of.budget().tables[&table.into()].rows().to_vec();
            assert_eq!(rows(&session, "费用标准"), rows(&before, "费用标准"));
            for table in ["T14", "T15"] {
                assert_eq!(rows(&session, table).len(), rows(&before, table).len(), "{table}");
            }
            let said: Vec<String> =
                session.budget().narrative.iter().flat_map(|one| one.paragraphs.clone()).collect();
            let has = |words: &str| said.iter().any(|text| text.contains(words));
            assert!(has("负责全区档案工作的监督和指导"), "{said:#?}");
            assert!(has("行政编制20人") || has("行政编制 20 人"), "{said:#?}");
            let reasons = said.iter().filter(|text| text.contains("增加馆藏档案数字化经费。"));
            assert_eq!(reasons.collect::<Vec<_>>(), Vec::<&String>::new(), "{amounts}");
            // Figures that the tables tell are told by them, not left for people to fill.
            assert!(!has("上年文字为824.01"), "{said:#?}");
            let open = said.iter().any(|text| text.contains("请填写：部门职责"));
            assert!(!open, "{said:#?}");
        }
    }

    /// What lines say of last year is last year's where nothing else is known.
    #[test]
    fn what_lines_say_of_last_year_is_told() {
        let format = default_format();
        let text = include_str!("../../assets/samples/示例区档案局-2023（示例）.ron");
        let last = crate::file::from_text(text, &crate::schema::Formats::embedded()).unwrap().budget;
        let start = Start::LastYear { budget: &last, amounts: true };
        let mut budget = new_budget(&format, &Plan { year: 2024, ..Plan::default() }, start);
        let kept = crate::narrative::Reader::compile(&format).0;
        let told = |budget: &Budget| -> Vec<(String, String)> {
            let figures = Figures::compute(budget, &format);
            let book = Book { format: &format, budget, figures: &figures };
            let known = kept.kept_figures(&book).into_iter();
            known.map(|(what, _, last)| (what, last.value.normalize().to_string())).collect()
        };
        let by_cells = told(&budget);
        assert!(by_cells.contains(&("支出总计".to_owned(), "824.01".to_owned())), "{by_cells:?}");
        let facts = format.table(&"基本情况".into()).unwrap().blank_table();
        budget.tables.insert("基本情况".into(), facts);
        assert_eq!(told(&budget), by_cells, "the lines say the same");
        let lines = budget.tables.get_mut(&"预算明细".into()).unwrap();
        for at in 0..lines.len() {
            lines.set(at, Layer::Input, &"上年金额".into(), None);
        }
        assert!(told(&budget).is_empty(), "nobody knows then");
    }

    #[test]
    fn of_a_published_budget_the_figures_are_kept_without_lines() {
        let format = default_format();
        let text = include_str!("../../assets/samples/焦作市委办公室-2023.ron");
        let last = crate::file::from_text(text, &crate::schema::Formats::embedded()).unwrap().budget;
        let start = Start::LastYear { budget: &last, amounts: false };
        let budget = new_budget(&format, &Plan { year: 2024, ..Plan::default() }, start);
        let session = Session::new(budget, format);
        assert_eq!(session.units().len(), 4);
        for (row, amount) in [
            ("上年收支总计", "2907.50"),
            ("上年“三公”经费", "50.14"),
            ("上年公务用车运行费", "46.30"),
            ("上年机关运行经费", "185.46"),
        ] {
            let cell = session.book().cell(&format!("基本情况!{row}!上年数").parse().unwrap()).unwrap();
            assert_eq!(cell.number().map(|number| number.to_string()).as_deref(), Some(amount), "{row}");
        }
    }
}
