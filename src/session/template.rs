//! Templates (模板): a budget whose rows, codes, formulas and standards are kept and whose amounts are not, and
//! what a new budget takes over of one. Any budget serves as a template; saved as one it only is smaller.

use crate::calc::{Book, Figures};
use crate::codes::UnitKind;
use crate::edit::{NewRow, new_rows};
use crate::model::{Budget, Coverage, Layer, Row, RowView, TableKey, Value};
use crate::rules::money_in_forms;
use crate::schema::{Format, TableSchema, UnitList};

use super::plan::{UnitPlan, papers};

/// What is kept of a budget as a template: no amount, no text, no remark of this year.
pub fn as_template(format: &Format, budget: &Budget) -> Budget {
    let mut template = Budget {
        format: budget.format.clone(),
        own_format: budget.own_format.clone(),
        year: budget.year,
        department: budget.department.clone(),
        notes: papers(budget).collect(),
        ..Budget::default()
    };
    let standards = format.standards.as_ref().map(|list| &list.table);
    for schema in &format.tables {
        let Some(table) = budget.table(&schema.key) else {
            continue;
        };
        let mut kept = table.clone();
        if Some(&schema.key) != standards {
            match kept.coverage {
                // What is summed from lines holds nothing of its own.
                Coverage::Derived => kept = schema.blank_table(),
                _ => kept.change_each(|row| empty(schema, row)),
            }
            kept.remark.clear();
            kept.note.clear();
            kept.coverage = match table.coverage {
                Coverage::Partial | Coverage::Unread => Coverage::Full,
                coverage => coverage,
            };
        }
        template.tables.insert(schema.key.clone(), kept);
    }
    forget_money(format, &mut template);
    template
}

/// Takes the money out of forms, whose cells are texts: what stands in them is known by its labels.
pub(super) fn forget_money(format: &Format, budget: &mut Budget) {
    let figures = Figures::compute(budget, format);
    for (cell, text) in money_in_forms(&Book { format, budget, figures: &figures }) {
        let Some(table) = budget.tables.get_mut(&cell.table) else { continue };
        let at = table
            .position(&cell.row)
            .filter(|at| table.at(*at).is_some_and(|row| !row.text(&cell.column).is_empty()));
        if let Some(at) = at {
            let left = Some(text.as_str()).filter(|text| !text.is_empty()).map(Value::from);
            table.set(at, Layer::Input, &cell.column, left);
        }
    }
}

/// Takes the figures out of a row.
fn empty(schema: &TableSchema, row: &mut Row) {
    let section = schema.shape(row.view()).and_then(|(section, _)| schema.sections.get(section));
    row.stated.clear();
    row.remark.clear();
    row.cells.retain(|column, value| {
        let column = section.and_then(|section| section.column(column));
        value.text().is_some() && column.is_none_or(|column| !column.kind.is_number())
    });
}

/// Fills a new budget with what a template holds: for units of its own the lines of the template's unit of the
/// same code, name or kind; without units the template's own.
pub(super) fn begin(format: &Format, budget: &mut Budget, units: &[UnitPlan], from: &Budget) {
    let template = as_template(format, from);
    let is_line = |key: &TableKey| format.has_lines(key);
    let has_lines = template.tables.iter().any(|(key, table)| is_line(key) && !table.rows().is_empty());
    let standards = format.standards.as_ref().map(|list| &list.table);
    for (key, table) in &template.tables {
        let is_summed = has_lines && format.derives(key);
        let is_own = units.is_empty() && !is_summed;
        if is_own || Some(key) == standards {
            budget.tables.insert(key.clone(), table.clone());
        }
    }
    let Some(list) = format.units.as_ref().filter(|_| !units.is_empty()) else {
        return;
    };
    for (key, table) in template.tables.iter().filter(|(key, _)| is_line(key)) {
        for unit in units {
            let source = source_of(list, &template, unit);
            let column = format.lines_of(key).and_then(|lines| lines.unit_code.as_ref());
            let wanted = |row: &RowView<'_>| {
                let code = column.map(|column| row.text(column)).unwrap_or_default();
                code.is_empty() || source == Some(code)
            };
            add_for(format, budget, key, unit, table.rows().iter().filter(wanted));
        }
    }
}

/// The code of the template's unit whose lines are those of a unit.
fn source_of<'t>(list: &UnitList, template: &'t Budget, unit: &UnitPlan) -> Option<&'t str> {
    let rows = template.table(&list.table)?.rows();
    let kind = unit.kind.map(UnitKind::short_name);
    let of_kind = |row: &RowView<'_>| {
        let column = list.kind.as_ref();
        column.zip(kind).is_some_and(|(column, kind)| row.text(column).starts_with(kind))
    };
    // 参公 units use the codes of 行政.
    let alike = |row: &RowView<'_>| {
        let column = list.kind.as_ref();
        let of = |name: &str| column.is_some_and(|column| row.text(column).starts_with(name));
        unit.kind.is_some_and(|kind| kind != UnitKind::Institution) && (of("行政") || of("参公"))
    };
    let found = rows
        .iter()
        .find(|row| row.text(&list.code) == unit.code)
        .or_else(|| rows.iter().find(|row| row.text(&list.name) == unit.name))
        .or_else(|| rows.iter().find(of_kind))
        .or_else(|| rows.iter().find(alike))?;
    Some(found.text(&list.code))
}

