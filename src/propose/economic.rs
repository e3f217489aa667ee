//! Economic codes for items: suggested by their names, decided by the sums that a table prints for each pair
//! of codes, where there is one.

use std::collections::BTreeMap;

use super::columns::{LineColumns, texts};
use super::printed::{PairOf, PrintedPairs};
use super::read::{disjoint, is_given};
use super::search::{Chosen, Item, choose};
use super::words::{base, meaning, spending_of, staff};
use super::{Proposal, Reason, Sources, Sureness};
use crate::calc::Book;
use crate::codes::{Classification, PairStatus, Scheme, UnitKind};
use crate::model::{Cells, ColumnKey, Coverage, Value};
use crate::money::Decimal;
use crate::schema::{DerivedRow, says};

/// Items of one name: they are taken to have one code.
struct Named {
    name: String,
    lines: Vec<usize>,
    item: Item,
    official: bool,
    /// Whether a table prints sums for its codes.
    is_printed: bool,
    /// The code was narrowed down by another item of the same name.
    by_namesake: bool,
}

/// Fills in type of spending and economic codes.
pub(super) fn complete(book: &Book<'_>, columns: &LineColumns<'_>, found: &mut [Proposal]) {
    let (Some(department), Some(government)) = (&columns.department, &columns.government) else {
        return;
    };
    let lists = book.classification();
    let printed = PrintedPairs::of(book, columns);
    let mut all: BTreeMap<(String, Option<UnitKind>, bool), Named> = BTreeMap::new();
    for (at, proposal) in found.iter_mut().enumerate() {
        let name = proposal.row.text(&columns.item).to_owned();
        let mut meaning = meaning(&name, lists);
        let coded = meaning.departments.first().and_then(|code| spending_of(code)).unwrap_or_default();
        let spending = if meaning.kind.is_empty() { coded } else { meaning.kind.as_str() };
        if let Some(column) = columns.takes(spending) {
            if proposal.row.text(&column).is_empty() {
                proposal.set(&column, spending, Sureness::Likely, format!("按名称是{spending}"));
            } else if !meaning.kind.is_empty() && proposal.row.text(&column) != spending && !meaning.official
            {
                // Words about staff say nothing of a project.
                meaning.departments.clear();
            }
        }
        if let Some(class) = meaning.departments.first().filter(|code| code.len() == 3) {
            // Enough to know its column, not to write a code down.
            proposal.class.clone_from(class);
        }
        let kind = staff(&name).or_else(|| columns.unit_kind(book.budget, proposal.row.view()));
        let is_printed =
            printed.as_ref().is_some_and(|table| says(proposal.row.view(), &table.derivation.when));
        let named = all.entry((name.clone(), kind, is_printed)).or_insert_with(|| Named {
            name,
            lines: Vec::new(),
            item: Item {
                amount: Decimal::ZERO,
                choices: choices(
                    lists,
                    printed.as_ref().filter(|_| is_printed),
                    &meaning.departments,
                    kind,
                    book.budget.year,
                ),
            },
            official: meaning.official,
            is_printed,
            by_namesake: false,
        });
        named.lines.push(at);
        named.item.amount += proposal.amount(columns);
    }
    let mut all: Vec<Named> = all.into_values().collect();
    let none = BTreeMap::new();
    let sums = printed.as_ref().map_or(&none, |table| &table.amounts);
    let mut chosen = decide(&all, sums);
    // What is proved of an item holds for those of the same name, as （行政） for （事业）.
    for at in 0..all.len() {
        let known = |other: &Named, one: &Named| base(&other.name) == base(&one.name);
        let Some(one) = all.get(at).filter(|_| chosen.get(at).is_some_and(|one| !one.proved)) else {
            continue;
        };
        let namesake = all.iter().zip(&chosen).find(|(other, chosen)| chosen.proved && known(other, one));
        let code = namesake.and_then(|(_, chosen)| Some(chosen.pair.clone()?.0));
        if let (Some(one), Some(code)) = (all.get_mut(at), code)
            && one.item.choices.iter().any(|(own, _)| *own == code)
        {
            one.by_namesake = one.item.choices.iter().any(|(own, _)| *own != code);
            one.item.choices.retain(|(own, _)| *own == code);
        }
    }
    if all.iter().any(|one| one.by_namesake) {
        chosen = decide(&all, sums);
    }
    let called = printed.as_ref().map_or("", |table| table.called.as_str());
    for (named, chosen) in all.iter().zip(&chosen) {
        for at in &named.lines {
            if let Some(proposal) = found.get_mut(*at) {
                write_down(proposal, named, chosen, called, (department, government));
            }
        }
    }
}

