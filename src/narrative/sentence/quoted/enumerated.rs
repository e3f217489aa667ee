//! Lists of what money is spent on (人员经费…，主要包括：基本工资、津贴补贴) against the table of basic expenditure: an item that
//! the classification has and no row with money. A list that is copied from the form names many such, and says nothing.

use std::ops::Range;

use rust_decimal::Decimal;

use super::super::super::FigureKind;
use super::super::super::called::{essence, is_short_for};
use super::super::super::extract::Token;
use super::super::running::Running;
use super::super::{Slip, SlipKind};
use super::figures::Figures;
use crate::codes::{Classification, Scheme};
use crate::pattern::Pattern;

static LISTED: Pattern = Pattern::new(
    "(?:主要包括|包括|主要用于|用于|主要是)：?(?P<names>[^。；：，（）0-9]{6,})[。；，]",
    &["包括", "用于", "主要是"],
);

/// How many items of a list must have money, and how many for each that has none.
const RIGHT: usize = 3;
const FOR_EACH: usize = 3;

/// How many digits the code of an economic item has.
const ITEM_CODE: usize = 5;

/// Judges the lists of a paragraph.
pub(super) fn judge(figures: &Figures, list: &Classification, text: &Running) -> Vec<Slip> {
    let of_list = |found: regex::Captures<'_>| {
        let names = found.name("names")?;
        let from = text.stopped(names.start());
        let before = text.part(from..names.start());
        // What a term means is explained without figures, and lists what it may be.
        let is_before = |token: &&Token| (from..names.start()).contains(&token.range.start);
        text.tokens.iter().filter(is_before).find(|token| token.kind == FigureKind::Amount)?;
        // Of basic expenditure alone a table says item by item what there is.
        let is_basic = ["人员经费", "公用经费", "基本支出"].iter().any(|word| before.contains(word));
        is_basic.then(|| of_list(figures, list, text, names.range())).flatten()
    };
    LISTED.captures_iter(text.text()).filter_map(of_list).collect()
}

fn of_list(figures: &Figures, list: &Classification, text: &Running, range: Range<usize>) -> Option<Slip> {
    let has_money = |name: &str| {
        let is_spent = |key: &String| {
            let rows = figures.by_name.get(key);
            rows.is_some_and(|rows| rows.iter().any(|known| known.is_basic && known.yuan > Decimal::ZERO))
        };
        let is_like = |key: &String| is_short_for(key, name) || is_short_for(name, key);
        figures.by_name.keys().filter(|key| is_like(key)).any(is_spent)
    };
    let is_item = |name: &str| {
        let mut codes = list.codes(Scheme::DepartmentEconomic);
        codes.any(|code| code.code.len() == ITEM_CODE && essence(&code.name) == name)
    };
    let (mut right, mut wrong) = (0, Vec::new());
    let mut at = range.start;
    for item in text.part(range.clone()).split('、') {
        let name = essence(item.trim_end_matches('等'));
        if is_item(&name) {
            match has_money(&name) {
                true => right += 1,
                false => wrong.push((at..at + item.len(), name)),
            }
        }
        at += item.len() + '、'.len_utf8();
    }
    let (first, _) = wrong.first()?;
    if right < RIGHT || right < wrong.len() * FOR_EACH {
        return None;
    }
    let names: Vec<&str> = wrong.iter().map(|(_, name)| name.as_str()).collect();
    let message = format!("列举的“{}”在基本支出表里没有金额，其余 {right} 项都有。", names.join("”“"));
    Some(Slip { subject: names.join("、"), ..Slip::new(SlipKind::Listed, text.place(first), message) })
}
