//! Which column of the format a printed column is, by what stands above it. A column that the format has and
//! the document lacks stays empty; one that only the document has is kept under its printed name. A header
//! that says nothing certain is not followed: converted documents print garbled ones.
//!
//! Knows header words and columns. Whether the cells below agree is for the table to find out.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::align::Grid;
use super::units;
use super::words::{Printed, fold};
use crate::model::ColumnKey;
use crate::schema::{Column, ColumnKind};

/// Where a printed column goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A column of the format.
    Slot(usize),
    /// A column that only the document has, by its position among these.
    Local(usize),
}

/// A column that only the document has.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Local {
    /// Under which name its values are kept.
    pub key: ColumnKey,
    /// Beside which part of the grid it stands.
    pub part: usize,
    /// Whether it holds text, whatever it looks like.
    pub is_text: bool,
}

/// What the columns of a document are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Layout {
    /// By printed position.
    pub targets: Vec<Target>,
    /// The columns that only the document has.
    pub locals: Vec<Local>,
    /// By printed position the unit that stands in its header, in 元.
    pub units: Vec<Option<Decimal>>,
    /// How many columns the header itself has.
    pub printed: usize,
}

/// What a header says.
#[derive(Debug, PartialEq)]
pub(super) enum Heading {
    /// These are the columns.
    Clear(Layout),
    /// Nothing certain, since words stand above columns that they do not belong to.
    Garbled,
    /// Too little.
    Silent,
}

/// The words by which a column of the format is known.
struct Words {
    leaf: String,
    key: String,
    path: String,
    outer: Vec<String>,
}

impl Words {
    fn of(column: &Column) -> Self {
        let folded: Vec<String> = column.header.iter().map(|word| fold(word)).collect();
        let (leaf, outer) = folded
            .split_last()
            .map_or((String::new(), Vec::new()), |(leaf, outer)| (leaf.clone(), outer.to_vec()));
        Self { leaf, key: fold(column.key.as_str()), path: folded.concat(), outer }
    }
}

/// One printed column with what stands above it.
struct Head<'r> {
    /// From top to bottom: the row of the header and the cell.
    stack: Vec<(usize, &'r Printed)>,
    /// The columns of the format that it could be.
    fits: Vec<usize>,
}

/// Reads the rows of a header. `filled` says in which positions anything stands below, `year` which year's
/// figures the document gives.
pub(super) fn read(grid: &Grid<'_>, rows: &[&[Printed]], filled: &[bool], year: i32) -> Heading {
    let words: Vec<Words> = grid.slots.iter().map(|slot| Words::of(slot.column)).collect();
    let width = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let width = width.max(filled.iter().rposition(|filled| *filled).map_or(0, |at| at + 1));
    // A converter that does not print the blanks of merged cells puts words above the wrong columns.
    let in_place = |row: &[Printed]| {
        let last = row.iter().rposition(|cell| !cell.is_blank()).unwrap_or(0);
        row.len() >= width || row.iter().take(last).any(Printed::is_blank)
    };
    let placed: Vec<bool> = rows.iter().map(|row| in_place(row)).collect();
    let mut heads: Vec<Head<'_>> = (0..width)
        .map(|at| {
            let stack = rows.iter().enumerate().filter_map(|(row, cells)| {
                let cell = cells.get(at).filter(|cell| !cell.is_blank() && cell.number.is_none())?;
                // A row of nothing but units names no column.
                let cell = Some(cell).filter(|cell| units::alone(&cell.text).is_none())?;
                Some((row, cell))
            });
            Head { stack: stack.collect(), fits: Vec::new() }
        })
        .collect();
    for at in 0..heads.len() {
        let Some(head) = heads.get(at) else { continue };
        let groups = groups(rows, &placed, at, head.stack.last().map(|(row, _)| *row));
        let groups: BTreeSet<String> = groups.map(|cell| cell.folded.clone()).collect();
        let Ok(fits) = fits(grid, &words, &head.stack, &groups, year) else { return Heading::Garbled };
        heads.get_mut(at).into_iter().for_each(|head| head.fits.clone_from(&fits));
    }
    assign(grid, &words, rows, &placed, &heads)
}

