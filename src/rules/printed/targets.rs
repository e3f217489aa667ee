//! Sheets of performance targets (绩效目标表) as documents print them: forms whose rows are texts, often of several projects
//! below each other. Weights must come to what their header says or to what is usual, no score is above its weight, and
//! what a project may cost at most is not above its money. Where a form is not read as it is printed, cells have moved and
//! nothing is said.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::calc::{Book, Cell, Sheet, SheetRow};
use crate::formula::name_of_cell;
use crate::model::Coverage;
use crate::money::{MoneyUnit, display};
use crate::pattern::Pattern;
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::Severity;

/// What weights come to where their header does not say: all, or what carrying out the budget leaves.
const USUAL: [i64; 2] = [100, 90];

/// Fewer weights may be one project's own way.
const LEAST_WEIGHTS: usize = 3;

static WEIGHTS: Pattern = Pattern::new(
    "^(?:分值权重|权重分值|指标分值|指标权重|分值|权重)(?:[（(](?P<all>[0-9]{1,3})?[分%％]?[）)])?$",
    &["分值", "权重"],
);
static SCORES: Pattern = Pattern::new("^(?:自评)?得分(?:[（(]分[）)])?$", &["得分"]);
static MONEY: Pattern = Pattern::new(
    "(?:资金总额|预算资金|资金金额|项目资金|预算金额|项目金额)(?:[（(](?:万元|元)[）)])?[:：]?$",
    &["资金", "金额"],
);
static AT_MOST: Pattern = Pattern::new(
    "^(?:≤|<=|<|＜|不超过|不高于|小于等于)?(?P<number>[0-9][0-9,]*(?:[.][0-9]+)?)(?P<unit>万元|元)(?:以内|以下)?$",
    &["元"],
);

/// What is measured a piece: no bound of all that is spent.
const EACH: [&str; 9] = ["标准", "人均", "均", "每", "单价", "单位成本", "/", "单", "补贴"];

pub(super) fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: "绩效-印数".to_owned(),
        title: "绩效目标表的分值、得分和成本指标前后相符".to_owned(),
        basis: "预算绩效管理的一般要求：指标权重合计与所写总分一致，成本指标不超过项目资金".to_owned(),
        severity: Severity::Warning,
        tables: Vec::new(),
    })
}

/// Judges every sheet of targets.
pub(super) fn judge(book: &Book<'_>) -> Option<(Arc<RuleHead>, Places)> {
    let (head, mut places) = (head(), Places::all());
    let is_form = |sheet: &Sheet<'_>| {
        sheet.schema.number.is_some()
            && sheet.schema.title.contains("绩效")
            && sheet.coverage() == Coverage::Full
            && !sheet.is_doubted()
    };
    for sheet in book.sheets().filter(is_form) {
        let form = Form::of(&sheet);
        let found = form.weights(&head).into_iter().chain(form.costs(&head, book.format.unit));
        for (cell, finding) in found {
            let outcome =
                finding.map_or(PlaceOutcome::Passed, |finding| PlaceOutcome::Violated(Box::new(finding)));
            places.add(outcome, || Some(cell.address()));
        }
    }
    (places.count() > 0).then_some((head, places))
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
struct Form<'a>(Vec<Vec<Entry<'a>>>);

/// A cell that was looked at, and what is wrong with it.
type Outcome<'a> = (Cell<'a>, Option<Finding>);

