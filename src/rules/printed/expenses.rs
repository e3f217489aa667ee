//! The three public expenses (“三公”) as a table prints them, in columns or in rows: the total, going abroad, cars bought
//! and run, receptions. They are the same everywhere, so that one row is enough to hold them against each other.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Printed, finding_of};
use crate::calc::{Book, Cell, Sheet};
use crate::formula::name_of_cell;
use crate::model::Coverage;
use crate::money::{display, telling_decimals};
use crate::rules::rounding::{Judgement, judge as within};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::{ColumnKind, Severity};
use crate::text::{is_subtotal_label, is_total_label, unnumbered};

/// What a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    /// All that the table prints.
    All,
    /// The three together.
    Three,
    Abroad,
    Cars,
    Bought,
    Run,
    Reception,
    Meetings,
    Training,
}

/// An item with its figure; none where its cell is blank.
type Told<'a> = (Item, Option<Printed<'a>>);

/// Which item words speak of, from the outermost group inwards.
fn item(path: &[String]) -> Option<Item> {
    let leaf = path.last()?;
    let all = path.join("/");
    let has = |word: &str| all.contains(word);
    let sums =
        is_total_label(leaf) || is_subtotal_label(leaf) || leaf.ends_with("合计") || leaf.ends_with("小计");
    if ["运行经费", "增减", "比例", "人数", "批次", "数量", "团组", "次数"].iter().any(|word| has(word))
    {
        return None;
    }
    if has("公务用车") || has("购置") && has("运行") {
        let of_leaf = |word: &str| leaf.contains(word);
        return match (of_leaf("购置"), of_leaf("运行")) {
            _ if sums => Some(Item::Cars),
            (true, true) => Some(Item::Cars),
            (true, false) => Some(Item::Bought),
            (false, true) => Some(Item::Run),
            // 公务用车费 alone is both.
            (false, false) => leaf.ends_with("公务用车费").then_some(Item::Cars),
        };
    }
    let inner = |word: &str| {
        leaf.contains(word) || path.iter().rev().take(2).any(|of| of.contains(word) && !of.contains("三公"))
    };
    if inner("出国") {
        Some(Item::Abroad)
    } else if inner("接待") {
        Some(Item::Reception)
    } else if leaf.contains("会议费") && !leaf.contains("三公") {
        Some(Item::Meetings)
    } else if leaf.contains("培训费") && !leaf.contains("三公") {
        Some(Item::Training)
    } else if sums && has("三公") {
        Some(Item::Three)
    } else if sums {
        Some(Item::All)
    } else {
        None
    }
}

/// A name as it is looked at: without blanks, marks and the item's number before it.
fn bare(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !"“”\"".contains(*c)).collect();
    let named = unnumbered(&text).trim_start_matches(['（', '(']);
    let own = named.strip_prefix("其中").map_or(named, |own| own.trim_start_matches(['：', ':']));
    unnumbered(own).to_owned()
}

/// Judges a table that is about the three.
pub(super) fn judge(head: &Arc<RuleHead>, book: &Book<'_>, sheet: &Sheet<'_>) -> Vec<Finding> {
    if !sheet.schema.title.contains("三公") || sheet.coverage() != Coverage::Full {
        return Vec::new();
    }
    let mut out = Vec::new();
    for row in sheet.rows() {
        // By the groups above the items, so that two years are two.
        let mut groups: Vec<(String, Vec<Told<'_>>)> = Vec::new();
        for cell in row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount) {
            let path: Vec<String> = cell.column.header.iter().map(|word| bare(word)).collect();
            let Some(item) = item(&path) else { continue };
            let group = outside(&path);
            let printed = Printed::of(cell);
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, of)) => of.push((item, printed)),
                None => groups.push((group, vec![(item, printed)])),
            }
        }
        for (_, of) in &groups {
            out.extend(add_up(head, book, of));
        }
    }
    // One item a row: the same column down the table.
    let columns = sheet.schema.sections.iter().map(|section| section.columns.len()).max().unwrap_or(0);
    for column in 0..columns {
        let mut of: Vec<Told<'_>> = Vec::new();
        for row in sheet.rows() {
            let Some(cell) = row.cell(column).filter(|cell| cell.column.kind == ColumnKind::Amount) else {
                continue;
            };
            let name = bare(&row.name());
            let is_whole = is_total_label(&name) || name.contains("三公");
            let item = if is_whole { Some(Item::Three) } else { item(&[name]) };
            of.extend(item.map(|item| (item, Printed::of(cell))));
        }
        let is_listed = |(item, printed): &&Told<'_>| {
            printed.is_some() && matches!(item, Item::Abroad | Item::Cars | Item::Reception)
        };
        let is_list = of.iter().filter(is_listed).count() >= 2;
        if is_list {
            out.extend(add_up(head, book, &of));
        }
    }
    out
}