fn decide(all: &[Named], sums: &BTreeMap<PairOf, Decimal>) -> Vec<Chosen> {
    let items: Vec<Item> =
        all.iter().map(|one| if one.is_printed { one.item.clone() } else { Item::default() }).collect();
    let mut chosen = choose(&items, sums);
    for (one, chosen) in all.iter().zip(&mut chosen).filter(|(one, _)| !one.is_printed) {
        chosen.pair = one.item.choices.first().cloned();
    }
    chosen
}

/// The pairs that an item may have, likeliest first.
fn choices(
    lists: &Classification,
    printed: Option<&PrintedPairs<'_>>,
    departments: &[String],
    kind: Option<UnitKind>,
    year: i32,
) -> Vec<PairOf> {
    let mut found = Vec::new();
    for code in departments.iter().filter(|code| code.len() == 5) {
        let Some(printed) = printed else {
            let mut pairs: Vec<_> = lists.legal_pairs(code, kind).collect();
            pairs.retain(|pair| {
                lists.in_force(Scheme::GovernmentEconomic, &pair.gov_code, year) != Some(false)
            });
            pairs.sort_by_key(|pair| std::cmp::Reverse(pair.times_seen));
            match pairs.as_slice() {
                [only] => found.push((code.clone(), only.gov_code.to_string())),
                // Several that nothing decides between: the department's code alone is proposed.
                _ => found.push((code.clone(), String::new())),
            }
            continue;
        };
        let own = || printed.amounts.iter().filter(|((own, _), _)| own == code);
        let fits = |government: &str| {
            !matches!(
                lists.pair_status(code, government, kind),
                PairStatus::LegalForOtherKind | PairStatus::Illegal
            )
        };
        let mut pairs: Vec<_> = own().filter(|((_, government), _)| fits(government)).collect();
        if pairs.is_empty() {
            pairs = own().collect();
        }
        pairs.sort_by_key(|(_, amount)| std::cmp::Reverse(**amount));
        found.extend(pairs.into_iter().map(|(pair, _)| pair.clone()));
    }
    found
}

fn write_down(
    proposal: &mut Proposal,
    named: &Named,
    chosen: &Chosen,
    called: &str,
    (department, government): (&ColumnKey, &ColumnKey),
) {
    let Some((own, other)) = &chosen.pair else {
        let why = match proposal.class.as_str() {
            "" => "名称看不出经济科目".to_owned(),
            class => format!("名称只看得出是 {class} 类，款待定"),
        };
        proposal.set(department, "", Sureness::Open, why.clone());
        proposal.set(government, "", Sureness::Open, why);
        return;
    };
    let (sureness, why) = if chosen.proved {
        (Sureness::Sure, format!("同科目各项之和与{called} {own}-{other} 相同"))
    } else if chosen.exceeds {
        (Sureness::Likely, format!("按名称是 {own}，但同科目各项之和超过{called} {own}-{other}"))
    } else if named.by_namesake {
        (Sureness::Likely, format!("同名项目据{called}是 {own}"))
    } else if named.official {
        (Sureness::Sure, format!("名称就是科目 {own} 的名称"))
    } else if named.is_printed {
        (Sureness::Likely, format!("按名称是 {own}，没有超过{called} {own}-{other}，但没有核对相符"))
    } else {
        (Sureness::Likely, format!("按名称是 {own}"))
    };
    proposal.set(department, own, sureness, why.clone());
    // Whether the official name says the government's code as well depends on there being only one.
    let (sureness, why) = if other.is_empty() {
        (Sureness::Open, "政府预算科目随单位性质而定，单位性质没有填写".to_owned())
    } else if named.official && !chosen.proved && named.item.choices.len() > 1 {
        (Sureness::Likely, format!("{called}中 {own} 对应几个政府预算科目"))
    } else {
        (sureness, why)
    };
    proposal.set(government, other, sureness, why);
}

