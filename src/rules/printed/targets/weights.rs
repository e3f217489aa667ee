//! Weights (分值) of indicators and the scores beside them. Knows nothing of money.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Entry, Form, MONEY, NAME, Outcome};
use crate::formula::name_of_cell;
use crate::money::display;
use crate::pattern::Pattern;
use crate::rules::verdict::{Finding, RuleHead};

/// What weights come to where their header does not say: all, or what carrying out the budget leaves.
const ALL: i64 = 100;
const WITHOUT_EXECUTION: i64 = 90;

/// Fewer weights may be one project's own way.
const LEAST_WEIGHTS: usize = 3;

static WEIGHTS: Pattern = Pattern::new(
    "^(?:分值权重|权重分值|指标分值|指标权重|分值|权重)(?:[（(](?P<all>[0-9]{1,3})?[分%％]?[）)])?$",
    &["分值", "权重"],
);
static SCORES: Pattern = Pattern::new("^(?:自评)?得分(?:[（(]分[）)])?$", &["得分"]);

/// A block of weights below its header.
struct Block<'f, 'a> {
    row: usize,
    header: &'f Entry<'a>,
    /// What the header says they come to.
    said: Option<Decimal>,
    sum: Decimal,
}

impl<'a> Form<'a> {
    /// Blocks of weights below their headers.
    pub(super) fn weights(&self, head: &Arc<RuleHead>) -> Vec<Outcome<'a>> {
        let mut out = Vec::new();
        let mut blocks: Vec<Block<'_, 'a>> = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            for (column, header) in row.iter().enumerate() {
                let Some(found) = WEIGHTS.captures(&header.text) else { continue };
                let said = found.name("all").and_then(|all| all.as_str().parse::<Decimal>().ok());
                let below = self.rows.get(at + 1..).unwrap_or_default();
                let own: Vec<&Vec<Entry<'a>>> = below.iter().take_while(|row| !ends(row, column)).collect();
                // A row without its weight: cells have moved, or are joined.
                let weights: Option<Vec<Decimal>> =
                    own.iter().map(|row| row.get(column).and_then(Entry::number)).collect();
                let Some(weights) = weights.filter(|weights| weights.len() >= LEAST_WEIGHTS) else {
                    continue;
                };
                let sum = weights.iter().fold(Decimal::ZERO, |sum, weight| sum.saturating_add(*weight));
                blocks.push(Block { row: at, header, said, sum });
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
        // Where execution carries the rest a form says so, or all its projects do it alike.
        let of = |sum: i64| blocks.iter().filter(|block| block.sum == Decimal::from(sum)).count();
        let leaves_execution = of(WITHOUT_EXECUTION) > of(ALL)
            || self.rows.iter().flatten().any(|entry| entry.text.contains("执行率"));
        let judged =
            blocks.iter().map(|block| (block.header.cell, self.wrong_sum(head, block, leaves_execution)));
        out.extend(judged);
        out
    }

    fn wrong_sum(
        &self,
        head: &Arc<RuleHead>,
        block: &Block<'_, 'a>,
        leaves_execution: bool,
    ) -> Option<Finding> {
        let (whole, without) = (Decimal::from(ALL), Decimal::from(WITHOUT_EXECUTION));
        let is_right = match block.said {
            Some(said) => block.sum == said,
            // Shares of one, too.
            None => {
                block.sum == Decimal::ONE || block.sum == whole || block.sum == without && leaves_execution
            }
        };
        if is_right {
            return None;
        }
        let shown = match block.said {
            Some(said) => display(said, 0),
            None if leaves_execution => "100（预算执行率另计 10 分的为 90）".to_owned(),
            None => display(whole, 0),
        };
        let message = format!(
            "{}：下面各项权重（分值）之和为 {}，应为 {shown}。",
            self.named(block.row, &block.header.cell),
            display(block.sum, block.sum.normalize().scale())
        );
        Some(Finding::at(head, block.header.cell.address(), message))
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
                || NAME.is_match(&entry.text)
                || ["合计", "总计", "小计", "总分"].iter().any(|word| entry.text.ends_with(word))
        })
}

fn above(head: &Arc<RuleHead>, entry: &Entry<'_>, (score, most): (Decimal, Decimal)) -> Option<Finding> {
    let show = |value: Decimal| display(value, value.normalize().scale());
    let message = format!("{}得分 {}，高于分值 {}。", name_of_cell(&entry.cell), show(score), show(most));
    (score > most).then(|| Finding::at(head, entry.cell.address(), message))
}
