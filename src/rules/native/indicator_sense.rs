//! Values of performance indicators that make no sense for what the indicator is called: a count in
//! percent, a ratio without, a lower limit on what should be small.

use std::sync::Arc;

use super::Native;
use crate::calc::{Cell, SheetRow};
use crate::formula::{name_of, normal};
use crate::pattern::Pattern;
use crate::rules::indicator::IndicatorValue;
use crate::rules::place::{PlaceOutcome, Places};
use crate::schema::{IndicatorColumns, IndicatorSenses};

/// What names of indicators say of their values.
#[derive(Clone, Debug)]
pub(super) struct Patterns {
    ratio: Arc<Pattern>,
    count: Arc<Pattern>,
    smaller: Arc<Pattern>,
}

impl Patterns {
    /// The patterns of a format, ready to be matched. Formats with broken ones are refused when they are
    /// read.
    pub(super) fn of(senses: &IndicatorSenses) -> Option<Self> {
        Some(Self {
            ratio: Pattern::read(&senses.ratio).ok()?,
            count: Pattern::read(&senses.count).ok()?,
            smaller: Pattern::read(&senses.smaller_is_better).ok()?,
        })
    }
}

/// Judges every indicator of a row whose name says something of its value.
pub(super) fn check(
    rule: &Native,
    row: SheetRow<'_>,
    columns: &IndicatorColumns,
    patterns: &Patterns,
    places: &mut Places,
) {
    let Patterns { ratio, count, smaller } = patterns;
    for (name, value) in &columns.columns {
        let name = normal(row.text(name));
        let Some(cell) = row.cell_by(value) else {
            continue;
        };
        let IndicatorValue::Quantity { comparison, unit, .. } = IndicatorValue::parse(&cell.text()) else {
            continue;
        };
        let percent = unit.starts_with(['%', '％', '‰']);
        let wrong = if ratio.is_match(&name) && !percent {
            Some("是比率，指标值却没有百分号")
        } else if count.is_match(&name) && percent {
            Some("是数量，指标值却是百分数")
        } else if smaller.is_match(&name) && matches!(comparison, '≥' | '>') {
            Some("越小越好，指标值却只设了下限")
        } else {
            None
        };
        places.add(judged(rule, &cell, &name, wrong), || Some(cell.address()));
    }
}

/// Judges whether every indicator of a row has both a name and a value that says something.
pub(super) fn complete(rule: &Native, row: SheetRow<'_>, columns: &IndicatorColumns, places: &mut Places) {
    for (name, value) in &columns.columns {
        let (Some(named), Some(cell)) = (row.cell_by(name), row.cell_by(value)) else {
            continue;
        };
        let (name, value) = (normal(&named.text()).into_owned(), normal(&cell.text()).into_owned());
        let wrong = match (name.is_empty(), value.as_str()) {
            // “无” for both says that the project has no such indicator.
            _ if value == "无" && name == "无" => continue,
            (true, "") => continue,
            (true, _) => Some(format!("有指标值“{value}”，没有指标名称")),
            (false, "") => Some(format!("的“{name}”没有指标值")),
            (false, "无") => Some(format!("的“{name}”的指标值是“无”，没有目标")),
            (false, _) => None,
        };
        let outcome = wrong.map_or(PlaceOutcome::Passed, |wrong| {
            let message = format!("{}“{}”{wrong}。", name_of(&row.sheet), row.name());
            PlaceOutcome::Violated(Box::new(rule.at_cell(&cell, message)))
        });
        places.add(outcome, || Some(cell.address()));
    }
}

fn judged(rule: &Native, cell: &Cell<'_>, name: &str, wrong: Option<&str>) -> PlaceOutcome {
    match wrong {
        None => PlaceOutcome::Passed,
        Some(wrong) => {
            let row = cell.row;
            let message =
                format!("{}“{}”的“{name}”{wrong}：“{}”。", name_of(&row.sheet), row.name(), cell.text());
            PlaceOutcome::Violated(Box::new(rule.at_cell(cell, message)))
        }
    }
}
