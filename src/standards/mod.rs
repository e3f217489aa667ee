//! Lines reckoned by a standard per head (人数×标准×月数): the formula stays in the line, the amount is an
//! input like any other. What the formula gives now is told beside it, and written down when asked for, so
//! that a changed head-count or standard never moves an amount behind anybody's back.
//!
//! Names in a formula are head-counts of the line's unit (the number columns of the list of units), `标准` for
//! the standard of the line's own item, or another item of the table of standards by its name. Everything is
//! reckoned in 元, exactly, and brought to the format's unit at the end, to the 分.

mod formula;

use std::collections::BTreeSet;

pub use formula::{Formula, is_formula};

use crate::codes::UnitKind;
use crate::edit::{Batch, Edit};
use crate::model::{Budget, CellAddress, ColumnKey, Layer, Row, Value};
use crate::money::{self, Decimal, MoneyUnit};
use crate::schema::{Format, StandardList};

/// The name by which a formula means the standard of its own item.
const OWN: &str = "标准";

/// A line with a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct ReckonedLine {
    /// The cell of its amount.
    pub at: CellAddress,
    /// Its item, and its unit.
    pub title: String,
    /// The formula as written.
    pub formula: String,
    /// What it gives now, or why it gives nothing.
    pub now: Result<Reckoned, String>,
    /// The amount in the line.
    pub amount: Decimal,
}

/// What a formula gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoned {
    /// The amount in the format's unit.
    pub amount: Decimal,
    /// What its names stand for, in order.
    pub names: Vec<(String, Decimal)>,
}

impl ReckonedLine {
    /// Whether the line has another amount than its formula gives.
    pub fn differs(&self) -> bool {
        self.now.as_ref().is_ok_and(|now| now.amount != self.amount)
    }
}

impl Reckoned {
    /// What its names stand for, in words: `在职人数 12，标准 1,200.00`.
    pub fn words(&self) -> String {
        let one = |(name, value): &(String, Decimal)| {
            format!("{name} {}", money::display(*value, value.scale().min(2)))
        };
        self.names.iter().map(one).collect::<Vec<_>>().join("，")
    }
}

/// All lines with formulas, in order.
pub fn reckoned_lines(budget: &Budget, format: &Format) -> Vec<ReckonedLine> {
    let Some(list) = &format.standards else {
        return Vec::new();
    };
    let rows = budget.table(&list.lines).map_or(&[][..], |table| &table.rows);
    let lines = rows.iter().filter(|row| is_formula(row.text(&list.formula)));
    lines
        .map(|row| {
            let formula = row.text(&list.formula).to_owned();
            let unit = unit_of(budget, format, row).map(|(row, name)| row.text(name)).unwrap_or_default();
            ReckonedLine {
                at: CellAddress::new(&list.lines, &row.key, &list.amount),
                title: format!("{unit} {}", row.text(&list.line_item)).trim().to_owned(),
                now: reckon(budget, format, row, &formula),
                formula,
                amount: row.cells.get(&list.amount).and_then(Value::amount).unwrap_or_default(),
            }
        })
        .collect()
}

/// The step that writes down what the formulas of these lines give now; `None` where nothing would change.
pub fn reckon_again<'l>(lines: impl IntoIterator<Item = &'l ReckonedLine>) -> Option<Batch> {
    let edits: Vec<Edit> = lines
        .into_iter()
        .filter(|line| line.differs())
        .filter_map(|line| {
            let value = Some(Value::Amount(line.now.as_ref().ok()?.amount));
            Some(Edit::SetCell { layer: Layer::Input, address: line.at.clone(), value })
        })
        .collect();
    (!edits.is_empty()).then(|| Batch { label: format!("按算法更新金额 {} 行", edits.len()), edits })
}