/// Adds lines as those of a unit.
fn add_for<'r>(
    format: &Format,
    budget: &mut Budget,
    key: &TableKey,
    unit: &UnitPlan,
    rows: impl Iterator<Item = RowView<'r>>,
) {
    let Some(((schema, table), lines)) = format.table(key).zip(budget.table(key)).zip(format.lines_of(key))
    else {
        return;
    };
    let free =
        |row: RowView<'_>| schema.sections.iter().any(|section| section.free_kind(row.kind()).is_some());
    let rows = rows.filter(|row| free(*row)).map(|row| {
        let mut cells = row.cells().to_cells();
        for (column, text) in [(&lines.unit_code, &unit.code), (&lines.unit, &unit.name)] {
            if let Some(column) = column {
                cells.insert(column.clone(), Value::from(text.as_str()));
            }
        }
        NewRow { kind: row.kind().clone(), cells }
    });
    let rows: Vec<NewRow> = rows.collect();
    if !rows.is_empty()
        && let Ok((step, _)) = new_rows(schema, table, None, rows)
    {
        // The rows were made for this table; a template of another format adds none.
        let _ = step.apply(budget);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::UnitKind;
    use crate::model::Department;
    use crate::schema::{Formats, default_format};
    use crate::session::{Plan, Session, Start, new_budget};
    use crate::standards::reckoned_lines;

    fn prepared() -> Budget {
        let text = include_str!("../../assets/samples/示例区档案局-2023（示例）.ron");
        crate::file::from_text(text, &Formats::embedded()).unwrap().budget
    }

    fn plan(units: &[(&str, &str, UnitKind)]) -> Plan {
        let units = units.iter().map(|(code, name, kind)| UnitPlan {
            code: (*code).into(),
            name: (*name).into(),
            kind: Some(*kind),
            heads: None,
        });
        let department = Department { code: "902".into(), name: "某局".into(), full_name: "某局".into() };
        Plan { year: 2024, department, units: units.collect() }
    }

    #[test]
    fn a_template_keeps_rows_codes_formulas_and_standards_but_no_amount() {
        let format = default_format();
        let (budget, template) = (prepared(), as_template(&format, &prepared()));
        let rows = |budget: &Budget, table: &str| budget.tables[&table.into()].rows().to_vec();
        assert_eq!(rows(&template, "费用标准"), rows(&budget, "费用标准"));
        let (lines, kept) = (rows(&budget, "预算明细"), rows(&template, "预算明细"));
        assert_eq!(kept.len(), lines.len());
        for (line, kept) in lines.iter().zip(&kept) {
            for column in
                ["单位代码", "项目名称", "功能科目", "部门经济科目", "政府经济科目", "资金来源", "算法"]
            {
                assert_eq!(kept.text(&column.into()), line.text(&column.into()));
            }
        }
        for (key, table) in template.tables.iter().filter(|(key, _)| key.as_str() != "费用标准") {
            let amounts =
                table.rows().iter().flat_map(|row| row.cells().values().chain(row.stated().values()));
            assert_eq!(amounts.filter(|value| value.amount().is_some()).count(), 0, "{key}");
            assert_eq!((table.remark.as_str(), table.note.as_str()), ("", ""), "{key}");
        }
        assert!(template.narrative.is_empty() && template.notes.is_empty());
        // It is a file like any other.
        let text = crate::file::to_text(&template, &crate::file::Extras::default());
        assert_eq!(crate::file::from_text(&text, &Formats::embedded()).unwrap().budget, template);
    }

    #[test]
    fn a_new_budget_takes_the_lines_of_a_unit_of_its_kind() {
        let format = default_format();
        let units = [("902001", "某局", UnitKind::Administrative), ("902002", "某站", UnitKind::Institution)];
        let budget = new_budget(&format, &plan(&units), Start::Template(&prepared()));
        let lines = budget.tables[&"预算明细".into()].rows();
        let of = |code: &str| lines.iter().filter(|row| row.text(&"单位代码".into()) == code).count();
        let count = |code: &str| {
            let lines = prepared();
            lines.tables[&"预算明细".into()]
                .rows()
                .iter()
                .filter(|row| row.text(&"单位代码".into()) == code)
                .count()
        };
        assert_eq!((of("902001"), of("902002")), (count("901001"), count("901003")));
        assert_eq!(of("901001"), 0);
        let mut session = Session::new(budget, format);
        assert!(session.is_derived(&"T3".into()));
        assert_eq!(session.units(), [("902001".into(), "某局".into()), ("902002".into(), "某站".into())]);
        // With head-counts its lines are reckoned by the template's standards.
        session.enter(&"单位!902002!在职人数".parse().unwrap(), "3").unwrap();
        let lines = reckoned_lines(session.budget(), session.format());
        let office = lines.iter().find(|line| line.title == "某站 办公费").unwrap();
        assert_eq!(office.now.as_ref().unwrap().amount.to_string(), "1.35");
    }

    #[test]
    fn without_units_of_its_own_it_has_those_of_the_template() {
        let format = default_format();
        let budget = new_budget(&format, &plan(&[]), Start::Template(&prepared()));
        assert_eq!(budget.department.name, "某局");
        let lines = |budget: &Budget| budget.tables[&"预算明细".into()].rows().len();
        // The line of the total is a row of the new budget.
        assert_eq!(lines(&budget), lines(&prepared()));
        let session = Session::new(budget, format.clone());
        assert_eq!(session.units().len(), 3);
        assert!(session.is_derived(&"T3".into()));
        // A published budget gives its tables, without figures.
        let text = include_str!("../../assets/samples/焦作市委办公室-2023.ron");
        let published = crate::file::from_text(text, &Formats::embedded()).unwrap().budget;
        let budget = new_budget(&format, &plan(&[]), Start::Template(&published));
        let session = Session::new(budget, format);
        assert!(!session.is_derived(&"T3".into()));
        let cell = session.book().cell(&"T3!2013101!工资福利支出".parse().unwrap()).unwrap();
        assert_eq!(cell.number(), None);
    }
}
