//! Sheets of performance targets (绩效目标表) as documents print them: forms whose rows are texts, often of several projects
//! below each other. Weights must come to what their header says or to what is usual, no score is above its weight, what a
//! project may cost at most is not above its money, its money is what its sources come to and what the table of projects
//! has. Where a form is not read as it is printed, cells have moved and nothing is said.

mod costs;
mod funding;
mod projects;
mod sources;
mod tasks;
mod weights;

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use self::funding::Funding;
use self::tasks::TaskList;
use crate::calc::{Book, Cell, Sheet, SheetRow};
use crate::formula::name_of_cell;
use crate::model::{CellAddress, Coverage};
use crate::money::MoneyUnit;
use crate::pattern::Pattern;
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::Severity;

/// The label of a project's money.
static MONEY: Pattern = Pattern::new(
    "(?:资金总额|预算资金|资金金额|项目资金|预算金额|项目金额)(?:[（(](?:万元|元)[）)])?[:：]?$",
    &["资金", "金额"],
);

/// The label of what a form is of.
static NAME: Pattern =
    Pattern::new("^(?:项目|专项资金|专项|政策|任务)(?:[（(](?:项目|政策|单位)[）)])?名称[:：]?$", &["名称"]);

pub(super) fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: "绩效-印数".to_owned(),
        title: "绩效目标表的分值、得分、资金和成本指标前后相符".to_owned(),
        basis: "预算绩效管理的一般要求：指标权重合计与所写总分一致，项目资金等于各来源之和、与项目支出表一致，成本指标不超过项目资金"
            .to_owned(),
        severity: Severity::Warning,
        tables: Vec::new(),
    })
}

/// Judges every sheet of targets.
pub(super) fn judge(book: &Book<'_>) -> Option<(Arc<RuleHead>, Places)> {
    let (head, mut places) = (head(), Places::all());
    let forms = forms(book);
    let totals = tasks::Totals::of(book);
    let mut found = Vec::new();
    let mut forms_money = Vec::new();
    for form in &forms {
        let fundings = form.fundings();
        found.extend(form.weights(&head));
        found.extend(form.costs(&head));
        found.extend(form.tasks(&head, &totals));
        found.extend(fundings.iter().filter_map(|funding| funding.judge(&head)));
        forms_money.push(fundings);
    }
    found.extend(projects::judge(&head, book, &forms_money));
    for (cell, finding) in found {
        let outcome = match finding {
            None => PlaceOutcome::Passed,
            Some(finding) if finding.severity == Severity::Hint => PlaceOutcome::Hint(Box::new(finding)),
            Some(finding) => PlaceOutcome::Violated(Box::new(finding)),
        };
        places.add(outcome, || Some(cell.address()));
    }
    (places.count() > 0).then_some((head, places))
}

/// Every sheet of targets.
fn forms<'a>(book: &Book<'a>) -> Vec<Form<'a>> {
    let is_form = |sheet: &Sheet<'_>| {
        sheet.schema.number.is_some()
            && sheet.schema.title.contains("绩效")
            && sheet.coverage() == Coverage::Full
    };
    book.sheets().filter(is_form).map(|sheet| Form::of(&sheet, book.format.unit)).collect()
}

/// The cells of forms whose text is money, or ends in it, each with what is left of the text without.
pub(crate) fn money_in_forms(book: &Book<'_>) -> Vec<(CellAddress, String)> {
    let of_form = |form: Form<'_>| {
        let fundings = form.fundings();
        let of_projects = fundings.iter().flat_map(Funding::cells);
        let lists = form.task_lists();
        let cells = of_projects.chain(lists.iter().flat_map(TaskList::cells));
        cells.map(|cell| (cell.address(), label_before(&cell.text()))).collect::<Vec<_>>()
    };
    forms(book).into_iter().flat_map(of_form).collect()
}