/// The words that stand over a position in the rows above its own, merged cells reaching to the right.
fn groups<'r>(
    rows: &'r [&[Printed]],
    placed: &'r [bool],
    at: usize,
    own: Option<usize>,
) -> impl DoubleEndedIterator<Item = &'r Printed> {
    let above = rows.iter().zip(placed).take(own.unwrap_or(0)).filter(|(_, placed)| **placed);
    above.filter_map(move |(row, _)| row.iter().take(at + 1).rev().find(|cell| !cell.is_blank()))
}

/// The columns that a stack of words could be, best ones only; an error where they contradict each other.
fn fits(
    grid: &Grid<'_>,
    words: &[Words],
    stack: &[(usize, &Printed)],
    groups: &BTreeSet<String>,
    year: i32,
) -> Result<Vec<usize>, ()> {
    let matching = |same: &dyn Fn(&Words) -> bool| -> Vec<usize> {
        words.iter().enumerate().filter(|(_, words)| same(words)).map(|(at, _)| at).collect()
    };
    // A word may be broken over several rows.
    for many in 1..=stack.len().min(4) {
        let lower = stack.get(stack.len() - many..).unwrap_or_default();
        let word: String = lower.iter().map(|(_, cell)| cell.folded.as_str()).collect();
        let bare = undated(&word, year);
        let found = matching(&|words| words.leaf == word || words.leaf == bare);
        let found =
            if found.is_empty() { matching(&|words| words.path == word || words.key == bare) } else { found };
        if found.is_empty() {
            continue;
        }
        let upper = stack.get(..stack.len() - many).unwrap_or_default();
        let foreign = |at: usize| {
            let own = words.get(at);
            upper.iter().any(|(_, cell)| {
                let outer =
                    own.is_some_and(|own| own.outer.contains(&cell.folded) || own.leaf == cell.folded);
                !outer
                    && words.iter().any(|other| other.leaf == cell.folded)
                    && !words.iter().any(|other| other.outer.contains(&cell.folded))
            })
        };
        if found.iter().all(|at| foreign(*at)) {
            return Err(());
        }
        let score = |at: usize| {
            words.get(at).map_or(0, |own| own.outer.iter().filter(|outer| groups.contains(*outer)).count())
        };
        let best = found.iter().map(|at| score(*at)).max().unwrap_or(0);
        return Ok(found.into_iter().filter(|at| score(*at) == best).collect());
    }
    // A group that is printed as one column: its total, or codes that are not parted.
    let Some(last) = stack.last().map(|(_, cell)| &cell.folded) else { return Ok(Vec::new()) };
    let under: Vec<usize> = matching(&|words| words.outer.contains(last));
    let kind = |at: &usize| grid.slots.get(*at).map(|slot| slot.column.kind);
    if under.iter().all(|at| kind(at) == Some(ColumnKind::Code)) {
        // A document may say more of the code: 功能科目编码.
        let more =
            |words: &Words| words.outer.iter().any(|outer| outer.contains("编码") && last.contains(outer));
        let under = if under.is_empty() { matching(&more) } else { under };
        let under = under.into_iter().filter(|at| kind(at) == Some(ColumnKind::Code));
        return Ok(under.take(1).collect());
    }
    let total = |at: &usize| {
        let sum = grid.slots.get(*at).is_some_and(|slot| !slot.column.sum.is_empty());
        sum && words.get(*at).is_some_and(|words| words.outer.last() == Some(last))
    };
    Ok(under.into_iter().filter(total).take(1).collect())
}

/// A word without the document's year before it: `2024年预算数` → `预算数`; another year's figures are others.
fn undated(word: &str, year: i32) -> String {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let of_year = digits == 4 && word.get(..4).and_then(|text| text.parse().ok()) == Some(year);
    let behind = word.get(4..).and_then(|rest| rest.strip_prefix('年')).filter(|_| of_year);
    behind.map(|rest| rest.strip_prefix('度').unwrap_or(rest)).unwrap_or(word).to_owned()
}

/// What words of a column's name that only decorate are.
fn plain(word: &str) -> String {
    let mut word = word.to_owned();
    for ornament in ["预算", "支出", "收入", "资金", "拨款", "数", "其中", "本年", "金额"] {
        word = word.replace(ornament, "");
    }
    word
}

