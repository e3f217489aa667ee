//! By what the kinds of a table's rows are told: codes, names that the law puts on levels, or how far the columns of text
//! are filled. It makes no rows of a format.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::words::Printed;
use super::levels::{Levels, NAMED};
use super::sums::Tried;

/// The levels of names: of several a row has the deeper ones below a row that is called the same.
pub(super) type Names = BTreeMap<String, BTreeSet<usize>>;

/// The level of a row that is called so, below one of a name and a level.
pub(super) fn level_of(names: &Names, label: &str, above: Option<(&str, usize)>) -> Option<usize> {
    let own = names.get(label)?;
    let below =
        above.filter(|(name, _)| *name == label).and_then(|(_, level)| own.iter().find(|own| **own > level));
    below.or(own.first()).copied()
}

/// By what the kind of a row is told.
pub(super) enum By {
    /// Which of these columns are filled.
    Columns(Vec<usize>),
    /// How many digits stand in a column.
    Digits(usize),
    /// How many digits stand before the name in a column.
    Before(usize),
    /// How far the columns of text are filled, where the figures bear out that rows filled less far are sums.
    Texts(Vec<usize>),
    /// The level of the names in a column, from 0, and what levels are called.
    Names(usize, Names, &'static [&'static str]),
    Nothing,
}

/// What a row is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum What {
    Total,
    /// The position of a kind.
    Kind(usize),
    /// A row without a code.
    Other,
}

pub(super) struct Item {
    pub what: What,
    pub numbers: Vec<Option<Decimal>>,
}

/// By what the rows of a table are told.
pub(super) fn by(codes: &[usize], texts: &[usize], rows: &[Vec<&Printed>]) -> By {
    let cell =
        |row: &Vec<&Printed>, at: usize| row.get(at).map(|cell| cell.squeezed.clone()).unwrap_or_default();
    let used = |at: &usize| rows.iter().any(|row| !cell(row, *at).is_empty());
    // Codes of another classification stand apart from the first.
    let mut group: Vec<usize> = Vec::new();
    for at in codes {
        if group.last().is_none_or(|last| last + 1 == *at) {
            group.push(*at);
        }
    }
    if group.len() > 1 && group.iter().filter(|at| used(at)).count() > 1 {
        return By::Columns(group);
    }
    if let Some(at) = codes.iter().find(|at| used(at)) {
        return By::Digits(*at);
    }
    let coded = |at: &usize| {
        let filled = rows.iter().filter(|row| !cell(row, *at).is_empty()).count();
        let coded = rows.iter().filter(|row| digits_before(&cell(row, *at)).is_some()).count();
        coded > 0 && coded * 10 >= filled * 6
    };
    texts.iter().find(|at| coded(at)).map_or(By::Nothing, |at| By::Before(*at))
}

/// How many digits of a code stand before a name.
pub(super) fn digits_before(text: &str) -> Option<usize> {
    let body = text.trim_start_matches(['[', '【', '(', '（']);
    let digits = body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let behind = body.get(digits..).and_then(|rest| rest.chars().next());
    let is_code = (3..=12).contains(&digits) && !behind.is_some_and(|c| matches!(c, '年' | '月' | '.' | ','));
    is_code.then_some(digits)
}

/// Of how many rows it is tried which are the sums of others.
const MOST: usize = 200;

/// The last filled of some columns, and which of them are.
pub(super) fn filled(columns: &[usize], row: &[&Printed]) -> Option<(usize, Vec<bool>)> {
    let filled: Vec<bool> =
        columns.iter().map(|at| row.get(*at).is_some_and(|cell| !cell.is_blank())).collect();
    filled.iter().rposition(|filled| *filled).map(|last| (last, filled))
}

/// By the names in the last of some columns of text, or by how far they are filled.
pub(super) fn by_words(columns: &[usize], rows: &[&Vec<&Printed>], numbers: &[usize]) -> By {
    let names = columns.last().and_then(|at| by_names(*at, rows));
    let texts = || by_texts(columns, rows, numbers);
    let sums = || columns.last().and_then(|at| by_sums(*at, rows, numbers));
    names.or_else(texts).or_else(sums).unwrap_or(By::Nothing)
}

/// By the levels of names, where each name has one.
fn by_names(at: usize, rows: &[&Vec<&Printed>]) -> Option<By> {
    let label =
        |row: &&Vec<&Printed>| row.get(at).filter(|cell| !cell.is_blank()).map(|cell| cell.text.clone());
    let labels: Vec<Option<String>> = rows.iter().map(label).collect();
    let labels: Vec<Option<&str>> = labels.iter().map(Option::as_deref).collect();
    let levels = Levels::of(&labels);
    let mut of = Names::new();
    for (label, level) in labels.iter().zip(&levels.of) {
        let (label, level) = label.zip(*level)?;
        of.entry(label.to_owned()).or_default().insert(level);
    }
    // Whoever reads the table sees no more than names.
    let mut above = None;
    let are_told = labels.iter().zip(&levels.of).all(|(label, level)| {
        let told = label.and_then(|label| level_of(&of, label, above));
        above = label.zip(*level);
        told == *level
    });
    (levels.are_by_names() && are_told).then_some(By::Names(at, of, &NAMED))
}

