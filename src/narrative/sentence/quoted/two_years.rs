//! What tables print of this year and of the last under one name, against what the text says has become of it: 公务接待费5万元，
//! 比上年减少2万元, where the table has 6 and 5. Of a thing that the tables print of one year alone it says nothing.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::super::FigureKind;
use super::super::super::called::Called;
use super::super::super::extract::Token;
use super::super::change::{Change, changes, is_said};
use super::super::named::{Item, quoted};
use super::super::number::{Span, exact};
use super::super::phrase::{clause, in_unit, printed, words_before, years};
use super::super::running::Running;
use super::super::told::value;
use super::super::twice::says_execution;
use super::super::{Slip, SlipKind};
use super::figures::{Known, grain, is_printed};
use super::items::named;
use crate::calc::{Book, Cell, SheetRow};
use crate::money;
use crate::pattern::Pattern;
use crate::schema::{ColumnKind, parted};
use crate::text::{is_subtotal_label, is_total_label};

/// What text and tables name alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    /// One of the three public expenses, however it is called.
    Expense(Item),
    /// All that the general public budget (一般公共预算) pays.
    Appropriation,
    /// A row, by its essence.
    Row(String),
}

/// One thing in two years.
struct Pair {
    this: Known,
    before: Known,
    /// Whether last year's figure is what was spent.
    is_spent: bool,
    /// Whether this year's is too.
    are_spent: bool,
}

/// The things of two years by their names.
pub(super) struct TwoYears(BTreeMap<Name, Vec<Pair>>);

/// What all that is called.
static APPROPRIATION: Pattern = Pattern::new(
    "一般公共预算(?:财政)?(?:当年)?(?:财政)?(?:拨款)?(?:支出)?(?:预算)?(?:规模)?(?:安排|总额|合计)?(?:为|是|共)?$",
    &["一般公共预算"],
);

/// The fewest characters by which a row's name tells what is meant.
const NAME: usize = 3;

/// What a header says besides the year.
const SPENT: [&str; 4] = ["执行", "决算", "完成", "实际"];
const PLANNED: [&str; 3] = ["预算", "年初", "安排"];
/// How the column of all of a year is called.
const WHOLE: [&str; 3] = ["合计", "小计", "总计"];
/// Columns that are of neither year alone.
const OTHERS: [&str; 8] = ["增", "减", "比", "%", "％", "调整", "结转", "结余"];

impl Name {
    /// The one that words end with.
    fn ending(words: &str) -> Option<Self> {
        if let Some(item) = Item::ending(words) {
            return Some(Self::Expense(item));
        }
        if APPROPRIATION.is_match(words) {
            return Some(Self::Appropriation);
        }
        named(words).filter(|name| name.chars().count() >= NAME).map(Self::Row)
    }

    /// Those of a cell: its row's, or its column's where the row is a total.
    fn of_cell(cell: &Cell<'_>, names: &[String]) -> Vec<Self> {
        let title = &cell.row.sheet.schema.title;
        let is_total = is_whole(&cell.row);
        if !is_total {
            let item = names.iter().find_map(|name| Item::called(name)).map(Self::Expense);
            let rows = || names.iter().filter(|name| name.chars().count() >= NAME).cloned().map(Self::Row);
            return item.map_or_else(|| rows().collect(), |item| vec![item]);
        }
        let is_basic = title.contains("基本支出") || title.contains("三公");
        if title.contains("一般公共预算") && title.contains("支出") && !is_basic {
            // Its columns part what its first one gives.
            let leaf = cell.column.header.iter().rev().find(|word| !parted(word, 0).1.is_empty());
            let is_part =
                leaf.is_some_and(|leaf| ["基本", "项目", "人员", "公用"].iter().any(|of| leaf.contains(of)));
            return if is_part { Vec::new() } else { vec![Self::Appropriation] };
        }
        if !title.contains("三公") {
            return Vec::new();
        }
        let header = cell.column.full_title();
        let of_leaf = |word: &String| {
            let of_cars = |sign: &str, other: &str| word.contains(sign) && !word.contains(other);
            Item::called(word).or_else(|| match header.contains("用车") {
                true if of_cars("购置", "运行") => Some(Item::Bought),
                true if of_cars("运行", "购置") => Some(Item::Run),
                _ => None,
            })
        };
        let item = cell.column.header.iter().rev().find_map(of_leaf).unwrap_or(Item::Total);
        vec![Self::Expense(item)]
    }
}