/// Gives each printed column the one it is.
fn assign(
    grid: &Grid<'_>,
    words: &[Words],
    rows: &[&[Printed]],
    placed: &[bool],
    heads: &[Head<'_>],
) -> Heading {
    let mut taken: Vec<Option<usize>> = vec![None; heads.len()];
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let only = |head: &Head<'_>| if let [only] = head.fits.as_slice() { Some(*only) } else { None };
    for (at, head) in heads.iter().enumerate() {
        if let Some(slot) = only(head).filter(|slot| used.insert(*slot)) {
            taken.get_mut(at).into_iter().for_each(|taken| *taken = Some(slot));
        }
    }
    for (at, head) in heads.iter().enumerate() {
        if taken.get(at).is_some_and(Option::is_some) || head.fits.len() < 2 {
            continue;
        }
        let before = taken.iter().take(at).rev().find_map(|taken| *taken);
        let free: Vec<usize> = head.fits.iter().copied().filter(|slot| !used.contains(slot)).collect();
        let next = free.iter().find(|slot| before.is_none_or(|before| **slot > before)).or(free.first());
        if let Some(slot) = next.copied() {
            used.insert(slot);
            taken.get_mut(at).into_iter().for_each(|taken| *taken = Some(slot));
        }
    }
    let labelled = heads.iter().filter(|head| !head.stack.is_empty()).count();
    let known =
        heads.iter().zip(&taken).filter(|(head, taken)| !head.stack.is_empty() && taken.is_some()).count();
    if known < 2 || known * 2 < labelled {
        return Heading::Silent;
    }
    alike(grid, words, heads, &mut taken, &mut used);
    let mut layout = Layout::default();
    let mut before: Option<usize> = None;
    for (at, head) in heads.iter().enumerate() {
        let next = before.map_or(0, |before| before + 1);
        let slot = taken.get(at).copied().flatten().or_else(|| {
            // What has no word above goes on from its left neighbour, as merged headers do.
            let free = head.stack.is_empty() && next < grid.slots.len() && !used.contains(&next);
            free.then_some(next)
        });
        let unit = rows.iter().rev().find_map(|row| units::of_word(&row.get(at)?.text));
        let group = || {
            let mut over = groups(rows, placed, at, head.stack.last().map(|(row, _)| *row));
            over.rfind(|cell| units::of_word(&cell.text).is_some())
        };
        layout.units.push(unit.or_else(|| units::of_word(&group()?.text)));
        if let Some(slot) = slot {
            used.insert(slot);
            before = Some(slot);
            layout.targets.push(Target::Slot(slot));
            continue;
        }
        layout.targets.push(Target::Local(layout.locals.len()));
        layout.locals.push(local(grid, &layout, head, at, before));
    }
    layout.printed = heads.iter().rposition(|head| !head.stack.is_empty()).map_or(0, |at| at + 1);
    // Pages without a header may be wider.
    for slot in before.map_or(0, |before| before + 1)..grid.slots.len() {
        if used.insert(slot) {
            layout.targets.push(Target::Slot(slot));
            layout.units.push(None);
        }
    }
    // Codes that are printed in one column are parted into those of the format, where no row has anything.
    if let Some(Target::Slot(first)) = layout.targets.iter().find(|target| is_code(grid, **target)) {
        let group = words.get(*first).map(|words| words.outer.clone()).filter(|outer| !outer.is_empty());
        let of_group = |at: &usize| words.get(*at).map(|words| &words.outer) == group.as_ref();
        let lacking = (0..grid.slots.len()).filter(|at| is_code(grid, Target::Slot(*at)) && of_group(at));
        for slot in lacking.filter(|slot| used.insert(*slot)) {
            layout.targets.push(Target::Slot(slot));
            layout.units.push(None);
        }
    }
    Heading::Clear(layout)
}

/// Whether a column holds a level of a code.
pub(super) fn is_parted(grid: &Grid<'_>, slot: usize) -> bool {
    is_code(grid, Target::Slot(slot)) && grid.slots.get(slot).is_some_and(|slot| slot.column.header.len() > 1)
}

fn is_code(grid: &Grid<'_>, target: Target) -> bool {
    matches!(target, Target::Slot(at) if grid.slots.get(at).is_some_and(|slot| slot.column.kind == ColumnKind::Code))
}

/// Columns whose words are not the format's, but mean them: where one printed column and one of the format are
/// left that are alike and nothing else is.
fn alike(
    grid: &Grid<'_>,
    words: &[Words],
    heads: &[Head<'_>],
    taken: &mut [Option<usize>],
    used: &mut BTreeSet<usize>,
) {
    let is_like = |head: &Head<'_>, slot: usize| {
        let (Some((_, cell)), Some(own)) = (head.stack.last(), words.get(slot)) else { return false };
        let is_number = grid.slots.get(slot).is_some_and(|slot| slot.column.kind.is_number());
        let printed = cell.folded.as_str();
        if is_number {
            let (printed, own) = (plain(printed), plain(&own.leaf));
            return !printed.is_empty() && printed == own;
        }
        let names = |word: &str| word.contains("名称") || matches!(word, "项目" | "科目" | "单位");
        let codes = |word: &str| word.contains("编码") || word.contains("代码");
        (own.leaf.chars().count() > 1 && printed.contains(&own.leaf))
            || (printed.chars().count() > 1 && own.leaf.contains(printed))
            || names(printed) && names(&own.path)
            || codes(printed) && codes(&own.path)
    };
    let open: Vec<usize> =
        (0..heads.len()).filter(|at| taken.get(*at).is_some_and(Option::is_none)).collect();
    for at in open {
        let Some(head) = heads.get(at) else { continue };
        let fits: Vec<usize> =
            (0..words.len()).filter(|slot| !used.contains(slot) && is_like(head, *slot)).collect();
        if let [slot] = fits.as_slice() {
            used.insert(*slot);
            taken.get_mut(at).into_iter().for_each(|taken| *taken = Some(*slot));
        }
    }
    total(grid, heads, taken, used);
}

/// A lone 合计 is the sum over all others, whatever the format calls that.
fn total(grid: &Grid<'_>, heads: &[Head<'_>], taken: &mut [Option<usize>], used: &mut BTreeSet<usize>) {
    let is_total = |head: &Head<'_>| {
        let word = head.stack.last().map(|(_, cell)| cell.folded.as_str());
        word.is_some_and(|word| matches!(word, "合计" | "总计" | "合计数" | "总计数"))
    };
    let open = heads.iter().zip(taken.iter_mut()).filter(|(head, taken)| taken.is_none() && is_total(head));
    let open: Vec<&mut Option<usize>> = open.map(|(_, taken)| taken).collect();
    let sums = grid.slots.iter().enumerate().filter(|(at, slot)| {
        let part_of = |other: &super::align::Slot<'_>| {
            other.part == slot.part && other.column.sum.contains(&slot.column.key)
        };
        !used.contains(at) && !slot.column.sum.is_empty() && !grid.slots.iter().any(part_of)
    });
    let sums: Vec<usize> = sums.map(|(at, _)| at).collect();
    if let ([slot], Ok([open])) = (sums.as_slice(), <[&mut Option<usize>; 1]>::try_from(open)) {
        used.insert(*slot);
        *open = Some(*slot);
    }
}