/// What stands before a figure that follows its label in one cell.
fn label_before(text: &str) -> String {
    let end =
        text.char_indices().rfind(|(_, c)| matches!(c, ':' | '：')).map_or(0, |(at, c)| at + c.len_utf8());
    text.get(..end).unwrap_or_default().to_owned()
}

/// A text of a form, with its cell.
struct Entry<'a> {
    cell: Cell<'a>,
    text: String,
}

impl<'a> Entry<'a> {
    /// As money: a percentage is none.
    fn amount(&self) -> Option<Decimal> {
        self.text.replace(',', "").parse().ok()
    }

    fn number(&self) -> Option<Decimal> {
        self.text.trim_end_matches(['分', '%', '％']).replace(',', "").parse().ok()
    }
}

/// The rows of a form, each with its cells in order.
struct Form<'a> {
    rows: Vec<Vec<Entry<'a>>>,
    /// The projects by the rows that name them; in the first what the header names, where lines of the form were taken for one.
    names: BTreeMap<usize, String>,
    unit: MoneyUnit,
}

/// A cell that was looked at, and what is wrong with it.
type Outcome<'a> = (Cell<'a>, Option<Finding>);

impl<'a> Form<'a> {
    fn of(sheet: &Sheet<'a>, unit: MoneyUnit) -> Self {
        let entries = |row: SheetRow<'a>| {
            let of = |cell: Cell<'a>| {
                let text = cell.text().chars().filter(|c| !c.is_whitespace()).collect();
                Entry { cell, text }
            };
            row.cells().map(of).collect()
        };
        let rows: Vec<Vec<Entry<'a>>> = sheet.rows().map(entries).collect();
        let named = |(at, row): (usize, &Vec<Entry<'a>>)| {
            let label = row.iter().position(|entry| NAME.is_match(&entry.text))?;
            let name = row.iter().skip(label + 1).find(|entry| !entry.text.is_empty())?;
            Some((at, name.text.clone()))
        };
        let of_header = headed(sheet).map(|name| (0, name));
        let names = of_header.into_iter().chain(rows.iter().enumerate().filter_map(named)).collect();
        Self { rows, names, unit }
    }

    /// The project that a row speaks of: the last name at or above it.
    fn subject(&self, at: usize) -> Option<&str> {
        let (_, name) = self.names.range(..=at).next_back()?;
        Some(name)
    }

    /// The same as messages name it, before what they say of its cell.
    fn named(&self, at: usize, cell: &Cell<'_>) -> String {
        let of = self.subject(at).map(|name| format!("（项目“{name}”）"));
        format!("{}{}", name_of_cell(cell), of.unwrap_or_default())
    }

    /// How many 元 one of the amounts of a row is, where a label of it says so.
    fn said_unit(&self, row: &[Entry<'_>]) -> Option<Decimal> {
        let says = |word: &str| row.iter().any(|entry| entry.text.contains(word) && entry.number().is_none());
        let unit = match (says("万元"), says("（元") || says("(元")) {
            (true, _) => MoneyUnit::WanYuan,
            (_, true) => MoneyUnit::Yuan,
            _ => return None,
        };
        Some(unit.in_yuan())
    }

    /// The same where no label says so: sheets of targets are in 万元 where the other tables are in 元.
    fn in_yuan(&self, row: &[Entry<'_>]) -> Decimal {
        let usual = || self.unit.in_yuan().max(MoneyUnit::WanYuan.in_yuan());
        self.said_unit(row).unwrap_or_else(usual)
    }
}

/// The project that the header of a table names.
fn headed(sheet: &Sheet<'_>) -> Option<String> {
    let columns = &sheet.schema.sections.first()?.columns;
    let levels = columns.iter().map(|column| column.header.len()).max()?;
    (0..levels).rev().find_map(|level| {
        let words: Vec<&str> =
            columns.iter().map(|column| column.header.get(level).map_or("", |word| word.as_str())).collect();
        let label = words.iter().position(|word| NAME.is_match(word))?;
        let name = words.iter().skip(label + 1).find(|word| !word.is_empty())?;
        Some((*name).to_owned())
    })
}