/// Which of the three public expenses a cell is of, by its row's name or, in a total, by its column's.
pub(super) fn expense(cell: &Cell<'_>, names: &[String]) -> Option<Item> {
    Name::of_cell(cell, names).into_iter().find_map(|name| match name {
        Name::Expense(item) => Some(item),
        Name::Row(_) | Name::Appropriation => None,
    })
}

/// Whether a row is the total of its table, or its only one without a name.
fn is_whole(row: &SheetRow<'_>) -> bool {
    let mut texts = row.cells().filter(|of| !of.column.kind.is_number());
    let is_labelled = texts.any(|of| is_total_label(row.text(&of.column.key)));
    is_labelled || row.own_name().is_none_or(|name| is_total_label(&name) || is_subtotal_label(&name))
}

impl TwoYears {
    /// What the tables print of two years.
    pub(super) fn of(book: &Book<'_>, rows: &[Called<'_>]) -> Self {
        let mut all: BTreeMap<Name, Vec<Pair>> = BTreeMap::new();
        for Called { row, names, .. } in rows {
            let names: Vec<String> = names.iter().cloned().collect();
            let mut by_rest: BTreeMap<String, [Vec<(Cell<'_>, String)>; 2]> = BTreeMap::new();
            for cell in row.cells() {
                let is_money = matches!(cell.column.kind, ColumnKind::Amount | ColumnKind::Yuan);
                let doubted = row.sheet.doubted();
                if !is_money || doubted.is_some_and(|columns| columns.contains(&cell.column.key)) {
                    continue;
                }
                let (of, rest) = parted(&cell.column.header.join(" "), book.budget.year);
                if OTHERS.iter().any(|word| rest.contains(word)) {
                    continue;
                }
                // 2025年预算数 beside 2026年预算数 合计, 基本支出 and 项目支出.
                let words = SPENT.iter().chain(&PLANNED).chain(&WHOLE);
                let bare = words.fold(rest.clone(), |bare, word| bare.replace(word, ""));
                let bare: String = bare.chars().filter(|c| *c != '数' && *c != ' ').collect();
                let [this, before] = by_rest.entry(bare).or_default();
                if of == Some(true) { before.push((cell, rest)) } else { this.push((cell, rest)) }
            }
            for of in by_rest.into_values() {
                let ([(this, of_this)], [(before, of_before)]) = (of[0].as_slice(), of[1].as_slice()) else {
                    continue;
                };
                let known = |cell: &Cell<'_>| {
                    let is_yuan = cell.column.kind == ColumnKind::Yuan;
                    let unit = if is_yuan { Decimal::ONE } else { book.format.unit.in_yuan() };
                    Some(Known {
                        yuan: cell.printed().or_else(|| cell.number())?.checked_mul(unit)?,
                        grain: grain(&row.sheet, book),
                        side: None,
                        is_before: false,
                        is_basic: false,
                        is_of_all: false,
                        cell: cell.address(),
                        row: format!("{} “{}”", row.sheet.schema.called(), row.name()),
                    })
                };
                let (Some(now), Some(then)) = (known(this), known(before)) else { continue };
                let spent = |rest: &str| SPENT.iter().any(|word| rest.contains(word));
                let of_accounts = row.sheet.schema.title.contains("决算");
                for name in Name::of_cell(this, &names) {
                    all.entry(name).or_default().push(Pair {
                        this: now.clone(),
                        before: then.clone(),
                        is_spent: spent(of_before) || of_accounts,
                        are_spent: spent(of_this) || of_accounts,
                    });
                }
            }
        }
        Self(all)
    }

    fn under(&self, name: &Name) -> impl Iterator<Item = &Pair> {
        self.0.get(name).into_iter().flatten()
    }

    /// Judges all sections together.
    pub(super) fn judge(&self, sections: &[Vec<Running>], year: i32, slips: &mut Vec<Slip>) {
        if self.0.is_empty() {
            return;
        }
        let mut found = self.of_last_year(sections, year);
        for text in sections.iter().flatten() {
            for change in changes(text) {
                let Some(slip) = self.moved(text, &change, year) else { continue };
                // That the percentage is another, or the direction, says nothing more than this.
                let own = text.place(&(change.begins..change.end));
                slips.retain(|told| {
                    let is_within = (told.place.section, told.place.paragraph)
                        == (own.section, own.paragraph)
                        && (own.span.start..own.span.end).contains(&told.place.span.start);
                    !(is_within
                        && matches!(told.kind, SlipKind::Rate | SlipKind::CutOff | SlipKind::Direction))
                });
                found.push(slip);
            }
            found.extend(self.flat(text, year));
        }
        // What the sentence tells of itself is not told again.
        found.retain(|slip| slips.iter().all(|told| told.place != slip.place));
        slips.extend(found);
    }

    /// The pairs of which a figure, or words without one, may speak: compared with last year as the table's column is.
    fn meant(&self, words: &str, figure: Option<&Token>, compared: &str, year: i32) -> Vec<&Pair> {
        let Some(name) = Name::ending(words) else { return Vec::new() };
        let is_of = |pair: &&Pair| figure.is_none_or(|figure| is_printed(&pair.this, figure));
        let is_other_year = years(compared).iter().any(|named| named + 1 != year);
        let is_like = |pair: &&Pair| {
            let of_plan = PLANNED.iter().any(|word| compared.contains(word));
            match (says_execution(compared), of_plan) {
                (true, _) => pair.is_spent,
                (false, true) => !pair.is_spent,
                (false, false) => pair.is_spent == pair.are_spent,
            }
        };
        self.under(&name).filter(is_of).filter(is_like).filter(|_| !is_other_year).collect()
    }

    /// A change that is not that of the two years in the table.
    fn moved(&self, text: &Running, change: &Change<'_>, year: i32) -> Option<Slip> {
        let compared = text.part(change.begins..change.word.range.start);
        let compared = if compared.is_empty() { compared_before(text, change)? } else { compared };
        if !is_comparison(compared) || change.base.is_some() {
            return None;
        }
        let own = value(text, change).filter(|value| !value.is_listed || value.is_part);
        let (words, figure) = match own {
            Some(own) if own.base.is_none() => (words_before(text, own.token), Some(own.token)),
            Some(_) => return None,
            None => {
                let from = text.sentence(change.begins).start;
                (text.part(from..change.begins).rsplit(['，', '：']).next()?, None)
            }
        };
        let pairs = self.meant(words, figure, compared, year);
        let first = pairs.first()?;
        let (stated, is_right): (&Token, bool) = match (change.amount, change.rate) {
            (Some(amount), _) => {
                let by = told(amount);
                let by = if change.sign.is_sign_negative() { by.negated() } else { by };
                (amount, pairs.iter().any(|pair| pair.change().meets(by)))
            }
            (None, Some(rate)) => {
                let by = told(rate);
                let by = if change.rate_sign.is_sign_negative() { by.negated() } else { by };
                let of = |pair: &&Pair| pair.change().percent_of(within(&pair.before));
                (rate, pairs.iter().any(|pair| of(pair).is_none_or(|percent| percent.meets(by))))
            }
            (None, None) => return None,
        };
        if is_right {
            return None;
        }
        let shown = text.part(change.word.range.start..change.end.max(stated.range.end));
        let like = figure.or(change.amount).unwrap_or(stated);
        let mut slip = first.unlike(text, stated, like, &format!("文中写作“{shown}”"));
        if stated.kind == FigureKind::Percent {
            slip.kind = SlipKind::Rate;
            slip.expected = None;
        }
        Some(Slip { stated: Some(exact(stated)), ..slip })
    }

    /// 与上年持平, where the table has two figures that differ.
    fn flat(&self, text: &Running, year: i32) -> Vec<Slip> {
        let flat = |(at, word): (usize, &Token)| {
            let figure = text.tokens.get(at.checked_sub(1)?)?;
            let gap = text.part(figure.range.end..word.range.start);
            let compares =
                ["上年", "去年", "20"].iter().any(|year| gap.contains(year)) && gap.chars().count() <= 20;
            let is_plain = gap.starts_with(['，', '。']) && !gap.contains("基本");
            let is_value = figure.kind == FigureKind::Amount && !is_said(text, at - 1);
            if word.kind != FigureKind::Flat || !compares || !is_plain || !is_value {
                return None;
            }
            let pairs = self.meant(words_before(text, figure), Some(figure), gap, year);
            let first = pairs.first()?;
            let zero = Span { low: Decimal::ZERO, high: Decimal::ZERO };
            let is_right = pairs.iter().any(|pair| pair.change().meets(zero));
            let said = format!("文中写作“{}”", text.part(word.range.clone()));
            let slip = (!is_right).then(|| first.unlike(text, word, figure, &said))?;
            Some(Slip { kind: SlipKind::Direction, expected: None, ..slip })
        };
        text.tokens.iter().enumerate().filter_map(flat).collect()
    }

    /// The figure of last year, or of another thing, under the name of one of the three public expenses.
    fn of_last_year(&self, sections: &[Vec<Running>], year: i32) -> Vec<Slip> {
        let (mut right, mut slips) = (0, Vec::new());
        for text in sections.iter().flatten() {
            if SPENT.iter().any(|word| text.text().contains(word)) {
                continue;
            }
            for quoted in quoted(text) {
                let (token, own) = (quoted.token, clause(text, quoted.token));
                let at = text.tokens.iter().position(|other| other.range == token.range);
                let is_other = ["上年", "去年", "比", "较", "国内", "其中国", "财政"]
                    .iter()
                    .any(|word| own.contains(word))
                    || years(own).iter().any(|named| *named != year)
                    || super::is_of_others(text, token)
                    || at.is_none_or(|at| is_said(text, at));
                let pairs: Vec<&Pair> = self.under(&Name::Expense(quoted.item)).collect();
                if is_other || pairs.is_empty() || token.number.is_zero() {
                    continue;
                }
                let is_this = |pair: &&Pair| is_printed(&pair.this, token);
                if pairs.iter().any(is_this) {
                    right += 1;
                    continue;
                }
                let Some(pair) = pairs.iter().find(|pair| is_printed(&pair.before, token)) else { continue };
                let message = format!(
                    "“{}”写作 {}，那是上年的数；{}本年列示为 {}。",
                    super::subject(text, token),
                    printed(text, token),
                    pair.this.row,
                    in_unit(pair.this.yuan, token)
                );
                slips.push(Slip {
                    cells: vec![pair.this.cell.clone()],
                    subject: super::subject(text, token),
                    expected: Some(pair.this.yuan),
                    stated: Some(exact(token)),
                    cause: Some("写成了上年的数".to_owned()),
                    ..Slip::new(SlipKind::Quote, text.place(&token.range), message)
                });
            }
        }
        // Where hardly any is right, the text is of another year, or of more than the table.
        if right >= slips.len() { slips } else { Vec::new() }
    }
}