/// The groups that stand above the items: 2026年预算数 of 2026年预算数/公务用车/小计. Words of funds within them tell too.
fn outside(path: &[String]) -> String {
    let is_item = |word: &&String| {
        ["三公", "出国", "用车", "购置", "运行", "接待", "会议", "培训", "小计"]
            .iter()
            .any(|of| word.contains(of))
            || is_total_label(word)
    };
    path.iter().filter(|word| !is_item(word)).cloned().collect::<Vec<_>>().join("/")
}

/// Holds the sums of one group against its parts; an item without a figure is nothing.
fn add_up(head: &Arc<RuleHead>, book: &Book<'_>, of: &[Told<'_>]) -> Vec<Finding> {
    let one = |item: Item| {
        let mut own = of.iter().filter(|(known, printed)| *known == item && printed.is_some());
        let first = own.next();
        // Two of a name: which is meant is not clear.
        first.filter(|_| own.next().is_none()).and_then(|(_, printed)| printed.as_ref())
    };
    let is_there = |item: Item| of.iter().any(|(known, _)| *known == item);
    let mut out = Vec::new();
    let fits = |whole: &Printed<'_>, parts: &[&Printed<'_>]| {
        let sum = parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part.value));
        let off = sum.and_then(|sum| whole.value.checked_sub(sum));
        let count = u32::try_from(parts.len()).unwrap_or(u32::MAX);
        off.is_none_or(|off| within(book.format, off, count, &[whole.value]) != Judgement::Different)
    };
    let mut hold = |whole: Option<&Printed<'_>>, least: usize, ways: &[Vec<Option<&Printed<'_>>>]| {
        let Some(whole) = whole.filter(|whole| !whole.cell.role.is_computed()) else { return };
        let ways: Vec<Vec<&Printed<'_>>> =
            ways.iter().map(|way| way.iter().flatten().copied().collect::<Vec<_>>()).collect();
        if ways.iter().any(|way| way.len() < least || fits(whole, way)) {
            return;
        }
        if let Some(way) = ways.first() {
            let cells: Vec<Cell<'_>> = way.iter().map(|part| part.cell).collect();
            let sum = way.iter().fold(Decimal::ZERO, |sum, part| sum.saturating_add(part.value));
            out.push(finding_of(head, whole, sum, &cells, None));
        }
    };
    let cars = one(Item::Cars);
    let both = [Item::Bought, Item::Run];
    hold(cars.filter(|_| both.iter().all(|item| is_there(*item))), 1, &[both.map(one).to_vec()]);
    let of_cars = if cars.is_some() { vec![cars] } else { vec![one(Item::Bought), one(Item::Run)] };
    let three: Vec<Option<&Printed<'_>>> =
        [one(Item::Abroad), one(Item::Reception)].into_iter().chain(of_cars).collect();
    let with = |more: &[Item]| -> Vec<Option<&Printed<'_>>> {
        three.iter().copied().chain(more.iter().map(|item| one(*item))).collect()
    };
    let complete = one(Item::Abroad).is_some() && one(Item::Reception).is_some();
    if complete || three.iter().flatten().count() >= 2 {
        let whole = one(Item::Three).or(one(Item::All));
        let ways = [
            three.clone(),
            with(&[Item::Meetings]),
            with(&[Item::Training]),
            with(&[Item::Meetings, Item::Training]),
        ];
        hold(whole, 2, &ways);
    }
    out
}

/// What the codes of economic classification are that the items are paid by.
const CODES: [(&str, Item); 3] = [("30212", Item::Abroad), ("30217", Item::Reception), ("30231", Item::Run)];

/// How many times as much tells of a figure that was counted again.
const TWICE: Decimal = Decimal::TWO;
const MOST_TIMES: Decimal = Decimal::TEN;

/// Words of groups of columns that are not this year's money.
const OTHERS: [&str; 6] = ["上年", "去年", "增减", "执行", "决算", "比"];

