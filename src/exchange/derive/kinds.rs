//! The kinds of rows of a table: by their codes in one column or several, by a code before the name, or none.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::words::Printed;
use super::sums::Tried;
use super::words::Words;
use crate::model::{ColumnKey, KindKey, RowKey};
use crate::schema::{ColumnKind, FixedRow, FreeRow, SectionSchema};

/// By what the kind of a row is told.
enum By {
    /// Which of these columns are filled.
    Columns(Vec<usize>),
    /// How many digits stand in a column.
    Digits(usize),
    /// How many digits stand before the name in a column.
    Before(usize),
    Nothing,
}

/// What a row is.
#[derive(Clone, Copy, PartialEq)]
enum What {
    Total,
    /// The position of a kind.
    Kind(usize),
    /// A row without a code.
    Other,
}

struct Item {
    what: What,
    numbers: Vec<Option<Decimal>>,
}

/// Describes the rows of a table. `apart` are the figures of totals that stand on a page of their own, where the
/// columns are not to be told.
pub(super) fn rows(
    section: &mut SectionSchema,
    rows: &[Vec<&Printed>],
    apart: &[Vec<Decimal>],
    words: &Words,
    withheld: bool,
) {
    let columns = &section.columns;
    let of_kind = |wanted: fn(ColumnKind) -> bool| -> Vec<usize> {
        (0..columns.len()).filter(|at| columns.get(*at).is_some_and(|column| wanted(column.kind))).collect()
    };
    let mut texts = of_kind(|kind| !kind.is_number());
    let is_aside = |at: &usize| columns.get(*at).is_some_and(|column| words.is_aside(column));
    texts.retain(|at| !is_aside(at));
    let numbers = of_kind(ColumnKind::is_number);
    let key = |at: usize| columns.get(at).map(|column| column.key.clone()).unwrap_or_default();
    let cell =
        |row: &Vec<&Printed>, at: usize| row.get(at).map(|cell| cell.squeezed.clone()).unwrap_or_default();
    // The total, if there is exactly one: where each unit has its own they are rows like others.
    let total_in = |row: &Vec<&Printed>| {
        let filled = texts.iter().filter(|at| !cell(row, **at).is_empty());
        let (labels, others): (Vec<usize>, Vec<usize>) =
            filled.partition(|at| words.is_total(&cell(row, **at)));
        // A row's number or code may stand beside it.
        let is_mark = |at: &usize| cell(row, *at).chars().all(|c| c.is_ascii_alphanumeric());
        labels.first().copied().filter(|_| labels.len() == 1 && others.iter().all(is_mark))
    };
    let totals: Vec<(usize, usize)> =
        rows.iter().enumerate().filter_map(|(nth, row)| Some((nth, total_in(row)?))).collect();
    let total = if let [only] = totals.as_slice() { Some(*only) } else { None };
    let bare = rows.iter().enumerate().filter(|(_, row)| texts.iter().all(|at| cell(row, *at).is_empty()));
    let bare: Vec<usize> = bare.map(|(nth, _)| nth).collect();
    // A row of figures without a label, among others that have one or alone, is the total.
    let unlabelled = bare.first().copied().filter(|_| total.is_none() && bare.len() == 1);
    let codes: Vec<usize> = of_kind(|kind| kind == ColumnKind::Code);
    let by = by(&codes, &texts, rows);
    let mut shapes: BTreeMap<(usize, Vec<bool>), usize> = BTreeMap::new();
    let shape = |row: &Vec<&Printed>| -> Option<(usize, Vec<bool>)> {
        match &by {
            By::Columns(columns) => {
                let filled: Vec<bool> = columns.iter().map(|at| !cell(row, *at).is_empty()).collect();
                filled.iter().rposition(|filled| *filled).map(|last| (last, filled))
            }
            By::Digits(at) => {
                let text = cell(row, *at);
                let digits = text.bytes().all(|byte| byte.is_ascii_digit());
                (digits && !text.is_empty()).then_some((text.len(), Vec::new()))
            }
            By::Before(at) => digits_before(&cell(row, *at)).map(|digits| (digits, Vec::new())),
            By::Nothing => None,
        }
    };
    for row in rows {
        shape(row).into_iter().for_each(|shape| *shapes.entry(shape).or_default() += 1);
    }
    let shapes: Vec<(usize, Vec<bool>)> = shapes.into_keys().take(12).collect();
    let mut items: Vec<Item> = rows
        .iter()
        .enumerate()
        .map(|(nth, row)| {
            let known = shape(row).and_then(|shape| shapes.iter().position(|known| *known == shape));
            let what = match known {
                _ if total.is_some_and(|(at, _)| at == nth) || unlabelled == Some(nth) => What::Total,
                Some(kind) => What::Kind(kind),
                None => What::Other,
            };
            Item {
                what,
                numbers: numbers.iter().map(|at| row.get(*at).and_then(|cell| cell.number)).collect(),
            }
        })
        .collect();
    let apart = apart
        .iter()
        .find(|figures| total.is_none() && unlabelled.is_none() && figures.len() == numbers.len());
    if let Some(figures) = apart {
        items.push(Item { what: What::Total, numbers: figures.iter().copied().map(Some).collect() });
    }
    let name =
        texts.iter().rev().find(|at| columns.get(**at).is_some_and(|column| column.kind == ColumnKind::Text));
    let name = name.or(texts.first()).copied();
    let levels = |kind: usize| shapes.get(kind).map_or(0, |(level, _)| *level);
    let mut free: Vec<FreeRow> = Vec::new();
    for (at, (level, filled)) in shapes.iter().enumerate() {
        let mut row = FreeRow {
            kind: KindKey::from(kind_name(&by, *level, at, &shapes)),
            level: u8::try_from(shapes.iter().filter(|(other, _)| other < level).count().min(200))
                .unwrap_or(0),
            may_repeat: true,
            ..FreeRow::default()
        };
        match &by {
            By::Columns(columns) => {
                for (column, filled) in columns.iter().zip(filled) {
                    let pattern = if *filled { r"^\d+$" } else { "^$" };
                    row.patterns.insert(key(*column), pattern.to_owned());
                }
                row.key = columns.iter().map(|column| key(*column)).chain(name.map(key)).collect();
            }
            By::Digits(column) => {
                row.patterns.insert(key(*column), format!(r"^\d{{{level}}}$"));
                row.key = vec![key(*column)];
            }
            By::Before(column) => {
                row.patterns.insert(key(*column), format!(r"^[\[【(（]?\d{{{level}}}(?:\D|$)"));
                row.key = vec![key(*column)];
            }
            By::Nothing => {}
        }
        free.push(row);
    }
    if !withheld {
        for at in 0..shapes.len() {
            // The next level below it, if there is one shape of it.
            let own = levels(at);
            let next = shapes.iter().map(|(level, _)| *level).filter(|level| *level > own).min();
            let below: Vec<usize> = (0..shapes.len()).filter(|other| Some(levels(*other)) == next).collect();
            let ([child], true) = (below.as_slice(), next.is_some()) else { continue };
            if sums_up(&items, at, *child, &|kind| levels(kind)) {
                let child = free.get(*child).map(|free| free.kind.clone());
                free.get_mut(at).into_iter().for_each(|free| free.sum.clone_from(&child));
            }
        }
    }
    let others = items.iter().any(|item| item.what == What::Other) || shapes.is_empty();
    if let Some(name) = name.filter(|_| others) {
        // Rows without a code: of units, of items that have none. Each cell of text may be the one that names it.
        for (nth, at) in texts
            .iter()
            .filter(|at| columns.get(**at).is_some_and(|of| of.kind == ColumnKind::Text))
            .enumerate()
        {
            let stem = if shapes.is_empty() { "行" } else { "其他" };
            let kind = if *at == name { stem.to_owned() } else { format!("{stem}{}", nth + 1) };
            free.push(FreeRow {
                kind: KindKey::from(kind),
                key: vec![key(*at)],
                may_repeat: true,
                needs: vec![key(*at)],
                ..FreeRow::default()
            });
        }
    } else if others {
        free.push(FreeRow { kind: KindKey::from("行"), ..FreeRow::default() });
    }
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let place =
        total.map(|(nth, at)| (Some(nth), at)).or(name.filter(|_| apart.is_some()).map(|at| (None, at)));
    if let Some((nth, at)) = place {
        let printed = nth.and_then(|nth| rows.get(nth)).and_then(|row| row.get(at));
        let text = printed.map_or_else(|| "合计".to_owned(), |cell| cell.text.clone());
        let sum = if withheld { Vec::new() } else { total_of(&items, &shapes, &free) };
        before.push(FixedRow {
            key: RowKey::from("合计"),
            kind: KindKey::from("合计"),
            cells: [(key(at) as ColumnKey, text)].into(),
            sum,
            ..FixedRow::default()
        });
    } else if let Some(nth) = unlabelled {
        let is_last = nth > 0 && nth + 1 == rows.len();
        let sum = if withheld { Vec::new() } else { total_of(&items, &shapes, &free) };
        let row =
            FixedRow {
                key: RowKey::from("合计"), kind: KindKey::from("合计"), sum, ..FixedRow::default()
            };
        if is_last {
            after.push(row)
        } else {
            before.push(row)
        }
        if rows.len() == 1 {
            free.clear();
        }
    }
    section.free = free;
    section.before = before;
    section.after = after;
}

