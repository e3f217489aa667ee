//! What indicators of cost say that a project may cost at most, beside its money. What is measured a piece bounds nothing.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Entry, Form, MONEY, Outcome};
use crate::money::{MoneyUnit, display};
use crate::pattern::Pattern;
use crate::rules::verdict::{Finding, RuleHead};

static AT_MOST: Pattern = Pattern::new(
    "^(?:≤|<=|<|＜|不超过|不高于|小于等于)?(?P<number>[0-9][0-9,]*(?:[.][0-9]+)?)(?P<unit>万元|元)(?:以内|以下)?$",
    &["元"],
);

/// What is measured a piece: no bound of all that is spent.
const EACH: [&str; 9] = ["标准", "人均", "均", "每", "单价", "单位成本", "/", "单", "补贴"];

impl<'a> Form<'a> {
    /// What projects may cost, beside their money.
    pub(super) fn costs(&self, head: &Arc<RuleHead>) -> Vec<Outcome<'a>> {
        let mut out = Vec::new();
        // Money in 元, and whether indicators have been met since.
        let mut money: Option<Decimal> = None;
        let (mut is_told, mut is_cost) = (false, false);
        for (row_at, row) in self.rows.iter().enumerate() {
            let label = row.iter().position(|entry| MONEY.is_match(&entry.text));
            if let Some(label) = label {
                let in_yuan = self.in_yuan(row);
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
                let finding = (cost > most).then(|| self.beyond(head, (row_at, entry), most));
                out.push((entry.cell, finding));
            }
        }
        out
    }

    fn beyond(&self, head: &Arc<RuleHead>, (row, entry): (usize, &Entry<'_>), money: Decimal) -> Finding {
        let wan = money.checked_div(MoneyUnit::WanYuan.in_yuan()).unwrap_or(money);
        let message = format!(
            "{}的成本指标“{}”超过项目资金 {} 万元。",
            self.named(row, &entry.cell),
            entry.text,
            display(wan, wan.normalize().scale().max(2))
        );
        Finding::at(head, entry.cell.address(), message)
    }
}
