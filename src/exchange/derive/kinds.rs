//! The kinds of rows of a table: by their codes in one column or several, by a code before the name, or none.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::super::words::Printed;
use super::Document;
use super::rows::{Rows, Totals, squeezed};
use super::sums::Tried;
use super::told::{By, Item, What, by, by_words, digits_before, filled, kind_name, level_of, sums_up};
use super::words::Words;
use crate::model::{KindKey, RowKey};
use crate::schema::{ColumnKind, FixedRow, FreeRow, SectionSchema};

/// No more kinds of rows than these are told apart.
const MOST: usize = 12;

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
    let rows = Rows::new(rows, &section.columns, words);
    let totals = rows.totals(head);
    let by = told_by(&rows, &totals);
    let apart = apart.iter().find(|figures| totals.is_missing() && figures.len() == rows.numbers.len());
    let (shapes, items) = items(&rows, &totals, &by, apart);
    let mut free = coded(&rows, &by, &shapes);
    // A code says of itself what it is below.
    let are_items = matches!(by, By::Columns(_) | By::Digits(_) | By::Before(_));
    add_up(&mut free, &shapes, &items, (withheld, are_items));
    if shapes.is_empty() || items.iter().any(|item| item.what == What::Other) {
        free.extend(uncoded(&rows, shapes.is_empty()));
    }
    let sum = total_of(&items, &shapes, &free, withheld);
    let (before, after) = fixed(&rows, &totals, apart.is_some(), sum);
    if totals.unlabelled.is_some() && rows.all.len() == 1 {
        free.clear();
    }
    (section.free, section.before, section.after) = (free, before, after);
    are_items
}

/// By what the rows that are no total are told.
fn told_by(rows: &Rows<'_>, totals: &Totals) -> By {
    let codes = rows.columns_of(|kind| kind == ColumnKind::Code);
    match by(&codes, &rows.texts, rows.all) {
        By::Nothing => {
            let words: Vec<usize> = rows.texts.iter().copied().filter(|at| rows.is_text(*at)).collect();
            let items = rows.all.iter().enumerate().filter(|(nth, _)| !totals.has(*nth)).map(|(_, row)| row);
            by_words(&words, &items.collect::<Vec<_>>(), &rows.numbers)
        }
        by => by,
    }
}

/// What rows of one kind have in common: how deep they stand, and which of the columns that tell them are filled.
type Shape = (usize, Vec<bool>);

/// The shapes of all rows that have one.
fn shapes(rows: &Rows<'_>, by: &By) -> Vec<Option<Shape>> {
    let mut above: Option<(String, usize)> = None;
    let shape = |row: &Vec<&Printed>| match by {
        By::Columns(columns) | By::Texts(columns) => filled(columns, row),
        By::Names(at, names, _) => {
            let label = row.get(*at).map_or("", |cell| cell.text.as_str());
            let own = level_of(names, label, above.as_ref().map(|(name, level)| (name.as_str(), *level)));
            above = own.map(|level| (label.to_owned(), level));
            own.map(|level| (level, Vec::new()))
        }
        By::Digits(at) => {
            let text = squeezed(row, *at);
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            (digits && !text.is_empty()).then_some((text.len(), Vec::new()))
        }
        By::Before(at) => digits_before(squeezed(row, *at)).map(|digits| (digits, Vec::new())),
        By::Nothing => None,
    };
    rows.all.iter().map(shape).collect()
}

/// The shapes that there are, outermost first, and what each row is; the total that stands on a page apart comes last.
fn items(rows: &Rows<'_>, totals: &Totals, by: &By, apart: Option<&Vec<Decimal>>) -> (Vec<Shape>, Vec<Item>) {
    let of_rows = shapes(rows, by);
    let known: BTreeSet<Shape> = of_rows.iter().flatten().cloned().collect();
    let known: Vec<Shape> = known.into_iter().take(MOST).collect();
    let item = |((nth, row), own): ((usize, &Vec<&Printed>), &Option<Shape>)| Item {
        what: match own.as_ref().and_then(|own| known.iter().position(|known| known == own)) {
            _ if totals.has(nth) => What::Total,
            Some(kind) => What::Kind(kind),
            None => What::Other,
        },
        numbers: rows.numbers.iter().map(|at| row.get(*at).and_then(|cell| cell.number)).collect(),
    };
    let mut items: Vec<Item> = rows.all.iter().enumerate().zip(&of_rows).map(item).collect();
    items.extend(
        apart.map(|figures| Item { what: What::Total, numbers: figures.iter().copied().map(Some).collect() }),
    );
    (known, items)
}

