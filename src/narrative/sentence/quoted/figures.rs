//! The figures of all tables of a document: in 元, by the names, codes and paths of their rows, and how finely each table
//! prints. It knows no text but a figure of it that is looked for.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::super::called::{Called, essence};
use super::super::super::extract::Token;
use super::super::digits::is_slip;
use super::super::named::Item;
use super::super::number::{Span, exact};
use super::side::Side;
use super::two_years::expense;
use super::{slipped, subjects};
use crate::calc::{Book, Cell, Sheet};
use crate::model::{CellAddress, Coverage, TableKey, ValueView};
use crate::money;
use crate::schema::{ColumnKind, Layout, parted};
use crate::text::is_total_label;

/// How many digits a figure has of which a slip is known by itself.
pub(super) const SLIPPED: usize = 5;

/// How many of which a point in the wrong place is known.
pub(super) const SHIFTED: usize = 4;

/// Amounts are printed to 分, or in 万元 to two decimals, unless a table shows by so many that it prints fewer.
const FINE: Decimal = Decimal::ONE_HUNDRED;
const ENOUGH: usize = 4;

/// How many sums of first rows are looked at: of funds there are no more.
const FUNDS: usize = 3;

/// A row's figure with where it stands.
#[derive(Clone)]
pub(super) struct Known {
    pub yuan: Decimal,
    /// What the last digit stands for that its table prints, in 元.
    pub grain: Decimal,
    /// Whether it is of income or of spending, where its table, column or row says so.
    pub side: Option<Side>,
    /// Whether its column is of last year.
    pub is_before: bool,
    /// Whether its table is of basic expenditure (基本支出) alone.
    pub is_basic: bool,
    /// Whether its table is of all that the department has (收支总表, 收入总表, 支出总表).
    pub is_of_all: bool,
    pub cell: CellAddress,
    /// What the row is called, with its table.
    pub row: String,
}

/// The figures of all tables.
pub(super) struct Figures {
    /// All of them in 元.
    pub all: BTreeSet<Decimal>,
    /// Those of tables that print no more than whole 万元 or one decimal, by what their last digit stands for.
    pub coarse: BTreeMap<Decimal, BTreeSet<Decimal>>,
    pub by_name: BTreeMap<String, Vec<Known>>,
    pub by_code: BTreeMap<String, Vec<Known>>,
    /// By the name of the 款 and that of the 项 below it: many 款 have one of the same name.
    pub by_path: BTreeMap<(String, String), Vec<Known>>,
    /// What columns have in rows that are totals, by what the column is called.
    pub by_column: BTreeMap<String, Vec<Known>>,
    /// Those of rows that are totals.
    pub totals: Vec<Known>,
    /// The three public expenses, each with which of them it is, where that is known.
    pub expenses: Vec<(Option<Item>, Known)>,
    /// Those that stand under a name of their own, by that name.
    pub subjects: Vec<(usize, Known)>,
    /// Whether the text leaves out noughts alone: a whole amount in it is no rounded one.
    pub is_fine: bool,
    /// Whether they are those of final accounts (决算).
    pub is_accounts: bool,
    /// All, by their digits.
    pub printed: slipped::Printed,
}

