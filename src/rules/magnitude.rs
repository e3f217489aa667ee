//! Amounts of one table that are many times those of another: 元 taken for 万元. Which figures must agree, or may not
//! exceed each other, the format's own rules say. A difference of ten thousand times is no figure mistyped; one of a
//! thousand, a hundred or ten times may be, or may be right where one figure is part of the other, so that it takes two
//! figures of the same two tables that differ by exactly as much, and none that agree.
//!
//! Where a format was made of a document's own tables, all figures of a table are asked as well (`printed::units`).
//!
//! Looks at figures of published tables only, and knows none of them by name. Two tables made of the same lines cannot
//! be in different units.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::place::{PlaceOutcome, Places};
use super::verdict::{Finding, RuleHead};
use crate::calc::Book;
use crate::formula::{
    Context, Expression, Operator, Quantities, Quantity, evaluate_condition, name_of, parse, resolve,
};
use crate::model::{ColumnKey, TableKey};
use crate::money::display;
use crate::schema::{Format, RuleText, Severity};

pub(super) const ID: &str = "数量级";
const TITLE: &str = "各表的金额单位一致";
const BASIS: &str = "同一笔钱在各张表里的金额单位应当一致（元、万元不得混用）";

/// How many times units are each other that takes a witness more, and how that is said.
const FACTORS: [(i64, &str); 3] = [(1_000, "一千倍"), (100, "一百倍"), (10, "十倍")];

/// Pairs of figures that are of the same size.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs(Vec<Pair>);

/// Two figures that a rule compares, and when it does.
#[derive(Clone, Debug)]
struct Pair {
    when: Option<Expression>,
    one: Quantities,
    other: Quantities,
    /// The tables that they read.
    tables: Vec<TableKey>,
}

/// Two figures of two tables, the larger one first.
struct Compared {
    large: Quantity,
    small: Quantity,
    /// The tables they stand in.
    tables: (TableKey, TableKey),
}

impl Pairs {
    /// Those that the rules of a format compare.
    pub(super) fn compile(format: &Format) -> Self {
        let rules = format.rules.iter().filter(|rule| rule.each.is_none());
        Self(rules.flat_map(|rule| of_rule(rule, format)).collect())
    }

    /// What contradicts, once for each two tables; a table of which nearly all figures say so is told once.
    pub(super) fn findings(&self, book: &Book<'_>) -> Vec<Finding> {
        let all: Vec<Compared> = self.0.iter().filter_map(|pair| pair.compared(book)).collect();
        let mut findings = super::printed::wrong_units(&head(), book);
        let told: Vec<TableKey> = findings.iter().filter_map(|finding| finding.table().cloned()).collect();
        let is_told = |compared: &&Compared| {
            told.iter().any(|table| [&compared.tables.0, &compared.tables.1].contains(&table))
        };
        for compared in all.iter().filter(|compared| !is_told(compared)) {
            let Some(times) = compared.times(&all) else { continue };
            let Some(finding) = compared.finding(book, times) else { continue };
            if !findings.iter().any(|known| known.subject == finding.subject) {
                findings.push(finding);
            }
        }
        findings
    }
}

/// The two sides of a comparison by which figures agree or do not exceed each other, column by column.
fn of_rule(rule: &RuleText, format: &Format) -> Vec<Pair> {
    let Ok(check) = parse(&rule.check) else {
        return Vec::new();
    };
    let bounds = [Operator::Equal, Operator::LessOrEqual, Operator::GreaterOrEqual];
    let Some((_, one, other)) = check.comparison().filter(|(operator, ..)| bounds.contains(operator)) else {
        return Vec::new();
    };
    let when = match &rule.when {
        None => None,
        // A condition that cannot be told is not met.
        Some(when) => match parse(&when.formula) {
            Ok(when) if resolve(&when, format, None, &rule.columns).is_ok() => Some(when),
            _ => return Vec::new(),
        },
    };
    let pair = |column: Option<&ColumnKey>| {
        let side = |side| Quantities::of_side(side, format, None, column).ok();
        let (one, other) = (side(one)?, side(other)?);
        let mut tables = Vec::new();
        [&one, &other].into_iter().for_each(|side| side.tables(None, &mut tables));
        // What is not published has no unit printed above it.
        let is_published = |key| format.table(key).is_some_and(|table| table.number.is_some());
        tables.iter().all(is_published).then(|| Pair { when: when.clone(), one, other, tables })
    };
    if rule.columns.is_empty() {
        return pair(None).into_iter().collect();
    }
    rule.columns.iter().filter_map(|column| pair(Some(column))).collect()
}