/// A kind of rows for each shape.
fn coded(rows: &Rows<'_>, by: &By, shapes: &[Shape]) -> Vec<FreeRow> {
    let key = |at: usize| rows.key(at);
    let kind = |(at, (level, filled)): (usize, &Shape)| {
        let above = shapes.iter().filter(|(other, _)| other < level).count();
        let mut row = FreeRow {
            kind: KindKey::from(kind_name(by, *level, at, shapes)),
            level: u8::try_from(above.min(200)).unwrap_or(0),
            may_repeat: true,
            ..FreeRow::default()
        };
        match by {
            By::Columns(columns) | By::Texts(columns) => {
                let something = if matches!(by, By::Texts(_)) { r"\S" } else { r"^\d+$" };
                for (column, filled) in columns.iter().zip(filled) {
                    let pattern = if *filled { something } else { "^$" };
                    row.patterns.insert(key(*column), pattern.to_owned());
                }
                let name = rows.name().filter(|name| !columns.contains(name));
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
        row
    };
    shapes.iter().enumerate().map(kind).collect()
}

/// Lets kinds be the sums of those a level below, where the figures bear it out.
fn add_up(free: &mut [FreeRow], shapes: &[Shape], items: &[Item], (withheld, may_miss): (bool, bool)) {
    let levels = |kind: usize| shapes.get(kind).map_or(0, |(level, _)| *level);
    for at in 0..shapes.len() {
        let own = levels(at);
        let Some(next) = shapes.iter().map(|(level, _)| *level).filter(|level| *level > own).min() else {
            continue;
        };
        let below: Vec<usize> = (0..shapes.len()).filter(|other| levels(*other) == next).collect();
        let tried = sums_up(items, at, &below, &|kind| levels(kind));
        let may_miss = may_miss && !withheld;
        if tried.is_some_and(|tried| tried.bears_out(withheld) || may_miss && tried.holds_but_once()) {
            let below: Vec<KindKey> =
                below.iter().filter_map(|at| free.get(*at)).map(|free| free.kind.clone()).collect();
            free.get_mut(at).into_iter().for_each(|free| free.sum.clone_from(&below));
        }
    }
}

/// The kinds of rows without a code: of units, of items that have none. Each cell of text may be the one that names it.
fn uncoded(rows: &Rows<'_>, are_all: bool) -> Vec<FreeRow> {
    let Some(name) = rows.name() else {
        return vec![FreeRow { kind: KindKey::from("行"), ..FreeRow::default() }];
    };
    let stem = if are_all { "行" } else { "其他" };
    let named = rows.texts.iter().filter(|at| rows.is_text(**at)).enumerate();
    let kind = |(nth, at): (usize, &usize)| {
        let kind = if *at == name { stem.to_owned() } else { format!("{stem}{}", nth + 1) };
        let key = vec![rows.key(*at)];
        FreeRow { kind: KindKey::from(kind), needs: key.clone(), key, may_repeat: true, ..FreeRow::default() }
    };
    named.map(kind).collect()
}

/// The rows of the total above the others and below them, which is the sum of some kinds; it may stand on a page apart.
fn fixed(
    rows: &Rows<'_>,
    totals: &Totals,
    is_apart: bool,
    sum: Vec<String>,
) -> (Vec<FixedRow>, Vec<FixedRow>) {
    let whole =
        FixedRow { key: RowKey::from("合计"), kind: KindKey::from("合计"), sum, ..FixedRow::default() };
    let labelled = totals.labelled.map(|(nth, at)| (rows.all.get(nth), at));
    let place = labelled.or(rows.name().filter(|_| is_apart).map(|at| (None, at)));
    if let Some((row, at)) = place {
        let printed = row.and_then(|row| row.get(at));
        let text = printed.map_or_else(|| "合计".to_owned(), |cell| cell.text.clone());
        let is_whose = |column: &usize| {
            let is_said =
                |row: &Vec<&Printed>| !squeezed(row, *column).is_empty() && rows.is_whose(row, *column);
            *column != at && row.is_some_and(is_said)
        };
        let department = rows.texts.iter().copied().find(is_whose).map(|at| rows.key(at));
        // What numbers the rows stands in that of the total as well.
        let numbering = rows.texts.iter().filter(|column| **column != at).filter_map(|column| {
            let cell =
                row.and_then(|row| row.get(*column)).filter(|cell| cell.digits && rows.is_text(*column))?;
            Some((rows.key(*column), cell.text.clone()))
        });
        let cells = numbering.chain([(rows.key(at), text)]).collect();
        let first = FixedRow { department, cells, ..whole };
        // Where it stands again it keeps its label and its sum, so that each is judged.
        let again =
            totals.again.map(|_| FixedRow { key: RowKey::from("合计（表末）"), ..first.clone() });
        return (vec![first], again.into_iter().collect());
    }
    match totals.unlabelled {
        Some(nth) if nth > 0 && nth + 1 == rows.all.len() => (Vec::new(), vec![whole]),
        Some(_) => (vec![whole], Vec::new()),
        None => (Vec::new(), Vec::new()),
    }
}

/// The kinds whose sum the total is, as its figures bear out.
fn total_of(items: &[Item], shapes: &[Shape], free: &[FreeRow], withheld: bool) -> Vec<String> {
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