impl Figures {
    /// The figures of a document whose tables are all there; nothing otherwise.
    pub(super) fn of(book: &Book<'_>, rows: &[Called<'_>], is_fine: bool) -> Option<Self> {
        let mut published = book.sheets().filter(|sheet| sheet.schema.number.is_some());
        let is_sure = |sheet: &Sheet<'_>| {
            !matches!(sheet.coverage(), Coverage::Partial | Coverage::Unread) && !sheet.is_doubted()
        };
        if !published.all(|sheet| is_sure(&sheet)) {
            return None;
        }
        let mut figures = Self {
            all: BTreeSet::new(),
            coarse: BTreeMap::new(),
            by_name: BTreeMap::new(),
            by_code: BTreeMap::new(),
            by_path: BTreeMap::new(),
            by_column: BTreeMap::new(),
            totals: Vec::new(),
            expenses: Vec::new(),
            subjects: Vec::new(),
            is_fine,
            is_accounts: book.budget.is_accounts(),
            printed: slipped::Printed::default(),
        };
        let mut names_of: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
        for Called { code, names, .. } in rows {
            names_of.entry(code.as_deref().unwrap_or_default()).or_default().extend(names);
        }
        let mut grains: BTreeMap<&TableKey, Decimal> = BTreeMap::new();
        for Called { row, code, names } in rows {
            let grain = *grains.entry(&row.sheet.schema.key).or_insert_with(|| grain(&row.sheet, book));
            let above = code.as_deref().filter(|code| code.len() == 7).and_then(|code| code.get(..5));
            let above: Vec<&&String> =
                above.and_then(|code| names_of.get(code)).into_iter().flatten().collect();
            let schema = row.sheet.schema;
            let name = row.name();
            let called = format!("{} “{name}”", schema.called());
            let totals = names.iter().filter(|name| is_total_label(name)).count();
            let is_expenses = schema.title.contains("三公");
            let is_basic = schema.title.contains("基本支出");
            let is_of_all = is_of_all(&schema.title);
            for cell in row.cells() {
                let mut numbers = numbers(&cell, book);
                let is_blank = numbers.is_empty();
                if is_blank {
                    if !matches!(cell.column.kind, ColumnKind::Amount | ColumnKind::Yuan) {
                        continue;
                    }
                    // A blank is nothing, which only the row's own name is held against.
                    numbers.push(Decimal::ZERO);
                }
                let side = Side::of(&name)
                    .or_else(|| Side::of(&cell.column.full_title()))
                    .or_else(|| Side::of(&schema.title));
                let subject = subjects::of_cell(&cell, book.budget.year);
                let is_before = parted(&cell.column.full_title(), book.budget.year).0 == Some(true);
                let own: Vec<String> = names.iter().cloned().collect();
                let item = is_expenses.then(|| expense(&cell, &own)).flatten();
                for yuan in numbers {
                    let (cell, row) = (&cell, &called);
                    let known = || Known {
                        yuan,
                        grain,
                        side,
                        is_before,
                        is_basic,
                        is_of_all,
                        cell: cell.address(),
                        row: row.clone(),
                    };
                    for name in names {
                        figures.by_name.entry(name.clone()).or_default().push(known());
                    }
                    if let Some(name) = cell.column.header.last().filter(|_| totals > 0) {
                        figures.by_column.entry(essence(name)).or_default().push(known());
                    }
                    if is_blank {
                        continue;
                    }
                    figures.all.insert(yuan.normalize());
                    if grain > FINE {
                        figures.coarse.entry(grain).or_default().insert(yuan.normalize());
                    }
                    figures.printed.add(known(), names, cell);
                    figures.subjects.extend(subject.map(|subject| (subject, known())));
                    for name in names {
                        for above in &above {
                            let path = ((**above).clone(), name.clone());
                            figures.by_path.entry(path).or_default().push(known());
                        }
                    }
                    figures.totals.extend(std::iter::repeat_with(known).take(totals));
                    if let Some(code) = code {
                        figures.by_code.entry(code.clone()).or_default().push(known());
                    }
                    if is_expenses {
                        figures.expenses.push((item, known()));
                    }
                }
            }
        }
        for sheet in book.sheets().filter(|sheet| sheet.schema.number.is_some()) {
            figures.all.extend(first_sums(&sheet, book));
        }
        (!figures.all.is_empty()).then_some(figures)
    }

    /// Whether a printed figure may be one of those of any table.
    pub(super) fn has(&self, token: &Token) -> bool {
        let is_short = token.number.scale() == 0 && token.number < Decimal::ONE_THOUSAND;
        let span = if self.is_fine && is_short { Span::within(token, FINE) } else { Span::of(token) };
        let is_any = |all: &BTreeSet<Decimal>, span: Span| all.range(span.low..=span.high).next().is_some();
        let coarser = self.coarse.iter().filter(|(grain, _)| **grain > Span::grain(token));
        is_any(&self.all, span)
            || coarser.into_iter().any(|(grain, all)| is_any(all, Span::within(token, *grain)))
    }

    /// Whether a printed figure is one of some: where noughts alone are left out, no whole amount is put up to foot.
    pub(super) fn is_one_of(&self, rows: &[&Known], token: &Token) -> bool {
        if !self.is_fine || token.number.scale() > 0 {
            return is_any(rows, token);
        }
        rows.iter().any(|known| is_printed(known, token))
    }
}

/// Whether a figure of a table, rounded or cut off, is printed so.
pub(super) fn is_printed(known: &Known, token: &Token) -> bool {
    let half = known.grain.checked_div(Decimal::TWO).unwrap_or_default();
    let (low, high) = (Span::of(token).low, Span::near(token).high);
    low <= known.yuan.saturating_add(half) && known.yuan.saturating_sub(half) <= high
}