/// Whether words compare with another year.
fn is_comparison(words: &str) -> bool {
    ["上年", "去年", "20"].iter().any(|word| words.contains(word))
}

/// With what the changes of a list are compared, where it is said once, of its whole, and the list is of the three public
/// expenses: 比2025年减少6万元。其中：公务接待费减少1万元.
fn compared_before<'t>(text: &'t Running, change: &Change<'_>) -> Option<&'t str> {
    let said = text.part(0..change.begins);
    Item::ending(said.rsplit(['，', '；', '。', '：']).next()?)?;
    let whole = changes(text).into_iter().take_while(|before| before.end <= change.begins);
    let compared = whole.map(|whole| text.part(whole.begins..whole.word.range.start));
    compared.filter(|words| !words.is_empty()).last()
}

/// All that is rounded to a figure of the text, or cut off there.
fn told(token: &Token) -> Span {
    let printed = Span::of(token);
    Span { low: printed.low, high: Span::near(token).high }
}

/// All that a printed figure of a table may be.
fn within(known: &Known) -> Span {
    let half = known.grain.checked_div(Decimal::TWO).unwrap_or_default();
    Span { low: known.yuan.saturating_sub(half), high: known.yuan.saturating_add(half) }
}

impl Pair {
    /// By how much it has changed, as far as the table tells.
    fn change(&self) -> Span {
        within(&self.this).minus(within(&self.before))
    }

    fn unlike(&self, text: &Running, at: &Token, like: &Token, said: &str) -> Slip {
        let by = self.this.yuan.saturating_sub(self.before.yuan);
        let right = match by {
            by if by.is_zero() => "没有增减".to_owned(),
            by if by.is_sign_negative() => format!("应减少 {}", in_unit(by.abs(), like)),
            by => format!("应增加 {}", in_unit(by, like)),
        };
        let rate = by.abs().checked_mul(Decimal::ONE_HUNDRED).and_then(|by| by.checked_div(self.before.yuan));
        let rate = rate.filter(|rate| !rate.is_zero() && at.kind == FigureKind::Percent);
        let rate = rate.map(|rate| format!("（{}%）", money::display(rate, 2))).unwrap_or_default();
        let message = format!(
            "{}上年 {}、本年 {}，{right}{rate}；{said}。",
            self.this.row,
            in_unit(self.before.yuan, like),
            in_unit(self.this.yuan, like)
        );
        Slip {
            cells: vec![self.this.cell.clone(), self.before.cell.clone()],
            expected: Some(by),
            ..Slip::new(SlipKind::Change, text.place(&at.range), message)
        }
    }
}
