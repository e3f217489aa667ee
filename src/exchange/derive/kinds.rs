//! The kinds of rows of a table: by their codes in one column or several, by a code before the name, or none.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::words::Printed;
use super::Document;
use super::sums::Tried;
use super::told::{By, Item, What, by, by_words, digits_before, filled, kind_name, level_of, sums_up};
use super::words::Words;
use crate::model::{ColumnKey, KindKey, RowKey};
use crate::schema::{ColumnKind, FixedRow, FreeRow, SectionSchema};

/// Describes the rows of a table. `apart` are the figures of totals that stand on a page of their own, where the
/// columns are not to be told. Where no row is called a total the department may head the rows in its place.
pub(super) fn rows(
    section: &mut SectionSchema,
    rows: &[Vec<&Printed>],
    apart: &[Vec<Decimal>],
    words: &Words,
    document: &Document<'_>,
) {
    let mut labels = rows.iter().map(|row| row.iter().position(|cell| !cell.is_blank()));
    let head = labels.next().flatten().filter(|at| {
        let label = |row: &Vec<&Printed>| row.get(*at).map(|cell| cell.squeezed.clone());
        let own = rows.first().and_then(label).filter(|label| document.heads.contains(label));
        own.is_some() && rows.iter().filter(|row| label(row) == own).count() == 1
    });
    if head.is_some() {
        let before = section.clone();
        // Above items with codes it stands for all of them, whatever they come to.
        let are_items = describe(section, rows, (apart, head), words, document.withheld);
        let is_borne_out = section.before.iter().any(|total| !total.sum.is_empty());
        if is_borne_out || are_items || rows.len() == 1 {
            return;
        }
        *section = before;
    }
    describe(section, rows, (apart, None), words, document.withheld);
}