/// What the formula of a line gives, in the format's unit.
///
/// # Errors
/// Says in Chinese why it gives nothing.
pub fn reckon(budget: &Budget, format: &Format, line: &Row, formula: &str) -> Result<Reckoned, String> {
    let list = format.standards.as_ref().ok_or("这种表式没有费用标准")?;
    let mut names: Vec<(String, Decimal)> = Vec::new();
    let value = Formula::parse(formula)?.value(&mut |name| {
        let value = stands_for(budget, format, list, line, name)?;
        if !names.iter().any(|(known, _)| known == name) {
            names.push((name.to_owned(), value));
        }
        Ok(value)
    })?;
    let yuan = money::round(value, MoneyUnit::Yuan.exact_decimals());
    let amount = yuan.checked_div(format.unit.in_yuan()).ok_or("算法的结果太大")?;
    Ok(Reckoned { amount: amount.normalize(), names })
}

/// The unit of a line, and the column of its name.
fn unit_of<'a>(budget: &'a Budget, format: &'a Format, line: &Row) -> Option<(&'a Row, &'a ColumnKey)> {
    let list = format.units.as_ref()?;
    let code = line.text(&list.code);
    let rows = &budget.table(&list.table)?.rows;
    let row = rows.iter().find(|row| !code.is_empty() && row.text(&list.code) == code)?;
    Some((row, &list.name))
}

fn stands_for(
    budget: &Budget,
    format: &Format,
    list: &StandardList,
    line: &Row,
    name: &str,
) -> Result<Decimal, String> {
    let unit = unit_of(budget, format, line).map(|(row, _)| row);
    let units = format.units.as_ref().and_then(|units| format.table(&units.table));
    let mut columns = units.into_iter().flat_map(|schema| &schema.sections).flat_map(|one| &one.columns);
    let counted = columns.find(|column| column.kind.is_number() && column.key.as_str() == name);
    if let Some(column) = counted {
        let unit = unit.ok_or("这一行的单位不在“预算单位”里")?;
        let value = unit.cells.get(&column.key).and_then(Value::amount);
        return value.ok_or_else(|| format!("“预算单位”里没有填这个单位的{name}"));
    }
    let item = if name == OWN { line.text(&list.line_item) } else { name };
    standard(budget, list, item, unit.and_then(kind_of))
}

/// The standard for an item: that of the unit's kind before that of all.
fn standard(
    budget: &Budget,
    list: &StandardList,
    item: &str,
    kind: Option<UnitKind>,
) -> Result<Decimal, String> {
    let rows = budget.table(&list.table).map_or(&[][..], |table| &table.rows);
    let of_item = || rows.iter().filter(|row| row.text(&list.item) == item);
    let for_kind = |row: &&Row| {
        let wanted = row.text(&list.unit_kind);
        kind.is_some_and(|kind| !wanted.is_empty() && wanted.contains(kind.short_name()))
    };
    let for_all = |row: &&Row| row.text(&list.unit_kind).is_empty();
    let own: Vec<&Row> = of_item().filter(for_kind).collect();
    let found = if own.is_empty() { of_item().filter(for_all).collect() } else { own };
    let rates: BTreeSet<Decimal> =
        found.iter().filter_map(|row| row.cells.get(&list.rate).and_then(Value::amount)).collect();
    let mut rates = rates.into_iter();
    match (rates.next(), rates.next()) {
        (Some(rate), None) => Ok(rate),
        (Some(_), Some(_)) => Err(format!("“费用标准”里“{item}”有几个不同的标准")),
        (None, _) if of_item().next().is_some() => {
            Err(format!("“费用标准”里的“{item}”不适用于这个单位，或没有填标准"))
        }
        (None, _) => Err(format!("“费用标准”里没有“{item}”，也不是人数")),
    }
}