/// Lines for what a table prints of a pair of codes beyond the items that were found, where items may be on
/// lost pages, or none were read.
pub(super) fn remainders(
    book: &Book<'_>,
    columns: &LineColumns<'_>,
    sources: &Sources,
    found: &mut Vec<Proposal>,
) {
    let (Some(department), Some(government)) = (&columns.department, &columns.government) else {
        return;
    };
    let Some(printed) = PrintedPairs::of(book, columns) else {
        return;
    };
    if sources.without.contains(&printed.derivation.table) || !falls_short(book, columns, sources, &printed) {
        return;
    }
    let lists = book.classification();
    let counted: Vec<&Proposal> =
        found.iter().filter(|one| says(one.row.view(), &printed.derivation.when)).collect();
    let uncoded: Decimal =
        counted.iter().filter(|one| one.row.text(department).is_empty()).map(|one| one.amount(columns)).sum();
    let mut rest: Vec<Proposal> = Vec::new();
    for (pair, column, from, amount) in &printed.cells {
        let has: Decimal = counted
            .iter()
            .filter(|one| one.row.text(department) == pair.0 && one.row.text(government) == pair.1)
            .filter(|one| {
                printed.derivation.columns.get(column).is_some_and(|when| says(one.row.view(), when))
            })
            .map(|one| one.amount(columns))
            .sum();
        let left = *amount - has;
        if left <= Decimal::ZERO {
            continue;
        }
        let name = lists.lookup(Scheme::DepartmentEconomic, &pair.0);
        let name = name.map_or_else(|| pair.0.clone(), |code| code.name.to_string());
        let mut cells = Cells::from([(columns.amount.clone(), Value::Amount(left))]);
        for (column, texts) in &printed.derivation.when {
            let mut shown =
                texts.iter().filter(|text| texts.len() == 1 || !is_unused(book, columns, column, text));
            if let (Some(only), None) = (shown.next(), shown.next()) {
                cells.insert(column.clone(), Value::from(only.as_str()));
            }
        }
        cells.insert(columns.item.clone(), Value::from(name.as_str()));
        let mut proposal = Proposal::new(columns, cells, from.clone());
        let said = format!("{} {}-{} 中没有列出项目的部分", printed.called, pair.0, pair.1);
        if let Some((column, kind)) = spending_of(&pair.0).and_then(|kind| Some((columns.takes(kind)?, kind)))
        {
            proposal.set(
                &column,
                kind,
                Sureness::Likely,
                format!("{} 类通常是{kind}", pair.0.get(..3).unwrap_or_default()),
            );
        }
        for (column, code) in [(department, &pair.0), (government, &pair.1)] {
            proposal.set(column, code, Sureness::Sure, said.clone());
        }
        if !uncoded.is_zero() && has_class(&counted, &pair.0, department) {
            let why = format!("其中可能含有科目待定的项目（共 {uncoded}），不要重复");
            let reason = Reason { sureness: Sureness::Open, why };
            proposal.reasons.insert(columns.amount.clone(), reason);
        }
        columns.settle_unit(book.budget, &mut proposal);
        rest.push(proposal);
    }
    found.append(&mut rest);
}

/// Whether the tables have columns for lines with a text of their own, and none of them has money there.
fn is_unused(book: &Book<'_>, columns: &LineColumns<'_>, column: &ColumnKey, text: &str) -> bool {
    let is_of_text = |texts: &Vec<String>| matches!(texts.as_slice(), [only] if only == text);
    let mut is_any = false;
    for one in columns.derivations().filter(|one| is_given(book, &one.table)) {
        let own = one.columns.iter().filter(|(_, when)| when.get(column).is_some_and(is_of_text));
        let own: Vec<&ColumnKey> = own.map(|(key, _)| key).collect();
        let cells =
            book.sheet(&one.table).into_iter().flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells());
        for cell in cells.filter(|cell| own.contains(&&cell.column.key)) {
            is_any = true;
            let stated = cell.stated().and_then(|value| value.amount());
            if [cell.number(), stated].into_iter().flatten().any(|amount| !amount.is_zero()) {
                return false;
            }
        }
    }
    is_any
}

/// Whether some of the items whose codes must be among a pair of this 类 have no code.
fn has_class(counted: &[&Proposal], code: &str, department: &ColumnKey) -> bool {
    counted.iter().any(|one| {
        let class = one.class.as_str();
        one.row.text(department).is_empty() && (class.is_empty() || code.starts_with(class))
    })
}

/// Whether the item tables leave some of the printed sums to be found elsewhere: pages are missing, or they
/// are not read.
fn falls_short(
    book: &Book<'_>,
    columns: &LineColumns<'_>,
    sources: &Sources,
    printed: &PrintedPairs<'_>,
) -> bool {
    columns.derivations().any(|one| {
        let is_item_table = one.rows.iter().any(|row| match row {
            DerivedRow::Free(_, cells) => texts(cells).contains(&&columns.item),
            DerivedRow::Fixed(_) => false,
        });
        let coverage = book.sheet(&one.table).map(|sheet| sheet.coverage());
        let overlaps = !disjoint(&one.when, &printed.derivation.when);
        is_item_table
            && overlaps
            && (coverage != Some(Coverage::Full) || sources.without.contains(&one.table))
    })
}