/// The same, where the first row may be headed by the department in a column. Whether rows are told by their codes.
fn describe(
    section: &mut SectionSchema,
    rows: &[Vec<&Printed>],
    (apart, head): (&[Vec<Decimal>], Option<usize>),
    words: &Words,
    withheld: bool,
) -> bool {
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
    let is_alone =
        |at: usize| rows.len() > 2 && rows.iter().filter(|row| !cell(row, at).is_empty()).count() == 1;
    // Whose the table is may stand in each row; a page may cut the name.
    let is_whose = |row: &Vec<&Printed>, at: usize| {
        let own = cell(row, at);
        let alike = rows.iter().filter(|row| cell(row, at) == own).count();
        is_alone(at) || rows.len() > 2 && !own.is_empty() && alike * 10 >= rows.len() * 8
    };
    // The total, if there is exactly one: where each unit has its own they are rows like others.
    let total_in = |row: &Vec<&Printed>| {
        let filled = texts.iter().filter(|at| !cell(row, **at).is_empty());
        let (labels, others): (Vec<usize>, Vec<usize>) =
            filled.partition(|at| words.is_total(&cell(row, **at)));
        // A row's number or code may stand beside it, and whose table it is.
        let is_mark =
            |at: &usize| cell(row, *at).chars().all(|c| c.is_ascii_alphanumeric()) || is_whose(row, *at);
        labels.first().copied().filter(|_| labels.len() == 1 && others.iter().all(is_mark))
    };
    let totals: Vec<(usize, usize)> =
        rows.iter().enumerate().filter_map(|(nth, row)| Some((nth, total_in(row)?))).collect();
    let total = match totals.as_slice() {
        [only] => Some(*only),
        // The same above all rows and below them.
        [first, last] if is_at_both_ends(*first, *last, rows.len()) => Some(*first),
        [] => head.filter(|at| texts.contains(at)).map(|at| (0, at)),
        _ => None,
    };
    let bare = rows.iter().enumerate().filter(|(_, row)| texts.iter().all(|at| cell(row, *at).is_empty()));
    let bare: Vec<usize> = bare.map(|(nth, _)| nth).collect();
    let repeated = totals.last().filter(|_| total.is_some() && totals.len() == 2).map(|(nth, _)| *nth);
    let is_total = |nth: usize| repeated == Some(nth) || total.is_some_and(|(at, _)| at == nth);
    // A row of figures without a label, among others that have one or alone, is the total.
    let unlabelled = bare.first().copied().filter(|_| total.is_none() && bare.len() == 1);
    let codes: Vec<usize> = of_kind(|kind| kind == ColumnKind::Code);
    let by = match by(&codes, &texts, rows) {
        By::Nothing => {
            let is_text = |at: &usize| columns.get(*at).is_some_and(|of| of.kind == ColumnKind::Text);
            let words: Vec<usize> = texts.iter().copied().filter(is_text).collect();
            let is_item = |nth: usize| !is_total(nth) && unlabelled != Some(nth);
            let items = rows.iter().enumerate().filter(|(nth, _)| is_item(*nth)).map(|(_, row)| row);
            by_words(&words, &items.collect::<Vec<_>>(), &numbers)
        }
        by => by,
    };
    let are_items = matches!(by, By::Columns(_) | By::Digits(_) | By::Before(_));
    let mut shapes: BTreeMap<(usize, Vec<bool>), usize> = BTreeMap::new();
    let mut above: Option<(String, usize)> = None;
    let shape = |row: &Vec<&Printed>| -> Option<(usize, Vec<bool>)> {
        match &by {
            By::Columns(columns) | By::Texts(columns) => filled(columns, row),
            By::Names(at, names, _) => {
                let label = row.get(*at).map_or("", |cell| cell.text.as_str());
                let own = level_of(names, label, above.as_ref().map(|(name, level)| (name.as_str(), *level)));
                above = own.map(|level| (label.to_owned(), level));
                own.map(|level| (level, Vec::new()))
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
    let of_rows: Vec<Option<(usize, Vec<bool>)>> = rows.iter().map(shape).collect();
    for shape in of_rows.iter().flatten() {
        *shapes.entry(shape.clone()).or_default() += 1;
    }
    let shapes: Vec<(usize, Vec<bool>)> = shapes.into_keys().take(12).collect();
    let mut items: Vec<Item> = rows
        .iter()
        .enumerate()
        .map(|(nth, row)| {
            let own = of_rows.get(nth).and_then(Option::as_ref);
            let known = own.and_then(|shape| shapes.iter().position(|known| known == shape));
            let what = match known {
                _ if is_total(nth) || unlabelled == Some(nth) => What::Total,
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
            By::Columns(columns) | By::Texts(columns) => {
                let something = if matches!(by, By::Texts(_)) { r"\S" } else { r"^\d+$" };
                for (column, filled) in columns.iter().zip(filled) {
                    let pattern = if *filled { something } else { "^$" };
                    row.patterns.insert(key(*column), pattern.to_owned());
                }
                let name = name.filter(|name| !columns.contains(name));
                row.key = columns.iter().copied().chain(name).map(key).collect();
            }
            By::Names(column, levels, _) => {
                let labels = levels.iter().filter(|(_, of)| of.contains(level));
                let labels: Vec<String> = labels.map(|(label, _)| regex::escape(label)).collect();
                row.patterns.insert(key(*column), format!("^(?:{})$", labels.join("|")));
                row.key = vec![key(*column)];
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
    for at in 0..shapes.len() {
        let own = levels(at);
        let Some(next) = shapes.iter().map(|(level, _)| *level).filter(|level| *level > own).min() else {
            continue;
        };
        let below: Vec<usize> = (0..shapes.len()).filter(|other| levels(*other) == next).collect();
        let tried = sums_up(&items, at, &below, &|kind| levels(kind));
        // A code says of itself what it is below.
        let may_miss = are_items && !withheld;
        if tried.is_some_and(|tried| tried.bears_out(withheld) || may_miss && tried.holds_but_once()) {
            let below: Vec<KindKey> =
                below.iter().filter_map(|at| free.get(*at)).map(|free| free.kind.clone()).collect();
            free.get_mut(at).into_iter().for_each(|free| free.sum.clone_from(&below));
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
        let sum = total_of(&items, &shapes, &free, withheld);
        let whose = |column: &usize| {
            *column != at
                && nth
                    .and_then(|nth| rows.get(nth))
                    .is_some_and(|row| !cell(row, *column).is_empty() && is_whose(row, *column))
        };
        before.push(FixedRow {
            key: RowKey::from("合计"),
            department: texts.iter().copied().find(whose).map(key),
            kind: KindKey::from("合计"),
            cells: [(key(at) as ColumnKey, text)].into(),
            sum,
            ..FixedRow::default()
        });
        // It keeps its label and its sum, so that each is judged.
        let again = before.last().filter(|_| repeated.is_some()).cloned();
        after.extend(again.map(|row: FixedRow| FixedRow { key: RowKey::from("合计（表末）"), ..row }));
    } else if let Some(nth) = unlabelled {
        let is_last = nth > 0 && nth + 1 == rows.len();
        let sum = total_of(&items, &shapes, &free, withheld);
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
    are_items
}

/// Whether two totals, each a row and the column of its label, are the first and the last of so many rows.
fn is_at_both_ends(first: (usize, usize), last: (usize, usize), rows: usize) -> bool {
    first.0 == 0 && last.0 + 1 == rows && first.1 == last.1 && rows > 2
}

/// The kinds whose sum the total is, as its figures bear out.
fn total_of(items: &[Item], shapes: &[(usize, Vec<bool>)], free: &[FreeRow], withheld: bool) -> Vec<String> {
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
        tried.held > 0 && tried.held * 2 >= tried.tried && (!withheld || tried.held == tried.tried)
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