/// Whether a printed figure is one of some.
pub(super) fn is_any(rows: &[&Known], token: &Token) -> bool {
    // Totals of whole numbers are made to foot: cut off is no mistake here, but where nothing is left to be cut off.
    let (span, grain) = (Span::near(token), Span::grain(token));
    rows.iter().any(|known| {
        let is_whole =
            known.grain < grain && known.yuan.checked_rem(grain).is_some_and(|rest| rest.is_zero());
        let span = match known.grain > grain {
            true => Span::within(token, known.grain),
            false if is_whole => return known.yuan == exact(token),
            false => span,
        };
        span.low <= known.yuan && known.yuan <= span.high
    })
}

/// Whether a table of this title is of all money: 部门收支总表, not 财政拨款收支总表.
fn is_of_all(title: &str) -> bool {
    let all = ["收支", "收入", "支出"].iter().any(|side| {
        ["总", "预算总", "情况总", "总体"].iter().any(|whole| title.contains(&format!("{side}{whole}")))
    });
    let of_some = ["拨款", "一般公共", "基金", "国有", "基本", "项目", "三公", "采购", "经济", "专户"];
    all && !of_some.iter().any(|word| title.contains(word))
}

/// The sums of the first two rows and more of an overview, in 元: 财政拨款 is that of the funds that stand first among income,
/// and has no row of its own in many.
fn first_sums(sheet: &Sheet<'_>, book: &Book<'_>) -> Vec<Decimal> {
    if sheet.schema.layout != Layout::Beside {
        return Vec::new();
    }
    let mut sums: BTreeMap<(usize, usize), Vec<Decimal>> = BTreeMap::new();
    for row in sheet.rows().filter(|row| !is_total_label(&row.name())) {
        for cell in row.cells() {
            let own = numbers(&cell, book).first().copied();
            let sums = sums.entry((row.section_index, cell.column_index)).or_default();
            if let Some(own) = own.filter(|own| !own.is_zero()) {
                sums.push(sums.last().copied().unwrap_or_default().saturating_add(own).normalize());
            }
        }
    }
    sums.into_values().flat_map(|sums| sums.into_iter().skip(1).take(FUNDS)).collect()
}

/// What the last digit stands for that a table prints, in 元. A few whole amounts say nothing of that.
pub(super) fn grain(sheet: &Sheet<'_>, book: &Book<'_>) -> Decimal {
    let (mut count, mut finest) = (0, Decimal::MAX);
    for cell in sheet.rows().flat_map(|row| row.cells().collect::<Vec<_>>()) {
        if !matches!(cell.column.kind, ColumnKind::Amount | ColumnKind::Yuan) {
            continue;
        }
        let printed = cell.stated().or_else(|| cell.entered()).and_then(ValueView::amount);
        let Some(printed) = printed.filter(|amount| !amount.is_zero()) else { continue };
        let unit =
            if cell.column.kind == ColumnKind::Yuan { Decimal::ONE } else { book.format.unit.in_yuan() };
        count += 1;
        finest = finest.min(unit.saturating_mul(Decimal::new(1, printed.scale().min(28))));
    }
    if count < ENOUGH { FINE } else { finest }
}

/// What a cell says, printed and reckoned, in 元.
pub(super) fn numbers(cell: &Cell<'_>, book: &Book<'_>) -> Vec<Decimal> {
    if !matches!(cell.column.kind, ColumnKind::Amount | ColumnKind::Yuan) {
        return Vec::new();
    }
    let both = [cell.stated().and_then(ValueView::amount), cell.number()];
    let is_yuan = cell.column.kind == ColumnKind::Yuan;
    let in_yuan = if is_yuan { Decimal::ONE } else { book.format.unit.in_yuan() };
    both.into_iter().flatten().filter_map(|value| value.checked_mul(in_yuan)).collect()
}

/// A figure with as many decimals as another is printed with.
pub(super) fn as_printed(yuan: Decimal, like: &Token) -> Decimal {
    let value = yuan.checked_div(like.in_yuan).map(|value| money::round(value, like.number.scale()));
    value.and_then(|value| value.checked_mul(like.in_yuan)).unwrap_or(yuan)
}

/// Whether one figure may stand for another: what is many times as much is another thing, unless it is exactly so much
/// in another unit.
pub(super) fn is_near(known: Decimal, stated: Decimal) -> bool {
    let Some(ratio) = stated.checked_div(known).map(|ratio| ratio.abs().normalize()) else { return false };
    let is_power = |ratio: Decimal| [100, 1_000, 10_000].iter().any(|power| ratio == Decimal::from(*power));
    let back = Decimal::ONE.checked_div(ratio).map(|ratio| ratio.normalize());
    (Decimal::new(5, 2)..=Decimal::from(20)).contains(&ratio)
        || is_power(ratio)
        || back.is_some_and(is_power)
        || is_slip(known, stated, SLIPPED)
}