/// By what rows are the sums of, where each row is the sum of two or more that follow it, or one of these: a unit above its
/// projects.
fn by_sums(at: usize, rows: &[&Vec<&Printed>], numbers: &[usize]) -> Option<By> {
    let figures = |row: &&Vec<&Printed>| -> Vec<Decimal> {
        numbers.iter().map(|at| row.get(*at).and_then(|cell| cell.number).unwrap_or_default()).collect()
    };
    let figures: Vec<Vec<Decimal>> = rows.iter().take(MOST).map(figures).collect();
    if figures.len() < rows.len() {
        return None;
    }
    let mut of = Names::new();
    let mut put = |nth: usize, level: usize| -> Option<()> {
        let label = rows.get(nth)?.get(at).filter(|cell| !cell.is_blank())?;
        let levels = of.entry(label.text.clone()).or_default();
        levels.insert(level);
        (levels.len() == 1).then_some(())
    };
    let mut from = 0;
    while let Some(whole) = figures.get(from) {
        let adds_up = |end: usize| {
            let mut tried = Tried::default();
            for (column, whole) in whole.iter().enumerate() {
                let parts = figures.iter().take(end).skip(from + 1).map(|row| row.get(column).copied());
                tried.count(Some(*whole), &parts.collect::<Vec<_>>());
            }
            // A few small numbers add up by chance.
            let exactly = |column: usize, whole: &Decimal| {
                let parts = figures.iter().take(end).skip(from + 1).filter_map(|row| row.get(column));
                parts.fold(Decimal::ZERO, |sum, part| sum.saturating_add(*part)) == *whole
            };
            let few = end < from + 5;
            tried.held > 0
                && tried.held == tried.tried
                && (!few || whole.iter().enumerate().all(|(column, whole)| exactly(column, whole)))
        };
        // Rows of nothing go on with those before them.
        let shortest = (from + 3..=figures.len()).find(|end| adds_up(*end))?;
        let nothing =
            figures.iter().skip(shortest).take_while(|row| row.iter().all(Decimal::is_zero)).count();
        let end = shortest + nothing;
        (from + 1..end).try_for_each(|nth| put(nth, 1))?;
        put(from, 0)?;
        from = end;
    }
    (from > 0).then_some(By::Names(at, of, &["小计", "分项"]))
}

/// By how far columns of text are filled, where all rows that are filled less far than others are the sums of those
/// below them.
fn by_texts(columns: &[usize], rows: &[&Vec<&Printed>], numbers: &[usize]) -> Option<By> {
    let has_figures = |row: &&&Vec<&Printed>| {
        numbers.iter().any(|at| row.get(*at).is_some_and(|cell| cell.number.is_some()))
    };
    let levels: Vec<(usize, &Vec<&Printed>)> = rows
        .iter()
        .filter(has_figures)
        .map(|row| filled(columns, row).map(|(last, _)| (last, *row)))
        .collect::<Option<_>>()?;
    let used: BTreeSet<usize> = levels.iter().map(|(level, _)| *level).collect();
    let deepest = used.last().filter(|_| used.len() > 1)?;
    let item = |(level, row): &(usize, &Vec<&Printed>)| Item {
        what: What::Kind(*level),
        numbers: numbers.iter().map(|at| row.get(*at).and_then(|cell| cell.number)).collect(),
    };
    let items: Vec<Item> = levels.iter().map(item).collect();
    let (mut held, mut tried) = (0, 0);
    for level in used.iter().filter(|level| *level != deepest) {
        let next = used.iter().find(|next| *next > level)?;
        let own = sums_up(&items, *level, &[*next], &|kind| kind)?;
        (held, tried) = (held + own.held, tried + own.tried);
    }
    let is_borne_out = held > 0 && (held == tried || held >= 3 && held + 1 == tried);
    is_borne_out.then(|| By::Texts(columns.to_vec()))
}

pub(super) fn kind_name(by: &By, level: usize, at: usize, shapes: &[(usize, Vec<bool>)]) -> String {
    let name = match (by, level) {
        (By::Columns(_), 0) | (By::Digits(_) | By::Before(_), 3) => "类".to_owned(),
        (By::Columns(_), 1) | (By::Digits(_) | By::Before(_), 5) => "款".to_owned(),
        (By::Columns(_), 2) | (By::Digits(_) | By::Before(_), 7) => "项".to_owned(),
        (By::Names(_, _, names), _) => names.get(level).copied().unwrap_or_default().to_owned(),
        (By::Columns(_) | By::Texts(_), _) => format!("第{}级", level + 1),
        _ => format!("编码{level}位"),
    };
    let same = shapes.iter().take(at).filter(|(other, _)| *other == level).count();
    if same == 0 { name } else { format!("{name}{}", same + 1) }
}

/// How often rows of a kind are the sums of those of others below them; `None` where one has none.
pub(super) fn sums_up(
    items: &[Item],
    of: usize,
    children: &[usize],
    level: &dyn Fn(usize) -> usize,
) -> Option<Tried> {
    let mut tried = Tried::default();
    for (at, item) in items.iter().enumerate().filter(|(_, item)| item.what == What::Kind(of)) {
        let below = items
            .iter()
            .skip(at + 1)
            .take_while(|next| matches!(next.what, What::Kind(kind) if level(kind) > level(of)));
        let is_part = |next: &&Item| matches!(next.what, What::Kind(kind) if children.contains(&kind));
        let parts: Vec<&Item> = below.filter(is_part).collect();
        if parts.is_empty() {
            return None;
        }
        for (column, whole) in item.numbers.iter().enumerate() {
            let parts: Vec<_> =
                parts.iter().map(|part| part.numbers.get(column).copied().flatten()).collect();
            tried.count(*whole, &parts);
        }
    }
    Some(tried)
}