impl<'a> Form<'a> {
    fn of(sheet: &Sheet<'a>) -> Self {
        let entries = |row: SheetRow<'a>| {
            let of = |cell: Cell<'a>| {
                let text = cell.text().chars().filter(|c| !c.is_whitespace()).collect();
                Entry { cell, text }
            };
            row.cells().map(of).collect()
        };
        Self(sheet.rows().map(entries).collect())
    }

    /// Blocks of weights below their headers.
    fn weights(&self, head: &Arc<RuleHead>) -> Vec<Outcome<'a>> {
        let mut out = Vec::new();
        for (at, row) in self.0.iter().enumerate() {
            for (column, entry) in row.iter().enumerate() {
                let Some(found) = WEIGHTS.captures(&entry.text) else { continue };
                let said = found.name("all").and_then(|all| all.as_str().parse::<Decimal>().ok());
                let below = self.0.get(at + 1..).unwrap_or_default();
                let own: Vec<&Vec<Entry<'a>>> = below.iter().take_while(|row| !ends(row, column)).collect();
                // A row without its weight: cells have moved, or are joined.
                let weights: Option<Vec<Decimal>> =
                    own.iter().map(|row| row.get(column).and_then(Entry::number)).collect();
                let Some(weights) = weights.filter(|weights| weights.len() >= LEAST_WEIGHTS) else {
                    continue;
                };
                out.push((entry.cell, wrong_sum(head, entry, &weights, said)));
                let scores = row.iter().position(|entry| SCORES.is_match(&entry.text));
                for row in scores.map(|_| own.as_slice()).unwrap_or_default() {
                    let (Some(weight), Some(score)) = (row.get(column), scores.and_then(|at| row.get(at)))
                    else {
                        continue;
                    };
                    if let (Some(most), Some(own)) = (weight.number(), score.number()) {
                        out.push((score.cell, above(head, score, (own, most))));
                    }
                }
            }
        }
        out
    }

    /// What projects may cost, beside their money.
    fn costs(&self, head: &Arc<RuleHead>, unit: MoneyUnit) -> Vec<Outcome<'a>> {
        let mut out = Vec::new();
        // Money in 元, and whether indicators have been met since.
        let mut money: Option<Decimal> = None;
        let (mut is_told, mut is_cost) = (false, false);
        for row in &self.0 {
            let label = row.iter().position(|entry| MONEY.is_match(&entry.text));
            if let Some(label) = label {
                let in_yuan = in_yuan(row, unit);
                let numbers = row.iter().skip(label + 1).filter_map(Entry::amount);
                let most = numbers.max().and_then(|most| most.checked_mul(in_yuan));
                if let Some(most) = most {
                    money = Some(if is_told { most } else { money.unwrap_or(most).max(most) });
                    (is_told, is_cost) = (false, false);
                }
                continue;
            }
            if row.iter().any(|entry| entry.text.ends_with("指标")) {
                is_told = true;
                // 成本指标, 经济成本指标; another kind of indicator ends them.
                is_cost = row.iter().any(|entry| entry.text.ends_with("成本指标"));
            }
            let Some(most) = money.filter(|_| is_told && is_cost) else { continue };
            for (at, entry) in row.iter().enumerate() {
                let Some(found) = AT_MOST.captures(&entry.text) else { continue };
                let before: String = row.iter().take(at).map(|entry| entry.text.as_str()).collect();
                let number =
                    found.name("number").and_then(|of| of.as_str().replace(',', "").parse::<Decimal>().ok());
                let of =
                    if found.name("unit").is_some_and(|unit| unit.as_str() == "万元") { 10_000 } else { 1 };
                let Some(cost) = number.and_then(|number| number.checked_mul(Decimal::from(of))) else {
                    continue;
                };
                if EACH.iter().any(|word| before.contains(word)) {
                    continue;
                }
                let finding = (cost > most).then(|| beyond(head, entry, most));
                out.push((entry.cell, finding));
            }
        }
        out
    }
}

/// Whether a row no longer stands below a header of weights: the next header, the next project, or nothing.
fn ends(row: &[Entry<'_>], column: usize) -> bool {
    let is_header = row.get(column).is_some_and(|entry| !entry.text.is_empty() && entry.number().is_none());
    let is_blank = row.iter().all(|entry| entry.text.is_empty());
    let is_note = row.iter().filter(|entry| !entry.text.is_empty()).count() == 1;
    is_header
        || is_blank
        || is_note
        || row.iter().any(|entry| {
            MONEY.is_match(&entry.text)
                || ["合计", "总计", "小计", "总分"].iter().any(|word| entry.text.ends_with(word))
        })
}

/// How many 元 the amounts of a row are in: as a label of it says, or the table.
fn in_yuan(row: &[Entry<'_>], unit: MoneyUnit) -> Decimal {
    let says = |word: &str| row.iter().any(|entry| entry.text.contains(word) && entry.number().is_none());
    match (says("万元"), says("（元") || says("(元")) {
        (true, _) => MoneyUnit::WanYuan.in_yuan(),
        (_, true) => MoneyUnit::Yuan.in_yuan(),
        // Sheets of targets are in 万元 where the others are in 元, and do not always say so.
        _ => unit.in_yuan().max(MoneyUnit::WanYuan.in_yuan()),
    }
}

fn wrong_sum(
    head: &Arc<RuleHead>,
    entry: &Entry<'_>,
    weights: &[Decimal],
    said: Option<Decimal>,
) -> Option<Finding> {
    let sum = weights.iter().try_fold(Decimal::ZERO, |sum, weight| sum.checked_add(*weight))?;
    let is_right = match said {
        Some(said) => sum == said,
        // Shares of one, too.
        None => sum == Decimal::ONE || USUAL.iter().any(|usual| sum == Decimal::from(*usual)),
    };
    if is_right {
        return None;
    }
    let shown =
        said.map_or("100（预算执行率另计 10 分的为 90）".to_owned(), |said| display(said, 0));
    let message = format!(
        "{}：下面各项权重（分值）之和为 {}，应为 {shown}。",
        name_of_cell(&entry.cell),
        display(sum, sum.normalize().scale())
    );
    Some(Finding::at(head, entry.cell.address(), message))
}

fn above(head: &Arc<RuleHead>, entry: &Entry<'_>, (score, most): (Decimal, Decimal)) -> Option<Finding> {
    let show = |value: Decimal| display(value, value.normalize().scale());
    let message = format!("{}得分 {}，高于分值 {}。", name_of_cell(&entry.cell), show(score), show(most));
    (score > most).then(|| Finding::at(head, entry.cell.address(), message))
}

fn beyond(head: &Arc<RuleHead>, entry: &Entry<'_>, money: Decimal) -> Finding {
    let wan = money.checked_div(MoneyUnit::WanYuan.in_yuan()).unwrap_or(money);
    let message = format!(
        "{}的成本指标“{}”超过项目资金 {} 万元。",
        name_of_cell(&entry.cell),
        entry.text,
        display(wan, wan.normalize().scale().max(2))
    );
    Finding::at(head, entry.cell.address(), message)
}