/// Basic expenditure by code against the same item of the three: part of what the table of the three holds.
pub(super) fn against_basic(head: &Arc<RuleHead>, book: &Book<'_>, sheets: &[Sheet<'_>]) -> Vec<Finding> {
    let whole: Vec<&Sheet<'_>> = sheets.iter().filter(|sheet| sheet.schema.title.contains("三公")).collect();
    let basic: Vec<&Sheet<'_>> = sheets
        .iter()
        .filter(|sheet| {
            let title = &sheet.schema.title;
            title.contains("基本支出") && (title.contains("一般公共预算") || title.contains("财政拨款"))
        })
        .collect();
    let ([whole], false) = (whole.as_slice(), basic.is_empty()) else { return Vec::new() };
    let mut out: Vec<Finding> = several_times(head, book, whole, &basic).into_iter().collect();
    for (code, item) in CODES {
        let Some(known) = this_years(whole, item, book.budget.year) else { continue };
        for sheet in &basic {
            let Some(part) = of_code(sheet, code) else { continue };
            let off = part.value.saturating_sub(known.value);
            if off <= Decimal::ZERO || within(book.format, off, 1, &[part.value]) != Judgement::Different {
                continue;
            }
            out.push(above(head, &part, &known, code));
            break;
        }
    }
    out
}

/// A table of the three that prints each item as many times as the basic expenditure has it: no project costs just as much
/// again of every item.
fn several_times(
    head: &Arc<RuleHead>,
    book: &Book<'_>,
    whole: &Sheet<'_>,
    basic: &[&Sheet<'_>],
) -> Option<Finding> {
    let pairs: Vec<(Printed<'_>, Printed<'_>)> = CODES
        .into_iter()
        .filter_map(|(code, item)| {
            let known = this_years(whole, item, book.budget.year)?;
            let part = basic.iter().find_map(|sheet| of_code(sheet, code))?;
            (!part.value.is_zero() && !known.value.is_zero()).then_some((known, part))
        })
        .collect();
    let (first, others) = pairs.split_first()?;
    let times = |(known, part): &(Printed<'_>, Printed<'_>)| known.value.checked_div(part.value);
    let own = times(first).filter(|own| own.fract().is_zero() && (TWICE..=MOST_TIMES).contains(own))?;
    if others.is_empty() || others.iter().any(|pair| times(pair) != Some(own)) {
        return None;
    }
    let (known, part) = first;
    let decimals = telling_decimals(known.value, part.value, known.cell.decimals());
    let message = format!(
        "{}列示为 {}，{}只有 {}；各项都正好是基本支出中同一科目的 {} 倍，请核对是否重复计算。",
        name_of_cell(&known.cell),
        display(known.value, decimals),
        name_of_cell(&part.cell),
        display(part.value, decimals),
        own.normalize(),
    );
    let cells = pairs.iter().flat_map(|(known, part)| [known.cell.address(), part.cell.address()]).collect();
    Some(Finding {
        severity: Severity::Warning,
        actual: Some(known.value),
        cells,
        ..Finding::at(head, known.cell.address(), message)
    })
}

/// This year's figure of an item, where the table has exactly one, or a total of it.
fn this_years<'a>(sheet: &Sheet<'a>, item: Item, year: i32) -> Option<Printed<'a>> {
    let mut found: Vec<Printed<'a>> = Vec::new();
    for row in sheet.rows() {
        for cell in row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount) {
            let path: Vec<String> = cell.column.header.iter().map(|word| bare(word)).collect();
            let named = self::item(&path) == Some(item) || self::item(&[bare(&row.name())]) == Some(item);
            let title = cell.column.full_title();
            let is_other = OTHERS.iter().any(|word| title.contains(word))
                || title.contains("20") && !title.contains(&year.to_string());
            if named && !is_other {
                found.extend(Printed::of(cell));
            }
        }
    }
    match found.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// The figure of a code in a table's total column.
fn of_code<'a>(sheet: &Sheet<'a>, code: &str) -> Option<Printed<'a>> {
    let mut found: Vec<Printed<'a>> = Vec::new();
    for row in sheet.rows() {
        let digits: String =
            row.texts().filter(|text| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())).collect();
        if digits != code {
            continue;
        }
        let mut amounts = row.cells().filter(|cell| cell.column.kind == ColumnKind::Amount);
        found.extend(amounts.next().and_then(Printed::of));
    }
    match found.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn above(head: &Arc<RuleHead>, part: &Printed<'_>, whole: &Printed<'_>, code: &str) -> Finding {
    let show =
        |of: &Printed<'_>| display(of.value, telling_decimals(part.value, whole.value, of.cell.decimals()));
    let message = format!(
        "{}（{code}）{}，大于{} {}；基本支出只是其中的一部分。",
        name_of_cell(&part.cell),
        show(part),
        name_of_cell(&whole.cell),
        show(whole)
    );
    Finding {
        severity: Severity::Warning,
        actual: Some(whole.value),
        cells: vec![whole.cell.address(), part.cell.address()],
        ..Finding::at(head, whole.cell.address(), message)
    }
}