/// By what the rows of a table are told.
fn by(codes: &[usize], texts: &[usize], rows: &[Vec<&Printed>]) -> By {
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
fn digits_before(text: &str) -> Option<usize> {
    let body = text.trim_start_matches(['[', '【', '(', '（']);
    let digits = body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let behind = body.get(digits..).and_then(|rest| rest.chars().next());
    let is_code = (3..=12).contains(&digits) && !behind.is_some_and(|c| matches!(c, '年' | '月' | '.' | ','));
    is_code.then_some(digits)
}

fn kind_name(by: &By, level: usize, at: usize, shapes: &[(usize, Vec<bool>)]) -> String {
    let name = match (by, level) {
        (By::Columns(_), 0) | (By::Digits(_) | By::Before(_), 3) => "类".to_owned(),
        (By::Columns(_), 1) | (By::Digits(_) | By::Before(_), 5) => "款".to_owned(),
        (By::Columns(_), 2) | (By::Digits(_) | By::Before(_), 7) => "项".to_owned(),
        (By::Columns(_), _) => format!("第{}级", level + 1),
        _ => format!("编码{level}位"),
    };
    let same = shapes.iter().take(at).filter(|(other, _)| *other == level).count();
    if same == 0 { name } else { format!("{name}{}", same + 1) }
}

/// Whether all rows of a kind have rows of another below them, and are nearly everywhere their sum.
fn sums_up(items: &[Item], of: usize, child: usize, level: &dyn Fn(usize) -> usize) -> bool {
    let mut tried = Tried::default();
    for (at, item) in items.iter().enumerate().filter(|(_, item)| item.what == What::Kind(of)) {
        let below = items
            .iter()
            .skip(at + 1)
            .take_while(|next| matches!(next.what, What::Kind(kind) if level(kind) > level(of)));
        let parts: Vec<&Item> = below.filter(|next| next.what == What::Kind(child)).collect();
        if parts.is_empty() {
            return false;
        }
        for (column, whole) in item.numbers.iter().enumerate() {
            let parts: Vec<_> =
                parts.iter().map(|part| part.numbers.get(column).copied().flatten()).collect();
            tried.count(*whole, &parts);
        }
    }
    tried.holds()
}

/// The kinds whose sum the total is, as its figures bear out.
fn total_of(items: &[Item], shapes: &[(usize, Vec<bool>)], free: &[FreeRow]) -> Vec<String> {
    let Some(whole) = items.iter().find(|item| item.what == What::Total) else { return Vec::new() };
    let mut candidates: Vec<Vec<usize>> = (0..shapes.len()).map(|kind| vec![kind]).collect();
    let top = shapes.iter().map(|(level, _)| *level).min();
    candidates.push((0..shapes.len()).filter(|at| shapes.get(*at).map(|(level, _)| *level) == top).collect());
    let named = |kinds: &[usize]| -> Vec<String> {
        kinds.iter().filter_map(|at| free.get(*at)).map(|free| free.kind.to_string()).collect()
    };
    let holds = |is_part: &dyn Fn(What) -> bool| {
        let mut tried = Tried::default();
        for (at, own) in whole.numbers.iter().enumerate() {
            let parts = items.iter().filter(|item| is_part(item.what));
            let parts: Vec<_> = parts.map(|item| item.numbers.get(at).copied().flatten()).collect();
            tried.count(*own, &parts);
        }
        tried.held > 0 && tried.held * 2 >= tried.tried
    };
    for kinds in candidates {
        if holds(&|what| matches!(what, What::Kind(kind) if kinds.contains(&kind))) {
            return named(&kinds);
        }
    }
    // One kind of rows without codes.
    let others: Vec<&FreeRow> = free.iter().skip(shapes.len()).collect();
    match others.as_slice() {
        [only] if holds(&|what| what == What::Other) => vec![only.kind.to_string()],
        _ => Vec::new(),
    }
}
