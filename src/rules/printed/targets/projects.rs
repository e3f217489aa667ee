//! Projects that two tables name: the money that a sheet of targets, or a list with targets, gives a project beside what
//! the table of projects (项目支出表) gives it. Which table that is differs by place, so that the one is asked with which
//! most agree; where hardly any agrees, they speak of different money and nothing is said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::Outcome;
use super::funding::Funding;
use crate::calc::{Book, Cell, Sheet, SheetRow};
use crate::formula::name_of_cell;
use crate::model::{ColumnKey, Coverage};
use crate::money::{MoneyUnit, display};
use crate::rules::printed::{MOST_ROWS, is_total};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{ColumnKind, Severity};

/// How many names of a form a table must have before one is missed there, and how many for each that is.
const LEAST_NAMES: usize = 2;

/// Tables that name projects for another reason than their whole money.
const OTHERS: [&str; 8] = ["采购", "购买服务", "会议", "培训", "资产", "三公", "车辆", "课题"];

/// What the title of a table says whose projects are paid of one kind of money alone.
const OF_ONE_KIND: [&str; 5] = ["一般公共预算", "财政拨款", "政府性基金", "国有资本", "当年"];

/// A project of a sheet of targets or of a list.
struct Project<'a> {
    name: String,
    cell: Cell<'a>,
    value: Decimal,
    in_yuan: Decimal,
    /// What its money is called in a message.
    named: String,
    shown: String,
    /// Whether the form itself gives another figure, which is told of it already.
    other_sum: Option<Decimal>,
}

impl<'a> Project<'a> {
    fn of(funding: &Funding<'a>) -> Self {
        Self {
            name: essence(&funding.name),
            cell: funding.cell,
            value: funding.value,
            in_yuan: funding.in_yuan,
            named: format!("{}的项目资金", funding.named()),
            shown: funding.shown(),
            other_sum: funding.other_sum(),
        }
    }
}

/// What a table of projects has under each name: the cells of its rows, row by row.
struct List<'a> {
    sheet: Sheet<'a>,
    column: ColumnKey,
    rows: BTreeMap<String, Vec<Vec<(Cell<'a>, Decimal)>>>,
}

/// How a project stands in a list.
enum Held<'l, 'a> {
    Agrees,
    /// Another figure; what the list has, nearest first.
    Apart(&'l (Cell<'a>, Decimal)),
    Absent,
}

/// Holds the projects of each form and of each list with targets against the table of projects.
pub(super) fn judge<'a>(
    head: &Arc<RuleHead>,
    book: &Book<'a>,
    forms: &[Vec<Funding<'a>>],
) -> Vec<Outcome<'a>> {
    let lists: Vec<List<'a>> = book.sheets().filter_map(|sheet| List::of(&sheet)).collect();
    let of_form = |fundings: &Vec<Funding<'a>>| {
        let named = fundings.iter().filter(|funding| !funding.name.is_empty());
        let of_year = named.filter(|funding| !funding.is_of_years);
        of_year.map(Project::of).collect::<Vec<_>>()
    };
    let mut groups: Vec<Vec<Project<'a>>> = forms.iter().map(of_form).collect();
    let with_targets = lists.iter().filter(|list| list.sheet.schema.title.contains("绩效"));
    groups.extend(with_targets.map(|list| list.projects(book.format.unit)));
    let tables: Vec<&List<'a>> =
        lists.iter().filter(|list| !list.sheet.schema.title.contains("绩效")).collect();
    groups.iter().flat_map(|projects| held(head, projects, &tables, book)).collect()
}

