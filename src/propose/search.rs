//! Which of several codes each item has, so that the items' sums are those that are printed.
//!
//! Items that share a possible code are looked at together. Of all ways to choose, those are kept that
//! exceed no printed sum, and of these the ones that meet most printed sums exactly. An item is proved where
//! they all agree on it and its sum is met. Nothing is proved where pages are lost and sums fall short.

use std::collections::{BTreeMap, BTreeSet};

use super::printed::PairOf;
use crate::money::Decimal;

/// More ways to choose than this are not gone through: the likeliest is taken, unproved.
const MOST: usize = 20_000;

/// An item of which one code is to be chosen.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub amount: Decimal,
    /// Possible codes, likeliest first.
    pub choices: Vec<PairOf>,
}

/// What was chosen for an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    pub pair: Option<PairOf>,
    /// The printed sum is met, and no other choice meets as many.
    pub proved: bool,
    /// The items with this code are together more than is printed.
    pub exceeds: bool,
}

/// Chooses for every item.
pub(super) fn choose(items: &[Item], printed: &BTreeMap<PairOf, Decimal>) -> Vec<Chosen> {
    let mut chosen = vec![Chosen::default(); items.len()];
    for group in groups(items) {
        for (at, one) in choose_group(items, &group, printed) {
            if let Some(place) = chosen.get_mut(at) {
                *place = one;
            }
        }
    }
    chosen
}

/// Items that share possible codes, directly or by way of others.
fn groups(items: &[Item]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(BTreeSet<&PairOf>, Vec<usize>)> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let mut pairs: BTreeSet<&PairOf> = item.choices.iter().collect();
        let mut members = vec![at];
        let (touched, rest): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|(others, _)| !others.is_disjoint(&pairs));
        for (others, theirs) in touched {
            pairs.extend(others);
            members.splice(0..0, theirs);
        }
        groups = rest;
        groups.push((pairs, members));
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

fn choose_group(
    items: &[Item],
    group: &[usize],
    printed: &BTreeMap<PairOf, Decimal>,
) -> Vec<(usize, Chosen)> {
    let members: Vec<(usize, &Item)> = group
        .iter()
        .filter_map(|at| Some((*at, items.get(*at)?)))
        .filter(|(_, item)| !item.choices.is_empty())
        .collect();
    let ways = members.iter().try_fold(1_usize, |ways, (_, item)| ways.checked_mul(item.choices.len()));
    let ways = ways.filter(|ways| *ways <= MOST).unwrap_or(1);
    let mut best: Option<(usize, Vec<Way>)> = None;
    for number in 0..ways {
        let way = Way::of(&members, number, printed);
        if way.exceeds {
            continue;
        }
        match &mut best {
            Some((most, kept)) if way.met == *most => kept.push(way),
            Some((most, _)) if way.met < *most => {}
            _ => best = Some((way.met, vec![way])),
        }
    }
    let kept = best.map_or_else(|| vec![Way::of(&members, 0, printed)], |(_, kept)| kept);
    let Some(first) = kept.first() else {
        return Vec::new();
    };
    let one = |(place, (at, _)): (usize, &(usize, &Item))| {
        let pair = first.pairs.get(place).copied();
        let agreed = kept.iter().all(|way| way.pairs.get(place).copied() == pair);
        let sum = pair.and_then(|pair| first.sums.get(pair));
        let target = pair.and_then(|pair| printed.get(pair));
        let proved = agreed && sum.is_some() && sum == target;
        let exceeds = target.zip(sum).is_some_and(|(target, sum)| sum > target);
        (*at, Chosen { pair: pair.cloned(), proved, exceeds })
    };
    members.iter().enumerate().map(one).collect()
}

/// One way to choose.
struct Way<'a> {
    pairs: Vec<&'a PairOf>,
    sums: BTreeMap<&'a PairOf, Decimal>,
    /// How many printed sums it meets.
    met: usize,
    exceeds: bool,
}

impl<'a> Way<'a> {
    /// The way of that number: the first of every item is number zero, the first items vary slowest.
    fn of(members: &[(usize, &'a Item)], number: usize, printed: &BTreeMap<PairOf, Decimal>) -> Self {
        let mut pairs = Vec::with_capacity(members.len());
        let mut rest = number;
        for (_, item) in members.iter().rev() {
            let count = item.choices.len().max(1);
            pairs.extend(item.choices.get(rest % count));
            rest /= count;
        }
        pairs.reverse();
        let mut sums: BTreeMap<&PairOf, Decimal> = BTreeMap::new();
        for (pair, (_, item)) in pairs.iter().zip(members) {
            *sums.entry(pair).or_default() += item.amount;
        }
        let (mut met, mut exceeds) = (0, false);
        for (pair, sum) in &sums {
            match printed.get(*pair) {
                Some(target) if sum == target => met += 1,
                Some(target) => exceeds |= sum > target,
                None => {}
            }
        }
        Self { pairs, sums, met, exceeds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(code: &str) -> PairOf {
        (code.to_owned(), "505".to_owned())
    }

    fn item(amount: i64, choices: &[&str]) -> Item {
        Item { amount: Decimal::new(amount, 2), choices: choices.iter().map(|code| pair(code)).collect() }
    }

    /// What is chosen, with `!` behind what is proved and `>` behind what exceeds.
    fn check(items: &[Item], printed: &[(&str, i64)], expected: &str) {
        let printed = printed.iter().map(|(code, sum)| (pair(code), Decimal::new(*sum, 2))).collect();
        let said: Vec<String> = choose(items, &printed)
            .into_iter()
            .map(|one| {
                let code = one.pair.map_or_else(|| "-".to_owned(), |pair| pair.0);
                format!("{code}{}{}", if one.proved { "!" } else { "" }, if one.exceeds { ">" } else { "" })
            })
            .collect();
        assert_eq!(said.join(" "), expected);
    }

    #[test]
    fn printed_sums_decide() {
        // The bonus of 3.84 belongs to the allowances: only so both sums are met.
        let items = [item(384, &["103", "102"]), item(1314, &["103"]), item(176, &["102"])];
        check(&items, &[("102", 560), ("103", 1314)], "102! 103! 102!");
        // Nothing is met: the likeliest that fits, unproved.
        check(&items, &[("102", 900), ("103", 2000)], "103 103 102");
        // The likeliest does not fit.
        check(&items, &[("102", 900), ("103", 1500)], "102 103 102");
        // Nothing fits.
        check(&items, &[("102", 100), ("103", 100)], "103> 103> 102>");
        // Two ways meet the sums: nothing is proved of what they differ in.
        let twins = [item(100, &["1", "2"]), item(100, &["2", "1"])];
        check(&twins, &[("1", 100), ("2", 100)], "1 2");
        check(&[item(5, &[])], &[], "-");
    }
}