/// A column that only the document has.
fn local(grid: &Grid<'_>, layout: &Layout, head: &Head<'_>, at: usize, before: Option<usize>) -> Local {
    let name = head.stack.last().map(|(_, cell)| cell.text.replace(['!', '\n'], " "));
    let name = name.unwrap_or_else(|| format!("第{}栏", at + 1));
    let known = |name: &str| {
        grid.slots.iter().any(|slot| slot.column.key.as_str() == name)
            || layout.locals.iter().any(|local| local.key.as_str() == name)
    };
    let key = std::iter::once(name.clone())
        .chain((2..).map(|number| format!("{name}（{number}）")))
        .find(|name| !known(name))
        .unwrap_or(name);
    let part = before.or(Some(0)).and_then(|slot| grid.slots.get(slot)).map_or(0, |slot| slot.part);
    let is_text = ["序号", "编号", "行次", "栏次", "备注", "说明", "代码", "编码", "电话", "年度"];
    let is_text = is_text.iter().any(|word| key.as_str().contains(word));
    Local { key: ColumnKey::from(key), part, is_text }
}

impl Layout {
    /// Whether the columns are the format's, in its order.
    pub(super) fn is_plain(&self) -> bool {
        self.targets.iter().enumerate().all(|(at, target)| *target == Target::Slot(at))
    }

    /// The unit of the column in a slot, in 元.
    pub(super) fn unit_of(&self, wanted: Target) -> Option<Decimal> {
        let at = self.targets.iter().position(|target| *target == wanted)?;
        self.units.get(at).copied().flatten()
    }
}
