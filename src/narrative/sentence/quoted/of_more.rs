//! Figures that are no single cell's though a row bears their name: what is left of it, the sum of several rows, and a part of
//! something else. It looks at one figure with the rows of its name.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::super::extract::{FigureKind, Token};
use super::super::number::exact;
use super::super::running::Running;
use super::Figures;
use super::figures::Known;
use super::is_printed;
use crate::model::{CellAddress, ColumnKey, TableKey};

/// Words that say that something is left out of what follows.
const LEFT_OUT: [&str; 3] = ["可比口径", "剔除", "扣除"];

impl Figures {
    /// Whether a figure is no single cell's.
    pub(super) fn is_of_more(&self, text: &Running, token: &Token, rows: &[&Known]) -> bool {
        let lead = text.part(text.sentence(token.range.start).start..token.range.start);
        // What is left out itself is its cell's.
        let behind = LEFT_OUT.iter().filter_map(|word| lead.rsplit_once(word)).map(|(_, behind)| behind);
        behind.into_iter().any(|behind| behind.contains(['后', '，', ',']))
            || is_sum(token, rows)
            || self.is_part_of_another(text, token, rows)
    }

    /// Whether it is a part of money that the tables of basic expenditure do not have, and makes that up with the parts beside
    /// it: 某项目9万元，其中印刷费4万元、委托业务费5万元.
    fn is_part_of_another(&self, text: &Running, token: &Token, rows: &[&Known]) -> bool {
        let sentence = text.sentence(token.range.start);
        let lead = text.part(sentence.start..token.range.start);
        let Some(among) = lead.rfind("其中").map(|at| sentence.start + at) else { return false };
        let own = text.part(among..sentence.end);
        let end = own.find('；').map_or(sentence.end, |at| among + at);
        let amounts = || text.tokens.iter().filter(|token| token.kind == FigureKind::Amount);
        let before = |token: &&Token| sentence.start <= token.range.start && token.range.end <= among;
        let Some(whole) = amounts().rfind(before).map(exact) else { return false };
        let within = |token: &&Token| among <= token.range.start && token.range.end <= end;
        let parts: Vec<Decimal> = amounts().filter(within).map(exact).collect();
        let sum = parts.iter().copied().fold(Decimal::ZERO, Decimal::saturating_add);
        let is_basic = |known: &Known| known.is_basic && known.yuan == whole;
        parts.len() > 1
            && sum == whole
            && rows.iter().all(|known| known.is_basic)
            && !self.totals.iter().any(is_basic)
            && !self.by_name.values().flatten().any(is_basic)
    }
}

/// Whether several rows of one column add up to a figure: a kind of projects has one for each of them.
fn is_sum(token: &Token, rows: &[&Known]) -> bool {
    let mut columns: BTreeMap<(&TableKey, &ColumnKey), BTreeSet<&CellAddress>> = BTreeMap::new();
    let mut sums: BTreeMap<(&TableKey, &ColumnKey), Known> = BTreeMap::new();
    for known in rows {
        let column = (&known.cell.table, &known.cell.column);
        if columns.entry(column).or_default().insert(&known.cell) {
            let sum = sums.entry(column).or_insert_with(|| Known { yuan: Decimal::ZERO, ..(*known).clone() });
            sum.yuan = sum.yuan.saturating_add(known.yuan);
        }
    }
    let is_several = |column| columns.get(column).is_some_and(|cells| cells.len() > 1);
    sums.iter().any(|(column, sum)| is_several(column) && is_printed(sum, token))
}