/// Holds some projects against the table with which most of them agree.
fn held<'a>(
    head: &Arc<RuleHead>,
    projects: &[Project<'a>],
    tables: &[&List<'a>],
    book: &Book<'a>,
) -> Vec<Outcome<'a>> {
    let unit = book.format.unit.in_yuan();
    let agreed = |list: &&&List<'a>| {
        projects.iter().filter(|project| matches!(list.held(project, unit), Held::Agrees)).count()
    };
    let Some(list) = tables.iter().max_by_key(agreed) else { return Vec::new() };
    let all: Vec<(&Project<'a>, Held<'_, 'a>)> =
        projects.iter().map(|project| (project, list.held(project, unit))).collect();
    let count = |is: fn(&Held<'_, '_>) -> bool| all.iter().filter(|(_, held)| is(held)).count();
    let agreed = count(|held| matches!(held, Held::Agrees));
    let apart = count(|held| matches!(held, Held::Apart(_)));
    let absent = count(|held| matches!(held, Held::Absent));
    if let Some(out) = in_other_unit(head, &all, book) {
        return out;
    }
    let tells_apart = agreed > apart;
    // Two that have each other's money: 300 and 100 for 100 and 300.
    let is_exchanged = |project: &Project<'a>, value: Decimal| {
        all.iter().any(|(other, held)| {
            let Held::Apart((_, theirs)) = held else { return false };
            is_same(other, value, unit) && is_same(project, *theirs, unit) && other.name != project.name
        })
    };
    let named = agreed + apart;
    let tells_absent = named >= LEAST_NAMES && named >= absent * LEAST_NAMES;
    let mut out = Vec::new();
    for (project, held) in &all {
        let (severity, message, cells) = match held {
            Held::Agrees => {
                out.push((project.cell, None));
                continue;
            }
            // Told already, with what its sources come to.
            Held::Apart((_, value)) if project.other_sum == Some(in_unit(*value, unit, project.in_yuan)) => {
                continue;
            }
            Held::Apart(other) if tells_apart || is_exchanged(project, other.1) => {
                let (cell, value) = other;
                let message = format!(
                    "{}列示为 {}，{}列示为 {} {}，应当相同，请核对。",
                    project.named,
                    project.shown,
                    name_of_cell(cell),
                    display(*value, cell.decimals()),
                    book.format.unit.label()
                );
                (Severity::Warning, message, vec![project.cell.address(), cell.address()])
            }
            Held::Absent if tells_absent => {
                let table = list.sheet.schema.named();
                let like = list.alike(project, unit, projects);
                let message = match &like {
                    Some(row) => format!(
                        "{}列示为 {}，{table}没有这个项目，金额相同的是“{}”，名称不一致，请核对。",
                        project.named,
                        project.shown,
                        row.row.text(&list.column).trim()
                    ),
                    None => {
                        format!("{}列示为 {}，{table}没有这个项目，请核对。", project.named, project.shown)
                    }
                };
                // A table of one kind of money need not have every project.
                let is_of_one_kind = OF_ONE_KIND.iter().any(|word| list.sheet.schema.title.contains(word));
                let severity =
                    if like.is_some() || is_of_one_kind { Severity::Hint } else { Severity::Warning };
                let mut cells = vec![project.cell.address()];
                cells.extend(like.map(|cell| cell.address()));
                (severity, message, cells)
            }
            Held::Apart(_) | Held::Absent => continue,
        };
        let finding = Finding {
            severity,
            actual: Some(project.value),
            cells,
            ..Finding::at(head, project.cell.address(), message)
        };
        out.push((project.cell, Some(finding)));
    }
    out
}

/// All projects that have the money which the table gives them ten thousand times over: the form is of 元, and says 万元.
fn in_other_unit<'a>(
    head: &Arc<RuleHead>,
    all: &[(&Project<'a>, Held<'_, 'a>)],
    book: &Book<'a>,
) -> Option<Vec<Outcome<'a>>> {
    let wan = MoneyUnit::WanYuan.in_yuan();
    let unit = book.format.unit.in_yuan();
    let times = |project: &Project<'_>, held: &Held<'_, '_>| {
        let Held::Apart((_, value)) = held else { return None };
        project.value.checked_div(in_unit(*value, unit, project.in_yuan)).map(|times| times.normalize())
    };
    let (first, held) = all.first()?;
    let Held::Apart((other, value)) = held else { return None };
    let of_first = times(first, held).filter(|of| *of == wan || of.checked_mul(wan) == Some(Decimal::ONE))?;
    if all.len() < LEAST_NAMES || !all.iter().all(|(project, held)| times(project, held) == Some(of_first)) {
        return None;
    }
    let (is, should) = if of_first == wan { ("元", "万元") } else { ("万元", "元") };
    let message = format!(
        "{}列示为 {}，{}列示为 {} {}；全部 {} 个项目都正好相差一万倍，这些金额是按{is}填的，按所写单位应当填{should}数。",
        first.named,
        first.shown,
        name_of_cell(other),
        display(*value, other.decimals()),
        book.format.unit.label(),
        all.len(),
    );
    let right = in_unit(*value, unit, first.in_yuan);
    let finding = Finding {
        expected: Some(right),
        actual: Some(first.value),
        difference: first.value.checked_sub(right),
        cause: Some("元与万元混淆（相差一万倍）".to_owned()),
        cells: all.iter().map(|(project, _)| project.cell.address()).chain([other.address()]).collect(),
        ..Finding::at(head, first.cell.address(), message)
    };
    Some(vec![(first.cell, Some(finding))])
}

/// A figure of a table in the unit of a form.
fn in_unit(value: Decimal, unit: Decimal, in_yuan: Decimal) -> Decimal {
    value.checked_mul(unit).and_then(|value| value.checked_div(in_yuan)).unwrap_or(value)
}

