//! The 类 of tables that print no codes (收支总表), by the figures of those that do: a row whose name is that of no 类 there, with
//! just the figure of the one 类 that its table lacks. Which tables are of which money is not known here: it is asked only of
//! what is missing on the one side and stands on the other with the same figure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::rows::{Items, Tables};
use super::{LEAST, MOST_ROWS, is_total};
use crate::calc::{Cell, SheetRow};
use crate::codes::{Classification, Scheme};
use crate::formula::{name_of, name_of_cell};
use crate::narrative::called::{Called, essence};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::ColumnKind;

/// How many digits the code of a 类 has.
const CLASS: usize = 3;

/// How many rows of a section must be 类 for the rest of them to be meant as such.
const CLASSES: usize = 2;

/// A 类 as the tables with codes print it.
struct Class<'a> {
    name: String,
    /// Its figures, each with the first cell that prints it.
    figures: BTreeMap<Decimal, Cell<'a>>,
}

/// The 类 by the name that a row prints, in force or not.
struct Names(BTreeMap<String, String>);

impl Names {
    fn of(list: &Classification) -> Self {
        let classes = list.codes(Scheme::Function).filter(|code| code.code.len() == CLASS);
        let names = classes.flat_map(|code| {
            let former = code.former_name().map(essence);
            [Some(essence(&code.name)), former]
                .into_iter()
                .flatten()
                .map(|name| (name, code.code.to_string()))
        });
        Self(names.collect())
    }

    fn code(&self, row: &SheetRow<'_>) -> Option<&str> {
        row.texts().find_map(|text| self.0.get(&essence(text))).map(String::as_str)
    }
}

/// Rows that bear another name than that of the 类 whose figure they print.
pub(super) fn judge(head: &Arc<RuleHead>, tables: &Tables<'_>, list: &Classification) -> Vec<Finding> {
    let names = Names::of(list);
    let known = known(tables, &names);
    let uncoded = tables.0.values().filter(|items| items.rows.len() <= MOST_ROWS && !is_coded(items));
    uncoded.flat_map(|items| of_table(head, items, &known, &names)).collect()
}

/// Whether a table prints the codes of items.
fn is_coded(items: &Items<'_>) -> bool {
    let prints =
        |called: &Called<'_>, code: &String| called.row.texts().any(|text| text.contains(code.as_str()));
    items.rows.iter().any(|called| called.code.as_ref().is_some_and(|code| prints(called, code)))
}

/// The 类 of all tables that print codes, each under its own name: what is misnamed there may be the other that is wrong.
fn known<'a>(tables: &Tables<'a>, names: &Names) -> BTreeMap<String, Class<'a>> {
    let mut known: BTreeMap<String, Class<'a>> = BTreeMap::new();
    for called in tables.0.values().filter(|items| is_coded(items)).flat_map(|items| &items.rows) {
        let is_class = |code: &&String| code.len() == CLASS && code.starts_with('2');
        let Some(code) = called.code.as_ref().filter(is_class) else { continue };
        if names.code(&called.row) != Some(code.as_str()) {
            continue;
        }
        let class = known
            .entry(code.clone())
            .or_insert_with(|| Class { name: called.row.name(), figures: BTreeMap::new() });
        for (cell, value) in amounts(&called.row) {
            class.figures.entry(value).or_insert(cell);
        }
    }
    known
}

fn amounts<'a>(row: &SheetRow<'a>) -> impl Iterator<Item = (Cell<'a>, Decimal)> {
    let cells: Vec<Cell<'a>> = row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount).collect();
    cells.into_iter().filter_map(|cell| Some((cell, cell.printed()?.normalize())))
}

fn of_table(
    head: &Arc<RuleHead>,
    items: &Items<'_>,
    known: &BTreeMap<String, Class<'_>>,
    names: &Names,
) -> Vec<Finding> {
    let mut own: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for called in &items.rows {
        own.entry(called.row.section_index).or_default().extend(names.code(&called.row));
    }
    let mut out = Vec::new();
    for called in items.rows.iter().filter(|called| !is_total(&called.row)) {
        let row = &called.row;
        let Some(classes) = own.get(&row.section_index).filter(|classes| classes.len() >= CLASSES) else {
            continue;
        };
        let bears = names.code(row);
        let is_spending =
            row.name().ends_with("支出") && !["基本支出", "项目支出"].contains(&row.name().as_str());
        // A 类 that other tables have is theirs, whatever figure it has here.
        if !is_spending || bears.is_some_and(|code| known.contains_key(code)) {
            continue;
        }
        let lacks = |code: &&String| !classes.contains(code.as_str());
        let meant = amounts(row).filter(|(_, value)| value.abs() >= LEAST).find_map(|(cell, value)| {
            let mut of = known
                .iter()
                .filter(|(code, _)| lacks(code))
                .filter_map(|(code, class)| Some((code, class, class.figures.get(&value)?)));
            let first = of.next()?;
            of.next().is_none().then_some((cell, first))
        });
        let Some((cell, (code, class, other))) = meant else { continue };
        let why = match bears {
            Some(own) => format!("是另一个类（{own}），其他各表里没有"),
            None => "科目表里没有这个类".to_owned(),
        };
        let message = format!(
            "{}：“{}”{why}；这个数是{}的“{}”（{code}），{}没有那一行，请核对名称。",
            name_of_cell(&cell),
            row.name(),
            name_of(&other.row.sheet),
            class.name,
            row.sheet.schema.named(),
        );
        out.push(Finding {
            cells: vec![cell.address(), other.address()],
            ..Finding::at(head, cell.address(), message)
        });
    }
    out
}