impl Pair {
    /// The two figures, where both are known, not zero, and of two tables.
    fn compared(&self, book: &Book<'_>) -> Option<Compared> {
        let is_made = |table| book.sheet(table).is_some_and(|sheet| sheet.is_derived);
        if self.tables.iter().all(is_made) {
            return None;
        }
        let context = Context::new(*book, None, None);
        if self.when.as_ref().is_some_and(|when| evaluate_condition(&context, when) != Ok(true)) {
            return None;
        }
        let known = |side: &Quantities| side.evaluate(book, None).ok()?.into_iter().next();
        let (one, other) = (known(&self.one)?, known(&self.other)?);
        let (large, small) = if one.value.abs() < other.value.abs() { (other, one) } else { (one, other) };
        let table = |side: &Quantity| {
            let table = &side.cells.first()?.table;
            side.cells.iter().all(|cell| cell.table == *table).then(|| table.clone())
        };
        let tables = (table(&large)?, table(&small)?);
        (!small.value.is_zero() && tables.0 != tables.1).then_some(Compared { large, small, tables })
    }
}

impl Compared {
    /// How many times the small figure the large one is, if that means that a unit was taken for another.
    fn times(&self, all: &[Compared]) -> Option<&'static str> {
        let ratio = self.large.value.checked_div(self.small.value)?;
        if (Decimal::from(9_900)..=Decimal::from(10_100)).contains(&ratio) {
            return Some("一万倍上下");
        }
        let (factor, name) = FACTORS.into_iter().find(|(factor, _)| self.is_exactly(*factor))?;
        let same = || all.iter().filter(|other| other.tables == self.tables);
        let witness = same().any(|other| other.small.value != self.small.value && other.is_exactly(factor));
        let agrees = all.iter().any(|other| {
            let tables = (&other.tables.1, &other.tables.0);
            let is_same = other.tables == self.tables || tables == (&self.tables.0, &self.tables.1);
            is_same && other.large.value == other.small.value
        });
        (witness && !agrees).then_some(name)
    }

    /// Whether the large figure is exactly so many times the small one, which has digits enough for that to be no
    /// chance, as far as it is printed.
    fn is_exactly(&self, factor: i64) -> bool {
        // Noughts behind the point are no digits that tell.
        let small = self.small.value.normalize();
        let unit = Decimal::new(1, small.scale());
        let Some(expected) = small.checked_mul(Decimal::from(factor)) else { return false };
        let slack = unit.checked_mul(Decimal::from(factor)).map(|whole| whole / Decimal::TWO);
        let off = self.large.value.checked_sub(expected).map(|off| off.abs());
        let has_digits = small.mantissa().unsigned_abs() >= 100;
        has_digits && off.zip(slack).is_some_and(|(off, slack)| off <= slack)
    }

    fn finding(&self, book: &Book<'_>, times: &str) -> Option<Finding> {
        let named = |side: &Quantity| match side.cells.as_slice() {
            [address] => {
                let cell = book.cell(address)?;
                let sheet = book.sheet(&address.table)?;
                sheet.schema.number?;
                let amount = display(side.value, book.format.unit.exact_decimals().min(6));
                Some(format!("{}“{} {}” {amount}", name_of(&sheet), cell.row.name(), cell.column.key))
            }
            _ => None,
        };
        let (large, small) = (&self.large, &self.small);
        let (of_large, of_small) = (named(large)?, named(small)?);
        let message = format!(
            "{of_large}，是{of_small} 的{times}，可能有一张表的金额单位弄混了（元、千元、万元）；请对照原文核对金额单位。"
        );
        Some(Finding {
            address: small.cells.first().cloned(),
            subject: format!("{} {}", self.tables.0, self.tables.1),
            severity: Severity::Warning,
            table: Some(self.tables.1.clone()),
            expected: Some(large.value),
            actual: Some(small.value),
            cells: [large.cells.as_slice(), small.cells.as_slice()].concat(),
            ..Finding::new(&head(), message)
        })
    }
}

/// The rule, of both ways to know it.
pub(super) fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: ID.to_owned(),
        title: TITLE.to_owned(),
        basis: BASIS.to_owned(),
        severity: Severity::Error,
        tables: Vec::new(),
    })
}

/// Brings up what contradicts. There is no rule where nothing does.
pub(super) fn judged(findings: &[Finding]) -> Option<(Arc<RuleHead>, Places)> {
    let head = Arc::clone(&findings.first()?.rule);
    let mut places = Places::all();
    for finding in findings {
        places.add_whole(PlaceOutcome::Violated(Box::new(finding.clone())));
    }
    Some((head, places))
}