fn kind_of(unit: &Row) -> Option<UnitKind> {
    let texts = unit.cells.values().filter_map(Value::text);
    texts
        .into_iter()
        .find_map(|text| UnitKind::ALL.into_iter().find(|kind| text.starts_with(kind.short_name())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Formats, default_format};
    use crate::session::Session;

    fn prepared() -> Session {
        let text = include_str!("../../assets/samples/示例区档案局-2023（示例）.ron");
        let loaded = crate::file::from_text(text, &Formats::embedded()).unwrap();
        let mut budget = loaded.budget;
        let format = default_format();
        let schema = format.table(&"费用标准".into()).unwrap();
        let mut table = schema.blank_table();
        for (item, kind, rate) in
            [("福利费", "行政、参公", 80000), ("福利费", "事业", 60000), ("办公费", "", 150050)]
        {
            let cells = [("项目", item), ("适用单位", kind)];
            let mut row = Row {
                kind: "标准".into(),
                key: format!("{item}{kind}").into(),
                cells: cells
                    .into_iter()
                    .filter(|(_, text)| !text.is_empty())
                    .map(|(column, text)| (column.into(), text.into()))
                    .collect(),
                ..Row::default()
            };
            row.cells.insert("标准".into(), Value::Amount(Decimal::new(rate, 2)));
            table.rows.push(row);
        }
        budget.tables.insert("费用标准".into(), table);
        let units = budget.tables.get_mut(&"单位".into()).unwrap();
        for (row, count) in units.rows.iter_mut().zip([10, 20, 30]) {
            row.cells.insert("在职人数".into(), Value::Amount(Decimal::from(count)));
        }
        Session::new(budget, format)
    }

    /// What a formula gives in the line of an item of a unit, in 万元.
    fn check(session: &Session, unit: &str, item: &str, formula: &str, expected: &str) {
        let budget = session.budget();
        let line = budget.tables[&"预算明细".into()]
            .rows
            .iter()
            .find(|row| row.text(&"单位代码".into()) == unit && row.text(&"项目名称".into()) == item)
            .unwrap();
        let said = match reckon(budget, session.format(), line, formula) {
            Ok(now) => now.amount.to_string(),
            Err(why) => why,
        };
        assert!(said.contains(expected), "{formula}: {said}");
    }

    #[test]
    fn heads_times_standard_times_months() {
        let session = prepared();
        check(&session, "901001", "福利费", "=在职人数×标准", "0.8");
        check(&session, "901003", "福利费", "=在职人数×标准", "1.8");
        // To the 分, nothing rounded away: 10 × 1500.50 × 12.
        check(&session, "901001", "福利费", "=在职人数×办公费×12", "18.006");
        check(&session, "901001", "办公费", "=标准/7", "0.021436");
        check(&session, "901001", "福利费", "=离退休人数×标准", "没有填这个单位的离退休人数");
        check(&session, "901001", "福利费", "=在职人数×差旅", "没有“差旅”");
        check(&session, "901001", "基本工资", "=在职人数×标准", "没有“基本工资”");
    }

    #[test]
    fn a_changed_head_count_shows_a_difference_and_moves_nothing_by_itself() {
        let mut session = prepared();
        let line = session.budget().tables[&"预算明细".into()]
            .rows
            .iter()
            .find(|row| row.text(&"项目名称".into()) == "福利费")
            .unwrap();
        let (formula, amount) =
            ["算法", "金额"].map(|column| CellAddress::new("预算明细", &line.key, column)).into();
        let shown = |session: &Session| session.book().cell(&amount).unwrap().number().unwrap().to_string();
        session.enter(&formula, "=在职人数×标准").unwrap();
        assert_eq!(shown(&session), "0.8", "the amount comes with the formula, as one step");
        let wrong = session.enter(&formula, "=在职人数×").unwrap_err();
        assert!(wrong.contains("没有写完"), "{wrong}");
        let heads =
            CellAddress::new("单位", &session.budget().tables[&"单位".into()].rows[0].key, "在职人数");
        session.enter(&heads, "12").unwrap();
        assert_eq!(shown(&session), "0.8");
        let lines = reckoned_lines(session.budget(), session.format());
        assert_eq!(lines.len(), 1);
        assert!(lines[0].differs());
        assert_eq!(lines[0].now.as_ref().unwrap().words(), "在职人数 12，标准 800.00");
        session.apply(reckon_again(&lines).unwrap()).unwrap();
        assert_eq!(shown(&session), "0.96");
        assert_eq!(reckon_again(&reckoned_lines(session.budget(), session.format())), None);
        // Typed over, the amount stays and the difference shows.
        session.enter(&amount, "1").unwrap();
        assert!(reckoned_lines(session.budget(), session.format())[0].differs());
        for _ in 0..4 {
            session.undo().unwrap();
        }
        assert_eq!(reckoned_lines(session.budget(), session.format()), Vec::new());
    }
}