/// A project's name as it is compared: what is written, without blanks and marks.
fn essence(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

impl<'a> List<'a> {
    /// A table with a column of projects and their money.
    fn of(sheet: &Sheet<'a>) -> Option<Self> {
        let title = &sheet.schema.title;
        let is_read = sheet.schema.number.is_some()
            && !sheet.schema.headless
            && sheet.coverage() == Coverage::Full
            && !OTHERS.iter().any(|word| title.contains(word));
        let [section] = sheet.schema.sections.as_slice() else { return None };
        let texts = || section.columns.iter().filter(|column| is_read && column.kind == ColumnKind::Text);
        let called = |word: &str, is_name: fn(&str) -> bool| word.contains("项目") && is_name(word);
        let find = |is_name: fn(&str) -> bool| {
            texts().find(|column| column.header.last().is_some_and(|word| called(word, is_name)))
        };
        // A project's sort stands before its name, or in place of it.
        let is_name = |word: &str| word.contains("名称") || word == "项目";
        let names = find(is_name).or_else(|| find(|word| word.contains("类别")))?;
        let mut rows: BTreeMap<String, Vec<Vec<(Cell<'a>, Decimal)>>> = BTreeMap::new();
        let mut count = 0;
        for row in sheet.rows().filter(|row| !is_total(row)) {
            let name = essence(row.text(&names.key));
            let amounts = amounts(&row);
            if name.is_empty() || amounts.is_empty() {
                continue;
            }
            count += 1;
            rows.entry(name).or_default().push(amounts);
        }
        (count > 0 && count <= MOST_ROWS).then(|| Self { sheet: *sheet, column: names.key.clone(), rows })
    }

    /// Its rows as projects: each with the first figure.
    fn projects(&self, unit: MoneyUnit) -> Vec<Project<'a>> {
        let all = self.rows.iter().flat_map(|(name, rows)| rows.iter().map(move |row| (name, row)));
        let mut known: BTreeSet<(&String, Decimal)> = BTreeSet::new();
        let projects = all.filter_map(|(name, row)| {
            let (cell, value) = *row.first()?;
            // It may stand once for each of its targets.
            if !known.insert((name, value)) {
                return None;
            }
            let called = cell.row.row.text(&self.column).trim();
            Some(Project {
                name: name.clone(),
                cell,
                value,
                in_yuan: unit.in_yuan(),
                named: format!("{}“{called} {}”", self.sheet.schema.named(), cell.column.title()),
                shown: format!("{} {}", display(value, cell.decimals()), unit.label()),
                other_sum: None,
            })
        });
        projects.collect()
    }

    /// How a project stands here: any figure of a row of its name, or what the rows of its name come to.
    fn held(&self, project: &Project<'_>, unit: Decimal) -> Held<'_, 'a> {
        let Some(rows) = self.rows.get(&project.name) else { return Held::Absent };
        let is_same = |value: Decimal| is_same(project, value, unit);
        let sum = |rows: &mut dyn Iterator<Item = &Vec<(Cell<'a>, Decimal)>>| {
            let firsts = rows.filter_map(|row| row.first());
            firsts.fold(Decimal::ZERO, |sum, (_, value)| sum.saturating_add(*value))
        };
        // What is carried over of it stands under a longer name: 补助经费（结转）.
        let longer = self.rows.range(project.name.clone()..);
        let longer = longer.take_while(|(name, _)| name.starts_with(&project.name));
        if is_same(sum(&mut rows.iter()))
            || is_same(sum(&mut longer.flat_map(|(_, rows)| rows)))
            || rows.iter().flatten().any(|(_, value)| is_same(*value))
        {
            return Held::Agrees;
        }
        let off = |value: Decimal| in_unit(value, unit, project.in_yuan).saturating_sub(project.value).abs();
        let firsts = rows.iter().filter_map(|row| row.first());
        firsts.min_by_key(|(_, value)| off(*value)).map_or(Held::Absent, Held::Apart)
    }

    /// The one row with a project's money under a name that no form has.
    fn alike(&self, project: &Project<'_>, unit: Decimal, all: &[Project<'_>]) -> Option<Cell<'a>> {
        let names: BTreeSet<&str> = all.iter().map(|project| project.name.as_str()).collect();
        let free = self.rows.iter().filter(|(name, _)| !names.contains(name.as_str()));
        let rows = free.flat_map(|(_, rows)| rows).filter_map(|row| row.first());
        let mut same = rows.filter(|(_, value)| is_same(project, *value, unit));
        let found = same.next()?;
        same.next().is_none().then_some(found.0)
    }
}

/// Whether a figure of a table is a project's, as precisely as its form prints it; a form may cut what it does not print.
fn is_same(project: &Project<'_>, value: Decimal, unit: Decimal) -> bool {
    let digit = Decimal::new(1, project.value.scale());
    in_unit(value, unit, project.in_yuan).saturating_sub(project.value).abs() < digit
}

/// The figures of a row, from the left.
fn amounts<'a>(row: &SheetRow<'a>) -> Vec<(Cell<'a>, Decimal)> {
    let cells = row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount);
    cells.filter_map(|cell| Some((cell, cell.printed()?))).filter(|(_, value)| !value.is_zero()).collect()
}
